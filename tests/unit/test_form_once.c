// SPDX-License-Identifier: EUPL-1.2
// What is computed at other times than “always”: triggers, defaults, once(), counted repeats.
#include "tests/unit/form_help.h"

#include <stdio.h>

#define HEAD "| survey |\n| | type | name | label | calculation | trigger | default |\n"

static uint32_t instances(const struct interview *v, const char *repeat)
{
    char path[80];
    uint32_t count = 0;
    for (;;) {
        snprintf(path, sizeof path, "%s[%u]", repeat, count + 1);
        if (form_instance_find(v->in, str_of(path)) == FORM_REF_NONE) return count;
        count++;
    }
}

TEST(a_trigger_computes_once_a_change)
{
    struct interview v = interview(HEAD "| | text | a | A | | | |\n| | text | b | B | | | |\n"
                                        "| | text | c | C | concat(${a}, ${b}) | ${a} | |\n");
    assert_str(value(&v, "c"), "");
    answer(&v, "b", "2");
    assert_str(value(&v, "c"), ""); // b is no trigger
    answer(&v, "a", "1");
    assert_str(value(&v, "c"), "12");
    answer(&v, "c", "mine"); // a respondent may change it
    answer(&v, "b", "3");
    answer(&v, "a", "1"); // no change
    assert_str(value(&v, "c"), "mine");
    answer(&v, "a", "4");
    assert_str(value(&v, "c"), "43");
    interview_end(&v);
}

TEST(a_trigger_without_calculation_clears)
{
    struct interview v =
        interview(HEAD "| | text | a | A | | | |\n| | text | c | C | | ${a} | old |\n");
    assert_str(value(&v, "c"), "old");
    answer(&v, "a", "1");
    assert_str(value(&v, "c"), "");
    interview_end(&v);
}

TEST(triggers_follow_one_another)
{
    struct interview v = interview(HEAD "| | text | a | A | | | |\n"
                                        "| | text | b | B | concat(${a}, '!') | ${a} | |\n"
                                        "| | text | c | C | concat(${b}, '?') | ${b} | |\n"
                                        "| | integer | n | N | coalesce(${n}, 0) + 1 | ${c} | |\n");
    answer(&v, "a", "x");
    assert_str(value(&v, "c"), "x!?");
    assert_str(value(&v, "n"), "1");
    answer(&v, "a", "y");
    assert_str(value(&v, "n"), "2");
    answer(&v, "a", "y");
    assert_str(value(&v, "n"), "2");
    interview_end(&v);
}

TEST(several_triggers)
{
    struct interview v = interview(HEAD "| | text | a | A | | | |\n| | text | b | B | | | |\n"
                                        "| | calculate | n | | coalesce(${n}, 0) + 1 | "
                                        "${a}, ${b} | |\n");
    answer(&v, "a", "x");
    answer(&v, "b", "x");
    assert_str(value(&v, "n"), "2");
    interview_end(&v);
}

TEST(triggers_that_never_end_are_stopped)
{
    struct interview v =
        interview(HEAD "| | text | a | A | | | |\n"
                       "| | integer | b | B | coalesce(${c}, 0) + 1 | ${a}, ${c} | |\n"
                       "| | integer | c | C | coalesce(${b}, 0) + 1 | ${b} | |\n");
    answer(&v, "a", "x");
    struct err_info trouble;
    assert_true(form_instance_trouble(v.in, &trouble));
    assert_non_null(strstr(trouble.message, "for ever"));
    form_instance_destroy(v.in);
    v.in = NULL;
    interview_end(&v);
}

TEST(triggers_inside_a_repeat_reach_their_own_instance)
{
    struct interview v = interview(HEAD "| | begin repeat | r | R | | | |\n"
                                        "| | text | a | A | | | |\n"
                                        "| | text | b | B | concat(${a}, position(..)) | ${a} | |\n"
                                        "| | end repeat | | | | | |\n");
    form_ref second;
    size_t node = (size_t)form_def_node_find(v.def, STR("r"));
    assert_int_equal(form_instance_add(v.in, 0, node, &second, NULL), ERR_NONE);
    answer(&v, "/data/r[2]/a", "x");
    assert_str(value(&v, "/data/r[2]/b"), "x2");
    assert_str(value(&v, "/data/r[1]/b"), "");
    interview_end(&v);
}

TEST(wrong_triggers)
{
    assert_refused(HEAD "| | text | a | A | 1 | b | |\n", "“b” names no questions");
    assert_refused(HEAD "| | text | abc | A | | | |\n| | text | b | B | 1 | ${abd} | |\n",
                   "Did you mean “abc”?");
}

TEST(dynamic_defaults_are_evaluated_once)
{
    struct interview v = interview(HEAD "| | text | a | A | | | x |\n"
                                        "| | text | b | B | | | ${a} |\n"
                                        "| | text | c | C | | | 'q' |\n"
                                        "| | text | d | D | | | a-b |\n"
                                        "| | date | e | E | | | 2020-01-01 |\n"
                                        "| | date | f | F | | | today() |\n"
                                        "| | integer | g | G | | | -5 |\n"
                                        "| | text | h | H | | | https://a.b/c |\n"
                                        "| | integer | i | I | | | 10 - 5 |\n");
    assert_str(value(&v, "b"), "x");
    answer(&v, "a", "y");
    assert_str(value(&v, "b"), "x");
    assert_str(value(&v, "c"), "'q'");
    assert_str(value(&v, "d"), "a-b");
    assert_str(value(&v, "e"), "2020-01-01");
    assert_str(value(&v, "f"), "2026-01-31");
    assert_str(value(&v, "g"), "-5");
    assert_str(value(&v, "h"), "https://a.b/c");
    assert_str(value(&v, "i"), "5");
    interview_end(&v);
}

// What is computed once sees the form as it begins, its dynamic defaults included.
TEST(once_waits_for_dynamic_defaults)
{
    struct interview v = interview(
        "| survey |\n| | type | name | label | calculation | default |\n| | integer | i | I | | 1 "
        "+ 1 "
        "|\n| | integer | j | J | | ${i} + 1 |\n| | calculate | o | | once(concat(${i}, 'x', "
        "${j})) | "
        "|\n| | begin_repeat | r | R | | |\n| | integer | k | K | | 3 + 1 |\n| | calculate | p | | "
        "once(concat(${k}, 'y')) | |\n| | end_repeat | | | | |\n");
    assert_str(value(&v, "o"), "2x3");
    assert_str(value(&v, "/data/r[1]/p"), "4y");
    answer(&v, "i", "7");
    answer(&v, "/data/r[1]/k", "8");
    assert_str(value(&v, "o"), "2x3");
    assert_str(value(&v, "/data/r[1]/p"), "4y");
    form_ref added;
    size_t repeat = (size_t)form_def_node_find(v.def, STR("r"));
    assert_int_equal(form_instance_add(v.in, 0, repeat, &added, NULL), ERR_NONE);
    assert_str(value(&v, "/data/r[2]/p"), "4y");
    assert_str(value(&v, "o"), "2x3");
    interview_end(&v);
}

TEST(defaults_of_a_new_instance)
{
    struct interview v = interview(HEAD "| | text | a | A | | | x |\n"
                                        "| | begin repeat | r | R | | | |\n"
                                        "| | text | b | B | | | concat(${a}, position(..)) |\n"
                                        "| | text | c | C | | | fixed |\n"
                                        "| | end repeat | | | | | |\n");
    assert_str(value(&v, "/data/r[1]/b"), "x1");
    answer(&v, "a", "y");
    form_ref second;
    size_t node = (size_t)form_def_node_find(v.def, STR("r"));
    assert_int_equal(form_instance_add(v.in, 0, node, &second, NULL), ERR_NONE);
    assert_str(value(&v, "/data/r[1]/b"), "x1");
    assert_str(value(&v, "/data/r[2]/b"), "y2");
    assert_str(value(&v, "/data/r[2]/c"), "fixed");
    interview_end(&v);
}

#define COUNTED                                                                              \
    "| survey |\n| | type | name | label | calculation | repeat_count | default |\n"         \
    "| | decimal | n | N | | | |\n"                                                          \
    "| | begin repeat | r | R | | ${n} | |\n| | integer | x | X | | | |\n"                   \
    "| | calculate | p | | position(..) | | |\n| | text | d | D | | | concat('d', ${p}) |\n" \
    "| | end repeat | | | | | |\n"                                                           \
    "| | calculate | many | | count(${r}) | | |\n| | calculate | all | | sum(${x}) | | |\n"

TEST(a_counted_repeat_grows_and_shrinks)
{
    struct interview v = interview(COUNTED);
    assert_int_equal(instances(&v, "/data/r"), 0);
    assert_str(value(&v, "many"), "0");
    answer(&v, "n", "3");
    assert_int_equal(instances(&v, "/data/r"), 3);
    assert_str(value(&v, "many"), "3");
    assert_str(value(&v, "/data/r[3]/p"), "3");
    assert_str(value(&v, "/data/r[3]/d"), "d3");
    answer(&v, "/data/r[1]/x", "1");
    answer(&v, "/data/r[3]/x", "10");
    assert_str(value(&v, "all"), "11");
    answer(&v, "n", "2");
    assert_str(value(&v, "many"), "2");
    assert_str(value(&v, "all"), "1");
    answer(&v, "n", "");
    assert_int_equal(instances(&v, "/data/r"), 2); // a blank keeps them
    answer(&v, "n", "2.7");
    assert_int_equal(instances(&v, "/data/r"), 2); // a fraction is cut off
    answer(&v, "n", "-1");
    assert_int_equal(instances(&v, "/data/r"), 0);
    assert_str(value(&v, "all"), "0");
    interview_end(&v);
}

TEST(a_counted_repeat_is_not_changed_by_hand)
{
    struct interview v = interview(COUNTED);
    form_ref out;
    size_t node = (size_t)form_def_node_find(v.def, STR("r"));
    assert_true(form_node_counted(v.def, node));
    assert_int_equal(form_instance_add(v.in, 0, node, &out, NULL), ERR_DENIED);
    answer(&v, "n", "1");
    assert_int_equal(form_instance_remove(v.in, at(&v, "/data/r[1]"), NULL), ERR_DENIED);
    interview_end(&v);
}

TEST(a_count_past_the_limit_is_cut)
{
    struct interview v = interview(COUNTED);
    answer(&v, "n", "1000000");
    struct err_info trouble;
    assert_true(form_instance_trouble(v.in, &trouble));
    assert_str(value(&v, "many"), "10000");
    form_instance_destroy(v.in);
    v.in = NULL;
    interview_end(&v);
}

TEST(counted_repeats_in_one_another)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | calculation | repeat_count |\n"
                  "| | integer | n | N | | |\n| | begin repeat | r | R | | ${n} |\n"
                  "| | integer | m | M | | |\n| | begin repeat | s | S | | ${m} |\n"
                  "| | text | t | T | | |\n| | end repeat | | | | |\n| | end repeat | | | | |\n"
                  "| | calculate | all | | count(/data/r/s) | |\n");
    answer(&v, "n", "2");
    answer(&v, "/data/r[1]/m", "2");
    answer(&v, "/data/r[2]/m", "1");
    assert_str(value(&v, "all"), "3");
    assert_int_equal(instances(&v, "/data/r[1]/s"), 2);
    assert_int_equal(instances(&v, "/data/r[2]/s"), 1);
    answer(&v, "n", "1");
    assert_str(value(&v, "all"), "2");
    answer(&v, "n", "2"); // what was dropped is gone
    assert_str(value(&v, "all"), "2");
    assert_str(value(&v, "/data/r[2]/m"), "");
    interview_end(&v);
}

TEST(a_count_that_is_fixed_or_computed)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | calculation | repeat_count |\n"
                  "| | text | a | A | | |\n| | begin repeat | r | R | | 3 |\n"
                  "| | text | x | X | | |\n| | end repeat | | | | |\n"
                  "| | begin repeat | s | S | | string-length(${a}) |\n"
                  "| | text | y | Y | | |\n| | end repeat | | | | |\n");
    assert_int_equal(instances(&v, "/data/r"), 3);
    answer(&v, "a", "åäöx");
    assert_int_equal(instances(&v, "/data/s"), 4);
    interview_end(&v);
}

TEST(a_count_that_hangs_on_its_own_repeat)
{
    assert_refused("| survey |\n| | type | name | label | repeat_count |\n"
                   "| | begin repeat | r | R | sum(${x}) |\n| | integer | x | X | |\n"
                   "| | end repeat | | | |\n",
                   "in a circle");
    assert_refused("| survey |\n| | type | name | label | repeat_count |\n| | text | a | A | 3 |\n",
                   "is no repeat");
}

TEST(the_name_of_an_instance)
{
    struct interview v = interview("| survey |\n| | type | name | label |\n| | text | a | A |\n"
                                   "| settings |\n| | instance_name |\n| | concat('N ', ${a}) |\n");
    answer(&v, "a", "<b>");
    struct buf out = {0};
    form_instance_xml(v.in, &out);
    assert_non_null(strstr(buf_text(&out), "<instanceName>N &lt;b&gt;</instanceName>"));
    buf_finish(&out);
    interview_end(&v);
}

TEST_MAIN(cmocka_unit_test(a_trigger_computes_once_a_change),
          cmocka_unit_test(a_trigger_without_calculation_clears),
          cmocka_unit_test(triggers_follow_one_another), cmocka_unit_test(several_triggers),
          cmocka_unit_test(triggers_that_never_end_are_stopped),
          cmocka_unit_test(triggers_inside_a_repeat_reach_their_own_instance),
          cmocka_unit_test(wrong_triggers), cmocka_unit_test(dynamic_defaults_are_evaluated_once),
          cmocka_unit_test(once_waits_for_dynamic_defaults),
          cmocka_unit_test(defaults_of_a_new_instance),
          cmocka_unit_test(a_counted_repeat_grows_and_shrinks),
          cmocka_unit_test(a_counted_repeat_is_not_changed_by_hand),
          cmocka_unit_test(a_count_past_the_limit_is_cut),
          cmocka_unit_test(counted_repeats_in_one_another),
          cmocka_unit_test(a_count_that_is_fixed_or_computed),
          cmocka_unit_test(a_count_that_hangs_on_its_own_repeat),
          cmocka_unit_test(the_name_of_an_instance))
