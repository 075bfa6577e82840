// SPDX-License-Identifier: EUPL-1.2
// Two organizers on one collector, tried on every route: neither sees what is the other's, nor that
// it is there.
#include "tests/unit/collector_world_fixture.h"

#define MINE "/v1/surveys/samverkan-2019"
#define THEIRS "/v1/surveys/ungdom"
#define NOBODYS "/v1/surveys/finns-inte"

// The first organizer is the fixture's; the second has a survey and a device of its own.
struct two {
    struct world w;
    struct fixture files;
    struct seal_signer *organizer, *device;
    struct survey *survey;
    struct buf package;
};

static void make_two(struct two *t)
{
    char key[65], patch[300];
    memset(t, 0, sizeof *t);
    batch_fixture_make(&t->w.f);
    hex_encode(seal_signer_public(t->w.f.collector), 32, key);
    snprintf(patch, sizeof patch,
             "{\"id\":\"ungdom\",\"collector\":{\"url\":\"http://127.0.0.1:8080\",\"keys\":"
             "[\"%s\"]}}",
             key);
    fixture_make(&t->files, patch);
    fixture_sign(&t->files);
    t->organizer = seal_minisign_signer(t->files.secret);
    t->device = seal_signer_create();
    struct err_info info = {0};
    if (survey_open(t->files.folder, &t->files.key, &t->survey, &info))
        fail_msg("%s", info.message);
    assert_int_equal(survey_pack(t->survey, &t->package, NULL), ERR_NONE);
    t->w.organizers[0] = t->w.f.files.key;
    t->w.organizers[1] = t->files.key;
    open_world(&t->w, 2, NULL);
    assert_int_equal(publish(&t->w), 201);
    assert_int_equal(ask(&t->w, t->organizer, "PUT", "/v1/surveys", "?", buf_str(&t->package)),
                     201);
    assert_int_equal(enrol(&t->w), 201);
    assert_int_equal(enrol_as(&t->w, t->device, t->organizer, "ungdom"), 201);
}

static void finish_two(struct two *t)
{
    finish_world(&t->w);
    buf_finish(&t->package);
    survey_close(t->survey);
    seal_signer_destroy(t->device);
    seal_signer_destroy(t->organizer);
    fixture_finish(&t->files);
}

// The answer to this request, kept.
static int keep(struct two *t, const struct seal_signer *who, const char *path, const char *query,
                struct buf *out)
{
    int status = ask(&t->w, who, "GET", path, query, STR(""));
    buf_clear(out);
    buf_add_str(out, buf_str(&t->w.reply.body));
    return status;
}

// One answer about what is another's and one about what nobody has must differ in the name alone.
static void assert_looks_missing(struct two *t, const struct seal_signer *who, const char *theirs,
                                 const char *nobodys, const char *name)
{
    struct buf answer = {0}, missing = {0};
    assert_int_equal(keep(t, who, theirs, "?", &answer), 404);
    assert_int_equal(keep(t, who, nobodys, "?", &missing), 404);
    ptrdiff_t at = str_find(buf_str(&answer), str_of(name));
    ptrdiff_t other = str_find(buf_str(&missing), STR("finns-inte"));
    assert_true(at >= 0);
    assert_int_equal(at, other);
    assert_memory_equal(answer.ptr, missing.ptr, (size_t)at);
    assert_true(str_eq(str_sub(buf_str(&answer), (size_t)at + strlen(name), answer.len),
                       str_sub(buf_str(&missing), (size_t)at + strlen("finns-inte"), missing.len)));
    buf_finish(&answer);
    buf_finish(&missing);
}

TEST(each_pulls_and_fetches_its_own)
{
    struct two t;
    make_two(&t);
    assert_int_equal(ask(&t.w, t.w.f.organizer, "GET", MINE "/batches", "?after=", STR("")), 200);
    assert_int_equal(ask(&t.w, t.organizer, "GET", THEIRS "/batches", "?after=", STR("")), 200);
    assert_int_equal(ask(&t.w, t.w.f.organizer, "GET", MINE, "?", STR("")), 200);
    assert_int_equal(ask(&t.w, t.organizer, "GET", THEIRS, "?", STR("")), 200);
    finish_two(&t);
}

TEST(batches_of_the_other_look_as_if_they_were_not_there)
{
    struct two t;
    make_two(&t);
    assert_looks_missing(&t, t.w.f.organizer, THEIRS "/batches", NOBODYS "/batches", "ungdom");
    assert_looks_missing(&t, t.organizer, MINE "/batches", NOBODYS "/batches", "samverkan-2019");
    finish_two(&t);
}

TEST(the_survey_of_the_other_looks_as_if_it_were_not_there)
{
    struct two t;
    make_two(&t);
    assert_looks_missing(&t, t.w.f.organizer, THEIRS, NOBODYS, "ungdom");
    assert_looks_missing(&t, t.organizer, MINE, NOBODYS, "samverkan-2019");
    finish_two(&t);
}

TEST(a_cursor_of_the_other_opens_nothing)
{
    struct two t;
    make_two(&t);
    struct buf batch = {0};
    batch_fixture_batch(&t.w.f, 1, NULL, 1, &batch, NULL);
    assert_int_equal(post(&t.w, &batch), 200);
    assert_int_equal(ask(&t.w, t.w.f.organizer, "GET", MINE "/batches", "?after=", STR("")), 200);
    struct reader r = reader_make(t.w.reply.body.ptr, t.w.reply.body.len);
    struct seal_pull_record record;
    assert_int_equal(seal_pull_head(&r, NULL), ERR_NONE);
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_false(record.end);
    char query[SEAL_CURSOR_BYTES_MAX + 10];
    snprintf(query, sizeof query, "?after=%.*s", STR_ARG(record.cursor));
    assert_int_equal(ask(&t.w, t.organizer, "GET", MINE "/batches", query, STR("")), 404);
    assert_int_equal(ask(&t.w, t.organizer, "GET", THEIRS "/batches", query, STR("")), 200);
    r = reader_make(t.w.reply.body.ptr, t.w.reply.body.len);
    assert_int_equal(seal_pull_head(&r, NULL), ERR_NONE);
    assert_int_equal(seal_pull_next(&r, &record, NULL), ERR_NONE);
    assert_true(record.end);
    buf_finish(&batch);
    finish_two(&t);
}

TEST(nobody_publishes_under_the_others_id_or_signature)
{
    struct two t;
    make_two(&t);
    // The first one's package, sent by the second: it does not bear the sender's signature.
    assert_int_equal(ask(&t.w, t.organizer, "PUT", "/v1/surveys", "?", buf_str(&t.w.f.package)),
                     422);
    // The second's own survey under the first one's id.
    char key[65], patch[300];
    struct fixture files;
    struct survey *survey = NULL;
    struct buf package = {0};
    hex_encode(seal_signer_public(t.w.f.collector), 32, key);
    snprintf(patch, sizeof patch,
             "{\"version\":9,\"collector\":{\"url\":\"http://127.0.0.1:8080\",\"keys\":[\"%s\"]}}",
             key);
    fixture_make(&files, patch);
    seal_minisign_destroy(files.secret);
    files.secret = t.files.secret;
    files.key = t.files.key;
    fixture_sign(&files);
    assert_int_equal(survey_open(files.folder, &files.key, &survey, NULL), ERR_NONE);
    assert_int_equal(survey_pack(survey, &package, NULL), ERR_NONE);
    assert_int_equal(ask(&t.w, t.organizer, "PUT", "/v1/surveys", "?", buf_str(&package)), 409);
    assert_problem(&t.w, "survey-taken");
    survey_close(survey);
    buf_finish(&package);
    fixture_remove(files.folder);
    finish_two(&t);
}

TEST(a_token_of_one_enrols_nobody_at_the_other)
{
    struct two t;
    make_two(&t);
    struct seal_signer *stranger = seal_signer_create();
    assert_int_equal(enrol_as(&t.w, stranger, t.organizer, "samverkan-2019"), 403);
    assert_int_equal(enrol_as(&t.w, stranger, t.w.f.organizer, "ungdom"), 403);
    seal_signer_destroy(stranger);
    finish_two(&t);
}

TEST(a_device_of_one_sends_and_fetches_nothing_at_the_other)
{
    struct two t;
    make_two(&t);
    struct buf batch = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch_of(&t.w.f, t.survey, t.w.f.device, 1, NULL, 1, &batch, link);
    assert_int_equal(post(&t.w, &batch), 409);
    assert_int_equal(verdict(&t.w, link), SEAL_REFUSED);
    assert_int_equal(ask(&t.w, t.w.f.device, "GET", THEIRS, "?", STR("")), 403);
    assert_int_equal(ask(&t.w, t.device, "GET", MINE "/batches", "?after=", STR("")), 403);
    buf_finish(&batch);
    finish_two(&t);
}

TEST(health_hello_and_readiness_name_nobody)
{
    struct two t;
    make_two(&t);
    static const char *const paths[] = {"/v1/hello", "/v1/health", "/v1/ready"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(
            ask(&t.w, NULL, "GET", paths[i], i ? "?" : "?nonce=00112233aabbccdd", STR("")), 200);
        assert_true(str_find(buf_str(&t.w.reply.body), STR("ungdom")) < 0);
        assert_true(str_find(buf_str(&t.w.reply.body), STR("samverkan")) < 0);
    }
    finish_two(&t);
}

TEST_MAIN(cmocka_unit_test(each_pulls_and_fetches_its_own),
          cmocka_unit_test(batches_of_the_other_look_as_if_they_were_not_there),
          cmocka_unit_test(the_survey_of_the_other_looks_as_if_it_were_not_there),
          cmocka_unit_test(a_cursor_of_the_other_opens_nothing),
          cmocka_unit_test(nobody_publishes_under_the_others_id_or_signature),
          cmocka_unit_test(a_token_of_one_enrols_nobody_at_the_other),
          cmocka_unit_test(a_device_of_one_sends_and_fetches_nothing_at_the_other),
          cmocka_unit_test(health_hello_and_readiness_name_nobody))
