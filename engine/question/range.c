// SPDX-License-Identifier: EUPL-1.2
// range: a point between two ends. A slider with less and more beside it, so that nothing has to be
// dragged; with the appearance "rating" a row of numbers, with "picker" a number field. Nothing is
// chosen before it is touched. Points are counted in whole units of the smallest decimal place.
#include "question/question_priv.h"

#include <math.h>
#include <stdio.h>

enum { PLACES = 6, TICKS_MAX = 21, RATING_MAX = 11 };

struct scale {
    int64_t from, to, step; // millionths, from ≤ to
    int64_t points;
};

static int64_t parameter(const struct svar_question *q, const char *name, int64_t otherwise)
{
    int64_t value;
    return question_decimal_read(question_str(svar_question_parameter(q, name)), PLACES, &value)
               ? value
               : otherwise;
}

static struct scale scale_of(const struct svar_question *q)
{
    const int64_t unit = 1000000;
    struct scale s = {.from = parameter(q, "start", unit),
                      .to = parameter(q, "end", 10 * unit),
                      .step = parameter(q, "step", unit)};
    if (s.from > s.to) { // drawn upwards all the same: less stands at the start
        int64_t swap = s.from;
        s.from = s.to;
        s.to = swap;
    }
    if (s.step < 0) s.step = -s.step;
    if (s.step == 0) s.step = unit;
    s.points = (s.to - s.from) / s.step + 1;
    return s;
}

// Which point the value is; -1 where there is none.
static int64_t point_of(const struct svar_question *q, const struct scale *s)
{
    int64_t value;
    if (!question_decimal_read(question_str(q->value), PLACES, &value)) return -1;
    int64_t point = (value - s->from + s->step / 2) / s->step;
    return value < s->from || point >= s->points ? -1 : point;
}

static struct svar_text print(const struct scale *s, int64_t point, char out[40])
{
    question_decimal_write(s->from + point * s->step, PLACES, out);
    return svar_text_of(out);
}

static bool as_rating(const struct svar_question *q, const struct scale *s)
{
    return question_has_word(q->appearance, "rating") && s->points <= RATING_MAX;
}

static void write_rating(const struct svar_question *q, struct svar_writer *w,
                         const struct scale *s)
{
    char words[40];
    struct svar_element e = svar_element_make(SVAR_ROLE_RADIOGROUP, 0, "", q->label);
    int64_t chosen = point_of(q, s);

    e.layout = SVAR_LAYOUT_EVEN_ROW;
    e.flags = question_flags(q) & ~(uint32_t)SVAR_ELEMENT_DISABLED;
    svar_write_element(w, &e);
    for (int64_t i = 0; i < s->points; i++) {
        e = svar_element_make(SVAR_ROLE_RADIO, 1, "", print(s, i, words));
        e.id = e.name;
        if (i == chosen) e.flags |= SVAR_ELEMENT_CHECKED;
        e.flags |= question_flags(q) & SVAR_ELEMENT_DISABLED;
        svar_write_element(w, &e);
    }
}

static void build(const struct svar_question *q, struct svar_writer *w)
{
    struct scale s = scale_of(q);
    struct svar_element e = svar_element_make(SVAR_ROLE_SLIDER, 0, "field", q->label);
    const double unit = 1000000;

    if (as_rating(q, &s)) {
        write_rating(q, w, &s);
        return;
    }
    e.value = q->value;
    e.min = (double)s.from / unit;
    e.max = (double)(s.from + (s.points - 1) * s.step) / unit;
    e.step = (double)s.step / unit;
    if (question_has_word(q->appearance, "picker")) {
        e.role = SVAR_ROLE_SPINBUTTON;
        e.input = SVAR_INPUT_DECIMAL;
        e.characters_max = 18;
    }
    if (question_has_word(q->appearance, "no-ticks") || s.points > TICKS_MAX)
        e.characters_max = 0; // no marks
    else if (e.role == SVAR_ROLE_SLIDER)
        e.characters_max = (uint32_t)s.points;
    if (q->value.bytes == 0) e.flags |= SVAR_ELEMENT_NO_VALUE;
    e.flags |= question_flags(q);
    svar_write_element(w, &e);
}

static void set(const struct scale *s, int64_t point, struct question_scratch *scratch,
                struct svar_result *result)
{
    char words[40];
    if (point < 0) point = 0;
    if (point >= s->points) point = s->points - 1;
    scratch->len = 0;
    question_add(scratch, question_str(print(s, point, words))); // 40 bytes always fit
    result->flags = SVAR_RESULT_VALUE;
    result->value = question_scratch_text(scratch);
}

// A tap on a number of the rating; again takes it back.
static void tap(const struct svar_question *q, const struct svar_event *event,
                const struct scale *s, struct question_scratch *scratch, struct svar_result *result)
{
    char words[40];
    for (int64_t i = 0; i < s->points && as_rating(q, s); i++) {
        if (!svar_text_eq(print(s, i, words), event->id)) continue;
        if (point_of(q, s) == i)
            result->flags = SVAR_RESULT_VALUE;
        else
            set(s, i, scratch, result);
    }
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result)
{
    struct scale s = scale_of(q);
    int64_t now = point_of(q, &s), value;

    if (question_handle_missing(q, event, result)) return;
    if (event->action == SVAR_EVENT_ACTIVATE) {
        tap(q, event, &s, scratch, result);
        return;
    }
    if (!svar_text_is(event->id, "field")) return;
    if (event->action == SVAR_EVENT_ADJUST && fabs(event->number) < 1e6) {
        // The first step shows where one begins: in the middle, so that no end is suggested.
        set(&s, now < 0 ? (s.points - 1) / 2 : now + (int64_t)event->number, scratch, result);
    } else if (event->action == SVAR_EVENT_NUMBER && fabs(event->number) < 1e9) {
        double point = (event->number * 1e6 - (double)s.from) / (double)s.step;
        set(&s, (int64_t)llround(point), scratch, result);
    } else if (event->action == SVAR_EVENT_TEXT) {
        if (event->text.bytes == 0)
            result->flags = SVAR_RESULT_VALUE;
        else if (question_decimal_read(question_str(event->text), PLACES, &value))
            set(&s, (value - s.from) / s.step, scratch, result);
    }
}

const struct question_type question_range = {
    .about = {"range", "A point between two ends", "range", NULL, NULL, 0},
    .build = build,
    .handle = handle,
};
