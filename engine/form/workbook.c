// SPDX-License-Identifier: EUPL-1.2
// Reading workbooks: choosing the reader, and the builder that all readers fill.
#include "form/workbook.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/limits.h"
#include "form/workbook_priv.h"

#include <stdio.h>
#include <stdlib.h>

void form_builder_init(struct form_builder *b, struct arena *a, struct form_problems *problems,
                       struct str file)
{
    *b = (struct form_builder){
        .arena = a,
        .problems = problems,
        .file = arena_dup(a, file),
        .sheets = ARENA_ARRAY(a, struct form_sheet, LIMIT_SHEETS),
    };
}

void form_builder_finish(struct form_builder *b)
{
    free(b->cells);
    b->cells = NULL;
    b->cell_capacity = 0;
}

void form_builder_take(struct form_builder *b, struct form_workbook *out)
{
    *out = (struct form_workbook){b->file, b->sheets, b->sheet_count};
}

static struct str open_name(const struct form_builder *b)
{
    return b->open ? b->sheets[b->sheet_count].name : STR("");
}

enum err form_builder_fail(struct form_builder *b, enum err err, int32_t row, int32_t column,
                           const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    form_problems_add(b->problems, FORM_ERROR, b->file, open_name(b), row, column, "%s", text);
    return err;
}

void form_builder_warn(struct form_builder *b, int32_t row, int32_t column, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    form_problems_add(b->problems, FORM_WARNING, b->file, open_name(b), row, column, "%s", text);
}

static enum err out_of_room(struct form_builder *b, int32_t row)
{
    return form_builder_fail(b, ERR_LIMIT, row, 0,
                             "The form is larger than Svar accepts. Split it, or take away sheets "
                             "and columns that the form does not use.");
}

enum err form_builder_begin_sheet(struct form_builder *b, struct str name)
{
    struct str clean = str_trim(name);

    if (b->sheet_count == LIMIT_SHEETS)
        return form_builder_fail(b, ERR_LIMIT, 0, 0,
                                 "The workbook has more than %d sheets. Take away those that the "
                                 "form does not use.",
                                 LIMIT_SHEETS);
    if (clean.len > LIMIT_NAME_BYTES)
        return form_builder_fail(b, ERR_LIMIT, 0, 0,
                                 "The name of a sheet is longer than %d bytes. Shorten it.",
                                 LIMIT_NAME_BYTES);
    for (size_t i = 0; i < b->sheet_count; i++) {
        if (!str_eq_nocase(b->sheets[i].name, clean)) continue;
        return form_builder_fail(b, ERR_PARSE, 0, 0,
                                 "There are two sheets named \"%.*s\". Join them or rename one.",
                                 STR_ARG(clean));
    }
    if (arena_left(b->arena) < clean.len + 64) return out_of_room(b, 0);
    b->sheets[b->sheet_count] = (struct form_sheet){arena_dup(b->arena, clean), NULL, 0};
    b->cell_count = 0;
    b->open = true;
    b->sorted = true;
    return ERR_NONE;
}

static int cell_compare(const void *left, const void *right)
{
    const struct form_cell *a = left, *b = right;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

enum err form_builder_end_sheet(struct form_builder *b)
{
    struct form_sheet *sheet = &b->sheets[b->sheet_count];

    if (!b->sorted) qsort(b->cells, b->cell_count, sizeof *b->cells, cell_compare);
    for (size_t i = 1; i < b->cell_count; i++) {
        if (cell_compare(&b->cells[i - 1], &b->cells[i]) == 0)
            return form_builder_fail(b, ERR_PARSE, b->cells[i].row, b->cells[i].column,
                                     "The file gives this cell twice: it is damaged. Open it in a "
                                     "spreadsheet program and save it again.");
    }
    if (arena_left(b->arena) < b->cell_count * sizeof *b->cells + 64) return out_of_room(b, 0);
    if (b->cell_count > 0) {
        struct form_cell *cells = ARENA_ARRAY(b->arena, struct form_cell, b->cell_count);
        memcpy(cells, b->cells, b->cell_count * sizeof *cells);
        sheet->cells = cells;
        sheet->cell_count = b->cell_count;
    }
    b->sheet_count++;
    b->open = false;
    return ERR_NONE;
}

static size_t replace_nbsp(char *text, size_t bytes)
{
    size_t to = 0;
    for (size_t from = 0; from < bytes; from++) {
        bool nbsp = from + 1 < bytes && (unsigned char)text[from] == 0xc2 &&
                    (unsigned char)text[from + 1] == 0xa0;
        text[to++] = nbsp ? ' ' : text[from];
        if (nbsp) from++;
    }
    return to;
}

enum err form_builder_text(struct form_builder *b, struct str raw, int32_t row, int32_t column,
                           struct str *out)
{
    struct str text = str_trim(raw);

    *out = (struct str){0};
    if (text.len == 0) return ERR_NONE;
    if (text.len > LIMIT_CELL_BYTES)
        return form_builder_fail(b, ERR_LIMIT, row, column,
                                 "The cell holds more than %d bytes. Shorten it.",
                                 LIMIT_CELL_BYTES);
    if (memchr(text.ptr, 0, text.len))
        return form_builder_fail(b, ERR_PARSE, row, column,
                                 "The cell holds a NUL character. Write it anew.");
    if (arena_left(b->arena) < text.len + 64) return out_of_room(b, row);
    char *copy = arena_text(b->arena, text);
    *out = str_make(copy, text.len);
    if (!memchr(copy, 0xc2, text.len)) return ERR_NONE; // the first byte of NBSP: most have none
    out->len = replace_nbsp(copy, text.len);
    copy[out->len] = '\0';
    *out = str_trim(*out);
    return ERR_NONE;
}

enum err form_builder_add(struct form_builder *b, struct str text, int32_t row, int32_t column)
{
    if (text.len == 0) return ERR_NONE;
    if (row > LIMIT_SHEET_ROWS || column > LIMIT_SHEET_COLUMNS)
        return form_builder_fail(b, ERR_LIMIT, row, column,
                                 "The sheet reaches further than Svar reads (%d rows, %d columns). "
                                 "Take away what lies beyond.",
                                 LIMIT_SHEET_ROWS, LIMIT_SHEET_COLUMNS);
    if (b->cell_count == b->cell_capacity) {
        size_t capacity = b->cell_capacity ? b->cell_capacity * 2 : 1024;
        if (b->cell_count * sizeof *b->cells > arena_left(b->arena)) return out_of_room(b, row);
        b->cells = xreallocarray(b->cells, capacity, sizeof *b->cells);
        b->cell_capacity = capacity;
    }
    struct form_cell *cell = &b->cells[b->cell_count++];
    *cell = (struct form_cell){text, row, column};
    if (b->cell_count > 1 && cell_compare(cell - 1, cell) >= 0) b->sorted = false;
    return ERR_NONE;
}

enum err form_builder_utf8(struct form_builder *b, struct str *bytes)
{
    if (str_starts(*bytes, STR("\xef\xbb\xbf"))) *bytes = str_sub(*bytes, 3, bytes->len);
    if (utf8_valid(*bytes)) return ERR_NONE;
    // Whole lines are valid or not by themselves, as no UTF-8 sequence holds a line end.
    int32_t line = 1;
    struct str rest = *bytes, text;
    while (str_split(&rest, '\n', &text) && utf8_valid(text))
        line++;
    return form_builder_fail(b, ERR_PARSE, line, 0,
                             "Line %d is not UTF-8 text. Save the file as UTF-8 (in Excel: \"CSV "
                             "UTF-8\").",
                             (int)line);
}

enum err form_workbook_read(enum form_format format, struct str bytes, struct str file_name,
                            struct arena *a, struct form_problems *problems,
                            struct form_workbook *out)
{
    struct form_builder b;
    enum err err;

    form_builder_init(&b, a, problems, file_name);
    if (bytes.len > LIMIT_WORKBOOK_BYTES) {
        err = form_builder_fail(&b, ERR_LIMIT, 0, 0,
                                "The file is larger than %d MiB. Take away pictures and sheets "
                                "that the form does not use.",
                                LIMIT_WORKBOOK_BYTES >> 20);
    } else if (format == FORM_XLSX) {
        err = form_read_xlsx(&b, bytes);
    } else {
        err = form_builder_utf8(&b, &bytes);
        if (!err && format == FORM_CSV) err = form_read_csv(&b, bytes);
        if (!err && format == FORM_MARKDOWN) err = form_read_markdown(&b, bytes);
    }
    b.open = false;
    if (!err && b.sheet_count == 0)
        err = form_builder_fail(&b, ERR_PARSE, 0, 0,
                                "There is no sheet in the file. A form needs a sheet \"survey\" "
                                "with the columns type, name and label.");
    if (!err) form_builder_take(&b, out);
    form_builder_finish(&b);
    return err;
}

static bool format_of(struct str path, enum form_format *out)
{
    static const struct {
        const char *ending;
        enum form_format format;
    } known[] = {
        {".md", FORM_MARKDOWN}, {".xlsx", FORM_XLSX}, {".xlsm", FORM_XLSX}, {".csv", FORM_CSV}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct str ending = str_of(known[i].ending);
        if (path.len < ending.len) continue;
        if (!str_eq_nocase(str_sub(path, path.len - ending.len, path.len), ending)) continue;
        *out = known[i].format;
        return true;
    }
    return false;
}

enum err form_workbook_open(const char *path, struct arena *a, struct form_problems *problems,
                            struct form_workbook *out)
{
    enum form_format format;
    struct str name = str_of(path);
    struct err_info info = {0};
    struct buf bytes = {0};

    if (!format_of(name, &format)) {
        form_problems_add(problems, FORM_ERROR, name, STR(""), 0, 0,
                          "Svar reads forms as .xlsx, .xlsm, .md and .csv. Save the form as one of "
                          "them.");
        return ERR_UNSUPPORTED;
    }
    enum err err = file_read(path, LIMIT_WORKBOOK_BYTES, &bytes, &info);
    if (err)
        form_problems_add(problems, FORM_ERROR, name, STR(""), 0, 0, "%s.", info.message);
    else
        err = form_workbook_read(format, buf_str(&bytes), name, a, problems, out);
    buf_finish(&bytes);
    return err;
}
