// SPDX-License-Identifier: EUPL-1.2
// Draw commands to pixels, in software: the same bytes on every driver and in every order of
// redrawing. [main]
#pragma once

#include "ui/raster.h"

struct ui_pixels {
    uint32_t *argb; // 0xFFRRGGBB, w × h
    int w;
    int h;
};

struct ui_painter {
    struct ui_text *text;
    struct ui_masks *masks;
};

void ui_pixels_size(struct ui_pixels *p, int w, int h); // keeps nothing of what was there
void ui_pixels_finish(struct ui_pixels *p);             // wipes

// Draws everything of the list that reaches into area, on paper.
void ui_pixels_draw(struct ui_pixels *p, struct ui_painter *painter,
                    const struct ui_draw_list *list, struct ui_rect area, uint32_t paper);
