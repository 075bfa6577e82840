// SPDX-License-Identifier: EUPL-1.2
// Responses become batches: durable, chained, opened by the organizer's key alone, resent byte for
// byte until receipted, erased after the retention time.
#include "tests/unit/store_fixture.h"

#include <sqlite3.h>

TEST(responses_survive_a_restart)
{
    struct desk d;
    struct drained out = {0};
    desk_make(&d);
    desk_respond(&d, 1, 7);
    assert_int_equal(desk_figures(&d).responses_open, 7);
    desk_shut(&d);
    desk_open(&d); // closes what was left open
    assert_int_equal(desk_figures(&d).responses_open, 0);
    assert_int_equal(desk_figures(&d).responses_waiting, 7);
    desk_drain(&d, &out);
    assert_int_equal(out.batches, 1);
    assert_seen_once(&out, 1, 7);
    desk_finish(&d);
}

TEST(a_full_batch_closes_by_count)
{
    struct desk d;
    struct drained out = {0};
    desk_make(&d);
    bool closed;
    desk_respond(&d, 1, LIMIT_BATCH_COUNT + 3);
    assert_int_equal(store_close_batch(d.store, 5, 60000, &closed, NULL), ERR_NONE);
    assert_true(closed); // by itself, and said so once
    assert_int_equal(store_close_batch(d.store, 5, 60000, &closed, NULL), ERR_NONE);
    assert_false(closed);
    struct store_figures figures = desk_figures(&d);
    assert_int_equal(figures.batches_waiting, 1);
    assert_int_equal(figures.responses_waiting, LIMIT_BATCH_COUNT);
    assert_int_equal(figures.responses_open, 3);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_int_equal(out.batches, 2);
    assert_seen_once(&out, 1, LIMIT_BATCH_COUNT + 3);
    desk_finish(&d);
}

TEST(a_full_batch_closes_by_size)
{
    struct desk d;
    struct drained out = {0};
    char *json = malloc(400000);
    desk_make(&d);
    memset(json, ' ', 400000);
    for (unsigned i = 1; i <= 4; i++) {
        int len = snprintf(json, 32, "{\"n\":%u,\"x\":\"", i);
        json[len] = 'x';
        memcpy(json + 399998, "\"}", 2);
        assert_int_equal(store_finish_response(d.store, str_make(json, 400000), 0, NULL), ERR_NONE);
    }
    assert_int_equal(desk_figures(&d).batches_waiting, 1);
    assert_int_equal(desk_figures(&d).responses_open, 1);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 4);
    free(json);
    desk_finish(&d);
}

TEST(a_response_too_large_is_refused_and_costs_nothing)
{
    struct desk d;
    struct drained out = {0};
    struct err_info info = {0};
    desk_make(&d);
    desk_respond(&d, 1, 1);
    char *json = calloc(1, LIMIT_RESPONSE_BYTES + 1);
    assert_int_equal(
        store_finish_response(d.store, str_make(json, LIMIT_RESPONSE_BYTES + 1), 0, &info),
        ERR_LIMIT);
    free(json);
    desk_respond(&d, 2, 2);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 2);
    desk_finish(&d);
}

TEST(batches_wait_for_their_least_number_or_delay)
{
    struct desk d;
    bool closed;
    desk_make(&d);
    assert_int_equal(store_close_batch(d.store, 0, 0, &closed, NULL), ERR_NONE);
    assert_false(closed); // nothing to close
    desk_respond(&d, 1, 4);
    assert_int_equal(store_close_batch(d.store, 5, 60000, &closed, NULL), ERR_NONE);
    assert_false(closed);
    desk_respond(&d, 5, 5);
    assert_int_equal(store_close_batch(d.store, 5, 60000, &closed, NULL), ERR_NONE);
    assert_true(closed);
    desk_respond(&d, 6, 6);
    d.mono_ms += 59999;
    assert_int_equal(store_close_batch(d.store, 5, 60000, &closed, NULL), ERR_NONE);
    assert_false(closed);
    d.mono_ms += 1;
    assert_int_equal(store_close_batch(d.store, 5, 60000, &closed, NULL), ERR_NONE);
    assert_true(closed);
    desk_finish(&d);
}

TEST(chains_run_through_versions_and_apart_for_surveys)
{
    struct desk d;
    struct drained s = {0}, other = {0};
    desk_make(&d);
    desk_respond(&d, 1, 2);
    desk_begin(&d, "s", 2); // another version: closes the batch
    assert_int_equal(desk_figures(&d).batches_waiting, 1);
    desk_respond(&d, 3, 4);
    desk_begin(&d, "s", 2); // the same: does not
    assert_int_equal(desk_figures(&d).responses_open, 2);
    desk_begin(&d, "other", 1);
    desk_respond(&d, 5, 5);
    assert_int_equal(desk_figures(&d).responses_elsewhere, 4);
    desk_close_batch(&d);
    desk_drain(&d, &other);
    assert_int_equal(other.number, 1);
    assert_seen_once(&other, 5, 5);
    desk_begin(&d, "s", 2);
    desk_drain(&d, &s);
    assert_int_equal(s.number, 2);
    assert_seen_once(&s, 1, 4);
    desk_finish(&d);
}

TEST(a_batch_is_resent_byte_for_byte)
{
    struct desk d;
    struct buf first = {0}, again = {0};
    desk_make(&d);
    desk_respond(&d, 1, 3);
    desk_close_batch(&d);
    assert_int_equal(store_next_batch(d.store, &first, NULL), ERR_NONE);
    desk_shut(&d);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    assert_int_equal(store_next_batch(d.store, &again, NULL), ERR_NONE);
    assert_int_equal(first.len, again.len);
    assert_memory_equal(first.ptr, again.ptr, first.len);
    buf_finish(&first);
    buf_finish(&again);
    desk_finish(&d);
}

TEST(receipts_are_kept_and_refusals_set_aside)
{
    struct desk d;
    struct buf bytes = {0};
    uint8_t first[32], unknown[32] = {9};
    desk_make(&d);
    desk_respond(&d, 1, 1);
    desk_close_batch(&d);
    desk_respond(&d, 2, 3);
    desk_close_batch(&d);
    assert_int_equal(store_next_batch(d.store, &bytes, NULL), ERR_NONE);
    seal_sha256(buf_str(&bytes), first);
    desk_receipt(&d, first, SEAL_REFUSED);
    assert_int_equal(desk_figures(&d).batches_refused, 1);
    assert_int_equal(desk_figures(&d).responses_refused, 1);
    buf_clear(&bytes);
    assert_int_equal(store_next_batch(d.store, &bytes, NULL), ERR_NONE); // the second
    uint8_t second[32];
    seal_sha256(buf_str(&bytes), second);
    desk_receipt(&d, second, SEAL_ALREADY);
    desk_receipt(&d, second, SEAL_REFUSED); // too late to take it back
    struct store_figures figures = desk_figures(&d);
    assert_int_equal(figures.batches_receipted, 1);
    assert_int_equal(figures.responses_receipted, 2);
    assert_int_equal(figures.last_receipt_wall_ms, d.wall_ms - d.wall_ms % 3600000);
    // The collector was mended: the refused one goes again.
    assert_int_equal(store_next_batch(d.store, &bytes, NULL), ERR_MISSING);
    assert_int_equal(store_retry_refused(d.store, NULL), ERR_NONE);
    buf_clear(&bytes);
    assert_int_equal(store_next_batch(d.store, &bytes, NULL), ERR_NONE);
    uint8_t link[32];
    seal_sha256(buf_str(&bytes), link);
    assert_memory_equal(link, first, 32);
    // A receipt for what is not here.
    struct seal_receipt stray = {0};
    memcpy(stray.link, unknown, 32);
    assert_int_equal(store_receipted(d.store, &stray, STR("x"), NULL), ERR_MISSING);
    buf_finish(&bytes);
    desk_finish(&d);
}

TEST(all_without_a_receipt_come_one_after_the_other)
{
    struct desk d;
    struct buf bytes = {0};
    uint8_t link[32] = {0}, links[3][32] = {{0}};
    desk_make(&d);
    assert_int_equal(store_batch_after(d.store, link, link, &bytes, NULL), ERR_MISSING);
    for (int i = 0; i < 2; i++) {
        desk_respond(&d, (unsigned)i, (unsigned)i);
        desk_close_batch(&d);
    }
    desk_begin(&d, "another", 1); // whose batches go by the same stick
    desk_respond(&d, 30, 30);
    desk_close_batch(&d);
    for (int i = 0; i < 3; i++) {
        buf_clear(&bytes);
        assert_int_equal(store_batch_after(d.store, link, link, &bytes, NULL), ERR_NONE);
        seal_sha256(buf_str(&bytes), links[i]);
        assert_memory_equal(link, links[i], 32);
        if (i) assert_true(memcmp(links[i - 1], links[i], 32) < 0);
    }
    assert_int_equal(store_batch_after(d.store, link, link, &bytes, NULL), ERR_MISSING);
    // A refused one is given too, a receipted one is not.
    desk_receipt(&d, links[0], SEAL_REFUSED);
    desk_receipt(&d, links[1], SEAL_STORED);
    memset(link, 0, sizeof link);
    assert_int_equal(store_batch_after(d.store, link, link, &bytes, NULL), ERR_NONE);
    assert_memory_equal(link, links[0], 32);
    assert_int_equal(store_batch_after(d.store, link, link, &bytes, NULL), ERR_NONE);
    assert_memory_equal(link, links[2], 32);
    assert_int_equal(store_batch_after(d.store, link, link, &bytes, NULL), ERR_MISSING);
    buf_finish(&bytes);
    desk_finish(&d);
}

TEST(another_epoch_puts_batches_back_in_line)
{
    struct desk d;
    struct drained out = {0};
    static const uint8_t same[SEAL_EPOCH_BYTES], other[SEAL_EPOCH_BYTES] = {7};
    uint64_t count = 99;
    desk_make(&d);
    desk_respond(&d, 1, 2);
    desk_close_batch(&d);
    desk_drain(&d, &out); // the fixture's receipts are of the epoch of zeros
    assert_int_equal(store_epoch(d.store, same, &count, NULL), ERR_NONE);
    assert_int_equal(count, 0);
    assert_int_equal(store_epoch(d.store, other, &count, NULL), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(desk_figures(&d).responses_waiting, 2);
    struct buf again = {0};
    uint8_t link[SEAL_LINK_BYTES];
    assert_int_equal(store_next_batch(d.store, &again, NULL), ERR_NONE);
    seal_sha256(buf_str(&again), link);
    assert_memory_equal(link, out.link, sizeof link); // byte for byte what was sent before
    buf_finish(&again);
    desk_finish(&d);
}

TEST(receipted_batches_are_erased_after_retention)
{
    struct desk d;
    struct drained out = {0};
    struct buf bytes = {0};
    const int64_t day_ms = 86400000;
    desk_make(&d);
    desk_respond(&d, 1, 3);
    desk_close_batch(&d);
    assert_int_equal(store_next_batch(d.store, &bytes, NULL), ERR_NONE);
    struct str piece = str_sub(buf_str(&bytes), bytes.len - 64, bytes.len - 32);
    desk_drain(&d, &out);
    desk_respond(&d, 4, 5);
    desk_close_batch(&d);
    d.wall_ms += 29 * day_ms;
    assert_int_equal(store_erase(d.store, 30 * day_ms, NULL), ERR_NONE);
    assert_true(desk_folder_holds(&d, piece));
    d.wall_ms += 2 * day_ms;
    assert_int_equal(store_erase(d.store, 30 * day_ms, NULL), ERR_NONE);
    assert_false(desk_folder_holds(&d, piece));
    struct store_figures figures = desk_figures(&d);
    assert_int_equal(figures.batches_receipted, 1); // still counted
    assert_int_equal(figures.responses_receipted, 3);
    assert_int_equal(figures.responses_waiting, 2); // never erased without a receipt
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 5); // and the chain went on
    buf_finish(&bytes);
    desk_finish(&d);
}

TEST(those_who_said_no_are_counted_by_survey)
{
    struct desk d;
    desk_make(&d);
    assert_int_equal(store_count(d.store, STORE_DECLINED, NULL), ERR_NONE);
    assert_int_equal(store_count(d.store, STORE_DECLINED, NULL), ERR_NONE);
    assert_int_equal(store_count(d.store, STORE_BROKE_OFF, NULL), ERR_NONE);
    desk_shut(&d);
    desk_open(&d);
    desk_begin(&d, "s", 2);
    assert_int_equal(desk_figures(&d).declined, 2);
    assert_int_equal(desk_figures(&d).broke_off, 1);
    desk_begin(&d, "other", 1);
    assert_int_equal(desk_figures(&d).declined, 0);
    desk_finish(&d);
}

TEST(no_plain_text_reaches_the_folder)
{
    struct desk d;
    struct drained out = {0};
    desk_make(&d);
    desk_respond(&d, 1, 20);
    assert_false(desk_folder_holds(&d, STR("marmelad")));
    desk_close_batch(&d);
    assert_false(desk_folder_holds(&d, STR("marmelad")));
    desk_drain(&d, &out);
    desk_shut(&d);
    assert_false(desk_folder_holds(&d, STR("marmelad")));
    desk_finish(&d);
}

TEST(nothing_is_stored_before_a_survey_is_begun)
{
    struct desk d;
    struct err_info info = {0};
    desk_make(&d);
    desk_shut(&d);
    desk_open(&d);
    assert_int_equal(desk_try_respond(&d, 1, &info), ERR_STATE);
    assert_int_equal(store_count(d.store, STORE_DECLINED, &info), ERR_STATE);
    desk_finish(&d);
}

static int64_t ask(sqlite3 *db, const char *text)
{
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return value;
}

TEST(the_files_are_private_and_the_log_is_emptied)
{
    struct desk d;
    struct stat st;
    char path[128];
    sqlite3 *db;
    desk_make(&d);
    desk_respond(&d, 1, 3);
    static const char *const names[] = {"store-1.sqlite", "store-1.sqlite-wal"};
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", d.folder, names[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    assert_true(st.st_size > 0);
    desk_close_batch(&d);
    struct buf log = {0};
    assert_int_equal(file_read(path, 1 << 28, &log, NULL), ERR_NONE);
    for (size_t i = 0; i < log.len; i++)
        assert_int_equal(log.ptr[i], 0);
    buf_finish(&log);
    // Debian's own sqlite3 may look on: plain tables, nothing to install.
    snprintf(path, sizeof path, "%s/store-1.sqlite", d.folder);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(ask(db, "SELECT count(*) FROM batch"), 1);
    assert_int_equal(ask(db, "SELECT count(*) FROM response"), 0);
    assert_int_equal(ask(db, "SELECT id > 1000000 FROM batch"), 1);
    sqlite3_close(db);
    desk_finish(&d);
}

TEST(one_kiosk_a_folder)
{
    struct desk d;
    struct err_info info = {0};
    desk_make(&d);
    struct store *first = d.store;
    assert_int_equal(desk_try_open(&d, &info), ERR_STATE);
    assert_non_null(strstr(info.message, "another kiosk"));
    d.store = first;
    desk_finish(&d);
}

TEST_MAIN(cmocka_unit_test(responses_survive_a_restart),
          cmocka_unit_test(a_full_batch_closes_by_count),
          cmocka_unit_test(a_full_batch_closes_by_size),
          cmocka_unit_test(a_response_too_large_is_refused_and_costs_nothing),
          cmocka_unit_test(batches_wait_for_their_least_number_or_delay),
          cmocka_unit_test(chains_run_through_versions_and_apart_for_surveys),
          cmocka_unit_test(a_batch_is_resent_byte_for_byte),
          cmocka_unit_test(receipts_are_kept_and_refusals_set_aside),
          cmocka_unit_test(all_without_a_receipt_come_one_after_the_other),
          cmocka_unit_test(another_epoch_puts_batches_back_in_line),
          cmocka_unit_test(receipted_batches_are_erased_after_retention),
          cmocka_unit_test(those_who_said_no_are_counted_by_survey),
          cmocka_unit_test(no_plain_text_reaches_the_folder),
          cmocka_unit_test(nothing_is_stored_before_a_survey_is_begun),
          cmocka_unit_test(the_files_are_private_and_the_log_is_emptied),
          cmocka_unit_test(one_kiosk_a_folder))
