// SPDX-License-Identifier: EUPL-1.2
// Batches and receipts, byte for byte as design and HACKING.md give them; and the sealer, which
// turns responses into sealed responses. All integers big-endian.
//
// A batch (unit of sync and storage):
//   8 "svarbat1" · 32 SHA-256 of survey.json · 32 device key · 8 number from 1 · 32 link of the
//   batch before (zeros at 1) · 2 count · 32 masked aggregate · 4+n sealed seed · count × (16 slot
//   id, 4+n sealed response) sorted by slot id · 64 Ed25519 signature over "svar batch 1\0" ‖
//   SHA-256 of all before.
// A batch of a device whose key was changed begins with "svarbat2" and has behind the device key: 1
// count from 1 · count × (32 key before · 64 its signature for the key after it, see seal/sign.h),
// newest first. All else, also the domain word, is the same.
// A receipt:
//   8 "svarrcp1" · 32 link · 16 collector's epoch · 1 verdict · 2+n reason · 32 collector key · 64
//   signature over "svar receipt 1\0" ‖ SHA-256 of all before.
// link = SHA-256 of a whole batch, signature included.
#pragma once

#include "seal/age.h"
#include "seal/sign.h"

enum {
    SEAL_SLOT_ID_BYTES = 16,
    SEAL_LINK_BYTES = 32,
    SEAL_EPOCH_BYTES = 16,
    SEAL_SLOTS = 256,
};

// ---- the sealer: one open batch in locked memory ----
// Holds the unused slots, the aggregate X and the mask chain E. Losing it (crash, restart) loses
// nothing: the store holds what is needed to close the batch. Not [any]: one thread at a time.
struct seal_sealer;
// Draws a seed, seals it to the recipients, derives and shuffles the slots, wipes the seed.
enum err seal_sealer_create(const struct seal_recipient *recipients, size_t count,
                            const struct rng *rng, struct seal_sealer **out,
                            struct err_info *info) MUST_CHECK;
void seal_sealer_destroy(struct seal_sealer *s);       // wipes; accepts NULL
size_t seal_sealer_count(const struct seal_sealer *s); // responses sealed so far

// Makes ready what the next response needs and does not hang on what it says, while there is time:
// most of the work of sealing. Never needed.
void seal_sealer_ready(struct seal_sealer *s);

// A sealed response, which only this module can make: the store takes nothing else.
struct sealed;
// Pads (usual_bytes: see seal_padded_length), seals with the next slot and wipes the slot. ERR_FULL
// when all slots are used; ERR_LIMIT over LIMIT_RESPONSE_BYTES. The aggregate takes the response in
// only when seal_sealer_commit is called, so that a response that could not be stored leaves no
// trace.
enum err seal_sealer_seal(struct seal_sealer *s, struct str json, size_t usual_bytes,
                          struct sealed **out, struct err_info *info) MUST_CHECK;
// After the store's commit. sealed must be the newest of this sealer.
void seal_sealer_commit(struct seal_sealer *s, const struct sealed *sealed);
void sealed_destroy(struct sealed *sealed);               // accepts NULL
struct str sealed_slot_id(const struct sealed *sealed);   // 16 bytes, borrowed
struct str sealed_bytes(const struct sealed *sealed);     // the age file
struct str sealed_seed(const struct sealed *sealed);      // the batch's sealed seed, an age file
struct str sealed_aggregate(const struct sealed *sealed); // 32: masked, with this response in
size_t sealed_count(const struct sealed *sealed);         // of the batch, with this response in

// ---- the batch as bytes ----
struct seal_batch_item {
    const uint8_t *slot_id; // 16
    struct str sealed;      // the age file
};

// A decoded batch; everything is borrowed from the bytes it was decoded from, except items.
struct seal_batch {
    struct str bytes;
    const uint8_t *survey_hash; // 32
    const uint8_t *device_key;  // 32
    const uint8_t *rotations;   // rotation_count × struct seal_rotation, newest first
    size_t rotation_count;      // 0: the device has its first key
    uint64_t number;
    const uint8_t *previous_link;  // 32
    const uint8_t *aggregate;      // 32, masked
    struct str seed;               // sealed
    struct seal_batch_item *items; // owned by the decoded batch
    size_t count;
    uint8_t link[SEAL_LINK_BYTES];
};

// True where bytes begin as a batch does, of whatever version: for doors that look before they
// read.
bool seal_batch_begins(struct str bytes);
// Checks structure, limits, order of slot ids and the signature by the device key inside, and that
// each key before has vouched for the next; that seed
// and responses begin as age files; that number 1, and no other, has zeros for the link before.
// Numbers go to INT64_MAX. ERR_PARSE, ERR_LIMIT, ERR_SIGNATURE.
enum err seal_batch_decode(struct str bytes, struct seal_batch *out,
                           struct err_info *info) MUST_CHECK;
// The same for one who needs the link before, as the digest of a request's body: both digests in
// one pass over bytes that may be a batch; NULL where nobody made them.
struct seal_batch_digest {
    uint8_t before_signature[32], link[SEAL_LINK_BYTES];
};
void seal_batch_digest(struct str bytes, struct seal_batch_digest *out);
enum err seal_batch_decode_digested(struct str bytes, const struct seal_batch_digest *known,
                                    struct seal_batch *out, struct err_info *info) MUST_CHECK;
void seal_batch_finish(struct seal_batch *batch); // frees items; accepts a zeroed one

// Whether these can make a batch, short of making it. Sorts items by slot id. ERR_ARGUMENT,
// ERR_LIMIT.
enum err seal_batch_check(struct str seed, struct seal_batch_item *items, size_t count,
                          struct err_info *info) MUST_CHECK;
// Builds and signs a batch. Sorts items by slot id. count 1 to LIMIT_BATCH_COUNT. Refuses what
// seal_batch_decode would refuse (ERR_ARGUMENT, ERR_LIMIT).
enum err seal_batch_encode(const uint8_t survey_hash[32], uint64_t number,
                           const uint8_t previous_link[32], const uint8_t aggregate[32],
                           struct str seed, struct seal_batch_item *items, size_t count,
                           const struct seal_signer *device, struct buf *out,
                           struct err_info *info) MUST_CHECK;

// ---- receipts ----
enum seal_verdict { SEAL_STORED = 0, SEAL_ALREADY = 1, SEAL_REFUSED = 2 };

struct seal_receipt {
    uint8_t link[SEAL_LINK_BYTES];
    uint8_t epoch[SEAL_EPOCH_BYTES];
    enum seal_verdict verdict;
    struct str reason; // UTF-8, borrowed; where refused
    uint8_t collector_key[SEAL_KEY_BYTES];
};

enum err seal_receipt_encode(const struct seal_receipt *receipt,
                             const struct seal_signer *collector, struct buf *out,
                             struct err_info *info) MUST_CHECK;
// Checks structure and signature by the key inside; whether that key is one of the survey's pinned
// keys is the caller's check (seal_receipt_from).
enum err seal_receipt_decode(struct str bytes, struct seal_receipt *out,
                             struct err_info *info) MUST_CHECK;
bool seal_receipt_from(const struct seal_receipt *receipt, const uint8_t (*keys)[32], size_t count);
