// SPDX-License-Identifier: EUPL-1.2
// What the store's worker and the uploader tell the main thread. Whoever gets one owns it: free().
#pragma once

#include "store/store.h"
#include "sync/uploader.h"

enum kiosk_news_kind {
    KIOSK_NEWS_STORED,  // a response is durable (err ERR_NONE), or an attempt failed: ticket, text
    KIOSK_NEWS_FIGURES, // asked for by cookie: store
    KIOSK_NEWS_SYNCED,  // a sync that was asked for has ended: err, text, store, sync
};

struct kiosk_news {
    enum kiosk_news_kind kind;
    uint64_t ticket;
    void *cookie;
    enum err err;
    char text[256];
    struct store_figures store;
    struct sync_figures sync;
};

// Called on the worker's or uploader's thread.
typedef void (*kiosk_news_post)(void *data, struct kiosk_news *news);
