// SPDX-License-Identifier: EUPL-1.2
// CSV after RFC 4180, in a plain dialect for programs and one for Excel on a Swedish computer.
#include "export/export.h"

#include "export/export_priv.h"

static void add_quoted(struct buf *out, struct str text)
{
    buf_add_char(out, '"');
    for (size_t from = 0; from < text.len;) {
        struct str rest = str_sub(text, from, text.len);
        ptrdiff_t quote = str_find_char(rest, '"');
        size_t bytes = quote < 0 ? rest.len : (size_t)quote + 1;
        buf_add(out, rest.ptr, bytes);
        if (quote >= 0) buf_add_char(out, '"');
        from += bytes;
    }
    buf_add_char(out, '"');
}

// What spreadsheets take for the beginning of a formula, in its full-width spelling too; tab and
// line ends because they are dropped before the next character is looked at.
static bool looks_like_formula(struct str text)
{
    size_t at = 0;
    switch (utf8_next(text, &at)) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case 0xFF1D:
    case 0xFF0B:
    case 0xFF0D:
    case 0xFF20: return true;
    default: return false;
    }
}

static void add_text(struct buf *out, struct str text, const struct export_csv_dialect *dialect)
{
    if (!dialect->disarm || !looks_like_formula(text)) {
        add_quoted(out, text);
        return;
    }
    struct buf safe = {0};
    buf_add_char(&safe, '\'');
    buf_add_str(&safe, text);
    add_quoted(out, buf_str(&safe));
    buf_wipe(&safe);
}

// Names of columns and choices: quoted only where they must be. A choice that is a number, as "-5",
// stays one.
static void add_name(struct buf *out, struct str text, const struct export_csv_dialect *dialect)
{
    double number;
    bool formula = dialect->disarm && looks_like_formula(text) && !str_to_double(text, &number);
    bool plain = text.len > 0 && !formula;
    for (size_t i = 0; plain && i < text.len; i++) {
        char c = text.ptr[i];
        plain = c != '"' && c != ',' && c != ';' && c != '\t' && c != '\r' && c != '\n' && c != ' ';
    }
    if (plain)
        buf_add_str(out, text);
    else if (formula)
        add_text(out, text, dialect);
    else
        add_quoted(out, text);
}

static void add_number(struct buf *out, double value, char point)
{
    char text[32];
    size_t length = str_from_double(value, text);
    for (size_t i = 0; i < length; i++)
        buf_add_char(out, text[i] == '.' ? point : text[i]);
}

static void add_cell(struct buf *out, const struct table *t, size_t row, size_t column,
                     const struct export_csv_dialect *dialect)
{
    struct table_cell cell = table_cell(t, row, column);
    const struct table_column *c = table_column_at(t, column);
    if (cell.missing) {
        // What the survey does not record of anybody is simply not there.
        if (c->source >= TABLE_QUESTION) buf_printf(out, "%d", cell.missing);
        return;
    }
    switch (cell.kind) {
    case TABLE_TEXT:
        if (c->source < TABLE_QUESTION)
            add_name(out, cell.text, dialect);
        else
            add_text(out, cell.text, dialect);
        return;
    case TABLE_CHOICE:
        add_name(out, form_choice_name(table_form(t), c->node, (size_t)cell.integer), dialect);
        return;
    case TABLE_NUMBER: add_number(out, cell.number, dialect->decimal_point); return;
    case TABLE_FLAG:
    case TABLE_INT:
    case TABLE_DATE: break;
    }
    table_text(t, row, column, out);
}

enum err export_csv(const struct table *t, const struct export_csv_dialect *dialect,
                    const struct export_sink *sink, struct err_info *info)
{
    struct buf line = {0};
    enum err err = ERR_NONE;
    size_t columns = table_column_count(t), rows = table_row_count(t);
    if (dialect->byte_order_mark) buf_add_text(&line, "\xEF\xBB\xBF");
    for (size_t i = 0; i < columns; i++) {
        if (i) buf_add_char(&line, dialect->separator);
        add_name(&line, table_column_at(t, i)->name, dialect);
    }
    buf_add_text(&line, "\r\n");
    for (size_t row = 0; row < rows && !err; row++) {
        for (size_t i = 0; i < columns; i++) {
            if (i) buf_add_char(&line, dialect->separator);
            add_cell(&line, t, row, i, dialect);
        }
        buf_add_text(&line, "\r\n");
        err = export_flush(&line, sink, false, info);
    }
    if (!err) err = export_flush(&line, sink, true, info);
    buf_wipe(&line);
    return err;
}
