// SPDX-License-Identifier: EUPL-1.2
// The thread that owns the store: responses in, word of their being durable out, in order. What
// could not be stored is kept in locked memory and tried again; nothing is ever dropped while the
// program runs.
#pragma once

#include "kiosk/news.h"
#include "kiosk/response.h"

struct kiosk_worker; // opaque

struct kiosk_worker_options {
    struct store *store; // only the worker's until kiosk_worker_stop
    const struct survey *survey;
    kiosk_news_post post;
    void *post_data;
    // [worker] A batch was closed and may be sent. May be NULL.
    void (*batch_closed)(void *data);
    void *batch_closed_data;
};

struct kiosk_worker *kiosk_worker_start(const struct kiosk_worker_options *options);
// Stores what it still has, trying again for at most patience_ms, and ends the thread. Returns how
// many responses could not be stored. Calls from other threads fail with ERR_STATE from here on.
size_t kiosk_worker_stop(struct kiosk_worker *w, int64_t patience_ms);
void kiosk_worker_destroy(struct kiosk_worker *w); // after stop; the store stays

void kiosk_worker_finish(struct kiosk_worker *w, struct kiosk_response *response); // takes it over
void kiosk_worker_count(struct kiosk_worker *w, enum store_tally tally);
void kiosk_worker_figures(struct kiosk_worker *w, void *cookie); // answered by news

// [other threads] Runs a function on the worker's thread and waits for it.
typedef enum err (*kiosk_worker_call)(void *data, struct store *store, struct err_info *info);
enum err kiosk_worker_run(struct kiosk_worker *w, kiosk_worker_call call, void *data,
                          struct err_info *info) MUST_CHECK;
