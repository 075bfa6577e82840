// SPDX-License-Identifier: EUPL-1.2
// What the rest of the module asks of the on-screen keyboard, and what its own files share.
#pragma once

#include "ui/keyboard.h"

enum ui_key_act {
    UI_KEY_TYPES,
    UI_KEY_ERASES,
    UI_KEY_ENTERS,
    UI_KEY_CHANGES,
    UI_KEY_UNDOES,
    UI_KEY_CUTS,
    UI_KEY_COPIES,
    UI_KEY_PASTES,
    UI_KEY_SELECTS, // the word at the caret; once more: everything
    UI_KEY_SELECTS_ALL,
    UI_KEY_LEFT,
    UI_KEY_RIGHT
};

struct ui_keyboard *ui_keyboard_create(void);
void ui_keyboard_destroy(struct ui_keyboard *kb);

// What a touch of this key does; *out_changed: the keys look different now.
enum ui_key_act ui_keyboard_press(struct ui_keyboard *kb, const struct ui_element *key,
                                  bool *out_changed);
// A key is held: opens what it has besides. False where it has nothing.
bool ui_keyboard_hold(struct ui_keyboard *kb, const struct ui_element *key);
bool ui_keyboard_open(const struct ui_keyboard *kb); // something is
void ui_keyboard_close(struct ui_keyboard *kb);
#define UI_KEYBOARD_MORE "keys/more" // id of the row

// ---- keyboard_layouts.c ----
enum {
    UI_KEY_TEXT_BYTES = 12,
    UI_KEY_ROW = 13,
    UI_KEY_ROWS = 3,
    UI_KEY_LEVELS = 4, // plain, shift, and both with AltGr
    UI_KEY_MORE = 9
};

struct ui_key {
    char text[UI_KEY_LEVELS][UI_KEY_TEXT_BYTES]; // "" where there is none
};

struct ui_key_row {
    struct ui_key keys[UI_KEY_ROW];
    int count;
};

struct ui_keys {
    char layout[16];
    struct ui_key_row letters[UI_KEY_ROWS];
    struct ui_key_row digits;
};

enum err ui_keys_read(const char *layout, struct ui_keys *out, struct err_info *info) MUST_CHECK;
bool ui_keys_letter(const char *text); // and no sign
// What a sign has besides, the layout's own first; none that has a key of its own among the
// letters, none twice. Returns how many. `digit` may be "".
int ui_keys_more(const struct ui_keys *keys, const char *text, const char *digit,
                 char out[UI_KEY_MORE][UI_KEY_TEXT_BYTES]);

// ---- keyboard_emoji.c ----
// From the one after `skip` on; returns how many, 0 where there are no more.
int ui_emoji_list(int skip, char (*out)[UI_KEY_TEXT_BYTES], int most);
int ui_emoji_skins(const char *text, char out[UI_KEY_MORE][UI_KEY_TEXT_BYTES]); // 0 for most
