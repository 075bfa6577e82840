// SPDX-License-Identifier: EUPL-1.2
// A text's characters with all that line layout asks of each: bidi level, script, face, whether a
// line may break behind it. [main]
#pragma once

#include "ui/hyphen.h"
#include "ui/text.h"

struct ui_items {
    size_t count;
    uint32_t *c;     // code points
    uint32_t *at;    // byte offsets, count + 1 of them
    uint8_t *level;  // bidi embedding levels
    uint8_t *script; //
    uint8_t *face;   //
    char *breaks;    // libunibreak's, behind each character
    uint8_t *hyphen; // a word may be divided behind it; NULL until somebody asks
    uint8_t base;    // 1 in right-to-left
    void *memory;    // of all arrays
    size_t memory_bytes;
};

void ui_items_init(struct ui_items *it, struct ui_fonts *fonts, struct str text, bool rtl,
                   const char *language);
// Finds where words may be divided. Later calls find it done.
void ui_items_hyphenate(struct ui_items *it, struct ui_hyphens *hyphens, const char *language);
void ui_items_finish(struct ui_items *it); // wipes
bool ui_item_space(uint32_t c);            // white space that a line end swallows
