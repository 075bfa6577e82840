// SPDX-License-Identifier: EUPL-1.2
// Differences, cross tables and weights against R 4.2.2 (prop.test, chisq.test, fisher.test),
// Newcombe's published example and Kish's formula.
#include "tests/unit/test.h"

#include "stats/compare.h"

#include <math.h>

static void assert_near(double actual, double expected)
{
    if (!(fabs(actual - expected) <= 1e-6)) fail_msg("%.9f is not %.9f", actual, expected);
}

static struct stats_interval newcombe(uint64_t a, uint64_t m, uint64_t b, uint64_t n)
{
    return stats_difference((double)a / (double)m, stats_wilson((struct stats_share){a, m}),
                            (double)b / (double)n, stats_wilson((struct stats_share){b, n}));
}

TEST(newcombes_own_example)
{
    struct stats_interval got = newcombe(56, 70, 48, 80);
    assert_near(got.low, 0.052431472); // published as 0.0524 to 0.3339
    assert_near(got.high, 0.333872654);
}

TEST(the_interval_of_a_difference_at_the_ends)
{
    struct stats_interval got = newcombe(10, 10, 0, 20);
    assert_near(got.low, 0.67908604);
    assert_near(got.high, 1);
    got = newcombe(21, 40, 36, 39);
    assert_near(got.low, -0.55634775);
    assert_near(got.high, -0.20530473);
}

TEST(two_shares_are_tested_as_prop_test_does)
{
    struct stats_share first = {21, 40}, second = {36, 39};
    assert_near(stats_difference_p(first, second), 7.935618e-05);
    assert_near(stats_difference_p((struct stats_share){0, 5}, (struct stats_share){0, 9}), 1);
}

static struct stats_association cross(const uint64_t *cells, size_t rows, size_t columns)
{
    struct stats_association a;
    assert_true(stats_cross(cells, rows, columns, &a));
    return a;
}

TEST(a_large_table_has_a_chi_square_that_holds)
{
    struct stats_association a = cross((uint64_t[]){30, 20, 10, 15, 25, 40}, 2, 3);
    assert_near(a.chi_square, 21.12962963);
    assert_near(a.p, 2.580828961e-05);
    assert_near(a.v, 0.3884918608);
    assert_near(a.df, 2);
    assert_int_equal(a.n, 140);
    assert_true(a.holds);
}

TEST(a_thin_table_says_so_and_gets_fishers_test)
{
    struct stats_association a = cross((uint64_t[]){5, 2, 0, 1, 4, 1, 0, 2, 6}, 3, 3);
    assert_near(a.chi_square, 15.895833333);
    assert_near(a.p, 0.003162172663);
    assert_near(a.least_expected, 1.714285714);
    assert_near(a.small_share, 1);
    assert_false(a.holds);
    assert_true(a.fisher_known);
    assert_near(a.fisher_p, 0.002596818386);
}

TEST(fishers_tea)
{
    struct stats_association a = cross((uint64_t[]){3, 1, 1, 3}, 2, 2);
    assert_near(a.fisher_p, 0.4857142857);
    assert_near(a.chi_square, 2);
    assert_near(a.p, 0.1572992071);
    assert_false(a.holds);
}

TEST(empty_rows_and_columns_do_not_count)
{
    struct stats_association a = cross((uint64_t[]){12, 0, 3, 5, 0, 0, 0, 0, 20, 0, 9, 6}, 3, 4);
    assert_int_equal(a.rows, 2);
    assert_int_equal(a.columns, 3);
    assert_near(a.chi_square, 1.0803571429);
    assert_near(a.p, 0.5826441995);
}

TEST(one_row_is_no_table)
{
    struct stats_association a;
    assert_false(stats_cross((uint64_t[]){3, 4, 0, 0}, 2, 2, &a));
    assert_false(stats_cross((uint64_t[]){0, 4, 0, 5}, 2, 2, &a));
    assert_false(stats_cross((uint64_t[]){0, 0, 0, 0}, 2, 2, &a));
}

TEST(a_table_too_large_for_fishers_test_says_so)
{
    uint64_t cells[64];
    for (size_t i = 0; i < 64; i++)
        cells[i] = 1 + i % 5;
    struct stats_association a = cross(cells, 8, 8);
    assert_false(a.holds);
    assert_false(a.fisher_known);
}

TEST(kish)
{
    static const double weights[] = {1, 1, 2, 2, 4}, even[] = {3, 3, 3}, none[] = {0, 0};
    assert_near(stats_kish(weights, 5), 3.846154);
    assert_near(stats_kish(even, 3), 3);
    assert_near(stats_kish(none, 2), 0);
}

TEST(even_weights_change_no_interval)
{
    struct stats_interval plain = stats_wilson((struct stats_share){21, 40}),
                          weighted = stats_wilson_weighted(21 / 40.0, 40, 0), fpc;
    assert_near(weighted.low, plain.low);
    assert_near(weighted.high, plain.high);
    assert_int_equal(stats_wilson_fpc((struct stats_share){21, 40}, 84, &fpc, NULL), ERR_NONE);
    weighted = stats_wilson_weighted(21 / 40.0, 40, 84);
    assert_near(weighted.low, fpc.low);
    assert_near(weighted.high, fpc.high);
}

TEST_MAIN(cmocka_unit_test(newcombes_own_example),
          cmocka_unit_test(the_interval_of_a_difference_at_the_ends),
          cmocka_unit_test(two_shares_are_tested_as_prop_test_does),
          cmocka_unit_test(a_large_table_has_a_chi_square_that_holds),
          cmocka_unit_test(a_thin_table_says_so_and_gets_fishers_test),
          cmocka_unit_test(fishers_tea), cmocka_unit_test(empty_rows_and_columns_do_not_count),
          cmocka_unit_test(one_row_is_no_table),
          cmocka_unit_test(a_table_too_large_for_fishers_test_says_so), cmocka_unit_test(kish),
          cmocka_unit_test(even_weights_change_no_interval))
