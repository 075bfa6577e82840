// SPDX-License-Identifier: EUPL-1.2
// The staff's way in: five taps in a corner, a PIN, and a page that says how it stands. Wrong PINs
// are counted in the state folder before they are tried, so that pulling the plug forgets none, and
// each makes the next wait longer; the wait goes by the monotonic clock and begins anew at a
// restart, so that setting the clock does not shorten it. One thread.
#pragma once

#include "base/clock.h"
#include "base/str.h"
#include "kiosk/news.h"

struct kiosk_admin; // opaque

enum kiosk_admin_page {
    KIOSK_ADMIN_CLOSED,
    KIOSK_ADMIN_PIN,
    KIOSK_ADMIN_OPEN,
    KIOSK_ADMIN_TOKEN, // an enrolment token is typed
    KIOSK_ADMIN_STICK,
    KIOSK_ADMIN_SURVEY,
    KIOSK_ADMIN_CHANGE,   // of the survey
    KIOSK_ADMIN_LANGUAGE, // that the first page begins in
    KIOSK_ADMIN_SCREEN,
    KIOSK_ADMIN_CROSSES, // to be touched, so that the panel is put right
    KIOSK_ADMIN_KEEP,    // did that help?
};

enum {
    KIOSK_ADMIN_TAPS = 5,
    KIOSK_ADMIN_TAPS_MS = 4000,
    KIOSK_ADMIN_AWAY_MS = 90000,
    KIOSK_ADMIN_CROSSES_MS = 30000, // without a touch: the panel is as it was
    KIOSK_ADMIN_KEEP_MS = 15000,
    KIOSK_ADMIN_TOKEN_BYTES = 256,
};

// pin_hash "" makes an admin that never opens. state is the folder; both are copied.
struct kiosk_admin *kiosk_admin_create(const char *state, struct str pin_hash, struct clock clock);
void kiosk_admin_destroy(struct kiosk_admin *a); // wipes; accepts NULL

// A finger went down. True where this was the last of the taps that open the PIN pad.
bool kiosk_admin_tap(struct kiosk_admin *a, bool in_corner);
enum kiosk_admin_page kiosk_admin_page(const struct kiosk_admin *a);
uint64_t kiosk_admin_generation(const struct kiosk_admin *a); // changes with what is to be shown
void kiosk_admin_close(struct kiosk_admin *a);
void kiosk_admin_touch(struct kiosk_admin *a);            // somebody is there
void kiosk_admin_tick(struct kiosk_admin *a);             // closes when nobody is
int64_t kiosk_admin_wait_ms(const struct kiosk_admin *a); // until the next tick is due; -1: never

// From one of the pages behind the PIN to another; what was said last is said no more.
void kiosk_admin_go(struct kiosk_admin *a, enum kiosk_admin_page page);
void kiosk_admin_back(struct kiosk_admin *a); // to the page that this one was opened from
int64_t kiosk_admin_left_ms(const struct kiosk_admin *a); // of the crosses and their question
void kiosk_admin_changed(struct kiosk_admin *a);          // something that is shown here

// ---- the PIN ----
void kiosk_admin_digit(struct kiosk_admin *a, char digit);
void kiosk_admin_erase(struct kiosk_admin *a);
size_t kiosk_admin_digits(const struct kiosk_admin *a); // typed so far
void kiosk_admin_enter(struct kiosk_admin *a);          // opens, or counts and makes wait
uint64_t kiosk_admin_failures(const struct kiosk_admin *a);
int64_t kiosk_admin_delay_ms(const struct kiosk_admin *a); // 0: a PIN may be tried now

// ---- the token ----
void kiosk_admin_token_ask(struct kiosk_admin *a, bool ask); // shows the page for it, or goes back
void kiosk_admin_token_type(struct kiosk_admin *a, struct str text);
void kiosk_admin_token_erase(struct kiosk_admin *a);       // the last letter
struct str kiosk_admin_token(const struct kiosk_admin *a); // as typed so far; wiped when left

// ---- the page ----
void kiosk_admin_news(struct kiosk_admin *a, const struct kiosk_news *news); // figures
const struct kiosk_news *kiosk_admin_figures(const struct kiosk_admin *a);   // NULL: not yet
void kiosk_admin_say(struct kiosk_admin *a, struct str words); // the outcome of a button
const char *kiosk_admin_said(const struct kiosk_admin *a);
// Whether this device was ended once (store/end.h) and has begun anew since.
bool kiosk_admin_was_ended(const struct kiosk_admin *a);
// Bytes free where answers are kept; -1 where that cannot be told.
int64_t kiosk_admin_disk_free(const struct kiosk_admin *a);
