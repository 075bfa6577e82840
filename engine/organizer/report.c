// SPDX-License-Identifier: EUPL-1.2
// svar report: the page for people, and the comparison with what was published before.
#include "organizer/verbs.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/file.h"
#include "organizer/desk.h"
#include "organizer/report_facts.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

enum { PUBLISHED_BYTES_MAX = 4 << 20, TEMPLATE_BYTES_MAX = 2 << 20, LOGO_BYTES_MAX = 1 << 20 };

// The first of the survey's languages that reports are written in.
enum report_language desk_report_language(const struct survey *s)
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

// The survey's k; where it names none, more for pupils than for adults.
static uint64_t k_of(const struct desk *desk)
{
    struct str audience = form_def_setting(desk->form, STR("svar:audience"));
    bool pupils = str_eq(audience, STR("children")) || str_eq(audience, STR("pupils"));
    int64_t k = survey_number(desk->survey, "k");
    bool named = json_object_get(survey_json(desk->survey), "k") != NULL;
    return pupils && !named ? REPORT_SENSITIVE_K : (uint64_t)k;
}

void desk_report_facts(const struct desk *desk, enum report_language language, char today[16],
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
        .k = k_of(desk),
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

// ---- what the command line adds ----

static enum err options_of(const struct arguments *a, struct report_facts *facts,
                           struct err_info *info)
{
    const char *run = arguments_text(a, "run"), *goal = arguments_text(a, "goal"),
               *weight = arguments_text(a, "weight"), *texts = arguments_text(a, "texts"),
               *due = arguments_text(a, "due"), *paper = arguments_text(a, "paper"),
               *poster = arguments_text(a, "poster"), *by;
    int64_t population, days;
    enum err err =
        arguments_number(a, "population", 1, REPORT_POPULATION_MAX, 0, &population, info);
    if (!err && run) err = report_period_find(str_of(run), &facts->run, info);
    if (!err && goal) err = report_goal_find(str_of(goal), &facts->goal, info);
    if (!err && due && !table_date_parse(str_of(due), &days))
        err = err_set(info, ERR_ARGUMENT, "--due: a day is written 2026-12-01, not \"%s\"", due);
    while (!err && (by = arguments_list(a, "by", (int)facts->by_count))) {
        if (facts->by_count == REPORT_BY_MAX)
            return err_set(info, ERR_ARGUMENT, "--by at most %d times", REPORT_BY_MAX);
        facts->by[facts->by_count++] = str_of(by);
    }
    if (!err && texts && strcmp(texts, "all") != 0) {
        if (strcmp(texts, "unnamed") == 0)
            facts->texts = REPORT_TEXTS_UNNAMED;
        else if (strcmp(texts, "none") == 0)
            facts->texts = REPORT_TEXTS_NONE;
        else
            err = err_set(info, ERR_ARGUMENT, "--texts is all, unnamed or none, not \"%s\"", texts);
    }
    if (!err && paper && !str_eq_nocase(str_of(paper), STR("a4")) &&
        !str_eq_nocase(str_of(paper), STR("a3")))
        err = err_set(info, ERR_ARGUMENT, "--paper is a4 or a3, not \"%s\"", paper);
    if (!err && paper && (!poster || !ends_in_pdf(poster)))
        err = err_set(info, ERR_ARGUMENT,
                      "--paper is for a poster as PDF: give --poster a name that ends in .pdf");
    if (!err && paper && str_eq_nocase(str_of(paper), STR("a3"))) facts->paper = REPORT_PAPER_A3;
    facts->population = (uint64_t)population;
    facts->weight = weight ? str_of(weight) : STR("");
    facts->due = due ? str_of(due) : STR("");
    facts->waves = arguments_flag(a, "waves");
    facts->draft = arguments_flag(a, "draft");
    return err;
}

// Files that a template names lie beside it.
static enum err read_beside(void *data, struct str name, struct buf *out, struct err_info *info)
{
    const char *template = data, *slash = strrchr(template, '/');
    char path[4096];
    int length = slash ? snprintf(path, sizeof path, "%.*s/%.*s", (int)(slash - template), template,
                                  STR_ARG(name))
                       : snprintf(path, sizeof path, "%.*s", STR_ARG(name));
    if (length < 0 || (size_t)length >= sizeof path)
        return err_set(info, ERR_LIMIT, "the name is too long");
    return file_read(path, LOGO_BYTES_MAX, out, info);
}

static enum err read_template(const struct arguments *a, const struct desk *desk,
                              struct report_facts *facts, json_t **out, struct err_info *info)
{
    const char *path = arguments_text(a, "template");
    if (!path) return ERR_NONE;
    struct buf text = {0};
    struct report_template_host host = {(void *)(uintptr_t)path, read_beside};
    enum err err = file_read(path, TEMPLATE_BYTES_MAX, &text, info);
    if (!err) {
        err_place(info, path, NULL, 0, 0);
        err = report_template_read(buf_str(&text), desk->form, facts->settings, &host, out, info);
    }
    if (!err) {
        facts->settings = *out;
        verb_clear(info);
    }
    buf_finish(&text);
    return err;
}

// ---- files ----

static enum err write_file(const char *path, const struct buf *bytes, struct err_info *info)
{
    struct desk_file file = {.fd = -1};
    enum err err = desk_file_create(path, &file, info);
    if (!err) err = desk_file_write(&file, buf_str(bytes), info);
    if (!err) err = desk_file_commit(&file, info);
    desk_file_discard(&file);
    return err;
}

enum { OUT_PAGE, OUT_PDF, OUT_POSTER, OUT_COUNT };

static enum err make_file(const struct desk *desk, const struct report_facts *facts, int what,
                          const char *path, struct buf *out, struct err_info *info)
{
    if (what == OUT_POSTER && ends_in_pdf(path))
        return report_poster_pdf(desk->table, facts, out, info);
    if (what == OUT_POSTER) return report_poster(desk->table, facts, out, info);
    if (what == OUT_PDF || ends_in_pdf(path)) return report_pdf(desk->table, facts, out, info);
    return report_html(desk->table, facts, out, info);
}

static struct stats_set *respondents_of(const struct table *t)
{
    struct stats_set *sets = xcalloc(table_row_count(t) + 1, sizeof *sets);
    for (size_t row = 0; row < table_row_count(t); row++)
        sets[row] = stats_set_of(table_cell(t, row, TABLE_ID).text);
    return sets;
}

// Two reports side by side show what those answered by whom they differ. No report can help that,
// so whoever makes it hears it.
static void tell_grown(const struct stats_set *respondents, uint64_t now,
                       const struct report_facts *facts)
{
    struct str day;
    bool known;
    uint64_t before = stats_releases_total(facts->releases, &day),
             came = stats_releases_came(facts->releases, respondents, now, &known);
    if (before == 0) return;
    // Where it is not known who they were, their number has to do.
    if (!known) came = now > before ? now - before : 0;
    uint64_t stayed = now - came, went = before > stayed ? before - stayed : 0;
    bool few_came = came > 0 && came < facts->k;
    bool few_went = went > 0 && went < facts->k;
    if (!few_came && !few_went) return;
    char what[160];
    if (came && went)
        snprintf(what, sizeof what,
                 "has %llu %s that the one of %.*s had not, and lacks %llu of it",
                 (unsigned long long)came, verb_count(came, "response", "responses"), STR_ARG(day),
                 (unsigned long long)went);
    else
        snprintf(what, sizeof what, "has %llu %s %s than the one of %.*s",
                 (unsigned long long)(came + went),
                 verb_count(came + went, "response", "responses"), came ? "more" : "fewer",
                 STR_ARG(day));
    verb_say("warning: this report %s. Whoever sees both can tell what %s answered: pass on only "
             "one of them, or wait until the difference is at least %llu (--draft until then)",
             what, (few_came ? came : went) == 1 ? "that one" : "those few",
             (unsigned long long)facts->k);
}

// Everything is made before anything is written, and what is shown is remembered before it is there
// to be seen.
static enum err write_reports(const struct desk *desk, struct report_facts *facts,
                              const char *const paths[OUT_COUNT], const char *archive,
                              struct err_info *info)
{
    struct buf files[OUT_COUNT] = {{0}};
    char memory[4096];
    int length = snprintf(memory, sizeof memory, "%s.released.json", archive);
    enum err err = ERR_NONE;
    if (length < 0 || (size_t)length >= sizeof memory)
        return err_set(info, ERR_LIMIT, "the archive's name is too long");
    err = stats_releases_open(memory, &facts->releases, info);
    for (int i = 0; i < OUT_COUNT && !err; i++)
        if (paths[i]) err = make_file(desk, facts, i, paths[i], &files[i], info);
    if (!err) err = table_fault(desk->table, info);
    if (!err && !facts->draft) {
        struct stats_set *people = respondents_of(desk->table);
        tell_grown(people, table_row_count(desk->table), facts);
        stats_releases_put_total(facts->releases, facts->made, people,
                                 table_row_count(desk->table));
        free(people);
        err = stats_releases_save(facts->releases, memory, info);
    }
    for (int i = 0; i < OUT_COUNT && !err; i++)
        if (paths[i]) err = write_file(paths[i], &files[i], info);
    for (int i = 0; i < OUT_COUNT; i++)
        buf_wipe(&files[i]);
    stats_releases_close(facts->releases);
    facts->releases = NULL;
    return err;
}

static void tell(const struct desk *desk, const struct report_facts *facts,
                 const char *const paths[OUT_COUNT])
{
    struct buf names = {0};
    for (int i = 0; i < OUT_COUNT; i++)
        if (paths[i]) buf_printf(&names, "%s%s", names.len ? ", " : "", paths[i]);
    verb_say("%zu %s → %s", table_row_count(desk->table),
             verb_count(table_row_count(desk->table), "response", "responses"), buf_text(&names));
    buf_finish(&names);
    if (facts->texts == REPORT_TEXTS_NONE) return;
    uint64_t naming = report_texts_naming(desk->table, facts);
    if (naming > 0 && facts->texts == REPORT_TEXTS_ALL)
        verb_say(
            "warning: %llu free %s as if %s named somebody and %s marked in the report; read %s, "
            "or leave them out with --texts unnamed",
            (unsigned long long)naming, naming == 1 ? "text looks" : "texts look",
            naming == 1 ? "it" : "they", naming == 1 ? "is" : "are", naming == 1 ? "it" : "them");
    verb_say("read its free text, and take out names, before you pass it on");
}

// What a sentence says has to be what the answers say.
static enum err tell_claims(const struct desk *desk, const struct report_facts *facts,
                            struct err_info *info)
{
    struct buf lines = {0};
    enum err err = report_claims_wrong(desk->table, facts, &lines, info);
    if (!err) verb_say_lines("warning: ", &lines);
    buf_finish(&lines);
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
    if (!err) err = table_fault(desk->table, info);
    if (!err) printf("%s", buf_text(&text));
    json_decref(published);
    buf_finish(&file);
    buf_finish(&text);
    return err;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct desk desk = {.reads = arguments_flag(a, "draft")}; // there is nothing to remember
    struct report_facts facts = {0};
    enum report_language language = REPORT_SWEDISH;
    const char *code = arguments_text(a, "language"), *published = arguments_text(a, "compare");
    const char *const paths[OUT_COUNT] = {[OUT_PAGE] = arguments_text(a, "out"),
                                          [OUT_PDF] = arguments_text(a, "pdf"),
                                          [OUT_POSTER] = arguments_text(a, "poster")};
    json_t *settings = NULL;
    char today[16];
    size_t differences = 0;
    bool write = paths[OUT_PAGE] || paths[OUT_PDF] || paths[OUT_POSTER];
    enum err err = code ? report_language_find(str_of(code), &language, &info) : ERR_NONE;
    if (!err && !write && !published)
        err = err_set(&info, ERR_ARGUMENT,
                      "give --out FILE, --pdf FILE, --poster FILE, --compare FILE or several");
    if (!err) err = options_of(a, &facts, &info); // mistakes that cost nothing come first
    if (!err) err = desk_open(a, &desk, &info);
    if (!err) err = desk_fill_by_columns(&desk, &info);
    if (!err) {
        desk_report_facts(&desk, code ? language : desk_report_language(desk.survey), today,
                          &facts);
        err = desk_report_rounds(&desk, &facts, &info);
    }
    if (!err) {
        err = options_of(a, &facts, &info);
    }
    if (!err) err = read_template(a, &desk, &facts, &settings, &info);
    if (!err) err = report_settings_check(desk.form, facts.settings, &info);
    if (!err) report_settings_apply(&facts);
    if (!err && write)
        err = write_reports(&desk, &facts, paths, arguments_text(a, "archive"), &info);
    if (!err && write) tell(&desk, &facts, paths);
    if (!err && write) err = tell_claims(&desk, &facts, &info);
    if (!err && published) err = compare(&desk, &facts, published, &differences, &info);
    bool whole = desk_whole(&desk);
    json_decref(settings);
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
        "are not shown.\nWhat a report shows is remembered beside the archive "
        "(ARCHIVE.released.json), "
        "so that "
        "the next\nreport cannot give away what this one withheld.\nWith --compare, prints our "
        "figures beside published ones; the exit "
        "code is 1 where one differs.",
    .options =
        (const struct argument_option[]){
            DESK_OPTION_SURVEY,
            DESK_OPTION_ARCHIVE,
            DESK_OPTION_KEY,
            {"out", ARGUMENT_TEXT, "FILE",
             "the page, or a PDF by its ending, private; - is standard output"},
            {"pdf", ARGUMENT_TEXT, "FILE", "the same as a PDF beside it"},
            {"poster", ARGUMENT_TEXT, "FILE",
             "a page for those who answered (you said, we did), or a PDF by its ending"},
            {"paper", ARGUMENT_TEXT, "a4|a3", "of a poster whose name ends in .pdf (a4)"},
            {"due", ARGUMENT_TEXT, "DATE", "on the poster: the day by which there is an answer"},
            {"language", ARGUMENT_TEXT, "sv|en", "of the report (the survey's first)"},
            {"template", ARGUMENT_TEXT, "FILE", "order, texts, logo, claims: see svar(1)"},
            {"by", ARGUMENT_LIST, "VAR", "results by group, small groups withheld"},
            {"waves", ARGUMENT_FLAG, NULL, "compare the waves, with the interval of the change"},
            {"run", ARGUMENT_TEXT, "PERIOD", "run charts by day, week, month or wave"},
            {"goal", ARGUMENT_TEXT, "CHANGE", "a year, on run charts: 2% or 2points, -2% for less"},
            {"weight", ARGUMENT_TEXT, "VAR",
             "weigh shares by this variable (the survey's report.weight); or none"},
            {"population", ARGUMENT_TEXT, "N",
             "the size of the whole group (report.population, or the survey's expected)"},
            {"texts", ARGUMENT_TEXT, "all|unnamed|none", "which free texts to show (all)"},
            {"draft", ARGUMENT_FLAG, NULL, "for your own eyes: not remembered as shown"},
            {"compare", ARGUMENT_TEXT, "FILE", "published figures to compare with"},
            {0}},
    .run = run,
};
