// SPDX-License-Identifier: EUPL-1.2
// What a service says to systemd, without its library: sd_notify(3) is an environment variable and
// a datagram, not worth one. All of it does nothing where systemd is not there. [main]
#pragma once

#include <stdbool.h>
#include <stdint.h>

// The number in a variable that is meant for the process named by the variable pid_name, or for
// everybody where that one is not set; 0: none, or meant for another process.
uint64_t systemd_number(const char *name, const char *pid_name);

// Sends "READY=1", "STOPPING=1", "WATCHDOG=1" or such. Nobody listening is no fault. waits: until
// there is room for it, where systemd is slow; otherwise it may be dropped.
void systemd_notify(const char *state, bool waits);

// How often the watchdog wants to hear of us, in milliseconds; 0: never.
int64_t systemd_watchdog_ms(void);
