// SPDX-License-Identifier: EUPL-1.2
// What Svar adds to XLSForm: columns and settings with the prefix svar:, which no other check would
// miss when they are misspelt, stand where nothing reads them, or hold what nothing understands.
#include "form/lint_priv.h"

#include "form/suggest_priv.h"
#include "form/text_priv.h"

enum holds {
    HOLDS_ANYTHING,
    HOLDS_NUMBER,
    HOLDS_YES,
    HOLDS_END,
    HOLDS_MODE,
    HOLDS_FONT,
    HOLDS_YES_WORD, // these very words: the kiosk reads no others
    HOLDS_PACE,
    HOLDS_AUDIENCE,
};

struct own {
    const char *name; // as it is to be written
    enum holds holds;
};

static const struct own of_questions[] = {{"bind::svar:best", HOLDS_END},
                                          {"bind::svar:sensitive", HOLDS_YES},
                                          {"svar:best", HOLDS_END},
                                          {"svar:sensitive", HOLDS_YES},
                                          {"body::svar:min", HOLDS_NUMBER},
                                          {"body::svar:max", HOLDS_NUMBER},
                                          {"body::svar:step", HOLDS_NUMBER},
                                          {"body::svar:max-length", HOLDS_NUMBER},
                                          {"body::svar:max-choices", HOLDS_NUMBER},
                                          {"body::svar:columns", HOLDS_NUMBER},
                                          {"body::svar:dots", HOLDS_NUMBER},
                                          {"body::svar:missing", HOLDS_ANYTHING}};
static const struct own of_choices[] = {{"svar:missing", HOLDS_NUMBER},
                                        {"svar:picture", HOLDS_ANYTHING},
                                        {"svar:exclusive", HOLDS_YES}};
// How a survey is asked is read by kiosk/manner, which does not start with another word.
static const struct own of_settings[] = {
    {"svar:audience", HOLDS_AUDIENCE}, {"svar:mode", HOLDS_MODE},
    {"svar:font", HOLDS_FONT},         {"svar:aloud", HOLDS_YES_WORD},
    {"svar:emoji", HOLDS_YES_WORD},    {"svar:switch-ms", HOLDS_PACE},
    {"svar:missing", HOLDS_ANYTHING},  {"svar:translation_review", HOLDS_ANYTHING}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

// "control::svar:max" and "Body::svar:max" are read as "body::svar:max" is written.
static struct str behind_prefix(struct str name)
{
    ptrdiff_t at = str_find(name, STR("::"));
    return at < 0 ? name : str_trim(str_sub(name, (size_t)at + 2, name.len));
}

static const struct own *find(struct builder *b, const struct form_cell *header,
                              const struct own *known, size_t count)
{
    struct str bare = behind_prefix(header->text);
    const struct own *elsewhere = NULL;
    struct suggest near = form_suggest_begin(bare);
    if (!str_starts(bare, STR("svar:"))) return NULL;
    for (size_t i = 0; i < count; i++) {
        struct str name = str_of(known[i].name);
        if (str_eq(header->text, name)) return &known[i];
        if (str_eq(bare, behind_prefix(name))) elsewhere = elsewhere ? elsewhere : &known[i];
        form_suggest_offer(&near, behind_prefix(name));
    }
    if (elsewhere)
        PROBLEM_AT(b, FORM_WARNING, header, TEXT_LINT_OWN_PLACE, STR_ARG(header->text),
                   elsewhere->name);
    else if (near.best.len)
        PROBLEM_AT(b, FORM_WARNING, header, TEXT_COLUMN_NEAR, STR_ARG(header->text),
                   STR_ARG(near.best));
    else
        PROBLEM_AT(b, FORM_WARNING, header, TEXT_COLUMN_UNKNOWN, STR_ARG(header->text));
    return NULL;
}

static bool is_word(struct str text, const char *const *words)
{
    while (*words && !str_eq_nocase(text, str_of(*words)))
        words++;
    return *words != NULL;
}

static const char *wanted_by_kiosk(enum holds holds, struct str text)
{
    static const char *const modes[] = {"kiosk", "passed", "one-tap", "interviewer", NULL};
    static const char *const fonts[] = {"usual", "beginner", "dyslexia", NULL};
    static const char *const yes_no[] = {"yes", "no", NULL};
    static const char *const audiences[] = {"children", "young", "adults", NULL};
    int64_t ms;
    if (holds == HOLDS_MODE && !is_word(text, modes))
        return "kiosk, passed, one-tap or interviewer";
    if (holds == HOLDS_FONT && !is_word(text, fonts)) return "usual, beginner or dyslexia";
    if (holds == HOLDS_YES_WORD && !is_word(text, yes_no)) return "yes or no";
    if (holds == HOLDS_AUDIENCE && !is_word(text, audiences)) return "children, young or adults";
    bool pace = str_to_int64(text, &ms) && ms >= 200 && ms <= 10000;
    return holds == HOLDS_PACE && !pace ? "a number from 200 to 10000" : NULL;
}

static const char *wanted(enum holds holds, struct str text)
{
    double number;
    bool said = form_cell_is_yes(text) || form_cell_is_no(text);
    if (holds == HOLDS_NUMBER && !str_to_double(text, &number)) return "a number";
    if (holds == HOLDS_YES && !said) return "yes or no";
    if (holds == HOLDS_END && !str_eq(text, STR("first")) && !str_eq(text, STR("last")))
        return "first or last";
    return wanted_by_kiosk(holds, text);
}

static void check_sheet(struct builder *b, const struct form_sheet *sheet, const struct own *known,
                        size_t count)
{
    if (!sheet) return;
    b->sheet_name = sheet->name;
    size_t headers = 0;
    while (headers < sheet->cell_count && sheet->cells[headers].row == sheet->cells[0].row)
        headers++;
    for (size_t h = 0; h < headers; h++) {
        const struct form_cell *header = &sheet->cells[h];
        const struct own *own = find(b, header, known, count);
        for (size_t i = headers; own && i < sheet->cell_count; i++) {
            const struct form_cell *cell = &sheet->cells[i];
            const char *what =
                cell->column == header->column ? wanted(own->holds, cell->text) : NULL;
            if (what)
                PROBLEM_AT(b, FORM_WARNING, cell, TEXT_LINT_OWN_VALUE, STR_ARG(cell->text),
                           STR_ARG(header->text), what);
        }
    }
}

// Other tools refuse an attribute whose prefix the form does not declare.
static void check_namespace(struct builder *b)
{
    struct str spaces = form_def_setting(b->def, STR("namespaces"));
    const struct form_sheet *sheet = b->survey.cells;
    if (str_find(spaces, STR("svar=")) >= 0) return;
    b->sheet_name = sheet->name;
    for (size_t i = 0; i < sheet->cell_count && sheet->cells[i].row == sheet->cells[0].row; i++) {
        struct str text = sheet->cells[i].text;
        if (str_find(text, STR("::svar:")) < 0) continue;
        PROBLEM_AT(b, FORM_WARNING, &sheet->cells[i], TEXT_LINT_OWN_SPACE, STR_ARG(text));
        return;
    }
}

void form_lint_own(struct lint *l)
{
    struct builder *b = l->b;
    check_sheet(b, b->survey.cells, of_questions, COUNT(of_questions));
    check_sheet(b, b->choices.cells, of_choices, COUNT(of_choices));
    check_sheet(b, b->settings.cells, of_settings, COUNT(of_settings));
    check_namespace(b);
}
