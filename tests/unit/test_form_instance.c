// SPDX-License-Identifier: EUPL-1.2
// One respondent's way through a form: answers, relevance, requirements, missing values, the end.
#include "tests/unit/form_help.h"

static const char CHILDREN[] = "| survey |\n"
                               "| | type | name | label | relevant | required | constraint |\n"
                               "| | select_one yn | kids | Children? | | | |\n"
                               "| | begin group | g | | ${kids} = 'yes' | | |\n"
                               "| | integer | count | How many? | | yes | . > 0 and . < 20 |\n"
                               "| | text | names | Names? | ${count} > 1 | | |\n"
                               "| | end group | | | | | |\n"
                               "| | text | end | Anything else? | | | |\n"
                               "| choices |\n"
                               "| | list_name | name | label |\n"
                               "| | yn | yes | Yes |\n"
                               "| | yn | no | No |\n"
                               "| | yn | -1 | Don't know |\n";

TEST(relevance_is_inherited)
{
    struct interview v = interview(CHILDREN);
    assert_false(is(&v, "g", FORM_RELEVANT));
    assert_false(is(&v, "count", FORM_RELEVANT));
    answer(&v, "kids", "yes");
    assert_true(is(&v, "count", FORM_RELEVANT));
    assert_false(is(&v, "names", FORM_RELEVANT));
    answer(&v, "count", "3");
    assert_true(is(&v, "names", FORM_RELEVANT));
    answer(&v, "kids", "no");
    assert_false(is(&v, "names", FORM_RELEVANT));
    interview_end(&v);
}

TEST(irrelevant_values_are_kept_and_blank_to_others)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | relevant | calculation |\n"
                  "| | text | ask | Ask? | | |\n"
                  "| | integer | n | N | ${ask} = 'y' | |\n"
                  "| | calculate | twice | | | ${n} * 2 |\n"
                  "| | calculate | blank | | | ${n} = '' |\n"
                  "| | calculate | other | | | ${n} != '7' |\n");
    answer(&v, "ask", "y");
    answer(&v, "n", "7");
    assert_str(value(&v, "twice"), "14");
    assert_str(value(&v, "blank"), "false");
    assert_str(value(&v, "other"), "false");
    answer(&v, "ask", "n");
    assert_str(value(&v, "n"), "7");
    assert_str(value(&v, "twice"), "");
    assert_str(value(&v, "blank"), "true");
    assert_str(value(&v, "other"), "true");
    assert_answers(&v, NULL, "{\"ask\":\"n\",\"blank\":\"true\",\"other\":\"true\"} {\"n\":-8}");
    answer(&v, "ask", "y");
    assert_str(value(&v, "twice"), "14");
    interview_end(&v);
}

TEST(answers_and_missing_codes)
{
    struct interview v = interview(CHILDREN);
    answer(&v, "kids", "yes");
    answer(&v, "count", "3");
    assert_answers(&v, NULL, "{\"kids\":\"yes\",\"g/count\":\"3\"} {\"g/names\":-9,\"end\":-9}");
    answer(&v, "kids", "-1");
    assert_answers(&v, NULL, "{} {\"kids\":-1,\"g/count\":-8,\"g/names\":-8,\"end\":-9}");
    interview_end(&v);
}

TEST(break_off)
{
    struct interview v = interview(CHILDREN);
    answer(&v, "kids", "yes");
    assert_answers(&v, "kids", "{\"kids\":\"yes\"} {\"g/count\":-7,\"g/names\":-7,\"end\":-7}");
    assert_answers(&v, "count", "{\"kids\":\"yes\"} {\"g/count\":-9,\"g/names\":-7,\"end\":-7}");
    answer(&v, "end", "Bye");
    assert_answers(&v, "count",
                   "{\"kids\":\"yes\",\"end\":\"Bye\"} {\"g/count\":-9,\"g/names\":-7}");
    interview_end(&v);
}

TEST(missing_beside_a_value)
{
    struct interview v = interview(CHILDREN);
    answer(&v, "kids", "yes");
    answer(&v, "count", "3");
    assert_int_equal(form_instance_set_missing(v.in, at(&v, "count"), -2, NULL), ERR_NONE);
    assert_str(value(&v, "count"), "");
    assert_int_equal(form_instance_missing(v.in, at(&v, "count")), -2);
    assert_false(is(&v, "names", FORM_RELEVANT));
    assert_false(is(&v, "count", FORM_VIOLATES_REQUIRED)); // it was answered, with a no
    assert_answers(&v, NULL, "{\"kids\":\"yes\"} {\"g/count\":-2,\"g/names\":-8,\"end\":-9}");
    answer(&v, "count", "4");
    assert_int_equal(form_instance_missing(v.in, at(&v, "count")), 0);
    assert_int_equal(form_instance_set_missing(v.in, at(&v, "count"), -9, NULL), ERR_ARGUMENT);
    assert_int_equal(form_instance_set_missing(v.in, at(&v, "g"), -1, NULL), ERR_DENIED);
    interview_end(&v);
}

TEST(missing_choices_of_a_multiple_answer)
{
    struct interview v =
        interview("| survey |\n| | type | name | label |\n"
                  "| | select_multiple l | m | M |\n| choices |\n"
                  "| | list_name | name | label | svar:missing |\n"
                  "| | l | a | A | |\n| | l | b | B | |\n| | l | none | N | -3 |\n");
    answer(&v, "m", "none");
    assert_answers(&v, NULL, "{} {\"m\":-3}");
    answer(&v, "m", "b none");
    assert_answers(&v, NULL, "{\"m\":\"b\"} {}");
    answer(&v, "m", " b   a b ");
    assert_str(value(&v, "m"), "b a");
    interview_end(&v);
}

TEST(required)
{
    struct interview v = interview(CHILDREN);
    assert_false(is(&v, "count", FORM_VIOLATES_REQUIRED)); // not relevant
    answer(&v, "kids", "yes");
    assert_true(is(&v, "count", FORM_REQUIRED | FORM_VIOLATES_REQUIRED));
    answer(&v, "count", "1");
    assert_false(is(&v, "count", FORM_VIOLATES_REQUIRED));
    interview_end(&v);
}

TEST(constraint_shows_and_never_refuses)
{
    struct interview v = interview(CHILDREN);
    answer(&v, "kids", "yes");
    assert_false(is(&v, "count", FORM_VIOLATES_CONSTRAINT)); // blank is never asked
    answer(&v, "count", "30");
    assert_true(is(&v, "count", FORM_VIOLATES_CONSTRAINT));
    assert_str(value(&v, "count"), "30");
    assert_int_equal(form_instance_finish(v.in), at(&v, "count"));
    answer(&v, "kids", "no"); // irrelevant: nothing is violated
    assert_false(is(&v, "count", FORM_VIOLATES_CONSTRAINT));
    assert_int_equal(form_instance_finish(v.in), FORM_REF_NONE);
    answer(&v, "kids", "yes");
    assert_true(is(&v, "count", FORM_VIOLATES_CONSTRAINT));
    answer(&v, "count", "");
    assert_false(is(&v, "count", FORM_VIOLATES_CONSTRAINT));
    interview_end(&v);
}

TEST(constraint_follows_what_it_reads)
{
    struct interview v = interview("| survey |\n| | type | name | label | constraint |\n"
                                   "| | integer | least | L | |\n"
                                   "| | integer | most | M | . >= ${least} |\n");
    answer(&v, "most", "5");
    answer(&v, "least", "3");
    assert_false(is(&v, "most", FORM_VIOLATES_CONSTRAINT));
    answer(&v, "least", "8");
    assert_true(is(&v, "most", FORM_VIOLATES_CONSTRAINT));
    interview_end(&v);
}

TEST(calculations_in_any_order)
{
    struct interview v = interview("| survey |\n| | type | name | label | calculation |\n"
                                   "| | calculate | c | | ${b} + 1 |\n"
                                   "| | calculate | b | | ${a} + 1 |\n"
                                   "| | integer | a | A | |\n| | note | n | N ${c} | |\n");
    assert_str(value(&v, "c"), "");
    answer(&v, "a", "1");
    assert_str(value(&v, "c"), "3");
    assert_str(label(&v, "n"), "N 3");
    answer(&v, "a", "");
    assert_str(value(&v, "c"), "");
    interview_end(&v);
}

TEST(values_that_a_type_cannot_hold)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | parameters |\n| | integer | i | I | |\n"
                  "| | decimal | d | D | |\n| | date | t | T | |\n| | select_one l | s | S | |\n"
                  "| | range | r | R | start=1 end=5 |\n| | acknowledge | k | K | |\n"
                  "| | text | x | X | |\n| | note | n | N | |\n"
                  "| choices |\n| | list_name | name | label |\n| | l | a | A |\n");
    static const struct {
        const char *path, *value;
        enum err code;
    } cases[] = {{"i", "12", ERR_NONE},         {"i", " -3 ", ERR_NONE},
                 {"i", "1.5", ERR_PARSE},       {"i", "abc", ERR_PARSE},
                 {"i", "1e5", ERR_PARSE},       {"d", "1.5", ERR_NONE},
                 {"d", "1,5", ERR_PARSE},       {"d", "2026-01-01", ERR_PARSE},
                 {"t", "2026-02-28", ERR_NONE}, {"t", "2026-02-30", ERR_PARSE},
                 {"t", "yesterday", ERR_PARSE}, {"s", "a", ERR_NONE},
                 {"s", "b", ERR_PARSE},         {"s", "a a", ERR_PARSE},
                 {"r", "5", ERR_NONE},          {"r", "6", ERR_PARSE},
                 {"k", "OK", ERR_NONE},         {"k", "yes", ERR_PARSE},
                 {"x", "\xff", ERR_PARSE},      {"n", "x", ERR_DENIED},
                 {"x", "  kept  ", ERR_NONE},   {"i", "", ERR_NONE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(try_answer(&v, cases[i].path, cases[i].value), cases[i].code);
    assert_str(value(&v, "x"), "  kept  ");
    assert_str(value(&v, "s"), "a");
    char *large = malloc(LIMIT_ANSWER_BYTES + 2);
    memset(large, 'x', LIMIT_ANSWER_BYTES + 1);
    large[LIMIT_ANSWER_BYTES + 1] = 0;
    assert_int_equal(try_answer(&v, "x", large), ERR_LIMIT);
    large[LIMIT_ANSWER_BYTES] = 0;
    assert_int_equal(try_answer(&v, "x", large), ERR_NONE);
    free(large);
    assert_int_equal(form_instance_set(v.in, 999, STR("x"), NULL), ERR_MISSING);
    assert_int_equal(form_instance_set(v.in, 0, STR("x"), NULL), ERR_DENIED);
    interview_end(&v);
}

TEST(read_only_follows_its_expression)
{
    struct interview v = interview("| survey |\n| | type | name | label | read_only | default |\n"
                                   "| | text | lock | L | | |\n"
                                   "| | text | a | A | ${lock} = 'y' | first |\n");
    answer(&v, "a", "changed");
    answer(&v, "lock", "y");
    assert_true(is(&v, "a", FORM_READONLY));
    assert_int_equal(try_answer(&v, "a", "again"), ERR_DENIED);
    answer(&v, "lock", "");
    answer(&v, "a", "again");
    interview_end(&v);
}

TEST(defaults)
{
    struct interview v = interview(
        "| survey |\n| | type | name | label | default |\n| | text | a | A | x |\n"
        "| | text | b | B | concat(${a}, '-', today()) |\n| | date | c | C | 2020-01-01 |\n"
        "| | date | d | D | today() |\n| | text | e | E | a-b |\n"
        "| | text | f | F | 10-5 |\n| | integer | g | G | 10 - 5 |\n"
        "| | text | h | H | https://example.org/x |\n| | text | i | I | 'x' |\n"
        "| | text | j | J | Hej (du) and more |\n");
    assert_str(value(&v, "a"), "x");
    assert_str(value(&v, "b"), "x-2026-01-31");
    assert_str(value(&v, "c"), "2020-01-01");
    assert_str(value(&v, "d"), "2026-01-31");
    assert_str(value(&v, "e"), "a-b");
    assert_str(value(&v, "f"), "10-5");
    assert_str(value(&v, "g"), "5");
    assert_str(value(&v, "h"), "https://example.org/x");
    assert_str(value(&v, "i"), "'x'");
    assert_str(value(&v, "j"), "Hej (du) and more");
    answer(&v, "a", "y"); // a default is evaluated once
    assert_str(value(&v, "b"), "x-2026-01-31");
    interview_end(&v);
}

TEST(metadata)
{
    struct interview v = interview("| survey |\n| | type | name | label |\n| | start | s | |\n"
                                   "| | end | e | |\n| | today | t | |\n| | deviceid | d | |\n"
                                   "| | text | q | Q |\n");
    assert_str(value(&v, "s"), "2026-01-31T13:00:00.000+01:00");
    assert_str(value(&v, "t"), "2026-01-31");
    assert_str(value(&v, "d"), "device-1");
    assert_str(value(&v, "e"), "");
    assert_int_equal(form_instance_finish(v.in), FORM_REF_NONE);
    assert_str(value(&v, "e"), "2026-01-31T13:00:00.000+01:00");
    interview_end(&v);
}

TEST(choice_filter_takes_back_what_is_gone)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | choice_filter |\n"
                  "| | select_one r | region | R | |\n"
                  "| | select_multiple c | city | C | region = ${region} and name != 'x' |\n"
                  "| choices |\n| | list_name | name | label | region |\n"
                  "| | r | n | North | |\n| | r | s | South | |\n| | c | a | A | n |\n"
                  "| | c | b | B | s |\n| | c | d | D | n |\n| | c | x | X | n |\n");
    const uint32_t *now;
    assert_int_equal(form_view_choices(v.in, at(&v, "city"), &now), 0);
    answer(&v, "region", "n");
    assert_int_equal(form_view_choices(v.in, at(&v, "city"), &now), 2);
    assert_int_equal(now[1], 2);
    assert_int_equal(try_answer(&v, "city", "b"), ERR_PARSE);
    answer(&v, "city", "d a");
    answer(&v, "region", "s");
    assert_str(value(&v, "city"), "");
    assert_int_equal(form_view_choices(v.in, at(&v, "city"), &now), 1);
    interview_end(&v);
}

TEST(randomize_as_other_engines_do)
{
    struct interview v = interview(
        "| survey |\n| | type | name | label | parameters |\n"
        "| | select_one l | q | Q | randomize=true, seed=42 |\n"
        "| | select_one l | r | R | randomize=true |\n| choices |\n| | list_name | name | label |\n"
        "| | l | A | A |\n| | l | B | B |\n| | l | C | C |\n| | l | D | D |\n| | l | E | E |\n"
        "| | l | F | F |\n");
    const uint32_t *now;
    assert_int_equal(form_view_choices(v.in, at(&v, "q"), &now), 6);
    // The order that ODK Collect gives A … F with the seed 42.
    char order[7] = {0};
    for (size_t i = 0; i < 6; i++)
        order[i] = (char)('A' + now[i]);
    assert_string_equal(order, "AFCBDE");
    uint32_t first[6];
    assert_int_equal(form_view_choices(v.in, at(&v, "r"), &now), 6);
    memcpy(first, now, sizeof first);
    answer(&v, "r", "A");
    form_view_choices(v.in, at(&v, "r"), &now); // stays as it was for this respondent
    assert_memory_equal(first, now, sizeof first);
    interview_end(&v);
}

TEST(generation_changes_with_what_is_seen)
{
    struct interview v = interview(CHILDREN);
    uint64_t before = form_instance_generation(v.in);
    answer(&v, "kids", "yes");
    assert_true(form_instance_generation(v.in) != before);
    before = form_instance_generation(v.in);
    answer(&v, "kids", "yes");
    assert_true(form_instance_generation(v.in) == before);
    interview_end(&v);
}

TEST(json_and_xml_escape)
{
    struct interview v = interview("| survey |\n| | type | name | label | relevant |\n"
                                   "| | begin group | g | G | |\n| | text | a | A | |\n"
                                   "| | text | b | B | ${a} = 'x' |\n| | end group | | | |\n"
                                   "| settings |\n| | form_id | version | namespaces |\n"
                                   "| | f&1 | 2 | svar=\"https://example.org/svar\" |\n");
    answer(&v, "a", "\"<&>\"\n\x01 é\\");
    assert_answers(&v, NULL, "{\"g/a\":\"\\\"<&>\\\"\\n\\u0001 é\\\\\"} {\"g/b\":-8}");
    struct buf xml = {0};
    form_instance_xml(v.in, &xml);
    assert_string_equal(
        buf_text(&xml),
        "<data id=\"f&amp;1\" version=\"2\" xmlns:svar=\"https://example.org/svar\">"
        "<g><a>\"&lt;&amp;&gt;\"\n\xef\xbf\xbd é\\</a></g><meta><instanceID>"
        "uuid:01020304-0506-4708-890a-0b0c0d0e0f10</instanceID></meta></data>");
    buf_finish(&xml);
    interview_end(&v);
}

TEST(an_arena_too_small)
{
    struct interview v = interview(CHILDREN);
    struct arena *small = arena_create(ARENA_PLAIN, 4096);
    struct form_session session = {.language = 0};
    struct form_instance *in = NULL;
    struct err_info info = {0};
    assert_int_equal(form_instance_create(v.def, &session, small, &in, &info), ERR_LIMIT);
    assert_null(in);
    arena_destroy(small);
    interview_end(&v);
}

TEST(an_expression_that_fails_lets_the_respondent_go_on)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | relevant | calculation |\n"
                  "| | text | a | A | | |\n| | text | b | B | regex(${a}, ${a}) | |\n"
                  "| | calculate | c | | | sum(${a}) + count(${a}) |\n");
    struct err_info trouble;
    assert_false(form_instance_trouble(v.in, &trouble));
    answer(&v, "a", "(");
    assert_true(is(&v, "b", FORM_RELEVANT));
    assert_true(form_instance_trouble(v.in, &trouble));
    interview_end(&v);
}

TEST_MAIN(cmocka_unit_test(relevance_is_inherited),
          cmocka_unit_test(irrelevant_values_are_kept_and_blank_to_others),
          cmocka_unit_test(answers_and_missing_codes), cmocka_unit_test(break_off),
          cmocka_unit_test(missing_beside_a_value),
          cmocka_unit_test(missing_choices_of_a_multiple_answer), cmocka_unit_test(required),
          cmocka_unit_test(constraint_shows_and_never_refuses),
          cmocka_unit_test(constraint_follows_what_it_reads),
          cmocka_unit_test(calculations_in_any_order),
          cmocka_unit_test(values_that_a_type_cannot_hold),
          cmocka_unit_test(read_only_follows_its_expression), cmocka_unit_test(defaults),
          cmocka_unit_test(metadata), cmocka_unit_test(choice_filter_takes_back_what_is_gone),
          cmocka_unit_test(randomize_as_other_engines_do),
          cmocka_unit_test(generation_changes_with_what_is_seen),
          cmocka_unit_test(json_and_xml_escape), cmocka_unit_test(an_arena_too_small),
          cmocka_unit_test(an_expression_that_fails_lets_the_respondent_go_on))
