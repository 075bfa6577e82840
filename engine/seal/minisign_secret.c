// SPDX-License-Identifier: EUPL-1.2
// minisign's secret keys: made, written to and read from minisign's own file format, and used to
// sign. The organizer's side of minisign.c.
#include "seal/sign_priv.h"

#include "seal/age_priv.h"

#include <sodium.h>

struct seal_minisign_secret { // in guarded memory
    uint8_t id[SEAL_MINISIGN_KEY_ID_BYTES];
    uint8_t secret[64]; // seed ‖ public key
};

// The file's one base64 line:
//   2 "Ed" · 2 "Sc" or zeros · 2 "B2" · 32 salt · 8 operations · 8 memory (both little-endian)
//   then, under the passphrase: 8 key id · 64 secret key · 32 BLAKE2b-256("Ed" ‖ key id ‖ secret)
enum {
    AT_KDF = 2,
    AT_CHECK_NAME = 4,
    AT_SALT = 6,
    AT_OPERATIONS = 38,
    AT_MEMORY = 46,
    AT_KEY = 54,
    KEY_BYTES = 8 + 64 + 32,
    FILE_BYTES = AT_KEY + KEY_BYTES,
};

// What a file may ask for: minisign's own cost, 1 GiB and four times one pass over it. Ours is a
// quarter of the memory, so that a small computer can open the key.
static const struct seal_minisign_cost cost_most = {1 << 26, 1 << 30};
static const struct seal_minisign_cost cost_ours = {1 << 23, 1 << 28};

struct seal_minisign_secret *seal_minisign_create(void)
{
    struct seal_minisign_secret *s = seal_secret_alloc(sizeof(*s));
    uint8_t public_key[32];
    crypto_sign_keypair(public_key, s->secret);
    randombytes_buf(s->id, sizeof(s->id));
    return s;
}

void seal_minisign_destroy(struct seal_minisign_secret *s)
{
    seal_secret_free(s);
}

void seal_minisign_public(const struct seal_minisign_secret *s, struct seal_minisign_key *out)
{
    memcpy(out->id, s->id, sizeof(out->id));
    memcpy(out->public_key, s->secret + 32, sizeof(out->public_key));
}

void seal_minisign_export(const struct seal_minisign_secret *s,
                          uint8_t out[SEAL_MINISIGN_EXPORT_BYTES])
{
    memcpy(out, s->id, sizeof(s->id));
    memcpy(out + sizeof(s->id), s->secret, 32);
}

struct seal_minisign_secret *seal_minisign_import(
    const uint8_t exported[SEAL_MINISIGN_EXPORT_BYTES])
{
    struct seal_minisign_secret *s = seal_secret_alloc(sizeof(*s));
    uint8_t public_key[32];
    memcpy(s->id, exported, sizeof(s->id));
    crypto_sign_seed_keypair(public_key, s->secret, exported + sizeof(s->id));
    return s;
}

struct seal_signer *seal_minisign_signer(const struct seal_minisign_secret *s)
{
    return seal_signer_from_secret(s->secret);
}

static void key_check(const uint8_t key[8 + 64], uint8_t out[32])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 32);
    crypto_generichash_update(&state, (const uint8_t *)"Ed", 2);
    crypto_generichash_update(&state, key, 8 + 64);
    crypto_generichash_final(&state, out, 32);
    sodium_memzero(&state, sizeof(state));
}

static void put_u64_little(uint8_t *out, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++)
        out[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_u64_little(const uint8_t *from)
{
    uint64_t value = 0;
    for (unsigned i = 8; i-- > 0;)
        value = value << 8 | from[i];
    return value;
}

// key ^= scrypt(passphrase): locks and unlocks.
static enum err mask_key(uint8_t *key, struct str passphrase, const uint8_t salt[32],
                         struct seal_minisign_cost cost, struct err_info *info)
{
    enum err code = ERR_NONE;
    uint8_t *mask = seal_secret_alloc(KEY_BYTES);
    if (crypto_pwhash_scryptsalsa208sha256(mask, KEY_BYTES, passphrase.ptr ? passphrase.ptr : "",
                                           passphrase.len, salt, cost.operations,
                                           (size_t)cost.memory_bytes) != 0) {
        code = err_set(info, ERR_FULL,
                       "not memory enough to work on the passphrase: %u MiB are needed; close "
                       "other programs and try again",
                       (unsigned)(cost.memory_bytes >> 20));
    } else {
        for (size_t i = 0; i < KEY_BYTES; i++)
            key[i] ^= mask[i];
    }
    seal_secret_free(mask);
    return code;
}

enum err seal_minisign_secret_write_at(const struct seal_minisign_secret *s, struct str passphrase,
                                       struct seal_minisign_cost cost, struct buf *out,
                                       struct err_info *info)
{
    uint8_t *file = seal_secret_alloc(FILE_BYTES);
    enum err code = ERR_NONE;
    memcpy(file, "Ed", 2);
    memcpy(file + AT_CHECK_NAME, "B2", 2);
    memcpy(file + AT_KEY, s->id, sizeof(s->id));
    memcpy(file + AT_KEY + 8, s->secret, sizeof(s->secret));
    key_check(file + AT_KEY, file + AT_KEY + 8 + 64);
    if (passphrase.len) {
        memcpy(file + AT_KDF, "Sc", 2);
        randombytes_buf(file + AT_SALT, 32);
        put_u64_little(file + AT_OPERATIONS, cost.operations);
        put_u64_little(file + AT_MEMORY, cost.memory_bytes);
        code = mask_key(file + AT_KEY, passphrase, file + AT_SALT, cost, info);
    }
    if (!code) {
        buf_add_text(out, passphrase.len ? SEAL_MINISIGN_UNTRUSTED "minisign encrypted secret key\n"
                                         : SEAL_MINISIGN_UNTRUSTED "minisign secret key\n");
        seal_base64_add(out, file, FILE_BYTES, SEAL_BASE64_PADDED);
        buf_add_char(out, '\n');
    }
    seal_secret_free(file);
    return code;
}

enum err seal_minisign_secret_write(const struct seal_minisign_secret *s, struct str passphrase,
                                    struct buf *out, struct err_info *info)
{
    return seal_minisign_secret_write_at(s, passphrase, cost_ours, out, info);
}

// The base64 line into guarded memory of FILE_BYTES.
static enum err decode_file(struct str text, uint8_t *file, struct err_info *info)
{
    struct str rest = text, line;
    if (!seal_minisign_line(&rest, &line) || !str_starts(line, STR(SEAL_MINISIGN_UNTRUSTED)) ||
        !seal_minisign_line(&rest, &line) || str_trim(rest).len ||
        !seal_base64_decode(line, SEAL_BASE64_PADDED, file, FILE_BYTES))
        return err_set(info, ERR_PARSE,
                       "this is not a minisign secret key: an untrusted comment and one line of "
                       "%d characters",
                       (int)(FILE_BYTES + 2) / 3 * 4);
    static const uint8_t no_kdf[2];
    if (memcmp(file, "Ed", 2) != 0 || memcmp(file + AT_CHECK_NAME, "B2", 2) != 0 ||
        (memcmp(file + AT_KDF, "Sc", 2) != 0 && memcmp(file + AT_KDF, no_kdf, 2) != 0))
        return err_set(info, ERR_UNSUPPORTED, "the secret key is of a kind that is not known");
    return ERR_NONE;
}

static enum err unlock_file(uint8_t *file, struct str passphrase, struct err_info *info)
{
    struct seal_minisign_cost cost = {get_u64_little(file + AT_OPERATIONS),
                                      get_u64_little(file + AT_MEMORY)};
    if (!passphrase.len) return err_set(info, ERR_KEY, "the secret key needs its passphrase");
    if (cost.operations > cost_most.operations || cost.memory_bytes > cost_most.memory_bytes)
        return err_set(info, ERR_LIMIT,
                       "the secret key asks for more work on its passphrase than is allowed");
    return mask_key(file + AT_KEY, passphrase, file + AT_SALT, cost, info);
}

// minisign leaves the check sum of a key without passphrase at zero; there the public half, which
// comes from the secret one, tells as much.
static bool key_intact(const uint8_t key[KEY_BYTES], bool locked)
{
    uint8_t check[32];
    bool intact;
    if (!locked && sodium_is_zero(key + 8 + 64, 32)) {
        uint8_t *pair = seal_secret_alloc(64);
        crypto_sign_seed_keypair(check, pair, key + 8);
        intact = memcmp(check, key + 8 + 32, sizeof(check)) == 0;
        seal_secret_free(pair);
    } else {
        key_check(key, check);
        intact = sodium_memcmp(check, key + 8 + 64, sizeof(check)) == 0;
    }
    return intact;
}

enum err seal_minisign_secret_read(struct str text, struct str passphrase,
                                   struct seal_minisign_secret **out, struct err_info *info)
{
    uint8_t *file = seal_secret_alloc(FILE_BYTES);
    struct seal_minisign_secret *s = NULL;
    bool locked = false;
    enum err code = decode_file(text, file, info);
    if (code) goto out;
    locked = memcmp(file + AT_KDF, "Sc", 2) == 0;
    if (locked) code = unlock_file(file, passphrase, info);
    if (code) goto out;
    if (!key_intact(file + AT_KEY, locked)) {
        code = locked ? err_set(info, ERR_KEY, "wrong passphrase for the secret key")
                      : err_set(info, ERR_CORRUPT, "the secret key is damaged");
        goto out;
    }
    s = seal_secret_alloc(sizeof(*s));
    memcpy(s->id, file + AT_KEY, sizeof(s->id));
    memcpy(s->secret, file + AT_KEY + 8, sizeof(s->secret));
    *out = s;
out:
    seal_secret_free(file);
    return code;
}

bool seal_minisign_secret_locked(struct str text)
{
    uint8_t *file = seal_secret_alloc(FILE_BYTES);
    bool locked = decode_file(text, file, NULL) == ERR_NONE && memcmp(file + AT_KDF, "Sc", 2) == 0;
    seal_secret_free(file);
    return locked;
}

enum err seal_minisign_sign(const struct seal_minisign_secret *s, struct str message,
                            struct str trusted_comment, struct buf *out, struct err_info *info)
{
    if (trusted_comment.len > SEAL_MINISIGN_COMMENT_BYTES_MAX)
        return err_set(info, ERR_LIMIT, "the trusted comment is longer than %d bytes",
                       (int)SEAL_MINISIGN_COMMENT_BYTES_MAX);
    if (!utf8_valid(trusted_comment))
        return err_set(info, ERR_ARGUMENT, "the trusted comment is not UTF-8");
    for (size_t i = 0; i < trusted_comment.len; i++)
        if ((uint8_t)trusted_comment.ptr[i] < 0x20 && trusted_comment.ptr[i] != '\t')
            return err_set(info, ERR_ARGUMENT, "the trusted comment is not one line of text");

    uint8_t digest[64], head[SEAL_MINISIGN_SIGNATURE_BYTES], global[SEAL_SIGNATURE_BYTES];
    seal_minisign_prehash(message, digest);
    memcpy(head, "ED", 2);
    memcpy(head + 2, s->id, sizeof(s->id));
    crypto_sign_detached(head + 10, NULL, digest, sizeof(digest), s->secret);

    struct buf tied = {0};
    buf_add(&tied, head + 10, SEAL_SIGNATURE_BYTES);
    buf_add_str(&tied, trusted_comment);
    crypto_sign_detached(global, NULL, tied.ptr, tied.len, s->secret);
    buf_finish(&tied);

    buf_add_text(out, SEAL_MINISIGN_UNTRUSTED "signature from minisign secret key\n");
    seal_base64_add(out, head, sizeof(head), SEAL_BASE64_PADDED);
    buf_add_text(out, "\n" SEAL_MINISIGN_TRUSTED);
    buf_add_str(out, trusted_comment);
    buf_add_char(out, '\n');
    seal_base64_add(out, global, sizeof(global), SEAL_BASE64_PADDED);
    buf_add_char(out, '\n');
    return ERR_NONE;
}
