// SPDX-License-Identifier: EUPL-1.2
// Reads what respondents are to read: two questions in one, texts too long for the smallest screen,
// and texts that are missing in a language. It says nothing where it is not sure: a warning that
// cries wolf is not read.
#include "form/lint_priv.h"

#include "form/text_priv.h"

enum {
    WORDS_MAX = 200,
    // 800 × 480 pixels: a line holds about 46 letters of the question's size, and five lines leave
    // room for an answer below. A note has the page for itself, a choice three lines.
    QUESTION_LETTERS = 230,
    NOTE_LETTERS = 370,
    CHOICE_LETTERS = 120,
    WORD_LETTERS = 36,
};

// ---- words ----

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static struct str bare(struct str word) // without marks around it
{
    while (word.len && strchr("\"'().,:;!?*_", word.ptr[0]))
        word = str_sub(word, 1, word.len);
    while (word.len && strchr("\"'().,:;!?*_", word.ptr[word.len - 1]))
        word.len--;
    return word;
}

static size_t split(struct str text, struct str *words)
{
    size_t count = 0, at = 0;
    while (count < WORDS_MAX) {
        while (at < text.len && is_space(text.ptr[at]))
            at++;
        size_t from = at;
        while (at < text.len && !is_space(text.ptr[at]))
            at++;
        if (at == from) return count;
        words[count++] = str_sub(text, from, at);
    }
    return count;
}

static bool is_one(struct str word, const char *const *list)
{
    for (; *list; list++)
        if (str_eq_nocase(word, str_of(*list))) return true;
    return false;
}

// The next sentence, its mark included.
static bool next_sentence(struct str *rest, struct str *out)
{
    *rest = str_trim(*rest);
    if (!rest->len) return false;
    size_t end = 0;
    for (; end < rest->len; end++) {
        char c = rest->ptr[end];
        bool stop = c == '?' || c == '!' || c == '\n' ||
                    (c == '.' && (end + 1 == rest->len || is_space(rest->ptr[end + 1])));
        if (!stop) continue;
        while (end + 1 < rest->len && strchr("?!.", rest->ptr[end + 1]))
            end++;
        end++;
        break;
    }
    *out = str_sub(*rest, 0, end);
    *rest = str_sub(*rest, end, rest->len);
    return true;
}

// ---- two questions in one ----

struct language_words {
    const char *code, *and;
    const char *const *both;    // words that join two questions by themselves
    const char *const *asking;  // behind "and" they begin a second question
    const char *const *closed;  // words that begin a question to be answered by yes or no
    const char *const *between; // words after which "and" joins one thing
    const char *const *endings; // of what is definite: "maten", "lokalerna"
};

static const struct language_words languages[] = {
    {"sv", "och", (const char *const[]){"och/eller", "samt", NULL},
     (const char *const[]){"hur", "vad", "varför", "vilken", "vilket", "vilka", "vem", NULL},
     (const char *const[]){"är", "Är", "var", "känns", "kändes", "blev", NULL},
     (const char *const[]){"mellan", "både", NULL},
     (const char *const[]){"en", "et", "erna", "arna", "orna", NULL}},
    {"en", "and", (const char *const[]){"and/or", NULL},
     (const char *const[]){"how", "what", "why", "which", "who", NULL},
     (const char *const[]){"is", "are", "was", "were", NULL},
     (const char *const[]){"between", "both", NULL}, NULL},
};

static bool any_ending(struct str word, const char *const *endings)
{
    word = bare(word);
    for (; word.len > 4 && *endings; endings++)
        if (str_ends(word, str_of(*endings))) return true;
    return false;
}

static bool has_digit(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] >= '0' && word.ptr[i] <= '9') return true;
    return false;
}

static bool any_before(const struct str *words, size_t count, const char *const *list)
{
    for (size_t i = 0; i < count; i++)
        if (is_one(bare(words[i]), list)) return true;
    return false;
}

// "nöjd med maten och lokalen", "the food and the service"
static bool two_things(const struct language_words *w, const struct str *words, size_t count,
                       size_t at)
{
    if (w->endings)
        return any_ending(words[at - 1], w->endings) &&
               (any_ending(words[at + 1], w->endings) ||
                (at + 2 < count &&
                 is_one(words[at + 1], (const char *const[]){"den", "det", "de", "din", NULL})));
    bool before = false;
    for (size_t i = at > 3 ? at - 3 : 0; i + 1 < at; i++)
        before = before || is_one(words[i], (const char *const[]){"the", NULL});
    return before && (is_one(words[at + 1], (const char *const[]){"the", NULL}) || at + 2 == count);
}

// Where two things seem to be asked, the word that joins them; otherwise "".
static struct str joins(const struct language_words *w, struct str sentence, bool closed)
{
    struct str words[WORDS_MAX];
    size_t count = split(sentence, words);
    bool asks = str_ends(sentence, STR("?"));
    for (size_t i = 1; i < count; i++) {
        struct str word = bare(words[i]);
        if (is_one(word, w->both) && (asks || closed)) return word;
        if (i + 1 == count) break;
        // "och / eller"
        if (str_eq_nocase(word, str_of(w->and)) && str_eq(words[i + 1], STR("/"))) return word;
        if (!str_eq_nocase(word, str_of(w->and)) || str_ends(words[i - 1], STR(","))) continue;
        if (asks && is_one(bare(words[i + 1]), w->asking) && i + 2 < count) return word;
        if (!closed || any_before(words, i, w->between) || has_digit(words[i + 1])) continue;
        if (two_things(w, words, count, i)) return word;
        // "Var kursen rolig och lärorik?"
        if (asks && is_one(words[0], w->closed) && i + 2 == count && i > 2) return word;
    }
    return STR("");
}

static struct str two_in_one(struct str text, struct str code, bool closed)
{
    struct str rest = text, sentence;
    size_t questions = 0;
    while (next_sentence(&rest, &sentence)) {
        if (str_ends(sentence, STR("?")) && sentence.len > 8) questions++;
        for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
            if (code.len && !str_starts(code, str_of(languages[i].code))) continue;
            struct str word = joins(&languages[i], sentence, closed);
            if (word.len) return word;
        }
    }
    return questions > 1 ? STR("? … ?") : STR("");
}

static bool is_closed(const struct def_node *n)
{
    return n->kind == FORM_SELECT_ONE || n->kind == FORM_RANGE || n->type == FORM_INT ||
           n->type == FORM_DECIMAL;
}

static void check_double(struct lint *l, uint32_t node)
{
    const struct form_def *def = l->def;
    const struct def_node *n = &def->nodes[node];
    if (n->texts[DEF_LABEL] == DEF_NONE) return;
    for (size_t i = 0; i < def->language_count; i++) {
        struct str text = form_lint_text(l, n->texts[DEF_LABEL], i);
        struct str word = two_in_one(text, def->languages[i].code, is_closed(n));
        if (!word.len) continue;
        const struct form_cell *cell = form_lint_cell(&l->b->survey, n->row, COLUMN_LABEL, i);
        PROBLEM(l->b, FORM_WARNING, n->row, cell ? cell->column : 0, TEXT_LINT_DOUBLE,
                STR_ARG(n->name), STR_ARG(word));
        return; // once, not in every language
    }
}

// ---- too long for the smallest screen ----

// In letters of usual width; wide ones count twice, what is filled in counts for nothing.
static size_t width(struct str text, size_t *out_longest)
{
    size_t all = 0, word = 0, at = 0;
    *out_longest = 0;
    while (at < text.len) {
        if (str_starts(str_sub(text, at, text.len), STR("${"))) {
            ptrdiff_t close = str_find_char(str_sub(text, at, text.len), '}');
            if (close > 0) at += (size_t)close + 1;
            word = 0;
            if (close > 0) continue;
        }
        int32_t c = utf8_next(text, &at);
        size_t letters = (c >= 0x300 && c < 0x370) || (c >= 0x64B && c < 0x660) ? 0
                         : c >= 0x1100                                          ? 2
                                                                                : 1;
        all += letters;
        word = c == ' ' || c == '\n' || c == '-' || c == 0xAD || c == 0x200B ? 0 : word + letters;
        if (c < 0x1100 && word > *out_longest) *out_longest = word;
    }
    return all;
}

static void check_length(struct lint *l, const struct sheet *sheet, int32_t row, uint32_t text,
                         struct str name, size_t most)
{
    for (size_t i = 0; text != DEF_NONE && i < l->def->language_count; i++) {
        size_t longest;
        size_t letters = width(form_lint_text(l, text, i), &longest);
        if (letters <= most && longest <= WORD_LETTERS) continue;
        const struct form_cell *cell = form_lint_cell(sheet, row, COLUMN_LABEL, i);
        int32_t column = cell ? cell->column : 0;
        if (letters > most)
            PROBLEM(l->b, FORM_WARNING, row, column, TEXT_LINT_LONG, STR_ARG(name), letters, most);
        else
            PROBLEM(l->b, FORM_WARNING, row, column, TEXT_LINT_LONG_WORD, STR_ARG(name), longest);
    }
}

void form_lint_words(struct lint *l)
{
    struct form_def *def = l->def;
    l->b->sheet_name = l->b->survey.cells->name;
    for (uint32_t i = 1; i < def->node_count; i++) {
        const struct def_node *n = &def->nodes[i];
        if (form_def_is_question(n)) check_double(l, i);
        if (n->flags & DEF_VISIBLE)
            check_length(l, &l->b->survey, n->row, n->texts[DEF_LABEL], n->name,
                         n->kind == FORM_NOTE ? NOTE_LETTERS : QUESTION_LETTERS);
    }
    if (!l->b->choices.cells) return;
    l->b->sheet_name = l->b->choices.cells->name;
    for (uint32_t i = 0; i < def->choice_count; i++)
        check_length(l, &l->b->choices, def->choices[i].row, def->choices[i].texts[DEF_LABEL],
                     def->choices[i].name, CHOICE_LETTERS);
}

// ---- missing in a language ----

static const struct {
    enum def_text_kind text;
    enum column column;
    const char *name;
} translated[] = {
    {DEF_LABEL, COLUMN_LABEL, "label"},
    {DEF_HINT, COLUMN_HINT, "hint"},
    {DEF_GUIDANCE, COLUMN_GUIDANCE, "guidance_hint"},
    {DEF_CONSTRAINT_MESSAGE, COLUMN_CONSTRAINT_MESSAGE, "constraint_message"},
    {DEF_REQUIRED_MESSAGE, COLUMN_REQUIRED_MESSAGE, "required_message"},
};
enum { TRANSLATED = sizeof translated / sizeof *translated };

// A whole column that is missing is said once, at the head of its sheet.
static void check_texts(struct lint *l, const struct sheet *sheet, int32_t row,
                        const uint32_t *texts, struct str name, bool (*told)[64])
{
    const struct form_def *def = l->def;
    for (size_t t = 0; t < TRANSLATED; t++) {
        uint32_t text = texts[translated[t].text];
        for (size_t i = 0; text != DEF_NONE && i < def->language_count; i++) {
            if (form_lint_text(l, text, i).len) continue;
            int32_t column = form_lint_column(sheet, translated[t].column, i);
            struct str language = def->languages[i].name;
            if (column) {
                PROBLEM(l->b, FORM_WARNING, row, column, TEXT_LINT_UNTRANSLATED, translated[t].name,
                        STR_ARG(name), STR_ARG(language));
            } else if (!told[t][i]) {
                told[t][i] = true;
                PROBLEM(l->b, FORM_WARNING, sheet->cells->cells[0].row, 0,
                        TEXT_LINT_NO_LANGUAGE_COLUMN, translated[t].name, STR_ARG(language),
                        translated[t].name, STR_ARG(language));
            }
        }
    }
}

void form_lint_translations(struct lint *l)
{
    struct form_def *def = l->def;
    bool survey[TRANSLATED][64] = {{false}}, choices[TRANSLATED][64] = {{false}};
    if (def->language_count < 2) return;
    l->b->sheet_name = l->b->survey.cells->name;
    for (uint32_t i = 1; i < def->node_count; i++)
        // What or_other adds has texts of its own, and stands in no cell.
        if (form_lint_cell(&l->b->survey, def->nodes[i].row, COLUMN_NAME, 0) &&
            str_eq(form_lint_cell(&l->b->survey, def->nodes[i].row, COLUMN_NAME, 0)->text,
                   def->nodes[i].name))
            check_texts(l, &l->b->survey, def->nodes[i].row, def->nodes[i].texts,
                        def->nodes[i].name, survey);
    if (!l->b->choices.cells) return;
    l->b->sheet_name = l->b->choices.cells->name;
    for (uint32_t i = 0; i < def->choice_count; i++)
        check_texts(l, &l->b->choices, def->choices[i].row, def->choices[i].texts,
                    def->choices[i].name, choices);
}
