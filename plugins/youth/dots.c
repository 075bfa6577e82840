/* SPDX-License-Identifier: EUPL-1.2 */
/* Dots to share out among boxes. The question is a field-list group and each box one of its whole
 * numbers; more and less move one dot at a time. From the first dot on every box has a number, so
 * that "none" can be told from "not answered"; when the last dot is taken back, none has. */
#include "youth.h"

enum { MOST = 20 };

static int32_t dots_of(const struct svar_question *q)
{
    return youth_number(svar_question_attribute(q, "body::svar:dots"), 1, MOST, 5);
}

static int32_t count_of(const struct svar_part *part)
{
    return youth_number(part->value, 0, MOST, 0);
}

static int is_box(const struct svar_part *part)
{
    return svar_text_is(part->type, "integer");
}

static int32_t left_of(const struct svar_question *q)
{
    struct svar_reader records = q->records;
    struct svar_part part;
    int32_t left = dots_of(q);
    while (svar_part_next(&records, &part))
        left -= is_box(&part) ? count_of(&part) : 0;
    return left > 0 ? left : 0;
}

/* ---- build ---- */

struct text {
    char ptr[512];
    uint32_t bytes;
};

static void add(struct text *text, struct svar_text more)
{
    if (more.bytes > sizeof text->ptr - text->bytes) return;
    memcpy(text->ptr + text->bytes, more.ptr, more.bytes);
    text->bytes += more.bytes;
}

static struct svar_text text_of(const struct text *text)
{
    return svar_text_make(text->ptr, text->bytes);
}

/* "Skolan, prickar: 2", "Skolan, en prick till": the box's name and what is said of it. */
static struct svar_text say(const struct svar_question *q, const struct svar_part *part,
                            enum youth_words words, int32_t number, struct text *out)
{
    char buffer[128];
    out->bytes = 0;
    add(out, part->label);
    add(out, svar_text_of(", "));
    add(out, youth_words(q, words, number, buffer));
    return text_of(out);
}

static void write_step(const struct svar_question *q, struct svar_writer *w,
                       const struct svar_part *part, const char *way, int possible)
{
    int more = strcmp(way, "-more") == 0;
    struct text id = {{0}, 0}, name;
    struct svar_element e = svar_element_make(
        SVAR_ROLE_BUTTON, 2, "", say(q, part, more ? YOUTH_DOT_MORE : YOUTH_DOT_LESS, 0, &name));
    add(&id, part->name);
    add(&id, svar_text_of(way));
    e.id = text_of(&id);
    e.value = svar_text_of(more ? "+" : "\xe2\x88\x92");
    if (!possible || youth_has_flag(q, SVAR_QUESTION_READ_ONLY)) e.flags |= SVAR_ELEMENT_DISABLED;
    svar_write_element(w, &e);
}

static void write_box(const struct svar_question *q, struct svar_writer *w,
                      const struct svar_part *part, int32_t left)
{
    struct svar_element e;
    struct text name, id = {{0}, 0};

    e = svar_element_make(SVAR_ROLE_GROUP, 1, "",
                          say(q, part, YOUTH_DOTS_HERE, count_of(part), &name));
    e.id = part->name;
    e.layout = SVAR_LAYOUT_ROW;
    svar_write_element(w, &e);
    write_step(q, w, part, "-less", count_of(part) > 0);
    add(&id, part->name);
    add(&id, svar_text_of("-dots"));
    e = svar_element_make(SVAR_ROLE_IMAGE, 2, "", e.name);
    e.id = text_of(&id);
    svar_write_element(w, &e);
    youth_draw_dots(w, count_of(part), dots_of(q));
    add(&id, svar_text_of("-label"));
    e = svar_element_make(SVAR_ROLE_TEXT, 2, "", part->label);
    e.id = text_of(&id);
    svar_write_element(w, &e);
    write_step(q, w, part, "-more", left > 0);
}

static void build(const struct svar_question *q, struct svar_writer *w)
{
    struct svar_reader records = q->records;
    struct svar_part part;
    int32_t left = left_of(q);
    char words[128];
    struct svar_element e;

    e = svar_element_make(SVAR_ROLE_TEXT, 0, "left",
                          youth_words(q,
                                      left > 1   ? YOUTH_DOTS_LEFT
                                      : left > 0 ? YOUTH_DOT_LEFT
                                                 : YOUTH_NO_DOTS_LEFT,
                                      left, words));
    svar_write_element(w, &e);
    youth_write_group(q, w, SVAR_ROLE_GROUP, 0, SVAR_LAYOUT_TWO_COLUMNS);
    while (svar_part_next(&records, &part)) {
        if (is_box(&part)) write_box(q, w, &part, left);
    }
}

/* ---- handle ---- */

/* +1 or -1 where the event is a button of this box, else 0. */
static int32_t change_of(const struct svar_event *event, struct svar_text name)
{
    struct svar_text id = event->id, way;
    if (event->action != SVAR_EVENT_ACTIVATE || id.bytes <= name.bytes ||
        memcmp(id.ptr, name.ptr, name.bytes) != 0)
        return 0;
    way = svar_text_make(id.ptr + name.bytes, id.bytes - name.bytes);
    return svar_text_is(way, "-more") ? 1 : svar_text_is(way, "-less") ? -1 : 0;
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct youth_scratch *scratch, struct svar_result *result)
{
    struct svar_reader records = q->records;
    struct svar_part part;

    (void)scratch;
    while (svar_part_next(&records, &part)) {
        int32_t change = is_box(&part) ? change_of(event, part.name) : 0;
        if ((change > 0 && left_of(q) > 0) || (change < 0 && count_of(&part) > 0))
            result->flags = SVAR_RESULT_PARTS;
    }
}

static void write_parts(const struct svar_question *q, const struct svar_event *event,
                        struct svar_writer *w)
{
    struct svar_reader records = q->records;
    struct svar_part part;
    int32_t placed = 0;

    while (svar_part_next(&records, &part))
        placed += is_box(&part) ? count_of(&part) + change_of(event, part.name) : 0;
    records = q->records;
    while (svar_part_next(&records, &part)) {
        struct svar_part now = svar_part_make(part.name);
        char digits[16];
        if (!is_box(&part)) continue;
        if (placed > 0)
            now.value = svar_text_make(
                digits, youth_print(count_of(&part) + change_of(event, part.name), digits));
        svar_write_part(w, &now);
    }
}

const struct youth_type youth_dots = {
    {"dots", "Dots to share out", "begin_group", "svar:dots", "body::svar:dots", 0},
    build,
    handle,
    write_parts,
};
