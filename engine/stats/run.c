// SPDX-License-Identifier: EUPL-1.2
// Run charts. The tables of runs are computed, not copied: the exact distribution of the number of
// runs, 2.5 per cent in either tail.
#include "stats/run.h"

#include "base/alloc.h"
#include "base/check.h"
#include "stats/special_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median_of_first(const double *values, size_t count)
{
    double *sorted = xcalloc(count, sizeof *sorted);
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_numbers);
    double median = count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    free(sorted);
    return median;
}

// ---- the number of runs among a points on one side and b on the other ----

static double runs_exactly(uint64_t runs, uint64_t a, uint64_t b)
{
    uint64_t half = runs / 2;
    double all = stats_special_log_choose(a + b, a);
    if (runs < 2 || runs > a + b) return 0;
    if (runs % 2 == 0) {
        if (half > a || half > b) return 0;
        return 2 * exp(stats_special_log_choose(a - 1, half - 1) +
                       stats_special_log_choose(b - 1, half - 1) - all);
    }
    double sum = 0;
    if (half + 1 <= a && half <= b)
        sum += exp(stats_special_log_choose(a - 1, half) +
                   stats_special_log_choose(b - 1, half - 1) - all);
    if (half + 1 <= b && half <= a)
        sum += exp(stats_special_log_choose(a - 1, half - 1) +
                   stats_special_log_choose(b - 1, half) - all);
    return sum;
}

static double runs_between(uint64_t from, uint64_t to, uint64_t a, uint64_t b)
{
    double sum = 0;
    if (a == 0 || b == 0) return from <= 1 && to >= 1; // one run, and nothing else is possible
    for (uint64_t r = from; r <= to; r++)
        sum += runs_exactly(r, a, b);
    return sum > 1 ? 1 : sum;
}

static void limits(uint64_t a, uint64_t b, size_t *out_least, size_t *out_most)
{
    size_t least = 1, most = (size_t)(a + b);
    double sum = runs_exactly(least, a, b);
    while (sum <= 0.025 && least < a + b)
        sum += runs_exactly(++least, a, b);
    sum = runs_exactly(most, a, b);
    while (sum <= 0.025 && most > 1)
        sum += runs_exactly(--most, a, b);
    *out_least = least;
    *out_most = most;
}

void stats_run_limits(size_t useful, size_t *out_least, size_t *out_most)
{
    *out_least = *out_most = 0;
    if (useful >= STATS_RUN_LEAST) limits(useful / 2, useful - useful / 2, out_least, out_most);
}

size_t stats_run_longest_max(size_t useful)
{
    return useful ? (size_t)floor(log2((double)useful) + 3 + 0.5) : 0;
}

size_t stats_run_crossings_min(size_t useful)
{
    if (useful < 2) return 0;
    uint64_t k = 0;
    while (stats_special_binomial(k, useful - 1, 0.5) < 0.05)
        k++;
    return (size_t)k;
}

// ---- one series ----

static void count_runs(const double *values, size_t count, struct stats_run *out)
{
    int side = 0;
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        int own = (values[i] > out->median) - (values[i] < out->median);
        if (own == 0) continue;
        out->useful++;
        out->above += own > 0;
        out->below += own < 0;
        out->runs += own != side;
        length = own == side ? length + 1 : 1;
        side = own;
        if (length > out->longest_run) out->longest_run = length;
    }
    out->crossings = out->runs ? out->runs - 1 : 0;
}

static void count_trend(const double *values, size_t count, struct stats_run *out)
{
    int direction = 0;
    size_t length = count ? 1 : 0;
    out->longest_trend = length;
    for (size_t i = 1; i < count; i++) {
        int own = (values[i] > values[i - 1]) - (values[i] < values[i - 1]);
        if (own == 0) continue;
        length = own == direction ? length + 1 : 2;
        direction = own;
        if (length > out->longest_trend) out->longest_trend = length;
    }
}

void stats_run_make(const double *values, size_t count, size_t median_of, struct stats_run *out)
{
    *out = (struct stats_run){.count = count};
    if (count == 0) return;
    CHECK(count <= STATS_RUN_POINTS_MAX);
    out->median = median_of_first(values, median_of && median_of < count ? median_of : count);
    count_runs(values, count, out);
    count_trend(values, count, out);
    out->shift = out->longest_run >= STATS_RUN_SHIFT;
    out->trend = out->longest_trend >= STATS_RUN_TREND;
    out->p_few = runs_between(1, out->runs, out->above, out->below);
    out->p_many = runs_between(out->runs, out->useful, out->above, out->below);
    stats_run_limits(out->useful, &out->runs_least, &out->runs_most);
    if (out->runs_least) {
        out->runs_few = out->runs < out->runs_least;
        out->runs_many = out->runs > out->runs_most;
    }
    out->longest_run_max = stats_run_longest_max(out->useful);
    out->crossings_min = stats_run_crossings_min(out->useful);
    out->anhoej = out->useful >= STATS_RUN_LEAST &&
                  (out->longest_run > out->longest_run_max || out->crossings < out->crossings_min);
}

double stats_p_chart(const struct stats_share *shares, size_t count, struct stats_p_point *out)
{
    double parts = 0, wholes = 0;
    for (size_t i = 0; i < count; i++) {
        CHECK(shares[i].whole > 0);
        parts += (double)shares[i].part;
        wholes += (double)shares[i].whole;
    }
    double mean = count ? parts / wholes : 0;
    for (size_t i = 0; i < count; i++) {
        double width = 3 * sqrt(mean * (1 - mean) / (double)shares[i].whole);
        struct stats_p_point *p = &out[i];
        p->share = (double)shares[i].part / (double)shares[i].whole;
        p->low = mean - width < 0 ? 0 : mean - width;
        p->high = mean + width > 1 ? 1 : mean + width;
        p->signal = p->share < p->low || p->share > p->high;
    }
    return mean;
}

double stats_goal_at(double base, enum stats_goal kind, double change, double years)
{
    if (kind == STATS_GOAL_POINTS) return base + change * years;
    return base * pow(1 + change / 100, years);
}
