// SPDX-License-Identifier: EUPL-1.2
// The archive's rows worked on in all cores: each row becomes a job, workers do the jobs, and they
// are given out in the order of the rows, so that whoever takes them sees one thread and always the
// same order.
#pragma once

#include "archive/archive_priv.h"

// What every kind of job begins with: its own copy of a row.
struct archive_job {
    struct buf bytes; // all of the row's texts, one behind another
    size_t ends[5];   // of each
    int64_t survey_version, day;
};
struct archive_row archive_job_row(const struct archive_job *job); // borrowed from it

struct archive_work {
    size_t job_bytes; // of a struct that begins with struct archive_job; zeros at first
    // What each thread has of its own; NULL where it needs nothing.
    void *(*tools_create)(void);
    void (*tools_destroy)(void *tools);
    // Does the job. [any], each job by one thread; shared by all of them.
    void (*run)(struct archive_job *job, void *tools, void *shared);
    // Takes what came out, in the caller's thread. Another result than ERR_NONE ends it all.
    enum err (*give)(struct archive_job *job, void *data);
    void (*clear)(struct archive_job *job);  // for the next row; memory may stay
    void (*finish)(struct archive_job *job); // of one that is clear
};
// survey_id and with_unknown as in archive_rows. Works in as many threads as the process may use
// cores and keeps a few jobs for each.
enum err archive_rows_worked(struct archive *a, struct str survey_id, bool with_unknown,
                             const struct archive_work *work, void *shared, void *data,
                             struct err_info *info) MUST_CHECK;
