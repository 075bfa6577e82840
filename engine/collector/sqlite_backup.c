// SPDX-License-Identifier: EUPL-1.2
// A copy of a SQLite database while a collector works on it: each file as it is at one moment,
// looked through, synced, and only then under its name.
#include "collector/sqlite_priv.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 5000, PART_BYTES = SQLITE_PATH_BYTES + 8 };

static enum err copy_pages(const char *from, sqlite3 *to, struct err_info *info)
{
    sqlite3 *source = NULL;
    if (sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        enum err err = collector_sqlite_fault(source, "cannot open the database", info);
        sqlite3_close(source);
        return err;
    }
    sqlite3_busy_timeout(source, BUSY_MS);
    // All in one step: it reads one moment's pages while writers go on behind it. In several steps
    // it would begin anew whenever somebody writes in between.
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", source, "main");
    if (backup) sqlite3_backup_step(backup, -1);
    enum err err = ERR_NONE;
    if (!backup || sqlite3_backup_finish(backup) != SQLITE_OK)
        err = collector_sqlite_fault(to, "cannot copy the database", info);
    sqlite3_close(source);
    return err;
}

// Also marks the copy, so that whoever opens it begins a new epoch.
static enum err check_copy(sqlite3 *db, struct err_info *info)
{
    sqlite3_stmt *check = NULL;
    enum err err = collector_sqlite_run(db,
                                        "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;"
                                        "INSERT INTO meta (name, value) VALUES ('copy', x'01') "
                                        "ON CONFLICT DO NOTHING",
                                        info);
    if (!err) err = collector_sqlite_prepare(db, "PRAGMA quick_check(1)", &check, info);
    if (err) return err;
    const char *said =
        sqlite3_step(check) == SQLITE_ROW ? (const char *)sqlite3_column_text(check, 0) : NULL;
    if (!said || strcmp(said, "ok"))
        err = err_set(info, ERR_CORRUPT, "the copy is damaged, and so may be the database: %s",
                      said ? said : sqlite3_errmsg(db));
    sqlite3_finalize(check);
    return err;
}

static enum err sync_file(const char *path, struct err_info *info)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (!synced) err_set_errno(info, "cannot sync %s", path);
    if (fd >= 0) close(fd);
    return synced ? ERR_NONE : ERR_IO;
}

static enum err copy_file(const char *from, const char *to, struct err_info *info)
{
    char part[PART_BYTES];
    snprintf(part, sizeof part, "%s.part", to);
    if (file_exists(to))
        return err_set(info, ERR_EXISTS, "%s is there already: give another name", to);
    if (!file_exists(from)) return err_set(info, ERR_MISSING, "there is no database %s", from);
    // Made here, so that nobody else may read it, and left over from nothing.
    unlink(part);
    int fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return err_set_errno(info, "cannot make %s", part);
    close(fd);
    sqlite3 *db = NULL;
    enum err err = ERR_NONE;
    if (sqlite3_open_v2(part, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        err = collector_sqlite_fault(db, "cannot make the copy", info);
    if (!err) err = copy_pages(from, db, info);
    if (!err) err = check_copy(db, info);
    sqlite3_close(db);
    if (!err) err = sync_file(part, info);
    // As rename, but never over another file.
    if (!err && link(part, to) != 0) err = err_set_errno(info, "cannot name the copy %s", to);
    unlink(part);
    return err ? err : file_sync_parent(to, info);
}

// The keys of organizers who have files of their own, 32 bytes each.
static enum err other_organizers(const char *path, struct buf *out, struct err_info *info)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *select = NULL;
    enum err err = ERR_NONE;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        err = collector_sqlite_fault(db, "cannot open the copy", info);
    if (!err)
        err = collector_sqlite_prepare(
            db,
            "SELECT DISTINCT organizer FROM owners WHERE organizer <> "
            "(SELECT value FROM meta WHERE name = 'organizer') ORDER BY organizer",
            &select, info);
    while (!err && sqlite3_step(select) == SQLITE_ROW)
        buf_add_str(out, collector_sqlite_column(select, 0));
    sqlite3_finalize(select);
    sqlite3_close(db);
    return err;
}

enum err collector_sqlite_backup(const char *path, const char *out, struct err_info *info)
{
    struct buf keys = {0};
    enum err err = copy_file(path, out, info);
    if (!err) err = other_organizers(out, &keys, info);
    for (size_t at = 0; !err && at + 32 <= keys.len; at += 32) {
        char from[SQLITE_PATH_BYTES], to[SQLITE_PATH_BYTES];
        err = collector_sqlite_file_of(path, keys.ptr + at, from, info);
        if (!err) err = collector_sqlite_file_of(out, keys.ptr + at, to, info);
        // Named a moment before its first survey is there, it need not exist yet.
        if (!err && file_exists(from)) err = copy_file(from, to, info);
    }
    buf_finish(&keys);
    return err;
}
