// SPDX-License-Identifier: EUPL-1.2
// From SQLite to PostgreSQL while devices keep posting: whatever got a receipt, before, during or
// after, is there once. Runs where SVAR_TEST_PG names a server (tests/collector/test_postgres.sh).
#include "collector/migrate_priv.h"
#include "collector/sqlite_priv.h"
#include "tests/unit/collector_server_fixture.h"

#include <pthread.h>

enum { BATCHES = 2500, POSTERS = 8, FEW = 30, HELD = 16 };

static void empty_server(void)
{
    PGconn *conn = PQconnectdb(storage_fixture_pg());
    PQclear(PQexec(conn, "SET client_min_messages = error"));
    PQclear(PQexec(conn, "DROP SCHEMA IF EXISTS svar CASCADE"));
    PQfinish(conn);
}

static long ask_server(const char *sql)
{
    PGconn *conn = PQconnectdb(storage_fixture_pg());
    PGresult *result = PQexec(conn, sql);
    long value = PQntuples(result) == 1 ? atol(PQgetvalue(result, 0, 0)) : -1;
    PQclear(result);
    PQfinish(conn);
    return value;
}

struct rig {
    struct collector_fixture c;
    char path[256];
    struct buf batches[BATCHES];
};

static void start(struct rig *r, size_t count)
{
    static const uint8_t some[SEAL_LINK_BYTES] = {1};
    if (!storage_fixture_pg()) skip();
    empty_server();
    memset(r, 0, sizeof *r);
    batch_fixture_make(&r->c.f);
    batch_fixture_path(&r->c.f, "c.db", r->path);
    snprintf(r->c.url, sizeof r->c.url, "sqlite:%s", r->path);
    collector_fixture_start(&r->c, NULL);
    collector_fixture_ready(&r->c);
    struct seal_batch made;
    struct buf first = {0};
    batch_fixture_batch(&r->c.f, 1, NULL, 2, &first, NULL);
    assert_int_equal(seal_batch_decode(buf_str(&first), &made, NULL), ERR_NONE);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(seal_batch_encode(made.survey_hash, i + 2, some, made.aggregate, made.seed,
                                           made.items, made.count, r->c.f.device, &r->batches[i],
                                           NULL),
                         ERR_NONE);
    seal_batch_finish(&made);
    buf_finish(&first);
}

static void finish(struct rig *r)
{
    collector_fixture_finish(&r->c);
    for (size_t i = 0; i < BATCHES; i++)
        buf_finish(&r->batches[i]);
}

static bool post(struct rig *r, size_t batch, unsigned nonce)
{
    struct http_answer answer;
    struct seal_receipt receipt;
    char text[32];
    snprintf(text, sizeof text, "p%u", nonce);
    http_ask(__atomic_load_n(&r->c.port, __ATOMIC_SEQ_CST), r->c.f.device, text, "POST",
             "/v1/batches", buf_str(&r->batches[batch]), &answer);
    bool good = answer.status == 200 && !seal_receipt_decode(answer.body, &receipt, NULL);
    http_answer_finish(&answer);
    return good;
}

struct poster {
    struct rig *r;
    size_t *next, *receipts, *again;
    const bool *moved;
    pthread_t thread;
};

static void *post_mine(void *data)
{
    struct poster *p = data;
    for (;;) {
        size_t at = __atomic_fetch_add(p->next, 1, __ATOMIC_SEQ_CST);
        if (at >= BATCHES) return NULL;
        // However fast the posters are, the last batches are left to be refused by the old
        // collector.
        while (at >= BATCHES - HELD && !__atomic_load_n(p->moved, __ATOMIC_SEQ_CST))
            usleep(1000);
        for (unsigned tries = 0; !post(p->r, at, (unsigned)at * 10000 + tries); tries++) {
            __atomic_add_fetch(p->again, 1, __ATOMIC_SEQ_CST);
            usleep(5000);
            if (tries == 5000) return NULL;
        }
        __atomic_add_fetch(p->receipts, 1, __ATOMIC_SEQ_CST);
    }
}

static void migrate(struct rig *r, struct collector_migrated *out)
{
    struct err_info info = {0};
    *out = (struct collector_migrated){0};
    if (collector_migrate(r->path, storage_fixture_pg(), &r->c.f.rng, NULL, NULL, out, &info))
        fail_msg("%s", info.message);
}

static void go_on_over_pg(struct rig *r)
{
    collector_fixture_stop(&r->c);
    snprintf(r->c.url, sizeof r->c.url, "%s", storage_fixture_pg());
    collector_fixture_start(&r->c, NULL);
}

TEST(devices_that_keep_trying_lose_and_double_nothing)
{
    static struct rig r;
    start(&r, BATCHES);
    struct poster posters[POSTERS];
    size_t next = 0, receipts = 0, again = 0;
    bool is_moved = false;
    for (int i = 0; i < POSTERS; i++) {
        posters[i] = (struct poster){
            .r = &r, .next = &next, .receipts = &receipts, .again = &again, .moved = &is_moved};
        pthread_create(&posters[i].thread, NULL, post_mine, &posters[i]);
    }
    while (__atomic_load_n(&receipts, __ATOMIC_SEQ_CST) < FEW)
        usleep(1000);
    struct collector_migrated moved;
    migrate(&r, &moved);
    assert_true(moved.batches >= FEW);
    assert_int_equal(moved.batches * 2, moved.responses);
    assert_int_equal(moved.damaged, 0);
    // Nothing has been receipted since it was closed: the old collector only says "later".
    size_t before = __atomic_load_n(&receipts, __ATOMIC_SEQ_CST);
    assert_true(before <= moved.batches);
    assert_true(before <= BATCHES - HELD);
    __atomic_store_n(&is_moved, true, __ATOMIC_SEQ_CST);
    assert_int_equal(collector_fixture_ask(&r.c, NULL, "GET", "/v1/ready", STR(""), NULL), 503);
    while (!__atomic_load_n(&again, __ATOMIC_SEQ_CST)) // somebody has been told "later"
        usleep(1000);
    go_on_over_pg(&r);
    for (int i = 0; i < POSTERS; i++)
        pthread_join(posters[i].thread, NULL);
    assert_int_equal(receipts, BATCHES);
    assert_int_equal(ask_server("SELECT count(*) FROM svar.batches"), BATCHES);
    assert_int_equal(ask_server("SELECT count(DISTINCT number) FROM svar.batches"), BATCHES);
    print_message("# %llu moved, %zu tries that failed\n", (unsigned long long)moved.batches,
                  again);
    finish(&r);
}

struct pulled_links {
    size_t count;
};

static void count_pulled(struct str bytes, struct str receipt,
                         const struct collector_cursor *cursor, void *data)
{
    (void)bytes, (void)receipt, (void)cursor;
    ((struct pulled_links *)data)->count++;
}

TEST(the_organizer_goes_on_where_he_was)
{
    static struct rig r;
    start(&r, 100);
    for (size_t i = 0; i < 3; i++)
        assert_true(post(&r, i, (unsigned)i));
    struct collector_cursor at = {.position = 0};
    struct pulled_links pulled = {0};
    bool more;
    assert_int_equal(r.c.storage->table->batch_pull(r.c.storage, "samverkan-2019", &at, 1 << 20,
                                                    count_pulled, &pulled, &at, &more, NULL),
                     ERR_NONE);
    assert_int_equal(pulled.count, 3);
    assert_true(post(&r, 3, 3));
    struct collector_migrated moved;
    migrate(&r, &moved);
    uint8_t epoch[SEAL_EPOCH_BYTES];
    memcpy(epoch, r.c.storage->table->epoch(r.c.storage), sizeof epoch);
    go_on_over_pg(&r);
    assert_memory_equal(epoch, r.c.storage->table->epoch(r.c.storage), sizeof epoch);
    assert_true(post(&r, 4, 4));
    pulled.count = 0;
    assert_int_equal(r.c.storage->table->batch_pull(r.c.storage, "samverkan-2019", &at, 1 << 20,
                                                    count_pulled, &pulled, &at, &more, NULL),
                     ERR_NONE);
    assert_int_equal(pulled.count, 2); // the fourth and the fifth
    finish(&r);
}

TEST(a_move_that_was_cut_goes_on)
{
    static struct rig r;
    start(&r, 100);
    for (size_t i = 0; i < 100; i++)
        assert_true(post(&r, i, (unsigned)i));
    struct collector_migrated moved;
    migrate(&r, &moved);
    // As if it had been cut before the end: some are there, and the mark still stands.
    ask_server("DELETE FROM svar.batches WHERE seq > 40");
    ask_server("DELETE FROM svar.devices");
    ask_server("UPDATE svar.meta SET name = 'moving' WHERE name = 'moved'");
    collector_fixture_stop(&r.c);
    // No collector serves what is half there, on either side.
    struct collector_storage *half = NULL;
    assert_int_equal(collector_storage_open(storage_fixture_pg(), &r.c.f.rng, &half, NULL),
                     ERR_NONE);
    assert_int_equal(half->table->health(half, NULL), ERR_STATE);
    collector_storage_close(half);
    assert_int_equal(collector_storage_open(r.c.url, &r.c.f.rng, &half, NULL), ERR_NONE);
    assert_int_equal(half->table->health(half, NULL), ERR_STATE);
    collector_storage_close(half);
    for (int i = 0; i < 2; i++) { // the second time there is nothing left to do
        migrate(&r, &moved);
        assert_int_equal(moved.batches, 100);
        assert_int_equal(moved.devices, 1);
    }
    snprintf(r.c.url, sizeof r.c.url, "%s", storage_fixture_pg());
    collector_fixture_start(&r.c, NULL);
    assert_true(post(&r, 0, 1000)); // "already there"
    assert_int_equal(ask_server("SELECT count(*) FROM svar.batches"), 100);
    finish(&r);
}

TEST(another_collection_is_left_alone)
{
    static struct rig r;
    start(&r, 100);
    assert_true(post(&r, 0, 0));
    struct collector_storage *other = NULL;
    assert_int_equal(collector_storage_open(storage_fixture_pg(), &r.c.f.rng, &other, NULL),
                     ERR_NONE);
    struct collector_survey survey = {.id = "other", .version = 1};
    enum collector_put put;
    assert_int_equal(other->table->survey_put(other, &survey, STR("package"), &put, NULL),
                     ERR_NONE);
    collector_storage_close(other);
    struct collector_migrated moved;
    struct err_info info = {0};
    assert_int_equal(
        collector_migrate(r.path, storage_fixture_pg(), &r.c.f.rng, NULL, NULL, &moved, &info),
        ERR_EXISTS);
    assert_true(post(&r, 1, 1)); // and the SQLite side still works
    finish(&r);
}

TEST(damaged_batches_are_counted)
{
    static struct rig r;
    start(&r, 100);
    for (size_t i = 0; i < 3; i++)
        assert_true(post(&r, i, (unsigned)i));
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(r.path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "UPDATE batches SET body = x'00' WHERE number = 3", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    struct collector_migrated moved;
    migrate(&r, &moved);
    assert_int_equal(moved.batches, 3);
    assert_int_equal(moved.damaged, 1);
    finish(&r);
}

TEST_MAIN(cmocka_unit_test(devices_that_keep_trying_lose_and_double_nothing),
          cmocka_unit_test(the_organizer_goes_on_where_he_was),
          cmocka_unit_test(a_move_that_was_cut_goes_on),
          cmocka_unit_test(another_collection_is_left_alone),
          cmocka_unit_test(damaged_batches_are_counted))
