/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads and writes the records of svar/question.h, for both sides. Inline, nothing to link.
 *
 * A type:  struct svar_question q;
 *          if (!svar_question_read(bytes, size, &q)) return svar_fail(error, "not a question");
 *          struct svar_writer w = svar_message_begin(out, capacity, SVAR_MESSAGE_ELEMENTS);
 *          svar_write_head(&w, &q);
 *          struct svar_element e = svar_element_make(SVAR_ROLE_BUTTON, 0, "more",
 *                                                     svar_text_of("More"));
 *          svar_write_element(&w, &e);
 *          *out_bytes = svar_message_end(&w);
 *          return 0; */
#ifndef SVAR_QUESTION_MESSAGE_H
#define SVAR_QUESTION_MESSAGE_H

#include <svar/question.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the question message ---- */

static inline void svar_write_question(struct svar_writer *w, const struct svar_question *q)
{
    svar_record_begin(w, SVAR_RECORD_QUESTION);
    svar_write_u32(w, q->flags);
    svar_write_u32(w, q->screen_mm_wide);
    svar_write_u32(w, q->screen_mm_high);
    svar_write_u32(w, q->text_scale_percent);
    svar_write_u32(w, q->characters_max);
    svar_write_i32(w, q->missing);
    svar_write_text(w, q->path);
    svar_write_text(w, q->type);
    svar_write_text(w, q->appearance);
    svar_write_text(w, q->parameters);
    svar_write_text(w, q->label);
    svar_write_text(w, q->hint);
    svar_write_text(w, q->image);
    svar_write_text(w, q->language);
    svar_write_text(w, q->value);
    svar_write_text(w, q->error);
    svar_write_text(w, q->state);
    svar_record_end(w);
}

/* False when the bytes are no question message. Text is borrowed from them. */
static inline int svar_question_read(const uint8_t *message, size_t bytes,
                                     struct svar_question *out)
{
    struct svar_reader records, r;
    uint32_t kind;
    if (!svar_message_open(message, bytes, SVAR_MESSAGE_QUESTION, &records) ||
        !svar_record_next(&records, &kind, &r) || kind != SVAR_RECORD_QUESTION)
        return 0;
    out->flags = svar_read_u32(&r);
    out->screen_mm_wide = svar_read_u32(&r);
    out->screen_mm_high = svar_read_u32(&r);
    out->text_scale_percent = svar_read_u32(&r);
    out->characters_max = svar_read_u32(&r);
    out->missing = svar_read_i32(&r);
    out->path = svar_read_text(&r);
    out->type = svar_read_text(&r);
    out->appearance = svar_read_text(&r);
    out->parameters = svar_read_text(&r);
    out->label = svar_read_text(&r);
    out->hint = svar_read_text(&r);
    out->image = svar_read_text(&r);
    out->language = svar_read_text(&r);
    out->value = svar_read_text(&r);
    out->error = svar_read_text(&r);
    out->state = svar_read_text(&r);
    out->records = records;
    return 1;
}

static inline void svar_write_choice(struct svar_writer *w, const struct svar_choice *choice)
{
    svar_record_begin(w, SVAR_RECORD_CHOICE);
    svar_write_u32(w, choice->flags);
    svar_write_i32(w, choice->missing);
    svar_write_text(w, choice->name);
    svar_write_text(w, choice->label);
    svar_write_text(w, choice->image);
    svar_write_text(w, choice->audio);
    svar_write_text(w, choice->picture);
    svar_record_end(w);
}

/* Walks the choices: copy q.records into a reader of your own first. False after the last one. */
static inline int svar_choice_next(struct svar_reader *records, struct svar_choice *out)
{
    struct svar_reader r;
    uint32_t kind;
    while (svar_record_next(records, &kind, &r)) {
        if (kind != SVAR_RECORD_CHOICE) continue;
        out->flags = svar_read_u32(&r);
        out->missing = svar_read_i32(&r);
        out->name = svar_read_text(&r);
        out->label = svar_read_text(&r);
        out->image = svar_read_text(&r);
        out->audio = svar_read_text(&r);
        out->picture = svar_read_text(&r);
        return 1;
    }
    return 0;
}

static inline void svar_write_part(struct svar_writer *w, const struct svar_part *part)
{
    svar_record_begin(w, SVAR_RECORD_PART);
    svar_write_i32(w, part->missing);
    svar_write_text(w, part->name);
    svar_write_text(w, part->value);
    svar_write_text(w, part->type);
    svar_write_text(w, part->label);
    svar_write_text(w, part->picture);
    svar_record_end(w);
}

/* Walks the parts of a group: of a question as the choices (q.records), of a result from
 * svar_message_open. False after the last one. */
static inline int svar_part_next(struct svar_reader *records, struct svar_part *out)
{
    struct svar_reader r;
    uint32_t kind;
    while (svar_record_next(records, &kind, &r)) {
        if (kind != SVAR_RECORD_PART) continue;
        out->missing = svar_read_i32(&r);
        out->name = svar_read_text(&r);
        out->value = svar_read_text(&r);
        out->type = svar_read_text(&r);
        out->label = svar_read_text(&r);
        out->picture = svar_read_text(&r);
        return 1;
    }
    return 0;
}

static inline struct svar_part svar_part_make(struct svar_text name)
{
    struct svar_part part;
    memset(&part, 0, sizeof part);
    part.name = name;
    part.value = svar_text_of("");
    part.type = svar_text_of("");
    part.label = svar_text_of("");
    part.picture = svar_text_of("");
    return part;
}

static inline void svar_write_attribute(struct svar_writer *w, struct svar_text column,
                                        struct svar_text value)
{
    svar_record_begin(w, SVAR_RECORD_ATTRIBUTE);
    svar_write_text(w, column);
    svar_write_text(w, value);
    svar_record_end(w);
}

/* The value of a column that the type asked for; empty where the form has none. */
static inline struct svar_text svar_question_attribute(const struct svar_question *q,
                                                       const char *column)
{
    struct svar_reader records = q->records, r;
    uint32_t kind;
    while (svar_record_next(&records, &kind, &r)) {
        if (kind == SVAR_RECORD_ATTRIBUTE && svar_text_is(svar_read_text(&r), column))
            return svar_read_text(&r);
    }
    return svar_text_of("");
}

/* The value of "key=value" in the parameters column (keys in lower case; between pairs stand
 * spaces, commas or semicolons); empty where it is absent. */
static inline struct svar_text svar_question_parameter(const struct svar_question *q,
                                                       const char *key)
{
    const char *p = q->parameters.ptr;
    uint32_t at = 0, bytes = q->parameters.bytes, key_bytes = (uint32_t)strlen(key);
    while (at < bytes) {
        uint32_t from = at, equals;
        while (at < bytes && p[at] != ' ' && p[at] != ',' && p[at] != ';')
            at++;
        equals = from + key_bytes;
        if (equals < at && p[equals] == '=' && memcmp(p + from, key, key_bytes) == 0)
            return svar_text_make(p + equals + 1, at - equals - 1);
        at++;
    }
    return svar_text_of("");
}

/* ---- the elements message ---- */

/* An element with the usual fields; set the others on what is returned. */
static inline struct svar_element svar_element_make(uint32_t role, uint32_t depth, const char *id,
                                                    struct svar_text name)
{
    struct svar_element e;
    memset(&e, 0, sizeof e);
    e.role = role;
    e.depth = depth;
    e.max = -1; /* no bounds */
    e.id = svar_text_of(id);
    e.name = name;
    e.value = svar_text_of("");
    e.image = svar_text_of("");
    return e;
}

static inline void svar_write_element(struct svar_writer *w, const struct svar_element *e)
{
    svar_record_begin(w, SVAR_RECORD_ELEMENT);
    svar_write_u32(w, e->role);
    svar_write_u32(w, e->flags);
    svar_write_u32(w, e->depth);
    svar_write_u32(w, e->layout);
    svar_write_u32(w, e->input);
    svar_write_u32(w, e->characters_max);
    svar_write_f64(w, e->min);
    svar_write_f64(w, e->max);
    svar_write_f64(w, e->step);
    svar_write_text(w, e->id);
    svar_write_text(w, e->name);
    svar_write_text(w, e->value);
    svar_write_text(w, e->image);
    svar_record_end(w);
}

/* The fields of an element record, as svar_record_next gives them. */
static inline struct svar_element svar_element_read(struct svar_reader *fields)
{
    struct svar_element e;
    e.role = svar_read_u32(fields);
    e.flags = svar_read_u32(fields);
    e.depth = svar_read_u32(fields);
    e.layout = svar_read_u32(fields);
    e.input = svar_read_u32(fields);
    e.characters_max = svar_read_u32(fields);
    e.min = svar_read_f64(fields);
    e.max = svar_read_f64(fields);
    e.step = svar_read_f64(fields);
    e.id = svar_read_text(fields);
    e.name = svar_read_text(fields);
    e.value = svar_read_text(fields);
    e.image = svar_read_text(fields);
    return e;
}

/* What stands above every question: its words as a heading, its picture, its hint, and its error
 * where there is one. Ids: "label", "image", "hint", "error". */
static inline void svar_write_head(struct svar_writer *w, const struct svar_question *q)
{
    struct svar_element e;
    if (q->label.bytes > 0) {
        e = svar_element_make(SVAR_ROLE_HEADING, 0, "label", q->label);
        svar_write_element(w, &e);
    }
    if (q->image.bytes > 0) {
        e = svar_element_make(SVAR_ROLE_IMAGE, 0, "image", q->label);
        e.image = q->image;
        svar_write_element(w, &e);
    }
    if (q->hint.bytes > 0) {
        e = svar_element_make(SVAR_ROLE_TEXT, 0, "hint", q->hint);
        svar_write_element(w, &e);
    }
    if ((q->flags & SVAR_QUESTION_INVALID) != 0 && q->error.bytes > 0) {
        e = svar_element_make(SVAR_ROLE_ALERT, 0, "error", q->error);
        svar_write_element(w, &e);
    }
}

/* The missing codes among the choices as a row of chips at the end; nothing where there are none.
 * The chosen one is the one named by `value`, or whose code is `missing`. Ids: "missing" for the
 * row, the choices' names for the chips. */
static inline void svar_write_missing_chips(struct svar_writer *w, const struct svar_question *q)
{
    struct svar_reader records = q->records;
    struct svar_choice choice;
    int begun = 0;
    while (svar_choice_next(&records, &choice)) {
        struct svar_element e;
        if ((choice.flags & SVAR_CHOICE_MISSING) == 0) continue;
        if (!begun) {
            e = svar_element_make(SVAR_ROLE_GROUP, 0, "missing", svar_text_of(""));
            e.layout = SVAR_LAYOUT_CHIPS;
            svar_write_element(w, &e);
            begun = 1;
        }
        e = svar_element_make(SVAR_ROLE_RADIO, 1, "", choice.label);
        e.id = choice.name;
        e.flags = SVAR_ELEMENT_MISSING;
        if (svar_text_has_word(q->value, choice.name) ||
            (q->value.bytes == 0 && q->missing != 0 && q->missing == choice.missing))
            e.flags |= SVAR_ELEMENT_CHECKED;
        if ((q->flags & SVAR_QUESTION_READ_ONLY) != 0) e.flags |= SVAR_ELEMENT_DISABLED;
        svar_write_element(w, &e);
    }
}

/* ---- pictures ---- */

static inline void svar_shape_begin(struct svar_writer *w, uint32_t fill, uint32_t stroke,
                                    uint32_t stroke_width)
{
    svar_record_begin(w, SVAR_RECORD_SHAPE);
    svar_write_u32(w, fill);
    svar_write_u32(w, stroke);
    svar_write_u32(w, stroke_width);
}

static inline void svar_shape_end(struct svar_writer *w)
{
    svar_record_end(w);
}

static inline uint32_t svar_path_points(uint32_t op)
{
    return op == SVAR_PATH_MOVE || op == SVAR_PATH_LINE ? 1
           : op == SVAR_PATH_QUAD                       ? 2
           : op == SVAR_PATH_CUBIC                      ? 3
                                                        : 0;
}

static inline void svar_path_add(struct svar_writer *w, uint32_t op, const int32_t *xy)
{
    uint32_t i;
    svar_write_u32(w, op);
    for (i = 0; i < svar_path_points(op) * 2; i++)
        svar_write_i32(w, xy[i]);
}

static inline void svar_path_move(struct svar_writer *w, int32_t x, int32_t y)
{
    int32_t xy[2];
    xy[0] = x;
    xy[1] = y;
    svar_path_add(w, SVAR_PATH_MOVE, xy);
}

static inline void svar_path_line(struct svar_writer *w, int32_t x, int32_t y)
{
    int32_t xy[2];
    xy[0] = x;
    xy[1] = y;
    svar_path_add(w, SVAR_PATH_LINE, xy);
}

static inline void svar_path_cubic(struct svar_writer *w, int32_t x1, int32_t y1, int32_t x2,
                                   int32_t y2, int32_t x, int32_t y)
{
    int32_t xy[6];
    xy[0] = x1;
    xy[1] = y1;
    xy[2] = x2;
    xy[3] = y2;
    xy[4] = x;
    xy[5] = y;
    svar_path_add(w, SVAR_PATH_CUBIC, xy);
}

static inline void svar_path_close(struct svar_writer *w)
{
    svar_write_u32(w, SVAR_PATH_CLOSE);
}

/* A circle as four curves; closed. */
static inline void svar_path_circle(struct svar_writer *w, int32_t x, int32_t y, int32_t radius)
{
    int32_t k = (radius * 552 + 500) / 1000; /* 4/3 (√2 − 1) */
    svar_path_move(w, x + radius, y);
    svar_path_cubic(w, x + radius, y + k, x + k, y + radius, x, y + radius);
    svar_path_cubic(w, x - k, y + radius, x - radius, y + k, x - radius, y);
    svar_path_cubic(w, x - radius, y - k, x - k, y - radius, x, y - radius);
    svar_path_cubic(w, x + k, y - radius, x + radius, y - k, x + radius, y);
    svar_path_close(w);
}

/* The fields of a shape record. */
static inline struct svar_shape svar_shape_read(struct svar_reader *fields)
{
    struct svar_shape shape;
    shape.fill = svar_read_u32(fields);
    shape.stroke = svar_read_u32(fields);
    shape.stroke_width = svar_read_u32(fields);
    shape.steps = *fields;
    return shape;
}

/* Moves to the next step of a path. False at the end, and at anything that is no step: then at
 * stays short of bytes. */
static inline int svar_path_next(struct svar_reader *steps, struct svar_path_step *out)
{
    struct svar_reader r = *steps;
    uint32_t i, numbers;
    if (r.bytes - r.at < 4) return 0;
    out->op = svar_read_u32(&r);
    numbers = svar_path_points(out->op) * 2;
    if (out->op < SVAR_PATH_MOVE || out->op > SVAR_PATH_CLOSE || r.bytes - r.at < numbers * 4)
        return 0;
    for (i = 0; i < numbers; i++)
        out->xy[i] = svar_read_i32(&r);
    *steps = r;
    return 1;
}

/* ---- the event and the result ---- */

/* Writes a whole event message; returns the size needed. */
static inline uint32_t svar_event_write(uint8_t *out, uint32_t capacity,
                                        const struct svar_event *event)
{
    struct svar_writer w = svar_message_begin(out, capacity, SVAR_MESSAGE_EVENT);
    svar_record_begin(&w, SVAR_RECORD_EVENT);
    svar_write_u32(&w, event->action);
    svar_write_f64(&w, event->number);
    svar_write_text(&w, event->id);
    svar_write_text(&w, event->text);
    svar_record_end(&w);
    return svar_message_end(&w);
}

/* False when the bytes are no event message. */
static inline int svar_event_read(const uint8_t *message, size_t bytes, struct svar_event *out)
{
    struct svar_reader records, r;
    uint32_t kind;
    if (!svar_message_open(message, bytes, SVAR_MESSAGE_EVENT, &records) ||
        !svar_record_next(&records, &kind, &r) || kind != SVAR_RECORD_EVENT)
        return 0;
    out->action = svar_read_u32(&r);
    out->number = svar_read_f64(&r);
    out->id = svar_read_text(&r);
    out->text = svar_read_text(&r);
    return 1;
}

/* A result that says "nothing new". */
static inline struct svar_result svar_result_make(void)
{
    struct svar_result result;
    memset(&result, 0, sizeof result);
    result.value = svar_text_of("");
    result.state = svar_text_of("");
    result.notice = svar_text_of("");
    return result;
}

/* The result record of a message that goes on with parts. */
static inline void svar_write_result(struct svar_writer *w, const struct svar_result *result)
{
    svar_record_begin(w, SVAR_RECORD_RESULT);
    svar_write_u32(w, result->flags);
    svar_write_i32(w, result->missing);
    svar_write_text(w, result->value);
    svar_write_text(w, result->state);
    svar_write_text(w, result->notice);
    svar_record_end(w);
}

/* Writes a whole result message; returns the size needed. */
static inline uint32_t svar_result_write(uint8_t *out, uint32_t capacity,
                                         const struct svar_result *result)
{
    struct svar_writer w = svar_message_begin(out, capacity, SVAR_MESSAGE_RESULT);
    svar_write_result(&w, result);
    return svar_message_end(&w);
}

/* False when the bytes are no result message. */
static inline int svar_result_read(const uint8_t *message, size_t bytes, struct svar_result *out)
{
    struct svar_reader records, r;
    uint32_t kind;
    if (!svar_message_open(message, bytes, SVAR_MESSAGE_RESULT, &records) ||
        !svar_record_next(&records, &kind, &r) || kind != SVAR_RECORD_RESULT)
        return 0;
    out->flags = svar_read_u32(&r);
    out->missing = svar_read_i32(&r);
    out->value = svar_read_text(&r);
    out->state = svar_read_text(&r);
    out->notice = svar_read_text(&r);
    return 1;
}

#ifdef __cplusplus
}
#endif

#endif
