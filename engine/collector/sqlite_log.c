// SPDX-License-Identifier: EUPL-1.2
// A layer before SQLite's file functions for the writer's log (WAL) alone: what is appended to it
// goes out in one call where SQLite makes two for each page. What is held here reaches the file
// before anything else is asked of it, a sync above all, so that nothing is promised too early; a
// crash takes it as it takes any write that was not synced.
#include "collector/sqlite_priv.h"

#include <stdlib.h>
#include <string.h>

enum { HELD_BYTES = 0x1ffff }; // SQLite's own layers take no more in one call

struct log_file {
    sqlite3_file base;
    sqlite3_file *real; // behind this struct, in SQLite's memory
    uint8_t *held;      // made by the first write
    int held_bytes;
    sqlite3_int64 held_at;
};

static int let_go(struct log_file *f)
{
    if (!f->held_bytes) return SQLITE_OK;
    int bytes = f->held_bytes;
    f->held_bytes = 0; // what fails is SQLite's to write again, in a new transaction
    return f->real->pMethods->xWrite(f->real, f->held, bytes, f->held_at);
}

static int log_write(sqlite3_file *file, const void *data, int bytes, sqlite3_int64 at)
{
    struct log_file *f = (struct log_file *)file;
    bool follows = f->held_bytes && at == f->held_at + f->held_bytes;
    if (!follows || bytes > HELD_BYTES - f->held_bytes) {
        int code = let_go(f);
        if (code != SQLITE_OK) return code;
    }
    if (!f->held) f->held = malloc(HELD_BYTES);
    if (!f->held || bytes > HELD_BYTES) return f->real->pMethods->xWrite(f->real, data, bytes, at);
    if (!f->held_bytes) f->held_at = at;
    memcpy(f->held + f->held_bytes, data, (size_t)bytes);
    f->held_bytes += bytes;
    return SQLITE_OK;
}

static int log_sync(sqlite3_file *file, int flags)
{
    struct log_file *f = (struct log_file *)file;
    int code = let_go(f);
    return code != SQLITE_OK ? code : f->real->pMethods->xSync(f->real, flags);
}

static int log_read(sqlite3_file *file, void *data, int bytes, sqlite3_int64 at)
{
    struct log_file *f = (struct log_file *)file;
    int code = let_go(f);
    return code != SQLITE_OK ? code : f->real->pMethods->xRead(f->real, data, bytes, at);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 bytes)
{
    struct log_file *f = (struct log_file *)file;
    int code = let_go(f);
    return code != SQLITE_OK ? code : f->real->pMethods->xTruncate(f->real, bytes);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *out)
{
    struct log_file *f = (struct log_file *)file;
    int code = let_go(f);
    return code != SQLITE_OK ? code : f->real->pMethods->xFileSize(f->real, out);
}

static int log_control(sqlite3_file *file, int what, void *data)
{
    struct log_file *f = (struct log_file *)file;
    int code = let_go(f);
    return code != SQLITE_OK ? code : f->real->pMethods->xFileControl(f->real, what, data);
}

static int log_close(sqlite3_file *file)
{
    struct log_file *f = (struct log_file *)file;
    int held = let_go(f), code = f->real->pMethods->xClose(f->real);
    free(f->held);
    f->held = NULL;
    return held != SQLITE_OK ? held : code;
}

// The log is never locked by itself; what is asked is answered by the file below.
static int log_lock(sqlite3_file *file, int how)
{
    struct log_file *f = (struct log_file *)file;
    return f->real->pMethods->xLock(f->real, how);
}

static int log_unlock(sqlite3_file *file, int how)
{
    struct log_file *f = (struct log_file *)file;
    return f->real->pMethods->xUnlock(f->real, how);
}

static int log_locked(sqlite3_file *file, int *out)
{
    struct log_file *f = (struct log_file *)file;
    return f->real->pMethods->xCheckReservedLock(f->real, out);
}

static int log_sector(sqlite3_file *file)
{
    struct log_file *f = (struct log_file *)file;
    return f->real->pMethods->xSectorSize(f->real);
}

static int log_device(sqlite3_file *file)
{
    struct log_file *f = (struct log_file *)file;
    return f->real->pMethods->xDeviceCharacteristics(f->real);
}

static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_locked,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_device,
};

// ---- the layer ----
// SQLite keeps a process's layers in a list of its own: this one is added once and stays.
static sqlite3_vfs *below;
static sqlite3_vfs layer;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int layer_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                      int *out_flags)
{
    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL)) return below->xOpen(below, name, file, flags, out_flags);
    struct log_file *f = (struct log_file *)file;
    memset(f, 0, sizeof *f);
    f->real = (sqlite3_file *)(f + 1);
    int code = below->xOpen(below, name, f->real, flags, out_flags);
    if (code == SQLITE_OK)
        f->base.pMethods = &log_methods;
    else if (f->real->pMethods) // as SQLite would
        f->real->pMethods->xClose(f->real);
    return code;
}

static void add_layer(void)
{
    below = sqlite3_vfs_find(NULL);
    if (!below) return;
    layer = *below; // names, deletions, time and randomness are those of the layer below
    layer.pNext = NULL;
    layer.zName = "svar-collector-log";
    layer.szOsFile = below->szOsFile + (int)sizeof(struct log_file);
    layer.xOpen = layer_open;
    sqlite3_vfs_register(&layer, 0);
}

const char *collector_sqlite_log_layer(void)
{
    pthread_once(&once, add_layer);
    return below ? layer.zName : NULL;
}
