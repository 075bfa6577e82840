// SPDX-License-Identifier: EUPL-1.2
// How the signing files of seal see a signer. Private to this module.
#pragma once

#include "seal/sign.h"

struct seal_signer {    // in guarded memory
    uint8_t secret[64]; // as libsodium keeps it: seed ‖ public key
    uint8_t public_key[32];
    struct seal_rotation rotations[SEAL_ROTATIONS_MAX]; // newest first
    size_t rotation_count;
};

// A new object from libsodium's 64 bytes, which the caller wipes.
struct seal_signer *seal_signer_from_secret(const uint8_t secret[64]);

// The bytes of a key file, appended to out, which the caller wipes.
enum { SEAL_KEY_FILE_BYTES_MAX = 8 + 32 + 32 + 1 + SEAL_ROTATIONS_MAX * SEAL_ROTATION_BYTES };
void seal_signer_write(const struct seal_signer *s, struct buf *out);

// As seal_verify, of a message whose SHA-256 is known.
bool seal_verify_digest(const uint8_t public_key[32], const char *domain, const uint8_t digest[32],
                        const uint8_t signature[SEAL_SIGNATURE_BYTES]);
// SHA-256 of the first bytes of data and of all of it, in one pass.
void seal_sha256_twice(struct str data, size_t first_bytes, uint8_t out_first[32],
                       uint8_t out_all[32]);

// What minisign puts into its secret key file. The cost of scrypt as libsodium counts it.
struct seal_minisign_cost {
    uint64_t operations;
    uint64_t memory_bytes;
};
enum err seal_minisign_secret_write_at(const struct seal_minisign_secret *s, struct str passphrase,
                                       struct seal_minisign_cost cost, struct buf *out,
                                       struct err_info *info) MUST_CHECK;

// Lines of minisign's files.
enum {
    SEAL_MINISIGN_COMMENT_BYTES_MAX = 8192,
    SEAL_MINISIGN_KEY_ID_BYTES = 8,
    SEAL_MINISIGN_PUBLIC_BYTES = 42,    // algorithm, key id, key
    SEAL_MINISIGN_SIGNATURE_BYTES = 74, // algorithm, key id, signature
};
#define SEAL_MINISIGN_UNTRUSTED "untrusted comment: "
#define SEAL_MINISIGN_TRUSTED "trusted comment: "
// The next line without its end ("\n" or "\r\n"). False when there is none.
bool seal_minisign_line(struct str *rest, struct str *out_line);
// BLAKE2b-512, what a prehashed signature is made over.
void seal_minisign_prehash(struct str message, uint8_t out[64]);
