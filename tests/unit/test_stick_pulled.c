// SPDX-License-Identifier: EUPL-1.2
// The stick is pulled out at every single call that changes it: calls from then on fail, and what
// was not synced is lost. Whatever moment it was, under the names of batches lie whole batches
// only, and putting it in again ends well. The calls are this program's own, in front of libc's.
#include "base/file.h"
#include "stick/stick.h"
#include "tests/unit/survey_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/syscall.h>

// ---- the stick's own ways ----
static struct {
    long left;  // calls until it is pulled out; -1: stays in
    int number; // errno of what fails
    bool flips; // what is read back differs
    bool pulled;
    char torn[16][STICK_PATH_BYTES]; // written, not synced
    size_t torn_count;
} ways = {.left = -1, .number = EIO};

static bool fails(void)
{
    if (ways.pulled || (ways.left >= 0 && ways.left-- == 0)) {
        ways.pulled = ways.number != ENOSPC; // a full stick is still there
        if (ways.number == ENOSPC) ways.left = -1;
        errno = ways.number;
        return true;
    }
    return false;
}

static void path_of_fd(int fd, char out[STICK_PATH_BYTES])
{
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(name, out, STICK_PATH_BYTES - 1);
    out[len < 0 ? 0 : len] = '\0';
}

static bool on_stick(int fd)
{
    char path[STICK_PATH_BYTES];
    path_of_fd(fd, path);
    return strstr(path, "/svar-stick") != NULL;
}

ssize_t write(int fd, const void *data, size_t bytes)
{
    if (on_stick(fd)) {
        // Half of it may have got there.
        if (fails()) {
            if (bytes > 1) syscall(SYS_write, fd, data, bytes / 2);
            return -1;
        }
        path_of_fd(fd, ways.torn[ways.torn_count++ % 16]);
    }
    return (ssize_t)syscall(SYS_write, fd, data, bytes);
}

int fsync(int fd)
{
    if (on_stick(fd)) {
        if (fails()) return -1;
        char path[STICK_PATH_BYTES];
        path_of_fd(fd, path);
        for (size_t i = 0; i < 16; i++)
            if (strcmp(ways.torn[i], path) == 0) ways.torn[i][0] = '\0';
    }
    return 0;
}

ssize_t pread(int fd, void *data, size_t bytes, off_t at)
{
    if (on_stick(fd) && fails()) return -1;
    ssize_t got = (ssize_t)syscall(SYS_pread64, fd, data, bytes, at);
    if (ways.flips && got > 0) ((uint8_t *)data)[0] ^= 1;
    return got;
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
    if (on_stick(from_fd) && fails()) return -1;
    return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, 0);
}

int mkdirat(int fd, const char *name, mode_t mode)
{
    if (ways.pulled || (on_stick(fd) && fails())) {
        errno = ways.number;
        return -1;
    }
    return (int)syscall(SYS_mkdirat, fd, name, mode);
}

int unlinkat(int fd, const char *name, int flags)
{
    if (on_stick(fd) && fails()) return -1;
    return (int)syscall(SYS_unlinkat, fd, name, flags);
}

// What was never synced is gone.
static void pull_out(void)
{
    for (size_t i = 0; i < 16; i++)
        if (ways.torn[i][0]) err_ignore(truncate(ways.torn[i], 0) ? ERR_IO : ERR_NONE);
}

static void put_in(void)
{
    memset(&ways, 0, sizeof ways);
    ways.left = -1;
    ways.number = EIO;
}

// ---- what is done with it ----
static const char *const batches[] = {"svarbat1 the first", "svarbat1 the second, longer",
                                      "svarbat1 three"};
enum { BATCHES = sizeof batches / sizeof *batches };

static enum err fill(const char *root, struct err_info *info)
{
    struct stick stick;
    enum err err = stick_open(root, true, &stick, info);
    if (err) return err;
    for (size_t i = 0; !err && i < BATCHES; i++)
        err = stick_put_batch(&stick, str_of(batches[i]), NULL, info);
    uint8_t link[SEAL_LINK_BYTES];
    seal_sha256(str_of(batches[0]), link);
    if (!err) err = stick_put_receipt(&stick, link, STR("svarrcp1 receipt"), info);
    stick_close(&stick);
    return err;
}

struct seen {
    unsigned whole, damaged;
};

static enum err see(void *data, const struct stick_item *item, struct err_info *info)
{
    struct seen *seen = data;
    (void)info;
    if (item->fault) seen->damaged++;
    for (size_t i = 0; i < BATCHES; i++)
        if (str_eq(item->bytes, str_of(batches[i]))) seen->whole++;
    return ERR_NONE;
}

static struct seen look(const char *root)
{
    struct seen seen = {0};
    struct stick stick;
    if (stick_open(root, false, &stick, NULL)) return seen; // not even the folder
    assert_int_equal(stick_each_batch(&stick, see, &seen, NULL), ERR_NONE);
    stick_close(&stick);
    return seen;
}

TEST(pulled_out_at_every_call)
{
    long call = 0;
    for (bool all = false; !all; call++) {
        char root[64];
        struct err_info info = {0};
        fixture_temporary(root);
        put_in();
        ways.left = call;
        enum err err = fill(root, &info);
        all = !ways.pulled; // fewer calls than that
        pull_out();
        put_in();
        if (all) {
            assert_int_equal(err, ERR_NONE);
        } else if (err) {
            assert_true(err == ERR_IO);
            assert_non_null(strstr(info.message, "pulled out"));
        }
        struct seen seen = look(root);
        assert_int_equal(seen.damaged, 0);
        if (!err) assert_int_equal(seen.whole, BATCHES);
        // In again: as if nothing had been.
        assert_int_equal(fill(root, &info), ERR_NONE);
        seen = look(root);
        assert_int_equal(seen.whole, BATCHES);
        assert_int_equal(seen.damaged, 0);
        fixture_remove(root);
    }
    assert_true(call > 20);
}

TEST(full_at_every_call)
{
    for (long call = 0; call < 60; call++) {
        char root[64];
        struct err_info info = {0};
        fixture_temporary(root);
        put_in();
        ways.left = call;
        ways.number = ENOSPC;
        enum err err = fill(root, &info);
        if (err) {
            assert_int_equal(err, ERR_FULL);
            assert_non_null(strstr(info.message, "full"));
        }
        put_in();
        assert_int_equal(look(root).damaged, 0);
        assert_int_equal(fill(root, &info), ERR_NONE);
        assert_int_equal(look(root).whole, BATCHES);
        fixture_remove(root);
    }
}

TEST(stick_that_lies_is_found_out)
{
    char root[64];
    struct err_info info = {0};
    fixture_temporary(root);
    put_in();
    ways.flips = true;
    assert_int_equal(fill(root, &info), ERR_IO);
    assert_non_null(strstr(info.message, "gives back something else"));
    put_in();
    assert_int_equal(look(root).whole + look(root).damaged, 0);
    fixture_remove(root);
}

TEST_MAIN(cmocka_unit_test(pulled_out_at_every_call), cmocka_unit_test(full_at_every_call),
          cmocka_unit_test(stick_that_lies_is_found_out))
