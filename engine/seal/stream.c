// SPDX-License-Identifier: EUPL-1.2
// Seals a stream of any length: one chunk is read, sealed, put into armour where that is wanted and
// handed on before the next one is read. Needs public keys or a passphrase only.
#include "seal/age_priv.h"

struct sealing {
    const struct seal_source *source;
    const struct seal_sink *sink;
    bool armored;
    struct seal_age_work *work; // with a chunk
    struct buf sealed;          // not handed on yet
    struct buf lines;           // of armour
};

// Hands on what is sealed; in armour all of it only at the end, before that in whole lines.
static enum err hand_on(struct sealing *s, bool end, struct err_info *info)
{
    struct str bytes = buf_str(&s->sealed);
    if (!s->armored) {
        enum err code = bytes.len ? s->sink->write(s->sink->data, bytes, info) : ERR_NONE;
        buf_clear(&s->sealed);
        return code;
    }
    size_t rest = end ? 0 : bytes.len % SEAL_AGE_ARMOR_LINE_BYTES;
    seal_armor_lines(str_sub(bytes, 0, bytes.len - rest), &s->lines);
    if (end) buf_add_text(&s->lines, SEAL_AGE_ARMOR_END "\n");
    enum err code = s->sink->write(s->sink->data, buf_str(&s->lines), info);
    memmove(s->sealed.ptr, s->sealed.ptr + bytes.len - rest, rest);
    s->sealed.len = rest;
    buf_clear(&s->lines);
    return code;
}

// One byte past a chunk is read too: only who knows that more follows knows which chunk is the
// last.
static enum err seal_chunks(struct sealing *s, struct err_info *info)
{
    uint8_t *chunk = s->work->chunk;
    size_t have = 0;
    for (uint64_t i = 0;; i++) {
        size_t got = 1;
        while (have <= SEAL_AGE_CHUNK_BYTES && got) {
            enum err code = s->source->read(s->source->data, chunk + have,
                                            SEAL_AGE_CHUNK_BYTES + 1 - have, &got, info);
            if (code) return code;
            have += got;
        }
        bool last = have <= SEAL_AGE_CHUNK_BYTES;
        seal_age_write_chunk(s->work, i, last, chunk, last ? have : (size_t)SEAL_AGE_CHUNK_BYTES,
                             &s->sealed);
        enum err code = hand_on(s, last, info);
        if (code || last) return code;
        chunk[0] = chunk[SEAL_AGE_CHUNK_BYTES];
        have = 1;
    }
}

enum err seal_age_encrypt_stream(const struct seal_age_to *to, bool armored, const struct rng *rng,
                                 const struct seal_source *source, const struct seal_sink *sink,
                                 struct err_info *info)
{
    enum { ROOM = 16 }; // the byte past the chunk, and alignment
    struct sealing s = {.source = source, .sink = sink, .armored = armored};
    s.work = seal_secret_alloc(sizeof(*s.work) + SEAL_AGE_CHUNK_BYTES + ROOM);
    rng_fill(rng, s.work->file_key, SEAL_FILE_KEY_BYTES);
    enum err code =
        to->count ? seal_age_write_stanzas(to->recipients, to->count, s.work, rng, &s.sealed, info)
                  : seal_age_write_stanza_passphrase(to->passphrase, to->work_factor, s.work, rng,
                                                     &s.sealed, info);
    if (!code) {
        seal_age_write_mac(s.work, rng, 0, &s.sealed);
        if (armored) buf_add_text(&s.lines, SEAL_AGE_ARMOR_BEGIN "\n");
        code = seal_chunks(&s, info);
    }
    buf_finish(&s.sealed);
    buf_finish(&s.lines);
    seal_secret_free(s.work);
    return code;
}
