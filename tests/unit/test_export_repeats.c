// SPDX-License-Identifier: EUPL-1.2
// Answers inside repeats: a table each, joined to the responses by id and place.
#include "tests/unit/test.h"

#include "export/export.h"

static const char form_text[] = "| survey |\n"
                                "| | type | name | label |\n"
                                "| | text | who | Vem? |\n"
                                "| | begin repeat | child | Barn |\n"
                                "| | integer | age | Ålder |\n"
                                "| | select_multiple does | likes | Gillar |\n"
                                "| | begin repeat | toy | Leksak |\n"
                                "| | text | kind | Sort |\n"
                                "| | end repeat | | |\n"
                                "| | end repeat | | |\n"
                                "| | begin repeat | pet | Djur |\n"
                                "| | text | kind | Sort |\n"
                                "| | end repeat | | |\n"
                                "| choices |\n"
                                "| | list_name | name | label |\n"
                                "| | does | football | Fotboll |\n"
                                "| | does | music | Musik |\n"
                                "| settings |\n"
                                "| | form_title | form_id |\n"
                                "| | Prov | prov |\n";

struct fixture {
    struct form_def *form;
    struct table *table;
};

static void begin(struct fixture *f)
{
    struct form_problems *problems = form_problems_create();
    assert_int_equal(
        form_def_load_bytes(str_of(form_text), STR("prov.md"), NULL, problems, &f->form), ERR_NONE);
    form_problems_destroy(problems);
    assert_int_equal(table_create(f->form, NULL, &f->table, NULL), ERR_NONE);
}

static void end(struct fixture *f)
{
    table_destroy(f->table);
    form_def_destroy(f->form);
}

static enum err add(struct fixture *f, unsigned id, const char *answers, const char *missing)
{
    struct buf json = {0};
    buf_printf(&json,
               "{\"svar\":1,\"survey\":\"s1\",\"survey_version\":1,\"form\":{\"id\":\"prov\","
               "\"version\":\"\",\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\","
               "\"language\":\"sv\",\"status\":\"complete\",\"answers\":{%s},\"missing\":{%s}}",
               id, answers, missing);
    enum err err = table_add(f->table, buf_str(&json), NULL);
    buf_finish(&json);
    return err;
}

static struct table_cell cell(const struct table *t, size_t row, const char *column)
{
    int64_t found = table_column_find(t, str_of(column));
    if (found < 0) fail_msg("no column %s", column);
    return table_cell(t, row, (size_t)found);
}

enum { CHILD, TOY, PET };

TEST(every_repeat_has_a_table_and_the_nested_one_too)
{
    struct fixture f;
    begin(&f);
    assert_int_equal(table_repeat_count(f.table), 3);
    static const char *const toy[] = {"_id", "_position/child", "_position/child/toy",
                                      "child/toy/kind"};
    const struct table *t = table_repeat(f.table, TOY);
    assert_int_equal(table_column_count(t), 4);
    for (size_t i = 0; i < 4; i++)
        assert_str(table_column_at(t, i)->name, toy[i]);
    assert_int_equal(table_column_find(f.table, STR("child/age")), -1);
    end(&f);
}

TEST(rows_carry_the_response_and_their_place)
{
    struct fixture f;
    begin(&f);
    assert_int_equal(add(&f, 7,
                         "\"who\":\"jag\",\"child[1]/age\":\"6\",\"child[2]/age\":\"9\","
                         "\"child[2]/likes\":\"music\",\"child[2]/toy[1]/kind\":\"boll\"",
                         "\"child[1]/likes\":-9"),
                     ERR_NONE);
    const struct table *child = table_repeat(f.table, CHILD), *toy = table_repeat(f.table, TOY);
    assert_int_equal(table_row_count(child), 2);
    assert_str(cell(child, 1, "_id").text, "00000000-0000-4000-8000-000000000007");
    assert_int_equal(cell(child, 1, "_position/child").integer, 2);
    assert_int_equal(cell(child, 0, "child/age").integer, 6);
    assert_int_equal(cell(child, 0, "child/likes/music").missing, TABLE_EMPTY);
    assert_int_equal(cell(child, 1, "child/likes/music").integer, 1);
    assert_int_equal(cell(child, 0, "child/toy").integer, 0);
    assert_int_equal(cell(child, 1, "child/toy").integer, 1);
    assert_int_equal(table_row_count(toy), 1);
    assert_int_equal(cell(toy, 0, "_position/child").integer, 2);
    assert_str(cell(toy, 0, "child/toy/kind").text, "boll");
    assert_int_equal(cell(f.table, 0, "child").integer, 2);
    assert_int_equal(cell(f.table, 0, "pet").integer, 0);
    end(&f);
}

TEST(a_row_left_empty_is_a_row)
{
    struct fixture f;
    begin(&f);
    assert_int_equal(add(&f, 1, "", "\"child[1]/age\":-9,\"child[1]/likes\":-1"), ERR_NONE);
    assert_int_equal(table_row_count(table_repeat(f.table, CHILD)), 1);
    assert_int_equal(cell(f.table, 0, "child").integer, 1);
    assert_int_equal(cell(table_repeat(f.table, CHILD), 0, "child/likes/music").missing,
                     TABLE_DONT_KNOW);
    end(&f);
}

TEST(a_bad_response_leaves_no_row)
{
    static const char *const bad[] = {
        "\"child[1]/age\":\"6\",\"child[2]/age\":\"nio\"",
        "\"child[1]/age\":\"6\",\"child[1]/name\":\"x\"",
        "\"child[0]/age\":\"6\"",
        "\"child[10001]/age\":\"6\"",
        "\"child[1]\":\"6\"",
        "\"child/age\":\"6\"",
        "\"child[1]/toy/kind\":\"x\"",
        "\"who[1]\":\"x\"",
        "\"child[1\":\"x\"",
        "\"child]1[/age\":\"6\"",
        "\"pet[1]/age\":\"6\"",
    };
    struct fixture f;
    begin(&f);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (add(&f, 1, bad[i], "") != ERR_PARSE) fail_msg("%s was taken", bad[i]);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(table_row_count(table_repeat(f.table, i)), 0);
    assert_int_equal(add(&f, 1, "\"child[1]/age\":\"6\"", ""), ERR_NONE);
    assert_int_equal(table_row_count(table_repeat(f.table, CHILD)), 1);
    end(&f);
}

TEST(rows_are_ordered_by_response_and_place)
{
    struct fixture f;
    begin(&f);
    assert_int_equal(add(&f, 9, "\"pet[2]/kind\":\"c\",\"pet[1]/kind\":\"b\"", ""), ERR_NONE);
    assert_int_equal(add(&f, 3, "\"pet[1]/kind\":\"a\"", ""), ERR_NONE);
    table_hide_order(f.table);
    const struct table *pet = table_repeat(f.table, PET);
    assert_str(cell(pet, 0, "pet/kind").text, "a");
    assert_str(cell(pet, 1, "pet/kind").text, "b");
    assert_str(cell(pet, 2, "pet/kind").text, "c");
    end(&f);
}

// Also what a refused response said moves no code.
TEST(codes_make_way_for_negative_numbers_in_a_repeat)
{
    struct fixture f;
    begin(&f);
    const struct table *t = table_repeat(f.table, CHILD);
    size_t age = (size_t)table_column_find(t, STR("child/age"));
    assert_int_equal(add(&f, 1, "\"child[1]/age\":\"-3\",\"nobody\":\"x\"", ""), ERR_PARSE);
    assert_int_equal(add(&f, 2, "\"child[1]/age\":\"3\"", "\"child[2]/age\":-9"), ERR_NONE);
    assert_int_equal(table_code_shown(t, age, TABLE_EMPTY), TABLE_EMPTY);
    assert_int_equal(add(&f, 3, "\"child[1]/age\":\"-3\"", ""), ERR_NONE);
    assert_int_equal(table_code_shown(t, age, TABLE_EMPTY), TABLE_EMPTY + TABLE_CODE_OFFSET);
    end(&f);
}

TEST(a_repeat_is_written_like_any_table)
{
    struct fixture f;
    struct buf out = {0};
    struct export_sink sink = export_sink_buffer(&out);
    begin(&f);
    assert_int_equal(add(&f, 1, "\"child[1]/age\":\"6\",\"child[1]/likes\":\"music\"", ""),
                     ERR_NONE);
    for (enum export_format format = 0; format < EXPORT_FORMAT_COUNT; format++) {
        buf_clear(&out);
        assert_int_equal(
            export_table(format == EXPORT_XLSX ? f.table : table_repeat(f.table, CHILD), format,
                         &sink, NULL),
            ERR_NONE);
        assert_true(out.len > 0);
        if (format == EXPORT_CSV)
            assert_str(buf_str(&out),
                       "_id,_position/child,child/age,child/likes/football,child/likes/music,"
                       "child/toy\r\n00000000-0000-4000-8000-000000000001,1,6,0,1,0\r\n");
    }
    buf_finish(&out);
    end(&f);
}

TEST_MAIN(cmocka_unit_test(every_repeat_has_a_table_and_the_nested_one_too),
          cmocka_unit_test(rows_carry_the_response_and_their_place),
          cmocka_unit_test(a_row_left_empty_is_a_row),
          cmocka_unit_test(a_bad_response_leaves_no_row),
          cmocka_unit_test(rows_are_ordered_by_response_and_place),
          cmocka_unit_test(codes_make_way_for_negative_numbers_in_a_repeat),
          cmocka_unit_test(a_repeat_is_written_like_any_table))
