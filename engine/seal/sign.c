// SPDX-License-Identifier: EUPL-1.2
// Ed25519 with a domain word: the keys of devices and collectors, and the signatures of batches,
// receipts and hello.
#include "seal/sign_priv.h"

#include "base/check.h"
#include "base/file.h"
#include "seal/age_priv.h"

#include <sodium.h>
#include <sys/stat.h>

struct seal_signer *seal_signer_from_secret(const uint8_t secret[64])
{
    struct seal_signer *s = seal_secret_alloc(sizeof(*s));
    memcpy(s->secret, secret, sizeof(s->secret));
    memcpy(s->public_key, secret + 32, sizeof(s->public_key));
    return s;
}

struct seal_signer *seal_signer_create(void)
{
    struct seal_signer *s = seal_secret_alloc(sizeof(*s));
    crypto_sign_keypair(s->public_key, s->secret);
    return s;
}

void seal_signer_destroy(struct seal_signer *s)
{
    seal_secret_free(s);
}

const uint8_t *seal_signer_public(const struct seal_signer *s)
{
    return s->public_key;
}

// The key file: 8 bytes of name, then 32 of seed and 32 of the public key that comes from it, so
// that a damaged file is noticed instead of becoming another device. Under the second name there
// follow a count and so many rotations.
static const char key_file_names[2][8] = {{'s', 'v', 'a', 'r', 'k', 'e', 'y', '1'},
                                          {'s', 'v', 'a', 'r', 'k', 'e', 'y', '2'}};

void seal_signer_write(const struct seal_signer *s, struct buf *out)
{
    buf_add(out, key_file_names[s->rotation_count > 0], 8);
    buf_add(out, s->secret, 64);
    if (!s->rotation_count) return;
    buf_add_char(out, (char)s->rotation_count);
    buf_add(out, s->rotations, s->rotation_count * SEAL_ROTATION_BYTES);
}

// True where what follows the keys is what the name promises, each step vouched for.
static bool read_rotations(struct seal_signer *s, struct reader *r, bool second)
{
    const uint8_t *key = s->public_key;
    if (!second) return reader_left(r) == 0;
    s->rotation_count = reader_u8(r);
    if (s->rotation_count < 1 || s->rotation_count > SEAL_ROTATIONS_MAX) return false;
    const uint8_t *from = reader_take(r, s->rotation_count * SEAL_ROTATION_BYTES);
    if (!from || reader_left(r)) return false;
    memcpy(s->rotations, from, s->rotation_count * SEAL_ROTATION_BYTES);
    for (size_t i = 0; i < s->rotation_count; i++) {
        if (!seal_rotation_verify(&s->rotations[i], key)) return false;
        key = s->rotations[i].key_before;
    }
    return true;
}

static bool signer_read(struct seal_signer *s, struct str file)
{
    struct reader r = reader_make(file.ptr, file.len);
    const uint8_t *name = reader_take(&r, 8), *seed = reader_take(&r, 32),
                  *public_key = reader_take(&r, 32);
    if (!name || !seed || !public_key) return false;
    bool second = memcmp(name, key_file_names[1], 8) == 0;
    if (!second && memcmp(name, key_file_names[0], 8) != 0) return false;
    crypto_sign_seed_keypair(s->public_key, s->secret, seed);
    return memcmp(s->public_key, public_key, 32) == 0 && read_rotations(s, &r, second);
}

static enum err signer_load(const char *path, struct seal_signer **out, struct err_info *info)
{
    struct stat stat_of;
    if (stat(path, &stat_of) == 0 && (stat_of.st_mode & (S_IRWXG | S_IRWXO)))
        return err_set(info, ERR_DENIED,
                       "%s is a secret key that others can read; check who had access, then "
                       "run: chmod 600 %s",
                       path, path);
    struct buf file = {0};
    buf_reserve(&file, SEAL_KEY_FILE_BYTES_MAX);
    enum err code = file_read(path, SEAL_KEY_FILE_BYTES_MAX, &file, info);
    if (code == ERR_NONE || code == ERR_LIMIT) {
        struct seal_signer *s = seal_secret_alloc(sizeof(*s));
        if (code == ERR_NONE && signer_read(s, buf_str(&file))) {
            *out = s;
        } else {
            seal_signer_destroy(s);
            code = err_set(info, ERR_CORRUPT,
                           "%s is not a whole key file; put it back from a copy, or move it away "
                           "to begin with a new key",
                           path);
        }
    }
    buf_wipe(&file);
    return code;
}

enum err seal_signer_load_or_create(const char *path, struct seal_signer **out,
                                    struct err_info *info)
{
    if (file_exists(path)) return signer_load(path, out, info);
    struct seal_signer *s = seal_signer_create();
    struct buf file = {0};
    buf_reserve(&file, SEAL_KEY_FILE_BYTES_MAX);
    seal_signer_write(s, &file);
    enum err code = file_write_new(path, buf_str(&file), 0600, info);
    buf_wipe(&file);
    if (code == ERR_NONE) {
        *out = s;
        return ERR_NONE;
    }
    seal_signer_destroy(s);
    // Somebody was quicker: theirs is the key.
    return code == ERR_EXISTS ? signer_load(path, out, info) : code;
}

// domain, its zero byte, SHA-256 of the message.
enum { SIGNED_BYTES_MAX = 64 };

static size_t signed_bytes(const char *domain, const uint8_t digest[32],
                           uint8_t out[SIGNED_BYTES_MAX])
{
    size_t length = strlen(domain) + 1;
    CHECK(length + 32 <= SIGNED_BYTES_MAX);
    memcpy(out, domain, length);
    memcpy(out + length, digest, 32);
    return length + 32;
}

void seal_sign(const struct seal_signer *s, const char *domain, struct str message,
               uint8_t out[SEAL_SIGNATURE_BYTES])
{
    uint8_t bytes[SIGNED_BYTES_MAX], digest[32];
    seal_sha256(message, digest);
    size_t length = signed_bytes(domain, digest, bytes);
    crypto_sign_detached(out, NULL, bytes, length, s->secret);
}

bool seal_verify(const uint8_t public_key[32], const char *domain, struct str message,
                 const uint8_t signature[SEAL_SIGNATURE_BYTES])
{
    uint8_t digest[32];
    seal_sha256(message, digest);
    return seal_verify_digest(public_key, domain, digest, signature);
}

bool seal_verify_digest(const uint8_t public_key[32], const char *domain, const uint8_t digest[32],
                        const uint8_t signature[SEAL_SIGNATURE_BYTES])
{
    uint8_t bytes[SIGNED_BYTES_MAX];
    size_t length = signed_bytes(domain, digest, bytes);
    return crypto_sign_verify_detached(signature, bytes, length, public_key) == 0;
}
