// SPDX-License-Identifier: EUPL-1.2
// The figures of a report: counts with their bases, in the form's order. Made once, then shown as a
// page, compared or later drawn; nothing here knows HTML.
#pragma once

#include "report/report.h"
#include "stats/compare.h"
#include "stats/scale.h"

enum report_kind {
    REPORT_CHOICES,  // one choice each
    REPORT_OPTIONS,  // any number of choices
    REPORT_NUMBERS,  // counts by value or step, mean and median
    REPORT_DATES,    // counts by month or year; times of day by hour
    REPORT_RANKS,    // who put what first, and mean places
    REPORT_TEXTS,    // in the respondents' words
    REPORT_ANSWERED, // only how many answered
};

enum { REPORT_CODES = 10 };

// How exact what is shown by weight may be (weights.c).
enum report_coarse { REPORT_WEIGHT_FINE, REPORT_WEIGHT_WHOLE, REPORT_WEIGHT_NOT_SHOWN };

struct report_question {
    enum report_kind kind;
    size_t node;
    const struct table *repeat; // whose rows are the answers to a question that is asked again and
                                // again; NULL: the survey's
    uint64_t people;            // then: respondents who were asked at least once
    size_t number;              // as the reader counts, from 1
    uint64_t asked;             // base of "all": every respondent who was asked
    uint64_t valid;             // without don't know, declined, not applicable, not reached, empty
    uint64_t not_asked;         // -8
    uint64_t codes[REPORT_CODES]; // by missing code, sign taken off
    uint64_t *counts;    // by choice of the node; a choice that is a missing code has its count
    size_t choice_count; //
    bool pins;           // the choices are the cells of a plan (pins.c)
    bool *few; // by choice: somebody chose it, but fewer than k, and it is withheld; NULL: none is
    struct str *bins;     // labels of counts that are of no choice; NULL: choices of the form
    double *places;       // REPORT_RANKS: mean place by choice; 1 is the first
    struct str *texts;    // REPORT_TEXTS: in an order that says nothing about who wrote them
    size_t text_count;    //
    double mean, median;  // REPORT_NUMBERS
    bool scale;           // an ordered scale with a good and a bad end
    enum stats_best best; // which one; known for every scale
    uint64_t k;           // the smallest base that is shown
    bool sensitive;       //
    bool withheld;        // too few: counts must not be shown
    // By weight, where the report has weights: the same sums, and Kish's effective sizes.
    double *weights, weight_codes[REPORT_CODES], weight_asked, weight_valid;
    double effective_asked, effective_valid;
    enum report_coarse coarse;
};

// Responses by weight, in classes whose weights lie together.
struct report_weights {
    const double *of;   // by response
    uint32_t *class_of; // by response
    double *mean;       // by class
    size_t classes;
};
// How exact shares by weight may be where cells (classes × columns) are who gave which answer, of
// the weight whole together: they may tell no difference smaller than this.
double report_weights_unit(const struct report_weights *w, const uint64_t *cells, size_t columns,
                           double whole, uint64_t k);
bool report_weights_fine(double unit); // whether they may be shown to a tenth of a per cent
// Whether a question's shares are by weight.
static inline bool report_by_weight(const struct report_question *q)
{
    return q->weights != NULL;
}

struct report_claim {
    struct str text, note; // in the report's language
    const struct report_question *question;
    const json_t *choices; // names
    bool valid_base;
    struct stats_share share;
    double weighted; // the same share by weight, where the report has weights
    bool withheld;
    bool contradicted; // the sentence says another share than the answers give: it is left out
    struct str says;   // the words that do
};

enum report_claim_word { REPORT_CLAIM_SILENT, REPORT_CLAIM_FITS, REPORT_CLAIM_CONTRADICTED };
// Whether a sentence in Swedish or English fits a share: of the quantities that it names ("två av
// tre", "nearly half", "65 %") one must. *out_words gets the first, unless it is silent.
enum report_claim_word report_claim_read(struct str text, double share, struct str *out_words);
// Whether a sentence and its note stay out: too few answers, nobody asked, or it says another
// share.
bool report_claim_left_out(const struct report_claim *c);
// What stands in the report instead.
void report_claim_instead(const struct report_claim *c, enum report_language language,
                          struct buf *out);

// Where respondents broke off.
struct report_break {
    const struct report_question *question; // the first that was not reached
    uint64_t count;
};

struct report_index {
    struct str text;
    const json_t *questions;
    size_t items;
    uint64_t rows;       // complete ones
    double alpha, index; // 0 to 100, by weight where the report has weights
    bool weightless;     // none of them has a weight: then there is no index
    bool known, alpha_known, withheld;
    uint64_t k;
};

struct report_figures {
    uint64_t respondents, complete, partial;
    bool too_many;           // more than expected: then there is no rate
    uint64_t excluded;       // invited − expected
    struct stats_share rate; // whole is 0 where nothing is known of whom to expect
    uint64_t population;     // for the interval's correction; 0: none
    bool weighted;           // shares and intervals are by weight
    const double *weights;   // then: by response
    struct report_weights weight_classes;
    double effective;    // Kish's effective number of respondents
    uint64_t unweighted; // responses without a weight above 0: in no figure of shares
    struct report_break *breaks;
    size_t break_count;
    uint64_t straight, straight_of; // batteries answered with one and the same value; 0 of 0: none
    uint64_t rapid, rapid_of;       // answered in under a third of the median time
    uint64_t series, series_of;     // marked by a one-tap terminal as one of a rapid series
    double median_s;                // of complete responses; 0: not known
    struct report_index *indexes;
    size_t index_count;
    struct report_question *questions;
    size_t question_count;
    const struct str *labels;         // by node, in the report's language (report_labels_make)
    const struct str *const *choices; // the same by choice; NULL where the form's have no marks
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

// The part of report_figures_make that looks at how people answered: breaks, batteries, haste,
// indexes (quality.c).
void report_quality_make(const struct table *t, const struct report_facts *facts, struct arena *a,
                         struct report_figures *out);

const struct report_question *report_question_find(const struct report_figures *f,
                                                   const struct form_def *form, struct str name);
// A claim's or a published figure's computation: how many chose one of the choices (names), of
// which base. ERR_PARSE where a choice is not there.
enum err report_share(const struct form_def *form, const struct report_question *q,
                      const json_t *choices, bool valid_base, struct stats_share *out,
                      struct err_info *info) MUST_CHECK;
// A share of "all" or "valid" by weight where there are weights, else part / whole. whole > 0.
double report_share_value(const struct report_figures *f, const struct report_question *q,
                          uint64_t count, double weight, bool valid_base);
// The interval of a share of a question's base, corrected for the finite population where
// everybody was asked.
struct stats_interval report_interval(const struct report_figures *f,
                                      const struct report_question *q, struct stats_share share);
// The same for a share by weight of the base "all" or "valid".
struct stats_interval report_interval_weighted(const struct report_figures *f,
                                               const struct report_question *q, double share,
                                               bool valid_base);
// Whether a question's choices are the cells of a plan that respondents put pins on.
bool report_is_pins(const struct form_def *form, size_t node);
// The places of a scale from its good end: place 0 is best. How many steps it has.
size_t report_scale_steps(const struct form_def *form, const struct report_question *q);
// How many of the best steps belong together: the better half, without the middle.
size_t report_scale_top(size_t steps);
// The sections of a report by name, in their usual order; NULL at the end.
extern const char *const report_sections[];
// A text by language from {"sv": …, "en": …}; the other language's where it is missing, or "".
struct str report_text(const json_t *texts, enum report_language language);
// By node, the words that a question was asked with: its label, behind that of the group where
// statements of a grid and boxes for dots go on from it; its name where it has none.
const struct str *report_labels_make(const struct form_def *form, size_t language, struct arena *a);
// Labels of choices without marks of emphasis, by node; NULL for nodes whose choices have none.
const struct str *const *report_choices_make(const struct form_def *form, size_t language,
                                             struct arena *a);
// The index of the form's language to show.
size_t report_form_language(const struct form_def *form, enum report_language language);
