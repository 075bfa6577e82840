/* SPDX-License-Identifier: EUPL-1.2 */
/* Five faces with words. The first kind goes from sad to happy; the second shows five degrees of
 * happiness, from calm to beaming, which younger children tell apart better (Hall 2016). The faces
 * go by the place of a choice in its list, whatever its code is. */
#include "youth.h"

static void build(const struct svar_question *q, struct svar_writer *w, int32_t from)
{
    struct svar_reader records = q->records;
    struct svar_choice choice;
    int32_t steps = (int32_t)youth_choice_count(q) - 1, step = 0;

    youth_write_group(q, w, SVAR_ROLE_RADIOGROUP, 0, SVAR_LAYOUT_EVEN_ROW);
    while (svar_choice_next(&records, &choice)) {
        if ((choice.flags & SVAR_CHOICE_MISSING) != 0) continue;
        youth_write_choice(q, w, &choice, SVAR_ROLE_RADIO, 1, 0);
        youth_draw_face(w, steps > 0 ? from + (100 - from) * step / steps : 100);
        step++;
    }
}

static void build_smile(const struct svar_question *q, struct svar_writer *w)
{
    build(q, w, -100);
}

static void build_happy(const struct svar_question *q, struct svar_writer *w)
{
    build(q, w, 0);
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct youth_scratch *scratch, struct svar_result *result)
{
    (void)scratch;
    youth_handle_one(q, event, result);
}

const struct youth_type youth_smile5 = {
    {"smile5", "Faces from sad to happy", "select_one", "svar:smile5", NULL, 0},
    build_smile,
    handle,
    NULL,
};

const struct youth_type youth_happy5 = {
    {"happy5", "Faces in degrees of happiness", "select_one", "svar:happy5", NULL, 0},
    build_happy,
    handle,
    NULL,
};
