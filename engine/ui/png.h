// SPDX-License-Identifier: EUPL-1.2
// Opaque pictures as PNG, with a small compressor of our own, so that no library is needed for it.
// [any]
#pragma once

#include "base/buf.h"

// argb: w × h, alpha is taken as full. Appends a whole PNG file.
void ui_png_write(const uint32_t *argb, int w, int h, struct buf *out);
// zlib format (RFC 1950), fixed Huffman codes. Appended.
void ui_png_deflate(struct str data, struct buf *out);
