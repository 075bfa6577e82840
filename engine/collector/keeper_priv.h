// SPDX-License-Identifier: EUPL-1.2
// A thread that tidies the storage: soon after the start, then once an hour.
#pragma once

#include "collector/storage.h"

struct collector_keeper_options {
    struct collector_storage *storage; // outlives the keeper
    struct clock clock;
    unsigned keep_days, erase_days; // 0: for ever
    unsigned nonce_days;
    // After each round; info is set where err is not ERR_NONE. [keeper's thread]; may be NULL
    void (*on_round)(void *data, enum err err, const struct collector_tidied *tidied,
                     const struct err_info *info);
    void *data;
};
struct collector_keeper;
enum err collector_keeper_start(const struct collector_keeper_options *options,
                                struct collector_keeper **out, struct err_info *info) MUST_CHECK;
void collector_keeper_stop(struct collector_keeper *k); // after the step under way; accepts NULL
