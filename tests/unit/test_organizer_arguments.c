// SPDX-License-Identifier: EUPL-1.2
// Command lines by table.
#include "tests/unit/test.h"

#include "organizer/arguments.h"

static const struct argument_option options[] = {{"out", ARGUMENT_NEEDED, "FILE", "where"},
                                                 {"to", ARGUMENT_LIST, "KEY", "whom"},
                                                 {"json", ARGUMENT_FLAG, NULL, "for programs"},
                                                 {"k", ARGUMENT_TEXT, "N", "how many"},
                                                 {0}};

// The words of a line, which live until the next call.
static enum err read_line(int most, struct arguments *a, struct err_info *info, const char *line)
{
    static char copy[256];
    char *words[16];
    int count = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *at = strtok(copy, " "); at; at = strtok(NULL, " "))
        words[count++] = at;
    return arguments_read(options, 0, most, count, words, a, info);
}

TEST(values_come_behind_or_after_an_equals_sign)
{
    struct arguments a;
    assert_int_equal(read_line(1, &a, NULL, "--out x w --to=a=b --to c"), ERR_NONE);
    assert_string_equal(arguments_text(&a, "out"), "x");
    assert_string_equal(arguments_list(&a, "to", 0), "a=b");
    assert_string_equal(arguments_list(&a, "to", 1), "c");
    assert_null(arguments_list(&a, "to", 2));
    assert_false(arguments_flag(&a, "json"));
    assert_int_equal(a.word_count, 1);
    assert_string_equal(a.words[0], "w");
}

TEST(mistakes_are_named)
{
    static const char *const cases[][2] = {
        {"--json", "--out FILE is missing"},
        {"--out", "--out needs a value"},
        {"--out x --nope", "no option --nope"},
        {"--out x -v", "no option -v"},
        {"--out x --out y", "given twice"},
        {"--out x --json=1", "takes no value"},
        {"--out x a b", "\"b\" is one argument too many"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arguments a;
        struct err_info info = {0};
        assert_int_equal(read_line(1, &a, &info, cases[i][0]), ERR_ARGUMENT);
        if (!strstr(info.message, cases[i][1])) fail_msg("%s", info.message);
    }
}

TEST(two_dashes_end_the_options)
{
    struct arguments a;
    assert_int_equal(read_line(2, &a, NULL, "--out x -- --json -"), ERR_NONE);
    assert_false(arguments_flag(&a, "json"));
    assert_string_equal(a.words[0], "--json");
    assert_string_equal(a.words[1], "-");
}

TEST(help_needs_nothing_else)
{
    struct arguments a;
    assert_int_equal(read_line(0, &a, NULL, "--help"), ERR_NONE);
    assert_true(a.help);
}

TEST(numbers_have_bounds)
{
    struct arguments a;
    int64_t number;
    assert_int_equal(read_line(0, &a, NULL, "--out x --k 7"), ERR_NONE);
    assert_int_equal(arguments_number(&a, "k", 1, 10, 5, &number, NULL), ERR_NONE);
    assert_int_equal(number, 7);
    assert_int_equal(arguments_number(&a, "k", 1, 6, 5, &number, NULL), ERR_ARGUMENT);
    assert_int_equal(read_line(0, &a, NULL, "--out x --k 7x"), ERR_NONE);
    assert_int_equal(arguments_number(&a, "k", 1, 10, 5, &number, NULL), ERR_ARGUMENT);
    assert_int_equal(read_line(0, &a, NULL, "--out x"), ERR_NONE);
    assert_int_equal(arguments_number(&a, "k", 1, 10, 5, &number, NULL), ERR_NONE);
    assert_int_equal(number, 5);
}

TEST_MAIN(cmocka_unit_test(values_come_behind_or_after_an_equals_sign),
          cmocka_unit_test(mistakes_are_named), cmocka_unit_test(two_dashes_end_the_options),
          cmocka_unit_test(help_needs_nothing_else), cmocka_unit_test(numbers_have_bounds))
