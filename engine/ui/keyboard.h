// SPDX-License-Identifier: EUPL-1.2
// The on-screen keyboard: rows and shift levels from libxkbcommon's layouts, keys as elements of
// the page, so that it never covers the field. Ids: "key/a", "key/å", "key/shift",
// "key/backspace", "key/space", "key/enter", "key/symbols"; "key/A" while shifted; and where their
// words are given "key/layout", "key/accents", "key/undo", "key/left", "key/right", "key/select".
// What a letter has besides (é, ę, the orders of a Tigrinya letter) stands over it in a row of its
// own, "keys/more", while it is held, or after "key/accents". Emoji only where they are asked for:
// "key/emoji" leads to them, "key/emoji-more" to the next ones, "key/symbols" back. [main]
#pragma once

#include "ui/element.h"

struct ui_keyboard; // opaque; owned by struct ui

enum ui_keyboard_level { UI_KEYBOARD_LOWER, UI_KEYBOARD_UPPER, UI_KEYBOARD_LOCKED };
enum { UI_KEYBOARD_LAYOUTS = 8 };

// Which layout fits a language ("sv" → "se", "ar" → "ara", "ckb" → "iq(ku_ara)", "ti" → "ethi",
// which is our own table: libxkbcommon's needs an input method); "us" where none is known.
const char *ui_keyboard_layout_for(struct str language);
bool ui_keyboard_layout_latin(const char *layout); // it has Latin letters

// Keeps its state where the layout is the same already. ERR_MISSING names the package xkb-data.
enum err ui_keyboard_use(struct ui_keyboard *kb, const char *layout,
                         struct err_info *info) MUST_CHECK;
const char *ui_keyboard_layout(const struct ui_keyboard *kb); // "" before the first use
// What "key/layout" goes round; at most UI_KEYBOARD_LAYOUTS. The first is used, unless the same
// list has been offered before: then the one in use stays. Those that cannot be read are left out;
// the error is that of the first.
struct ui_keyboard_choice {
    const char *layout;
    struct str name; // shown on the space bar; copied
};
enum err ui_keyboard_offer(struct ui_keyboard *kb, const struct ui_keyboard_choice *choices,
                           int count, struct err_info *info) MUST_CHECK;
void ui_keyboard_numbers(struct ui_keyboard *kb, bool on); // a row of digits above the letters
// A page of emoji besides; without fonts-noto-color-emoji there is none all the same.
void ui_keyboard_emoji(struct ui_keyboard *kb, bool on);
bool ui_emoji_installed(void);
void ui_keyboard_reset(struct ui_keyboard *kb);          // lower case, letters, nothing open
void ui_keyboard_shift(struct ui_keyboard *kb, bool on); // at the start of a sentence
void ui_keyboard_forget(struct ui_keyboard *kb);         // as for the next person: first layout

// The field that is typed into, as far as keys depend on it.
struct ui_keyboard_field {
    struct str id;
    bool selected; // something is: cut and copy stand over the field
    bool asked;    // a finger was held on it: what can be done stands over it
    bool can_undo;
    bool can_paste;
};

// Words on the keys that have no sign of their own, and those read aloud. A key whose word is ""
// is left out.
struct ui_keyboard_words {
    struct str space;                      // "mellanslag"
    struct str backspace;                  // read aloud
    struct str shift;                      // read aloud
    struct str enter;                      // read aloud
    struct str letters;                    // "abc"
    struct str symbols;                    // "123"
    struct str layout;                     // read aloud: another keyboard
    struct str accents;                    // read aloud: more letters
    struct str emoji;                      // read aloud: pictures instead of letters
    struct str more_emoji;                 // read aloud: other pictures
    struct str undo;                       // read aloud
    struct str left;                       // read aloud
    struct str right;                      // read aloud
    struct str select;                     // "Markera"
    struct str cut;                        // "Klipp ut"
    struct str copy;                       // "Kopiera"
    struct str paste;                      // "Klistra in"
    struct str all;                        // "Allt"
    const struct ui_keyboard_field *field; // NULL: nothing but typing
};

// Appends the rows to parent (ui_page.keys). Before the first use nothing is appended. A touch of a
// key comes as UI_EVENT_TEXT, ERASE, ENTER, EDIT, CARET or SELECT for the field that has the focus
// (or the page's only one), and UI_EVENT_CHANGED where the keys themselves have changed.
void ui_keyboard_build(const struct ui_keyboard *kb, struct arena *a, struct ui_element *parent,
                       const struct ui_keyboard_words *words);
