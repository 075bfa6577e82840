// SPDX-License-Identifier: EUPL-1.2
// Payloads cut into chunks in ways that age forbids, each chunk well sealed in itself.
#include "tests/unit/seal_help.h"

#include "seal/age_priv.h"
#include "seal/open_priv.h"

#include <sodium.h>

struct chunk {
    size_t bytes;
    bool last;
    uint64_t counter;
};

static const uint8_t file_key[SEAL_FILE_KEY_BYTES] = {5};

static void add_chunk(struct buf *payload, const uint8_t key[32], struct chunk chunk)
{
    struct buf plain = help_bytes(chunk.bytes);
    uint8_t nonce[SEAL_AGE_STREAM_NONCE_BYTES];
    seal_age_stream_nonce(chunk.counter, chunk.last, nonce);
    buf_reserve(payload, chunk.bytes + SEAL_AGE_TAG_BYTES);
    crypto_aead_chacha20poly1305_ietf_encrypt(payload->ptr + payload->len, NULL, plain.ptr,
                                              chunk.bytes, NULL, 0, NULL, nonce, key);
    payload->len += chunk.bytes + SEAL_AGE_TAG_BYTES;
    buf_finish(&plain);
}

static enum err open_chunks(const struct chunk *chunks, size_t count)
{
    struct buf payload = {0}, out = {0};
    struct err_info info = {0};
    static const uint8_t nonce[SEAL_AGE_NONCE_BYTES] = {6};
    uint8_t key[32];
    size_t total = 0;
    buf_add(&payload, nonce, sizeof(nonce));
    seal_age_payload_key(file_key, nonce, key);
    for (size_t i = 0; i < count; i++) {
        add_chunk(&payload, key, chunks[i]);
        total += chunks[i].bytes;
    }
    enum err code = seal_open_payload_add(file_key, buf_str(&payload), &out, &info);
    assert_int_equal(out.len, code ? 0 : total);
    buf_finish(&payload);
    buf_finish(&out);
    return code;
}
#define OPEN_CHUNKS(...)                             \
    open_chunks((const struct chunk[]){__VA_ARGS__}, \
                sizeof((const struct chunk[]){__VA_ARGS__}) / sizeof(struct chunk))

enum { FULL = SEAL_AGE_CHUNK_BYTES };

TEST(what_age_allows_opens)
{
    assert_int_equal(OPEN_CHUNKS({0, true, 0}), ERR_NONE);
    assert_int_equal(OPEN_CHUNKS({1, true, 0}), ERR_NONE);
    assert_int_equal(OPEN_CHUNKS({FULL, true, 0}), ERR_NONE);
    assert_int_equal(OPEN_CHUNKS({FULL, false, 0}, {1, true, 1}), ERR_NONE);
    assert_int_equal(OPEN_CHUNKS({FULL, false, 0}, {FULL, true, 1}), ERR_NONE);
}

TEST(the_last_chunk_must_say_so)
{
    assert_int_equal(OPEN_CHUNKS({0, false, 0}), ERR_TAMPERED);
    assert_int_equal(OPEN_CHUNKS({9, false, 0}), ERR_TAMPERED);
    assert_int_equal(OPEN_CHUNKS({FULL, false, 0}), ERR_TAMPERED);
    assert_int_equal(OPEN_CHUNKS({FULL, false, 0}, {FULL, false, 1}), ERR_TAMPERED);
}

TEST(only_the_last_chunk_may_say_so)
{
    assert_int_equal(OPEN_CHUNKS({FULL, true, 0}, {9, true, 1}), ERR_TAMPERED);
    assert_int_equal(OPEN_CHUNKS({FULL, true, 0}, {FULL, true, 1}), ERR_TAMPERED);
}

TEST(an_empty_last_chunk_is_for_empty_files)
{
    assert_int_equal(OPEN_CHUNKS({FULL, false, 0}, {0, true, 1}), ERR_TAMPERED);
}

TEST(only_the_last_chunk_may_be_short)
{
    assert_int_equal(OPEN_CHUNKS({FULL - 1, false, 0}, {9, true, 1}), ERR_TAMPERED);
    assert_int_equal(OPEN_CHUNKS({9, false, 0}, {9, true, 1}), ERR_TAMPERED);
    assert_int_equal(OPEN_CHUNKS({9, true, 0}, {9, true, 1}), ERR_TAMPERED);
}

TEST(chunks_are_counted_from_nought)
{
    assert_int_equal(OPEN_CHUNKS({9, true, 1}), ERR_TAMPERED);
    assert_int_equal(OPEN_CHUNKS({FULL, false, 0}, {9, true, 2}), ERR_TAMPERED);
    assert_int_equal(OPEN_CHUNKS({FULL, false, 1}, {9, true, 0}), ERR_TAMPERED);
}

TEST(a_payload_without_a_chunk_or_a_whole_nonce_is_refused)
{
    static const uint8_t bytes[SEAL_AGE_NONCE_BYTES + SEAL_AGE_TAG_BYTES];
    for (size_t length = 0; length <= sizeof(bytes); length++) {
        struct buf out = {0};
        assert_int_equal(seal_open_payload_add(file_key, str_make(bytes, length), &out, NULL),
                         ERR_TAMPERED);
        assert_int_equal(out.len, 0);
        buf_finish(&out);
    }
}

// The counter is 11 bytes, big-endian; the flag is the twelfth.
TEST(nonces_have_the_forms_of_the_specification)
{
    uint8_t nonce[SEAL_AGE_STREAM_NONCE_BYTES];
    seal_age_stream_nonce(0, false, nonce);
    assert_memory_equal(nonce, ((const uint8_t[]){0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), 12);
    seal_age_stream_nonce(0x010203, true, nonce);
    assert_memory_equal(nonce, ((const uint8_t[]){0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 1}), 12);
}

TEST_MAIN(cmocka_unit_test(what_age_allows_opens), cmocka_unit_test(the_last_chunk_must_say_so),
          cmocka_unit_test(only_the_last_chunk_may_say_so),
          cmocka_unit_test(an_empty_last_chunk_is_for_empty_files),
          cmocka_unit_test(only_the_last_chunk_may_be_short),
          cmocka_unit_test(chunks_are_counted_from_nought),
          cmocka_unit_test(a_payload_without_a_chunk_or_a_whole_nonce_is_refused),
          cmocka_unit_test(nonces_have_the_forms_of_the_specification))
