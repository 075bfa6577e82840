// SPDX-License-Identifier: EUPL-1.2
// integer and decimal: a number, written or stepped. What stands in the field is kept as state
// while it is being written ("-", "3,"), so that the field shows what was typed and the answer
// stays a number or empty. Decimals are handled in millionths, never as binary fractions.
#include "question/question_priv.h"

#include <math.h>
#include <stdio.h>

enum { UNIT = 1000000, PLACES = 6 };

// What ODK's int holds.
static const int64_t least_ever = INT32_MIN, most_ever = INT32_MAX;

struct bounds {
    bool given;
    bool below_zero; // a minus can be of use
    int64_t min, max, step;
};

static bool whole(const struct svar_question *q)
{
    return svar_text_is(q->type, "integer");
}

// In units: ones of an integer, millionths of a decimal.
static int64_t unit_of(const struct svar_question *q)
{
    return whole(q) ? 1 : UNIT;
}

static int64_t column(const struct svar_question *q, const char *name, int64_t otherwise)
{
    int64_t value;
    struct str text = question_str(svar_question_attribute(q, name));
    if (whole(q)) {
        bool found = str_to_int64(text, &value);
        return found && value >= least_ever && value <= most_ever ? value : otherwise;
    }
    return question_decimal_read(text, PLACES, &value) ? value : otherwise;
}

static struct bounds bounds_of(const struct svar_question *q)
{
    int64_t unit = unit_of(q);
    struct bounds b = {
        .min = column(q, "body::svar:min", least_ever * unit),
        .max = column(q, "body::svar:max", most_ever * unit),
        .step = column(q, "body::svar:step", unit),
    };
    if (b.step < 1) b.step = unit;
    if (b.max < b.min) b.max = most_ever * unit;
    b.given = b.min > least_ever * unit && b.max < most_ever * unit;
    b.below_zero = b.min < 0;
    return b;
}

bool question_decimal_comma(struct str language)
{
    static const char *const points[] = {"en", "zh", "he", "ar", "fa", "ur"};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        if (str_starts(language, str_of(points[i]))) return false;
    }
    return true;
}

static void build(const struct svar_question *q, struct svar_writer *w)
{
    struct bounds b = bounds_of(q);
    struct svar_element e = svar_element_make(SVAR_ROLE_SPINBUTTON, 0, "field", q->label);
    char text[64];

    e.value = q->state;
    if (q->value.bytes > 0 && q->state.bytes == 0) {
        // As it is written in this language, not as it is stored.
        size_t bytes = q->value.bytes < sizeof text ? q->value.bytes : 0;
        memcpy(text, q->value.ptr, bytes);
        for (size_t i = 0; i < bytes; i++)
            text[i] =
                text[i] == '.' && question_decimal_comma(question_str(q->language)) ? ',' : text[i];
        e.value = svar_text_make(text, bytes);
    }
    e.input = whole(q) ? SVAR_INPUT_INTEGER : SVAR_INPUT_DECIMAL;
    e.characters_max = whole(q) ? 11 : 18;
    e.step = (double)b.step / (double)unit_of(q);
    if (b.given) {
        e.min = (double)b.min / (double)unit_of(q);
        e.max = (double)b.max / (double)unit_of(q);
    } else if (!b.below_zero) {
        e.min = 0; // so that the host need not offer a minus
        e.max = (double)most_ever;
    }
    if (q->value.bytes == 0) e.flags |= SVAR_ELEMENT_NO_VALUE;
    e.flags |= question_flags(q);
    svar_write_element(w, &e);
}

static void notice(const struct svar_question *q, enum question_words words, int64_t number,
                   struct question_scratch *scratch, struct svar_result *result)
{
    result->flags |= SVAR_RESULT_NOTICE;
    result->notice = question_words(q, words, number, scratch->notice);
}

static void set_value(const struct svar_question *q, int64_t value,
                      struct question_scratch *scratch, struct svar_result *result)
{
    char text[40];
    if (whole(q))
        snprintf(text, sizeof text, "%lld", (long long)value);
    else
        question_decimal_write(value, PLACES, text);
    scratch->len = 0;
    question_add(scratch, str_of(text));                    // 40 bytes always fit
    result->flags |= SVAR_RESULT_VALUE | SVAR_RESULT_STATE; // and no half-written number any more
    result->value = question_scratch_text(scratch);
}

// The field's text as a plain number: our digits, a minus in front, a point. False on anything else
// than digits, one sign, one decimal mark (where decimals are asked for) and blanks.
static bool read_number(const struct svar_question *q, struct str text, char out[48],
                        size_t *out_bytes, int *out_digits)
{
    size_t at = 0, bytes = 0;
    bool mark = false;
    *out_digits = 0;
    for (int32_t next = utf8_next(text, &at); next >= 0; next = utf8_next(text, &at)) {
        int digit = question_digit(next);
        if (bytes > 40) return false;
        if (digit >= 0) {
            out[bytes++] = (char)('0' + digit);
            (*out_digits)++;
        } else if ((next == '-' || next == 0x2212 || next == 0x2013) && bytes == 0) {
            out[bytes++] = '-';
        } else if (!whole(q) && !mark && (next == ',' || next == '.' || next == 0x66b)) {
            out[bytes++] = '.';
            mark = true;
        } else if (next != ' ' && next != 0xa0 && next != 0x202f) {
            return false;
        }
    }
    out[bytes] = '\0';
    *out_bytes = bytes;
    return true;
}

static void take_text(const struct svar_question *q, struct str text,
                      struct question_scratch *scratch, struct svar_result *result)
{
    char plain[48];
    size_t bytes = 0;
    int digits = 0;
    int64_t value = 0, unit = unit_of(q);

    if (!read_number(q, text, plain, &bytes, &digits)) {
        notice(q, whole(q) ? QUESTION_ONLY_DIGITS : QUESTION_ONLY_NUMBER, 0, scratch, result);
        return;
    }
    if (digits == 0) {
        result->flags = SVAR_RESULT_VALUE | SVAR_RESULT_STATE;
        if (bytes > 0) result->state = question_keep(scratch, text);
        return;
    }
    bool fits = question_decimal_read(str_make(plain, bytes), whole(q) ? 0 : PLACES, &value);
    bool below = plain[0] == '-';
    if (!fits && strchr(plain, '.') && strlen(strchr(plain, '.')) > PLACES + 1) {
        notice(q, QUESTION_DECIMALS, PLACES, scratch, result);
    } else if (!fits || value > most_ever * unit || value < least_ever * unit) {
        notice(q, below ? QUESTION_NUMBER_SMALL : QUESTION_NUMBER_LARGE,
               below ? least_ever : most_ever, scratch, result);
    } else {
        // Bounds are not held against a number that is still being written: 1 is on the way to 15.
        set_value(q, value, scratch, result);
        if (!whole(q)) result->state = question_keep(scratch, text); // "3,0" is on the way to 3,05
    }
}

static void step(const struct svar_question *q, double steps, struct question_scratch *scratch,
                 struct svar_result *result)
{
    struct bounds b = bounds_of(q);
    int64_t value = 0;

    if (!isfinite(steps) || fabs(steps) > 1e6) return;
    if (question_decimal_read(question_str(q->value), whole(q) ? 0 : PLACES, &value))
        value += (int64_t)steps * b.step;
    else
        value = b.min > 0 || b.max < 0 ? b.min : 0; // the first step shows where one begins
    if (value < b.min) value = b.min;
    if (value > b.max) value = b.max;
    set_value(q, value, scratch, result);
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result)
{
    double most = (double)most_ever;

    if (question_handle_missing(q, event, result)) {
        result->flags |= SVAR_RESULT_STATE;
        return;
    }
    if (!svar_text_is(event->id, "field")) return;
    if (event->action == SVAR_EVENT_TEXT && utf8_valid(question_str(event->text)))
        take_text(q, question_str(event->text), scratch, result);
    if (event->action == SVAR_EVENT_ADJUST) step(q, event->number, scratch, result);
    if (event->action == SVAR_EVENT_NUMBER && isfinite(event->number) && event->number >= -most &&
        event->number <= most)
        set_value(q, (int64_t)llround(event->number * (double)unit_of(q)), scratch, result);
}

const struct question_type question_integer = {
    .about = {"integer", "A whole number", "integer", NULL,
              "body::svar:min body::svar:max body::svar:step", 0},
    .build = build,
    .handle = handle,
};

const struct question_type question_decimal = {
    .about = {"decimal", "A number", "decimal", NULL,
              "body::svar:min body::svar:max body::svar:step", 0},
    .build = build,
    .handle = handle,
};
