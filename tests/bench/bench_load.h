// SPDX-License-Identifier: EUPL-1.2
// A load maker for the collector: requests made ready beforehand, sent over TLS by one thread on
// connections that stay open, as many devices do. What is not answered with 200 is sent again where
// the caller allows it, and ends the benchmark otherwise.
#pragma once

#include "base/buf.h"
#include "tests/bench/bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
// OpenSSL has a type of the same name as one of our errors.
#define ERR_STATE openssl_err_state
#include <openssl/ssl.h>
#undef ERR_STATE
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LOAD_CONNECTIONS_MAX = 16, LOAD_ROOM = 4096 };

struct load_connection {
    int fd;
    SSL *tls;
    size_t request; // index of the one under way
    size_t sent;
    char room[LOAD_ROOM];
    size_t used;
    double begun;
    bool idle;
};

struct load {
    const struct buf *requests;
    size_t count, next, done;
    double *seconds; // of each; may be NULL
    bool again;      // what is refused for now is sent again
    double last;     // when the last answer came
    double gap_from; // set by another thread: from here on the longest gap between answers counts
    double gap;
    SSL_CTX *context;
    int poll;
    uint16_t port;
    struct load_connection connections[LOAD_CONNECTIONS_MAX];
    size_t connection_count;
};

static inline void load_fail(const char *what, const char *said)
{
    fprintf(stderr, "bench: %s: %.200s\n", what, said);
    exit(1);
}

static inline int load_connect(uint16_t port)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(port)};
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (struct sockaddr *)&where, sizeof where)) load_fail("connect", "refused");
    return fd;
}

static inline SSL *load_tls(SSL_CTX *context, int fd)
{
    SSL *tls = SSL_new(context);
    SSL_set_fd(tls, fd);
    if (SSL_connect(tls) != 1) load_fail("TLS", "no handshake");
    return tls;
}

static inline SSL_CTX *load_context(void)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1); // an answer by one read
    return context;
}

static inline void load_open(struct load *l, uint16_t port, size_t connection_count)
{
    memset(l, 0, sizeof *l);
    l->connection_count = connection_count;
    l->port = port;
    l->context = load_context();
    l->poll = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < l->connection_count; i++) {
        struct load_connection *c = &l->connections[i];
        c->fd = load_connect(port);
        c->tls = load_tls(l->context, c->fd);
        c->idle = true;
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(l->poll, EPOLL_CTL_ADD, c->fd, &event);
    }
}

static inline void load_close(struct load *l)
{
    for (size_t i = 0; i < l->connection_count; i++) {
        SSL_free(l->connections[i].tls);
        close(l->connections[i].fd);
    }
    close(l->poll);
    SSL_CTX_free(l->context);
}

static inline void load_send(struct load *l, struct load_connection *c)
{
    const struct buf *request = &l->requests[c->request];
    while (c->sent < request->len) {
        int put = SSL_write(c->tls, request->ptr + c->sent, (int)(request->len - c->sent));
        if (put <= 0) break;
        c->sent += (size_t)put;
    }
    bool more = c->sent < request->len;
    struct epoll_event event = {.events = EPOLLIN | (more ? (uint32_t)EPOLLOUT : 0), .data.ptr = c};
    if (more || request->len > LOAD_ROOM * 2) epoll_ctl(l->poll, EPOLL_CTL_MOD, c->fd, &event);
}

static inline void load_begin(struct load *l, struct load_connection *c)
{
    c->idle = l->next >= l->count;
    if (c->idle) return;
    c->request = l->next++;
    c->sent = c->used = 0;
    c->begun = bench_seconds();
    load_send(l, c);
}

// Whether the answer is there whole.
static inline bool load_whole(struct load_connection *c)
{
    c->room[c->used] = '\0';
    const char *end = strstr(c->room, "\r\n\r\n");
    const char *length = strstr(c->room, "Content-Length: ");
    if (!end || !length) return false;
    return c->used >= (size_t)(end + 4 - c->room) + (size_t)atol(length + 16);
}

static inline void load_answered(struct load *l, struct load_connection *c)
{
    double now = bench_seconds(), from;
    if (strncmp(c->room, "HTTP/1.1 200", 12)) {
        if (!l->again) load_fail("answer", c->room);
        c->sent = c->used = 0;
        load_send(l, c);
        return;
    }
    __atomic_load(&l->gap_from, &from, __ATOMIC_SEQ_CST);
    if (from > 0) {
        double gap = now - (l->last > from ? l->last : from);
        if (gap > l->gap) l->gap = gap;
    }
    l->last = now;
    if (l->seconds) l->seconds[c->request] = now - c->begun;
    __atomic_add_fetch(&l->done, 1, __ATOMIC_SEQ_CST);
    load_begin(l, c);
}

static inline void load_receive(struct load *l, struct load_connection *c)
{
    for (;;) {
        int got = SSL_read(c->tls, c->room + c->used, (int)(LOAD_ROOM - 1 - c->used));
        if (got <= 0) {
            if (SSL_get_error(c->tls, got) != SSL_ERROR_WANT_READ) load_fail("line", "was cut");
            return;
        }
        c->used += (size_t)got;
        if (!load_whole(c)) continue;
        load_answered(l, c);
        return;
    }
}

// Sends all of them; returns the seconds from the first to the last answer.
static inline double load_run(struct load *l, const struct buf *requests, size_t count,
                              double *seconds)
{
    l->requests = requests;
    l->count = count;
    l->seconds = seconds;
    l->next = l->done = 0;
    double begun = bench_seconds();
    for (size_t i = 0; i < l->connection_count; i++)
        load_begin(l, &l->connections[i]);
    while (l->done < count) {
        struct epoll_event events[LOAD_CONNECTIONS_MAX];
        int ready = epoll_wait(l->poll, events, LOAD_CONNECTIONS_MAX, 20000);
        if (ready < 0 && errno == EINTR) continue; // a child of another thread ended
        if (ready <= 0) load_fail("answer", "none came in 20 s");
        for (int i = 0; i < ready; i++) {
            struct load_connection *c = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) load_send(l, c);
            if (events[i].events & EPOLLIN) load_receive(l, c);
        }
    }
    return bench_seconds() - begun;
}
