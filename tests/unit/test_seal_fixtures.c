// SPDX-License-Identifier: EUPL-1.2
// Files of every format as earlier versions wrote them: old keys open old data for ever. A test
// that fails here is not mended by making the file anew.
#include "tests/unit/seal_help.h"

#include "seal/wire.h"

#define FOLDER "tests/seal/fixtures/v1/"
#define TEXT "Vad tycker du?\n"
#define PASSPHRASE STR("gammal nyckel 2026")

static struct buf fixture(const char *name)
{
    char path[128];
    struct buf file = {0};
    struct err_info info = {0};
    snprintf(path, sizeof(path), "%s%s", FOLDER, name);
    if (file_read(path, 1 << 20, &file, &info)) fail_msg("%s", info.message);
    return file;
}

static struct seal_identity *identity(const char *name, struct str passphrase)
{
    struct buf file = fixture(name);
    struct seal_identity *id = NULL;
    struct err_info info = {0};
    size_t count = 0;
    if (seal_identity_read(buf_str(&file), passphrase, &id, 1, &count, &info))
        fail_msg("%s", info.message);
    buf_finish(&file);
    return id;
}

TEST(identities_are_read)
{
    struct buf recipient = fixture("recipient.txt");
    for (int open = 0; open < 2; open++) {
        char text[SEAL_RECIPIENT_CHARS + 1];
        struct seal_identity *id =
            open ? identity("identity-open.age", STR("")) : identity("identity.age", PASSPHRASE);
        struct seal_recipient r = help_recipient(id);
        seal_recipient_format(&r, text);
        assert_true(str_eq(str_trim(buf_str(&recipient)), str_of(text)));
        seal_identity_destroy(id);
    }
    buf_finish(&recipient);
}

TEST(sealed_files_open)
{
    static const char *const names[] = {"text.age", "text-two.armored.age"};
    struct seal_identity *id = identity("identity-open.age", STR(""));
    for (size_t i = 0; i < 2; i++) {
        struct buf file = fixture(names[i]), plain = {0};
        assert_int_equal(seal_age_decrypt(&id, 1, buf_str(&file), &plain, NULL), ERR_NONE);
        assert_str(buf_str(&plain), TEXT);
        buf_finish(&plain);
        buf_finish(&file);
    }
    struct buf file = fixture("text-passphrase.armored.age"), plain = {0};
    assert_int_equal(seal_age_decrypt_passphrase(PASSPHRASE, buf_str(&file), &plain, NULL),
                     ERR_NONE);
    assert_str(buf_str(&plain), TEXT);
    buf_finish(&plain);
    buf_finish(&file);
    seal_identity_destroy(id);
}

TEST(signatures_verify_and_signing_keys_are_read)
{
    struct buf public = fixture("sign.pub"), signature = fixture("text.minisig");
    struct seal_minisign_key key;
    struct str comment;
    assert_int_equal(seal_minisign_key_parse(buf_str(&public), &key, NULL), ERR_NONE);
    assert_int_equal(seal_minisign_verify(&key, buf_str(&signature), STR(TEXT), &comment, NULL),
                     ERR_NONE);
    assert_str(comment, "fixtur");
    for (int open = 0; open < 2; open++) {
        struct buf file = fixture(open ? "sign-open.key" : "sign.key");
        struct seal_minisign_secret *secret = NULL;
        struct seal_minisign_key ours;
        assert_int_equal(
            seal_minisign_secret_read(buf_str(&file), open ? STR("") : PASSPHRASE, &secret, NULL),
            ERR_NONE);
        seal_minisign_public(secret, &ours);
        assert_memory_equal(&ours, &key, sizeof(key));
        seal_minisign_destroy(secret);
        buf_finish(&file);
    }
    buf_finish(&public);
    buf_finish(&signature);
}

static const char *const responses[] = {
    "{\"svar\":1,\"n\":1,\"answers\":{\"glad\":\"ja\"}}",
    "{\"svar\":1,\"n\":2,\"answers\":{\"glad\":\"nej\",\"varfor\":\"räksmörgås\"}}",
    "{\"svar\":1,\"n\":3,\"answers\":{},\"missing\":{\"glad\":-9}}",
};

TEST(a_batch_opens_both_ways)
{
    struct seal_identity *id = identity("identity-open.age", STR(""));
    struct buf file = fixture("batch");
    struct seal_batch batch = {0};
    struct seal_batch_opened *opened = NULL;
    bool met[3] = {false};
    assert_int_equal(seal_batch_decode(buf_str(&file), &batch, NULL), ERR_NONE);
    assert_int_equal(batch.number, 1);
    assert_int_equal(batch.count, 3);
    assert_int_equal(seal_batch_open(&batch, &id, 1, &opened, NULL), ERR_NONE);
    for (size_t i = 0; i < 3; i++) {
        struct buf json = {0};
        assert_int_equal(seal_batch_open_response(opened, i, &json, NULL), ERR_NONE);
        assert_int_equal(seal_batch_check_plain(opened, i, &id, 1, buf_str(&json), NULL), ERR_NONE);
        for (size_t j = 0; j < 3; j++)
            if (str_eq(buf_str(&json), str_of(responses[j]))) met[j] = true;
        buf_finish(&json);
    }
    assert_true(met[0] && met[1] && met[2]);
    seal_batch_opened_destroy(opened);
    seal_batch_finish(&batch);
    buf_finish(&file);
    seal_identity_destroy(id);
}

static struct seal_signer *signer(const char *name)
{
    struct buf file = fixture(name); // in a folder of its own: the file must be private
    struct seal_signer *s = NULL;
    struct err_info info = {0};
    help_write(name, buf_str(&file));
    if (seal_signer_load_or_create(help_path(name), &s, &info)) fail_msg("%s", info.message);
    buf_finish(&file);
    return s;
}

TEST(device_and_collector_keys_are_read)
{
    struct buf bytes = fixture("batch"), receipt_bytes = fixture("receipt");
    struct seal_batch batch = {0};
    struct seal_receipt receipt;
    struct seal_signer *device = signer("device.key"), *collector = signer("collector.key");
    assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
    assert_int_equal(seal_receipt_decode(buf_str(&receipt_bytes), &receipt, NULL), ERR_NONE);
    assert_memory_equal(batch.device_key, seal_signer_public(device), 32);
    assert_memory_equal(receipt.collector_key, seal_signer_public(collector), 32);
    assert_memory_equal(batch.link, receipt.link, 32);
    assert_int_equal(receipt.verdict, SEAL_STORED);
    buf_finish(&receipt_bytes);
    receipt_bytes = fixture("receipt-refused");
    assert_int_equal(seal_receipt_decode(buf_str(&receipt_bytes), &receipt, NULL), ERR_NONE);
    assert_int_equal(receipt.verdict, SEAL_REFUSED);
    assert_str(receipt.reason, "okänd enhet");
    seal_signer_destroy(device);
    seal_signer_destroy(collector);
    seal_batch_finish(&batch);
    buf_finish(&receipt_bytes);
    buf_finish(&bytes);
}

TEST(a_pull_and_a_token_are_read)
{
    struct buf file = fixture("pull"), batch = fixture("batch"), receipt = fixture("receipt");
    struct reader r = reader_make(file.ptr, file.len);
    struct seal_pull_record record;
    assert_int_equal(seal_pull_head(&r, NULL), ERR_NONE);
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_true(str_eq(record.batch, buf_str(&batch)));
    assert_true(str_eq(record.receipt, buf_str(&receipt)));
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_true(record.end && !record.more);
    buf_finish(&file);
    buf_finish(&batch);
    buf_finish(&receipt);

    struct buf token = fixture("token"), public = fixture("sign.pub");
    struct seal_minisign_key key;
    uint8_t id[SEAL_TOKEN_ID_BYTES];
    assert_int_equal(seal_minisign_key_parse(buf_str(&public), &key, NULL), ERR_NONE);
    assert_int_equal(
        seal_token_verify(key.public_key, STR("fixtur-v1"), str_trim(buf_str(&token)), id, NULL),
        ERR_NONE);
    buf_finish(&token);
    buf_finish(&public);
}

// What came with changes of a device's key.
TEST(batches_of_a_changed_key_open)
{
    struct buf bytes = {0}, key = {0}, file = {0};
    struct seal_batch batch;
    struct seal_batch_opened *opened = NULL;
    struct seal_identity *id = NULL;
    size_t count = 0;
    assert_int_equal(file_read("tests/seal/fixtures/batch2/batch", 1 << 20, &bytes, NULL),
                     ERR_NONE);
    assert_int_equal(file_read("tests/seal/fixtures/batch2/device.key", 4096, &key, NULL),
                     ERR_NONE);
    assert_int_equal(file_read("tests/seal/fixtures/batch2/identity-open.age", 4096, &file, NULL),
                     ERR_NONE);
    assert_int_equal(seal_identity_read(buf_str(&file), STR(""), &id, 1, &count, NULL), ERR_NONE);
    assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
    assert_int_equal(batch.rotation_count, 2);
    assert_memory_equal(batch.device_key, key.ptr + 40, 32);
    assert_int_equal(seal_batch_open(&batch, &id, 1, &opened, NULL), ERR_NONE);
    for (size_t i = 0; i < batch.count; i++) {
        struct buf json = {0};
        assert_int_equal(seal_batch_open_response(opened, i, &json, NULL), ERR_NONE);
        assert_true(str_starts(buf_str(&json), STR("{\"svar\":")));
        buf_finish(&json);
    }
    seal_batch_opened_destroy(opened);
    seal_batch_finish(&batch);
    seal_identity_destroy(id);
    buf_finish(&bytes);
    buf_finish(&key);
    buf_finish(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identities_are_read),
        cmocka_unit_test(sealed_files_open),
        cmocka_unit_test(signatures_verify_and_signing_keys_are_read),
        cmocka_unit_test(a_batch_opens_both_ways),
        cmocka_unit_test(device_and_collector_keys_are_read),
        cmocka_unit_test(a_pull_and_a_token_are_read),
        cmocka_unit_test(batches_of_a_changed_key_open),
    };
    seal_init();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, help_folder_make, help_folder_remove) != 0;
}
