// SPDX-License-Identifier: EUPL-1.2
// svar-collector: reads arguments, opens the database, listens, logs, and stops on a signal.
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "collector/devices_priv.h"
#include "collector/server.h"
#include "collector/systemd_priv.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#ifndef SVAR_VERSION
#define SVAR_VERSION "unknown"
#endif

enum { EXIT_USAGE = 2, ADDRESS_BYTES = 64 };

static const char help[] =
    "Usage: svar-collector --db DATABASE --listen ADDRESS:PORT --key FILE --organizer KEY…\n"
    "       svar-collector devices --db DATABASE [--block KEY] [--unblock KEY]\n"
    "                      [--rename KEY --name NAME]\n"
    "Takes sealed responses from kiosks, gives receipts, hands the batches to their organizer.\n"
    "It cannot open a response.\n"
    "\n"
    "  --db sqlite:PATH        the database, made when missing\n"
    "  --db postgresql://…     PostgreSQL 15 or later; several collectors may share one\n"
    "  --listen ADDRESS:PORT   where to listen; port 0 picks a free one (127.0.0.1:8080)\n"
    "  --key FILE              the collector's signing key, made when missing\n"
    "  --organizer KEY         whose signed surveys are taken: a minisign public key, or the\n"
    "                          file that holds it; may be given several times\n"
    "  --tls-cert FILE         speak TLS with this certificate chain (PEM)\n"
    "  --tls-key FILE          and its private key\n"
    "  --port-file FILE        write the port to FILE once it listens\n"
    "  --log FILE              also log to FILE\n"
    "  --connections N         connections at a time (512)\n"
    "  --per-address N         connections of one address (128); behind a proxy, as --connections\n"
    "  --rate N                requests a second of one address (200; 0: no limit); behind a\n"
    "                          proxy, 0\n"
    "  --new-epoch             begin a new epoch, after restoring the database from a copy\n"
    "  --print-key             show the public key for survey.json and end\n"
    "  --verbose               log health checks too\n"
    "  --block KEY             take nothing more from the device with this key; its first 8\n"
    "                          digits do\n"
    "  --unblock KEY           take from it again\n"
    "  --rename KEY            give it the name of --name\n"
    "  --help, --version\n";

struct arguments {
    const char *db, *key, *port_file, *log, *tls_cert, *tls_key;
    struct collector_devices_ask devices;
    bool list_devices;
    char address[ADDRESS_BYTES];
    uint16_t port;
    struct seal_minisign_key organizers[COLLECTOR_ORGANIZERS_MAX];
    size_t organizer_count;
    unsigned connections, per_address, rate;
    bool print_key, new_epoch, verbose;
};

PRINTF_LIKE(1, 2) static int usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "svar-collector: ");
    vfprintf(stderr, format, args);
    fprintf(stderr, "\nTry svar-collector --help\n");
    va_end(args);
    return EXIT_USAGE;
}

// "127.0.0.1:8080" or "[::1]:8080".
static bool read_listen(const char *text, struct arguments *out)
{
    const char *colon = strrchr(text, ':');
    uint64_t port = 0;
    if (!colon || !str_to_uint64(str_of(colon + 1), &port) || port > UINT16_MAX) return false;
    struct str address = str_make(text, (size_t)(colon - text));
    if (str_starts(address, STR("[")) && str_ends(address, STR("]")))
        address = str_sub(address, 1, address.len - 1);
    if (!address.len || address.len >= sizeof out->address) return false;
    memcpy(out->address, address.ptr, address.len);
    out->address[address.len] = '\0';
    out->port = (uint16_t)port;
    return true;
}

static bool read_organizer(const char *value, struct arguments *out, struct err_info *info)
{
    if (out->organizer_count == COLLECTOR_ORGANIZERS_MAX) {
        err_set(info, ERR_LIMIT, "at most %d organizers", COLLECTOR_ORGANIZERS_MAX);
        return false;
    }
    struct buf text = {0};
    struct seal_minisign_key *key = &out->organizers[out->organizer_count];
    enum err err = ERR_NONE;
    if (str_starts(str_of(value), STR("RW")) && !file_exists(value))
        buf_add_text(&text, value);
    else
        err = file_read(value, LIMIT_HTTP_JSON_BYTES, &text, info);
    if (!err) err = seal_minisign_key_parse(buf_str(&text), key, info);
    buf_finish(&text);
    if (err) return false;
    out->organizer_count++;
    return true;
}

static bool read_number(const char *value, unsigned *out)
{
    uint64_t number = 0;
    if (!str_to_uint64(str_of(value), &number) || number > 1000000) return false;
    *out = (unsigned)number;
    return true;
}

enum option_code {
    OPTION_DB = 256,
    OPTION_LISTEN,
    OPTION_KEY,
    OPTION_ORGANIZER,
    OPTION_PORT_FILE,
    OPTION_LOG,
    OPTION_CONNECTIONS,
    OPTION_PER_ADDRESS,
    OPTION_RATE,
    OPTION_TLS_CERT,
    OPTION_TLS_KEY,
    OPTION_BLOCK,
    OPTION_UNBLOCK,
    OPTION_RENAME,
    OPTION_NAME,
    OPTION_NEW_EPOCH,
    OPTION_PRINT_KEY,
    OPTION_VERBOSE,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option options[] = {
    {"db", required_argument, NULL, OPTION_DB},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"key", required_argument, NULL, OPTION_KEY},
    {"organizer", required_argument, NULL, OPTION_ORGANIZER},
    {"port-file", required_argument, NULL, OPTION_PORT_FILE},
    {"log", required_argument, NULL, OPTION_LOG},
    {"connections", required_argument, NULL, OPTION_CONNECTIONS},
    {"per-address", required_argument, NULL, OPTION_PER_ADDRESS},
    {"rate", required_argument, NULL, OPTION_RATE},
    {"tls-cert", required_argument, NULL, OPTION_TLS_CERT},
    {"tls-key", required_argument, NULL, OPTION_TLS_KEY},
    {"block", required_argument, NULL, OPTION_BLOCK},
    {"unblock", required_argument, NULL, OPTION_UNBLOCK},
    {"rename", required_argument, NULL, OPTION_RENAME},
    {"name", required_argument, NULL, OPTION_NAME},
    {"new-epoch", no_argument, NULL, OPTION_NEW_EPOCH},
    {"print-key", no_argument, NULL, OPTION_PRINT_KEY},
    {"verbose", no_argument, NULL, OPTION_VERBOSE},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

// -1: go on. Otherwise the exit status.
static int check_arguments(const struct arguments *a)
{
    const struct collector_devices_ask *ask = &a->devices;
    if (a->list_devices) {
        if (!a->db) return usage("--db is missing");
        if (!ask->rename != !ask->name)
            return usage("--rename KEY and --name NAME belong together");
        return -1;
    }
    if (ask->block || ask->unblock || ask->rename || ask->name)
        return usage("--block, --unblock and --rename come after the word devices");
    if (!a->key) return usage("--key FILE is missing");
    if (a->print_key) return -1;
    if (!a->db) return usage("--db sqlite:PATH is missing");
    if (!a->organizer_count)
        return usage("--organizer is missing: without it no survey could be published");
    if (!a->tls_cert != !a->tls_key) return usage("--tls-cert and --tls-key belong together");
    return -1;
}

// -1: go on. Otherwise the exit status.
static int read_arguments(int argc, char **argv, struct arguments *a)
{
    int code;
    while ((code = getopt_long(argc, argv, "", options, NULL)) != -1) {
        struct err_info info = {0};
        bool good = true;
        switch (code) {
        case OPTION_DB: a->db = optarg; break;
        case OPTION_LISTEN:
            if (!read_listen(optarg, a))
                return usage("--listen %s: write ADDRESS:PORT, for example 127.0.0.1:8080", optarg);
            break;
        case OPTION_KEY: a->key = optarg; break;
        case OPTION_ORGANIZER:
            if (!read_organizer(optarg, a, &info)) return usage("--organizer: %s", info.message);
            break;
        case OPTION_PORT_FILE: a->port_file = optarg; break;
        case OPTION_LOG: a->log = optarg; break;
        case OPTION_CONNECTIONS: good = read_number(optarg, &a->connections); break;
        case OPTION_PER_ADDRESS: good = read_number(optarg, &a->per_address); break;
        case OPTION_RATE: good = read_number(optarg, &a->rate); break;
        case OPTION_TLS_CERT: a->tls_cert = optarg; break;
        case OPTION_TLS_KEY: a->tls_key = optarg; break;
        case OPTION_BLOCK: a->devices.block = optarg; break;
        case OPTION_UNBLOCK: a->devices.unblock = optarg; break;
        case OPTION_RENAME: a->devices.rename = optarg; break;
        case OPTION_NAME: a->devices.name = optarg; break;
        case OPTION_NEW_EPOCH: a->new_epoch = true; break;
        case OPTION_PRINT_KEY: a->print_key = true; break;
        case OPTION_VERBOSE: a->verbose = true; break;
        case OPTION_HELP: fputs(help, stdout); return EXIT_SUCCESS;
        case OPTION_VERSION: puts("svar-collector " SVAR_VERSION); return EXIT_SUCCESS;
        default: return usage("that option is not known");
        }
        if (!good) return usage("%s is no whole number up to 1000000", optarg);
    }
    if (optind < argc && !strcmp(argv[optind], "devices")) {
        a->list_devices = true;
        optind++;
    }
    if (optind < argc) return usage("\"%s\" is not understood", argv[optind]);
    return check_arguments(a);
}

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

// ---- serving ----
struct tls {
    struct buf cert, key;
};

static enum err read_tls(const struct arguments *a, struct tls *out, struct err_info *info)
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
// sync a new start is what helps, while a network that is down is nothing a new start would mend.
static int wait_for_signal(struct collector_storage *storage, const sigset_t *signals)
{
    int64_t ms = collector_systemd_watchdog_ms() / 2;
    struct timespec turn = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
    for (;;) {
        int got = ms ? sigtimedwait(signals, NULL, &turn) : sigwaitinfo(signals, NULL);
        if (got > 0) return got;
        if (!ms) continue;
        enum err err = storage->table->health(storage, NULL);
        if (!err || err == ERR_NETWORK) collector_systemd_notify("WATCHDOG=1");
    }
}

static enum err tell_port(const struct arguments *a, const struct collector_server *server,
                          const struct seal_signer *signer, struct err_info *info)
{
    char port[16], key[65];
    snprintf(port, sizeof port, "%u\n", collector_server_port(server));
    hex_encode(seal_signer_public(signer), SEAL_PUBLIC_KEY_BYTES, key);
    log_info("listening address=%s port=%.*s tls=%s key=%s", a->address, (int)strcspn(port, "\n"),
             port, a->tls_cert ? "yes" : "no", key);
    return a->port_file ? file_write(a->port_file, str_of(port), 0644, info) : ERR_NONE;
}

// Serves until a signal.
static enum err serve(const struct arguments *a, struct collector_storage *storage,
                      const struct seal_signer *signer, const sigset_t *signals,
                      struct err_info *info)
{
    struct collector_service *service = NULL;
    struct collector_server *server = NULL;
    struct tls tls = {.cert = {0}};
    int listen_fd = 0;
    struct collector_service_options service_options = {.storage = storage,
                                                        .signer = signer,
                                                        .organizers = a->organizers,
                                                        .organizer_count = a->organizer_count};
    enum err err = read_tls(a, &tls, info);
    if (!err) err = collector_systemd_socket(&listen_fd, info);
    if (!err) err = collector_service_create(&service_options, &service, info);
    struct collector_server_options server_options = {
        .service = service,
        .clock = clock_system(),
        .address = a->address,
        .port = a->port,
        .listen_fd = listen_fd,
        .tls_cert = a->tls_cert ? buf_text(&tls.cert) : NULL,
        .tls_key = a->tls_key ? buf_text(&tls.key) : NULL,
        .connections_max = a->connections,
        .per_address_max = a->per_address,
        .rate_per_s = a->rate,
        .on_event = on_event};
    if (!err) err = collector_server_start(&server_options, &server, info);
    finish_tls(&tls);
    if (!err) err = tell_port(a, server, signer, info);
    if (!err) {
        collector_systemd_notify("READY=1");
        int got = wait_for_signal(storage, signals);
        collector_systemd_notify("STOPPING=1");
        log_info("stopping signal=%s", got == SIGINT ? "INT" : "TERM");
    }
    collector_server_stop(server);
    collector_service_destroy(service);
    return err;
}

static enum err run_devices(const struct arguments *a, struct err_info *info)
{
    struct rng rng = rng_system();
    struct collector_storage *storage = NULL;
    struct buf out = {0};
    enum err err = ERR_NONE;
    // A slip of the pen must not leave an empty database behind.
    if (str_starts(str_of(a->db), STR("sqlite:")) && !file_exists(a->db + strlen("sqlite:")))
        err = err_set(info, ERR_MISSING, "there is no database %s", a->db);
    if (!err) err = collector_storage_open(a->db, &rng, &storage, info);
    if (!err) err = collector_devices_run(storage, &a->devices, &out, info);
    if (!err) fputs(buf_text(&out), stdout);
    buf_finish(&out);
    collector_storage_close(storage);
    return err;
}

static enum err run(const struct arguments *a, struct err_info *info)
{
    // Signals are for sigwait alone: blocked before any thread is there.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    umask(077);

    struct seal_signer *signer = NULL;
    struct collector_storage *storage = NULL;
    struct rng rng = rng_system();
    enum err err = seal_signer_load_or_create(a->key, &signer, info);
    if (!err && a->print_key) {
        char key[65];
        hex_encode(seal_signer_public(signer), SEAL_PUBLIC_KEY_BYTES, key);
        puts(key);
    } else {
        if (!err && a->log) err = log_file(a->log, info);
        if (!err) err = collector_storage_open(a->db, &rng, &storage, info);
        if (!err && a->new_epoch) err = storage->table->renew_epoch(storage, info);
        if (!err) err = storage->table->health(storage, info);
        if (!err) {
            log_state(storage);
            err = serve(a, storage, signer, &signals, info);
            log_state(storage);
        }
    }
    collector_storage_close(storage);
    seal_signer_destroy(signer);
    return err;
}

int main(int argc, char **argv)
{
    static struct arguments arguments = {.address = "127.0.0.1", .port = 8080, .rate = 200};
    seal_init();
    int status = read_arguments(argc, argv, &arguments);
    if (status >= 0) return status;
    log_open("svar-collector", arguments.verbose ? LOG_DEBUG : LOG_INFO);
    struct err_info info = {0};
    enum err err = arguments.list_devices ? run_devices(&arguments, &info) : run(&arguments, &info);
    if (!err) return EXIT_SUCCESS;
    log_error("%s", info.message);
    return EXIT_FAILURE;
}
