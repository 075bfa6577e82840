// SPDX-License-Identifier: EUPL-1.2
// The transport at arm's length: exchanges are made by a program of its own (svar-courier), to
// which a request goes over a local socket and from which its answer comes back. So whoever holds
// answers in memory needs no network, and the libraries of the network are in memory only while
// there is something to send. What is a collector and what a receipt is judged on this side, as
// ever.
#pragma once

#include "sync/http.h"

struct sync_courier_options {
    // A connected stream socket to a new courier, which the near end closes; -1 with the reason in
    // info. Called within an exchange, on its thread.
    int (*call)(void *data, struct err_info *info);
    void *data;
};

struct sync_courier; // opaque; one thread but for what says [any]
struct sync_courier *sync_courier_create(const struct sync_courier_options *options);
void sync_courier_destroy(struct sync_courier *c); // accepts NULL
// Its exchanges fail with ERR_NETWORK where the courier ends or keeps silent; the next one calls
// another. Valid as long as the courier is.
struct sync_transport sync_courier_transport(struct sync_courier *c);
// Nothing is to be sent for a while: the courier is let go, with its connection.
void sync_courier_rest(struct sync_courier *c);
// [any] Ends the exchange that is under way, and every later one.
void sync_courier_abort(struct sync_courier *c);
bool sync_courier_clock_differs(const struct sync_courier *c); // as sync_http_clock_differs

// ---- the far end ----
struct sync_courier_work {
    struct sync_transport transport;
    bool (*clock_differs)(void *data); // may be NULL
    void *data;
};
// Makes exchanges for whoever is at the other end of fd, until that one closes it (ERR_NONE) or
// says what is no request (ERR_PARSE).
enum err sync_courier_serve(int fd, const struct sync_courier_work *work,
                            struct err_info *info) MUST_CHECK;
