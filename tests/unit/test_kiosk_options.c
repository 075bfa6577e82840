// SPDX-License-Identifier: EUPL-1.2
// The command line, and the kiosk's table of texts.
#include "kiosk/options.h"
#include "kiosk/texts.h"
#include "tests/unit/test.h"

enum { ARGS_MAX = 32 };

// Splits a line at its spaces and parses it.
static enum err parse(const char *line, struct kiosk_options *out, struct err_info *info)
{
    static char copy[1024];
    static char program[] = "svar-kiosk";
    char *argv[ARGS_MAX] = {program};
    int argc = 1;
    char *rest = NULL;
    strcpy(copy, line);
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        argv[argc++] = word;
    }
    return kiosk_options_parse(argc, argv, out, info);
}

#define NEEDED "--survey s --organizer k --state d "

TEST(takes_what_the_manual_says)
{
    struct kiosk_options o;
    assert_int_equal(parse(NEEDED "--plugin a.so --plugin=b.so --size 800x480 --fullscreen "
                                  "--mm-per-pixel 0.25 --language en --log l --reduced-motion "
                                  "--enrol @t --automation sock",
                           &o, NULL),
                     ERR_NONE);
    assert_string_equal(o.survey, "s");
    assert_int_equal(o.plugin_count, 2);
    assert_string_equal(o.plugins[1], "b.so");
    assert_int_equal(o.width, 800);
    assert_int_equal(o.height, 480);
    assert_true(o.fullscreen && o.reduced_motion);
    assert_true(o.mm_per_pixel > 0.24 && o.mm_per_pixel < 0.26);
}

TEST(says_what_is_missing)
{
    struct kiosk_options o;
    struct err_info info = {0};
    assert_int_equal(parse("--survey s --state d", &o, &info), ERR_ARGUMENT);
    assert_non_null(strstr(info.message, "--organizer"));
    assert_int_equal(parse(NEEDED "--log", &o, &info), ERR_ARGUMENT);
    assert_non_null(strstr(info.message, "--log"));
}

TEST(refuses_what_it_does_not_know)
{
    struct kiosk_options o;
    assert_int_equal(parse(NEEDED "--sizes 1x1", &o, NULL), ERR_ARGUMENT);
    assert_int_equal(parse(NEEDED "survey", &o, NULL), ERR_ARGUMENT);
    assert_int_equal(parse(NEEDED "--fullscreen=yes", &o, NULL), ERR_ARGUMENT);
    assert_int_equal(parse(NEEDED "--", &o, NULL), ERR_ARGUMENT);
}

TEST(refuses_sizes_that_are_none)
{
    struct kiosk_options o;
    static const char *const bad[] = {"1280",   "x",          "1280x",  "0x0",
                                      "-1x800", "1280x800x2", "99999x9"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char line[256];
        strcpy(line, NEEDED "--size ");
        strcat(line, bad[i]);
        assert_int_equal(parse(line, &o, NULL), ERR_ARGUMENT);
    }
    assert_int_equal(parse(NEEDED "--mm-per-pixel 1,5", &o, NULL), ERR_ARGUMENT);
    assert_int_equal(parse(NEEDED "--mm-per-pixel 50", &o, NULL), ERR_ARGUMENT);
}

TEST(help_needs_nothing_else)
{
    struct kiosk_options o;
    assert_int_equal(parse("--help", &o, NULL), ERR_NONE);
    assert_true(o.help);
}

TEST(sticks_have_usual_places_or_those_that_are_named)
{
    struct kiosk_options o;
    assert_int_equal(parse("--survey s --organizer k --state d", &o, NULL), ERR_NONE);
    assert_true(o.stick_count > 0);
    assert_string_equal(o.sticks[0], "/media/*/*");
    assert_int_equal(parse("--survey s --organizer k --state d --stick /a --stick=/b/* --proxy "
                           "http://p:1 --ca ca.pem",
                           &o, NULL),
                     ERR_NONE);
    assert_int_equal(o.stick_count, 2);
    assert_string_equal(o.sticks[1], "/b/*");
    assert_string_equal(o.proxy, "http://p:1");
    assert_string_equal(o.ca, "ca.pem");
}

TEST(texts_are_there_in_every_language)
{
    static const char *const languages[] = {"sv", "en", "ar"};
    for (int id = 0; id < KIOSK_TEXT_COUNT; id++) {
        for (size_t i = 0; i < 3; i++) {
            struct str words = kiosk_text((enum kiosk_text)id, str_of(languages[i]));
            assert_true(words.len > 0 && utf8_valid(words));
        }
    }
}

TEST(texts_of_other_languages_are_english)
{
    assert_str(kiosk_text(TEXT_NEXT, STR("so")), "Next");
    assert_str(kiosk_text(TEXT_NEXT, STR("sv-FI")), "Nästa");
    assert_str(kiosk_text(TEXT_NEXT, STR("")), "Next");
}

TEST(fills_in_what_is_named)
{
    const struct kiosk_fill fills[] = {{"k", STR("5")}, {"organizer", STR("Regionen")}};
    struct buf out = {0};
    kiosk_text_fill(STR("{organizer}: minst {k} {unknown} {k"), fills, 2, &out);
    assert_str(buf_str(&out), "Regionen: minst 5 {unknown} {k");
    buf_finish(&out);
}

TEST(languages_have_names_and_directions)
{
    assert_str(kiosk_language_name(STR("sv")), "Svenska");
    assert_str(kiosk_language_name(STR("xx")), "xx");
    assert_true(kiosk_language_rtl(STR("ar")));
    assert_true(kiosk_language_rtl(STR("yi")));
    assert_false(kiosk_language_rtl(STR("sv")));
}

TEST_MAIN(cmocka_unit_test(takes_what_the_manual_says), cmocka_unit_test(says_what_is_missing),
          cmocka_unit_test(refuses_what_it_does_not_know),
          cmocka_unit_test(refuses_sizes_that_are_none), cmocka_unit_test(help_needs_nothing_else),
          cmocka_unit_test(sticks_have_usual_places_or_those_that_are_named),
          cmocka_unit_test(texts_are_there_in_every_language),
          cmocka_unit_test(texts_of_other_languages_are_english),
          cmocka_unit_test(fills_in_what_is_named),
          cmocka_unit_test(languages_have_names_and_directions))
