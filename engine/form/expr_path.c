// SPDX-License-Identifier: EUPL-1.2
// Paths: bound ones are looked up at once, others walked step by step through the tree.
#include "form/expr_priv.h"

#include "form/text_priv.h"

// Keeps the nodes for which the predicate holds; a number means a position.
static void filter(struct expr_eval *e, uint32_t predicate, struct expr_nodes *set, size_t from)
{
    const struct form_tree *tree = e->tree;
    uint32_t context = e->context;
    size_t position = e->position, size = e->size, kept = from, count = set->count;
    for (size_t i = from; i < count && e->code == ERR_NONE; i++) {
        e->tree = set->tree;
        e->context = set->ids[i];
        e->position = i - from + 1;
        e->size = count - from;
        struct form_value value;
        form_expr_eval_node(e, predicate, &value);
        bool keep = value.kind == FORM_VALUE_NUMBER ? value.number == (double)e->position
                                                    : form_value_boolean(&value);
        if (keep) set->ids[kept++] = set->ids[i];
    }
    set->count = kept;
    e->tree = tree;
    e->context = context;
    e->position = position;
    e->size = size;
}

// The way back is gathered nearest first, which is how its positions count; node sets stand in
// document order.
static void turn(struct expr_nodes *set, size_t first)
{
    for (size_t i = first, j = set->count; i + 1 < j; i++) {
        uint32_t swap = set->ids[i];
        set->ids[i] = set->ids[--j];
        set->ids[j] = swap;
    }
}

static struct expr_nodes take_step(struct expr_eval *e, const struct expr_step *step,
                                   const struct expr_nodes *from)
{
    struct expr_nodes out = {.tree = from->tree};
    for (size_t i = 0; i < from->count && e->code == ERR_NONE; i++) {
        size_t first = out.count;
        form_expr_gather(e, step, from->ids[i], &out);
        for (uint32_t p = 0; p < step->predicate_count; p++)
            filter(e, e->expr->items[step->first_predicate + p].node, &out, first);
        if (form_expr_leads_back(step->axis)) turn(&out, first);
    }
    if (from->count > 1) form_expr_nodes_sort(e, &out);
    return out;
}

static struct expr_nodes bound_nodes(struct expr_eval *e, const struct expr_path *path)
{
    const struct form_tree *tree = e->env->tree;
    struct expr_nodes set = {.tree = tree};
    uint32_t from = path->from_current || e->tree != tree ? e->current : e->context;
    set.ids = form_expr_alloc(e, sizeof *set.ids);
    if (!set.ids) return set;
    size_t count = tree->type->bound(tree, from, path->target, path->base, set.ids, 1);
    if (count > 1) {
        set.ids = form_expr_alloc(e, count * sizeof *set.ids);
        if (!set.ids) return set;
        tree->type->bound(tree, from, path->target, path->base, set.ids, count);
    }
    set.count = set.room = count;
    return set;
}

// One element without text.
static uint32_t none(const struct form_tree *tree, uint32_t node)
{
    (void)tree, (void)node;
    return FORM_TREE_NONE;
}

static struct str blank(const struct form_tree *tree, uint32_t node)
{
    (void)tree, (void)node;
    return STR("");
}

struct text_tree { // one element with a text
    struct form_tree tree;
    struct str text;
};

static struct str text_of(const struct form_tree *tree, uint32_t node)
{
    (void)node;
    return ((const struct text_tree *)(const void *)tree)->text;
}

static const struct form_tree_type text_type = {
    .parent = none, .first_child = none, .next = none, .name = blank, .value = text_of};

static void meta_node(struct expr_eval *e, struct expr_nodes *set)
{
    struct text_tree *tree = form_expr_alloc(e, sizeof *tree);
    if (!tree) return;
    *tree = (struct text_tree){{&text_type, 0}, e->env->instance_id};
    set->tree = &tree->tree;
    form_expr_nodes_add(e, set, 0);
}

static const struct form_tree_type blank_type = {
    .parent = none, .first_child = none, .next = none, .name = blank, .value = blank};
static const struct form_tree blank_tree = {&blank_type, 0};

static bool start_nodes(struct expr_eval *e, const struct expr_path *path, struct expr_nodes *set,
                        struct form_value *out)
{
    set->tree = path->start == START_CONTEXT ? e->tree : e->env->tree;
    if (!set->tree && path->start != START_EXPR && path->start != START_NOTHING &&
        path->start != START_META)
        return true; // no tree: nothing is there
    switch (path->start) {
    case START_CONTEXT: form_expr_nodes_add(e, set, e->context); return true;
    case START_META: meta_node(e, set); return true;
    case START_NOTHING: // earlier answers are not kept: a question that is there and blank
        set->tree = &blank_tree;
        form_expr_nodes_add(e, set, 0);
        return true;
    case START_ROOT:
        // The primary instance, also inside a predicate over another one.
        form_expr_nodes_add(e, set, FORM_TREE_DOCUMENT);
        return true;
    case START_NAME:
        if (set->tree->type->find)
            form_expr_nodes_add(e, set, set->tree->type->find(set->tree, path->name));
        return true;
    case START_EXPR: break;
    }
    form_expr_eval_node(e, path->expr, out);
    if (out->kind != FORM_VALUE_NODES) {
        form_expr_fail(e, ERR_PARSE, TEXT_EVAL_NOT_NODES);
        return false;
    }
    set->tree = out->tree;
    set->count = set->room = out->count;
    set->ids = form_expr_alloc(e, out->count * sizeof *set->ids);
    if (!set->ids) return false;
    if (out->count) memcpy(set->ids, out->nodes, out->count * sizeof *set->ids);
    return true;
}

void form_expr_eval_path(struct expr_eval *e, const struct expr_path *path, struct form_value *out)
{
    struct expr_nodes set = {0};
    if (path->target != EXPR_NONE)
        set = bound_nodes(e, path);
    else if (!start_nodes(e, path, &set, out))
        return;
    for (uint32_t i = 0; i < path->filter_count; i++)
        filter(e, e->expr->items[path->first_filter + i].node, &set, 0);
    for (uint32_t i = 0; i < path->step_count && e->code == ERR_NONE; i++)
        set = take_step(e, &e->expr->steps[path->first_step + i], &set);
    if (e->code != ERR_NONE) set.count = 0;
    *out = (struct form_value){
        .kind = FORM_VALUE_NODES, .tree = set.tree, .nodes = set.ids, .count = set.count};
}

void form_expr_union(struct expr_eval *e, struct form_value *left, const struct form_value *right)
{
    if (left->kind != FORM_VALUE_NODES || right->kind != FORM_VALUE_NODES ||
        (left->count && right->count && left->tree != right->tree)) {
        form_expr_fail(e, ERR_PARSE, TEXT_EVAL_UNION);
        return;
    }
    struct expr_nodes set = {.tree = left->count ? left->tree : right->tree};
    for (size_t i = 0; i < left->count; i++)
        form_expr_nodes_add(e, &set, left->nodes[i]);
    for (size_t i = 0; i < right->count; i++)
        form_expr_nodes_add(e, &set, right->nodes[i]);
    form_expr_nodes_sort(e, &set);
    if (e->code != ERR_NONE) set.count = 0;
    *left = (struct form_value){
        .kind = FORM_VALUE_NODES, .tree = set.tree, .nodes = set.ids, .count = set.count};
}
