// SPDX-License-Identifier: EUPL-1.2
// What the requests of this module share: one signed exchange, and what its status means.
#pragma once

#include "base/limits.h"
#include "seal/wire.h"
#include "sync/sync.h"

#define SYNC_TYPE_JSON "application/json"
#define SYNC_TYPE_PROBLEM "application/problem+json"
#define SYNC_TYPE_BATCH "application/x-svar-batch"
#define SYNC_TYPE_BATCHES "application/x-svar-batches"
#define SYNC_TYPE_RECEIPT "application/x-svar-receipt"
#define SYNC_TYPE_SURVEY "application/x-svar-survey"

enum {
    SYNC_SHORT_MS = 20 * 1000,
    SYNC_LONG_MS = 1800 * 1000, // for what is large; a dead line is noticed long before
    SYNC_NONCE_BYTES = 16,
    SYNC_PULL_PAGE_BYTES = 16 << 20,
};

struct sync_ask {
    const char *method;
    const char *path;  // "/v1/…", put behind the address
    const char *query; // "?…" or ""
    struct str body;
    const char *content_type;
    const struct seal_signer *signer; // NULL: unsigned
    size_t answer_bytes_max;
    int64_t timeout_ms;
};

// One exchange. ERR_NONE whatever the status; the response is finished by the caller in any case.
enum err sync_exchange(struct sync_collector *c, const struct sync_ask *ask,
                       struct sync_response *out, struct err_info *info) MUST_CHECK;
// ERR_NONE for a 2xx of the content type wanted (NULL: any); otherwise says in words who answered
// what: ERR_REFUSED for a problem document, ERR_PEER for anything else.
enum err sync_judge(const struct sync_collector *c, const struct sync_response *response,
                    const char *wanted_type, struct err_info *info) MUST_CHECK;
// Turns any fault of an answer into ERR_PEER, saying who gave it.
enum err sync_peer(const struct sync_collector *c, enum err err, struct err_info *info);
// "/v1/surveys/ID" and what follows; ERR_ARGUMENT for what is no survey id.
enum err sync_survey_path(struct str survey_id, const char *rest, char *out, size_t out_bytes,
                          struct err_info *info) MUST_CHECK;
