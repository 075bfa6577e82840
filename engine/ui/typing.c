// SPDX-License-Identifier: EUPL-1.2
// Keys on the glass and off it, and fingers in fields: what is typed, erased and selected, as
// events for the program, which has the text.
#include "ui/ui_priv.h"

#include <stdlib.h>

static struct ui_event event_for(const struct ui_element *field, enum ui_event_kind kind)
{
    return ui_event_make(kind, field ? field->id : STR(""));
}

static void queue_command(struct ui *ui, const struct ui_element *field,
                          enum ui_edit_command command)
{
    struct ui_event event = event_for(field, UI_EVENT_EDIT);
    event.code = (int)command;
    if (field) ui_queue(ui, &event);
}

static void queue_selection(struct ui *ui, const struct ui_element *field, size_t from, size_t at)
{
    struct ui_event event = event_for(field, UI_EVENT_SELECT);
    event.from = from;
    event.at = at;
    if (field) ui_queue(ui, &event);
}

static void queue_caret(struct ui *ui, const struct ui_element *field, size_t at)
{
    struct ui_event event = event_for(field, UI_EVENT_CARET);
    event.at = at;
    if (field) ui_queue(ui, &event);
}

// Where the eye goes: in right-to-left, left is onwards.
static int onward(const struct ui *ui, int by)
{
    return ui->settings.rtl ? -by : by;
}

// The word at the caret; where that is selected already, everything.
static void select_more(struct ui *ui, const struct ui_element *field)
{
    size_t from;
    size_t to;
    ui_edit_word_at(field->value, field->caret, &from, &to);
    size_t low = field->anchor < field->caret ? field->anchor : field->caret;
    size_t high = field->anchor < field->caret ? field->caret : field->anchor;
    bool all = from == to || (low <= from && high >= to && low != high);
    queue_selection(ui, field, all ? 0 : from, all ? field->value.len : to);
}

// ---- keys on the glass ----

static void act_on_field(struct ui *ui, struct ui_element *field, enum ui_key_act act,
                         const struct ui_element *key)
{
    struct ui_event event = event_for(field, UI_EVENT_TEXT);
    size_t len = utf8_cut(key->key_text, sizeof event.text - 1);
    switch (act) {
    case UI_KEY_TYPES:
        memcpy(event.text, key->key_text.ptr, len);
        ui_queue(ui, &event);
        break;
    case UI_KEY_ERASES:
    case UI_KEY_ENTERS:
        event.kind = act == UI_KEY_ERASES ? UI_EVENT_ERASE : UI_EVENT_ENTER;
        ui_queue(ui, &event);
        break;
    case UI_KEY_UNDOES: queue_command(ui, field, UI_EDIT_UNDO); break;
    case UI_KEY_CUTS: queue_command(ui, field, UI_EDIT_CUT); break;
    case UI_KEY_COPIES: queue_command(ui, field, UI_EDIT_COPY); break;
    case UI_KEY_PASTES: queue_command(ui, field, UI_EDIT_PASTE); break;
    case UI_KEY_SELECTS: select_more(ui, field); break;
    case UI_KEY_SELECTS_ALL: queue_selection(ui, field, 0, field->value.len); break;
    case UI_KEY_LEFT:
    case UI_KEY_RIGHT:
        queue_caret(
            ui, field,
            ui_edit_border(field->value, field->caret, onward(ui, act == UI_KEY_LEFT ? -1 : 1)));
        break;
    case UI_KEY_CHANGES: break;
    }
}

void ui_typing_press(struct ui *ui, struct ui_element *key)
{
    bool changed;
    enum ui_key_act act = ui_keyboard_press(ui->keyboard, key, &changed);
    struct ui_element *field = ui_focus_field(ui);
    if (field) act_on_field(ui, field, act, key);
    if (changed) ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_CHANGED});
}

void ui_typing_elsewhere(struct ui *ui, const struct ui_element *under)
{
    bool inside = under && under->parent && under->parent->over.len;
    if (inside || !ui_keyboard_open(ui->keyboard)) return;
    ui_keyboard_close(ui->keyboard);
    ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_CHANGED});
}

// ---- fingers in fields ----

static size_t byte_at(struct ui *ui, struct ui_element *field, struct ui_point at)
{
    struct ui_insides in = ui_measure_insides(&ui->layout, field);
    int box_w;
    const struct ui_paragraph *text =
        ui_measure_text(&ui->layout, field, field->bounds.w, field->bold, &box_w);
    const struct ui_box *box = ui_layout_box(&ui->layout, field);
    if (!field->value.len) return 0;
    return ui_text_hit(ui->text, text, at.x - field->bounds.x - in.pad_x,
                       at.y - field->bounds.y - in.pad_y + box->text_y);
}

static bool second_touch(struct ui *ui, const struct ui_element *field, struct ui_point at)
{
    int64_t now = ui_now(ui);
    int near = ui_layout_px(&ui->layout, 8);
    bool twice = str_eq(field->id, str_of(ui->tapped.id)) && now - ui->tapped.ms < UI_TWICE_MS &&
                 abs(at.x - ui->tapped.at.x) < near && abs(at.y - ui->tapped.at.y) < near;
    ui_copy_id(ui->tapped.id, field->id);
    ui->tapped.at = at;
    ui->tapped.ms = twice ? 0 : now;
    return twice;
}

void ui_typing_touch(struct ui *ui, struct ui_element *field, struct ui_point at)
{
    ui_focus_set(ui, field->id, false);
    size_t byte = byte_at(ui, field, at);
    size_t from;
    size_t to;
    ui_edit_word_at(field->value, byte, &from, &to);
    if (second_touch(ui, field, at) && from < to) {
        queue_selection(ui, field, from, to);
    } else {
        queue_caret(ui, field, byte);
    }
}

// ---- what is held ----

static int hold_key(struct ui *ui, struct ui_element *key)
{
    if (str_eq(key->id, STR("key/backspace"))) {
        queue_command(ui, ui_focus_field(ui), UI_EDIT_ERASE_WORD);
        return ui_calm_again_ms(ui, UI_WORD_MS);
    }
    if (!ui_keyboard_hold(ui->keyboard, key)) return 0;
    ui->touch.mode = UI_TOUCH_MORE;
    ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_CHANGED});
    return 0;
}

static void hold_field(struct ui *ui, struct ui_element *field)
{
    struct ui_touch *t = &ui->touch;
    ui_focus_set(ui, field->id, false);
    ui_edit_word_at(field->value, byte_at(ui, field, t->start), &t->from, &t->to);
    t->mode = UI_TOUCH_SELECT;
    queue_selection(ui, field, t->from, t->to);
}

int ui_typing_hold(struct ui *ui, struct ui_element *e)
{
    if (e->kind == UI_KIND_KEY) return hold_key(ui, e);
    hold_field(ui, e);
    return 0;
}

// The key of the open row that a finger is nearest to; NULL where it has left it.
static struct ui_element *nearest_more(struct ui *ui, struct ui_point at)
{
    struct ui_element *row = ui->root ? ui_element_find(ui->root, STR(UI_KEYBOARD_MORE)) : NULL;
    struct ui_element *best = NULL;
    if (!row) return NULL;
    // The finger lies on the key below, and hides what it points at: its height counts as well.
    int reach = row->bounds.h * 5 / 2;
    if (at.y < row->bounds.y - reach || at.y > row->bounds.y + row->bounds.h + reach) return NULL;
    int nearest = reach;
    for (struct ui_element *key = row->first; key; key = key->next) {
        int middle = key->bounds.x + key->bounds.w / 2;
        int away = abs(at.x - middle) - key->bounds.w / 2;
        if (away < nearest) {
            best = key;
            nearest = away;
        }
    }
    return best;
}

bool ui_typing_slide(struct ui *ui, struct ui_point at)
{
    struct ui_touch *t = &ui->touch;
    struct ui_element *scope = ui_focus_scope(ui);
    if (t->mode == UI_TOUCH_MORE) {
        bool moved = abs(at.x - t->start.x) > ui_layout_px(&ui->layout, 2) ||
                     abs(at.y - t->start.y) > ui_layout_px(&ui->layout, 4);
        struct ui_element *key = moved ? nearest_more(ui, at) : NULL;
        // A finger that never moves leaves the row open, to be tapped.
        ui_copy_id(t->id, key ? key->id : STR(""));
        t->inside = key != NULL;
        ui_frame_layout(ui);
        return true;
    }
    if (t->mode != UI_TOUCH_SELECT || !scope) return false;
    struct ui_element *field = ui_element_find(scope, str_of(t->id));
    if (!field) return true;
    size_t byte = byte_at(ui, field, at);
    if (byte < t->from) {
        queue_selection(ui, field, t->to, byte);
    } else if (byte > t->to) {
        queue_selection(ui, field, t->from, byte);
    }
    return true;
}

// ---- keys off the glass ----

// With Ctrl: the commands that hands know. False where it is none of them.
static bool command_key(struct ui *ui, struct ui_element *field, const SDL_Keysym *key)
{
    if (!(key->mod & KMOD_CTRL) || key->mod & KMOD_ALT) return false;
    switch (key->sym) {
    case SDLK_z:
        queue_command(ui, field, key->mod & KMOD_SHIFT ? UI_EDIT_REDO : UI_EDIT_UNDO);
        break;
    case SDLK_y: queue_command(ui, field, UI_EDIT_REDO); break;
    case SDLK_x: queue_command(ui, field, UI_EDIT_CUT); break;
    case SDLK_c: queue_command(ui, field, UI_EDIT_COPY); break;
    case SDLK_v: queue_command(ui, field, UI_EDIT_PASTE); break;
    case SDLK_a: queue_selection(ui, field, 0, field->value.len); break;
    case SDLK_BACKSPACE: queue_command(ui, field, UI_EDIT_ERASE_WORD); break;
    case SDLK_DELETE: queue_command(ui, field, UI_EDIT_DELETE_WORD); break;
    default: return false;
    }
    return true;
}

// Where a caret key leads; false where it is none.
static bool caret_target(const struct ui *ui, const struct ui_element *field, const SDL_Keysym *key,
                         size_t *out)
{
    int by = key->sym == SDLK_LEFT ? -1 : key->sym == SDLK_RIGHT ? 1 : 0;
    if (by) {
        by = onward(ui, by);
        *out = key->mod & KMOD_CTRL ? ui_edit_word_border(field->value, field->caret, by)
                                    : ui_edit_border(field->value, field->caret, by);
        return true;
    }
    *out = key->sym == SDLK_HOME ? 0 : field->value.len;
    return key->sym == SDLK_HOME || key->sym == SDLK_END;
}

void ui_typing_key(struct ui *ui, struct ui_element *field, const SDL_Keysym *key)
{
    struct ui_event event = event_for(field, UI_EVENT_NONE);
    size_t at;
    if (command_key(ui, field, key)) return;
    if (caret_target(ui, field, key, &at)) {
        if (key->mod & KMOD_SHIFT) {
            queue_selection(ui, field, field->anchor, at);
        } else {
            queue_caret(ui, field, at);
        }
        return;
    }
    if (key->sym == SDLK_BACKSPACE) event.kind = UI_EVENT_ERASE;
    if (key->sym == SDLK_DELETE) event.kind = UI_EVENT_DELETE;
    if (key->sym == SDLK_RETURN || key->sym == SDLK_KP_ENTER) event.kind = UI_EVENT_ENTER;
    int steps = key->sym == SDLK_UP ? 1 : key->sym == SDLK_DOWN ? -1 : 0;
    if (steps && field->role == UI_ROLE_SPINBUTTON) {
        event.kind = UI_EVENT_ADJUST;
        event.number = steps;
    }
    if (event.kind != UI_EVENT_NONE) ui_queue(ui, &event);
}

void ui_typing_text(struct ui *ui, const char *text)
{
    struct ui_element *focused = ui_focus_element(ui);
    struct ui_element *field = ui_focus_field(ui);
    // What a switch types is not text.
    if (ui->settings.switches.scan != UI_SCAN_OFF && strcmp(text, " ") == 0) return;
    // Space has pressed the button that it stood on.
    if (!field || (focused && focused != field && strcmp(text, " ") == 0)) return;
    struct ui_event event = event_for(field, UI_EVENT_TEXT);
    size_t len = utf8_cut(str_of(text), sizeof event.text - 1);
    memcpy(event.text, text, len);
    ui_queue(ui, &event);
}
