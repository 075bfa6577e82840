// SPDX-License-Identifier: EUPL-1.2
// Asks the built-in question types as a host asks them: messages in, messages out.
#pragma once

#include "tests/unit/test.h"

#include "base/str.h"
#include "question/question.h"

#include <svar/question_message.h>

#include <math.h>
#include <stdio.h>

struct ask {
    struct svar_question q;
    const struct svar_choice *choices;
    size_t choice_count;
    const char *column, *column_value;
    uint8_t in[64 * 1024];
    uint8_t out[64 * 1024];
    struct svar_element elements[64];
    size_t element_count;
    struct svar_result result;
};

static inline const struct svar_question_factory_1 *factory(void)
{
    return question_builtin.get_factory(SVAR_QUESTION_1);
}

static inline uint32_t index_of(const char *type)
{
    for (uint32_t i = 0; i < factory()->count(factory()); i++) {
        if (strcmp(factory()->describe(factory(), i)->type, type) == 0) return i;
    }
    fail_msg("no type %s", type);
    return 0;
}

static inline struct ask *ask(const char *type, const char *appearance, const char *value)
{
    static struct ask a;
    struct svar_text none = svar_text_of("");
    memset(&a, 0, sizeof a);
    a.q.path = svar_text_of("q1");
    a.q.type = svar_text_of(type);
    a.q.appearance = svar_text_of(appearance);
    a.q.parameters = none;
    a.q.label = svar_text_of("Fråga?");
    a.q.hint = none;
    a.q.image = none;
    a.q.language = svar_text_of("sv");
    a.q.value = svar_text_of(value);
    a.q.error = none;
    a.q.state = none;
    return &a;
}

static inline struct svar_choice choice(const char *name, const char *label, uint32_t flags,
                                        int32_t missing)
{
    return (struct svar_choice){flags,
                                missing,
                                svar_text_of(name),
                                svar_text_of(label),
                                svar_text_of(""),
                                svar_text_of(""),
                                svar_text_of("")};
}

static inline uint32_t question_bytes(struct ask *a)
{
    struct svar_writer w = svar_message_begin(a->in, sizeof a->in, SVAR_MESSAGE_QUESTION);
    svar_write_question(&w, &a->q);
    for (size_t i = 0; i < a->choice_count; i++)
        svar_write_choice(&w, &a->choices[i]);
    if (a->column) svar_write_attribute(&w, svar_text_of(a->column), svar_text_of(a->column_value));
    uint32_t bytes = svar_message_end(&w);
    assert_true(bytes <= sizeof a->in);
    return bytes;
}

static inline void build(struct ask *a)
{
    struct svar_error error;
    struct svar_reader records, fields;
    uint32_t bytes = 0, kind, index = index_of(a->q.type.ptr), in = question_bytes(a);
    assert_int_equal(
        factory()->build(factory(), index, a->in, in, a->out, sizeof a->out, &bytes, &error), 0);
    assert_true(svar_message_open(a->out, bytes, SVAR_MESSAGE_ELEMENTS, &records));
    a->element_count = 0;
    while (svar_record_next(&records, &kind, &fields)) {
        assert_int_equal(kind, SVAR_RECORD_ELEMENT);
        a->elements[a->element_count++] = svar_element_read(&fields);
    }
    assert_int_equal(records.at, records.bytes);
}

static inline const struct svar_element *element(const struct ask *a, const char *id)
{
    for (size_t i = 0; i < a->element_count; i++) {
        if (svar_text_is(a->elements[i].id, id)) return &a->elements[i];
    }
    fail_msg("no element \"%s\"", id);
    return NULL;
}

static inline void handle(struct ask *a, uint32_t action, const char *id, const char *text,
                          double number)
{
    uint8_t event_bytes[40000];
    struct svar_event event = {action, number, svar_text_of(id), svar_text_of(text)};
    struct svar_error error;
    uint32_t bytes = 0, index = index_of(a->q.type.ptr), in = question_bytes(a);
    uint32_t event_size = svar_event_write(event_bytes, sizeof event_bytes, &event);
    assert_true(event_size <= sizeof event_bytes);
    assert_int_equal(factory()->handle(factory(), index, a->in, in, event_bytes, event_size, a->out,
                                       sizeof a->out, &bytes, &error),
                     0);
    assert_true(svar_result_read(a->out, bytes, &a->result));
}

static inline void tap(struct ask *a, const char *id)
{
    handle(a, SVAR_EVENT_ACTIVATE, id, "", 0);
}

static inline void type(struct ask *a, const char *text)
{
    handle(a, SVAR_EVENT_TEXT, "field", text, 0);
}

static inline void assert_value(const struct ask *a, const char *value, int missing)
{
    assert_true(a->result.flags & SVAR_RESULT_VALUE);
    assert_str(str_make(a->result.value.ptr, a->result.value.bytes), value);
    assert_int_equal(a->result.missing, missing);
}
