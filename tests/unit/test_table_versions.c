// SPDX-License-Identifier: EUPL-1.2
// Versions of a form joined by question: the same is pooled, what changed is set apart and told.
#include "tests/unit/test.h"

#include "table/table.h"

static const char form_head[] = "| survey |\n"
                                "| | type | name | label::Svenska (sv) | label::English (en) |\n";
static const char form_choices[] =
    "| choices |\n"
    "| | list_name | name | label::Svenska (sv) | label::English (en) |\n";
static const char form_end[] = "| settings |\n"
                               "| | form_title | form_id | default_language |\n"
                               "| | Prov | prov | Svenska (sv) |\n";

static const char new_survey[] = "| | select_one yes | same | Lika? | Same? |\n"
                                 "| | text | words | Nya ord? | New words? |\n"
                                 "| | select_one yes | choices | Val? | Choices? |\n"
                                 "| | integer | type | Slag? | Type? |\n"
                                 "| | text | fresh | Ny? | New? |\n";
static const char new_choices[] = "| | yes | 1 | Ja | Yes |\n| | yes | 2 | Nej | No |\n";

static struct form_def *load(const char *survey, const char *choices)
{
    struct buf text = {0};
    struct form_def *form = NULL;
    struct form_problems *problems = form_problems_create();
    buf_printf(&text, "%s%s%s%s%s", form_head, survey, form_choices, choices, form_end);
    assert_int_equal(form_def_load_bytes(buf_str(&text), STR("p.md"), NULL, problems, &form),
                     ERR_NONE);
    form_problems_destroy(problems);
    buf_finish(&text);
    return form;
}

struct fixture {
    struct form_def *form, *old;
    struct table *table;
};

static void begin(struct fixture *f, const char *old_survey, const char *old_choices)
{
    struct table_expect expect = {STR(""), STR("new")};
    f->form = load(new_survey, new_choices);
    f->old = load(old_survey, old_choices);
    assert_int_equal(table_create(f->form, &expect, &f->table, NULL), ERR_NONE);
    assert_int_equal(table_add_version(f->table, STR("old"), 1, f->old, NULL), ERR_NONE);
}

static void end(struct fixture *f)
{
    table_destroy(f->table);
    form_def_destroy(f->form);
    form_def_destroy(f->old);
}

static enum err add(struct fixture *f, const char *hash, unsigned id, const char *answers)
{
    struct buf json = {0};
    buf_printf(&json,
               "{\"svar\":1,\"survey\":\"s1\",\"survey_version\":1,\"form\":{\"id\":\"prov\","
               "\"version\":\"\",\"hash\":\"%s\"},\"id\":\"00000000-0000-4000-8000-%012x\","
               "\"language\":\"sv\",\"status\":\"complete\",\"answers\":{%s},\"missing\":{}}",
               hash, id, answers);
    enum err err = table_add(f->table, buf_str(&json), NULL);
    buf_finish(&json);
    return err;
}

static struct table_cell cell(const struct fixture *f, size_t row, const char *column)
{
    return table_cell(f->table, row, (size_t)table_column_find(f->table, str_of(column)));
}

static const struct table_change *change_of(const struct fixture *f, const char *path)
{
    for (size_t i = 0; i < table_change_count(f->table); i++)
        if (str_eq(table_change_at(f->table, i)->path, str_of(path)))
            return table_change_at(f->table, i);
    return NULL;
}

TEST(the_same_form_has_no_changes)
{
    struct fixture f;
    begin(&f, new_survey, new_choices);
    assert_int_equal(table_change_count(f.table), 0);
    assert_int_equal(add(&f, "old", 1, "\"words\":\"x\""), ERR_NONE);
    assert_str(cell(&f, 0, "words").text, "x");
    assert_int_equal(table_other_form_count(f.table), 1);
    end(&f);
}

TEST(spaces_and_the_order_of_choices_are_no_change)
{
    struct fixture f;
    begin(&f,
          "| | select_one yes | same |  Lika? | Same? |\n| | text | words | Nya  ord? | New words? "
          "|\n"
          "| | select_one yes | choices | Val? | Choices? |\n| | integer | type | Slag? | Type? |\n"
          "| | text | fresh | Ny? | New? |\n",
          "| | yes | 2 | Nej | No |\n| | yes | 1 | Ja | Yes |\n");
    assert_int_equal(table_change_count(f.table), 0);
    end(&f);
}

static const char old_survey[] = "| | select_one yes | same | Lika? | Same? |\n"
                                 "| | text | words | Gamla ord? | New words? |\n"
                                 "| | select_one other | choices | Val? | Choices? |\n"
                                 "| | text | type | Slag? | Type? |\n"
                                 "| | text | gone | Borta? | Gone? |\n";
static const char old_choices[] = "| | yes | 1 | Ja | Yes |\n| | yes | 2 | Nej | No |\n"
                                  "| | other | 1 | Ja | Yes |\n| | other | 3 | Kanske | Maybe |\n";

TEST(each_kind_of_change_is_told)
{
    struct fixture f;
    begin(&f, old_survey, old_choices);
    assert_null(change_of(&f, "same"));
    assert_int_equal(change_of(&f, "words")->kind, TABLE_CHANGE_WORDS);
    assert_int_equal(change_of(&f, "choices")->kind, TABLE_CHANGE_CHOICES);
    assert_int_equal(change_of(&f, "type")->kind, TABLE_CHANGE_TYPE);
    assert_int_equal(change_of(&f, "fresh")->kind, TABLE_CHANGE_ADDED);
    assert_int_equal(change_of(&f, "gone")->kind, TABLE_CHANGE_REMOVED);
    assert_int_equal(change_of(&f, "gone")->version, 1);
    end(&f);
}

TEST(what_changed_is_not_pooled_and_counted)
{
    struct fixture f;
    begin(&f, old_survey, old_choices);
    assert_int_equal(add(&f, "old", 1,
                         "\"same\":\"1\",\"words\":\"x\",\"choices\":\"3\",\"type\":\"a\","
                         "\"gone\":\"b\""),
                     ERR_NONE);
    assert_int_equal(add(&f, "new", 2, "\"same\":\"2\",\"words\":\"y\",\"type\":\"4\""), ERR_NONE);
    assert_int_equal(cell(&f, 0, "same").integer, 0);
    assert_int_equal(cell(&f, 0, "words").missing, TABLE_NOT_ASKED);
    assert_int_equal(cell(&f, 0, "choices").missing, TABLE_NOT_ASKED);
    assert_int_equal(cell(&f, 0, "type").missing, TABLE_NOT_ASKED);
    assert_str(cell(&f, 1, "words").text, "y");
    assert_int_equal(change_of(&f, "words")->answers, 1);
    assert_int_equal(change_of(&f, "gone")->answers, 1);
    assert_int_equal(change_of(&f, "fresh")->answers, 0);
    end(&f);
}

TEST(a_refused_response_counts_nowhere)
{
    struct fixture f;
    begin(&f, old_survey, old_choices);
    assert_int_equal(add(&f, "old", 1, "\"words\":\"x\",\"same\":\"7\""), ERR_PARSE);
    assert_int_equal(change_of(&f, "words")->answers, 0);
    end(&f);
}

TEST(a_version_of_its_own_or_twice_changes_nothing)
{
    struct fixture f;
    begin(&f, old_survey, old_choices);
    size_t before = table_change_count(f.table);
    assert_int_equal(table_add_version(f.table, STR("new"), 2, f.old, NULL), ERR_NONE);
    assert_int_equal(table_add_version(f.table, STR("old"), 1, f.old, NULL), ERR_NONE);
    assert_int_equal(table_change_count(f.table), before);
    end(&f);
}

TEST_MAIN(cmocka_unit_test(the_same_form_has_no_changes),
          cmocka_unit_test(spaces_and_the_order_of_choices_are_no_change),
          cmocka_unit_test(each_kind_of_change_is_told),
          cmocka_unit_test(what_changed_is_not_pooled_and_counted),
          cmocka_unit_test(a_refused_response_counts_nowhere),
          cmocka_unit_test(a_version_of_its_own_or_twice_changes_nothing))
