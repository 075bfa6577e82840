// SPDX-License-Identifier: EUPL-1.2
// Text on its way into XML or HTML. [any]
#pragma once

#include "base/buf.h"

// Text with the characters escaped that have a meaning in XML and HTML, in content and in quoted
// attributes. What XML 1.0 cannot hold, and bytes that are no UTF-8, become U+FFFD; a carriage
// return becomes a space.
void markup_add(struct buf *out, struct str text);
