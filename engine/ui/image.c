// SPDX-License-Identifier: EUPL-1.2
// libpng and libjpeg-turbo do the decoding; scaling averages over the area of each new pixel, which
// is right for photographs made smaller.
#include "ui/image.h"

#include "base/alloc.h"
#include "base/picture.h"

#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

struct ui_image {
    int w;
    int h;
    uint64_t hash;
    uint32_t *argb;
    int scaled_w;
    int scaled_h;
    uint32_t *scaled; // NULL: not asked for yet, or of the same size
};

// The largest size with the same proportions that fits; the picture's own where that does.
static void fit(int w, int h, struct ui_image_most most, int *out_w, int *out_h)
{
    int wide = most.w > 0 && most.w < UI_IMAGE_KEPT_MAX ? most.w : UI_IMAGE_KEPT_MAX;
    int high = most.h > 0 && most.h < UI_IMAGE_KEPT_MAX ? most.h : UI_IMAGE_KEPT_MAX;
    double part = 1;
    part = (double)wide / w < part ? (double)wide / w : part;
    part = (double)high / h < part ? (double)high / h : part;
    double area = (double)most.bytes / sizeof(uint32_t) / ((double)w * h);
    part = most.bytes > 0 && area < part * part ? sqrt(area) : part;
    *out_w = part < 1 && w * part >= 1 ? (int)(w * part) : part < 1 ? 1 : w;
    *out_h = part < 1 && h * part >= 1 ? (int)(h * part) : part < 1 ? 1 : h;
}

// Nothing is decoded that the decoder takes for larger than it was looked at as.
static bool as_looked_at(const struct picture *picture, int64_t w, int64_t h)
{
    return w == picture->w && h == picture->h;
}

static enum err decode_png(struct str bytes, const struct picture *picture, struct ui_image *image,
                           struct err_info *info)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&png, bytes.ptr, bytes.len)) {
        return err_set(info, ERR_PARSE, "the PNG picture is broken: %s", png.message);
    }
    if (!as_looked_at(picture, png.width, png.height)) {
        png_image_free(&png);
        return err_set(info, ERR_PARSE, "the PNG picture is broken: it has two sizes");
    }
    enum err err = ERR_NONE;
    png.format = PNG_FORMAT_BGRA; // little-endian ARGB
    image->w = (int)png.width;
    image->h = (int)png.height;
    image->argb = xcalloc((size_t)image->w * (size_t)image->h, sizeof(*image->argb));
    if (!png_image_finish_read(&png, NULL, image->argb, 0, NULL)) {
        err = err_set(info, ERR_PARSE, "the PNG picture is broken: %s", png.message);
        png_image_free(&png);
    }
    return err;
}

// The smallest of the decoder's own steps (eighths) that is not smaller than what will be kept.
static void jpeg_step(struct ui_image *image, int w, int h, struct ui_image_most most)
{
    int keep_w, keep_h;
    int count = 0;
    const tjscalingfactor *steps = tjGetScalingFactors(&count);
    fit(w, h, most, &keep_w, &keep_h);
    image->w = w;
    image->h = h;
    for (int i = 0; steps && i < count; i++) {
        int step_w = TJSCALED(w, steps[i]);
        int step_h = TJSCALED(h, steps[i]);
        if (step_w >= keep_w && step_h >= keep_h && step_w < image->w) {
            image->w = step_w;
            image->h = step_h;
        }
    }
}

static enum err decode_jpeg(struct str bytes, const struct picture *picture,
                            struct ui_image_most most, struct ui_image *image,
                            struct err_info *info)
{
    tjhandle jpeg = tjInitDecompress();
    int w = 0;
    int h = 0;
    int sampling = 0;
    int colours = 0;
    const unsigned char *data = (const unsigned char *)bytes.ptr;
    enum err err = ERR_NONE;
    if (!jpeg ||
        tjDecompressHeader3(jpeg, data, (unsigned long)bytes.len, &w, &h, &sampling, &colours)) {
        err = err_set(info, ERR_PARSE, "the JPEG picture is broken: %s", tjGetErrorStr2(jpeg));
    } else if (!as_looked_at(picture, w, h)) {
        err = err_set(info, ERR_PARSE, "the JPEG picture is broken: it has two sizes");
    }
    if (!err) {
        jpeg_step(image, w, h, most);
        image->argb = xcalloc((size_t)image->w * (size_t)image->h, sizeof(*image->argb));
        // A warning (a file cut short) still leaves a picture. One that is gone over thousands of
        // times is refused.
        if (tjDecompress2(jpeg, data, (unsigned long)bytes.len, (unsigned char *)image->argb,
                          image->w, 0, image->h, TJPF_BGRA, TJFLAG_LIMITSCANS) &&
            tjGetErrorCode(jpeg) == TJERR_FATAL) {
            err = err_set(info, ERR_PARSE, "the JPEG picture is broken: %s", tjGetErrorStr2(jpeg));
        }
    }
    if (jpeg) {
        tjDestroy(jpeg);
    }
    return err;
}

// ---- scaling ----

struct sums {
    double a, r, g, b, area;
};

static void add_pixel(struct sums *s, uint32_t argb, double part)
{
    double a = (double)(argb >> 24) * part; // colours count by how opaque they are
    s->a += a;
    s->r += a * (double)(argb >> 16 & 255);
    s->g += a * (double)(argb >> 8 & 255);
    s->b += a * (double)(argb & 255);
    s->area += part;
}

static uint32_t channel(double value)
{
    return value >= 255 ? 255 : value <= 0 ? 0 : (uint32_t)(value + 0.5);
}

static uint32_t mean(const struct sums *s)
{
    if (s->a <= 0 || s->area <= 0) {
        return 0;
    }
    return channel(s->a / s->area) << 24 | channel(s->r / s->a) << 16 | channel(s->g / s->a) << 8 |
           channel(s->b / s->a);
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

// One new pixel: the part of the old picture that lies under it.
static uint32_t area_of(const struct ui_image *image, double left, double top, double right,
                        double bottom)
{
    struct sums sums = {0};
    for (int y = (int)top; y < image->h && y < bottom; y++) {
        double high = smaller(y + 1, bottom) - (y > top ? y : top);
        for (int x = (int)left; x < image->w && x < right; x++) {
            double wide = smaller(x + 1, right) - (x > left ? x : left);
            add_pixel(&sums, image->argb[(size_t)y * (size_t)image->w + (size_t)x], wide * high);
        }
    }
    return mean(&sums);
}

static uint32_t *scale(const struct ui_image *image, int w, int h)
{
    uint32_t *out = xcalloc((size_t)w * (size_t)h, sizeof(*out));
    double sx = (double)image->w / w;
    double sy = (double)image->h / h;
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            out[(size_t)y * (size_t)w + (size_t)x] =
                area_of(image, x * sx, y * sy, (x + 1) * sx, (y + 1) * sy);
        }
    }
    return out;
}

static void make_smaller(struct ui_image *image, struct ui_image_most most)
{
    int w, h;
    fit(image->w, image->h, most, &w, &h);
    if (w == image->w && h == image->h) {
        return;
    }
    uint32_t *argb = scale(image, w, h);
    free(image->argb);
    image->argb = argb;
    image->w = w;
    image->h = h;
}

static uint64_t hash_pixels(const struct ui_image *image)
{
    struct str all = {(const char *)image->argb,
                      (size_t)image->w * (size_t)image->h * sizeof(*image->argb)};
    return str_hash(all) ^ (uint64_t)image->w << 32 ^ (uint64_t)image->h;
}

enum err ui_image_decode(struct str bytes, struct ui_image_most most, struct ui_image **out,
                         struct err_info *info)
{
    struct ui_image *image = xcalloc(1, sizeof(*image));
    struct picture picture;
    enum err err = picture_look(bytes, &picture, info);
    if (!err) {
        err = picture.png ? decode_png(bytes, &picture, image, info)
                          : decode_jpeg(bytes, &picture, most, image, info);
    }
    if (err) {
        ui_image_destroy(image);
        return err;
    }
    make_smaller(image, most);
    image->hash = hash_pixels(image);
    *out = image;
    return ERR_NONE;
}

void ui_image_destroy(struct ui_image *image)
{
    if (image) {
        free(image->argb);
        free(image->scaled);
        free(image);
    }
}

int ui_image_w(const struct ui_image *image)
{
    return image->w;
}

int ui_image_h(const struct ui_image *image)
{
    return image->h;
}

size_t ui_image_bytes(const struct ui_image *image)
{
    size_t scaled = image->scaled ? (size_t)image->scaled_w * (size_t)image->scaled_h : 0;
    return ((size_t)image->w * (size_t)image->h + scaled) * sizeof(uint32_t);
}

uint64_t ui_image_hash(const struct ui_image *image)
{
    return image->hash;
}

const uint32_t *ui_image_scaled(struct ui_image *image, int w, int h)
{
    if (w == image->w && h == image->h) {
        return image->argb;
    }
    if (!image->scaled || image->scaled_w != w || image->scaled_h != h) {
        free(image->scaled);
        image->scaled = scale(image, w, h);
        image->scaled_w = w;
        image->scaled_h = h;
    }
    return image->scaled;
}

// The mean of what lies under one new pixel, channel by channel: premultiplied ones add up.
static uint32_t mean_under(const uint32_t *from, int w, int h, int stride, const double box[4])
{
    double sums[4] = {0};
    double area = 0;
    for (int y = (int)box[1]; y < h && y < box[3]; y++) {
        double high = smaller(y + 1, box[3]) - (y > box[1] ? y : box[1]);
        for (int x = (int)box[0]; x < w && x < box[2]; x++) {
            double part = high * (smaller(x + 1, box[2]) - (x > box[0] ? x : box[0]));
            uint32_t argb = from[(size_t)y * (size_t)stride + (size_t)x];
            for (int i = 0; i < 4; i++) {
                sums[i] += part * (double)(argb >> 8 * i & 255);
            }
            area += part;
        }
    }
    uint32_t out = 0;
    for (int i = 0; i < 4 && area > 0; i++) {
        out |= channel(sums[i] / area) << 8 * i;
    }
    return out;
}

void ui_image_shrink(const uint32_t *from, int w, int h, int stride, uint32_t *into,
                     struct ui_rect whole, struct ui_rect at)
{
    struct ui_rect in = ui_rect_common(at, (struct ui_rect){0, 0, whole.w, whole.h});
    double sx = (double)w / at.w;
    double sy = (double)h / at.h;
    for (int y = in.y; y < in.y + in.h; y++) {
        for (int x = in.x; x < in.x + in.w; x++) {
            double left = (x - at.x) * sx;
            double top = (y - at.y) * sy;
            const double box[4] = {left, top, left + sx, top + sy};
            into[(size_t)y * (size_t)whole.w + (size_t)x] = mean_under(from, w, h, stride, box);
        }
    }
}
