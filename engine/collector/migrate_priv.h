// SPDX-License-Identifier: EUPL-1.2
// Everything from SQLite to PostgreSQL, while a collector still takes batches and devices keep
// trying.
#pragma once

#include "collector/storage.h"

struct collector_migrated {
    uint64_t surveys, devices, batches, responses; // that are in PostgreSQL now
    uint64_t damaged; // batches whose bytes are not what their link says; moved as they are
};

// First what is there is copied beside a collector that works on it. Then the SQLite files are
// closed for writing, for good: that collector answers "try again later" from then on. What came in
// between is copied, all is counted on both sides, and only then will a collector start on the
// PostgreSQL database. The epoch and organizers' places stay. Cut anywhere, run it again: it goes
// on, and moves nothing twice. ERR_EXISTS: the PostgreSQL database holds something else;
// ERR_CORRUPT: the counts differ. on_progress: batches so far; may be NULL.
enum err collector_migrate(const char *from, const char *to, const struct rng *rng,
                           void (*on_progress)(void *data, uint64_t batches), void *data,
                           struct collector_migrated *out, struct err_info *info) MUST_CHECK;
