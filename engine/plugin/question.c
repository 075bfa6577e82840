// SPDX-License-Identifier: EUPL-1.2
// Calls of a question type. Its answers are taken as what they may one day be: bytes from another
// process. Everything in them is checked here, so that the kiosk can draw and store them as they
// are.
#include "plugin/registry_priv.h"

#include "base/check.h"
#include "base/limits.h"

#include <math.h>
#include <stdlib.h>

enum {
    FIRST_BYTES = 16 * 1024,
    DEPTH_MAX = 7,
    ELEMENTS_MAX = 20000,
    STATE_BYTES_MAX = 4096,
    NOTICE_BYTES_MAX = 1024,
    RESULT_FLAGS = SVAR_RESULT_VALUE | SVAR_RESULT_STATE | SVAR_RESULT_GO_ON | SVAR_RESULT_NOTICE |
                   SVAR_RESULT_PARTS,
};

// ---- checking elements ----

static bool text_ok(struct svar_text text)
{
    return utf8_valid(plugin_str(text));
}

static const char *element_fault(const struct svar_element *e, uint32_t depth_max)
{
    if (e->role < SVAR_ROLE_GROUP || e->role > SVAR_ROLE_IMAGE) return "an unknown role";
    if (e->depth > depth_max) return "an element without a parent";
    if (e->layout > SVAR_LAYOUT_ROW || e->input > SVAR_INPUT_DECIMAL)
        return "an unknown layout or input";
    if (!isfinite(e->min) || !isfinite(e->max) || !isfinite(e->step) || e->step < 0)
        return "bounds that are no numbers";
    if (e->id.bytes > 255) return "an id that is too long";
    if (!text_ok(e->id) || !text_ok(e->name) || !text_ok(e->value) || !text_ok(e->image))
        return "text that is not UTF-8";
    return NULL;
}

static const char *shape_fault(struct svar_reader fields)
{
    struct svar_shape shape = svar_shape_read(&fields);
    struct svar_path_step step;

    if (shape.fill > SVAR_COLOUR_SUN_INK || shape.stroke > SVAR_COLOUR_SUN_INK)
        return "an unknown colour";
    while (svar_path_next(&shape.steps, &step)) {
        for (uint32_t i = 0; i < svar_path_points(step.op) * 2; i++) {
            if (step.xy[i] < -100000 || step.xy[i] > 100000) return "a point that is far away";
        }
    }
    return shape.steps.at == shape.steps.bytes ? NULL : "a path that cannot be read";
}

static int compare_ids(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static const char *twice_fault(struct buf *ids)
{
    size_t count = ids->len / sizeof(struct str);
    struct str *list = (struct str *)(void *)ids->ptr;
    if (count < 2) return NULL;
    qsort(list, count, sizeof *list, compare_ids);
    for (size_t i = 1; i < count; i++) {
        if (str_eq(list[i - 1], list[i])) return "two elements with one id";
    }
    return NULL;
}

static const char *elements_fault(const uint8_t *message, size_t bytes, struct buf *ids)
{
    struct svar_reader records, fields;
    uint32_t kind, depth_max = 0;

    if (!svar_message_open(message, bytes, SVAR_MESSAGE_ELEMENTS, &records))
        return "no elements message";
    while (svar_record_next(&records, &kind, &fields)) {
        const char *fault = NULL;
        if (kind == SVAR_RECORD_ELEMENT) {
            struct svar_element e = svar_element_read(&fields);
            struct str id = plugin_str(e.id);
            bool parent = e.role == SVAR_ROLE_GROUP || e.role == SVAR_ROLE_RADIOGROUP;
            fault = element_fault(&e, depth_max);
            depth_max = parent && e.depth < DEPTH_MAX ? e.depth + 1 : e.depth;
            buf_add(ids, &id, sizeof id);
            if (ids->len > ELEMENTS_MAX * sizeof id) return "too many elements";
        } else if (kind == SVAR_RECORD_SHAPE) {
            fault = ids->len > 0 ? shape_fault(fields) : "a shape without an element";
        }
        if (fault) return fault;
    }
    return records.at == records.bytes ? twice_fault(ids) : "a record that is cut off";
}

// ---- calling ----

// One call of build or handle into out, which grows when the type asks for more. What is thrown
// away on the way may hold an answer, so it is wiped.
static enum err call(const struct plugin_question *q, struct str question, struct str event,
                     struct buf *out, struct err_info *info)
{
    const struct svar_question_factory_1 *f = q->factory;
    const uint8_t *in = (const uint8_t *)question.ptr;
    const uint8_t *happened = (const uint8_t *)event.ptr;
    size_t capacity = FIRST_BYTES;

    CHECK(pthread_equal(pthread_self(), q->registry->main));
    CHECK(question.len <= SVAR_MESSAGE_BYTES_MAX && event.len <= SVAR_MESSAGE_BYTES_MAX);
    for (int attempt = 0; attempt < 2; attempt++) {
        struct svar_error error = {{0}};
        uint32_t bytes = 0;
        int32_t failed;
        buf_clear(out);
        if (out->capacity < capacity) {
            buf_wipe(out);
            buf_reserve(out, capacity);
        }
        uint32_t room = (uint32_t)(out->capacity < SVAR_MESSAGE_BYTES_MAX ? out->capacity
                                                                          : SVAR_MESSAGE_BYTES_MAX);
        if (happened)
            failed = f->handle(f, q->index, in, (uint32_t)question.len, happened,
                               (uint32_t)event.len, out->ptr, room, &bytes, &error);
        else
            failed =
                f->build(f, q->index, in, (uint32_t)question.len, out->ptr, room, &bytes, &error);
        if (failed)
            return plugin_fault(q->plugin, &error, happened ? "to take an event" : "to build",
                                info);
        if (bytes <= room) {
            out->len = bytes;
            return ERR_NONE;
        }
        if (bytes > SVAR_MESSAGE_BYTES_MAX) break;
        capacity = bytes;
    }
    return err_set(info, ERR_PLUGIN, "the plugin %s says more than a message can hold (type %s)",
                   q->plugin, q->type->id);
}

static enum err misbehaved(const struct plugin_question *q, const char *fault, struct buf *out,
                           struct err_info *info)
{
    buf_clear(out);
    return err_set(info, ERR_PLUGIN, "the plugin %s misbehaved: its type %s gave %s", q->plugin,
                   q->type->id, fault);
}

enum err plugin_question_build(const struct plugin_question *q, struct str question,
                               struct buf *out, struct err_info *info)
{
    struct buf ids = {0};
    enum err err = call(q, question, (struct str){0}, out, info);
    if (err) return err;
    const char *fault = elements_fault(out->ptr, out->len, &ids);
    buf_finish(&ids);
    return fault ? misbehaved(q, fault, out, info) : ERR_NONE;
}

static const char *result_fault(const struct svar_result *result)
{
    if ((result->flags & ~(uint32_t)RESULT_FLAGS) != 0) return "an unknown result";
    if (result->missing > 0 || result->missing < -3 ||
        (result->missing != 0 && result->value.bytes > 0))
        return "a missing code that cannot be";
    if (result->value.bytes > LIMIT_ANSWER_BYTES || result->state.bytes > STATE_BYTES_MAX ||
        result->notice.bytes > NOTICE_BYTES_MAX)
        return "a result that is too long";
    if (!text_ok(result->value) || !text_ok(result->notice)) return "text that is not UTF-8";
    return NULL;
}

static const char *parts_fault(const struct buf *message, const struct svar_result *result)
{
    struct svar_reader records;
    struct svar_part part;

    if ((result->flags & SVAR_RESULT_PARTS) == 0) return NULL;
    if ((result->flags & SVAR_RESULT_VALUE) != 0) return "a value and parts at once";
    if (!svar_message_open(message->ptr, message->len, SVAR_MESSAGE_RESULT, &records))
        return "no result message";
    while (svar_part_next(&records, &part)) {
        if (part.missing > 0 || part.missing < -3 || (part.missing != 0 && part.value.bytes > 0))
            return "a missing code that cannot be";
        if (part.value.bytes > LIMIT_ANSWER_BYTES) return "a result that is too long";
        if (!text_ok(part.name) || !text_ok(part.value)) return "text that is not UTF-8";
    }
    return records.at == records.bytes ? NULL : "a record that is cut off";
}

enum err plugin_question_handle(const struct plugin_question *q, struct str question,
                                const struct svar_event *event, struct buf *out,
                                struct svar_result *out_result, struct err_info *info)
{
    struct buf bytes = {0};
    struct svar_result result;
    uint32_t size = svar_event_write(NULL, 0, event);

    if (size > SVAR_MESSAGE_BYTES_MAX)
        return err_set(info, ERR_LIMIT, "a text of %u bytes is too long for a question",
                       (unsigned)event->text.bytes);
    buf_reserve(&bytes, size);
    bytes.len = svar_event_write(bytes.ptr, size, event);
    enum err err = call(q, question, buf_str(&bytes), out, info);
    buf_wipe(&bytes); // what was typed
    if (err) return err;
    if (!svar_result_read(out->ptr, out->len, &result))
        return misbehaved(q, "no result message", out, info);
    const char *fault = result_fault(&result);
    if (!fault) fault = parts_fault(out, &result);
    if (fault) return misbehaved(q, fault, out, info);
    *out_result = result;
    return ERR_NONE;
}
