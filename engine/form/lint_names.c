// SPDX-License-Identifier: EUPL-1.2
// Names as statistics programs take them. A question becomes a variable, and so does each choice of
// a question that takes several; SPSS allows 64 bytes, and no difference between a and A. The
// export makes them fit, but then they are not called as in the form.
#include "form/lint_priv.h"

#include "base/limits.h"
#include "form/text_priv.h"

enum { NAME_BYTES = 64, JOINED_BYTES = 2 * 255 + 2 };

static bool is_plain(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// How the export writes it: letters with marks lose them, the rest becomes "_", in lower case here.
static char as_written(int32_t c)
{
    static const char latin1[] = "aaaaaaaceeeeiiiidnooooo_ouuuuytsaaaaaaaceeeeiiiidnooooo_ouuuuyty";
    if (c >= 'A' && c <= 'Z') return (char)(c + 32);
    if (is_plain(c)) return (char)c;
    return c >= 0xC0 && c <= 0xFF ? latin1[c - 0xC0] : '_';
}

static size_t squeeze(struct str name, char *out, size_t room)
{
    size_t len = 0;
    for (size_t at = 0; at < name.len && len < room;) {
        char c = as_written(utf8_next(name, &at));
        if (c == '_' && len && out[len - 1] == '_') continue;
        out[len++] = c;
    }
    return len;
}

// The first character that has to give way; "" where all are fine.
static struct str odd(struct str name)
{
    for (size_t at = 0; at < name.len;) {
        size_t from = at;
        int32_t c = utf8_next(name, &at);
        if (!is_plain(c) && !(c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7))
            return str_sub(name, from, at);
    }
    return STR("");
}

static bool is_variable(const struct def_node *n)
{
    return form_def_holds_value(n) && n->kind != FORM_NOTE && !(n->flags & DEF_EMPTY) &&
           n->metadata == META_NONE;
}

// True, and a warning, where the name is another's already, as SPSS reads it.
static bool taken(struct lint *l, struct map *names, struct str squeezed, uint32_t row,
                  uint32_t *out_row)
{
    if (names->count * 2 > names->mask) return false; // more than anybody would look at
    struct str kept = arena_dup(l->b->a, str_sub(squeezed, 0, NAME_BYTES));
    return !form_map_add(names, kept, 0, row, out_row);
}

static void check_question(struct lint *l, struct map *names, uint32_t node)
{
    const struct form_def *def = l->def;
    const struct def_node *n = &def->nodes[node];
    const struct form_cell *cell = form_lint_cell(&l->b->survey, n->row, COLUMN_NAME, 0);
    int32_t column = cell ? cell->column : 0;
    char room[JOINED_BYTES];
    uint32_t other;
    struct str name = def->duplicate[node] ? n->short_path : n->name;
    struct str squeezed = {room, squeeze(name, room, sizeof room)};
    if (n->name.len > NAME_BYTES)
        PROBLEM(l->b, FORM_WARNING, n->row, column, TEXT_LINT_NAME_LONG, STR_ARG(n->name),
                (int)NAME_BYTES);
    else if (taken(l, names, squeezed, (uint32_t)n->row, &other))
        PROBLEM(l->b, FORM_WARNING, n->row, column, TEXT_LINT_NAME_SAME, STR_ARG(name), (int)other);
}

// Lists may be used by several questions: each choice is spoken of once.
static void check_choice(struct lint *l, const struct def_choice *choice, bool several)
{
    const struct form_cell *cell = form_lint_cell(&l->b->choices, choice->row, COLUMN_NAME, 0);
    int32_t column = cell ? cell->column : 0;
    struct str strange = odd(choice->name);
    int64_t number;
    bool counts = str_to_int64(choice->name, &number);
    // What stands between numbers is no harm where the name stays a value: 13-15, 1.5.
    bool harmless = !several && (str_eq(strange, STR("-")) || str_eq(strange, STR(".")));
    if (choice->missing || counts) return;
    if (choice->name.len > NAME_BYTES)
        PROBLEM(l->b, FORM_WARNING, choice->row, column, TEXT_LINT_CHOICE_LONG,
                STR_ARG(choice->name), (int)NAME_BYTES);
    else if (strange.len && !harmless)
        PROBLEM(l->b, FORM_WARNING, choice->row, column, TEXT_LINT_CHOICE_ODD,
                STR_ARG(choice->name), STR_ARG(strange));
}

// Names that are numbers keep them as codes, unless one of the list is a word: then all are
// numbered anew, and 5 may become 2.
static void check_mixed(struct lint *l, const struct def_list *list)
{
    const struct def_choice *word = NULL;
    bool numbers = false;
    for (uint32_t i = 0; i < list->count; i++) {
        int64_t number;
        if (list->choices[i].missing || list->choices[i].row <= 0) continue;
        if (str_to_int64(list->choices[i].name, &number))
            numbers = true;
        else if (!word && list->choices[i].name.len)
            word = &list->choices[i];
    }
    if (!numbers || !word || str_eq(word->name, STR("other"))) return;
    const struct form_cell *cell = form_lint_cell(&l->b->choices, word->row, COLUMN_NAME, 0);
    PROBLEM(l->b, FORM_WARNING, word->row, cell ? cell->column : 0, TEXT_LINT_CODES_MIXED,
            STR_ARG(list->name), STR_ARG(word->name));
}

// Of a question that takes several answers: its name, “_”, the choice's.
static void check_joined(struct lint *l, struct map *names, const struct def_node *n)
{
    const struct def_list *list = &l->def->lists[n->list];
    char room[JOINED_BYTES];
    for (uint32_t i = 0; i < list->count && list->count <= 2000; i++) {
        const struct def_choice *choice = &list->choices[i];
        uint32_t other;
        // or_other brings a choice and a question of that name by itself.
        if (choice->missing || !choice->name.len || choice->row <= 0) continue;
        size_t len = squeeze(n->name, room, sizeof room / 2);
        room[len++] = '_';
        len += squeeze(choice->name, room + len, sizeof room - len);
        const struct form_cell *cell = form_lint_cell(&l->b->choices, choice->row, COLUMN_NAME, 0);
        int32_t column = cell ? cell->column : 0;
        if (n->name.len <= NAME_BYTES && choice->name.len <= NAME_BYTES && len > NAME_BYTES)
            PROBLEM(l->b, FORM_WARNING, choice->row, column, TEXT_LINT_JOINED_LONG, (int)len, room,
                    (int)NAME_BYTES);
        else if (taken(l, names, (struct str){room, len}, (uint32_t)choice->row, &other))
            PROBLEM(l->b, FORM_WARNING, choice->row, column, TEXT_LINT_JOINED_SAME,
                    STR_ARG(choice->name), STR_ARG(n->name), (int)len, room);
    }
}

void form_lint_names(struct lint *l)
{
    struct form_def *def = l->def;
    size_t room = def->node_count;
    bool *used = ARENA_ARRAY(l->b->a, bool, def->list_count + 1);
    bool *several = ARENA_ARRAY(l->b->a, bool, def->list_count + 1);
    for (uint32_t i = 1; i < def->node_count; i++) {
        const struct def_node *n = &def->nodes[i];
        if (n->list == DEF_NONE) continue;
        used[n->list] = true;
        if (n->kind != FORM_SELECT_MULTIPLE) continue;
        several[n->list] = true;
        room += def->lists[n->list].count;
    }
    struct map names;
    form_map_init(&names, l->b->a, room < LIMIT_FORM_CHOICES ? room : LIMIT_FORM_CHOICES);
    l->b->sheet_name = l->b->survey.cells->name;
    for (uint32_t i = 1; i < def->node_count; i++)
        if (is_variable(&def->nodes[i])) check_question(l, &names, i);
    if (!l->b->choices.cells) return;
    l->b->sheet_name = l->b->choices.cells->name;
    for (uint32_t i = 0; i < def->list_count; i++) {
        const struct def_list *list = &def->lists[i];
        if (!used[i] || list->table) continue;
        check_mixed(l, list);
        for (uint32_t c = 0; c < list->count; c++)
            if (list->choices[c].row > 0) check_choice(l, &list->choices[c], several[i]);
    }
    for (uint32_t i = 1; i < def->node_count && names.count * 2 <= names.mask; i++)
        if (def->nodes[i].kind == FORM_SELECT_MULTIPLE && def->nodes[i].list != DEF_NONE &&
            !def->lists[def->nodes[i].list].table)
            check_joined(l, &names, &def->nodes[i]);
}
