// SPDX-License-Identifier: EUPL-1.2
// From "finish" to durable, beside bare SQLite commits of the same size with the same settings, in
// turns in one run on one disk: one response, one bare commit, and so on, so that whatever else the
// machine does hits both. Bare is one prepared statement that puts a blob into a table of nothing
// else; both logs are moved into their databases outside the time that is taken. What the kiosk
// does while the next respondent answers (store_prepare: it makes ready, closes a full batch) is no
// part of finishing and stands in a line of its own. Then the size on disk, and how long a start
// takes.
#include "base/file.h"
#include "base/limits.h"
#include "seal/batch.h"
#include "store/store.h"
#include "tests/bench/bench.h"

#include <limits.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    RUNS = 15,
    RESPONSES = LIMIT_BATCH_COUNT, // whole batches, each with its beginning and its end
    PLAIN_BYTES = 512,
    SEALED_BYTES = 728, // a response of that in an age file to one recipient, and its slot's id
    WAITING = 100000,
};

static void must(enum err err, const struct err_info *info)
{
    if (!err) return;
    fprintf(stderr, "%s\n", info->message);
    exit(1);
}

static void finish(struct store *store)
{
    struct err_info info = {0};
    char plain[PLAIN_BYTES];
    memset(plain, ' ', sizeof plain);
    memcpy(plain, "{}", 2);
    must(store_finish_response(store, str_make(plain, sizeof plain), PLAIN_BYTES, &info), &info);
}

static void run_sql(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static void bare(sqlite3 *db, sqlite3_stmt *insert)
{
    static uint8_t blob[SEALED_BYTES];
    sqlite3_bind_blob(insert, 1, blob, sizeof blob, SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE || sqlite3_reset(insert) != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        exit(1);
    }
    blob[0]++;
}

static struct store *open_store(const char *folder, const struct seal_signer *device)
{
    struct err_info info = {0};
    struct store_options options = {folder, device, clock_system(), rng_system()};
    struct store *store = NULL;
    // Any public key will do: nothing is opened here.
    struct seal_recipient to;
    const uint8_t survey[32] = {1};
    must(store_open(&options, &store, &info), &info);
    must(seal_recipient_parse(STR("age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"),
                              &to, &info),
         &info);
    must(store_begin(store, STR("bench"), survey, &to, 1, &info), &info);
    return store;
}

static void print_speed(struct store *store, sqlite3 *db)
{
    double ours[RUNS], theirs[RUNS], share[RUNS], between[RUNS];
    sqlite3_stmt *insert = NULL;
    if (sqlite3_prepare_v2(db, "INSERT INTO t (b) VALUES (?1)", -1, &insert, NULL) != SQLITE_OK)
        exit(1);
    for (int run = -1; run < RUNS; run++) { // the first one makes the logs as long as they get
        double sum_ours = 0, sum_theirs = 0, sum_between = 0;
        for (int i = 0; i < RESPONSES; i++) {
            bool first = (i + run) % 2 == 0; // by turns, lest one always follows a sync of its own
            double before = bench_seconds();
            store_prepare(store);
            double start = bench_seconds();
            if (first)
                finish(store);
            else
                bare(db, insert);
            double middle = bench_seconds();
            if (first)
                bare(db, insert);
            else
                finish(store);
            double end = bench_seconds();
            sum_ours += first ? middle - start : end - middle;
            sum_theirs += first ? end - middle : middle - start;
            sum_between += start - before;
        }
        run_sql(db, "PRAGMA wal_checkpoint(RESTART)");
        if (run < 0) continue;
        ours[run] = RESPONSES / sum_ours;
        theirs[run] = RESPONSES / sum_theirs;
        share[run] = 100 * ours[run] / theirs[run];
        between[run] = 1e6 * sum_between / RESPONSES;
    }
    sqlite3_finalize(insert);
    bench_print("store.finish_per_s", bench_median(ours, RUNS), "1/s");
    bench_print("store.bare_per_s", bench_median(theirs, RUNS), "1/s");
    bench_print("store.finish_of_bare", bench_median(share, RUNS), "%");
    bench_print("store.between_us", bench_median(between, RUNS), "us");
}

// Whole batches in an otherwise empty store, at rest: bytes over the padded length, a response.
static void print_size(const char *folder, const struct seal_signer *device)
{
    struct err_info info = {0};
    char path[PATH_MAX];
    struct stat st;
    const int count = 4 * LIMIT_BATCH_COUNT;
    struct store *store = open_store(folder, device);
    for (int i = 0; i < count; i++) {
        finish(store);
        store_prepare(store);
    }
    must(store_close_batch(store, 0, 0, NULL, &info), &info);
    store_close(store);
    must(file_join(path, sizeof path, folder, "store-1.sqlite", &info), &info);
    if (stat(path, &st) != 0) exit(1);
    bench_print("store.disk_over_padded_bytes", (double)st.st_size / count - PLAIN_BYTES, "bytes");
}

// The batches of a store are copied within it until so many responses wait. A start does not look
// into them, so what is in the copies is the same.
static void multiply(const char *path)
{
    sqlite3 *db = NULL;
    if (sqlite3_open(path, &db) != SQLITE_OK) exit(1);
    for (int have = 4 * LIMIT_BATCH_COUNT; have < WAITING; have += 4 * LIMIT_BATCH_COUNT)
        run_sql(db, "INSERT INTO batch SELECT abs(random()), randomblob(32), survey,"
                    " number + 1000000, count, bytes, 0, NULL, NULL FROM batch"
                    " WHERE number <= 4");
    sqlite3_close(db);
}

static void print_start(const char *folder, const struct seal_signer *device)
{
    double start_ms[RUNS];
    char path[PATH_MAX];
    struct err_info info = {0};
    must(file_join(path, sizeof path, folder, "store-1.sqlite", &info), &info);
    multiply(path);
    for (int run = 0; run < RUNS; run++) {
        double start = bench_seconds();
        struct store *store = open_store(folder, device);
        start_ms[run] = 1000 * (bench_seconds() - start);
        store_close(store);
    }
    bench_print("store.start_100000_ms", bench_median(start_ms, RUNS), "ms");
}

int main(void)
{
    seal_init();
    char folder[PATH_MAX / 2], path[PATH_MAX], command[PATH_MAX];
    const char *disk = getenv("TMPDIR"); // in memory it tells what is not the disk's
    snprintf(folder, sizeof folder, "%s/svar-bench-XXXXXX", disk && *disk ? disk : "/tmp");
    struct err_info info = {0};
    if (!mkdtemp(folder)) return 1;
    struct seal_signer *device = seal_signer_create();
    must(file_join(path, sizeof path, folder, "speed", &info), &info);
    struct store *store = open_store(path, device);
    sqlite3 *db = NULL;
    must(file_join(path, sizeof path, folder, "bare.db", &info), &info);
    if (sqlite3_open(path, &db) != SQLITE_OK) return 1;
    run_sql(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON; PRAGMA wal_autocheckpoint=0;"
                "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)");
    print_speed(store, db);
    sqlite3_close(db);
    store_close(store);
    must(file_join(path, sizeof path, folder, "size", &info), &info);
    print_size(path, device);
    print_start(path, device);
    seal_signer_destroy(device);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) != 0;
}
