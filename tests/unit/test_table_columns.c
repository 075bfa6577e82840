// SPDX-License-Identifier: EUPL-1.2
// Rows that were laid aside by columns: each column comes back as it was, whatever is read between.
#include "tests/unit/aside_fixture.h"

enum { COUNT = 4500, LITTLE = 200000 }; // a whole block of rows and a part of one

static struct table *aside_table(const struct form_def *form, unsigned count,
                                 struct aside_fixture *place)
{
    struct table *t = NULL;
    struct table_aside aside = aside_fixture_place(place);
    assert_int_equal(table_create(form, NULL, &t, NULL), ERR_NONE);
    table_lay_aside(t, &aside, LITTLE);
    table_aside_by_columns(t);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(aside_fixture_add(t, i, NULL), ERR_NONE);
    table_hide_order(t);
    return t;
}

static struct table *whole_table(const struct form_def *form, unsigned count)
{
    struct table *t = aside_fixture_table(form, count, NULL, 0);
    table_hide_order(t);
    return t;
}

static void assert_same_cell(const struct table *a, const struct table *b, size_t row, size_t i)
{
    struct table_cell left = table_cell(a, row, i), right = table_cell(b, row, i);
    assert_int_equal(left.kind, right.kind);
    assert_int_equal(left.missing, right.missing);
    assert_int_equal(left.integer, right.integer);
    assert_true(left.number == right.number);
    assert_true(str_eq(left.text, right.text));
}

static void assert_same_columns(const struct table *a, const struct table *b)
{
    assert_int_equal(table_row_count(a), table_row_count(b));
    for (size_t i = 0; i < table_column_count(a); i++)
        for (size_t row = 0; row < table_row_count(a); row++)
            assert_same_cell(a, b, row, i);
    assert_int_equal(table_fault(b, NULL), ERR_NONE);
}

TEST(columns_come_back_as_they_were)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *whole = whole_table(form, COUNT), *aside = aside_table(form, COUNT, &place);
    assert_true(place.puts > 2 * table_column_count(aside));
    assert_same_columns(whole, aside);
    for (size_t i = 0; i < 2; i++)
        assert_same_columns(table_repeat(whole, i), table_repeat(aside, i));
    table_destroy(whole);
    table_destroy(aside);
    form_def_destroy(form);
    buf_finish(&place.bytes);
}

TEST(rows_across_all_columns_are_the_same_too)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *whole = whole_table(form, COUNT), *aside = aside_table(form, COUNT, &place);
    for (size_t row = 0; row < COUNT; row += 3)
        for (size_t i = 0; i < table_column_count(whole); i++)
            assert_same_cell(whole, aside, row, i);
    assert_same_cell(whole, aside, 5, 0); // and back to the first block
    table_destroy(whole);
    table_destroy(aside);
    form_def_destroy(form);
    buf_finish(&place.bytes);
}

// A text stays while other columns go on.
TEST(one_columns_block_leaves_the_others)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *aside = aside_table(form, COUNT, &place);
    struct str id = table_cell(aside, 0, TABLE_ID).text;
    char copy[37] = "";
    assert_int_equal(id.len, 36);
    memcpy(copy, id.ptr, id.len);
    for (size_t i = 1; i < table_column_count(aside); i++)
        for (size_t row = 0; row < COUNT; row += 1000)
            (void)table_cell(aside, row, i);
    assert_memory_equal(id.ptr, copy, 36);
    table_destroy(aside);
    form_def_destroy(form);
    buf_finish(&place.bytes);
}

TEST(a_look_of_its_own_reads_the_same)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *whole = whole_table(form, COUNT), *aside = aside_table(form, COUNT, &place);
    const struct table *look = table_look(aside);
    assert_ptr_not_equal(look, aside);
    (void)table_cell(aside, COUNT - 1, 0);
    assert_same_columns(whole, look);
    table_look_end(aside, look);
    table_destroy(whole);
    table_destroy(aside);
    form_def_destroy(form);
    buf_finish(&place.bytes);
}

TEST(few_rows_stay_in_memory)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *whole = whole_table(form, 50), *aside = aside_table(form, 50, &place);
    assert_int_equal(place.puts, 0);
    assert_same_columns(whole, aside);
    table_destroy(whole);
    table_destroy(aside);
    form_def_destroy(form);
}

TEST(a_place_without_room_is_told)
{
    struct form_def *form = aside_fixture_form();
    struct err_info info = {0};
    struct aside_fixture never = {0};
    table_destroy(aside_table(form, COUNT, &never));
    const size_t failing[] = {1, never.puts / 2, never.puts};
    for (size_t i = 0; i < 3; i++) {
        struct aside_fixture place = {.fail_at = failing[i]};
        struct table *t = aside_table(form, COUNT, &place);
        assert_int_equal(table_fault(t, &info), ERR_FULL);
        (void)table_cell(t, COUNT - 1, table_column_count(t) - 1); // there is something to read
        table_destroy(t);
        buf_finish(&place.bytes);
    }
    form_def_destroy(form);
    buf_finish(&never.bytes);
}

TEST(pieces_that_do_not_come_back_are_told)
{
    struct form_def *form = aside_fixture_form();
    for (int altered = 0; altered < 2; altered++) {
        struct aside_fixture place = {0};
        struct table *t = aside_table(form, COUNT, &place);
        assert_int_equal(table_fault(t, NULL), ERR_NONE);
        place.lost = !altered;
        place.altered = altered;
        assert_int_equal(table_cell(t, COUNT - 1, 0).missing, TABLE_EMPTY);
        assert_int_equal(table_fault(t, NULL), altered ? ERR_CORRUPT : ERR_IO);
        table_destroy(t);
        buf_finish(&place.bytes);
    }
    form_def_destroy(form);
}

TEST_MAIN(cmocka_unit_test(columns_come_back_as_they_were),
          cmocka_unit_test(rows_across_all_columns_are_the_same_too),
          cmocka_unit_test(one_columns_block_leaves_the_others),
          cmocka_unit_test(a_look_of_its_own_reads_the_same),
          cmocka_unit_test(few_rows_stay_in_memory), cmocka_unit_test(a_place_without_room_is_told),
          cmocka_unit_test(pieces_that_do_not_come_back_are_told))
