// SPDX-License-Identifier: EUPL-1.2
// The batch as bytes: built and signed by the device, read strictly by everybody else. One content
// has one encoding, so that the link names it.
#include "seal/batch_priv.h"
#include "seal/sign_priv.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/limits.h"
#include "seal/age_priv.h"

#include <stdlib.h>

#define BATCH_DOMAIN "svar batch 1"

enum {
    HEAD_BYTES = 8 + 32 + 32 + 8 + 32 + 2 + 32,
    SEED_BYTES_MAX = LIMIT_AGE_HEADER_BYTES + 256, // an age file with 32 bytes in it
};

static bool is_zero(const uint8_t *bytes, size_t count)
{
    uint8_t any = 0;
    for (size_t i = 0; i < count; i++)
        any |= bytes[i];
    return any == 0;
}

static enum err check_place(uint64_t number, const uint8_t previous_link[32], enum err wrong,
                            struct err_info *info)
{
    if (number < 1) return err_set(info, wrong, "the batch has the number 0; numbers begin at 1");
    if (number > INT64_MAX) return err_set(info, ERR_LIMIT, "the batch's number is too large");
    if ((number == 1) != is_zero(previous_link, SEAL_LINK_BYTES))
        return err_set(info, wrong,
                       number == 1 ? "the first batch names a batch before it"
                                   : "the batch does not name the batch before it");
    return ERR_NONE;
}

static enum err check_seed(struct str seed, enum err wrong, struct err_info *info)
{
    if (seed.len > SEED_BYTES_MAX)
        return err_set(info, ERR_LIMIT, "the batch's seed is larger than %d bytes",
                       (int)SEED_BYTES_MAX);
    if (!seal_age_begins(seed)) return err_set(info, wrong, "the batch's seed is not an age file");
    return ERR_NONE;
}

// before is NULL for the first item.
static enum err check_item(const struct seal_batch_item *item, size_t index,
                           const struct seal_batch_item *before, enum err wrong,
                           struct err_info *info)
{
    if (item->sealed.len > LIMIT_SEALED_BYTES)
        return err_set(info, ERR_LIMIT, "sealed response %zu is larger than %d bytes", index + 1,
                       (int)LIMIT_SEALED_BYTES);
    if (!seal_age_begins(item->sealed))
        return err_set(info, wrong, "sealed response %zu is not an age file", index + 1);
    if (!before) return ERR_NONE;
    int order = memcmp(before->slot_id, item->slot_id, SEAL_SLOT_ID_BYTES);
    if (order == 0) return err_set(info, wrong, "two responses have the same slot");
    if (order > 0) return err_set(info, wrong, "the responses are not sorted by slot");
    return ERR_NONE;
}

static int compare_items(const void *a, const void *b)
{
    const struct seal_batch_item *left = a, *right = b;
    return memcmp(left->slot_id, right->slot_id, SEAL_SLOT_ID_BYTES);
}

enum err seal_batch_check(struct str seed, struct seal_batch_item *items, size_t count,
                          struct err_info *info)
{
    enum err code = check_seed(seed, ERR_ARGUMENT, info);
    if (code) return code;
    if (count < 1 || count > LIMIT_BATCH_COUNT)
        return err_set(info, ERR_LIMIT, "a batch holds 1 to %d responses, not %zu",
                       (int)LIMIT_BATCH_COUNT, count);
    qsort(items, count, sizeof(*items), compare_items);
    size_t bytes = HEAD_BYTES + 1 + SEAL_ROTATIONS_MAX * SEAL_ROTATION_BYTES + 4 + seed.len +
                   SEAL_SIGNATURE_BYTES;
    for (size_t i = 0; i < count; i++) {
        code = check_item(&items[i], i, i ? &items[i - 1] : NULL, ERR_ARGUMENT, info);
        if (code) return code;
        bytes += SEAL_SLOT_ID_BYTES + 4 + items[i].sealed.len;
    }
    if (bytes > LIMIT_BATCH_BYTES)
        return err_set(info, ERR_LIMIT, "a batch of %zu bytes is larger than the %d allowed", bytes,
                       (int)LIMIT_BATCH_BYTES);
    return ERR_NONE;
}

enum err seal_batch_encode(const uint8_t survey_hash[32], uint64_t number,
                           const uint8_t previous_link[32], const uint8_t aggregate[32],
                           struct str seed, struct seal_batch_item *items, size_t count,
                           const struct seal_signer *device, struct buf *out, struct err_info *info)
{
    enum err code = check_place(number, previous_link, ERR_ARGUMENT, info);
    if (!code) code = seal_batch_check(seed, items, count, info);
    if (code) return code;
    const struct seal_rotation *rotations;
    size_t rotation_count = seal_signer_rotations(device, &rotations);
    size_t bytes = HEAD_BYTES + 4 + seed.len + SEAL_SIGNATURE_BYTES;
    if (rotation_count) bytes += 1 + rotation_count * SEAL_ROTATION_BYTES;
    for (size_t i = 0; i < count; i++)
        bytes += SEAL_SLOT_ID_BYTES + 4 + items[i].sealed.len;

    size_t start = out->len;
    buf_reserve(out, bytes);
    buf_add_text(out, rotation_count ? SEAL_BATCH_MAGIC_ROTATED : SEAL_BATCH_MAGIC);
    buf_add(out, survey_hash, 32);
    buf_add(out, seal_signer_public(device), SEAL_PUBLIC_KEY_BYTES);
    if (rotation_count) {
        buf_add_char(out, (char)rotation_count);
        buf_add(out, rotations, rotation_count * SEAL_ROTATION_BYTES);
    }
    buf_add_u64(out, number);
    buf_add(out, previous_link, SEAL_LINK_BYTES);
    buf_add_u16(out, (uint16_t)count);
    buf_add(out, aggregate, 32);
    buf_add_u32(out, (uint32_t)seed.len);
    buf_add_str(out, seed);
    for (size_t i = 0; i < count; i++) {
        buf_add(out, items[i].slot_id, SEAL_SLOT_ID_BYTES);
        buf_add_u32(out, (uint32_t)items[i].sealed.len);
        buf_add_str(out, items[i].sealed);
    }
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    seal_sign(device, BATCH_DOMAIN, str_make(out->ptr + start, out->len - start), signature);
    buf_add(out, signature, sizeof(signature));
    CHECK(out->len - start == bytes);
    return ERR_NONE;
}

static struct str take_long(struct reader *r)
{
    uint32_t bytes = reader_u32(r);
    const uint8_t *at = reader_take(r, bytes);
    return str_make(at, at ? bytes : 0);
}

static enum err decode_items(struct reader *r, struct seal_batch *batch, struct err_info *info)
{
    batch->items = xcalloc(batch->count, sizeof(*batch->items));
    for (size_t i = 0; i < batch->count; i++) {
        struct seal_batch_item *item = &batch->items[i];
        item->slot_id = reader_take(r, SEAL_SLOT_ID_BYTES);
        item->sealed = take_long(r);
        if (r->failed) return err_set(info, ERR_PARSE, "the batch ends in response %zu", i + 1);
        enum err code = check_item(item, i, i ? item - 1 : NULL, ERR_PARSE, info);
        if (code) return code;
    }
    return ERR_NONE;
}

bool seal_batch_begins(struct str bytes)
{
    return str_starts(bytes, STR(SEAL_BATCH_MAGIC)) ||
           str_starts(bytes, STR(SEAL_BATCH_MAGIC_ROTATED));
}

static enum err decode_rotations(struct reader *r, struct seal_batch *batch, struct err_info *info)
{
    const uint8_t *key = batch->device_key;
    batch->rotation_count = reader_u8(r);
    if (batch->rotation_count < 1 || batch->rotation_count > SEAL_ROTATIONS_MAX)
        return err_set(info, ERR_PARSE, "the batch tells of %zu changes of key",
                       batch->rotation_count);
    batch->rotations = reader_take(r, batch->rotation_count * SEAL_ROTATION_BYTES);
    if (r->failed) return err_set(info, ERR_PARSE, "the batch ends before its first response");
    for (size_t i = 0; i < batch->rotation_count; i++) {
        struct seal_rotation rotation;
        memcpy(&rotation, batch->rotations + i * SEAL_ROTATION_BYTES, sizeof(rotation));
        if (!seal_rotation_verify(&rotation, key))
            return err_set(info, ERR_SIGNATURE,
                           "the batch's device key is not vouched for by the key that it names "
                           "as the one before");
        key = batch->rotations + i * SEAL_ROTATION_BYTES;
    }
    return ERR_NONE;
}

static enum err decode_head(struct reader *r, struct seal_batch *batch, struct err_info *info)
{
    const uint8_t *magic = reader_take(r, 8);
    if (!magic || !seal_batch_begins(str_make(magic, 8)))
        return err_set(info, ERR_PARSE, "this is not a batch of sealed responses");
    batch->survey_hash = reader_take(r, 32);
    batch->device_key = reader_take(r, SEAL_PUBLIC_KEY_BYTES);
    if (batch->device_key && memcmp(magic, SEAL_BATCH_MAGIC, 8) != 0) {
        enum err wrong = decode_rotations(r, batch, info);
        if (wrong) return wrong;
    }
    batch->number = reader_u64(r);
    batch->previous_link = reader_take(r, SEAL_LINK_BYTES);
    batch->count = reader_u16(r);
    batch->aggregate = reader_take(r, 32);
    batch->seed = take_long(r);
    if (r->failed) return err_set(info, ERR_PARSE, "the batch ends before its first response");
    enum err code = check_place(batch->number, batch->previous_link, ERR_PARSE, info);
    if (!code) code = check_seed(batch->seed, ERR_PARSE, info);
    if (code) return code;
    if (batch->count < 1) return err_set(info, ERR_PARSE, "the batch holds no response");
    if (batch->count > LIMIT_BATCH_COUNT)
        return err_set(info, ERR_LIMIT, "a batch holds at most %d responses, this one %zu",
                       (int)LIMIT_BATCH_COUNT, batch->count);
    return ERR_NONE;
}

void seal_batch_digest(struct str bytes, struct seal_batch_digest *out)
{
    // Hashing is most of the work of decoding: signature and link share it.
    size_t before = bytes.len > SEAL_SIGNATURE_BYTES ? bytes.len - SEAL_SIGNATURE_BYTES : 0;
    if (!bytes.ptr) bytes = STR("");
    seal_sha256_twice(bytes, before, out->before_signature, out->link);
}

enum err seal_batch_decode(struct str bytes, struct seal_batch *out, struct err_info *info)
{
    return seal_batch_decode_digested(bytes, NULL, out, info);
}

enum err seal_batch_decode_digested(struct str bytes, const struct seal_batch_digest *known,
                                    struct seal_batch *out, struct err_info *info)
{
    if (bytes.len > LIMIT_BATCH_BYTES)
        return err_set(info, ERR_LIMIT, "a batch of %zu bytes is larger than the %d allowed",
                       bytes.len, (int)LIMIT_BATCH_BYTES);
    struct reader r = reader_make(bytes.ptr, bytes.len);
    struct seal_batch batch = {.bytes = bytes};
    enum err code = decode_head(&r, &batch, info);
    if (!code) code = decode_items(&r, &batch, info);
    const uint8_t *signature = code ? NULL : reader_take(&r, SEAL_SIGNATURE_BYTES);
    if (!code && (!signature || reader_left(&r)))
        code = err_set(info, ERR_PARSE,
                       signature ? "something follows the batch"
                                 : "the batch ends before its signature");
    if (!code) {
        struct seal_batch_digest own;
        if (!known) seal_batch_digest(bytes, &own);
        if (!known) known = &own;
        memcpy(batch.link, known->link, SEAL_LINK_BYTES);
        if (!seal_verify_digest(batch.device_key, BATCH_DOMAIN, known->before_signature, signature))
            code = err_set(info, ERR_SIGNATURE, "the batch's signature is not its device's");
    }
    if (code) {
        seal_batch_finish(&batch);
        return code;
    }
    *out = batch;
    return ERR_NONE;
}

void seal_batch_finish(struct seal_batch *batch)
{
    free(batch->items);
    batch->items = NULL;
    batch->count = 0;
}
