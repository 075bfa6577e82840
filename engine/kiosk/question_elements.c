// SPDX-License-Identifier: EUPL-1.2
// The flat elements of a question type → the screen's tree. The registry has checked the message:
// roles, depths, ids and sizes are what they should be.
#include "base/check.h"
#include "kiosk/question_page_priv.h"
#include "kiosk/texts.h"

enum { DEPTH_MAX = 8, LONG_QUESTION = 46, CHILDREN_MM = 25 };

struct builder {
    struct kiosk_question_page *page;
    struct kiosk_item *item;
    struct arena *a;
    struct ui_element *parents[DEPTH_MAX + 1];
    bool several[DEPTH_MAX + 1]; // the parent at this depth holds check boxes
    struct ui_element *last;     // shapes are drawn in it
    struct ui_picture *picture;
    bool tight;        // a low screen, or one that the on-screen keyboard takes half of
    bool secret_label; // answers are filled into the words
    bool children;     // larger targets
    double wide_mm;    // of the glass
    double high_mm;
    struct svar_text label;
};

static struct str full_id(const struct builder *b, struct svar_text local)
{
    if (local.bytes == 0) {
        return arena_dup(b->a, str_of(b->item->path));
    }
    return arena_printf(b->a, "%s/%.*s", b->item->path, (int)local.bytes, local.ptr);
}

static uint32_t ui_state_of(const struct svar_element *e)
{
    return (e->flags & SVAR_ELEMENT_CHECKED ? (uint32_t)UI_STATE_CHECKED : 0u) |
           (e->flags & SVAR_ELEMENT_DISABLED ? (uint32_t)UI_STATE_DISABLED : 0u) |
           (e->flags & SVAR_ELEMENT_INVALID ? (uint32_t)UI_STATE_INVALID : 0u) |
           (e->flags & SVAR_ELEMENT_REQUIRED ? (uint32_t)UI_STATE_REQUIRED : 0u);
}

static struct ui_element *add_group(struct builder *b, struct ui_element *parent,
                                    const struct svar_element *e)
{
    struct str id = full_id(b, e->id);
    struct str name = plugin_str(e->name);
    bool several = e->role == SVAR_ROLE_GROUP;
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
        return group;
    }
    case SVAR_LAYOUT_ROW: {
        struct ui_element *group =
            ui_element_new(b->a, parent, UI_KIND_ROW, UI_ROLE_GROUP, id, name);
        group->gap_mm = 4;
        group->align_down = UI_ALIGN_CENTER;
        if (parent->kind == UI_KIND_OPTIONS) {
            group->look = UI_LOOK_CARD; // a box among others
            group->pad_mm = 2;
        }
        return group;
    }
    default: {
        struct ui_element *group = ui_options(b->a, parent, id, several, name);
        group->grow = parent->kind == UI_KIND_ROW ? 1 : 0;
        return group;
    }
    }
}

// What is touched is never smaller than the youngest finger needs.
static void set_target(const struct builder *b, struct ui_element *e, double least_mm)
{
    if (b->children && least_mm < CHILDREN_MM) {
        least_mm = CHILDREN_MM;
    }
    e->min_w_mm = e->min_w_mm < least_mm ? least_mm : e->min_w_mm;
    e->min_h_mm = e->min_h_mm < least_mm ? least_mm : e->min_h_mm;
}

// A button that shows a short sign is read by its whole name.
static struct ui_element *add_button(struct builder *b, struct ui_element *parent,
                                     const struct svar_element *e)
{
    bool sign = e->value.bytes > 0;
    struct ui_element *button =
        ui_button(b->a, parent, full_id(b, e->id), sign ? UI_LOOK_CHIP : UI_LOOK_PLAIN,
                  UI_ICON_NONE, plugin_str(sign ? e->value : e->name));
    button->state |= ui_state_of(e);
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

static struct ui_element *add_choice(struct builder *b, struct ui_element *parent,
                                     const struct svar_element *e)
{
    struct str id = full_id(b, e->id);
    struct str name = plugin_str(e->name);
    struct ui_element *choice;
    bool token = parent->kind == UI_KIND_SCALE && is_number(name);
    if ((e->flags & SVAR_ELEMENT_MISSING) || token) {
        choice = ui_button(b->a, parent, id, UI_LOOK_CHIP, UI_ICON_NONE, name);
        choice->role = e->role == SVAR_ROLE_RADIO ? UI_ROLE_RADIO : UI_ROLE_CHECKBOX;
    } else {
        choice = ui_choice(b->a, parent, id, name, (e->flags & SVAR_ELEMENT_CHECKED) != 0);
        choice->role = e->role == SVAR_ROLE_RADIO ? UI_ROLE_RADIO : UI_ROLE_CHECKBOX;
    }
    choice->state |= ui_state_of(e);
    if (token) {
        choice->size = UI_TEXT_OPTION;
        choice->bold = true;
        set_target(b, choice, 20);
    }
    if (e->flags & SVAR_ELEMENT_PICTURE_ONLY) {
        choice->value = choice->name;
        choice->name = STR("");
    }
    if (b->children) {
        set_target(b, choice, CHILDREN_MM);
    }
    return choice;
}

// A picture of its own stands above the choices; beside them, in a row, it takes their height.
static struct ui_element *add_image(struct builder *b, struct ui_element *parent,
                                    const struct svar_element *e)
{
    b->picture = ARENA_NEW(b->a, struct ui_picture);
    b->picture->w = 1000;
    b->picture->h = 1000;
    double high = 28;
    if (parent->kind == UI_KIND_ROW && e->depth == 1) {
        high = b->high_mm * 0.44 < 70 ? b->high_mm * 0.44 : 70;
    } else if (parent->kind == UI_KIND_ROW) {
        high = 18; // in a box of its own
    }
    return ui_picture(b->a, parent, b->picture, high, plugin_str(e->name));
}

static void add_step(struct builder *b, struct ui_element *row, const char *way, struct str sign)
{
    struct str id = arena_printf(b->a, "%s/%s-%s", b->item->path, b->item->field, way);
    struct ui_element *step = ui_button(b->a, row, id, UI_LOOK_PLAIN, UI_ICON_NONE, sign);
    step->size = UI_TEXT_QUESTION;
    step->min_w_mm = 24;
}

// A field shows what is typed; where the type says that the value is another one now, that counts.
static struct ui_element *add_field(struct builder *b, struct ui_element *parent,
                                    const struct svar_element *e)
{
    struct kiosk_item *item = b->item;
    size_t bytes = e->id.bytes < sizeof(item->field) ? e->id.bytes : sizeof(item->field) - 1;
    memcpy(item->field, e->id.ptr, bytes);
    item->field[bytes] = '\0';
    item->input = e->input;
    item->characters_max = e->characters_max;
    item->edit.several_lines = (e->flags & SVAR_ELEMENT_MULTILINE) != 0;
    struct str value = plugin_str(e->value);
    if (!str_eq(value, ui_edit_text(&item->edit))) {
        ui_edit_set(&item->edit, value);
    }
    struct ui_element *row = parent;
    if (e->role == SVAR_ROLE_SPINBUTTON) {
        row = ui_row(b->a, parent, 4);
        row->align_down = UI_ALIGN_CENTER;
        add_step(b, row, "less", STR("−"));
    }
    // The question stands above in full: repeated in the empty field it would only be noise.
    struct str name = plugin_str(e->name);
    if (svar_text_eq(e->name, b->label)) {
        name = kiosk_text(TEXT_ANSWER_FIELD, kiosk_session_language(b->page->session));
    }
    struct ui_element *field =
        ui_field(b->a, row, full_id(b, e->id), name, ui_edit_text(&item->edit), item->edit.caret,
                 item->edit.several_lines ? 2 : 1);
    field->state |= ui_state_of(e);
    field->secret = true;
    if (e->role == SVAR_ROLE_SPINBUTTON) {
        field->role = UI_ROLE_SPINBUTTON;
        field->grow = 1;
        field->max_w_mm = 60;
        add_step(b, row, "more", STR("+"));
    }
    return field;
}

static struct ui_element *add_text(struct builder *b, struct ui_element *parent,
                                   const struct svar_element *e)
{
    struct str id = full_id(b, e->id);
    struct str name = plugin_str(e->name);
    struct ui_element *text;
    if (e->role == SVAR_ROLE_HEADING) {
        bool small = b->tight && utf8_count(name) > LONG_QUESTION;
        text = ui_heading(b->a, parent, id, small ? UI_TEXT_OPTION : UI_TEXT_QUESTION, name);
        if (small) {
            text->max_w_mm = 1000; // so that question, field and keyboard are seen together
        }
    } else if (e->role == SVAR_ROLE_ALERT) {
        text = ui_note(b->a, parent, id, UI_ROLE_ALERT, UI_COLOR_BAD, UI_ICON_WARNING, name);
    } else {
        text = ui_text(b->a, parent, UI_TEXT_HINT, name);
        text->id = id;
        text->color = UI_COLOR_INK_2;
        if (parent->kind == UI_KIND_ROW) {
            text->grow = 1; // the words of a box
            text->size = UI_TEXT_OPTION;
            text->color = UI_COLOR_INK;
        }
    }
    text->secret = b->secret_label;
    return text;
}

static void add_element(struct builder *b, const struct svar_element *e)
{
    CHECK(e->depth < DEPTH_MAX);
    struct ui_element *parent = b->parents[e->depth];
    struct ui_element *made = NULL;
    switch (e->role) {
    case SVAR_ROLE_GROUP:
    case SVAR_ROLE_RADIOGROUP: made = add_group(b, parent, e); break;
    case SVAR_ROLE_RADIO:
    case SVAR_ROLE_CHECKBOX: made = add_choice(b, parent, e); break;
    case SVAR_ROLE_TEXTBOX:
    case SVAR_ROLE_SPINBUTTON:
    case SVAR_ROLE_SLIDER: made = add_field(b, parent, e); break;
    case SVAR_ROLE_BUTTON: made = add_button(b, parent, e); break;
    case SVAR_ROLE_IMAGE: made = add_image(b, parent, e); break;
    default: made = add_text(b, parent, e); break;
    }
    b->last = made;
    if (e->role != SVAR_ROLE_IMAGE) {
        b->picture = NULL;
    }
    b->parents[e->depth + 1] = made;
}

// ---- shapes ----
static enum ui_color color_of(uint32_t colour)
{
    static const enum ui_color colors[] = {
        [SVAR_COLOUR_NONE] = UI_COLOR_NONE,       [SVAR_COLOUR_PAPER] = UI_COLOR_PAPER,
        [SVAR_COLOUR_SURFACE] = UI_COLOR_SURFACE, [SVAR_COLOUR_INK] = UI_COLOR_INK,
        [SVAR_COLOUR_INK_2] = UI_COLOR_INK_2,     [SVAR_COLOUR_LINE] = UI_COLOR_LINE,
        [SVAR_COLOUR_PRIMARY] = UI_COLOR_PRIMARY, [SVAR_COLOUR_ON_PRIMARY] = UI_COLOR_ON_PRIMARY,
        [SVAR_COLOUR_TINT] = UI_COLOR_TINT,       [SVAR_COLOUR_GOOD] = UI_COLOR_GOOD,
        [SVAR_COLOUR_WARN] = UI_COLOR_WARN,       [SVAR_COLOUR_BAD] = UI_COLOR_BAD,
        [SVAR_COLOUR_SUN] = UI_COLOR_SUN,         [SVAR_COLOUR_SUN_INK] = UI_COLOR_SUN_INK,
    };
    return colour < sizeof(colors) / sizeof(colors[0]) ? colors[colour] : UI_COLOR_INK;
}

static void add_path(struct ui_path *path, struct svar_reader steps)
{
    struct svar_path_step step;
    float x = 0;
    float y = 0;
    while (svar_path_next(&steps, &step)) {
        float at[6];
        for (size_t i = 0; i < 6; i++) {
            at[i] = (float)step.xy[i];
        }
        uint32_t points = svar_path_points(step.op);
        if (step.op == SVAR_PATH_MOVE) {
            ui_path_move(path, at[0], at[1]);
        } else if (step.op == SVAR_PATH_LINE) {
            ui_path_line(path, at[0], at[1]);
        } else if (step.op == SVAR_PATH_QUAD) {
            // A quadratic curve as a cubic one: handles two thirds of the way.
            ui_path_cubic(path, x + (at[0] - x) * 2 / 3, y + (at[1] - y) * 2 / 3,
                          at[2] + (at[0] - at[2]) * 2 / 3, at[3] + (at[1] - at[3]) * 2 / 3, at[2],
                          at[3]);
        } else if (step.op == SVAR_PATH_CUBIC) {
            ui_path_cubic(path, at[0], at[1], at[2], at[3], at[4], at[5]);
        } else {
            ui_path_close(path);
        }
        if (points > 0) {
            x = at[points * 2 - 2];
            y = at[points * 2 - 1];
        }
    }
}

static void add_layer(struct builder *b, const struct svar_shape *shape, uint32_t colour,
                      float width)
{
    struct ui_layer *layer = ui_picture_layer(b->picture, b->a);
    ui_path_init(&layer->path, b->a);
    add_path(&layer->path, shape->steps);
    layer->color = color_of(colour);
    layer->width = width;
    layer->part = 1;
}

static void add_shape(struct builder *b, struct svar_reader *fields)
{
    if (!b->last) {
        return;
    }
    if (!b->picture) {
        // A picture in a choice or a button.
        b->picture = ARENA_NEW(b->a, struct ui_picture);
        b->picture->w = 1000;
        b->picture->h = 1000;
        b->last->picture = b->picture;
    }
    struct svar_shape shape = svar_shape_read(fields);
    if (shape.fill != SVAR_COLOUR_NONE) {
        add_layer(b, &shape, shape.fill, 0);
    }
    if (shape.stroke != SVAR_COLOUR_NONE && shape.stroke_width > 0) {
        add_layer(b, &shape, shape.stroke, (float)shape.stroke_width);
    }
}

// What has to be known before the first element is made.
static bool look_ahead(struct builder *b, struct svar_reader records)
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

// ---- when all of it is there ----
// A drawing beside other things takes no more width than it is drawn on.
static void crop(struct ui_picture *picture)
{
    float from = picture->w;
    float to = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (struct ui_layer *layer = picture->layers; layer; layer = layer->next) {
            for (uint32_t i = 0; i < layer->path.count; i++) {
                float *at = layer->path.steps[i].at;
                for (size_t k = 0; k < 6; k += 2) {
                    if (pass == 1) {
                        at[k] -= from;
                    } else if (layer->path.steps[i].op == UI_PATH_CUBIC ||
                               (k == 4 && layer->path.steps[i].op != UI_PATH_CLOSE)) {
                        from = at[k] - layer->width / 2 < from ? at[k] - layer->width / 2 : from;
                        to = at[k] + layer->width / 2 > to ? at[k] + layer->width / 2 : to;
                    }
                }
            }
        }
        if (to <= from) {
            return;
        }
    }
    picture->w = to - from;
}

static size_t count_children(const struct ui_element *e)
{
    size_t count = 0;
    for (const struct ui_element *c = e->first; c; c = c->next) {
        count++;
    }
    return count;
}

// Pictures as large as their row allows, six tenths of a choice's height; words smaller where many
// stand in a narrow place.
static void settle_row(const struct builder *b, struct ui_element *row, size_t columns, size_t rows)
{
    double room = b->wide_mm * 0.86 - (double)(columns - 1) * row->gap_mm;
    double each = room / (double)columns;
    double sign = each - 7 < 28 ? each - 7 : 28;
    double most = rows > 1 ? (b->tight ? 11 : b->high_mm < 160 ? 14 : 22) : (b->tight ? 16 : 28);
    sign = sign < most ? sign : most;
    for (struct ui_element *c = row->first; c; c = c->next) {
        if (!c->picture) {
            continue;
        }
        c->min_h_mm = sign / 0.6;
        c->min_w_mm = c->min_w_mm < each ? c->min_w_mm : each;
        if ((rows > 1 && b->high_mm < 160) || (columns > 3 && each < 32)) {
            c->size = UI_TEXT_HINT;
        }
    }
    for (size_t have = count_children(row); rows > 1 && have < columns; have++) {
        ui_spacer(b->a, row, 0, 0); // so that the last row's are as wide as the others'
    }
}

static void settle(const struct builder *b, struct ui_element *e)
{
    size_t columns = 0;
    size_t rows = 0;
    for (struct ui_element *c = e->first; c; c = c->next) {
        if (c->kind == UI_KIND_SCALE && c->first) {
            size_t count = count_children(c);
            columns = count > columns ? count : columns;
            rows++;
        }
    }
    for (struct ui_element *c = e->first; c; c = c->next) {
        if (c->kind == UI_KIND_SCALE && c->first) {
            settle_row(b, c, columns, rows);
        } else if (c->kind == UI_KIND_PICTURE && e->kind == UI_KIND_ROW) {
            crop(c->picture);
        } else {
            settle(b, c);
        }
    }
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
    struct builder b = {.page = p,
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
    }
    // Where the type has no group for the whole question, the column is it.
    struct ui_element *column = ui_column(a, parent, 6);
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
            add_shape(&b, &fields);
        }
    }
    settle(&b, column);
    return ERR_NONE;
}
