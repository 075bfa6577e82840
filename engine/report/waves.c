// SPDX-License-Identifier: EUPL-1.2
// Waves side by side, and how much has changed from the last but one to the last. A table of waves
// is a cut like any other: small cells are withheld, and what would reveal them.
#include "report/page_priv.h"
#include "report/sections.h"

#include <math.h>

// The waves without the row of those who belong to none.
static size_t waves_of(const struct report_cut *cut)
{
    const struct report_grouping *g = &cut->grouping;
    return g->count && str_eq(g->names[g->count - 1], STR("-9")) ? g->count - 1 : g->count;
}

static bool is_shown(const struct report_cut_table *t, size_t row, size_t column)
{
    return t->shown && t->state[row * t->matrix.columns + column] == STATS_SHOWN;
}

// The base of a row shows where "not asked" does.
static bool base_shown(const struct report_cut_table *t, size_t row)
{
    bool shown = true;
    for (size_t j = 0; j < t->matrix.columns; j++)
        if (t->matrix.column[j].code == TABLE_NOT_ASKED) shown = is_shown(t, row, j);
    return shown && report_matrix_asked(&t->matrix, row) > 0;
}

static struct str signed_text(struct out *o, double change, int decimals)
{
    struct buf text = {0};
    if (change > 0) buf_add_char(&text, '+');
    report_decimals(change, decimals, o->page->language, &text);
    return report_out_buf(o, &text);
}

static struct str from_to(struct out *o, double low, double high, int decimals)
{
    struct str ends[] = {report_out_decimal(o, low, decimals),
                         report_out_decimal(o, high, decimals)};
    return report_out_fill(o, WORD_FROM_TO, ends, 2);
}

// The change between the last two waves, and its interval.
static void change(struct out *o, const struct report_cut_table *t, size_t waves, size_t column,
                   struct str *out)
{
    const struct report_matrix *m = &t->matrix;
    size_t last = waves - 1, before = waves - 2;
    bool weighted = report_cut_weighted(t);
    out[0] = out[1] = STR("\xE2\x80\x93");
    if (!is_shown(t, last, column) || !is_shown(t, before, column) || !base_shown(t, last) ||
        !base_shown(t, before))
        return;
    double now = report_matrix_share(m, last, column, weighted),
           then = report_matrix_share(m, before, column, weighted);
    struct stats_interval range =
        stats_difference(now, report_matrix_interval(m, last, column, weighted), then,
                         report_matrix_interval(m, before, column, weighted));
    out[0] = signed_text(o, 100 * (now - then), 1);
    out[1] = from_to(o, 100 * range.low, 100 * range.high, 1);
}

static void share_row(struct out *o, const struct report_cut_table *t, size_t waves, size_t column,
                      struct str label, struct str *cells)
{
    const struct report_matrix *m = &t->matrix;
    cells[0] = label;
    for (size_t i = 0; i < waves; i++) {
        struct str number = report_out_number(o, m->cells[i * m->columns + column]);
        cells[1 + i] = STR("×");
        if (!is_shown(t, i, column)) continue;
        cells[1 + i] = number;
        if (!base_shown(t, i)) continue;
        struct str share =
            report_out_share(o, report_matrix_share(m, i, column, report_cut_weighted(t)));
        cells[1 + i] = arena_printf(o->memory, "%.*s (%.*s)", STR_ARG(share), STR_ARG(number));
    }
    change(o, t, waves, column, cells + 1 + waves);
}

static void base_row(struct out *o, const struct report_cut_table *t, size_t waves,
                     struct str *cells)
{
    cells[0] = report_out_word(o, WORD_BASE_COLUMN);
    for (size_t i = 0; i < waves; i++) {
        uint64_t asked = report_matrix_asked(&t->matrix, i);
        bool shown = base_shown(t, i) && !stats_withheld(asked, t->matrix.question->k);
        cells[1 + i] = shown ? report_out_number(o, asked) : STR("×");
    }
    cells[1 + waves] = cells[2 + waves] = STR("");
}

// ---- numbers ----

// The difference of two means with the interval of large samples. Weights move the means; their
// interval is then widened by nothing, so it is left out.
static void mean_rows(struct out *o, const struct report_cut_table *t, size_t waves,
                      struct str *cells)
{
    const struct report_matrix *m = &t->matrix;
    bool weighted = report_cut_weighted(t);
    const double *mean = weighted ? m->mean_weighted : m->mean;
    struct str *base = cells + waves + 3;
    size_t last = waves - 1, before = waves - 2;
    cells[0] = report_out_word(o, WORD_MEAN);
    base[0] = report_out_word(o, WORD_BASE_COLUMN);
    for (size_t i = 0; i < waves; i++) {
        uint64_t n = m->cells[i * m->columns];
        bool shown = is_shown(t, i, 0);
        cells[1 + i] = !shown   ? STR("×")
                       : n == 0 ? STR("\xE2\x80\x93")
                                : report_out_decimal(o, mean[i], 2);
        base[1 + i] = shown ? report_out_number(o, n) : STR("×");
    }
    cells[1 + waves] = cells[2 + waves] = STR("\xE2\x80\x93");
    base[1 + waves] = base[2 + waves] = STR("");
    uint64_t now = m->cells[last * m->columns], then = m->cells[before * m->columns];
    if (!is_shown(t, last, 0) || !is_shown(t, before, 0) || now == 0 || then == 0) return;
    double moved = mean[last] - mean[before];
    cells[1 + waves] = signed_text(o, moved, 2);
    if (weighted || now < 2 || then < 2) return;
    double half = 1.959963984540054 * sqrt(m->spread[last] * m->spread[last] / (double)now +
                                           m->spread[before] * m->spread[before] / (double)then);
    cells[2 + waves] = from_to(o, moved - half, moved + half, 2);
}

// ---- one question ----

static void remarks(struct out *o, const struct report_cut *cut, const struct report_cut_table *t,
                    size_t count)
{
    const struct report_question *q = t->matrix.question;
    bool withheld = false, weighted = true;
    for (size_t i = 0; i < count; i++) {
        withheld = withheld || t[i].withheld || !t[i].shown;
        weighted = weighted && report_cut_weighted(&t[i]);
    }
    struct str k = report_out_number(o, cut->k > q->k ? cut->k : q->k);
    if (withheld) o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_WAVES_WITHHELD, &k, 1));
    if (!weighted && o->page->figures->weights)
        o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_CUT_UNWEIGHTED));
    report_out_note(o, q);
}

// Whether a table has one figure beside its bases.
static bool anything_shown(const struct report_cut_table *t, size_t count, size_t waves)
{
    for (size_t i = 0; i < count; i++)
        for (size_t wave = 0; wave < waves; wave++)
            for (size_t j = 0; j < t[i].matrix.columns; j++)
                if (t[i].matrix.column[j].code != TABLE_NOT_ASKED && is_shown(&t[i], wave, j))
                    return true;
    return false;
}

static void question(struct out *o, const struct report_cut *cut, const struct report_cut_table *t,
                     size_t count)
{
    const struct report_question *q = t->matrix.question;
    size_t waves = waves_of(cut), columns = 1 + waves + 2, rows = 0;
    struct str name = report_page_label(o->page, q->node);
    struct str label = arena_printf(o->memory, "%zu. %.*s", q->number, STR_ARG(name));
    struct str *heads = ARENA_ARRAY(o->memory, struct str, columns),
               *cells = ARENA_ARRAY(o->memory, struct str,
                                    columns * (q->choice_count + REPORT_CODES + 3));
    if (!anything_shown(t, count, waves)) {
        o->kind->heading(o, 4, label);
        o->kind->text(o, OUT_WITHHELD, report_out_word(o, WORD_CUT_NOT_SHOWN));
        return;
    }
    heads[0] = report_out_word(o, WORD_ANSWER);
    for (size_t i = 0; i < waves; i++)
        heads[1 + i] = cut->grouping.labels[i];
    bool means = q->kind == REPORT_NUMBERS;
    heads[1 + waves] = report_out_word(o, means ? WORD_WAVES_CHANGE_MEAN : WORD_WAVES_CHANGE);
    heads[2 + waves] = report_out_word(o, WORD_WAVES_RANGE);
    if (means) {
        mean_rows(o, t, waves, cells);
        rows = 2;
    }
    for (size_t i = 0; i < count && !means; i++)
        for (size_t j = 0; j < t[i].matrix.columns; j++) {
            const struct report_matrix *m = &t[i].matrix;
            bool options = q->kind == REPORT_OPTIONS;
            if (m->column[j].code == TABLE_NOT_ASKED || (options && j > 0)) continue;
            struct str own =
                options ? report_page_choice(o->page, q->node, m->option) : m->column[j].label;
            share_row(o, &t[i], waves, j, own, cells + columns * rows++);
        }
    if (!means) base_row(o, t, waves, cells + columns * rows++);
    struct out_table table = {
        .label = label, .columns = columns, .rows = rows, .heads = heads, .cells = cells};
    o->kind->table(o, &table);
    remarks(o, cut, t, count);
}

static void tables(struct out *o, const struct report_cut *cut)
{
    size_t waves = waves_of(cut);
    struct str ends[] = {cut->grouping.labels[waves - 2], cut->grouping.labels[waves - 1]};
    o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_WAVES_TEXT, ends, 2));
    for (size_t i = 0, end; i < cut->table_count; i = end) {
        end = report_cut_question_end(cut, i);
        question(o, cut, &cut->tables[i], end - i);
    }
}

void report_section_waves(struct out *o, const struct report_cut *cut)
{
    if (!cut || o->page->figures->withheld) return;
    struct str k = report_out_number(o, cut->k);
    o->kind->begin(o, "waves");
    o->kind->heading(o, 2, report_out_word(o, WORD_WAVES));
    if (waves_of(cut) < 2)
        o->kind->text(o, OUT_BODY, report_out_word(o, WORD_WAVES_ONE));
    else if (cut->refused == REPORT_CUT_FEW)
        o->kind->text(o, OUT_WITHHELD, report_out_fill(o, WORD_WAVES_FEW, &k, 1));
    else if (cut->refused == REPORT_CUT_GREW)
        o->kind->text(o, OUT_WITHHELD, report_out_fill(o, WORD_CUT_GREW, &k, 1));
    else if (cut->refused == REPORT_CUT_REGROUPED)
        o->kind->text(o, OUT_WITHHELD, report_out_word(o, WORD_CUT_REGROUPED));
    else
        tables(o, cut);
    o->kind->end(o);
}
