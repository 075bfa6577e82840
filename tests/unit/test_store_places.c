// SPDX-License-Identifier: EUPL-1.2
// Places that are made before they are needed (store/places.c): a commit writes two pages, what
// lies where tells no order, and a place that nobody took is nothing.
#include "store/inspect.h"
#include "tests/unit/store_fixture.h"

#include <sqlite3.h>

enum { PAGE = 4096, FRAME_HEAD = 24, LOG_HEAD = 32 };

static sqlite3 *look_into(const struct desk *d)
{
    char path[128];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/store-1.sqlite", d->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
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

static enum err respond(struct desk *d, unsigned number, size_t more_bytes, bool prepare)
{
    static char json[8192];
    int len = snprintf(json, sizeof json, "{\"n\":%u,\"t\":\"%0*d\"}", number, (int)more_bytes, 0);
    struct err_info info = {0};
    enum err err = store_finish_response(d->store, str_make(json, (size_t)len), 200, &info);
    if (prepare) store_prepare(d->store);
    return err;
}

static uint32_t number_at(const struct buf *bytes, size_t at)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++)
        value = value << 8 | bytes->ptr[at + i];
    return value;
}

// Pages of the log's newest `wanted` commits.
static unsigned pages_of_last(const struct desk *d, unsigned wanted)
{
    char path[128];
    struct buf log = {0};
    unsigned pages = 0, commits = 0, ends[512] = {0};
    snprintf(path, sizeof path, "%s/store-1.sqlite-wal", d->folder);
    assert_int_equal(file_read(path, 1 << 28, &log, NULL), ERR_NONE);
    assert_int_equal(number_at(&log, 8), PAGE);
    for (size_t at = LOG_HEAD; at + FRAME_HEAD + PAGE <= log.len; at += FRAME_HEAD + PAGE) {
        if (number_at(&log, at + 8) != number_at(&log, 16)) break; // of an earlier round
        pages++;
        if (number_at(&log, at + 4)) ends[commits++ % 512] = pages;
    }
    buf_finish(&log);
    assert_true(commits > wanted && commits < 512);
    return ends[commits - 1] - ends[commits - 1 - wanted];
}

TEST(a_commit_writes_two_pages)
{
    struct desk d;
    desk_make(&d);
    // Places are there for more than the next five, wherever the five lie.
    desk_respond(&d, 1, 1);
    store_prepare(d.store);
    for (unsigned i = 2; i <= 6; i++)
        assert_int_equal(respond(&d, i, 1, false), ERR_NONE);
    assert_int_equal(pages_of_last(&d, 5), 10);
    desk_finish(&d);
}

TEST(there_are_places_for_a_whole_batch)
{
    struct desk d;
    struct drained out = {0};
    desk_make(&d);
    for (unsigned i = 1; i <= 300; i++)
        assert_int_equal(respond(&d, i, 1, true), ERR_NONE);
    struct store_figures f = desk_figures(&d);
    assert_int_equal(f.responses_waiting, 256); // closed while nobody waited
    assert_int_equal(f.responses_open, 44);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 300);
    desk_finish(&d);
}

TEST(a_longer_response_takes_a_place_too)
{
    struct desk d;
    struct drained out = {0};
    desk_make(&d);
    for (unsigned i = 1; i <= 40; i++)
        assert_int_equal(respond(&d, i, i % 5 == 0 ? 100 * i : 1, true), ERR_NONE);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 40);
    desk_finish(&d);
}

// How many responses lie behind one that came after them, of all pairs: half of them where no order
// is to be seen.
static unsigned pairs_turned(struct desk *d, const char *order, unsigned count)
{
    char text[128];
    unsigned numbers[64], turned = 0;
    sqlite3 *db = look_into(d);
    sqlite3_stmt *st;
    snprintf(text, sizeof text,
             "SELECT sealed FROM response WHERE slot <> zeroblob(16)"
             " ORDER BY %s",
             order);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &st, NULL), SQLITE_OK);
    for (unsigned i = 0; i < count; i++) {
        struct buf json = {0};
        assert_int_equal(sqlite3_step(st), SQLITE_ROW);
        struct str sealed =
            str_make(sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0));
        assert_int_equal(seal_age_decrypt(&d->identity, 1, sealed, &json, NULL), ERR_NONE);
        assert_int_equal(sscanf(buf_text(&json), "{\"n\":%u,", &numbers[i]), 1);
        for (unsigned k = 0; k < i; k++)
            turned += numbers[k] > numbers[i];
        buf_finish(&json);
    }
    assert_int_equal(sqlite3_step(st), SQLITE_DONE);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return turned;
}

// Also across the additions of places: those of the second lie among those of the first.
TEST(rows_tell_no_order)
{
    struct desk d;
    desk_make(&d);
    d.random = 20261122; // the same draw each time
    for (unsigned i = 1; i <= 60; i++)
        assert_int_equal(respond(&d, i, 1, true), ERR_NONE);
    unsigned all = 60 * 59 / 2, by_id = pairs_turned(&d, "id", 60);
    assert_in_range(by_id, all * 3 / 10, all * 7 / 10);
    unsigned by_slot = pairs_turned(&d, "slot", 60);
    assert_in_range(by_slot, all * 3 / 10, all * 7 / 10);
    desk_finish(&d);
}

TEST(a_place_that_nobody_took_is_nothing)
{
    struct desk d;
    struct drained out = {0};
    struct store_inspection i;
    desk_make(&d);
    desk_respond(&d, 1, 2);
    store_prepare(d.store);
    desk_close_batch(&d);
    store_prepare(d.store); // places, and no batch is open
    desk_shut(&d);
    assert_int_equal(store_inspect(d.folder, NULL, NULL, &i, NULL), ERR_NONE);
    assert_int_equal(i.finding_count, 0);
    assert_int_equal(i.files[0].responses_open, 0);
    assert_int_equal(i.files[0].responses_waiting, 2);
    store_inspection_finish(&i);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    assert_string_equal(desk_figures(&d).trouble, "");
    desk_respond(&d, 3, 5);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_int_equal(out.responses, 5);
    assert_seen_once(&out, 1, 5);
    desk_finish(&d);
}

TEST(places_of_an_earlier_life_are_cleared)
{
    struct desk d;
    desk_make(&d);
    for (int life = 0; life < 3; life++) {
        desk_respond(&d, 1, 1);
        desk_close_batch(&d);
        store_prepare(d.store);
        desk_shut(&d);
        desk_open(&d);
        desk_begin(&d, "s", 1);
    }
    desk_respond(&d, 1, 1);
    desk_close_batch(&d);
    store_prepare(d.store);
    sqlite3 *db = look_into(&d);
    assert_in_range(ask(db, "SELECT count(*) FROM response"), 1, 32);
    sqlite3_close(db);
    desk_finish(&d);
}

TEST(another_survey_gets_places_of_its_own_length)
{
    struct desk d;
    struct drained out = {0}, other = {0};
    struct buf bytes = {0};
    desk_make(&d);
    desk_respond(&d, 1, 3);
    desk_begin(&d, "t", 2);
    for (unsigned i = 4; i <= 9; i++)
        assert_int_equal(respond(&d, i, 500, true), ERR_NONE);
    sqlite3 *db = look_into(&d);
    assert_int_equal(ask(db, "SELECT count(DISTINCT length(sealed)) FROM response"), 1);
    sqlite3_close(db);
    desk_close_batch(&d);
    assert_int_equal(store_next_batch(d.store, &bytes, NULL), ERR_NONE);
    desk_check(&d, buf_str(&bytes), &other);
    assert_int_equal(other.responses, 6);
    buf_finish(&bytes);
    desk_begin(&d, "s", 1);
    desk_drain(&d, &out);
    assert_int_equal(out.responses, 3);
    desk_finish(&d);
}

// Somebody took a row away under the running kiosk: that file is trusted no more, and the response
// is safe in a new one.
TEST(a_place_that_is_gone_is_noticed)
{
    struct desk d;
    struct drained out = {0};
    desk_make(&d);
    assert_int_equal(respond(&d, 1, 1, true), ERR_NONE);
    sqlite3 *db = look_into(&d);
    assert_int_equal(
        sqlite3_exec(db, "DELETE FROM response WHERE slot = zeroblob(16)", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(respond(&d, 2, 1, true), ERR_NONE);
    assert_true(desk_figures(&d).degraded);
    desk_shut(&d);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 2);
    desk_finish(&d);
}

TEST_MAIN(cmocka_unit_test(a_commit_writes_two_pages),
          cmocka_unit_test(there_are_places_for_a_whole_batch),
          cmocka_unit_test(a_longer_response_takes_a_place_too),
          cmocka_unit_test(rows_tell_no_order),
          cmocka_unit_test(a_place_that_nobody_took_is_nothing),
          cmocka_unit_test(places_of_an_earlier_life_are_cleared),
          cmocka_unit_test(another_survey_gets_places_of_its_own_length),
          cmocka_unit_test(a_place_that_is_gone_is_noticed))
