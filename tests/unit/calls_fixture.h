// SPDX-License-Identifier: EUPL-1.2
// Below SQLite and below our own file functions: the system calls that concern one folder, counted,
// and made to fail as the kernel lets them fail. The functions here stand in front of the C
// library's own, for libsqlite3 too.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum calls_kind {
    CALLS_ANY,  // reads, sizes, opening: EIO
    CALLS_SYNC, // syncs: EIO
    CALLS_GROW, // writes and new files: EIO, ENOSPC, EROFS
    CALLS_EDIT, // what else changes a disk: EIO, EROFS
};

enum { CALLS_FDS_MAX = 1024 };

static struct {
    const char *folder; // NULL: nothing is counted
    int error;          // EIO, ENOSPC, EROFS
    long at;            // the call to fail of those that the error concerns; 0: none
    bool for_good;      // and every one after it
    long count;         // of those
    bool ours[CALLS_FDS_MAX];
} calls;

static inline bool calls_concerns(enum calls_kind kind)
{
    switch (calls.error) {
    case ENOSPC: return kind == CALLS_GROW;
    case EROFS: return kind != CALLS_ANY;
    default: return true;
    }
}

static inline bool calls_fail(bool ours, enum calls_kind kind)
{
    if (!calls.folder || !ours || !calls_concerns(kind)) return false;
    calls.count++;
    if (!calls.at || calls.count < calls.at || (calls.count > calls.at && !calls.for_good))
        return false;
    errno = calls.error;
    return true;
}

static inline bool calls_path(const char *path)
{
    return calls.folder && path && strncmp(path, calls.folder, strlen(calls.folder)) == 0;
}

static inline bool calls_fd(int fd)
{
    return fd >= 0 && fd < CALLS_FDS_MAX && calls.ours[fd];
}

static inline int calls_opened(long fd, bool ours)
{
    if (fd >= 0 && fd < CALLS_FDS_MAX) calls.ours[fd] = ours;
    return (int)fd;
}

#define IN_FRONT __attribute__((visibility("default")))

static inline int calls_open(const char *path, int flags, mode_t mode)
{
    bool ours = calls_path(path), writes = (flags & O_ACCMODE) != O_RDONLY;
    bool makes = flags & O_CREAT && ours && access(path, F_OK) != 0;
    enum calls_kind kind = makes ? CALLS_GROW : writes ? CALLS_EDIT : CALLS_ANY;
    if (calls_fail(ours, kind)) return -1;
    return calls_opened(syscall(SYS_openat, AT_FDCWD, path, flags, mode), ours);
}

static inline mode_t calls_mode(int flags, va_list args)
{
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(args, mode_t) : 0;
}

IN_FRONT int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = calls_mode(flags, args);
    va_end(args);
    return calls_open(path, flags, mode);
}

IN_FRONT int open64(const char *path, int flags, ...) __attribute__((alias("open")));

IN_FRONT int mkostemp(char *path, int flags)
{
    char *end = path + strlen(path) - 6;
    for (unsigned try = 0; try < 100; try++) {
        static unsigned number;
        char text[16];
        snprintf(text, sizeof text, "%06u", number++ % 1000000);
        memcpy(end, text, 6);
        int fd = calls_open(path, flags | O_RDWR | O_CREAT | O_EXCL, 0600);
        if (fd >= 0 || errno != EEXIST) return fd;
    }
    return -1;
}

IN_FRONT int close(int fd)
{
    if (fd >= 0 && fd < CALLS_FDS_MAX) calls.ours[fd] = false;
    return (int)syscall(SYS_close, fd);
}

// Under other names here: the library's headers have bodies for these three where they check sizes.
IN_FRONT ssize_t calls_read(int fd, void *out, size_t bytes) __asm__("read");
IN_FRONT ssize_t calls_pread(int fd, void *out, size_t bytes, off_t at) __asm__("pread");
IN_FRONT ssize_t calls_pread64(int fd, void *out, size_t bytes, off64_t at) __asm__("pread64");

ssize_t calls_read(int fd, void *out, size_t bytes)
{
    return calls_fail(calls_fd(fd), CALLS_ANY) ? -1 : syscall(SYS_read, fd, out, bytes);
}

ssize_t calls_pread(int fd, void *out, size_t bytes, off_t at)
{
    return calls_fail(calls_fd(fd), CALLS_ANY) ? -1 : syscall(SYS_pread64, fd, out, bytes, at);
}

ssize_t calls_pread64(int fd, void *out, size_t bytes, off64_t at)
{
    return calls_fail(calls_fd(fd), CALLS_ANY) ? -1 : syscall(SYS_pread64, fd, out, bytes, at);
}

IN_FRONT ssize_t write(int fd, const void *in, size_t bytes)
{
    return calls_fail(calls_fd(fd), CALLS_GROW) ? -1 : syscall(SYS_write, fd, in, bytes);
}

IN_FRONT ssize_t pwrite(int fd, const void *in, size_t bytes, off_t at)
{
    return calls_fail(calls_fd(fd), CALLS_GROW) ? -1 : syscall(SYS_pwrite64, fd, in, bytes, at);
}

IN_FRONT ssize_t pwrite64(int fd, const void *in, size_t bytes, off64_t at)
{
    return calls_fail(calls_fd(fd), CALLS_GROW) ? -1 : syscall(SYS_pwrite64, fd, in, bytes, at);
}

IN_FRONT int ftruncate(int fd, off_t bytes)
{
    return calls_fail(calls_fd(fd), CALLS_EDIT) ? -1 : (int)syscall(SYS_ftruncate, fd, bytes);
}

IN_FRONT int ftruncate64(int fd, off64_t bytes)
{
    return calls_fail(calls_fd(fd), CALLS_EDIT) ? -1 : (int)syscall(SYS_ftruncate, fd, bytes);
}

// No power is cut here, so the real disk is spared the work.
IN_FRONT int fsync(int fd)
{
    return calls_fail(calls_fd(fd), CALLS_SYNC) ? -1 : 0;
}

IN_FRONT int fdatasync(int fd)
{
    return calls_fail(calls_fd(fd), CALLS_SYNC) ? -1 : 0;
}

IN_FRONT int fchmod(int fd, mode_t mode)
{
    return calls_fail(calls_fd(fd), CALLS_EDIT) ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

IN_FRONT int rename(const char *from, const char *to)
{
    return calls_fail(calls_path(from), CALLS_EDIT) ? -1 : (int)syscall(SYS_rename, from, to);
}

IN_FRONT int unlink(const char *path)
{
    return calls_fail(calls_path(path), CALLS_EDIT) ? -1 : (int)syscall(SYS_unlink, path);
}

IN_FRONT int stat(const char *path, struct stat *out)
{
    if (calls_fail(calls_path(path), CALLS_ANY)) return -1;
    return (int)syscall(SYS_newfstatat, AT_FDCWD, path, out, 0);
}

IN_FRONT int stat64(const char *path, struct stat64 *out)
{
    if (calls_fail(calls_path(path), CALLS_ANY)) return -1;
    return (int)syscall(SYS_newfstatat, AT_FDCWD, path, out, 0);
}

IN_FRONT int fstat(int fd, struct stat *out)
{
    return calls_fail(calls_fd(fd), CALLS_ANY) ? -1 : (int)syscall(SYS_fstat, fd, out);
}

IN_FRONT int fstat64(int fd, struct stat64 *out)
{
    return calls_fail(calls_fd(fd), CALLS_ANY) ? -1 : (int)syscall(SYS_fstat, fd, out);
}

static inline void calls_arm(const char *folder, int error, long at, bool for_good)
{
    calls.folder = folder;
    calls.error = error;
    calls.at = at;
    calls.for_good = for_good;
    calls.count = 0;
}

// Whether the call was reached.
static inline bool calls_disarm(void)
{
    bool reached = calls.at && calls.count >= calls.at;
    calls.folder = NULL;
    return reached;
}
