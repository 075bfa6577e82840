// SPDX-License-Identifier: EUPL-1.2
// Both backends behind the storage's table of functions: SQLite, or PostgreSQL where SVAR_TEST_PG
// names one.
#include "collector/storage.h"

#include "tests/unit/collector_place_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const uint8_t hash_2[32] = {4};

TEST(a_fresh_database_is_private_and_healthy)
{
    struct place p;
    storage_fixture_sqlite_only();
    make_place(&p);
    struct stat st;
    assert_int_equal(stat(p.path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(p.storage->table->health(p.storage, NULL), ERR_NONE);
    finish_place(&p);
}

TEST(epoch_stays_until_it_is_renewed)
{
    struct place p;
    make_place(&p);
    uint8_t first[SEAL_EPOCH_BYTES];
    memcpy(first, p.storage->table->epoch(p.storage), sizeof first);
    close_place(&p);
    open_place(&p);
    assert_memory_equal(first, p.storage->table->epoch(p.storage), sizeof first);
    assert_int_equal(p.storage->table->renew_epoch(p.storage, NULL), ERR_NONE);
    assert_memory_not_equal(first, p.storage->table->epoch(p.storage), sizeof first);
    close_place(&p);
    open_place(&p);
    assert_memory_not_equal(first, p.storage->table->epoch(p.storage), sizeof first);
    finish_place(&p);
}

TEST(a_survey_is_new_once)
{
    struct place p;
    make_place(&p);
    assert_int_equal(put_survey(&p, hash_1, "s", 1, key_a), COLLECTOR_NEW);
    assert_int_equal(put_survey(&p, hash_1, "s", 1, key_a), COLLECTOR_SAME);
    finish_place(&p);
}

TEST(a_version_with_other_content_is_taken)
{
    struct place p;
    make_place(&p);
    put_survey(&p, hash_1, "s", 1, key_a);
    assert_int_equal(put_survey(&p, hash_2, "s", 1, key_a), COLLECTOR_TAKEN);
    assert_int_equal(put_survey(&p, hash_2, "s", 2, key_a), COLLECTOR_NEW);
    finish_place(&p);
}

TEST(an_id_belongs_to_its_first_organizer)
{
    struct place p;
    make_place(&p);
    put_survey(&p, hash_1, "s", 1, key_a);
    assert_int_equal(put_survey(&p, hash_2, "s", 2, key_b), COLLECTOR_TAKEN);
    finish_place(&p);
}

TEST(the_newest_version_is_found)
{
    struct place p;
    make_place(&p);
    put_survey(&p, hash_2, "s", 2, key_a);
    put_survey(&p, hash_1, "s", 1, key_a);
    struct collector_survey survey;
    struct buf package = {0};
    assert_int_equal(p.storage->table->survey_newest(p.storage, "s", &survey, &package, NULL),
                     ERR_NONE);
    assert_int_equal(survey.version, 2);
    assert_memory_equal(survey.organizer, key_a, 32);
    assert_str(buf_str(&package), "package");
    assert_int_equal(p.storage->table->survey_newest(p.storage, "t", &survey, NULL, NULL),
                     ERR_MISSING);
    buf_finish(&package);
    finish_place(&p);
}

static struct collector_standing standing(struct place *p, const char *survey,
                                          const uint8_t *device)
{
    struct collector_standing standing = {.enrolled = true};
    assert_int_equal(
        p->storage->table->device_standing(p->storage, survey, device, &standing, NULL), ERR_NONE);
    return standing;
}

TEST(a_token_enrols_one_device)
{
    struct place p;
    make_place(&p);
    const struct collector_storage_table *t = p.storage->table;
    static const uint8_t token_1[16] = {1}, token_2[16] = {2};
    enum collector_put put;
    assert_false(standing(&p, "s", key_a).enrolled);
    assert_int_equal(t->device_put(p.storage, "s", key_a, token_1, STR("A"), &put, NULL), ERR_NONE);
    assert_int_equal(put, COLLECTOR_NEW);
    assert_int_equal(t->device_put(p.storage, "s", key_a, token_1, STR("A"), &put, NULL), ERR_NONE);
    assert_int_equal(put, COLLECTOR_SAME);
    assert_int_equal(t->device_put(p.storage, "s", key_b, token_1, STR("B"), &put, NULL), ERR_NONE);
    assert_int_equal(put, COLLECTOR_TAKEN);
    assert_false(standing(&p, "s", key_b).enrolled);
    // A second token of a device that is enrolled stays free for another.
    assert_int_equal(t->device_put(p.storage, "s", key_a, token_2, STR("A"), &put, NULL), ERR_NONE);
    assert_int_equal(put, COLLECTOR_SAME);
    assert_int_equal(t->device_put(p.storage, "s", key_b, token_2, STR("B"), &put, NULL), ERR_NONE);
    assert_int_equal(put, COLLECTOR_NEW);
    finish_place(&p);
}

TEST(a_blocked_key_stays_blocked_until_it_is_let_in)
{
    struct place p;
    make_place(&p);
    const struct collector_storage_table *t = p.storage->table;
    static const uint8_t token[16] = {1};
    enum collector_put put;
    assert_int_equal(t->device_block(p.storage, key_a, true, NULL), ERR_NONE);
    assert_int_equal(t->device_block(p.storage, key_a, true, NULL), ERR_NONE);
    assert_true(standing(&p, "s", key_a).blocked);
    // Also where it is not enrolled yet, and in every survey.
    assert_int_equal(t->device_put(p.storage, "s", key_a, token, STR("A"), &put, NULL), ERR_NONE);
    assert_true(standing(&p, "s", key_a).blocked);
    assert_true(standing(&p, "other", key_a).blocked);
    assert_false(standing(&p, "s", key_b).blocked);
    assert_int_equal(t->device_block(p.storage, key_a, false, NULL), ERR_NONE);
    assert_false(standing(&p, "s", key_a).blocked);
    assert_true(standing(&p, "s", key_a).enrolled);
    finish_place(&p);
}

TEST(the_hour_a_device_was_seen_only_grows)
{
    struct place p;
    make_place(&p);
    const struct collector_storage_table *t = p.storage->table;
    static const uint8_t token[16] = {1};
    enum collector_put put;
    assert_int_equal(t->device_put(p.storage, "s", key_a, token, STR("A"), &put, NULL), ERR_NONE);
    assert_int_equal(standing(&p, "s", key_a).seen_hour, 0);
    assert_int_equal(t->device_seen(p.storage, "s", key_a, 500, NULL), ERR_NONE);
    assert_int_equal(t->device_seen(p.storage, "s", key_a, 400, NULL), ERR_NONE);
    assert_int_equal(standing(&p, "s", key_a).seen_hour, 500);
    finish_place(&p);
}

static void keep_device(const struct collector_device *device, void *data)
{
    struct collector_device **next = data;
    *(*next)++ = *device;
}

static void keep_survey(const struct collector_survey_figures *survey, void *data)
{
    struct collector_survey_figures **next = data;
    *(*next)++ = *survey;
}

TEST(lists_show_counts_gaps_and_forks)
{
    struct place p;
    make_place(&p);
    const struct collector_storage_table *t = p.storage->table;
    static const uint8_t token_1[16] = {1}, token_2[16] = {2};
    enum collector_put put;
    put_survey(&p, hash_1, "s", 1, key_a);
    put_survey(&p, hash_2, "s", 3, key_a);
    assert_int_equal(t->device_put(p.storage, "s", key_a, token_1, STR("B"), &put, NULL), ERR_NONE);
    assert_int_equal(t->device_put(p.storage, "s", key_b, token_2, STR("A"), &put, NULL), ERR_NONE);
    put_batch(&p, 1, 1, STR("one"), NULL);
    put_batch(&p, 2, 4, STR("four"), NULL);
    put_batch(&p, 3, 4, STR("four again"), NULL);
    assert_int_equal(t->device_rename(p.storage, key_b, STR("Å"), NULL), ERR_NONE);
    static const uint8_t nobody[32] = {99};
    assert_int_equal(t->device_rename(p.storage, nobody, STR("x"), NULL), ERR_MISSING);
    struct collector_device devices[2] = {{.batches = 0}}, *next = devices;
    assert_int_equal(t->devices(p.storage, keep_device, &next, NULL), ERR_NONE);
    assert_int_equal(next - devices, 2);
    assert_string_equal(devices[0].name, "B");
    assert_int_equal(devices[0].batches, 3);
    assert_int_equal(devices[0].responses, 3);
    assert_int_equal(devices[0].newest, 4);
    assert_int_equal(devices[0].missing, 2);
    assert_int_equal(devices[0].forked, 1);
    assert_memory_equal(devices[0].key, key_a, 32);
    assert_string_equal(devices[1].name, "Å");
    assert_int_equal(devices[1].batches + devices[1].missing + devices[1].forked, 0);
    struct collector_survey_figures surveys[1], *end = surveys;
    assert_int_equal(t->surveys(p.storage, keep_survey, &end, NULL), ERR_NONE);
    assert_int_equal(end - surveys, 1);
    assert_string_equal(surveys[0].id, "s");
    assert_int_equal(surveys[0].version, 3);
    assert_int_equal(surveys[0].devices, 2);
    assert_int_equal(surveys[0].batches, 3);
    finish_place(&p);
}

TEST(a_batch_is_stored_once)
{
    struct place p;
    make_place(&p);
    bool fork = true;
    assert_int_equal(put_batch(&p, 1, 1, STR("one"), &fork), COLLECTOR_STORED);
    assert_false(fork);
    assert_int_equal(put_batch(&p, 1, 1, STR("one"), &fork), COLLECTOR_THERE);
    assert_false(fork);
    struct collector_figures figures;
    assert_int_equal(p.storage->table->figures(p.storage, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 1);
    finish_place(&p);
}

TEST(a_batch_is_refused_by_what_is_true_at_that_moment)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("one"), NULL);
    struct collector_placed placed = place_batch(&p, 2, 2, hash_2, key_a, STR("two"));
    assert_int_equal(placed.verdict, COLLECTOR_UNKNOWN_SURVEY);
    assert_string_equal(placed.survey, "");
    assert_int_equal(place_batch(&p, 3, 1, hash_1, key_b, STR("three")).verdict,
                     COLLECTOR_NOT_ENROLLED);
    assert_int_equal(p.storage->table->device_block(p.storage, key_a, true, NULL), ERR_NONE);
    assert_int_equal(place_batch(&p, 4, 2, hash_1, key_a, STR("four")).verdict, COLLECTOR_BLOCKED);
    // Also one that is there: who is blocked gets no answer to go on by.
    assert_int_equal(place_batch(&p, 1, 1, hash_1, key_a, STR("one")).verdict, COLLECTOR_BLOCKED);
    assert_int_equal(p.storage->table->device_block(p.storage, key_a, false, NULL), ERR_NONE);
    assert_int_equal(place_batch(&p, 1, 1, hash_1, key_a, STR("one")).verdict, COLLECTOR_THERE);
    struct collector_figures figures;
    assert_int_equal(p.storage->table->figures(p.storage, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 1);
    finish_place(&p);
}

TEST(a_fork_is_kept_and_flagged)
{
    struct place p;
    make_place(&p);
    bool fork = false;
    put_batch(&p, 1, 7, STR("one"), NULL);
    assert_int_equal(put_batch(&p, 2, 7, STR("two"), &fork), COLLECTOR_STORED);
    assert_true(fork);
    put_batch(&p, 3, 8, STR("three"), &fork);
    assert_false(fork);
    struct collector_figures figures;
    assert_int_equal(p.storage->table->figures(p.storage, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 3);
    assert_int_equal(figures.forked, 2);
    finish_place(&p);
}

TEST(a_pull_goes_by_pages)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("aaaa"), NULL);
    put_batch(&p, 2, 2, STR("bbbb"), NULL);
    put_batch(&p, 3, 3, STR("cccc"), NULL);
    struct collector_cursor at = {.position = 0}, next;
    struct pulled pulled;
    assert_true(pull(&p, &at, 9, &pulled, &next));
    assert_string_equal(pulled.text, "aaaa,bbbb,");
    assert_false(pull(&p, &next, 9, &pulled, &at));
    assert_string_equal(pulled.text, "cccc,");
    assert_false(pull(&p, &at, 9, &pulled, &next));
    assert_int_equal(pulled.count, 0);
    put_batch(&p, 4, 4, STR("dddd"), NULL);
    pull(&p, &next, 9, &pulled, &at);
    assert_string_equal(pulled.text, "dddd,");
    finish_place(&p);
}

TEST(a_page_holds_one_batch_at_least)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("larger than the page"), NULL);
    struct collector_cursor at = {.position = 0}, next;
    struct pulled pulled;
    assert_false(pull(&p, &at, 1, &pulled, &next));
    assert_int_equal(pulled.count, 1);
    finish_place(&p);
}

TEST(a_cursor_of_another_epoch_begins_at_the_start)
{
    struct place p;
    make_place(&p);
    put_batch(&p, 1, 1, STR("one"), NULL);
    struct collector_cursor at = {.epoch = {9}, .position = 100}, next;
    struct pulled pulled;
    pull(&p, &at, 100, &pulled, &next);
    assert_int_equal(pulled.count, 1);
    assert_memory_equal(next.epoch, p.storage->table->epoch(p.storage), SEAL_EPOCH_BYTES);
    finish_place(&p);
}

TEST(a_nonce_is_new_once)
{
    struct place p;
    make_place(&p);
    assert_int_equal(note_pull(&p, key_a, "n", 0, 1), COLLECTOR_NEW);
    assert_int_equal(note_pull(&p, key_a, "n", 0, 1), COLLECTOR_SAME);
    assert_int_equal(note_pull(&p, key_b, "n", 0, 1), COLLECTOR_NEW);
    finish_place(&p);
}

TEST(everything_is_there_after_a_restart)
{
    struct place p;
    make_place(&p);
    put_survey(&p, hash_1, "s", 1, key_a);
    put_batch(&p, 1, 1, STR("one"), NULL);
    close_place(&p);
    open_place(&p);
    assert_int_equal(put_survey(&p, hash_1, "s", 1, key_a), COLLECTOR_SAME);
    assert_int_equal(put_batch(&p, 1, 1, STR("one"), NULL), COLLECTOR_THERE);
    finish_place(&p);
}

TEST(other_databases_are_refused)
{
    struct place p;
    storage_fixture_sqlite_only();
    make_place(&p);
    close_place(&p);
    char url[200], path[160];
    snprintf(path, sizeof path, "%s/text", p.folder);
    snprintf(url, sizeof url, "sqlite:%s", path);
    struct buf junk = {0};
    for (int i = 0; i < 200; i++)
        buf_add_text(&junk, "no database at all ");
    assert_int_equal(file_write(path, buf_str(&junk), 0600, NULL), ERR_NONE);
    struct err_info info = {0};
    assert_int_equal(collector_storage_open(url, &p.rng, &p.storage, &info), ERR_CORRUPT);
    buf_finish(&junk);
    assert_int_equal(collector_storage_open("sqlite:", &p.rng, &p.storage, &info), ERR_ARGUMENT);
    assert_int_equal(collector_storage_open("mysql://x", &p.rng, &p.storage, &info),
                     ERR_UNSUPPORTED);
    assert_int_equal(collector_storage_open("sqlite:/nowhere/at/all.db", &p.rng, &p.storage, &info),
                     ERR_MISSING);
    finish_place(&p);
}

struct worker {
    struct place *place;
    pthread_t thread;
    enum collector_verdict verdict;
};

static void *post_same(void *data)
{
    struct worker *w = data;
    w->verdict = put_batch(w->place, 1, 1, STR("the same for all"), NULL);
    return NULL;
}

TEST(sixteen_threads_with_one_batch_store_it_once)
{
    struct place p;
    make_place(&p);
    struct worker workers[16];
    put_batch(&p, 2, 2, STR("another"), NULL);
    for (int i = 0; i < 16; i++) {
        workers[i] = (struct worker){.place = &p};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, post_same, &workers[i]), 0);
    }
    int fresh = 0, same = 0;
    for (int i = 0; i < 16; i++) {
        pthread_join(workers[i].thread, NULL);
        fresh += workers[i].verdict == COLLECTOR_STORED;
        same += workers[i].verdict == COLLECTOR_THERE;
    }
    assert_int_equal(fresh, 1);
    assert_int_equal(same, 15);
    finish_place(&p);
}

// Files may not grow: what a disk does that fails while writing.
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

TEST(a_failing_disk_takes_nothing_and_loses_nothing)
{
    struct place p;
    storage_fixture_sqlite_only();
    make_place(&p);
    signal(SIGXFSZ, SIG_IGN);
    put_batch(&p, 1, 1, STR("one"), NULL);
    struct buf large = {0};
    for (int i = 0; i < 300000; i++)
        buf_add_char(&large, 'x');
    static const uint8_t link[32] = {2};
    struct collector_batch batch = {.link = link,
                                    .survey_hash = hash_1,
                                    .device = key_a,
                                    .number = 2,
                                    .count = 1,
                                    .bytes = buf_str(&large),
                                    .receipt = STR("receipt")};
    struct collector_placed placed;
    const struct collector_storage_table *t = p.storage->table;
    limit_files(100000);
    assert_int_not_equal(t->batch_put(p.storage, &batch, &placed, NULL), ERR_NONE);
    limit_files(RLIM_INFINITY);
    // The disk is well again, but this process cannot know what is on it: only a restart helps.
    bool doubtful = t->health(p.storage, NULL) != ERR_NONE;
    assert_int_equal(t->batch_put(p.storage, &batch, &placed, NULL) != ERR_NONE, doubtful);
    close_place(&p);
    open_place(&p);
    assert_int_equal(p.storage->table->health(p.storage, NULL), ERR_NONE);
    assert_int_equal(put_batch(&p, 1, 1, STR("one"), NULL), COLLECTOR_THERE);
    assert_int_equal(put_batch(&p, 2, 2, buf_str(&large), NULL),
                     doubtful ? COLLECTOR_STORED : COLLECTOR_THERE);
    buf_finish(&large);
    finish_place(&p);
}

TEST_MAIN(cmocka_unit_test(a_fresh_database_is_private_and_healthy),
          cmocka_unit_test(epoch_stays_until_it_is_renewed), cmocka_unit_test(a_survey_is_new_once),
          cmocka_unit_test(a_version_with_other_content_is_taken),
          cmocka_unit_test(an_id_belongs_to_its_first_organizer),
          cmocka_unit_test(the_newest_version_is_found),
          cmocka_unit_test(a_token_enrols_one_device),
          cmocka_unit_test(a_blocked_key_stays_blocked_until_it_is_let_in),
          cmocka_unit_test(the_hour_a_device_was_seen_only_grows),
          cmocka_unit_test(lists_show_counts_gaps_and_forks),
          cmocka_unit_test(a_batch_is_stored_once),
          cmocka_unit_test(a_batch_is_refused_by_what_is_true_at_that_moment),
          cmocka_unit_test(a_fork_is_kept_and_flagged), cmocka_unit_test(a_pull_goes_by_pages),
          cmocka_unit_test(a_page_holds_one_batch_at_least),
          cmocka_unit_test(a_cursor_of_another_epoch_begins_at_the_start),
          cmocka_unit_test(a_nonce_is_new_once),
          cmocka_unit_test(everything_is_there_after_a_restart),
          cmocka_unit_test(other_databases_are_refused),
          cmocka_unit_test(sixteen_threads_with_one_batch_store_it_once),
          cmocka_unit_test(a_failing_disk_takes_nothing_and_loses_nothing))
