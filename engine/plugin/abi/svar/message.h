/* SPDX-License-Identifier: EUPL-1.2 */
/* Flat messages: what goes to and comes from a question. One run of bytes without pointers, so that
 * the same bytes can cross a process border. Little helpers to read and write them; nothing here
 * allocates, and reading never leaves the bytes it was given.
 *
 *   message   u32 0x53564d31 ("SVM1") · u32 kind · u32 size of the whole message · records
 *   record    u32 kind · u32 size of the whole record · fields
 *   fields    u32, i32 (two's complement), f64 (IEEE 754 bits as u64), text (u32 bytes, then UTF-8)
 *
 * All integers are big-endian; nothing is padded or terminated. A reader skips records of a kind it
 * does not know and fields at the end of a record that it does not know; fields that are not there
 * read as zero and empty text. So either side may be newer than the other. */
#ifndef SVAR_MESSAGE_H
#define SVAR_MESSAGE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SVAR_MESSAGE_MAGIC UINT32_C(0x53564d31)

enum { SVAR_MESSAGE_BYTES_MAX = 1 << 20 }; /* a larger message is refused */

/* Text in a message: borrowed from it, not terminated. */
struct svar_text {
    const char *ptr; /* "" where bytes is 0, never NULL */
    uint32_t bytes;
};

static inline struct svar_text svar_text_make(const char *ptr, size_t bytes)
{
    struct svar_text text;
    text.ptr = bytes > 0 ? ptr : "";
    text.bytes = (uint32_t)bytes;
    return text;
}

static inline struct svar_text svar_text_of(const char *terminated)
{
    return svar_text_make(terminated, strlen(terminated));
}

static inline int svar_text_eq(struct svar_text a, struct svar_text b)
{
    return a.bytes == b.bytes && memcmp(a.ptr, b.ptr, a.bytes) == 0;
}

static inline int svar_text_is(struct svar_text a, const char *terminated)
{
    return svar_text_eq(a, svar_text_of(terminated));
}

/* True when word is one of the words of a list separated by spaces: appearances, selected choices.
 */
static inline int svar_text_has_word(struct svar_text list, struct svar_text word)
{
    uint32_t at = 0;
    if (word.bytes == 0) return 0;
    while (at < list.bytes) {
        uint32_t end = at;
        while (end < list.bytes && list.ptr[end] != ' ')
            end++;
        if (svar_text_eq(svar_text_make(list.ptr + at, end - at), word)) return 1;
        at = end + 1;
    }
    return 0;
}

/* ---- reading ---- */

/* Reads fields of one record, or records of one message. After the first field that does not fit,
 * everything reads as zero and empty text. */
struct svar_reader {
    const uint8_t *ptr;
    uint32_t bytes;
    uint32_t at;
};

static inline uint32_t svar_read_u32(struct svar_reader *r)
{
    uint32_t value = 0;
    int i;
    if (r->bytes - r->at < 4) {
        r->at = r->bytes;
        return 0;
    }
    for (i = 0; i < 4; i++)
        value = value << 8 | r->ptr[r->at++];
    return value;
}

static inline int32_t svar_read_i32(struct svar_reader *r)
{
    uint32_t bits = svar_read_u32(r);
    int32_t value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline double svar_read_f64(struct svar_reader *r)
{
    uint64_t bits;
    double value;
    if (r->bytes - r->at < 8) {
        r->at = r->bytes;
        return 0;
    }
    bits = (uint64_t)svar_read_u32(r) << 32;
    bits |= svar_read_u32(r);
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline struct svar_text svar_read_text(struct svar_reader *r)
{
    uint32_t bytes = svar_read_u32(r);
    struct svar_text text = svar_text_make("", 0);
    if (r->bytes - r->at < bytes) {
        r->at = r->bytes;
        return text;
    }
    if (bytes > 0) text = svar_text_make((const char *)r->ptr + r->at, bytes);
    r->at += bytes;
    return text;
}

/* Starts on a whole message. False when it is no message of this kind. */
static inline int svar_message_open(const uint8_t *message, size_t bytes, uint32_t kind,
                                    struct svar_reader *out_records)
{
    out_records->ptr = message;
    out_records->bytes = bytes <= SVAR_MESSAGE_BYTES_MAX ? (uint32_t)bytes : 0;
    out_records->at = 0;
    if (bytes < 12 || bytes > SVAR_MESSAGE_BYTES_MAX ||
        svar_read_u32(out_records) != SVAR_MESSAGE_MAGIC || svar_read_u32(out_records) != kind ||
        svar_read_u32(out_records) != bytes) {
        out_records->bytes = 0;
        out_records->at = 0;
        return 0;
    }
    return 1;
}

/* Moves to the next record. False at the end, and where the rest is no record: then r->at stays
 * short of r->bytes. */
static inline int svar_record_next(struct svar_reader *r, uint32_t *out_kind,
                                   struct svar_reader *out_fields)
{
    struct svar_reader head = *r;
    uint32_t size;
    if (r->bytes - r->at < 8) return 0;
    *out_kind = svar_read_u32(&head);
    size = svar_read_u32(&head);
    if (size < 8 || size > r->bytes - r->at) return 0;
    out_fields->ptr = r->ptr + r->at + 8;
    out_fields->bytes = size - 8;
    out_fields->at = 0;
    r->at += size;
    return 1;
}

/* ---- writing ---- */

/* Writes into the caller's buffer. len counts on when the buffer is full: it is the size needed. */
struct svar_writer {
    uint8_t *ptr;
    uint32_t capacity;
    uint32_t len;
    uint32_t record_at; /* private */
};

static inline void svar_write_bytes(struct svar_writer *w, const void *data, uint32_t bytes)
{
    if (bytes > 0 && w->len <= w->capacity && bytes <= w->capacity - w->len)
        memcpy(w->ptr + w->len, data, bytes);
    if (w->len <= SVAR_MESSAGE_BYTES_MAX) /* saturates just above the most there can be */
        w->len += bytes <= SVAR_MESSAGE_BYTES_MAX ? bytes : SVAR_MESSAGE_BYTES_MAX + 1;
}

static inline void svar_write_u32(struct svar_writer *w, uint32_t value)
{
    uint8_t bytes[4];
    bytes[0] = (uint8_t)(value >> 24);
    bytes[1] = (uint8_t)(value >> 16);
    bytes[2] = (uint8_t)(value >> 8);
    bytes[3] = (uint8_t)value;
    svar_write_bytes(w, bytes, 4);
}

static inline void svar_write_i32(struct svar_writer *w, int32_t value)
{
    svar_write_u32(w, (uint32_t)value);
}

static inline void svar_write_f64(struct svar_writer *w, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    svar_write_u32(w, (uint32_t)(bits >> 32));
    svar_write_u32(w, (uint32_t)bits);
}

static inline void svar_write_text(struct svar_writer *w, struct svar_text text)
{
    svar_write_u32(w, text.bytes);
    svar_write_bytes(w, text.ptr, text.bytes);
}

/* Puts a size where four bytes were left for it, unless they fell outside the buffer. */
static inline void svar_write_size_at(struct svar_writer *w, uint32_t at, uint32_t size)
{
    if (at <= w->capacity && w->capacity - at >= 4) {
        struct svar_writer there;
        there.ptr = w->ptr + at;
        there.capacity = 4;
        there.len = 0;
        there.record_at = 0;
        svar_write_u32(&there, size);
    }
}

/* Begins a message in the caller's buffer; out may be NULL where capacity is 0. */
static inline struct svar_writer svar_message_begin(uint8_t *out, uint32_t capacity, uint32_t kind)
{
    struct svar_writer w;
    w.ptr = out;
    w.capacity = capacity;
    w.len = 0;
    w.record_at = 0;
    svar_write_u32(&w, SVAR_MESSAGE_MAGIC);
    svar_write_u32(&w, kind);
    svar_write_u32(&w, 0);
    return w;
}

/* Ends it and returns its size, which may be larger than the capacity: nothing is whole then. */
static inline uint32_t svar_message_end(struct svar_writer *w)
{
    svar_write_size_at(w, 8, w->len);
    return w->len;
}

static inline void svar_record_begin(struct svar_writer *w, uint32_t kind)
{
    w->record_at = w->len;
    svar_write_u32(w, kind);
    svar_write_u32(w, 0);
}

static inline void svar_record_end(struct svar_writer *w)
{
    svar_write_size_at(w, w->record_at + 4, w->len - w->record_at);
}

#ifdef __cplusplus
}
#endif

#endif
