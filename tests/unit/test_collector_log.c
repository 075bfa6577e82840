// SPDX-License-Identifier: EUPL-1.2
// The writer's log on disks that fail, fill and refuse at each write and each sync: what was said
// to be stored is there after a restart, byte for byte, and nothing is said to be stored that a
// sync did not follow. Small batches and one that is larger than what the log's layer holds.
#include "tests/unit/collector_place_fixture.h"
#include "tests/unit/vfs_fixture.h"

enum { BATCHES = 6, LARGE_BYTES = 700000, ROUNDS_MAX = 400 };

static struct buf bodies[BATCHES];

static void make_bodies(void)
{
    for (size_t i = 0; i < BATCHES; i++) {
        buf_clear(&bodies[i]);
        size_t bytes = i == 3 ? LARGE_BYTES : 100 + 3000 * i;
        buf_reserve(&bodies[i], bytes);
        while (bodies[i].len < bytes)
            buf_add_char(&bodies[i], (char)('a' + (bodies[i].len * (i + 7)) % 26));
    }
}

static void free_bodies(void)
{
    for (size_t i = 0; i < BATCHES; i++)
        buf_finish(&bodies[i]);
}

// True where the storage said that it is durable.
static bool store(struct place *p, size_t i)
{
    uint8_t link[32] = {(uint8_t)(i + 1)};
    struct collector_batch batch = {
        .link = link,
        .survey_hash = hash_1,
        .device = key_a,
        .number = i + 1,
        .count = 1,
        .bytes = buf_str(&bodies[i]),
        .receipt = STR("receipt"),
    };
    struct collector_placed placed = {.verdict = COLLECTOR_BLOCKED};
    enum err err = p->storage->table->batch_put(p->storage, &batch, &placed, NULL);
    return !err && (placed.verdict == COLLECTOR_STORED || placed.verdict == COLLECTOR_THERE);
}

static void compare(struct str bytes, struct str receipt, const struct collector_cursor *cursor,
                    void *data)
{
    bool *found = data;
    (void)cursor;
    assert_str(receipt, "receipt");
    for (size_t i = 0; i < BATCHES; i++)
        if (str_eq(bytes, buf_str(&bodies[i]))) found[i] = true;
}

static void check_after(struct place *p, const bool stored[BATCHES], const char *what, long at)
{
    bool found[BATCHES] = {false}, more = true;
    struct collector_cursor after = {.position = 0};
    memset(&disk, 0, sizeof disk);
    close_place(p);
    open_place(p);
    while (more)
        assert_int_equal(p->storage->table->batch_pull(p->storage, "s", &after, 1 << 20, compare,
                                                       found, &after, &more, NULL),
                         ERR_NONE);
    for (size_t i = 0; i < BATCHES; i++) {
        if (stored[i] && !found[i]) fail_msg("%s %ld: batch %zu is lost", what, at, i);
        if (!store(p, i)) fail_msg("%s %ld: batch %zu cannot be stored afterwards", what, at, i);
    }
}

// One fault a round, one further on each time, until none is met any more.
static void each(const char *what, long *where, const long *count)
{
    make_bodies();
    long at = 1;
    for (bool met = true; met; at++) {
        struct place p;
        bool stored[BATCHES];
        assert_true(at < ROUNDS_MAX);
        disk_install();
        make_place(&p);
        put_survey(&p, hash_1, "s", 1, key_a);
        static const uint8_t token[16] = {0xee};
        enum collector_put put;
        assert_int_equal(
            p.storage->table->device_put(p.storage, "s", key_a, token, STR("B"), &put, NULL),
            ERR_NONE);
        disk.syncs = disk.writes = 0;
        *where = at;
        for (size_t i = 0; i < BATCHES; i++)
            stored[i] = store(&p, i);
        met = *count >= at;
        bool all = true;
        for (size_t i = 0; i < BATCHES; i++)
            all = all && stored[i];
        if (!met) assert_true(all);
        check_after(&p, stored, what, at);
        finish_place(&p);
    }
    print_message("# %ld times: %s\n", at - 2, what);
    assert_true(at > 6); // a commit has one sync, and some have several writes
    free_bodies();
}

TEST(any_sync_may_fail)
{
    storage_fixture_sqlite_only();
    each("sync", &disk.sync_at, &disk.syncs);
}

TEST(any_write_may_fail)
{
    storage_fixture_sqlite_only();
    each("write", &disk.write_at, &disk.writes);
}

TEST(the_disk_may_be_full_from_any_write_on)
{
    storage_fixture_sqlite_only();
    each("full", &disk.full_at, &disk.writes);
}

// Many pages in one call: a commit of a large batch has few writes, and one sync.
TEST(what_is_appended_goes_out_together)
{
    storage_fixture_sqlite_only();
    struct place p;
    make_bodies();
    disk_install();
    make_place(&p);
    put_batch(&p, 9, 9, STR("nine"), NULL);
    disk.syncs = disk.writes = 0;
    assert_true(store(&p, 3));
    assert_true(disk.writes * 8 < LARGE_BYTES / 8192);
    assert_int_equal(disk.syncs, 1);
    finish_place(&p);
    free_bodies();
}

TEST_MAIN(cmocka_unit_test(any_sync_may_fail), cmocka_unit_test(any_write_may_fail),
          cmocka_unit_test(the_disk_may_be_full_from_any_write_on),
          cmocka_unit_test(what_is_appended_goes_out_together))
