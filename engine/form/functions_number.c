// SPDX-License-Identifier: EUPL-1.2
// Functions on numbers. Blanks in sums, least and greatest are skipped, as ODK Collect does.
#include "form/functions_priv.h"

#include "form/text_priv.h"

#include <math.h>
#include <stdio.h>

static const double PI = 3.14159265358979323846;

EXPR_FUNCTION(number)
{
    if (call->arg_count) return form_expr_number(form_expr_arg_number(e, call, 0));
    return form_expr_number(
        form_number_parse_in(form_expr_arg_or_context(e, call, 0), &e->env->zone));
}

EXPR_FUNCTION(int)
{
    return form_expr_number(trunc(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(abs)
{
    return form_expr_number(fabs(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(floor)
{
    return form_expr_number(floor(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(ceiling)
{
    return form_expr_number(ceil(form_expr_arg_number(e, call, 0)));
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
    double x = form_expr_arg_number(e, call, 0);
    if (call->arg_count < 2) return form_expr_number(round_half_up(x));
    double digits = trunc(form_expr_arg_number(e, call, 1));
    if (isnan(digits)) return form_expr_number(EXPR_NAN);
    if (digits < -308) return form_expr_number(isfinite(x) ? 0 : x);
    return form_expr_number(digits == 0 ? round_half_up(x)
                                        : round_digits(x, digits > 300 ? 300 : (int)digits));
}

EXPR_FUNCTION(pow)
{
    return form_expr_number(
        pow(form_expr_arg_number(e, call, 0), form_expr_arg_number(e, call, 1)));
}

EXPR_FUNCTION(sqrt)
{
    return form_expr_number(sqrt(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(exp)
{
    return form_expr_number(exp(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(exp10)
{
    return form_expr_number(pow(10, form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(log)
{
    return form_expr_number(log(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(log10)
{
    return form_expr_number(log10(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(sin)
{
    return form_expr_number(sin(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(cos)
{
    return form_expr_number(cos(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(tan)
{
    return form_expr_number(tan(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(asin)
{
    return form_expr_number(asin(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(acos)
{
    return form_expr_number(acos(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(atan)
{
    return form_expr_number(atan(form_expr_arg_number(e, call, 0)));
}

EXPR_FUNCTION(atan2)
{
    return form_expr_number(
        atan2(form_expr_arg_number(e, call, 0), form_expr_arg_number(e, call, 1)));
}

EXPR_FUNCTION(pi)
{
    (void)e, (void)call;
    return form_expr_number(PI);
}

EXPR_FUNCTION(random)
{
    (void)call;
    if (!e->env->rng) {
        form_expr_fail(e, ERR_STATE, TEXT_EVAL_NO_FORM, "random");
        return form_expr_number(EXPR_NAN);
    }
    return form_expr_number((double)(rng_u64(e->env->rng) >> 11) * 0x1p-53);
}

EXPR_FUNCTION(sum)
{
    struct form_value nodes;
    form_expr_arg(e, call, 0, &nodes);
    if (nodes.kind != FORM_VALUE_NODES) {
        form_expr_fail(e, ERR_PARSE, TEXT_EVAL_WANTS_NODES, call->function->name);
        return form_expr_number(EXPR_NAN);
    }
    struct expr_each each = {.e = e, .call = call, .arg = 1, .value = nodes, .open = true};
    struct str text;
    double sum = 0;
    while (form_expr_each_next(&each, &text))
        if (text.len) sum += form_number_parse_in(text, &e->env->zone);
    return form_expr_number(sum);
}

// Blanks are skipped, other text makes it NaN, nothing at all as well.
static struct form_value extreme(struct expr_eval *e, const struct expr_call *call, double sign)
{
    struct expr_each each = form_expr_each_from(e, call, 0);
    struct str text;
    double best = EXPR_NAN;
    bool any = false;
    while (form_expr_each_next(&each, &text)) {
        if (!text.len) continue;
        double x = form_number_parse_in(text, &e->env->zone);
        if (isnan(x)) return form_expr_number(EXPR_NAN);
        if (!any || x * sign > best * sign) best = x;
        any = true;
    }
    return form_expr_number(best);
}

EXPR_FUNCTION(max)
{
    return extreme(e, call, 1);
}

EXPR_FUNCTION(min)
{
    return extreme(e, call, -1);
}
