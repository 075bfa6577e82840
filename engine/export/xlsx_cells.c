// SPDX-License-Identifier: EUPL-1.2
// Rows as a sheet's XML (ECMA-376, 18.3.1.73). This is what takes the time of a workbook, so a cell
// is put together from parts that are ready, and only answers in free text are looked at.
#include "export/xlsx_rows_priv.h"

#include <string.h>

enum {
    EXCEL_EPOCH_DAYS = 25569,
    EXCEL_FIRST_DAY = 61, // 1 March 1900: earlier days are text
    CELL_BYTES = 128,     // of a number with all around it
};

static void room(struct buf *out, size_t bytes)
{
    if (out->capacity - out->len < bytes) buf_reserve(out, bytes);
}

static void add(struct buf *out, const void *bytes, size_t count) // where there is room
{
    memcpy(out->ptr + out->len, bytes, count);
    out->len += count;
}

// ---- text in a cell ----

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

// "_x0041_" is how Excel writes a character that XML cannot hold; who writes just that means it.
static bool looks_escaped(const char *p, const char *end)
{
    return end - p >= 7 && p[1] == 'x' && is_hex(p[2]) && is_hex(p[3]) && is_hex(p[4]) &&
           is_hex(p[5]) && p[6] == '_';
}

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c != '&' && c != '<' && c != '>' && c != '_' && c != 0xEF;
}

static void add_escaped(struct buf *out, struct str text)
{
    const char *p = text.ptr, *end = p + text.len;
    while (p < end) {
        const char *from = p;
        while (p < end && is_plain((unsigned char)*p))
            p++;
        buf_add(out, from, (size_t)(p - from));
        if (p == end) return;
        unsigned char c = (unsigned char)*p;
        // U+FFFE and U+FFFF are no characters of XML either.
        bool none =
            c == 0xEF && end - p >= 3 && (unsigned char)p[1] == 0xBF && (unsigned char)p[2] >= 0xBE;
        if (none)
            buf_printf(out, "_xFFF%c_", (unsigned char)p[2] == 0xBE ? 'E' : 'F');
        else if (c == '&')
            buf_add_text(out, "&amp;");
        else if (c == '<')
            buf_add_text(out, "&lt;");
        else if (c == '>')
            buf_add_text(out, "&gt;");
        else if (c == '_' && looks_escaped(p, end))
            buf_add_text(out, "_x005F_");
        else if (c == 0)
            buf_add_char(out, ' ');
        else if (c < ' ' && c != '\t' && c != '\n')
            buf_printf(out, "_x%04X_", c);
        else
            buf_add_char(out, (char)c);
        p += none ? 3 : 1;
    }
}

void export_xlsx_add_inline(struct buf *out, struct str text)
{
    text = export_xlsx_cut(text);
    bool edges = text.len && str_trim(text).len != text.len;
    buf_add_text(out, edges ? " t=\"inlineStr\"><is><t xml:space=\"preserve\">"
                            : " t=\"inlineStr\"><is><t>");
    add_escaped(out, text);
    buf_add_text(out, "</t></is></c>");
}

// ---- cells ----

struct writing {
    const struct xlsx_rows *rows;
    struct buf *out;
    char number[24]; // of the row
    size_t digits;
};

static void begin_cell(struct writing *w, const struct xlsx_column *c)
{
    add(w->out, c->start, c->start_bytes);
    add(w->out, w->number, w->digits);
}

static void put_ready(struct writing *w, const struct xlsx_column *c, struct str cell)
{
    if (!cell.len) return;
    room(w->out, CELL_BYTES + cell.len);
    begin_cell(w, c);
    add(w->out, cell.ptr, cell.len);
}

static void put_digits(struct writing *w, const struct xlsx_column *c, const char *style,
                       const char *digits, size_t count)
{
    room(w->out, CELL_BYTES);
    begin_cell(w, c);
    add(w->out, "\"", 1);
    add(w->out, style, strlen(style));
    add(w->out, "><v>", 4);
    add(w->out, digits, count);
    add(w->out, "</v></c>", 8);
}

static void put_whole(struct writing *w, const struct xlsx_column *c, const char *style,
                      int64_t number)
{
    char text[24];
    put_digits(w, c, style, text, str_from_int64(number, text));
}

static void put_text(struct writing *w, const struct xlsx_column *c, struct str text)
{
    if (!text.len) return;
    room(w->out, CELL_BYTES);
    begin_cell(w, c);
    add(w->out, "\"", 1);
    export_xlsx_add_inline(w->out, text);
}

static void put_date(struct writing *w, const struct xlsx_column *c, int64_t days)
{
    char text[16];
    if (days + EXCEL_EPOCH_DAYS >= EXCEL_FIRST_DAY) {
        put_whole(w, c, w->rows->date_style, days + EXCEL_EPOCH_DAYS);
        return;
    }
    table_date_format(days, text);
    put_text(w, c, str_of(text));
}

// The day of a response, where the survey tells days: with an hour it is no date of Excel's.
static bool put_day(struct writing *w, const struct xlsx_column *c, struct str text)
{
    enum { DAY_BYTES = 10 };
    int64_t days;
    if (text.len != DAY_BYTES || !table_date_parse(text, &days)) return false;
    put_date(w, c, days);
    return true;
}

static void put_cell(struct writing *w, const struct table *t, size_t row, size_t column)
{
    const struct xlsx_column *c = &w->rows->columns[column];
    struct table_cell cell = table_cell(t, row, column);
    char text[32];
    if (cell.missing) {
        put_ready(w, c, c->codes[-cell.missing]);
        return;
    }
    switch (cell.kind) {
    case TABLE_TEXT:
        if (column != TABLE_TIME || table_scope(t) || !put_day(w, c, cell.text))
            put_text(w, c, cell.text);
        return;
    case TABLE_CHOICE: put_ready(w, c, c->choices[cell.integer]); return;
    case TABLE_DATE: put_date(w, c, cell.integer); return;
    case TABLE_NUMBER: put_digits(w, c, "", text, str_from_double(cell.number, text)); return;
    case TABLE_FLAG:
    case TABLE_INT: break;
    }
    put_whole(w, c, "", cell.integer);
}

void export_xlsx_rows_write(const struct xlsx_rows *rows, const struct table *t, size_t first,
                            size_t end, struct buf *out)
{
    struct writing w = {.rows = rows, .out = out};
    size_t columns = table_column_count(t);
    for (size_t row = first; row < end; row++) {
        w.digits = str_from_int64((int64_t)row + 2, w.number); // rows count from 1, below the head
        room(out, CELL_BYTES);
        add(out, "<row r=\"", 8);
        add(out, w.number, w.digits);
        add(out, "\">", 2);
        for (size_t i = 0; i < columns; i++)
            put_cell(&w, t, row, i);
        buf_add_text(out, "</row>");
    }
}
