// SPDX-License-Identifier: EUPL-1.2
// Getting at the rows of a damaged file. Where a walk through a table ends at a bad page, the walk
// from the other end, the indexes, and looks at places in between find the rows behind it; where
// the first page is gone, which names the tables, a copy gets that of a new store.
#include "store/store_priv.h"

#include "base/alloc.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = STORE_PAGE_BYTES, PROBES = 4096 };

// ---- ids of rows ----
static void add_row(struct store_rows *rows, int64_t id, int64_t number)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity * 2 + 64;
        rows->list = xreallocarray(rows->list, rows->capacity, sizeof *rows->list);
    }
    rows->list[rows->count++] = (struct store_row){id, number};
}

// Columns: id, number or 0. Adds rows until the end, or a bad page, or most of them are there.
// False where it ended at a bad page.
static bool walk_from(sqlite3_stmt *st, int64_t from, size_t most, struct store_rows *rows)
{
    int rc = SQLITE_DONE;
    store_bind_int(st, 1, from);
    for (size_t i = 0; i < most && (rc = sqlite3_step(st)) == SQLITE_ROW; i++)
        add_row(rows, sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1));
    sqlite3_reset(st);
    return rc == SQLITE_DONE || rc == SQLITE_ROW;
}

static bool walk(struct store_file *f, const char *sql, struct store_rows *rows)
{
    sqlite3_stmt *st = NULL;
    bool whole = sqlite3_prepare_v2(f->db, sql, -1, &st, NULL) == SQLITE_OK &&
                 walk_from(st, 0, SIZE_MAX, rows);
    if (!whole) store_note_refused(f);
    sqlite3_finalize(st);
    return whole;
}

static int row_compare(const void *a, const void *b)
{
    const struct store_row *left = a, *right = b;
    if (left->id != right->id) return left->id < right->id ? -1 : 1;
    return (left->number < right->number) - (left->number > right->number); // the known one first
}

static void sort_rows(struct store_rows *rows)
{
    size_t kept = 0;
    if (rows->count) qsort(rows->list, rows->count, sizeof *rows->list, row_compare);
    for (size_t i = 0; i < rows->count; i++)
        if (!kept || rows->list[kept - 1].id != rows->list[i].id)
            rows->list[kept++] = rows->list[i];
    rows->count = kept;
}

// Row ids are spread evenly over all positive numbers, and so are these places.
static void probe(struct store_file *f, const char *sql, struct store_rows *rows)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(f->db, sql, -1, &st, NULL) == SQLITE_OK)
        for (int i = 0; i < PROBES; i++)
            walk_from(st, INT64_MAX / PROBES * i, 64, rows);
    sqlite3_finalize(st);
}

bool store_rows_find(struct store_file *f, enum store_table table, struct store_rows *out)
{
    static const struct {
        const char *up, *down, *state, *link;
    } all[] = {
        [STORE_TABLE_BATCH] = {"SELECT id, 0 FROM batch NOT INDEXED WHERE id >= ?1 ORDER BY id",
                               "SELECT id, 0 FROM batch NOT INDEXED WHERE id >= ?1 ORDER BY id"
                               " DESC",
                               "SELECT id, number FROM batch INDEXED BY batch_state"
                               " WHERE ?1 IS NOT NULL",
                               "SELECT id, 0 FROM batch INDEXED BY sqlite_autoindex_batch_1"
                               " WHERE ?1 IS NOT NULL"},
        [STORE_TABLE_RESPONSE] =
            {"SELECT id, 0 FROM response WHERE id >= ?1 AND slot <> zeroblob(16)"
             " ORDER BY id",
             "SELECT id, 0 FROM response WHERE id >= ?1 AND slot <>"
             " zeroblob(16) ORDER BY id DESC",
             NULL, NULL},
    };
    bool whole = walk(f, all[table].up, out);
    if (!whole) {
        walk(f, all[table].down, out);
        probe(f, all[table].up, out);
    }
    // An index knows of rows whose page is gone, and their numbers.
    if (all[table].state && !walk(f, all[table].state, out)) whole = false;
    if (all[table].link && !whole) walk(f, all[table].link, out);
    sort_rows(out);
    return whole;
}

void store_rows_finish(struct store_rows *rows)
{
    free(rows->list);
    memset(rows, 0, sizeof *rows);
}

// ---- copies ----
// What cannot be read is left as zeros, and the rest goes on.
static enum err copy_bytes(int from, int to, off_t bytes, bool *out_bad)
{
    char page[PAGE];
    for (off_t at = 0; at < bytes; at += PAGE) {
        ssize_t got = pread(from, page, sizeof page, at);
        if (got < 0) {
            *out_bad = true;
            memset(page, 0, sizeof page);
            got = bytes - at < PAGE ? (ssize_t)(bytes - at) : PAGE;
        }
        if (got && pwrite(to, page, (size_t)got, at) != got) return ERR_IO;
    }
    return ERR_NONE;
}

static enum err copy_one(const char *from, const char *to, bool *out_bad, struct err_info *info)
{
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0) return err_set_errno(info, "cannot open %.200s", from);
    struct stat st;
    enum err err = ERR_NONE;
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0 || fstat(in, &st) != 0 || copy_bytes(in, out, st.st_size, out_bad))
        err = err_set_errno(info, "cannot copy %.200s", from);
    if (out >= 0) close(out);
    close(in);
    return err;
}

enum err store_salvage_copy(const char *from, const char *to, bool *out_bad, struct err_info *info)
{
    static const char *const parts[] = {"", "-wal", "-journal"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char source[PATH_MAX + 48], target[PATH_MAX + 48];
        struct err_info own = {0};
        snprintf(source, sizeof source, "%s%s", from, parts[i]);
        snprintf(target, sizeof target, "%s%s", to, parts[i]);
        enum err err = copy_one(source, target, out_bad, &own);
        if (err && (i == 0 || err != ERR_MISSING)) return err_set(info, err, "%s", own.message);
    }
    return ERR_NONE;
}

void store_salvage_remove(const char *copy)
{
    static const char *const parts[] = {"", "-wal", "-shm", "-journal", "-wal-mended"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char path[PATH_MAX + 48];
        snprintf(path, sizeof path, "%s%s", copy, parts[i]);
        unlink(path);
    }
}

// Tables lie in a new store where they lay in this one: they are made in one go, in one order.
static enum err put_first_page(const char *path, const char *template, struct err_info *info)
{
    struct store_file fresh;
    struct stat st;
    uint8_t page[PAGE];
    enum err err = store_file_open(&fresh, template, NULL, info);
    if (err) {
        store_salvage_remove(template);
        return err;
    }
    store_file_close(&fresh);
    int from = open(template, O_RDONLY | O_CLOEXEC), to = open(path, O_WRONLY | O_CLOEXEC);
    if (from < 0 || to < 0 || fstat(to, &st) != 0 || pread(from, page, PAGE, 0) != PAGE) {
        err = err_set_errno(info, "cannot mend the copy %.200s", path);
    } else {
        store_header_count_pages(page);
        if (pwrite(to, page, PAGE, 0) != PAGE)
            err = err_set_errno(info, "cannot mend the copy %.200s", path);
    }
    if (from >= 0) close(from);
    if (to >= 0) close(to);
    store_salvage_remove(template);
    return err;
}

bool store_file_tables(struct store_file *f)
{
    sqlite3_stmt *st = NULL;
    bool fresh, sound = false;
    if (f->log.damaged) return false;
    bool there = sqlite3_prepare_v2(f->db,
                                    "SELECT count(*) FROM sqlite_master WHERE name IN"
                                    " ('batch', 'response', 'open_batch', 'chain')",
                                    -1, &st, NULL) == SQLITE_OK &&
                 sqlite3_step(st) == SQLITE_ROW && sqlite3_column_int64(st, 0) == 4;
    sqlite3_finalize(st);
    return there && store_header_check(f, &fresh, &sound) == SQLITE_OK && sound &&
           store_sql(f, SQL_BATCH_ROW) && store_sql(f, SQL_RESPONSE_ROW) &&
           store_sql(f, SQL_OPEN_GET) && store_sql(f, SQL_CHAINS);
}

// Opens the copy where its tables can be read. ERR_CORRUPT where not, and nothing is open then.
static enum err open_copy(const char *copy, struct store_file *out, struct err_info *info)
{
    enum err err = store_file_examine(out, copy, info);
    if (err) return err == ERR_FULL ? err : ERR_CORRUPT;
    if (store_file_tables(out)) return ERR_NONE;
    err = store_file_newer(out)
              ? err_set(info, ERR_UNSUPPORTED, "it was made by a newer version of Svar")
              : err_set(info, ERR_CORRUPT, "it holds no tables of a store");
    store_file_close(out);
    return err;
}

enum err store_salvage_open(const char *copy, struct store_file *out, bool *out_mended,
                            struct err_info *info)
{
    char template[PATH_MAX + 16];
    *out_mended = false;
    // From what costs nothing to what may: first the log, then the header, then the first page.
    enum err err = store_log_mend(copy, out_mended, info);
    if (!err) err = open_copy(copy, out, info);
    if (err != ERR_CORRUPT) return err;
    *out_mended = true;
    err = store_header_put(copy, info);
    if (!err) err = open_copy(copy, out, info);
    if (err != ERR_CORRUPT) return err;
    snprintf(template, sizeof template, "%s-template", copy);
    err = put_first_page(copy, template, info);
    return err ? err : open_copy(copy, out, info);
}
