// SPDX-License-Identifier: EUPL-1.2
// See robot/client.h.
#include "robot/client.h"

#include "base/alloc.h"
#include "base/limits.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct robot_client {
    int fd;
    struct buf in;
};

enum err robot_client_open(const char *path, struct robot_client **out, struct err_info *info)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path)) {
        return err_set(info, ERR_LIMIT, "the socket's path is longer than %zu bytes",
                       sizeof(address.sun_path) - 1);
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        enum err err = err_set_errno(info, "no kiosk listens at %s", path);
        if (fd >= 0) {
            close(fd);
        }
        return err;
    }
    *out = xcalloc(1, sizeof(**out));
    (*out)->fd = fd;
    return ERR_NONE;
}

void robot_client_close(struct robot_client *c)
{
    if (c) {
        close(c->fd);
        buf_finish(&c->in);
        free(c);
    }
}

static enum err send_line(struct robot_client *c, const json_t *request, struct err_info *info)
{
    struct buf line = {0};
    json_write(request, &line);
    buf_add_char(&line, '\n');
    enum err err = ERR_NONE;
    size_t at = 0;
    while (!err && at < line.len) {
        ssize_t sent = send(c->fd, line.ptr + at, line.len - at, MSG_NOSIGNAL);
        if (sent > 0) {
            at += (size_t)sent;
        } else if (sent == 0 || errno != EINTR) {
            err = err_set(info, ERR_PEER, "the kiosk is gone");
        }
    }
    buf_finish(&line);
    return err;
}

// Reads until a line is whole; *out is borrowed from c->in.
static enum err receive_line(struct robot_client *c, struct str *out, struct err_info *info)
{
    buf_clear(&c->in);
    for (;;) {
        buf_reserve(&c->in, 65536);
        ssize_t got = recv(c->fd, c->in.ptr + c->in.len, 65536, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return err_set(info, ERR_PEER, "the kiosk is gone");
        }
        c->in.len += (size_t)got;
        if (c->in.ptr[c->in.len - 1] == '\n') {
            *out = str_make(c->in.ptr, c->in.len - 1);
            return ERR_NONE;
        }
        if (c->in.len > LIMIT_AUTOMATION_LINE_BYTES * 4) {
            return err_set(info, ERR_LIMIT, "the kiosk's answer is too long");
        }
    }
}

enum err robot_client_ask(struct robot_client *c, json_t *request, json_t **out,
                          struct err_info *info)
{
    enum err err = send_line(c, request, info);
    json_decref(request);
    struct str line = {0};
    if (!err) {
        err = receive_line(c, &line, info);
    }
    json_t *answer = NULL;
    if (!err) {
        err = json_parse(line, LIMIT_AUTOMATION_LINE_BYTES * 4, &answer, info);
    }
    if (err) {
        return err;
    }
    if (!json_is_true(json_object_get(answer, "ok"))) {
        const char *why = json_string_value(json_object_get(answer, "error"));
        err = err_set(info, ERR_REFUSED, "%s", why ? why : "the kiosk refused without a reason");
        json_decref(answer);
        return err;
    }
    if (out) {
        *out = answer;
    } else {
        json_decref(answer);
    }
    return ERR_NONE;
}
