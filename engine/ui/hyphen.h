// SPDX-License-Identifier: EUPL-1.2
// Where a word that is longer than its line may be divided: by libhyphen's patterns where Debian
// has them for the language (hyphen-sv; others where they are installed), for Finnish by its rule:
// before a consonant that a vowel follows. [main]
#pragma once

#include "base/str.h"

struct ui_hyphens; // opaque: the patterns read so far

enum { UI_HYPHEN_LEAST = 3 }; // letters on either side

struct ui_hyphens *ui_hyphens_create(void);
void ui_hyphens_destroy(struct ui_hyphens *h); // accepts NULL

// The language has rules here: its patterns are installed, or it needs none.
bool ui_hyphens_know(struct ui_hyphens *h, const char *language);
// Marks in out, which is zeroed and as long, the characters of a text behind which a word may be
// divided. Words with anything but Latin letters are left whole.
void ui_hyphens_find(struct ui_hyphens *h, const char *language, const uint32_t *text, size_t count,
                     uint8_t *out);
