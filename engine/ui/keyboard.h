// SPDX-License-Identifier: EUPL-1.2
// The on-screen keyboard: rows and shift levels from libxkbcommon's layouts, keys as elements of
// the page, so that it never covers the field. Ids: "key/a", "key/å", "key/shift",
// "key/backspace", "key/space", "key/enter", "key/symbols"; "key/A" while shifted. [main]
#pragma once

#include "ui/element.h"

struct ui_keyboard; // opaque; owned by struct ui

enum ui_keyboard_level { UI_KEYBOARD_LOWER, UI_KEYBOARD_UPPER, UI_KEYBOARD_LOCKED };

// Which layout fits a language ("sv" → "se", "ar" → "ara", "en" → "us"); "us" where none is known.
const char *ui_keyboard_layout_for(struct str language);

// Keeps its state where the layout is the same already. ERR_MISSING names the package xkb-data.
enum err ui_keyboard_use(struct ui_keyboard *kb, const char *layout,
                         struct err_info *info) MUST_CHECK;
const char *ui_keyboard_layout(const struct ui_keyboard *kb); // "" before the first use
void ui_keyboard_reset(struct ui_keyboard *kb);               // lower case, letters
void ui_keyboard_shift(struct ui_keyboard *kb, bool on);      // at the start of a sentence

// Words on the keys that have no sign of their own.
struct ui_keyboard_words {
    struct str space;     // "mellanslag"
    struct str backspace; // read aloud
    struct str shift;     // read aloud
    struct str enter;     // read aloud
    struct str letters;   // "abc"
    struct str symbols;   // "123"
};

// Appends the rows to parent (ui_page.keys). Before the first use nothing is appended. A touch of a
// key comes as UI_EVENT_TEXT, ERASE or ENTER for the field that has the focus (or the page's only
// one), and UI_EVENT_CHANGED where the keys themselves have changed.
void ui_keyboard_build(const struct ui_keyboard *kb, struct arena *a, struct ui_element *parent,
                       const struct ui_keyboard_words *words);
