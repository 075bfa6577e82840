// SPDX-License-Identifier: EUPL-1.2
// The few distributions that tests of a survey's figures need. Checked against R's pchisq, pnorm,
// pbinom and lchoose.
#pragma once

#include <stdint.h>

double stats_special_normal_two_sided(double z);            // P(|Z| >= |z|)
double stats_special_chi_square_upper(double x, double df); // P(X >= x); df > 0
double stats_special_log_factorial(uint64_t n);
double stats_special_log_choose(uint64_t n, uint64_t k);         // k <= n
double stats_special_binomial(uint64_t k, uint64_t n, double p); // P(X <= k), 0 < p < 1
