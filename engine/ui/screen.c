// SPDX-License-Identifier: EUPL-1.2
// Turning and touch as arithmetic. See ui/screen.h.
#include "ui/screen.h"

#include <math.h>
#include <stddef.h>

struct ui_screen ui_screen_default(void)
{
    return (struct ui_screen){.light_percent = 100, .touch = {1, 0, 0, 0, 1, 0}};
}

static double area(const double t[UI_TOUCH_NUMBERS])
{
    return t[0] * t[4] - t[1] * t[3];
}

bool ui_screen_sound(const struct ui_screen *screen)
{
    for (int i = 0; i < UI_TOUCH_NUMBERS; i++) {
        if (!(fabs(screen->touch[i]) <= 20)) return false; // NaN is not either
    }
    return screen->turned >= 0 && screen->turned <= 3 && screen->light_percent >= UI_LIGHT_LEAST &&
           screen->light_percent <= 100 && fabs(area(screen->touch)) > 0.01;
}

// ---- calibration ----

// Solves the symmetric 3 × 3 system m x = v. False where it has no single answer.
static bool solve(double m[3][3], const double v[3], double out[3])
{
    double minor[3][3];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            int a = (i + 1) % 3, b = (i + 2) % 3, c = (j + 1) % 3, d = (j + 2) % 3;
            minor[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
        }
    }
    double whole = m[0][0] * minor[0][0] + m[0][1] * minor[0][1] + m[0][2] * minor[0][2];
    if (fabs(whole) < 1e-6) return false;
    for (int j = 0; j < 3; j++)
        out[j] = (minor[0][j] * v[0] + minor[1][j] * v[1] + minor[2][j] * v[2]) / whole;
    return true;
}

enum err ui_screen_fit(const struct ui_spot *shown, const struct ui_spot *said, size_t count,
                       double out[UI_TOUCH_NUMBERS], struct err_info *info)
{
    static const double farthest = 0.04; // a twenty-fifth of the panel: a finger's width or so
    struct ui_screen fit = ui_screen_default();
    double m[3][3] = {{0}}, across[3] = {0}, down[3] = {0};
    for (size_t i = 0; i < count; i++) {
        double s[3] = {said[i].x, said[i].y, 1};
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++)
                m[a][b] += s[a] * s[b];
            across[a] += s[a] * shown[i].x;
            down[a] += s[a] * shown[i].y;
        }
    }
    bool fits =
        solve(m, across, fit.touch) && solve(m, down, fit.touch + 3) && ui_screen_sound(&fit);
    for (size_t i = 0; fits && i < count; i++) {
        struct ui_spot at = ui_screen_touch(&fit, said[i]);
        fits = fabs(at.x - shown[i].x) < farthest && fabs(at.y - shown[i].y) < farthest;
    }
    if (!fits) return err_set(info, ERR_ARGUMENT, "the touches do not fit the crosses");
    for (int i = 0; i < UI_TOUCH_NUMBERS; i++)
        out[i] = fit.touch[i];
    return ERR_NONE;
}

struct ui_spot ui_screen_touch(const struct ui_screen *screen, struct ui_spot said)
{
    const double *t = screen->touch;
    return (struct ui_spot){t[0] * said.x + t[1] * said.y + t[2],
                            t[3] * said.x + t[4] * said.y + t[5]};
}

struct ui_spot ui_screen_said(const struct ui_screen *screen, struct ui_spot at)
{
    const double *t = screen->touch;
    double x = at.x - t[2];
    double y = at.y - t[5];
    return (struct ui_spot){(t[4] * x - t[1] * y) / area(t), (t[0] * y - t[3] * x) / area(t)};
}

// ---- turning ----

static int within(double part, int most)
{
    // What lies off the glass is a finger at its edge.
    int at = part > 0 ? (int)(part * most) : 0;
    return at < most ? at : most - 1;
}

struct ui_point ui_screen_to_page(const struct ui_screen *screen, struct ui_spot at, int w, int h)
{
    struct ui_spot p = at;
    if (screen->turned == 1) p = (struct ui_spot){at.y, 1 - at.x};
    if (screen->turned == 2) p = (struct ui_spot){1 - at.x, 1 - at.y};
    if (screen->turned == 3) p = (struct ui_spot){1 - at.y, at.x};
    return (struct ui_point){within(p.x, w), within(p.y, h)};
}

struct ui_spot ui_screen_from_page(const struct ui_screen *screen, struct ui_point at, int w, int h)
{
    // The middle of the pixel, so that the way through parts of one gives the same pixel back.
    struct ui_spot p = {(at.x + 0.5) / w, (at.y + 0.5) / h};
    if (screen->turned == 1) return (struct ui_spot){1 - p.y, p.x};
    if (screen->turned == 2) return (struct ui_spot){1 - p.x, 1 - p.y};
    if (screen->turned == 3) return (struct ui_spot){p.y, 1 - p.x};
    return p;
}

struct ui_rect ui_screen_turn(int turned, struct ui_rect r, int w, int h)
{
    switch (turned) {
    case 1: return (struct ui_rect){h - r.y - r.h, r.x, r.h, r.w};
    case 2: return (struct ui_rect){w - r.x - r.w, h - r.y - r.h, r.w, r.h};
    case 3: return (struct ui_rect){r.y, w - r.x - r.w, r.h, r.w};
    default: return r;
    }
}

void ui_screen_turn_pixels(int turned, const uint32_t *page, int w, struct ui_rect r, uint32_t *out)
{
    bool lies = turned == 1 || turned == 3; // what was across is now down
    int out_w = lies ? r.h : r.w;
    int out_h = lies ? r.w : r.h;
    ptrdiff_t right = turned == 0 ? 1 : turned == 1 ? -w : turned == 2 ? -1 : w;
    ptrdiff_t below = turned == 0 ? w : turned == 1 ? 1 : turned == 2 ? -w : -1;
    int x = turned == 2 || turned == 3 ? r.x + r.w - 1 : r.x;
    int y = turned == 1 || turned == 2 ? r.y + r.h - 1 : r.y;
    ptrdiff_t row = (ptrdiff_t)y * w + x;
    for (int j = 0; j < out_h; j++, row += below) {
        ptrdiff_t from = row;
        for (int i = 0; i < out_w; i++, from += right)
            *out++ = page[from];
    }
}
