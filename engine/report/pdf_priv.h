// SPDX-License-Identifier: EUPL-1.2
// The report on paper: a flow of blocks over A4 pages, drawn by pango and cairo. Every block can be
// measured before it is drawn, so that nothing that fits on a page is cut in two.
#pragma once

#include "report/page_priv.h"
#include "report/sections.h"

#include <cairo-pdf.h>
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wconversion"
#include <pango/pangocairo.h>
#pragma GCC diagnostic pop

enum {
    PDF_WIDTH = 595, // A4 in points
    PDF_HEIGHT = 842,
    PDF_LEFT = 56,
    PDF_PRIMARY = 0x0A5C66, // where the organizer chose no colour
    PDF_TINT = 0x9CCFD2,    //
    PDF_TOP = 46,
    PDF_BOTTOM = 788,
    PDF_ROOM = PDF_WIDTH - 2 * PDF_LEFT,
};

struct pdf_style {
    double size;
    bool bold;
    uint32_t colour;
};
extern const struct pdf_style report_pdf_title, report_pdf_part, report_pdf_heading,
    report_pdf_body, report_pdf_small, report_pdf_eyebrow, report_pdf_strong;

// What waits for what it stands over (pdf_held.c).
enum pdf_held_kind {
    PDF_PART, // with a line over it
    PDF_HEADING,
    PDF_SUBHEADING,
    PDF_STRONG,
    PDF_SMALL,
    PDF_WORDS,
};

enum { PDF_HELD_MAX = 4 };

struct pdf_held {
    enum pdf_held_kind kind;
    double height;
    struct buf text;
};

struct pdf {
    struct page page; // words and figures; its out is not used
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoFontMap *fonts; // of this file alone: nothing is left behind
    double y;
    int number;       // of the page
    bool measuring;   // only y moves
    bool single;      // one page without a foot
    double together;  // of a block that no page holds: how much of its beginning is not cut
    const void *data; // of the contents
    int outline;      // the entry that those of level 2 stand under
    struct out out;   // for the sections that page and PDF share
    struct buf text;
    struct buf alts;   // alternative texts of figures, each with a zero byte behind it
    struct buf scopes; // of header cells, in order: 'c' column, 'r' row
    struct pdf_held held[PDF_HELD_MAX];
    size_t held_count;
};

// ---- flow (pdf.c) ----
void report_pdf_new_page(struct pdf *p);
void report_pdf_space(struct pdf *p, double points);
// A new page unless that much room is left behind what is held.
void report_pdf_need(struct pdf *p, double height);
void report_pdf_tag(struct pdf *p, const char *tag); // not while measuring
void report_pdf_end(struct pdf *p, const char *tag);
// A block that is not cut where a page can hold it.
void report_pdf_block(struct pdf *p, void (*draw)(struct pdf *p, const void *what),
                      const void *what);
// A paragraph, cut between lines at the end of a page.
void report_pdf_paragraph(struct pdf *p, const char *tag, const struct pdf_style *style,
                          struct str text);
// Text at a place that does not move y; returns its height. align: 0 start, 1 end, 2 middle.
double report_pdf_text(struct pdf *p, double x, double y, double width, int align,
                       const struct pdf_style *style, struct str text);
double report_pdf_height(struct pdf *p, double width, const struct pdf_style *style,
                         struct str text);
double report_pdf_width(struct pdf *p, const struct pdf_style *style, struct str text);
// An entry in the list that readers show beside the pages: level 1, or 2 under the last of level 1.
void report_pdf_bookmark(struct pdf *p, int level, struct str text);
// Strokes the path where a tone is white, and forgets it.
void report_pdf_outline(struct pdf *p, const char *tone);
void report_pdf_colour(struct pdf *p, uint32_t colour);
void report_pdf_rule(struct pdf *p, double y, uint32_t colour);

// ---- what waits (pdf_held.c) ----
// A heading, or words. A heading, and a few words behind one, are drawn when the page is known that
// the next block begins on: after report_pdf_need, by the first tag or report_pdf_release.
void report_pdf_words(struct pdf *p, enum pdf_held_kind kind, struct str text);
double report_pdf_held_height(const struct pdf *p);
void report_pdf_release(struct pdf *p);
void report_pdf_held_finish(struct pdf *p);

// ---- parts ----
void report_pdf_begin_part(struct pdf *p, enum report_word title);       // pdf_parts.c
void report_pdf_contents(struct pdf *p);                                 // pdf_parts.c
void report_pdf_question(struct pdf *p, const struct report_question *); // pdf_question.c
// The file: what contents draws, on A4 times scale.
enum err report_pdf_draw(struct pdf *p, double scale, void (*contents)(struct pdf *p),
                         struct buf *out, struct err_info *info) MUST_CHECK; // pdf.c
// ERR_MISSING where the settings' logo is in SVG and no library here draws that.
enum err report_pdf_logo_ready(const struct pdf *p, struct err_info *info) MUST_CHECK;
// The organizer's logo, that high at most; y moves behind it.
void report_pdf_logo(struct pdf *p, double height); // pdf_logo.c
// Adds what cairo cannot: language, alternative texts, scopes, as an update behind the file.
enum err report_pdf_finish(const struct pdf *p, struct buf *file,
                           struct err_info *info) MUST_CHECK; // pdf_finish.c
