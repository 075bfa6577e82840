// SPDX-License-Identifier: EUPL-1.2
// Run charts and p-charts against R (qicharts2 for Anhøj's limits and the p-chart's, our own R code
// for shifts, trends and runs). The series are invented.
#include "tests/unit/test.h"

#include "stats/run.h"

#include <math.h>

static void assert_near(double actual, double expected)
{
    if (!(fabs(actual - expected) <= 1e-6)) fail_msg("%.9f is not %.9f", actual, expected);
}

TEST(runs_that_may_be_chance)
{
    static const size_t rows[][3] = {{10, 3, 9},   {15, 5, 12},  {20, 7, 15},  {25, 9, 18},
                                     {30, 11, 21}, {35, 13, 24}, {40, 15, 27}, {45, 17, 30},
                                     {50, 19, 33}, {55, 21, 36}, {60, 24, 38}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t least, most;
        stats_run_limits(rows[i][0], &least, &most);
        assert_int_equal(least, rows[i][1]);
        assert_int_equal(most, rows[i][2]);
    }
}

TEST(too_few_points_have_no_limits)
{
    size_t least = 9, most = 9;
    stats_run_limits(9, &least, &most);
    assert_int_equal(least, 0);
    assert_int_equal(most, 0);
}

TEST(anhoejs_limits)
{
    static const size_t rows[][3] = {{10, 6, 2},  {15, 7, 4},  {20, 7, 6},  {25, 8, 8},
                                     {30, 8, 10}, {35, 8, 12}, {40, 8, 14}, {45, 8, 17},
                                     {50, 9, 19}, {55, 9, 21}, {60, 9, 23}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(stats_run_longest_max(rows[i][0]), rows[i][1]);
        assert_int_equal(stats_run_crossings_min(rows[i][0]), rows[i][2]);
    }
}

TEST(a_sawtooth_is_chance)
{
    static const double y[] = {52, 48, 55, 47, 53, 49, 50, 46, 54, 51, 45, 56,
                               48, 53, 49, 52, 47, 55, 50, 46, 54, 49, 51, 53};
    struct stats_run r;
    stats_run_make(y, sizeof y / sizeof y[0], 0, &r);
    assert_near(r.median, 50.5);
    assert_int_equal(r.useful, 24);
    assert_int_equal(r.runs, 19);
    assert_int_equal(r.longest_run, 3);
    assert_int_equal(r.longest_run_max, 8);
    assert_int_equal(r.crossings, 18);
    assert_int_equal(r.crossings_min, 8);
    assert_int_equal(r.longest_trend, 3);
    assert_false(r.anhoej);
    assert_false(r.shift);
    assert_false(r.trend);
    assert_near(r.p_few, 0.997217);
    assert_near(r.p_many, 0.009495);
}

TEST(a_shift_is_found_by_both_rules)
{
    static const double y[] = {50, 47, 52, 49, 51, 48, 53, 50, 46, 52,
                               49, 51, 57, 58, 56, 59, 57, 60, 58, 61};
    struct stats_run r;
    stats_run_make(y, sizeof y / sizeof y[0], 0, &r);
    assert_near(r.median, 52);
    assert_int_equal(r.useful, 18);
    assert_int_equal(r.runs, 4);
    assert_int_equal(r.longest_run, 8);
    assert_int_equal(r.longest_run_max, 7);
    assert_int_equal(r.crossings, 3);
    assert_int_equal(r.crossings_min, 5);
    assert_int_equal(r.longest_trend, 4);
    assert_true(r.anhoej);
    assert_true(r.shift);
    assert_false(r.trend);
    assert_near(r.p_few, 0.003003);
    assert_near(r.p_many, 0.99963);
}

TEST(a_trend_is_found_by_perla_alone)
{
    static const double y[] = {40, 42, 41, 43, 40, 41, 43, 44, 45, 46, 47, 48, 41, 40, 42, 41};
    struct stats_run r;
    stats_run_make(y, sizeof y / sizeof y[0], 0, &r);
    assert_near(r.median, 42);
    assert_int_equal(r.useful, 14);
    assert_int_equal(r.runs, 5);
    assert_int_equal(r.longest_run, 6);
    assert_int_equal(r.longest_run_max, 7);
    assert_int_equal(r.crossings, 4);
    assert_int_equal(r.crossings_min, 4);
    assert_int_equal(r.longest_trend, 8);
    assert_false(r.anhoej);
    assert_true(r.shift);
    assert_true(r.trend);
    assert_near(r.p_few, 0.077506);
    assert_near(r.p_many, 0.974942);
}

TEST(a_p_chart_has_a_limit_a_point)
{
    static const struct stats_share y[] = {{8, 20},  {12, 25}, {9, 20}, {14, 28},
                                           {7, 19},  {11, 24}, {3, 22}, {10, 21},
                                           {13, 26}, {9, 20},  {8, 18}, {17, 25}};
    static const double limits[][2] = {
        {0.117664, 0.785321}, {0.152908, 0.750077}, {0.117664, 0.785321}, {0.169356, 0.733629},
        {0.108992, 0.793993}, {0.146751, 0.756234}, {0.1332, 0.769785},   {0.12571, 0.777275},
        {0.158706, 0.744279}, {0.117664, 0.785321}, {0.099607, 0.803378}, {0.152908, 0.750077}};
    struct stats_p_point points[12];
    assert_near(stats_p_chart(y, 12, points), 0.4514925373);
    for (size_t i = 0; i < 12; i++) {
        assert_near(points[i].low, limits[i][0]);
        assert_near(points[i].high, limits[i][1]);
        assert_false(points[i].signal);
    }
}

TEST(a_point_outside_its_limits_is_a_signal)
{
    static const struct stats_share y[] = {{10, 50}, {11, 50}, {9, 50},
                                           {10, 50}, {35, 50}, {10, 50}};
    struct stats_p_point points[6];
    stats_p_chart(y, 6, points);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(points[i].signal, i == 4);
}

TEST(limits_stay_within_nobody_and_everybody)
{
    static const struct stats_share y[] = {{0, 3}, {1, 3}, {3, 3}, {2, 3}};
    struct stats_p_point points[4];
    stats_p_chart(y, 4, points);
    for (size_t i = 0; i < 4; i++) {
        assert_near(points[i].low, 0);
        assert_near(points[i].high, 1);
        assert_false(points[i].signal);
    }
}

TEST(points_on_the_median_neither_count_nor_break)
{
    static const double y[] = {5, 5, 6, 5, 7, 4, 5, 3};
    struct stats_run r;
    stats_run_make(y, 8, 0, &r);
    assert_near(r.median, 5);
    assert_int_equal(r.useful, 4);
    assert_int_equal(r.runs, 2);
    assert_int_equal(r.longest_run, 2);
    assert_false(r.anhoej);
}

TEST(equal_neighbours_neither_count_nor_break_a_trend)
{
    static const double y[] = {1, 2, 2, 2, 3, 4, 4, 5};
    struct stats_run r;
    stats_run_make(y, 8, 0, &r);
    assert_int_equal(r.longest_trend, 5);
    assert_true(r.trend);
}

TEST(all_points_alike_are_no_signal)
{
    static const double y[] = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
    struct stats_run r;
    stats_run_make(y, 12, 0, &r);
    assert_int_equal(r.useful, 0);
    assert_int_equal(r.runs, 0);
    assert_int_equal(r.crossings, 0);
    assert_false(r.shift || r.trend || r.runs_few || r.runs_many || r.anhoej);
}

TEST(no_points_and_one)
{
    struct stats_run r;
    stats_run_make(NULL, 0, 0, &r);
    assert_int_equal(r.count, 0);
    stats_run_make((double[]){4}, 1, 0, &r);
    assert_near(r.median, 4);
    assert_int_equal(r.longest_trend, 1);
}

TEST(a_baseline_may_be_the_first_points_alone)
{
    static const double y[] = {10, 12, 11, 13, 30, 31, 32, 33, 34, 35};
    struct stats_run r;
    stats_run_make(y, 10, 4, &r);
    assert_near(r.median, 11.5);
    assert_int_equal(r.longest_run, 7);
    assert_true(r.shift);
}

TEST(two_per_cent_a_year_relative_or_in_points)
{
    assert_near(stats_goal_at(50, STATS_GOAL_RELATIVE, 2, 4), 54.121608);
    assert_near(stats_goal_at(1, STATS_GOAL_RELATIVE, 2, 4), 1.08243216);
    assert_near(stats_goal_at(50, STATS_GOAL_POINTS, 2, 4), 58);
    assert_near(stats_goal_at(50, STATS_GOAL_POINTS, -2, 0.5), 49); // lower is better
}

TEST_MAIN(cmocka_unit_test(runs_that_may_be_chance),
          cmocka_unit_test(too_few_points_have_no_limits), cmocka_unit_test(anhoejs_limits),
          cmocka_unit_test(a_sawtooth_is_chance), cmocka_unit_test(a_shift_is_found_by_both_rules),
          cmocka_unit_test(a_trend_is_found_by_perla_alone),
          cmocka_unit_test(a_p_chart_has_a_limit_a_point),
          cmocka_unit_test(a_point_outside_its_limits_is_a_signal),
          cmocka_unit_test(limits_stay_within_nobody_and_everybody),
          cmocka_unit_test(points_on_the_median_neither_count_nor_break),
          cmocka_unit_test(equal_neighbours_neither_count_nor_break_a_trend),
          cmocka_unit_test(all_points_alike_are_no_signal), cmocka_unit_test(no_points_and_one),
          cmocka_unit_test(a_baseline_may_be_the_first_points_alone),
          cmocka_unit_test(two_per_cent_a_year_relative_or_in_points))
