// SPDX-License-Identifier: EUPL-1.2
// The ring: put at one end, worked on in the middle, taken in the same order at the other end.
#include "archive/open_priv.h"

#include "base/alloc.h"
#include "base/check.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { WORKERS_MAX = 32, JOBS_PER_WORKER = 3 };

struct slot {
    struct archive_open_job job;
    bool done;
};

struct archive_open_pool {
    struct archive_open_keys *keys;
    pthread_mutex_t lock;
    pthread_cond_t to_do, done;
    struct slot *slots;
    size_t slot_count;
    uint64_t put, started, taken; // counts that only grow; a slot is count % slot_count
    bool stop;
    pthread_t workers[WORKERS_MAX];
    size_t worker_count;
};

static void *work(void *data)
{
    struct archive_open_pool *pool = data;
    struct archive_open_tools tools;
    archive_open_tools_init(&tools);
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->stop && pool->started == pool->put)
            pthread_cond_wait(&pool->to_do, &pool->lock);
        if (pool->stop) break;
        struct slot *slot = &pool->slots[pool->started++ % pool->slot_count];
        pthread_mutex_unlock(&pool->lock);
        archive_open_job_run(&slot->job, pool->keys, &tools);
        pthread_mutex_lock(&pool->lock);
        slot->done = true;
        pthread_cond_signal(&pool->done);
    }
    pthread_mutex_unlock(&pool->lock);
    archive_open_tools_finish(&tools);
    return NULL;
}

// As many as this process may use, which taskset and containers can narrow.
static size_t core_count(void)
{
    cpu_set_t set;
    int cores = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (size_t)cores;
}

struct archive_open_pool *archive_open_pool_create(struct archive_open_keys *keys)
{
    struct archive_open_pool *pool = xcalloc(1, sizeof *pool);
    size_t wanted = core_count();
    pool->keys = keys;
    pool->slot_count = wanted * JOBS_PER_WORKER;
    pool->slots = xcalloc(pool->slot_count, sizeof *pool->slots);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->to_do, NULL);
    pthread_cond_init(&pool->done, NULL);
    while (pool->worker_count < wanted &&
           pthread_create(&pool->workers[pool->worker_count], NULL, work, pool) == 0)
        pool->worker_count++;
    return pool;
}

struct archive_open_job *archive_open_pool_free(struct archive_open_pool *pool)
{
    if (pool->put - pool->taken == pool->slot_count) return NULL;
    return &pool->slots[pool->put % pool->slot_count].job;
}

void archive_open_pool_put(struct archive_open_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->put++;
    pthread_cond_signal(&pool->to_do);
    pthread_mutex_unlock(&pool->lock);
}

struct archive_open_job *archive_open_pool_take(struct archive_open_pool *pool)
{
    if (pool->taken == pool->put) return NULL;
    struct slot *slot = &pool->slots[pool->taken % pool->slot_count];
    if (!pool->worker_count) { // where no thread could be started, this one does the work
        struct archive_open_tools tools;
        archive_open_tools_init(&tools);
        archive_open_job_run(&slot->job, pool->keys, &tools);
        archive_open_tools_finish(&tools);
        return &slot->job;
    }
    pthread_mutex_lock(&pool->lock);
    while (!slot->done)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
    return &slot->job;
}

void archive_open_pool_taken(struct archive_open_pool *pool)
{
    struct slot *slot = &pool->slots[pool->taken % pool->slot_count];
    CHECK(pool->taken < pool->put);
    archive_open_job_clear(&slot->job);
    slot->done = false; // no worker looks at it before the next put
    pool->taken++;
}

void archive_open_pool_destroy(struct archive_open_pool *pool)
{
    if (!pool) return;
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->to_do);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->worker_count; i++)
        pthread_join(pool->workers[i], NULL);
    for (size_t i = 0; i < pool->slot_count; i++)
        archive_open_job_finish(&pool->slots[i].job);
    pthread_cond_destroy(&pool->to_do);
    pthread_cond_destroy(&pool->done);
    pthread_mutex_destroy(&pool->lock);
    free(pool->slots);
    free(pool);
}
