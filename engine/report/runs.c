// SPDX-License-Identifier: EUPL-1.2
// Shares of answers over time: for every scale its better half, or what the organizer chose.
// Periods with too few answers go together with the next, so that every point stands on k.
#include "report/page_priv.h"
#include "report/sections.h"

#include <string.h>

enum { POINTS_LEAST = 3 };

struct run_of {
    const struct report_question *question;
    bool choice[512]; // by choice: part of the share
    struct str what;  // in words
};

static double year_of(struct str name, double otherwise)
{
    int64_t days;
    if (table_date_parse(name, &days)) return (double)days / 365.25;
    return otherwise;
}

// A wave is a year where its name begins with one, or only the next one.
static double wave_year(struct str name, size_t index)
{
    int64_t year;
    if (name.len >= 4 && str_to_int64(str_sub(name, 0, 4), &year) && year > 1900 && year < 2200) {
        int64_t month = 0;
        if (name.len >= 7 && name.ptr[4] == '-' && str_to_int64(str_sub(name, 5, 7), &month) &&
            month >= 1 && month <= 12)
            return (double)year + (double)(month - 1) / 12;
        return (double)year;
    }
    return (double)index;
}

// Part and base of a period, and the same by weight.
struct sum {
    struct stats_share base;
    double part, whole;
};

static void add_period(const struct report_matrix *m, const struct run_of *r, size_t row,
                       struct sum *out)
{
    for (size_t j = 0; j < m->columns; j++) {
        size_t at = row * m->columns + j;
        if (m->column[j].code == TABLE_NOT_ASKED) continue;
        bool part = m->column[j].code == 0 && m->column[j].choice < sizeof r->choice &&
                    r->choice[m->column[j].choice];
        double weight = m->weights ? m->weights[at] : (double)m->cells[at];
        out->base.whole += m->cells[at];
        out->whole += weight;
        out->base.part += part ? m->cells[at] : 0;
        out->part += part ? weight : 0;
    }
}

static double share_of(const struct sum *s)
{
    return s->whole > 0 ? s->part / s->whole : (double)s->base.part / (double)s->base.whole;
}

static size_t points_of(struct out *o, const struct run_of *r, const struct report_grouping *g,
                        struct run_point *points, bool *out_merged, bool *out_weighted)
{
    const struct page *p = o->page;
    struct report_matrix m;
    struct sum sum = {.part = 0}, last_sum = sum;
    bool wave = p->facts->run == REPORT_PERIOD_WAVE;
    size_t count = 0, since = 0;
    report_matrix_make(p->table, p->facts, p->figures, r->question, 0, g, NULL, o->memory, &m);
    *out_weighted = m.weights != NULL;
    for (size_t i = 0; i < m.rows; i++) {
        if (sum.base.whole == 0) since = i;
        add_period(&m, r, i, &sum);
        if (sum.base.whole == 0) continue;
        if (sum.base.whole < r->question->k) {
            *out_merged = true;
            continue;
        }
        points[count++] =
            (struct run_point){.label = g->labels[since],
                               .years = wave ? wave_year(g->names[since], since)
                                             : year_of(g->names[since], (double)since),
                               .share = share_of(&sum),
                               .base = sum.base};
        last_sum = sum;
        sum = (struct sum){.part = 0};
    }
    if (sum.base.whole > 0 && count > 0) { // what is left goes with the last
        struct run_point *last = &points[count - 1];
        last->base.part += sum.base.part;
        last->base.whole += sum.base.whole;
        last_sum.base = last->base;
        last_sum.part += sum.part;
        last_sum.whole += sum.whole;
        last->share = share_of(&last_sum);
    }
    return count;
}

// ---- events of the organizer ----

static size_t events_of(struct out *o, double first, struct run_event **out)
{
    const json_t *list = json_object_get(o->page->facts->settings, "events");
    size_t count = json_array_size(list);
    *out = ARENA_ARRAY(o->memory, struct run_event, count + 1);
    for (size_t i = 0; i < count; i++) {
        const json_t *event = json_array_get(list, i);
        struct str day = str_of(json_string_value(json_object_get(event, "day"))),
                   text = report_text(json_object_get(event, "text"), o->page->language),
                   when = report_out_day(o, day);
        (*out)[i] =
            (struct run_event){year_of(day, 0) - first,
                               arena_printf(o->memory, "%.*s: %.*s", STR_ARG(when), STR_ARG(text))};
    }
    return count;
}

// False where there are too few periods: what has no chart is said once, for all of them.
static bool show(struct out *o, const struct run_of *r, const struct report_grouping *g)
{
    const struct page *p = o->page;
    struct run_point *points = ARENA_ARRAY(o->memory, struct run_point, g->count + 1);
    struct run_event *events = NULL;
    bool merged = false, weighted = false;
    struct str label = report_page_label(p, r->question->node),
               k = report_out_number(o, r->question->k);
    struct str title = arena_printf(o->memory, "%zu. %.*s", r->question->number, STR_ARG(label));
    size_t count = points_of(o, r, g, points, &merged, &weighted);
    if (count < POINTS_LEAST) return false;
    o->kind->heading(o, 3, title);
    o->kind->text(o, OUT_SMALL, r->what);
    double first = points[0].years;
    for (size_t i = 0; i < count; i++)
        points[i].years -= first;
    struct run_chart chart = {
        .points = points, .count = count, .goal = p->facts->goal, .weighted = weighted};
    if (p->facts->run != REPORT_PERIOD_WAVE) {
        chart.event_count = events_of(o, first, &events);
        chart.events = events;
    }
    report_run_show(o, title, &chart);
    if (!weighted && p->figures->weights)
        o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_WEIGHT_NOT_SHOWN));
    if (merged) o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_RUN_MERGED, &k, 1));
    report_out_note(o, r->question);
    return true;
}

// ---- which ones ----

static void say_choices(struct out *o, struct run_of *r)
{
    const struct page *p = o->page;
    struct buf text = {0};
    size_t used = 0;
    for (size_t i = 0; i < r->question->choice_count && i < sizeof r->choice; i++) {
        if (!r->choice[i]) continue;
        if (used++) buf_add_text(&text, report_word(WORD_AND, p->language));
        buf_add_str(&text, report_page_choice(p, r->question->node, i));
    }
    r->what = report_out_buf(o, &text);
}

static void take_scale(struct out *o, const struct report_question *q, struct run_of *r)
{
    const struct form_def *form = o->page->form;
    size_t steps = report_scale_steps(form, q), top = report_scale_top(steps), step = 0;
    *r = (struct run_of){.question = q};
    for (size_t i = 0; i < q->choice_count && i < sizeof r->choice; i++) {
        if (form_choice_missing(form, q->node, i)) continue;
        size_t place = q->best == STATS_BEST_LAST ? steps - 1 - step : step;
        r->choice[i] = place < top;
        step++;
    }
    say_choices(o, r);
}

static bool take_setting(struct out *o, const json_t *from, struct run_of *r)
{
    const struct page *p = o->page;
    const json_t *choices = json_object_get(from, "choices");
    *r = (struct run_of){
        .question = report_question_find(
            p->figures, p->form, str_of(json_string_value(json_object_get(from, "question"))))};
    if (!r->question || r->question->repeat || r->question->kind != REPORT_CHOICES) return false;
    for (size_t j = 0; j < json_array_size(choices); j++) {
        struct str name = str_of(json_string_value(json_array_get(choices, j)));
        for (size_t i = 0; i < r->question->choice_count && i < sizeof r->choice; i++)
            if (str_eq(form_choice_name(p->form, r->question->node, i), name)) r->choice[i] = true;
    }
    say_choices(o, r);
    return true;
}

// Shows one, or adds its number to those that have no chart: "4, 7–9".
struct left_out {
    struct buf text;
    size_t first, last; // of a row of neighbours
    uint64_t k;
};

static void left_out_close(struct left_out *l)
{
    if (l->first == 0) return;
    if (l->text.len) buf_add_text(&l->text, ", ");
    buf_printf(&l->text, "%zu", l->first);
    if (l->last > l->first)
        buf_printf(&l->text, "%s%zu", l->last > l->first + 1 ? "\xE2\x80\x93" : ", ", l->last);
    l->first = l->last = 0;
}

static void show_or_leave(struct out *o, const struct run_of *r, const struct report_grouping *g,
                          struct left_out *l)
{
    size_t number = r->question->number;
    if (show(o, r, g)) return;
    if (l->first && number == l->last) return; // two shares of one question
    if (l->first && number == l->last + 1)
        l->last = number;
    else {
        left_out_close(l);
        l->first = l->last = number;
    }
    if (r->question->k > l->k) l->k = r->question->k;
}

void report_section_runs(struct out *o)
{
    const struct page *p = o->page;
    const json_t *list = json_object_get(p->facts->settings, "runs");
    struct report_grouping g;
    struct run_of r;
    struct left_out left = {.k = 0};
    if (p->facts->run == REPORT_PERIOD_NONE || p->figures->withheld) return;
    report_grouping_periods(p->table, p->facts, p->facts->run, o->memory, &g);
    o->kind->begin(o, "runs");
    o->kind->heading(o, 2, report_out_word(o, WORD_RUNS));
    for (size_t i = 0; i < json_array_size(list); i++)
        if (take_setting(o, json_array_get(list, i), &r)) show_or_leave(o, &r, &g, &left);
    for (size_t i = 0; i < p->figures->question_count && json_array_size(list) == 0; i++) {
        const struct report_question *q = &p->figures->questions[i];
        if (!q->scale || q->withheld || q->valid == 0) continue;
        take_scale(o, q, &r);
        show_or_leave(o, &r, &g, &left);
    }
    left_out_close(&left);
    struct str arguments[] = {buf_str(&left.text), report_out_number(o, left.k)};
    if (left.text.len)
        o->kind->text(o, OUT_WITHHELD, report_out_fill(o, WORD_RUN_NOT_THESE, arguments, 2));
    buf_finish(&left.text);
    o->kind->end(o);
}
