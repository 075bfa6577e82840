// SPDX-License-Identifier: EUPL-1.2
// QR codes of short texts: for the terminal, and as PNG for paper.
#pragma once

#include "base/buf.h"

// Half blocks of UTF-8, two rows of modules a line, with the quiet zone. colours: dark on light by
// escape sequences, whatever the terminal's own colours are; without them light stands for the
// filled block, as on a dark screen.
enum err qr_text(struct str text, bool colours, struct buf *out, struct err_info *info) MUST_CHECK;
// Writes path with mode 0600, whole or not at all.
enum err qr_png(struct str text, const char *path, struct err_info *info) MUST_CHECK;
