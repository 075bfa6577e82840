// SPDX-License-Identifier: EUPL-1.2
// What the store's worker and the uploader tell the main thread. Whoever gets one owns it: free().
#pragma once

#include "store/store.h"
#include "sync/uploader.h"

enum kiosk_news_kind {
    KIOSK_NEWS_STORED,  // a response is durable (err ERR_NONE), or an attempt failed: ticket, text
    KIOSK_NEWS_FIGURES, // asked for by cookie: store
    KIOSK_NEWS_SYNCED,  // a sync that was asked for has ended: err, text, store, sync
    KIOSK_NEWS_STICK,   // a journey to or from a stick has ended: err, text, store, stick
    KIOSK_NEWS_CHOICES, // the surveys that can be chosen have been looked at
    KIOSK_NEWS_CHOSEN,  // one of them is kept for the next start: err, text
    KIOSK_NEWS_UPDATE,  // a newer version of the survey is kept for the next start
};

struct kiosk_stick_figures {
    bool from;               // otherwise to
    bool place;              // a stick was found
    uint64_t written, there; // batches that were put on it now, and before
    uint64_t receipts;       // that were taken
    uint64_t refused;        // batches that somebody refused, kept
    uint64_t foreign;        // receipts of others, or that nobody believes
    bool survey, survey_refused;
    bool token;
};

struct kiosk_news {
    enum kiosk_news_kind kind;
    uint64_t ticket;
    void *cookie;
    enum err err;
    char text[256];
    struct store_figures store;
    struct sync_figures sync;
    struct kiosk_stick_figures stick;
    uint32_t porter_restarts; // as kiosk/porter.h has it; filled in for the staff's page
};

// Called on the worker's or uploader's thread.
typedef void (*kiosk_news_post)(void *data, struct kiosk_news *news);
