// SPDX-License-Identifier: EUPL-1.2
// A collector of few lines behind the small server: it answers rightly until a test tells it how to
// misbehave.
#pragma once

#include "seal/wire.h"
#include "sync/sync.h"
#include "sync/uploader.h"
#include "tests/unit/sync_server_fixture.h"

enum manner {
    RIGHT,
    PORTAL,         // 200 and a page of HTML, to everything
    REDIRECT,       // 302 to a log-in
    BARE_200,       // 200 and nothing
    NONSENSE,       // bytes
    WRONG_KEY,      // a well-formed greeting and receipt by a key that nobody pinned
    FORGED,         // the right key, another signature
    OTHER_BATCH,    // a right receipt, of another batch
    CUT,            // the answer ends in the middle
    BUSY,           // 503 with Retry-After
    TOO_LARGE,      // an endless answer
    REPLAYED_HELLO, // a greeting signed for another nonce
    REFUSES,        // a refusing receipt
    PROBLEM,        // a problem document
};

struct peer {
    struct server server;
    struct seal_signer *key, *stranger;
    uint8_t keys[1][32];
    uint8_t epoch[SEAL_EPOCH_BYTES];
    enum manner manner;
    size_t cut_at;     // where CUT cuts the answer to a batch; 0: after 150 bytes
    bool only_batches; // the manner is for batches alone, the rest is right
    char hello_nonce[80];
    struct str token; // that enrolment takes
    // What it got. Read by the test between exchanges only.
    unsigned hellos, enrolments, batches, badly_signed;
    struct buf last_batch;
    struct buf package;
    struct buf pull; // the page to answer a pull with
    char last_target[512];
    const char *prefix; // before every path; NULL: none. What lies elsewhere is not found
    unsigned absolute;  // requests whose target was a whole address, as proxies get them
    unsigned refusals;  // batches that are refused before the others are taken
};

static inline void answer_text(struct answer *out, int status, const char *type, const char *text)
{
    out->status = status;
    out->type = type;
    buf_add_text(&out->body, text);
}

// True when the answer was given.
static inline bool peer_misbehaves(struct peer *p, struct answer *out)
{
    switch (p->manner) {
    case PORTAL:
        answer_text(out, 200, "text/html; charset=utf-8", "<html>Welcome to Hotel WiFi</html>");
        return true;
    case REDIRECT:
        out->extra = "Location: http://127.0.0.1:1/login\r\n";
        answer_text(out, 302, "text/html", "<html>moved</html>");
        return true;
    case BARE_200: out->status = 200; return true;
    case NONSENSE: answer_text(out, 200, "application/octet-stream", "\x01\x02{[\xff"); return true;
    case BUSY:
        out->extra = "Retry-After: 7200\r\n";
        answer_text(out, 503, "text/plain", "later");
        return true;
    case TOO_LARGE:
        out->status = 200;
        out->type = "application/json";
        for (int i = 0; i < 70000; i++)
            buf_add_text(&out->body, "xxxxxxxxxx");
        return true;
    case PROBLEM:
        answer_text(out, 403, "application/problem+json",
                    "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                    "\"detail\":\"this token was used\\u0007 before\"}");
        return true;
    case RIGHT:
    case WRONG_KEY:
    case FORGED:
    case OTHER_BATCH:
    case CUT:
    case REPLAYED_HELLO:
    case REFUSES: break;
    }
    return false;
}

static inline void peer_hello(struct peer *p, const struct served *r, enum manner manner,
                              struct answer *out)
{
    struct seal_signer *key = manner == WRONG_KEY ? p->stranger : p->key;
    const char *mark = strstr(r->target, "?nonce=");
    char epoch[33], key_hex[65], signature_hex[129];
    uint8_t signature[64];
    struct str nonce = str_of(mark ? mark + 7 : "");
    if (manner == REPLAYED_HELLO) {
        if (!p->hello_nonce[0]) snprintf(p->hello_nonce, sizeof p->hello_nonce, "00112233");
        seal_hello_sign(key, str_of(p->hello_nonce), p->epoch, signature);
    } else {
        seal_hello_sign(key, nonce, p->epoch, signature);
    }
    if (manner == FORGED) signature[5] ^= 1;
    hex_encode(p->epoch, 16, epoch);
    hex_encode(seal_signer_public(key), 32, key_hex);
    hex_encode(signature, 64, signature_hex);
    out->status = 200;
    out->type = "application/json";
    buf_printf(&out->body,
               "{\"svar\":1,\"service\":\"svar-collector\",\"epoch\":\"%s\",\"key\":\"%s\","
               "\"nonce\":\"%.*s\",\"limits\":{\"batch_bytes\":4194304},\"signature\":\"%s\"}",
               epoch, key_hex, STR_ARG(nonce), signature_hex);
    if (manner == CUT) out->cut_at = 120;
    p->hellos++;
}

static inline void peer_receipt(struct peer *p, const struct served *r, enum manner manner,
                                struct answer *out)
{
    struct seal_receipt receipt = {.verdict = SEAL_STORED};
    seal_sha256(r->body, receipt.link);
    if (manner == OTHER_BATCH) receipt.link[0] ^= 1;
    if (manner == REFUSES) {
        receipt.verdict = SEAL_REFUSED;
        receipt.reason = STR("the device is not enrolled");
    }
    memcpy(receipt.epoch, p->epoch, sizeof receipt.epoch);
    struct seal_signer *key = manner == WRONG_KEY ? p->stranger : p->key;
    memcpy(receipt.collector_key, seal_signer_public(key), 32);
    assert_int_equal(seal_receipt_encode(&receipt, key, &out->body, NULL), ERR_NONE);
    if (manner == FORGED) out->body.ptr[out->body.len - 1] ^= 1;
    out->status = manner == REFUSES ? 422 : 200;
    out->type = "application/x-svar-receipt";
    if (manner == CUT) out->cut_at = p->cut_at ? p->cut_at : 150;
}

static inline void peer_check_signature(struct peer *p, const struct served *r)
{
    char path[512], nonce[65];
    uint8_t key[32];
    const char *from =
        strncmp(r->target, "http://", 7) == 0 ? strchr(r->target + 7, '/') : r->target;
    snprintf(path, sizeof path, "%s", from);
    char *mark = strchr(path, '?');
    char query[512];
    snprintf(query, sizeof query, "%s", mark ? mark : "?");
    if (mark) *mark = '\0';
    if (seal_http_verify(r->method, path, query, r->body, served_header(r, "content-digest"),
                         served_header(r, "signature-input"), served_header(r, "signature"), key,
                         nonce, NULL))
        p->badly_signed++;
}

static inline void peer_enrol(struct peer *p, const struct served *r, struct answer *out)
{
    json_t *json = NULL;
    struct str input = served_header(r, "signature-input"), token = {0};
    ptrdiff_t at = str_find(input, STR("keyid=\""));
    char key[65] = "";
    if (at >= 0 && input.len >= (size_t)at + 71) memcpy(key, input.ptr + at + 7, 64);
    bool fits = !json_parse(r->body, 65536, &json, NULL) &&
                !json_get_str(json, "token", &token, NULL) && str_eq(token, p->token);
    if (fits) {
        out->status = 201;
        out->type = "application/json";
        buf_printf(&out->body, "{\"device\":\"%s\"}", key);
        p->enrolments++;
    } else {
        answer_text(out, 403, "application/problem+json",
                    "{\"title\":\"Forbidden\",\"detail\":\"unknown token\"}");
    }
    json_decref(json);
}

// Leaves the path that the collector's own routes know.
static inline bool peer_strip(struct peer *p, char target[512])
{
    const char *path = target;
    if (strncmp(path, "http://", 7) == 0) {
        p->absolute++;
        path = strchr(path + 7, '/');
        if (!path) return false;
    }
    size_t bytes = p->prefix ? strlen(p->prefix) : 0;
    if (bytes && strncmp(path, p->prefix, bytes) != 0) return false;
    path += bytes;
    memmove(target, path, strlen(path) + 1);
    return true;
}

static inline void peer_serve(void *data, const struct served *r, struct answer *out)
{
    struct peer *p = data;
    struct served inner = *r;
    if (!peer_strip(p, inner.target)) return; // 404
    bool batch = strcmp(inner.target, "/v1/batches") == 0;
    enum manner manner = p->only_batches && !batch ? RIGHT : p->manner;
    snprintf(p->last_target, sizeof p->last_target, "%s", r->target);
    if (batch) {
        p->batches++;
        buf_clear(&p->last_batch);
        buf_add_str(&p->last_batch, r->body);
    }
    if (!strstr(r->target, "/v1/hello")) peer_check_signature(p, r); // over the path as sent
    if (manner == p->manner && peer_misbehaves(p, out)) return;
    if (batch && p->refusals) {
        p->refusals--;
        manner = REFUSES;
    }
    r = &inner;
    if (strncmp(r->target, "/v1/hello", 9) == 0) {
        peer_hello(p, r, manner, out);
    } else if (batch) {
        peer_receipt(p, r, manner, out);
    } else if (strcmp(r->target, "/v1/devices") == 0) {
        peer_enrol(p, r, out);
    } else if (strcmp(r->method, "PUT") == 0 && strcmp(r->target, "/v1/surveys") == 0) {
        buf_clear(&p->package);
        buf_add_str(&p->package, r->body);
        out->status = 201;
    } else if (strcmp(r->target, "/v1/surveys/s") == 0 ||
               strncmp(r->target, "/v1/surveys/s?above=", 20) == 0) {
        out->status = p->package.len ? 200 : 204;
        out->type = "application/x-svar-survey";
        buf_add_str(&out->body, buf_str(&p->package));
    } else if (strncmp(r->target, "/v1/surveys/s/batches", 21) == 0) {
        out->status = 200;
        out->type = "application/x-svar-batches";
        buf_add_str(&out->body, buf_str(&p->pull));
        if (manner == CUT) out->cut_at = out->body.len; // the head takes some of it
    }
}

static inline void peer_start(struct peer *p)
{
    seal_init();
    sync_init();
    memset(p, 0, sizeof *p);
    p->key = seal_signer_create();
    p->stranger = seal_signer_create();
    memcpy(p->keys[0], seal_signer_public(p->key), 32);
    memset(p->epoch, 0x42, sizeof p->epoch);
    p->token = STR("svar-enrol-1.example");
    server_start(&p->server, peer_serve, p);
}

static inline void peer_stop(struct peer *p)
{
    server_stop(&p->server);
    buf_finish(&p->last_batch);
    buf_finish(&p->package);
    buf_finish(&p->pull);
    seal_signer_destroy(p->key);
    seal_signer_destroy(p->stranger);
}

static inline struct sync_collector peer_collector(struct peer *p, struct sync_http *http)
{
    return (struct sync_collector){.transport = sync_http_transport(http),
                                   .rng = rng_system(),
                                   .url = str_of(p->server.url),
                                   .keys = (const uint8_t(*)[32])p->keys,
                                   .key_count = 1,
                                   .retry_after_s = -1};
}
