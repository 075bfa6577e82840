// SPDX-License-Identifier: EUPL-1.2
// The staff's PIN, as Argon2id in survey.json: "$argon2id$…". [any]
#pragma once

#include "base/buf.h"

enum { SEAL_PIN_LEAST = 4, SEAL_PIN_MOST = 12 };

// 4 to 12 digits, or ERR_ARGUMENT. Appends the hash to out.
enum err seal_pin_hash(struct str pin, struct buf *out, struct err_info *info) MUST_CHECK;
// ERR_DENIED where the PIN is another one; ERR_LIMIT where the hash asks for more memory or time
// than a kiosk has; ERR_PARSE where it is none.
enum err seal_pin_verify(struct str hash, struct str pin, struct err_info *info) MUST_CHECK;
