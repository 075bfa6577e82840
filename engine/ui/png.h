// SPDX-License-Identifier: EUPL-1.2
// Opaque pictures as PNG. [any]
#pragma once

#include "base/buf.h"

// argb: w × h, alpha is taken as full. Appends a whole PNG file.
void ui_png_write(const uint32_t *argb, int w, int h, struct buf *out);
