// SPDX-License-Identifier: EUPL-1.2
// Which plain files were written from the archive. A file is known again by inode, size and time of
// change: one that somebody has worked in since is not taken for ours.
#include "archive/archive_priv.h"

#include <stdlib.h>
#include <sys/stat.h>

enum { NS_PER_S = 1000000000 };

static int64_t changed_ns(const struct stat *s)
{
    return (int64_t)s->st_mtim.tv_sec * NS_PER_S + s->st_mtim.tv_nsec;
}

enum err archive_note_written(struct archive *a, const char *path, struct err_info *info)
{
    struct stat now;
    char *whole = realpath(path, NULL);
    if (!whole || stat(whole, &now) != 0) {
        free(whole);
        return err_set_errno(info, "cannot find %s again", path);
    }
    sqlite3_stmt *insert = NULL;
    enum err err = archive_prepare(a,
                                   "INSERT OR REPLACE INTO written (path, inode, size, changed_ns)"
                                   " VALUES (?1, ?2, ?3, ?4)",
                                   &insert, info);
    if (!err) {
        archive_bind_text(insert, 1, str_of(whole));
        sqlite3_bind_int64(insert, 2, (int64_t)now.st_ino);
        sqlite3_bind_int64(insert, 3, now.st_size);
        sqlite3_bind_int64(insert, 4, changed_ns(&now));
        err = archive_finish(a, insert, info);
    }
    free(whole);
    return err;
}

enum err archive_written_each(struct archive *a, archive_written_function each, void *data,
                              struct err_info *info)
{
    sqlite3_stmt *get = NULL;
    enum err err = archive_prepare(
        a, "SELECT path, inode, size, changed_ns FROM written ORDER BY path", &get, info);
    int code = SQLITE_DONE;
    while (!err && (code = sqlite3_step(get)) == SQLITE_ROW) {
        const char *path = (const char *)sqlite3_column_text(get, 0);
        struct stat now;
        struct archive_written file = {.path = str_of(path ? path : "")};
        file.there = path && lstat(path, &now) == 0;
        file.changed = file.there && (!S_ISREG(now.st_mode) ||
                                      (int64_t)now.st_ino != sqlite3_column_int64(get, 1) ||
                                      now.st_size != sqlite3_column_int64(get, 2) ||
                                      changed_ns(&now) != sqlite3_column_int64(get, 3));
        err = each(&file, data);
    }
    if (!err && code != SQLITE_DONE) err = archive_fault(a, "cannot be read", info);
    sqlite3_finalize(get);
    return err;
}

enum err archive_forget_written(struct archive *a, struct str path, struct err_info *info)
{
    sqlite3_stmt *remove = NULL;
    enum err err = archive_prepare(a, "DELETE FROM written WHERE path = ?1", &remove, info);
    if (err) return err;
    archive_bind_text(remove, 1, path);
    return archive_finish(a, remove, info);
}
