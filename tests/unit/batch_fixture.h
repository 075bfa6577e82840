// SPDX-License-Identifier: EUPL-1.2
// A signed survey, an organizer, a collector's key, devices and real sealed batches, for tests of
// collector and archive.
#pragma once

#include "base/limits.h"
#include "seal/open.h"
#include "tests/unit/survey_fixture.h"

struct batch_fixture {
    struct fixture files; // the survey's folder and the organizer's minisign key
    struct seal_identity *identity;
    struct seal_recipient recipient;
    struct seal_signer *organizer, *collector, *device;
    struct survey *survey;
    struct buf package; // .svar
    struct rng rng;
    uint64_t responses; // sealed so far, so that each is another
};

static inline struct survey *batch_fixture_survey(struct batch_fixture *f, int version)
{
    char recipient[SEAL_RECIPIENT_CHARS + 1], key[65], patch[512];
    seal_recipient_format(&f->recipient, recipient);
    hex_encode(seal_signer_public(f->collector), 32, key);
    snprintf(patch, sizeof patch,
             "{\"version\":%d,\"recipients\":[\"%s\"],\"collector\":{\"url\":"
             "\"http://127.0.0.1:8080\",\"keys\":[\"%s\"]}}",
             version, recipient, key);
    struct fixture files;
    fixture_make(&files, patch);
    seal_minisign_destroy(files.secret);
    files.secret = f->files.secret;
    files.key = f->files.key;
    fixture_sign(&files);
    struct survey *survey = NULL;
    struct err_info info = {0};
    if (survey_open(files.folder, &files.key, &survey, &info)) fail_msg("%s", info.message);
    fixture_remove(files.folder);
    return survey;
}

static inline void batch_fixture_make(struct batch_fixture *f)
{
    seal_init();
    memset(f, 0, sizeof *f);
    fixture_make(&f->files, NULL); // an empty folder for the tests' own files, and a key
    f->identity = seal_identity_create();
    seal_identity_recipient(f->identity, &f->recipient);
    f->organizer = seal_minisign_signer(f->files.secret);
    f->collector = seal_signer_create();
    f->device = seal_signer_create();
    f->rng = rng_system();
    f->survey = batch_fixture_survey(f, 1);
    assert_int_equal(survey_pack(f->survey, &f->package, NULL), ERR_NONE);
}

static inline void batch_fixture_finish(struct batch_fixture *f)
{
    buf_finish(&f->package);
    survey_close(f->survey);
    seal_signer_destroy(f->device);
    seal_signer_destroy(f->collector);
    seal_signer_destroy(f->organizer);
    seal_identity_destroy(f->identity);
    fixture_finish(&f->files);
}

static inline void batch_fixture_path(const struct batch_fixture *f, const char *name,
                                      char out[256])
{
    assert_int_equal(file_join(out, 256, f->files.folder, name, NULL), ERR_NONE);
}

// A batch of this survey and device with count responses {"n":…}; its link goes to out_link (may be
// NULL). previous NULL stands for zeros.
static inline void batch_fixture_batch_of(struct batch_fixture *f, const struct survey *survey,
                                          const struct seal_signer *device, uint64_t number,
                                          const uint8_t *previous, size_t count, struct buf *out,
                                          uint8_t out_link[SEAL_LINK_BYTES])
{
    static const uint8_t zeros[SEAL_LINK_BYTES];
    struct seal_sealer *sealer = NULL;
    struct sealed *sealed[LIMIT_BATCH_COUNT] = {NULL};
    struct seal_batch_item items[LIMIT_BATCH_COUNT];
    assert_true(count <= LIMIT_BATCH_COUNT);
    assert_int_equal(seal_sealer_create(&f->recipient, 1, &f->rng, &sealer, NULL), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        char json[64];
        int bytes = snprintf(json, sizeof json, "{\"n\":%llu}", (unsigned long long)++f->responses);
        assert_int_equal(
            seal_sealer_seal(sealer, str_make(json, (size_t)bytes), 256, &sealed[i], NULL),
            ERR_NONE);
        seal_sealer_commit(sealer, sealed[i]);
        items[i].slot_id = (const uint8_t *)sealed_slot_id(sealed[i]).ptr;
        items[i].sealed = sealed_bytes(sealed[i]);
    }
    struct err_info info = {0};
    const struct sealed *newest = sealed[count - 1];
    if (seal_batch_encode(survey_hash(survey), number, previous ? previous : zeros,
                          (const uint8_t *)sealed_aggregate(newest).ptr, sealed_seed(newest), items,
                          count, device, out, &info))
        fail_msg("%s", info.message);
    for (size_t i = 0; i < count; i++)
        sealed_destroy(sealed[i]);
    seal_sealer_destroy(sealer);
    if (out_link) seal_sha256(buf_str(out), out_link);
}

static inline void batch_fixture_batch(struct batch_fixture *f, uint64_t number,
                                       const uint8_t *previous, size_t count, struct buf *out,
                                       uint8_t out_link[SEAL_LINK_BYTES])
{
    batch_fixture_batch_of(f, f->survey, f->device, number, previous, count, out, out_link);
}

static inline void batch_fixture_receipt(const struct seal_signer *collector,
                                         const uint8_t link[SEAL_LINK_BYTES],
                                         enum seal_verdict verdict, struct buf *out)
{
    struct seal_receipt receipt = {.verdict = verdict};
    if (verdict == SEAL_REFUSED) receipt.reason = STR("nej");
    memcpy(receipt.link, link, SEAL_LINK_BYTES);
    memcpy(receipt.collector_key, seal_signer_public(collector), SEAL_KEY_BYTES);
    assert_int_equal(seal_receipt_encode(&receipt, collector, out, NULL), ERR_NONE);
}
