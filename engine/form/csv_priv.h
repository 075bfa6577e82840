// SPDX-License-Identifier: EUPL-1.2
// Data files beside a form: RFC 4180 with comma, semicolon or tab, the first row naming columns.
#pragma once

#include "base/arena.h"

struct form_csv {
    struct str *columns;
    uint32_t column_count, row_count;
    struct str *cells; // row by row, column_count each; "" where a row is short
};

// Text in out borrows from bytes and a. ERR_PARSE (not UTF-8, an open quotation mark, no columns,
// a column twice) and ERR_LIMIT name the line.
enum err form_csv_read(struct str bytes, struct arena *a, struct form_csv *out,
                       struct err_info *info) MUST_CHECK;
