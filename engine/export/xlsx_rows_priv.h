// SPDX-License-Identifier: EUPL-1.2
// The sheets with a row for every response. The library makes them with their heads and, below,
// samples of every style and text that cells will need; the rows themselves take their place when
// the workbook is copied, written and deflated by all cores.
#pragma once

#include "export/xlsx_priv.h"

// How the cells of a column are written. Each text is what stands behind the cell's row number, up
// to the cell's end; empty: no cell.
struct xlsx_column {
    char start[16]; // up to the row number: <c r="AB
    size_t start_bytes;
    struct str *choices;  // of a column of choices: each
    struct str codes[10]; // by missing code, sign taken off
};

struct xlsx_rows {
    const struct table *table;
    bool labels;
    unsigned number; // of the sheet, from 1
    size_t shared;   // samples of texts
    char entry[40];  // of the zip
    // Made of the samples:
    struct xlsx_column *columns;
    char date_style[16];
};

// Writes head and samples, and keeps what is needed for the rows in x->rows.
void export_xlsx_rows_plan(struct xlsx *x, const char *name, const struct table *t, bool labels);
// Learns from the finished sheet (its XML) how cells look. False where the samples are not there.
bool export_xlsx_rows_learn(struct xlsx *x, struct xlsx_rows *rows, struct str xml);
// The XML of some rows, appended to out. [worker]
void export_xlsx_rows_write(const struct xlsx_rows *rows, const struct table *t, size_t first,
                            size_t end, struct buf *out);
// The whole workbook from fd into the sink, with all rows.
enum err export_xlsx_copy(struct xlsx *x, int fd, const struct export_sink *sink,
                          struct err_info *info) MUST_CHECK;
