// SPDX-License-Identifier: EUPL-1.2
// The shown tree as JSON in reading order: for speech, automation and tests alike.
#include "ui/ui_priv.h"

static json_t *states(const struct ui_element *e)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = {
        {UI_STATE_CHECKED, "checked"},   {UI_STATE_FOCUSED, "focused"},
        {UI_STATE_DISABLED, "disabled"}, {UI_STATE_INVALID, "invalid"},
        {UI_STATE_REQUIRED, "required"}, {UI_STATE_EXPANDED, "expanded"},
        {UI_STATE_READONLY, "readonly"}, {UI_STATE_PRESSED, "pressed"},
    };
    json_t *out = json_array();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (e->state & names[i].bit) json_array_append_new(out, json_string(names[i].name));
    }
    return out;
}

static json_t *rect(struct ui_rect r)
{
    return json_pack("[i,i,i,i]", r.x, r.y, r.w, r.h);
}

static json_t *element(struct ui *ui, struct ui_element *e)
{
    json_t *out = json_object();
    json_object_set_new(out, "id", json_str(e->id));
    json_object_set_new(out, "role", json_string(ui_role_name(e->role)));
    // What is not UTF-8 has no name here; forms and typing let none through.
    json_t *name = json_str(e->name);
    json_object_set_new(out, "name", name ? name : json_string(""));
    json_t *value = json_str(e->value);
    json_object_set_new(out, "value", value ? value : json_string(""));
    json_object_set_new(out, "state", states(e));
    json_object_set_new(out, "bounds", rect(e->bounds));
    if (ui_rect_empty(e->visible)) json_object_set_new(out, "visible", json_false());
    const struct ui_box *box = ui_layout_box(&ui->layout, e);
    if (e->kind == UI_KIND_SCROLL && box->content_h > e->bounds.h) {
        json_object_set_new(
            out, "scroll",
            json_pack("[i,i,i]", box->offset, box->offset + e->bounds.h, box->content_h));
    }
    return out;
}

json_t *ui_scan_json(struct ui *ui)
{
    if (ui->settings.switches.scan == UI_SCAN_OFF || !ui->scan.id[0]) return json_null();
    json_t *row = json_array();
    struct ui_element *scope = ui_focus_scope(ui);
    struct ui_element *e = scope ? ui_element_find(scope, str_of(ui->scan.id)) : NULL;
    for (e = e && ui->scan.row ? e->parent->first : NULL; e; e = e->next)
        if (ui_element_acts(e)) json_array_append_new(row, json_str(e->id));
    return json_pack("{s:s,s:o,s:b}", "id", ui->scan.id, "row", row, "slider", ui->scan.slider);
}

json_t *ui_tree_json(struct ui *ui)
{
    json_t *out = json_array();
    // Behind a dialog nothing can be reached, so nothing of it is told.
    struct ui_element *scope = ui_focus_scope(ui);
    for (struct ui_element *e = scope; e; e = ui_element_after(e, scope)) {
        const struct ui_box *box = ui_layout_box(&ui->layout, e);
        bool hidden_arrow = box->rail && e->state & UI_STATE_DISABLED;
        if ((e->role == UI_ROLE_NONE && !e->id.len) || hidden_arrow) continue;
        json_array_append_new(out, element(ui, e));
    }
    return out;
}
