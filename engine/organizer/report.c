// SPDX-License-Identifier: EUPL-1.2
// svar report: the page for people, and the comparison with what was published before.
#include "organizer/verbs.h"

#include "base/clock.h"
#include "base/file.h"
#include "organizer/desk.h"
#include "report/report.h"

enum { PUBLISHED_BYTES_MAX = 4 << 20 };

// The first of the survey's languages that reports are written in.
static enum report_language language_of(const struct survey *s)
{
    enum report_language language;
    for (size_t i = 0; i < survey_language_count(s); i++)
        if (!report_language_find(survey_language(s, i), &language, NULL)) return language;
    return REPORT_ENGLISH;
}

static struct str form_hash(const struct survey *s)
{
    struct str form = survey_form_name(s);
    const json_t *files = json_object_get(survey_json(s), "files");
    const json_t *hash = json_object_getn(files, form.ptr, form.len);
    return str_make(json_string_value(hash), json_string_length(hash));
}

static void facts_of(const struct desk *desk, enum report_language language, char today[16],
                     struct report_facts *out)
{
    const struct survey *s = desk->survey;
    struct str code = language == REPORT_SWEDISH ? STR("sv") : STR("en");
    struct clock clock = clock_system();
    table_date_format(clock_wall_ms(&clock) / 86400000, today);
    *out = (struct report_facts){
        .language = language,
        .title = survey_text(s, "title", code),
        .organizer = survey_text(s, "organizer.name", code),
        .contact = survey_text(s, "organizer.contact", code),
        .survey_id = survey_id(s),
        .wave = survey_wave(s),
        .survey_version = survey_version(s),
        .test = survey_mode(s) == SURVEY_TEST,
        .expected = (uint64_t)survey_number(s, "expected"),
        .invited = (uint64_t)survey_number(s, "invited"),
        .k = (uint64_t)survey_number(s, "k"),
        .not_opened = desk->totals.responses - desk->totals.opened - desk->totals.repeated,
        .form_hash = form_hash(s),
        .made = str_of(today),
        .settings = json_object_get(survey_json(s), "report"),
    };
    if (json_is_null(out->settings)) out->settings = NULL;
}

static bool ends_in_pdf(const char *path)
{
    return str_ends(str_of(path), STR(".pdf"));
}

static enum err write_report(const struct desk *desk, const struct report_facts *facts,
                             const char *path, bool pdf, struct err_info *info)
{
    struct buf page = {0};
    struct desk_file file = {.fd = -1};
    enum err err = pdf ? report_pdf(desk->table, facts, &page, info)
                       : report_html(desk->table, facts, &page, info);
    if (!err) err = desk_file_create(path, &file, info);
    if (!err) err = desk_file_write(&file, buf_str(&page), info);
    if (!err) err = desk_file_commit(&file, info);
    desk_file_discard(&file);
    buf_wipe(&page);
    return err;
}

static enum err compare(const struct desk *desk, const struct report_facts *facts, const char *path,
                        size_t *out_differences, struct err_info *info)
{
    struct buf file = {0}, text = {0};
    json_t *published = NULL;
    enum err err = file_read(path, PUBLISHED_BYTES_MAX, &file, info);
    if (!err) {
        err_place(info, path, NULL, 0, 0);
        err = json_parse(buf_str(&file), PUBLISHED_BYTES_MAX, &published, info);
    }
    if (!err) err = report_compare(desk->table, facts, published, &text, out_differences, info);
    if (!err) printf("%s", buf_text(&text));
    json_decref(published);
    buf_finish(&file);
    buf_finish(&text);
    return err;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct desk desk = {0};
    struct report_facts facts;
    enum report_language language = REPORT_SWEDISH;
    const char *code = arguments_text(a, "language"), *out = arguments_text(a, "out"),
               *published = arguments_text(a, "compare"), *pdf = arguments_text(a, "pdf");
    char today[16];
    size_t differences = 0;
    enum err err = code ? report_language_find(str_of(code), &language, &info) : ERR_NONE;
    if (!err && !out && !published && !pdf)
        err =
            err_set(&info, ERR_ARGUMENT, "give --out FILE, --pdf FILE, --compare FILE or several");
    if (!err) err = desk_open(a, &desk, &info);
    if (!err) err = desk_fill(&desk, &info);
    if (!err) {
        facts_of(&desk, code ? language : language_of(desk.survey), today, &facts);
        if (out) err = write_report(&desk, &facts, out, ends_in_pdf(out), &info);
        if (!err && pdf) err = write_report(&desk, &facts, pdf, true, &info);
    }
    if (!err && (out || pdf)) {
        verb_say("%zu %s → %s%s%s", table_row_count(desk.table),
                 verb_count(table_row_count(desk.table), "response", "responses"), out ? out : "",
                 out && pdf ? ", " : "", pdf ? pdf : "");
        verb_say("read its free text, and take out names, before you pass it on");
    }
    if (!err && published) err = compare(&desk, &facts, published, &differences, &info);
    bool whole = desk_whole(&desk);
    desk_close(&desk);
    if (err) return verb_fail(&info);
    return whole && differences == 0 ? VERB_DONE : VERB_FOUND;
}

const struct verb verb_report = {
    .name = "report",
    .arguments = "",
    .summary = "Writes the report: one HTML page that needs nothing else, or a tagged PDF.",
    .details =
        "Every question with its counts, shares and their bases; groups under the survey's k "
        "are not shown.\nWith --compare, prints our figures beside published ones; the exit "
        "code is 1 where one differs.",
    .options =
        (const struct argument_option[]){
            DESK_OPTION_SURVEY,
            DESK_OPTION_ARCHIVE,
            DESK_OPTION_KEY,
            {"out", ARGUMENT_TEXT, "FILE",
             "the page, or a PDF by its ending, private; - is standard output"},
            {"pdf", ARGUMENT_TEXT, "FILE", "the same as a PDF beside it"},
            {"language", ARGUMENT_TEXT, "sv|en", "of the report (the survey's first)"},
            {"compare", ARGUMENT_TEXT, "FILE", "published figures to compare with"},
            {0}},
    .run = run,
};
