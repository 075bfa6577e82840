// SPDX-License-Identifier: EUPL-1.2
// Opening in all cores: jobs of one batch each (open_job.c), done by workers and handed out in the
// order in which they were put in (open_pool.c), so that whoever reads the responses sees one
// thread and always the same order.
#pragma once

#include "archive/archive_priv.h"

#include "base/clock.h"
#include "base/limits.h"

#include <stdatomic.h>

// What a worker found out about one sealed response.
struct archive_open_item {
    uint8_t digest[32]; // SHA-256 of the sealed bytes: the same response twice is given once
    size_t start, len;  // in the job's plain text, where error is ERR_NONE
    enum err error;     //
    bool compared;      // opened the plain way too
    char *reason;       // own, where error is set and is not the whole batch's fault
};

// One batch on its way: a copy of its row, then what opening gave.
struct archive_open_job {
    struct buf row; // link, hash and bytes of the row, one after another
    size_t link_bytes, hash_bytes;
    uint8_t device[32], link[SEAL_LINK_BYTES], survey_hash[32];
    uint64_t number;
    enum err fault; // of the whole batch; fault_reason says which
    bool decoded;   // false: altered where it lies; there are no items
    bool seeded;    // the seed opened, so that responses could be tried one by one
    char fault_reason[512];
    size_t count;
    struct archive_open_item items[LIMIT_BATCH_COUNT];
    struct buf plain; // all responses' texts; wiped by archive_open_job_clear
};

// What all workers share; nothing in it changes but the counter.
struct archive_open_keys {
    struct seal_identity *const *ids;
    size_t id_count;
    atomic_size_t compared; // how many went the plain way so far
};

// What each thread has of its own.
struct archive_open_tools {
    struct rng rng;
    struct seal_batch_opened *opened; // guarded memory, for one batch after another
};
void archive_open_tools_init(struct archive_open_tools *tools);
void archive_open_tools_finish(struct archive_open_tools *tools);

void archive_open_job_take(struct archive_open_job *job, const struct archive_row *row);
// Decodes and opens. [any], each job by one thread.
void archive_open_job_run(struct archive_open_job *job, struct archive_open_keys *keys,
                          struct archive_open_tools *tools);
void archive_open_job_clear(struct archive_open_job *job); // wipes; the memory stays for the next
void archive_open_job_finish(struct archive_open_job *job);

// A ring of jobs and the threads that do them. Called by one thread only.
struct archive_open_pool;
struct archive_open_pool *archive_open_pool_create(struct archive_open_keys *keys);
// The next free job, to be filled and put; NULL while the ring is full: take one first.
struct archive_open_job *archive_open_pool_free(struct archive_open_pool *pool);
void archive_open_pool_put(struct archive_open_pool *pool);
// Waits for the oldest job that was put; NULL when there is none. It is cleared and free again
// after archive_open_pool_taken.
struct archive_open_job *archive_open_pool_take(struct archive_open_pool *pool);
void archive_open_pool_taken(struct archive_open_pool *pool);
void archive_open_pool_destroy(struct archive_open_pool *pool); // what is not taken is dropped
