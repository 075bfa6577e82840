// SPDX-License-Identifier: EUPL-1.2
// Words, numbers and days in the language of a report.
#include "report/words.h"

#include "base/check.h"

#include <math.h>
#include <stdio.h>

#define WORD(code, sv, en) [code] = {sv, en},
static const char *const words[][2] = {
#include "report/words.def"
};
#undef WORD

#define NBSP "\xC2\xA0"
#define EN_DASH "\xE2\x80\x93"
#define RANGE_DASH "\xE2\x81\xA0\xE2\x80\x93\xE2\x81\xA0" // between word joiners: never broken

const char *report_word(enum report_word word, enum report_language language)
{
    return words[word][language];
}

void report_word_fill(enum report_word word, enum report_language language,
                      const struct str *arguments, size_t count, struct buf *out)
{
    const char *text = words[word][language];
    size_t used = 0;
    for (const char *at = text; *at; at++) {
        if (at[0] != '%' || (at[1] != 's' && at[1] != '%')) {
            buf_add_char(out, *at);
            continue;
        }
        at++;
        if (*at == '%') {
            buf_add_char(out, '%');
            continue;
        }
        CHECK(used < count);
        buf_add_str(out, arguments[used++]);
    }
    CHECK(used == count);
}

const char *report_code_word(int code, enum report_language language)
{
    switch (code) {
    case TABLE_DONT_KNOW: return report_word(WORD_CODE_1, language);
    case TABLE_DECLINED: return report_word(WORD_CODE_2, language);
    case TABLE_NOT_APPLICABLE: return report_word(WORD_CODE_3, language);
    case TABLE_NOT_REACHED: return report_word(WORD_CODE_7, language);
    default: return report_word(WORD_CODE_9, language);
    }
}

void report_number(uint64_t number, enum report_language language, struct buf *out)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    // From four digits on, so that the figures of a column look alike.
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            buf_add_text(out, language == REPORT_SWEDISH ? NBSP : ",");
        buf_add_char(out, digits[i]);
    }
}

static char point_of(enum report_language language)
{
    return language == REPORT_SWEDISH ? ',' : '.';
}

static const char *percent_sign(enum report_language language)
{
    return language == REPORT_SWEDISH ? NBSP "%" : "%";
}

void report_decimal(double number, enum report_language language, struct buf *out)
{
    char text[64];
    // Beyond fifteen digits a number has none behind the point, and three hundred do not fit.
    int length = snprintf(text, sizeof text, fabs(number) < 1e15 ? "%.2f" : "%.6g", number);
    for (int i = 0; i < length; i++)
        buf_add_char(out, text[i] == '.' ? point_of(language) : text[i]);
}

void report_median(double number, enum report_language language, struct buf *out)
{
    int decimals = 0;
    while (decimals < 2 && fabs(number) < 1e9 &&
           fabs(number - round(number * (decimals ? 10 : 1)) / (decimals ? 10 : 1)) > 0.004)
        decimals++;
    report_decimals(number, decimals, language, out);
}

void report_decimals(double number, int decimals, enum report_language language, struct buf *out)
{
    char text[64];
    if (!(fabs(number) < 1e15)) {
        report_decimal(number, language, out);
        return;
    }
    // Half up, as everywhere: printf alone rounds the binary value.
    double scale = decimals == 0 ? 1 : decimals == 1 ? 10 : decimals == 2 ? 100 : 1000;
    double rounded = floor(fabs(number) * scale + 0.5 + 1e-9) / scale;
    int length = snprintf(text, sizeof text, "%.*f", decimals, rounded);
    if (number < 0 && rounded > 0) buf_add_text(out, "\xE2\x88\x92");
    for (int i = 0; i < length; i++)
        buf_add_char(out, text[i] == '.' ? point_of(language) : text[i]);
}

void report_share_of(double share, enum report_language language, struct buf *out)
{
    char text[32];
    stats_percent_text(stats_percent_of(share, 1), 1, point_of(language), text);
    buf_printf(out, "%s%s", text, percent_sign(language));
}

void report_p_value(double p, enum report_language language, struct buf *out)
{
    buf_add_text(out, p < 0.001 ? "< " : "= ");
    report_decimals(p < 0.001 ? 0.001 : p, 3, language, out);
}

void report_percent(struct stats_share share, enum report_language language, struct buf *out)
{
    char text[32];
    if (share.whole == 0) {
        buf_add_text(out, EN_DASH);
        return;
    }
    stats_percent_text(stats_percent(share, 1), 1, point_of(language), text);
    buf_printf(out, "%s%s", text, percent_sign(language));
}

void report_range(struct stats_interval interval, enum report_language language, struct buf *out)
{
    char low[32], high[32];
    stats_percent_text(stats_percent_of(interval.low, 1), 1, point_of(language), low);
    stats_percent_text(stats_percent_of(interval.high, 1), 1, point_of(language), high);
    buf_printf(out, "%s" RANGE_DASH "%s%s", low, high, percent_sign(language));
}

static const char *const months[][2] = {
    {"januari", "January"}, {"februari", "February"}, {"mars", "March"},
    {"april", "April"},     {"maj", "May"},           {"juni", "June"},
    {"juli", "July"},       {"augusti", "August"},    {"september", "September"},
    {"oktober", "October"}, {"november", "November"}, {"december", "December"},
};

struct date {
    int64_t year, month, day;
};

static bool date_read(struct str text, struct date *out)
{
    int64_t days;
    return table_date_parse(text, &days) && str_to_int64(str_sub(text, 0, 4), &out->year) &&
           str_to_int64(str_sub(text, 5, 7), &out->month) &&
           str_to_int64(str_sub(text, 8, 10), &out->day);
}

void report_day(struct str day, enum report_language language, struct buf *out)
{
    struct date d;
    if (date_read(day, &d))
        buf_printf(out, "%lld" NBSP "%s %lld", (long long)d.day, months[d.month - 1][language],
                   (long long)d.year);
    else
        buf_add_str(out, day);
}

void report_days(struct str first, struct str last, enum report_language language, struct buf *out)
{
    struct date from, to;
    if (!str_eq(first, last)) {
        bool read = date_read(first, &from) && date_read(last, &to);
        if (read && from.year == to.year && from.month == to.month) {
            buf_printf(out, "%lld" EN_DASH, (long long)from.day);
            report_day(last, language, out);
            return;
        }
        if (read && from.year == to.year)
            buf_printf(out, "%lld" NBSP "%s", (long long)from.day,
                       months[from.month - 1][language]);
        else
            report_day(first, language, out);
        buf_add_text(out, " " EN_DASH " ");
    }
    report_day(last, language, out);
}

void report_month(int64_t year, int64_t month, enum report_language language, struct buf *out)
{
    static const char *const names[][2] = {
        {"jan", "Jan"}, {"feb", "Feb"},  {"mars", "Mar"}, {"apr", "Apr"},
        {"maj", "May"}, {"juni", "Jun"}, {"juli", "Jul"}, {"aug", "Aug"},
        {"sep", "Sep"}, {"okt", "Oct"},  {"nov", "Nov"},  {"dec", "Dec"},
    };
    buf_printf(out, "%s" NBSP "%lld", names[month - 1][language], (long long)year);
}
