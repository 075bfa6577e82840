// SPDX-License-Identifier: EUPL-1.2
// KoboToolbox's own rows as the standard rows that they stand for.
#pragma once

#include "form/workbook.h"

// The survey sheet itself where it has none of them (NULL for NULL), else a copy in a: same rows,
// perhaps three more columns behind the last.
const struct form_sheet *form_kobo_sheet(struct arena *a, const struct form_sheet *survey);
