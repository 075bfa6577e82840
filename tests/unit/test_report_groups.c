// SPDX-License-Identifier: EUPL-1.2
// Results by group in a report: what is shown, what is not, and what an earlier report leaves room
// for.
#include "report/cut.h"
#include "tests/unit/report_fixture.h"

#include <stdlib.h>

static void fill(struct report_fixture *f)
{
    // The reference example: Kommun A 12, 3, 5 and Kommun B 20, 9, 6.
    report_add(f, 12, "1", "2026-01-05", "\"kommun\":\"a\",\"nojd\":\"4\"");
    report_add(f, 3, "1", "2026-01-05", "\"kommun\":\"a\",\"nojd\":\"1\"");
    report_add(f, 5, "1", "2026-01-05", "\"kommun\":\"a\",\"nojd\":\"-1\"");
    report_add(f, 20, "1", "2026-01-05", "\"kommun\":\"b\",\"nojd\":\"4\"");
    report_add(f, 9, "1", "2026-01-05", "\"kommun\":\"b\",\"nojd\":\"1\"");
    report_add(f, 6, "1", "2026-01-05", "\"kommun\":\"b\",\"nojd\":\"-1\"");
}

struct cuts {
    struct arena *a;
    struct report_figures figures;
    struct report_cuts all;
    struct report_cut *cut; // by variable
    size_t count;
};

static void make(struct report_fixture *f, struct cuts *c)
{
    struct err_info info = {0};
    c->a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    if (report_figures_make(f->table, &f->facts, c->a, &c->figures, &info) ||
        report_cuts_make(f->table, &f->facts, &c->figures, c->a, &c->all, &info))
        fail_msg("%s", info.message);
    c->cut = c->all.by;
    c->count = c->all.by_count;
}

static const struct report_cut_table *table_of(const struct cuts *c, size_t cut, const char *name,
                                               const struct form_def *form)
{
    for (size_t i = 0; i < c->cut[cut].table_count; i++)
        if (str_eq(form_node_name(form, c->cut[cut].tables[i].matrix.question->node), str_of(name)))
            return &c->cut[cut].tables[i];
    fail_msg("no table of %s", name);
    return NULL;
}

CASE(the_reference_example_is_withheld_as_published)
{
    struct report_fixture *f = *state;
    struct cuts c;
    fill(f);
    report_by(f, "kommun", NULL);
    make(f, &c);
    const struct report_cut_table *t = table_of(&c, 0, "nojd", f->form);
    assert_true(t->shown);
    assert_int_equal(t->matrix.rows, 2);
    assert_int_equal(t->withheld, 4); // one small cell and its three complements
    assert_false(t->tested);          // a test's value would tell of them
    struct stats_cut cut = {.rows = t->matrix.rows,
                            .columns = t->matrix.columns,
                            .cells = t->matrix.cells,
                            .state = t->state};
    assert_true(stats_cut_safe(&cut, 5));
    arena_destroy(c.a);
    const char *text = report_page_of(f);
    assert_has(text, "Grupper: Var bor du?");
    assert_has(text, "20 (57,1\xC2\xA0%)");
    assert_has(text, "Inget samband är beräknat");
    report_pdf_too(f);
}

CASE(small_groups_stand_together)
{
    struct report_fixture *f = *state;
    struct cuts c;
    fill(f);
    report_add(f, 2, "1", "2026-01-05", "\"kommun\":\"c\",\"nojd\":\"4\"");
    report_add(f, 3, "1", "2026-01-05", "\"kommun\":\"d\",\"nojd\":\"4\"");
    report_by(f, "kommun", NULL);
    make(f, &c);
    assert_int_equal(c.cut[0].grouping.count, 3);
    assert_int_equal(c.cut[0].merged, 2);
    assert_int_equal(c.cut[0].grouping.sizes[2], 5);
    arena_destroy(c.a);
    const char *text = report_page_of(f);
    assert_has(text, "Små grupper tillsammans");
    const char *groups = strstr(text, "id=\"groups1\"");
    assert_non_null(groups);
    assert_lacks(groups, "<th scope=\"col\" class=\"n\">Kommun C");
}

CASE(one_large_group_alone_is_not_compared)
{
    struct report_fixture *f = *state;
    report_add(f, 30, "1", "2026-01-05", "\"kommun\":\"a\",\"nojd\":\"4\"");
    report_add(f, 2, "1", "2026-01-05", "\"kommun\":\"b\",\"nojd\":\"1\"");
    report_by(f, "kommun", NULL);
    const char *text = report_page_of(f);
    assert_has(text, "inte minst två grupper");
    report_pdf_too(f);
}

CASE(a_table_turned_round_hides_the_same_cells)
{
    struct report_fixture *f = *state;
    struct cuts c;
    fill(f);
    report_by(f, "kommun", "nojd");
    make(f, &c);
    const struct report_cut_table *one = table_of(&c, 0, "nojd", f->form),
                                  *other = table_of(&c, 1, "kommun", f->form);
    for (size_t i = 0; i < one->matrix.rows; i++)
        for (size_t j = 0; j < one->matrix.columns; j++) {
            if (one->matrix.cells[i * one->matrix.columns + j] == 0) continue;
            struct stats_set set = one->matrix.sets[i * one->matrix.columns + j];
            bool shown = one->state[i * one->matrix.columns + j] == STATS_SHOWN, met = false;
            for (size_t at = 0; at < other->matrix.rows * other->matrix.columns; at++) {
                if (memcmp(&other->matrix.sets[at], &set, sizeof set) != 0) continue;
                met = true;
                if (!shown) assert_int_not_equal(other->state[at], STATS_SHOWN);
            }
            assert_true(met);
        }
    arena_destroy(c.a);
}

// The three of Kommun A who are not satisfied are the very three who are old there: what the table
// by age withholds, the table of satisfaction may not show.
CASE(the_same_people_are_known_again_in_another_table)
{
    struct report_fixture *f = *state;
    struct cuts c;
    report_add(f, 17, "1", "2026-01-05", "\"kommun\":\"a\",\"alder\":\"u\",\"nojd\":\"4\"");
    report_add(f, 3, "1", "2026-01-05", "\"kommun\":\"a\",\"alder\":\"g\",\"nojd\":\"1\"");
    report_add(f, 20, "1", "2026-01-05", "\"kommun\":\"b\",\"alder\":\"u\",\"nojd\":\"4\"");
    report_add(f, 9, "1", "2026-01-05", "\"kommun\":\"b\",\"alder\":\"g\",\"nojd\":\"1\"");
    report_add(f, 6, "1", "2026-01-05", "\"kommun\":\"b\",\"alder\":\"g\",\"nojd\":\"-1\"");
    report_by(f, "kommun", NULL);
    make(f, &c);
    const struct report_cut_table *t = table_of(&c, 0, "nojd", f->form);
    for (size_t j = 0; j < t->matrix.columns;
         j++) // "Mycket" of B are its young ones: withheld there
        if (t->matrix.cells[t->matrix.columns + j] == 20)
            assert_int_not_equal(t->state[t->matrix.columns + j], STATS_SHOWN);
    arena_destroy(c.a);
}

CASE(an_earlier_report_is_remembered)
{
    struct report_fixture *f = *state;
    fill(f);
    report_by(f, "kommun", NULL);
    report_remember(f);
    assert_has(report_page_of(f), "20 (57,1\xC2\xA0%)");
    assert_has(report_page_of(f), "20 (57,1\xC2\xA0%)"); // the same again is fine
    report_add(f, 1, "1", "2026-01-06", "\"kommun\":\"a\",\"nojd\":\"1\"");
    assert_has(report_page_of(f), "ändrats med färre än 5 svar");
    report_add(f, 4, "1", "2026-01-06", "\"kommun\":\"a\",\"nojd\":\"4\"");
    const char *text = report_page_of(f);
    assert_lacks(text, "ändrats med färre");
}

// An answer that went and another that came leave the size as it was.
CASE(one_who_took_anothers_place_is_noticed)
{
    struct report_fixture *f = *state;
    fill(f);
    report_by(f, "kommun", NULL);
    report_remember(f);
    report_add(f, 1, "1", "2026-01-06", "\"kommun\":\"a\",\"nojd\":\"1\"");
    assert_lacks(report_page_of(f), "ändrats med färre");
    table_destroy(f->table);
    assert_int_equal(table_create(f->form, NULL, &f->table, NULL), ERR_NONE);
    f->count = 0;
    fill(f);
    f->count++; // somebody else
    report_add(f, 1, "1", "2026-01-06", "\"kommun\":\"a\",\"nojd\":\"4\"");
    assert_has(report_page_of(f), "ändrats med färre än 5 svar");
}

// Eight went and three came: five fewer, and the three could be told from the two reports.
static void replace(struct report_fixture *f, unsigned gone, int came)
{
    table_destroy(f->table);
    assert_int_equal(table_create(f->form, NULL, &f->table, NULL), ERR_NONE);
    f->count = gone; // fill made them first
    report_add(f, 30 - (int)gone, "1", "2026-01-05", "\"kommun\":\"a\",\"nojd\":\"4\"");
    report_add(f, 30, "1", "2026-01-05", "\"kommun\":\"b\",\"nojd\":\"4\"");
    report_add(f, came, "1", "2026-01-06", "\"kommun\":\"a\",\"nojd\":\"1\"");
}

static const char *after_replacing(struct report_fixture *f, unsigned gone, int came)
{
    f->count = 0;
    replace(f, 0, 0);
    report_by(f, "kommun", NULL);
    report_remember(f);
    assert_lacks(report_page_of(f), "ändrats med färre");
    replace(f, gone, came);
    return report_page_of(f);
}

CASE(few_who_came_while_many_went_are_noticed)
{
    assert_has(after_replacing(*state, 8, 3), "ändrats med färre än 5 svar");
}

CASE(few_who_went_while_many_came_are_noticed)
{
    assert_has(after_replacing(*state, 3, 8), "ändrats med färre än 5 svar");
}

CASE(many_both_ways_are_shown)
{
    assert_lacks(after_replacing(*state, 6, 6), "ändrats med färre");
}

// Five more are enough for other questions, and stay too few for these in the report after that.
CASE(sensitive_questions_need_ten_more_between_reports)
{
    struct report_fixture *f = *state;
    static const char *const answers[] = {
        "\"kommun\":\"a\",\"kanslig\":\"1\",\"nojd\":\"1\"",
        "\"kommun\":\"a\",\"kanslig\":\"2\",\"nojd\":\"1\"",
        "\"kommun\":\"b\",\"kanslig\":\"1\",\"nojd\":\"1\"",
        "\"kommun\":\"b\",\"kanslig\":\"2\",\"nojd\":\"1\"",
    };
    for (size_t i = 0; i < 4; i++)
        report_add(f, 20 + (int)i, "1", "2026-01-05", answers[i]);
    report_by(f, "kommun", NULL);
    report_remember(f);
    assert_lacks(report_page_of(f), "Uppdelningen visas inte");
    report_add(f, 5, "1", "2026-01-06", answers[0]);
    for (int again = 0; again < 2; again++) {
        const char *text = report_page_of(f);
        assert_lacks(text, "ändrats med färre");
        assert_has(text, "Uppdelningen visas inte");
    }
    report_add(f, 5, "1", "2026-01-07", answers[0]);
    assert_lacks(report_page_of(f), "Uppdelningen visas inte");
}

CASE(sensitive_questions_need_ten)
{
    struct report_fixture *f = *state;
    report_add(f, 9, "1", "2026-01-05", "\"kanslig\":\"1\",\"nojd\":\"4\"");
    const char *text = report_page_of(f);
    assert_has(text, "Färre än 10 svar");
    report_add(f, 1, "1", "2026-01-05", "\"kanslig\":\"1\",\"nojd\":\"4\"");
    assert_lacks(report_page_of(f), "Färre än 10 svar");
}

CASE(free_text_never_stands_beside_background)
{
    struct report_fixture *f = *state;
    fill(f);
    report_add(f, 7, "1", "2026-01-05",
               "\"kommun\":\"a\",\"nojd\":\"4\",\"fritt\":\"Bygg ett bad\"");
    report_by(f, "kommun", NULL);
    const char *text = report_page_of(f), *groups = strstr(text, "id=\"groups1\"");
    assert_has(text, "Bygg ett bad");
    assert_lacks(groups, "Bygg ett bad");
    report_by(f, "fritt", NULL);
    struct err_info info = {0};
    assert_int_equal(report_html(f->table, &f->facts, &f->out, &info), ERR_ARGUMENT);
    assert_has(info.message, "free text");
}

CASE(an_unknown_variable_is_told)
{
    struct report_fixture *f = *state;
    struct err_info info = {0};
    fill(f);
    report_by(f, "nowhere", NULL);
    assert_int_equal(report_html(f->table, &f->facts, &f->out, &info), ERR_ARGUMENT);
    assert_has(info.message, "\"nowhere\"");
}

CASE(an_association_is_shown_where_all_cells_are)
{
    struct report_fixture *f = *state;
    report_add(f, 30, "1", "2026-01-05", "\"kommun\":\"a\",\"trygg\":\"1\"");
    report_add(f, 20, "1", "2026-01-05", "\"kommun\":\"a\",\"trygg\":\"2\"");
    report_add(f, 10, "1", "2026-01-05", "\"kommun\":\"a\",\"trygg\":\"3\"");
    report_add(f, 15, "1", "2026-01-05", "\"kommun\":\"b\",\"trygg\":\"1\"");
    report_add(f, 25, "1", "2026-01-05", "\"kommun\":\"b\",\"trygg\":\"2\"");
    report_add(f, 40, "1", "2026-01-05", "\"kommun\":\"b\",\"trygg\":\"3\"");
    report_by(f, "kommun", NULL);
    const char *text = report_page_of(f);
    assert_has(text, "Cramérs V = 0,39"); // R: 0.3884918608
    assert_has(text, "χ² = 21,13");
    assert_has(text, "p &lt; 0,001");
}

CASE(several_choices_are_cut_as_well)
{
    struct report_fixture *f = *state;
    report_add(f, 12, "1", "2026-01-05", "\"kommun\":\"a\",\"vad\":\"x y\"");
    report_add(f, 11, "1", "2026-01-05", "\"kommun\":\"a\",\"vad\":\"y\"");
    report_add(f, 14, "1", "2026-01-05", "\"kommun\":\"b\",\"vad\":\"x\"");
    report_add(f, 13, "1", "2026-01-05", "\"kommun\":\"b\",\"vad\":\"x y\"");
    report_by(f, "kommun", NULL);
    const char *groups = strstr(report_page_of(f), "id=\"groups1\"");
    assert_non_null(groups);
    assert_has(groups, "12 (52,2\xC2\xA0%)");
    assert_has(groups, "23 (100,0\xC2\xA0%)");
}

// ---- numbers and weights ----

CASE(numbers_have_means_by_group)
{
    struct report_fixture *f = *state;
    report_add(f, 6, "1", "2026-01-05", "\"kommun\":\"a\",\"del\":\"2\"");
    report_add(f, 6, "1", "2026-01-05", "\"kommun\":\"a\",\"del\":\"5\"");
    report_add(f, 8, "1", "2026-01-05", "\"kommun\":\"b\",\"del\":\"7\"");
    report_by(f, "kommun", NULL);
    const char *groups = strstr(report_page_of(f), "id=\"groups1\"");
    assert_non_null(groups);
    assert_has(groups, "<th scope=\"row\">Medelvärde</th><td class=\"n\">3,50</td>"
                       "<td class=\"n\">7,00</td>");
    assert_has(groups, "<th scope=\"row\">n</th><td class=\"n\">12</td><td class=\"n\">8</td>");
    report_pdf_too(f);
}

// Three numbers of a group and one of another: neither mean, as one would give the other.
CASE(a_mean_of_few_is_withheld_with_another)
{
    struct report_fixture *f = *state;
    report_add(f, 3, "1", "2026-01-05", "\"kommun\":\"a\",\"del\":\"2\"");
    report_add(f, 9, "1", "2026-01-05", "\"kommun\":\"a\",\"nojd\":\"4\"");
    report_add(f, 8, "1", "2026-01-05", "\"kommun\":\"b\",\"del\":\"7\"");
    report_add(f, 8, "1", "2026-01-05", "\"kommun\":\"b\",\"nojd\":\"4\"");
    report_by(f, "kommun", NULL);
    const char *groups = strstr(report_page_of(f), "id=\"groups1\"");
    assert_non_null(groups);
    assert_lacks(groups, "2,00");
    assert_lacks(groups, "7,00");
}

CASE(shares_of_groups_are_by_weight_where_nothing_is_withheld)
{
    struct report_fixture *f = *state;
    report_add(f, 10, "1", "2026-01-05", "\"kommun\":\"a\",\"nojd\":\"4\",\"vikt\":\"3\"");
    report_add(f, 10, "1", "2026-01-05", "\"kommun\":\"a\",\"nojd\":\"1\",\"vikt\":\"1\"");
    report_add(f, 10, "1", "2026-01-05", "\"kommun\":\"b\",\"nojd\":\"4\",\"vikt\":\"1\"");
    report_add(f, 10, "1", "2026-01-05", "\"kommun\":\"b\",\"nojd\":\"1\",\"vikt\":\"1\"");
    f->facts.weight = STR("vikt");
    report_by(f, "kommun", NULL);
    const char *groups = strstr(report_page_of(f), "id=\"groups1\"");
    assert_has(groups, "10 (75,0\xC2\xA0%)"); // 30 of 40 by weight
    assert_has(groups, "10 (50,0\xC2\xA0%)");
}

CASE(a_table_that_withholds_is_not_weighted)
{
    struct report_fixture *f = *state;
    fill(f); // without weights for some: two are enough to move every share
    report_add(f, 2, "1", "2026-01-05", "\"kommun\":\"b\",\"nojd\":\"4\",\"vikt\":\"9\"");
    f->facts.weight = STR("vikt");
    report_by(f, "kommun", NULL);
    const char *groups = strstr(report_page_of(f), "id=\"groups1\"");
    assert_has(groups, "22 (59,5\xC2\xA0%)"); // of 37, each counted once
    assert_has(groups, "Tabellen är ovägd");
}

TEST_MAIN(REPORT_TEST(the_reference_example_is_withheld_as_published),
          REPORT_TEST(small_groups_stand_together),
          REPORT_TEST(one_large_group_alone_is_not_compared),
          REPORT_TEST(a_table_turned_round_hides_the_same_cells),
          REPORT_TEST(the_same_people_are_known_again_in_another_table),
          REPORT_TEST(an_earlier_report_is_remembered), REPORT_TEST(sensitive_questions_need_ten),
          REPORT_TEST(one_who_took_anothers_place_is_noticed),
          REPORT_TEST(few_who_came_while_many_went_are_noticed),
          REPORT_TEST(few_who_went_while_many_came_are_noticed),
          REPORT_TEST(many_both_ways_are_shown),
          REPORT_TEST(sensitive_questions_need_ten_more_between_reports),
          REPORT_TEST(free_text_never_stands_beside_background),
          REPORT_TEST(an_unknown_variable_is_told),
          REPORT_TEST(an_association_is_shown_where_all_cells_are),
          REPORT_TEST(several_choices_are_cut_as_well), REPORT_TEST(numbers_have_means_by_group),
          REPORT_TEST(a_mean_of_few_is_withheld_with_another),
          REPORT_TEST(shares_of_groups_are_by_weight_where_nothing_is_withheld),
          REPORT_TEST(a_table_that_withholds_is_not_weighted))
