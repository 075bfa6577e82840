// SPDX-License-Identifier: EUPL-1.2
// The same store damaged again and again, and what comes out of each when the kiosk starts: which
// batches and responses, what is known to be lost, and that it goes on.
#pragma once

#include "tests/unit/store_damage_fixture.h"

// The same again and again, without making it anew.
struct kept {
    struct desk d;
    struct buf store, ledger;
};

static inline void read_in(const struct desk *d, const char *name, struct buf *out)
{
    char path[256];
    path_of(d, name, path);
    assert_int_equal(file_read(path, 1 << 28, out, NULL), ERR_NONE);
}

static inline void kept_make(struct kept *k)
{
    memset(k, 0, sizeof *k);
    fill(&k->d);
    read_in(&k->d, "store-1.sqlite", &k->store);
    read_in(&k->d, "ledger", &k->ledger);
}

static inline int remove_below(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind;
    return ftw->level ? remove(path) : 0;
}

static inline void kept_put(struct kept *k, struct str store)
{
    char path[256];
    desk_shut(&k->d);
    nftw(k->d.folder, remove_below, 16, FTW_DEPTH | FTW_PHYS);
    path_of(&k->d, "store-1.sqlite", path);
    assert_int_equal(file_write(path, store, 0600, NULL), ERR_NONE);
    path_of(&k->d, "ledger", path);
    assert_int_equal(file_write(path, buf_str(&k->ledger), 0600, NULL), ERR_NONE);
}

static inline void kept_finish(struct kept *k)
{
    buf_finish(&k->store);
    buf_finish(&k->ledger);
    desk_finish(&k->d);
}

// What comes out of a store whose database was damaged: whole batches, in any order, no number
// twice. The responses of one batch may fail to match its aggregate: those of the open one.
struct salvage {
    unsigned seen[ALL + 10];
    uint64_t numbers[64];
    unsigned batches, responses;
    unsigned altered; // the organizer is told of each
};

// A batch's link is the digest of all its bytes: what was opened once need not be opened again.
static struct {
    uint8_t link[SEAL_LINK_BYTES];
    uint64_t number;
    unsigned responses[EACH];
} opened_before[64];
static size_t opened_count;

static inline bool salvage_known(struct str bytes, struct salvage *into)
{
    uint8_t link[SEAL_LINK_BYTES];
    seal_sha256(bytes, link);
    for (size_t i = 0; i < opened_count; i++) {
        if (memcmp(opened_before[i].link, link, sizeof link) != 0) continue;
        for (unsigned j = 0; j < into->batches; j++)
            assert_true(into->numbers[j] != opened_before[i].number);
        into->numbers[into->batches++] = opened_before[i].number;
        for (unsigned j = 0; j < EACH; j++)
            into->seen[opened_before[i].responses[j]]++;
        into->responses += EACH;
        return true;
    }
    return false;
}

static inline void salvage_open(struct desk *d, struct str bytes, struct salvage *into)
{
    struct seal_batch batch = {0};
    struct seal_batch_opened *opened = NULL;
    unsigned responses[SEAL_SLOTS], count = 0;
    assert_int_equal(seal_batch_decode(bytes, &batch, NULL), ERR_NONE);
    enum err err = seal_batch_open(&batch, &d->identity, 1, &opened, NULL);
    for (unsigned i = 0; i < into->batches; i++)
        assert_true(into->numbers[i] != batch.number);
    into->numbers[into->batches++] = batch.number;
    // Without the seed of the open batch each is a plain age file still.
    if (err && !opened) into->altered += (unsigned)batch.count;
    for (size_t i = 0; opened && i < batch.count; i++) {
        struct buf json = {0};
        unsigned number = 0;
        if (seal_batch_open_response(opened, i, &json, NULL)) {
            into->altered++;
        } else {
            assert_int_equal(sscanf(buf_text(&json), "{\"n\":%u,", &number), 1);
            assert_true(number <= ALL + 9);
            into->seen[number]++;
            responses[count++] = number;
        }
        buf_finish(&json);
    }
    into->responses += count;
    if (count == EACH && !err && opened_count < sizeof opened_before / sizeof *opened_before) {
        memcpy(opened_before[opened_count].link, batch.link, SEAL_LINK_BYTES);
        opened_before[opened_count].number = batch.number;
        memcpy(opened_before[opened_count++].responses, responses, sizeof responses[0] * EACH);
    }
    seal_batch_opened_destroy(opened);
    seal_batch_finish(&batch);
}

static inline void salvage_one(struct desk *d, struct str bytes, struct salvage *into)
{
    struct seal_receipt receipt = {.verdict = SEAL_STORED};
    if (!salvage_known(bytes, into)) salvage_open(d, bytes, into);
    seal_sha256(bytes, receipt.link);
    assert_int_equal(store_receipted(d->store, &receipt, STR("a receipt"), NULL), ERR_NONE);
}

static inline void salvage(struct desk *d, struct salvage *into)
{
    struct buf bytes = {0};
    desk_close_batch(d);
    for (int restarts = 0; restarts < 3; restarts++) {
        enum err err;
        while (!(err = store_next_batch(d->store, &bytes, NULL))) {
            salvage_one(d, buf_str(&bytes), into);
            buf_clear(&bytes);
        }
        if (err == ERR_MISSING) break;
        desk_shut(d); // a batch that differs from its link: the file is left, and looked at
        desk_open(d);
        desk_begin(d, "s", 1);
    }
    buf_finish(&bytes);
    for (unsigned i = 0; i < ALL + 10; i++)
        if (into->seen[i] > 1) fail_msg("response %u came %u times", i, into->seen[i]);
}

// Restarts with the damage, answers once more, and looks at what comes out.
static inline void restart(struct desk *d, struct salvage *into)
{
    desk_open(d);
    desk_begin(d, "s", 1);
    desk_respond(d, ALL + 1, ALL + 1);
    salvage(d, into);
    if (into->seen[ALL + 1] != 1)
        fail_msg("the new response came %u times: %u batches, %u altered: %s", into->seen[ALL + 1],
                 into->batches, into->altered, desk_figures(d).trouble);
}

// After the damage: nothing of the closed batches is missing unaccounted.
static inline void check_account(struct desk *d, const struct salvage *out, const char *what,
                                 long at)
{
    struct store_figures f = desk_figures(d);
    unsigned closed = 0;
    for (unsigned i = 1; i <= BATCHES * EACH; i++)
        closed += out->seen[i];
    assert_true(out->altered <= OPEN); // a closed batch is whole or not there
    if (closed + f.responses_lost < BATCHES * EACH)
        fail_msg("%s %ld: %u came, %u are known to be lost of %d: %s", what, at, closed,
                 (unsigned)f.responses_lost, BATCHES * EACH, f.trouble);
    if (closed < BATCHES * EACH && !f.trouble[0]) fail_msg("%s %ld: nothing was said", what, at);
}
