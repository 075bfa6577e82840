// SPDX-License-Identifier: EUPL-1.2
// Figures against values from R (prop.test without correction; effective base for the finite
// population) and against the published result of the 2019 conference.
#include "tests/unit/test.h"

#include "stats/stats.h"

#include <math.h>
#include <string.h>

static struct stats_share of(uint64_t part, uint64_t whole)
{
    return (struct stats_share){part, whole};
}

static void assert_percent(uint64_t part, uint64_t whole, int decimals, const char *expected)
{
    char text[32];
    stats_percent_text(stats_percent(of(part, whole), decimals), decimals, '.', text);
    assert_string_equal(text, expected);
}

static void assert_near(double actual, double expected)
{
    if (fabs(actual - expected) > 0.5e-6) fail_msg("%.9f is not %.6f", actual, expected);
}

TEST(halves_are_rounded_up)
{
    assert_percent(26, 32, 1, "81.3"); // 81.25 exactly
    assert_percent(1, 8, 0, "13");     // 12.5
    assert_percent(1, 800, 1, "0.1");  // 0.125
    assert_percent(1, 2000, 1, "0.1"); // 0.05
    assert_percent(1, 2001, 1, "0.0");
}

TEST(published_shares_come_out)
{
    assert_percent(40, 84, 1, "47.6");
    assert_percent(40, 96, 1, "41.7");
    assert_percent(21, 40, 1, "52.5");
    assert_percent(26, 40, 1, "65.0");
    assert_percent(36, 38, 1, "94.7");
    assert_percent(36, 39, 1, "92.3");
    assert_percent(36, 40, 1, "90.0");
    assert_percent(21, 38, 1, "55.3");
}

TEST(nobody_and_everybody_are_whole_numbers)
{
    assert_percent(0, 40, 1, "0.0");
    assert_percent(40, 40, 1, "100.0");
    assert_percent(40, 40, 0, "100");
}

TEST(large_bases_do_not_overflow)
{
    assert_percent((UINT64_C(1) << 40) - 1, (UINT64_C(1) << 40) - 1, 4, "100.0000");
    assert_percent(1, (UINT64_C(1) << 40) - 1, 4, "0.0000");
}

TEST(the_decimal_comma_is_the_callers_choice)
{
    char text[32];
    size_t length = stats_percent_text(476, 1, ',', text);
    assert_string_equal(text, "47,6");
    assert_int_equal(length, 4);
    stats_percent_text(-5, 1, '.', text);
    assert_string_equal(text, "-0.5");
}

TEST(computed_shares_round_half_up_too)
{
    assert_int_equal(stats_percent_of(0.8125, 1), 813);
    assert_int_equal(stats_percent_of(0.374974, 1), 375);
    assert_int_equal(stats_percent_of(0.1235, 1), 124); // 12.35 has no exact binary value
    assert_int_equal(stats_percent_of(0, 1), 0);
    assert_int_equal(stats_percent_of(1, 1), 1000);
}

static const struct {
    uint64_t part, whole;
    double low, high, low_fpc, high_fpc; // population 84
} wilson[] = {
    {21, 40, 0.374974, 0.670645, 0.413869, 0.633709},
    {21, 38, 0.397063, 0.698536, 0.435278, 0.664401},
    {5, 40, 0.054595, 0.261121, 0.068142, 0.218191},
    {26, 40, 0.495059, 0.778655, 0.537501, 0.747966},
    {26, 32, 0.646908, 0.911105, 0.685123, 0.896159},
    {6, 40, 0.070612, 0.290723, 0.086556, 0.247356},
    {13, 40, 0.200845, 0.479823, 0.23004, 0.436916},
    {37, 40, 0.801358, 0.974164, 0.842891, 0.965931},
    {3, 40, 0.025836, 0.198642, 0.034069, 0.157109},
    {14, 40, 0.221345, 0.504941, 0.252034, 0.462499},
    {36, 40, 0.769482, 0.96042, 0.811807, 0.949437},
    {36, 38, 0.827145, 0.985446, 0.866989, 0.980279},
    {2, 40, 0.013821, 0.165039, 0.019109, 0.124491},
    {36, 39, 0.796789, 0.973493, 0.837913, 0.965345},
    {0, 10, 0, 0.277533, 0, 0.255116},
};

TEST(wilson_agrees_with_r)
{
    for (size_t i = 0; i < sizeof wilson / sizeof wilson[0]; i++) {
        struct stats_interval got = stats_wilson(of(wilson[i].part, wilson[i].whole));
        assert_near(got.low, wilson[i].low);
        assert_near(got.high, wilson[i].high);
    }
}

TEST(wilson_with_a_finite_population_agrees_with_r)
{
    for (size_t i = 0; i < sizeof wilson / sizeof wilson[0]; i++) {
        struct stats_interval got;
        assert_int_equal(stats_wilson_fpc(of(wilson[i].part, wilson[i].whole), 84, &got, NULL),
                         ERR_NONE);
        assert_near(got.low, wilson[i].low_fpc);
        assert_near(got.high, wilson[i].high_fpc);
    }
}

TEST(the_ends_of_the_scale_are_exact)
{
    struct stats_interval none = stats_wilson(of(0, 7)), all = stats_wilson(of(7, 7));
    assert_true(none.low == 0 && none.high > 0 && none.high < 1);
    assert_true(all.high == 1 && all.low > 0 && all.low < 1);
}

TEST(everybody_answered_leaves_nothing_uncertain)
{
    struct stats_interval got;
    assert_int_equal(stats_wilson_fpc(of(21, 84), 84, &got, NULL), ERR_NONE);
    assert_true(got.low == 0.25 && got.high == 0.25);
}

TEST(more_answers_than_people_are_refused)
{
    struct stats_interval got = {7, 7};
    struct err_info info = {0};
    assert_int_equal(stats_wilson_fpc(of(21, 40), 39, &got, &info), ERR_ARGUMENT);
    assert_non_null(strstr(info.message, "40"));
    assert_non_null(strstr(info.message, "39"));
    assert_true(got.low == 7 && got.high == 7);
}

TEST(the_effective_base_is_the_references)
{
    assert_near(stats_effective_base(40, 84), 75.454545);
    assert_true(isinf(stats_effective_base(84, 84)));
}

TEST(response_rates_are_aapors)
{
    // The respondent who left question 5 empty coded as partial.
    struct stats_dispositions d = {.complete = 39, .partial = 1, .not_reached = 44};
    struct stats_share rr1 = stats_response_rate(&d, STATS_RR1);
    struct stats_share rr2 = stats_response_rate(&d, STATS_RR2);
    assert_near((double)rr1.part / (double)rr1.whole, 0.464286);
    assert_near((double)rr2.part / (double)rr2.whole, 0.47619);
    assert_int_equal(stats_response_rate(&d, STATS_RR5).part, 39);
    assert_int_equal(stats_response_rate(&d, STATS_RR6).part, 40);
    assert_int_equal(stats_response_rate(&d, STATS_RR6).whole, 84);
}

TEST(unknown_eligibility_lowers_only_rr1_and_rr2)
{
    struct stats_dispositions d = {
        .complete = 10, .refused = 5, .unknown_house = 3, .unknown_other = 2};
    assert_int_equal(stats_response_rate(&d, STATS_RR1).whole, 20);
    assert_int_equal(stats_response_rate(&d, STATS_RR2).whole, 20);
    assert_int_equal(stats_response_rate(&d, STATS_RR5).whole, 15);
    assert_int_equal(stats_response_rate(&d, STATS_RR6).whole, 15);
}

TEST(rr3_and_rr4_count_the_believed_share_of_the_unknown)
{
    struct stats_dispositions d = {
        .complete = 10, .partial = 2, .refused = 5, .unknown_house = 3, .unknown_other = 2};
    struct stats_response rr3 = stats_response_estimate(&d, STATS_RR3, 0.5);
    struct stats_response rr4 = stats_response_estimate(&d, STATS_RR4, 0.5);
    assert_near(rr3.whole, 19.5);
    assert_near(rr3.rate, 10 / 19.5);
    assert_near(rr4.rate, 12 / 19.5);
    assert_near(stats_response_estimate(&d, STATS_RR3, 1).rate,
                stats_response_estimate(&d, STATS_RR1, 0).rate);
    assert_near(stats_response_estimate(&d, STATS_RR4, 0).rate,
                stats_response_estimate(&d, STATS_RR6, 1).rate);
}

TEST(nobody_to_ask_has_no_rate)
{
    struct stats_dispositions d = {0};
    assert_near(stats_response_estimate(&d, STATS_RR1, 0).rate, 0);
    assert_int_equal(stats_response_rate(&d, STATS_RR2).whole, 0);
}

TEST(bases_under_k_are_withheld)
{
    assert_true(stats_withheld(4, 5));
    assert_true(stats_withheld(1, 5));
    assert_false(stats_withheld(5, 5));
    assert_false(stats_withheld(0, 5));
    assert_false(stats_withheld(1, 0));
}

TEST_MAIN(cmocka_unit_test(halves_are_rounded_up), cmocka_unit_test(published_shares_come_out),
          cmocka_unit_test(nobody_and_everybody_are_whole_numbers),
          cmocka_unit_test(large_bases_do_not_overflow),
          cmocka_unit_test(the_decimal_comma_is_the_callers_choice),
          cmocka_unit_test(computed_shares_round_half_up_too),
          cmocka_unit_test(wilson_agrees_with_r),
          cmocka_unit_test(wilson_with_a_finite_population_agrees_with_r),
          cmocka_unit_test(the_ends_of_the_scale_are_exact),
          cmocka_unit_test(everybody_answered_leaves_nothing_uncertain),
          cmocka_unit_test(more_answers_than_people_are_refused),
          cmocka_unit_test(the_effective_base_is_the_references),
          cmocka_unit_test(response_rates_are_aapors),
          cmocka_unit_test(unknown_eligibility_lowers_only_rr1_and_rr2),
          cmocka_unit_test(rr3_and_rr4_count_the_believed_share_of_the_unknown),
          cmocka_unit_test(nobody_to_ask_has_no_rate), cmocka_unit_test(bases_under_k_are_withheld))
