// SPDX-License-Identifier: EUPL-1.2
// Two kiosks on one store: a second one that starts at any call of the first one's day is turned
// away and changes nothing; and several that start, answer and end as fast as they can never have
// it at the same time, lose nothing and give no number twice.
#include "tests/unit/store_days.h"
#include "tests/unit/vfs_fixture.h"

#include <errno.h>
#include <sys/wait.h>

enum { KIOSKS = 3, TURNS = DAYS_SANITIZED ? 300 : 1200, FIRST_OF_KIOSK = 1300 };

// ---- a second one at any call ----
static struct {
    struct desk *first; // whose every call to the disk comes while it has the folder
    long turned_away;
    bool inside; // the second one's own calls
} second;

static void try_second(void)
{
    if (!second.first || second.inside) return;
    struct desk other = *second.first;
    struct err_info info = {0};
    second.inside = true;
    enum err err = desk_try_open(&other, &info);
    second.inside = false;
    if (err != ERR_STATE || !strstr(info.message, "another kiosk"))
        fail_msg("a second kiosk: %s (%s)", err_text(err), info.message);
    second.turned_away++;
}

static int watched_write(sqlite3_file *f, const void *bytes, int count, sqlite3_int64 at)
{
    try_second();
    return disk_write(f, bytes, count, at);
}

static int watched_sync(sqlite3_file *f, int flags)
{
    try_second();
    return disk_sync(f, flags);
}

static int watched_read(sqlite3_file *f, void *out, int count, sqlite3_int64 at)
{
    try_second();
    return disk_read(f, out, count, at);
}

static int watched_lock(sqlite3_file *f, int level)
{
    try_second();
    return disk_lock(f, level);
}

static int watched_shm_lock(sqlite3_file *f, int at, int count, int flags)
{
    try_second();
    return disk_shm_lock(f, at, count, flags);
}

static int watched_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    static sqlite3_io_methods methods;
    try_second();
    int rc = disk_open(vfs, name, f, flags, out);
    if (rc != SQLITE_OK) return rc;
    methods = disk_methods;
    methods.xWrite = watched_write;
    methods.xSync = watched_sync;
    methods.xRead = watched_read;
    methods.xLock = watched_lock;
    methods.xShmLock = watched_shm_lock;
    f->pMethods = &methods;
    return SQLITE_OK;
}

TEST(a_second_kiosk_is_turned_away_at_any_call_of_the_first)
{
    struct drained out = {0};
    disk_install();
    sqlite3_vfs *layer = sqlite3_vfs_find("failing");
    layer->xOpen = watched_open;
    struct days *l = days_make(0);
    second.first = &l->d;
    for (unsigned day = 0; day < (DAYS_SANITIZED ? 4 : 8); day++) {
        days_live(l);
        assert_true(days_all_taken(l));
    }
    days_check(l, 0, "a second kiosk at day", (long)l->days);
    desk_drain(&l->d, &out);
    assert_string_equal(desk_figures(&l->d).trouble, "");
    assert_true(second.turned_away > 300);
    layer->xOpen = disk_open;
    days_finish(l);
    desk_tried(second.turned_away, "second kiosks that were turned away");
}

// ---- several at once ----
struct word {
    unsigned number; // 0: it was turned away
};

static _Noreturn void crowd(struct desk *d, unsigned kiosk, int pipe_fd)
{
    desk_random_anew(d);
    unsigned next = kiosk * FIRST_OF_KIOSK + 1;
    for (unsigned turn = 0; turn < TURNS / KIOSKS;) {
        struct err_info info = {0};
        struct word word = {0};
        enum err err = desk_try_open(d, &info);
        if (err && err != ERR_STATE) _exit(1);
        if (!err) {
            uint8_t hash[32] = {1};
            turn++;
            if (store_begin(d->store, STR("s"), hash, &d->recipient, 1, NULL)) _exit(2);
            if (desk_try_respond(d, next, NULL)) _exit(3);
            desk_shut(d);
            word.number = next++;
        }
        if (write(pipe_fd, &word, sizeof word) != sizeof word) _exit(4);
        if (err) usleep(500); // whoever has it goes on
    }
    _exit(0);
}

TEST(several_kiosks_never_have_one_store_at_once)
{
    struct desk d;
    struct drained *out = calloc(1, sizeof *out);
    bool acknowledged[4096] = {0};
    long had = 0, turned_away = 0;
    int fds[2];
    pid_t children[KIOSKS];
    struct word word;
    desk_make(&d);
    desk_shut(&d);
    assert_int_equal(pipe(fds), 0);
    for (unsigned i = 0; i < KIOSKS; i++) {
        children[i] = fork();
        if (children[i] == 0) crowd(&d, i, fds[1]);
    }
    close(fds[1]);
    while (read(fds[0], &word, sizeof word) == sizeof word) {
        had += word.number > 0;
        turned_away += word.number == 0;
        if (word.number) acknowledged[word.number] = true;
    }
    close(fds[0]);
    for (unsigned i = 0; i < KIOSKS; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        if (!WIFEXITED(status) || WEXITSTATUS(status)) fail_msg("kiosk %u: %d", i, status);
    }
    assert_int_equal(had, TURNS / KIOSKS * KIOSKS);
    desk_open(&d);
    desk_begin(&d, "s", 1);
    desk_drain(&d, out);
    assert_string_equal(desk_figures(&d).trouble, "");
    for (unsigned i = 1; i < 4096; i++)
        if (out->seen[i] != acknowledged[i]) fail_msg("response %u came %u times", i, out->seen[i]);
    desk_tried(had, "times that one of several kiosks had the store");
    desk_tried(turned_away, "times that another one was turned away meanwhile");
    free(out);
    desk_finish(&d);
}

TEST_MAIN(cmocka_unit_test(a_second_kiosk_is_turned_away_at_any_call_of_the_first),
          cmocka_unit_test(several_kiosks_never_have_one_store_at_once))
