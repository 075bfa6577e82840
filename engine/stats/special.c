// SPDX-License-Identifier: EUPL-1.2
// Tails of the normal, chi-square and binomial distributions. The chi-square tail is the
// regularised incomplete gamma function: its series on the near side, its continued fraction on the
// far one (Abramowitz and Stegun 6.5.29 and 6.5.31).
#include "stats/special_priv.h"

#include <math.h>

enum { STEPS_MAX = 10000 };

double stats_special_normal_two_sided(double z)
{
    return erfc(fabs(z) / sqrt(2));
}

static double gamma_lower_series(double a, double x)
{
    double term = 1 / a, sum = term;
    for (int n = 1; n < STEPS_MAX; n++) {
        term *= x / (a + n);
        sum += term;
        if (term < sum * 1e-16) break;
    }
    return sum * exp(a * log(x) - x - lgamma(a));
}

// Lentz's way of evaluating a continued fraction from the front.
static double gamma_upper_fraction(double a, double x)
{
    const double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
    for (int n = 1; n < STEPS_MAX; n++) {
        double an = -n * (n - a);
        b += 2;
        d = an * d + b;
        if (fabs(d) < tiny) d = tiny;
        c = b + an / c;
        if (fabs(c) < tiny) c = tiny;
        d = 1 / d;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-15) break;
    }
    return h * exp(a * log(x) - x - lgamma(a));
}

double stats_special_chi_square_upper(double x, double df)
{
    double a = df / 2, half = x / 2;
    if (half <= 0) return 1;
    return half < a + 1 ? 1 - gamma_lower_series(a, half) : gamma_upper_fraction(a, half);
}

double stats_special_log_factorial(uint64_t n)
{
    return lgamma((double)n + 1);
}

double stats_special_log_choose(uint64_t n, uint64_t k)
{
    return stats_special_log_factorial(n) - stats_special_log_factorial(k) -
           stats_special_log_factorial(n - k);
}

double stats_special_binomial(uint64_t k, uint64_t n, double p)
{
    double sum = 0;
    for (uint64_t i = 0; i <= k && i <= n; i++)
        sum +=
            exp(stats_special_log_choose(n, i) + (double)i * log(p) + (double)(n - i) * log1p(-p));
    return sum > 1 ? 1 : sum;
}
