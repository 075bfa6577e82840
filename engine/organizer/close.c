// SPDX-License-Identifier: EUPL-1.2
// svar close: removes the plain files that svar open and svar export wrote.
#include "organizer/verbs.h"

#include "base/file.h"
#include "organizer/desk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 1000 };

struct closing {
    bool dry, changed_too;
    char *done[FILES_MAX]; // own; forgotten in the archive afterwards
    size_t done_count;
    uint64_t removed, gone, kept, failed;
};

// Zeros over the bytes first: it helps on plain disks and costs little. What flash memory,
// snapshots and backups keep is beyond any program.
static enum err overwrite(const char *path, struct err_info *info)
{
    static const char zeros[1 << 16];
    struct stat now;
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return err_set_errno(info, "cannot write over %s", path);
    int failed = fstat(fd, &now) != 0 || !S_ISREG(now.st_mode);
    for (off_t at = 0; !failed && at < now.st_size;) {
        size_t piece = (size_t)(now.st_size - at);
        ssize_t put = write(fd, zeros, piece < sizeof zeros ? piece : sizeof zeros);
        if (put < 0 && errno == EINTR) continue;
        failed = put <= 0;
        at += put;
    }
    if (!failed) failed = fsync(fd) != 0;
    enum err err = failed ? err_set_errno(info, "cannot write over %s", path) : ERR_NONE;
    close(fd);
    return err;
}

static enum err remove_file(const char *path, struct err_info *info)
{
    enum err err = overwrite(path, info);
    if (!err && unlink(path) != 0) err = err_set_errno(info, "cannot remove %s", path);
    return err ? err : file_sync_parent(path, info);
}

static enum err close_one(const struct archive_written *file, void *data)
{
    struct closing *c = data;
    struct err_info info = {0};
    const char *path = file->path.ptr;               // ends with a zero, as SQLite gives it
    if (c->done_count == FILES_MAX) return ERR_NONE; // the next run takes the rest
    if (!c->dry) desk_file_clear_unfinished(path);
    if (!file->there) {
        c->gone++;
    } else if (file->changed && !c->changed_too) {
        verb_say("%s was changed since it was written, and stays; --changed removes it too", path);
        c->kept++;
        return ERR_NONE;
    } else if (c->dry) {
        verb_say("would remove %s", path);
        c->removed++;
        return ERR_NONE;
    } else if (remove_file(path, &info)) {
        verb_say("%s", info.message);
        c->failed++;
        return ERR_NONE;
    } else {
        verb_say("removed %s", path);
        c->removed++;
    }
    c->done[c->done_count++] = strndup(path, file->path.len);
    return ERR_NONE;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct archive *archive = NULL;
    struct closing c = {
        arguments_flag(a, "dry-run"), arguments_flag(a, "changed"), {0}, 0, 0, 0, 0, 0};
    enum err err = desk_archive_open(a, false, &archive, &info);
    if (!err) err = archive_written_each(archive, close_one, &c, &info);
    for (size_t i = 0; i < c.done_count; i++) {
        if (!err && !c.dry && c.done[i])
            err = archive_forget_written(archive, str_of(c.done[i]), &info);
        free(c.done[i]);
    }
    archive_close(archive);
    if (err) return verb_fail(&info);
    if (!c.removed && !c.kept && !c.failed)
        verb_say("no plain file that svar wrote from this archive is left");
    else if (c.removed && !c.dry)
        verb_say("%llu removed; copies, backups and what flash memory keeps are out of reach",
                 (unsigned long long)c.removed);
    return c.kept || c.failed ? VERB_FOUND : VERB_DONE;
}

const struct verb verb_close = {
    .name = "close",
    .arguments = "",
    .summary = "Removes the plain files that were written from an archive.",
    .details = "Those of svar open and svar export that hold answers in the plain: each is "
               "written over and\nremoved. The sealed answers stay in the archive. A file that "
               "was changed since stays unless\n--changed is given; then the exit code is 1.",
    .options = (const struct argument_option[]){DESK_OPTION_ARCHIVE,
                                                {"changed", ARGUMENT_FLAG, NULL,
                                                 "remove files that were changed since, too"},
                                                {"dry-run", ARGUMENT_FLAG, NULL, "only tell which"},
                                                {0}},
    .run = run,
};
