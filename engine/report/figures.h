// SPDX-License-Identifier: EUPL-1.2
// The figures of a report: counts with their bases, in the form's order. Made once, then shown as a
// page, compared or later drawn; nothing here knows HTML.
#pragma once

#include "report/report.h"
#include "stats/stats.h"

enum report_kind {
    REPORT_CHOICES,  // one choice each
    REPORT_OPTIONS,  // any number of choices
    REPORT_NUMBERS,  // mean and median
    REPORT_TEXTS,    // in the respondents' words
    REPORT_ANSWERED, // only how many answered
};

enum { REPORT_CODES = 10 };

struct report_question {
    enum report_kind kind;
    size_t node;
    size_t number;      // as the reader counts, from 1
    uint64_t asked;     // base of "all": every respondent who was asked
    uint64_t valid;     // without don't know, declined, not applicable, not reached, empty
    uint64_t not_asked; // -8
    uint64_t codes[REPORT_CODES]; // by missing code, sign taken off
    uint64_t *counts;    // by choice of the node; a choice that is a missing code has its count
    size_t choice_count; //
    struct str *texts;   // REPORT_TEXTS: in an order that says nothing about who wrote them
    size_t text_count;   //
    double mean, median; // REPORT_NUMBERS
    bool likert;         // an even scale that agrees first and disagrees last
    bool withheld;       // too few: counts must not be shown
};

struct report_claim {
    struct str text, note; // in the report's language
    const struct report_question *question;
    const json_t *choices; // names
    bool valid_base;
    struct stats_share share;
    bool withheld;
};

struct report_figures {
    uint64_t respondents, complete, partial;
    bool too_many;           // more than expected: then there is no rate
    uint64_t excluded;       // invited − expected
    struct stats_share rate; // whole is 0 where nothing is known of whom to expect
    uint64_t population;     // for the interval's correction; 0: none
    struct report_question *questions;
    size_t question_count;
    size_t left_out; // questions inside repeats
    struct report_claim *claims;
    size_t claim_count;
    char first_day[16], last_day[16]; // "" where the survey records no time
    bool withheld;                    // fewer respondents than k: nothing is shown
};

enum { REPORT_ARENA_BYTES = 1 << 30 }; // the most an arena for figures needs

// Everything lives in a; texts are borrowed from the table.
enum err report_figures_make(const struct table *t, const struct report_facts *facts,
                             struct arena *a, struct report_figures *out,
                             struct err_info *info) MUST_CHECK;

const struct report_question *report_question_find(const struct report_figures *f,
                                                   const struct form_def *form, struct str name);
// A claim's or a published figure's computation: how many chose one of the choices (names), of
// which base. ERR_PARSE where a choice is not there.
enum err report_share(const struct form_def *form, const struct report_question *q,
                      const json_t *choices, bool valid_base, struct stats_share *out,
                      struct err_info *info) MUST_CHECK;
// The interval of a share of a question's base, corrected for the finite population where
// everybody was asked.
struct stats_interval report_interval(const struct report_figures *f,
                                      const struct report_question *q, struct stats_share share);
// A text by language from {"sv": …, "en": …}; the other language's where it is missing, or "".
struct str report_text(const json_t *texts, enum report_language language);
// The index of the form's language to show.
size_t report_form_language(const struct form_def *form, enum report_language language);
