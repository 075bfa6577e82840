// SPDX-License-Identifier: EUPL-1.2
// From the analysis table to what people read: one self-contained HTML page in the manner of a
// published appendix, the same as a tagged PDF, a poster for those who answered, and a comparison
// with figures that were published before. Figures are computed once (report/figures.h) and shown
// by all, so that they cannot differ.
#pragma once

#include "base/json.h"
#include "stats/release.h"
#include "stats/run.h"
#include "table/table.h"

enum report_language { REPORT_SWEDISH, REPORT_ENGLISH };

// "sv" or "en"; anything else is ERR_ARGUMENT.
enum err report_language_find(struct str code, enum report_language *out,
                              struct err_info *info) MUST_CHECK;

enum report_period {
    REPORT_PERIOD_NONE,
    REPORT_PERIOD_DAY,
    REPORT_PERIOD_WEEK,
    REPORT_PERIOD_MONTH,
    REPORT_PERIOD_WAVE,
};
// "day", "week", "month" or "wave"; anything else is ERR_ARGUMENT.
enum err report_period_find(struct str word, enum report_period *out,
                            struct err_info *info) MUST_CHECK;

enum report_texts {
    REPORT_TEXTS_ALL,     // those that look as if they named somebody are marked
    REPORT_TEXTS_UNNAMED, // those are left out, and it says how many
    REPORT_TEXTS_NONE,
};

enum report_paper { REPORT_PAPER_A4, REPORT_PAPER_A3 }; // of a poster

struct report_goal {
    bool given;
    enum stats_goal kind;
    double change; // a year; negative where lower is better
};
// "2%" (relative) or "2points", "2p" (per cent units), "-2%" where lower is better.
enum err report_goal_find(struct str text, struct report_goal *out,
                          struct err_info *info) MUST_CHECK;

enum { REPORT_POPULATION_MAX = 1000000000 };
#define REPORT_WEIGHT_NONE "none"
enum { REPORT_BY_MAX = 8, REPORT_SENSITIVE_K = 10, REPORT_ROUNDS_MAX = 64 };

// A wave that responses belong to, and whom it was meant for.
enum { REPORT_WAVE_BYTES = 64 };
struct report_round {
    struct str wave;                  // may be name, which then must stay where it is
    char name[REPORT_WAVE_BYTES + 1]; // room for who has nowhere else to keep it
    uint64_t expected, invited, answered;
};

// What the report says beside the answers. Texts are borrowed while a report is made; empty ones
// and zeros are left out of it.
struct report_facts {
    enum report_language language;
    struct str title;     // of the survey
    struct str organizer; // who asked
    struct str contact;
    struct str survey_id, wave;
    int64_t survey_version;
    bool test;         // a survey in test mode: the page says so at the top
    uint64_t expected; // whom the survey was meant for, in all waves that responses belong to
    uint64_t invited;  // with those who were excluded
    struct report_round rounds[REPORT_ROUNDS_MAX]; // those waves, where there are several
    size_t round_count;
    uint64_t k;           // the smallest base that is shown
    uint64_t not_opened;  // sealed responses that could not be opened
    struct str form_hash; //
    struct str made;      // the day the report is made, "YYYY-MM-DD"
    // What the organizer wrote: "report" of survey.json, changed by a template; or NULL. All
    // members may be left out; TEXTS is {"sv": …, "en": …}:
    // {"claims": [{"text": TEXTS, "question": "q2", "choices": ["1", "2"],
    //              "base": "all" | "valid", "note": TEXTS}],   {percent}, {count} and {of}
    //                                          in a claim's text are filled with its figures
    //  "notes": {"about" | "response" | "method" | "end" | QUESTION: TEXTS},
    //  "title": TEXTS, "order": [SECTION, …], "colour": "#0A5C66",
    //  "logo": {"type": "image/png" | "image/svg+xml", "data": base64, "alt": TEXTS},
    //  "best": {QUESTION: "first" | "last"},      which end of a scale is the good one
    //  "sensitive": [QUESTION, …],                 shown from 10 answers
    //  "indexes": [{"text": TEXTS, "questions": [QUESTION, …]}],
    //  "runs": [{"question": QUESTION, "choices": [CHOICE, …]}],
    //  "events": [{"day": "2026-03-01", "text": TEXTS}],   on run charts
    //  "measure": {"date": QUESTION, "part": QUESTION, "whole": QUESTION, "team": QUESTION,
    //              "note": QUESTION, "text": TEXTS},        run charts of what teams measured
    //  "weight": QUESTION,                         weighs the shares, where facts name none
    //  "population": 1234,                         of the whole group, the same
    //  "poster": {"said": [TEXTS, …], "did": [TEXTS, …], "due": "2026-12-01"}}
    const json_t *settings;

    struct str by[REPORT_BY_MAX]; // variables to make groups by
    size_t by_count;
    bool waves;              // compare the waves that the responses belong to
    struct str weight;       // a variable that holds each response's weight; "" for none
    uint64_t population;     // of the whole group, where it is not those expected; 0: not known
    enum report_period run;  // run charts by that period
    struct report_goal goal; // on run charts
    struct stats_releases *releases; // what was shown before; what this report shows goes in. NULL:
                                     // nothing is remembered
    bool draft;                      // for the organizer's own eyes: the report says so
    enum report_texts texts;         // which free texts are shown
    enum report_paper paper;         // of a poster
    struct str due;                  // day by which those who answered hear what came of it; or ""
};

// Checks settings against a form: every question and choice must be there. For the moment when a
// survey is made, so that no report fails on it later.
enum err report_settings_check(const struct form_def *form, const json_t *settings,
                               struct err_info *info) MUST_CHECK;

// Weight and population from checked settings, where facts name none. The weight
// REPORT_WEIGHT_NONE becomes none at all.
void report_settings_apply(struct report_facts *facts);

// The greatest of the smallest bases that questions have: k, or more where one is sensitive.
uint64_t report_k_most(const struct form_def *form, const struct report_facts *facts);

// The page, appended to out: HTML that is also well-formed XML; no script, nothing from elsewhere.
enum err report_html(const struct table *t, const struct report_facts *facts, struct buf *out,
                     struct err_info *info) MUST_CHECK;

// The same report as a tagged PDF, appended to out: A4, language, title and alternative texts set,
// charts as vectors. The same table and facts give the same bytes.
enum err report_pdf(const struct table *t, const struct report_facts *facts, struct buf *out,
                    struct err_info *info) MUST_CHECK;

// A page for those who answered, children first: what they said and what was done, appended to out.
enum err report_poster(const struct table *t, const struct report_facts *facts, struct buf *out,
                       struct err_info *info) MUST_CHECK;
// The same as a tagged PDF of one page, on facts->paper.
enum err report_poster_pdf(const struct table *t, const struct report_facts *facts, struct buf *out,
                           struct err_info *info) MUST_CHECK;

// Reads a template (man page, Report templates) into settings: what base (may be NULL) holds, with
// what the template says instead. Errors stand with their line; read_file gets the picture that
// "logo" names. *out is the caller's.
struct report_template_host {
    void *data;
    enum err (*read_file)(void *data, struct str name, struct buf *out, struct err_info *info);
};
enum err report_template_read(struct str text, const struct form_def *form, const json_t *base,
                              const struct report_template_host *host, json_t **out,
                              struct err_info *info) MUST_CHECK;

// A line for each claim whose sentence says another share than the answers give, appended.
enum err report_claims_wrong(const struct table *t, const struct report_facts *facts,
                             struct buf *out, struct err_info *info) MUST_CHECK;
// How many free texts look as if they named somebody: to be read before the report leaves the
// house.
uint64_t report_texts_naming(const struct table *t, const struct report_facts *facts);
// True where a text holds what looks like a name, a telephone number, an e-mail address or a
// personal identity number.
bool report_text_names(struct str text);

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
