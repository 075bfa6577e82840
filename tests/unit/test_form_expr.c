// SPDX-License-Identifier: EUPL-1.2
// Every case of tests/expr/*.test: three lines each, evaluated at the root of a form that has the
// questions named in the second line.
#include "tests/unit/form_help.h"

#include "base/file.h"

#include <glob.h>
#include <stdio.h>

struct expr_case {
    struct str expression, answers, expected;
};

// "a=1; b=x y" → a form with the text questions a and b, answered.
static struct interview begin(struct str answers)
{
    struct buf form = {0};
    buf_add_text(&form, "| survey |\n| | type | name | label |\n| | note | n0 | N |\n");
    struct str rest = answers, pair;
    bool any = !str_eq(answers, STR("-"));
    form.len = 0;
    buf_add_text(&form, "| survey |\n| | type | name | label |\n");
    while (any && str_split(&rest, ';', &pair)) {
        pair = str_trim(pair);
        struct str name = str_sub(pair, 0, (size_t)str_find_char(pair, '='));
        buf_printf(&form, "| | text | %.*s | Q |\n", STR_ARG(name));
    }
    if (!any) buf_add_text(&form, "| | text | only | Q |\n");
    struct interview v = interview(buf_text(&form));
    buf_finish(&form);
    rest = answers;
    while (any && str_split(&rest, ';', &pair)) {
        pair = str_trim(pair);
        size_t equals = (size_t)str_find_char(pair, '=');
        form_ref ref = form_instance_find(v.in, str_sub(pair, 0, equals));
        struct str text = str_sub(pair, equals + 1, pair.len);
        assert_int_equal(form_instance_set(v.in, ref, text, NULL), ERR_NONE);
    }
    return v;
}

static bool holds(const struct expr_case *c)
{
    struct interview v = begin(c->answers);
    struct err_info info = {0};
    struct buf actual = {0}, text = {0};
    enum form_value_kind kind = FORM_VALUE_STRING;
    enum err code = form_instance_eval(v.in, 0, c->expression, &kind, &text, &info);
    bool good;
    if (code != ERR_NONE) {
        buf_printf(&actual, "error %s", info.message);
        struct str wanted = str_sub(c->expected, 6, c->expected.len);
        good =
            str_starts(c->expected, STR("error ")) && str_find(str_of(info.message), wanted) >= 0;
    } else {
        buf_printf(&actual, "%s ", form_value_kind_name(kind));
        buf_add_str(&actual, buf_str(&text));
        good = str_eq(str_trim(buf_str(&actual)), str_trim(c->expected));
    }
    if (!good)
        print_message("%.*s\n  with     %.*s\n  expected %.*s\n  got      %s\n",
                      STR_ARG(c->expression), STR_ARG(c->answers), STR_ARG(c->expected),
                      buf_text(&actual));
    buf_finish(&actual);
    buf_finish(&text);
    interview_end(&v);
    return good;
}

// Runs a file's cases; returns how many failed, and counts them.
static size_t run_file(const char *path, size_t *count)
{
    struct buf bytes = {0};
    size_t failed = 0;
    assert_int_equal(file_read(path, 1 << 20, &bytes, NULL), ERR_NONE);
    struct str rest = buf_str(&bytes), line, lines[3];
    while (str_starts(rest, STR("#")))
        str_split(&rest, '\n', &line);
    str_split(&rest, '\n', &line); // the blank one behind the head
    while (rest.len) {
        for (size_t i = 0; i < 3; i++)
            assert_true(str_split(&rest, '\n', &lines[i]));
        str_split(&rest, '\n', &line);
        assert_int_equal(line.len, 0);
        (*count)++;
        failed += !holds(&(struct expr_case){lines[0], lines[1], lines[2]});
    }
    buf_finish(&bytes);
    return failed;
}

static void run_named(const char *pattern, size_t least)
{
    glob_t found;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    size_t failed = 0, count = 0;
    for (size_t i = 0; i < found.gl_pathc; i++)
        failed += run_file(found.gl_pathv[i], &count);
    globfree(&found);
    assert_int_equal(failed, 0);
    assert_true(count >= least);
}

TEST(precedence)
{
    run_named("tests/expr/precedence.test", 50);
}

TEST(conversions)
{
    run_named("tests/expr/conversions.test", 60);
}

TEST(text)
{
    run_named("tests/expr/text.test", 40);
}

TEST(choice)
{
    run_named("tests/expr/choice.test", 40);
}

TEST(dates)
{
    run_named("tests/expr/dates.test", 20);
}

// Any further file counts without being named here.
TEST(all_files)
{
    run_named("tests/expr/*.test", 200);
}

TEST_MAIN(cmocka_unit_test(precedence), cmocka_unit_test(conversions), cmocka_unit_test(text),
          cmocka_unit_test(choice), cmocka_unit_test(dates), cmocka_unit_test(all_files))
