// SPDX-License-Identifier: EUPL-1.2
// The first hundred bytes of a database, which no check of SQLite's looks through: they say how all
// the rest is to be read. With one bit wrong in them a file is called read-only, or made by a newer
// version, or loses its last pages. In a store nearly all of them are always the same, so that
// damage can be told from all that it looks like, and put right in a copy.
#include "store/store_priv.h"

#include "base/alloc.h"
#include "base/bytes.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    HEADER_BYTES = 100,
    AT_WRITE_VERSION = 18,
    AT_READ_VERSION = 19,
    AT_CHANGES = 24,
    AT_FREE = 32, // the first free page, and how many there are
    AT_FORMAT = 60,
    AT_CHANGES_COUNTED = 92, // the counter as it was when the pages were counted
};

// Of SQLite's file format: where, how long, and what stands there in every store there has been.
// Between them lie counters, sizes and the freelist.
static const struct {
    size_t at, bytes;
    const char *what;
} fixed[] = {
    {0, 18, "SQLite format 3\0\x10\0"}, // its name, and pages of 4096 bytes
    {20, 4, "\0\x40\x20\x20"},          // nothing set apart in a page; three constants
    {44, 4, "\0\0\0\x04"},              // the tables' format
    {52, 8, "\0\0\0\0\0\0\0\x01"},      // no automatic vacuum; UTF-8
    {64, 8, "\0\0\0\0Svar"},            // nor a slow one; STORE_APPLICATION
    {72, 20,
     "\0\0\0\0\0\0\0\0\0\0"
     "\0\0\0\0\0\0\0\0\0\0"},
};

static bool is_known(const uint8_t head[HEADER_BYTES])
{
    // 1 while the file is made, 2 since it has a log.
    uint8_t version = head[AT_WRITE_VERSION];
    if (head[AT_READ_VERSION] != version || (version != 1 && version != 2)) return false;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (memcmp(head + fixed[i].at, fixed[i].what, fixed[i].bytes) != 0) return false;
    return true;
}

bool store_file_newer(struct store_file *f)
{
    int64_t format = store_sql_number(f, "PRAGMA user_version");
    return format > STORE_FORMAT &&
           store_sql_number(f, "SELECT value FROM meta WHERE name = 'format'") == format;
}

int store_header_check(struct store_file *f, bool *out_fresh, bool *out_sound)
{
    uint8_t head[HEADER_BYTES] = {0};
    sqlite3_file *file = NULL;
    sqlite3_int64 bytes = 0;
    *out_fresh = *out_sound = false;
    int64_t count = store_sql_number(f, "PRAGMA page_count");
    if (count < 0) return sqlite3_errcode(f->db);
    int64_t format = store_sql_number(f, "PRAGMA user_version");
    int rc = sqlite3_file_control(f->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (rc == SQLITE_OK && file && file->pMethods) rc = file->pMethods->xFileSize(file, &bytes);
    if ((rc & 0xff) == SQLITE_IOERR) f->refused = true;
    if (rc != SQLITE_OK || !file || !file->pMethods) return rc;
    *out_fresh = bytes == 0;
    if (bytes < HEADER_BYTES) return SQLITE_OK;
    rc = file->pMethods->xRead(file, head, HEADER_BYTES, 0);
    if (rc != SQLITE_OK) f->refused = true;
    // Were the number of pages too small, the pages behind it would be written over.
    int64_t pages = f->log.pages ? (int64_t)f->log.pages : bytes / STORE_PAGE_BYTES;
    *out_sound = rc == SQLITE_OK && is_known(head) && count == pages && format >= 1 &&
                 format <= STORE_FORMAT;
    return rc;
}

enum err store_header_put(const char *path, struct err_info *info)
{
    uint8_t head[HEADER_BYTES];
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return err_set_errno(info, "cannot open %.200s", path);
    ssize_t got = pread(fd, head, sizeof head, 0);
    if (got >= 0 && got < (ssize_t)sizeof head) {
        close(fd);
        return err_set(info, ERR_CORRUPT, "%.200s has no header", path);
    }
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        memcpy(head + fixed[i].at, fixed[i].what, fixed[i].bytes);
    head[AT_WRITE_VERSION] = head[AT_READ_VERSION] = 2;
    store_header_count_pages(head);
    uint32_t format = bytes_u32(head + AT_FORMAT);
    if (format < 1 || format > STORE_FORMAT) bytes_put_u32(head + AT_FORMAT, STORE_FORMAT);
    bool done = got > 0 && pwrite(fd, head, sizeof head, 0) == (ssize_t)sizeof head;
    enum err err = done ? ERR_NONE : err_set_errno(info, "cannot mend the copy %.200s", path);
    close(fd);
    return err;
}

// SQLite believes the number of pages in the header only where the two counters are the same.
void store_header_count_pages(uint8_t *head)
{
    bytes_put_u32(head + AT_CHANGES_COUNTED, bytes_u32(head + AT_CHANGES) ^ 1);
    memset(head + AT_FREE, 0, 8); // there are none
}

// ---- free pages ----
enum { LEAVES_MAX = STORE_PAGE_BYTES / 4 - 2, TRUNKS_LOOKED_INTO = 2 };

// Pages are wiped before they are free (secure_delete).
static bool is_wiped(sqlite3_file *file, uint32_t page, int *out_rc)
{
    static const uint8_t none[8];
    uint8_t first[8];
    *out_rc = file->pMethods->xRead(file, first, sizeof first,
                                    (sqlite3_int64)(page - 1) * STORE_PAGE_BYTES);
    return *out_rc == SQLITE_OK && memcmp(first, none, sizeof none) == 0;
}

struct free_list {
    sqlite3_file *file;
    uint8_t *seen; // a bit a page
    int64_t pages;
};

// Within the file, and in the list for the first time.
static bool is_new(struct free_list *l, uint32_t page)
{
    if (page < 2 || page > l->pages || l->seen[page / 8] & 1U << page % 8) return false;
    l->seen[page / 8] |= (uint8_t)(1U << page % 8);
    return true;
}

static int walk_free(struct free_list *l, uint32_t next, uint32_t wanted, bool *out_sound)
{
    uint8_t trunk[STORE_PAGE_BYTES];
    uint32_t count = 0;
    int rc = SQLITE_OK;
    for (unsigned looked = 0; next; looked++) {
        if (!is_new(l, next) || count >= wanted) return SQLITE_OK;
        rc = l->file->pMethods->xRead(l->file, trunk, sizeof trunk,
                                      (sqlite3_int64)(next - 1) * STORE_PAGE_BYTES);
        uint32_t leaves = bytes_u32(trunk + 4);
        if (rc != SQLITE_OK || leaves > LEAVES_MAX) return rc;
        for (uint32_t i = 0; i < leaves; i++) {
            uint32_t leaf = bytes_u32(trunk + 8 + 4 * i);
            if (!is_new(l, leaf)) return SQLITE_OK;
            // These are used next.
            if (looked < TRUNKS_LOOKED_INTO && !is_wiped(l->file, leaf, &rc)) return rc;
        }
        count += 1 + leaves;
        next = bytes_u32(trunk);
    }
    *out_sound = count == wanted;
    return rc;
}

int store_free_check(struct store_file *f, bool *out_sound)
{
    uint8_t head[HEADER_BYTES];
    struct free_list l = {.pages = store_sql_number(f, "PRAGMA page_count")};
    *out_sound = f->log.pages != 0; // newer pages are in the log: the next start looks
    if (*out_sound) return SQLITE_OK;
    int rc = sqlite3_file_control(f->db, "main", SQLITE_FCNTL_FILE_POINTER, &l.file);
    if (rc == SQLITE_OK) rc = l.file->pMethods->xRead(l.file, head, HEADER_BYTES, 0);
    if (rc == SQLITE_OK && l.pages > 0) {
        l.seen = xcalloc((size_t)l.pages / 8 + 1, 1);
        rc = walk_free(&l, bytes_u32(head + AT_FREE), bytes_u32(head + AT_FREE + 4), out_sound);
        free(l.seen);
    }
    if (rc != SQLITE_OK) f->refused = true;
    return rc;
}
