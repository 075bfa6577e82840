// SPDX-License-Identifier: EUPL-1.2
// What the built-in types share: choices, missing codes, words, putting a value together.
#include "question/question_priv.h"

#include <stdio.h>

bool question_choice_find(const struct svar_question *q, struct svar_text name,
                          struct svar_choice *out)
{
    struct svar_reader records = q->records;
    while (svar_choice_next(&records, out)) {
        if (svar_text_eq(out->name, name)) return true;
    }
    return false;
}

static uint32_t count_substantive(const struct svar_question *q)
{
    struct svar_reader records = q->records;
    struct svar_choice choice;
    uint32_t count = 0;
    while (svar_choice_next(&records, &choice))
        count += (choice.flags & SVAR_CHOICE_MISSING) == 0;
    return count;
}

// Up to four choices stand in one column, where each has the width it needs for its words.
static uint32_t choose_layout(const struct svar_question *q)
{
    if (question_has_word(q->appearance, "likert")) return SVAR_LAYOUT_EVEN_ROW;
    if (question_has_word(q->appearance, "columns") || count_substantive(q) > 4)
        return SVAR_LAYOUT_TWO_COLUMNS;
    return SVAR_LAYOUT_COLUMN;
}

void question_write_choices(const struct svar_question *q, struct svar_writer *w,
                            uint32_t group_role, uint32_t role)
{
    struct svar_reader records = q->records;
    struct svar_choice choice;
    bool read_only = (q->flags & SVAR_QUESTION_READ_ONLY) != 0;
    struct svar_element e = svar_element_make(group_role, 0, "", q->label);

    e.layout = choose_layout(q);
    e.flags = (q->flags & SVAR_QUESTION_REQUIRED) != 0 ? SVAR_ELEMENT_REQUIRED : 0;
    if ((q->flags & SVAR_QUESTION_INVALID) != 0) e.flags |= SVAR_ELEMENT_INVALID;
    svar_write_element(w, &e);
    while (svar_choice_next(&records, &choice)) {
        if ((choice.flags & SVAR_CHOICE_MISSING) != 0) continue; // a chip, below
        e = svar_element_make(role, 1, "", choice.label);
        e.id = choice.name;
        e.image = choice.image;
        bool checked = role == SVAR_ROLE_RADIO ? svar_text_eq(q->value, choice.name)
                                               : svar_text_has_word(q->value, choice.name);
        e.flags = (checked ? (uint32_t)SVAR_ELEMENT_CHECKED : 0) |
                  (read_only ? (uint32_t)SVAR_ELEMENT_DISABLED : 0);
        svar_write_element(w, &e);
    }
}

bool question_handle_missing(const struct svar_question *q, const struct svar_event *event,
                             struct svar_result *result)
{
    struct svar_choice choice;

    if (event->action != SVAR_EVENT_ACTIVATE || !question_choice_find(q, event->id, &choice) ||
        (choice.flags & SVAR_CHOICE_MISSING) == 0)
        return false;
    bool taken_back = q->value.bytes == 0 && q->missing == choice.missing;
    result->flags = SVAR_RESULT_VALUE;
    result->missing = taken_back ? 0 : choice.missing;
    return true;
}

bool question_has_word(struct svar_text list, const char *word)
{
    return svar_text_has_word(list, svar_text_of(word));
}

struct str question_str(struct svar_text text)
{
    return str_make(text.ptr, text.bytes);
}

bool question_add(struct question_scratch *scratch, struct str s)
{
    if (s.len > sizeof scratch->text - scratch->len) return false;
    if (s.len > 0) memcpy(scratch->text + scratch->len, s.ptr, s.len);
    scratch->len += s.len;
    return true;
}

struct svar_text question_scratch_text(const struct question_scratch *scratch)
{
    return svar_text_make(scratch->text, scratch->len);
}

struct svar_text question_words(const struct svar_question *q, enum question_words words,
                                int64_t number, char out[128])
{
    static const struct {
        const char *swedish, *english;
    } table[QUESTION_WORDS] = {
        [QUESTION_TEXT_FULL] = {"Här får %lld tecken plats.", "There is room for %lld characters."},
        [QUESTION_ONLY_DIGITS] = {"Skriv ett heltal med siffror.",
                                  "Write a whole number in digits."},
        [QUESTION_NUMBER_LARGE] = {"Talet får vara högst %lld.", "The number may be at most %lld."},
        [QUESTION_NUMBER_SMALL] = {"Talet får vara minst %lld.",
                                   "The number must be at least %lld."},
    };
    struct str language = question_str(q->language);
    bool swedish = str_starts(language, STR("sv")) && (language.len == 2 || language.ptr[2] == '-');
    const char *text = swedish ? table[words].swedish : table[words].english;
    const char *place = strstr(text, "%lld");
    // The texts are ours, but a format that is not a literal cannot be checked by the compiler.
    int len = place ? snprintf(out, 128, "%.*s%lld%s", (int)(place - text), text, (long long)number,
                               place + 4)
                    : snprintf(out, 128, "%s", text);
    return svar_text_make(out, len > 0 && len < 128 ? (size_t)len : 0);
}
