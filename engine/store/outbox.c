// SPDX-License-Identifier: EUPL-1.2
// Batches out: what goes next, what its receipt says, what may be erased, and the figures.
#include "store/store_priv.h"

#include "base/check.h"

#include <stdio.h>

// The survey begun, or "" for all.
static struct str present_survey(const struct store *s)
{
    return s->begun ? str_of(s->survey) : STR("");
}

// A batch whose bytes are not what was put there: it stays where it is, for svar store rescue, and
// goes nowhere. What is lost with it is known.
static enum err lay_aside(struct store *s, int64_t id, struct err_info *info)
{
    enum err err = store_sql_simple(&s->file, SQL_BEGIN, info);
    if (!err) {
        sqlite3_stmt *st = store_sql(&s->file, SQL_DAMAGED_LOSS);
        store_bind_int(st, 1, id);
        err = store_sql_do(&s->file, st, info);
        if (!err) {
            st = store_sql(&s->file, SQL_DAMAGED);
            store_bind_int(st, 1, id);
            err = store_sql_do(&s->file, st, info);
        }
        // A row that is not found by its own number would be given for ever.
        if (!err && sqlite3_changes(s->file.db) != 1) {
            s->file.untrusted = true;
            err = err_set(info, ERR_CORRUPT, "%.200s is damaged (a batch's row)", s->file.path);
        }
        err = store_sql_end(&s->file, err, info);
    }
    if (!err)
        store_trouble(s,
                      "A batch in store-%llu.sqlite is damaged and cannot be sent: the disk is "
                      "failing. Tell the organizer (svar store check).",
                      (unsigned long long)s->sequence);
    return err;
}

// The row that a statement for batches gives, if what it holds is still what was put there; one
// where it is not is laid aside (*out_again), and the statement asked again.
static enum err one_batch(struct store *s, sqlite3_stmt *st, uint8_t link[SEAL_LINK_BYTES],
                          bool *out_again, struct buf *out, struct err_info *info)
{
    bool row;
    *out_again = false;
    enum err err = store_sql_row(&s->file, st, &row, info);
    if (err) return store_failed(s, err, info);
    if (!row) return err_set(info, ERR_MISSING, "no batch waits for a receipt");
    struct str bytes = store_column(st, 0), wanted = store_column(st, 1);
    int64_t id = sqlite3_column_int64(st, 2);
    seal_sha256(bytes, link);
    *out_again = wanted.len != SEAL_LINK_BYTES || memcmp(link, wanted.ptr, SEAL_LINK_BYTES) != 0;
    if (!*out_again) buf_add_str(out, bytes);
    sqlite3_reset(st);
    if (*out_again) err = lay_aside(s, id, info);
    return store_failed(s, err, info);
}

enum err store_next_batch(struct store *s, struct buf *out, struct err_info *info)
{
    uint8_t link[SEAL_LINK_BYTES];
    bool again = true;
    enum err err = store_ready(s, info);
    while (!err && again) {
        sqlite3_stmt *st = store_sql(&s->file, SQL_BATCH_NEXT);
        store_bind_text(st, 1, present_survey(s));
        err = one_batch(s, st, link, &again, out, info);
    }
    return err;
}

enum err store_batch_after(struct store *s, const uint8_t after[SEAL_LINK_BYTES],
                           uint8_t out_link[SEAL_LINK_BYTES], struct buf *out,
                           struct err_info *info)
{
    uint8_t link[SEAL_LINK_BYTES];
    bool again = true;
    enum err err = store_ready(s, info);
    while (!err && again) {
        sqlite3_stmt *st = store_sql(&s->file, SQL_BATCH_AFTER);
        store_bind_blob(st, 1, str_make(after, SEAL_LINK_BYTES));
        err = one_batch(s, st, link, &again, out, info);
    }
    if (!err) memcpy(out_link, link, SEAL_LINK_BYTES);
    return err;
}

enum err store_receipted(struct store *s, const struct seal_receipt *receipt,
                         struct str receipt_bytes, struct err_info *info)
{
    CHECK(receipt_bytes.len > 0 && receipt_bytes.len <= LIMIT_RECEIPT_BYTES);
    enum err err = store_ready(s, info);
    if (err) return err;
    struct str link = str_make(receipt->link, SEAL_LINK_BYTES);
    sqlite3_stmt *st = store_sql(&s->file, SQL_BATCH_STATE);
    bool row;
    store_bind_blob(st, 1, link);
    err = store_sql_row(&s->file, st, &row, info);
    if (err) return store_failed(s, err, info);
    if (!row)
        return err_set(info, ERR_MISSING, "the receipt is for a batch that is not in the store");
    int64_t state = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    // A batch that one collector has is safe, whatever another says of it.
    if (state == BATCH_RECEIPTED) return ERR_NONE;
    st = store_sql(&s->file, SQL_RECEIPT_PUT);
    store_bind_blob(st, 1, link);
    store_bind_int(st, 2, receipt->verdict == SEAL_REFUSED ? BATCH_REFUSED : BATCH_RECEIPTED);
    store_bind_blob(st, 3, receipt_bytes);
    store_bind_int(st, 4, clock_wall_ms(&s->clock) / STORE_HOUR_MS);
    return store_failed(s, store_sql_do(&s->file, st, info), info);
}

enum err store_retry_refused(struct store *s, struct err_info *info)
{
    enum err err = store_ready(s, info);
    if (err) return err;
    sqlite3_stmt *st = store_sql(&s->file, SQL_REFUSED_AGAIN);
    store_bind_text(st, 1, present_survey(s));
    return store_failed(s, store_sql_do(&s->file, st, info), info);
}

enum err store_epoch(struct store *s, const uint8_t epoch[SEAL_EPOCH_BYTES], uint64_t *out_count,
                     struct err_info *info)
{
    enum err err = store_ready(s, info);
    if (err) return err;
    sqlite3_stmt *st = store_sql(&s->file, SQL_OTHER_EPOCH);
    store_bind_text(st, 1, present_survey(s));
    store_bind_blob(st, 2, str_make(epoch, SEAL_EPOCH_BYTES));
    err = store_sql_do(&s->file, st, info);
    if (!err && out_count) *out_count = (uint64_t)sqlite3_changes(s->file.db);
    return store_failed(s, err, info);
}

enum err store_erase(struct store *s, int64_t retention_ms, struct err_info *info)
{
    enum err err = store_ready(s, info);
    if (err) return err;
    int64_t before_ms = clock_wall_ms(&s->clock) - retention_ms;
    int64_t before_hour = before_ms / STORE_HOUR_MS;
    err = store_sql_simple(&s->file, SQL_BEGIN, info);
    if (err) return store_failed(s, err, info);
    static const int kinds[] = {TALLY_ERASED_BATCHES, TALLY_ERASED_RESPONSES};
    for (size_t i = 0; i < 2 && !err; i++) {
        sqlite3_stmt *st = store_sql(&s->file, SQL_ERASE_COUNT);
        store_bind_int(st, 1, before_hour);
        store_bind_int(st, 2, kinds[i]);
        err = store_sql_do(&s->file, st, info);
    }
    bool erased = false;
    if (!err) {
        sqlite3_stmt *st = store_sql(&s->file, SQL_ERASE);
        store_bind_int(st, 1, before_hour);
        err = store_sql_do(&s->file, st, info);
        erased = sqlite3_changes(s->file.db) > 0;
    }
    err = store_sql_end(&s->file, err, info);
    // Only when the log has been emptied are the pages overwritten on the disk.
    if (!err && erased) err = store_file_checkpoint(&s->file, info);
    if (!err && erased) err = store_ledger_erased(s, info);
    if (!err) store_folder_erase(s->folder, before_ms / 1000);
    return store_failed(s, err, info);
}

enum err store_count(struct store *s, enum store_tally tally, struct err_info *info)
{
    if (!s->begun) return err_set(info, ERR_STATE, "no survey has been begun");
    enum err err = store_ready(s, info);
    if (err) return err;
    sqlite3_stmt *st = store_sql(&s->file, SQL_TALLY_ADD);
    store_bind_text(st, 1, str_of(s->survey));
    store_bind_int(st, 2, (int64_t)tally);
    store_bind_int(st, 3, 1);
    return store_failed(s, store_sql_do(&s->file, st, info), info);
}

// ---- figures ----

static void add_batches(struct store_figures *out, sqlite3_stmt *st)
{
    int64_t state = sqlite3_column_int64(st, 0);
    bool mine = sqlite3_column_int64(st, 1) != 0;
    uint64_t batches = (uint64_t)sqlite3_column_int64(st, 2);
    uint64_t responses = (uint64_t)sqlite3_column_int64(st, 3);
    int64_t hour = sqlite3_column_int64(st, 4); // a damaged one is none
    int64_t receipt_ms = hour > 0 && hour < INT64_MAX / STORE_HOUR_MS ? hour * STORE_HOUR_MS : 0;
    if (!mine) {
        if (state != BATCH_RECEIPTED && state != BATCH_DAMAGED)
            out->responses_elsewhere += responses;
        return;
    }
    switch (state) {
    case BATCH_WAITING:
        out->batches_waiting += batches;
        out->responses_waiting += responses;
        break;
    case BATCH_RECEIPTED:
        out->batches_receipted += batches;
        out->responses_receipted += responses;
        if (receipt_ms > out->last_receipt_wall_ms) out->last_receipt_wall_ms = receipt_ms;
        break;
    case BATCH_DAMAGED: break; // among the losses
    default:
        out->batches_refused += batches;
        out->responses_refused += responses;
        break;
    }
}

static void add_tally(struct store_figures *out, int64_t kind, uint64_t count)
{
    switch (kind) {
    case STORE_DECLINED: out->declined += count; break;
    case STORE_BROKE_OFF: out->broke_off += count; break;
    case TALLY_ERASED_BATCHES: out->batches_receipted += count; break;
    case TALLY_ERASED_RESPONSES: out->responses_receipted += count; break;
    default: break;
    }
}

static enum err losses(struct store *s, struct store_figures *out, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&s->file, SQL_LOSSES);
    struct str wanted = present_survey(s);
    bool row;
    enum err err;
    while (!(err = store_sql_row(&s->file, st, &row, info)) && row) {
        if (wanted.len && !str_eq(store_column(st, 0), wanted)) continue;
        out->batches_lost += (uint64_t)sqlite3_column_int64(st, 2);
        out->responses_lost += (uint64_t)sqlite3_column_int64(st, 3);
    }
    return err;
}

enum err store_figures(struct store *s, struct store_figures *out, struct err_info *info)
{
    memset(out, 0, sizeof *out);
    snprintf(out->trouble, sizeof out->trouble, "%s",
             s->full ? "The disk is full: make room for new answers." : s->trouble);
    out->degraded = s->degraded;
    out->responses_open = s->open_count;
    enum err err = store_ready(s, info);
    if (err) return err;
    out->degraded = s->degraded;
    sqlite3_stmt *st = store_sql(&s->file, SQL_FIGURES);
    bool row;
    store_bind_text(st, 1, present_survey(s));
    while (!(err = store_sql_row(&s->file, st, &row, info)) && row)
        add_batches(out, st);
    if (err) return store_failed(s, err, info);
    st = store_sql(&s->file, SQL_TALLY_GET);
    store_bind_text(st, 1, present_survey(s));
    while (!(err = store_sql_row(&s->file, st, &row, info)) && row)
        add_tally(out, sqlite3_column_int64(st, 0), (uint64_t)sqlite3_column_int64(st, 1));
    if (!err) err = losses(s, out, info);
    return store_failed(s, err, info);
}
