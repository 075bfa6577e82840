// SPDX-License-Identifier: EUPL-1.2
// An organizer's colour and logo on the kiosk's pages: taken from the signed survey, never at the
// cost of contrast, and left out where they cannot be shown.
#include "tests/unit/kiosk_pages_fixture.h"

#include "ui/theme.h"

#define LOGO "{\"look\":{\"colour\":\"#F6E27A\",\"logo\":\"logo.png\"}}"
#define PALE "{\"look\":{\"logo\":\"pale.png\"}}"
#define BROKEN "{\"look\":{\"logo\":\"media/bild.png\"}}"

static struct ui_element *page_now(struct pages_fixture *s)
{
    struct str focus = STR("");
    struct arena *a = ui_begin(s->ui);
    ui_show(s->ui, kiosk_pages_build(&s->pages, a, &focus), UI_MOVE_FORWARD, focus);
    return ui_root(s->ui);
}

static const struct ui_element *logo_now(struct pages_fixture *s)
{
    return ui_element_find(page_now(s), STR("logo"));
}

TEST(the_logo_stands_on_the_first_page_and_is_read_as_the_organizers_name)
{
    struct pages_fixture s;
    pages_begin(&s, LOGO, 1280, 800);
    kiosk_pages_look(&s.pages);
    const struct ui_element *logo = logo_now(&s);
    assert_non_null(logo);
    assert_int_equal(logo->role, UI_ROLE_IMG);
    assert_str(logo->name, "Regionen");
    assert_int_equal(logo->visible.h, logo->bounds.h);
    assert_int_equal(logo->picture->plate, 0xFFFFFFFF);
    kiosk_fixture_consent(&s.f);
    assert_null(logo_now(&s)); // one thing a page
    kiosk_pages_look_end(&s.pages);
    pages_end(&s);
}

TEST(the_logo_is_on_little_glass_too_and_leaves_room_for_large_letters)
{
    struct pages_fixture s;
    pages_begin(&s, LOGO, 800, 480);
    kiosk_pages_look(&s.pages);
    const struct ui_element *logo = logo_now(&s);
    assert_non_null(logo);
    assert_int_equal(logo->visible.h, logo->bounds.h);
    struct ui_settings settings = ui_settings(s.ui);
    settings.text_scale = 2;
    ui_set(s.ui, &settings);
    assert_null(logo_now(&s));
    kiosk_pages_look_end(&s.pages);
    pages_end(&s);
}

TEST(the_organizers_colour_is_used_as_far_as_it_can_be_read)
{
    struct pages_fixture s;
    struct ui_theme theme;
    pages_begin(&s, LOGO, 1280, 800);
    kiosk_pages_look(&s.pages);
    uint32_t rgb = ui_settings(s.ui).organizer_rgb;
    assert_int_equal(rgb, 0xF6E27A);
    for (int kind = 0; kind < UI_THEME_COUNT; kind++) {
        ui_theme_init(&theme, (enum ui_theme_kind)kind, rgb);
        double least = kind == UI_THEME_CONTRAST ? 7 : 4.5;
        assert_true(ui_theme_contrast(theme.argb[UI_COLOR_PRIMARY], theme.argb[UI_COLOR_PAPER]) >=
                    least);
        assert_true(ui_theme_contrast(theme.argb[UI_COLOR_ON_PRIMARY],
                                      theme.argb[UI_COLOR_PRIMARY]) >= least);
    }
    kiosk_pages_look_end(&s.pages);
    pages_end(&s);
}

TEST(a_logo_of_light_letters_stands_on_a_dark_plate)
{
    struct pages_fixture s;
    pages_begin(&s, PALE, 1280, 800);
    kiosk_pages_look(&s.pages);
    const struct ui_element *logo = logo_now(&s);
    assert_non_null(logo);
    assert_true(ui_theme_contrast(logo->picture->plate, 0xFFFFFF) >= 7);
    kiosk_pages_look_end(&s.pages);
    pages_end(&s);
}

TEST(a_picture_that_cannot_be_shown_is_left_out)
{
    struct pages_fixture s;
    pages_begin(&s, BROKEN, 1280, 800);
    kiosk_pages_look(&s.pages);
    assert_null(logo_now(&s));
    kiosk_pages_look_end(&s.pages);
    pages_end(&s);
}

TEST(without_a_look_all_is_ours_again)
{
    struct pages_fixture s;
    pages_begin(&s, NULL, 1280, 800);
    struct ui_settings settings = ui_settings(s.ui);
    settings.organizer_rgb = 0x112233;
    ui_set(s.ui, &settings);
    kiosk_pages_look(&s.pages);
    assert_int_equal(ui_settings(s.ui).organizer_rgb, UINT32_MAX);
    assert_null(logo_now(&s));
    kiosk_pages_look_end(&s.pages);
    pages_end(&s);
}

TEST(a_symbol_stands_beside_yes_and_no_and_the_words_stay)
{
    struct pages_fixture s;
    pages_begin(&s, NULL, 1280, 800);
    kiosk_session_start(s.f.session);
    kiosk_session_next(s.f.session);
    struct ui_element *root = page_now(&s);
    const struct ui_element *yes = ui_element_find(root, STR("consent/yes"));
    const struct ui_element *no = ui_element_find(root, STR("consent/no"));
    assert_int_equal(yes->icon, UI_ICON_CHECK);
    assert_int_equal(no->icon, UI_ICON_CLOSE);
    assert_false(yes->icon_only || no->icon_only);
    kiosk_session_consent(s.f.session, true);
    const struct ui_element *unknown = ui_element_find(page_now(&s), STR("q1/-1"));
    assert_non_null(unknown);
    assert_int_equal(unknown->icon, UI_ICON_UNKNOWN);
    assert_str(unknown->name, "Vet inte");
    pages_end(&s);
}

TEST_MAIN(cmocka_unit_test(the_logo_stands_on_the_first_page_and_is_read_as_the_organizers_name),
          cmocka_unit_test(the_logo_is_on_little_glass_too_and_leaves_room_for_large_letters),
          cmocka_unit_test(the_organizers_colour_is_used_as_far_as_it_can_be_read),
          cmocka_unit_test(a_logo_of_light_letters_stands_on_a_dark_plate),
          cmocka_unit_test(a_picture_that_cannot_be_shown_is_left_out),
          cmocka_unit_test(without_a_look_all_is_ours_again),
          cmocka_unit_test(a_symbol_stands_beside_yes_and_no_and_the_words_stay))
