// SPDX-License-Identifier: EUPL-1.2
// The report of the 2019 conference from data with the published totals: right numbers,
// well-formed, nothing from elsewhere, small groups withheld; and the comparison that finds what
// differs.
#include "tests/unit/test.h"

#include "base/file.h"
#include "report/figures.h"
#include "tests/unit/sample_2019.h"

#include <expat.h>

struct fixture {
    struct form_def *form;
    struct table *table;
    json_t *settings, *published;
    struct report_facts facts;
    struct buf out;
};

static json_t *read_json(const char *path)
{
    struct buf text = {0};
    json_t *value = NULL;
    if (file_read(path, 1 << 20, &text, NULL) || json_parse(buf_str(&text), 1 << 20, &value, NULL))
        fail_msg("cannot read %s", path);
    buf_finish(&text);
    return value;
}

static void add(struct fixture *f, int from, int to)
{
    for (int i = from; i < to; i++) {
        struct buf json = {0};
        struct err_info info = {0};
        sample_response(i, &json);
        if (table_add(f->table, buf_str(&json), &info)) fail_msg("%s", info.message);
        buf_finish(&json);
    }
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct form_problems *problems = form_problems_create();
    *state = f;
    enum err err = form_def_load("forms/q-sam-2019.md", NULL, problems, &f->form);
    form_problems_destroy(problems);
    if (err || table_create(f->form, NULL, &f->table, NULL)) return -1;
    f->settings = read_json("forms/q-sam-2019.survey.json");
    f->published = read_json("forms/q-sam-2019.published.json");
    f->facts = (struct report_facts){
        .language = REPORT_SWEDISH,
        .title = STR("Utvärdering <av> \"Samverkan\" & 2019"),
        .organizer = STR("Länsstyrelsen Stockholm"),
        .survey_id = STR("samverkan-2019"),
        .wave = STR("2019"),
        .survey_version = 1,
        .expected = 84,
        .invited = 96,
        .k = 5,
        .made = STR("2019-09-02"),
        .settings = json_object_get(f->settings, "report"),
    };
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    buf_finish(&f->out);
    json_decref(f->settings);
    json_decref(f->published);
    table_destroy(f->table);
    form_def_destroy(f->form);
    free(f);
    return 0;
}

#define REPORT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define CASE(name) static void name(void **state)

static const char *page(struct fixture *f)
{
    struct err_info info = {0};
    buf_clear(&f->out);
    if (report_html(f->table, &f->facts, &f->out, &info)) fail_msg("%s", info.message);
    return buf_text(&f->out);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("no %s", part);
}

static void assert_lacks(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    if (found) fail_msg("%s: %.80s", part, found);
}

static void assert_well_formed(const struct buf *html)
{
    XML_Parser parser = XML_ParserCreate("UTF-8");
    enum XML_Status status = XML_Parse(parser, (const char *)html->ptr, (int)html->len, 1);
    if (status != XML_STATUS_OK)
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
}

#define NBSP "\xC2\xA0"
#define DASH "\xE2\x81\xA0–\xE2\x81\xA0"

CASE(the_published_figures_are_on_the_page)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    const char *text = page(f);
    assert_has(text, "96 − 12 = 84");
    assert_has(text, "40 av 84 = 47,6" NBSP "%");
    assert_has(text, "26 av 40 = 65,0" NBSP "%");  // two out of three
    assert_has(text, "36 av 40 = 90,0" NBSP "%");  // 9 out of 10
    assert_has(text, "53,8" DASH "74,8" NBSP "%"); // Wilson with the finite population
    assert_has(text, "81,3" NBSP "%</td>");        // 26 of 32, half up
    assert_has(text, "<th scope=\"row\">Tomma</th><td class=\"n\">1</td><td class=\"n\">2,5" NBSP
                     "%</td>");
    assert_has(text, "92,3" NBSP "%</td>"); // 36 of 39
    assert_has(text, "27–28" NBSP "augusti 2019");
}

CASE(every_question_stands_word_for_word)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    const char *text = page(f);
    for (size_t i = 0; i < form_def_node_count(f->form); i++) {
        if (!form_node_visible(f->form, i) || form_node_kind(f->form, i) == FORM_GROUP) continue;
        char *label =
            strndup(form_node_label(f->form, i, 0).ptr, form_node_label(f->form, i, 0).len);
        assert_has(text, label);
        free(label);
    }
}

CASE(free_text_is_listed_with_its_count)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    const char *text = page(f);
    assert_has(text, "30 svar i fritext");
    assert_has(text, "33 svar i fritext");
    assert_has(text, "24 svar i fritext");
    assert_has(text, "21 svar i fritext");
    size_t items = 0;
    for (const char *at = text; (at = strstr(at, "<li dir=\"auto\"")); at++)
        items++;
    assert_int_equal(items, 30 + 33 + 24 + 21);
}

CASE(what_people_write_cannot_become_markup)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    const char *text = page(f);
    assert_lacks(text, "åäö <b>");
    assert_has(text, "åäö &lt;b&gt;&amp;amp; &quot;så&quot; \xEF\xBF\xBDvidare");
    assert_has(text, "<h1>Utvärdering &lt;av&gt; &quot;Samverkan&quot; &amp; 2019</h1>");
}

CASE(the_page_is_well_formed_and_needs_nothing_else)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    for (int language = 0; language < 2; language++) {
        f->facts.language = (enum report_language)language;
        const char *text = page(f);
        assert_well_formed(&f->out);
        static const char *const foreign[] = {
            "<script", "http:", "https:", "url(",       "@import",
            "<img",    "<link", "src=",   "javascript", "<iframe"};
        for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
            assert_lacks(text, foreign[i]);
    }
}

CASE(english_has_its_own_words_and_numbers)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    f->facts.language = REPORT_ENGLISH;
    const char *text = page(f);
    assert_has(text, "<html lang=\"en\">");
    assert_has(text, "40 of 84 = 47.6%");
    assert_has(text, "Left empty");
    assert_has(text, "Agrees very well");
    assert_lacks(text, "Tomma");
}

CASE(a_chart_has_title_description_and_the_same_numbers)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    const char *text = page(f);
    assert_has(text, "role=\"img\" aria-labelledby=\"chart1-t chart1-d\"");
    assert_has(text, "<desc id=\"chart1-d\">Stapeldiagram: Ja 21 (52,5" NBSP "%); Nej 19 (47,5" NBSP
                     "%); Tomma 0 (0,0" NBSP "%).</desc>");
}

CASE(too_few_respondents_show_no_answers)
{
    struct fixture *f = *state;
    add(f, 0, 4);
    const char *text = page(f);
    assert_has(text, "Färre än 5 svar");
    assert_lacks(text, "<li dir=\"auto\"");
    assert_lacks(text, "<figure>");
    assert_well_formed(&f->out);
}

CASE(a_question_with_few_answers_is_withheld_alone)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    f->facts.k = 25; // 24 and 21 wrote an answer to the last two
    const char *text = page(f);
    assert_has(text, "33 svar i fritext");
    assert_lacks(text, "24 svar i fritext");
    assert_lacks(text, "på q8");
    assert_has(text, "Färre än 25 svar");
}

CASE(nobody_has_answered_yet)
{
    struct fixture *f = *state;
    const char *text = page(f);
    assert_well_formed(&f->out);
    assert_has(text, "0 av 84 = 0,0" NBSP "%");
}

CASE(more_answers_than_expected_give_no_rate)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    f->facts.expected = 39;
    const char *text = page(f);
    assert_has(text, "fler svar (40) än väntat (39)");
    assert_has(text, "ingen korrigering för ändlig population");
    assert_lacks(text, "102");
}

CASE(an_unknown_population_gives_no_rate_and_no_correction)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    f->facts.expected = f->facts.invited = 0;
    const char *text = page(f);
    assert_has(text, "Det är inte känt hur många som kunde svara");
    assert_has(text, "49,5" DASH "77,9" NBSP "%"); // 26 of 40 without correction
}

CASE(test_mode_is_said_at_the_top)
{
    struct fixture *f = *state;
    assert_lacks(page(f), "class=\"banner\"");
    f->facts.test = true;
    assert_has(page(f), "class=\"banner\"");
}

CASE(what_could_not_be_opened_is_said)
{
    struct fixture *f = *state;
    add(f, 0, 10);
    assert_lacks(page(f), "kunde inte öppnas");
    f->facts.not_opened = 2;
    assert_int_equal(table_add(f->table, STR("{}"), NULL), ERR_PARSE);
    assert_has(page(f), "3 svar kunde inte öppnas");
}

CASE(texts_of_one_respondent_do_not_stand_in_one_place)
{
    struct fixture *f = *state;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    add(f, 0, SAMPLE_RESPONDENTS);
    assert_int_equal(report_figures_make(f->table, &f->facts, a, &figures, NULL), ERR_NONE);
    const struct report_question *q6 = report_question_find(&figures, f->form, STR("q6"));
    size_t in_order = 0; // a list in the order of the table would have every pair so
    for (size_t i = 1; i < q6->text_count; i++)
        in_order += str_compare(q6->texts[i - 1], q6->texts[i]) < 0;
    assert_true(in_order > 3 && in_order < q6->text_count - 4);
    arena_destroy(a);
}

// ---- settings ----

static enum err check(struct fixture *f, const char *text, struct err_info *info)
{
    json_t *settings = NULL;
    assert_int_equal(json_parse(str_of(text), 4096, &settings, NULL), ERR_NONE);
    enum err err = report_settings_check(f->form, settings, info);
    json_decref(settings);
    return err;
}

CASE(settings_that_the_form_cannot_bear_are_refused)
{
    struct fixture *f = *state;
    static const char *const bad[] = {
        "[]",
        "{\"claims\":{}}",
        "{\"claims\":[1]}",
        "{\"claims\":[{}]}",
        "{\"claims\":[{\"text\":{\"sv\":\"x\"},\"question\":\"q99\",\"choices\":[\"1\"]}]}",
        "{\"claims\":[{\"text\":{\"sv\":\"x\"},\"question\":\"q1\",\"choices\":[\"7\"]}]}",
        "{\"claims\":[{\"text\":{\"sv\":\"x\"},\"question\":\"q1\",\"choices\":[]}]}",
        "{\"claims\":[{\"text\":{\"sv\":\"x\"},\"question\":\"q1\",\"choices\":[\"1\",\"1\"]}]}",
        "{\"claims\":[{\"text\":{\"sv\":\"x\"},\"question\":\"q1\",\"choices\":[1]}]}",
        "{\"claims\":[{\"text\":\"x\",\"question\":\"q1\",\"choices\":[\"1\"]}]}",
        "{\"claims\":[{\"text\":{\"sv\":\"x\"},\"question\":\"q1\",\"choices\":[\"1\"],\"base\":"
        "\"some\"}]}",
        "{\"claims\":[{\"text\":{\"sv\":\"x\"},\"question\":\"q2\",\"choices\":[\"-1\"],\"base\":"
        "\"valid\"}]}",
        "{\"claims\":[{\"text\":{\"sv\":\"x\"},\"question\":\"q6\",\"choices\":[\"1\"]}]}",
        "{\"notes\":[]}",
        "{\"notes\":{\"q99\":{\"sv\":\"x\"}}}",
        "{\"notes\":{\"q1\":\"x\"}}",
        "{\"notes\":{\"q1\":{\"sv\":1}}}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct err_info info = {0};
        if (!check(f, bad[i], &info)) fail_msg("%s passed", bad[i]);
        assert_true(info.message[0] != '\0');
    }
}

CASE(settings_that_fit_pass)
{
    struct fixture *f = *state;
    assert_int_equal(report_settings_check(f->form, NULL, NULL), ERR_NONE);
    assert_int_equal(check(f, "{}", NULL), ERR_NONE);
    assert_int_equal(report_settings_check(f->form, f->facts.settings, NULL), ERR_NONE);
}

// ---- comparison ----

static size_t differences(struct fixture *f)
{
    struct err_info info = {0};
    size_t count = 999;
    buf_clear(&f->out);
    if (report_compare(f->table, &f->facts, f->published, &f->out, &count, &info))
        fail_msg("%s", info.message);
    return count;
}

CASE(the_published_report_is_reproduced)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    assert_int_equal(differences(f), 0);
    assert_has(buf_text(&f->out), "Alla 38 siffror är lika.");
    assert_lacks(buf_text(&f->out), "SKILJER");
}

CASE(one_respondent_less_shows)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS - 1);
    assert_true(differences(f) > 0);
    assert_has(buf_text(&f->out), "SKILJER");
}

CASE(one_published_figure_changed_shows_alone)
{
    struct fixture *f = *state;
    add(f, 0, SAMPLE_RESPONDENTS);
    json_t *q3 = json_object_get(json_object_get(f->published, "questions"), "q3");
    json_object_set_new(json_object_get(q3, "choices"), "4", json_integer(1));
    assert_int_equal(differences(f), 1);
    json_object_set_new(f->published, "rate_percent", json_real(47.7));
    assert_int_equal(differences(f), 2);
    json_object_set_new(json_array_get(json_object_get(f->published, "claims"), 0), "of",
                        json_integer(41));
    assert_int_equal(differences(f), 3);
}

CASE(published_figures_that_cannot_be_compared_are_errors)
{
    struct fixture *f = *state;
    static const char *const bad[] = {
        "{}",
        "{\"svar_published\":2,\"form\":\"q-sam-2019\",\"respondents\":1}",
        "{\"svar_published\":1,\"form\":\"other\",\"respondents\":1}",
        "{\"svar_published\":1,\"form\":\"q-sam-2019\",\"respondents\":-1}",
        "{\"svar_published\":1,\"form\":\"q-sam-2019\",\"respondents\":1,\"rate_percent\":\"x\"}",
        "{\"svar_published\":1,\"form\":\"q-sam-2019\",\"respondents\":1,\"questions\":{\"q99\":{}"
        "}}",
        "{\"svar_published\":1,\"form\":\"q-sam-2019\",\"respondents\":1,\"questions\":{\"q1\":{"
        "\"choices\":{\"9\":1}}}}",
        "{\"svar_published\":1,\"form\":\"q-sam-2019\",\"respondents\":1,\"questions\":{\"q1\":{"
        "\"choices\":{\"1\":\"x\"}}}}",
        "{\"svar_published\":1,\"form\":\"q-sam-2019\",\"respondents\":1,\"claims\":[{}]}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        json_t *published = NULL;
        struct err_info info = {0};
        size_t count;
        assert_int_equal(json_parse(str_of(bad[i]), 4096, &published, NULL), ERR_NONE);
        if (!report_compare(f->table, &f->facts, published, &f->out, &count, &info))
            fail_msg("%s passed", bad[i]);
        json_decref(published);
    }
    assert_int_equal(f->out.len, 0);
}

TEST_MAIN(REPORT_TEST(the_published_figures_are_on_the_page),
          REPORT_TEST(every_question_stands_word_for_word),
          REPORT_TEST(free_text_is_listed_with_its_count),
          REPORT_TEST(what_people_write_cannot_become_markup),
          REPORT_TEST(the_page_is_well_formed_and_needs_nothing_else),
          REPORT_TEST(english_has_its_own_words_and_numbers),
          REPORT_TEST(a_chart_has_title_description_and_the_same_numbers),
          REPORT_TEST(too_few_respondents_show_no_answers),
          REPORT_TEST(a_question_with_few_answers_is_withheld_alone),
          REPORT_TEST(nobody_has_answered_yet),
          REPORT_TEST(more_answers_than_expected_give_no_rate),
          REPORT_TEST(an_unknown_population_gives_no_rate_and_no_correction),
          REPORT_TEST(test_mode_is_said_at_the_top), REPORT_TEST(what_could_not_be_opened_is_said),
          REPORT_TEST(texts_of_one_respondent_do_not_stand_in_one_place),
          REPORT_TEST(settings_that_the_form_cannot_bear_are_refused),
          REPORT_TEST(settings_that_fit_pass), REPORT_TEST(the_published_report_is_reproduced),
          REPORT_TEST(one_respondent_less_shows),
          REPORT_TEST(one_published_figure_changed_shows_alone),
          REPORT_TEST(published_figures_that_cannot_be_compared_are_errors))
