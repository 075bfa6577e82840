// SPDX-License-Identifier: EUPL-1.2
// What other threads have for the main one: a list under a lock. Putting something in is followed
// by a wake of the screen's loop, which takes everything out.
#pragma once

#include "kiosk/automation.h"
#include "kiosk/news.h"

struct kiosk_mailbox; // opaque

// One thing at a time: either is NULL.
struct kiosk_mail {
    struct kiosk_news *news;
    struct kiosk_request *request;
    struct kiosk_mail *next;
};

// wake is called after each put, on the putting thread; may be NULL.
struct kiosk_mailbox *kiosk_mailbox_create(void (*wake)(void *data), void *data);
void kiosk_mailbox_destroy(struct kiosk_mailbox *m); // drops what is in it; accepts NULL
void kiosk_mailbox_put_news(void *mailbox, struct kiosk_news *news);          // [any]
void kiosk_mailbox_put_request(void *mailbox, struct kiosk_request *request); // [any]
struct kiosk_mail *kiosk_mailbox_take(struct kiosk_mailbox *m); // oldest; NULL: empty. free() it
