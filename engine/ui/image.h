// SPDX-License-Identifier: EUPL-1.2
// Pictures from files: PNG and JPEG bytes to pixels, and those to the size at which they are shown.
// [main]
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "ui/geometry.h"

#include <stdint.h>

enum {
    UI_IMAGE_SIDE_MAX = 8192,
    UI_IMAGE_PIXELS_MAX = 24 << 20, // decoded at full size, for a moment
    UI_IMAGE_KEPT_MAX = 1920,       // longest side that is kept: more is never shown
};

struct ui_image; // opaque

// Decodes; what is larger than any screen is made smaller at once. ERR_UNSUPPORTED for other
// formats, ERR_PARSE for a broken file, ERR_LIMIT for one with too many pixels.
enum err ui_image_decode(struct str bytes, struct ui_image **out, struct err_info *info) MUST_CHECK;
void ui_image_destroy(struct ui_image *image); // accepts NULL
int ui_image_w(const struct ui_image *image);
int ui_image_h(const struct ui_image *image);
uint64_t ui_image_hash(const struct ui_image *image); // of its pixels

// The pixels at this size, as straight ARGB, by area. Borrowed until the next size is asked for.
const uint32_t *ui_image_scaled(struct ui_image *image, int w, int h);

// Premultiplied pixels scaled by area, from w × h (stride pixels a row) into the rectangle `at` of
// a picture as large as `whole`; what lies outside of that is left out.
void ui_image_shrink(const uint32_t *from, int w, int h, int stride, uint32_t *into,
                     struct ui_rect whole, struct ui_rect at);
