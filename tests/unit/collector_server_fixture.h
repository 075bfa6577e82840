// SPDX-License-Identifier: EUPL-1.2
// A real collector on a free loopback port, inside the test's process.
#pragma once

#include "collector/server.h"
#include "tests/unit/batch_fixture.h"
#include "tests/unit/http_client.h"
#include "tests/unit/storage_fixture.h"

struct collector_fixture {
    struct batch_fixture f;
    char url[300];
    struct collector_storage *storage;
    struct collector_service *service;
    struct collector_server *server;
    uint16_t port;
    unsigned nonce;
};

// Where the database is; empties it. Once a test, before anything starts.
static inline void collector_fixture_address(struct collector_fixture *c)
{
    char path[256];
    batch_fixture_path(&c->f, "c.db", path);
    storage_fixture_url(path, c->url, sizeof c->url);
}

// Storage, service and server over f, which must be made. over may be NULL: limits to set.
static inline void collector_fixture_start(struct collector_fixture *c,
                                           const struct collector_server_options *over)
{
    struct err_info info = {0};
    if (collector_storage_open(c->url, &c->f.rng, &c->storage, &info)) fail_msg("%s", info.message);
    struct collector_service_options service = {.storage = c->storage,
                                                .signer = c->f.collector,
                                                .organizers = &c->f.files.key,
                                                .organizer_count = 1};
    assert_int_equal(collector_service_create(&service, &c->service, NULL), ERR_NONE);
    struct collector_server_options server = {.clock = clock_system()};
    if (over) server = *over;
    server.service = c->service;
    server.address = "127.0.0.1";
    if (collector_server_start(&server, &c->server, &info)) fail_msg("%s", info.message);
    c->port = collector_server_port(c->server);
}

static inline void collector_fixture_stop(struct collector_fixture *c)
{
    collector_server_stop(c->server);
    collector_service_destroy(c->service);
    collector_storage_close(c->storage);
    c->server = NULL;
    c->service = NULL;
    c->storage = NULL;
}

static inline void collector_fixture_make(struct collector_fixture *c,
                                          const struct collector_server_options *over)
{
    memset(c, 0, sizeof *c);
    batch_fixture_make(&c->f);
    collector_fixture_address(c);
    collector_fixture_start(c, over);
}

static inline void collector_fixture_finish(struct collector_fixture *c)
{
    collector_fixture_stop(c);
    batch_fixture_finish(&c->f);
}

// Status of one request; the answer is thrown away unless out is given.
static inline int collector_fixture_ask(struct collector_fixture *c,
                                        const struct seal_signer *signer, const char *method,
                                        const char *target, struct str body,
                                        struct http_answer *out)
{
    char nonce[32];
    snprintf(nonce, sizeof nonce, "n%u", ++c->nonce);
    struct http_answer answer;
    http_ask(c->port, signer, nonce, method, target, body, &answer);
    int status = answer.status;
    if (out)
        *out = answer;
    else
        http_answer_finish(&answer);
    return status;
}

// The survey published and the fixture's device enrolled.
static inline void collector_fixture_ready(struct collector_fixture *c)
{
    assert_int_equal(collector_fixture_ask(c, c->f.organizer, "PUT", "/v1/surveys",
                                           buf_str(&c->f.package), NULL),
                     201);
    struct buf token = {0}, body = {0};
    seal_token_create(c->f.organizer, STR("samverkan-2019"), &token);
    buf_printf(&body, "{\"survey\":\"samverkan-2019\",\"token\":\"%.*s\"}", (int)token.len,
               (const char *)token.ptr);
    assert_int_equal(
        collector_fixture_ask(c, c->f.device, "POST", "/v1/devices", buf_str(&body), NULL), 201);
    buf_finish(&token);
    buf_finish(&body);
}
