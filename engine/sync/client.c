// SPDX-License-Identifier: EUPL-1.2
// The requests of devices, and publishing. Each function is one line of the protocol in
// seal/wire.h.
#include "sync/sync_priv.h"

#include "base/check.h"

#include <stdio.h>

// ---- hello ----

static enum err parse_hello(const struct sync_collector *c, const json_t *json, const char *nonce,
                            struct sync_hello *out, struct err_info *info)
{
    struct str service, epoch, key, echo, signature;
    int64_t version;
    json_t *limits;
    uint8_t signature_bytes[SEAL_SIGNATURE_BYTES];
    enum err err = json_get_int(json, "svar", 1, INT32_MAX, &version, info);
    if (!err) err = json_get_str(json, "service", &service, info);
    if (!err) err = json_get_str(json, "epoch", &epoch, info);
    if (!err) err = json_get_str(json, "key", &key, info);
    if (!err) err = json_get_str(json, "nonce", &echo, info);
    if (!err) err = json_get_str(json, "signature", &signature, info);
    if (!err) err = json_get(json, "limits", JSON_OBJECT, &limits, info);
    if (!err) err = json_get_int(limits, "batch_bytes", 1, INT64_MAX, &out->batch_bytes_max, info);
    if (err) return err;
    if (version != 1 || !str_eq(service, STR("svar-collector")))
        return err_set(info, ERR_UNSUPPORTED, "it speaks another version of the protocol");
    if (!str_eq(echo, str_of(nonce)) || !hex_decode(epoch, out->epoch, sizeof out->epoch) ||
        !hex_decode(key, out->key, sizeof out->key) ||
        !hex_decode(signature, signature_bytes, sizeof signature_bytes))
        return err_set(info, ERR_PARSE, "its greeting is malformed");
    bool pinned = false;
    for (size_t i = 0; i < c->key_count; i++)
        if (memcmp(c->keys[i], out->key, sizeof out->key) == 0) pinned = true;
    if (!pinned) return err_set(info, ERR_KEY, "its key is none that the survey names");
    if (!seal_hello_verify(out->key, str_of(nonce), out->epoch, signature_bytes))
        return err_set(info, ERR_SIGNATURE, "its greeting is not signed with its key");
    return ERR_NONE;
}

enum err sync_hello(struct sync_collector *c, struct sync_hello *out, struct err_info *info)
{
    uint8_t random[SYNC_NONCE_BYTES];
    char nonce[2 * SYNC_NONCE_BYTES + 1], query[64];
    rng_fill(&c->rng, random, sizeof random);
    hex_encode(random, sizeof random, nonce);
    snprintf(query, sizeof query, "?nonce=%s", nonce);
    struct sync_ask ask = {.method = "GET",
                           .path = "/v1/hello",
                           .query = query,
                           .answer_bytes_max = LIMIT_HTTP_JSON_BYTES,
                           .timeout_ms = SYNC_SHORT_MS};
    struct sync_response response;
    struct sync_hello hello = {0};
    json_t *json = NULL;
    enum err err = sync_exchange(c, &ask, &response, info);
    if (!err) err = sync_judge(c, &response, SYNC_TYPE_JSON, info);
    if (!err) {
        err = json_parse(buf_str(&response.body), LIMIT_HTTP_JSON_BYTES, &json, info);
        if (!err) err = parse_hello(c, json, nonce, &hello, info);
        if (err)
            err = err_prefix(info, ERR_PEER,
                             "what answers at %.*s is not the collector: ", STR_ARG(c->url));
        if (err && info) err = info->code = ERR_PEER;
    }
    json_decref(json);
    sync_response_finish(&response);
    if (!err) *out = hello;
    return err;
}

// ---- enrolment ----

static void enrol_body(struct str survey_id, struct str token, struct str name, struct buf *out)
{
    json_t *json = json_object();
    CHECK(json);
    // A name that is not text cannot be shown to the organizer: left out.
    json_t *shown = json_str(name);
    json_object_set_new(json, "survey", json_str(survey_id));
    json_object_set_new(json, "token", json_str(token));
    json_object_set_new(json, "name", shown ? shown : json_string(""));
    json_write(json, out);
    json_decref(json);
}

enum err sync_enrol(struct sync_collector *c, const struct seal_signer *device,
                    struct str survey_id, struct str token, struct str name, struct err_info *info)
{
    token = str_trim(token);
    if (!utf8_valid(survey_id) || !utf8_valid(token) || token.len == 0)
        return err_set(info, ERR_ARGUMENT, "this is no enrolment token");
    struct buf body = {0};
    enrol_body(survey_id, token, name, &body);
    struct sync_ask ask = {.method = "POST",
                           .path = "/v1/devices",
                           .query = "",
                           .body = buf_str(&body),
                           .content_type = SYNC_TYPE_JSON,
                           .signer = device,
                           .answer_bytes_max = LIMIT_HTTP_JSON_BYTES,
                           .timeout_ms = SYNC_SHORT_MS};
    struct sync_response response;
    json_t *json = NULL;
    struct str answered = {0};
    char wanted[2 * SEAL_PUBLIC_KEY_BYTES + 1];
    hex_encode(seal_signer_public(device), SEAL_PUBLIC_KEY_BYTES, wanted);
    enum err err = sync_exchange(c, &ask, &response, info);
    if (!err) err = sync_judge(c, &response, SYNC_TYPE_JSON, info);
    if (!err &&
        (json_parse(buf_str(&response.body), LIMIT_HTTP_JSON_BYTES, &json, NULL) ||
         json_get_str(json, "device", &answered, NULL) || !str_eq(answered, str_of(wanted))))
        err = err_set(info, ERR_PEER, "the answer from %.*s does not name this device",
                      STR_ARG(c->url));
    json_decref(json);
    sync_response_finish(&response);
    buf_wipe(&body); // holds the token
    return err;
}

// ---- batches ----

// A receipt is believed for what it is signed to say: by a pinned key, about this very batch.
static enum err check_receipt(const struct sync_collector *c, struct str batch,
                              const struct seal_receipt *receipt, struct err_info *info)
{
    uint8_t link[SEAL_LINK_BYTES];
    if (!seal_receipt_from(receipt, c->keys, c->key_count))
        return err_set(info, ERR_KEY,
                       "its receipt is signed with a key that the survey does not name");
    seal_sha256(batch, link);
    if (memcmp(link, receipt->link, sizeof link) != 0)
        return err_set(info, ERR_PARSE, "its receipt is for another batch");
    return ERR_NONE;
}

enum err sync_post_batch(struct sync_collector *c, const struct seal_signer *device,
                         struct str batch, struct seal_receipt *out_receipt, struct buf *out_bytes,
                         struct err_info *info)
{
    struct sync_ask ask = {.method = "POST",
                           .path = "/v1/batches",
                           .query = "",
                           .body = batch,
                           .content_type = SYNC_TYPE_BATCH,
                           .signer = device,
                           .answer_bytes_max = LIMIT_HTTP_JSON_BYTES,
                           .timeout_ms = SYNC_LONG_MS};
    struct sync_response response;
    struct seal_receipt receipt;
    enum err err = sync_exchange(c, &ask, &response, info);
    if (!err && strcmp(response.content_type, SYNC_TYPE_RECEIPT) != 0) {
        err = sync_judge(c, &response, SYNC_TYPE_RECEIPT, info);
    } else if (!err) {
        err = seal_receipt_decode(buf_str(&response.body), &receipt, info);
        if (!err) err = check_receipt(c, batch, &receipt, info);
        err = sync_peer(c, err, info);
    }
    if (!err) {
        buf_clear(out_bytes);
        buf_add_str(out_bytes, buf_str(&response.body));
        // Once more, so that what it borrows lies in the caller's buffer.
        err = seal_receipt_decode(buf_str(out_bytes), out_receipt, info);
        CHECK(!err);
    }
    sync_response_finish(&response);
    return err;
}

// ---- packages ----

enum err sync_fetch_survey(struct sync_collector *c, const struct seal_signer *who,
                           struct str survey_id, int64_t above_version, struct buf *out,
                           struct err_info *info)
{
    char path[128], query[48] = "";
    struct sync_response response = {0};
    enum err err = sync_survey_path(survey_id, "", path, sizeof path, info);
    if (err) return err;
    if (above_version > 0) snprintf(query, sizeof query, "?above=%lld", (long long)above_version);
    struct sync_ask ask = {.method = "GET",
                           .path = path,
                           .query = query,
                           .signer = who,
                           .answer_bytes_max = LIMIT_SURVEY_PACKAGE_BYTES,
                           .timeout_ms = SYNC_LONG_MS};
    err = sync_exchange(c, &ask, &response, info);
    if (!err) err = sync_judge(c, &response, NULL, info);
    if (!err && response.status == 204)
        err = err_set(info, ERR_MISSING, "the collector has no newer version of the survey");
    if (!err && !str_starts(buf_str(&response.body), STR("PK")))
        err = err_set(info, ERR_PEER, "what came from %.*s is not a survey", STR_ARG(c->url));
    if (!err) buf_add_str(out, buf_str(&response.body));
    sync_response_finish(&response);
    return err;
}

enum err sync_publish(struct sync_collector *c, const struct seal_signer *organizer,
                      struct str package, struct err_info *info)
{
    struct sync_hello hello;
    // The collector itself has to be there: publishing has no receipt to believe in.
    enum err err = sync_hello(c, &hello, info);
    if (err) return err;
    struct sync_ask ask = {.method = "PUT",
                           .path = "/v1/surveys",
                           .query = "",
                           .body = package,
                           .content_type = SYNC_TYPE_SURVEY,
                           .signer = organizer,
                           .answer_bytes_max = LIMIT_HTTP_JSON_BYTES,
                           .timeout_ms = SYNC_LONG_MS};
    struct sync_response response;
    err = sync_exchange(c, &ask, &response, info);
    if (!err) err = sync_judge(c, &response, NULL, info);
    sync_response_finish(&response);
    return err;
}
