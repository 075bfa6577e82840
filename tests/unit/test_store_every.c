// SPDX-License-Identifier: EUPL-1.2
// Each call to the disk fails in turn, once and for good; each write finds the disk full; memory is
// out at each allocation, SQLite's and ours. Whatever happens, what was acknowledged is there when
// the fault has ended, in batches that chain and open. SVAR_FAULTS=all tries every single one.
#include "tests/unit/store_days.h"
#include "tests/unit/vfs_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

// ---- the disk ----
enum fault_kind { CALL_ONCE, CALL_FOR_GOOD, WRITE_FULL };

static enum fault_kind kind;
static long place;

static void disk_arm(struct days *l, long at)
{
    (void)l;
    disk_install();
    place = at;
    disk.call_at = kind == WRITE_FULL ? 0 : at;
    disk.full_at = kind == WRITE_FULL ? at : 0;
    disk.gone = kind == CALL_FOR_GOOD;
}

static bool disk_disarm(void)
{
    bool reached = (kind == WRITE_FULL ? disk.writes : disk.calls) >= place;
    memset(&disk, 0, sizeof disk);
    return reached;
}

// With answers of so many bytes more: they take other writes.
static void every(enum fault_kind which, long step, const char *what, const char *tried)
{
    static const int more_bytes[] = {0, 5000};
    struct days_fault fault = {disk_arm, disk_disarm, what, which == WRITE_FULL ? 0 : 1};
    long count = 0;
    kind = which;
    disk_install();
    size_t lengths = which == WRITE_FULL ? 2 : 1; // a day has fewer writes than calls
    for (size_t i = 0; i < lengths; i++)
        count += days_every(&fault, days_step(step), more_bytes[i]);
    desk_tried(count, tried);
}

TEST(any_call_may_fail_once)
{
    every(CALL_ONCE, 1, "call", "calls of the disk that failed once");
}

TEST(the_disk_may_be_gone_from_any_call_on)
{
    every(CALL_FOR_GOOD, 1, "gone from call", "calls from which on the disk was gone");
}

TEST(the_disk_may_be_full_from_any_write_on)
{
    every(WRITE_FULL, 1, "full from write", "writes from which on the disk was full");
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

static void memory_arm(struct days *l, long at)
{
    (void)l;
    memory.count = 0;
    memory.fail_at = at;
}

static bool memory_disarm(void)
{
    bool reached = memory.count >= memory.fail_at;
    memory.fail_at = 0;
    return reached;
}

static void every_allocation(bool gone, long step, const char *what, const char *tried)
{
    struct days_fault fault = {memory_arm, memory_disarm, what, 1};
    disk_install();
    memory.gone = gone;
    desk_tried(days_every(&fault, days_step(step), 0), tried);
}

TEST(sqlite_may_be_short_of_memory_once)
{
    every_allocation(false, 4, "allocation", "allocations of SQLite's that failed once");
}

TEST(sqlite_may_be_out_of_memory_for_good)
{
    every_allocation(true, 4, "out of memory from",
                     "allocations of SQLite's from which on there was no memory");
}

// ---- all memory ----
// Sanitizers bring allocators of their own.
#if !DAYS_SANITIZED
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

// In a child: a day until memory is out; each acknowledged number goes to the pipe.
static _Noreturn void starve(struct days *l, long at, int pipe_fd)
{
    // The test library has its own idea of these, which would hide that something fell over.
    static const int falls[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS};
    struct rlimit none = {0, 0};
    uint8_t hash[32] = {1};
    struct desk *d = &l->d;
    setrlimit(RLIMIT_CORE, &none);
    int quiet = open("/dev/null", O_WRONLY);
    if (quiet >= 0) dup2(quiet, STDERR_FILENO);
    for (size_t i = 0; i < sizeof falls / sizeof *falls; i++)
        signal(falls[i], SIG_DFL);
    desk_random_anew(d);
    heap_fail_at = at;
    if (desk_try_open(d, NULL)) _exit(0);
    if (store_begin(d->store, STR("s"), hash, &d->recipient, 1, NULL)) _exit(0);
    for (unsigned i = 0; i < DAY_ANSWERS; i++) {
        unsigned number = l->next + i;
        if (desk_try_respond(d, number, NULL) == ERR_NONE &&
            write(pipe_fd, &number, sizeof number) != (ssize_t)sizeof number)
            _exit(3);
        if (i % 3 == 1) err_ignore(store_close_batch(d->store, 0, 0, NULL, NULL));
    }
    _exit(heap_count < at ? 7 : 0);
}

// False: memory lasted to the day's end.
static bool starve_once(struct days *l, long at)
{
    int fds[2], status;
    unsigned number;
    assert_int_equal(pipe(fds), 0);
    pid_t child = fork();
    if (child == 0) starve(l, at, fds[1]);
    close(fds[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    while (read(fds[0], &number, sizeof number) == sizeof number)
        l->acknowledged[number] = true;
    close(fds[0]);
    l->firsts[l->days++] = l->next;
    l->next += DAY_ANSWERS;
    l->firsts[l->days] = l->next;
    // Ours ends the process, to be started again; nothing falls over by itself.
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGABRT)
        fail_msg("allocation %ld: signal %d", at, WTERMSIG(status));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 3) fail_msg("allocation %ld", at);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 7;
}

TEST(all_memory_may_be_out)
{
    long step = days_step(2), tried = 0, at = days_first(step);
    for (int quiet = 0; quiet < 2;) {
        disk_install();
        struct days *l = days_make(0);
        while (l->days < DAYS_MAX && quiet < 2) {
            if (starve_once(l, at))
                quiet = 0, tried++, at += step;
            else
                quiet++;
        }
        days_check(l, 1, "allocation", at - step);
        days_finish(l);
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
