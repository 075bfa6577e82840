// SPDX-License-Identifier: EUPL-1.2
// Reading a table by several threads, and rows that were laid aside, a block at a time.
#include "table/table.h"

#include "base/alloc.h"
#include "base/check.h"
#include "table/aside_priv.h"

#include <stdlib.h>

size_t table_block_rows(const struct table *t)
{
    enum { CELLS = 32768, ROWS_MAX = 4096 };
    if (t->store && t->store->by_columns) return TABLE_PIECE_ROWS;
    size_t rows = CELLS / (t->column_count ? t->column_count : 1);
    return rows > ROWS_MAX ? ROWS_MAX : rows ? rows : 1;
}

// ---- one block ----

struct table_window *table_window_create(const struct table *t)
{
    struct table_window *w = xcalloc(1, sizeof *w);
    if (t->store->by_columns) {
        w->pieces = table_pieces_create(t);
        return w;
    }
    size_t cells = table_block_rows(t) * t->column_count;
    w->raw = xcalloc(cells, sizeof *w->raw);
    w->codes = xcalloc(cells, sizeof *w->codes);
    return w;
}

void table_window_destroy(struct table_window *w)
{
    if (!w) return;
    table_pieces_destroy(w->pieces);
    buf_wipe(&w->bytes);
    free(w->raw);
    free(w->codes);
    free(w);
}

static void load(const struct table *t, struct table_window *w, size_t block)
{
    const struct table_frames *blocks = &t->store->blocks;
    const struct table_frame *frame = &blocks->list[block];
    size_t at = 0, cell = 0;
    w->first = block * table_block_rows(t);
    w->rows = table_block_rows(t);
    if (block >= blocks->count || !table_aside_get(t->store, frame, &w->bytes)) {
        // table_fault tells; until it is asked there is something to read.
        memset(w->codes, TABLE_EMPTY, w->rows * t->column_count);
        return;
    }
    for (size_t row = 0; row < frame->rows; row++) {
        size_t end = at;
        struct str bytes = table_aside_row(&w->bytes, &end);
        at = end - bytes.len + sizeof(uint32_t); // behind the row's length
        for (size_t i = 0; i < t->column_count; i++, cell++)
            w->raw[cell] = table_aside_cell(&w->bytes, &at, &w->codes[cell]);
        CHECK(at == end);
    }
}

// The same of a block.
static uint64_t window_raw(const struct table *t, size_t row, size_t column, int *out_missing,
                           const struct buf **out_texts)
{
    struct table_window *w = t->window;
    if (row - w->first >= w->rows) load(t, w, row / table_block_rows(t));
    size_t at = (row - w->first) * t->column_count + column;
    *out_missing = w->codes[at];
    *out_texts = &w->bytes;
    return w->raw[at];
}

struct table_cell table_window_cell(const struct table *t, size_t row, size_t column)
{
    struct table_cell cell = {.kind = t->columns[column].public.kind};
    const struct buf *texts;
    uint64_t raw = t->window->pieces ? table_pieces_raw(t, row, column, &cell.missing, &texts)
                                     : window_raw(t, row, column, &cell.missing, &texts);
    if (cell.missing) return cell;
    if (cell.kind == TABLE_TEXT) {
        size_t start = raw >> TABLE_TEXT_BITS;
        cell.text = str_sub(buf_str(texts), start, start + (raw & 0xFFFF));
    } else if (cell.kind == TABLE_NUMBER)
        memcpy(&cell.number, &raw, sizeof cell.number);
    else
        cell.integer = cell.kind == TABLE_DATE ? (int32_t)(uint32_t)raw : (int64_t)raw;
    return cell;
}

// ---- looks ----

const struct table *table_look(const struct table *t)
{
    if (!t->window) return t;
    struct table *look = xmalloc(sizeof *look);
    *look = *t;
    look->window = table_window_create(t);
    return look;
}

void table_look_end(const struct table *t, const struct table *look)
{
    if (look == t) return;
    table_window_destroy(look->window);
    union { // it was made above, and is const only for those who read
        const struct table *constant;
        struct table *own;
    } made = {.constant = look};
    free(made.own);
}
