// SPDX-License-Identifier: EUPL-1.2
// A collector's storage by itself, over either database, with the few puts and pulls that tests
// need.
#pragma once

#include "collector/storage.h"
#include "tests/unit/batch_fixture.h"
#include "tests/unit/storage_fixture.h"

struct place {
    char folder[64], path[128], url[300];
    struct rng rng;
    struct collector_storage *storage;
    bool ready; // for put_batch
};

static inline void open_place(struct place *p)
{
    struct err_info info = {0};
    if (collector_storage_open(p->url, &p->rng, &p->storage, &info)) fail_msg("%s", info.message);
}

static inline void make_place(struct place *p)
{
    seal_init();
    memset(p, 0, sizeof *p);
    fixture_temporary(p->folder);
    snprintf(p->path, sizeof p->path, "%s/c.db", p->folder);
    storage_fixture_url(p->path, p->url, sizeof p->url);
    p->rng = rng_system();
    open_place(p);
}

static inline void close_place(struct place *p)
{
    collector_storage_close(p->storage);
    p->storage = NULL;
}

static inline void finish_place(struct place *p)
{
    close_place(p);
    fixture_remove(p->folder);
}

static const uint8_t key_a[32] = {1}, key_b[32] = {2}, hash_1[32] = {3};

static inline enum collector_put put_survey(struct place *p, const uint8_t *hash, const char *id,
                                            int64_t version, const uint8_t *organizer)
{
    struct collector_survey survey = {.version = version};
    snprintf(survey.id, sizeof survey.id, "%s", id);
    memcpy(survey.hash, hash, 32);
    memcpy(survey.organizer, organizer, 32);
    enum collector_put put = COLLECTOR_TAKEN;
    assert_int_equal(p->storage->table->survey_put(p->storage, &survey, STR("package"), &put, NULL),
                     ERR_NONE);
    return put;
}

static inline struct collector_placed place_batch(struct place *p, uint8_t link_byte,
                                                  uint64_t number, const uint8_t *survey_hash,
                                                  const uint8_t *device, struct str bytes)
{
    uint8_t link[32] = {link_byte};
    struct collector_batch batch = {
        .link = link,
        .survey_hash = survey_hash,
        .device = device,
        .number = number,
        .count = 1,
        .bytes = bytes,
        .receipt = STR("receipt"),
    };
    struct collector_placed placed = {.verdict = COLLECTOR_BLOCKED};
    assert_int_equal(p->storage->table->batch_put(p->storage, &batch, &placed, NULL), ERR_NONE);
    return placed;
}

// Of a survey that is there, by a device that is enrolled.
static inline enum collector_verdict put_batch(struct place *p, uint8_t link_byte, uint64_t number,
                                               struct str bytes, bool *out_fork)
{
    static const uint8_t token[16] = {0xee};
    enum collector_put put;
    if (!p->ready) {
        put_survey(p, hash_1, "s", 1, key_a);
        assert_int_equal(
            p->storage->table->device_put(p->storage, "s", key_a, token, STR("B"), &put, NULL),
            ERR_NONE);
        p->ready = true;
    }
    struct collector_placed placed = place_batch(p, link_byte, number, hash_1, key_a, bytes);
    assert_string_equal(placed.survey, "s");
    if (out_fork) *out_fork = placed.fork;
    return placed.verdict;
}

struct pulled {
    size_t count;
    char text[256];
};

static inline void add_pulled(struct str bytes, struct str receipt,
                              const struct collector_cursor *cursor, void *data)
{
    struct pulled *pulled = data;
    assert_str(receipt, "receipt");
    assert_true(cursor->position > 0);
    size_t used = strlen(pulled->text);
    snprintf(pulled->text + used, sizeof pulled->text - used, "%.*s,", STR_ARG(bytes));
    pulled->count++;
}

static inline bool pull(struct place *p, const struct collector_cursor *after, size_t bytes_max,
                        struct pulled *out, struct collector_cursor *next)
{
    bool more = false;
    *out = (struct pulled){.count = 0};
    assert_int_equal(p->storage->table->batch_pull(p->storage, "s", after, bytes_max, add_pulled,
                                                   out, next, &more, NULL),
                     ERR_NONE);
    return more;
}

// A pull of survey "s" by key in this hour, behind the batch with this place (0: from the start).
static inline enum collector_put note_pull_of(struct place *p, const char *survey,
                                              const uint8_t *key, const char *nonce,
                                              const struct collector_cursor *after, int64_t hour)
{
    struct collector_pull_note note = {
        .survey_id = survey, .key = key, .nonce = str_of(nonce), .after = *after, .hour = hour};
    enum collector_put put = COLLECTOR_TAKEN;
    assert_int_equal(p->storage->table->pull_note(p->storage, &note, &put, NULL), ERR_NONE);
    return put;
}

static inline enum collector_put note_pull(struct place *p, const uint8_t *key, const char *nonce,
                                           uint64_t position, int64_t hour)
{
    struct collector_cursor after = {.position = position};
    return note_pull_of(p, "s", key, nonce, &after, hour);
}
