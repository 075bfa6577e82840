// SPDX-License-Identifier: EUPL-1.2
// Frames of a courier: written, read with every length checked, sent and received whole.
#include "sync/courier_frame.h"

#include "base/check.h"
#include "base/clock.h"
#include "base/limits.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

enum { FRESH = 1, SIGNED = 2, AT_ONCE = 64 << 10 };

static void add_text(struct buf *out, struct str text)
{
    size_t bytes = text.len < UINT16_MAX ? text.len : UINT16_MAX;
    buf_add_u16(out, (uint16_t)bytes);
    buf_add(out, text.ptr, bytes);
}

static void add_body(struct buf *out, struct str body)
{
    CHECK(body.len <= UINT32_MAX);
    buf_add_u32(out, (uint32_t)body.len);
    buf_add_str(out, body);
}

static struct str take_bytes(struct reader *r, size_t bytes)
{
    const uint8_t *at = reader_take(r, bytes);
    return at ? str_make(at, bytes) : (struct str){0};
}

static struct str take_text(struct reader *r)
{
    return take_bytes(r, reader_u16(r));
}

// A text that must fit, and end where it says.
static void take_into(struct reader *r, char *out, size_t out_bytes)
{
    struct str text = take_text(r);
    if (text.len >= out_bytes || (text.len && memchr(text.ptr, '\0', text.len))) {
        r->failed = true;
        return;
    }
    if (text.len) memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
}

// Here and not beside libcurl, which who has a courier does not load.
void sync_response_finish(struct sync_response *r)
{
    if (r) buf_finish(&r->body);
}

void sync_frame_write_request(const struct sync_request *request, bool fresh, struct buf *out)
{
    static const struct seal_http_headers none;
    const struct seal_http_headers *h = request->headers ? request->headers : &none;
    buf_add_u8(out, (uint8_t)((fresh ? FRESH : 0) | (request->headers ? SIGNED : 0)));
    buf_add_u64(out, (uint64_t)request->timeout_ms);
    buf_add_u64(out, request->answer_bytes_max);
    add_text(out, str_of(request->method));
    add_text(out, request->url);
    add_text(out, str_of(request->content_type ? request->content_type : ""));
    add_text(out, str_of(h->content_digest));
    add_text(out, str_of(h->signature_input));
    add_text(out, str_of(h->signature));
    add_body(out, request->body);
}

enum err sync_frame_read_request(struct str frame, struct sync_frame_request *out,
                                 struct err_info *info)
{
    struct reader r = reader_make(frame.ptr, frame.len);
    *out = (struct sync_frame_request){0};
    struct sync_request *request = &out->request;
    uint8_t flags = reader_u8(&r);
    request->timeout_ms = (int64_t)reader_u64(&r);
    uint64_t answer_bytes_max = reader_u64(&r);
    take_into(&r, out->method, sizeof out->method);
    request->url = take_text(&r);
    take_into(&r, out->content_type, sizeof out->content_type);
    take_into(&r, out->headers.content_digest, sizeof out->headers.content_digest);
    take_into(&r, out->headers.signature_input, sizeof out->headers.signature_input);
    take_into(&r, out->headers.signature, sizeof out->headers.signature);
    request->body = take_bytes(&r, reader_u32(&r));
    if (r.failed || reader_left(&r) || !out->method[0] || !request->url.len ||
        memchr(request->url.ptr, '\0', request->url.len) || request->timeout_ms <= 0 ||
        answer_bytes_max > LIMIT_SURVEY_PACKAGE_BYTES)
        return err_set(info, ERR_PARSE, "what came is no request");
    request->answer_bytes_max = (size_t)answer_bytes_max;
    request->method = out->method;
    request->content_type = out->content_type[0] ? out->content_type : NULL;
    request->headers = flags & SIGNED ? &out->headers : NULL;
    out->fresh = flags & FRESH;
    return ERR_NONE;
}

void sync_frame_write_answer(const struct sync_frame_answer *answer, struct buf *out)
{
    buf_add_u32(out, (uint32_t)answer->err);
    buf_add_u8(out, answer->clock_differs);
    buf_add_u32(out, (uint32_t)answer->status);
    buf_add_u64(out, (uint64_t)answer->retry_after_s);
    add_text(out, str_of(answer->content_type));
    add_text(out, str_of(answer->message));
    add_body(out, answer->body);
}

enum err sync_frame_read_answer(struct str frame, size_t body_bytes_max,
                                struct sync_frame_answer *out, struct err_info *info)
{
    struct reader r = reader_make(frame.ptr, frame.len);
    *out = (struct sync_frame_answer){0};
    uint32_t err = reader_u32(&r);
    uint8_t clock_differs = reader_u8(&r);
    uint32_t status = reader_u32(&r);
    out->retry_after_s = (int64_t)reader_u64(&r);
    take_into(&r, out->content_type, sizeof out->content_type);
    take_into(&r, out->message, sizeof out->message);
    out->body = take_bytes(&r, reader_u32(&r));
    // The courier speaks with whoever answers: it is believed as little as that one.
    bool known = err == ERR_NONE || err == ERR_NETWORK || err == ERR_TIMEOUT || err == ERR_LIMIT ||
                 err == ERR_PEER;
    if (r.failed || reader_left(&r) || !known || clock_differs > 1 || status > 999 ||
        out->retry_after_s < -1 || out->body.len > body_bytes_max ||
        !utf8_valid(str_of(out->message)))
        return err_set(info, ERR_PARSE, "what came is no answer");
    out->err = (enum err)err;
    out->clock_differs = clock_differs;
    out->status = (int)status;
    return ERR_NONE;
}

bool sync_frame_send(int fd, const struct buf *frame)
{
    uint8_t head[4] = {(uint8_t)(frame->len >> 24), (uint8_t)(frame->len >> 16),
                       (uint8_t)(frame->len >> 8), (uint8_t)frame->len};
    CHECK(frame->len <= UINT32_MAX);
    for (size_t at = 0, whole = sizeof head + frame->len; at < whole;) {
        bool in_head = at < sizeof head;
        const uint8_t *from = in_head ? head + at : frame->ptr + (at - sizeof head);
        size_t left = in_head ? sizeof head - at : whole - at;
        ssize_t sent = send(fd, from, left, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += (size_t)sent;
    }
    return true;
}

static int64_t now_ms(void)
{
    struct clock clock = clock_system();
    return clock_mono_ms(&clock);
}

// So many bytes behind what out holds. Returns how many came: fewer where the other end closed or
// the time was up.
static size_t receive(int fd, size_t bytes, int64_t deadline_ms, struct buf *out)
{
    size_t come = 0;
    while (come < bytes) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int64_t left = deadline_ms == INT64_MAX ? -1 : deadline_ms - now_ms();
        if (deadline_ms != INT64_MAX && left <= 0) break;
        int ready = poll(&wait, 1, left > INT32_MAX ? INT32_MAX : (int)left);
        if (ready < 0 && errno != EINTR) break;
        if (ready <= 0) continue;
        // What was announced is made room for as it comes, not before.
        size_t room = bytes - come < AT_ONCE ? bytes - come : AT_ONCE;
        buf_reserve(out, room);
        ssize_t got = recv(fd, out->ptr + out->len, room, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        out->len += (size_t)got;
        come += (size_t)got;
    }
    return come;
}

bool sync_frame_receive(int fd, size_t bytes_max, int64_t deadline_ms, struct buf *out,
                        bool *out_end)
{
    struct buf head = {0};
    size_t come = receive(fd, 4, deadline_ms, &head);
    if (out_end) *out_end = come == 0;
    struct reader r = reader_make(head.ptr, head.len);
    size_t bytes = reader_u32(&r);
    buf_finish(&head);
    buf_clear(out);
    if (come < 4 || bytes > bytes_max) return false;
    return receive(fd, bytes, deadline_ms, out) == bytes;
}
