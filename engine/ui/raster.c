// SPDX-License-Identifier: EUPL-1.2
// Our own rasteriser. Fills: nonzero winding, sixteen scanlines a pixel with exact horizontal
// coverage. Strokes: the distance to the nearest piece of the line, which gives round ends and
// joints by itself. A mask depends on nothing but its command, so a page drawn in parts equals the
// page drawn whole, to the byte.
#include "ui/raster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

enum {
    SUBLINES = 16,
    CURVE_PIECES = 16,
    MASK_BYTES_MAX = 4 << 20,
    BUCKETS = 128,
    SIDE_MAX = 8192,
};

struct entry {
    uint64_t key;
    struct ui_rect box;
    uint8_t *coverage;
    struct entry *next;
};

struct ui_masks {
    struct entry *buckets[BUCKETS];
    size_t bytes;
};

// A path made flat: pieces of straight line in pixels of the mask.
struct piece {
    float ax, ay, bx, by;
};

struct pieces {
    struct piece *items;
    size_t count;
    size_t capacity;
};

struct ui_masks *ui_masks_create(void)
{
    return xcalloc(1, sizeof(struct ui_masks));
}

static void empty(struct ui_masks *m)
{
    for (int i = 0; i < BUCKETS; i++) {
        while (m->buckets[i]) {
            struct entry *e = m->buckets[i];
            m->buckets[i] = e->next;
            free(e->coverage);
            free(e);
        }
    }
    m->bytes = 0;
}

void ui_masks_destroy(struct ui_masks *m)
{
    if (!m) return;
    empty(m);
    free(m);
}

void ui_masks_trim(struct ui_masks *m)
{
    if (m->bytes > MASK_BYTES_MAX) empty(m);
}

// ---- flattening ----

static void add_piece(struct pieces *p, float ax, float ay, float bx, float by)
{
    if (p->count == p->capacity) {
        p->capacity = p->capacity ? p->capacity * 2 : 64;
        p->items = xreallocarray(p->items, p->capacity, sizeof *p->items);
    }
    p->items[p->count++] = (struct piece){ax, ay, bx, by};
}

struct placing {
    float scale, x, y; // mask = picture × scale + (x, y)
    float mirror_at;   // 0, or the width about which x is mirrored
};

static float put_x(const struct placing *s, float x)
{
    if (s->mirror_at > 0) x = s->mirror_at - x;
    return x * s->scale + s->x;
}

static void flatten(const struct ui_path *path, const struct placing *s, bool close_all,
                    struct pieces *out)
{
    float x = 0;
    float y = 0;
    float start_x = 0;
    float start_y = 0;
    for (uint32_t i = 0; i < path->count; i++) {
        const struct ui_path_step *step = &path->steps[i];
        float to_x = put_x(s, step->at[4]);
        float to_y = step->at[5] * s->scale + s->y;
        switch (step->op) {
        case UI_PATH_MOVE:
            if (close_all && i) add_piece(out, x, y, start_x, start_y);
            start_x = to_x;
            start_y = to_y;
            break;
        case UI_PATH_LINE: add_piece(out, x, y, to_x, to_y); break;
        case UI_PATH_CUBIC: {
            float ax = put_x(s, step->at[0]);
            float ay = step->at[1] * s->scale + s->y;
            float bx = put_x(s, step->at[2]);
            float by = step->at[3] * s->scale + s->y;
            float from_x = x;
            float from_y = y;
            for (int n = 1; n <= CURVE_PIECES; n++) {
                float t = (float)n / CURVE_PIECES;
                float u = 1 - t;
                float nx =
                    u * u * u * from_x + 3 * u * u * t * ax + 3 * u * t * t * bx + t * t * t * to_x;
                float ny =
                    u * u * u * from_y + 3 * u * u * t * ay + 3 * u * t * t * by + t * t * t * to_y;
                add_piece(out, x, y, nx, ny);
                x = nx;
                y = ny;
            }
            break;
        }
        case UI_PATH_CLOSE:
            add_piece(out, x, y, start_x, start_y);
            to_x = start_x;
            to_y = start_y;
            break;
        }
        x = to_x;
        y = to_y;
    }
    if (close_all && path->count) add_piece(out, x, y, start_x, start_y);
}

// Leaves the first part of the whole length.
static void shorten(struct pieces *p, float part)
{
    float whole = 0;
    for (size_t i = 0; i < p->count; i++)
        whole += hypotf(p->items[i].bx - p->items[i].ax, p->items[i].by - p->items[i].ay);
    float left = whole * part;
    for (size_t i = 0; i < p->count; i++) {
        struct piece *one = &p->items[i];
        float length = hypotf(one->bx - one->ax, one->by - one->ay);
        if (length >= left && length > 0) {
            one->bx = one->ax + (one->bx - one->ax) * left / length;
            one->by = one->ay + (one->by - one->ay) * left / length;
            p->count = i + 1;
            return;
        }
        left -= length;
    }
}

// ---- strokes ----

static void stroke(uint8_t *mask, int w, int h, const struct pieces *p, float half)
{
    for (size_t i = 0; i < p->count; i++) {
        struct piece s = p->items[i];
        int left = (int)floorf(fminf(s.ax, s.bx) - half - 1);
        int right = (int)ceilf(fmaxf(s.ax, s.bx) + half + 1);
        int top = (int)floorf(fminf(s.ay, s.by) - half - 1);
        int bottom = (int)ceilf(fmaxf(s.ay, s.by) + half + 1);
        float dx = s.bx - s.ax;
        float dy = s.by - s.ay;
        float length2 = dx * dx + dy * dy;
        for (int y = top < 0 ? 0 : top; y < bottom && y < h; y++) {
            for (int x = left < 0 ? 0 : left; x < right && x < w; x++) {
                float px = (float)x + 0.5F - s.ax;
                float py = (float)y + 0.5F - s.ay;
                float t = length2 > 0 ? (px * dx + py * dy) / length2 : 0;
                t = t < 0 ? 0 : t > 1 ? 1 : t;
                float away = hypotf(px - t * dx, py - t * dy);
                float cover = half + 0.5F - away;
                if (cover <= 0) continue;
                uint8_t value = cover >= 1 ? 255 : (uint8_t)lroundf(cover * 255);
                uint8_t *at = &mask[(size_t)y * (size_t)w + (size_t)x];
                if (value > *at) *at = value;
            }
        }
    }
}

// ---- fills ----

struct crossing {
    float x;
    int turn;
};

static int by_x(const void *a, const void *b)
{
    float x = ((const struct crossing *)a)->x;
    float y = ((const struct crossing *)b)->x;
    return (x > y) - (x < y);
}

// Adds the span [from, to) of one subline to the row's coverage, exact at both ends.
static void add_span(float *row, int w, float from, float to)
{
    if (from < 0) from = 0;
    if (to > (float)w) to = (float)w;
    if (to <= from) return;
    int first = (int)from;
    int last = (int)to;
    if (first == last) {
        row[first] += to - from;
        return;
    }
    row[first] += (float)(first + 1) - from;
    for (int x = first + 1; x < last; x++)
        row[x] += 1;
    if (last < w) row[last] += to - (float)last;
}

static void fill(uint8_t *mask, int w, int h, const struct pieces *p)
{
    struct crossing *crossings = xreallocarray(NULL, p->count + 1, sizeof *crossings);
    float *row = xreallocarray(NULL, (size_t)w + 1, sizeof *row);
    for (int y = 0; y < h; y++) {
        memset(row, 0, ((size_t)w + 1) * sizeof *row);
        for (int sub = 0; sub < SUBLINES; sub++) {
            float at = (float)y + ((float)sub + 0.5F) / SUBLINES;
            size_t count = 0;
            for (size_t i = 0; i < p->count; i++) {
                struct piece s = p->items[i];
                if ((s.ay <= at) == (s.by <= at)) continue;
                float x = s.ax + (s.bx - s.ax) * (at - s.ay) / (s.by - s.ay);
                crossings[count++] = (struct crossing){x, s.ay < s.by ? 1 : -1};
            }
            qsort(crossings, count, sizeof *crossings, by_x);
            int winding = 0;
            for (size_t i = 0; i + 1 < count; i++) {
                winding += crossings[i].turn;
                if (winding) add_span(row, w, crossings[i].x, crossings[i + 1].x);
            }
        }
        for (int x = 0; x < w; x++) {
            float cover = row[x] / SUBLINES;
            mask[(size_t)y * (size_t)w + (size_t)x] =
                cover >= 1 ? 255 : (uint8_t)lroundf(cover * 255);
        }
    }
    free(row);
    free(crossings);
}

// ---- the cache ----

static uint64_t key_of(const struct ui_draw *d)
{
    struct ui_draw plain = *d;
    // Where it stands and in which colour makes no other mask.
    uint64_t key = (uint64_t)(uint32_t)plain.box.w << 32 | (uint32_t)plain.box.h;
    uint64_t hash = 0xCBF29CE484222325U ^ key;
    const struct ui_layer *layer = plain.layer;
    float values[5] = {layer->width, plain.part, plain.picture_w, plain.picture_h,
                       plain.mirrored ? 1.0F : 0.0F};
    hash ^= str_hash(str_make(values, sizeof values));
    for (uint32_t i = 0; i < layer->path.count; i++) {
        const struct ui_path_step *step = &layer->path.steps[i];
        hash = hash * 0x100000001B3U + (uint64_t)step->op + 1;
        hash = hash * 0x100000001B3U ^ str_hash(str_make(step->at, sizeof step->at));
    }
    return hash;
}

static struct entry *make(const struct ui_draw *d)
{
    const struct ui_layer *layer = d->layer;
    float scale = fminf((float)d->box.w / d->picture_w, (float)d->box.h / d->picture_h);
    float half = layer->width * scale / 2;
    int room = (int)ceilf(half) + 1;
    struct entry *e = xcalloc(1, sizeof *e);
    e->box = (struct ui_rect){-room, -room, d->box.w + 2 * room, d->box.h + 2 * room};
    if (ui_rect_empty(e->box) || e->box.w > SIDE_MAX || e->box.h > SIDE_MAX) {
        e->box = (struct ui_rect){0, 0, 0, 0};
        return e;
    }
    e->coverage = xcalloc((size_t)e->box.w * (size_t)e->box.h, 1);
    struct placing s = {
        .scale = scale,
        .x = ((float)d->box.w - d->picture_w * scale) / 2 + (float)room,
        .y = ((float)d->box.h - d->picture_h * scale) / 2 + (float)room,
        .mirror_at = d->mirrored ? d->picture_w : 0,
    };
    struct pieces pieces = {0};
    flatten(&layer->path, &s, layer->width <= 0, &pieces);
    if (layer->width > 0) {
        if (d->part < 1) shorten(&pieces, d->part);
        stroke(e->coverage, e->box.w, e->box.h, &pieces, half);
    } else {
        fill(e->coverage, e->box.w, e->box.h, &pieces);
    }
    free(pieces.items);
    return e;
}

struct ui_mask ui_masks_get(struct ui_masks *m, const struct ui_draw *d)
{
    uint64_t key = key_of(d);
    struct entry **bucket = &m->buckets[key % BUCKETS];
    for (struct entry *e = *bucket; e; e = e->next) {
        if (e->key == key) return (struct ui_mask){e->box, e->coverage};
    }
    struct entry *e = make(d);
    e->key = key;
    e->next = *bucket;
    *bucket = e;
    m->bytes += (size_t)e->box.w * (size_t)e->box.h + sizeof *e;
    return (struct ui_mask){e->box, e->coverage};
}
