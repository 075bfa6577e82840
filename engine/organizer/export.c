// SPDX-License-Identifier: EUPL-1.2
// svar export: the opened responses as a table for other programs, plain or sealed to somebody.
#include "organizer/verbs.h"

#include "base/file.h"
#include "export/export.h"
#include "organizer/desk.h"
#include "organizer/report_facts.h"
#include "organizer/sealing.h"
#include "report/report.h"

// What --format asks for: a format of the table, or the page that describes it.
struct wanted {
    bool codebook, dry;
    const struct table *repeat; // the table of a repeat instead of the responses'

    enum export_format format;
    struct export_options options;
    struct keys_recipients to;
    char scratch_dir[4096], data_file[256];
    struct export_round rounds[REPORT_ROUNDS_MAX];
    struct report_facts facts; // keeps the names of rounds
};

static enum err write_plain(void *data, struct str bytes, struct err_info *info)
{
    return desk_file_write(data, bytes, info);
}

static enum err write_table(const struct desk *desk, const struct wanted *w,
                            const struct export_sink *sink, struct err_info *info)
{
    if (!w->codebook)
        return export_write(w->repeat ? w->repeat : desk->table, w->format, &w->options, sink,
                            info);
    struct report_facts facts = {
        .language = report_language_of(desk->form, w->options.language),
        .title = w->options.title,
        .organizer = w->options.organizer,
        .survey_id = w->options.survey_id,
        .survey_version = w->options.survey_version,
        .wave = w->options.wave,
        .contact = w->options.contact,
        .weight = w->options.weight,
    };
    struct buf page = {0};
    enum err err = ERR_NONE;
    if (facts.weight.len) err = export_weight_check(desk->table, facts.weight, info);
    if (!err) err = report_codebook(desk->table, &facts, &page, info);
    if (!err) err = sink->write(sink->data, buf_str(&page), info);
    buf_finish(&page);
    return err;
}

static enum err seal_piece(void *data, struct str bytes, struct err_info *info)
{
    return sealing_write(data, bytes, info);
}

// Sealed as it is written: neither file is ever whole in memory, and the plain one is nowhere else.
static enum err write_sealed(const struct desk *desk, const struct wanted *w,
                             struct desk_file *file, struct err_info *info)
{
    const struct seal_age_to to = {.recipients = w->to.recipient, .count = w->to.count};
    const struct seal_sink sealed = {write_plain, file};
    struct sealing *sealing = sealing_begin(&to, &sealed);
    const struct export_sink sink = {seal_piece, sealing};
    enum err err = write_table(desk, w, &sink, info);
    enum err end = sealing_end(sealing, !err, info);
    return err ? err : end;
}

static bool holds_answers(const struct wanted *w)
{
    return !w->codebook && w->format != EXPORT_SPS && w->format != EXPORT_DDI &&
           w->format != EXPORT_R;
}

static enum err write_file(const struct desk *desk, const struct wanted *w, const char *path,
                           uint64_t *out_bytes, struct err_info *info)
{
    struct desk_file file = desk_file_dry();
    enum err err = w->dry ? ERR_NONE : desk_file_create(path, &file, info);
    if (err) return err;
    struct export_sink sink = {write_plain, &file};
    err = w->to.count ? write_sealed(desk, w, &file, info) : write_table(desk, w, &sink, info);
    if (!err) err = desk_file_commit(&file, info);
    desk_file_discard(&file);
    *out_bytes = file.bytes;
    if (!err && !w->dry && !w->to.count && holds_answers(w))
        err = desk_file_remember(desk->archive, path, info);
    return err;
}

// The syntax that a .sav cannot hold itself lies beside it. It has no answers in it.
static enum err write_sps(const struct desk *desk, const struct wanted *w, const char *out,
                          struct err_info *info)
{
    struct str path = str_of(out);
    const struct table *t = w->repeat ? w->repeat : desk->table;
    if (w->codebook || w->format != EXPORT_SAV || !export_sps_needed(t)) return ERR_NONE;
    if (!str_ends(path, STR(".sav"))) {
        verb_say("for multiple-response sets, export once more with --format sps");
        return ERR_NONE;
    }
    char beside[4096];
    struct wanted sps = {
        .format = EXPORT_SPS, .dry = w->dry, .repeat = w->repeat, .options = w->options};
    uint64_t bytes;
    snprintf(beside, sizeof beside, "%.*s.sps", (int)path.len - 4, out);
    enum err err = write_file(desk, &sps, beside, &bytes, info);
    if (!err)
        verb_say(w->dry ? "%s would hold multiple-response sets for SPSS"
                        : "multiple-response sets for SPSS \xE2\x86\x92 %s",
                 beside);
    return err;
}

// ---- options ----

// A sealed file is called what it will be once it is opened, and ".age" behind that.
static struct str opened_name(const char *file)
{
    struct str path = str_of(file);
    return str_ends(path, STR(".age")) ? str_sub(path, 0, path.len - 4) : path;
}

// The format that a name's ending stands for; false where it stands for none.
static bool format_of_ending(struct str path, struct wanted *out)
{
    out->codebook = str_ends(path, STR(".html"));
    return out->codebook || export_format_by_ending(path, &out->format);
}

// --format decides where the name does not, and for a single file in any case; but who has asked
// for csv under the name of a workbook would get what no program opens.
static enum err find_format(const struct arguments *a, const char *file, struct wanted *out,
                            struct err_info *info)
{
    const char *name = arguments_text(a, "format");
    struct str path = opened_name(file);
    struct wanted ending = {.format = EXPORT_CSV};
    bool codebook = name && strcmp(name, "codebook") == 0;
    bool known = format_of_ending(path, &ending);
    struct err_info why = {0};
    enum err err = name && !codebook ? export_format_find(str_of(name), &out->format, &why) : 0;
    if (err) return err_set(info, err, "%s, or codebook", why.message);
    bool fits = codebook ? ending.codebook : name && export_format_fits(out->format, path);
    out->codebook = codebook;
    if (name && (fits || !known)) return ERR_NONE;
    if (name && !arguments_list(a, "out", 1))
        return err_set(info, ERR_ARGUMENT,
                       "%s is a name for %s, not for %s: change the ending or leave --format out",
                       file, ending.codebook ? "codebook" : export_format_name(ending.format),
                       name);
    out->codebook = ending.codebook;
    out->format = ending.format;
    return ERR_NONE;
}

static enum err no_language(const struct form_def *form, const char *code, struct err_info *info)
{
    struct buf codes = {0};
    for (size_t i = 0; i < form_def_language_count(form); i++) {
        struct str one = form_def_language_code(form, i);
        if (!one.len) one = form_def_language_name(form, i);
        buf_printf(&codes, "%s%.*s", i ? ", " : "", STR_ARG(one));
    }
    enum err err = err_set(info, ERR_ARGUMENT, "the form has no language \"%s\"; it has %s", code,
                           codes.len ? buf_text(&codes) : "one that it does not name");
    buf_finish(&codes);
    return err;
}

// A script reads the CSV that lies beside it under the same name.
static void name_data_file(struct wanted *out, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str stem = opened_name(slash ? slash + 1 : path);
    size_t dot = stem.len;
    while (dot > 0 && stem.ptr[dot - 1] != '.')
        dot--;
    snprintf(out->data_file, sizeof out->data_file, "%.*s.csv", (int)(dot > 1 ? dot - 1 : stem.len),
             stem.ptr);
    out->options.data_file = str_of(out->data_file);
}

// Whom all the waves were meant for that responses belong to, for formats that say it.
static enum err fill_rounds(const struct desk *desk, struct wanted *out, struct err_info *info)
{
    struct report_facts *facts = &out->facts;
    if (out->codebook || (out->format != EXPORT_DDI && out->format != EXPORT_XLSX)) return ERR_NONE;
    *facts = (struct report_facts){.survey_id = out->options.survey_id,
                                   .wave = out->options.wave,
                                   .expected = out->options.expected,
                                   .invited = out->options.invited};
    enum err err = desk_report_rounds(desk, facts, info);
    if (err) return err;
    out->options.expected = facts->expected;
    out->options.invited = facts->invited;
    for (size_t i = 0; i < facts->round_count; i++)
        out->rounds[i] = (struct export_round){facts->rounds[i].wave, facts->rounds[i].expected,
                                               facts->rounds[i].invited};
    out->options.rounds = out->rounds;
    out->options.round_count = facts->round_count;
    return ERR_NONE;
}

static enum err fill_options(const struct arguments *a, const struct desk *desk, const char *path,
                             struct wanted *out, struct err_info *info)
{
    const struct survey *s = desk->survey;
    const char *code = arguments_text(a, "language"), *weight = arguments_text(a, "weight");
    int language = code ? form_def_language_find(desk->form, str_of(code)) : 0;
    if (language < 0) return no_language(desk->form, code, info);
    struct str in = form_def_language_code(desk->form, (size_t)language);
    out->options = (struct export_options){
        .language = (size_t)language,
        .survey_id = survey_id(s),
        .survey_version = survey_version(s),
        .wave = survey_wave(s),
        .title = survey_text(s, "title", in),
        .organizer = survey_text(s, "organizer.name", in),
        .contact = survey_text(s, "organizer.contact", in),
        .expected = (uint64_t)survey_number(s, "expected"),
        .invited = (uint64_t)survey_number(s, "invited"),
        .weight = weight ? str_of(weight) : STR(""),
    };
    struct report_facts facts = {.settings = json_object_get(survey_json(s), "report"),
                                 .weight = out->options.weight};
    report_settings_apply(&facts);
    out->options.weight = facts.weight;
    if (strcmp(path, "-") == 0) return ERR_NONE;
    name_data_file(out, path);
    if (out->to.count) return ERR_NONE; // what leaves sealed touches no disk in the plain
    file_parent(path, out->scratch_dir, sizeof out->scratch_dir);
    out->options.scratch_dir = out->scratch_dir;
    return ERR_NONE;
}

static void say_written(const struct wanted *w, const struct table *t, const char *path,
                        const char *noun, uint64_t bytes)
{
    size_t rows = table_row_count(t), columns = table_column_count(t);
    const char *sealed = w->to.count ? ", sealed" : "";
    if (!holds_answers(w))
        verb_say(w->dry ? "%s would describe %zu columns%s, %llu bytes, no answers; nothing was "
                          "written"
                        : "%s describes %zu columns%s; there are no answers in it",
                 path, columns, sealed, (unsigned long long)bytes);
    else if (w->dry)
        verb_say("%s would hold %zu %s, %zu columns%s, %llu bytes; nothing was written", path, rows,
                 noun, columns, sealed, (unsigned long long)bytes);
    else
        verb_say("%zu %s, %zu columns \xE2\x86\x92 %s%s", rows, noun, columns, path, sealed);
}

// "responses.csv" as "responses-children.csv" for the repeat "children".
static enum err repeat_path(const struct desk *desk, size_t index, const char *out, char path[4096],
                            struct err_info *info)
{
    struct str name = form_node_name(desk->form, table_scope(table_repeat(desk->table, index)));
    const char *slash = strrchr(out, '/'), *base = slash ? slash + 1 : out;
    size_t stem = (size_t)(base - out) + strcspn(base, ".");
    char number[24] = "";
    for (size_t i = 0; i < index; i++)
        if (str_eq(form_node_name(desk->form, table_scope(table_repeat(desk->table, i))), name))
            snprintf(number, sizeof number, "-%zu", index + 1);
    int length =
        snprintf(path, 4096, "%.*s-%.*s%s%s", (int)stem, out, STR_ARG(name), number, out + stem);
    return length < 4096 ? ERR_NONE : err_set(info, ERR_LIMIT, "the path %s is too long", out);
}

// Answers inside repeats: a file each, beside the responses', and the script or syntax that goes
// with it. A workbook has sheets for them.
static enum err write_repeats(const struct desk *desk, const struct wanted *w, const char *out,
                              struct err_info *info)
{
    bool own_file = w->format == EXPORT_R || (holds_answers(w) && w->format != EXPORT_XLSX);
    size_t count = own_file && !w->codebook ? table_repeat_count(desk->table) : 0;
    enum err err = ERR_NONE;
    if (count && strcmp(out, "-") == 0) {
        verb_say("answers inside repeats are tables of their own; name a file to get them too");
        return ERR_NONE;
    }
    for (size_t i = 0; !err && i < count; i++) {
        struct wanted own = *w;
        char path[4096];
        uint64_t bytes = 0;
        own.repeat = table_repeat(desk->table, i);
        if (own.format == EXPORT_GEOJSON && !export_geojson_needed(own.repeat)) continue;
        err = repeat_path(desk, i, out, path, info);
        if (!err) name_data_file(&own, path);
        if (!err) err = write_file(desk, &own, path, &bytes, info);
        if (!err)
            say_written(&own, own.repeat, path,
                        verb_count(table_row_count(own.repeat), "row", "rows"), bytes);
        if (!err) err = write_sps(desk, &own, path, info);
    }
    return err;
}

static enum err write_one(const struct arguments *a, const struct desk *desk, const char *out,
                          struct wanted *w, struct err_info *info)
{
    uint64_t bytes = 0;
    enum err err = find_format(a, out, w, info);
    if (!err) err = fill_options(a, desk, out, w, info);
    if (!err) err = fill_rounds(desk, w, info);
    if (!err) err = write_file(desk, w, out, &bytes, info);
    if (err) return err;
    say_written(w, desk->table, out,
                verb_count(table_row_count(desk->table), "response", "responses"), bytes);
    err = write_sps(desk, w, out, info);
    return err ? err : write_repeats(desk, w, out, info);
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct wanted wanted = {.format = EXPORT_CSV};
    struct desk desk = {.reads = arguments_flag(a, "dry-run")}; // no file to remember
    const char *one, *out;
    enum err err = ERR_NONE;
    if (!arguments_list(a, "out", 0)) err = err_set(&info, ERR_ARGUMENT, "--out FILE is missing");
    // Mistakes in names are told before anything is opened.
    for (int i = 0; !err && (out = arguments_list(a, "out", i)); i++) {
        struct wanted try = {.format = EXPORT_CSV};
        err = find_format(a, out, &try, &info);
        if (!err) err = desk_file_check(out, &info);
        for (int k = 0; !err && k < i; k++)
            if (strcmp(out, "-") != 0 && strcmp(out, arguments_list(a, "out", k)) == 0)
                err = err_set(&info, ERR_ARGUMENT, "--out %s is there twice", out);
    }
    for (int i = 0; !err && (one = arguments_list(a, "to", i)); i++)
        err = keys_recipients_add(&wanted.to, one, &info);
    if (!err) err = desk_open(a, &desk, &info);
    if (!err) err = desk_fill_forwards(&desk, &info);
    for (int i = 0; !err && (out = arguments_list(a, "out", i)); i++) {
        struct wanted own = {
            .format = EXPORT_CSV, .dry = arguments_flag(a, "dry-run"), .to = wanted.to};
        err = write_one(a, &desk, out, &own, &info);
    }
    if (!err) desk_tell_left_out(&desk);
    bool whole = desk_whole(&desk);
    desk_close(&desk);
    if (err) return verb_fail(&info);
    return whole ? VERB_DONE : VERB_FOUND;
}

const struct verb verb_export = {
    .name = "export",
    .arguments = "--key FILE --out FILE",
    .summary = "Writes the opened responses as a table for other programs.",
    .details =
        "Rows stand in a random order, which says nothing about when they were answered.\nAnswers "
        "inside a repeat go into a file of their own (a sheet in xlsx), FILE-REPEAT, with the\n"
        "response's id and the place in the repeat as key.\nFormats: "
        "csv (comma, decimal point: for R, Python and databases), csv-excel (semicolon,\ndecimal "
        "comma, formulas disarmed: for Excel on a Swedish computer), xlsx, sav (SPSS; with\n"
        "multiple-response sets in an .sps beside it), dta (Stata), ndjson, geojson (places, "
        "for\nmap programs); and without answers: sps, ddi (DDI-Codebook 2.5), codebook (HTML), "
        "r (a script\nthat reads the csv).\nMissing "
        "answers are numbers: -1 don't know, -2 does not want to answer, -3 not\napplicable, -7 "
        "not reached, -8 not asked, -9 left empty; in dta they are .a, .b, .c, .g, .h, .i.\n"
        "The archive remembers files that hold answers: svar close removes them.",
    .options =
        (const struct argument_option[]){
            DESK_OPTION_SURVEY,
            DESK_OPTION_ARCHIVE,
            DESK_OPTION_KEY,
            {"format", ARGUMENT_TEXT, "FORMAT",
             "one of the above; else by FILE's ending, else csv. With several --out,\n"
             "                          for those whose ending leaves it open"},
            {"language", ARGUMENT_TEXT, "CODE", "of labels (the form's default)"},
            {"out", ARGUMENT_LIST, "FILE", "where to write, private; - is standard output"},
            {"weight", ARGUMENT_TEXT, "VAR",
             "weighs the responses: SPSS weighs by it, ddi, r and codebooks name it"},
            {"to", ARGUMENT_LIST, "KEY", "seal the file to age1… or @FILE"},
            DESK_OPTION_DRY_RUN,
            {0}},
    .run = run,
};
