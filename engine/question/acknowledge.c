// SPDX-License-Identifier: EUPL-1.2
// acknowledge (XForms: trigger): one card to tap when something has been read. The value is "OK",
// as in ODK; a second tap takes it back.
#include "question/question_priv.h"

static void build(const struct svar_question *q, struct svar_writer *w)
{
    char words[160];
    struct svar_element e = svar_element_make(SVAR_ROLE_GROUP, 0, "", q->label);
    e.flags = question_flags(q) & ~(uint32_t)SVAR_ELEMENT_DISABLED;
    svar_write_element(w, &e);
    e = svar_element_make(SVAR_ROLE_CHECKBOX, 1, "OK",
                          question_words(q, QUESTION_ACKNOWLEDGE, 0, words));
    if (svar_text_is(q->value, "OK")) e.flags |= SVAR_ELEMENT_CHECKED;
    e.flags |= question_flags(q) & SVAR_ELEMENT_DISABLED;
    svar_write_element(w, &e);
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result)
{
    (void)scratch;
    if (question_handle_missing(q, event, result)) return;
    if (event->action != SVAR_EVENT_ACTIVATE || !svar_text_is(event->id, "OK")) return;
    result->flags = SVAR_RESULT_VALUE;
    if (!svar_text_is(q->value, "OK")) result->value = svar_text_of("OK");
}

const struct question_type question_acknowledge = {
    .about = {"acknowledge", "Something to confirm", "acknowledge", NULL, NULL, 0},
    .build = build,
    .handle = handle,
};
