// SPDX-License-Identifier: EUPL-1.2
// Opens batches: the seed with the organizer's key, then every response with its slot's key and
// nothing else, and checks the aggregate that only the organizer can check.
#include "seal/batch_priv.h"
#include "seal/open_priv.h"

#include "base/alloc.h"
#include "base/check.h"

#include <sodium.h>
#include <stdlib.h>

// Slot numbers by slot id: open addressing, twice as many places as slots.
enum { PLACES = 2 * SEAL_SLOTS, PLACE_EMPTY = SEAL_SLOTS };

// In guarded memory, and in one piece of it: to get one costs more than to open a response.
struct secrets {
    struct seal_slot slots[SEAL_SLOTS];
    uint8_t seed[SEAL_SEED_BYTES];
    uint8_t macs[SEAL_SLOTS][SEAL_MAC_BYTES]; // of the batch's responses, by index
    uint8_t aggregate[32], mask[32];
    // behind it: what opening an age file needs, the seed's and the plain way's
};

struct seal_batch_opened {
    const struct seal_batch *batch; // NULL: of none, and the secrets are zeros
    struct secrets *secrets;
    const struct seal_slot *slots; // the secrets'
    struct seal_age_work *work;    // the same
    uint16_t places[PLACES];
    bool whole;
};

static size_t place_of(const uint8_t *slot_id)
{
    return ((size_t)slot_id[0] << 8 | slot_id[1]) % PLACES;
}

static const struct seal_slot *find_slot(const struct seal_batch_opened *b, const uint8_t *slot_id)
{
    for (size_t at = place_of(slot_id); b->places[at] != PLACE_EMPTY; at = (at + 1) % PLACES) {
        const struct seal_slot *slot = &b->slots[b->places[at]];
        if (memcmp(slot->id, slot_id, SEAL_SLOT_ID_BYTES) == 0) return slot;
    }
    return NULL;
}

static void derive_slots(struct seal_batch_opened *b, const uint8_t seed[SEAL_SEED_BYTES])
{
    for (size_t i = 0; i < PLACES; i++)
        b->places[i] = PLACE_EMPTY;
    for (uint16_t i = 0; i < SEAL_SLOTS; i++) {
        seal_slot_derive(seed, i, &b->secrets->slots[i]);
        size_t at = place_of(b->slots[i].id);
        while (b->places[at] != PLACE_EMPTY)
            at = (at + 1) % PLACES;
        b->places[at] = i;
    }
}

// True where the batch's masked aggregate is that of the responses in it.
static bool aggregate_matches(const struct seal_batch_opened *b,
                              const uint8_t seed[SEAL_SEED_BYTES])
{
    const struct seal_batch *batch = b->batch;
    uint8_t *aggregate = b->secrets->aggregate, *mask = b->secrets->mask;
    bool known = true;
    for (size_t i = 0; i < batch->count; i++) {
        const struct seal_slot *slot = find_slot(b, batch->items[i].slot_id);
        uint8_t *mac = b->secrets->macs[i];
        known = known && slot;
        if (!slot) continue;
        seal_slot_mac(slot, batch->items[i].sealed, mac);
        for (size_t j = 0; j < SEAL_MAC_BYTES; j++)
            aggregate[j] ^= mac[j];
    }
    seal_mask_begin(seed, mask);
    for (size_t i = 0; i < batch->count; i++)
        seal_mask_next(mask, mask);
    seal_mask_apply(mask, aggregate, aggregate);
    return known && sodium_memcmp(aggregate, batch->aggregate, SEAL_MAC_BYTES) == 0;
}

// Whatever is wrong inside a batch that its device signed was done by somebody.
static enum err tampered(struct err_info *info)
{
    if (info) info->code = ERR_TAMPERED;
    return ERR_TAMPERED;
}

static enum err open_seed(struct seal_batch_opened *b, const struct seal_batch *batch,
                          struct seal_identity *const *ids, size_t count, struct err_info *info)
{
    size_t bytes = 0;
    static struct seal_identity *const none[1];
    enum err code = seal_open_into(ids ? ids : none, count, batch->seed, b->work, SEAL_SEED_BYTES,
                                   b->secrets->seed, &bytes, info);
    if (!code && bytes != SEAL_SEED_BYTES) code = err_set(info, ERR_TAMPERED, "it is too short");
    if (!code || code == ERR_KEY) return code;
    err_prefix(info, code, "the batch's seed is not one that a device seals: ");
    return tampered(info);
}

struct seal_batch_opened *seal_batch_opened_create(void)
{
    struct seal_batch_opened *b = xcalloc(1, sizeof(*b));
    b->secrets = seal_secret_alloc(sizeof(*b->secrets) + sizeof(*b->work));
    b->work = (struct seal_age_work *)(b->secrets + 1); // both are bytes alone
    b->slots = b->secrets->slots;
    return b;
}

enum err seal_batch_opened_take(struct seal_batch_opened *b, const struct seal_batch *batch,
                                struct seal_identity *const *ids, size_t count,
                                struct err_info *info)
{
    seal_batch_opened_clear(b);
    enum err code = open_seed(b, batch, ids, count, info);
    if (code) {
        sodium_memzero(b->secrets, sizeof(*b->secrets) + sizeof(*b->work));
        return code;
    }
    b->batch = batch;
    derive_slots(b, b->secrets->seed);
    b->whole = aggregate_matches(b, b->secrets->seed);
    sodium_memzero(b->secrets->seed, sizeof(b->secrets->seed));
    if (b->whole) return ERR_NONE;
    return err_set(info, ERR_TAMPERED,
                   "batch %llu was altered after the device sealed it: its responses are not those "
                   "that were given",
                   (unsigned long long)batch->number);
}

void seal_batch_opened_clear(struct seal_batch_opened *b)
{
    if (b->batch) sodium_memzero(b->secrets, sizeof(*b->secrets) + sizeof(*b->work));
    b->batch = NULL;
    b->whole = false;
}

enum err seal_batch_open(const struct seal_batch *batch, struct seal_identity *const *ids,
                         size_t count, struct seal_batch_opened **out, struct err_info *info)
{
    struct seal_batch_opened *b = seal_batch_opened_create();
    enum err code = seal_batch_opened_take(b, batch, ids, count, info);
    *out = b;
    if (seal_batch_opened_seeded(b)) return code;
    seal_batch_opened_destroy(b);
    *out = NULL;
    return code;
}

void seal_batch_opened_destroy(struct seal_batch_opened *b)
{
    if (!b) return;
    seal_secret_free(b->secrets);
    free(b);
}

bool seal_batch_opened_seeded(const struct seal_batch_opened *b)
{
    return b->batch != NULL;
}

bool seal_batch_opened_whole(const struct seal_batch_opened *b)
{
    return b->whole;
}

void seal_batch_opened_mac(const struct seal_batch_opened *b, size_t index,
                           uint8_t out[SEAL_MAC_BYTES])
{
    CHECK(b->batch && index < b->batch->count);
    memcpy(out, b->secrets->macs[index], SEAL_MAC_BYTES);
}

// The length of a text without the spaces at its end, which are half of a usual response.
static size_t without_padding(const uint8_t *text, size_t bytes)
{
    static const char spaces[] = "                                                                ";
    enum { SOME = sizeof(spaces) - 1 };
    while (bytes >= SOME && memcmp(text + bytes - SOME, spaces, SOME) == 0)
        bytes -= SOME;
    while (bytes && text[bytes - 1] == ' ')
        bytes--;
    return bytes;
}

enum err seal_batch_open_response(const struct seal_batch_opened *b, size_t index,
                                  struct buf *out_json, struct err_info *info)
{
    CHECK(b->batch && index < b->batch->count);
    const struct seal_batch_item *item = &b->batch->items[index];
    const struct seal_slot *slot = find_slot(b, item->slot_id);
    if (!slot)
        return err_set(info, ERR_TAMPERED, "response %zu is not one of its batch's", index + 1);
    struct seal_open_header header;
    if (seal_open_header_parse(item->sealed, &header, info) != ERR_NONE) {
        err_prefix(info, ERR_TAMPERED, "response %zu: ", index + 1);
        return tampered(info);
    }
    // The stanzas would open it too, but then anybody who knows the public key could have made it.
    if (!seal_open_header_fits(&header, slot->file_key))
        return err_set(info, ERR_TAMPERED, "response %zu was not sealed by its device", index + 1);
    size_t start = out_json->len;
    enum err code = seal_open_payload_add(slot->file_key, header.payload, out_json, info);
    if (code) return err_prefix(info, code, "response %zu: ", index + 1);
    out_json->len = start + without_padding(out_json->ptr + start, out_json->len - start);
    return ERR_NONE;
}

// Opens a response by its stanzas, as age does, and says whether that gave the slot's file key.
static bool open_plain(const struct seal_batch_opened *b, const struct seal_batch_item *item,
                       struct seal_identity *const *ids, size_t count, struct buf *out)
{
    struct seal_open_header header;
    uint8_t *file_key = b->work->file_key;
    const struct seal_slot *slot = find_slot(b, item->slot_id);
    return slot && seal_open_header_parse(item->sealed, &header, NULL) == ERR_NONE &&
           seal_open_find_key(&header, ids, count, b->work, NULL) == ERR_NONE &&
           sodium_memcmp(file_key, slot->file_key, SEAL_FILE_KEY_BYTES) == 0 &&
           seal_open_header_fits(&header, file_key) &&
           seal_open_payload_add(file_key, header.payload, out, NULL) == ERR_NONE;
}

enum err seal_batch_check_plain(const struct seal_batch_opened *b, size_t index,
                                struct seal_identity *const *ids, size_t count, struct str json,
                                struct err_info *info)
{
    CHECK(b->batch && index < b->batch->count);
    struct buf plain = {0};
    bool same = open_plain(b, &b->batch->items[index], ids, count, &plain);
    if (same) {
        same = str_eq(str_make(plain.ptr, without_padding(plain.ptr, plain.len)), json);
    }
    buf_wipe(&plain);
    if (same) return ERR_NONE;
    return err_set(
        info, ERR_TAMPERED,
        "response %zu does not open the plain way as it does in its batch: it was made to "
        "be read differently",
        index + 1);
}
