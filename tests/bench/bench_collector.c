// SPDX-License-Identifier: EUPL-1.2
// How much a collector takes in, over real sockets (loopback, without TLS) and with durable
// commits, signatures checked: batches of one by sixteen connections at once, and batches of 64;
// over SQLite, and over PostgreSQL where one can be started. The load is made in the same process,
// so that cpu_us counts the clients too. Beside it what the disk alone can do.
#include "collector/server.h"
#include "tests/bench/bench.h"
#include "tests/unit/http_client.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>

// A collector with one survey and one device in it, put there without a survey's file.
struct rig {
    char folder[40];
    struct rng rng;
    struct seal_signer *signer, *device;
    struct seal_recipient recipient;
    struct collector_storage *storage;
    struct collector_service *service;
    struct collector_server *server;
    uint16_t port;
};
static const uint8_t survey_hash[32] = {1};

enum { CONNECTIONS = 16, SINGLES = 6000, FULLS = 400, ITEMS = 64, SYNCS = 200 };

struct load {
    struct rig *c;
    const struct buf *batches;
    size_t count;
    size_t *next;
    double *seconds; // of each post
    pthread_t thread;
};

// One answer from a connection that stays open.
static bool read_answer(int fd, char *room, size_t room_bytes)
{
    size_t used = 0;
    for (;;) {
        ssize_t got = recv(fd, room + used, room_bytes - 1 - used, 0);
        if (got <= 0) return false;
        used += (size_t)got;
        room[used] = '\0';
        struct str all = str_make(room, used);
        ptrdiff_t end = str_find(all, STR("\r\n\r\n"));
        ptrdiff_t length = str_find(all, STR("Content-Length: "));
        if (end < 0 || length < 0) continue;
        if (used == (size_t)end + 4 + (size_t)atol(room + length + 16)) return true;
    }
}

static void *post_all(void *data)
{
    struct load *l = data;
    char room[4096], nonce[32];
    struct buf request = {0};
    int fd = http_connect(l->c->port);
    for (;;) {
        size_t at = __atomic_fetch_add(l->next, 1, __ATOMIC_SEQ_CST);
        if (at >= l->count) break;
        struct str body = buf_str(&l->batches[at]);
        struct seal_http_headers h;
        snprintf(nonce, sizeof nonce, "b%zu", at);
        seal_http_sign(l->c->device, "POST", "/v1/batches", "?", body, nonce, &h);
        buf_clear(&request);
        buf_printf(&request,
                   "POST /v1/batches HTTP/1.1\r\nHost: c\r\nContent-Length: %zu\r\n"
                   "Content-Digest: %s\r\nSignature-Input: %s\r\nSignature: %s\r\n\r\n",
                   body.len, h.content_digest, h.signature_input, h.signature);
        buf_add_str(&request, body);
        double begun = bench_seconds();
        if (!http_send(fd, buf_str(&request)) || !read_answer(fd, room, sizeof room) ||
            strncmp(room, "HTTP/1.1 200", 12)) {
            fprintf(stderr, "bench: a batch was not taken\n");
            exit(1);
        }
        l->seconds[at] = bench_seconds() - begun;
    }
    close(fd);
    buf_finish(&request);
    return NULL;
}

// Seconds for all of them.
static double run(struct rig *c, const struct buf *batches, size_t count, double *seconds)
{
    struct load loads[CONNECTIONS];
    size_t next = 0;
    double begun = bench_seconds();
    for (int i = 0; i < CONNECTIONS; i++) {
        loads[i] = (struct load){c, batches, count, &next, seconds, 0};
        pthread_create(&loads[i].thread, NULL, post_all, &loads[i]);
    }
    for (int i = 0; i < CONNECTIONS; i++)
        pthread_join(loads[i].thread, NULL);
    return bench_seconds() - begun;
}

// One batch's content under many numbers, from `first` on.
static struct buf *make_batches(struct rig *c, size_t items, uint64_t first, size_t count)
{
    static const uint8_t some[SEAL_LINK_BYTES] = {1};
    struct buf *batches = calloc(count, sizeof *batches);
    struct seal_sealer *sealer = NULL;
    struct sealed *sealed[SEAL_SLOTS];
    struct seal_batch_item parts[SEAL_SLOTS];
    if (!batches || seal_sealer_create(&c->recipient, 1, &c->rng, &sealer, NULL)) abort();
    for (size_t i = 0; i < items; i++) {
        if (seal_sealer_seal(sealer, STR("{\"svar\":1}"), 1024, &sealed[i], NULL)) abort();
        seal_sealer_commit(sealer, sealed[i]);
        parts[i].slot_id = (const uint8_t *)sealed_slot_id(sealed[i]).ptr;
        parts[i].sealed = sealed_bytes(sealed[i]);
    }
    const struct sealed *newest = sealed[items - 1];
    for (size_t i = 0; i < count; i++)
        if (seal_batch_encode(survey_hash, first + i, some,
                              (const uint8_t *)sealed_aggregate(newest).ptr, sealed_seed(newest),
                              parts, items, c->device, &batches[i], NULL))
            abort();
    for (size_t i = 0; i < items; i++)
        sealed_destroy(sealed[i]);
    seal_sealer_destroy(sealer);
    return batches;
}

static void free_batches(struct buf *batches, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_finish(&batches[i]);
    free(batches);
}

static double cpu_seconds(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

// Appending and syncing 4 KiB: no durable store can commit more often than this.
static double bare_syncs(struct rig *c)
{
    char path[256], page[4096] = {0};
    snprintf(path, sizeof path, "%s/bare", c->folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    double begun = bench_seconds();
    for (int i = 0; i < SYNCS; i++)
        if (write(fd, page, sizeof page) != sizeof page || fdatasync(fd)) abort();
    double seconds = bench_seconds() - begun;
    close(fd);
    return SYNCS / seconds;
}

static void must(enum err err, const struct err_info *info)
{
    if (!err) return;
    fprintf(stderr, "bench: %s\n", info->message);
    exit(1);
}

// Over the database with this address; NULL: SQLite in the rig's folder.
static void start(struct rig *r, const char *address)
{
    struct err_info info = {0};
    char url[300];
    seal_init();
    *r = (struct rig){.folder = "/tmp/svar-bench-XXXXXX", .rng = rng_system()};
    if (!mkdtemp(r->folder)) abort();
    r->signer = seal_signer_create();
    r->device = seal_signer_create();
    // Nobody will open these: age's own example recipient.
    must(seal_recipient_parse(STR("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"),
                              &r->recipient, &info),
         &info);
    snprintf(url, sizeof url, "sqlite:%s/c.db", r->folder);
    if (address) snprintf(url, sizeof url, "%s", address);
    must(collector_storage_open(url, &r->rng, &r->storage, &info), &info);
    struct collector_survey survey = {.id = "bench", .version = 1};
    memcpy(survey.hash, survey_hash, sizeof survey.hash);
    enum collector_put put;
    static const uint8_t token[16] = {1};
    const struct collector_storage_table *t = r->storage->table;
    must(t->survey_put(r->storage, &survey, STR("package"), &put, &info), &info);
    must(t->device_put(r->storage, survey.id, seal_signer_public(r->device), token, STR(""), &put,
                       &info),
         &info);
    struct collector_service_options service = {.storage = r->storage, .signer = r->signer};
    must(collector_service_create(&service, &r->service, &info), &info);
    struct collector_server_options server = {
        .service = r->service, .clock = clock_system(), .address = "127.0.0.1"};
    must(collector_server_start(&server, &r->server, &info), &info);
    r->port = collector_server_port(r->server);
}

static void finish(struct rig *r)
{
    char command[100];
    collector_server_stop(r->server);
    collector_service_destroy(r->service);
    collector_storage_close(r->storage);
    seal_signer_destroy(r->device);
    seal_signer_destroy(r->signer);
    snprintf(command, sizeof command, "rm -r %s", r->folder);
    if (system(command)) fprintf(stderr, "bench: %s stays behind\n", r->folder);
}

// What the database's files weigh for each response in them.
static double file_bytes(const struct rig *c)
{
    static const char *const names[] = {"c.db", "c.db-wal"};
    double bytes = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[100];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", c->folder, names[i]);
        if (stat(path, &st) == 0) bytes += (double)st.st_size;
    }
    return bytes;
}

static void bench_singles(void)
{
    struct rig c;
    static double seconds[SINGLES];
    start(&c, NULL);
    struct buf *singles = make_batches(&c, 1, 2, SINGLES);
    double taken = run(&c, singles, SINGLES, seconds);
    bench_median(seconds, SINGLES); // sorts
    bench_print("collector.single_per_s", SINGLES / taken, "1/s");
    bench_print("collector.single_p50_ms", 1000 * seconds[SINGLES / 2], "ms");
    bench_print("collector.single_p99_ms", 1000 * seconds[SINGLES * 99 / 100], "ms");
    free_batches(singles, SINGLES);
    finish(&c);
}

static void bench_batches(void)
{
    struct rig c;
    static double seconds[FULLS];
    start(&c, NULL);
    struct buf *fulls = make_batches(&c, ITEMS, 2, FULLS);
    double cpu = cpu_seconds();
    double taken = run(&c, fulls, FULLS, seconds);
    cpu = cpu_seconds() - cpu;
    bench_print("collector.batch_per_s", FULLS * ITEMS / taken, "responses/s");
    bench_print("collector.cpu_us", 1e6 * cpu / (FULLS * ITEMS), "us");
    collector_server_stop(c.server);
    collector_service_destroy(c.service);
    collector_storage_close(c.storage); // moves the WAL into the file
    bench_print("collector.bytes_per_response", file_bytes(&c) / (FULLS * ITEMS), "bytes");
    bench_print("collector.sealed_bytes_per_response", (double)fulls[0].len / ITEMS, "bytes");
    c.storage = NULL;
    c.service = NULL;
    c.server = NULL;
    free_batches(fulls, FULLS);
    bench_print("collector.bare_syncs_per_s", bare_syncs(&c), "1/s");
    finish(&c);
}

// Whether a PostgreSQL of our own runs in folder now; its address goes to out.
static bool start_pg(const char *folder, char out[256])
{
    char command[200];
    out[0] = '\0';
    snprintf(command, sizeof command, "tests/collector/pg start %s/pg 2>/dev/null", folder);
    FILE *pipe = popen(command, "r");
    if (!pipe) return false;
    if (fgets(out, 256, pipe)) out[strcspn(out, "\n")] = '\0';
    return pclose(pipe) == 0 && out[0];
}

static void bench_pg(void)
{
    struct rig c;
    static double seconds[FULLS];
    char folder[] = "/tmp/svar-bench-XXXXXX", address[256], command[200];
    if (!mkdtemp(folder) || chmod(folder, 0711)) abort();
    if (start_pg(folder, address)) {
        start(&c, address);
        struct buf *fulls = make_batches(&c, ITEMS, 2, FULLS);
        double taken = run(&c, fulls, FULLS, seconds);
        bench_print("collector.pg_batch_per_s", FULLS * ITEMS / taken, "responses/s");
        free_batches(fulls, FULLS);
        finish(&c);
        snprintf(command, sizeof command, "tests/collector/pg stop %s/pg", folder);
        if (system(command)) fprintf(stderr, "bench: PostgreSQL does not stop\n");
    } else {
        fprintf(stderr, "bench: no PostgreSQL can be started here\n");
    }
    snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command)) fprintf(stderr, "bench: %s stays behind\n", folder);
}

int main(void)
{
    bench_singles();
    bench_batches();
    bench_pg();
    return 0;
}
