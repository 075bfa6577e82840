// SPDX-License-Identifier: EUPL-1.2
// See kiosk/watchdog.h. The loop never waits for systemd.
#include "kiosk/watchdog.h"

#include "base/systemd.h"

void kiosk_watchdog_begin(struct kiosk_watchdog *w, int64_t now_ms)
{
    w->every_ms = systemd_watchdog_ms() / 2; // twice as often as it must be
    w->told_ms = now_ms;
    systemd_notify("READY=1\nWATCHDOG=1", false);
}

void kiosk_watchdog_turn(struct kiosk_watchdog *w, int64_t now_ms)
{
    if (w->every_ms > 0 && now_ms - w->told_ms >= w->every_ms) {
        w->told_ms = now_ms;
        systemd_notify("WATCHDOG=1", false);
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
    systemd_notify("STOPPING=1", false);
}
