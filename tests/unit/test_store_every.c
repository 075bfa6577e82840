// SPDX-License-Identifier: EUPL-1.2
// Each call to the disk fails in turn, once and for good; each write finds the disk full; memory is
// out at each allocation, SQLite's and ours. Whatever happens, what was acknowledged is there when
// the fault has ended, in batches that chain and open. SVAR_FAULTS=all tries every single one.
#include "tests/unit/store_fixture.h"
#include "tests/unit/vfs_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { HAUL_MAX = 64, DAY_LAST = 9 };

// ---- what came out, once each, whatever way ----
struct haul {
    struct buf batches[HAUL_MAX];
    uint8_t links[HAUL_MAX][SEAL_LINK_BYTES];
    size_t count;
};

static void haul_add(struct haul *h, struct str bytes)
{
    uint8_t link[SEAL_LINK_BYTES];
    seal_sha256(bytes, link);
    for (size_t i = 0; i < h->count; i++)
        if (memcmp(h->links[i], link, sizeof link) == 0) return;
    assert_true(h->count < HAUL_MAX);
    memcpy(h->links[h->count], link, sizeof link);
    buf_add_str(&h->batches[h->count++], bytes);
}

// Sends what waits, as an uploader would, until something fails.
static enum err haul_send(struct desk *d, struct haul *h)
{
    struct buf bytes = {0};
    enum err err;
    for (int i = 0; i < HAUL_MAX && !(err = store_next_batch(d->store, &bytes, NULL)); i++) {
        struct seal_receipt receipt = {.verdict = SEAL_STORED};
        seal_sha256(buf_str(&bytes), receipt.link);
        haul_add(h, buf_str(&bytes));
        buf_clear(&bytes);
        err = store_receipted(d->store, &receipt, STR("a receipt"), NULL);
        if (err) break;
    }
    buf_finish(&bytes);
    return err;
}

// Numbers, links and contents in the order of the numbers.
static void haul_check(struct desk *d, struct haul *h, struct drained *out, const char *what,
                       long at)
{
    char fault[200];
    for (uint64_t number = 1; number <= h->count; number++)
        for (size_t i = 0; i < h->count; i++) {
            struct seal_batch batch = {0};
            if (seal_batch_decode(buf_str(&h->batches[i]), &batch, NULL))
                fail_msg("%s %ld: a batch does not decode", what, at);
            bool next = batch.number == number;
            seal_batch_finish(&batch);
            if (next && desk_try_check(d, buf_str(&h->batches[i]), out, fault, sizeof fault))
                fail_msg("%s %ld: %s", what, at, fault);
        }
    if (out->number != h->count)
        fail_msg("%s %ld: %zu batches, the last is number %llu", what, at, h->count,
                 (unsigned long long)out->number);
    for (size_t i = 0; i < h->count; i++)
        buf_finish(&h->batches[i]);
}

// ---- a day: answers, batches, receipts, erasing, a restart ----
static void answer(struct desk *d, unsigned number, bool acknowledged[64])
{
    acknowledged[number] = d->store && desk_try_respond(d, number, NULL) == ERR_NONE;
}

static void day(struct desk *d, bool acknowledged[64], struct haul *h)
{
    uint8_t hash[32] = {1};
    struct store_figures figures;
    answer(d, 1, acknowledged);
    answer(d, 2, acknowledged);
    err_ignore(store_close_batch(d->store, 0, 0, NULL, NULL));
    answer(d, 3, acknowledged);
    err_ignore(store_count(d->store, STORE_DECLINED, NULL));
    err_ignore(store_figures(d->store, &figures, NULL));
    err_ignore(haul_send(d, h));
    d->wall_ms += 7200000;
    err_ignore(store_erase(d->store, 3600000, NULL));
    answer(d, 4, acknowledged);
    desk_shut(d);
    if (desk_try_open(d, NULL)) d->store = NULL;
    if (d->store && store_begin(d->store, STR("s"), hash, &d->recipient, 1, NULL)) desk_shut(d);
    for (unsigned i = 5; i <= DAY_LAST; i++) {
        answer(d, i, acknowledged);
        if (i == 6 && d->store) err_ignore(store_close_batch(d->store, 0, 0, NULL, NULL));
    }
}

// The fault has ended and the kiosk was restarted. At most `twice` responses may have come twice:
// those whose commit failed and were given to a new file.
static void check_after(struct desk *d, const bool acknowledged[64], struct haul *h, unsigned twice,
                        const char *what, long at)
{
    struct drained *out = calloc(1, sizeof *out);
    struct err_info info = {0};
    desk_shut(d);
    if (desk_try_open(d, &info)) fail_msg("%s %ld: %s", what, at, info.message);
    desk_begin(d, "s", 1);
    desk_close_batch(d);
    enum err err = haul_send(d, h);
    if (err != ERR_MISSING) fail_msg("%s %ld: sending: %s", what, at, err_text(err));
    haul_check(d, h, out, what, at);
    unsigned repeated = 0;
    for (unsigned i = 1; i <= DAY_LAST; i++) {
        if (acknowledged[i] && !out->seen[i]) fail_msg("%s %ld: response %u is lost", what, at, i);
        if (out->seen[i] > 1) repeated += out->seen[i] - 1;
    }
    if (repeated > twice) fail_msg("%s %ld: %u responses came twice", what, at, repeated);
    free(out);
}

// The step from one place of a fault to the next: every place where all are wanted, otherwise
// about as many as fit the time, from a place that is another one each time.
static long step_of(long stride)
{
    const char *all = getenv("SVAR_FAULTS");
    return all && strcmp(all, "all") == 0 ? 1 : stride;
}

static long first_of(long step)
{
    struct rng rng = rng_system();
    return 1 + (long)rng_below(&rng, (uint64_t)step);
}

enum fault_kind { CALL_ONCE, CALL_FOR_GOOD, WRITE_FULL };

// With answers of so many bytes more: they take other writes.
static long every_of(enum fault_kind kind, long step, int more_bytes, const char *what)
{
    long tried = 0;
    for (long at = first_of(step);; at += step, tried++) {
        struct desk d;
        struct haul h = {0};
        bool acknowledged[64] = {0};
        disk_install();
        desk_make(&d);
        d.more_bytes = more_bytes;
        disk.calls = disk.writes = 0;
        disk.call_at = kind == WRITE_FULL ? 0 : at;
        disk.full_at = kind == WRITE_FULL ? at : 0;
        disk.gone = kind == CALL_FOR_GOOD;
        day(&d, acknowledged, &h);
        bool done = (kind == WRITE_FULL ? disk.writes : disk.calls) < at;
        memset(&disk, 0, sizeof disk);
        check_after(&d, acknowledged, &h, kind == WRITE_FULL ? 0 : 1, what, at);
        for (unsigned i = 1; done && i <= DAY_LAST; i++)
            assert_true(acknowledged[i]);
        desk_finish(&d);
        if (done) break;
    }
    return tried;
}

static void every(enum fault_kind kind, long step, const char *what)
{
    long tried = every_of(kind, step, 0, what);
    if (kind == WRITE_FULL) tried += every_of(kind, step, 1200, what);
    if (kind == WRITE_FULL) tried += every_of(kind, step, 5000, what);
    desk_tried(tried, kind == CALL_ONCE       ? "calls of the disk that failed once"
                      : kind == CALL_FOR_GOOD ? "calls from which on the disk was gone"
                                              : "writes from which on the disk was full");
}

TEST(any_call_may_fail_once)
{
    every(CALL_ONCE, step_of(1), "call");
}

TEST(the_disk_may_be_gone_from_any_call_on)
{
    every(CALL_FOR_GOOD, step_of(3), "gone from call");
}

TEST(the_disk_may_be_full_from_any_write_on)
{
    every(WRITE_FULL, step_of(2), "full from write");
}

// ---- SQLite's memory ----
static struct {
    sqlite3_mem_methods real;
    long count, fail_at;
    bool gone;
} memory;

static bool memory_out(void)
{
    memory.count++;
    if (!memory.fail_at) return false;
    return memory.count == memory.fail_at || (memory.gone && memory.count > memory.fail_at);
}

static void *memory_malloc(int bytes)
{
    return memory_out() ? NULL : memory.real.xMalloc(bytes);
}

static void *memory_realloc(void *old, int bytes)
{
    return memory_out() ? NULL : memory.real.xRealloc(old, bytes);
}

__attribute__((constructor)) static void memory_install(void)
{
    sqlite3_mem_methods layer;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real);
    layer = memory.real;
    layer.xMalloc = memory_malloc;
    layer.xRealloc = memory_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &layer);
}

static void every_allocation(bool gone, long step, const char *what)
{
    long tried = 0;
    for (long at = first_of(step);; at += step, tried++) {
        struct desk d;
        struct haul h = {0};
        bool acknowledged[64] = {0};
        disk_install();
        desk_make(&d);
        memory.count = 0;
        memory.fail_at = at;
        memory.gone = gone;
        day(&d, acknowledged, &h);
        bool done = memory.count < at;
        memory.fail_at = 0;
        check_after(&d, acknowledged, &h, 1, what, at);
        desk_finish(&d);
        if (done) break;
    }
    desk_tried(tried, gone ? "allocations of SQLite's from which on there was no memory"
                           : "allocations of SQLite's that failed once");
}

TEST(sqlite_may_be_short_of_memory_once)
{
    every_allocation(false, step_of(8), "allocation");
}

TEST(sqlite_may_be_out_of_memory_for_good)
{
    every_allocation(true, step_of(20), "out of memory from");
}

// ---- all memory ----
// Sanitizers bring allocators of their own.
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define OWN_ALLOCATOR 0
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OWN_ALLOCATOR 0
#endif
#endif
#ifndef OWN_ALLOCATOR
#define OWN_ALLOCATOR 1
#endif

#if OWN_ALLOCATOR
static long heap_count, heap_fail_at;

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);

static bool heap_out(void)
{
    if (!heap_fail_at) return false;
    return ++heap_count >= heap_fail_at;
}

__attribute__((visibility("default"))) void *malloc(size_t bytes)
{
    return heap_out() ? NULL : __libc_malloc(bytes);
}

__attribute__((visibility("default"))) void *calloc(size_t count, size_t bytes)
{
    return heap_out() ? NULL : __libc_calloc(count, bytes);
}

__attribute__((visibility("default"))) void *realloc(void *old, size_t bytes)
{
    return heap_out() ? NULL : __libc_realloc(old, bytes);
}

// In a child: answers until memory is out; each acknowledged number goes to the pipe.
static _Noreturn void starve(struct desk *d, long at, int pipe_fd)
{
    uint8_t hash[32] = {1};
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    int quiet = open("/dev/null", O_WRONLY);
    if (quiet >= 0) dup2(quiet, STDERR_FILENO);
    signal(SIGABRT, SIG_DFL); // the test library has its own idea
    desk_random_anew(d);
    heap_fail_at = at;
    if (desk_try_open(d, NULL)) _exit(0);
    if (store_begin(d->store, STR("s"), hash, &d->recipient, 1, NULL)) _exit(0);
    for (unsigned i = 1; i <= 4; i++) {
        if (desk_try_respond(d, i, NULL) == ERR_NONE &&
            write(pipe_fd, &i, sizeof i) != (ssize_t)sizeof i)
            _exit(3);
        if (i == 2) err_ignore(store_close_batch(d->store, 0, 0, NULL, NULL));
    }
    _exit(heap_count < at ? 7 : 0);
}

TEST(all_memory_may_be_out)
{
    long step = step_of(12), tried = 0;
    for (long at = first_of(step);; at += step, tried++) {
        struct desk d;
        struct haul h = {0};
        bool acknowledged[64] = {0};
        int fds[2], status;
        unsigned number;
        disk_install();
        desk_make(&d);
        desk_shut(&d);
        assert_int_equal(pipe(fds), 0);
        pid_t child = fork();
        if (child == 0) starve(&d, at, fds[1]);
        close(fds[1]);
        assert_int_equal(waitpid(child, &status, 0), child);
        while (read(fds[0], &number, sizeof number) == sizeof number)
            acknowledged[number] = true;
        close(fds[0]);
        // Ours ends the process, to be started again; nothing falls over by itself.
        if (WIFSIGNALED(status) && WTERMSIG(status) != SIGABRT)
            fail_msg("allocation %ld: signal %d", at, WTERMSIG(status));
        if (WIFEXITED(status) && WEXITSTATUS(status) == 3) fail_msg("allocation %ld", at);
        check_after(&d, acknowledged, &h, 1, "allocation", at);
        desk_finish(&d);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 7) break;
    }
    desk_tried(tried, "allocations of the process from which on there was no memory");
}
#else
TEST(all_memory_may_be_out)
{
    skip();
}
#endif

TEST_MAIN(cmocka_unit_test(any_call_may_fail_once),
          cmocka_unit_test(the_disk_may_be_gone_from_any_call_on),
          cmocka_unit_test(the_disk_may_be_full_from_any_write_on),
          cmocka_unit_test(sqlite_may_be_short_of_memory_once),
          cmocka_unit_test(sqlite_may_be_out_of_memory_for_good),
          cmocka_unit_test(all_memory_may_be_out))
