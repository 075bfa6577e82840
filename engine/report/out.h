// SPDX-License-Identifier: EUPL-1.2
// Parts of a report that are said once and written twice: headings, paragraphs, tables and
// drawings, as HTML or on the pages of a PDF. A part that is written through this cannot differ
// between them.
#pragma once

#include "report/figures.h"
#include "report/words.h"

enum out_style {
    OUT_BODY,
    OUT_SMALL,
    OUT_STRONG,
    OUT_NOTE,     // something to bear in mind
    OUT_WITHHELD, // instead of what is not shown
    OUT_POINT,    // of a list
};

// A table with heads over its columns and one before each row. Texts are borrowed.
struct out_table {
    struct str label; // what it is, for those who cannot see where it stands
    size_t columns, rows;
    const struct str *heads; // columns; the first is over the row heads
    const struct str *cells; // rows × columns; the first of each row is its head
    const bool *apart;       // rows set apart, or NULL
    bool words;              // cells hold words and not figures
    bool named;              // the heading right above says what the label says
};

// ---- drawings ----
enum out_shape_kind { OUT_RECT, OUT_LINE, OUT_DOT, OUT_TEXT };
struct out_shape {
    enum out_shape_kind kind;
    const char *tone;    // class in HTML, colour in a PDF
    double x, y, x2, y2; // a rectangle's x2, y2 are its width and height; a dot's x2 its radius
    struct str text;
    int anchor; // of text: 0 start, 1 end, 2 middle
};
struct out_drawing {
    double width, height; // in the units of the page: 720 wide
    struct out_shape *shapes;
    size_t count, room;
};
enum { OUT_WIDTH = 720 };

struct out;
struct out_kind {
    void (*begin)(struct out *o, const char *id);
    void (*end)(struct out *o);
    void (*heading)(struct out *o, int level, struct str text);
    void (*text)(struct out *o, enum out_style style, struct str text);
    void (*table)(struct out *o, const struct out_table *t);
    void (*figure)(struct out *o, struct str title, struct str description,
                   const struct out_drawing *d);
};
struct out {
    const struct out_kind *kind;
    void *data;              // the page or the PDF
    const struct page *page; // words, figures, form
    struct arena *memory;    // of the texts of a part
    size_t figures;          // numbers them
};

// ---- texts, made in o->memory ----
struct str report_out_word(const struct out *o, enum report_word word);
struct str report_out_fill(struct out *o, enum report_word word, const struct str *arguments,
                           size_t count);
struct str report_out_number(struct out *o, uint64_t number);
struct str report_out_percent(struct out *o, struct stats_share share);
struct str report_out_share(struct out *o, double share); // "65,0 %"
struct str report_out_range(struct out *o, struct stats_interval interval);
struct str report_out_decimal(struct out *o, double number, int decimals);
struct str report_out_day(struct out *o, struct str day);
struct str report_out_buf(struct out *o, struct buf *text); // takes what is in it and finishes it

// ---- drawing ----
void report_out_rect(struct out_drawing *d, const char *tone, double x, double y, double width,
                     double height);
void report_out_line(struct out_drawing *d, const char *tone, double x1, double y1, double x2,
                     double y2);
void report_out_dot(struct out_drawing *d, const char *tone, double x, double y, double radius);
void report_out_label(struct out_drawing *d, const char *tone, double x, double y, int anchor,
                      struct str text);
void report_out_drawing_finish(struct out_drawing *d);

extern const struct out_kind report_out_html, report_out_pdf; // data: struct page, struct pdf
