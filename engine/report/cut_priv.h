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

// A response, and what it has in common with those that no grouping, now or earlier, tells apart.
struct report_cut_member {
    uint64_t stratum;
    uint32_t response;
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
    struct report_cut_member *strata; // all responses by stratum, for the cut that is made now
};

// The groupings of earlier reports, from the memory.
void report_cut_past_make(struct report_cut_making *m);

// Fills strata anew; m->cuts and m->past hold the other groupings.
void report_cut_strata_make(struct report_cut_making *m, const struct report_cut *cut);

// The audit of a table among all others of its question, here or earlier. It keeps what does not
// change while more and more of the table is withheld.
struct report_cut_audit;
struct report_cut_audit *report_cut_audit_create(const struct report_cut_making *m,
                                                 const struct report_cut *cut,
                                                 const struct report_cut_table *t);
void report_cut_audit_destroy(struct report_cut_audit *a);

enum report_cut_verdict { REPORT_CUT_SAFE, REPORT_CUT_WITHHOLD, REPORT_CUT_HOPELESS };
// Whether a small cell that is withheld in any of the tables follows from all that is shown once
// the table is shown in its state of now. REPORT_CUT_WITHHOLD: it does, and *out_cell of the table
// is a cell to withhold as well.
enum report_cut_verdict report_cut_audit_look(struct report_cut_audit *a, const uint8_t *before,
                                              uint64_t k, size_t *out_cell);
