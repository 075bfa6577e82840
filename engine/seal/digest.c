// SPDX-License-Identifier: EUPL-1.2
// Digests by libsodium (BLAKE2b) and libcrypto (the rest).
#include "seal/digest.h"

#include <openssl/evp.h>
#include <sodium.h>

void seal_blake2b256(struct str data, uint8_t out[32])
{
    crypto_generichash(out, 32, (const unsigned char *)data.ptr, data.len, NULL, 0);
}

void seal_short_name(const uint8_t key[SEAL_SHORT_BYTES], const uint8_t digest[32],
                     uint8_t out[SEAL_SHORT_BYTES])
{
    crypto_shorthash_siphashx24(out, digest, 32, key);
}

bool seal_signed(void *data, struct str message, const uint8_t signature[64], const uint8_t key[32])
{
    (void)data;
    return crypto_sign_verify_detached(signature,
                                       (const unsigned char *)(message.ptr ? message.ptr : ""),
                                       message.len, key) == 0;
}

size_t seal_digest(void *data, struct str algorithm, struct str message, uint8_t out[64])
{
    static const struct {
        const char *name;
        const EVP_MD *(*type)(void);
    } known[] = {{"MD5", EVP_md5},
                 {"SHA-1", EVP_sha1},
                 {"SHA-256", EVP_sha256},
                 {"SHA-384", EVP_sha384},
                 {"SHA-512", EVP_sha512}};
    (void)data;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        unsigned bytes = 0;
        if (str_eq_nocase(algorithm, str_of(known[i].name)) &&
            EVP_Digest(message.ptr, message.len, out, &bytes, known[i].type(), NULL) == 1)
            return bytes;
    }
    return 0;
}
