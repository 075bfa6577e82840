// SPDX-License-Identifier: EUPL-1.2
// Disks: a layer before SQLite's file functions, and before the few file calls of the code under
// test (the linker's --wrap leads them here). Of every file it remembers what its unsynced sectors
// held at the last sync. After a power cut each of them is the new one or the old one, as chance
// has it; so is the length of a file, and a name that no folder sync followed. A failed sync leaves
// its sectors in doubt even when a later one succeeds, as Linux does.
#include "tests/sim/sim.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

struct sector {
    uint64_t index;
    bool doubtful; // a sync failed since it was written: only writing it again helps
    uint8_t old[SECTOR];
};

struct sim_image {
    char path[300];
    bool named;        // its name is on the disk
    bool had_before;   // it was deleted, and until a folder sync its old self may come back
    struct buf before; //
    uint64_t length;   // as of the last sync
    struct sector *dirty;
    size_t dirty_count, dirty_capacity;
    uint32_t *place; // by sector: 1 + its place in dirty; 0: clean
    size_t place_count;
    struct sim_image *next;
};

struct disk_file {
    sqlite3_file base;
    sqlite3_file *real;
    struct sim_disk *disk;
    struct sim_image *image;
};

// The linker leads these calls of all static libraries here.
int __real_open(const char *path, int flags, ...);
int __real_mkostemp(char *path, int flags);
ssize_t __real_write(int fd, const void *bytes, size_t count);
ssize_t __real_pwrite(int fd, const void *bytes, size_t count, off_t at);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __wrap_open(const char *path, int flags, ...);
int __wrap_mkostemp(char *path, int flags);
ssize_t __wrap_write(int fd, const void *bytes, size_t count);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t count, off_t at);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);

static struct sim_disk *disks;
static enum sim_break broken;

// ---- which disk, which file ----
static struct sim_disk *disk_of(const char *path)
{
    for (struct sim_disk *d = disks; d; d = d->next) {
        size_t bytes = strlen(d->folder);
        if (strncmp(path, d->folder, bytes) == 0 && (path[bytes] == '/' || !path[bytes])) return d;
    }
    return NULL;
}

static struct sim_image *image_find(struct sim_disk *d, const char *path)
{
    for (struct sim_image *i = d->images; i; i = i->next)
        if (strcmp(i->path, path) == 0) return i;
    return NULL;
}

// What is there when it is first seen lay there before.
static struct sim_image *image_of(struct sim_disk *d, const char *path)
{
    struct sim_image *image = image_find(d, path);
    if (image) return image;
    struct stat st;
    image = xcalloc(1, sizeof *image);
    CHECK(strlen(path) < sizeof image->path);
    snprintf(image->path, sizeof image->path, "%s", path);
    image->named = stat(path, &st) == 0;
    image->length = image->named ? (uint64_t)st.st_size : 0;
    image->next = d->images;
    d->images = image;
    return image;
}

// A file made just now: empty, under a name that no folder sync has saved yet.
static struct sim_image *image_new(struct sim_disk *d, const char *path)
{
    struct sim_image *image = image_of(d, path);
    image->named = false;
    image->length = 0;
    return image;
}

static void image_clean(struct sim_image *image, bool all)
{
    size_t kept = 0;
    for (size_t i = 0; i < image->dirty_count; i++) {
        struct sector *s = &image->dirty[i];
        if (s->doubtful && !all) {
            image->dirty[kept] = *s;
            image->place[s->index] = (uint32_t)++kept;
        } else {
            image->place[s->index] = 0;
        }
    }
    image->dirty_count = kept;
}

static void image_free(struct sim_image *image)
{
    buf_finish(&image->before);
    free(image->dirty);
    free(image->place);
    free(image);
}

static void image_drop(struct sim_disk *d, const char *path)
{
    for (struct sim_image **at = &d->images; *at; at = &(*at)->next) {
        if (strcmp((*at)->path, path) != 0) continue;
        struct sim_image *gone = *at;
        *at = gone->next;
        image_free(gone);
        return;
    }
}

static uint64_t size_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

// Remembers what a sector holds before it is changed for the first time since the last sync.
static void image_dirty(struct sim_image *image, int *fd, uint64_t index)
{
    if (index >= image->place_count) {
        size_t count = (size_t)index * 2 + 64;
        image->place = xreallocarray(image->place, count, sizeof *image->place);
        memset(image->place + image->place_count, 0,
               (count - image->place_count) * sizeof *image->place);
        image->place_count = count;
    }
    if (image->place[index]) {
        image->dirty[image->place[index] - 1].doubtful = false;
        return;
    }
    if (image->dirty_count == image->dirty_capacity) {
        image->dirty_capacity = image->dirty_capacity * 2 + 16;
        image->dirty = xreallocarray(image->dirty, image->dirty_capacity, sizeof *image->dirty);
    }
    struct sector *s = &image->dirty[image->dirty_count++];
    memset(s, 0, sizeof *s);
    s->index = index;
    image->place[index] = (uint32_t)image->dirty_count;
    if (index * SECTOR >= image->length) return; // it held nothing
    if (*fd < 0) *fd = __real_open(image->path, O_RDONLY | O_CLOEXEC);
    CHECK(pread(*fd, s->old, SECTOR, (off_t)(index * SECTOR)) >= 0);
}

static void image_dirty_range(struct sim_image *image, uint64_t from, uint64_t to)
{
    int fd = -1;
    for (uint64_t i = from / SECTOR; i * SECTOR < to; i++)
        image_dirty(image, &fd, i);
    if (fd >= 0) close(fd);
}

// ---- what happens to a machine ----
// Counts one operation; true when nothing reaches the disk any more.
static bool gone(struct sim_disk *d)
{
    if (!d->dead && d->cut_in && --d->cut_in == 0) d->dead = true;
    return d->dead;
}

static void sync_folder(struct sim_disk *d)
{
    if (broken == SIM_BREAK_SYNC) return;
    for (struct sim_image *i = d->images; i; i = i->next) {
        i->named = true;
        i->had_before = false;
        buf_clear(&i->before);
    }
}

static bool sync_image(struct sim_disk *d, struct sim_image *image)
{
    if (d->fail_in && --d->fail_in == 0) {
        d->fails++;
        for (size_t i = 0; i < image->dirty_count; i++)
            image->dirty[i].doubtful = true;
        return false;
    }
    if (broken == SIM_BREAK_SYNC) return true;
    image_clean(image, false);
    image->length = size_of(image->path);
    return true;
}

// ---- SQLite's side ----
static struct disk_file *file_of(sqlite3_file *f)
{
    return (struct disk_file *)(void *)f;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
    return file_of(f)->real;
}

static int disk_close(sqlite3_file *f)
{
    sqlite3_file *real = real_of(f);
    int rc = real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
    free(real);
    return rc;
}

static int disk_read(sqlite3_file *f, void *out, int count, sqlite3_int64 at)
{
    if (file_of(f)->disk && file_of(f)->disk->dead) return SQLITE_IOERR_READ;
    return real_of(f)->pMethods->xRead(real_of(f), out, count, at);
}

static int disk_write(sqlite3_file *f, const void *bytes, int count, sqlite3_int64 at)
{
    struct sim_disk *d = file_of(f)->disk;
    struct sim_image *image = file_of(f)->image;
    if (d && gone(d)) return SQLITE_IOERR_WRITE;
    if (d && d->full && (uint64_t)at + (uint64_t)count > size_of(image->path)) return SQLITE_FULL;
    if (d) image_dirty_range(image, (uint64_t)at, (uint64_t)at + (uint64_t)count);
    return real_of(f)->pMethods->xWrite(real_of(f), bytes, count, at);
}

static int disk_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    struct sim_disk *d = file_of(f)->disk;
    struct sim_image *image = file_of(f)->image;
    if (d && gone(d)) return SQLITE_IOERR_TRUNCATE;
    if (d) {
        uint64_t now = size_of(image->path), end = now < image->length ? now : image->length;
        image_dirty_range(image, (uint64_t)size, end);
    }
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static bool ends_with(const char *text, const char *end)
{
    size_t a = strlen(text), b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

static int disk_sync(sqlite3_file *f, int flags)
{
    (void)flags; // spared: these disks are memory
    struct sim_disk *d = file_of(f)->disk;
    struct sim_image *image = file_of(f)->image;
    if (!d) return SQLITE_OK;
    if (gone(d) || !sync_image(d, image)) return SQLITE_IOERR_FSYNC;
    // SQLite syncs the folder with a journal's or a log's first sync, and with no other.
    if (!image->named && (ends_with(image->path, "-wal") || ends_with(image->path, "-journal")))
        sync_folder(d);
    return SQLITE_OK;
}

static int disk_size(sqlite3_file *f, sqlite3_int64 *out)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), out);
}
static int disk_lock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}
static int disk_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}
static int disk_reserved(sqlite3_file *f, int *out)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}
static int disk_control(sqlite3_file *f, int op, void *data)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, data);
}
static int disk_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}
static int disk_traits(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}
static int disk_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, out);
}
static int disk_shm_lock(sqlite3_file *f, int at, int count, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), at, count, flags);
}
static void disk_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}
static int disk_unmap(sqlite3_file *f, int erase)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), erase);
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
    struct disk_file *file = file_of(f);
    file->base.pMethods = NULL;
    file->disk = name ? disk_of(name) : NULL;
    if (file->disk && file->disk->dead) return SQLITE_CANTOPEN;
    if (file->disk) file->image = image_of(file->disk, name);
    file->real = xcalloc(1, (size_t)real->szOsFile);
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
    struct sim_disk *d = disk_of(name);
    if (d && gone(d)) return SQLITE_IOERR_DELETE;
    struct sim_image *image = d ? image_find(d, name) : NULL;
    if (image) {
        buf_clear(&image->before);
        image->had_before = image->named && !with_folder;
        // Good enough of what the disk held: a log or journal that came back as it was last.
        if (image->had_before) err_ignore(file_read(name, 1 << 28, &image->before, NULL));
        image->named = false; // a file of this name that is made later is another one
        image->length = 0;
        image_clean(image, true);
    }
    if (d && with_folder) sync_folder(d);
    if (image) image->named = false;
    return real->xDelete(real, name, 0);
}

// Only what the shape of its log depends on, never what is tested.
static int disk_randomness(sqlite3_vfs *vfs, int bytes, char *out)
{
    (void)vfs;
    memset(out, 0x5a, (size_t)bytes);
    return bytes;
}

void sim_disk_install(enum sim_break what)
{
    static sqlite3_vfs layer;
    broken = what;
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    layer = *real;
    layer.zName = "simulated";
    layer.szOsFile = (int)sizeof(struct disk_file);
    layer.pAppData = real;
    layer.xOpen = disk_open;
    layer.xDelete = disk_delete;
    layer.xRandomness = disk_randomness;
    layer.pNext = NULL;
    sqlite3_vfs_register(&layer, 1);
}

// ---- the code's own file calls ----
static int no_disk(void)
{
    errno = EIO;
    return -1;
}

int __wrap_open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list args;
        va_start(args, flags);
        mode = (mode_t)va_arg(args, unsigned);
        va_end(args);
    }
    struct sim_disk *d = disk_of(path);
    if (d && d->dead) return no_disk();
    if (d && (flags & O_CREAT)) image_of(d, path); // seen before it is made
    return __real_open(path, flags, mode);
}

int __wrap_mkostemp(char *path, int flags)
{
    struct sim_disk *d = disk_of(path);
    if (d && gone(d)) return no_disk();
    int fd = __real_mkostemp(path, flags);
    if (d && fd >= 0) image_new(d, path);
    return fd;
}

// Whose disk an open file is on; the file too, where it is known.
static struct sim_disk *disk_of_fd(int fd, struct sim_image **out)
{
    char link[64], path[PATH_MAX] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t bytes = readlink(link, path, sizeof path - 1);
    struct sim_disk *d = bytes > 0 ? disk_of(path) : NULL;
    *out = d ? image_find(d, path) : NULL;
    return d;
}

// False where nothing may be written any more; errno says why.
static bool may_write(int fd, uint64_t at, size_t count)
{
    struct sim_image *image;
    struct sim_disk *d = disk_of_fd(fd, &image);
    if (!d) return true;
    if (gone(d)) return no_disk() == 0;
    if (d->full && image && at + count > size_of(image->path)) {
        errno = ENOSPC;
        return false;
    }
    if (image) image_dirty_range(image, at, at + count);
    return true;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t count)
{
    off_t at = disks ? lseek(fd, 0, SEEK_CUR) : -1;
    if (at >= 0 && !may_write(fd, (uint64_t)at, count)) return -1;
    return __real_write(fd, bytes, count);
}

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t count, off_t at)
{
    if (!may_write(fd, (uint64_t)at, count)) return -1;
    return __real_pwrite(fd, bytes, count, at);
}

int __wrap_fsync(int fd)
{
    struct sim_image *image;
    struct sim_disk *d = disk_of_fd(fd, &image);
    if (!d) return 0; // nothing that the simulator could lose
    if (gone(d)) return no_disk();
    if (image) return sync_image(d, image) ? 0 : no_disk();
    sync_folder(d);
    return 0;
}

int __wrap_rename(const char *from, const char *to)
{
    struct sim_disk *d = disk_of(from);
    if (d && gone(d)) return no_disk();
    int rc = __real_rename(from, to);
    struct sim_image *image = d && rc == 0 ? image_find(d, from) : NULL;
    if (image) {
        image_drop(d, to);
        CHECK(strlen(to) < sizeof image->path);
        snprintf(image->path, sizeof image->path, "%s", to);
    }
    return rc;
}

int __wrap_unlink(const char *path)
{
    struct sim_disk *d = disk_of(path);
    if (d && gone(d)) return no_disk();
    if (d) image_drop(d, path);
    return __real_unlink(path);
}

// ---- coming up again ----
static bool coin(struct sim_disk *d)
{
    return sim_random_below(&d->random, 2) != 0;
}

static void put_back(struct sim_disk *d, struct sim_image *image)
{
    int fd = __real_open(image->path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    uint64_t now = size_of(image->path);
    uint64_t end = coin(d) ? image->length : now;
    for (size_t i = 0; i < image->dirty_count; i++) {
        const struct sector *s = &image->dirty[i];
        // Cutting a file shorter does not touch the sectors behind its end.
        bool old = s->index * SECTOR >= now || coin(d);
        if (old && s->index * SECTOR < end)
            CHECK(__real_pwrite(fd, s->old, SECTOR, (off_t)(s->index * SECTOR)) == SECTOR);
    }
    CHECK(ftruncate(fd, (off_t)end) == 0);
    close(fd);
}

static void come_back(const struct sim_image *image)
{
    int fd = __real_open(image->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
    CHECK(__real_write(fd, image->before.ptr, image->before.len) == (ssize_t)image->before.len);
    close(fd);
}

static void lose(struct sim_disk *d, struct sim_image *image)
{
    if (image->named) {
        put_back(d, image);
        return;
    }
    switch (sim_random_below(&d->random, 3)) {
    case 0: __real_unlink(image->path); break;
    case 1: put_back(d, image); break;
    default:
        if (image->had_before && image->before.len)
            come_back(image);
        else
            __real_unlink(image->path);
        break;
    }
}

void sim_disk_revive(struct sim_disk *d, bool power_cut)
{
    if (power_cut) {
        for (struct sim_image *i = d->images; i; i = i->next)
            lose(d, i);
    }
    // The log's index is rebuilt by whoever opens it first.
    for (struct sim_image *i = d->images, *next; i; i = next) {
        char index[320];
        next = i->next;
        snprintf(index, sizeof index, "%.*s-shm", (int)(sizeof i->path - 1), i->path);
        __real_unlink(index);
        // After a crash alone, what was not synced still is not.
        if (power_cut) image_drop(d, i->path);
    }
    d->dead = false;
    d->cut_in = 0;
    d->fail_in = 0;
}

void sim_disk_begin(struct sim_disk *d, const char *folder, struct sim_random random)
{
    memset(d, 0, sizeof *d);
    CHECK(strlen(folder) < sizeof d->folder);
    snprintf(d->folder, sizeof d->folder, "%s", folder);
    d->random = random;
    d->next = disks;
    disks = d;
    CHECK(file_make_dir(folder, 0700, NULL) == ERR_NONE);
}

void sim_disk_end(struct sim_disk *d)
{
    while (d->images)
        image_drop(d, d->images->path);
    for (struct sim_disk **at = &disks; *at; at = &(*at)->next) {
        if (*at != d) continue;
        *at = d->next;
        return;
    }
}
