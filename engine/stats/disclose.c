// SPDX-License-Identifier: EUPL-1.2
// Complementary suppression for tables with fixed totals, and its audit. A withheld cell can grow
// by one exactly where ones can be moved around a ring of withheld cells, so its bounds are maximum
// flows in the graph of rows, columns and withheld cells.
#include "stats/disclose.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdlib.h>
#include <string.h>

#define UNLIMITED (UINT64_MAX / 4)

// ---- the attack ----

struct ring {
    const struct stats_cut *cut;
    size_t nodes;       // rows, then columns
    uint64_t *capacity; // nodes × nodes
    size_t *from, *queue;
};

static bool withheld(const struct stats_cut *cut, size_t i, size_t j)
{
    return cut->state[i * cut->columns + j] != STATS_SHOWN;
}

static void ring_init(struct ring *r, const struct stats_cut *cut)
{
    r->cut = cut;
    r->nodes = cut->rows + cut->columns;
    r->capacity = xcalloc(r->nodes * r->nodes, sizeof *r->capacity);
    r->from = xcalloc(2 * r->nodes, sizeof *r->from);
    r->queue = r->from + r->nodes;
}

static void ring_finish(struct ring *r)
{
    free(r->capacity);
    free(r->from);
}

// From a row to a column: the cell grows, without limit. Back: it shrinks, at most to nothing.
static void ring_fill(struct ring *r, size_t but_row, size_t but_column)
{
    const struct stats_cut *cut = r->cut;
    memset(r->capacity, 0, r->nodes * r->nodes * sizeof *r->capacity);
    for (size_t i = 0; i < cut->rows; i++)
        for (size_t j = 0; j < cut->columns; j++) {
            if (!withheld(cut, i, j) || (i == but_row && j == but_column)) continue;
            size_t column = cut->rows + j;
            r->capacity[i * r->nodes + column] = UNLIMITED;
            r->capacity[column * r->nodes + i] = cut->cells[i * cut->columns + j];
        }
}

static bool find_path(struct ring *r, size_t from, size_t to)
{
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < r->nodes; i++)
        r->from[i] = SIZE_MAX;
    r->from[from] = from;
    r->queue[tail++] = from;
    while (head < tail && r->from[to] == SIZE_MAX) {
        size_t at = r->queue[head++];
        for (size_t next = 0; next < r->nodes; next++) {
            if (r->from[next] != SIZE_MAX || r->capacity[at * r->nodes + next] == 0) continue;
            r->from[next] = at;
            r->queue[tail++] = next;
        }
    }
    return r->from[to] != SIZE_MAX;
}

// The greatest flow, by shortest paths; stops at limit.
static uint64_t flow(struct ring *r, size_t from, size_t to, uint64_t limit)
{
    uint64_t sum = 0;
    while (sum < limit && find_path(r, from, to)) {
        uint64_t width = limit - sum;
        for (size_t at = to; at != from; at = r->from[at]) {
            uint64_t room = r->capacity[r->from[at] * r->nodes + at];
            if (room < width) width = room;
        }
        for (size_t at = to; at != from; at = r->from[at]) {
            r->capacity[r->from[at] * r->nodes + at] -= width;
            r->capacity[at * r->nodes + r->from[at]] += width;
        }
        sum += width;
    }
    return sum;
}

// How much a cell can grow or shrink, no further than limit. It grows where its column can give
// back to its row by another way, and the other way round.
static uint64_t growth(struct ring *r, size_t row, size_t column, uint64_t limit)
{
    ring_fill(r, row, column);
    return flow(r, r->cut->rows + column, row, limit);
}

static uint64_t shrinking(struct ring *r, size_t row, size_t column, uint64_t limit)
{
    uint64_t own = r->cut->cells[row * r->cut->columns + column];
    ring_fill(r, row, column);
    return flow(r, row, r->cut->rows + column, own < limit ? own : limit);
}

struct stats_bounds stats_cut_attack(const struct stats_cut *cut, size_t row, size_t column)
{
    struct ring r;
    uint64_t own = cut->cells[row * cut->columns + column], total = 0;
    if (!withheld(cut, row, column)) return (struct stats_bounds){own, own};
    for (size_t i = 0; i < cut->rows * cut->columns; i++)
        total += cut->cells[i];
    ring_init(&r, cut);
    uint64_t up = growth(&r, row, column, total + 1), down = shrinking(&r, row, column, own);
    ring_finish(&r);
    return (struct stats_bounds){own - down, own + up};
}

// How many values a small cell must be able to have, beside its own: k, or as many as its row's and
// column's totals leave, which are known to everybody.
static uint64_t room_needed(const struct stats_cut *cut, size_t row, size_t column, uint64_t k)
{
    uint64_t in_row = 0, in_column = 0;
    for (size_t j = 0; j < cut->columns; j++)
        in_row += cut->cells[row * cut->columns + j];
    for (size_t i = 0; i < cut->rows; i++)
        in_column += cut->cells[i * cut->columns + column];
    uint64_t total = in_row < in_column ? in_row : in_column;
    return total < k ? total : k;
}

// A small cell must be anything up to k as far as anybody can tell; another withheld one must not
// be known.
static bool safe_at(struct ring *r, size_t i, size_t j, uint64_t k)
{
    bool small = r->cut->state[i * r->cut->columns + j] == STATS_SMALL;
    uint64_t needed = small ? room_needed(r->cut, i, j, k) : 1, width = growth(r, i, j, needed);
    return width >= needed || width + shrinking(r, i, j, needed - width) >= needed;
}

// checked: by cell, found safe before; what is withheld since then only gives it more room.
static bool find_unsafe(struct ring *r, uint64_t k, bool *checked, size_t *out_row,
                        size_t *out_column)
{
    const struct stats_cut *cut = r->cut;
    for (size_t i = 0; i < cut->rows; i++)
        for (size_t j = 0; j < cut->columns; j++) {
            size_t at = i * cut->columns + j;
            if (checked[at] || !withheld(cut, i, j)) continue;
            checked[at] = safe_at(r, i, j, k);
            if (checked[at]) continue;
            *out_row = i;
            *out_column = j;
            return true;
        }
    return false;
}

bool stats_cut_safe(const struct stats_cut *cut, uint64_t k)
{
    struct ring r;
    size_t row, column;
    bool *checked = xcalloc(cut->rows * cut->columns + 1, sizeof *checked);
    ring_init(&r, cut);
    bool found = find_unsafe(&r, k, checked, &row, &column);
    ring_finish(&r);
    free(checked);
    return !found;
}

// ---- the choice ----

static bool public(const struct stats_cut *cut, size_t cell)
{
    return cut->before && cut->before[cell] == STATS_PUBLIC;
}

// What withholding one more cell loses; what is withheld already costs nothing.
static uint64_t cost(const struct stats_cut *cut, size_t i, size_t j)
{
    return withheld(cut, i, j) ? 0 : cut->cells[i * cut->columns + j] + 1;
}

// The cheapest rectangle that has (row, column) in one corner and gives it room: the other corners
// hold what can be moved in and out of it. With strict, room up to k; without, any new room at all.
static bool best_rectangle(const struct stats_cut *cut, size_t row, size_t column, uint64_t k,
                           bool strict, size_t *out_row, size_t *out_column)
{
    uint64_t least = UINT64_MAX, own = cut->cells[row * cut->columns + column];
    uint64_t needed = room_needed(cut, row, column, k);
    for (size_t i = 0; i < cut->rows; i++)
        for (size_t j = 0; j < cut->columns; j++) {
            size_t across = i * cut->columns + j, side = row * cut->columns + j,
                   below = i * cut->columns + column;
            if (i == row || j == column) continue;
            if (public(cut, across) || public(cut, side) || public(cut, below)) continue;
            uint64_t up =
                cut->cells[side] < cut->cells[below] ? cut->cells[side] : cut->cells[below];
            uint64_t down = cut->cells[across] < own ? cut->cells[across] : own;
            uint64_t room = up + down;
            uint64_t sum = cost(cut, i, j) + cost(cut, row, j) + cost(cut, i, column);
            if (sum == 0 || room == 0 || (strict && room < needed) || sum >= least) continue;
            least = sum;
            *out_row = i;
            *out_column = j;
        }
    return least < UINT64_MAX;
}

static void withhold(struct stats_cut *cut, size_t i, size_t j)
{
    uint8_t *state = &cut->state[i * cut->columns + j];
    if (*state == STATS_SHOWN) *state = STATS_COMPLEMENT;
}

static void withhold_small(struct stats_cut *cut, uint64_t k)
{
    for (size_t at = 0; at < cut->rows * cut->columns; at++) {
        bool small = cut->cells[at] > 0 && cut->cells[at] < k;
        bool row = cut->small_rows && cut->small_rows[at / cut->columns];
        cut->state[at] = STATS_SHOWN;
        if (public(cut, at)) continue;
        if (small)
            cut->state[at] = STATS_SMALL;
        else if (row || (cut->before && cut->before[at] == STATS_KEPT))
            cut->state[at] = STATS_COMPLEMENT;
    }
}

static bool give_up(struct stats_cut *cut)
{
    for (size_t at = 0; at < cut->rows * cut->columns; at++)
        if (cut->state[at] == STATS_SHOWN && cut->cells[at] > 0 && !public(cut, at))
            cut->state[at] = STATS_COMPLEMENT;
    return false;
}

bool stats_cut_protect(struct stats_cut *cut, uint64_t k)
{
    CHECK(cut->rows <= STATS_CUT_SIDE_MAX && cut->columns <= STATS_CUT_SIDE_MAX);
    struct ring r;
    size_t row, column, other_row, other_column;
    bool *checked = xcalloc(cut->rows * cut->columns + 1, sizeof *checked), found = true;
    withhold_small(cut, k);
    ring_init(&r, cut);
    while (found && find_unsafe(&r, k, checked, &row, &column)) {
        found = best_rectangle(cut, row, column, k, true, &other_row, &other_column) ||
                best_rectangle(cut, row, column, k, false, &other_row, &other_column);
        if (!found) break;
        withhold(cut, other_row, other_column);
        withhold(cut, row, other_column);
        withhold(cut, other_row, column);
    }
    ring_finish(&r);
    free(checked);
    return found || give_up(cut);
}

// ---- groups ----

bool stats_groups_merge(const uint64_t *sizes, size_t count, uint64_t k, bool *out_rest)
{
    uint64_t rest = 0;
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        out_rest[i] = stats_withheld(sizes[i], k);
        if (out_rest[i]) rest += sizes[i];
    }
    while (rest > 0 && rest < k) {
        size_t smallest = count;
        for (size_t i = 0; i < count; i++)
            if (!out_rest[i] && sizes[i] > 0 && (smallest == count || sizes[i] < sizes[smallest]))
                smallest = i;
        if (smallest == count) return false;
        out_rest[smallest] = true;
        rest += sizes[smallest];
    }
    for (size_t i = 0; i < count; i++)
        shown += !out_rest[i] && sizes[i] > 0;
    return shown + (rest > 0) >= 2;
}
