// SPDX-License-Identifier: EUPL-1.2
// Wilson's score interval, with and without the correction for a finite population. Source: Wilson
// 1927; Brown, Cai and DasGupta 2001; checked against R's prop.test(correct = FALSE).
#include "stats/stats.h"

#include "base/check.h"

#include <math.h>

static const double Z95 = 1.959963984540054; // the normal distribution's 97.5 % point

struct stats_interval stats_wilson_of(double p, double n)
{
    CHECK(n > 0 && p >= 0 && p <= 1);
    if (isinf(n)) return (struct stats_interval){p, p};
    double z2 = Z95 * Z95;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = Z95 / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    // At the ends the formula is exact on paper and off by a last digit in binary.
    struct stats_interval out = {p <= 0 ? 0 : centre - half, p >= 1 ? 1 : centre + half};
    if (out.low < 0) out.low = 0;
    if (out.high > 1) out.high = 1;
    return out;
}

struct stats_interval stats_wilson(struct stats_share share)
{
    CHECK(share.whole > 0 && share.part <= share.whole);
    return stats_wilson_of((double)share.part / (double)share.whole, (double)share.whole);
}

enum err stats_wilson_fpc(struct stats_share share, uint64_t population, struct stats_interval *out,
                          struct err_info *info)
{
    CHECK(share.whole > 0 && share.part <= share.whole);
    if (population < share.whole)
        return err_set(info, ERR_ARGUMENT,
                       "%llu have answered, which is more than the %llu of the whole group: no "
                       "interval can be corrected for that",
                       (unsigned long long)share.whole, (unsigned long long)population);
    *out = stats_wilson_of((double)share.part / (double)share.whole,
                           stats_effective_base(share.whole, population));
    return ERR_NONE;
}

double stats_effective_base(uint64_t base, uint64_t population)
{
    CHECK(population >= base);
    if (population == base) return HUGE_VAL; // as a double: infinity
    return (double)base * (double)(population - 1) / (double)(population - base);
}
