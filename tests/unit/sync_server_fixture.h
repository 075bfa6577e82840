// SPDX-License-Identifier: EUPL-1.2
// A small HTTP server in a thread of the test, with plain sockets: what it answers to each request
// is decided by a function of the test, down to the byte where the connection is cut.
#pragma once

#include "base/buf.h"
#include "tests/unit/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct served {
    char method[8];
    char target[512]; // path and query
    struct str head;  // all of the head, as it came
    struct str body;
};

struct answer {
    int status;
    const char *type;  // NULL: none
    const char *extra; // further header lines, each with its end; NULL: none
    struct buf body;
    size_t cut_at; // bytes of the whole answer that are sent before the connection is cut; 0: all
};

typedef void (*serve_function)(void *data, const struct served *request, struct answer *out);

struct server {
    int fd;
    pthread_t thread;
    char url[64];
    serve_function serve;
    void *data;
    atomic_int requests;
    atomic_bool stop;
    bool keeps;             // connections stay open between requests
    atomic_int connections; // so far
};

// A header's value, "" where it is absent.
static inline struct str served_header(const struct served *r, const char *name)
{
    struct str rest = r->head, line;
    while (str_split(&rest, '\n', &line)) {
        ptrdiff_t colon = str_find_char(line, ':');
        if (colon > 0 && str_eq_nocase(str_sub(line, 0, (size_t)colon), str_of(name)))
            return str_trim(str_sub(line, (size_t)colon + 1, line.len));
    }
    return STR("");
}

static inline bool server_read(int fd, struct buf *in, size_t *out_head)
{
    *out_head = 0;
    size_t wanted = 0;
    for (;;) {
        char chunk[65536];
        ptrdiff_t end = str_find(buf_str(in), STR("\r\n\r\n"));
        if (end >= 0) {
            struct served r = {.head = str_make(in->ptr, (size_t)end)};
            int64_t length = 0;
            struct str text = served_header(&r, "content-length");
            if (text.len && !str_to_int64(text, &length)) return false;
            *out_head = (size_t)end + 4;
            wanted = *out_head + (size_t)length;
        }
        if (wanted && in->len >= wanted) return true;
        ssize_t got = recv(fd, chunk, sizeof chunk, 0);
        if (got <= 0) return false;
        buf_add(in, chunk, (size_t)got);
    }
}

// True where the connection may bear another request.
static inline bool server_answer(struct server *s, int fd)
{
    struct buf in = {0}, out = {0};
    size_t head;
    bool goes_on = false;
    if (server_read(fd, &in, &head)) {
        struct served request = {.head = str_make(in.ptr, head),
                                 .body = str_make(in.ptr + head, in.len - head)};
        struct answer answer = {.status = 404};
        char line[600];
        snprintf(line, sizeof line, "%.*s", (int)(head < 599 ? head : 599), (char *)in.ptr);
        if (sscanf(line, "%7s %511s", request.method, request.target) == 2) {
            atomic_fetch_add(&s->requests, 1);
            s->serve(s->data, &request, &answer);
            buf_printf(&out, "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n%s%s", answer.status,
                       answer.body.len, s->keeps ? "" : "Connection: close\r\n",
                       answer.extra ? answer.extra : "");
            goes_on = s->keeps && !answer.cut_at;
            if (answer.type) buf_printf(&out, "Content-Type: %s\r\n", answer.type);
            buf_add_text(&out, "\r\n");
            buf_add_str(&out, buf_str(&answer.body));
            size_t send_bytes = answer.cut_at && answer.cut_at < out.len ? answer.cut_at : out.len;
            for (size_t at = 0; at < send_bytes;) {
                ssize_t put = send(fd, out.ptr + at, send_bytes - at, MSG_NOSIGNAL);
                if (put <= 0) break;
                at += (size_t)put;
            }
        }
        buf_finish(&answer.body);
    }
    buf_finish(&in);
    buf_finish(&out);
    return goes_on;
}

static inline bool server_hears(struct server *s, int fd)
{
    while (!atomic_load(&s->stop)) {
        struct pollfd wait = {fd, POLLIN, 0};
        if (poll(&wait, 1, 10) > 0) return true;
        // Another client may be waiting: one connection at a time is served.
        struct pollfd other = {s->fd, POLLIN, 0};
        if (poll(&other, 1, 0) > 0) return false;
    }
    return false;
}

static inline void *server_run(void *data)
{
    struct server *s = data;
    while (!atomic_load(&s->stop)) {
        struct pollfd wait = {s->fd, POLLIN, 0};
        if (poll(&wait, 1, 20) <= 0) continue;
        int fd = accept(s->fd, NULL, NULL);
        if (fd < 0) continue;
        atomic_fetch_add(&s->connections, 1);
        while (server_answer(s, fd) && server_hears(s, fd))
            continue;
        close(fd);
    }
    return NULL;
}

static inline void server_start(struct server *s, serve_function serve, void *data)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    memset(s, 0, sizeof *s);
    s->serve = serve;
    s->data = data;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(s->fd >= 0);
    assert_int_equal(bind(s->fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(s->fd, 16), 0);
    assert_int_equal(getsockname(s->fd, (struct sockaddr *)&address, &len), 0);
    snprintf(s->url, sizeof s->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    assert_int_equal(pthread_create(&s->thread, NULL, server_run, s), 0);
}

static inline void server_stop(struct server *s)
{
    atomic_store(&s->stop, true);
    pthread_join(s->thread, NULL);
    close(s->fd);
}
