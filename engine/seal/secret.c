// SPDX-License-Identifier: EUPL-1.2
// The ground of the module: libsodium's start, guarded memory, the keys that the age format derives
// and the lengths that responses are padded to.
#include "seal/age_priv.h"

#include "base/check.h"

#include <sodium.h>

void seal_init(void)
{
    CHECK(sodium_init() >= 0);
}

void *seal_secret_alloc(size_t bytes)
{
    seal_init(); // returns at once when it is not the first time
    void *secret = sodium_malloc(bytes);
    CHECK(secret);
    memset(secret, 0, bytes);
    return secret;
}

void seal_secret_free(void *secret)
{
    sodium_free(secret);
}

void seal_age_stream_nonce(uint64_t counter, bool last, uint8_t out[SEAL_AGE_STREAM_NONCE_BYTES])
{
    memset(out, 0, SEAL_AGE_STREAM_NONCE_BYTES);
    for (size_t i = 0; i < 8; i++)
        out[10 - i] = (uint8_t)(counter >> (8 * i));
    out[11] = last ? 1 : 0;
}

void seal_age_header_mac(const uint8_t file_key[SEAL_FILE_KEY_BYTES], struct str header,
                         uint8_t out[SEAL_AGE_MAC_BYTES])
{
    uint8_t key[32];
    seal_hkdf(file_key, SEAL_FILE_KEY_BYTES, NULL, 0, "header", key);
    seal_hmac_sha256(key, header, out);
    sodium_memzero(key, sizeof(key));
}

void seal_age_payload_key(const uint8_t file_key[SEAL_FILE_KEY_BYTES],
                          const uint8_t nonce[SEAL_AGE_NONCE_BYTES], uint8_t out[32])
{
    seal_hkdf(file_key, SEAL_FILE_KEY_BYTES, nonce, SEAL_AGE_NONCE_BYTES, "payload", out);
}

void seal_age_x25519_wrap_key(const uint8_t shared[32], const uint8_t share[32],
                              const uint8_t recipient[32], uint8_t out[32])
{
    uint8_t salt[64];
    memcpy(salt, share, 32);
    memcpy(salt + 32, recipient, 32);
    seal_hkdf(shared, 32, salt, sizeof(salt), SEAL_AGE_X25519_LABEL, out);
}

size_t seal_padded_length(size_t bytes, size_t usual_bytes)
{
    if (bytes <= usual_bytes) return usual_bytes;
    if (bytes < 4) return bytes; // Padmé's logarithms begin here; these lengths are their own
    unsigned exponent = 63 - (unsigned)__builtin_clzll(bytes);
    unsigned exponent_bits = 32 - (unsigned)__builtin_clz(exponent);
    size_t mask = ((size_t)1 << (exponent - exponent_bits)) - 1;
    return bytes > SIZE_MAX - mask ? bytes : (bytes + mask) & ~mask;
}
