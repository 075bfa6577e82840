// SPDX-License-Identifier: EUPL-1.2
// The SQLite backend: one file, nothing to set up. This half makes and opens the file and reads
// from it; sqlite_write.c and sqlite_put.c write.
#include "collector/sqlite_priv.h"

#include "base/alloc.h"
#include "base/file.h"
#include "wal/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 5000 };

// ---- small helpers over SQLite, for all three files ----
enum err collector_sqlite_fault(sqlite3 *db, const char *what, struct err_info *info)
{
    enum err err = ERR_STATE;
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_FULL: err = ERR_FULL; break;
    case SQLITE_IOERR: err = ERR_IO; break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: err = ERR_CORRUPT; break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN: err = ERR_DENIED; break;
    case SQLITE_BUSY: err = ERR_TIMEOUT; break;
    default: break;
    }
    return err_set(info, err, "%s: %s", what, sqlite3_errmsg(db));
}

enum err collector_sqlite_run(sqlite3 *db, const char *sql, struct err_info *info)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK) return ERR_NONE;
    return collector_sqlite_fault(db, "the database failed", info);
}

enum err collector_sqlite_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out,
                                  struct err_info *info)
{
    if (sqlite3_prepare_v2(db, sql, -1, out, NULL) == SQLITE_OK) return ERR_NONE;
    return collector_sqlite_fault(db, "the database failed", info);
}

enum err collector_sqlite_finish(sqlite3 *db, sqlite3_stmt *statement, const char *what,
                                 struct err_info *info)
{
    int code = sqlite3_step(statement);
    enum err err = code == SQLITE_DONE ? ERR_NONE : collector_sqlite_fault(db, what, info);
    sqlite3_finalize(statement);
    return err;
}

void collector_sqlite_bind_bytes(sqlite3_stmt *statement, int at, const void *data, size_t bytes)
{
    sqlite3_bind_blob64(statement, at, data ? data : "", bytes, SQLITE_STATIC);
}

void collector_sqlite_bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

struct str collector_sqlite_column(sqlite3_stmt *statement, int at)
{
    const void *data = sqlite3_column_blob(statement, at);
    return str_make(data, (size_t)sqlite3_column_bytes(statement, at));
}

void collector_sqlite_copy(sqlite3_stmt *select, int at, char *out, size_t out_bytes)
{
    struct str text = collector_sqlite_column(select, at);
    size_t bytes = utf8_cut(text, out_bytes - 1);
    if (bytes) memcpy(out, text.ptr, bytes);
    out[bytes] = '\0';
}

static const char *const hot[SQLITE_HOT] = {
    [SQLITE_BEGIN] = "BEGIN IMMEDIATE",
    [SQLITE_MOVED] = "SELECT 1 FROM meta WHERE name = 'moved'",
    [SQLITE_COMMIT] = "COMMIT",
    [SQLITE_SAVE] = "SAVEPOINT job",
    [SQLITE_KEEP] = "RELEASE job",
    [SQLITE_BATCH_STANDING] =
        "SELECT s.id, (SELECT seen FROM devices WHERE survey = s.id AND device = ?2), "
        "EXISTS (SELECT 1 FROM blocks WHERE device = ?2) FROM surveys s WHERE s.hash = ?1",
    [SQLITE_BATCH_INSERT] =
        "INSERT INTO batches (link, survey, hash, device, number, count, bytes, receipt, body) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
    [SQLITE_BATCH_FORK] =
        "SELECT count(*) > 1 FROM batches WHERE survey = ?1 AND device = ?2 AND number = ?3",
};

enum err collector_sqlite_hot(struct sqlite_storage *s, enum sqlite_hot which, sqlite3_stmt **out,
                              struct err_info *info)
{
    if (!s->hot[which] && sqlite3_prepare_v3(s->writer, hot[which], -1, SQLITE_PREPARE_PERSISTENT,
                                             &s->hot[which], NULL) != SQLITE_OK)
        return collector_sqlite_fault(s->writer, "the database failed", info);
    *out = s->hot[which];
    return ERR_NONE;
}

enum err collector_sqlite_hot_run(struct sqlite_storage *s, enum sqlite_hot which, const char *what,
                                  struct err_info *info)
{
    sqlite3_stmt *statement = NULL;
    enum err err = collector_sqlite_hot(s, which, &statement, info);
    if (err) return err;
    if (sqlite3_step(statement) != SQLITE_DONE) err = collector_sqlite_fault(s->writer, what, info);
    sqlite3_reset(statement);
    return err;
}

// ---- reading ----
static enum err health(struct collector_storage *base, struct err_info *info)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    pthread_mutex_lock(&s->lock);
    enum err err = ERR_NONE;
    if (s->broken) err = err_set(info, s->why.code, "%s", s->why.message);
    pthread_mutex_unlock(&s->lock);
    if (err) return err;
    pthread_mutex_lock(&s->read_lock);
    sqlite3_stmt *select = NULL;
    err = collector_sqlite_prepare(s->reader, hot[SQLITE_MOVED], &select, info);
    int code = err ? SQLITE_DONE : sqlite3_step(select);
    if (code == SQLITE_ROW)
        err = err_set(info, ERR_STATE, COLLECTOR_SQLITE_MOVED, s->path);
    else if (code != SQLITE_DONE)
        err = collector_sqlite_fault(s->reader, "cannot read the database", info);
    sqlite3_finalize(select);
    pthread_mutex_unlock(&s->read_lock);
    return err;
}

static const uint8_t *epoch(const struct collector_storage *base)
{
    return ((const struct sqlite_storage *)base)->epoch;
}

static enum err read_survey(struct sqlite_storage *s, sqlite3_stmt *select,
                            struct collector_survey *out, struct buf *out_package,
                            struct err_info *info)
{
    int code = sqlite3_step(select);
    if (code == SQLITE_DONE) return err_set(info, ERR_MISSING, "no such survey here");
    if (code != SQLITE_ROW)
        return collector_sqlite_fault(s->reader, "cannot read the survey", info);
    struct str hash = collector_sqlite_column(select, 0),
               organizer = collector_sqlite_column(select, 3);
    struct str id =
        str_make(sqlite3_column_text(select, 1), (size_t)sqlite3_column_bytes(select, 1));
    if (hash.len != 32 || organizer.len != 32 || id.len > COLLECTOR_SURVEY_ID_BYTES)
        return err_set(info, ERR_CORRUPT, "a survey in the database is damaged");
    memset(out, 0, sizeof *out);
    memcpy(out->hash, hash.ptr, 32);
    memcpy(out->id, id.ptr, id.len);
    out->version = sqlite3_column_int64(select, 2);
    memcpy(out->organizer, organizer.ptr, 32);
    if (out_package) buf_add_str(out_package, collector_sqlite_column(select, 4));
    return ERR_NONE;
}

static enum err survey_newest(struct collector_storage *base, const char *id,
                              struct collector_survey *out, struct buf *out_package,
                              struct err_info *info)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    sqlite3_stmt *select = NULL;
    pthread_mutex_lock(&s->read_lock);
    enum err err =
        collector_sqlite_prepare(s->reader,
                                 "SELECT hash, id, version, organizer, package FROM surveys "
                                 "WHERE id = ?1 ORDER BY version DESC LIMIT 1",
                                 &select, info);
    if (!err) {
        collector_sqlite_bind_text(select, 1, id);
        err = read_survey(s, select, out, out_package, info);
    }
    sqlite3_finalize(select);
    pthread_mutex_unlock(&s->read_lock);
    return err;
}

// One writer commits in the order of seq, and readers see only what is committed, so that with
// SQLite "seq greater than the last" is a safe cursor. Other backends need more.
static enum err pull_rows(struct sqlite_storage *s, sqlite3_stmt *select, size_t bytes_max,
                          collector_pull_function each, void *data, struct collector_cursor *next,
                          bool *out_more, struct err_info *info)
{
    size_t bytes = 0, rows = 0;
    for (;;) {
        int code = sqlite3_step(select);
        if (code == SQLITE_DONE) return ERR_NONE;
        if (code != SQLITE_ROW)
            return collector_sqlite_fault(s->puller, "cannot read batches", info);
        size_t row_bytes = (size_t)sqlite3_column_int64(select, 1);
        if (rows && bytes + row_bytes > bytes_max) {
            *out_more = true;
            return ERR_NONE;
        }
        bytes += row_bytes;
        rows++;
        next->position = (uint64_t)sqlite3_column_int64(select, 0);
        each(collector_sqlite_column(select, 3), collector_sqlite_column(select, 2), next, data);
    }
}

static enum err batch_pull(struct collector_storage *base, const char *survey_id,
                           const struct collector_cursor *after, size_t bytes_max,
                           collector_pull_function each, void *data,
                           struct collector_cursor *out_next, bool *out_more, struct err_info *info)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    struct collector_cursor next = {.position = 0};
    memcpy(next.epoch, s->epoch, sizeof next.epoch);
    if (!memcmp(after->epoch, s->epoch, sizeof s->epoch) && after->position <= INT64_MAX)
        next.position = after->position;
    bool more = false;
    sqlite3_stmt *select = NULL;
    pthread_mutex_lock(&s->pull_lock);
    enum err err =
        collector_sqlite_prepare(s->puller,
                                 "SELECT seq, bytes, receipt, body FROM batches "
                                 "WHERE survey = ?1 AND seq > ?2 AND bytes > 0 ORDER BY seq",
                                 &select, info);
    if (!err) {
        collector_sqlite_bind_text(select, 1, survey_id);
        sqlite3_bind_int64(select, 2, (int64_t)next.position);
        err = pull_rows(s, select, bytes_max, each, data, &next, &more, info);
    }
    sqlite3_finalize(select);
    pthread_mutex_unlock(&s->pull_lock);
    if (err) return err;
    *out_next = next;
    *out_more = more;
    return ERR_NONE;
}

// ---- opening ----
// Makes the file, and syncs it with its WAL before SQLite opens them. A collector that was killed
// may have left commits there that never reached the disk itself, and "already there" must not be
// said of those. (Once SQLite has the file open, closing another descriptor would drop its locks.)
static enum err make_file(const char *path, struct err_info *info)
{
    char wal[PATH_MAX];
    snprintf(wal, sizeof wal, "%s-wal", path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    if (fd < 0) return err_set_errno(info, "cannot open the database %s", path);
    bool synced = fsync(fd) == 0;
    close(fd);
    fd = open(wal, O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd >= 0) {
        synced = fsync(fd) == 0 && synced;
        close(fd);
    } else if (errno != ENOENT) {
        synced = false;
    }
    return synced ? ERR_NONE : err_set_errno(info, "cannot sync the database %s", path);
}

static enum err read_epoch(struct sqlite_storage *s, struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = collector_sqlite_prepare(
        s->writer, "SELECT value FROM meta WHERE name = 'epoch'", &select, info);
    if (err) return err;
    int code = sqlite3_step(select);
    struct str value =
        code == SQLITE_ROW ? collector_sqlite_column(select, 0) : (struct str){NULL, 0};
    if (value.len == SEAL_EPOCH_BYTES)
        memcpy(s->epoch, value.ptr, SEAL_EPOCH_BYTES);
    else
        err = err_set(info, ERR_CORRUPT, "%s has lost its epoch", s->path);
    sqlite3_finalize(select);
    return err;
}

// A copy made by `backup` lacks what came after it: those who pull or send must learn of that.
static enum err begin_anew(struct sqlite_storage *s, struct err_info *info)
{
    sqlite3_stmt *update = NULL;
    uint8_t fresh[SEAL_EPOCH_BYTES];
    rng_fill(&s->rng, fresh, sizeof fresh);
    enum err err = collector_sqlite_prepare(s->writer,
                                            "UPDATE meta SET value = ?1 WHERE name = 'epoch' AND "
                                            "EXISTS (SELECT 1 FROM meta WHERE name = 'copy')",
                                            &update, info);
    if (err) return err;
    collector_sqlite_bind_bytes(update, 1, fresh, sizeof fresh);
    err = collector_sqlite_finish(s->writer, update, "cannot set the epoch", info);
    return err ? err
               : collector_sqlite_run(s->writer, "DELETE FROM meta WHERE name = 'copy'", info);
}

static enum err open_writer(struct sqlite_storage *s, struct err_info *info)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(s->path, &s->writer, flags, wal_layer()) != SQLITE_OK)
        return collector_sqlite_fault(s->writer, "cannot open the database", info);
    sqlite3_extended_result_codes(s->writer, 1);
    sqlite3_busy_timeout(s->writer, BUSY_MS);
    enum err err =
        collector_sqlite_run(s->writer, "PRAGMA synchronous = EXTRA; BEGIN IMMEDIATE", info);
    if (!err) err = collector_sqlite_schema(s, info);
    if (!err) err = begin_anew(s, info);
    err = err ? err : collector_sqlite_run(s->writer, "COMMIT", info);
    if (!err)
        err = collector_sqlite_run(s->writer,
                                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;"
                                   "PRAGMA secure_delete = ON",
                                   info);
    if (!err) err = collector_sqlite_run(s->writer, "PRAGMA wal_checkpoint(TRUNCATE)", info);
    if (!err) err = file_sync_parent(s->path, info);
    if (!err) err = read_epoch(s, info);
    return err;
}

static enum err open_reader(struct sqlite_storage *s, sqlite3 **out, struct err_info *info)
{
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(s->path, out, flags, NULL) != SQLITE_OK)
        return collector_sqlite_fault(*out, "cannot open the database", info);
    sqlite3_extended_result_codes(*out, 1);
    sqlite3_busy_timeout(*out, BUSY_MS);
    return collector_sqlite_run(*out, "PRAGMA temp_store = MEMORY", info);
}

static void close_storage(struct collector_storage *base)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    collector_sqlite_writer_stop(s);
    for (int i = 0; i < SQLITE_HOT; i++)
        sqlite3_finalize(s->hot[i]);
    sqlite3_close(s->puller);
    sqlite3_close(s->reader);
    sqlite3_close(s->writer); // the last connection moves the WAL into the file
    pthread_mutex_destroy(&s->pull_lock);
    pthread_mutex_destroy(&s->read_lock);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->work);
    free(s);
}

static const struct collector_storage_table table = {
    .close = close_storage,
    .health = health,
    .epoch = epoch,
    .renew_epoch = collector_sqlite_renew_epoch,
    .survey_put = collector_sqlite_survey_put,
    .survey_newest = survey_newest,
    .device_put = collector_sqlite_device_put,
    .device_standing = collector_sqlite_device_standing,
    .device_seen = collector_sqlite_device_seen,
    .device_block = collector_sqlite_device_block,
    .device_rename = collector_sqlite_device_rename,
    .devices = collector_sqlite_devices,
    .surveys = collector_sqlite_surveys,
    .batch_expect = collector_sqlite_batch_expect,
    .batch_unexpect = collector_sqlite_batch_unexpect,
    .batch_put = collector_sqlite_batch_put,
    .batch_pull = batch_pull,
    .pull_note = collector_sqlite_pull_note,
    .tidy = collector_sqlite_tidy,
    .figures = collector_sqlite_figures,
};

enum err collector_sqlite_storage_open(const char *path, const struct rng *rng,
                                       struct sqlite_storage **out, struct err_info *info)
{
    enum err err = make_file(path, info);
    if (err) return err;
    struct sqlite_storage *s = xcalloc(1, sizeof *s);
    s->base.table = &table;
    s->rng = *rng;
    pthread_mutex_init(&s->read_lock, NULL);
    pthread_mutex_init(&s->pull_lock, NULL);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->work, NULL);
    size_t length = (size_t)snprintf(s->path, sizeof s->path, "%s", path);
    if (length >= sizeof s->path)
        err = err_set(info, ERR_LIMIT, "the path of the database is too long");
    if (!err) err = open_writer(s, info);
    if (!err) err = open_reader(s, &s->reader, info);
    if (!err) err = open_reader(s, &s->puller, info);
    if (!err) err = collector_sqlite_writer_start(s, info);
    if (err) {
        close_storage(&s->base);
        return err;
    }
    *out = s;
    return ERR_NONE;
}
