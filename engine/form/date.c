// SPDX-License-Identifier: EUPL-1.2
// Calendar arithmetic and ISO 8601 text, without the C library's zones and locales.
#include "form/expr_priv.h"

#include <math.h>
#include <stdio.h>

enum { MS_PER_DAY = 86400000, MS_PER_MINUTE = 60000 };

// Years are counted from March, in eras of 400 years, so that the leap day is the last of its year.
int64_t form_date_from_civil(int64_t year, unsigned month, unsigned day)
{
    if (month <= 2) year--;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void form_date_to_civil(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153; // months since March
    *day = (unsigned)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (unsigned)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = year_of_era + era * 400 + (*month <= 2);
}

static unsigned days_in_month(int64_t year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

// Reads least to most digits at *at.
static bool take_number(struct str s, size_t *at, unsigned least, unsigned most, unsigned *out)
{
    unsigned count = 0, value = 0;
    while (count < most && *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9') {
        value = value * 10 + (unsigned)(s.ptr[(*at)++] - '0');
        count++;
    }
    *out = value;
    return count >= least;
}

static bool take_char(struct str s, size_t *at, char c)
{
    if (*at >= s.len || s.ptr[*at] != c) return false;
    (*at)++;
    return true;
}

static int32_t zone_at(const struct form_zone *zone, int64_t wall_ms)
{
    if (!zone) return 0;
    return zone->offset_at ? zone->offset_at(zone->data, wall_ms) : zone->offset_min;
}

// The offset at a local time depends on that time: two rounds settle it but for the hour that
// clocks skip or show twice.
static int32_t offset_of_local(const struct form_zone *zone, int64_t day, int32_t ms)
{
    if (!zone || !zone->offset_at) return zone ? zone->offset_min : 0;
    int64_t local = day * MS_PER_DAY + ms;
    int32_t offset = zone_at(zone, local - (int64_t)zone->offset_min * MS_PER_MINUTE);
    return zone_at(zone, local - (int64_t)offset * MS_PER_MINUTE);
}

// At the end there is none; false where something else stands there.
static bool take_offset(struct str s, size_t *at, bool *found, int32_t *out)
{
    *out = 0;
    *found = *at < s.len;
    if (!*found) return true;
    if (take_char(s, at, 'Z') || take_char(s, at, 'z')) return *at == s.len;
    bool negative = take_char(s, at, '-');
    if (!negative && !take_char(s, at, '+')) return false;
    unsigned hours, minutes = 0;
    if (!take_number(s, at, 2, 2, &hours)) return false;
    if (*at < s.len) {
        take_char(s, at, ':');
        if (!take_number(s, at, 2, 2, &minutes)) return false;
    }
    if (hours > 14 || minutes > 59) return false;
    *out = (int32_t)(hours * 60 + minutes) * (negative ? -1 : 1);
    return *at == s.len;
}

static bool take_time(struct str s, size_t *at, int32_t *out_ms)
{
    unsigned hour, minute, second = 0, thousandth = 0;
    if (!take_number(s, at, 2, 2, &hour) || !take_char(s, at, ':') ||
        !take_number(s, at, 2, 2, &minute))
        return false;
    if (take_char(s, at, ':')) {
        if (!take_number(s, at, 2, 2, &second)) return false;
        if (take_char(s, at, '.')) {
            size_t from = *at;
            unsigned digit;
            for (unsigned scale = 100; take_number(s, at, 1, 1, &digit); scale /= 10)
                thousandth += digit * scale;
            if (*at == from) return false;
        }
    }
    if (hour > 23 || minute > 59 || second > 59) return false;
    *out_ms = (int32_t)(((hour * 60 + minute) * 60 + second) * 1000 + thousandth);
    return true;
}

bool form_time_parse(struct str text, int32_t *out_ms, bool *out_has_offset, int32_t *out_offset)
{
    size_t at = 0;
    text = str_trim(text);
    return take_time(text, &at, out_ms) && take_offset(text, &at, out_has_offset, out_offset);
}

bool form_date_parse(struct str text, const struct form_zone *zone, struct expr_date *out)
{
    text = str_trim(text);
    size_t at = 0;
    unsigned year, month, day;
    if (!take_number(text, &at, 4, 4, &year) || !take_char(text, &at, '-') ||
        !take_number(text, &at, 1, 2, &month) || !take_char(text, &at, '-') ||
        !take_number(text, &at, 1, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
    *out = (struct expr_date){.day = form_date_from_civil(year, month, day)};
    bool offset = false;
    if (at < text.len) {
        if (!take_char(text, &at, 'T') && !take_char(text, &at, ' ')) return false;
        out->has_time = true;
        if (!take_time(text, &at, &out->ms) || !take_offset(text, &at, &offset, &out->offset))
            return false;
    }
    if (!offset) out->offset = offset_of_local(zone, out->day, out->ms);
    return true;
}

double form_date_number(const struct expr_date *date)
{
    return (double)date->day +
           (double)(date->ms - (int64_t)date->offset * MS_PER_MINUTE) / MS_PER_DAY;
}

struct expr_date form_date_of_number(double days, const struct form_zone *zone)
{
    if (days == floor(days)) {
        struct expr_date date = {.day = (int64_t)days};
        date.offset = offset_of_local(zone, date.day, 0);
        return date;
    }
    double ms = floor(days * MS_PER_DAY + 0.5);
    return form_date_of_ms((int64_t)ms, zone);
}

struct expr_date form_date_of_ms(int64_t wall_ms, const struct form_zone *zone)
{
    int32_t offset = zone_at(zone, wall_ms);
    int64_t local = wall_ms + (int64_t)offset * MS_PER_MINUTE;
    int64_t day = local / MS_PER_DAY, ms = local % MS_PER_DAY;
    if (ms < 0) {
        ms += MS_PER_DAY;
        day--;
    }
    return (struct expr_date){day, (int32_t)ms, offset, true};
}

struct expr_date form_date_local(const struct expr_date *date, const struct form_zone *zone)
{
    if (!date->has_time) return *date;
    return form_date_of_ms(
        date->day * MS_PER_DAY + date->ms - (int64_t)date->offset * MS_PER_MINUTE, zone);
}

size_t form_date_format(const struct expr_date *date, bool with_time, char out[48])
{
    int64_t year;
    unsigned month, day;
    form_date_to_civil(date->day, &year, &month, &day);
    int n = snprintf(out, 48, "%04lld-%02u-%02u", (long long)year, month, day);
    if (!with_time) return (size_t)n;
    int32_t s = date->ms / 1000, offset = date->offset < 0 ? -date->offset : date->offset;
    n += snprintf(out + n, 48 - (size_t)n, "T%02d:%02d:%02d.%03d%c%02d:%02d", s / 3600, s / 60 % 60,
                  s % 60, date->ms % 1000, date->offset < 0 ? '-' : '+', offset / 60, offset % 60);
    return (size_t)n;
}
