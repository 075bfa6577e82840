// SPDX-License-Identifier: EUPL-1.2
// Forms as one .csv file, in the layout that pyxform reads: the first field names the sheet, the
// cells follow. RFC 4180 quoting; comma, semicolon or tab between fields (what a Swedish or English
// spreadsheet program writes). Rows count from 1 within each sheet, as they would in a spreadsheet.
#include "base/limits.h"
#include "form/workbook_priv.h"

struct csv {
    struct form_builder *builder;
    struct str rest;
    char separator;
    struct buf field;
    int32_t line; // of the file, for a quote that is never closed
    int32_t row;  // within the sheet
};

// The first separator outside quotes decides.
static char find_separator(struct str s)
{
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == ',' || c == ';' || c == '\t'))
            return c;
    }
    return ',';
}

// Reads a field that begins with a quote, up to the closing one. False when there is none.
static bool read_quoted(struct csv *c, size_t *at)
{
    size_t i = 1;
    for (; i < c->rest.len; i++) {
        char byte = c->rest.ptr[i];
        if (byte == '"' && (i + 1 == c->rest.len || c->rest.ptr[i + 1] != '"')) break;
        if (byte == '"') i++;
        if (byte == '\n') c->line++;
        buf_add_char(&c->field, byte);
    }
    *at = i + 1;
    return i < c->rest.len;
}

// Reads one field into c->field. *out_last says that the record ends behind it.
static enum err read_field(struct csv *c, bool *out_last)
{
    size_t at = 0;
    int32_t line = c->line;

    buf_clear(&c->field);
    if (c->rest.len > 0 && c->rest.ptr[0] == '"' && !read_quoted(c, &at))
        return form_builder_fail(c->builder, ERR_PARSE, c->row, 0,
                                 "A quotation mark that opens on line %d of the file is never "
                                 "closed. Close it, or write it twice (\"\") inside text.",
                                 (int)line);
    for (; at < c->rest.len; at++) {
        char byte = c->rest.ptr[at];
        if (byte == c->separator || byte == '\n' || byte == '\r') break;
        buf_add_char(&c->field, byte);
    }
    *out_last = at == c->rest.len || c->rest.ptr[at] != c->separator;
    if (at < c->rest.len && c->rest.ptr[at] == '\r' && at + 1 < c->rest.len &&
        c->rest.ptr[at + 1] == '\n')
        at++;
    if (at < c->rest.len) at++;
    if (*out_last) c->line++;
    c->rest = str_sub(c->rest, at, c->rest.len);
    return ERR_NONE;
}

static enum err open_sheet(struct csv *c, struct str name)
{
    enum err err = ERR_NONE;
    // What a spreadsheet program saves as .csv is the sheet that is open, and nothing of the
    // others.
    if (c->builder->sheet_count == 0 && !c->builder->open && str_eq_nocase(name, STR("type")))
        return form_builder_fail(c->builder, ERR_PARSE, 1, 1,
                                 "This is one sheet alone. Save the whole form as .xlsx, or write "
                                 "the sheet's name (survey, choices, settings) in a first column.");
    if (c->builder->open) err = form_builder_end_sheet(c->builder);
    c->row = 0;
    return err ? err : form_builder_begin_sheet(c->builder, name);
}

static enum err read_record(struct csv *c)
{
    bool last = false, any = false, fresh = false;
    enum err err = ERR_NONE;

    for (int32_t column = 0; !last; column++) {
        struct str text;
        err = read_field(c, &last);
        if (err) return err;
        if (column == 0) {
            struct str name = str_trim(buf_str(&c->field));
            fresh = name.len > 0;
            if (fresh) err = open_sheet(c, name);
            c->row++;
        } else if (c->builder->open) {
            err = form_builder_text(c->builder, buf_str(&c->field), c->row, column, &text);
            if (!err) err = form_builder_add(c->builder, text, c->row, column);
            any = any || (!err && text.len > 0);
        }
        if (err) return err;
    }
    // The row with the sheet's name is the header row too when it has more cells.
    if (fresh && !any) c->row--;
    return ERR_NONE;
}

enum err form_read_csv(struct form_builder *b, struct str bytes)
{
    struct csv c = {.builder = b, .rest = bytes, .separator = find_separator(bytes), .line = 1};
    enum err err = ERR_NONE;

    while (!err && c.rest.len > 0)
        err = read_record(&c);
    if (!err && b->open) err = form_builder_end_sheet(b);
    buf_finish(&c.field);
    return err;
}
