// SPDX-License-Identifier: EUPL-1.2
// The layer under SQLite's log: a commit is one write and one sync, an error of either is the
// commit's, and whoever reads sees what was written, from within the transaction or beside it.
#include "wal/layer.h"
#include "base/file.h"
#include "tests/unit/test.h"
#include "tests/unit/vfs_fixture.h"

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

enum { PAGE = 4096, HELD_MAX = 128 << 10 };

struct book {
    char folder[32], path[40], log[48];
    sqlite3 *db;
};

static sqlite3 *open_at(const char *path, const char *layer)
{
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    assert_int_equal(sqlite3_open_v2(path, &db, flags, layer), SQLITE_OK);
    sqlite3_extended_result_codes(db, 1);
    return db;
}

static int run(sqlite3 *db, const char *text)
{
    return sqlite3_exec(db, text, NULL, NULL, NULL);
}

static int64_t ask(sqlite3 *db, const char *text)
{
    sqlite3_stmt *st = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return value;
}

static void settle(sqlite3 *db)
{
    assert_int_equal(run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                             "PRAGMA wal_autocheckpoint = 0"),
                     SQLITE_OK);
}

static void open_book(struct book *b)
{
    disk_install();
    snprintf(b->folder, sizeof b->folder, "/tmp/svar-wal-XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    snprintf(b->path, sizeof b->path, "%s/b", b->folder);
    snprintf(b->log, sizeof b->log, "%s-wal", b->path);
    b->db = open_at(b->path, wal_layer());
    settle(b->db);
    assert_int_equal(run(b->db, "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB);"
                                "CREATE TABLE u (id INTEGER PRIMARY KEY, b BLOB);"
                                "INSERT INTO t VALUES (1, 'a'); INSERT INTO u VALUES (1, 'a')"),
                     SQLITE_OK);
    memset(&disk, 0, sizeof disk);
}

static void close_book(struct book *b)
{
    char shm[48];
    memset(&disk, 0, sizeof disk);
    assert_int_equal(sqlite3_close(b->db), SQLITE_OK);
    snprintf(shm, sizeof shm, "%s-shm", b->path);
    unlink(shm);
    unlink(b->log);
    unlink(b->path);
    assert_int_equal(rmdir(b->folder), 0);
}

static const char two_pages[] = "BEGIN; UPDATE t SET b = 'b'; UPDATE u SET b = 'b'; COMMIT";

TEST(a_commit_of_two_pages_is_one_write_and_one_sync)
{
    struct book b;
    open_book(&b);
    assert_int_equal(run(b.db, two_pages), SQLITE_OK);
    assert_int_equal(disk.writes, 1);
    assert_int_equal(disk.syncs, 1);
    close_book(&b);
}

TEST(a_write_that_fails_fails_the_commit)
{
    struct book b;
    open_book(&b);
    disk.write_at = 1;
    assert_int_equal(run(b.db, two_pages), SQLITE_IOERR_WRITE);
    assert_int_equal(disk.syncs, 0);
    assert_int_equal(ask(b.db, "SELECT count(*) FROM t WHERE b = 'a'"), 1);
    assert_int_equal(run(b.db, two_pages), SQLITE_OK); // nothing of the first one is left over
    assert_int_equal(ask(b.db, "SELECT count(*) FROM t JOIN u USING (b) WHERE b = 'b'"), 1);
    close_book(&b);
}

TEST(a_full_disk_fails_the_commit)
{
    struct book b;
    open_book(&b);
    disk.full = true;
    assert_int_equal(run(b.db, two_pages), SQLITE_FULL);
    disk.full = false;
    assert_int_equal(ask(b.db, "SELECT count(*) FROM t WHERE b = 'a'"), 1);
    assert_int_equal(run(b.db, two_pages), SQLITE_OK);
    close_book(&b);
}

TEST(a_sync_that_fails_fails_the_commit)
{
    struct book b;
    open_book(&b);
    disk.sync_at = 1;
    assert_int_equal(run(b.db, two_pages), SQLITE_IOERR_FSYNC);
    assert_int_equal(disk.writes, 1);
    close_book(&b);
}

TEST(what_was_committed_is_in_the_file)
{
    struct book b;
    struct buf log = {0};
    open_book(&b);
    assert_int_equal(run(b.db, "INSERT INTO t VALUES (2, 'plant' || 'ed for the log')"), SQLITE_OK);
    assert_int_equal(file_read(b.log, 1 << 24, &log, NULL), ERR_NONE);
    assert_non_null(memmem(log.ptr, log.len, "planted for the log", 19));
    buf_finish(&log);
    close_book(&b);
}

TEST(another_connection_sees_what_was_committed)
{
    struct book b;
    open_book(&b);
    sqlite3 *with = open_at(b.path, wal_layer()), *without = open_at(b.path, NULL);
    for (int i = 2; i < 40; i++) {
        char text[80];
        snprintf(text, sizeof text, "INSERT INTO t VALUES (%d, zeroblob(%d))", i, 300 * i);
        assert_int_equal(run(b.db, text), SQLITE_OK);
        assert_int_equal(ask(with, "SELECT max(id) FROM t"), i);
        assert_int_equal(ask(without, "SELECT max(id) FROM t"), i);
    }
    sqlite3_close(with);
    sqlite3_close(without);
    close_book(&b);
}

// With a cache of ten pages SQLite writes to its log, and reads from it, before the commit.
TEST(a_transaction_reads_its_own_pages_back)
{
    struct book b;
    open_book(&b);
    assert_int_equal(run(b.db, "PRAGMA cache_size = 10; BEGIN;"
                               "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n"
                               " WHERE i < 400) INSERT INTO t SELECT i, randomblob(3000) FROM n"),
                     SQLITE_OK);
    assert_true(disk.writes > 0 && disk.syncs == 0);
    int64_t sum = ask(b.db, "SELECT sum(length(hex(b))) FROM t WHERE id > 1");
    assert_int_equal(sum, 399 * 6000);
    assert_int_equal(run(b.db, "UPDATE t SET b = 'x' WHERE id % 2; COMMIT"), SQLITE_OK);
    sqlite3 *other = open_at(b.path, NULL);
    assert_int_equal(ask(other, "SELECT count(*) FROM t WHERE b = 'x'"), 200);
    assert_int_equal(ask(other, "PRAGMA integrity_check") == 0, 1); // "ok" as a number
    sqlite3_close(other);
    close_book(&b);
}

TEST(what_was_rolled_back_is_not_seen)
{
    struct book b;
    open_book(&b);
    assert_int_equal(run(b.db, "PRAGMA cache_size = 10; BEGIN;"
                               "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n"
                               " WHERE i < 100) INSERT INTO t SELECT i, randomblob(3000) FROM n;"
                               "ROLLBACK; INSERT INTO u VALUES (2, 'after')"),
                     SQLITE_OK);
    sqlite3 *other = open_at(b.path, NULL);
    assert_int_equal(ask(other, "SELECT count(*) FROM t"), 1);
    assert_int_equal(ask(other, "SELECT count(*) FROM u"), 2);
    sqlite3_close(other);
    close_book(&b);
}

// The largest that goes out at once is bounded, whatever a commit has.
TEST(a_large_commit_goes_out_in_pieces)
{
    struct book b;
    open_book(&b);
    assert_int_equal(run(b.db, "INSERT INTO t VALUES (2, randomblob(2000000))"), SQLITE_OK);
    assert_int_equal(disk.syncs, 1);
    assert_in_range(disk.writes, 2000000 / HELD_MAX, 2 * (2000000 / HELD_MAX));
    assert_int_equal(ask(b.db, "SELECT length(b) FROM t WHERE id = 2"), 2000000);
    close_book(&b);
}

TEST(a_checkpoint_finds_all_of_it)
{
    struct book b;
    open_book(&b);
    assert_int_equal(run(b.db, two_pages), SQLITE_OK);
    int pages = 0, moved = 0;
    assert_int_equal(
        sqlite3_wal_checkpoint_v2(b.db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &pages, &moved),
        SQLITE_OK);
    struct buf log = {0};
    assert_int_equal(file_read(b.log, 1, &log, NULL), ERR_NONE);
    buf_finish(&log);
    assert_int_equal(ask(b.db, "SELECT count(*) FROM t WHERE b = 'b'"), 1);
    close_book(&b);
}

// A disk that fails is put in between after databases were opened: later ones go through it.
TEST(it_lies_over_the_default_of_the_moment)
{
    struct book b;
    open_book(&b);
    const char *over_disk = wal_layer();
    assert_string_equal(wal_layer(), over_disk); // made once
    sqlite3_vfs *disk_layer = sqlite3_vfs_find("failing"), *plain = sqlite3_vfs_find("unix");
    sqlite3_vfs_register(plain, 1);
    assert_string_not_equal(wal_layer(), over_disk);
    char path[80];
    snprintf(path, sizeof path, "%s/c", b.folder);
    sqlite3 *other = open_at(path, wal_layer());
    settle(other);
    assert_int_equal(run(other, "CREATE TABLE t (b)"), SQLITE_OK);
    assert_int_equal(disk.writes, 0);
    sqlite3_close(other);
    unlink(path);
    sqlite3_vfs_register(disk_layer, 1);
    assert_string_equal(wal_layer(), over_disk);
    close_book(&b);
}

// The layer itself may have become the default: it does not lie upon itself.
TEST(it_never_lies_over_itself)
{
    struct book b;
    open_book(&b);
    sqlite3_vfs *before = sqlite3_vfs_find(NULL), *layer = sqlite3_vfs_find(wal_layer());
    assert_non_null(layer);
    sqlite3_vfs_register(layer, 1);
    assert_ptr_equal(sqlite3_vfs_find(wal_layer()), layer);
    sqlite3_vfs_register(before, 1);
    close_book(&b);
}

TEST_MAIN(cmocka_unit_test(a_commit_of_two_pages_is_one_write_and_one_sync),
          cmocka_unit_test(a_write_that_fails_fails_the_commit),
          cmocka_unit_test(a_full_disk_fails_the_commit),
          cmocka_unit_test(a_sync_that_fails_fails_the_commit),
          cmocka_unit_test(what_was_committed_is_in_the_file),
          cmocka_unit_test(another_connection_sees_what_was_committed),
          cmocka_unit_test(a_transaction_reads_its_own_pages_back),
          cmocka_unit_test(what_was_rolled_back_is_not_seen),
          cmocka_unit_test(a_large_commit_goes_out_in_pieces),
          cmocka_unit_test(a_checkpoint_finds_all_of_it),
          cmocka_unit_test(it_lies_over_the_default_of_the_moment),
          cmocka_unit_test(it_never_lies_over_itself))
