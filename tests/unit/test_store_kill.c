// SPDX-License-Identifier: EUPL-1.2
// kill -9 at random moments: every acknowledged response is there after each restart, once, in
// batches that chain and open.
#include "tests/unit/store_fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

enum { ROUNDS = 25, ROUND_US_MAX = 40000 };

// Answers as fast as it can, closing small batches, and writes each number to the pipe when, and
// only when, the store has acknowledged it.
static _Noreturn void kiosk(struct desk *d, unsigned from, int pipe_fd)
{
    if (desk_try_open(d, NULL)) _exit(1);
    uint8_t hash[32] = {1};
    if (store_begin(d->store, STR("s"), hash, &d->recipient, 1, NULL)) _exit(2);
    for (unsigned i = from; i < 4096; i++) {
        if (desk_try_respond(d, i, NULL)) _exit(3);
        if (write(pipe_fd, &i, sizeof i) != sizeof i) _exit(4);
        if (i % 3 == 0 && store_close_batch(d->store, 0, 0, NULL, NULL)) _exit(5);
    }
    _exit(0);
}

TEST(acknowledged_responses_survive_being_killed)
{
    struct desk d;
    struct drained out = {0};
    bool acknowledged[4096] = {0};
    unsigned next = 1;
    struct rng rng = rng_system();
    desk_make(&d);
    desk_shut(&d);
    for (int round = 0; round < ROUNDS && next < 4000; round++) {
        int fds[2];
        assert_int_equal(pipe(fds), 0);
        pid_t child = fork();
        if (child == 0) kiosk(&d, next, fds[1]);
        close(fds[1]);
        // Counted from the first answer, or starting up would take most of the hits.
        unsigned number;
        bool first = read(fds[0], &number, sizeof number) == sizeof number;
        if (first) acknowledged[number] = true, next = number + 1;
        struct timespec moment = {0, (long)rng_below(&rng, ROUND_US_MAX) * 1000};
        nanosleep(&moment, NULL);
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status)) fail_msg("kiosk: %d", WEXITSTATUS(status));
        while (read(fds[0], &number, sizeof number) == sizeof number) {
            acknowledged[number] = true;
            next = number + 1;
        }
        close(fds[0]);
        next++; // one more may have been stored without being acknowledged
        desk_open(&d);
        desk_begin(&d, "s", 1);
        assert_string_equal(desk_figures(&d).trouble, "");
        // Sometimes nothing is fetched, so that batches of several lives lie together.
        if (round % 3 != 1) desk_drain(&d, &out);
        desk_shut(&d);
    }
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_drain(&d, &out);
    unsigned count = 0;
    for (unsigned i = 1; i < 4096; i++) {
        if (acknowledged[i] && out.seen[i] != 1)
            fail_msg("response %u came %u times", i, out.seen[i]);
        if (out.seen[i] > 1) fail_msg("response %u came %u times", i, out.seen[i]);
        count += acknowledged[i];
    }
    assert_true(count >= ROUNDS);
    desk_finish(&d);
}

// Killed while it opens, again and again: closing what the one before left never does harm.
TEST(being_killed_while_opening_does_no_harm)
{
    struct desk d;
    struct drained out = {0};
    struct rng rng = rng_system();
    desk_make(&d);
    desk_respond(&d, 1, 40);
    desk_shut(&d);
    for (int round = 0; round < 15; round++) {
        pid_t child = fork();
        if (child == 0) {
            err_ignore(desk_try_open(&d, NULL));
            _exit(0);
        }
        struct timespec moment = {0, (long)rng_below(&rng, 8000) * 1000};
        nanosleep(&moment, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 40);
    desk_finish(&d);
}

TEST_MAIN(cmocka_unit_test(acknowledged_responses_survive_being_killed),
          cmocka_unit_test(being_killed_while_opening_does_no_harm))
