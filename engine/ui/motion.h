// SPDX-License-Identifier: EUPL-1.2
// What moves: the change of pages, the tint under a finger, the check mark that draws itself. All
// of it can be interrupted, and switched off. [main]
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum ui_motion_kind { UI_MOTION_PRESS, UI_MOTION_CHECK };

enum { UI_MOTION_ITEMS = 64 };

struct ui_motion {
    struct ui_motion_item {
        uint64_t key;
        float from;
        float to;
        int64_t start_ms;
    } items[UI_MOTION_ITEMS];
    int count;
    int page_direction; // 0: the page stands; 1 from the end side, -1 from the start side
    int64_t page_start_ms;
    int64_t now_ms;
    bool off;
    bool moving; // something was on its way at the last look
};

void ui_motion_page(struct ui_motion *m, int direction, int64_t now_ms);
void ui_motion_begin(struct ui_motion *m, int64_t now_ms); // before each frame
// The value 0 to 1 of one thing on its way to target. Seen for the first time on a page it is there
// already.
float ui_motion_value(struct ui_motion *m, enum ui_motion_kind kind, struct str id, float target);
// Opacity 0 to 255 and sideways part (1 at the start, 0 there) of what moves with the page.
int ui_motion_opacity(struct ui_motion *m);
float ui_motion_shift(struct ui_motion *m); // signed: positive from the end side
