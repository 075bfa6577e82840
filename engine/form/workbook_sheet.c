// SPDX-License-Identifier: EUPL-1.2
// Forms as .xlsx: one sheet. Cells with their type and style become text the way pyxform prints it:
// whole numbers without a point, TRUE and FALSE, the stored results of formulas. Two rules of
// pyxform bound a sheet: reading ends after 60 blank rows, and columns end after 20 blank headers.
#include "form/workbook_xlsx_priv.h"

#include "base/limits.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { BLANK_ROWS_MAX = 60, BLANK_COLUMNS_MAX = 20 };

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_BOOLEAN, CELL_TEXT, CELL_ERROR, CELL_DATE };

struct sheet {
    struct xlsx *x;
    struct buf text;
    int32_t row;
    int32_t column;
    int32_t last_row;   // the last with text, 0 before the first
    int32_t header_row; // the first with text, 0 before it
    int32_t header_end; // its last column before a run of blank ones
    bool cut;           // there was one beyond
    enum cell_type type;
    enum xlsx_style style;
    bool aside;    // no part of the form
    bool in_value; // inside <v> or <t>
    bool formula;  // the cell has <f>
    int phonetic;  // inside <rPh>
};

// ---- numbers and dates ----

bool form_xlsx_format_is_date(int64_t number, struct str code)
{
    bool quoted = false, bracket = false;

    if ((number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
        (number >= 45 && number <= 47) || (number >= 50 && number <= 58))
        return true;
    if (str_eq_nocase(code, STR("General"))) return false;
    // A letter of days or hours outside quotes, escapes and [colours]; but [h] counts hours.
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (c == '[') {
            struct str rest = str_sub(code, i + 1, code.len);
            bracket = !(rest.len > 0 && strchr("hHmMsS", rest.ptr[0]) &&
                        (rest.len < 2 || rest.ptr[1] == rest.ptr[0] || rest.ptr[1] == ']'));
        } else if (c == ']') {
            bracket = false;
        } else if (!bracket && c != '\0' && strchr("yYmMdDhHsS", c)) {
            return true;
        }
    }
    return false;
}

static size_t date_text(double value, bool date_1904, char out[40])
{
    double day = floor(value);
    int64_t seconds = (int64_t)floor((value - day) * 86400 + 0.5);
    int64_t serial = (int64_t)day;
    struct tm tm;

    // A time of day without a day; in the 1900 system day 60 never was, and Excel counts it.
    if (serial == 0)
        return (size_t)snprintf(out, 40, "%02d:%02d:%02d", (int)(seconds / 3600 % 24),
                                (int)(seconds / 60 % 60), (int)(seconds % 60));
    if (date_1904)
        serial += 1462;
    else if (serial < 60)
        serial += 1;
    time_t stamp = (time_t)((serial - 25569) * 86400 + seconds);
    if (!gmtime_r(&stamp, &tm)) return str_from_double(value, out);
    int len = snprintf(out, 40, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    if (seconds % 86400 != 0)
        len += snprintf(out + len, 40 - (size_t)len, " %02d:%02d:%02d", tm.tm_hour, tm.tm_min,
                        tm.tm_sec);
    return (size_t)len;
}

size_t form_xlsx_number_text(double value, enum xlsx_style style, bool date_1904, char out[40])
{
    // Dates end with the year 9999, as in spreadsheets.
    if (style == XLSX_DATE && value >= 0 && value < 2958466)
        return date_text(value, date_1904, out);
    return str_from_double(value, out);
}

// ---- text ----

static bool is_escape(struct str s, size_t at)
{
    if (s.len - at < 7 || s.ptr[at] != '_' || s.ptr[at + 1] != 'x' || s.ptr[at + 6] != '_')
        return false;
    uint8_t bytes[2];
    char digits[5] = {0};
    for (size_t i = 0; i < 4; i++) {
        char c = s.ptr[at + 2 + i];
        digits[i] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
    }
    return hex_decode(str_of(digits), bytes, 2);
}

void form_xlsx_add_text(struct buf *out, struct str text)
{
    size_t room = LIMIT_CELL_BYTES + 64;
    buf_add_str(out, str_sub(text, 0, out->len < room ? room - out->len : 0));
}

struct str form_xlsx_decode_text(struct buf *b)
{
    struct str s = buf_str(b);
    size_t to = 0;

    for (size_t at = 0; at < s.len;) {
        if (!is_escape(s, at)) {
            b->ptr[to++] = b->ptr[at++];
            continue;
        }
        uint32_t unit = 0;
        for (size_t i = 2; i < 6; i++) {
            uint32_t c = (uint8_t)s.ptr[at + i];
            unit = unit * 16 + (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
        }
        // A line break of Windows is written _x000D_ and a line feed: the feed alone is the break.
        bool half = unit == '\r' && at + 7 < s.len && s.ptr[at + 7] == '\n';
        char utf8[4];
        size_t bytes = unit == 0 || half ? 0 : utf8_encode(unit, utf8);
        memcpy(b->ptr + to, utf8, bytes);
        to += bytes;
        at += 7;
    }
    b->len = to;
    return buf_str(b);
}

// ---- cells ----

// "AB12". False on anything else.
static bool read_place(const char *text, int32_t *row, int32_t *column)
{
    int64_t r = 0, c = 0;
    for (; *text >= 'A' && *text <= 'Z' && c < 1 << 24; text++)
        c = c * 26 + (*text - 'A' + 1);
    if (c == 0 || c >= 1 << 24) return false;
    for (; *text >= '0' && *text <= '9' && r < 1 << 28; text++)
        r = r * 10 + (*text - '0');
    if (*text || r == 0 || r >= 1 << 28) return false;
    *row = (int32_t)r;
    *column = (int32_t)c;
    return true;
}

static enum cell_type type_of(const char *t)
{
    static const struct {
        const char *name;
        enum cell_type type;
    } known[] = {{"s", CELL_SHARED},  {"str", CELL_TEXT}, {"inlineStr", CELL_TEXT},
                 {"b", CELL_BOOLEAN}, {"e", CELL_ERROR},  {"d", CELL_DATE}};

    for (size_t i = 0; t && i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].name, t) == 0) return known[i].type;
    }
    return CELL_NUMBER;
}

static enum err cell_start(struct sheet *s, const char **attributes)
{
    const char *place = form_xlsx_attribute(attributes, "r");
    const char *style = form_xlsx_attribute(attributes, "s");
    int32_t row = s->row, column = s->column + 1;
    int64_t index = 0;

    if (s->row == 0 || (place && (!read_place(place, &row, &column) || row != s->row)))
        return form_builder_fail(s->x->builder, ERR_PARSE, s->row, 0,
                                 "The workbook is damaged (cell \"%.20s\" in row %d). Open it in a "
                                 "spreadsheet program and save it again.",
                                 place ? place : "", (int)s->row);
    s->column = column;
    s->type = type_of(form_xlsx_attribute(attributes, "t"));
    s->style = XLSX_NUMBER;
    if (style && str_to_int64(str_of(style), &index) && index >= 0 &&
        (size_t)index < s->x->style_count)
        s->style = (enum xlsx_style)s->x->styles[index];
    s->formula = false;
    buf_clear(&s->text);
    return ERR_NONE;
}

static enum err number_cell(struct sheet *s, struct str raw, struct str *out)
{
    char text[40];
    double value;

    if (!str_to_double(raw, &value))
        return form_builder_fail(s->x->builder, ERR_PARSE, s->row, s->column,
                                 "The cell holds \"%.*s\", which is no number. Write it anew.",
                                 STR_ARG(str_sub(raw, 0, utf8_cut(raw, 40))));
    size_t bytes = form_xlsx_number_text(value, s->style, s->x->date_1904, text);
    return form_builder_text(s->x->builder, str_make(text, bytes), s->row, s->column, out);
}

// ISO 8601; a midnight is a day.
static struct str date_cell(struct buf *text)
{
    struct str s = buf_str(text);
    ptrdiff_t t = str_find_char(s, 'T');
    if (t < 0) return s;
    if (str_starts(str_sub(s, (size_t)t, s.len), STR("T00:00:00"))) return str_sub(s, 0, (size_t)t);
    text->ptr[t] = ' ';
    return buf_str(text);
}

static enum err cell_text(struct sheet *s, struct str *out)
{
    struct form_builder *b = s->x->builder;
    struct str raw = str_trim(buf_str(&s->text));
    uint64_t index;

    switch (s->type) {
    case CELL_SHARED:
        if (raw.len == 0) return ERR_NONE;
        if (!str_to_uint64(raw, &index) || index >= s->x->string_count)
            return form_builder_fail(b, ERR_PARSE, s->row, s->column,
                                     "The workbook is damaged: the text of this cell is missing. "
                                     "Open it in a spreadsheet program and save it again.");
        *out = s->x->strings[index];
        return ERR_NONE;
    case CELL_BOOLEAN:
        if (raw.len == 0) return ERR_NONE;
        raw = str_eq(raw, STR("1")) || str_eq(raw, STR("true")) ? STR("TRUE") : STR("FALSE");
        break;
    case CELL_TEXT: raw = form_xlsx_decode_text(&s->text); break;
    case CELL_DATE: raw = date_cell(&s->text); break;
    case CELL_NUMBER: return raw.len > 0 ? number_cell(s, raw, out) : ERR_NONE;
    case CELL_ERROR:
        if (s->aside) break;
        form_problems_add(b->problems, FORM_ERROR, b->file, b->sheets[b->sheet_count].name, s->row,
                          s->column, "The formula in this cell gives %.*s. Mend the formula.",
                          STR_ARG(str_sub(raw, 0, utf8_cut(raw, 40))));
        return ERR_NONE;
    }
    return form_builder_text(b, raw, s->row, s->column, out);
}

// Whether the cell's column is one of the form's: they end before a run of blank headers. The cells
// of the header row come first, in order.
static bool in_columns(struct sheet *s)
{
    if (s->header_row == 0) s->header_row = s->row;
    bool inside = s->column - s->header_end <= BLANK_COLUMNS_MAX;
    if (s->row == s->header_row && inside) s->header_end = s->column;
    if (s->row == s->header_row && !inside && !s->cut && !s->aside) {
        form_builder_warn(s->x->builder, s->row, s->column,
                          "This column and those behind it are not read, as more than %d blank "
                          "columns stand before. Take away the blank columns, or what lies behind.",
                          BLANK_COLUMNS_MAX);
        s->cut = true;
    }
    return inside;
}

static enum err cell_end(struct sheet *s, bool *stop)
{
    struct form_builder *b = s->x->builder;
    struct str text = {0};

    enum err err = cell_text(s, &text);
    if (err) return err;
    if (text.len == 0) {
        if (s->formula && !s->aside && s->type != CELL_ERROR && s->text.len == 0 &&
            s->type != CELL_TEXT)
            form_builder_warn(b, s->row, s->column,
                              "The formula in this cell has no stored result, so the cell reads as "
                              "empty. Open the workbook in a spreadsheet program and save it.");
        return ERR_NONE;
    }
    if (s->row - s->last_row > BLANK_ROWS_MAX) {
        if (!s->aside)
            form_builder_warn(
                b, s->row, s->column,
                "This row and those below are not read, as more than %d blank rows stand "
                "above. Take away the blank rows, or what lies below.",
                BLANK_ROWS_MAX);
        *stop = true;
        return ERR_NONE;
    }
    s->last_row = s->row;
    if (s->aside && s->column > LIMIT_SHEET_COLUMNS) return ERR_NONE;
    return in_columns(s) ? form_builder_add(b, text, s->row, s->column) : ERR_NONE;
}

// ---- expat's events ----

static enum err sheet_start(void *data, struct str name, const char **attributes, bool *stop)
{
    struct sheet *s = data;

    if (str_eq(name, STR("c"))) return cell_start(s, attributes);
    if (str_eq(name, STR("v")) || str_eq(name, STR("t"))) {
        s->in_value = s->phonetic == 0;
    } else if (str_eq(name, STR("f"))) {
        s->formula = true;
    } else if (str_eq(name, STR("rPh"))) {
        s->phonetic++;
    } else if (str_eq(name, STR("row"))) {
        const char *number = form_xlsx_attribute(attributes, "r");
        int64_t row = s->row + (int64_t)1;
        if (number && !str_to_int64(str_of(number), &row)) row = 0;
        *stop = s->aside && row > LIMIT_SHEET_ROWS;
        if ((row < 1 || row > LIMIT_SHEET_ROWS) && !*stop)
            return form_builder_fail(
                s->x->builder, ERR_LIMIT, 0, 0,
                "The sheet has a row beyond the %d that Svar reads. Take it away.",
                LIMIT_SHEET_ROWS);
        s->row = (int32_t)row;
        s->column = 0;
    }
    return ERR_NONE;
}

static enum err sheet_text(void *data, struct str text)
{
    struct sheet *s = data;
    if (s->in_value) form_xlsx_add_text(&s->text, text);
    return ERR_NONE;
}

static enum err sheet_end(void *data, struct str name, bool *stop)
{
    struct sheet *s = data;
    if (str_eq(name, STR("v")) || str_eq(name, STR("t"))) s->in_value = false;
    if (str_eq(name, STR("rPh"))) s->phonetic--;
    return str_eq(name, STR("c")) ? cell_end(s, stop) : ERR_NONE;
}

enum err form_xlsx_read_sheet(struct xlsx *x, const char *part, bool aside)
{
    static const struct xlsx_handlers handlers = {sheet_start, sheet_end, sheet_text};
    struct sheet sheet = {.x = x, .aside = aside};

    enum err err = form_xlsx_parse(x, part, &handlers, &sheet);
    buf_finish(&sheet.text);
    return err;
}
