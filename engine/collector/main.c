// SPDX-License-Identifier: EUPL-1.2
// svar-collector: does what its arguments say, logs, and stops on a signal.
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "collector/arguments_priv.h"
#include "collector/import_priv.h"
#include "collector/keeper_priv.h"
#include "collector/migrate_priv.h"
#include "collector/server.h"
#include "collector/sqlite_priv.h"
#include "base/systemd.h"
#include "collector/systemd_priv.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#ifndef SVAR_VERSION
#define SVAR_VERSION "unknown"
#endif

enum { EXIT_USAGE = 2, NONCE_DAYS = 90, KEPT_BYTES = 8 << 20, ARENAS = 4 };

// One line a request. Paths come from strangers and are cut; log_write masks control bytes. Health
// checks come every few seconds and say nothing.
static void on_event(void *data, const struct collector_event *e)
{
    (void)data;
    enum log_level level = LOG_INFO;
    static const char *const checks[] = {"/v1/health", "/v1/ready", "/metrics"};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (!strcmp(e->path, checks[i]) && e->status == 200) level = LOG_DEBUG;
    if (str_ends(str_of(e->note), STR(" fork"))) level = LOG_WARNING;
    if (e->status >= 500) level = LOG_ERROR;
    log_write(level, "request method=%s path=%.100s status=%d in=%zu out=%zu ms=%lld%s%s",
              e->method, e->path, e->status, e->bytes_in, e->bytes_out, (long long)e->duration_ms,
              e->note[0] ? " " : "", e->note);
}

static void log_state(struct collector_storage *storage)
{
    struct collector_figures f = {0};
    struct err_info info = {0};
    if (storage->table->figures(storage, &f, &info))
        log_error("storage %s", info.message);
    else
        log_info("storage surveys=%llu devices=%llu batches=%llu responses=%llu forked=%llu",
                 (unsigned long long)f.surveys, (unsigned long long)f.devices,
                 (unsigned long long)f.batches, (unsigned long long)f.responses,
                 (unsigned long long)f.forked);
}

static void on_tidied(void *data, enum err err, const struct collector_tidied *tidied,
                      const struct err_info *info)
{
    (void)data;
    if (err)
        log_warning("tidy %s", info->message);
    else if (tidied->batches || tidied->nonces)
        log_info("tidy erased=%llu nonces=%llu", (unsigned long long)tidied->batches,
                 (unsigned long long)tidied->nonces);
}

// ---- serving ----
struct tls {
    struct buf cert, key;
};

static enum err read_tls(const struct collector_arguments *a, struct tls *out,
                         struct err_info *info)
{
    if (!a->tls_cert) return ERR_NONE;
    enum err err = file_read(a->tls_cert, LIMIT_SURVEY_JSON_BYTES, &out->cert, info);
    return err ? err : file_read(a->tls_key, LIMIT_SURVEY_JSON_BYTES, &out->key, info);
}

static void finish_tls(struct tls *tls)
{
    buf_finish(&tls->cert);
    buf_wipe(&tls->key);
}

// Waits for a signal. The watchdog hears of us while the storage can be trusted: after a failed
// sync a new start is what helps, while a network that is down, or a database that was moved, is
// nothing a new start would mend.
static int wait_for_signal(struct collector_storage *storage, const sigset_t *signals)
{
    int64_t ms = systemd_watchdog_ms() / 2;
    struct timespec turn = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
    for (;;) {
        int got = ms ? sigtimedwait(signals, NULL, &turn) : sigwaitinfo(signals, NULL);
        if (got > 0) return got;
        if (!ms) continue;
        enum err err = storage->table->health(storage, NULL);
        if (!err || err == ERR_NETWORK || err == ERR_STATE) systemd_notify("WATCHDOG=1", true);
    }
}

static enum err tell_port(const struct collector_arguments *a,
                          const struct collector_server *server, const struct seal_signer *signer,
                          struct err_info *info)
{
    char port[16], key[65];
    snprintf(port, sizeof port, "%u\n", collector_server_port(server));
    hex_encode(seal_signer_public(signer), SEAL_PUBLIC_KEY_BYTES, key);
    log_info("listening address=%s port=%.*s tls=%s key=%s", a->address, (int)strcspn(port, "\n"),
             port, a->tls_cert ? "yes" : "no", key);
    return a->port_file ? file_write(a->port_file, str_of(port), 0644, info) : ERR_NONE;
}

static struct collector_server_options server_options(const struct collector_arguments *a,
                                                      struct tls *tls, int listen_fd)
{
    return (struct collector_server_options){
        .clock = clock_system(),
        .address = a->address,
        .port = a->port,
        .listen_fd = listen_fd,
        .tls_cert = a->tls_cert ? buf_text(&tls->cert) : NULL,
        .tls_key = a->tls_key ? buf_text(&tls->key) : NULL,
        .connections_max = a->connections,
        .per_address_max = a->per_address,
        .rate_per_s = a->rate,
        .idle_s = a->idle,
        .request_s = a->request_time,
        .held_bytes_max = (size_t)a->room_mb << 20,
        .on_event = on_event,
    };
}

// Serves until a signal.
static enum err serve(const struct collector_arguments *a, struct collector_storage *storage,
                      const struct seal_signer *signer, const sigset_t *signals,
                      struct err_info *info)
{
    struct collector_service *service = NULL;
    struct collector_server *server = NULL;
    struct collector_keeper *keeper = NULL;
    struct tls tls = {.cert = {0}};
    int listen_fd = 0;
    struct collector_service_options service_options = {.storage = storage,
                                                        .signer = signer,
                                                        .organizers = a->organizers,
                                                        .organizer_count = a->organizer_count,
                                                        .prefix = a->prefix};
    struct collector_keeper_options keeping = {.storage = storage,
                                               .clock = clock_system(),
                                               .keep_days = a->keep_days,
                                               .erase_days = a->erase_days,
                                               .nonce_days = NONCE_DAYS,
                                               .on_round = on_tidied};
    enum err err = read_tls(a, &tls, info);
    if (!err) err = collector_systemd_socket(&listen_fd, info);
    if (!err) err = collector_service_create(&service_options, &service, info);
    if (!err) {
        struct collector_server_options options = server_options(a, &tls, listen_fd);
        options.service = service;
        err = collector_server_start(&options, &server, info);
    }
    finish_tls(&tls);
    if (!err) err = collector_keeper_start(&keeping, &keeper, info);
    if (!err) err = tell_port(a, server, signer, info);
    if (!err) {
        systemd_notify("READY=1", true);
        int got = wait_for_signal(storage, signals);
        systemd_notify("STOPPING=1", true);
        log_info("stopping signal=%s", got == SIGINT ? "INT" : "TERM");
    }
    collector_server_stop(server);
    collector_keeper_stop(keeper);
    collector_service_destroy(service);
    return err;
}

static enum err run_server(const struct collector_arguments *a, struct err_info *info)
{
    // Signals are for sigwait alone: blocked before any thread is there.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);

    struct seal_signer *signer = NULL;
    struct collector_storage *storage = NULL;
    struct rng rng = rng_system();
    enum err err = seal_signer_load_or_create(a->key, &signer, info);
    if (!err && a->log) err = log_file(a->log, info);
    if (!err) err = collector_storage_open(a->db, &rng, &storage, info);
    if (!err && a->new_epoch) err = storage->table->renew_epoch(storage, info);
    if (!err) err = storage->table->health(storage, info);
    if (!err) {
        log_state(storage);
        err = serve(a, storage, signer, &signals, info);
        log_state(storage);
    }
    collector_storage_close(storage);
    seal_signer_destroy(signer);
    return err;
}

// ---- the other verbs ----
static enum err print_key(const struct collector_arguments *a, struct err_info *info)
{
    struct seal_signer *signer = NULL;
    char key[65];
    enum err err = seal_signer_load_or_create(a->key, &signer, info);
    if (err) return err;
    hex_encode(seal_signer_public(signer), SEAL_PUBLIC_KEY_BYTES, key);
    puts(key);
    seal_signer_destroy(signer);
    return ERR_NONE;
}

static enum err check(const struct collector_arguments *a, struct err_info *info)
{
    struct tls tls = {.cert = {0}};
    enum err err = read_tls(a, &tls, info);
    finish_tls(&tls);
    if (!err)
        printf("Listens on %s port %u, takes surveys of %zu organizer%s, stores in %s.\n",
               a->address, a->port, a->organizer_count, a->organizer_count == 1 ? "" : "s", a->db);
    return err;
}

// The path in "sqlite:PATH" where a database is; a slip of the pen must not leave an empty one.
static enum err sqlite_path(const char *url, const char **out, struct err_info *info)
{
    if (!str_starts(str_of(url), STR("sqlite:")))
        return err_set(info, ERR_UNSUPPORTED,
                       "%s is no SQLite database: write sqlite:PATH. Copies of a PostgreSQL "
                       "database are made with pg_dump or pg_basebackup",
                       url);
    *out = url + strlen("sqlite:");
    return file_exists(*out) ? ERR_NONE
                             : err_set(info, ERR_MISSING, "there is no database %s", *out);
}

static enum err run_devices(const struct collector_arguments *a, struct err_info *info)
{
    struct rng rng = rng_system();
    struct collector_storage *storage = NULL;
    struct buf out = {0};
    const char *path = NULL;
    enum err err = ERR_NONE;
    if (str_starts(str_of(a->db), STR("sqlite:"))) err = sqlite_path(a->db, &path, info);
    if (!err) err = collector_storage_open(a->db, &rng, &storage, info);
    if (!err) err = collector_devices_run(storage, &a->devices, &out, info);
    if (!err) fputs(buf_text(&out), stdout);
    buf_finish(&out);
    collector_storage_close(storage);
    return err;
}

static enum err run_backup(const struct collector_arguments *a, struct err_info *info)
{
    const char *path = NULL;
    enum err err = sqlite_path(a->db, &path, info);
    if (!err) err = collector_sqlite_backup(path, a->out, info);
    if (!err)
        printf("%s is a whole copy. Keep the file of --key with it. A collector that is started on "
               "the copy begins a new epoch by itself.\n",
               a->out);
    return err;
}

// One stick after the other; a bad one does not keep the next from being read.
static enum err import_sticks(const struct collector_arguments *a,
                              struct collector_service *service, struct collector_storage *storage,
                              struct err_info *info)
{
    enum err first = ERR_NONE;
    for (size_t i = 0; i < a->stick_count; i++) {
        struct collector_import told = {0};
        struct buf said = {0};
        struct err_info why = {0};
        enum err err =
            collector_import_run(service, storage, a->sticks[i], a->vouched, &told, &said, &why);
        fputs(buf_text(&said), stderr);
        buf_finish(&said);
        printf("%s: %llu batches stored, %llu there already, %llu refused, %llu damaged; %llu "
               "surveys given\n",
               a->sticks[i], (unsigned long long)told.stored, (unsigned long long)told.there,
               (unsigned long long)told.refused, (unsigned long long)told.damaged,
               (unsigned long long)told.surveys);
        if (!err && told.damaged)
            err = err_set(&why, ERR_CORRUPT, "%s: some batches were not taken", a->sticks[i]);
        if (err && first) log_error("%s", info->message);
        if (err) first = err;
        if (err) *info = why;
    }
    return first;
}

static enum err run_import(const struct collector_arguments *a, struct err_info *info)
{
    struct rng rng = rng_system();
    struct collector_storage *storage = NULL;
    struct collector_service *service = NULL;
    struct seal_signer *signer = NULL;
    const char *path = NULL;
    enum err err = ERR_NONE;
    // Receipts by a key made just now would be believed by nobody.
    if (!file_exists(a->key))
        err = err_set(info, ERR_MISSING, "there is no key %s: give the collector's own", a->key);
    if (!err && str_starts(str_of(a->db), STR("sqlite:"))) err = sqlite_path(a->db, &path, info);
    if (!err) err = seal_signer_load_or_create(a->key, &signer, info);
    if (!err) err = collector_storage_open(a->db, &rng, &storage, info);
    if (!err) err = storage->table->health(storage, info);
    struct collector_service_options options = {.storage = storage, .signer = signer};
    if (!err) err = collector_service_create(&options, &service, info);
    if (!err) err = import_sticks(a, service, storage, info);
    collector_service_destroy(service);
    collector_storage_close(storage);
    seal_signer_destroy(signer);
    return err;
}

static void on_moved(void *data, uint64_t batches)
{
    (void)data;
    log_info("migrate batches=%llu", (unsigned long long)batches);
}

static enum err run_migrate(const struct collector_arguments *a, struct err_info *info)
{
    struct rng rng = rng_system();
    struct collector_migrated m = {0};
    const char *path = NULL;
    enum err err = sqlite_path(a->from, &path, info);
    if (!err && !str_starts(str_of(a->to), STR("postgres")))
        err = err_set(info, ERR_ARGUMENT, "--to %s: write postgresql://HOST/DATABASE", a->to);
    if (!err) err = collector_migrate(path, a->to, &rng, on_moved, NULL, &m, info);
    if (err) return err;
    printf(
        "Moved and counted on both sides: %llu survey versions, %llu devices, %llu batches, %llu "
        "responses.\nStop the old collector and start one with the same --key and the new "
        "--db.\n",
        (unsigned long long)m.surveys, (unsigned long long)m.devices, (unsigned long long)m.batches,
        (unsigned long long)m.responses);
    if (m.damaged)
        printf("%llu batches were damaged in the SQLite database already; svar verify will name "
               "them.\n",
               (unsigned long long)m.damaged);
    return ERR_NONE;
}

static enum err run(const struct collector_arguments *a, struct err_info *info)
{
    signal(SIGPIPE, SIG_IGN);
    umask(077);
    switch (a->verb) {
    case COLLECTOR_PRINT_KEY: return print_key(a, info);
    case COLLECTOR_CHECK: return check(a, info);
    case COLLECTOR_DEVICES: return run_devices(a, info);
    case COLLECTOR_BACKUP: return run_backup(a, info);
    case COLLECTOR_MIGRATE: return run_migrate(a, info);
    case COLLECTOR_IMPORT: return run_import(a, info);
    case COLLECTOR_HELP: fputs(collector_help, stdout); return ERR_NONE;
    case COLLECTOR_VERSION: puts("svar-collector " SVAR_VERSION); return ERR_NONE;
    case COLLECTOR_SERVE:
    default: return run_server(a, info);
    }
}

// Bodies come and go many times a second: their memory is kept for the next ones instead of being
// fetched from the kernel each time.
static void settle_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_ARENA_MAX, ARENAS);
}

int main(int argc, char **argv)
{
    static struct collector_arguments arguments;
    settle_memory();
    struct err_info info = {0};
    seal_init();
    enum err err = collector_arguments_read(argc, argv, &arguments, &info);
    int status = EXIT_SUCCESS;
    if (err) {
        fprintf(stderr, "svar-collector: %s\nTry svar-collector --help\n", info.message);
        status = EXIT_USAGE;
    } else {
        log_open("svar-collector", arguments.verbose ? LOG_DEBUG : LOG_INFO);
        err = run(&arguments, &info);
        if (err) log_error("%s", info.message);
        if (err) status = EXIT_FAILURE;
    }
    collector_arguments_finish(&arguments);
    return status;
}
