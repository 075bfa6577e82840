// SPDX-License-Identifier: EUPL-1.2
// A collector to be measured: the real program in a process of its own, with TLS, over a database
// with one survey and one device in it, which were put there without a survey's file.
#pragma once

#include "collector/storage.h"
#include "seal/sign.h"
#include "tests/bench/bench_load.h"

#include "base/file.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const uint8_t rig_survey_hash[32] = {1};

struct rig {
    char folder[40], url[300], program[300];
    struct rng rng;
    struct seal_signer *device, *organizer;
    struct seal_minisign_key organizer_key;
    struct seal_recipient recipient;
    pid_t pid;
    uint16_t port;
};

static inline void rig_must(enum err err, const struct err_info *info)
{
    if (!err) return;
    fprintf(stderr, "bench: %s\n", info->message);
    exit(1);
}

PRINTF_LIKE(1, 2) static inline void rig_shell(const char *format, ...)
{
    char command[1000];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    if (system(command)) fprintf(stderr, "bench: failed: %s\n", command);
}

static inline struct collector_storage *rig_storage(struct rig *r)
{
    struct collector_storage *storage = NULL;
    struct err_info info = {0};
    rig_must(collector_storage_open(r->url, &r->rng, &storage, &info), &info);
    return storage;
}

// Over the database with this address; NULL: SQLite in the rig's folder.
static inline void rig_make(struct rig *r, const char *url)
{
    struct err_info info = {0};
    seal_init();
    *r = (struct rig){.rng = rng_system()};
    const char *place = getenv("TMPDIR"); // short, or where it usually is
    snprintf(r->folder, sizeof r->folder, "%s/svar-bench-XXXXXX",
             place && strlen(place) < 16 ? place : "/tmp");
    if (!mkdtemp(r->folder)) abort();
    snprintf(r->url, sizeof r->url, "sqlite:%s/c.db", r->folder);
    if (url) snprintf(r->url, sizeof r->url, "%s", url);
    ssize_t got = readlink("/proc/self/exe", r->program, sizeof r->program - 40);
    if (got <= 0) abort();
    r->program[got] = '\0';
    char *tests = strstr(r->program, "/tests/");
    if (!tests) abort();
    memcpy(tests, "/bin/svar-collector", sizeof "/bin/svar-collector");
    struct seal_minisign_secret *secret = seal_minisign_create();
    seal_minisign_public(secret, &r->organizer_key);
    r->organizer = seal_minisign_signer(secret);
    seal_minisign_destroy(secret);
    r->device = seal_signer_create();
    // Nobody will open these: age's own example recipient.
    rig_must(
        seal_recipient_parse(STR("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"),
                             &r->recipient, &info),
        &info);
    struct collector_storage *s = rig_storage(r);
    struct collector_survey survey = {.id = "bench", .version = 1};
    memcpy(survey.hash, rig_survey_hash, sizeof survey.hash);
    memcpy(survey.organizer, r->organizer_key.public_key, sizeof survey.organizer);
    enum collector_put put;
    static const uint8_t token[16] = {1};
    rig_must(s->table->survey_put(s, &survey, STR("package"), &put, &info), &info);
    rig_must(s->table->device_put(s, "bench", seal_signer_public(r->device), token, STR(""), &put,
                                  &info),
             &info);
    collector_storage_close(s);
    rig_shell("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
              "-subj /CN=localhost -keyout %s/tls.key -out %s/tls.crt 2>/dev/null",
              r->folder, r->folder);
}

static inline void rig_start(struct rig *r)
{
    char key[60], cert[60], tls[60], port_file[60];
    struct buf organizer = {0}, port = {0};
    seal_minisign_key_format(&r->organizer_key, &organizer);
    snprintf(key, sizeof key, "%s/key", r->folder);
    snprintf(cert, sizeof cert, "%s/tls.crt", r->folder);
    snprintf(tls, sizeof tls, "%s/tls.key", r->folder);
    snprintf(port_file, sizeof port_file, "%s/port", r->folder);
    unlink(port_file);
    r->pid = fork();
    if (!r->pid) {
        if (!freopen(getenv("SVAR_BENCH_LOG") ? getenv("SVAR_BENCH_LOG") : "/dev/null", "a",
                     stderr))
            _exit(1);
        execl(r->program, r->program, "--db", r->url, "--key", key, "--organizer",
              buf_text(&organizer), "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", tls,
              "--port-file", port_file, "--rate", "0", (char *)NULL);
        _exit(1);
    }
    for (int i = 0; i < 1000 && !port.len; i++) {
        usleep(10000);
        buf_clear(&port);
        err_ignore(file_read(port_file, 16, &port, NULL)); // not there yet
    }
    r->port = (uint16_t)atoi(buf_text(&port));
    if (!r->port) load_fail("collector", "does not start");
    buf_finish(&organizer);
    buf_finish(&port);
}

static inline void rig_stop(struct rig *r)
{
    int status = 0;
    if (!r->pid) return;
    kill(r->pid, SIGTERM);
    waitpid(r->pid, &status, 0);
    if (status) fprintf(stderr, "bench: the collector ended with %d\n", status);
    r->pid = 0;
}

static inline void rig_finish(struct rig *r)
{
    rig_stop(r);
    seal_signer_destroy(r->device);
    seal_signer_destroy(r->organizer);
    rig_shell("rm -r %s", r->folder);
}

// ---- looking at the program from outside ----
static inline double rig_cpu_seconds(const struct rig *r)
{
    char path[40], text[600] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)r->pid);
    FILE *f = fopen(path, "r");
    if (!f || !fgets(text, sizeof text, f)) abort();
    fclose(f);
    unsigned long user = 0, kernel = 0;
    const char *rest = strrchr(text, ')');
    if (!rest ||
        sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2)
        abort();
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

// The most memory it has had at once.
static inline double rig_memory_mb(const struct rig *r)
{
    char path[40], line[200];
    double kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)r->pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (!strncmp(line, "VmHWM:", 6)) kilobytes = atof(line + 6);
    if (f) fclose(f);
    return kilobytes / 1024;
}

// What the database's files weigh.
static inline double rig_file_bytes(const struct rig *r)
{
    static const char *const names[] = {"c.db", "c.db-wal"};
    double bytes = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[100];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", r->folder, names[i]);
        if (stat(path, &st) == 0) bytes += (double)st.st_size;
    }
    return bytes;
}

// ---- batches and requests ----
// One batch's content under many numbers, from `first` on; each of `items` responses of about 1 KB.
static inline struct buf *rig_batches(struct rig *r, size_t items, uint64_t first, size_t count)
{
    static const uint8_t some[SEAL_LINK_BYTES] = {1};
    struct buf *batches = calloc(count, sizeof *batches);
    struct seal_sealer *sealer = NULL;
    struct sealed *sealed[SEAL_SLOTS];
    struct seal_batch_item parts[SEAL_SLOTS];
    if (!batches || seal_sealer_create(&r->recipient, 1, &r->rng, &sealer, NULL)) abort();
    for (size_t i = 0; i < items; i++) {
        if (seal_sealer_seal(sealer, STR("{\"svar\":1}"), 1024, &sealed[i], NULL)) abort();
        seal_sealer_commit(sealer, sealed[i]);
        parts[i].slot_id = (const uint8_t *)sealed_slot_id(sealed[i]).ptr;
        parts[i].sealed = sealed_bytes(sealed[i]);
    }
    const struct sealed *newest = sealed[items - 1];
    for (size_t i = 0; i < count; i++)
        if (seal_batch_encode(rig_survey_hash, first + i, some,
                              (const uint8_t *)sealed_aggregate(newest).ptr, sealed_seed(newest),
                              parts, items, r->device, &batches[i], NULL))
            abort();
    for (size_t i = 0; i < items; i++)
        sealed_destroy(sealed[i]);
    seal_sealer_destroy(sealer);
    return batches;
}

// Each batch as the request that carries it; the batches are used up.
static inline struct buf *rig_requests(struct rig *r, struct buf *batches, size_t count)
{
    struct buf *requests = calloc(count, sizeof *requests);
    for (size_t i = 0; requests && i < count; i++) {
        struct seal_http_headers h;
        char nonce[32];
        snprintf(nonce, sizeof nonce, "b%zu", i);
        seal_http_sign(r->device, "POST", "/v1/batches", "?", buf_str(&batches[i]), nonce, &h);
        buf_printf(&requests[i],
                   "POST /v1/batches HTTP/1.1\r\nHost: c\r\nContent-Length: %zu\r\n"
                   "Content-Digest: %s\r\nSignature-Input: %s\r\nSignature: %s\r\n\r\n",
                   batches[i].len, h.content_digest, h.signature_input, h.signature);
        buf_add_str(&requests[i], buf_str(&batches[i]));
        buf_finish(&batches[i]);
    }
    free(batches);
    return requests;
}

static inline void rig_free(struct buf *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_finish(&list[i]);
    free(list);
}
