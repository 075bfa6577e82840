// SPDX-License-Identifier: EUPL-1.2
// A store as an earlier version wrote it (tests/seal/fixtures): it opens, its batches are sent, and
// the old key opens them.
#include "base/file.h"
#include "seal/open.h"
#include "store/store.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <unistd.h>

#define FIXTURES "tests/seal/fixtures/v1/"

static char folder[64];

static struct buf fixture(const char *name)
{
    char path[128];
    struct buf file = {0};
    struct err_info info = {0};
    snprintf(path, sizeof path, FIXTURES "%s", name);
    if (file_read(path, 1 << 20, &file, &info)) fail_msg("%s", info.message);
    return file;
}

static const char *at(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

// A copy, since opening changes it.
static void copy(const char *name, const char *to)
{
    struct buf file = fixture(name);
    assert_int_equal(file_write(at(to), buf_str(&file), 0600, NULL), ERR_NONE);
    buf_finish(&file);
}

static struct seal_identity *identity(void)
{
    struct buf file = fixture("identity-open.age");
    struct seal_identity *id = NULL;
    size_t count = 0;
    assert_int_equal(seal_identity_read(buf_str(&file), STR(""), &id, 1, &count, NULL), ERR_NONE);
    buf_finish(&file);
    return id;
}

static void open_with_old_key(struct str bytes, uint64_t number, const struct seal_signer *device)
{
    struct seal_identity *id = identity();
    struct seal_batch batch;
    struct seal_batch_opened *opened = NULL;
    struct buf json = {0};
    assert_int_equal(seal_batch_decode(bytes, &batch, NULL), ERR_NONE);
    assert_int_equal(batch.number, number);
    assert_memory_equal(batch.device_key, seal_signer_public(device), 32);
    assert_int_equal(seal_batch_open(&batch, &id, 1, &opened, NULL), ERR_NONE);
    for (size_t i = 0; i < batch.count; i++)
        assert_int_equal(seal_batch_open_response(opened, i, &json, NULL), ERR_NONE);
    assert_true(str_starts(buf_str(&json), STR("{\"svar\":1,")));
    seal_batch_opened_destroy(opened);
    seal_batch_finish(&batch);
    buf_finish(&json);
    seal_identity_destroy(id);
}

static void gives_what_it_holds(const char *name)
{
    struct seal_signer *device = NULL, *collector = NULL;
    struct store *store = NULL;
    struct store_figures figures;
    struct err_info info = {0};
    strcpy(folder, "/tmp/svar-old-XXXXXX");
    assert_non_null(mkdtemp(folder));
    copy("device.key", "device.key");
    copy("collector.key", "collector.key");
    copy(name, "store-1.sqlite");
    assert_int_equal(seal_signer_load_or_create(at("device.key"), &device, NULL), ERR_NONE);
    assert_int_equal(seal_signer_load_or_create(at("collector.key"), &collector, NULL), ERR_NONE);
    struct store_options options = {
        .folder = folder, .device = device, .clock = clock_system(), .rng = rng_system()};
    if (store_open(&options, &store, &info)) fail_msg("%s", info.message);
    assert_int_equal(store_figures(store, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches_waiting, 2);
    for (uint64_t number = 1; number <= 2; number++) {
        struct buf bytes = {0}, receipt_bytes = {0};
        struct seal_receipt receipt = {.verdict = SEAL_STORED};
        assert_int_equal(store_next_batch(store, &bytes, NULL), ERR_NONE);
        open_with_old_key(buf_str(&bytes), number, device);
        seal_sha256(buf_str(&bytes), receipt.link);
        memcpy(receipt.collector_key, seal_signer_public(collector), 32);
        assert_int_equal(seal_receipt_encode(&receipt, collector, &receipt_bytes, NULL), ERR_NONE);
        assert_int_equal(store_receipted(store, &receipt, buf_str(&receipt_bytes), NULL), ERR_NONE);
        buf_finish(&bytes);
        buf_finish(&receipt_bytes);
    }
    assert_int_equal(store_figures(store, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches_waiting, 0);
    store_close(store);
    seal_signer_destroy(device);
    seal_signer_destroy(collector);
    static const char *const names[] = {
        "device.key",         "collector.key", "store-1.sqlite", "store-1.sqlite-wal",
        "store-1.sqlite-shm", "lock",          "ledger"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(at(names[i]));
    assert_int_equal(rmdir(folder), 0);
}

TEST(an_old_store_gives_what_it_holds)
{
    gives_what_it_holds("store/store-1.sqlite");
}

TEST(a_store_with_places_gives_what_it_holds)
{
    gives_what_it_holds("../store2/store-1.sqlite");
}

TEST_MAIN(cmocka_unit_test(an_old_store_gives_what_it_holds),
          cmocka_unit_test(a_store_with_places_gives_what_it_holds))
