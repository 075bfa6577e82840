// SPDX-License-Identifier: EUPL-1.2
// The choices sheet: lists, their choices and further columns, and each list as a tree for
// expressions: root / item / (name, label, further columns).
#include "form/build_priv.h"

#include "base/limits.h"
#include "form/text_priv.h"

#include <stdio.h>

static struct str setting(const struct form_def *def, struct str name)
{
    return form_def_setting(def, name);
}

static void read_columns(struct builder *b)
{
    struct form_def *def = b->def;
    def->choice_columns = ARENA_ARRAY(b->a, struct str, b->choices.header_count + 1);
    for (size_t i = 0; i < b->choices.header_count; i++) {
        struct header *header = &b->choices.headers[i];
        if (header->column != COLUMN_ATTRIBUTE) continue;
        header->language = def->choice_column_count; // from here on: which further column it is
        def->choice_columns[def->choice_column_count++] = header->text;
    }
}

static void read_cells(struct builder *b, const struct row *row, struct def_choice *choice)
{
    struct form_def *def = b->def;
    choice->first_cell = def->cell_count;
    for (size_t i = row->first; i < row->first + row->count; i++) {
        const struct form_cell *cell = &b->choices.cells->cells[i];
        if ((size_t)cell->column > b->choices.header_count) continue;
        const struct header *header = &b->choices.headers[cell->column - 1];
        if (header->column != COLUMN_ATTRIBUTE) continue;
        def->cells[def->cell_count++] = (struct def_cell){header->language, cell->text};
        choice->cell_count++;
        if (!str_eq_nocase(header->text, STR("svar:missing"))) continue;
        int64_t code;
        if (!str_to_int64(cell->text, &code) || code > 0 || code < -3)
            PROBLEM_AT(b, FORM_ERROR, cell, TEXT_MISSING_CODE, STR_ARG(cell->text));
        else
            choice->missing = (int)code;
    }
}

static int missing_of_name(struct str name)
{
    return str_eq(name, STR("-1"))   ? -1
           : str_eq(name, STR("-2")) ? -2
           : str_eq(name, STR("-3")) ? -3
                                     : 0;
}

// Rows of one list need not stand together; they are counted first and placed then.
struct placing {
    uint32_t *list_of; // by row in order
    uint32_t *next;    // by list
    uint32_t rows;
};

static uint32_t list_add(struct builder *b, const struct form_cell *cell)
{
    struct form_def *def = b->def;
    uint32_t index = def->list_count;
    if (!form_map_add(&def->list_names, cell->text, 0, index, &index)) return index;
    struct def_list *list = &def->lists[def->list_count++];
    list->name = cell->text;
    list->row = cell->row;
    list->def = def;
    list->tree = (struct form_tree){&form_def_list_tree, 0};
    return index;
}

static bool any_but_attributes(const struct row *row)
{
    return row->cells[COLUMN_NAME] || row->cells[COLUMN_LABEL] || row->cells[COLUMN_LIST_NAME];
}

// First pass: which list each row belongs to.
static void gather_lists(struct builder *b, struct placing *placing)
{
    struct form_def *def = b->def;
    struct row row;
    for (size_t at = b->choices.first_cell; form_sheet_row(&b->choices, &at, &row);) {
        uint32_t list = DEF_NONE;
        if (row.cells[COLUMN_LIST_NAME]) {
            list = list_add(b, row.cells[COLUMN_LIST_NAME]);
            def->lists[list].count++;
        } else if (any_but_attributes(&row)) {
            PROBLEM(b, FORM_ERROR, row.number, 0, TEXT_CHOICE_NO_LIST);
        }
        placing->list_of[placing->rows++] = list;
    }
    uint32_t first = 0;
    placing->next = ARENA_ARRAY(b->a, uint32_t, def->list_count + 1);
    for (uint32_t i = 0; i < def->list_count; i++) {
        struct def_list *list = &def->lists[i];
        list->first = placing->next[i] = first;
        first += list->count;
        form_map_init(&list->names, b->a, list->count);
    }
}

static void read_choice(struct builder *b, const struct row *row, struct def_list *list,
                        struct def_choice *choice, uint32_t index)
{
    const struct form_cell *name = row->cells[COLUMN_NAME];
    choice->row = row->number;
    form_texts_read(b, &b->choices, row, choice->texts);
    read_cells(b, row, choice);
    if (!name) {
        PROBLEM(b, FORM_ERROR, row->number, 0, TEXT_CHOICE_NO_NAME, STR_ARG(list->name));
        choice->name = STR("");
        return;
    }
    choice->name = name->text;
    if (!choice->missing) choice->missing = missing_of_name(name->text);
    if (choice->texts[DEF_LABEL] == DEF_NONE)
        PROBLEM_AT(b, FORM_WARNING, name, TEXT_CHOICE_NO_LABEL, STR_ARG(name->text));
    uint32_t before;
    if (!form_map_add(&list->names, choice->name, 0, index, &before) &&
        !form_cell_is_yes(setting(b->def, STR("allow_choice_duplicates"))))
        PROBLEM_AT(b, FORM_ERROR, name, TEXT_CHOICE_TWICE, STR_ARG(name->text), STR_ARG(list->name),
                   b->def->choices[list->first + before].row);
}

void form_choices_read(struct builder *b)
{
    struct form_def *def = b->def;
    if (!b->choices.cells || !b->choices.cells->cell_count) return;
    b->sheet_name = b->choices.cells->name;
    size_t rows = form_sheet_row_count(&b->choices);
    bool has_list = false;
    for (size_t i = 0; i < b->choices.header_count; i++)
        has_list = has_list || b->choices.headers[i].column == COLUMN_LIST_NAME;
    if (!has_list) {
        PROBLEM(b, FORM_ERROR, b->choices.cells->cells[0].row, 0, TEXT_NO_LIST_COLUMN);
        return;
    }
    if (rows > LIMIT_FORM_CHOICES) {
        PROBLEM(b, FORM_ERROR, 0, 0, TEXT_CHOICES_MANY, (int)LIMIT_FORM_CHOICES);
        return;
    }
    read_columns(b);
    def->lists = ARENA_ARRAY(b->a, struct def_list, rows);
    def->choices = ARENA_ARRAY(b->a, struct def_choice, rows);
    def->cells = ARENA_ARRAY(b->a, struct def_cell, b->choices.cells->cell_count);
    form_map_init(&def->list_names, b->a, rows);
    struct placing placing = {.list_of = ARENA_ARRAY(b->a, uint32_t, rows)};
    gather_lists(b, &placing);
    struct row row;
    placing.rows = 0;
    for (size_t at = b->choices.first_cell; form_sheet_row(&b->choices, &at, &row);) {
        uint32_t list = placing.list_of[placing.rows++];
        if (list == DEF_NONE) continue;
        uint32_t place = placing.next[list]++;
        def->choice_count++;
        read_choice(b, &row, &def->lists[list], &def->choices[place],
                    place - def->lists[list].first);
    }
}

// ---- a list as a tree ----
// Node 0 is root; then for every choice one item and its columns: name, label, further ones.

static uint32_t stride(const struct def_list *list)
{
    return 3 + list->def->choice_column_count;
}

static const struct def_list *list_of(const struct form_tree *tree)
{
    return (const struct def_list *)(const void *)tree;
}

static uint32_t list_parent(const struct form_tree *tree, uint32_t node)
{
    if (node == 0) return FORM_TREE_NONE;
    uint32_t item = node - (node - 1) % stride(list_of(tree));
    return item == node ? 0 : item;
}

static uint32_t list_first_child(const struct form_tree *tree, uint32_t node)
{
    const struct def_list *list = list_of(tree);
    if (node == 0) return list->count ? 1 : FORM_TREE_NONE;
    return (node - 1) % stride(list) == 0 ? node + 1 : FORM_TREE_NONE;
}

static uint32_t list_next(const struct form_tree *tree, uint32_t node)
{
    const struct def_list *list = list_of(tree);
    uint32_t place = (node - 1) % stride(list);
    if (place == 0)
        return (node - 1) / stride(list) + 1 < list->count ? node + stride(list) : FORM_TREE_NONE;
    return place + 1 < stride(list) ? node + 1 : FORM_TREE_NONE;
}

static struct str list_name(const struct form_tree *tree, uint32_t node)
{
    const struct def_list *list = list_of(tree);
    if (node == 0) return STR("root");
    switch ((node - 1) % stride(list)) {
    case 0: return STR("item");
    case 1: return STR("name");
    case 2: return STR("label");
    default: return list->def->choice_columns[(node - 1) % stride(list) - 3];
    }
}

static struct str list_value(const struct form_tree *tree, uint32_t node)
{
    const struct def_list *list = list_of(tree);
    const struct form_def *def = list->def;
    if (node == 0 || (node - 1) % stride(list) == 0) return STR("");
    const struct def_choice *choice = &def->choices[list->first + (node - 1) / stride(list)];
    uint32_t place = (node - 1) % stride(list);
    if (place == 1) return choice->name;
    if (place == 2) return form_def_text_source(def, choice->texts[DEF_LABEL], 0);
    for (uint32_t i = 0; i < choice->cell_count; i++)
        if (def->cells[choice->first_cell + i].column == place - 3)
            return def->cells[choice->first_cell + i].value;
    return STR("");
}

const struct form_tree_type form_def_list_tree = {.parent = list_parent,
                                                  .first_child = list_first_child,
                                                  .next = list_next,
                                                  .name = list_name,
                                                  .value = list_value};
