// SPDX-License-Identifier: EUPL-1.2
// PNG (ISO/IEC 15948): rows as differences from the row above, packed by zlib.
#include "ui/png.h"

#include "base/check.h"

#include <zlib.h>

static void chunk(struct buf *out, const char *type, struct str data)
{
    CHECK(data.len <= INT32_MAX);
    buf_add_u32(out, (uint32_t)data.len);
    size_t from = out->len;
    buf_add_text(out, type);
    buf_add_str(out, data);
    buf_add_u32(out, (uint32_t)crc32_z(0, out->ptr + from, out->len - from));
}

// The row as differences from the row above: most of a page is then zero.
static void add_row(struct buf *raw, const uint32_t *row, const uint32_t *above, int w)
{
    buf_add_u8(raw, above ? 2 : 0);
    for (int x = 0; x < w; x++) {
        for (int shift = 16; shift >= 0; shift -= 8) {
            uint32_t value = row[x] >> shift & 255;
            if (above) value -= above[x] >> shift & 255;
            buf_add_u8(raw, (uint8_t)value);
        }
    }
}

void ui_png_write(const uint32_t *argb, int w, int h, struct buf *out)
{
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    buf_add(out, signature, sizeof signature);
    struct buf part = {0};
    buf_add_u32(&part, (uint32_t)w);
    buf_add_u32(&part, (uint32_t)h);
    buf_add(&part, "\x08\x02\x00\x00\x00", 5); // 8 bits, RGB
    chunk(out, "IHDR", buf_str(&part));
    buf_clear(&part);
    struct buf raw = {0};
    buf_reserve(&raw, (size_t)h * ((size_t)w * 3 + 1));
    for (int y = 0; y < h; y++) {
        const uint32_t *row = argb + (size_t)y * (size_t)w;
        add_row(&raw, row, y ? row - w : NULL, w);
    }
    uLongf packed = compressBound((uLong)raw.len);
    buf_reserve(&part, packed);
    // Fails only for want of memory or room, and both are there.
    CHECK(compress2(part.ptr, &packed, raw.ptr, (uLong)raw.len, 6) == Z_OK);
    part.len = packed;
    chunk(out, "IDAT", buf_str(&part));
    chunk(out, "IEND", STR(""));
    buf_wipe(&raw);
    buf_wipe(&part); // a screenshot may show an answer
}
