// SPDX-License-Identifier: EUPL-1.2
// Rehearsal of a form: respondents made of chance walk through it, and what they met is kept by
// question. rehearse_answers.c makes the answers, rehearse_walk.c walks, rehearse.c tells.
#pragma once

#include "form/view.h"
#include "organizer/moment.h"

enum { REHEARSE_CANDIDATES_MAX = 96, REHEARSE_TRIES_MAX = 40 };

// What answers a question may be given: where its borders are.
struct rehearse_candidates {
    struct str *texts;
    size_t count;
};

// What all runs together met, by definition node.
struct rehearse_node {
    uint64_t relevant;   // runs in which it could be seen
    uint64_t asked;      // times it stood on a page that was reached
    uint64_t tried;      // answers given
    uint64_t accepted;   // answers that its constraint let pass
    uint64_t choiceless; // times it was asked with nothing to choose
    uint64_t stuck;      // times its page could not be left because of it
    uint64_t unguessed;  // times chance could not write a text that its constraint accepts
    uint32_t defied;     // the question whose constraint had to be broken to get here; 0: none
    uint64_t *picked;    // of a select: by choice
    uint64_t *offered;
    struct rehearse_candidates candidates;
    bool prepared;
};

struct rehearse_route {
    uint64_t key; // hash of the questions asked
    uint64_t runs, questions;
    double seconds;  // of all runs together
    uint32_t *asked; // definition nodes in order, of the first such run
    size_t asked_count;
};

struct rehearse {
    const struct form_def *form;
    struct moment *moment;
    struct rng rng;
    size_t language;
    struct rehearse_node *nodes;
    struct rehearse_route *routes;
    size_t route_count, route_room;
    uint64_t runs, plausible, finished, empty; // empty: there was no page at all
    double questions, seconds;                 // of the plausible runs together
    struct arena *arena;                       // a respondent's
    struct arena *texts;                       // labels
    struct arena *keep;                        // candidates
    struct err_info trouble;                   // the first expression that failed
};

// One respondent. seeking: looks for the edges instead of answering as people do.
enum err rehearse_run(struct rehearse *r, bool seeking, struct err_info *info) MUST_CHECK;
// Words of one's own, which chance does not guess where a pattern is asked for.
bool rehearse_is_free_text(const struct form_def *form, size_t node);
// One that answers the question `defy` against its constraint. Counts for nothing but `defied` of
// what nobody else got to see.
enum err rehearse_run_defying(struct rehearse *r, size_t defy, struct err_info *info) MUST_CHECK;

// An answer for the question; "" leaves it empty. Text is kept in out or borrowed.
struct str rehearse_answer(struct rehearse *r, struct form_instance *in, form_ref ref, bool seeking,
                           unsigned attempt, struct buf *out);
