// SPDX-License-Identifier: EUPL-1.2
// A small HTTP client for tests: one request a connection over a plain socket, signed or not.
#pragma once

#include "seal/sign.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_answer {
    int status; // 0: cut off, or no connection
    struct buf all;
    struct str body; // in all
};

static inline int http_connect(uint16_t port)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(port)};
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&where, sizeof where) == 0) return fd;
    close(fd);
    return -1;
}

static inline bool http_send(int fd, struct str bytes)
{
    while (bytes.len) {
        ssize_t put = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (put <= 0) return false;
        bytes = str_sub(bytes, (size_t)put, bytes.len);
    }
    return true;
}

// Reads to the end of the connection. False when what came is no whole answer.
static inline bool http_receive(int fd, struct http_answer *out)
{
    char chunk[16384];
    ssize_t got;
    while ((got = recv(fd, chunk, sizeof chunk, 0)) > 0)
        buf_add(&out->all, chunk, (size_t)got);
    struct str all = buf_str(&out->all);
    ptrdiff_t end = str_find(all, STR("\r\n\r\n"));
    ptrdiff_t length = str_find(all, STR("Content-Length: "));
    if (end < 0 || length < 0 || !str_starts(all, STR("HTTP/1.1 "))) return false;
    int status = atoi(all.ptr + 9);
    out->body = str_sub(all, (size_t)end + 4, all.len);
    if (out->body.len != (size_t)atol(all.ptr + length + 16)) return false;
    out->status = status;
    return true;
}

static inline void http_answer_finish(struct http_answer *answer)
{
    buf_finish(&answer->all);
    *answer = (struct http_answer){0};
}

// target holds the query; signer may be NULL. out is to be finished.
static inline bool http_ask(uint16_t port, const struct seal_signer *signer, const char *nonce,
                            const char *method, const char *target, struct str body,
                            struct http_answer *out)
{
    struct buf request = {0};
    char path[256];
    const char *query = strchr(target, '?');
    snprintf(path, sizeof path, "%.*s", (int)(query ? query - target : (long)strlen(target)),
             target);
    buf_printf(&request, "%s %s HTTP/1.1\r\nHost: collector\r\nConnection: close\r\n", method,
               target);
    if (body.len) buf_printf(&request, "Content-Length: %zu\r\n", body.len);
    if (signer) {
        struct seal_http_headers h;
        seal_http_sign(signer, method, path, query ? query : "?", body, nonce, &h);
        buf_printf(&request, "Content-Digest: %s\r\nSignature-Input: %s\r\nSignature: %s\r\n",
                   h.content_digest, h.signature_input, h.signature);
    }
    buf_add_text(&request, "\r\n");
    buf_add_str(&request, body);
    *out = (struct http_answer){0};
    int fd = http_connect(port);
    bool whole = fd >= 0 && http_send(fd, buf_str(&request)) && http_receive(fd, out);
    if (fd >= 0) close(fd);
    buf_finish(&request);
    return whole;
}
