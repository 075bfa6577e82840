// SPDX-License-Identifier: EUPL-1.2
// What an organizer is told: every mistake at once, each with its place and what to do.
#include "tests/unit/form_help.h"

#include <stdio.h>

#define HEAD "| survey |\n| | type | name | label | relevant | calculation | choice_filter |\n"
#define CHOICES "| choices |\n| | list_name | name | label | region |\n| | yn | y | Yes | a |\n"

TEST(all_mistakes_at_once)
{
    char *text = refused("| survey |\n"
                         "| | type | name | label | relevant | constraint | requierd |\n"
                         "| | txt | a | A | | | |\n"
                         "| | text | b c | B | | | |\n"
                         "| | text | d | | | | |\n"
                         "| | select_one yesno | e | E | | | |\n"
                         "| | text | f | F | ${aa} = 1 | | |\n"
                         "| | text | g | G | | . > | |\n"
                         "| | begin group | h | H | | | |\n"
                         "| choices |\n| | list_name | name | label |\n"
                         "| | yes_no | y | Yes |\n| | yes_no | y | Yes |\n");
    static const char *const wanted[] = {
        "form.md:survey:1:6: warning: the column “requierd” is not known. Did you mean “required”?",
        "form.md:survey:2:1: error: the type “txt” is not known. Did you mean “text”?",
        "form.md:survey:3:2: error: “b c” cannot be a name",
        "form.md:survey:4:1: error: the question “d” has no label",
        "form.md:survey:5:1: error: there is no list “yesno” in the choices sheet. Did you mean "
        "“yes_no”?",
        "form.md:survey:6:4: error: there is no question named “aa”",
        "form.md:survey:7:5: error: the expression ends where a value is missing. Add it (at "
        "character 4)",
        "form.md:survey:8:1: error: the group “h” is never ended",
        "form.md:choices:3:2: error: the choice “y” stands in the list “yes_no” twice"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (!strstr(text, wanted[i])) print_message("no “%s” in\n%s", wanted[i], text);
        assert_non_null(strstr(text, wanted[i]));
    }
    free(text);
}

TEST(circle_is_named_with_its_path)
{
    assert_refused(HEAD "| | text | q | Q | | | |\n| | calculate | a | | | ${b} + 1 | |\n"
                        "| | calculate | b | | | ${c} | |\n| | calculate | c | | | ${a} | |\n",
                   "in a circle, so none can be computed: a (calculation) → b (calculation) → c "
                   "(calculation) → a. Take one");
}

TEST(two_circles_are_both_named)
{
    char *text = refused(HEAD "| | text | q | Q | | | |\n| | calculate | a | | | ${b} | |\n"
                              "| | calculate | b | | | ${a} | |\n"
                              "| | text | c | C | ${d} = 1 | | |\n"
                              "| | text | d | D | ${c} = 1 | | |\n");
    assert_non_null(strstr(text, "a (calculation) → b (calculation) → a"));
    assert_non_null(strstr(text, "c (relevant) → d (relevant) → c"));
    free(text);
}

TEST(circle_through_a_group)
{
    assert_refused(HEAD "| | begin group | g | G | ${q} = 1 | | |\n| | text | q | Q | | | |\n"
                        "| | end group | | | | | |\n",
                   "g (relevant) → q → g");
}

TEST(circle_with_itself)
{
    assert_refused(HEAD "| | text | q | Q | | | |\n| | calculate | a | | | ${a} + 1 | |\n",
                   "a (calculation) → a");
    assert_refused(HEAD "| | text | a | A | . = 1 | | |\n", "a (relevant) → a");
}

TEST(what_looks_like_a_circle_and_is_none)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | constraint | relevant | calculation |\n"
                  "| | integer | a | A | . < ${b} and ${a} > 0 | | |\n"
                  "| | integer | b | B | . > ${a} | | |\n"
                  "| | calculate | c | | | | once(uuid()) |\n");
    interview_end(&v);
}

TEST(unknown_names)
{
    assert_refused(HEAD "| | text | colour | C | | | |\n| | text | b | B | ${color} = 1 | | |\n",
                   "form.md:survey:3:4: error: there is no question named “color”. Did you mean "
                   "“colour”? (at character 1)");
    assert_refused(HEAD "| | text | b | B | /data/x/y = 1 | | |\n", "named “x”");
    assert_refused(HEAD "| | text | b | B ${nobody} | | | |\n", "named “nobody”");
    assert_refused(HEAD "| | text | b | B ${b | | | |\n", "has no “}” behind it");
    assert_refused("| survey |\n| | type | name | label |\n| | select_one yn | b | B |\n" //
                   "| choices |\n| | list_name | name | label |\n| | yn | y | Y ${nobody} |\n",
                   "form.md:choices:2:3: error: there is no question named “nobody”");
}

#define TWO_OF_A_NAME                                                  \
    HEAD "| | begin group | g | G | | | |\n| | text | a | A | | | |\n" \
         "| | end group | | | | | |\n| | text | a | A | | | |\n"

TEST(ambiguous_name)
{
    struct interview v = interview(TWO_OF_A_NAME); // legal until somebody refers to it
    interview_end(&v);
    assert_refused(TWO_OF_A_NAME "| | text | b | B | ${a} = 1 | | |\n",
                   "several questions are named “a”");
}

TEST(name_twice_in_a_group)
{
    assert_refused(HEAD "| | text | a | A | | | |\n| | text | a | A | | | |\n",
                   "form.md:survey:3:2: error: the name “a” is used in row 2 already");
}

TEST(groups_that_do_not_close)
{
    assert_refused(HEAD "| | text | a | A | | | |\n| | end group | | | | | |\n",
                   "“end group” has no “begin group” before it");
    assert_refused(HEAD "| | begin group | g | G | | | |\n| | text | a | A | | | |\n"
                        "| | end repeat | | | | | |\n",
                   "“end repeat” stands where “end group” must come first");
}

TEST(what_is_not_supported_is_said)
{
    assert_refused(HEAD "| | osm | a | A | | | |\n", "the type “osm” cannot be used here");
    assert_refused(HEAD "| | select_one_external yn | a | A | | | |\n", "select_one_from_file");
    assert_refused(HEAD "| | begin loop over yn | a | A | | | |\n", "use a repeat");
    assert_refused(HEAD "| | select_one yn or_other | a | A | | | region = 'a' |\n" CHOICES,
                   "“or_other” cannot stand here");
}

TEST(a_mistake_in_a_type_is_not_two_mistakes)
{
    char *text = refused(HEAD "| | osm | a | A | | | |\n| | text | b | B | ${a} != '' | | |\n");
    assert_null(strstr(text, "no question named"));
    free(text);
}

// The form passes, and is warned of with every expected part.
static void assert_warned(const char *form, const char *part)
{
    struct interview v;
    enum err code = help_compile(form, &v);
    char *text = help_problems(v.problems);
    if (code != ERR_NONE || !strstr(text, part)) print_message("expected “%s” in:\n%s", part, text);
    assert_int_equal(code, ERR_NONE);
    assert_non_null(strstr(text, part));
    free(text);
    form_def_destroy(v.def);
    form_problems_destroy(v.problems);
}

TEST(what_has_no_effect_is_said)
{
    assert_warned(HEAD "| | geopoint | a | A | | | |\n", "“geopoint” needs a satellite receiver");
    assert_warned(HEAD "| | image | a | A | | | |\n", "“image” needs a camera");
    assert_warned(HEAD "| | text | a | A | | | |\n| | username | u | | | | |\n",
                  "“username” is always empty here: nobody signs in");
    assert_warned("| survey |\n| | type | name | label | save_to |\n| | text | a | A | x |\n",
                  "the column “save_to” has no effect here");
    assert_warned(HEAD "| | text | a | A | | | |\n| entities |\n| | list_name |\n| | x |\n",
                  "the sheet “entities” has no effect here");
    assert_warned("| survey |\n| | type | name | label | my own |\n| | text | a | A | x |\n",
                  "the column “my own” is not known");
    assert_warned("| survey |\n| | type | name | label |\n| | text | a | A |\n"
                  "| settings |\n| | form_tittle |\n| | T |\n",
                  "the setting “form_tittle” is not known. Did you mean “form_title”?");
    assert_warned("| survey |\n| | type | name | label | appearance |\n"
                  "| | text | a | A | signature multilin |\n",
                  "the appearance “signature” has no effect here");
    assert_warned("| survey |\n| | type | name | label | appearance |\n"
                  "| | text | a | A | multilin columns-3 w2 |\n",
                  "Did you mean “multiline”?");
}

TEST(problems_stand_by_sheet_row_and_column)
{
    char *text = refused("| choices |\n| | list_name | name | label |\n| | l | | A |\n"
                         "| survey |\n| | type | name | label | relevant |\n"
                         "| | text | a | A | ${x} = 1 |\n| | txt | b | B | |\n");
    const char *choice = strstr(text, "choices:2"), *name = strstr(text, "survey:2:4");
    const char *type = strstr(text, "survey:3:1");
    assert_true(choice && name && type && choice < name && name < type);
    free(text);
}

TEST(choices_mistakes)
{
    assert_refused("| survey |\n| | type | name | label |\n| | select_multiple l | q | Q |\n"
                   "| choices |\n| | list_name | name | label |\n| | l | a b | AB |\n",
                   "the choice name “a b” has a space");
    assert_refused("| survey |\n| | type | name | label |\n| | select_one l | q | Q |\n"
                   "| choices |\n| | list_name | name | label | svar:missing |\n"
                   "| | l | a | A | -7 |\n",
                   "“-7” is no code for missing values");
    assert_refused("| survey |\n| | type | name | label |\n| | select_one | q | Q |\n",
                   "needs the name of a list");
    assert_refused("| survey |\n| | type | name | label |\n| | text | q | Q |\n"
                   "| choices |\n| | liste | name |\n| | l | a |\n",
                   "has no column “list_name”");
    assert_refused("| survey |\n| | type | name | label |\n| | select_one l | q | Q |\n"
                   "| choices |\n| | list_name | name | label |\n| | l | | A |\n",
                   "has no name");
}

TEST(filter_mistakes)
{
    char *text;
    struct interview v;
    assert_int_equal(
        help_compile(HEAD "| | select_one yn | a | A | | | regon = 'a' |\n" CHOICES, &v), ERR_NONE);
    text = help_problems(v.problems);
    assert_non_null(strstr(text, "warning: the choices sheet has no column “regon”, so this is "
                                 "always blank. Did you mean “region”?"));
    free(text);
    form_def_destroy(v.def);
    form_problems_destroy(v.problems);
    assert_refused(HEAD "| | text | a | A | | | region = 'a' |\n" CHOICES,
                   "has no choices to filter");
}

TEST(columns_twice)
{
    assert_refused("| survey |\n| | type | name | label | caption |\n| | text | a | A | B |\n",
                   "the column “caption” means the same as the column “label”");
    assert_refused("| survey |\n| | name | label |\n| | a | A |\n", "has no column “type”");
}

TEST(misspelt_sheet)
{
    assert_refused("| surveys |\n| | type | name | label |\n| | text | a | A |\n"
                   "| choices |\n| | list_name | name | label |\n| | l | a | A |\n",
                   "the sheet “surveys” looks like a misspelt “survey”");
}

TEST(required_without_a_way_out_is_a_warning)
{
    struct interview v;
    assert_int_equal(
        help_compile("| survey |\n| | type | name | label | required |\n| | text | a | A | yes |\n",
                     &v),
        ERR_NONE);
    assert_int_equal(form_problems_count(v.problems, FORM_WARNING), 1);
    char *text = help_problems(v.problems);
    assert_non_null(strstr(text, "form.md:survey:2:4: warning: “a” forces an answer"));
    free(text);
    form_def_destroy(v.def);
    form_problems_destroy(v.problems);
}

TEST(parameters_mistakes)
{
    const char *head = "| survey |\n| | type | name | label | parameters |\n";
    char form[400];
    static const struct {
        const char *row, *part;
    } cases[] = {{"| | range | a | A | start=1 end=5 step=9 |\n", "the step must be"},
                 {"| | range | a | A | start=x |\n", "must be a number"},
                 {"| | range | a | A | colour=red |\n", "the parameter “colour” is not known"},
                 {"| | range | a | A | start |\n", "“start” is no parameter"},
                 {"| | text | a | A | randomize=true |\n", "the parameter “randomize”"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(form, sizeof form, "%s%s", head, cases[i].row);
        assert_refused(form, cases[i].part);
    }
}

TEST(defaults_that_the_question_cannot_hold)
{
    assert_refused("| survey |\n| | type | name | label | default |\n| | integer | a | A | x |\n",
                   "form.md:survey:2:4: error: the default cannot be used: the answer must be a "
                   "whole number");
}

TEST(deep_nesting_is_refused)
{
    struct buf form = {0};
    buf_add_text(&form, "| survey |\n| | type | name | label |\n");
    for (int i = 0; i < LIMIT_FORM_DEPTH + 5; i++)
        buf_printf(&form, "| | begin group | g%d | G |\n", i);
    buf_add_text(&form, "| | text | a | A |\n");
    assert_refused(buf_text(&form), "more than 64 deep");
    buf_clear(&form);
    buf_add_text(&form, "| survey |\n| | type | name | label | relevant |\n| | text | a | A | ");
    for (int i = 0; i < 300; i++)
        buf_add_char(&form, '(');
    buf_add_text(&form, "1 |\n");
    assert_refused(buf_text(&form), "nested more than 200 deep");
    buf_finish(&form);
}

TEST(a_long_chain_is_not_deep)
{
    struct buf form = {0};
    buf_add_text(&form, "| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n"
                        "| | text | b | B | ${a} = 0");
    for (int i = 1; i < 3000; i++)
        buf_printf(&form, " or ${a} = %d", i);
    buf_add_text(&form, " |\n");
    struct interview v = interview(buf_text(&form));
    answer(&v, "a", "2999");
    assert_true(is(&v, "b", FORM_RELEVANT));
    buf_finish(&form);
    interview_end(&v);
}

TEST(a_path_that_looks_at_everything_is_refused)
{
    struct buf form = {0};
    buf_add_text(&form, "| survey |\n| | type | name | label | relevant |\n");
    for (int i = 0; i < 3000; i++)
        buf_printf(&form, "| | text | q%d | Q | |\n", i);
    buf_add_text(&form, "| | text | b | B | count(//node()//node()//q1) = 1 |\n");
    assert_refused(buf_text(&form), "looks at too many");
    buf_finish(&form);
}

TEST(empty_forms)
{
    assert_refused("", "error");
    assert_refused("| survey |\n", "error");
    assert_refused("| survey |\n| | type | name | label |\n", "no question");
    assert_refused(HEAD "| | calculate | a | | | 1 | |\n", "no question");
}

TEST_MAIN(
    cmocka_unit_test(all_mistakes_at_once), cmocka_unit_test(circle_is_named_with_its_path),
    cmocka_unit_test(two_circles_are_both_named), cmocka_unit_test(circle_through_a_group),
    cmocka_unit_test(circle_with_itself), cmocka_unit_test(what_looks_like_a_circle_and_is_none),
    cmocka_unit_test(unknown_names), cmocka_unit_test(ambiguous_name),
    cmocka_unit_test(name_twice_in_a_group), cmocka_unit_test(groups_that_do_not_close),
    cmocka_unit_test(what_is_not_supported_is_said),
    cmocka_unit_test(a_mistake_in_a_type_is_not_two_mistakes),
    cmocka_unit_test(what_has_no_effect_is_said),
    cmocka_unit_test(problems_stand_by_sheet_row_and_column), cmocka_unit_test(choices_mistakes),
    cmocka_unit_test(filter_mistakes), cmocka_unit_test(columns_twice),
    cmocka_unit_test(misspelt_sheet), cmocka_unit_test(required_without_a_way_out_is_a_warning),
    cmocka_unit_test(parameters_mistakes), cmocka_unit_test(defaults_that_the_question_cannot_hold),
    cmocka_unit_test(deep_nesting_is_refused), cmocka_unit_test(a_long_chain_is_not_deep),
    cmocka_unit_test(a_path_that_looks_at_everything_is_refused), cmocka_unit_test(empty_forms))
