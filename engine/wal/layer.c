// SPDX-License-Identifier: EUPL-1.2
// The layer's file functions for logs, and the layers themselves: SQLite keeps those in a list of a
// process's own, so each is added once and stays.
#include "wal/layer.h"

#include "base/alloc.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
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

// ---- the layers ----
// One for each default that there has been: in a program that is one, but a test puts a disk that
// fails before it, and must see what is written.
struct layer {
    sqlite3_vfs vfs; // first, so that SQLite's pointer is ours
    sqlite3_vfs *below;
    struct layer *next;
    char name[32];
};

static pthread_mutex_t layers_lock = PTHREAD_MUTEX_INITIALIZER;
static struct layer *layers;

static int layer_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                      int *out_flags)
{
    sqlite3_vfs *below = ((struct layer *)vfs)->below;
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

static struct layer *layer_over(sqlite3_vfs *below)
{
    unsigned number = 1;
    for (struct layer *l = layers; l; l = l->next, number++)
        if (l->below == below || &l->vfs == below) return l;
    struct layer *l = xcalloc(1, sizeof *l);
    snprintf(l->name, sizeof l->name, "svar-wal-%u", number);
    l->vfs = *below; // names, deletions, time and randomness are those of the functions below
    l->vfs.pNext = NULL;
    l->vfs.zName = l->name;
    l->vfs.szOsFile = below->szOsFile + (int)sizeof(struct log_file);
    l->vfs.xOpen = layer_open;
    l->below = below;
    if (sqlite3_vfs_register(&l->vfs, 0) != SQLITE_OK) {
        free(l);
        return NULL;
    }
    l->next = layers;
    layers = l;
    return l;
}

const char *wal_layer(void)
{
    pthread_mutex_lock(&layers_lock);
    sqlite3_vfs *below = sqlite3_vfs_find(NULL);
    struct layer *l = below ? layer_over(below) : NULL;
    pthread_mutex_unlock(&layers_lock);
    return l ? l->name : NULL;
}
