// SPDX-License-Identifier: EUPL-1.2
// What is erased and when, over either database: bodies go, what is known of them stays.
#include "tests/unit/collector_place_fixture.h"

enum { DAY = 24 };

static struct collector_tidied tidy(struct place *p, int64_t hour, int64_t pulled_hours,
                                    int64_t all_hours)
{
    struct collector_tidy ask = {.hour = hour,
                                 .pulled_hours = pulled_hours,
                                 .all_hours = all_hours,
                                 .nonce_hours = 90 * DAY};
    struct collector_tidied out = {0};
    struct err_info info = {0};
    if (p->storage->table->tidy(p->storage, &ask, &out, &info)) fail_msg("%s", info.message);
    return out;
}

static size_t bodies(struct place *p)
{
    struct collector_cursor at = {.position = 0}, next;
    struct pulled pulled;
    pull(p, &at, 1000, &pulled, &next);
    return pulled.count;
}

// Pulls everything, and asks for what comes after it in this hour.
static void pull_all(struct place *p, const char *nonce, int64_t hour)
{
    struct collector_cursor at = {.position = 0}, next;
    struct pulled pulled;
    pull(p, &at, 1000, &pulled, &next);
    assert_int_equal(note_pull_of(p, "s", key_a, nonce, &next, hour), COLLECTOR_NEW);
}

TEST(what_nobody_pulled_is_kept)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("one"), NULL);
    assert_int_equal(tidy(&p, 1000, 0, -1).batches, 0);
    assert_int_equal(tidy(&p, 900000, 0, -1).batches, 0);
    assert_int_equal(bodies(&p), 1);
    finish_place(&p);
}

TEST(what_was_pulled_is_erased_some_days_later)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("one"), NULL);
    put_batch(&p, 2, 2, STR("two"), NULL);
    pull_all(&p, "a", 1000);
    put_batch(&p, 3, 3, STR("three"), NULL);
    assert_int_equal(tidy(&p, 1000, 7 * DAY, -1).batches, 0);
    assert_int_equal(tidy(&p, 1000 + 7 * DAY - 1, 7 * DAY, -1).batches, 0);
    assert_int_equal(tidy(&p, 1000 + 7 * DAY, 7 * DAY, -1).batches, 2);
    assert_int_equal(tidy(&p, 1000 + 7 * DAY, 7 * DAY, -1).batches, 0);
    assert_int_equal(bodies(&p), 1);
    finish_place(&p);
}

TEST(an_erased_batch_is_known_and_not_stored_again)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("one"), NULL);
    pull_all(&p, "a", 1000);
    assert_int_equal(tidy(&p, 1001, 0, -1).batches, 1);
    assert_int_equal(put_batch(&p, 1, 1, STR("one"), NULL), COLLECTOR_THERE);
    assert_int_equal(bodies(&p), 0);
    // The chain stays whole and the sums stay true.
    struct collector_figures figures;
    assert_int_equal(p.storage->table->figures(p.storage, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 1);
    assert_int_equal(figures.responses, 1);
    finish_place(&p);
}

TEST(a_desk_that_begins_anew_gets_its_time)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("one"), NULL);
    put_batch(&p, 2, 2, STR("two"), NULL);
    pull_all(&p, "a", 1000);
    // Days later it has lost its archive and has come as far as the first batch once more.
    struct collector_cursor at = {.position = 0}, next;
    struct pulled pulled;
    pull(&p, &at, 1, &pulled, &next);
    note_pull_of(&p, "s", key_a, "b", &next, 1000 + 7 * DAY);
    assert_int_equal(tidy(&p, 1000 + 7 * DAY, 7 * DAY, -1).batches, 1);
    assert_int_equal(bodies(&p), 1);
    finish_place(&p);
}

TEST(a_cursor_of_another_epoch_erases_nothing)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("one"), NULL);
    struct collector_cursor old = {.epoch = {9}, .xid = INT64_MAX, .position = INT64_MAX};
    note_pull_of(&p, "s", key_a, "a", &old, 1000);
    assert_int_equal(tidy(&p, 2000, 0, -1).batches, 0);
    finish_place(&p);
}

TEST(everything_ends_after_the_longest_time)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("one"), NULL);
    assert_int_equal(tidy(&p, 1000, -1, 30 * DAY).batches, 0);
    put_batch(&p, 2, 2, STR("two"), NULL);
    assert_int_equal(tidy(&p, 1000 + 30 * DAY - 1, -1, 30 * DAY).batches, 0);
    assert_int_equal(tidy(&p, 1000 + 30 * DAY, -1, 30 * DAY).batches, 1);
    assert_int_equal(bodies(&p), 1);
    finish_place(&p);
}

TEST(many_are_erased_in_small_steps)
{
    struct place p;
    make_place(&p);
    for (int i = 1; i <= 150; i++)
        put_batch(&p, (uint8_t)i, (uint64_t)i, STR("x"), NULL);
    pull_all(&p, "a", 1000);
    assert_int_equal(tidy(&p, 1000, 0, -1).batches, 150);
    assert_int_equal(bodies(&p), 0);
    finish_place(&p);
}

TEST(used_nonces_are_forgotten_in_time)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("one"), NULL);
    assert_int_equal(note_pull(&p, key_a, "n", 0, 1000), COLLECTOR_NEW);
    assert_int_equal(tidy(&p, 1000 + 90 * DAY, -1, -1).nonces, 0);
    assert_int_equal(note_pull(&p, key_a, "n", 0, 1000 + 90 * DAY), COLLECTOR_SAME);
    assert_int_equal(tidy(&p, 1001 + 90 * DAY, -1, -1).nonces, 1);
    assert_int_equal(note_pull(&p, key_a, "n", 0, 1001 + 90 * DAY), COLLECTOR_NEW);
    finish_place(&p);
}

static void skip_pulled(struct str bytes, struct str receipt, const struct collector_cursor *cursor,
                        void *data)
{
    (void)bytes, (void)receipt, (void)cursor, (void)data;
}

TEST(erased_bytes_are_gone_from_the_file)
{
    struct place p;
    storage_fixture_sqlite_only();
    make_place(&p);
    struct buf body = {0}, file = {0};
    for (int i = 0; i < 2000; i++)
        buf_add_text(&body, "plainly to be found ");
    put_batch(&p, 1, 1, buf_str(&body), NULL);
    struct collector_cursor at = {.position = 0}, next;
    bool more;
    assert_int_equal(
        p.storage->table->batch_pull(p.storage, "s", &at, 1, skip_pulled, NULL, &next, &more, NULL),
        ERR_NONE);
    note_pull_of(&p, "s", key_a, "a", &next, 1000);
    assert_int_equal(tidy(&p, 1000, 0, -1).batches, 1);
    close_place(&p);
    assert_int_equal(file_read(p.path, 1 << 24, &file, NULL), ERR_NONE);
    assert_true(str_find(buf_str(&file), STR("plainly to be found")) < 0);
    buf_finish(&file);
    buf_finish(&body);
    finish_place(&p);
}

TEST_MAIN(cmocka_unit_test(what_nobody_pulled_is_kept),
          cmocka_unit_test(what_was_pulled_is_erased_some_days_later),
          cmocka_unit_test(an_erased_batch_is_known_and_not_stored_again),
          cmocka_unit_test(a_desk_that_begins_anew_gets_its_time),
          cmocka_unit_test(a_cursor_of_another_epoch_erases_nothing),
          cmocka_unit_test(everything_ends_after_the_longest_time),
          cmocka_unit_test(many_are_erased_in_small_steps),
          cmocka_unit_test(used_nonces_are_forgotten_in_time),
          cmocka_unit_test(erased_bytes_are_gone_from_the_file))
