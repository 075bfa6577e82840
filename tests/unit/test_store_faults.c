// SPDX-License-Identifier: EUPL-1.2
// Disks that fail, fill, refuse or rot: nothing acknowledged is lost, nothing is acknowledged that
// was not saved, and what is wrong is said in plain words.
#include "tests/unit/store_fixture.h"
#include "tests/unit/vfs_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

// A day at the kiosk: responses, a close now and then. Says which responses were acknowledged.
static void day(struct desk *d, bool acknowledged[64])
{
    for (unsigned i = 1; i < 20; i++) {
        acknowledged[i] = desk_try_respond(d, i, NULL) == ERR_NONE;
        if (i % 4 == 0) err_ignore(store_close_batch(d->store, 0, 0, NULL, NULL));
        if (i == 10) err_ignore(store_count(d->store, STORE_DECLINED, NULL));
    }
}

// After a restart with a sound disk everything acknowledged comes out, in unbroken chains. The one
// response whose commit failed may come twice (it carries one response id), or not at all.
static void check_after(struct desk *d, const bool acknowledged[64], const char *what, long at)
{
    struct drained out = {0};
    memset(&disk, 0, sizeof disk);
    desk_shut(d);
    desk_open(d);
    desk_begin(d, "s", 1);
    desk_close_batch(d);
    desk_drain(d, &out);
    unsigned twice = 0;
    for (unsigned i = 1; i < 20; i++) {
        if (acknowledged[i] && !out.seen[i]) fail_msg("%s %ld: response %u is lost", what, at, i);
        if (out.seen[i] > 1) twice += out.seen[i] - 1;
    }
    if (twice > 1) fail_msg("%s %ld: %u responses came twice", what, at, twice);
}

TEST(any_sync_may_fail)
{
    for (long at = 1;; at++) {
        struct desk d;
        bool acknowledged[64] = {0};
        disk_install();
        desk_make(&d);
        disk.syncs = 0;
        disk.sync_at = at;
        day(&d, acknowledged);
        bool done = disk.syncs < at;
        for (unsigned i = 1; i < 20; i++) // it went on in a new file each time
            if (!acknowledged[i]) fail_msg("sync %ld: response %u was not taken", at, i);
        if (!done) {
            struct store_figures figures = desk_figures(&d);
            assert_true(figures.degraded);
            assert_non_null(strstr(figures.trouble, "store-1.sqlite"));
        }
        check_after(&d, acknowledged, "sync", at);
        desk_finish(&d);
        if (done) {
            desk_tried(at - 1, "syncs that failed");
            break;
        }
    }
}

TEST(any_write_may_fail)
{
    for (long at = 1;; at++) {
        struct desk d;
        bool acknowledged[64] = {0};
        disk_install();
        desk_make(&d);
        disk.writes = 0;
        disk.write_at = at;
        day(&d, acknowledged);
        bool done = disk.writes < at;
        check_after(&d, acknowledged, "write", at);
        desk_finish(&d);
        if (done) {
            desk_tried(at - 1, "writes that failed");
            break;
        }
    }
}

TEST(several_syncs_may_fail)
{
    struct desk d;
    struct drained out = {0};
    disk_install();
    desk_make(&d);
    for (unsigned i = 1; i <= 12; i++) {
        if (i % 3 == 0) disk.sync_at = 1;
        desk_respond(&d, i, i);
        if (i % 2 == 0) desk_close_batch(&d);
    }
    memset(&disk, 0, sizeof disk);
    desk_shut(&d);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_drain(&d, &out);
    for (unsigned i = 1; i <= 12; i++)
        assert_true(out.seen[i] >= 1);
    // The old files were looked at and set aside; after the retention time they go.
    assert_int_equal(desk_figures(&d).responses_waiting, 0);
    char path[128];
    snprintf(path, sizeof path, "%s/store-1.sqlite.examined", d.folder);
    assert_true(file_exists(path));
    d.wall_ms = INT64_C(4000000000000);
    assert_int_equal(store_erase(d.store, 0, NULL), ERR_NONE);
    assert_false(file_exists(path));
    desk_finish(&d);
}

// The power was cut while a third file was made: it knows nothing of where the chains stand, and
// what the first one held open must not take a number that the second one gave away.
TEST(no_number_is_given_twice)
{
    struct desk d;
    struct drained out = {0};
    char path[128];
    disk_install();
    desk_make(&d);
    desk_respond(&d, 1, 2);
    disk.sync_at = 1;
    desk_respond(&d, 3, 4); // in a second file
    desk_close_batch(&d);
    desk_respond(&d, 5, 5);
    desk_close_batch(&d);
    desk_shut(&d);
    snprintf(path, sizeof path, "%s/store-3.sqlite", d.folder);
    assert_int_equal(file_write(path, STR(""), 0600, NULL), ERR_NONE);
    memset(&disk, 0, sizeof disk);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_drain(&d, &out); // checks numbers and links
    for (unsigned i = 1; i <= 5; i++)
        assert_true(out.seen[i] >= 1);
    desk_finish(&d);
}

// A batch whose commit was in doubt is made anew at the restart, to the same bytes: another new
// file must not take it for one in doubt again.
TEST(a_batch_in_doubt_is_made_anew_once)
{
    struct desk d;
    struct drained out = {0};
    disk_install();
    desk_make(&d);
    desk_respond(&d, 1, 2);
    disk.sync_at = 1;
    assert_int_equal(store_close_batch(d.store, 0, 0, NULL, NULL), ERR_IO);
    desk_respond(&d, 3, 3); // in a second file
    desk_shut(&d);
    desk_open(&d); // takes the first one over
    desk_begin(&d, "s", 1);
    disk.sync_at = 1;
    desk_respond(&d, 4, 4); // in a third file
    desk_shut(&d);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 3);
    desk_finish(&d);
}

TEST(a_full_disk_is_said_and_mended)
{
    struct desk d;
    struct err_info info = {0};
    bool acknowledged[64] = {0};
    disk_install();
    desk_make(&d);
    desk_respond(&d, 1, 3);
    disk.full = true;
    assert_int_equal(desk_try_respond(&d, 4, &info), ERR_FULL);
    assert_non_null(strstr(info.message, "disk is full"));
    assert_int_equal(store_close_batch(d.store, 0, 0, NULL, &info), ERR_FULL);
    assert_int_equal(store_count(d.store, STORE_DECLINED, &info), ERR_FULL);
    assert_non_null(strstr(desk_figures(&d).trouble, "disk is full"));
    disk.full = false;
    desk_respond(&d, 5, 6);
    assert_string_equal(desk_figures(&d).trouble, "");
    for (unsigned i = 1; i < 7; i++)
        acknowledged[i] = i != 4;
    assert_false(desk_figures(&d).degraded); // a full disk is no reason to leave a file
    check_after(&d, acknowledged, "full", 0);
    desk_finish(&d);
}

TEST(many_failed_tries_use_up_no_batch)
{
    struct desk d;
    bool acknowledged[64] = {0};
    disk_install();
    desk_make(&d);
    desk_respond(&d, 1, 1);
    disk.full = true;
    for (unsigned i = 0; i < SEAL_SLOTS + 20; i++) // each uses a slot
        assert_int_equal(desk_try_respond(&d, 9, NULL), ERR_FULL);
    disk.full = false;
    desk_respond(&d, 2, 3);
    acknowledged[1] = acknowledged[2] = acknowledged[3] = true;
    check_after(&d, acknowledged, "slots", 0);
    desk_finish(&d);
}

TEST(a_store_opens_on_a_full_disk)
{
    struct desk d;
    struct drained out = {0};
    disk_install();
    desk_make(&d);
    desk_respond(&d, 1, 3);
    desk_close_batch(&d);
    desk_respond(&d, 4, 5);
    desk_shut(&d);
    disk.full = true;
    desk_open(&d); // what is in it can still be sent
    desk_begin(&d, "s", 1);
    struct buf bytes = {0};
    assert_int_equal(store_next_batch(d.store, &bytes, NULL), ERR_NONE);
    assert_int_equal(desk_figures(&d).responses_open, 2);
    assert_non_null(strstr(desk_figures(&d).trouble, "full"));
    buf_finish(&bytes);
    disk.full = false;
    desk_respond(&d, 6, 6);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 6);
    desk_finish(&d);
}

TEST(a_disk_turned_read_only_is_said)
{
    struct desk d;
    struct err_info info = {0};
    bool acknowledged[64] = {0};
    disk_install();
    desk_make(&d);
    desk_respond(&d, 1, 2);
    disk.readonly = true;
    assert_int_equal(desk_try_respond(&d, 3, &info), ERR_DENIED);
    assert_non_null(strstr(info.message, "read-only"));
    acknowledged[1] = acknowledged[2] = true;
    check_after(&d, acknowledged, "read-only", 0);
    desk_finish(&d);
}

// In a child: as a user who may not write there.
static int open_unprivileged(struct desk *d)
{
    struct err_info info = {0};
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 10;
    if (desk_try_open(d, &info) != ERR_DENIED) return 11;
    return strstr(info.message, d->folder) ? 0 : 12;
}

static int in_child(int (*run)(struct desk *), struct desk *d)
{
    pid_t child = fork();
    if (child == 0) _exit(run(d));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

TEST(a_read_only_folder_is_said)
{
    struct desk d;
    disk_install();
    desk_make(&d);
    desk_shut(&d);
    assert_int_equal(chmod(d.folder, 0555), 0);
    assert_int_equal(in_child(open_unprivileged, &d), 0);
    assert_int_equal(chmod(d.folder, 0755), 0);
    desk_finish(&d);
}

static int fill_up(struct desk *d)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = {200000, 200000};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 10;
    struct err_info info = {0};
    if (desk_try_open(d, &info)) return 11;
    uint8_t hash[32] = {1};
    if (store_begin(d->store, STR("s"), hash, &d->recipient, 1, &info)) return 12;
    unsigned taken = 0;
    while (taken < 1000 && !desk_try_respond(d, taken + 1, &info))
        taken++;
    if (taken == 1000) return 13;
    if (info.code != ERR_FULL) {
        fprintf(stderr, "# %s\n", info.message);
        return 14;
    }
    if (desk_figures(d).degraded) return 15;
    store_close(d->store);
    return taken > 5 && taken < 150 ? 50 + (int)taken : 16;
}

TEST(a_limit_on_file_size_counts_as_full)
{
    struct desk d;
    struct drained out = {0};
    disk_install();
    desk_make(&d);
    desk_shut(&d);
    int taken = in_child(fill_up, &d) - 50;
    if (taken < 0) fail_msg("child: %d", taken + 50);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, (unsigned)taken);
    desk_finish(&d);
}

static void damage(const struct desk *d, long offset, const void *bytes, size_t count)
{
    char path[128];
    snprintf(path, sizeof path, "%s/store-1.sqlite", d->folder);
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    assert_true(pwrite(fd, bytes, count, offset) == (ssize_t)count);
    close(fd);
}

TEST(a_file_that_is_no_database_is_kept_aside)
{
    struct desk d;
    struct drained out = {0};
    char path[128];
    disk_install();
    desk_make(&d);
    desk_respond(&d, 1, 2);
    desk_shut(&d);
    damage(&d, 0, "this is no database any more", 28);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    struct store_figures figures = desk_figures(&d);
    assert_true(figures.degraded);
    assert_non_null(strstr(figures.trouble, "damaged"));
    snprintf(path, sizeof path, "%s/store-1.sqlite.damaged", d.folder);
    assert_true(file_exists(path));
    desk_respond(&d, 3, 4);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 3, 4);
    desk_finish(&d);
}

// Every page in turn turns to rubbish: the store opens, never crashes, and batches that can still
// be read come out whole.
TEST(any_damaged_page_is_survived)
{
    char rubbish[4096];
    memset(rubbish, 0xa5, sizeof rubbish);
    size_t pages = 1, saved = 0;
    for (size_t page = 0; page < pages; page++) {
        struct desk d;
        struct stat st;
        char path[128];
        disk_install();
        desk_make(&d);
        for (unsigned i = 0; i < 3; i++) {
            desk_respond(&d, 10 * i + 1, 10 * i + 4);
            desk_close_batch(&d);
        }
        desk_shut(&d);
        snprintf(path, sizeof path, "%s/store-1.sqlite", d.folder);
        assert_int_equal(stat(path, &st), 0);
        pages = (size_t)st.st_size / 4096;
        damage(&d, (long)page * 4096, rubbish, sizeof rubbish);
        desk_open(&d);
        desk_begin(&d, "s", 1);
        struct buf bytes = {0};
        struct seal_batch batch = {0};
        while (store_next_batch(d.store, &bytes, NULL) == ERR_NONE) {
            assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
            desk_receipt(&d, batch.link, SEAL_STORED);
            seal_batch_finish(&batch);
            buf_clear(&bytes);
            saved++;
        }
        desk_respond(&d, 50, 50); // and it goes on
        buf_finish(&bytes);
        desk_finish(&d);
    }
    assert_true(saved > pages); // most damage costs at most one batch
}

TEST_MAIN(cmocka_unit_test(any_sync_may_fail), cmocka_unit_test(any_write_may_fail),
          cmocka_unit_test(several_syncs_may_fail), cmocka_unit_test(no_number_is_given_twice),
          cmocka_unit_test(a_batch_in_doubt_is_made_anew_once),
          cmocka_unit_test(a_full_disk_is_said_and_mended),
          cmocka_unit_test(many_failed_tries_use_up_no_batch),
          cmocka_unit_test(a_store_opens_on_a_full_disk),
          cmocka_unit_test(a_disk_turned_read_only_is_said),
          cmocka_unit_test(a_read_only_folder_is_said),
          cmocka_unit_test(a_limit_on_file_size_counts_as_full),
          cmocka_unit_test(a_file_that_is_no_database_is_kept_aside),
          cmocka_unit_test(any_damaged_page_is_survived))
