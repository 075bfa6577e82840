// SPDX-License-Identifier: EUPL-1.2
// Retention and the end: what is erased when, whatever the clock says; store and key destroyed with
// a certificate; files private whatever the umask.
#include "tests/unit/store_fixture.h"

#include "store/end.h"

// A kiosk's state folder: device.key, and the store in `store`.
struct state {
    struct desk d;
    char folder[80], key[96];
};

static void state_make(struct state *s)
{
    desk_make(&s->d);
    desk_shut(&s->d);
    memcpy(s->folder, s->d.folder, sizeof s->d.folder);
    snprintf(s->key, sizeof s->key, "%s/device.key", s->folder);
    nftw(s->folder, desk_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    assert_int_equal(mkdir(s->folder, 0700), 0);
    snprintf(s->d.folder, sizeof s->d.folder, "%.50s/store", s->folder);
    seal_signer_destroy(s->d.device);
    assert_int_equal(seal_signer_load_or_create(s->key, &s->d.device, NULL), ERR_NONE);
    desk_open(&s->d);
    desk_begin(&s->d, "s", 1);
}

static void state_finish(struct state *s)
{
    desk_finish(&s->d);
    nftw(s->folder, desk_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static enum err end(struct state *s, bool damaged_too, char path[256], struct err_info *info)
{
    struct store_ending ending = {s->folder, damaged_too, clock_system()};
    return store_end(&ending, path, 256, info);
}

static unsigned store_files(const struct state *s)
{
    DIR *dir = opendir(s->d.folder);
    const struct dirent *entry;
    unsigned count = 0;
    assert_non_null(dir);
    while ((entry = readdir(dir)))
        if (strncmp(entry->d_name, "store-", 6) == 0 || strcmp(entry->d_name, "ledger") == 0)
            count++;
    closedir(dir);
    return count;
}

TEST(all_receipted_the_key_is_destroyed_and_certified)
{
    struct state s;
    struct drained out = {0};
    struct buf text = {0};
    struct store_certificate certificate;
    struct err_info info = {0};
    char path[256];
    state_make(&s);
    desk_respond(&s.d, 1, 5);
    desk_close_batch(&s.d);
    desk_drain(&s.d, &out);
    desk_shut(&s.d);
    if (end(&s, false, path, &info)) fail_msg("%s", info.message);
    assert_false(file_exists(s.key));
    assert_int_equal(store_files(&s), 0);
    assert_int_equal(file_read(path, 10000, &text, NULL), ERR_NONE);
    assert_int_equal(store_certificate_read(buf_str(&text), &certificate, NULL), ERR_NONE);
    assert_memory_equal(certificate.device, seal_signer_public(s.d.device), 32);
    assert_true(str_find(certificate.json, STR("\"responses\":5")) > 0);
    text.ptr[str_find(buf_str(&text), STR("\"responses\":5")) + 12] = '6';
    assert_int_equal(store_certificate_read(buf_str(&text), &certificate, NULL), ERR_SIGNATURE);
    assert_int_equal(store_certificate_read(STR("{}\nsignature 00\n"), &certificate, NULL),
                     ERR_PARSE);
    buf_finish(&text);
    state_finish(&s);
}

TEST(what_waits_keeps_key_and_store)
{
    struct state s;
    struct drained out = {0};
    struct err_info info = {0};
    char path[256];
    state_make(&s);
    desk_respond(&s.d, 1, 2);
    assert_int_equal(end(&s, false, path, &info), ERR_STATE); // in use
    desk_shut(&s.d);
    assert_int_equal(end(&s, false, path, &info), ERR_STATE);
    assert_non_null(strstr(info.message, "2 answers wait"));
    assert_true(file_exists(s.key));
    desk_open(&s.d);
    desk_begin(&s.d, "s", 1);
    desk_drain(&s.d, &out);
    assert_seen_once(&out, 1, 2);
    state_finish(&s);
}

TEST(files_set_aside_are_spoken_of_first)
{
    struct state s;
    struct err_info info = {0};
    char path[256], damaged[128];
    state_make(&s);
    desk_shut(&s.d);
    snprintf(damaged, sizeof damaged, "%.80s/store-1.sqlite.damaged", s.d.folder);
    assert_int_equal(file_write(damaged, STR("what nobody has"), 0600, NULL), ERR_NONE);
    assert_int_equal(end(&s, false, path, &info), ERR_STATE);
    assert_non_null(strstr(info.message, "rescue"));
    assert_true(file_exists(s.key));
    assert_int_equal(end(&s, true, path, &info), ERR_NONE);
    assert_false(file_exists(damaged));
    state_finish(&s);
}

// Cut off behind any of its steps, a second run finds the rest to do.
TEST(ending_goes_on_where_it_was_cut_off)
{
    struct state s;
    struct err_info info = {0};
    char path[256], again[256];
    struct buf first = {0}, second = {0};
    state_make(&s);
    desk_shut(&s.d);
    struct buf key = {0};
    assert_int_equal(file_read(s.key, 10000, &key, NULL), ERR_NONE);
    assert_int_equal(end(&s, false, path, &info), ERR_NONE);
    assert_int_equal(file_read(path, 10000, &first, NULL), ERR_NONE);
    // The key is still there, and a file: as if cut off behind the certificate.
    assert_int_equal(file_write(s.key, buf_str(&key), 0600, NULL), ERR_NONE);
    assert_int_equal(end(&s, false, again, &info), ERR_NONE);
    assert_string_equal(path, again);
    assert_int_equal(file_read(path, 10000, &second, NULL), ERR_NONE);
    assert_memory_equal(first.ptr, second.ptr, first.len); // not made anew from nothing
    assert_false(file_exists(s.key));
    assert_int_equal(end(&s, false, again, &info), ERR_NONE); // nothing left
    unlink(path);
    assert_int_equal(end(&s, false, again, &info), ERR_MISSING);
    buf_finish(&key);
    buf_finish(&first);
    buf_finish(&second);
    state_finish(&s);
}

// ---- clocks ----
TEST(no_clock_erases_what_waits)
{
    struct desk d;
    struct drained out = {0};
    const int64_t year_ms = INT64_C(365) * 86400000;
    desk_make(&d);
    desk_respond(&d, 1, 3);
    desk_close_batch(&d);
    for (int jump = -40; jump <= 200; jump += 40) {
        d.wall_ms = INT64_C(1800000000000) + jump * year_ms;
        assert_int_equal(store_erase(d.store, 0, NULL), ERR_NONE);
        assert_int_equal(desk_figures(&d).responses_waiting, 3);
    }
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 3);
    desk_finish(&d);
}

TEST(a_clock_put_back_keeps_receipted_ones_longer_and_loses_nothing)
{
    struct desk d;
    struct drained out = {0};
    const int64_t day_ms = 86400000;
    desk_make(&d);
    desk_respond(&d, 1, 3);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    d.wall_ms -= 20000 * day_ms; // before 1971
    assert_int_equal(store_erase(d.store, 30 * day_ms, NULL), ERR_NONE);
    assert_int_equal(desk_figures(&d).responses_receipted, 3);
    desk_respond(&d, 4, 5);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    d.wall_ms += 20000 * day_ms; // right again: what was receipted meanwhile looks old
    assert_int_equal(store_erase(d.store, 30 * day_ms, NULL), ERR_NONE);
    assert_int_equal(desk_figures(&d).responses_receipted, 5); // erased, and counted
    desk_respond(&d, 6, 6);
    desk_close_batch(&d);
    desk_drain(&d, &out);
    assert_seen_once(&out, 1, 6); // the chain went on
    desk_finish(&d);
}

TEST(no_clock_erases_what_was_set_aside_as_damaged)
{
    struct desk d;
    char path[128];
    desk_make(&d);
    snprintf(path, sizeof path, "%s/store-1.sqlite.damaged", d.folder);
    assert_int_equal(file_write(path, STR("x"), 0600, NULL), ERR_NONE);
    d.wall_ms = INT64_C(9000000000000);
    assert_int_equal(store_erase(d.store, 0, NULL), ERR_NONE);
    assert_true(file_exists(path));
    desk_finish(&d);
}

// ---- the umask ----
TEST(files_are_private_and_usable_whatever_the_umask)
{
    static const mode_t masks[] = {0, 022, 077, 0277, 0777};
    static const char *const names[] = {"store-1.sqlite", "store-1.sqlite-wal", "lock", "ledger"};
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        struct desk d;
        struct drained out = {0};
        mode_t before = umask(masks[i] & 0377); // the test's own folder is made under it too
        desk_make(&d);
        desk_respond(&d, 1, 2);
        desk_close_batch(&d);
        desk_respond(&d, 3, 3);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            struct stat st;
            char path[128];
            snprintf(path, sizeof path, "%s/%s", d.folder, names[k]);
            assert_int_equal(stat(path, &st), 0);
            if ((st.st_mode & 0777) != 0600)
                fail_msg("umask %03o: %s has mode %03o", masks[i], names[k], st.st_mode & 0777);
        }
        desk_close_batch(&d);
        desk_drain(&d, &out);
        assert_seen_once(&out, 1, 3);
        umask(before);
        desk_finish(&d);
    }
}

TEST_MAIN(cmocka_unit_test(all_receipted_the_key_is_destroyed_and_certified),
          cmocka_unit_test(what_waits_keeps_key_and_store),
          cmocka_unit_test(files_set_aside_are_spoken_of_first),
          cmocka_unit_test(ending_goes_on_where_it_was_cut_off),
          cmocka_unit_test(no_clock_erases_what_waits),
          cmocka_unit_test(a_clock_put_back_keeps_receipted_ones_longer_and_loses_nothing),
          cmocka_unit_test(no_clock_erases_what_was_set_aside_as_damaged),
          cmocka_unit_test(files_are_private_and_usable_whatever_the_umask))
