// SPDX-License-Identifier: EUPL-1.2
// One file on the stick: written beside its place, synced, read back from the stick itself, and
// only then named; read within limits and without following links.
#include "stick/stick_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum err stick_fault(const struct stick *s, const char *doing, struct err_info *info)
{
    switch (errno) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return err_set(info, ERR_FULL,
                       "the stick at %.200s is full: make room on it, or use another", s->root);
    case EROFS:
    case EACCES:
    case EPERM:
        return err_set(info, ERR_DENIED,
                       "the stick at %.200s cannot be written: is it locked or read-only?",
                       s->root);
    case ENOENT: return err_set(info, ERR_MISSING, "%s: it is not on the stick", doing);
    case EIO:
    case ENODEV:
    case ENXIO:
    case ESTALE:
    case ENOTCONN:
        return err_set(
            info, ERR_IO,
            "the stick at %.200s was pulled out, or is broken: put it in and begin again", s->root);
    default: return err_set_errno(info, "%s on the stick at %.200s", doing, s->root);
    }
}

static bool write_all(int fd, struct str data)
{
    while (data.len) {
        ssize_t put = write(fd, data.ptr, data.len);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        data = str_sub(data, (size_t)put, data.len);
    }
    return true;
}

// Reads what the stick has, not what the memory remembers of it: the pages are let go of first.
static bool reads_back(int fd, struct str wanted, bool *out_same)
{
    uint8_t chunk[65536];
    size_t at = 0;
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    *out_same = true;
    for (;;) {
        ssize_t got = pread(fd, chunk, sizeof chunk, (off_t)at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        if (got == 0) break;
        if ((size_t)got > wanted.len - at || memcmp(chunk, wanted.ptr + at, (size_t)got) != 0) {
            *out_same = false;
            return true;
        }
        at += (size_t)got;
    }
    *out_same = at == wanted.len;
    return true;
}

static enum err write_part(const struct stick *s, int folder, const char *part, struct str bytes,
                           struct err_info *info)
{
    int fd = openat(folder, part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return stick_fault(s, "cannot write a file", info);
    enum err err = ERR_NONE;
    bool same = false;
    if (!write_all(fd, bytes) || fsync(fd) != 0)
        err = stick_fault(s, "cannot write a file", info);
    else if (!reads_back(fd, bytes, &same))
        err = stick_fault(s, "cannot read what was written", info);
    else if (!same)
        err =
            err_set(info, ERR_IO,
                    "the stick at %.200s gives back something else than was written: it is broken, "
                    "use another",
                    s->root);
    if (close(fd) != 0 && !err) err = stick_fault(s, "cannot write a file", info);
    return err;
}

enum err stick_file_put(const struct stick *s, int folder, const char *name, struct str bytes,
                        struct err_info *info)
{
    char part[STICK_NAME_BYTES + 8];
    snprintf(part, sizeof part, "%s.part", name);
    unlinkat(folder, part, 0); // left from a stick that was pulled out; mostly not there
    enum err err = write_part(s, folder, part, bytes, info);
    if (!err && renameat(folder, part, folder, name) != 0)
        err = stick_fault(s, "cannot name a file", info);
    if (err) {
        unlinkat(folder, part, 0);
        return err;
    }
    // Some file systems for sticks cannot sync a folder by itself; they write it at once.
    if (fsync(folder) != 0 && errno != EINVAL) err = stick_fault(s, "cannot sync the folder", info);
    return err;
}

enum err stick_file_get(const struct stick *s, int folder, const char *name, size_t bytes_max,
                        struct buf *out, struct err_info *info)
{
    // Not blocking: a pipe with this name would wait for ever.
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 && errno == ELOOP) return err_set(info, ERR_PARSE, "it is a link, not a file");
    if (fd < 0) return stick_fault(s, "cannot read a file", info);
    struct stat st;
    enum err err = ERR_NONE;
    size_t before = out->len;
    if (fstat(fd, &st) != 0)
        err = stick_fault(s, "cannot read a file", info);
    else if (!S_ISREG(st.st_mode))
        err = err_set(info, ERR_PARSE, "it is not a plain file");
    while (!err) {
        uint8_t chunk[65536];
        ssize_t got = read(fd, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) err = stick_fault(s, "cannot read a file", info);
        if (got <= 0) break;
        if ((size_t)got > bytes_max - (out->len - before))
            err = err_set(info, ERR_LIMIT, "it is larger than %zu bytes", bytes_max);
        else
            buf_add(out, chunk, (size_t)got);
    }
    if (err) out->len = before;
    close(fd);
    return err;
}
