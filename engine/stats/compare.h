// SPDX-License-Identifier: EUPL-1.2
// Groups and waves beside each other: the interval of a difference, association in a cross table
// with tests that say when they do not hold, and weights. [any]
#pragma once

#include "stats/stats.h"

// ---- differences ----

// The interval at 95 % of first − second, by Newcombe's method 10: from the two shares and their
// own Wilson intervals (corrected for a finite population or for weights where those are).
struct stats_interval stats_difference(double first, struct stats_interval of_first, double second,
                                       struct stats_interval of_second);
// Two shares of independent samples tested by chi-square without correction, as R's prop.test
// (correct = FALSE): the p-value; 1 where both are nobody or everybody.
double stats_difference_p(struct stats_share first, struct stats_share second);

// ---- cross tables ----

struct stats_association {
    size_t rows, columns;  // that are not empty
    uint64_t n;            //
    double chi_square, df; //
    double p;              // of chi-square
    double v;              // Cramér's V
    double least_expected; // the smallest expected count
    double small_share;    // the share of cells whose expected count is below 5
    bool holds;            // Cochran: no expected count below 1, at most a fifth below 5
    bool fisher_known;     // Fisher's exact test could be computed in reasonable time
    double fisher_p;       //
};

// cells by row. False where there is nothing to test: fewer than two rows or columns with anybody
// in them.
bool stats_cross(const uint64_t *cells, size_t rows, size_t columns, struct stats_association *out);

// ---- weights ----

// Kish's effective size: (sum of w)^2 / sum of w^2. 0 where all weights are 0.
double stats_kish(const double *weights, size_t count);
// Wilson's interval of a weighted share, with the effective size for n; population 0: no
// correction. effective > 0. Where population is not above effective: the share itself.
struct stats_interval stats_wilson_weighted(double share, double effective, double population);
