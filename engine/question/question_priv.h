// SPDX-License-Identifier: EUPL-1.2
// What the built-in question types share: one table entry a type, and the tap on a missing code
// that all of them take in the same way.
#pragma once

#include "base/limits.h"
#include "base/str.h"
#include "question/question.h"

#include <svar/question_message.h>

// Room for a value that handle puts together; wiped by the caller when the result is written.
struct question_scratch {
    char notice[128];
    char text[LIMIT_ANSWER_BYTES];
    size_t len;
};

struct question_type {
    struct svar_question_type_1 about;
    // Writes what comes after the head (svar_write_head).
    void (*build)(const struct svar_question *q, struct svar_writer *w);
    // Sets what is new in *result, which says "nothing new" before. NULL: takes no events.
    void (*handle)(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result);
};

extern const struct question_type question_select_one;
extern const struct question_type question_select_multiple;
extern const struct question_type question_text;
extern const struct question_type question_integer;
extern const struct question_type question_note;

// Finds a choice by name; false where there is none now.
bool question_choice_find(const struct svar_question *q, struct svar_text name,
                          struct svar_choice *out);
// The substantive choices as a group of radio buttons or check boxes with the empty id.
void question_write_choices(const struct svar_question *q, struct svar_writer *w,
                            uint32_t group_role, uint32_t role);
// True where the event is a tap on a missing code of a question without choices of its own, and
// then chooses it or takes it back.
bool question_handle_missing(const struct svar_question *q, const struct svar_event *event,
                             struct svar_result *result);

bool question_has_word(struct svar_text list, const char *word);
struct str question_str(struct svar_text text);
// True while scratch takes more bytes.
bool question_add(struct question_scratch *scratch, struct str s);
struct svar_text question_scratch_text(const struct question_scratch *scratch);

// Notices in the question's language, Swedish or else English. number replaces the %d in them.
enum question_words {
    QUESTION_TEXT_FULL, // "%d characters fit"
    QUESTION_ONLY_DIGITS,
    QUESTION_NUMBER_LARGE, // "at most %d"
    QUESTION_NUMBER_SMALL, // "at least %d"
    QUESTION_WORDS
};
// Writes into out and returns it as text.
struct svar_text question_words(const struct svar_question *q, enum question_words words,
                                int64_t number, char out[128]);
