// SPDX-License-Identifier: EUPL-1.2
// The words of a report, Swedish and English side by side, and numbers and days as each writes
// them.
#pragma once

#include "report/report.h"
#include "stats/stats.h"

// report/words.def holds them all.
#define WORD(code, sv, en) code,
enum report_word {
#include "report/words.def"
    REPORT_WORD_COUNT
};
#undef WORD

const char *report_word(enum report_word word, enum report_language language);
// A word with %s (and %% for a per cent sign) filled in, appended; arguments are struct str, as
// many as the word has %s.
void report_word_fill(enum report_word word, enum report_language language,
                      const struct str *arguments, size_t count, struct buf *out);
// The default word of a missing code, for codes that are no choice of the form.
const char *report_code_word(int code, enum report_language language);

// "12 345" or "12,345"; "65,0 %" or "65.0%"; "53,8–74,8 %"; "22 november 2026" or "22 November
// 2026" from "2026-11-22". All appended.
void report_number(uint64_t number, enum report_language language, struct buf *out);
void report_decimal(double number, enum report_language language, struct buf *out);
// Without decimals that are not there: "7", "7,5".
void report_median(double number, enum report_language language, struct buf *out);
void report_percent(struct stats_share share, enum report_language language, struct buf *out);
void report_decimals(double number, int decimals, enum report_language language, struct buf *out);
void report_share_of(double share, enum report_language language, struct buf *out); // "65,0 %"
// "= 0,034" or "< 0,001": a p-value behind its letter.
void report_p_value(double p, enum report_language language, struct buf *out);
void report_range(struct stats_interval interval, enum report_language language, struct buf *out);
void report_day(struct str day, enum report_language language, struct buf *out);
// "6 januari – 1 november 2026": from one day to another; one day alone where they are the same.
void report_days(struct str first, struct str last, enum report_language language, struct buf *out);
// "jan 2026", for axes and tables.
void report_month(int64_t year, int64_t month, enum report_language language, struct buf *out);
