// SPDX-License-Identifier: EUPL-1.2
// Response rates after AAPOR's Standard Definitions, and the smallest base that may be shown.
#include "stats/stats.h"

struct stats_share stats_response_rate(const struct stats_dispositions *d, enum stats_rate rate)
{
    bool partial_too = rate == STATS_RR2 || rate == STATS_RR6;
    bool known_only = rate == STATS_RR5 || rate == STATS_RR6;
    uint64_t eligible = d->complete + d->partial + d->refused + d->not_reached + d->other;
    uint64_t unknown = d->unknown_house + d->unknown_other;
    return (struct stats_share){
        .part = d->complete + (partial_too ? d->partial : 0),
        .whole = eligible + (known_only ? 0 : unknown),
    };
}

bool stats_withheld(uint64_t base, uint64_t k)
{
    return base > 0 && base < k;
}
