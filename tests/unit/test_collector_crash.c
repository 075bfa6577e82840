// SPDX-License-Identifier: EUPL-1.2
// A collector killed again and again while batches are posted: whatever got a receipt is there
// afterwards, once, and the collector goes on where it was.
#include "tests/unit/collector_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

enum { ROUNDS = 8, BATCHES = 400 };

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

TEST(nothing_receipted_is_lost)
{
    struct collector_fixture c;
    memset(&c, 0, sizeof c);
    batch_fixture_make(&c.f);
    static uint8_t links[BATCHES][SEAL_LINK_BYTES]; // receipted
    size_t receipted = 0, rounds_cut = 0;
    uint64_t number = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct child child = spawn(&c);
        if (!round) collector_fixture_ready(&c);
        struct killer killer = {.child = child, .wait_us = 2000 + 7000 * (unsigned)round};
        pthread_t thread;
        pthread_create(&thread, NULL, kill_soon, &killer);
        bool alive = true;
        while (alive && receipted < BATCHES) {
            struct buf batch = {0};
            uint8_t link[SEAL_LINK_BYTES], previous[SEAL_LINK_BYTES] = {1};
            number++;
            batch_fixture_batch(&c.f, number, number > 1 ? previous : NULL, 1, &batch, link);
            struct http_answer answer;
            struct seal_receipt receipt;
            alive = collector_fixture_ask(&c, c.f.device, "POST", "/v1/batches", buf_str(&batch),
                                          &answer) == 200;
            if (alive && !seal_receipt_decode(answer.body, &receipt, NULL))
                memcpy(links[receipted++], receipt.link, SEAL_LINK_BYTES);
            http_answer_finish(&answer);
            buf_finish(&batch);
        }
        rounds_cut += !alive;
        pthread_join(thread, NULL);
        kill_hard(child);
    }
    assert_true(rounds_cut > 0);
    assert_true(receipted > 0);

    // What is there now, straight from the storage.
    collector_fixture_start(&c, NULL);
    for (size_t i = 0; i < receipted; i++) {
        struct collector_batch again = {.link = links[i],
                                        .survey_id = "samverkan-2019",
                                        .survey_hash = links[i],
                                        .device = links[i],
                                        .number = 1,
                                        .count = 1};
        enum collector_put put;
        bool fork_seen;
        assert_int_equal(c.storage->table->batch_put(c.storage, &again, &put, &fork_seen, NULL),
                         ERR_NONE);
        assert_int_equal(put, COLLECTOR_SAME);
    }
    collector_fixture_finish(&c);
}

TEST_MAIN(cmocka_unit_test(nothing_receipted_is_lost))
