// SPDX-License-Identifier: EUPL-1.2
// What lies between a device and its collector: connections that bear more or less, proxies, path
// prefixes, keys that are exchanged; and collectors that refuse, forget, and have newer surveys.
#include "tests/unit/sync_uploader_fixture.h"

static void close_batches(struct rig *r, unsigned from, unsigned to)
{
    for (unsigned i = from; i <= to; i++) {
        desk_respond(&r->desk, i, i);
        desk_close_batch(&r->desk);
    }
    sync_batch_ready(r->u);
}

static void settle_long(struct rig *r)
{
    for (int i = 0; i < 2000 && !sync_settled(r->u); i++)
        err_ignore(sync_step(r->u) < 0 ? ERR_STATE : ERR_NONE);
    assert_true(sync_settled(r->u));
}

TEST(a_good_network_bears_more_batches_a_connection)
{
    struct rig r;
    rig_make(&r);
    r.peer.server.keeps = true;
    settle(&r);
    close_batches(&r, 1, 60);
    settle_long(&r);
    assert_int_equal(figures(&r).sent, 60);
    assert_int_equal(r.peer.batches, 60);
    // 4, 8, 16, 32: five connections instead of sixty.
    assert_int_equal(figures(&r).share, 64);
    assert_in_range(atomic_load(&r.peer.server.connections), 4, 6);
    rig_finish(&r);
}

TEST(a_bad_network_bears_fewer)
{
    struct rig r;
    rig_make(&r);
    r.peer.server.keeps = true;
    settle(&r);
    close_batches(&r, 1, 12);
    settle_long(&r);
    uint32_t before = figures(&r).share;
    assert_true(before >= 8);
    r.peer.manner = CUT;
    r.peer.only_batches = true;
    close_batches(&r, 13, 13);
    for (int i = 0; i < 10; i++) {
        sync_now(r.u);
        settle(&r);
        uint32_t now = figures(&r).share;
        assert_int_equal(now, before > 1 ? before / 2 : 1);
        before = now;
    }
    assert_int_equal(before, 1);
    // One at a time then, each over a connection of its own; and it recovers.
    r.peer.manner = RIGHT;
    int connections = atomic_load(&r.peer.server.connections);
    sync_now(r.u);
    settle(&r);
    assert_int_equal(figures(&r).share, 2);
    assert_true(atomic_load(&r.peer.server.connections) > connections);
    assert_int_equal(desk_figures(&r.desk).batches_waiting, 0);
    rig_finish(&r);
}

TEST(a_collector_behind_a_path_prefix)
{
    struct rig r;
    rig_make(&r);
    sync_uploader_destroy(r.u);
    r.peer.prefix = "/region/svar";
    snprintf(r.url, sizeof r.url, "%s/region/svar/", r.peer.server.url);
    rig_start(&r, true, "");
    close_batches(&r, 1, 1);
    settle(&r);
    assert_int_equal(figures(&r).sent, 1); // and the signature is over the whole path: rig_finish
    assert_int_equal(r.peer.hellos, 1);
    rig_finish(&r);
}

TEST(a_proxy_is_asked_for_what_lies_behind_it)
{
    struct rig r;
    rig_make(&r);
    sync_uploader_destroy(r.u);
    sync_http_destroy(r.http);
    // The peer plays proxy and collector: no such host exists, and no name of it is looked up.
    r.http = sync_http_create(&(struct sync_http_options){.proxy = r.peer.server.url});
    snprintf(r.url, sizeof r.url, "http://collector.invalid/");
    rig_start(&r, true, "");
    close_batches(&r, 1, 2);
    settle(&r);
    assert_int_equal(figures(&r).sent, 2);
    assert_int_equal(r.peer.absolute, 3); // hello and two batches
    rig_finish(&r);
}

TEST(a_proxy_that_is_not_there_is_told)
{
    struct rig r;
    rig_make(&r);
    sync_uploader_destroy(r.u);
    sync_http_destroy(r.http);
    r.http = sync_http_create(&(struct sync_http_options){.proxy = "http://127.0.0.1:1"});
    rig_start(&r, true, "");
    close_batches(&r, 1, 1);
    settle(&r);
    assert_int_equal(figures(&r).why, SYNC_UNREACHABLE);
    assert_int_equal(figures(&r).sent, 0);
    rig_finish(&r);
}

TEST(the_next_key_is_believed_as_well)
{
    struct rig r;
    uint8_t keys[2][32];
    rig_make(&r);
    sync_uploader_destroy(r.u);
    memcpy(keys[0], seal_signer_public(r.peer.key), 32);
    memcpy(keys[1], seal_signer_public(r.peer.stranger), 32); // the key to come
    r.keys = (const uint8_t(*)[32])keys;
    rig_start(&r, true, "");
    close_batches(&r, 1, 1);
    settle(&r);
    assert_int_equal(figures(&r).sent, 1);
    r.peer.manner = WRONG_KEY; // the collector has changed to the next one
    close_batches(&r, 2, 2);
    settle(&r);
    assert_int_equal(figures(&r).sent, 2);
    assert_int_equal(desk_figures(&r.desk).batches_waiting, 0);
    rig_finish(&r);
}

TEST(each_trouble_has_its_name)
{
    static const struct {
        enum manner manner;
        enum sync_trouble why;
    } cases[] = {{PORTAL, SYNC_OTHER_ANSWERS},    {REDIRECT, SYNC_OTHER_ANSWERS},
                 {WRONG_KEY, SYNC_OTHER_ANSWERS}, {BUSY, SYNC_BUSY},
                 {CUT, SYNC_UNREACHABLE},         {PROBLEM, SYNC_DENIED}};
    struct rig r;
    rig_make(&r);
    close_batches(&r, 1, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r.peer.manner = cases[i].manner;
        sync_now(r.u);
        settle(&r);
        assert_int_equal(figures(&r).why, cases[i].why);
    }
    r.peer.manner = RIGHT;
    r.store_fails = true;
    sync_now(r.u);
    settle(&r);
    assert_int_equal(figures(&r).why, SYNC_OWN);
    r.store_fails = false;
    sync_now(r.u);
    settle(&r);
    assert_int_equal(figures(&r).why, SYNC_FINE);
    r.peer.manner = REFUSES;
    close_batches(&r, 2, 2);
    settle(&r);
    assert_int_equal(figures(&r).why, SYNC_BATCH_REFUSED);
    sync_uploader_destroy(r.u);
    rig_start(&r, false, "");
    settle(&r);
    assert_int_equal(figures(&r).why, SYNC_NO_TOKEN);
    r.peer.manner = RIGHT;
    sync_set_token(r.u, STR("svar-enrol-1.other"));
    settle(&r);
    assert_int_equal(figures(&r).why, SYNC_TOKEN_REFUSED);
    rig_finish(&r);
}

// ---- what was refused ----
TEST(what_was_refused_is_tried_again_after_some_hours)
{
    struct rig r;
    rig_make(&r);
    r.peer.refusals = 1;
    close_batches(&r, 1, 1);
    settle(&r);
    assert_int_equal(desk_figures(&r.desk).batches_refused, 1);
    assert_int_equal(r.peer.batches, 1);
    for (int hour = 1; hour <= 4; hour++) { // not at once, and bothering nobody meanwhile
        r.desk.mono_ms += SYNC_WAIT_MAX_MS - 1;
        settle(&r);
        assert_int_equal(r.peer.batches, 1);
    }
    for (int hour = 4; hour <= 9 && r.peer.batches == 1; hour++) {
        r.desk.mono_ms += SYNC_WAIT_MAX_MS;
        settle(&r);
    }
    assert_int_equal(r.peer.batches, 2);
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 1);
    assert_int_equal(desk_figures(&r.desk).batches_refused, 0);
    // Taken now: nothing is tried any more.
    for (int hour = 0; hour < 12; hour++) {
        r.desk.mono_ms += SYNC_WAIT_MAX_MS;
        settle(&r);
    }
    assert_int_equal(r.peer.batches, 2);
    rig_finish(&r);
}

TEST(what_stays_refused_is_not_hammered)
{
    struct rig r;
    rig_make(&r);
    r.peer.refusals = 1000;
    close_batches(&r, 1, 1);
    for (int hour = 0; hour < 48; hour++) {
        settle(&r);
        r.desk.mono_ms += SYNC_WAIT_MAX_MS;
    }
    assert_in_range(r.peer.batches, 5, 13); // every four to eight hours
    assert_int_equal(desk_figures(&r.desk).batches_refused + desk_figures(&r.desk).batches_waiting,
                     1);
    rig_finish(&r);
}

TEST(a_person_tries_what_was_refused_at_once)
{
    struct rig r;
    rig_make(&r);
    r.peer.refusals = 1;
    close_batches(&r, 1, 1);
    settle(&r);
    sync_now(r.u);
    settle(&r);
    assert_int_equal(r.peer.batches, 2);
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 1);
    rig_finish(&r);
}

TEST(an_earlier_run_s_refusals_are_tried_too)
{
    struct rig r;
    rig_make(&r);
    r.peer.refusals = 1;
    close_batches(&r, 1, 1);
    settle(&r);
    sync_uploader_destroy(r.u);
    rig_start(&r, true, "");
    for (int hour = 0; hour < 9; hour++) {
        settle(&r);
        r.desk.mono_ms += SYNC_WAIT_MAX_MS;
    }
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 1);
    rig_finish(&r);
}

// A collector that was put back to a copy from before this device came.
TEST(a_forgotten_device_enrols_again_by_itself)
{
    struct rig r;
    rig_make(&r);
    sync_uploader_destroy(r.u);
    rig_start(&r, true, "svar-enrol-1.example");
    close_batches(&r, 1, 2);
    settle(&r);
    assert_int_equal(r.peer.enrolments, 0);
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 2);
    memset(r.peer.epoch, 0x17, sizeof r.peer.epoch);
    r.peer.refusals = 1; // "the device is not enrolled"
    r.desk.mono_ms += SYNC_WAIT_MAX_MS;
    settle(&r);
    assert_int_equal(r.peer.enrolments, 1);
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 2);
    assert_int_equal(desk_figures(&r.desk).batches_refused, 0);
    assert_int_equal(figures(&r).why, SYNC_FINE);
    rig_finish(&r);
}

TEST(enrolling_again_in_vain_is_done_once)
{
    struct rig r;
    rig_make(&r);
    sync_uploader_destroy(r.u);
    rig_start(&r, true, "svar-enrol-1.example");
    r.peer.refusals = 1000; // for another reason: enrolling does not help
    close_batches(&r, 1, 3);
    settle(&r);
    assert_int_equal(r.peer.enrolments, 1);
    assert_in_range(r.peer.batches, 4, 6);
    assert_int_equal(desk_figures(&r.desk).batches_refused, 3);
    // And a token that is not taken any more stops nothing.
    sync_uploader_destroy(r.u);
    rig_start(&r, true, "svar-enrol-1.spent");
    r.peer.refusals = 1;
    close_batches(&r, 4, 5);
    settle(&r);
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 1);
    assert_true(sync_settled(r.u));
    rig_finish(&r);
}

TEST(a_new_token_enrols_an_enrolled_device)
{
    struct rig r;
    rig_make(&r);
    settle(&r);
    sync_set_token(r.u, STR("svar-enrol-1.example"));
    settle(&r);
    assert_int_equal(r.peer.enrolments, 1);
    assert_int_equal(r.remembered, 1);
    rig_finish(&r);
}

// ---- newer surveys ----
TEST(a_newer_survey_is_fetched_once_answers_are_sent)
{
    struct rig r;
    rig_make(&r);
    sync_uploader_destroy(r.u);
    r.wants_surveys = true;
    rig_start(&r, true, "");
    close_batches(&r, 1, 1);
    settle(&r);
    assert_string_equal(r.peer.last_target, "/v1/surveys/s?above=3");
    assert_int_equal(r.packages, 0); // 204: there is none
    buf_add_text(&r.peer.package, "PK\3\4 newer");
    r.desk.mono_ms += SYNC_WAIT_MAX_MS / 2;
    settle(&r);
    assert_int_equal(r.packages, 0); // once an hour is enough
    r.desk.mono_ms += SYNC_WAIT_MAX_MS;
    settle(&r);
    assert_int_equal(r.packages, 1);
    assert_str(buf_str(&r.package), "PK\3\4 newer");
    assert_int_equal(figures(&r).surveys, 1);
    rig_finish(&r);
}

TEST(a_newer_survey_that_is_no_good_is_told_and_stops_nothing)
{
    struct rig r;
    rig_make(&r);
    sync_uploader_destroy(r.u);
    r.wants_surveys = true;
    r.package_fails = true;
    buf_add_text(&r.peer.package, "PK\3\4 newer");
    rig_start(&r, true, "");
    settle(&r);
    assert_int_equal(figures(&r).why, SYNC_SURVEY_REFUSED);
    assert_non_null(strstr(figures(&r).trouble, "not the organizer's"));
    close_batches(&r, 1, 1);
    settle(&r);
    assert_int_equal(figures(&r).sent, 1);
    rig_finish(&r);
}

TEST_MAIN(cmocka_unit_test(a_good_network_bears_more_batches_a_connection),
          cmocka_unit_test(a_bad_network_bears_fewer),
          cmocka_unit_test(a_collector_behind_a_path_prefix),
          cmocka_unit_test(a_proxy_is_asked_for_what_lies_behind_it),
          cmocka_unit_test(a_proxy_that_is_not_there_is_told),
          cmocka_unit_test(the_next_key_is_believed_as_well),
          cmocka_unit_test(each_trouble_has_its_name),
          cmocka_unit_test(what_was_refused_is_tried_again_after_some_hours),
          cmocka_unit_test(what_stays_refused_is_not_hammered),
          cmocka_unit_test(a_person_tries_what_was_refused_at_once),
          cmocka_unit_test(an_earlier_run_s_refusals_are_tried_too),
          cmocka_unit_test(a_forgotten_device_enrols_again_by_itself),
          cmocka_unit_test(enrolling_again_in_vain_is_done_once),
          cmocka_unit_test(a_new_token_enrols_an_enrolled_device),
          cmocka_unit_test(a_newer_survey_is_fetched_once_answers_are_sent),
          cmocka_unit_test(a_newer_survey_that_is_no_good_is_told_and_stops_nothing))
