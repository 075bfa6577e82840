// SPDX-License-Identifier: EUPL-1.2
// A collector's service without sockets, and the requests of devices and organizers to it.
#pragma once

#include "collector/service.h"
#include "seal/wire.h"
#include "tests/unit/batch_fixture.h"
#include "tests/unit/storage_fixture.h"

struct world {
    struct batch_fixture f;
    struct collector_storage *storage;
    struct collector_service *service;
    struct collector_reply reply; // the last one
    unsigned nonce;
    struct seal_minisign_key organizers[2]; // the second's is set by whoever wants one
    struct collector_line *line;            // what the connection has shown, or NULL
};

// Over w->f, which is made; with the keys in w->organizers and below w->prefix.
static inline void open_world(struct world *w, size_t organizer_count, const char *prefix)
{
    char path[256], url[300];
    batch_fixture_path(&w->f, "c.db", path);
    storage_fixture_url(path, url, sizeof url);
    assert_int_equal(collector_storage_open(url, &w->f.rng, &w->storage, NULL), ERR_NONE);
    struct collector_service_options options = {.storage = w->storage,
                                                .signer = w->f.collector,
                                                .organizers = w->organizers,
                                                .organizer_count = organizer_count,
                                                .prefix = prefix};
    assert_int_equal(collector_service_create(&options, &w->service, NULL), ERR_NONE);
}

static inline void make_world(struct world *w)
{
    memset(w, 0, sizeof *w);
    batch_fixture_make(&w->f);
    w->organizers[0] = w->f.files.key;
    open_world(w, 1, NULL);
}

static inline void finish_world(struct world *w)
{
    collector_reply_finish(&w->reply);
    collector_service_destroy(w->service);
    collector_storage_close(w->storage);
    batch_fixture_finish(&w->f);
}

// Answers a request, signed unless signer is NULL; returns the status.
static inline int ask_with(struct world *w, const struct seal_signer *signer, const char *nonce,
                           const char *method, const char *path, const char *query, struct str body)
{
    struct collector_request request = {
        .method = method, .path = path, .query = query, .body = body, .line = w->line};
    struct seal_http_headers headers;
    if (signer) {
        seal_http_sign(signer, method, path, query, body, nonce, &headers);
        request.content_digest = str_of(headers.content_digest);
        request.signature_input = str_of(headers.signature_input);
        request.signature = str_of(headers.signature);
    }
    collector_reply_finish(&w->reply);
    w->reply = (struct collector_reply){0};
    collector_answer(w->service, &request, &w->reply);
    return w->reply.status;
}

static inline int ask(struct world *w, const struct seal_signer *signer, const char *method,
                      const char *path, const char *query, struct str body)
{
    char nonce[32];
    snprintf(nonce, sizeof nonce, "nonce%u", ++w->nonce);
    return ask_with(w, signer, nonce, method, path, query, body);
}

static inline int publish(struct world *w)
{
    return ask(w, w->f.organizer, "PUT", "/v1/surveys", "?", buf_str(&w->f.package));
}

static inline int enrol_as(struct world *w, const struct seal_signer *device,
                           const struct seal_signer *organizer, const char *survey)
{
    struct buf token = {0}, body = {0};
    seal_token_create(organizer, str_of(survey), &token);
    buf_printf(&body, "{\"survey\":\"%s\",\"token\":\"%.*s\",\"name\":\"Platta 1\"}", survey,
               (int)token.len, (const char *)token.ptr);
    int status = ask(w, device, "POST", "/v1/devices", "?", buf_str(&body));
    buf_finish(&token);
    buf_finish(&body);
    return status;
}

static inline int enrol(struct world *w)
{
    return enrol_as(w, w->f.device, w->f.organizer, "samverkan-2019");
}

static inline int post(struct world *w, const struct buf *batch)
{
    return ask(w, w->f.device, "POST", "/v1/batches", "?", buf_str(batch));
}

static inline enum seal_verdict verdict(struct world *w, const uint8_t link[SEAL_LINK_BYTES])
{
    struct seal_receipt receipt;
    assert_string_equal(w->reply.type, "application/x-svar-receipt");
    assert_int_equal(seal_receipt_decode(buf_str(&w->reply.body), &receipt, NULL), ERR_NONE);
    assert_memory_equal(receipt.link, link, SEAL_LINK_BYTES);
    assert_memory_equal(receipt.collector_key, seal_signer_public(w->f.collector), 32);
    return receipt.verdict;
}

static inline void assert_problem(struct world *w, const char *name)
{
    assert_string_equal(w->reply.type, "application/problem+json");
    char type[100];
    snprintf(type, sizeof type, "urn:svar:problem:%s", name);
    json_t *problem = NULL;
    assert_int_equal(json_parse(buf_str(&w->reply.body), 4096, &problem, NULL), ERR_NONE);
    assert_string_equal(json_string_value(json_object_get(problem, "type")), type);
    assert_int_equal(json_integer_value(json_object_get(problem, "status")), w->reply.status);
    json_decref(problem);
}
