// SPDX-License-Identifier: EUPL-1.2
// The room for decoded pictures: whatever a survey brings, it stays within its bytes.
#include "tests/unit/test.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "kiosk/question_media.h"
#include "ui/png.h"

#include <stdio.h>

// The survey: any name that begins with a letter is a picture, large or small; each is read anew.
struct files {
    struct buf large; // 1200 × 1200: 5.8 MB
    struct buf small; // 60 × 60
    int reads;
};

static enum err read_file(void *data, struct str name, struct str *out, struct err_info *info)
{
    struct files *f = data;
    if (str_starts(name, STR("media/"))) return err_set(info, ERR_MISSING, "not there");
    if (str_starts(name, STR("x"))) return err_set(info, ERR_MISSING, "no such file");
    f->reads++;
    *out = str_starts(name, STR("bad")) ? STR("GIF89a")
           : str_starts(name, STR("l")) ? buf_str(&f->large)
                                        : buf_str(&f->small);
    return ERR_NONE;
}

static struct buf picture(int side)
{
    struct buf png = {0};
    uint32_t *argb = xcalloc((size_t)side * (size_t)side, sizeof *argb);
    ui_png_write(argb, side, side, &png);
    free(argb);
    return png;
}

static struct kiosk_media *open_media(struct files *f)
{
    struct kiosk_media *m = kiosk_media_create();
    *f = (struct files){.large = picture(1200), .small = picture(60)};
    kiosk_media_use(m, (struct kiosk_files){read_file, f});
    kiosk_media_page(m);
    return m;
}

static void close_media(struct kiosk_media *m, struct files *f)
{
    kiosk_media_destroy(m);
    buf_finish(&f->large);
    buf_finish(&f->small);
}

static struct ui_image *get(struct kiosk_media *m, char kind, int number, int longest)
{
    char name[32];
    snprintf(name, sizeof name, "%c%d.png", kind, number);
    return kiosk_media_image(m, str_of(name), longest, false);
}

TEST(a_picture_is_decoded_once_while_there_is_room)
{
    struct files f;
    struct kiosk_media *m = open_media(&f);
    for (int page = 0; page < 3; page++) {
        for (int i = 0; i < 40; i++)
            assert_non_null(get(m, 's', i, 1280));
        kiosk_media_page(m);
    }
    assert_int_equal(f.reads, 40);
    close_media(m, &f);
}

TEST(many_large_pictures_one_page_each_stay_in_the_room)
{
    struct files f;
    struct kiosk_media *m = open_media(&f);
    for (int page = 0; page < 60; page++) {
        kiosk_media_page(m);
        struct ui_image *image = get(m, 'l', page, 1920);
        assert_int_equal(ui_image_h(image), 1920 * 2 / 5);
        assert_true(kiosk_media_bytes(m) <= KIOSK_MEDIA_BYTES);
        ui_image_scaled(image, 900, 900); // as it is drawn
    }
    kiosk_media_page(m);
    assert_true(kiosk_media_bytes(m) <= KIOSK_MEDIA_BYTES);
    close_media(m, &f);
}

TEST(the_newest_pages_are_those_that_are_kept)
{
    struct files f;
    struct kiosk_media *m = open_media(&f);
    for (int page = 0; page < 20; page++) {
        kiosk_media_page(m);
        get(m, 'l', page, 1920);
    }
    int reads = f.reads;
    kiosk_media_page(m);
    get(m, 'l', 18, 1920); // one page back
    assert_int_equal(f.reads, reads);
    get(m, 'l', 0, 1920);
    assert_int_equal(f.reads, reads + 1);
    close_media(m, &f);
}

TEST(one_page_of_many_large_pictures_shares_the_room)
{
    struct files f;
    struct kiosk_media *m = open_media(&f);
    struct ui_image *images[KIOSK_MEDIA_FILES];
    for (int i = 0; i < KIOSK_MEDIA_FILES; i++) {
        images[i] = get(m, 'l', i, 1920);
        assert_non_null(images[i]);
    }
    // All are there at once, each still a picture.
    assert_true(kiosk_media_bytes(m) <= KIOSK_MEDIA_BYTES + KIOSK_MEDIA_FILES * 64 * 64 * 4);
    for (int i = 0; i < KIOSK_MEDIA_FILES; i++)
        assert_true(ui_image_w(images[i]) >= 60);
    assert_null(get(m, 'l', KIOSK_MEDIA_FILES, 1920)); // no page has that many
    close_media(m, &f);
}

TEST(in_a_choice_it_is_kept_small_until_it_stands_alone)
{
    struct files f;
    struct kiosk_media *m = open_media(&f);
    struct ui_image *small = kiosk_media_image(m, STR("l1"), 1280, true);
    assert_int_equal(ui_image_w(small), 320);
    struct ui_image *large = kiosk_media_image(m, STR("l1"), 1280, false);
    assert_int_equal(ui_image_w(large), 512);
    assert_int_equal(ui_image_w(small), 320); // the page may hold both
    assert_ptr_equal(kiosk_media_image(m, STR("l1"), 1280, true), large);
    close_media(m, &f);
}

TEST(a_larger_glass_gets_a_larger_picture)
{
    struct files f;
    struct kiosk_media *m = open_media(&f);
    assert_int_equal(ui_image_w(get(m, 'l', 1, 800)), 320);
    kiosk_media_page(m);
    assert_int_equal(ui_image_w(get(m, 'l', 1, 1920)), 768);
    kiosk_media_page(m);
    assert_int_equal(ui_image_w(get(m, 'l', 1, 800)), 768);
    assert_int_equal(f.reads, 2);
    close_media(m, &f);
}

TEST(what_cannot_be_shown_is_tried_once)
{
    struct files f;
    struct kiosk_media *m = open_media(&f);
    for (int page = 0; page < 3; page++) {
        assert_null(kiosk_media_image(m, STR("bad.gif"), 1280, false));
        assert_null(kiosk_media_image(m, STR("x.png"), 1280, false));
        assert_null(kiosk_media_image(m, STR(""), 1280, false));
        kiosk_media_page(m);
    }
    assert_int_equal(f.reads, 1);
    assert_int_equal(kiosk_media_bytes(m), 0);
    close_media(m, &f);
}

TEST_MAIN(cmocka_unit_test(a_picture_is_decoded_once_while_there_is_room),
          cmocka_unit_test(many_large_pictures_one_page_each_stay_in_the_room),
          cmocka_unit_test(the_newest_pages_are_those_that_are_kept),
          cmocka_unit_test(one_page_of_many_large_pictures_shares_the_room),
          cmocka_unit_test(in_a_choice_it_is_kept_small_until_it_stands_alone),
          cmocka_unit_test(a_larger_glass_gets_a_larger_picture),
          cmocka_unit_test(what_cannot_be_shown_is_tried_once))
