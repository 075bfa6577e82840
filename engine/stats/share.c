// SPDX-License-Identifier: EUPL-1.2
// Shares and their rounding. Per cent are rounded half up on the exact fraction: printf rounds the
// binary value and makes 81.25 into 81.2, which no reader with a pocket calculator accepts.
#include "stats/stats.h"

#include "base/check.h"

#include <math.h>
#include <stdio.h>

static int64_t ten_to(int decimals)
{
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    return scale;
}

int64_t stats_percent(struct stats_share share, int decimals)
{
    CHECK(share.whole > 0 && share.whole < (UINT64_C(1) << 40) && share.part < (UINT64_C(1) << 40));
    CHECK(decimals >= 0 && decimals <= STATS_DECIMALS_MAX);
    uint64_t scaled = share.part * 100 * (uint64_t)ten_to(decimals);
    uint64_t whole = scaled / share.whole, rest = scaled % share.whole;
    return (int64_t)(whole + (rest >= share.whole - rest));
}

int64_t stats_percent_of(double share, int decimals)
{
    CHECK(decimals >= 0 && decimals <= STATS_DECIMALS_MAX);
    double scaled = share * 100 * (double)ten_to(decimals);
    return (int64_t)floor(scaled + 0.5 + 1e-9);
}

size_t stats_percent_text(int64_t scaled, int decimals, char point, char out[32])
{
    int64_t scale = ten_to(decimals);
    uint64_t size = scaled < 0 ? (uint64_t)-scaled : (uint64_t)scaled;
    const char *sign = scaled < 0 ? "-" : "";
    unsigned long long whole = size / (uint64_t)scale, rest = size % (uint64_t)scale;
    int length = decimals == 0
                     ? snprintf(out, 32, "%s%llu", sign, whole)
                     : snprintf(out, 32, "%s%llu%c%0*llu", sign, whole, point, decimals, rest);
    return (size_t)length;
}
