// SPDX-License-Identifier: EUPL-1.2
// How much a collector takes in and gives out: the real program with TLS, durable commits and
// signatures checked, by sixteen connections at once; over SQLite, and over PostgreSQL where one
// can be started, alone, with a synchronous standby, and while that standby takes over. Beside it
// what the disk alone can do. Small by default; SVAR_BENCH_PULL=1000000 and
// SVAR_BENCH_ROWS=10000000 ask for the whole size of the two figures that take minutes.
#include "tests/bench/bench_rig.h"

#include "seal/wire.h"

#include <libpq-fe.h>
#include <pthread.h>

enum { SINGLES = 12000, FULLS = 800, ITEMS = 64, SYNCS = 200, STAND_IN = 200000 };

static size_t amount(const char *name, size_t usual)
{
    const char *value = getenv(name);
    return value && atol(value) > 0 ? (size_t)atol(value) : usual;
}

// Appending and syncing 4 KiB: no durable store can commit more often than this.
static double bare_syncs(const struct rig *r)
{
    char path[256], page[4096] = {0};
    snprintf(path, sizeof path, "%s/bare", r->folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    double begun = bench_seconds();
    for (int i = 0; i < SYNCS; i++)
        if (write(fd, page, sizeof page) != sizeof page || fdatasync(fd)) abort();
    double seconds = bench_seconds() - begun;
    close(fd);
    return SYNCS / seconds;
}

static double own_cpu_seconds(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

// Sends count batches of `items`, numbered from first; returns the seconds. out_own is the load
// maker's share of the processors, in seconds, or NULL.
static double send_all(struct rig *r, size_t items, uint64_t first, size_t count, double *seconds,
                       double *out_own)
{
    struct load load;
    struct buf *requests = rig_requests(r, rig_batches(r, items, first, count), count);
    load_open(&load, r->port, LOAD_CONNECTIONS_MAX);
    double own = own_cpu_seconds();
    double taken = load_run(&load, requests, count, seconds);
    if (out_own) *out_own = own_cpu_seconds() - own;
    load_close(&load);
    rig_free(requests, count);
    return taken;
}

static void bench_singles(void)
{
    struct rig r;
    size_t count = amount("SVAR_BENCH_SINGLES", SINGLES);
    double *seconds = calloc(count, sizeof *seconds), own = 0;
    if (!seconds) abort();
    rig_make(&r, NULL);
    rig_start(&r);
    double cpu = rig_cpu_seconds(&r);
    double taken = send_all(&r, 1, 2, count, seconds, &own);
    cpu = rig_cpu_seconds(&r) - cpu;
    bench_median(seconds, count); // sorts
    bench_print("collector.single_per_s", (double)count / taken, "1/s");
    bench_print("collector.single_p50_ms", 1000 * seconds[count / 2], "ms");
    bench_print("collector.single_p99_ms", 1000 * seconds[count * 99 / 100], "ms");
    bench_print("collector.single_cpu_us", 1e6 * cpu / (double)count, "us");
    bench_print("collector.single_load_cpu_us", 1e6 * own / (double)count, "us"); // of the same two
    rig_finish(&r);
    free(seconds);
}

static void bench_batches(void)
{
    struct rig r;
    size_t count = amount("SVAR_BENCH_FULLS", FULLS), responses = count * ITEMS;
    rig_make(&r, NULL);
    struct buf *sample = rig_batches(&r, ITEMS, 2, 1);
    double sealed = (double)sample[0].len / ITEMS;
    rig_free(sample, 1);
    rig_start(&r);
    double cpu = rig_cpu_seconds(&r);
    double taken = send_all(&r, ITEMS, 2, count, NULL, NULL);
    cpu = rig_cpu_seconds(&r) - cpu;
    bench_print("collector.batch_per_s", (double)responses / taken, "responses/s");
    bench_print("collector.cpu_us", 1e6 * cpu / (double)responses, "us");
    bench_print("collector.memory_mb", rig_memory_mb(&r), "MB");
    double bytes = rig_file_bytes(&r) / (double)responses; // with its log, as it runs
    bench_print("collector.bytes_per_response", bytes, "bytes");
    bench_print("collector.sealed_bytes_per_response", sealed, "bytes");
    bench_print("collector.disk_ratio", bytes / sealed, "times");
    bench_print("collector.bare_syncs_per_s", bare_syncs(&r), "1/s");
    rig_finish(&r);
}

// ---- pulling while others write ----
struct pull {
    struct rig *r;
    SSL *tls;
    struct buf answer;
    uint8_t *times; // each number was seen
    uint64_t numbers;
    double bytes;
    unsigned page;
};

static void read_page(struct pull *p, size_t *out_body)
{
    const char *end = NULL;
    size_t whole = 0;
    buf_clear(&p->answer);
    do {
        buf_reserve(&p->answer, 256 << 10);
        int got = SSL_read(p->tls, p->answer.ptr + p->answer.len, 256 << 10);
        if (got <= 0) load_fail("pull", "was cut");
        p->answer.len += (size_t)got;
        if (whole) continue;
        const char *head = buf_text(&p->answer);
        end = strstr(head, "\r\n\r\n");
        if (!end) continue;
        const char *length = strstr(head, "Content-Length: ");
        if (strncmp(head, "HTTP/1.1 200", 12) || !length) load_fail("pull", head);
        *out_body = (size_t)(end + 4 - head);
        whole = *out_body + (size_t)atol(length + 16);
        buf_reserve(&p->answer, whole);
    } while (!whole || p->answer.len < whole);
}

// One page; cursor is taken on. False when there is nothing more for now.
static bool pull_page(struct pull *p, char cursor[SEAL_CURSOR_BYTES_MAX + 1])
{
    char query[SEAL_CURSOR_BYTES_MAX + 10], nonce[32];
    static const char path[] = "/v1/surveys/bench/batches";
    struct seal_http_headers h;
    struct buf request = {0};
    snprintf(query, sizeof query, "?after=%s", cursor);
    snprintf(nonce, sizeof nonce, "p%u", p->page++);
    seal_http_sign(p->r->organizer, "GET", path, query, STR(""), nonce, &h);
    buf_printf(&request,
               "GET %s%s HTTP/1.1\r\nHost: c\r\nContent-Digest: %s\r\nSignature-Input: %s\r\n"
               "Signature: %s\r\n\r\n",
               path, query, h.content_digest, h.signature_input, h.signature);
    if (SSL_write(p->tls, request.ptr, (int)request.len) <= 0) load_fail("pull", "was cut");
    buf_finish(&request);
    size_t body = 0;
    read_page(p, &body);
    struct reader reader = reader_make(p->answer.ptr + body, p->answer.len - body);
    struct seal_pull_record record = {.end = false};
    struct err_info info = {0};
    rig_must(seal_pull_head(&reader, &info), &info);
    for (;;) {
        rig_must(seal_pull_next(&reader, &record, &info), &info);
        if (record.end) break;
        struct reader batch = reader_make(record.batch.ptr + 72, 8);
        uint64_t number = reader_u64(&batch);
        if (number < p->numbers) p->times[number]++;
        p->bytes += (double)record.batch.len;
    }
    memcpy(cursor, record.cursor.ptr, record.cursor.len);
    cursor[record.cursor.len] = '\0';
    return record.more;
}

// Fills the storage by sixteen threads, which share commits as connections do.
struct filling {
    struct collector_storage *storage;
    struct rig *r;
    const struct buf *batch;
    uint64_t next, end; // numbers; next is shared
};

static void *fill(void *data)
{
    struct filling *f = data;
    struct buf body = {0};
    uint8_t link[SEAL_LINK_BYTES];
    struct err_info info = {0};
    buf_add_str(&body, buf_str(f->batch));
    for (;;) {
        uint64_t number = __atomic_fetch_add(&f->next, 1, __ATOMIC_SEQ_CST);
        if (number >= f->end) break;
        for (int i = 0; i < 8; i++)
            body.ptr[72 + i] = (uint8_t)(number >> (56 - 8 * i));
        rng_fill(&f->r->rng, link, sizeof link);
        struct collector_batch row = {.link = link,
                                      .survey_hash = rig_survey_hash,
                                      .device = seal_signer_public(f->r->device),
                                      .number = number,
                                      .count = ITEMS,
                                      .bytes = buf_str(&body),
                                      .receipt = STR("receipt")};
        struct collector_placed placed;
        rig_must(f->storage->table->batch_put(f->storage, &row, &placed, &info), &info);
    }
    buf_finish(&body);
    return NULL;
}

// Seconds for batches first to end - 1.
static double fill_to(struct rig *r, struct collector_storage *s, uint64_t first, uint64_t end)
{
    struct buf *sample = rig_batches(r, ITEMS, 2, 1);
    struct filling f = {.storage = s, .r = r, .batch = sample, .next = first, .end = end};
    pthread_t threads[16];
    double begun = bench_seconds();
    for (int i = 0; i < 16; i++)
        pthread_create(&threads[i], NULL, fill, &f);
    for (int i = 0; i < 16; i++)
        pthread_join(threads[i], NULL);
    double taken = bench_seconds() - begun;
    rig_free(sample, 1);
    return taken;
}

struct writing {
    struct load load;
    const struct buf *requests;
    size_t count;
    pthread_t thread;
};

static void *write_on(void *data)
{
    struct writing *w = data;
    load_run(&w->load, w->requests, w->count, NULL);
    return NULL;
}

// Over the database at url. First all that is there by a lone puller, then once more from the start
// while eight connections add to it: every number must come exactly once.
static void bench_pull(const char *url, const char *name)
{
    struct rig r;
    enum { ADDED = 1500, WRITERS = 8 };
    size_t stored = amount("SVAR_BENCH_PULL", STAND_IN) / ITEMS;
    rig_make(&r, url);
    struct collector_storage *s = rig_storage(&r);
    fill_to(&r, s, 2, 2 + stored);
    collector_storage_close(s);
    rig_start(&r);
    struct writing w = {.count = ADDED};
    w.requests = rig_requests(&r, rig_batches(&r, 1, 2 + stored, ADDED), ADDED);
    SSL_CTX *context = load_context();
    int fd = load_connect(r.port);
    struct pull p = {.r = &r, .tls = load_tls(context, fd), .numbers = 2 + stored + ADDED};
    p.times = calloc(p.numbers, 1);
    char cursor[SEAL_CURSOR_BYTES_MAX + 1] = "";
    double begun = bench_seconds();
    while (pull_page(&p, cursor))
        ;
    double alone = p.bytes / (bench_seconds() - begun) / 1e6;
    load_open(&w.load, r.port, WRITERS);
    memset(p.times, 0, p.numbers);
    cursor[0] = '\0';
    pthread_create(&w.thread, NULL, write_on, &w);
    bool last = false;
    while (!last) {
        last = __atomic_load_n(&w.load.done, __ATOMIC_SEQ_CST) == ADDED;
        while (pull_page(&p, cursor))
            ;
    }
    pthread_join(w.thread, NULL);
    size_t wrong = 0;
    for (uint64_t i = 2; i < p.numbers; i++)
        wrong += p.times[i] != 1;
    char figure[60];
    snprintf(figure, sizeof figure, "collector.%spull_mb_per_s", name);
    bench_print(figure, alone, "MB/s");
    snprintf(figure, sizeof figure, "collector.%spull_responses", name);
    bench_print(figure, (double)(stored * ITEMS), "responses");
    snprintf(figure, sizeof figure, "collector.%spull_gaps", name);
    bench_print(figure, (double)wrong, "batches");
    load_close(&w.load);
    SSL_free(p.tls);
    close(fd);
    SSL_CTX_free(context);
    buf_finish(&p.answer);
    free(p.times);
    rig_free((struct buf *)(uintptr_t)w.requests, ADDED);
    rig_finish(&r);
}

// ---- a database that grows ----
// One with 100 000 responses beside a large one, in steps of 20 000 by turns: what else the machine
// has to do meanwhile slows both.
static void bench_growth(void)
{
    enum { STEPS = 9, STEP = 20000 / ITEMS, SMALL = 100000 / ITEMS };
    struct rig rigs[2];
    struct collector_storage *s[2];
    double seconds[2][STEPS], cpu[2] = {0, 0};
    size_t all = amount("SVAR_BENCH_ROWS", 5 * STAND_IN) / ITEMS;
    uint64_t next[2] = {2 + SMALL, 2 + all};
    for (int i = 0; i < 2; i++) {
        rig_make(&rigs[i], NULL);
        s[i] = rig_storage(&rigs[i]);
    }
    fill_to(&rigs[1], s[1], 2, next[1]);
    fill_to(&rigs[0], s[0], 2, next[0]);
    for (int step = 0; step < STEPS; step++)
        for (int i = 0; i < 2; i++) {
            double begun = own_cpu_seconds();
            seconds[i][step] = fill_to(&rigs[i], s[i], next[i], next[i] + STEP);
            cpu[i] += own_cpu_seconds() - begun;
            next[i] += STEP;
        }
    bench_print("collector.grown_responses", (double)(all * ITEMS), "responses");
    bench_print("collector.grown_rate",
                bench_median(seconds[0], STEPS) / bench_median(seconds[1], STEPS), "times");
    bench_print("collector.grown_cpu_rate", cpu[0] / cpu[1], "times"); // the same, by work alone
    for (int i = 0; i < 2; i++) {
        collector_storage_close(s[i]);
        rig_finish(&rigs[i]);
    }
}

// ---- PostgreSQL ----
struct servers {
    char folder[40];
    char url[200], both[300];
    bool standby;
};

static bool say(const char *command, char *out, size_t out_bytes)
{
    out[0] = '\0';
    FILE *pipe = popen(command, "r");
    if (!pipe) return false;
    if (fgets(out, (int)out_bytes, pipe)) out[strcspn(out, "\n")] = '\0';
    return pclose(pipe) == 0 && out[0];
}

static bool servers_start(struct servers *pg)
{
    char command[200];
    *pg = (struct servers){.folder = "/tmp/svar-bench-XXXXXX"};
    if (!mkdtemp(pg->folder) || chmod(pg->folder, 0711)) abort();
    snprintf(command, sizeof command, "tests/collector/pg start %s/one 2>/dev/null", pg->folder);
    if (say(command, pg->url, sizeof pg->url)) return true;
    fprintf(stderr, "bench: no PostgreSQL can be started here\n");
    return false;
}

static void servers_stop(struct servers *pg)
{
    rig_shell("tests/collector/pg stop %s/one 2>/dev/null; tests/collector/pg stop %s/two "
              "2>/dev/null; rm -r %s",
              pg->folder, pg->folder, pg->folder);
}

static void bench_pg_rate(const char *url, const char *name)
{
    struct rig r;
    rig_make(&r, url);
    rig_start(&r);
    double taken = send_all(&r, ITEMS, 2, FULLS, NULL, NULL);
    bench_print(name, FULLS * ITEMS / taken, "responses/s");
    rig_finish(&r);
}

static void empty(const char *url)
{
    PGconn *conn = PQconnectdb(url);
    PQclear(PQexec(conn, "SET client_min_messages = error"));
    PQclear(PQexec(conn, "DROP SCHEMA svar CASCADE"));
    PQfinish(conn);
}

static double ask_number(const char *url, const char *sql)
{
    PGconn *conn = PQconnectdb(url);
    PGresult *result = PQexec(conn, sql);
    double value = PQntuples(result) == 1 ? atof(PQgetvalue(result, 0, 0)) : -1;
    PQclear(result);
    PQfinish(conn);
    return value;
}

// The primary is killed under load and the synchronous standby takes over.
static void bench_failover(struct servers *pg)
{
    struct rig r;
    enum { POSTS = 20000 };
    rig_make(&r, pg->both);
    rig_start(&r);
    struct writing w = {.count = POSTS};
    w.requests = rig_requests(&r, rig_batches(&r, 1, 2, POSTS), POSTS);
    load_open(&w.load, r.port, LOAD_CONNECTIONS_MAX);
    w.load.again = true;
    pthread_create(&w.thread, NULL, write_on, &w);
    while (__atomic_load_n(&w.load.done, __ATOMIC_SEQ_CST) < POSTS / 20)
        usleep(1000);
    rig_shell("tests/collector/pg kill %s/one; tests/collector/pg promote %s/two", pg->folder,
              pg->folder);
    double now = bench_seconds();
    size_t done = __atomic_load_n(&w.load.done, __ATOMIC_SEQ_CST);
    __atomic_store(&w.load.gap_from, &now, __ATOMIC_SEQ_CST);
    pthread_join(w.thread, NULL);
    if (done == POSTS) fprintf(stderr, "bench: the failover came too late to be under load\n");
    bench_print("collector.failover_stall_ms", 1000 * w.load.gap, "ms");
    bench_print("collector.failover_lost",
                POSTS - ask_number(pg->both, "SELECT count(DISTINCT number) FROM svar.batches"),
                "batches");
    bench_print("collector.failover_doubled",
                ask_number(pg->both, "SELECT count(*) - count(DISTINCT link) FROM svar.batches"),
                "batches");
    load_close(&w.load);
    rig_free((struct buf *)(uintptr_t)w.requests, POSTS);
    rig_finish(&r);
}

static bool asked(const char *part, const char *name)
{
    return !part || !strcmp(part, name);
}

static void bench_standby(struct servers *pg, const char *part)
{
    char command[200], address[200];
    snprintf(command, sizeof command, "tests/collector/pg standby %s/two %s/one 2>/dev/null",
             pg->folder, pg->folder);
    if (!say(command, address, sizeof address)) {
        fprintf(stderr, "bench: no standby can be started here\n");
        return;
    }
    if (asked(part, "sync")) bench_pg_rate(pg->url, "collector.pg_sync_per_s");
    empty(pg->url);
    snprintf(pg->both, sizeof pg->both,
             "postgresql://svar@/svar?host=%s/one,%s/two&target_session_attrs=read-write",
             pg->folder, pg->folder);
    if (asked(part, "failover")) bench_failover(pg);
}

static void bench_pg(const char *part)
{
    struct servers pg;
    if (servers_start(&pg)) {
        if (asked(part, "pg")) bench_pg_rate(pg.url, "collector.pg_batch_per_s");
        empty(pg.url);
        if (asked(part, "pg_pull")) bench_pull(pg.url, "pg_");
        empty(pg.url);
        if (asked(part, "sync") || asked(part, "failover")) bench_standby(&pg, part);
    }
    servers_stop(&pg);
}

// A part may be named alone: singles, batches, pull, growth, pg, pg_pull, sync or failover.
int main(int argc, char **argv)
{
    const char *part = argc > 1 ? argv[1] : NULL;
    if (asked(part, "singles")) bench_singles();
    if (asked(part, "batches")) bench_batches();
    if (asked(part, "pull")) bench_pull(NULL, "");
    if (asked(part, "growth")) bench_growth();
    if (!part || !strncmp(part, "pg", 2) || asked(part, "sync") || asked(part, "failover"))
        bench_pg(part);
    return 0;
}
