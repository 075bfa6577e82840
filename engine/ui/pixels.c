// SPDX-License-Identifier: EUPL-1.2
// The software painter: boxes by their distance field, masks for text and vectors, all blended
// over opaque pixels.
#include "ui/pixels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

void ui_pixels_size(struct ui_pixels *p, int w, int h)
{
    if (p->lent || p->w != w || p->h != h) {
        ui_pixels_finish(p);
        p->argb = xcalloc((size_t)w * (size_t)h, sizeof *p->argb);
        p->w = w;
        p->h = h;
    }
}

void ui_pixels_finish(struct ui_pixels *p)
{
    if (p->argb && !p->lent) {
        explicit_bzero(p->argb, (size_t)p->w * (size_t)p->h * sizeof *p->argb);
        free(p->argb);
    }
    *p = (struct ui_pixels){0};
}

// alpha 0 to 255 of argb's colour over what is there.
static inline void blend(uint32_t *at, uint32_t argb, uint32_t alpha)
{
    if (alpha == 0) return;
    if (alpha >= 255) {
        *at = argb | 0xFF000000;
        return;
    }
    uint32_t under = *at;
    uint32_t rest = 255 - alpha;
    // Two channels at a time; adding 0x80 and a 256th rounds the division by 255 exactly.
    uint32_t rb = (argb & 0xFF00FF) * alpha + (under & 0xFF00FF) * rest + 0x800080;
    uint32_t g = (argb >> 8 & 0xFF) * alpha + (under >> 8 & 0xFF) * rest + 0x80;
    rb = (rb + (rb >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF;
    g = (g + (g >> 8)) >> 8 & 0xFF;
    *at = 0xFF000000 | rb | g << 8;
}

static inline uint32_t *row_of(struct ui_pixels *p, int y)
{
    return p->argb + (size_t)y * (size_t)p->w;
}

// ---- boxes ----

struct field {
    float cx, cy;         // centre
    float half_w, half_h; // less the radius
    float radius;
};

static struct field field_of(const struct ui_draw *d)
{
    return (struct field){
        (float)d->box.x + (float)d->box.w / 2,
        (float)d->box.y + (float)d->box.h / 2,
        (float)d->box.w / 2 - d->radius,
        (float)d->box.h / 2 - d->radius,
        d->radius,
    };
}

// Distance of a pixel's centre from the border of a rounded box, negative inside.
static float distance(const struct field *f, int x, int y)
{
    float qx = fabsf((float)x + 0.5F - f->cx) - f->half_w;
    float qy = fabsf((float)y + 0.5F - f->cy) - f->half_h;
    float out = 0;
    if (qx > 0 && qy > 0) {
        out = sqrtf(qx * qx + qy * qy);
    } else {
        out = qx > qy ? qx : qy;
    }
    return out - f->radius;
}

static uint32_t cover(float away)
{
    float c = 0.5F - away;
    return c <= 0 ? 0 : c >= 1 ? 255 : (uint32_t)lroundf(c * 255);
}

struct shades {
    uint32_t fill;
    uint32_t edge;
};

static struct shades shades_at(const struct ui_draw *d, const struct field *f, int x, int y)
{
    float away = distance(f, x, y);
    uint32_t outer = cover(away);
    uint32_t inner = d->edge ? cover(away + (float)d->edge) : outer;
    return (struct shades){inner * (d->argb >> 24) / 255,
                           (outer - inner) * (d->edge_argb >> 24) / 255};
}

// ---- many pixels of one shade ----

typedef uint8_t bytes8 __attribute__((vector_size(8)));
typedef uint32_t pixels4 __attribute__((vector_size(16)));
typedef uint16_t words8 __attribute__((vector_size(16)));

static void fill_run(uint32_t *at, int count, uint32_t argb)
{
    pixels4 four = {argb, argb, argb, argb};
    int i = 0;
    for (; i + 4 <= count; i += 4)
        memcpy(at + i, &four, sizeof four);
    for (; i < count; i++)
        at[i] = argb;
}

// blend() two pixels at a time: each channel in 16 bits, where it fits exactly.
static void blend_run(uint32_t *at, int count, uint32_t argb, uint32_t alpha)
{
    if (alpha == 0) return;
    if (alpha >= 255) {
        fill_run(at, count, argb | 0xFF000000);
        return;
    }
    uint32_t twice[2] = {argb | 0xFF000000, argb | 0xFF000000};
    bytes8 bytes;
    memcpy(&bytes, twice, sizeof bytes);
    words8 over = __builtin_convertvector(bytes, words8) * (uint16_t)alpha + 0x80;
    uint16_t rest = (uint16_t)(255 - alpha);
    int i = 0;
    for (; i + 2 <= count; i += 2) {
        memcpy(&bytes, at + i, sizeof bytes);
        words8 sum = __builtin_convertvector(bytes, words8) * rest + over;
        bytes = __builtin_convertvector((sum + (sum >> 8)) >> 8, bytes8);
        memcpy(at + i, &bytes, sizeof bytes);
    }
    if (i < count) blend(at + i, argb, alpha);
}

static void span(uint32_t *row, int from, int to, const struct ui_draw *d, struct shades s)
{
    int count = to - from;
    if (s.fill >= 255) {
        fill_run(row + from, count, d->argb);
        return;
    }
    // Fill first, then the edge: where they share a pixel the sum stays within its coverage closely
    // enough for a hair's breadth.
    blend_run(row + from, count, d->argb, s.fill + s.edge >= 255 && s.edge ? 255 : s.fill);
    blend_run(row + from, count, d->edge_argb, s.edge);
}

static void draw_box(struct ui_pixels *p, const struct ui_draw *d, struct ui_rect in)
{
    struct field f = field_of(d);
    int corner = (int)ceilf(d->radius) + 1;
    if (corner <= d->edge) corner = d->edge + 1;
    // Between the corners a row has one shade from side to side.
    int left = d->box.x + corner;
    int right = d->box.x + d->box.w - corner;
    for (int y = in.y; y < in.y + in.h; y++) {
        uint32_t *row = row_of(p, y);
        int x = in.x;
        int end = in.x + in.w;
        for (; x < end && x < left; x++)
            span(row, x, x + 1, d, shades_at(d, &f, x, y));
        if (x < end && x < right) {
            int to = end < right ? end : right;
            span(row, x, to, d, shades_at(d, &f, (left + right) / 2, y));
            x = to;
        }
        for (; x < end; x++)
            span(row, x, x + 1, d, shades_at(d, &f, x, y));
    }
}

static void draw_shadow(struct ui_pixels *p, const struct ui_draw *d, struct ui_rect in)
{
    struct field f = field_of(d);
    float blur = (float)d->blur;
    for (int y = in.y; y < in.y + in.h; y++) {
        uint32_t *row = row_of(p, y);
        for (int x = in.x; x < in.x + in.w; x++) {
            float t = (distance(&f, x, y) + blur) / (2 * blur);
            if (t >= 1) continue;
            if (t < 0) t = 0;
            float soft = (1 - t) * (1 - t) * (1 + 2 * t);
            blend(&row[x], d->argb, (uint32_t)lroundf(soft * (float)(d->argb >> 24)));
        }
    }
}

static void draw_fade(struct ui_pixels *p, const struct ui_draw *d, struct ui_rect in)
{
    uint32_t alpha = d->argb >> 24;
    for (int y = in.y; y < in.y + in.h; y++) {
        int down = d->up ? d->box.y + d->box.h - y : y - d->box.y + 1;
        uint32_t a = alpha * (uint32_t)down / (uint32_t)(d->box.h + 1);
        blend_run(row_of(p, y) + in.x, in.w, d->argb, a);
    }
}

// ---- pictures from files ----

static void draw_image(struct ui_pixels *p, const struct ui_draw *d, struct ui_rect in)
{
    const uint32_t *from = ui_image_scaled(d->image, d->box.w, d->box.h);
    uint32_t opacity = d->argb >> 24;
    for (int y = in.y; y < in.y + in.h; y++) {
        const uint32_t *line = from + (size_t)(y - d->box.y) * (size_t)d->box.w;
        uint32_t *row = row_of(p, y);
        for (int x = in.x; x < in.x + in.w; x++) {
            uint32_t argb = line[x - d->box.x];
            blend(&row[x], argb, (argb >> 24) * opacity / 255);
        }
    }
}

// ---- masks ----

static void draw_mask(struct ui_pixels *p, const struct ui_draw *d, struct ui_rect in,
                      const uint8_t *mask, struct ui_rect box)
{
    if (!mask) return;
    box.x += d->box.x;
    box.y += d->box.y;
    struct ui_rect area = ui_rect_common(in, box);
    uint32_t alpha = d->argb >> 24;
    for (int y = area.y; y < area.y + area.h; y++) {
        const uint8_t *from = mask + (size_t)(y - box.y) * (size_t)box.w + (size_t)(area.x - box.x);
        uint32_t *row = row_of(p, y) + area.x;
        for (int x = 0; x < area.w; x++) {
            if (from[x]) blend(&row[x], d->argb, from[x] * alpha / 255);
        }
    }
}

// Premultiplied pixels, paled by the text's opacity.
static void draw_colours(struct ui_pixels *p, const struct ui_draw *d, struct ui_rect in,
                         const struct ui_line *line)
{
    struct ui_rect box = line->mask_box;
    box.x += d->box.x;
    box.y += d->box.y;
    struct ui_rect area = ui_rect_common(in, box);
    uint32_t opacity = d->argb >> 24;
    for (int y = area.y; y < area.y + area.h; y++) {
        const uint32_t *from =
            line->colours + (size_t)(y - box.y) * (size_t)box.w + (size_t)(area.x - box.x);
        uint32_t *row = row_of(p, y) + area.x;
        for (int x = 0; x < area.w; x++) {
            uint32_t rest = 255 - (from[x] >> 24) * opacity / 255;
            if (rest == 255) continue;
            uint32_t out = 0;
            for (int shift = 0; shift < 24; shift += 8) {
                uint32_t sum = (from[x] >> shift & 255) * opacity + (row[x] >> shift & 255) * rest;
                out |= (sum >= 255 * 255 ? 255 : (sum + 127) / 255) << shift;
            }
            row[x] = 0xFF000000 | out;
        }
    }
}

static void draw_text(struct ui_pixels *p, struct ui_painter *painter, const struct ui_draw *d,
                      struct ui_rect in)
{
    for (uint32_t i = 0; i < d->text->line_count; i++) {
        const struct ui_line *line = &d->text->lines[i];
        // Marks reach over a line by less than half of it.
        int top = d->box.y + line->y - line->h / 2;
        if (top >= in.y + in.h || top + 2 * line->h <= in.y) continue;
        line = ui_text_pixels(painter->text, d->text, i);
        draw_mask(p, d, in, line->mask, line->mask_box);
        if (line->colours) draw_colours(p, d, in, line);
    }
}

void ui_pixels_draw(struct ui_pixels *p, struct ui_painter *painter,
                    const struct ui_draw_list *list, struct ui_rect area, uint32_t paper)
{
    area = ui_rect_common(area, (struct ui_rect){0, 0, p->w, p->h});
    for (int y = area.y; y < area.y + area.h; y++) {
        fill_run(row_of(p, y) + area.x, area.w, paper);
    }
    for (uint32_t i = 0; i < list->count; i++) {
        const struct ui_draw *d = &list->items[i];
        struct ui_rect in = ui_rect_common(ui_draw_reach(d), area);
        if (ui_rect_empty(in)) continue;
        switch (d->kind) {
        case UI_DRAW_BOX: draw_box(p, d, ui_rect_common(in, d->box)); break;
        case UI_DRAW_SHADOW: draw_shadow(p, d, in); break;
        case UI_DRAW_FADE: draw_fade(p, d, ui_rect_common(in, d->box)); break;
        case UI_DRAW_IMAGE: draw_image(p, d, ui_rect_common(in, d->box)); break;
        case UI_DRAW_TEXT: draw_text(p, painter, d, in); break;
        case UI_DRAW_LAYER: {
            struct ui_mask mask = ui_masks_get(painter->masks, d);
            draw_mask(p, d, in, mask.coverage, mask.box);
            break;
        }
        }
    }
}
