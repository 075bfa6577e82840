/* SPDX-License-Identifier: EUPL-1.2 */
/* Questionnaires for children and young people, and the question types that they use: faces,
 * thermometer, ladder, picture choice, dots to share out, pins on a plan. What a type stores are
 * the standard XLSForm nodes of its question, so reading the answers needs no plugin.
 *
 *   type             appearance        columns
 *   select_one       svar:smile5       –  five faces from sad to happy
 *   select_one       svar:happy5       –  five degrees of happiness
 *   integer, range   svar:thermometer  –  0 to 10
 *   integer, range   svar:ladder       –  0 to 10
 *   select_one       svar:pictures     choices: svar:picture
 *   select_multiple  svar:pictures     body::svar:max-choices; choices: svar:picture
 *   select_multiple  svar:pins         body::svar:columns, body::svar:max-choices; the choices are
 *                                      the cells of a plan, row by row
 *   begin_group      svar:dots         body::svar:dots; the group's integers are the boxes
 */
#include "youth.h"

#include <svar/questionnaire.h>

#include <forms/q-pepb.h>
#include <forms/q-ung.h>

static const struct youth_type *const types[] = {
    &youth_smile5,       &youth_happy5,  &youth_thermometer,
    &youth_ladder,       &youth_picture, &youth_pictures,
    &youth_pins,         &youth_dots,    &youth_thermometer_range,
    &youth_ladder_range,
};

/* ---- question types ---- */

static uint32_t type_count(const struct svar_question_factory_1 *factory)
{
    (void)factory;
    return sizeof types / sizeof *types;
}

static const struct svar_question_type_1 *type_describe(
    const struct svar_question_factory_1 *factory, uint32_t index)
{
    return index < type_count(factory) ? &types[index]->about : NULL;
}

static int32_t type_build(const struct svar_question_factory_1 *factory, uint32_t index,
                          const uint8_t *question, uint32_t question_bytes, uint8_t *out,
                          uint32_t capacity, uint32_t *out_bytes, struct svar_error *error)
{
    struct svar_question q;
    struct svar_writer w;

    if (index >= type_count(factory)) return svar_fail(error, "there is no such type");
    if (!svar_question_read(question, question_bytes, &q))
        return svar_fail(error, "the question cannot be read");
    w = svar_message_begin(out, capacity, SVAR_MESSAGE_ELEMENTS);
    svar_write_head(&w, &q);
    types[index]->build(&q, &w);
    svar_write_missing_chips(&w, &q);
    *out_bytes = svar_message_end(&w);
    return 0;
}

static int32_t type_handle(const struct svar_question_factory_1 *factory, uint32_t index,
                           const uint8_t *question, uint32_t question_bytes, const uint8_t *event,
                           uint32_t event_bytes, uint8_t *out, uint32_t capacity,
                           uint32_t *out_bytes, struct svar_error *error)
{
    struct youth_scratch scratch;
    struct svar_question q;
    struct svar_event happened;
    struct svar_result result = svar_result_make();
    struct svar_writer w;

    if (index >= type_count(factory)) return svar_fail(error, "there is no such type");
    if (!svar_question_read(question, question_bytes, &q) ||
        !svar_event_read(event, event_bytes, &happened))
        return svar_fail(error, "the question or the event cannot be read");
    scratch.bytes = 0;
    if (!youth_has_flag(&q, SVAR_QUESTION_READ_ONLY))
        types[index]->handle(&q, &happened, &scratch, &result);
    w = svar_message_begin(out, capacity, SVAR_MESSAGE_RESULT);
    svar_write_result(&w, &result);
    if ((result.flags & SVAR_RESULT_PARTS) != 0) types[index]->parts(&q, &happened, &w);
    *out_bytes = svar_message_end(&w);
    return 0;
}

static const struct svar_question_factory_1 questions = {type_count, type_describe, type_build,
                                                         type_handle};

/* ---- questionnaires ---- */

static const struct svar_questionnaire_1 forms[] = {
    {
        .id = "q-ung",
        .title = "Ungas inflytande",
        .language = "sv",
        .version = "2026.1",
        .file_name = "q-ung.md",
        .form = form_q_ung,
        .form_bytes = sizeof form_q_ung,
    },
    {
        .id = "q-pepb",
        .title = "Pep: min vardag",
        .language = "sv",
        .version = "2026.1",
        .file_name = "q-pepb.md",
        .form = form_q_pepb,
        .form_bytes = sizeof form_q_pepb,
    },
};

static uint32_t form_count(const struct svar_questionnaire_factory_1 *factory)
{
    (void)factory;
    return sizeof forms / sizeof *forms;
}

static const struct svar_questionnaire_1 *form_get(
    const struct svar_questionnaire_factory_1 *factory, uint32_t index)
{
    return index < form_count(factory) ? &forms[index] : NULL;
}

static const struct svar_questionnaire_factory_1 questionnaires = {form_count, form_get};

static const void *get_factory(const char *factory_id)
{
    if (strcmp(factory_id, SVAR_QUESTION_1) == 0) return &questions;
    if (strcmp(factory_id, SVAR_QUESTIONNAIRE_1) == 0) return &questionnaires;
    return NULL;
}

const struct svar_plugin svar_plugin_entry = {
    .abi_major = SVAR_ABI_MAJOR,
    .abi_minor = SVAR_ABI_MINOR,
    .id = "youth",
    .name = "Questionnaires and question types for children and young people",
    .version = "1",
    .license = "EUPL-1.2",
    .get_factory = get_factory,
};
