// SPDX-License-Identifier: EUPL-1.2
// Labels of charts, broken into lines by how wide they will be: SVG breaks nothing by itself.
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

// Breaks text at spaces into lines of at most width (in the units of a chart, whose labels are 15
// high), at most max of them; a word that is wider than a line is divided. *out_cut says whether
// something is left behind the last line, which has room for an ellipsis. Lines are parts of text.
size_t report_wrap(struct str text, double width, struct str *lines, size_t max, bool *out_cut);
