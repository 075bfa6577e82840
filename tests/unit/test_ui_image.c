// SPDX-License-Identifier: EUPL-1.2
// Pictures of any size, honest or not: what is kept is no more than was allowed.
#include "tests/unit/test.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "ui/image.h"
#include "ui/png.h"

#include <zlib.h>
#include <turbojpeg.h>

// A grey wedge, darker to the right.
static uint32_t *wedge(int w, int h)
{
    uint32_t *argb = xcalloc((size_t)w * (size_t)h, sizeof *argb);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            argb[y * w + x] = 0xFF000000 | (uint32_t)(255 - 255 * x / w) * 0x010101;
    return argb;
}

static struct buf png_of(int w, int h)
{
    struct buf png = {0};
    uint32_t *argb = wedge(w, h);
    ui_png_write(argb, w, h, &png);
    free(argb);
    return png;
}

static struct buf jpeg_of(int w, int h, int flags)
{
    struct buf out = {0};
    uint32_t *argb = wedge(w, h);
    unsigned char *bytes = NULL;
    unsigned long count = 0;
    tjhandle jpeg = tjInitCompress();
    assert_int_equal(tjCompress2(jpeg, (unsigned char *)argb, w, 0, h, TJPF_BGRA, &bytes, &count,
                                 TJSAMP_420, 80, flags),
                     0);
    buf_add(&out, bytes, count);
    tjFree(bytes);
    tjDestroy(jpeg);
    free(argb);
    return out;
}

static struct ui_image *decode(const struct buf *bytes, struct ui_image_most most)
{
    struct ui_image *image = NULL;
    struct err_info info = {0};
    assert_int_equal(ui_image_decode(buf_str(bytes), most, &image, &info), ERR_NONE);
    return image;
}

static void refused(const struct buf *bytes)
{
    struct ui_image *image = NULL;
    struct err_info info = {0};
    assert_int_equal(ui_image_decode(buf_str(bytes), (struct ui_image_most){0}, &image, &info),
                     ERR_LIMIT);
    assert_null(image);
    assert_non_null(strstr(info.message, "too large"));
}

// What it is of, wherever it was made smaller: light at the left, dark at the right.
static void assert_wedge(struct ui_image *image)
{
    const uint32_t *argb = ui_image_scaled(image, 4, 1);
    for (int i = 0; i < 4; i++) {
        int grey = (int)(argb[i] & 255), expected = 255 - 255 * (2 * i + 1) / 8;
        assert_in_range(grey - expected + 3, 0, 6);
    }
}

TEST(a_picture_that_fits_is_kept_as_it_is)
{
    struct buf png = png_of(40, 30);
    struct ui_image *image = decode(&png, (struct ui_image_most){.w = 40, .h = 30, .bytes = 4800});
    assert_int_equal(ui_image_w(image), 40);
    assert_int_equal(ui_image_h(image), 30);
    assert_int_equal(ui_image_bytes(image), 4800);
    ui_image_destroy(image);
    buf_finish(&png);
}

TEST(a_picture_is_kept_no_larger_than_it_is_drawn)
{
    struct buf files[] = {png_of(800, 400), jpeg_of(800, 400, 0),
                          jpeg_of(800, 400, TJFLAG_PROGRESSIVE)};
    for (int i = 0; i < 3; i++) {
        struct ui_image *image = decode(&files[i], (struct ui_image_most){.w = 300, .h = 100});
        assert_int_equal(ui_image_w(image), 200);
        assert_int_equal(ui_image_h(image), 100);
        assert_wedge(image);
        ui_image_destroy(image);
        buf_finish(&files[i]);
    }
}

TEST(a_picture_takes_no_more_bytes_than_it_may)
{
    struct buf files[] = {png_of(800, 400), jpeg_of(800, 400, 0)};
    for (int i = 0; i < 2; i++) {
        struct ui_image *image = decode(&files[i], (struct ui_image_most){.bytes = 80000});
        assert_int_equal(ui_image_w(image), 200);
        assert_int_equal(ui_image_h(image), 100);
        assert_int_equal(ui_image_bytes(image), 80000);
        assert_wedge(image);
        assert_int_equal(ui_image_bytes(image), 80016); // and what it was drawn as
        ui_image_destroy(image);
        buf_finish(&files[i]);
    }
}

TEST(a_long_thin_picture_keeps_at_least_one_pixel)
{
    struct buf png = png_of(4000, 1);
    struct ui_image *image = decode(&png, (struct ui_image_most){.w = 50, .h = 50});
    assert_int_equal(ui_image_w(image), 50);
    assert_int_equal(ui_image_h(image), 1);
    ui_image_destroy(image);
    buf_finish(&png);
}

// A few hundred bytes that would be hundreds of megabytes: only the header is written here.
static struct buf bomb(uint32_t w, uint32_t h)
{
    struct buf out = {0};
    uint8_t head[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0,
                      13,   'I', 'H', 'D', 'R',  0,    0,    0,    0, 0, 0,
                      0,    0,   8,   6,   0,    0,    0,    0,    0, 0, 0};
    for (int i = 0; i < 4; i++) {
        head[16 + i] = (uint8_t)(w >> (24 - 8 * i));
        head[20 + i] = (uint8_t)(h >> (24 - 8 * i));
    }
    uint32_t crc = (uint32_t)crc32(0, head + 12, 17);
    for (int i = 0; i < 4; i++)
        head[29 + i] = (uint8_t)(crc >> (24 - 8 * i));
    buf_add(&out, head, sizeof head);
    static const uint8_t data[] = {0, 0, 0, 0, 'I', 'D', 'A', 'T', 0x35, 0xaf, 0x06, 0x1e};
    buf_add(&out, data, sizeof data);
    return out;
}

TEST(a_png_of_huge_sides_is_refused_by_its_header)
{
    static const uint32_t sides[][2] = {{30000, 30000}, {8193, 1},    {1, 8193},
                                        {8192, 8192},   {4096, 2049}, {1000000, 1000000}};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        struct buf png = bomb(sides[i][0], sides[i][1]);
        refused(&png);
        buf_finish(&png);
    }
}

// The height and width of a JPEG's frame, changed in place.
static void claim(struct buf *jpeg, int w, int h)
{
    for (size_t i = 2; i + 9 < jpeg->len; i++) {
        uint8_t *b = (uint8_t *)jpeg->ptr + i;
        if (b[0] == 0xff && (b[1] == 0xc0 || b[1] == 0xc2)) {
            b[5] = (uint8_t)(h >> 8), b[6] = (uint8_t)h, b[7] = (uint8_t)(w >> 8),
            b[8] = (uint8_t)w;
            return;
        }
    }
    fail();
}

TEST(a_jpeg_of_huge_sides_is_refused_by_its_header)
{
    struct buf jpeg = jpeg_of(16, 16, 0);
    claim(&jpeg, 65000, 65000);
    refused(&jpeg);
    claim(&jpeg, 8192, 3073);
    refused(&jpeg);
    buf_finish(&jpeg);
}

TEST(a_progressive_jpeg_may_be_as_large_as_it_can_lie_in_memory_whole)
{
    struct buf jpeg = jpeg_of(16, 16, TJFLAG_PROGRESSIVE);
    claim(&jpeg, 4096, 2049);
    refused(&jpeg);
    buf_finish(&jpeg);
}

TEST(a_large_photograph_is_made_smaller_while_it_is_read)
{
    struct buf jpeg = jpeg_of(4000, 3000, 0); // 12 million pixels, as telephones take them
    struct ui_image *image = decode(&jpeg, (struct ui_image_most){.w = 1024, .h = 512});
    assert_int_equal(ui_image_h(image), 512);
    assert_in_range(ui_image_w(image), 680, 684);
    assert_wedge(image);
    ui_image_destroy(image);
    buf_finish(&jpeg);
}

TEST_MAIN(cmocka_unit_test(a_picture_that_fits_is_kept_as_it_is),
          cmocka_unit_test(a_picture_is_kept_no_larger_than_it_is_drawn),
          cmocka_unit_test(a_picture_takes_no_more_bytes_than_it_may),
          cmocka_unit_test(a_long_thin_picture_keeps_at_least_one_pixel),
          cmocka_unit_test(a_png_of_huge_sides_is_refused_by_its_header),
          cmocka_unit_test(a_jpeg_of_huge_sides_is_refused_by_its_header),
          cmocka_unit_test(a_progressive_jpeg_may_be_as_large_as_it_can_lie_in_memory_whole),
          cmocka_unit_test(a_large_photograph_is_made_smaller_while_it_is_read))
