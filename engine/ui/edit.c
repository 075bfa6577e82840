// SPDX-License-Identifier: EUPL-1.2
// Typing into one text: insertion, erasing and moving by whole characters.
#include "ui/edit.h"

#include <assert.h>

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
    edit->caret = edit->len;
}

// Marks, joiners, variation selectors and skin tones belong to the character before them.
static bool extends(int32_t c)
{
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0483 && c <= 0x0489) ||
           (c >= 0x0591 && c <= 0x05BD) || (c >= 0x05BF && c <= 0x05C7) ||
           (c >= 0x0610 && c <= 0x061A) || (c >= 0x064B && c <= 0x065F) || c == 0x0670 ||
           (c >= 0x06D6 && c <= 0x06DC) || (c >= 0x06DF && c <= 0x06E4) ||
           (c >= 0x0900 && c <= 0x0903) || (c >= 0x093A && c <= 0x094F && c != 0x093D) ||
           (c >= 0x0E31 && c <= 0x0E3A && c != 0x0E32 && c != 0x0E33) ||
           (c >= 0x0E47 && c <= 0x0E4E) || (c >= 0x1AB0 && c <= 0x1AFF) ||
           (c >= 0x1DC0 && c <= 0x1DFF) || c == 0x200C || c == 0x200D ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xFE20 && c <= 0xFE2F) || (c >= 0x1F3FB && c <= 0x1F3FF) ||
           (c >= 0xE0100 && c <= 0xE01EF);
}

static size_t border_after(struct str text, size_t at)
{
    if (at >= text.len) return text.len;
    int32_t last = utf8_next(text, &at);
    while (at < text.len) {
        size_t next = at;
        int32_t c = utf8_next(text, &next);
        if (!extends(c) && last != 0x200D) break;
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

bool ui_edit_insert(struct ui_edit *edit, struct str text)
{
    if (!utf8_valid(text)) return false;
    bool any = false;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        int32_t c = utf8_next(text, &at);
        bool break_kept = c == '\n' && edit->several_lines;
        if ((c < 0x20 && !break_kept) || (c >= 0x7F && c < 0xA0)) continue;
        size_t bytes = at - from;
        if (edit->len + bytes > edit->capacity) break;
        memmove(edit->bytes + edit->caret + bytes, edit->bytes + edit->caret,
                edit->len - edit->caret);
        memcpy(edit->bytes + edit->caret, text.ptr + from, bytes);
        edit->len += bytes;
        edit->caret += bytes;
        any = true;
    }
    assert(edit->len <= edit->capacity && edit->caret <= edit->len);
    return any;
}

static void take_out(struct ui_edit *edit, size_t from, size_t to)
{
    memmove(edit->bytes + from, edit->bytes + to, edit->len - to);
    explicit_bzero(edit->bytes + edit->len - (to - from), to - from);
    edit->len -= to - from;
    edit->caret = from;
}

bool ui_edit_erase(struct ui_edit *edit)
{
    if (edit->caret == 0) return false;
    take_out(edit, border_before(ui_edit_text(edit), edit->caret), edit->caret);
    return true;
}

bool ui_edit_erase_after(struct ui_edit *edit)
{
    if (edit->caret == edit->len) return false;
    take_out(edit, edit->caret, border_after(ui_edit_text(edit), edit->caret));
    return true;
}

bool ui_edit_move(struct ui_edit *edit, int by)
{
    size_t before = edit->caret;
    edit->caret = by < 0 ? (before ? border_before(ui_edit_text(edit), before) : 0)
                         : border_after(ui_edit_text(edit), before);
    return edit->caret != before;
}

void ui_edit_place(struct ui_edit *edit, size_t at)
{
    if (at >= edit->len) {
        edit->caret = edit->len;
        return;
    }
    struct str text = ui_edit_text(edit);
    size_t next = border_before(text, at + 1);
    edit->caret = next;
}

size_t ui_edit_border(struct str text, size_t at, int by)
{
    if (by < 0) return at ? border_before(text, at > text.len ? text.len : at) : 0;
    return border_after(text, at);
}
