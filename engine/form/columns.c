// SPDX-License-Identifier: EUPL-1.2
// Headers: which column means what, in all the spellings that XLSForm allows, and the languages
// that they name.
#include "form/build_priv.h"

#include "base/limits.h"
#include "form/suggest_priv.h"
#include "form/text_priv.h"

#include <stdio.h>

struct spelling {
    const char *name; // lower case, without spaces, "_" and "-"
    enum column column;
};

// What stands in [] in the messages is the first spelling of a column.
static const struct spelling survey_spellings[] = {
    {"type", COLUMN_TYPE},
    {"command", COLUMN_TYPE},
    {"name", COLUMN_NAME},
    {"tag", COLUMN_NAME},
    {"value", COLUMN_NAME},
    {"label", COLUMN_LABEL},
    {"caption", COLUMN_LABEL},
    {"hint", COLUMN_HINT},
    {"guidancehint", COLUMN_GUIDANCE},
    {"required", COLUMN_REQUIRED},
    {"bind::required", COLUMN_REQUIRED},
    {"requiredmessage", COLUMN_REQUIRED_MESSAGE},
    {"requiredmsg", COLUMN_REQUIRED_MESSAGE},
    {"bind::jr:requiredmsg", COLUMN_REQUIRED_MESSAGE},
    {"relevant", COLUMN_RELEVANT},
    {"relevance", COLUMN_RELEVANT},
    {"bind::relevant", COLUMN_RELEVANT},
    {"constraint", COLUMN_CONSTRAINT},
    {"bind::constraint", COLUMN_CONSTRAINT},
    {"constraintmessage", COLUMN_CONSTRAINT_MESSAGE},
    {"constrainingmessage", COLUMN_CONSTRAINT_MESSAGE},
    {"bind::jr:constraintmsg", COLUMN_CONSTRAINT_MESSAGE},
    {"calculation", COLUMN_CALCULATION},
    {"calculate", COLUMN_CALCULATION},
    {"bind::calculate", COLUMN_CALCULATION},
    {"trigger", COLUMN_TRIGGER},
    {"default", COLUMN_DEFAULT},
    {"readonly", COLUMN_READ_ONLY},
    {"bind::readonly", COLUMN_READ_ONLY},
    {"appearance", COLUMN_APPEARANCE},
    {"control::appearance", COLUMN_APPEARANCE},
    {"body::appearance", COLUMN_APPEARANCE},
    {"choicefilter", COLUMN_CHOICE_FILTER},
    {"parameters", COLUMN_PARAMETERS},
    {"repeatcount", COLUMN_REPEAT_COUNT},
    {"count", COLUMN_REPEAT_COUNT},
    {"jr:count", COLUMN_REPEAT_COUNT},
    {"image", COLUMN_IMAGE},
    {"bigimage", COLUMN_BIG_IMAGE},
    {"audio", COLUMN_AUDIO},
    {"video", COLUMN_VIDEO},
    {"disabled", COLUMN_DISABLED},
    {"saveto", COLUMN_UNSUPPORTED},
    {"intent", COLUMN_UNSUPPORTED},
    {"query", COLUMN_UNSUPPORTED},
    // What other tools keep for themselves.
    {"note", COLUMN_ASIDE},
    {"responsenote", COLUMN_ASIDE},
    {"publishable", COLUMN_ASIDE},
    {"minimumseconds", COLUMN_ASIDE},
    {"$autoname", COLUMN_ASIDE},
    {"$kuid", COLUMN_ASIDE},
    {"$qpath", COLUMN_ASIDE},
    {"$xpath", COLUMN_ASIDE},
    {"kuid", COLUMN_ASIDE},
    {"selectfromlistname", COLUMN_ASIDE},
    {"orother", COLUMN_ASIDE},
    {"file", COLUMN_ASIDE},
    {"tags", COLUMN_ASIDE},
    {"hxl", COLUMN_ASIDE},
    {"kobolockingprofile", COLUMN_ASIDE},
    {"koboscorechoices", COLUMN_ASIDE},
    {"koborankitems", COLUMN_ASIDE},
    {"koborankconstraintmessage", COLUMN_ASIDE},
    {"kobomatrixlist", COLUMN_ASIDE},
    {NULL, COLUMN_NONE},
};

static const struct spelling choices_spellings[] = {
    {"listname", COLUMN_LIST_NAME}, {"name", COLUMN_NAME},
    {"value", COLUMN_NAME},         {"label", COLUMN_LABEL},
    {"caption", COLUMN_LABEL},      {"image", COLUMN_IMAGE},
    {"bigimage", COLUMN_BIG_IMAGE}, {"audio", COLUMN_AUDIO},
    {"video", COLUMN_VIDEO},        {NULL, COLUMN_NONE},
};

static const struct spelling settings_spellings[] = {
    {"formtitle", COLUMN_LABEL},
    {"title", COLUMN_LABEL},
    {"setformtitle", COLUMN_LABEL},
    {NULL, COLUMN_NONE},
};

static const struct spelling *spellings_of(enum sheet_kind kind)
{
    return kind == SHEET_SURVEY    ? survey_spellings
           : kind == SHEET_CHOICES ? choices_spellings
                                   : settings_spellings;
}

static bool translatable(enum column column)
{
    return column >= COLUMN_LABEL && column <= COLUMN_VIDEO;
}

// Lower case, without spaces, "_" and "-".
static struct str squeeze(struct str text, char *out, size_t room)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len && len < room; i++) {
        char c = text.ptr[i];
        if (c == ' ' || c == '_' || c == '-') continue;
        out[len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return (struct str){out, len};
}

static enum column find_spelling(const struct spelling *spellings, struct str name)
{
    for (; spellings->name; spellings++)
        if (str_eq(name, str_of(spellings->name))) return spellings->column;
    return COLUMN_NONE;
}

struct header_parts {
    struct str part[3];
    size_t count;
};

// "media::image::Svenska (sv)" in parts. A single ":" divides only where the sheet has no "::" at
// all, and never a prefix such as jr: or svar:.
static struct header_parts split_header(struct str text, bool single)
{
    struct header_parts parts = {0};
    size_t from = 0;
    for (size_t i = 0; i + 1 < text.len && parts.count < 2; i++) {
        if (text.ptr[i] != ':') continue;
        size_t bytes = text.ptr[i + 1] == ':' ? 2 : 1;
        struct str before = str_sub(text, from, i);
        if (bytes == 1 && (!single || str_eq_nocase(str_trim(before), STR("jr")) ||
                           str_eq_nocase(str_trim(before), STR("svar"))))
            continue;
        parts.part[parts.count++] = str_trim(before);
        from = i + bytes;
        i = from - 1;
    }
    parts.part[parts.count++] = str_trim(str_sub(text, from, text.len));
    return parts;
}

// "Svenska (sv)" → "sv"; "sv" and "zh-Hans" are codes themselves; "" where there is none.
static struct str language_code(struct str name)
{
    ptrdiff_t open = -1;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '(') open = (ptrdiff_t)i;
    if (open >= 0 && str_ends(name, STR(")")))
        return str_trim(str_sub(name, (size_t)open + 1, name.len - 1));
    size_t letters = 0;
    while (letters < name.len && name.ptr[letters] >= 'a' && name.ptr[letters] <= 'z')
        letters++;
    bool whole = letters == name.len || name.ptr[letters] == '-';
    return whole && letters >= 2 && letters <= 3 ? name : STR("");
}

uint32_t form_language_index(struct builder *b, struct str name)
{
    struct form_def *def = b->def;
    struct str code = language_code(name);
    for (uint32_t i = 0; i < def->language_count; i++)
        if (str_eq_nocase(def->languages[i].name, name) ||
            (code.len && str_eq_nocase(def->languages[i].code, code))) {
            // The fuller of two spellings is the name: "Svenska (sv)" rather than "sv".
            if (name.len > def->languages[i].name.len) def->languages[i].name = name;
            return i;
        }
    if (def->language_count == LIMIT_FORM_LANGUAGES) return UINT32_MAX;
    def->languages[def->language_count] = (struct def_language){name, code};
    return (uint32_t)def->language_count++;
}

static void note_unknown(struct builder *b, const struct form_cell *cell, enum sheet_kind kind,
                         struct str name)
{
    if (kind != SHEET_SURVEY || str_find_char(name, ':') >= 0 || !name.len) return;
    struct suggest near = form_suggest_begin(name);
    for (const struct spelling *s = spellings_of(kind); s->name; s++)
        form_suggest_offer(&near, str_of(s->name));
    if (near.best.len)
        PROBLEM_AT(b, FORM_WARNING, cell, TEXT_COLUMN_NEAR, STR_ARG(cell->text),
                   STR_ARG(near.best));
    else
        PROBLEM_AT(b, FORM_WARNING, cell, TEXT_COLUMN_UNKNOWN, STR_ARG(cell->text));
}

// Sets header->column; *language is the text behind the delimiter, "" where there is none.
static void read_header(struct builder *b, const struct form_cell *cell, enum sheet_kind kind,
                        bool single, struct header *header, struct str *language)
{
    *language = STR("");
    *header = (struct header){.column = COLUMN_ATTRIBUTE, .text = cell->text};
    char room[3][80];
    struct header_parts parts = split_header(cell->text, single);
    struct str first = squeeze(parts.part[0], room[0], sizeof room[0]);
    size_t at = 1;
    if (str_eq(first, STR("media")) && parts.count > 1) {
        first = squeeze(parts.part[1], room[1], sizeof room[1]);
        at = 2;
    } else if (parts.count > 1 &&
               (str_eq(first, STR("bind")) || str_eq(first, STR("body")) ||
                str_eq(first, STR("control")) || str_eq(first, STR("instance")))) {
        struct str second = squeeze(parts.part[1], room[1], sizeof room[1]);
        int len = snprintf(room[2], sizeof room[2], "%.*s::%.*s", STR_ARG(first), STR_ARG(second));
        first = (struct str){room[2], len > 0 && (size_t)len < sizeof room[2] ? (size_t)len : 0};
        at = 2;
        if (find_spelling(spellings_of(kind), first) == COLUMN_NONE) return;
    }
    enum column column = find_spelling(spellings_of(kind), first);
    if (column == COLUMN_NONE) {
        note_unknown(b, cell, kind, first);
        return;
    }
    if (at < parts.count && !translatable(column)) return; // "relevant::x" means nothing: kept
    // "image::fr::…" cannot be; "fr" may stand before or behind the medium's name.
    header->column = column;
    if (at < parts.count) *language = parts.part[at];
}

static void read_headers(struct builder *b, struct sheet *sheet, enum sheet_kind kind)
{
    if (!sheet->cells || !sheet->cells->cell_count) return;
    const struct form_cell *cells = sheet->cells->cells;
    size_t count = 0;
    bool single = true;
    while (count < sheet->cells->cell_count && cells[count].row == cells[0].row) {
        if (str_find(cells[count].text, STR("::")) >= 0) single = false;
        count++;
    }
    b->sheet_name = sheet->cells->name;
    sheet->first_cell = count;
    sheet->header_count = (size_t)cells[count - 1].column;
    sheet->headers = ARENA_ARRAY(b->a, struct header, sheet->header_count);
    for (size_t i = 0; i < count; i++) {
        struct header *header = &sheet->headers[cells[i].column - 1];
        struct str language;
        read_header(b, &cells[i], kind, single, header, &language);
        header->language = UINT32_MAX; // the default language, settled when all are known
        if (!translatable(header->column) || kind == SHEET_SETTINGS) {
            if (kind == SHEET_SETTINGS && language.len) header->column = COLUMN_ATTRIBUTE;
        } else if (language.len) {
            header->language = form_language_index(b, language);
            if (header->language == UINT32_MAX)
                PROBLEM_AT(b, FORM_ERROR, &cells[i], TEXT_LANGUAGES_MANY,
                           (int)LIMIT_FORM_LANGUAGES);
        } else if (header->column == COLUMN_LABEL && kind == SHEET_SURVEY) {
            b->plain_labels = true;
        }
    }
}

static void check_duplicates(struct builder *b, const struct sheet *sheet)
{
    if (!sheet->cells || !sheet->cells->cell_count) return;
    b->sheet_name = sheet->cells->name;
    const struct form_cell *cells = sheet->cells->cells;
    for (size_t i = 0; i < sheet->header_count; i++) {
        struct header *late = &sheet->headers[i];
        for (size_t j = 0; j < i && late->column != COLUMN_NONE; j++) {
            struct header *early = &sheet->headers[j];
            bool same = late->column == COLUMN_ATTRIBUTE
                            ? early->column == COLUMN_ATTRIBUTE && str_eq(early->text, late->text)
                            : early->column == late->column && early->language == late->language &&
                                  late->column != COLUMN_UNSUPPORTED &&
                                  late->column != COLUMN_ASIDE;
            if (!same) continue;
            PROBLEM(b, FORM_ERROR, cells[0].row, (int32_t)i + 1, TEXT_COLUMN_TWICE,
                    STR_ARG(late->text), STR_ARG(early->text));
            late->column = COLUMN_NONE;
        }
    }
}

// A header without a language belongs to the default language.
static void settle_language(const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->header_count; i++)
        if (sheet->headers[i].language == UINT32_MAX) sheet->headers[i].language = 0;
}

void form_columns_read(struct builder *b)
{
    struct form_def *def = b->def;
    // The default language comes first, so that it has index 0.
    if (b->default_language.len) form_language_index(b, b->default_language);
    read_headers(b, &b->survey, SHEET_SURVEY);
    read_headers(b, &b->choices, SHEET_CHOICES);
    if (!b->default_language.len && (b->plain_labels || !def->language_count)) {
        // As in ODK, a label column without a language is one of its own, named "default".
        for (size_t i = def->language_count; i > 0 && i < LIMIT_FORM_LANGUAGES; i--)
            def->languages[i] = def->languages[i - 1];
        def->languages[0] = (struct def_language){STR("default"), STR("")};
        if (def->language_count < LIMIT_FORM_LANGUAGES) def->language_count++;
        struct sheet *sheets[] = {&b->survey, &b->choices};
        for (size_t s = 0; s < 2; s++)
            for (size_t i = 0; i < sheets[s]->header_count; i++)
                if (sheets[s]->headers[i].language != UINT32_MAX) sheets[s]->headers[i].language++;
        if (def->language_count > 1 && b->survey.cells) {
            b->sheet_name = b->survey.cells->name;
            PROBLEM(b, FORM_WARNING, b->survey.cells->cells[0].row, 0, TEXT_NO_DEFAULT_LANGUAGE);
        }
    }
    settle_language(&b->survey);
    settle_language(&b->choices);
    check_duplicates(b, &b->survey);
    check_duplicates(b, &b->choices);
}

bool form_sheet_row(const struct sheet *sheet, size_t *at, struct row *out)
{
    if (!sheet->cells || *at >= sheet->cells->cell_count) return false;
    const struct form_cell *cells = sheet->cells->cells;
    *out = (struct row){.number = cells[*at].row, .first = *at};
    for (; *at < sheet->cells->cell_count && cells[*at].row == out->number; (*at)++, out->count++) {
        size_t column = (size_t)cells[*at].column - 1;
        if (column >= sheet->header_count) continue;
        enum column means = sheet->headers[column].column;
        if (!translatable(means) && means != COLUMN_NONE && means != COLUMN_ATTRIBUTE)
            out->cells[means] = &cells[*at];
        else if (translatable(means) && !out->cells[means])
            out->cells[means] = &cells[*at];
    }
    return true;
}

size_t form_sheet_row_count(const struct sheet *sheet)
{
    struct row row;
    size_t count = 0;
    for (size_t at = sheet->first_cell; form_sheet_row(sheet, &at, &row);)
        count++;
    return count;
}

static bool is_one_of(struct str text, const char *const *words)
{
    for (; *words; words++)
        if (str_eq_nocase(text, str_of(*words))) return true;
    return false;
}

bool form_cell_is_yes(struct str text)
{
    static const char *const words[] = {"yes", "true", "true()", "1", NULL};
    return is_one_of(text, words);
}

bool form_cell_is_no(struct str text)
{
    static const char *const words[] = {"no", "false", "false()", "0", NULL};
    return is_one_of(text, words);
}

bool form_name_valid(struct str name)
{
    if (!name.len || name.len > LIMIT_NAME_BYTES) return false;
    bool start = true, colon = false;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        bool other = (c >= '0' && c <= '9') || c == '-' || c == '.';
        if (c == ':' && !start && !colon) {
            colon = start = true;
            continue;
        }
        if (!letter && (start || !other)) return false;
        start = false;
    }
    return !start;
}
