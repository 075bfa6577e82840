// SPDX-License-Identifier: EUPL-1.2
// Paths: bound ones are looked up at once, others walked step by step through the tree.
#include "form/expr_priv.h"

#include "form/text_priv.h"

struct nodes {
    const struct form_tree *tree;
    uint32_t *ids;
    size_t count, room;
};

static void nodes_add(struct expr_eval *e, struct nodes *set, uint32_t node)
{
    if (node == FORM_TREE_NONE || e->code != ERR_NONE) return;
    if (set->count == set->room) {
        size_t room = set->room ? set->room * 2 : 4;
        uint32_t *ids = form_expr_alloc(e, room * sizeof *ids);
        if (!ids) return;
        if (set->count) memcpy(ids, set->ids, set->count * sizeof *ids);
        set->ids = ids;
        set->room = room;
    }
    set->ids[set->count++] = node;
}

static bool visit(struct expr_eval *e, size_t nodes)
{
    if (e->code != ERR_NONE) return false;
    if (e->budget > nodes) {
        e->budget -= nodes;
        return true;
    }
    form_expr_fail(e, ERR_LIMIT, TEXT_EVAL_VISITS);
    return false;
}

uint32_t form_expr_tree_parent(const struct form_tree *tree, uint32_t node)
{
    if (node == FORM_TREE_DOCUMENT) return FORM_TREE_NONE;
    if (node == tree->root) return FORM_TREE_DOCUMENT;
    return tree->type->parent(tree, node);
}

uint32_t form_expr_tree_first_child(const struct form_tree *tree, uint32_t node)
{
    return node == FORM_TREE_DOCUMENT ? tree->root : tree->type->first_child(tree, node);
}

static uint32_t tree_next(const struct form_tree *tree, uint32_t node)
{
    return node == FORM_TREE_DOCUMENT || node == tree->root ? FORM_TREE_NONE
                                                            : tree->type->next(tree, node);
}

// The node after this one in document order, within top.
static uint32_t walk_next(const struct form_tree *tree, uint32_t node, uint32_t top)
{
    uint32_t next = form_expr_tree_first_child(tree, node);
    while (next == FORM_TREE_NONE && node != top) {
        next = tree_next(tree, node);
        if (next == FORM_TREE_NONE) node = form_expr_tree_parent(tree, node);
    }
    return next;
}

struct str form_expr_tree_string(const struct form_tree *tree, uint32_t node,
                                 struct form_scratch *s)
{
    if (node != FORM_TREE_DOCUMENT && tree->type->first_child(tree, node) == FORM_TREE_NONE)
        return tree->type->value(tree, node);
    size_t bytes = 0;
    for (uint32_t at = node; at != FORM_TREE_NONE; at = walk_next(tree, at, node))
        if (at != FORM_TREE_DOCUMENT) bytes += tree->type->value(tree, at).len;
    char *text = form_scratch_alloc(s, bytes);
    if (!text) return STR("");
    size_t len = 0;
    for (uint32_t at = node; at != FORM_TREE_NONE; at = walk_next(tree, at, node)) {
        struct str part = at == FORM_TREE_DOCUMENT ? STR("") : tree->type->value(tree, at);
        if (part.len) memcpy(text + len, part.ptr, part.len);
        len += part.len;
    }
    return (struct str){text, len};
}

static bool matches(const struct form_tree *tree, const struct expr_step *step, uint32_t node)
{
    if (step->any) return true;
    return node != FORM_TREE_DOCUMENT && str_eq(tree->type->name(tree, node), step->name);
}

// Nearest first.
static void gather_before(struct expr_eval *e, const struct expr_step *step,
                          const struct form_tree *tree, uint32_t from, struct nodes *out)
{
    uint32_t parent = form_expr_tree_parent(tree, from);
    if (parent == FORM_TREE_NONE || parent == FORM_TREE_DOCUMENT) return;
    size_t first = out->count;
    for (uint32_t node = tree->type->first_child(tree, parent);
         node != from && node != FORM_TREE_NONE && visit(e, 1); node = tree_next(tree, node))
        if (matches(tree, step, node)) nodes_add(e, out, node);
    for (size_t i = first, j = out->count; i + 1 < j; i++) {
        uint32_t swap = out->ids[i];
        out->ids[i] = out->ids[--j];
        out->ids[j] = swap;
    }
}

static void gather(struct expr_eval *e, const struct expr_step *step, const struct form_tree *tree,
                   uint32_t from, struct nodes *out)
{
    uint32_t node;
    switch (step->axis) {
    case AXIS_SELF:
        if (matches(tree, step, from)) nodes_add(e, out, from);
        return;
    case AXIS_PARENT:
        node = form_expr_tree_parent(tree, from);
        if (node != FORM_TREE_NONE && matches(tree, step, node)) nodes_add(e, out, node);
        return;
    case AXIS_CHILD:
        for (node = form_expr_tree_first_child(tree, from); node != FORM_TREE_NONE && visit(e, 1);
             node = tree_next(tree, node))
            if (matches(tree, step, node)) nodes_add(e, out, node);
        return;
    case AXIS_DESCENDANT:
    case AXIS_DESCENDANT_OR_SELF:
        for (node = from; node != FORM_TREE_NONE && visit(e, 1); node = walk_next(tree, node, from))
            if ((node != from || step->axis == AXIS_DESCENDANT_OR_SELF) &&
                matches(tree, step, node))
                nodes_add(e, out, node);
        return;
    case AXIS_ATTRIBUTE: return; // our trees have none: an empty set
    case AXIS_ANCESTOR:
    case AXIS_ANCESTOR_OR_SELF:
        // Nearest first, as positions count on an axis that leads back.
        node = step->axis == AXIS_ANCESTOR ? form_expr_tree_parent(tree, from) : from;
        for (; node != FORM_TREE_NONE && visit(e, 1); node = form_expr_tree_parent(tree, node))
            if (matches(tree, step, node)) nodes_add(e, out, node);
        return;
    case AXIS_FOLLOWING_SIBLING:
        for (node = tree_next(tree, from); node != FORM_TREE_NONE && visit(e, 1);
             node = tree_next(tree, node))
            if (matches(tree, step, node)) nodes_add(e, out, node);
        return;
    case AXIS_PRECEDING_SIBLING: gather_before(e, step, tree, from, out); return;
    }
}

// Keeps the nodes for which the predicate holds; a number means a position.
static void filter(struct expr_eval *e, uint32_t predicate, struct nodes *set, size_t from)
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

static bool contains(const struct nodes *set, uint32_t node)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->ids[i] == node) return true;
    return false;
}

static struct nodes take_step(struct expr_eval *e, const struct expr_step *step,
                              const struct nodes *from)
{
    struct nodes out = {.tree = from->tree};
    // Only going up, or down by descendants from nested nodes, can meet a node twice.
    bool can_repeat = from->count > 1 && step->axis != AXIS_CHILD && step->axis != AXIS_SELF;
    for (size_t i = 0; i < from->count && e->code == ERR_NONE; i++) {
        struct nodes found = {.tree = from->tree};
        struct nodes *target = can_repeat ? &found : &out;
        size_t first = target->count;
        gather(e, step, from->tree, from->ids[i], target);
        for (uint32_t p = 0; p < step->predicate_count; p++)
            filter(e, e->expr->items[step->first_predicate + p].node, target, first);
        for (size_t n = 0; can_repeat && n < found.count && visit(e, out.count); n++)
            if (!contains(&out, found.ids[n])) nodes_add(e, &out, found.ids[n]);
    }
    return out;
}

static struct nodes bound_nodes(struct expr_eval *e, const struct expr_path *path)
{
    const struct form_tree *tree = e->env->tree;
    struct nodes set = {.tree = tree};
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

static bool start_nodes(struct expr_eval *e, const struct expr_path *path, struct nodes *set,
                        struct form_value *out)
{
    set->tree = path->start == START_CONTEXT ? e->tree : e->env->tree;
    if (!set->tree && path->start != START_EXPR) return true; // no tree: nothing is there
    switch (path->start) {
    case START_CONTEXT: nodes_add(e, set, e->context); return true;
    case START_NOTHING: return true;
    case START_ROOT:
        // The primary instance, also inside a predicate over another one.
        nodes_add(e, set, FORM_TREE_DOCUMENT);
        return true;
    case START_NAME:
        if (set->tree->type->find) nodes_add(e, set, set->tree->type->find(set->tree, path->name));
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
    struct nodes set = {0};
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

// In document order where ids grow with it, as they do in forms without repeats; else left before
// right, which no function can tell apart but by the first node.
void form_expr_union(struct expr_eval *e, struct form_value *left, const struct form_value *right)
{
    if (left->kind != FORM_VALUE_NODES || right->kind != FORM_VALUE_NODES ||
        (left->count && right->count && left->tree != right->tree)) {
        form_expr_fail(e, ERR_PARSE, TEXT_EVAL_UNION);
        return;
    }
    struct nodes set = {.tree = left->count ? left->tree : right->tree};
    for (size_t i = 0; i < left->count; i++)
        nodes_add(e, &set, left->nodes[i]);
    for (size_t i = 0; i < right->count && visit(e, set.count); i++)
        if (!contains(&set, right->nodes[i])) nodes_add(e, &set, right->nodes[i]);
    for (size_t i = 1; i < set.count; i++) {
        uint32_t node = set.ids[i];
        size_t at = i;
        for (; at > 0 && set.ids[at - 1] > node; at--)
            set.ids[at] = set.ids[at - 1];
        set.ids[at] = node;
    }
    *left = (struct form_value){
        .kind = FORM_VALUE_NODES, .tree = set.tree, .nodes = set.ids, .count = set.count};
}

uint32_t form_expr_tree_position(const struct form_tree *tree, uint32_t node)
{
    uint32_t parent = form_expr_tree_parent(tree, node), position = 1;
    if (parent == FORM_TREE_NONE || parent == FORM_TREE_DOCUMENT) return 1;
    if (tree->type->position) return tree->type->position(tree, node);
    struct str name = tree->type->name(tree, node);
    for (uint32_t at = tree->type->first_child(tree, parent); at != node && at != FORM_TREE_NONE;
         at = tree->type->next(tree, at))
        position += str_eq(tree->type->name(tree, at), name);
    return position;
}
