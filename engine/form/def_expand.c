// SPDX-License-Identifier: EUPL-1.2
// Rows that stand for several: or_other adds a choice and a text question, table-list makes one
// page of selects that share their choices.
#include "form/build_priv.h"

#include "form/text_priv.h"

static void set_text(struct form_def *def, uint32_t *text, const char *english, const char *swedish)
{
    *text = form_text_add(def);
    for (size_t i = 0; i < def->language_count; i++)
        def->texts[(size_t)*text * def->language_count + i].source =
            str_of(str_eq(def->languages[i].code, STR("sv")) ? swedish : english);
}

// The choice “other”, where the list has none. Lists stand in one run: this one moves.
static void add_choice(struct builder *b, struct def_list *list)
{
    uint32_t found;
    if (form_map_get(&list->names, STR("other"), 0, &found)) return;
    struct def_choice *choices = ARENA_ARRAY(b->a, struct def_choice, list->count + 1);
    if (list->count) memcpy(choices, list->choices, list->count * sizeof *choices);
    struct def_choice *other = &choices[list->count];
    *other = (struct def_choice){.name = STR("other")};
    for (size_t i = 0; i < DEF_TEXT_KINDS; i++)
        other->texts[i] = DEF_NONE;
    set_text(b->def, &other->texts[DEF_LABEL], "Other", "Annat");
    form_map_add(&list->names, other->name, 0, list->count, NULL);
    list->choices = choices;
    list->count++;
}

bool form_other_choice(struct builder *b, struct def_node *n, const struct row *row)
{
    if (row->cells[COLUMN_CHOICE_FILTER] || n->list == DEF_NONE || b->def->lists[n->list].table ||
        n->kind == FORM_RANK) {
        PROBLEM_AT(b, FORM_ERROR, row->cells[COLUMN_TYPE], TEXT_OR_OTHER);
        return false;
    }
    add_choice(b, &b->def->lists[n->list]);
    return true;
}

// A row of its own for the text question behind the select, in the place of the select's.
void form_other_row(struct builder *b, const struct def_node *n, const struct row *row,
                    struct row *out)
{
    *out = (struct row){.number = row->number};
    struct form_cell *cells = ARENA_ARRAY(b->a, struct form_cell, 3);
    const struct form_cell *type = row->cells[COLUMN_TYPE];
    cells[0] = (struct form_cell){STR("text"), type->row, type->column};
    cells[1] = (struct form_cell){arena_printf(b->a, "%.*s_other", STR_ARG(n->name)), type->row,
                                  type->column};
    cells[2] =
        (struct form_cell){arena_printf(b->a, "selected(../%.*s, 'other')", STR_ARG(n->name)),
                           type->row, type->column};
    out->cells[COLUMN_TYPE] = &cells[0];
    out->cells[COLUMN_NAME] = &cells[1];
    out->cells[COLUMN_RELEVANT] = &cells[2];
    out->label_english = "Specify other.";
    out->label_swedish = "Ange vad.";
}

void form_row_label(struct builder *b, const struct row *row, uint32_t *texts)
{
    if (row->label_english)
        set_text(b->def, &texts[DEF_LABEL], row->label_english, row->label_swedish);
}

// ---- table-list ----

// The selects of a table share one list, unfiltered, and show no labels of their own: the table's
// head does.
void form_tables_check(struct builder *b)
{
    struct form_def *def = b->def;
    for (size_t i = 1; i < def->node_count; i++) {
        const struct def_node *table = &def->nodes[i];
        if (!(table->flags & DEF_TABLE)) continue;
        uint32_t list = DEF_NONE;
        for (size_t child = i + 1; child < table->end; child = def->nodes[child].end) {
            struct def_node *n = &def->nodes[child];
            if (n->kind != FORM_SELECT_ONE && n->kind != FORM_SELECT_MULTIPLE) continue;
            if (list == DEF_NONE) list = n->list;
            if (n->list != list)
                PROBLEM(b, FORM_ERROR, n->row, n->column, TEXT_TABLE_LISTS, STR_ARG(n->name),
                        STR_ARG(table->name));
            if (n->jobs[JOB_FILTER])
                PROBLEM(b, FORM_ERROR, n->row, n->job_columns[JOB_FILTER], TEXT_TABLE_FILTER,
                        STR_ARG(table->name));
            if (!n->appearance.len) n->appearance = STR("list-nolabel");
        }
    }
}
