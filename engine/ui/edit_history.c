// SPDX-License-Identifier: EUPL-1.2
// What can be undone: steps with their bytes in one block, the oldest let go where there is no
// room.
#include "ui/edit_priv.h"

#include <string.h>

void ui_edit_splice(struct ui_edit *edit, size_t from, size_t to, struct str text)
{
    size_t behind = edit->len - to;
    memmove(edit->bytes + from + text.len, edit->bytes + to, behind);
    if (text.len) memcpy(edit->bytes + from, text.ptr, text.len);
    size_t len = from + text.len + behind;
    if (len < edit->len) explicit_bzero(edit->bytes + len, edit->len - len);
    edit->len = len;
    edit->caret = edit->anchor = from + text.len;
}

static size_t bytes_of(const struct ui_history *h, int step)
{
    return (size_t)h->steps[step].taken + h->steps[step].put;
}

static size_t start_of(const struct ui_history *h, int step)
{
    size_t at = 0;
    for (int i = 0; i < step; i++)
        at += bytes_of(h, i);
    return at;
}

static void forget_later(struct ui_history *h)
{
    size_t kept = start_of(h, h->now);
    explicit_bzero(h->bytes + kept, h->len - kept);
    h->len = kept;
    h->count = h->now;
}

// The oldest, with what is undone together with it.
static void forget_oldest(struct ui_history *h)
{
    int gone = 1;
    while (gone < h->count && h->steps[gone].joined)
        gone++;
    size_t bytes = start_of(h, gone);
    memmove(h->bytes, h->bytes + bytes, h->len - bytes);
    explicit_bzero(h->bytes + h->len - bytes, bytes);
    memmove(h->steps, h->steps + gone, (size_t)(h->count - gone) * sizeof h->steps[0]);
    h->len -= bytes;
    h->count -= gone;
    h->now = h->count;
}

// Adds to the last step where this change continues it. False where it is one of its own.
static bool continue_last(struct ui_history *h, size_t at, struct str taken, struct str put)
{
    if (h->count == 0 || h->len + taken.len + put.len > UI_HISTORY_BYTES) return false;
    char *end = h->bytes + h->len;
    size_t i = (size_t)h->count - 1;
    bool typed = taken.len == 0 && h->steps[i].put > 0;
    bool erased = put.len == 0 && h->steps[i].put == 0;
    if (typed && at == h->steps[i].at + h->steps[i].put) {
        memcpy(end, put.ptr, put.len);
        h->steps[i].put += (uint32_t)put.len;
    } else if (erased && at == h->steps[i].at) {
        memcpy(end, taken.ptr, taken.len);
        h->steps[i].taken += (uint32_t)taken.len;
    } else if (erased && at + taken.len == h->steps[i].at) {
        char *begin = end - h->steps[i].taken;
        memmove(begin + taken.len, begin, h->steps[i].taken);
        memcpy(begin, taken.ptr, taken.len);
        h->steps[i].at = (uint32_t)at;
        h->steps[i].taken += (uint32_t)taken.len;
    } else {
        return false;
    }
    h->len += taken.len + put.len;
    return true;
}

void ui_history_note(struct ui_history *h, size_t at, struct str taken, struct str put,
                     enum ui_edit_step step)
{
    forget_later(h);
    bool may = step == UI_EDIT_STEP_SAME_PLACE || step == UI_EDIT_STEP_SAME;
    if (may && continue_last(h, at, taken, put)) return;
    size_t needed = taken.len + put.len;
    bool joined = (step == UI_EDIT_STEP_JOINED || step == UI_EDIT_STEP_SAME) && h->count > 0;
    if (needed > UI_HISTORY_BYTES) {
        explicit_bzero(h, sizeof *h); // too much to remember
        return;
    }
    while (h->count == UI_HISTORY_STEPS || h->len + needed > UI_HISTORY_BYTES)
        forget_oldest(h);
    h->steps[h->count].at = (uint32_t)at;
    h->steps[h->count].taken = (uint32_t)taken.len;
    h->steps[h->count].put = (uint32_t)put.len;
    h->steps[h->count].joined = joined && h->count > 0;
    if (taken.len) memcpy(h->bytes + h->len, taken.ptr, taken.len);
    if (put.len) memcpy(h->bytes + h->len + taken.len, put.ptr, put.len);
    h->len += needed;
    h->now = ++h->count;
}

// Swaps what a step put for what it took, or the other way round. False where the text is not what
// the step left: then somebody else has changed it.
static bool swap(struct ui_edit *edit, int step, bool back)
{
    struct ui_history *h = edit->history;
    const char *bytes = h->bytes + start_of(h, step);
    struct str taken = str_make(bytes, h->steps[step].taken);
    struct str put = str_make(bytes + taken.len, h->steps[step].put);
    struct str old = back ? put : taken;
    struct str new = back ? taken : put;
    size_t at = h->steps[step].at;
    bool fits = at + old.len <= edit->len &&
                edit->len - old.len + new.len <=
                    edit->capacity &&str_eq(str_make(edit->bytes + at, old.len), old);
    if (fits) {
        ui_edit_splice(edit, at, at + old.len, new);
    } else {
        explicit_bzero(h, sizeof *h);
    }
    return fits;
}

bool ui_edit_can_undo(const struct ui_edit *edit)
{
    return edit->history && edit->history->now > 0;
}

bool ui_edit_undo(struct ui_edit *edit)
{
    struct ui_history *h = edit->history;
    bool any = false;
    while (h && h->now > 0) {
        bool joined = h->steps[h->now - 1].joined;
        if (!swap(edit, h->now - 1, true)) return any;
        h->now--;
        any = true;
        if (!joined) break;
    }
    return any;
}

bool ui_edit_redo(struct ui_edit *edit)
{
    struct ui_history *h = edit->history;
    bool any = false;
    while (h && h->now < h->count) {
        if (!swap(edit, h->now, false)) return any;
        h->now++;
        any = true;
        if (h->now == h->count || !h->steps[h->now].joined) break;
    }
    return any;
}
