// SPDX-License-Identifier: EUPL-1.2
// Opens age files with secret keys or a passphrase. With its neighbours open_*.c the only place
// that can; kiosk and collector are checked not to contain it.
#include "seal/open_priv.h"

#include <sodium.h>

bool seal_open_header_fits(const struct seal_open_header *header,
                           const uint8_t file_key[SEAL_FILE_KEY_BYTES])
{
    uint8_t mac[SEAL_AGE_MAC_BYTES];
    seal_age_header_mac(file_key, header->maced, mac);
    return sodium_memcmp(mac, header->mac, sizeof(mac)) == 0;
}

// ---- payload ----

enum err seal_open_plain_bytes(struct str payload, size_t *out, struct err_info *info)
{
    if (payload.len < SEAL_AGE_NONCE_BYTES + SEAL_AGE_TAG_BYTES)
        return err_set(info, ERR_TAMPERED, "the sealed file was cut off");
    size_t bytes = payload.len - SEAL_AGE_NONCE_BYTES;
    size_t chunks = (bytes - 1) / SEAL_AGE_SEALED_CHUNK_BYTES + 1;
    size_t last_bytes = bytes - (chunks - 1) * SEAL_AGE_SEALED_CHUNK_BYTES;
    // Only a file that is empty altogether has an empty chunk.
    if (last_bytes < SEAL_AGE_TAG_BYTES || (last_bytes == SEAL_AGE_TAG_BYTES && chunks > 1))
        return err_set(info, ERR_TAMPERED, "the sealed file was cut off, or something was added");
    *out = bytes - chunks * SEAL_AGE_TAG_BYTES;
    return ERR_NONE;
}

enum err seal_open_payload(const uint8_t file_key[SEAL_FILE_KEY_BYTES], struct str payload,
                           uint8_t *out, struct err_info *info)
{
    size_t plain_bytes = 0;
    enum err code = seal_open_plain_bytes(payload, &plain_bytes, info);
    if (code) return code;
    uint8_t key[32];
    const uint8_t *from = (const uint8_t *)payload.ptr;
    const uint8_t *end = from + payload.len;
    seal_age_payload_key(file_key, from, key);
    from += SEAL_AGE_NONCE_BYTES;
    uint8_t *to = out;
    for (uint64_t i = 0; from < end; i++) {
        bool last = end - from <= SEAL_AGE_SEALED_CHUNK_BYTES;
        size_t bytes = last ? (size_t)(end - from) : (size_t)SEAL_AGE_SEALED_CHUNK_BYTES;
        uint8_t nonce[SEAL_AGE_STREAM_NONCE_BYTES];
        seal_age_stream_nonce(i, last, nonce);
        if (crypto_aead_chacha20poly1305_ietf_decrypt(to, NULL, NULL, from, bytes, NULL, 0, nonce,
                                                      key) != 0) {
            if (plain_bytes) sodium_memzero(out, plain_bytes);
            code = err_set(info, ERR_TAMPERED, "the sealed file was altered or cut off");
            break;
        }
        from += bytes;
        to += bytes - SEAL_AGE_TAG_BYTES;
    }
    sodium_memzero(key, sizeof(key));
    return code;
}

enum err seal_open_payload_add(const uint8_t file_key[SEAL_FILE_KEY_BYTES], struct str payload,
                               struct buf *out, struct err_info *info)
{
    size_t plain_bytes = 0;
    enum err code = seal_open_plain_bytes(payload, &plain_bytes, info);
    if (code) return code;
    buf_reserve(out, plain_bytes + 1); // + 1: a pointer even where the file is empty
    code = seal_open_payload(file_key, payload, out->ptr + out->len, info);
    if (!code) out->len += plain_bytes;
    return code;
}

// ---- file keys ----

static const struct seal_open_type *find_type(struct str name)
{
    for (size_t i = 0; i < seal_open_type_count; i++)
        if (str_eq(name, str_of(seal_open_types[i].stanza))) return &seal_open_types[i];
    return NULL;
}

enum err seal_open_find_key(const struct seal_open_header *header, struct seal_identity *const *ids,
                            size_t count, struct seal_age_work *work, struct err_info *info)
{
    struct str rest = header->stanzas;
    struct seal_open_stanza stanza;
    bool found = false;
    // All stanzas of known types are looked at, also behind the one that fits: a malformed one is
    // an error whoever it is for. Others are passed over.
    while (rest.len && seal_open_stanza_next(&rest, &stanza)) {
        uint8_t share[32], body[32];
        const struct seal_open_type *type = find_type(stanza.type);
        enum err code = type ? type->parse(&stanza, share, body, info) : ERR_NONE;
        if (code) return code;
        for (size_t i = 0; type && i < count && !found; i++) {
            code = type->unwrap(ids[i], share, body, work, info);
            if (code && code != ERR_KEY) return code;
            found = code == ERR_NONE;
        }
    }
    if (found) return ERR_NONE;
    return err_set(info, ERR_KEY,
                   header->passphrase ? "the file is under a passphrase, not sealed to a key"
                   : count ? "the file is not sealed to this key; use the key that it was sealed to"
                           : "the file is sealed to a key, and none was given");
}

enum err seal_open_find_key_passphrase(const struct seal_open_header *header, struct str passphrase,
                                       struct seal_age_work *work, struct err_info *info)
{
    struct str rest = header->stanzas, args, salt_text, factor_text;
    struct seal_open_stanza stanza;
    uint8_t salt[SEAL_AGE_SALT_BYTES], body[32];
    uint64_t factor = 0;
    if (!header->passphrase)
        return err_set(info, ERR_KEY, "the file is sealed to a key, not under a passphrase");
    if (!passphrase.len) return err_set(info, ERR_KEY, "the file needs its passphrase");
    bool fits = seal_open_stanza_next(&rest, &stanza);
    args = fits ? stanza.args : STR("");
    fits = fits && str_split(&args, ' ', &salt_text) &&
           seal_base64_decode(salt_text, SEAL_BASE64_UNPADDED, salt, sizeof(salt));
    factor_text = args;
    fits = fits && factor_text.len && factor_text.ptr[0] >= '1' && factor_text.ptr[0] <= '9' &&
           str_to_uint64(factor_text, &factor) && seal_open_stanza_body(&stanza, body);
    if (!fits) return err_set(info, ERR_PARSE, "the age file's passphrase part is malformed");
    if (factor > SEAL_AGE_WORK_FACTOR_MAX)
        return err_set(
            info, ERR_LIMIT,
            "the file asks for more work on its passphrase (2^%u) than is allowed (2^%d)",
            (unsigned)factor, (int)SEAL_AGE_WORK_FACTOR_MAX);
    enum err code = seal_age_scrypt_wrap_key(passphrase, salt, (int)factor, work->key, info);
    if (!code && seal_open_unwrap(work->key, body, work->file_key) != ERR_NONE)
        code = err_set(info, ERR_KEY, "wrong passphrase");
    return code;
}

// ---- whole files ----

struct opened { // an age file up to its payload
    struct buf armored;
    struct seal_open_header header;
    struct seal_age_work *work; // with the file key
    struct seal_age_work *own;  // work, where it is ours
};

static void opened_finish(struct opened *o)
{
    seal_secret_free(o->own);
    buf_finish(&o->armored);
}

// ids NULL: with the passphrase. work NULL: makes its own. Whatever it returns, o wants
// opened_finish.
static enum err opened_init(struct opened *o, struct seal_identity *const *ids, size_t count,
                            struct str passphrase, struct str file, struct seal_age_work *work,
                            struct err_info *info)
{
    *o = (struct opened){.work = work};
    if (!work) o->work = o->own = seal_secret_alloc(sizeof(*o->work));
    enum err code = ERR_NONE;
    if (seal_open_is_armored(file)) {
        code = seal_open_dearmor(file, &o->armored, info);
        file = buf_str(&o->armored);
    }
    if (!code) code = seal_open_header_parse(file, &o->header, info);
    if (!code)
        code = ids ? seal_open_find_key(&o->header, ids, count, o->work, info)
                   : seal_open_find_key_passphrase(&o->header, passphrase, o->work, info);
    if (!code && !seal_open_header_fits(&o->header, o->work->file_key))
        code = err_set(info, ERR_TAMPERED, "the sealed file's header was altered");
    return code;
}

enum err seal_age_decrypt(struct seal_identity *const *ids, size_t count, struct str age_file,
                          struct buf *out, struct err_info *info)
{
    struct opened o;
    static struct seal_identity *const none[1];
    enum err code = opened_init(&o, ids ? ids : none, count, STR(""), age_file, NULL, info);
    if (!code) code = seal_open_payload_add(o.work->file_key, o.header.payload, out, info);
    opened_finish(&o);
    return code;
}

enum err seal_age_decrypt_passphrase(struct str passphrase, struct str age_file, struct buf *out,
                                     struct err_info *info)
{
    struct opened o;
    enum err code = opened_init(&o, NULL, 0, passphrase, age_file, NULL, info);
    if (!code) code = seal_open_payload_add(o.work->file_key, o.header.payload, out, info);
    opened_finish(&o);
    return code;
}

static enum err check_room(const struct opened *o, size_t bytes_max, size_t *out,
                           struct err_info *info)
{
    enum err code = seal_open_plain_bytes(o->header.payload, out, info);
    if (!code && *out > bytes_max)
        code = err_set(info, ERR_LIMIT, "it holds %zu bytes; %zu are allowed", *out, bytes_max);
    return code;
}

enum err seal_open_secret(struct str passphrase, struct str age_file, size_t bytes_max,
                          uint8_t **out, size_t *out_bytes, struct err_info *info)
{
    struct opened o;
    size_t bytes = 0;
    enum err code = opened_init(&o, NULL, 0, passphrase, age_file, NULL, info);
    if (!code) code = check_room(&o, bytes_max, &bytes, info);
    if (!code) {
        uint8_t *plain = seal_secret_alloc(bytes + 1);
        code = seal_open_payload(o.work->file_key, o.header.payload, plain, info);
        if (code) {
            seal_secret_free(plain);
        } else {
            *out = plain;
            *out_bytes = bytes;
        }
    }
    opened_finish(&o);
    return code;
}

enum err seal_open_into(struct seal_identity *const *ids, size_t count, struct str age_file,
                        struct seal_age_work *work, size_t bytes_max, uint8_t *out,
                        size_t *out_bytes, struct err_info *info)
{
    struct opened o;
    size_t bytes = 0;
    enum err code = opened_init(&o, ids, count, STR(""), age_file, work, info);
    if (!code) code = check_room(&o, bytes_max, &bytes, info);
    if (!code) code = seal_open_payload(work->file_key, o.header.payload, out, info);
    if (!code) *out_bytes = bytes;
    opened_finish(&o);
    return code;
}
