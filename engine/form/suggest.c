// SPDX-License-Identifier: EUPL-1.2
// Levenshtein's distance with swaps of neighbours, without regard to case, cut off early.
#include "form/suggest_priv.h"

enum { WORD_BYTES_MAX = 64 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned distance(struct str a, struct str b)
{
    unsigned rows[3][WORD_BYTES_MAX + 1];
    unsigned *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        last[j] = (unsigned)j;
    for (size_t i = 1; i <= a.len; i++) {
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = lower(a.ptr[i - 1]), y = lower(b.ptr[j - 1]);
            unsigned cost = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b.ptr[j - 2]) && lower(a.ptr[i - 2]) == y)
                cost = least(cost, before[j - 2] + 1);
            now[j] = cost;
        }
        unsigned *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.len];
}

struct suggest form_suggest_begin(struct str wanted)
{
    // A third of the word may differ, at most three letters.
    unsigned most = (unsigned)(wanted.len / 3) + 1;
    return (struct suggest){.wanted = wanted, .distance = (most > 3 ? 3 : most) + 1};
}

void form_suggest_offer(struct suggest *s, struct str candidate)
{
    size_t longer = s->wanted.len > candidate.len ? s->wanted.len - candidate.len
                                                  : candidate.len - s->wanted.len;
    if (longer >= s->distance || s->wanted.len > WORD_BYTES_MAX || candidate.len > WORD_BYTES_MAX ||
        !candidate.len)
        return;
    unsigned found = distance(s->wanted, candidate);
    if (found >= s->distance || found >= candidate.len) return;
    s->distance = found;
    s->best = candidate;
}
