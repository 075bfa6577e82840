// SPDX-License-Identifier: EUPL-1.2
// Routes requests, and answers the two that need no key: hello and health.
#include "collector/service_priv.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "seal/wire.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NONCE_HEX_MIN = 16, NONCE_HEX_MAX = 64 };

static const char json_type_name[] = "application/json";

enum err collector_service_create(const struct collector_service_options *options,
                                  struct collector_service **out, struct err_info *info)
{
    if (options->organizer_count > COLLECTOR_ORGANIZERS_MAX)
        return err_set(info, ERR_LIMIT, "more than %d organizers", COLLECTOR_ORGANIZERS_MAX);
    struct collector_service *s = xcalloc(1, sizeof *s);
    s->storage = options->storage;
    s->signer = options->signer;
    s->clock = options->clock.wall_ms ? options->clock : clock_system();
    s->organizer_count = options->organizer_count;
    s->prefix = options->prefix ? options->prefix : "";
    for (size_t i = 0; i < s->organizer_count; i++)
        s->organizers[i] = options->organizers[i];
    *out = s;
    return ERR_NONE;
}

void collector_service_destroy(struct collector_service *s)
{
    free(s);
}

// ---- replies ----
void collector_reply_finish(struct collector_reply *reply)
{
    buf_finish(&reply->body);
}

void collector_service_json(struct collector_reply *reply, int status, json_t *object)
{
    reply->status = status;
    reply->type = json_type_name;
    buf_clear(&reply->body);
    json_write(object, &reply->body);
    buf_add_char(&reply->body, '\n');
    json_decref(object);
}

static const char *status_title(int status)
{
    switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 503: return "Service Unavailable";
    case 507: return "Insufficient Storage";
    default: return "Internal Server Error";
    }
}

void collector_problem(struct collector_reply *reply, int status, const char *name,
                       const char *detail, ...)
{
    char text[700], type[100];
    va_list args;
    va_start(args, detail);
    vsnprintf(text, sizeof text, detail, args);
    va_end(args);
    snprintf(type, sizeof type, "urn:svar:problem:%s", name);
    struct str whole = str_of(text);
    json_t *detail_text = json_str(str_sub(whole, 0, utf8_cut(whole, sizeof text - 1)));
    json_t *object = json_object();
    json_object_set_new(object, "type", json_string(type));
    json_object_set_new(object, "title", json_string(status_title(status)));
    json_object_set_new(object, "status", json_integer(status));
    json_object_set_new(object, "detail", detail_text ? detail_text : json_string(""));
    collector_service_json(reply, status, object);
    reply->type = "application/problem+json";
    if (!reply->note[0]) snprintf(reply->note, sizeof reply->note, "problem=%s", name);
}

void collector_service_storage_problem(struct collector_reply *reply, enum err err,
                                       const struct err_info *info)
{
    snprintf(reply->note, sizeof reply->note, "storage=%s %.150s", err_name(err), info->message);
    reply->retry_after_s = 30;
    if (err == ERR_FULL)
        collector_problem(reply, 507, "full",
                          "The collector's disk is full. Nothing was stored; try again later.");
    else
        collector_problem(reply, 503, "storage",
                          "The collector's database does not answer. Nothing was stored for sure; "
                          "try again later.");
}

// ---- what handlers share ----
void collector_service_blocked(struct collector_reply *reply)
{
    collector_problem(reply, 403, "blocked",
                      "Enheten är spärrad. / This device is blocked. Ask whoever runs the "
                      "collector.");
}

void collector_service_seen(struct collector_service *s, const char *survey_id,
                            const uint8_t device[32], int64_t seen_hour)
{
    int64_t hour = clock_wall_ms(&s->clock) / 3600000;
    if (hour <= seen_hour) return;
    err_ignore(s->storage->table->device_seen(s->storage, survey_id, device, hour, NULL));
}

const struct seal_minisign_key *collector_service_organizer(const struct collector_service *s,
                                                            const uint8_t key[32])
{
    for (size_t i = 0; i < s->organizer_count; i++)
        if (!memcmp(s->organizers[i].public_key, key, SEAL_PUBLIC_KEY_BYTES))
            return &s->organizers[i];
    return NULL;
}

bool collector_service_signed(const struct collector_request *request, uint8_t out_key[32],
                              char out_nonce[65], struct collector_reply *reply)
{
    struct err_info info = {0};
    enum err err = seal_http_verify(request->method, request->path, request->query, request->body,
                                    request->content_digest, request->signature_input,
                                    request->signature, out_key, out_nonce, &info);
    if (err) collector_service_not_signed(reply, &info);
    return !err;
}

void collector_service_not_signed(struct collector_reply *reply, const struct err_info *info)
{
    collector_problem(reply, 401, "signature", "The request's signature does not hold: %s",
                      info->message);
}

static bool id_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool collector_service_survey_id(const char *path, char out[COLLECTOR_SURVEY_ID_BYTES + 1],
                                 struct collector_reply *reply)
{
    struct str rest = str_of(path + strlen("/v1/surveys/"));
    size_t length = 0;
    while (length < rest.len && id_character(rest.ptr[length]))
        length++;
    struct str tail = str_sub(rest, length, rest.len);
    bool ends = !tail.len || str_eq(tail, STR("/batches"));
    if (!length || length > COLLECTOR_SURVEY_ID_BYTES || !ends) {
        collector_problem(reply, 404, "no-survey", "That is not the id of a survey.");
        return false;
    }
    memcpy(out, rest.ptr, length);
    out[length] = '\0';
    return true;
}

// ---- hello and health ----
static bool hex_nonce(struct str nonce)
{
    if (nonce.len < NONCE_HEX_MIN || nonce.len > NONCE_HEX_MAX) return false;
    for (size_t i = 0; i < nonce.len; i++) {
        char c = nonce.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return true;
}

static void get_hello(struct collector_service *s, const struct collector_request *request,
                      struct collector_reply *reply)
{
    struct str query = str_of(request->query), name = STR("?nonce=");
    struct str nonce = str_sub(query, name.len, query.len);
    if (!str_starts(query, name) || !hex_nonce(nonce)) {
        collector_problem(reply, 400, "nonce",
                          "Ask for /v1/hello?nonce=HEX with %d to %d hexadecimal digits.",
                          NONCE_HEX_MIN, NONCE_HEX_MAX);
        return;
    }
    const uint8_t *epoch = s->storage->table->epoch(s->storage);
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    seal_hello_sign(s->signer, nonce, epoch, signature);
    char epoch_hex[2 * SEAL_EPOCH_BYTES + 1], key_hex[65], signature_hex[129];
    hex_encode(epoch, SEAL_EPOCH_BYTES, epoch_hex);
    hex_encode(seal_signer_public(s->signer), SEAL_PUBLIC_KEY_BYTES, key_hex);
    hex_encode(signature, sizeof signature, signature_hex);
    json_t *limits = json_object();
    json_object_set_new(limits, "batch_bytes", json_integer(LIMIT_BATCH_BYTES));
    json_t *object = json_object();
    json_object_set_new(object, "svar", json_integer(1));
    json_object_set_new(object, "service", json_string("svar-collector"));
    json_object_set_new(object, "epoch", json_string(epoch_hex));
    json_object_set_new(object, "key", json_string(key_hex));
    json_object_set_new(object, "nonce", json_str(nonce));
    json_object_set_new(object, "limits", limits);
    json_object_set_new(object, "signature", json_string(signature_hex));
    collector_service_json(reply, 200, object);
}

static void get_health(struct collector_service *s, const struct collector_request *request,
                       struct collector_reply *reply)
{
    (void)request;
    struct err_info info = {0};
    enum err err = s->storage->table->health(s->storage, &info);
    if (err) {
        collector_service_storage_problem(reply, err, &info);
        return;
    }
    json_t *object = json_object();
    json_object_set_new(object, "status", json_string("ok"));
    collector_service_json(reply, 200, object);
}

static void get_ready(struct collector_service *s, const struct collector_request *request,
                      struct collector_reply *reply)
{
    if (!s->draining) {
        get_health(s, request, reply);
        return;
    }
    reply->retry_after_s = 10;
    collector_problem(reply, 503, "stopping", "The collector is being stopped. Try another one.");
}

void collector_service_count(struct collector_service *s, int status, size_t bytes_in,
                             size_t bytes_out, int64_t duration_ms)
{
    int of = status / 100;
    s->counts.by_class[of >= 0 && of < 6 ? of : 0]++;
    s->counts.bytes_in += bytes_in;
    s->counts.bytes_out += bytes_out;
    s->counts.duration_ms += duration_ms > 0 ? (unsigned long long)duration_ms : 0;
}

void collector_service_drain(struct collector_service *s)
{
    s->draining = true;
}

// ---- routes ----
struct route {
    const char *method;
    const char *path; // one "*" stands for a survey's id
    size_t body_max;
    enum { OPEN, SIGNED, LOCAL } door;
    service_handler handler;
};

static const struct route routes[] = {
    {"GET", "/v1/hello", 0, OPEN, get_hello},
    {"GET", "/v1/health", 0, OPEN, get_health},
    {"GET", "/v1/ready", 0, OPEN, get_ready},
    {"GET", "/metrics", 0, LOCAL, collector_service_get_metrics},
    {"GET", "/status", 0, LOCAL, collector_service_get_status},
    {"PUT", "/v1/surveys", LIMIT_SURVEY_PACKAGE_BYTES, SIGNED, collector_service_put_survey},
    {"GET", "/v1/surveys/*", 0, SIGNED, collector_service_get_survey},
    {"GET", "/v1/surveys/*/batches", 0, SIGNED, collector_service_get_batches},
    {"POST", "/v1/devices", LIMIT_HTTP_JSON_BYTES, SIGNED, collector_service_post_device},
    {"POST", "/v1/batches", LIMIT_BATCH_BYTES, SIGNED, collector_service_post_batch},
};
enum { ROUTE_COUNT = sizeof routes / sizeof routes[0] };

static bool path_fits(const char *pattern, const char *path)
{
    const char *star = strchr(pattern, '*');
    if (!star) return !strcmp(pattern, path);
    size_t before = (size_t)(star - pattern);
    if (strncmp(pattern, path, before)) return false;
    const char *end = strchr(path + before, '/');
    return !strcmp(star + 1, end ? end : "");
}

// The route of a request. NULL: reply holds a 404 or a 405.
static const struct route *find_route(const struct collector_request *request,
                                      struct collector_reply *reply)
{
    const struct route *other = NULL;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (!path_fits(routes[i].path, request->route)) continue;
        if (routes[i].door == LOCAL && !request->local) continue;
        if (!strcmp(routes[i].method, request->method)) return &routes[i];
        other = &routes[i];
    }
    if (other) {
        collector_problem(reply, 405, "method", "Use %s here.", other->method);
        reply->allow = other->method;
    } else {
        collector_problem(reply, 404, "no-such-page", "There is nothing here.");
    }
    return NULL;
}

// Whether the key that the request claims is an organizer's. It may be a lie, but it spares the
// collector from holding the large body of somebody who has not even that.
static bool claims_organizer(const struct collector_service *s, struct str signature_input)
{
    struct str name = STR("keyid=\"");
    ptrdiff_t at = str_find(signature_input, name);
    uint8_t key[SEAL_PUBLIC_KEY_BYTES];
    if (at < 0) return false;
    size_t from = (size_t)at + name.len;
    return hex_decode(str_sub(signature_input, from, from + 2 * sizeof key), key, sizeof key) &&
           collector_service_organizer(s, key);
}

// The request with its route. Paths without the prefix are answered too: health checks on this very
// machine know nothing of it.
static struct collector_request routed(const struct collector_service *s,
                                       const struct collector_request *request)
{
    struct collector_request own = *request;
    size_t bytes = strlen(s->prefix);
    bool below = !strncmp(own.path, s->prefix, bytes) && own.path[bytes] == '/';
    own.route = own.path + (below ? bytes : 0);
    return own;
}

bool collector_body_max(const struct collector_service *s, const struct collector_request *request,
                        size_t *out_bytes_max, struct collector_reply *reply)
{
    struct collector_request own = routed(s, request);
    const struct route *route = find_route(&own, reply);
    if (!route) return false;
    if (route->door == SIGNED && (!request->signature.len || !request->signature_input.len)) {
        collector_problem(reply, 401, "signature",
                          "This request must be signed (RFC 9421: Signature-Input, Signature and "
                          "Content-Digest).");
        return false;
    }
    if (route->handler == collector_service_put_survey &&
        !claims_organizer(s, request->signature_input)) {
        collector_service_not_an_organizer(reply);
        return false;
    }
    *out_bytes_max = route->body_max;
    return true;
}

void collector_answer(struct collector_service *s, const struct collector_request *request,
                      struct collector_reply *reply)
{
    size_t bytes_max = 0;
    if (!collector_body_max(s, request, &bytes_max, reply)) return;
    if (request->body.len > bytes_max) {
        collector_problem(reply, 413, "too-large", "At most %zu bytes are taken here.", bytes_max);
        return;
    }
    struct collector_request own = routed(s, request);
    const struct route *route = find_route(&own, reply);
    if (route) route->handler(s, &own, reply);
}
