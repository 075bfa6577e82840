// SPDX-License-Identifier: EUPL-1.2
// The store's thread: responses become durable in order, failures are told and tried again, and
// nothing is dropped.
#include "kiosk/worker.h"

#include "kiosk/mailbox.h"
#include "tests/unit/survey_fixture.h"

#include <stdatomic.h>
#include <time.h>

struct place {
    struct fixture survey_folder;
    char store_folder[64];
    struct survey *survey;
    struct seal_signer *device;
    struct store *store;
    struct kiosk_mailbox *mailbox;
    struct kiosk_worker *worker;
    atomic_size_t closed;
};

static void on_closed(void *data)
{
    atomic_fetch_add((atomic_size_t *)data, 1);
}

static enum err begin_store(void *data, struct store *store, struct err_info *info)
{
    const struct survey *survey = data;
    size_t count;
    const struct seal_recipient *recipients = survey_recipients(survey, &count);
    return store_begin(store, survey_id(survey), survey_hash(survey), recipients, count, info);
}

static void begin(struct place *p, bool ready)
{
    struct err_info info = {0};
    memset(p, 0, sizeof(*p));
    fixture_make(&p->survey_folder, "{\"least_batch\":2}");
    fixture_sign(&p->survey_folder);
    assert_int_equal(survey_open(p->survey_folder.folder, NULL, &p->survey, &info), ERR_NONE);
    fixture_temporary(p->store_folder);
    p->device = seal_signer_create();
    struct store_options options = {p->store_folder, p->device, clock_system(), rng_system()};
    if (store_open(&options, &p->store, &info)) {
        fail_msg("%s", info.message);
    }
    if (ready && begin_store(p->survey, p->store, &info)) {
        fail_msg("%s", info.message);
    }
    p->mailbox = kiosk_mailbox_create(NULL, NULL);
    struct kiosk_worker_options worker = {.store = p->store,
                                          .survey = p->survey,
                                          .post = kiosk_mailbox_put_news,
                                          .post_data = p->mailbox,
                                          .batch_closed = on_closed,
                                          .batch_closed_data = &p->closed};
    p->worker = kiosk_worker_start(&worker);
}

static size_t end(struct place *p, int64_t patience_ms)
{
    size_t left = kiosk_worker_stop(p->worker, patience_ms);
    kiosk_worker_destroy(p->worker);
    kiosk_mailbox_destroy(p->mailbox);
    store_close(p->store);
    seal_signer_destroy(p->device);
    survey_close(p->survey);
    fixture_remove(p->store_folder);
    fixture_finish(&p->survey_folder);
    return left;
}

static struct kiosk_response *response(uint64_t ticket)
{
    struct kiosk_response *r = calloc(1, sizeof(*r));
    r->memory = arena_create(ARENA_SECRET, 65536);
    r->json = arena_printf(r->memory, "{\"svar\":1,\"answers\":{\"q1\":\"%d\"}}", (int)ticket);
    r->ticket = ticket;
    return r;
}

// The next news, which the caller frees. Waits at most some seconds.
static struct kiosk_news *news(struct place *p)
{
    for (int i = 0; i < 5000; i++) {
        struct kiosk_mail *mail = kiosk_mailbox_take(p->mailbox);
        if (mail) {
            struct kiosk_news *found = mail->news;
            free(mail);
            return found;
        }
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    fail_msg("no news came");
    return NULL;
}

static void expect_stored(struct place *p, uint64_t ticket)
{
    struct kiosk_news *n = news(p);
    assert_int_equal(n->kind, KIOSK_NEWS_STORED);
    assert_int_equal(n->err, ERR_NONE);
    assert_int_equal(n->ticket, ticket);
    free(n);
}

TEST(responses_become_durable_in_order)
{
    struct place p;
    begin(&p, true);
    for (uint64_t i = 1; i <= 5; i++) {
        kiosk_worker_finish(p.worker, response(i));
    }
    for (uint64_t i = 1; i <= 5; i++) {
        expect_stored(&p, i);
    }
    assert_int_equal(end(&p, 0), 0);
}

TEST(a_batch_is_closed_when_it_holds_the_least_number)
{
    struct place p;
    begin(&p, true);
    kiosk_worker_finish(p.worker, response(1));
    expect_stored(&p, 1);
    kiosk_worker_finish(p.worker, response(2));
    expect_stored(&p, 2);
    kiosk_worker_figures(p.worker, &p);
    struct kiosk_news *n = news(&p);
    assert_int_equal(n->kind, KIOSK_NEWS_FIGURES);
    assert_ptr_equal(n->cookie, &p);
    assert_int_equal(n->store.responses_waiting, 2);
    assert_int_equal(n->store.batches_waiting, 1);
    assert_int_equal(atomic_load(&p.closed), 1);
    free(n);
    end(&p, 0);
}

TEST(who_said_no_is_counted)
{
    struct place p;
    begin(&p, true);
    kiosk_worker_count(p.worker, STORE_DECLINED);
    kiosk_worker_count(p.worker, STORE_DECLINED);
    kiosk_worker_count(p.worker, STORE_BROKE_OFF);
    kiosk_worker_figures(p.worker, NULL);
    struct kiosk_news *n = news(&p);
    assert_int_equal(n->store.declined, 2);
    assert_int_equal(n->store.broke_off, 1);
    free(n);
    end(&p, 0);
}

TEST(what_fails_is_told_and_tried_again_in_order)
{
    struct place p;
    begin(&p, false); // no survey has begun, so the store takes nothing yet
    kiosk_worker_finish(p.worker, response(1));
    kiosk_worker_finish(p.worker, response(2));
    struct kiosk_news *n = news(&p);
    assert_int_equal(n->ticket, 1);
    assert_int_not_equal(n->err, ERR_NONE);
    assert_true(n->text[0] != '\0');
    free(n);
    struct err_info info = {0};
    assert_int_equal(kiosk_worker_run(p.worker, begin_store, p.survey, &info), ERR_NONE);
    uint64_t stored = 0;
    while (stored < 2) {
        n = news(&p);
        if (n->err == ERR_NONE) {
            assert_int_equal(n->ticket, ++stored);
        }
        free(n);
    }
    end(&p, 0);
}

TEST(what_is_queued_is_stored_before_the_end)
{
    struct place p;
    begin(&p, true);
    for (uint64_t i = 1; i <= 20; i++) {
        kiosk_worker_finish(p.worker, response(i));
    }
    assert_int_equal(kiosk_worker_stop(p.worker, 0), 0);
    kiosk_worker_destroy(p.worker);
    struct store_figures figures;
    struct err_info info = {0};
    assert_int_equal(store_figures(p.store, &figures, &info), ERR_NONE);
    assert_int_equal(figures.responses_open + figures.responses_waiting, 20);
    struct kiosk_worker_options worker = {.store = p.store,
                                          .survey = p.survey,
                                          .post = kiosk_mailbox_put_news,
                                          .post_data = p.mailbox};
    p.worker = kiosk_worker_start(&worker);
    end(&p, 0);
}

TEST(what_could_not_be_stored_is_said_at_the_end)
{
    struct place p;
    begin(&p, false);
    kiosk_worker_finish(p.worker, response(1));
    kiosk_worker_finish(p.worker, response(2));
    assert_int_equal(end(&p, 50), 2);
}

TEST(calls_after_the_end_fail)
{
    struct place p;
    begin(&p, true);
    kiosk_worker_stop(p.worker, 0);
    assert_int_equal(kiosk_worker_run(p.worker, begin_store, p.survey, NULL), ERR_STATE);
    kiosk_worker_destroy(p.worker);
    struct kiosk_worker_options worker = {.store = p.store,
                                          .survey = p.survey,
                                          .post = kiosk_mailbox_put_news,
                                          .post_data = p.mailbox};
    p.worker = kiosk_worker_start(&worker);
    end(&p, 0);
}

TEST_MAIN(cmocka_unit_test(responses_become_durable_in_order),
          cmocka_unit_test(a_batch_is_closed_when_it_holds_the_least_number),
          cmocka_unit_test(who_said_no_is_counted),
          cmocka_unit_test(what_fails_is_told_and_tried_again_in_order),
          cmocka_unit_test(what_is_queued_is_stored_before_the_end),
          cmocka_unit_test(what_could_not_be_stored_is_said_at_the_end),
          cmocka_unit_test(calls_after_the_end_fail))
