// SPDX-License-Identifier: EUPL-1.2
// Cuts. The order is what keeps them safe: groups first, then each table on its own, every cell
// looked up among what is public or withheld already, and what was decided remembered at once, so
// that the next table of the same report knows it.
#include "report/cut_priv.h"

#include "base/alloc.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

// Puts the groups in rest into one row behind the others; empty groups go.
static void merge_groups(const struct report_cut_making *m, const bool *rest,
                         struct report_cut *cut)
{
    struct report_grouping *g = &cut->grouping;
    uint32_t *row = ARENA_ARRAY(m->a, uint32_t, g->count + 1);
    size_t rows = 0;
    uint64_t in_rest = 0;
    for (size_t i = 0; i < g->count; i++) {
        cut->merged += rest[i];
        in_rest += rest[i] ? g->sizes[i] : 0;
    }
    for (size_t i = 0; i < g->count; i++) {
        if (rest[i] || g->sizes[i] == 0) continue;
        row[i] = (uint32_t)rows;
        g->names[rows] = g->names[i];
        g->labels[rows] = g->labels[i];
        g->sizes[rows++] = g->sizes[i];
    }
    for (size_t i = 0; i < g->count; i++)
        if (rest[i]) row[i] = (uint32_t)rows;
    for (size_t r = 0; r < table_row_count(m->t); r++)
        g->of[r] = row[g->of[r]];
    if (cut->merged) {
        g->names[rows] = STR("");
        g->labels[rows] = str_of(report_word(WORD_GROUP_REST, m->facts->language));
        g->sizes[rows++] = in_rest;
    }
    g->count = rows;
}

// Who of each group has come since a cut was shown last, by the rounds.
static void find_fresh(const struct report_cut_making *m, const struct report_grouping *g,
                       struct str by, struct stats_release_group *groups)
{
    size_t round = stats_releases_cut_round(m->memory, by);
    for (size_t i = 0; i < g->count; i++) {
        groups[i].fresh = 0;
        groups[i].fresh_set = (struct stats_set){0};
    }
    for (size_t r = 0; r < table_row_count(m->t) && round != STATS_ROUND_UNKNOWN; r++) {
        if (m->rounds[r] <= round) continue;
        groups[g->of[r]].fresh++;
        stats_set_join(&groups[g->of[r]].fresh_set, m->sets[r]);
    }
}

// Whether the groups may be shown after those of the last report, which they replace in the memory.
// Sensitive questions need more between two reports, so what was shown of them is remembered apart.
static void decide_release(const struct report_cut_making *m, struct report_cut *cut,
                           struct stats_release_group *groups)
{
    const struct report_grouping *g = &cut->grouping;
    struct str day = m->facts->made, apart = arena_printf(m->a, "%.*s/sensitive", STR_ARG(g->name));
    for (size_t r = 0; r < table_row_count(m->t); r++)
        stats_set_join(&groups[g->of[r]].set, m->sets[r]);
    find_fresh(m, g, g->name, groups);
    switch (stats_releases_check(m->memory, g->name, groups, g->count, cut->k)) {
    case STATS_RELEASE_FINE: break;
    case STATS_RELEASE_GREW: cut->refused = REPORT_CUT_GREW; return;
    case STATS_RELEASE_REGROUPED: cut->refused = REPORT_CUT_REGROUPED; return;
    }
    stats_releases_cut(m->memory, g->name, day, groups, g->count);
    find_fresh(m, g, apart, groups);
    cut->sensitive_held = stats_releases_check(m->memory, apart, groups, g->count,
                                               REPORT_SENSITIVE_K) != STATS_RELEASE_FINE;
    if (!cut->sensitive_held) stats_releases_sizes(m->memory, apart, day, groups, g->count);
}

// Waves are not put together: one that is too small is withheld whole, in each table.
static void decide_waves(const struct report_cut_making *m, struct report_cut *cut)
{
    struct report_grouping *g = &cut->grouping;
    struct stats_release_group *groups =
        ARENA_ARRAY(m->a, struct stats_release_group, g->count + 1);
    size_t shown = 0;
    if (g->count && g->sizes[g->count - 1] == 0) g->count--; // everybody belongs to a wave
    for (size_t i = 0; i < g->count; i++) {
        groups[i] =
            (struct stats_release_group){.name = g->names[i], .size = g->sizes[i], .row = i};
        shown += g->sizes[i] >= cut->k;
    }
    if (shown < 2) {
        cut->refused = REPORT_CUT_FEW;
        return;
    }
    decide_release(m, cut, groups);
}

static void decide_groups(const struct report_cut_making *m, struct report_cut *cut)
{
    struct report_grouping *g = &cut->grouping;
    bool *rest = ARENA_ARRAY(m->a, bool, g->count + 1);
    struct stats_release_group *groups =
        ARENA_ARRAY(m->a, struct stats_release_group, g->count + 1);
    if (!stats_groups_merge(g->sizes, g->count, cut->k, rest)) {
        cut->refused = REPORT_CUT_FEW;
        return;
    }
    for (size_t i = 0; i < g->count; i++)
        groups[i] = (struct stats_release_group){
            .name = g->names[i], .size = g->sizes[i], .row = rest[i] ? g->count : i};
    decide_release(m, cut, groups);
    if (!cut->refused) merge_groups(m, rest, cut);
}

static void remember(const struct report_cut_making *m, const struct report_cut_table *t)
{
    for (size_t at = 0; at < t->matrix.rows * t->matrix.columns; at++) {
        bool shown = t->shown && t->state[at] == STATS_SHOWN;
        stats_releases_put(m->memory, t->matrix.sets[at], shown);
    }
}

// Only answers are tested against groups, and only where every cell is shown: a test's value would
// tell something of the cells it was computed from.
static void test(struct report_cut_table *t, struct arena *a)
{
    const struct report_matrix *m = &t->matrix;
    size_t answers = 0;
    while (answers < m->columns && m->column[answers].code == 0)
        answers++;
    uint64_t *cells = ARENA_ARRAY(a, uint64_t, m->rows * answers + 1);
    for (size_t i = 0; i < m->rows; i++)
        memcpy(cells + i * answers, m->cells + i * m->columns, answers * sizeof *cells);
    t->tested = stats_cross(cells, m->rows, answers, &t->association);
}

// Safe alone, and then together with all other tables: for every small cell that the others would
// open, one more of this table's is withheld.
static void protect(const struct report_cut_making *m, const struct report_cut *cut,
                    struct stats_cut *table, uint8_t *before, uint64_t k,
                    struct report_cut_table *out)
{
    size_t cells = table->rows * table->columns, at = 0;
    bool held = cut->sensitive_held && out->matrix.question->k > cut->k;
    out->shown = !held && table->rows <= STATS_CUT_SIDE_MAX && table->columns <= STATS_CUT_SIDE_MAX;
    struct report_cut_audit *audit = report_cut_audit_create(m, cut, out);
    bool safe = false;
    for (size_t tries = 0; out->shown && tries <= cells; tries++) {
        out->shown = stats_cut_protect(table, k);
        if (!out->shown) break;
        enum report_cut_verdict found = report_cut_audit_look(audit, before, k, &at);
        safe = found == REPORT_CUT_SAFE;
        if (safe) break;
        out->shown = found == REPORT_CUT_WITHHOLD && tries < cells;
        if (out->shown) before[at] = STATS_KEPT;
    }
    report_cut_audit_destroy(audit);
    if (safe) return;
    for (at = 0; at < cells; at++)
        if (out->state[at] == STATS_SHOWN && table->cells[at] > 0 && before[at] != STATS_PUBLIC)
            out->state[at] = STATS_COMPLEMENT;
}

static void make_table(const struct report_cut_making *m, const struct report_cut *cut,
                       const struct report_question *q, size_t option, struct report_cut_table *out)
{
    struct report_matrix *matrix = &out->matrix;
    report_matrix_make(m->t, m->facts, m->f, q, option, &cut->grouping, m->sets, m->a, matrix);
    size_t cells = matrix->rows * matrix->columns;
    uint64_t k = cut->k > q->k ? cut->k : q->k;
    uint8_t *before = ARENA_ARRAY(m->a, uint8_t, cells + 1);
    bool *small = ARENA_ARRAY(m->a, bool, matrix->rows + 1);
    out->state = ARENA_ARRAY(m->a, uint8_t, cells + 1);
    for (size_t at = 0; at < cells; at++)
        before[at] = (uint8_t)stats_releases_before(m->memory, matrix->sets[at]);
    for (size_t i = 0; i < matrix->rows; i++)
        small[i] = stats_withheld(report_matrix_asked(matrix, i), k);
    struct stats_cut table = {.rows = matrix->rows,
                              .columns = matrix->columns,
                              .cells = matrix->cells,
                              .before = before,
                              .small_rows = small,
                              .state = out->state};
    protect(m, cut, &table, before, k, out);
    for (size_t at = 0; at < cells; at++)
        out->withheld += out->state[at] != STATS_SHOWN;
    remember(m, out);
    if (out->shown && out->withheld == 0) test(out, m->a);
}

bool report_cut_weighted(const struct report_cut_table *t)
{
    return t->shown && t->withheld == 0 && t->matrix.weights;
}

size_t report_cut_question_end(const struct report_cut *cut, size_t from)
{
    size_t end = from + 1;
    while (end < cut->table_count &&
           cut->tables[end].matrix.question == cut->tables[from].matrix.question)
        end++;
    return end;
}

static bool can_be_cut(const struct report_cut *cut, const struct report_question *q)
{
    bool counted =
        q->kind == REPORT_CHOICES || q->kind == REPORT_OPTIONS || q->kind == REPORT_NUMBERS;
    return counted && !q->withheld && !q->repeat && q->valid > 0 && q->node != cut->grouping.node;
}

static enum err make_cut(struct report_cut_making *m, struct str variable, bool waves,
                         struct report_cut *out, struct err_info *info)
{
    size_t tables = 0;
    out->k = m->facts->k;
    enum err err = report_grouping_make(m->t, m->facts, variable, m->a, &out->grouping, info);
    if (err) return err_prefix(info, err, "--by: ");
    for (size_t i = 0; i < m->f->question_count; i++) {
        const struct report_question *q = &m->f->questions[i];
        if (q->node == out->grouping.node && q->k > out->k) out->k = q->k; // a sensitive variable
        if (can_be_cut(out, q)) tables += q->kind == REPORT_OPTIONS ? q->choice_count : 1;
    }
    if (waves)
        decide_waves(m, out);
    else
        decide_groups(m, out);
    if (out->refused) return ERR_NONE;
    report_cut_strata_make(m, out);
    out->tables = ARENA_ARRAY(m->a, struct report_cut_table, tables + 1);
    for (size_t i = 0; i < m->f->question_count; i++) {
        const struct report_question *q = &m->f->questions[i];
        if (!can_be_cut(out, q)) continue;
        size_t options = q->kind == REPORT_OPTIONS ? q->choice_count : 1;
        for (size_t option = 0; option < options; option++) {
            if (q->few && q->few[option]) continue; // shown nowhere
            make_table(m, out, q, option, &out->tables[out->table_count]);
            out->table_count++;
        }
    }
    return ERR_NONE;
}

static void begin(struct report_cut_making *m)
{
    size_t rows = table_row_count(m->t);
    m->sets = xcalloc(rows + 1, sizeof *m->sets);
    m->rounds = xcalloc(rows + 1, sizeof *m->rounds);
    for (size_t row = 0; row < rows; row++)
        m->sets[row] = stats_set_of(table_cell(m->t, row, TABLE_ID).text);
    stats_releases_enrol(m->memory, m->facts->made, m->sets, rows);
    for (size_t row = 0; row < rows; row++)
        m->rounds[row] = stats_releases_round_of(m->memory, m->sets[row]);
    report_cut_past_make(m);
}

enum err report_cuts_make(const struct table *t, const struct report_facts *facts,
                          const struct report_figures *f, struct arena *a, struct report_cuts *out,
                          struct err_info *info)
{
    struct stats_releases *own = NULL;
    struct report_cut_making m = {
        .t = t, .facts = facts, .f = f, .a = a, .memory = facts->releases};
    enum err err = ERR_NONE;
    *out = (struct report_cuts){.by = ARENA_ARRAY(a, struct report_cut, facts->by_count + 2)};
    if ((facts->by_count == 0 && !facts->waves) || f->withheld) return ERR_NONE;
    // Without a memory of earlier reports the tables of this one still have to fit each other.
    if (!m.memory) err = stats_releases_open("", &own, info);
    if (err) return err;
    if (!m.memory) m.memory = own;
    begin(&m);
    m.cuts = out->by;
    for (size_t i = 0; i < facts->by_count && !err; i++) {
        err = make_cut(&m, facts->by[i], false, &out->by[i], info);
        m.cut_count = out->by_count = i + 1;
    }
    if (!err && facts->waves) {
        out->waves = &out->by[facts->by_count];
        err = make_cut(&m, STR("_wave"), true, out->waves, info);
    }
    free(m.sets);
    free(m.rounds);
    free(m.strata);
    stats_releases_close(own);
    return err;
}
