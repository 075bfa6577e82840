// SPDX-License-Identifier: EUPL-1.2
// What is kept in a SQLite database and for how long: how far the organizer has come, and the
// erasing of bodies that nobody needs any more. No batch has a time of its own: marks say, by the
// hour, up to which place batches had come or been fetched.
#include "collector/sqlite_priv.h"

enum {
    STEP_BATCHES = 64,  // erased in one transaction: writers do not wait long
    ARRIVAL_HOURS = 24, // how fine arrivals are known
    ERASE_STEPS_MAX = 1 << 20,
};

// ---- a pull ----
struct pull_note {
    const struct collector_pull_note *note;
    bool counts; // its place is one of this epoch
    enum collector_put result;
};

static enum err put_nonce(sqlite3 *db, struct pull_note *put, struct err_info *info)
{
    sqlite3_stmt *insert = NULL;
    struct str nonce = put->note->nonce;
    enum err err = collector_sqlite_prepare(
        db, "INSERT INTO nonces (key, nonce, hour) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        &insert, info);
    if (err) return err;
    collector_sqlite_bind_bytes(insert, 1, put->note->key, 32);
    sqlite3_bind_text(insert, 2, nonce.ptr ? nonce.ptr : "", (int)nonce.len, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 3, put->note->hour);
    err = collector_sqlite_finish(db, insert, "cannot remember the nonce", info);
    if (!err) put->result = sqlite3_changes(db) == 1 ? COLLECTOR_NEW : COLLECTOR_SAME;
    return err;
}

static enum err put_mark(sqlite3 *db, const char *survey, const uint8_t *who, size_t who_bytes,
                         int64_t hour, int64_t seq, struct err_info *info)
{
    sqlite3_stmt *insert = NULL;
    enum err err = collector_sqlite_prepare(
        db,
        "INSERT INTO marks (survey, who, hour, seq) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (survey, who, hour) DO UPDATE SET seq = max(seq, excluded.seq)",
        &insert, info);
    if (err) return err;
    collector_sqlite_bind_text(insert, 1, survey);
    collector_sqlite_bind_bytes(insert, 2, who, who_bytes);
    sqlite3_bind_int64(insert, 3, hour);
    sqlite3_bind_int64(insert, 4, seq);
    return collector_sqlite_finish(db, insert, "cannot keep the mark", info);
}

static enum err run_pull_note(sqlite3 *db, void *data, struct err_info *info)
{
    struct pull_note *put = data;
    const struct collector_pull_note *note = put->note;
    enum err err = put_nonce(db, put, info);
    if (err || put->result != COLLECTOR_NEW || !put->counts) return err;
    return put_mark(db, note->survey_id, note->key, 32, note->hour, (int64_t)note->after.position,
                    info);
}

enum err collector_sqlite_pull_note(struct collector_storage *base,
                                    const struct collector_pull_note *note, enum collector_put *out,
                                    struct err_info *info)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    struct pull_note put = {.note = note};
    put.counts = !memcmp(note->after.epoch, s->epoch, sizeof s->epoch) && note->after.position &&
                 note->after.position <= INT64_MAX;
    enum err err = collector_sqlite_write(s, run_pull_note, &put, info);
    if (!err) *out = put.result;
    return err;
}

// ---- erasing ----
struct tidy {
    const struct collector_tidy *ask;
    int changes;
};

// Binds ?1 to the last hour that counts, where the statement has it, and steps it.
static enum err change(sqlite3 *db, const char *sql, int64_t hour, struct tidy *tidy,
                       struct err_info *info)
{
    sqlite3_stmt *statement = NULL;
    enum err err = collector_sqlite_prepare(db, sql, &statement, info);
    if (err) return err;
    if (sqlite3_bind_parameter_count(statement)) sqlite3_bind_int64(statement, 1, hour);
    err = collector_sqlite_finish(db, statement, "cannot tidy the database", info);
    if (!err) tidy->changes = sqlite3_changes(db);
    return err;
}

// The newest place of every survey, once a day.
static enum err run_arrivals(sqlite3 *db, void *data, struct err_info *info)
{
    struct tidy *tidy = data;
    sqlite3_stmt *insert = NULL;
    enum err err = collector_sqlite_prepare(
        db,
        "INSERT INTO marks (survey, who, hour, seq) "
        "SELECT o.survey, x'', ?1, (SELECT max(seq) FROM batches b WHERE b.survey = o.survey "
        "AND b.bytes > 0) FROM owners o "
        "WHERE EXISTS (SELECT 1 FROM batches b WHERE b.survey = o.survey AND b.bytes > 0) "
        "AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.survey = o.survey AND m.who = x'' "
        "AND m.hour > ?2)",
        &insert, info);
    if (err) return err;
    sqlite3_bind_int64(insert, 1, tidy->ask->hour);
    sqlite3_bind_int64(insert, 2, tidy->ask->hour - ARRIVAL_HOURS);
    return collector_sqlite_finish(db, insert, "cannot keep the mark", info);
}

// A puller's old enough place is that of its last mark before the limit, unless it has gone back
// since (a desk that begins anew): then the least since.
#define STEP "LIMIT 64)"
static const char erase_pulled[] =
    "UPDATE batches SET body = x'', receipt = x'', bytes = 0 WHERE seq IN ("
    "SELECT b.seq FROM (SELECT survey, min(place) AS place FROM ("
    "SELECT m.survey, m.who, CASE WHEN count(*) FILTER (WHERE m.hour <= ?1) = 0 THEN 0 "
    "ELSE min(m.seq) FILTER (WHERE m.hour >= (SELECT max(o.hour) FROM marks o "
    "WHERE o.survey = m.survey AND o.who = m.who AND o.hour <= ?1)) END AS place "
    "FROM marks m WHERE m.who <> x'' GROUP BY m.survey, m.who) GROUP BY survey) p "
    "JOIN batches b ON b.survey = p.survey AND b.seq <= p.place WHERE b.bytes > 0 " STEP;
static const char erase_old[] =
    "UPDATE batches SET body = x'', receipt = x'', bytes = 0 WHERE seq IN ("
    "SELECT b.seq FROM (SELECT survey, max(seq) AS place FROM marks WHERE who = x'' AND hour <= ?1 "
    "GROUP BY survey) p JOIN batches b ON b.survey = p.survey AND b.seq <= p.place "
    "WHERE b.bytes > 0 " STEP;
#undef STEP

static enum err run_erase_pulled(sqlite3 *db, void *data, struct err_info *info)
{
    struct tidy *tidy = data;
    return change(db, erase_pulled, tidy->ask->hour - tidy->ask->pulled_hours, tidy, info);
}

static enum err run_erase_old(sqlite3 *db, void *data, struct err_info *info)
{
    struct tidy *tidy = data;
    return change(db, erase_old, tidy->ask->hour - tidy->ask->all_hours, tidy, info);
}

static enum err run_nonces(sqlite3 *db, void *data, struct err_info *info)
{
    struct tidy *tidy = data;
    return change(db, "DELETE FROM nonces WHERE hour < ?1",
                  tidy->ask->hour - tidy->ask->nonce_hours, tidy, info);
}

// Marks that no limit can reach any more; the newest one before it always stays.
static enum err run_marks(sqlite3 *db, void *data, struct err_info *info)
{
    struct tidy *tidy = data;
    const struct collector_tidy *ask = tidy->ask;
    int64_t most = ask->pulled_hours > ask->all_hours ? ask->pulled_hours : ask->all_hours;
    if (most < 0) most = 0;
    return change(db,
                  "DELETE FROM marks WHERE hour < (SELECT max(o.hour) FROM marks o "
                  "WHERE o.survey = marks.survey AND o.who = marks.who AND o.hour <= ?1)",
                  ask->hour - most, tidy, info);
}

static enum err erase(struct sqlite_storage *s, struct tidy *tidy,
                      enum err (*step)(sqlite3 *, void *, struct err_info *), uint64_t *out_count,
                      struct err_info *info)
{
    for (int i = 0; i < ERASE_STEPS_MAX; i++) {
        enum err err = collector_sqlite_write(s, step, tidy, info);
        if (err) return err;
        *out_count += (uint64_t)tidy->changes;
        if (tidy->changes < STEP_BATCHES) break;
    }
    return ERR_NONE;
}

enum err collector_sqlite_tidy(struct collector_storage *base, const struct collector_tidy *ask,
                               struct collector_tidied *out, struct err_info *info)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    struct tidy tidy = {.ask = ask};
    *out = (struct collector_tidied){0};
    enum err err = collector_sqlite_write(s, run_arrivals, &tidy, info);
    if (!err && ask->pulled_hours >= 0)
        err = erase(s, &tidy, run_erase_pulled, &out->batches, info);
    if (!err && ask->all_hours >= 0) err = erase(s, &tidy, run_erase_old, &out->batches, info);
    if (!err) err = collector_sqlite_write(s, run_nonces, &tidy, info);
    if (!err) out->nonces = (uint64_t)tidy.changes;
    return err ? err : collector_sqlite_write(s, run_marks, &tidy, info);
}
