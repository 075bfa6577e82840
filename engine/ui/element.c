// SPDX-License-Identifier: EUPL-1.2
// Building the tree of elements: the constructors that pages use, and walking the tree.
#include "ui/element.h"

#include <assert.h>

const char *ui_role_name(enum ui_role role)
{
#define ROLE_NAME(code, name) [code] = name,
    static const char *const names[] = {UI_ROLE_MAP(ROLE_NAME)};
#undef ROLE_NAME
    return role == UI_ROLE_NONE || role >= UI_ROLE_COUNT ? "" : names[role];
}

enum ui_role ui_role_of(struct str name)
{
    for (int role = UI_ROLE_NONE + 1; role < UI_ROLE_COUNT; role++) {
        if (str_eq(name, str_of(ui_role_name((enum ui_role)role)))) return (enum ui_role)role;
    }
    return UI_ROLE_COUNT;
}

struct ui_element *ui_element_new(struct arena *a, struct ui_element *parent, enum ui_kind kind,
                                  enum ui_role role, struct str id, struct str name)
{
    struct ui_element *e = ARENA_NEW(a, struct ui_element);
    e->kind = kind;
    e->role = role;
    e->id = id.len ? arena_dup(a, id) : STR("");
    e->name = name.len ? arena_dup(a, name) : STR("");
    e->parent = parent;
    if (parent) {
        if (parent->last) {
            parent->last->next = e;
        } else {
            parent->first = e;
        }
        parent->last = e;
    }
    return e;
}

static struct ui_element *box(struct arena *a, struct ui_element *parent, enum ui_kind kind,
                              double gap_mm)
{
    struct ui_element *e = ui_element_new(a, parent, kind, UI_ROLE_NONE, STR(""), STR(""));
    e->gap_mm = gap_mm;
    return e;
}

struct ui_element *ui_column(struct arena *a, struct ui_element *parent, double gap_mm)
{
    return box(a, parent, UI_KIND_COLUMN, gap_mm);
}

struct ui_element *ui_row(struct arena *a, struct ui_element *parent, double gap_mm)
{
    struct ui_element *e = box(a, parent, UI_KIND_ROW, gap_mm);
    e->align_down = UI_ALIGN_CENTER;
    return e;
}

struct ui_element *ui_wrap(struct arena *a, struct ui_element *parent, double gap_mm)
{
    return box(a, parent, UI_KIND_WRAP, gap_mm);
}

struct ui_element *ui_scroll(struct arena *a, struct ui_element *parent, struct str id)
{
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_SCROLL, UI_ROLE_NONE, id, STR(""));
    e->grow = 1;
    return e;
}

struct ui_element *ui_spacer(struct arena *a, struct ui_element *parent, double height_mm, int grow)
{
    struct ui_element *e = box(a, parent, UI_KIND_SPACER, 0);
    e->min_h_mm = height_mm;
    e->grow = grow;
    return e;
}

struct ui_element *ui_text(struct arena *a, struct ui_element *parent, enum ui_text_size size,
                           struct str text)
{
    struct ui_element *e =
        ui_element_new(a, parent, UI_KIND_TEXT, UI_ROLE_PARAGRAPH, STR(""), text);
    e->size = size;
    if (size == UI_TEXT_HINT || size == UI_TEXT_SMALL) e->color = UI_COLOR_INK_2;
    return e;
}

struct ui_element *ui_heading(struct arena *a, struct ui_element *parent, struct str id,
                              enum ui_text_size size, struct str text)
{
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_TEXT, UI_ROLE_HEADING, id, text);
    e->size = size;
    e->bold = true;
    return e;
}

struct ui_element *ui_button(struct arena *a, struct ui_element *parent, struct str id,
                             enum ui_look look, enum ui_icon icon, struct str name)
{
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_BUTTON, UI_ROLE_BUTTON, id, name);
    e->look = look;
    e->icon = icon;
    e->size = UI_TEXT_HINT;
    e->align = UI_ALIGN_CENTER;
    e->bold = look == UI_LOOK_PRIMARY;
    return e;
}

struct ui_element *ui_options(struct arena *a, struct ui_element *parent, struct str id,
                              bool several, struct str name)
{
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_OPTIONS,
                                          several ? UI_ROLE_GROUP : UI_ROLE_RADIOGROUP, id, name);
    e->gap_mm = 4;
    return e;
}

struct ui_element *ui_scale(struct arena *a, struct ui_element *parent, struct str id,
                            struct str name)
{
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_SCALE, UI_ROLE_RADIOGROUP, id, name);
    e->gap_mm = 4;
    return e;
}

struct ui_element *ui_choice(struct arena *a, struct ui_element *parent, struct str id,
                             struct str name, bool checked)
{
    bool several = parent && parent->role == UI_ROLE_GROUP;
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_CHOICE,
                                          several ? UI_ROLE_CHECKBOX : UI_ROLE_RADIO, id, name);
    e->state = checked ? UI_STATE_CHECKED : 0;
    return e;
}

struct ui_element *ui_field(struct arena *a, struct ui_element *parent, struct str id,
                            struct str name, struct str value, size_t caret, int lines)
{
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_FIELD, UI_ROLE_TEXTBOX, id, name);
    e->value = value.len ? arena_dup(a, value) : STR("");
    e->caret = caret > value.len ? value.len : caret;
    e->anchor = e->caret;
    e->lines = lines < 1 ? 1 : lines;
    e->secret = true;
    return e;
}

struct ui_element *ui_progress(struct arena *a, struct ui_element *parent, struct str id,
                               double part, struct str in_words)
{
    struct ui_element *e =
        ui_element_new(a, parent, UI_KIND_PROGRESS, UI_ROLE_PROGRESSBAR, id, STR(""));
    e->value = in_words.len ? arena_dup(a, in_words) : STR("");
    e->part = part;
    e->grow = 1;
    return e;
}

struct ui_element *ui_picture(struct arena *a, struct ui_element *parent,
                              struct ui_picture *picture, double height_mm, struct str name)
{
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_PICTURE,
                                          name.len ? UI_ROLE_IMG : UI_ROLE_NONE, STR(""), name);
    e->picture = picture;
    e->min_h_mm = height_mm;
    return e;
}

struct ui_element *ui_slider(struct arena *a, struct ui_element *parent, struct str id,
                             struct str name, struct str value, double part)
{
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_SLIDER, UI_ROLE_SLIDER, id, name);
    e->value = value.len ? arena_dup(a, value) : STR("");
    e->part = part;
    e->blank = value.len == 0;
    e->secret = true;
    e->grow = 1;
    return e;
}

struct ui_element *ui_note(struct arena *a, struct ui_element *parent, struct str id,
                           enum ui_role role, enum ui_color color, enum ui_icon icon,
                           struct str text)
{
    struct ui_element *e = ui_element_new(a, parent, UI_KIND_TEXT, role, id, text);
    e->look = UI_LOOK_NOTE;
    e->size = UI_TEXT_HINT;
    e->color = color;
    e->icon = icon;
    return e;
}

struct ui_element *ui_overlay(struct arena *a, struct ui_element *root, struct str id,
                              struct str name)
{
    struct ui_element *e = ui_element_new(a, root, UI_KIND_OVERLAY, UI_ROLE_DIALOG, id, name);
    e->look = UI_LOOK_CARD;
    e->pad_mm = 10;
    e->gap_mm = 6;
    e->max_w_mm = 150;
    e->align = UI_ALIGN_CENTER;
    return e;
}

static struct ui_page page_new(struct arena *a, bool centered)
{
    struct ui_page page = {.root = ui_column(a, NULL, 3)};
    page.top = ui_row(a, page.root, 4);
    page.top->role = UI_ROLE_BANNER;
    page.body = ui_scroll(a, page.root, STR("body"));
    page.body->role = UI_ROLE_MAIN;
    page.body->gap_mm = 6;
    page.body->moves = true;
    if (centered) {
        page.body->align = UI_ALIGN_CENTER;
        page.body->align_down = UI_ALIGN_CENTER;
    }
    page.keys = ui_column(a, page.root, 1.5);
    page.foot = ui_row(a, page.root, 4);
    page.foot->role = UI_ROLE_NAVIGATION;
    return page;
}

struct ui_page ui_page_new(struct arena *a)
{
    return page_new(a, false);
}

struct ui_page ui_page_centered(struct arena *a)
{
    return page_new(a, true);
}

struct ui_element *ui_element_after(const struct ui_element *e, const struct ui_element *root)
{
    if (e->first) return e->first;
    while (e != root) {
        if (e->next) return e->next;
        e = e->parent;
        assert(e);
    }
    return NULL;
}

struct ui_element *ui_element_find(struct ui_element *root, struct str id)
{
    for (struct ui_element *e = root; e; e = ui_element_after(e, root)) {
        if (e->id.len && str_eq(e->id, id)) return e;
    }
    return NULL;
}

bool ui_element_acts(const struct ui_element *e)
{
    switch (e->kind) {
    case UI_KIND_BUTTON:
    case UI_KIND_CHOICE:
    case UI_KIND_FIELD:
    case UI_KIND_SLIDER:
    case UI_KIND_KEY: return !(e->state & UI_STATE_DISABLED) && e->id.len > 0;
    case UI_KIND_COLUMN:
    case UI_KIND_ROW:
    case UI_KIND_WRAP:
    case UI_KIND_OPTIONS:
    case UI_KIND_SCALE:
    case UI_KIND_SCROLL:
    case UI_KIND_OVERLAY:
    case UI_KIND_SPACER:
    case UI_KIND_TEXT:
    case UI_KIND_PROGRESS:
    case UI_KIND_PICTURE:
    case UI_KIND_COUNT: break;
    }
    return false;
}
