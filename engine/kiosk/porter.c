// SPDX-License-Identifier: EUPL-1.2
// The porter's two sides: the kiosk's, which hands a socket over, and the process that starts
// svar-courier on it.
#include "kiosk/porter.h"

#include "base/alloc.h"
#include "base/file.h"
#include "kiosk/guard_priv.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct kiosk_porter {
    pid_t pid;
    int fd;
};

// One message carries one socket.
union handed {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof(int))];
};

// ---- the process ----
struct post {
    int fd;
    char courier[PATH_MAX];
    char *argv[6];
};

// Beside this very program.
static void find_courier(char out[PATH_MAX])
{
    char own[PATH_MAX];
    ssize_t bytes = readlink("/proc/self/exe", own, sizeof own - 1);
    own[bytes < 0 ? 0 : bytes] = '\0';
    char *slash = strrchr(own, '/');
    if (slash) *slash = '\0';
    if (!slash || file_join(out, PATH_MAX, own, "svar-courier", NULL)) out[0] = '\0';
}

static void restrict_self(const struct post *post, const char *ca)
{
    const struct kiosk_guard_place places[] = {
        {"/usr", KIOSK_GUARD_READ},
        {"/etc", KIOSK_GUARD_READ},
        {"/lib", KIOSK_GUARD_READ},
        {"/lib64", KIOSK_GUARD_READ},
        {"/run", KIOSK_GUARD_READ},                     // the resolver's
        {"/proc", KIOSK_GUARD_READ | KIOSK_GUARD_LIST}, // what looks for its own threads
        {"/dev", KIOSK_GUARD_READ | KIOSK_GUARD_DEVICE},
        {ca, KIOSK_GUARD_READ},
        {getenv("SSL_CERT_FILE"), KIOSK_GUARD_READ},
        {getenv("SSL_CERT_DIR"), KIOSK_GUARD_READ},
        {post->courier, KIOSK_GUARD_READ | KIOSK_GUARD_EXECUTE},
        {kiosk_guard_interpreter(), KIOSK_GUARD_READ | KIOSK_GUARD_EXECUTE},
    };
    const struct kiosk_guard_rules rules = {.programs = true, .network = true};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    kiosk_guard_files_limit(places, sizeof places / sizeof places[0]);
    kiosk_guard_calls_limit(&rules);
}

static void start_courier(const struct post *post, int socket)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    pid_t pid;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    // Where it fails nobody holds the other end of the socket, which is how the kiosk hears of it.
    int failed = posix_spawn(&pid, post->courier, &files, &attributes, post->argv, environ);
    if (failed) fprintf(stderr, "svar-kiosk: %s: %s\n", post->courier, strerror(failed));
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
}

// The socket that came with a message; -1 at the kiosk's end.
static int next_socket(int fd)
{
    char byte;
    union handed handed = {0};
    struct iovec io = {&byte, 1};
    struct msghdr message = {.msg_iov = &io,
                             .msg_iovlen = 1,
                             .msg_control = handed.room,
                             .msg_controllen = sizeof handed.room};
    int socket = -1;
    if (recvmsg(fd, &message, MSG_CMSG_CLOEXEC) <= 0) return -1;
    const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (head && head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(sizeof socket))
        memcpy(&socket, CMSG_DATA(head), sizeof socket);
    return socket;
}

static void add_option(struct post *post, size_t *count, const char *name, const char *value)
{
    if (!value) return;
    post->argv[(*count)++] = xstrdup(name);
    post->argv[(*count)++] = xstrdup(value);
}

static _Noreturn void wait_for_calls(struct post *post, const struct kiosk_porter_wants *wants)
{
    size_t count = 0;
    prctl(PR_SET_NAME, "svar-porter");
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGCHLD, SIG_IGN); // nobody asks how a courier ended
    // Of what the kiosk has open it keeps this socket and the standard error.
    int quiet = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(quiet, STDIN_FILENO);
    dup2(quiet, STDOUT_FILENO);
    if (post->fd != STDERR_FILENO + 1) dup2(post->fd, STDERR_FILENO + 1);
    post->fd = STDERR_FILENO + 1;
    fcntl(post->fd, F_SETFD, FD_CLOEXEC);
    close_range(STDERR_FILENO + 2, ~0U, 0);
    find_courier(post->courier);
    post->argv[count++] = post->courier;
    add_option(post, &count, "--ca", wants->ca);
    add_option(post, &count, "--proxy", wants->proxy);
    restrict_self(post, wants->ca);
    for (int socket; (socket = next_socket(post->fd)) >= 0; close(socket))
        start_courier(post, socket);
    _exit(0);
}

// ---- the kiosk's side ----
enum err kiosk_porter_start(const struct kiosk_porter_wants *wants, struct kiosk_porter **out,
                            struct err_info *info)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return err_set_errno(info, "no socket");
    pid_t pid = fork();
    if (pid == 0) {
        struct post post = {.fd = ends[1]};
        wait_for_calls(&post, wants);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return err_set_errno(info, "no further process could be made");
    }
    struct kiosk_porter *p = xcalloc(1, sizeof *p);
    *p = (struct kiosk_porter){pid, ends[0]};
    *out = p;
    return ERR_NONE;
}

void kiosk_porter_end(struct kiosk_porter *p)
{
    if (!p) return;
    close(p->fd);
    waitpid(p->pid, NULL, 0);
    free(p);
}

int kiosk_porter_call(void *porter, struct err_info *info)
{
    struct kiosk_porter *p = porter;
    char byte = 0;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        err_ignore(err_set_errno(info, "no socket"));
        return -1;
    }
    union handed handed = {0};
    struct iovec io = {&byte, 1};
    struct msghdr message = {.msg_iov = &io,
                             .msg_iovlen = 1,
                             .msg_control = handed.room,
                             .msg_controllen = sizeof handed.room};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &ends[1], sizeof(int));
    bool sent = sendmsg(p->fd, &message, MSG_NOSIGNAL) == 1;
    close(ends[1]);
    if (sent) return ends[0];
    close(ends[0]);
    err_ignore(err_set(info, ERR_NETWORK,
                       "the process that reaches the network for this kiosk has ended: start the "
                       "kiosk again"));
    return -1;
}
