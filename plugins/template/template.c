/* SPDX-License-Identifier: EUPL-1.2 */
/* A plugin of one file, to copy and change. It offers one question type: a thermometer from 0 to 10
 * with a picture and a number that can be written or stepped. Plain C99; nothing to link.
 *
 *   cc -std=c99 -O2 -fPIC -shared -fvisibility=hidden $(pkg-config --cflags svar) \
 *      -o template.so template.c
 *   svar-kiosk --plugin ./template.so …
 *
 * A form asks for it by an appearance, so that other tools show the same question as a plain
 * number:
 *
 *   | type    | name | label                   | appearance      | body::svar:max |
 *   | integer | mood | How warm is it in here? | template-thermo | 10             |
 *
 * To make your own: change the id of the plugin and of the type, then build() and handle(). */
#include <svar/question.h>
#include <svar/question_message.h>

#include <stdlib.h>

/* ---- what the question asks for ---- */

struct scale {
    int32_t min, max;
    int32_t value;
    int answered; /* 0: nobody has touched it, which is not the same as zero */
};

/* Whole text as an integer; otherwise where it is none. Text in messages is not terminated. */
static int32_t number_of(struct svar_text text, int32_t otherwise)
{
    char digits[16];
    char *end;
    long value;

    if (text.bytes == 0 || text.bytes >= sizeof digits) return otherwise;
    memcpy(digits, text.ptr, text.bytes);
    digits[text.bytes] = '\0';
    value = strtol(digits, &end, 10);
    return *end == '\0' && value >= -1000000 && value <= 1000000 ? (int32_t)value : otherwise;
}

static struct scale scale_of(const struct svar_question *q)
{
    struct scale s;
    s.min = number_of(svar_question_attribute(q, "body::svar:min"), 0);
    s.max = number_of(svar_question_attribute(q, "body::svar:max"), 10);
    if (s.max <= s.min) s.max = s.min + 10;
    s.answered = q->value.bytes > 0;
    s.value = number_of(q->value, s.min);
    if (s.value < s.min) s.value = s.min;
    if (s.value > s.max) s.value = s.max;
    return s;
}

static uint32_t print(int32_t value, char out[16])
{
    char reversed[16];
    uint32_t count = 0, length = 0;
    uint32_t rest = value < 0 ? (uint32_t)-value : (uint32_t)value;

    do {
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) out[length++] = '-';
    while (count > 0)
        out[length++] = reversed[--count];
    return length;
}

/* Words of one's own come in the languages one has, English where there is no better. */
static const char *words(const struct svar_question *q, const char *swedish, const char *english)
{
    return q->language.bytes >= 2 && memcmp(q->language.ptr, "sv", 2) == 0 ? swedish : english;
}

/* ---- build: what is to be seen ---- */

/* A thermometer. The box is 1000 × 1000 whatever the screen; colours go by their role.
 */
static void draw(struct svar_writer *w, const struct scale *s)
{
    int32_t top = 800 - (int32_t)((int64_t)(s->value - s->min) * 680 / (s->max - s->min));

    /* The glass: up one side of the tube, over its top, down, and around the bulb. */
    svar_shape_begin(w, SVAR_COLOUR_SURFACE, SVAR_COLOUR_LINE, 12);
    svar_path_move(w, 430, 762);
    svar_path_line(w, 430, 110);
    svar_path_cubic(w, 430, 20, 570, 20, 570, 110);
    svar_path_line(w, 570, 762);
    svar_path_cubic(w, 601, 785, 620, 821, 620, 860);
    svar_path_cubic(w, 620, 926, 566, 980, 500, 980);
    svar_path_cubic(w, 434, 980, 380, 926, 380, 860);
    svar_path_cubic(w, 380, 821, 399, 785, 430, 762);
    svar_path_close(w);
    svar_shape_end(w);

    if (!s->answered) return; /* an empty glass: nothing has been said yet */
    svar_shape_begin(w, SVAR_COLOUR_PRIMARY, SVAR_COLOUR_NONE, 0);
    svar_path_circle(w, 500, 860, 92);
    svar_path_move(w, 458, 840);
    svar_path_line(w, 458, top);
    svar_path_line(w, 542, top);
    svar_path_line(w, 542, 840);
    svar_path_close(w);
    svar_shape_end(w);
}

static int32_t build(const struct svar_question_factory_1 *factory, uint32_t index,
                     const uint8_t *question, uint32_t question_bytes, uint8_t *out,
                     uint32_t capacity, uint32_t *out_bytes, struct svar_error *error)
{
    struct svar_question q;
    struct svar_element e;
    struct svar_writer w;
    struct scale s;
    char value[16];

    (void)factory;
    (void)index; /* this plugin has one type */
    if (!svar_question_read(question, question_bytes, &q))
        return svar_fail(error, "the question cannot be read");
    s = scale_of(&q);

    w = svar_message_begin(out, capacity, SVAR_MESSAGE_ELEMENTS);
    svar_write_head(&w, &q); /* label, hint, error */

    e = svar_element_make(SVAR_ROLE_IMAGE, 0, "picture",
                          svar_text_of(words(&q, "Termometer", "Thermometer")));
    svar_write_element(&w, &e);
    draw(&w, &s);

    /* The host draws less and more beside the number and brings a keyboard of digits. */
    e = svar_element_make(SVAR_ROLE_SPINBUTTON, 0, "field", q.label);
    e.input = SVAR_INPUT_INTEGER;
    e.min = s.min;
    e.max = s.max;
    e.step = 1;
    e.characters_max = 8;
    if (s.answered)
        e.value = svar_text_make(value, print(s.value, value));
    else
        e.flags |= SVAR_ELEMENT_NO_VALUE;
    if ((q.flags & SVAR_QUESTION_READ_ONLY) != 0) e.flags |= SVAR_ELEMENT_DISABLED;
    if ((q.flags & SVAR_QUESTION_INVALID) != 0) e.flags |= SVAR_ELEMENT_INVALID;
    svar_write_element(&w, &e);

    svar_write_missing_chips(&w, &q); /* "don't know" and its like, apart from the scale */
    *out_bytes = svar_message_end(&w);
    return 0;
}

/* ---- handle: what a touch means ---- */

/* True where the event chose a missing code, or took it back. */
static int handle_missing(const struct svar_question *q, const struct svar_event *event,
                          struct svar_result *result)
{
    struct svar_reader records = q->records;
    struct svar_choice choice;

    while (event->action == SVAR_EVENT_ACTIVATE && svar_choice_next(&records, &choice)) {
        if ((choice.flags & SVAR_CHOICE_MISSING) == 0 || !svar_text_eq(choice.name, event->id))
            continue;
        result->flags = SVAR_RESULT_VALUE;
        result->missing = q->value.bytes == 0 && q->missing == choice.missing ? 0 : choice.missing;
        return 1;
    }
    return 0;
}

/* Puts the value after the event into *out; false where the event means nothing here. An empty
 * field takes the answer back: *out_empty. */
static int new_value(const struct scale *s, const struct svar_event *event, double *out,
                     int *out_empty)
{
    *out_empty = 0;
    if (!svar_text_is(event->id, "field")) return 0;
    if (event->action == SVAR_EVENT_TEXT) {
        *out_empty = event->text.bytes == 0;
        *out = number_of(event->text, s->answered ? s->value : s->min - 1);
        return *out_empty || *out >= s->min; /* letters change nothing */
    }
    if (event->action == SVAR_EVENT_ADJUST)
        *out = s->answered ? s->value + event->number : s->min;
    else if (event->action == SVAR_EVENT_NUMBER)
        *out = event->number;
    else
        return 0;
    return 1;
}

static int32_t handle(const struct svar_question_factory_1 *factory, uint32_t index,
                      const uint8_t *question, uint32_t question_bytes, const uint8_t *event,
                      uint32_t event_bytes, uint8_t *out, uint32_t capacity, uint32_t *out_bytes,
                      struct svar_error *error)
{
    struct svar_result result = svar_result_make(); /* "nothing new" */
    struct svar_question q;
    struct svar_event happened;
    struct scale s;
    double value;
    int empty;
    char text[16];

    (void)factory;
    (void)index;
    if (!svar_question_read(question, question_bytes, &q) ||
        !svar_event_read(event, event_bytes, &happened))
        return svar_fail(error, "the question or the event cannot be read");
    s = scale_of(&q);
    if ((q.flags & SVAR_QUESTION_READ_ONLY) == 0 && !handle_missing(&q, &happened, &result) &&
        new_value(&s, &happened, &value, &empty)) {
        result.flags = SVAR_RESULT_VALUE;
        /* Written so that a number that is none ends at the least value. */
        if (!(value > s.min)) value = s.min;
        if (value > s.max) value = s.max;
        if (!empty)
            result.value =
                svar_text_make(text, print((int32_t)(value < 0 ? value - 0.5 : value + 0.5), text));
    }
    *out_bytes = svar_result_write(out, capacity, &result);
    return 0;
}

/* ---- the tables that lead to them ---- */

static const struct svar_question_type_1 thermo = {
    "thermo", "Thermometer", "integer", "template-thermo", "body::svar:min body::svar:max", 0,
};

static uint32_t count(const struct svar_question_factory_1 *factory)
{
    (void)factory;
    return 1;
}

static const struct svar_question_type_1 *describe(const struct svar_question_factory_1 *factory,
                                                   uint32_t index)
{
    (void)factory;
    return index == 0 ? &thermo : NULL;
}

static const struct svar_question_factory_1 questions = {count, describe, build, handle};

static const void *get_factory(const char *factory_id)
{
    return strcmp(factory_id, SVAR_QUESTION_1) == 0 ? &questions : NULL;
}

const struct svar_plugin svar_plugin_entry = {
    SVAR_ABI_MAJOR, SVAR_ABI_MINOR, "template", "A template for plugins", "1",
    "EUPL-1.2",     NULL, /* init: nothing to set up */
    NULL,                 /* deinit */
    get_factory,
};
