// SPDX-License-Identifier: EUPL-1.2
// Opens an age file of any length, chunk by chunk, and says which part of it is wrong where one is.
#include "seal/open_input_priv.h"

#include "base/limits.h"

#include <sodium.h>

struct stream_secrets { // in guarded memory
    uint8_t payload_key[32];
    uint8_t plain[SEAL_AGE_CHUNK_BYTES];
};

struct stream {
    const struct seal_age_keys *keys;
    const struct seal_sink *sink;
    enum seal_age_fault fault;
    struct seal_open_input in;
    struct buf head; // the stream's first bytes: the header and some of the payload
    struct seal_open_header header;
    struct str rest;            // of head, behind the header
    struct seal_age_work *work; // with the file key
    struct stream_secrets *secrets;
};

static enum err is_fault(struct stream *s, enum seal_age_fault fault, enum err code)
{
    s->fault = fault;
    return code;
}

// First from what is left of head, then from the input.
static enum err take(struct stream *s, uint8_t *out, size_t bytes, size_t *out_bytes,
                     struct err_info *info)
{
    size_t some = s->rest.len < bytes ? s->rest.len : bytes, more = 0;
    if (some) memcpy(out, s->rest.ptr, some);
    s->rest = str_sub(s->rest, some, s->rest.len);
    enum err code = ERR_NONE;
    if (some < bytes) code = seal_open_input_take(&s->in, out + some, bytes - some, &more, info);
    if (s->in.armor_wrong) s->fault = SEAL_AGE_FAULT_ARMOR;
    *out_bytes = some + more;
    return code;
}

static enum err read_header(struct stream *s, struct err_info *info)
{
    enum { HEAD_BYTES = LIMIT_AGE_HEADER_BYTES + 1 }; // one more: whether the limit cut it
    size_t got = 0;
    buf_reserve(&s->head, HEAD_BYTES);
    enum err code = take(s, s->head.ptr, HEAD_BYTES, &got, info);
    if (code) return code;
    s->head.len = got;
    code = seal_open_header_parse(buf_str(&s->head), &s->header, info);
    if (code) return is_fault(s, SEAL_AGE_FAULT_HEADER, code);
    s->rest = s->header.payload;
    return ERR_NONE;
}

// *out_outside: it failed because no passphrase could be had, which is not the file's fault.
static enum err find_passphrase(struct stream *s, bool *out_outside, struct err_info *info)
{
    const struct seal_age_keys *keys = s->keys;
    struct err_info why = {0};
    struct str passphrase;
    enum err code = ERR_NONE;
    for (size_t turn = 0; keys->passphrase; turn++) {
        code = keys->passphrase(keys->data, turn, &passphrase, &why);
        if (code == ERR_MISSING) break;
        if (code) {
            if (info) *info = why;
            *out_outside = true;
            return code;
        }
        code = seal_open_find_key_passphrase(&s->header, passphrase, s->work, info);
        if (code != ERR_KEY) return code;
    }
    return err_set(info, ERR_KEY,
                   keys->passphrase ? "wrong passphrase"
                                    : "the file is under a passphrase, not sealed to a key");
}

static enum err find_key(struct stream *s, struct err_info *info)
{
    static struct seal_identity *const none[1];
    const struct seal_age_keys *keys = s->keys;
    bool outside = false;
    enum err code = s->header.passphrase
                        ? find_passphrase(s, &outside, info)
                        : seal_open_find_key(&s->header, keys->ids ? keys->ids : none, keys->count,
                                             s->work, info);
    if (outside) return code;
    switch ((int)code) {
    case ERR_NONE: break;
    case ERR_KEY: return is_fault(s, SEAL_AGE_FAULT_NO_MATCH, code);
    case ERR_PARSE:
    case ERR_LIMIT: return is_fault(s, SEAL_AGE_FAULT_HEADER, code);
    default: return code; // no memory
    }
    if (seal_open_header_fits(&s->header, s->work->file_key)) return ERR_NONE;
    return is_fault(s, SEAL_AGE_FAULT_MAC,
                    err_set(info, ERR_TAMPERED, "the sealed file's header was altered"));
}

static bool open_chunk(struct stream *s, uint64_t index, bool last, const uint8_t *sealed,
                       size_t bytes)
{
    uint8_t nonce[SEAL_AGE_STREAM_NONCE_BYTES];
    seal_age_stream_nonce(index, last, nonce);
    return crypto_aead_chacha20poly1305_ietf_decrypt(s->secrets->plain, NULL, NULL, sealed, bytes,
                                                     NULL, 0, nonce, s->secrets->payload_key) == 0;
}

static enum err bad_payload(struct stream *s, const char *what, struct err_info *info)
{
    return is_fault(s, SEAL_AGE_FAULT_PAYLOAD, err_set(info, ERR_TAMPERED, "%s", what));
}

// A chunk says itself whether it is the last. One that verifies is handed out even where what
// follows shows that the file was cut or lengthened behind it: that much was sealed like this.
static enum err open_payload(struct stream *s, uint8_t *sealed, struct err_info *info)
{
    size_t have = 0, got = 0;
    for (uint64_t i = 0;; i++) {
        // One byte past the chunk too, to see whether more follows.
        enum err code = take(s, sealed + have, SEAL_AGE_SEALED_CHUNK_BYTES + 1 - have, &got, info);
        if (code) return code;
        have += got;
        bool more = have > SEAL_AGE_SEALED_CHUNK_BYTES;
        size_t bytes = more ? (size_t)SEAL_AGE_SEALED_CHUNK_BYTES : have;
        bool last = !more;
        // Only a file that is empty altogether has an empty chunk.
        if (bytes < SEAL_AGE_TAG_BYTES || (bytes == SEAL_AGE_TAG_BYTES && i > 0))
            return bad_payload(s, "the sealed file was cut off", info);
        bool opens = open_chunk(s, i, last, sealed, bytes);
        if (!opens && bytes == SEAL_AGE_SEALED_CHUNK_BYTES) {
            last = !last;
            opens = open_chunk(s, i, last, sealed, bytes);
        }
        if (!opens) return bad_payload(s, "the sealed file was altered or cut off", info);
        if (bytes > SEAL_AGE_TAG_BYTES)
            code = s->sink->write(s->sink->data,
                                  str_make(s->secrets->plain, bytes - SEAL_AGE_TAG_BYTES), info);
        if (code) return code;
        if (last && more) return bad_payload(s, "something was added to the sealed file", info);
        if (!last && !more) return bad_payload(s, "the sealed file was cut off", info);
        if (last) return ERR_NONE;
        sealed[0] = sealed[SEAL_AGE_SEALED_CHUNK_BYTES];
        have = 1;
    }
}

enum err seal_age_decrypt_stream(const struct seal_age_keys *keys, bool armored,
                                 const struct seal_source *source, const struct seal_sink *sink,
                                 enum seal_age_fault *out_fault, struct err_info *info)
{
    struct stream s = {.keys = keys, .sink = sink};
    struct buf sealed = {0};
    uint8_t nonce[SEAL_AGE_NONCE_BYTES];
    size_t got = 0;
    s.work = seal_secret_alloc(sizeof(*s.work));
    s.secrets = seal_secret_alloc(sizeof(*s.secrets));
    enum err code = seal_open_input_begin(&s.in, source, armored, info);
    if (!code) code = read_header(&s, info);
    if (!code) code = find_key(&s, info);
    if (!code) code = take(&s, nonce, sizeof(nonce), &got, info);
    // The nonce counts as part of the header: without it nothing of the payload can be looked at.
    if (!code && got < sizeof(nonce))
        code = is_fault(&s, SEAL_AGE_FAULT_HEADER,
                        err_set(info, ERR_TAMPERED, "the sealed file ends behind its header"));
    if (!code) {
        seal_age_payload_key(s.work->file_key, nonce, s.secrets->payload_key);
        buf_reserve(&sealed, SEAL_AGE_SEALED_CHUNK_BYTES + 1);
        code = open_payload(&s, sealed.ptr, info);
    }
    *out_fault = s.fault;
    buf_finish(&sealed);
    buf_finish(&s.head);
    seal_open_input_finish(&s.in);
    seal_secret_free(s.work);
    seal_secret_free(s.secrets);
    return code;
}
