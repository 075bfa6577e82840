// SPDX-License-Identifier: EUPL-1.2
// The choices sheet: lists, their choices and further columns.
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

uint32_t form_list_add(struct form_def *def, struct str name, int32_t row)
{
    uint32_t index = def->list_count;
    if (!form_map_add(&def->list_names, name, 0, index, &index)) return index;
    struct def_list *list = &def->lists[def->list_count++];
    list->name = name;
    list->row = row;
    list->def = def;
    list->tree = (struct form_tree){&form_def_list_tree, 0};
    list->column_count = 2 + def->choice_column_count;
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
            const struct form_cell *cell = row.cells[COLUMN_LIST_NAME];
            list = form_list_add(def, cell->text, cell->row);
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
        list->choices = &def->choices[first - list->count];
        form_map_init(&list->names, b->a, list->count + 1); // or_other may add one
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
                   list->choices[before].row);
}

void form_choices_read(struct builder *b)
{
    struct form_def *def = b->def;
    size_t rows = b->choices.cells ? form_sheet_row_count(&b->choices) : 0;
    if (rows <= LIMIT_FORM_CHOICES) {
        def->lists = ARENA_ARRAY(b->a, struct def_list, rows + FILES_MAX);
        form_map_init(&def->list_names, b->a, rows + FILES_MAX);
    }
    if (!b->choices.cells || !b->choices.cells->cell_count) return;
    b->sheet_name = b->choices.cells->name;
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
    def->choices = ARENA_ARRAY(b->a, struct def_choice, rows);
    def->cells = ARENA_ARRAY(b->a, struct def_cell, b->choices.cells->cell_count);
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
