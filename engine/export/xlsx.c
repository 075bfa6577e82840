// SPDX-License-Identifier: EUPL-1.2
// XLSX: libxlsxwriter makes the workbook, all but the rows of answers, in memory; it is small then.
// It wants a file name, so it gets that of a file without one. xlsx_copy.c copies it to where it is
// wanted and puts the rows in.
#include "export/export.h"

#include "base/alloc.h"
#include "export/xlsx_rows_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CELL_CHARACTERS = 32767 };

static const char memory_dir[] = "/dev/shm";

struct str export_xlsx_cut(struct str text)
{
    size_t at = 0, units = 0;
    while (text.len > CELL_CHARACTERS && at < text.len) { // Excel counts in UTF-16
        size_t before = at;
        units += utf8_next(text, &at) > 0xFFFF ? 2 : 1;
        if (units > CELL_CHARACTERS) text.len = before;
    }
    return text;
}

void export_xlsx_text(struct xlsx *x, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                      struct str text, lxw_format *format)
{
    text = export_xlsx_cut(text);
    buf_clear(&x->text);
    buf_add_str(&x->text, text);
    for (size_t i = 0; i < text.len; i++)
        if (!x->text.ptr[i]) x->text.ptr[i] = ' ';
    if (worksheet_write_string(sheet, row, (lxw_col_t)column, buf_text(&x->text), format))
        x->failed = true;
}

void export_xlsx_number(struct xlsx *x, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                        double number, lxw_format *format)
{
    if (worksheet_write_number(sheet, row, (lxw_col_t)column, number, format)) x->failed = true;
}

unsigned export_xlsx_lines(struct str text, double width)
{
    enum { WIDE = 0x1100 }; // what takes the room of two letters, roughly
    double used = 0, room = width < 2 ? 2 : width;
    unsigned lines = 1;
    for (size_t at = 0, word = 0; at < text.len;) {
        double length = 0;
        bool space = false;
        for (word = at; at < text.len && !space;) {
            int32_t c = utf8_next(text, &at);
            if (c == '\n') break;
            space = c == ' ';
            length += space ? 0 : c >= WIDE && c != 0x200D ? 2 : 1;
        }
        bool broken = at > word && text.ptr[at - 1] == '\n';
        if (used > 0 && used + length > room) {
            lines++;
            used = 0;
        }
        for (; length > room; length -= room)
            lines++;
        used += length + 1;
        if (broken && at < text.len) {
            lines++;
            used = 0;
        }
    }
    return lines;
}

void export_xlsx_height(struct xlsx *x, lxw_worksheet *sheet, lxw_row_t row, unsigned lines)
{
    enum { POINTS_A_LINE = 15, LINES_MAX = 27 }; // 409 points is Excel's most
    if (lines < 2) return;
    double points = POINTS_A_LINE * (lines < LINES_MAX ? lines : LINES_MAX);
    if (worksheet_set_row(sheet, row, points, NULL)) x->failed = true;
}

void export_xlsx_paper(lxw_worksheet *sheet, bool lying, bool fit, bool head)
{
    enum { A4 = 9 };
    worksheet_set_paper(sheet, A4);
    if (lying) worksheet_set_landscape(sheet);
    if (fit) worksheet_fit_to_pages(sheet, 1, 0);
    if (head) worksheet_repeat_rows(sheet, 0, 0);
    worksheet_set_footer(sheet, "&L&A&R&P (&N)");
}

lxw_worksheet *export_xlsx_sheet(struct xlsx *x, const char *name)
{
    lxw_worksheet *sheet = workbook_add_worksheet(x->workbook, name);
    if (!sheet) x->failed = true;
    x->sheet_count++;
    return sheet;
}

static void make_formats(struct xlsx *x)
{
    enum { INK = 0x1A2024, TINT = 0xDDF0F0, GREY = 0x6A747B };
    x->head = workbook_add_format(x->workbook);
    format_set_bold(x->head);
    format_set_font_color(x->head, INK);
    format_set_bg_color(x->head, TINT);
    format_set_text_wrap(x->head);
    format_set_align(x->head, LXW_ALIGN_VERTICAL_TOP);
    x->head_end = workbook_add_format(x->workbook); // above numbers
    format_set_bold(x->head_end);
    format_set_font_color(x->head_end, INK);
    format_set_bg_color(x->head_end, TINT);
    format_set_text_wrap(x->head_end);
    format_set_align(x->head_end, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(x->head_end, LXW_ALIGN_RIGHT);
    x->wrap = workbook_add_format(x->workbook);
    format_set_text_wrap(x->wrap);
    format_set_align(x->wrap, LXW_ALIGN_VERTICAL_TOP);
    x->date = workbook_add_format(x->workbook);
    format_set_num_format(x->date, "yyyy-mm-dd");
    x->code = workbook_add_format(x->workbook);
    format_set_font_color(x->code, GREY);
    x->percent = workbook_add_format(x->workbook);
    format_set_num_format(x->percent, "0.0%");
    x->bold = workbook_add_format(x->workbook);
    format_set_bold(x->bold);
    format_set_align(x->bold, LXW_ALIGN_VERTICAL_TOP);
    x->title = workbook_add_format(x->workbook);
    format_set_bold(x->title);
    format_set_text_wrap(x->title);
    format_set_align(x->title, LXW_ALIGN_VERTICAL_TOP);
    x->start = workbook_add_format(x->workbook);
    format_set_align(x->start, LXW_ALIGN_LEFT);
    format_set_align(x->start, LXW_ALIGN_VERTICAL_TOP);
    x->code_start = workbook_add_format(x->workbook);
    format_set_font_color(x->code_start, GREY);
    format_set_align(x->code_start, LXW_ALIGN_LEFT);
    x->percent_start = workbook_add_format(x->workbook);
    format_set_num_format(x->percent_start, "0.0%");
    format_set_align(x->percent_start, LXW_ALIGN_LEFT);
    x->mean = workbook_add_format(x->workbook);
    format_set_num_format(x->mean, "0.00");
}

static void set_properties(struct xlsx *x, const struct export_options *options)
{
    char title[256], author[256];
    struct str name =
        options->title.len ? options->title : form_def_title(x->form, options->language);
    snprintf(title, sizeof title, "%.*s", (int)utf8_cut(name, sizeof title - 1), name.ptr);
    snprintf(author, sizeof author, "%.*s", (int)utf8_cut(options->organizer, sizeof author - 1),
             options->organizer.len ? options->organizer.ptr : "");
    lxw_doc_properties properties = {.title = title, .author = author};
    properties.created = (time_t)export_data_time(x->table);
    if (workbook_set_properties(x->workbook, &properties)) x->failed = true;
}

// A sheet's name: at most 31 characters, none of []:*?/\, no other's.
static void repeat_sheet_name(const struct xlsx *x, size_t index, char out[32])
{
    static const char kept[] = "answers labels codebook tables charts about changes history ";
    struct str name = form_node_name(x->form, table_scope(table_repeat(x->table, index)));
    char again[40];
    size_t taken = 0;
    snprintf(out, 32, "%.*s", (int)utf8_cut(name, 24), name.ptr);
    snprintf(again, sizeof again, "%s ", out);
    for (size_t i = 0; i < index; i++) {
        struct str other = form_node_name(x->form, table_scope(table_repeat(x->table, i)));
        taken += str_eq_nocase(str_sub(other, 0, utf8_cut(other, 24)), str_of(out));
    }
    if (taken || strcasestr(kept, again)) {
        size_t length = strlen(out);
        snprintf(out + length, 32 - length, " (%zu)", index + 1);
    }
}

// The answers of each repeat, a row each time, with the keys that join them to the answers.
static void add_repeats(struct xlsx *x)
{
    char name[32];
    for (size_t i = 0; i < table_repeat_count(x->table) && !x->failed; i++) {
        repeat_sheet_name(x, i, name);
        export_xlsx_rows_plan(x, name, table_repeat(x->table, i), false);
    }
}

static void fill(struct xlsx *x, const struct export_options *options)
{
    make_formats(x);
    set_properties(x, options);
    export_xlsx_rows_plan(x, "answers", x->table, false);
    export_xlsx_rows_plan(x, "labels", x->table, true);
    lxw_worksheet *codebook = export_xlsx_sheet(x, "codebook");
    lxw_worksheet *tables = export_xlsx_sheet(x, "tables");
    lxw_worksheet *charts = export_xlsx_sheet(x, "charts");
    if (x->failed) return;
    export_xlsx_paper(codebook, true, true, true);
    export_xlsx_paper(tables, false, true, false);
    export_xlsx_paper(charts, false, true, false);
    export_xlsx_codebook(x, codebook);
    export_xlsx_tables(x, tables);
    export_xlsx_charts(x, charts);
    lxw_worksheet *about = export_xlsx_sheet(x, "about");
    if (x->failed) return;
    export_xlsx_paper(about, false, true, false);
    export_xlsx_about(x, about, options);
    lxw_worksheet *changes = table_change_count(x->table) ? export_xlsx_sheet(x, "changes") : NULL;
    if (changes) {
        export_xlsx_paper(changes, true, true, true);
        export_xlsx_changes(x, changes);
    }
    add_repeats(x);
}

static enum err make_workbook(struct xlsx *x, const struct export_options *options, int fd,
                              struct err_info *info)
{
    char path[64], folder[4096];
    bool memory = access(memory_dir, W_OK | X_OK) == 0 || !options->scratch_dir;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    snprintf(folder, sizeof folder, "%s", memory ? memory_dir : options->scratch_dir);
    if (access(folder, W_OK | X_OK) != 0)
        return err_set_errno(info, "cannot put temporary files into %s", folder);
    lxw_workbook_options how = {.constant_memory = 0, .tmpdir = folder, .use_zip64 = 0};
    x->workbook = workbook_new_opt(path, &how);
    if (!x->workbook) return err_set(info, ERR_IO, "cannot make the workbook");
    fill(x, options);
    errno = 0;
    lxw_error error = workbook_close(x->workbook);
    if (error == LXW_ERROR_CREATING_TMPFILE || error == LXW_ERROR_CREATING_XLSX_FILE ||
        (error == LXW_ERROR_ZIP_FILE_OPERATION && errno)) // without room it is one of these
        return err_set_errno(info, "cannot write the workbook in %s", folder);
    if (error) return err_set(info, ERR_IO, "the workbook failed: %s", lxw_strerror(error));
    if (x->failed) return err_set(info, ERR_LIMIT, "the workbook cannot hold this table");
    return export_xlsx_check(fd, info);
}

enum err export_xlsx(const struct table *t, const struct export_options *options,
                     const struct export_sink *sink, struct err_info *info)
{
    if (table_row_count(t) + 1 > XLSX_ROWS_MAX || table_column_count(t) > XLSX_COLUMNS_MAX)
        return err_set(info, ERR_LIMIT,
                       "a sheet of Excel takes %d rows and %d columns; this table has %zu and "
                       "%zu. Use csv, sav or dta",
                       XLSX_ROWS_MAX - 1, XLSX_COLUMNS_MAX, table_row_count(t),
                       table_column_count(t));
    for (size_t i = 0; i < table_repeat_count(t); i++)
        if (table_row_count(table_repeat(t, i)) + 1 > XLSX_ROWS_MAX)
            return err_set(info, ERR_LIMIT,
                           "a repeat was answered more often than a sheet of Excel has rows; use "
                           "csv, sav or dta");
    int fd = memfd_create("svar-xlsx", MFD_CLOEXEC);
    if (fd < 0) return err_set_errno(info, "cannot make a temporary file");
    struct xlsx *x = xcalloc(1, sizeof *x);
    *x = (struct xlsx){.table = t,
                       .form = table_form(t),
                       .language = options->language,
                       .swedish = export_swedish(table_form(t), options->language),
                       .weight = options->weight,
                       .arena = arena_create(ARENA_PLAIN, 1 << 30)};
    x->rows = ARENA_ARRAY(x->arena, struct xlsx_rows, 2 + table_repeat_count(t));
    enum err err = make_workbook(x, options, fd, info);
    if (!err) err = export_xlsx_copy(x, fd, sink, info);
    close(fd);
    buf_wipe(&x->text);
    arena_destroy(x->arena);
    free(x);
    return err;
}
