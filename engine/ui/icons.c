// SPDX-License-Identifier: EUPL-1.2
// Our own art: icons on a 24 × 24 grid with one stroke width, faces and the countdown ring.
#include "ui/path.h"

#include <math.h>

#include "base/check.h"

// Stroked parts with the house's width, then filled parts; NULL where there are none.
struct art {
    const char *strokes;
    const char *fills;
    bool points;
};

static const struct art arts[UI_ICON_COUNT] = {
    [UI_ICON_NEXT] = {"M9 5L16 12L9 19", NULL, true},
    [UI_ICON_BACK] = {"M15 5L8 12L15 19", NULL, true},
    [UI_ICON_CHECK] = {"M5 12.5L10 17.5L19.5 7", NULL, false},
    [UI_ICON_CLOSE] = {"M6 6L18 18M18 6L6 18", NULL, false},
    [UI_ICON_GLOBE] = {"M12 3C16.97 3 21 7.03 21 12C21 16.97 16.97 21 12 21C7.03 21 3 16.97 3 12"
                       "C3 7.03 7.03 3 12 3ZM3.3 12H20.7"
                       "M12 3C9.2 5.6 8.2 8.6 8.2 12C8.2 15.4 9.2 18.4 12 21"
                       "M12 3C14.8 5.6 15.8 8.6 15.8 12C15.8 15.4 14.8 18.4 12 21",
                       NULL, false},
    [UI_ICON_TEXT_SIZE] = {"M2.5 19L7.5 6.5L12.5 19M4.3 14.8H10.7M14.5 19L18 10.5L21.5 19"
                           "M15.7 16.2H20.3",
                           NULL, false},
    [UI_ICON_SPEAKER] = {"M4 9.5H7.5L12 5.5V18.5L7.5 14.5H4ZM15.5 9C16.8 10.7 16.8 13.3 15.5 15"
                         "M18.3 6.5C21 9.6 21 14.4 18.3 17.5",
                         NULL, false},
    [UI_ICON_WARNING] = {"M12 4L21.5 20H2.5ZM12 10V14.2M12 16.9V17.1", NULL, false},
    [UI_ICON_INFO] = {"M12 3C16.97 3 21 7.03 21 12C21 16.97 16.97 21 12 21C7.03 21 3 16.97 3 12"
                      "C3 7.03 7.03 3 12 3ZM12 11V16.5M12 7.5V7.7",
                      NULL, false},
    [UI_ICON_LOCK] = {"M6 11H18V20H6ZM8.5 11V8C8.5 5.8 10 4 12 4C14 4 15.5 5.8 15.5 8V11", NULL,
                      false},
    [UI_ICON_ERASE] = {"M4.5 6.5H19.5M9.5 6.5V4H14.5V6.5M6.5 6.5L7.5 20.5H16.5L17.5 6.5"
                       "M10.3 10.5V16.5M13.7 10.5V16.5",
                       NULL, false},
    [UI_ICON_BACKSPACE] = {"M8.5 5.5H21V18.5H8.5L2.5 12ZM12 9.3L17.4 14.7M17.4 9.3L12 14.7", NULL,
                           false},
    [UI_ICON_SHIFT] = {"M12 4L20 12.5H15.5V19.5H8.5V12.5H4Z", NULL, false},
    [UI_ICON_SHIFT_LOCK] = {"M12 3.5L20 12H15.5V16.5H8.5V12H4ZM8.5 20.2H15.5",
                            "M12 3.5L20 12H15.5V16.5H8.5V12H4Z", false},
    [UI_ICON_ENTER] = {"M19.5 6V13H5.5M10 8.5L5.5 13L10 17.5", NULL, false},
    [UI_ICON_DOWN] = {"M5 9L12 16L19 9", NULL, false},
    [UI_ICON_UP] = {"M5 15L12 8L19 15", NULL, false},
    [UI_ICON_HEART] = {"M12 20C5 15.2 3 12 3 8.8C3 6.1 5 4.2 7.4 4.2C9.4 4.2 11 5.3 12 7.1"
                       "C13 5.3 14.6 4.2 16.6 4.2C19 4.2 21 6.1 21 8.8C21 12 19 15.2 12 20Z",
                       NULL, false},
    [UI_ICON_CLOCK] = {"M12 3C16.97 3 21 7.03 21 12C21 16.97 16.97 21 12 21C7.03 21 3 16.97 3 12"
                       "C3 7.03 7.03 3 12 3ZM12 7V12L15.5 14",
                       NULL, false},
    [UI_ICON_PLUS] = {"M12 4.5V19.5M4.5 12H19.5", NULL, false},
    [UI_ICON_UNDO] =
        {"M8.5 4.5L4 9L8.5 13.5M4 9H14.5C17.6 9 20 11.4 20 14.3C20 17.2 17.6 19.5 14.5 19.5H9.5",
         NULL, true},
    [UI_ICON_UNKNOWN] = {"M12 3C16.97 3 21 7.03 21 12C21 16.97 16.97 21 12 21C7.03 21 3 16.97 3 12"
                         "C3 7.03 7.03 3 12 3ZM9 9.6C9 7.9 10.3 7 12 7C13.8 7 15 8 15 9.5"
                         "C15 11.6 12 11.8 12 14M12 16.9V17.1",
                         NULL, false},
    [UI_ICON_UNSAID] = {"M6 5H18C19.7 5 21 6.3 21 8V13C21 14.7 19.7 16 18 16H12.5L8 20.5V16H6"
                        "C4.3 16 3 14.7 3 13V8C3 6.3 4.3 5 6 5ZM8.5 10.5H15.5",
                        NULL, false},
    [UI_ICON_NOT_MINE] = {"M12 3C16.97 3 21 7.03 21 12C21 16.97 16.97 21 12 21"
                          "C7.03 21 3 16.97 3 12C3 7.03 7.03 3 12 3ZM5.7 18.3L18.3 5.7",
                          NULL, false},
    [UI_ICON_MINUS] = {"M4.5 12H19.5", NULL, false},
};

static void layer_from(struct ui_picture *p, struct arena *a, const char *data, float width)
{
    struct ui_layer *layer = ui_picture_layer(p, a);
    layer->width = width;
    CHECK(ui_path_parse(&layer->path, str_of(data), NULL) == ERR_NONE);
}

struct ui_picture *ui_picture_icon(struct arena *a, enum ui_icon icon)
{
    if (icon <= UI_ICON_NONE || icon >= UI_ICON_COUNT) return NULL;
    const struct art *art = &arts[icon];
    struct ui_picture *p = ARENA_NEW(a, struct ui_picture);
    p->w = p->h = 24;
    p->points = art->points;
    if (art->fills) layer_from(p, a, art->fills, 0);
    if (art->strokes) layer_from(p, a, art->strokes, 2);
    return p;
}

struct ui_picture *ui_picture_face(struct arena *a, double mood)
{
    struct ui_picture *p = ARENA_NEW(a, struct ui_picture);
    p->w = p->h = 48;
    float m = (float)fmin(fmax(mood, -1), 1);
    struct ui_layer *disc = ui_picture_layer(p, a);
    disc->color = UI_COLOR_SUN;
    ui_path_circle(&disc->path, 24, 24, 22);
    // On the disc the face is dark in every theme, so that it is the same face everywhere.
    struct ui_layer *eyes = ui_picture_layer(p, a);
    eyes->color = UI_COLOR_SUN_INK;
    ui_path_circle(&eyes->path, 16.5F, 19, 2.6F);
    ui_path_circle(&eyes->path, 31.5F, 19, 2.6F);
    struct ui_layer *mouth = ui_picture_layer(p, a);
    mouth->color = UI_COLOR_SUN_INK;
    mouth->width = 3;
    float ends = 31 - m * 2.5F; // the corners rise as the middle sinks
    float middle = 31 + m * 6.5F;
    ui_path_move(&mouth->path, 14.5F, ends);
    ui_path_cubic(&mouth->path, 19, middle, 29, middle, 33.5F, ends);
    return p;
}

struct ui_picture *ui_picture_ring(struct arena *a, double part)
{
    struct ui_picture *p = ARENA_NEW(a, struct ui_picture);
    p->w = p->h = 48;
    struct ui_layer *track = ui_picture_layer(p, a);
    track->color = UI_COLOR_TRACK;
    track->width = 4;
    ui_path_circle(&track->path, 24, 24, 21);
    if (part > 0) {
        struct ui_layer *left = ui_picture_layer(p, a);
        left->color = UI_COLOR_PRIMARY;
        left->width = 4;
        left->part = (float)fmin(part, 1);
        ui_path_circle(&left->path, 24, 24, 21);
    }
    return p;
}
