// SPDX-License-Identifier: EUPL-1.2
// Which parts of the screen a frame changes: a hash per cell of the commands that reach into it.
// [main]
#pragma once

#include "ui/draw.h"

enum { UI_CELL_PX = 64 };

struct ui_cells {
    uint64_t *now;
    uint64_t *before;
    int across;
    int down;
    bool all; // everything counts as changed
    struct ui_rect *changed;
    uint32_t changed_count;
};

void ui_cells_size(struct ui_cells *c, int w, int h); // also: everything has changed
void ui_cells_finish(struct ui_cells *c);

// Fills changed[] with rectangles that do not overlap and hold every pixel that may differ from
// the frame of the call before.
void ui_cells_compare(struct ui_cells *c, const struct ui_draw_list *list, uint32_t paper);
