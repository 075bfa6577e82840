// SPDX-License-Identifier: EUPL-1.2
// The pictures that a form names, and the organizer's logo, as a kiosk will meet them.
#pragma once

#include "base/buf.h"
#include "form/def.h"

// A line for each picture that a kiosk cannot show, with the reason: not in dir nor in its media/,
// of another format, broken or too large. logo may be "". Appends to out; returns how many.
size_t organizer_pictures(const char *dir, const struct form_def *form, struct str logo,
                          struct buf *out);
