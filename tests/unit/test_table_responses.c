// SPDX-License-Identifier: EUPL-1.2
// Responses into a table: typed cells, missing codes apart, and bad responses that leave no trace.
#include "tests/unit/test.h"

#include "table/table.h"

#include <stdio.h>

static const char form_text[] =
    "| survey |\n"
    "| | type | name | label::Svenska (sv) | label::English (en) | relevant | appearance |\n"
    "| | select_one ja | a | Ett? | One? | | |\n"
    "| | select_multiple farg | b | Flera? | Several? | | |\n"
    "| | begin group | g | Grupp | Group | | |\n"
    "| | integer | n | Hur många? | How many? | | |\n"
    "| | text | t | Ord? | Words? | | |\n"
    "| | note | obs | Obs | Note | | |\n"
    "| | end group | | | | | |\n"
    "| | date | d | När? | When? | | |\n"
    "| choices |\n"
    "| | list_name | name | label::Svenska (sv) | label::English (en) |\n"
    "| | ja | 1 | Ja | Yes |\n"
    "| | ja | 2 | Nej | No |\n"
    "| | ja | -1 | Vet inte | Don't know |\n"
    "| | farg | rod | Röd | Red |\n"
    "| | farg | bla | Blå | Blue |\n"
    "| | farg | -2 | Vill inte svara | Rather not |\n"
    "| settings |\n"
    "| | form_title | form_id | default_language |\n"
    "| | Prov | prov | Svenska (sv) |\n";

struct fixture {
    struct form_def *form;
    struct table *table;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct form_problems *problems = form_problems_create();
    struct table_expect expect = {STR("s1"), STR("aa")};
    if (form_def_load_bytes(str_of(form_text), STR("prov.md"), NULL, problems, &f->form)) {
        struct buf text = {0};
        for (size_t i = 0; i < form_problems_total(problems); i++)
            form_problem_print(form_problems_at(problems, i), &text);
        print_error("%s", buf_text(&text));
        return -1;
    }
    form_problems_destroy(problems);
    *state = f;
    return table_create(f->form, &expect, &f->table, NULL) ? -1 : 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    table_destroy(f->table);
    form_def_destroy(f->form);
    free(f);
    return 0;
}

#define TABLE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define CASE(name) static void name(void **state)

static enum err add_as(struct fixture *f, const char *hash, int id, const char *answers,
                       const char *missing, struct err_info *info)
{
    struct buf json = {0};
    buf_printf(&json,
               "{\"svar\":1,\"survey\":\"s1\",\"survey_version\":1,\"wave\":\"\",\"form\":{\"id\":"
               "\"prov\",\"version\":\"\",\"hash\":\"%s\"},\"id\":\"00000000-0000-4000-8000-"
               "%012x\",\"language\":\"sv\",\"time\":\"2026-11-22\",\"status\":\"complete\","
               "\"duration_s\":60,\"answers\":{%s},\"missing\":{%s}}",
               hash, (unsigned)id, answers, missing);
    enum err err = table_add(f->table, buf_str(&json), info);
    buf_finish(&json);
    return err;
}

static enum err add(struct fixture *f, int id, const char *answers, const char *missing)
{
    return add_as(f, "aa", id, answers, missing, NULL);
}

static struct table_cell cell(const struct fixture *f, size_t row, const char *column)
{
    int64_t found = table_column_find(f->table, str_of(column));
    if (found < 0) fail_msg("no column %s", column);
    return table_cell(f->table, row, (size_t)found);
}

CASE(columns_follow_the_form_and_not_the_data)
{
    struct fixture *f = *state;
    static const char *const names[] = {
        "_id", "_survey_version", "_wave", "_language", "_time", "_status", "_duration_s",
        "a",   "b/rod",           "b/bla", "g/n",       "g/t",   "d"};
    assert_int_equal(table_column_count(f->table), sizeof names / sizeof names[0]);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_str(table_column_at(f->table, i)->name, names[i]);
    assert_int_equal(table_row_count(f->table), 0);
}

CASE(cells_have_types)
{
    struct fixture *f = *state;
    assert_int_equal(add(f, 1,
                         "\"a\":\"2\",\"b\":\"bla\",\"g/n\":\"-5\",\"g/t\":\"åäö\",\"d\":\"2026-"
                         "02-28\"",
                         ""),
                     ERR_NONE);
    assert_int_equal(cell(f, 0, "a").kind, TABLE_CHOICE);
    assert_int_equal(cell(f, 0, "a").integer, 1); // the second choice
    assert_int_equal(cell(f, 0, "b/rod").integer, 0);
    assert_int_equal(cell(f, 0, "b/bla").integer, 1);
    assert_int_equal(cell(f, 0, "g/n").integer, -5);
    assert_str(cell(f, 0, "g/t").text, "åäö");
    assert_int_equal(cell(f, 0, "d").kind, TABLE_DATE);
    assert_int_equal(cell(f, 0, "d").integer, 20512);
    assert_str(cell(f, 0, "_time").text, "2026-11-22");
    assert_int_equal(cell(f, 0, "_duration_s").integer, 60);
    assert_true(table_row_complete(f->table, 0));
}

CASE(numbers_may_come_as_json_numbers)
{
    struct fixture *f = *state;
    assert_int_equal(add(f, 1, "\"a\":1,\"g/n\":12", ""), ERR_NONE);
    assert_int_equal(cell(f, 0, "a").integer, 0);
    assert_int_equal(cell(f, 0, "g/n").integer, 12);
}

CASE(missing_codes_are_told_apart)
{
    struct fixture *f = *state;
    assert_int_equal(add(f, 1, "", "\"a\":-1,\"b\":-8,\"g/n\":-9,\"g/t\":-7,\"d\":-3"), ERR_NONE);
    assert_int_equal(cell(f, 0, "a").missing, TABLE_DONT_KNOW);
    assert_int_equal(cell(f, 0, "b/rod").missing, TABLE_NOT_ASKED);
    assert_int_equal(cell(f, 0, "b/bla").missing, TABLE_NOT_ASKED);
    assert_int_equal(cell(f, 0, "g/n").missing, TABLE_EMPTY);
    assert_int_equal(cell(f, 0, "g/t").missing, TABLE_NOT_REACHED);
    assert_int_equal(cell(f, 0, "d").missing, TABLE_NOT_APPLICABLE);
}

CASE(a_choice_that_is_a_missing_code_is_missing)
{
    struct fixture *f = *state;
    assert_int_equal(add(f, 1, "\"a\":\"-1\",\"b\":\"-2\"", ""), ERR_NONE);
    assert_int_equal(cell(f, 0, "a").missing, TABLE_DONT_KNOW);
    assert_int_equal(cell(f, 0, "b/rod").missing, TABLE_DECLINED);
    assert_int_equal(add(f, 2, "\"b\":\"-2 rod\"", ""), ERR_NONE);
    assert_int_equal(cell(f, 1, "b/rod").integer, 1);
    assert_int_equal(cell(f, 1, "b/bla").missing, 0);
}

CASE(what_nobody_mentions_was_not_asked)
{
    struct fixture *f = *state;
    assert_int_equal(add(f, 1, "", ""), ERR_NONE);
    assert_int_equal(cell(f, 0, "a").missing, TABLE_NOT_ASKED);
    assert_int_equal(cell(f, 0, "g/t").missing, TABLE_NOT_ASKED);
}

CASE(a_number_that_looks_like_a_code_is_a_number)
{
    struct fixture *f = *state;
    assert_int_equal(add(f, 1, "\"g/n\":\"-9\",\"g/t\":\"-9\"", ""), ERR_NONE);
    assert_int_equal(cell(f, 0, "g/n").missing, 0);
    assert_int_equal(cell(f, 0, "g/n").integer, -9);
    assert_str(cell(f, 0, "g/t").text, "-9");
}

CASE(a_bad_response_leaves_no_trace)
{
    struct fixture *f = *state;
    static const char *const bad[][2] = {
        {"\"a\":\"3\"", ""},                // no such choice
        {"\"b\":\"rod gul\"", ""},          // one of them is none
        {"\"b\":\"rod rod\"", ""},          // twice
        {"\"g/n\":\"tolv\"", ""},           // no number
        {"\"g/n\":\"1.5\"", ""},            // not whole
        {"\"d\":\"2026-02-29\"", ""},       // no such day
        {"\"d\":\"i går\"", ""},            //
        {"\"x\":\"1\"", ""},                // no such question
        {"\"g\":\"1\"", ""},                // a group
        {"\"a\":true", ""},                 // neither text nor number
        {"\"g/t\":[\"x\"]", ""},            //
        {"", "\"a\":-4"},                   // no such code
        {"", "\"a\":\"-1\""},               // a code is a number
        {"", "\"x\":-9"},                   // no such question
        {"\"a\":\"1\"", "\"a\":-9"},        // there and missing
        {"\"a\":\"1\",\"a\":\"2\"", ""},    // twice in the JSON
        {"\"a\":\"1\"},\"answers\":{", ""}, //
    };
    assert_int_equal(add(f, 1, "\"g/t\":\"före\"", ""), ERR_NONE);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!add(f, 100 + (int)i, bad[i][0], bad[i][1])) fail_msg("%s passed", bad[i][0]);
    assert_int_equal(table_row_count(f->table), 1);
    assert_int_equal(table_refused_count(f->table), sizeof bad / sizeof bad[0]);
    assert_int_equal(add(f, 100, "\"g/t\":\"efter\"", ""), ERR_NONE); // its id is still free
    assert_str(cell(f, 0, "g/t").text, "före");
    assert_str(cell(f, 1, "g/t").text, "efter");
}

CASE(errors_name_the_question_and_never_the_answer)
{
    struct fixture *f = *state;
    struct err_info info = {0};
    assert_int_equal(add_as(f, "aa", 1, "\"g/n\":\"hemligt\"", "", &info), ERR_PARSE);
    assert_non_null(strstr(info.message, "g/n"));
    assert_null(strstr(info.message, "hemligt"));
}

CASE(the_same_response_twice_counts_once)
{
    struct fixture *f = *state;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(add(f, i, "\"a\":\"1\"", ""), ERR_NONE);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(add(f, i, "\"a\":\"2\"", ""), ERR_EXISTS);
    assert_int_equal(table_row_count(f->table), 1000);
    assert_int_equal(table_refused_count(f->table), 1000);
}

CASE(what_is_no_response_is_refused)
{
    struct fixture *f = *state;
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"svar\":2}",
        "\xff\xfe",
        "{\"svar\":1,\"survey\":\"s1\",\"survey_version\":1,\"form\":{\"hash\":\"aa\"},\"id\":"
        "\"x\","
        "\"language\":\"sv\",\"status\":\"complete\",\"answers\":{},\"missing\":{}}",
        "{\"svar\":1,\"survey\":\"s2\",\"survey_version\":1,\"form\":{\"hash\":\"aa\"},\"id\":"
        "\"00000000-0000-4000-8000-000000000001\",\"language\":\"sv\",\"status\":\"complete\","
        "\"answers\":{},\"missing\":{}}",
        "{\"svar\":1,\"survey\":\"s1\",\"survey_version\":1,\"form\":{\"hash\":\"aa\"},\"id\":"
        "\"00000000-0000-4000-8000-000000000001\",\"language\":\"sv\",\"status\":\"done\","
        "\"answers\":{},\"missing\":{}}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!table_add(f->table, str_of(bad[i]), NULL)) fail_msg("%s passed", bad[i]);
    assert_int_equal(table_row_count(f->table), 0);
}

CASE(a_break_off_is_not_complete)
{
    struct fixture *f = *state;
    assert_int_equal(
        table_add(f->table,
                  STR("{\"svar\":1,\"survey\":\"s1\",\"survey_version\":1,\"form\":{\"hash\":"
                      "\"aa\"},\"id\":\"00000000-0000-4000-8000-000000000001\",\"language\":\"sv\","
                      "\"status\":\"break_off\",\"answers\":{},\"missing\":{\"a\":-7}}"),
                  NULL),
        ERR_NONE);
    assert_false(table_row_complete(f->table, 0));
    assert_int_equal(cell(f, 0, "_time").missing, TABLE_EMPTY); // the survey records none
    assert_int_equal(cell(f, 0, "_duration_s").missing, TABLE_EMPTY);
}

CASE(answers_on_another_form_are_counted)
{
    struct fixture *f = *state;
    assert_int_equal(add_as(f, "aa", 1, "\"a\":\"1\"", "", NULL), ERR_NONE);
    assert_int_equal(add_as(f, "bb", 2, "\"a\":\"1\"", "", NULL), ERR_NONE);
    assert_int_equal(table_other_form_count(f->table), 1);
    assert_int_equal(table_row_count(f->table), 2);
}

CASE(rows_can_be_shown_in_an_order_that_says_nothing)
{
    struct fixture *f = *state;
    static const int ids[] = {7, 3, 9, 1}, sorted[] = {1, 3, 7, 9};
    for (size_t i = 0; i < 4; i++) {
        char answers[40];
        snprintf(answers, sizeof answers, "\"g/n\":\"%d\"", ids[i]);
        assert_int_equal(add(f, ids[i], answers, ""), ERR_NONE);
    }
    assert_int_equal(cell(f, 0, "g/n").integer, 7);
    table_hide_order(f->table);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(cell(f, i, "g/n").integer, sorted[i]);
    assert_int_equal(add(f, 3, "", ""), ERR_EXISTS); // still known
    assert_int_equal(add(f, 2, "\"g/n\":\"2\"", ""), ERR_NONE);
    assert_int_equal(cell(f, 4, "g/n").integer, 2); // as they came, until hidden again
}

CASE(labels_come_in_each_language)
{
    struct fixture *f = *state;
    struct buf text = {0};
    size_t column = (size_t)table_column_find(f->table, STR("b/bla"));
    table_label(f->table, column, 0, &text);
    assert_str(buf_str(&text), "Flera?: Blå");
    buf_clear(&text);
    table_label(f->table, column, 1, &text);
    assert_str(buf_str(&text), "Several?: Blue");
    buf_finish(&text);
}

CASE(texts_of_cells_are_exchange_texts)
{
    struct fixture *f = *state;
    static const char *const expected[][2] = {
        {"a", "1"}, {"b/rod", "1"}, {"b/bla", "0"}, {"g/n", "7"}, {"d", "2024-02-29"}};
    struct buf text = {0};
    assert_int_equal(add(f, 1, "\"a\":\"1\",\"b\":\"rod\",\"g/n\":\"7\",\"d\":\"2024-02-29\"", ""),
                     ERR_NONE);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        buf_clear(&text);
        table_text(f->table, 0, (size_t)table_column_find(f->table, str_of(expected[i][0])), &text);
        assert_str(buf_str(&text), expected[i][1]);
    }
    buf_finish(&text);
}

TEST(dates_there_and_back)
{
    static const char *const days[] = {"0001-01-01", "1582-10-15", "1969-12-31", "1970-01-01",
                                       "2000-02-29", "2026-11-22", "9999-12-31"};
    char text[16];
    int64_t number;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        assert_true(table_date_parse(str_of(days[i]), &number));
        table_date_format(number, text);
        assert_string_equal(text, days[i]);
    }
    assert_true(table_date_parse(STR("1970-01-02T23:59:59Z"), &number));
    assert_int_equal(number, 1);
}

TEST(what_is_no_date_is_refused)
{
    static const char *const bad[] = {"",           "2026",        "2026-13-01", "2026-00-10",
                                      "2026-04-31", "1900-02-29",  "0000-01-01", "-001-01-01",
                                      "2026/01/01", "2026-01-01x", "2026-1-1"};
    int64_t number;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (table_date_parse(str_of(bad[i]), &number)) fail_msg("%s passed", bad[i]);
}

TEST_MAIN(TABLE_TEST(rows_can_be_shown_in_an_order_that_says_nothing),
          TABLE_TEST(columns_follow_the_form_and_not_the_data), TABLE_TEST(cells_have_types),
          TABLE_TEST(numbers_may_come_as_json_numbers), TABLE_TEST(missing_codes_are_told_apart),
          TABLE_TEST(a_choice_that_is_a_missing_code_is_missing),
          TABLE_TEST(what_nobody_mentions_was_not_asked),
          TABLE_TEST(a_number_that_looks_like_a_code_is_a_number),
          TABLE_TEST(a_bad_response_leaves_no_trace),
          TABLE_TEST(errors_name_the_question_and_never_the_answer),
          TABLE_TEST(the_same_response_twice_counts_once),
          TABLE_TEST(what_is_no_response_is_refused), TABLE_TEST(a_break_off_is_not_complete),
          TABLE_TEST(answers_on_another_form_are_counted), TABLE_TEST(labels_come_in_each_language),
          TABLE_TEST(texts_of_cells_are_exchange_texts), cmocka_unit_test(dates_there_and_back),
          cmocka_unit_test(what_is_no_date_is_refused))
