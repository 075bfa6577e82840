// SPDX-License-Identifier: EUPL-1.2
// The mark of a rapid series at a one-tap terminal as a column, where the form is asked so.
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/table.h"

struct world {
    struct form_def *form;
    struct table *table;
};

static void begin(struct world *w, const char *mode)
{
    struct form_problems *problems = form_problems_create();
    struct table_expect expect = {STR("s1"), STR("aa")};
    struct buf form = {0};
    buf_printf(&form,
               "| survey |\n| | type | name | label |\n| | select_one f | q | Hur gick det? |\n"
               "| choices |\n| | list_name | name | label |\n| | f | 1 | Bra |\n"
               "| | f | 2 | Illa |\n"
               "| settings |\n| | form_title | form_id | svar:mode |\n| | Prov | prov | %s |\n",
               mode);
    if (form_def_load_bytes(buf_str(&form), STR("prov.md"), NULL, problems, &w->form)) fail();
    if (table_create(w->form, &expect, &w->table, NULL)) fail();
    form_problems_destroy(problems);
    buf_finish(&form);
}

static void end(struct world *w)
{
    table_destroy(w->table);
    form_def_destroy(w->form);
}

static enum err add(struct world *w, int id, const char *mark, struct err_info *info)
{
    char json[512];
    snprintf(json, sizeof json,
             "{\"svar\":1,\"survey\":\"s1\",\"survey_version\":1,\"wave\":\"\",\"form\":{\"id\":"
             "\"prov\",\"version\":\"\",\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\","
             "\"language\":\"sv\",\"status\":\"complete\",%s\"answers\":{\"q\":\"1\"},"
             "\"missing\":{}}",
             (unsigned)id, mark);
    return table_add(w->table, str_of(json), info);
}

static int64_t mark_of(struct world *w, size_t row)
{
    int64_t column = table_column_find(w->table, STR("_rapid"));
    assert_true(column >= 0);
    struct table_cell cell = table_cell(w->table, row, (size_t)column);
    assert_int_equal(cell.missing, 0);
    return cell.integer;
}

TEST(a_one_tap_form_has_the_column)
{
    struct world w;
    begin(&w, "one-tap");
    assert_int_equal(add(&w, 1, "\"rapid\":true,", NULL), ERR_NONE);
    assert_int_equal(add(&w, 2, "", NULL), ERR_NONE);
    assert_int_equal(add(&w, 3, "\"rapid\":false,", NULL), ERR_NONE);
    assert_int_equal(mark_of(&w, 0), 1);
    assert_int_equal(mark_of(&w, 1), 0);
    assert_int_equal(mark_of(&w, 2), 0);
    int64_t q = table_column_find(w.table, STR("q"));
    assert_int_equal(table_cell(w.table, 0, (size_t)q).integer, 0); // its first choice
    end(&w);
}

TEST(other_forms_have_none_and_take_the_mark_all_the_same)
{
    struct world w;
    begin(&w, "kiosk");
    assert_true(table_column_find(w.table, STR("_rapid")) < 0);
    assert_int_equal(add(&w, 1, "\"rapid\":true,", NULL), ERR_NONE);
    end(&w);
}

TEST(a_mark_that_is_none_is_an_error)
{
    struct world w;
    struct err_info info = {0};
    begin(&w, "one-tap");
    assert_int_equal(add(&w, 1, "\"rapid\":7,", &info), ERR_PARSE);
    assert_non_null(strstr(info.message, "rapid"));
    assert_int_equal(add(&w, 2, "\"rapid\":\"yes\",", &info), ERR_PARSE);
    assert_int_equal(table_row_count(w.table), 0);
    end(&w);
}

TEST_MAIN(cmocka_unit_test(a_one_tap_form_has_the_column),
          cmocka_unit_test(other_forms_have_none_and_take_the_mark_all_the_same),
          cmocka_unit_test(a_mark_that_is_none_is_an_error))
