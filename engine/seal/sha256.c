// SPDX-License-Identifier: EUPL-1.2
// SHA-256, HMAC and HKDF, on libcrypto's block functions: where the processor knows SHA they are
// six times as fast as libsodium's, and opening a response is mostly HMAC. Where libcrypto is
// missing, crypto_hash_sha256_* can stand in for its five calls here, one for one.
#define OPENSSL_SUPPRESS_DEPRECATED // EVP would cost more than the hash does
#include "seal/age_priv.h"
#include "seal/sign_priv.h"

#include "base/check.h"

#include <openssl/sha.h>
#include <sodium.h>

void seal_sha256(struct str data, uint8_t out[32])
{
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, data.ptr ? data.ptr : "", data.len);
    SHA256_Final(out, &state);
}

void seal_sha256_twice(struct str data, size_t first_bytes, uint8_t out_first[32],
                       uint8_t out_all[32])
{
    SHA256_CTX first, all;
    CHECK(first_bytes <= data.len);
    SHA256_Init(&all);
    SHA256_Update(&all, data.ptr, first_bytes);
    first = all;
    SHA256_Final(out_first, &first);
    SHA256_Update(&all, data.ptr + first_bytes, data.len - first_bytes);
    SHA256_Final(out_all, &all);
}

// RFC 2104.
struct hmac {
    SHA256_CTX inner, outer;
};

static void hmac_init(struct hmac *h, const uint8_t *key, size_t key_bytes)
{
    uint8_t pad[SHA256_CBLOCK];
    CHECK(key_bytes <= sizeof(pad)); // longer keys would be hashed first; there are none
    memset(pad, 0x36, sizeof(pad));
    for (size_t i = 0; i < key_bytes; i++)
        pad[i] ^= key[i];
    SHA256_Init(&h->inner);
    SHA256_Update(&h->inner, pad, sizeof(pad));
    for (size_t i = 0; i < sizeof(pad); i++)
        pad[i] ^= 0x36 ^ 0x5c;
    SHA256_Init(&h->outer);
    SHA256_Update(&h->outer, pad, sizeof(pad));
    sodium_memzero(pad, sizeof(pad));
}

static void hmac_add(struct hmac *h, const void *data, size_t bytes)
{
    SHA256_Update(&h->inner, data, bytes);
}

static void hmac_final(struct hmac *h, uint8_t out[32])
{
    uint8_t digest[32];
    SHA256_Final(digest, &h->inner);
    SHA256_Update(&h->outer, digest, sizeof(digest));
    SHA256_Final(out, &h->outer);
    sodium_memzero(digest, sizeof(digest));
    sodium_memzero(h, sizeof(*h));
}

void seal_hmac_sha256(const uint8_t key[32], struct str data, uint8_t out[32])
{
    struct hmac h;
    hmac_init(&h, key, 32);
    hmac_add(&h, data.ptr, data.len);
    hmac_final(&h, out);
}

void seal_hkdf(const uint8_t *key, size_t key_bytes, const uint8_t *salt, size_t salt_bytes,
               const char *label, uint8_t out[32])
{
    static const uint8_t one[1] = {1};
    struct hmac h;
    uint8_t extracted[32];
    hmac_init(&h, salt, salt_bytes); // no salt is a salt of zeros, and padding is zeros
    hmac_add(&h, key, key_bytes);
    hmac_final(&h, extracted);
    hmac_init(&h, extracted, sizeof(extracted));
    hmac_add(&h, label, strlen(label));
    hmac_add(&h, one, sizeof(one));
    hmac_final(&h, out);
    sodium_memzero(extracted, sizeof(extracted));
}
