// SPDX-License-Identifier: EUPL-1.2
// text: words of one's own, on one line or (appearance "multiline") several. The value is what
// stands in the field, without control characters, cut where the question has no more room.
#include "question/question_priv.h"

enum { SHORT_CHARACTERS = 250, LONG_CHARACTERS = 2000, CHARACTERS_MAX = LIMIT_ANSWER_BYTES / 4 };

static bool several_lines(const struct svar_question *q)
{
    int64_t rows;
    struct svar_text parameter = svar_question_parameter(q, "rows");
    return question_has_word(q->appearance, "multiline") ||
           (str_to_int64(question_str(parameter), &rows) && rows > 1);
}

// The least of what the form, the host and an answer allow.
static uint32_t characters_max(const struct svar_question *q)
{
    int64_t most = several_lines(q) ? LONG_CHARACTERS : SHORT_CHARACTERS;
    int64_t asked;
    struct svar_text column = svar_question_attribute(q, "body::svar:max-length");

    if (str_to_int64(question_str(column), &asked) && asked > 0) most = asked;
    if (q->characters_max > 0 && most > q->characters_max) most = q->characters_max;
    return (uint32_t)(most < CHARACTERS_MAX ? most : CHARACTERS_MAX);
}

static void build(const struct svar_question *q, struct svar_writer *w)
{
    struct svar_element e = svar_element_make(SVAR_ROLE_TEXTBOX, 0, "field", q->label);

    e.value = q->value;
    e.characters_max = characters_max(q);
    if (several_lines(q)) e.flags |= SVAR_ELEMENT_MULTILINE;
    if ((q->flags & SVAR_QUESTION_READ_ONLY) != 0) e.flags |= SVAR_ELEMENT_DISABLED;
    if ((q->flags & SVAR_QUESTION_REQUIRED) != 0) e.flags |= SVAR_ELEMENT_REQUIRED;
    if ((q->flags & SVAR_QUESTION_INVALID) != 0) e.flags |= SVAR_ELEMENT_INVALID;
    if (question_has_word(q->appearance, "numbers")) e.input = SVAR_INPUT_INTEGER;
    svar_write_element(w, &e);
}

// What an answer keeps of a character: line ends only where there are lines, no other controls.
static bool keep(uint32_t code_point, bool lines, uint32_t *out)
{
    *out = code_point;
    if (code_point == '\n' && lines) return true;
    if (code_point == '\n' || code_point == '\t') *out = ' ';
    return *out == ' ' || !(code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0));
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result)
{
    struct str text = question_str(event->text);
    uint32_t most = characters_max(q), count = 0;
    bool lines = several_lines(q), cut = false;
    size_t at = 0;

    if (question_handle_missing(q, event, result)) return;
    if (event->action != SVAR_EVENT_TEXT || !svar_text_is(event->id, "field") || !utf8_valid(text))
        return;
    for (int32_t next = utf8_next(text, &at); next >= 0; next = utf8_next(text, &at)) {
        char utf8[4];
        uint32_t code_point;
        if (!keep((uint32_t)next, lines, &code_point)) continue;
        cut = count == most;
        if (cut || !question_add(scratch, str_make(utf8, utf8_encode(code_point, utf8)))) break;
        count++;
    }
    // Blanks alone are no answer.
    if (str_trim(str_make(scratch->text, scratch->len)).len == 0) scratch->len = 0;
    result->flags = SVAR_RESULT_VALUE;
    result->value = question_scratch_text(scratch);
    if (!cut) return;
    result->flags |= SVAR_RESULT_NOTICE;
    result->notice = question_words(q, QUESTION_TEXT_FULL, most, scratch->notice);
}

// Typed by hand or by a hand scanner, which is a keyboard.
const struct question_type question_barcode = {
    .about = {"barcode", "A code that is typed or scanned", "barcode", NULL,
              "body::svar:max-length", 0},
    .build = build,
    .handle = handle,
};

const struct question_type question_text = {
    .about = {"text", "Words of one's own", "text", NULL, "body::svar:max-length", 0},
    .build = build,
    .handle = handle,
};
