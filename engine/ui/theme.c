// SPDX-License-Identifier: EUPL-1.2
// The colour roles of the three themes, an organizer's colour made readable, and the type steps.
#include "ui/theme.h"

#include <math.h>
#include <string.h>

static const uint32_t themes[UI_THEME_COUNT][UI_COLOR_COUNT] = {
    [UI_THEME_LIGHT] =
        {
            [UI_COLOR_PAPER] = 0xFFFAF7F2,
            [UI_COLOR_SURFACE] = 0xFFFFFFFF,
            [UI_COLOR_INK] = 0xFF1A2024,
            [UI_COLOR_INK_2] = 0xFF4B555C,
            [UI_COLOR_LINE] = 0xFF818B92,
            [UI_COLOR_PRIMARY] = 0xFF0A5C66,
            [UI_COLOR_ON_PRIMARY] = 0xFFFFFFFF,
            [UI_COLOR_TINT] = 0xFFDDF0F0,
            [UI_COLOR_GOOD] = 0xFF1F7A4C,
            [UI_COLOR_WARN] = 0xFF8A5200,
            [UI_COLOR_BAD] = 0xFFB3261E,
            [UI_COLOR_SUN] = 0xFFF2B544,
            [UI_COLOR_SUN_INK] = 0xFF1A2024,
            [UI_COLOR_TRACK] = 0xFFE4DED3,
            [UI_COLOR_SHADE] = 0x8C1A2024,
            [UI_COLOR_SHADOW] = 0x1F3A3428,
            [UI_COLOR_FOCUS] = 0xFF1A2024,
        },
    [UI_THEME_DARK] =
        {
            [UI_COLOR_PAPER] = 0xFF12171A,
            [UI_COLOR_SURFACE] = 0xFF1C2327,
            [UI_COLOR_INK] = 0xFFF3F5F6,
            [UI_COLOR_INK_2] = 0xFFB4BEC4,
            [UI_COLOR_LINE] = 0xFF7B878E,
            [UI_COLOR_PRIMARY] = 0xFF74D0D6,
            [UI_COLOR_ON_PRIMARY] = 0xFF06282C,
            [UI_COLOR_TINT] = 0xFF123C41,
            [UI_COLOR_GOOD] = 0xFF6FD6A0,
            [UI_COLOR_WARN] = 0xFFF0B45C,
            [UI_COLOR_BAD] = 0xFFFF9A8F,
            [UI_COLOR_SUN] = 0xFFF2B544,
            [UI_COLOR_SUN_INK] = 0xFF1A2024,
            [UI_COLOR_TRACK] = 0xFF2C363B,
            [UI_COLOR_SHADE] = 0xB0000000,
            [UI_COLOR_SHADOW] = 0x59000000,
            [UI_COLOR_FOCUS] = 0xFFF3F5F6,
        },
    [UI_THEME_CONTRAST] =
        {
            [UI_COLOR_PAPER] = 0xFF000000,
            [UI_COLOR_SURFACE] = 0xFF000000,
            [UI_COLOR_INK] = 0xFFFFFFFF,
            [UI_COLOR_INK_2] = 0xFFFFFFFF,
            [UI_COLOR_LINE] = 0xFFFFFFFF,
            [UI_COLOR_PRIMARY] = 0xFFFFD400,
            [UI_COLOR_ON_PRIMARY] = 0xFF000000,
            [UI_COLOR_TINT] = 0xFF3A3000,
            [UI_COLOR_GOOD] = 0xFF7CFFB2,
            [UI_COLOR_WARN] = 0xFFFFD400,
            [UI_COLOR_BAD] = 0xFFFF9C94,
            [UI_COLOR_SUN] = 0xFFFFD400,
            [UI_COLOR_SUN_INK] = 0xFF000000,
            [UI_COLOR_TRACK] = 0xFF595959,
            [UI_COLOR_SHADE] = 0xD0000000,
            [UI_COLOR_SHADOW] = 0x00000000,
            [UI_COLOR_FOCUS] = 0xFF00E5FF,
        },
};

static double channel(uint32_t value)
{
    double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * channel(rgb >> 16 & 255) + 0.7152 * channel(rgb >> 8 & 255) +
           0.0722 * channel(rgb & 255);
}

double ui_theme_contrast(uint32_t rgb_a, uint32_t rgb_b)
{
    double a = luminance(rgb_a);
    double b = luminance(rgb_b);
    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

// part of 0 is all a, 1 all b.
static uint32_t mix(uint32_t a, uint32_t b, double part)
{
    uint32_t out = 0xFF000000;
    for (int shift = 0; shift <= 16; shift += 8) {
        double from = a >> shift & 255;
        double to = b >> shift & 255;
        out |= (uint32_t)lround(from + (to - from) * part) << shift;
    }
    return out;
}

// The organizer's colour keeps its hue and moves towards ink until text in it can be read on paper
// and on cards; text on it is whichever of two inks is read better.
static void take_organizer(struct ui_theme *t, uint32_t rgb)
{
    double demand = t->kind == UI_THEME_CONTRAST ? 7.0 : 4.6;
    uint32_t paper = t->argb[UI_COLOR_PAPER];
    uint32_t surface = t->argb[UI_COLOR_SURFACE];
    uint32_t end = t->kind == UI_THEME_LIGHT ? 0x000000 : 0xFFFFFF;
    uint32_t primary = 0xFF000000 | rgb;
    for (int step = 0; step <= 40; step++) {
        primary = mix(rgb, end, step / 40.0);
        if (ui_theme_contrast(primary, paper) >= demand &&
            ui_theme_contrast(primary, surface) >= demand) {
            break;
        }
    }
    t->argb[UI_COLOR_PRIMARY] = primary;
    uint32_t dark = t->kind == UI_THEME_CONTRAST ? 0xFF000000 : 0xFF06181C;
    bool white_reads = ui_theme_contrast(primary, 0xFFFFFF) >= ui_theme_contrast(primary, dark);
    t->argb[UI_COLOR_ON_PRIMARY] = white_reads ? 0xFFFFFFFF : dark;
    t->argb[UI_COLOR_TINT] = mix(surface, primary, t->kind == UI_THEME_LIGHT ? 0.14 : 0.24);
    for (int step = 0;
         step < 10 && ui_theme_contrast(t->argb[UI_COLOR_TINT], t->argb[UI_COLOR_INK]) < 7.0;
         step++) {
        t->argb[UI_COLOR_TINT] = mix(t->argb[UI_COLOR_TINT], surface, 0.2);
    }
}

void ui_theme_init(struct ui_theme *theme, enum ui_theme_kind kind, uint32_t organizer_rgb)
{
    theme->kind = kind;
    memcpy(theme->argb, themes[kind], sizeof theme->argb);
    if (organizer_rgb != UINT32_MAX) take_organizer(theme, organizer_rgb & 0xFFFFFF);
}

double ui_theme_mm(enum ui_text_size size)
{
    static const double mm[UI_TEXT_SIZE_COUNT] = {
        [UI_TEXT_OPTION] = 6.2, [UI_TEXT_QUESTION] = 8.0, [UI_TEXT_HINT] = 5.0,
        [UI_TEXT_SMALL] = 4.2,  [UI_TEXT_TITLE] = 12.0,
    };
    return mm[size];
}

bool ui_theme_parse(const char *text, uint32_t *out_rgb)
{
    if (*text == '#') text++;
    uint32_t rgb = 0;
    if (strlen(text) != 6) return false;
    for (int i = 0; i < 6; i++) {
        char c = text[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) return false;
        rgb = rgb << 4 | (uint32_t)digit;
    }
    *out_rgb = rgb;
    return true;
}
