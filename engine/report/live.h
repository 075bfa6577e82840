// SPDX-License-Identifier: EUPL-1.2
// Results on a projector while answers come in: one question at a time, large, and never a free
// text. The page asks its server for the part that changes; without script it loads itself anew.
#pragma once

#include "report/report.h"

// The questions that can be shown: those with choices, and numbers.
struct report_live {
    uint64_t step;      // answers that must come between two pictures
    bool frozen;        //
    uint64_t version;   // of what is shown; the page asks for the next one
    const char *nonce;  // of this page's own script and style (Content Security Policy)
    const char *secret; // what the page's buttons must send; hexadecimal
};

// The figures of one moment, from which all its pictures are made. Table and facts outlive it.
struct report_live_moment;
enum err report_live_begin(const struct table *t, const struct report_facts *facts,
                           struct report_live_moment **out, struct err_info *info) MUST_CHECK;
void report_live_end(struct report_live_moment *m); // accepts NULL

// How many pictures there are; 0 where the form has no question that can be shown.
size_t report_live_count(const struct report_live_moment *m);
// The part that changes, of question index (from 0), appended to out. Fewer respondents than step
// or k: it says that it waits.
void report_live_part(const struct report_live_moment *m, const struct report_live *live,
                      size_t index, struct buf *out);
// The whole page around a part.
void report_live_page(const struct report_live_moment *m, const struct report_live *live,
                      struct str part, struct buf *out);
