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

static bool has_any(struct svar_text list, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (question_has_word(list, words[i])) return true;
    }
    return false;
}

// Up to four choices stand in one column, where each has the width it needs for its words. What is
// asked for close together stands side by side, each as wide as its words.
static uint32_t choose_layout(const struct svar_question *q)
{
    static const char *const rows[] = {"likert", "list-nolabel", "label"};
    static const char *const packs[] = {"columns-pack", "compact", "quickcompact", "horizontal",
                                        "horizontal-compact"};
    if (has_any(q->appearance, rows, sizeof rows / sizeof *rows)) return SVAR_LAYOUT_EVEN_ROW;
    if (has_any(q->appearance, packs, sizeof packs / sizeof *packs)) return SVAR_LAYOUT_CHIPS;
    if (question_has_word(q->appearance, "columns") || count_substantive(q) > 4)
        return SVAR_LAYOUT_TWO_COLUMNS;
    return SVAR_LAYOUT_COLUMN;
}

// "columns-3"
static double wanted_columns(const struct svar_question *q)
{
    struct str rest = question_str(q->appearance), word;
    while (str_word(&rest, &word)) {
        uint64_t count;
        if (str_starts(word, STR("columns-")) && str_to_uint64(str_sub(word, 8, word.len), &count))
            return count < 1 ? 0 : count > 10 ? 10 : (double)count;
    }
    return question_has_word(q->appearance, "columns") ? 2 : 0;
}

void question_write_choices(const struct svar_question *q, struct svar_writer *w,
                            uint32_t group_role, uint32_t role)
{
    struct svar_reader records = q->records;
    struct svar_choice choice;
    bool read_only = (q->flags & SVAR_QUESTION_READ_ONLY) != 0;
    struct svar_element e = svar_element_make(group_role, 0, "", q->label);

    e.layout = choose_layout(q);
    e.step = wanted_columns(q);
    e.flags = question_flags(q) & ~(uint32_t)SVAR_ELEMENT_DISABLED;
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
        if (choice.image.bytes > 0 && question_has_word(q->appearance, "no-buttons"))
            e.flags |= SVAR_ELEMENT_PICTURE_ONLY;
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

uint32_t question_flags(const struct svar_question *q)
{
    return ((q->flags & SVAR_QUESTION_READ_ONLY) != 0 ? (uint32_t)SVAR_ELEMENT_DISABLED : 0) |
           ((q->flags & SVAR_QUESTION_REQUIRED) != 0 ? (uint32_t)SVAR_ELEMENT_REQUIRED : 0) |
           ((q->flags & SVAR_QUESTION_INVALID) != 0 ? (uint32_t)SVAR_ELEMENT_INVALID : 0);
}

struct svar_text question_keep(struct question_scratch *scratch, struct str text)
{
    size_t bytes = utf8_cut(text, sizeof scratch->state - 1);
    memcpy(scratch->state, text.ptr, bytes);
    return svar_text_make(scratch->state, bytes);
}

static bool language_is(const struct svar_question *q, const char *code)
{
    struct str language = question_str(q->language);
    return str_starts(language, str_of(code)) && (language.len == 2 || language.ptr[2] == '-');
}

struct svar_text question_words(const struct svar_question *q, enum question_words words,
                                int64_t number, char out[160])
{
    static const struct {
        const char *swedish, *english, *arabic;
    } table[QUESTION_WORDS] = {
        [QUESTION_TEXT_FULL] = {"Här får %lld tecken plats.", "There is room for %lld characters.",
                                "يتسع هذا الحقل لعدد %lld من الأحرف."},
        [QUESTION_ONLY_DIGITS] = {"Skriv ett heltal med siffror.",
                                  "Write a whole number in digits.", "اكتب عددًا صحيحًا بالأرقام."},
        [QUESTION_ONLY_NUMBER] = {"Skriv ett tal med siffror.", "Write a number in digits.",
                                  "اكتب عددًا بالأرقام."},
        [QUESTION_DECIMALS] = {"Här får %lld decimaler plats.", "There is room for %lld decimals.",
                               "يتسع هذا الحقل لعدد %lld من المنازل العشرية."},
        [QUESTION_NUMBER_LARGE] = {"Talet får vara högst %lld.", "The number may be at most %lld.",
                                   "يجب ألا يزيد العدد على %lld."},
        [QUESTION_NUMBER_SMALL] = {"Talet får vara minst %lld.",
                                   "The number must be at least %lld.",
                                   "يجب ألا يقل العدد عن %lld."},
        [QUESTION_AT_MOST] = {"Du kan välja högst %lld. Ta bort ett val först.",
                              "You can choose at most %lld. Take one back first.",
                              "يمكنك اختيار %lld على الأكثر. أزل اختيارًا أولًا."},
        [QUESTION_CHOOSE_MOST] = {"Välj högst %lld.", "Choose at most %lld.",
                                  "اختر %lld على الأكثر."},
        [QUESTION_RANK_HOW] = {"Tryck i den ordning du vill ha, eller dra i prickarna.",
                               "Tap in the order that you want, or drag by the dots.",
                               "اضغط بالترتيب الذي تريده، أو اسحب من النقاط."},
        [QUESTION_ACKNOWLEDGE] = {"Ja, jag har läst", "Yes, I have read this", "نعم، لقد قرأت هذا"},
        [QUESTION_DAY] = {"Dag", "Day", "اليوم"},
        [QUESTION_MONTH] = {"Månad", "Month", "الشهر"},
        [QUESTION_YEAR] = {"År", "Year", "السنة"},
        [QUESTION_HOUR] = {"Timme", "Hour", "الساعة"},
        [QUESTION_MINUTE] = {"Minut", "Minute", "الدقيقة"},
        [QUESTION_TODAY] = {"I dag", "Today", "تاريخ اليوم"},
        [QUESTION_NOW] = {"Nu", "Now", "الآن"},
        [QUESTION_NO_SUCH_DATE] = {"Det finns ingen sådan dag. Ändra dag, månad eller år.",
                                   "There is no such day. Change the day, month or year.",
                                   "لا يوجد مثل هذا اليوم. غيّر اليوم أو الشهر أو السنة."},
    };
    const char *text = language_is(q, "sv")   ? table[words].swedish
                       : language_is(q, "ar") ? table[words].arabic
                                              : table[words].english;
    const char *place = strstr(text, "%lld");
    // The texts are ours, but a format that is not a literal cannot be checked by the compiler.
    int len = place ? snprintf(out, 160, "%.*s%lld%s", (int)(place - text), text, (long long)number,
                               place + 4)
                    : snprintf(out, 160, "%s", text);
    return svar_text_make(out, len > 0 && len < 160 ? (size_t)len : 0);
}
