// SPDX-License-Identifier: EUPL-1.2
// How the glass is mounted: turned by quarters, its light, and where a touch panel says that a
// finger is against where it is. A page knows nothing of it. [main]
#pragma once

#include "base/err.h"
#include "ui/geometry.h"

// A place on the panel as its maker numbers it, from 0 to 1 across and down, however it is turned.
struct ui_spot {
    double x;
    double y;
};

enum { UI_LIGHT_LEAST = 30, UI_TOUCH_NUMBERS = 6 };

struct ui_screen {
    int turned;        // quarters clockwise, 0 to 3
    int light_percent; // UI_LIGHT_LEAST to 100: drawn darker, where the panel's own cannot be set
    // What the panel says (x, y) is at (t0 x + t1 y + t2, t3 x + t4 y + t5).
    double touch[UI_TOUCH_NUMBERS];
};
struct ui_screen ui_screen_default(void);
bool ui_screen_sound(const struct ui_screen *screen); // within limits, and no touch is lost by it

// From what the panel said of fingers that touched the spots shown, at least three and not in a
// line: the numbers that fit best. ERR_ARGUMENT where they do not fit, as when somebody missed.
enum err ui_screen_fit(const struct ui_spot *shown, const struct ui_spot *said, size_t count,
                       double out[UI_TOUCH_NUMBERS], struct err_info *info) MUST_CHECK;

struct ui_spot ui_screen_touch(const struct ui_screen *screen, struct ui_spot said); // where it is
struct ui_spot ui_screen_said(const struct ui_screen *screen, struct ui_spot at); // the other way
// Panel to page and back; w and h are the page's.
struct ui_point ui_screen_to_page(const struct ui_screen *screen, struct ui_spot at, int w, int h);
struct ui_spot ui_screen_from_page(const struct ui_screen *screen, struct ui_point at, int w,
                                   int h);
// A rectangle of the page, on the panel.
struct ui_rect ui_screen_turn(int turned, struct ui_rect r, int w, int h);
// The pixels inside r of a page that is w wide, turned, row by row: r.w × r.h of them into out.
void ui_screen_turn_pixels(int turned, const uint32_t *page, int w, struct ui_rect r,
                           uint32_t *out);
