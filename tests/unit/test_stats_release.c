// SPDX-License-Identifier: EUPL-1.2
// The memory of what was shown: sets told apart, kept over a restart, damaged files refused, groups
// that grew by too few held back.
#include "tests/unit/test.h"

#include "base/file.h"
#include "stats/release.h"

#include <stdio.h>
#include <unistd.h>

struct fixture {
    char dir[64], path[80];
    struct stats_releases *r;
};

static int set_up(void **data)
{
    struct fixture *f = calloc(1, sizeof *f);
    *data = f;
    snprintf(f->dir, sizeof f->dir, "/tmp/svar-release-XXXXXX");
    if (!mkdtemp(f->dir)) return -1;
    snprintf(f->path, sizeof f->path, "%s/released.json", f->dir);
    return stats_releases_open(f->path, &f->r, NULL) != ERR_NONE;
}

static int tear_down(void **data)
{
    struct fixture *f = *data;
    stats_releases_close(f->r);
    unlink(f->path);
    rmdir(f->dir);
    free(f);
    return 0;
}

#define RELEASE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define CASE(name) static void name(void **state)

#define GROUP(called, people, in_row)                      \
    {                                                      \
        .name = STR(called), .size = people, .row = in_row \
    }

static struct stats_set of(const char *first, const char *second)
{
    struct stats_set set = stats_set_of(str_of(first));
    if (second) stats_set_add(&set, str_of(second));
    return set;
}

CASE(a_set_is_the_same_in_any_order)
{
    (void)state;
    struct stats_set a = of("one", "two"), b = of("two", "one"), c = of("one", "three");
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(a.low != c.low && a.high != c.high);
}

CASE(what_was_shown_is_public_for_ever)
{
    struct fixture *f = *state;
    assert_int_equal(stats_releases_before(f->r, of("one", NULL)), STATS_NEW);
    stats_releases_put(f->r, of("one", NULL), false);
    assert_int_equal(stats_releases_before(f->r, of("one", NULL)), STATS_KEPT);
    stats_releases_put(f->r, of("one", NULL), true);
    stats_releases_put(f->r, of("one", NULL), false);
    assert_int_equal(stats_releases_before(f->r, of("one", NULL)), STATS_PUBLIC);
    assert_int_equal(stats_releases_before(f->r, of("one", "two")), STATS_NEW);
}

CASE(nobody_is_no_secret)
{
    struct fixture *f = *state;
    struct stats_set nobody = {0, 0};
    stats_releases_put(f->r, nobody, false);
    assert_int_equal(stats_releases_before(f->r, nobody), STATS_NEW);
    assert_int_equal(stats_releases_before(NULL, of("one", NULL)), STATS_NEW);
}

CASE(it_is_still_there_after_a_restart)
{
    struct fixture *f = *state;
    struct stats_release_group groups[] = {GROUP("1", 12, 0), GROUP("2", 3, 1), GROUP("3", 4, 1)};
    stats_releases_put(f->r, of("one", NULL), true);
    stats_releases_put(f->r, of("two", NULL), false);
    stats_releases_cut(f->r, STR("kön"), STR("2026-11-22"), groups, 3);
    assert_int_equal(stats_releases_save(f->r, f->path, NULL), ERR_NONE);
    struct stats_releases *again = NULL;
    assert_int_equal(stats_releases_open(f->path, &again, NULL), ERR_NONE);
    assert_int_equal(stats_releases_before(again, of("one", NULL)), STATS_PUBLIC);
    assert_int_equal(stats_releases_before(again, of("two", NULL)), STATS_KEPT);
    groups[0].size = 14;
    assert_int_equal(stats_releases_check(again, STR("kön"), groups, 3, 5), STATS_RELEASE_GREW);
    stats_releases_close(again);
}

static void assert_refused(struct fixture *f, const char *text)
{
    struct stats_releases *r = NULL;
    struct err_info info = {0};
    assert_int_equal(file_write(f->path, str_of(text), 0600, NULL), ERR_NONE);
    if (!stats_releases_open(f->path, &r, &info)) fail_msg("%s was taken", text);
    assert_null(r);
    assert_true(info.message[0] != '\0');
}

CASE(a_damaged_memory_is_refused)
{
    struct fixture *f = *state;
    assert_refused(f, "");
    assert_refused(f, "[]");
    assert_refused(f, "{\"svar_released\":2,\"shown\":[],\"withheld\":[],\"cuts\":{}}");
    assert_refused(f, "{\"svar_released\":1,\"shown\":[\"xy\"],\"withheld\":[],\"cuts\":{}}");
    assert_refused(f, "{\"svar_released\":1,\"shown\":[],\"withheld\":[7],\"cuts\":{}}");
    assert_refused(f, "{\"svar_released\":1,\"shown\":[],\"withheld\":[],\"cuts\":{\"a\":{}}}");
    assert_refused(f, "{\"svar_released\":1,\"shown\":[],\"withheld\":[],\"cuts\":"
                      "{\"a\":{\"made\":\"x\",\"rows\":[{\"groups\":[],\"size\":-1}]}}}");
}

CASE(groups_that_grew_by_too_few_are_held_back)
{
    struct fixture *f = *state;
    struct stats_release_group before[] = {GROUP("1", 20, 0), GROUP("2", 30, 1)},
                               now[] = {GROUP("1", 20, 0), GROUP("2", 30, 1)};
    assert_int_equal(stats_releases_check(f->r, STR("q"), now, 2, 5), STATS_RELEASE_FINE);
    stats_releases_cut(f->r, STR("q"), STR("2026-11-22"), before, 2);
    assert_int_equal(stats_releases_check(f->r, STR("q"), now, 2, 5), STATS_RELEASE_FINE);
    now[1].size = 31;
    assert_int_equal(stats_releases_check(f->r, STR("q"), now, 2, 5), STATS_RELEASE_GREW);
    now[1].size = 35;
    assert_int_equal(stats_releases_check(f->r, STR("q"), now, 2, 5), STATS_RELEASE_FINE);
    now[0].size = 18; // some were left out this time: a difference as well
    assert_int_equal(stats_releases_check(f->r, STR("q"), now, 2, 5), STATS_RELEASE_GREW);
    assert_int_equal(stats_releases_check(f->r, STR("another"), now, 2, 5), STATS_RELEASE_FINE);
}

CASE(the_same_responses_in_other_groups_are_held_back)
{
    struct fixture *f = *state;
    struct stats_release_group before[] = {GROUP("1", 20, 0), GROUP("2", 3, 1), GROUP("3", 4, 1)};
    stats_releases_cut(f->r, STR("q"), STR("2026-11-22"), before, 3);
    struct stats_release_group now[] = {GROUP("1", 20, 0), GROUP("2", 3, 1), GROUP("3", 4, 2)};
    assert_int_equal(stats_releases_check(f->r, STR("q"), now, 3, 2), STATS_RELEASE_REGROUPED);
    struct stats_release_group wider[] = {GROUP("1", 20, 1), GROUP("2", 3, 1), GROUP("3", 4, 1)};
    assert_int_equal(stats_releases_check(f->r, STR("q"), wider, 3, 5), STATS_RELEASE_REGROUPED);
    assert_int_equal(stats_releases_check(f->r, STR("q"), before, 3, 5), STATS_RELEASE_FINE);
}

// ---- rounds ----

CASE(a_round_is_begun_by_who_is_new)
{
    struct fixture *f = *state;
    struct stats_set one = of("one", NULL), all[] = {one, of("two", NULL), of("three", NULL)};
    assert_int_equal(stats_releases_round_of(f->r, one), 0); // of none
    stats_releases_enrol(f->r, STR("2026-11-22"), all, 2);
    stats_releases_enrol(f->r, STR("2026-11-23"), all, 2); // nobody new
    assert_int_equal(stats_releases_rounds(f->r), 1);
    stats_releases_enrol(f->r, STR("2026-11-24"), all, 3);
    assert_int_equal(stats_releases_rounds(f->r), 2);
    assert_int_equal(stats_releases_round_of(f->r, all[1]), 0);
    assert_int_equal(stats_releases_round_of(f->r, all[2]), 1);
    assert_int_equal(stats_releases_round_of(f->r, of("four", NULL)), 2);
}

CASE(rounds_and_groups_of_the_past_are_kept_once)
{
    struct fixture *f = *state;
    struct stats_set all[] = {of("one", NULL), of("two", NULL)};
    struct stats_release_group groups[] = {GROUP("a", 7, 0), GROUP("b", 3, 2), GROUP("c", 4, 2)};
    stats_releases_enrol(f->r, STR("2026-11-22"), all, 1);
    stats_releases_cut(f->r, STR("kommun"), STR("2026-11-22"), groups, 3);
    stats_releases_cut(f->r, STR("kommun"), STR("2026-11-22"), groups, 3);
    stats_releases_enrol(f->r, STR("2026-11-23"), all, 2);
    assert_int_equal(stats_releases_save(f->r, f->path, NULL), ERR_NONE);
    stats_releases_close(f->r);
    assert_int_equal(stats_releases_open(f->path, &f->r, NULL), ERR_NONE);
    assert_int_equal(stats_releases_round_of(f->r, all[0]), 0);
    assert_int_equal(stats_releases_round_of(f->r, all[1]), 1);
    assert_int_equal(stats_releases_past_count(f->r), 1);
    struct stats_past past = stats_releases_past(f->r, 0);
    assert_true(str_eq(past.by, STR("kommun")) && past.round == 0);
    assert_int_equal(json_array_size(past.rows), 2); // a; b with c
    assert_string_equal(json_string_value(json_array_get(json_array_get(past.rows, 1), 1)), "c");
}

static void assert_refused_for(struct fixture *f, const char *file, const char *why)
{
    struct err_info info = {0};
    struct stats_releases *r = NULL;
    assert_int_equal(file_write(f->path, str_of(file), 0600, NULL), ERR_NONE);
    assert_int_equal(stats_releases_open(f->path, &r, &info), ERR_PARSE);
    if (!strstr(info.message, why)) fail_msg("\"%s\" and not \"%s\"", info.message, why);
}

CASE(damaged_rounds_are_refused)
{
    struct fixture *f = *state;
#define FILE_WITH(more) "{\"svar_released\":1,\"shown\":[],\"withheld\":[],\"cuts\":{}," more "}"
    assert_refused_for(f, FILE_WITH("\"rounds\":[{\"made\":\"x\",\"responses\":\"12\"}]"),
                       "round 0");
    assert_refused_for(
        f, FILE_WITH("\"rounds\":[{\"made\":\"x\",\"responses\":\"zzzzzzzzzzzzzzzz\"}]"),
        "round 0");
    assert_refused_for(f, FILE_WITH("\"rounds\":[{\"made\":1,\"responses\":\"\"}]"), "round 0");
    assert_refused_for(f, FILE_WITH("\"past\":[{\"by\":\"x\",\"round\":3,\"rows\":[]}]"),
                       "past[0]");
#undef FILE_WITH
}

CASE(who_came_since_the_last_report_is_known)
{
    struct fixture *f = *state;
    struct stats_set first[] = {of("one", NULL), of("two", NULL), of("three", NULL)},
                     then[] = {of("two", NULL), of("three", NULL), of("four", NULL)};
    struct str day;
    bool known;
    assert_int_equal(stats_releases_came(f->r, first, 3, &known), 3);
    assert_false(known);
    stats_releases_put_total(f->r, STR("2026-11-22"), first, 3);
    assert_int_equal(stats_releases_came(f->r, first, 3, &known), 0);
    assert_true(known);
    assert_int_equal(stats_releases_came(f->r, then, 3, &known), 1);
    stats_releases_enrol(f->r, STR("2026-11-23"), then, 3); // as a cut of the next report does
    assert_int_equal(stats_releases_came(f->r, then, 3, &known), 1);
    assert_int_equal(stats_releases_total(f->r, &day), 3);
    assert_true(str_eq(day, STR("2026-11-22")));
}

TEST_MAIN(RELEASE_TEST(who_came_since_the_last_report_is_known),
          RELEASE_TEST(a_set_is_the_same_in_any_order),
          RELEASE_TEST(what_was_shown_is_public_for_ever), RELEASE_TEST(nobody_is_no_secret),
          RELEASE_TEST(it_is_still_there_after_a_restart),
          RELEASE_TEST(a_damaged_memory_is_refused),
          RELEASE_TEST(groups_that_grew_by_too_few_are_held_back),
          RELEASE_TEST(the_same_responses_in_other_groups_are_held_back),
          RELEASE_TEST(a_round_is_begun_by_who_is_new),
          RELEASE_TEST(rounds_and_groups_of_the_past_are_kept_once),
          RELEASE_TEST(damaged_rounds_are_refused))
