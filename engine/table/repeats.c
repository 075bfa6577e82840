// SPDX-License-Identifier: EUPL-1.2
// The tables of repeats: which row "r[2]/q" belongs to. Rows wait until the whole response was
// judged, so that a bad one leaves no trace here either.
#include "table/table.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "table/table_priv.h"

#include <stdlib.h>

size_t table_enclosing_repeat(const struct form_def *def, size_t node)
{
    while (node != 0) {
        node = form_node_parent(def, node);
        if (form_node_kind(def, node) == FORM_REPEAT) return node;
    }
    return 0;
}

size_t table_position_count(const struct form_def *def, size_t scope)
{
    size_t count = 0;
    for (; scope; scope = table_enclosing_repeat(def, scope))
        count++;
    return count;
}

void table_make_repeats(struct table *t)
{
    size_t nodes = form_def_node_count(t->def), count = 0;
    for (size_t node = 0; node < nodes; node++)
        count += form_node_kind(t->def, node) == FORM_REPEAT;
    t->repeats = xcalloc(count, sizeof(struct table *));
    for (size_t node = 0; node < nodes; node++)
        if (form_node_kind(t->def, node) == FORM_REPEAT)
            t->repeats[t->repeat_count++] = table_make(t->def, node, t->question_of_node);
}

void table_destroy_repeats(struct table *t)
{
    for (size_t i = 0; i < t->repeat_count; i++)
        table_destroy(t->repeats[i]);
    free(t->repeats);
}

size_t table_repeat_count(const struct table *t)
{
    return t->repeat_count;
}

const struct table *table_repeat(const struct table *t, size_t index)
{
    return t->repeats[index];
}

size_t table_scope(const struct table *t)
{
    return t->scope;
}

static struct table *repeat_of(const struct table *t, size_t node)
{
    size_t low = 0, high = t->repeat_count;
    while (low < high) { // by node, as they were made
        size_t middle = low + (high - low) / 2;
        if (t->repeats[middle]->scope < node)
            low = middle + 1;
        else
            high = middle;
    }
    return t->repeats[low];
}

// ---- paths ----

struct place {
    char path[LIMIT_FORM_DEPTH * 16 + LIMIT_NAME_BYTES]; // without "[…]"
    size_t length;
    uint32_t positions[LIMIT_FORM_DEPTH];
    size_t depth;
};

// "r[2]/s[1]/q" as "r/s/q" and 2, 1.
static bool split(struct str path, struct place *out)
{
    out->length = out->depth = 0;
    while (path.len) {
        ptrdiff_t open = str_find_char(path, '[');
        size_t name = open < 0 ? path.len : (size_t)open;
        if (name > sizeof out->path - out->length) return false;
        memcpy(out->path + out->length, path.ptr, name);
        out->length += name;
        if (open < 0) return true;
        ptrdiff_t close = str_find_char(path, ']');
        int64_t position;
        if (close < open || out->depth == LIMIT_FORM_DEPTH ||
            !str_to_int64(str_sub(path, name + 1, (size_t)close), &position) || position < 1 ||
            position > LIMIT_REPEAT_COUNT)
            return false;
        out->positions[out->depth++] = (uint32_t)position;
        path = str_sub(path, (size_t)close + 1, path.len);
    }
    return false; // ends with "]": a row and not an answer
}

// ---- rows ----

static void point_at(struct table *t, size_t row)
{
    t->pending = t->rows.raw + row * t->column_count;
    t->pending_codes = t->rows.codes + row * t->column_count;
}

// The row of these positions; answers of one row mostly come one after another.
static bool find_row(struct table *t, const uint32_t *positions)
{
    for (size_t i = t->rows.count; i > 0; i--) {
        if (memcmp(t->rows.positions + (i - 1) * t->depth, positions, t->depth * sizeof *positions))
            continue;
        point_at(t, i - 1);
        return true;
    }
    return false;
}

static void add_row(const struct table *responses, struct table *t, const uint32_t *positions)
{
    struct table_pending *rows = &t->rows;
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? rows->capacity * 2 : 4;
        rows->raw = xreallocarray(rows->raw, rows->capacity * t->column_count, sizeof *rows->raw);
        rows->codes = xreallocarray(rows->codes, rows->capacity, t->column_count);
        rows->positions =
            xreallocarray(rows->positions, rows->capacity * t->depth, sizeof *rows->positions);
    }
    if (rows->count == 0) {
        rows->pool_before = t->pool.len;
        rows->id = table_keep_text(t, table_pool_text(responses, responses->pending[TABLE_ID]));
    }
    point_at(t, rows->count++);
    memcpy(rows->positions + (rows->count - 1) * t->depth, positions, t->depth * sizeof *positions);
    memset(t->pending_codes, TABLE_UNSET, t->column_count);
    t->pending[0] = rows->id;
    t->pending_codes[0] = 0;
    for (size_t i = 0; i < t->depth; i++) {
        t->pending[i + 1] = positions[i];
        t->pending_codes[i + 1] = 0;
    }
}

// A repeat was answered as many times as its highest place says.
static void count_in(struct table *around, size_t repeat, uint32_t position)
{
    const struct question *q = &around->questions[around->question_of_node[repeat]];
    if (around->pending_codes[q->first] == 0 && around->pending[q->first] >= position) return;
    around->pending[q->first] = position;
    around->pending_codes[q->first] = 0;
}

bool table_locate(struct table *t, struct str path, struct table **out,
                  const struct question **out_question)
{
    struct place place;
    *out = t;
    *out_question = table_question_find(t, path);
    if (*out_question) return true;
    if (!split(path, &place)) return false;
    int64_t node = form_def_node_find(t->def, str_make(place.path, place.length));
    if (node < 0) return false;
    size_t scope = table_enclosing_repeat(t->def, (size_t)node), scopes[LIMIT_FORM_DEPTH + 1];
    size_t depth = table_position_count(t->def, scope);
    if (depth != place.depth) return false;
    for (size_t i = depth; i > 0; i--, scope = table_enclosing_repeat(t->def, scope))
        scopes[i - 1] = scope;
    for (size_t i = 0; i < depth; i++) {
        struct table *inner = repeat_of(t, scopes[i]);
        count_in(*out, scopes[i], place.positions[i]);
        if (table_row_count(inner) + inner->rows.count >= UINT32_MAX - 1) return false;
        if (!find_row(inner, place.positions)) add_row(t, inner, place.positions);
        *out = inner;
    }
    int32_t at = t->question_of_node[node];
    if (at >= 0) *out_question = &(*out)->questions[at];
    return true;
}

// ---- a response's end ----

void table_repeats_commit(struct table *t)
{
    for (size_t i = 0; i < t->repeat_count; i++) {
        struct table *inner = t->repeats[i];
        for (size_t row = 0; row < inner->rows.count; row++) {
            point_at(inner, row);
            table_fill_gaps(inner);
            table_commit_row(inner);
        }
        inner->rows.count = 0;
        inner->pending_meets = false;
    }
}

void table_repeats_forget(struct table *t)
{
    for (size_t i = 0; i < t->repeat_count; i++) {
        struct table *inner = t->repeats[i];
        inner->pending_meets = false;
        if (!inner->rows.count) continue;
        size_t before = inner->rows.pool_before;
        memset(inner->pool.ptr + before, 0, inner->pool.len - before);
        inner->pool.len = before;
        inner->rows.count = 0;
    }
}
