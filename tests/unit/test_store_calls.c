// SPDX-License-Identifier: EUPL-1.2
// Each system call that concerns the store's folder fails in turn, SQLite's and our own: with an
// error of the disk, once and for good; with a full disk; with a file system that was remounted
// read-only. What was acknowledged comes out, and what is wrong is said. SVAR_FAULTS=all for all.
#include "tests/unit/calls_fixture.h"
#include "tests/unit/store_days.h"

static struct {
    int error;
    bool for_good;
} kind;

static void arm(struct days *l, long at)
{
    calls_arm(l->d.folder, kind.error, at, kind.for_good);
}

static void every(int error, bool for_good, long step, const char *what, const char *tried)
{
    static const int more_bytes[] = {0, 5000, 1200, 2500, 7500, 300};
    struct days_fault fault = {arm, calls_disarm, what, error == ENOSPC ? 0 : 1};
    long count = 0;
    kind.error = error;
    kind.for_good = for_good;
    // A day has fewer calls that write than calls.
    size_t lengths = error == EIO ? 2 : error == EROFS ? 4 : 6;
    for (size_t i = 0; i < lengths; i++)
        count += days_every(&fault, days_step(step), more_bytes[i]);
    desk_tried(count, tried);
}

TEST(any_system_call_may_fail_once)
{
    every(EIO, false, 1, "failed call", "system calls that failed once (EIO)");
}

TEST(all_system_calls_may_fail_from_any_on)
{
    every(EIO, true, 1, "failed from call", "system calls from which on all failed (EIO)");
}

TEST(the_disk_may_be_full_from_any_system_call_on)
{
    every(ENOSPC, true, 1, "full from call", "system calls from which on the disk was full");
}

TEST(the_disk_may_be_remounted_read_only_at_any_system_call)
{
    every(EROFS, true, 1, "read-only from call",
          "system calls from which on the disk was read-only (EROFS)");
}

TEST(a_read_only_remount_is_said_and_ends)
{
    struct desk d;
    struct err_info info = {0};
    struct drained out = {0};
    desk_make(&d);
    desk_shut(&d);
    calls_arm(d.folder, EROFS, 0, true);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_respond(&d, 1, 2);
    calls_arm(d.folder, EROFS, 1, true);
    assert_int_equal(desk_try_respond(&d, 3, &info), ERR_DENIED);
    assert_non_null(strstr(info.message, "ead-only"));
    assert_int_not_equal(desk_try_respond(&d, 4, NULL), ERR_NONE);
    calls_disarm();
    desk_respond(&d, 5, 6); // writable again
    desk_shut(&d);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 2);
    assert_seen_once(&out, 5, 6);
    desk_finish(&d);
}

// An older file is taken over as a whole, whatever single call of that fails: what the disk refuses
// once it is asked for again.
TEST(any_system_call_of_a_taking_over_may_fail_once)
{
    long at = days_first(1), step = DAYS_SANITIZED ? 3 : 1, tried = 0;
    for (bool reached = true; reached; at += step) {
        struct desk d;
        struct drained *out = calloc(1, sizeof *out);
        char path[256];
        desk_make(&d);
        d.more_bytes = 5000;
        desk_respond(&d, 1, 4);
        desk_close_batch(&d);
        desk_respond(&d, 5, 6);
        d.more_bytes = 0;
        desk_shut(&d);
        snprintf(path, sizeof path, "%s/store-2.sqlite", d.folder);
        assert_int_equal(file_write(path, STR(""), 0600, NULL), ERR_NONE);
        calls_arm(d.folder, EIO, at, false);
        if (desk_try_open(&d, NULL)) d.store = NULL;
        reached = calls_disarm();
        tried += reached;
        desk_shut(&d);
        desk_open(&d);
        desk_begin(&d, "s", 1);
        desk_respond(&d, 7, 7);
        desk_close_batch(&d);
        if (desk_figures(&d).responses_lost) fail_msg("call %ld: %s", at, desk_figures(&d).trouble);
        desk_drain(&d, out);
        for (unsigned i = 1; i <= 7; i++)
            if (out->seen[i] != 1) fail_msg("call %ld: %u came %u times", at, i, out->seen[i]);
        free(out);
        desk_finish(&d);
    }
    desk_tried(tried, "system calls of a taking over that failed once");
}

TEST_MAIN(cmocka_unit_test(any_system_call_may_fail_once),
          cmocka_unit_test(any_system_call_of_a_taking_over_may_fail_once),
          cmocka_unit_test(all_system_calls_may_fail_from_any_on),
          cmocka_unit_test(the_disk_may_be_full_from_any_system_call_on),
          cmocka_unit_test(the_disk_may_be_remounted_read_only_at_any_system_call),
          cmocka_unit_test(a_read_only_remount_is_said_and_ends))
