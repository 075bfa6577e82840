// SPDX-License-Identifier: EUPL-1.2
// Evaluates nodes. One sticky error; memory only from the scratch block, which the caller resets.
#include "form/expr_priv.h"

#include "base/limits.h"
#include "form/text_priv.h"

#include <math.h>
#include <stdalign.h>
#include <stdio.h>

enum { SCRATCH_FIRST_BYTES = 16 * 1024, VISITS_MAX = 20 * 1000 * 1000 };

struct form_scratch {
    struct arena *a;
    uint8_t *block; // the newest and largest; smaller ones before it are left to the arena
    size_t used, bytes;
    size_t all_bytes, bytes_max;
};

struct form_scratch *form_scratch_create(struct arena *a, size_t bytes_max)
{
    struct form_scratch *s = ARENA_NEW(a, struct form_scratch);
    s->a = a;
    s->bytes_max = bytes_max;
    return s;
}

struct form_scratch *form_scratch_borrow(void *block, size_t bytes)
{
    struct form_scratch *s = block;
    size_t head = (sizeof *s + 15) & ~(size_t)15;
    *s = (struct form_scratch){.block = (uint8_t *)block + head, .bytes = bytes - head};
    return s;
}

void form_scratch_reset(struct form_scratch *s)
{
    s->used = 0;
}

void *form_scratch_alloc(struct form_scratch *s, size_t bytes)
{
    size_t rounded = (bytes + 15) & ~(size_t)15;
    if (rounded < bytes) return NULL;
    if (rounded > s->bytes - s->used) {
        size_t want = s->bytes ? s->bytes * 2 : SCRATCH_FIRST_BYTES;
        if (want < rounded) want = rounded;
        if (!s->a) return NULL;
        if (want > s->bytes_max - s->all_bytes) want = rounded;
        if (want > s->bytes_max - s->all_bytes || want + 4096 > arena_left(s->a)) return NULL;
        s->block = arena_alloc(s->a, want);
        s->bytes = want;
        s->all_bytes += want;
        s->used = 0;
    }
    void *memory = s->block + s->used;
    s->used += rounded;
    return memory;
}

void form_expr_fail(struct expr_eval *e, enum err code, const char *format, ...)
{
    if (e->code != ERR_NONE) return;
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t character = utf8_count(str_sub(e->expr->source, 0, e->at)) + 1;
    e->code = err_set(e->info, code, TEXT_EXPR_AT, text, character);
}

void *form_expr_alloc(struct expr_eval *e, size_t bytes)
{
    void *memory = form_scratch_alloc(e->scratch, bytes);
    if (!memory) form_expr_fail(e, ERR_LIMIT, TEXT_EVAL_MEMORY);
    return memory;
}

static double arithmetic(enum expr_op op, double a, double b)
{
    switch ((int)op) {
    case EXPR_ADD: return a + b;
    case EXPR_SUB: return a - b;
    case EXPR_MUL: return a * b;
    case EXPR_DIV: return a / b;
    default: return fmod(a, b);
    }
}

static void eval_chain(struct expr_eval *e, const struct expr_item *items, uint32_t count,
                       struct form_value *out)
{
    form_expr_eval_node(e, items[0].node, out);
    for (uint32_t i = 1; i < count && e->code == ERR_NONE; i++) {
        enum expr_op op = items[i].op;
        if (op == EXPR_OR || op == EXPR_AND) {
            bool left = form_value_boolean(out);
            if (left == (op == EXPR_OR)) {
                *out = form_expr_boolean(left);
                return;
            }
            form_expr_eval_node(e, items[i].node, out);
            *out = form_expr_boolean(form_value_boolean(out));
            continue;
        }
        struct form_value right;
        form_expr_eval_node(e, items[i].node, &right);
        if (op == EXPR_UNION)
            form_expr_union(e, out, &right);
        else if (op <= EXPR_GE)
            *out = form_expr_boolean(form_expr_compare(e, op, out, &right));
        else
            *out = form_expr_number(arithmetic(op, form_value_number(out, &e->env->zone),
                                               form_value_number(&right, &e->env->zone)));
    }
}

void form_expr_eval_node(struct expr_eval *e, uint32_t index, struct form_value *out)
{
    *out = form_expr_string(STR(""));
    if (e->code != ERR_NONE) return;
    const struct expr_node *node = &e->expr->nodes[index];
    uint32_t around = e->at; // of what is evaluated, for the place of a mistake
    e->at = node->at;
    switch ((int)node->op) {
    case EXPR_NUMBER: *out = form_expr_number(node->number); break;
    case EXPR_TEXT: *out = form_expr_string(node->text); break;
    case EXPR_CHAIN:
        eval_chain(e, &e->expr->items[node->chain.first], node->chain.count, out);
        break;
    case EXPR_NEGATE:
        form_expr_eval_node(e, node->operand, out);
        *out = form_expr_number(-form_value_number(out, &e->env->zone));
        break;
    case EXPR_CALL: *out = node->call.function->call(e, &node->call); break;
    default: form_expr_eval_path(e, &e->expr->paths[node->path], out); break;
    }
    e->at = around;
}

enum err form_expr_eval_at(const struct form_expr *expr, const struct form_expr_env *env,
                           const struct form_tree *tree, uint32_t context, uint32_t current,
                           struct form_scratch *scratch, struct form_value *out,
                           struct err_info *info)
{
    struct expr_eval e = {.expr = expr,
                          .env = env,
                          .scratch = scratch,
                          .tree = tree,
                          .context = context,
                          .current = current,
                          .position = 1,
                          .size = 1,
                          .budget = VISITS_MAX,
                          .info = info};
    struct form_value value;
    form_expr_eval_node(&e, expr->root, &value);
    if (e.code == ERR_NONE) *out = value;
    return e.code;
}

enum err form_expr_eval(const struct form_expr *expr, const struct form_expr_env *env,
                        uint32_t context, struct form_scratch *scratch, struct form_value *out,
                        struct err_info *info)
{
    return form_expr_eval_at(expr, env, env->tree, context, context, scratch, out, info);
}
