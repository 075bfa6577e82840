// SPDX-License-Identifier: EUPL-1.2
// svar export: the opened responses as a table for other programs, plain or sealed to somebody.
#include "organizer/verbs.h"

#include "export/export.h"
#include "organizer/desk.h"

static enum err write_plain(void *data, struct str bytes, struct err_info *info)
{
    return desk_file_write(data, bytes, info);
}

static enum err write_sealed(const struct table *t, enum export_format format,
                             const struct keys_recipients *to, struct desk_file *file,
                             struct err_info *info)
{
    struct buf plain = {0}, sealed = {0};
    struct export_sink sink = export_sink_buffer(&plain);
    struct rng rng = rng_system();
    enum err err = export_table(t, format, &sink, info);
    if (!err)
        err =
            seal_age_encrypt(to->recipient, to->count, NULL, buf_str(&plain), &rng, &sealed, info);
    if (!err) err = desk_file_write(file, buf_str(&sealed), info);
    buf_wipe(&plain);
    buf_finish(&sealed);
    return err;
}

static enum err export_to(const struct arguments *a, const struct desk *desk,
                          enum export_format format, const struct keys_recipients *to,
                          struct err_info *info)
{
    struct desk_file file;
    enum err err = desk_file_create(arguments_text(a, "out"), &file, info);
    if (err) return err;
    struct export_sink sink = {write_plain, &file};
    err = to->count ? write_sealed(desk->table, format, to, &file, info)
                    : export_table(desk->table, format, &sink, info);
    if (!err) err = desk_file_commit(&file, info);
    desk_file_discard(&file);
    return err;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct keys_recipients to = {.count = 0};
    struct desk desk = {0};
    enum export_format format = EXPORT_CSV;
    const char *name = arguments_text(a, "format"), *one;
    enum err err = name ? export_format_find(str_of(name), &format, &info) : ERR_NONE;
    for (int i = 0; !err && (one = arguments_list(a, "to", i)); i++)
        err = keys_recipients_add(&to, one, &info);
    if (!err) err = desk_open(a, &desk, &info);
    if (!err) err = desk_fill(&desk, &info);
    if (!err) err = export_to(a, &desk, format, &to, &info);
    if (!err)
        verb_say("%zu %s, %zu columns → %s%s", table_row_count(desk.table),
                 verb_count(table_row_count(desk.table), "response", "responses"),
                 table_column_count(desk.table), arguments_text(a, "out"),
                 to.count ? ", sealed" : "");
    bool whole = desk_whole(&desk);
    desk_close(&desk);
    if (err) return verb_fail(&info);
    return whole ? VERB_DONE : VERB_FOUND;
}

const struct verb verb_export = {
    .name = "export",
    .arguments = "",
    .summary = "Writes the opened responses as a table for other programs.",
    .details =
        "Rows stand in a random order, which says nothing about when they were answered.\nFormats: "
        "csv (comma, decimal point: for R, Python and databases), csv-excel "
        "(semicolon,\ndecimal comma, formulas disarmed: for Excel on a Swedish computer), "
        "ndjson.\nMissing answers are numbers: -1 don't know, -2 does not want to answer, -3 "
        "not\napplicable, -7 not reached, -8 not asked, -9 left empty.",
    .options =
        (const struct argument_option[]){
            DESK_OPTION_SURVEY,
            DESK_OPTION_ARCHIVE,
            DESK_OPTION_KEY,
            {"format", ARGUMENT_TEXT, "FORMAT", "csv (the usual), csv-excel, ndjson"},
            {"out", ARGUMENT_NEEDED, "FILE", "where to write, private; - is standard output"},
            {"to", ARGUMENT_LIST, "KEY", "seal the file to age1… or @FILE"},
            {0}},
    .run = run,
};
