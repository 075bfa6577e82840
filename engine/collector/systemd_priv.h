// SPDX-License-Identifier: EUPL-1.2
// What systemd and a service say to each other, without its library: sockets handed over, and words
// sent to a datagram socket. All of it does nothing where systemd is not there. [main]
#pragma once

#include "base/err.h"

// The socket that systemd listens on for us (LISTEN_FDS), or 0 where there is none. More than one
// is ERR_LIMIT.
enum err collector_systemd_socket(int *out_fd, struct err_info *info) MUST_CHECK;

// Sends "READY=1", "STOPPING=1", "WATCHDOG=1" or such. Nobody listening is no fault.
void collector_systemd_notify(const char *state);

// How often the watchdog wants to hear of us, in milliseconds; 0: never.
int64_t collector_systemd_watchdog_ms(void);
