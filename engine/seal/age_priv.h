// SPDX-License-Identifier: EUPL-1.2
// What the sealing and the opening side of seal share: guarded memory, HKDF, base64, Bech32 and the
// numbers of the age format. Nothing here can open anything. Private to this module.
#pragma once

#include "seal/age.h"

enum {
    SEAL_AGE_CHUNK_BYTES = 64 << 10, // of plain text in one piece of the payload
    SEAL_AGE_TAG_BYTES = 16,
    SEAL_AGE_SEALED_CHUNK_BYTES = SEAL_AGE_CHUNK_BYTES + SEAL_AGE_TAG_BYTES,
    SEAL_AGE_NONCE_BYTES = 16, // before the payload
    SEAL_AGE_MAC_BYTES = 32,
    SEAL_AGE_MAC_CHARS = 43,
    SEAL_AGE_COLUMNS = 64, // of a base64 line, in a header and in armour
    SEAL_AGE_ARMOR_LINE_BYTES = SEAL_AGE_COLUMNS / 4 * 3,
    SEAL_AGE_STREAM_NONCE_BYTES = 12,
    SEAL_AGE_WORK_FACTOR_MAX = 20, // scrypt's N = 2^20: one GiB
    SEAL_AGE_SALT_BYTES = 16,
};

#define SEAL_AGE_VERSION_LINE "age-encryption.org/v1\n"
#define SEAL_AGE_X25519_LABEL "age-encryption.org/v1/X25519"
#define SEAL_AGE_SCRYPT_LABEL "age-encryption.org/v1/scrypt"
#define SEAL_AGE_ARMOR_BEGIN "-----BEGIN AGE ENCRYPTED FILE-----"
#define SEAL_AGE_ARMOR_END "-----END AGE ENCRYPTED FILE-----"

// Zeroed memory that is locked, between guard pages, kept out of core dumps. Aborts where there is
// none. bytes must be a multiple of the type's alignment, as every sizeof is.
__attribute__((returns_nonnull, warn_unused_result)) void *seal_secret_alloc(size_t bytes);
void seal_secret_free(void *secret); // wipes; accepts NULL

void seal_hmac_sha256(const uint8_t key[32], struct str data, uint8_t out[32]);
// HKDF-SHA256 (RFC 5869) with 32 bytes of output. salt has at most 64 bytes and
// may be NULL where there are none.
void seal_hkdf(const uint8_t *key, size_t key_bytes, const uint8_t *salt, size_t salt_bytes,
               const char *label, uint8_t out[32]);

// Nonce of one chunk: an 11 byte counter and the flag of the last.
void seal_age_stream_nonce(uint64_t counter, bool last, uint8_t out[SEAL_AGE_STREAM_NONCE_BYTES]);
// The MAC over a header up to and including its "---".
void seal_age_header_mac(const uint8_t file_key[SEAL_FILE_KEY_BYTES], struct str header,
                         uint8_t out[SEAL_AGE_MAC_BYTES]);
// The key of the payload that follows nonce.
void seal_age_payload_key(const uint8_t file_key[SEAL_FILE_KEY_BYTES],
                          const uint8_t nonce[SEAL_AGE_NONCE_BYTES], uint8_t out[32]);
// The key that wraps a file key, from a shared secret that is not all zero.
void seal_age_x25519_wrap_key(const uint8_t shared[32], const uint8_t share[32],
                              const uint8_t recipient[32], uint8_t out[32]);
// scrypt of a passphrase. ERR_FULL where there is not memory enough.
enum err seal_age_scrypt_wrap_key(struct str passphrase, const uint8_t salt[SEAL_AGE_SALT_BYTES],
                                  int work_factor, uint8_t out[32],
                                  struct err_info *info) MUST_CHECK;

// What sealing needs in guarded memory. chunk is there only where plain text gets padding.
struct seal_age_work {
    uint8_t file_key[SEAL_FILE_KEY_BYTES];
    uint8_t key[32]; // wrap key, then payload key
    uint8_t secret[32];
    uint8_t shared[32];
    uint8_t chunk[];
};

// A type of recipient: what its keys look like and how a file key is wrapped for one. The opening
// side has the other half in seal/open_types.c. To add one (age's ML-KEM-768 with X25519, say) is
// one entry here, one there, and, where its keys are longer, the room in struct seal_recipient.
struct seal_recipient_type {
    const char *prefix; // of its keys as text: "age" of "age1…"
    enum err (*check)(const uint8_t key[SEAL_KEY_BYTES], struct err_info *info);
    // Appends one stanza for work->file_key.
    enum err (*add_stanza)(const struct seal_recipient *recipient, struct seal_age_work *work,
                           const struct rng *rng, struct buf *out, struct err_info *info);
};
extern const struct seal_recipient_type seal_recipient_types[];
extern const size_t seal_recipient_type_count;

// The parts of a file, each appended to out, for work->file_key. First version line and stanzas for
// recipients or a passphrase; where it fails, out is as it was.
enum err seal_age_write_stanzas(const struct seal_recipient *recipients, size_t count,
                                struct seal_age_work *work, const struct rng *rng, struct buf *out,
                                struct err_info *info) MUST_CHECK;
enum err seal_age_write_stanza_passphrase(struct str passphrase, int work_factor,
                                          struct seal_age_work *work, const struct rng *rng,
                                          struct buf *out, struct err_info *info) MUST_CHECK;
// Then the MAC over all from header_at on, and the payload's nonce; work->key is the payload's from
// here on.
void seal_age_write_mac(struct seal_age_work *work, const struct rng *rng, size_t header_at,
                        struct buf *out);
// Then chunk after chunk, here all at once: text and spaces up to padded_bytes.
void seal_age_write_chunks(struct seal_age_work *work, struct str text, size_t padded_bytes,
                           struct buf *out);
// Or one by one.
void seal_age_write_chunk(const struct seal_age_work *work, uint64_t index, bool last,
                          const uint8_t *plain, size_t bytes, struct buf *out);

// As seal_age_encrypt, with work->file_key as the file key and text followed by spaces up to
// padded_bytes. work needs its chunk where padded_bytes is not text.len.
enum err seal_age_write(const struct seal_recipient *recipients, size_t count,
                        struct seal_age_work *work, struct str text, size_t padded_bytes,
                        const struct rng *rng, struct buf *out, struct err_info *info) MUST_CHECK;
// The part after the stanzas: header MAC, nonce, payload. header_at is where the file begins in
// out.
void seal_age_write_payload(struct seal_age_work *work, struct str text, size_t padded_bytes,
                            const struct rng *rng, size_t header_at, struct buf *out);

// Armour's lines alone, without begin and end. Only what is a multiple of
// SEAL_AGE_ARMOR_LINE_BYTES long can be followed by more.
void seal_armor_lines(struct str bytes, struct buf *out);

// Standard base64, canonical. Decoding takes exactly bytes of data and nothing else.
enum seal_base64 { SEAL_BASE64_UNPADDED, SEAL_BASE64_PADDED, SEAL_BASE64_URL };
void seal_base64_add(struct buf *out, const void *data, size_t bytes, enum seal_base64 variant);
bool seal_base64_decode(struct str text, enum seal_base64 variant, void *out, size_t bytes);
// True where text decodes as SEAL_BASE64_UNPADDED to bytes of some number. For what is no secret:
// how long it takes tells what it read.
bool seal_base64_fits(struct str text);

// Bech32 (BIP 173, without its limit of 90 characters) of 32 bytes, all lower case; decoding checks
// the prefix, refuses mixed case and wants upper case exactly where upper is set.
enum { SEAL_BECH32_CHARS_MAX = 100 };
size_t seal_bech32_encode(const char *prefix, const uint8_t data[32],
                          char out[SEAL_BECH32_CHARS_MAX]);
enum err seal_bech32_decode(const char *prefix, bool upper, struct str text, uint8_t out[32],
                            struct err_info *info) MUST_CHECK;
