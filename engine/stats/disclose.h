// SPDX-License-Identifier: EUPL-1.2
// What may be shown of groups. A table of counts by group is published together with all its
// totals, so a withheld cell must not follow from the others: cells below k are withheld, and with
// them as many others as it takes. Whether it is enough is not believed but computed: for every
// withheld cell the least and the most it can be, given everything that is shown. [any]
#pragma once

#include "stats/stats.h"

enum stats_cell {
    STATS_SHOWN,
    STATS_SMALL,      // withheld: fewer than k
    STATS_COMPLEMENT, // withheld, or a small one could be computed
};

// What is known of a cell from before (stats/release.h).
enum stats_before {
    STATS_NEW,
    STATS_PUBLIC, // shown in an earlier table: nothing that is done now can hide it
    STATS_KEPT,   // withheld in an earlier table: stays so
};

// Counts by group (rows) and answer (columns). The totals of rows, of columns and of all are taken
// to be known to everybody.
struct stats_cut {
    size_t rows, columns;
    const uint64_t *cells;  // rows × columns
    const uint8_t *before;  // enum stats_before by cell; NULL: all new
    const bool *small_rows; // withheld whole, as their base is below k; NULL: none
    uint8_t *state;         // out: enum stats_cell by cell
};
enum { STATS_CUT_SIDE_MAX = 256 };

// Fills state. False where no choice of cells keeps the small ones safe (a single group, or too
// much is public already): then every cell that is not zero and not public is withheld, and nothing
// of the table may be shown.
bool stats_cut_protect(struct stats_cut *cut, uint64_t k);

struct stats_bounds {
    uint64_t least, most;
};
// What somebody who knows all totals and all shown cells can work out about a withheld one. Exact:
// flows between rows and columns.
struct stats_bounds stats_cut_attack(const struct stats_cut *cut, size_t row, size_t column);
// True where no withheld cell can be computed, and no small one can be told to within fewer than k
// values, or fewer than its totals leave: of an answer that three gave in all, everybody knows that
// no group has more than three.
bool stats_cut_safe(const struct stats_cut *cut, uint64_t k);

// Groups that are too small are put together. state[i] becomes true for groups that go into the
// rest: every group of 1 to k − 1, and, where those together are still below k, the smallest others
// until they are not. Groups of nobody are left alone. False where nothing would be left to
// compare: fewer than two groups, the rest counted as one.
bool stats_groups_merge(const uint64_t *sizes, size_t count, uint64_t k, bool *out_rest);
