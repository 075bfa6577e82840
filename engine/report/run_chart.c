// SPDX-License-Identifier: EUPL-1.2
// A chart over time: points and their line, median, goal, limits of a p-chart, events; what the
// rules say; and the same numbers as a table.
#include "report/page_priv.h"
#include "report/sections.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

enum { LEFT = 54, RIGHT = 96, TOP = 16, PLOT_HEIGHT = 240, FOOT = 44, LABELS_MAX = 6 };

// Where things lie: shares in 0..1 and years to coordinates.
struct frame {
    double x, y, width, height; // of the plot
    double low, high, years;    // its range
};

static double x_of(const struct frame *f, double years)
{
    return f->x + (f->years > 0 ? years / f->years : 0.5) * f->width;
}

static double y_of(const struct frame *f, double share)
{
    double part = (share - f->low) / (f->high - f->low);
    if (part < 0) part = 0;
    if (part > 1) part = 1;
    return f->y + (1 - part) * f->height;
}

static double goal_share(const struct run_chart *c, double years)
{
    return stats_goal_at(c->goal_base, c->goal.kind, c->goal.change, years) / 100;
}

static double last_year(const struct run_chart *c)
{
    return c->count ? c->points[c->count - 1].years : 0;
}

// From one tenth to another, with room around all that is drawn.
static void fit(const struct run_chart *c, struct frame *f)
{
    double low = 1, high = 0;
    f->years = last_year(c);
    for (size_t i = 0; i < c->count; i++) {
        if (c->points[i].share < low) low = c->points[i].share;
        if (c->points[i].share > high) high = c->points[i].share;
    }
    for (int i = 0; i < 2 && c->goal.given; i++) {
        double goal = goal_share(c, i * f->years);
        if (goal < low) low = goal;
        if (goal > high) high = goal;
    }
    f->low = floor(low * 10 - 0.5) / 10;
    f->high = ceil(high * 10 + 0.5) / 10;
    if (f->low < 0) f->low = 0;
    if (f->high > 1) f->high = 1;
    if (f->high - f->low < 0.3) f->low = f->high > 0.3 ? f->high - 0.3 : 0;
    if (f->high - f->low < 0.3) f->high = f->low + 0.3;
}

static double *shares_of(const struct run_chart *c)
{
    double *values = xcalloc(c->count + 1, sizeof *values);
    for (size_t i = 0; i < c->count; i++)
        values[i] = c->points[i].share;
    return values;
}

static void run_of(const struct run_chart *c, struct stats_run *out)
{
    double *values = shares_of(c);
    stats_run_make(values, c->count, 0, out);
    free(values);
}

// False where there are too few points for limits, or no bases.
static bool limits_of(const struct run_chart *c, struct stats_p_point *out)
{
    struct stats_share *bases = xcalloc(c->count + 1, sizeof *bases);
    bool known = c->count >= STATS_P_LEAST && !c->weighted;
    for (size_t i = 0; i < c->count; i++) {
        bases[i] = c->points[i].base;
        known = known && bases[i].whole > 0;
    }
    if (known) stats_p_chart(bases, c->count, out);
    free(bases);
    return known;
}

// ---- drawing ----

static void grid(struct out *o, const struct frame *f, struct out_drawing *d)
{
    int step = f->high - f->low > 0.55 ? 20 : 10;
    for (int percent = 0; percent <= 100; percent += step) {
        double share = percent / 100.0;
        if (share < f->low - 1e-9 || share > f->high + 1e-9) continue;
        double y = y_of(f, share);
        report_out_line(d, "grid", f->x, y, f->x + f->width, y);
        report_out_label(d, "share", f->x - 8, y + 5, 1,
                         arena_printf(o->memory,
                                      o->page->language == REPORT_SWEDISH ? "%d\xC2\xA0%%" : "%d%%",
                                      percent));
    }
}

static void line(const struct run_chart *c, const struct frame *f, struct out_drawing *d,
                 double radius, const struct stats_p_point *limits)
{
    for (size_t i = 0; i + 1 < c->count; i++)
        report_out_line(d, "series", x_of(f, c->points[i].years), y_of(f, c->points[i].share),
                        x_of(f, c->points[i + 1].years), y_of(f, c->points[i + 1].share));
    for (size_t i = 0; i < c->count; i++) {
        bool signal = limits && limits[i].signal;
        report_out_dot(d, signal ? "warn" : "bar", x_of(f, c->points[i].years),
                       y_of(f, c->points[i].share), signal ? radius * 1.8 : radius);
    }
}

static void draw_limits(const struct run_chart *c, const struct frame *f, struct out_drawing *d,
                        const struct stats_p_point *limits)
{
    for (size_t i = 0; i < c->count; i++) {
        double here = x_of(f, c->points[i].years);
        double from = i ? (x_of(f, c->points[i - 1].years) + here) / 2 : f->x;
        double to =
            i + 1 < c->count ? (here + x_of(f, c->points[i + 1].years)) / 2 : f->x + f->width;
        if (limits[i].low > f->low)
            report_out_line(d, "limit", from, y_of(f, limits[i].low), to, y_of(f, limits[i].low));
        if (limits[i].high < f->high)
            report_out_line(d, "limit", from, y_of(f, limits[i].high), to, y_of(f, limits[i].high));
    }
}

static void draw_goal(const struct run_chart *c, const struct frame *f, struct out_drawing *d)
{
    enum { PIECES = 24 }; // relative goals bend a little
    for (int i = 0; i < PIECES; i++) {
        double from = f->years * i / PIECES, to = f->years * (i + 1) / PIECES;
        report_out_line(d, "goal", x_of(f, from), y_of(f, goal_share(c, from)), x_of(f, to),
                        y_of(f, goal_share(c, to)));
    }
}

static void events(struct out *o, const struct run_chart *c, const struct frame *f,
                   struct out_drawing *d)
{
    for (size_t i = 0; i < c->event_count; i++) {
        if (c->events[i].years < 0 || c->events[i].years > f->years) continue;
        double x = x_of(f, c->events[i].years);
        report_out_line(d, "limit", x, f->y, x, f->y + f->height);
        report_out_label(d, "value", x, f->y - 3, 2, arena_printf(o->memory, "%zu", i + 1));
    }
}

static void periods(const struct run_chart *c, const struct frame *f, struct out_drawing *d)
{
    size_t every = (c->count + LABELS_MAX - 1) / LABELS_MAX;
    for (size_t i = 0; i < c->count; i += every ? every : 1)
        report_out_label(d, "share", x_of(f, c->points[i].years), f->y + f->height + 24, 2,
                         c->points[i].label);
}

void report_run_draw(struct out *o, const struct run_chart *c, struct out_drawing *d)
{
    struct frame f = {LEFT, TOP, OUT_WIDTH - LEFT - RIGHT, PLOT_HEIGHT, 0, 1, 0};
    struct stats_run run;
    struct stats_p_point *limits = xcalloc(c->count + 1, sizeof *limits);
    bool known = limits_of(c, limits);
    d->width = OUT_WIDTH;
    d->height = TOP + PLOT_HEIGHT + FOOT;
    run_of(c, &run);
    fit(c, &f);
    grid(o, &f, d);
    if (known) draw_limits(c, &f, d, limits);
    double median = y_of(&f, run.median), end = f.x + f.width;
    report_out_line(d, "median", f.x, median, end, median);
    struct str share = report_out_share(o, run.median);
    double goal_y = c->goal.given ? y_of(&f, goal_share(c, f.years)) : -100;
    // Two labels that would lie on each other give way, the upper one up and the lower one down.
    bool near = fabs(goal_y - median) < 20;
    double middle = (goal_y + median) / 2 + 5, away = goal_y < median ? 10 : -10;
    report_out_label(d, "label", end + 8, near ? middle + away : median + 5, 0, share);
    if (c->goal.given) {
        draw_goal(c, &f, d);
        report_out_label(d, "warn", end + 8, near ? middle - away : goal_y + 5, 0,
                         report_out_word(o, WORD_RUN_GOAL));
    }
    events(o, c, &f, d);
    line(c, &f, d, 4.5, known ? limits : NULL);
    periods(c, &f, d);
    free(limits);
}

void report_run_draw_small(struct out *o, const struct run_chart *c, struct str title, double x,
                           double y, double width, double height, struct out_drawing *d)
{
    struct frame f = {x + 6, y + 26, width - 12, height - 34, 0, 1, 0};
    struct stats_run run;
    run_of(c, &run);
    f.years = last_year(c);
    size_t cut = utf8_cut(title, 26);
    report_out_label(d, "value", x + 6, y + 14, 0, str_sub(title, 0, cut));
    if (c->count)
        report_out_label(d, "share", x + width - 6, y + 14, 1,
                         report_out_share(o, c->points[c->count - 1].share));
    report_out_line(d, "grid", f.x, f.y, f.x + f.width, f.y);
    report_out_line(d, "grid", f.x, f.y + f.height, f.x + f.width, f.y + f.height);
    double median = y_of(&f, run.median);
    report_out_line(d, "median", f.x, median, f.x + f.width, median);
    if (c->goal.given) draw_goal(c, &f, d);
    line(c, &f, d, 2.5, NULL);
}

// ---- words ----

static struct str numbers(struct out *o, enum report_word word, const size_t *values, size_t count)
{
    struct str arguments[4];
    for (size_t i = 0; i < count; i++)
        arguments[i] = report_out_number(o, values[i]);
    return report_out_fill(o, word, arguments, count);
}

static void perla(struct out *o, const struct stats_run *run)
{
    size_t runs[] = {run->runs, run->runs_least, run->runs_most};
    if (run->shift) o->kind->text(o, OUT_STRONG, report_out_word(o, WORD_RUN_SHIFT_FOUND));
    if (run->trend) o->kind->text(o, OUT_STRONG, report_out_word(o, WORD_RUN_TREND_FOUND));
    if (run->runs_few) o->kind->text(o, OUT_STRONG, numbers(o, WORD_RUN_FEW_FOUND, runs, 3));
    if (run->runs_many) o->kind->text(o, OUT_STRONG, numbers(o, WORD_RUN_MANY_FOUND, runs, 3));
}

void report_run_verdict(struct out *o, const struct run_chart *c)
{
    struct stats_run run;
    struct stats_p_point *limits = xcalloc(c->count + 1, sizeof *limits);
    run_of(c, &run);
    bool any = run.shift || run.trend || run.runs_few || run.runs_many || run.anhoej;
    struct str summary[] = {report_out_share(o, run.median), report_out_number(o, run.useful),
                            report_out_number(o, run.runs), report_out_number(o, run.longest_run)};
    perla(o, &run);
    if (run.anhoej)
        o->kind->text(o, OUT_STRONG,
                      numbers(o, WORD_RUN_ANHOEJ_FOUND,
                              (size_t[]){run.longest_run, run.longest_run_max, run.crossings,
                                         run.crossings_min},
                              4));
    o->kind->text(o, OUT_BODY,
                  report_out_fill(o, any ? WORD_RUN_SIGNALS : WORD_RUN_CHANCE, summary, 4));
    if (any && !run.anhoej && run.useful >= STATS_RUN_LEAST)
        o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_RUN_ANHOEJ_NOT));
    if (run.useful < STATS_RUN_LEAST)
        o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_RUN_FEW_POINTS));
    if (limits_of(c, limits)) {
        size_t signals = 0;
        for (size_t i = 0; i < c->count; i++)
            signals += limits[i].signal;
        if (signals)
            o->kind->text(o, OUT_STRONG,
                          numbers(o, WORD_RUN_P_SIGNAL, (size_t[]){signals, c->count}, 2));
    }
    if (c->goal.given) {
        struct buf change = {0};
        report_decimals(c->goal.change, c->goal.change == floor(c->goal.change) ? 0 : 1,
                        o->page->language, &change);
        if (c->goal.kind == STATS_GOAL_RELATIVE)
            buf_add_text(&change, o->page->language == REPORT_SWEDISH ? "\xC2\xA0%" : "%");
        struct str arguments[] = {
            report_out_share(o, c->goal_base / 100), report_out_buf(o, &change),
            report_out_word(o, c->goal.kind == STATS_GOAL_RELATIVE ? WORD_RUN_RELATIVE
                                                                   : WORD_RUN_POINTS)};
        o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_RUN_GOAL_TEXT, arguments, 3));
    }
    free(limits);
}

static void numbers_table(struct out *o, struct str title, const struct run_chart *c)
{
    struct stats_p_point *limits = xcalloc(c->count + 1, sizeof *limits);
    bool known = limits_of(c, limits);
    size_t columns = known ? 4 : 3;
    struct str heads[] = {report_out_word(o, WORD_RUN_PERIOD), report_out_word(o, WORD_RUN_SHARE),
                          report_out_word(o, WORD_BASE_COLUMN),
                          report_out_word(o, WORD_RUN_LIMITS)};
    struct str *cells = ARENA_ARRAY(o->memory, struct str, c->count * columns + 1);
    for (size_t i = 0; i < c->count; i++) {
        struct str *row = cells + i * columns;
        row[0] = c->points[i].label;
        row[1] = report_out_share(o, c->points[i].share);
        row[2] = report_out_number(o, c->points[i].base.whole);
        if (known)
            row[3] = report_out_range(o, (struct stats_interval){limits[i].low, limits[i].high});
    }
    struct out_table t = {.named = true,
                          .label = title,
                          .columns = columns,
                          .rows = c->count,
                          .heads = heads,
                          .cells = cells};
    o->kind->table(o, &t);
    free(limits);
}

void report_run_show(struct out *o, struct str title, struct run_chart *c)
{
    struct out_drawing d = {0};
    if (c->goal.given) {
        // Where one began: the first points, not one of them alone.
        enum { FIRST_POINTS = 6 };
        struct stats_run first;
        double *values = shares_of(c);
        stats_run_make(values, c->count < FIRST_POINTS ? c->count : FIRST_POINTS, 0, &first);
        free(values);
        c->goal_base = 100 * first.median;
    }
    report_run_draw(o, c, &d);
    struct str ends[] = {report_out_number(o, c->count), c->points[0].label,
                         c->points[c->count - 1].label};
    o->kind->figure(o, title, report_out_fill(o, WORD_RUN_DESCRIBE, ends, 3), &d);
    report_out_drawing_finish(&d);
    report_run_verdict(o, c);
    for (size_t i = 0; i < c->event_count; i++)
        o->kind->text(o, OUT_SMALL,
                      arena_printf(o->memory, "%zu. %.*s", i + 1, STR_ARG(c->events[i].text)));
    numbers_table(o, title, c);
}
