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

// The text with each escaped pipe as a pipe. Few cells have one.
static struct str unescape(struct markdown *m, struct str s)
{
    buf_clear(&m->cell);
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\\' && i + 1 < s.len && s.ptr[i + 1] == '|') i++;
        buf_add_char(&m->cell, s.ptr[i]);
    }
    return buf_str(&m->cell);
}

// Takes the next cell off *rest; a pipe behind a back-slash belongs to the text. *out is borrowed
// until the next call.
static bool next_cell(struct markdown *m, struct str *rest, struct str *out)
{
    bool escaped = false;
    size_t end = 0;

    if (!rest->ptr) return false;
    for (;; end++) {
        const char *pipe = memchr(rest->ptr + end, '|', rest->len - end);
        end = pipe ? (size_t)(pipe - rest->ptr) : rest->len;
        if (!pipe || end == 0 || pipe[-1] != '\\') break;
        escaped = true;
    }
    struct str raw = str_sub(*rest, 0, end);
    *out = escaped ? unescape(m, raw) : raw;
    *rest = end < rest->len ? str_sub(*rest, end + 1, rest->len) : (struct str){0};
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
    struct str raw;

    // The row with the sheet's name is the header row too when it has more cells.
    m->row++;
    while (next_cell(m, &rest, &raw)) {
        struct str text;
        column++;
        enum err err = form_builder_text(m->builder, raw, m->row, column, &text);
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
    struct str rest = inner, name = {0};
    enum err err = ERR_NONE;

    next_cell(m, &rest, &name);
    name = str_trim(name);
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
