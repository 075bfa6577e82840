// SPDX-License-Identifier: EUPL-1.2
// Taking in and looking: surveys, batches, receipts, cursors.
#include "archive/archive_priv.h"

#include "base/limits.h"

#include <string.h>

static bool has_survey(struct archive *a, const struct survey *survey)
{
    struct buf package = {0};
    enum err err = archive_survey_by_hash(a, survey_hash(survey), &package, NULL);
    buf_finish(&package);
    return !err;
}

enum err archive_add_survey(struct archive *a, const struct survey *survey, struct err_info *info)
{
    struct buf package = {0};
    if (a->read_only && has_survey(a, survey)) return ERR_NONE;
    enum err err = survey_pack(survey, &package, info);
    if (!err && package.len > LIMIT_SURVEY_PACKAGE_BYTES)
        err = err_set(info, ERR_LIMIT, "the survey's package is too large for the archive");
    sqlite3_stmt *insert = NULL;
    if (!err)
        err = archive_prepare(a,
                              "INSERT INTO surveys (hash, id, version, package) "
                              "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                              &insert, info);
    if (!err) {
        archive_bind(insert, 1, str_make(survey_hash(survey), 32));
        archive_bind_text(insert, 2, survey_id(survey));
        sqlite3_bind_int64(insert, 3, survey_version(survey));
        archive_bind(insert, 4, buf_str(&package));
        err = archive_finish(a, insert, info);
    }
    buf_finish(&package);
    return err;
}

// ---- batches ----
static enum err note_day(struct archive *a, const uint8_t link[SEAL_LINK_BYTES],
                         struct err_info *info)
{
    sqlite3_stmt *insert = NULL;
    enum err err = archive_prepare(
        a, "INSERT INTO taken (link, day) VALUES (?1, unixepoch() / 86400) ON CONFLICT DO NOTHING",
        &insert, info);
    if (err) return err;
    archive_bind(insert, 1, str_make(link, SEAL_LINK_BYTES));
    return archive_finish(a, insert, info);
}

static enum err set_aside(struct archive *a, struct str bytes, const char *reason,
                          struct err_info *info)
{
    uint8_t link[SEAL_LINK_BYTES];
    seal_sha256(bytes, link);
    sqlite3_stmt *insert = NULL;
    struct err_info fault = {0}; // info keeps why the batch was set aside
    enum err err = archive_prepare(
        a, "INSERT INTO aside (link, reason, body) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        &insert, &fault);
    if (!err) {
        archive_bind(insert, 1, str_make(link, sizeof link));
        archive_bind_text(insert, 2, str_of(reason));
        archive_bind(insert, 3, bytes);
        err = archive_finish(a, insert, &fault);
    }
    if (!err) err = note_day(a, link, &fault);
    if (err && info) *info = fault;
    return err;
}

// A first receipt for a batch that came without one.
static enum err add_receipt(struct archive *a, const uint8_t link[SEAL_LINK_BYTES],
                            struct str receipt, struct err_info *info)
{
    sqlite3_stmt *update = NULL;
    enum err err = archive_prepare(
        a, "UPDATE batches SET receipt = ?2 WHERE link = ?1 AND receipt IS NULL", &update, info);
    if (err) return err;
    archive_bind(update, 1, str_make(link, SEAL_LINK_BYTES));
    archive_bind(update, 2, receipt);
    return archive_finish(a, update, info);
}

static enum err insert_batch(struct archive *a, const struct seal_batch *batch, struct str receipt,
                             enum archive_added *out_added, struct err_info *info)
{
    sqlite3_stmt *insert = NULL;
    enum err err = archive_prepare(a,
                                   "INSERT INTO batches (link, hash, device, number, count, bytes, "
                                   "receipt, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                                   "ON CONFLICT DO NOTHING",
                                   &insert, info);
    if (err) return err;
    archive_bind(insert, 1, str_make(batch->link, SEAL_LINK_BYTES));
    archive_bind(insert, 2, str_make(batch->survey_hash, 32));
    archive_bind(insert, 3, str_make(batch->device_key, 32));
    sqlite3_bind_int64(insert, 4, (int64_t)batch->number);
    sqlite3_bind_int64(insert, 5, (int64_t)batch->count);
    sqlite3_bind_int64(insert, 6, (int64_t)batch->bytes.len);
    if (receipt.len) archive_bind(insert, 7, receipt);
    archive_bind(insert, 8, batch->bytes);
    err = archive_finish(a, insert, info);
    if (err) return err;
    *out_added = sqlite3_changes(a->db) == 1 ? ARCHIVE_ADDED : ARCHIVE_THERE;
    return *out_added == ARCHIVE_ADDED ? note_day(a, batch->link, info) : ERR_NONE;
}

enum err archive_add(struct archive *a, struct str bytes, struct str receipt,
                     enum archive_added *out_added, struct err_info *info)
{
    struct seal_batch batch = {0};
    struct err_info why = {0};
    enum err err = seal_batch_decode(bytes, &batch, &why);
    if (err) {
        if (info) *info = why;
        // Larger than any batch may be: not worth keeping as evidence.
        if (err != ERR_LIMIT) err = set_aside(a, bytes, why.message, info);
        if (err && err != ERR_LIMIT) return err;
        *out_added = ARCHIVE_SET_ASIDE;
        return ERR_NONE;
    }
    if (receipt.len > LIMIT_RECEIPT_BYTES) receipt.len = 0; // no receipt is that large
    enum archive_added added = ARCHIVE_THERE;
    err = insert_batch(a, &batch, receipt, &added, info);
    if (!err && added == ARCHIVE_THERE && receipt.len)
        err = add_receipt(a, batch.link, receipt, info);
    seal_batch_finish(&batch);
    if (!err) *out_added = added;
    return err;
}

// ---- cursors ----
enum err archive_cursor(struct archive *a, struct str survey_id,
                        const uint8_t epoch[SEAL_EPOCH_BYTES], struct buf *out,
                        struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = archive_prepare(a, "SELECT cursor FROM cursors WHERE survey = ?1 AND epoch = ?2",
                                   &select, info);
    if (err) return err;
    archive_bind_text(select, 1, survey_id);
    archive_bind(select, 2, str_make(epoch, SEAL_EPOCH_BYTES));
    int code = sqlite3_step(select);
    if (code == SQLITE_ROW)
        buf_add_str(out, archive_column(select, 0));
    else if (code == SQLITE_DONE)
        err = err_set(info, ERR_MISSING, "nothing was pulled from this collector yet");
    else
        err = archive_fault(a, "cannot be read", info);
    sqlite3_finalize(select);
    return err;
}

enum err archive_set_cursor(struct archive *a, struct str survey_id,
                            const uint8_t epoch[SEAL_EPOCH_BYTES], struct str cursor,
                            struct err_info *info)
{
    sqlite3_stmt *put = NULL;
    enum err err = archive_prepare(a,
                                   "INSERT INTO cursors (survey, epoch, cursor) VALUES (?1, ?2, ?3)"
                                   " ON CONFLICT (survey, epoch) DO UPDATE SET cursor = ?3",
                                   &put, info);
    if (err) return err;
    archive_bind_text(put, 1, survey_id);
    archive_bind(put, 2, str_make(epoch, SEAL_EPOCH_BYTES));
    archive_bind_text(put, 3, cursor);
    return archive_finish(a, put, info);
}

// ---- looking ----
enum err archive_figures(struct archive *a, struct str survey_id, struct archive_figures *out,
                         struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = archive_prepare(
        a,
        "SELECT (SELECT count(*) FROM surveys WHERE ?1 = '' OR id = ?1), "
        "count(DISTINCT b.device), count(*), coalesce(sum(b.count), 0), count(b.receipt), "
        "(SELECT count(*) FROM aside), coalesce(sum(b.bytes), 0) "
        "FROM batches b LEFT JOIN surveys s ON s.hash = b.hash WHERE ?1 = '' OR s.id = ?1",
        &select, info);
    if (err) return err;
    archive_bind_text(select, 1, survey_id);
    if (sqlite3_step(select) == SQLITE_ROW) {
        uint64_t *figures[] = {&out->surveys,   &out->devices,   &out->batches, &out->responses,
                               &out->receipted, &out->set_aside, &out->bytes};
        for (int i = 0; i < 7; i++)
            *figures[i] = (uint64_t)sqlite3_column_int64(select, i);
    } else {
        err = archive_fault(a, "cannot be read", info);
    }
    sqlite3_finalize(select);
    return err;
}

static enum err read_package(struct archive *a, sqlite3_stmt *select, struct buf *out,
                             struct err_info *info)
{
    enum err err = ERR_NONE;
    int code = sqlite3_step(select);
    if (code == SQLITE_ROW)
        buf_add_str(out, archive_column(select, 0));
    else if (code == SQLITE_DONE)
        err = err_set(info, ERR_MISSING, "the survey is not in the archive %s", a->path);
    else
        err = archive_fault(a, "cannot be read", info);
    sqlite3_finalize(select);
    return err;
}

enum err archive_survey(struct archive *a, struct str survey_id, struct buf *out,
                        struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = archive_prepare(a,
                                   "SELECT package FROM surveys WHERE ?1 = '' OR id = ?1 "
                                   "ORDER BY version DESC LIMIT 1",
                                   &select, info);
    if (err) return err;
    archive_bind_text(select, 1, survey_id);
    return read_package(a, select, out, info);
}

enum err archive_survey_by_hash(struct archive *a, const uint8_t hash[32], struct buf *out,
                                struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = archive_prepare(a, "SELECT package FROM surveys WHERE hash = ?1", &select, info);
    if (err) return err;
    archive_bind(select, 1, str_make(hash, 32));
    return read_package(a, select, out, info);
}

struct each {
    archive_item_function function;
    void *data;
};

static enum err give_item(const struct archive_row *row, void *data)
{
    const struct each *each = data;
    struct seal_batch batch = {0};
    if (archive_row_decode(row, &batch, NULL)) { // verify reports it
        seal_batch_finish(&batch);
        return ERR_NONE;
    }
    struct archive_item item = {
        .batch = &batch,
        .receipt = row->receipt,
        .survey_id = row->survey_id,
        .survey_version = row->survey_version,
        .day = row->day,
    };
    enum err err = each->function(&item, each->data);
    seal_batch_finish(&batch);
    return err;
}

enum err archive_each(struct archive *a, struct str survey_id, archive_item_function function,
                      void *data, struct err_info *info)
{
    struct each each = {function, data};
    return archive_rows(a, survey_id, false, give_item, &each, info);
}
