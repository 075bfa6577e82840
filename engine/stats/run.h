// SPDX-License-Identifier: EUPL-1.2
// Run charts and p-charts: is it chance, or has something changed? Rules by Perla, Provost and
// Murray 2011 and by Anhøj and Olesen 2014, side by side: the first finds more, the second cries
// wolf less often. [any]
#pragma once

#include "stats/stats.h"

enum {
    STATS_RUN_SHIFT = 6,  // Perla: so many points in a row on one side of the median
    STATS_RUN_TREND = 5,  // Perla: so many points in a row that rise or fall
    STATS_RUN_LEAST = 10, // useful points for the tables of runs
    STATS_RUN_POINTS_MAX = 10000,
};

struct stats_run {
    size_t count;
    double median;
    size_t useful, above, below; // points that do not lie on the median
    size_t runs, crossings;      // of useful points
    size_t longest_run;          //
    size_t longest_trend;        // points; equal neighbours neither count nor break
    // Perla
    bool shift, trend, runs_few, runs_many; // signals
    size_t runs_least,
        runs_most;        // within which the number of runs may be chance; 0: too few points
    double p_few, p_many; // Wald and Wolfowitz: P(runs <= ours), P(runs >= ours)
    // Anhøj
    size_t longest_run_max, crossings_min;
    bool anhoej; // a longer run or fewer crossings than chance gives
};

// values in the order of time; median_of: how many of the first points make the median (0: all).
void stats_run_make(const double *values, size_t count, size_t median_of, struct stats_run *out);

// The limits alone, for tables: runs that may be chance among so many useful points, half of them
// on either side.
void stats_run_limits(size_t useful, size_t *out_least, size_t *out_most);
size_t stats_run_longest_max(size_t useful);   // Anhøj: round(log2(n) + 3)
size_t stats_run_crossings_min(size_t useful); // Anhøj: 5 % point of the binomial (n − 1, ½)

// ---- p-charts ----

struct stats_p_point {
    double share, low, high; // limits at three standard errors, within 0..1
    bool signal;             // outside the limits
};
enum { STATS_P_LEAST = 12 }; // points below which limits are not to be trusted
// parts of wholes; the mean share is returned. wholes > 0.
double stats_p_chart(const struct stats_share *shares, size_t count, struct stats_p_point *out);

// ---- goals ----

enum stats_goal {
    STATS_GOAL_RELATIVE, // per cent a year of where one began: 2 % for four years is × 1.0824
    STATS_GOAL_POINTS,   // per cent units a year: 2 for four years are + 8
};
// Where the goal lies some years after the start. base in per cent; change a year, negative where
// lower is better.
double stats_goal_at(double base, enum stats_goal kind, double change, double years);
