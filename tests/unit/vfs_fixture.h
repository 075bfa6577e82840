// SPDX-License-Identifier: EUPL-1.2
// A disk that fails when told to: a thin layer over SQLite's own file functions.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static struct {
    long sync_at;  // the sync to fail, counting down; 0: none
    long write_at; // the write to fail
    long full_at;  // the write from which on the disk is full
    long call_at;  // the call of any kind to fail
    bool gone;     // and every one after it
    bool full;     // every write finds the disk full
    bool readonly; // every write is refused
    long syncs, writes, calls;
} disk;

struct disk_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static inline sqlite3_file *disk_real(sqlite3_file *f)
{
    return ((struct disk_file *)(void *)f)->real;
}

// Counts a call; what it is to return.
static inline int disk_step(int failure)
{
    disk.calls++;
    if (disk.call_at && disk.calls == disk.call_at) return failure;
    return disk.call_at && disk.gone && disk.calls > disk.call_at ? failure : SQLITE_OK;
}

static int disk_close(sqlite3_file *f)
{
    sqlite3_file *real = disk_real(f);
    int rc = real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
    free(real);
    return rc;
}

static int disk_write(sqlite3_file *f, const void *bytes, int count, sqlite3_int64 at)
{
    int rc = disk_step(SQLITE_IOERR_WRITE);
    if (rc != SQLITE_OK) return rc;
    disk.writes++;
    if (disk.full_at && disk.writes >= disk.full_at) disk.full = true;
    if (disk.full) return SQLITE_FULL;
    if (disk.readonly) return SQLITE_READONLY;
    if (disk.write_at && --disk.write_at == 0) return SQLITE_IOERR_WRITE;
    return disk_real(f)->pMethods->xWrite(disk_real(f), bytes, count, at);
}

// No power is cut here, so the real disk is spared the work.
static int disk_sync(sqlite3_file *f, int flags)
{
    (void)f, (void)flags;
    int rc = disk_step(SQLITE_IOERR_FSYNC);
    if (rc != SQLITE_OK) return rc;
    disk.syncs++;
    return disk.sync_at && --disk.sync_at == 0 ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int disk_read(sqlite3_file *f, void *out, int count, sqlite3_int64 at)
{
    int rc = disk_step(SQLITE_IOERR_READ);
    return rc != SQLITE_OK ? rc : disk_real(f)->pMethods->xRead(disk_real(f), out, count, at);
}
static int disk_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int rc = disk_step(SQLITE_IOERR_TRUNCATE);
    return rc != SQLITE_OK ? rc : disk_real(f)->pMethods->xTruncate(disk_real(f), size);
}
static int disk_size(sqlite3_file *f, sqlite3_int64 *out)
{
    int rc = disk_step(SQLITE_IOERR_FSTAT);
    return rc != SQLITE_OK ? rc : disk_real(f)->pMethods->xFileSize(disk_real(f), out);
}
static int disk_lock(sqlite3_file *f, int level)
{
    int rc = disk_step(SQLITE_IOERR_LOCK);
    return rc != SQLITE_OK ? rc : disk_real(f)->pMethods->xLock(disk_real(f), level);
}
// A lock that cannot be given back blocks everybody for ever: that is no fault of a disk.
static int disk_unlock(sqlite3_file *f, int level)
{
    return disk_real(f)->pMethods->xUnlock(disk_real(f), level);
}
static int disk_reserved(sqlite3_file *f, int *out)
{
    int rc = disk_step(SQLITE_IOERR_CHECKRESERVEDLOCK);
    return rc != SQLITE_OK ? rc : disk_real(f)->pMethods->xCheckReservedLock(disk_real(f), out);
}
static int disk_control(sqlite3_file *f, int op, void *data)
{
    return disk_real(f)->pMethods->xFileControl(disk_real(f), op, data);
}
static int disk_sector(sqlite3_file *f)
{
    return disk_real(f)->pMethods->xSectorSize(disk_real(f));
}
static int disk_traits(sqlite3_file *f)
{
    return disk_real(f)->pMethods->xDeviceCharacteristics(disk_real(f));
}
static int disk_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    int rc = disk_step(SQLITE_IOERR_SHMMAP);
    return rc != SQLITE_OK ? rc
                           : disk_real(f)->pMethods->xShmMap(disk_real(f), page, size, extend, out);
}
static int disk_shm_lock(sqlite3_file *f, int at, int count, int flags)
{
    int rc = flags & SQLITE_SHM_LOCK ? disk_step(SQLITE_IOERR_SHMLOCK) : SQLITE_OK;
    return rc != SQLITE_OK ? rc : disk_real(f)->pMethods->xShmLock(disk_real(f), at, count, flags);
}
static void disk_barrier(sqlite3_file *f)
{
    disk_real(f)->pMethods->xShmBarrier(disk_real(f));
}
static int disk_unmap(sqlite3_file *f, int erase)
{
    return disk_real(f)->pMethods->xShmUnmap(disk_real(f), erase);
}

static const sqlite3_io_methods disk_methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_traits,
    .xShmMap = disk_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_barrier,
    .xShmUnmap = disk_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    sqlite3_vfs *real = vfs->pAppData;
    struct disk_file *file = (struct disk_file *)(void *)f;
    file->base.pMethods = NULL;
    if (disk_step(SQLITE_CANTOPEN) != SQLITE_OK) return SQLITE_CANTOPEN;
    file->real = calloc(1, (size_t)real->szOsFile);
    if (!file->real) return SQLITE_NOMEM;
    int rc = real->xOpen(real, name, file->real, flags, out);
    if (rc == SQLITE_OK)
        file->base.pMethods = &disk_methods;
    else
        free(file->real);
    return rc;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int with_folder)
{
    sqlite3_vfs *real = vfs->pAppData;
    int rc = disk_step(SQLITE_IOERR_DELETE);
    return rc != SQLITE_OK ? rc : real->xDelete(real, name, with_folder);
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    sqlite3_vfs *real = vfs->pAppData;
    int rc = disk_step(SQLITE_IOERR_ACCESS);
    return rc != SQLITE_OK ? rc : real->xAccess(real, name, flags, out);
}

// Puts the layer in front of SQLite's default; every database opened later goes through it.
static inline void disk_install(void)
{
    static sqlite3_vfs layer;
    memset(&disk, 0, sizeof disk);
    if (layer.zName) return;
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    layer = *real;
    layer.zName = "failing";
    layer.szOsFile = (int)sizeof(struct disk_file);
    layer.pAppData = real;
    layer.xOpen = disk_open;
    layer.xDelete = disk_delete;
    layer.xAccess = disk_access;
    layer.pNext = NULL;
    sqlite3_vfs_register(&layer, 1);
}
