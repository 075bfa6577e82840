// SPDX-License-Identifier: EUPL-1.2
// Labels of charts: every line fits its column, whatever somebody wrote as a choice.
#include "tests/unit/test.h"

#include "report/wrap.h"

#include <string.h>

enum { LINES = 4, WIDTH = 238 };

TEST(a_short_label_is_one_line)
{
    struct str line[LINES];
    bool cut = true;
    assert_int_equal(report_wrap(STR("  Ja "), WIDTH, line, LINES, &cut), 1);
    assert_str(line[0], "Ja");
    assert_false(cut);
}

TEST(a_label_is_broken_at_spaces)
{
    struct str line[LINES];
    bool cut;
    size_t count =
        report_wrap(STR("Yrkesprogram, till exempel vård- och omsorgsprogrammet eller bygg- och "
                        "anläggningsprogrammet"),
                    WIDTH, line, LINES, &cut);
    assert_int_equal(count, 4);
    assert_str(line[0], "Yrkesprogram, till exempel vård-");
    assert_str(line[3], "anläggningsprogrammet");
    assert_false(cut);
}

TEST(a_word_wider_than_the_column_is_divided_between_letters)
{
    struct str line[LINES], text = STR("ååååååååååååååååååååååååååååååååååååååååååååååååååååå");
    bool cut;
    size_t count = report_wrap(text, WIDTH, line, LINES, &cut), whole = 0;
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(line[i].len % 2, 0); // never within a letter
        assert_true(line[i].len <= 2 * 28);
        whole += line[i].len;
    }
    assert_int_equal(whole, text.len);
    assert_false(cut);
}

TEST(what_does_not_fit_is_said_to_be_cut)
{
    static char text[5000];
    struct str line[LINES];
    bool cut = false;
    memset(text, 'm', sizeof text);
    assert_int_equal(report_wrap(str_make(text, sizeof text), WIDTH, line, LINES, &cut), LINES);
    assert_true(cut);
    assert_true(line[3].len < line[2].len); // room for an ellipsis
}

TEST(nothing_is_no_line)
{
    struct str line[LINES];
    bool cut = true;
    assert_int_equal(report_wrap(STR(" \n "), WIDTH, line, LINES, &cut), 0);
    assert_false(cut);
}

TEST_MAIN(cmocka_unit_test(a_short_label_is_one_line),
          cmocka_unit_test(a_label_is_broken_at_spaces),
          cmocka_unit_test(a_word_wider_than_the_column_is_divided_between_letters),
          cmocka_unit_test(what_does_not_fit_is_said_to_be_cut),
          cmocka_unit_test(nothing_is_no_line))
