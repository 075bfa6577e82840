// SPDX-License-Identifier: EUPL-1.2
// What the files that make cuts share.
#pragma once

#include "report/cut.h"

// How respondents were put together in an earlier report, made again from the responses of then.
struct report_cut_past {
    uint32_t *of;  // by response: its row, UINT32_MAX where it was not there yet
    size_t rows;   //
    size_t round;  // stats/release.h
    struct str by; // borrowed
};

struct report_cut_making {
    const struct table *t;
    const struct report_facts *facts;
    const struct report_figures *f;
    struct arena *a;
    struct stats_releases *memory; // of this report and those before
    struct stats_set *sets;        // by response
    size_t *rounds;                // by response: the first round it was part of
    struct report_cut *cuts;       // of this report, made already
    size_t cut_count;
    struct report_cut_past *past;
    size_t past_count;
};

// The groupings of earlier reports, from the memory.
void report_cut_past_make(struct report_cut_making *m);

enum report_cut_audit { REPORT_CUT_SAFE, REPORT_CUT_WITHHOLD, REPORT_CUT_HOPELESS };
// Whether a small cell that is withheld in any table of this question, here or earlier, follows
// from all that is shown once t is shown too. REPORT_CUT_WITHHOLD: not safe, and *out_cell of t is
// a cell to withhold as well.
enum report_cut_audit report_cut_joint(const struct report_cut_making *m,
                                       const struct report_cut *cut,
                                       const struct report_cut_table *t, const uint8_t *before,
                                       uint64_t k, size_t *out_cell);
