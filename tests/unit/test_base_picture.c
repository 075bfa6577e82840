// SPDX-License-Identifier: EUPL-1.2
// Headers of pictures, honest, broken and boasting.
#include "tests/unit/test.h"

#include "base/limits.h"
#include "base/picture.h"

#include <string.h>

static const uint8_t png_head[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13,
                                   'I',  'H', 'D', 'R', 0,    0,    0,    40,   0, 0, 0, 30};
// A frame of 30 × 40 behind an APP0 that holds what looks like one of 65535 × 65535.
static const uint8_t jpeg_head[] = {0xff, 0xd8, 0xff, 0xe0, 0,    11,   0xff, 0xc0, 0,    11, 8,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc0, 0,    11,   8,  0,
                                    30,   0,    40,   1,    1,    0x11, 0,    0xff, 0xda, 0,  0};

static enum err look(const uint8_t *bytes, size_t count, struct picture *out, struct err_info *info)
{
    return picture_look(str_make((const char *)bytes, count), out, info);
}

TEST(a_pngs_size_is_in_its_first_chunk)
{
    struct picture p;
    assert_int_equal(look(png_head, sizeof png_head, &p, NULL), ERR_NONE);
    assert_int_equal(p.w, 40);
    assert_int_equal(p.h, 30);
    assert_true(p.png && p.whole);
}

TEST(a_jpegs_size_is_in_its_frame_and_nowhere_before)
{
    struct picture p;
    assert_int_equal(look(jpeg_head, sizeof jpeg_head, &p, NULL), ERR_NONE);
    assert_int_equal(p.w, 40);
    assert_int_equal(p.h, 30);
    assert_false(p.png || p.whole);
}

TEST(a_progressive_jpeg_is_told)
{
    struct picture p;
    uint8_t bytes[sizeof jpeg_head];
    memcpy(bytes, jpeg_head, sizeof bytes);
    bytes[17] = 0xc2;
    assert_int_equal(look(bytes, sizeof bytes, &p, NULL), ERR_NONE);
    assert_true(p.whole);
}

TEST(headers_cut_short_have_no_size)
{
    struct picture p;
    struct err_info info = {0};
    for (size_t bytes = 8; bytes < sizeof png_head; bytes++)
        assert_int_equal(look(png_head, bytes, &p, &info), ERR_PARSE);
    for (size_t bytes = 3; bytes < 25; bytes++)
        assert_int_equal(look(jpeg_head, bytes, &p, &info), ERR_PARSE);
    assert_non_null(strstr(info.message, "no size"));
}

TEST(other_files_are_no_pictures)
{
    struct picture p;
    assert_int_equal(picture_look(STR("GIF89a"), &p, NULL), ERR_UNSUPPORTED);
    assert_int_equal(picture_look(STR("<svg/>"), &p, NULL), ERR_UNSUPPORTED);
    assert_int_equal(picture_look(STR(""), &p, NULL), ERR_UNSUPPORTED);
    assert_int_equal(picture_look(STR("\x89PNG"), &p, NULL), ERR_UNSUPPORTED);
}

TEST(what_boasts_is_refused_in_words)
{
    struct picture p;
    struct err_info info = {0};
    uint8_t png[sizeof png_head], jpeg[sizeof jpeg_head];
    memcpy(png, png_head, sizeof png);
    memcpy(jpeg, jpeg_head, sizeof jpeg);
    memset(png + 16, 0xff, 8);
    assert_int_equal(look(png, sizeof png, &p, &info), ERR_LIMIT);
    assert_non_null(strstr(info.message, "4294967295 × 4294967295"));
    memset(png + 16, 0, 4);
    assert_int_equal(look(png, sizeof png, &p, &info), ERR_PARSE); // no width
    memset(jpeg + 21, 0xff, 4);
    assert_int_equal(look(jpeg, sizeof jpeg, &p, &info), ERR_LIMIT);
    assert_non_null(strstr(info.message, "too large"));
}

TEST_MAIN(cmocka_unit_test(a_pngs_size_is_in_its_first_chunk),
          cmocka_unit_test(a_jpegs_size_is_in_its_frame_and_nowhere_before),
          cmocka_unit_test(a_progressive_jpeg_is_told),
          cmocka_unit_test(headers_cut_short_have_no_size),
          cmocka_unit_test(other_files_are_no_pictures),
          cmocka_unit_test(what_boasts_is_refused_in_words))
