// SPDX-License-Identifier: EUPL-1.2
// Taking over what older files hold: those that were left after a failed sync, or found damaged.
// Everything readable in all of them goes into the present file in one transaction, once; the old
// files are then set aside and never deleted while anything might be only there. One transaction,
// because what an old file shows may never have reached the disk: were a chain taken from it and
// its batches not, a power cut could leave a number that no batch has.
#include "store/store_priv.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct examination {
    struct store *store;
    uint64_t sequence;
    struct store_file old;
    char path[PATH_MAX + 16]; // of the file, or of a mended copy of it
    bool mended;
    bool empty;   // the power was cut while it was made
    bool foreign; // another device's: nothing is taken from it
    bool taken;   // before; only the setting aside was not done
    bool counted; // a newer file took its tallies over
    bool damaged; // something could not be read
    bool refused; // by the disk
    size_t batches, responses;
};

static bool present_has(struct store *s, enum store_sql which, struct str link)
{
    sqlite3_stmt *st = store_sql(&s->file, which);
    bool row = false;
    store_bind_blob(st, 1, link);
    if (store_sql_row(&s->file, st, &row, NULL) || !row) return false;
    sqlite3_reset(st);
    return true;
}

// Whether this file has taken over the one with that sequence.
static bool taken_by(struct store_file *f, uint64_t sequence, bool *out_damaged)
{
    sqlite3_stmt *st = store_sql(f, SQL_TAKEN_GET);
    bool row = false;
    store_bind_int(st, 1, (int64_t)sequence);
    if (store_sql_row(f, st, &row, NULL) || !row) return false;
    *out_damaged = sqlite3_column_int64(st, 0) != 0;
    sqlite3_reset(st);
    return true;
}

// The chain goes on from the highest number known, unless that batch's commit was uncertain: then
// its number may have gone to another one. In memory it may stand further on, where the ledger put
// it; the database is told in any case, so that no batch of its is without a chain.
static enum err raise_chain(struct store *s, struct str survey, uint64_t number, struct str link,
                            struct err_info *info)
{
    if (present_has(s, SQL_UNCERTAIN_GET, link)) return ERR_NONE;
    if (number > store_chain_of(s, survey)->number)
        store_chain_set(s, survey, number, (const uint8_t *)link.ptr);
    sqlite3_stmt *st = store_sql(&s->file, SQL_CHAIN_RAISE);
    store_bind_text(st, 1, survey);
    store_bind_int(st, 2, (int64_t)number);
    store_bind_blob(st, 3, link);
    return store_sql_do(&s->file, st, info);
}

static enum err insert_as_new(struct examination *x, const struct store_open_batch *open,
                              struct seal_batch_item *items, size_t count, struct err_info *info)
{
    uint64_t number;
    uint8_t link[SEAL_LINK_BYTES];
    // No two batches share a seed: a newer file took this one over before it went bad itself.
    if (open->seed.len && present_has(x->store, SQL_BATCH_OF_SEED, open->seed)) return ERR_NONE;
    enum err err = store_batch_insert(x->store, open, items, count, &number, link, info);
    if (err) return err;
    store_chain_set(x->store, open->survey, number, link);
    x->batches++;
    x->responses += count;
    return ERR_NONE;
}

// ---- closed batches ----

// Of which survey the batch is: what its row says, unless that names one of which there is no chain
// and others with the same survey.json have one. The bytes do not name it.
static void true_survey(struct examination *x, const struct seal_batch *batch, struct str says,
                        char out[STORE_SURVEY_BYTES_MAX + 1])
{
    snprintf(out, STORE_SURVEY_BYTES_MAX + 1, "%.*s", STR_ARG(says));
    for (size_t i = 0; i < x->store->chain_count; i++)
        if (str_eq(str_of(x->store->chains[i].survey), says)) return;
    sqlite3_stmt *st = store_sql(&x->old, SQL_SURVEY_OF_HASH);
    bool row = false;
    store_bind_blob(st, 1, str_make(batch->survey_hash, 32));
    if (store_sql_row(&x->old, st, &row, NULL) || !row) return;
    struct str other = store_column(st, 0);
    if (other.len >= 1 && other.len <= STORE_SURVEY_BYTES_MAX)
        snprintf(out, STORE_SURVEY_BYTES_MAX + 1, "%.*s", STR_ARG(other));
    sqlite3_reset(st);
    x->damaged = true;
}

// As it is, byte for byte. One whose commit was uncertain was never handed out, and its number was
// given away: it is built anew from the same sealed responses.
static enum err take_batch(struct examination *x, sqlite3_stmt *st, struct err_info *info)
{
    if (sqlite3_column_int64(st, 5) == BATCH_DAMAGED) x->damaged = true; // kept for a rescue
    struct str link = store_column(st, 0), survey = store_column(st, 1);
    struct str bytes = store_column(st, 4), receipt = store_column(st, 6);
    struct seal_batch batch = {0};
    if (survey.len < 1 || survey.len > STORE_SURVEY_BYTES_MAX ||
        seal_batch_decode(bytes, &batch, NULL) || link.len != SEAL_LINK_BYTES ||
        memcmp(batch.link, link.ptr, SEAL_LINK_BYTES) != 0) {
        seal_batch_finish(&batch);
        x->damaged = true;
        return ERR_NONE;
    }
    if (!store_is_ours(x->store->device, batch.device_key)) {
        seal_batch_finish(&batch);
        x->foreign = true;
        return ERR_NONE;
    }
    enum err err;
    char known[STORE_SURVEY_BYTES_MAX + 1];
    true_survey(x, &batch, survey, known);
    survey = str_of(known);
    if (present_has(x->store, SQL_UNCERTAIN_GET, link)) {
        struct store_open_batch open = {survey, str_make(batch.survey_hash, 32), batch.seed,
                                        str_make(batch.aggregate, 32)};
        err = insert_as_new(x, &open, batch.items, batch.count, info);
    } else {
        sqlite3_stmt *add = store_sql(&x->store->file, SQL_BATCH_ADD);
        store_bind_int(add, 1, (int64_t)(rng_u64(&x->store->rng) >> 1));
        store_bind_blob(add, 2, link);
        store_bind_text(add, 3, survey);
        store_bind_int(add, 4, (int64_t)batch.number);
        store_bind_int(add, 5, (int64_t)batch.count);
        store_bind_blob(add, 6, bytes);
        store_bind_int(add, 7, sqlite3_column_int64(st, 5));
        if (receipt.len) {
            store_bind_blob(add, 8, receipt);
            store_bind_int(add, 9, sqlite3_column_int64(st, 7));
        }
        err = store_sql_do(&x->store->file, add, info);
        if (!err) err = raise_chain(x->store, survey, batch.number, link, info);
        x->batches++;
        x->responses += batch.count;
    }
    seal_batch_finish(&batch);
    return err;
}

static enum err take_batches(struct examination *x, struct err_info *info)
{
    struct store_rows rows = {0};
    enum err err = ERR_NONE;
    if (!store_rows_find(&x->old, STORE_TABLE_BATCH, &rows)) x->damaged = true;
    for (size_t i = 0; i < rows.count && !err; i++) {
        sqlite3_stmt *st = store_sql(&x->old, SQL_BATCH_ROW);
        bool row = false;
        store_bind_int(st, 1, rows.list[i].id);
        if (store_sql_row(&x->old, st, &row, NULL) || !row)
            x->damaged = true;
        else
            err = take_batch(x, st, info);
        if (st) sqlite3_reset(st);
    }
    store_rows_finish(&rows);
    return err;
}

static enum err take_chains(struct examination *x, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&x->old, SQL_CHAINS);
    bool row = false;
    enum err err = ERR_NONE;
    while (!err) {
        if (store_sql_row(&x->old, st, &row, NULL)) {
            x->damaged = true;
            break;
        }
        if (!row) break;
        struct str survey = store_column(st, 0), link = store_column(st, 2);
        int64_t number = sqlite3_column_int64(st, 1);
        if (survey.len < 1 || survey.len > STORE_SURVEY_BYTES_MAX || number < 1 ||
            link.len != SEAL_LINK_BYTES)
            x->damaged = true;
        else
            err = raise_chain(x->store, survey, (uint64_t)number, link, info);
    }
    if (st) sqlite3_reset(st);
    return err;
}

static enum err take_uncertain(struct examination *x, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&x->old, SQL_UNCERTAINS);
    bool row = false;
    enum err err = ERR_NONE;
    while (!err && !store_sql_row(&x->old, st, &row, NULL) && row) {
        struct str link = store_column(st, 0);
        if (link.len != SEAL_LINK_BYTES) continue;
        sqlite3_stmt *add = store_sql(&x->store->file, SQL_UNCERTAIN_ADD);
        store_bind_blob(add, 1, link);
        err = store_sql_do(&x->store->file, add, info);
    }
    if (st) sqlite3_reset(st);
    return err;
}

// Tallies carry no mark of where they came from: what one of these files counted in from another
// must not be counted again.
static void mark_counted(struct examination *x, struct examination *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool damaged;
        if (all[i].sequence < x->sequence && taken_by(&x->old, all[i].sequence, &damaged))
            all[i].counted = true;
    }
}

// ---- the open batch ----

static bool has_slot(const struct buf *bytes, const size_t *at, size_t count, struct str slot)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(bytes->ptr + at[i], slot.ptr, SEAL_SLOT_ID_BYTES) == 0) return true;
    return false;
}

static size_t read_responses(struct examination *x, struct buf *bytes,
                             struct seal_batch_item items[LIMIT_BATCH_COUNT])
{
    size_t at[LIMIT_BATCH_COUNT] = {0}, count = 0;
    struct store_rows rows = {0};
    if (!store_rows_find(&x->old, STORE_TABLE_RESPONSE, &rows)) x->damaged = true;
    for (size_t i = 0; i < rows.count && count < LIMIT_BATCH_COUNT; i++) {
        sqlite3_stmt *st = store_sql(&x->old, SQL_RESPONSE_ROW);
        bool row = false;
        store_bind_int(st, 1, rows.list[i].id);
        bool found = !store_sql_row(&x->old, st, &row, NULL) && row;
        struct str slot = found ? store_column(st, 0) : STR("");
        struct str sealed = found ? store_column(st, 1) : STR("");
        if (slot.len != SEAL_SLOT_ID_BYTES || !seal_age_begins(sealed) ||
            sealed.len > LIMIT_SEALED_BYTES || has_slot(bytes, at, count, slot)) {
            x->damaged = true;
        } else {
            at[count] = bytes->len;
            items[count++].sealed.len = sealed.len;
            buf_add_str(bytes, slot);
            buf_add_str(bytes, sealed);
        }
        if (st) sqlite3_reset(st);
    }
    store_rows_finish(&rows);
    for (size_t i = 0; i < count; i++) {
        items[i].slot_id = bytes->ptr + at[i];
        items[i].sealed.ptr = (const char *)bytes->ptr + at[i] + SEAL_SLOT_ID_BYTES;
    }
    return count;
}

// Number 0: of a batch that was still open.
static enum err note_gone(struct examination *x, struct str survey, int64_t responses,
                          struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&x->store->file, SQL_LOSS_ADD);
    store_bind_text(st, 1, survey);
    store_bind_int(st, 2, 0);
    store_bind_int(st, 3, 0);
    store_bind_int(st, 4, responses);
    return store_sql_do(&x->store->file, st, info);
}

static enum err take_open(struct examination *x, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&x->old, SQL_OPEN_GET);
    bool row = false;
    if (store_sql_row(&x->old, st, &row, NULL) || (!row && store_open_headless(&x->old)))
        x->damaged = true;
    if (!row) return ERR_NONE;
    struct store_open_batch open = {store_column(st, 0), store_column(st, 1), store_column(st, 2),
                                    store_column(st, 3)};
    struct buf bytes = {0};
    struct seal_batch_item *items = xcalloc(LIMIT_BATCH_COUNT, sizeof *items);
    enum err err = ERR_NONE;
    size_t count = read_responses(x, &bytes, items);
    int64_t wanted = sqlite3_column_int64(st, 4);
    if ((int64_t)count != wanted) x->damaged = true;
    // With some of its responses lost the aggregate does not match any more: the organizer is told
    // so, and opens the others one by one. Without its seed none can be sent: they stay in the
    // damaged file, for a rescue.
    if (store_open_sound(&open) && seal_batch_check(open.seed, items, count, NULL) == ERR_NONE) {
        err = insert_as_new(x, &open, items, count, info);
    } else {
        x->damaged = true;
        count = 0;
    }
    int64_t gone = wanted - (int64_t)count;
    if (!err && gone > 0 && gone <= LIMIT_BATCH_COUNT && open.survey.len &&
        open.survey.len <= STORE_SURVEY_BYTES_MAX)
        err = note_gone(x, open.survey, gone, info);
    sqlite3_reset(st);
    buf_finish(&bytes);
    free(items);
    return err;
}

static enum err take_tallies(struct examination *x, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&x->old, SQL_TALLIES);
    bool row = false;
    enum err err = ERR_NONE;
    while (!err) {
        if (store_sql_row(&x->old, st, &row, NULL)) {
            x->damaged = true;
            break;
        }
        if (!row) break;
        sqlite3_stmt *add = store_sql(&x->store->file, SQL_TALLY_ADD);
        store_bind_text(add, 1, store_column(st, 0));
        store_bind_int(add, 2, sqlite3_column_int64(st, 1));
        store_bind_int(add, 3, sqlite3_column_int64(st, 2));
        err = store_sql_do(&x->store->file, add, info);
    }
    if (st) sqlite3_reset(st);
    return err;
}

static enum err take_losses(struct examination *x, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&x->old, SQL_LOSSES);
    bool row = false;
    enum err err = ERR_NONE;
    while (st && !err && !store_sql_row(&x->old, st, &row, NULL) && row) {
        sqlite3_stmt *add = store_sql(&x->store->file, SQL_LOSS_ADD);
        store_bind_text(add, 1, store_column(st, 0));
        for (int i = 1; i < 4; i++)
            store_bind_int(add, i + 1, sqlite3_column_int64(st, i));
        err = store_sql_do(&x->store->file, add, info);
    }
    if (st) sqlite3_reset(st);
    return err;
}

// ---- all of it ----

// The chains in memory as they stood, for a transaction that fails; freed by the caller.
static struct store_chain *chains_copy(const struct store *s)
{
    struct store_chain *copy = xcalloc(s->chain_count + 1, sizeof *copy);
    if (s->chain_count) memcpy(copy, s->chains, s->chain_count * sizeof *copy);
    return copy;
}

static enum err end(struct store *s, struct store_chain *before, size_t before_count, enum err err,
                    struct err_info *info)
{
    err = store_sql_end(&s->file, err, info);
    if (err) { // the chains stand where they stood; entries only grow, so the room is there
        if (before_count) memcpy(s->chains, before, before_count * sizeof *before);
        s->chain_count = before_count;
    }
    free(before);
    return err;
}

static enum err mark_taken(struct examination *x, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&x->store->file, SQL_TAKEN_ADD);
    store_bind_int(st, 1, (int64_t)x->sequence);
    store_bind_int(st, 2, x->damaged);
    return store_sql_do(&x->store->file, st, info);
}

static enum err take_one(struct examination *x, struct err_info *info)
{
    enum err err = take_batches(x, info);
    if (!err) err = take_open(x, info);
    if (!err && !x->counted) err = take_tallies(x, info);
    if (!err && !x->counted) err = take_losses(x, info);
    return err ? err : mark_taken(x, info);
}

// What each of the old files is opened for, in this order.
enum pass {
    PASS_UNCERTAIN, // first: a chain must not go on from a link in doubt
    PASS_CHAINS,    // then: no number may be given twice, whatever the order of taking over
    PASS_TAKE,
    PASS_COUNT,
};

static enum err run_pass(struct examination *all, size_t count, size_t index, enum pass pass,
                         struct err_info *info)
{
    struct examination *x = &all[index];
    enum err err = ERR_NONE;
    if (x->foreign || x->empty) return pass == PASS_TAKE ? mark_taken(x, info) : ERR_NONE;
    if (store_file_examine(&x->old, x->path, NULL)) {
        x->damaged = x->refused = true;
        return pass == PASS_TAKE ? mark_taken(x, info) : ERR_NONE;
    }
    switch (pass) {
    case PASS_UNCERTAIN:
        mark_counted(x, all, count);
        err = take_uncertain(x, info);
        break;
    case PASS_CHAINS: err = take_chains(x, info); break;
    case PASS_TAKE:
    case PASS_COUNT: err = take_one(x, info); break;
    }
    if (x->old.refused) x->refused = true;
    store_file_close(&x->old);
    return err;
}

static bool any_refused(const struct examination *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (all[i].refused) return true;
    return false;
}

// Where again is given and the disk refused to read something, all is taken back.
static enum err take_all(struct store *s, struct examination *all, size_t count, bool *again,
                         struct err_info *info)
{
    enum err err = store_sql_simple(&s->file, SQL_BEGIN, info);
    if (err) return err;
    struct store_chain *before = chains_copy(s);
    size_t before_count = s->chain_count;
    for (enum pass pass = PASS_UNCERTAIN; pass < PASS_COUNT; pass++)
        // The newest first: what it took over from an older one is then there.
        for (size_t i = count; i-- > 0 && !err;)
            if (!all[i].taken) err = run_pass(all, count, i, pass, info);
    if (again) *again = !err && any_refused(all, count);
    if (again && *again) {
        err_ignore(end(s, before, before_count, ERR_IO, NULL)); // as asked
        return ERR_NONE;
    }
    return end(s, before, before_count, err, info);
}

static enum err set_aside(struct examination *x, struct err_info *info)
{
    unsigned long long sequence = x->sequence;
    const char *word = x->foreign ? "foreign" : x->damaged ? "damaged" : "examined";
    if (x->foreign)
        store_trouble(x->store,
                      "store-%llu.sqlite belongs to another device. It is kept as "
                      "store-%llu.sqlite.foreign; tell the organizer.",
                      sequence, sequence);
    else if (x->damaged)
        store_trouble(x->store,
                      "store-%llu.sqlite is damaged: %zu batches were saved from it. It is kept "
                      "as store-%llu.sqlite.damaged (svar store rescue); tell the organizer.",
                      sequence, x->batches, sequence);
    return store_folder_set_aside(x->store->folder, x->sequence, word, info);
}

// ---- before: can it be read, and is it ours ----
static void remove_copy(const struct examination *x)
{
    if (x->mended) store_salvage_remove(x->path);
}

static void look_whose(struct examination *x, struct store_file *f)
{
    uint8_t key[32];
    if (store_file_device(f, key)) x->foreign = !store_is_ours(x->store->device, key);
}

// A file whose header, first page or log is damaged is read from a copy that is put right. Without
// room for that it waits: it must not pass for taken over.
static enum err mend(struct examination *x, const char *path, struct err_info *info)
{
    struct store_file f;
    bool bad = false, mended = false;
    snprintf(x->path, sizeof x->path, "%s.mending", path);
    x->mended = x->damaged = true;
    enum err err = store_salvage_copy(path, x->path, &bad, info);
    if (!err) err = store_salvage_open(x->path, &f, &mended, info);
    if (bad || err == ERR_IO) x->refused = true;
    if (!err) {
        look_whose(x, &f);
        store_file_close(&f);
        return ERR_NONE;
    }
    remove_copy(x);
    x->mended = false;
    snprintf(x->path, sizeof x->path, "%s", path);
    return err == ERR_FULL ? err : ERR_NONE;
}

static enum err get_ready(struct examination *x, struct err_info *info)
{
    char path[PATH_MAX];
    struct stat st = {0};
    struct store_file f;
    struct store_log log = {0};
    enum err err = store_folder_path(x->store->folder, x->sequence, path, info);
    if (err) return err;
    snprintf(x->path, sizeof x->path, "%s", path);
    x->taken = taken_by(&x->store->file, x->sequence, &x->damaged);
    // Told even where all can be read from it.
    if (x->sequence == x->store->damaged) x->damaged = true;
    if (x->taken) { // a copy may be left where the power was cut behind that
        char copy[PATH_MAX + 16];
        snprintf(copy, sizeof copy, "%s.mending", path);
        store_salvage_remove(copy);
        return ERR_NONE;
    }
    bool no_log = !store_log_look(path, &log, NULL) && !log.pages && !log.damaged;
    x->empty = no_log && stat(path, &st) == 0 && st.st_size == 0;
    if (x->empty) return ERR_NONE;
    if (store_file_examine(&f, path, NULL)) return mend(x, path, info);
    bool tables = store_file_tables(&f);
    if (tables) look_whose(x, &f);
    x->refused = f.refused;
    store_file_close(&f);
    return tables ? ERR_NONE : mend(x, path, info);
}

static enum err look_at_all(struct store *s, const uint64_t *list, size_t count,
                            struct examination *all, bool *again, struct err_info *info)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < count && !err; i++) {
        remove_copy(&all[i]);
        all[i] = (struct examination){.store = s, .sequence = list[i]};
        err = get_ready(&all[i], info);
    }
    return err ? err : take_all(s, all, count, again, info);
}

enum err store_examine(struct store *s, const uint64_t *list, size_t count, bool *out_whole,
                       struct err_info *info)
{
    struct examination *all = xcalloc(count, sizeof *all);
    bool again = false;
    enum err err = look_at_all(s, list, count, all, &again, info);
    // What a disk refuses once it may give the next time; what it refuses twice is damage.
    if (!err && again) err = look_at_all(s, list, count, all, NULL, info);
    for (size_t i = 0; i < count; i++) {
        remove_copy(&all[i]);
        if (all[i].damaged || all[i].foreign) *out_whole = false;
        if (!err) err = set_aside(&all[i], info);
    }
    free(all);
    return err;
}
