// SPDX-License-Identifier: EUPL-1.2
// See organizer/qr.h. libqrencode makes the code, libpng the file.
#include "organizer/qr.h"

#include "base/alloc.h"
#include "organizer/desk.h"

#include <png.h>
#include <qrencode.h>
#include <stdlib.h>

enum { QUIET = 4, PIXELS = 8 }; // modules around; pixels a module

static enum err encode(struct str text, QRcode **out, struct err_info *info)
{
    char *copy = xstrndup(text.ptr, text.len);
    // Level M stays readable when a fold or a thumb covers some of it.
    QRcode *code = QRcode_encodeString8bit(copy, 0, QR_ECLEVEL_M);
    explicit_bzero(copy, text.len);
    free(copy);
    if (!code) return err_set(info, ERR_LIMIT, "the text is too long for a QR code");
    *out = code;
    return ERR_NONE;
}

static bool dark(const QRcode *code, int x, int y)
{
    bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
    return inside && (code->data[y * code->width + x] & 1);
}

enum err qr_text(struct str text, bool colours, struct buf *out, struct err_info *info)
{
    static const char *const blocks[] = {" ", "\u2584", "\u2580", "\u2588"}; // of what is light
    QRcode *code = NULL;
    enum err err = encode(text, &code, info);
    if (err) return err;
    for (int y = -QUIET; y < code->width + QUIET; y += 2) {
        if (colours) buf_add_text(out, "\x1b[97;40m");
        for (int x = -QUIET; x < code->width + QUIET; x++)
            buf_add_text(out, blocks[(dark(code, x, y) ? 0 : 2) + (dark(code, x, y + 1) ? 0 : 1)]);
        buf_add_text(out, colours ? "\x1b[0m\n" : "\n");
    }
    QRcode_free(code);
    return ERR_NONE;
}

static void paint(const QRcode *code, int side, uint8_t *pixels)
{
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            pixels[y * side + x] = dark(code, x / PIXELS - QUIET, y / PIXELS - QUIET) ? 0x00 : 0xff;
}

enum err qr_png(struct str text, const char *path, struct err_info *info)
{
    QRcode *code = NULL;
    struct desk_file file;
    enum err err = encode(text, &code, info);
    if (err) return err;
    int side = (code->width + 2 * QUIET) * PIXELS;
    uint8_t *pixels = xcalloc((size_t)side, (size_t)side);
    paint(code, side, pixels);
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)side,
                       .height = (png_uint_32)side,
                       .format = PNG_FORMAT_GRAY};
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
    uint8_t *png = xmalloc(bytes);
    if (!png_image_write_to_memory(&image, png, &bytes, 0, pixels, 0, NULL))
        err = err_set(info, ERR_UNSUPPORTED, "no PNG could be made: %s", image.message);
    if (!err) err = desk_file_create(path, &file, info);
    if (!err) {
        err = desk_file_write(&file, str_make(png, bytes), info);
        if (!err) err = desk_file_commit(&file, info);
        desk_file_discard(&file);
    }
    free(png);
    free(pixels);
    QRcode_free(code);
    return err;
}
