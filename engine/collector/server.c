// SPDX-License-Identifier: EUPL-1.2
// libmicrohttpd around a service. One thread a connection: a request may wait for its commit
// without holding up another's, and all who wait share one sync.
#include "collector/server.h"

#include "base/alloc.h"
#include "collector/guard_priv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTIONS_MAX = 512,
    PER_ADDRESS_MAX = 128,
    IDLE_S = 30,
    REQUEST_S = 60,
    HELD_BYTES_MAX = 256 << 20,
    HEADER_BYTES_MAX = 16 << 10,
    URI_BYTES_MAX = 1024,
    SWALLOW_BYTES_MAX = 4 << 20, // as large as a batch
    STACK_BYTES = 512 << 10,
    STOP_MS = 5000,
};

static char tls_versions[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

struct collector_server {
    struct collector_service *service;
    struct collector_server_options options;
    struct guard *guard;
    char *tls_cert, *tls_key;
    struct MHD_Daemon *daemon;
    uint16_t port;
    pthread_mutex_t lock;
    pthread_cond_t idle;
    atomic_size_t active; // requests between their first line and their last byte
};

// One connection.
struct line {
    struct guard_connection *guard;
    struct collector_line shown;
};

// One request under way; made when its first line is read, freed when it is complete or cut.
struct exchange {
    char *path; // of the raw target, the query cut off
    char *query;
    char method[16];
    bool begun;
    bool discarding; // the request is refused already: the reply waits for the body's end
    size_t body_max;
    size_t held;      // bytes reserved with the guard
    size_t discarded; //
    int64_t begun_ms;
    size_t bytes_out;
    struct buf body;
    struct collector_reply reply;
};

// ---- beginning and end of a request ----
static void *on_uri(void *data, const char *uri, struct MHD_Connection *connection)
{
    (void)connection;
    struct collector_server *server = data;
    struct exchange *x = xcalloc(1, sizeof *x);
    x->begun_ms = clock_mono_ms(&server->options.clock);
    if (strlen(uri) > URI_BYTES_MAX) {
        collector_problem(&x->reply, 414, "uri", "The address is too long.");
        uri = "/";
    }
    const char *mark = strchr(uri, '?');
    x->path = mark ? xstrndup(uri, (size_t)(mark - uri)) : xstrdup(uri);
    x->query = xstrdup(mark ? mark : "?");
    atomic_fetch_add(&server->active, 1);
    return x;
}

static struct line *line_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static struct guard_connection *connection_guard(struct MHD_Connection *connection)
{
    const struct line *line = line_of(connection);
    return line ? line->guard : NULL;
}

static void on_completed(void *data, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    struct collector_server *server = data;
    struct exchange *x = *context;
    if (!x) return;
    collector_guard_connection_renew(server->guard, connection_guard(connection));
    bool whole = code == MHD_REQUEST_TERMINATED_COMPLETED_OK;
    int64_t duration_ms = clock_mono_ms(&server->options.clock) - x->begun_ms;
    collector_service_count(server->service, whole ? x->reply.status : 0,
                            x->body.len + x->discarded, whole ? x->bytes_out : 0, duration_ms);
    if (server->options.on_event) {
        struct collector_event event = {
            .method = x->method,
            .path = x->path,
            .status = whole ? x->reply.status : 0,
            .bytes_in = x->body.len + x->discarded,
            .bytes_out = whole ? x->bytes_out : 0,
            .duration_ms = duration_ms,
            .note = x->reply.note,
        };
        server->options.on_event(server->options.data, &event);
    }
    collector_guard_release(server->guard, x->held);
    collector_reply_finish(&x->reply);
    buf_finish(&x->body);
    free(x->path);
    free(x->query);
    free(x);
    *context = NULL;
    if (atomic_fetch_sub(&server->active, 1) != 1) return;
    pthread_mutex_lock(&server->lock);
    pthread_cond_signal(&server->idle);
    pthread_mutex_unlock(&server->lock);
}

static void on_connection(void *data, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct collector_server *server = data;
    struct line *line = *context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (line) collector_guard_connection_close(server->guard, line->guard);
        free(line);
        *context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!info) return;
    line = xcalloc(1, sizeof *line);
    line->guard = collector_guard_connection_open(server->guard, info->connect_fd);
    *context = line;
}

// ---- replies ----
static enum MHD_Result send_reply(struct collector_server *server,
                                  struct MHD_Connection *connection, struct exchange *x)
{
    struct collector_reply *reply = &x->reply;
    x->bytes_out = reply->body.len;
    collector_guard_connection_progress(server->guard, connection_guard(connection),
                                        reply->body.len);
    // The bytes now belong to the response, which frees them as malloc gave them.
    struct MHD_Response *response =
        MHD_create_response_from_buffer(reply->body.len, reply->body.ptr, MHD_RESPMEM_MUST_FREE);
    if (!response) return MHD_NO;
    reply->body = (struct buf){0};
    MHD_add_response_header(response, "Content-Type", reply->type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; "
                            "frame-ancestors 'none'");
    if (reply->allow) MHD_add_response_header(response, "Allow", reply->allow);
    if (reply->retry_after_s) {
        char seconds[16];
        snprintf(seconds, sizeof seconds, "%d", reply->retry_after_s);
        MHD_add_response_header(response, "Retry-After", seconds);
    }
    if (reply->status == 401)
        MHD_add_response_header(response, "WWW-Authenticate", "Signature realm=\"svar\"");
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return result;
}

// ---- requests ----
static struct str header(struct MHD_Connection *connection, const char *name)
{
    return str_of(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

// Somebody on this machine. A proxy in front of the collector also is, but says for whom it asks.
static bool is_local(struct MHD_Connection *connection)
{
    static const char *const of_proxies[] = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"};
    for (size_t i = 0; i < sizeof of_proxies / sizeof of_proxies[0]; i++)
        if (header(connection, of_proxies[i]).len) return false;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || !info->client_addr) return false;
    if (info->client_addr->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)info->client_addr;
        return ntohl(in->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *in6 = (const void *)info->client_addr;
    if (info->client_addr->sa_family != AF_INET6) return false;
    const uint8_t *mapped = in6->sin6_addr.s6_addr;
    return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr) ||
           (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr) && mapped[12] == 127);
}

static struct collector_request request_of(struct MHD_Connection *connection,
                                           const struct exchange *x)
{
    struct line *line = line_of(connection);
    return (struct collector_request){
        .method = x->method,
        .path = x->path,
        .query = x->query,
        .content_type = header(connection, "Content-Type"),
        .content_digest = header(connection, "Content-Digest"),
        .signature_input = header(connection, "Signature-Input"),
        .signature = header(connection, "Signature"),
        .body = buf_str(&x->body),
        .line = line ? &line->shown : NULL,
        .local = is_local(connection),
    };
}

static void no_room(struct exchange *x)
{
    x->reply.retry_after_s = 10;
    collector_problem(&x->reply, 503, "busy", "The collector has much to do. Try again soon.");
}

static void too_large(struct exchange *x)
{
    collector_problem(&x->reply, 413, "too-large", "At most %zu bytes are taken here.",
                      x->body_max);
}

// Whether an early refusal waits for the body's end. A client that is still sending when the line
// is closed often never sees the answer; one that asked first ("Expect") gets it at once, and so
// does one that would send a lot.
static bool swallow_first(struct MHD_Connection *connection)
{
    uint64_t bytes = 0;
    return !header(connection, "Expect").len &&
           str_to_uint64(header(connection, "Content-Length"), &bytes) && bytes &&
           bytes <= SWALLOW_BYTES_MAX;
}

// Before the body: whatever can be refused is refused here. True when reply is filled.
static bool refuse_early(struct collector_server *server, struct MHD_Connection *connection,
                         struct exchange *x)
{
    if (x->reply.status) return true; // the address was too long
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    int retry_s = 0;
    if (!collector_guard_rate(server->guard, info ? info->client_addr : NULL, &retry_s)) {
        x->reply.retry_after_s = retry_s;
        collector_problem(&x->reply, 429, "rate", "Too many requests. Wait a little.");
        return true;
    }
    struct collector_request request = request_of(connection, x);
    if (!collector_body_max(server->service, &request, &x->body_max, &x->reply)) return true;
    struct str length = header(connection, "Content-Length");
    uint64_t bytes = 0;
    if (!length.len) return false;
    if (!str_to_uint64(length, &bytes)) {
        collector_problem(&x->reply, 400, "length", "Content-Length cannot be read.");
        return true;
    }
    if (bytes > x->body_max) {
        too_large(x);
        return true;
    }
    // Address space alone: memory it becomes as bytes come, and those are counted.
    buf_reserve(&x->body, bytes < SWALLOW_BYTES_MAX ? (size_t)bytes : SWALLOW_BYTES_MAX);
    return false;
}

// A part of the body; room is taken as bytes come, not as they are promised. False: more than
// anybody honest would send after all, so the line is cut.
static bool take_part(struct collector_server *server, struct MHD_Connection *connection,
                      struct exchange *x, const char *data, size_t bytes)
{
    if (x->discarding) {
        x->discarded += bytes;
        return x->discarded <= HELD_BYTES_MAX;
    }
    size_t need = x->body.len + bytes;
    if (need > x->body_max) {
        x->discarding = true;
        too_large(x);
    } else if (need > x->held && !collector_guard_hold(server->guard, need - x->held)) {
        x->discarding = true;
        no_room(x);
    } else {
        if (need > x->held) x->held = need;
        buf_add(&x->body, data, bytes);
        collector_guard_connection_progress(server->guard, connection_guard(connection), bytes);
    }
    return true;
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *part,
                                  size_t *part_bytes, void **context)
{
    (void)url; // the raw target is in the exchange
    (void)version;
    struct collector_server *server = data;
    struct exchange *x = *context;
    if (!x) return MHD_NO;
    if (!x->begun) {
        x->begun = true;
        snprintf(x->method, sizeof x->method, "%s", method);
        if (!refuse_early(server, connection, x)) return MHD_YES;
        x->discarding = swallow_first(connection);
        return x->discarding ? MHD_YES : send_reply(server, connection, x);
    }
    if (*part_bytes) {
        bool go_on = take_part(server, connection, x, part, *part_bytes);
        *part_bytes = 0;
        return go_on ? MHD_YES : MHD_NO;
    }
    if (!x->discarding) {
        struct collector_request request = request_of(connection, x);
        collector_answer(server->service, &request, &x->reply);
    }
    return send_reply(server, connection, x);
}

// ---- start and stop ----
// Signatures cover the path as it was sent, so that nothing may be decoded on the way.
static size_t no_unescape(void *data, struct MHD_Connection *connection, char *text)
{
    (void)data;
    (void)connection;
    return strlen(text);
}

static enum err bind_socket(const char *address, uint16_t port, int *out_fd, uint16_t *out_port,
                            struct err_info *info)
{
    struct sockaddr_storage where = {0};
    socklen_t bytes = 0;
    struct sockaddr_in *in = (struct sockaddr_in *)&where;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&where;
    if (inet_pton(AF_INET, address, &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
        in->sin_port = htons(port);
        bytes = sizeof *in;
    } else if (inet_pton(AF_INET6, address, &in6->sin6_addr) == 1) {
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons(port);
        bytes = sizeof *in6;
    } else {
        return err_set(info, ERR_ARGUMENT,
                       "\"%s\" is no IP address: listen on 127.0.0.1, 0.0.0.0, [::1] or such",
                       address);
    }
    int fd = socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return err_set_errno(info, "cannot make a socket");
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); // a restart need not wait
    if (bind(fd, (struct sockaddr *)&where, bytes) != 0 || listen(fd, 1024) != 0 ||
        getsockname(fd, (struct sockaddr *)&where, &bytes) != 0) {
        enum err err = errno == EADDRINUSE
                           ? err_set(info, ERR_EXISTS, "port %u on %s is taken by another program",
                                     port, address)
                           : err_set_errno(info, "cannot listen on %s port %u", address, port);
        close(fd);
        return err;
    }
    *out_port = ntohs(where.ss_family == AF_INET ? in->sin_port : in6->sin6_port);
    *out_fd = fd;
    return ERR_NONE;
}

// A socket that systemd made.
static enum err adopt_socket(int listen_fd, int *out_fd, uint16_t *out_port, struct err_info *info)
{
    struct sockaddr_storage where = {0};
    socklen_t bytes = sizeof where;
    int listens = 0;
    socklen_t size = sizeof listens;
    if (getsockopt(listen_fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens ||
        getsockname(listen_fd, (struct sockaddr *)&where, &bytes) != 0)
        return err_set(info, ERR_ARGUMENT, "the socket handed over is none that listens");
    *out_port = 0;
    if (where.ss_family == AF_INET)
        *out_port = ntohs(((struct sockaddr_in *)&where)->sin_port);
    else if (where.ss_family == AF_INET6)
        *out_port = ntohs(((struct sockaddr_in6 *)&where)->sin6_port);
    int flags = fcntl(listen_fd, F_GETFL);
    if (flags >= 0) fcntl(listen_fd, F_SETFL, flags | O_NONBLOCK);
    *out_fd = listen_fd;
    return ERR_NONE;
}

static void apply_defaults(struct collector_server_options *o)
{
    if (!o->connections_max) o->connections_max = CONNECTIONS_MAX;
    if (!o->per_address_max) o->per_address_max = PER_ADDRESS_MAX;
    if (!o->idle_s) o->idle_s = IDLE_S;
    if (!o->request_s) o->request_s = REQUEST_S;
    if (!o->held_bytes_max) o->held_bytes_max = HELD_BYTES_MAX;
}

static void server_free(struct collector_server *server)
{
    collector_guard_destroy(server->guard);
    pthread_cond_destroy(&server->idle);
    pthread_mutex_destroy(&server->lock);
    free(server->tls_cert);
    if (server->tls_key) explicit_bzero(server->tls_key, strlen(server->tls_key));
    free(server->tls_key);
    free(server);
}

enum err collector_server_start(const struct collector_server_options *options,
                                struct collector_server **out, struct err_info *info)
{
    int fd = -1;
    struct collector_server *server = xcalloc(1, sizeof *server);
    server->options = *options;
    apply_defaults(&server->options);
    const struct collector_server_options *o = &server->options;
    server->service = o->service;
    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&server->idle, &attributes);
    pthread_condattr_destroy(&attributes);
    server->guard =
        collector_guard_create(&(struct guard_options){.clock = o->clock,
                                                       .rate_per_s = o->rate_per_s,
                                                       .request_ms = 1000 * (int64_t)o->request_s,
                                                       .held_bytes_max = o->held_bytes_max});
    enum err err = o->listen_fd ? adopt_socket(o->listen_fd, &fd, &server->port, info)
                                : bind_socket(o->address, o->port, &fd, &server->port, info);
    if (!err) {
        unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
                         MHD_USE_POLL | MHD_USE_ITC | (o->tls_cert ? MHD_USE_TLS : 0);
        // The library's table takes what it only reads as void *.
        char *cert = o->tls_cert ? xstrdup(o->tls_cert) : NULL;
        char *key = o->tls_key ? xstrdup(o->tls_key) : NULL;
        struct MHD_OptionItem tls[] = {
            {MHD_OPTION_HTTPS_MEM_CERT, 0, cert},
            {MHD_OPTION_HTTPS_MEM_KEY, 0, key},
            {MHD_OPTION_HTTPS_PRIORITIES, 0, tls_versions},
            {MHD_OPTION_END, 0, NULL},
        };
        if (!o->tls_cert) tls[0].option = MHD_OPTION_END;
        server->daemon = MHD_start_daemon(
            flags, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, fd,
            MHD_OPTION_URI_LOG_CALLBACK, on_uri, server, MHD_OPTION_UNESCAPE_CALLBACK, no_unescape,
            NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
            on_connection, server, MHD_OPTION_CONNECTION_LIMIT, o->connections_max,
            MHD_OPTION_PER_IP_CONNECTION_LIMIT, o->per_address_max, MHD_OPTION_CONNECTION_TIMEOUT,
            o->idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_BYTES_MAX,
            MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1,
            MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
        server->tls_cert = cert;
        server->tls_key = key;
        if (!server->daemon) {
            close(fd);
            err = err_set(info, ERR_IO,
                          o->tls_cert ? "the server cannot be started: do --tls-cert and --tls-key "
                                        "belong together?"
                                      : "the HTTP server cannot be started");
        }
    }
    if (err) {
        server_free(server);
        return err;
    }
    *out = server;
    return ERR_NONE;
}

uint16_t collector_server_port(const struct collector_server *server)
{
    return server->port;
}

void collector_server_stop(struct collector_server *server)
{
    if (!server) return;
    collector_service_drain(server->service);
    MHD_socket fd = MHD_quiesce_daemon(server->daemon);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += STOP_MS / 1000;
    pthread_mutex_lock(&server->lock);
    while (server->active)
        if (pthread_cond_timedwait(&server->idle, &server->lock, &until) == ETIMEDOUT) break;
    pthread_mutex_unlock(&server->lock);
    MHD_stop_daemon(server->daemon);
    if (fd != MHD_INVALID_SOCKET) close(fd);
    server_free(server);
}
