// SPDX-License-Identifier: EUPL-1.2
// Which surveys this device could ask: the one it was given, those of a folder, of a stick, and
// those it has had before. Each is opened and its organizer's signature verified before it is
// shown. [any], one caller at a time.
#pragma once

#include "kiosk/guard.h"
#include "kiosk/settings.h"
#include "survey/survey.h"

enum { KIOSK_CHOICES_MAX = 32, KIOSK_CHOICE_TITLE_BYTES = 160 };

struct kiosk_choice {
    char id[KIOSK_SURVEY_ID_BYTES];
    int64_t version;
    char title[KIOSK_CHOICE_TITLE_BYTES];
    bool production;
    bool given; // the one that the kiosk was started with
    char path[KIOSK_LIGHT_PATH_BYTES];
};

struct kiosk_choices {
    struct kiosk_choice list[KIOSK_CHOICES_MAX]; // one of an id: the newest; by title
    size_t count;
    size_t unusable; // files that are no survey, or not this organizer's
};

struct kiosk_choosing {
    const char *given;  // --survey
    const char *folder; // --surveys; NULL: none
    const char *state;
    const struct kiosk_guard *guard; // reads strangers' packages; NULL: they are read here
    struct seal_minisign_key key;    // the organizer's
    bool test_only;                  // surveys in production are left out
};

// stick: the folder on a stick where surveys lie, or NULL. language: of the titles.
void kiosk_choices_find(const struct kiosk_choosing *c, const char *stick, struct str language,
                        struct kiosk_choices *out);
// Keeps the survey of a choice in the state folder, once more verified, for the next start. A newer
// version that is kept already stays.
enum err kiosk_choices_keep(const struct kiosk_choosing *c, const struct kiosk_choice *choice,
                            struct err_info *info) MUST_CHECK;
// The survey with this id as it is kept; ERR_MISSING where none is.
enum err kiosk_choices_open(const struct kiosk_choosing *c, const char *id, struct survey **out,
                            struct err_info *info) MUST_CHECK;
