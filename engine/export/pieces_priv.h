// SPDX-License-Identifier: EUPL-1.2
// A table's rows made into bytes by all cores, a piece of some rows each, and given on in the rows'
// order. What a piece holds hangs on the table alone, never on how many cores there are.
#pragma once

#include "export/export_priv.h"

struct export_piece {
    size_t first, end;    // its rows
    struct buf text, out; // text is scratch for make, out what it made; both are empty at first
    uint64_t text_bytes;  // for make to leave to take
    uint32_t checksum;    // the same
};

struct export_pieces {
    const struct table *table;
    void *data;
    // [worker] t is the table, or another look at it, for this thread alone.
    void (*make)(const struct table *t, struct export_piece *piece, void *data);
    // In order, on the caller's thread.
    enum err (*take)(struct export_piece *piece, void *data, struct err_info *info);
};

enum err export_pieces_run(const struct export_pieces *p, struct err_info *info) MUST_CHECK;
