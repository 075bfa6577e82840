// SPDX-License-Identifier: EUPL-1.2
// select_one: one of several choices. A tap chooses, a tap on the chosen one takes it back, as
// nothing is forced. With the appearance "quick" the page turns by itself after a choice.
#include "question/question_priv.h"

static void build(const struct svar_question *q, struct svar_writer *w)
{
    question_write_choices(q, w, SVAR_ROLE_RADIOGROUP, SVAR_ROLE_RADIO);
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result)
{
    struct svar_choice choice;

    (void)scratch;
    if (event->action != SVAR_EVENT_ACTIVATE || !question_choice_find(q, event->id, &choice))
        return;
    bool chosen = svar_text_eq(q->value, choice.name) ||
                  (q->value.bytes == 0 && q->missing != 0 && q->missing == choice.missing);
    result->flags = SVAR_RESULT_VALUE;
    if (chosen) return; // taken back
    result->value = choice.name;
    if (question_has_word(q->appearance, "quick")) result->flags |= SVAR_RESULT_GO_ON;
}

const struct question_type question_select_one = {
    .about = {"select-one", "One of several choices", "select_one", NULL, NULL, 0},
    .build = build,
    .handle = handle,
};
