// SPDX-License-Identifier: EUPL-1.2
// Labels without the marks of XLSForm's Markdown.
#pragma once

#include "base/arena.h"
#include "base/buf.h"

// Appends a label as it is read: "**Hur** mår du, ${namn}?" as "Hur mår du, [namn]?".
void report_plain(struct str label, struct buf *out);
bool report_plain_marks(struct str label); // whether there may be any
// The same in a, or the label itself where it holds no marks.
struct str report_plain_label(struct str label, struct arena *a);
