// SPDX-License-Identifier: EUPL-1.2
// Verifies what lies in the archive, without any key: every batch by itself here, the chains that
// they make in chain.c.
#include "archive/verify_priv.h"

#include "base/alloc.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

// A survey id with the collector keys that its versions name.
struct pinned {
    char *id;
    uint8_t (*keys)[32];
    size_t key_count;
};

struct verifier {
    struct archive *archive;
    struct archive_report *report;
    struct pinned *surveys;
    size_t survey_count;
    struct archive_entry *entries;
    size_t count, room;
    struct archive_seen seen;                          // value: index of the entry + 1
    struct archive_seen_name names[LIMIT_BATCH_COUNT]; // of the batch that is checked
    archive_item_function each;                        // NULL: nobody wants them
    void *data;
    bool all; // also those of unknown surveys
    struct err_info *info;
};

// ---- the surveys in the archive ----
static struct pinned *pinned_of(struct verifier *v, struct str id)
{
    for (size_t i = 0; i < v->survey_count; i++)
        if (str_eq(str_of(v->surveys[i].id), id)) return &v->surveys[i];
    v->surveys = xreallocarray(v->surveys, v->survey_count + 1, sizeof *v->surveys);
    struct pinned *fresh = &v->surveys[v->survey_count++];
    *fresh = (struct pinned){.id = xstrndup(id.ptr ? id.ptr : "", id.len)};
    return fresh;
}

// A package that was altered in the archive pins nothing: its receipts then count as foreign.
static void pin(struct verifier *v, struct str hash, struct str id, struct str package)
{
    struct pinned *pinned = pinned_of(v, id);
    struct survey *survey = NULL;
    if (survey_open_bytes(package, NULL, &survey, NULL)) return;
    size_t count = 0;
    const uint8_t(*keys)[32] = survey_collector_keys(survey, &count);
    if (str_eq(hash, str_make(survey_hash(survey), 32)) && count) {
        pinned->keys = xreallocarray(pinned->keys, pinned->key_count + count, sizeof *pinned->keys);
        memcpy(pinned->keys + pinned->key_count, keys, count * sizeof *keys);
        pinned->key_count += count;
    }
    survey_close(survey);
}

static enum err pin_surveys(struct verifier *v, struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err =
        archive_prepare(v->archive, "SELECT hash, id, package FROM surveys", &select, info);
    if (err) return err;
    int code;
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        pin(v, archive_column(select, 0), archive_column(select, 1), archive_column(select, 2));
    if (code != SQLITE_DONE) err = archive_fault(v->archive, "cannot be read", info);
    sqlite3_finalize(select);
    return err;
}

// ---- one batch ----
static void found(struct verifier *v, enum archive_what what, struct archive_entry *entry,
                  const char *detail)
{
    archive_found(v->report, what, entry, "%s", "%s", detail);
    if (archive_what_fault(what)) entry->fault = true;
}

static void check_receipt(struct verifier *v, struct archive_entry *entry, bool there,
                          const struct archive_verify_job *job, bool known)
{
    const struct seal_receipt *receipt = &job->receipt;
    if (!there) {
        found(v, ARCHIVE_NO_RECEIPT, entry, "");
    } else if (job->receipt_fault) {
        found(v, ARCHIVE_BAD_RECEIPT, entry, job->receipt_why.message);
    } else if (memcmp(receipt->link, entry->link, SEAL_LINK_BYTES)) {
        found(v, ARCHIVE_BAD_RECEIPT, entry, "it is for another batch");
    } else if (known &&
               !seal_receipt_from(receipt, (const uint8_t(*)[32])v->surveys[entry->survey].keys,
                                  v->surveys[entry->survey].key_count)) {
        char key[65];
        hex_encode(receipt->collector_key, 32, key);
        archive_found(v->report, ARCHIVE_FOREIGN_RECEIPT, entry, "det är från %s", "it is from %s",
                      key);
        entry->fault = true;
    } else if (receipt->verdict == SEAL_REFUSED) {
        found(v, ARCHIVE_REFUSED, entry, "");
    }
}

static enum err check_duplicates(struct verifier *v, const struct archive_verify_job *job,
                                 struct archive_entry *entry)
{
    size_t repeated = 0;
    uint32_t first = 0;
    for (size_t i = 0; i < job->batch.count; i++)
        archive_seen_name(&v->seen, job->digests[i], &v->names[i]);
    for (size_t i = 0; i < job->batch.count; i++) {
        uint32_t where;
        enum err err = archive_seen_find(&v->seen, &v->names[i], &where, v->info);
        if (err) return err;
        if (where) {
            if (!repeated++) first = where;
        } else {
            archive_seen_add(&v->seen, &v->names[i], (uint32_t)v->count + 1);
        }
    }
    if (!repeated) return ERR_NONE;
    const struct archive_entry *other = first == v->count + 1 ? entry : &v->entries[first - 1];
    char device[65];
    hex_encode(other->device, 32, device);
    archive_found(v->report, ARCHIVE_DUPLICATE, entry,
                  "%zu av %zu finns också i bunt %llu från enhet %.16s",
                  "%zu of %zu are also in batch %llu of device %.16s", repeated, job->batch.count,
                  (unsigned long long)other->number, device);
    entry->fault = true;
    return ERR_NONE;
}

static void take_keys(struct archive_entry *entry, const struct seal_batch *batch)
{
    if (!batch->rotation_count) return;
    entry->key_count = batch->rotation_count;
    entry->keys_before = xcalloc(entry->key_count, sizeof *entry->keys_before);
    for (size_t i = 0; i < entry->key_count; i++)
        memcpy(entry->keys_before[i], batch->rotations + i * SEAL_ROTATION_BYTES, 32);
}

static enum err check_batch(struct verifier *v, const struct archive_row *row,
                            const struct archive_verify_job *job)
{
    const struct seal_batch *batch = &job->batch;
    struct archive_entry entry = {.number = batch->number, .survey = ARCHIVE_SURVEY_UNKNOWN};
    memcpy(entry.device, batch->device_key, sizeof entry.device);
    memcpy(entry.link, batch->link, sizeof entry.link);
    memcpy(entry.previous_link, batch->previous_link, sizeof entry.previous_link);
    take_keys(&entry, batch);
    bool known = row->survey_id.len > 0;
    if (known)
        entry.survey = (uint32_t)(pinned_of(v, row->survey_id) - v->surveys);
    else
        found(v, ARCHIVE_UNKNOWN_SURVEY, &entry, "");
    check_receipt(v, &entry, row->receipt.len > 0, job, known);
    enum err err = check_duplicates(v, job, &entry);
    if (v->count == v->room) {
        v->room = v->room ? v->room * 2 : 256;
        v->entries = xreallocarray(v->entries, v->room, sizeof *v->entries);
    }
    v->entries[v->count++] = entry;
    return err;
}

static enum err hand_out(const struct verifier *v, const struct archive_row *row,
                         const struct seal_batch *batch)
{
    if (!v->each || (!v->all && !row->survey_id.len)) return ERR_NONE;
    struct archive_item item = {
        .batch = batch,
        .receipt = row->receipt,
        .survey_id = row->survey_id,
        .survey_version = row->survey_version,
        .day = row->day,
    };
    return v->each(&item, v->data);
}

static enum err check_row(struct archive_job *base, void *data)
{
    struct verifier *v = data;
    const struct archive_verify_job *job = (const struct archive_verify_job *)base;
    struct archive_row row = archive_job_row(base);
    if (!job->fault) {
        enum err err = check_batch(v, &row, job);
        return err ? err : hand_out(v, &row, &job->batch);
    }
    // Nothing inside can be believed, so that it counts for no chain: where it stood shows as
    // a gap. Whose it was when it came is as the archive noted it then.
    struct archive_entry place = {.number = 0};
    if (row.link.len == SEAL_LINK_BYTES) memcpy(place.link, row.link.ptr, SEAL_LINK_BYTES);
    archive_noted_place(v->archive, row.link, place.device, &place.number);
    found(v, job->fault == ERR_TAMPERED ? ARCHIVE_MISPLACED : ARCHIVE_ALTERED, &place,
          job->why.message);
    return ERR_NONE;
}

// What was no batch when it came.
static enum err report_aside(struct verifier *v, struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err =
        archive_prepare(v->archive, "SELECT link, reason FROM aside ORDER BY link", &select, info);
    if (err) return err;
    int code;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        struct str link = archive_column(select, 0), reason = archive_column(select, 1);
        struct archive_entry place = {.number = 0};
        if (link.len == SEAL_LINK_BYTES) memcpy(place.link, link.ptr, SEAL_LINK_BYTES);
        archive_found(v->report, ARCHIVE_ALTERED, &place, "lades åt sidan när den kom: %.*s",
                      "set aside when it came: %.*s", STR_ARG(reason));
    }
    if (code != SQLITE_DONE) err = archive_fault(v->archive, "cannot be read", info);
    sqlite3_finalize(select);
    return err;
}

static void verifier_finish(struct verifier *v)
{
    for (size_t i = 0; i < v->survey_count; i++) {
        free(v->surveys[i].id);
        free(v->surveys[i].keys);
    }
    free(v->surveys);
    for (size_t i = 0; i < v->count; i++)
        free(v->entries[i].keys_before);
    free(v->entries);
    archive_seen_finish(&v->seen);
}

static const struct archive_work verifying_work = {
    .job_bytes = sizeof(struct archive_verify_job),
    .run = archive_verify_job_run,
    .give = check_row,
    .clear = archive_verify_job_clear,
    .finish = archive_verify_job_finish,
};

enum err archive_verify_each(struct archive *a, struct str survey_id, archive_item_function each,
                             void *data, struct archive_report *out, struct err_info *info)
{
    struct archive_report report = {.count = 0};
    struct verifier v = {.archive = a, .report = &report, .each = each, .data = data, .info = info};
    v.all = !survey_id.len;
    archive_seen_begin(a, &v.seen);
    enum err err = archive_figures(a, survey_id, &report.figures, info);
    if (!err) err = pin_surveys(&v, info);
    if (!err) err = archive_rows_worked(a, survey_id, true, &verifying_work, NULL, &v, info);
    if (!err) err = report_aside(&v, info);
    if (!err) archive_check_chains(v.entries, v.count, &report);
    if (!err) err = archive_report_days(a, &report, info);
    for (size_t i = 0; i < v.count; i++)
        if (!v.entries[i].fault) report.verified++;
    verifier_finish(&v);
    if (err)
        archive_report_finish(&report);
    else
        *out = report;
    return err;
}

enum err archive_verify(struct archive *a, struct str survey_id, struct archive_report *out,
                        struct err_info *info)
{
    return archive_verify_each(a, survey_id, NULL, NULL, out, info);
}
