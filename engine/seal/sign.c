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
// that a damaged file is noticed instead of becoming another device.
static const char key_file_name[8] = {'s', 'v', 'a', 'r', 'k', 'e', 'y', '1'};
enum { KEY_FILE_BYTES = 8 + 32 + 32 };

static enum err signer_load(const char *path, struct seal_signer **out, struct err_info *info)
{
    struct stat stat_of;
    if (stat(path, &stat_of) == 0 && (stat_of.st_mode & (S_IRWXG | S_IRWXO)))
        return err_set(info, ERR_DENIED,
                       "%s is a secret key that others can read; check who had access, then "
                       "run: chmod 600 %s",
                       path, path);
    struct buf file = {0};
    buf_reserve(&file, KEY_FILE_BYTES);
    enum err code = file_read(path, KEY_FILE_BYTES, &file, info);
    if (code == ERR_NONE || code == ERR_LIMIT) {
        struct seal_signer *s = seal_secret_alloc(sizeof(*s));
        bool whole = code == ERR_NONE && file.len == KEY_FILE_BYTES &&
                     memcmp(file.ptr, key_file_name, sizeof(key_file_name)) == 0;
        if (whole) {
            crypto_sign_seed_keypair(s->public_key, s->secret, file.ptr + 8);
            whole = memcmp(s->public_key, file.ptr + 40, 32) == 0;
        }
        if (whole) {
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
    buf_reserve(&file, KEY_FILE_BYTES);
    buf_add(&file, key_file_name, sizeof(key_file_name));
    buf_add(&file, s->secret, 64);
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
