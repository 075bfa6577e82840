// SPDX-License-Identifier: EUPL-1.2
// Opens responses with the organizer's identities and hands them out, one after another, whoever
// opened them. One that fails is reported and the next is taken: a single bad response must not
// keep the others from being read.
#include "archive/open_priv.h"

struct opening {
    struct archive *archive;
    archive_opened_function each;
    void *data;
    struct archive_open_totals totals;
    uint64_t foreign, fitting; // batches whose seed these keys did not open, and did
    struct archive_seen seen;
    struct archive_seen_name names[LIMIT_BATCH_COUNT]; // of the batch that is given
    struct err_info *info;
};

static enum err give_bad(struct opening *o, struct archive_opened *opened,
                         enum archive_opened_kind kind, enum err error, const char *reason)
{
    opened->kind = kind;
    opened->json = (struct str){NULL, 0};
    opened->error = error;
    opened->reason = reason;
    return o->each(opened, o->data);
}

// One that opens in two batches has the same slot of the same seed in both, since no other opens
// it: so its mac, which the batch's aggregate asks for anyway, is the same as well. It is given
// once.
static enum err give_item(struct opening *o, const struct archive_open_job *job,
                          struct archive_opened *opened)
{
    const struct archive_open_item *item = &job->items[opened->index];
    uint32_t before;
    if (item->error) {
        o->totals.failed++;
        o->totals.compared += item->compared;
        return give_bad(o, opened, ARCHIVE_RESPONSE_BAD, item->error,
                        item->reason ? item->reason : job->fault_reason);
    }
    // Only of those: a copy that fails must not hide the original.
    const struct archive_seen_name *name = &o->names[opened->index];
    enum err err = archive_seen_find(&o->seen, name, &before, o->info);
    if (err) return err;
    if (before) {
        o->totals.repeated++;
        return ERR_NONE;
    }
    archive_seen_add(&o->seen, name, 1);
    o->totals.compared += item->compared;
    o->totals.opened++;
    opened->kind = ARCHIVE_RESPONSE;
    opened->json = str_sub(buf_str(&job->plain), item->start, item->start + item->len);
    opened->error = ERR_NONE;
    opened->reason = "";
    return o->each(opened, o->data);
}

static enum err give_job(struct archive_job *base, void *data)
{
    static const uint8_t nobody[32];
    uint8_t noted[32] = {0};
    const struct archive_open_job *job = (const struct archive_open_job *)base;
    struct opening *o = data;
    struct archive_opened opened = {
        .device = job->decoded ? job->device : noted,
        .number = job->number,
        .link = job->link,
        .survey_hash = job->decoded ? job->survey_hash : nobody,
    };
    enum err err = ERR_NONE;
    o->totals.batches++;
    o->fitting += job->seeded;
    o->foreign += job->decoded && job->fault == ERR_KEY;
    if (!job->decoded)
        archive_noted_place(o->archive, archive_job_row(base).link, noted, &opened.number);
    if (job->fault) {
        o->totals.batches_bad++;
        err = give_bad(o, &opened, ARCHIVE_BATCH_BAD, job->fault, job->fault_reason);
    }
    for (size_t i = 0; i < job->count; i++)
        archive_seen_name(&o->seen, job->items[i].mac, &o->names[i]);
    for (size_t i = 0; !err && i < job->count; i++) {
        o->totals.responses++;
        opened.index = i;
        err = give_item(o, job, &opened);
    }
    return err;
}

static const struct archive_work opening_work = {
    .job_bytes = sizeof(struct archive_open_job),
    .tools_create = archive_open_tools_create,
    .tools_destroy = archive_open_tools_destroy,
    .run = archive_open_job_run,
    .give = give_job,
    .clear = archive_open_job_clear,
    .finish = archive_open_job_finish,
};

enum err archive_open_responses(struct archive *a, struct str survey_id,
                                struct seal_identity *const *ids, size_t id_count,
                                archive_opened_function each, void *data,
                                struct archive_open_totals *out_totals, struct err_info *info)
{
    struct archive_open_keys keys = {.ids = ids, .id_count = id_count};
    struct opening o = {.archive = a, .each = each, .data = data, .info = info};
    archive_seen_begin(a, &o.seen);
    enum err err = archive_rows_worked(a, survey_id, false, &opening_work, &keys, &o, info);
    archive_seen_finish(&o.seen);
    if (out_totals) *out_totals = o.totals;
    if (!err && o.foreign && !o.fitting)
        err = err_set(info, ERR_KEY,
                      "none of the %llu batches was sealed for this key; use the key whose age1… "
                      "address stands in the survey's \"recipients\"",
                      (unsigned long long)o.foreign);
    return err;
}
