// SPDX-License-Identifier: EUPL-1.2
// A service on a socket: HTTP/1.1 by libmicrohttpd, with a limit on everything that a stranger can
// make it hold or wait for; with TLS where it is given a certificate, otherwise behind a proxy.
#pragma once

#include "collector/service.h"

// One request that was answered (or broken off: status 0), for the program's log.
struct collector_event {
    const char *method;
    const char *path; // as sent, may hold anything
    int status;
    size_t bytes_in, bytes_out;
    int64_t duration_ms;
    const char *note; // of the reply, may be ""
};

struct collector_server_options {
    struct collector_service *service; // outlives the server
    struct clock clock;
    const char *address;      // "127.0.0.1", "0.0.0.0", "::1"; IPv6 without brackets
    uint16_t port;            // 0: a free one is picked
    int listen_fd;            // a socket that listens already, to be closed by the server; 0: none
    const char *tls_cert;     // certificate chain and key, PEM texts; NULL: plain HTTP
    const char *tls_key;      //
    unsigned connections_max; // 0: 512
    unsigned per_address_max; // connections of one address; 0: 128
    unsigned rate_per_s;      // requests of one address; 0: no limit
    unsigned idle_s;          // a connection without a byte is closed; 0: 30
    unsigned request_s;       // a request must be complete within this time, and 1 s more for every
                              // 16 KiB of it; 0: 60
    size_t held_bytes_max;    // bodies of all requests together; 0: 256 MiB
    void (*on_event)(void *data, const struct collector_event *event); // [any]; may be NULL
    void *data;
};

struct collector_server;
// ERR_DENIED, ERR_EXISTS (the port is taken) or ERR_ARGUMENT (no address) in plain words.
enum err collector_server_start(const struct collector_server_options *options,
                                struct collector_server **out, struct err_info *info) MUST_CHECK;
uint16_t collector_server_port(const struct collector_server *server);
// Takes no more connections, gives requests under way some seconds, closes. Accepts NULL.
void collector_server_stop(struct collector_server *server);
