// SPDX-License-Identifier: EUPL-1.2
// The socket of --automation: lines of JSON in, lines of JSON out, one answer a request. A thread
// of its own reads and writes; what the requests ask for is done on the main thread. Off unless
// asked for, and refused for surveys in production: it sees every answer.
#pragma once

#include "base/buf.h"
#include "base/json.h"

struct kiosk_automation; // opaque

// One request, owned by whoever has it until kiosk_request_answer.
struct kiosk_request {
    struct kiosk_automation *from;
    json_t *json; // an object with a string member "do"
    char what[32];
};

// Called on the automation's thread: pass it on to the main thread.
typedef void (*kiosk_automation_post)(void *data, struct kiosk_request *request);

// Listens at a path of at most 107 bytes, mode 0600. A socket that nobody listens at is replaced;
// one in use is ERR_EXISTS.
enum err kiosk_automation_start(const char *path, kiosk_automation_post post, void *post_data,
                                struct kiosk_automation **out, struct err_info *info) MUST_CHECK;
// Ends the thread and removes the socket. A request that is still out may not be answered any more:
// only kiosk_request_drop. Accepts NULL.
void kiosk_automation_stop(struct kiosk_automation *a);

// [main] Answers and ends a request. members is an object (taken over), "ok":true is put before it.
void kiosk_request_answer(struct kiosk_request *request, json_t *members);
void kiosk_request_refuse(struct kiosk_request *request, const char *format, ...) PRINTF_LIKE(2, 3);

void kiosk_request_drop(struct kiosk_request *request); // frees it, answers nobody

// Checks a line and makes a request's JSON of it: an object with a known "do". For the thread, and
// for tests.
enum err kiosk_request_parse(struct str line, json_t **out, struct err_info *info) MUST_CHECK;
