// SPDX-License-Identifier: EUPL-1.2
// Waves, run charts, weights, populations and how people answered, as a report shows them.
#include "report/words.h"
#include "tests/unit/report_fixture.h"

CASE(waves_show_the_change_with_newcombes_interval)
{
    struct report_fixture *f = *state;
    report_add(f, 48, "2025", "2025-05-05", "\"nojd\":\"4\"");
    report_add(f, 32, "2025", "2025-05-05", "\"nojd\":\"1\"");
    report_add(f, 56, "2026", "2026-05-05", "\"nojd\":\"4\"");
    report_add(f, 14, "2026", "2026-05-05", "\"nojd\":\"1\"");
    f->facts.waves = true;
    const char *waves = strstr(report_page_of(f), "id=\"waves\"");
    assert_non_null(waves);
    assert_has(waves, "+20,0");
    assert_has(waves, "5,2 till 33,4"); // Newcombe's own example: 0.0524 to 0.3339
    assert_has(waves, "80,0\xC2\xA0% (56)");
    report_pdf_too(f);
}

CASE(a_small_wave_takes_another_with_it)
{
    struct report_fixture *f = *state;
    report_add(f, 3, "2024", "2024-05-05", "\"nojd\":\"4\"");
    report_add(f, 40, "2025", "2025-05-05", "\"nojd\":\"4\"");
    report_add(f, 41, "2026", "2026-05-05", "\"nojd\":\"1\"");
    f->facts.waves = true;
    const char *waves = strstr(report_page_of(f), "id=\"waves\"");
    assert_has(waves, "Uppdelningen visas inte");
    assert_lacks(waves, "% (3)");  // the small one
    assert_lacks(waves, "% (40)"); // and what it could be taken from
}

CASE(a_rare_answer_of_a_wave_is_withheld_with_another)
{
    struct report_fixture *f = *state;
    report_add(f, 2, "2025", "2025-05-05", "\"nojd\":\"1\"");
    report_add(f, 38, "2025", "2025-05-05", "\"nojd\":\"4\"");
    report_add(f, 11, "2026", "2026-05-05", "\"nojd\":\"1\"");
    report_add(f, 29, "2026", "2026-05-05", "\"nojd\":\"4\"");
    f->facts.waves = true;
    const char *waves = strstr(report_page_of(f), "id=\"waves\"");
    assert_lacks(waves, "% (2)");
    assert_lacks(waves, "% (11)"); // thirteen in all
    report_pdf_too(f);
}

// Kish: (20 + 60)^2 / (20 + 180) = 32 for the last wave.
CASE(waves_are_by_weight)
{
    struct report_fixture *f = *state;
    report_add(f, 10, "2025", "2025-05-05", "\"nojd\":\"1\",\"vikt\":\"1\"");
    report_add(f, 10, "2025", "2025-05-05", "\"nojd\":\"4\",\"vikt\":\"1\"");
    report_add(f, 20, "2026", "2026-05-05", "\"nojd\":\"1\",\"vikt\":\"1\"");
    report_add(f, 20, "2026", "2026-05-05", "\"nojd\":\"4\",\"vikt\":\"3\"");
    f->facts.waves = true;
    f->facts.weight = STR("vikt");
    const char *waves = strstr(report_page_of(f), "id=\"waves\"");
    assert_has(waves, "75,0\xC2\xA0% (20)");
    struct stats_interval range =
        stats_difference(0.75, stats_wilson_of(0.75, 32), 0.5, stats_wilson_of(0.5, 20));
    struct buf text = {0};
    report_decimals(100 * range.low, 1, REPORT_SWEDISH, &text);
    buf_add_text(&text, " till ");
    report_decimals(100 * range.high, 1, REPORT_SWEDISH, &text);
    assert_has(waves, buf_text(&text));
    buf_finish(&text);
}

CASE(numbers_of_waves_have_the_difference_of_means)
{
    struct report_fixture *f = *state;
    for (int i = 0; i < 10; i++) {
        char text[32];
        snprintf(text, sizeof text, "\"del\":\"%d\"", i);
        report_add(f, 1, "2025", "2025-05-05", text);
        snprintf(text, sizeof text, "\"del\":\"%d\"", i + 2 + i % 2);
        report_add(f, 1, "2026", "2026-05-05", text);
    }
    f->facts.waves = true;
    const char *waves = strstr(report_page_of(f), "id=\"waves\"");
    // R: mean(y) - mean(x) = 2.5; 1.959964 * sqrt(var(x) / 10 + var(y) / 10) = 2.713447
    assert_has(waves, "<td class=\"n\">4,50</td><td class=\"n\">7,00</td>"
                      "<td class=\"n\">+2,50</td><td class=\"n\">−0,21 till 5,21</td>");
}

CASE(run_charts_are_by_weight_and_then_without_a_p_chart)
{
    struct report_fixture *f = *state;
    for (int w = 0; w < 13; w++) {
        char day[16];
        int64_t first;
        assert_true(table_date_parse(STR("2026-01-05"), &first));
        table_date_format(first + 7 * w, day);
        report_add(f, 5, "1", day, "\"nojd\":\"4\",\"vikt\":\"3\"");
        report_add(f, 5, "1", day, "\"nojd\":\"1\",\"vikt\":\"1\"");
    }
    f->facts.run = REPORT_PERIOD_WEEK;
    const char *runs = strstr(report_page_of(f), "id=\"runs\"");
    assert_has(runs, "<td class=\"n\">50,0\xC2\xA0%</td><td class=\"n\">10</td>");
    assert_has(runs, "Gränser (p-diagram)");
    f->facts.weight = STR("vikt");
    runs = strstr(report_page_of(f), "id=\"runs\"");
    assert_has(runs, "<td class=\"n\">75,0\xC2\xA0%</td><td class=\"n\">10</td>");
    assert_lacks(runs, "Gränser (p-diagram)");
}

CASE(one_wave_has_nothing_beside_it)
{
    struct report_fixture *f = *state;
    report_add(f, 20, "2025", "2025-05-05", "\"nojd\":\"4\"");
    f->facts.waves = true;
    assert_has(report_page_of(f), "finns inget att jämföra");
}

static void weeks(struct report_fixture *f, int weeks, int shift_from)
{
    for (int w = 0; w < weeks; w++) {
        char day[16];
        int64_t first;
        assert_true(table_date_parse(STR("2026-01-05"), &first));
        table_date_format(first + 7 * w, day);
        static const int chance[] = {4, 5, 5, 4, 5, 4, 4, 5, 5, 4, 4, 5};
        int good = w >= shift_from ? 9 : chance[w % 12];
        report_add(f, good, "1", day, "\"nojd\":\"4\"");
        report_add(f, 10 - good, "1", day, "\"nojd\":\"1\"");
    }
}

CASE(a_shift_is_found_and_told)
{
    struct report_fixture *f = *state;
    weeks(f, 20, 12);
    f->facts.run = REPORT_PERIOD_WEEK;
    assert_int_equal(report_goal_find(STR("2%"), &f->facts.goal, NULL), ERR_NONE);
    const char *runs = strstr(report_page_of(f), "id=\"runs\"");
    assert_non_null(runs);
    assert_has(runs, "Skifte (Perla)");
    assert_has(runs, "class=\"goal\"");
    assert_has(runs, "Mållinjen börjar i medianen av de första punkterna (45,0");
    assert_has(runs, "v. 3 2026"); // the week of 12 January by ISO 8601
    report_pdf_too(f);
}

CASE(chance_is_called_chance)
{
    struct report_fixture *f = *state;
    weeks(f, 12, 99);
    f->facts.run = REPORT_PERIOD_WEEK;
    const char *runs = strstr(report_page_of(f), "id=\"runs\"");
    assert_has(runs, "Ingen regel ger utslag");
    assert_lacks(runs, "Skifte (Perla)");
}

CASE(thin_periods_go_with_the_next)
{
    struct report_fixture *f = *state;
    for (int day = 1; day <= 9; day++) {
        char text[32];
        snprintf(text, sizeof text, "2026-03-%02d", day);
        report_add(f, 2, "1", text, "\"nojd\":\"4\"");
        report_add(f, 1, "1", text, "\"nojd\":\"1\"");
    }
    f->facts.run = REPORT_PERIOD_DAY;
    const char *runs = strstr(report_page_of(f), "id=\"runs\"");
    assert_has(runs, "sammanslagna med nästa");
    assert_lacks(runs, "<td class=\"n\">3</td>"); // no point stands on three
}

CASE(goals_are_written_one_of_two_ways)
{
    (void)state;
    struct report_goal goal;
    assert_int_equal(report_goal_find(STR("-2points"), &goal, NULL), ERR_NONE);
    assert_true(goal.kind == STATS_GOAL_POINTS && goal.change == -2);
    assert_int_equal(report_goal_find(STR("1.5%"), &goal, NULL), ERR_NONE);
    assert_true(goal.kind == STATS_GOAL_RELATIVE && goal.change == 1.5);
    static const char *const wrong[] = {"", "2", "%", "two%", "2 percent", "0%", "99%", "2%%"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(report_goal_find(str_of(wrong[i]), &goal, NULL), ERR_ARGUMENT);
}

CASE(weights_move_shares_and_not_counts)
{
    struct report_fixture *f = *state;
    report_add(f, 10, "1", "2026-01-05", "\"nojd\":\"4\",\"vikt\":\"3\"");
    report_add(f, 10, "1", "2026-01-05", "\"nojd\":\"1\",\"vikt\":\"1\"");
    f->facts.weight = STR("vikt");
    const char *text = report_page_of(f);
    assert_has(text, "Vägd andel av alla");
    assert_has(text, "75,0\xC2\xA0%");
    assert_has(text, "Kish är 16,0"); // (10·3 + 10·1)² / (10·9 + 10·1)
    report_pdf_too(f);
    struct err_info info = {0};
    f->facts.weight = STR("fritt");
    report_add(f, 1, "1", "2026-01-05", "\"fritt\":\"tung\"");
    assert_int_equal(report_html(f->table, &f->facts, &f->out, &info), ERR_ARGUMENT);
    f->facts.weight = STR("nix");
    assert_int_equal(report_html(f->table, &f->facts, &f->out, &info), ERR_ARGUMENT);
}

CASE(a_population_below_the_answers_is_refused)
{
    struct report_fixture *f = *state;
    struct err_info info = {0};
    report_add(f, 10, "1", "2026-01-05", "\"nojd\":\"4\"");
    f->facts.population = 9;
    assert_int_equal(report_html(f->table, &f->facts, &f->out, &info), ERR_ARGUMENT);
    assert_has(info.message, "9");
    f->facts.population = 10;
    assert_has(report_page_of(f), "bara är 10 personer");
}

CASE(an_index_stands_with_its_alpha)
{
    struct report_fixture *f = *state;
    report_add(f, 10, "1", "2026-01-05", "\"nojd\":\"4\",\"trygg\":\"4\"");
    report_add(f, 10, "1", "2026-01-05", "\"nojd\":\"1\",\"trygg\":\"1\"");
    json_t *settings = json_loads("{\"indexes\":[{\"text\":{\"sv\":\"Välmående\"},"
                                  "\"questions\":[\"nojd\",\"trygg\"]}]}",
                                  0, NULL);
    f->facts.settings = settings;
    const char *text = report_page_of(f), *indexes = strstr(text, "id=\"indexes\"");
    assert_non_null(indexes);
    assert_has(indexes, "Välmående");
    assert_has(indexes, ">50,0<");
    assert_has(indexes, ">1,00<");
    json_decref(settings);
    f->facts.settings = NULL;
}

CASE(a_scale_that_begins_badly_is_turned)
{
    struct report_fixture *f = *state;
    report_add(f, 10, "1", "2026-01-05", "\"nojd\":\"4\"");
    const char *text = report_page_of(f);
    assert_has(text, "Index 0–100: 100,0");
    assert_has(text, "Ganska och Mycket tillsammans");
}

// Without a denominator: how many began, how many came to the end, and where the others stopped.
CASE(breaks_are_told_by_question)
{
    struct report_fixture *f = *state;
    report_add(f, 10, "1", "2026-01-05", "\"nojd\":\"4\"");
    for (int i = 0; i < 6; i++) {
        struct buf json = {0};
        struct err_info info = {0};
        buf_printf(&json,
                   "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"1\",\"form\":"
                   "{\"id\":\"prov\",\"version\":\"\",\"hash\":\"aa\"},\"id\":"
                   "\"00000000-0000-4000-9000-%012x\",\"language\":\"sv\",\"time\":\"2026-01-05\","
                   "\"status\":\"break_off\",\"duration_s\":20,\"answers\":{\"kommun\":\"a\","
                   "\"alder\":\"u\",\"nojd\":\"3\"},\"missing\":{\"trygg\":-7,\"vad\":-7,"
                   "\"kanslig\":-7,\"fritt\":-7,\"vikt\":-7,\"dag\":-7,\"del\":-7,\"hel\":-7}}",
                   (unsigned)i);
        if (table_add(f->table, buf_str(&json), &info)) fail_msg("%s", info.message);
        buf_finish(&json);
    }
    const char *response = strstr(report_page_of(f), "id=\"response\"");
    assert_non_null(response);
    assert_has(response, "Avbröt före fråga 4");
    assert_has(response, "<th scope=\"row\">Påbörjade</th><td class=\"n\">16</td>");
    assert_has(response, "<th scope=\"row\">Svarade till slutet</th><td class=\"n\">10</td>");
}

CASE(measurements_of_teams_are_drawn)
{
    struct report_fixture *f = *state;
    for (int i = 0; i < 13; i++) {
        char answers[160];
        snprintf(answers, sizeof answers,
                 "\"kommun\":\"%c\",\"dag\":\"2026-%02d-01\",\"del\":\"%d\",\"hel\":\"20\","
                 "\"fritt\":\"Prövade sak %d\"",
                 i % 2 ? 'a' : 'b', i % 12 + 1, 8 + i % 5, i);
        report_add(f, 1, "1", "2026-12-05", answers);
    }
    json_t *settings = json_loads("{\"measure\":{\"date\":\"dag\",\"part\":\"del\",\"whole\":"
                                  "\"hel\",\"team\":\"kommun\",\"note\":\"fritt\"}}",
                                  0, NULL);
    f->facts.settings = settings;
    const char *measures = strstr(report_page_of(f), "id=\"measures\"");
    assert_non_null(measures);
    assert_has(measures, "Team för team");
    assert_has(measures, "Kommun A");
    assert_has(measures, "Prövade sak 3");
    report_pdf_too(f);
    json_decref(settings);
    f->facts.settings = NULL;
}

TEST_MAIN(REPORT_TEST(waves_show_the_change_with_newcombes_interval),
          REPORT_TEST(a_small_wave_takes_another_with_it),
          REPORT_TEST(a_rare_answer_of_a_wave_is_withheld_with_another),
          REPORT_TEST(waves_are_by_weight),
          REPORT_TEST(numbers_of_waves_have_the_difference_of_means),
          REPORT_TEST(run_charts_are_by_weight_and_then_without_a_p_chart),
          REPORT_TEST(one_wave_has_nothing_beside_it), REPORT_TEST(a_shift_is_found_and_told),
          REPORT_TEST(chance_is_called_chance), REPORT_TEST(thin_periods_go_with_the_next),
          REPORT_TEST(goals_are_written_one_of_two_ways),
          REPORT_TEST(weights_move_shares_and_not_counts),
          REPORT_TEST(a_population_below_the_answers_is_refused),
          REPORT_TEST(an_index_stands_with_its_alpha),
          REPORT_TEST(a_scale_that_begins_badly_is_turned),
          REPORT_TEST(breaks_are_told_by_question), REPORT_TEST(measurements_of_teams_are_drawn))
