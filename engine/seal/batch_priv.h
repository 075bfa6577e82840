// SPDX-License-Identifier: EUPL-1.2
// What the sealer and the opener of a batch must agree on: slots, MACs, the masked aggregate.
// Private to this module. All of it works on secrets; callers keep them in guarded memory.
#pragma once

#include "seal/batch.h"

enum { SEAL_SEED_BYTES = 32, SEAL_MAC_BYTES = 32 };

#define SEAL_BATCH_MAGIC "svarbat1"
#define SEAL_BATCH_MAGIC_ROTATED "svarbat2"
#define SEAL_RECEIPT_MAGIC "svarrcp1"

// Slot i of a batch is BLAKE2b-512(key = seed, i as 8 bytes), cut in three.
struct seal_slot {
    uint8_t id[SEAL_SLOT_ID_BYTES];
    uint8_t file_key[SEAL_FILE_KEY_BYTES];
    uint8_t mac_key[32];
};
void seal_slot_derive(const uint8_t seed[SEAL_SEED_BYTES], uint64_t index, struct seal_slot *out);
// BLAKE2b-256(key = MAC key, sealed bytes).
void seal_slot_mac(const struct seal_slot *slot, struct str sealed, uint8_t out[SEAL_MAC_BYTES]);

// The chain that masks the aggregate: E(0) from the seed, E(n + 1) from E(n).
void seal_mask_begin(const uint8_t seed[SEAL_SEED_BYTES], uint8_t out[32]);
void seal_mask_next(const uint8_t now[32], uint8_t out[32]);
// BLAKE2b-256(key = E(n), "mask").
void seal_mask_cover(const uint8_t now[32], uint8_t out[32]);
// out = X ⊕ that: masks and unmasks.
void seal_mask_apply(const uint8_t now[32], const uint8_t aggregate[32], uint8_t out[32]);
