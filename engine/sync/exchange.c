// SPDX-License-Identifier: EUPL-1.2
// One exchange with the collector, and what an answer means when it is not the one hoped for. Until
// a signature of a pinned key says otherwise, whoever answers may be a captive portal.
#include "sync/sync_priv.h"

#include <stdio.h>

enum { PATH_BYTES_MAX = 1024 };

enum err sync_collector_of(const struct survey *survey, struct sync_transport transport,
                           struct rng rng, struct sync_collector *out, struct err_info *info)
{
    struct str url = survey_collector_url(survey);
    if (url.len == 0)
        return err_set(info, ERR_MISSING, "the survey names no collector: use a USB stick");
    *out = (struct sync_collector){
        .transport = transport, .rng = rng, .url = url, .retry_after_s = -1};
    out->keys = survey_collector_keys(survey, &out->key_count);
    return ERR_NONE;
}

// The path that is signed is the one that the collector sees: with the address's own prefix.
static struct str prefix_of(struct str url)
{
    ptrdiff_t scheme = str_find(url, STR("://"));
    struct str rest = scheme < 0 ? url : str_sub(url, (size_t)scheme + 3, url.len);
    ptrdiff_t slash = str_find_char(rest, '/');
    return slash < 0 ? STR("") : str_sub(rest, (size_t)slash, rest.len);
}

enum err sync_exchange(struct sync_collector *c, const struct sync_ask *ask,
                       struct sync_response *out, struct err_info *info)
{
    *out = (struct sync_response){.retry_after_s = -1};
    struct str address = c->url;
    while (str_ends(address, STR("/")))
        address.len--;
    char path[PATH_BYTES_MAX];
    struct str prefix = prefix_of(address);
    int len = snprintf(path, sizeof path, "%.*s%s", STR_ARG(prefix), ask->path);
    if (len < 0 || (size_t)len >= sizeof path)
        return err_set(info, ERR_LIMIT, "the collector's address is too long");

    struct seal_http_headers headers = {0};
    if (ask->signer) {
        uint8_t nonce[SYNC_NONCE_BYTES];
        char hex[2 * SYNC_NONCE_BYTES + 1];
        rng_fill(&c->rng, nonce, sizeof nonce);
        hex_encode(nonce, sizeof nonce, hex);
        seal_http_sign(ask->signer, ask->method, path, ask->query[0] ? ask->query : "?", ask->body,
                       hex, &headers);
    }
    struct buf url = {0};
    buf_add_str(&url, address);
    buf_add_text(&url, ask->path);
    buf_add_text(&url, ask->query);
    struct sync_request request = {
        .method = ask->method,
        .url = buf_str(&url),
        .body = ask->body,
        .content_type = ask->content_type,
        .headers = ask->signer ? &headers : NULL,
        .answer_bytes_max = ask->answer_bytes_max,
        .timeout_ms = ask->timeout_ms,
    };
    enum err err = c->transport.exchange(c->transport.data, &request, out, info);
    c->retry_after_s = out->retry_after_s;
    c->status = err ? 0 : out->status;
    buf_finish(&url);
    return err;
}

// Text of a stranger for a message: cut, and without control characters.
static void quote(struct str text, char *out, size_t out_bytes)
{
    size_t len = utf8_cut(text, out_bytes - 1);
    for (size_t i = 0; i < len; i++)
        out[i] =
            (char)((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f ? '?' : text.ptr[i]);
    out[len] = '\0';
}

static bool problem_of(const struct sync_response *response, char *out, size_t out_bytes)
{
    json_t *json = NULL;
    struct str title, detail;
    bool is =
        strcmp(response->content_type, SYNC_TYPE_PROBLEM) == 0 &&
        json_parse(buf_str(&response->body), LIMIT_HTTP_JSON_BYTES, &json, NULL) == ERR_NONE &&
        json_get_str_or(json, "title", STR(""), &title, NULL) == ERR_NONE &&
        json_get_str_or(json, "detail", STR(""), &detail, NULL) == ERR_NONE &&
        title.len + detail.len > 0;
    if (is) quote(detail.len ? detail : title, out, out_bytes);
    json_decref(json);
    return is;
}

enum err sync_judge(const struct sync_collector *c, const struct sync_response *response,
                    const char *wanted_type, struct err_info *info)
{
    char text[256];
    bool fine = response->status >= 200 && response->status < 300;
    if (fine && (!wanted_type || strcmp(response->content_type, wanted_type) == 0)) return ERR_NONE;
    if (!fine && problem_of(response, text, sizeof text))
        return err_set(info, ERR_REFUSED, "the collector said no (%d): %s", response->status, text);
    if (response->status == 429 || response->status == 503)
        return err_set(info, ERR_PEER, "the collector at %.*s asks to wait (%d)", STR_ARG(c->url),
                       response->status);
    quote(str_of(response->content_type), text, sizeof text);
    return err_set(info, ERR_PEER,
                   "what answers at %.*s is not the collector (%d%s%s): does this network want a "
                   "log-in first?",
                   STR_ARG(c->url), response->status, text[0] ? ", " : "", text);
}

enum err sync_peer(const struct sync_collector *c, enum err err, struct err_info *info)
{
    if (!err) return err;
    if (info) info->code = ERR_PEER;
    return err_prefix(info, ERR_PEER,
                      "what answers at %.*s is not the collector: ", STR_ARG(c->url));
}

enum err sync_survey_path(struct str survey_id, const char *rest, char *out, size_t out_bytes,
                          struct err_info *info)
{
    bool plain = survey_id.len >= 1 && survey_id.len <= 64;
    for (size_t i = 0; plain && i < survey_id.len; i++) {
        char c = survey_id.ptr[i];
        plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    int len = plain ? snprintf(out, out_bytes, "/v1/surveys/%.*s%s", STR_ARG(survey_id), rest) : -1;
    if (len < 0 || (size_t)len >= out_bytes)
        return err_set(info, ERR_ARGUMENT, "this is no survey id: %.*s", STR_ARG(survey_id));
    return ERR_NONE;
}
