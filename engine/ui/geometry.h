// SPDX-License-Identifier: EUPL-1.2
// Points and rectangles in pixels of the window, origin at the top left whatever the direction of
// the text. [any]
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct ui_point {
    int x;
    int y;
};

struct ui_rect {
    int x;
    int y;
    int w; // empty where w or h is 0 or less
    int h;
};

static inline bool ui_rect_empty(struct ui_rect r)
{
    return r.w <= 0 || r.h <= 0;
}

static inline bool ui_rect_has(struct ui_rect r, int x, int y)
{
    return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}

static inline struct ui_rect ui_rect_common(struct ui_rect a, struct ui_rect b)
{
    int x = a.x > b.x ? a.x : b.x;
    int y = a.y > b.y ? a.y : b.y;
    int right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    int bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct ui_rect){x, y, right > x ? right - x : 0, bottom > y ? bottom - y : 0};
}

static inline struct ui_rect ui_rect_both(struct ui_rect a, struct ui_rect b)
{
    if (ui_rect_empty(a)) return b;
    if (ui_rect_empty(b)) return a;
    int x = a.x < b.x ? a.x : b.x;
    int y = a.y < b.y ? a.y : b.y;
    int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct ui_rect){x, y, right - x, bottom - y};
}

static inline struct ui_rect ui_rect_inset(struct ui_rect r, int by)
{
    return (struct ui_rect){r.x + by, r.y + by, r.w - 2 * by, r.h - 2 * by};
}
