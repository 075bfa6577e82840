// SPDX-License-Identifier: EUPL-1.2
// The SQLite backend's puts, each a small job for the writer. They insert and look at what the
// database says; none looks first.
#include "collector/sqlite_priv.h"

#include <stdio.h>
#include <string.h>

// ---- surveys ----
struct survey_put {
    const struct collector_survey *survey;
    struct str package;
    enum collector_put result;
};

static enum err run_survey_put(sqlite3 *db, void *data, struct err_info *info)
{
    struct survey_put *put = data;
    sqlite3_stmt *insert = NULL;
    // The id is the first organizer's who used it: the row is inserted only when no row of that id
    // names another organizer, in one statement.
    enum err err =
        collector_sqlite_prepare(db,
                                 "INSERT INTO surveys (hash, id, version, organizer, package) "
                                 "SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS "
                                 "(SELECT 1 FROM surveys WHERE id = ?2 AND organizer <> ?4) "
                                 "ON CONFLICT DO NOTHING",
                                 &insert, info);
    if (err) return err;
    collector_sqlite_bind_bytes(insert, 1, put->survey->hash, 32);
    collector_sqlite_bind_text(insert, 2, put->survey->id);
    sqlite3_bind_int64(insert, 3, put->survey->version);
    collector_sqlite_bind_bytes(insert, 4, put->survey->organizer, 32);
    collector_sqlite_bind_bytes(insert, 5, put->package.ptr, put->package.len);
    err = collector_sqlite_finish(db, insert, "cannot store the survey", info);
    if (err) return err;
    if (sqlite3_changes(db) == 1) {
        put->result = COLLECTOR_NEW;
        return ERR_NONE;
    }
    sqlite3_stmt *look = NULL;
    err = collector_sqlite_prepare(
        db, "SELECT 1 FROM surveys WHERE hash = ?1 AND id = ?2 AND organizer = ?3", &look, info);
    if (err) return err;
    collector_sqlite_bind_bytes(look, 1, put->survey->hash, 32);
    collector_sqlite_bind_text(look, 2, put->survey->id);
    collector_sqlite_bind_bytes(look, 3, put->survey->organizer, 32);
    int code = sqlite3_step(look);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        err = collector_sqlite_fault(db, "cannot read", info);
    put->result = code == SQLITE_ROW ? COLLECTOR_SAME : COLLECTOR_TAKEN;
    sqlite3_finalize(look);
    return err;
}

enum err collector_sqlite_survey_put(struct collector_storage *s,
                                     const struct collector_survey *survey, struct str package,
                                     enum collector_put *out, struct err_info *info)
{
    struct survey_put put = {.survey = survey, .package = package};
    enum err err = collector_sqlite_write((struct sqlite_storage *)s, run_survey_put, &put, info);
    if (!err) *out = put.result;
    return err;
}

// ---- devices ----
struct device_put {
    const char *survey_id;
    const uint8_t *device, *token;
    struct str name;
    enum collector_put result;
};

static enum err run_device_put(sqlite3 *db, void *data, struct err_info *info)
{
    struct device_put *put = data;
    sqlite3_stmt *insert = NULL;
    enum err err = collector_sqlite_prepare(db,
                                            "INSERT INTO devices (survey, device, token, name) "
                                            "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                                            &insert, info);
    if (err) return err;
    collector_sqlite_bind_text(insert, 1, put->survey_id);
    collector_sqlite_bind_bytes(insert, 2, put->device, 32);
    collector_sqlite_bind_bytes(insert, 3, put->token, SEAL_TOKEN_ID_BYTES);
    sqlite3_bind_text(insert, 4, put->name.ptr ? put->name.ptr : "", (int)put->name.len,
                      SQLITE_STATIC);
    err = collector_sqlite_finish(db, insert, "cannot enrol the device", info);
    if (err) return err;
    if (sqlite3_changes(db) == 1) {
        put->result = COLLECTOR_NEW;
        return ERR_NONE;
    }
    sqlite3_stmt *look = NULL;
    err = collector_sqlite_prepare(db, "SELECT 1 FROM devices WHERE survey = ?1 AND device = ?2",
                                   &look, info);
    if (err) return err;
    collector_sqlite_bind_text(look, 1, put->survey_id);
    collector_sqlite_bind_bytes(look, 2, put->device, 32);
    int code = sqlite3_step(look);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        err = collector_sqlite_fault(db, "cannot read", info);
    put->result = code == SQLITE_ROW ? COLLECTOR_SAME : COLLECTOR_TAKEN;
    sqlite3_finalize(look);
    return err;
}

enum err collector_sqlite_device_put(struct collector_storage *s, const char *survey_id,
                                     const uint8_t device[32], const uint8_t token[16],
                                     struct str name, enum collector_put *out,
                                     struct err_info *info)
{
    struct device_put put = {
        .survey_id = survey_id, .device = device, .token = token, .name = name};
    enum err err = collector_sqlite_write((struct sqlite_storage *)s, run_device_put, &put, info);
    if (!err) *out = put.result;
    return err;
}

// What is done to a device that is there: seen, blocked, renamed.
struct device_change {
    const char *sql;
    const char *survey_id; // or NULL
    const uint8_t *device;
    int64_t hour;
    struct str name;
    int changes;
};

static enum err run_device_change(sqlite3 *db, void *data, struct err_info *info)
{
    struct device_change *change = data;
    sqlite3_stmt *statement = NULL;
    enum err err = collector_sqlite_prepare(db, change->sql, &statement, info);
    if (err) return err;
    collector_sqlite_bind_bytes(statement, 1, change->device, 32);
    if (change->survey_id) {
        collector_sqlite_bind_text(statement, 2, change->survey_id);
        sqlite3_bind_int64(statement, 3, change->hour);
    } else if (sqlite3_bind_parameter_count(statement) > 1) {
        sqlite3_bind_text(statement, 2, change->name.ptr ? change->name.ptr : "",
                          (int)change->name.len, SQLITE_STATIC);
    }
    err = collector_sqlite_finish(db, statement, "cannot change the device", info);
    change->changes = sqlite3_changes(db);
    return err;
}

enum err collector_sqlite_device_seen(struct collector_storage *s, const char *survey_id,
                                      const uint8_t device[32], int64_t hour, struct err_info *info)
{
    struct device_change change = {
        .sql = "UPDATE devices SET seen = ?3 WHERE device = ?1 AND survey = ?2 AND seen < ?3",
        .survey_id = survey_id,
        .device = device,
        .hour = hour};
    return collector_sqlite_write((struct sqlite_storage *)s, run_device_change, &change, info);
}

enum err collector_sqlite_device_block(struct collector_storage *s, const uint8_t device[32],
                                       bool blocked, struct err_info *info)
{
    struct device_change change = {
        .sql = blocked ? "INSERT INTO blocks (device) VALUES (?1) ON CONFLICT DO NOTHING"
                       : "DELETE FROM blocks WHERE device = ?1",
        .device = device};
    return collector_sqlite_write((struct sqlite_storage *)s, run_device_change, &change, info);
}

enum err collector_sqlite_device_rename(struct collector_storage *s, const uint8_t device[32],
                                        struct str name, struct err_info *info)
{
    struct device_change change = {
        .sql = "UPDATE devices SET name = ?2 WHERE device = ?1", .device = device, .name = name};
    enum err err =
        collector_sqlite_write((struct sqlite_storage *)s, run_device_change, &change, info);
    if (!err && !change.changes) err = err_set(info, ERR_MISSING, "no such device is enrolled");
    return err;
}

// ---- batches ----
struct batch_put {
    struct sqlite_storage *s;
    const struct collector_batch *batch;
    struct collector_placed placed;
};

// Which survey the batch is of, and whether its device is heard.
static enum err find_place(struct batch_put *put, struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = collector_sqlite_hot(put->s, SQLITE_BATCH_STANDING, &select, info);
    if (err) return err;
    collector_sqlite_bind_bytes(select, 1, put->batch->survey_hash, 32);
    collector_sqlite_bind_bytes(select, 2, put->batch->device, 32);
    struct collector_placed *placed = &put->placed;
    int code = sqlite3_step(select);
    if (code == SQLITE_ROW) {
        collector_sqlite_copy(select, 0, placed->survey, sizeof placed->survey);
        bool enrolled = sqlite3_column_type(select, 1) != SQLITE_NULL;
        placed->seen_hour = sqlite3_column_int64(select, 1);
        placed->verdict = sqlite3_column_int(select, 2) ? COLLECTOR_BLOCKED
                          : enrolled                    ? COLLECTOR_STORED
                                                        : COLLECTOR_NOT_ENROLLED;
    } else if (code == SQLITE_DONE) {
        placed->verdict = COLLECTOR_UNKNOWN_SURVEY;
    } else {
        err = collector_sqlite_fault(put->s->writer, "cannot read the device", info);
    }
    sqlite3_reset(select);
    return err;
}

// Flags every batch of the device that has this number.
static enum err flag_forks(struct batch_put *put, struct err_info *info)
{
    sqlite3 *db = put->s->writer;
    sqlite3_stmt *mark = NULL;
    enum err err = collector_sqlite_prepare(
        db, "UPDATE batches SET forked = 1 WHERE survey = ?1 AND device = ?2 AND number = ?3",
        &mark, info);
    if (err) return err;
    collector_sqlite_bind_text(mark, 1, put->placed.survey);
    collector_sqlite_bind_bytes(mark, 2, put->batch->device, 32);
    sqlite3_bind_int64(mark, 3, (int64_t)put->batch->number);
    return collector_sqlite_finish(db, mark, "cannot flag a fork", info);
}

static enum err find_forks(struct batch_put *put, struct err_info *info)
{
    sqlite3_stmt *count = NULL;
    enum err err = collector_sqlite_hot(put->s, SQLITE_BATCH_FORK, &count, info);
    if (err) return err;
    collector_sqlite_bind_text(count, 1, put->placed.survey);
    collector_sqlite_bind_bytes(count, 2, put->batch->device, 32);
    sqlite3_bind_int64(count, 3, (int64_t)put->batch->number);
    if (sqlite3_step(count) == SQLITE_ROW)
        put->placed.fork = sqlite3_column_int(count, 0);
    else
        err = collector_sqlite_fault(put->s->writer, "cannot look for forks", info);
    sqlite3_reset(count);
    return err || !put->placed.fork ? err : flag_forks(put, info);
}

static enum err run_batch_put(sqlite3 *db, void *data, struct err_info *info)
{
    struct batch_put *put = data;
    const struct collector_batch *batch = put->batch;
    sqlite3_stmt *insert = NULL;
    enum err err = find_place(put, info);
    if (err || put->placed.verdict != COLLECTOR_STORED) return err;
    err = collector_sqlite_hot(put->s, SQLITE_BATCH_INSERT, &insert, info);
    if (err) return err;
    collector_sqlite_bind_bytes(insert, 1, batch->link, SEAL_LINK_BYTES);
    collector_sqlite_bind_text(insert, 2, put->placed.survey);
    collector_sqlite_bind_bytes(insert, 3, batch->survey_hash, 32);
    collector_sqlite_bind_bytes(insert, 4, batch->device, 32);
    // Numbers past 2^63 wrap into SQLite's signed integers and still compare equal only to
    // themselves, which is all that is asked of them here.
    sqlite3_bind_int64(insert, 5, (int64_t)batch->number);
    sqlite3_bind_int64(insert, 6, (int64_t)batch->count);
    sqlite3_bind_int64(insert, 7, (int64_t)batch->bytes.len);
    collector_sqlite_bind_bytes(insert, 8, batch->receipt.ptr, batch->receipt.len);
    collector_sqlite_bind_bytes(insert, 9, batch->bytes.ptr, batch->bytes.len);
    err = collector_sqlite_hot_run(put->s, SQLITE_BATCH_INSERT, "cannot store the batch", info);
    if (err) return err;
    put->placed.verdict = sqlite3_changes(db) == 1 ? COLLECTOR_STORED : COLLECTOR_THERE;
    return put->placed.verdict == COLLECTOR_STORED ? find_forks(put, info) : ERR_NONE;
}

enum err collector_sqlite_batch_put(struct collector_storage *base,
                                    const struct collector_batch *batch,
                                    struct collector_placed *out, struct err_info *info)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    struct batch_put put = {.s = s, .batch = batch};
    struct sqlite_job job = {
        .run = run_batch_put, .data = &put, .whole = true, .expected = batch->expected};
    enum err err = collector_sqlite_write_job(s, &job, info);
    if (!err) *out = put.placed;
    return err;
}

// ---- the epoch ----
static enum err run_renew_epoch(sqlite3 *db, void *data, struct err_info *info)
{
    sqlite3_stmt *update = NULL;
    enum err err = collector_sqlite_prepare(db, "UPDATE meta SET value = ?1 WHERE name = 'epoch'",
                                            &update, info);
    if (err) return err;
    collector_sqlite_bind_bytes(update, 1, data, SEAL_EPOCH_BYTES);
    return collector_sqlite_finish(db, update, "cannot set the epoch", info);
}

enum err collector_sqlite_renew_epoch(struct collector_storage *base, struct err_info *info)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    uint8_t epoch[SEAL_EPOCH_BYTES];
    rng_fill(&s->rng, epoch, sizeof epoch);
    enum err err = collector_sqlite_write(s, run_renew_epoch, epoch, info);
    if (!err) memcpy(s->epoch, epoch, sizeof epoch);
    return err;
}
