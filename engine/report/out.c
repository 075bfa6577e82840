// SPDX-License-Identifier: EUPL-1.2
// Texts and drawings of parts that are written as HTML and as PDF.
#include "report/out.h"

#include "base/alloc.h"
#include "report/page_priv.h"

#include <stdlib.h>

struct str report_out_buf(struct out *o, struct buf *text)
{
    struct str out = arena_dup(o->memory, buf_str(text));
    buf_finish(text);
    return out;
}

struct str report_out_word(const struct out *o, enum report_word word)
{
    return str_of(report_word(word, o->page->language));
}

struct str report_out_fill(struct out *o, enum report_word word, const struct str *arguments,
                           size_t count)
{
    struct buf text = {0};
    report_word_fill(word, o->page->language, arguments, count, &text);
    return report_out_buf(o, &text);
}

struct str report_out_number(struct out *o, uint64_t number)
{
    struct buf text = {0};
    report_number(number, o->page->language, &text);
    return report_out_buf(o, &text);
}

struct str report_out_percent(struct out *o, struct stats_share share)
{
    struct buf text = {0};
    report_percent(share, o->page->language, &text);
    return report_out_buf(o, &text);
}

struct str report_out_share(struct out *o, double share)
{
    struct buf text = {0};
    report_share_of(share, o->page->language, &text);
    return report_out_buf(o, &text);
}

struct str report_out_range(struct out *o, struct stats_interval interval)
{
    struct buf text = {0};
    report_range(interval, o->page->language, &text);
    return report_out_buf(o, &text);
}

struct str report_out_decimal(struct out *o, double number, int decimals)
{
    struct buf text = {0};
    report_decimals(number, decimals, o->page->language, &text);
    return report_out_buf(o, &text);
}

struct str report_out_day(struct out *o, struct str day)
{
    struct buf text = {0};
    report_day(day, o->page->language, &text);
    return report_out_buf(o, &text);
}

// ---- drawing ----

static struct out_shape *add(struct out_drawing *d)
{
    if (d->count == d->room) {
        d->room = d->room ? 2 * d->room : 64;
        d->shapes = xreallocarray(d->shapes, d->room, sizeof *d->shapes);
    }
    return &d->shapes[d->count++];
}

void report_out_rect(struct out_drawing *d, const char *tone, double x, double y, double width,
                     double height)
{
    *add(d) = (struct out_shape){OUT_RECT, tone, x, y, width, height, {0}, 0};
}

void report_out_line(struct out_drawing *d, const char *tone, double x1, double y1, double x2,
                     double y2)
{
    *add(d) = (struct out_shape){OUT_LINE, tone, x1, y1, x2, y2, {0}, 0};
}

void report_out_dot(struct out_drawing *d, const char *tone, double x, double y, double radius)
{
    *add(d) = (struct out_shape){OUT_DOT, tone, x, y, radius, 0, {0}, 0};
}

void report_out_label(struct out_drawing *d, const char *tone, double x, double y, int anchor,
                      struct str text)
{
    *add(d) = (struct out_shape){OUT_TEXT, tone, x, y, 0, 0, text, anchor};
}

void report_out_drawing_finish(struct out_drawing *d)
{
    free(d->shapes);
    *d = (struct out_drawing){0};
}
