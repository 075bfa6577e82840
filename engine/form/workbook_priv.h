// SPDX-License-Identifier: EUPL-1.2
// What the workbook readers share: a builder that takes cells in and checks every limit once.
#pragma once

#include "form/workbook.h"

struct form_builder {
    struct arena *arena;
    struct form_problems *problems;
    struct str file;
    struct form_sheet *sheets; // LIMIT_SHEETS of them, in the arena
    size_t sheet_count;
    struct form_cell *cells; // of the open sheet; ours until form_builder_end_sheet
    size_t cell_count;
    size_t cell_capacity;
    bool open;
    bool sorted; // no cell came before its neighbour
};

void form_builder_init(struct form_builder *b, struct arena *a, struct form_problems *problems,
                       struct str file);
void form_builder_finish(struct form_builder *b); // frees what is not in the arena
// Moves what was read to out.
void form_builder_take(struct form_builder *b, struct form_workbook *out);

// Reports an error at a place of the open sheet (row and column may be 0) and returns err.
enum err form_builder_fail(struct form_builder *b, enum err err, int32_t row, int32_t column,
                           const char *format, ...) PRINTF_LIKE(5, 6);
void form_builder_warn(struct form_builder *b, int32_t row, int32_t column, const char *format, ...)
    PRINTF_LIKE(4, 5);

// Opens a sheet; the one before must be ended. Two sheets of one name are an error.
enum err form_builder_begin_sheet(struct form_builder *b, struct str name) MUST_CHECK;
// Copies the cells into the arena, in order of row and column.
enum err form_builder_end_sheet(struct form_builder *b) MUST_CHECK;

// Makes the text of a cell: NBSP to space, trimmed, copied. The empty text takes no memory.
enum err form_builder_text(struct form_builder *b, struct str raw, int32_t row, int32_t column,
                           struct str *out) MUST_CHECK;
// Adds a cell whose text form_builder_text has made. An empty one is left out.
enum err form_builder_add(struct form_builder *b, struct str text, int32_t row,
                          int32_t column) MUST_CHECK;

// The readers, one file each.
enum err form_read_markdown(struct form_builder *b, struct str bytes) MUST_CHECK;
enum err form_read_csv(struct form_builder *b, struct str bytes) MUST_CHECK;
enum err form_read_xlsx(struct form_builder *b, struct str bytes) MUST_CHECK;

// Checks UTF-8 and takes away a byte order mark. Reports the line of the first fault.
enum err form_builder_utf8(struct form_builder *b, struct str *bytes) MUST_CHECK;
