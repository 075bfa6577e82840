// SPDX-License-Identifier: EUPL-1.2
// What shares by weight give away, tried by an attacker who knows every response's weight and the
// size of every town, and looks for all the ways in which the towns can have answered.
#include "tests/unit/report_fixture.h"

#include <math.h>

// Two towns with a weight each; q is the question of what satisfied them.
struct town {
    double weight;
    int size, satisfied;
};

static void fill(struct report_fixture *f, const struct town *towns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char answers[96];
        for (int yes = 0; yes < 2; yes++) {
            snprintf(answers, sizeof answers, "\"kommun\":\"%c\",\"nojd\":\"%d\",\"vikt\":\"%g\"",
                     (int)('a' + i), yes ? 4 : 1, towns[i].weight);
            report_add(f, yes ? towns[i].satisfied : towns[i].size - towns[i].satisfied, "1",
                       "2026-01-05", answers);
        }
    }
    f->facts.weight = STR("vikt");
}

// A share as it is printed, in tenths of a per cent.
static long printed(double share)
{
    return lround(share * 1000);
}

// In how many ways the first town can have answered, by what the page shows: the count of the
// satisfied, and their share by weight as it is printed (rounded to step tenths).
static int ways(const struct town *towns, int satisfied, double share, int step)
{
    double whole = towns[0].weight * towns[0].size + towns[1].weight * towns[1].size;
    int count = 0;
    for (int first = 0; first <= towns[0].size && first <= satisfied; first++) {
        int second = satisfied - first;
        if (second > towns[1].size) continue;
        double own = (towns[0].weight * first + towns[1].weight * second) / whole;
        count += labs(printed(own) - printed(share)) * 2 <= step;
    }
    return count;
}

static void attack(struct report_fixture *f, const struct town *towns, enum report_coarse expected)
{
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    const struct report_question *q = report_question_of(f, "nojd", a, &figures);
    int satisfied = towns[0].satisfied + towns[1].satisfied;
    assert_int_equal(q->counts[3], satisfied);
    assert_int_equal(q->coarse, expected);
    if (expected == REPORT_WEIGHT_NOT_SHOWN)
        assert_null(q->weights);
    else {
        double share = report_share_value(&figures, q, q->counts[3], q->weights[3], false);
        if (expected == REPORT_WEIGHT_WHOLE) assert_int_equal(printed(share) % 10, 0);
        int found = ways(towns, satisfied, share, expected == REPORT_WEIGHT_WHOLE ? 10 : 1);
        bool small = towns[0].satisfied < 5 || towns[1].satisfied < 5;
        if (small && found < 5) fail_msg("only %d ways", found);
    }
    arena_destroy(a);
}

// 40 respondents: the share by weight would say that two of the small town were satisfied.
CASE(a_small_survey_shows_no_shares_by_weight)
{
    static const struct town towns[] = {{0.5, 10, 2}, {2, 30, 20}};
    fill(*state, towns, 2);
    attack(*state, towns, REPORT_WEIGHT_NOT_SHOWN);
    const char *page = report_page_of(*state);
    assert_has(page, "Andelarna är ovägda");
    assert_lacks(page, "Vägt index");
    report_pdf_too(*state);
}

CASE(a_larger_one_shows_whole_per_cents)
{
    static const struct town towns[] = {{0.5, 300, 3}, {1.5, 700, 400}};
    fill(*state, towns, 2);
    attack(*state, towns, REPORT_WEIGHT_WHOLE);
    assert_has(report_page_of(*state), "Vägda andelar är avrundade till hela procent");
}

CASE(where_no_cell_is_small_shares_are_exact)
{
    static const struct town towns[] = {{0.5, 20, 10}, {2, 30, 20}};
    fill(*state, towns, 2);
    attack(*state, towns, REPORT_WEIGHT_FINE);
}

CASE(equal_weights_give_nothing_away)
{
    static const struct town towns[] = {{1.5, 10, 2}, {1.5, 30, 20}};
    fill(*state, towns, 2);
    attack(*state, towns, REPORT_WEIGHT_FINE);
}

// The weight of one who stands alone is as good as a name.
CASE(one_respondent_of_an_own_weight_is_not_found)
{
    static const struct town towns[] = {{1, 30, 14}, {40, 1, 1}};
    fill(*state, towns, 2);
    attack(*state, towns, REPORT_WEIGHT_NOT_SHOWN);
}

CASE(groups_are_unweighted_where_a_weight_has_few_in_them)
{
    struct report_fixture *f = *state;
    static const struct town towns[] = {{0.5, 20, 10}, {2, 30, 20}};
    fill(f, towns, 2);
    // In town A two of another weight, beside many of that weight elsewhere.
    report_add(f, 2, "1", "2026-01-05", "\"kommun\":\"a\",\"nojd\":\"4\",\"vikt\":\"2\"");
    report_by(f, "kommun", NULL);
    const char *groups = strstr(report_page_of(f), "id=\"groups1\"");
    assert_non_null(groups);
    assert_has(groups, "12 (54,5\xC2\xA0%)");
    assert_has(groups, "hur en liten grupp svarade");
}

CASE(a_claim_of_a_question_without_weights_is_plain)
{
    struct report_fixture *f = *state;
    static const struct town towns[] = {{0.5, 10, 2}, {2, 30, 20}};
    fill(f, towns, 2);
    json_t *settings = json_loads("{\"claims\":[{\"text\":{\"sv\":\"55 % är nöjda\"},\"question\":"
                                  "\"nojd\",\"choices\":[\"4\"]}]}",
                                  0, NULL);
    f->facts.settings = settings;
    const char *page = report_page_of(f);
    assert_has(page, "<p class=\"claim\">55 % är nöjda</p>");
    const char *claim = strstr(page, "<p class=\"claim\">");
    char *part = strndup(claim, (size_t)(strstr(claim, "</li>") - claim));
    assert_lacks(part, "vägt");
    free(part);
    json_decref(settings);
}

TEST_MAIN(REPORT_TEST(a_small_survey_shows_no_shares_by_weight),
          REPORT_TEST(a_larger_one_shows_whole_per_cents),
          REPORT_TEST(where_no_cell_is_small_shares_are_exact),
          REPORT_TEST(equal_weights_give_nothing_away),
          REPORT_TEST(one_respondent_of_an_own_weight_is_not_found),
          REPORT_TEST(groups_are_unweighted_where_a_weight_has_few_in_them),
          REPORT_TEST(a_claim_of_a_question_without_weights_is_plain))
