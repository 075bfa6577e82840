// SPDX-License-Identifier: EUPL-1.2
// Geographic values.
#pragma once

#include "base/str.h"

struct geo_point {
    double lat, lon; // degrees
};

bool form_geo_point(struct str text, struct geo_point *out);
// The next point of a trace or shape. False at the end, and with *bad at what is no point.
bool form_geo_next(struct str *rest, struct geo_point *out, bool *bad);
bool form_geo_valid(struct str text, size_t least); // of at least so many points
