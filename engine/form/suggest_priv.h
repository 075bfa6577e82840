// SPDX-License-Identifier: EUPL-1.2
// "Did you mean …": the nearest of many words.
#pragma once

#include "base/str.h"

struct suggest {
    struct str wanted, best;
    unsigned distance;
};

struct suggest form_suggest_begin(struct str wanted);
void form_suggest_offer(struct suggest *s, struct str candidate); // borrowed
