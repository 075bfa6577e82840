// SPDX-License-Identifier: EUPL-1.2
// The tables of a SQLite database, and the steps that bring an older file up to date.
#include "collector/sqlite_priv.h"

#include <stdio.h>

enum { APPLICATION_ID = 0x53766172 /* "Svar" */ };

// One step a version, in order; a published step never changes. Large columns stand last, so that
// looking at a row does not walk through its body; `bytes` is 0 once the body is erased. `forked`
// is for people at the database and for the figures; the organizer's verify finds forks by itself.
static const char *const steps[] = {
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE surveys (hash BLOB PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL,"
    " organizer BLOB NOT NULL, package BLOB NOT NULL, UNIQUE (id, version));"
    "CREATE TABLE devices (survey TEXT NOT NULL, device BLOB NOT NULL, token BLOB NOT NULL,"
    " name TEXT NOT NULL, PRIMARY KEY (survey, device), UNIQUE (survey, token)) WITHOUT ROWID;"
    "CREATE TABLE batches (seq INTEGER PRIMARY KEY AUTOINCREMENT, link BLOB NOT NULL UNIQUE,"
    " survey TEXT NOT NULL, hash BLOB NOT NULL, device BLOB NOT NULL, number INTEGER NOT NULL,"
    " count INTEGER NOT NULL, bytes INTEGER NOT NULL, forked INTEGER NOT NULL DEFAULT 0,"
    " receipt BLOB NOT NULL, body BLOB NOT NULL);"
    "CREATE INDEX batches_pull ON batches (survey, seq);"
    "CREATE INDEX batches_number ON batches (survey, device, number);"
    "CREATE TABLE nonces (key BLOB NOT NULL, nonce TEXT NOT NULL, PRIMARY KEY (key, nonce))"
    " WITHOUT ROWID;",

    // Counting reads the index alone.
    "ALTER TABLE devices ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE blocks (device BLOB PRIMARY KEY) WITHOUT ROWID;"
    "DROP INDEX batches_number;"
    "CREATE INDEX batches_chain ON batches (survey, device, number, count, forked);",

    // Whose a survey's id is; how far pullers had come and batches had arrived, by the hour.
    "CREATE TABLE owners (survey TEXT PRIMARY KEY, organizer BLOB NOT NULL) WITHOUT ROWID;"
    "INSERT INTO owners (survey, organizer) SELECT id, min(organizer) FROM surveys GROUP BY id;"
    "INSERT INTO meta (name, value) SELECT 'organizer', organizer FROM surveys ORDER BY rowid"
    " LIMIT 1;"
    "CREATE TABLE marks (survey TEXT NOT NULL, who BLOB NOT NULL, hour INTEGER NOT NULL,"
    " seq INTEGER NOT NULL, PRIMARY KEY (survey, who, hour)) WITHOUT ROWID;"
    "ALTER TABLE nonces ADD COLUMN hour INTEGER NOT NULL DEFAULT 0;"
    "DROP INDEX batches_pull;"
    "CREATE INDEX batches_pull ON batches (survey, seq) WHERE bytes > 0;",

    // What makes a batch the same is its link, and a link has one device and number: one index does
    // for both. It grows at each device's end, where an index of links alone would be written all
    // over, for every batch a page of its own. No survey loses rows while it is here, so that
    // places grow by themselves.
    "DROP INDEX batches_chain; DROP INDEX batches_pull;"
    "ALTER TABLE batches RENAME TO batches_before;"
    "CREATE TABLE batches (seq INTEGER PRIMARY KEY, link BLOB NOT NULL, survey TEXT NOT NULL,"
    " hash BLOB NOT NULL, device BLOB NOT NULL, number INTEGER NOT NULL, count INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL, forked INTEGER NOT NULL DEFAULT 0, receipt BLOB NOT NULL,"
    " body BLOB NOT NULL);"
    "INSERT INTO batches SELECT seq, link, survey, hash, device, number, count, bytes, forked,"
    " receipt, body FROM batches_before ORDER BY seq;"
    "DROP TABLE batches_before;"
    "CREATE UNIQUE INDEX batches_chain ON batches (survey, device, number, link, count);"
    "CREATE INDEX batches_pull ON batches (survey, seq) WHERE bytes > 0;"
    "CREATE INDEX batches_forked ON batches (survey) WHERE forked > 0;",
};
enum { SCHEMA_VERSION = sizeof steps / sizeof steps[0] };

static enum err pragma(sqlite3 *db, const char *sql, int64_t *out, struct err_info *info)
{
    sqlite3_stmt *get = NULL;
    enum err err = collector_sqlite_prepare(db, sql, &get, info);
    if (!err && sqlite3_step(get) != SQLITE_ROW)
        err = collector_sqlite_fault(db, "cannot read the database", info);
    if (!err) *out = sqlite3_column_int64(get, 0);
    sqlite3_finalize(get);
    return err;
}

static enum err draw_epoch(struct sqlite_storage *s, struct err_info *info)
{
    uint8_t fresh[SEAL_EPOCH_BYTES];
    rng_fill(&s->rng, fresh, sizeof fresh);
    sqlite3_stmt *insert = NULL;
    enum err err = collector_sqlite_prepare(
        s->writer, "INSERT INTO meta (name, value) VALUES ('epoch', ?1)", &insert, info);
    if (err) return err;
    collector_sqlite_bind_bytes(insert, 1, fresh, sizeof fresh);
    return collector_sqlite_finish(s->writer, insert, "cannot make the database", info);
}

static enum err take_steps(struct sqlite_storage *s, int64_t version, struct err_info *info)
{
    enum err err = ERR_NONE;
    for (int64_t i = version; !err && i < SCHEMA_VERSION; i++)
        err = collector_sqlite_run(s->writer, steps[i], info);
    if (!err && !version) err = draw_epoch(s, info);
    char marks[128];
    snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             APPLICATION_ID, SCHEMA_VERSION);
    return err ? err : collector_sqlite_run(s->writer, marks, info);
}

enum err collector_sqlite_schema(struct sqlite_storage *s, struct err_info *info)
{
    int64_t application = 0, version = 0, tables = 0;
    enum err err = pragma(s->writer, "PRAGMA application_id", &application, info);
    if (!err) err = pragma(s->writer, "PRAGMA user_version", &version, info);
    if (!err) err = pragma(s->writer, "SELECT count(*) FROM sqlite_schema", &tables, info);
    if (err) return err;
    bool fresh = !tables && !application;
    if (!fresh && application != APPLICATION_ID)
        return err_set(info, ERR_CORRUPT, "%s is a database, but not a collector's", s->path);
    if (version > SCHEMA_VERSION)
        return err_set(info, ERR_UNSUPPORTED, "%s was written by a later version of svar-collector",
                       s->path);
    if (!fresh && version < 1)
        return err_set(info, ERR_CORRUPT, "%s does not say which version wrote it", s->path);
    return version == SCHEMA_VERSION ? ERR_NONE : take_steps(s, fresh ? 0 : version, info);
}
