// SPDX-License-Identifier: EUPL-1.2
// Repeats as lists of cards, and tables one statement at a time: where Next and Back lead.
#include "tests/unit/kiosk_fixture.h"

static const char lists_form[] = "| survey |\n"
                                 "| | type | name | label | appearance | repeat_count |\n"
                                 "| | text | before | Before | | |\n"
                                 "| | begin_repeat | visit | Visits | | |\n"
                                 "| | text | where | Where | | |\n"
                                 "| | text | why | Why | | |\n"
                                 "| | end_repeat | | | | |\n"
                                 "| | begin_repeat | fixed | Fixed | | 2 |\n"
                                 "| | text | day | Day | | |\n"
                                 "| | end_repeat | | | | |\n"
                                 "| | text | after | After | | |\n"
                                 "| settings |\n| | form_id | style |\n| | lists | pages |\n";

static const char table_form[] =
    "| survey |\n"
    "| | type | name | label | appearance |\n"
    "| | text | before | Before | |\n"
    "| | begin_group | t | How true? | table-list |\n"
    "| | select_one yn | a | First | |\n"
    "| | select_one yn | b | Second | |\n"
    "| | select_one yn | c | Third | |\n"
    "| | end_group | | | |\n"
    "| | text | after | After | |\n"
    "| choices |\n| | list_name | name | label |\n| | yn | 1 | Yes |\n| | yn | 2 | No |\n"
    "| settings |\n| | form_id | style |\n| | table | pages |\n";

static const char *question(struct kiosk_fixture *f)
{
    static char name[64];
    if (kiosk_session_in_list(f->session)) {
        struct str list = form_node_name(f->def, kiosk_session_list_node(f->session));
        snprintf(name, sizeof(name), "list %.*s", STR_ARG(list));
    } else {
        size_t index, count;
        form_ref part = kiosk_session_part(f->session, &index, &count);
        struct str q = kiosk_fixture_question(f);
        if (part != FORM_REF_NONE) {
            q = form_node_name(f->def, form_ref_node(kiosk_session_instance(f->session), part));
        }
        snprintf(name, sizeof(name), "%.*s", STR_ARG(q));
    }
    return name;
}

static void next(struct kiosk_fixture *f)
{
    kiosk_session_next(f->session);
    if (kiosk_session_notice(f->session) == KIOSK_NOTICE_HINT) {
        kiosk_session_next(f->session);
    }
}

static void begin(struct kiosk_fixture *f, const char *form)
{
    kiosk_fixture_begin(f, form);
    kiosk_fixture_consent(f);
}

static void remove_all(struct kiosk_fixture *f)
{
    form_ref item;
    while (kiosk_session_list_items(f->session, &item, 1) > 0) {
        assert_int_equal(kiosk_session_list_remove(f->session, item, NULL), ERR_NONE);
    }
}

TEST(behind_a_repeat_stands_its_list)
{
    struct kiosk_fixture f;
    begin(&f, lists_form);
    next(&f);
    assert_string_equal(question(&f), "where");
    next(&f);
    assert_string_equal(question(&f), "why");
    next(&f);
    assert_string_equal(question(&f), "list visit");
    form_ref items[4];
    assert_int_equal(kiosk_session_list_items(f.session, items, 4), 1);
    next(&f);
    assert_string_equal(question(&f), "day");
    kiosk_fixture_end(&f);
}

TEST(a_card_that_is_added_is_asked_at_once)
{
    struct kiosk_fixture f;
    begin(&f, lists_form);
    next(&f), next(&f), next(&f);
    assert_int_equal(kiosk_session_list_add(f.session, NULL), ERR_NONE);
    assert_string_equal(question(&f), "where");
    kiosk_fixture_answer(&f, "visit[2]/where", "Badhuset");
    next(&f), next(&f);
    assert_string_equal(question(&f), "list visit");
    form_ref items[4];
    assert_int_equal(kiosk_session_list_items(f.session, items, 4), 2);
    kiosk_fixture_end(&f);
}

TEST(back_from_behind_comes_to_the_list_and_then_into_it)
{
    struct kiosk_fixture f;
    begin(&f, lists_form);
    next(&f), next(&f), next(&f), next(&f);
    assert_string_equal(question(&f), "day");
    kiosk_session_back(f.session);
    assert_string_equal(question(&f), "list visit");
    kiosk_session_back(f.session);
    assert_string_equal(question(&f), "why");
    kiosk_fixture_end(&f);
}

TEST(a_card_opens_at_its_first_question)
{
    struct kiosk_fixture f;
    begin(&f, lists_form);
    next(&f), next(&f), next(&f);
    form_ref items[4];
    kiosk_session_list_items(f.session, items, 4);
    kiosk_session_list_open(f.session, items[0]);
    assert_string_equal(question(&f), "where");
    kiosk_fixture_end(&f);
}

TEST(an_emptied_list_is_still_found)
{
    struct kiosk_fixture f;
    begin(&f, lists_form);
    next(&f), next(&f), next(&f);
    remove_all(&f);
    assert_string_equal(question(&f), "list visit");
    next(&f);
    assert_string_equal(question(&f), "day");
    kiosk_session_back(f.session);
    assert_string_equal(question(&f), "list visit");
    kiosk_session_back(f.session);
    assert_string_equal(question(&f), "before");
    next(&f);
    assert_string_equal(question(&f), "list visit");
    assert_int_equal(kiosk_session_list_add(f.session, NULL), ERR_NONE);
    assert_string_equal(question(&f), "where");
    kiosk_fixture_end(&f);
}

TEST(a_counted_repeat_has_no_list)
{
    struct kiosk_fixture f;
    begin(&f, lists_form);
    next(&f), next(&f), next(&f), next(&f);
    next(&f);
    assert_string_equal(question(&f), "day");
    next(&f);
    assert_string_equal(question(&f), "after");
    assert_true(kiosk_session_last_page(f.session));
    kiosk_fixture_end(&f);
}

TEST(a_list_is_never_taken_for_the_end)
{
    struct kiosk_fixture f;
    begin(&f, "| survey |\n| | type | name | label |\n| | begin_repeat | r | R |\n"
              "| | text | a | A |\n| | end_repeat | | |\n| settings |\n| | form_id | style |\n"
              "| | r | pages |\n");
    assert_string_equal(question(&f), "a");
    assert_false(kiosk_session_last_page(f.session));
    next(&f);
    assert_string_equal(question(&f), "list r");
    assert_true(kiosk_session_last_page(f.session));
    remove_all(&f);
    next(&f);
    assert_int_equal(f.finished, 1);
    kiosk_fixture_end(&f);
}

TEST(a_list_is_refused_where_there_is_none)
{
    struct kiosk_fixture f;
    begin(&f, lists_form);
    assert_int_equal(kiosk_session_list_add(f.session, NULL), ERR_STATE);
    assert_int_equal(kiosk_session_list_remove(f.session, 0, NULL), ERR_STATE);
    kiosk_fixture_end(&f);
}

TEST(the_next_respondent_finds_a_fresh_list)
{
    struct kiosk_fixture f;
    begin(&f, lists_form);
    next(&f), next(&f), next(&f);
    remove_all(&f);
    kiosk_session_stop(f.session);
    kiosk_session_stop_sure(f.session, true);
    kiosk_session_again(f.session);
    kiosk_fixture_consent(&f);
    assert_string_equal(question(&f), "before");
    next(&f);
    assert_string_equal(question(&f), "where");
    kiosk_fixture_end(&f);
}

TEST(a_wide_table_is_one_page)
{
    struct kiosk_fixture f;
    begin(&f, table_form);
    next(&f);
    form_ref refs[8];
    assert_int_equal(kiosk_session_questions(f.session, refs, 8), 3);
    next(&f);
    assert_string_equal(question(&f), "after");
    kiosk_fixture_end(&f);
}

TEST(a_narrow_table_is_asked_statement_by_statement)
{
    struct kiosk_fixture f;
    begin(&f, table_form);
    kiosk_session_split_tables(f.session, true);
    next(&f);
    assert_string_equal(question(&f), "a");
    form_ref refs[8];
    assert_int_equal(kiosk_session_questions(f.session, refs, 8), 1);
    next(&f);
    assert_string_equal(question(&f), "b");
    next(&f), next(&f);
    assert_string_equal(question(&f), "after");
    kiosk_session_back(f.session);
    assert_string_equal(question(&f), "c");
    kiosk_session_back(f.session);
    assert_string_equal(question(&f), "b");
    kiosk_fixture_end(&f);
}

TEST(each_statement_gets_one_hint)
{
    struct kiosk_fixture f;
    begin(&f, table_form);
    kiosk_session_split_tables(f.session, true);
    next(&f);
    kiosk_session_next(f.session);
    assert_int_equal(kiosk_session_notice(f.session), KIOSK_NOTICE_HINT);
    kiosk_session_next(f.session);
    assert_string_equal(question(&f), "b");
    kiosk_fixture_end(&f);
}

TEST_MAIN(cmocka_unit_test(behind_a_repeat_stands_its_list),
          cmocka_unit_test(a_card_that_is_added_is_asked_at_once),
          cmocka_unit_test(back_from_behind_comes_to_the_list_and_then_into_it),
          cmocka_unit_test(a_card_opens_at_its_first_question),
          cmocka_unit_test(an_emptied_list_is_still_found),
          cmocka_unit_test(a_counted_repeat_has_no_list),
          cmocka_unit_test(a_list_is_never_taken_for_the_end),
          cmocka_unit_test(a_list_is_refused_where_there_is_none),
          cmocka_unit_test(the_next_respondent_finds_a_fresh_list),
          cmocka_unit_test(a_wide_table_is_one_page),
          cmocka_unit_test(a_narrow_table_is_asked_statement_by_statement),
          cmocka_unit_test(each_statement_gets_one_hint))
