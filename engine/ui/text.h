// SPDX-License-Identifier: EUPL-1.2
// Text as paragraphs: bidi (UAX 9), runs by script and font, lines (UAX 14), shaped pixels. What
// was laid out is kept within a size bound; what is marked secret can be forgotten. [main]
#pragma once

#include "base/str.h"
#include "ui/element.h"
#include "ui/font.h"
#include "ui/edit.h"

struct ui_text; // opaque: fonts and cache

enum err ui_text_create(struct ui_text **out, struct err_info *info) MUST_CHECK;
void ui_text_destroy(struct ui_text *t); // wipes
void ui_text_trim(struct ui_text *t);    // call between pages: lets go of what is old
void ui_text_forget(struct ui_text *t);  // wipes and frees all secret paragraphs
size_t ui_text_bytes(const struct ui_text *t);

struct ui_text_style {
    int px; // em height
    bool bold;
    bool rtl;      // base direction
    bool clipped;  // one line, with an ellipsis where it does not fit
    bool balanced; // lines about equally long, for headings
    bool divided;  // words longer than a line are divided where the language does
    bool secret;
    enum ui_align align;
    enum ui_reading reading;
    char language[16];
};

// A piece of a line in one direction, script and font.
struct ui_run {
    int face;
    int script;
    bool rtl;
    int x; // from the paragraph's left edge
    int w;
    uint32_t from; // bytes in the text
    uint32_t to;
    char *utf8; // what is rendered
};

struct ui_line {
    int y; // top
    int baseline;
    int h;
    int x; // of what is seen: without spaces at the end
    int w;
    uint32_t from;
    uint32_t to;
    uint32_t run; // index of the first, in visual order from the left
    uint32_t run_count;

    // Coverage, 0 to 255, once ui_text_pixels has been called for this line. May reach over it.
    uint8_t *mask;
    struct ui_rect mask_box; // relative to the paragraph's top left
    uint32_t *colours;       // of the same box: emoji, premultiplied ARGB; NULL: there are none
};

struct ui_paragraph {
    int box_w; // the width it was laid out for
    int w;     // of the longest line; <= box_w wherever one character fits
    int h;
    int natural_w; // on as few lines as its own line breaks allow
    int least_w;   // without breaking inside a word
    struct ui_line *lines;
    uint32_t line_count;
    struct ui_run *runs;
    uint32_t run_count;
    bool broke_word; // where no rule of the language divides it
    uint64_t hash;   // of text and style
};

// box_w 0: as wide as it likes. Valid until ui_text_trim, ui_text_forget or ui_text_destroy.
const struct ui_paragraph *ui_text_paragraph(struct ui_text *t, struct str text,
                                             const struct ui_text_style *style, int box_w);
// The pixels of one line, made when first asked for: of a long text only what is seen is drawn.
const struct ui_line *ui_text_pixels(struct ui_text *t, const struct ui_paragraph *p,
                                     uint32_t line);

// Where a caret before byte `at` stands: x and the line's y and height, relative to the paragraph.
struct ui_rect ui_text_caret(struct ui_text *t, const struct ui_paragraph *p, size_t at);
// How far along a run of the paragraph a byte of it stands, from the paragraph's left edge.
int ui_text_along(struct ui_text *t, const struct ui_paragraph *p, const struct ui_run *run,
                  size_t at);
// The byte border nearest to a point, relative to the paragraph.
size_t ui_text_hit(struct ui_text *t, const struct ui_paragraph *p, int x, int y);
