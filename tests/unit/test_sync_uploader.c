// SPDX-License-Identifier: EUPL-1.2
// The uploader with a clock that the test turns: batches go until receipted, failures cost time
// and nothing else.
#include "tests/unit/sync_uploader_fixture.h"

TEST(batches_go_until_all_are_receipted)
{
    struct rig r;
    rig_make(&r);
    assert_int_equal(settle(&r), SYNC_WAIT_MAX_MS);
    assert_int_equal(figures(&r).phase, SYNC_IDLE);
    assert_int_equal(r.peer.hellos, 1); // nothing to send, but its epoch is of interest
    for (unsigned i = 1; i <= 3; i++) {
        desk_respond(&r.desk, i, i);
        desk_close_batch(&r.desk);
    }
    sync_batch_ready(r.u);
    assert_false(sync_settled(r.u));
    settle(&r);
    assert_int_equal(r.peer.hellos, 1);
    assert_int_equal(r.peer.batches, 3);
    assert_int_equal(figures(&r).sent, 3);
    assert_true(figures(&r).reached);
    assert_string_equal(figures(&r).trouble, "");
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 3);
    assert_int_equal(desk_figures(&r.desk).batches_waiting, 0);
    rig_finish(&r);
}

TEST(no_answer_but_a_receipt_counts)
{
    static const enum manner manners[] = {PORTAL, REDIRECT,    BARE_200, NONSENSE,  WRONG_KEY,
                                          FORGED, OTHER_BATCH, CUT,      TOO_LARGE, PROBLEM};
    struct rig r;
    rig_make(&r);
    desk_respond(&r.desk, 1, 2);
    desk_close_batch(&r.desk);
    struct buf sent = {0};
    assert_int_equal(store_next_batch(r.desk.store, &sent, NULL), ERR_NONE);
    r.peer.only_batches = true;
    for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) {
        r.peer.manner = manners[i];
        sync_now(r.u);
        settle(&r);
        struct sync_figures f = figures(&r);
        assert_int_equal(f.failures, i + 1);
        assert_int_equal(f.sent, 0);
        assert_true(f.trouble[0] != '\0');
        assert_int_equal(desk_figures(&r.desk).batches_waiting, 1);
        assert_true(str_eq(buf_str(&r.peer.last_batch), buf_str(&sent))); // byte for byte
    }
    r.peer.manner = RIGHT;
    sync_now(r.u);
    settle(&r);
    assert_int_equal(figures(&r).failures, 0);
    assert_int_equal(figures(&r).sent, 1);
    assert_string_equal(figures(&r).trouble, "");
    assert_int_equal(desk_figures(&r.desk).batches_waiting, 0);
    buf_finish(&sent);
    rig_finish(&r);
}

TEST(no_batch_is_shown_to_a_stranger)
{
    static const enum manner manners[] = {PORTAL, WRONG_KEY, FORGED, REPLAYED_HELLO};
    struct rig r;
    rig_make(&r);
    desk_respond(&r.desk, 1, 1);
    desk_close_batch(&r.desk);
    for (size_t i = 0; i < 4; i++) {
        r.peer.manner = manners[i];
        sync_now(r.u);
        settle(&r);
        assert_false(figures(&r).reached);
    }
    assert_int_equal(r.peer.batches, 0);
    rig_finish(&r);
}

TEST(waits_grow_to_an_hour_and_are_kept)
{
    struct rig r;
    int64_t most = 0, sum = 0;
    rig_make(&r);
    desk_respond(&r.desk, 1, 1);
    desk_close_batch(&r.desk);
    r.peer.manner = PORTAL;
    int64_t ceiling = 5000;
    for (int i = 0; i < 40; i++) {
        int64_t wait_ms = settle(&r);
        assert_in_range(wait_ms, 0, ceiling);
        int before = atomic_load(&r.peer.server.requests);
        if (wait_ms > 1) { // too early: says how long is left, and bothers nobody
            r.desk.mono_ms += wait_ms - 1;
            sync_batch_ready(r.u);
            assert_int_equal(sync_step(r.u), 1);
            r.desk.mono_ms += 1;
        } else {
            r.desk.mono_ms += wait_ms;
        }
        assert_int_equal(atomic_load(&r.peer.server.requests), before);
        if (ceiling < 3600000) ceiling = ceiling * 2 < 3600000 ? ceiling * 2 : 3600000;
        if (wait_ms > most) most = wait_ms;
        if (i >= 10) sum += wait_ms;
    }
    assert_true(most > 600000);                 // 30 draws from an hour
    assert_in_range(sum / 30, 900000, 2700000); // their mean is about half of it
    rig_finish(&r);
}

TEST(retry_after_is_the_floor)
{
    struct rig r;
    rig_make(&r);
    desk_respond(&r.desk, 1, 1);
    desk_close_batch(&r.desk);
    r.peer.manner = BUSY;
    assert_int_equal(settle(&r), SYNC_WAIT_MAX_MS); // in pieces of at most an hour
    assert_int_equal(figures(&r).wait_ms, 7200000);
    r.desk.mono_ms += 7199999;
    assert_int_equal(sync_step(r.u), 1);
    r.peer.manner = RIGHT;
    r.desk.mono_ms += 1;
    settle(&r);
    assert_int_equal(figures(&r).sent, 1);
    // A person may ask sooner, after which nothing lingers.
    desk_respond(&r.desk, 2, 2);
    desk_close_batch(&r.desk);
    r.peer.only_batches = true;
    r.peer.manner = BUSY;
    sync_batch_ready(r.u);
    settle(&r);
    assert_int_equal(figures(&r).wait_ms, 7200000);
    r.peer.manner = PORTAL;
    sync_now(r.u);
    assert_in_range(settle(&r), 0, 10000);
    rig_finish(&r);
}

TEST(a_refused_batch_is_kept_and_the_next_one_goes)
{
    struct rig r;
    rig_make(&r);
    desk_respond(&r.desk, 1, 2);
    desk_close_batch(&r.desk);
    r.peer.manner = REFUSES;
    r.peer.only_batches = true;
    settle(&r);
    assert_int_equal(figures(&r).refused, 1);
    assert_non_null(strstr(figures(&r).trouble, "the device is not enrolled"));
    assert_int_equal(desk_figures(&r.desk).batches_refused, 1);
    assert_int_equal(desk_figures(&r.desk).responses_refused, 2);
    r.peer.manner = RIGHT;
    desk_respond(&r.desk, 3, 3);
    desk_close_batch(&r.desk);
    sync_batch_ready(r.u);
    settle(&r);
    assert_int_equal(figures(&r).sent, 1);
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 1);
    rig_finish(&r);
}

TEST(a_receipt_that_could_not_be_kept_is_asked_for_again)
{
    struct rig r;
    rig_make(&r);
    desk_respond(&r.desk, 1, 1);
    desk_close_batch(&r.desk);
    r.store_fails = true;
    settle(&r);
    assert_int_equal(figures(&r).sent, 0);
    assert_non_null(strstr(figures(&r).trouble, "disk is full"));
    r.store_fails = false;
    sync_now(r.u);
    settle(&r);
    assert_int_equal(r.peer.batches, 2);
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 1);
    rig_finish(&r);
}

TEST(enrolment_comes_first_and_is_remembered)
{
    struct rig r;
    rig_make(&r);
    sync_uploader_destroy(r.u);
    desk_respond(&r.desk, 1, 1);
    desk_close_batch(&r.desk);
    rig_start(&r, false, "");
    assert_int_equal(settle(&r), SYNC_WAIT_MAX_MS);
    assert_int_equal(figures(&r).phase, SYNC_NOT_ENROLLED);
    assert_int_equal(atomic_load(&r.peer.server.requests), 0);
    sync_set_token(r.u, STR("wrong"));
    settle(&r);
    assert_int_equal(figures(&r).phase, SYNC_ENROL);
    assert_non_null(strstr(figures(&r).trouble, "unknown token"));
    assert_int_equal(r.peer.batches, 0);
    sync_set_token(r.u, STR("svar-enrol-1.example\n"));
    settle(&r);
    assert_int_equal(r.remembered, 1);
    assert_int_equal(r.peer.enrolments, 1);
    assert_int_equal(figures(&r).sent, 1);
    assert_int_equal(figures(&r).phase, SYNC_IDLE);
    rig_finish(&r);
}

// A collector that was put back to an older copy of its database lost what came since.
TEST(another_epoch_gets_everything_again)
{
    struct rig r;
    rig_make(&r);
    desk_respond(&r.desk, 1, 1);
    desk_close_batch(&r.desk);
    desk_respond(&r.desk, 2, 2);
    desk_close_batch(&r.desk);
    settle(&r);
    assert_int_equal(r.peer.batches, 2);
    // Within the hour nothing is asked, after it the epoch is; the same one changes nothing.
    int requests = r.peer.server.requests;
    r.desk.mono_ms += SYNC_WAIT_MAX_MS / 2;
    settle(&r);
    assert_int_equal(r.peer.server.requests, requests);
    r.desk.mono_ms += SYNC_WAIT_MAX_MS;
    settle(&r);
    assert_int_equal(r.peer.server.requests, requests + 1);
    assert_int_equal(r.peer.batches, 2);
    memset(r.peer.epoch, 0x17, sizeof r.peer.epoch);
    r.desk.mono_ms += SYNC_WAIT_MAX_MS;
    settle(&r);
    assert_int_equal(r.peer.batches, 4);
    assert_int_equal(desk_figures(&r.desk).responses_waiting, 0);
    rig_finish(&r);
}

TEST(a_receipt_of_another_epoch_is_enough)
{
    struct rig r;
    rig_make(&r);
    desk_respond(&r.desk, 1, 1);
    desk_close_batch(&r.desk);
    settle(&r);
    memset(r.peer.epoch, 0x17, sizeof r.peer.epoch);
    desk_respond(&r.desk, 2, 2);
    desk_close_batch(&r.desk);
    sync_batch_ready(r.u);
    settle(&r);
    assert_int_equal(r.peer.batches, 3);
    rig_finish(&r);
}

TEST(an_idle_device_that_reaches_nobody_stays_calm)
{
    struct rig r;
    rig_make(&r);
    r.peer.manner = PORTAL;
    assert_int_equal(settle(&r), SYNC_WAIT_MAX_MS);
    struct sync_figures now = figures(&r);
    assert_int_equal(now.phase, SYNC_IDLE);
    assert_int_equal(now.failures, 0);
    assert_string_equal(now.trouble, "");
    rig_finish(&r);
}

TEST_MAIN(cmocka_unit_test(batches_go_until_all_are_receipted),
          cmocka_unit_test(no_answer_but_a_receipt_counts),
          cmocka_unit_test(no_batch_is_shown_to_a_stranger),
          cmocka_unit_test(waits_grow_to_an_hour_and_are_kept),
          cmocka_unit_test(retry_after_is_the_floor),
          cmocka_unit_test(a_refused_batch_is_kept_and_the_next_one_goes),
          cmocka_unit_test(a_receipt_that_could_not_be_kept_is_asked_for_again),
          cmocka_unit_test(enrolment_comes_first_and_is_remembered),
          cmocka_unit_test(another_epoch_gets_everything_again),
          cmocka_unit_test(a_receipt_of_another_epoch_is_enough),
          cmocka_unit_test(an_idle_device_that_reaches_nobody_stays_calm))
