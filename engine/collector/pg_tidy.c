// SPDX-License-Identifier: EUPL-1.2
// What is kept in a PostgreSQL database and for how long; see sqlite_tidy.c, which does the same.
// Several collectors may tidy at once: whatever one has erased the other finds erased.
#include "collector/pg_priv.h"

#include <string.h>

enum { STEP_BATCHES = 64 };

// ---- a pull ----
struct pull_note {
    const struct collector_pull_note *note;
    bool counts; // its place is one of this epoch
    long rows;
};

static enum err run_pull_note(struct pg_link *link, void *data, struct err_info *info)
{
    struct pull_note *put = data;
    const struct collector_pull_note *note = put->note;
    struct pg_params nonce = {0}, mark = {0};
    collector_pg_bind_bytes(&nonce, note->key, 32);
    collector_pg_bind_text(&nonce, note->nonce);
    collector_pg_bind_int(&nonce, note->hour);
    collector_pg_bind_text(&mark, str_of(note->survey_id));
    collector_pg_bind_bytes(&mark, note->key, 32);
    collector_pg_bind_int(&mark, note->hour);
    collector_pg_bind_int(&mark, (int64_t)note->after.xid);
    collector_pg_bind_int(&mark, (int64_t)note->after.position);
    long rows = 0;
    enum err err = collector_pg_command(link, "BEGIN", info);
    if (!err) err = collector_pg_touch(link, PG_NONCE_PUT, &nonce, &put->rows, info);
    if (!err && put->rows && put->counts)
        err = collector_pg_touch(link, PG_MARK_PUT, &mark, &rows, info);
    return err ? err : collector_pg_commit(link, info);
}

enum err collector_pg_pull_note(struct collector_storage *base,
                                const struct collector_pull_note *note, enum collector_put *out,
                                struct err_info *info)
{
    struct pg_storage *s = (struct pg_storage *)base;
    struct pull_note put = {.note = note};
    put.counts = !memcmp(note->after.epoch, s->epoch, sizeof s->epoch) && note->after.position &&
                 note->after.position <= INT64_MAX;
    enum err err = collector_pg_do(s, run_pull_note, &put, info);
    if (!err) *out = put.rows ? COLLECTOR_NEW : COLLECTOR_SAME;
    return err;
}

// ---- erasing ----
struct change {
    enum pg_statement statement;
    int64_t hour;
    long rows;
};

static enum err run_change(struct pg_link *link, void *data, struct err_info *info)
{
    struct change *change = data;
    struct pg_params params = {0};
    collector_pg_bind_int(&params, change->hour);
    return collector_pg_touch(link, change->statement, &params, &change->rows, info);
}

static enum err do_change(struct pg_storage *s, enum pg_statement statement, int64_t hour,
                          long *out_rows, struct err_info *info)
{
    struct change change = {.statement = statement, .hour = hour};
    enum err err = collector_pg_do(s, run_change, &change, info);
    *out_rows = change.rows;
    return err;
}

static enum err erase(struct pg_storage *s, enum pg_statement statement, int64_t hour,
                      uint64_t *out_count, struct err_info *info)
{
    long rows = STEP_BATCHES;
    enum err err = ERR_NONE;
    while (!err && rows == STEP_BATCHES) {
        err = do_change(s, statement, hour, &rows, info);
        if (!err) *out_count += (uint64_t)rows;
    }
    return err;
}

enum err collector_pg_tidy(struct collector_storage *base, const struct collector_tidy *ask,
                           struct collector_tidied *out, struct err_info *info)
{
    struct pg_storage *s = (struct pg_storage *)base;
    int64_t most = ask->pulled_hours > ask->all_hours ? ask->pulled_hours : ask->all_hours;
    long rows = 0;
    *out = (struct collector_tidied){0};
    enum err err = do_change(s, PG_MARK_ARRIVALS, ask->hour, &rows, info);
    if (!err && ask->pulled_hours >= 0)
        err = erase(s, PG_ERASE_PULLED, ask->hour - ask->pulled_hours, &out->batches, info);
    if (!err && ask->all_hours >= 0)
        err = erase(s, PG_ERASE_OLD, ask->hour - ask->all_hours, &out->batches, info);
    if (!err) err = do_change(s, PG_NONCES_DELETE, ask->hour - ask->nonce_hours, &rows, info);
    if (!err) out->nonces = (uint64_t)rows;
    if (!err) err = do_change(s, PG_MARKS_DELETE, ask->hour - (most > 0 ? most : 0), &rows, info);
    return err;
}
