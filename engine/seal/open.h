// SPDX-License-Identifier: EUPL-1.2
// Everything that needs a secret age key. Linked by `svar` and tests alone: scripts/check-exports
// proves that kiosk and collector do not contain it. No other file of seal may call it.
#pragma once

#include "seal/age.h"
#include "seal/batch.h"

struct seal_identity; // an X25519 secret key in guarded memory (sodium_malloc)

// A fresh key.
struct seal_identity *seal_identity_create(void);
void seal_identity_destroy(struct seal_identity *id); // wipes; accepts NULL
void seal_identity_recipient(const struct seal_identity *id, struct seal_recipient *out);
// "AGE-SECRET-KEY-1…", appended to out, which the caller wipes.
void seal_identity_format(const struct seal_identity *id, struct buf *out);
// The bare secret key, for a backup on paper and back. The caller wipes it.
void seal_identity_export(const struct seal_identity *id, uint8_t out[SEAL_KEY_BYTES]);
struct seal_identity *seal_identity_import(const uint8_t secret[SEAL_KEY_BYTES]);
enum err seal_identity_parse(struct str text, struct seal_identity **out,
                             struct err_info *info) MUST_CHECK;
// An identity file: plain (comments and AGE-SECRET-KEY-1 lines) or itself an age file under a
// passphrase, binary or armoured. ERR_KEY for a wrong or missing passphrase. At most count_max
// identities go to out; *out_count says how many.
enum err seal_identity_read(struct str file, struct str passphrase, struct seal_identity **out,
                            size_t count_max, size_t *out_count, struct err_info *info) MUST_CHECK;
// True where reading this file needs a passphrase.
bool seal_identity_locked(struct str file);

// Opens an age file (binary or armoured) with any of the identities. ERR_KEY: none of them fits.
// ERR_TAMPERED: header MAC or payload do not verify; ERR_PARSE: not a well-formed age file. Plain
// text is appended to out only when all of it verified.
enum err seal_age_decrypt(struct seal_identity *const *ids, size_t count, struct str age_file,
                          struct buf *out, struct err_info *info) MUST_CHECK;
enum err seal_age_decrypt_passphrase(struct str passphrase, struct str age_file, struct buf *out,
                                     struct err_info *info) MUST_CHECK;

// ---- files of any length, a piece at a time ----
// What is wrong with an age file, as its test vectors tell it.
enum seal_age_fault {
    SEAL_AGE_FAULT_NONE,     // nothing, or a fault of source, sink, passphrase or memory
    SEAL_AGE_FAULT_NO_MATCH, // well-formed, and neither a key nor a passphrase fits
    SEAL_AGE_FAULT_MAC,      // one fits, and the header was altered
    SEAL_AGE_FAULT_HEADER,   // not a well-formed age v1 file up to its payload
    SEAL_AGE_FAULT_PAYLOAD,  // the payload was altered or cut off; what came before is whole
    SEAL_AGE_FAULT_ARMOR,    // the armour is not strict PEM
};
struct seal_age_keys {
    struct seal_identity *const *ids;
    size_t count;
    // Called where the file is under a passphrase, with turn 0, 1, … until one fits: the
    // passphrase, borrowed until the next call, or ERR_MISSING where there is no further one. NULL:
    // none at all.
    enum err (*passphrase)(void *data, size_t turn, struct str *out, struct err_info *info);
    void *data;
};
// Opens an age file of any length, binary or armoured, in a fixed amount of memory. The sink gets
// plain text chunk by chunk, each verified and in its place, and nothing else; that the file was
// whole is known only when this returns ERR_NONE. armored: it must be. *out_fault is always set.
enum err seal_age_decrypt_stream(const struct seal_age_keys *keys, bool armored,
                                 const struct seal_source *source, const struct seal_sink *sink,
                                 enum seal_age_fault *out_fault, struct err_info *info) MUST_CHECK;

// A batch under the key: its seed is opened once, then every response by its slot.
struct seal_batch_opened; // guarded memory
// ERR_KEY when the seed is not for these identities. ERR_TAMPERED when the masked aggregate does
// not match the responses (one of them was changed, removed or added by somebody with the device's
// key), or the seed is not what a device seals. The batch view is borrowed until destroy.
// With ERR_TAMPERED *out is an object all the same where the seed was good, so that responses can
// still be looked at one by one; on every other error it is NULL. Destroy it either way.
enum err seal_batch_open(const struct seal_batch *batch, struct seal_identity *const *ids,
                         size_t count, struct seal_batch_opened **out,
                         struct err_info *info) MUST_CHECK;
void seal_batch_opened_destroy(struct seal_batch_opened *b); // wipes; accepts NULL
// For batch after batch: guarded memory costs as much to get as a public-key operation. Empty at
// first; take opens a batch as seal_batch_open does, in the place of the one before. It is empty
// after clear, and where the seed did not open.
struct seal_batch_opened *seal_batch_opened_create(void);
enum err seal_batch_opened_take(struct seal_batch_opened *b, const struct seal_batch *batch,
                                struct seal_identity *const *ids, size_t count,
                                struct err_info *info) MUST_CHECK;
void seal_batch_opened_clear(struct seal_batch_opened *b);        // wipes
bool seal_batch_opened_seeded(const struct seal_batch_opened *b); // not empty
// False where the aggregate does not match: reported, and responses may still be opened one by one.
bool seal_batch_opened_whole(const struct seal_batch_opened *b);
// What the batch's aggregate took of response index: the same wherever the same sealed bytes lie in
// the same slot, whoever signed the batch, and another for all others. Of a response that opens;
// zeros where its slot is none of the batch's.
void seal_batch_opened_mac(const struct seal_batch_opened *b, size_t index, uint8_t out[32]);
// Opens response index with its slot's file key; the padding is taken off. ERR_TAMPERED when the
// slot id is none of the batch's or the file key is not the slot's.
enum err seal_batch_open_response(const struct seal_batch_opened *b, size_t index,
                                  struct buf *out_json, struct err_info *info) MUST_CHECK;
// The plain way, as age itself would go: opens response index with the identities alone, never by
// its slot, and compares. json is what seal_batch_open_response gave. ERR_TAMPERED where its file
// key is not the slot's, no identity fits, or it reads otherwise: then somebody who had the slot
// made a response that the organizer and whoever uses age see differently. Costs a public-key
// operation or more, so a sample is enough.
enum err seal_batch_check_plain(const struct seal_batch_opened *b, size_t index,
                                struct seal_identity *const *ids, size_t count, struct str json,
                                struct err_info *info) MUST_CHECK;
