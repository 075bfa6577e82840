// SPDX-License-Identifier: EUPL-1.2
// Path data as plugins give it: parsed, and drawn where it is right.
#include <stddef.h>
#include <stdint.h>

#include "ui/raster.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 4096) return 0;
    struct arena *a = arena_create(ARENA_PLAIN, 8 << 20);
    struct ui_picture picture = {.w = 24, .h = 24};
    struct ui_layer *layer = ui_picture_layer(&picture, a);
    layer->width = size & 1 ? 2.0F : 0.0F;
    if (ui_path_parse(&layer->path, str_make(data, size), NULL) == ERR_NONE) {
        struct ui_masks *masks = ui_masks_create();
        struct ui_draw_list list = {0};
        ui_draw_begin(&list, (struct ui_rect){0, 0, 64, 64});
        ui_draw_layer(&list, (struct ui_rect){0, 0, 48, 48}, &picture, layer, false, 0.7,
                      0xFF000000);
        if (list.count) ui_masks_get(masks, &list.items[0]);
        ui_draw_finish(&list);
        ui_masks_destroy(masks);
    }
    arena_destroy(a);
    return 0;
}
