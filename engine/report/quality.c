// SPDX-License-Identifier: EUPL-1.2
// How people answered: where they broke off, who gave one and the same answer all the way, who was
// too fast to have read, and indexes of several questions with their alpha.
#include "report/figures.h"

#include "base/alloc.h"

#include <stdlib.h>

// ---- breaks ----

// A respondent who broke off did so before the first question that was not reached.
static void find_breaks(const struct table *t, struct arena *a, struct report_figures *out)
{
    uint64_t *counts = xcalloc(out->question_count + 1, sizeof *counts);
    for (size_t row = 0; row < table_row_count(t) && out->partial; row++) {
        if (table_row_complete(t, row)) continue;
        for (size_t i = 0; i < out->question_count; i++) {
            size_t column;
            if (table_columns_of(t, out->questions[i].node, &column) == 0) continue;
            if (table_cell(t, row, column).missing != TABLE_NOT_REACHED) continue;
            counts[i]++;
            break;
        }
    }
    out->breaks = ARENA_ARRAY(a, struct report_break, out->question_count + 1);
    for (size_t i = 0; i < out->question_count; i++)
        if (counts[i])
            out->breaks[out->break_count++] = (struct report_break){&out->questions[i], counts[i]};
    free(counts);
}

// ---- batteries ----

static bool same_battery(const struct form_def *form, const struct report_question *a,
                         const struct report_question *b)
{
    return a->scale && b->scale &&
           str_eq(form_node_list_name(form, a->node), form_node_list_name(form, b->node));
}

static void look_at_battery(const struct table *t, const struct report_question *first,
                            size_t items, bool *straight, bool *asked)
{
    int32_t *values = xcalloc(items, sizeof *values);
    for (size_t row = 0; row < table_row_count(t); row++) {
        size_t answered = 0;
        for (size_t i = 0; i < items; i++) {
            size_t column;
            values[i] = -1;
            if (table_columns_of(t, first[i].node, &column) == 0) continue;
            struct table_cell cell = table_cell(t, row, column);
            if (cell.missing) continue;
            values[i] = (int32_t)cell.integer;
            answered++;
        }
        asked[row] = asked[row] || answered >= STATS_STRAIGHT_LEAST;
        straight[row] = straight[row] || stats_straight(values, items, STATS_STRAIGHT_LEAST);
    }
    free(values);
}

static void find_straight(const struct table *t, struct report_figures *out)
{
    const struct form_def *form = table_form(t);
    bool *straight = xcalloc(table_row_count(t) + 1, sizeof *straight),
         *asked = xcalloc(table_row_count(t) + 1, sizeof *asked);
    for (size_t i = 0; i < out->question_count;) {
        size_t end = i + 1;
        while (end < out->question_count &&
               same_battery(form, &out->questions[i], &out->questions[end]))
            end++;
        if (out->questions[i].scale && end - i >= STATS_STRAIGHT_LEAST)
            look_at_battery(t, &out->questions[i], end - i, straight, asked);
        i = end;
    }
    for (size_t row = 0; row < table_row_count(t); row++) {
        out->straight += straight[row];
        out->straight_of += asked[row];
    }
    free(straight);
    free(asked);
}

// ---- haste ----

static double duration_of(const struct table *t, size_t row)
{
    struct table_cell cell = table_cell(t, row, TABLE_DURATION);
    if (cell.missing) return -1;
    return cell.kind == TABLE_INT ? (double)cell.integer : cell.number;
}

static void find_rapid(const struct table *t, struct report_figures *out)
{
    double *seconds = xcalloc(table_row_count(t) + 1, sizeof *seconds);
    size_t count = 0;
    for (size_t row = 0; row < table_row_count(t); row++) {
        double own = table_row_complete(t, row) ? duration_of(t, row) : -1;
        if (own > 0) seconds[count++] = own;
    }
    double limit = stats_rapid_limit(seconds, count);
    for (size_t i = 0; i < count && limit > 0; i++)
        out->rapid += seconds[i] < limit;
    out->rapid_of = limit > 0 ? count : 0;
    out->median_s = 3 * limit; // the limit is a third of it, and known from ten responses on
    free(seconds);
}

// A one-tap terminal marks answers that came in quick succession: one hand that pressed again and
// again, or a group that passed by.
static void find_series(const struct table *t, struct report_figures *out)
{
    int64_t column = table_column_find(t, STR("_rapid"));
    for (size_t row = 0; row < table_row_count(t) && column >= 0; row++) {
        struct table_cell cell = table_cell(t, row, (size_t)column);
        if (cell.missing) continue;
        out->series_of++;
        out->series += cell.integer != 0;
    }
}

// ---- indexes ----

// The points of one response on one question; -1 where there is no answer.
static double points_of(const struct table *t, const struct report_question *q, size_t row)
{
    const struct form_def *form = table_form(t);
    size_t column, place = 0;
    if (!q->scale || table_columns_of(t, q->node, &column) == 0) return -1;
    struct table_cell cell = table_cell(t, row, column);
    if (cell.missing) return -1;
    for (size_t i = 0; i < (size_t)cell.integer; i++)
        place += form_choice_missing(form, q->node, i) == 0;
    return stats_scale_points(place, report_scale_steps(form, q), q->best);
}

static void make_index(const struct table *t, const struct report_facts *facts,
                       const struct report_figures *f, const json_t *from, struct report_index *out)
{
    const struct form_def *form = table_form(t);
    size_t items = json_array_size(out->questions), rows = 0;
    double *values = xcalloc(items + 1, sizeof *values), sum = 0, whole = 0; // of a response
    struct stats_alpha_sums sums;
    const struct report_question **questions = xcalloc(items, sizeof *questions);
    out->text = report_text(json_object_get(from, "text"), facts->language);
    out->items = items;
    out->known = true;
    out->k = facts->k;
    for (size_t j = 0; j < items; j++) {
        const json_t *name = json_array_get(out->questions, j);
        questions[j] = report_question_find(f, form, str_of(json_string_value(name)));
        out->known = out->known && questions[j] && questions[j]->scale;
        if (questions[j] && questions[j]->k > out->k) out->k = questions[j]->k;
    }
    stats_alpha_begin(&sums, items);
    for (size_t row = 0; row < table_row_count(t) && out->known; row++) {
        bool complete = true;
        for (size_t j = 0; j < items; j++) {
            values[j] = points_of(t, questions[j], row);
            complete = complete && values[j] >= 0;
        }
        if (!complete) continue;
        double weight = f->weights ? f->weights[row] : 1;
        for (size_t j = 0; j < items; j++)
            sum += weight * values[j];
        stats_alpha_add(&sums, values);
        whole += weight;
        rows++;
    }
    out->rows = rows;
    out->withheld = stats_withheld(rows, out->k);
    out->weightless = rows > 0 && !(whole > 0);
    out->index = whole > 0 ? sum / (whole * (double)items) : 0;
    out->alpha_known = stats_alpha_end(&sums, &out->alpha);
    free(values);
    free(questions);
}

void report_quality_make(const struct table *t, const struct report_facts *facts, struct arena *a,
                         struct report_figures *out)
{
    const json_t *indexes = json_object_get(facts->settings, "indexes");
    find_breaks(t, a, out);
    find_straight(t, out);
    find_rapid(t, out);
    find_series(t, out);
    out->indexes = ARENA_ARRAY(a, struct report_index, json_array_size(indexes) + 1);
    for (size_t i = 0; i < json_array_size(indexes); i++) {
        const json_t *from = json_array_get(indexes, i);
        struct report_index *index = &out->indexes[out->index_count++];
        index->questions = json_object_get(from, "questions");
        make_index(t, facts, out, from, index);
    }
}
