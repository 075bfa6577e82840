// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a picture: what is decoded fits where it was allowed to, and is as large as its
// header said.
#include "base/check.h"
#include "base/limits.h"
#include "base/picture.h"
#include "ui/image.h"

#include <stddef.h>
#include <stdint.h>

enum { FUZZED_PIXELS = 1 << 18, KEPT_BYTES = 40000 }; // larger ones cost time and show nothing new

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str text = str_make((const char *)data, bytes);
    struct picture picture;
    struct ui_image *image = NULL;
    struct err_info info = {0};
    const struct ui_image_most most = {.w = 200, .h = 100, .bytes = KEPT_BYTES};
    enum err looked = picture_look(text, &picture, &info);
    if (looked) {
        CHECK(info.message[0]);
        CHECK(ui_image_decode(text, most, &image, NULL) == looked);
        return 0;
    }
    CHECK(picture.w <= LIMIT_PICTURE_SIDE && picture.h <= LIMIT_PICTURE_SIDE);
    if ((uint64_t)picture.w * picture.h > FUZZED_PIXELS) return 0;
    if (ui_image_decode(text, most, &image, &info)) {
        CHECK(!image && info.message[0]);
        return 0;
    }
    CHECK(ui_image_w(image) <= 200 && ui_image_h(image) <= 100);
    CHECK(ui_image_bytes(image) <= KEPT_BYTES);
    ui_image_scaled(image, 7, 5);
    ui_image_destroy(image);
    return 0;
}
