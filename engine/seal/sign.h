// SPDX-License-Identifier: EUPL-1.2
// Ed25519 signatures: raw ones with a domain word (batches, receipts, hello, tokens), HTTP message
// signatures (RFC 9421) and minisign's format. Secret keys live in guarded memory.
#pragma once

#include "base/buf.h"

enum { SEAL_SIGNATURE_BYTES = 64, SEAL_PUBLIC_KEY_BYTES = 32 };

struct seal_signer; // an Ed25519 secret key in guarded memory

struct seal_signer *seal_signer_create(void);                   // a fresh key
void seal_signer_destroy(struct seal_signer *s);                // wipes; accepts NULL
const uint8_t *seal_signer_public(const struct seal_signer *s); // 32 bytes, borrowed
// A private file (mode 0600) holding the key: made when missing, read otherwise. ERR_CORRUPT when
// the file is not one, ERR_DENIED when others than its owner may read it. For devices and
// collectors; organizers use minisign files.
enum err seal_signer_load_or_create(const char *path, struct seal_signer **out,
                                    struct err_info *info) MUST_CHECK;

// ---- a device's new key, vouched for by the one before ----
// The key before signs "svar rotate 1\0" ‖ SHA-256(key before ‖ key). A signer carries the newest
// SEAL_ROTATIONS_MAX of these, newest first, and every batch that it signs tells them: so the chain
// goes on under the new key, and whoever verifies it needs nothing else.
enum { SEAL_ROTATIONS_MAX = 8 };
struct seal_rotation {
    uint8_t key_before[SEAL_PUBLIC_KEY_BYTES];
    uint8_t signature[SEAL_SIGNATURE_BYTES];
};
enum { SEAL_ROTATION_BYTES = SEAL_PUBLIC_KEY_BYTES + SEAL_SIGNATURE_BYTES };
// Puts a new key in place of the one in the file, in one step: before it the old key stands there,
// after it the new one, and the old one is nowhere. out is the new signer. Nothing signed by the
// old key may still be waiting to be sent, since requests are signed by the key in the batch.
enum err seal_signer_rotate(const char *path, struct seal_signer **out,
                            struct err_info *info) MUST_CHECK;
size_t seal_signer_rotations(const struct seal_signer *s, const struct seal_rotation **out);
bool seal_rotation_verify(const struct seal_rotation *rotation, const uint8_t key[32]);

// Signature over domain (with its final zero byte; at most 31 characters) ‖ SHA-256 of message.
void seal_sign(const struct seal_signer *s, const char *domain, struct str message,
               uint8_t out[SEAL_SIGNATURE_BYTES]);
bool seal_verify(const uint8_t public_key[32], const char *domain, struct str message,
                 const uint8_t signature[SEAL_SIGNATURE_BYTES]);

// ---- minisign (https://jedisct1.github.io/minisign/): prehashed, with a trusted comment ----
struct seal_minisign_key {
    uint8_t id[8];
    uint8_t public_key[32];
};
// A .pub file's text, or its base64 line alone ("RW…").
enum err seal_minisign_key_parse(struct str text, struct seal_minisign_key *out,
                                 struct err_info *info) MUST_CHECK;
// The base64 line alone, without a line end.
void seal_minisign_key_format(const struct seal_minisign_key *key, struct buf *out);
// The whole text of a .pub file, as minisign writes it.
void seal_minisign_key_file(const struct seal_minisign_key *key, struct buf *out);
// Verifies the text of a .minisig file over message. *out_comment (may be NULL) is borrowed from
// signature_file. ERR_PARSE, ERR_KEY (another key's signature), ERR_SIGNATURE.
enum err seal_minisign_verify(const struct seal_minisign_key *key, struct str signature_file,
                              struct str message, struct str *out_comment,
                              struct err_info *info) MUST_CHECK;

struct seal_minisign_secret; // with its key id, in guarded memory
struct seal_minisign_secret *seal_minisign_create(void);
void seal_minisign_destroy(struct seal_minisign_secret *s); // accepts NULL
void seal_minisign_public(const struct seal_minisign_secret *s, struct seal_minisign_key *out);
// The bare key (its id, then the seed of the secret), for a backup on paper and back. The caller
// wipes it.
enum { SEAL_MINISIGN_EXPORT_BYTES = 40 };
void seal_minisign_export(const struct seal_minisign_secret *s,
                          uint8_t out[SEAL_MINISIGN_EXPORT_BYTES]);
struct seal_minisign_secret *seal_minisign_import(
    const uint8_t exported[SEAL_MINISIGN_EXPORT_BYTES]);
// The secret as an Ed25519 signer for HTTP requests and tokens; a new object.
struct seal_signer *seal_minisign_signer(const struct seal_minisign_secret *s);
// minisign's secret key file, under a passphrase (scrypt over 256 MiB) or without one (empty).
// Reading: ERR_PARSE, ERR_UNSUPPORTED, ERR_KEY for a wrong or missing passphrase, ERR_LIMIT when
// the file asks for more work than minisign's own, ERR_CORRUPT, ERR_FULL without the memory.
enum err seal_minisign_secret_write(const struct seal_minisign_secret *s, struct str passphrase,
                                    struct buf *out, struct err_info *info) MUST_CHECK;
enum err seal_minisign_secret_read(struct str file, struct str passphrase,
                                   struct seal_minisign_secret **out,
                                   struct err_info *info) MUST_CHECK;
bool seal_minisign_secret_locked(struct str file); // needs a passphrase
// A whole .minisig file, prehashed. trusted_comment: one line of UTF-8, at most 8192 bytes.
enum err seal_minisign_sign(const struct seal_minisign_secret *s, struct str message,
                            struct str trusted_comment, struct buf *out,
                            struct err_info *info) MUST_CHECK;

// ---- HTTP requests (RFC 9421 without `created`; Content-Digest of RFC 9530) ----
// The covered components are "@method" "@path" "@query" "content-digest" with nonce, keyid (hex of
// the public key) and alg="ed25519".
struct seal_http_headers {
    char content_digest[80];   // sha-256=:…:
    char signature_input[400]; // svar=("@method" …);nonce="…";keyid="…";alg="ed25519"
    char signature[120];       // svar=:…:
};
// nonce: 1 to 64 characters of base64 or hex. query with its "?", "?" alone where there is none.
// Method, path and query are visible ASCII as they stand in the request line.
void seal_http_sign(const struct seal_signer *s, const char *method, const char *path,
                    const char *query, struct str body, const char *nonce,
                    struct seal_http_headers *out);
// Verifies the headers of a request; writes key and nonce. Whether that key may do this, and
// whether the nonce is fresh, is the caller's business. ERR_PARSE, ERR_SIGNATURE.
enum err seal_http_verify(const char *method, const char *path, const char *query, struct str body,
                          struct str content_digest, struct str signature_input,
                          struct str signature, uint8_t out_key[32], char out_nonce[65],
                          struct err_info *info) MUST_CHECK;
// The same on a connection where proven_key (32 bytes, or NULL) has signed a request before: one
// that names the same key again is held to everything but the signature itself. Only for requests
// whose body bears a signature by that key that is verified anyway, as a batch does. body_digest:
// the body's SHA-256 where it is known already, or NULL.
enum err seal_http_verify_again(const uint8_t *proven_key, const uint8_t *body_digest,
                                const char *method, const char *path, const char *query,
                                struct str body, struct str content_digest,
                                struct str signature_input, struct str signature,
                                uint8_t out_key[32], char out_nonce[65],
                                struct err_info *info) MUST_CHECK;

// ---- enrolment tokens: signed by the organizer, so a collector needs no list of them ----
// "svar-enrol-1." ‖ base64url(16 random bytes ‖ signature over "svar enrol 1\0" ‖ SHA-256(survey
// id ‖ random))
enum { SEAL_TOKEN_ID_BYTES = 16 };
void seal_token_create(const struct seal_signer *organizer, struct str survey_id, struct buf *out);
// Writes the token's id (16), which the collector remembers so that it works once.
enum err seal_token_verify(const uint8_t organizer_key[32], struct str survey_id, struct str token,
                           uint8_t out_id[SEAL_TOKEN_ID_BYTES], struct err_info *info) MUST_CHECK;
