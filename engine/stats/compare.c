// SPDX-License-Identifier: EUPL-1.2
// Newcombe 1998 (method 10) for differences, Cramér's V, Pearson's and Fisher's tests, Kish 1965.
// Fisher's test adds up every table with the same margins that is no more likely than ours, as R
// does; where that is too many tables it says so instead.
#include "stats/compare.h"

#include "base/alloc.h"
#include "base/check.h"
#include "stats/special_priv.h"

#include <math.h>
#include <stdlib.h>

struct stats_interval stats_difference(double first, struct stats_interval of_first, double second,
                                       struct stats_interval of_second)
{
    double difference = first - second;
    double below = hypot(first - of_first.low, of_second.high - second);
    double above = hypot(of_first.high - first, second - of_second.low);
    return (struct stats_interval){difference - below, difference + above};
}

double stats_difference_p(struct stats_share first, struct stats_share second)
{
    CHECK(first.whole > 0 && second.whole > 0);
    double n1 = (double)first.whole, n2 = (double)second.whole;
    double pooled = ((double)first.part + (double)second.part) / (n1 + n2);
    if (pooled <= 0 || pooled >= 1) return 1;
    double z = ((double)first.part / n1 - (double)second.part / n2) /
               sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
    return stats_special_normal_two_sided(z);
}

// ---- Fisher ----

enum { FISHER_STEPS_MAX = 4000000, SIDE_MAX = 64 };

struct fisher {
    size_t rows, columns;
    uint64_t row[SIDE_MAX], left[SIDE_MAX]; // row totals; what is left of the columns' totals
    double constant, limit;                 // log of the margins' part; the most a table may have
    double sum;
    uint64_t steps;
    bool too_many;
};

static void fill_row(struct fisher *f, size_t row, size_t column, uint64_t rest, double log_p);

static void next_row(struct fisher *f, size_t row, double log_p)
{
    if (row + 1 < f->rows) {
        fill_row(f, row, 0, f->row[row], log_p);
        return;
    }
    for (size_t j = 0; j < f->columns; j++) // the last row is what is left
        log_p -= stats_special_log_factorial(f->left[j]);
    if (log_p <= f->limit) f->sum += exp(log_p);
}

static void fill_row(struct fisher *f, size_t row, size_t column, uint64_t rest, double log_p)
{
    if (f->too_many || ++f->steps > FISHER_STEPS_MAX) {
        f->too_many = true;
        return;
    }
    uint64_t most = rest < f->left[column] ? rest : f->left[column], least = 0;
    if (column + 1 == f->columns) {
        if (rest > f->left[column]) return;
        least = most = rest;
    }
    for (uint64_t x = least; x <= most && !f->too_many; x++) {
        f->left[column] -= x;
        double next = log_p - stats_special_log_factorial(x);
        if (column + 1 == f->columns)
            next_row(f, row + 1, next);
        else
            fill_row(f, row, column + 1, rest - x, next);
        f->left[column] += x;
    }
}

static void fisher(const uint64_t *cells, size_t rows, size_t columns,
                   struct stats_association *out)
{
    struct fisher f = {.rows = rows, .columns = columns};
    if (rows > SIDE_MAX || columns > SIDE_MAX || out->n > 2000) return;
    double observed = 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            f.row[i] += cells[i * columns + j];
            f.left[j] += cells[i * columns + j];
            observed -= stats_special_log_factorial(cells[i * columns + j]);
        }
    f.constant = -stats_special_log_factorial(out->n);
    for (size_t i = 0; i < rows; i++)
        f.constant += stats_special_log_factorial(f.row[i]);
    for (size_t j = 0; j < columns; j++)
        f.constant += stats_special_log_factorial(f.left[j]);
    f.limit = f.constant + observed + 1e-7; // R's tolerance for "equally likely"
    next_row(&f, 0, f.constant);
    out->fisher_known = !f.too_many;
    out->fisher_p = f.sum > 1 ? 1 : f.sum;
}

// ---- the table ----

static void pearson(const uint64_t *cells, size_t rows, size_t columns,
                    struct stats_association *out)
{
    double *row = xcalloc(rows + columns, sizeof *row), *column = row + rows;
    size_t small = 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            row[i] += (double)cells[i * columns + j];
            column[j] += (double)cells[i * columns + j];
        }
    out->least_expected = HUGE_VAL;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            double expected = row[i] * column[j] / (double)out->n;
            double off = (double)cells[i * columns + j] - expected;
            out->chi_square += off * off / expected;
            small += expected < 5;
            if (expected < out->least_expected) out->least_expected = expected;
        }
    free(row);
    size_t side = (rows < columns ? rows : columns) - 1;
    out->df = (double)(rows - 1) * (double)(columns - 1);
    out->p = stats_special_chi_square_upper(out->chi_square, out->df);
    out->v = sqrt(out->chi_square / ((double)out->n * (double)side));
    out->small_share = (double)small / (double)(rows * columns);
    out->holds = out->least_expected >= 1 && small * 5 <= rows * columns;
}

bool stats_cross(const uint64_t *cells, size_t rows, size_t columns, struct stats_association *out)
{
    // Empty rows and columns say nothing and would divide by zero.
    uint64_t *dense = xcalloc(rows * columns + 1, sizeof *dense);
    bool *used = xcalloc(columns + 1, sizeof *used);
    *out = (struct stats_association){0};
    for (size_t i = 0; i < rows * columns; i++) {
        used[i % columns] = used[i % columns] || cells[i] > 0;
        out->n += cells[i];
    }
    for (size_t j = 0; j < columns; j++)
        out->columns += used[j];
    for (size_t i = 0; i < rows; i++) {
        uint64_t total = 0;
        for (size_t j = 0; j < columns; j++)
            total += cells[i * columns + j];
        if (total == 0) continue;
        size_t at = out->rows++ * out->columns;
        for (size_t j = 0; j < columns; j++)
            if (used[j]) dense[at++] = cells[i * columns + j];
    }
    bool possible = out->rows >= 2 && out->columns >= 2;
    if (possible) {
        pearson(dense, out->rows, out->columns, out);
        if (!out->holds || (out->rows == 2 && out->columns == 2))
            fisher(dense, out->rows, out->columns, out);
    }
    free(dense);
    free(used);
    return possible;
}

// ---- weights ----

double stats_kish(const double *weights, size_t count)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        sum += weights[i];
        squares += weights[i] * weights[i];
    }
    return squares > 0 ? sum * sum / squares : 0;
}

struct stats_interval stats_wilson_weighted(double share, double effective, double population)
{
    CHECK(effective > 0);
    if (population > 0 && population <= effective) return (struct stats_interval){share, share};
    if (population > 0) effective = effective * (population - 1) / (population - effective);
    return stats_wilson_of(share, effective);
}
