// SPDX-License-Identifier: EUPL-1.2
// One request at a time against a peer that is the collector, or a captive portal, or a liar.
#include "tests/unit/sync_peer_fixture.h"

struct rig {
    struct peer peer;
    struct sync_http *http;
    struct sync_collector c;
    struct seal_signer *device;
};

static void rig_make(struct rig *r)
{
    peer_start(&r->peer);
    r->http = sync_http_create(NULL);
    r->c = peer_collector(&r->peer, r->http);
    r->device = seal_signer_create();
}

static void rig_finish(struct rig *r)
{
    sync_http_destroy(r->http);
    seal_signer_destroy(r->device);
    assert_int_equal(r->peer.badly_signed, 0);
    peer_stop(&r->peer);
}

TEST(hello_proves_the_collector)
{
    struct rig r;
    struct sync_hello hello;
    rig_make(&r);
    assert_int_equal(sync_hello(&r.c, &hello, NULL), ERR_NONE);
    assert_memory_equal(hello.epoch, r.peer.epoch, 16);
    assert_memory_equal(hello.key, r.peer.keys[0], 32);
    assert_int_equal(hello.batch_bytes_max, 4194304);
    rig_finish(&r);
}

TEST(nobody_else_passes_for_the_collector)
{
    static const struct {
        enum manner manner;
        enum err wanted;
        const char *says;
    } cases[] = {
        {PORTAL, ERR_PEER, "log-in"},
        {REDIRECT, ERR_PEER, "302"},
        {BARE_200, ERR_PEER, "log-in"},
        {NONSENSE, ERR_PEER, "not the collector"},
        {WRONG_KEY, ERR_PEER, "key"},
        {FORGED, ERR_PEER, "not signed"},
        {CUT, ERR_NETWORK, "cannot reach"},
        {BUSY, ERR_PEER, "wait"},
        {TOO_LARGE, ERR_LIMIT, "more than"},
        {REPLAYED_HELLO, ERR_PEER, "not signed"},
        {PROBLEM, ERR_REFUSED, "token was used? before"},
    };
    struct rig r;
    rig_make(&r);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sync_hello hello;
        struct err_info info = {0};
        r.peer.manner = cases[i].manner;
        enum err err = sync_hello(&r.c, &hello, &info);
        if (err != cases[i].wanted || info.code != err || !strstr(info.message, cases[i].says))
            fail_msg("case %zu: %s (%s)", i, err_name(err), info.message);
        assert_int_equal(r.c.retry_after_s, cases[i].manner == BUSY ? 7200 : -1);
    }
    r.peer.manner = RIGHT; // and the client still works
    struct sync_hello hello;
    assert_int_equal(sync_hello(&r.c, &hello, NULL), ERR_NONE);
    rig_finish(&r);
}

TEST(nobody_there_is_a_network_error)
{
    struct rig r;
    struct sync_hello hello;
    struct err_info info = {0};
    rig_make(&r);
    r.c.url = STR("http://127.0.0.1:1");
    assert_int_equal(sync_hello(&r.c, &hello, &info), ERR_NETWORK);
    assert_non_null(strstr(info.message, "http://127.0.0.1:1"));
    r.c.url = STR("file:///etc/passwd");
    assert_int_equal(sync_hello(&r.c, &hello, &info), ERR_NETWORK);
    rig_finish(&r);
}

TEST(an_address_with_a_prefix_is_signed_whole)
{
    struct rig r;
    struct err_info info = {0};
    char url[128];
    rig_make(&r);
    snprintf(url, sizeof url, "%s/svar/", r.peer.server.url);
    r.c.url = str_of(url);
    // The peer has nothing there, but checks the signature over what it was asked.
    assert_int_equal(sync_publish(&r.c, r.device, STR("PK"), &info), ERR_PEER);
    struct buf out = {0};
    assert_int_equal(sync_fetch_survey(&r.c, r.device, STR("s"), 0, &out, &info), ERR_PEER);
    assert_string_equal(r.peer.last_target, "/svar/v1/surveys/s");
    rig_finish(&r);
}

TEST(enrolment_names_the_device)
{
    struct rig r;
    struct err_info info = {0};
    rig_make(&r);
    assert_int_equal(
        sync_enrol(&r.c, r.device, STR("s"), STR("svar-enrol-1.example\n"), STR("hall"), &info),
        ERR_NONE);
    assert_int_equal(r.peer.enrolments, 1);
    assert_int_equal(sync_enrol(&r.c, r.device, STR("s"), STR("wrong"), STR("hall"), &info),
                     ERR_REFUSED);
    assert_non_null(strstr(info.message, "unknown token"));
    assert_int_equal(sync_enrol(&r.c, r.device, STR("s"), STR("  "), STR("hall"), &info),
                     ERR_ARGUMENT);
    r.peer.manner = BARE_200;
    assert_int_equal(
        sync_enrol(&r.c, r.device, STR("s"), STR("svar-enrol-1.example"), STR("hall"), &info),
        ERR_PEER);
    r.peer.manner = PORTAL;
    assert_int_equal(
        sync_enrol(&r.c, r.device, STR("s"), STR("svar-enrol-1.example"), STR("hall"), &info),
        ERR_PEER);
    rig_finish(&r);
}

TEST(only_a_pinned_keys_receipt_for_this_batch_counts)
{
    static const struct {
        enum manner manner;
        enum err wanted;
    } cases[] = {
        {PORTAL, ERR_PEER},      {REDIRECT, ERR_PEER},   {BARE_200, ERR_PEER},
        {NONSENSE, ERR_PEER},    {WRONG_KEY, ERR_PEER},  {FORGED, ERR_PEER},
        {CUT, ERR_NETWORK},      {BUSY, ERR_PEER},       {TOO_LARGE, ERR_LIMIT},
        {OTHER_BATCH, ERR_PEER}, {PROBLEM, ERR_REFUSED}, {RIGHT, ERR_NONE},
        {REFUSES, ERR_NONE},
    };
    struct rig r;
    struct buf bytes = {0};
    struct seal_receipt receipt;
    rig_make(&r);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err_info info = {0};
        r.peer.manner = cases[i].manner;
        enum err err = sync_post_batch(&r.c, r.device, STR("a batch"), &receipt, &bytes, &info);
        if (err != cases[i].wanted) fail_msg("case %zu: %s (%s)", i, err_name(err), info.message);
        assert_str(buf_str(&r.peer.last_batch), "a batch");
    }
    assert_int_equal(receipt.verdict, SEAL_REFUSED);
    assert_str(receipt.reason, "the device is not enrolled");
    assert_true(receipt.reason.ptr > (char *)bytes.ptr); // borrows from the caller's bytes
    buf_finish(&bytes);
    rig_finish(&r);
}

TEST(an_answer_cut_at_any_byte_is_no_receipt)
{
    struct rig r;
    struct buf bytes = {0};
    struct seal_receipt receipt;
    rig_make(&r);
    r.peer.manner = CUT;
    // The head is some 100 bytes, a receipt 187; past both nothing is cut any more.
    for (r.peer.cut_at = 1; r.peer.cut_at < 600; r.peer.cut_at++) {
        enum err err = sync_post_batch(&r.c, r.device, STR("a batch"), &receipt, &bytes, NULL);
        if (!err) break;
        // Cut inside the head it may look like an answer of somebody else.
        assert_true(err == ERR_NETWORK || err == ERR_PEER);
        assert_int_equal(bytes.len, 0);
    }
    assert_in_range(r.peer.cut_at, 250, 599);
    buf_finish(&bytes);
    rig_finish(&r);
}

TEST(packages_go_there_and_back)
{
    struct rig r;
    struct buf out = {0};
    struct err_info info = {0};
    rig_make(&r);
    struct str package = str_make("PK\3\4\0\1binary", 12);
    assert_int_equal(sync_publish(&r.c, r.device, package, &info), ERR_NONE);
    assert_int_equal(sync_fetch_survey(&r.c, r.device, STR("s"), 0, &out, &info), ERR_NONE);
    assert_true(str_eq(buf_str(&out), package));
    assert_int_equal(sync_fetch_survey(&r.c, r.device, STR("../x"), 0, &out, &info), ERR_ARGUMENT);
    r.peer.manner = PORTAL;
    assert_int_equal(sync_publish(&r.c, r.device, package, &info), ERR_PEER);
    assert_int_equal(sync_fetch_survey(&r.c, r.device, STR("s"), 0, &out, &info), ERR_PEER);
    buf_finish(&out);
    rig_finish(&r);
}

struct pulled {
    unsigned records;
    char last[64];
    enum err answer;
};

static enum err take(void *data, struct str batch, struct str receipt, struct str cursor,
                     struct err_info *info)
{
    struct pulled *p = data;
    if (p->answer) return err_set(info, p->answer, "the archive is full");
    p->records++;
    snprintf(p->last, sizeof p->last, "%.*s|%.*s|%.*s", STR_ARG(batch), STR_ARG(receipt),
             STR_ARG(cursor));
    return ERR_NONE;
}

static void fill_pull(struct peer *p, bool more)
{
    buf_clear(&p->pull);
    seal_pull_begin(&p->pull);
    seal_pull_add(&p->pull, STR("batch one"), STR("receipt one"), STR("e.1"));
    seal_pull_add(&p->pull, STR("batch two"), STR("receipt two"), STR("e.2"));
    seal_pull_end(&p->pull, STR("e.2"), more);
}

TEST(a_pull_hands_on_every_record)
{
    struct rig r;
    struct pulled p = {0};
    struct buf cursor = {0};
    struct err_info info = {0};
    rig_make(&r);
    fill_pull(&r.peer, false);
    assert_int_equal(sync_pull(&r.c, r.device, STR("s"), STR(""), take, &p, &cursor, &info),
                     ERR_NONE);
    assert_int_equal(p.records, 2);
    assert_string_equal(p.last, "batch two|receipt two|e.2");
    assert_str(buf_str(&cursor), "e.2");
    assert_string_equal(r.peer.last_target, "/v1/surveys/s/batches?after=");
    buf_clear(&cursor);
    assert_int_equal(sync_pull(&r.c, r.device, STR("s"), STR("e.7"), take, &p, &cursor, &info),
                     ERR_NONE);
    assert_string_equal(r.peer.last_target, "/v1/surveys/s/batches?after=e.7");
    buf_finish(&cursor);
    rig_finish(&r);
}

TEST(a_cut_pull_keeps_what_was_whole)
{
    struct rig r;
    struct pulled p = {0};
    struct buf cursor = {0};
    struct err_info info = {0};
    rig_make(&r);
    fill_pull(&r.peer, false);
    char *large = calloc(1, 100000);
    buf_clear(&r.peer.pull);
    seal_pull_begin(&r.peer.pull);
    seal_pull_add(&r.peer.pull, STR("batch one"), STR("receipt one"), STR("e.1"));
    seal_pull_add(&r.peer.pull, str_make(large, 100000), STR("receipt two"), STR("e.2"));
    seal_pull_end(&r.peer.pull, STR("e.2"), false);
    r.peer.manner = CUT;
    assert_int_equal(sync_pull(&r.c, r.device, STR("s"), STR(""), take, &p, &cursor, &info),
                     ERR_NETWORK);
    assert_int_equal(p.records, 1);
    assert_str(buf_str(&cursor), "e.1");
    // A stream that just ends is cut as well.
    r.peer.manner = RIGHT;
    r.peer.pull.len = 40;
    assert_int_equal(sync_pull(&r.c, r.device, STR("s"), STR(""), take, &p, NULL, &info),
                     ERR_NETWORK);
    free(large);
    buf_finish(&cursor);
    rig_finish(&r);
}

TEST(a_pull_stops_for_liars_and_for_its_caller)
{
    struct rig r;
    struct pulled p = {0};
    struct err_info info = {0};
    rig_make(&r);
    fill_pull(&r.peer, true); // always more, and always the same: would never end
    assert_int_equal(sync_pull(&r.c, r.device, STR("s"), STR(""), take, &p, NULL, &info), ERR_PEER);
    assert_int_equal(p.records, 4);
    p.answer = ERR_FULL;
    assert_int_equal(sync_pull(&r.c, r.device, STR("s"), STR(""), take, &p, NULL, &info), ERR_FULL);
    assert_string_equal(info.message, "the archive is full");
    p.answer = ERR_NONE;
    static const enum manner manners[] = {PORTAL, BARE_200, NONSENSE, REDIRECT};
    for (size_t i = 0; i < 4; i++) {
        r.peer.manner = manners[i];
        assert_int_equal(sync_pull(&r.c, r.device, STR("s"), STR(""), take, &p, NULL, &info),
                         ERR_PEER);
    }
    r.peer.manner = RIGHT;
    buf_clear(&r.peer.pull);
    seal_pull_begin(&r.peer.pull);
    seal_pull_end(&r.peer.pull, STR("e&x=1"), true);
    assert_int_equal(sync_pull(&r.c, r.device, STR("s"), STR(""), take, &p, NULL, &info), ERR_PEER);
    assert_int_equal(sync_pull(&r.c, r.device, STR("s"), STR("a b"), take, &p, NULL, &info),
                     ERR_ARGUMENT);
    rig_finish(&r);
}

TEST_MAIN(cmocka_unit_test(hello_proves_the_collector),
          cmocka_unit_test(nobody_else_passes_for_the_collector),
          cmocka_unit_test(nobody_there_is_a_network_error),
          cmocka_unit_test(an_address_with_a_prefix_is_signed_whole),
          cmocka_unit_test(enrolment_names_the_device),
          cmocka_unit_test(only_a_pinned_keys_receipt_for_this_batch_counts),
          cmocka_unit_test(an_answer_cut_at_any_byte_is_no_receipt),
          cmocka_unit_test(packages_go_there_and_back),
          cmocka_unit_test(a_pull_hands_on_every_record),
          cmocka_unit_test(a_cut_pull_keeps_what_was_whole),
          cmocka_unit_test(a_pull_stops_for_liars_and_for_its_caller))
