// SPDX-License-Identifier: EUPL-1.2
// Contrast of every pair of roles that meet, in every theme and with organizers' colours.
#include "tests/unit/test.h"

#include "ui/theme.h"

static void demand(const struct ui_theme *t, enum ui_color a, enum ui_color b, double least)
{
    double contrast = ui_theme_contrast(t->argb[a], t->argb[b]);
    if (contrast < least) {
        fail_msg("theme %d: roles %d on %d have %.2f, less than %.1f", (int)t->kind, (int)a, (int)b,
                 contrast, least);
    }
}

static void check(const struct ui_theme *t)
{
    double text = t->kind == UI_THEME_CONTRAST ? 7 : 4.5;
    const enum ui_color grounds[] = {UI_COLOR_PAPER, UI_COLOR_SURFACE};
    for (int i = 0; i < 2; i++) {
        demand(t, UI_COLOR_INK, grounds[i], 7);
        demand(t, UI_COLOR_INK_2, grounds[i], 7);
        demand(t, UI_COLOR_PRIMARY, grounds[i], text);
        demand(t, UI_COLOR_LINE, grounds[i], 3);
        demand(t, UI_COLOR_FOCUS, grounds[i], 3);
        demand(t, UI_COLOR_GOOD, grounds[i], text);
        demand(t, UI_COLOR_WARN, grounds[i], text);
        demand(t, UI_COLOR_BAD, grounds[i], text);
    }
    demand(t, UI_COLOR_ON_PRIMARY, UI_COLOR_PRIMARY, text);
    demand(t, UI_COLOR_INK, UI_COLOR_TINT, 7);
    demand(t, UI_COLOR_PRIMARY, UI_COLOR_TINT, 3);
    demand(t, UI_COLOR_INK, UI_COLOR_TRACK, t->kind == UI_THEME_CONTRAST ? 7 : 4.5);
    demand(t, UI_COLOR_SUN_INK, UI_COLOR_SUN, 4.5);
}

TEST(our_own_colours_can_be_read)
{
    for (int kind = 0; kind < UI_THEME_COUNT; kind++) {
        struct ui_theme t;
        ui_theme_init(&t, (enum ui_theme_kind)kind, UINT32_MAX);
        check(&t);
    }
}

TEST(any_organizers_colour_is_made_readable)
{
    for (int kind = 0; kind < UI_THEME_COUNT; kind++) {
        for (uint32_t r = 0; r <= 255; r += 51) {
            for (uint32_t g = 0; g <= 255; g += 51) {
                for (uint32_t b = 0; b <= 255; b += 51) {
                    struct ui_theme t;
                    ui_theme_init(&t, (enum ui_theme_kind)kind, r << 16 | g << 8 | b);
                    check(&t);
                }
            }
        }
    }
}

TEST(an_organizers_colour_that_is_fine_stays)
{
    struct ui_theme t;
    ui_theme_init(&t, UI_THEME_LIGHT, 0x5B2D8E);
    assert_int_equal(t.argb[UI_COLOR_PRIMARY], 0xFF5B2D8E);
    assert_int_equal(t.argb[UI_COLOR_ON_PRIMARY], 0xFFFFFFFF);
}

TEST(contrast_is_that_of_wcag)
{
    assert_float_equal(ui_theme_contrast(0x000000, 0xFFFFFF), 21, 0.001);
    assert_float_equal(ui_theme_contrast(0x777777, 0xFFFFFF), 4.478, 0.001);
    assert_float_equal(ui_theme_contrast(0x0A5C66, 0x0A5C66), 1, 0.001);
}

TEST(colours_are_read_as_hex_and_nothing_else)
{
    uint32_t rgb = 0;
    assert_true(ui_theme_parse("#0A5C66", &rgb));
    assert_int_equal(rgb, 0x0A5C66);
    assert_true(ui_theme_parse("ffffff", &rgb));
    assert_false(ui_theme_parse("#fff", &rgb));
    assert_false(ui_theme_parse("red", &rgb));
    assert_false(ui_theme_parse("#0A5C6G", &rgb));
    assert_false(ui_theme_parse("", &rgb));
}

TEST_MAIN(cmocka_unit_test(our_own_colours_can_be_read),
          cmocka_unit_test(any_organizers_colour_is_made_readable),
          cmocka_unit_test(an_organizers_colour_that_is_fine_stays),
          cmocka_unit_test(contrast_is_that_of_wcag),
          cmocka_unit_test(colours_are_read_as_hex_and_nothing_else))
