// SPDX-License-Identifier: EUPL-1.2
// The thread that speaks with the collector. It reaches the store through the worker only, so that
// a stalled upload never delays a "thank you".
#pragma once

#include "kiosk/worker.h"
#include "sync/courier.h"

struct kiosk_uploader; // opaque

struct kiosk_uploader_options {
    struct kiosk_worker *worker;
    const struct survey *survey;
    const struct seal_signer *device;
    // Remembers that this device is enrolled, and with which token: a collector that was put back
    // to a copy from before that may forget it. Private to this user; copied.
    const char *enrolled_path;
    struct str token;                               // "" where there is none; copied
    struct str device_name;                         // copied
    int (*call)(void *data, struct err_info *info); // as in struct sync_courier_options
    void *call_data;
    // [uploader] A newer version of the survey came, not checked yet. May be NULL.
    enum err (*take_survey)(void *data, struct str package, struct err_info *info);
    void *survey_data;
    kiosk_news_post post;
    void *post_data;
};

// ERR_MISSING where the survey names no collector: then nothing is sent, which is no fault.
enum err kiosk_uploader_start(const struct kiosk_uploader_options *options,
                              struct kiosk_uploader **out, struct err_info *info) MUST_CHECK;
// Ends the thread; accepts NULL. An exchange that is under way has patience_ms, then it is cut off.
// False where the thread did not end even so (the store hangs): then
// the thread and what it uses must be left alone until the program exits.
bool kiosk_uploader_stop(struct kiosk_uploader *u, int64_t patience_ms);

void kiosk_uploader_ready(struct kiosk_uploader *u); // [any] a batch was closed
// [any] Closes the open batch, sends what there is, then posts KIOSK_NEWS_SYNCED with cookie.
// least_count: an open batch of fewer responses stays open; 1 closes whatever it holds.
void kiosk_uploader_sync(struct kiosk_uploader *u, size_t least_count, void *cookie);
// [any] Enrols with this token, also a device that is enrolled.
void kiosk_uploader_token(struct kiosk_uploader *u, struct str token);
void kiosk_uploader_figures(struct kiosk_uploader *u, struct sync_figures *out); // [any]
