// SPDX-License-Identifier: EUPL-1.2
// SQLite with several organizers: a file each, which together are one storage; older single files
// brought into order; copies made while somebody writes.
#include "tests/unit/collector_place_fixture.h"

#include "collector/sqlite_priv.h"

#include <pthread.h>
#include <sys/stat.h>

static const uint8_t hash_b[32] = {4}, device_b[32] = {20};

static void two_organizers(struct place *p)
{
    static const uint8_t token[16] = {7};
    enum collector_put put;
    storage_fixture_sqlite_only();
    make_place(p);
    put_batch(p, 1, 1, STR("one"), NULL); // survey "s" of organizer a
    assert_int_equal(put_survey(p, hash_b, "t", 1, key_b), COLLECTOR_NEW);
    assert_int_equal(
        p->storage->table->device_put(p->storage, "t", device_b, token, STR("Ö"), &put, NULL),
        ERR_NONE);
    assert_int_equal(place_batch(p, 2, 1, hash_b, device_b, STR("two")).verdict, COLLECTOR_STORED);
}

static void other_path(const struct place *p, const char *path, char out[SQLITE_PATH_BYTES])
{
    (void)p;
    assert_int_equal(collector_sqlite_file_of(path, key_b, out, NULL), ERR_NONE);
}

// One number out of a file.
static int64_t ask(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *select = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &select, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    int64_t value = sqlite3_step(select) == SQLITE_ROW ? sqlite3_column_int64(select, 0) : -1;
    sqlite3_finalize(select);
    sqlite3_close(db);
    return value;
}

static void run(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *why = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s", why);
    sqlite3_close(db);
}

static uint64_t batches_of(struct place *p)
{
    struct collector_figures figures;
    assert_int_equal(p->storage->table->figures(p->storage, &figures, NULL), ERR_NONE);
    return figures.batches;
}

TEST(each_organizer_has_a_file)
{
    struct place p;
    char other[SQLITE_PATH_BYTES];
    two_organizers(&p);
    other_path(&p, p.path, other);
    assert_int_equal(ask(p.path, "SELECT count(*) FROM batches"), 1);
    assert_int_equal(ask(p.path, "SELECT count(*) FROM surveys"), 1);
    assert_int_equal(ask(other, "SELECT count(*) FROM batches WHERE survey = 't'"), 1);
    assert_int_equal(ask(other, "SELECT count(*) FROM surveys"), 1);
    struct stat st;
    assert_int_equal(stat(other, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    finish_place(&p);
}

static void count_device(const struct collector_device *device, void *data)
{
    (void)device;
    ++*(int *)data;
}

TEST(together_they_are_one_storage)
{
    struct place p;
    two_organizers(&p);
    for (int round = 0; round < 2; round++) {
        int devices = 0;
        assert_int_equal(batches_of(&p), 2);
        assert_int_equal(p.storage->table->devices(p.storage, count_device, &devices, NULL),
                         ERR_NONE);
        assert_int_equal(devices, 2);
        assert_int_equal(place_batch(&p, 2, 1, hash_b, device_b, STR("two")).verdict,
                         COLLECTOR_THERE);
        assert_int_equal(place_batch(&p, 1, 1, hash_1, key_a, STR("one")).verdict, COLLECTOR_THERE);
        assert_int_equal(place_batch(&p, 9, 1, hash_b, key_a, STR("x")).verdict,
                         COLLECTOR_NOT_ENROLLED);
        close_place(&p);
        open_place(&p);
    }
    finish_place(&p);
}

TEST(an_id_is_one_organizers_in_all_files)
{
    struct place p;
    static const uint8_t hash[32] = {9};
    two_organizers(&p);
    assert_int_equal(put_survey(&p, hash, "s", 2, key_b), COLLECTOR_TAKEN);
    assert_int_equal(put_survey(&p, hash, "t", 2, key_a), COLLECTOR_TAKEN);
    assert_int_equal(put_survey(&p, hash, "t", 2, key_b), COLLECTOR_NEW);
    finish_place(&p);
}

TEST(a_blocked_device_is_blocked_in_every_file)
{
    struct place p;
    static const uint8_t hash[32] = {9}, key_c[32] = {3}, token[16] = {8};
    enum collector_put put;
    two_organizers(&p);
    assert_int_equal(p.storage->table->device_block(p.storage, device_b, true, NULL), ERR_NONE);
    assert_int_equal(place_batch(&p, 3, 2, hash_b, device_b, STR("x")).verdict, COLLECTOR_BLOCKED);
    // Also in a file that is made later.
    assert_int_equal(put_survey(&p, hash, "u", 1, key_c), COLLECTOR_NEW);
    assert_int_equal(
        p.storage->table->device_put(p.storage, "u", device_b, token, STR("Ö"), &put, NULL),
        ERR_NONE);
    assert_int_equal(place_batch(&p, 4, 1, hash, device_b, STR("x")).verdict, COLLECTOR_BLOCKED);
    finish_place(&p);
}

TEST(one_epoch_for_all_files)
{
    struct place p;
    two_organizers(&p);
    assert_int_equal(p.storage->table->renew_epoch(p.storage, NULL), ERR_NONE);
    close_place(&p);
    open_place(&p);
    struct collector_cursor at = {.position = 0}, next;
    bool more;
    struct pulled pulled = {.count = 0};
    assert_int_equal(p.storage->table->batch_pull(p.storage, "t", &at, 100, add_pulled, &pulled,
                                                  &next, &more, NULL),
                     ERR_NONE);
    assert_int_equal(pulled.count, 1);
    assert_memory_equal(next.epoch, p.storage->table->epoch(p.storage), SEAL_EPOCH_BYTES);
    finish_place(&p);
}

// The file as the version before this one kept it: all in one.
static void make_old(struct place *p)
{
    char other[SQLITE_PATH_BYTES], sql[2000];
    two_organizers(p);
    other_path(p, p->path, other);
    close_place(p);
    snprintf(sql, sizeof sql,
             "ATTACH '%s' AS other;"
             "INSERT INTO surveys SELECT * FROM other.surveys;"
             "INSERT INTO devices SELECT * FROM other.devices;"
             "INSERT INTO batches (seq, link, survey, hash, device, number, count, bytes, forked, "
             "receipt, body) SELECT seq + 100, link, survey, hash, device, number, count, bytes, "
             "forked, receipt, body FROM other.batches;"
             "DETACH other;"
             "DROP TABLE owners; DROP TABLE marks; DELETE FROM meta WHERE name = 'organizer';"
             "DROP INDEX batches_pull; CREATE INDEX batches_pull ON batches (survey, seq);"
             "ALTER TABLE nonces DROP COLUMN hour; PRAGMA user_version = 2",
             other);
    run(p->path, sql);
    assert_int_equal(unlink(other), 0);
}

TEST(an_old_file_is_divided_once)
{
    struct place p;
    char other[SQLITE_PATH_BYTES];
    make_old(&p);
    other_path(&p, p.path, other);
    for (int round = 0; round < 2; round++) {
        open_place(&p);
        assert_int_equal(batches_of(&p), 2);
        assert_int_equal(ask(p.path, "SELECT count(*) FROM batches WHERE survey <> 's'"), 0);
        // Places stay, so that the organizer goes on where he was.
        assert_int_equal(ask(other, "SELECT seq FROM batches"), 101);
        assert_int_equal(place_batch(&p, 2, 1, hash_b, device_b, STR("two")).verdict,
                         COLLECTOR_THERE);
        close_place(&p);
    }
    open_place(&p);
    assert_int_equal(place_batch(&p, 5, 2, hash_b, device_b, STR("x")).verdict, COLLECTOR_STORED);
    assert_true(ask(other, "SELECT max(seq) FROM batches") > 101);
    finish_place(&p);
}

// A file of the version before: an index of links alone, places by AUTOINCREMENT.
TEST(an_older_table_of_batches_is_made_anew_with_all_in_it)
{
    struct place p;
    two_organizers(&p);
    assert_int_equal(place_batch(&p, 7, 3, hash_1, key_a, STR("three")).verdict, COLLECTOR_STORED);
    assert_true(place_batch(&p, 8, 3, hash_1, key_a, STR("fork")).fork);
    close_place(&p);
    run(p.path,
        "DROP INDEX batches_chain; DROP INDEX batches_pull; DROP INDEX batches_forked;"
        "ALTER TABLE batches RENAME TO other;"
        "CREATE TABLE batches (seq INTEGER PRIMARY KEY AUTOINCREMENT, link BLOB NOT NULL UNIQUE,"
        " survey TEXT NOT NULL, hash BLOB NOT NULL, device BLOB NOT NULL, number INTEGER NOT NULL,"
        " count INTEGER NOT NULL, bytes INTEGER NOT NULL, forked INTEGER NOT NULL DEFAULT 0,"
        " receipt BLOB NOT NULL, body BLOB NOT NULL);"
        "INSERT INTO batches SELECT seq + 40, link, survey, hash, device, number, count, bytes,"
        " forked, receipt, body FROM other; DROP TABLE other;"
        "CREATE INDEX batches_chain ON batches (survey, device, number, count, forked);"
        "CREATE INDEX batches_pull ON batches (survey, seq) WHERE bytes > 0;"
        "PRAGMA user_version = 3");
    int64_t first = ask(p.path, "SELECT min(seq) FROM batches");
    open_place(&p);
    struct collector_figures figures;
    assert_int_equal(p.storage->table->figures(p.storage, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 4); // three here, one in the other file
    assert_int_equal(figures.forked, 2);
    assert_int_equal(ask(p.path, "SELECT min(seq) FROM batches"), first);
    assert_int_equal(place_batch(&p, 7, 3, hash_1, key_a, STR("three")).verdict, COLLECTOR_THERE);
    assert_int_equal(place_batch(&p, 9, 4, hash_1, key_a, STR("four")).verdict, COLLECTOR_STORED);
    assert_int_equal(ask(p.path, "SELECT max(seq) - min(seq) FROM batches"), 3);
    finish_place(&p);
}

TEST(dividing_goes_on_after_a_cut)
{
    struct place p;
    char other[SQLITE_PATH_BYTES];
    make_old(&p);
    other_path(&p, p.path, other);
    open_place(&p);
    close_place(&p);
    // As if the power had gone between the two files: the rows are in both.
    char sql[1000];
    snprintf(sql, sizeof sql,
             "ATTACH '%s' AS other; INSERT INTO surveys SELECT * FROM other.surveys;"
             "INSERT INTO batches SELECT * FROM other.batches",
             other);
    run(p.path, sql);
    open_place(&p);
    assert_int_equal(batches_of(&p), 2);
    assert_int_equal(ask(p.path, "SELECT count(*) FROM surveys"), 1);
    finish_place(&p);
}

// ---- copies ----
struct writer {
    struct place *place;
    pthread_t thread;
    bool stop;
    int count;
};

static void *write_on(void *data)
{
    struct writer *w = data;
    for (int i = 10; i < 250 && !__atomic_load_n(&w->stop, __ATOMIC_SEQ_CST); i++) {
        assert_int_equal(put_batch(w->place, (uint8_t)i, (uint64_t)i, STR("more"), NULL),
                         COLLECTOR_STORED);
        __atomic_add_fetch(&w->count, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

TEST(a_copy_is_whole_while_others_write)
{
    struct place p, copied;
    char copy[200];
    two_organizers(&p);
    snprintf(copy, sizeof copy, "%s/copy.db", p.folder);
    struct writer w = {.place = &p};
    assert_int_equal(pthread_create(&w.thread, NULL, write_on, &w), 0);
    while (__atomic_load_n(&w.count, __ATOMIC_SEQ_CST) < 5)
        usleep(1000);
    struct err_info info = {0};
    int before = __atomic_load_n(&w.count, __ATOMIC_SEQ_CST);
    if (collector_sqlite_backup(p.path, copy, &info)) fail_msg("%s", info.message);
    __atomic_store_n(&w.stop, true, __ATOMIC_SEQ_CST);
    pthread_join(w.thread, NULL);
    copied = p;
    snprintf(copied.url, sizeof copied.url, "sqlite:%s", copy);
    open_place(&copied);
    assert_true(batches_of(&copied) >= 2 + (uint64_t)before);
    assert_true(batches_of(&copied) <= 2 + (uint64_t)w.count);
    assert_int_equal(place_batch(&copied, 2, 1, hash_b, device_b, STR("two")).verdict,
                     COLLECTOR_THERE);
    // What came after it is not in it: pullers and devices learn that from the epoch.
    uint8_t fresh[SEAL_EPOCH_BYTES];
    memcpy(fresh, copied.storage->table->epoch(copied.storage), sizeof fresh);
    assert_memory_not_equal(fresh, p.storage->table->epoch(p.storage), sizeof fresh);
    close_place(&copied);
    open_place(&copied); // once: it is a database like any other now
    assert_memory_equal(fresh, copied.storage->table->epoch(copied.storage), sizeof fresh);
    close_place(&copied);
    finish_place(&p);
}

TEST(a_copy_never_replaces_a_file)
{
    struct place p;
    two_organizers(&p);
    struct err_info info = {0};
    assert_int_equal(collector_sqlite_backup(p.path, p.path, &info), ERR_EXISTS);
    assert_int_equal(collector_sqlite_backup("/nowhere/at/all.db", "/tmp/x.db", &info),
                     ERR_MISSING);
    char nowhere[200];
    snprintf(nowhere, sizeof nowhere, "%s/no/folder.db", p.folder);
    assert_int_not_equal(collector_sqlite_backup(p.path, nowhere, &info), ERR_NONE);
    assert_int_equal(batches_of(&p), 2);
    finish_place(&p);
}

TEST_MAIN(cmocka_unit_test(each_organizer_has_a_file),
          cmocka_unit_test(together_they_are_one_storage),
          cmocka_unit_test(an_id_is_one_organizers_in_all_files),
          cmocka_unit_test(a_blocked_device_is_blocked_in_every_file),
          cmocka_unit_test(one_epoch_for_all_files), cmocka_unit_test(an_old_file_is_divided_once),
          cmocka_unit_test(an_older_table_of_batches_is_made_anew_with_all_in_it),
          cmocka_unit_test(dividing_goes_on_after_a_cut),
          cmocka_unit_test(a_copy_is_whole_while_others_write),
          cmocka_unit_test(a_copy_never_replaces_a_file))
