// SPDX-License-Identifier: EUPL-1.2
// The store's folder: one kiosk at a time, files store-1.sqlite, store-2.sqlite … of which the last
// is the present one, and files that were set aside (store-1.sqlite.examined, .damaged).
#include "store/store_priv.h"

#include "base/alloc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "store-"
#define SUFFIX ".sqlite"

enum { FILES_MAX = 1000 };

static const char *const companions[] = {"", "-wal", "-shm", "-journal"};
enum { COMPANIONS = sizeof companions / sizeof *companions };

enum err store_folder_lock(const char *folder, int *out_fd, struct err_info *info)
{
    char path[PATH_MAX];
    enum err err = file_join(path, sizeof path, folder, "lock", info);
    if (err) return err;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return err_set_errno(info, "cannot write in the folder %s", folder);
    if (fchmod(fd, 0600) != 0) errno = 0; // whatever the umask was; there is nothing in it
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        err = errno == EWOULDBLOCK
                  ? err_set(info, ERR_STATE, "another kiosk is using the folder %s", folder)
                  : err_set_errno(info, "cannot lock the folder %s", folder);
        close(fd);
        return err;
    }
    *out_fd = fd;
    return ERR_NONE;
}

enum err store_folder_path(const char *folder, uint64_t sequence, char out[PATH_MAX],
                           struct err_info *info)
{
    // Room for what SQLite and setting aside append.
    int len =
        snprintf(out, PATH_MAX, "%s/" PREFIX "%llu" SUFFIX, folder, (unsigned long long)sequence);
    if (len < 0 || len >= PATH_MAX - 32)
        return err_set(info, ERR_LIMIT, "the path of the folder is too long");
    return ERR_NONE;
}

// "store-7.sqlite" → 7, with what follows the name in *out_rest. 0 for any other name.
static uint64_t sequence_of(const char *name, struct str *out_rest)
{
    struct str text = str_of(name);
    uint64_t sequence = 0;
    if (!str_starts(text, STR(PREFIX))) return 0;
    text = str_sub(text, sizeof PREFIX - 1, text.len);
    ptrdiff_t dot = str_find_char(text, '.');
    if (dot < 0 || !str_to_uint64(str_sub(text, 0, (size_t)dot), &sequence)) return 0;
    text = str_sub(text, (size_t)dot, text.len);
    if (!str_starts(text, STR(SUFFIX))) return 0;
    *out_rest = str_sub(text, sizeof SUFFIX - 1, text.len);
    return sequence < INT64_MAX ? sequence : 0;
}

static int sequence_compare(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

enum err store_folder_list(const char *folder, uint64_t **out, size_t *out_count,
                           uint64_t *out_highest, struct err_info *info)
{
    DIR *dir = opendir(folder);
    if (!dir) return err_set_errno(info, "cannot read the folder %s", folder);
    uint64_t *list = xcalloc(FILES_MAX, sizeof *list), highest = 0;
    size_t count = 0;
    const struct dirent *entry;
    while ((entry = readdir(dir))) {
        struct str rest;
        uint64_t sequence = sequence_of(entry->d_name, &rest);
        if (sequence > highest) highest = sequence;
        if (sequence && rest.len == 0 && count < FILES_MAX) list[count++] = sequence;
    }
    closedir(dir);
    qsort(list, count, sizeof *list, sequence_compare);
    *out = list;
    *out_count = count;
    *out_highest = highest;
    return ERR_NONE;
}

enum err store_folder_set_aside(const char *folder, uint64_t sequence, const char *word,
                                struct err_info *info)
{
    char path[PATH_MAX];
    enum err err = store_folder_path(folder, sequence, path, info);
    // The log first: were the power cut between the two, the file would still be found, and what
    // was taken over is known to the present file.
    for (size_t i = COMPANIONS; i-- > 0 && !err;) {
        char from[PATH_MAX + 16], to[PATH_MAX + 48];
        snprintf(from, sizeof from, "%s%s", path, companions[i]);
        snprintf(to, sizeof to, "%s.%s%s", path, word, companions[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            err = err_set_errno(info, "cannot set %s aside", from);
    }
    return err ? err : file_sync_dir(folder, info);
}

void store_folder_remove(const char *folder, uint64_t sequence)
{
    char path[PATH_MAX];
    if (store_folder_path(folder, sequence, path, NULL)) return;
    for (size_t i = 0; i < COMPANIONS; i++) {
        char file[PATH_MAX + 16];
        snprintf(file, sizeof file, "%s%s", path, companions[i]);
        unlink(file);
    }
}

void store_folder_erase(const char *folder, int64_t before_s)
{
    DIR *dir = opendir(folder);
    if (!dir) return;
    const struct dirent *entry;
    while ((entry = readdir(dir))) {
        struct str rest;
        struct stat st;
        if (sequence_of(entry->d_name, &rest) && str_starts(rest, STR(".examined")) &&
            fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            st.st_mtime <= before_s)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
}
