// SPDX-License-Identifier: EUPL-1.2
// What a collector answers: requests to replies, as engine/seal/wire.h lays down. Knows no sockets
// (server.h does) and no database (storage.h does), so that both ends of a test are plain calls.
// Nothing here can open a response.
#pragma once

#include "collector/storage.h"
#include "seal/sign.h"

enum { COLLECTOR_ORGANIZERS_MAX = 64 };

struct collector_service_options {
    struct collector_storage *storage;          // outlives the service
    const struct seal_signer *signer;           // outlives the service
    const struct seal_minisign_key *organizers; // copied: whose signed surveys are taken
    size_t organizer_count;                     // at most COLLECTOR_ORGANIZERS_MAX
    struct clock clock;                         // zeroed: the system's
    const char *prefix; // "/svar": what a proxy passes on lies below it, and is signed with it;
                        // borrowed; NULL: nothing
};

struct collector_service;
enum err collector_service_create(const struct collector_service_options *options,
                                  struct collector_service **out, struct err_info *info) MUST_CHECK;
void collector_service_destroy(struct collector_service *s); // accepts NULL

// What a connection has shown so far. Zero-initialised when it opens; requests of one connection
// come one after the other.
struct collector_line {
    bool proven;
    uint8_t key[SEAL_PUBLIC_KEY_BYTES]; // that signed a request here
};

// A request as it came; everything borrowed. Missing headers are empty.
struct collector_request {
    const char *method;
    const char *path;  // as sent: not decoded, without the query
    const char *route; // the service's own: path without the prefix
    const char *query; // with its "?", "?" alone where there is none
    struct str content_type, content_digest, signature_input, signature;
    struct str body;
    struct collector_line *line; // may be NULL
    bool local; // asked on this very machine and not through a proxy: may see /status and /metrics
};

// What goes back. Zero-initialise it; collector_reply_finish frees the body.
struct collector_reply {
    int status;
    const char *type; // static
    struct buf body;
    int retry_after_s; // 0: no such header
    const char *allow; // with 405, static; otherwise NULL
    char note[200];    // for the log, without anything of a respondent; may be ""
};
void collector_reply_finish(struct collector_reply *reply);

// How large a body this request may have, decided from its first lines alone. False when the
// request cannot be taken whatever its body is: then reply holds the answer. [any]
bool collector_body_max(const struct collector_service *s, const struct collector_request *request,
                        size_t *out_bytes_max, struct collector_reply *reply);
// Answers a whole request; always fills reply. [any]
void collector_answer(struct collector_service *s, const struct collector_request *request,
                      struct collector_reply *reply);

// Takes a batch that came by another way than a request, a stick: the reply is as for one that was
// posted, with a receipt as its body. vouched: a device that is not enrolled is let in. [any]
void collector_service_take(struct collector_service *s, struct str bytes, bool vouched,
                            struct collector_reply *reply);

// Counts a request that is over, for /metrics; status 0: broken off. [any]
void collector_service_count(struct collector_service *s, int status, size_t bytes_in,
                             size_t bytes_out, int64_t duration_ms);
// From now on /v1/ready says no, so that a balancer sends nobody here any more. [any]
void collector_service_drain(struct collector_service *s);

// Makes reply a problem (RFC 9457): name is the last part of its type, detail one sentence that
// says what to do. Replaces what reply held.
void collector_problem(struct collector_reply *reply, int status, const char *name,
                       const char *detail, ...) PRINTF_LIKE(4, 5);
