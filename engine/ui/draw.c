// SPDX-License-Identifier: EUPL-1.2
// Building the draw list and hashing its commands by content.
#include "ui/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

void ui_draw_begin(struct ui_draw_list *list, struct ui_rect window)
{
    list->count = 0;
    list->clip = window;
    list->dx = 0;
    list->opacity = 255;
}

void ui_draw_finish(struct ui_draw_list *list)
{
    free(list->items);
    *list = (struct ui_draw_list){0};
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15U;
    return hash ^ hash >> 29;
}

static uint64_t mix_rect(uint64_t hash, struct ui_rect r)
{
    hash = mix(hash, (uint64_t)(uint32_t)r.x << 32 | (uint32_t)r.y);
    return mix(hash, (uint64_t)(uint32_t)r.w << 32 | (uint32_t)r.h);
}

static uint64_t mix_float(uint64_t hash, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return mix(hash, bits);
}

static uint64_t hash_of(const struct ui_draw *d)
{
    uint64_t hash = mix_rect(mix_rect((uint64_t)d->kind + 1, d->box), d->clip);
    hash = mix(hash, (uint64_t)d->argb << 32 | d->edge_argb);
    hash = mix(hash, (uint64_t)(uint32_t)d->edge << 32 | (uint32_t)d->blur);
    hash = mix_float(mix_float(hash, d->radius), d->part);
    hash = mix(hash, (uint64_t)d->up | (uint64_t)d->mirrored << 1);
    if (d->text) hash = mix(hash, d->text->hash);
    if (d->image) hash = mix(hash, ui_image_hash(d->image));
    if (d->layer) {
        hash = mix_float(mix_float(hash, d->picture_w), d->picture_h);
        hash = mix_float(hash, d->layer->width);
        for (uint32_t i = 0; i < d->layer->path.count; i++) {
            const struct ui_path_step *step = &d->layer->path.steps[i];
            hash = mix(hash, (uint64_t)step->op);
            for (int n = 0; n < 6; n++)
                hash = mix_float(hash, step->at[n]);
        }
    }
    return hash;
}

static uint32_t faded(uint32_t argb, int opacity)
{
    uint32_t alpha = (argb >> 24) * (uint32_t)opacity / 255;
    return (argb & 0xFFFFFF) | alpha << 24;
}

static void add(struct ui_draw_list *list, struct ui_draw d)
{
    d.box.x += list->dx;
    d.clip = list->clip;
    d.argb = faded(d.argb, list->opacity);
    d.edge_argb = faded(d.edge_argb, list->opacity);
    if (ui_rect_empty(ui_draw_reach(&d))) return;
    if (!(d.argb >> 24) && !(d.edge && d.edge_argb >> 24)) return;
    d.hash = hash_of(&d);
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 128;
        list->items = xreallocarray(list->items, list->capacity, sizeof *list->items);
    }
    list->items[list->count++] = d;
}

void ui_draw_box(struct ui_draw_list *list, struct ui_rect box, double radius, uint32_t argb,
                 int edge, uint32_t edge_argb)
{
    double most = (box.w < box.h ? box.w : box.h) / 2.0;
    add(list, (struct ui_draw){.kind = UI_DRAW_BOX,
                               .box = box,
                               .radius = (float)(radius < most ? radius : most),
                               .argb = argb,
                               .edge = edge,
                               .edge_argb = edge_argb});
}

void ui_draw_shadow(struct ui_draw_list *list, struct ui_rect box, double radius, int blur,
                    uint32_t argb)
{
    add(list, (struct ui_draw){.kind = UI_DRAW_SHADOW,
                               .box = box,
                               .radius = (float)radius,
                               .blur = blur,
                               .argb = argb});
}

void ui_draw_text(struct ui_draw_list *list, struct ui_rect box, const struct ui_paragraph *text,
                  uint32_t argb)
{
    add(list, (struct ui_draw){.kind = UI_DRAW_TEXT, .box = box, .text = text, .argb = argb});
}

void ui_draw_layer(struct ui_draw_list *list, struct ui_rect box, const struct ui_picture *picture,
                   const struct ui_layer *layer, bool mirrored, double part, uint32_t argb)
{
    add(list, (struct ui_draw){.kind = UI_DRAW_LAYER,
                               .box = box,
                               .layer = layer,
                               .picture_w = picture->w,
                               .picture_h = picture->h,
                               .mirrored = mirrored && picture->points,
                               .part = (float)part,
                               .argb = argb});
}

void ui_draw_fade(struct ui_draw_list *list, struct ui_rect box, bool up, uint32_t argb)
{
    add(list, (struct ui_draw){.kind = UI_DRAW_FADE, .box = box, .up = up, .argb = argb});
}

void ui_draw_image(struct ui_draw_list *list, struct ui_rect box, struct ui_image *image)
{
    add(list,
        (struct ui_draw){.kind = UI_DRAW_IMAGE, .box = box, .image = image, .argb = 0xFFFFFFFF});
}

struct ui_rect ui_draw_reach(const struct ui_draw *d)
{
    struct ui_rect reach = d->box;
    if (d->kind == UI_DRAW_SHADOW) reach = ui_rect_inset(reach, -d->blur - 1);
    // Marks reach over a line, strokes over a picture: as far as their masks do.
    if (d->kind == UI_DRAW_TEXT) {
        int room = d->text->line_count ? d->text->lines[0].h / 2 : 0;
        reach = (struct ui_rect){reach.x - room / 2, reach.y - room, reach.w + room,
                                 reach.h + 2 * room};
    }
    if (d->kind == UI_DRAW_LAYER) reach = ui_rect_inset(reach, -reach.h / 4 - 2);
    return ui_rect_common(reach, d->clip);
}

void ui_draw_write(const struct ui_draw_list *list, struct buf *out)
{
    static const char *const names[] = {"box", "shadow", "text", "layer", "fade", "image"};
    for (uint32_t i = 0; i < list->count; i++) {
        const struct ui_draw *d = &list->items[i];
        buf_printf(out, "%s %d,%d %dx%d #%08x", names[d->kind], d->box.x, d->box.y, d->box.w,
                   d->box.h, d->argb);
        if (d->edge) buf_printf(out, " edge %d #%08x", d->edge, d->edge_argb);
        if (d->radius > 0) buf_printf(out, " radius %.1f", (double)d->radius);
        if (d->kind == UI_DRAW_LAYER && d->part < 1) buf_printf(out, " part %.2f", (double)d->part);
        if (d->mirrored) buf_add_text(out, " mirrored");
        buf_add_char(out, '\n');
    }
}
