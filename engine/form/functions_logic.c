// SPDX-License-Identifier: EUPL-1.2
// Functions on truth, selections and nodes.
#include "form/functions_priv.h"

#include "form/text_priv.h"

#include <math.h>

EXPR_FUNCTION(is_true)
{
    (void)e, (void)call;
    return form_expr_boolean(true);
}

EXPR_FUNCTION(is_false)
{
    (void)e, (void)call;
    return form_expr_boolean(false);
}

EXPR_FUNCTION(boolean)
{
    return form_expr_boolean(form_expr_arg_boolean(e, call, 0));
}

EXPR_FUNCTION(from_string)
{
    struct str text = str_trim(form_expr_arg_string(e, call, 0));
    return form_expr_boolean(str_eq(text, STR("1")) || str_eq_nocase(text, STR("true")));
}

EXPR_FUNCTION(not )
{
    return form_expr_boolean(!form_expr_arg_boolean(e, call, 0));
}

EXPR_FUNCTION(if)
{
    struct form_value out;
    form_expr_arg(e, call, form_expr_arg_boolean(e, call, 0) ? 1 : 2, &out);
    return out;
}

EXPR_FUNCTION(coalesce)
{
    struct form_value value;
    form_expr_arg(e, call, 0, &value);
    // A number that is none is blank, as in both of ODK's engines.
    bool none = value.kind == FORM_VALUE_NUMBER && isnan(value.number);
    struct str first = none ? STR("") : form_value_string(&value, e->scratch);
    return form_expr_string(first.len ? first : form_expr_arg_string(e, call, 1));
}

// The value that stands there already, else the argument: a calculation that happens once.
EXPR_FUNCTION(once)
{
    struct str own = e->tree ? form_expr_tree_string(e->tree, e->context, e->scratch) : STR("");
    return form_expr_string(own.len ? own : form_expr_arg_string(e, call, 0));
}

static bool between(double count, double least, double most)
{
    return (least == -1 || count >= least) && (most == -1 || count <= most);
}

EXPR_FUNCTION(checklist)
{
    double least = form_expr_arg_number(e, call, 0), most = form_expr_arg_number(e, call, 1),
           count = 0;
    for (uint32_t i = 2; i < call->arg_count; i++) {
        struct form_value value;
        form_expr_arg(e, call, i, &value);
        if (value.kind != FORM_VALUE_NODES) count += form_value_boolean(&value);
        for (size_t n = 0; value.kind == FORM_VALUE_NODES && n < value.count; n++)
            count += form_expr_tree_string(value.tree, value.nodes[n], e->scratch).len > 0;
    }
    return form_expr_boolean(between(count, least, most));
}

EXPR_FUNCTION(weighted)
{
    if (call->arg_count % 2) form_expr_fail(e, ERR_PARSE, TEXT_EVAL_PAIRS);
    double least = form_expr_arg_number(e, call, 0), most = form_expr_arg_number(e, call, 1),
           sum = 0;
    for (uint32_t i = 2; i + 1 < call->arg_count; i += 2) {
        struct form_value value;
        form_expr_arg(e, call, i, &value);
        bool counts = value.kind == FORM_VALUE_NODES ? form_value_string(&value, e->scratch).len > 0
                                                     : form_value_boolean(&value);
        if (counts) sum += form_expr_arg_number(e, call, i + 1);
    }
    return form_expr_boolean(between(sum, least, most));
}

// ---- selections: words in a list ----

EXPR_FUNCTION(selected)
{
    struct str list = form_expr_arg_string(e, call, 0);
    struct str wanted = str_trim(form_expr_arg_string(e, call, 1)), word;
    while (str_word(&list, &word))
        if (str_eq(word, wanted)) return form_expr_boolean(true);
    return form_expr_boolean(false);
}

EXPR_FUNCTION(selected_at)
{
    struct str list = form_expr_arg_string(e, call, 0), word;
    double wanted = form_expr_arg_number(e, call, 1);
    for (double i = 0; str_word(&list, &word); i++)
        if (i == trunc(wanted)) return form_expr_string(word);
    return form_expr_string(STR(""));
}

EXPR_FUNCTION(count_selected)
{
    struct str list = form_expr_arg_string(e, call, 0), word;
    double count = 0;
    while (str_word(&list, &word))
        count++;
    return form_expr_number(count);
}

EXPR_FUNCTION(choice_name)
{
    struct str value = str_trim(form_expr_arg_string(e, call, 0));
    struct str path = form_expr_arg_string(e, call, 1), label;
    if (!e->env->choice_label) {
        form_expr_fail(e, ERR_STATE, TEXT_EVAL_NO_FORM, "jr:choice-name");
        return form_expr_string(STR(""));
    }
    if (!e->env->choice_label(e->env->data, call->target, path, value, &label)) label = STR("");
    return form_expr_string(label);
}

// ---- nodes ----

static bool arg_nodes(struct expr_eval *e, const struct expr_call *call, uint32_t index,
                      struct form_value *out)
{
    form_expr_arg(e, call, index, out);
    if (out->kind == FORM_VALUE_NODES) return true;
    form_expr_fail(e, ERR_PARSE, TEXT_EVAL_WANTS_NODES, call->function->name);
    return false;
}

EXPR_FUNCTION(count)
{
    struct form_value nodes;
    double count = 0;
    if (arg_nodes(e, call, 0, &nodes))
        for (size_t i = 0; i < nodes.count; i++)
            count += form_expr_tree_there(nodes.tree, nodes.nodes[i]);
    return form_expr_number(count);
}

EXPR_FUNCTION(count_non_empty)
{
    struct form_value nodes;
    double count = 0;
    if (arg_nodes(e, call, 0, &nodes))
        for (size_t i = 0; i < nodes.count; i++)
            count += form_expr_tree_string(nodes.tree, nodes.nodes[i], e->scratch).len > 0;
    return form_expr_number(count);
}

EXPR_FUNCTION(current)
{
    (void)call;
    uint32_t *node = form_expr_alloc(e, sizeof *node);
    if (!node || !e->env->tree) return (struct form_value){.kind = FORM_VALUE_NODES};
    *node = e->current;
    return (struct form_value){
        .kind = FORM_VALUE_NODES, .tree = e->env->tree, .nodes = node, .count = 1};
}

EXPR_FUNCTION(instance)
{
    struct str id = form_expr_arg_string(e, call, 0);
    const struct form_tree *tree = e->env->instance ? e->env->instance(e->env->data, id) : NULL;
    uint32_t *node = form_expr_alloc(e, sizeof *node);
    if (!tree || !node) {
        form_expr_fail(e, ERR_MISSING, TEXT_EVAL_NO_INSTANCE, STR_ARG(id));
        return (struct form_value){.kind = FORM_VALUE_NODES};
    }
    *node = FORM_TREE_DOCUMENT;
    return (struct form_value){.kind = FORM_VALUE_NODES, .tree = tree, .nodes = node, .count = 1};
}

EXPR_FUNCTION(last)
{
    (void)call;
    return form_expr_number((double)e->size);
}

// Without an argument: where the node stands in its predicate. With one: which of its siblings of
// the same name it is.
EXPR_FUNCTION(position)
{
    if (!call->arg_count) return form_expr_number((double)e->position);
    struct form_value nodes;
    if (!arg_nodes(e, call, 0, &nodes) || !nodes.count) return form_expr_number(EXPR_NAN);
    return form_expr_number((double)form_expr_tree_position(nodes.tree, nodes.nodes[0]));
}
