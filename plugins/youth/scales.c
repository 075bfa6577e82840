/* SPDX-License-Identifier: EUPL-1.2 */
/* Whole numbers from 0 to 10 to tap, beside a thermometer that fills or a ladder that somebody
 * climbs. Eleven touch targets instead of a slider: nothing has to be dragged, and no place on the
 * scale is chosen before one is touched. Where the glass has 20 mm for each they stand in one row
 * under a drawing that lies down, each under its place on it; on narrower glass in two, beside a
 * drawing that stands. */
#include "youth.h"

enum { MOST = 10, NARROW_MM = 155, LOW_MM = 115, WIDE_MM = 239, LARGE_PERCENT = 150 };

static int32_t value_of(const struct svar_question *q)
{
    return youth_number(q->value, 0, MOST, -1);
}

static void write_step(const struct svar_question *q, struct svar_writer *w, uint32_t depth,
                       int32_t i)
{
    char digits[16];
    struct svar_element e = svar_element_make(SVAR_ROLE_RADIO, depth, "",
                                              svar_text_make(digits, youth_print(i, digits)));
    e.id = e.name;
    if (i == value_of(q)) e.flags |= SVAR_ELEMENT_CHECKED;
    if (youth_has_flag(q, SVAR_QUESTION_READ_ONLY)) e.flags |= SVAR_ELEMENT_DISABLED;
    svar_write_element(w, &e);
}

/* Children's targets are larger than eleven in a row could be on any kiosk's glass. */
static int in_one_row(const struct svar_question *q)
{
    return q->screen_mm_wide >= WIDE_MM && q->screen_mm_high >= LOW_MM &&
           q->text_scale_percent <= LARGE_PERCENT && !youth_has_flag(q, SVAR_QUESTION_CHILDREN);
}

static void build_row(const struct svar_question *q, struct svar_writer *w, enum youth_words name)
{
    char words[128];
    int32_t i;
    struct svar_element e =
        svar_element_make(SVAR_ROLE_IMAGE, 0, "picture", youth_words(q, name, 0, words));

    svar_write_element(w, &e);
    if (name == YOUTH_LADDER)
        youth_draw_ladder_lying(w, value_of(q), youth_has_flag(q, SVAR_QUESTION_RTL));
    else
        youth_draw_thermometer_lying(w, value_of(q), youth_has_flag(q, SVAR_QUESTION_RTL));
    youth_write_group(q, w, SVAR_ROLE_RADIOGROUP, 0, SVAR_LAYOUT_EVEN_ROW);
    for (i = 0; i <= MOST; i++)
        write_step(q, w, 1, i);
}

static void build(const struct svar_question *q, struct svar_writer *w, enum youth_words name,
                  void (*draw)(struct svar_writer *w, int32_t value))
{
    if (in_one_row(q)) {
        build_row(q, w, name);
        return;
    }
    struct svar_element e = svar_element_make(SVAR_ROLE_GROUP, 0, "scale", svar_text_of(""));
    char words[128];
    /* On a small tablet lying down the numbers alone have room. */
    int low = q->screen_mm_high < LOW_MM;
    int32_t a_row = !low && q->screen_mm_wide < NARROW_MM ? 4 : 6, i;

    e.layout = SVAR_LAYOUT_ROW;
    svar_write_element(w, &e);
    if (!low) {
        e = svar_element_make(SVAR_ROLE_IMAGE, 1, "picture", youth_words(q, name, 0, words));
        svar_write_element(w, &e);
        draw(w, value_of(q));
    }
    youth_write_group(q, w, SVAR_ROLE_RADIOGROUP, 1, SVAR_LAYOUT_AUTO);
    for (i = 0; i <= MOST; i++) {
        if (i % a_row == 0) youth_write_row(w, 2, (uint32_t)(i / a_row + 1));
        write_step(q, w, 3, i);
    }
}

static void build_thermometer(const struct svar_question *q, struct svar_writer *w)
{
    build(q, w, YOUTH_THERMOMETER, youth_draw_thermometer);
}

static void build_ladder(const struct svar_question *q, struct svar_writer *w)
{
    build(q, w, YOUTH_LADDER, youth_draw_ladder);
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct youth_scratch *scratch, struct svar_result *result)
{
    int32_t value;

    if (youth_handle_missing(q, event, result)) return;
    value = youth_number(event->id, 0, MOST, -1);
    if (event->action != SVAR_EVENT_ACTIVATE || value < 0) return;
    result->flags = SVAR_RESULT_VALUE;
    if (value == value_of(q)) return; /* taken back */
    scratch->bytes = youth_print(value, scratch->text);
    result->value = svar_text_make(scratch->text, scratch->bytes);
}

const struct youth_type youth_thermometer = {
    {"thermometer", "Thermometer from 0 to 10", "integer", "svar:thermometer", NULL, 0},
    build_thermometer,
    handle,
    NULL,
};

/* The same for a range from 0 to 10, which other tools show as a slider. */
const struct youth_type youth_thermometer_range = {
    {"thermometer-range", "Thermometer from 0 to 10", "range", "svar:thermometer", NULL, 0},
    build_thermometer,
    handle,
    NULL,
};

const struct youth_type youth_ladder_range = {
    {"ladder-range", "Ladder from 0 to 10", "range", "svar:ladder", NULL, 0},
    build_ladder,
    handle,
    NULL,
};

const struct youth_type youth_ladder = {
    {"ladder", "Ladder from 0 to 10", "integer", "svar:ladder", NULL, 0},
    build_ladder,
    handle,
    NULL,
};
