// SPDX-License-Identifier: EUPL-1.2
// The language that the organizer reads.
#pragma once

#include "form/workbook.h"

// Swedish where wanted ("sv", "sv_SE.UTF-8") says so or, where that is NULL, the first of LC_ALL,
// LC_MESSAGES and LANG that is set; otherwise English.
enum form_text_language locale_language(const char *wanted);
