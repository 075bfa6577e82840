// SPDX-License-Identifier: EUPL-1.2
// A collector killed again and again while batches are posted: whatever got a receipt is there
// afterwards, once, and the collector goes on where it was.
#include "tests/unit/collector_server_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

enum { ROUNDS = 8, BATCHES = 800, POSTERS = 4, RESPONSES = 2 };

struct child {
    pid_t pid;
    uint16_t port;
};

// A collector in a process of its own, over the fixture's folder and keys.
static struct child spawn(struct collector_fixture *c)
{
    struct child child = {.port = 0};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    child.pid = fork();
    if (child.pid == 0) {
        collector_fixture_start(c, NULL);
        ssize_t put = write(ends[1], &c->port, sizeof c->port);
        for (;;)
            put = pause();
        (void)put;
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &child.port, sizeof child.port), (int)sizeof child.port);
    close(ends[0]);
    c->port = child.port;
    return child;
}

static void kill_hard(struct child child)
{
    kill(child.pid, SIGKILL);
    int status;
    waitpid(child.pid, &status, 0);
}

struct killer {
    struct child child;
    unsigned wait_us;
};

static void *kill_soon(void *data)
{
    struct killer *killer = data;
    usleep(killer->wait_us);
    kill(killer->child.pid, SIGKILL);
    return NULL;
}

// Posts one batch after the other until the collector is gone. Each batch is tried once: what was
// cut may be there or not, what was receipted must be.
struct receipted {
    uint8_t link[SEAL_LINK_BYTES];
    uint64_t number;
};

struct poster {
    struct collector_fixture *c;
    const struct buf *batches;
    size_t *next; // shared
    struct receipted *list;
    size_t *receipted; // shared: places taken in the list
    pthread_t thread;
    bool cut;
};

static void *post_until_cut(void *data)
{
    struct poster *p = data;
    for (;;) {
        size_t at = __atomic_fetch_add(p->next, 1, __ATOMIC_SEQ_CST);
        if (at >= BATCHES) return NULL;
        char nonce[32];
        snprintf(nonce, sizeof nonce, "b%zu", at);
        struct http_answer answer;
        struct seal_receipt receipt;
        http_ask(p->c->port, p->c->f.device, nonce, "POST", "/v1/batches", buf_str(&p->batches[at]),
                 &answer);
        p->cut = answer.status != 200 || seal_receipt_decode(answer.body, &receipt, NULL);
        http_answer_finish(&answer);
        if (p->cut) return NULL;
        size_t place = __atomic_fetch_add(p->receipted, 1, __ATOMIC_SEQ_CST);
        memcpy(p->list[place].link, receipt.link, SEAL_LINK_BYTES);
        p->list[place].number = at + 2;
    }
}

static bool stored(struct collector_fixture *c, const struct receipted *one)
{
    struct collector_batch again = {.link = one->link,
                                    .survey_hash = survey_hash(c->f.survey),
                                    .device = seal_signer_public(c->f.device),
                                    .number = one->number,
                                    .count = RESPONSES};
    struct collector_placed placed = {.verdict = COLLECTOR_STORED};
    assert_int_equal(c->storage->table->batch_put(c->storage, &again, &placed, NULL), ERR_NONE);
    return placed.verdict == COLLECTOR_THERE;
}

TEST(nothing_receipted_is_lost)
{
    static struct buf batches[BATCHES];
    static struct receipted list[BATCHES];
    static const uint8_t some[SEAL_LINK_BYTES] = {1};
    struct collector_fixture c;
    size_t next = 0, receipted = 0, cuts = 0;
    memset(&c, 0, sizeof c);
    batch_fixture_make(&c.f);
    collector_fixture_address(&c);
    // One batch's content under many numbers: the links differ, and that is what counts here.
    struct seal_batch made;
    struct buf first = {0};
    batch_fixture_batch(&c.f, 1, NULL, RESPONSES, &first, NULL);
    assert_int_equal(seal_batch_decode(buf_str(&first), &made, NULL), ERR_NONE);
    for (size_t i = 0; i < BATCHES; i++)
        assert_int_equal(seal_batch_encode(made.survey_hash, i + 2, some, made.aggregate, made.seed,
                                           made.items, made.count, c.f.device, &batches[i], NULL),
                         ERR_NONE);
    seal_batch_finish(&made);
    buf_finish(&first);

    const unsigned first_ms = storage_fixture_pg() ? 60 : 3; // connecting takes its time
    for (int round = 0; round < ROUNDS; round++) {
        struct child child = spawn(&c);
        if (!round) collector_fixture_ready(&c);
        struct killer killer = {.child = child,
                                .wait_us = first_ms * 1000 + 8000 * (unsigned)round};
        struct poster posters[POSTERS];
        pthread_t thread;
        pthread_create(&thread, NULL, kill_soon, &killer);
        for (int i = 0; i < POSTERS; i++) {
            posters[i] = (struct poster){&c, batches, &next, list, &receipted, 0, false};
            pthread_create(&posters[i].thread, NULL, post_until_cut, &posters[i]);
        }
        for (int i = 0; i < POSTERS; i++) {
            pthread_join(posters[i].thread, NULL);
            cuts += posters[i].cut;
        }
        pthread_join(thread, NULL);
        kill_hard(child);
    }
    print_message("# %zu receipts, %zu requests cut\n", receipted, cuts);
    assert_true(cuts > 0);
    assert_true(receipted > 0);
    collector_fixture_start(&c, NULL);
    for (size_t i = 0; i < receipted; i++)
        assert_true(stored(&c, &list[i]));
    for (size_t i = 0; i < BATCHES; i++)
        buf_finish(&batches[i]);
    collector_fixture_finish(&c);
}

TEST_MAIN(cmocka_unit_test(nothing_receipted_is_lost))
