// SPDX-License-Identifier: EUPL-1.2
// How a survey wants to be asked: svar: settings of its form, so that they are signed with it and
// no device has to be told. What the command line or a respondent says comes before.
#pragma once

#include "form/def.h"
#include "kiosk/session.h"

struct kiosk_manner {
    enum kiosk_mode mode; // svar:mode = kiosk, passed, one-tap, interviewer
    enum kiosk_font font; // svar:font = usual, beginner, dyslexia; children read the beginners'
    bool children;        // svar:audience = children
    bool aloud;           // svar:aloud = yes: each respondent begins with reading aloud
    bool emoji;           // svar:emoji = yes: the on-screen keyboard has a page of them
    int switch_ms;        // svar:switch-ms: with one switch, between steps; 0: the usual
};

// ERR_PARSE names the setting that has none of its words.
enum err kiosk_manner_of(const struct form_def *def, struct kiosk_manner *out,
                         struct err_info *info) MUST_CHECK;
