// SPDX-License-Identifier: EUPL-1.2
// rank: choices in an order. A tap gives a card the next place, a tap on a placed one takes it
// back; or a card is dragged to its place. Placed cards stand first, in their order. The value
// lists the names in order; it may stop before the last, as nobody has to have an opinion on
// everything.
#include "question/question_priv.h"

#include <math.h>
#include <stdio.h>

enum { PLACES_MAX = 512 };

static size_t count_words(struct svar_text list)
{
    struct str rest = question_str(list), word;
    size_t count = 0;
    while (str_word(&rest, &word))
        count++;
    return count;
}

static void write_card(const struct svar_question *q, struct svar_writer *w,
                       const struct svar_choice *choice, size_t place)
{
    char sign[24];
    struct svar_element e = svar_element_make(SVAR_ROLE_CHECKBOX, 1, "", choice->label);
    e.id = choice->name;
    e.image = choice->image;
    e.flags = SVAR_ELEMENT_MOVABLE;
    if ((q->flags & SVAR_QUESTION_READ_ONLY) != 0) e.flags |= SVAR_ELEMENT_DISABLED;
    if (place > 0) {
        int bytes = snprintf(sign, sizeof sign, "%zu", place);
        e.value = svar_text_make(sign, (size_t)bytes);
        e.flags |= SVAR_ELEMENT_CHECKED;
    }
    svar_write_element(w, &e);
}

static bool substantive(const struct svar_question *q, struct svar_text name,
                        struct svar_choice *out)
{
    return question_choice_find(q, name, out) && (out->flags & SVAR_CHOICE_MISSING) == 0;
}

static void build(const struct svar_question *q, struct svar_writer *w)
{
    struct svar_reader records = q->records;
    struct svar_choice choice;
    struct str rest = question_str(q->value), word;
    char words[160];
    size_t place = 0;
    struct svar_element e =
        svar_element_make(SVAR_ROLE_TEXT, 0, "how", question_words(q, QUESTION_RANK_HOW, 0, words));

    svar_write_element(w, &e);
    e = svar_element_make(SVAR_ROLE_GROUP, 0, "", q->label);
    e.layout = SVAR_LAYOUT_COLUMN;
    e.step = 1;
    e.flags = question_flags(q) & ~(uint32_t)SVAR_ELEMENT_DISABLED;
    svar_write_element(w, &e);
    while (str_word(&rest, &word)) {
        if (substantive(q, svar_text_make(word.ptr, word.len), &choice))
            write_card(q, w, &choice, ++place);
    }
    while (svar_choice_next(&records, &choice)) {
        bool placed = svar_text_has_word(q->value, choice.name);
        if (!placed && (choice.flags & SVAR_CHOICE_MISSING) == 0) write_card(q, w, &choice, 0);
    }
}

static bool add_name(struct question_scratch *scratch, struct str name)
{
    return (scratch->len == 0 || question_add(scratch, STR(" "))) && question_add(scratch, name);
}

// The value with the tapped name at a place (from 0), or without it where place is past the end.
static bool arrange(const struct svar_question *q, struct str tapped, size_t place,
                    struct question_scratch *scratch)
{
    struct str rest = question_str(q->value), word;
    struct svar_choice choice;
    size_t at = 0;
    bool set = false, fits = true;
    while (fits && str_word(&rest, &word)) {
        bool gone =
            str_eq(word, tapped) || !substantive(q, svar_text_make(word.ptr, word.len), &choice);
        if (gone) continue; // a missing code goes when an order begins
        if (at == place && !set) {
            fits = add_name(scratch, tapped);
            set = true;
        }
        fits = fits && add_name(scratch, word);
        at++;
    }
    if (!set && place < PLACES_MAX) fits = fits && add_name(scratch, tapped);
    return fits;
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result)
{
    struct svar_choice tapped;
    size_t place = PLACES_MAX - 1; // behind all others

    if (!question_choice_find(q, event->id, &tapped)) return;
    bool placed = svar_text_has_word(q->value, tapped.name);
    if ((tapped.flags & SVAR_CHOICE_MISSING) != 0) {
        if (event->action != SVAR_EVENT_ACTIVATE) return;
        result->flags = SVAR_RESULT_VALUE;
        if (!placed) result->value = tapped.name;
        return;
    }
    if (event->action == SVAR_EVENT_NUMBER && isfinite(event->number) && event->number >= 0 &&
        event->number < PLACES_MAX) {
        size_t most = count_words(q->value);
        place = (size_t)event->number;
        if (place > most) place = most;
    } else if (event->action != SVAR_EVENT_ACTIVATE) {
        return;
    } else if (placed) {
        place = PLACES_MAX; // taken back
    }
    if (!arrange(q, question_str(tapped.name), place, scratch)) return;
    result->flags = SVAR_RESULT_VALUE;
    result->value = question_scratch_text(scratch);
}

const struct question_type question_rank = {
    .about = {"rank", "Choices in an order", "rank", NULL, NULL, 0},
    .build = build,
    .handle = handle,
};
