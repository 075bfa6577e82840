// SPDX-License-Identifier: EUPL-1.2
// A workbook as Markdown tables, in the layout that workbook_markdown.c and pyxform read. Narrow
// columns are lined up; a wide one is not padded, so that a long label costs its own row only.
#include "form/write.h"

#include "base/alloc.h"

#include <stdlib.h>

enum { PADDED_MAX = 24 };

// The text as it stands between two pipes.
static void add_text(struct buf *out, struct str text, size_t *breaks)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '|') buf_add_char(out, '\\');
        if (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n') continue;
        if (c == '\n' || c == '\r') {
            (*breaks)++;
            c = ' ';
        }
        buf_add_char(out, c);
    }
}

static size_t width_of(struct str text)
{
    size_t pipes = 0;
    for (size_t i = 0; i < text.len; i++)
        pipes += text.ptr[i] == '|';
    return utf8_count(text) + pipes;
}

static size_t *measure(const struct form_sheet *sheet, const struct form_write_columns *columns)
{
    size_t *widths = xcalloc((size_t)columns->count + 1, sizeof *widths);
    for (size_t i = 0; i < sheet->cell_count; i++) {
        size_t *widest = &widths[columns->place[sheet->cells[i].column]];
        size_t width = width_of(sheet->cells[i].text);
        if (width <= PADDED_MAX && width > *widest) *widest = width;
    }
    return widths;
}

// A row with nothing but dashes and colons would be read as the line under a header. A no-break
// space behind its first text, which readers trim away, tells them apart.
static bool looks_like_rule(const struct form_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < cells[i].text.len; c++)
            if (!memchr("-: \t", cells[i].text.ptr[c], 4)) return false;
    return true;
}

static void add_row(struct buf *out, const struct form_cell *cells, size_t count,
                    const struct form_write_columns *columns, const size_t *widths, size_t *breaks)
{
    size_t at = 0;
    bool rule = looks_like_rule(cells, count);
    buf_add_text(out, "| |");
    for (int32_t c = 0; c < columns->count; c++) {
        size_t used = 0;
        buf_add_char(out, ' ');
        if (at < count && columns->place[cells[at].column] == c) {
            add_text(out, cells[at].text, breaks);
            used = width_of(cells[at++].text);
            if (rule) buf_add_text(out, "\u00a0");
            rule = false;
        }
        for (; used < widths[c]; used++)
            buf_add_char(out, ' ');
        buf_add_text(out, used ? " |" : "|");
    }
    buf_add_char(out, '\n');
}

void form_write_markdown(const struct form_workbook *workbook, struct buf *out, size_t *out_breaks)
{
    size_t breaks = 0;
    for (size_t s = 0; s < workbook->sheet_count; s++) {
        const struct form_sheet *sheet = &workbook->sheets[s];
        if (s) buf_add_char(out, '\n');
        buf_add_text(out, "| ");
        add_text(out, sheet->name, &breaks);
        buf_add_text(out, " |\n");
        struct form_write_columns columns = form_write_columns_of(sheet);
        size_t *widths = measure(sheet, &columns);
        for (size_t from = 0, to; from < sheet->cell_count; from = to) {
            for (to = from;
                 to < sheet->cell_count && sheet->cells[to].row == sheet->cells[from].row;)
                to++;
            add_row(out, &sheet->cells[from], to - from, &columns, widths, &breaks);
        }
        free(widths);
        form_write_columns_finish(&columns);
    }
    if (out_breaks) *out_breaks = breaks;
}
