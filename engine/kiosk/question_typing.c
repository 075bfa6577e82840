// SPDX-License-Identifier: EUPL-1.2
// What is typed into a field of a question, erased, selected, cut and undone. The text, what can be
// undone and what was cut lie in the respondent's secret arena, and go with it.
#include "kiosk/question_page_priv.h"
#include "kiosk/texts.h"

#include <stdio.h>

// A capital is due at the caret: at the start, on a new line and after the end of a sentence.
static bool sentence_begins(struct str before)
{
    struct str trimmed = str_trim(before);
    if (trimmed.len == 0) {
        return true;
    }
    // What stands behind the last word: nothing of it belongs to the word.
    struct str behind =
        str_sub(before, (size_t)(trimmed.ptr - before.ptr) + trimmed.len, before.len);
    if (str_find_char(behind, '\n') >= 0) {
        return true;
    }
    char last = trimmed.ptr[trimmed.len - 1];
    return behind.len > 0 && (last == '.' || last == '!' || last == '?');
}

static void give_text(struct kiosk_question_page *p, struct kiosk_item *item,
                      struct kiosk_field *field)
{
    struct svar_event event = {
        .action = SVAR_EVENT_TEXT,
        .id = svar_text_of(field->id),
        .text = plugin_text(ui_edit_text(&field->edit)),
    };
    kiosk_question_give(p, item, &event);
    if (field->input == SVAR_INPUT_TEXT) {
        struct str before = str_sub(ui_edit_text(&field->edit), 0, field->edit.caret);
        bool capital =
            kiosk_language_cased(kiosk_session_language(p->session)) && sentence_begins(before);
        ui_keyboard_shift(ui_keyboard(p->ui), capital);
    }
}

// As much of a text as the field has room for, in characters.
static struct str fitting(const struct kiosk_field *field, struct str text)
{
    if (field->characters_max == 0) {
        return text;
    }
    size_t kept =
        utf8_count(ui_edit_text(&field->edit)) - utf8_count(ui_edit_selection(&field->edit));
    size_t room = kept < field->characters_max ? field->characters_max - kept : 0;
    size_t at = 0;
    while (at < text.len && room > 0) {
        utf8_next(text, &at);
        room--;
    }
    return str_sub(text, 0, at);
}

static void type(struct kiosk_question_page *p, struct kiosk_item *item, struct kiosk_field *field,
                 struct str text)
{
    if (ui_edit_insert(&field->edit, fitting(field, text))) {
        give_text(p, item, field);
    }
}

static void copy(struct kiosk_question_page *p, const struct kiosk_field *field)
{
    struct str chosen = ui_edit_selection(&field->edit);
    if (chosen.len == 0) {
        return;
    }
    if (!p->clip) {
        p->clip = ARENA_NEW(kiosk_session_memory(p->session), struct kiosk_clip);
    }
    explicit_bzero(p->clip, sizeof(*p->clip));
    p->clip->len = utf8_cut(chosen, sizeof(p->clip->bytes));
    memcpy(p->clip->bytes, chosen.ptr, p->clip->len);
}

static void edit(struct kiosk_question_page *p, struct kiosk_item *item, struct kiosk_field *field,
                 enum ui_edit_command command)
{
    struct ui_edit *e = &field->edit;
    bool changed = false;
    switch (command) {
    case UI_EDIT_UNDO: changed = ui_edit_undo(e); break;
    case UI_EDIT_REDO: changed = ui_edit_redo(e); break;
    case UI_EDIT_ERASE_WORD: changed = ui_edit_erase_word(e, -1); break;
    case UI_EDIT_DELETE_WORD: changed = ui_edit_erase_word(e, 1); break;
    case UI_EDIT_CUT:
        copy(p, field);
        changed = ui_edit_selection(e).len > 0 && ui_edit_erase(e);
        break;
    case UI_EDIT_COPY:
        copy(p, field);
        ui_edit_place(e, e->caret);
        break;
    case UI_EDIT_PASTE:
        if (p->clip) {
            type(p, item, field, str_make(p->clip->bytes, p->clip->len));
        }
        break;
    }
    if (changed) {
        give_text(p, item, field);
    } else {
        kiosk_session_shown_changed(p->session);
    }
}

static void place(struct kiosk_question_page *p, struct kiosk_item *item, struct kiosk_field *field,
                  const struct ui_event *event)
{
    if (event->kind == UI_EVENT_SELECT) {
        ui_edit_select(&field->edit, event->from, event->at);
        p->asked = event->from == event->at;
    } else {
        ui_edit_place(&field->edit, event->at);
    }
    kiosk_session_notice_dismiss(p->session, item->ref);
    kiosk_session_shown_changed(p->session);
}

void kiosk_question_take_field(struct kiosk_question_page *p, struct kiosk_item *item,
                               struct kiosk_field *field, const struct ui_event *event)
{
    snprintf(p->focus, sizeof(p->focus), "%s", event->id);
    p->asked = false;
    if (event->kind == UI_EVENT_TEXT) {
        type(p, item, field, str_of(event->text));
    } else if (event->kind == UI_EVENT_ERASE) {
        if (ui_edit_erase(&field->edit)) {
            give_text(p, item, field);
        }
    } else if (event->kind == UI_EVENT_DELETE) {
        if (ui_edit_erase_after(&field->edit)) {
            give_text(p, item, field);
        }
    } else if (event->kind == UI_EVENT_CARET || event->kind == UI_EVENT_SELECT) {
        place(p, item, field, event);
    } else if (event->kind == UI_EVENT_EDIT) {
        edit(p, item, field, (enum ui_edit_command)event->code);
    } else if (event->kind == UI_EVENT_ENTER) {
        if (field->edit.several_lines) {
            type(p, item, field, STR("\n"));
        } else {
            kiosk_session_next(p->session);
        }
    }
}
