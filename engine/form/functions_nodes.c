// SPDX-License-Identifier: EUPL-1.2
// Functions that look elsewhere: other instances of a repeat, data files, translations; and the
// shuffle that choices and node-sets share.
#include "form/functions_priv.h"

#include "form/text_priv.h"

#include <math.h>

// Park and Miller's generator and the inside-out shuffle that other engines use, so that the same
// seed gives the same order everywhere.
void form_shuffle(uint32_t *items, size_t count, int64_t seed)
{
    int64_t state = seed % 2147483647;
    if (state <= 0) state += 2147483646;
    for (size_t i = 0; i < count; i++) {
        state = state * 16807 % 2147483647;
        double r = (double)(state - 1) / 2147483646.0;
        size_t j = (size_t)floor(r * (double)(i + 1));
        uint32_t item = items[i]; // still as it came: only places before i were written
        if (j != i) items[i] = items[j];
        items[j] = item;
    }
}

// A number's whole part; a blank is 0; other text counts by the first eight bytes of its SHA-256.
int64_t form_seed(const struct form_expr_env *env, const struct form_value *value,
                  struct form_scratch *scratch)
{
    double number = form_value_number(value, &env->zone);
    if (!isnan(number)) return fabs(number) < 9.2e18 ? (int64_t)number : 0;
    struct str text = form_value_string(value, scratch);
    uint8_t raw[64];
    if (!text.len || !env->digest || env->digest(env->data, STR("SHA-256"), text, raw) < 8)
        return 0;
    uint64_t seed = 0;
    for (size_t i = 0; i < 8; i++)
        seed = seed << 8 | raw[i];
    return (int64_t)seed;
}

EXPR_FUNCTION(randomize)
{
    struct form_value nodes, seed_value;
    form_expr_arg(e, call, 0, &nodes);
    if (nodes.kind != FORM_VALUE_NODES) {
        form_expr_fail(e, ERR_PARSE, TEXT_EVAL_WANTS_NODES, call->function->name);
        return nodes;
    }
    int64_t seed = 0;
    if (call->arg_count > 1) {
        form_expr_arg(e, call, 1, &seed_value);
        seed = form_seed(e->env, &seed_value, e->scratch);
    } else if (e->env->rng) {
        seed = (int64_t)rng_below(e->env->rng, 2147483646) + 1;
    }
    uint32_t *ids = form_expr_alloc(e, nodes.count * sizeof *ids);
    if (!ids || !nodes.count) return nodes;
    memcpy(ids, nodes.nodes, nodes.count * sizeof *ids);
    form_shuffle(ids, nodes.count, seed);
    nodes.nodes = ids;
    return nodes;
}

static bool below(const struct form_tree *tree, uint32_t node, uint32_t top)
{
    while (node != FORM_TREE_NONE && node != top)
        node = form_expr_tree_parent(tree, node);
    return node == top;
}

// indexed-repeat(question, repeat, index, …): the question in the index-th instance of the repeat,
// and of repeats inside it. Index 0 and a blank mean the first.
EXPR_FUNCTION(indexed_repeat)
{
    struct form_value out, repeat;
    form_expr_arg(e, call, 0, &out);
    for (uint32_t i = 1; i + 1 < call->arg_count && e->code == ERR_NONE; i += 2) {
        form_expr_arg(e, call, i, &repeat);
        double index = trunc(form_expr_arg_number(e, call, i + 1));
        if (!(index >= 1)) index = 1;
        if (out.kind != FORM_VALUE_NODES || repeat.kind != FORM_VALUE_NODES) {
            form_expr_fail(e, ERR_PARSE, TEXT_EVAL_WANTS_NODES, call->function->name);
            break;
        }
        uint32_t *kept = form_expr_alloc(e, out.count * sizeof *kept);
        size_t count = 0;
        for (size_t r = 0; kept && r < repeat.count; r++) {
            if ((double)form_expr_tree_position(repeat.tree, repeat.nodes[r]) != index) continue;
            for (size_t n = 0; n < out.count; n++)
                if (below(out.tree, out.nodes[n], repeat.nodes[r])) kept[count++] = out.nodes[n];
            // Later ones stand beside the wanted one under another parent: their turn comes too.
        }
        out.nodes = kept;
        out.count = kept ? count : 0;
    }
    return out;
}

static uint32_t child_named(const struct form_tree *tree, uint32_t node, struct str name)
{
    uint32_t child = tree->type->first_child(tree, node);
    while (child != FORM_TREE_NONE && !str_eq(tree->type->name(tree, child), name))
        child = tree->type->next(tree, child);
    return child;
}

// pulldata('file', 'wanted column', 'key column', key): from the first row whose key it is.
EXPR_FUNCTION(pulldata)
{
    struct str id = form_expr_arg_string(e, call, 0), wanted = form_expr_arg_string(e, call, 1);
    struct str key = form_expr_arg_string(e, call, 2), value = form_expr_arg_string(e, call, 3);
    struct str found;
    if (str_ends(id, STR(".csv"))) id.len -= 4;
    if (!value.len || e->code != ERR_NONE) return form_expr_string(STR(""));
    if (e->env->lookup) {
        bool there = e->env->lookup(e->env->data, id, wanted, key, value, &found);
        return form_expr_string(there ? found : STR(""));
    }
    const struct form_tree *tree = e->env->instance ? e->env->instance(e->env->data, id) : NULL;
    if (!tree) {
        form_expr_fail(e, ERR_MISSING, TEXT_EVAL_NO_INSTANCE, STR_ARG(id));
        return form_expr_string(STR(""));
    }
    for (uint32_t item = tree->type->first_child(tree, tree->root); item != FORM_TREE_NONE;
         item = tree->type->next(tree, item)) {
        uint32_t cell = child_named(tree, item, key);
        if (cell == FORM_TREE_NONE || !str_eq(form_expr_tree_string(tree, cell, e->scratch), value))
            continue;
        cell = child_named(tree, item, wanted);
        return form_expr_string(
            cell == FORM_TREE_NONE ? STR("") : form_expr_tree_string(tree, cell, e->scratch));
    }
    return form_expr_string(STR(""));
}

// jr:itext('id'): a text of the form in the present language.
EXPR_FUNCTION(itext)
{
    struct str id = form_expr_arg_string(e, call, 0), text;
    if (!e->env->itext) {
        form_expr_fail(e, ERR_STATE, TEXT_EVAL_NO_FORM, "jr:itext");
        return form_expr_string(STR(""));
    }
    return form_expr_string(e->env->itext(e->env->data, id, &text) ? text : STR(""));
}

EXPR_FUNCTION(version)
{
    (void)call;
    return form_expr_string(e->env->version);
}

// No property of the device or its owner is told.
EXPR_FUNCTION(property)
{
    struct form_value ignored;
    form_expr_arg(e, call, 0, &ignored);
    return form_expr_string(STR(""));
}

// depend(a, …) is a, computed anew when the others change.
EXPR_FUNCTION(depend)
{
    struct form_value out;
    form_expr_arg(e, call, 0, &out);
    return out;
}
