// SPDX-License-Identifier: EUPL-1.2
// One text that is typed: bytes, caret, what typing does to them. The memory is the caller's, so
// that answers stay in the caller's secret arena. Moves and erases by whole characters as people
// see them (grapheme clusters, as far as combining marks and joiners go). [main]
#pragma once

#include "base/str.h"

struct ui_edit {
    char *bytes; // of the caller, capacity long
    size_t capacity;
    size_t len;
    size_t caret; // byte offset
    bool several_lines;
};

void ui_edit_init(struct ui_edit *edit, char *bytes, size_t capacity, bool several_lines);
void ui_edit_set(struct ui_edit *edit, struct str text); // cut at the capacity; caret to the end
// Control characters are dropped (a line break is kept where there are several lines), text that
// is not UTF-8 is refused. False where nothing was inserted: full or nothing valid.
bool ui_edit_insert(struct ui_edit *edit, struct str text);
bool ui_edit_erase(struct ui_edit *edit);            // before the caret
bool ui_edit_erase_after(struct ui_edit *edit);      // behind it
bool ui_edit_move(struct ui_edit *edit, int by);     // -1, 1 in logical order; false at the border
void ui_edit_place(struct ui_edit *edit, size_t at); // to the nearest border of a character
struct str ui_edit_text(const struct ui_edit *edit);
// The border of a character after (by 1) or before (by -1) at.
size_t ui_edit_border(struct str text, size_t at, int by);
