// SPDX-License-Identifier: EUPL-1.2
// Databases with flipped bits, cut short, replaced by an older copy or another device's: the kiosk
// goes on, what can be read is saved, and what is lost is known to the number.
#include "tests/unit/store_salvage_fixture.h"

#include <fcntl.h>
#include <sqlite3.h>

TEST(an_older_copy_costs_no_number_twice_and_its_loss_is_known)
{
    struct desk d;
    struct salvage out = {0};
    desk_make(&d);
    desk_respond(&d, 1, 4);
    desk_close_batch(&d);
    desk_shut(&d);
    copy_in(&d, "store-1.sqlite", "older");
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_respond(&d, 5, 8);
    desk_close_batch(&d);
    desk_respond(&d, 9, 14);
    desk_close_batch(&d);
    desk_shut(&d);
    copy_in(&d, "older", "store-1.sqlite");
    desk_open(&d);
    desk_begin(&d, "s", 1);
    struct store_figures f = desk_figures(&d);
    assert_int_equal(f.batches_lost, 2);
    assert_int_equal(f.responses_lost, 10);
    assert_non_null(strstr(f.trouble, "2 batches with 10 answers (from number 2)"));
    desk_respond(&d, 15, 15);
    salvage(&d, &out);
    assert_int_equal(out.batches, 2);
    assert_int_equal(out.numbers[0], 1);
    assert_int_equal(out.numbers[1], 4); // behind those that are lost
    desk_shut(&d);
    desk_open(&d); // known, and not counted twice
    desk_begin(&d, "s", 1);
    assert_int_equal(desk_figures(&d).responses_lost, 10);
    desk_finish(&d);
}

TEST(another_devices_file_is_kept_apart)
{
    struct desk d, other;
    struct salvage out = {0};
    char path[256];
    fill(&d);
    fill(&other);
    struct buf bytes = {0};
    path_of(&other, "store-1.sqlite", path);
    assert_int_equal(file_read(path, 1 << 28, &bytes, NULL), ERR_NONE);
    path_of(&d, "store-1.sqlite", path);
    assert_int_equal(file_write(path, buf_str(&bytes), 0600, NULL), ERR_NONE);
    restart(&d, &out);
    assert_int_equal(out.responses, 1); // nothing of the other's
    assert_int_equal(out.numbers[0], BATCHES + 1);
    path_of(&d, "store-1.sqlite.foreign", path);
    assert_true(file_exists(path));
    assert_non_null(strstr(desk_figures(&d).trouble, "answers"));
    assert_int_equal(desk_figures(&d).responses_lost, BATCHES * EACH);
    struct buf kept = {0}; // as it was
    assert_int_equal(file_read(path, 1 << 28, &kept, NULL), ERR_NONE);
    assert_int_equal(kept.len, bytes.len);
    buf_finish(&kept);
    buf_finish(&bytes);
    desk_finish(&d);
    desk_finish(&other);
}

TEST(a_lost_first_page_costs_nothing)
{
    struct desk d;
    struct salvage out = {0};
    char path[256], rubbish[4096];
    memset(rubbish, 0x5a, sizeof rubbish);
    fill(&d);
    path_of(&d, "store-1.sqlite", path);
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, rubbish, sizeof rubbish, 0), sizeof rubbish);
    close(fd);
    restart(&d, &out);
    assert_int_equal(out.responses, ALL + 1);
    assert_int_equal(desk_figures(&d).responses_lost, 0);
    path_of(&d, "store-1.sqlite.damaged", path);
    assert_true(file_exists(path));
    assert_int_equal(names_in(d.folder, ".mending"), 0);
    desk_finish(&d);
}

TEST(flipped_bits_are_survived_and_accounted_for)
{
    struct kept k;
    long tried = 0;
    size_t step = days_want_all() ? 7 : DAYS_SANITIZED ? 211 : 79;
    kept_make(&k);
    for (size_t at = 3; at < k.store.len; at += step) {
        struct salvage out = {0};
        uint8_t bit = (uint8_t)(1U << (at % 8));
        k.store.ptr[at] ^= bit;
        kept_put(&k, buf_str(&k.store));
        k.store.ptr[at] ^= bit;
        restart(&k.d, &out);
        check_account(&k.d, &out, "bit", (long)at);
        tried++;
    }
    desk_tried(tried, "flipped bits");
    kept_finish(&k);
}

// "id INTEGER XRIMARY KEY" is no fault to the database, and no row is found by its number.
TEST(a_table_described_as_another_is_survived)
{
    static const char batches[] = "PRIMARY KEY, link BLOB NOT NULL UNIQUE,"
                                  " survey TEXT NOT NULL, number INTEGER NOT NULL, count INTEGER"
                                  " NOT NULL, bytes BLOB NOT NULL, state INTEGER NOT NULL,"
                                  " receipt BLOB, receipt_hour INTEGER)";
    struct kept k;
    long tried = 0;
    kept_make(&k);
    char *first = memmem(k.store.ptr, k.store.len, batches, sizeof batches - 1);
    assert_non_null(first);
    for (size_t at = 0; at < sizeof batches - 1; at += DAYS_SANITIZED ? 9 : 1) {
        struct salvage out = {0};
        first[at] ^= 'P' ^ 'X';
        kept_put(&k, buf_str(&k.store));
        first[at] ^= 'P' ^ 'X';
        restart(&k.d, &out);
        check_account(&k.d, &out, "description", (long)at);
        tried++;
    }
    desk_tried(tried, "flipped bits in a table's description");
    kept_finish(&k);
}

// A batch whose row is not found by its number, as where the number is damaged: it would be given
// for ever.
TEST(a_batch_that_cannot_be_laid_aside_ends_the_file)
{
    struct kept k;
    long tried = 0;
    char path[256];
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    kept_make(&k);
    path_of(&k.d, "store-1.sqlite", path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT substr(bytes, 1, 300) FROM batch WHERE number = 3",
                                        -1, &st, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    char *batch = memmem(k.store.ptr, k.store.len, sqlite3_column_blob(st, 0), 300);
    sqlite3_finalize(st);
    sqlite3_close(db);
    assert_non_null(batch);
    batch[0] ^= 1; // it is not what its link says
    for (int back = 1; back < 80; back++) {
        struct salvage out = {0};
        batch[-back] ^= 2;
        kept_put(&k, buf_str(&k.store));
        batch[-back] ^= 2;
        restart(&k.d, &out);
        check_account(&k.d, &out, "before a batch", back);
        tried++;
    }
    desk_tried(tried, "rows of a damaged batch");
    kept_finish(&k);
}

// Not one bit but many: as what wears out, or a magnet, leaves it.
TEST(many_flipped_bits_are_survived_and_accounted_for)
{
    struct kept k;
    long wanted = days_want_all() ? 5000 : DAYS_SANITIZED ? 150 : 1000;
    kept_make(&k);
    for (long i = 0; i < wanted; i++) {
        struct salvage out = {0};
        struct buf bytes = {0};
        buf_add_str(&bytes, buf_str(&k.store));
        uint64_t draw = (uint64_t)(i + 1) * UINT64_C(0x9e3779b97f4a7c15);
        for (long bits = 2L << i % 7; bits > 0; bits--) {
            draw ^= draw << 13, draw ^= draw >> 7, draw ^= draw << 17;
            bytes.ptr[(draw >> 8) % bytes.len] ^= (uint8_t)(1U << draw % 8);
        }
        kept_put(&k, buf_str(&bytes));
        restart(&k.d, &out);
        check_account(&k.d, &out, "draw", i);
        buf_finish(&bytes);
    }
    desk_tried(wanted, "files with 2 to 128 flipped bits");
    kept_finish(&k);
}

TEST(a_file_cut_short_is_survived_and_accounted_for)
{
    struct kept k;
    long tried = 0;
    kept_make(&k);
    size_t step = days_want_all() ? 64 : DAYS_SANITIZED ? 1024 : k.store.len / 1000;
    for (size_t at = 0; at < k.store.len; at += step) {
        struct salvage out = {0};
        kept_put(&k, str_sub(buf_str(&k.store), 0, at + (at % 4096 ? 17 : 0)));
        restart(&k.d, &out);
        check_account(&k.d, &out, "cut at", (long)at);
        tried++;
    }
    desk_tried(tried, "files cut short");
    kept_finish(&k);
}

// What the database takes for sound and only its meaning betrays: nothing may keep the kiosk from
// its next respondent, and each other response of the open batch is saved.
TEST(an_open_batch_that_makes_no_sense_is_survived)
{
    static const struct {
        const char *sql;
        unsigned saved; // of the open batch's, at least
    } cases[] = {
        {"UPDATE response SET sealed = x'00' || substr(sealed, 2) WHERE id = (SELECT min(id) FROM"
         " response WHERE slot <> zeroblob(16))",
         OPEN - 1},
        {"UPDATE response SET sealed = x'' WHERE id = (SELECT max(id) FROM response WHERE"
         " slot <> zeroblob(16))",
         OPEN - 1},
        {"UPDATE response SET slot = substr(slot, 2) WHERE id = (SELECT max(id) FROM response"
         " WHERE slot <> zeroblob(16))",
         OPEN - 1},
        {"UPDATE response SET slot = (SELECT max(slot) FROM response)", 0},
        {"UPDATE open_batch SET count = count + 1", OPEN},
        {"UPDATE open_batch SET count = count - 1", OPEN},
        {"UPDATE open_batch SET count = -1", OPEN},
        {"UPDATE open_batch SET count = 1 << 40", OPEN},
        {"UPDATE open_batch SET count = 0", OPEN},
        {"UPDATE open_batch SET hash = substr(hash, 2)", 0},
        {"UPDATE open_batch SET aggregate = x''", 0},
        {"UPDATE open_batch SET seed = x'00'", 0},
        {"UPDATE open_batch SET survey = ''", 0},
        {"UPDATE open_batch SET survey = hex(zeroblob(200))", 0},
        {"DELETE FROM open_batch", 0},
        {"UPDATE batch SET survey = 'q' WHERE number = 1", OPEN},
        {"UPDATE batch SET receipt_hour = 1 << 60 WHERE number = 1", OPEN},
        {"UPDATE chain SET link = x'01'", OPEN},
        {"UPDATE chain SET survey = ''", OPEN},
        {"UPDATE chain SET number = -5", OPEN},
        {"UPDATE chain SET survey = hex(zeroblob(200))", OPEN},
    };
    struct kept k;
    kept_make(&k);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct salvage out = {0};
        sqlite3 *db = NULL;
        char path[256];
        unsigned saved = 0;
        kept_put(&k, buf_str(&k.store));
        path_of(&k.d, "store-1.sqlite", path);
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, cases[i].sql, NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        restart(&k.d, &out);
        check_account(&k.d, &out, cases[i].sql, (long)i);
        for (unsigned n = BATCHES * EACH + 1; n <= ALL; n++)
            saved += out.seen[n];
        if (saved < cases[i].saved)
            fail_msg("%s: %u of the open batch were saved", cases[i].sql, saved);
    }
    desk_tried((long)(sizeof cases / sizeof *cases), "rows of the open batch that make no sense");
    kept_finish(&k);
}

static void rename_in(const struct desk *d, const char *from, const char *to)
{
    char old[256], new[256];
    path_of(d, from, old);
    path_of(d, to, new);
    assert_int_equal(rename(old, new), 0);
}

// A second file took over the first one's open batch; the power went before the first was set
// aside, and then the second goes bad: at the next start both are taken over, and each response
// comes once.
TEST(what_a_newer_file_took_over_comes_once)
{
    struct desk d;
    struct drained out = {0};
    sqlite3 *db = NULL;
    char path[256];
    desk_make(&d);
    desk_respond(&d, 1, 3);
    desk_shut(&d);
    path_of(&d, "store-2.sqlite", path);
    assert_int_equal(file_write(path, STR(""), 0600, NULL), ERR_NONE);
    desk_open(&d);
    desk_shut(&d);
    rename_in(&d, "store-1.sqlite.examined", "store-1.sqlite");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE chain SET number = -5", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_respond(&d, 4, 4);
    desk_close_batch(&d);
    desk_drain(&d, &out); // numbers and links too
    assert_seen_once(&out, 1, 4);
    assert_int_equal(out.responses, 4);
    assert_int_equal(names_in(d.folder, "store-3.sqlite"), 3); // with log and index
    desk_finish(&d);
}

// A flipped bit inside a closed batch, which no database notices: the others still go.
TEST(a_damaged_batch_does_not_hold_up_the_others)
{
    struct desk d;
    struct salvage out = {0};
    struct buf bytes = {0};
    char path[256];
    fill(&d);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    assert_int_equal(store_next_batch(d.store, &bytes, NULL), ERR_NONE);
    struct str piece = str_sub(buf_str(&bytes), bytes.len - 40, bytes.len - 20);
    desk_shut(&d);
    struct buf file = {0};
    path_of(&d, "store-1.sqlite", path);
    assert_int_equal(file_read(path, 1 << 28, &file, NULL), ERR_NONE);
    ptrdiff_t at = str_find(buf_str(&file), piece);
    assert_true(at > 0);
    file.ptr[at] ^= 1;
    assert_int_equal(file_write(path, buf_str(&file), 0600, NULL), ERR_NONE);
    restart(&d, &out);
    assert_int_equal(out.responses, ALL + 1 - EACH);
    struct store_figures f = desk_figures(&d);
    assert_int_equal(f.batches_lost, 1);
    assert_int_equal(f.responses_lost, EACH);
    assert_non_null(strstr(f.trouble, "damaged"));
    assert_int_equal(f.responses_waiting, 0);
    desk_shut(&d);
    struct store_inspection i;
    uint64_t number = 0;
    assert_int_equal(store_inspect(d.folder, NULL, NULL, &i, NULL), ERR_NONE);
    assert_int_equal(findings(&i, STORE_BATCH_DAMAGED, &number), 1);
    assert_int_equal(number, 1);
    store_inspection_finish(&i);
    buf_finish(&bytes);
    buf_finish(&file);
    desk_finish(&d);
}

TEST_MAIN(cmocka_unit_test(a_damaged_batch_does_not_hold_up_the_others),
          cmocka_unit_test(an_older_copy_costs_no_number_twice_and_its_loss_is_known),
          cmocka_unit_test(another_devices_file_is_kept_apart),
          cmocka_unit_test(a_lost_first_page_costs_nothing),
          cmocka_unit_test(flipped_bits_are_survived_and_accounted_for),
          cmocka_unit_test(a_table_described_as_another_is_survived),
          cmocka_unit_test(a_batch_that_cannot_be_laid_aside_ends_the_file),
          cmocka_unit_test(many_flipped_bits_are_survived_and_accounted_for),
          cmocka_unit_test(a_file_cut_short_is_survived_and_accounted_for),
          cmocka_unit_test(an_open_batch_that_makes_no_sense_is_survived),
          cmocka_unit_test(what_a_newer_file_took_over_comes_once))
