// SPDX-License-Identifier: EUPL-1.2
// See base/systemd.h.
#include "base/systemd.h"

#include "base/str.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

uint64_t systemd_number(const char *name, const char *pid_name)
{
    const char *value = getenv(name), *pid = getenv(pid_name);
    uint64_t number = 0, whose = (uint64_t)getpid();
    if (pid && !str_to_uint64(str_of(pid), &whose)) return 0;
    if (!value || !str_to_uint64(str_of(value), &number)) return 0;
    return whose == (uint64_t)getpid() ? number : 0;
}

void systemd_notify(const char *state, bool waits)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    size_t length = path ? strlen(path) : 0;
    if (length < 2 || (path[0] != '/' && path[0] != '@') || length >= sizeof where.sun_path) return;
    memcpy(where.sun_path, path, length);
    if (path[0] == '@') where.sun_path[0] = '\0'; // the abstract name space
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT),
                          (const struct sockaddr *)&where,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
    (void)sent; // nobody else to tell
    close(fd);
}

int64_t systemd_watchdog_ms(void)
{
    return (int64_t)(systemd_number("WATCHDOG_USEC", "WATCHDOG_PID") / 1000);
}
