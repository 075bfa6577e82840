// SPDX-License-Identifier: EUPL-1.2
// The verb `devices`: lists who is enrolled, blocks, lets in again, renames.
#pragma once

#include "collector/storage.h"

struct collector_devices_ask {
    const char *block, *unblock, *rename; // the key, or its first 8 digits at least; or NULL
    const char *name;                     // for rename
};
// Does what is asked, then writes one line a device, tab-separated, to out. ERR_MISSING: no such
// key; ERR_ARGUMENT: not a key, or not enough of it.
enum err collector_devices_run(struct collector_storage *s, const struct collector_devices_ask *ask,
                               struct buf *out, struct err_info *info) MUST_CHECK;
