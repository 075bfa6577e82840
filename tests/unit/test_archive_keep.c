// SPDX-License-Identifier: EUPL-1.2
// Taking in and keeping: idempotence, transactions, cursors, the walk, and the file itself.
#include "tests/unit/archive_fixture.h"

#include <sys/stat.h>

#define SURVEY STR("samverkan-2019")

TEST(the_file_is_private)
{
    struct archive_fixture a;
    struct stat st;
    archive_fixture_make(&a);
    assert_int_equal(stat(a.path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    archive_fixture_finish(&a);
}

TEST(a_batch_is_added_once)
{
    struct archive_fixture a;
    struct archive_figures figures;
    struct buf batch = {0};
    archive_fixture_make(&a);
    batch_fixture_batch(&a.f, 1, NULL, 2, &batch, NULL);
    assert_int_equal(archive_fixture_add(&a, buf_str(&batch), STR("")), ARCHIVE_ADDED);
    assert_int_equal(archive_fixture_add(&a, buf_str(&batch), STR("")), ARCHIVE_THERE);
    assert_int_equal(archive_figures(a.archive, SURVEY, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 1);
    assert_int_equal(figures.responses, 2);
    assert_int_equal(figures.surveys, 1);
    assert_int_equal(figures.bytes, batch.len);
    assert_int_equal(archive_figures(a.archive, STR("other"), &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 0);
    buf_finish(&batch);
    archive_fixture_finish(&a);
}

TEST(a_page_is_kept_whole_or_not_at_all)
{
    struct archive_fixture a;
    struct archive_figures figures;
    static const uint8_t epoch[SEAL_EPOCH_BYTES] = {1};
    struct buf batch = {0}, cursor = {0};
    archive_fixture_make(&a);
    batch_fixture_batch(&a.f, 1, NULL, 1, &batch, NULL);
    assert_int_equal(archive_begin(a.archive, NULL), ERR_NONE);
    archive_fixture_add(&a, buf_str(&batch), STR(""));
    assert_int_equal(archive_set_cursor(a.archive, SURVEY, epoch, STR("c"), NULL), ERR_NONE);
    archive_rollback(a.archive);
    assert_int_equal(archive_figures(a.archive, SURVEY, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 0);
    assert_int_equal(archive_cursor(a.archive, SURVEY, epoch, &cursor, NULL), ERR_MISSING);
    assert_int_equal(archive_begin(a.archive, NULL), ERR_NONE);
    archive_fixture_add(&a, buf_str(&batch), STR(""));
    assert_int_equal(archive_commit(a.archive, NULL), ERR_NONE);
    archive_close(a.archive);
    assert_int_equal(archive_open(a.path, &a.archive, NULL), ERR_NONE);
    assert_int_equal(archive_figures(a.archive, SURVEY, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 1);
    buf_finish(&batch);
    archive_fixture_finish(&a);
}

TEST(each_epoch_has_its_cursor)
{
    struct archive_fixture a;
    static const uint8_t first[SEAL_EPOCH_BYTES] = {1}, second[SEAL_EPOCH_BYTES] = {2};
    struct buf cursor = {0};
    archive_fixture_make(&a);
    assert_int_equal(archive_set_cursor(a.archive, SURVEY, first, STR("a"), NULL), ERR_NONE);
    assert_int_equal(archive_set_cursor(a.archive, SURVEY, first, STR("b"), NULL), ERR_NONE);
    assert_int_equal(archive_cursor(a.archive, SURVEY, second, &cursor, NULL), ERR_MISSING);
    assert_int_equal(archive_cursor(a.archive, SURVEY, first, &cursor, NULL), ERR_NONE);
    assert_str(buf_str(&cursor), "b");
    buf_finish(&cursor);
    archive_fixture_finish(&a);
}

TEST(the_newest_survey_is_given)
{
    struct archive_fixture a;
    struct buf package = {0};
    archive_fixture_make(&a);
    struct survey *second = batch_fixture_survey(&a.f, 2), *read = NULL;
    assert_int_equal(archive_add_survey(a.archive, second, NULL), ERR_NONE);
    assert_int_equal(archive_add_survey(a.archive, second, NULL), ERR_NONE); // once more is fine
    assert_int_equal(archive_survey(a.archive, SURVEY, &package, NULL), ERR_NONE);
    assert_int_equal(survey_open_bytes(buf_str(&package), &a.f.files.key, &read, NULL), ERR_NONE);
    assert_int_equal(survey_version(read), 2);
    survey_close(read);
    buf_clear(&package);
    assert_int_equal(archive_survey_by_hash(a.archive, survey_hash(a.f.survey), &package, NULL),
                     ERR_NONE);
    assert_true(str_eq(buf_str(&package), buf_str(&a.f.package)));
    assert_int_equal(archive_survey(a.archive, STR("other"), &package, NULL), ERR_MISSING);
    survey_close(second);
    buf_finish(&package);
    archive_fixture_finish(&a);
}

struct walk {
    uint64_t numbers[8];
    size_t count;
};

static enum err note(const struct archive_item *item, void *data)
{
    struct walk *walk = data;
    assert_str(item->survey_id, "samverkan-2019");
    assert_int_equal(item->survey_version, 1);
    assert_true(item->receipt.len > 0);
    walk->numbers[walk->count++] = item->batch->number;
    return ERR_NONE;
}

TEST(the_walk_goes_by_number)
{
    struct archive_fixture a;
    struct walk walk = {.count = 0};
    archive_fixture_make(&a);
    struct buf batches[3] = {{0}};
    uint8_t link[SEAL_LINK_BYTES] = {0};
    for (int i = 0; i < 3; i++)
        batch_fixture_batch(&a.f, (uint64_t)i + 1, link, 1, &batches[i], link);
    for (int i = 2; i >= 0; i--)
        archive_fixture_take(&a, &batches[i]);
    assert_int_equal(archive_each(a.archive, SURVEY, note, &walk, NULL), ERR_NONE);
    assert_int_equal(walk.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(walk.numbers[i], i + 1);
        buf_finish(&batches[i]);
    }
    archive_fixture_finish(&a);
}

TEST(other_files_are_refused)
{
    struct archive_fixture a;
    struct archive *other = NULL;
    archive_fixture_make(&a);
    char path[256];
    batch_fixture_path(&a.f, "survey.json", path);
    assert_int_equal(archive_open(path, &other, NULL), ERR_CORRUPT);
    batch_fixture_path(&a.f, "no/such/folder.db", path);
    assert_int_equal(archive_open(path, &other, NULL), ERR_MISSING);
    archive_fixture_damage(&a, "PRAGMA user_version = 99");
    assert_int_equal(archive_open(a.path, &other, NULL), ERR_UNSUPPORTED);
    archive_fixture_finish(&a);
}

TEST(nothing_in_a_files_schema_runs)
{
    struct archive_fixture a;
    struct archive_figures figures;
    struct buf batch = {0};
    archive_fixture_make(&a);
    archive_close(a.archive);
    archive_fixture_damage(
        &a, "CREATE TRIGGER t AFTER INSERT ON batches BEGIN DELETE FROM surveys; END");
    assert_int_equal(archive_open(a.path, &a.archive, NULL), ERR_NONE);
    batch_fixture_batch(&a.f, 1, NULL, 1, &batch, NULL);
    assert_int_equal(archive_fixture_add(&a, buf_str(&batch), STR("")), ARCHIVE_ADDED);
    assert_int_equal(archive_figures(a.archive, SURVEY, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.surveys, 1);
    buf_finish(&batch);
    archive_fixture_finish(&a);
}

TEST_MAIN(cmocka_unit_test(the_file_is_private), cmocka_unit_test(a_batch_is_added_once),
          cmocka_unit_test(a_page_is_kept_whole_or_not_at_all),
          cmocka_unit_test(each_epoch_has_its_cursor), cmocka_unit_test(the_newest_survey_is_given),
          cmocka_unit_test(the_walk_goes_by_number), cmocka_unit_test(other_files_are_refused),
          cmocka_unit_test(nothing_in_a_files_schema_runs))
