// SPDX-License-Identifier: EUPL-1.2
// Power cuts: a layer over SQLite's file functions that remembers what each file held at its last
// sync. After a cut every sector written since then is there or not, as chance has it; so is a
// file's new length, and a deletion that no folder sync followed.
#pragma once

#include "base/file.h"
#include "tests/unit/vfs_fixture.h"

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

enum { POWER_FILES_MAX = 32, POWER_SECTOR = 512 };

struct power_image {
    char path[256];
    bool synced;  // its folder entry is on the disk
    bool deleted; // perhaps: until a folder sync, what is in `before` may come back
    struct buf before;
    struct buf durable;
    struct buf at_cut;
};

static struct {
    struct power_image images[POWER_FILES_MAX];
    size_t count;
    long left; // operations until the cut; 0: no cut is planned
    bool cut;
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
    return power_gone() ? SQLITE_IOERR_WRITE : disk_write(f, bytes, count, at);
}

static int power_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return power_gone() ? SQLITE_IOERR_TRUNCATE : disk_truncate(f, size);
}

static int power_sync(sqlite3_file *f, int flags)
{
    (void)flags;
    if (power_gone()) return SQLITE_IOERR_FSYNC;
    power_capture(power_of(f), &power_of(f)->durable);
    power_of(f)->synced = true;
    power_of(f)->deleted = false;
    return SQLITE_OK;
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
    power.rng = rng_system();
    sqlite3_vfs_register(&layer, 1);
}

static inline void power_plan(long operations)
{
    power.left = operations;
    power.cut = false;
}

// Forgets everything: what lies on the disk now is what was durable.
static inline void power_reset(void)
{
    for (size_t i = 0; i < power.count; i++) {
        buf_finish(&power.images[i].before);
        buf_finish(&power.images[i].durable);
        buf_finish(&power.images[i].at_cut);
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

// What a restart finds. Call when every file has been closed.
static inline void power_restore(void)
{
    for (size_t i = 0; i < power.count; i++) {
        size_t len = strlen(power.images[i].path);
        char shm[300];
        power_restore_one(&power.images[i]);
        if (len > 7 && strcmp(power.images[i].path + len - 7, ".sqlite") == 0) {
            snprintf(shm, sizeof shm, "%s-shm", power.images[i].path);
            unlink(shm);
        }
    }
    power_reset();
}
