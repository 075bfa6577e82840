// SPDX-License-Identifier: EUPL-1.2
// Whole-file reading and atomic, durable writing.
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum err file_read(const char *path, size_t bytes_max, struct buf *out, struct err_info *info)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return err_set_errno(info, "cannot open %s", path);
    enum err err = ERR_NONE;
    struct stat st;
    size_t total = 0;
    if (fstat(fd, &st) != 0) {
        err = err_set_errno(info, "cannot read %s", path);
    } else if (S_ISDIR(st.st_mode)) {
        err = err_set(info, ERR_IO, "%s is a folder, not a file", path);
    }
    while (!err) {
        uint8_t chunk[65536];
        ssize_t got = read(fd, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            err = err_set_errno(info, "cannot read %s", path);
            break;
        }
        if (got == 0) break;
        total += (size_t)got;
        if (total > bytes_max)
            err = err_set(info, ERR_LIMIT, "%s is larger than %zu bytes", path, bytes_max);
        else
            buf_add(out, chunk, (size_t)got);
    }
    close(fd);
    return err;
}

void file_parent(const char *path, char *out, size_t out_bytes)
{
    snprintf(out, out_bytes, "%s", path);
    for (size_t end = strlen(out); end > 1 && out[end - 1] == '/'; end--)
        out[end - 1] = '\0'; // a folder's name may end so
    char *slash = strrchr(out, '/');
    if (!slash)
        snprintf(out, out_bytes, ".");
    else if (slash == out)
        out[1] = '\0';
    else
        *slash = '\0';
}

enum err file_sync_dir(const char *dir, struct err_info *info)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return err_set_errno(info, "cannot open folder %s", dir);
    int failed = fsync(fd);
    enum err err = failed ? err_set_errno(info, "cannot sync folder %s", dir) : ERR_NONE;
    close(fd);
    return err;
}

enum err file_sync_parent(const char *path, struct err_info *info)
{
    char dir[PATH_MAX];
    file_parent(path, dir, sizeof dir);
    return file_sync_dir(dir, info);
}

static bool write_all(int fd, struct str data)
{
    while (data.len) {
        ssize_t put = write(fd, data.ptr, data.len);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        data = str_sub(data, (size_t)put, data.len);
    }
    return true;
}

static enum err write_atomic(const char *path, struct str data, mode_t mode, bool replace,
                             struct err_info *info)
{
    char temporary[PATH_MAX];
    int len = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    if (len < 0 || (size_t)len >= sizeof temporary)
        return err_set(info, ERR_LIMIT, "the path %s is too long", path);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) return err_set_errno(info, "cannot write beside %s", path);
    enum err err = ERR_NONE;
    if (fchmod(fd, mode) != 0 || !write_all(fd, data) || fsync(fd) != 0)
        err = err_set_errno(info, "cannot write %s", path);
    if (close(fd) != 0 && !err) err = err_set_errno(info, "cannot write %s", path);
    if (!err && replace && rename(temporary, path) != 0)
        err = err_set_errno(info, "cannot put %s in place", path);
    if (!err && !replace && link(temporary, path) != 0)
        err = err_set_errno(info, "cannot make %s", path);
    if (err || !replace) unlink(temporary);
    if (err) return err;
    return file_sync_parent(path, info);
}

enum err file_write(const char *path, struct str data, mode_t mode, struct err_info *info)
{
    return write_atomic(path, data, mode, true, info);
}

enum err file_write_new(const char *path, struct str data, mode_t mode, struct err_info *info)
{
    return write_atomic(path, data, mode, false, info);
}

enum err file_make_dir(const char *dir, mode_t mode, struct err_info *info)
{
    char path[PATH_MAX];
    if (strlen(dir) >= sizeof path) return err_set(info, ERR_LIMIT, "the path %s is too long", dir);
    snprintf(path, sizeof path, "%s", dir);
    for (char *at = path + 1;; at++) {
        if (*at != '/' && *at != '\0') continue;
        char kept = *at;
        *at = '\0';
        struct stat st;
        if (mkdir(path, mode) != 0 && errno != EEXIST)
            return err_set_errno(info, "cannot make folder %s", path);
        if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
            return err_set(info, ERR_EXISTS, "%s is not a folder", path);
        *at = kept;
        if (!kept) return ERR_NONE;
    }
}

// Some file systems have no nameless files: there a name lives for a moment.
enum err file_nameless(const char *dir, int *out_fd, struct err_info *info)
{
    char path[PATH_MAX];
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && (size_t)snprintf(path, sizeof path, "%s/.svar-aside-XXXXXX", dir) < sizeof path) {
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0) unlink(path);
    }
    if (fd < 0) return err_set_errno(info, "cannot make a temporary file in %s", dir);
    *out_fd = fd;
    return ERR_NONE;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

enum err file_join(char *out, size_t out_bytes, const char *dir, const char *name,
                   struct err_info *info)
{
    int len = snprintf(out, out_bytes, "%s/%s", dir, name);
    if (len < 0 || (size_t)len >= out_bytes)
        return err_set(info, ERR_LIMIT, "the path %s/%s is too long", dir, name);
    return ERR_NONE;
}

bool file_name_safe(struct str name)
{
    if (name.len == 0 || name.len > 200 || !utf8_valid(name)) return false;
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7F || name.ptr[i] == '\\')
            return false;
    struct str rest = name, part;
    while (str_split(&rest, '/', &part))
        if (part.len == 0 || str_eq(part, STR(".")) || str_eq(part, STR(".."))) return false;
    return true;
}
