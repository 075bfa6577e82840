// SPDX-License-Identifier: EUPL-1.2
// From "finish" to durable, beside bare SQLite commits of the same size with the same settings, in
// turns in one run on one disk.
#include "base/file.h"
#include "seal/batch.h"
#include "store/store.h"
#include "tests/bench/bench.h"

#include <limits.h>
#include <sqlite3.h>
#include <string.h>

enum { RUNS = 9, RESPONSES = 100, PLAIN_BYTES = 512, SEALED_BYTES = 760 };

static void must(enum err err, const struct err_info *info)
{
    if (!err) return;
    fprintf(stderr, "%s\n", info->message);
    exit(1);
}

static double finish_per_s(struct store *store)
{
    struct err_info info = {0};
    char plain[PLAIN_BYTES];
    memset(plain, ' ', sizeof plain);
    memcpy(plain, "{}", 2);
    double start = bench_seconds();
    for (int i = 0; i < RESPONSES; i++)
        must(store_finish_response(store, str_make(plain, sizeof plain), PLAIN_BYTES, &info),
             &info);
    return RESPONSES / (bench_seconds() - start);
}

static void run_sql(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static double bare_per_s(sqlite3 *db)
{
    double start = bench_seconds();
    for (int i = 0; i < RESPONSES; i++) {
        char sql[100];
        snprintf(sql, sizeof sql, "INSERT INTO t (b) VALUES (randomblob(%d))", SEALED_BYTES);
        run_sql(db, sql);
    }
    return RESPONSES / (bench_seconds() - start);
}

int main(void)
{
    seal_init();
    char folder[] = "/tmp/svar-bench-XXXXXX", path[PATH_MAX], command[PATH_MAX];
    struct err_info info = {0};
    if (!mkdtemp(folder)) return 1;
    struct seal_signer *device = seal_signer_create();
    struct store_options options = {folder, device, clock_system(), rng_system()};
    struct store *store = NULL;
    must(store_open(&options, &store, &info), &info);
    // Any public key will do: nothing is opened here.
    struct seal_recipient to;
    must(seal_recipient_parse(STR("age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"),
                              &to, &info),
         &info);
    const uint8_t survey[32] = {1};
    must(store_begin(store, STR("bench"), survey, &to, 1, &info), &info);

    sqlite3 *db = NULL;
    must(file_join(path, sizeof path, folder, "bare.db", &info), &info);
    if (sqlite3_open(path, &db) != SQLITE_OK) return 1;
    run_sql(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)");
    double ours[RUNS], bare[RUNS];
    for (int run = 0; run < RUNS; run++) {
        ours[run] = finish_per_s(store);
        bare[run] = bare_per_s(db);
    }
    bench_print("store.finish_per_s", bench_median(ours, RUNS), "1/s");
    bench_print("store.bare_per_s", bench_median(bare, RUNS), "1/s");
    sqlite3_close(db);
    store_close(store);
    seal_signer_destroy(device);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) != 0;
}
