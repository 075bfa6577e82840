// SPDX-License-Identifier: EUPL-1.2
// Writes age v1 files: header with one stanza a recipient (seal/types.c), its MAC, and the payload
// in chunks. Needs public keys only.
#include "seal/age_priv.h"

#include "base/check.h"
#include "base/limits.h"

#include <sodium.h>

// The plain text from at on: where it lies, or, where padding is in it, put together in locked
// memory, so that no unlocked copy of an answer is ever made.
static const uint8_t *plain_chunk(struct seal_age_work *work, struct str text, size_t at,
                                  size_t bytes)
{
    if (bytes && at + bytes <= text.len) return (const uint8_t *)text.ptr + at;
    size_t from_text = at < text.len ? text.len - at : 0;
    if (from_text) memcpy(work->chunk, text.ptr + at, from_text);
    memset(work->chunk + from_text, ' ', bytes - from_text);
    return work->chunk;
}

void seal_age_write_mac(struct seal_age_work *work, const struct rng *rng, size_t header_at,
                        struct buf *out)
{
    uint8_t mac[SEAL_AGE_MAC_BYTES], nonce[SEAL_AGE_NONCE_BYTES];
    buf_add_text(out, "---");
    seal_age_header_mac(work->file_key, str_make(out->ptr + header_at, out->len - header_at), mac);
    buf_add_char(out, ' ');
    seal_base64_add(out, mac, sizeof(mac), SEAL_BASE64_UNPADDED);
    buf_add_char(out, '\n');
    rng_fill(rng, nonce, sizeof(nonce));
    buf_add(out, nonce, sizeof(nonce));
    seal_age_payload_key(work->file_key, nonce, work->key);
}

void seal_age_write_chunk(const struct seal_age_work *work, uint64_t index, bool last,
                          const uint8_t *plain, size_t bytes, struct buf *out)
{
    uint8_t stream_nonce[SEAL_AGE_STREAM_NONCE_BYTES];
    seal_age_stream_nonce(index, last, stream_nonce);
    buf_reserve(out, bytes + SEAL_AGE_TAG_BYTES);
    crypto_aead_chacha20poly1305_ietf_encrypt(out->ptr + out->len, NULL, plain, bytes, NULL, 0,
                                              NULL, stream_nonce, work->key);
    out->len += bytes + SEAL_AGE_TAG_BYTES;
}

void seal_age_write_chunks(struct seal_age_work *work, struct str text, size_t padded_bytes,
                           struct buf *out)
{
    size_t chunks = padded_bytes ? (padded_bytes - 1) / SEAL_AGE_CHUNK_BYTES + 1 : 1;
    buf_reserve(out, padded_bytes + chunks * SEAL_AGE_TAG_BYTES);
    for (size_t i = 0; i < chunks; i++) {
        size_t at = i * SEAL_AGE_CHUNK_BYTES;
        size_t bytes = i + 1 < chunks ? SEAL_AGE_CHUNK_BYTES : padded_bytes - at;
        seal_age_write_chunk(work, i, i + 1 == chunks, plain_chunk(work, text, at, bytes), bytes,
                             out);
    }
}

void seal_age_write_payload(struct seal_age_work *work, struct str text, size_t padded_bytes,
                            const struct rng *rng, size_t header_at, struct buf *out)
{
    seal_age_write_mac(work, rng, header_at, out);
    seal_age_write_chunks(work, text, padded_bytes, out);
}

enum err seal_age_write_stanzas(const struct seal_recipient *recipients, size_t count,
                                struct seal_age_work *work, const struct rng *rng, struct buf *out,
                                struct err_info *info)
{
    if (count < 1) return err_set(info, ERR_ARGUMENT, "there is no recipient to seal to");
    if (count > LIMIT_RECIPIENTS)
        return err_set(info, ERR_LIMIT, "%zu recipients are more than the %d that can be sealed to",
                       count, (int)LIMIT_RECIPIENTS);
    size_t start = out->len;
    buf_add_text(out, SEAL_AGE_VERSION_LINE);
    for (size_t i = 0; i < count; i++) {
        CHECK(recipients[i].type < seal_recipient_type_count);
        enum err code = seal_recipient_types[recipients[i].type].add_stanza(&recipients[i], work,
                                                                            rng, out, info);
        if (code) {
            out->len = start;
            return code;
        }
    }
    return ERR_NONE;
}

enum err seal_age_write(const struct seal_recipient *recipients, size_t count,
                        struct seal_age_work *work, struct str text, size_t padded_bytes,
                        const struct rng *rng, struct buf *out, struct err_info *info)
{
    CHECK(padded_bytes >= text.len);
    size_t start = out->len;
    enum err code = seal_age_write_stanzas(recipients, count, work, rng, out, info);
    if (!code) seal_age_write_payload(work, text, padded_bytes, rng, start, out);
    return code;
}

enum err seal_age_encrypt(const struct seal_recipient *recipients, size_t count,
                          const uint8_t *file_key, struct str plain, const struct rng *rng,
                          struct buf *out, struct err_info *info)
{
    struct seal_age_work *work = seal_secret_alloc(sizeof(*work));
    if (file_key)
        memcpy(work->file_key, file_key, SEAL_FILE_KEY_BYTES);
    else
        rng_fill(rng, work->file_key, SEAL_FILE_KEY_BYTES);
    enum err code = seal_age_write(recipients, count, work, plain, plain.len, rng, out, info);
    seal_secret_free(work);
    return code;
}

bool seal_age_begins(struct str bytes)
{
    return str_starts(bytes, STR(SEAL_AGE_VERSION_LINE));
}

void seal_armor(struct str age_file, struct buf *out)
{
    buf_add_text(out, SEAL_AGE_ARMOR_BEGIN "\n");
    seal_armor_lines(age_file, out);
    buf_add_text(out, SEAL_AGE_ARMOR_END "\n");
}

void seal_armor_lines(struct str bytes, struct buf *out)
{
    for (size_t at = 0; at < bytes.len; at += SEAL_AGE_ARMOR_LINE_BYTES) {
        struct str line = str_sub(bytes, at, at + SEAL_AGE_ARMOR_LINE_BYTES);
        seal_base64_add(out, line.ptr, line.len, SEAL_BASE64_PADDED);
        buf_add_char(out, '\n');
    }
}
