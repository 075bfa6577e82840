// SPDX-License-Identifier: EUPL-1.2
// Opening batches, and every way of altering one that somebody with the device's key could try.
#include "tests/unit/seal_forge.h"

struct opening {
    struct buf bytes;
    struct seal_batch batch;
    struct seal_batch_opened *opened;
    enum err code;
    struct err_info info;
};

static void opening_init(struct opening *o, struct help_batch *h)
{
    *o = (struct opening){.bytes = help_batch_encode(h)};
    assert_int_equal(seal_batch_decode(buf_str(&o->bytes), &o->batch, NULL), ERR_NONE);
    o->code = seal_batch_open(&o->batch, &h->id, 1, &o->opened, &o->info);
}

static void opening_finish(struct opening *o)
{
    seal_batch_opened_destroy(o->opened);
    seal_batch_finish(&o->batch);
    buf_finish(&o->bytes);
}

static size_t index_of(const struct opening *o, const uint8_t *slot_id)
{
    for (size_t i = 0; i < o->batch.count; i++)
        if (memcmp(o->batch.items[i].slot_id, slot_id, SEAL_SLOT_ID_BYTES) == 0) return i;
    fail_msg("no such slot");
    return 0;
}

static enum err response(const struct opening *o, const struct sealed *sealed, struct buf *out)
{
    struct err_info info = {0};
    size_t index = index_of(o, (const uint8_t *)sealed_slot_id(sealed).ptr);
    return seal_batch_open_response(o->opened, index, out, &info);
}

static void assert_altered(struct help_batch *h)
{
    struct opening o;
    opening_init(&o, h);
    assert_int_equal(o.code, ERR_TAMPERED);
    assert_int_equal(o.info.code, ERR_TAMPERED);
    assert_non_null(o.opened);
    assert_false(seal_batch_opened_whole(o.opened));
    opening_finish(&o);
}

TEST(every_response_of_a_full_batch_opens)
{
    struct help_batch h;
    struct opening o;
    help_batch_init(&h, LIMIT_BATCH_COUNT);
    opening_init(&o, &h);
    assert_int_equal(o.code, ERR_NONE);
    assert_true(seal_batch_opened_whole(o.opened));
    for (size_t i = 0; i < h.count; i++) {
        struct buf json = {0};
        char expected[32];
        snprintf(expected, sizeof(expected), "{\"n\":%zu}", i);
        assert_int_equal(response(&o, h.sealed[i], &json), ERR_NONE);
        assert_str(buf_str(&json), expected);
        buf_finish(&json);
    }
    opening_finish(&o);
    help_batch_finish(&h);
}

// Two batches of one content must not look alike, nor tell in which order they were given.
TEST(slot_ids_say_nothing_about_the_order)
{
    size_t sorted = 0;
    for (size_t round = 0; round < 8; round++) {
        struct help_batch h;
        help_batch_init(&h, 8);
        size_t rises = 0;
        for (size_t i = 0; i + 1 < h.count; i++)
            rises += memcmp(h.items[i].slot_id, h.items[i + 1].slot_id, 16) < 0;
        sorted += rises == 7 || rises == 0;
        help_batch_finish(&h);
    }
    assert_int_equal(sorted, 0); // by chance once in 10^37
}

TEST(another_key_is_told_so)
{
    struct help_batch h;
    struct opening o;
    struct seal_identity *other = seal_identity_create();
    struct seal_batch_opened *opened = NULL;
    help_batch_init(&h, 1);
    opening_init(&o, &h);
    assert_int_equal(seal_batch_open(&o.batch, &other, 1, &opened, NULL), ERR_KEY);
    assert_null(opened);
    assert_int_equal(seal_batch_open(&o.batch, NULL, 0, &opened, NULL), ERR_KEY);
    opening_finish(&o);
    seal_identity_destroy(other);
    help_batch_finish(&h);
}

static void assert_all_open(const struct seal_batch_opened *opened, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf json = {0};
        assert_int_equal(seal_batch_open_response(opened, i, &json, NULL), ERR_NONE);
        assert_true(str_starts(buf_str(&json), STR("{\"n\":")));
        buf_finish(&json);
    }
}

// One piece of guarded memory for all: nothing of one batch is found in the next.
TEST(batches_open_one_after_another_in_one_place)
{
    struct help_batch h, g;
    struct opening first, second;
    struct seal_identity *other = seal_identity_create();
    struct seal_batch_opened *b = seal_batch_opened_create();
    help_batch_init(&h, 5);
    help_batch_init(&g, 3);
    opening_init(&first, &h);
    opening_init(&second, &g);
    assert_false(seal_batch_opened_seeded(b));
    assert_int_equal(seal_batch_opened_take(b, &first.batch, &h.id, 1, NULL), ERR_NONE);
    assert_all_open(b, 5);
    assert_int_equal(seal_batch_opened_take(b, &second.batch, &g.id, 1, NULL), ERR_NONE);
    assert_true(seal_batch_opened_whole(b));
    assert_all_open(b, 3);
    // A key that is not the one leaves it empty, and so does clear.
    assert_int_equal(seal_batch_opened_take(b, &second.batch, &other, 1, NULL), ERR_KEY);
    assert_false(seal_batch_opened_seeded(b));
    assert_false(seal_batch_opened_whole(b));
    assert_int_equal(seal_batch_opened_take(b, &first.batch, &h.id, 1, NULL), ERR_NONE);
    assert_all_open(b, 5);
    seal_batch_opened_clear(b);
    assert_false(seal_batch_opened_seeded(b));
    seal_batch_opened_destroy(b);
    opening_finish(&first);
    opening_finish(&second);
    help_batch_finish(&h);
    help_batch_finish(&g);
    seal_identity_destroy(other);
}

// An altered batch's responses are still looked at, and the next batch is whole all the same.
TEST(an_altered_batch_does_not_touch_the_next_one)
{
    struct help_batch h, g;
    struct opening first, second;
    struct seal_batch_opened *b = seal_batch_opened_create();
    help_batch_init(&h, 4);
    help_batch_init(&g, 4);
    opening_init(&first, &h);
    opening_init(&second, &g);
    uint8_t aggregate[32];
    memcpy(aggregate, first.batch.aggregate, sizeof aggregate);
    aggregate[0] ^= 1;
    struct seal_batch altered = first.batch;
    altered.aggregate = aggregate;
    assert_int_equal(seal_batch_opened_take(b, &altered, &h.id, 1, NULL), ERR_TAMPERED);
    assert_true(seal_batch_opened_seeded(b));
    assert_false(seal_batch_opened_whole(b));
    assert_all_open(b, 4);
    assert_int_equal(seal_batch_opened_take(b, &second.batch, &g.id, 1, NULL), ERR_NONE);
    assert_true(seal_batch_opened_whole(b));
    seal_batch_opened_destroy(b);
    opening_finish(&first);
    opening_finish(&second);
    help_batch_finish(&h);
    help_batch_finish(&g);
}

TEST(any_of_several_keys_may_be_the_one)
{
    struct help_batch h;
    struct opening o;
    struct seal_identity *ids[3] = {seal_identity_create(), NULL, seal_identity_create()};
    struct seal_batch_opened *opened = NULL;
    help_batch_init(&h, 2);
    opening_init(&o, &h);
    ids[1] = h.id;
    assert_int_equal(seal_batch_open(&o.batch, ids, 3, &opened, NULL), ERR_NONE);
    seal_batch_opened_destroy(opened);
    opening_finish(&o);
    seal_identity_destroy(ids[0]);
    seal_identity_destroy(ids[2]);
    help_batch_finish(&h);
}

TEST(a_removed_response_shows)
{
    for (size_t removed = 0; removed < 4; removed++) {
        struct help_batch h;
        help_batch_init(&h, 4);
        h.items[removed] = h.items[3];
        h.count = 3;
        assert_altered(&h);
        help_batch_finish(&h);
    }
}

TEST(a_removed_response_shows_against_an_older_aggregate_too)
{
    struct help_batch h;
    help_batch_init(&h, 4);
    h.items[1] = h.items[3];
    h.count = 3;
    memcpy(h.aggregate, sealed_aggregate(h.sealed[2]).ptr, 32);
    assert_altered(&h);
    help_batch_finish(&h);
}

TEST(a_changed_response_shows_and_does_not_open)
{
    struct help_batch h;
    struct opening o;
    help_batch_init(&h, 3);
    struct buf copy = {0}, json = {0};
    buf_add_str(&copy, h.items[1].sealed);
    copy.ptr[copy.len - 20] ^= 1;
    h.items[1].sealed = buf_str(&copy);
    assert_altered(&h);
    opening_init(&o, &h);
    assert_int_equal(response(&o, h.sealed[1], &json), ERR_TAMPERED);
    assert_int_equal(json.len, 0);
    assert_int_equal(response(&o, h.sealed[2], &json), ERR_NONE);
    assert_str(buf_str(&json), "{\"n\":2}");
    opening_finish(&o);
    buf_finish(&copy);
    buf_finish(&json);
    help_batch_finish(&h);
}

TEST(responses_with_their_slots_exchanged_show)
{
    struct help_batch h;
    struct opening o;
    struct buf json = {0};
    help_batch_init(&h, 3);
    const uint8_t *slot_id = h.items[0].slot_id;
    h.items[0].slot_id = h.items[1].slot_id;
    h.items[1].slot_id = slot_id;
    assert_altered(&h);
    opening_init(&o, &h);
    assert_int_equal(response(&o, h.sealed[0], &json), ERR_TAMPERED);
    opening_finish(&o);
    buf_finish(&json);
    help_batch_finish(&h);
}

// What anybody can do who knows the public key: seal a response of one's own to the recipient.
TEST(a_response_sealed_plainly_to_the_recipient_is_not_opened)
{
    struct help_batch h;
    struct opening o;
    help_batch_init(&h, 3);
    struct seal_recipient recipient = help_recipient(h.id);
    struct buf forged = help_encrypt(&recipient, 1, STR("{\"n\":99}")), json = {0};
    h.items[1].sealed = buf_str(&forged);
    assert_altered(&h);
    opening_init(&o, &h);
    assert_int_equal(response(&o, h.sealed[1], &json), ERR_TAMPERED);
    assert_int_equal(json.len, 0);
    assert_int_equal(seal_age_decrypt(&h.id, 1, buf_str(&forged), &json, NULL), ERR_NONE);
    opening_finish(&o);
    buf_finish(&json);
    buf_finish(&forged);
    help_batch_finish(&h);
}

TEST(an_added_response_in_a_slot_of_ones_own_shows)
{
    static const uint8_t slot_id[16] = {1, 2, 3};
    struct help_batch h;
    struct opening o;
    struct buf json = {0};
    struct err_info info = {0};
    help_batch_init(&h, 3);
    h.items[3] = (struct seal_batch_item){slot_id, h.items[0].sealed};
    h.count = 4;
    assert_altered(&h);
    opening_init(&o, &h);
    assert_int_equal(seal_batch_open_response(o.opened, index_of(&o, slot_id), &json, &info),
                     ERR_TAMPERED);
    opening_finish(&o);
    buf_finish(&json);
    help_batch_finish(&h);
}

TEST(a_response_of_another_batch_shows)
{
    struct help_batch h, other;
    help_batch_init(&h, 3);
    help_batch_init(&other, 3);
    h.items[1] = other.items[1];
    assert_altered(&h);
    help_batch_finish(&h);
    help_batch_finish(&other);
}

TEST(another_aggregate_shows)
{
    struct help_batch h;
    help_batch_init(&h, 3);
    for (size_t i = 0; i < 32; i++) {
        h.aggregate[i] ^= 1;
        assert_altered(&h);
        h.aggregate[i] ^= 1;
    }
    help_batch_finish(&h);
}

static void assert_bad_seed(struct help_batch *h)
{
    struct opening o;
    opening_init(&o, h);
    assert_int_equal(o.code, ERR_TAMPERED);
    assert_int_equal(o.info.code, ERR_TAMPERED);
    assert_null(o.opened);
    opening_finish(&o);
}

TEST(a_seed_that_is_none_shows)
{
    struct help_batch h;
    help_batch_init(&h, 1);
    struct seal_recipient recipient = help_recipient(h.id);
    buf_finish(&h.seed);
    h.seed = help_encrypt(&recipient, 1, STR("too short"));
    assert_bad_seed(&h);
    buf_finish(&h.seed);
    h.seed = help_encrypt(&recipient, 1, STR("one byte longer than a seed has…"));
    assert_bad_seed(&h);
    h.seed.ptr[h.seed.len - 1] ^= 1;
    assert_bad_seed(&h);
    buf_clear(&h.seed);
    buf_add_text(&h.seed, "age-encryption.org/v1\nnonsense");
    assert_bad_seed(&h);
    help_batch_finish(&h);
}

TEST(another_seed_shows)
{
    struct help_batch h;
    help_batch_init(&h, 2);
    struct seal_recipient recipient = help_recipient(h.id);
    buf_finish(&h.seed);
    h.seed = help_encrypt(&recipient, 1, STR("0123456789abcdef0123456789abcdef"));
    assert_altered(&h);
    help_batch_finish(&h);
}

TEST(only_spaces_at_the_end_are_taken_for_padding)
{
    struct help_batch h = {.id = seal_identity_create(), .device = seal_signer_create()};
    struct rng rng = rng_system();
    struct seal_recipient recipient = help_recipient(h.id);
    struct seal_sealer *sealer = NULL;
    struct opening o;
    struct buf json = {0}, big = {0};
    // Padding that begins in one chunk of the payload and ends in the next.
    for (size_t i = 0; i < 65530; i++)
        buf_add_char(&big, 'x');
    assert_int_equal(seal_sealer_create(&recipient, 1, &rng, &sealer, NULL), ERR_NONE);
    assert_int_equal(seal_sealer_seal(sealer, STR(" {\"a\": \"b \"}\n"), 99, &h.sealed[0], NULL),
                     0);
    seal_sealer_commit(sealer, h.sealed[0]);
    assert_int_equal(seal_sealer_seal(sealer, buf_str(&big), 140000, &h.sealed[1], NULL), 0);
    seal_sealer_commit(sealer, h.sealed[1]);
    h.count = 2;
    for (size_t i = 0; i < 2; i++)
        h.items[i] = (struct seal_batch_item){(const uint8_t *)sealed_slot_id(h.sealed[i]).ptr,
                                              sealed_bytes(h.sealed[i])};
    memcpy(h.aggregate, sealed_aggregate(h.sealed[1]).ptr, 32);
    buf_add_str(&h.seed, sealed_seed(h.sealed[1]));
    opening_init(&o, &h);
    assert_int_equal(o.code, ERR_NONE);
    assert_int_equal(response(&o, h.sealed[0], &json), ERR_NONE);
    assert_str(buf_str(&json), " {\"a\": \"b \"}\n");
    buf_clear(&json);
    assert_int_equal(response(&o, h.sealed[1], &json), ERR_NONE);
    assert_true(str_eq(buf_str(&json), buf_str(&big)));
    opening_finish(&o);
    buf_finish(&json);
    buf_finish(&big);
    seal_sealer_destroy(sealer);
    help_batch_finish(&h);
}

TEST(both_ways_of_opening_give_the_same)
{
    struct help_batch h;
    struct opening o;
    help_batch_init(&h, 5);
    opening_init(&o, &h);
    for (size_t i = 0; i < 5; i++) {
        struct buf json = {0};
        assert_int_equal(seal_batch_open_response(o.opened, i, &json, NULL), ERR_NONE);
        assert_int_equal(seal_batch_check_plain(o.opened, i, &h.id, 1, buf_str(&json), NULL), 0);
        buf_add_char(&json, ' ');
        assert_int_equal(seal_batch_check_plain(o.opened, i, &h.id, 1, buf_str(&json), NULL),
                         ERR_TAMPERED);
        buf_finish(&json);
    }
    opening_finish(&o);
    help_batch_finish(&h);
}

// One forged response in a batch that is whole in every other way.
static enum err open_forged(bool other_key, bool other_recipient)
{
    struct help_batch h;
    struct opening o;
    struct seal_slot slot;
    struct buf seed = {0}, json = {0};
    help_batch_init(&h, 3);
    struct seal_identity *somebody = seal_identity_create();
    struct seal_recipient to = help_recipient(other_recipient ? somebody : h.id);
    assert_int_equal(seal_age_decrypt(&h.id, 1, buf_str(&h.seed), &seed, NULL), ERR_NONE);
    forge_slot(buf_str(&seed), h.items[1].slot_id, &slot);
    struct buf forged = forge_response(&slot, other_key, &to, STR("{\"n\":99}"));
    h.items[1].sealed = buf_str(&forged);
    forge_aggregate(buf_str(&seed), h.items, 3, h.aggregate);
    opening_init(&o, &h);
    assert_int_equal(o.code, ERR_NONE);
    size_t index = index_of(&o, slot.id);
    assert_int_equal(seal_batch_open_response(o.opened, index, &json, NULL), ERR_NONE);
    assert_str(buf_str(&json), "{\"n\":99}");
    struct err_info info = {0};
    enum err code = seal_batch_check_plain(o.opened, index, &h.id, 1, buf_str(&json), &info);
    opening_finish(&o);
    seal_identity_destroy(somebody);
    buf_finish(&seed);
    buf_finish(&json);
    buf_finish(&forged);
    help_batch_finish(&h);
    return code;
}

TEST(a_response_that_age_would_read_differently_shows_by_the_plain_way)
{
    assert_int_equal(open_forged(false, false), ERR_NONE); // the border: a perfect forgery
    assert_int_equal(open_forged(true, false), ERR_TAMPERED);
    assert_int_equal(open_forged(false, true), ERR_TAMPERED);
}

TEST_MAIN(cmocka_unit_test(both_ways_of_opening_give_the_same),
          cmocka_unit_test(a_response_that_age_would_read_differently_shows_by_the_plain_way),
          cmocka_unit_test(every_response_of_a_full_batch_opens),
          cmocka_unit_test(slot_ids_say_nothing_about_the_order),
          cmocka_unit_test(another_key_is_told_so),
          cmocka_unit_test(any_of_several_keys_may_be_the_one),
          cmocka_unit_test(batches_open_one_after_another_in_one_place),
          cmocka_unit_test(an_altered_batch_does_not_touch_the_next_one),
          cmocka_unit_test(a_removed_response_shows),
          cmocka_unit_test(a_removed_response_shows_against_an_older_aggregate_too),
          cmocka_unit_test(a_changed_response_shows_and_does_not_open),
          cmocka_unit_test(responses_with_their_slots_exchanged_show),
          cmocka_unit_test(a_response_sealed_plainly_to_the_recipient_is_not_opened),
          cmocka_unit_test(an_added_response_in_a_slot_of_ones_own_shows),
          cmocka_unit_test(a_response_of_another_batch_shows),
          cmocka_unit_test(another_aggregate_shows), cmocka_unit_test(a_seed_that_is_none_shows),
          cmocka_unit_test(another_seed_shows),
          cmocka_unit_test(only_spaces_at_the_end_are_taken_for_padding))
