// SPDX-License-Identifier: EUPL-1.2
// An uploader between a real store and a peer that tests tell how to behave, with a clock that they
// turn.
#pragma once

#include "tests/unit/store_fixture.h"
#include "tests/unit/sync_peer_fixture.h"

struct rig {
    struct peer peer;
    struct sync_http *http;
    struct desk desk; // a real store behind the table of functions
    struct sync_uploader *u;
    unsigned remembered;
    bool store_fails;
    struct buf package; // the newer survey that came last
    unsigned packages;
    bool package_fails;
    // Set before rig_start:
    bool wants_surveys;
    const uint8_t (*keys)[32]; // two of them; NULL: the peer's own alone
    char url[128];             // "": the peer's own
};

static inline enum err next_batch(void *data, struct buf *out, struct err_info *info)
{
    return store_next_batch(((struct rig *)data)->desk.store, out, info);
}

static inline enum err receipted(void *data, const struct seal_receipt *receipt, struct str bytes,
                                 struct err_info *info)
{
    struct rig *r = data;
    if (r->store_fails) return err_set(info, ERR_FULL, "the disk is full");
    return store_receipted(r->desk.store, receipt, bytes, info);
}

static inline enum err enrolled(void *data, struct err_info *info)
{
    (void)info;
    ((struct rig *)data)->remembered++;
    return ERR_NONE;
}

static inline enum err epoch(void *data, const uint8_t bytes[SEAL_EPOCH_BYTES],
                             struct err_info *info)
{
    return store_epoch(((struct rig *)data)->desk.store, bytes, NULL, info);
}

static inline enum err retry_refused(void *data, struct err_info *info)
{
    return store_retry_refused(((struct rig *)data)->desk.store, info);
}

static inline enum err newer_survey(void *data, struct str package, struct err_info *info)
{
    struct rig *r = data;
    r->packages++;
    buf_clear(&r->package);
    buf_add_str(&r->package, package);
    return r->package_fails ? err_set(info, ERR_SIGNATURE, "it is not the organizer's") : ERR_NONE;
}

static inline void rig_start(struct rig *r, bool is_enrolled, const char *token)
{
    struct sync_options options = {
        .collector = peer_collector(&r->peer, r->http),
        .device = r->desk.device,
        .clock = {desk_wall, desk_mono, &r->desk},
        .source = {next_batch, receipted, enrolled, epoch, retry_refused, NULL, r},
        .survey_id = STR("s"),
        .survey_version = 3,
        .enrolled = is_enrolled,
        .token = str_of(token),
        .device_name = STR("hall"),
    };
    if (r->wants_surveys) options.source.survey = newer_survey;
    if (r->keys) {
        options.collector.keys = r->keys;
        options.collector.key_count = 2;
    }
    if (r->url[0]) options.collector.url = str_of(r->url);
    r->u = sync_uploader_create(&options);
}

static inline void rig_make(struct rig *r)
{
    memset(r, 0, sizeof *r);
    peer_start(&r->peer);
    desk_make(&r->desk);
    r->http = sync_http_create(NULL);
    rig_start(r, true, "");
}

static inline void rig_finish(struct rig *r)
{
    sync_uploader_destroy(r->u);
    sync_http_destroy(r->http);
    buf_finish(&r->package);
    assert_int_equal(r->peer.badly_signed, 0);
    desk_finish(&r->desk);
    peer_stop(&r->peer);
}

// Steps until it wants to wait; returns for how long.
static inline int64_t settle(struct rig *r)
{
    for (int i = 0; i < 50; i++) {
        int64_t wait_ms = sync_step(r->u);
        if (sync_settled(r->u)) return wait_ms;
        assert_int_equal(wait_ms, 0);
    }
    fail_msg("it never settles");
    return 0;
}

static inline struct sync_figures figures(const struct rig *r)
{
    struct sync_figures out;
    sync_uploader_figures(r->u, &out);
    return out;
}
