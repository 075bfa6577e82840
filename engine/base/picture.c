// SPDX-License-Identifier: EUPL-1.2
// The first chunk of a PNG, the markers of a JPEG as far as its frame.
#include "base/picture.h"

#include "base/bytes.h"
#include "base/limits.h"

#include <string.h>

enum { PNG_HEAD = 24, PNG_SIZE_AT = 16, JPEG_FRAME = 9, SHOWN = 1920 };

static bool look_png(struct str bytes, struct picture *out)
{
    const uint8_t *b = (const uint8_t *)bytes.ptr;
    if (bytes.len < PNG_HEAD || memcmp(b + 12, "IHDR", 4) != 0) return false;
    *out = (struct picture){bytes_u32(b + PNG_SIZE_AT), bytes_u32(b + PNG_SIZE_AT + 4), true, true};
    return true;
}

// Frames are C0 to CF but for three others; C0 and C1 alone can be decoded a few lines at a time.
static bool is_frame(uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static bool stands_alone(uint8_t marker)
{
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

static bool look_jpeg(struct str bytes, struct picture *out)
{
    const uint8_t *b = (const uint8_t *)bytes.ptr;
    size_t at = 2;
    while (at + JPEG_FRAME <= bytes.len) {
        uint8_t marker = b[at + 1];
        if (b[at] != 0xff || marker == 0xff || marker == 0x00) {
            at++; // bytes that belong to nothing: decoders pass over them too
        } else if (is_frame(marker)) {
            *out = (struct picture){bytes_u16(b + at + 7), bytes_u16(b + at + 5), false,
                                    marker != 0xc0 && marker != 0xc1};
            return true;
        } else if (marker == 0xd9 || marker == 0xda) {
            return false; // the picture itself, or its end, before any frame
        } else {
            at += 2 + (stands_alone(marker) ? 0 : bytes_u16(b + at + 2));
        }
    }
    return false;
}

enum err picture_look(struct str bytes, struct picture *out, struct err_info *info)
{
    struct picture found;
    bool png = str_starts(bytes, STR("\x89PNG\r\n\x1a\n"));
    if (!png && !str_starts(bytes, STR("\xff\xd8\xff")))
        return err_set(info, ERR_UNSUPPORTED, "pictures are PNG or JPEG files");
    if (!(png ? look_png(bytes, &found) : look_jpeg(bytes, &found)) || found.w == 0 || found.h == 0)
        return err_set(info, ERR_PARSE, "the %s picture is broken: it has no size",
                       png ? "PNG" : "JPEG");
    uint64_t most = found.whole ? LIMIT_PICTURE_WHOLE : LIMIT_PICTURE_PIXELS;
    if (found.w > LIMIT_PICTURE_SIDE || found.h > LIMIT_PICTURE_SIDE ||
        (uint64_t)found.w * found.h > most)
        return err_set(info, ERR_LIMIT,
                       "the picture is too large, %lu × %lu pixels: make it smaller, %d on a side "
                       "is all that a kiosk shows",
                       (unsigned long)found.w, (unsigned long)found.h, SHOWN);
    *out = found;
    return ERR_NONE;
}
