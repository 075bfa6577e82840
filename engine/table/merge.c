// SPDX-License-Identifier: EUPL-1.2
// Runs of rows, each in order, become one: the smallest key of all comes next. A heap of the runs
// says which, and of each run one frame is in memory.
#include "table/table.h"

#include "base/alloc.h"
#include "table/aside_priv.h"

#include <stdlib.h>

struct source {
    struct table_frames *run;
    size_t frame;     // the next to be read
    size_t at, rows;  // in the one that is read
    struct buf bytes; // of it
    struct str row;   // the next to be given
    struct table_key key;
};

struct merge {
    struct table *table;
    struct source *sources;
    size_t *heap, count; // of sources that have a row; the smallest key first
    struct table_frame block;
    struct buf out;
    bool good;
};

// The next row of a source; false where there is none.
static bool advance(struct merge *m, struct source *s)
{
    struct table_store *store = m->table->store;
    if (!s->rows) {
        if (s->frame == s->run->count) return false;
        const struct table_frame *frame = &s->run->list[s->frame++];
        if (!table_aside_get(store, frame, &s->bytes)) {
            m->good = false;
            return false;
        }
        store->aside.forget(store->aside.data, frame->place, frame->bytes);
        s->rows = frame->rows;
        s->at = 0;
    }
    s->rows--;
    s->row = table_aside_row(&s->bytes, &s->at);
    table_aside_key(m->table, s->row, &s->key);
    return true;
}

static bool before(const struct merge *m, size_t left, size_t right)
{
    return table_key_compare(m->table, &m->sources[left].key, &m->sources[right].key) < 0;
}

static void sink(struct merge *m, size_t at)
{
    for (;;) {
        size_t least = at, child = 2 * at + 1;
        for (size_t i = child; i < child + 2 && i < m->count; i++)
            if (before(m, m->heap[i], m->heap[least])) least = i;
        if (least == at) return;
        size_t other = m->heap[least];
        m->heap[least] = m->heap[at];
        m->heap[at] = other;
        at = least;
    }
}

static void begin(struct merge *m)
{
    struct table_store *s = m->table->store;
    m->sources = xcalloc(s->run_count, sizeof *m->sources);
    m->heap = xcalloc(s->run_count, sizeof *m->heap);
    for (size_t i = 0; i < s->run_count; i++) {
        m->sources[i].run = &s->runs[i];
        if (advance(m, &m->sources[i])) m->heap[m->count++] = i;
    }
    for (size_t i = m->count; i > 0; i--)
        sink(m, i - 1);
}

static void put_block(struct merge *m)
{
    struct table_store *s = m->table->store;
    if (m->block.rows)
        m->good = s->by_columns ? table_columns_put(m->table, m->block.rows, &m->out)
                                : table_aside_put(s, &s->blocks, m->block, &m->out);
    m->block = (struct table_frame){0};
}

void table_aside_merge(struct table *t)
{
    struct merge m = {.table = t, .good = !t->store->fault};
    size_t block_rows = table_block_rows(t);
    begin(&m);
    while (m.good && m.count) {
        struct source *next = &m.sources[m.heap[0]];
        buf_add_str(&m.out, next->row);
        if (++m.block.rows == block_rows) put_block(&m);
        if (!advance(&m, next)) m.heap[0] = m.heap[--m.count];
        sink(&m, 0);
    }
    if (m.good) put_block(&m);
    for (size_t i = 0; i < t->store->run_count; i++) {
        buf_wipe(&m.sources[i].bytes);
        free(t->store->runs[i].list);
    }
    buf_wipe(&m.out);
    free(m.heap);
    free(m.sources);
    t->store->run_count = 0;
    t->store->merged = true;
}
