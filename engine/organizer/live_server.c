// SPDX-License-Identifier: EUPL-1.2
// GET / and /?q=N: a page. GET /part?q=N&v=V: the changing part, as soon as its version is not V,
// or 204 after a while. POST /freeze and /thaw with the page's secret.
#include "organizer/live.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    CONNECTIONS_MAX = 24,
    WAIT_S = 20,
    IDLE_S = 60,
    QUESTIONS_MAX = 2000,
    SECRET_CHARS = 32,
    VERSION_CHARS = 24,
};

// The pictures of one moment: a part for every question, and the page around them.
struct pictures {
    struct buf *parts[2]; // as it goes on, and frozen
    size_t count;
    struct buf head, tail; // around a part
    uint64_t version;
};

struct live {
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct pictures *shown, *next; // next waits while frozen
    uint64_t step, version;
    bool frozen, stopping;
    uint16_t port;
    char nonce[SECRET_CHARS + 1], secret[SECRET_CHARS + 1];
};

static void pictures_destroy(struct pictures *p)
{
    if (!p) return;
    for (size_t i = 0; i < p->count; i++) {
        buf_wipe(&p->parts[0][i]);
        buf_wipe(&p->parts[1][i]);
    }
    free(p->parts[0]);
    free(p->parts[1]);
    buf_finish(&p->head);
    buf_finish(&p->tail);
    free(p);
}

// ---- pictures ----

static void make_page(struct live *l, const struct report_live_moment *m, struct pictures *p)
{
    static const char mark[] = "<!--part-->";
    struct report_live live = {l->step, false, p->version, l->nonce, l->secret};
    struct buf page = {0};
    report_live_page(m, &live, str_of(mark), &page);
    const char *whole = buf_text(&page), *at = strstr(whole, mark);
    buf_add(&p->head, whole, (size_t)(at - whole));
    buf_add_text(&p->tail, at + strlen(mark));
    buf_finish(&page);
}

static enum err make(struct live *l, const struct table *t, const struct report_facts *facts,
                     uint64_t version, struct pictures **out, struct err_info *info)
{
    struct report_live_moment *m = NULL;
    enum err err = report_live_begin(t, facts, &m, info);
    if (err) return err;
    struct pictures *p = xcalloc(1, sizeof *p);
    size_t count = report_live_count(m);
    p->count = count < 1 ? 1 : count < QUESTIONS_MAX ? count : QUESTIONS_MAX;
    p->version = version;
    for (int frozen = 0; frozen < 2; frozen++) {
        struct report_live live = {l->step, frozen, version, l->nonce, l->secret};
        p->parts[frozen] = xcalloc(p->count, sizeof(struct buf));
        for (size_t i = 0; i < p->count; i++)
            report_live_part(m, &live, i, &p->parts[frozen][i]);
    }
    make_page(l, m, p);
    report_live_end(m);
    *out = p;
    return ERR_NONE;
}

enum err live_show(struct live *l, const struct table *t, const struct report_facts *facts,
                   struct err_info *info)
{
    struct pictures *made = NULL;
    enum err err = make(l, t, facts, ++l->version, &made, info);
    if (err) return err;
    pthread_mutex_lock(&l->lock);
    struct pictures **place = l->frozen && l->shown ? &l->next : &l->shown;
    pictures_destroy(*place);
    *place = made;
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->lock);
    return ERR_NONE;
}

bool live_has_pictures(struct live *l)
{
    pthread_mutex_lock(&l->lock);
    bool has = l->shown != NULL;
    pthread_mutex_unlock(&l->lock);
    return has;
}

static void set_frozen(struct live *l, bool frozen)
{
    pthread_mutex_lock(&l->lock);
    l->frozen = frozen;
    if (!frozen && l->next) {
        pictures_destroy(l->shown);
        l->shown = l->next;
        l->next = NULL;
    }
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->lock);
}

// ---- answering ----

static enum MHD_Result send_bytes(struct live *l, struct MHD_Connection *connection,
                                  unsigned status, struct str bytes, const char *type)
{
    char policy[256];
    struct MHD_Response *response = MHD_create_response_from_buffer(
        bytes.len, (void *)(uintptr_t)(bytes.ptr ? bytes.ptr : ""), MHD_RESPMEM_MUST_COPY);
    if (!response) return MHD_NO;
    snprintf(policy, sizeof policy,
             "default-src 'none'; style-src 'nonce-%s'; script-src 'nonce-%s'; connect-src 'self'; "
             "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
             l->nonce, l->nonce);
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Content-Security-Policy", policy);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    if (status == MHD_HTTP_SEE_OTHER) MHD_add_response_header(response, "Location", "/");
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse(struct live *l, struct MHD_Connection *connection, unsigned status,
                              const char *why)
{
    return send_bytes(l, connection, status, str_of(why), "text/plain; charset=utf-8");
}

static const char *value_of(struct MHD_Connection *connection, enum MHD_ValueKind kind,
                            const char *name)
{
    const char *value = MHD_lookup_connection_value(connection, kind, name);
    return value ? value : "";
}

static size_t question_of(struct MHD_Connection *connection, size_t count)
{
    int64_t number = 0;
    if (!str_to_int64(str_of(value_of(connection, MHD_GET_ARGUMENT_KIND, "q")), &number) ||
        number < 0 || (uint64_t)number >= count)
        return 0;
    return (size_t)number;
}

static void version_text(const struct live *l, char out[VERSION_CHARS])
{
    snprintf(out, VERSION_CHARS, "%llu%s", (unsigned long long)(l->shown ? l->shown->version : 0),
             l->frozen ? "f" : "");
}

static enum MHD_Result get_page(struct live *l, struct MHD_Connection *connection)
{
    struct buf page = {0};
    pthread_mutex_lock(&l->lock);
    if (l->shown) {
        size_t at = question_of(connection, l->shown->count);
        buf_add_str(&page, buf_str(&l->shown->head));
        buf_add_str(&page, buf_str(&l->shown->parts[l->frozen][at]));
        buf_add_str(&page, buf_str(&l->shown->tail));
    }
    pthread_mutex_unlock(&l->lock);
    enum MHD_Result result =
        page.len
            ? send_bytes(l, connection, MHD_HTTP_OK, buf_str(&page), "text/html; charset=utf-8")
            : refuse(l, connection, MHD_HTTP_SERVICE_UNAVAILABLE, "not ready yet\n");
    buf_wipe(&page);
    return result;
}

static enum MHD_Result get_part(struct live *l, struct MHD_Connection *connection)
{
    struct buf part = {0};
    char now[VERSION_CHARS];
    const char *known = value_of(connection, MHD_GET_ARGUMENT_KIND, "v");
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    pthread_mutex_lock(&l->lock);
    for (;;) {
        version_text(l, now);
        if (l->stopping || strcmp(now, known) != 0) break;
        if (pthread_cond_timedwait(&l->changed, &l->lock, &until)) break;
    }
    if (!l->stopping && l->shown && strcmp(now, known) != 0)
        buf_add_str(&part,
                    buf_str(&l->shown->parts[l->frozen][question_of(connection, l->shown->count)]));
    pthread_mutex_unlock(&l->lock);
    enum MHD_Result result = send_bytes(l, connection, part.len ? MHD_HTTP_OK : MHD_HTTP_NO_CONTENT,
                                        buf_str(&part), "text/html; charset=utf-8");
    buf_wipe(&part);
    return result;
}

// ---- requests ----

struct request {
    struct MHD_PostProcessor *form;
    char secret[SECRET_CHARS + 2];
    size_t length;
};

static enum MHD_Result take_field(void *data, enum MHD_ValueKind kind, const char *key,
                                  const char *file, const char *type, const char *encoding,
                                  const char *bytes, uint64_t at, size_t size)
{
    struct request *r = data;
    (void)kind, (void)file, (void)type, (void)encoding, (void)at;
    if (strcmp(key, "secret") != 0) return MHD_YES;
    if (size > sizeof r->secret - 1 - r->length) return MHD_NO;
    memcpy(r->secret + r->length, bytes, size);
    r->length += size;
    return MHD_YES;
}

// Another site that points its name at this computer must not get to read the page.
static bool host_is_ours(const struct live *l, struct MHD_Connection *connection)
{
    char ours[2][40];
    const char *host = value_of(connection, MHD_HEADER_KIND, "Host");
    snprintf(ours[0], sizeof ours[0], "127.0.0.1:%u", l->port);
    snprintf(ours[1], sizeof ours[1], "localhost:%u", l->port);
    return strcmp(host, ours[0]) == 0 || strcmp(host, ours[1]) == 0;
}

static enum MHD_Result post(struct live *l, struct MHD_Connection *connection, const char *url,
                            const struct request *r)
{
    bool freeze = strcmp(url, "/freeze") == 0, thaw = strcmp(url, "/thaw") == 0;
    if (!freeze && !thaw) return refuse(l, connection, MHD_HTTP_NOT_FOUND, "nothing here\n");
    if (strcmp(r->secret, l->secret) != 0)
        return refuse(l, connection, MHD_HTTP_FORBIDDEN, "use the page's own button\n");
    set_frozen(l, freeze);
    return send_bytes(l, connection, MHD_HTTP_SEE_OTHER, STR(""), "text/plain");
}

static enum MHD_Result answer(void *data, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_bytes, void **context)
{
    struct live *l = data;
    struct request *r = *context;
    (void)version;
    if (!r) {
        *context = r = xcalloc(1, sizeof *r);
        if (strcmp(method, "POST") == 0)
            r->form = MHD_create_post_processor(connection, 1024, take_field, r);
        return MHD_YES;
    }
    if (*upload_bytes) {
        if (r->form) (void)MHD_post_process(r->form, upload, *upload_bytes);
        *upload_bytes = 0;
        return MHD_YES;
    }
    if (!host_is_ours(l, connection))
        return refuse(l, connection, MHD_HTTP_FORBIDDEN, "this page is for this computer alone\n");
    if (strcmp(method, "POST") == 0) return post(l, connection, url, r);
    if (strcmp(method, "GET") != 0)
        return refuse(l, connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET or POST\n");
    if (strcmp(url, "/") == 0) return get_page(l, connection);
    if (strcmp(url, "/part") == 0) return get_part(l, connection);
    return refuse(l, connection, MHD_HTTP_NOT_FOUND, "nothing here\n");
}

static void done(void *data, struct MHD_Connection *connection, void **context,
                 enum MHD_RequestTerminationCode why)
{
    struct request *r = *context;
    (void)data, (void)connection, (void)why;
    if (!r) return;
    if (r->form) MHD_destroy_post_processor(r->form);
    free(r);
    *context = NULL;
}

// ---- life ----

static void make_secret(char out[SECRET_CHARS + 1])
{
    uint8_t bytes[SECRET_CHARS / 2];
    struct rng rng = rng_system();
    rng_fill(&rng, bytes, sizeof bytes);
    hex_encode(bytes, sizeof bytes, out);
}

enum err live_start(uint16_t port, uint64_t step, struct live **out, struct err_info *info)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(port)};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct live *l = xcalloc(1, sizeof *l);
    l->step = step;
    make_secret(l->nonce);
    make_secret(l->secret);
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->changed, NULL);
    l->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, port, NULL, NULL, answer,
        l, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&here, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
        MHD_OPTION_NOTIFY_COMPLETED, done, NULL, MHD_OPTION_END);
    if (!l->daemon) {
        enum err err =
            err_set(info, ERR_DENIED,
                    "port %u of this computer is taken; choose another with --port", port);
        live_stop(l);
        return err;
    }
    l->port = MHD_get_daemon_info(l->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    *out = l;
    return ERR_NONE;
}

uint16_t live_port(const struct live *l)
{
    return l->port;
}

void live_stop(struct live *l)
{
    if (!l) return;
    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->lock);
    if (l->daemon) MHD_stop_daemon(l->daemon);
    pictures_destroy(l->shown);
    pictures_destroy(l->next);
    pthread_cond_destroy(&l->changed);
    pthread_mutex_destroy(&l->lock);
    free(l);
}
