// SPDX-License-Identifier: EUPL-1.2
// Opening responses: what comes out, and that one bad response never costs another.
#include "tests/unit/archive_fixture.h"
#include "tests/unit/seal_forge.h"

#define SURVEY STR("samverkan-2019")

struct seen {
    size_t responses, bad_responses, bad_batches;
    uint64_t sum; // of the {"n":…}
    enum err last_error;
    uint8_t last_device[32]; // of what was bad
    uint64_t last_number;
    size_t stop_after; // 0: never
};

static enum err note(const struct archive_opened *opened, void *data)
{
    struct seen *seen = data;
    if (opened->kind == ARCHIVE_RESPONSE) {
        json_t *json = NULL;
        assert_int_equal(json_parse(opened->json, 4096, &json, NULL), ERR_NONE);
        seen->sum += (uint64_t)json_integer_value(json_object_get(json, "n"));
        json_decref(json);
        seen->responses++;
        if (seen->responses == seen->stop_after) return ERR_FULL;
    } else {
        assert_true(opened->reason[0] != '\0');
        assert_int_equal(opened->json.len, 0);
        seen->last_error = opened->error;
        memcpy(seen->last_device, opened->device, sizeof seen->last_device);
        seen->last_number = opened->number;
        if (opened->kind == ARCHIVE_BATCH_BAD)
            seen->bad_batches++;
        else
            seen->bad_responses++;
    }
    return ERR_NONE;
}

static enum err open_all(struct archive_fixture *a, struct seal_identity *id, struct seen *seen,
                         struct archive_open_totals *totals)
{
    size_t stop_after = seen->stop_after;
    *seen = (struct seen){.stop_after = stop_after};
    return archive_open_responses(a->archive, SURVEY, &id, 1, note, seen, totals, NULL);
}

TEST(every_response_is_given)
{
    struct archive_fixture a;
    struct seen seen = {0};
    struct archive_open_totals totals;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 3, 0);
    assert_int_equal(open_all(&a, a.f.identity, &seen, &totals), ERR_NONE);
    assert_int_equal(seen.responses, 6);
    assert_int_equal(seen.sum, 1 + 2 + 3 + 4 + 5 + 6);
    assert_int_equal(seen.bad_batches + seen.bad_responses, 0);
    assert_int_equal(totals.opened, 6);
    assert_int_equal(totals.batches, 3);
    archive_fixture_finish(&a);
}

TEST(a_wrong_key_opens_nothing_and_says_so)
{
    struct archive_fixture a;
    struct seen seen = {0};
    struct archive_open_totals totals;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 2, 0);
    struct seal_identity *other = seal_identity_create();
    assert_int_equal(open_all(&a, other, &seen, &totals), ERR_KEY);
    assert_int_equal(seen.responses, 0);
    assert_int_equal(seen.bad_batches, 2);
    assert_int_equal(seen.bad_responses, 4);
    assert_int_equal(seen.last_error, ERR_KEY);
    assert_int_equal(totals.failed, 4);
    seal_identity_destroy(other);
    archive_fixture_finish(&a);
}

TEST(an_empty_archive_is_no_wrong_key)
{
    struct archive_fixture a;
    struct seen seen = {0};
    archive_fixture_make(&a);
    assert_int_equal(open_all(&a, a.f.identity, &seen, NULL), ERR_NONE);
    assert_int_equal(seen.responses, 0);
    archive_fixture_finish(&a);
}

// The device itself signs a batch with something changed inside, as a thief of its key would.
static void add_resigned(struct archive_fixture *a, bool drop_one, size_t spoil_bytes_at)
{
    struct buf batch = {0}, changed = {0}, sealed = {0};
    struct seal_batch decoded;
    static const uint8_t zeros[SEAL_LINK_BYTES];
    batch_fixture_batch(&a->f, 1, NULL, 3, &batch, NULL);
    assert_int_equal(seal_batch_decode(buf_str(&batch), &decoded, NULL), ERR_NONE);
    if (spoil_bytes_at) {
        buf_add_str(&sealed, decoded.items[0].sealed);
        sealed.ptr[sealed.len - spoil_bytes_at] ^= 1;
        decoded.items[0].sealed = buf_str(&sealed);
    }
    assert_int_equal(seal_batch_encode(decoded.survey_hash, 1, zeros, decoded.aggregate,
                                       decoded.seed, decoded.items,
                                       decoded.count - (drop_one ? 1 : 0), a->f.device, &changed,
                                       NULL),
                     ERR_NONE);
    archive_fixture_take(a, &changed);
    seal_batch_finish(&decoded);
    buf_finish(&batch);
    buf_finish(&changed);
    buf_finish(&sealed);
}

// One response of a batch of count, at a place drawn by chance, wraps another key for the
// organizer.
static void add_forged(struct archive_fixture *a, size_t count)
{
    struct buf batch = {0}, seed = {0}, changed = {0};
    struct seal_batch decoded;
    struct seal_slot slot;
    struct rng rng = rng_system();
    struct seal_recipient recipient = help_recipient(a->f.identity);
    static const uint8_t zeros[SEAL_LINK_BYTES];
    uint8_t aggregate[SEAL_MAC_BYTES];
    batch_fixture_batch(&a->f, 1, NULL, count, &batch, NULL);
    assert_int_equal(seal_batch_decode(buf_str(&batch), &decoded, NULL), ERR_NONE);
    assert_int_equal(seal_age_decrypt(&a->f.identity, 1, decoded.seed, &seed, NULL), ERR_NONE);
    size_t place = (size_t)rng_below(&rng, count);
    forge_slot(buf_str(&seed), decoded.items[place].slot_id, &slot);
    struct buf forged = forge_response(&slot, true, &recipient, STR("{\"n\":1000000}"));
    decoded.items[place].sealed = buf_str(&forged);
    forge_aggregate(buf_str(&seed), decoded.items, count, aggregate);
    assert_int_equal(seal_batch_encode(decoded.survey_hash, 1, zeros, aggregate, decoded.seed,
                                       decoded.items, count, a->f.device, &changed, NULL),
                     ERR_NONE);
    archive_fixture_take(a, &changed);
    seal_batch_finish(&decoded);
    buf_finish(&batch);
    buf_finish(&seed);
    buf_finish(&forged);
    buf_finish(&changed);
}

TEST(a_response_that_reads_differently_the_plain_way_is_tampering)
{
    struct archive_fixture a;
    struct seen seen = {0};
    struct archive_open_totals totals;
    archive_fixture_make(&a);
    add_forged(&a, 40);
    assert_int_equal(open_all(&a, a.f.identity, &seen, &totals), ERR_NONE);
    assert_int_equal(seen.responses, 39);
    assert_int_equal(seen.bad_batches, 0);
    assert_int_equal(seen.bad_responses, 1);
    assert_int_equal(seen.last_error, ERR_TAMPERED);
    assert_true(seen.sum < 1000000);
    assert_int_equal(totals.compared, 40);
    archive_fixture_finish(&a);
}

TEST(every_batch_has_one_response_compared)
{
    struct archive_fixture a;
    struct seen seen = {0};
    struct archive_open_totals totals;
    archive_fixture_make(&a);
    uint8_t link[SEAL_LINK_BYTES] = {0};
    for (uint64_t number = 1; number <= 4; number++) {
        struct buf batch = {0};
        batch_fixture_batch(&a.f, number, link, LIMIT_BATCH_COUNT, &batch, link);
        archive_fixture_take(&a, &batch);
        buf_finish(&batch);
    }
    assert_int_equal(open_all(&a, a.f.identity, &seen, &totals), ERR_NONE);
    assert_int_equal(seen.responses, 4 * LIMIT_BATCH_COUNT);
    assert_true(totals.compared >= ARCHIVE_COMPARED_ALL + 3);
    assert_true(totals.compared < ARCHIVE_COMPARED_ALL + 60); // 3 + 768/128 are to be expected
    archive_fixture_finish(&a);
}

TEST(a_response_taken_out_of_a_batch_is_announced)
{
    struct archive_fixture a;
    struct seen seen = {0};
    struct archive_open_totals totals;
    archive_fixture_make(&a);
    add_resigned(&a, true, 0);
    assert_int_equal(open_all(&a, a.f.identity, &seen, &totals), ERR_NONE);
    assert_int_equal(seen.bad_batches, 1);
    assert_int_equal(seen.last_error, ERR_TAMPERED);
    assert_int_equal(seen.responses, 2); // what is left opens all the same
    assert_int_equal(totals.batches_bad, 1);
    archive_fixture_finish(&a);
}

TEST(a_spoiled_response_does_not_stop_the_others)
{
    struct archive_fixture a;
    struct seen seen = {0};
    struct archive_open_totals totals;
    archive_fixture_make(&a);
    add_resigned(&a, false, 1);
    assert_int_equal(open_all(&a, a.f.identity, &seen, &totals), ERR_NONE);
    assert_int_equal(seen.responses, 2);
    assert_int_equal(seen.bad_responses, 1);
    assert_int_equal(seen.bad_batches, 1);
    assert_int_equal(totals.failed, 1);
    archive_fixture_finish(&a);
}

TEST(a_damaged_batch_does_not_stop_the_others)
{
    struct archive_fixture a;
    struct seen seen = {0};
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 3, 0);
    archive_fixture_damage(&a, "UPDATE batches SET body = substr(body, 1, 500) WHERE number = 2");
    assert_int_equal(open_all(&a, a.f.identity, &seen, NULL), ERR_NONE);
    assert_int_equal(seen.responses, 4);
    assert_int_equal(seen.bad_batches, 1);
    // Nothing in it can be believed, but whose it was when it came was noted.
    assert_int_equal(seen.last_number, 2);
    assert_memory_equal(seen.last_device, seal_signer_public(a.f.device), 32);
    archive_fixture_finish(&a);
}

TEST(a_response_in_two_batches_is_given_once)
{
    struct archive_fixture a;
    struct seen seen = {0};
    struct archive_open_totals totals;
    archive_fixture_make(&a);
    struct buf batch = {0}, copy = {0};
    struct seal_batch decoded;
    batch_fixture_batch(&a.f, 1, NULL, 2, &batch, NULL);
    archive_fixture_take(&a, &batch);
    struct seal_signer *thief = seal_signer_create();
    static const uint8_t zeros[SEAL_LINK_BYTES];
    assert_int_equal(seal_batch_decode(buf_str(&batch), &decoded, NULL), ERR_NONE);
    assert_int_equal(seal_batch_encode(decoded.survey_hash, 1, zeros, decoded.aggregate,
                                       decoded.seed, decoded.items, decoded.count, thief, &copy,
                                       NULL),
                     ERR_NONE);
    archive_fixture_take(&a, &copy);
    assert_int_equal(open_all(&a, a.f.identity, &seen, &totals), ERR_NONE);
    assert_int_equal(seen.responses, 2);
    assert_int_equal(totals.repeated, 2);
    seal_batch_finish(&decoded);
    seal_signer_destroy(thief);
    buf_finish(&batch);
    buf_finish(&copy);
    archive_fixture_finish(&a);
}

TEST(the_callback_may_end_it)
{
    struct archive_fixture a;
    struct seen seen = {.stop_after = 3};
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 3, 0);
    assert_int_equal(open_all(&a, a.f.identity, &seen, NULL), ERR_FULL);
    assert_int_equal(seen.responses, 3);
    archive_fixture_finish(&a);
}

TEST_MAIN(cmocka_unit_test(a_response_that_reads_differently_the_plain_way_is_tampering),
          cmocka_unit_test(every_batch_has_one_response_compared),
          cmocka_unit_test(every_response_is_given),
          cmocka_unit_test(a_wrong_key_opens_nothing_and_says_so),
          cmocka_unit_test(an_empty_archive_is_no_wrong_key),
          cmocka_unit_test(a_response_taken_out_of_a_batch_is_announced),
          cmocka_unit_test(a_spoiled_response_does_not_stop_the_others),
          cmocka_unit_test(a_damaged_batch_does_not_stop_the_others),
          cmocka_unit_test(a_response_in_two_batches_is_given_once),
          cmocka_unit_test(the_callback_may_end_it))
