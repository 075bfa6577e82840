// SPDX-License-Identifier: EUPL-1.2
// Numbers, dates and rankings as rows of a table: whole numbers one by one where they are few, else
// steps that are easy to read, open at both ends so that nobody's odd number stands alone; dates by
// month or year, times by hour; rankings by who put what first.
#include "report/figures_priv.h"

#include "base/alloc.h"
#include "table/words.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SINGLE_MAX = 12, STEPS = 8, BINS_MAX = 16, MONTHS_MAX = 18, HOURS_MAX = 24 };

struct valued {
    double value, weight;
    uint64_t times; // as many responses, with this weight together
};

static int compare_values(const void *left, const void *right)
{
    double a = ((const struct valued *)left)->value, b = ((const struct valued *)right)->value;
    return (a > b) - (a < b);
}

static double value_of(struct table_cell cell)
{
    return cell.kind == TABLE_NUMBER ? cell.number : (double)cell.integer;
}

// ---- months ----

// A day as months or years since year 0.
static double calendar(int64_t day, bool months)
{
    char text[16];
    int64_t year = 0, month = 1;
    table_date_format(day, text);
    struct str date = str_of(text);
    ptrdiff_t dash = str_find_char(date, '-');
    if (dash < 4 || !str_to_int64(str_sub(date, 0, (size_t)dash), &year)) return 0;
    if (!months) return (double)year;
    if (!str_to_int64(str_sub(date, (size_t)dash + 1, (size_t)dash + 3), &month)) month = 1;
    return (double)(year * 12 + month - 1);
}

// The hour of "21:30:00.000+01:00": the respondent's own clock, whatever its zone.
static double hour_of(struct str time)
{
    int64_t hour;
    return time.len >= 2 && str_to_int64(str_sub(time, 0, 2), &hour) && hour >= 0 && hour < 24
               ? (double)hour
               : 0;
}

static double value_in(const struct report_question *q, struct table_cell cell, bool months)
{
    if (q->kind != REPORT_DATES) return value_of(cell);
    return cell.kind == TABLE_TEXT ? hour_of(cell.text) : calendar(cell.integer, months);
}

// ---- edges ----

// Bins of equal width from first on; below and above are open ones where anybody is there.
struct edges {
    double first, step;
    size_t steps;
    bool below, above;
    bool whole;  // only whole numbers occur
    bool single; // a bin holds one value
    bool months, hours;
};

static double nice_step(double rough)
{
    double power = pow(10, floor(log10(rough)));
    double lead = rough / power;
    return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

// The value of the response at this place, when all stand in the order of their values.
static double value_at(const struct valued *v, uint64_t place)
{
    while (place >= v->times)
        place -= v++->times;
    return v->value;
}

static void find_edges(const struct valued *v, size_t count, size_t single_max, struct edges *out)
{
    uint64_t total = 0;
    double least = v[0].value, most = v[count - 1].value;
    out->whole = true;
    for (size_t i = 0; i < count; i++) {
        out->whole = out->whole && v[i].value == floor(v[i].value);
        total += v[i].times;
    }
    if (out->whole && most - least < (double)single_max) {
        out->single = true;
        out->first = least;
        out->step = 1;
        out->steps = (size_t)(most - least) + 1;
        return;
    }
    // One in a hundred at each end may lie outside.
    double low = value_at(v, total / 100), high = value_at(v, total - 1 - total / 100);
    double rough = (high - low) / STEPS;
    out->step = rough > 0 && isfinite(rough) ? nice_step(rough) : 1;
    if (out->whole && out->step < 1) out->step = 1;
    out->first = floor(low / out->step) * out->step;
    double steps = floor((high - out->first) / out->step + 1e-9) + 1;
    out->steps = steps <= BINS_MAX - 2 ? (size_t)steps : BINS_MAX - 2;
    out->below = least < out->first;
    out->above = most >= out->first + (double)out->steps * out->step;
}

static size_t edges_count(const struct edges *e)
{
    return e->steps + e->below + e->above;
}

static size_t edges_place(const struct edges *e, double value)
{
    double at = floor((value - e->first) / e->step + 1e-9);
    if (!(at >= 0)) return 0;
    size_t step = at >= (double)e->steps ? e->steps : (size_t)at;
    return step + e->below;
}

// ---- labels ----

static struct str number_text(double value, enum report_language language, struct arena *a)
{
    struct buf text = {0};
    int decimals = 0;
    for (double scaled = value; decimals < 3 && fabs(scaled - round(scaled)) > 1e-9; decimals++)
        scaled *= 10;
    report_decimals(value, decimals, language, &text);
    struct str out = arena_dup(a, buf_str(&text));
    buf_finish(&text);
    return out;
}

static struct str label_of(const struct edges *e, size_t bin, enum report_language language,
                           struct arena *a)
{
    struct buf text = {0};
    double from = e->first + ((double)bin - e->below) * e->step, to = from + e->step;
    struct str ends[2];
    if (e->months) {
        report_month((int64_t)(from / 12), (int64_t)from % 12 + 1, language, &text);
    } else if (e->hours) {
        buf_printf(&text, "%02d:00\xE2\x80\x93%02d:59", (int)from, (int)from);
    } else if (e->single) {
        ends[0] = number_text(from, language, a);
        buf_add_str(&text, ends[0]);
    } else if (e->below && bin == 0) {
        ends[0] = number_text(e->first, language, a);
        report_word_fill(WORD_BIN_UNDER, language, ends, 1, &text);
    } else if (e->above && bin == edges_count(e) - 1) {
        ends[0] = number_text(from, language, a);
        report_word_fill(WORD_BIN_OVER, language, ends, 1, &text);
    } else {
        ends[0] = number_text(from, language, a);
        ends[1] = number_text(e->whole ? to - 1 : to, language, a);
        if (e->whole && e->step == 1)
            buf_add_str(&text, ends[0]);
        else
            report_word_fill(e->whole ? WORD_BIN_WHOLE : WORD_BIN_FROM, language, ends, 2, &text);
    }
    struct str out = arena_dup(a, buf_str(&text));
    buf_finish(&text);
    return out;
}

// ---- figures ----

// Mean and median, by weight where there are weights. v is sorted.
static void middle_of(const struct valued *v, size_t count, struct report_question *q)
{
    double sum = 0, weight = 0, passed = 0;
    for (size_t i = 0; i < count; i++) {
        sum += v[i].value * v[i].weight;
        weight += v[i].weight;
    }
    if (!(weight > 0)) return;
    q->mean = sum / weight;
    for (size_t i = 0; i < count; i++) {
        passed += v[i].weight;
        if (passed < weight / 2) continue;
        bool between = passed == weight / 2 && i + 1 < count;
        q->median = between ? (v[i].value + v[i + 1].value) / 2 : v[i].value;
        return;
    }
}

// In the order of their values, each of them once.
static void put_together(struct valued *v, size_t *count)
{
    size_t kept = 0;
    qsort(v, *count, sizeof *v, compare_values);
    for (size_t i = 0; i < *count; i++) {
        if (kept && compare_values(&v[kept - 1], &v[i]) == 0) {
            v[kept - 1].weight += v[i].weight;
            v[kept - 1].times += v[i].times;
        } else {
            v[kept++] = v[i];
        }
    }
    *count = kept;
}

// Memory goes by how many values differ, not by how many responses there are.
static struct valued *read_values(const struct table *t, size_t column, const double *weights,
                                  const struct report_question *q, bool months, size_t *out_count)
{
    enum { FIRST_ROOM = 4096 };
    size_t room = FIRST_ROOM, count = 0;
    struct valued *v = xreallocarray(NULL, room, sizeof *v);
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, column);
        if (cell.missing) continue;
        if (count == room) {
            put_together(v, &count);
            if (count > room / 2) room *= 2;
            v = xreallocarray(v, room, sizeof *v);
        }
        v[count++] = (struct valued){value_in(q, cell, months), weights ? weights[row] : 1, 1};
    }
    put_together(v, &count);
    *out_count = count;
    return v;
}

// A range that asks for few points has all of them as rows, those that nobody chose as well.
static bool range_edges(const struct form_def *form, size_t node, struct edges *e)
{
    char text[64];
    double first, second;
    if (form_node_kind(form, node) != FORM_RANGE) return false;
    size_t points = form_node_range_count(form, node);
    if (points < 2 || points > SINGLE_MAX) return false;
    size_t length = form_node_range_point(form, node, 0, text);
    if (!str_to_double(str_make(text, length), &first)) return false;
    length = form_node_range_point(form, node, 1, text);
    if (!str_to_double(str_make(text, length), &second) || !(second > first)) return false;
    *e = (struct edges){.first = first, .step = second - first, .steps = points, .single = true};
    return true;
}

// Which bin each row lies in; SIZE_MAX cannot be: those without an answer have 0 and are missing.
static void fill(const struct table *t, size_t column, const struct edges *e,
                 struct report_question *q, const double *weights)
{
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, column);
        if (cell.missing) continue;
        double value = value_in(q, cell, e->months);
        size_t place = edges_place(e, value);
        if (place >= q->choice_count) place = q->choice_count - 1;
        q->counts[place]++;
        if (weights) q->weights[place] += weights[row];
    }
}

static void make_numbers(const struct table *t, const struct report_facts *facts,
                         struct report_question *q, size_t column, const double *weights,
                         struct arena *a)
{
    struct edges e = {0};
    size_t count;
    if (q->valid == 0) return;
    e.hours = form_node_type(table_form(t), q->node) == FORM_TIME;
    e.months = q->kind == REPORT_DATES && !e.hours;
    struct valued *v = read_values(t, column, weights, q, e.months, &count);
    if (e.months && v[count - 1].value - v[0].value >= MONTHS_MAX) { // years, then
        e.months = false;
        free(v);
        v = read_values(t, column, weights, q, false, &count);
    }
    if (!range_edges(table_form(t), q->node, &e))
        find_edges(v, count, e.hours ? HOURS_MAX : e.months ? MONTHS_MAX : SINGLE_MAX, &e);
    if (q->kind == REPORT_NUMBERS) middle_of(v, count, q);
    free(v);
    q->choice_count = edges_count(&e);
    q->counts = ARENA_ARRAY(a, uint64_t, q->choice_count);
    q->bins = ARENA_ARRAY(a, struct str, q->choice_count);
    if (weights) q->weights = ARENA_ARRAY(a, double, q->choice_count + 1);
    for (size_t i = 0; i < q->choice_count; i++)
        q->bins[i] = label_of(&e, i, facts->language, a);
    fill(t, column, &e, q, weights);
}

// ---- rankings ----

static void make_ranks(const struct table *t, const struct report_facts *facts,
                       struct report_question *q, size_t first, size_t columns,
                       const double *weights, struct arena *a)
{
    const struct form_def *form = table_form(t);
    size_t language = report_form_language(form, facts->language);
    q->choice_count = form_node_choice_count(form, q->node);
    q->counts = ARENA_ARRAY(a, uint64_t, q->choice_count + 1);
    q->bins = ARENA_ARRAY(a, struct str, q->choice_count + 1);
    q->places = ARENA_ARRAY(a, double, q->choice_count + 1);
    if (weights) q->weights = ARENA_ARRAY(a, double, q->choice_count + 1);
    for (size_t i = 0; i < q->choice_count; i++)
        q->bins[i] = table_words_choice(form, q->node, i, language, a);
    for (size_t j = first; j < first + columns; j++) {
        size_t choice = table_column_at(t, j)->choice;
        double sum = 0, whole = 0;
        for (size_t row = 0; row < table_row_count(t); row++) {
            struct table_cell cell = table_cell(t, row, j);
            double weight = weights ? weights[row] : 1;
            if (cell.missing || cell.integer < 1) continue;
            sum += weight * (double)cell.integer;
            whole += weight;
            if (cell.integer != 1) continue;
            q->counts[choice]++;
            if (weights) q->weights[choice] += weight;
        }
        q->places[choice] = whole > 0 ? sum / whole : 0;
    }
}

void report_bins_make(const struct table *t, const struct report_facts *facts,
                      struct report_question *q, size_t first, size_t columns,
                      const double *weights, struct arena *a)
{
    if (columns == 0) return;
    if (q->kind == REPORT_RANKS)
        make_ranks(t, facts, q, first, columns, weights, a);
    else
        make_numbers(t, facts, q, first, weights, a);
}
