// SPDX-License-Identifier: EUPL-1.2
// A newer version of the survey, come over the network or on a stick: checked, kept in the state
// folder, and used from the next start on. The organizer's signature is what counts; the package's
// way counts for nothing.
#pragma once

#include "kiosk/guard.h"
#include "survey/survey.h"

#include <pthread.h>

struct kiosk_update {
    const char *state;               // folder
    struct seal_minisign_key key;    // the organizer's, as the program was told
    const struct survey *survey;     // that runs
    const struct kiosk_guard *guard; // reads strangers' packages; NULL: they are read here
    bool test_only;                  // a program drives the kiosk: no survey in production
    pthread_mutex_t lock;            // the network and a stick may bring one at a time each
};

// [any] Keeps the package where it is this survey, signed by its organizer, and above the version
// that runs and the one that is kept. ERR_STATE: not newer; otherwise what is wrong with it.
enum err kiosk_update_take(struct kiosk_update *u, struct str package,
                           struct err_info *info) MUST_CHECK;

// At the start: puts the package that is kept in the place of *survey, which it then closes, where
// it is newer and sound; u->survey is not looked at. True where it did. One that is no good is left
// alone; info, zeroed before, then says what is wrong with it.
bool kiosk_update_use(const struct kiosk_update *u, struct survey **survey, struct err_info *info);
