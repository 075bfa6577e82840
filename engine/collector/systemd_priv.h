// SPDX-License-Identifier: EUPL-1.2
// The socket that systemd hands over; what a service says to it is in base/systemd.h. [main]
#pragma once

#include "base/err.h"

// The socket that systemd listens on for us (LISTEN_FDS), or 0 where there is none. More than one
// is ERR_LIMIT.
enum err collector_systemd_socket(int *out_fd, struct err_info *info) MUST_CHECK;
