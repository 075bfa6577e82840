// SPDX-License-Identifier: EUPL-1.2
// The set's part on the disk: all names in one sorted row of blocks. Memory keeps how each block
// begins, and a filter of fixed size that knows of almost every name that it is not there, so that
// the file is looked into only for what was met before. Whenever memory is full the file is written
// anew with both in their order.
#include "archive/seen_priv.h"

#include "base/alloc.h"
#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK_PLACES = 204, // 4 080 bytes
    READ_BLOCKS = 16,
    FILTER_BYTES = 4 << 20,
    LINE_BYTES = 64, // of the filter: all bits of one name lie in one line of the processor's
    LINE_MARKS = 6,
};

struct archive_seen_run {
    int fd; // -1: nothing yet
    uint64_t count;
    uint64_t *begins; // the first eight bytes of each block's first name, as a number
    size_t block_count;
    uint8_t *filter;
    char *dir;
};

enum err archive_seen_run_create(const char *dir, struct archive_seen_run **out,
                                 struct err_info *info)
{
    int fd;
    enum err err = file_nameless(dir, &fd, info); // now, so that it is known whether one can be
    if (err) return err;
    close(fd);
    struct archive_seen_run *run = xcalloc(1, sizeof *run);
    run->fd = -1;
    run->filter = xcalloc(FILTER_BYTES, 1);
    run->dir = xstrdup(dir);
    *out = run;
    return ERR_NONE;
}

void archive_seen_run_destroy(struct archive_seen_run *run)
{
    if (!run) return;
    if (run->fd >= 0) close(run->fd);
    free(run->begins);
    free(run->filter);
    free(run->dir);
    free(run);
}

// ---- the filter ----
// Names are as good as drawn by chance: their bytes say which line and which bits.
static uint8_t *line_of(const struct archive_seen_run *run, const struct archive_seen_name *name)
{
    uint32_t which;
    memcpy(&which, name->bytes, sizeof which);
    return run->filter + (size_t)(which % (FILTER_BYTES / LINE_BYTES)) * LINE_BYTES;
}

static unsigned mark_of(const struct archive_seen_name *name, int i)
{
    const uint8_t *two = name->bytes + 4 + 2 * i;
    return (two[0] | (unsigned)two[1] << 8) % (LINE_BYTES * 8);
}

static void filter_add(struct archive_seen_run *run, const struct archive_seen_name *name)
{
    uint8_t *line = line_of(run, name);
    for (int i = 0; i < LINE_MARKS; i++)
        line[mark_of(name, i) / 8] |= (uint8_t)(1 << mark_of(name, i) % 8);
}

static bool filter_knows(const struct archive_seen_run *run, const struct archive_seen_name *name)
{
    const uint8_t *line = line_of(run, name);
    bool all = true;
    for (int i = 0; i < LINE_MARKS; i++)
        all = all && line[mark_of(name, i) / 8] >> mark_of(name, i) % 8 & 1;
    return all;
}

void archive_seen_run_fetch(const struct archive_seen_run *run,
                            const struct archive_seen_name *name)
{
    __builtin_prefetch(line_of(run, name));
}

// ---- the file ----
static enum err read_at(int fd, uint64_t at, void *out, size_t bytes, struct err_info *info)
{
    for (size_t done = 0; done < bytes;) {
        ssize_t got = pread(fd, (uint8_t *)out + done, bytes - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return err_set_errno(info, "cannot read what was laid beside the archive");
        if (got == 0) return err_set(info, ERR_CORRUPT, "what was laid beside the archive is gone");
        done += (size_t)got;
    }
    return ERR_NONE;
}

static enum err write_at(int fd, uint64_t at, const void *data, size_t bytes, struct err_info *info)
{
    for (size_t done = 0; done < bytes;) {
        ssize_t put = pwrite(fd, (const uint8_t *)data + done, bytes - done, (off_t)(at + done));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return err_set_errno(info, "cannot write beside the archive");
        done += (size_t)put;
    }
    return ERR_NONE;
}

static uint64_t begin_of(const struct archive_seen_name *name)
{
    uint64_t begin = 0;
    for (int i = 0; i < 8; i++)
        begin = begin << 8 | name->bytes[i];
    return begin;
}

// One side of a merge: the file, read some blocks at a time.
struct merge_reader {
    const struct archive_seen_run *run;
    struct archive_seen_place *places;
    size_t at, count;
    uint64_t next; // place in the file behind those that were read
};

// The file's next place; NULL at its end.
static enum err look(struct merge_reader *r, const struct archive_seen_place **out,
                     struct err_info *info)
{
    *out = NULL;
    if (r->at == r->count) {
        uint64_t left = r->run->count - r->next;
        r->count = left < READ_BLOCKS * BLOCK_PLACES ? (size_t)left : READ_BLOCKS * BLOCK_PLACES;
        r->at = 0;
        if (!r->count) return ERR_NONE;
        enum err err = read_at(r->run->fd, r->next * sizeof *r->places, r->places,
                               r->count * sizeof *r->places, info);
        if (err) return err;
        r->next += r->count;
    }
    *out = &r->places[r->at];
    return ERR_NONE;
}

// The other: the new file and how its blocks begin.
struct merge_writer {
    int fd;
    struct archive_seen_place *places;
    size_t held;
    uint64_t written; // places
    uint64_t *begins;
};

static enum err write_held(struct merge_writer *w, struct err_info *info)
{
    enum err err = write_at(w->fd, w->written * sizeof *w->places, w->places,
                            w->held * sizeof *w->places, info);
    w->written += w->held;
    w->held = 0;
    return err;
}

static enum err put(struct merge_writer *w, const struct archive_seen_place *place,
                    struct err_info *info)
{
    uint64_t at = w->written + w->held;
    if (at % BLOCK_PLACES == 0) w->begins[at / BLOCK_PLACES] = begin_of(&place->name);
    w->places[w->held++] = *place;
    return w->held == READ_BLOCKS * BLOCK_PLACES ? write_held(w, info) : ERR_NONE;
}

static enum err merge_both(struct merge_reader *r, struct merge_writer *w,
                           const struct archive_seen_place *places, size_t count,
                           struct err_info *info)
{
    const struct archive_seen_place *old;
    size_t at = 0;
    enum err err = look(r, &old, info);
    while (!err && (old || at < count)) {
        bool from_old =
            old && (at == count || memcmp(&old->name, &places[at].name, sizeof old->name) < 0);
        err = put(w, from_old ? old : &places[at], info);
        if (from_old)
            r->at++;
        else
            at++;
        if (!err && from_old) err = look(r, &old, info);
    }
    return err ? err : write_held(w, info);
}

enum err archive_seen_run_merge(struct archive_seen_run *run,
                                const struct archive_seen_place *places, size_t count,
                                struct err_info *info)
{
    size_t blocks = (size_t)((run->count + count + BLOCK_PLACES - 1) / BLOCK_PLACES);
    struct merge_reader r = {.run = run};
    struct merge_writer w = {.fd = -1};
    enum err err = file_nameless(run->dir, &w.fd, info);
    if (err) return err;
    r.places = xcalloc(READ_BLOCKS * BLOCK_PLACES, sizeof *r.places);
    w.places = xcalloc(READ_BLOCKS * BLOCK_PLACES, sizeof *w.places);
    w.begins = xcalloc(blocks + 1, sizeof *w.begins);
    err = merge_both(&r, &w, places, count, info);
    free(r.places);
    free(w.places);
    if (err) {
        close(w.fd);
        free(w.begins);
        return err;
    }
    if (run->fd >= 0) close(run->fd);
    free(run->begins);
    run->fd = w.fd;
    run->begins = w.begins;
    run->block_count = blocks;
    run->count += count;
    for (size_t i = 0; i < count; i++)
        filter_add(run, &places[i].name);
    return ERR_NONE;
}

// The last block that begins at or before the name; names that begin alike may reach over two.
static size_t block_of(const struct archive_seen_run *run, uint64_t begin)
{
    size_t low = 0, high = run->block_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (run->begins[middle] <= begin)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int compare(const void *name, const void *place)
{
    return memcmp(name, &((const struct archive_seen_place *)place)->name, ARCHIVE_SEEN_NAME_BYTES);
}

enum err archive_seen_run_find(const struct archive_seen_run *run,
                               const struct archive_seen_name *name, uint32_t *out_value,
                               struct err_info *info)
{
    struct archive_seen_place places[BLOCK_PLACES];
    const struct archive_seen_place *found = NULL;
    uint64_t begin = begin_of(name);
    *out_value = 0;
    if (!run->block_count || !filter_knows(run, name)) return ERR_NONE;
    for (size_t block = block_of(run, begin);; block--) {
        uint64_t first = (uint64_t)block * BLOCK_PLACES, left = run->count - first;
        size_t count = left < BLOCK_PLACES ? (size_t)left : BLOCK_PLACES;
        enum err err =
            read_at(run->fd, first * sizeof *places, places, count * sizeof *places, info);
        if (err) return err;
        found = bsearch(name, places, count, sizeof *places, compare);
        if (found || !block || run->begins[block] != begin) break;
    }
    if (found) *out_value = found->value;
    return ERR_NONE;
}
