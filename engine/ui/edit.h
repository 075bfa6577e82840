// SPDX-License-Identifier: EUPL-1.2
// The text of one field while it is typed into, with a caret, a selection and what can be undone.
// The memory is the caller's, so that answers stay in the caller's secret arena. Moves and erases
// by whole characters as people see them (grapheme clusters, as far as combining marks and joiners
// go). [main]
#pragma once

#include "base/str.h"

enum { UI_HISTORY_STEPS = 64, UI_HISTORY_BYTES = 4096 };

// What was done to a text, so that it can be undone: at each place the bytes that went and those
// that came. Holds what was erased, so it lies and is wiped where the text is. Zeroed: nothing yet.
struct ui_history {
    struct {
        uint32_t at;
        uint32_t taken;
        uint32_t put;
        bool joined; // with the step before: undone together
    } steps[UI_HISTORY_STEPS];
    int count;
    int now;                      // steps done; those after it can be done again
    size_t len;                   // bytes in use
    char bytes[UI_HISTORY_BYTES]; // taken, then put, step after step
};

struct ui_edit {
    char *bytes; // of the caller, capacity long
    size_t capacity;
    size_t len;
    size_t caret;  // byte offset
    size_t anchor; // the other end of the selection; the caret's own place where there is none
    bool several_lines;
    struct ui_history *history; // of the caller; NULL: nothing can be undone
};

void ui_edit_init(struct ui_edit *edit, char *bytes, size_t capacity, bool several_lines);
// Cut at the capacity; caret to the end. What was done before can no longer be undone.
void ui_edit_set(struct ui_edit *edit, struct str text);
// In place of the selection. Control characters are dropped (a line break is kept where there are
// several lines), text that is not UTF-8 is refused. False where nothing changed: full or nothing
// valid.
bool ui_edit_insert(struct ui_edit *edit, struct str text);
// The selection; without one the character before the caret, or behind it.
bool ui_edit_erase(struct ui_edit *edit);
bool ui_edit_erase_after(struct ui_edit *edit);
// The selection; without one to the border of the word before the caret (by -1) or behind it (1).
bool ui_edit_erase_word(struct ui_edit *edit, int by);
bool ui_edit_move(struct ui_edit *edit, int by);     // -1, 1 in logical order; false at the border
void ui_edit_place(struct ui_edit *edit, size_t at); // to the nearest border of a character
// From anchor to caret, each at the nearest border of a character.
void ui_edit_select(struct ui_edit *edit, size_t anchor, size_t caret);
bool ui_edit_undo(struct ui_edit *edit); // false: nothing to undo
bool ui_edit_redo(struct ui_edit *edit);
bool ui_edit_can_undo(const struct ui_edit *edit);
struct str ui_edit_text(const struct ui_edit *edit);
struct str ui_edit_selection(const struct ui_edit *edit); // "" where there is none
// The border of a character after (by 1) or before (by -1) at.
size_t ui_edit_border(struct str text, size_t at, int by);
// The same of a word: spaces beside the caret go with it.
size_t ui_edit_word_border(struct str text, size_t at, int by);
// The word that a place stands in, or at; empty where there is none.
void ui_edit_word_at(struct str text, size_t at, size_t *out_from, size_t *out_to);
