// SPDX-License-Identifier: EUPL-1.2
// The transport at arm's length: what is asked at one end is what is done at the other, and
// whatever becomes of the courier is a failure over the network and no more.
#include "tests/unit/sync_peer_fixture.h"
#include "sync/courier.h"
#include "sync/courier_frame.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

// A far end in a thread, with a transport that tells what it was asked.
struct far {
    struct sync_courier_work work;
    pthread_t thread;
    int fd;
    enum err served;
    unsigned calls, renewed;
    // What it was asked last, and what it answers.
    struct buf method, url, body, type, digest;
    bool is_signed, hangs, differs;
    size_t answer_bytes_max;
    int64_t timeout_ms;
    enum err err;
    struct buf answer;
};

static void keep(struct buf *to, struct str text)
{
    buf_clear(to);
    buf_add_str(to, text);
}

static enum err told(void *data, const struct sync_request *r, struct sync_response *out,
                     struct err_info *info)
{
    struct far *f = data;
    keep(&f->method, str_of(r->method));
    keep(&f->url, r->url);
    keep(&f->body, r->body);
    keep(&f->type, str_of(r->content_type ? r->content_type : "(none)"));
    keep(&f->digest, str_of(r->headers ? r->headers->content_digest : ""));
    f->is_signed = r->headers != NULL;
    f->answer_bytes_max = r->answer_bytes_max;
    f->timeout_ms = r->timeout_ms;
    *out = (struct sync_response){.status = 201, .retry_after_s = 7};
    strcpy(out->content_type, "text/plain");
    buf_add_str(&out->body, buf_str(&f->answer));
    char byte;
    // Until the near end has gone.
    while (f->hangs && recv(f->fd, &byte, 1, 0) > 0) {
    }
    return f->err ? err_set(info, f->err, "so it is: å") : ERR_NONE;
}

static void told_renew(void *data)
{
    ((struct far *)data)->renewed++;
}

static bool told_clock(void *data)
{
    return ((struct far *)data)->differs;
}

static void *serve(void *data)
{
    struct far *f = data;
    f->served = sync_courier_serve(f->fd, &f->work, NULL);
    close(f->fd);
    return NULL;
}

static int call(void *data, struct err_info *info)
{
    struct far *f = data;
    int ends[2];
    (void)info;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    if (f->calls++) pthread_join(f->thread, NULL);
    f->fd = ends[1];
    assert_int_equal(pthread_create(&f->thread, NULL, serve, f), 0);
    return ends[0];
}

static struct sync_courier *begin(struct far *f)
{
    *f = (struct far){.work = {{told, f, told_renew}, told_clock, f}};
    return sync_courier_create(&(struct sync_courier_options){call, f});
}

static void end(struct far *f, struct sync_courier *c)
{
    sync_courier_destroy(c);
    if (f->calls) pthread_join(f->thread, NULL);
    struct buf *all[] = {&f->method, &f->url, &f->body, &f->type, &f->digest, &f->answer};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_finish(all[i]);
}

static struct sync_request request(void)
{
    return (struct sync_request){.method = "GET",
                                 .url = STR("https://svar.example/v1/hello?nonce=1"),
                                 .answer_bytes_max = 1000,
                                 .timeout_ms = 5000};
}

static enum err make(struct sync_courier *c, const struct sync_request *r,
                     struct sync_response *out, struct err_info *info)
{
    struct sync_transport t = sync_courier_transport(c);
    return t.exchange(t.data, r, out, info);
}

TEST(what_is_asked_is_what_is_done)
{
    struct far f;
    struct sync_response out;
    struct sync_courier *c = begin(&f);
    struct seal_http_headers headers = {"sha-256=:x:", "svar=()", "svar=:y:"};
    struct buf body = {0};
    for (int i = 0; i < 300000; i++) // more than a socket holds at once
        buf_add_u8(&body, (uint8_t)(i * 7));
    struct sync_request r = {.method = "POST",
                             .url = STR("https://svar.example/v1/batches"),
                             .body = buf_str(&body),
                             .content_type = "application/x-svar-batch",
                             .headers = &headers,
                             .answer_bytes_max = 400000,
                             .timeout_ms = 4321};
    buf_add_str(&f.answer, buf_str(&body));
    assert_int_equal(make(c, &r, &out, NULL), ERR_NONE);
    assert_str(buf_str(&f.method), "POST");
    assert_str(buf_str(&f.url), "https://svar.example/v1/batches");
    assert_str(buf_str(&f.type), "application/x-svar-batch");
    assert_str(buf_str(&f.digest), "sha-256=:x:");
    assert_true(str_eq(buf_str(&f.body), buf_str(&body)));
    assert_int_equal(f.answer_bytes_max, 400000);
    assert_int_equal(f.timeout_ms, 4321);
    assert_int_equal(out.status, 201);
    assert_int_equal(out.retry_after_s, 7);
    assert_string_equal(out.content_type, "text/plain");
    assert_true(str_eq(buf_str(&out.body), buf_str(&body)));
    sync_response_finish(&out);
    buf_finish(&body);
    end(&f, c);
}

TEST(what_is_not_there_is_not_there_at_the_other_end_either)
{
    struct far f;
    struct sync_response out;
    struct sync_courier *c = begin(&f);
    struct sync_request r = request();
    assert_int_equal(make(c, &r, &out, NULL), ERR_NONE);
    assert_str(buf_str(&f.type), "(none)");
    assert_false(f.is_signed);
    assert_int_equal(f.body.len, 0);
    assert_int_equal(out.body.len, 0);
    assert_int_equal(f.renewed, 0);
    sync_response_finish(&out);
    end(&f, c);
}

TEST(failures_come_through_with_their_words)
{
    static const enum err errs[] = {ERR_NETWORK, ERR_TIMEOUT, ERR_LIMIT, ERR_PEER};
    struct far f;
    struct sync_courier *c = begin(&f);
    struct sync_request r = request();
    for (size_t i = 0; i < sizeof errs / sizeof errs[0]; i++) {
        struct err_info info = {0};
        struct sync_response out;
        f.err = errs[i];
        assert_int_equal(make(c, &r, &out, &info), errs[i]);
        assert_string_equal(info.message, "so it is: å");
        sync_response_finish(&out);
    }
    assert_int_equal(f.calls, 1);
    end(&f, c);
}

TEST(a_new_connection_is_asked_for_once)
{
    struct far f;
    struct sync_courier *c = begin(&f);
    struct sync_transport t = sync_courier_transport(c);
    struct sync_request r = request();
    t.renew(t.data);
    for (int i = 0; i < 2; i++) {
        struct sync_response out;
        assert_int_equal(make(c, &r, &out, NULL), ERR_NONE);
        sync_response_finish(&out);
    }
    assert_int_equal(f.renewed, 1);
    end(&f, c);
}

TEST(a_clock_that_differs_is_remembered_when_the_courier_has_gone)
{
    struct far f;
    struct sync_courier *c = begin(&f);
    struct sync_request r = request();
    struct sync_response out;
    assert_false(sync_courier_clock_differs(c));
    f.differs = true;
    assert_int_equal(make(c, &r, &out, NULL), ERR_NONE);
    sync_response_finish(&out);
    sync_courier_rest(c);
    assert_true(sync_courier_clock_differs(c));
    end(&f, c);
}

TEST(a_courier_that_was_let_go_ends_and_another_is_called)
{
    struct far f;
    struct sync_courier *c = begin(&f);
    struct sync_request r = request();
    struct sync_response out;
    for (unsigned i = 1; i <= 3; i++) {
        assert_int_equal(make(c, &r, &out, NULL), ERR_NONE);
        sync_response_finish(&out);
        assert_int_equal(f.calls, i);
        sync_courier_rest(c);
    }
    pthread_join(f.thread, NULL); // its end needs nothing but the socket's
    assert_int_equal(f.served, ERR_NONE);
    f.calls = 0;
    end(&f, c);
}

TEST(a_courier_that_dies_is_a_network_that_fails)
{
    struct far f;
    struct sync_courier *c = begin(&f);
    struct sync_request r = request();
    struct sync_response out;
    struct err_info info = {0};
    assert_int_equal(make(c, &r, &out, NULL), ERR_NONE);
    sync_response_finish(&out);
    shutdown(f.fd, SHUT_RDWR);
    assert_int_equal(make(c, &r, &out, &info), ERR_NETWORK);
    assert_non_null(strstr(info.message, "svar-courier"));
    sync_response_finish(&out);
    assert_int_equal(make(c, &r, &out, NULL), ERR_NONE); // by the next one
    sync_response_finish(&out);
    assert_int_equal(f.calls, 2);
    end(&f, c);
}

TEST(an_answer_larger_than_asked_for_is_not_taken)
{
    struct far f;
    struct sync_courier *c = begin(&f);
    struct sync_request r = request();
    struct sync_response out;
    for (size_t bytes = 1001; bytes <= 1001 + 2 * SYNC_FRAME_ROOM; bytes += 2 * SYNC_FRAME_ROOM) {
        buf_clear(&f.answer);
        buf_reserve(&f.answer, bytes);
        memset(f.answer.ptr, 'x', bytes);
        f.answer.len = bytes;
        assert_int_equal(make(c, &r, &out, NULL), ERR_NETWORK);
        assert_int_equal(out.body.len, 0);
        sync_response_finish(&out);
    }
    end(&f, c);
}

static void *abort_it(void *data)
{
    sync_courier_abort(data); // before, within or after the sending: it ends in any case
    return NULL;
}

TEST(an_exchange_can_be_cut_off_by_another_thread)
{
    struct far f;
    struct sync_courier *c = begin(&f);
    struct sync_request r = request();
    struct sync_response out;
    pthread_t other;
    f.hangs = true;
    pthread_create(&other, NULL, abort_it, c);
    assert_int_equal(make(c, &r, &out, NULL), ERR_NETWORK);
    sync_response_finish(&out);
    pthread_join(other, NULL);
    assert_int_equal(make(c, &r, &out, NULL), ERR_NETWORK); // and none begins after that
    sync_response_finish(&out);
    end(&f, c);
}

TEST(what_is_no_request_ends_the_courier)
{
    static const char *const frames[] = {"", "x", "\0\0\0\0\0\0\0\0\0\0\0\0"};
    for (size_t i = 0; i < 4; i++) {
        int ends[2];
        struct far f = {.work = {{told, &f, NULL}, NULL, NULL}};
        struct buf frame = {0};
        struct sync_request r = request();
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
        if (i < 3) buf_add(&frame, frames[i], i == 2 ? 12 : strlen(frames[i]));
        if (i == 3) { // one byte too many
            sync_frame_write_request(&r, false, &frame);
            buf_add_u8(&frame, 0);
        }
        assert_true(sync_frame_send(ends[0], &frame));
        assert_int_equal(sync_courier_serve(ends[1], &f.work, NULL), ERR_PARSE);
        assert_int_equal(f.url.len, 0);
        buf_finish(&frame);
        close(ends[0]);
        close(ends[1]);
    }
}

TEST(a_frame_that_breaks_off_or_claims_too_much_is_none)
{
    static const char cut[] = "\0\0\0\x10half of it", huge[] = "\xff\xff\xff\xff";
    for (int i = 0; i < 2; i++) {
        int ends[2];
        struct buf out = {0};
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
        assert_true(send(ends[0], i ? huge : cut, i ? 4 : sizeof cut - 1, 0) > 0);
        close(ends[0]);
        assert_false(sync_frame_receive(ends[1], 1000, INT64_MAX, &out, NULL));
        buf_finish(&out);
        close(ends[1]);
    }
}

TEST(a_deadline_ends_the_waiting)
{
    int ends[2];
    struct buf out = {0};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_false(sync_frame_receive(ends[0], 1000, 0, &out, NULL));
    buf_finish(&out);
    close(ends[0]);
    close(ends[1]);
}

// The whole way: the protocol of sync.h over a courier over libcurl.
TEST(the_protocol_goes_through_a_courier)
{
    struct peer peer;
    struct far f;
    struct sync_hello hello;
    peer_start(&peer);
    struct sync_http *http = sync_http_create(NULL);
    struct sync_courier *c = begin(&f);
    f.work = (struct sync_courier_work){sync_http_transport(http), NULL, NULL};
    struct sync_collector collector = peer_collector(&peer, http);
    collector.transport = sync_courier_transport(c);
    assert_int_equal(sync_hello(&collector, &hello, NULL), ERR_NONE);
    assert_memory_equal(hello.epoch, peer.epoch, 16);
    peer.manner = PORTAL;
    assert_int_equal(sync_hello(&collector, &hello, NULL), ERR_PEER);
    end(&f, c);
    sync_http_destroy(http);
    peer_stop(&peer);
}

TEST_MAIN(cmocka_unit_test(what_is_asked_is_what_is_done),
          cmocka_unit_test(what_is_not_there_is_not_there_at_the_other_end_either),
          cmocka_unit_test(failures_come_through_with_their_words),
          cmocka_unit_test(a_new_connection_is_asked_for_once),
          cmocka_unit_test(a_clock_that_differs_is_remembered_when_the_courier_has_gone),
          cmocka_unit_test(a_courier_that_was_let_go_ends_and_another_is_called),
          cmocka_unit_test(a_courier_that_dies_is_a_network_that_fails),
          cmocka_unit_test(an_answer_larger_than_asked_for_is_not_taken),
          cmocka_unit_test(an_exchange_can_be_cut_off_by_another_thread),
          cmocka_unit_test(what_is_no_request_ends_the_courier),
          cmocka_unit_test(a_frame_that_breaks_off_or_claims_too_much_is_none),
          cmocka_unit_test(a_deadline_ends_the_waiting),
          cmocka_unit_test(the_protocol_goes_through_a_courier))
