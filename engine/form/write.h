// SPDX-License-Identifier: EUPL-1.2
// Workbooks written out again: as Markdown tables, and as .xlsx that Excel, LibreOffice, Google
// Sheets and pyxform read. Every cell is text. Blank rows and columns are left out, so what is
// written reads as the same form, and written once more is the same bytes.
#pragma once

#include "form/workbook.h"

// Appends Markdown. A line break within a cell becomes a space: *out_breaks counts them (may be
// NULL). [any]
void form_write_markdown(const struct form_workbook *workbook, struct buf *out, size_t *out_breaks);

// Appends the .xlsx file; no time and no name of a person or program stands in it. ERR_IO when
// libzip fails. [any]
enum err form_write_xlsx(const struct form_workbook *workbook, struct buf *out,
                         struct err_info *info) MUST_CHECK;

// ---- what the two share ----
// A sheet's cells with blank columns taken away.
struct form_write_columns {
    int32_t *place; // new number, from 0, by old number; -1: blank
    int32_t count, old_count;
};
struct form_write_columns form_write_columns_of(const struct form_sheet *sheet);
void form_write_columns_finish(struct form_write_columns *columns);
