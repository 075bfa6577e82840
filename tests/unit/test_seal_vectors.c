// SPDX-License-Identifier: EUPL-1.2
// Our bytes against tests/seal/vectors.json, which tests/seal/vectors.py calculated without the
// engine and without libsodium: age files, slots, MACs, aggregate, batch, link, receipt.
#include "tests/unit/seal_help.h"

#include "base/json.h"
#include "seal/age_priv.h"
#include "seal/batch_priv.h"
#include "seal/sign_priv.h"

static json_t *vectors;

static int setup(void **state)
{
    if (help_folder_make(state)) return -1;
    struct buf file = {0};
    struct err_info info = {0};
    enum err code = file_read("tests/seal/vectors.json", 1 << 20, &file, &info);
    if (!code) code = json_parse(buf_str(&file), 1 << 20, &vectors, &info);
    if (code) fprintf(stderr, "%s\n", info.message);
    buf_finish(&file);
    return code ? -1 : 0;
}

static int teardown(void **state)
{
    json_decref(vectors);
    return help_folder_remove(state);
}

static struct str text_of(const json_t *object, const char *name)
{
    struct str out;
    struct err_info info = {0};
    if (json_get_str(object, name, &out, &info)) fail_msg("%s", info.message);
    return out;
}

static struct buf hex_of(const json_t *object, const char *name)
{
    struct str text = text_of(object, name);
    struct buf out = {0};
    buf_reserve(&out, text.len / 2 + 1);
    assert_true(hex_decode(text, out.ptr, text.len / 2));
    out.len = text.len / 2;
    return out;
}

static void assert_hex(const void *data, size_t bytes, const json_t *object, const char *name)
{
    struct buf expected = hex_of(object, name);
    assert_int_equal(bytes, expected.len);
    assert_memory_equal(data, expected.ptr, bytes);
    buf_finish(&expected);
}

// Hands out the bytes that the vector says were drawn.
static void play_back(void *data, void *out, size_t bytes)
{
    struct reader *r = data;
    assert_true(reader_copy(r, out, bytes));
}

static size_t all_recipients(struct seal_recipient out[2])
{
    json_t *names = json_object_get(vectors, "recipients");
    for (size_t i = 0; i < 2; i++) {
        struct str name = str_of(json_string_value(json_array_get(names, i)));
        assert_int_equal(seal_recipient_parse(name, &out[i], NULL), ERR_NONE);
    }
    return 2;
}

TEST(identities_have_their_recipients)
{
    json_t *secrets = json_object_get(vectors, "identities");
    struct seal_recipient expected[2];
    all_recipients(expected);
    for (size_t i = 0; i < 2; i++) {
        struct seal_identity *id = NULL;
        struct buf again = {0};
        const char *text = json_string_value(json_array_get(secrets, i));
        assert_int_equal(seal_identity_parse(str_of(text), &id, NULL), ERR_NONE);
        struct seal_recipient recipient = help_recipient(id);
        assert_memory_equal(&recipient, &expected[i], sizeof(recipient));
        seal_identity_format(id, &again);
        assert_str(buf_str(&again), text);
        buf_wipe(&again);
        seal_identity_destroy(id);
    }
}

static struct buf encrypt_as(const json_t *vector, size_t count, struct str plain)
{
    struct seal_recipient recipients[2];
    struct err_info info = {0};
    struct buf file_key = hex_of(vector, "file_key"), drawn = hex_of(vector, "drawn"), out = {0};
    struct reader reader = reader_make(drawn.ptr, drawn.len);
    struct rng rng = {play_back, &reader};
    all_recipients(recipients);
    if (seal_age_encrypt(recipients, count, file_key.ptr, plain, &rng, &out, &info))
        fail_msg("%s", info.message);
    assert_int_equal(reader_left(&reader), 0);
    buf_finish(&file_key);
    buf_finish(&drawn);
    return out;
}

TEST(age_files_are_the_same_to_the_byte)
{
    size_t index;
    json_t *vector;
    json_array_foreach(json_object_get(vectors, "files"), index, vector)
    {
        size_t count = (size_t)json_integer_value(json_object_get(vector, "recipients"));
        struct buf out = encrypt_as(vector, count, text_of(vector, "plain"));
        assert_hex(out.ptr, out.len, vector, "age");
        buf_finish(&out);
    }
}

TEST(a_file_of_three_chunks_is_the_same)
{
    json_t *vector = json_object_get(vectors, "long");
    struct buf plain = {0};
    uint8_t digest[32];
    for (size_t i = 0; i <= 4096; i++) {
        char number[8];
        snprintf(number, sizeof(number), "%zu", i);
        seal_sha256(str_of(number), digest);
        buf_add(&plain, digest, sizeof(digest));
    }
    seal_sha256(buf_str(&plain), digest);
    assert_hex(digest, sizeof(digest), vector, "plain_sha256");
    struct buf out = encrypt_as(vector, 1, buf_str(&plain));
    seal_sha256(buf_str(&out), digest);
    assert_hex(digest, sizeof(digest), vector, "age_sha256");
    buf_finish(&out);
    buf_finish(&plain);
}

TEST(slots_macs_and_the_masked_aggregate_are_the_same)
{
    struct buf seed = hex_of(vectors, "seed");
    uint8_t aggregate[32] = {0}, chain[32], masked[32], mac[32];
    size_t index;
    json_t *response;
    seal_mask_begin(seed.ptr, chain);
    json_array_foreach(json_object_get(vectors, "responses"), index, response)
    {
        struct seal_slot slot;
        seal_slot_derive(seed.ptr, (uint64_t)json_integer_value(json_object_get(response, "slot")),
                         &slot);
        assert_hex(slot.id, sizeof(slot.id), response, "slot_id");
        assert_hex(slot.file_key, sizeof(slot.file_key), response, "file_key");
        assert_hex(slot.mac_key, sizeof(slot.mac_key), response, "mac_key");
        struct buf sealed = encrypt_as(response, 2, text_of(response, "plain"));
        assert_hex(sealed.ptr, sealed.len, response, "sealed");
        seal_slot_mac(&slot, buf_str(&sealed), mac);
        assert_hex(mac, sizeof(mac), response, "mac");
        for (size_t i = 0; i < 32; i++)
            aggregate[i] ^= mac[i];
        seal_mask_next(chain, chain);
        assert_hex(chain, sizeof(chain), response, "chain");
        seal_mask_apply(chain, aggregate, masked);
        assert_hex(masked, sizeof(masked), response, "aggregate");
        buf_finish(&sealed);
    }
    buf_finish(&seed);
}

// Draws the vector's seed, its file key and what sealing it takes; from then on anything.
struct seed_then_stream {
    struct reader seed;
    struct help_stream stream;
};

static void seed_then_stream_fill(void *data, void *out, size_t bytes)
{
    struct seed_then_stream *s = data;
    if (reader_left(&s->seed))
        play_back(&s->seed, out, bytes);
    else
        help_fill(&s->stream, out, bytes);
}

TEST(a_sealer_with_this_seed_seals_it_and_uses_its_slots)
{
    struct seal_recipient recipients[2];
    struct buf drawn = hex_of(vectors, "seed"), rest = hex_of(vectors, "seed_drawn");
    struct seed_then_stream source;
    struct seal_sealer *sealer = NULL;
    size_t known = 0;
    buf_add_str(&drawn, buf_str(&rest));
    source.seed = reader_make(drawn.ptr, drawn.len);
    help_rng(&source.stream, 1);
    struct rng rng = {seed_then_stream_fill, &source};
    all_recipients(recipients);
    assert_int_equal(seal_sealer_create(recipients, 2, &rng, &sealer, NULL), ERR_NONE);
    for (size_t i = 0; i < SEAL_SLOTS; i++) {
        struct sealed *sealed = NULL;
        size_t index;
        json_t *response;
        assert_int_equal(seal_sealer_seal(sealer, STR("{}"), 2, &sealed, NULL), ERR_NONE);
        assert_hex(sealed_seed(sealed).ptr, sealed_seed(sealed).len, vectors, "sealed_seed");
        json_array_foreach(json_object_get(vectors, "responses"), index, response)
        {
            struct buf slot_id = hex_of(response, "slot_id");
            known += str_eq(sealed_slot_id(sealed), buf_str(&slot_id));
            buf_finish(&slot_id);
        }
        seal_sealer_commit(sealer, sealed);
        sealed_destroy(sealed);
    }
    assert_int_equal(known, 3);
    seal_sealer_destroy(sealer);
    buf_finish(&drawn);
    buf_finish(&rest);
}

static struct seal_signer *signer_of(const char *seed_name, const uint8_t public_key[32])
{
    struct buf seed = hex_of(vectors, seed_name);
    uint8_t secret[64];
    memcpy(secret, seed.ptr, 32);
    memcpy(secret + 32, public_key, 32);
    buf_wipe(&seed);
    return seal_signer_from_secret(secret);
}

// Encodes the vectors' batch with device and compares it with the vector of this name.
static void same_batch(const struct seal_signer *device, const char *name)
{
    struct buf survey = hex_of(vectors, "survey_hash");
    struct buf previous = hex_of(vectors, "previous_link"), seed = hex_of(vectors, "sealed_seed");
    struct buf slot_ids[3], sealed[3], aggregate = {0}, out = {0};
    struct seal_batch_item items[3];
    json_t *responses = json_object_get(vectors, "responses");
    struct err_info info = {0};
    for (size_t i = 0; i < 3; i++) {
        slot_ids[i] = hex_of(json_array_get(responses, i), "slot_id");
        sealed[i] = hex_of(json_array_get(responses, i), "sealed");
        items[i] = (struct seal_batch_item){slot_ids[i].ptr, buf_str(&sealed[i])};
    }
    aggregate = hex_of(json_array_get(responses, 2), "aggregate");
    if (seal_batch_encode(survey.ptr, 7, previous.ptr, aggregate.ptr, buf_str(&seed), items, 3,
                          device, &out, &info))
        fail_msg("%s", info.message);
    assert_hex(out.ptr, out.len, vectors, name);
    for (size_t i = 0; i < 3; i++) {
        buf_finish(&slot_ids[i]);
        buf_finish(&sealed[i]);
    }
    buf_finish(&aggregate);
    buf_finish(&survey);
    buf_finish(&previous);
    buf_finish(&seed);
    buf_finish(&out);
}

TEST(a_batch_is_the_same_to_the_byte)
{
    struct buf device_key = hex_of(vectors, "device_key");
    struct seal_signer *device = signer_of("device_seed", device_key.ptr);
    same_batch(device, "batch");
    buf_finish(&device_key);
    seal_signer_destroy(device);
}

TEST(a_batch_of_a_changed_key_is_the_same_to_the_byte)
{
    struct buf file = hex_of(vectors, "rotated_key_file"), again = {0};
    struct seal_signer *device = NULL;
    struct err_info info = {0};
    help_write("rotated.key", buf_str(&file));
    if (seal_signer_load_or_create(help_path("rotated.key"), &device, &info))
        fail_msg("%s", info.message);
    seal_signer_write(device, &again);
    assert_true(str_eq(buf_str(&again), buf_str(&file)));
    same_batch(device, "rotated_batch");
    buf_finish(&again);
    buf_finish(&file);
    seal_signer_destroy(device);
}

TEST(the_batch_decodes_and_opens)
{
    struct buf bytes = hex_of(vectors, "batch");
    struct seal_batch batch;
    struct seal_batch_opened *opened = NULL;
    struct seal_identity *id = NULL;
    json_t *secrets = json_object_get(vectors, "identities");
    const char *second = json_string_value(json_array_get(secrets, 1));
    assert_int_equal(seal_identity_parse(str_of(second), &id, NULL), ERR_NONE);
    assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
    assert_hex(batch.link, sizeof(batch.link), vectors, "link");
    assert_int_equal(seal_batch_open(&batch, &id, 1, &opened, NULL), ERR_NONE);
    for (size_t i = 0; i < batch.count; i++) {
        struct buf json = {0};
        assert_int_equal(seal_batch_open_response(opened, i, &json, NULL), ERR_NONE);
        assert_true(str_starts(buf_str(&json), STR("{\"svar\":")) && json.len == 10);
        buf_finish(&json);
    }
    seal_batch_opened_destroy(opened);
    seal_batch_finish(&batch);
    seal_identity_destroy(id);
    buf_finish(&bytes);
}

TEST(a_receipt_is_the_same_to_the_byte)
{
    struct buf expected = hex_of(vectors, "receipt"), out = {0};
    struct seal_receipt receipt, made;
    assert_int_equal(seal_receipt_decode(buf_str(&expected), &receipt, NULL), ERR_NONE);
    assert_int_equal(receipt.verdict, SEAL_REFUSED);
    assert_str(receipt.reason, "okänd enhet");
    assert_hex(receipt.link, 32, vectors, "link");
    made = receipt;
    struct seal_signer *collector = signer_of("collector_seed", receipt.collector_key);
    assert_int_equal(seal_receipt_encode(&made, collector, &out, NULL), ERR_NONE);
    assert_true(str_eq(buf_str(&out), buf_str(&expected)));
    seal_signer_destroy(collector);
    buf_finish(&expected);
    buf_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identities_have_their_recipients),
        cmocka_unit_test(age_files_are_the_same_to_the_byte),
        cmocka_unit_test(a_file_of_three_chunks_is_the_same),
        cmocka_unit_test(slots_macs_and_the_masked_aggregate_are_the_same),
        cmocka_unit_test(a_sealer_with_this_seed_seals_it_and_uses_its_slots),
        cmocka_unit_test(a_batch_is_the_same_to_the_byte),
        cmocka_unit_test(a_batch_of_a_changed_key_is_the_same_to_the_byte),
        cmocka_unit_test(the_batch_decodes_and_opens),
        cmocka_unit_test(a_receipt_is_the_same_to_the_byte),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown) != 0;
}
