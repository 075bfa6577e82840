// SPDX-License-Identifier: EUPL-1.2
// From a tree of elements to rectangles on the glass: millimetres and text scale to pixels, columns
// and rows, wrapping, scroll areas, mirroring. [main]
#pragma once

#include "ui/element.h"
#include "ui/text.h"

enum {
    UI_TYPED_MM = 2, // kept free above and below a field that has the focus
    UI_PLATE_MM = 2  // around a picture that stands on a plate of its own
};

struct ui_layout {
    struct ui_text *text;
    struct arena *arena; // of the tree: scroll areas append their two arrows to it
    struct ui_rect window;
    double px_per_mm;
    double text_scale;
    bool rtl;
    char language[16];
    enum ui_reading reading;

    // Where a scroll area stands. May be NULL: everything at the top.
    int (*scroll_get)(void *data, struct str id);
    void (*scroll_set)(void *data, struct str id, int offset); // clamped
    void *data;

    bool small;        // little glass: smaller headings and margins. Layout's own.
    int density;       // 0 roomy to 3; more where a scroll area would not fit. Layout's own.
    double most_scale; // letters are no larger while one types; 0: as wished. Layout's own.
    bool low_foot;     // the foot is drawn lower, the margin below takes touches. Layout's own.
    bool tight;        // a keyboard, or a large dialog: everything closer. Layout's own.
};

// Layout's notes on one element, at element->priv.
struct ui_box {
    struct ui_rect logical; // before mirroring
    int content_h;          // scroll
    int offset;             // scroll
    bool left_out;          // not in the flow: no room for it, or placed elsewhere
    bool icon_alone;        // button: its name has no room, and is only read
    bool rail;              // an arrow of a scroll area: not in the flow
    bool upright;           // choice: sign above the words
    bool compact;           // upright choice: close, and marked on its corner
    int text_y;             // field: how far its text is scrolled up
    int density;            // it was measured and placed with
};

void ui_layout_run(struct ui_layout *l, struct ui_element *root);

int ui_layout_px(const struct ui_layout *l, double mm);
struct ui_box *ui_layout_box(struct ui_layout *l, struct ui_element *e); // made when first asked

// ---- leaves (measure.c), used by layout and paint alike ----

// Insides of a leaf in pixels.
struct ui_insides {
    int pad_x;
    int pad_y;
    int sign; // side of the icon, indicator or picture
    int sign_h;
    int gap;    // between sign and text
    int handle; // of what can be dragged, at its end
    int min_w;
    int min_h;
    int edge; // width of its line
    int radius;
};
struct ui_insides ui_measure_insides(const struct ui_layout *l, const struct ui_element *e);
struct ui_text_style ui_measure_style(const struct ui_layout *l, const struct ui_element *e,
                                      bool bold);
bool ui_measure_shows_name(const struct ui_element *e);
bool ui_measure_of_box(const struct ui_element *e);       // a row that is a card; accepts NULL
enum ui_icon ui_measure_icon(const struct ui_element *e); // the one that a button shows now
bool ui_measure_compact(const struct ui_element *e);      // an upright choice where height is short
int ui_measure_natural(struct ui_layout *l, struct ui_element *e); // width on one line
int ui_measure_least(struct ui_layout *l, struct ui_element *e);   // without breaking a word
int ui_measure_height(struct ui_layout *l, struct ui_element *e, int w);
// The paragraph of a leaf as drawn in an element of this width, and how wide its box is.
const struct ui_paragraph *ui_measure_text(struct ui_layout *l, struct ui_element *e, int w,
                                           bool bold, int *out_box_w);
