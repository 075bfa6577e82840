// SPDX-License-Identifier: EUPL-1.2
// A respondent's way through the kiosk: pages, notices, language, stopping, the end.
#include "tests/unit/kiosk_fixture.h"

#define PAGE(f, page) assert_int_equal(kiosk_session_page((f)->session), (page))
#define NOTICE(f, notice) assert_int_equal(kiosk_session_notice((f)->session), (notice))

TEST(goes_from_attract_to_the_first_question)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    PAGE(&f, KIOSK_ATTRACT);
    kiosk_session_start(f.session);
    PAGE(&f, KIOSK_INFO);
    kiosk_session_next(f.session);
    PAGE(&f, KIOSK_CONSENT);
    kiosk_session_consent(f.session, true);
    PAGE(&f, KIOSK_QUESTION);
    assert_str(kiosk_fixture_question(&f), "q1");
    kiosk_fixture_end(&f);
}

TEST(asks_nothing_before_consent)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_session_start(f.session);
    kiosk_session_next(f.session);
    assert_null(kiosk_session_instance(f.session));
    kiosk_session_next(f.session);
    PAGE(&f, KIOSK_CONSENT);
    kiosk_fixture_end(&f);
}

TEST(a_no_is_only_counted)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_session_start(f.session);
    kiosk_session_next(f.session);
    kiosk_session_consent(f.session, false);
    PAGE(&f, KIOSK_DECLINED);
    assert_int_equal(f.declined, 1);
    assert_int_equal(f.finished, 0);
    kiosk_session_again(f.session);
    PAGE(&f, KIOSK_ATTRACT);
    kiosk_fixture_end(&f);
}

TEST(what_is_not_relevant_is_skipped)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_fixture_answer(&f, "q1", "2");
    kiosk_session_next(f.session);
    assert_str(kiosk_fixture_question(&f), "q3");
    assert_true(kiosk_session_last_page(f.session));
    kiosk_session_back(f.session);
    assert_str(kiosk_fixture_question(&f), "q1");
    kiosk_fixture_end(&f);
}

TEST(an_empty_answer_is_hinted_at_once_and_then_let_go)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_session_next(f.session);
    NOTICE(&f, KIOSK_NOTICE_HINT);
    assert_str(kiosk_fixture_question(&f), "q1");
    kiosk_session_next(f.session);
    NOTICE(&f, KIOSK_NOTICE_NONE);
    assert_str(kiosk_fixture_question(&f), "q3");
    kiosk_fixture_end(&f);
}

TEST(an_answer_takes_the_hint_away)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_session_next(f.session);
    kiosk_fixture_answer(&f, "q1", "-1");
    NOTICE(&f, KIOSK_NOTICE_NONE);
    kiosk_session_next(f.session);
    assert_str(kiosk_fixture_question(&f), "q3");
    kiosk_fixture_end(&f);
}

TEST(a_broken_constraint_holds_the_page)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_fixture_answer(&f, "q1", "1");
    kiosk_session_next(f.session);
    kiosk_fixture_answer(&f, "q2", "12");
    for (int i = 0; i < 3; i++) {
        kiosk_session_next(f.session);
        NOTICE(&f, KIOSK_NOTICE_INVALID);
        assert_str(kiosk_fixture_question(&f), "q2");
    }
    kiosk_fixture_answer(&f, "q2", "9");
    kiosk_session_next(f.session);
    assert_str(kiosk_fixture_question(&f), "q3");
    kiosk_fixture_end(&f);
}

TEST(a_name_is_warned_about_and_may_stand)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_fixture_answer(&f, "q1", "2");
    kiosk_session_next(f.session);
    kiosk_fixture_answer(&f, "q3", "Jag pratade med Anna Svensson.");
    kiosk_session_next(f.session);
    NOTICE(&f, KIOSK_NOTICE_WARNING);
    assert_int_equal(kiosk_session_names(f.session), KIOSK_NAMES_PERSON);
    assert_int_equal(f.finished, 0);
    kiosk_session_next(f.session);
    assert_int_equal(f.finished, 1);
    kiosk_fixture_end(&f);
}

TEST(another_name_is_warned_about_again)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_fixture_answer(&f, "q1", "2");
    kiosk_session_next(f.session);
    kiosk_fixture_answer(&f, "q3", "Jag pratade med Anna Svensson.");
    kiosk_session_next(f.session);
    kiosk_fixture_answer(&f, "q3", "Jag pratade med Anna Berg.");
    kiosk_session_next(f.session);
    NOTICE(&f, KIOSK_NOTICE_WARNING);
    assert_int_equal(f.finished, 0);
    kiosk_fixture_end(&f);
}

TEST(changing_the_language_keeps_the_answers)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_fixture_answer(&f, "q1", "1");
    kiosk_session_ask_language(f.session);
    PAGE(&f, KIOSK_LANGUAGE);
    kiosk_session_choose_language(f.session, 1);
    PAGE(&f, KIOSK_QUESTION);
    assert_str(kiosk_session_language(f.session), "en");
    struct form_instance *in = kiosk_session_instance(f.session);
    form_ref ref = form_instance_find(in, STR("q1"));
    assert_str(form_instance_value(in, ref), "1");
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    assert_str(form_view_label(in, ref, a), "Was it good?");
    arena_destroy(a);
    kiosk_fixture_end(&f);
}

TEST(the_list_of_languages_can_be_left)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_session_ask_language(f.session);
    kiosk_session_back(f.session);
    PAGE(&f, KIOSK_QUESTION);
    assert_str(kiosk_session_language(f.session), "sv");
    kiosk_fixture_end(&f);
}

TEST(the_list_of_languages_opens_on_the_first_page_too)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_session_ask_language(f.session);
    PAGE(&f, KIOSK_LANGUAGE);
    kiosk_session_choose_language(f.session, 1);
    PAGE(&f, KIOSK_ATTRACT);
    assert_str(kiosk_session_language(f.session), "en");
    kiosk_fixture_end(&f);
}

TEST(the_next_respondent_begins_in_the_first_language)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_session_choose_language(f.session, 1);
    kiosk_fixture_consent(&f);
    kiosk_session_stop(f.session);
    kiosk_session_stop_sure(f.session, true);
    kiosk_session_again(f.session);
    assert_str(kiosk_session_language(f.session), "sv");
    kiosk_fixture_end(&f);
}

TEST(stop_asks_and_then_erases)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    f.facts.keeps_break_off = true;
    kiosk_fixture_consent(&f);
    kiosk_fixture_answer(&f, "q1", "1");
    kiosk_session_stop(f.session);
    PAGE(&f, KIOSK_STOP);
    assert_non_null(kiosk_session_instance(f.session));
    kiosk_session_stop_sure(f.session, true);
    PAGE(&f, KIOSK_ERASED);
    assert_null(kiosk_session_instance(f.session));
    assert_int_equal(f.broke_off, 1);
    assert_int_equal(f.finished, 0); // erased means erased, whatever the survey keeps
    kiosk_fixture_end(&f);
}

TEST(stop_can_be_taken_back)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_fixture_answer(&f, "q1", "1");
    kiosk_session_stop(f.session);
    kiosk_session_stop_sure(f.session, false);
    PAGE(&f, KIOSK_QUESTION);
    struct form_instance *in = kiosk_session_instance(f.session);
    assert_str(form_instance_value(in, form_instance_find(in, STR("q1"))), "1");
    kiosk_fixture_end(&f);
}

static void to_the_end(struct kiosk_fixture *f)
{
    kiosk_fixture_consent(f);
    kiosk_fixture_answer(f, "q1", "2");
    kiosk_session_next(f->session);
    kiosk_fixture_answer(f, "q3", "bra");
    kiosk_session_next(f->session);
}

TEST(thanks_come_only_after_the_store_has_said_so)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    to_the_end(&f);
    PAGE(&f, KIOSK_SAVING);
    kiosk_fixture_pass(&f, 60000);
    PAGE(&f, KIOSK_SAVING);
    kiosk_session_stored(f.session, f.response->ticket, ERR_NONE, NULL);
    PAGE(&f, KIOSK_THANKS);
    kiosk_fixture_end(&f);
}

TEST(nothing_is_left_in_the_session_while_it_saves)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    to_the_end(&f);
    assert_null(kiosk_session_instance(f.session));
    assert_null(kiosk_session_memory(f.session));
    assert_int_equal(f.wiped, 1);
    kiosk_fixture_end(&f);
}

TEST(a_store_that_fails_is_told_and_tried_again)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    to_the_end(&f);
    kiosk_session_stored(f.session, f.response->ticket, ERR_FULL, "the disk is full");
    PAGE(&f, KIOSK_TROUBLE);
    assert_string_equal(kiosk_session_trouble(f.session), "the disk is full");
    kiosk_fixture_pass(&f, 600000);
    PAGE(&f, KIOSK_TROUBLE); // no new respondent meanwhile
    kiosk_session_stored(f.session, f.response->ticket, ERR_NONE, NULL);
    PAGE(&f, KIOSK_THANKS);
    kiosk_fixture_end(&f);
}

TEST(word_of_another_response_thanks_nobody)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    to_the_end(&f);
    kiosk_session_stored(f.session, f.response->ticket + 1, ERR_NONE, NULL);
    PAGE(&f, KIOSK_SAVING);
    kiosk_fixture_end(&f);
}

TEST(thanks_go_by_themselves)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    to_the_end(&f);
    kiosk_session_stored(f.session, f.response->ticket, ERR_NONE, NULL);
    int64_t wait = kiosk_session_wait_ms(f.session);
    assert_in_range(wait, 3000, 15000);
    kiosk_fixture_pass(&f, wait - 1);
    PAGE(&f, KIOSK_THANKS);
    kiosk_fixture_pass(&f, 1);
    PAGE(&f, KIOSK_ATTRACT);
    kiosk_fixture_end(&f);
}

TEST(an_answer_that_is_none_is_refused)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    form_ref ref = form_instance_find(kiosk_session_instance(f.session), STR("q1"));
    assert_int_equal(kiosk_session_answer(f.session, ref, STR("7"), 0, NULL), ERR_PARSE);
    kiosk_session_stop(f.session);
    kiosk_session_stop_sure(f.session, true);
    assert_int_equal(kiosk_session_answer(f.session, ref, STR("1"), 0, NULL), ERR_STATE);
    kiosk_fixture_end(&f);
}

TEST_MAIN(cmocka_unit_test(goes_from_attract_to_the_first_question),
          cmocka_unit_test(asks_nothing_before_consent), cmocka_unit_test(a_no_is_only_counted),
          cmocka_unit_test(what_is_not_relevant_is_skipped),
          cmocka_unit_test(an_empty_answer_is_hinted_at_once_and_then_let_go),
          cmocka_unit_test(an_answer_takes_the_hint_away),
          cmocka_unit_test(a_broken_constraint_holds_the_page),
          cmocka_unit_test(a_name_is_warned_about_and_may_stand),
          cmocka_unit_test(another_name_is_warned_about_again),
          cmocka_unit_test(changing_the_language_keeps_the_answers),
          cmocka_unit_test(the_list_of_languages_can_be_left),
          cmocka_unit_test(the_list_of_languages_opens_on_the_first_page_too),
          cmocka_unit_test(the_next_respondent_begins_in_the_first_language),
          cmocka_unit_test(stop_asks_and_then_erases), cmocka_unit_test(stop_can_be_taken_back),
          cmocka_unit_test(thanks_come_only_after_the_store_has_said_so),
          cmocka_unit_test(nothing_is_left_in_the_session_while_it_saves),
          cmocka_unit_test(a_store_that_fails_is_told_and_tried_again),
          cmocka_unit_test(word_of_another_response_thanks_nobody),
          cmocka_unit_test(thanks_go_by_themselves),
          cmocka_unit_test(an_answer_that_is_none_is_refused))
