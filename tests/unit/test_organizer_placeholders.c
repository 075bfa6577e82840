// SPDX-License-Identifier: EUPL-1.2
// What counts as words to be filled in, and where they are found.
#include "tests/unit/test.h"

#include "organizer/placeholders.h"

static const char form_text[] =
    "| survey |\n"
    "| | type | name | label::Svenska (sv) | label::English (en) | hint::Svenska (sv) |\n"
    "| | select_one yn | q1 | Hur var [mötet]? | How was it? | |\n"
    "| | text | q2 | Mer? | More on [subject]? | Senast [datum] |\n"
    "| choices |\n"
    "| | list_name | name | label::Svenska (sv) | label::English (en) |\n"
    "| | yn | 1 | [Svar] | Answer |\n"
    "| | yn | 2 | Nej | No |\n"
    "| settings |\n"
    "| | form_title | form_id | default_language |\n"
    "| | Prov | prov | Svenska (sv) |\n";

static void finds(const char *text, const char *expected)
{
    struct str words;
    size_t at = 0;
    struct buf all = {0};
    while (organizer_placeholder_next(str_of(text), &at, &words))
        buf_printf(&all, "%.*s", STR_ARG(words));
    assert_string_equal(buf_text(&all), expected);
    buf_finish(&all);
}

TEST(words_in_brackets_are_to_be_filled_in)
{
    finds("Den [datum] och [plats].", "[datum][plats]");
    finds("في [التاريخ] سنخبركم", "[التاريخ]");
    finds("[date]", "[date]");
    finds("[12 maj]", "[12 maj]");
}

TEST(links_numbers_and_lone_brackets_are_not)
{
    finds("[vår sida](https://exempel.se)", "");
    finds("En not [1] och [ ] en ruta", "");
    finds("[öppen", "");
    finds("]x[", "");
    finds("", "");
    finds("[", "");
    finds("\\[inte\\]", "");
    finds("[två\nrader]", "");
    finds("[[datum]]", "[datum]");
    finds("[en mening som är så lång att ingen skulle ha skrivit den för att byta ut den senare]",
          "");
}

static struct form_def *form(void)
{
    struct form_def *def = NULL;
    struct form_problems *problems = form_problems_create();
    assert_int_equal(form_def_load_bytes(str_of(form_text), STR("form.md"), NULL, problems, &def),
                     0);
    form_problems_destroy(problems);
    return def;
}

static size_t search(const char *json, struct buf *out)
{
    json_t *survey = NULL;
    struct form_def *def = form();
    assert_int_equal(json_parse(str_of(json), 1000, &survey, NULL), ERR_NONE);
    size_t count = organizer_placeholders(survey, def, out);
    json_decref(survey);
    form_def_destroy(def);
    return count;
}

TEST(every_text_of_the_form_is_looked_through)
{
    struct buf out = {0};
    assert_int_equal(search("{}", &out), 4);
    assert_string_equal(buf_text(&out), "the form, q1, label, sv: [mötet]\n"
                                        "the form, q1, choice 1, sv: [Svar]\n"
                                        "the form, q2, hint, sv: [datum]\n"
                                        "the form, q2, label, en: [subject]\n");
    buf_finish(&out);
}

TEST(every_text_of_the_survey_is_looked_through)
{
    struct buf out = {0};
    assert_int_equal(search("{\"title\": {\"sv\": \"[Titel]\"}, \"recipients\": [\"[age]\"],"
                            "\"organizer\": {\"name\": {\"en\": \"[us]\"}},"
                            "\"pages\": {\"help\": [{\"text\": \"[linje]\"}]}}",
                            &out),
                     7);
    assert_true(str_starts(buf_str(&out), STR("title.sv: [Titel]\norganizer.name.en: [us]\n"
                                              "pages.help 1.text: [linje]\nthe form, q1")));
    buf_finish(&out);
}

TEST(what_only_a_report_says_is_told_and_not_counted)
{
    struct buf out = {0};
    assert_int_equal(search("{\"report\": {\"notes\": {\"about\": \"[text]\"}}}", &out), 4);
    assert_true(str_ends(buf_str(&out), STR("report.notes.about: [text]\n")));
    buf_finish(&out);
}

TEST_MAIN(cmocka_unit_test(words_in_brackets_are_to_be_filled_in),
          cmocka_unit_test(links_numbers_and_lone_brackets_are_not),
          cmocka_unit_test(every_text_of_the_form_is_looked_through),
          cmocka_unit_test(every_text_of_the_survey_is_looked_through),
          cmocka_unit_test(what_only_a_report_says_is_told_and_not_counted))
