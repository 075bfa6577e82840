// SPDX-License-Identifier: EUPL-1.2
// The organizer's logo: at most 1 MB of PNG, or of SVG without scripts and without anything that is
// fetched from elsewhere.
#pragma once

#include "base/json.h"

// Bytes of a picture: ERR_PARSE or ERR_LIMIT with what is wrong and what to do.
enum err report_logo_check(struct str bytes, bool png, struct err_info *info) MUST_CHECK;
// {"type": "image/png" | "image/svg+xml", "data": base64} of a report's settings: its bytes,
// appended to out also where they are refused; out may then hold anything.
enum err report_logo_read(const json_t *logo, bool *out_png, struct buf *out,
                          struct err_info *info) MUST_CHECK;
