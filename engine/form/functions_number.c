// SPDX-License-Identifier: EUPL-1.2
// Functions on numbers. Blanks in sums, least and greatest are skipped, as ODK Collect does.
#include "form/functions_priv.h"

#include "form/text_priv.h"

#include <math.h>
#include <stdio.h>

static const double PI = 3.14159265358979323846;

EXPR_FUNCTION(number)
{
    if (call->arg_count) return expr_number(expr_arg_number(e, call, 0));
    return expr_number(form_number_parse(expr_arg_or_context(e, call, 0), e->env->zone_offset_min));
}

EXPR_FUNCTION(int)
{
    return expr_number(trunc(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(abs)
{
    return expr_number(fabs(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(floor)
{
    return expr_number(floor(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(ceiling)
{
    return expr_number(ceil(expr_arg_number(e, call, 0)));
}

// Half goes up (-1.5 gives -1), as in ODK Collect and in XPath 1.0.
static double round_half_up(double x)
{
    double below = floor(x);
    return x - below >= 0.5 ? below + 1 : below;
}

// Rounds by the decimal text, so that 12345.15 to one digit is 12345.2 although the double below it
// is a little less.
static double round_digits(double x, int digits)
{
    if (!isfinite(x)) return x;
    if (digits > 15) return x;
    char text[FORM_NUMBER_BYTES + 8];
    size_t len = form_number_format(x, text);
    bool negative = text[0] == '-';
    struct str number = {text + negative, len - negative};
    ptrdiff_t found = str_find_char(number, '.');
    size_t point = found < 0 ? number.len : (size_t)found;
    // All digits as one run, the point remembered.
    char run[FORM_NUMBER_BYTES + 8];
    size_t count = 0;
    for (size_t i = 0; i < number.len; i++)
        if (i != point) run[count++] = number.ptr[i];
    ptrdiff_t keep = (ptrdiff_t)point + digits;
    if (keep >= (ptrdiff_t)count) return x;
    if (keep < 0) return 0;
    bool half = run[keep] == '5', more = run[keep] > '5';
    for (size_t i = (size_t)keep + 1; i < count && half; i++)
        if (run[i] != '0') more = true;
    bool up = more || (half && !negative);
    double scaled = 0;
    for (ptrdiff_t i = 0; i < keep; i++)
        scaled = scaled * 10 + (run[i] - '0');
    if (up) scaled += 1;
    if (negative) scaled = -scaled;
    // Through text again: dividing by a power of ten would round a second time.
    char back[64];
    int n = snprintf(back, sizeof back, "%.0fe%d", scaled, -digits);
    double value;
    if (n > 0 && str_to_double((struct str){back, (size_t)n}, &value)) return value;
    return scaled * pow(10, -digits);
}

EXPR_FUNCTION(round)
{
    double x = expr_arg_number(e, call, 0);
    if (call->arg_count < 2) return expr_number(round_half_up(x));
    double digits = trunc(expr_arg_number(e, call, 1));
    if (isnan(digits)) return expr_number(EXPR_NAN);
    if (digits < -308) return expr_number(isfinite(x) ? 0 : x);
    return expr_number(digits == 0 ? round_half_up(x)
                                   : round_digits(x, digits > 300 ? 300 : (int)digits));
}

EXPR_FUNCTION(pow)
{
    return expr_number(pow(expr_arg_number(e, call, 0), expr_arg_number(e, call, 1)));
}

EXPR_FUNCTION(sqrt)
{
    return expr_number(sqrt(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(exp)
{
    return expr_number(exp(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(exp10)
{
    return expr_number(pow(10, expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(log)
{
    return expr_number(log(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(log10)
{
    return expr_number(log10(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(sin)
{
    return expr_number(sin(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(cos)
{
    return expr_number(cos(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(tan)
{
    return expr_number(tan(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(asin)
{
    return expr_number(asin(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(acos)
{
    return expr_number(acos(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(atan)
{
    return expr_number(atan(expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(atan2)
{
    return expr_number(atan2(expr_arg_number(e, call, 0), expr_arg_number(e, call, 1)));
}

EXPR_FUNCTION(pi)
{
    (void)e, (void)call;
    return expr_number(PI);
}

EXPR_FUNCTION(random)
{
    (void)call;
    if (!e->env->rng) {
        expr_fail(e, ERR_STATE, TEXT_EVAL_NO_FORM, "random");
        return expr_number(EXPR_NAN);
    }
    return expr_number((double)(rng_u64(e->env->rng) >> 11) * 0x1p-53);
}

EXPR_FUNCTION(sum)
{
    struct form_value nodes;
    expr_arg(e, call, 0, &nodes);
    if (nodes.kind != FORM_VALUE_NODES) {
        expr_fail(e, ERR_PARSE, TEXT_EVAL_WANTS_NODES, call->function->name);
        return expr_number(EXPR_NAN);
    }
    struct expr_each each = {.e = e, .call = call, .arg = 1, .value = nodes, .open = true};
    struct str text;
    double sum = 0;
    while (expr_each_next(&each, &text))
        if (text.len) sum += form_number_parse(text, e->env->zone_offset_min);
    return expr_number(sum);
}

// Blanks are skipped, other text makes it NaN, nothing at all as well.
static struct form_value extreme(struct expr_eval *e, const struct expr_call *call, double sign)
{
    struct expr_each each = expr_each_from(e, call, 0);
    struct str text;
    double best = EXPR_NAN;
    bool any = false;
    while (expr_each_next(&each, &text)) {
        if (!text.len) continue;
        double x = form_number_parse(text, e->env->zone_offset_min);
        if (isnan(x)) return expr_number(EXPR_NAN);
        if (!any || x * sign > best * sign) best = x;
        any = true;
    }
    return expr_number(best);
}

EXPR_FUNCTION(max)
{
    return extreme(e, call, 1);
}

EXPR_FUNCTION(min)
{
    return extreme(e, call, -1);
}
