// SPDX-License-Identifier: EUPL-1.2
// Counts of one question by group: what cuts, waves and run charts are made of.
#pragma once

#include "report/figures.h"
#include "stats/release.h"

enum { REPORT_GROUPS_MAX = 200 };

// Which group every response belongs to.
struct report_grouping {
    struct str name;            // of the variable, as it was asked for
    struct str label;           // in the report's language
    size_t node;                // of the form; SIZE_MAX: a column of the response itself
    size_t count;               // groups
    struct str *names, *labels; // by group; names are values, labels for people
    uint32_t *of;               // by response
    uint64_t *sizes;            // by group
};

// By a variable: a question with one choice, a value the form computes, or _wave, _language,
// _survey_version. Choices stand in the form's order, other values sorted; those without an answer
// are a group of their own, the last. ERR_ARGUMENT where there is no such variable or it has more
// than REPORT_GROUPS_MAX values.
enum err report_grouping_make(const struct table *t, const struct report_facts *facts,
                              struct str variable, struct arena *a, struct report_grouping *out,
                              struct err_info *info) MUST_CHECK;
// By the day, week (from Monday), month or wave in which they answered, in order. Responses without
// a time are in no group (of is UINT32_MAX). names are the first days, or waves.
void report_grouping_periods(const struct table *t, const struct report_facts *facts,
                             enum report_period period, struct arena *a,
                             struct report_grouping *out);

struct report_column {
    struct str label;
    int code;      // 0: an answer; TABLE_NOT_ASKED: not in any base
    size_t choice; // of the question, where code is 0 and the question is one of choices
};
struct report_matrix {
    const struct report_question *question;
    size_t option; // the option of a question with several; then the columns are chosen, not chosen
    size_t rows, columns;
    struct report_column *column;
    uint64_t *cells;        // rows × columns
    struct stats_set *sets; // the same; NULL where not asked for
    uint32_t *place;        // by response: its column, UINT32_MAX for none; with the sets alone
    double *weights;        // as cells, by weight; NULL where the report has no weights
    double *squares;        // then: by row, of those who were asked: the sum of squared weights
    double *mean, *spread;  // by row, of numbers: mean and standard deviation
    double *mean_weighted;  // the mean by weight, as the weights
};

// For a question of choices, or of numbers (whose answers are one column). sets_of: a set by
// response, or NULL.
void report_matrix_make(const struct table *t, const struct report_facts *facts,
                        const struct report_figures *f, const struct report_question *q,
                        size_t option, const struct report_grouping *g,
                        const struct stats_set *sets_of, struct arena *a,
                        struct report_matrix *out);
// The share of a cell among those in its row who were asked, by weight where there are weights and
// weighted is wanted; and its interval. asked > 0.
double report_matrix_share(const struct report_matrix *m, size_t row, size_t column, bool weighted);
struct stats_interval report_matrix_interval(const struct report_matrix *m, size_t row,
                                             size_t column, bool weighted);
uint64_t report_matrix_asked(const struct report_matrix *m, size_t row); // all but "not asked"
uint64_t report_matrix_valid(const struct report_matrix *m, size_t row); // answers
