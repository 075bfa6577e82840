// SPDX-License-Identifier: EUPL-1.2
// The workbook while it is made, shared by the files of xlsx.
#pragma once

#include "export/variables_priv.h"

#include <xlsxwriter.h>

enum { XLSX_ROWS_MAX = 1048576, XLSX_COLUMNS_MAX = 16384, XLSX_CHARTS_MAX = 250 };

// Where a question's counts stand on the sheet "tables".
struct xlsx_chart {
    struct str title;
    lxw_row_t first, last; // rows of answers, choices and codes
    uint64_t asked;
    bool shortened; // the answers' words, cut, stand in the hidden column as well
};

struct xlsx_rows;

struct xlsx {
    const struct table *table;
    const struct form_def *form;
    size_t language;
    bool swedish;
    struct str weight; // the variable that weighs responses
    lxw_workbook *workbook;
    lxw_format *head, *head_end, *wrap, *date, *code, *percent, *bold;
    lxw_format *title, *start, *code_start, *percent_start,
        *mean;                                 // start: numbers where words begin
    struct buf text;                           // a terminated copy of the text being written
    struct xlsx_chart charts[XLSX_CHARTS_MAX]; //
    size_t chart_count;                        //
    struct xlsx_rows *rows;                    // the sheets with a row for every response
    size_t rows_count;                         //
    unsigned sheet_count;                      //
    struct arena *arena;                       // charts' titles, parts of cells
    bool failed;                               // the library could not write
};

// Text of any length: what Excel's cells do not hold is cut at a character border.
void export_xlsx_text(struct xlsx *x, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                      struct str text, lxw_format *format);
void export_xlsx_number(struct xlsx *x, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                        double number, lxw_format *format);
struct str export_xlsx_cut(struct str text); // to what a cell holds
// How many lines a text takes in a column of that width (characters, as Excel counts), words whole.
// Excel finds a row's height by itself, LibreOffice and others take what the file says.
unsigned export_xlsx_lines(struct str text, double width);
void export_xlsx_height(struct xlsx *x, lxw_worksheet *sheet, lxw_row_t row, unsigned lines);
// A4 lying or standing, as wide as the paper where `fit`; the first row on every page.
void export_xlsx_paper(lxw_worksheet *sheet, bool lying, bool fit, bool head);
// Text as it stands in a cell of its own, from the attribute t on up to the cell's end, appended.
void export_xlsx_add_inline(struct buf *out, struct str text); // xlsx_cells.c
lxw_worksheet *export_xlsx_sheet(struct xlsx *x, const char *name);
void export_xlsx_codebook(struct xlsx *x, lxw_worksheet *sheet); // xlsx_codebook.c
void export_xlsx_tables(struct xlsx *x, lxw_worksheet *sheet);   // xlsx_tables.c
void export_xlsx_charts(struct xlsx *x, lxw_worksheet *sheet);   // xlsx_tables.c
void export_xlsx_about(struct xlsx *x, lxw_worksheet *sheet,
                       const struct export_options *options);   // xlsx_about.c
void export_xlsx_changes(struct xlsx *x, lxw_worksheet *sheet); // xlsx_about.c
// Whether the file at fd is whole: every part there, inflated and ended. The library does not say
// when a disk was full.
enum err export_xlsx_check(int fd, struct err_info *info) MUST_CHECK; // xlsx_check.c
