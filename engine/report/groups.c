// SPDX-License-Identifier: EUPL-1.2
// Results by group as a section: a table a question, groups and answers in whichever direction fits
// the page, and what the association is where every cell can be shown.
#include "report/page_priv.h"
#include "report/sections.h"

#include <string.h>

enum { GROUPS_ACROSS = 6 }; // so many groups stand beside each other, more below each other

void report_out_note(struct out *o, const struct report_question *q)
{
    struct str note = report_page_note(o->page, form_node_short_path(o->page->form, q->node)),
               word = report_out_word(o, WORD_NOTE);
    if (note.len == 0) return;
    o->kind->text(o, OUT_NOTE, arena_printf(o->memory, "%.*s. %.*s", STR_ARG(word), STR_ARG(note)));
}

// A grid of texts that can be turned: groups × answers.
struct grid {
    size_t groups, answers; // answers without the base
    struct str *group, *answer;
    struct str *cell; // groups × (answers + 1); the last is the base
};

static void grid_show(struct out *o, const struct grid *g, struct str label)
{
    bool across = g->groups <= GROUPS_ACROSS;
    size_t columns = 1 + (across ? g->groups : g->answers + 1),
           rows = across ? g->answers + 1 : g->groups;
    struct str *heads = ARENA_ARRAY(o->memory, struct str, columns),
               *cells = ARENA_ARRAY(o->memory, struct str, columns * rows);
    heads[0] = report_out_word(o, across ? WORD_ANSWER : WORD_GROUP);
    for (size_t j = 1; j < columns; j++)
        heads[j] = across               ? g->group[j - 1]
                   : j - 1 < g->answers ? g->answer[j - 1]
                                        : report_out_word(o, WORD_BASE_COLUMN);
    for (size_t i = 0; i < rows; i++) {
        cells[i * columns] = !across          ? g->group[i]
                             : i < g->answers ? g->answer[i]
                                              : report_out_word(o, WORD_BASE_COLUMN);
        for (size_t j = 1; j < columns; j++) {
            size_t group = across ? j - 1 : i, answer = across ? i : j - 1;
            cells[i * columns + j] = g->cell[group * (g->answers + 1) + answer];
        }
    }
    struct out_table t = {
        .label = label, .columns = columns, .rows = rows, .heads = heads, .cells = cells};
    o->kind->table(o, &t);
}

static bool asked_shown(const struct report_cut_table *t, size_t row)
{
    const struct report_matrix *m = &t->matrix;
    for (size_t j = 0; j < m->columns; j++)
        if (m->column[j].code == TABLE_NOT_ASKED)
            return t->state[row * m->columns + j] == STATS_SHOWN;
    return true;
}

static struct str cell_text(struct out *o, const struct report_cut_table *t, size_t row,
                            size_t column)
{
    const struct report_matrix *m = &t->matrix;
    uint64_t count = m->cells[row * m->columns + column], asked = report_matrix_asked(m, row);
    if (t->state[row * m->columns + column] != STATS_SHOWN) return STR("×");
    struct str number = report_out_number(o, count);
    if (asked == 0 || !asked_shown(t, row)) return number;
    struct str share = report_cut_weighted(t)
                           ? report_out_share(o, report_matrix_share(m, row, column, true))
                           : report_out_percent(o, (struct stats_share){count, asked});
    return arena_printf(o->memory, "%.*s (%.*s)", STR_ARG(number), STR_ARG(share));
}

static struct str base_text(struct out *o, const struct report_cut_table *t, size_t row)
{
    return asked_shown(t, row) ? report_out_number(o, report_matrix_asked(&t->matrix, row))
                               : STR("×");
}

// ---- association ----

static struct str p_text(struct out *o, double p)
{
    struct buf text = {0};
    report_p_value(p, o->page->language, &text);
    return report_out_buf(o, &text);
}

static void association(struct out *o, const struct report_cut_table *t)
{
    const struct stats_association *a = &t->association;
    if (t->withheld) {
        o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_TEST_NOT_MADE));
        return;
    }
    if (!t->tested) return;
    struct str arguments[] = {report_out_number(o, a->n), report_out_decimal(o, a->v, 2),
                              report_out_decimal(o, a->chi_square, 2),
                              report_out_number(o, (uint64_t)a->df), p_text(o, a->p)};
    struct buf text = {0};
    buf_add_str(&text, report_out_fill(o, WORD_ASSOCIATION, arguments, 5));
    if (!a->holds) {
        struct str least = report_out_decimal(o, a->least_expected, 1), p = p_text(o, a->fisher_p);
        buf_add_char(&text, ' ');
        buf_add_str(&text, report_out_fill(o, WORD_TEST_FAILS, &least, 1));
        buf_add_char(&text, ' ');
        buf_add_str(&text, a->fisher_known ? report_out_fill(o, WORD_FISHER, &p, 1)
                                           : report_out_word(o, WORD_FISHER_UNKNOWN));
    }
    o->kind->text(o, OUT_SMALL, report_out_buf(o, &text));
}

// ---- one question ----

static void choices(struct out *o, const struct report_cut *cut, const struct report_cut_table *t,
                    struct str label)
{
    const struct report_matrix *m = &t->matrix;
    struct grid g = {.groups = m->rows, .group = cut->grouping.labels};
    g.answer = ARENA_ARRAY(o->memory, struct str, m->columns + 1);
    for (size_t j = 0; j < m->columns; j++)
        if (m->column[j].code != TABLE_NOT_ASKED) g.answer[g.answers++] = m->column[j].label;
    g.cell = ARENA_ARRAY(o->memory, struct str, g.groups * (g.answers + 1) + 1);
    for (size_t i = 0; i < g.groups; i++) {
        size_t at = i * (g.answers + 1);
        for (size_t j = 0; j < m->columns; j++)
            if (m->column[j].code != TABLE_NOT_ASKED) g.cell[at++] = cell_text(o, t, i, j);
        g.cell[at] = base_text(o, t, i);
    }
    grid_show(o, &g, label);
}

// A question with several choices: "chosen" of each of its tables.
static void options(struct out *o, const struct report_cut *cut, const struct report_cut_table *t,
                    size_t count, struct str label)
{
    struct grid g = {.groups = t->matrix.rows, .answers = count, .group = cut->grouping.labels};
    g.answer = ARENA_ARRAY(o->memory, struct str, count + 1);
    g.cell = ARENA_ARRAY(o->memory, struct str, g.groups * (count + 1) + 1);
    for (size_t j = 0; j < count; j++)
        g.answer[j] = report_page_choice(o->page, t->matrix.question->node, t[j].matrix.option);
    for (size_t i = 0; i < g.groups; i++) {
        bool base = true;
        for (size_t j = 0; j < count; j++) {
            g.cell[i * (count + 1) + j] = t[j].shown ? cell_text(o, &t[j], i, 0) : STR("×");
            base = base && (!t[j].shown || asked_shown(&t[j], i));
        }
        g.cell[i * (count + 1) + count] = base ? base_text(o, t, i) : STR("×");
    }
    grid_show(o, &g, label);
}

static double mean_of(const struct report_cut_table *t, size_t row)
{
    return report_cut_weighted(t) ? t->matrix.mean_weighted[row] : t->matrix.mean[row];
}

// A question of numbers: the mean of each group, on those who answered.
static void means(struct out *o, const struct report_cut *cut, const struct report_cut_table *t,
                  struct str label)
{
    const struct report_matrix *m = &t->matrix;
    struct grid g = {.groups = m->rows, .answers = 1, .group = cut->grouping.labels};
    struct str mean = report_out_word(o, WORD_MEAN);
    g.answer = &mean;
    g.cell = ARENA_ARRAY(o->memory, struct str, 2 * g.groups + 1);
    for (size_t i = 0; i < g.groups; i++) {
        bool shown = t->state[i * m->columns] == STATS_SHOWN;
        uint64_t n = m->cells[i * m->columns];
        g.cell[2 * i] = !shown   ? STR("×")
                        : n == 0 ? STR("\xE2\x80\x93")
                                 : report_out_decimal(o, mean_of(t, i), 2);
        g.cell[2 * i + 1] = shown ? report_out_number(o, n) : STR("×");
    }
    grid_show(o, &g, label);
}

static void question(struct out *o, const struct report_cut *cut, const struct report_cut_table *t,
                     size_t count)
{
    const struct report_question *q = t->matrix.question;
    struct str name = report_page_label(o->page, q->node);
    struct str label = arena_printf(o->memory, "%zu. %.*s", q->number, STR_ARG(name));
    size_t withheld = 0, shown = 0;
    for (size_t i = 0; i < count; i++) {
        withheld += t[i].withheld;
        shown += t[i].shown;
    }
    if (shown == 0) {
        o->kind->text(o, OUT_STRONG, label);
        o->kind->text(o, OUT_WITHHELD, report_out_word(o, WORD_CUT_NOT_SHOWN));
        return;
    }
    if (q->kind == REPORT_OPTIONS)
        options(o, cut, t, count, label);
    else if (q->kind == REPORT_NUMBERS)
        means(o, cut, t, label);
    else
        choices(o, cut, t, label);
    if (withheld || shown < count) {
        struct str k = report_out_number(o, cut->k > q->k ? cut->k : q->k);
        o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_CUT_WITHHELD, &k, 1));
    }
    bool weighted = true;
    for (size_t i = 0; i < count; i++)
        weighted = weighted && report_cut_weighted(&t[i]);
    if (o->page->figures->weights && !weighted)
        o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_CUT_UNWEIGHTED));
    if (q->kind == REPORT_CHOICES) association(o, t);
    report_out_note(o, q);
}

static void cut_section(struct out *o, const struct report_cut *cut, const char *id)
{
    struct str k = report_out_number(o, cut->k), label = cut->grouping.label;
    o->kind->begin(o, id);
    o->kind->heading(o, 2, report_out_fill(o, WORD_GROUPS_BY, &label, 1));
    switch (cut->refused) {
    case REPORT_CUT_FEW:
        o->kind->text(o, OUT_WITHHELD, report_out_fill(o, WORD_CUT_FEW, &k, 1));
        break;
    case REPORT_CUT_GREW:
        o->kind->text(o, OUT_WITHHELD, report_out_fill(o, WORD_CUT_GREW, &k, 1));
        break;
    case REPORT_CUT_REGROUPED:
        o->kind->text(o, OUT_WITHHELD, report_out_word(o, WORD_CUT_REGROUPED));
        break;
    case REPORT_CUT_SHOWN: {
        struct str merged[] = {report_out_number(o, cut->merged), k}, both[] = {k, k};
        o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_METHOD_GROUPS, both, 2));
        if (cut->merged)
            o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_GROUPS_MERGED, merged, 2));
        o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_CUT_PERCENT));
        for (size_t i = 0, end; i < cut->table_count; i = end) {
            end = report_cut_question_end(cut, i);
            question(o, cut, &cut->tables[i], end - i);
        }
        break;
    }
    }
    o->kind->end(o);
}

void report_section_groups(struct out *o, const struct report_cut *cuts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *id = arena_printf(o->memory, "groups%zu", i + 1).ptr;
        cut_section(o, &cuts[i], id);
    }
}
