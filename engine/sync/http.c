// SPDX-License-Identifier: EUPL-1.2
// The transport that libcurl makes: plain exchanges, everything bounded, nothing clever.
#include "sync/http.h"

#include "base/alloc.h"
#include "base/check.h"
#include "sync/http_dates.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    CONNECT_MS = 10000,
    RETRY_AFTER_S_MAX = 24 * 3600,
    // A line this slow for this long is a dead one; a slow one that lives may take its time.
    STALL_BYTES_S = 50,
    STALL_S = 30,
};

struct sync_http {
    CURL *curl;
    char *ca_file;
    char *proxy;
    int64_t connect_ms;
    bool fresh;         // a new connection is wanted
    bool clock_differs; // dates of certificates are not looked at
};

// What the callbacks fill during one exchange.
struct exchange {
    struct sync_response *out;
    size_t bytes_max;
    bool too_large;
};

void sync_init(void)
{
    CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

struct sync_http *sync_http_create(const struct sync_http_options *options)
{
    struct sync_http *http = xcalloc(1, sizeof *http);
    http->curl = curl_easy_init();
    CHECK(http->curl);
    http->connect_ms = options && options->connect_ms ? options->connect_ms : CONNECT_MS;
    http->ca_file = options && options->ca_file ? xstrdup(options->ca_file) : NULL;
    http->proxy = options && options->proxy ? xstrdup(options->proxy) : NULL;
    return http;
}

void sync_http_destroy(struct sync_http *http)
{
    if (!http) return;
    curl_easy_cleanup(http->curl);
    free(http->ca_file);
    free(http->proxy);
    free(http);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *data)
{
    struct exchange *x = data;
    size_t len = size * count;
    if (len > x->bytes_max - x->out->body.len) {
        x->too_large = true;
        return 0; // ends the exchange
    }
    buf_add(&x->out->body, bytes, len);
    return len;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *data)
{
    struct exchange *x = data;
    struct str line = str_make(bytes, size * count), name = STR("retry-after:");
    int64_t seconds;
    if (line.len > name.len && str_eq_nocase(str_sub(line, 0, name.len), name) &&
        str_to_int64(str_trim(str_sub(line, name.len, line.len)), &seconds) && seconds >= 0)
        x->out->retry_after_s = seconds < RETRY_AFTER_S_MAX ? seconds : RETRY_AFTER_S_MAX;
    return line.len;
}

static bool loopback(const char *url)
{
    const char *host = strstr(url, "://");
    if (!host) return false;
    host += 3;
    return strncmp(host, "127.", 4) == 0 || strncmp(host, "localhost", 9) == 0 ||
           strncmp(host, "[::1]", 5) == 0;
}

static struct curl_slist *header(struct curl_slist *list, const char *name, const char *value)
{
    char line[600];
    int len = snprintf(line, sizeof line, "%s: %s", name, value);
    CHECK(len > 0 && (size_t)len < sizeof line);
    struct curl_slist *longer = curl_slist_append(list, line);
    CHECK(longer);
    return longer;
}

static struct curl_slist *headers_of(const struct sync_request *request)
{
    // Without this libcurl waits for a "100 Continue" that small servers never send.
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    CHECK(list);
    if (request->content_type) list = header(list, "Content-Type", request->content_type);
    if (request->headers) {
        list = header(list, "Content-Digest", request->headers->content_digest);
        list = header(list, "Signature-Input", request->headers->signature_input);
        list = header(list, "Signature", request->headers->signature);
    }
    return list;
}

static CURLcode forget_dates(CURL *curl, void *context, void *data)
{
    (void)curl, (void)data;
    sync_http_forget_dates(context);
    return CURLE_OK;
}

static void set_up(struct sync_http *http, const struct sync_request *request, const char *url,
                   struct curl_slist *headers, struct exchange *x, char *error)
{
    CURL *curl = http->curl;
    curl_easy_reset(curl); // keeps the connection
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)http->connect_ms);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES_S);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)STALL_S);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "svar/" SVAR_VERSION);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
    if (http->ca_file) curl_easy_setopt(curl, CURLOPT_CAINFO, http->ca_file);
    if (http->proxy) curl_easy_setopt(curl, CURLOPT_PROXY, http->proxy);
    if (!http->proxy && loopback(url)) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, http->fresh ? 1L : 0L);
    if (http->clock_differs) {
        curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, forget_dates);
        curl_easy_setopt(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    }
    if (strcmp(request->method, "GET") == 0) return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.ptr ? request->body.ptr : "");
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

// The certificate is right but for its dates.
static bool dates_alone(CURL *curl, CURLcode code)
{
    long why = 0;
    if (code != CURLE_PEER_FAILED_VERIFICATION) return false;
    curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &why);
    return sync_http_dates_alone(why);
}

static CURLcode perform(struct sync_http *http, const struct sync_request *request, const char *url,
                        struct curl_slist *headers, struct exchange *x, char *error)
{
    set_up(http, request, url, headers, x, error);
    CURLcode code = curl_easy_perform(http->curl);
    // Nothing of the request has been sent by then.
    if (!http->clock_differs && dates_alone(http->curl, code)) {
        http->clock_differs = true;
        error[0] = '\0';
        set_up(http, request, url, headers, x, error);
        code = curl_easy_perform(http->curl);
    }
    http->fresh = false;
    return code;
}

static void take_type(const char *type, char out[64])
{
    struct str rest = str_of(type), name = {0};
    if (str_split(&rest, ';', &name)) name = str_trim(name);
    if (name.len >= 64) return;
    for (size_t i = 0; i < name.len; i++)
        out[i] = (char)(name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? name.ptr[i] - 'A' + 'a'
                                                                 : name.ptr[i]);
}

static enum err exchange(void *data, const struct sync_request *request, struct sync_response *out,
                         struct err_info *info)
{
    struct sync_http *http = data;
    struct exchange x = {out, request->answer_bytes_max, false};
    char error[CURL_ERROR_SIZE] = "";
    *out = (struct sync_response){.retry_after_s = -1};
    char *url = xstrndup(request->url.ptr, request->url.len);
    struct curl_slist *headers = headers_of(request);
    CURLcode code = perform(http, request, url, headers, &x, error);
    enum err err = ERR_NONE;
    long status = 0;
    char *type = NULL;
    curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(http->curl, CURLINFO_CONTENT_TYPE, &type);
    out->status = (int)status;
    take_type(type, out->content_type);
    const char *why = error[0] ? error : curl_easy_strerror(code);
    int shown = (int)strcspn(url, "?"); // nonces and cursors say nothing to people
    if (x.too_large)
        err = err_set(info, ERR_LIMIT, "%.*s answered with more than %zu bytes", shown, url,
                      request->answer_bytes_max);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        err = err_set(info, ERR_TIMEOUT, "no answer from %.*s in time", shown, url);
    else if (code == CURLE_PEER_FAILED_VERIFICATION)
        err = err_set(info, ERR_PEER,
                      "what answers at %.*s is not the collector (%s): does this network want a "
                      "log-in first?",
                      shown, url, why);
    else if (code != CURLE_OK)
        err = err_set(info, ERR_NETWORK, "cannot reach %.*s: %s", shown, url, why);
    // The headers and the body are borrowed: nothing of them may stay in the handle.
    curl_easy_reset(http->curl);
    curl_slist_free_all(headers);
    free(url);
    return err;
}

static void renew(void *data)
{
    ((struct sync_http *)data)->fresh = true;
}

bool sync_http_clock_differs(const struct sync_http *http)
{
    return http->clock_differs;
}

struct sync_transport sync_http_transport(struct sync_http *http)
{
    return (struct sync_transport){exchange, http, renew};
}
