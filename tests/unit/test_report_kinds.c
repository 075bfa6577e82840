// SPDX-License-Identifier: EUPL-1.2
// Questions that are no choices: numbers, dates, rankings and those asked again and again.
#include "tests/unit/report_fixture.h"

static const char kinds_form[] = "| survey |\n"
                                 "| | type | name | label::Svenska (sv) | parameters |\n"
                                 "| | integer | ar | Hur många år? | |\n"
                                 "| | decimal | tid | Hur lång tid? | |\n"
                                 "| | range | betyg | Vilket betyg? | start=1 end=5 step=1 |\n"
                                 "| | date | dag | När var det? | |\n"
                                 "| | time | hem | När är du hemma? | |\n"
                                 "| | rank sak | ordning | I vilken ordning? | |\n"
                                 "| | begin repeat | resa | Resor | |\n"
                                 "| | select_one satt | satt | Hur reste du? | |\n"
                                 "| | end repeat | | | |\n"
                                 "| | decimal | vikt | Vikt | |\n"
                                 "| choices |\n"
                                 "| | list_name | name | label::Svenska (sv) |\n"
                                 "| | sak | a | Mat |\n| | sak | b | Buss |\n| | sak | c | Park |\n"
                                 "| | satt | buss | Buss |\n| | satt | cykel | Cykel |\n"
                                 "| settings |\n| | form_title | form_id |\n| | Prov | prov |\n";

struct kinds {
    struct report_fixture f; // first: what the fixture's helpers take
};

static int set_up(void **data)
{
    struct kinds *k = calloc(1, sizeof *k);
    struct form_problems *problems = form_problems_create();
    *data = k;
    enum err err =
        form_def_load_bytes(str_of(kinds_form), STR("slag.md"), NULL, problems, &k->f.form);
    form_problems_destroy(problems);
    if (err || table_create(k->f.form, NULL, &k->f.table, NULL)) return -1;
    k->f.facts = (struct report_facts){.title = STR("Prov"), .k = 5, .made = STR("2026-11-22")};
    return 0;
}

// One response with these answers; every question of the form that they leave out is empty.
static void answer(struct report_fixture *f, const char *answers)
{
    static const char *const names[] = {"ar", "tid", "betyg", "dag", "ordning", "vikt"};
    report_add_of(f, names, sizeof names / sizeof names[0], 1, "1", "2026-01-05", answers);
}

static void answer_number(struct report_fixture *f, const char *name, double value)
{
    char text[64];
    snprintf(text, sizeof text, "\"%s\":\"%g\"", name, value);
    answer(f, text);
}

static void assert_bin(const struct report_question *q, size_t i, const char *label, uint64_t count)
{
    assert_true(i < q->choice_count);
    if (!str_eq(q->bins[i], str_of(label)))
        fail_msg("bin %zu is \"%.*s\" and not \"%s\"", i, STR_ARG(q->bins[i]), label);
    assert_int_equal(q->counts[i], count);
}

CASE(few_whole_numbers_have_a_row_each)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < 6; i++)
        answer_number(f, "ar", i % 3 ? 2 : 4);
    const struct report_question *q = report_question_of(f, "ar", a, &figures);
    assert_int_equal(q->choice_count, 3);
    assert_bin(q, 0, "2", 4);
    assert_bin(q, 1, "3", 0); // nobody, and still a row between the others
    assert_bin(q, 2, "4", 2);
    assert_true(q->mean > 2.666 && q->mean < 2.667 && q->median == 2);
    arena_destroy(a);
}

CASE(many_numbers_go_in_steps_with_open_ends)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < 199; i++)
        answer_number(f, "ar", i % 40);
    answer_number(f, "ar", 99999); // a slip of the finger must not squeeze all others into one bar
    const struct report_question *q = report_question_of(f, "ar", a, &figures);
    assert_bin(q, 0, "0–4", 25);
    assert_bin(q, 1, "5–9", 25);
    assert_bin(q, q->choice_count - 1, "40 eller mer", 1);
    uint64_t sum = 0;
    for (size_t i = 0; i < q->choice_count; i++)
        sum += q->counts[i];
    assert_int_equal(sum, q->valid);
    arena_destroy(a);
}

CASE(decimals_have_steps_with_a_decimal_comma)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < 20; i++)
        answer_number(f, "tid", 1 + 0.2 * i);
    const struct report_question *q = report_question_of(f, "tid", a, &figures);
    assert_bin(q, 0, "1 till under 1,5", 3);
    assert_bin(q, 1, "1,5 till under 2", 2);
    arena_destroy(a);
}

CASE(enormous_numbers_have_bins_too)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < 6; i++)
        answer_number(f, "tid", i % 2 ? -1.7e308 : 1.7e308);
    const struct report_question *q = report_question_of(f, "tid", a, &figures);
    uint64_t sum = 0;
    for (size_t i = 0; i < q->choice_count; i++)
        sum += q->counts[i];
    assert_int_equal(sum, 6);
    report_page_of(f);
    arena_destroy(a);
}

CASE(a_range_shows_points_that_nobody_chose)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < 6; i++)
        answer_number(f, "betyg", 3);
    const struct report_question *q = report_question_of(f, "betyg", a, &figures);
    assert_int_equal(q->choice_count, 5);
    assert_bin(q, 0, "1", 0);
    assert_bin(q, 2, "3", 6);
    assert_bin(q, 4, "5", 0);
    arena_destroy(a);
}

CASE(times_of_day_are_counted_by_the_hour)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < 3; i++) {
        answer(f, "\"hem\":\"21:00:00.000+02:00\""); // the respondent's own clock
        answer(f, "\"hem\":\"21:59:59.000Z\"");
        answer(f, "\"hem\":\"23:15:00.000+01:00\"");
    }
    const struct report_question *q = report_question_of(f, "hem", a, &figures);
    assert_int_equal(q->choice_count, 3);
    assert_bin(q, 0,
               "21:00\xE2\x80\x93"
               "21:59",
               6);
    assert_bin(q, 1,
               "22:00\xE2\x80\x93"
               "22:59",
               0);
    assert_bin(q, 2,
               "23:00\xE2\x80\x93"
               "23:59",
               3);
    arena_destroy(a);
}

CASE(dates_are_counted_by_month_or_by_year)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < 3; i++) {
        answer(f, "\"dag\":\"2025-12-31\"");
        answer(f, "\"dag\":\"2026-02-01\"");
    }
    const struct report_question *q = report_question_of(f, "dag", a, &figures);
    assert_int_equal(q->choice_count, 3);
    assert_bin(q, 0,
               "dec\xC2\xA0"
               "2025",
               3);
    assert_bin(q, 1,
               "jan\xC2\xA0"
               "2026",
               0);
    assert_bin(q, 2,
               "feb\xC2\xA0"
               "2026",
               3);
    answer(f, "\"dag\":\"2019-05-05\"");
    q = report_question_of(f, "dag", a, &figures);
    assert_bin(q, 0, "2019", 1);
    assert_bin(q, 7, "2026", 3);
    arena_destroy(a);
}

CASE(a_ranking_tells_who_was_first_and_the_mean_place)
{
    struct report_fixture *f = *state;
    for (int i = 0; i < 4; i++)
        answer(f, "\"ordning\":\"b a c\"");
    for (int i = 0; i < 2; i++)
        answer(f, "\"ordning\":\"a b c\"");
    const char *page = report_page_of(f);
    assert_has(page, "Medelplats (1 är först): Buss 1,33; Mat 1,67; Park 3,00.");
    assert_has(page, "<th scope=\"row\">Buss</th><td class=\"n\">4</td>");
    report_pdf_too(f);
}

// More than are kept one by one, once with few values and once with all different ones.
CASE(many_responses_count_each)
{
    enum { MANY = 10000, FEW = 50 };
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < MANY; i++) {
        char answers[64];
        int own = (int)((long long)i * 7919 % MANY); // each number once, in no order
        snprintf(answers, sizeof answers, "\"ar\":\"%d\",\"tid\":\"%d.5\"", i % FEW, own);
        answer(f, answers);
    }
    const struct report_question *q = report_question_of(f, "ar", a, &figures);
    assert_int_equal(q->valid, MANY);
    assert_true(q->mean == 24.5 && q->median == 24.5);
    assert_int_equal(q->choice_count, 5);
    assert_bin(q, 0, "0–9", MANY / 5);
    assert_bin(q, 4, "40–49", MANY / 5);
    q = report_question_of(f, "tid", a, &figures);
    assert_true(q->mean == MANY / 2.0 && q->median == MANY / 2.0);
    assert_int_equal(q->choice_count, 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(q->counts[i], MANY / 5);
    arena_destroy(a);
}

CASE(weights_move_mean_median_and_shares_of_numbers)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    f->facts.weight = STR("vikt");
    for (int i = 0; i < 5; i++) {
        answer(f, "\"ar\":\"1\",\"vikt\":\"3\"");
        answer(f, "\"ar\":\"2\",\"vikt\":\"1\"");
    }
    const struct report_question *q = report_question_of(f, "ar", a, &figures);
    assert_true(q->mean == 1.25 && q->median == 1);
    assert_true(report_share_value(&figures, q, q->counts[0], q->weights[0], true) == 0.75);
    arena_destroy(a);
}

// ---- asked again and again ----

CASE(a_repeated_question_is_counted_by_answer_and_person)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < 6; i++)
        answer(f, "\"resa[1]/satt\":\"buss\",\"resa[2]/satt\":\"buss\",\"resa[3]/satt\":\"cykel\"");
    const struct report_question *q = report_question_of(f, "satt", a, &figures);
    assert_int_equal(q->asked, 18);
    assert_int_equal(q->people, 6);
    assert_int_equal(q->counts[0], 12);
    assert_false(q->withheld);
    // Twelve of eighteen answers, with the uncertainty of six people.
    struct stats_interval own = report_interval(&figures, q, (struct stats_share){12, 18}),
                          six = stats_wilson((struct stats_share){4, 6});
    assert_true(own.low == six.low && own.high == six.high);
    assert_has(report_page_of(f), "18 svar från 6 personer");
    report_pdf_too(f);
    arena_destroy(a);
}

CASE(many_answers_of_few_people_are_withheld)
{
    struct report_fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    for (int i = 0; i < 3; i++)
        answer(f, "\"resa[1]/satt\":\"buss\",\"resa[2]/satt\":\"buss\",\"resa[3]/satt\":\"cykel\"");
    for (int i = 0; i < 9; i++)
        answer(f, "\"ar\":\"1\"");
    const struct report_question *q = report_question_of(f, "satt", a, &figures);
    assert_true(q->valid == 9 && q->withheld);
    assert_lacks(report_page_of(f), "9 svar från");
    arena_destroy(a);
}

// ---- rapid series of a one-tap terminal ----

static const char tap_form[] =
    "| survey |\n| | type | name | label |\n| | select_one f | q | Hur var det? |\n"
    "| choices |\n| | list_name | name | label |\n| | f | 1 | Bra |\n"
    "| | f | 2 | D\xC3\xA5ligt |\n"
    "| settings |\n| | form_title | form_id | svar:mode |\n"
    "| | Prov | prov | one-tap |\n";

static void tap(struct table *t, unsigned number, bool rapid)
{
    struct buf json = {0};
    struct err_info info = {0};
    buf_printf(
        &json,
        "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"1\",\"form\":{\"id\":"
        "\"prov\",\"version\":\"\",\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\","
        "\"language\":\"sv\",\"time\":\"2026-01-05\",\"status\":\"complete\",%s"
        "\"duration_s\":2,\"answers\":{\"q\":\"1\"},\"missing\":{}}",
        number, rapid ? "\"rapid\":true," : "");
    if (table_add(t, buf_str(&json), &info)) fail_msg("%s", info.message);
    buf_finish(&json);
}

TEST(rapid_series_of_a_terminal_are_told)
{
    struct report_fixture f = {.facts = {.title = STR("Prov"), .k = 5}};
    struct form_problems *problems = form_problems_create();
    assert_int_equal(form_def_load_bytes(str_of(tap_form), STR("f.md"), NULL, problems, &f.form),
                     ERR_NONE);
    form_problems_destroy(problems);
    assert_int_equal(table_create(f.form, NULL, &f.table, NULL), ERR_NONE);
    for (unsigned i = 0; i < 20; i++)
        tap(f.table, i, false);
    assert_has(report_page_of(&f), "Inga svar kom i snabba serier p\xC3\xA5 terminalen (bas: 20)");
    for (unsigned i = 20; i < 26; i++)
        tap(f.table, i, true);
    assert_has(report_page_of(&f), "6 av 26 kom i snabba serier");
    report_pdf_too(&f);
    buf_finish(&f.out);
    table_destroy(f.table);
    form_def_destroy(f.form);
}

#define KINDS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, report_tear_down)

TEST_MAIN(KINDS_TEST(few_whole_numbers_have_a_row_each),
          KINDS_TEST(many_numbers_go_in_steps_with_open_ends),
          KINDS_TEST(decimals_have_steps_with_a_decimal_comma),
          KINDS_TEST(enormous_numbers_have_bins_too),
          KINDS_TEST(a_range_shows_points_that_nobody_chose),
          KINDS_TEST(dates_are_counted_by_month_or_by_year),
          KINDS_TEST(times_of_day_are_counted_by_the_hour),
          KINDS_TEST(a_ranking_tells_who_was_first_and_the_mean_place),
          KINDS_TEST(many_responses_count_each),
          KINDS_TEST(weights_move_mean_median_and_shares_of_numbers),
          KINDS_TEST(a_repeated_question_is_counted_by_answer_and_person),
          KINDS_TEST(many_answers_of_few_people_are_withheld),
          cmocka_unit_test(rapid_series_of_a_terminal_are_told))
