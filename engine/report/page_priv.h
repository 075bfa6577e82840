// SPDX-License-Identifier: EUPL-1.2
// The parts of the page, and writing into it: everything that is not ours goes through page_text.
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
void page_html(struct page *p, const char *html); // ours, as it is
void page_text(struct page *p, struct str text);  // escaped; what XML cannot hold is replaced
void page_word(struct page *p, enum report_word word);
void page_fill(struct page *p, enum report_word word, const struct str *arguments, size_t count);
// As page_fill, with whole numbers, at most four.
void page_fill_numbers(struct page *p, enum report_word word, const uint64_t *numbers,
                       size_t count);
void page_number(struct page *p, uint64_t number);
void page_percent(struct page *p, struct stats_share share);

// The label of a question or choice in the report's language.
struct str page_label(const struct page *p, size_t node);
struct str page_choice(const struct page *p, size_t node, size_t choice);
// The note that the organizer wrote on a question, "about" or "response"; "" where there is none.
struct str page_note(const struct page *p, struct str name);

// ---- rows: a question's answers in the order they are shown ----
struct page_row {
    struct str label;
    uint64_t count;
    int code;         // 0 for a substantive answer
    const char *tone; // class of its bar
};
// At most max; returns how many. Substantive choices in the form's order, then what is set apart:
// choices that are missing codes, other codes that occur, and empty ones always.
size_t page_rows(const struct page *p, const struct report_question *q, struct page_row *out,
                 size_t max);
size_t page_rows_max(const struct report_question *q);

// ---- parts ----
extern const char
    *const report_style[]; // NULL at the end,                                     // style.c
void page_chart(struct page *p, const struct report_question *q,     // chart.c
                const struct page_row *rows, size_t count);          //
void page_overview(struct page *p);                                  // chart.c
void page_question(struct page *p, const struct report_question *q); // question.c
void page_brief(struct page *p);                                     // brief.c
void page_response(struct page *p);                                  // brief.c
void page_method(struct page *p);                                    // brief.c
