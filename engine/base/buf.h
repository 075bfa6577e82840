// SPDX-License-Identifier: EUPL-1.2
// A growing byte buffer, big-endian writing into it, and the one bounds-checked reader. [any]
#pragma once

#include "base/err.h"
#include "base/str.h"

// Zero-initialise; buf_finish frees. The bytes are not wiped unless buf_wipe is called.
struct buf {
    uint8_t *ptr;
    size_t len;
    size_t capacity;
};

void buf_finish(struct buf *b); // frees, leaves an empty buffer; accepts an empty one
void buf_wipe(struct buf *b);   // overwrites the whole capacity, then frees
void buf_clear(struct buf *b);  // keeps the memory
void buf_reserve(struct buf *b, size_t more_bytes);
void buf_add(struct buf *b, const void *data, size_t bytes);
void buf_add_str(struct buf *b, struct str s);
void buf_add_text(struct buf *b, const char *text);
void buf_add_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_add_u8(struct buf *b, uint8_t value);
void buf_add_u16(struct buf *b, uint16_t value); // big-endian, like all that follow
void buf_add_u32(struct buf *b, uint32_t value);
void buf_add_u64(struct buf *b, uint64_t value);
char *buf_text(struct buf *b); // terminates (not counted in len); borrowed until the next change

static inline struct str buf_str(const struct buf *b)
{
    return str_make(b->ptr, b->len);
}

// Reads from borrowed bytes. After the first short read `failed` stays set and everything reads as
// zero, so a parser may check once at the end of a record.
struct reader {
    const uint8_t *ptr;
    size_t len;
    size_t at;
    bool failed;
};

static inline struct reader reader_make(const void *data, size_t bytes)
{
    return (struct reader){data, bytes, 0, false};
}

const uint8_t *reader_take(struct reader *r, size_t bytes); // borrowed; NULL when short
uint8_t reader_u8(struct reader *r);
uint16_t reader_u16(struct reader *r);
uint32_t reader_u32(struct reader *r);
uint64_t reader_u64(struct reader *r);
bool reader_copy(struct reader *r, void *out, size_t bytes); // zeroes out when short
size_t reader_left(const struct reader *r);
