// SPDX-License-Identifier: EUPL-1.2
// One respondent made of code: reads the page that is there, does what a person would do with it,
// and says where it could not.
#pragma once

#include "robot/screen.h"

struct robot_tally {
    size_t respondents; // who came to the end
    size_t declined;    // who said no, as they were told to
    size_t pages;       // question pages that were left by Next
    size_t answers;
    size_t hints;    // "you have not answered"
    size_t redrawn;  // "at most nine": what chance had drawn was refused, and drawn anew
    size_t warnings; // "did you write a name?"
    size_t screenshots;
};

struct robot_rehearsal {
    struct robot_screen screen;
    const char *screenshots; // folder; NULL: none
    json_t *seen;            // pages that were pictured, by name
    struct robot_tally tally;
};

// Answers from the attract page back to it. line is one object of the answers file:
// {"language","answers":{path: value},"missing":{path:
// code},"typing":"keys"|"screen","consent":"yes"|"no"}, all optional.
// {"by_chance": i} is respondent i of those without answers: see robot/random.h.
// An error names the page and what was wrong; the kiosk is then where it was.
enum err robot_respondent_answer(struct robot_rehearsal *r, const json_t *line,
                                 struct err_info *info) MUST_CHECK;
// Checks the form of a line. ERR_PARSE names the member.
enum err robot_respondent_check(const json_t *line, struct err_info *info) MUST_CHECK;
// After an error: stops and erases, so that the next respondent begins at the beginning.
enum err robot_respondent_leave(struct robot_rehearsal *r, struct err_info *info) MUST_CHECK;
