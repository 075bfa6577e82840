// SPDX-License-Identifier: EUPL-1.2
// sd_listen_fds(3) is two environment variables, not worth a library.
#include "collector/systemd_priv.h"

#include "base/systemd.h"

#include <fcntl.h>
#include <stdlib.h>

enum { FIRST_FD = 3 };

enum err collector_systemd_socket(int *out_fd, struct err_info *info)
{
    *out_fd = 0;
    uint64_t count = getenv("LISTEN_PID") ? systemd_number("LISTEN_FDS", "LISTEN_PID") : 0;
    if (!count) return ERR_NONE;
    if (count > 1)
        return err_set(info, ERR_LIMIT, "systemd hands over %llu sockets: one is taken",
                       (unsigned long long)count);
    fcntl(FIRST_FD, F_SETFD, FD_CLOEXEC);
    *out_fd = FIRST_FD;
    return ERR_NONE;
}
