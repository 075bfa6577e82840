// SPDX-License-Identifier: EUPL-1.2
// Slots and the masked aggregate of a batch: the arithmetic that the device does when it seals and
// the organizer repeats when opening.
#include "seal/batch_priv.h"

#include "base/check.h"

#include <sodium.h>

_Static_assert(sizeof(struct seal_slot) == crypto_generichash_BYTES_MAX, "a slot is one digest");

static void keyed(const uint8_t key[32], const void *data, size_t bytes, void *out,
                  size_t out_bytes)
{
    CHECK(crypto_generichash(out, out_bytes, data, bytes, key, 32) == 0);
}

void seal_slot_derive(const uint8_t seed[SEAL_SEED_BYTES], uint64_t index, struct seal_slot *out)
{
    uint8_t number[8];
    for (unsigned i = 0; i < 8; i++)
        number[i] = (uint8_t)(index >> (8 * (7 - i)));
    keyed(seed, number, sizeof(number), out, sizeof(*out));
}

void seal_slot_mac(const struct seal_slot *slot, struct str sealed, uint8_t out[SEAL_MAC_BYTES])
{
    keyed(slot->mac_key, sealed.ptr, sealed.len, out, SEAL_MAC_BYTES);
}

void seal_mask_begin(const uint8_t seed[SEAL_SEED_BYTES], uint8_t out[32])
{
    keyed(seed, "svar mask", strlen("svar mask"), out, 32);
}

void seal_mask_next(const uint8_t now[32], uint8_t out[32])
{
    keyed(now, "next", strlen("next"), out, 32);
}

void seal_mask_cover(const uint8_t now[32], uint8_t out[32])
{
    keyed(now, "mask", strlen("mask"), out, 32);
}

void seal_mask_apply(const uint8_t now[32], const uint8_t aggregate[32], uint8_t out[32])
{
    uint8_t mask[32];
    seal_mask_cover(now, mask);
    for (size_t i = 0; i < sizeof(mask); i++)
        out[i] = aggregate[i] ^ mask[i];
    sodium_memzero(mask, sizeof(mask));
}
