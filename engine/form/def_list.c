// SPDX-License-Identifier: EUPL-1.2
// A list of choices, or a data file, as a tree for expressions: root / item / columns. Node 0 is
// root; then for every row one item and its columns. Blank cells of the choices sheet are not
// there, as in ODK; those of a file are there and blank. And the index that finds the rows whose
// column holds a value, so that a choice_filter need not look at all of them.
#include "form/build_priv.h"

// Of the choices sheet the columns are name, label and the further ones.
struct str form_list_column_name(const struct def_list *list, uint32_t column)
{
    if (list->table) return list->table->columns[column];
    if (column == 0) return STR("name");
    if (column == 1) return STR("label");
    return list->def->choice_columns[column - 2];
}

static const struct def_cell *cell_of(const struct def_list *list, uint32_t row, uint32_t column)
{
    const struct def_choice *choice = &list->choices[row];
    const struct def_cell *cells = &list->def->cells[choice->first_cell];
    for (uint32_t i = 0; i < choice->cell_count; i++)
        if (cells[i].column == column - 2) return &cells[i];
    return NULL;
}

static bool has_cell(const struct def_list *list, uint32_t row, uint32_t column)
{
    if (list->table || column == 0) return true;
    if (column == 1) return list->choices[row].texts[DEF_LABEL] != DEF_NONE;
    return cell_of(list, row, column) != NULL;
}

struct str form_list_value(const struct def_list *list, uint32_t row, uint32_t column)
{
    if (list->table) return list->table->cells[(size_t)row * list->column_count + column];
    if (column == 0) return list->choices[row].name;
    if (column == 1) return form_def_text_source(list->def, list->choices[row].texts[DEF_LABEL], 0);
    const struct def_cell *cell = cell_of(list, row, column);
    return cell ? cell->value : STR("");
}

// ---- the tree ----

static uint32_t stride(const struct def_list *list)
{
    return 1 + list->column_count;
}

static const struct def_list *list_of(const struct form_tree *tree)
{
    return (const struct def_list *)(const void *)tree;
}

static uint32_t row_count(const struct def_list *list)
{
    return list->table ? list->table->row_count : list->count;
}

uint32_t form_list_item(const struct def_list *list, uint32_t row)
{
    return 1 + row * stride(list);
}

static uint32_t list_parent(const struct form_tree *tree, uint32_t node)
{
    if (node == 0) return FORM_TREE_NONE;
    uint32_t item = node - (node - 1) % stride(list_of(tree));
    return item == node ? 0 : item;
}

// The first column from `column` on that has a cell.
static uint32_t column_from(const struct def_list *list, uint32_t row, uint32_t column)
{
    for (; column < list->column_count; column++)
        if (has_cell(list, row, column)) return form_list_item(list, row) + 1 + column;
    return FORM_TREE_NONE;
}

static uint32_t list_first_child(const struct form_tree *tree, uint32_t node)
{
    const struct def_list *list = list_of(tree);
    if (node == 0) return row_count(list) ? 1 : FORM_TREE_NONE;
    if ((node - 1) % stride(list)) return FORM_TREE_NONE;
    return column_from(list, (node - 1) / stride(list), 0);
}

static uint32_t list_next(const struct form_tree *tree, uint32_t node)
{
    const struct def_list *list = list_of(tree);
    if (node == 0) return FORM_TREE_NONE;
    uint32_t place = (node - 1) % stride(list), row = (node - 1) / stride(list);
    if (place == 0) return row + 1 < row_count(list) ? node + stride(list) : FORM_TREE_NONE;
    return column_from(list, row, place);
}

static struct str list_name(const struct form_tree *tree, uint32_t node)
{
    const struct def_list *list = list_of(tree);
    if (node == 0) return STR("root");
    uint32_t place = (node - 1) % stride(list);
    return place == 0 ? STR("item") : form_list_column_name(list, place - 1);
}

static struct str list_value(const struct form_tree *tree, uint32_t node)
{
    const struct def_list *list = list_of(tree);
    if (node == 0 || (node - 1) % stride(list) == 0) return STR("");
    return form_list_value(list, (node - 1) / stride(list), (node - 1) % stride(list) - 1);
}

static uint32_t list_position(const struct form_tree *tree, uint32_t node)
{
    const struct def_list *list = list_of(tree);
    return node == 0 || (node - 1) % stride(list) ? 1 : (node - 1) / stride(list) + 1;
}

const struct form_tree_type form_def_list_tree = {.parent = list_parent,
                                                  .first_child = list_first_child,
                                                  .next = list_next,
                                                  .name = list_name,
                                                  .value = list_value,
                                                  .position = list_position};

// ---- the index ----

// One index a list and column, made when a filter first asks for it.
const struct def_index *form_list_index(struct builder *b, struct def_list *list, uint32_t column)
{
    for (struct def_index *i = list->indexes; i; i = i->next_index)
        if (i->column == column) return i;
    uint32_t count = row_count(list);
    struct def_index *index = ARENA_NEW(b->a, struct def_index);
    index->column = column;
    index->next = ARENA_ARRAY(b->a, uint32_t, count);
    uint32_t *last = ARENA_ARRAY(b->a, uint32_t, count), head;
    form_map_init(&index->first, b->a, count);
    for (uint32_t row = 0; row < count; row++) {
        index->next[row] = DEF_NONE;
        if (!has_cell(list, row, column)) continue;
        if (form_map_add(&index->first, form_list_value(list, row, column), 0, row, &head))
            head = row;
        else
            index->next[last[head]] = row;
        last[head] = row;
    }
    index->next_index = list->indexes;
    list->indexes = index;
    return index;
}

// The column that a path names which is nothing but a column of the row: `region`, `./region`.
static bool is_column(const struct form_expr *expr, uint32_t node, const struct def_list *list,
                      uint32_t *out)
{
    if (expr->nodes[node].op != EXPR_PATH) return false;
    const struct expr_path *path = &expr->paths[expr->nodes[node].path];
    if (path->start != START_CONTEXT || path->target != EXPR_NONE || path->filter_count)
        return false;
    const struct expr_step *step = &expr->steps[path->first_step];
    uint32_t count = path->step_count;
    if (count == 2 && step->axis == AXIS_SELF && step->any && !step->predicate_count) {
        step++;
        count--;
    }
    if (count != 1 || step->axis != AXIS_CHILD || step->any || step->predicate_count) return false;
    for (*out = 0; *out < list->column_count; (*out)++)
        if (str_eq(form_list_column_name(list, *out), step->name)) return true;
    return false;
}

// The same for every row: a text, or a question seen from the one that is asked.
static bool is_constant(const struct form_expr *expr, uint32_t node)
{
    const struct expr_node *n = &expr->nodes[node];
    if (n->op == EXPR_TEXT) return true;
    if (n->op == EXPR_PATH) {
        const struct expr_path *path = &expr->paths[n->path];
        return path->target != EXPR_NONE && path->from_current && !path->filter_count &&
               !path->step_count;
    }
    if (n->op != EXPR_CALL || !n->call.arg_count) return false;
    if (!strcmp(n->call.function->name, "once")) return false;
    for (uint32_t i = 0; i < n->call.arg_count; i++)
        if (!is_constant(expr, expr->items[n->call.first_arg + i].node)) return false;
    return true;
}

static bool try_equality(struct builder *b, struct def_node *n, const struct form_expr *expr,
                         uint32_t node, bool whole)
{
    const struct expr_node *equal = &expr->nodes[node];
    if (equal->op != EXPR_CHAIN || equal->chain.count != 2 ||
        expr->items[equal->chain.first + 1].op != EXPR_EQ)
        return false;
    struct def_list *list = &b->def->lists[n->list];
    uint32_t left = expr->items[equal->chain.first].node, column;
    uint32_t right = expr->items[equal->chain.first + 1].node;
    if (!is_column(expr, left, list, &column)) {
        uint32_t swap = left;
        left = right;
        right = swap;
    }
    if (!is_column(expr, left, list, &column) || !is_constant(expr, right)) return false;
    struct form_expr *value = ARENA_NEW(b->a, struct form_expr);
    *value = *expr;
    value->root = right;
    n->lookup = form_list_index(b, list, column);
    n->lookup_value = value;
    n->lookup_whole = whole;
    return true;
}

void form_list_plan_filter(struct builder *b, struct def_node *n)
{
    enum { WORTH_AN_INDEX = 32 };
    const struct form_expr *expr = n->jobs[JOB_FILTER];
    if (!expr || n->list == DEF_NONE || n->source != DEF_NONE ||
        row_count(&b->def->lists[n->list]) < WORTH_AN_INDEX)
        return;
    const struct expr_node *root = &expr->nodes[expr->root];
    if (try_equality(b, n, expr, expr->root, true)) return;
    if (root->op != EXPR_CHAIN || expr->items[root->chain.first + 1].op != EXPR_AND) return;
    for (uint32_t i = 0; i < root->chain.count; i++)
        if (try_equality(b, n, expr, expr->items[root->chain.first + i].node, false)) return;
}
