// SPDX-License-Identifier: EUPL-1.2
// What the verifying files share: one entry a batch, light enough to hold all of them.
#pragma once

#include "archive/parallel_priv.h"

#include "base/limits.h"

// ---- verify_job.c: what one batch says by itself, found out in any core ----
struct archive_verify_job {
    struct archive_job job;  // first
    enum err fault;          // it cannot be believed; why says the reason
    struct seal_batch batch; // where there is no fault, borrowed from the job
    struct err_info why;     //
    enum err receipt_fault;  // likewise of the receipt, where there is one
    struct seal_receipt receipt;
    struct err_info receipt_why;
    uint8_t digests[LIMIT_BATCH_COUNT][32]; // SHA-256 of each sealed response
};
void archive_verify_job_run(struct archive_job *job, void *tools, void *shared);
void archive_verify_job_clear(struct archive_job *job);
void archive_verify_job_finish(struct archive_job *job);

// ---- verify.c, report.c, roots.c, chain.c ----

struct archive_entry {
    uint8_t device[32];
    uint8_t root[32];           // one of the device's keys, the same for all of them
    uint8_t (*keys_before)[32]; // that its batch names, newest first; NULL where none
    size_t key_count;
    uint64_t number;
    uint8_t link[SEAL_LINK_BYTES];
    uint8_t previous_link[SEAL_LINK_BYTES];
    uint32_t survey; // index of its survey id in the verifier's list; UNKNOWN where not known
    bool fault;      // found already
};
enum { ARCHIVE_SURVEY_UNKNOWN = UINT32_MAX >> 1 };

// Adds a finding about entry's batch and counts it. Both formats take the same arguments.
void archive_found(struct archive_report *report, enum archive_what what,
                   const struct archive_entry *entry, const char *swedish, const char *english, ...)
    PRINTF_LIKE(4, 6) PRINTF_LIKE(5, 6);

// Finds each entry's root: keys that one vouches for the other are one device.
void archive_find_roots(struct archive_entry *entries, size_t count);

// Sorts the entries by survey, device and number, and walks each chain.
void archive_check_chains(struct archive_entry *entries, size_t count,
                          struct archive_report *report);
