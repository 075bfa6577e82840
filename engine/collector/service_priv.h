// SPDX-License-Identifier: EUPL-1.2
// What the files that answer requests share: service.c routes, one file each answers surveys,
// devices and batches.
#pragma once

#include "base/json.h"
#include "collector/service.h"

#include <stdatomic.h>

// What this process has done since it started. Sums only: nothing of a respondent, no device.
struct service_counts {
    atomic_ullong by_class[6]; // of status: 0 broken off, 2 for 200 to 299 …
    atomic_ullong bytes_in, bytes_out, duration_ms;
    atomic_ullong batches_stored, batches_there, responses_stored;
};

struct collector_service {
    struct collector_storage *storage;
    const struct seal_signer *signer;
    struct clock clock;
    struct seal_minisign_key organizers[COLLECTOR_ORGANIZERS_MAX];
    size_t organizer_count;
    const char *prefix; // "" where there is none
    struct service_counts counts;
    atomic_bool draining;
};

// The organizer with this signing key, or NULL.
const struct seal_minisign_key *collector_service_organizer(const struct collector_service *s,
                                                            const uint8_t key[32]);
// Verifies the request's signature. False: reply holds a 401.
bool collector_service_signed(const struct collector_request *request, uint8_t out_key[32],
                              char out_nonce[65], struct collector_reply *reply);
void collector_service_not_signed(struct collector_reply *reply, const struct err_info *info);
// A fault of the storage as a problem: 503 or 507, and the log learns why.
void collector_service_storage_problem(struct collector_reply *reply, enum err err,
                                       const struct err_info *info);
// Reply with this JSON object, which is released.
void collector_service_json(struct collector_reply *reply, int status, json_t *object);
// "ID" from "/v1/surveys/ID" or "/v1/surveys/ID/batches"; false (with a 404) when it is no id.
bool collector_service_survey_id(const char *path, char out[COLLECTOR_SURVEY_ID_BYTES + 1],
                                 struct collector_reply *reply);

void collector_service_no_survey(struct collector_reply *reply, const char *id); // 404
void collector_service_not_an_organizer(struct collector_reply *reply); // 403 to who publishes

// 403 to a device that somebody blocked. No receipt: should it be let in again, it sends what
// waits.
void collector_service_blocked(struct collector_reply *reply);
// Notes that the device was heard of, once an hour. A fault costs nothing but the note.
void collector_service_seen(struct collector_service *s, const char *survey_id,
                            const uint8_t device[32], int64_t seen_hour);

typedef void (*service_handler)(struct collector_service *s,
                                const struct collector_request *request,
                                struct collector_reply *reply);
void collector_service_put_survey(struct collector_service *s,
                                  const struct collector_request *request,
                                  struct collector_reply *reply);
void collector_service_get_survey(struct collector_service *s,
                                  const struct collector_request *request,
                                  struct collector_reply *reply);
void collector_service_post_device(struct collector_service *s,
                                   const struct collector_request *request,
                                   struct collector_reply *reply);
void collector_service_post_batch(struct collector_service *s,
                                  const struct collector_request *request,
                                  struct collector_reply *reply);
void collector_service_get_batches(struct collector_service *s,
                                   const struct collector_request *request,
                                   struct collector_reply *reply);
// Pages for whoever runs the collector (service_status.c)
void collector_service_get_metrics(struct collector_service *s,
                                   const struct collector_request *request,
                                   struct collector_reply *reply);
void collector_service_get_status(struct collector_service *s,
                                  const struct collector_request *request,
                                  struct collector_reply *reply);
