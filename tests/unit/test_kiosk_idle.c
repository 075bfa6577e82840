// SPDX-License-Identifier: EUPL-1.2
// The respondent who leaves: countdown, prolonging, wiping, what is kept of a break-off.
#include "tests/unit/kiosk_fixture.h"

#define PAGE(f, page) assert_int_equal(kiosk_session_page((f)->session), (page))

static void half_way(struct kiosk_fixture *f)
{
    kiosk_fixture_begin(f, NULL);
    kiosk_fixture_consent(f);
    kiosk_session_touch(f->session);
    kiosk_fixture_answer(f, "q1", "1");
    kiosk_session_next(f->session);
}

TEST(the_countdown_comes_after_the_surveys_time)
{
    struct kiosk_fixture f;
    half_way(&f);
    kiosk_fixture_pass(&f, 59999);
    PAGE(&f, KIOSK_QUESTION);
    kiosk_fixture_pass(&f, 1);
    PAGE(&f, KIOSK_IDLE);
    assert_int_equal(kiosk_session_idle_left_ms(f.session), 20000);
    kiosk_fixture_end(&f);
}

TEST(the_loop_is_told_when_to_look_again)
{
    struct kiosk_fixture f;
    half_way(&f);
    assert_int_equal(kiosk_session_wait_ms(f.session), 60000);
    kiosk_fixture_pass(&f, 60000);
    assert_in_range(kiosk_session_wait_ms(f.session), 1, 1000);
    kiosk_fixture_end(&f);
}

TEST(the_countdown_counts)
{
    struct kiosk_fixture f;
    half_way(&f);
    kiosk_fixture_pass(&f, 60000);
    uint64_t generation = kiosk_session_generation(f.session);
    kiosk_fixture_pass(&f, 1000);
    assert_int_not_equal(kiosk_session_generation(f.session), generation);
    assert_int_equal(kiosk_session_idle_left_ms(f.session), 19000);
    kiosk_fixture_end(&f);
}

TEST(a_touch_anywhere_prolongs)
{
    struct kiosk_fixture f;
    half_way(&f);
    for (int i = 0; i < 20; i++) {
        kiosk_fixture_pass(&f, 61000);
        PAGE(&f, KIOSK_IDLE);
        kiosk_session_touch(f.session);
        kiosk_fixture_pass(&f, 1000);
        PAGE(&f, KIOSK_QUESTION);
    }
    struct form_instance *in = kiosk_session_instance(f.session);
    assert_str(form_instance_value(in, form_instance_find(in, STR("q1"))), "1");
    kiosk_fixture_end(&f);
}

TEST(a_finger_on_the_countdown_finds_its_button)
{
    struct kiosk_fixture f;
    half_way(&f);
    kiosk_fixture_pass(&f, 61000);
    kiosk_session_touch(f.session); // the finger goes down
    kiosk_fixture_pass(&f, 200);
    PAGE(&f, KIOSK_IDLE);
    kiosk_session_idle_clear(f.session); // and up again
    PAGE(&f, KIOSK_ATTRACT);
    kiosk_fixture_end(&f);
}

TEST(everything_is_wiped_when_time_is_up)
{
    struct kiosk_fixture f;
    half_way(&f);
    kiosk_fixture_pass(&f, 60000);
    kiosk_fixture_pass(&f, 20000);
    PAGE(&f, KIOSK_ATTRACT);
    assert_null(kiosk_session_instance(f.session));
    assert_int_equal(f.wiped, 1);
    assert_int_equal(f.broke_off, 1);
    assert_int_equal(f.finished, 0);
    kiosk_fixture_end(&f);
}

TEST(a_machine_that_slept_wipes_at_once)
{
    struct kiosk_fixture f;
    half_way(&f);
    kiosk_fixture_pass(&f, 3600000);
    PAGE(&f, KIOSK_ATTRACT);
    assert_null(kiosk_session_instance(f.session));
    kiosk_fixture_end(&f);
}

TEST(a_break_off_is_kept_where_the_survey_says_so)
{
    struct kiosk_fixture f;
    half_way(&f);
    f.facts.keeps_break_off = true;
    kiosk_fixture_pass(&f, 60000);
    kiosk_fixture_pass(&f, 20000);
    assert_int_equal(f.finished, 1);
    assert_int_equal(f.broke_off, 1);
    json_t *json = kiosk_fixture_json(&f);
    assert_string_equal(json_string_value(json_object_get(json, "status")), "break_off");
    json_t *missing = json_object_get(json, "missing");
    assert_int_equal(json_integer_value(json_object_get(missing, "q3")), -7);
    assert_string_equal(json_string_value(json_object_get(json_object_get(json, "answers"), "q1")),
                        "1");
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(a_break_off_without_answers_is_not_kept)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    f.facts.keeps_break_off = true;
    kiosk_fixture_consent(&f);
    kiosk_fixture_pass(&f, 3600000);
    assert_int_equal(f.finished, 0);
    assert_int_equal(f.broke_off, 1);
    kiosk_fixture_end(&f);
}

TEST(end_and_clear_keeps_nothing)
{
    struct kiosk_fixture f;
    half_way(&f);
    f.facts.keeps_break_off = true;
    kiosk_fixture_pass(&f, 60000);
    kiosk_session_idle_clear(f.session);
    PAGE(&f, KIOSK_ATTRACT);
    assert_int_equal(f.finished, 0);
    assert_int_equal(f.broke_off, 1);
    kiosk_fixture_end(&f);
}

TEST(who_leaves_before_consent_is_not_counted)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_session_touch(f.session);
    kiosk_session_start(f.session);
    kiosk_fixture_pass(&f, 3600000);
    PAGE(&f, KIOSK_ATTRACT);
    assert_int_equal(f.broke_off, 0);
    assert_int_equal(f.declined, 0);
    kiosk_fixture_end(&f);
}

TEST(the_attract_page_waits_for_ever)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    assert_int_equal(kiosk_session_wait_ms(f.session), -1);
    kiosk_fixture_pass(&f, 86400000);
    PAGE(&f, KIOSK_ATTRACT);
    kiosk_fixture_end(&f);
}

TEST(the_attract_page_goes_back_to_its_language)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_session_touch(f.session);
    kiosk_session_choose_language(f.session, 1);
    kiosk_fixture_pass(&f, 60000);
    assert_str(kiosk_session_language(f.session), "sv");
    kiosk_fixture_end(&f);
}

TEST_MAIN(cmocka_unit_test(the_countdown_comes_after_the_surveys_time),
          cmocka_unit_test(the_loop_is_told_when_to_look_again),
          cmocka_unit_test(the_countdown_counts), cmocka_unit_test(a_touch_anywhere_prolongs),
          cmocka_unit_test(a_finger_on_the_countdown_finds_its_button),
          cmocka_unit_test(everything_is_wiped_when_time_is_up),
          cmocka_unit_test(a_machine_that_slept_wipes_at_once),
          cmocka_unit_test(a_break_off_is_kept_where_the_survey_says_so),
          cmocka_unit_test(a_break_off_without_answers_is_not_kept),
          cmocka_unit_test(end_and_clear_keeps_nothing),
          cmocka_unit_test(who_leaves_before_consent_is_not_counted),
          cmocka_unit_test(the_attract_page_waits_for_ever),
          cmocka_unit_test(the_attract_page_goes_back_to_its_language))
