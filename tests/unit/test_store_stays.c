// SPDX-License-Identifier: EUPL-1.2
// What store_prepare makes ready for the next response: one write and one sync finish it, and the
// read transaction that stands open meanwhile is in nobody's way, not even in a writer's, of whom
// there should be none.
#include "tests/unit/store_fixture.h"
#include "tests/unit/vfs_fixture.h"

#include <sqlite3.h>

static sqlite3 *open_beside(const struct desk *d)
{
    char path[128];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/store-1.sqlite", d->folder);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    return db;
}

static void write_beside(const struct desk *d)
{
    sqlite3 *db = open_beside(d);
    assert_int_equal(sqlite3_exec(db, "INSERT INTO tally VALUES ('other', 0, 7)", 0, 0, 0),
                     SQLITE_OK);
    sqlite3_close(db);
}

static int64_t open_responses(sqlite3 *db)
{
    sqlite3_stmt *st = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count FROM open_batch", -1, &st, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t count = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return count;
}

static void start(struct desk *d)
{
    disk_install();
    desk_make(d);
    desk_respond(d, 1, 1);
    store_prepare(d->store);
}

static void end(struct desk *d, unsigned last)
{
    struct drained out = {0};
    memset(&disk, 0, sizeof disk);
    desk_close_batch(d);
    desk_drain(d, &out);
    assert_seen_once(&out, 1, last);
    desk_finish(d);
}

TEST(a_response_is_one_write_and_one_sync)
{
    struct desk d;
    start(&d);
    for (unsigned i = 2; i <= 9; i++) {
        disk.writes = disk.syncs = 0;
        desk_respond(&d, i, i);
        assert_int_equal(disk.writes, 1);
        assert_int_equal(disk.syncs, 1);
        store_prepare(d.store);
    }
    end(&d, 9);
}

TEST(the_write_that_fails_is_the_responses_own)
{
    struct desk d;
    start(&d);
    disk.full = true;
    assert_int_equal(desk_try_respond(&d, 2, NULL), ERR_FULL);
    disk.full = false;
    store_prepare(d.store);
    desk_respond(&d, 2, 2);
    end(&d, 2);
}

TEST(others_see_each_response_at_once)
{
    struct desk d;
    start(&d);
    sqlite3 *db = open_beside(&d);
    for (unsigned i = 2; i <= 20; i++) {
        store_prepare(d.store);
        desk_respond(&d, i, i);
        assert_int_equal(open_responses(db), i);
    }
    sqlite3_close(db);
    end(&d, 20);
}

TEST(somebody_else_may_have_written_meanwhile)
{
    struct desk d;
    start(&d);
    write_beside(&d);
    desk_respond(&d, 2, 2);
    end(&d, 2);
}

TEST(so_may_a_count_find_it)
{
    struct desk d;
    struct err_info info = {0};
    start(&d);
    write_beside(&d);
    assert_int_equal(store_count(d.store, STORE_DECLINED, &info), ERR_NONE);
    assert_int_equal(desk_figures(&d).declined, 1);
    end(&d, 1);
}

TEST(a_checkpoint_is_not_held_up)
{
    struct desk d;
    char path[128];
    struct buf log = {0};
    start(&d);
    desk_respond(&d, 2, 2);
    store_prepare(d.store);
    desk_close_batch(&d); // moves the log, and wipes it
    snprintf(path, sizeof path, "%s/store-1.sqlite-wal", d.folder);
    assert_int_equal(file_read(path, 1 << 28, &log, NULL), ERR_NONE);
    assert_true(log.len > 0);
    for (size_t i = 0; i < log.len; i++)
        assert_int_equal(log.ptr[i], 0);
    buf_finish(&log);
    store_prepare(d.store);
    desk_respond(&d, 3, 3);
    end(&d, 3);
}

// Each sync and each write fails once, with everything made ready before each response.
static void fails_once(long *where, const long *count)
{
    bool met = true;
    for (long at = 1; met; at++) {
        struct desk d;
        struct drained out = {0};
        bool taken[8] = {false};
        start(&d);
        disk.writes = disk.syncs = 0;
        *where = at;
        for (unsigned i = 2; i < 8; i++) {
            taken[i] = desk_try_respond(&d, i, NULL) == ERR_NONE;
            store_prepare(d.store);
        }
        met = *count >= at;
        memset(&disk, 0, sizeof disk);
        desk_shut(&d);
        desk_open(&d);
        desk_begin(&d, "s", 1);
        desk_drain(&d, &out);
        assert_int_equal(out.seen[1], 1);
        for (unsigned i = 2; i < 8; i++) {
            if (taken[i] && !out.seen[i]) fail_msg("%ld: response %u is lost", at, i);
            if (!met) assert_true(taken[i]);
        }
        desk_finish(&d);
    }
}

TEST(a_sync_may_fail_after_it)
{
    fails_once(&disk.sync_at, &disk.syncs);
}

TEST(a_write_may_fail_after_it)
{
    fails_once(&disk.write_at, &disk.writes);
}

TEST_MAIN(cmocka_unit_test(a_response_is_one_write_and_one_sync),
          cmocka_unit_test(the_write_that_fails_is_the_responses_own),
          cmocka_unit_test(others_see_each_response_at_once),
          cmocka_unit_test(somebody_else_may_have_written_meanwhile),
          cmocka_unit_test(so_may_a_count_find_it), cmocka_unit_test(a_checkpoint_is_not_held_up),
          cmocka_unit_test(a_sync_may_fail_after_it), cmocka_unit_test(a_write_may_fail_after_it))
