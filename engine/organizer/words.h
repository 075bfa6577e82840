// SPDX-License-Identifier: EUPL-1.2
// Secret keys as words that can be read aloud and typed: two bytes are one word of five letters,
// consonants and vowels in turn. Four words and a check word make a row, so that a mistake is found
// in its row.
#pragma once

#include "base/buf.h"

enum { ORGANIZER_WORDS_ROW_BYTES = 8, ORGANIZER_WORDS_ROW_TEXT = 48 };

// One row without its name, with the check word, as text. name: "A1"; it goes into the check, so
// that rows cannot change places.
void organizer_words_row(const char *name, const uint8_t bytes[ORGANIZER_WORDS_ROW_BYTES],
                         char out[ORGANIZER_WORDS_ROW_TEXT]);

// Reads rows NAME1, NAME2, … of bytes (a multiple of a row's) from text, where each stands on a
// line of its own behind its name; other lines are passed over. Capitals, "-", "." and ":" do not
// matter. ERR_PARSE says which row is missing, given twice or mistyped.
enum err organizer_words_read(char name, struct str text, uint8_t *out, size_t bytes,
                              struct err_info *info) MUST_CHECK;
