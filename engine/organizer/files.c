// SPDX-License-Identifier: EUPL-1.2
// Files that leave the desk, and the line that shows that long work goes on.
#include "organizer/desk.h"

#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum err desk_file_create(const char *path, struct desk_file *out, struct err_info *info)
{
    *out = (struct desk_file){.fd = -1};
    if (strcmp(path, "-") == 0) return ERR_NONE;
    if (strlen(path) >= sizeof out->path)
        return err_set(info, ERR_LIMIT, "the path %s is too long", path);
    snprintf(out->path, sizeof out->path, "%s", path);
    snprintf(out->temporary, sizeof out->temporary, "%s.XXXXXX", path);
    out->fd = mkostemp(out->temporary, O_CLOEXEC); // made with mode 0600
    if (out->fd < 0) return err_set_errno(info, "cannot write beside %s", path);
    return ERR_NONE;
}

enum err desk_file_write(struct desk_file *f, struct str bytes, struct err_info *info)
{
    if (f->fd < 0) {
        if (fwrite(bytes.ptr, 1, bytes.len, stdout) == bytes.len) return ERR_NONE;
        return err_set_errno(info, "cannot write to standard output");
    }
    while (bytes.len) {
        ssize_t put = write(f->fd, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return err_set_errno(info, "cannot write %s", f->path);
        bytes = str_sub(bytes, (size_t)put, bytes.len);
    }
    return ERR_NONE;
}

enum err desk_file_commit(struct desk_file *f, struct err_info *info)
{
    if (f->fd < 0) return ERR_NONE;
    int failed = fsync(f->fd);
    if (failed) return err_set_errno(info, "cannot write %s", f->path);
    failed = close(f->fd);
    f->fd = -1;
    if (failed || rename(f->temporary, f->path) != 0) {
        enum err err = err_set_errno(info, "cannot put %s in place", f->path);
        unlink(f->temporary);
        return err;
    }
    char *slash = strrchr(f->temporary, '/');
    if (slash) slash[slash == f->temporary] = '\0';
    return file_sync_dir(slash ? f->temporary : ".", info);
}

void desk_file_discard(struct desk_file *f)
{
    if (f->fd < 0) return;
    close(f->fd);
    unlink(f->temporary);
    f->fd = -1;
}

enum { PROGRESS_EVERY_MS = 100, PROGRESS_CHECK_EVERY = 64 };

void desk_progress_show(struct desk_progress *p, uint64_t count)
{
    if (count % PROGRESS_CHECK_EVERY || !isatty(STDERR_FILENO)) return;
    struct clock clock = clock_system();
    int64_t now = clock_mono_ms(&clock);
    if (p->shown_ms && now - p->shown_ms < PROGRESS_EVERY_MS) return;
    p->shown_ms = now;
    p->shown = true;
    fprintf(stderr, "\r%llu %s", (unsigned long long)count, p->what);
}

void desk_progress_end(struct desk_progress *p)
{
    if (p->shown) fprintf(stderr, "\r\033[K");
    p->shown = false;
}
