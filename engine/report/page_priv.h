// SPDX-License-Identifier: EUPL-1.2
// The parts of the page, and writing into it: everything that is not ours goes through
// report_page_text.
#pragma once

#include "report/cut.h"
#include "report/figures.h"
#include "report/words.h"

struct page_row;
struct out;

struct page {
    struct buf *out;
    const struct table *table;
    const struct form_def *form;
    const struct report_facts *facts;
    const struct report_figures *figures;
    enum report_language language;
    size_t form_language;
    const struct report_cuts *cuts; // NULL: none are shown
    struct out *parts;              // for what is written once for page and PDF; NULL in others
    const char *style;              // beside the report's own; or NULL
};

// A page of these figures, in the report's language; nothing optional is set (page.c).
struct page report_page_of(const struct table *t, const struct report_facts *facts,
                           const struct report_figures *figures);

// ---- writing (page.c) ----
void report_page_html(struct page *p, const char *html); // ours, as it is
void report_page_text(struct page *p, struct str text); // escaped; what XML cannot hold is replaced
void report_page_word(struct page *p, enum report_word word);
void report_page_fill(struct page *p, enum report_word word, const struct str *arguments,
                      size_t count);
// As report_page_fill, with whole numbers, at most four.
void report_page_fill_numbers(struct page *p, enum report_word word, const uint64_t *numbers,
                              size_t count);
void report_page_number(struct page *p, uint64_t number);
void report_page_percent(struct page *p, struct stats_share share);
// How many gave a row's answer, or that too few did.
void report_row_count(const struct page *p, const struct page_row *row, struct buf *out);
// A row's share of "all" or "valid", by weight where the report has weights; "–" of nobody.
void report_row_share(const struct page *p, const struct report_question *q,
                      const struct page_row *row, bool valid_base, struct buf *out);
// And the interval of its share of all.
void report_row_range(const struct page *p, const struct report_question *q,
                      const struct page_row *row, struct buf *out);
// What the best half of a scale adds up to: the figure that gets quoted. Its label is appended.
struct page_row report_row_best(const struct page *p, const struct report_question *q,
                                const struct page_row *rows, size_t count, struct buf *label);

// From the first byte to the lead under the title; "what" stands above the title. The header is
// still open.
void report_page_begin(struct page *p, enum report_word what, struct str lead);

// What stands at the end, and the closing tags.
void report_page_end(struct page *p);

// The organizer's colour as 0xRRGGBB, darkened until text on paper has a contrast of 7; false where
// there is none.
bool report_page_colour(const struct page *p, unsigned *out);
unsigned report_page_tint(unsigned colour); // two fifths of it on white

// The organizer's title for the report, or else the survey's.
struct str report_page_title(const struct page *p);
// The label of a question or choice in the report's language.
struct str report_page_label(const struct page *p, size_t node);
struct str report_page_choice(const struct page *p, size_t node, size_t choice);
// The note that the organizer wrote on a question, "about" or "response"; "" where there is none.
struct str report_page_note(const struct page *p, struct str name);

// ---- rows: a question's answers in the order they are shown ----
struct page_row {
    struct str label;
    uint64_t count;
    double weight;    // the same by weight, where the report has weights
    bool few;         // withheld, and count and weight are 0: fewer than k chose it
    int code;         // 0 for a substantive answer
    size_t place;     // on a scale: 0 is the good end
    const char *tone; // class of its bar
};
// At most max; returns how many. Substantive choices in the form's order, then what is set apart:
// choices that are missing codes, other codes that occur, and empty ones always.
size_t report_page_rows(const struct page *p, const struct report_question *q, struct page_row *out,
                        size_t max);
size_t report_page_rows_max(const struct report_question *q);
// Whether the rows add up to all who were asked; what is to be said under their table, or nothing.
bool report_is_place(const struct form_def *form, size_t node); // a point on a map
bool report_rows_sum(const struct report_question *q);
void report_rows_remark(const struct page *p, const struct report_question *q, struct buf *out);

// "Index 0–100: 64,1. …": appended; false for what is no scale of three steps or more.
bool report_scale_figures(const struct page *p, const struct report_question *q, struct buf *out);

// A free text that is shown, and how many wrote just that.
struct page_text {
    struct str text;
    size_t times;
    bool naming; // looks as if it named somebody
};
// Those of a question, into an array of q->text_count; how many. *out_shown counts the answers that
// they are, *out_naming those that are naming, left out or not.
size_t report_texts_choose(const struct page *p, const struct report_question *q,
                           struct page_text *out, size_t *out_shown, size_t *out_naming);
// The interval of a claim, by weight where the report has weights.
void report_claim_range(const struct page *p, const struct report_claim *claim, struct buf *out);

// ---- parts ----
extern const char
    *const report_style[]; // NULL at the end,                                     // style.c
void report_page_chart(struct page *p, const struct report_question *q,     // chart.c
                       const struct page_row *rows, size_t count);          //
void report_page_question(struct page *p, const struct report_question *q); // question.c
void report_page_brief(struct page *p);                                     // brief.c
void report_page_response(struct page *p, struct out *o);                   // brief.c
void report_page_method(struct page *p, struct out *o);                     // brief.c
void report_method_points(struct out *o, void (*point)(struct out *o, struct str text)); // brief.c
// Which sections, in the organizer's order or the usual one: names in report_sections, at most
// REPORT_SECTIONS of them.
enum { REPORT_SECTIONS = 9 };
// The heading of a section that this report has; false for one that it has not.
bool report_page_heading(const struct page *p, const char *section, enum report_word *out);
size_t report_page_order(const struct page *p, const char *out[REPORT_SECTIONS]);
