// SPDX-License-Identifier: EUPL-1.2
// An on-screen keyboard with the same names of its keys in every test.
#pragma once

#include "ui/ui.h"

static inline void ui_words_build(struct ui_keyboard *kb, struct arena *a,
                                  struct ui_element *parent)
{
    struct ui_keyboard_words words = {.space = STR("mellanslag"),
                                      .backspace = STR("Sudda"),
                                      .shift = STR("Skift"),
                                      .enter = STR("Ny rad"),
                                      .letters = STR("abc"),
                                      .symbols = STR("123")};
    ui_keyboard_build(kb, a, parent, &words);
}
