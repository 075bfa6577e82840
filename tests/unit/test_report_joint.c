// SPDX-License-Identifier: EUPL-1.2
// Several breakdowns of one question, in one report or in one after the other: nobody who has them
// all can compute a small cell that any of them withheld. The attacker here is another one than the
// report's own audit: it solves the equations of all that was shown in floating point.
#include "report/cut.h"
#include "tests/unit/report_fixture.h"

#include <math.h>
#include <stdlib.h>

enum { TOWNS = 4, AGES = 2, ANSWERS = 4, ROUNDS = 2, K = 5 };
enum { CLASSES = TOWNS * AGES * ANSWERS * ROUNDS, EQUATIONS_MAX = 200 };

// What an attacker knows: sums over classes (town, age, answer, round), one row each.
struct attacker {
    double row[EQUATIONS_MAX][CLASSES];
    size_t count;
    double target[EQUATIONS_MAX][CLASSES];
    size_t targets;
    bool possible[CLASSES];
};

static size_t class_of(size_t town, size_t age, size_t answer, size_t round)
{
    return ((town * AGES + age) * ANSWERS + answer) * ROUNDS + round;
}

// Everything of one report: the tables of "nojd" by the variables of facts, and the totals.
static void observe(struct attacker *a, const struct report_cuts *cuts, const struct form_def *form,
                    size_t rounds)
{
    double everybody[ANSWERS][CLASSES] = {{0}};
    for (size_t town = 0; town < TOWNS; town++)
        for (size_t age = 0; age < AGES; age++)
            for (size_t answer = 0; answer < ANSWERS; answer++)
                for (size_t r = 0; r < rounds; r++)
                    everybody[answer][class_of(town, age, answer, r)] = 1;
    for (size_t i = 0; i < ANSWERS; i++)
        memcpy(a->row[a->count++], everybody[i], sizeof everybody[i]);
    for (size_t c = 0; c < cuts->by_count; c++)
        for (size_t t = 0; t < cuts->by[c].table_count; t++) {
            const struct report_cut_table *table = &cuts->by[c].tables[t];
            const struct report_matrix *m = &table->matrix;
            bool towns = str_eq(cuts->by[c].grouping.name, STR("kommun"));
            if (!str_eq(form_node_name(form, m->question->node), STR("nojd"))) continue;
            assert_int_equal(cuts->by[c].merged, 0);
            assert_true(m->rows <= (towns ? TOWNS : AGES) && m->columns <= ANSWERS + 2);
            for (size_t i = 0; i < m->rows; i++)
                for (size_t j = 0; j < ANSWERS; j++) {
                    double *cell;
                    uint64_t people = m->cells[i * m->columns + j];
                    bool shown = table->shown && table->state[i * m->columns + j] == STATS_SHOWN;
                    if (shown)
                        cell = a->row[a->count++];
                    else if (people > 0 && people < K)
                        cell = a->target[a->targets++];
                    else
                        continue;
                    for (size_t other = 0; other < (towns ? AGES : TOWNS); other++)
                        for (size_t r = 0; r < rounds; r++)
                            cell[class_of(towns ? i : other, towns ? other : i, j, r)] = 1;
                }
            for (size_t i = 0; i < m->rows && table->shown; i++) { // bases
                double *row = a->row[a->count++];
                for (size_t other = 0; other < (towns ? AGES : TOWNS); other++)
                    for (size_t j = 0; j < ANSWERS; j++)
                        for (size_t r = 0; r < rounds; r++)
                            row[class_of(towns ? i : other, towns ? other : i, j, r)] = 1;
            }
        }
    assert_true(a->count < EQUATIONS_MAX && a->targets < EQUATIONS_MAX);
}

// Takes out of row what a known one explains.
static void eliminate(double *row, const double *known, size_t pivot)
{
    double factor = row[pivot] / known[pivot];
    for (size_t c = 0; c < CLASSES; c++)
        row[c] -= factor * known[c];
}

static size_t computed(struct attacker *a)
{
    size_t pivots[EQUATIONS_MAX], rank = 0, found = 0;
    for (size_t i = 0; i < a->count + a->targets; i++) {
        double *row = i < a->count ? a->row[i] : a->target[i - a->count];
        size_t best = 0;
        for (size_t c = 0; c < CLASSES; c++)
            if (!a->possible[c]) row[c] = 0; // which town is young is no secret
        for (size_t r = 0; r < rank; r++)
            eliminate(row, a->row[r], pivots[r]);
        for (size_t c = 0; c < CLASSES; c++)
            if (fabs(row[c]) > fabs(row[best])) best = c;
        bool nothing = fabs(row[best]) < 1e-7;
        if (i >= a->count) {
            found += nothing;
            continue;
        }
        if (nothing) continue;
        memmove(a->row[rank], row, sizeof a->row[rank]);
        pivots[rank++] = best;
    }
    return found;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 16;
}

// Towns a and b are young, c and d old, or everybody anywhere.
static void answer_all(struct report_fixture *f, uint32_t *state, bool nested, size_t round,
                       int least, struct attacker *a)
{
    static const char *const towns = "abcd", *const ages = "ug";
    for (size_t town = 0; town < TOWNS; town++)
        for (size_t age = 0; age < AGES; age++) {
            if (nested && age != town / 2) continue;
            for (size_t answer = 0; answer < ANSWERS; answer++) {
                char text[96];
                int times = (int)(next_random(state) % 9) + least;
                snprintf(text, sizeof text, "\"kommun\":\"%c\",\"alder\":\"%c\",\"nojd\":\"%zu\"",
                         towns[town], ages[age], answer + 1);
                report_add(f, times, "1", "2026-01-05", text);
                a->possible[class_of(town, age, answer, round)] = true;
            }
        }
}

struct outcome {
    size_t found, shown, tables, cells;
};

static void read_report(struct report_fixture *f, const char *first, const char *second,
                        struct attacker *a, size_t rounds, struct outcome *out)
{
    struct arena *memory = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    struct report_cuts cuts;
    struct err_info info = {0};
    report_by(f, first, second);
    if (report_figures_make(f->table, &f->facts, memory, &figures, &info) ||
        report_cuts_make(f->table, &f->facts, &figures, memory, &cuts, &info))
        fail_msg("%s", info.message);
    observe(a, &cuts, f->form, rounds);
    for (size_t c = 0; c < cuts.by_count; c++)
        for (size_t t = 0; t < cuts.by[c].table_count; t++) {
            const struct report_cut_table *table = &cuts.by[c].tables[t];
            if (!str_eq(form_node_name(f->form, table->matrix.question->node), STR("nojd")))
                continue;
            out->tables++;
            for (size_t at = 0; table->shown && at < 2 * table->matrix.columns; at++)
                if (table->state[at] == STATS_SHOWN && table->matrix.cells[at]) {
                    out->shown++;
                    break;
                }
            for (size_t at = 0; table->shown && at < table->matrix.rows * table->matrix.columns;
                 at++)
                out->cells += table->state[at] == STATS_SHOWN && table->matrix.cells[at];
        }
    arena_destroy(memory);
}

enum way { IN_ONE_REPORT, ONE_AFTER_THE_OTHER, AFTER_MORE_ANSWERS };

static struct outcome attack(enum way way, bool nested, uint32_t seed)
{
    struct report_fixture *f;
    struct outcome out = {0};
    struct attacker *a = calloc(1, sizeof *a);
    uint32_t state = seed;
    void *data;
    assert_int_equal(report_set_up(&data), 0);
    f = data;
    report_remember(f);
    answer_all(f, &state, nested, 0, nested ? 1 : 0, a);
    if (way == IN_ONE_REPORT) {
        read_report(f, "kommun", "alder", a, 1, &out);
    } else {
        read_report(f, "kommun", NULL, a, 1, &out);
        if (way == AFTER_MORE_ANSWERS) answer_all(f, &state, nested, 1, 2, a);
        read_report(f, "alder", NULL, a, way == AFTER_MORE_ANSWERS ? 2 : 1, &out);
    }
    out.found = computed(a);
    report_tear_down(&data);
    free(a);
    return out;
}

// cells: as many at least stay, so that no more is withheld than it takes.
static void attack_many(enum way way, bool nested, size_t cells)
{
    enum { SEEDS = 25 };
    struct outcome sum = {0};
    for (uint32_t seed = 1; seed <= SEEDS; seed++) {
        struct outcome out = attack(way, nested, seed);
        if (out.found) fail_msg("seed %u: %zu small cells can be computed", seed, out.found);
        sum.shown += out.shown;
        sum.tables += out.tables;
        sum.cells += out.cells;
    }
    if (sum.cells < cells) fail_msg("%zu cells are shown", sum.cells);
    assert_true(sum.shown * 2 > sum.tables); // withholding everything would be no art
}

TEST(nested_groups_in_one_report)
{
    attack_many(IN_ONE_REPORT, true, 200);
}

TEST(crossed_groups_in_one_report)
{
    attack_many(IN_ONE_REPORT, false, 450);
}

TEST(nested_groups_in_one_report_after_the_other)
{
    attack_many(ONE_AFTER_THE_OTHER, true, 200);
}

TEST(nested_groups_after_more_answers)
{
    attack_many(AFTER_MORE_ANSWERS, true, 330);
}

// The attacker of these tests is no paper tiger: without a memory the second report opens the
// first.
TEST(without_a_memory_the_attacker_wins)
{
    size_t found = 0;
    for (uint32_t seed = 1; seed <= 25 && !found; seed++) {
        void *data;
        struct outcome out = {0};
        struct attacker *a = calloc(1, sizeof *a);
        uint32_t chance = seed;
        assert_int_equal(report_set_up(&data), 0);
        struct report_fixture *f = data;
        answer_all(f, &chance, true, 0, 1, a);
        read_report(f, "kommun", NULL, a, 1, &out);
        read_report(f, "alder", NULL, a, 1, &out);
        found += computed(a);
        report_tear_down(&data);
        free(a);
    }
    assert_true(found > 0);
}

TEST_MAIN(cmocka_unit_test(nested_groups_in_one_report),
          cmocka_unit_test(crossed_groups_in_one_report),
          cmocka_unit_test(nested_groups_in_one_report_after_the_other),
          cmocka_unit_test(nested_groups_after_more_answers),
          cmocka_unit_test(without_a_memory_the_attacker_wins))
