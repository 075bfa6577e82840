// SPDX-License-Identifier: EUPL-1.2
// Many responses at the desk: the file that rows are laid aside in, private, nameless, sealed and
// honest about what it lost; and files that are sealed while they are written.
#include "tests/unit/aside_fixture.h"

#include "organizer/aside.h"
#include "organizer/sealing.h"
#include "seal/open.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/svar-aside-XXXXXX";

static size_t entries(void)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count - 2; // "." and ".."
}

// The descriptor of the one file that the process has open in the folder.
static int held_file(void)
{
    for (int fd = 3; fd < 256; fd++) {
        char link[32], path[512] = "";
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (readlink(link, path, sizeof path - 1) > 0 && strstr(path, folder)) return fd;
    }
    fail_msg("no file is open in %s", folder);
    return -1;
}

TEST(rows_on_the_disk_are_sealed_private_and_nameless)
{
    static const char needle[] = "Ord _x0041_";
    struct form_def *form = aside_fixture_form();
    struct aside *aside = NULL;
    struct table *t = NULL;
    struct stat st;
    struct buf bytes = {0};
    assert_int_equal(aside_create(folder, &aside, NULL), ERR_NONE);
    assert_int_equal(table_create(form, NULL, &t, NULL), ERR_NONE);
    struct table_aside place = aside_place(aside);
    table_lay_aside(t, &place, 20000);
    for (unsigned i = 0; i < 3000; i++)
        assert_int_equal(aside_fixture_add(t, i, NULL), ERR_NONE);
    table_hide_order(t);
    assert_int_equal(table_fault(t, NULL), ERR_NONE);
    assert_int_equal(entries(), 0);
    int fd = held_file();
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(st.st_size > 300000);
    buf_reserve(&bytes, (size_t)st.st_size);
    assert_int_equal(pread(fd, bytes.ptr, (size_t)st.st_size, 0), st.st_size);
    bytes.len = (size_t)st.st_size;
    assert_true(str_find(buf_str(&bytes), str_of(needle)) < 0);
    assert_true(str_find(buf_str(&bytes), STR("complete")) < 0);
    assert_true(str_starts(table_cell(t, 0, TABLE_ID).text, STR("00")));
    size_t texts = 0;
    int64_t column = table_column_find(t, STR("t"));
    for (size_t row = 0; row < table_row_count(t); row++)
        texts += str_starts(table_cell(t, row, (size_t)column).text, str_of(needle));
    assert_int_equal(texts, 2000);
    table_destroy(t);
    aside_destroy(aside);
    form_def_destroy(form);
    buf_finish(&bytes);
}

TEST(a_block_that_was_altered_is_not_believed)
{
    struct aside *aside = NULL;
    struct buf out = {0};
    struct err_info info = {0};
    uint64_t first, second;
    assert_int_equal(aside_create(folder, &aside, NULL), ERR_NONE);
    struct table_aside place = aside_place(aside);
    assert_int_equal(place.put(place.data, STR("one answer"), &first, NULL), ERR_NONE);
    assert_int_equal(place.put(place.data, STR("one answer"), &second, NULL), ERR_NONE);
    assert_int_equal(place.get(place.data, second, 10, &out, NULL), ERR_NONE);
    assert_true(str_eq(buf_str(&out), STR("one answer")));
    int fd = held_file();
    char left[26], right[26]; // the same text never looks the same twice
    assert_int_equal(pread(fd, left, sizeof left, (off_t)first), sizeof left);
    assert_int_equal(pread(fd, right, sizeof right, (off_t)second), sizeof right);
    assert_memory_not_equal(left, right, sizeof left);
    left[3] ^= 1;
    assert_int_equal(pwrite(fd, left, sizeof left, (off_t)first), sizeof left);
    buf_clear(&out);
    assert_int_equal(place.get(place.data, first, 10, &out, &info), ERR_CORRUPT);
    assert_int_equal(ftruncate(fd, 30), 0);
    buf_clear(&out);
    assert_int_equal(place.get(place.data, second, 10, &out, &info), ERR_CORRUPT);
    aside_destroy(aside);
    buf_finish(&out);
}

TEST(a_full_disk_is_told_with_the_folder)
{
    struct aside *aside = NULL;
    struct err_info info = {0};
    struct rlimit before, little;
    struct buf bytes = {0};
    uint64_t at;
    assert_int_equal(aside_create(folder, &aside, NULL), ERR_NONE);
    struct table_aside place = aside_place(aside);
    for (int i = 0; i < 2000; i++)
        buf_add_text(&bytes, "answer");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    little = before;
    little.rlim_cur = 1024;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    enum err err = place.put(place.data, buf_str(&bytes), &at, &info);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_not_equal(err, ERR_NONE);
    assert_non_null(strstr(info.message, folder));
    aside_destroy(aside);
    buf_finish(&bytes);
}

TEST(a_folder_that_is_not_there_is_told)
{
    struct aside *aside = NULL;
    assert_int_equal(aside_create("/nowhere/at/all", &aside, NULL), ERR_MISSING);
    assert_null(aside);
}

// ---- sealing while writing ----

struct sealed_file {
    struct buf bytes;
    size_t room;
};

static enum err keep(void *data, struct str bytes, struct err_info *info)
{
    struct sealed_file *f = data;
    if (f->bytes.len + bytes.len > f->room) return err_set(info, ERR_FULL, "no room is left");
    buf_add_str(&f->bytes, bytes);
    return ERR_NONE;
}

static enum err write_pieces(struct sealing *s, size_t pieces, struct buf *plain,
                             struct err_info *info)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < pieces; i++) {
        struct buf piece = {0};
        for (size_t k = 0; k < i * 37; k++)
            buf_printf(&piece, "%zu;", k);
        buf_add_str(plain, buf_str(&piece));
        err = sealing_write(s, buf_str(&piece), info);
        buf_finish(&piece);
    }
    return err;
}

TEST(what_is_sealed_in_pieces_opens_whole)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient to;
    seal_identity_recipient(id, &to);
    const struct seal_age_to whom = {.recipients = &to, .count = 1};
    for (size_t pieces = 0; pieces < 80; pieces += 79) {
        struct sealed_file file = {.room = SIZE_MAX / 2};
        const struct seal_sink sink = {keep, &file};
        struct buf plain = {0}, opened = {0};
        struct sealing *s = sealing_begin(&whom, &sink);
        assert_int_equal(write_pieces(s, pieces, &plain, NULL), ERR_NONE);
        assert_int_equal(sealing_end(s, true, NULL), ERR_NONE);
        assert_int_equal(seal_age_decrypt(&id, 1, buf_str(&file.bytes), &opened, NULL), ERR_NONE);
        assert_true(str_eq(buf_str(&plain), buf_str(&opened)));
        buf_finish(&plain);
        buf_finish(&opened);
        buf_finish(&file.bytes);
    }
    seal_identity_destroy(id);
}

TEST(a_full_disk_under_sealing_is_told_and_nobody_waits)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient to;
    seal_identity_recipient(id, &to);
    const struct seal_age_to whom = {.recipients = &to, .count = 1};
    struct sealed_file file = {.room = 100000};
    const struct seal_sink sink = {keep, &file};
    struct buf plain = {0};
    struct err_info info = {0};
    struct sealing *s = sealing_begin(&whom, &sink);
    assert_int_equal(write_pieces(s, 300, &plain, &info), ERR_FULL);
    assert_string_equal(info.message, "no room is left");
    assert_int_equal(sealing_write(s, STR("more"), NULL), ERR_FULL);
    assert_int_equal(sealing_end(s, false, NULL), ERR_NONE);
    buf_finish(&plain);
    buf_finish(&file.bytes);
    seal_identity_destroy(id);
}

TEST(what_is_given_up_has_no_sound_end)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient to;
    seal_identity_recipient(id, &to);
    const struct seal_age_to whom = {.recipients = &to, .count = 1};
    struct sealed_file file = {.room = SIZE_MAX / 2};
    const struct seal_sink sink = {keep, &file};
    struct buf plain = {0}, opened = {0};
    struct sealing *s = sealing_begin(&whom, &sink);
    assert_int_equal(write_pieces(s, 60, &plain, NULL), ERR_NONE);
    assert_int_equal(sealing_end(s, false, NULL), ERR_NONE);
    assert_int_not_equal(seal_age_decrypt(&id, 1, buf_str(&file.bytes), &opened, NULL), ERR_NONE);
    buf_finish(&plain);
    buf_finish(&opened);
    buf_finish(&file.bytes);
    seal_identity_destroy(id);
}

static int set_up(void **state)
{
    (void)state;
    seal_init();
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder);
}

TEST_MAIN_IN(set_up, tear_down, cmocka_unit_test(rows_on_the_disk_are_sealed_private_and_nameless),
             cmocka_unit_test(a_block_that_was_altered_is_not_believed),
             cmocka_unit_test(a_full_disk_is_told_with_the_folder),
             cmocka_unit_test(a_folder_that_is_not_there_is_told),
             cmocka_unit_test(what_is_sealed_in_pieces_opens_whole),
             cmocka_unit_test(a_full_disk_under_sealing_is_told_and_nobody_waits),
             cmocka_unit_test(what_is_given_up_has_no_sound_end))
