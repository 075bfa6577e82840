// SPDX-License-Identifier: EUPL-1.2
// Vector layers as coverage masks: even-handed antialiasing, kept in a small cache. [main]
#pragma once

#include "ui/draw.h"

struct ui_masks; // opaque

struct ui_mask {
    struct ui_rect box; // relative to the draw command's box
    const uint8_t *coverage;
};

struct ui_masks *ui_masks_create(void);
void ui_masks_destroy(struct ui_masks *m);

// The mask of a UI_DRAW_LAYER command. Borrowed until the next call of ui_masks_trim.
struct ui_mask ui_masks_get(struct ui_masks *m, const struct ui_draw *d);
void ui_masks_trim(struct ui_masks *m); // between frames: empties it where it has grown too large
