// SPDX-License-Identifier: EUPL-1.2
// More responses than memory should hold: rows that were laid aside come back as they were.
#include "tests/unit/aside_fixture.h"

enum { COUNT = 3000, LITTLE = 20000 };

static void assert_same(const struct table *a, const struct table *b)
{
    struct buf left = {0}, right = {0};
    assert_int_equal(table_row_count(a), table_row_count(b));
    assert_int_equal(table_column_count(a), table_column_count(b));
    for (size_t row = 0; row < table_row_count(a); row++)
        for (size_t i = 0; i < table_column_count(a); i++) {
            assert_int_equal(table_cell(a, row, i).missing, table_cell(b, row, i).missing);
            buf_clear(&left);
            buf_clear(&right);
            table_text(a, row, i, &left);
            table_text(b, row, i, &right);
            assert_true(str_eq(buf_str(&left), buf_str(&right)));
        }
    assert_int_equal(table_fault(b, NULL), ERR_NONE);
    buf_finish(&left);
    buf_finish(&right);
}

TEST(rows_come_back_as_they_were_in_the_order_of_their_ids)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *whole = aside_fixture_table(form, COUNT, NULL, 0);
    struct table *aside = aside_fixture_table(form, COUNT, &place, LITTLE);
    assert_true(place.puts > 20);
    table_hide_order(whole);
    table_hide_order(aside);
    table_hide_order(aside); // once is enough
    assert_int_equal(table_fault(aside, NULL), ERR_NONE);
    assert_same(whole, aside);
    assert_int_equal(table_repeat_count(aside), 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(table_row_count(table_repeat(whole, i)) == COUNT);
        assert_same(table_repeat(whole, i), table_repeat(aside, i));
    }
    assert_true(place.forgotten > place.bytes.len / 3); // the runs, once they were merged
    table_destroy(whole);
    table_destroy(aside);
    form_def_destroy(form);
    buf_finish(&place.bytes);
}

TEST(what_fits_into_memory_is_not_laid_aside)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *whole = aside_fixture_table(form, 50, NULL, 0);
    struct table *aside = aside_fixture_table(form, 50, &place, 1 << 20);
    table_hide_order(whole);
    table_hide_order(aside);
    assert_same(whole, aside);
    assert_int_equal(place.puts, 0);
    table_destroy(whole);
    table_destroy(aside);
    form_def_destroy(form);
}

TEST(memory_does_not_grow_with_the_responses)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture few = {0}, many = {0};
    struct table *small = aside_fixture_table(form, COUNT / 10, &few, LITTLE);
    struct table *large = aside_fixture_table(form, COUNT, &many, LITTLE);
    assert_true(many.bytes.len > 5 * few.bytes.len);
    assert_true(table_bytes(large) <= table_bytes(small) + 1024);
    table_destroy(small);
    table_destroy(large);
    form_def_destroy(form);
    buf_finish(&few.bytes);
    buf_finish(&many.bytes);
}

TEST(a_response_that_was_laid_aside_is_known_again)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *t = aside_fixture_table(form, COUNT, &place, LITTLE);
    struct err_info info = {0};
    for (unsigned i = 0; i < COUNT; i += 7) {
        assert_int_equal(aside_fixture_add(t, i, &info), ERR_EXISTS);
        assert_string_equal(info.message, "the response is there already");
    }
    assert_int_equal(aside_fixture_add(t, COUNT, &info), ERR_NONE);
    table_hide_order(t);
    assert_int_equal(table_row_count(t), COUNT + 1);
    assert_int_equal(table_refused_count(t), (COUNT + 6) / 7);
    table_destroy(t);
    form_def_destroy(form);
    buf_finish(&place.bytes);
}

TEST(a_place_without_room_is_told)
{
    struct form_def *form = aside_fixture_form();
    struct err_info info = {0};
    struct aside_fixture never = {0};
    table_destroy(aside_fixture_table(form, COUNT, &never, LITTLE));
    const size_t failing[] = {1, 2, never.puts, never.puts + 5}; // the last one while merging
    for (size_t i = 0; i < 4; i++) {
        struct aside_fixture place = {.fail_at = failing[i]};
        struct table *t = aside_fixture_table(form, COUNT, &place, LITTLE);
        table_hide_order(t);
        assert_int_equal(table_fault(t, &info), ERR_FULL);
        assert_string_equal(info.message, "no room is left");
        table_destroy(t);
        buf_finish(&place.bytes);
    }
    form_def_destroy(form);
    buf_finish(&never.bytes);
}

TEST(rows_that_do_not_come_back_are_told)
{
    struct form_def *form = aside_fixture_form();
    for (int altered = 0; altered < 2; altered++) {
        struct aside_fixture place = {0};
        struct err_info info = {0};
        struct table *t = aside_fixture_table(form, COUNT, &place, LITTLE);
        table_hide_order(t);
        assert_int_equal(table_fault(t, &info), ERR_NONE);
        place.lost = !altered;
        place.altered = altered;
        assert_int_equal(table_cell(t, COUNT - 1, 0).missing, TABLE_EMPTY);
        assert_int_equal(table_fault(t, &info), altered ? ERR_CORRUPT : ERR_IO);
        table_destroy(t);
        buf_finish(&place.bytes);
    }
    form_def_destroy(form);
}

TEST(a_table_in_order_takes_no_more)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *t = aside_fixture_table(form, COUNT, &place, LITTLE);
    table_hide_order(t);
    assert_int_equal(aside_fixture_add(t, COUNT, NULL), ERR_STATE);
    assert_int_equal(table_row_count(t), COUNT);
    table_destroy(t);
    form_def_destroy(form);
    buf_finish(&place.bytes);
}

TEST(two_looks_stand_on_different_rows)
{
    struct form_def *form = aside_fixture_form();
    struct aside_fixture place = {0};
    struct table *t = aside_fixture_table(form, COUNT, &place, LITTLE);
    table_hide_order(t);
    const struct table *one = table_look(t), *other = table_look(t);
    struct str first = table_cell(one, 0, TABLE_ID).text;
    struct str last = table_cell(other, COUNT - 1, TABLE_ID).text;
    assert_true(table_block_rows(t) < COUNT); // not of one block
    assert_true(str_compare(first, last) < 0);
    assert_true(str_eq(first, table_cell(t, 0, TABLE_ID).text));
    table_look_end(t, one);
    table_look_end(t, other);
    table_destroy(t);
    form_def_destroy(form);
    buf_finish(&place.bytes);
}

TEST_MAIN(cmocka_unit_test(rows_come_back_as_they_were_in_the_order_of_their_ids),
          cmocka_unit_test(what_fits_into_memory_is_not_laid_aside),
          cmocka_unit_test(memory_does_not_grow_with_the_responses),
          cmocka_unit_test(a_response_that_was_laid_aside_is_known_again),
          cmocka_unit_test(a_place_without_room_is_told),
          cmocka_unit_test(rows_that_do_not_come_back_are_told),
          cmocka_unit_test(a_table_in_order_takes_no_more),
          cmocka_unit_test(two_looks_stand_on_different_rows))
