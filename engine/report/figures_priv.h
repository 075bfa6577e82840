// SPDX-License-Identifier: EUPL-1.2
// What the files that make figures share.
#pragma once

#include "report/figures.h"

// The claims of the report's settings, by the questions that out has: what each rests on, and
// whether its sentence fits that (claims.c).
enum err report_claims_make(const struct form_def *form, const struct report_facts *facts,
                            struct arena *a, struct report_figures *out,
                            struct err_info *info) MUST_CHECK;

// The weights of all responses in classes (weights.c).
void report_weights_make(const double *weights, size_t count, struct arena *a,
                         struct report_weights *out);
// Whether what a question of values shows by weight tells nothing of how few of a weight answered.
bool report_weights_values(const struct table *t, const struct report_weights *w,
                           const struct report_question *q, size_t column);
// Makes what a weighed question of choices shows by weight as coarse as it has to be.
void report_weights_guard(const struct table *t, const struct report_weights *w,
                          struct report_question *q, size_t first, size_t columns);

// Rows of a question whose answers are no choices of the form (numbers, dates, rankings), with
// their labels and counts, by weight too where weights (of each row of t) are given; the mean and
// the median of numbers, the mean place of what is ranked.
void report_bins_make(const struct table *t, const struct report_facts *facts,
                      struct report_question *q, size_t first, size_t columns,
                      const double *weights, struct arena *a);
