// SPDX-License-Identifier: EUPL-1.2
// A small form with a group question, a scale, several choices and free text, and responses made of
// a line each: for tests of what a report shows of groups and over time.
#pragma once

#include "report/figures.h"
#include "tests/unit/library_leaks.h"
#include "tests/unit/test.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char report_form[] =
    "| survey |\n"
    "| | type | name | label::Svenska (sv) | label::English (en) | appearance | svar:sensitive |\n"
    "| | select_one kommun | kommun | Var bor du? | Where do you live? | | |\n"
    "| | select_one alder | alder | Hur gammal är du? | How old are you? | | |\n"
    "| | select_one nojd | nojd | Hur nöjd är du? | How satisfied are you? | likert | |\n"
    "| | select_one nojd | trygg | Hur trygg är du? | How safe are you? | likert | |\n"
    "| | select_multiple vad | vad | Vad vill du? | What do you want? | | |\n"
    "| | select_one janej | kanslig | Har du mått dåligt? | Have you felt bad? | | yes |\n"
    "| | text | fritt | Något mer? | Anything else? | | |\n"
    "| | decimal | vikt | Vikt | Weight | | |\n"
    "| | date | dag | Vilken dag? | Which day? | | |\n"
    "| | integer | del | Täljare | Numerator | | |\n"
    "| | integer | hel | Nämnare | Denominator | | |\n"
    "| choices |\n"
    "| | list_name | name | label::Svenska (sv) | label::English (en) |\n"
    "| | kommun | a | Kommun A | Town A |\n| | kommun | b | Kommun B | Town B |\n"
    "| | kommun | c | Kommun C | Town C |\n| | kommun | d | Kommun D | Town D |\n"
    "| | alder | u | Ung | Young |\n| | alder | g | Gammal | Old |\n"
    "| | nojd | 1 | Inte alls | Not at all |\n| | nojd | 2 | Lite | A little |\n"
    "| | nojd | 3 | Ganska | Quite |\n| | nojd | 4 | Mycket | Very |\n"
    "| | nojd | -1 | Vet ej | Don't know |\n"
    "| | vad | x | Bad | Pool |\n| | vad | y | Park | Park |\n"
    "| | janej | 1 | Ja | Yes |\n| | janej | 2 | Nej | No |\n"
    "| settings |\n| | form_title | form_id |\n| | Prov | prov |\n";

struct report_fixture {
    struct form_def *form;
    struct table *table;
    struct report_facts facts;
    struct buf out;
    unsigned count;
};

static inline int report_set_up(void **data)
{
    struct report_fixture *f = calloc(1, sizeof *f);
    struct form_problems *problems = form_problems_create();
    *data = f;
    enum err err =
        form_def_load_bytes(str_of(report_form), STR("prov.md"), NULL, problems, &f->form);
    form_problems_destroy(problems);
    if (err || table_create(f->form, NULL, &f->table, NULL)) return -1;
    f->facts = (struct report_facts){.language = REPORT_SWEDISH,
                                     .title = STR("Prov"),
                                     .organizer = STR("Länet"),
                                     .survey_id = STR("s"),
                                     .k = 5,
                                     .made = STR("2026-11-22")};
    return 0;
}

static inline int report_tear_down(void **data)
{
    struct report_fixture *f = *data;
    buf_finish(&f->out);
    stats_releases_close(f->facts.releases);
    table_destroy(f->table);
    form_def_destroy(f->form);
    free(f);
    return 0;
}

#define REPORT_TEST(name) cmocka_unit_test_setup_teardown(name, report_set_up, report_tear_down)
#define CASE(name) static void name(void **state)

// times responses with these answers ("\"nojd\":\"4\",…"); what they leave out of names is empty.
static inline void report_add_of(struct report_fixture *f, const char *const *names, size_t count,
                                 int times, const char *wave, const char *day, const char *answers)
{
    for (int i = 0; i < times; i++) {
        struct buf json = {0}, missing = {0};
        struct err_info info = {0};
        for (size_t n = 0; n < count; n++) {
            char quoted[32];
            snprintf(quoted, sizeof quoted, "\"%s\":", names[n]);
            if (!strstr(answers, quoted))
                buf_printf(&missing, "%s%s-9", missing.len ? "," : "", quoted);
        }
        buf_printf(&json,
                   "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"%s\",\"form\":"
                   "{\"id\":\"prov\",\"version\":\"\",\"hash\":\"aa\"},\"id\":"
                   "\"00000000-0000-4000-8000-%012x\",\"language\":\"sv\",\"time\":\"%s\","
                   "\"status\":\"complete\",\"duration_s\":60,\"answers\":{%s},\"missing\":{%s}}",
                   wave, f->count++, day, answers, buf_text(&missing));
        if (table_add(f->table, buf_str(&json), &info)) fail_msg("%s", info.message);
        buf_finish(&json);
        buf_finish(&missing);
    }
}

// The same for this file's form.
static inline void report_add(struct report_fixture *f, int times, const char *wave,
                              const char *day, const char *answers)
{
    static const char *const names[] = {"kommun", "alder", "nojd", "trygg", "vad", "kanslig",
                                        "fritt",  "vikt",  "dag",  "del",   "hel"};
    report_add_of(f, names, sizeof names / sizeof names[0], times, wave, day, answers);
}

// The report is by one question or by two (second may be NULL).
static inline void report_by(struct report_fixture *f, const char *first, const char *second)
{
    f->facts.by[0] = str_of(first);
    f->facts.by[1] = str_of(second ? second : "");
    f->facts.by_count = second ? 2 : 1;
}

// From here on reports remember what they have shown.
static inline void report_remember(struct report_fixture *f)
{
    assert_int_equal(stats_releases_open("", &f->facts.releases, NULL), ERR_NONE);
}

// One question's figures; out and the arena live as long as they do.
static inline const struct report_question *report_question_of(struct report_fixture *f,
                                                               const char *name, struct arena *a,
                                                               struct report_figures *out)
{
    struct err_info info = {0};
    if (report_figures_make(f->table, &f->facts, a, out, &info)) fail_msg("%s", info.message);
    const struct report_question *q = report_question_find(out, f->form, str_of(name));
    assert_non_null(q);
    return q;
}

// With SVAR_KEEP_PAGES the pages that tests make are kept in that folder, for other judges.
static inline void report_keep_page(const struct buf *page)
{
    static unsigned number;
    const char *folder = getenv("SVAR_KEEP_PAGES");
    bool pdf = page->len > 4 && memcmp(page->ptr, "%PDF", 4) == 0;
    char path[512];
    if (!folder) return;
    snprintf(path, sizeof path, "%s/page-%02u.%s", folder, number++, pdf ? "pdf" : "html");
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(page->ptr, 1, page->len, file) != page->len || fclose(file))
        fail_msg("%s cannot be written", path);
}

static inline const char *report_page_of(struct report_fixture *f)
{
    struct err_info info = {0};
    buf_clear(&f->out);
    if (report_html(f->table, &f->facts, &f->out, &info)) fail_msg("%s", info.message);
    XML_Parser parser = XML_ParserCreate("UTF-8");
    if (XML_Parse(parser, (const char *)f->out.ptr, (int)f->out.len, 1) != XML_STATUS_OK)
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    report_keep_page(&f->out);
    return buf_text(&f->out);
}

// The PDF of the same must come about as well.
static inline void report_pdf_too(struct report_fixture *f)
{
    struct buf pdf = {0};
    struct err_info info = {0};
    if (report_pdf(f->table, &f->facts, &pdf, &info)) fail_msg("%s", info.message);
    assert_true(pdf.len > 1000 && memcmp(pdf.ptr, "%PDF", 4) == 0);
    report_keep_page(&pdf);
    buf_finish(&pdf);
}

static inline void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("no %s", part);
}

static inline void assert_lacks(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    if (found) fail_msg("%s: %.80s", part, found);
}
