// SPDX-License-Identifier: EUPL-1.2
// kill -9 at every system call of an opening, of commits and of a closing, and at random moments:
// every acknowledged response is there after each restart, once, in batches that chain and open.
#include "tests/unit/store_days.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

enum { ROUNDS = 25, ROUND_US_MAX = 40000 };

// Answers as fast as it can, closing small batches, and writes each number to the pipe when, and
// only when, the store has acknowledged it.
static _Noreturn void kiosk(struct desk *d, unsigned from, int pipe_fd)
{
    desk_random_anew(d);
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
    desk_tried(ROUNDS, "kills at random moments");
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
            desk_random_anew(&d);
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

// ---- at every system call ----
enum { OLD_COUNT = 5, EACH = 4, CHAIN = 8, ALL_MAX = OLD_COUNT + CHAIN * EACH };

static void copy_file(const char *from_folder, const char *to_folder, const char *name)
{
    char from[512], to[512];
    struct buf bytes = {0};
    snprintf(from, sizeof from, "%s/%s", from_folder, name);
    snprintf(to, sizeof to, "%s/%s", to_folder, name);
    if (file_read(from, 1 << 28, &bytes, NULL) == ERR_NONE) {
        FILE *file = fopen(to, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
        fclose(file);
    } else {
        unlink(to);
    }
    buf_finish(&bytes);
}

// What a kiosk leaves that was killed: a closed batch, an open one, both still in the log.
static void make_template(struct desk *d, char folder[96])
{
    snprintf(folder, 96, "%s-template", d->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    desk_respond(d, 1, 2);
    desk_close_batch(d);
    desk_respond(d, 3, OLD_COUNT);
    copy_file(d->folder, folder, "store-1.sqlite");
    copy_file(d->folder, folder, "store-1.sqlite-wal");
    copy_file(d->folder, folder, "ledger");
    desk_shut(d);
}

static void put_template(const struct desk *d, const char *folder)
{
    char path[512];
    copy_file(folder, d->folder, "store-1.sqlite");
    copy_file(folder, d->folder, "store-1.sqlite-wal");
    copy_file(folder, d->folder, "ledger");
    snprintf(path, sizeof path, "%s/store-1.sqlite-shm", d->folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/store-1.sqlite-journal", d->folder);
    unlink(path);
}

// Each system call asks the tracer. Kernels that know no such filter stop at each call and after
// it.
static bool by_filter = true;

static bool filter_calls(void)
{
    struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    struct sock_fprog program = {1, &all};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

// Opens what was left, answers, closes: each acknowledged number goes to the pipe.
static _Noreturn void traced_kiosk(struct desk *d, unsigned from, int pipe_fd)
{
    uint8_t hash[32] = {1};
    desk_random_anew(d);
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) _exit(9);
    raise(SIGSTOP);
    if (by_filter && !filter_calls()) _exit(8);
    if (desk_try_open(d, NULL)) _exit(1);
    if (store_begin(d->store, STR("s"), hash, &d->recipient, 1, NULL)) _exit(2);
    for (unsigned i = from; i < from + EACH; i++) {
        if (desk_try_respond(d, i, NULL)) _exit(3);
        if (write(pipe_fd, &i, sizeof i) != sizeof i) _exit(4);
        if (i == from + EACH - 2 && store_close_batch(d->store, 0, 0, NULL, NULL)) _exit(5);
    }
    _exit(0);
}

// Runs the child and kills it at its system call number `at`. 0: it ended before; -1: this machine
// does not let us look.
static int run_until(pid_t child, long at)
{
    int status;
    long options = PTRACE_O_EXITKILL | (by_filter ? PTRACE_O_TRACESECCOMP : PTRACE_O_TRACESYSGOOD);
    int stop = by_filter ? SIGTRAP | PTRACE_EVENT_SECCOMP << 8 : SIGTRAP | 0x80;
    long wanted = by_filter ? at : 2 * at - 1; // without the filter each call stops it twice
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFSTOPPED(status)) return -1;
    if (ptrace(PTRACE_SETOPTIONS, child, NULL, options) != 0) return -1;
    for (long stops = 0; stops < wanted;) {
        if (ptrace(by_filter ? PTRACE_CONT : PTRACE_SYSCALL, child, NULL, NULL) != 0) return -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (WIFEXITED(status)) {
            if (WEXITSTATUS(status) == 8) return -1;
            if (WEXITSTATUS(status)) fail_msg("kiosk: %d", WEXITSTATUS(status));
            return 0;
        }
        if (WIFSIGNALED(status)) fail_msg("kiosk: signal %d", WTERMSIG(status));
        if (status >> 8 == stop) stops++;
    }
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    return 1;
}

// One kiosk, which answers the numbers from `from` on and is killed at `at`.
static int kill_one(struct desk *d, unsigned from, long at, bool *acknowledged)
{
    int fds[2], ran;
    unsigned number;
    assert_int_equal(pipe(fds), 0);
    pid_t child = fork();
    if (child == 0) traced_kiosk(d, from, fds[1]);
    close(fds[1]);
    ran = run_until(child, at);
    if (ran < 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        close(fds[0]);
        if (by_filter) {
            by_filter = false;
            return kill_one(d, from, at, acknowledged);
        }
        print_message("# processes cannot be traced here\n");
        skip();
    }
    while (read(fds[0], &number, sizeof number) == sizeof number)
        acknowledged[number] = true;
    close(fds[0]);
    for (unsigned i = from; ran == 0 && i < from + EACH; i++)
        assert_true(acknowledged[i]);
    return ran;
}

// What the restart finds after kills, the last of them at `at`.
static void check_killed(struct desk *d, long at, const bool *acknowledged, unsigned last)
{
    struct drained *out = calloc(1, sizeof *out);
    desk_open(d);
    desk_begin(d, "s", 1);
    desk_drain(d, out);
    if (desk_figures(d).trouble[0]) fail_msg("call %ld: %s", at, desk_figures(d).trouble);
    for (unsigned i = 1; i <= last; i++)
        if (out->seen[i] > 1 || (acknowledged[i] && out->seen[i] != 1))
            fail_msg("call %ld or a little before: response %u came %u times", at, i, out->seen[i]);
    desk_shut(d);
    free(out);
}

static int remove_below(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind;
    return ftw->level ? remove(path) : 0;
}

// From what is in the template, several kiosks in a row, each killed one call later; or, without
// one, each from nothing.
static long every_call(struct desk *d, const char *template, long first, long step)
{
    long at = first, tried = 0;
    for (bool end = false; !end;) {
        bool acknowledged[ALL_MAX + 1] = {0};
        unsigned last = template ? OLD_COUNT : 0;
        if (template)
            put_template(d, template);
        else
            nftw(d->folder, remove_below, 16, FTW_DEPTH | FTW_PHYS);
        for (unsigned i = 1; i <= last; i++)
            acknowledged[i] = true;
        for (unsigned i = 0; i < (template ? CHAIN : 1U) && !end; i++) {
            end = kill_one(d, last + 1, at, acknowledged) == 0;
            last += EACH;
            if (!end) tried++, at += step;
        }
        check_killed(d, at - step, acknowledged, last);
    }
    assert_true(at > 150);
    return tried;
}

// With answers of several lengths: they take other calls.
TEST(killed_at_every_system_call)
{
    static const int more_bytes[] = {0, 1200, 5000};
    long tried = 0, step = days_step(1);
    for (size_t i = 0; i < sizeof more_bytes / sizeof *more_bytes; i++) {
        struct desk d;
        char template[96];
        desk_make(&d);
        d.more_bytes = more_bytes[i];
        make_template(&d, template);
        tried += every_call(&d, template, days_first(step), step);
        nftw(template, desk_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
        desk_finish(&d);
    }
    desk_tried(tried, "kills, one at each system call");
}

TEST(killed_at_every_system_call_of_a_first_start)
{
    struct desk d;
    long step = days_step(1);
    desk_make(&d);
    desk_shut(&d);
    desk_tried(every_call(&d, NULL, days_first(step), step),
               "kills, one at each system call of a first start");
    desk_finish(&d);
}

TEST_MAIN(cmocka_unit_test(killed_at_every_system_call),
          cmocka_unit_test(killed_at_every_system_call_of_a_first_start),
          cmocka_unit_test(acknowledged_responses_survive_being_killed),
          cmocka_unit_test(being_killed_while_opening_does_no_harm))
