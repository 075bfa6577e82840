/* SPDX-License-Identifier: EUPL-1.2 */
/* Choices as drawings with words under them, one or several of them, and pins on a plan: the same
 * choices as the plan's cells, where the drawing alone is seen and the words are read aloud. A cell
 * is all that is kept of where a finger was. */
#include "youth.h"

enum { PICTURES_A_ROW = 3, NARROW_MM = 190, NO_LIMIT = 1000 };

static uint32_t role_of(const struct svar_question *q)
{
    return svar_text_is(q->type, "select_one") ? SVAR_ROLE_RADIO : SVAR_ROLE_CHECKBOX;
}

static int32_t most_of(const struct svar_question *q)
{
    return youth_number(svar_question_attribute(q, "body::svar:max-choices"), 1, NO_LIMIT,
                        NO_LIMIT);
}

/* Even rows: 6 pictures stand 3 and 3, 8 stand 4 and 4, 9 stand in three rows of 3 or, where the
 * screen is wide and low, 5 and 4. */
static uint32_t pictures_a_row(const struct svar_question *q, uint32_t count)
{
    uint32_t most = q->screen_mm_wide < NARROW_MM ? PICTURES_A_ROW : PICTURES_A_ROW + 2;
    uint32_t rows;
    if (q->text_scale_percent > 130) most = PICTURES_A_ROW;
    rows = (count + most - 1) / most;
    return rows > 0 ? (count + rows - 1) / rows : 1;
}

static void build_choices(const struct svar_question *q, struct svar_writer *w, uint32_t a_row,
                          int cells)
{
    struct svar_reader records = q->records;
    struct svar_choice choice;
    uint32_t role = role_of(q), i = 0;

    youth_write_group(q, w, role == SVAR_ROLE_RADIO ? SVAR_ROLE_RADIOGROUP : SVAR_ROLE_GROUP, 0,
                      SVAR_LAYOUT_AUTO);
    while (svar_choice_next(&records, &choice)) {
        if ((choice.flags & SVAR_CHOICE_MISSING) != 0) continue;
        if (i % a_row == 0) youth_write_row(w, 1, i / a_row + 1);
        youth_write_choice(q, w, &choice, role, 2, cells ? (uint32_t)SVAR_ELEMENT_PICTURE_ONLY : 0);
        if (choice.image.bytes == 0) youth_draw(w, choice.picture);
        if (cells && svar_text_has_word(q->value, choice.name)) youth_draw_pin(w);
        i++;
    }
}

static void build_pictures(const struct svar_question *q, struct svar_writer *w)
{
    build_choices(q, w, pictures_a_row(q, youth_choice_count(q)), 0);
}

static void build_pins(const struct svar_question *q, struct svar_writer *w)
{
    struct svar_text columns = svar_question_attribute(q, "body::svar:columns");
    build_choices(q, w, (uint32_t)youth_number(columns, 1, 8, 4), 1);
}

static void handle_one(const struct svar_question *q, const struct svar_event *event,
                       struct youth_scratch *scratch, struct svar_result *result)
{
    (void)scratch;
    youth_handle_one(q, event, result);
}

static void handle_several(const struct svar_question *q, const struct svar_event *event,
                           struct youth_scratch *scratch, struct svar_result *result)
{
    youth_handle_several(q, event, most_of(q), scratch, result);
}

const struct youth_type youth_picture = {
    {"picture", "One of several pictures", "select_one", "svar:pictures", NULL, 0},
    build_pictures,
    handle_one,
    NULL,
};

const struct youth_type youth_pictures = {
    {"pictures", "Any of several pictures", "select_multiple", "svar:pictures",
     "body::svar:max-choices", 0},
    build_pictures,
    handle_several,
    NULL,
};

const struct youth_type youth_pins = {
    {"pins", "Pins on a plan", "select_multiple", "svar:pins",
     "body::svar:max-choices body::svar:columns", 0},
    build_pins,
    handle_several,
    NULL,
};
