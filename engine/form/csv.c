// SPDX-License-Identifier: EUPL-1.2
// Reads a data file in two passes: one that counts, so that memory is taken once and in bounds,
// and one that keeps.
#include "form/csv_priv.h"

#include "base/limits.h"
#include "form/text_priv.h"

enum { CELLS_MAX = 4 << 20 };

struct reader {
    struct str s;
    size_t at;
    char separator;
    size_t line;
    bool open; // a quotation mark was never closed
};

static char find_separator(struct str s)
{
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == ',' || c == ';' || c == '\t')) return c;
        if (!quoted && c == '\n') break;
    }
    return ',';
}

// One field, as it stands; *quoted says that "" in it means ". Returns whether the row goes on.
static bool next_field(struct reader *r, struct str *out, bool *quoted)
{
    size_t from = r->at, end;
    *quoted = r->at < r->s.len && r->s.ptr[r->at] == '"';
    if (*quoted) {
        from = ++r->at;
        for (;; r->at++) {
            if (r->at >= r->s.len) {
                r->open = true;
                break;
            }
            if (r->s.ptr[r->at] == '\n') r->line++;
            if (r->s.ptr[r->at] != '"') continue;
            if (r->at + 1 >= r->s.len || r->s.ptr[r->at + 1] != '"') break;
            r->at++;
        }
        end = r->at;
        // What stands behind the closing mark has no place in a field.
        while (r->at < r->s.len && r->s.ptr[r->at] != r->separator && r->s.ptr[r->at] != '\n')
            r->at++;
    } else {
        while (r->at < r->s.len && r->s.ptr[r->at] != r->separator && r->s.ptr[r->at] != '\n')
            r->at++;
        end = r->at;
    }
    *out = str_trim(str_sub(r->s, from, end));
    bool more = r->at < r->s.len && r->s.ptr[r->at] == r->separator;
    if (r->at < r->s.len && !more) r->line++;
    if (r->at < r->s.len) r->at++;
    return more;
}

static struct str unquote(struct arena *a, struct str text, bool quoted)
{
    if (!quoted || str_find(text, STR("\"\"")) < 0) return text;
    char *copy = arena_text(a, text);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        copy[len++] = text.ptr[i];
        if (text.ptr[i] == '"') i++;
    }
    return (struct str){copy, len};
}

// Fields of one row into cells (NULL: only counted), at most room. False: a blank line.
static bool read_row(struct reader *r, struct arena *a, struct str *cells, size_t room,
                     size_t *count)
{
    struct str text;
    bool quoted, more = true, any = false;
    for (*count = 0; more; (*count)++) {
        more = next_field(r, &text, &quoted);
        any = any || text.len;
        if (cells && *count < room) cells[*count] = unquote(a, text, quoted);
    }
    return any;
}

static enum err read_columns(struct reader *r, struct arena *a, struct form_csv *out,
                             struct err_info *info)
{
    struct reader ahead = *r;
    size_t count = 0;
    if (!read_row(&ahead, a, NULL, 0, &count)) return err_set(info, ERR_PARSE, TEXT_CSV_NO_COLUMNS);
    if (count > LIMIT_SHEET_COLUMNS)
        return err_set(info, ERR_LIMIT, TEXT_CSV_COLUMNS_MANY, (int)LIMIT_SHEET_COLUMNS);
    out->columns = ARENA_ARRAY(a, struct str, count);
    out->column_count = (uint32_t)count;
    read_row(r, a, out->columns, count, &count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (out->columns[i].len && str_eq(out->columns[i], out->columns[j]))
                return err_set(info, ERR_PARSE, TEXT_CSV_COLUMN_TWICE, STR_ARG(out->columns[i]));
    return ERR_NONE;
}

enum err form_csv_read(struct str bytes, struct arena *a, struct form_csv *out,
                       struct err_info *info)
{
    if (str_starts(bytes, STR("\xef\xbb\xbf"))) bytes = str_sub(bytes, 3, bytes.len);
    if (!utf8_valid(bytes)) return err_set(info, ERR_PARSE, TEXT_CSV_UTF8);
    struct reader r = {.s = bytes, .separator = find_separator(bytes), .line = 1};
    struct form_csv csv = {0};
    size_t fields;
    if (arena_left(a) < bytes.len * 2 + (1 << 20)) return err_set(info, ERR_LIMIT, TEXT_CSV_LARGE);
    enum err code = read_columns(&r, a, &csv, info);
    if (code) return code;
    struct reader counting = r;
    while (counting.at < counting.s.len)
        csv.row_count += read_row(&counting, a, NULL, 0, &fields);
    if (counting.open) return err_set(info, ERR_PARSE, TEXT_CSV_OPEN, counting.line);
    uint64_t cells = (uint64_t)csv.row_count * csv.column_count;
    if (csv.row_count > LIMIT_FORM_CHOICES || cells > CELLS_MAX ||
        arena_left(a) < cells * sizeof(struct str) + bytes.len + (1 << 20))
        return err_set(info, ERR_LIMIT, TEXT_CSV_LARGE);
    csv.cells = ARENA_ARRAY(a, struct str, cells);
    for (uint64_t i = 0; i < cells; i++)
        csv.cells[i] = STR("");
    for (uint32_t row = 0; row < csv.row_count && r.at < r.s.len;)
        row +=
            read_row(&r, a, csv.cells + (size_t)row * csv.column_count, csv.column_count, &fields);
    *out = csv;
    return ERR_NONE;
}
