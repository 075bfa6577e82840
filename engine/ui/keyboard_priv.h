// SPDX-License-Identifier: EUPL-1.2
// What the rest of the module asks of the on-screen keyboard.
#pragma once

#include "ui/keyboard.h"

enum ui_key_act { UI_KEY_TYPES, UI_KEY_ERASES, UI_KEY_ENTERS, UI_KEY_CHANGES };

struct ui_keyboard *ui_keyboard_create(void);
void ui_keyboard_destroy(struct ui_keyboard *kb);

// What a touch of this key does; *out_changed: the keys look different now.
enum ui_key_act ui_keyboard_press(struct ui_keyboard *kb, const struct ui_element *key,
                                  bool *out_changed);
