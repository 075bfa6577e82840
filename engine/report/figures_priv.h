// SPDX-License-Identifier: EUPL-1.2
// What the files that make figures share.
#pragma once

#include "report/figures.h"

// Rows of a question whose answers are no choices of the form (numbers, dates, rankings), with
// their labels and counts, by weight too where weights (of each row of t) are given; the mean and
// the median of numbers, the mean place of what is ranked.
void report_bins_make(const struct table *t, const struct report_facts *facts,
                      struct report_question *q, size_t first, size_t columns,
                      const double *weights, struct arena *a);
