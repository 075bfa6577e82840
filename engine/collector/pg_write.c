// SPDX-License-Identifier: EUPL-1.2
// Batches, stored in groups: all that wait become one statement, which is one transaction, and only
// after its commit are those woken who wait. One sync thus serves every device that posts at the
// same moment. A group whose connection broke is sent again as it is: what was stored is there
// then.
#include "collector/pg_priv.h"

#include <stdlib.h>
#include <string.h>

enum { GROUP_MAX = 64, GROUP_BYTES = 16 << 20, PATIENCE_MS = 10000 };

// Type numbers that PostgreSQL itself never changes.
enum { OID_BYTEA = 17, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT = 25 };

struct group {
    struct pg_job *jobs[GROUP_MAX];
    size_t count;
    struct buf arrays[8];
};

// ---- the group as arrays ----
// An array in PostgreSQL's binary form: dimensions, whether there are NULLs, type, length, lower
// bound; then each element behind its length.
static void begin_array(struct buf *out, uint32_t type, size_t count)
{
    buf_clear(out);
    buf_add_u32(out, 1);
    buf_add_u32(out, 0);
    buf_add_u32(out, type);
    buf_add_u32(out, (uint32_t)count);
    buf_add_u32(out, 1);
}

static void add_element(struct buf *out, const void *data, size_t bytes)
{
    buf_add_u32(out, (uint32_t)bytes);
    buf_add(out, data, bytes);
}

static void fill_arrays(struct group *g)
{
    static const uint32_t types[8] = {OID_TEXT, OID_BYTEA, OID_BYTEA, OID_BYTEA,
                                      OID_INT8, OID_INT4,  OID_BYTEA, OID_BYTEA};
    for (int i = 0; i < 8; i++)
        begin_array(&g->arrays[i], types[i], g->count);
    for (size_t i = 0; i < g->count; i++) {
        const struct collector_batch *batch = g->jobs[i]->batch;
        add_element(&g->arrays[0], batch->survey_id, strlen(batch->survey_id));
        add_element(&g->arrays[1], batch->link, SEAL_LINK_BYTES);
        add_element(&g->arrays[2], batch->survey_hash, 32);
        add_element(&g->arrays[3], batch->device, 32);
        buf_add_u32(&g->arrays[4], 8);
        buf_add_u64(&g->arrays[4], batch->number);
        buf_add_u32(&g->arrays[5], 4);
        buf_add_u32(&g->arrays[5], (uint32_t)batch->count);
        add_element(&g->arrays[6], batch->receipt.ptr, batch->receipt.len);
        add_element(&g->arrays[7], batch->bytes.ptr, batch->bytes.len);
    }
}

// ---- the group as answers ----
static bool same_number(const struct collector_batch *a, const struct collector_batch *b)
{
    return a->number == b->number && !memcmp(a->device, b->device, 32) &&
           !strcmp(a->survey_id, b->survey_id) && memcmp(a->link, b->link, SEAL_LINK_BYTES) != 0;
}

// The first job with a link is the one that stored it.
static void mark_new(struct group *g, struct str link, bool fork)
{
    for (size_t i = 0; i < g->count; i++) {
        struct pg_job *job = g->jobs[i];
        if (link.len != SEAL_LINK_BYTES || memcmp(job->batch->link, link.ptr, link.len)) continue;
        job->put = COLLECTOR_NEW;
        job->fork = fork;
        for (size_t k = 0; k < g->count; k++)
            if (same_number(job->batch, g->jobs[k]->batch)) job->fork = true;
        return;
    }
}

static enum err run_group(struct pg_link *link, void *data, struct err_info *info)
{
    struct group *g = data;
    struct pg_params params = {0};
    for (int i = 0; i < 8; i++)
        collector_pg_bind_bytes(&params, g->arrays[i].ptr, g->arrays[i].len);
    PGresult *r = NULL;
    enum err err = collector_pg_run(link, PG_BATCHES_PUT, &params, &r, info);
    if (err) return err;
    if (link->warnings)
        err = err_set(info, ERR_NETWORK, "the database: it does not vouch for its last commit");
    for (int row = 0; !err && row < PQntuples(r); row++)
        if (!PQgetisnull(r, row, 0))
            mark_new(g, collector_pg_bytes(r, row, 0), collector_pg_int(r, row, 1) != 0);
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
    }
}

static void wake_group(struct pg_storage *s, const struct group *g, enum err err,
                       const struct err_info *info)
{
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < g->count; i++) {
        struct pg_job *job = g->jobs[i];
        job->err = err;
        if (err) job->info = *info;
        job->done = true;
        pthread_cond_signal(&job->wake); // the job is gone once its thread wakes
    }
    pthread_mutex_unlock(&s->lock);
}

static void *writer_main(void *data)
{
    struct pg_storage *s = data;
    struct pg_link link = {.conn = NULL};
    struct group *g = calloc(1, sizeof *g);
    if (!g) abort();
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (!s->first && !s->stopping)
            pthread_cond_wait(&s->work, &s->lock);
        if (!s->first) break;
        take_group(s, g);
        if (s->first) pthread_cond_signal(&s->work); // more than one group: for the other writer
        pthread_mutex_unlock(&s->lock);
        struct err_info info = {0};
        fill_arrays(g);
        enum err err = collector_pg_do_on(s, &link, PATIENCE_MS, run_group, g, &info);
        wake_group(s, g, err, &info);
        pthread_mutex_lock(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    if (link.conn) collector_pg_disconnect(&link);
    for (int i = 0; i < 8; i++)
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

enum err collector_pg_batch_put(struct collector_storage *base, const struct collector_batch *batch,
                                enum collector_put *out, bool *out_fork, struct err_info *info)
{
    struct pg_storage *s = (struct pg_storage *)base;
    struct pg_job job = {.batch = batch, .put = COLLECTOR_SAME};
    pthread_cond_init(&job.wake, NULL);
    pthread_mutex_lock(&s->lock);
    if (s->stopping) {
        job.err = err_set(&job.info, ERR_NETWORK, "the collector is stopping");
    } else {
        // The queue may hold the address: this thread stays here until a writer is done with it.
        if (s->last)
            s->last->next = &job;
        else
            s->first = &job; // cppcheck-suppress autoVariables
        s->last = &job;      // cppcheck-suppress autoVariables
        pthread_cond_signal(&s->work);
        while (!job.done)
            pthread_cond_wait(&job.wake, &s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    pthread_cond_destroy(&job.wake);
    if (job.err) {
        if (info) *info = job.info;
        return job.err;
    }
    *out = job.put;
    *out_fork = job.fork;
    return ERR_NONE;
}
