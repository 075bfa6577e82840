// SPDX-License-Identifier: EUPL-1.2
// A report of rows that lie outside memory, by columns, is the same page, letter by letter.
#include "tests/unit/aside_fixture.h"
#include "tests/unit/report_fixture.h"

enum { COUNT = 4300, LITTLE = 100000 }; // a whole block of rows and a part of one

static void add_responses(struct report_fixture *f)
{
    static const char towns[] = "abcd";
    for (unsigned i = 0; i < COUNT; i++) {
        char answers[256], day[16];
        unsigned drawn = i * 2654435761U >> 8;
        snprintf(day, sizeof day, "2026-%02u-%02u", drawn % 6 + 4, drawn / 7 % 28 + 1);
        int length = snprintf(
            answers, sizeof answers,
            "\"kommun\":\"%c\",\"alder\":\"%s\",\"nojd\":\"%u\",\"vad\":\"%s\",\"vikt\":\"%u.5\","
            "\"dag\":\"2026-05-%02u\",\"del\":\"%u\",\"hel\":\"%u\"",
            towns[drawn % 4], drawn / 4 % 3 ? "u" : "g", drawn / 12 % 4 + 1,
            drawn / 5 % 2 ? "x y" : "y", drawn / 9 % 3 + 1, drawn / 3 % 28 + 1, drawn % 50,
            drawn % 50 + 10);
        if (i % 20 == 0)
            snprintf(answers + length, sizeof answers - (size_t)length,
                     ",\"fritt\":\"Text nummer %u, av Anna Andersson\"", i);
        report_add(f, 1, drawn / 40 % 2 ? "1" : "2", day, answers);
    }
}

static void assert_same_page(struct report_fixture *f)
{
    struct buf first = {0};
    struct aside_fixture where = {0};
    struct table_aside place = aside_fixture_place(&where);
    struct err_info info = {0};
    add_responses(f);
    table_hide_order(f->table);
    if (report_html(f->table, &f->facts, &first, &info)) fail_msg("%s", info.message);
    table_destroy(f->table);
    assert_int_equal(table_create(f->form, NULL, &f->table, NULL), ERR_NONE);
    table_lay_aside(f->table, &place, LITTLE);
    table_aside_by_columns(f->table);
    f->count = 0;
    add_responses(f);
    table_hide_order(f->table);
    assert_true(where.puts > 0);
    assert_string_equal(report_page_of(f), buf_text(&first));
    assert_int_equal(table_fault(f->table, NULL), ERR_NONE);
    table_destroy(f->table);
    f->table = NULL;
    buf_finish(&first);
    buf_finish(&where.bytes);
}

CASE(figures_and_texts_are_the_same)
{
    struct report_fixture *f = *state;
    assert_same_page(f);
    assert_non_null(strstr(buf_text(&f->out), "Text nummer 4280"));
}

CASE(groups_waves_and_runs_are_the_same)
{
    struct report_fixture *f = *state;
    report_by(f, "kommun", "alder");
    f->facts.waves = true;
    assert_int_equal(report_period_find(STR("month"), &f->facts.run, NULL), ERR_NONE);
    assert_same_page(f);
    assert_non_null(strstr(buf_text(&f->out), "Kommun A"));
}

CASE(weighted_shares_are_the_same)
{
    struct report_fixture *f = *state;
    f->facts.weight = STR("vikt");
    assert_same_page(f);
}

TEST_MAIN(REPORT_TEST(figures_and_texts_are_the_same),
          REPORT_TEST(groups_waves_and_runs_are_the_same),
          REPORT_TEST(weighted_shares_are_the_same))
