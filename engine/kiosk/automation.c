// SPDX-License-Identifier: EUPL-1.2
// A listening thread that serves its clients in turn, one request at a time: the screen is one as
// well. See kiosk/automation.h.
#include "kiosk/automation.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { CLIENTS_MAX = 4, ANSWER_BYTES = 512 << 10 };

struct client {
    int fd;
    struct buf in;
};

struct kiosk_automation {
    char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
    kiosk_automation_post post;
    void *post_data;
    int listener;
    int stop_fd;
    struct client clients[CLIENTS_MAX];
    size_t client_count;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    // Under the lock:
    struct buf answer;
    bool have_answer;
    bool stop;
};

// ---- requests ----
enum err kiosk_request_parse(struct str line, json_t **out, struct err_info *info)
{
    static const char *const known[] = {"screen",    "touch",      "swipe",   "key",  "text",
                                        "wait-idle", "screenshot", "figures", "sync", "quit"};
    json_t *json;
    enum err err = json_parse(line, LIMIT_AUTOMATION_LINE_BYTES, &json, info);
    if (err) {
        return err;
    }
    struct str what = {0};
    err = json_is_object(json) ? json_get_str(json, "do", &what, info)
                               : err_set(info, ERR_PARSE, "a request is one JSON object a line");
    bool found = false;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        found = found || str_eq(what, str_of(known[i]));
    }
    if (!err && !found) {
        err = err_set(info, ERR_UNSUPPORTED, "there is no \"do\":\"%.*s\"",
                      what.len < 40 ? (int)what.len : 40, what.ptr);
    }
    if (err) {
        json_decref(json);
        return err;
    }
    *out = json;
    return ERR_NONE;
}

static void give_answer(struct kiosk_automation *a, const json_t *json)
{
    pthread_mutex_lock(&a->lock);
    buf_clear(&a->answer);
    buf_reserve(&a->answer, ANSWER_BYTES); // growing would leave copies of answers behind
    json_write(json, &a->answer);
    buf_add_char(&a->answer, '\n');
    a->have_answer = true;
    pthread_cond_signal(&a->answered);
    pthread_mutex_unlock(&a->lock);
}

void kiosk_request_drop(struct kiosk_request *request)
{
    json_decref(request->json);
    free(request);
}

void kiosk_request_answer(struct kiosk_request *request, json_t *members)
{
    json_t *answer = json_object();
    json_object_set_new(answer, "ok", json_true());
    if (members) {
        json_object_update(answer, members);
        json_decref(members);
    }
    give_answer(request->from, answer);
    json_decref(answer);
    kiosk_request_drop(request);
}

static json_t *refusal(const char *text)
{
    json_t *answer = json_object();
    json_t *error = json_str(str_of(text));
    json_object_set_new(answer, "ok", json_false());
    json_object_set_new(answer, "error", error ? error : json_string("not UTF-8"));
    return answer;
}

void kiosk_request_refuse(struct kiosk_request *request, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    json_t *answer = refusal(text);
    give_answer(request->from, answer);
    json_decref(answer);
    kiosk_request_drop(request);
}

// ---- the thread ----
static bool send_all(int fd, const uint8_t *data, size_t bytes)
{
    while (bytes > 0) {
        ssize_t sent = send(fd, data, bytes, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        data += sent;
        bytes -= (size_t)sent;
    }
    return true;
}

// One request line: passes it on, waits for the main thread, answers. False: drop this client.
static bool serve_line(struct kiosk_automation *a, int fd, struct str line)
{
    struct err_info info = {0};
    json_t *json;
    if (kiosk_request_parse(line, &json, &info)) {
        json_t *answer = refusal(info.message);
        struct buf text = {0};
        json_write(answer, &text);
        buf_add_char(&text, '\n');
        json_decref(answer);
        bool sent = send_all(fd, text.ptr, text.len);
        buf_finish(&text);
        return sent;
    }
    struct kiosk_request *request = xcalloc(1, sizeof(*request));
    request->from = a;
    request->json = json;
    snprintf(request->what, sizeof(request->what), "%s",
             json_string_value(json_object_get(json, "do")));
    pthread_mutex_lock(&a->lock);
    a->have_answer = false;
    pthread_mutex_unlock(&a->lock);
    a->post(a->post_data, request);
    pthread_mutex_lock(&a->lock);
    while (!a->have_answer && !a->stop) {
        pthread_cond_wait(&a->answered, &a->lock);
    }
    struct buf text = a->answer;
    a->answer = (struct buf){0};
    pthread_mutex_unlock(&a->lock);
    bool sent = send_all(fd, text.ptr, text.len);
    // It may hold what a respondent typed. The memory is kept: it is large, and asked for often.
    if (text.ptr) {
        explicit_bzero(text.ptr, text.len);
    }
    buf_clear(&text);
    pthread_mutex_lock(&a->lock);
    struct buf spare = a->answer.ptr ? text : (struct buf){0};
    a->answer = a->answer.ptr ? a->answer : text;
    pthread_mutex_unlock(&a->lock);
    buf_finish(&spare);
    return sent;
}

// Reads what there is and serves every whole line.
static bool serve(struct kiosk_automation *a, struct client *client)
{
    uint8_t piece[65536];
    ssize_t got = recv(client->fd, piece, sizeof(piece), 0);
    if (got <= 0) {
        return got < 0 && errno == EINTR;
    }
    buf_add(&client->in, piece, (size_t)got);
    explicit_bzero(piece, (size_t)got);
    size_t from = 0;
    for (;;) {
        struct str rest = str_sub(buf_str(&client->in), from, client->in.len);
        ptrdiff_t end = str_find_char(rest, '\n');
        if (end < 0) {
            break;
        }
        struct str line = str_trim(str_sub(rest, 0, (size_t)end));
        from += (size_t)end + 1;
        if (line.len > 0 && !serve_line(a, client->fd, line)) {
            return false;
        }
    }
    struct buf left = {0};
    buf_add(&left, client->in.ptr + from, client->in.len - from);
    buf_wipe(&client->in);
    client->in = left;
    if (left.len > LIMIT_AUTOMATION_LINE_BYTES) {
        log_warning("automation: a line is too long");
        return false;
    }
    return true;
}

static void accept_client(struct kiosk_automation *a)
{
    int fd = accept4(a->listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) {
        return;
    }
    if (a->client_count == CLIENTS_MAX) {
        close(fd);
        return;
    }
    a->clients[a->client_count++] = (struct client){.fd = fd};
}

static void drop_client(struct kiosk_automation *a, size_t index)
{
    close(a->clients[index].fd);
    buf_wipe(&a->clients[index].in);
    a->clients[index] = a->clients[--a->client_count];
}

static void *automation_main(void *data)
{
    struct kiosk_automation *a = data;
    for (;;) {
        struct pollfd fds[2 + CLIENTS_MAX] = {{a->stop_fd, POLLIN, 0}, {a->listener, POLLIN, 0}};
        size_t count = a->client_count;
        for (size_t i = 0; i < count; i++) {
            fds[2 + i] = (struct pollfd){a->clients[i].fd, POLLIN, 0};
        }
        if (poll(fds, 2 + count, -1) < 0 && errno != EINTR) {
            log_error("automation: poll failed, errno %d", errno);
            return NULL;
        }
        if (fds[0].revents) {
            return NULL;
        }
        // Backwards: dropping one puts the last in its place.
        for (size_t i = count; i > 0; i--) {
            if (fds[1 + i].revents && !serve(a, &a->clients[i - 1])) {
                drop_client(a, i - 1);
            }
        }
        if (fds[1].revents) {
            accept_client(a);
        }
    }
}

// Removes a socket file that nobody listens at any more.
static enum err clear_path(const struct sockaddr_un *address, struct err_info *info)
{
    struct stat st;
    if (lstat(address->sun_path, &st) != 0) {
        return ERR_NONE;
    }
    if (!S_ISSOCK(st.st_mode)) {
        return err_set(info, ERR_EXISTS, "%s is there already and is no socket", address->sun_path);
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool used = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;
    if (fd >= 0) {
        close(fd);
    }
    if (used) {
        return err_set(info, ERR_EXISTS, "another program listens at %s", address->sun_path);
    }
    unlink(address->sun_path);
    return ERR_NONE;
}

enum err kiosk_automation_start(const char *path, kiosk_automation_post post, void *post_data,
                                struct kiosk_automation **out, struct err_info *info)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path)) {
        return err_set(info, ERR_LIMIT, "the automation socket's path is longer than %zu bytes",
                       sizeof(address.sun_path) - 1);
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    enum err err = clear_path(&address, info);
    if (err) {
        return err;
    }
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // The file is made by bind: with the right mode from the start.
    mode_t mask = umask(0177);
    bool bound = listener >= 0 &&
                 bind(listener, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
                 listen(listener, CLIENTS_MAX) == 0;
    umask(mask);
    if (!bound) {
        err = err_set_errno(info, "%s cannot be listened at", path);
        if (listener >= 0) {
            close(listener);
        }
        return err;
    }
    struct kiosk_automation *a = xcalloc(1, sizeof(*a));
    memcpy(a->path, address.sun_path, sizeof(a->path));
    a->post = post;
    a->post_data = post_data;
    a->listener = listener;
    a->stop_fd = eventfd(0, EFD_CLOEXEC);
    CHECK(a->stop_fd >= 0);
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->answered, NULL);
    CHECK(pthread_create(&a->thread, NULL, automation_main, a) == 0);
    *out = a;
    return ERR_NONE;
}

void kiosk_automation_stop(struct kiosk_automation *a)
{
    if (!a) {
        return;
    }
    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_signal(&a->answered);
    pthread_mutex_unlock(&a->lock);
    uint64_t one = 1;
    CHECK(write(a->stop_fd, &one, sizeof(one)) == sizeof(one));
    pthread_join(a->thread, NULL);
    while (a->client_count > 0) {
        drop_client(a, a->client_count - 1);
    }
    close(a->listener);
    close(a->stop_fd);
    unlink(a->path);
    buf_wipe(&a->answer);
    pthread_cond_destroy(&a->answered);
    pthread_mutex_destroy(&a->lock);
    free(a);
}
