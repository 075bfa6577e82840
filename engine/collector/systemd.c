// SPDX-License-Identifier: EUPL-1.2
// systemd's protocols: sd_listen_fds(3) and sd_notify(3) are an environment variable and a datagram
// each, not worth a library.
#include "collector/systemd_priv.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_FD = 3 };

// The number in a variable that names this process in PID, or 0.
static uint64_t for_us(const char *name, const char *pid_name)
{
    const char *value = getenv(name), *pid = getenv(pid_name);
    uint64_t number = 0, whose = (uint64_t)getpid();
    if (pid && !str_to_uint64(str_of(pid), &whose)) return 0;
    if (!value || !str_to_uint64(str_of(value), &number)) return 0;
    return whose == (uint64_t)getpid() ? number : 0;
}

enum err collector_systemd_socket(int *out_fd, struct err_info *info)
{
    *out_fd = 0;
    uint64_t count = getenv("LISTEN_PID") ? for_us("LISTEN_FDS", "LISTEN_PID") : 0;
    if (!count) return ERR_NONE;
    if (count > 1)
        return err_set(info, ERR_LIMIT, "systemd hands over %llu sockets: one is taken",
                       (unsigned long long)count);
    fcntl(FIRST_FD, F_SETFD, FD_CLOEXEC);
    *out_fd = FIRST_FD;
    return ERR_NONE;
}

void collector_systemd_notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    if (!path || (path[0] != '/' && path[0] != '@')) return;
    size_t length = strlen(path);
    if (length >= sizeof where.sun_path) return;
    memcpy(where.sun_path, path, length);
    if (path[0] == '@') where.sun_path[0] = '\0'; // the abstract name space
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&where,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
    (void)sent; // nobody to tell
    close(fd);
}

int64_t collector_systemd_watchdog_ms(void)
{
    return (int64_t)(for_us("WATCHDOG_USEC", "WATCHDOG_PID") / 1000);
}
