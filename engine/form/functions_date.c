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
    *out = form_date_of_ms(clock_wall_ms(e->env->clock), &e->env->zone);
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

enum date_arg { DATE_BLANK, DATE_WRONG, DATE_GOOD };

// A date from text or from days since 1970-01-01, as the zone's clocks show it. NULL in `wrong`:
// nobody asks what was wrong.
static enum date_arg arg_date(struct expr_eval *e, const struct expr_call *call, uint32_t index,
                              struct expr_date *out, struct str *wrong)
{
    struct form_value value;
    form_expr_arg(e, call, index, &value);
    if (value.kind == FORM_VALUE_BOOLEAN) {
        if (wrong) *wrong = form_value_string(&value, e->scratch);
        return DATE_WRONG;
    }
    if (value.kind != FORM_VALUE_NUMBER) {
        struct str text = str_trim(form_value_string(&value, e->scratch));
        if (!text.len) return DATE_BLANK;
        struct expr_date date;
        if (form_date_parse(text, &e->env->zone, &date)) {
            *out = form_date_local(&date, &e->env->zone);
            return DATE_GOOD;
        }
        if (wrong) *wrong = text;
        value = form_expr_number(form_number_parse(text, 0));
        if (isnan(value.number)) return DATE_WRONG;
    }
    if (isnan(value.number)) return DATE_BLANK;
    if (fabs(value.number) > 3e6) {
        if (wrong) *wrong = form_value_string(&value, e->scratch);
        return DATE_WRONG;
    }
    *out = form_date_of_number(value.number, &e->env->zone);
    return DATE_GOOD;
}

static struct form_value to_date(struct expr_eval *e, const struct expr_call *call, bool with_time)
{
    struct expr_date date;
    struct str wrong = STR("");
    switch (arg_date(e, call, 0, &date, &wrong)) {
    case DATE_GOOD: return date_value(e, &date, with_time);
    case DATE_WRONG: form_expr_fail(e, ERR_PARSE, TEXT_EVAL_DATE, STR_ARG(wrong)); break;
    case DATE_BLANK: break;
    }
    return form_expr_string(STR(""));
}

EXPR_FUNCTION(date)
{
    return to_date(e, call, false);
}

EXPR_FUNCTION(date_time)
{
    return to_date(e, call, true);
}

EXPR_FUNCTION(decimal_date_time)
{
    struct expr_date date;
    bool known = arg_date(e, call, 0, &date, NULL) == DATE_GOOD;
    return form_expr_number(known ? form_date_number(&date) : EXPR_NAN);
}

// "HH:MM[:SS[.sss]]…" or the time of a date-time, as a fraction of the zone's day. A time by itself
// is one of today.
EXPR_FUNCTION(decimal_time)
{
    struct str text = form_expr_arg_string(e, call, 0);
    struct expr_date date;
    int32_t ms, offset;
    bool has_offset;
    if (form_time_parse(text, &ms, &has_offset, &offset)) {
        if (has_offset) {
            int64_t now = e->env->clock ? clock_wall_ms(e->env->clock) : 0;
            struct expr_date today = form_date_of_ms(now, &e->env->zone);
            struct expr_date there = {today.day, ms, offset, true};
            ms = form_date_local(&there, &e->env->zone).ms;
        }
        return form_expr_number(ms / 86400000.0);
    }
    if (form_date_parse(text, &e->env->zone, &date) && date.has_time) {
        date = form_date_local(&date, &e->env->zone);
        return form_expr_number(date.ms / 86400000.0);
    }
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
    bool known = arg_date(e, call, 0, &date, NULL) == DATE_GOOD;
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
