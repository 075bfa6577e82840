// SPDX-License-Identifier: EUPL-1.2
// An expression from outside the form, evaluated at a node of an instance: for tools and tests.
#include "form/build_priv.h"
#include "form/instance_priv.h"

#include "base/limits.h"

// Every string value of a value to visit.
static void each_string(const struct form_value *value, struct form_scratch *scratch,
                        form_value_visit visit, void *data)
{
    if (value->kind != FORM_VALUE_NODES) {
        visit(form_value_string(value, scratch), data);
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        struct form_value one = {
            .kind = FORM_VALUE_NODES, .tree = value->tree, .nodes = &value->nodes[i], .count = 1};
        visit(form_value_string(&one, scratch), data);
    }
}

enum err form_instance_eval_each(struct form_instance *in, form_ref ref, struct str expression,
                                 enum form_value_kind *out_kind, form_value_visit visit, void *data,
                                 struct err_info *info)
{
    struct arena *a = arena_create(ARENA_PLAIN, 64 << 20);
    union { // binding reads the definition and writes only into the expression
        const struct form_def *constant;
        struct form_def *own;
    } def = {.constant = in->def};
    struct form_expr *expr;
    struct form_value value;
    uint32_t node = form_tree_has(in, ref) ? in->nodes[ref].def : 0;
    enum err code = form_expr_parse(expression, a, &expr, info);
    if (code == ERR_NONE) {
        struct err_info why = {0};
        struct binding binding = {
            .def = def.own, .info = &why, .expr = expr, .node = node, .list = DEF_NONE};
        form_expression_bind(&binding);
        if (binding.failed) code = err_set(info, why.code, "%s", why.message);
    }
    if (code == ERR_NONE) {
        form_scratch_reset(in->scratch);
        code = form_expr_eval(expr, &in->env, form_tree_has(in, ref) ? ref : 0, in->scratch, &value,
                              info);
    }
    if (code == ERR_NONE) {
        *out_kind = value.kind;
        each_string(&value, in->scratch, visit, data);
    }
    arena_destroy(a);
    return code;
}

struct first_string {
    struct buf *out;
    bool taken;
};

static void take_first(struct str value, void *data)
{
    struct first_string *first = data;
    if (!first->taken) buf_add_str(first->out, value);
    first->taken = true;
}

enum err form_instance_eval(struct form_instance *in, form_ref ref, struct str expression,
                            enum form_value_kind *out_kind, struct buf *out_value,
                            struct err_info *info)
{
    struct first_string first = {.out = out_value};
    return form_instance_eval_each(in, ref, expression, out_kind, take_first, &first, info);
}

void form_instance_name_dates(struct form_instance *in, struct str language)
{
    in->env.language = language;
}
