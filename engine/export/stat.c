// SPDX-License-Identifier: EUPL-1.2
// SPSS .sav and Stata .dta through ReadStat, which writes in one pass through our sink.
#include "export/export.h"

#include "base/alloc.h"
#include "export/names_priv.h"
#include "export/variables_priv.h"

#include <readstat.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    STATA_TEXT_BYTES = 2045,     // longer ones are strL
    STATA_EPOCH_DAYS = 3653,     // 1960-01-01 to 1970-01-01
    SPSS_EPOCH_DAYS = 141428,    // 1582-10-14 to 1970-01-01
    FILE_LABEL_BYTES = 64,       // the shorter of the two
    STATA_FORMAT = 118,          // Stata 14, UTF-8
    STATA_COLUMNS_MAX = 32767,   //
    SPSS_TEXT_BYTES_MAX = 32767, //
};

struct writing {
    const struct table *table;
    const struct export_sink *sink;
    struct err_info *info;
    enum err err; // the sink's
    struct buf gathered;
    struct export_variables all;
    bool stata;
    readstat_writer_t *writer;
    readstat_variable_t **variables;
    readstat_string_ref_t ***long_texts; // per variable, NULL where it is no strL; by row
    struct buf text;                     // a terminated copy of the text being written
};

static ssize_t put(const void *data, size_t bytes, void *context)
{
    struct writing *w = context;
    if (w->err) return -1; // ReadStat does not look at what every write says
    buf_add(&w->gathered, data, bytes);
    w->err = export_flush(&w->gathered, w->sink, false, w->info);
    return w->err ? -1 : (ssize_t)bytes;
}

static enum err fail(struct writing *w, readstat_error_t error)
{
    if (w->err) return w->err; // the sink has said it
    return err_set(w->info, error == READSTAT_ERROR_WRITE ? ERR_IO : ERR_UNSUPPORTED,
                   "%s cannot hold this table: %s", w->stata ? "Stata's format" : "SPSS's format",
                   readstat_error_message(error));
}

static const char *terminated(struct writing *w, struct str text)
{
    buf_clear(&w->text);
    for (size_t i = 0; i < text.len; i++) // both formats end a text at a zero byte
        buf_add_char(&w->text, text.ptr[i] ? text.ptr[i] : ' ');
    return buf_text(&w->text);
}

// ---- variables ----

static void add_labels(struct writing *w, const struct export_variable *v, size_t index,
                       readstat_variable_t *variable)
{
    if (v->label_count == 0) return;
    char name[32];
    snprintf(name, sizeof name, "labels%zu", index + 1);
    bool whole = w->stata;
    readstat_label_set_t *set =
        readstat_add_label_set(w->writer, whole ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE, name);
    for (size_t i = 0; i < v->label_count; i++) {
        const struct export_value_label *label = &v->labels[i];
        const char *text = terminated(w, label->text);
        if (w->stata && label->code)
            readstat_label_tagged_value(set, (char)('a' - 1 - label->code), text);
        else if (w->stata)
            readstat_label_int32_value(set, (int32_t)label->value, text);
        else
            readstat_label_double_value(
                set, (double)(label->code ? label->code + v->code_offset : label->value), text);
    }
    readstat_variable_set_label_set(variable, set);
}

static readstat_type_t type_of(const struct writing *w, const struct export_variable *v)
{
    switch (v->kind) {
    case EXPORT_STRING:
        return w->stata && v->bytes_max > STATA_TEXT_BYTES ? READSTAT_TYPE_STRING_REF
                                                           : READSTAT_TYPE_STRING;
    case EXPORT_CODED:
    case EXPORT_DATE: return w->stata ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE;
    case EXPORT_WHOLE:
    case EXPORT_DECIMAL: break;
    }
    return READSTAT_TYPE_DOUBLE;
}

// PSPP warns of a text whose format is not as wide as the text; SPSS keeps longer ones in pieces of
// 255 bytes.
static const char *format_of(const struct writing *w, const struct export_variable *v,
                             char text[16])
{
    switch (v->kind) {
    case EXPORT_STRING:
        if (w->stata) return NULL;
        snprintf(text, 16, "A%zu", v->bytes_max < 255 ? v->bytes_max : 255);
        return text;
    case EXPORT_CODED: return w->stata ? "%8.0g" : "F8.0";
    case EXPORT_WHOLE: return w->stata ? "%12.0g" : "F11.0";
    case EXPORT_DECIMAL: return w->stata ? "%10.0g" : "F12.2";
    case EXPORT_DATE: return w->stata ? "%tdCCYY-NN-DD" : "SDATE10";
    }
    return NULL;
}

static void add_variable(struct writing *w, size_t index)
{
    static const readstat_measure_t measures[] = {[EXPORT_NOMINAL] = READSTAT_MEASURE_NOMINAL,
                                                  [EXPORT_ORDINAL] = READSTAT_MEASURE_ORDINAL,
                                                  [EXPORT_SCALE] = READSTAT_MEASURE_SCALE};
    const struct export_variable *v = &w->all.list[index];
    readstat_type_t type = type_of(w, v);
    readstat_variable_t *variable = readstat_add_variable(
        w->writer, v->name, type, type == READSTAT_TYPE_STRING ? v->bytes_max : 0);
    readstat_variable_set_label(variable, terminated(w, v->label));
    readstat_variable_set_measure(variable, measures[v->measure]);
    readstat_variable_set_alignment(variable, v->kind == EXPORT_STRING ? READSTAT_ALIGNMENT_LEFT
                                                                       : READSTAT_ALIGNMENT_RIGHT);
    readstat_variable_set_display_width(variable, v->kind == EXPORT_STRING ? 24 : 10);
    char width[16];
    const char *format = format_of(w, v, width);
    if (format) readstat_variable_set_format(variable, format);
    add_labels(w, v, index, variable);
    bool question = table_column_at(w->table, v->column)->source >= TABLE_QUESTION;
    if (!w->stata && question && v->kind != EXPORT_STRING) {
        double least = (double)(TABLE_EMPTY + v->code_offset);
        double most = (double)(TABLE_DONT_KNOW + v->code_offset);
        readstat_variable_add_missing_double_range(variable, least, most);
    }
    w->variables[index] = variable;
}

// Only .sav has a place for it.
static readstat_error_t set_weight(struct writing *w)
{
    if (w->stata || !w->all.weight) return READSTAT_OK;
    return readstat_writer_set_fweight_variable(w->writer,
                                                w->variables[w->all.weight - w->all.list]);
}

// Stata's mark of an empty strL: it points at nothing.
static readstat_string_ref_t no_text;

// strL texts must all be known before the first row.
static void add_long_texts(struct writing *w, size_t index)
{
    const struct export_variable *v = &w->all.list[index];
    size_t rows = table_row_count(w->table);
    if (type_of(w, v) != READSTAT_TYPE_STRING_REF) return;
    w->long_texts[index] = xcalloc(rows + 1, sizeof **w->long_texts);
    for (size_t row = 0; row < rows; row++) {
        struct str text = export_variable_text(w->table, v, row);
        w->long_texts[index][row] =
            text.len ? readstat_add_string_ref(w->writer, terminated(w, text)) : &no_text;
    }
}

// ---- rows ----

static readstat_error_t put_text(struct writing *w, size_t index, size_t row)
{
    const struct export_variable *v = &w->all.list[index];
    readstat_variable_t *variable = w->variables[index];
    if (w->long_texts[index])
        return readstat_insert_string_ref(w->writer, variable, w->long_texts[index][row]);
    const char *text = terminated(w, export_variable_text(w->table, v, row));
    return readstat_insert_string_value(w->writer, variable, text);
}

static readstat_error_t put_value(struct writing *w, size_t index, size_t row)
{
    const struct export_variable *v = &w->all.list[index];
    readstat_variable_t *variable = w->variables[index];
    double value;
    if (v->kind == EXPORT_STRING) return put_text(w, index, row);
    int code = export_variable_value(w->table, v, row, &value);
    if (code && table_column_at(w->table, v->column)->source < TABLE_QUESTION)
        return readstat_insert_missing_value(w->writer, variable);
    if (w->stata) {
        if (code)
            return readstat_insert_tagged_missing_value(w->writer, variable,
                                                        (char)('a' - 1 - code));
        if (v->kind == EXPORT_CODED)
            return readstat_insert_int32_value(w->writer, variable, (int32_t)value);
        if (v->kind == EXPORT_DATE)
            return readstat_insert_int32_value(w->writer, variable,
                                               (int32_t)value + STATA_EPOCH_DAYS);
        return readstat_insert_double_value(w->writer, variable, value);
    }
    if (code)
        value = (double)(code + v->code_offset);
    else if (v->kind == EXPORT_DATE)
        value = (value + SPSS_EPOCH_DAYS) * 86400;
    return readstat_insert_double_value(w->writer, variable, value);
}

static enum err put_rows(struct writing *w)
{
    long rows = (long)table_row_count(w->table);
    readstat_error_t error = w->stata ? readstat_begin_writing_dta(w->writer, w, rows)
                                      : readstat_begin_writing_sav(w->writer, w, rows);
    for (long row = 0; !error && row < rows; row++) {
        error = readstat_begin_row(w->writer);
        for (size_t i = 0; !error && i < w->all.count; i++)
            error = put_value(w, i, (size_t)row);
        if (!error) error = readstat_end_row(w->writer);
    }
    if (!error) error = readstat_end_writing(w->writer);
    return error || w->err ? fail(w, error) : ERR_NONE;
}

static enum err set_up(struct writing *w, const struct export_options *options)
{
    struct str title = options->title;
    if (title.len == 0) title = form_def_title(table_form(w->table), options->language);
    title = str_sub(title, 0, utf8_cut(title, FILE_LABEL_BYTES));
    readstat_error_t error = readstat_set_data_writer(w->writer, put);
    if (!error) error = readstat_writer_set_file_label(w->writer, terminated(w, title));
    if (!error)
        error = readstat_writer_set_file_timestamp(w->writer, (time_t)export_data_time(w->table));
    if (!error && w->stata)
        error = readstat_writer_set_file_format_version(w->writer, STATA_FORMAT);
    if (!error && !w->stata)
        error = readstat_writer_set_compression(w->writer, READSTAT_COMPRESS_ROWS);
    if (error) return fail(w, error);
    for (size_t i = 0; i < w->all.count; i++) {
        if (!w->stata && w->all.list[i].kind == EXPORT_STRING &&
            w->all.list[i].bytes_max > SPSS_TEXT_BYTES_MAX)
            return err_set(w->info, ERR_LIMIT, "%s holds a text longer than SPSS takes",
                           w->all.list[i].name);
        add_variable(w, i);
    }
    if ((error = set_weight(w))) return fail(w, error);
    for (size_t i = 0; i < w->all.count; i++)
        add_long_texts(w, i);
    return ERR_NONE;
}

static enum err write_stat(const struct table *t, const struct export_options *options, bool stata,
                           const struct export_sink *sink, struct err_info *info)
{
    struct writing w = {.table = t, .sink = sink, .info = info, .stata = stata};
    export_variables_make(t, options, stata ? &export_limits_dta : &export_limits_sav, &w.all);
    enum err err = ERR_NONE;
    if (stata && w.all.count > STATA_COLUMNS_MAX)
        err = err_set(info, ERR_LIMIT, "Stata takes %d variables, this table has %zu",
                      STATA_COLUMNS_MAX, w.all.count);
    w.variables = xcalloc(w.all.count, sizeof *w.variables);
    w.long_texts = xcalloc(w.all.count, sizeof *w.long_texts);
    w.writer = readstat_writer_init();
    if (!err) err = set_up(&w, options);
    if (!err) err = put_rows(&w);
    if (!err) err = export_flush(&w.gathered, sink, true, info);
    readstat_writer_free(w.writer);
    for (size_t i = 0; i < w.all.count; i++)
        free(w.long_texts[i]);
    free(w.long_texts);
    free(w.variables);
    buf_wipe(&w.gathered);
    buf_wipe(&w.text);
    export_variables_finish(&w.all);
    return err;
}

enum err export_sav(const struct table *t, const struct export_options *options,
                    const struct export_sink *sink, struct err_info *info)
{
    return write_stat(t, options, false, sink, info);
}

enum err export_dta(const struct table *t, const struct export_options *options,
                    const struct export_sink *sink, struct err_info *info)
{
    return write_stat(t, options, true, sink, info);
}

// ---- multiple-response sets ----

bool export_sps_needed(const struct table *t)
{
    for (size_t i = 0; i < table_column_count(t); i++) {
        const struct table_column *c = table_column_at(t, i);
        if (c->source == TABLE_OPTION && c->kind == TABLE_FLAG) return true;
    }
    return false;
}

static void add_spss_text(struct buf *out, struct str text)
{
    buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'') buf_add_char(out, '\'');
        buf_add_char(out, text.ptr[i]);
    }
    buf_add_char(out, '\'');
}

enum err export_sps(const struct table *t, const struct export_options *options,
                    const struct export_sink *sink, struct err_info *info)
{
    enum { SET_LABEL_BYTES = 120, LINE_NAMES = 6, SET_NAME_BYTES = 60 };
    struct export_names *names = export_names_create(SET_NAME_BYTES);
    struct export_variables all;
    struct buf out = {0};
    export_variables_make(t, options, &export_limits_sav, &all);
    buf_add_text(&out, "* Encoding: UTF-8.\n");
    buf_add_text(&out, all.swedish
                           ? "* Flersvarsfrågor som flersvarsvariabler: kör med .sav-filen öppen.\n"
                           : "* Multiple-response sets: run with the .sav file open.\n");
    for (size_t i = 0; i < all.count; i++) {
        const struct table_column *c = table_column_at(t, all.list[i].column);
        if (c->source != TABLE_OPTION || c->kind != TABLE_FLAG || all.list[i].reason) continue;
        size_t count = export_variables_of_set(t, &all, i);
        struct buf label = {0};
        export_question_label(t, all.list[i].column, options->language, &label);
        buf_printf(&out, "MRSETS\n  /MDGROUP NAME=$%s LABEL=",
                   export_names_add_question(names, t, all.list[i].column, all.arena));
        add_spss_text(&out,
                      str_sub(buf_str(&label), 0, utf8_cut(buf_str(&label), SET_LABEL_BYTES)));
        buf_add_text(&out, " CATEGORYLABELS=VARLABELS\n    VARIABLES=");
        for (size_t k = 0; k < count; k++)
            buf_printf(&out, "%s%s",
                       k && k % LINE_NAMES == 0 ? "\n      "
                       : k                      ? " "
                                                : "",
                       all.list[i + k].name);
        buf_add_text(&out, " VALUE=1.\n");
        buf_finish(&label);
        i += count - 1;
    }
    enum err err = export_flush(&out, sink, true, info);
    buf_finish(&out);
    export_names_destroy(names);
    export_variables_finish(&all);
    return err;
}
