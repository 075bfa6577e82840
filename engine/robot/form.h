// SPDX-License-Identifier: EUPL-1.2
// Compares an answers file with the form it is meant for, before the first touch.
#pragma once

#include "base/json.h"
#include "form/def.h"

// Appends one line to out for each path that the form has no question for, and each choice that
// the question does not have. Returns how many lines.
size_t robot_form_compare(const struct form_def *def, const json_t *line, size_t row,
                          struct buf *out);
