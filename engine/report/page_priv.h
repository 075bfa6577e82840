// SPDX-License-Identifier: EUPL-1.2
// The parts of the page, and writing into it: everything that is not ours goes through
// report_page_text.
#pragma once

#include "report/figures.h"
#include "report/words.h"

struct page {
    struct buf *out;
    const struct table *table;
    const struct form_def *form;
    const struct report_facts *facts;
    const struct report_figures *figures;
    enum report_language language;
    size_t form_language;
};

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

// From the first byte to the lead under the title; "what" stands above the title. The header is
// still open.
void report_page_begin(struct page *p, enum report_word what, struct str lead);

// The label of a question or choice in the report's language.
struct str report_page_label(const struct page *p, size_t node);
struct str report_page_choice(const struct page *p, size_t node, size_t choice);
// The note that the organizer wrote on a question, "about" or "response"; "" where there is none.
struct str report_page_note(const struct page *p, struct str name);

// ---- rows: a question's answers in the order they are shown ----
struct page_row {
    struct str label;
    uint64_t count;
    int code;         // 0 for a substantive answer
    const char *tone; // class of its bar
};
// At most max; returns how many. Substantive choices in the form's order, then what is set apart:
// choices that are missing codes, other codes that occur, and empty ones always.
size_t report_page_rows(const struct page *p, const struct report_question *q, struct page_row *out,
                        size_t max);
size_t report_page_rows_max(const struct report_question *q);

// ---- parts ----
extern const char
    *const report_style[]; // NULL at the end,                                     // style.c
void report_page_chart(struct page *p, const struct report_question *q,     // chart.c
                       const struct page_row *rows, size_t count);          //
void report_page_overview(struct page *p);                                  // chart.c
void report_page_question(struct page *p, const struct report_question *q); // question.c
void report_page_brief(struct page *p);                                     // brief.c
void report_page_response(struct page *p);                                  // brief.c
void report_page_method(struct page *p);                                    // brief.c
