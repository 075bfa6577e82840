// SPDX-License-Identifier: EUPL-1.2
// Finding a function by name, and what all of them use to get at their arguments.
#include "form/functions_priv.h"

#include "form/suggest_priv.h"

#define FUNCTION_ROW(text, least, most, name) {text, least, most, form_fn_##name},
static const struct expr_function functions[] = {FUNCTION_MAP(FUNCTION_ROW)};
#undef FUNCTION_ROW

enum { FUNCTION_COUNT = sizeof functions / sizeof *functions };

const struct expr_function *form_expr_function_find(struct str name)
{
    size_t low = 0, high = FUNCTION_COUNT; // sorted by name; a unit test holds it to that
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_compare(name, str_of(functions[middle].name));
        if (order == 0) return &functions[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

struct str form_expr_function_suggest(struct str name)
{
    struct suggest suggest = form_suggest_begin(name);
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        form_suggest_offer(&suggest, str_of(functions[i].name));
    return suggest.best;
}

const char *form_expr_function_elsewhere(struct str name)
{
    static const char brackets[] =
        "Put the condition in brackets behind the question, as in count(${age}[. > 17])";
    static const char items[] = "Write selected(), selected-at() or count-selected()";
    static const char nobody[] = "Nothing is known here of who answers, and on what";
    static const char without[] = "Do without it";
    static const struct {
        const char *name, *instead;
    } known[] = {{"count-if", brackets},
                 {"sum-if", brackets},
                 {"min-if", brackets},
                 {"max-if", brackets},
                 {"join-if", brackets},
                 {"rank-index", without},
                 {"rank-index-if", without},
                 {"empty", "Compare with nothing: ${age} = ''"},
                 {"index", "Write position(..)"},
                 {"item-at", items},
                 {"item-index", items},
                 {"item-present", items},
                 {"rank-value", items},
                 {"de-duplicate", without},
                 {"choice-label", "Write jr:choice-name(${age}, '${age}')"},
                 {"duration", "Each response’s paradata say how long it took"},
                 {"linebreak", "Break the line in the cell itself"},
                 {"hash", "Write digest(${age}, 'SHA-256')"},
                 {"short-geopoint", without},
                 {"relevant", without},
                 {"username", nobody},
                 {"device-info", nobody},
                 {"phone-call-log", nobody},
                 {"phone-call-duration", nobody},
                 {"collect-is-phone-app", nobody},
                 {"plug-in-metadata", without}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(name, str_of(known[i].name))) return known[i].instead;
    return NULL;
}

void form_expr_arg(struct expr_eval *e, const struct expr_call *call, uint32_t index,
                   struct form_value *out)
{
    form_expr_eval_node(e, e->expr->items[call->first_arg + index].node, out);
}

struct str form_expr_arg_string(struct expr_eval *e, const struct expr_call *call, uint32_t index)
{
    struct form_value value;
    form_expr_arg(e, call, index, &value);
    return form_value_string(&value, e->scratch);
}

double form_expr_arg_number(struct expr_eval *e, const struct expr_call *call, uint32_t index)
{
    struct form_value value;
    form_expr_arg(e, call, index, &value);
    return form_value_number(&value, &e->env->zone);
}

bool form_expr_arg_boolean(struct expr_eval *e, const struct expr_call *call, uint32_t index)
{
    struct form_value value;
    form_expr_arg(e, call, index, &value);
    return form_value_boolean(&value);
}

struct str form_expr_arg_or_context(struct expr_eval *e, const struct expr_call *call,
                                    uint32_t index)
{
    if (index < call->arg_count) return form_expr_arg_string(e, call, index);
    return e->tree ? form_expr_tree_string(e->tree, e->context, e->scratch) : STR("");
}

struct expr_each form_expr_each_from(struct expr_eval *e, const struct expr_call *call,
                                     uint32_t first)
{
    return (struct expr_each){.e = e, .call = call, .arg = first};
}

bool form_expr_each_next(struct expr_each *each, struct str *out)
{
    while (each->e->code == ERR_NONE) {
        if (!each->open) {
            if (each->arg >= each->call->arg_count) return false;
            form_expr_arg(each->e, each->call, each->arg++, &each->value);
            each->node = 0;
            each->open = true;
        }
        if (each->value.kind != FORM_VALUE_NODES) {
            each->open = false;
            *out = form_value_string(&each->value, each->e->scratch);
            return true;
        }
        // What is not relevant is no member of a set.
        while (each->node < each->value.count &&
               !form_expr_tree_there(each->value.tree, each->value.nodes[each->node]))
            each->node++;
        if (each->node < each->value.count) {
            *out = form_expr_tree_string(each->value.tree, each->value.nodes[each->node++],
                                         each->e->scratch);
            return true;
        }
        each->open = false;
    }
    return false;
}
