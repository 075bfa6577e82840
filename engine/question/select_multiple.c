// SPDX-License-Identifier: EUPL-1.2
// select_multiple: any of several choices. The value lists the chosen ones in the order in which
// they are shown. A choice that is exclusive ("none of these") or a missing code takes back the
// others, and they take it back.
#include "question/question_priv.h"

// 0: as many as there are.
static int64_t most_of(const struct svar_question *q)
{
    int64_t most;
    struct str column = question_str(svar_question_attribute(q, "body::svar:max-choices"));
    return str_to_int64(column, &most) && most > 0 ? most : 0;
}

static void build(const struct svar_question *q, struct svar_writer *w)
{
    char words[160];
    if (most_of(q) > 0) {
        struct svar_element e = svar_element_make(
            SVAR_ROLE_TEXT, 0, "most", question_words(q, QUESTION_CHOOSE_MOST, most_of(q), words));
        svar_write_element(w, &e);
    }
    question_write_choices(q, w, SVAR_ROLE_GROUP, SVAR_ROLE_CHECKBOX);
}

static bool stands_alone(const struct svar_choice *choice)
{
    return (choice->flags & (SVAR_CHOICE_EXCLUSIVE | SVAR_CHOICE_MISSING)) != 0;
}

// Whether a choice is one of the value's after a tap on `tapped`.
static bool stays(const struct svar_question *q, const struct svar_choice *choice,
                  const struct svar_choice *tapped, bool adding)
{
    if (svar_text_eq(choice->name, tapped->name)) return adding;
    if (adding && (stands_alone(tapped) || stands_alone(choice))) return false;
    return svar_text_has_word(q->value, choice->name);
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result)
{
    struct svar_choice tapped, choice;
    struct svar_reader records = q->records;

    if (event->action != SVAR_EVENT_ACTIVATE || !question_choice_find(q, event->id, &tapped))
        return;
    bool adding = !svar_text_has_word(q->value, tapped.name);
    int64_t count = 0;
    while (svar_choice_next(&records, &choice)) {
        if (!stays(q, &choice, &tapped, adding)) continue;
        bool fits = (scratch->len == 0 || question_add(scratch, STR(" "))) &&
                    question_add(scratch, question_str(choice.name));
        count++;
        if (!fits) return; // more than an answer can hold: the tap does nothing
    }
    if (adding && most_of(q) > 0 && count > most_of(q)) {
        result->flags = SVAR_RESULT_NOTICE;
        result->notice = question_words(q, QUESTION_AT_MOST, most_of(q), scratch->notice);
        return;
    }
    result->flags = SVAR_RESULT_VALUE;
    result->value = question_scratch_text(scratch);
}

const struct question_type question_select_multiple = {
    .about = {"select-multiple", "Any of several choices", "select_multiple", NULL,
              "body::svar:max-choices", 0},
    .build = build,
    .handle = handle,
};
