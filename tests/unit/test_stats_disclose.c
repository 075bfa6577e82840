// SPDX-License-Identifier: EUPL-1.2
// Suppression against an attacker who tries every table that agrees with what is shown.
#include "tests/unit/test.h"

#include "stats/disclose.h"

#include <string.h>

enum { CELLS_MAX = 16 };

// ---- the attacker: all tables with our totals and our shown cells, one after the other ----

struct attacker {
    const struct stats_cut *cut;
    uint64_t row[CELLS_MAX], column[CELLS_MAX]; // what is left of the totals
    uint64_t guess[CELLS_MAX], least[CELLS_MAX], most[CELLS_MAX];
    size_t tables;
};

static void guess_from(struct attacker *a, size_t at)
{
    size_t columns = a->cut->columns, i = at / columns, j = at % columns;
    if (at == a->cut->rows * columns) {
        for (size_t c = 0; c < columns; c++)
            if (a->column[c]) return;
        a->tables++;
        for (size_t c = 0; c < at; c++) {
            if (a->guess[c] < a->least[c]) a->least[c] = a->guess[c];
            if (a->guess[c] > a->most[c]) a->most[c] = a->guess[c];
        }
        return;
    }
    uint64_t most = a->row[i] < a->column[j] ? a->row[i] : a->column[j], from = 0;
    if (j + 1 == columns) { // the row must come out
        if (a->row[i] > most) return;
        from = most = a->row[i];
    }
    if (a->cut->state[at] == STATS_SHOWN) {
        if (a->cut->cells[at] < from || a->cut->cells[at] > most) return;
        from = most = a->cut->cells[at];
    }
    for (uint64_t x = from; x <= most; x++) {
        a->guess[at] = x;
        a->row[i] -= x;
        a->column[j] -= x;
        guess_from(a, at + 1);
        a->row[i] += x;
        a->column[j] += x;
    }
}

static void attack(const struct stats_cut *cut, struct attacker *a)
{
    *a = (struct attacker){.cut = cut};
    for (size_t at = 0; at < cut->rows * cut->columns; at++) {
        a->row[at / cut->columns] += cut->cells[at];
        a->column[at % cut->columns] += cut->cells[at];
        a->least[at] = UINT64_MAX;
    }
    guess_from(a, 0);
}

static void assert_attack_finds(const struct stats_cut *cut)
{
    struct attacker a;
    attack(cut, &a);
    assert_true(a.tables > 0);
    for (size_t at = 0; at < cut->rows * cut->columns; at++) {
        struct stats_bounds b = stats_cut_attack(cut, at / cut->columns, at % cut->columns);
        assert_int_equal(b.least, a.least[at]);
        assert_int_equal(b.most, a.most[at]);
    }
}

static void assert_nobody_finds(const struct stats_cut *cut, uint64_t k)
{
    struct attacker a;
    attack(cut, &a);
    for (size_t at = 0; at < cut->rows * cut->columns; at++) {
        if (cut->state[at] == STATS_SHOWN) continue;
        assert_true(a.most[at] > a.least[at]);
        uint64_t row = 0, column = 0, needed = k;
        for (size_t c = 0; c < cut->rows * cut->columns; c++) {
            if (c / cut->columns == at / cut->columns) row += cut->cells[c];
            if (c % cut->columns == at % cut->columns) column += cut->cells[c];
        }
        if (row < needed) needed = row;
        if (column < needed) needed = column;
        if (cut->state[at] == STATS_SMALL) assert_true(a.most[at] - a.least[at] >= needed);
    }
}

// ---- tests ----

TEST(the_reference_example)
{
    static const uint64_t cells[] = {12, 3, 5, 20, 9, 6};
    static const uint8_t expected[] = {STATS_SHOWN, STATS_SMALL,      STATS_COMPLEMENT,
                                       STATS_SHOWN, STATS_COMPLEMENT, STATS_COMPLEMENT};
    uint8_t cover[6];
    struct stats_cut cut = {.rows = 2, .columns = 3, .cells = cells, .state = cover};
    assert_true(stats_cut_protect(&cut, 5));
    assert_memory_equal(cover, expected, 6);
    struct stats_bounds b = stats_cut_attack(&cut, 0, 1);
    assert_int_equal(b.least, 0);
    assert_int_equal(b.most, 8);
    assert_attack_finds(&cut);
}

TEST(a_table_without_small_cells_is_shown_whole)
{
    static const uint64_t cells[] = {12, 30, 0, 20, 9, 6};
    uint8_t cover[6];
    struct stats_cut cut = {.rows = 2, .columns = 3, .cells = cells, .state = cover};
    assert_true(stats_cut_protect(&cut, 5));
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(cover[i], STATS_SHOWN);
}

TEST(one_withheld_cell_in_a_row_is_found_out)
{
    static const uint64_t cells[] = {12, 3, 5, 20, 9, 6};
    uint8_t cover[6] = {0, STATS_SMALL, 0, 0, 0, 0};
    struct stats_cut cut = {.rows = 2, .columns = 3, .cells = cells, .state = cover};
    struct stats_bounds b = stats_cut_attack(&cut, 0, 1);
    assert_int_equal(b.least, 3);
    assert_int_equal(b.most, 3);
    assert_false(stats_cut_safe(&cut, 5));
}

TEST(a_single_group_cannot_be_protected)
{
    static const uint64_t cells[] = {12, 3, 5};
    uint8_t cover[3];
    struct stats_cut cut = {.rows = 1, .columns = 3, .cells = cells, .state = cover};
    assert_false(stats_cut_protect(&cut, 5));
    for (size_t i = 0; i < 3; i++)
        assert_int_not_equal(cover[i], STATS_SHOWN);
}

// Every protected table out of a few thousand holds against every attack, and the flow tells the
// attacker's bounds to the last one.
TEST(no_attacker_finds_a_withheld_cell)
{
    uint64_t seed = 2026;
    size_t protected = 0;
    for (int run = 0; run < 1500; run++) {
        uint64_t cells[CELLS_MAX], k = 2 + (uint64_t)run % 4;
        uint8_t cover[CELLS_MAX];
        size_t rows = 2 + (size_t)run % 2, columns = 2 + (size_t)run / 2 % 2;
        for (size_t i = 0; i < rows * columns; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
            cells[i] = (seed >> 33) % 9;
        }
        struct stats_cut cut = {.rows = rows, .columns = columns, .cells = cells, .state = cover};
        bool done = stats_cut_protect(&cut, k);
        protected += done;
        assert_attack_finds(&cut);
        for (size_t i = 0; i < rows * columns; i++)
            if (cells[i] > 0 && cells[i] < k) assert_int_not_equal(cover[i], STATS_SHOWN);
        if (done) assert_nobody_finds(&cut, k);
    }
    assert_true(protected > 300); // it does not get there by giving up
}

TEST(what_was_shown_before_is_no_cover)
{
    static const uint64_t cells[] = {12, 3, 5, 20, 9, 6, 30, 8, 40};
    uint8_t cover[9];
    // Kommun A's "Vet ej" has been shown: it cannot be the complement any more.
    static const uint8_t before[] = {0, 0, STATS_PUBLIC, 0, 0, 0, 0, 0, 0};
    struct stats_cut cut = {
        .rows = 3, .columns = 3, .cells = cells, .before = before, .state = cover};
    assert_true(stats_cut_protect(&cut, 5));
    assert_int_equal(cover[2], STATS_SHOWN);
    assert_int_not_equal(cover[0], STATS_SHOWN);
    assert_nobody_finds(&cut, 5);
}

TEST(what_was_withheld_before_stays_withheld)
{
    static const uint64_t cells[] = {12, 30, 50, 20, 9, 60, 30, 8, 40};
    static const uint8_t before[] = {STATS_KEPT, 0, 0, 0, 0, 0, 0, 0, 0};
    uint8_t cover[9];
    struct stats_cut cut = {
        .rows = 3, .columns = 3, .cells = cells, .before = before, .state = cover};
    assert_true(stats_cut_protect(&cut, 5));
    assert_int_not_equal(cover[0], STATS_SHOWN);
    assert_nobody_finds(&cut, 5);
}

TEST(too_much_shown_before_means_nothing_is_shown_now)
{
    static const uint64_t cells[] = {12, 3, 20, 9};
    static const uint8_t before[] = {STATS_PUBLIC, 0, 0, 0};
    uint8_t cover[4];
    struct stats_cut cut = {
        .rows = 2, .columns = 2, .cells = cells, .before = before, .state = cover};
    assert_false(stats_cut_protect(&cut, 5));
    assert_int_not_equal(cover[1], STATS_SHOWN);
    assert_int_not_equal(cover[2], STATS_SHOWN);
    assert_int_not_equal(cover[3], STATS_SHOWN);
}

TEST(a_row_that_is_too_small_goes_whole)
{
    static const uint64_t cells[] = {2, 0, 18, 20, 9, 11, 14, 16, 10};
    static const bool small[] = {true, false, false};
    uint8_t cover[9];
    struct stats_cut cut = {
        .rows = 3, .columns = 3, .cells = cells, .small_rows = small, .state = cover};
    assert_true(stats_cut_protect(&cut, 5));
    for (size_t j = 0; j < 3; j++)
        assert_int_not_equal(cover[j], STATS_SHOWN);
    assert_nobody_finds(&cut, 5);
}

TEST(a_wide_table_is_protected)
{
    enum { ROWS = 30, COLUMNS = 8 };
    uint64_t cells[ROWS * COLUMNS];
    uint8_t cover[ROWS * COLUMNS];
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        cells[i] = i * 7919 % 31;
    struct stats_cut cut = {.rows = ROWS, .columns = COLUMNS, .cells = cells, .state = cover};
    assert_true(stats_cut_protect(&cut, 5));
    assert_true(stats_cut_safe(&cut, 5));
}

// Three gave an answer in all, which the one-way table says: none of them may be told to a group,
// and the rest of the table need not go for it.
TEST(a_rare_answer_does_not_cost_the_whole_table)
{
    static const uint64_t cells[] = {18, 12, 2, 17, 22, 1};
    uint8_t cover[6];
    struct stats_cut cut = {.rows = 2, .columns = 3, .cells = cells, .state = cover};
    assert_true(stats_cut_protect(&cut, 5));
    assert_int_not_equal(cover[2], STATS_SHOWN);
    assert_int_not_equal(cover[5], STATS_SHOWN);
    assert_true(cover[0] == STATS_SHOWN || cover[1] == STATS_SHOWN);
    assert_nobody_finds(&cut, 5);
}

TEST(small_groups_are_put_together)
{
    bool rest[5];
    assert_true(stats_groups_merge((uint64_t[]){20, 3, 2, 40, 0}, 5, 5, rest));
    assert_memory_equal(rest, ((bool[]){false, true, true, false, false}), 5);
    // Three alone would be told by subtraction: the next smallest goes with them.
    assert_true(stats_groups_merge((uint64_t[]){20, 3, 12, 40, 0}, 5, 5, rest));
    assert_memory_equal(rest, ((bool[]){false, true, true, false, false}), 5);
    assert_true(stats_groups_merge((uint64_t[]){20, 30, 5}, 3, 5, rest));
    assert_memory_equal(rest, ((bool[]){false, false, false}), 3);
}

TEST(where_only_one_group_is_left_nothing_is_compared)
{
    bool rest[3];
    assert_false(stats_groups_merge((uint64_t[]){2, 1, 0}, 3, 5, rest));
    assert_false(stats_groups_merge((uint64_t[]){20, 3, 0}, 3, 5, rest));
    assert_false(stats_groups_merge((uint64_t[]){20, 0, 0}, 3, 5, rest));
    assert_false(stats_groups_merge((uint64_t[]){0, 0, 0}, 3, 5, rest));
}

TEST_MAIN(cmocka_unit_test(the_reference_example),
          cmocka_unit_test(a_table_without_small_cells_is_shown_whole),
          cmocka_unit_test(one_withheld_cell_in_a_row_is_found_out),
          cmocka_unit_test(a_single_group_cannot_be_protected),
          cmocka_unit_test(no_attacker_finds_a_withheld_cell),
          cmocka_unit_test(what_was_shown_before_is_no_cover),
          cmocka_unit_test(what_was_withheld_before_stays_withheld),
          cmocka_unit_test(too_much_shown_before_means_nothing_is_shown_now),
          cmocka_unit_test(a_row_that_is_too_small_goes_whole),
          cmocka_unit_test(a_wide_table_is_protected),
          cmocka_unit_test(a_rare_answer_does_not_cost_the_whole_table),
          cmocka_unit_test(small_groups_are_put_together),
          cmocka_unit_test(where_only_one_group_is_left_nothing_is_compared))
