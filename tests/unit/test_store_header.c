// SPDX-License-Identifier: EUPL-1.2
// The first hundred bytes of a database, and what SQLite's log and its index begin with: no single
// bit of them costs a response, keeps the kiosk from starting, or passes for a newer version.
#include "tests/unit/store_salvage_fixture.h"

#include <sqlite3.h>

enum { HEADER_BITS = 800, BIG = 3, BIG_BYTES = 6000 };

// As store_damage_fixture's, and with answers that go over several pages.
static void big_make(struct kept *k)
{
    memset(k, 0, sizeof *k);
    fill(&k->d);
    desk_open(&k->d);
    desk_begin(&k->d, "s", 1); // closes the open batch
    k->d.more_bytes = BIG_BYTES;
    desk_respond(&k->d, ALL + 1, ALL + BIG);
    k->d.more_bytes = 0;
    desk_shut(&k->d);
    read_in(&k->d, "store-1.sqlite", &k->store);
    read_in(&k->d, "ledger", &k->ledger);
}

static void all_came(const struct salvage *out, unsigned last, const char *what, long at)
{
    for (unsigned i = 1; i <= last; i++)
        if (out->seen[i] != 1)
            fail_msg("%s %ld: response %u came %u times", what, at, i, out->seen[i]);
}

static void starts_with(struct kept *k, struct str store, const char *what, long at, bool told)
{
    struct salvage out = {0};
    kept_put(k, store);
    desk_open(&k->d);
    desk_begin(&k->d, "s", 1);
    struct store_figures f = desk_figures(&k->d);
    if (told && !f.trouble[0]) fail_msg("%s %ld: nothing was said", what, at);
    if (f.responses_lost || f.batches_lost) fail_msg("%s %ld: %s", what, at, f.trouble);
    desk_respond(&k->d, ALL + BIG + 1, ALL + BIG + 1);
    salvage(&k->d, &out);
    all_came(&out, ALL + BIG + 1, what, at);
    if (out.altered) fail_msg("%s %ld: %u are altered", what, at, out.altered);
}

TEST(no_bit_of_the_first_hundred_bytes_costs_anything)
{
    struct kept k;
    long tried = 0;
    big_make(&k);
    for (size_t bit = 0; bit < HEADER_BITS; bit += DAYS_SANITIZED ? 3 : 1, tried++) {
        k.store.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
        starts_with(&k, buf_str(&k.store), "bit", (long)bit, false);
        k.store.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    desk_tried(tried, "flipped bits of the first hundred bytes");
    kept_finish(&k);
}

static void run_sql(struct desk *d, const char *sql)
{
    char path[256];
    sqlite3 *db = NULL;
    path_of(d, "store-1.sqlite", path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

TEST(a_damaged_number_of_the_format_is_no_newer_version)
{
    static const char *const marks[] = {
        "PRAGMA user_version = 3",
        "PRAGMA user_version = 66",
        "PRAGMA user_version = -2",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 3; CREATE TABLE other (a)",
        "PRAGMA user_version = 3; INSERT INTO meta VALUES ('format', 4)",
    };
    struct kept k;
    big_make(&k);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct buf bytes = {0};
        kept_put(&k, buf_str(&k.store));
        run_sql(&k.d, marks[i]);
        read_in(&k.d, "store-1.sqlite", &bytes);
        starts_with(&k, buf_str(&bytes), marks[i], (long)i, true);
        buf_finish(&bytes);
    }
    kept_finish(&k);
}

// It is left alone, byte for byte, until the version that made it is there again.
TEST(a_newer_version_says_so_twice_and_is_not_touched)
{
    struct kept k;
    struct buf before = {0}, after = {0};
    struct err_info info = {0};
    struct store_inspection i;
    big_make(&k);
    kept_put(&k, buf_str(&k.store));
    run_sql(&k.d, "PRAGMA user_version = 3; INSERT INTO meta VALUES ('format', 3);"
                  "ALTER TABLE batch RENAME TO batches");
    read_in(&k.d, "store-1.sqlite", &before);
    assert_int_equal(desk_try_open(&k.d, &info), ERR_UNSUPPORTED);
    assert_non_null(strstr(info.message, "newer version of Svar"));
    k.d.store = NULL;
    read_in(&k.d, "store-1.sqlite", &after);
    assert_int_equal(after.len, before.len);
    assert_memory_equal(after.ptr, before.ptr, before.len);
    assert_int_equal(names_in(k.d.folder, "store-2"), 0);
    assert_int_equal(store_inspect(k.d.folder, NULL, NULL, &i, NULL), ERR_NONE);
    assert_int_equal(findings(&i, STORE_UNREADABLE, NULL), 1);
    assert_non_null(strstr(i.findings[0].detail, "newer version of Svar"));
    store_inspection_finish(&i);
    buf_finish(&before);
    buf_finish(&after);
    kept_finish(&k);
}

// The power was cut when all had been taken over, and before anything was cleared away.
TEST(a_copy_that_was_left_is_cleared_away)
{
    struct kept k;
    char from[256], to[256];
    big_make(&k);
    k.store.ptr[19] ^= 1;
    kept_put(&k, buf_str(&k.store));
    desk_open(&k.d);
    desk_shut(&k.d);
    path_of(&k.d, "store-1.sqlite.damaged", from);
    path_of(&k.d, "store-1.sqlite", to);
    copy_in(&k.d, "store-1.sqlite.damaged", "store-1.sqlite.mending");
    assert_int_equal(rename(from, to), 0);
    desk_open(&k.d);
    assert_int_equal(names_in(k.d.folder, ".mending"), 0);
    assert_true(names_in(k.d.folder, ".damaged") > 0);
    kept_finish(&k);
}

// What `svar store check` reads, it reads with the header put right.
TEST(a_damaged_header_is_read_without_loss_from_outside)
{
    struct kept k;
    big_make(&k);
    for (size_t at = 0; at < HEADER_BITS / 8; at++) {
        struct store_inspection i;
        uint64_t responses = 0;
        k.store.ptr[at] ^= 4;
        kept_put(&k, buf_str(&k.store));
        k.store.ptr[at] ^= 4;
        assert_int_equal(store_inspect(k.d.folder, NULL, NULL, &i, NULL), ERR_NONE);
        for (size_t f = 0; f < i.file_count; f++)
            responses += i.files[f].responses_waiting + i.files[f].responses_open;
        if (responses != ALL + BIG) fail_msg("byte %zu: %u responses", at, (unsigned)responses);
        store_inspection_finish(&i);
    }
    kept_finish(&k);
}

// A file too large to be looked through at each start, with free pages: what was receipted first is
// erased. A page in use that passed for a free one would be written over.
enum { LARGE_EACH = 250, LARGE_BYTES = 4000, LARGE_ERASED = 6, LARGE_LEFT = 9 };

static void large_make(struct kept *k)
{
    struct drained *out = calloc(1, sizeof *out);
    memset(k, 0, sizeof *k);
    desk_make(&k->d);
    k->d.more_bytes = LARGE_BYTES;
    for (unsigned i = 0; i < LARGE_ERASED + LARGE_LEFT; i++) {
        desk_respond(&k->d, i * LARGE_EACH + 1, (i + 1) * LARGE_EACH);
        desk_close_batch(&k->d);
        if (i + 1 == LARGE_ERASED) desk_drain(&k->d, out);
    }
    k->d.wall_ms += INT64_C(10) * 3600 * 1000;
    assert_int_equal(store_erase(k->d.store, 3600 * 1000, NULL), ERR_NONE);
    k->d.more_bytes = 0;
    desk_shut(&k->d);
    read_in(&k->d, "store-1.sqlite", &k->store);
    read_in(&k->d, "ledger", &k->ledger);
    assert_true(k->store.len > 8 << 20);
    free(out);
}

static size_t number_in(const struct kept *k, size_t at)
{
    const uint8_t *p = (const uint8_t *)k->store.ptr + at;
    return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

// The batches that wait, and one new response; nothing is opened.
static void large_starts(struct kept *k, size_t at, uint8_t flip, bool told)
{
    k->store.ptr[at] ^= flip;
    kept_put(k, buf_str(&k->store));
    k->store.ptr[at] ^= flip;
    desk_open(&k->d);
    desk_begin(&k->d, "s", 1);
    desk_respond(&k->d, 1, 3);
    struct store_figures f = desk_figures(&k->d);
    if (f.responses_waiting != LARGE_LEFT * LARGE_EACH || f.responses_lost)
        fail_msg("byte %zu: %u wait, %u are lost: %s", at, (unsigned)f.responses_waiting,
                 (unsigned)f.responses_lost, f.trouble);
    if (told != (f.trouble[0] != 0)) fail_msg("byte %zu: it says: %s", at, f.trouble);
}

TEST(a_list_of_free_pages_that_is_damaged_is_told)
{
    struct kept k;
    large_make(&k);
    size_t trunk = (number_in(&k, 32) - 1) * 4096;
    assert_true(number_in(&k, 36) > 100 && trunk < k.store.len);
    large_starts(&k, 0, 0, false);
    large_starts(&k, 35, 4, true);         // where it begins
    large_starts(&k, 39, 1, true);         // how many there are
    large_starts(&k, trunk + 3, 2, true);  // where it goes on
    large_starts(&k, trunk + 7, 8, true);  // how many stand here
    large_starts(&k, trunk + 18, 2, true); // a page that is in use, or behind the end
    kept_finish(&k);
}

TEST_MAIN(cmocka_unit_test(no_bit_of_the_first_hundred_bytes_costs_anything),
          cmocka_unit_test(a_damaged_number_of_the_format_is_no_newer_version),
          cmocka_unit_test(a_newer_version_says_so_twice_and_is_not_touched),
          cmocka_unit_test(a_copy_that_was_left_is_cleared_away),
          cmocka_unit_test(a_damaged_header_is_read_without_loss_from_outside),
          cmocka_unit_test(a_list_of_free_pages_that_is_damaged_is_told))
