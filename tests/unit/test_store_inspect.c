// SPDX-License-Identifier: EUPL-1.2
// A store looked at from outside, as `svar store check` and `rescue` do: what is found, what is
// named, and that nothing is changed.
#include "tests/unit/store_damage_fixture.h"

#include <fcntl.h>
#include <sqlite3.h>

struct taken {
    struct desk *d;
    unsigned batches, loose;
};

static enum err take(void *data, const struct store_found *found, struct err_info *info)
{
    struct taken *t = data;
    (void)info;
    if (found->batch.len)
        t->batches++;
    else
        t->loose++;
    return ERR_NONE;
}

TEST(a_sound_store_is_found_sound)
{
    struct desk d;
    struct taken taken = {0};
    struct store_inspection i;
    struct err_info info = {0};
    fill(&d);
    assert_int_equal(store_inspect(d.folder, take, &taken, &i, &info), ERR_NONE);
    assert_int_equal(i.finding_count, 0);
    assert_int_equal(i.file_count, 1);
    assert_int_equal(i.files[0].batches_waiting, BATCHES);
    assert_int_equal(i.files[0].responses_open, OPEN);
    assert_int_equal(taken.batches, BATCHES);
    assert_int_equal(taken.loose, OPEN);
    store_inspection_finish(&i);
    desk_finish(&d);
}

TEST(a_store_in_use_is_left_alone)
{
    struct desk d;
    struct store_inspection i;
    struct err_info info = {0};
    desk_make(&d);
    assert_int_equal(store_inspect(d.folder, NULL, NULL, &i, &info), ERR_STATE);
    assert_non_null(strstr(info.message, "kiosk"));
    store_inspection_finish(&i);
    desk_finish(&d);
}

TEST(looking_changes_nothing_and_names_what_is_damaged)
{
    struct desk d;
    struct stat st;
    struct buf before = {0}, after = {0};
    char path[256], rubbish[4096];
    memset(rubbish, 0xa5, sizeof rubbish);
    fill(&d);
    path_of(&d, "store-1.sqlite", path);
    assert_int_equal(stat(path, &st), 0);
    unsigned named = 0;
    char temporary[] = "/tmp/svar-looking-XXXXXX"; // where the copies are made, and go from
    assert_non_null(mkdtemp(temporary));
    setenv("TMPDIR", temporary, 1);
    for (long page = 0; page < st.st_size / 4096; page++) {
        struct taken taken = {0};
        struct store_inspection i;
        struct err_info info = {0};
        copy_in(&d, "store-1.sqlite", "kept");
        int fd = open(path, O_WRONLY);
        assert_int_equal(pwrite(fd, rubbish, sizeof rubbish, page * 4096), sizeof rubbish);
        close(fd);
        buf_clear(&before);
        buf_clear(&after);
        assert_int_equal(file_read(path, 1 << 28, &before, NULL), ERR_NONE);
        if (store_inspect(d.folder, take, &taken, &i, &info)) fail_msg("%s", info.message);
        assert_int_equal(file_read(path, 1 << 28, &after, NULL), ERR_NONE);
        assert_int_equal(before.len, after.len);
        assert_memory_equal(before.ptr, after.ptr, before.len);
        // Whatever is not there is spoken of.
        if (taken.batches < BATCHES) {
            unsigned spoken = findings(&i, STORE_BATCH_DAMAGED, NULL) +
                              findings(&i, STORE_BATCH_MISSING, NULL) +
                              findings(&i, STORE_UNREADABLE, NULL);
            if (!spoken) fail_msg("page %ld: %u batches, and nothing said", page, taken.batches);
            named += findings(&i, STORE_BATCH_DAMAGED, NULL);
        }
        store_inspection_finish(&i);
        path_of(&d, "kept", path);
        copy_in(&d, "kept", "store-1.sqlite");
        path_of(&d, "store-1.sqlite", path);
    }
    assert_true(named > 0);
    assert_int_equal(names_in(temporary, ""), 0);
    assert_int_equal(rmdir(temporary), 0);
    unsetenv("TMPDIR");
    buf_finish(&before);
    buf_finish(&after);
    desk_finish(&d);
}

TEST(a_folder_without_a_store_is_said)
{
    struct store_inspection i;
    struct err_info info = {0};
    assert_int_equal(store_inspect("/nowhere/at/all", NULL, NULL, &i, &info), ERR_MISSING);
    store_inspection_finish(&i);
    assert_int_equal(store_inspect("/", NULL, NULL, &i, &info), ERR_MISSING);
    assert_non_null(strstr(info.message, "no store"));
    store_inspection_finish(&i);
}

TEST_MAIN(cmocka_unit_test(a_sound_store_is_found_sound),
          cmocka_unit_test(a_store_in_use_is_left_alone),
          cmocka_unit_test(looking_changes_nothing_and_names_what_is_damaged),
          cmocka_unit_test(a_folder_without_a_store_is_said))
