// SPDX-License-Identifier: EUPL-1.2
// The flat elements of a question type → the screen's tree. The registry has checked the message:
// roles, depths, ids and sizes are what they should be.
#include "base/check.h"
#include "kiosk/question_page_priv.h"
#include "kiosk/texts.h"

enum { LONG_QUESTION = 46, CHILDREN_MM = 25, NAME_MM = 28 };

struct str kiosk_builder_id(const struct kiosk_builder *b, struct svar_text local)
{
    if (local.bytes == 0) {
        return arena_dup(b->a, str_of(b->item->path));
    }
    return arena_printf(b->a, "%s/%.*s", b->item->path, (int)local.bytes, local.ptr);
}

uint32_t kiosk_builder_state(const struct svar_element *e)
{
    return (e->flags & SVAR_ELEMENT_CHECKED ? (uint32_t)UI_STATE_CHECKED : 0u) |
           (e->flags & SVAR_ELEMENT_DISABLED ? (uint32_t)UI_STATE_DISABLED : 0u) |
           (e->flags & SVAR_ELEMENT_INVALID ? (uint32_t)UI_STATE_INVALID : 0u) |
           (e->flags & SVAR_ELEMENT_REQUIRED ? (uint32_t)UI_STATE_REQUIRED : 0u);
}

// How wide the names of a form's rows are: they grow a little less than their letters, or the
// fields would have no room beside them.
static double name_mm(const struct kiosk_builder *b)
{
    return NAME_MM * (1 + 0.7 * (ui_settings(b->page->ui).text_scale - 1));
}

// A row of a group: a box among boxes, or a line of a form in one column.
static struct ui_element *add_row(struct kiosk_builder *b, struct ui_element *parent, struct str id,
                                  struct str name)
{
    struct ui_element *group = ui_element_new(b->a, parent, UI_KIND_ROW, UI_ROLE_GROUP, id, name);
    group->gap_mm = 4;
    group->align_down = UI_ALIGN_CENTER;
    if (parent->kind == UI_KIND_OPTIONS && parent->want_columns == 1) {
        parent->kind = UI_KIND_COLUMN;
    }
    if (parent->kind == UI_KIND_OPTIONS) {
        group->look = UI_LOOK_CARD;
        group->pad_mm = 2;
    } else if (parent->want_columns == 1) {
        group->max_w_mm = 100 + name_mm(b);
    } else {
        group->gap_mm = 8; // between columns
    }
    return group;
}

// The marks of one statement: of its scale, and apart from it what is no answer on it.
static struct ui_element *add_table_cells(struct kiosk_builder *b, struct ui_element *parent,
                                          const struct svar_element *e)
{
    if (e->layout == SVAR_LAYOUT_CHIPS) {
        ui_spacer(b->a, parent, 0, 0);
    }
    struct ui_element *cells =
        ui_scale(b->a, parent, kiosk_builder_id(b, e->id), plugin_str(e->name));
    if (e->role == SVAR_ROLE_GROUP) {
        cells->role = UI_ROLE_GROUP;
    }
    return cells;
}

static struct ui_element *add_group(struct kiosk_builder *b, struct ui_element *parent,
                                    const struct svar_element *e)
{
    struct str id = kiosk_builder_id(b, e->id);
    struct str name = plugin_str(e->name);
    bool several = e->role == SVAR_ROLE_GROUP;
    if (b->in_table) {
        return add_table_cells(b, parent, e);
    }
    switch (e->layout) {
    case SVAR_LAYOUT_EVEN_ROW: {
        struct ui_element *row = ui_scale(b->a, parent, id, name);
        if (parent->kind == UI_KIND_OPTIONS) {
            // Rows of one set of choices stand below each other, and say nothing by themselves.
            parent->kind = UI_KIND_COLUMN;
            row->role = UI_ROLE_NONE;
        }
        if (parent->kind == UI_KIND_COLUMN && parent->role != UI_ROLE_NONE && name.len == 0) {
            row->role = UI_ROLE_NONE;
        }
        return row;
    }
    case SVAR_LAYOUT_CHIPS: {
        struct ui_element *group =
            ui_element_new(b->a, parent, UI_KIND_WRAP, UI_ROLE_GROUP, id, name);
        group->gap_mm = 4;
        group->role = several ? UI_ROLE_GROUP : UI_ROLE_RADIOGROUP;
        return group;
    }
    case SVAR_LAYOUT_ROW: return add_row(b, parent, id, name);
    default: {
        struct ui_element *group = ui_options(b->a, parent, id, several, name);
        group->grow = parent->kind == UI_KIND_ROW && e->layout != SVAR_LAYOUT_COLUMN ? 1 : 0;
        group->want_columns = e->step >= 1 && e->step <= 10 ? (int)e->step : 0;
        return group;
    }
    }
}

// What is touched is never smaller than the youngest finger needs.
static void set_target(const struct kiosk_builder *b, struct ui_element *e, double least_mm)
{
    if (b->children && least_mm < CHILDREN_MM) {
        least_mm = CHILDREN_MM;
    }
    e->min_w_mm = e->min_w_mm < least_mm ? least_mm : e->min_w_mm;
    e->min_h_mm = e->min_h_mm < least_mm ? least_mm : e->min_h_mm;
}

// A button that shows a short sign is read by its whole name.
static struct ui_element *add_button(struct kiosk_builder *b, struct ui_element *parent,
                                     const struct svar_element *e)
{
    bool sign = e->value.bytes > 0;
    struct ui_element *button =
        ui_button(b->a, parent, kiosk_builder_id(b, e->id), sign ? UI_LOOK_CHIP : UI_LOOK_PLAIN,
                  UI_ICON_NONE, plugin_str(sign ? e->value : e->name));
    button->state |= kiosk_builder_state(e);
    if (sign) {
        button->value = arena_dup(b->a, plugin_str(e->name));
        button->size = UI_TEXT_QUESTION;
        button->bold = true;
        set_target(b, button, 20);
    } else if (b->children) {
        set_target(b, button, CHILDREN_MM);
    }
    return button;
}

// The steps of a numbered scale need no mark beside the number: round, and filled when chosen.
static bool is_number(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] < '0' || name.ptr[i] > '9') {
            return false;
        }
    }
    return name.len > 0 && name.len <= 2;
}

// A symbol beside the words of what is no answer on the scale, for who reads slowly.
static enum ui_icon missing_icon(struct svar_text id)
{
    return svar_text_is(id, "-1")   ? UI_ICON_UNKNOWN
           : svar_text_is(id, "-2") ? UI_ICON_UNSAID
           : svar_text_is(id, "-3") ? UI_ICON_NOT_MINE
                                    : UI_ICON_NONE;
}

static struct ui_element *add_choice(struct kiosk_builder *b, struct ui_element *parent,
                                     const struct svar_element *e)
{
    struct str id = kiosk_builder_id(b, e->id);
    struct str name = plugin_str(e->name);
    struct ui_element *choice;
    bool token = parent->kind == UI_KIND_SCALE && is_number(name);
    if (((e->flags & SVAR_ELEMENT_MISSING) || token) && !b->in_table) {
        choice = ui_button(b->a, parent, id, UI_LOOK_CHIP,
                           token ? UI_ICON_NONE : missing_icon(e->id), name);
        choice->role = e->role == SVAR_ROLE_RADIO ? UI_ROLE_RADIO : UI_ROLE_CHECKBOX;
    } else {
        choice = ui_choice(b->a, parent, id, name, (e->flags & SVAR_ELEMENT_CHECKED) != 0);
        choice->role = e->role == SVAR_ROLE_RADIO ? UI_ROLE_RADIO : UI_ROLE_CHECKBOX;
    }
    choice->state |= kiosk_builder_state(e);
    if (token) {
        choice->size = UI_TEXT_OPTION;
        choice->bold = true;
        set_target(b, choice, 20);
    }
    if ((e->flags & SVAR_ELEMENT_PICTURE_ONLY) || b->in_table) {
        choice->icon_only = true; // its name is read
    }
    choice->picture = kiosk_builder_file(b, plugin_str(e->image));
    if (choice->picture) {
        choice->min_h_mm = b->tight ? 24 : 34;
    }
    if (e->flags & SVAR_ELEMENT_MOVABLE) {
        choice->movable = !(e->flags & SVAR_ELEMENT_DISABLED);
        choice->sign = arena_dup(b->a, plugin_str(e->value));
    }
    choice->secret = b->secret_label || (e->flags & SVAR_ELEMENT_MOVABLE);
    if (b->children || (e->flags & SVAR_ELEMENT_MISSING)) {
        set_target(b, choice, b->children ? CHILDREN_MM : b->tight ? 16 : 20);
    }
    return choice;
}

static bool has_guidance(const struct kiosk_builder *b)
{
    struct form_instance *in = kiosk_session_instance(b->page->session);
    return form_view_guidance(in, b->item->ref, b->a).len > 0;
}

static struct ui_element *add_text(struct kiosk_builder *b, struct ui_element *parent,
                                   const struct svar_element *e)
{
    struct str id = kiosk_builder_id(b, e->id);
    struct str name = plugin_str(e->name);
    struct ui_element *text;
    if (b->in_table && e->role == SVAR_ROLE_ALERT) {
        parent = parent->parent; // under its row
    }
    if (parent->look == UI_LOOK_CARD && !parent->first) {
        ui_spacer(b->a, parent, 0, 0); // words stand further in than a button at a card's edge
    }
    if (b->in_table && e->role == SVAR_ROLE_HEADING) {
        text = ui_text(b->a, parent, UI_TEXT_OPTION, name);
        text->role = UI_ROLE_HEADING;
        text->id = id;
        text->align = UI_ALIGN_START;
    } else if (e->role == SVAR_ROLE_HEADING) {
        bool small = b->tight && utf8_count(name) > LONG_QUESTION;
        text = ui_heading(b->a, parent, id, small ? UI_TEXT_OPTION : UI_TEXT_QUESTION, name);
        if (small) {
            text->max_w_mm = 1000; // so that question, field and keyboard are seen together
        }
    } else if (e->role == SVAR_ROLE_ALERT) {
        text = ui_note(b->a, parent, id, UI_ROLE_ALERT, UI_COLOR_BAD, UI_ICON_WARNING, name);
    } else {
        // What stands under a note's words is what it has to say, not a help beside it.
        bool of_hint = e->depth == 0 && svar_text_is(e->id, "hint");
        if (of_hint && has_guidance(b)) {
            bool large = ui_settings(b->page->ui).text_scale >= 1.4;
            parent = b->hint_row = large ? ui_wrap(b->a, parent, 6) : ui_row(b->a, parent, 6);
            parent->align_down = UI_ALIGN_CENTER;
        }
        bool of_note = b->note && of_hint;
        text = ui_text(b->a, parent, of_note ? UI_TEXT_OPTION : UI_TEXT_HINT, name);
        text->id = id;
        text->color = of_note ? UI_COLOR_INK : UI_COLOR_INK_2;
        if (parent->kind == UI_KIND_ROW && !b->in_table && !of_hint) {
            bool of_form = e->depth >= 2 && e->id.bytes > 5 &&
                           memcmp(e->id.ptr + e->id.bytes - 5, "-name", 5) == 0;
            text->grow = of_form ? 0 : 1; // the words of a box
            text->min_w_mm = text->max_w_mm = of_form ? name_mm(b) : 0;
            text->size = UI_TEXT_OPTION;
            text->color = UI_COLOR_INK;
        }
    }
    text->secret = b->secret_label;
    return text;
}

// ---- what the host adds under a question's words ----
static void add_guidance(struct kiosk_builder *b)
{
    struct form_instance *in = kiosk_session_instance(b->page->session);
    struct str guidance = form_view_guidance(in, b->item->ref, b->a);
    struct str language = kiosk_session_language(b->page->session);
    if (guidance.len == 0) {
        return;
    }
    bool open = b->item->guidance;
    struct ui_element *button =
        ui_button(b->a, b->hint_row ? b->hint_row : b->parents[0],
                  kiosk_builder_id(b, svar_text_of("guidance")), UI_LOOK_QUIET, UI_ICON_INFO,
                  kiosk_text(open ? TEXT_GUIDANCE_LESS : TEXT_GUIDANCE, language));
    button->color = UI_COLOR_PRIMARY;
    button->min_h_mm = b->tight ? 14 : 16;
    button->state |= open ? (uint32_t)UI_STATE_EXPANDED : 0u;
    if (b->children) {
        set_target(b, button, CHILDREN_MM);
    }
    if (open) {
        ui_note(b->a, b->parents[0], kiosk_builder_id(b, svar_text_of("guidance-text")),
                UI_ROLE_PARAGRAPH, UI_COLOR_PRIMARY, UI_ICON_INFO, guidance)
            ->secret = b->secret_label;
    }
}

// What cannot be asked here is told as it is, with the reason.
static void add_reason(struct kiosk_builder *b)
{
    const struct form_def *def = kiosk_session_def(b->page->session);
    size_t node = form_ref_node(kiosk_session_instance(b->page->session), b->item->ref);
    if (!form_node_stand_in(def, node)) {
        return;
    }
    bool place = str_starts(form_node_written_type(def, node), STR("geo"));
    ui_note(b->a, b->parents[0], kiosk_builder_id(b, svar_text_of("reason")), UI_ROLE_STATUS,
            UI_COLOR_INK_2, UI_ICON_INFO,
            kiosk_text(place ? TEXT_NO_PLACE : TEXT_NO_CAMERA,
                       kiosk_session_language(b->page->session)));
}

static void finish_head(struct kiosk_builder *b)
{
    if (!b->head_done && !b->in_table) {
        b->head_done = true;
        add_guidance(b);
        add_reason(b);
    }
}

static bool of_head(const struct svar_element *e)
{
    return e->depth == 0 && (svar_text_is(e->id, "label") || svar_text_is(e->id, "image") ||
                             svar_text_is(e->id, "hint") || svar_text_is(e->id, "error"));
}

// The form's recording of what an element says: of the question's words, or of a choice.
static struct str recording_of(const struct kiosk_builder *b, const struct svar_element *e)
{
    struct form_instance *in = kiosk_session_instance(b->page->session);
    form_ref ref = b->item->ref;
    if (svar_text_is(e->id, "label") && e->depth == 0) {
        return form_view_media(in, ref, STR("audio"));
    }
    if (e->role != SVAR_ROLE_RADIO && e->role != SVAR_ROLE_CHECKBOX) {
        return STR("");
    }
    const uint32_t *choices;
    size_t count = form_view_choices(in, ref, &choices);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(form_view_choice_name(in, ref, choices[i]), plugin_str(e->id))) {
            return form_view_choice_media(in, ref, choices[i], STR("audio"));
        }
    }
    return STR("");
}

static void add_element(struct kiosk_builder *b, const struct svar_element *e)
{
    CHECK(e->depth < KIOSK_DEPTH_MAX);
    if (!of_head(e)) {
        finish_head(b);
    }
    struct ui_element *parent = b->parents[e->depth];
    struct ui_element *made = NULL;
    switch (e->role) {
    case SVAR_ROLE_GROUP:
    case SVAR_ROLE_RADIOGROUP: made = add_group(b, parent, e); break;
    case SVAR_ROLE_RADIO:
    case SVAR_ROLE_CHECKBOX: made = add_choice(b, parent, e); break;
    case SVAR_ROLE_TEXTBOX:
    case SVAR_ROLE_SPINBUTTON: made = kiosk_builder_field(b, parent, e); break;
    case SVAR_ROLE_SLIDER: made = kiosk_builder_slider(b, parent, e); break;
    case SVAR_ROLE_BUTTON: made = add_button(b, parent, e); break;
    case SVAR_ROLE_IMAGE: made = kiosk_builder_image(b, parent, e); break;
    default: made = add_text(b, parent, e); break;
    }
    made->sound = arena_dup(b->a, recording_of(b, e));
    b->last = made;
    if (e->role != SVAR_ROLE_IMAGE) {
        b->picture = NULL;
    }
    b->parents[e->depth + 1] = made;
}

// What has to be known before the first element is made.
static bool look_ahead(struct kiosk_builder *b, struct svar_reader records)
{
    struct svar_reader fields;
    uint32_t kind;
    bool whole_group = false;
    while (svar_record_next(&records, &kind, &fields)) {
        if (kind == SVAR_RECORD_ELEMENT) {
            struct svar_element e = svar_element_read(&fields);
            whole_group = whole_group || e.id.bytes == 0;
            b->tight = b->tight || e.role == SVAR_ROLE_TEXTBOX;
        }
    }
    return whole_group;
}

enum err kiosk_question_elements(struct kiosk_question_page *p, struct kiosk_item *item,
                                 struct arena *a, struct ui_element *parent, struct err_info *info)
{
    enum err err = kiosk_question_message(p, item, info);
    if (!err) {
        err = plugin_question_build(item->type, buf_str(&p->question), &p->elements, info);
    }
    if (err) {
        return err;
    }
    struct svar_reader records;
    if (!svar_message_open(p->elements.ptr, p->elements.len, SVAR_MESSAGE_ELEMENTS, &records)) {
        return err_set(info, ERR_PLUGIN, "the question type's answer cannot be read");
    }
    struct form_instance *in = kiosk_session_instance(p->session);
    struct str label = form_node_label(kiosk_session_def(p->session), form_ref_node(in, item->ref),
                                       form_instance_language(in));
    struct kiosk_builder b = {.page = p,
                              .item = item,
                              .a = a,
                              .tight = kiosk_question_page_low(p->ui),
                              .children = kiosk_question_page_children(p),
                              .wide_mm = ui_size(p->ui).w * ui_mm_per_pixel(p->ui),
                              .high_mm = ui_size(p->ui).h * ui_mm_per_pixel(p->ui)};
    b.secret_label = str_find(label, STR("${")) >= 0;
    struct svar_question question;
    if (svar_question_read(p->question.ptr, p->question.len, &question)) {
        b.label = question.label;
        b.note = svar_text_is(question.type, "note");
    }
    // Where the type has no group for the whole question, the column is it.
    b.in_table = parent->kind == UI_KIND_ROW;
    struct ui_element *column = b.in_table ? parent : ui_column(a, parent, 6);
    if (!look_ahead(&b, records)) {
        column->role = UI_ROLE_GROUP;
        column->id = arena_dup(a, str_of(item->path));
    }
    b.parents[0] = column;
    struct svar_reader fields;
    uint32_t kind;
    while (svar_record_next(&records, &kind, &fields)) {
        if (kind == SVAR_RECORD_ELEMENT) {
            struct svar_element e = svar_element_read(&fields);
            add_element(&b, &e);
        } else if (kind == SVAR_RECORD_SHAPE) {
            kiosk_builder_shape(&b, &fields);
        }
    }
    finish_head(&b);
    if (!b.in_table) {
        kiosk_builder_settle(&b, column);
    }
    return ERR_NONE;
}
