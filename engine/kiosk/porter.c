// SPDX-License-Identifier: EUPL-1.2
// The porter's two sides: the kiosk's, which hands a socket over, and the processes that start
// svar-courier on it. These are two: one works, the other keeps it. When the one that works dies it
// is made anew, when the keeper dies the other takes its place; the socket to the kiosk lies open
// in both, so that what the kiosk asks meanwhile waits there.
#include "kiosk/porter.h"

#include "base/alloc.h"
#include "base/file.h"
#include "kiosk/guard_priv.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    PAUSE_MS = 100, // before the next start; longer each time while none lives for long
    PAUSE_MOST_MS = 60000,
    LIVED_MS = 60000,
};

// What the processes tell the kiosk, in memory that they share and nobody else sees.
struct shared {
    _Atomic uint32_t restarts;
};

struct kiosk_porter {
    pid_t pid;
    int fd;
    struct shared *shared;
};

// One message carries one byte and one socket.
struct handed {
    char byte;
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(int))];
    struct iovec io;
    struct msghdr message;
};

static void handed_init(struct handed *h)
{
    *h = (struct handed){0};
    h->io = (struct iovec){&h->byte, 1};
    h->message = (struct msghdr){.msg_iov = &h->io,
                                 .msg_iovlen = 1,
                                 .msg_control = h->room,
                                 .msg_controllen = sizeof h->room};
}

// ---- the processes ----
struct post {
    int fd;
    struct shared *shared;
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
    struct handed handed;
    int socket = -1;
    handed_init(&handed);
    if (recvmsg(fd, &handed.message, MSG_CMSG_CLOEXEC) <= 0) return -1;
    const struct cmsghdr *head = CMSG_FIRSTHDR(&handed.message);
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

// Works until the kiosk ends, and with it this process. Returns when the keeper has died, who held
// the other end of `keeper`.
static void wait_for_calls(const struct post *post, int keeper)
{
    struct pollfd on[] = {{.fd = post->fd, .events = POLLIN}, {.fd = keeper}};
    prctl(PR_SET_NAME, "svar-porter");
    signal(SIGCHLD, SIG_IGN); // nobody asks how a courier ended
    for (;;) {
        if (poll(on, 2, -1) < 0) continue;
        if (on[0].revents) {
            int socket = next_socket(post->fd);
            if (socket < 0) _exit(0);
            start_courier(post, socket);
            close(socket);
        } else if (on[1].revents) {
            return;
        }
    }
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// The kiosk does not wait for this at its end.
static void rest(const struct post *post, int64_t ms)
{
    struct pollfd kiosk = {.fd = post->fd};
    if (poll(&kiosk, 1, (int)ms) > 0) _exit(0);
}

// Both processes, one after the other in one function: who keeps stays here, who works leaves it
// for wait_for_calls and comes back to keep when it must.
static _Noreturn void keep(const struct post *post)
{
    int64_t pause_ms = PAUSE_MS;
    for (;;) {
        int life[2] = {-1, -1};
        int64_t from_ms = now_ms();
        int status = -1;
        signal(SIGCHLD, SIG_DFL);
        prctl(PR_SET_NAME, "svar-keeper");
        // Without a pipe the one that works cannot hear of the keeper's end: it is killed by it.
        bool piped = pipe2(life, O_CLOEXEC) == 0;
        pid_t pid = fork();
        if (pid == 0) {
            if (piped) close(life[1]);
            if (!piped) prctl(PR_SET_PDEATHSIG, SIGKILL);
            wait_for_calls(post, life[0]);
            close(life[0]);
            pause_ms = PAUSE_MS;
        } else {
            if (piped) close(life[0]);
            // Couriers of a life before this one end here too.
            for (pid_t ended = 0; pid > 0 && ended != pid && ended >= 0;)
                ended = waitpid(-1, &status, 0);
            if (piped) close(life[1]);
            if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) _exit(0);
            rest(post, pause_ms);
            pause_ms = now_ms() - from_ms >= LIVED_MS ? PAUSE_MS
                       : pause_ms * 2 < PAUSE_MOST_MS ? pause_ms * 2
                                                      : PAUSE_MOST_MS;
        }
        if (pid >= 0) atomic_fetch_add(&post->shared->restarts, 1);
    }
}

static _Noreturn void become_porter(struct post *post, const struct kiosk_porter_wants *wants)
{
    size_t count = 0;
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
    keep(post);
}

// ---- the kiosk's side ----
enum err kiosk_porter_start(const struct kiosk_porter_wants *wants, struct kiosk_porter **out,
                            struct err_info *info)
{
    int ends[2];
    struct shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return err_set_errno(info, "no memory to share");
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        munmap(shared, sizeof *shared);
        return err_set_errno(info, "no socket");
    }
    pid_t pid = fork();
    if (pid == 0) {
        struct post post = {.fd = ends[1], .shared = shared};
        become_porter(&post, wants);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        munmap(shared, sizeof *shared);
        return err_set_errno(info, "no further process could be made");
    }
    struct kiosk_porter *p = xcalloc(1, sizeof *p);
    p->pid = pid;
    p->fd = ends[0];
    p->shared = shared;
    *out = p;
    return ERR_NONE;
}

void kiosk_porter_end(struct kiosk_porter *p)
{
    if (!p) return;
    close(p->fd);
    waitpid(p->pid, NULL, 0);
    munmap(p->shared, sizeof *p->shared);
    free(p);
}

int kiosk_porter_call(void *porter, struct err_info *info)
{
    struct kiosk_porter *p = porter;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        err_ignore(err_set_errno(info, "no socket"));
        return -1;
    }
    struct handed handed;
    handed_init(&handed);
    struct cmsghdr *head = CMSG_FIRSTHDR(&handed.message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &ends[1], sizeof(int));
    bool sent = sendmsg(p->fd, &handed.message, MSG_NOSIGNAL) == 1;
    close(ends[1]);
    if (sent) return ends[0];
    close(ends[0]);
    err_ignore(err_set(info, ERR_NETWORK,
                       "the process that reaches the network for this kiosk has ended: start the "
                       "kiosk again"));
    return -1;
}

uint32_t kiosk_porter_restarts(const struct kiosk_porter *p)
{
    return p ? atomic_load(&p->shared->restarts) : 0;
}

bool kiosk_porter_gone(const struct kiosk_porter *p)
{
    struct pollfd porter = {.fd = p ? p->fd : -1};
    return poll(&porter, 1, 0) > 0; // both have let go of their end
}
