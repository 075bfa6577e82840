// SPDX-License-Identifier: EUPL-1.2
// Pictures from files: PNG and JPEG bytes to pixels, and those to the size at which they are shown.
// [main]
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "ui/geometry.h"

#include <stdint.h>

enum {
    UI_IMAGE_KEPT_MAX = 1920, // longest side that is kept: more is never shown
};

struct ui_image; // opaque

// What a picture may keep: it is never drawn larger than w × h. 0 for any: no more than
// UI_IMAGE_KEPT_MAX on a side.
struct ui_image_most {
    int w;
    int h;
    size_t bytes; // of pixels, at least 4
};

// Decodes and makes it as small as it may be at once, never larger. ERR_UNSUPPORTED for other
// formats, ERR_PARSE for a broken file, ERR_LIMIT for one with too many pixels (base/picture.h):
// nothing of that is decoded, whatever few bytes it is packed into.
enum err ui_image_decode(struct str bytes, struct ui_image_most most, struct ui_image **out,
                         struct err_info *info) MUST_CHECK;
void ui_image_destroy(struct ui_image *image); // accepts NULL
int ui_image_w(const struct ui_image *image);
int ui_image_h(const struct ui_image *image);
size_t ui_image_bytes(const struct ui_image *image);  // of pixels, at the size last drawn too
uint64_t ui_image_hash(const struct ui_image *image); // of its pixels

// The pixels at this size, as straight ARGB, by area. Borrowed until the next size is asked for.
const uint32_t *ui_image_scaled(struct ui_image *image, int w, int h);

// Premultiplied pixels scaled by area, from w × h (stride pixels a row) into the rectangle `at` of
// a picture as large as `whole`; what lies outside of that is left out.
void ui_image_shrink(const uint32_t *from, int w, int h, int stride, uint32_t *into,
                     struct ui_rect whole, struct ui_rect at);
