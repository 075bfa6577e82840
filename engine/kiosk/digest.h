// SPDX-License-Identifier: EUPL-1.2
// The digests that forms may ask for. A file of its own, which sees no more of the house than
// base/str.h: OpenSSL's headers and base/err.h both claim the name ERR_STATE.
#pragma once

#include "base/str.h"

// For form_host.digest: data is not used.
size_t kiosk_digest(void *data, struct str algorithm, struct str message, uint8_t out[64]);
