// SPDX-License-Identifier: EUPL-1.2
// Functions on dates and times. The device's zone and clock come with the environment.
#include "form/functions_priv.h"

#include "form/text_priv.h"

#include <math.h>
#include <stdio.h>

static struct form_value date_value(struct expr_eval *e, const struct expr_date *date,
                                    bool with_time)
{
    char text[48];
    size_t len = form_date_format(date, with_time, text);
    char *copy = form_expr_alloc(e, len);
    if (!copy) return form_expr_string(STR(""));
    memcpy(copy, text, len);
    return form_expr_string((struct str){copy, len});
}

static bool clock_now(struct expr_eval *e, const char *name, struct expr_date *out)
{
    if (!e->env->clock) {
        form_expr_fail(e, ERR_STATE, TEXT_EVAL_NO_FORM, name);
        return false;
    }
    *out = form_date_of_ms(clock_wall_ms(e->env->clock), e->env->zone_offset_min);
    return true;
}

EXPR_FUNCTION(today)
{
    struct expr_date now;
    return clock_now(e, call->function->name, &now) ? date_value(e, &now, false)
                                                    : form_expr_string(STR(""));
}

EXPR_FUNCTION(now)
{
    struct expr_date now;
    return clock_now(e, call->function->name, &now) ? date_value(e, &now, true)
                                                    : form_expr_string(STR(""));
}

// A date from text or from days since 1970-01-01.
static bool arg_date(struct expr_eval *e, const struct expr_call *call, uint32_t index,
                     struct expr_date *out)
{
    struct form_value value;
    form_expr_arg(e, call, index, &value);
    int32_t zone = e->env->zone_offset_min;
    if (value.kind != FORM_VALUE_NUMBER) {
        struct str text = str_trim(form_value_string(&value, e->scratch));
        if (form_date_parse(text, zone, out)) return true;
        value = form_expr_number(form_number_parse(text, zone));
    }
    if (!isfinite(value.number) || fabs(value.number) > 3e6) return false;
    *out = form_date_of_number(value.number, zone);
    return true;
}

EXPR_FUNCTION(date)
{
    struct expr_date date;
    return arg_date(e, call, 0, &date) ? date_value(e, &date, false) : form_expr_string(STR(""));
}

EXPR_FUNCTION(date_time)
{
    struct expr_date date;
    return arg_date(e, call, 0, &date) ? date_value(e, &date, true) : form_expr_string(STR(""));
}

EXPR_FUNCTION(decimal_date_time)
{
    struct expr_date date;
    return form_expr_number(arg_date(e, call, 0, &date) ? form_date_number(&date) : EXPR_NAN);
}

// "HH:MM[:SS[.sss]]…" or the time of a date-time, as a fraction of its day.
EXPR_FUNCTION(decimal_time)
{
    struct str text = str_trim(form_expr_arg_string(e, call, 0));
    char stamped[80];
    int len = snprintf(stamped, sizeof stamped, "1970-01-01T%.*s", STR_ARG(text));
    struct expr_date date;
    if ((len > 0 && (size_t)len < sizeof stamped &&
         form_date_parse((struct str){stamped, (size_t)len}, 0, &date)) ||
        (form_date_parse(text, e->env->zone_offset_min, &date) && date.has_time))
        return form_expr_number(date.ms / 86400000.0);
    return form_expr_number(EXPR_NAN);
}

static size_t format_field(const struct expr_date *date, char field, bool swedish, char out[16])
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const swedish_months[] = {"jan", "feb", "mar", "apr", "maj", "jun",
                                                 "jul", "aug", "sep", "okt", "nov", "dec"};
    static const char *const swedish_days[] = {"sön", "mån", "tis", "ons", "tors", "fre", "lör"};
    int64_t year;
    unsigned month, day;
    form_date_to_civil(date->day, &year, &month, &day);
    int seconds = date->ms / 1000, hour = seconds / 3600;
    int n;
    switch (field) {
    case 'Y': n = snprintf(out, 16, "%04lld", (long long)year); break;
    case 'y': n = snprintf(out, 16, "%02d", (int)(((year % 100) + 100) % 100)); break;
    case 'm': n = snprintf(out, 16, "%02u", month); break;
    case 'n': n = snprintf(out, 16, "%u", month); break;
    case 'b': n = snprintf(out, 16, "%s", (swedish ? swedish_months : months)[month - 1]); break;
    case 'd': n = snprintf(out, 16, "%02u", day); break;
    case 'e': n = snprintf(out, 16, "%u", day); break;
    case 'H': n = snprintf(out, 16, "%02d", hour); break;
    case 'h': n = snprintf(out, 16, "%d", hour); break;
    case 'M': n = snprintf(out, 16, "%02d", seconds / 60 % 60); break;
    case 'S': n = snprintf(out, 16, "%02d", seconds % 60); break;
    case '3': n = snprintf(out, 16, "%03d", date->ms % 1000); break;
    case 'a':
        n = snprintf(out, 16, "%s", (swedish ? swedish_days : days)[((date->day + 4) % 7 + 7) % 7]);
        break;
    case '%': n = snprintf(out, 16, "%%"); break;
    default: return 0;
    }
    return (size_t)n;
}

// format-date and format-date-time; a blank or impossible date gives a blank.
EXPR_FUNCTION(format_date)
{
    struct expr_date date;
    bool known = arg_date(e, call, 0, &date);
    struct str format = form_expr_arg_string(e, call, 1);
    if (!known) return form_expr_string(STR(""));
    bool swedish = str_eq(e->env->language, STR("sv"));
    char *text = form_expr_alloc(e, format.len * 8 + 16);
    size_t len = 0;
    for (size_t i = 0; text && i < format.len; i++) {
        if (format.ptr[i] != '%' || i + 1 == format.len) {
            text[len++] = format.ptr[i];
            continue;
        }
        char field[16];
        size_t bytes = format_field(&date, format.ptr[++i], swedish, field);
        if (!bytes) {
            form_expr_fail(e, ERR_PARSE, TEXT_EVAL_DATE_FIELD, format.ptr[i]);
            break;
        }
        memcpy(text + len, field, bytes);
        len += bytes;
    }
    return form_expr_string((struct str){text, len});
}
