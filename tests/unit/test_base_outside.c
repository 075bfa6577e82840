// SPDX-License-Identifier: EUPL-1.2
// Errors, files, JSON, randomness.
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "tests/unit/test.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *in_folder(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

TEST(error_text_shows_only_known_places)
{
    struct err_info info = {0};
    char text[200];
    err_place(&info, "f.xlsx", "survey", 7, 3);
    assert_int_equal(err_set(&info, ERR_PARSE, "no %s", "name"), ERR_PARSE);
    err_format(&info, text, sizeof text);
    assert_string_equal(text, "f.xlsx:survey:7:3: no name");
    info = (struct err_info){0};
    err_set(&info, ERR_IO, "broken");
    err_format(&info, text, sizeof text);
    assert_string_equal(text, "broken");
}

TEST(error_text_survives_a_small_buffer)
{
    struct err_info info = {0};
    char text[8];
    err_set(&info, ERR_IO, "a long message");
    assert_int_equal(err_format(&info, text, sizeof text), 14);
    assert_string_equal(text, "a long ");
}

TEST(prefix_keeps_the_first_message)
{
    struct err_info info = {0};
    err_set(&info, ERR_FULL, "disk");
    assert_int_equal(err_prefix(&info, ERR_IO, "saving: "), ERR_FULL);
    assert_string_equal(info.message, "saving: disk");
}

TEST(a_written_file_reads_back_with_its_mode)
{
    struct err_info info = {0};
    assert_int_equal(file_write(in_folder("a"), STR("hej"), 0600, &info), ERR_NONE);
    struct stat st;
    stat(in_folder("a"), &st);
    assert_int_equal(st.st_mode & 0777, 0600);
    struct buf b = {0};
    assert_int_equal(file_read(in_folder("a"), 3, &b, &info), ERR_NONE);
    assert_str(buf_str(&b), "hej");
    buf_finish(&b);
}

TEST(a_file_over_the_limit_is_refused)
{
    struct err_info info = {0};
    struct buf b = {0};
    assert_int_equal(file_write(in_folder("b"), STR("hejsan"), 0600, &info), ERR_NONE);
    assert_int_equal(file_read(in_folder("b"), 5, &b, &info), ERR_LIMIT);
    buf_finish(&b);
}

TEST(write_new_never_replaces)
{
    struct err_info info = {0};
    assert_int_equal(file_write_new(in_folder("c"), STR("1"), 0600, &info), ERR_NONE);
    assert_int_equal(file_write_new(in_folder("c"), STR("2"), 0600, &info), ERR_EXISTS);
    struct buf b = {0};
    assert_int_equal(file_read(in_folder("c"), 10, &b, &info), ERR_NONE);
    assert_str(buf_str(&b), "1");
    buf_finish(&b);
}

TEST(a_folders_own_folder_is_found_whatever_its_name_ends_with)
{
    struct err_info info = {0};
    char name[PATH_MAX];
    // What lies in the folder need not be there: it may have been taken away.
    snprintf(name, sizeof name, "%s//", in_folder("gone"));
    assert_int_equal(file_sync_parent(in_folder("gone"), &info), ERR_NONE);
    assert_int_equal(file_sync_parent(name, &info), ERR_NONE);
    assert_int_equal(file_sync_parent("gone/", &info), ERR_NONE);
    assert_int_equal(file_sync_parent("/", &info), ERR_NONE);
    assert_int_not_equal(file_sync_parent(in_folder("gone/away"), &info), ERR_NONE);
}

TEST(no_temporary_file_is_left)
{
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir));)
        assert_true(e->d_name[0] == '.' || strlen(e->d_name) == 1);
    closedir(dir);
}

TEST(a_missing_file_and_a_folder_are_told_apart)
{
    struct err_info info = {0};
    struct buf b = {0};
    assert_int_equal(file_read(in_folder("none"), 10, &b, &info), ERR_MISSING);
    assert_int_equal(file_read(folder, 10, &b, &info), ERR_IO);
    assert_non_null(strstr(info.message, "folder"));
    buf_finish(&b);
}

TEST(unsafe_file_names_are_refused)
{
    const char *bad[] = {"",     "/etc/passwd", "../x", "a/../b", "a//b",
                         "a\\b", "./a",         "a/",   "a\nb",   "\xFF"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(file_name_safe(str_of(bad[i])));
    assert_true(file_name_safe(STR("media/bild-å.png")));
}

TEST(json_refuses_duplicate_keys_and_size)
{
    struct err_info info = {0};
    json_t *value;
    assert_int_equal(json_parse(STR("{\"a\":1,\"a\":2}"), 100, &value, &info), ERR_PARSE);
    assert_int_equal(json_parse(STR("[1,2,3]"), 3, &value, &info), ERR_LIMIT);
    assert_int_equal(json_parse(STR(""), 3, &value, &info), ERR_PARSE);
}

TEST(json_members_name_themselves_in_errors)
{
    struct err_info info = {0};
    json_t *value;
    int64_t number;
    struct str text;
    assert_int_equal(json_parse(STR("{\"k\":\"x\",\"n\":99}"), 100, &value, &info), ERR_NONE);
    assert_int_equal(json_get_int(value, "k", 0, 9, &number, &info), ERR_PARSE);
    assert_string_equal(info.message, "\"k\" must be a whole number, not a text");
    assert_int_equal(json_get_int(value, "n", 0, 9, &number, &info), ERR_PARSE);
    assert_int_equal(json_get_int_or(value, "m", 0, 9, 5, &number, &info), ERR_NONE);
    assert_int_equal(number, 5);
    assert_int_equal(json_get_str(value, "m", &text, &info), ERR_PARSE);
    assert_string_equal(info.message, "\"m\" is missing");
    json_decref(value);
}

static void count_up(void *data, void *out, size_t bytes)
{
    uint64_t *next = data;
    memset(out, 0, bytes);
    memcpy(out, next, sizeof *next);
    *next += UINT64_MAX / 7;
}

TEST(random_numbers_stay_below_their_bound)
{
    uint64_t next = 0;
    struct rng r = {count_up, &next};
    for (int i = 0; i < 100; i++)
        assert_true(rng_below(&r, 3) < 3);
    struct rng real = rng_system();
    assert_true(rng_u64(&real) != rng_u64(&real));
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/svar-test-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    for (const char *name = "abc"; *name; name++)
        unlink(in_folder((char[]){*name, 0}));
    return rmdir(folder);
}

TEST(a_paths_folder)
{
    static const char *const cases[][2] = {{"a/b.db", "a"}, {"/a/b.db", "/a"}, {"b.db", "."},
                                           {"/b.db", "/"},  {"a/b/", "a"},     {"/", "/"}};
    char out[16];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        file_parent(cases[i][0], out, sizeof out);
        assert_string_equal(out, cases[i][1]);
    }
    file_parent("a-long-folder/with/more", out, sizeof out); // no more than there is room for
    assert_true(strlen(out) < sizeof out);
}

TEST_MAIN_IN(make_folder, remove_folder, cmocka_unit_test(a_paths_folder),
             cmocka_unit_test(error_text_shows_only_known_places),
             cmocka_unit_test(error_text_survives_a_small_buffer),
             cmocka_unit_test(prefix_keeps_the_first_message),
             cmocka_unit_test(a_written_file_reads_back_with_its_mode),
             cmocka_unit_test(a_file_over_the_limit_is_refused),
             cmocka_unit_test(write_new_never_replaces),
             cmocka_unit_test(a_folders_own_folder_is_found_whatever_its_name_ends_with),
             cmocka_unit_test(no_temporary_file_is_left),
             cmocka_unit_test(a_missing_file_and_a_folder_are_told_apart),
             cmocka_unit_test(unsafe_file_names_are_refused),
             cmocka_unit_test(json_refuses_duplicate_keys_and_size),
             cmocka_unit_test(json_members_name_themselves_in_errors),
             cmocka_unit_test(random_numbers_stay_below_their_bound))
