// SPDX-License-Identifier: EUPL-1.2
// Power cuts: a layer over SQLite's file functions, and before pwrite and fsync of our own, that
// remembers what each file held at its last sync. After a cut every sector written since then is
// there or not, as chance has it; so is a file's new length, and a deletion that no folder sync
// followed. A sync that fails leaves its sectors in doubt: a later sync that succeeds does not save
// them, as with Linux; only writing them again helps.
#pragma once

#include "base/file.h"
#include "tests/unit/vfs_fixture.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { POWER_FILES_MAX = 32, POWER_SECTOR = 512 };

struct power_image {
    char path[256];
    bool synced;  // its folder entry is on the disk
    bool deleted; // perhaps: until a folder sync, what is in `before` may come back
    struct buf before;
    struct buf durable;
    struct buf at_cut;
    uint8_t *doubt; // by sector: written, and the sync failed
    size_t doubt_count;
};

// What is taken away, to see that the tests notice.
enum power_weakness {
    POWER_SOUND,
    POWER_NO_LOG_SYNC,      // the log's syncs do nothing
    POWER_NO_DATABASE_SYNC, // the database's
    POWER_NO_FOLDER_SYNC,   // a folder's
};

static struct {
    struct power_image images[POWER_FILES_MAX];
    size_t count;
    long left; // operations until the cut; 0: no cut is planned
    bool cut;
    long fail_sync;  // syncs until one fails; 0: none
    long fail_again; // syncs from there until another one fails; 0: none
    bool fail_last;  // and the process ends with the last that fails
    enum power_weakness weakness;
    uint64_t seed;
    struct rng rng;
} power;

struct power_file {
    struct disk_file base; // so that the plain functions of the other layer serve
    struct power_image *image;
};

static sqlite3_io_methods power_methods;

static inline struct power_image *power_image_of(const char *path)
{
    for (size_t i = 0; i < power.count; i++)
        if (strcmp(power.images[i].path, path) == 0) return &power.images[i];
    if (power.count == POWER_FILES_MAX) abort();
    struct power_image *image = &power.images[power.count++];
    memset(image, 0, sizeof *image);
    snprintf(image->path, sizeof image->path, "%s", path);
    // What is there when it is first seen lay there before.
    err_ignore(file_read(path, 1 << 28, &image->durable, NULL));
    image->synced = image->durable.len > 0;
    return image;
}

static inline void power_capture(const struct power_image *image, struct buf *out)
{
    buf_clear(out);
    err_ignore(file_read(image->path, 1 << 28, out, NULL)); // gone is empty
}

// ---- sectors in doubt ----
static inline void power_doubt(struct power_image *image, uint64_t from, uint64_t to, bool doubtful)
{
    size_t end = (size_t)((to + POWER_SECTOR - 1) / POWER_SECTOR);
    if (doubtful && end > image->doubt_count) {
        image->doubt = realloc(image->doubt, end);
        memset(image->doubt + image->doubt_count, 0, end - image->doubt_count);
        image->doubt_count = end;
    }
    if (end > image->doubt_count) end = image->doubt_count;
    for (size_t i = (size_t)(from / POWER_SECTOR); i < end; i++)
        image->doubt[i] = doubtful;
}

static inline bool power_same(const struct buf *a, const struct buf *b, size_t at)
{
    uint8_t x[POWER_SECTOR] = {0}, y[POWER_SECTOR] = {0};
    if (a->len > at) memcpy(x, a->ptr + at, a->len - at < sizeof x ? a->len - at : sizeof x);
    if (b->len > at) memcpy(y, b->ptr + at, b->len - at < sizeof y ? b->len - at : sizeof y);
    return memcmp(x, y, sizeof x) == 0;
}

static inline void power_doubt_all(struct power_image *image)
{
    struct buf now = {0};
    power_capture(image, &now);
    for (size_t at = 0; at < now.len; at += POWER_SECTOR)
        if (!power_same(&now, &image->durable, at)) power_doubt(image, at, at + POWER_SECTOR, true);
    buf_finish(&now);
}

// The file as it is, but for what is in doubt: there it is as it was.
static inline void power_save(struct power_image *image)
{
    struct buf now = {0};
    power_capture(image, &now);
    for (size_t i = 0; i < image->doubt_count && i * POWER_SECTOR < now.len; i++) {
        size_t at = i * POWER_SECTOR;
        size_t bytes = now.len - at < POWER_SECTOR ? now.len - at : POWER_SECTOR;
        if (!image->doubt[i]) continue;
        memset(now.ptr + at, 0, bytes);
        if (image->durable.len > at) {
            size_t old = image->durable.len - at;
            memcpy(now.ptr + at, image->durable.ptr + at, old < bytes ? old : bytes);
        }
    }
    buf_finish(&image->durable);
    image->durable = now;
}

// Counts one operation; true when there is no power (any more).
static inline bool power_gone(void)
{
    if (!power.cut && power.left && --power.left == 0) {
        power.cut = true;
        for (size_t i = 0; i < power.count; i++)
            power_capture(&power.images[i], &power.images[i].at_cut);
    }
    return power.cut;
}

static struct power_image *power_of(sqlite3_file *f)
{
    return ((struct power_file *)(void *)f)->image;
}

static int power_write(sqlite3_file *f, const void *bytes, int count, sqlite3_int64 at)
{
    if (power_gone()) return SQLITE_IOERR_WRITE;
    power_doubt(power_of(f), (uint64_t)at, (uint64_t)at + (uint64_t)count, false);
    return disk_write(f, bytes, count, at);
}

static int power_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return power_gone() ? SQLITE_IOERR_TRUNCATE : disk_truncate(f, size);
}

static inline bool power_is_log(const struct power_image *image)
{
    size_t len = strlen(image->path);
    return len > 4 && strcmp(image->path + len - 4, "-wal") == 0;
}

static inline bool power_is_database(const struct power_image *image)
{
    size_t len = strlen(image->path);
    return len > 7 && strcmp(image->path + len - 7, ".sqlite") == 0;
}

static inline void power_sync_folder(void)
{
    for (size_t i = 0; i < power.count && power.weakness != POWER_NO_FOLDER_SYNC; i++) {
        power.images[i].synced = true;
        power.images[i].deleted = false;
        buf_clear(&power.images[i].before);
    }
}

// False: the sync fails.
static inline bool power_sync_image(struct power_image *image)
{
    if (power_gone()) return false;
    if (power.fail_sync && --power.fail_sync == 0) {
        power_doubt_all(image);
        power.fail_sync = power.fail_again;
        power.fail_again = 0;
        if (power.fail_last && !power.fail_sync) power.cut = true;
        return false;
    }
    if (power.weakness == (power_is_log(image) ? POWER_NO_LOG_SYNC : POWER_NO_DATABASE_SYNC))
        return true;
    power_save(image);
    // SQLite syncs the folder with a log's or journal's first sync, and with no other.
    if (!image->synced && !power_is_database(image)) power_sync_folder();
    return true;
}

static int power_sync(sqlite3_file *f, int flags)
{
    (void)flags;
    return power_sync_image(power_of(f)) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

// ---- our own calls ----
static inline struct power_image *power_image_of_fd(int fd, bool *out_folder)
{
    char link[64], path[PATH_MAX] = "";
    struct stat st;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    *out_folder = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
    if (readlink(link, path, sizeof path - 1) <= 0) return NULL;
    for (size_t i = 0; i < power.count; i++)
        if (strcmp(power.images[i].path, path) == 0) return &power.images[i];
    return NULL;
}

__attribute__((visibility("default"))) ssize_t pwrite(int fd, const void *bytes, size_t count,
                                                      off_t at)
{
    bool folder;
    struct power_image *image = power_image_of_fd(fd, &folder);
    if (image && power_gone()) {
        errno = EIO;
        return -1;
    }
    if (image) power_doubt(image, (uint64_t)at, (uint64_t)at + count, false);
    return syscall(SYS_pwrite64, fd, bytes, count, at);
}

// Only what the layer knows can be lost, so the real disk is spared the work.
__attribute__((visibility("default"))) int fsync(int fd)
{
    bool folder, done = true;
    struct power_image *image = power_image_of_fd(fd, &folder);
    if (image) done = power_sync_image(image);
    if (folder && power_gone()) done = false;
    if (done && folder) power_sync_folder();
    if (!done) errno = EIO;
    return done ? 0 : -1;
}

static int power_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    if (power.cut) return SQLITE_CANTOPEN;
    int rc = disk_open(vfs, name, f, flags, out);
    if (rc != SQLITE_OK) return rc;
    power_methods = disk_methods;
    power_methods.xWrite = power_write;
    power_methods.xTruncate = power_truncate;
    power_methods.xSync = power_sync;
    f->pMethods = &power_methods;
    ((struct power_file *)(void *)f)->image = power_image_of(name ? name : "temporary");
    return SQLITE_OK;
}

static int power_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    if (power_gone()) return SQLITE_IOERR_DELETE;
    sqlite3_vfs *real = vfs->pAppData;
    struct power_image *image = power_image_of(name);
    buf_clear(&image->before);
    if (image->synced && !sync_folder) buf_add_str(&image->before, buf_str(&image->durable));
    image->deleted = true;
    image->synced = false; // a file of this name that is made later is another one
    buf_clear(&image->durable);
    image->doubt_count = 0;
    if (sync_folder) power_sync_folder();
    return real->xDelete(real, name, 0);
}

static inline void power_install(void)
{
    static sqlite3_vfs layer;
    if (layer.zName) return;
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    layer = *real;
    layer.zName = "power";
    layer.szOsFile = (int)sizeof(struct power_file);
    layer.pAppData = real;
    layer.xOpen = power_open;
    layer.xDelete = power_delete;
    layer.pNext = NULL;
    sqlite3_vfs_register(&layer, 1);
}

static inline void power_random(void *data, void *out, size_t bytes)
{
    uint64_t *state = data;
    for (size_t i = 0; i < bytes; i++) {
        *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
        ((uint8_t *)out)[i] = (uint8_t)(*state >> 24);
    }
}

// The same seed cuts and loses the same; the tests say it when they fail.
static inline void power_seed(uint64_t seed)
{
    power.seed = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
    power.rng = (struct rng){power_random, &power.seed};
}

static inline void power_plan(long operations)
{
    power.left = operations;
    power.cut = false;
    power.fail_sync = 0;
    power.fail_again = 0;
    power.fail_last = false;
}

// Forgets everything: what lies on the disk now is what was durable.
static inline void power_reset(void)
{
    for (size_t i = 0; i < power.count; i++) {
        buf_finish(&power.images[i].before);
        buf_finish(&power.images[i].durable);
        buf_finish(&power.images[i].at_cut);
        free(power.images[i].doubt);
    }
    memset(power.images, 0, sizeof power.images);
    power.count = 0;
    power_plan(0);
}

static inline void power_put(const char *path, const struct buf *old, const struct buf *new)
{
    size_t len = rng_below(&power.rng, 2) ? old->len : new->len;
    FILE *file = fopen(path, "wb");
    for (size_t at = 0; file && at < len; at += POWER_SECTOR) {
        static const uint8_t zeros[POWER_SECTOR];
        size_t bytes = len - at < POWER_SECTOR ? len - at : POWER_SECTOR;
        // Cutting a file shorter does not touch the sectors behind its end.
        bool take_old = at >= new->len || rng_below(&power.rng, 2);
        const struct buf *from = take_old ? old : new;
        size_t there = from->len > at ? from->len - at : 0;
        if (there > bytes) there = bytes;
        if (there) fwrite(from->ptr + at, 1, there, file);
        fwrite(zeros, 1, bytes - there, file);
    }
    if (file) fclose(file);
}

static inline void power_restore_one(const struct power_image *image)
{
    unlink(image->path);
    if (image->synced) {
        power_put(image->path, &image->durable, &image->at_cut);
        return;
    }
    switch (rng_below(&power.rng, 3)) {
    case 0: break; // neither made nor left
    case 1: power_put(image->path, &image->durable, &image->at_cut); break;
    default:
        if (image->deleted && image->before.len)
            power_put(image->path, &image->before, &image->before);
        break;
    }
}

static inline void power_cut_now(void)
{
    power.left = 1;
    power_gone();
}

// The log's index is made anew by whoever opens it first.
static inline void power_forget_indexes(void)
{
    for (size_t i = 0; i < power.count; i++) {
        char shm[300];
        if (!power_is_database(&power.images[i])) continue;
        snprintf(shm, sizeof shm, "%s-shm", power.images[i].path);
        unlink(shm);
    }
}

// The process was killed, the machine stays up: all that was written can be read, and what was in
// doubt still is. Call when every file has been closed.
static inline void power_crash(void)
{
    power_forget_indexes();
    power_plan(0);
}

// What a restart finds. Call when every file has been closed.
static inline void power_restore(void)
{
    for (size_t i = 0; i < power.count; i++)
        power_restore_one(&power.images[i]);
    power_forget_indexes();
    power_reset();
}
