// SPDX-License-Identifier: EUPL-1.2
// Both ends of the transport at arm's length. See sync/courier.h.
#include "sync/courier.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/limits.h"
#include "sync/courier_frame.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum {
    GRACE_MS = 15000, // beyond an exchange's own time, which may be taken twice over its dates
    SEND_S = 30,
};

struct sync_courier {
    struct sync_courier_options options;
    bool fresh;
    bool clock_differs;
    pthread_mutex_t lock;
    // Under the lock; changed by the exchange's thread alone.
    int fd; // -1: none called
    bool aborted;
};

// ---- the near end ----
struct sync_courier *sync_courier_create(const struct sync_courier_options *options)
{
    struct sync_courier *c = xcalloc(1, sizeof *c);
    c->options = *options;
    c->fd = -1;
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void sync_courier_destroy(struct sync_courier *c)
{
    if (!c) return;
    sync_courier_rest(c);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

void sync_courier_rest(struct sync_courier *c)
{
    pthread_mutex_lock(&c->lock);
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    pthread_mutex_unlock(&c->lock);
}

void sync_courier_abort(struct sync_courier *c)
{
    pthread_mutex_lock(&c->lock);
    c->aborted = true;
    if (c->fd >= 0) shutdown(c->fd, SHUT_RDWR);
    pthread_mutex_unlock(&c->lock);
}

bool sync_courier_clock_differs(const struct sync_courier *c)
{
    return c->clock_differs;
}

static enum err call(struct sync_courier *c, struct err_info *info)
{
    if (c->fd >= 0) return ERR_NONE;
    int fd = c->options.call(c->options.data, info);
    if (fd < 0) return info && info->code ? info->code : ERR_NETWORK;
    struct timeval patience = {.tv_sec = SEND_S};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    pthread_mutex_lock(&c->lock);
    c->fd = fd;
    if (c->aborted) shutdown(fd, SHUT_RDWR);
    pthread_mutex_unlock(&c->lock);
    return ERR_NONE;
}

static bool aborted(struct sync_courier *c)
{
    pthread_mutex_lock(&c->lock);
    bool is = c->aborted;
    pthread_mutex_unlock(&c->lock);
    return is;
}

static bool ask(struct sync_courier *c, const struct sync_request *request, struct buf *frame)
{
    struct clock clock = clock_system();
    buf_clear(frame);
    sync_frame_write_request(request, c->fresh, frame);
    bool done = sync_frame_send(c->fd, frame);
    int64_t deadline_ms = clock_mono_ms(&clock) + 2 * request->timeout_ms + GRACE_MS;
    return done && sync_frame_receive(c->fd, request->answer_bytes_max + SYNC_FRAME_ROOM,
                                      deadline_ms, frame, NULL);
}

static enum err exchange(void *data, const struct sync_request *request, struct sync_response *out,
                         struct err_info *info)
{
    struct sync_courier *c = data;
    struct sync_frame_answer answer = {0};
    struct buf frame = {0};
    *out = (struct sync_response){.retry_after_s = -1};
    enum err err = aborted(c) ? err_set(info, ERR_NETWORK, "this device is being switched off")
                              : call(c, info);
    if (err) return err;
    if (!ask(c, request, &frame)) {
        sync_courier_rest(c);
        err = err_set(info, ERR_NETWORK,
                      "svar-courier, which speaks with the network, has ended: "
                      "is it there, beside svar-kiosk?");
    }
    if (!err) {
        err = sync_frame_read_answer(buf_str(&frame), request->answer_bytes_max, &answer, NULL);
        if (err) {
            sync_courier_rest(c);
            err = err_set(info, ERR_NETWORK, "svar-courier's answer is none");
        }
    }
    if (!err) {
        c->fresh = false;
        c->clock_differs = c->clock_differs || answer.clock_differs;
        out->status = answer.status;
        out->retry_after_s = answer.retry_after_s;
        memcpy(out->content_type, answer.content_type, sizeof out->content_type);
        buf_add_str(&out->body, answer.body);
        if (answer.err) err = err_set(info, answer.err, "%s", answer.message);
    }
    buf_wipe(&frame); // it may have held a token
    return err;
}

static void renew(void *data)
{
    ((struct sync_courier *)data)->fresh = true;
}

struct sync_transport sync_courier_transport(struct sync_courier *c)
{
    return (struct sync_transport){exchange, c, renew};
}

// ---- the far end ----
static bool serve_one(int fd, const struct sync_courier_work *work,
                      const struct sync_frame_request *asked, struct buf *frame)
{
    const struct sync_transport *t = &work->transport;
    struct err_info info = {0};
    struct sync_response response = {0};
    if (asked->fresh && t->renew) t->renew(t->data);
    struct sync_frame_answer answer = {.err =
                                           t->exchange(t->data, &asked->request, &response, &info)};
    answer.clock_differs = work->clock_differs && work->clock_differs(work->data);
    answer.status = response.status;
    answer.retry_after_s = response.retry_after_s;
    memcpy(answer.content_type, response.content_type, sizeof answer.content_type);
    size_t bytes = utf8_cut(str_of(info.message), sizeof answer.message - 1);
    if (answer.err) memcpy(answer.message, info.message, bytes);
    answer.body = buf_str(&response.body);
    buf_clear(frame); // the request is over: what it borrowed may go
    sync_frame_write_answer(&answer, frame);
    sync_response_finish(&response);
    return sync_frame_send(fd, frame);
}

enum err sync_courier_serve(int fd, const struct sync_courier_work *work, struct err_info *info)
{
    struct buf frame = {0};
    enum err err = ERR_NONE;
    bool end = false;
    while (!err && sync_frame_receive(fd, LIMIT_SURVEY_PACKAGE_BYTES + SYNC_FRAME_ROOM, INT64_MAX,
                                      &frame, &end)) {
        struct sync_frame_request asked;
        err = sync_frame_read_request(buf_str(&frame), &asked, info);
        if (!err && !serve_one(fd, work, &asked, &frame)) break;
    }
    buf_wipe(&frame);
    return err;
}
