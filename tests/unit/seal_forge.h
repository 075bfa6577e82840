// SPDX-License-Identifier: EUPL-1.2
// What somebody could make who read a running device's memory: a response in a slot of the batch,
// with the slot's keys and a right aggregate, but sealed so that the plain way shows something
// else.
#pragma once

#include "seal/age_priv.h"
#include "seal/batch_priv.h"
#include "tests/unit/seal_help.h"

static inline void forge_slot(struct str seed, const uint8_t *slot_id, struct seal_slot *out)
{
    for (uint64_t i = 0; i < SEAL_SLOTS; i++) {
        seal_slot_derive((const uint8_t *)seed.ptr, i, out);
        if (memcmp(out->id, slot_id, SEAL_SLOT_ID_BYTES) == 0) return;
    }
    fail_msg("no such slot");
}

// An age file whose header and payload are by the slot's key, and whose stanza wraps another key
// (or the same) for the recipient.
static inline struct buf forge_response(const struct seal_slot *slot, bool other_key,
                                        const struct seal_recipient *recipient, struct str json)
{
    struct rng rng = rng_system();
    struct buf out = {0};
    struct seal_age_work *work = seal_secret_alloc(sizeof(*work));
    memcpy(work->file_key, slot->file_key, SEAL_FILE_KEY_BYTES);
    if (other_key) work->file_key[0] ^= 1;
    assert_int_equal(seal_age_write_stanzas(recipient, 1, work, &rng, &out, NULL), ERR_NONE);
    memcpy(work->file_key, slot->file_key, SEAL_FILE_KEY_BYTES);
    seal_age_write_payload(work, json, json.len, &rng, 0, &out);
    seal_secret_free(work);
    return out;
}

// The aggregate that fits these items.
static inline void forge_aggregate(struct str seed, const struct seal_batch_item *items,
                                   size_t count, uint8_t out[SEAL_MAC_BYTES])
{
    uint8_t mask[32], mac[SEAL_MAC_BYTES], sum[SEAL_MAC_BYTES] = {0};
    seal_mask_begin((const uint8_t *)seed.ptr, mask);
    for (size_t i = 0; i < count; i++) {
        struct seal_slot slot;
        forge_slot(seed, items[i].slot_id, &slot);
        seal_slot_mac(&slot, items[i].sealed, mac);
        for (size_t j = 0; j < SEAL_MAC_BYTES; j++)
            sum[j] ^= mac[j];
        seal_mask_next(mask, mask);
    }
    seal_mask_apply(mask, sum, out);
}
