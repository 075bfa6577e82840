// SPDX-License-Identifier: EUPL-1.2
// The audit across tables: the same question by town and by region, or by town in spring and in
// autumn, are each safe alone and may be open together. All of them are put before one audit
// (stats/joint.h), over classes of respondents who stand in the same cells everywhere.
#include "report/cut_priv.h"

#include "base/alloc.h"
#include "stats/joint.h"

#include <stdlib.h>
#include <string.h>

enum { SOURCES_MAX = STATS_PAST_MAX + REPORT_BY_MAX + 2 };

// A table among the others: its cell for each response, and what is known of the cells.
struct source {
    const uint32_t *of; // by response: row
    size_t rows, cells;
    uint64_t *counts;
    uint8_t *state;  // enum stats_cell; cells that were never shown nor withheld are STATS_SMALL
    bool *untold;    // such a cell: neither known nor to be kept
    bool rows_known; // the bases of its rows
    bool same_by;    // of an earlier report, by the variable of the table itself
    bool left_out;   // for want of room
    size_t round;    // SIZE_MAX: now
};

struct report_cut_audit {
    const struct report_cut_making *m;
    const struct report_cut_table *t;
    const struct report_matrix *matrix; // of the table that is to be shown
    struct source sources[SOURCES_MAX]; // that table is the first
    size_t count;
    size_t columns;
    struct class
    {
        uint32_t response; // one of it, or one that stands in the same rows
        uint32_t column;
        uint64_t stratum; // those of one stand together
        uint64_t size;    // 0 of those that only could be
        struct stats_set set;
    } * classes;
    size_t class_count, real_count, class_room;
    uint32_t *list; // scratch: classes of a sum
    struct stats_joint *joint;
};

static size_t cell_at(const struct report_cut_audit *a, const struct source *s, size_t response,
                      uint32_t column)
{
    if (s->of[response] == UINT32_MAX || column == UINT32_MAX) return SIZE_MAX;
    return s->of[response] * a->columns + column;
}

static size_t cell_of_class(const struct report_cut_audit *a, const struct source *s, size_t class)
{
    return cell_at(a, s, a->classes[class].response, a->classes[class].column);
}

// ---- classes ----

static int compare_members(const void *left, const void *right)
{
    const struct report_cut_member *a = left, *b = right;
    if (a->stratum != b->stratum) return a->stratum < b->stratum ? -1 : 1;
    return (a->response > b->response) - (a->response < b->response);
}

// Rows one after the other: the same rows in another order give another key.
static uint64_t mixed(uint64_t key, uint64_t row)
{
    uint64_t x = (key ^ key >> 32) * UINT64_C(0x9E3779B97F4A7C15) + row + 1;
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

void report_cut_strata_make(struct report_cut_making *m, const struct report_cut *cut)
{
    size_t responses = table_row_count(m->t);
    free(m->strata);
    m->strata = xcalloc(responses + 1, sizeof *m->strata);
    for (size_t r = 0; r < responses; r++) {
        uint64_t key = mixed(0, cut->grouping.of[r]);
        for (size_t i = 0; i < m->cut_count; i++)
            key = mixed(key, m->cuts[i].grouping.of[r]);
        for (size_t i = 0; i < m->past_count; i++) {
            key = mixed(key, m->past[i].of[r]);
            key = mixed(key, m->past[i].round >= m->rounds[r]); // who was there when
        }
        m->strata[r] = (struct report_cut_member){key, (uint32_t)r};
    }
    qsort(m->strata, responses, sizeof *m->strata, compare_members);
}

// Stratum by stratum, so that an array by column is enough to tell the classes of one apart.
static void find_classes(struct report_cut_audit *a)
{
    const struct report_cut_making *m = a->m;
    size_t responses = table_row_count(m->t);
    uint32_t *at = xcalloc(a->columns + 1, sizeof *at), first = 0; // of the stratum
    a->classes = xcalloc(responses + 1, sizeof *a->classes);
    for (size_t i = 0; i < responses; i++) {
        const struct report_cut_member *who = &m->strata[i];
        uint32_t column = a->matrix->place[who->response];
        if (i > 0 && who->stratum != m->strata[i - 1].stratum) first = (uint32_t)a->class_count;
        if (column == UINT32_MAX) continue;
        bool known = at[column] > first; // one more than its index
        if (!known) {
            a->classes[a->class_count++] = (struct class){
                .response = who->response, .column = column, .stratum = who->stratum};
            at[column] = (uint32_t)a->class_count;
        }
        struct class *class = &a->classes[at[column] - 1];
        class->size++;
        stats_set_join(&class->set, m->sets[who->response]);
    }
    a->real_count = a->class_room = a->class_count;
    free(at);
}

// ---- sources ----

static void source_init(struct report_cut_audit *a, struct source *s, const uint32_t *of,
                        size_t rows)
{
    *s = (struct source){
        .of = of, .rows = rows, .cells = rows * a->columns, .rows_known = true, .round = SIZE_MAX};
    s->counts = xcalloc(s->cells + 1, sizeof *s->counts);
    s->state = xcalloc(s->cells + 1, sizeof *s->state);
    s->untold = xcalloc(s->cells + 1, sizeof *s->untold);
    for (size_t c = 0; c < a->real_count; c++) {
        size_t at = cell_of_class(a, s, c);
        if (at != SIZE_MAX) s->counts[at] += a->classes[c].size;
    }
}

static void source_finish(struct source *s)
{
    free(s->counts);
    free(s->state);
    free(s->untold);
}

// The same people in the same rows say nothing new.
static bool known_grouping(const struct report_cut_audit *a, const uint32_t *of)
{
    for (size_t i = 0; i < a->count; i++)
        if (memcmp(a->sources[i].of, of, table_row_count(a->m->t) * sizeof *of) == 0) return true;
    return false;
}

static void add_past(struct report_cut_audit *a, const struct report_cut_past *past, struct str by)
{
    if (known_grouping(a, past->of)) return;
    struct source *s = &a->sources[a->count];
    source_init(a, s, past->of, past->rows);
    s->round = past->round;
    s->same_by = str_eq(past->by, by);
    struct stats_set *sets = xcalloc(s->cells + 1, sizeof *sets);
    bool told = false;
    for (size_t c = 0; c < a->real_count; c++) {
        size_t at = cell_of_class(a, s, c);
        if (at != SIZE_MAX) stats_set_join(&sets[at], a->classes[c].set);
    }
    for (size_t at = 0; at < s->cells; at++) {
        enum stats_before before = stats_releases_before(a->m->memory, sets[at]);
        s->state[at] = before == STATS_PUBLIC || s->counts[at] == 0 ? STATS_SHOWN : STATS_SMALL;
        s->untold[at] = before == STATS_NEW && s->counts[at] > 0;
        told = told || before != STATS_NEW;
    }
    free(sets);
    if (told)
        a->count++;
    else
        source_finish(s); // this question was no part of that report
}

static void add_sources(struct report_cut_audit *a, const struct report_cut *cut)
{
    const struct report_cut_making *m = a->m;
    const struct report_cut_table *t = a->t;
    source_init(a, &a->sources[0], cut->grouping.of, t->matrix.rows);
    a->count = 1;
    for (size_t c = 0; c < m->cut_count; c++)
        for (size_t i = 0; i < m->cuts[c].table_count; i++) {
            const struct report_cut_table *other = &m->cuts[c].tables[i];
            if (other->matrix.question != t->matrix.question ||
                other->matrix.option != t->matrix.option || &m->cuts[c] == cut)
                continue;
            struct source *s = &a->sources[a->count++];
            source_init(a, s, m->cuts[c].grouping.of, other->matrix.rows);
            s->rows_known = other->shown;
            memcpy(s->state, other->state, s->cells);
            for (size_t at = 0; at < s->cells && !other->shown; at++)
                if (s->state[at] == STATS_SHOWN && s->counts[at]) s->state[at] = STATS_COMPLEMENT;
        }
    for (size_t i = 0; i < m->past_count; i++)
        add_past(a, &m->past[i], cut->grouping.name);
}

// ---- people who only could be ----

// Nobody stands in a cell of 0 that is withheld, but who reads the report does not know it: there
// could be somebody, in whichever rows of the other tables such people stand.
static void possible_of(const struct report_cut_audit *a, uint32_t response, bool *possible)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct source *s = &a->sources[i];
        size_t row = s->of[response];
        if (row == UINT32_MAX || s->left_out) continue;
        for (size_t j = 0; j < a->columns; j++) {
            size_t at = row * a->columns + j;
            if (s->state[at] != STATS_SHOWN && s->counts[at] == 0) possible[j] = true;
        }
    }
}

static void add_possible(struct report_cut_audit *a)
{
    bool *possible = xcalloc(a->columns + 1, sizeof *possible);
    a->class_count = a->real_count;
    for (size_t from = 0, to; from < a->real_count; from = to) {
        memset(possible, 0, a->columns * sizeof *possible);
        possible_of(a, a->classes[from].response, possible);
        for (to = from; to < a->real_count; to++) {
            if (a->classes[to].stratum != a->classes[from].stratum) break;
            possible[a->classes[to].column] = false; // there is somebody
        }
        for (size_t j = 0; j < a->columns; j++) {
            if (!possible[j]) continue;
            if (a->class_count == a->class_room) {
                a->class_room = a->class_room * 2 + 16;
                a->classes = xreallocarray(a->classes, a->class_room, sizeof *a->classes);
            }
            a->classes[a->class_count++] =
                (struct class){.response = a->classes[from].response, .column = (uint32_t)j};
        }
    }
    free(possible);
    a->list = xreallocarray(a->list, a->class_count + 1, sizeof *a->list);
}

// ---- sums ----

// The classes of a source's cells from..to (of one row, or one cell).
static size_t list_cells(struct report_cut_audit *a, const struct source *s, size_t from, size_t to)
{
    size_t count = 0;
    for (size_t c = 0; c < a->class_count; c++) {
        size_t at = cell_of_class(a, s, c);
        if (at != SIZE_MAX && at >= from && at < to) a->list[count++] = (uint32_t)c;
    }
    return count;
}

static size_t sums_of(const struct report_cut_audit *a, const struct source *s)
{
    size_t sums = s->rows_known ? s->rows : 0;
    for (size_t at = 0; at < s->cells; at++)
        sums += s->state[at] == STATS_SHOWN;
    return sums + a->columns; // of its round's totals
}

static void tell_source(struct report_cut_audit *a, const struct source *s)
{
    for (size_t i = 0; i < s->rows && s->rows_known; i++)
        stats_joint_add(a->joint, a->list, list_cells(a, s, i * a->columns, (i + 1) * a->columns));
    for (size_t at = 0; at < s->cells; at++)
        if (s->state[at] == STATS_SHOWN)
            stats_joint_add(a->joint, a->list, list_cells(a, s, at, at + 1));
}

// What everybody reads at the questions themselves: the counts of each answer among all who were
// part of a report.
static void tell_totals(struct report_cut_audit *a, size_t round)
{
    for (size_t j = 0; j < a->columns; j++) {
        size_t count = 0;
        for (size_t c = 0; c < a->class_count; c++) {
            if (a->classes[c].column == j && a->m->rounds[a->classes[c].response] <= round)
                a->list[count++] = (uint32_t)c;
        }
        stats_joint_add(a->joint, a->list, count);
    }
}

// ---- the audit ----

static bool to_be_kept(const struct source *s, size_t at, uint64_t k)
{
    return s->state[at] != STATS_SHOWN && !s->untold[at] && stats_withheld(s->counts[at], k) &&
           s->counts[at] > 0;
}

// How many sums there are to tell. Where they are too many, earlier tables by the same variable go
// first: that their groups have grown enough is checked without them (stats/release.h).
static size_t fit_sums(struct report_cut_audit *a)
{
    size_t sums = a->columns;
    for (size_t i = 0; i < a->count; i++) {
        a->sources[i].left_out = false;
        sums += sums_of(a, &a->sources[i]);
    }
    for (size_t i = a->count; i-- > 1 && sums > STATS_JOINT_MAX;) {
        if (!a->sources[i].same_by) continue;
        sums -= sums_of(a, &a->sources[i]);
        a->sources[i].left_out = true;
    }
    return sums;
}

// The smallest cell of the table that shares somebody with what is to be kept, else the smallest in
// its column, else the smallest.
static size_t choose_cell(struct report_cut_audit *a, const struct source *kept, size_t at,
                          const uint8_t *before)
{
    const struct source *own = &a->sources[0];
    size_t best[3] = {SIZE_MAX, SIZE_MAX, SIZE_MAX}, column = at % a->columns;
    bool *shares = xcalloc(own->cells + 1, sizeof *shares);
    for (size_t c = 0; c < a->class_count; c++) {
        size_t mine = cell_of_class(a, own, c);
        if (mine != SIZE_MAX && cell_of_class(a, kept, c) == at) shares[mine] = true;
    }
    for (size_t i = 0; i < own->cells; i++) {
        if (own->state[i] != STATS_SHOWN || own->counts[i] == 0 || before[i] == STATS_PUBLIC)
            continue;
        for (size_t rank = shares[i] ? 0 : i % a->columns == column ? 1 : 2; rank < 3; rank++)
            if (best[rank] == SIZE_MAX || own->counts[i] < own->counts[best[rank]]) best[rank] = i;
    }
    free(shares);
    return best[0] != SIZE_MAX ? best[0] : best[1] != SIZE_MAX ? best[1] : best[2];
}

static enum report_cut_verdict look(struct report_cut_audit *a, const uint8_t *before, uint64_t k,
                                    size_t *out_cell)
{
    size_t cells = 0;
    for (size_t i = 0; i < a->count; i++)
        cells += a->sources[i].cells;
    bool *open = xcalloc(cells + 1, sizeof *open); // can be computed without this table already
    enum report_cut_verdict verdict = REPORT_CUT_SAFE;
    for (size_t i = 1; i < a->count; i++)
        if (!a->sources[i].left_out) tell_source(a, &a->sources[i]);
    for (int pass = 0; pass < 2 && verdict == REPORT_CUT_SAFE; pass++) {
        if (pass == 1) tell_source(a, &a->sources[0]);
        size_t place = 0;
        for (size_t i = 0; i < a->count && verdict == REPORT_CUT_SAFE; i++) {
            const struct source *s = &a->sources[i];
            for (size_t at = 0; at < s->cells && verdict == REPORT_CUT_SAFE; at++, place++) {
                if (open[place] || s->left_out || !to_be_kept(s, at, k)) continue;
                if (!stats_joint_follows(a->joint, a->list, list_cells(a, s, at, at + 1))) continue;
                open[place] = true;
                if (pass == 0) continue;
                *out_cell = choose_cell(a, s, at, before);
                verdict = *out_cell == SIZE_MAX ? REPORT_CUT_HOPELESS : REPORT_CUT_WITHHOLD;
            }
        }
    }
    free(open);
    return verdict;
}

struct report_cut_audit *report_cut_audit_create(const struct report_cut_making *m,
                                                 const struct report_cut *cut,
                                                 const struct report_cut_table *t)
{
    struct report_cut_audit *a = xcalloc(1, sizeof *a);
    a->m = m;
    a->t = t;
    a->matrix = &t->matrix;
    a->columns = t->matrix.columns;
    find_classes(a);
    add_sources(a, cut);
    return a;
}

void report_cut_audit_destroy(struct report_cut_audit *a)
{
    for (size_t i = 0; i < a->count; i++)
        source_finish(&a->sources[i]);
    free(a->classes);
    free(a->list);
    free(a);
}

enum report_cut_verdict report_cut_audit_look(struct report_cut_audit *a, const uint8_t *before,
                                              uint64_t k, size_t *out_cell)
{
    if (a->count == 1) return REPORT_CUT_SAFE;
    memcpy(a->sources[0].state, a->t->state, a->sources[0].cells);
    size_t sums = fit_sums(a);
    if (sums > STATS_JOINT_MAX) return REPORT_CUT_HOPELESS;
    add_possible(a);
    a->joint = stats_joint_create(sums);
    tell_totals(a, SIZE_MAX);
    for (size_t i = 1; i < a->count; i++)
        if (a->sources[i].round != SIZE_MAX && !a->sources[i].left_out)
            tell_totals(a, a->sources[i].round);
    enum report_cut_verdict verdict = look(a, before, k, out_cell);
    stats_joint_destroy(a->joint);
    return verdict;
}

// ---- the past ----

// The row of each group of a variable, from the names that stood together; UINT32_MAX where a group
// is new.
static void rows_of_groups(const struct report_grouping *g, const json_t *rows, uint32_t *out)
{
    for (size_t i = 0; i < g->count; i++) {
        out[i] = UINT32_MAX;
        for (size_t row = 0; row < json_array_size(rows); row++) {
            const json_t *names = json_array_get(rows, row);
            for (size_t n = 0; n < json_array_size(names); n++) {
                const json_t *name = json_array_get(names, n);
                struct str text = str_make(json_string_value(name), json_string_length(name));
                if (str_eq(text, g->names[i])) out[i] = (uint32_t)row;
            }
        }
    }
}

void report_cut_past_make(struct report_cut_making *m)
{
    size_t responses = table_row_count(m->t), all = stats_releases_past_count(m->memory);
    m->past = ARENA_ARRAY(m->a, struct report_cut_past, all + 1);
    for (size_t i = 0; i < all; i++) {
        struct stats_past from = stats_releases_past(m->memory, i);
        struct report_grouping g;
        if (report_grouping_make(m->t, m->facts, from.by, m->a, &g, NULL)) continue;
        struct report_cut_past *past = &m->past[m->past_count++];
        *past = (struct report_cut_past){.rows = json_array_size(from.rows),
                                         .round = from.round,
                                         .by = from.by,
                                         .of = ARENA_ARRAY(m->a, uint32_t, responses + 1)};
        uint32_t *row = xcalloc(g.count + 1, sizeof *row);
        rows_of_groups(&g, from.rows, row);
        for (size_t r = 0; r < responses; r++)
            past->of[r] =
                g.of[r] == UINT32_MAX || m->rounds[r] > from.round ? UINT32_MAX : row[g.of[r]];
        free(row);
    }
}
