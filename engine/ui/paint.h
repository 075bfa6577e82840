// SPDX-License-Identifier: EUPL-1.2
// From a laid-out tree to the draw list. [main]
#pragma once

#include "ui/draw.h"
#include "ui/layout.h"
#include "ui/motion.h"

// Our icons, made once; the draw list borrows their layers.
struct ui_art {
    struct arena *arena;
    struct ui_picture *icons[UI_ICON_COUNT];
};
void ui_art_init(struct ui_art *art);
void ui_art_finish(struct ui_art *art);

struct ui_paint {
    const struct ui_art *art;
    struct ui_layout *layout;
    const struct ui_theme *theme;
    struct ui_motion *motion;
    struct ui_draw_list *list;
    const struct ui_element *lifted; // a card that a finger carries; may be NULL
    struct ui_rect scan;             // what the switches offer; empty: nothing
    int light_percent;               // less than 100: everything is drawn darker
    bool ring;                       // the focus came by keys: show where it is
};

void ui_paint_tree(struct ui_paint *p, struct ui_element *root);
