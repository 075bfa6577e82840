// SPDX-License-Identifier: EUPL-1.2
// What a picture's header says, without decoding anything: so that the organizer hears of a picture
// that no kiosk shows before the survey is signed, and a kiosk refuses it before it takes memory.
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

struct picture {
    uint32_t w;
    uint32_t h;
    bool png;   // otherwise JPEG
    bool whole; // must lie in memory whole for a moment: a PNG, a progressive JPEG
};

// ERR_UNSUPPORTED for other formats than PNG and JPEG, ERR_PARSE where the header is broken,
// ERR_LIMIT beyond LIMIT_PICTURE_SIDE and the numbers of pixels beside it (base/limits.h).
enum err picture_look(struct str bytes, struct picture *out, struct err_info *info) MUST_CHECK;
