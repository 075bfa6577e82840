// SPDX-License-Identifier: EUPL-1.2
// Rates, deadlines and room. One small table of addresses, one list of connections and one thread
// that looks at the list once a second.
#include "collector/guard_priv.h"

#include "base/alloc.h"
#include "base/str.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { ADDRESSES = 4096, BURST_S = 4, BYTES_PER_MS = 16 };

struct share {
    uint64_t address; // hash; 0: free
    int64_t at_ms;
    int64_t tokens; // thousandths of a request
};

struct guard_connection {
    int fd;
    _Atomic int64_t deadline_ms;
    struct guard_connection *previous, *next;
};

struct guard {
    struct guard_options options;
    uint64_t salt;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    bool stopping;
    struct share shares[ADDRESSES];
    struct guard_connection *connections;
    atomic_size_t held_bytes;
};

static void *watch_main(void *data)
{
    struct guard *g = data;
    pthread_mutex_lock(&g->lock);
    while (!g->stopping) {
        int64_t now = clock_mono_ms(&g->options.clock);
        for (struct guard_connection *c = g->connections; c; c = c->next)
            if (now > c->deadline_ms) shutdown(c->fd, SHUT_RDWR);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += 1;
        if (g->connections)
            pthread_cond_timedwait(&g->wake, &g->lock, &until);
        else
            pthread_cond_wait(&g->wake, &g->lock);
    }
    pthread_mutex_unlock(&g->lock);
    return NULL;
}

struct guard *collector_guard_create(const struct guard_options *options)
{
    struct guard *g = xcalloc(1, sizeof *g);
    g->options = *options;
    struct rng rng = rng_system();
    g->salt = rng_u64(&rng);
    pthread_mutex_init(&g->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&g->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    if (pthread_create(&g->thread, NULL, watch_main, g)) abort(); // no thread left: as no memory
    return g;
}

void collector_guard_destroy(struct guard *g)
{
    if (!g) return;
    pthread_mutex_lock(&g->lock);
    g->stopping = true;
    pthread_cond_signal(&g->wake);
    pthread_mutex_unlock(&g->lock);
    pthread_join(g->thread, NULL);
    while (g->connections)
        collector_guard_connection_close(g, g->connections);
    pthread_cond_destroy(&g->wake);
    pthread_mutex_destroy(&g->lock);
    free(g);
}

// ---- rates ----
static uint64_t address_hash(const struct guard *g, const struct sockaddr *address)
{
    uint8_t key[sizeof g->salt + 16] = {0};
    memcpy(key, &g->salt, sizeof g->salt);
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)address;
        memcpy(key + sizeof g->salt, &in->sin_addr, 4);
    } else if (address && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)address;
        const uint8_t *bytes = in6->sin6_addr.s6_addr;
        // An IPv4 address in IPv6's clothes counts whole, any other by its /64.
        if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
            memcpy(key + sizeof g->salt, bytes + 12, 4);
        else
            memcpy(key + sizeof g->salt, bytes, 8);
    }
    uint64_t hash = str_hash(str_make(key, sizeof key));
    return hash ? hash : 1;
}

// Two addresses in one place share it: the newcomer takes it over with a full share when the other
// has been silent, and is counted with it otherwise.
bool collector_guard_rate(struct guard *g, const struct sockaddr *address, int *out_retry_s)
{
    int64_t rate = g->options.rate_per_s;
    if (!rate) return true;
    int64_t full = rate * BURST_S * 1000;
    uint64_t hash = address_hash(g, address);
    int64_t now = clock_mono_ms(&g->options.clock);
    pthread_mutex_lock(&g->lock);
    struct share *share = &g->shares[hash % ADDRESSES];
    bool silent = now - share->at_ms > BURST_S * 1000;
    if (!share->address || silent) {
        *share = (struct share){.address = hash, .at_ms = now, .tokens = full};
    } else {
        share->tokens += (now - share->at_ms) * rate;
        if (share->tokens > full) share->tokens = full;
        share->at_ms = now;
    }
    bool may = share->tokens >= 1000;
    if (may) share->tokens -= 1000;
    pthread_mutex_unlock(&g->lock);
    *out_retry_s = 1;
    return may;
}

// ---- room ----
bool collector_guard_hold(struct guard *g, size_t bytes)
{
    size_t held = atomic_load(&g->held_bytes);
    do {
        if (bytes > g->options.held_bytes_max - held) return false;
    } while (!atomic_compare_exchange_weak(&g->held_bytes, &held, held + bytes));
    return true;
}

void collector_guard_release(struct guard *g, size_t bytes)
{
    atomic_fetch_sub(&g->held_bytes, bytes);
}

// ---- deadlines ----
struct guard_connection *collector_guard_connection_open(struct guard *g, int fd)
{
    struct guard_connection *c = xcalloc(1, sizeof *c);
    c->fd = fd;
    c->deadline_ms = clock_mono_ms(&g->options.clock) + g->options.request_ms;
    pthread_mutex_lock(&g->lock);
    c->next = g->connections;
    if (c->next) c->next->previous = c;
    g->connections = c;
    if (!c->next) pthread_cond_signal(&g->wake);
    pthread_mutex_unlock(&g->lock);
    return c;
}

void collector_guard_connection_close(struct guard *g, struct guard_connection *c)
{
    if (!c) return;
    pthread_mutex_lock(&g->lock);
    if (c->previous)
        c->previous->next = c->next;
    else
        g->connections = c->next;
    if (c->next) c->next->previous = c->previous;
    pthread_mutex_unlock(&g->lock);
    free(c);
}

void collector_guard_connection_progress(struct guard *g, struct guard_connection *c, size_t bytes)
{
    (void)g;
    if (c) atomic_fetch_add(&c->deadline_ms, (int64_t)(bytes / BYTES_PER_MS));
}

void collector_guard_connection_renew(struct guard *g, struct guard_connection *c)
{
    if (c) atomic_store(&c->deadline_ms, clock_mono_ms(&g->options.clock) + g->options.request_ms);
}
