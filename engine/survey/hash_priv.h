// SPDX-License-Identifier: EUPL-1.2
// BLAKE2b-256 (RFC 7693, no key): the hash that survey.json gives for every other file. [any]
#pragma once

#include "base/str.h"

enum { SURVEY_HASH_BYTES = 32 };

void survey_hash_bytes(struct str data, uint8_t out[SURVEY_HASH_BYTES]);
