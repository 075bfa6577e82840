// SPDX-License-Identifier: EUPL-1.2
// The thread that speaks with the collector. It reaches the store through the worker only, so that
// a stalled upload never delays a "thank you".
#pragma once

#include "kiosk/worker.h"

struct kiosk_uploader; // opaque

struct kiosk_uploader_options {
    struct kiosk_worker *worker;
    const struct survey *survey;
    const struct seal_signer *device;
    const char *enrolled_path; // remembers that this device is enrolled; copied
    struct str token;          // "" where there is none; copied
    struct str device_name;    // copied
    kiosk_news_post post;
    void *post_data;
};

// ERR_MISSING where the survey names no collector: then nothing is sent, which is no fault.
enum err kiosk_uploader_start(const struct kiosk_uploader_options *options,
                              struct kiosk_uploader **out, struct err_info *info) MUST_CHECK;
// Ends the thread; accepts NULL. False where an exchange over the network did not end in time: then
// the thread and what it uses must be left alone until the program exits.
bool kiosk_uploader_stop(struct kiosk_uploader *u, int64_t patience_ms);

void kiosk_uploader_ready(struct kiosk_uploader *u); // [any] a batch was closed
// [any] Closes the open batch whatever it holds, sends what there is, then posts KIOSK_NEWS_SYNCED
// with cookie.
void kiosk_uploader_sync(struct kiosk_uploader *u, void *cookie);
void kiosk_uploader_figures(struct kiosk_uploader *u, struct sync_figures *out); // [any]
