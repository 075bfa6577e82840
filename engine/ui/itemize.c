// SPDX-License-Identifier: EUPL-1.2
// From bytes to characters with bidi levels (FriBidi), scripts, faces and break opportunities
// (libunibreak).
#include "ui/itemize.h"

#include <fribidi.h>
#include <linebreak.h>
#include <stdlib.h>

#include "base/alloc.h"

bool ui_item_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 ||
           (c >= 0x2000 && c <= 0x200A && c != 0x2007) || c == 0x3000 || c == 0x1680;
}

static void decode(struct ui_items *it, struct str text)
{
    size_t at = 0;
    while (at < text.len) {
        it->at[it->count] = (uint32_t)at;
        int32_t c = utf8_next(text, &at);
        // A tab has no place in a line of ours; other controls have no picture at all.
        if (c == '\t' || (c < 0x20 && c != '\n') || c == 0x7F) c = ' ';
        it->c[it->count++] = (uint32_t)c;
    }
    it->at[it->count] = (uint32_t)text.len;
}

// ---- numbers that are written in groups ----

static bool is_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9);
}

static size_t digits_from(const struct ui_items *it, size_t at)
{
    size_t end = at;
    while (end < it->count && is_digit(it->c[end]))
        end++;
    return end - at;
}

static size_t digits_before(const struct ui_items *it, size_t at)
{
    size_t from = at;
    while (from > 0 && is_digit(it->c[from - 1]))
        from--;
    return at - from;
}

// The space in "116 111", "08-123 45 67" and "12 500" is part of the number: in Arabic text, too,
// the groups stand in the order in which one dials them, and a line never ends between them.
static bool space_in_number(const struct ui_items *it, size_t at)
{
    if (it->c[at] != ' ' || at == 0) return false;
    size_t before = digits_before(it, at);
    size_t after = digits_from(it, at + 1);
    return before >= 1 && before <= 4 && after >= 2 && after <= 4;
}

// "13–15" stays together.
static bool dash_in_range(const struct ui_items *it, size_t at)
{
    return it->c[at] == 0x2013 && digits_before(it, at) > 0 && digits_from(it, at + 1) > 0;
}

// FriBidi wants one paragraph at a time: a line break inside would carry embeddings over.
static void find_levels(struct ui_items *it)
{
    FriBidiCharType *types = xcalloc(it->count + 1, sizeof *types);
    FriBidiBracketType *brackets = xcalloc(it->count + 1, sizeof *brackets);
    FriBidiLevel *levels = xcalloc(it->count + 1, sizeof *levels);
    for (size_t from = 0; from < it->count;) {
        size_t to = from;
        while (to < it->count && it->c[to] != '\n')
            to++;
        int len = (int)(to - from);
        if (len > 0) {
            FriBidiParType base = it->base ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
            fribidi_get_bidi_types(&it->c[from], len, types);
            for (size_t i = from; i < to; i++) {
                if (space_in_number(it, i)) types[i - from] = FRIBIDI_TYPE_CS;
            }
            fribidi_get_bracket_types(&it->c[from], len, types, brackets);
            if (fribidi_get_par_embedding_levels_ex(types, brackets, len, &base, levels) == 0) {
                memset(levels, it->base, (size_t)len); // out of memory there: plain order
            }
            for (size_t i = from; i < to; i++) {
                FriBidiLevel level = levels[i - from];
                it->level[i] = level < 0 ? it->base : (uint8_t)level;
            }
        }
        if (to < it->count) it->level[to] = it->base;
        from = to + 1;
    }
    free(types);
    free(brackets);
    free(levels);
}

// What is common to all scripts goes with the letter before it, at the start with the one after.
static void find_scripts(struct ui_items *it)
{
    int last = 0;
    for (size_t i = 0; i < it->count; i++) {
        int script = ui_script_of(it->c[i]);
        if (script) last = script;
        it->script[i] = (uint8_t)last;
    }
    int next = 0;
    for (size_t i = it->count; i > 0; i--) {
        if (it->script[i - 1]) {
            next = it->script[i - 1];
        } else {
            it->script[i - 1] = (uint8_t)next;
        }
    }
}

static bool without_glyph(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
           c == 0x61C;
}

static void find_faces(struct ui_items *it, struct ui_fonts *fonts)
{
    int before = -1;
    for (size_t i = 0; i < it->count; i++) {
        uint32_t c = it->c[i];
        if (!(without_glyph(c) && before >= 0)) {
            int emoji = ui_fonts_face_emoji(fonts, c, i + 1 < it->count ? it->c[i + 1] : 0);
            before = emoji >= 0 ? emoji
                                : ui_fonts_face(fonts, c == '\n' ? ' ' : c, it->script[i], before);
        }
        it->face[i] = (uint8_t)before;
    }
}

void ui_items_init(struct ui_items *it, struct ui_fonts *fonts, struct str text, bool rtl,
                   const char *language)
{
    *it = (struct ui_items){.base = rtl};
    size_t most = text.len + 1;
    it->memory_bytes = most * (2 * sizeof(uint32_t) + 4);
    char *memory = xcalloc(1, it->memory_bytes);
    it->memory = memory;
    it->c = (uint32_t *)it->memory;
    it->at = it->c + most;
    it->level = (uint8_t *)(it->at + most);
    it->script = it->level + most;
    it->face = it->script + most;
    it->breaks = (char *)(it->face + most);
    decode(it, text);
    if (it->count == 0) return;
    find_levels(it);
    find_scripts(it);
    find_faces(it, fonts);
    set_linebreaks_utf32(it->c, it->count, language, it->breaks);
    for (size_t i = 0; i + 1 < it->count; i++) {
        if (space_in_number(it, i) || dash_in_range(it, i)) it->breaks[i] = LINEBREAK_NOBREAK;
    }
    it->breaks[it->count - 1] = LINEBREAK_MUSTBREAK;
}

void ui_items_hyphenate(struct ui_items *it, struct ui_hyphens *hyphens, const char *language)
{
    if (it->hyphen) return;
    it->hyphen = xcalloc(it->count + 1, 1);
    ui_hyphens_find(hyphens, language, it->c, it->count, it->hyphen);
}

void ui_items_finish(struct ui_items *it)
{
    free(it->hyphen);
    if (it->memory) explicit_bzero(it->memory, it->memory_bytes);
    free(it->memory);
    *it = (struct ui_items){0};
}
