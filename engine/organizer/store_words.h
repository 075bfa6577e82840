// SPDX-License-Identifier: EUPL-1.2
// What `svar store` says of a device's store, in Swedish and English.
#pragma once

#include "base/buf.h"
#include "store/inspect.h"

enum { STORE_SWEDISH, STORE_ENGLISH, STORE_LANGUAGES };

const char *store_words_role(enum store_role role, int language);
// A stable name for programs, such as "batch-missing".
const char *store_words_name(enum store_what what);
// A sentence without its full stop: which file, which survey, what is wrong.
void store_words_finding(const struct store_finding *f, int language, struct buf *out);
