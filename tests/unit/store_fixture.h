// SPDX-License-Identifier: EUPL-1.2
// A store in a temporary folder, with the keys of everybody concerned and a clock that the test
// turns.
#pragma once

#include "base/file.h"
#include "base/limits.h"
#include "seal/open.h"
#include "store/store.h"
#include "tests/unit/test.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct desk {
    char folder[64];
    struct seal_signer *device, *collector;
    struct seal_identity *identity;
    struct seal_recipient recipient;
    int64_t wall_ms, mono_ms;
    uint64_t random;
    int more_bytes; // of answers
    struct store *store;
};

static inline int64_t desk_wall(void *data)
{
    return ((struct desk *)data)->wall_ms;
}

static inline int64_t desk_mono(void *data)
{
    return ((struct desk *)data)->mono_ms;
}

// Enough for row ids and slots, and it costs no system calls.
static inline void desk_random(void *data, void *out, size_t bytes)
{
    uint64_t *state = &((struct desk *)data)->random;
    for (size_t i = 0; i < bytes; i++) {
        *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
        ((uint8_t *)out)[i] = (uint8_t)(*state >> 24);
    }
}

// After a fork: a child must not give the row ids that its parent gives.
static inline void desk_random_anew(struct desk *d)
{
    struct rng rng = rng_system();
    d->random = rng_u64(&rng) | 1;
}

static inline enum err desk_try_open(struct desk *d, struct err_info *info)
{
    struct store_options options = {.folder = d->folder,
                                    .device = d->device,
                                    .clock = {desk_wall, desk_mono, d},
                                    .rng = {desk_random, d}};
    return store_open(&options, &d->store, info);
}

static inline void desk_open(struct desk *d)
{
    struct err_info info = {0};
    if (desk_try_open(d, &info)) fail_msg("store_open: %s", info.message);
}

static inline void desk_shut(struct desk *d)
{
    store_close(d->store);
    d->store = NULL;
}

static inline void desk_begin(struct desk *d, const char *survey, uint8_t version)
{
    uint8_t hash[32] = {version};
    struct err_info info = {0};
    if (store_begin(d->store, str_of(survey), hash, &d->recipient, 1, &info))
        fail_msg("store_begin: %s", info.message);
}

static inline void desk_make(struct desk *d)
{
    seal_init();
    memset(d, 0, sizeof *d);
    // Memory where there is any: no test here depends on what a real disk forgets.
    snprintf(d->folder, sizeof d->folder, "%s/svar-test-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(d->folder));
    d->device = seal_signer_create();
    d->collector = seal_signer_create();
    d->identity = seal_identity_create();
    seal_identity_recipient(d->identity, &d->recipient);
    d->wall_ms = INT64_C(1800000000000);
    desk_random_anew(d);
    desk_open(d);
    desk_begin(d, "s", 1);
}

// How often a kind of fault was tried, for whoever reads the results.
static inline void desk_tried(long count, const char *what)
{
    print_message("# %ld %s\n", count, what);
}

static inline int desk_remove_entry(const char *path, const struct stat *st, int kind,
                                    struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static inline void desk_finish(struct desk *d)
{
    desk_shut(d);
    nftw(d->folder, desk_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    seal_signer_destroy(d->device);
    seal_signer_destroy(d->collector);
    seal_identity_destroy(d->identity);
}

// The kiosk makes ready what it can while the next respondent answers; now and then there is no
// time for that.
static inline enum err desk_try_respond(struct desk *d, unsigned number, struct err_info *info)
{
    char json[8192];
    int len = snprintf(json, sizeof json, "{\"n\":%u,\"secret\":\"marmelad\",\"more\":\"%0*d\"}",
                       number, d->more_bytes, 0);
    enum err err = store_finish_response(d->store, str_make(json, (size_t)len), 200, info);
    if (!err && number % 4) store_prepare(d->store);
    return err;
}

static inline void desk_respond(struct desk *d, unsigned from, unsigned to)
{
    struct err_info info = {0};
    for (unsigned i = from; i <= to; i++)
        if (desk_try_respond(d, i, &info)) fail_msg("response %u: %s", i, info.message);
}

static inline void desk_close_batch(struct desk *d)
{
    struct err_info info = {0};
    if (store_close_batch(d->store, 0, 0, NULL, &info)) fail_msg("close: %s", info.message);
}

static inline void desk_receipt(struct desk *d, const uint8_t link[32], enum seal_verdict verdict)
{
    struct seal_receipt receipt = {.verdict = verdict};
    struct buf bytes = {0};
    memcpy(receipt.link, link, sizeof receipt.link);
    if (verdict == SEAL_REFUSED) receipt.reason = STR("not today");
    memcpy(receipt.collector_key, seal_signer_public(d->collector), 32);
    assert_int_equal(seal_receipt_encode(&receipt, d->collector, &bytes, NULL), ERR_NONE);
    assert_int_equal(store_receipted(d->store, &receipt, buf_str(&bytes), NULL), ERR_NONE);
    buf_finish(&bytes);
}

// What has come out of a store: which responses, and where each survey's chain stands.
struct drained {
    unsigned seen[4097]; // how many times each response's number came
    unsigned batches, responses;
    uint64_t number;
    uint8_t link[32];
};

// Checks one batch's bytes: signature, chain, aggregate, and every response under the key. False
// where all is well; otherwise says what is wrong.
static inline bool desk_try_check(struct desk *d, struct str bytes, struct drained *into,
                                  char *fault, size_t fault_bytes)
{
    struct seal_batch batch = {0};
    struct seal_batch_opened *opened = NULL;
    struct err_info info = {0};
    bool wrong = true;
    if (seal_batch_decode(bytes, &batch, &info)) {
        snprintf(fault, fault_bytes, "decode: %.100s", info.message);
    } else if (memcmp(batch.device_key, seal_signer_public(d->device), 32) != 0) {
        snprintf(fault, fault_bytes, "another device's batch");
    } else if (batch.number != into->number + 1 ||
               memcmp(batch.previous_link, into->link, 32) != 0) {
        snprintf(fault, fault_bytes, "batch %llu comes after %llu",
                 (unsigned long long)batch.number, (unsigned long long)into->number);
    } else if (seal_batch_open(&batch, &d->identity, 1, &opened, &info) ||
               !seal_batch_opened_whole(opened)) {
        snprintf(fault, fault_bytes, "open: %.100s", info.message);
    } else {
        wrong = false;
    }
    for (size_t i = 0; i < batch.count && !wrong; i++) {
        struct buf json = {0};
        unsigned number = 0;
        wrong = seal_batch_open_response(opened, i, &json, &info) ||
                sscanf(buf_text(&json), "{\"n\":%u,", &number) != 1 || number >= 4096;
        if (number > 4096) number = 4096;
        if (wrong) snprintf(fault, fault_bytes, "response: %.100s", info.message);
        into->seen[number]++;
        into->responses++;
        buf_finish(&json);
    }
    into->batches++;
    into->number = batch.number;
    memcpy(into->link, batch.link, 32);
    seal_batch_opened_destroy(opened);
    seal_batch_finish(&batch);
    return wrong;
}

static inline void desk_check(struct desk *d, struct str bytes, struct drained *into)
{
    char fault[200];
    if (desk_try_check(d, bytes, into, fault, sizeof fault)) fail_msg("%s", fault);
}

// Takes every waiting batch out of the store, checks it and gives its receipt.
static inline void desk_drain(struct desk *d, struct drained *into)
{
    struct buf bytes = {0};
    struct err_info info = {0};
    enum err err;
    while (!(err = store_next_batch(d->store, &bytes, &info))) {
        desk_check(d, buf_str(&bytes), into);
        desk_receipt(d, into->link, SEAL_STORED);
        buf_clear(&bytes);
    }
    if (err != ERR_MISSING) fail_msg("next batch: %s", info.message);
    buf_finish(&bytes);
}

static inline void assert_seen_once(const struct drained *d, unsigned from, unsigned to)
{
    for (unsigned i = from; i <= to; i++)
        if (d->seen[i] != 1) fail_msg("response %u came %u times", i, d->seen[i]);
}

static inline struct store_figures desk_figures(struct desk *d)
{
    struct store_figures figures;
    struct err_info info = {0};
    if (store_figures(d->store, &figures, &info)) fail_msg("figures: %s", info.message);
    return figures;
}

// Whether the bytes stand in any file of the folder.
static inline bool desk_folder_holds(const struct desk *d, struct str needle)
{
    DIR *dir = opendir(d->folder);
    bool found = false;
    const struct dirent *entry;
    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        char path[512];
        struct buf bytes = {0};
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", d->folder, entry->d_name);
        assert_int_equal(file_read(path, 1 << 28, &bytes, NULL), ERR_NONE);
        if (str_find(buf_str(&bytes), needle) >= 0) found = true;
        buf_finish(&bytes);
    }
    closedir(dir);
    return found;
}
