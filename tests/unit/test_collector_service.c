// SPDX-License-Identifier: EUPL-1.2
// What a collector answers, request by request, without sockets.
#include "tests/unit/collector_world_fixture.h"

TEST(hello_is_signed_over_the_nonce)
{
    struct world w;
    make_world(&w);
    assert_int_equal(ask(&w, NULL, "GET", "/v1/hello", "?nonce=00112233aabbccdd", STR("")), 200);
    json_t *hello = NULL;
    assert_int_equal(json_parse(buf_str(&w.reply.body), 4096, &hello, NULL), ERR_NONE);
    uint8_t epoch[SEAL_EPOCH_BYTES], signature[64];
    assert_true(hex_decode(str_of(json_string_value(json_object_get(hello, "epoch"))), epoch,
                           sizeof epoch));
    assert_true(hex_decode(str_of(json_string_value(json_object_get(hello, "signature"))),
                           signature, sizeof signature));
    const uint8_t *key = seal_signer_public(w.f.collector);
    assert_true(seal_hello_verify(key, STR("00112233aabbccdd"), epoch, signature));
    assert_false(seal_hello_verify(key, STR("00112233aabbccde"), epoch, signature));
    json_decref(hello);
    finish_world(&w);
}

TEST(hello_without_a_nonce_is_a_problem)
{
    struct world w;
    make_world(&w);
    static const char *const queries[] = {"?", "?nonce=", "?nonce=12", "?nonce=zz112233aabbccdd",
                                          "?other=00112233aabbccdd"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        assert_int_equal(ask(&w, NULL, "GET", "/v1/hello", queries[i], STR("")), 400);
        assert_problem(&w, "nonce");
    }
    finish_world(&w);
}

TEST(unknown_paths_and_methods_are_problems)
{
    struct world w;
    make_world(&w);
    static const char *const paths[] = {"/",
                                        "",
                                        "/v1",
                                        "/v1/hello/",
                                        "/v2/hello",
                                        "/v1/surveys/a/b",
                                        "/v1/surveys/a/batches/",
                                        "//v1/hello"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        assert_int_equal(ask(&w, NULL, "GET", paths[i], "?", STR("")), 404);
    assert_int_equal(ask(&w, NULL, "PATCH", "/v1/batches", "?", STR("")), 405);
    assert_string_equal(w.reply.allow, "POST");
    finish_world(&w);
}

TEST(unsigned_requests_are_turned_away)
{
    struct world w;
    make_world(&w);
    assert_int_equal(ask(&w, NULL, "POST", "/v1/batches", "?", STR("x")), 401);
    assert_int_equal(ask(&w, NULL, "PUT", "/v1/surveys", "?", STR("x")), 401);
    assert_int_equal(ask(&w, NULL, "POST", "/v1/devices", "?", STR("{}")), 401);
    assert_int_equal(ask(&w, NULL, "GET", "/v1/surveys/samverkan-2019/batches", "?", STR("")), 401);
    finish_world(&w);
}

TEST(a_survey_is_published_once)
{
    struct world w;
    make_world(&w);
    assert_int_equal(publish(&w), 201);
    assert_int_equal(publish(&w), 200);
    finish_world(&w);
}

TEST(a_survey_of_a_stranger_is_refused)
{
    struct world w;
    make_world(&w);
    assert_int_equal(ask(&w, w.f.device, "PUT", "/v1/surveys", "?", buf_str(&w.f.package)), 403);
    assert_problem(&w, "organizer");
    finish_world(&w);
}

TEST(a_package_cut_short_is_refused)
{
    struct world w;
    make_world(&w);
    w.f.package.len /= 2;
    assert_int_equal(publish(&w), 422);
    assert_problem(&w, "survey");
    assert_int_equal(ask(&w, w.f.organizer, "PUT", "/v1/surveys", "?", STR("")), 422);
    finish_world(&w);
}

TEST(a_package_signed_by_another_is_refused)
{
    struct world w;
    struct batch_fixture other;
    make_world(&w);
    batch_fixture_make(&other);
    assert_int_equal(ask(&w, w.f.organizer, "PUT", "/v1/surveys", "?", buf_str(&other.package)),
                     422);
    assert_problem(&w, "survey");
    batch_fixture_finish(&other);
    finish_world(&w);
}

TEST(a_survey_for_another_collector_is_refused)
{
    struct world w;
    make_world(&w);
    struct seal_signer *other = seal_signer_create();
    struct collector_service_options options = {
        .storage = w.storage, .signer = other, .organizers = &w.f.files.key, .organizer_count = 1};
    collector_service_destroy(w.service);
    assert_int_equal(collector_service_create(&options, &w.service, NULL), ERR_NONE);
    assert_int_equal(publish(&w), 422);
    assert_problem(&w, "collector-key");
    finish_world(&w);
    seal_signer_destroy(other);
}

TEST(a_device_enrols_with_a_token)
{
    struct world w;
    make_world(&w);
    assert_int_equal(enrol(&w), 404); // nothing published yet
    publish(&w);
    assert_int_equal(enrol(&w), 201);
    assert_int_equal(enrol(&w), 200);
    finish_world(&w);
}

TEST(a_token_of_a_stranger_or_another_survey_is_refused)
{
    struct world w;
    make_world(&w);
    publish(&w);
    assert_int_equal(enrol_as(&w, w.f.device, w.f.collector, "samverkan-2019"), 403);
    assert_problem(&w, "token");
    struct buf token = {0}, body = {0};
    seal_token_create(w.f.organizer, STR("other"), &token);
    buf_printf(&body, "{\"survey\":\"samverkan-2019\",\"token\":\"%.*s\"}", (int)token.len,
               (const char *)token.ptr);
    assert_int_equal(ask(&w, w.f.device, "POST", "/v1/devices", "?", buf_str(&body)), 403);
    buf_finish(&token);
    buf_finish(&body);
    finish_world(&w);
}

TEST(a_used_token_does_not_enrol_a_second_device)
{
    struct world w;
    make_world(&w);
    publish(&w);
    struct buf token = {0}, body = {0};
    seal_token_create(w.f.organizer, STR("samverkan-2019"), &token);
    buf_printf(&body, "{\"survey\":\"samverkan-2019\",\"token\":\"%.*s\"}", (int)token.len,
               (const char *)token.ptr);
    assert_int_equal(ask(&w, w.f.device, "POST", "/v1/devices", "?", buf_str(&body)), 201);
    assert_int_equal(ask(&w, w.f.device, "POST", "/v1/devices", "?", buf_str(&body)), 200);
    assert_int_equal(ask(&w, w.f.collector, "POST", "/v1/devices", "?", buf_str(&body)), 409);
    assert_problem(&w, "token-used");
    buf_finish(&token);
    buf_finish(&body);
    finish_world(&w);
}

TEST(nonsense_enrolments_are_problems)
{
    struct world w;
    make_world(&w);
    static const char *const bodies[] = {"",
                                         "{",
                                         "[]",
                                         "\"x\"",
                                         "{}",
                                         "{\"survey\":1,\"token\":\"x\"}",
                                         "{\"survey\":\"s\"}",
                                         "{\"survey\":\"\",\"token\":\"x\"}",
                                         "{\"survey\":\"a\\u0000b\",\"token\":\"x\"}",
                                         "{\"survey\":\"s\",\"survey\":\"s\",\"token\":\"x\"}"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        assert_int_equal(ask(&w, w.f.device, "POST", "/v1/devices", "?", str_of(bodies[i])), 400);
    finish_world(&w);
}

TEST(a_batch_gets_a_receipt_and_a_second_one)
{
    struct world w;
    make_world(&w);
    publish(&w);
    enrol(&w);
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&w.f, 1, NULL, 2, &batch, link);
    assert_int_equal(post(&w, &batch), 200);
    assert_int_equal(verdict(&w, link), SEAL_STORED);
    assert_int_equal(post(&w, &batch), 200);
    assert_int_equal(verdict(&w, link), SEAL_ALREADY);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(a_blocked_device_gets_no_receipt_and_loses_nothing)
{
    struct world w;
    make_world(&w);
    publish(&w);
    enrol(&w);
    const struct collector_storage_table *t = w.storage->table;
    const uint8_t *key = seal_signer_public(w.f.device);
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&w.f, 1, NULL, 1, &batch, link);
    assert_int_equal(t->device_block(w.storage, key, true, NULL), ERR_NONE);
    assert_int_equal(post(&w, &batch), 403);
    assert_problem(&w, "blocked");
    assert_int_equal(enrol(&w), 403); // a new token does not help either
    assert_problem(&w, "blocked");
    assert_int_equal(ask(&w, w.f.device, "GET", "/v1/surveys/samverkan-2019", "?", STR("")), 403);
    assert_int_equal(t->device_block(w.storage, key, false, NULL), ERR_NONE);
    assert_int_equal(post(&w, &batch), 200);
    assert_int_equal(verdict(&w, link), SEAL_STORED);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(a_device_that_was_heard_of_has_its_hour)
{
    struct world w;
    make_world(&w);
    publish(&w);
    enrol(&w);
    struct clock clock = clock_system();
    struct collector_standing standing = {.enrolled = false};
    assert_int_equal(w.storage->table->device_standing(w.storage, "samverkan-2019",
                                                       seal_signer_public(w.f.device), &standing,
                                                       NULL),
                     ERR_NONE);
    assert_true(standing.enrolled);
    assert_in_range(standing.seen_hour, clock_wall_ms(&clock) / 3600000 - 1,
                    clock_wall_ms(&clock) / 3600000);
    finish_world(&w);
}

TEST(ready_ends_before_health_does)
{
    struct world w;
    make_world(&w);
    assert_int_equal(ask(&w, NULL, "GET", "/v1/ready", "?", STR("")), 200);
    collector_service_drain(w.service);
    assert_int_equal(ask(&w, NULL, "GET", "/v1/ready", "?", STR("")), 503);
    assert_int_equal(ask(&w, NULL, "GET", "/v1/health", "?", STR("")), 200);
    finish_world(&w);
}

TEST(pages_for_the_operator_are_for_this_machine)
{
    struct world w;
    make_world(&w);
    static const char *const pages[] = {"/status", "/metrics"};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(ask(&w, NULL, "GET", pages[i], "?", STR("")), 404);
        assert_int_equal(ask(&w, w.f.organizer, "GET", pages[i], "?", STR("")), 404);
        struct collector_request request = {
            .method = "GET", .path = pages[i], .query = "?", .local = true};
        struct collector_reply reply = {0};
        collector_answer(w.service, &request, &reply);
        assert_int_equal(reply.status, 200);
        collector_reply_finish(&reply);
    }
    finish_world(&w);
}

TEST(a_fork_gets_a_receipt_too)
{
    struct world w;
    make_world(&w);
    publish(&w);
    enrol(&w);
    for (int i = 0; i < 2; i++) {
        struct buf batch = {0};
        uint8_t link[SEAL_LINK_BYTES];
        batch_fixture_batch(&w.f, 1, NULL, 1, &batch, link);
        assert_int_equal(post(&w, &batch), 200);
        assert_int_equal(verdict(&w, link), SEAL_STORED);
        buf_finish(&batch);
    }
    assert_non_null(strstr(w.reply.note, "fork"));
    finish_world(&w);
}

TEST(a_batch_of_an_unknown_survey_is_refused)
{
    struct world w;
    make_world(&w);
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&w.f, 1, NULL, 1, &batch, link);
    assert_int_equal(post(&w, &batch), 409);
    assert_int_equal(verdict(&w, link), SEAL_REFUSED);
    // Once the organizer has published it, the same batch is taken.
    publish(&w);
    enrol(&w);
    assert_int_equal(post(&w, &batch), 200);
    assert_int_equal(verdict(&w, link), SEAL_STORED);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(a_batch_of_a_device_not_enrolled_is_refused)
{
    struct world w;
    make_world(&w);
    publish(&w);
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&w.f, 1, NULL, 1, &batch, link);
    assert_int_equal(post(&w, &batch), 409);
    assert_int_equal(verdict(&w, link), SEAL_REFUSED);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(an_altered_batch_is_refused_by_its_own_link)
{
    struct world w;
    make_world(&w);
    publish(&w);
    enrol(&w);
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&w.f, 1, NULL, 1, &batch, NULL);
    batch.ptr[batch.len - 100] ^= 1;
    seal_sha256(buf_str(&batch), link);
    assert_int_equal(post(&w, &batch), 422);
    assert_int_equal(verdict(&w, link), SEAL_REFUSED);
    batch.len /= 2;
    seal_sha256(buf_str(&batch), link);
    assert_int_equal(post(&w, &batch), 422);
    assert_int_equal(verdict(&w, link), SEAL_REFUSED);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(what_is_no_batch_is_a_problem)
{
    struct world w;
    make_world(&w);
    assert_int_equal(ask(&w, w.f.device, "POST", "/v1/batches", "?", STR("hello")), 400);
    assert_problem(&w, "not-a-batch");
    assert_int_equal(ask(&w, w.f.device, "POST", "/v1/batches", "?", STR("")), 400);
    finish_world(&w);
}

TEST(a_batch_posted_by_another_device_is_refused)
{
    struct world w;
    make_world(&w);
    publish(&w);
    enrol(&w);
    struct buf batch = {0};
    batch_fixture_batch(&w.f, 1, NULL, 1, &batch, NULL);
    assert_int_equal(ask(&w, w.f.collector, "POST", "/v1/batches", "?", buf_str(&batch)), 403);
    assert_problem(&w, "device");
    buf_finish(&batch);
    finish_world(&w);
}

TEST(devices_and_the_organizer_fetch_the_survey)
{
    struct world w;
    make_world(&w);
    publish(&w);
    const char *path = "/v1/surveys/samverkan-2019";
    assert_int_equal(ask(&w, w.f.device, "GET", path, "?", STR("")), 403);
    enrol(&w);
    assert_int_equal(ask(&w, w.f.device, "GET", path, "?", STR("")), 200);
    assert_true(str_eq(buf_str(&w.reply.body), buf_str(&w.f.package)));
    assert_int_equal(ask(&w, w.f.organizer, "GET", path, "?", STR("")), 200);
    assert_int_equal(ask(&w, w.f.organizer, "GET", "/v1/surveys/other", "?", STR("")), 404);
    assert_int_equal(ask(&w, w.f.organizer, "GET", "/v1/surveys/O%2e", "?", STR("")), 404);
    finish_world(&w);
}

TEST(the_organizer_pulls_the_original_bytes)
{
    struct world w;
    make_world(&w);
    publish(&w);
    enrol(&w);
    struct buf batches[3] = {{0}};
    uint8_t links[3][SEAL_LINK_BYTES];
    for (int i = 0; i < 3; i++) {
        batch_fixture_batch(&w.f, (uint64_t)i + 1, i ? links[i - 1] : NULL, 1, &batches[i],
                            links[i]);
        assert_int_equal(post(&w, &batches[i]), 200);
    }
    const char *path = "/v1/surveys/samverkan-2019/batches";
    assert_int_equal(ask(&w, w.f.organizer, "GET", path, "?after=", STR("")), 200);
    struct reader r = reader_make(w.reply.body.ptr, w.reply.body.len);
    assert_int_equal(seal_pull_head(&r, NULL), ERR_NONE);
    struct seal_pull_record record;
    char second[SEAL_CURSOR_BYTES_MAX + 16];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
        assert_false(record.end);
        assert_true(str_eq(record.batch, buf_str(&batches[i])));
        struct seal_receipt receipt;
        assert_int_equal(seal_receipt_decode(record.receipt, &receipt, NULL), ERR_NONE);
        assert_memory_equal(receipt.link, links[i], SEAL_LINK_BYTES);
        if (i == 1) snprintf(second, sizeof second, "?after=%.*s", STR_ARG(record.cursor));
    }
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_true(record.end);
    assert_false(record.more);
    // From the middle on.
    assert_int_equal(ask(&w, w.f.organizer, "GET", path, second, STR("")), 200);
    r = reader_make(w.reply.body.ptr, w.reply.body.len);
    assert_int_equal(seal_pull_head(&r, NULL), ERR_NONE);
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_true(str_eq(record.batch, buf_str(&batches[2])));
    for (int i = 0; i < 3; i++)
        buf_finish(&batches[i]);
    finish_world(&w);
}

TEST(a_pull_cannot_be_replayed)
{
    struct world w;
    make_world(&w);
    publish(&w);
    const char *path = "/v1/surveys/samverkan-2019/batches";
    assert_int_equal(ask_with(&w, w.f.organizer, "once", "GET", path, "?after=", STR("")), 200);
    assert_int_equal(ask_with(&w, w.f.organizer, "once", "GET", path, "?after=", STR("")), 401);
    assert_problem(&w, "replay");
    finish_world(&w);
}

TEST(nobody_else_pulls)
{
    struct world w;
    make_world(&w);
    publish(&w);
    enrol(&w);
    const char *path = "/v1/surveys/samverkan-2019/batches";
    assert_int_equal(ask(&w, w.f.device, "GET", path, "?after=", STR("")), 403);
    assert_int_equal(ask(&w, w.f.organizer, "GET", "/v1/surveys/other/batches", "?", STR("")), 404);
    finish_world(&w);
}

TEST(nonsense_cursors_are_problems)
{
    struct world w;
    make_world(&w);
    publish(&w);
    static const char *const queries[] = {
        "?after=x",
        "?after=.",
        "?after=00.1",
        "?before=1",
        "?after=&x=1",
        "?after=00112233445566778899aabbccddeeff.",
        "?after=00112233445566778899aabbccddeeff.-1",
        "?after=00112233445566778899aabbccddeeff.99999999999999999999"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        assert_int_equal(ask(&w, w.f.organizer, "GET", "/v1/surveys/samverkan-2019/batches",
                             queries[i], STR("")),
                         400);
    finish_world(&w);
}

TEST(a_signature_over_another_request_does_not_hold)
{
    struct world w;
    make_world(&w);
    publish(&w);
    struct seal_http_headers headers;
    seal_http_sign(w.f.organizer, "GET", "/v1/surveys/samverkan-2019/batches", "?", STR(""), "n1",
                   &headers);
    struct collector_request request = {.method = "GET",
                                        .path = "/v1/surveys/samverkan-2019/batches",
                                        .query = "?after=",
                                        .content_digest = str_of(headers.content_digest),
                                        .signature_input = str_of(headers.signature_input),
                                        .signature = str_of(headers.signature)};
    collector_reply_finish(&w.reply);
    collector_answer(w.service, &request, &w.reply);
    assert_int_equal(w.reply.status, 401);
    finish_world(&w);
}

TEST(a_body_over_the_limit_is_refused)
{
    struct world w;
    make_world(&w);
    struct buf large = {0};
    buf_reserve(&large, (4 << 20) + 1);
    memset(large.ptr, 'x', (4 << 20) + 1);
    large.len = (4 << 20) + 1;
    assert_int_equal(ask(&w, w.f.device, "POST", "/v1/batches", "?", buf_str(&large)), 413);
    assert_int_equal(ask(&w, NULL, "GET", "/v1/health", "?", STR("x")), 413);
    buf_finish(&large);
    finish_world(&w);
}

TEST_MAIN(cmocka_unit_test(hello_is_signed_over_the_nonce),
          cmocka_unit_test(a_blocked_device_gets_no_receipt_and_loses_nothing),
          cmocka_unit_test(a_device_that_was_heard_of_has_its_hour),
          cmocka_unit_test(ready_ends_before_health_does),
          cmocka_unit_test(pages_for_the_operator_are_for_this_machine),
          cmocka_unit_test(hello_without_a_nonce_is_a_problem),
          cmocka_unit_test(unknown_paths_and_methods_are_problems),
          cmocka_unit_test(unsigned_requests_are_turned_away),
          cmocka_unit_test(a_survey_is_published_once),
          cmocka_unit_test(a_survey_of_a_stranger_is_refused),
          cmocka_unit_test(a_package_cut_short_is_refused),
          cmocka_unit_test(a_package_signed_by_another_is_refused),
          cmocka_unit_test(a_survey_for_another_collector_is_refused),
          cmocka_unit_test(a_device_enrols_with_a_token),
          cmocka_unit_test(a_token_of_a_stranger_or_another_survey_is_refused),
          cmocka_unit_test(a_used_token_does_not_enrol_a_second_device),
          cmocka_unit_test(nonsense_enrolments_are_problems),
          cmocka_unit_test(a_batch_gets_a_receipt_and_a_second_one),
          cmocka_unit_test(a_fork_gets_a_receipt_too),
          cmocka_unit_test(a_batch_of_an_unknown_survey_is_refused),
          cmocka_unit_test(a_batch_of_a_device_not_enrolled_is_refused),
          cmocka_unit_test(an_altered_batch_is_refused_by_its_own_link),
          cmocka_unit_test(what_is_no_batch_is_a_problem),
          cmocka_unit_test(a_batch_posted_by_another_device_is_refused),
          cmocka_unit_test(devices_and_the_organizer_fetch_the_survey),
          cmocka_unit_test(the_organizer_pulls_the_original_bytes),
          cmocka_unit_test(a_pull_cannot_be_replayed), cmocka_unit_test(nobody_else_pulls),
          cmocka_unit_test(nonsense_cursors_are_problems),
          cmocka_unit_test(a_signature_over_another_request_does_not_hold),
          cmocka_unit_test(a_body_over_the_limit_is_refused))
