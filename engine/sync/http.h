// SPDX-License-Identifier: EUPL-1.2
// One HTTP exchange at a time, as a table of functions, so that tests and other platforms can bring
// their own network; and the one that libcurl makes. It never follows a redirect (a captive portal
// answers with one), speaks http and https only, and limits every size and time.
#pragma once

#include "seal/sign.h"

struct sync_request {
    const char *method; // "GET", "POST" or "PUT"
    struct str url;     // whole, with its query
    struct str body;
    const char *content_type;                // NULL where there is no body
    const struct seal_http_headers *headers; // the signature; NULL: unsigned
    size_t answer_bytes_max;
    int64_t timeout_ms; // for the whole exchange
};

struct sync_response {
    int status;
    char content_type[64]; // without parameters, lower case; "" where there is none
    int64_t retry_after_s; // -1 where there is none; a date counts as none: no clock is trusted
    struct buf body;
};
void sync_response_finish(struct sync_response *r); // accepts a zeroed one

// Blocks until an answer is whole, whatever its status. ERR_NETWORK: no whole answer (unreachable,
// cut); ERR_TIMEOUT; ERR_LIMIT: answer too large; ERR_PEER: its certificate is not believed. *out
// is overwritten, also on failure, and finished by the caller.
struct sync_transport {
    enum err (*exchange)(void *data, const struct sync_request *request, struct sync_response *out,
                         struct err_info *info);
    void *data;
    // The next exchange goes over a new connection. May be NULL.
    void (*renew)(void *data);
};

// [main] Once, before threads start; aborts where libcurl cannot start.
void sync_init(void);

struct sync_http_options {
    const char *ca_file; // PEM file of trusted CAs; NULL: the system's
    const char *proxy; // as curl has it, "http://user:word@host:port", "socks5h://…"; "" for none;
                       // NULL: what the environment says (https_proxy, no_proxy, …)
    int64_t connect_ms; // 0: 10 s
};
// Keeps the connection between exchanges. One thread at a time. options may be NULL; its texts are
// copied.
//
// A certificate whose dates alone do not fit is taken: a device's clock may be years off, and it is
// not by the certificate that a collector is known but by the key that the survey pins. Its chain
// and its name are always checked. sync_http_clock_differs says that this has happened.
struct sync_http; // opaque
struct sync_http *sync_http_create(const struct sync_http_options *options);
void sync_http_destroy(struct sync_http *http); // accepts NULL
bool sync_http_clock_differs(const struct sync_http *http);
// The transport of this client; valid as long as it is.
struct sync_transport sync_http_transport(struct sync_http *http);
