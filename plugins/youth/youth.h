/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the youth plugin share: one table entry a type, the drawings, and the few words
 * of its own. The plugin sees nothing but the ABI headers. */
#ifndef YOUTH_H
#define YOUTH_H

#include <svar/question.h>
#include <svar/question_message.h>

/* Room for what handle writes into a result; lives until the result is written. */
struct youth_scratch {
    char text[8192];
    uint32_t bytes;
};

struct youth_type {
    struct svar_question_type_1 about;
    /* Writes what comes after the head. */
    void (*build)(const struct svar_question *q, struct svar_writer *w);
    /* Sets what is new in *result, which says "nothing new" before. */
    void (*handle)(const struct svar_question *q, const struct svar_event *event,
                   struct youth_scratch *scratch, struct svar_result *result);
    /* Writes the parts after the result, for groups; NULL for others. */
    void (*parts)(const struct svar_question *q, const struct svar_event *event,
                  struct svar_writer *w);
};

extern const struct youth_type youth_smile5;
extern const struct youth_type youth_happy5;
extern const struct youth_type youth_thermometer;
extern const struct youth_type youth_ladder;
extern const struct youth_type youth_thermometer_range;
extern const struct youth_type youth_ladder_range;
extern const struct youth_type youth_picture;
extern const struct youth_type youth_pictures;
extern const struct youth_type youth_pins;
extern const struct youth_type youth_dots;

/* ---- common.c ---- */
int youth_has_flag(const struct svar_question *q, uint32_t flag);
/* Whole text as a number from least to most; otherwise where it is none. */
int32_t youth_number(struct svar_text text, int32_t least, int32_t most, int32_t otherwise);
uint32_t youth_print(int32_t value, char out[16]); /* value from 0; returns the length */
/* Finds a choice by name; 0 where there is none now. */
int youth_choice_find(const struct svar_question *q, struct svar_text name,
                      struct svar_choice *out);
uint32_t youth_choice_count(const struct svar_question *q); /* without the missing codes */
/* A tap on one of several choices: chooses it, or takes it back. */
void youth_handle_one(const struct svar_question *q, const struct svar_event *event,
                      struct svar_result *result);
/* A tap on any of several, at most `most`: says so where it is one too many. */
void youth_handle_several(const struct svar_question *q, const struct svar_event *event,
                          int32_t most, struct youth_scratch *scratch, struct svar_result *result);
/* 1 where the event chose a missing code of a question without choices, or took it back. */
int youth_handle_missing(const struct svar_question *q, const struct svar_event *event,
                         struct svar_result *result);
/* The group of a question's choices, and a row of it. A row's id is "row-1" and on. */
void youth_write_group(const struct svar_question *q, struct svar_writer *w, uint32_t role,
                       uint32_t depth, uint32_t layout);
void youth_write_row(struct svar_writer *w, uint32_t depth, uint32_t number);
/* One choice as an element, without its drawing. */
void youth_write_choice(const struct svar_question *q, struct svar_writer *w,
                        const struct svar_choice *choice, uint32_t role, uint32_t depth,
                        uint32_t flags);

enum youth_words {
    YOUTH_AT_MOST,   /* "Du kan välja högst %d." */
    YOUTH_DOTS_LEFT, /* "Du har %d prickar kvar." */
    YOUTH_DOT_LEFT,  /* one */
    YOUTH_NO_DOTS_LEFT,
    YOUTH_DOTS_HERE, /* "%d prickar", read after a box's name */
    YOUTH_DOT_MORE,  /* "en prick till", read for the button */
    YOUTH_DOT_LESS,
    YOUTH_THERMOMETER,
    YOUTH_LADDER,
    YOUTH_WORDS
};
/* In the question's language: Swedish, Arabic, or else English. number stands for the %d. */
struct svar_text youth_words(const struct svar_question *q, enum youth_words words, int32_t number,
                             char out[128]);

/* ---- drawings.c: our own pictures, by name ---- */
/* Draws nothing and returns 0 where there is none of this name. */
int youth_draw(struct svar_writer *w, struct svar_text name);
/* One circle, two eyes, one mouth. smile from -100 (corners far down) to 100 (far up). */
void youth_draw_face(struct svar_writer *w, int32_t smile);
/* value from 0 to 10; -1 where nothing has been said yet. */
void youth_draw_thermometer(struct svar_writer *w, int32_t value);
void youth_draw_ladder(struct svar_writer *w, int32_t value);
/* The same lying down, as wide as the page: place i of 0 to 10 in the middle of its eleventh. */
void youth_draw_thermometer_lying(struct svar_writer *w, int32_t value, int rtl);
void youth_draw_ladder_lying(struct svar_writer *w, int32_t value, int rtl);
/* count dots of most, as on a die, on a tile of their own. */
void youth_draw_dots(struct svar_writer *w, int32_t count, int32_t most);
void youth_draw_pin(struct svar_writer *w);

#endif
