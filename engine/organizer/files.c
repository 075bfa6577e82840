// SPDX-License-Identifier: EUPL-1.2
// Files that leave the desk, and the line that shows that long work goes on.
#include "organizer/desk.h"

#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// The folder of a path, in place: "." where it names none.
static const char *folder_of(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash) return ".";
    slash[slash == path] = '\0';
    return path;
}

enum err desk_file_check(const char *path, struct err_info *info)
{
    struct stat there;
    char folder[sizeof((struct desk_file *)0)->path];
    if (strcmp(path, "-") == 0) return ERR_NONE;
    if ((size_t)snprintf(folder, sizeof folder, "%s", path) >= sizeof folder)
        return err_set(info, ERR_LIMIT, "the path %s is too long", path);
    if (stat(path, &there) == 0 && S_ISDIR(there.st_mode))
        return err_set(info, ERR_ARGUMENT, "%s is a folder; name a file in it", path);
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) return ERR_NONE;
    const char *name = folder_of(folder);
    if (stat(name, &there) != 0 && errno == ENOENT)
        return err_set(info, ERR_MISSING, "there is no folder %s for %s; make it first", name,
                       path);
    if (access(name, W_OK | X_OK) != 0)
        return err_set_errno(info, "cannot write into the folder %s", name);
    return ERR_NONE;
}

// What is there under the name and is no file must not be replaced by one.
static enum err look_at_place(const char *path, struct desk_file *out, struct err_info *info)
{
    struct stat there;
    enum err err = desk_file_check(path, info);
    if (err || stat(path, &there) != 0 || S_ISREG(there.st_mode)) return err;
    out->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (out->fd < 0) return err_set_errno(info, "cannot write to %s", path);
    out->direct = true;
    return ERR_NONE;
}

// ---- what was cut off in the middle ----

static const char unfinished[] = ".svar-";
enum { UNFINISHED_DIGITS = 6 };

// Whether a name in the folder is that of a file which was to become `name`.
static bool is_unfinished(const char *entry, const char *name)
{
    size_t length = strlen(name), mark = sizeof unfinished - 1;
    return strlen(entry) == length + mark + UNFINISHED_DIGITS &&
           strncmp(entry, name, length) == 0 && strncmp(entry + length, unfinished, mark) == 0;
}

// Whoever writes one holds its lock, which the kernel takes back from the dead.
static void remove_unfinished(int folder, const char *entry)
{
    struct stat now;
    int fd = openat(folder, entry, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return;
    bool dead = fstat(fd, &now) == 0 && S_ISREG(now.st_mode) && now.st_uid == geteuid() &&
                flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (dead) unlinkat(folder, entry, 0);
    close(fd);
}

// What an earlier run has left when it was killed holds answers, and nobody asked for that.
void desk_file_clear_unfinished(const char *path)
{
    char copy[sizeof((struct desk_file *)0)->path];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    snprintf(copy, sizeof copy, "%s", path);
    DIR *folder = opendir(folder_of(copy));
    if (!folder) return;
    const struct dirent *entry;
    while ((entry = readdir(folder)))
        if (is_unfinished(entry->d_name, name)) remove_unfinished(dirfd(folder), entry->d_name);
    closedir(folder);
}

enum err desk_file_create(const char *path, struct desk_file *out, struct err_info *info)
{
    *out = (struct desk_file){.fd = -1};
    if (strcmp(path, "-") == 0) return ERR_NONE;
    if (strlen(path) >= sizeof out->path)
        return err_set(info, ERR_LIMIT, "the path %s is too long", path);
    snprintf(out->path, sizeof out->path, "%s", path);
    enum err err = look_at_place(path, out, info);
    if (err || out->direct) return err;
    desk_file_clear_unfinished(path);
    snprintf(out->temporary, sizeof out->temporary, "%s", path);
    out->fd = open(folder_of(out->temporary), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    out->nameless = out->fd >= 0;
    snprintf(out->temporary, sizeof out->temporary, "%s%sXXXXXX", path, unfinished);
    if (!out->nameless) out->fd = mkostemp(out->temporary, O_CLOEXEC); // made with mode 0600
    if (out->fd < 0) return err_set_errno(info, "cannot write beside %s", path);
    flock(out->fd, LOCK_EX | LOCK_NB); // on a disk without locks nothing is cleared either
    return ERR_NONE;
}

struct desk_file desk_file_dry(void)
{
    return (struct desk_file){.fd = -1, .dry = true};
}

static enum err cannot_write(const struct desk_file *f, struct err_info *info)
{
    struct stat there;
    int number = errno;
    enum err err = err_set_errno(info, "cannot write %s", f->path);
    if (f->direct || (number != ENOSPC && number != EDQUOT && number != EFBIG)) return err;
    return err_set(info, err, "cannot write %s: %s. %s; make room, or write it elsewhere", f->path,
                   strerror(number),
                   stat(f->path, &there) == 0 ? "What stood there before is as it was"
                                              : "Nothing stands under that name");
}

enum err desk_file_write(struct desk_file *f, struct str bytes, struct err_info *info)
{
    f->bytes += bytes.len;
    if (f->dry) return ERR_NONE;
    if (f->fd < 0) {
        if (fwrite(bytes.ptr, 1, bytes.len, stdout) == bytes.len) return ERR_NONE;
        return err_set_errno(info, "cannot write to standard output");
    }
    while (bytes.len) {
        ssize_t put = write(f->fd, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return cannot_write(f, info);
        bytes = str_sub(bytes, (size_t)put, bytes.len);
    }
    return ERR_NONE;
}

// Gives a nameless file a name of its own beside its last one: a link cannot replace a file.
static enum err name_file(struct desk_file *f, struct err_info *info)
{
    char held[32];
    struct rng rng = rng_system();
    snprintf(held, sizeof held, "/proc/self/fd/%d", f->fd);
    for (int tries = 0; tries < 100; tries++) {
        snprintf(f->temporary, sizeof f->temporary, "%s%s%06x", f->path, unfinished,
                 (unsigned)rng_below(&rng, 0x1000000));
        if (linkat(AT_FDCWD, held, AT_FDCWD, f->temporary, AT_SYMLINK_FOLLOW) == 0) {
            f->nameless = false;
            return ERR_NONE;
        }
        if (errno != EEXIST) break;
    }
    return err_set_errno(info, "cannot put %s in place", f->path);
}

enum err desk_file_commit(struct desk_file *f, struct err_info *info)
{
    if (f->fd < 0) {
        if (!f->dry && fflush(stdout) != 0)
            return err_set_errno(info, "cannot write to standard output");
        return ERR_NONE;
    }
    if (f->direct) {
        int failed = close(f->fd);
        f->fd = -1;
        return failed ? err_set_errno(info, "cannot write %s", f->path) : ERR_NONE;
    }
    if (fsync(f->fd)) return cannot_write(f, info);
    enum err err = f->nameless ? name_file(f, info) : ERR_NONE;
    if (err) return err;
    int failed = close(f->fd);
    f->fd = -1;
    if (failed || rename(f->temporary, f->path) != 0) {
        err = err_set_errno(info, "cannot put %s in place", f->path);
        unlink(f->temporary);
        return err;
    }
    return file_sync_parent(f->path, info);
}

void desk_file_discard(struct desk_file *f)
{
    if (f->fd < 0) return;
    close(f->fd);
    if (!f->nameless && !f->direct) unlink(f->temporary);
    f->fd = -1;
}

enum err desk_file_remember(struct archive *archive, const char *path, struct err_info *info)
{
    struct stat there; // a pipe or a device is not ours to remove
    if (strcmp(path, "-") == 0 || (stat(path, &there) == 0 && !S_ISREG(there.st_mode)))
        return ERR_NONE;
    return archive_note_written(archive, path, info);
}

enum { PROGRESS_EVERY_MS = 100, PROGRESS_CHECK_EVERY = 64, PROGRESS_BAR = 30 };

static void show_bar(const struct desk_progress *p, uint64_t count)
{
    uint64_t done = count < p->total ? count : p->total;
    int full = (int)(done * PROGRESS_BAR / p->total);
    fprintf(stderr, "\r[%.*s%.*s] %3d %%  %llu of %llu %s", full, "##############################",
            PROGRESS_BAR - full, "------------------------------", (int)(done * 100 / p->total),
            (unsigned long long)count, (unsigned long long)p->total, p->what);
}

void desk_progress_show(struct desk_progress *p, uint64_t count)
{
    if (count % PROGRESS_CHECK_EVERY || !isatty(STDERR_FILENO)) return;
    struct clock clock = clock_system();
    int64_t now = clock_mono_ms(&clock);
    if (p->shown_ms && now - p->shown_ms < PROGRESS_EVERY_MS) return;
    p->shown_ms = now;
    p->shown = true;
    if (p->total)
        show_bar(p, count);
    else
        fprintf(stderr, "\r%llu %s", (unsigned long long)count, p->what);
}

void desk_progress_end(struct desk_progress *p)
{
    if (p->shown) fprintf(stderr, "\r\033[K");
    p->shown = false;
}
