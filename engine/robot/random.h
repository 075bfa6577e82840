// SPDX-License-Identifier: EUPL-1.2
// A respondent without an answers file: reads the page and picks among what is there, so that any
// form can be rehearsed. The seed decides, so the same seed gives the same respondents.
#pragma once

#include "robot/screen.h"

struct robot_random {
    size_t index;     // which respondent: languages and the first question's choices go in turn
    size_t languages; // how many the attract page offers
    bool begun;       // the first choice has been made
    size_t again;     // how often this page was refused
    char language[16];
    char first[64]; // the first choice: the version of forms that ask the age first
};

// Picks the language from the attract page.
void robot_random_language(struct robot_random *random, const struct robot_screen *s);
enum { ROBOT_AGAIN_MOST = 12 };

// The page was refused, as what chance drew breaks a constraint: draws anew where the kiosk points
// at, numbers smaller and smaller, and at last leaves it empty. The caller asks at most
// ROBOT_AGAIN_MOST times for a page.
enum err robot_random_again(struct robot_random *random, struct robot_screen *s,
                            struct err_info *info) MUST_CHECK;
// Answers the page; now and then leaves a question empty. Counts the answers.
enum err robot_random_page(struct robot_random *random, struct robot_screen *s, size_t *answers,
                           struct err_info *info) MUST_CHECK;
