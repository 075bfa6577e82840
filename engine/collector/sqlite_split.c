// SPDX-License-Identifier: EUPL-1.2
// A database from before each organizer had a file of his own: what is another's moves into the
// other's file. Copied and durable there first, deleted here after: cut anywhere, it is done again.
#include "collector/sqlite_priv.h"

#include <stdio.h>

enum { BUSY_MS = 5000 };

// ?1 is the organizer. Places keep their numbers, so that organizers go on where they were.
#define IDS "(SELECT survey FROM first.owners WHERE organizer = ?1)"
static const char *const copies[] = {
    "INSERT OR IGNORE INTO main.surveys (hash, id, version, organizer, package) "
    "SELECT hash, id, version, organizer, package FROM first.surveys WHERE organizer = ?1",
    "INSERT OR IGNORE INTO main.devices (survey, device, token, name, seen) "
    "SELECT survey, device, token, name, seen FROM first.devices WHERE survey IN " IDS,
    "INSERT OR IGNORE INTO main.batches (seq, link, survey, hash, device, number, count, bytes, "
    "forked, receipt, body) SELECT seq, link, survey, hash, device, number, count, bytes, forked, "
    "receipt, body FROM first.batches WHERE survey IN " IDS " ORDER BY seq",
    "INSERT OR IGNORE INTO main.nonces (key, nonce, hour) "
    "SELECT key, nonce, hour FROM first.nonces WHERE key = ?1",
    "INSERT OR IGNORE INTO main.marks (survey, who, hour, seq) "
    "SELECT survey, who, hour, seq FROM first.marks WHERE survey IN " IDS,
};
// How many batches and devices of the first file the other one does not have.
static const char left_out[] =
    "SELECT (SELECT count(*) FROM first.batches b WHERE survey IN " IDS
    " AND NOT EXISTS (SELECT 1 FROM main.batches o WHERE o.survey = b.survey "
    "AND o.device = b.device AND o.number = b.number AND o.link = b.link)) + "
    "(SELECT count(*) FROM first.devices d WHERE survey IN " IDS
    " AND NOT EXISTS (SELECT 1 FROM main.devices o WHERE o.survey = d.survey "
    "AND o.device = d.device))";
#undef IDS
#define IDS "(SELECT survey FROM owners WHERE organizer = ?1)"
static const char *const deletions[] = {
    "DELETE FROM batches WHERE survey IN " IDS, "DELETE FROM devices WHERE survey IN " IDS,
    "DELETE FROM marks WHERE survey IN " IDS,   "DELETE FROM nonces WHERE key = ?1",
    "DELETE FROM surveys WHERE organizer = ?1",
};
#undef IDS

static enum err run_for(sqlite3 *db, const char *sql, const uint8_t organizer[32],
                        struct err_info *info)
{
    sqlite3_stmt *statement = NULL;
    enum err err = collector_sqlite_prepare(db, sql, &statement, info);
    if (err) return err;
    collector_sqlite_bind_bytes(statement, 1, organizer, 32);
    return collector_sqlite_finish(db, statement, "cannot divide the database", info);
}

static enum err open_db(const char *path, sqlite3 **out, struct err_info *info)
{
    if (sqlite3_open_v2(path, out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return collector_sqlite_fault(*out, "cannot open the database", info);
    sqlite3_extended_result_codes(*out, 1);
    sqlite3_busy_timeout(*out, BUSY_MS);
    return collector_sqlite_run(*out, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON", info);
}

static enum err attach(sqlite3 *db, const char *path, struct err_info *info)
{
    sqlite3_stmt *statement = NULL;
    enum err err = collector_sqlite_prepare(db, "ATTACH ?1 AS first", &statement, info);
    if (err) return err;
    collector_sqlite_bind_text(statement, 1, path);
    return collector_sqlite_finish(db, statement, "cannot open the database", info);
}

static enum err copy_out(const char *path, const char *other_path, const uint8_t organizer[32],
                         struct err_info *info)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *check = NULL;
    enum err err = open_db(other_path, &db, info);
    if (!err) err = attach(db, path, info);
    if (!err) err = collector_sqlite_run(db, "BEGIN IMMEDIATE", info);
    for (size_t i = 0; !err && i < sizeof copies / sizeof copies[0]; i++)
        err = run_for(db, copies[i], organizer, info);
    if (!err) err = collector_sqlite_run(db, "COMMIT", info);
    if (!err) err = collector_sqlite_prepare(db, left_out, &check, info);
    if (!err) {
        collector_sqlite_bind_bytes(check, 1, organizer, 32);
        if (sqlite3_step(check) != SQLITE_ROW)
            err = collector_sqlite_fault(db, "cannot divide the database", info);
        else if (sqlite3_column_int64(check, 0))
            err = err_set(info, ERR_CORRUPT, "%s and %s do not agree: nothing was taken out of %s",
                          path, other_path, path);
    }
    sqlite3_finalize(check);
    sqlite3_close(db);
    return err;
}

static enum err delete_here(const char *path, const uint8_t organizer[32], struct err_info *info)
{
    sqlite3 *db = NULL;
    enum err err = open_db(path, &db, info);
    if (!err) err = collector_sqlite_run(db, "BEGIN IMMEDIATE", info);
    for (size_t i = 0; !err && i < sizeof deletions / sizeof deletions[0]; i++)
        err = run_for(db, deletions[i], organizer, info);
    if (!err) err = collector_sqlite_run(db, "COMMIT", info);
    sqlite3_close(db);
    return err;
}

enum err collector_sqlite_split(const char *path, const char *other_path,
                                const uint8_t organizer[32], struct err_info *info)
{
    enum err err = copy_out(path, other_path, organizer, info);
    return err ? err : delete_here(path, organizer, info);
}
