// SPDX-License-Identifier: EUPL-1.2
// The memory of releases on its way from archive to archive. It is read before it is copied, so
// that a damaged one is told and not spread.
#include "organizer/released.h"

#include "base/file.h"
#include "organizer/desk.h"
#include "stats/release.h"

#include <stdio.h>

enum { PATH_BYTES = 4096, MEMORY_BYTES_MAX = 256 << 20 };

enum err released_path(const char *archive, char out[4096], struct err_info *info)
{
    int length = snprintf(out, PATH_BYTES, "%s.%s", archive, RELEASED_FILE);
    if (length > 0 && length < PATH_BYTES) return ERR_NONE;
    return err_set(info, ERR_LIMIT, "the archive's name is too long");
}

static enum err folder_path(const char *folder, char out[PATH_BYTES], struct err_info *info)
{
    int length = snprintf(out, PATH_BYTES, "%s/%s", folder, RELEASED_FILE);
    if (length > 0 && length < PATH_BYTES) return ERR_NONE;
    return err_set(info, ERR_LIMIT, "the path %s is too long", folder);
}

static enum err read_whole(const char *path, struct buf *out, struct err_info *info)
{
    struct stats_releases *releases = NULL;
    enum err err = stats_releases_open(path, &releases, info);
    stats_releases_close(releases);
    return err ? err : file_read(path, MEMORY_BYTES_MAX, out, info);
}

static enum err copy(const char *from, const char *to, struct err_info *info)
{
    struct buf bytes = {0};
    struct desk_file file = {.fd = -1};
    enum err err = read_whole(from, &bytes, info);
    if (!err) err = desk_file_create(to, &file, info);
    if (!err) err = desk_file_write(&file, buf_str(&bytes), info);
    if (!err) err = desk_file_commit(&file, info);
    desk_file_discard(&file);
    buf_finish(&bytes);
    return err;
}

enum err released_hand_on(const char *archive, const char *folder, bool *out_handed,
                          struct err_info *info)
{
    char from[PATH_BYTES], to[PATH_BYTES];
    *out_handed = false;
    enum err err = released_path(archive, from, info);
    if (!err) err = folder_path(folder, to, info);
    if (err || !file_exists(from)) return err;
    err = copy(from, to, info);
    *out_handed = !err;
    return err;
}

static enum err same_files(const char *one, const char *other, bool *out_same,
                           struct err_info *info)
{
    struct buf first = {0}, second = {0};
    enum err err = read_whole(one, &first, info);
    if (!err) err = read_whole(other, &second, info);
    *out_same = !err && str_eq(buf_str(&first), buf_str(&second));
    buf_finish(&first);
    buf_finish(&second);
    return err;
}

enum err released_take(const char *folder, const char *archive, bool *out_taken,
                       struct err_info *info)
{
    char from[PATH_BYTES], to[PATH_BYTES];
    bool same = false;
    *out_taken = false;
    enum err err = released_path(archive, to, info);
    if (!err) err = folder_path(folder, from, info);
    if (err || !file_exists(from)) return err;
    if (file_exists(to)) {
        err = same_files(from, to, &same, info);
        if (err || same) return err;
        return err_set(info, ERR_EXISTS,
                       "both %s and %s remember what reports have shown, and not the same; reports "
                       "by groups from this archive do not know what the other one has shown",
                       from, to);
    }
    err = copy(from, to, info);
    *out_taken = !err;
    return err;
}
