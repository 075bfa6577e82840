// SPDX-License-Identifier: EUPL-1.2
// The set of sealed responses already met: whatever is in memory and whatever is in the file, it
// says the same.
#include "archive/seen_priv.h"
#include "tests/unit/test.h"

#include "base/clock.h"
#include "seal/age.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SMALL = 48 << 10, MANY = 20000 }; // SMALL: some 1 300 names, then the file

static struct archive_seen_name name_of(const struct archive_seen *seen, uint32_t number)
{
    struct archive_seen_name name;
    uint8_t digest[32];
    seal_sha256(str_make(&number, sizeof number), digest);
    archive_seen_name(seen, digest, &name);
    return name;
}

static uint32_t find(const struct archive_seen *seen, uint32_t number)
{
    struct archive_seen_name name = name_of(seen, number);
    uint32_t value;
    struct err_info info = {0};
    if (archive_seen_find(seen, &name, &value, &info)) fail_msg("%s", info.message);
    return value;
}

static void add(struct archive_seen *seen, uint32_t number, uint32_t value)
{
    struct archive_seen_name name = name_of(seen, number);
    archive_seen_add(seen, &name, value);
}

static void fill(struct archive_seen *seen, const char *dir, size_t bytes_max)
{
    archive_seen_init(seen, dir, bytes_max);
    for (uint32_t i = 0; i < MANY; i++)
        add(seen, i, i + 1);
}

static void holds_just_these(const struct archive_seen *seen)
{
    for (uint32_t i = 0; i < MANY; i++)
        assert_int_equal(find(seen, i), i + 1);
    for (uint32_t i = MANY; i < 2 * MANY; i++)
        assert_int_equal(find(seen, i), 0);
}

static void make_dir(char dir[32])
{
    snprintf(dir, 32, "/tmp/svar-seen-XXXXXX");
    assert_non_null(mkdtemp(dir));
}

TEST(an_empty_set_has_nothing)
{
    struct archive_seen seen;
    archive_seen_init(&seen, "/tmp", SMALL);
    assert_int_equal(find(&seen, 1), 0);
    archive_seen_finish(&seen);
}

TEST(what_is_in_memory_is_found)
{
    struct archive_seen seen;
    fill(&seen, "/tmp", ARCHIVE_SEEN_BYTES);
    assert_null(seen.run);
    holds_just_these(&seen);
    archive_seen_finish(&seen);
}

TEST(what_went_into_the_file_is_found)
{
    struct archive_seen seen;
    fill(&seen, "/tmp", SMALL);
    assert_non_null(seen.run);
    assert_false(seen.stays);
    assert_true(seen.count < MANY / 10); // the rest is in the file
    holds_just_these(&seen);
    archive_seen_finish(&seen);
}

// Drawn by chance from few numbers, so that most come again, near and far.
TEST(doubles_are_the_same_with_and_without_a_file)
{
    struct archive_seen small, large;
    struct rng rng = rng_system();
    archive_seen_init(&small, "/tmp", SMALL);
    archive_seen_init(&large, "/tmp", ARCHIVE_SEEN_BYTES);
    for (uint32_t i = 1; i <= 3 * MANY; i++) {
        uint32_t number = (uint32_t)rng_below(&rng, MANY), before = find(&large, number);
        assert_int_equal(find(&small, number), before);
        if (before) continue;
        add(&small, number, i);
        add(&large, number, i);
    }
    assert_non_null(small.run);
    assert_null(large.run);
    archive_seen_finish(&small);
    archive_seen_finish(&large);
}

TEST(memory_stays_within_its_bound)
{
    struct archive_seen seen;
    fill(&seen, "/tmp", SMALL);
    unsigned bits = seen.bits;
    for (uint32_t i = MANY; i < 3 * MANY; i++)
        add(&seen, i, i + 1);
    assert_int_equal(seen.bits, bits);
    assert_true(((size_t)1 << bits) * sizeof *seen.places <= SMALL);
    archive_seen_finish(&seen);
}

TEST(the_file_has_no_name)
{
    struct archive_seen seen;
    char dir[32];
    make_dir(dir);
    fill(&seen, dir, SMALL);
    assert_non_null(seen.run);
    assert_int_equal(rmdir(dir), 0); // empty
    archive_seen_finish(&seen);
}

TEST(where_no_file_can_be_made_memory_has_to_do)
{
    struct archive_seen seen;
    fill(&seen, "/nowhere/at/all", SMALL);
    assert_null(seen.run);
    assert_true(seen.stays);
    holds_just_these(&seen);
    archive_seen_finish(&seen);
}

// The disk is full when some have gone into the file already.
TEST(where_the_file_cannot_grow_memory_has_to_do)
{
    struct archive_seen seen;
    struct rlimit old, narrow;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    narrow = (struct rlimit){100000, old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &narrow), 0);
    fill(&seen, "/tmp", SMALL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_non_null(seen.run);
    assert_true(seen.stays);
    holds_just_these(&seen);
    archive_seen_finish(&seen);
}

// Takes away what nameless files of this process hold.
static void empty_nameless_files(void)
{
    struct stat file;
    for (int fd = 3; fd < 64; fd++)
        if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_nlink == 0)
            assert_int_equal(ftruncate(fd, 0), 0);
}

TEST(a_file_that_lost_its_names_is_told_and_not_taken_for_empty)
{
    struct archive_seen seen;
    struct err_info info = {0};
    uint32_t value;
    fill(&seen, "/tmp", SMALL);
    assert_non_null(seen.run);
    empty_nameless_files();
    struct archive_seen_name name = name_of(&seen, 0); // long in the file
    assert_int_equal(archive_seen_find(&seen, &name, &value, &info), ERR_CORRUPT);
    assert_non_null(strstr(info.message, "beside the archive"));
    archive_seen_finish(&seen);
}

TEST_MAIN(cmocka_unit_test(an_empty_set_has_nothing), cmocka_unit_test(what_is_in_memory_is_found),
          cmocka_unit_test(what_went_into_the_file_is_found),
          cmocka_unit_test(doubles_are_the_same_with_and_without_a_file),
          cmocka_unit_test(memory_stays_within_its_bound), cmocka_unit_test(the_file_has_no_name),
          cmocka_unit_test(where_no_file_can_be_made_memory_has_to_do),
          cmocka_unit_test(where_the_file_cannot_grow_memory_has_to_do),
          cmocka_unit_test(a_file_that_lost_its_names_is_told_and_not_taken_for_empty))
