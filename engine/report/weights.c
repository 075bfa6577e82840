// SPDX-License-Identifier: EUPL-1.2
// Figures by weight, and what they give away. A weight is background: where all of a town have the
// same and somebody knows it, counts and weighted shares together are equations for how each town
// answered. So responses are put into classes by weight, and where an answer has few of a class,
// shares by weight are given only so exactly that k people of it and of the class next to it could
// change places unseen, and not at all where whole per cents would be too exact.
#include "report/figures_priv.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 64 };

static const double FINE = 0.001, WHOLE = 0.01; // one decimal, none
static const double ALIKE = 0.02;

struct weighed {
    double weight;
    uint32_t row;
};

static int compare_weighed(const void *left, const void *right)
{
    const struct weighed *a = left, *b = right;
    if (a->weight < b->weight || a->weight > b->weight) return a->weight < b->weight ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

// Weights that lie within a fiftieth of each other are one class, so that a town whose weights were
// shaken a little is still one.
static void find_classes(struct report_weights *w, const struct weighed *all, size_t count)
{
    double first = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || all[i].weight > first * (1 + ALIKE)) {
            first = all[i].weight;
            w->classes++;
        }
        w->class_of[all[i].row] = (uint32_t)w->classes - 1;
    }
}

void report_weights_make(const double *weights, size_t count, struct arena *a,
                         struct report_weights *out)
{
    struct weighed *all = xcalloc(count + 1, sizeof *all);
    for (size_t row = 0; row < count; row++)
        all[row] = (struct weighed){weights[row], (uint32_t)row};
    qsort(all, count, sizeof *all, compare_weighed);
    *out = (struct report_weights){.of = weights, .class_of = ARENA_ARRAY(a, uint32_t, count + 1)};
    find_classes(out, all, count);
    out->mean = ARENA_ARRAY(a, double, out->classes + 1);
    double *sizes = xcalloc(out->classes + 1, sizeof *sizes);
    for (size_t row = 0; row < count; row++) {
        out->mean[out->class_of[row]] += weights[row];
        sizes[out->class_of[row]]++;
    }
    for (size_t c = 0; c < out->classes; c++)
        out->mean[c] /= sizes[c];
    free(sizes);
    free(all);
}

// How far from a class the nearest other one of the group is; 0 for one alone, as its weights say
// nothing that counts do not.
static double nearest(const struct report_weights *w, const uint64_t *sizes, size_t class)
{
    double best = -1; // none yet
    for (size_t c = class; c-- > 0 && best < 0;)
        if (sizes[c]) best = w->mean[class] - w->mean[c];
    for (size_t c = class + 1; c < w->classes; c++) {
        if (!sizes[c]) continue;
        double above = w->mean[c] - w->mean[class];
        if (best < 0 || above < best) best = above;
        break;
    }
    return best < 0 ? 0 : best;
}

double report_weights_unit(const struct report_weights *w, const uint64_t *cells, size_t columns,
                           double whole, uint64_t k)
{
    uint64_t *sizes = xcalloc(w->classes + 1, sizeof *sizes);
    double unit = 0;
    for (size_t c = 0; c < w->classes; c++)
        for (size_t j = 0; j < columns; j++)
            sizes[c] += cells[c * columns + j];
    for (size_t c = 0; c < w->classes; c++)
        for (size_t j = 0; j < columns; j++) {
            uint64_t n = cells[c * columns + j];
            if (n == 0 || !stats_withheld(n, k)) continue;
            double own = whole > 0 ? (double)k * nearest(w, sizes, c) / whole : 1;
            if (own > unit) unit = own;
            break; // the others of this class need no more
        }
    free(sizes);
    return unit;
}

bool report_weights_fine(double unit)
{
    return unit <= FINE;
}

// ---- a question ----

// By class and answer; of a question with several, chosen and not chosen of one option.
static double unit_of_choices(const struct table *t, const struct report_weights *w,
                              const struct report_question *q, size_t first, size_t columns)
{
    bool options = q->kind == REPORT_OPTIONS;
    size_t width = options ? 2 : q->choice_count + REPORT_CODES, passes = options ? columns : 1;
    uint64_t *cells = xcalloc(w->classes * width + 1, sizeof *cells);
    double unit = 0;
    for (size_t pass = 0; pass < passes; pass++) {
        memset(cells, 0, w->classes * width * sizeof *cells);
        for (size_t row = 0; row < table_row_count(t); row++) {
            struct table_cell cell = table_cell(t, row, first + pass);
            if (cell.missing == TABLE_NOT_ASKED || (options && cell.missing)) continue;
            size_t at = cell.missing ? q->choice_count + (size_t)-cell.missing
                        : options    ? cell.integer != 0
                                     : (size_t)cell.integer;
            cells[w->class_of[row] * width + at]++;
        }
        double own = report_weights_unit(w, cells, width, q->weight_asked, q->k);
        if (own > unit) unit = own;
    }
    free(cells);
    return unit;
}

// The place of a number among those met; more than VALUES_MAX of them are not told apart.
static bool value_place(double *values, size_t *count, double value, size_t *out)
{
    for (*out = 0; *out < *count; (*out)++)
        if (!(values[*out] < value) && !(values[*out] > value)) return true;
    if (*count == VALUES_MAX) return false;
    values[(*count)++] = value;
    return true;
}

// Numbers by class and value. Days and ranks, and numbers of many values, have small cells nearly
// always: then the widest gap between two classes decides.
bool report_weights_values(const struct table *t, const struct report_weights *w,
                           const struct report_question *q, size_t column)
{
    enum { WIDTH = VALUES_MAX + REPORT_CODES };
    double values[VALUES_MAX], whole = 0, gap = 0;
    size_t count = 0, at = 0;
    uint64_t *cells = xcalloc(w->classes * WIDTH + 1, sizeof *cells);
    bool told_apart = q->kind == REPORT_NUMBERS;
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, column);
        if (cell.missing == TABLE_NOT_ASKED) continue;
        whole += w->of[row];
        double value = cell.kind == TABLE_INT ? (double)cell.integer : cell.number;
        if (cell.missing)
            at = VALUES_MAX + (size_t)-cell.missing;
        else if (cell.kind != TABLE_INT && cell.kind != TABLE_NUMBER)
            told_apart = false;
        else
            told_apart = told_apart && value_place(values, &count, value, &at);
        if (told_apart) cells[w->class_of[row] * WIDTH + at]++;
    }
    for (size_t c = 1; c < w->classes; c++)
        if (w->mean[c] - w->mean[c - 1] > gap) gap = w->mean[c] - w->mean[c - 1];
    double unit = told_apart  ? report_weights_unit(w, cells, WIDTH, whole, q->k)
                  : whole > 0 ? (double)q->k * gap / whole
                              : 1;
    free(cells);
    return report_weights_fine(unit);
}

static void round_to(double *weight, double unit)
{
    *weight = floor(*weight / unit + 0.5) * unit;
}

void report_weights_guard(const struct table *t, const struct report_weights *w,
                          struct report_question *q, size_t first, size_t columns)
{
    if (q->kind != REPORT_CHOICES && q->kind != REPORT_OPTIONS) return;
    double unit = unit_of_choices(t, w, q, first, columns);
    if (report_weights_fine(unit)) return;
    q->coarse = unit <= WHOLE ? REPORT_WEIGHT_WHOLE : REPORT_WEIGHT_NOT_SHOWN;
    if (q->coarse == REPORT_WEIGHT_NOT_SHOWN) {
        q->weights = NULL;
        return;
    }
    // All that is shown by weight is made of these, so nothing tells more than they do.
    double step = WHOLE * q->weight_asked;
    for (size_t i = 0; i < q->choice_count; i++)
        round_to(&q->weights[i], step);
    q->weight_valid = q->weight_asked;
    for (size_t i = 1; i < REPORT_CODES; i++) {
        if (i == (size_t)-TABLE_NOT_ASKED) continue;
        round_to(&q->weight_codes[i], step);
        q->weight_valid -= q->weight_codes[i];
    }
    q->effective_valid = q->asked ? q->effective_asked * (double)q->valid / (double)q->asked : 0;
}
