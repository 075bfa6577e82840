// SPDX-License-Identifier: EUPL-1.2
// Pins on a plan in a report: cells where respondents saw them, and none of fewer than k anywhere.
#include "tests/unit/report_fixture.h"

static const char pins_form[] =
    "| survey |\n"
    "| | type | name | label::Svenska (sv) | label::English (en) | appearance | body::svar:columns "
    "|\n"
    "| | select_one ort | ort | Var bor du? | Where do you live? | | |\n"
    "| | select_multiple plan | plats | Var trivs du? | Where do you like it? | svar:pins | 3 |\n"
    "| | select_multiple plan | vad | Vad finns? | What is there? | | |\n"
    "| choices |\n"
    "| | list_name | name | label::Svenska (sv) | label::English (en) |\n"
    "| | ort | n | Norr | North |\n| | ort | s | Söder | South |\n"
    "| | plan | a1 | Skolan | The school |\n| | plan | a2 | Gården & <ladan> | The yard |\n"
    "| | plan | a3 | Planen | The field |\n| | plan | b1 | Skogen vid ån | The forest |\n"
    "| | plan | b2 | Vägen | The road |\n| | plan | -2 | Vill inte svara | Would rather not |\n"
    "| settings |\n| | form_title | form_id |\n| | Prov | prov |\n";

static int set_up(void **data)
{
    if (report_set_up(data)) return -1;
    struct report_fixture *f = *data;
    struct form_problems *problems = form_problems_create();
    table_destroy(f->table);
    form_def_destroy(f->form);
    enum err err = form_def_load_bytes(str_of(pins_form), STR("prov.md"), NULL, problems, &f->form);
    form_problems_destroy(problems);
    if (err || table_create(f->form, NULL, &f->table, NULL)) return -1;
    return 0;
}

#define PINS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, report_tear_down)

static void add(struct report_fixture *f, int times, const char *town, const char *cells)
{
    static const char *const names[] = {"ort", "plats", "vad"};
    char answers[128];
    snprintf(answers, sizeof answers, "\"ort\":\"%s\"%s%s%s", town, *cells ? ",\"plats\":\"" : "",
             cells, *cells ? "\"" : "");
    report_add_of(f, names, 3, times, "1", "2026-11-22", answers);
}

// 20 at the school, 8 of them in the yard too; 3 in the forest; nobody on the road.
static void add_all(struct report_fixture *f)
{
    add(f, 6, "n", "a1");
    add(f, 6, "s", "a1");
    add(f, 8, "s", "a1 a2");
    add(f, 3, "n", "b1");
    add(f, 7, "n", "a3");
    add(f, 2, "s", "");
}

// The plan of the page, from its <svg> to its end.
static struct str plan_of(const char *page)
{
    const char *title = strstr(page, ">Var trivs du?</title>");
    assert_non_null(title);
    return str_make(title, (size_t)(strstr(title, "</svg>") - title));
}

static void assert_in(struct str text, const char *part)
{
    if (!memmem(text.ptr, text.len, part, strlen(part)))
        fail_msg("no %s in %.*s", part, STR_ARG(text));
}

CASE(cells_stand_where_respondents_saw_them)
{
    struct report_fixture *f = *state;
    add_all(f);
    struct str plan = plan_of(report_page_of(f));
    assert_in(plan, "Rad 1: Skolan: 20; Gården &amp; &lt;ladan&gt;: 8; Planen: 7. "
                    "Rad 2: Skogen vid ån: Färre än 5; Vägen: 0.</desc>");
    assert_in(plan, "class=\"agree-2\" x=\"0.00\" y=\"0.00\"");   // a1: most
    assert_in(plan, "class=\"agree-1\" x=\"186.00\" y=\"0.00\""); // a2: to its right
    assert_in(plan, "class=\"agree-1\" x=\"372.00\" y=\"0.00\""); // a3
    assert_in(plan, "class=\"gone\" x=\"0.00\" y=\"110.00\"");    // b1: withheld
    assert_in(plan, "class=\"empty\" x=\"186.00\" y=\"110.00\""); // b2: nobody
    assert_in(plan, ">20 (62,5\xC2\xA0%)<");
    report_pdf_too(f);
}

CASE(the_same_numbers_stand_in_a_table)
{
    struct report_fixture *f = *state;
    add_all(f);
    const char *page = report_page_of(f);
    assert_has(page, "<th scope=\"row\">Skolan</th><td class=\"n\">20</td>");
    assert_has(page, "<th scope=\"row\">Vägen</th><td class=\"n\">0</td>");
    assert_has(page, "<th scope=\"row\">Skogen vid ån</th><td class=\"n\">×</td>"
                     "<td class=\"n\">\xE2\x80\x93</td><td class=\"n\">\xE2\x80\x93</td>"
                     "<td class=\"n\">\xE2\x80\x93</td>");
    assert_has(page, "<th scope=\"row\">Tomma</th><td class=\"n\">2</td>");
    assert_has(page, "Färre än 5 pekade på rutan");
}

CASE(a_small_cell_stands_in_no_group_either)
{
    struct report_fixture *f = *state;
    add_all(f);
    report_by(f, "ort", NULL);
    const char *groups = strstr(report_page_of(f), "id=\"groups1\"");
    assert_non_null(groups);
    assert_has(groups, "Skolan");
    const char *end = strstr(groups, "</section>");
    char *part = strndup(groups, (size_t)(end - groups));
    assert_lacks(part, "Skogen");
    free(part);
}

CASE(a_claim_on_a_small_cell_is_withheld)
{
    struct report_fixture *f = *state;
    add_all(f);
    json_t *settings = json_loads(
        "{\"claims\":[{\"text\":{\"sv\":\"Skogen är bra\"},\"question\":\"plats\","
        "\"choices\":[\"b1\"]},{\"text\":{\"sv\":\"Skolan är bra\"},\"question\":\"plats\","
        "\"choices\":[\"a1\"]}]}",
        0, NULL);
    f->facts.settings = settings;
    const char *page = report_page_of(f);
    assert_has(page, "Skolan är bra");
    assert_lacks(page, "Skogen är bra");
    json_decref(settings);
}

CASE(a_sensitive_plan_is_shown_from_ten)
{
    struct report_fixture *f = *state;
    add_all(f);
    json_t *settings = json_loads("{\"sensitive\":[\"plats\"]}", 0, NULL);
    f->facts.settings = settings;
    assert_in(plan_of(report_page_of(f)), "Skolan: 20; Gården &amp; &lt;ladan&gt;: Färre än 10;");
    json_decref(settings);
}

CASE(the_same_choices_without_a_plan_are_bars_with_all_counts)
{
    struct report_fixture *f = *state;
    static const char *const names[] = {"ort", "plats", "vad"};
    report_add_of(f, names, 3, 6, "1", "2026-11-22", "\"vad\":\"a1\"");
    report_add_of(f, names, 3, 2, "1", "2026-11-22", "\"vad\":\"b1\"");
    assert_has(report_page_of(f), "<th scope=\"row\">Skogen vid ån</th><td class=\"n\">2</td>");
}

TEST_MAIN(PINS_TEST(cells_stand_where_respondents_saw_them),
          PINS_TEST(the_same_numbers_stand_in_a_table),
          PINS_TEST(a_small_cell_stands_in_no_group_either),
          PINS_TEST(a_claim_on_a_small_cell_is_withheld),
          PINS_TEST(a_sensitive_plan_is_shown_from_ten),
          PINS_TEST(the_same_choices_without_a_plan_are_bars_with_all_counts))
