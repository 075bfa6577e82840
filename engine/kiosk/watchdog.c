// SPDX-License-Identifier: EUPL-1.2
// See kiosk/watchdog.h. The protocol is a datagram and two environment variables.
#include "kiosk/watchdog.h"

#include "base/str.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void tell(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    size_t length = path ? strlen(path) : 0;
    if (length < 2 || (path[0] != '/' && path[0] != '@') || length >= sizeof where.sun_path) return;
    memcpy(where.sun_path, path, length);
    if (path[0] == '@') where.sun_path[0] = '\0'; // the abstract name space
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT,
                          (const struct sockaddr *)&where,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
    (void)sent; // nobody else to tell
    close(fd);
}

static int64_t period_ms(void)
{
    const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    uint64_t period = 0, whose = (uint64_t)getpid();
    if (!usec || !str_to_uint64(str_of(usec), &period) ||
        (pid && !str_to_uint64(str_of(pid), &whose)) || whose != (uint64_t)getpid() ||
        period > (uint64_t)INT64_MAX)
        return 0;
    return (int64_t)(period / 1000);
}

void kiosk_watchdog_begin(struct kiosk_watchdog *w, int64_t now_ms)
{
    w->every_ms = period_ms() / 2; // twice as often as it must be
    w->told_ms = now_ms;
    tell("READY=1\nWATCHDOG=1");
}

void kiosk_watchdog_turn(struct kiosk_watchdog *w, int64_t now_ms)
{
    if (w->every_ms > 0 && now_ms - w->told_ms >= w->every_ms) {
        w->told_ms = now_ms;
        tell("WATCHDOG=1");
    }
}

int64_t kiosk_watchdog_wait_ms(const struct kiosk_watchdog *w, int64_t now_ms)
{
    if (w->every_ms <= 0) return -1;
    int64_t left = w->told_ms + w->every_ms - now_ms;
    return left > 0 ? left : 0;
}

void kiosk_watchdog_end(const struct kiosk_watchdog *w)
{
    (void)w;
    tell("STOPPING=1");
}
