// SPDX-License-Identifier: EUPL-1.2
// A respondent without an answers file: reads the page and picks among what is there, so that any
// form can be rehearsed. The seed decides, so the same seed gives the same respondents.
#pragma once

#include "robot/screen.h"

struct robot_random {
    size_t index;     // which respondent: languages and the first question's choices go in turn
    size_t languages; // how many the attract page offers
    bool begun;       // the first choice has been made
    char language[16];
    char first[64]; // the first choice: the version of forms that ask the age first
};

// Picks the language from the attract page.
void robot_random_language(struct robot_random *random, const struct robot_screen *s);
// Answers the page; now and then leaves a question empty. Counts the answers.
enum err robot_random_page(struct robot_random *random, struct robot_screen *s, size_t *answers,
                           struct err_info *info) MUST_CHECK;
