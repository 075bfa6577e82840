// SPDX-License-Identifier: EUPL-1.2
// The staff's way out and in without a network: batches to a stick, receipts, a newer survey and
// tokens from it. A thread of its own for each journey, so that a slow stick delays nobody; it
// reaches the store through the worker.
#pragma once

#include "kiosk/choices.h"
#include "kiosk/update.h"
#include "kiosk/uploader.h"

#include <stdatomic.h>

struct kiosk_stick; // opaque

struct kiosk_stick_options {
    struct kiosk_worker *worker;
    struct kiosk_uploader *_Atomic *uploader; // who takes tokens; may hold NULL
    const struct survey *survey;
    struct kiosk_update *update;           // who takes newer surveys; may be NULL
    const struct kiosk_choosing *choosing; // may be NULL: nothing can be chosen
    const char *const *places;             // as stick_find has them; borrowed
    size_t place_count;
    kiosk_news_post post;
    void *post_data;
};

struct kiosk_stick *kiosk_stick_create(const struct kiosk_stick_options *options);
// Waits for a journey that is under way, which ends after its present file; accepts NULL.
void kiosk_stick_destroy(struct kiosk_stick *s);

// [main] Posts KIOSK_NEWS_STICK with cookie when it has ended. False: one is under way.
// To: closes the open batch where the survey's least number allows it, and writes every batch
// without a receipt, of all surveys that were asked here.
// From: takes receipts that one of the survey's collectors or its organizer signed for batches of
// this device, and removes those from the stick; a newer version of the survey; and, for a device
// whose survey has a collector, one enrolment token, which is taken off the stick with it.
// Look: posts KIOSK_NEWS_CHOICES when kiosk_stick_choices holds the surveys that can be chosen.
enum kiosk_stick_way { KIOSK_STICK_TO, KIOSK_STICK_FROM, KIOSK_STICK_LOOK, KIOSK_STICK_CHOOSE };
bool kiosk_stick_start(struct kiosk_stick *s, enum kiosk_stick_way way, void *cookie);
// [main] Look, with titles in this language.
bool kiosk_stick_look(struct kiosk_stick *s, struct str language, void *cookie);
// [main] What was found last; NULL while a journey is under way.
const struct kiosk_choices *kiosk_stick_choices(const struct kiosk_stick *s);
// [main] Keeps the survey at this place of the choices; posts KIOSK_NEWS_CHOSEN.
bool kiosk_stick_choose(struct kiosk_stick *s, size_t index, void *cookie);
