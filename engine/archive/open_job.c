// SPDX-License-Identifier: EUPL-1.2
// One batch under the key. One response that fails is noted and the next is taken.
#include "archive/open_priv.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

// What each thread has of its own.
struct tools {
    struct rng rng;
    struct seal_batch_opened *opened; // guarded memory, for one batch after another
};

void *archive_open_tools_create(void)
{
    struct tools *tools = xcalloc(1, sizeof *tools);
    tools->rng = rng_system();
    tools->opened = seal_batch_opened_create();
    return tools;
}

void archive_open_tools_destroy(void *data)
{
    struct tools *tools = data;
    seal_batch_opened_destroy(tools->opened);
    free(tools);
}

// Which responses also go the plain way must not be known to whoever made them. Drawn for a whole
// batch at once: to ask the system for each would cost a tenth of all the time.
struct sample {
    uint8_t lots[LIMIT_BATCH_COUNT];
    size_t drawn; // at least this one
};

static bool is_in_sample(struct archive_open_keys *keys, const struct sample *sample, size_t index)
{
    return index == sample->drawn || atomic_load(&keys->compared) < ARCHIVE_COMPARED_ALL ||
           sample->lots[index] % ARCHIVE_COMPARED_ONE_IN == 0;
}

static enum err open_item(struct archive_open_job *job, const struct seal_batch_opened *open,
                          size_t index, const struct sample *sample, struct archive_open_keys *keys,
                          struct err_info *why)
{
    struct archive_open_item *item = &job->items[index];
    item->start = job->plain.len;
    enum err err = seal_batch_open_response(open, index, &job->plain, why);
    if (err) return err;
    item->len = job->plain.len - item->start;
    struct str json = str_sub(buf_str(&job->plain), item->start, job->plain.len);
    if (!utf8_valid(json)) return err_set(why, ERR_PARSE, "what was sealed is not text");
    if (!is_in_sample(keys, sample, index)) return ERR_NONE;
    item->compared = true;
    atomic_fetch_add(&keys->compared, 1);
    return seal_batch_check_plain(open, index, keys->ids, keys->id_count, json, why);
}

static void open_items(struct archive_open_job *job, const struct seal_batch *batch,
                       const struct seal_batch_opened *open, struct archive_open_keys *keys,
                       struct rng *rng)
{
    struct sample sample = {.drawn = (size_t)rng_below(rng, batch->count)};
    size_t sealed_bytes = 0;
    rng_fill(rng, sample.lots, sizeof sample.lots);
    for (size_t i = 0; i < batch->count; i++)
        sealed_bytes += batch->items[i].sealed.len;
    buf_reserve(&job->plain, sealed_bytes); // never moved: no copy of a plain text stays behind
    job->count = batch->count;
    for (size_t i = 0; i < batch->count; i++) {
        struct archive_open_item *item = &job->items[i];
        struct err_info why = {0};
        *item = (struct archive_open_item){.error = job->fault};
        if (open) seal_batch_opened_mac(open, i, item->mac);
        if (open) item->error = open_item(job, open, i, &sample, keys, &why);
        if (open && item->error) item->reason = xstrdup(why.message);
    }
}

void archive_open_job_run(struct archive_job *base, void *data, void *shared)
{
    struct archive_open_job *job = (struct archive_open_job *)base;
    struct tools *tools = data;
    struct archive_open_keys *keys = shared;
    struct archive_row row = archive_job_row(base);
    struct seal_batch batch = {0};
    struct seal_batch_opened *open = tools->opened;
    struct err_info why = {0};
    job->fault = archive_row_decode(&row, &batch, &why);
    job->decoded = !job->fault;
    if (job->decoded) {
        memcpy(job->device, batch.device_key, sizeof job->device);
        memcpy(job->link, batch.link, sizeof job->link);
        memcpy(job->survey_hash, batch.survey_hash, sizeof job->survey_hash);
        job->number = batch.number;
        job->fault = seal_batch_opened_take(open, &batch, keys->ids, keys->id_count, &why);
        job->seeded = seal_batch_opened_seeded(open);
    } else {
        // Altered where it lies: it cannot be trusted in anything, not even in its device.
        seal_sha256(row.bytes, job->link);
    }
    if (job->fault) snprintf(job->fault_reason, sizeof job->fault_reason, "%s", why.message);
    if (job->decoded) open_items(job, &batch, job->seeded ? open : NULL, keys, &tools->rng);
    seal_batch_opened_clear(open);
    seal_batch_finish(&batch);
}

void archive_open_job_clear(struct archive_job *base)
{
    struct archive_open_job *job = (struct archive_open_job *)base;
    for (size_t i = 0; i < job->count; i++)
        free(job->items[i].reason);
    job->count = 0;
    job->number = 0;
    job->seeded = false;
    if (job->plain.capacity) explicit_bzero(job->plain.ptr, job->plain.capacity);
    buf_clear(&job->plain);
}

void archive_open_job_finish(struct archive_job *base)
{
    buf_wipe(&((struct archive_open_job *)base)->plain);
}
