// SPDX-License-Identifier: EUPL-1.2
// What teams measured: numerator and denominator by date, one chart for all teams and small ones
// side by side, the changes they tried as annotations.
#include "report/page_priv.h"
#include "report/sections.h"

#include "base/alloc.h"

#include <stdlib.h>

enum { TEAMS_MAX = 60, ACROSS = 3, SMALL_HEIGHT = 120 };

struct measurement {
    int64_t day;
    size_t team;
    double part, whole;
    struct str note;
};

struct measures {
    struct measurement *all;
    size_t count, dropped, teams;
    struct str team[TEAMS_MAX];
};

static bool column_find(const struct page *p, const json_t *measure, const char *name, size_t *out)
{
    const char *text = json_string_value(json_object_get(measure, name));
    int64_t node = text ? form_def_node_find(p->form, str_of(text)) : -1;
    return node >= 0 && table_columns_of(p->table, (size_t)node, out) == 1;
}

static double number_of(const struct table *t, size_t row, size_t column)
{
    struct table_cell cell = table_cell(t, row, column);
    if (cell.missing) return -1;
    return cell.kind == TABLE_INT ? (double)cell.integer : cell.number;
}

static struct str text_of(struct out *o, size_t row, size_t column)
{
    const struct page *p = o->page;
    struct table_cell cell = table_cell(p->table, row, column);
    if (cell.missing) return STR("");
    if (cell.kind == TABLE_CHOICE)
        return report_page_choice(p, table_column_at(p->table, column)->node, (size_t)cell.integer);
    struct buf text = {0};
    table_text(p->table, row, column, &text);
    return report_out_buf(o, &text);
}

static bool team_find(struct measures *m, struct str name, size_t *out)
{
    for (*out = 0; *out < m->teams; ++*out)
        if (str_eq(m->team[*out], name)) return true;
    if (m->teams == TEAMS_MAX) return false;
    m->team[m->teams++] = name;
    return true;
}

static int compare_days(const void *left, const void *right)
{
    const struct measurement *a = left, *b = right;
    if (a->day != b->day) return (a->day > b->day) - (a->day < b->day);
    return (a->team > b->team) - (a->team < b->team);
}

static bool collect(struct out *o, const json_t *measure, struct measures *m)
{
    const struct page *p = o->page;
    size_t date, part, whole, team = 0, note = 0;
    if (!column_find(p, measure, "date", &date) || !column_find(p, measure, "part", &part) ||
        !column_find(p, measure, "whole", &whole))
        return false;
    bool teams = column_find(p, measure, "team", &team),
         notes = column_find(p, measure, "note", &note);
    m->all = ARENA_ARRAY(o->memory, struct measurement, table_row_count(p->table) + 1);
    for (size_t row = 0; row < table_row_count(p->table); row++) {
        struct table_cell day = table_cell(p->table, row, date);
        struct measurement *own = &m->all[m->count];
        *own = (struct measurement){.day = day.integer,
                                    .part = number_of(p->table, row, part),
                                    .whole = number_of(p->table, row, whole)};
        if (day.missing || own->part < 0 || own->whole <= 0) continue; // not a measurement
        bool fits = own->part <= own->whole && own->whole >= (double)p->facts->k &&
                    own->whole < 1e9 &&
                    team_find(m, teams ? text_of(o, row, team) : STR(""), &own->team);
        if (notes) own->note = text_of(o, row, note);
        m->count += fits;
        m->dropped += !fits;
    }
    qsort(m->all, m->count, sizeof *m->all, compare_days);
    return true;
}

// The points of a team, or of all together: measurements of one day are added up.
static size_t points_of(struct out *o, const struct measures *m, size_t team,
                        struct run_point *points, struct run_event *events, size_t *out_events)
{
    int64_t first = 0, last = INT64_MIN;
    size_t count = 0;
    *out_events = 0;
    for (size_t i = 0; i < m->count; i++) {
        const struct measurement *own = &m->all[i];
        if (team < m->teams && own->team != team) continue;
        char day[16];
        if (count == 0) first = own->day;
        double years = (double)(own->day - first) / 365.25;
        if (count == 0 || own->day != last) {
            table_date_format(own->day, day);
            points[count++] =
                (struct run_point){.label = arena_dup(o->memory, str_of(day)), .years = years};
        }
        last = own->day;
        struct run_point *point = &points[count - 1];
        point->base.part += (uint64_t)(own->part + 0.5);
        point->base.whole += (uint64_t)(own->whole + 0.5);
        point->share = (double)point->base.part / (double)point->base.whole;
        if (own->note.len) {
            struct str who = m->team[own->team];
            table_date_format(own->day, day);
            events[(*out_events)++] = (struct run_event){
                years, arena_printf(o->memory, "%s%s%.*s: %.*s", day, who.len ? ", " : "",
                                    STR_ARG(who), STR_ARG(own->note))};
        }
    }
    return count;
}

static void teams_side_by_side(struct out *o, const struct measures *m, struct str title)
{
    size_t rows = (m->teams + ACROSS - 1) / ACROSS, used;
    struct out_drawing d = {.width = OUT_WIDTH, .height = (double)rows * SMALL_HEIGHT};
    struct run_point *points = ARENA_ARRAY(o->memory, struct run_point, m->count + 1);
    struct run_event *events = ARENA_ARRAY(o->memory, struct run_event, m->count + 1);
    struct str heads[] = {report_out_word(o, WORD_MEASURED_BY),
                          report_out_word(o, WORD_BASE_COLUMN), report_out_word(o, WORD_MEDIAN),
                          report_out_word(o, WORD_RUN_SHARE)};
    struct str *cells = ARENA_ARRAY(o->memory, struct str, m->teams * 4);
    struct buf description = {0};
    double width = (double)OUT_WIDTH / ACROSS;
    for (size_t i = 0; i < m->teams; i++) {
        struct run_chart c = {.points = points, .goal = o->page->facts->goal};
        struct stats_run run;
        c.count = points_of(o, m, i, points, events, &used);
        double *values = xcalloc(c.count + 1, sizeof *values);
        for (size_t j = 0; j < c.count; j++)
            values[j] = points[j].share;
        stats_run_make(values, c.count, 0, &run);
        c.goal_base = c.count ? 100 * values[0] : 0;
        free(values);
        report_run_draw_small(o, &c, m->team[i], (double)(i % ACROSS) * width,
                              (double)(i / ACROSS) * SMALL_HEIGHT, width, SMALL_HEIGHT, &d);
        cells[4 * i] = m->team[i];
        cells[4 * i + 1] = report_out_number(o, c.count);
        cells[4 * i + 2] = report_out_share(o, run.median);
        cells[4 * i + 3] =
            c.count ? report_out_share(o, points[c.count - 1].share) : STR("\xE2\x80\x93");
        buf_printf(&description, "%s%.*s: %.*s", i ? "; " : "", STR_ARG(m->team[i]),
                   STR_ARG(cells[4 * i + 3]));
    }
    o->kind->heading(o, 3, title);
    o->kind->figure(o, title, buf_str(&description), &d);
    struct out_table t = {.named = true,
                          .label = title,
                          .columns = 4,
                          .rows = m->teams,
                          .heads = heads,
                          .cells = cells};
    o->kind->table(o, &t);
    buf_finish(&description);
    report_out_drawing_finish(&d);
}

void report_section_measures(struct out *o)
{
    const json_t *measure = json_object_get(o->page->facts->settings, "measure");
    struct measures m = {.count = 0};
    if (!measure || o->page->figures->withheld || !collect(o, measure, &m)) return;
    struct str name = report_text(json_object_get(measure, "text"), o->page->language);
    struct str title = name.len ? name : report_out_word(o, WORD_MEASURE);
    struct run_point *points = ARENA_ARRAY(o->memory, struct run_point, m.count + 1);
    struct run_event *events = ARENA_ARRAY(o->memory, struct run_event, m.count + 1);
    struct run_chart c = {.points = points, .events = events, .goal = o->page->facts->goal};
    o->kind->begin(o, "measures");
    o->kind->heading(o, 2, title);
    c.count = points_of(o, &m, m.teams, points, events, &c.event_count);
    if (c.count < 2) {
        struct str k = report_out_number(o, o->page->facts->k);
        o->kind->text(o, OUT_WITHHELD, report_out_fill(o, WORD_RUN_NOT, &k, 1));
    } else {
        report_run_show(o, m.teams > 1 ? report_out_word(o, WORD_RUN_ALL_TEAMS) : title, &c);
        if (m.teams > 1) teams_side_by_side(o, &m, report_out_word(o, WORD_RUN_TEAMS));
    }
    if (m.dropped) {
        struct str numbers[] = {report_out_number(o, m.dropped),
                                report_out_number(o, o->page->facts->k)};
        o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_RUN_DROPPED, numbers, 2));
    }
    o->kind->end(o);
}
