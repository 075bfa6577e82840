// SPDX-License-Identifier: EUPL-1.2
// A collector over real sockets: the way of a device, many at once, and what strangers try.
#include "tests/unit/collector_server_fixture.h"

#include "seal/wire.h"

#include <pthread.h>

TEST(the_whole_way_of_a_device)
{
    struct collector_fixture c;
    collector_fixture_make(&c, NULL);
    collector_fixture_ready(&c);
    struct http_answer answer;
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&c.f, 1, NULL, 3, &batch, link);
    struct seal_receipt receipt;
    static const enum seal_verdict verdicts[] = {SEAL_STORED, SEAL_ALREADY};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            collector_fixture_ask(&c, c.f.device, "POST", "/v1/batches", buf_str(&batch), &answer),
            200);
        assert_int_equal(seal_receipt_decode(answer.body, &receipt, NULL), ERR_NONE);
        assert_int_equal(receipt.verdict, verdicts[i]);
        assert_memory_equal(receipt.link, link, SEAL_LINK_BYTES);
        http_answer_finish(&answer);
    }
    assert_int_equal(collector_fixture_ask(&c, c.f.organizer, "GET",
                                           "/v1/surveys/samverkan-2019/batches?after=", STR(""),
                                           &answer),
                     200);
    struct reader r = reader_make(answer.body.ptr, answer.body.len);
    struct seal_pull_record record;
    assert_int_equal(seal_pull_head(&r, NULL), ERR_NONE);
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_true(str_eq(record.batch, buf_str(&batch)));
    http_answer_finish(&answer);
    buf_finish(&batch);
    collector_fixture_finish(&c);
}

struct poster {
    struct collector_fixture *c;
    struct str batch;
    pthread_t thread;
    enum seal_verdict verdict;
    bool receipted;
    int index;
};

static void *post_batch(void *data)
{
    struct poster *p = data;
    struct http_answer answer;
    char nonce[32];
    snprintf(nonce, sizeof nonce, "p%d", p->index);
    struct seal_receipt receipt;
    if (http_ask(p->c->port, p->c->f.device, nonce, "POST", "/v1/batches", p->batch, &answer) &&
        answer.status == 200 && !seal_receipt_decode(answer.body, &receipt, NULL)) {
        p->receipted = true;
        p->verdict = receipt.verdict;
    }
    http_answer_finish(&answer);
    return NULL;
}

TEST(sixteen_posts_of_one_batch_store_it_once)
{
    struct collector_fixture c;
    collector_fixture_make(&c, NULL);
    collector_fixture_ready(&c);
    struct buf batch = {0};
    batch_fixture_batch(&c.f, 1, NULL, 4, &batch, NULL);
    struct poster posters[16];
    for (int i = 0; i < 16; i++) {
        posters[i] = (struct poster){.c = &c, .batch = buf_str(&batch), .index = i};
        assert_int_equal(pthread_create(&posters[i].thread, NULL, post_batch, &posters[i]), 0);
    }
    int stored = 0;
    for (int i = 0; i < 16; i++) {
        pthread_join(posters[i].thread, NULL);
        assert_true(posters[i].receipted);
        stored += posters[i].verdict == SEAL_STORED;
    }
    assert_int_equal(stored, 1);
    struct collector_figures figures;
    assert_int_equal(c.storage->table->figures(c.storage, &figures, NULL), ERR_NONE);
    assert_int_equal(figures.batches, 1);
    buf_finish(&batch);
    collector_fixture_finish(&c);
}

TEST(a_connection_serves_several_requests)
{
    struct collector_fixture c;
    collector_fixture_make(&c, NULL);
    int fd = http_connect(c.port);
    assert_true(http_send(fd, STR("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"
                                  "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                  "\r\n")));
    struct http_answer answer = {0};
    http_receive(fd, &answer);
    close(fd);
    struct str rest = buf_str(&answer.all);
    int count = 0;
    for (ptrdiff_t at; (at = str_find(rest, STR("{\"status\":\"ok\"}"))) >= 0; count++)
        rest = str_sub(rest, (size_t)at + 1, rest.len);
    assert_int_equal(count, 2);
    http_answer_finish(&answer);
    collector_fixture_finish(&c);
}

TEST(noise_is_no_request_and_harms_nobody)
{
    struct collector_fixture c;
    collector_fixture_make(&c, NULL);
    static const char *const noises[] = {
        "",
        "GET /v1/hea",
        "GET /v1/health HTTP/1.1\r\nHos",
        "\r\n\r\n",
        "GET\r\n\r\n",
        "\x16\x03\x01\x02",
        "POST /v1/batches HTTP/9.9\r\n\r\n",
        "GET /v1/hello?nonce=%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        ("POST /v1/batches HTTP/1.1\r\nHost: x\r\nSignature: a\r\nSignature-Input: b\r\n"
         "Transfer-Encoding: chunked\r\n\r\nzzz\r\n")};
    for (size_t i = 0; i < sizeof noises / sizeof noises[0]; i++) {
        int fd = http_connect(c.port);
        http_send(fd, str_of(noises[i]));
        shutdown(fd, SHUT_WR);
        struct http_answer answer = {0};
        http_receive(fd, &answer);
        assert_int_not_equal(answer.status, 200);
        http_answer_finish(&answer);
        close(fd);
    }
    assert_int_equal(collector_fixture_ask(&c, NULL, "GET", "/v1/health", STR(""), NULL), 200);
    collector_fixture_finish(&c);
}

TEST(an_address_that_is_too_long_is_refused)
{
    struct collector_fixture c;
    collector_fixture_make(&c, NULL);
    char target[2100] = "/v1/";
    memset(target + 4, 'a', 2000);
    assert_int_equal(collector_fixture_ask(&c, NULL, "GET", target, STR(""), NULL), 414);
    collector_fixture_finish(&c);
}

TEST(headers_that_are_too_long_are_refused)
{
    struct collector_fixture c;
    collector_fixture_make(&c, NULL);
    struct buf request = {0};
    buf_add_text(&request, "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ");
    for (int i = 0; i < 40000; i++)
        buf_add_char(&request, 'x');
    buf_add_text(&request, "\r\n\r\n");
    int fd = http_connect(c.port);
    http_send(fd, buf_str(&request)); // the collector may hang up before all is sent
    struct http_answer answer = {0};
    http_receive(fd, &answer);
    assert_int_not_equal(answer.status, 200);
    http_answer_finish(&answer);
    close(fd);
    buf_finish(&request);
    collector_fixture_finish(&c);
}

// ---- a clock that the test turns ----
static int64_t test_now_ms;

static int64_t test_clock_ms(void *data)
{
    (void)data;
    return __atomic_load_n(&test_now_ms, __ATOMIC_SEQ_CST);
}

static const struct clock test_clock = {test_clock_ms, test_clock_ms, NULL};

TEST(requests_over_the_rate_wait)
{
    struct collector_fixture c;
    test_now_ms = 1000000;
    collector_fixture_make(
        &c, &(struct collector_server_options){.clock = test_clock, .rate_per_s = 2});
    int good = 0, refused = 0;
    for (int i = 0; i < 12; i++) {
        int status = collector_fixture_ask(&c, NULL, "GET", "/v1/health", STR(""), NULL);
        good += status == 200;
        refused += status == 429;
    }
    assert_int_equal(good, 8); // a burst of four seconds
    assert_int_equal(refused, 4);
    __atomic_add_fetch(&test_now_ms, 1000, __ATOMIC_SEQ_CST);
    assert_int_equal(collector_fixture_ask(&c, NULL, "GET", "/v1/health", STR(""), NULL), 200);
    collector_fixture_finish(&c);
}

TEST(a_request_that_does_not_end_is_cut)
{
    struct collector_fixture c;
    test_now_ms = 1000000;
    collector_fixture_make(
        &c, &(struct collector_server_options){.clock = test_clock, .request_s = 60});
    int fd = http_connect(c.port);
    assert_true(http_send(fd, STR("POST /v1/batches HTTP/1.1\r\nHost: x\r\nSignature: a\r\n"
                                  "Signature-Input: b\r\nContent-Length: 1000\r\n\r\nsvar")));
    // Another connection proves that the collector lives; then the first one's time is up.
    assert_int_equal(collector_fixture_ask(&c, NULL, "GET", "/v1/health", STR(""), NULL), 200);
    __atomic_add_fetch(&test_now_ms, 61000, __ATOMIC_SEQ_CST);
    struct http_answer answer = {0};
    assert_false(http_receive(fd, &answer)); // returns as soon as it is cut
    assert_int_equal(answer.status, 0);
    http_answer_finish(&answer);
    close(fd);
    collector_fixture_finish(&c);
}

// Connections that only stand there: what is over the limit is turned away at once, and when one of
// the others goes there is room again.
static void assert_limited(const struct collector_server_options *over)
{
    struct collector_fixture c;
    collector_fixture_make(&c, over);
    int first = http_connect(c.port), second = http_connect(c.port);
    assert_true(http_send(first, STR("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")));
    char byte;
    assert_int_equal(recv(first, &byte, 1, 0), 1); // it is served
    assert_int_equal(collector_fixture_ask(&c, NULL, "GET", "/v1/health", STR(""), NULL), 0);
    close(second);
    int status = 0;
    for (int i = 0; i < 500 && status != 200; i++) {
        usleep(2000); // until the server has noticed
        status = collector_fixture_ask(&c, NULL, "GET", "/v1/health", STR(""), NULL);
    }
    assert_int_equal(status, 200);
    close(first);
    collector_fixture_finish(&c);
}

TEST(connections_over_the_limit_are_turned_away)
{
    assert_limited(
        &(struct collector_server_options){.clock = clock_system(), .connections_max = 2});
}

TEST(connections_of_one_address_over_its_limit_are_turned_away)
{
    assert_limited(
        &(struct collector_server_options){.clock = clock_system(), .per_address_max = 2});
}

TEST(a_silent_connection_is_closed)
{
    struct collector_fixture c;
    collector_fixture_make(
        &c, &(struct collector_server_options){.clock = clock_system(), .idle_s = 1});
    int fd = http_connect(c.port);
    char byte;
    assert_int_equal(recv(fd, &byte, 1, 0), 0); // returns as soon as it is closed
    close(fd);
    collector_fixture_finish(&c);
}

TEST(bodies_share_a_limited_room)
{
    struct collector_fixture c;
    collector_fixture_make(
        &c, &(struct collector_server_options){.clock = clock_system(), .held_bytes_max = 1000});
    struct buf large = {0};
    for (int i = 0; i < 2000; i++)
        buf_add_char(&large, 'x');
    assert_int_equal(
        collector_fixture_ask(&c, c.f.device, "POST", "/v1/batches", buf_str(&large), NULL), 503);
    large.len = 500;
    assert_int_equal(
        collector_fixture_ask(&c, c.f.device, "POST", "/v1/batches", buf_str(&large), NULL), 400);
    assert_int_equal(
        collector_fixture_ask(&c, c.f.device, "POST", "/v1/batches", buf_str(&large), NULL), 400);
    buf_finish(&large);
    collector_fixture_finish(&c);
}

TEST(a_taken_port_and_a_wrong_address_say_so)
{
    struct collector_fixture c;
    collector_fixture_make(&c, NULL);
    struct collector_server_options options = {
        .service = c.service, .clock = clock_system(), .address = "127.0.0.1", .port = c.port};
    struct collector_server *second = NULL;
    struct err_info info = {0};
    assert_int_equal(collector_server_start(&options, &second, &info), ERR_EXISTS);
    options.address = "localhost";
    assert_int_equal(collector_server_start(&options, &second, &info), ERR_ARGUMENT);
    collector_fixture_finish(&c);
}

TEST_MAIN(cmocka_unit_test(the_whole_way_of_a_device),
          cmocka_unit_test(sixteen_posts_of_one_batch_store_it_once),
          cmocka_unit_test(a_connection_serves_several_requests),
          cmocka_unit_test(noise_is_no_request_and_harms_nobody),
          cmocka_unit_test(an_address_that_is_too_long_is_refused),
          cmocka_unit_test(headers_that_are_too_long_are_refused),
          cmocka_unit_test(requests_over_the_rate_wait),
          cmocka_unit_test(a_request_that_does_not_end_is_cut),
          cmocka_unit_test(connections_over_the_limit_are_turned_away),
          cmocka_unit_test(connections_of_one_address_over_its_limit_are_turned_away),
          cmocka_unit_test(a_silent_connection_is_closed),
          cmocka_unit_test(bodies_share_a_limited_room),
          cmocka_unit_test(a_taken_port_and_a_wrong_address_say_so))
