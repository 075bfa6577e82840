// SPDX-License-Identifier: EUPL-1.2
// Path data, the masks made of it, and the PNG writer's compression.
#include "tests/unit/test.h"

#include <string.h>

#include "ui/png.h"
#include "ui/raster.h"

static enum err parse(const char *data, struct ui_path *p, struct arena *a, struct err_info *info)
{
    ui_path_init(p, a);
    return ui_path_parse(p, str_of(data), info);
}

TEST(lines_curves_and_relative_steps_are_read)
{
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    struct ui_path p;
    assert_int_equal(parse("M1 2 L3,4 h-1v.5 c0 0 1 1 2 2Z m1 1 2 2", &p, a, NULL), ERR_NONE);
    assert_int_equal(p.count, 8);
    assert_float_equal(p.steps[2].at[4], 2, 0.001);
    assert_float_equal(p.steps[3].at[5], 4.5, 0.001);
    assert_int_equal(p.steps[5].op, UI_PATH_CLOSE);
    // After closing, the pen is where the part began.
    assert_float_equal(p.steps[6].at[4], 2, 0.001);
    assert_int_equal(p.steps[7].op, UI_PATH_LINE);
    arena_destroy(a);
}

TEST(wrong_path_data_is_refused_with_its_place)
{
    const char *wrong[] = {"L1 1", "M1", "M1 1 L2", "M1 1 X2 2", "Z", "M1 1A1 1 0 0 0 2 2", "M- 1"};
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct ui_path p;
        struct err_info info = {0};
        assert_int_equal(parse(wrong[i], &p, a, &info), ERR_PARSE);
        assert_true(strlen(info.message) > 10);
    }
    arena_destroy(a);
}

TEST(too_many_steps_are_refused)
{
    struct arena *a = arena_create(ARENA_PLAIN, 4 << 20);
    struct buf data = {0};
    buf_add_text(&data, "M0 0");
    for (int i = 0; i < 5000; i++)
        buf_add_text(&data, "L1 1");
    struct ui_path p;
    assert_int_equal(parse(buf_text(&data), &p, a, NULL), ERR_LIMIT);
    buf_finish(&data);
    arena_destroy(a);
}

static struct ui_mask mask_of(struct ui_masks *masks, struct ui_draw_list *list,
                              struct ui_picture *picture, bool mirrored)
{
    ui_draw_begin(list, (struct ui_rect){0, 0, 200, 200});
    ui_draw_layer(list, (struct ui_rect){50, 50, 48, 48}, picture, picture->layers, mirrored, 1,
                  0xFF000000);
    assert_int_equal(list->count, 1);
    return ui_masks_get(masks, &list->items[0]);
}

TEST(a_square_covers_its_pixels_whole_and_no_others)
{
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    struct ui_picture picture = {.w = 24, .h = 24};
    struct ui_layer *layer = ui_picture_layer(&picture, a);
    assert_int_equal(ui_path_parse(&layer->path, STR("M6 6H18V18H6Z"), NULL), ERR_NONE);
    struct ui_masks *masks = ui_masks_create();
    struct ui_draw_list list = {0};
    struct ui_mask m = mask_of(masks, &list, &picture, false);
    for (int y = 0; y < m.box.h; y++) {
        for (int x = 0; x < m.box.w; x++) {
            int px = x + m.box.x;
            int py = y + m.box.y;
            bool in = px >= 12 && px < 36 && py >= 12 && py < 36;
            assert_int_equal(m.coverage[y * m.box.w + x], in ? 255 : 0);
        }
    }
    ui_draw_finish(&list);
    ui_masks_destroy(masks);
    arena_destroy(a);
}

TEST(an_arrow_is_mirrored_in_right_to_left)
{
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    struct ui_picture *next = ui_picture_icon(a, UI_ICON_NEXT);
    struct ui_masks *masks = ui_masks_create();
    struct ui_draw_list list = {0};
    struct ui_mask plain = mask_of(masks, &list, next, false);
    struct ui_mask turned = mask_of(masks, &list, next, true);
    int differ = 0;
    for (int y = 0; y < plain.box.h; y++) {
        for (int x = 0; x < plain.box.w; x++) {
            int one = plain.coverage[y * plain.box.w + x];
            int other = turned.coverage[y * plain.box.w + plain.box.w - 1 - x];
            assert_in_range(one, other < 2 ? 0 : other - 2, other + 2);
            differ += plain.coverage[y * plain.box.w + x] != turned.coverage[y * plain.box.w + x];
        }
    }
    assert_true(differ > 20);
    ui_draw_finish(&list);
    ui_masks_destroy(masks);
    arena_destroy(a);
}

TEST(every_icon_can_be_drawn)
{
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    struct ui_masks *masks = ui_masks_create();
    struct ui_draw_list list = {0};
    assert_null(ui_picture_icon(a, UI_ICON_NONE));
    for (int icon = UI_ICON_NONE + 1; icon < UI_ICON_COUNT; icon++) {
        struct ui_picture *p = ui_picture_icon(a, (enum ui_icon)icon);
        struct ui_mask m = mask_of(masks, &list, p, false);
        int seen = 0;
        for (int i = 0; i < m.box.w * m.box.h; i++)
            seen += m.coverage[i] > 128;
        assert_true(seen > 20);
    }
    ui_draw_finish(&list);
    ui_masks_destroy(masks);
    arena_destroy(a);
}

TEST(compression_makes_flat_pictures_small)
{
    static uint32_t argb[256 * 256];
    for (int i = 0; i < 256 * 256; i++)
        argb[i] = 0xFFFAF7F2;
    struct buf png = {0};
    ui_png_write(argb, 256, 256, &png);
    assert_true(png.len < 2500);
    assert_memory_equal(png.ptr, "\x89PNG\r\n\x1a\n", 8);
    buf_finish(&png);
}

TEST_MAIN(cmocka_unit_test(lines_curves_and_relative_steps_are_read),
          cmocka_unit_test(wrong_path_data_is_refused_with_its_place),
          cmocka_unit_test(too_many_steps_are_refused),
          cmocka_unit_test(a_square_covers_its_pixels_whole_and_no_others),
          cmocka_unit_test(an_arrow_is_mirrored_in_right_to_left),
          cmocka_unit_test(every_icon_can_be_drawn),
          cmocka_unit_test(compression_makes_flat_pictures_small))
