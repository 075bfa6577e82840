// SPDX-License-Identifier: EUPL-1.2
// Forms as Markdown tables, in the layout that pyxform reads: the first column names the sheet, the
// cells follow. Lines that are no table rows are prose and are passed over.
//
//   | survey |      |      |               |
//   |        | type | name | label         |
//   |        | note | hi   | Hej \| hallå! |
//
// Rows count from 1 within each sheet, as they would in a spreadsheet, separator rows aside.
#include "base/limits.h"
#include "form/workbook_priv.h"

struct markdown {
    struct form_builder *builder;
    struct buf cell; // unescaped text of the cell at hand
    int32_t row;     // within the sheet
};

// "|---|:--:|" between a header and its table.
static bool is_separator(struct str inner)
{
    bool dash = false;
    for (size_t i = 0; i < inner.len; i++) {
        if (!memchr("|-: \t", inner.ptr[i], 5)) return false;
        dash = dash || inner.ptr[i] == '-';
    }
    return dash;
}

// Takes the next cell off *rest; a pipe behind a back-slash belongs to the text.
static bool next_cell(struct markdown *m, struct str *rest)
{
    if (!rest->ptr) return false;
    buf_clear(&m->cell);
    for (size_t i = 0; i < rest->len; i++) {
        if (rest->ptr[i] == '\\' && i + 1 < rest->len && rest->ptr[i + 1] == '|') {
            buf_add_char(&m->cell, '|');
            i++;
        } else if (rest->ptr[i] == '|') {
            *rest = str_sub(*rest, i + 1, rest->len);
            return true;
        } else {
            buf_add_char(&m->cell, rest->ptr[i]);
        }
    }
    *rest = (struct str){0};
    return true;
}

// The last pipe that is not escaped, or -1.
static ptrdiff_t last_pipe(struct str line)
{
    for (size_t i = line.len; i-- > 0;) {
        if (line.ptr[i] == '|' && (i == 0 || line.ptr[i - 1] != '\\')) return (ptrdiff_t)i;
    }
    return -1;
}

static enum err read_cells(struct markdown *m, struct str rest, bool fresh)
{
    int32_t column = 0;
    bool any = false;

    // The row with the sheet's name is the header row too when it has more cells.
    m->row++;
    while (next_cell(m, &rest)) {
        struct str text;
        column++;
        enum err err = form_builder_text(m->builder, buf_str(&m->cell), m->row, column, &text);
        if (!err) err = form_builder_add(m->builder, text, m->row, column);
        if (err) return err;
        any = any || text.len > 0;
    }
    if (fresh && !any) m->row--;
    return ERR_NONE;
}

static enum err read_row(struct markdown *m, struct str inner)
{
    struct form_builder *b = m->builder;
    struct str rest = inner;
    enum err err = ERR_NONE;

    next_cell(m, &rest);
    struct str name = str_trim(buf_str(&m->cell));
    if (name.len > 0) {
        if (b->open) err = form_builder_end_sheet(b);
        if (!err) err = form_builder_begin_sheet(b, name);
        if (err) return err;
        m->row = 0;
    }
    if (!b->open) return ERR_NONE; // a table of prose before the first sheet
    return read_cells(m, rest, name.len > 0);
}

static enum err read_line(struct markdown *m, struct str line)
{
    line = str_trim(line);
    if (line.len == 0 || line.ptr[0] != '|') return ERR_NONE;
    ptrdiff_t end = last_pipe(line);
    struct str inner = str_sub(line, 1, end > 0 ? (size_t)end : 1);
    struct str tail = str_trim(str_sub(line, (size_t)end + 1, line.len));
    if (end == 0 || is_separator(inner)) return ERR_NONE;
    enum err err = read_row(m, inner);
    if (!err && m->builder->open && tail.len > 0 && tail.ptr[0] != '#')
        form_builder_warn(m->builder, m->row, 0,
                          "The row does not end with \"|\", so \"%.*s\" is not read. End the row "
                          "with \"|\".",
                          STR_ARG(str_sub(tail, 0, utf8_cut(tail, 60))));
    return err;
}

enum err form_read_markdown(struct form_builder *b, struct str bytes)
{
    struct markdown m = {.builder = b};
    struct str rest = bytes, line;
    enum err err = ERR_NONE;

    while (!err && str_split(&rest, '\n', &line))
        err = read_line(&m, line);
    if (!err && b->open) err = form_builder_end_sheet(b);
    buf_finish(&m.cell);
    return err;
}
