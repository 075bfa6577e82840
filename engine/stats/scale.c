// SPDX-License-Identifier: EUPL-1.2
// Ordered scales. Alpha is checked against R (psych::alpha's raw alpha, by its formula).
#include "stats/scale.h"

#include "base/alloc.h"
#include "base/check.h"

#include <math.h>
#include <stdlib.h>

uint32_t stats_scale_points(size_t step, size_t steps, enum stats_best best)
{
    CHECK(steps >= 2 && step < steps && best != STATS_BEST_UNKNOWN);
    size_t from_worst = best == STATS_BEST_FIRST ? steps - 1 - step : step;
    return (uint32_t)(100 * from_worst / (steps - 1));
}

double stats_scale_index(const uint64_t *counts, size_t steps, enum stats_best best,
                         uint64_t *out_base)
{
    double sum = 0;
    uint64_t base = 0;
    for (size_t i = 0; i < steps; i++) {
        sum += (double)counts[i] * stats_scale_points(i, steps, best);
        base += counts[i];
    }
    if (out_base) *out_base = base;
    return base ? sum / (double)base : 0;
}

double stats_scale_mean(const uint64_t *counts, size_t steps, uint64_t *out_base)
{
    double sum = 0;
    uint64_t base = 0;
    for (size_t i = 0; i < steps; i++) {
        sum += (double)counts[i] * (double)(i + 1);
        base += counts[i];
    }
    if (out_base) *out_base = base;
    return base ? sum / (double)base : 0;
}

// ---- alpha ----

void stats_alpha_begin(struct stats_alpha_sums *sums, size_t items)
{
    *sums = (struct stats_alpha_sums){.items = items};
    sums->means = xcalloc(items + 1, sizeof *sums->means);
    sums->squares = xcalloc(items + 1, sizeof *sums->squares);
}

// Sum of squares around the mean, as it is so far (Welford): the short formula loses the digits
// that matter.
static void add_value(struct stats_alpha_sums *sums, size_t at, double value)
{
    double from_mean = value - sums->means[at];
    sums->means[at] += from_mean / (double)sums->rows;
    sums->squares[at] += from_mean * (value - sums->means[at]);
}

void stats_alpha_add(struct stats_alpha_sums *sums, const double *row)
{
    double total = 0;
    sums->rows++;
    for (size_t i = 0; i < sums->items; i++) {
        total += row[i];
        add_value(sums, i, row[i]);
    }
    add_value(sums, sums->items, total);
}

bool stats_alpha_end(struct stats_alpha_sums *sums, double *out)
{
    double parts = 0, whole = sums->squares[sums->items], k = (double)sums->items;
    bool known = sums->rows >= 2 && sums->items >= 2 && whole > 1e-12;
    for (size_t i = 0; i < sums->items; i++)
        parts += sums->squares[i];
    if (known) *out = k / (k - 1) * (1 - parts / whole);
    free(sums->means);
    free(sums->squares);
    *sums = (struct stats_alpha_sums){0};
    return known;
}

bool stats_alpha(const double *values, size_t rows, size_t items, double *out)
{
    struct stats_alpha_sums sums;
    stats_alpha_begin(&sums, items);
    for (size_t i = 0; i < rows; i++)
        stats_alpha_add(&sums, values + i * items);
    return stats_alpha_end(&sums, out);
}

// ---- answers that nobody meant ----

bool stats_straight(const int32_t *values, size_t count, size_t least)
{
    size_t answered = 0;
    int32_t first = 0;
    CHECK(least >= 3);
    for (size_t i = 0; i < count; i++) {
        if (values[i] < 0) continue;
        if (answered == 0) first = values[i];
        if (values[i] != first) return false;
        answered++;
    }
    return answered >= least;
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double stats_rapid_limit(double *seconds, size_t count)
{
    if (count < 10) return 0;
    qsort(seconds, count, sizeof *seconds, compare_numbers);
    double median =
        count % 2 ? seconds[count / 2] : (seconds[count / 2 - 1] + seconds[count / 2]) / 2;
    return median / 3;
}

size_t stats_rapid_series(const int64_t *times_s, size_t count, int64_t gap_s, bool *out_marks)
{
    enum { SERIES_LEAST = 3 };
    size_t marked = 0, from = 0;
    for (size_t i = 0; i < count; i++)
        out_marks[i] = false;
    for (size_t i = 1; i <= count; i++) {
        if (i < count && times_s[i] - times_s[i - 1] <= gap_s) continue;
        if (i - from >= SERIES_LEAST)
            for (size_t j = from; j < i; j++, marked++)
                out_marks[j] = true;
        from = i;
    }
    return marked;
}
