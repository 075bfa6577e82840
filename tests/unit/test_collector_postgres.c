// SPDX-License-Identifier: EUPL-1.2
// Two collectors before one PostgreSQL: the same batches at both, pulls under writers, and the
// server killed under load. Runs where SVAR_TEST_PG names a server; SVAR_TEST_PG_FAIL is a command
// that kills it and brings it, or its standby, back (tests/collector/test_postgres.sh).
#include "tests/unit/collector_server_fixture.h"

#include <pthread.h>
#include <time.h>

// MOST: more than are ever posted before a server that was killed is back; MORE: after that.
enum { BATCHES = 660, POSTERS = 16, COLLECTORS = 2, FEW = 100, MOST = 100000, MORE = 500 };

struct rig {
    struct collector_fixture c[COLLECTORS]; // the second shares the first's survey and keys
    struct buf first;                       // what all batches have in them
    uint8_t (*links)[SEAL_LINK_BYTES];
    size_t count; // read and set atomically while posters run
};

// One batch's content under many numbers: the links differ, and that is what counts here. Of one
// number there is one batch, made when it is sent.
static void make_batch(struct rig *r, size_t at, struct buf *out)
{
    static const uint8_t some[SEAL_LINK_BYTES] = {1};
    struct seal_batch made;
    if (seal_batch_decode(buf_str(&r->first), &made, NULL) ||
        seal_batch_encode(made.survey_hash, at + 2, some, made.aggregate, made.seed, made.items,
                          made.count, r->c[0].f.device, out, NULL))
        abort(); // in a thread
    seal_batch_finish(&made);
}

static void make_batches(struct rig *r, size_t count)
{
    batch_fixture_batch(&r->c[0].f, 1, NULL, 2, &r->first, NULL);
    r->count = count;
    r->links = calloc(count, sizeof *r->links);
    assert_non_null(r->links);
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
    buf_finish(&r->first);
    free(r->links);
}

static int64_t now_ms(void)
{
    struct clock clock = clock_system();
    return clock_mono_ms(&clock);
}

struct receipted {
    enum seal_verdict verdict;
    uint8_t link[SEAL_LINK_BYTES];
};

// One try. False without a receipt for this very batch.
static bool post(struct rig *r, int collector, size_t batch, unsigned nonce, struct receipted *out)
{
    struct http_answer answer;
    struct seal_receipt receipt;
    struct buf bytes = {0};
    char text[32];
    snprintf(text, sizeof text, "p%u", nonce);
    make_batch(r, batch, &bytes);
    seal_sha256(buf_str(&bytes), out->link);
    http_ask(r->c[collector].port, r->c[0].f.device, text, "POST", "/v1/batches", buf_str(&bytes),
             &answer);
    bool good = answer.status == 200 && !seal_receipt_decode(answer.body, &receipt, NULL) &&
                !memcmp(receipt.link, out->link, SEAL_LINK_BYTES);
    if (good) out->verdict = receipt.verdict;
    http_answer_finish(&answer);
    buf_finish(&bytes);
    return good;
}

// ---- every batch is in the database once ----
struct seen {
    struct rig *r;
    size_t size; // of the two
    unsigned char *times;
    uint8_t (*links)[SEAL_LINK_BYTES];
    size_t strangers, count;
};

static struct seen seen_make(struct rig *r, size_t size)
{
    struct seen seen = {.r = r, .size = size};
    seen.times = calloc(size, sizeof *seen.times);
    seen.links = calloc(size, sizeof *seen.links);
    assert_true(seen.times && seen.links);
    return seen;
}

static void see(struct str bytes, struct str receipt, const struct collector_cursor *cursor,
                void *data)
{
    struct seen *seen = data;
    struct seal_batch batch;
    (void)receipt;
    (void)cursor;
    seen->count++;
    bool ours = !seal_batch_decode(bytes, &batch, NULL) && batch.number >= 2 &&
                batch.number - 2 < seen->size;
    if (ours) seen->times[batch.number - 2]++;
    if (ours) memcpy(seen->links[batch.number - 2], batch.link, SEAL_LINK_BYTES);
    seen->strangers += !ours;
    seal_batch_finish(&batch);
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

// All that has come so far: the first `wanted` batches, each as it was receipted.
static void assert_seen_once(struct seen *seen, size_t wanted)
{
    for (size_t i = 0; i < wanted; i++) {
        assert_int_equal(seen->times[i], 1);
        assert_memory_equal(seen->links[i], seen->r->links[i], SEAL_LINK_BYTES);
    }
    assert_int_equal(seen->count, wanted);
    assert_int_equal(seen->strangers, 0);
    free(seen->times);
    free(seen->links);
}

static void assert_all_once(struct rig *r, size_t wanted)
{
    struct collector_cursor at = {.position = 0};
    struct seen seen = seen_make(r, wanted);
    assert_true(pull_on(r, 1, &at, &seen));
    assert_seen_once(&seen, wanted);
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
        struct receipted one;
        unsigned nonce = (unsigned)(i * POSTERS + (size_t)p->index);
        bool posted = post(p->r, p->index % COLLECTORS, i, nonce, &one);
        if (!posted) p->failed = true;
        if (!posted || one.verdict != SEAL_STORED) continue;
        memcpy(p->r->links[i], one.link, sizeof one.link);
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
    struct receipted one;
    assert_int_equal(r.c[0].storage->table->device_block(r.c[0].storage, device, true, NULL),
                     ERR_NONE);
    assert_false(post(&r, 1, 0, 1, &one));
    assert_int_equal(r.c[0].storage->table->device_block(r.c[0].storage, device, false, NULL),
                     ERR_NONE);
    assert_true(post(&r, 1, 0, 2, &one));
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
        if (at >= __atomic_load_n(&p->r->count, __ATOMIC_SEQ_CST)) return NULL;
        int64_t begun = now_ms();
        struct receipted one;
        while (!post(p->r, (p->index + (int)tries) % COLLECTORS, at,
                     (unsigned)(at * 1000) + tries % 1000, &one)) {
            tries++;
            p->failed = true;
            nanosleep(&(struct timespec){0, 20000000}, NULL);
            if (now_ms() - begun > 40000) return NULL;
        }
        int64_t taken = now_ms() - begun;
        if (taken > p->longest_ms) p->longest_ms = taken;
        memcpy(p->r->links[at], one.link, sizeof one.link);
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
    start(&r, BATCHES);
    struct poster posters[POSTERS];
    size_t next = 0, receipts = 0, pulls = 0;
    start_posters(&r, posters, &next, &receipts);
    struct collector_cursor at = {.position = 0};
    struct seen seen = seen_make(&r, r.count);
    bool last = false;
    while (!last) {
        last = __atomic_load_n(&receipts, __ATOMIC_SEQ_CST) == r.count;
        assert_true(pull_on(&r, (int)(++pulls % COLLECTORS), &at, &seen));
    }
    for (int i = 0; i < POSTERS; i++)
        pthread_join(posters[i].thread, NULL);
    print_message("# %zu pulls, %zu batches\n", pulls, r.count);
    assert_seen_once(&seen, r.count);
    finish(&r);
}

// ---- the server fails ----
TEST(a_server_killed_under_load_loses_and_doubles_nothing)
{
    const char *command = getenv("SVAR_TEST_PG_FAIL");
    if (!command) skip();
    struct rig r;
    start(&r, MOST);
    struct poster posters[POSTERS];
    size_t next = 0, receipts = 0;
    start_posters(&r, posters, &next, &receipts);
    while (__atomic_load_n(&receipts, __ATOMIC_SEQ_CST) < FEW)
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    assert_int_equal(system(command), 0);
    // They have posted all the while, and go on for some more.
    size_t at_return = __atomic_load_n(&receipts, __ATOMIC_SEQ_CST);
    size_t wanted = __atomic_load_n(&next, __ATOMIC_SEQ_CST) + MORE;
    assert_true(wanted < MOST);
    __atomic_store_n(&r.count, wanted, __ATOMIC_SEQ_CST);
    int64_t longest_ms = 0;
    for (int i = 0; i < POSTERS; i++) {
        pthread_join(posters[i].thread, NULL);
        if (posters[i].longest_ms > longest_ms) longest_ms = posters[i].longest_ms;
    }
    print_message("# %zu receipts until the server was back, %zu in all, longest wait %lld ms\n",
                  at_return, receipts, (long long)longest_ms);
    assert_int_equal(receipts, wanted);
    assert_all_once(&r, wanted);
    finish(&r);
}

TEST_MAIN(cmocka_unit_test(the_same_batches_at_two_collectors_are_stored_once),
          cmocka_unit_test(two_collectors_are_one_to_the_world),
          cmocka_unit_test(a_pull_under_writers_misses_nothing),
          cmocka_unit_test(a_server_killed_under_load_loses_and_doubles_nothing))
