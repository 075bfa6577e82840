// SPDX-License-Identifier: EUPL-1.2
// Turns responses into sealed responses: one open batch's unused slots, its aggregate and mask
// chain, all in locked memory. What is used is wiped, so that not even the device can open again
// what it sealed.
#include "seal/age_priv.h"
#include "seal/batch_priv.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/limits.h"

#include <sodium.h>
#include <stdlib.h>

struct sealer_secrets {                  // in guarded memory
    uint8_t seed[SEAL_SEED_BYTES];       // only while the sealer is made
    struct seal_slot slots[SEAL_SLOTS];  // shuffled; used ones wiped
    uint8_t aggregate[SEAL_MAC_BYTES];   // X over what is committed
    uint8_t mask[32];                    // E(count)
    uint8_t pending_mac[SEAL_MAC_BYTES]; // of the newest response
    uint8_t pending_mask[32];            // E(count + 1)
    uint8_t pending_aggregate[SEAL_MAC_BYTES];
    uint8_t cover[32];     // what E(count + 1) masks with
    uint8_t ready_key[32]; // of the payload behind the header that is ready
};

struct seal_sealer {
    struct sealer_secrets *secrets;
    struct seal_age_work *work; // with a chunk
    struct seal_recipient recipients[LIMIT_RECIPIENTS];
    size_t recipient_count;
    struct rng rng;
    struct buf seed;   // sealed
    struct buf header; // of the next response, or empty
    size_t used;       // slots
    size_t count;      // committed responses
    size_t covered;    // the count that pending_mask and cover are for; 0: none
    size_t newest;     // the value of used when the newest response was sealed; 0: none pending
};

struct sealed {
    uint8_t slot_id[SEAL_SLOT_ID_BYTES];
    uint8_t aggregate[SEAL_MAC_BYTES]; // masked
    struct buf bytes;
    struct buf seed;
    size_t count;
    size_t number;                    // which of its sealer's it is, from 1
    const struct seal_sealer *sealer; // only compared, never followed
};

// libsodium does not clear the stack behind BLAKE2b and the curve; a slot's keys must not stay
// there.
enum { STACK_BYTES = 8192 };

static void shuffle(struct seal_slot *slots, const struct rng *rng)
{
    struct seal_slot *spare = seal_secret_alloc(sizeof(*spare));
    for (size_t i = SEAL_SLOTS - 1; i > 0; i--) { // Fisher and Yates
        size_t j = (size_t)rng_below(rng, i + 1);
        *spare = slots[i];
        slots[i] = slots[j];
        slots[j] = *spare;
    }
    seal_secret_free(spare);
}

enum err seal_sealer_create(const struct seal_recipient *recipients, size_t count,
                            const struct rng *rng, struct seal_sealer **out, struct err_info *info)
{
    if (count > LIMIT_RECIPIENTS)
        return err_set(info, ERR_LIMIT, "%zu recipients are more than the %d that can be sealed to",
                       count, (int)LIMIT_RECIPIENTS);
    struct seal_sealer *s = xcalloc(1, sizeof(*s));
    s->secrets = seal_secret_alloc(sizeof(*s->secrets));
    s->work = seal_secret_alloc(sizeof(*s->work) + SEAL_AGE_CHUNK_BYTES);
    if (count) memcpy(s->recipients, recipients, count * sizeof(*recipients));
    s->recipient_count = count;
    s->rng = *rng;
    rng_fill(rng, s->secrets->seed, SEAL_SEED_BYTES);
    rng_fill(rng, s->work->file_key, SEAL_FILE_KEY_BYTES);
    enum err code =
        seal_age_write(s->recipients, count, s->work, str_make(s->secrets->seed, SEAL_SEED_BYTES),
                       SEAL_SEED_BYTES, rng, &s->seed, info);
    if (code) {
        seal_sealer_destroy(s);
        return code;
    }
    for (size_t i = 0; i < SEAL_SLOTS; i++)
        seal_slot_derive(s->secrets->seed, i, &s->secrets->slots[i]);
    seal_mask_begin(s->secrets->seed, s->secrets->mask);
    sodium_memzero(s->secrets->seed, SEAL_SEED_BYTES);
    sodium_memzero(s->work, sizeof(*s->work));
    shuffle(s->secrets->slots, rng);
    sodium_stackzero(STACK_BYTES);
    *out = s;
    return ERR_NONE;
}

void seal_sealer_destroy(struct seal_sealer *s)
{
    if (!s) return;
    seal_secret_free(s->secrets);
    seal_secret_free(s->work);
    buf_finish(&s->seed);
    buf_finish(&s->header);
    free(s);
}

static void ready_mask(struct seal_sealer *s)
{
    if (s->covered == s->count + 1) return;
    seal_mask_next(s->secrets->mask, s->secrets->pending_mask);
    seal_mask_cover(s->secrets->pending_mask, s->secrets->cover);
    s->covered = s->count + 1;
}

// All that costs much, a public-key operation a recipient and more, hangs on the slot alone.
void seal_sealer_ready(struct seal_sealer *s)
{
    if (s->header.len || s->used == SEAL_SLOTS) return;
    ready_mask(s);
    memcpy(s->work->file_key, s->secrets->slots[s->used].file_key, SEAL_FILE_KEY_BYTES);
    // What fails here fails again, and is told, when there is a response.
    if (seal_age_write_stanzas(s->recipients, s->recipient_count, s->work, &s->rng, &s->header,
                               NULL) == ERR_NONE) {
        seal_age_write_mac(s->work, &s->rng, 0, &s->header);
        memcpy(s->secrets->ready_key, s->work->key, sizeof(s->work->key));
    }
    sodium_memzero(s->work, sizeof(*s->work));
    sodium_stackzero(STACK_BYTES);
}

// The header that was made ready, or a new one, and behind it the payload.
static enum err write_file(struct seal_sealer *s, struct str json, size_t padded_bytes,
                           struct buf *out, struct err_info *info)
{
    if (!s->header.len)
        return seal_age_write(s->recipients, s->recipient_count, s->work, json, padded_bytes,
                              &s->rng, out, info);
    buf_add_str(out, buf_str(&s->header));
    buf_clear(&s->header);
    memcpy(s->work->key, s->secrets->ready_key, sizeof(s->work->key));
    sodium_memzero(s->secrets->ready_key, sizeof(s->secrets->ready_key));
    seal_age_write_chunks(s->work, json, padded_bytes, out);
    return ERR_NONE;
}

size_t seal_sealer_count(const struct seal_sealer *s)
{
    return s->count;
}

// What the batch would hold with this response in. Kept beside the committed state, not in it.
static void prepare_aggregate(struct seal_sealer *s, const struct seal_slot *slot,
                              struct str sealed, uint8_t out_masked[SEAL_MAC_BYTES])
{
    struct sealer_secrets *secrets = s->secrets;
    seal_slot_mac(slot, sealed, secrets->pending_mac);
    ready_mask(s);
    for (size_t i = 0; i < SEAL_MAC_BYTES; i++) {
        secrets->pending_aggregate[i] = secrets->aggregate[i] ^ secrets->pending_mac[i];
        out_masked[i] = secrets->pending_aggregate[i] ^ secrets->cover[i];
    }
}

enum err seal_sealer_seal(struct seal_sealer *s, struct str json, size_t usual_bytes,
                          struct sealed **out, struct err_info *info)
{
    if (s->used == SEAL_SLOTS)
        return err_set(info, ERR_FULL, "the batch has no slot left; close it and begin another");
    size_t padded_bytes = seal_padded_length(json.len, usual_bytes);
    if (padded_bytes > LIMIT_RESPONSE_BYTES)
        return err_set(info, ERR_LIMIT, "a response of %zu bytes is larger than the %d allowed",
                       padded_bytes, (int)LIMIT_RESPONSE_BYTES);
    struct seal_slot *slot = &s->secrets->slots[s->used];
    struct sealed *sealed = xcalloc(1, sizeof(*sealed));
    memcpy(s->work->file_key, slot->file_key, SEAL_FILE_KEY_BYTES);
    enum err code = write_file(s, json, padded_bytes, &sealed->bytes, info);
    if (code == ERR_NONE) {
        CHECK(sealed->bytes.len <= LIMIT_SEALED_BYTES);
        prepare_aggregate(s, slot, buf_str(&sealed->bytes), sealed->aggregate);
        memcpy(sealed->slot_id, slot->id, SEAL_SLOT_ID_BYTES);
        buf_add_str(&sealed->seed, buf_str(&s->seed));
        sealed->count = s->count + 1;
        sealed->number = s->newest = s->used + 1;
        sealed->sealer = s;
        *out = sealed;
    } else {
        sealed_destroy(sealed);
        s->newest = 0;
    }
    // Of the chunk only what the padded text took: the rest was never written.
    size_t chunk_bytes =
        padded_bytes < SEAL_AGE_CHUNK_BYTES ? padded_bytes : (size_t)SEAL_AGE_CHUNK_BYTES;
    sodium_memzero(s->work, sizeof(*s->work) + chunk_bytes);
    sodium_memzero(slot, sizeof(*slot));
    sodium_stackzero(STACK_BYTES);
    s->used++;
    return code;
}

void seal_sealer_commit(struct seal_sealer *s, const struct sealed *sealed)
{
    struct sealer_secrets *secrets = s->secrets;
    CHECK(sealed->sealer == s && sealed->number == s->newest && sealed->count == s->count + 1);
    memcpy(secrets->aggregate, secrets->pending_aggregate, SEAL_MAC_BYTES);
    memcpy(secrets->mask, secrets->pending_mask, sizeof(secrets->mask));
    sodium_memzero(secrets->pending_mac, SEAL_MAC_BYTES);
    sodium_memzero(secrets->pending_mask, sizeof(secrets->pending_mask));
    sodium_memzero(secrets->cover, sizeof(secrets->cover));
    s->count++;
    s->newest = 0;
}

void sealed_destroy(struct sealed *sealed)
{
    if (!sealed) return;
    buf_finish(&sealed->bytes);
    buf_finish(&sealed->seed);
    free(sealed);
}

struct str sealed_slot_id(const struct sealed *sealed)
{
    return str_make(sealed->slot_id, SEAL_SLOT_ID_BYTES);
}

struct str sealed_bytes(const struct sealed *sealed)
{
    return buf_str(&sealed->bytes);
}

struct str sealed_seed(const struct sealed *sealed)
{
    return buf_str(&sealed->seed);
}

struct str sealed_aggregate(const struct sealed *sealed)
{
    return str_make(sealed->aggregate, SEAL_MAC_BYTES);
}

size_t sealed_count(const struct sealed *sealed)
{
    return sealed->count;
}
