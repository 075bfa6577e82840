// SPDX-License-Identifier: EUPL-1.2
// CSV after RFC 4180, in a plain dialect for programs and one for Excel on a Swedish computer.
#include "export/export.h"

#include "export/pieces_priv.h"

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

// Excel reads "01234" as 1234, "5-10" and "1.5" as days, and keeps 15 digits, quoted or not. What
// it reads and shows as it was written may be a number there: "7", "7,5", "2026-11-22".
static bool would_change(struct str text)
{
    enum { EXACT_DIGITS = 15, ISO_BYTES = 10, READ_BYTES_MAX = 20 };
    size_t digits = 0, commas = 0, others = 0;
    text = str_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool digit = c >= '0' && c <= '9';
        if (!digit && !(c && strchr(" ,./-eE", c))) return false;
        digits += digit;
        commas += c == ',';
        others += !digit && c != ',';
    }
    if (!digits) return false;
    bool iso = text.len == ISO_BYTES && digits == 8 && text.ptr[4] == '-' && text.ptr[7] == '-';
    if (others) return !iso && text.len <= READ_BYTES_MAX;
    bool zero_first = text.ptr[0] == '0' && text.len > 1 && text.ptr[1] != ',';
    char last = text.ptr[text.len - 1];
    return zero_first || digits > EXACT_DIGITS || commas > 1 || text.ptr[0] == ',' || last == ',' ||
           (commas && last == '0');
}

static void add_text(struct buf *out, struct str text, const struct export_csv_dialect *dialect)
{
    if (!dialect->disarm || !(looks_like_formula(text) || would_change(text))) {
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
    formula = formula || (dialect->disarm && text.len && text.ptr[0] != '-' && would_change(text));
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
        if (text[i] == '.') text[i] = point;
    buf_add(out, text, length);
}

static void add_whole(struct buf *out, int64_t value)
{
    char text[24];
    buf_add(out, text, str_from_int64(value, text));
}

// ---- the table's columns, as far as they are the same in every row ----

struct csv {
    const struct table *table;
    const struct export_csv_dialect *dialect;
    const struct export_sink *sink;
    struct arena *arena;
    struct str **choices; // of every column: as the file writes them; NULL where it has none
};

static void make_choices(struct csv *csv)
{
    size_t columns = table_column_count(csv->table);
    const struct form_def *form = table_form(csv->table);
    struct buf text = {0};
    csv->choices = ARENA_ARRAY(csv->arena, struct str *, columns + 1);
    for (size_t i = 0; i < columns; i++) {
        const struct table_column *c = table_column_at(csv->table, i);
        if (c->kind != TABLE_CHOICE) continue;
        size_t count = form_node_choice_count(form, c->node);
        csv->choices[i] = ARENA_ARRAY(csv->arena, struct str, count + 1);
        for (size_t k = 0; k < count; k++) {
            buf_clear(&text);
            add_name(&text, form_choice_name(form, c->node, k), csv->dialect);
            csv->choices[i][k] = arena_dup(csv->arena, buf_str(&text));
        }
    }
    buf_finish(&text);
}

static void add_cell(struct buf *out, const struct csv *csv, const struct table *t, size_t row,
                     size_t column)
{
    struct table_cell cell = table_cell(t, row, column);
    const struct table_column *c = table_column_at(t, column);
    if (cell.missing) {
        // What the survey does not record of anybody is simply not there.
        if (c->source >= TABLE_QUESTION) add_whole(out, table_code_shown(t, column, cell.missing));
        return;
    }
    switch (cell.kind) {
    case TABLE_TEXT:
        if (c->source < TABLE_QUESTION)
            add_name(out, cell.text, csv->dialect);
        else
            add_text(out, cell.text, csv->dialect);
        return;
    case TABLE_CHOICE: buf_add_str(out, csv->choices[column][cell.integer]); return;
    case TABLE_NUMBER: add_number(out, cell.number, csv->dialect->decimal_point); return;
    case TABLE_FLAG:
    case TABLE_INT: add_whole(out, cell.integer); return;
    case TABLE_DATE: break;
    }
    table_text(t, row, column, out);
}

static void make_rows(const struct table *t, struct export_piece *piece, void *data)
{
    const struct csv *csv = data;
    size_t columns = table_column_count(t);
    for (size_t row = piece->first; row < piece->end; row++) {
        for (size_t i = 0; i < columns; i++) {
            if (i) buf_add_char(&piece->out, csv->dialect->separator);
            add_cell(&piece->out, csv, t, row, i);
        }
        buf_add_text(&piece->out, "\r\n");
    }
}

static enum err take_rows(struct export_piece *piece, void *data, struct err_info *info)
{
    const struct csv *csv = data;
    return csv->sink->write(csv->sink->data, buf_str(&piece->out), info);
}

enum err export_csv(const struct table *t, const struct export_csv_dialect *dialect,
                    const struct export_sink *sink, struct err_info *info)
{
    enum { ARENA_BYTES = 1 << 30 };
    struct csv csv = {t, dialect, sink, arena_create(ARENA_PLAIN, ARENA_BYTES), NULL};
    const struct export_pieces pieces = {t, &csv, make_rows, take_rows};
    struct buf line = {0};
    size_t columns = table_column_count(t);
    make_choices(&csv);
    if (dialect->byte_order_mark) buf_add_text(&line, "\xEF\xBB\xBF");
    for (size_t i = 0; i < columns; i++) {
        if (i) buf_add_char(&line, dialect->separator);
        add_name(&line, table_column_at(t, i)->name, dialect);
    }
    buf_add_text(&line, "\r\n");
    enum err err = export_flush(&line, sink, true, info);
    if (!err) err = export_pieces_run(&pieces, info);
    buf_wipe(&line);
    arena_destroy(csv.arena);
    return err;
}
