// SPDX-License-Identifier: EUPL-1.2
// The verb `import`: takes batches from USB sticks, as if their devices had sent them, and writes
// receipts and surveys back. Works beside running collectors.
#pragma once

#include "collector/service.h"

struct collector_import {
    uint64_t stored, there, refused, damaged; // batches
    uint64_t surveys;                         // newest versions that were put onto the stick
};
// stick: where it is mounted. Receipts are written when the batch is durable; a refusal is written
// too, so that the device's staff read why. vouched: devices that never enrolled are let in. What
// happened to a batch that was not taken goes to out, a line each. ERR_MISSING: no stick of ours.
enum err collector_import_run(struct collector_service *service, struct collector_storage *storage,
                              const char *stick, bool vouched, struct collector_import *told,
                              struct buf *out, struct err_info *info) MUST_CHECK;
