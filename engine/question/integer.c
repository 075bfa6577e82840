// SPDX-License-Identifier: EUPL-1.2
// integer: a whole number, written or stepped. What is not a number yet (a minus sign alone) is
// kept as state, so that the field shows what was typed while the answer stays empty.
#include "question/question_priv.h"

#include <math.h>
#include <stdio.h>

// What ODK's int holds.
static const int64_t least_ever = INT32_MIN, most_ever = INT32_MAX;

struct bounds {
    bool given;
    int64_t min, max, step;
};

static int64_t column(const struct svar_question *q, const char *name, int64_t otherwise)
{
    int64_t value;
    bool found = str_to_int64(question_str(svar_question_attribute(q, name)), &value);
    return found && value >= least_ever && value <= most_ever ? value : otherwise;
}

static struct bounds bounds_of(const struct svar_question *q)
{
    struct bounds b = {
        .min = column(q, "body::svar:min", least_ever),
        .max = column(q, "body::svar:max", most_ever),
        .step = column(q, "body::svar:step", 1),
    };
    if (b.step < 1) b.step = 1;
    if (b.max < b.min) b.max = most_ever;
    b.given = b.min > least_ever && b.max < most_ever;
    return b;
}

static void build(const struct svar_question *q, struct svar_writer *w)
{
    struct bounds b = bounds_of(q);
    struct svar_element e = svar_element_make(SVAR_ROLE_SPINBUTTON, 0, "field", q->label);

    e.value = q->value.bytes > 0 ? q->value : q->state;
    e.input = SVAR_INPUT_INTEGER;
    e.characters_max = 11;
    e.step = (double)b.step;
    if (b.given) {
        e.min = (double)b.min;
        e.max = (double)b.max;
    }
    if (q->value.bytes == 0) e.flags |= SVAR_ELEMENT_NO_VALUE;
    if ((q->flags & SVAR_QUESTION_READ_ONLY) != 0) e.flags |= SVAR_ELEMENT_DISABLED;
    if ((q->flags & SVAR_QUESTION_REQUIRED) != 0) e.flags |= SVAR_ELEMENT_REQUIRED;
    if ((q->flags & SVAR_QUESTION_INVALID) != 0) e.flags |= SVAR_ELEMENT_INVALID;
    svar_write_element(w, &e);
}

static void notice(const struct svar_question *q, enum question_words words, int64_t number,
                   struct question_scratch *scratch, struct svar_result *result)
{
    result->flags |= SVAR_RESULT_NOTICE;
    result->notice = question_words(q, words, number, scratch->notice);
}

static void set_value(int64_t value, struct question_scratch *scratch, struct svar_result *result)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)value);
    scratch->len = 0;
    question_add(scratch, str_of(text));                    // 24 bytes always fit
    result->flags |= SVAR_RESULT_VALUE | SVAR_RESULT_STATE; // and no half-written number any more
    result->value = question_scratch_text(scratch);
}

// Arabic and Persian digits count as ours. -1 for what is no digit.
static int digit_of(int32_t code_point)
{
    if (code_point >= '0' && code_point <= '9') return code_point - '0';
    if (code_point >= 0x660 && code_point <= 0x669) return code_point - 0x660;
    if (code_point >= 0x6f0 && code_point <= 0x6f9) return code_point - 0x6f0;
    return -1;
}

// Reads the field: an optional minus (or dash), digits, blanks between. False on anything else.
static bool read_number(struct str text, bool *negative, int *digits, int64_t *out)
{
    size_t at = 0;
    *negative = false;
    *digits = 0;
    *out = 0;
    for (int32_t next = utf8_next(text, &at); next >= 0; next = utf8_next(text, &at)) {
        int digit = digit_of(next);
        if (digit >= 0) {
            // More digits than an answer can have: the value stays beyond all bounds.
            if (*out <= most_ever) *out = *out * 10 + digit;
            (*digits)++;
        } else if ((next == '-' || next == 0x2212 || next == 0x2013) && *digits == 0 &&
                   !*negative) {
            *negative = true;
        } else if (next != ' ' && next != 0xa0 && next != 0x202f) {
            return false;
        }
    }
    if (*negative) *out = -*out;
    return true;
}

static void take_text(const struct svar_question *q, struct str text,
                      struct question_scratch *scratch, struct svar_result *result)
{
    bool negative;
    int digits;
    int64_t value;

    if (!read_number(text, &negative, &digits, &value)) {
        notice(q, QUESTION_ONLY_DIGITS, 0, scratch, result);
    } else if (digits == 0) {
        result->flags = SVAR_RESULT_VALUE | SVAR_RESULT_STATE;
        if (negative) result->state = svar_text_of("-");
    } else if (value > most_ever) {
        notice(q, QUESTION_NUMBER_LARGE, most_ever, scratch, result);
    } else if (value < least_ever) {
        notice(q, QUESTION_NUMBER_SMALL, least_ever, scratch, result);
    } else {
        // Bounds are not held against a number that is still being written: 1 is on the way to 15.
        set_value(value, scratch, result);
    }
}

static void step(const struct svar_question *q, double steps, struct question_scratch *scratch,
                 struct svar_result *result)
{
    struct bounds b = bounds_of(q);
    int64_t value = 0;

    if (!isfinite(steps) || fabs(steps) > 1e6) return;
    if (str_to_int64(question_str(q->value), &value))
        value += (int64_t)steps * b.step;
    else
        value = b.min > 0 || b.max < 0 ? b.min : 0; // the first step shows where one begins
    if (value < b.min) value = b.min;
    if (value > b.max) value = b.max;
    set_value(value, scratch, result);
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result)
{
    if (question_handle_missing(q, event, result)) {
        result->flags |= SVAR_RESULT_STATE;
        return;
    }
    if (!svar_text_is(event->id, "field")) return;
    if (event->action == SVAR_EVENT_TEXT && utf8_valid(question_str(event->text)))
        take_text(q, question_str(event->text), scratch, result);
    if (event->action == SVAR_EVENT_ADJUST) step(q, event->number, scratch, result);
    if (event->action == SVAR_EVENT_NUMBER && isfinite(event->number) &&
        event->number >= (double)least_ever && event->number <= (double)most_ever)
        set_value((int64_t)round(event->number), scratch, result);
}

const struct question_type question_integer = {
    .about = {"integer", "A whole number", "integer", NULL,
              "body::svar:min body::svar:max body::svar:step", 0},
    .build = build,
    .handle = handle,
};
