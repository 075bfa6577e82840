// SPDX-License-Identifier: EUPL-1.2
// Vector paths and pictures made of them: icons, faces, what plugins draw. Own art only. [any]
#pragma once

#include "base/arena.h"
#include "ui/theme.h"

enum ui_path_op { UI_PATH_MOVE, UI_PATH_LINE, UI_PATH_CUBIC, UI_PATH_CLOSE };

struct ui_image;

struct ui_path_step {
    enum ui_path_op op;
    float at[6]; // the last two are the end; a cubic has two handles before it
};

struct ui_path {
    struct ui_path_step *steps;
    uint32_t count;
    uint32_t capacity;
    struct arena *arena; // steps live here
};

void ui_path_init(struct ui_path *p, struct arena *a);
void ui_path_move(struct ui_path *p, float x, float y);
void ui_path_line(struct ui_path *p, float x, float y);
void ui_path_cubic(struct ui_path *p, float ax, float ay, float bx, float by, float x, float y);
void ui_path_circle(struct ui_path *p, float cx, float cy, float radius);
void ui_path_close(struct ui_path *p);

// SVG path data with M L H V C Q Z in both cases, numbers and commas; ERR_PARSE with the position,
// ERR_LIMIT past 4096 steps.
enum err ui_path_parse(struct ui_path *p, struct str data, struct err_info *info) MUST_CHECK;

// One layer of a picture: filled (width 0) or stroked with round ends and joints.
struct ui_layer {
    struct ui_path path;
    float width;         // of the stroke, in units of the picture
    enum ui_color color; // UI_COLOR_NONE: the colour of the element that shows it
    float part;          // 0 to 1: how much of the stroke's length is drawn
    struct ui_layer *next;
};

// A picture in a box of its own units, scaled to fit. Mirrors in right-to-left where it points.
struct ui_picture {
    float w;
    float h;
    bool points; // an arrow: mirrored
    struct ui_layer *layers;
    uint32_t plate;         // pixels alone: stands on a box of this colour (ARGB); 0: on none
    struct ui_image *image; // pixels instead of layers: w and h are its size; borrowed. May be NULL
};

struct ui_layer *ui_picture_layer(struct ui_picture *p, struct arena *a); // appended, empty

enum ui_icon {
    UI_ICON_NONE,
    UI_ICON_NEXT,
    UI_ICON_BACK,
    UI_ICON_CHECK,
    UI_ICON_CLOSE,
    UI_ICON_GLOBE,
    UI_ICON_TEXT_SIZE,
    UI_ICON_SPEAKER,
    UI_ICON_WARNING,
    UI_ICON_INFO,
    UI_ICON_LOCK,
    UI_ICON_ERASE,
    UI_ICON_BACKSPACE,
    UI_ICON_SHIFT,
    UI_ICON_SHIFT_LOCK,
    UI_ICON_ENTER,
    UI_ICON_DOWN,
    UI_ICON_UP,
    UI_ICON_HEART,
    UI_ICON_CLOCK,
    UI_ICON_PLUS,
    UI_ICON_MINUS,
    UI_ICON_UNDO,
    UI_ICON_UNKNOWN,  // "do not know"
    UI_ICON_UNSAID,   // "do not want to say": a balloon with a line for words
    UI_ICON_NOT_MINE, // "does not apply to me"
    UI_ICON_COUNT
};

// Our icons in a 24 × 24 box, in the element's colour. NULL for UI_ICON_NONE.
struct ui_picture *ui_picture_icon(struct arena *a, enum ui_icon icon);
// One circle, two eyes, one mouth: mood from -1 (sad) to 1 (happy). 48 × 48.
struct ui_picture *ui_picture_face(struct arena *a, double mood);
// A ring of which part (0 to 1) is left: the countdown. 48 × 48.
struct ui_picture *ui_picture_ring(struct arena *a, double part);
