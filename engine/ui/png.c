// SPDX-License-Identifier: EUPL-1.2
// PNG: rows filtered against the row above, packed with LZ77 and the fixed codes of RFC 1951.
#include "ui/png.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

enum {
    HASH_BITS = 15,
    WINDOW = 32768,
    MATCH_MIN = 3,
    MATCH_MAX = 258,
    TRIES = 16, // how many earlier places are compared
};

struct bits {
    struct buf *out;
    uint32_t held;
    int count;
};

static void put(struct bits *b, uint32_t value, int count)
{
    b->held |= value << b->count;
    b->count += count;
    while (b->count >= 8) {
        buf_add_u8(b->out, (uint8_t)b->held);
        b->held >>= 8;
        b->count -= 8;
    }
}

// Huffman codes go in from their highest bit.
static void put_code(struct bits *b, uint32_t code, int count)
{
    uint32_t turned = 0;
    for (int i = 0; i < count; i++)
        turned |= (code >> i & 1) << (count - 1 - i);
    put(b, turned, count);
}

// RFC 1951, 3.2.6: the fixed code of a literal or length symbol.
static void put_symbol(struct bits *b, uint32_t symbol)
{
    if (symbol < 144) {
        put_code(b, 0x30 + symbol, 8);
    } else if (symbol < 256) {
        put_code(b, 0x190 + symbol - 144, 9);
    } else if (symbol < 280) {
        put_code(b, symbol - 256, 7);
    } else {
        put_code(b, 0xC0 + symbol - 280, 8);
    }
}

// Lengths come in groups of four codes with one more extra bit each, distances in groups of two.
static void put_match(struct bits *b, uint32_t length, uint32_t distance)
{
    if (length == MATCH_MAX) {
        put_symbol(b, 285);
    } else {
        uint32_t l = length - MATCH_MIN;
        int extra = 0;
        while (l >> (extra + 3))
            extra++;
        put_symbol(b, 257 + (uint32_t)extra * 4 + (l >> extra));
        put(b, l & ((1U << extra) - 1), extra);
    }
    uint32_t d = distance - 1;
    int extra = 0;
    while (d >> (extra + 2))
        extra++;
    put_code(b, (uint32_t)extra * 2 + (d >> extra), 5);
    put(b, d & ((1U << extra) - 1), extra);
}

static uint32_t hash3(const uint8_t *p)
{
    uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
    return v * 2654435761U >> (32 - HASH_BITS);
}

static size_t match_length(const uint8_t *a, const uint8_t *b, size_t most)
{
    size_t n = 0;
    while (n < most && a[n] == b[n])
        n++;
    return n;
}

struct finder {
    int32_t head[1 << HASH_BITS]; // last place of a hash, -1 for none
    int32_t before[WINDOW];       // the place before it
};

static void note(struct finder *f, const uint8_t *data, size_t at, size_t len)
{
    if (at + MATCH_MIN > len) return;
    uint32_t hash = hash3(data + at);
    f->before[at % WINDOW] = f->head[hash];
    f->head[hash] = (int32_t)at;
}

static size_t find(const struct finder *f, const uint8_t *data, size_t at, size_t len,
                   size_t *out_distance)
{
    if (at + MATCH_MIN > len) return 0;
    size_t most = len - at < MATCH_MAX ? len - at : MATCH_MAX;
    size_t best = 0;
    int32_t place = f->head[hash3(data + at)];
    for (int i = 0; i < TRIES && place >= 0 && at - (size_t)place < WINDOW; i++) {
        size_t n = match_length(data + place, data + at, most);
        if (n > best) {
            best = n;
            *out_distance = at - (size_t)place;
            if (n == most) break;
        }
        int32_t earlier = f->before[(size_t)place % WINDOW];
        if (earlier >= place) break; // overwritten since
        place = earlier;
    }
    return best >= MATCH_MIN ? best : 0;
}

static uint32_t adler32(struct str data)
{
    uint32_t a = 1;
    uint32_t b = 0;
    for (size_t i = 0; i < data.len; i++) {
        a = (a + (uint8_t)data.ptr[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

void ui_png_deflate(struct str data, struct buf *out)
{
    const uint8_t *bytes = (const uint8_t *)data.ptr;
    struct finder *f = xmalloc(sizeof *f);
    memset(f->head, 0xFF, sizeof f->head);
    memset(f->before, 0xFF, sizeof f->before);
    buf_add_u16(out, 0x7801); // 32 KiB window, quickest
    struct bits b = {.out = out};
    put(&b, 1, 1); // the last block
    put(&b, 1, 2); // with fixed codes
    for (size_t at = 0; at < data.len;) {
        size_t distance = 0;
        size_t length = find(f, bytes, at, data.len, &distance);
        if (length) {
            put_match(&b, (uint32_t)length, (uint32_t)distance);
        } else {
            put_symbol(&b, bytes[at]);
            length = 1;
        }
        for (size_t i = 0; i < length; i++)
            note(f, bytes, at + i, data.len);
        at += length;
    }
    put_symbol(&b, 256);
    if (b.count) put(&b, 0, 8 - b.count);
    free(f);
    buf_add_u32(out, adler32(data));
}

// ---- the file ----

static uint32_t crc32_of(const uint8_t *data, size_t len)
{
    uint32_t table[256];
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int bit = 0; bit < 8; bit++)
            c = c & 1 ? 0xEDB88320U ^ c >> 1 : c >> 1;
        table[i] = c;
    }
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < len; i++)
        crc = table[(crc ^ data[i]) & 255] ^ crc >> 8;
    return ~crc;
}

static void chunk(struct buf *out, const char *type, struct str data)
{
    buf_add_u32(out, (uint32_t)data.len);
    size_t from = out->len;
    buf_add(out, type, 4);
    if (data.len) buf_add_str(out, data);
    buf_add_u32(out, crc32_of(out->ptr + from, out->len - from));
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
    ui_png_deflate(buf_str(&raw), &part);
    chunk(out, "IDAT", buf_str(&part));
    chunk(out, "IEND", STR(""));
    buf_wipe(&raw);
    buf_finish(&part);
}
