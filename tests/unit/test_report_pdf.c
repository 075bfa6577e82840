// SPDX-License-Identifier: EUPL-1.2
// The report as a tagged PDF: the same bytes each time, its structure, and what poppler reads in
// it.
#include "tests/unit/test.h"

#include "base/file.h"
#include "report/report.h"
#include "tests/unit/library_leaks.h"
#include "tests/unit/sample_2019.h"

#include <stdio.h>
#include <unistd.h>

static char dir[] = "/tmp/svar-pdf-XXXXXX";
static struct form_def *form;
static struct table *table;

static int set_up(void **state)
{
    (void)state;
    struct form_problems *problems = form_problems_create();
    enum err err = form_def_load("forms/q-sam-2019.md", NULL, problems, &form);
    form_problems_destroy(problems);
    if (err || table_create(form, NULL, &table, NULL)) return -1;
    for (int i = 0; i < SAMPLE_RESPONDENTS; i++) {
        struct buf json = {0};
        sample_response(i, &json);
        if (table_add(table, buf_str(&json), NULL)) return -1;
        buf_finish(&json);
    }
    return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    table_destroy(table);
    form_def_destroy(form);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command) ? -1 : 0;
}

static void make_with(const struct table *t, uint64_t k, const json_t *settings, struct buf *out)
{
    struct err_info info = {0};
    struct report_facts facts = {.language = REPORT_SWEDISH,
                                 .title = STR("Utvärdering (2019) av 👩‍👧 العربية"),
                                 .organizer = STR("Vi"),
                                 .made = STR("2026-11-22"),
                                 .expected = 84,
                                 .invited = 96,
                                 .k = k,
                                 .settings = settings};
    if (report_pdf(t, &facts, out, &info)) fail_msg("%s", info.message);
}

static void make(const struct table *t, uint64_t k, struct buf *out)
{
    make_with(t, k, NULL, out);
}

// What a command says of the PDF must hold every part, and none of those behind the NULL.
static void assert_says(const char *command, const struct buf *pdf, const char *const *parts)
{
    char path[64], line[256];
    struct buf said = {0};
    if (system("command -v pdfinfo >/dev/null") != 0) skip();
    snprintf(path, sizeof path, "%s/r.pdf", dir);
    assert_int_equal(file_write(path, buf_str(pdf), 0600, NULL), ERR_NONE);
    snprintf(line, sizeof line, "cd %s && { %s; } >said 2>&1", dir, command);
    assert_int_equal(system(line), 0);
    snprintf(path, sizeof path, "%s/said", dir);
    assert_int_equal(file_read(path, 1 << 24, &said, NULL), ERR_NONE);
    for (; *parts; parts++)
        if (!strstr(buf_text(&said), *parts)) fail_msg("no %s in:\n%s", *parts, buf_text(&said));
    for (parts++; *parts; parts++)
        if (strstr(buf_text(&said), *parts)) fail_msg("%s in:\n%s", *parts, buf_text(&said));
    buf_finish(&said);
}

TEST(the_same_answers_give_the_same_bytes)
{
    struct buf one = {0}, two = {0};
    make(table, 5, &one);
    make(table, 5, &two);
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.ptr, two.ptr, one.len);
    buf_finish(&one);
    buf_finish(&two);
}

TEST(it_is_tagged_and_has_title_and_language)
{
    struct buf pdf = {0};
    make(table, 5, &pdf);
    assert_says("pdfinfo r.pdf && grep -a -c '/Lang (sv-SE)' r.pdf && "
                "grep -a -c DisplayDocTitle r.pdf",
                &pdf,
                (const char *const[]){"Tagged:          yes",
                                      "Utvärdering (2019) av 👩‍👧 العربية", "A4",
                                      NULL, "rror", NULL});
    buf_finish(&pdf);
}

TEST(figures_have_alternatives_and_tables_headers)
{
    struct buf pdf = {0};
    make(table, 5, &pdf);
    assert_says("pdfinfo -struct r.pdf && grep -a -o '/Alt <FEFF' r.pdf | wc -l", &pdf,
                (const char *const[]){"H1", "H3", "Figure", "Table", "/Scope /Column",
                                      "/Scope /Row", "\n6\n", NULL, "rror", NULL});
    buf_finish(&pdf);
}

TEST(the_published_figures_stand_in_it)
{
    struct buf pdf = {0};
    make(table, 5, &pdf);
    assert_says("pdftotext -layout r.pdf -", &pdf,
                (const char *const[]){"47,6", "40 av 84", "52,5", "81,3", "Tomma", "53,8",
                                      "Vet ej/ej relevant", NULL, "81.3", NULL});
    buf_finish(&pdf);
}

TEST(too_few_answers_are_not_shown)
{
    struct buf pdf = {0};
    make(table, 41, &pdf);
    assert_says("pdftotext -layout r.pdf -", &pdf,
                (const char *const[]){"Färre än 41 svar", NULL, "Svar 3 på", "52,5", NULL});
    buf_finish(&pdf);
}

TEST(an_empty_survey_has_a_pdf)
{
    struct table *empty = NULL;
    struct buf pdf = {0};
    assert_int_equal(table_create(form, NULL, &empty, NULL), ERR_NONE);
    make(empty, 5, &pdf);
    assert_says("pdfinfo r.pdf", &pdf, (const char *const[]){"Pages:", NULL, "rror", NULL});
    table_destroy(empty);
    buf_finish(&pdf);
}

// The report of a form with 45 responses, each with the answers that say gives.
static void make_of(struct str text, void (*say)(int i, struct buf *out), struct buf *pdf)
{
    struct form_def *own = NULL;
    struct table *answers = NULL;
    struct buf json = {0};
    struct form_problems *problems = form_problems_create();
    assert_int_equal(form_def_load_bytes(text, STR("m.md"), NULL, problems, &own), 0);
    assert_int_equal(table_create(own, NULL, &answers, NULL), ERR_NONE);
    for (int i = 0; i < 45; i++) {
        buf_clear(&json);
        buf_printf(
            &json,
            "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"\",\"form\":{\"id\":"
            "\"prov\",\"version\":\"\",\"hash\":\"00\"},\"id\":\"00000000-0000-4000-8000-"
            "%012x\",\"language\":\"sv\",\"time\":\"2026-11-22\",\"status\":\"complete\","
            "\"duration_s\":60,\"answers\":{",
            (unsigned)i);
        say(i, &json);
        buf_add_text(&json, "},\"missing\":{}}");
        assert_int_equal(table_add(answers, buf_str(&json), NULL), ERR_NONE);
    }
    make(answers, 5, pdf);
    table_destroy(answers);
    form_def_destroy(own);
    form_problems_destroy(problems);
    buf_finish(&json);
}

// Nothing stands between the last line and the foot, and nothing below it. How often a line stands
// in it.
static void assert_on_pages(const struct buf *pdf, const char *line, const char *times)
{
    char command[256];
    snprintf(command, sizeof command,
             "pdftotext -bbox r.pdf - | awk -F'\"' '/<word/ && $4 > 788 && ($4 < 804 || $4 > 822) "
             "{n++} END {print \"over:\" n + 0 \";\"}'; pdftotext r.pdf - | grep -c -x '%s'",
             line);
    assert_says(command, pdf, (const char *const[]){"over:0;", times, NULL, NULL});
}

static void say_place(int i, struct buf *out)
{
    buf_printf(out, "\"ort\":\"%d\"", 2 * i);
}

TEST(a_chart_of_many_answers_stays_on_its_pages)
{
    struct buf text = {0}, pdf = {0};
    buf_add_text(&text, "| survey |\n| | type | name | label |\n| | select_one ort | ort | Var? |\n"
                        "| choices |\n| | list_name | name | label |\n");
    for (int i = 0; i < 90; i++)
        buf_printf(&text, "| | ort | %d | Ort%d |\n", i, i);
    buf_add_text(&text, "| settings |\n| | form_title | form_id |\n| | Prov | prov |\n");
    make_of(buf_str(&text), say_place, &pdf);
    assert_on_pages(&pdf, "Ort77", "2\n");
    buf_finish(&text);
    buf_finish(&pdf);
}

enum { SCALES = 30 };

static void say_scales(int i, struct buf *out)
{
    for (int q = 0; q < SCALES; q++)
        buf_printf(out, "%s\"q%d\":\"%d\"", q ? "," : "", q, 1 + (i + q) % 3);
}

TEST(scales_with_long_words_side_by_side_stay_on_their_pages)
{
    struct buf text = {0}, pdf = {0};
    buf_add_text(&text, "| survey |\n| | type | name | label | appearance |\n");
    for (int q = 0; q < SCALES; q++)
        buf_printf(&text,
                   "| | select_one nojd | q%d | Hur nöjd är du med det som rör sak nummer %d i din "
                   "kommun och i ditt liv? | likert |\n",
                   q, q);
    buf_add_text(&text, "| choices |\n| | list_name | name | label |\n| | nojd | 1 | Inte |\n"
                        "| | nojd | 2 | Lite |\n| | nojd | 3 | Mycket |\n"
                        "| settings |\n| | form_title | form_id |\n| | Prov | prov |\n");
    make_of(buf_str(&text), say_scales, &pdf);
    assert_on_pages(&pdf, "30\\. Hur nöjd är du med det som", "1\n");
    buf_finish(&text);
    buf_finish(&pdf);
}

static void make_with_logo(const char *base64, struct buf *out)
{
    json_t *logo = json_object(), *settings = json_object(), *alt = json_object();
    json_object_set_new(alt, "sv", json_string("Länets vapen"));
    json_object_set_new(logo, "type", json_string("image/svg+xml"));
    json_object_set_new(logo, "data", json_string(base64));
    json_object_set_new(logo, "alt", alt);
    json_object_set_new(settings, "logo", logo);
    make_with(table, 5, settings, out);
    json_decref(settings);
}

TEST(an_svg_logo_is_drawn_and_described)
{
    // <svg viewBox="0 0 30 8"><path d="M0 0h30v8z"/></svg>
    struct buf pdf = {0};
    make_with_logo("PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAzMCA4Ij4"
                   "8cGF0aCBkPSJNMCAwaDMwdjh6Ii8+PC9zdmc+",
                   &pdf);
    assert_says(
        "pdfimages -list r.pdf && grep -a -o '/Alt <FEFF004C00E4006E' r.pdf", &pdf,
        (const char *const[]){" image ", " 2400 ", " 640 ", "/Alt <FEFF004C", NULL, "rror", NULL});
    buf_finish(&pdf);
}

TEST(an_svg_logo_that_is_cut_off_leaves_the_report_without_it)
{
    struct buf pdf = {0};
    make_with_logo("PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAzMCA4Ij4"
                   "8cGF0aCBkPSJNMCAw",
                   &pdf);
    assert_says("pdfimages -list r.pdf && pdftotext r.pdf -", &pdf,
                (const char *const[]){"47,6", NULL, " 640 ", NULL});
    buf_finish(&pdf);
}

TEST_MAIN_IN(set_up, tear_down, cmocka_unit_test(the_same_answers_give_the_same_bytes),
             cmocka_unit_test(it_is_tagged_and_has_title_and_language),
             cmocka_unit_test(figures_have_alternatives_and_tables_headers),
             cmocka_unit_test(the_published_figures_stand_in_it),
             cmocka_unit_test(too_few_answers_are_not_shown),
             cmocka_unit_test(an_empty_survey_has_a_pdf),
             cmocka_unit_test(a_chart_of_many_answers_stays_on_its_pages),
             cmocka_unit_test(scales_with_long_words_side_by_side_stay_on_their_pages),
             cmocka_unit_test(an_svg_logo_is_drawn_and_described),
             cmocka_unit_test(an_svg_logo_that_is_cut_off_leaves_the_report_without_it))
