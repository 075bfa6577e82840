// SPDX-License-Identifier: EUPL-1.2
// Devices that mean harm, and what a proxy's path prefix does to signatures. Whatever they send, a
// device that is honest loses nothing by it.
#include "tests/unit/collector_world_fixture.h"

static void make_ready(struct world *w)
{
    make_world(w);
    assert_int_equal(publish(w), 201);
    assert_int_equal(enrol(w), 201);
}

static uint64_t stored(struct world *w)
{
    struct collector_figures figures;
    assert_int_equal(w->storage->table->figures(w->storage, &figures, NULL), ERR_NONE);
    return figures.batches;
}

// A batch in a request whose headers a test may spoil.
struct spoiled {
    struct seal_http_headers headers;
    struct collector_request request;
};

static void sign_post(struct world *w, const struct seal_signer *signer, struct str body,
                      struct spoiled *out)
{
    seal_http_sign(signer, "POST", "/v1/batches", "?", body, "n1", &out->headers);
    out->request = (struct collector_request){
        .method = "POST", .path = "/v1/batches", .query = "?", .body = body, .line = w->line};
}

static int send_spoiled(struct world *w, struct spoiled *s)
{
    s->request.content_digest = str_of(s->headers.content_digest);
    s->request.signature_input = str_of(s->headers.signature_input);
    s->request.signature = str_of(s->headers.signature);
    collector_reply_finish(&w->reply);
    w->reply = (struct collector_reply){0};
    collector_answer(w->service, &s->request, &w->reply);
    return w->reply.status;
}

TEST(a_request_signed_with_another_key_under_the_devices_name)
{
    struct world w;
    make_ready(&w);
    struct buf batch = {0};
    struct spoiled mine, theirs;
    batch_fixture_batch(&w.f, 1, NULL, 1, &batch, NULL);
    struct seal_signer *stranger = seal_signer_create();
    sign_post(&w, w.f.device, buf_str(&batch), &mine);
    sign_post(&w, stranger, buf_str(&batch), &theirs);
    memcpy(mine.headers.signature, theirs.headers.signature, sizeof mine.headers.signature);
    assert_int_equal(send_spoiled(&w, &mine), 401);
    assert_int_equal(stored(&w), 0);
    seal_signer_destroy(stranger);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(a_connection_that_has_proved_a_key_proves_no_other)
{
    struct world w;
    struct collector_line line = {.proven = false};
    make_ready(&w);
    struct buf first = {0}, second = {0};
    uint8_t link[SEAL_LINK_BYTES];
    w.line = &line;
    batch_fixture_batch(&w.f, 1, NULL, 1, &first, link);
    assert_int_equal(post(&w, &first), 200);
    assert_true(line.proven);
    // Another enrolled device's batch on the same connection, under a signature that is not its.
    struct seal_signer *other = seal_signer_create();
    assert_int_equal(enrol_as(&w, other, w.f.organizer, "samverkan-2019"), 201);
    batch_fixture_batch_of(&w.f, w.f.survey, other, 1, NULL, 1, &second, NULL);
    struct spoiled spoiled, mine;
    sign_post(&w, other, buf_str(&second), &spoiled);
    sign_post(&w, w.f.device, buf_str(&second), &mine);
    memcpy(spoiled.headers.signature, mine.headers.signature, sizeof mine.headers.signature);
    assert_int_equal(send_spoiled(&w, &spoiled), 401);
    // And the key that was proved sends nothing of the other's.
    assert_int_equal(send_spoiled(&w, &mine), 403);
    assert_int_equal(stored(&w), 1);
    seal_signer_destroy(other);
    buf_finish(&first);
    buf_finish(&second);
    finish_world(&w);
}

TEST(a_proven_connection_still_checks_every_batch)
{
    struct world w;
    struct collector_line line = {.proven = false};
    make_ready(&w);
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    w.line = &line;
    batch_fixture_batch(&w.f, 1, NULL, 2, &batch, link);
    assert_int_equal(post(&w, &batch), 200);
    // One bit of a sealed response, one of the signature: each under a request signed anew.
    static const size_t from_end[] = {300, 10};
    for (size_t i = 0; i < 2; i++) {
        batch.ptr[batch.len - from_end[i]] ^= 1;
        assert_int_equal(post(&w, &batch), 422);
        batch.ptr[batch.len - from_end[i]] ^= 1;
    }
    // A body that is not the one whose digest was sent.
    struct spoiled spoiled;
    sign_post(&w, w.f.device, buf_str(&batch), &spoiled);
    spoiled.request.body.len--;
    assert_int_equal(send_spoiled(&w, &spoiled), 401);
    assert_int_equal(stored(&w), 1);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(a_replayed_batch_changes_nothing)
{
    struct world w;
    make_ready(&w);
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&w.f, 1, NULL, 3, &batch, link);
    struct spoiled copy;
    sign_post(&w, w.f.device, buf_str(&batch), &copy);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(send_spoiled(&w, &copy), 200);
        assert_int_equal(verdict(&w, link), i ? SEAL_ALREADY : SEAL_STORED);
    }
    assert_int_equal(stored(&w), 1);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(a_copied_request_fits_no_other_path_or_method)
{
    struct world w;
    make_ready(&w);
    struct spoiled copy;
    sign_post(&w, w.f.device, STR("{}"), &copy);
    copy.request.path = "/v1/devices";
    assert_int_equal(send_spoiled(&w, &copy), 401);
    seal_http_sign(w.f.organizer, "GET", "/v1/surveys/samverkan-2019", "?", STR(""), "n2",
                   &copy.headers);
    copy.request = (struct collector_request){
        .method = "GET", .path = "/v1/surveys/samverkan-2019/batches", .query = "?"};
    assert_int_equal(send_spoiled(&w, &copy), 401);
    finish_world(&w);
}

TEST(headers_of_every_wrong_kind_are_turned_away)
{
    struct world w;
    make_ready(&w);
    struct buf batch = {0}, large = {0};
    batch_fixture_batch(&w.f, 1, NULL, 1, &batch, NULL);
    for (int i = 0; i < 8000; i++)
        buf_add_char(&large, 'A');
    struct spoiled good;
    sign_post(&w, w.f.device, buf_str(&batch), &good);
    const char *inputs[] = {"",
                            "svar=",
                            "svar=()",
                            "sig1=(\"@method\");keyid=\"00\"",
                            "svar=(\"@method\" \"@path\" \"@query\" \"content-digest\")",
                            buf_text(&large)};
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        struct collector_request request = good.request;
        request.content_digest = str_of(good.headers.content_digest);
        request.signature_input = str_of(inputs[i]);
        request.signature = str_of(good.headers.signature);
        collector_reply_finish(&w.reply);
        w.reply = (struct collector_reply){0};
        collector_answer(w.service, &request, &w.reply);
        assert_int_equal(w.reply.status, 401);
        request.signature_input = str_of(good.headers.signature_input);
        request.signature = str_of(inputs[i]);
        collector_reply_finish(&w.reply);
        w.reply = (struct collector_reply){0};
        collector_answer(w.service, &request, &w.reply);
        assert_int_equal(w.reply.status, 401);
        request.signature = str_of(good.headers.signature);
        request.content_digest = str_of(inputs[i]);
        collector_reply_finish(&w.reply);
        w.reply = (struct collector_reply){0};
        collector_answer(w.service, &request, &w.reply);
        assert_int_equal(w.reply.status, 401);
    }
    assert_int_equal(stored(&w), 0);
    assert_int_equal(send_spoiled(&w, &good), 200);
    buf_finish(&large);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(a_batch_cut_at_every_length_is_never_taken)
{
    struct world w;
    make_ready(&w);
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&w.f, 1, NULL, 1, &batch, link);
    size_t whole = batch.len;
    for (size_t bytes = 0; bytes < whole; bytes += bytes < 200 ? 1 : 37) {
        batch.len = bytes;
        int status = post(&w, &batch);
        assert_true(status == 400 || status == 422);
    }
    batch.len = whole;
    assert_int_equal(stored(&w), 0);
    assert_int_equal(post(&w, &batch), 200);
    buf_finish(&batch);
    finish_world(&w);
}

TEST(enrolment_tokens_are_tried_in_vain)
{
    struct world w;
    make_ready(&w);
    struct buf token = {0}, body = {0};
    struct seal_signer *thief = seal_signer_create();
    seal_token_create(w.f.organizer, STR("samverkan-2019"), &token);
    for (size_t at = 0; at < token.len; at += 5) {
        uint8_t was = token.ptr[at];
        token.ptr[at] = was == 'A' ? 'B' : 'A';
        buf_clear(&body);
        buf_printf(&body, "{\"survey\":\"samverkan-2019\",\"token\":\"%.*s\"}", (int)token.len,
                   (const char *)token.ptr);
        assert_int_equal(ask(&w, thief, "POST", "/v1/devices", "?", buf_str(&body)), 403);
        token.ptr[at] = was;
    }
    seal_signer_destroy(thief);
    buf_finish(&token);
    buf_finish(&body);
    finish_world(&w);
}

// ---- below a path ----
TEST(below_a_prefix_the_signed_path_is_the_whole_one)
{
    struct world w;
    memset(&w, 0, sizeof w);
    batch_fixture_make(&w.f);
    w.organizers[0] = w.f.files.key;
    open_world(&w, 1, "/svar/insamling");
    assert_int_equal(
        ask(&w, w.f.organizer, "PUT", "/svar/insamling/v1/surveys", "?", buf_str(&w.f.package)),
        201);
    assert_int_equal(ask(&w, w.f.organizer, "GET",
                         "/svar/insamling/v1/surveys/samverkan-2019/batches", "?after=", STR("")),
                     200);
    assert_int_equal(ask(&w, NULL, "GET", "/svar/insamling/v1/health", "?", STR("")), 200);
    // Monitors on the machine itself know nothing of the prefix.
    assert_int_equal(ask(&w, NULL, "GET", "/v1/health", "?", STR("")), 200);
    static const char *const wrong[] = {
        "/svar/v1/health", "/svar/insamling", "/svar/insamlingv1/health",
        "/svar/insamling/svar/insamling/v1/health", "/annat/v1/health"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(ask(&w, NULL, "GET", wrong[i], "?", STR("")), 404);
    finish_world(&w);
}

TEST(a_proxy_that_strips_the_path_breaks_the_signature)
{
    struct world w;
    make_ready(&w);
    struct spoiled stripped;
    seal_http_sign(w.f.organizer, "GET", "/svar/v1/surveys/samverkan-2019", "?", STR(""), "n3",
                   &stripped.headers);
    stripped.request = (struct collector_request){
        .method = "GET", .path = "/v1/surveys/samverkan-2019", .query = "?"};
    assert_int_equal(send_spoiled(&w, &stripped), 401);
    finish_world(&w);
}

TEST_MAIN(cmocka_unit_test(a_request_signed_with_another_key_under_the_devices_name),
          cmocka_unit_test(a_connection_that_has_proved_a_key_proves_no_other),
          cmocka_unit_test(a_proven_connection_still_checks_every_batch),
          cmocka_unit_test(a_replayed_batch_changes_nothing),
          cmocka_unit_test(a_copied_request_fits_no_other_path_or_method),
          cmocka_unit_test(headers_of_every_wrong_kind_are_turned_away),
          cmocka_unit_test(a_batch_cut_at_every_length_is_never_taken),
          cmocka_unit_test(enrolment_tokens_are_tried_in_vain),
          cmocka_unit_test(below_a_prefix_the_signed_path_is_the_whole_one),
          cmocka_unit_test(a_proxy_that_strips_the_path_breaks_the_signature))
