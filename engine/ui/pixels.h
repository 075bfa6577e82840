// SPDX-License-Identifier: EUPL-1.2
// Draw commands to pixels, in software: the same bytes on every driver and in every order of
// redrawing. [main]
#pragma once

#include "ui/raster.h"

struct ui_pixels {
    uint32_t *argb; // 0xFFRRGGBB, w × h
    int w;
    int h;
    bool lent; // argb is the window's own memory, see ui_window_lend
};

struct ui_painter {
    struct ui_text *text;
    struct ui_masks *masks;
};

// Memory of their own; keeps nothing of what was there, unless the size is the same.
void ui_pixels_size(struct ui_pixels *p, int w, int h);
void ui_pixels_finish(struct ui_pixels *p); // wipes what is their own

// Draws everything of the list that reaches into area, on paper.
void ui_pixels_draw(struct ui_pixels *p, struct ui_painter *painter,
                    const struct ui_draw_list *list, struct ui_rect area, uint32_t paper);
