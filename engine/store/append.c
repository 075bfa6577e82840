// SPDX-License-Identifier: EUPL-1.2
// Responses in. One transaction a response, durable before anybody is thanked; the open batch lies
// in two tables (its head, its responses) until it is closed into the bytes that travel.
#include "store/store_priv.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdlib.h>

enum err store_begin(struct store *s, struct str survey_id, const uint8_t survey_hash[32],
                     const struct seal_recipient *recipients, size_t recipient_count,
                     struct err_info *info)
{
    CHECK(recipient_count >= 1 && recipient_count <= LIMIT_RECIPIENTS);
    if (survey_id.len < 1 || survey_id.len > STORE_SURVEY_BYTES_MAX)
        return err_set(info, ERR_ARGUMENT, "a survey's id has 1 to %d bytes",
                       STORE_SURVEY_BYTES_MAX);
    bool same = s->begun && str_eq(str_of(s->survey), survey_id) &&
                memcmp(s->survey_hash, survey_hash, 32) == 0;
    if (!same && s->open_count) {
        // On a full disk it stays until there is room: it is closed before the next response.
        enum err err = store_close_open(s, NULL, info);
        if (err && err != ERR_FULL) return err;
    }
    if (!same) {
        seal_sealer_destroy(s->sealer);
        s->sealer = NULL;
        store_places_forget(s);
        s->place_bytes = 0;
    }
    memset(s->survey, 0, sizeof s->survey);
    memcpy(s->survey, survey_id.ptr, survey_id.len);
    memcpy(s->survey_hash, survey_hash, 32);
    memcpy(s->recipients, recipients, recipient_count * sizeof *recipients);
    s->recipient_count = recipient_count;
    s->begun = true;
    return ERR_NONE;
}

// ---- one response ----

static enum err put_head(struct store *s, const struct sealed *sealed, struct err_info *info)
{
    sqlite3_stmt *st;
    if (sealed_count(sealed) == 1) {
        st = store_sql(&s->file, SQL_OPEN_NEW);
        store_bind_text(st, 1, str_of(s->survey));
        store_bind_blob(st, 2, str_make(s->survey_hash, sizeof s->survey_hash));
        store_bind_blob(st, 3, sealed_seed(sealed));
        store_bind_blob(st, 4, sealed_aggregate(sealed));
        return store_sql_do(&s->file, st, info);
    }
    st = store_sql(&s->file, SQL_OPEN_MORE);
    store_bind_blob(st, 1, sealed_aggregate(sealed));
    store_bind_int(st, 2, (int64_t)sealed_count(sealed));
    store_bind_blob(st, 3, sealed_seed(sealed));
    enum err err = store_sql_do(&s->file, st, info);
    CHECK(err || sqlite3_changes(s->file.db) == 1);
    return err;
}

static enum err put_response(struct store *s, const struct sealed *sealed, struct err_info *info)
{
    if (s->place_count)
        return store_place_fill(s, sealed_slot_id(sealed), sealed_bytes(sealed), info);
    sqlite3_stmt *st = store_sql(&s->file, SQL_RESPONSE_ADD);
    store_bind_int(st, 1, (int64_t)(rng_u64(&s->rng) >> 1));
    store_bind_blob(st, 2, sealed_slot_id(sealed));
    store_bind_blob(st, 3, sealed_bytes(sealed));
    return store_sql_do(&s->file, st, info);
}

enum err store_append(struct store *s, const struct sealed *sealed, struct err_info *info)
{
    if (!s->begun) return err_set(info, ERR_STATE, "no survey has been begun");
    CHECK(sealed_slot_id(sealed).len == SEAL_SLOT_ID_BYTES && sealed_bytes(sealed).len > 0);
    CHECK(sealed_aggregate(sealed).len == 32 && sealed_seed(sealed).len > 0);
    enum err err = store_ready(s, info);
    if (err) return err;
    // A batch that somebody else began (a crash, a full disk) has to be closed before the first of
    // this one; and the middle of a batch cannot go where its beginning is not.
    if (sealed_count(sealed) == 1 && s->open_count) err = store_close_open(s, NULL, info);
    if (!err && sealed_count(sealed) != s->open_count + 1)
        err = err_set(info, ERR_STATE, "the response belongs to a batch that is not open");
    if (!err) err = store_sql_simple(&s->file, SQL_BEGIN, info);
    if (!err) {
        err = put_head(s, sealed, info);
        if (!err) err = put_response(s, sealed, info);
        err = store_sql_end(&s->file, err, info);
    }
    if (err) return store_failed(s, err, info);
    size_t bytes = sealed_bytes(sealed).len;
    store_place_filled(s);
    if (s->open_count == 0) s->open_since_ms = clock_mono_ms(&s->clock);
    if (!s->place_bytes || bytes < s->place_bytes) s->place_bytes = bytes;
    s->open_count++;
    s->open_bytes += bytes;
    CHECK(s->open_count == sealed_count(sealed) && s->open_count <= LIMIT_BATCH_COUNT);
    return ERR_NONE;
}

static bool batch_full(const struct store *s)
{
    return s->open_count >= LIMIT_BATCH_COUNT || s->open_bytes >= LIMIT_SEALED_BYTES;
}

// A sealer for the next response: the open batch's, or a new batch's.
static enum err ready_sealer(struct store *s, struct err_info *info)
{
    if (s->open_count && (!s->sealer || batch_full(s))) {
        enum err err = store_close_open(s, NULL, info);
        if (err) return err;
    }
    if (s->sealer) return ERR_NONE;
    return seal_sealer_create(s->recipients, s->recipient_count, &s->rng, &s->sealer, info);
}

static enum err finish_once(struct store *s, struct str json, size_t usual_bytes,
                            struct err_info *info)
{
    struct sealed *sealed = NULL;
    enum err err = store_ready(s, info);
    if (!err) err = ready_sealer(s, info);
    if (err) return err;
    err = seal_sealer_seal(s->sealer, json, usual_bytes, &sealed, info);
    if (err == ERR_FULL) {
        // Slots that went to responses which could not be stored are gone as well.
        if (s->open_count)
            err = store_close_open(s, NULL, info);
        else
            err = ERR_NONE;
        seal_sealer_destroy(s->sealer);
        s->sealer = NULL;
        if (!err) err = ready_sealer(s, info);
        if (!err) err = seal_sealer_seal(s->sealer, json, usual_bytes, &sealed, info);
    }
    if (!err) err = store_append(s, sealed, info);
    if (!err) seal_sealer_commit(s->sealer, sealed);
    sealed_destroy(sealed);
    return err;
}

enum err store_finish_response(struct store *s, struct str json, size_t usual_bytes,
                               struct err_info *info)
{
    if (!s->begun) return err_set(info, ERR_STATE, "no survey has been begun");
    enum err err = finish_once(s, json, usual_bytes, info);
    // The file was left: once more, in a new one. Should the old one turn out to hold the response
    // too, both copies carry one response id.
    if (err && !s->file.db) err = finish_once(s, json, usual_bytes, info);
    if (err) return err;
    s->full = false;
    // From here on the response is safe, whatever else fails: a log that could not be moved is
    // moved after the next one. A full batch is closed when nobody waits (store_prepare,
    // store_close_batch), at the latest before the next response.
    if ((int64_t)s->file.wal_pages * 4096 >= STORE_WAL_BYTES_MAX)
        err_ignore(store_failed(s, store_file_checkpoint(&s->file, NULL), NULL));
    return ERR_NONE;
}

void store_prepare(struct store *s)
{
    // What fails here fails again, and is told, when there is a response.
    if (!s->begun || !s->file.db || ready_sealer(s, NULL) != ERR_NONE) return;
    seal_sealer_ready(s->sealer);
    err_ignore(store_failed(s, store_places_make(s, NULL), NULL));
    if (s->file.db) store_file_stay(&s->file);
}

// ---- closing a batch ----

bool store_open_sound(const struct store_open_batch *open)
{
    return open->survey.len >= 1 && open->survey.len <= STORE_SURVEY_BYTES_MAX &&
           open->hash.len == 32 && open->aggregate.len == 32;
}

enum err store_batch_insert(struct store *s, const struct store_open_batch *open,
                            struct seal_batch_item *items, size_t count, uint64_t *out_number,
                            uint8_t out_link[SEAL_LINK_BYTES], struct err_info *info)
{
    const struct store_chain *chain = store_chain_of(s, open->survey);
    uint64_t number = chain->number + 1;
    struct buf bytes = {0};
    CHECK(open->hash.len == 32 && open->aggregate.len == 32);
    enum err err = seal_batch_encode((const uint8_t *)open->hash.ptr, number, chain->link,
                                     (const uint8_t *)open->aggregate.ptr, open->seed, items, count,
                                     s->device, &bytes, info);
    if (!err) {
        seal_sha256(buf_str(&bytes), out_link);
        sqlite3_stmt *st = store_sql(&s->file, SQL_BATCH_ADD);
        store_bind_int(st, 1, (int64_t)(rng_u64(&s->rng) >> 1));
        store_bind_blob(st, 2, str_make(out_link, SEAL_LINK_BYTES));
        store_bind_text(st, 3, open->survey);
        store_bind_int(st, 4, (int64_t)number);
        store_bind_int(st, 5, (int64_t)count);
        store_bind_blob(st, 6, buf_str(&bytes));
        store_bind_int(st, 7, BATCH_WAITING);
        err = store_sql_do(&s->file, st, info);
    }
    if (!err) {
        sqlite3_stmt *st = store_sql(&s->file, SQL_CHAIN_PUT);
        store_bind_text(st, 1, open->survey);
        store_bind_int(st, 2, (int64_t)number);
        store_bind_blob(st, 3, str_make(out_link, SEAL_LINK_BYTES));
        err = store_sql_do(&s->file, st, info);
    }
    *out_number = number;
    buf_finish(&bytes);
    return err;
}

// Copies of the open batch's rows, because their statements are reset while the bytes are needed.
struct gathered {
    struct buf bytes;
    size_t ends[2 * LIMIT_BATCH_COUNT + 4];
    size_t count;
    struct store_open_batch head; // into bytes, as all below
    struct seal_batch_item items[LIMIT_BATCH_COUNT];
};

static void gather(struct gathered *g, struct str part)
{
    CHECK(g->count < sizeof g->ends / sizeof *g->ends);
    buf_add_str(&g->bytes, part);
    g->ends[g->count++] = g->bytes.len;
}

static struct str part_of(const struct gathered *g, size_t index)
{
    size_t from = index ? g->ends[index - 1] : 0;
    return str_make(g->bytes.ptr + from, g->ends[index] - from);
}

// Sets head and items, and asks what the database cannot know: whether they are what was written.
static bool make_sense(struct gathered *g, size_t count)
{
    g->head = (struct store_open_batch){part_of(g, 0), part_of(g, 1), part_of(g, 2), part_of(g, 3)};
    if (!store_open_sound(&g->head)) return false;
    for (size_t i = 0; i < count; i++) {
        if (part_of(g, 4 + 2 * i).len != SEAL_SLOT_ID_BYTES) return false;
        g->items[i].slot_id = (const uint8_t *)part_of(g, 4 + 2 * i).ptr;
        g->items[i].sealed = part_of(g, 5 + 2 * i);
    }
    return seal_batch_check(g->head.seed, g->items, count, NULL) == ERR_NONE;
}

bool store_open_headless(struct store_file *f)
{
    sqlite3_stmt *st = store_sql(f, SQL_RESPONSE_ANY);
    bool row = false;
    if (store_sql_row(f, st, &row, NULL) || !row) return false;
    sqlite3_reset(st);
    return true;
}

// Head, then slot and bytes of each response in the order of the slots. *out_count 0: nothing open.
static enum err gather_open(struct store *s, struct gathered *g, size_t *out_count,
                            struct err_info *info)
{
    struct store_file *f = &s->file;
    bool row;
    *out_count = 0;
    sqlite3_stmt *st = store_sql(f, SQL_OPEN_GET);
    enum err err = store_sql_row(f, st, &row, info);
    if (!err && !row && store_open_headless(f)) {
        f->untrusted = true;
        err = err_set(info, ERR_CORRUPT, "%.200s is damaged (responses of no batch)", f->path);
    }
    if (err || !row) return err;
    for (int i = 0; i < 4; i++)
        gather(g, store_column(st, i));
    int64_t wanted = sqlite3_column_int64(st, 4);
    size_t count = 0;
    sqlite3_reset(st);
    st = store_sql(f, SQL_RESPONSES);
    while (!(err = store_sql_row(f, st, &row, info)) && row) {
        if (++count > LIMIT_BATCH_COUNT) break;
        gather(g, store_column(st, 0));
        gather(g, store_column(st, 1));
    }
    if (!err && ((int64_t)count != wanted || count > LIMIT_BATCH_COUNT || !make_sense(g, count))) {
        f->untrusted = true;
        err = err_set(info, ERR_CORRUPT, "%.200s is damaged (%zu responses where %lld were saved)",
                      f->path, count, (long long)wanted);
    }
    if (!err) *out_count = count;
    return err;
}

enum err store_open_check(struct store *s, struct err_info *info)
{
    struct gathered *g = xcalloc(1, sizeof *g);
    size_t count;
    enum err err = gather_open(s, g, &count, info);
    buf_finish(&g->bytes);
    free(g);
    return err;
}

static enum err close_rows(struct store *s, struct gathered *g, size_t count, uint64_t *out_number,
                           uint8_t out_link[SEAL_LINK_BYTES], struct err_info *info)
{
    enum err err = store_sql_simple(&s->file, SQL_BEGIN, info);
    if (!err) {
        // The rows first, so that the batch takes their place in the file.
        err = store_sql_simple(&s->file, SQL_RESPONSES_END, info);
        if (!err) err = store_sql_simple(&s->file, SQL_OPEN_END, info);
        if (!err)
            err = store_batch_insert(s, &g->head, g->items, count, out_number, out_link, info);
        err = store_sql_end(&s->file, err, info);
        // Whether a failed commit reached the disk shows when the file is examined; its number
        // goes to another batch meanwhile.
        if (err && s->file.untrusted && s->uncertain_count < STORE_UNCERTAIN_MAX)
            memcpy(s->uncertain[s->uncertain_count++], out_link, SEAL_LINK_BYTES);
    }
    return err;
}

enum err store_close_open(struct store *s, bool *out_closed, struct err_info *info)
{
    struct gathered *g = xcalloc(1, sizeof *g);
    size_t count = 0;
    uint64_t number = 0;
    uint8_t link[SEAL_LINK_BYTES] = {0};
    if (out_closed) *out_closed = false;
    enum err err = store_take_over(s, info);
    if (!err) err = gather_open(s, g, &count, info);
    if (!err && count) err = close_rows(s, g, count, &number, link, info);
    if (!err && count) {
        store_chain_set(s, g->head.survey, number, link);
        store_ledger_closed(s, g->head.survey, number, link, count);
    }
    buf_finish(&g->bytes);
    free(g);
    if (err) return store_failed(s, err, info);
    seal_sealer_destroy(s->sealer);
    s->sealer = NULL;
    s->open_count = 0;
    s->open_bytes = 0;
    store_places_forget(s); // with the rows of the batch
    if (out_closed) *out_closed = count > 0;
    if (count) s->closed_unsaid = true;
    // The batch is committed: a log that cannot be moved is trouble for later, not for it.
    if (count) err_ignore(store_failed(s, store_file_checkpoint(&s->file, NULL), NULL));
    return ERR_NONE;
}

enum err store_close_batch(struct store *s, size_t least_count, int64_t delay_ms, bool *out_closed,
                           struct err_info *info)
{
    enum err err = ERR_NONE;
    if (s->open_count && s->file.db) {
        bool waited = clock_mono_ms(&s->clock) - s->open_since_ms >= delay_ms;
        if (s->open_count >= least_count || waited || batch_full(s))
            err = store_close_open(s, NULL, info);
    }
    if (out_closed) *out_closed = s->closed_unsaid;
    s->closed_unsaid = false;
    return err;
}
