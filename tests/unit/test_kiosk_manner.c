// SPDX-License-Identifier: EUPL-1.2
// How a survey wants to be asked stands in its form's settings; and what one finds at a terminal of
// one tap.
#include "tests/unit/kiosk_fixture.h"

#include "kiosk/manner.h"

#define PAGE(f, page) assert_int_equal(kiosk_session_page((f)->session), (page))

static enum err manner(const char *names, const char *values, struct kiosk_manner *out,
                       struct err_info *info)
{
    struct buf form = {0};
    buf_printf(&form,
               "| survey |\n| | type | name | label |\n| | text | q1 | Varför? |\n"
               "| settings |\n| | form_title | form_id | %s |\n| | Prov | prov | %s |\n",
               names, values);
    struct form_def *def = kiosk_fixture_load(buf_text(&form));
    enum err err = kiosk_manner_of(def, out, info);
    form_def_destroy(def);
    buf_finish(&form);
    return err;
}

TEST(a_form_that_says_nothing_is_asked_as_usual)
{
    struct kiosk_manner m;
    assert_int_equal(manner("version", "1", &m, NULL), ERR_NONE);
    assert_int_equal(m.mode, KIOSK_UNATTENDED);
    assert_int_equal(m.font, KIOSK_FONT_USUAL);
    assert_int_equal(m.switch_ms, 0);
    assert_false(m.aloud);
    assert_false(m.children);
}

TEST(a_form_says_its_mode)
{
    static const struct {
        const char *word;
        enum kiosk_mode mode;
    } modes[] = {{"kiosk", KIOSK_UNATTENDED},
                 {"passed", KIOSK_PASSED},
                 {"one-tap", KIOSK_ONE_TAP},
                 {"interviewer", KIOSK_INTERVIEWER}};
    for (size_t i = 0; i < 4; i++) {
        struct kiosk_manner m;
        assert_int_equal(manner("svar:mode", modes[i].word, &m, NULL), ERR_NONE);
        assert_int_equal(m.mode, modes[i].mode);
    }
}

TEST(children_read_the_beginners_letters_unless_the_form_says_otherwise)
{
    struct kiosk_manner m;
    assert_int_equal(manner("svar:audience", "children", &m, NULL), ERR_NONE);
    assert_true(m.children);
    assert_int_equal(m.font, KIOSK_FONT_BEGINNER);
    assert_int_equal(manner("svar:audience | svar:font", "children | usual", &m, NULL), ERR_NONE);
    assert_int_equal(m.font, KIOSK_FONT_USUAL);
    assert_int_equal(manner("svar:font", "dyslexia", &m, NULL), ERR_NONE);
    assert_int_equal(m.font, KIOSK_FONT_DYSLEXIA);
}

TEST(reading_aloud_and_the_pace_of_a_switch)
{
    struct kiosk_manner m;
    assert_int_equal(manner("svar:aloud | svar:switch-ms", "yes | 900", &m, NULL), ERR_NONE);
    assert_true(m.aloud);
    assert_int_equal(m.switch_ms, 900);
}

TEST(emoji_are_for_forms_that_ask_for_them)
{
    struct kiosk_manner m;
    assert_int_equal(manner("version", "1", &m, NULL), ERR_NONE);
    assert_false(m.emoji);
    assert_int_equal(manner("svar:emoji", "yes", &m, NULL), ERR_NONE);
    assert_true(m.emoji);
}

TEST(a_word_that_there_is_not_is_an_error_that_names_the_words)
{
    static const char *const wrong[][2] = {{"svar:mode", "onetap"}, {"svar:font", "comic"},
                                           {"svar:aloud", "maybe"}, {"svar:emoji", "some"},
                                           {"svar:switch-ms", "5"}, {"svar:switch-ms", "soon"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct kiosk_manner m;
        struct err_info info = {0};
        assert_int_equal(manner(wrong[i][0], wrong[i][1], &m, &info), ERR_PARSE);
        assert_non_null(strstr(info.message, wrong[i][0]));
        assert_non_null(strstr(info.message, wrong[i][1]));
    }
}

// ---- one tap ----
TEST(the_information_is_a_touch_away_and_goes_again)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    kiosk_session_ask_info(f.session);
    PAGE(&f, KIOSK_INFO);
    assert_int_equal(kiosk_session_under(f.session), KIOSK_QUESTION);
    kiosk_session_ask_info(f.session);
    PAGE(&f, KIOSK_QUESTION);
    kiosk_fixture_end(&f);
}

TEST(information_that_somebody_left_open_goes_by_itself)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    size_t counted = f.broke_off;
    kiosk_session_touch(f.session);
    kiosk_session_ask_info(f.session);
    kiosk_fixture_pass(&f, f.facts.idle_ms + 10);
    PAGE(&f, KIOSK_IDLE);
    kiosk_fixture_pass(&f, f.facts.idle_warning_ms + 10);
    PAGE(&f, KIOSK_QUESTION);
    assert_int_equal(f.broke_off, counted); // nobody answered anything
    kiosk_fixture_end(&f);
}

TEST(text_and_colours_can_be_changed_before_the_only_tap)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin_mode(&f, KIOSK_ONE_TAP);
    kiosk_session_ask_aa(f.session);
    PAGE(&f, KIOSK_AA);
    kiosk_session_ask_aa(f.session);
    PAGE(&f, KIOSK_QUESTION);
    kiosk_fixture_end(&f);
}

// ---- the attract page ----
static void begin_attract(struct kiosk_fixture *f, bool moves)
{
    kiosk_fixture_begin(f, NULL);
    kiosk_session_destroy(f->session);
    struct kiosk_session_options options = {
        .def = f->def,
        .facts = &f->facts,
        .moves = moves,
        .host = {kiosk_fixture_took, kiosk_fixture_count, kiosk_fixture_wipe, f},
        .clock = kiosk_fixture_clock(f),
        .rng = {kiosk_fixture_fill, NULL},
    };
    f->session = kiosk_session_create(&options);
}

TEST(the_attract_page_moves_while_nobody_is_there)
{
    struct kiosk_fixture f;
    begin_attract(&f, true);
    assert_int_equal(kiosk_session_attract_step(f.session), 0);
    int64_t wait = kiosk_session_wait_ms(f.session);
    assert_true(wait > 1000); // a still page most of the time
    uint64_t page = kiosk_session_page_generation(f.session);
    kiosk_fixture_pass(&f, wait);
    assert_int_equal(kiosk_session_attract_step(f.session), 1);
    assert_true(kiosk_session_page_generation(f.session) == page);
    // Somebody has touched: it waits again.
    kiosk_fixture_pass(&f, wait - 100);
    kiosk_session_touch(f.session);
    kiosk_fixture_pass(&f, 200);
    assert_int_equal(kiosk_session_attract_step(f.session), 1);
    kiosk_fixture_end(&f);
}

TEST(nothing_moves_where_motion_is_reduced)
{
    struct kiosk_fixture f;
    begin_attract(&f, false);
    assert_int_equal(kiosk_session_wait_ms(f.session), -1);
    kiosk_fixture_pass(&f, 3600000);
    assert_int_equal(kiosk_session_attract_step(f.session), 0);
    kiosk_fixture_end(&f);
    begin_attract(&f, true);
    struct kiosk_wishes w = kiosk_session_wishes(f.session);
    w.still = true;
    kiosk_session_wish(f.session, w);
    kiosk_fixture_pass(&f, 10000);
    assert_int_equal(kiosk_session_attract_step(f.session), 0);
    kiosk_fixture_end(&f);
}

TEST(the_next_respondent_finds_the_attract_page_where_it_was)
{
    struct kiosk_fixture f;
    begin_attract(&f, true);
    kiosk_fixture_pass(&f, 7001);
    assert_int_equal(kiosk_session_attract_step(f.session), 1);
    kiosk_session_start(f.session);
    kiosk_session_back(f.session);
    PAGE(&f, KIOSK_ATTRACT);
    assert_int_equal(kiosk_session_attract_step(f.session), 0);
    kiosk_fixture_end(&f);
}

TEST_MAIN(cmocka_unit_test(text_and_colours_can_be_changed_before_the_only_tap),
          cmocka_unit_test(the_attract_page_moves_while_nobody_is_there),
          cmocka_unit_test(nothing_moves_where_motion_is_reduced),
          cmocka_unit_test(the_next_respondent_finds_the_attract_page_where_it_was),
          cmocka_unit_test(a_form_that_says_nothing_is_asked_as_usual),
          cmocka_unit_test(a_form_says_its_mode),
          cmocka_unit_test(children_read_the_beginners_letters_unless_the_form_says_otherwise),
          cmocka_unit_test(reading_aloud_and_the_pace_of_a_switch),
          cmocka_unit_test(emoji_are_for_forms_that_ask_for_them),
          cmocka_unit_test(a_word_that_there_is_not_is_an_error_that_names_the_words),
          cmocka_unit_test(the_information_is_a_touch_away_and_goes_again),
          cmocka_unit_test(information_that_somebody_left_open_goes_by_itself))
