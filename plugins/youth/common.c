/* SPDX-License-Identifier: EUPL-1.2 */
/* What the types share: choices and how they are tapped, numbers, words. */
#include "youth.h"

int youth_has_flag(const struct svar_question *q, uint32_t flag)
{
    return (q->flags & flag) != 0;
}

int32_t youth_number(struct svar_text text, int32_t least, int32_t most, int32_t otherwise)
{
    int32_t value = 0;
    uint32_t i;

    if (text.bytes == 0 || text.bytes > 6) return otherwise;
    for (i = 0; i < text.bytes; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return otherwise;
        value = value * 10 + (text.ptr[i] - '0');
    }
    return value >= least && value <= most ? value : otherwise;
}

uint32_t youth_print(int32_t value, char out[16])
{
    char reversed[16];
    uint32_t count = 0, length = 0;

    do {
        reversed[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (count > 0)
        out[length++] = reversed[--count];
    return length;
}

/* ---- choices ---- */

int youth_choice_find(const struct svar_question *q, struct svar_text name, struct svar_choice *out)
{
    struct svar_reader records = q->records;
    while (svar_choice_next(&records, out)) {
        if (svar_text_eq(out->name, name)) return 1;
    }
    return 0;
}

uint32_t youth_choice_count(const struct svar_question *q)
{
    struct svar_reader records = q->records;
    struct svar_choice choice;
    uint32_t count = 0;
    while (svar_choice_next(&records, &choice))
        count += (choice.flags & SVAR_CHOICE_MISSING) == 0;
    return count;
}

void youth_handle_one(const struct svar_question *q, const struct svar_event *event,
                      struct svar_result *result)
{
    struct svar_choice choice;
    int chosen;

    if (event->action != SVAR_EVENT_ACTIVATE || !youth_choice_find(q, event->id, &choice)) return;
    chosen = svar_text_eq(q->value, choice.name) ||
             (q->value.bytes == 0 && q->missing != 0 && q->missing == choice.missing);
    result->flags = SVAR_RESULT_VALUE;
    if (!chosen) result->value = choice.name;
}

static int stands_alone(const struct svar_choice *choice)
{
    return (choice->flags & (SVAR_CHOICE_EXCLUSIVE | SVAR_CHOICE_MISSING)) != 0;
}

/* Whether a choice is one of the value's after a tap on `tapped`. */
static int stays(const struct svar_question *q, const struct svar_choice *choice,
                 const struct svar_choice *tapped, int adding)
{
    if (svar_text_eq(choice->name, tapped->name)) return adding;
    if (adding && (stands_alone(tapped) || stands_alone(choice))) return 0;
    return svar_text_has_word(q->value, choice->name);
}

void youth_handle_several(const struct svar_question *q, const struct svar_event *event,
                          int32_t most, struct youth_scratch *scratch, struct svar_result *result)
{
    struct svar_choice tapped, choice;
    struct svar_reader records = q->records;
    int32_t count = 0;
    int adding;

    if (event->action != SVAR_EVENT_ACTIVATE || !youth_choice_find(q, event->id, &tapped)) return;
    adding = !svar_text_has_word(q->value, tapped.name);
    while (svar_choice_next(&records, &choice)) {
        uint32_t gap = count > 0;
        if (!stays(q, &choice, &tapped, adding)) continue;
        if (choice.name.bytes + gap > sizeof scratch->text - scratch->bytes) return;
        if (gap) scratch->text[scratch->bytes++] = ' ';
        memcpy(scratch->text + scratch->bytes, choice.name.ptr, choice.name.bytes);
        scratch->bytes += choice.name.bytes;
        count++;
    }
    if (adding && count > most) {
        /* The words take the value's place: there is no new value. */
        result->flags = SVAR_RESULT_NOTICE;
        result->notice = youth_words(q, YOUTH_AT_MOST, most, scratch->text);
        return;
    }
    result->flags = SVAR_RESULT_VALUE;
    result->value = svar_text_make(scratch->text, scratch->bytes);
}

int youth_handle_missing(const struct svar_question *q, const struct svar_event *event,
                         struct svar_result *result)
{
    struct svar_choice choice;

    if (event->action != SVAR_EVENT_ACTIVATE || !youth_choice_find(q, event->id, &choice) ||
        (choice.flags & SVAR_CHOICE_MISSING) == 0)
        return 0;
    result->flags = SVAR_RESULT_VALUE;
    result->missing = q->value.bytes == 0 && q->missing == choice.missing ? 0 : choice.missing;
    return 1;
}

/* ---- elements ---- */

void youth_write_group(const struct svar_question *q, struct svar_writer *w, uint32_t role,
                       uint32_t depth, uint32_t layout)
{
    struct svar_element e = svar_element_make(role, depth, "", q->label);
    e.layout = layout;
    if (youth_has_flag(q, SVAR_QUESTION_REQUIRED)) e.flags |= SVAR_ELEMENT_REQUIRED;
    if (youth_has_flag(q, SVAR_QUESTION_INVALID)) e.flags |= SVAR_ELEMENT_INVALID;
    svar_write_element(w, &e);
}

void youth_write_row(struct svar_writer *w, uint32_t depth, uint32_t number)
{
    char id[24] = "row-";
    struct svar_element e = svar_element_make(SVAR_ROLE_GROUP, depth, "", svar_text_of(""));
    e.id = svar_text_make(id, 4 + youth_print((int32_t)number, id + 4));
    e.layout = SVAR_LAYOUT_EVEN_ROW;
    svar_write_element(w, &e);
}

void youth_write_choice(const struct svar_question *q, struct svar_writer *w,
                        const struct svar_choice *choice, uint32_t role, uint32_t depth,
                        uint32_t flags)
{
    struct svar_element e = svar_element_make(role, depth, "", choice->label);
    e.id = choice->name;
    e.image = choice->image;
    e.flags = flags;
    if (svar_text_has_word(q->value, choice->name)) e.flags |= SVAR_ELEMENT_CHECKED;
    if (youth_has_flag(q, SVAR_QUESTION_READ_ONLY)) e.flags |= SVAR_ELEMENT_DISABLED;
    svar_write_element(w, &e);
}

/* ---- words ---- */

static int language_is(const struct svar_question *q, const char *code)
{
    struct svar_text l = q->language;
    return l.bytes >= 2 && memcmp(l.ptr, code, 2) == 0 && (l.bytes == 2 || l.ptr[2] == '-');
}

struct svar_text youth_words(const struct svar_question *q, enum youth_words words, int32_t number,
                             char out[128])
{
    static const struct {
        const char *swedish, *english, *arabic;
    } table[YOUTH_WORDS] = {
        {"Du kan välja högst %d.", "You can choose at most %d.", "يمكنك اختيار %d على الأكثر."},
        {"Du har %d prickar kvar.", "You have %d dots left.", "بقيت لديك %d نقاط."},
        {"Du har en prick kvar.", "You have one dot left.", "بقيت لديك نقطة واحدة."},
        {"Alla prickar är utlagda.", "All dots are placed.", "وُزّعت كل النقاط."},
        {"prickar: %d", "dots: %d", "النقاط: %d"},
        {"en prick till", "one dot more", "نقطة إضافية"},
        {"en prick mindre", "one dot less", "نقطة أقل"},
        {"Termometer", "Thermometer", "مقياس حرارة"},
        {"Stege", "Ladder", "سُلّم"},
    };
    const char *text = language_is(q, "sv")   ? table[words].swedish
                       : language_is(q, "ar") ? table[words].arabic
                                              : table[words].english;
    const char *place = strstr(text, "%d");
    uint32_t bytes = (uint32_t)(place ? (size_t)(place - text) : strlen(text));

    memcpy(out, text, bytes);
    if (place) {
        bytes += youth_print(number, out + bytes);
        memcpy(out + bytes, place + 2, strlen(place + 2));
        bytes += (uint32_t)strlen(place + 2);
    }
    return svar_text_make(out, bytes);
}
