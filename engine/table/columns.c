// SPDX-License-Identifier: EUPL-1.2
// Rows that were laid aside, column by column: each block of rows is taken down as one piece a
// column, and of each column one piece is in memory. Who reads a column over all rows reads nothing
// of the others.
#include "table/table.h"

#include "base/alloc.h"
#include "base/check.h"
#include "table/aside_priv.h"

#include <stdlib.h>

void table_aside_by_columns(struct table *t)
{
    CHECK(t->store && !t->store->merged);
    t->store->by_columns = true;
    for (size_t i = 0; i < t->repeat_count; i++)
        table_aside_by_columns(t->repeats[i]);
}

// ---- writing ----

static void note_piece(struct table_store *s, uint64_t place, size_t bytes)
{
    if (s->piece_count == s->piece_capacity) {
        s->piece_capacity = s->piece_capacity ? s->piece_capacity * 2 : 1024;
        s->pieces = xreallocarray(s->pieces, s->piece_capacity, sizeof *s->pieces);
    }
    s->pieces[s->piece_count++] = (struct table_piece){place, (uint32_t)bytes};
}

// The next column's cells of all rows; at says where in rows each of them stands.
static void take_column(const struct buf *rows, size_t *at, size_t row_count, struct buf *out)
{
    int8_t code;
    for (size_t i = 0; i < row_count; i++) {
        size_t start = at[i];
        table_aside_cell(rows, &at[i], &code);
        buf_add(out, rows->ptr + start, at[i] - start);
    }
}

bool table_columns_put(struct table *t, size_t row_count, struct buf *rows)
{
    struct table_store *s = t->store;
    struct buf column = {0};
    size_t at[TABLE_PIECE_ROWS], end = 0;
    bool good = true;
    CHECK(row_count <= TABLE_PIECE_ROWS);
    for (size_t i = 0; i < row_count; i++) {
        at[i] = end + sizeof(uint32_t); // behind the row's length
        table_aside_row(rows, &end);
    }
    for (size_t i = 0; good && i < t->column_count; i++) {
        struct err_info info = {0};
        uint64_t place = 0;
        buf_clear(&column);
        take_column(rows, at, row_count, &column);
        enum err err = s->aside.put(s->aside.data, buf_str(&column), &place, &info);
        if (err) table_store_fault(s, err, &info);
        good = !err;
        if (good) note_piece(s, place, column.len);
    }
    buf_wipe(&column);
    buf_clear(rows);
    return good;
}

// ---- reading ----

// What one column has in memory is as in any table, so that the same functions read it.
struct table_pieces {
    struct table block; // its columns alone
    size_t *first;      // row of the block that a column has, + 1; 0: none yet
    struct buf *texts;  // of columns of text
    struct buf bytes;   // of another column's piece while it is read
};

struct table_pieces *table_pieces_create(const struct table *t)
{
    struct table_pieces *p = xcalloc(1, sizeof *p);
    p->block.columns = xcalloc(t->column_count, sizeof *p->block.columns);
    p->first = xcalloc(t->column_count, sizeof *p->first);
    p->texts = xcalloc(t->column_count, sizeof *p->texts);
    p->block.column_count = t->column_count;
    for (size_t i = 0; i < t->column_count; i++)
        p->block.columns[i].width = t->columns[i].width;
    return p;
}

void table_pieces_destroy(struct table_pieces *p)
{
    if (!p) return;
    for (size_t i = 0; i < p->block.column_count; i++) {
        free(p->block.columns[i].values);
        free(p->block.columns[i].missing);
        buf_wipe(&p->texts[i]);
    }
    buf_wipe(&p->bytes);
    free(p->block.columns);
    free(p->first);
    free(p->texts);
    free(p);
}

static void load(const struct table *t, struct table_pieces *p, size_t first, size_t column)
{
    struct table_store *s = t->store;
    struct column *c = &p->block.columns[column];
    bool text = t->columns[column].public.kind == TABLE_TEXT;
    struct buf *bytes = text ? &p->texts[column] : &p->bytes;
    size_t piece = first / TABLE_PIECE_ROWS * t->column_count + column, at = 0;
    size_t rows = s->rows - first < TABLE_PIECE_ROWS ? s->rows - first : TABLE_PIECE_ROWS;
    if (!c->values) {
        c->values = xcalloc(TABLE_PIECE_ROWS, c->width);
        c->missing = xcalloc(TABLE_PIECE_ROWS, 1);
    }
    p->first[column] = first + 1;
    memset(c->missing, TABLE_EMPTY, TABLE_PIECE_ROWS);
    if (piece >= s->piece_count) return; // table_fault tells why
    struct table_frame frame = {.place = s->pieces[piece].place, .bytes = s->pieces[piece].bytes};
    if (!table_aside_get(s, &frame, bytes)) return;
    for (size_t row = 0; row < rows; row++) {
        uint64_t raw = table_aside_cell(bytes, &at, &c->missing[row]);
        table_raw_set(&p->block, row, column, raw);
    }
    CHECK(at == bytes->len);
}

uint64_t table_pieces_raw(const struct table *t, size_t row, size_t column, int *out_missing,
                          const struct buf **out_texts)
{
    struct table_pieces *p = t->window->pieces;
    size_t first = row / TABLE_PIECE_ROWS * TABLE_PIECE_ROWS;
    if (p->first[column] != first + 1) load(t, p, first, column);
    *out_missing = p->block.columns[column].missing[row - first];
    *out_texts = &p->texts[column];
    return table_raw(&p->block, row - first, column);
}
