// SPDX-License-Identifier: EUPL-1.2
// The built-in types' table and the two calls that lead to them. What a plugin author would write
// for one type is written here once for all: reading the question, the head, the missing codes
// below.
#include "question/question.h"

#include "question/question_priv.h"

static const struct question_type *const types[] = {
    &question_select_one, &question_select_multiple,
    &question_rank,       &question_range,
    &question_text,       &question_barcode,
    &question_integer,    &question_decimal,
    &question_date,       &question_time,
    &question_date_time,  &question_acknowledge,
    &question_note,
};

enum { TYPE_COUNT = sizeof types / sizeof *types };

static uint32_t type_count(const struct svar_question_factory_1 *factory)
{
    (void)factory;
    return TYPE_COUNT;
}

static const struct svar_question_type_1 *type_describe(
    const struct svar_question_factory_1 *factory, uint32_t index)
{
    (void)factory;
    return index < TYPE_COUNT ? &types[index]->about : NULL;
}

static int32_t type_build(const struct svar_question_factory_1 *factory, uint32_t index,
                          const uint8_t *question, uint32_t question_bytes, uint8_t *out,
                          uint32_t capacity, uint32_t *out_bytes, struct svar_error *error)
{
    struct svar_question q;

    (void)factory;
    if (index >= TYPE_COUNT) return svar_fail(error, "there is no such type");
    if (!svar_question_read(question, question_bytes, &q))
        return svar_fail(error, "the question cannot be read");
    struct svar_writer w = svar_message_begin(out, capacity, SVAR_MESSAGE_ELEMENTS);
    svar_write_head(&w, &q);
    types[index]->build(&q, &w);
    if (types[index]->handle) svar_write_missing_chips(&w, &q);
    *out_bytes = svar_message_end(&w);
    return 0;
}

static int32_t type_handle(const struct svar_question_factory_1 *factory, uint32_t index,
                           const uint8_t *question, uint32_t question_bytes, const uint8_t *event,
                           uint32_t event_bytes, uint8_t *out, uint32_t capacity,
                           uint32_t *out_bytes, struct svar_error *error)
{
    struct question_scratch scratch;
    struct svar_question q;
    struct svar_event happened;
    struct svar_result result = svar_result_make();

    (void)factory;
    if (index >= TYPE_COUNT) return svar_fail(error, "there is no such type");
    if (!svar_question_read(question, question_bytes, &q) ||
        !svar_event_read(event, event_bytes, &happened))
        return svar_fail(error, "the question or the event cannot be read");
    scratch.len = 0;
    if (types[index]->handle && (q.flags & SVAR_QUESTION_READ_ONLY) == 0)
        types[index]->handle(&q, &happened, &scratch, &result);
    *out_bytes = svar_result_write(out, capacity, &result);
    explicit_bzero(&scratch, sizeof scratch); // it may hold an answer
    return 0;
}

static const struct svar_question_factory_1 factory = {type_count, type_describe, type_build,
                                                       type_handle};

static const void *get_factory(const char *factory_id)
{
    return strcmp(factory_id, SVAR_QUESTION_1) == 0 ? &factory : NULL;
}

const struct svar_plugin question_builtin = {
    .abi_major = SVAR_ABI_MAJOR,
    .abi_minor = SVAR_ABI_MINOR,
    .id = "svar",
    .name = "Svar's own question types",
    .version = "1",
    .license = "EUPL-1.2",
    .get_factory = get_factory,
};
