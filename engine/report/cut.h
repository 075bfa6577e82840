// SPDX-License-Identifier: EUPL-1.2
// Results by group under the k-rule: small groups put together, small cells withheld with what
// would reveal them, and all of it checked against what was shown before.
#pragma once

#include "report/matrix.h"
#include "stats/compare.h"

enum report_cut_refused {
    REPORT_CUT_SHOWN,
    REPORT_CUT_FEW,       // fewer than two groups are large enough
    REPORT_CUT_GREW,      // a group grew by fewer than k since the last report
    REPORT_CUT_REGROUPED, // the same responses in other groups than in the last report
};

struct report_cut_table {
    struct report_matrix matrix; // rows are those of the cut
    uint8_t *state;              // enum stats_cell by cell
    bool shown;                  // false: nothing of it may be
    size_t withheld;             // cells
    bool tested;                 // association holds a test; never where a cell is withheld
    struct stats_association association;
};

struct report_cut {
    struct report_grouping grouping; // rows: after small groups were put together
    enum report_cut_refused refused;
    uint64_t k;          //
    size_t merged;       // groups in the last row; 0: none
    bool sensitive_held; // too few more since sensitive questions were shown by these groups
    struct report_cut_table *tables;
    size_t table_count;
};

// Whether shares of a table may be by weight: not where a cell is withheld, as shares by weight
// would be one more thing to compute it from.
bool report_cut_weighted(const struct report_cut_table *t);

// The end of the tables of one question, of which `from` is the first.
size_t report_cut_question_end(const struct report_cut *cut, size_t from);

struct report_cuts {
    struct report_cut *by; // as many as facts has variables
    size_t by_count;
    struct report_cut *waves; // where facts asks for them; the last row may be those of no wave
};

// All questions of choices and of numbers by each of the variables of facts, and by wave. What is
// shown goes into facts->releases, where that is given.
enum err report_cuts_make(const struct table *t, const struct report_facts *facts,
                          const struct report_figures *f, struct arena *a, struct report_cuts *out,
                          struct err_info *info) MUST_CHECK;
