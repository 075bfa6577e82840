// SPDX-License-Identifier: EUPL-1.2
// The kiosk's own pages: what each looks like as a tree of elements, and what its buttons do. The
// questions on a question page come from kiosk/question_page.h.
#pragma once

#include "kiosk/question_page.h"
#include "survey/survey.h"

struct kiosk_pages {
    struct kiosk_session *session;
    struct kiosk_question_page *questions;
    const struct survey *survey;
    struct ui *ui;
    bool emoji;            // the form lets its respondents write them
    bool can_speak;        // there is a program that reads aloud
    size_t question_count; // what a respondent meets who skips nothing by answering
    bool varies;           // most questions hang on the first answers, so the above says little
    int minutes;           // a rough guess of how long that takes
    struct ui_image *logo; // the organizer's; NULL where there is none to show
    uint32_t logo_plate;   // what it stands on
};

// Takes over the organizer's colour and logo, as the survey has them, for all pages from now on.
void kiosk_pages_look(struct kiosk_pages *pages);
void kiosk_pages_look_end(struct kiosk_pages *pages); // once nothing of it is shown any more

// Counts the questions of a fresh instance and guesses the time. ERR_LIMIT where the form is too
// large for a respondent's memory.
enum err kiosk_pages_measure(struct kiosk_pages *pages, struct err_info *info) MUST_CHECK;

// Builds the session's present page in a. *out_focus is the element that gets the focus, or "".
struct ui_element *kiosk_pages_build(struct kiosk_pages *pages, struct arena *a,
                                     struct str *out_focus);

// A press of one of the kiosk's own buttons. False where the id is none.
bool kiosk_pages_press(struct kiosk_pages *pages, const char *id);

// What automation calls the present page: "attract", "question", "hint", "thanks", ….
const char *kiosk_pages_name(const struct kiosk_session *session);
