// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a question message and an event: the built-in types answer or refuse, and what they
// answer can be read. The first byte picks the type, the next two the length of the question.
#include "base/check.h"
#include "base/str.h"
#include "question/question.h"

#include <svar/question_message.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_elements(const uint8_t *message, uint32_t bytes)
{
    struct svar_reader records, fields;
    uint32_t kind;

    CHECK(svar_message_open(message, bytes, SVAR_MESSAGE_ELEMENTS, &records));
    while (svar_record_next(&records, &kind, &fields)) {
        CHECK(kind == SVAR_RECORD_ELEMENT);
        struct svar_element e = svar_element_read(&fields);
        CHECK(e.role >= SVAR_ROLE_GROUP && e.role <= SVAR_ROLE_IMAGE);
        CHECK(fields.at == fields.bytes);
    }
    CHECK(records.at == records.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t out[SVAR_MESSAGE_BYTES_MAX];
    const struct svar_question_factory_1 *f = question_builtin.get_factory(SVAR_QUESTION_1);
    struct svar_error error;
    struct svar_result result;
    uint32_t bytes = 0;

    if (size < 3) return 0;
    uint32_t index = data[0] % f->count(f);
    size_t question_bytes = (size_t)data[1] << 8 | data[2];
    data += 3;
    size -= 3;
    if (question_bytes > size) question_bytes = size;
    if (f->build(f, index, data, (uint32_t)question_bytes, out, sizeof out, &bytes, &error) == 0 &&
        bytes <= sizeof out)
        check_elements(out, bytes);
    if (f->handle(f, index, data, (uint32_t)question_bytes, data + question_bytes,
                  (uint32_t)(size - question_bytes), out, sizeof out, &bytes, &error) == 0 &&
        bytes <= sizeof out) {
        CHECK(svar_result_read(out, bytes, &result));
        CHECK(result.value.bytes == 0 || result.missing == 0);
    }
    return 0;
}
