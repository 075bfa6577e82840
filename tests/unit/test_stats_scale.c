// SPDX-License-Identifier: EUPL-1.2
// Ordered scales against the published 2019 result and against R; straight-lining and rapid series.
#include "tests/unit/test.h"

#include "stats/scale.h"

#include <math.h>

static void assert_near(double actual, double expected)
{
    if (fabs(actual - expected) > 1e-6) fail_msg("%.9f is not %.9f", actual, expected);
}

TEST(four_steps_are_worth_100_66_33_and_0)
{
    static const uint32_t expected[] = {100, 66, 33, 0};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(stats_scale_points(i, 4, STATS_BEST_FIRST), expected[i]);
        assert_int_equal(stats_scale_points(3 - i, 4, STATS_BEST_LAST), expected[i]);
    }
    assert_int_equal(stats_scale_points(1, 5, STATS_BEST_LAST), 25);
    assert_int_equal(stats_scale_points(0, 2, STATS_BEST_FIRST), 100);
}

TEST(index_and_mean_of_the_2019_conference)
{
    static const struct {
        uint64_t counts[4], base;
        double index, mean;
    } published[] = {{{5, 21, 5, 1}, 32, 64.09375, 2.0625},
                     {{13, 24, 3, 0}, 40, 74.575, 1.75},
                     {{14, 22, 2, 0}, 38, 76.789474, 1.684211}};
    for (size_t i = 0; i < 3; i++) {
        uint64_t base;
        assert_near(stats_scale_index(published[i].counts, 4, STATS_BEST_FIRST, &base),
                    published[i].index);
        assert_int_equal(base, published[i].base);
        assert_near(stats_scale_mean(published[i].counts, 4, &base), published[i].mean);
        assert_int_equal(base, published[i].base);
    }
}

TEST(nobody_has_no_index)
{
    uint64_t counts[3] = {0, 0, 0}, base = 1;
    assert_near(stats_scale_index(counts, 3, STATS_BEST_LAST, &base), 0);
    assert_int_equal(base, 0);
}

TEST(alpha_is_that_of_r)
{
    static const double values[] = {1, 2, 2, 3, 2, 2, 3, 3, 4, 4, 5, 4,
                                    3, 3, 3, 2, 5, 4, 5, 5, 2, 1, 2, 2};
    double alpha;
    assert_true(stats_alpha(values, 6, 4, &alpha));
    assert_near(alpha, 0.9518518519);
}

TEST(alpha_of_one_item_or_of_no_spread_is_refused)
{
    static const double same[] = {1, 2, 1, 2, 1, 2};
    double alpha = 7;
    assert_false(stats_alpha(same, 3, 2, &alpha));
    assert_false(stats_alpha(same, 6, 1, &alpha));
    assert_false(stats_alpha(same, 1, 6, &alpha));
    assert_near(alpha, 7);
}

TEST(alpha_keeps_its_digits_far_from_zero)
{
    double values[24];
    static const double near[] = {1, 2, 2, 3, 2, 2, 3, 3, 4, 4, 5, 4,
                                  3, 3, 3, 2, 5, 4, 5, 5, 2, 1, 2, 2};
    for (int i = 0; i < 24; i++)
        values[i] = near[i] + 1e7;
    double alpha;
    assert_true(stats_alpha(values, 6, 4, &alpha));
    assert_near(alpha, 0.9518518519);
}

TEST(a_battery_answered_alike_is_straight)
{
    assert_true(stats_straight((int32_t[]){2, 2, 2, 2}, 4, 4));
    assert_true(stats_straight((int32_t[]){2, -9, 2, 2, 2}, 5, 4)); // an empty one is passed over
    assert_false(stats_straight((int32_t[]){2, 2, 2, 3}, 4, 4));
    assert_false(stats_straight((int32_t[]){2, 2, 2, -9}, 4, 4)); // too few were answered
    assert_false(stats_straight((int32_t[]){-9, -9, -9, -9}, 4, 4));
}

TEST(a_third_of_the_median_is_too_fast)
{
    double seconds[] = {90, 60, 120, 90, 90, 30, 90, 90, 150, 90};
    assert_near(stats_rapid_limit(seconds, 10), 30);
    assert_near(stats_rapid_limit(seconds, 9), 0); // too few to know what is usual
}

TEST(three_in_quick_succession_are_a_series)
{
    static const int64_t times[] = {0, 100, 103, 105, 300, 302, 500, 501, 502, 503};
    bool marks[10];
    assert_int_equal(stats_rapid_series(times, 10, 5, marks), 7);
    static const bool expected[] = {false, true, true, true, false, false, true, true, true, true};
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(marks[i], expected[i]);
    assert_int_equal(stats_rapid_series(times, 0, 5, marks), 0);
}

TEST_MAIN(cmocka_unit_test(four_steps_are_worth_100_66_33_and_0),
          cmocka_unit_test(index_and_mean_of_the_2019_conference),
          cmocka_unit_test(nobody_has_no_index), cmocka_unit_test(alpha_is_that_of_r),
          cmocka_unit_test(alpha_of_one_item_or_of_no_spread_is_refused),
          cmocka_unit_test(alpha_keeps_its_digits_far_from_zero),
          cmocka_unit_test(a_battery_answered_alike_is_straight),
          cmocka_unit_test(a_third_of_the_median_is_too_fast),
          cmocka_unit_test(three_in_quick_succession_are_a_series))
