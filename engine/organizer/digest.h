// SPDX-License-Identifier: EUPL-1.2
// Digests for the expressions of forms. Apart from the rest because OpenSSL's headers and
// base/err.h both claim the name ERR_STATE.
#pragma once

#include "base/str.h"

// As form_host.digest wants it: MD5, SHA-1, SHA-256, SHA-384, SHA-512; 0 for others. data is not
// used. [any]
size_t digest_compute(void *data, struct str algorithm, struct str message, uint8_t out[64]);
