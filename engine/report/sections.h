// SPDX-License-Identifier: EUPL-1.2
// The sections of a report that are written once for page and PDF.
#pragma once

#include "report/cut.h"
#include "report/out.h"

void report_section_overview(struct out *o); // overview.c: scales side by side
void report_section_quality(
    struct out *o); // quality_out.c: breaks, rates, haste; inside "response"
void report_section_indexes(struct out *o); // quality_out.c
// groups.c; says why where there is nothing to show.
void report_section_groups(struct out *o, const struct report_cut *cuts, size_t count);
// waves.c; NULL: nothing.
void report_section_waves(struct out *o, const struct report_cut *waves);
void report_section_runs(struct out *o);     // runs.c, measures.c
void report_section_measures(struct out *o); // measures.c
void report_section_codebook(struct out *o); // codebook_out.c

// The note on a question, which follows it wherever it is shown; nothing where there is none.
void report_out_note(struct out *o, const struct report_question *q);

// Pins on a plan as the cells that respondents saw, over the same numbers as a table (pins.c).
struct page_row;
void report_pins_figure(struct out *o, const struct report_question *q, const struct page_row *rows,
                        size_t count);

// ---- one chart over time (run_chart.c) ----
struct run_point {
    struct str label;        // of its period
    double years;            // since the first point
    double share;            // 0..1
    struct stats_share base; // whole 0: no p-chart
};
struct run_event {
    double years;
    struct str text;
};
struct run_chart {
    const struct run_point *points;
    size_t count;
    const struct run_event *events;
    size_t event_count;
    struct report_goal goal;
    double goal_base; // in per cent
    bool weighted;    // shares are by weight: no p-chart, which counts
};
// The whole chart into d, OUT_WIDTH wide; or small at a place, for many beside each other.
void report_run_draw(struct out *o, const struct run_chart *c, struct out_drawing *d);
void report_run_draw_small(struct out *o, const struct run_chart *c, struct str title, double x,
                           double y, double width, double height, struct out_drawing *d);
// What the rules say, as paragraphs.
void report_run_verdict(struct out *o, const struct run_chart *c);
// Chart, verdict and the same numbers as a table.
void report_run_show(struct out *o, struct str title, struct run_chart *c);
