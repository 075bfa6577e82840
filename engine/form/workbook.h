// SPDX-License-Identifier: EUPL-1.2
// Stage one of three: cells that know their sheet, row and column. Readers for Markdown tables (the
// layout that pyxform reads), .xlsx (Office Open XML through libzip and expat) and .csv. Functions
// from bytes to a tree: no files except form_workbook_open. Source: pyxform 4.5, xls2json_backends.
#pragma once

#include "base/arena.h"
#include "base/buf.h"

struct form_cell {
    struct str text; // UTF-8, trimmed, NBSP as space; never empty (absent cells are not stored)
    int32_t row;     // from 1, as the spreadsheet counts
    int32_t column;  // from 1
};

struct form_sheet {
    struct str name;
    const struct form_cell *cells; // by row, then column
    size_t cell_count;
};

struct form_workbook {
    struct str file; // as named to the user
    const struct form_sheet *sheets;
    size_t sheet_count;
};

// One thing wrong with a form: where, what, and how to mend it.
enum form_severity { FORM_ERROR, FORM_WARNING };
struct form_problem {
    enum form_severity severity;
    struct str file, sheet; // sheet is empty where the whole file is meant
    int32_t row, column;    // 0 where there is none
    struct str text;        // "what is wrong. What to do."
};

// Collects up to LIMIT_FORM_ERRORS problems; text lives in its own arena. Create, pass, destroy.
struct form_problems;
struct form_problems *form_problems_create(void);
void form_problems_destroy(struct form_problems *p); // accepts NULL
size_t form_problems_count(const struct form_problems *p, enum form_severity severity);
size_t form_problems_total(const struct form_problems *p);
const struct form_problem *form_problems_at(const struct form_problems *p,
                                            size_t index); // borrowed
// By sheet as the workbook has them, row and column.
void form_problems_sort(struct form_problems *p, const struct form_workbook *workbook);
// "file:sheet:row:column: error: text", appended with a newline. The words error and warning are
// for programs and stay as they are.
void form_problem_print(const struct form_problem *problem, struct buf *out);
enum form_text_language { FORM_TEXT_ENGLISH, FORM_TEXT_SWEDISH };
void form_problem_print_in(const struct form_problem *problem, enum form_text_language language,
                           struct buf *out);
// The text alone, appended.
void form_problem_text(const struct form_problem *problem, enum form_text_language language,
                       struct buf *out);
// The sentences that exist in both languages, as printf formats: for tests.
size_t form_text_count(void);
const char *form_text_at(size_t index, enum form_text_language language);
void form_problems_add(struct form_problems *p, enum form_severity severity, struct str file,
                       struct str sheet, int32_t row, int32_t column, const char *format, ...)
    PRINTF_LIKE(7, 8);

enum form_format { FORM_MARKDOWN, FORM_XLSX, FORM_CSV };

// Reads bytes into a workbook whose text and cells live in a. Faults go to problems as well as
// being returned (ERR_PARSE, ERR_LIMIT).
enum err form_workbook_read(enum form_format format, struct str bytes, struct str file_name,
                            struct arena *a, struct form_problems *problems,
                            struct form_workbook *out) MUST_CHECK;

// Reads a file; the format follows from the name's ending (.md, .xlsx, .xlsm, .csv). A file that
// cannot be opened is also a problem without a row.
enum err form_workbook_open(const char *path, struct arena *a, struct form_problems *problems,
                            struct form_workbook *out) MUST_CHECK;
