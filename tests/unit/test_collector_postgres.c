// SPDX-License-Identifier: EUPL-1.2
// Two collectors before one PostgreSQL: the same batches at both, pulls under writers, and the
// server killed under load. Runs where SVAR_TEST_PG names a server; SVAR_TEST_PG_FAIL is a command
// that kills it and brings it, or its standby, back (tests/collector/test_postgres.sh).
#include "tests/unit/collector_server_fixture.h"

#include <pthread.h>
#include <time.h>

enum { BATCHES = 2000, POSTERS = 16, COLLECTORS = 2, FEW = 100 };

struct rig {
    struct collector_fixture c[COLLECTORS]; // the second shares the first's survey and keys
    struct buf *batches;
    uint8_t (*links)[SEAL_LINK_BYTES];
    size_t count;
};

// One batch's content under many numbers: the links differ, and that is what counts here.
static void make_batches(struct rig *r, size_t count)
{
    static const uint8_t some[SEAL_LINK_BYTES] = {1};
    struct collector_fixture *c = &r->c[0];
    struct seal_batch made;
    struct buf first = {0};
    batch_fixture_batch(&c->f, 1, NULL, 2, &first, NULL);
    assert_int_equal(seal_batch_decode(buf_str(&first), &made, NULL), ERR_NONE);
    r->count = count;
    r->batches = calloc(count, sizeof *r->batches);
    r->links = calloc(count, sizeof *r->links);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(seal_batch_encode(made.survey_hash, i + 2, some, made.aggregate, made.seed,
                                           made.items, made.count, c->f.device, &r->batches[i],
                                           NULL),
                         ERR_NONE);
        seal_sha256(buf_str(&r->batches[i]), r->links[i]);
    }
    seal_batch_finish(&made);
    buf_finish(&first);
}

static void start(struct rig *r, size_t count)
{
    if (!storage_fixture_pg()) skip();
    memset(r, 0, sizeof *r);
    batch_fixture_make(&r->c[0].f);
    collector_fixture_address(&r->c[0]);
    r->c[1] = r->c[0];
    for (int i = 0; i < COLLECTORS; i++)
        collector_fixture_start(&r->c[i], NULL);
    collector_fixture_ready(&r->c[0]);
    make_batches(r, count);
}

static void finish(struct rig *r)
{
    for (int i = 0; i < COLLECTORS; i++)
        collector_fixture_stop(&r->c[i]);
    batch_fixture_finish(&r->c[0].f);
    for (size_t i = 0; i < r->count; i++)
        buf_finish(&r->batches[i]);
    free(r->batches);
    free(r->links);
}

static int64_t now_ms(void)
{
    struct clock clock = clock_system();
    return clock_mono_ms(&clock);
}

// One try. False without a receipt for this very batch.
static bool post(struct rig *r, int collector, size_t batch, unsigned nonce,
                 enum seal_verdict *out_verdict)
{
    struct http_answer answer;
    struct seal_receipt receipt;
    char text[32];
    snprintf(text, sizeof text, "p%u", nonce);
    http_ask(r->c[collector].port, r->c[0].f.device, text, "POST", "/v1/batches",
             buf_str(&r->batches[batch]), &answer);
    bool good = answer.status == 200 && !seal_receipt_decode(answer.body, &receipt, NULL) &&
                !memcmp(receipt.link, r->links[batch], SEAL_LINK_BYTES);
    if (good) *out_verdict = receipt.verdict;
    http_answer_finish(&answer);
    return good;
}

// ---- every batch is in the database once ----
struct seen {
    struct rig *r;
    unsigned char *times;
    size_t strangers, count;
};

static void see(struct str bytes, struct str receipt, const struct collector_cursor *cursor,
                void *data)
{
    struct seen *seen = data;
    uint8_t link[SEAL_LINK_BYTES];
    (void)receipt;
    (void)cursor;
    seal_sha256(bytes, link);
    seen->count++;
    for (size_t i = 0; i < seen->r->count; i++)
        if (!memcmp(seen->r->links[i], link, sizeof link)) {
            seen->times[i]++;
            return;
        }
    seen->strangers++;
}

// Pulls from *at to the end; false when that failed.
static bool pull_on(struct rig *r, int collector, struct collector_cursor *at, struct seen *seen)
{
    struct collector_storage *s = r->c[collector].storage;
    bool more = true;
    while (more)
        if (s->table->batch_pull(s, "samverkan-2019", at, 65536, see, seen, at, &more, NULL))
            return false;
    return true;
}

static void assert_all_once(struct rig *r, size_t wanted)
{
    struct collector_cursor at = {.position = 0};
    struct seen seen = {.r = r, .times = calloc(r->count, 1)};
    assert_true(pull_on(r, 1, &at, &seen));
    for (size_t i = 0; i < wanted; i++)
        assert_int_equal(seen.times[i], 1);
    assert_int_equal(seen.count, wanted);
    assert_int_equal(seen.strangers, 0);
    free(seen.times);
}

// ---- the same batches at both at once ----
struct poster {
    struct rig *r;
    int index;
    size_t *next;   // shared
    size_t *stored; // shared: receipts that say "stored"
    size_t *receipts;
    int64_t longest_ms; // between asking first and having the receipt
    pthread_t thread;
    bool failed;
};

// Every poster posts every batch, half of them at either collector.
static void *post_everything(void *data)
{
    struct poster *p = data;
    for (size_t i = 0; i < p->r->count; i++) {
        enum seal_verdict verdict;
        unsigned nonce = (unsigned)(i * POSTERS + (size_t)p->index);
        if (!post(p->r, p->index % COLLECTORS, i, nonce, &verdict))
            p->failed = true;
        else if (verdict == SEAL_STORED)
            __atomic_add_fetch(p->stored, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

TEST(the_same_batches_at_two_collectors_are_stored_once)
{
    struct rig r;
    start(&r, 40);
    struct poster posters[POSTERS];
    size_t stored = 0;
    for (int i = 0; i < POSTERS; i++) {
        posters[i] = (struct poster){.r = &r, .index = i, .stored = &stored};
        pthread_create(&posters[i].thread, NULL, post_everything, &posters[i]);
    }
    for (int i = 0; i < POSTERS; i++) {
        pthread_join(posters[i].thread, NULL);
        assert_false(posters[i].failed);
    }
    assert_int_equal(stored, r.count);
    assert_all_once(&r, r.count);
    finish(&r);
}

TEST(two_collectors_are_one_to_the_world)
{
    struct rig r;
    start(&r, 1);
    assert_memory_equal(r.c[0].storage->table->epoch(r.c[0].storage),
                        r.c[1].storage->table->epoch(r.c[1].storage), SEAL_EPOCH_BYTES);
    // Blocked at one, refused at the other.
    const uint8_t *device = seal_signer_public(r.c[0].f.device);
    enum seal_verdict verdict;
    assert_int_equal(r.c[0].storage->table->device_block(r.c[0].storage, device, true, NULL),
                     ERR_NONE);
    assert_false(post(&r, 1, 0, 1, &verdict));
    assert_int_equal(r.c[0].storage->table->device_block(r.c[0].storage, device, false, NULL),
                     ERR_NONE);
    assert_true(post(&r, 1, 0, 2, &verdict));
    // A signed pull that somebody copied works at neither twice.
    struct http_answer answer;
    static const int wanted[COLLECTORS] = {200, 401};
    for (int i = 0; i < COLLECTORS; i++) {
        http_ask(r.c[i].port, r.c[0].f.organizer, "once", "GET",
                 "/v1/surveys/samverkan-2019/batches?after=", STR(""), &answer);
        assert_int_equal(answer.status, wanted[i]);
        http_answer_finish(&answer);
    }
    finish(&r);
}

// ---- pulling while others write ----
// Different batches, each until it has its receipt.
static void *post_mine(void *data)
{
    struct poster *p = data;
    unsigned tries = 0;
    for (;;) {
        size_t at = __atomic_fetch_add(p->next, 1, __ATOMIC_SEQ_CST);
        if (at >= p->r->count) return NULL;
        int64_t begun = now_ms();
        enum seal_verdict verdict;
        while (!post(p->r, (p->index + (int)tries) % COLLECTORS, at,
                     (unsigned)(at * 1000) + tries % 1000, &verdict)) {
            tries++;
            p->failed = true;
            nanosleep(&(struct timespec){0, 20000000}, NULL);
            if (now_ms() - begun > 40000) return NULL;
        }
        int64_t taken = now_ms() - begun;
        if (taken > p->longest_ms) p->longest_ms = taken;
        __atomic_add_fetch(p->receipts, 1, __ATOMIC_SEQ_CST);
    }
}

static void start_posters(struct rig *r, struct poster posters[POSTERS], size_t *next,
                          size_t *receipts)
{
    for (int i = 0; i < POSTERS; i++) {
        posters[i] = (struct poster){.r = r, .index = i, .next = next, .receipts = receipts};
        pthread_create(&posters[i].thread, NULL, post_mine, &posters[i]);
    }
}

TEST(a_pull_under_writers_misses_nothing)
{
    struct rig r;
    start(&r, BATCHES / 3);
    struct poster posters[POSTERS];
    size_t next = 0, receipts = 0, pulls = 0;
    start_posters(&r, posters, &next, &receipts);
    struct collector_cursor at = {.position = 0};
    struct seen seen = {.r = &r, .times = calloc(r.count, 1)};
    bool last = false;
    while (!last) {
        last = __atomic_load_n(&receipts, __ATOMIC_SEQ_CST) == r.count;
        assert_true(pull_on(&r, (int)(++pulls % COLLECTORS), &at, &seen));
    }
    for (int i = 0; i < POSTERS; i++)
        pthread_join(posters[i].thread, NULL);
    for (size_t i = 0; i < r.count; i++)
        assert_int_equal(seen.times[i], 1);
    assert_int_equal(seen.count, r.count);
    print_message("# %zu pulls, %zu batches\n", pulls, r.count);
    free(seen.times);
    finish(&r);
}

// ---- the server fails ----
TEST(a_server_killed_under_load_loses_and_doubles_nothing)
{
    const char *command = getenv("SVAR_TEST_PG_FAIL");
    if (!command) skip();
    struct rig r;
    start(&r, BATCHES);
    struct poster posters[POSTERS];
    size_t next = 0, receipts = 0;
    start_posters(&r, posters, &next, &receipts);
    while (__atomic_load_n(&receipts, __ATOMIC_SEQ_CST) < FEW)
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    assert_int_equal(system(command), 0);
    size_t at_return = __atomic_load_n(&receipts, __ATOMIC_SEQ_CST);
    int64_t longest_ms = 0;
    for (int i = 0; i < POSTERS; i++) {
        pthread_join(posters[i].thread, NULL);
        if (posters[i].longest_ms > longest_ms) longest_ms = posters[i].longest_ms;
    }
    print_message("# %zu receipts until the server was back, %zu in all, longest wait %lld ms\n",
                  at_return, receipts, (long long)longest_ms);
    assert_true(at_return < r.count); // otherwise it was not under load
    assert_int_equal(receipts, r.count);
    assert_all_once(&r, r.count);
    finish(&r);
}

TEST_MAIN(cmocka_unit_test(the_same_batches_at_two_collectors_are_stored_once),
          cmocka_unit_test(two_collectors_are_one_to_the_world),
          cmocka_unit_test(a_pull_under_writers_misses_nothing),
          cmocka_unit_test(a_server_killed_under_load_loses_and_doubles_nothing))
