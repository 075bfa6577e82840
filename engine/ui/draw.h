// SPDX-License-Identifier: EUPL-1.2
// The draw list: what a frame looks like, as commands with whole pixels and resolved colours. It
// is compared cell by cell with the frame before, and as text in tests. [main]
#pragma once

#include "base/buf.h"
#include "ui/geometry.h"
#include "ui/image.h"
#include "ui/path.h"
#include "ui/text.h"

enum ui_draw_kind {
    UI_DRAW_BOX,
    UI_DRAW_SHADOW,
    UI_DRAW_TEXT,
    UI_DRAW_LAYER,
    UI_DRAW_FADE,
    UI_DRAW_IMAGE
};

struct ui_draw {
    enum ui_draw_kind kind;
    struct ui_rect box;
    struct ui_rect clip; // nothing outside is touched
    uint32_t argb;
    uint32_t edge_argb;
    float radius;
    int edge;                        // width, whole pixels
    int blur;                        // of a shadow
    bool up;                         // a fade: full at the top
    bool mirrored;                   // a layer
    float part;                      // of a stroke
    float picture_w, picture_h;      // the layer's units
    const struct ui_layer *layer;    // borrowed from the tree's arena
    const struct ui_paragraph *text; // borrowed from the text cache
    struct ui_image *image;          // borrowed from whoever decoded it
    uint64_t hash;                   // of everything above, by content
};

struct ui_draw_list {
    struct ui_draw *items;
    uint32_t count;
    uint32_t capacity;
    // State that following commands take on.
    struct ui_rect clip;
    int dx;      // moved sideways
    int opacity; // 0 to 255
};

void ui_draw_begin(struct ui_draw_list *list, struct ui_rect window); // empties it
void ui_draw_finish(struct ui_draw_list *list);

void ui_draw_box(struct ui_draw_list *list, struct ui_rect box, double radius, uint32_t argb,
                 int edge, uint32_t edge_argb);
void ui_draw_shadow(struct ui_draw_list *list, struct ui_rect box, double radius, int blur,
                    uint32_t argb);
// box: the paragraph's top left and size.
void ui_draw_text(struct ui_draw_list *list, struct ui_rect box, const struct ui_paragraph *text,
                  uint32_t argb);
// The layer scaled with its picture into box, centred.
void ui_draw_layer(struct ui_draw_list *list, struct ui_rect box, const struct ui_picture *picture,
                   const struct ui_layer *layer, bool mirrored, double part, uint32_t argb);
// From argb at the bottom (up: at the top) to nothing.
void ui_draw_fade(struct ui_draw_list *list, struct ui_rect box, bool up, uint32_t argb);

// Scaled into box, which has its proportions; what is chosen pales by opacity alone.
void ui_draw_image(struct ui_draw_list *list, struct ui_rect box, struct ui_image *image);

struct ui_rect ui_draw_reach(const struct ui_draw *d);                // what a command can touch
void ui_draw_write(const struct ui_draw_list *list, struct buf *out); // one line a command
