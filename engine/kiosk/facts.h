// SPDX-License-Identifier: EUPL-1.2
// What the respondent's session needs to know of a survey and its form, as plain data: so that it
// can be tested without files, keys or a screen.
#pragma once

#include "form/def.h"
#include "survey/survey.h"

enum { KIOSK_LANGUAGES_MAX = 64 };

struct kiosk_language {
    struct str code;
    size_t form_language; // of the form's definition
};

// Borrowed from the survey and the definition.
struct kiosk_facts {
    struct str survey_id;
    int64_t survey_version;
    struct str wave;
    struct str form_id;
    struct str form_version;
    struct str form_hash; // BLAKE2b-256 in hex, as in survey.json
    bool production;
    enum survey_time time;
    int64_t idle_ms;         // without a touch before the countdown
    int64_t idle_warning_ms; // the countdown
    int64_t k;
    bool keeps_break_off;
    struct kiosk_language languages[KIOSK_LANGUAGES_MAX]; // the first is the default
    size_t language_count;                                // at least 1
};

// ERR_PARSE where survey and form do not fit together.
enum err kiosk_facts_from(const struct survey *survey, const struct form_def *def,
                          struct kiosk_facts *out, struct err_info *info) MUST_CHECK;
// Position of a language code, -1 where the survey has no such language.
int kiosk_facts_language(const struct kiosk_facts *facts, struct str code);
