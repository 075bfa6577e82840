// SPDX-License-Identifier: EUPL-1.2
// One batch by itself: its signature, its receipt's, and the digests by which a sealed response is
// known again. Most of the work of verifying, and none of it needs another batch.
#include "archive/verify_priv.h"

void archive_verify_job_run(struct archive_job *base, void *tools, void *shared)
{
    struct archive_verify_job *job = (struct archive_verify_job *)base;
    struct archive_row row = archive_job_row(base);
    (void)tools, (void)shared;
    job->fault = archive_row_decode(&row, &job->batch, &job->why);
    if (job->fault) return;
    for (size_t i = 0; i < job->batch.count; i++)
        seal_sha256(job->batch.items[i].sealed, job->digests[i]);
    if (row.receipt.len)
        job->receipt_fault = seal_receipt_decode(row.receipt, &job->receipt, &job->receipt_why);
}

void archive_verify_job_clear(struct archive_job *base)
{
    struct archive_verify_job *job = (struct archive_verify_job *)base;
    seal_batch_finish(&job->batch);
}

void archive_verify_job_finish(struct archive_job *job)
{
    (void)job; // what it has beside its row is cleared
}
