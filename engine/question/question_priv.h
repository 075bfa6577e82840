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
    char notice[160];
    char state[64];
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
extern const struct question_type question_barcode;
extern const struct question_type question_integer;
extern const struct question_type question_decimal;
extern const struct question_type question_range;
extern const struct question_type question_rank;
extern const struct question_type question_date;
extern const struct question_type question_time;
extern const struct question_type question_date_time;
extern const struct question_type question_acknowledge;
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

// The element's flags that follow from the question's: read-only, required, faulty.
uint32_t question_flags(const struct svar_question *q);
// Text kept in scratch as state, at most 63 bytes of it.
struct svar_text question_keep(struct question_scratch *scratch, struct str text);

// ---- decimal.c ----
// Latin, Arabic and Persian digits; -1 for what is no digit.
int question_digit(int32_t code_point);
// "-3.25" in units of the last of `places` decimals. False on anything else, and past 64 bits.
bool question_decimal_read(struct str text, int places, int64_t *out);
// The same back, without needless zeros; terminated.
void question_decimal_write(int64_t value, int places, char out[40]);

// ---- common.c ----
bool question_has_word(struct svar_text list, const char *word);
struct str question_str(struct svar_text text);
// True while scratch takes more bytes.
bool question_add(struct question_scratch *scratch, struct str s);
struct svar_text question_scratch_text(const struct question_scratch *scratch);

// Words in the question's language: Swedish, Arabic or else English. number replaces the %d in
// them.
enum question_words {
    QUESTION_TEXT_FULL, // "%d characters fit"
    QUESTION_ONLY_DIGITS,
    QUESTION_NUMBER_LARGE, // "at most %d"
    QUESTION_NUMBER_SMALL, // "at least %d"
    QUESTION_ONLY_NUMBER,
    QUESTION_DECIMALS,    // "at most %d decimals"
    QUESTION_AT_MOST,     // "choose at most %d"
    QUESTION_CHOOSE_MOST, // the same, before anything is wrong
    QUESTION_RANK_HOW,
    QUESTION_ACKNOWLEDGE,
    QUESTION_DAY,
    QUESTION_MONTH,
    QUESTION_YEAR,
    QUESTION_HOUR,
    QUESTION_MINUTE,
    QUESTION_TODAY,
    QUESTION_NOW,
    QUESTION_NO_SUCH_DATE,
    QUESTION_WORDS
};
// Writes into out and returns it as text.
struct svar_text question_words(const struct svar_question *q, enum question_words words,
                                int64_t number, char out[160]);
