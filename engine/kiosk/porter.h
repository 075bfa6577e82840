// SPDX-License-Identifier: EUPL-1.2
// The porter: a process that was made before the kiosk gave up the network, and that starts
// svar-courier when the uploader has something to send. It holds nothing of a survey. What it
// starts may reach the network, and read what that takes, but write no file. A second process like
// it keeps it: whichever of the two dies is made anew by the other, and counted. Only when both are
// killed at once must the kiosk begin again, since a guarded process can make no porter.
#pragma once

#include "base/err.h"

#include <stdint.h>

struct kiosk_porter; // opaque

struct kiosk_porter_wants {
    const char *ca;    // as --ca and --proxy of the kiosk; may be NULL
    const char *proxy; //
};

// [main] Before the guard and before the first thread.
enum err kiosk_porter_start(const struct kiosk_porter_wants *wants, struct kiosk_porter **out,
                            struct err_info *info) MUST_CHECK;
void kiosk_porter_end(struct kiosk_porter *p); // with all that it started; accepts NULL

// [uploader] A stream socket to a new svar-courier, which ends when it is closed. -1: the porter is
// gone, and info says so. Where svar-courier cannot be started the socket ends at once.
int kiosk_porter_call(void *porter, struct err_info *info);

// [any] NULL: 0, false.
uint32_t kiosk_porter_restarts(const struct kiosk_porter *p); // since the kiosk started
bool kiosk_porter_gone(const struct kiosk_porter *p);         // for good
