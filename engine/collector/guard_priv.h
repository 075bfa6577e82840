// SPDX-License-Identifier: EUPL-1.2
// What keeps strangers from using a collector up: how often an address may ask, how long a
// connection may take, how much all bodies together may weigh.
#pragma once

#include "base/clock.h"
#include "base/err.h"

#include <sys/socket.h>

struct guard; // [any]

struct guard_options {
    struct clock clock;
    unsigned rate_per_s; // 0: no limit
    int64_t request_ms;
    size_t held_bytes_max;
};
struct guard *collector_guard_create(const struct guard_options *options);
void collector_guard_destroy(struct guard *g); // after the last connection is gone; accepts NULL

// Takes one request of this address from its share. False: ask again in *out_retry_s. IPv6 counts
// by /64, since one subscriber has all of it.
bool collector_guard_rate(struct guard *g, const struct sockaddr *address, int *out_retry_s);

// Reserves bytes of the bodies' common room. False: there is none just now.
bool collector_guard_hold(struct guard *g, size_t bytes);
void collector_guard_release(struct guard *g, size_t bytes);

// Connections. A socket whose time is up is shut down, which ends it for the HTTP library too.
struct guard_connection;
struct guard_connection *collector_guard_connection_open(struct guard *g, int fd);
void collector_guard_connection_close(struct guard *g, struct guard_connection *c); // accepts NULL
// More time for bytes that came in or are to go out.
void collector_guard_connection_progress(struct guard *g, struct guard_connection *c, size_t bytes);
// The request is done: the time begins anew for the next one.
void collector_guard_connection_renew(struct guard *g, struct guard_connection *c);
