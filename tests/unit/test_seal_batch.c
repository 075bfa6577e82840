// SPDX-License-Identifier: EUPL-1.2
// Sealer and batch bytes: what a device makes, and what everybody else takes from it.
#include "tests/unit/seal_help.h"

static enum err decode(struct str bytes)
{
    struct seal_batch batch;
    struct err_info info = {0};
    enum err code = seal_batch_decode(bytes, &batch, &info);
    if (code)
        assert_true(info.code == code && info.message[0]);
    else
        seal_batch_finish(&batch);
    return code;
}

static struct seal_sealer *new_sealer(struct seal_identity *id)
{
    struct rng rng = rng_system();
    struct seal_recipient recipient = help_recipient(id);
    struct seal_sealer *sealer = NULL;
    assert_int_equal(seal_sealer_create(&recipient, 1, &rng, &sealer, NULL), ERR_NONE);
    return sealer;
}

TEST(batch_comes_back_as_it_went)
{
    struct help_batch h;
    struct seal_batch batch;
    help_batch_init(&h, 5);
    struct buf bytes = help_batch_encode(&h);
    assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
    assert_int_equal(batch.count, 5);
    assert_int_equal(batch.number, 1);
    assert_int_equal(batch.survey_hash[0], 7);
    assert_memory_equal(batch.device_key, seal_signer_public(h.device), 32);
    assert_memory_equal(batch.aggregate, h.aggregate, 32);
    assert_true(str_eq(batch.seed, buf_str(&h.seed)));
    uint8_t link[32];
    seal_sha256(buf_str(&bytes), link);
    assert_memory_equal(batch.link, link, 32);
    for (size_t i = 0; i + 1 < batch.count; i++)
        assert_true(memcmp(batch.items[i].slot_id, batch.items[i + 1].slot_id, 16) < 0);
    seal_batch_finish(&batch);
    buf_finish(&bytes);
    help_batch_finish(&h);
}

// The layout of the design's table, byte for byte.
TEST(batch_has_the_designs_layout)
{
    struct help_batch h;
    help_batch_init(&h, 1);
    struct buf bytes = help_batch_encode(&h);
    const uint8_t *p = bytes.ptr;
    assert_memory_equal(p, "svarbat1", 8);
    assert_int_equal(p[8], 7);
    assert_memory_equal(p + 40, seal_signer_public(h.device), 32);
    assert_memory_equal(p + 72, ((const uint8_t[]){0, 0, 0, 0, 0, 0, 0, 1}), 8);
    assert_memory_equal(p + 112, ((const uint8_t[]){0, 1}), 2);
    assert_memory_equal(p + 114, h.aggregate, 32);
    size_t seed_bytes = (size_t)p[148] << 8 | p[149];
    assert_int_equal(seed_bytes, h.seed.len);
    const uint8_t *item = p + 150 + seed_bytes;
    assert_memory_equal(item, h.items[0].slot_id, 16);
    assert_int_equal((size_t)item[18] << 8 | item[19], h.items[0].sealed.len);
    assert_int_equal(bytes.len, 150 + seed_bytes + 20 + h.items[0].sealed.len + 64);
    uint8_t message[13 + 32];
    memcpy(message, "svar batch 1", 13);
    seal_sha256(str_make(p, bytes.len - 64), message + 13);
    assert_true(
        seal_verify(p + 40, "svar batch 1", str_make(p, bytes.len - 64), p + bytes.len - 64));
    buf_finish(&bytes);
    help_batch_finish(&h);
}

TEST(same_content_gives_the_same_bytes_whatever_the_order)
{
    struct help_batch h;
    help_batch_init(&h, 7);
    struct buf first = help_batch_encode(&h);
    struct seal_batch_item spare = h.items[0];
    h.items[0] = h.items[6];
    h.items[6] = spare;
    struct buf second = help_batch_encode(&h);
    assert_true(str_eq(buf_str(&first), buf_str(&second)));
    buf_finish(&first);
    buf_finish(&second);
    help_batch_finish(&h);
}

TEST(every_flipped_byte_is_an_error)
{
    struct help_batch h;
    help_batch_init(&h, 2);
    struct buf bytes = help_batch_encode(&h);
    size_t signatures = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        bytes.ptr[i] ^= 0x20;
        enum err code = decode(buf_str(&bytes));
        assert_true(code == ERR_SIGNATURE || code == ERR_PARSE || code == ERR_LIMIT);
        signatures += code == ERR_SIGNATURE;
        bytes.ptr[i] ^= 0x20;
    }
    assert_true(signatures > bytes.len * 8 / 10);
    assert_int_equal(decode(buf_str(&bytes)), ERR_NONE);
    buf_finish(&bytes);
    help_batch_finish(&h);
}

TEST(every_cut_and_every_addition_is_an_error)
{
    struct help_batch h;
    help_batch_init(&h, 2);
    struct buf bytes = help_batch_encode(&h);
    for (size_t length = 0; length < bytes.len; length++) {
        enum err code = decode(str_sub(buf_str(&bytes), 0, length));
        assert_true(code == ERR_PARSE || code == ERR_SIGNATURE);
    }
    buf_add_char(&bytes, 0);
    assert_int_equal(decode(buf_str(&bytes)), ERR_PARSE);
    buf_finish(&bytes);
    help_batch_finish(&h);
}

static enum err encode(struct help_batch *h, uint64_t number, const uint8_t link[32])
{
    static const uint8_t survey[32];
    struct buf out = {0};
    buf_add_text(&out, "before");
    enum err code = seal_batch_encode(survey, number, link, h->aggregate, buf_str(&h->seed),
                                      h->items, h->count, h->device, &out, NULL);
    if (code)
        assert_str(buf_str(&out), "before");
    else
        assert_int_equal(decode(str_sub(buf_str(&out), 6, out.len)), ERR_NONE);
    buf_finish(&out);
    return code;
}

TEST(number_and_link_must_fit_together)
{
    static const uint8_t zeros[32], link[32] = {1};
    struct help_batch h;
    help_batch_init(&h, 1);
    assert_int_equal(encode(&h, 1, zeros), ERR_NONE);
    assert_int_equal(encode(&h, 1, link), ERR_ARGUMENT);
    assert_int_equal(encode(&h, 2, link), ERR_NONE);
    assert_int_equal(encode(&h, 2, zeros), ERR_ARGUMENT);
    assert_int_equal(encode(&h, 0, zeros), ERR_ARGUMENT);
    assert_int_equal(encode(&h, INT64_MAX, link), ERR_NONE);
    assert_int_equal(encode(&h, (uint64_t)INT64_MAX + 1, link), ERR_LIMIT);
    help_batch_finish(&h);
}

TEST(two_responses_in_one_slot_are_refused)
{
    static const uint8_t zeros[32];
    struct help_batch h;
    help_batch_init(&h, 3);
    h.items[2].slot_id = h.items[0].slot_id;
    assert_int_equal(encode(&h, 1, zeros), ERR_ARGUMENT);
    help_batch_finish(&h);
}

TEST(plain_answers_do_not_become_a_batch)
{
    static const uint8_t zeros[32];
    struct help_batch h;
    help_batch_init(&h, 1);
    h.items[0].sealed = STR("{\"answers\":{}}");
    assert_int_equal(encode(&h, 1, zeros), ERR_ARGUMENT);
    h.items[0].sealed = sealed_bytes(h.sealed[0]);
    buf_clear(&h.seed);
    buf_add_text(&h.seed, "0123456789abcdef0123456789abcdef");
    assert_int_equal(encode(&h, 1, zeros), ERR_ARGUMENT);
    help_batch_finish(&h);
}

TEST(empty_and_overfull_batches_are_refused)
{
    static const uint8_t zeros[32];
    struct help_batch h;
    help_batch_init(&h, 1);
    h.count = 0;
    assert_int_equal(encode(&h, 1, zeros), ERR_LIMIT);
    h.count = LIMIT_BATCH_COUNT + 1;
    assert_int_equal(encode(&h, 1, zeros), ERR_LIMIT);
    help_batch_finish(&h);
}

TEST(a_batch_over_the_byte_limit_is_refused_both_ways)
{
    static const uint8_t zeros[32];
    struct help_batch h;
    help_batch_init(&h, 5);
    struct buf big = {0};
    buf_add_text(&big, "age-encryption.org/v1\n");
    buf_reserve(&big, LIMIT_SEALED_BYTES);
    memset(big.ptr + big.len, 'x', LIMIT_SEALED_BYTES - big.len);
    big.len = LIMIT_SEALED_BYTES;
    for (size_t i = 0; i < h.count; i++)
        h.items[i].sealed = buf_str(&big);
    assert_int_equal(encode(&h, 1, zeros), ERR_LIMIT);
    struct buf huge = {0};
    buf_reserve(&huge, LIMIT_BATCH_BYTES + 1);
    memset(huge.ptr, 0, LIMIT_BATCH_BYTES + 1);
    huge.len = LIMIT_BATCH_BYTES + 1;
    assert_int_equal(decode(buf_str(&huge)), ERR_LIMIT);
    buf_finish(&huge);
    buf_finish(&big);
    help_batch_finish(&h);
}

// Only the count is changed, and everything signed again: the reader must not believe it.
TEST(a_count_that_lies_is_refused)
{
    struct help_batch h;
    help_batch_init(&h, 2);
    struct buf bytes = help_batch_encode(&h);
    for (unsigned count = 0; count < 65536; count += count < 300 ? 1 : 4099) {
        if (count == 2) continue;
        bytes.ptr[112] = (uint8_t)(count >> 8);
        bytes.ptr[113] = (uint8_t)count;
        seal_sign(h.device, "svar batch 1", str_make(bytes.ptr, bytes.len - 64),
                  bytes.ptr + bytes.len - 64);
        enum err code = decode(buf_str(&bytes));
        assert_int_equal(code, count > LIMIT_BATCH_COUNT ? ERR_LIMIT : ERR_PARSE);
    }
    buf_finish(&bytes);
    help_batch_finish(&h);
}

TEST(sealer_gives_256_responses_and_then_is_full)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_sealer *sealer = new_sealer(id);
    uint8_t first_slot[16] = {0};
    for (size_t i = 0; i < SEAL_SLOTS; i++) {
        struct sealed *sealed = NULL;
        assert_int_equal(seal_sealer_seal(sealer, STR("{}"), 64, &sealed, NULL), ERR_NONE);
        assert_int_equal(sealed_count(sealed), i + 1);
        assert_memory_not_equal(sealed_slot_id(sealed).ptr, first_slot, 16);
        if (i == 0) memcpy(first_slot, sealed_slot_id(sealed).ptr, 16);
        seal_sealer_commit(sealer, sealed);
        sealed_destroy(sealed);
    }
    struct sealed *more = NULL;
    assert_int_equal(seal_sealer_count(sealer), SEAL_SLOTS);
    assert_int_equal(seal_sealer_seal(sealer, STR("{}"), 64, &more, NULL), ERR_FULL);
    assert_null(more);
    seal_sealer_destroy(sealer);
    seal_identity_destroy(id);
}

TEST(sealed_length_tells_only_the_padded_length)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_sealer *sealer = new_sealer(id);
    struct sealed *few = NULL, *many = NULL;
    assert_int_equal(seal_sealer_seal(sealer, STR("{}"), 2048, &few, NULL), ERR_NONE);
    struct buf text = help_bytes(2048);
    assert_int_equal(seal_sealer_seal(sealer, buf_str(&text), 2048, &many, NULL), ERR_NONE);
    assert_int_equal(sealed_bytes(few).len, sealed_bytes(many).len);
    assert_int_equal(sealed_bytes(few).len, 2048 + 200);
    sealed_destroy(few);
    sealed_destroy(many);
    buf_finish(&text);
    seal_sealer_destroy(sealer);
    seal_identity_destroy(id);
}

TEST(a_response_over_the_limit_is_refused_and_takes_no_slot)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_sealer *sealer = new_sealer(id);
    struct sealed *sealed = NULL;
    struct buf text = help_bytes(LIMIT_RESPONSE_BYTES + 1);
    assert_int_equal(seal_sealer_seal(sealer, buf_str(&text), 2048, &sealed, NULL), ERR_LIMIT);
    assert_null(sealed);
    text.len--;
    assert_int_equal(seal_sealer_seal(sealer, buf_str(&text), 2048, &sealed, NULL), ERR_NONE);
    sealed_destroy(sealed);
    buf_finish(&text);
    seal_sealer_destroy(sealer);
    seal_identity_destroy(id);
}

TEST(a_response_that_was_not_stored_leaves_no_trace_in_the_aggregate)
{
    struct help_batch h = {.id = seal_identity_create(), .device = seal_signer_create()};
    struct seal_sealer *sealer = new_sealer(h.id);
    struct sealed *lost = NULL;
    assert_int_equal(seal_sealer_seal(sealer, STR("{\"lost\":1}"), 64, &lost, NULL), ERR_NONE);
    assert_int_equal(seal_sealer_seal(sealer, STR("{\"kept\":1}"), 64, &h.sealed[0], NULL),
                     ERR_NONE);
    assert_int_equal(sealed_count(h.sealed[0]), 1);
    seal_sealer_commit(sealer, h.sealed[0]);
    assert_int_equal(seal_sealer_count(sealer), 1);
    h.items[0].slot_id = (const uint8_t *)sealed_slot_id(h.sealed[0]).ptr;
    h.items[0].sealed = sealed_bytes(h.sealed[0]);
    h.count = 1;
    memcpy(h.aggregate, sealed_aggregate(h.sealed[0]).ptr, 32);
    buf_add_str(&h.seed, sealed_seed(h.sealed[0]));
    struct buf bytes = help_batch_encode(&h);
    struct seal_batch batch;
    struct seal_batch_opened *opened = NULL;
    assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
    assert_int_equal(seal_batch_open(&batch, &h.id, 1, &opened, NULL), ERR_NONE);
    seal_batch_opened_destroy(opened);
    seal_batch_finish(&batch);
    buf_finish(&bytes);
    sealed_destroy(lost);
    seal_sealer_destroy(sealer);
    help_batch_finish(&h);
}

// So many stanzas still fit, and each recipient opens.
TEST(a_batch_for_the_most_recipients_comes_back)
{
    struct seal_identity *ids[LIMIT_RECIPIENTS];
    struct seal_recipient recipients[LIMIT_RECIPIENTS];
    struct help_batch h = {.id = NULL, .device = seal_signer_create(), .count = 1};
    struct rng rng = rng_system();
    struct seal_sealer *sealer = NULL;
    for (size_t i = 0; i < LIMIT_RECIPIENTS; i++) {
        ids[i] = seal_identity_create();
        recipients[i] = help_recipient(ids[i]);
    }
    assert_int_equal(seal_sealer_create(recipients, LIMIT_RECIPIENTS, &rng, &sealer, NULL),
                     ERR_NONE);
    assert_int_equal(seal_sealer_seal(sealer, STR("{}"), 64, &h.sealed[0], NULL), ERR_NONE);
    seal_sealer_commit(sealer, h.sealed[0]);
    h.items[0].slot_id = (const uint8_t *)sealed_slot_id(h.sealed[0]).ptr;
    h.items[0].sealed = sealed_bytes(h.sealed[0]);
    memcpy(h.aggregate, sealed_aggregate(h.sealed[0]).ptr, 32);
    buf_add_str(&h.seed, sealed_seed(h.sealed[0]));
    struct buf bytes = help_batch_encode(&h);
    struct seal_batch batch;
    assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
    for (size_t i = 0; i < LIMIT_RECIPIENTS; i++) {
        struct seal_batch_opened *opened = NULL;
        assert_int_equal(seal_batch_open(&batch, &ids[i], 1, &opened, NULL), ERR_NONE);
        seal_batch_opened_destroy(opened);
        seal_identity_destroy(ids[i]);
    }
    seal_batch_finish(&batch);
    buf_finish(&bytes);
    seal_sealer_destroy(sealer);
    help_batch_finish(&h);
}

TEST_MAIN(cmocka_unit_test(batch_comes_back_as_it_went),
          cmocka_unit_test(batch_has_the_designs_layout),
          cmocka_unit_test(same_content_gives_the_same_bytes_whatever_the_order),
          cmocka_unit_test(every_flipped_byte_is_an_error),
          cmocka_unit_test(every_cut_and_every_addition_is_an_error),
          cmocka_unit_test(number_and_link_must_fit_together),
          cmocka_unit_test(two_responses_in_one_slot_are_refused),
          cmocka_unit_test(plain_answers_do_not_become_a_batch),
          cmocka_unit_test(empty_and_overfull_batches_are_refused),
          cmocka_unit_test(a_batch_over_the_byte_limit_is_refused_both_ways),
          cmocka_unit_test(a_count_that_lies_is_refused),
          cmocka_unit_test(sealer_gives_256_responses_and_then_is_full),
          cmocka_unit_test(sealed_length_tells_only_the_padded_length),
          cmocka_unit_test(a_response_over_the_limit_is_refused_and_takes_no_slot),
          cmocka_unit_test(a_batch_for_the_most_recipients_comes_back),
          cmocka_unit_test(a_response_that_was_not_stored_leaves_no_trace_in_the_aggregate))
