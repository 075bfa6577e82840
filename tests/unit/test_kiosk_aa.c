// SPDX-License-Identifier: EUPL-1.2
// What one respondent chose on the panel "Aa" changes the page at once and is gone with the next.
#include "tests/unit/kiosk_fixture.h"

#define PAGE(f, page) assert_int_equal(kiosk_session_page((f)->session), (page))

static int percent(struct kiosk_fixture *f)
{
    return kiosk_session_wishes(f->session).text_percent;
}

static void choose_large(struct kiosk_fixture *f)
{
    struct kiosk_wishes w = kiosk_session_wishes(f->session);
    w.text_percent = 200;
    w.contrast = KIOSK_HIGH;
    w.font = KIOSK_FONT_DYSLEXIA;
    w.calm = true;
    kiosk_session_wish(f->session, w);
}

TEST(the_panel_lies_over_the_page_and_leaves_it)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_fixture_consent(&f);
    kiosk_session_ask_aa(f.session);
    PAGE(&f, KIOSK_AA);
    assert_int_equal(kiosk_session_under(f.session), KIOSK_QUESTION);
    kiosk_session_next(f.session);
    PAGE(&f, KIOSK_AA);
    kiosk_session_ask_aa(f.session);
    PAGE(&f, KIOSK_QUESTION);
    assert_str(kiosk_fixture_question(&f), "q1");
    kiosk_fixture_end(&f);
}

TEST(a_choice_takes_effect_at_once)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    uint64_t before = kiosk_session_generation(f.session);
    choose_large(&f);
    assert_true(kiosk_session_generation(f.session) != before);
    assert_int_equal(percent(&f), 200);
    kiosk_fixture_end(&f);
}

TEST(sizes_that_there_are_not_are_left_alone)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_session_wish(f.session, (struct kiosk_wishes){.text_percent = 300});
    kiosk_session_wish(f.session, (struct kiosk_wishes){.text_percent = 0});
    assert_int_equal(percent(&f), 100);
    kiosk_fixture_end(&f);
}

TEST(the_next_respondent_begins_as_usual)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    choose_large(&f);
    kiosk_session_start(f.session);
    kiosk_session_next(f.session);
    kiosk_session_consent(f.session, false);
    assert_int_equal(percent(&f), 200); // the goodbye is theirs too
    kiosk_session_again(f.session);
    assert_int_equal(percent(&f), 100);
    assert_int_equal(kiosk_session_wishes(f.session).contrast, KIOSK_LIGHT);
    assert_false(kiosk_session_wishes(f.session).calm);
    kiosk_fixture_end(&f);
}

TEST(what_was_chosen_on_the_first_page_is_gone_when_nobody_goes_on)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    kiosk_session_ask_aa(f.session);
    choose_large(&f);
    kiosk_session_touch(f.session);
    assert_true(kiosk_session_wait_ms(f.session) > 0);
    f.mono_ms += f.facts.idle_ms;
    kiosk_session_tick(f.session);
    PAGE(&f, KIOSK_ATTRACT);
    assert_int_equal(percent(&f), 100);
    assert_int_equal(kiosk_session_wait_ms(f.session), -1);
    kiosk_fixture_end(&f);
}

TEST(the_voice_is_as_usual_for_the_next_respondent)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    struct kiosk_wishes w = kiosk_session_wishes(f.session);
    w.aloud = w.explore = true;
    w.loudness = KIOSK_MORE;
    w.speed = KIOSK_LESS;
    w.switches = 2;
    kiosk_session_wish(f.session, w);
    assert_int_equal(kiosk_session_wishes(f.session).loudness, KIOSK_MORE);
    kiosk_fixture_consent(&f);
    kiosk_fixture_pass(&f, 3600000);
    PAGE(&f, KIOSK_ATTRACT);
    w = kiosk_session_wishes(f.session);
    assert_int_equal(w.loudness, KIOSK_USUAL);
    assert_int_equal(w.speed, KIOSK_USUAL);
    assert_int_equal(w.switches, 0);
    assert_false(w.aloud || w.explore);
    kiosk_fixture_end(&f);
}

TEST(wishes_that_there_are_not_are_left_alone)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    struct kiosk_wishes w = kiosk_session_wishes(f.session);
    w.switches = 3;
    kiosk_session_wish(f.session, w);
    assert_int_equal(kiosk_session_wishes(f.session).switches, 0);
    kiosk_fixture_end(&f);
}

TEST_MAIN(cmocka_unit_test(the_voice_is_as_usual_for_the_next_respondent),
          cmocka_unit_test(wishes_that_there_are_not_are_left_alone),
          cmocka_unit_test(the_panel_lies_over_the_page_and_leaves_it),
          cmocka_unit_test(a_choice_takes_effect_at_once),
          cmocka_unit_test(sizes_that_there_are_not_are_left_alone),
          cmocka_unit_test(the_next_respondent_begins_as_usual),
          cmocka_unit_test(what_was_chosen_on_the_first_page_is_gone_when_nobody_goes_on))
