// SPDX-License-Identifier: EUPL-1.2
// A file's log: wiped when it has been moved into the database, and what an earlier life left in
// it. After a failed sync the kernel may show bytes that are
// not on the disk and never will be, and a later sync succeeds without them. A log that is moved
// into the database in such a state, or written on, falls apart at the next power cut: its older
// pages come back over newer ones. Written once more, its bytes are as new to the kernel, and the
// sync is an honest one.
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 65536, HEADER = 512 };

// The log keeps its length: a commit that lies within it asks far less of a file system than one
// that makes it longer. What stood in it goes, as order and time of responses can be read there.
// First its header, synced: with that the log is void. Without it frames from the front of a
// half-wiped log would come back over what is newer in the database.
int store_log_wipe(sqlite3 *db)
{
    static const char zeros[PIECE];
    sqlite3_file *log = NULL;
    sqlite3_int64 bytes = 0;
    int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (rc != SQLITE_OK || !log || !log->pMethods) return rc;
    rc = log->pMethods->xFileSize(log, &bytes);
    if (rc != SQLITE_OK || bytes == 0) return rc;
    rc = log->pMethods->xWrite(log, zeros, HEADER, 0);
    if (rc == SQLITE_OK) rc = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    for (sqlite3_int64 at = HEADER; at < bytes && rc == SQLITE_OK; at += PIECE) {
        int count = bytes - at < PIECE ? (int)(bytes - at) : PIECE;
        rc = log->pMethods->xWrite(log, zeros, count, at);
    }
    return rc == SQLITE_OK ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : rc;
}

// True for a log that was wiped: nothing in it counts.
static bool is_void(int fd)
{
    static const char zeros[32];
    char header[32];
    return pread(fd, header, sizeof header, 0) == (ssize_t)sizeof header &&
           memcmp(header, zeros, sizeof zeros) == 0;
}

static bool write_again(int fd, off_t bytes)
{
    char chunk[PIECE];
    for (off_t at = 0; at < bytes;) {
        ssize_t got = pread(fd, chunk, sizeof chunk, at);
        if (got == 0) return true;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 || pwrite(fd, chunk, (size_t)got, at) != got) return false;
        at += got;
    }
    return true;
}

enum err store_log_rewrite(const char *path, struct err_info *info)
{
    char log[PATH_MAX + 8];
    snprintf(log, sizeof log, "%s-wal", path);
    int fd = open(log, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) return ERR_NONE;
    if (fd < 0) return err_set_errno(info, "cannot open %s", log);
    struct stat st;
    enum err err = ERR_NONE;
    if (fstat(fd, &st) != 0 || (!is_void(fd) && (!write_again(fd, st.st_size) || fsync(fd) != 0)))
        err = err_set_errno(info, "cannot save %s", log);
    close(fd);
    return err;
}
