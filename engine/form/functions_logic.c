// SPDX-License-Identifier: EUPL-1.2
// Functions on truth, selections and nodes.
#include "form/functions_priv.h"

#include "form/text_priv.h"

#include <math.h>

EXPR_FUNCTION(is_true)
{
    (void)e, (void)call;
    return expr_boolean(true);
}

EXPR_FUNCTION(is_false)
{
    (void)e, (void)call;
    return expr_boolean(false);
}

EXPR_FUNCTION(boolean)
{
    return expr_boolean(expr_arg_boolean(e, call, 0));
}

EXPR_FUNCTION(from_string)
{
    struct str text = str_trim(expr_arg_string(e, call, 0));
    return expr_boolean(str_eq(text, STR("1")) || str_eq_nocase(text, STR("true")));
}

EXPR_FUNCTION(not )
{
    return expr_boolean(!expr_arg_boolean(e, call, 0));
}

EXPR_FUNCTION(if)
{
    struct form_value out;
    expr_arg(e, call, expr_arg_boolean(e, call, 0) ? 1 : 2, &out);
    return out;
}

EXPR_FUNCTION(coalesce)
{
    struct str first = expr_arg_string(e, call, 0);
    return expr_string(first.len ? first : expr_arg_string(e, call, 1));
}

// The value that stands there already, else the argument: a calculation that happens once.
EXPR_FUNCTION(once)
{
    struct str own = e->tree ? expr_tree_string(e->tree, e->context, e->scratch) : STR("");
    return expr_string(own.len ? own : expr_arg_string(e, call, 0));
}

static bool between(double count, double least, double most)
{
    return (least == -1 || count >= least) && (most == -1 || count <= most);
}

EXPR_FUNCTION(checklist)
{
    double least = expr_arg_number(e, call, 0), most = expr_arg_number(e, call, 1), count = 0;
    for (uint32_t i = 2; i < call->arg_count; i++) {
        struct form_value value;
        expr_arg(e, call, i, &value);
        if (value.kind != FORM_VALUE_NODES) count += form_value_boolean(&value);
        for (size_t n = 0; value.kind == FORM_VALUE_NODES && n < value.count; n++)
            count += expr_tree_string(value.tree, value.nodes[n], e->scratch).len > 0;
    }
    return expr_boolean(between(count, least, most));
}

EXPR_FUNCTION(weighted)
{
    if (call->arg_count % 2) expr_fail(e, ERR_PARSE, TEXT_EVAL_PAIRS);
    double least = expr_arg_number(e, call, 0), most = expr_arg_number(e, call, 1), sum = 0;
    for (uint32_t i = 2; i + 1 < call->arg_count; i += 2) {
        struct form_value value;
        expr_arg(e, call, i, &value);
        bool counts = value.kind == FORM_VALUE_NODES ? form_value_string(&value, e->scratch).len > 0
                                                     : form_value_boolean(&value);
        if (counts) sum += expr_arg_number(e, call, i + 1);
    }
    return expr_boolean(between(sum, least, most));
}

// ---- selections: words in a list ----

EXPR_FUNCTION(selected)
{
    struct str list = expr_arg_string(e, call, 0);
    struct str wanted = str_trim(expr_arg_string(e, call, 1)), word;
    while (str_word(&list, &word))
        if (str_eq(word, wanted)) return expr_boolean(true);
    return expr_boolean(false);
}

EXPR_FUNCTION(selected_at)
{
    struct str list = expr_arg_string(e, call, 0), word;
    double wanted = expr_arg_number(e, call, 1);
    for (double i = 0; str_word(&list, &word); i++)
        if (i == trunc(wanted)) return expr_string(word);
    return expr_string(STR(""));
}

EXPR_FUNCTION(count_selected)
{
    struct str list = expr_arg_string(e, call, 0), word;
    double count = 0;
    while (str_word(&list, &word))
        count++;
    return expr_number(count);
}

EXPR_FUNCTION(choice_name)
{
    struct str value = str_trim(expr_arg_string(e, call, 0));
    struct str path = expr_arg_string(e, call, 1), label;
    if (!e->env->choice_label) {
        expr_fail(e, ERR_STATE, TEXT_EVAL_NO_FORM, "jr:choice-name");
        return expr_string(STR(""));
    }
    if (!e->env->choice_label(e->env->data, call->target, path, value, &label)) label = STR("");
    return expr_string(label);
}

// ---- nodes ----

static bool arg_nodes(struct expr_eval *e, const struct expr_call *call, uint32_t index,
                      struct form_value *out)
{
    expr_arg(e, call, index, out);
    if (out->kind == FORM_VALUE_NODES) return true;
    expr_fail(e, ERR_PARSE, TEXT_EVAL_WANTS_NODES, call->function->name);
    return false;
}

EXPR_FUNCTION(count)
{
    struct form_value nodes;
    return expr_number(arg_nodes(e, call, 0, &nodes) ? (double)nodes.count : 0);
}

EXPR_FUNCTION(count_non_empty)
{
    struct form_value nodes;
    double count = 0;
    if (arg_nodes(e, call, 0, &nodes))
        for (size_t i = 0; i < nodes.count; i++)
            count += expr_tree_string(nodes.tree, nodes.nodes[i], e->scratch).len > 0;
    return expr_number(count);
}

EXPR_FUNCTION(current)
{
    (void)call;
    uint32_t *node = expr_alloc(e, sizeof *node);
    if (!node || !e->env->tree) return (struct form_value){.kind = FORM_VALUE_NODES};
    *node = e->current;
    return (struct form_value){
        .kind = FORM_VALUE_NODES, .tree = e->env->tree, .nodes = node, .count = 1};
}

EXPR_FUNCTION(instance)
{
    struct str id = expr_arg_string(e, call, 0);
    const struct form_tree *tree = e->env->instance ? e->env->instance(e->env->data, id) : NULL;
    uint32_t *node = expr_alloc(e, sizeof *node);
    if (!tree || !node) {
        expr_fail(e, ERR_MISSING, TEXT_EVAL_NO_INSTANCE, STR_ARG(id));
        return (struct form_value){.kind = FORM_VALUE_NODES};
    }
    *node = FORM_TREE_DOCUMENT;
    return (struct form_value){.kind = FORM_VALUE_NODES, .tree = tree, .nodes = node, .count = 1};
}

EXPR_FUNCTION(last)
{
    (void)call;
    return expr_number((double)e->size);
}

// Without an argument: where the node stands in its predicate. With one: which of its siblings of
// the same name it is.
EXPR_FUNCTION(position)
{
    if (!call->arg_count) return expr_number((double)e->position);
    struct form_value nodes;
    if (!arg_nodes(e, call, 0, &nodes) || !nodes.count) return expr_number(EXPR_NAN);
    const struct form_tree *tree = nodes.tree;
    uint32_t node = nodes.nodes[0], parent = expr_tree_parent(tree, node);
    if (parent == FORM_TREE_NONE || parent == FORM_TREE_DOCUMENT) return expr_number(1);
    if (tree->type->position) return expr_number((double)tree->type->position(tree, node));
    struct str name = tree->type->name(tree, node);
    double position = 1;
    for (uint32_t at = tree->type->first_child(tree, parent); at != node && at != FORM_TREE_NONE;
         at = tree->type->next(tree, at))
        position += str_eq(tree->type->name(tree, at), name);
    return expr_number(position);
}

EXPR_FUNCTION(name)
{
    struct form_value nodes = {.tree = e->tree, .nodes = &e->context, .count = e->tree ? 1 : 0};
    if (call->arg_count && !arg_nodes(e, call, 0, &nodes)) nodes.count = 0;
    if (!nodes.count || nodes.nodes[0] == FORM_TREE_DOCUMENT) return expr_string(STR(""));
    struct str name = nodes.tree->type->name(nodes.tree, nodes.nodes[0]);
    ptrdiff_t colon = str_find_char(name, ':');
    if (call->function->name[0] == 'l' && colon >= 0)
        name = str_sub(name, (size_t)colon + 1, name.len);
    return expr_string(name);
}
