// SPDX-License-Identifier: EUPL-1.2
// Plain digests of bytes that need no key: for survey.json's list of files and for the digest()
// function of forms. [any]
#pragma once

#include "base/str.h"

// BLAKE2b with 32 bytes and no key (RFC 7693), as b2sum -l 256 prints it.
void seal_blake2b256(struct str data, uint8_t out[32]);
// A short name for a digest that nobody can foresee who does not know the key (SipHash): for tables
// of what strangers sent.
enum { SEAL_SHORT_BYTES = 16 };
void seal_short_name(const uint8_t key[SEAL_SHORT_BYTES], const uint8_t digest[32],
                     uint8_t out[SEAL_SHORT_BYTES]);

// As struct form_host wants it: MD5, SHA-1, SHA-256, SHA-384 or SHA-512 (in any case), at most 64
// bytes; returns how many, 0 for another algorithm. data is not used.
size_t seal_digest(void *data, struct str algorithm, struct str message, uint8_t out[64]);
// Likewise for extract-signed(): true where signature is the key's (Ed25519) over the message as it
// stands, without a domain of ours. data is not used.
bool seal_signed(void *data, struct str message, const uint8_t signature[64],
                 const uint8_t key[32]);
