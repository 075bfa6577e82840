// SPDX-License-Identifier: EUPL-1.2
// Where the keyboard is: Tab through everything that acts, arrows inside a group, and the field
// that typed text goes to.
#include "ui/ui_priv.h"

struct ui_element *ui_focus_scope(struct ui *ui)
{
    struct ui_element *scope = ui->root;
    if (!scope) return NULL;
    for (struct ui_element *c = ui->root->first; c; c = c->next) {
        if (c->kind == UI_KIND_OVERLAY) scope = c;
    }
    return scope;
}

struct ui_element *ui_focus_element(struct ui *ui)
{
    struct ui_element *scope = ui_focus_scope(ui);
    if (!scope || !ui->focus[0]) return NULL;
    struct ui_element *e = ui_element_find(scope, str_of(ui->focus));
    return e && ui_element_acts(e) ? e : NULL;
}

struct ui_element *ui_focus_field(struct ui *ui)
{
    struct ui_element *focused = ui_focus_element(ui);
    if (focused && focused->kind == UI_KIND_FIELD) return focused;
    struct ui_element *scope = ui_focus_scope(ui);
    struct ui_element *only = NULL;
    for (struct ui_element *e = scope; e; e = ui_element_after(e, scope)) {
        if (e->kind != UI_KIND_FIELD || !ui_element_acts(e) || e->state & UI_STATE_READONLY) {
            continue;
        }
        if (only) return NULL;
        only = e;
    }
    return only;
}

void ui_focus_reveal(struct ui *ui, const struct ui_element *e)
{
    const struct ui_box *box = e->priv;
    if (box && box->rail) return; // it stands beside what scrolls
    for (const struct ui_element *s = e->parent; s; s = s->parent) {
        if (s->kind != UI_KIND_SCROLL) continue;
        int margin = ui_layout_px(&ui->layout, e->kind == UI_KIND_FIELD ? UI_TYPED_MM : 4);
        int offset = ui_scroll_offset(ui, s->id);
        int above = s->bounds.y + margin - e->bounds.y;
        int below = e->bounds.y + e->bounds.h + margin - (s->bounds.y + s->bounds.h);
        if (above > 0) {
            ui_scroll_to(ui, s->id, offset - above);
        } else if (below > 0) {
            ui_scroll_to(ui, s->id, offset + below);
        }
        return;
    }
}

void ui_focus_set(struct ui *ui, struct str id, bool ring)
{
    ui_copy_id(ui->focus, id);
    ui->ring = ring;
    ui->dirty = true;
    struct ui_element *e = ui_focus_element(ui);
    if (e && ring) ui_focus_reveal(ui, e);
    ui_frame_layout(ui);
}

// Keys of the on-screen keyboard are for fingers; whoever has Tab has keys already.
static bool takes_tab(const struct ui_element *e)
{
    return ui_element_acts(e) && e->kind != UI_KIND_KEY;
}

void ui_focus_step(struct ui *ui, int by)
{
    struct ui_element *scope = ui_focus_scope(ui);
    // What has the focus may have ceased to act: from there it goes on all the same.
    struct ui_element *now =
        scope && ui->focus[0] ? ui_element_find(scope, str_of(ui->focus)) : NULL;
    struct ui_element *first = NULL;
    struct ui_element *last = NULL;
    struct ui_element *before = NULL;
    struct ui_element *after = NULL;
    bool passed = false;
    for (struct ui_element *e = scope; e; e = ui_element_after(e, scope)) {
        if (e == now) passed = true;
        if (!takes_tab(e)) continue;
        if (!first) first = e;
        last = e;
        if (e == now) continue;
        if (!passed) {
            before = e;
        } else if (!after) {
            after = e;
        }
    }
    struct ui_element *to =
        by > 0 ? (passed && after ? after : first) : (passed && before ? before : last);
    if (to) ui_focus_set(ui, to->id, true);
}

bool ui_focus_arrow(struct ui *ui, struct ui_element *from, int dx, int dy)
{
    if (!from || from->kind != UI_KIND_CHOICE) return false;
    // The nearest sibling in that direction, measured from middle to middle.
    struct ui_rect a = from->bounds;
    struct ui_element *best = NULL;
    int64_t best_away = INT64_MAX;
    for (struct ui_element *e = from->parent->first; e; e = e->next) {
        if (e == from || !ui_element_acts(e) || e->kind != UI_KIND_CHOICE) continue;
        struct ui_rect b = e->bounds;
        int64_t x = b.x + b.w / 2 - (a.x + a.w / 2);
        int64_t y = b.y + b.h / 2 - (a.y + a.h / 2);
        int64_t along = dx ? x * dx : y * dy;
        int64_t aside = dx ? y : x;
        if (along <= 0) continue;
        int64_t away = along * along + 4 * aside * aside;
        if (away < best_away) {
            best = e;
            best_away = away;
        }
    }
    if (best) ui_focus_set(ui, best->id, true);
    return true;
}
