// SPDX-License-Identifier: EUPL-1.2
// Figures of ordered scales: mean with its base, index 0 to 100, Cronbach's alpha, and answers that
// look as if nobody had read the questions. [any]
#pragma once

#include "stats/stats.h"

// Which end of a scale is the good one.
enum stats_best { STATS_BEST_UNKNOWN, STATS_BEST_FIRST, STATS_BEST_LAST };

// What a step of a scale is worth from 0 to 100 in whole points, cut off and not rounded, as
// municipal indices do: four steps are 100, 66, 33, 0, five are 100, 75, 50, 25, 0. step counts
// from 0 in the scale's order, steps >= 2.
uint32_t stats_scale_points(size_t step, size_t steps, enum stats_best best);
// The mean of those points. counts by step. base of 0: 0.
double stats_scale_index(const uint64_t *counts, size_t steps, enum stats_best best,
                         uint64_t *out_base);
// The mean of the values 1, 2, 3 … in the scale's order.
double stats_scale_mean(const uint64_t *counts, size_t steps, uint64_t *out_base);

// Cronbach's alpha of rows × items, row by row, complete rows only. False where there is none:
// fewer than two items or rows, or totals that do not vary.
bool stats_alpha(const double *values, size_t rows, size_t items, double *out);
// The same row by row, for more rows than memory should hold.
struct stats_alpha_sums {
    size_t rows, items;
    double *means, *squares; // of each item, and last of the total; private
};
void stats_alpha_begin(struct stats_alpha_sums *sums, size_t items);
void stats_alpha_add(struct stats_alpha_sums *sums, const double *row); // items values
bool stats_alpha_end(struct stats_alpha_sums *sums, double *out);       // and frees what it holds

// A battery answered with one and the same value: at least least items (3 or more), all alike.
// Missing ones are below 0 and are passed over.
enum { STATS_STRAIGHT_LEAST = 4 };
bool stats_straight(const int32_t *values, size_t count, size_t least);

// The time under which a response was too fast to have been read: a third of the median. Sorts
// seconds. 0 for fewer than 10 responses: then there is no such time.
double stats_rapid_limit(double *seconds, size_t count);
// Marks responses that came in rapid series: three or more in a row from one device, each at most
// gap_s after the one before. times_s in order. Returns how many are marked.
size_t stats_rapid_series(const int64_t *times_s, size_t count, int64_t gap_s, bool *out_marks);
