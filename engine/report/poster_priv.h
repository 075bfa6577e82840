// SPDX-License-Identifier: EUPL-1.2
// What a poster says, for the page and for the PDF.
#pragma once

#include "report/page_priv.h"

enum { POSTER_AUTOMATIC_MAX = 5, POSTER_FIGURES = 10 };

struct poster_line {
    struct str head, text; // text may be ""
    bool has_figures;
    int64_t figures; // of ten people
};

struct poster {
    struct str lead; // how many answered; or ""
    bool few;        // too few to show anything they said
    struct poster_line *said, *did;
    size_t said_count, did_count;
    struct str due; // by when there is an answer
};

// The organizer's lines where there are some; else what most said, opinions before background.
void report_poster_make(const struct page *p, struct arena *a, struct poster *out);
