// SPDX-License-Identifier: EUPL-1.2
// Opening one batch (open_job.c), as a job that is done in any core.
#pragma once

#include "archive/parallel_priv.h"

#include "base/clock.h"
#include "base/limits.h"

#include <stdatomic.h>

// What a worker found out about one sealed response.
struct archive_open_item {
    uint8_t mac[32];   // where error is ERR_NONE: the same response twice is given once
    size_t start, len; // in the job's plain text, where error is ERR_NONE
    enum err error;    //
    bool compared;     // opened the plain way too
    char *reason;      // own, where error is set and is not the whole batch's fault
};

// One batch on its way: a copy of its row, then what opening gave.
struct archive_open_job {
    struct archive_job job; // first
    uint8_t device[32], link[SEAL_LINK_BYTES], survey_hash[32];
    uint64_t number;
    enum err fault; // of the whole batch; fault_reason says which
    bool decoded;   // false: altered where it lies; there are no items
    bool seeded;    // the seed opened, so that responses could be tried one by one
    char fault_reason[512];
    size_t count;
    struct archive_open_item items[LIMIT_BATCH_COUNT];
    struct buf plain; // all responses' texts; wiped when the job is cleared
};

// What all workers share; nothing in it changes but the counter.
struct archive_open_keys {
    struct seal_identity *const *ids;
    size_t id_count;
    atomic_size_t compared; // how many went the plain way so far
};

// Everything of struct archive_work but what takes the jobs; shared is struct archive_open_keys.
void *archive_open_tools_create(void);
void archive_open_tools_destroy(void *tools);
void archive_open_job_run(struct archive_job *job, void *tools, void *shared);
void archive_open_job_clear(struct archive_job *job); // wipes; the memory stays for the next
void archive_open_job_finish(struct archive_job *job);
