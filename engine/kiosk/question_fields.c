// SPDX-License-Identifier: EUPL-1.2
// What is typed into, stepped and slid along: a type's text boxes, numbers and sliders as elements
// of the screen. What stands in a field lives in the respondent's secret arena.
#include "kiosk/question_page_priv.h"
#include "kiosk/texts.h"
#include "question/question.h"

#include <stdlib.h>

enum { TICKS_MAX = 41 };

// The item's field of this id, made when it is first seen. NULL: it has too many.
static struct kiosk_field *field_for(struct kiosk_item *item, const struct svar_element *e)
{
    char id[LIMIT_NAME_BYTES + 1] = "";
    size_t bytes = e->id.bytes < sizeof(id) ? e->id.bytes : sizeof(id) - 1;
    memcpy(id, e->id.ptr, bytes);
    struct kiosk_field *field = kiosk_item_field(item, id);
    if (!field && item->field_count < KIOSK_FIELDS_MAX) {
        size_t index = item->field_count++;
        field = &item->fields[index];
        *field = (struct kiosk_field){0};
        memcpy(field->id, id, sizeof(id));
        if (index == 0) {
            ui_edit_init(&field->edit, item->typed->text, sizeof(item->typed->text), false);
            field->edit.history = &item->typed->history;
        } else {
            ui_edit_init(&field->edit, item->typed->parts[index - 1], KIOSK_PART_BYTES, false);
        }
    }
    if (field) {
        field->input = e->input;
        field->characters_max = e->characters_max;
        field->slider = e->role == SVAR_ROLE_SLIDER;
        field->min = e->min;
        field->max = e->max;
        field->minus = e->max < e->min || e->min < 0;
    }
    return field;
}

// Less and more: signs to see, words to hear.
static void add_step(struct kiosk_builder *b, struct ui_element *row, const struct svar_element *e,
                     bool more)
{
    struct str language = kiosk_session_language(b->page->session);
    struct str local =
        arena_printf(b->a, "%.*s-%s", (int)e->id.bytes, e->id.ptr, more ? "more" : "less");
    struct kiosk_fill fill = {"what", plugin_str(e->name)};
    struct buf words = {0};
    kiosk_text_fill(kiosk_text(more ? TEXT_MORE_OF : TEXT_LESS_OF, language), &fill, 1, &words);
    struct ui_element *step =
        ui_button(b->a, row, kiosk_builder_id(b, plugin_text(local)), UI_LOOK_PLAIN,
                  more ? UI_ICON_PLUS : UI_ICON_MINUS, buf_str(&words));
    buf_wipe(&words);
    step->icon_only = true;
    step->size = UI_TEXT_OPTION;
    step->repeats = true;
    step->secret = b->secret_label;
    step->state |= e->flags & SVAR_ELEMENT_DISABLED ? (uint32_t)UI_STATE_DISABLED : 0u;
    step->min_w_mm = b->children ? 25 : 20;
    step->min_h_mm = b->children ? 25 : b->tight ? 16 : 20;
}

// A field shows what is typed; where the type says that the value is another one now, that counts.
struct ui_element *kiosk_builder_field(struct kiosk_builder *b, struct ui_element *parent,
                                       const struct svar_element *e)
{
    struct kiosk_field *field = field_for(b->item, e);
    if (!field) {
        return ui_text(b->a, parent, UI_TEXT_HINT, plugin_str(e->name));
    }
    field->edit.several_lines = (e->flags & SVAR_ELEMENT_MULTILINE) != 0;
    struct str value = plugin_str(e->value);
    if (!str_eq(value, ui_edit_text(&field->edit))) {
        ui_edit_set(&field->edit, value);
    }
    bool number = e->role == SVAR_ROLE_SPINBUTTON;
    bool alone = parent->kind != UI_KIND_ROW;
    struct ui_element *row = parent;
    if (number) {
        // In a row of their own, too: where its label needs the width, all three go below it.
        row = ui_row(b->a, parent, 4);
        row->align_down = UI_ALIGN_CENTER;
        add_step(b, row, e, false);
    }
    // The question stands above in full: repeated in the empty field it would only be noise.
    struct str name = plugin_str(e->name);
    if (svar_text_eq(e->name, b->label)) {
        name = kiosk_text(TEXT_ANSWER_FIELD, kiosk_session_language(b->page->session));
    }
    struct ui_element *made =
        ui_field(b->a, row, kiosk_builder_id(b, e->id), number && !alone ? STR("–") : name,
                 ui_edit_text(&field->edit), field->edit.caret, field->edit.several_lines ? 2 : 1);
    made->state |= kiosk_builder_state(e);
    made->anchor = field->edit.anchor;
    made->secret = true;
    if (number) {
        made->role = UI_ROLE_SPINBUTTON;
        made->grow = 1;
        made->max_w_mm = alone ? 60 : 40;
        made->min_w_mm = alone ? 0 : 27;
        add_step(b, row, e, true);
    }
    return made;
}

// A number as it is written in the respondent's language, not as it is stored.
static struct str as_written(struct kiosk_builder *b, struct str number)
{
    struct str text = arena_printf(b->a, "%.*s", STR_ARG(number));
    char *at = text.len ? memchr(text.ptr, '.', text.len) : NULL;
    if (at && question_decimal_comma(kiosk_session_language(b->page->session))) *at = ',';
    return text;
}

static struct str print_end(struct kiosk_builder *b, double value)
{
    return as_written(b, arena_printf(b->a, "%.6g", value));
}

// The number above, less and more at the ends of the line, its ends in digits below.
struct ui_element *kiosk_builder_slider(struct kiosk_builder *b, struct ui_element *parent,
                                        const struct svar_element *e)
{
    struct kiosk_field *field = field_for(b->item, e);
    struct ui_element *column = ui_column(b->a, parent, 2);
    if (!field || e->max <= e->min) {
        return column;
    }
    bool blank = e->flags & SVAR_ELEMENT_NO_VALUE;
    struct str language = kiosk_session_language(b->page->session);
    struct str shown =
        blank ? kiosk_text(TEXT_NOTHING_CHOSEN, language) : as_written(b, plugin_str(e->value));
    struct ui_element *number =
        ui_text(b->a, column, blank ? UI_TEXT_HINT : UI_TEXT_QUESTION, shown);
    number->id = kiosk_builder_id(b, svar_text_of("shown"));
    number->role = UI_ROLE_STATUS;
    number->align = UI_ALIGN_CENTER;
    number->bold = !blank;
    number->color = blank ? UI_COLOR_INK_2 : UI_COLOR_INK;
    number->min_h_mm = 11;
    number->secret = true;

    struct ui_element *row = ui_row(b->a, column, 4);
    row->align_down = UI_ALIGN_CENTER;
    add_step(b, row, e, false);
    char text[64] = "";
    struct str value = plugin_str(e->value);
    memcpy(text, value.ptr, value.len < sizeof(text) ? value.len : 0);
    double part = blank ? 0 : (strtod(text, NULL) - e->min) / (e->max - e->min);
    struct ui_element *slider = ui_slider(b->a, row, kiosk_builder_id(b, e->id),
                                          plugin_str(e->name), plugin_str(e->value), part);
    slider->state |= kiosk_builder_state(e);
    slider->ticks = e->characters_max <= TICKS_MAX ? (int)e->characters_max : 0;
    add_step(b, row, e, true);

    // Each end's digits in the middle under its end of the line.
    struct ui_element *ends = ui_row(b->a, column, 0);
    double side = (b->children ? 25 : 20) + 4 + UI_THUMB_MM / 2.0;
    double half_digit = ui_theme_mm(UI_TEXT_HINT) * ui_settings(b->page->ui).text_scale * 0.31;
    struct str least = print_end(b, e->min);
    struct str most = print_end(b, e->max);
    ui_spacer(b->a, ends, 0, 0)->min_w_mm = side - half_digit * (double)least.len;
    ui_text(b->a, ends, UI_TEXT_HINT, least)->id = kiosk_builder_id(b, svar_text_of("least"));
    ui_spacer(b->a, ends, 0, 1);
    ui_text(b->a, ends, UI_TEXT_HINT, most)->id = kiosk_builder_id(b, svar_text_of("most"));
    ui_spacer(b->a, ends, 0, 0)->min_w_mm = side - half_digit * (double)most.len;
    return column;
}
