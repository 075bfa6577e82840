// SPDX-License-Identifier: EUPL-1.2
// Passed round, one tap, interviewer: what differs from a kiosk that stands by itself.
#include "kiosk/options.h"
#include "tests/unit/kiosk_fixture.h"

#define PAGE(f, page) assert_int_equal(kiosk_session_page((f)->session), (page))

static void stored(struct kiosk_fixture *f)
{
    kiosk_session_stored(f->session, f->response->ticket, ERR_NONE, NULL);
    PAGE(f, KIOSK_THANKS);
}

// One respondent at the terminal: "no" to q1 (so that q2 is not asked), q3 left empty.
static void tap(struct kiosk_fixture *f)
{
    size_t before = f->finished;
    kiosk_fixture_answer(f, "q1", "2");
    kiosk_fixture_pass(f, 0);
    for (int i = 0; i < 3 && f->finished == before; i++)
        kiosk_session_next(f->session);
    assert_int_equal(f->finished, before + 1);
    stored(f);
}

static bool rapid(struct kiosk_fixture *f)
{
    json_t *json = kiosk_fixture_json(f);
    bool is = json_is_true(json_object_get(json, "rapid"));
    json_decref(json);
    return is;
}

TEST(with_one_tap_the_question_is_there_at_once)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    PAGE(&f, KIOSK_QUESTION);
    assert_str(kiosk_fixture_question(&f), "q1");
    kiosk_fixture_end(&f);
}

TEST(with_one_tap_a_choice_goes_on_by_itself)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    kiosk_fixture_answer(&f, "q1", "2");
    assert_str(kiosk_fixture_question(&f), "q1"); // not inside the touch itself
    assert_int_equal(kiosk_session_wait_ms(f.session), 0);
    kiosk_fixture_pass(&f, 0);
    assert_str(kiosk_fixture_question(&f), "q3");
    kiosk_fixture_end(&f);
}

TEST(elsewhere_a_choice_waits_for_next)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_UNATTENDED);
    kiosk_fixture_consent(&f);
    kiosk_fixture_answer(&f, "q1", "2");
    kiosk_fixture_pass(&f, 0);
    assert_str(kiosk_fixture_question(&f), "q1");
    kiosk_fixture_end(&f);
}

TEST(after_one_tap_nothing_is_taken_for_a_moment)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    tap(&f);
    kiosk_session_again(f.session);
    kiosk_session_start(f.session);
    PAGE(&f, KIOSK_THANKS);
    kiosk_fixture_pass(&f, 3499);
    PAGE(&f, KIOSK_THANKS);
    kiosk_fixture_pass(&f, 1);
    PAGE(&f, KIOSK_QUESTION);
    struct form_instance *in = kiosk_session_instance(f.session);
    assert_str(form_instance_value(in, form_instance_find(in, STR("q1"))), "");
    kiosk_fixture_end(&f);
}

TEST(a_quick_series_is_marked_from_the_third_on)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    for (int i = 0; i < 4; i++) {
        tap(&f);
        assert_int_equal(rapid(&f), i >= 2);
        kiosk_fixture_pass(&f, 4000);
    }
    kiosk_fixture_end(&f);
}

TEST(people_at_a_persons_pace_are_not_marked)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    for (int i = 0; i < 4; i++) {
        tap(&f);
        assert_false(rapid(&f));
        kiosk_fixture_pass(&f, 15000);
    }
    kiosk_fixture_end(&f);
}

TEST(a_question_that_nobody_touches_waits_for_ever_and_counts_nobody)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    assert_int_equal(kiosk_session_wait_ms(f.session), -1);
    kiosk_fixture_pass(&f, 86400000);
    PAGE(&f, KIOSK_QUESTION);
    assert_int_equal(f.broke_off, 0);
    kiosk_fixture_end(&f);
}

TEST(who_leaves_a_one_tap_terminal_half_way_is_wiped)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    kiosk_session_touch(f.session);
    kiosk_fixture_answer(&f, "q1", "1");
    kiosk_fixture_pass(&f, 0);
    assert_str(kiosk_fixture_question(&f), "q2");
    kiosk_fixture_pass(&f, 3600000);
    assert_str(kiosk_fixture_question(&f), "q1");
    assert_int_equal(f.broke_off, 1);
    struct form_instance *in = kiosk_session_instance(f.session);
    assert_str(form_instance_value(in, form_instance_find(in, STR("q1"))), "");
    kiosk_fixture_end(&f);
}

static void thanks_stay(enum kiosk_mode mode)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, mode);
    kiosk_fixture_consent(&f);
    for (int i = 0; i < 6 && f.finished == 0; i++)
        kiosk_session_next(f.session);
    stored(&f);
    assert_int_equal(kiosk_session_wait_ms(f.session), -1);
    kiosk_fixture_pass(&f, 3600000);
    PAGE(&f, KIOSK_THANKS);
    assert_null(kiosk_session_instance(f.session)); // nothing of the last one is behind it
    kiosk_session_again(f.session);
    PAGE(&f, KIOSK_ATTRACT);
    kiosk_fixture_end(&f);
}

TEST(on_a_tablet_that_goes_round_thanks_stay_until_the_next_person)
{
    thanks_stay(KIOSK_PASSED);
}

TEST(with_an_interviewer_thanks_stay_too)
{
    thanks_stay(KIOSK_INTERVIEWER);
}

TEST(an_interviewer_has_ten_times_the_patience)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_INTERVIEWER);
    kiosk_fixture_consent(&f);
    kiosk_session_touch(f.session);
    kiosk_fixture_answer(&f, "q1", "1");
    kiosk_fixture_pass(&f, 599999);
    PAGE(&f, KIOSK_QUESTION);
    kiosk_fixture_pass(&f, 1);
    PAGE(&f, KIOSK_IDLE);
    assert_int_equal(kiosk_session_idle_left_ms(f.session), 20000);
    kiosk_fixture_pass(&f, 20000);
    PAGE(&f, KIOSK_ATTRACT);
    kiosk_fixture_end(&f);
}

TEST(a_mode_that_there_is_not_is_refused)
{
    char program[] = "svar-kiosk", a[] = "--survey=s", b[] = "--organizer=o", c[] = "--state=d",
         good[] = "--mode=one-tap", bad[] = "--mode=party";
    char *argv[] = {program, a, b, c, good};
    struct kiosk_options options;
    struct err_info info = {0};
    assert_int_equal(kiosk_options_parse(5, argv, &options, &info), ERR_NONE);
    assert_int_equal(options.mode, KIOSK_ONE_TAP);
    argv[4] = bad;
    assert_int_equal(kiosk_options_parse(5, argv, &options, &info), ERR_ARGUMENT);
    assert_non_null(strstr(info.message, "interviewer"));
}

TEST_MAIN(cmocka_unit_test(with_one_tap_the_question_is_there_at_once),
          cmocka_unit_test(with_one_tap_a_choice_goes_on_by_itself),
          cmocka_unit_test(elsewhere_a_choice_waits_for_next),
          cmocka_unit_test(after_one_tap_nothing_is_taken_for_a_moment),
          cmocka_unit_test(a_quick_series_is_marked_from_the_third_on),
          cmocka_unit_test(people_at_a_persons_pace_are_not_marked),
          cmocka_unit_test(a_question_that_nobody_touches_waits_for_ever_and_counts_nobody),
          cmocka_unit_test(who_leaves_a_one_tap_terminal_half_way_is_wiped),
          cmocka_unit_test(on_a_tablet_that_goes_round_thanks_stay_until_the_next_person),
          cmocka_unit_test(with_an_interviewer_thanks_stay_too),
          cmocka_unit_test(an_interviewer_has_ten_times_the_patience),
          cmocka_unit_test(a_mode_that_there_is_not_is_refused))
