// SPDX-License-Identifier: EUPL-1.2
// From the analysis table to what people read: one self-contained HTML page in the manner of a
// published appendix, and a comparison with figures that were published before. Figures are
// computed once (report/figures.h) and shown by both, so that page and comparison cannot differ.
#pragma once

#include "base/json.h"
#include "table/table.h"

enum report_language { REPORT_SWEDISH, REPORT_ENGLISH };

// "sv" or "en"; anything else is ERR_ARGUMENT.
enum err report_language_find(struct str code, enum report_language *out,
                              struct err_info *info) MUST_CHECK;

// What the report says beside the answers. Texts are borrowed while a report is made; empty ones
// and zeros are left out of it.
struct report_facts {
    enum report_language language;
    struct str title;     // of the survey
    struct str organizer; // who asked
    struct str contact;
    struct str survey_id, wave;
    int64_t survey_version;
    bool test;            // a survey in test mode: the page says so at the top
    uint64_t expected;    // whom the survey was meant for
    uint64_t invited;     // with those who were excluded
    uint64_t k;           // the smallest base that is shown
    uint64_t not_opened;  // sealed responses that could not be opened
    struct str form_hash; //
    struct str made;      // the day the report is made, "YYYY-MM-DD"
    // "report" of survey.json, or NULL:
    // {"claims": [{"text": {"sv": …}, "question": "q2", "choices": ["1", "2"],
    //              "base": "all" | "valid", "note": {"sv": …}}],
    //  "notes": {"about" | "response" | QUESTION: {"sv": …}}}
    const json_t *settings;
};

// Checks settings against a form: every question and choice must be there. For the moment when a
// survey is made, so that no report fails on it later.
enum err report_settings_check(const struct form_def *form, const json_t *settings,
                               struct err_info *info) MUST_CHECK;

// The page, appended to out: HTML that is also well-formed XML; no script, nothing from elsewhere.
enum err report_html(const struct table *t, const struct report_facts *facts, struct buf *out,
                     struct err_info *info) MUST_CHECK;

// The same report as a tagged PDF, appended to out: A4, language, title and alternative texts set,
// charts as vectors. The same table and facts give the same bytes.
enum err report_pdf(const struct table *t, const struct report_facts *facts, struct buf *out,
                    struct err_info *info) MUST_CHECK;

// The codebook as a page of the same look, appended to out: every variable with its question, its
// values and what missing codes mean, in the report's language. Holds no answers.
enum err report_codebook(const struct table *t, const struct report_facts *facts, struct buf *out,
                         struct err_info *info) MUST_CHECK;
// The language to report in where labels stand in that language of the form.
enum report_language report_language_of(const struct form_def *form, size_t language);

// Published figures, and whether ours are the same:
// {"svar_published": 1, "form": "q-sam-2019", "source": "…", "respondents": 40, "expected": 84,
//  "rate_percent": 47.6,
//  "questions": {"q1": {"choices": {"1": 21, "2": 19}, "empty": 0, "total": 40},
//                "q6": {"texts": 30}},
//  "claims": [{"text": {"sv": …}, "question": "q2", "choices": ["1", "2"], "base": "all",
//              "count": 26, "of": 40, "percent": 65.0}]}
// Appends a table for a terminal; *out_differences counts the figures that differ.
enum err report_compare(const struct table *t, const struct report_facts *facts,
                        const json_t *published, struct buf *out, size_t *out_differences,
                        struct err_info *info) MUST_CHECK;
