// SPDX-License-Identifier: EUPL-1.2
// Walking trees: what a step's axis and node test find from one node, the text of a node, and
// document order.
#include "form/expr_priv.h"

#include "form/text_priv.h"

void form_expr_nodes_add(struct expr_eval *e, struct expr_nodes *set, uint32_t node)
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

bool form_expr_visit(struct expr_eval *e, size_t nodes)
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

enum form_tree_kind form_expr_tree_kind(const struct form_tree *tree, uint32_t node)
{
    return tree->type->kind && node != FORM_TREE_DOCUMENT ? tree->type->kind(tree, node)
                                                          : FORM_TREE_ELEMENT;
}

bool form_expr_tree_there(const struct form_tree *tree, uint32_t node)
{
    return !tree->type->there || node == FORM_TREE_DOCUMENT || tree->type->there(tree, node);
}

// Siblings end at the root; attributes have none.
static uint32_t tree_next(const struct form_tree *tree, uint32_t node)
{
    if (node == FORM_TREE_DOCUMENT || node == tree->root) return FORM_TREE_NONE;
    if (form_expr_tree_kind(tree, node) == FORM_TREE_ATTRIBUTE) return FORM_TREE_NONE;
    return tree->type->next(tree, node);
}

// The node after this one in document order, within top; `down`: its children come first.
static uint32_t walk_on(const struct form_tree *tree, uint32_t node, uint32_t top, bool down)
{
    uint32_t next = down ? form_expr_tree_first_child(tree, node) : FORM_TREE_NONE;
    while (next == FORM_TREE_NONE && node != top && node != FORM_TREE_NONE) {
        next = tree_next(tree, node);
        if (next == FORM_TREE_NONE) node = form_expr_tree_parent(tree, node);
    }
    return next;
}

static uint32_t walk_next(const struct form_tree *tree, uint32_t node, uint32_t top)
{
    return walk_on(tree, node, top, true);
}

// ---- the text of a node ----

// What a node itself adds to the text around it: comments and instructions say nothing there.
static struct str own_text(const struct form_tree *tree, uint32_t node, uint32_t top)
{
    if (node == FORM_TREE_DOCUMENT) return STR("");
    enum form_tree_kind kind = form_expr_tree_kind(tree, node);
    if (node != top && (kind == FORM_TREE_COMMENT || kind == FORM_TREE_INSTRUCTION)) return STR("");
    return tree->type->value(tree, node);
}

struct str form_expr_tree_string(const struct form_tree *tree, uint32_t node,
                                 struct form_scratch *s)
{
    if (node != FORM_TREE_DOCUMENT && tree->type->first_child(tree, node) == FORM_TREE_NONE)
        return tree->type->value(tree, node);
    size_t bytes = 0, parts = 0;
    struct str only = STR("");
    for (uint32_t at = node; at != FORM_TREE_NONE; at = walk_next(tree, at, node)) {
        struct str part = own_text(tree, at, node);
        if (!part.len) continue;
        bytes += part.len;
        only = part;
        parts++;
    }
    if (parts < 2) return only; // an element with nothing but text in it: the usual case
    char *text = form_scratch_alloc(s, bytes);
    if (!text) return STR("");
    size_t len = 0;
    for (uint32_t at = node; at != FORM_TREE_NONE; at = walk_next(tree, at, node)) {
        struct str part = own_text(tree, at, node);
        if (part.len) memcpy(text + len, part.ptr, part.len);
        len += part.len;
    }
    return (struct str){text, len};
}

// ---- node tests ----

static struct str prefix_of(struct str name)
{
    ptrdiff_t colon = str_find_char(name, ':');
    return colon > 0 ? str_sub(name, 0, (size_t)colon) : STR("");
}

static struct str local_of(struct str name)
{
    ptrdiff_t colon = str_find_char(name, ':');
    return colon > 0 ? str_sub(name, (size_t)colon + 1, name.len) : name;
}

// A name as it is written, or another prefix for the same namespace.
static bool name_matches(const struct form_tree *tree, const struct expr_step *step, uint32_t node)
{
    struct str name = tree->type->name(tree, node);
    if (step->test == TEST_NAME && str_eq(name, step->name)) return true;
    struct str prefix = step->test == TEST_PREFIX ? step->name : prefix_of(step->name);
    if (!prefix.len) return false;
    if (step->test == TEST_PREFIX && str_eq(prefix_of(name), prefix)) return true;
    if (!tree->type->space_of || !tree->type->space) return false;
    struct str space = tree->type->space_of(tree, prefix);
    if (!space.len || !str_eq(space, tree->type->space(tree, node))) return false;
    return step->test == TEST_PREFIX || str_eq(local_of(name), local_of(step->name));
}

static bool matches(const struct form_tree *tree, const struct expr_step *step, uint32_t node)
{
    if (step->test == TEST_NODE) return true;
    if (node == FORM_TREE_DOCUMENT) return false;
    enum form_tree_kind kind = form_expr_tree_kind(tree, node);
    enum form_tree_kind principal =
        step->axis == AXIS_ATTRIBUTE ? FORM_TREE_ATTRIBUTE : FORM_TREE_ELEMENT;
    switch (step->test) {
    case TEST_TEXT: return kind == FORM_TREE_TEXT;
    case TEST_COMMENT: return kind == FORM_TREE_COMMENT;
    case TEST_INSTRUCTION:
        return kind == FORM_TREE_INSTRUCTION &&
               (!step->name.len || str_eq(step->name, tree->type->name(tree, node)));
    case TEST_STAR: return kind == principal;
    case TEST_NODE: return true;
    case TEST_NAME:
    case TEST_PREFIX: break;
    }
    return kind == principal && name_matches(tree, step, node);
}

// ---- axes ----

bool form_expr_leads_back(enum expr_axis axis)
{
    return axis == AXIS_ANCESTOR || axis == AXIS_ANCESTOR_OR_SELF ||
           axis == AXIS_PRECEDING_SIBLING || axis == AXIS_PRECEDING;
}

static void reverse(struct expr_nodes *set, size_t first)
{
    for (size_t i = first, j = set->count; i + 1 < j; i++) {
        uint32_t swap = set->ids[i];
        set->ids[i] = set->ids[--j];
        set->ids[j] = swap;
    }
}

static void gather_siblings(struct expr_eval *e, const struct expr_step *step, uint32_t from,
                            struct expr_nodes *out)
{
    const struct form_tree *tree = out->tree;
    uint32_t parent = form_expr_tree_parent(tree, from), node;
    if (step->axis == AXIS_FOLLOWING_SIBLING) {
        for (node = tree_next(tree, from); node != FORM_TREE_NONE && form_expr_visit(e, 1);
             node = tree_next(tree, node))
            if (matches(tree, step, node)) form_expr_nodes_add(e, out, node);
        return;
    }
    if (parent == FORM_TREE_NONE || parent == FORM_TREE_DOCUMENT) return;
    if (form_expr_tree_kind(tree, from) == FORM_TREE_ATTRIBUTE) return;
    size_t first = out->count;
    for (node = tree->type->first_child(tree, parent);
         node != from && node != FORM_TREE_NONE && form_expr_visit(e, 1);
         node = tree_next(tree, node))
        if (matches(tree, step, node)) form_expr_nodes_add(e, out, node);
    reverse(out, first);
}

static bool is_above(const struct form_tree *tree, uint32_t node, uint32_t below)
{
    while (below != FORM_TREE_NONE && below != node)
        below = form_expr_tree_parent(tree, below);
    return below == node;
}

// Everything behind or before a node but what is in it and what it is in.
static void gather_around(struct expr_eval *e, const struct expr_step *step, uint32_t from,
                          struct expr_nodes *out)
{
    const struct form_tree *tree = out->tree;
    bool attribute = form_expr_tree_kind(tree, from) == FORM_TREE_ATTRIBUTE;
    if (attribute) from = form_expr_tree_parent(tree, from);
    uint32_t node;
    if (step->axis == AXIS_FOLLOWING) {
        for (node = walk_on(tree, from, FORM_TREE_DOCUMENT, attribute);
             node != FORM_TREE_NONE && form_expr_visit(e, 1);
             node = walk_next(tree, node, FORM_TREE_DOCUMENT))
            if (matches(tree, step, node)) form_expr_nodes_add(e, out, node);
        return;
    }
    size_t first = out->count;
    for (node = tree->root; node != from && node != FORM_TREE_NONE && form_expr_visit(e, 1);
         node = walk_next(tree, node, FORM_TREE_DOCUMENT))
        if (matches(tree, step, node) && !is_above(tree, node, from))
            form_expr_nodes_add(e, out, node);
    reverse(out, first);
}

static void gather_children(struct expr_eval *e, const struct expr_step *step, uint32_t from,
                            struct expr_nodes *out)
{
    const struct form_tree *tree = out->tree;
    if (step->test == TEST_TEXT && !tree->type->kind) {
        // A question's text is the question's own here.
        if (from != FORM_TREE_DOCUMENT && tree->type->first_child(tree, from) == FORM_TREE_NONE &&
            tree->type->value(tree, from).len)
            form_expr_nodes_add(e, out, from);
        return;
    }
    for (uint32_t node = form_expr_tree_first_child(tree, from);
         node != FORM_TREE_NONE && form_expr_visit(e, 1); node = tree_next(tree, node))
        if (matches(tree, step, node)) form_expr_nodes_add(e, out, node);
}

static void gather_attributes(struct expr_eval *e, const struct expr_step *step, uint32_t from,
                              struct expr_nodes *out)
{
    const struct form_tree *tree = out->tree;
    if (!tree->type->first_attribute || from == FORM_TREE_DOCUMENT ||
        form_expr_tree_kind(tree, from) != FORM_TREE_ELEMENT)
        return;
    for (uint32_t node = tree->type->first_attribute(tree, from);
         node != FORM_TREE_NONE && form_expr_visit(e, 1); node = tree->type->next(tree, node))
        if (matches(tree, step, node)) form_expr_nodes_add(e, out, node);
}

void form_expr_gather(struct expr_eval *e, const struct expr_step *step, uint32_t from,
                      struct expr_nodes *out)
{
    const struct form_tree *tree = out->tree;
    uint32_t node;
    switch (step->axis) {
    case AXIS_SELF:
        if (matches(tree, step, from)) form_expr_nodes_add(e, out, from);
        return;
    case AXIS_PARENT:
        node = form_expr_tree_parent(tree, from);
        if (node != FORM_TREE_NONE && matches(tree, step, node)) form_expr_nodes_add(e, out, node);
        return;
    case AXIS_CHILD: gather_children(e, step, from, out); return;
    case AXIS_DESCENDANT:
    case AXIS_DESCENDANT_OR_SELF:
        for (node = from; node != FORM_TREE_NONE && form_expr_visit(e, 1);
             node = walk_next(tree, node, from))
            if ((node != from || step->axis == AXIS_DESCENDANT_OR_SELF) &&
                matches(tree, step, node))
                form_expr_nodes_add(e, out, node);
        return;
    case AXIS_ATTRIBUTE: gather_attributes(e, step, from, out); return;
    case AXIS_ANCESTOR:
    case AXIS_ANCESTOR_OR_SELF:
        // Nearest first, as positions count on an axis that leads back.
        node = step->axis == AXIS_ANCESTOR ? form_expr_tree_parent(tree, from) : from;
        for (; node != FORM_TREE_NONE && form_expr_visit(e, 1);
             node = form_expr_tree_parent(tree, node))
            if (matches(tree, step, node)) form_expr_nodes_add(e, out, node);
        return;
    case AXIS_FOLLOWING_SIBLING:
    case AXIS_PRECEDING_SIBLING: gather_siblings(e, step, from, out); return;
    case AXIS_FOLLOWING:
    case AXIS_PRECEDING: gather_around(e, step, from, out); return;
    }
}

// ---- document order ----

// Negative where a stands first. The document itself stands before everything.
static int order(const struct form_tree *tree, uint32_t a, uint32_t b)
{
    if (a == b) return 0;
    if (a == FORM_TREE_DOCUMENT || b == FORM_TREE_DOCUMENT) return a == FORM_TREE_DOCUMENT ? -1 : 1;
    if (tree->type->order) return tree->type->order(tree, a, b);
    return a < b ? -1 : 1;
}

// Merges two sorted runs that stand side by side.
static void merge(const struct form_tree *tree, const uint32_t *from, uint32_t *to, size_t first,
                  size_t middle, size_t end)
{
    for (size_t left = first, right = middle, at = first; at < end; at++) {
        bool take_left =
            left < middle && (right == end || order(tree, from[left], from[right]) <= 0);
        to[at] = take_left ? from[left++] : from[right++];
    }
}

void form_expr_nodes_sort(struct expr_eval *e, struct expr_nodes *set)
{
    bool sorted = true;
    for (size_t i = 1; i < set->count && sorted; i++)
        sorted = order(set->tree, set->ids[i - 1], set->ids[i]) < 0;
    if (sorted || !form_expr_visit(e, set->count * 16)) return;
    uint32_t *other = form_expr_alloc(e, set->count * sizeof *other);
    if (!other) return;
    uint32_t *ids = set->ids;
    for (size_t width = 1; width < set->count; width *= 2) {
        for (size_t first = 0; first < set->count; first += 2 * width) {
            size_t middle = first + width < set->count ? first + width : set->count;
            size_t end = first + 2 * width < set->count ? first + 2 * width : set->count;
            merge(set->tree, ids, other, first, middle, end);
        }
        uint32_t *swap = ids;
        ids = other;
        other = swap;
    }
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++)
        if (!kept || ids[kept - 1] != ids[i]) ids[kept++] = ids[i];
    set->room = set->count;
    set->ids = ids;
    set->count = kept;
}

uint32_t form_expr_tree_position(const struct form_tree *tree, uint32_t node)
{
    uint32_t parent = form_expr_tree_parent(tree, node), position = 1;
    if (parent == FORM_TREE_NONE || parent == FORM_TREE_DOCUMENT) return 1;
    if (form_expr_tree_kind(tree, node) == FORM_TREE_ATTRIBUTE) return 1;
    if (tree->type->position) return tree->type->position(tree, node);
    struct str name = tree->type->name(tree, node);
    for (uint32_t at = tree->type->first_child(tree, parent); at != node && at != FORM_TREE_NONE;
         at = tree->type->next(tree, at))
        position += str_eq(tree->type->name(tree, at), name);
    return position;
}
