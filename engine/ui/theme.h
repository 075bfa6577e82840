// SPDX-License-Identifier: EUPL-1.2
// What things look like: colour by role, sizes in millimetres on the glass. Nothing else in the
// module holds a colour or a measure of its own. [any]
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum ui_theme_kind { UI_THEME_LIGHT, UI_THEME_DARK, UI_THEME_CONTRAST, UI_THEME_COUNT };

enum ui_color {
    UI_COLOR_NONE,       // not drawn
    UI_COLOR_PAPER,      // the page
    UI_COLOR_SURFACE,    // cards
    UI_COLOR_INK,        // text
    UI_COLOR_INK_2,      // hints
    UI_COLOR_LINE,       // edges of what can be touched
    UI_COLOR_PRIMARY,    // the way on, what is chosen
    UI_COLOR_ON_PRIMARY, // text on primary
    UI_COLOR_TINT,       // fill of a chosen card; ink stands on it
    UI_COLOR_GOOD,
    UI_COLOR_WARN,
    UI_COLOR_BAD,
    UI_COLOR_SUN,     // decoration, never text
    UI_COLOR_SUN_INK, // what stands on sun
    UI_COLOR_TRACK,   // the part of a progress line that is left
    UI_COLOR_SHADE,   // over the page, under a dialog
    UI_COLOR_SHADOW,
    UI_COLOR_FOCUS, // the ring: never the colour of what is chosen
    UI_COLOR_COUNT
};

// Em heights. The names say what stands in them; see ui_theme_mm.
// Who reads. What is written in Latin, Greek or Cyrillic letters is set for them; other scripts
// have one font each.
enum ui_reading {
    UI_READING_USUAL,    // Inter
    UI_READING_BEGINNER, // Andika, made for those who learn to read: a and g as they are written
    UI_READING_DYSLEXIA, // OpenDyslexic, heavy at the foot so that letters keep their way up
    UI_READING_COUNT
};
bool ui_reading_installed(enum ui_reading reading); // else the usual font is used
enum ui_text_size {
    UI_TEXT_OPTION, // 6.2 mm, what one chooses between; the plain size
    UI_TEXT_QUESTION,
    UI_TEXT_HINT, // and buttons
    UI_TEXT_SMALL,
    UI_TEXT_TITLE, // attract, thank you
    UI_TEXT_SIZE_COUNT
};

struct ui_theme {
    enum ui_theme_kind kind;
    uint32_t argb[UI_COLOR_COUNT];
};

// organizer_rgb 0xRRGGBB takes the place of primary, made darker or lighter until text on it and
// the edge around a chosen card can be seen; UINT32_MAX keeps our own.
void ui_theme_init(struct ui_theme *theme, enum ui_theme_kind kind, uint32_t organizer_rgb);

enum { UI_THUMB_MM = 12 }; // a slider's knob: what is drawn, and what a finger's place goes by

double ui_theme_mm(enum ui_text_size size);               // em height in millimetres
double ui_theme_contrast(uint32_t rgb_a, uint32_t rgb_b); // WCAG 2.2, 1 to 21
// "#0A5C66" or "0a5c66"; false on anything else.
bool ui_theme_parse(const char *text, uint32_t *out_rgb);
