// SPDX-License-Identifier: EUPL-1.2
// Typing into one text: insertion, erasing, moving and selecting by whole characters and words.
// What can be undone stands in edit_history.c.
#include "ui/edit_priv.h"

#include <assert.h>
#include <fribidi.h>

void ui_edit_init(struct ui_edit *edit, char *bytes, size_t capacity, bool several_lines)
{
    *edit = (struct ui_edit){.bytes = bytes, .capacity = capacity, .several_lines = several_lines};
}

struct str ui_edit_text(const struct ui_edit *edit)
{
    return str_make(edit->bytes, edit->len);
}

void ui_edit_set(struct ui_edit *edit, struct str text)
{
    edit->len = utf8_cut(text, edit->capacity);
    if (edit->len) memmove(edit->bytes, text.ptr, edit->len);
    edit->caret = edit->anchor = edit->len;
    if (edit->history) explicit_bzero(edit->history, sizeof *edit->history);
}

// Vowel signs that stand beside their letter: no marks to FriBidi, and yet of its character. The
// blocks of India's scripts are laid out alike.
static bool beside_its_letter(int32_t c)
{
    int32_t at = c & 0x7F;
    bool indic = c >= 0x0900 && c <= 0x0D7F &&
                 ((at >= 0x02 && at <= 0x03) || (at >= 0x3E && at <= 0x4C) || at == 0x57);
    return indic || (c >= 0x0D82 && c <= 0x0D83) || (c >= 0x0DCF && c <= 0x0DDF) || c == 0x0E33 ||
           c == 0x0EB3 || (c >= 0x102B && c <= 0x1038) || (c >= 0x1056 && c <= 0x1059) ||
           (c >= 0x17B6 && c <= 0x17C8);
}

// Marks, joiners, variation selectors, skin tones and the letters of a flag belong to the character
// before them.
static bool extends(int32_t c)
{
    if (c < 0x0300) return false;
    return fribidi_get_bidi_type((FriBidiChar)c) == FRIBIDI_TYPE_NSM || c == 0x200C ||
           c == 0x200D || (c >= 0x1F3FB && c <= 0x1F3FF) || (c >= 0xE0020 && c <= 0xE007F) ||
           beside_its_letter(c);
}

// Two of them are one flag.
static bool is_region(int32_t c)
{
    return c >= 0x1F1E6 && c <= 0x1F1FF;
}

static size_t border_after(struct str text, size_t at)
{
    if (at >= text.len) return text.len;
    int32_t last = utf8_next(text, &at);
    bool half_flag = is_region(last);
    while (at < text.len) {
        size_t next = at;
        int32_t c = utf8_next(text, &next);
        bool flag = half_flag && is_region(c);
        half_flag = false;
        if (!extends(c) && last != 0x200D && !flag) break;
        last = c;
        at = next;
    }
    return at;
}

// The border before `at`, found from the start of at most 64 bytes back: no character is longer.
static size_t border_before(struct str text, size_t at)
{
    size_t from = at > 64 ? at - 64 : 0;
    while (from > 0 && ((unsigned char)text.ptr[from] & 0xC0) == 0x80)
        from--;
    size_t before = from;
    while (from < at) {
        before = from;
        from = border_after(text, from);
    }
    return before;
}

// Takes [from, to) out and puts text there.
static void replace(struct ui_edit *edit, size_t from, size_t to, struct str text,
                    enum ui_edit_step step)
{
    struct str taken = str_make(edit->bytes + from, to - from);
    if (edit->history) ui_history_note(edit->history, from, taken, text, step);
    ui_edit_splice(edit, from, to, text);
    assert(edit->len <= edit->capacity && edit->caret <= edit->len);
}

static bool take_selection(struct ui_edit *edit)
{
    size_t from = edit->caret < edit->anchor ? edit->caret : edit->anchor;
    size_t to = edit->caret < edit->anchor ? edit->anchor : edit->caret;
    if (from == to) return false;
    replace(edit, from, to, STR(""), UI_EDIT_STEP_NEW);
    return true;
}

static bool is_space(int32_t c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == 0xA0 || c == 0x3000;
}

// Signs between words that are no part of one. An apostrophe and a hyphen are.
static bool is_sign(int32_t c)
{
    return (c > ' ' && c < '0' && c != '\'' && c != '-') || (c > '9' && c < 'A') ||
           (c > 'Z' && c < 'a' && c != '_') || (c > 'z' && c < 0x7F) || c == 0x060C ||
           c == 0x061B || c == 0x061F || c == 0x06D4 ||
           (c >= 0x2010 && c <= 0x2027 && c != 0x2019) || (c >= 0x3001 && c <= 0x303F);
}

enum sort { SPACE, SIGN, WORD };

static enum sort sort_of(int32_t c)
{
    return is_space(c) ? SPACE : is_sign(c) ? SIGN : WORD;
}

static int32_t char_at(struct str text, size_t at)
{
    return at < text.len ? utf8_next(text, &at) : -1;
}

// Typing a word is one step, with the spaces behind it; what is pasted is one whole.
static enum ui_edit_step step_of(const struct ui_edit *edit, int32_t c, bool first, bool replaces)
{
    if (replaces) return first ? UI_EDIT_STEP_JOINED : UI_EDIT_STEP_SAME;
    if (!first) return UI_EDIT_STEP_SAME;
    struct str text = ui_edit_text(edit);
    bool begins = edit->caret > 0 && !is_space(c) &&
                  is_space(char_at(text, border_before(text, edit->caret)));
    return begins ? UI_EDIT_STEP_NEW : UI_EDIT_STEP_SAME_PLACE;
}

bool ui_edit_insert(struct ui_edit *edit, struct str text)
{
    if (!utf8_valid(text)) return false;
    bool replaced = false;
    bool any = false;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        int32_t c = utf8_next(text, &at);
        bool break_kept = c == '\n' && edit->several_lines;
        if ((c < 0x20 && !break_kept) || (c >= 0x7F && c < 0xA0)) continue;
        if (!any) replaced = take_selection(edit);
        size_t bytes = at - from;
        if (edit->len + bytes > edit->capacity) break;
        replace(edit, edit->caret, edit->caret, str_sub(text, from, at),
                step_of(edit, c, !any, replaced));
        any = true;
    }
    return any || replaced;
}

bool ui_edit_erase(struct ui_edit *edit)
{
    if (take_selection(edit)) return true;
    if (edit->caret == 0) return false;
    replace(edit, border_before(ui_edit_text(edit), edit->caret), edit->caret, STR(""),
            UI_EDIT_STEP_SAME_PLACE);
    return true;
}

bool ui_edit_erase_after(struct ui_edit *edit)
{
    if (take_selection(edit)) return true;
    if (edit->caret == edit->len) return false;
    replace(edit, edit->caret, border_after(ui_edit_text(edit), edit->caret), STR(""),
            UI_EDIT_STEP_SAME_PLACE);
    return true;
}

bool ui_edit_erase_word(struct ui_edit *edit, int by)
{
    if (take_selection(edit)) return true;
    size_t to = ui_edit_word_border(ui_edit_text(edit), edit->caret, by);
    if (to == edit->caret) return false;
    replace(edit, by < 0 ? to : edit->caret, by < 0 ? edit->caret : to, STR(""), UI_EDIT_STEP_NEW);
    return true;
}

bool ui_edit_move(struct ui_edit *edit, int by)
{
    size_t before = edit->caret;
    edit->caret = by < 0 ? (before ? border_before(ui_edit_text(edit), before) : 0)
                         : border_after(ui_edit_text(edit), before);
    edit->anchor = edit->caret;
    return edit->caret != before;
}

static size_t nearest_border(const struct ui_edit *edit, size_t at)
{
    return at >= edit->len ? edit->len : border_before(ui_edit_text(edit), at + 1);
}

void ui_edit_place(struct ui_edit *edit, size_t at)
{
    edit->caret = edit->anchor = nearest_border(edit, at);
}

void ui_edit_select(struct ui_edit *edit, size_t anchor, size_t caret)
{
    edit->anchor = nearest_border(edit, anchor);
    edit->caret = nearest_border(edit, caret);
}

struct str ui_edit_selection(const struct ui_edit *edit)
{
    size_t from = edit->caret < edit->anchor ? edit->caret : edit->anchor;
    size_t to = edit->caret < edit->anchor ? edit->anchor : edit->caret;
    return str_make(edit->bytes + from, to - from);
}

// ---- words ----
size_t ui_edit_word_border(struct str text, size_t at, int by)
{
    if (at > text.len) at = text.len;
    bool met = false; // something that is no space
    enum sort sort = SPACE;
    for (;;) {
        bool end = by < 0 ? at == 0 : at == text.len;
        if (end) return at;
        size_t next = by < 0 ? border_before(text, at) : border_after(text, at);
        enum sort here = sort_of(char_at(text, by < 0 ? next : at));
        if (met && here != sort) return at;
        if (here != SPACE) {
            met = true;
            sort = here;
        }
        at = next;
    }
}

void ui_edit_word_at(struct str text, size_t at, size_t *out_from, size_t *out_to)
{
    if (at > text.len) at = text.len;
    // At the end of a word, the word before is meant.
    bool here = at < text.len && sort_of(char_at(text, at)) == WORD;
    size_t before = at > 0 ? border_before(text, at) : 0;
    if (!here && at > 0 && sort_of(char_at(text, before)) == WORD) at = before;
    size_t from = at;
    size_t to = at;
    while (to < text.len && sort_of(char_at(text, to)) == WORD)
        to = border_after(text, to);
    while (to > at && from > 0 && sort_of(char_at(text, border_before(text, from))) == WORD)
        from = border_before(text, from);
    *out_from = from;
    *out_to = to;
}

size_t ui_edit_border(struct str text, size_t at, int by)
{
    if (by < 0) return at ? border_before(text, at > text.len ? text.len : at) : 0;
    return border_after(text, at);
}
