// SPDX-License-Identifier: EUPL-1.2
// systemd's watchdog: told from the loop itself, behind the drawing of what was due, so that a
// kiosk that no longer shows anything is started again. [main]
#pragma once

#include <stdint.h>

struct kiosk_watchdog {
    int64_t every_ms; // 0: nobody watches
    int64_t told_ms;
};

// By NOTIFY_SOCKET and WATCHDOG_USEC, as sd_notify(3) has them; tells that the kiosk is ready.
void kiosk_watchdog_begin(struct kiosk_watchdog *w, int64_t now_ms);
void kiosk_watchdog_turn(struct kiosk_watchdog *w, int64_t now_ms);
int64_t kiosk_watchdog_wait_ms(const struct kiosk_watchdog *w, int64_t now_ms); // -1: never due
void kiosk_watchdog_end(const struct kiosk_watchdog *w); // tells that it stops
