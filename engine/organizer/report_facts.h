// SPDX-License-Identifier: EUPL-1.2
// What every report says beside the answers, from the survey that they belong to.
#pragma once

#include "organizer/desk.h"
#include "report/report.h"

// The first of the survey's languages that reports are written in.
enum report_language desk_report_language(const struct survey *s);
// out borrows from desk and today, which gets the day.
void desk_report_facts(const struct desk *desk, enum report_language language, char today[16],
                       struct report_facts *out);
// Into facts: whom the waves were meant for that responses of the filled table belong to, by the
// versions of the survey in the archive. Where one does not say it, there is no number for all.
enum err desk_report_rounds(const struct desk *desk, struct report_facts *facts,
                            struct err_info *info) MUST_CHECK;
