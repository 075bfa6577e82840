// SPDX-License-Identifier: EUPL-1.2
// Every question type: what it can hold, and what becomes of those that the device cannot ask.
#include "tests/unit/form_help.h"

#define HEAD "| survey |\n| | type | name | label | parameters | required |\n"
#define CHOICES                                                                                   \
    "| choices |\n| | list_name | name | label |\n| | l | a | A |\n| | l | b | B |\n| | l | c | " \
    "C |\n"

static void assert_values(const char *form, const char *const *good, const char *const *bad)
{
    struct interview v = interview(form);
    for (; *good; good++)
        answer(&v, "q", *good);
    for (; *bad; bad++) {
        if (try_answer(&v, "q", *bad) == ERR_NONE) print_message("took “%s”\n", *bad);
        assert_int_equal(try_answer(&v, "q", *bad), ERR_PARSE);
    }
    interview_end(&v);
}

#define VALUES(...) ((const char *const[]){__VA_ARGS__, NULL})

TEST(times)
{
    assert_values(HEAD "| | time | q | Q | | |\n",
                  VALUES("14:30", "00:00:00", "14:30:15.250+01:00", "23:59:59Z"),
                  VALUES("24:00", "14", "14:60", "x", "2026-01-01T10:00"));
    assert_values(HEAD "| | dateTime | q | Q | | |\n",
                  VALUES("2026-01-31T14:30", "2026-01-31T14:30:00.000+01:00"),
                  VALUES("2026-01-31", "14:30", "2026-02-30T10:00"));
    assert_values(HEAD "| | date | q | Q | | |\n", VALUES("2024-02-29"),
                  VALUES("2023-02-29", "2026-1-1", "today"));
}

TEST(ranges_in_decimal_steps)
{
    struct interview v = interview(HEAD "| | range | q | Q | start=0 end=1 step=0.1 | |\n"
                                        "| | range | w | W | start=10 end=2 step=2 | |\n"
                                        "| | range | d | D | | |\n");
    size_t q = (size_t)form_def_node_find(v.def, STR("q"));
    size_t w = (size_t)form_def_node_find(v.def, STR("w"));
    char text[64];
    assert_int_equal(form_node_type(v.def, q), FORM_DECIMAL);
    assert_int_equal(form_node_range_count(v.def, q), 11);
    form_node_range_point(v.def, q, 3, text);
    assert_string_equal(text, "0.3");
    form_node_range_point(v.def, q, 10, text);
    assert_string_equal(text, "1");
    assert_int_equal(form_node_type(v.def, w), FORM_INT);
    assert_int_equal(form_node_range_count(v.def, w), 5);
    form_node_range_point(v.def, w, 1, text);
    assert_string_equal(text, "8");
    assert_int_equal(form_node_range_count(v.def, (size_t)form_def_node_find(v.def, STR("d"))), 10);
    answer(&v, "q", "0.3");
    assert_int_equal(try_answer(&v, "q", "1.1"), ERR_PARSE);
    interview_end(&v);
}

TEST(wrong_ranges)
{
    assert_refused(HEAD "| | range | q | Q | start=0 end=1 step=0 | |\n", "the step must be");
    assert_refused(HEAD "| | range | q | Q | end=5 step=9 | |\n", "the step must be");
    assert_refused(HEAD "| | range | q | Q | step=0.5 tick_interval=0.7 | |\n", "tick_interval");
    assert_refused(HEAD "| | range | q | Q | start=0 end=1 step=0.5 placeholder=0.3 | |\n",
                   "placeholder");
}

TEST(rank)
{
    struct interview v = interview(HEAD "| | rank l | q | Q | | |\n" CHOICES);
    assert_int_equal(form_node_kind(v.def, 1), FORM_RANK);
    assert_int_equal(form_node_choice_count(v.def, 1), 3);
    answer(&v, "q", "c a b");
    assert_str(value(&v, "q"), "c a b");
    assert_int_equal(try_answer(&v, "q", "c d"), ERR_PARSE);
    interview_end(&v);
}

TEST(or_other)
{
    struct interview v = interview(HEAD "| | select_one l or_other | q | Q | | |\n" CHOICES);
    assert_int_equal(form_node_choice_count(v.def, 1), 4);
    assert_str(form_choice_label(v.def, 1, 3, 0), "Other");
    assert_false(is(&v, "q_other", FORM_RELEVANT));
    answer(&v, "q", "other");
    assert_true(is(&v, "q_other", FORM_RELEVANT));
    assert_str(label(&v, "q_other"), "Specify other.");
    answer(&v, "q_other", "else");
    assert_answers(&v, NULL, "{\"q\":\"other\",\"q_other\":\"else\"} {}");
    interview_end(&v);
}

TEST(or_other_where_the_list_has_one)
{
    struct interview v = interview(
        "| survey |\n| | type | name | label::Svenska (sv) |\n"
        "| | select_multiple l or specify other | q | Q |\n| | select_one l or_other | w | W |\n"
        "| choices |\n| | list_name | name | label::Svenska (sv) |\n"
        "| | l | a | A |\n| | l | other | Annan |\n");
    assert_int_equal(form_node_choice_count(v.def, 1), 2);
    answer(&v, "q", "a other");
    assert_str(label(&v, "q_other"), "Ange vad.");
    interview_end(&v);
}

TEST(stand_ins_are_notes_that_can_hold_a_value)
{
    struct interview v = interview(HEAD "| | geopoint | q | Q | | yes |\n| | image | w | W | | |\n"
                                        "| | text | e | E | | |\n");
    assert_int_equal(form_node_kind(v.def, 1), FORM_NOTE);
    assert_str(form_node_xlsform_type(v.def, 1), "note");
    assert_str(form_node_written_type(v.def, 1), "geopoint");
    assert_true(form_node_stand_in(v.def, 1));
    assert_false(is(&v, "q", FORM_VIOLATES_REQUIRED)); // nobody could leave the page
    assert_answers(&v, NULL, "{} {\"e\":-9}");
    answer(&v, "q", "59.3 18.1 0 0"); // a recorded session
    assert_answers(&v, NULL, "{\"q\":\"59.3 18.1 0 0\"} {\"e\":-9}");
    interview_end(&v);
}

TEST(geographic_values)
{
    assert_values(HEAD "| | geopoint | q | Q | | |\n",
                  VALUES("59.3 18.1", "59.3 18.1 0 0", "-90 180 1"),
                  VALUES("59.3", "a b", "91 0", "1 2 3 4 5"));
    assert_values(HEAD "| | geotrace | q | Q | | |\n", VALUES("1 2;3 4", "1 2 0 0;3 4 0 0;"),
                  VALUES("1 2", "1 2;x"));
    assert_values(HEAD "| | geoshape | q | Q | | |\n", VALUES("1 2;3 4;5 6;1 2"),
                  VALUES("1 2;3 4"));
}

TEST(legacy_types)
{
    struct interview v =
        interview(HEAD "| | percentage | q | Q | | |\n| | phone number | w | W | | |\n"
                       "| | number of days in last year | e | E | | |\n");
    answer(&v, "q", "101");
    assert_true(is(&v, "q", FORM_VIOLATES_CONSTRAINT));
    answer(&v, "q", "100");
    assert_false(is(&v, "q", FORM_VIOLATES_CONSTRAINT));
    answer(&v, "w", "08-1");
    assert_true(is(&v, "w", FORM_VIOLATES_CONSTRAINT));
    answer(&v, "e", "366");
    assert_true(is(&v, "e", FORM_VIOLATES_CONSTRAINT));
    interview_end(&v);
}

TEST(metadata)
{
    struct interview v = interview(
        HEAD "| | start | s | | | |\n| | end | e | | | |\n| | today | t | | | |\n"
             "| | deviceid | d | | | |\n| | audit | audit | | | |\n| | username | u | | | |\n"
             "| | text | q | Q | | |\n");
    assert_str(value(&v, "s"), "2026-01-31T13:00:00.000+01:00");
    assert_str(value(&v, "t"), "2026-01-31");
    assert_str(value(&v, "d"), "device-1");
    assert_str(value(&v, "e"), "");
    assert_str(value(&v, "u"), "");
    form_instance_finish(v.in);
    assert_str(value(&v, "e"), "2026-01-31T13:00:00.000+01:00");
    interview_end(&v);
}

TEST(tables)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | appearance |\n"
                  "| | begin group | g | G | table-list |\n| | select_one l | q | Q | |\n"
                  "| | select_one l | w | W | |\n| | end group | | | |\n" CHOICES);
    assert_int_equal(form_view_page_count(v.in), 1);
    assert_str(form_node_appearance(v.def, 2), "list-nolabel");
    interview_end(&v);
    assert_refused("| survey |\n| | type | name | label | appearance |\n"
                   "| | begin group | g | G | table-list |\n| | select_one l | q | Q | |\n"
                   "| | select_one m | w | W | |\n| | end group | | | |\n" CHOICES
                   "| | m | x | X |\n",
                   "“w” has another list of choices");
}

TEST(guidance)
{
    struct interview v = interview("| survey |\n| | type | name | label | hint | guidance_hint |\n"
                                   "| | text | q | Q | H | for ${q} |\n");
    answer(&v, "q", "x");
    assert_str(form_view_guidance(v.in, at(&v, "q"), v.texts), "for x");
    assert_str(form_node_guidance(v.def, 1, 0), "for ${q}");
    interview_end(&v);
}

TEST_MAIN(cmocka_unit_test(times), cmocka_unit_test(ranges_in_decimal_steps),
          cmocka_unit_test(wrong_ranges), cmocka_unit_test(rank), cmocka_unit_test(or_other),
          cmocka_unit_test(or_other_where_the_list_has_one),
          cmocka_unit_test(stand_ins_are_notes_that_can_hold_a_value),
          cmocka_unit_test(geographic_values), cmocka_unit_test(legacy_types),
          cmocka_unit_test(metadata), cmocka_unit_test(tables), cmocka_unit_test(guidance))
