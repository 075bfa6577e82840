// SPDX-License-Identifier: EUPL-1.2
// What an earlier life left in a file's log. After a failed sync the kernel may show bytes that are
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

static bool write_again(int fd, off_t bytes)
{
    char chunk[65536];
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
    if (fstat(fd, &st) != 0 || !write_again(fd, st.st_size) || fsync(fd) != 0)
        err = err_set_errno(info, "cannot save %s", log);
    close(fd);
    return err;
}
