// SPDX-License-Identifier: EUPL-1.2
// Rows outside memory: when there are many they are sorted by key and laid aside as a run; at the
// end all runs are merged into blocks of table_block_rows rows, which are read back one at a time.
//
// Or, for who reads by columns, as pieces: of each column the cells of some thousand rows
// (columns.c).
//
// A row aside: 4 bytes its length behind them, then each column: 1 to 9 a missing code, sign taken
// off; ASIDE_WHOLE and 8 bytes; ASIDE_TEXT, 2 bytes of length and the text;
// from ASIDE_SMALL on a small value itself. Numbers in this machine's own order.
#pragma once

#include "base/limits.h"
#include "table/table_priv.h"

#include <pthread.h>

enum {
    ASIDE_WHOLE = 0,
    ASIDE_TEXT = 10,
    ASIDE_SMALL = 32,
    ASIDE_SMALL_COUNT = 256 - ASIDE_SMALL,
    ASIDE_FRAME_BYTES = 64 << 10, // of a run, about
    ASIDE_ID_CHARS = 36,
};

// Some rows that were laid aside together.
struct table_frame {
    uint64_t place;
    size_t bytes, rows;
    char first_id[ASIDE_ID_CHARS];
};
struct table_frames {
    struct table_frame *list;
    size_t count, capacity;
};

// The cells of one column in one block.
struct table_piece {
    uint64_t place;
    uint32_t bytes;
};

struct table_store {
    struct table_aside aside;
    size_t bytes_max;
    struct table_frames *runs;
    size_t run_count;
    struct table_frames blocks; // once all is merged
    bool by_columns;            // then instead of blocks:
    struct table_piece *pieces; // block by block, in each the columns in their order
    size_t piece_count, piece_capacity;
    bool merged;
    size_t rows;          // laid aside
    uint8_t *ids;         // a Bloom filter of the ids laid aside; of the responses' table alone
    pthread_mutex_t lock; // of what follows
    enum err fault;
    struct err_info info;
};

// The block that is read at the moment: cells row by row.
struct table_window {
    struct table_pieces *pieces; // by columns: then this alone
    size_t first, rows;          // none yet: no rows
    uint64_t *raw;
    int8_t *codes;
    struct buf bytes; // as they were laid aside; texts are read out of them
};

// ---- aside.c ----
bool table_aside_due(const struct table *t); // more in memory than should be
void table_aside_rows(struct table *t);      // lays all rows in memory aside
// Whether a response of this id was laid aside.
bool table_aside_has(const struct table *t, struct str id);
void table_store_fault(struct table_store *s, enum err err, const struct err_info *info);
bool table_aside_get(struct table_store *s, const struct table_frame *frame, struct buf *out);
// Takes the frame down in frames and its bytes out of sight.
bool table_aside_put(struct table_store *s, struct table_frames *frames, struct table_frame frame,
                     struct buf *bytes);
void table_store_destroy(struct table *t);
// A row's key: the id, borrowed, and its places in repeats.
struct table_key {
    struct str id;
    uint64_t positions[LIMIT_FORM_DEPTH];
};
// Reads the row at *at of a frame and moves behind it; the row with its length.
struct str table_aside_row(const struct buf *frame, size_t *at);
void table_aside_key(const struct table *t, struct str row, struct table_key *out);
int table_key_compare(const struct table *t, const struct table_key *a, const struct table_key *b);

// Reads the cell at *at of a row or piece and moves behind it; what a text's raw says is where it
// stands there.
uint64_t table_aside_cell(const struct buf *bytes, size_t *at, int8_t *out_code);

// ---- columns.c ----
enum { TABLE_PIECE_ROWS = 4096 }; // of a block: a piece is then some thousand bytes
// Takes a block of rows down as pieces and its bytes out of sight.
bool table_columns_put(struct table *t, size_t row_count, struct buf *rows);
struct table_pieces *table_pieces_create(const struct table *t);
void table_pieces_destroy(struct table_pieces *p); // accepts NULL
// The cell as table_raw has it, its missing code, and what a text's raw points into.
uint64_t table_pieces_raw(const struct table *t, size_t row, size_t column, int *out_missing,
                          const struct buf **out_texts);

// ---- merge.c ----
void table_aside_merge(struct table *t);

// ---- look.c ----
struct table_window *table_window_create(const struct table *t);
void table_window_destroy(struct table_window *w); // accepts NULL
struct table_cell table_window_cell(const struct table *t, size_t row, size_t column);
