// SPDX-License-Identifier: EUPL-1.2
// Functions on the names, namespaces, languages and ids of XML nodes, as XPath 1.0 has them.
#include "form/functions_priv.h"

#include "form/text_priv.h"

// The argument's first node, or the context. False where there is none, or only the document.
static bool one_node(struct expr_eval *e, const struct expr_call *call,
                     const struct form_tree **tree, uint32_t *node)
{
    *tree = e->tree;
    *node = e->context;
    if (call->arg_count) {
        struct form_value nodes;
        form_expr_arg(e, call, 0, &nodes);
        if (nodes.kind != FORM_VALUE_NODES) {
            form_expr_fail(e, ERR_PARSE, TEXT_EVAL_WANTS_NODES, call->function->name);
            return false;
        }
        if (!nodes.count) return false;
        *tree = nodes.tree;
        *node = nodes.nodes[0];
    }
    return *tree && *node != FORM_TREE_DOCUMENT;
}

EXPR_FUNCTION(name)
{
    const struct form_tree *tree;
    uint32_t node;
    if (!one_node(e, call, &tree, &node)) return form_expr_string(STR(""));
    struct str name = tree->type->name(tree, node);
    ptrdiff_t colon = str_find_char(name, ':');
    if (call->function->name[0] == 'l' && colon >= 0)
        name = str_sub(name, (size_t)colon + 1, name.len);
    return form_expr_string(name);
}

EXPR_FUNCTION(namespace_uri)
{
    const struct form_tree *tree;
    uint32_t node;
    bool known = one_node(e, call, &tree, &node) && tree->type->space;
    return form_expr_string(known ? tree->type->space(tree, node) : STR(""));
}

static uint32_t attribute_named(const struct form_tree *tree, uint32_t node, struct str name)
{
    if (!tree->type->first_attribute || node == FORM_TREE_DOCUMENT ||
        form_expr_tree_kind(tree, node) != FORM_TREE_ELEMENT)
        return FORM_TREE_NONE;
    uint32_t at = tree->type->first_attribute(tree, node);
    while (at != FORM_TREE_NONE && !str_eq(tree->type->name(tree, at), name))
        at = tree->type->next(tree, at);
    return at;
}

// Whether the nearest xml:lang above the context is this language, or a kind of it ("en-US").
EXPR_FUNCTION(lang)
{
    struct str wanted = form_expr_arg_string(e, call, 0);
    uint32_t node = e->tree ? e->context : FORM_TREE_NONE;
    while (node != FORM_TREE_NONE) {
        uint32_t at = attribute_named(e->tree, node, STR("xml:lang"));
        if (at != FORM_TREE_NONE) {
            struct str found = e->tree->type->value(e->tree, at);
            bool same = str_eq_nocase(str_sub(found, 0, wanted.len), wanted);
            return form_expr_boolean(same &&
                                     (found.len == wanted.len || found.ptr[wanted.len] == '-'));
        }
        node = form_expr_tree_parent(e->tree, node);
    }
    return form_expr_boolean(false);
}

static bool has_id(const struct form_tree *tree, uint32_t node, struct str ids)
{
    uint32_t at = attribute_named(tree, node, STR("id"));
    if (at == FORM_TREE_NONE) at = attribute_named(tree, node, STR("xml:id"));
    if (at == FORM_TREE_NONE) return false;
    struct str value = tree->type->value(tree, at), word;
    while (str_word(&ids, &word))
        if (str_eq(word, value)) return true;
    return false;
}

// Elements by their attribute id, of each member of a set or each word of a text.
EXPR_FUNCTION(id)
{
    const struct form_tree *tree = e->tree;
    struct expr_nodes found = {.tree = tree};
    struct expr_each each = form_expr_each_from(e, call, 0);
    struct str ids;
    while (form_expr_each_next(&each, &ids)) {
        if (!tree || !tree->type->first_attribute) continue;
        struct expr_nodes all = {.tree = tree};
        const struct expr_step step = {.axis = AXIS_DESCENDANT, .test = TEST_STAR, .any = true};
        form_expr_gather(e, &step, FORM_TREE_DOCUMENT, &all);
        for (size_t i = 0; i < all.count; i++)
            if (has_id(tree, all.ids[i], ids)) form_expr_nodes_add(e, &found, all.ids[i]);
    }
    form_expr_nodes_sort(e, &found);
    return (struct form_value){
        .kind = FORM_VALUE_NODES, .tree = tree, .nodes = found.ids, .count = found.count};
}
