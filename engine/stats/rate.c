// SPDX-License-Identifier: EUPL-1.2
// Response rates after AAPOR's Standard Definitions, and the smallest base that may be shown.
#include "stats/stats.h"

#include "base/check.h"

struct stats_response stats_response_estimate(const struct stats_dispositions *d,
                                              enum stats_rate rate, double e)
{
    bool partial_too = rate == STATS_RR2 || rate == STATS_RR4 || rate == STATS_RR6;
    double kept = rate == STATS_RR1 || rate == STATS_RR2   ? 1
                  : rate == STATS_RR3 || rate == STATS_RR4 ? e
                                                           : 0;
    CHECK(e >= 0 && e <= 1);
    uint64_t eligible = d->complete + d->partial + d->refused + d->not_reached + d->other;
    uint64_t unknown = d->unknown_house + d->unknown_other;
    struct stats_response out = {.part = d->complete + (partial_too ? d->partial : 0),
                                 .whole = (double)eligible + kept * (double)unknown};
    if (out.whole > 0) out.rate = (double)out.part / out.whole;
    return out;
}

struct stats_share stats_response_rate(const struct stats_dispositions *d, enum stats_rate rate)
{
    CHECK(rate != STATS_RR3 && rate != STATS_RR4);
    struct stats_response r = stats_response_estimate(d, rate, 1);
    return (struct stats_share){.part = r.part, .whole = (uint64_t)r.whole};
}

bool stats_withheld(uint64_t base, uint64_t k)
{
    return base > 0 && base < k;
}
