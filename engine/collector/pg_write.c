// SPDX-License-Identifier: EUPL-1.2
// Batches, stored in groups: all that wait become one statement, which is one transaction, and only
// after its commit are those woken who wait. One sync thus serves every device that posts at the
// same moment. A group whose connection broke is sent again as it is: what was stored is there
// then.
#include "collector/pg_priv.h"

#include <stdlib.h>
#include <string.h>

enum { GROUP_MAX = 64, GROUP_ENOUGH = 32, GROUP_BYTES = 16 << 20, PATIENCE_MS = 10000 };

enum { ARRAYS = 7 };

struct group {
    struct pg_job *jobs[GROUP_MAX];
    size_t count;
    struct buf arrays[ARRAYS];
};

// ---- the group as arrays ----
// An array in PostgreSQL's binary form: dimensions, whether there are NULLs, type, length, lower
// bound; then each element behind its length.
void collector_pg_array_begin(struct buf *out, uint32_t type, size_t count)
{
    buf_clear(out);
    buf_add_u32(out, 1);
    buf_add_u32(out, 0);
    buf_add_u32(out, type);
    buf_add_u32(out, (uint32_t)count);
    buf_add_u32(out, 1);
}

void collector_pg_array_add(struct buf *out, const void *data, size_t bytes)
{
    buf_add_u32(out, (uint32_t)bytes);
    buf_add(out, data, bytes);
}

void collector_pg_array_int4(struct buf *out, uint32_t value)
{
    buf_add_u32(out, 4);
    buf_add_u32(out, value);
}

void collector_pg_array_int8(struct buf *out, uint64_t value)
{
    buf_add_u32(out, 8);
    buf_add_u64(out, value);
}

static void fill_arrays(struct group *g)
{
    static const uint32_t types[ARRAYS] = {OID_BYTEA, OID_BYTEA, OID_BYTEA, OID_INT8,
                                           OID_INT4,  OID_BYTEA, OID_BYTEA};
    for (int i = 0; i < ARRAYS; i++)
        collector_pg_array_begin(&g->arrays[i], types[i], g->count);
    for (size_t i = 0; i < g->count; i++) {
        const struct collector_batch *batch = g->jobs[i]->batch;
        collector_pg_array_add(&g->arrays[0], batch->link, SEAL_LINK_BYTES);
        collector_pg_array_add(&g->arrays[1], batch->survey_hash, 32);
        collector_pg_array_add(&g->arrays[2], batch->device, 32);
        collector_pg_array_int8(&g->arrays[3], batch->number);
        collector_pg_array_int4(&g->arrays[4], (uint32_t)batch->count);
        collector_pg_array_add(&g->arrays[5], batch->receipt.ptr, batch->receipt.len);
        collector_pg_array_add(&g->arrays[6], batch->bytes.ptr, batch->bytes.len);
    }
}

// ---- the group as answers ----
// Whether another batch of the group, which the statement could not see yet, has the same number.
static bool forks_within(const struct group *g, const struct pg_job *job)
{
    const struct collector_batch *a = job->batch;
    for (size_t i = 0; i < g->count; i++) {
        const struct collector_batch *b = g->jobs[i]->batch;
        if (a->number == b->number && !memcmp(a->device, b->device, 32) &&
            !strcmp(job->placed.survey, g->jobs[i]->placed.survey) &&
            memcmp(a->link, b->link, SEAL_LINK_BYTES) != 0)
            return true;
    }
    return false;
}

// Of two jobs with one link the first is the one that stored it.
static bool is_first(const struct group *g, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (!memcmp(g->jobs[i]->batch->link, g->jobs[at]->batch->link, SEAL_LINK_BYTES))
            return false;
    return true;
}

static void read_row(struct group *g, const PGresult *r, int row)
{
    int64_t n = collector_pg_int(r, row, 0);
    if (PQgetisnull(r, row, 0) || n < 1 || (size_t)n > g->count) return;
    struct collector_placed *placed = &g->jobs[n - 1]->placed;
    *placed = (struct collector_placed){.seen_hour = collector_pg_int(r, row, 2),
                                        .fork = collector_pg_int(r, row, 5) != 0};
    collector_pg_copy(r, row, 1, placed->survey, sizeof placed->survey);
    bool fresh = collector_pg_int(r, row, 4) && is_first(g, (size_t)n - 1);
    if (collector_pg_int(r, row, 3))
        placed->verdict = COLLECTOR_BLOCKED;
    else if (PQgetisnull(r, row, 1))
        placed->verdict = COLLECTOR_UNKNOWN_SURVEY;
    else if (PQgetisnull(r, row, 2))
        placed->verdict = COLLECTOR_NOT_ENROLLED;
    else
        placed->verdict = fresh ? COLLECTOR_STORED : COLLECTOR_THERE;
}

static enum err run_group(struct pg_link *link, void *data, struct err_info *info)
{
    struct group *g = data;
    struct pg_params params = {0};
    for (int i = 0; i < ARRAYS; i++)
        collector_pg_bind_bytes(&params, g->arrays[i].ptr, g->arrays[i].len);
    PGresult *r = NULL;
    enum err err = collector_pg_run(link, PG_BATCHES_PUT, &params, &r, info);
    if (err) return err;
    if (link->warnings)
        err = err_set(info, ERR_NETWORK, "the database: it does not vouch for its last commit");
    for (int row = 0; !err && row < PQntuples(r); row++)
        read_row(g, r, row);
    for (size_t i = 0; !err && i < g->count; i++)
        if (forks_within(g, g->jobs[i])) g->jobs[i]->placed.fork = true;
    PQclear(r);
    return err;
}

// ---- the writers ----
// Under the lock: what waits, up to a group's size.
static void take_group(struct pg_storage *s, struct group *g)
{
    size_t bytes = 0;
    g->count = 0;
    while (s->first && g->count < GROUP_MAX) {
        struct pg_job *job = s->first;
        if (g->count && bytes + job->batch->bytes.len > GROUP_BYTES) break;
        bytes += job->batch->bytes.len;
        g->jobs[g->count++] = job;
        s->first = job->next;
        if (!s->first) s->last = NULL;
        s->queued--;
    }
}

// Under the lock. A transaction costs as much as looking at several batches does: it pays to wait
// for those that are being looked at, while they are more than what waits. They come soon.
static bool enough(const struct pg_storage *s)
{
    return s->queued && (s->queued >= s->expected || s->queued >= GROUP_ENOUGH || s->stopping);
}

static void wake_group(const struct group *g, enum err err, const struct err_info *info)
{
    for (size_t i = 0; i < g->count; i++) {
        struct pg_job *job = g->jobs[i];
        job->err = err;
        if (err) job->info = *info;
        sem_post(&job->done); // the job is gone once its thread wakes
    }
}

static void *writer_main(void *data)
{
    struct pg_storage *s = data;
    struct pg_link link = {.conn = NULL};
    struct group *g = calloc(1, sizeof *g);
    if (!g) abort();
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (!enough(s) && !s->stopping)
            pthread_cond_wait(&s->work, &s->lock);
        if (!s->first) break;
        take_group(s, g);
        if (enough(s)) pthread_cond_signal(&s->work); // more than one group: for the other writer
        pthread_mutex_unlock(&s->lock);
        struct err_info info = {0};
        fill_arrays(g);
        enum err err = collector_pg_do_on(s, &link, PATIENCE_MS, run_group, g, &info);
        wake_group(g, err, &info);
        pthread_mutex_lock(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    if (link.conn) collector_pg_disconnect(&link);
    for (int i = 0; i < ARRAYS; i++)
        buf_finish(&g->arrays[i]);
    free(g);
    return NULL;
}

enum err collector_pg_writers_start(struct pg_storage *s, struct err_info *info)
{
    while (s->writer_count < PG_WRITERS) {
        int code = pthread_create(&s->writers[s->writer_count], NULL, writer_main, s);
        if (code) return err_set(info, ERR_IO, "cannot start the writer: %s", strerror(code));
        s->writer_count++;
    }
    return ERR_NONE;
}

void collector_pg_writers_stop(struct pg_storage *s)
{
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
    while (s->writer_count)
        pthread_join(s->writers[--s->writer_count], NULL);
}

void *collector_pg_batch_expect(struct collector_storage *base, const uint8_t survey_hash[32])
{
    struct pg_storage *s = (struct pg_storage *)base;
    (void)survey_hash;
    atomic_fetch_add(&s->expected, 1);
    return s;
}

void collector_pg_batch_unexpect(struct collector_storage *base, void *expected)
{
    struct pg_storage *s = expected;
    (void)base;
    pthread_mutex_lock(&s->lock);
    atomic_fetch_sub(&s->expected, 1);
    if (enough(s)) pthread_cond_signal(&s->work);
    pthread_mutex_unlock(&s->lock);
}

enum err collector_pg_batch_put(struct collector_storage *base, const struct collector_batch *batch,
                                struct collector_placed *out, struct err_info *info)
{
    struct pg_storage *s = (struct pg_storage *)base;
    struct pg_job job = {.batch = batch};
    sem_init(&job.done, 0, 0);
    pthread_mutex_lock(&s->lock);
    if (batch->expected) atomic_fetch_sub(&s->expected, 1);
    bool queued = !s->stopping;
    if (queued) {
        // The queue may hold the address: this thread stays here until a writer is done with it.
        if (s->last)
            s->last->next = &job;
        else
            s->first = &job; // cppcheck-suppress autoVariables
        s->last = &job;      // cppcheck-suppress autoVariables
        s->queued++;
        if (enough(s)) pthread_cond_signal(&s->work);
    }
    pthread_mutex_unlock(&s->lock);
    if (!queued) job.err = err_set(&job.info, ERR_NETWORK, "the collector is stopping");
    while (queued && sem_wait(&job.done) != 0)
        ; // a signal came
    sem_destroy(&job.done);
    if (job.err) {
        if (info) *info = job.info;
        return job.err;
    }
    *out = job.placed;
    return ERR_NONE;
}
