// SPDX-License-Identifier: EUPL-1.2
// The archive's SQLite file: made, opened, and walked row by row.
#include "archive/archive_priv.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { APPLICATION_ID = 0x53766161 /* "Svaa" */, SCHEMA_VERSION = 1, BUSY_MS = 5000 };

// Large columns stand last. device and number are copies for the order of the walk; what they say
// is checked against the batch itself by archive_verify.
static const char schema[] =
    "CREATE TABLE surveys (hash BLOB PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL,"
    " package BLOB NOT NULL);"
    "CREATE TABLE batches (link BLOB PRIMARY KEY, hash BLOB NOT NULL, device BLOB NOT NULL,"
    " number INTEGER NOT NULL, count INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    " receipt BLOB, body BLOB NOT NULL);"
    "CREATE INDEX batches_order ON batches (device, number, link);"
    "CREATE TABLE aside (link BLOB PRIMARY KEY, reason TEXT NOT NULL, body BLOB NOT NULL);"
    "CREATE TABLE cursors (survey TEXT NOT NULL, epoch BLOB NOT NULL, cursor TEXT NOT NULL,"
    " PRIMARY KEY (survey, epoch)) WITHOUT ROWID;";
// Came later and changes nothing for those who do not know it, so the version stays.
static const char schema_written[] =
    "CREATE TABLE IF NOT EXISTS written (path TEXT PRIMARY KEY, inode INTEGER NOT NULL,"
    " size INTEGER NOT NULL, changed_ns INTEGER NOT NULL) WITHOUT ROWID;"
    // The day on which a batch came, so that a finding can say when.
    "CREATE TABLE IF NOT EXISTS taken (link BLOB PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID";

#define WRITABLE                                                                     \
    "svar must be able to write the archive and its folder: copy it, together with " \
    "what is named after it, into a folder of your own"

enum err archive_fault(struct archive *a, const char *what, struct err_info *info)
{
    enum err err = ERR_STATE;
    switch (sqlite3_errcode(a->db) & 0xff) {
    case SQLITE_FULL: err = ERR_FULL; break;
    case SQLITE_IOERR: err = ERR_IO; break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_set(info, ERR_CORRUPT,
                       "the archive %s %s: %s. It is no archive, or damaged or cut off: take a "
                       "whole copy of it, or make it anew with svar pull or svar import",
                       a->path, what, sqlite3_errmsg(a->db));
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return err_set(info, ERR_DENIED, "the archive %s %s: %s. " WRITABLE, a->path, what,
                       sqlite3_errmsg(a->db));
    case SQLITE_BUSY:
        return err_set(
            info, ERR_TIMEOUT,
            "the archive %s is in use by another program; let that one end and try again", a->path);
    default: break;
    }
    return err_set(info, err, "the archive %s %s: %s", a->path, what, sqlite3_errmsg(a->db));
}

enum err archive_run(struct archive *a, const char *sql, struct err_info *info)
{
    if (sqlite3_exec(a->db, sql, NULL, NULL, NULL) == SQLITE_OK) return ERR_NONE;
    return archive_fault(a, "cannot be used", info);
}

enum err archive_prepare(struct archive *a, const char *sql, sqlite3_stmt **out,
                         struct err_info *info)
{
    if (sqlite3_prepare_v2(a->db, sql, -1, out, NULL) == SQLITE_OK) return ERR_NONE;
    return archive_fault(a, "cannot be used", info);
}

void archive_noted_place(struct archive *a, struct str link, uint8_t device[32], uint64_t *number)
{
    enum { DEVICE_BYTES = 32 };
    sqlite3_stmt *select = NULL;
    if (archive_prepare(a, "SELECT device, number FROM batches WHERE link = ?1", &select, NULL))
        return;
    archive_bind(select, 1, link);
    if (sqlite3_step(select) == SQLITE_ROW) {
        struct str noted = archive_column(select, 0);
        int64_t value = sqlite3_column_int64(select, 1);
        if (noted.len == DEVICE_BYTES) memcpy(device, noted.ptr, DEVICE_BYTES);
        if (value > 0) *number = (uint64_t)value;
    }
    sqlite3_finalize(select);
}

enum err archive_finish(struct archive *a, sqlite3_stmt *statement, struct err_info *info)
{
    int code = sqlite3_step(statement);
    enum err err = code == SQLITE_DONE ? ERR_NONE : archive_fault(a, "cannot be written", info);
    sqlite3_finalize(statement);
    return err;
}

void archive_bind(sqlite3_stmt *statement, int at, struct str bytes)
{
    sqlite3_bind_blob64(statement, at, bytes.ptr ? bytes.ptr : "", bytes.len, SQLITE_STATIC);
}

void archive_bind_text(sqlite3_stmt *statement, int at, struct str text)
{
    sqlite3_bind_text64(statement, at, text.ptr ? text.ptr : "", text.len, SQLITE_STATIC,
                        SQLITE_UTF8);
}

struct str archive_column(sqlite3_stmt *statement, int at)
{
    const void *data = sqlite3_column_blob(statement, at);
    return str_make(data, (size_t)sqlite3_column_bytes(statement, at));
}

// ---- opening ----
static enum err get_number(struct archive *a, const char *sql, int64_t *out, struct err_info *info)
{
    sqlite3_stmt *get = NULL;
    enum err err = archive_prepare(a, sql, &get, info);
    if (!err && sqlite3_step(get) != SQLITE_ROW) err = archive_fault(a, "cannot be read", info);
    if (!err) *out = sqlite3_column_int64(get, 0);
    sqlite3_finalize(get);
    return err;
}

// What came later is missing in an old archive; where it is only read, memory has it instead.
static enum err add_days(struct archive *a, struct err_info *info)
{
    int64_t there = 0;
    enum err err =
        get_number(a, "SELECT count(*) FROM sqlite_schema WHERE name = 'taken'", &there, info);
    if (err || there) return err;
    return archive_run(a, "CREATE TEMP TABLE taken (link BLOB, day INTEGER)", info);
}

// A fresh file gets its tables; any other must be ours and of our version.
static enum err check_schema(struct archive *a, struct err_info *info)
{
    int64_t application = 0, version = 0, tables = 0;
    enum err err = get_number(a, "PRAGMA application_id", &application, info);
    if (!err) err = get_number(a, "PRAGMA user_version", &version, info);
    if (!err) err = get_number(a, "SELECT count(*) FROM sqlite_schema", &tables, info);
    if (err) return err;
    if (!tables && !application && !a->read_only) {
        char marks[128];
        snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                 APPLICATION_ID, SCHEMA_VERSION);
        err = archive_run(a, schema, info);
        return err ? err : archive_run(a, marks, info);
    }
    if (application != APPLICATION_ID)
        return err_set(info, ERR_CORRUPT, "%s is a database, but not an archive", a->path);
    if (version > SCHEMA_VERSION)
        return err_set(info, ERR_UNSUPPORTED, "%s was written by a later version of svar", a->path);
    return ERR_NONE;
}

// SQLite itself would make the file readable for others.
static enum err open_file(struct archive *a, bool to_read, struct err_info *info)
{
    int fd = open(a->path, (to_read ? 0 : O_CREAT) | O_RDWR | O_CLOEXEC | O_NOCTTY, 0600);
    bool denied = fd < 0 && (errno == EACCES || errno == EROFS || errno == EPERM);
    int number = errno;
    if (denied && to_read) fd = open(a->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    a->read_only = denied && fd >= 0;
    if (fd >= 0) {
        close(fd);
        return ERR_NONE;
    }
    if (!denied) return err_set_errno(info, "cannot open the archive %s", a->path);
    if (!file_exists(a->path))
        return err_set(info, ERR_DENIED,
                       "cannot make the archive %s: %s. Choose a folder that you may write in",
                       a->path, strerror(number));
    return err_set(info, ERR_DENIED, "cannot open the archive %s: %s. " WRITABLE, a->path,
                   strerror(number));
}

// A rollback journal and not a WAL: the archive is one file that people copy. Of large pages (where
// it is made now), since a batch reaches over dozens of small ones.
static enum err begin_schema(struct archive *a, struct err_info *info)
{
    return archive_run(
        a,
        a->read_only
            ? "PRAGMA temp_store = MEMORY; BEGIN"
            : "PRAGMA page_size = 16384; PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;"
              "PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE",
        info);
}

static enum err open_database(struct archive *a, bool to_read, struct err_info *info)
{
    enum err err = open_file(a, to_read, info);
    if (err) return err;
    int flags = (a->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(a->path, &a->db, flags, NULL) != SQLITE_OK)
        return archive_fault(a, "cannot be opened", info);
    sqlite3_extended_result_codes(a->db, 1);
    // The file may come from anywhere: nothing in its schema may run, no value may be endless.
    sqlite3_db_config(a->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(a->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(a->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(a->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_limit(a->db, SQLITE_LIMIT_LENGTH, LIMIT_SURVEY_PACKAGE_BYTES + (1 << 20));
    sqlite3_busy_timeout(a->db, BUSY_MS);
    err = begin_schema(a, info);
    if (!err) err = check_schema(a, info);
    if (!err) err = a->read_only ? add_days(a, info) : archive_run(a, schema_written, info);
    if (!err) err = archive_run(a, "COMMIT", info);
    return err || a->read_only ? err : file_sync_parent(a->path, info);
}

static enum err open_archive(const char *path, bool to_read, struct archive **out,
                             struct err_info *info)
{
    struct archive *a = xcalloc(1, sizeof *a);
    enum err err = ERR_NONE;
    a->seen_bytes = ARCHIVE_SEEN_BYTES;
    if ((size_t)snprintf(a->path, sizeof a->path, "%s", path) >= sizeof a->path)
        err = err_set(info, ERR_LIMIT, "the path of the archive is too long");
    if (!err) err = open_database(a, to_read, info);
    if (err) {
        archive_close(a);
        return err;
    }
    *out = a;
    return ERR_NONE;
}

enum err archive_open(const char *path, struct archive **out, struct err_info *info)
{
    return open_archive(path, false, out, info);
}

enum err archive_open_to_read(const char *path, struct archive **out, struct err_info *info)
{
    return open_archive(path, true, out, info);
}

void archive_close(struct archive *a)
{
    if (!a) return;
    archive_rollback(a);
    sqlite3_close(a->db);
    free(a);
}

enum err archive_begin(struct archive *a, struct err_info *info)
{
    enum err err = archive_run(a, "BEGIN IMMEDIATE", info);
    if (!err) a->begun = true;
    return err;
}

enum err archive_commit(struct archive *a, struct err_info *info)
{
    enum err err = archive_run(a, "COMMIT", info);
    if (err)
        archive_rollback(a);
    else
        a->begun = false;
    return err;
}

void archive_rollback(struct archive *a)
{
    // A full disk may have rolled it back already.
    if (a->begun && !sqlite3_get_autocommit(a->db))
        err_ignore(archive_run(a, "ROLLBACK", NULL)); // what fails here is undone at the next open
    a->begun = false;
}

void archive_seen_begin(const struct archive *a, struct archive_seen *out)
{
    char dir[sizeof a->path];
    file_parent(a->path, dir, sizeof dir);
    archive_seen_init(out, dir, a->seen_bytes);
}

// ---- walking ----
enum err archive_rows(struct archive *a, struct str survey_id, bool with_unknown,
                      archive_row_function each, void *data, struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = archive_prepare(
        a,
        "SELECT b.link, b.hash, b.receipt, b.body, s.id, s.version, t.day "
        "FROM batches b LEFT JOIN surveys s ON s.hash = b.hash "
        "LEFT JOIN taken t ON t.link = b.link "
        "WHERE ?1 = '' OR s.id = ?1 OR (?2 AND s.id IS NULL) ORDER BY b.device, b.number, b.link",
        &select, info);
    if (err) return err;
    archive_bind_text(select, 1, survey_id);
    sqlite3_bind_int(select, 2, with_unknown);
    int code = SQLITE_DONE;
    while (!err && (code = sqlite3_step(select)) == SQLITE_ROW) {
        struct archive_row row = {
            .link = archive_column(select, 0),
            .hash = archive_column(select, 1),
            .receipt = archive_column(select, 2),
            .bytes = archive_column(select, 3),
            .survey_id = archive_column(select, 4),
            .survey_version = sqlite3_column_int64(select, 5),
            .day = sqlite3_column_int64(select, 6), // NULL reads as 0
        };
        err = each(&row, data);
    }
    if (!err && code != SQLITE_DONE) err = archive_fault(a, "cannot be read", info);
    sqlite3_finalize(select);
    return err;
}

enum err archive_row_decode(const struct archive_row *row, struct seal_batch *out,
                            struct err_info *info)
{
    enum err err = seal_batch_decode(row->bytes, out, info);
    if (err) return err;
    bool same = str_eq(row->link, str_make(out->link, SEAL_LINK_BYTES)) &&
                str_eq(row->hash, str_make(out->survey_hash, 32));
    if (same) return ERR_NONE;
    return err_set(info, ERR_TAMPERED, "the batch lies in the archive under another name");
}
