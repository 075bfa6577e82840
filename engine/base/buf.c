// SPDX-License-Identifier: EUPL-1.2
// Growing buffer and bounds-checked reader.
#include "base/buf.h"

#include "base/alloc.h"
#include "base/bytes.h"

#include <stdio.h>
#include <stdlib.h>

void buf_finish(struct buf *b)
{
    free(b->ptr);
    *b = (struct buf){0};
}

void buf_wipe(struct buf *b)
{
    if (b->ptr) explicit_bzero(b->ptr, b->capacity);
    buf_finish(b);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
}

void buf_reserve(struct buf *b, size_t more_bytes)
{
    size_t need = b->len + more_bytes;
    if (need < b->len) need = SIZE_MAX; // xrealloc aborts
    if (need <= b->capacity) return;
    size_t capacity = b->capacity ? b->capacity : 64;
    while (capacity < need)
        capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
    // Not realloc: the old block may hold an answer, and realloc would leave it behind unwiped.
    uint8_t *grown = xmalloc(capacity);
    if (b->ptr) {
        memcpy(grown, b->ptr, b->len);
        explicit_bzero(b->ptr, b->len);
        free(b->ptr);
    }
    b->ptr = grown;
    b->capacity = capacity;
}

void buf_add(struct buf *b, const void *data, size_t bytes)
{
    if (!bytes) return;
    buf_reserve(b, bytes);
    memcpy(b->ptr + b->len, data, bytes);
    b->len += bytes;
}

void buf_add_str(struct buf *b, struct str s)
{
    buf_add(b, s.ptr, s.len);
}

void buf_add_text(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (need > 0) {
        buf_reserve(b, (size_t)need + 1);
        vsnprintf((char *)b->ptr + b->len, (size_t)need + 1, format, again);
        b->len += (size_t)need;
    }
    va_end(again);
}

void buf_add_u8(struct buf *b, uint8_t value)
{
    buf_add(b, &value, 1);
}

void buf_add_u16(struct buf *b, uint16_t value)
{
    buf_add(b, (uint8_t[]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

void buf_add_u32(struct buf *b, uint32_t value)
{
    buf_add_u16(b, (uint16_t)(value >> 16));
    buf_add_u16(b, (uint16_t)value);
}

void buf_add_u64(struct buf *b, uint64_t value)
{
    buf_add_u32(b, (uint32_t)(value >> 32));
    buf_add_u32(b, (uint32_t)value);
}

char *buf_text(struct buf *b)
{
    buf_reserve(b, 1);
    b->ptr[b->len] = '\0';
    return (char *)b->ptr;
}

const uint8_t *reader_take(struct reader *r, size_t bytes)
{
    if (r->failed || bytes > r->len - r->at) {
        r->failed = true;
        return NULL;
    }
    const uint8_t *at = r->ptr + r->at;
    r->at += bytes;
    return at;
}

bool reader_copy(struct reader *r, void *out, size_t bytes)
{
    const uint8_t *from = reader_take(r, bytes);
    if (!from)
        memset(out, 0, bytes);
    else if (bytes)
        memcpy(out, from, bytes);
    return from != NULL;
}

uint8_t reader_u8(struct reader *r)
{
    const uint8_t *p = reader_take(r, 1);
    return p ? p[0] : 0;
}

uint16_t reader_u16(struct reader *r)
{
    const uint8_t *p = reader_take(r, 2);
    return (uint16_t)(p ? bytes_u16(p) : 0);
}

uint32_t reader_u32(struct reader *r)
{
    const uint8_t *p = reader_take(r, 4);
    return p ? bytes_u32(p) : 0;
}

uint64_t reader_u64(struct reader *r)
{
    uint64_t high = reader_u32(r);
    return high << 32 | reader_u32(r);
}

size_t reader_left(const struct reader *r)
{
    return r->failed ? 0 : r->len - r->at;
}
