// SPDX-License-Identifier: EUPL-1.2
// Opens responses with the organizer's identities. One that fails is reported and the next is
// taken: a single bad response must not keep the others from being read.
#include "archive/archive_priv.h"

#include "base/clock.h"

#include <string.h>

struct opening {
    struct seal_identity *const *ids;
    size_t id_count;
    archive_opened_function each;
    void *data;
    struct archive_open_totals totals;
    uint64_t foreign, fitting; // batches whose seed these keys did not open, and did
    struct archive_seen seen;
    struct rng rng;
    size_t drawn;    // the response of this batch that is compared whatever else is
    struct buf json; // reused, wiped after each response
};

static void wipe(struct buf *b)
{
    if (b->capacity) explicit_bzero(b->ptr, b->capacity);
    buf_clear(b);
}

static enum err give_bad(struct opening *o, struct archive_opened *opened,
                         enum archive_opened_kind kind, enum err error, const char *reason)
{
    opened->kind = kind;
    opened->json = (struct str){NULL, 0};
    opened->error = error;
    opened->reason = reason;
    return o->each(opened, o->data);
}

// Which responses also go the plain way must not be known to whoever made them.
static bool is_in_sample(struct opening *o, size_t index)
{
    return o->totals.compared < ARCHIVE_COMPARED_ALL || index == o->drawn ||
           rng_below(&o->rng, ARCHIVE_COMPARED_ONE_IN) == 0;
}

// Opened twice by its key, or once under two devices: one response, given once.
static enum err open_response(struct opening *o, const struct seal_batch *batch,
                              const struct seal_batch_opened *opened_batch,
                              struct archive_opened *opened)
{
    uint8_t digest[32];
    seal_sha256(batch->items[opened->index].sealed, digest);
    if (archive_seen_find(&o->seen, digest)) {
        o->totals.repeated++;
        return ERR_NONE;
    }
    struct err_info why = {0};
    enum err err = seal_batch_open_response(opened_batch, opened->index, &o->json, &why);
    if (!err && !utf8_valid(buf_str(&o->json)))
        err = err_set(&why, ERR_PARSE, "what was sealed is not text");
    if (!err && is_in_sample(o, opened->index)) {
        o->totals.compared++;
        err = seal_batch_check_plain(opened_batch, opened->index, o->ids, o->id_count,
                                     buf_str(&o->json), &why);
    }
    if (err) {
        o->totals.failed++;
        wipe(&o->json);
        return give_bad(o, opened, ARCHIVE_RESPONSE_BAD, err, why.message);
    }
    archive_seen_add(&o->seen, digest, 1); // only now: a copy that fails must not hide the original
    o->totals.opened++;
    opened->kind = ARCHIVE_RESPONSE;
    opened->json = buf_str(&o->json);
    opened->error = ERR_NONE;
    opened->reason = "";
    err = o->each(opened, o->data);
    wipe(&o->json);
    return err;
}

static enum err open_batch(struct opening *o, const struct seal_batch *batch)
{
    struct archive_opened opened = {
        .device = batch->device_key,
        .number = batch->number,
        .link = batch->link,
        .survey_hash = batch->survey_hash,
    };
    struct seal_batch_opened *open = NULL;
    struct err_info why = {0};
    enum err fault = seal_batch_open(batch, o->ids, o->id_count, &open, &why);
    enum err err = ERR_NONE;
    if (open) o->fitting++;
    o->drawn = (size_t)rng_below(&o->rng, batch->count);
    if (fault) {
        o->totals.batches_bad++;
        if (fault == ERR_KEY) o->foreign++;
        err = give_bad(o, &opened, ARCHIVE_BATCH_BAD, fault, why.message);
    }
    for (size_t i = 0; !err && i < batch->count; i++) {
        o->totals.responses++;
        opened.index = i;
        if (open) {
            err = open_response(o, batch, open, &opened);
        } else {
            o->totals.failed++;
            err = give_bad(o, &opened, ARCHIVE_RESPONSE_BAD, fault, why.message);
        }
    }
    seal_batch_opened_destroy(open);
    return err;
}

// A batch that was altered where it lies cannot be trusted in anything, not even in its device.
static enum err open_row(const struct archive_row *row, void *data)
{
    struct opening *o = data;
    struct seal_batch batch = {0};
    struct err_info why = {0};
    o->totals.batches++;
    enum err fault = archive_row_decode(row, &batch, &why);
    if (fault) {
        static const uint8_t nobody[32];
        uint8_t link[SEAL_LINK_BYTES];
        seal_sha256(row->bytes, link);
        struct archive_opened opened = {.device = nobody, .link = link, .survey_hash = nobody};
        o->totals.batches_bad++;
        seal_batch_finish(&batch);
        return give_bad(o, &opened, ARCHIVE_BATCH_BAD, fault, why.message);
    }
    enum err err = open_batch(o, &batch);
    seal_batch_finish(&batch);
    return err;
}

enum err archive_open_responses(struct archive *a, struct str survey_id,
                                struct seal_identity *const *ids, size_t id_count,
                                archive_opened_function each, void *data,
                                struct archive_open_totals *out_totals, struct err_info *info)
{
    struct opening o = {
        .ids = ids, .id_count = id_count, .each = each, .data = data, .rng = rng_system()};
    enum err err = archive_rows(a, survey_id, false, open_row, &o, info);
    archive_seen_finish(&o.seen);
    buf_wipe(&o.json);
    if (out_totals) *out_totals = o.totals;
    if (!err && o.foreign && !o.fitting)
        err = err_set(info, ERR_KEY,
                      "none of the %llu batches was sealed for this key; use the key whose age1… "
                      "address stands in the survey's \"recipients\"",
                      (unsigned long long)o.foreign);
    return err;
}
