// SPDX-License-Identifier: EUPL-1.2
// An archive on a medium that cannot be written, or of somebody else's: it can be read and
// verified, and whatever would change it says what to do.
#include "archive/archive.h"

#include "base/file.h"
#include "tests/unit/archive_fixture.h"
#include "tests/unit/test.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define assert_says(info, part)                                                               \
    do {                                                                                      \
        if (!strstr((info).message, part)) fail_msg("no \"%s\" in %s", part, (info).message); \
    } while (0)

#define SURVEY STR("samverkan-2019")
enum { FOLDER = 0555, FILE_MODE = 0444, NOBODY = 65534 };

// Closed, and nobody's to write: permissions mean nothing to root, who becomes somebody else.
static void lock(struct archive_fixture *a)
{
    char folder[256];
    batch_fixture_path(&a->f, ".", folder);
    archive_close(a->archive);
    a->archive = NULL;
    assert_int_equal(chmod(a->path, FILE_MODE), 0);
    assert_int_equal(chmod(folder, FOLDER), 0);
    if (geteuid() == 0) assert_int_equal(seteuid(NOBODY), 0);
}

static void unlock(struct archive_fixture *a)
{
    char folder[256];
    batch_fixture_path(&a->f, ".", folder);
    if (getuid() == 0) assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(folder, 0700), 0);
    archive_fixture_finish(a);
}

static struct archive_fixture make_locked(void)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 3, 0);
    lock(&a);
    return a;
}

TEST(it_is_read_and_verified)
{
    struct archive_fixture a = make_locked();
    struct archive_report report = {0};
    assert_int_equal(archive_open_to_read(a.path, &a.archive, NULL), ERR_NONE);
    assert_int_equal(archive_verify(a.archive, SURVEY, &report, NULL), ERR_NONE);
    assert_int_equal(report.verified, 3);
    assert_int_equal(report.figures.responses, 6);
    assert_int_equal(report.faults, 0);
    archive_report_finish(&report);
    unlock(&a);
}

TEST(opened_to_be_written_it_says_what_to_do)
{
    struct archive_fixture a = make_locked();
    struct err_info info = {0};
    assert_int_equal(archive_open(a.path, &a.archive, &info), ERR_DENIED);
    assert_says(info, "Permission denied");
    assert_says(info, "copy it");
    unlock(&a);
}

TEST(a_new_one_in_such_a_folder_is_refused_with_advice)
{
    struct archive_fixture a = make_locked();
    struct err_info info = {0};
    char path[256];
    batch_fixture_path(&a.f, "other.db", path);
    assert_int_equal(archive_open(path, &a.archive, &info), ERR_DENIED);
    assert_says(info, "Choose a folder");
    unlock(&a);
}

// begin is put over the copy's first bytes.
static void copy(const struct archive_fixture *a, const char *from, const char *to,
                 struct str begin)
{
    struct buf bytes = {0};
    char path[256];
    batch_fixture_path(&a->f, from, path);
    assert_int_equal(file_read(path, 1 << 24, &bytes, NULL), ERR_NONE);
    assert_true(bytes.len > begin.len);
    memcpy(bytes.ptr, begin.ptr, begin.len);
    batch_fixture_path(&a->f, to, path);
    assert_int_equal(file_write(path, buf_str(&bytes), FILE_MODE, NULL), ERR_NONE);
    buf_finish(&bytes);
}

// What a program that was killed left in the journal has to be undone before anything is read.
TEST(one_with_unfinished_work_is_not_read)
{
    struct archive_fixture a;
    struct err_info info = {0};
    char path[256];
    // A journal that was synced: SQLite's mark, and as many pages as there are.
    static const char synced[] = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7\xff\xff\xff\xff";
    archive_fixture_make(&a);
    assert_int_equal(archive_begin(a.archive, NULL), ERR_NONE);
    archive_fixture_chain(&a, 1, 0);
    copy(&a, "a.db", "killed.db", STR(""));
    copy(&a, "a.db-journal", "killed.db-journal", str_make(synced, sizeof synced - 1));
    archive_rollback(a.archive);
    lock(&a);
    batch_fixture_path(&a.f, "killed.db", path);
    assert_int_equal(archive_open_to_read(path, &a.archive, &info), ERR_DENIED);
    assert_says(info, "copy it, together with what is named after it");
    unlock(&a);
}

TEST(what_would_change_it_says_what_to_do)
{
    struct archive_fixture a = make_locked();
    struct err_info info = {0};
    struct buf batch = {0};
    enum archive_added added;
    const uint8_t before[SEAL_LINK_BYTES] = {1};
    batch_fixture_batch(&a.f, 4, before, 1, &batch, NULL);
    assert_int_equal(archive_open_to_read(a.path, &a.archive, NULL), ERR_NONE);
    assert_int_equal(archive_add(a.archive, buf_str(&batch), STR(""), &added, &info), ERR_DENIED);
    assert_says(info, "copy it");
    buf_finish(&batch);
    unlock(&a);
}

TEST(a_survey_that_it_has_is_fine)
{
    struct archive_fixture a = make_locked();
    assert_int_equal(archive_open_to_read(a.path, &a.archive, NULL), ERR_NONE);
    assert_int_equal(archive_add_survey(a.archive, a.f.survey, NULL), ERR_NONE);
    unlock(&a);
}

TEST(a_survey_that_it_has_not_is_refused)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    archive_fixture_damage(&a, "DELETE FROM surveys");
    lock(&a);
    assert_int_equal(archive_open_to_read(a.path, &a.archive, NULL), ERR_NONE);
    assert_int_equal(archive_add_survey(a.archive, a.f.survey, NULL), ERR_DENIED);
    unlock(&a);
}

static enum err take_day(const struct archive_item *item, void *data)
{
    assert_int_equal(item->day, 0);
    (*(int *)data)++;
    return ERR_NONE;
}

TEST(an_old_one_without_days_is_read)
{
    struct archive_fixture a;
    int count = 0;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 2, 0);
    archive_fixture_damage(&a, "DROP TABLE taken; DROP TABLE written");
    lock(&a);
    assert_int_equal(archive_open_to_read(a.path, &a.archive, NULL), ERR_NONE);
    assert_int_equal(archive_each(a.archive, SURVEY, take_day, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    unlock(&a);
}

TEST(an_empty_file_is_none)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    archive_close(a.archive);
    a.archive = NULL;
    assert_int_equal(truncate(a.path, 0), 0);
    lock(&a);
    assert_int_equal(archive_open_to_read(a.path, &a.archive, NULL), ERR_CORRUPT);
    unlock(&a);
}

TEST(none_is_made)
{
    struct archive_fixture a;
    struct archive *other = NULL;
    char path[256];
    archive_fixture_make(&a);
    batch_fixture_path(&a.f, "other.db", path);
    assert_int_equal(archive_open_to_read(path, &other, NULL), ERR_MISSING);
    assert_false(file_exists(path));
    archive_fixture_finish(&a);
}

TEST(one_that_can_be_written_is)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    archive_close(a.archive);
    assert_int_equal(archive_open_to_read(a.path, &a.archive, NULL), ERR_NONE);
    archive_fixture_chain(&a, 1, 0);
    archive_fixture_finish(&a);
}

TEST_MAIN(cmocka_unit_test(it_is_read_and_verified),
          cmocka_unit_test(a_new_one_in_such_a_folder_is_refused_with_advice),
          cmocka_unit_test(one_with_unfinished_work_is_not_read),
          cmocka_unit_test(opened_to_be_written_it_says_what_to_do),
          cmocka_unit_test(what_would_change_it_says_what_to_do),
          cmocka_unit_test(a_survey_that_it_has_is_fine),
          cmocka_unit_test(a_survey_that_it_has_not_is_refused),
          cmocka_unit_test(an_old_one_without_days_is_read),
          cmocka_unit_test(an_empty_file_is_none), cmocka_unit_test(none_is_made),
          cmocka_unit_test(one_that_can_be_written_is))
