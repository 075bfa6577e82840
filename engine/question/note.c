// SPDX-License-Identifier: EUPL-1.2
// note: words to read. The head says it all; there is nothing to answer.
#include "question/question_priv.h"

static void build(const struct svar_question *q, struct svar_writer *w)
{
    (void)q, (void)w;
}

const struct question_type question_note = {
    .about = {"note", "Words to read", "note", NULL, NULL, 0},
    .build = build,
    .handle = NULL,
};
