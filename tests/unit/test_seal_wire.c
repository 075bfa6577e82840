// SPDX-License-Identifier: EUPL-1.2
// Receipts, the signed hello and the pull stream.
#include "tests/unit/seal_help.h"

#include "seal/wire.h"

static struct buf receipt_of(struct seal_signer *collector, enum seal_verdict verdict,
                             const char *reason)
{
    struct seal_receipt receipt = {.link = {3}, .epoch = {4}, .verdict = verdict};
    struct err_info info = {0};
    struct buf out = {0};
    receipt.reason = str_of(reason);
    if (seal_receipt_encode(&receipt, collector, &out, &info)) fail_msg("%s", info.message);
    return out;
}

TEST(receipts_come_back_as_they_went)
{
    struct seal_signer *collector = seal_signer_create();
    for (int verdict = SEAL_STORED; verdict <= SEAL_REFUSED; verdict++) {
        const char *reason = verdict == SEAL_REFUSED ? "okänd enhet" : "";
        struct buf bytes = receipt_of(collector, (enum seal_verdict)verdict, reason);
        struct seal_receipt receipt;
        assert_int_equal(seal_receipt_decode(buf_str(&bytes), &receipt, NULL), ERR_NONE);
        assert_int_equal(receipt.link[0], 3);
        assert_int_equal(receipt.epoch[0], 4);
        assert_int_equal(receipt.verdict, verdict);
        assert_str(receipt.reason, reason);
        assert_memory_equal(receipt.collector_key, seal_signer_public(collector), 32);
        assert_int_equal(bytes.len, 8 + 32 + 16 + 1 + 2 + strlen(reason) + 32 + 64);
        buf_finish(&bytes);
    }
    seal_signer_destroy(collector);
}

TEST(every_flipped_byte_of_a_receipt_is_an_error)
{
    struct seal_signer *collector = seal_signer_create();
    struct buf bytes = receipt_of(collector, SEAL_REFUSED, "nej");
    struct seal_receipt receipt;
    for (size_t i = 0; i < bytes.len; i++) {
        bytes.ptr[i] ^= 1;
        enum err code = seal_receipt_decode(buf_str(&bytes), &receipt, NULL);
        assert_true(code == ERR_PARSE || code == ERR_SIGNATURE);
        bytes.ptr[i] ^= 1;
    }
    buf_finish(&bytes);
    seal_signer_destroy(collector);
}

TEST(every_cut_and_every_addition_to_a_receipt_is_an_error)
{
    struct seal_signer *collector = seal_signer_create();
    struct buf bytes = receipt_of(collector, SEAL_STORED, "");
    struct seal_receipt receipt;
    for (size_t length = 0; length < bytes.len; length++)
        assert_int_equal(seal_receipt_decode(str_sub(buf_str(&bytes), 0, length), &receipt, NULL),
                         ERR_PARSE);
    buf_add_char(&bytes, 0);
    assert_int_equal(seal_receipt_decode(buf_str(&bytes), &receipt, NULL), ERR_PARSE);
    buf_finish(&bytes);
    seal_signer_destroy(collector);
}

TEST(receipts_that_make_no_sense_are_not_written)
{
    struct seal_signer *collector = seal_signer_create();
    struct seal_receipt receipt = {.verdict = SEAL_STORED, .reason = STR("why?")};
    struct buf out = {0};
    assert_int_equal(seal_receipt_encode(&receipt, collector, &out, NULL), ERR_ARGUMENT);
    receipt = (struct seal_receipt){.verdict = SEAL_REFUSED, .reason = STR("\xff")};
    assert_int_equal(seal_receipt_encode(&receipt, collector, &out, NULL), ERR_ARGUMENT);
    struct buf reason = {0};
    for (size_t i = 0; i <= LIMIT_REASON_BYTES; i++)
        buf_add_char(&reason, 'x');
    receipt.reason = buf_str(&reason);
    assert_int_equal(seal_receipt_encode(&receipt, collector, &out, NULL), ERR_LIMIT);
    assert_int_equal(out.len, 0);
    buf_finish(&reason);
    seal_signer_destroy(collector);
}

TEST(a_receipt_is_from_a_pinned_key_or_not)
{
    struct seal_signer *now = seal_signer_create(), *next = seal_signer_create();
    struct seal_signer *stranger = seal_signer_create();
    uint8_t keys[2][32];
    struct seal_receipt receipt = {0};
    memcpy(keys[0], seal_signer_public(now), 32);
    memcpy(keys[1], seal_signer_public(next), 32);
    memcpy(receipt.collector_key, seal_signer_public(next), 32);
    assert_true(seal_receipt_from(&receipt, (const uint8_t(*)[32])keys, 2));
    assert_false(seal_receipt_from(&receipt, (const uint8_t(*)[32])keys, 1));
    assert_false(seal_receipt_from(&receipt, (const uint8_t(*)[32])keys, 0));
    memcpy(receipt.collector_key, seal_signer_public(stranger), 32);
    assert_false(seal_receipt_from(&receipt, (const uint8_t(*)[32])keys, 2));
    seal_signer_destroy(now);
    seal_signer_destroy(next);
    seal_signer_destroy(stranger);
}

TEST(a_hello_is_for_its_nonce_and_epoch_alone)
{
    struct seal_signer *collector = seal_signer_create(), *portal = seal_signer_create();
    uint8_t epoch[16] = {1}, other_epoch[16] = {2}, signature[64];
    const uint8_t *key = seal_signer_public(collector);
    seal_hello_sign(collector, STR("abc123"), epoch, signature);
    assert_true(seal_hello_verify(key, STR("abc123"), epoch, signature));
    assert_false(seal_hello_verify(key, STR("abc124"), epoch, signature));
    assert_false(seal_hello_verify(key, STR("abc123"), other_epoch, signature));
    assert_false(seal_hello_verify(seal_signer_public(portal), STR("abc123"), epoch, signature));
    seal_signer_destroy(collector);
    seal_signer_destroy(portal);
}

static struct buf stream_of(void)
{
    struct buf out = {0};
    seal_pull_begin(&out);
    seal_pull_add(&out, STR("batch one"), STR("receipt one"), STR("c1"));
    seal_pull_add(&out, STR("batch two"), STR(""), STR("c2"));
    seal_pull_end(&out, STR("c2"), true);
    return out;
}

// Reads a whole stream; records counts those before the end.
static enum err read_all(struct str bytes, size_t *records, struct seal_pull_record *last)
{
    struct reader r = reader_make(bytes.ptr, bytes.len);
    enum err code = seal_pull_head(&r, NULL);
    for (*records = 0; !code; ++*records) {
        code = seal_pull_next(&r, last, NULL);
        if (!code && last->end) return ERR_NONE;
    }
    return code;
}

TEST(a_pull_stream_comes_back_as_it_went)
{
    struct buf stream = stream_of();
    struct seal_pull_record record;
    struct reader r = reader_make(stream.ptr, stream.len);
    assert_int_equal(seal_pull_head(&r, NULL), ERR_NONE);
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_false(record.end);
    assert_str(record.batch, "batch one");
    assert_str(record.receipt, "receipt one");
    assert_str(record.cursor, "c1");
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_str(record.batch, "batch two");
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_true(record.end && record.more);
    assert_str(record.cursor, "c2");
    buf_finish(&stream);
}

TEST(a_cut_pull_stream_is_an_error_at_every_byte)
{
    struct buf stream = stream_of();
    struct seal_pull_record last;
    size_t records = 0;
    for (size_t length = 0; length < stream.len; length++)
        assert_int_equal(read_all(str_sub(buf_str(&stream), 0, length), &records, &last),
                         ERR_PARSE);
    assert_int_equal(read_all(buf_str(&stream), &records, &last), ERR_NONE);
    assert_int_equal(records, 2);
    buf_add_char(&stream, 0);
    assert_int_equal(read_all(buf_str(&stream), &records, &last), ERR_PARSE);
    buf_finish(&stream);
}

TEST(a_pull_stream_over_the_limits_is_refused_before_it_is_read)
{
    struct seal_pull_record last;
    size_t records = 0;
    assert_int_equal(read_all(STR("svarpul1\1\377\377\377\377"), &records, &last), ERR_LIMIT);
    assert_int_equal(read_all(STR("svarpul1\1\0\0\0\0\0\0\377\377"), &records, &last), ERR_LIMIT);
    assert_int_equal(read_all(STR("svarpul1\0\377\377"), &records, &last), ERR_LIMIT);
    assert_int_equal(read_all(STR("svarpul1\7"), &records, &last), ERR_PARSE);
    assert_int_equal(read_all(STR("svarpul1\0\0\0\2"), &records, &last), ERR_PARSE);
    assert_int_equal(read_all(STR("<html>login</html>"), &records, &last), ERR_PARSE);
}

TEST_MAIN(cmocka_unit_test(receipts_come_back_as_they_went),
          cmocka_unit_test(every_flipped_byte_of_a_receipt_is_an_error),
          cmocka_unit_test(every_cut_and_every_addition_to_a_receipt_is_an_error),
          cmocka_unit_test(receipts_that_make_no_sense_are_not_written),
          cmocka_unit_test(a_receipt_is_from_a_pinned_key_or_not),
          cmocka_unit_test(a_hello_is_for_its_nonce_and_epoch_alone),
          cmocka_unit_test(a_pull_stream_comes_back_as_it_went),
          cmocka_unit_test(a_cut_pull_stream_is_an_error_at_every_byte),
          cmocka_unit_test(a_pull_stream_over_the_limits_is_refused_before_it_is_read))
