// SPDX-License-Identifier: EUPL-1.2
// A ring of jobs: put at one end, worked on in the middle, taken in the same order at the other
// end.
#include "archive/parallel_priv.h"

#include "base/alloc.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { WORKERS_MAX = 32, JOBS_PER_WORKER = 3 };

struct slot {
    struct archive_job *job;
    bool done;
};

struct pool {
    const struct archive_work *work;
    void *shared, *data;
    pthread_mutex_t lock;
    pthread_cond_t to_do, done;
    struct slot *slots;
    size_t slot_count;
    uint64_t put, started, taken; // counts that only grow; a slot is count % slot_count
    bool stop;
    pthread_t workers[WORKERS_MAX];
    size_t worker_count;
};

// ---- a job's copy of a row ----
static void take_row(struct archive_job *job, const struct archive_row *row)
{
    const struct str texts[] = {row->link, row->hash, row->receipt, row->survey_id, row->bytes};
    buf_clear(&job->bytes);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        buf_add_str(&job->bytes, texts[i]);
        job->ends[i] = job->bytes.len;
    }
    job->survey_version = row->survey_version;
    job->day = row->day;
}

struct archive_row archive_job_row(const struct archive_job *job)
{
    struct str all = buf_str(&job->bytes);
    return (struct archive_row){
        .link = str_sub(all, 0, job->ends[0]),
        .hash = str_sub(all, job->ends[0], job->ends[1]),
        .receipt = str_sub(all, job->ends[1], job->ends[2]),
        .survey_id = str_sub(all, job->ends[2], job->ends[3]),
        .bytes = str_sub(all, job->ends[3], job->ends[4]),
        .survey_version = job->survey_version,
        .day = job->day,
    };
}

// ---- workers ----
static void *tools_of(const struct pool *pool)
{
    return pool->work->tools_create ? pool->work->tools_create() : NULL;
}

static void tools_end(const struct pool *pool, void *tools)
{
    if (pool->work->tools_destroy) pool->work->tools_destroy(tools);
}

static void *work(void *data)
{
    struct pool *pool = data;
    void *tools = tools_of(pool);
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->stop && pool->started == pool->put)
            pthread_cond_wait(&pool->to_do, &pool->lock);
        if (pool->stop) break;
        struct slot *slot = &pool->slots[pool->started++ % pool->slot_count];
        pthread_mutex_unlock(&pool->lock);
        pool->work->run(slot->job, tools, pool->shared);
        pthread_mutex_lock(&pool->lock);
        slot->done = true;
        pthread_cond_signal(&pool->done);
    }
    pthread_mutex_unlock(&pool->lock);
    tools_end(pool, tools);
    return NULL;
}

// As many as this process may use, which taskset and containers can narrow.
static size_t core_count(void)
{
    cpu_set_t set;
    int cores = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (size_t)cores;
}

static void pool_init(struct pool *pool)
{
    size_t wanted = core_count();
    pool->slot_count = wanted * JOBS_PER_WORKER;
    pool->slots = xcalloc(pool->slot_count, sizeof *pool->slots);
    for (size_t i = 0; i < pool->slot_count; i++)
        pool->slots[i].job = xcalloc(1, pool->work->job_bytes);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->to_do, NULL);
    pthread_cond_init(&pool->done, NULL);
    while (pool->worker_count < wanted &&
           pthread_create(&pool->workers[pool->worker_count], NULL, work, pool) == 0)
        pool->worker_count++;
}

// What is not taken is dropped.
static void pool_finish(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->to_do);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->worker_count; i++)
        pthread_join(pool->workers[i], NULL);
    for (size_t i = 0; i < pool->slot_count; i++) {
        struct archive_job *job = pool->slots[i].job;
        pool->work->clear(job);
        pool->work->finish(job);
        buf_finish(&job->bytes);
        free(job);
    }
    pthread_cond_destroy(&pool->to_do);
    pthread_cond_destroy(&pool->done);
    pthread_mutex_destroy(&pool->lock);
    free(pool->slots);
}

// ---- the caller's thread ----
static void wait_for(struct pool *pool, struct slot *slot)
{
    if (!pool->worker_count) { // where no thread could be started, this one does the work
        void *tools = tools_of(pool);
        pool->work->run(slot->job, tools, pool->shared);
        tools_end(pool, tools);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    while (!slot->done)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

static enum err give_oldest(struct pool *pool)
{
    struct slot *slot = &pool->slots[pool->taken % pool->slot_count];
    wait_for(pool, slot);
    enum err err = pool->work->give(slot->job, pool->data);
    pool->work->clear(slot->job);
    slot->done = false; // no worker looks at it before the next put
    pool->taken++;
    return err;
}

static enum err put_row(const struct archive_row *row, void *data)
{
    struct pool *pool = data;
    if (pool->put - pool->taken == pool->slot_count) {
        enum err err = give_oldest(pool);
        if (err) return err;
    }
    take_row(pool->slots[pool->put % pool->slot_count].job, row);
    pthread_mutex_lock(&pool->lock);
    pool->put++;
    pthread_cond_signal(&pool->to_do);
    pthread_mutex_unlock(&pool->lock);
    return ERR_NONE;
}

enum err archive_rows_worked(struct archive *a, struct str survey_id, bool with_unknown,
                             const struct archive_work *work_of, void *shared, void *data,
                             struct err_info *info)
{
    struct pool pool = {.work = work_of, .shared = shared, .data = data};
    pool_init(&pool);
    enum err err = archive_rows(a, survey_id, with_unknown, put_row, &pool, info);
    while (!err && pool.taken < pool.put)
        err = give_oldest(&pool);
    pool_finish(&pool);
    return err;
}
