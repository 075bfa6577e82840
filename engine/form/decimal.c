// SPDX-License-Identifier: EUPL-1.2
// Ranges by decimal arithmetic: 0 to 1 in steps of 0.1 has eleven points and 0.3 is one of them,
// which binary fractions cannot say.
#include "form/def_priv.h"

#include <stdio.h>
#include <stdlib.h>

enum { PLACES_MAX = 9 };

// A number as whole units of 10^-places. False when it has too many digits.
static bool to_units(struct str s, unsigned places, int64_t *out)
{
    size_t at = 0;
    s = str_trim(s);
    bool negative = s.len && s.ptr[0] == '-', point = false;
    if (negative) at = 1;
    unsigned after = 0, digits = 0;
    int64_t value = 0;
    for (; at < s.len; at++) {
        if (s.ptr[at] == '.' && !point) {
            point = true;
            continue;
        }
        if (s.ptr[at] < '0' || s.ptr[at] > '9') return false;
        if (point && after == places) {
            if (s.ptr[at] != '0') return false;
            continue;
        }
        value = value * 10 + (s.ptr[at] - '0');
        if (value) digits++;
        after += point;
        if (digits > 17) return false;
    }
    for (; after < places; after++) {
        if (value > INT64_MAX / 100) return false;
        value *= 10;
    }
    *out = negative ? -value : value;
    return s.len > (negative ? 1u : 0u);
}

static unsigned places_of(struct str s)
{
    ptrdiff_t point = str_find_char(s, '.');
    return point < 0 ? 0 : (unsigned)(s.len - (size_t)point - 1);
}

bool form_range_units(const struct def_node *n, struct range_units *out)
{
    unsigned places = places_of(n->range_start);
    if (places_of(n->range_end) > places) places = places_of(n->range_end);
    if (places_of(n->range_step) > places) places = places_of(n->range_step);
    *out = (struct range_units){.places = places};
    return places <= PLACES_MAX && to_units(n->range_start, places, &out->start) &&
           to_units(n->range_end, places, &out->end) &&
           to_units(n->range_step, places, &out->step) && out->step != 0;
}

bool form_range_on_step(const struct range_units *r, struct str value, int64_t step_units)
{
    int64_t units;
    return to_units(value, r->places, &units) && step_units != 0 &&
           (units - r->start) % step_units == 0;
}

bool form_range_multiple(const struct range_units *r, struct str value)
{
    int64_t units;
    return to_units(value, r->places, &units) && units % r->step == 0;
}

size_t form_node_range_count(const struct form_def *def, size_t node)
{
    struct range_units r;
    const struct def_node *n = &def->nodes[node];
    if (n->kind != FORM_RANGE || !form_range_units(n, &r)) return 0;
    return (size_t)(llabs(r.end - r.start) / llabs(r.step)) + 1;
}

size_t form_node_range_point(const struct form_def *def, size_t node, size_t index, char out[64])
{
    struct range_units r;
    out[0] = 0;
    if (index >= form_node_range_count(def, node) || !form_range_units(&def->nodes[node], &r))
        return 0;
    int64_t step = llabs(r.step), at = (int64_t)index * step;
    int64_t units = r.end >= r.start ? r.start + at : r.start - at, scale = 1;
    for (unsigned i = 0; i < r.places; i++)
        scale *= 10;
    long long whole = llabs(units) / scale, part = llabs(units) % scale;
    int len = snprintf(out, 64, "%s%lld", units < 0 ? "-" : "", whole);
    if (r.places && part) {
        len += snprintf(out + len, 64 - (size_t)len, ".%0*lld", (int)r.places, part);
        while (out[len - 1] == '0')
            out[--len] = 0;
    }
    return (size_t)len;
}
