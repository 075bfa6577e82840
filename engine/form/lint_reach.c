// SPDX-License-Identifier: EUPL-1.2
// Questions that can never be shown, pages that cannot be left, answers that can never be accepted,
// comparisons with choices that are not there, and questions that come before what they wait for.
#include "form/lint_priv.h"

#include "form/suggest_priv.h"
#include "form/text_priv.h"

enum { ROUNDS_MAX = 12, SCRATCH_BYTES = 1 << 16 };

#define LINT(l, row, column, ...) PROBLEM((l)->b, FORM_WARNING, (row), (column), __VA_ARGS__)

// ---- never shown ----

static bool shows_anything(const struct form_def *def, uint32_t node)
{
    for (uint32_t i = node; i < def->nodes[node].end; i++)
        if (def->nodes[i].flags & DEF_VISIBLE) return true;
    return false;
}

// Marks what can never be relevant, until one round finds nothing new: a question may wait for one
// that stands behind it. out_culprits is by node.
static void find_never(struct lint *l, uint32_t *culprits)
{
    struct form_def *def = l->def;
    bool changed = true;
    for (int round = 0; changed && round < ROUNDS_MAX; round++) {
        changed = false;
        for (uint32_t i = 1; i < def->node_count; i++) {
            if (l->never[i]) continue;
            bool never = l->never[def->nodes[i].parent];
            if (!never && def->nodes[i].jobs[JOB_RELEVANT])
                never = !form_lint_possible(l, i, NULL, 0, DEF_NONE, &culprits[i]);
            if (never) l->never[i] = changed = true;
        }
    }
}

static void report_never(struct lint *l, const uint32_t *culprits)
{
    const struct form_def *def = l->def;
    for (uint32_t i = 1; i < def->node_count; i++) {
        const struct def_node *n = &def->nodes[i];
        // Once for a group, and not for what is only computed.
        if (!l->never[i] || l->never[n->parent] || !shows_anything(def, i)) continue;
        int32_t column = n->job_columns[JOB_RELEVANT];
        uint32_t culprit = culprits[i];
        if (culprit == DEF_NONE)
            LINT(l, n->row, column, TEXT_LINT_NEVER, STR_ARG(n->name));
        else if (l->never[culprit])
            LINT(l, n->row, column, TEXT_LINT_NEVER_AFTER, STR_ARG(n->name),
                 STR_ARG(def->nodes[culprit].name));
        else
            LINT(l, n->row, column, TEXT_LINT_NEVER_BY, STR_ARG(n->name),
                 STR_ARG(def->nodes[culprit].name));
    }
}

// ---- pages that cannot be left ----

static bool always(const struct form_expr *expr, struct form_scratch *scratch)
{
    struct form_value value;
    return expr && form_lint_constant(expr, expr->root, &value, scratch) &&
           form_value_boolean(&value);
}

static bool has_start_value(const struct def_node *n)
{
    return n->default_text.len || n->default_expr || n->triggered;
}

// Nothing that could be chosen.
static bool choiceless(const struct lint *l, const struct def_node *n, struct form_scratch *scratch)
{
    struct form_value value;
    const struct form_expr *filter = n->jobs[JOB_FILTER];
    if (n->list == DEF_NONE) return false;
    const struct def_list *list = &l->def->lists[n->list];
    if (!list->count && !list->failed && !list->table) return true;
    return filter && form_lint_constant(filter, filter->root, &value, scratch) &&
           !form_value_boolean(&value);
}

static void check_answer(struct lint *l, uint32_t node, struct form_scratch *scratch)
{
    const struct form_def *def = l->def;
    const struct def_node *n = &def->nodes[node];
    bool required = always(n->jobs[JOB_REQUIRED], scratch);
    int32_t at = n->job_columns[JOB_REQUIRED];
    uint32_t culprit;
    if (n->kind == FORM_NOTE && required && !(n->flags & DEF_STAND_IN))
        LINT(l, n->row, at, TEXT_LINT_NOTE_REQUIRED, STR_ARG(n->name));
    if (!form_def_is_question(n)) return;
    if (always(n->jobs[JOB_READONLY], scratch) && !has_start_value(n)) {
        if (required) LINT(l, n->row, at, TEXT_LINT_STUCK_READONLY, STR_ARG(n->name));
        return;
    }
    if (choiceless(l, n, scratch)) {
        if (required)
            LINT(l, n->row, at, TEXT_LINT_STUCK_CHOICES, STR_ARG(n->name));
        else
            LINT(l, n->row, n->job_columns[JOB_FILTER], TEXT_LINT_NO_CHOICES, STR_ARG(n->name));
        return;
    }
    const struct form_expr *constraint = n->jobs[JOB_CONSTRAINT];
    if (!constraint || form_lint_possible(l, node, &constraint, 1, node, &culprit)) return;
    if (required)
        LINT(l, n->row, n->job_columns[JOB_CONSTRAINT], TEXT_LINT_STUCK, STR_ARG(n->name));
    else
        LINT(l, n->row, n->job_columns[JOB_CONSTRAINT], TEXT_LINT_NEVER_ACCEPTED, STR_ARG(n->name));
}

// ---- comparisons with choices that are not there ----

static void check_choice(struct lint *l, uint32_t node, int32_t column, uint32_t question,
                         const struct form_value *value)
{
    const struct def_node *q = &l->def->nodes[question];
    if (q->list == DEF_NONE || value->kind == FORM_VALUE_BOOLEAN) return;
    const struct def_list *list = &l->def->lists[q->list];
    if (list->failed || list->table || !list->count) return;
    char room[FORM_NUMBER_BYTES];
    struct str wanted = value->text;
    if (value->kind == FORM_VALUE_NUMBER)
        wanted = (struct str){room, form_number_format(value->number, room)};
    if (!wanted.len || str_find_char(wanted, ' ') >= 0) return;
    struct suggest near = form_suggest_begin(wanted);
    for (uint32_t i = 0; i < list->count; i++) {
        if (str_eq(list->choices[i].name, wanted)) return;
        if (value->kind == FORM_VALUE_NUMBER &&
            form_number_parse(list->choices[i].name, 0) == value->number)
            return;
        form_suggest_offer(&near, list->choices[i].name);
    }
    int32_t row = l->def->nodes[node].row;
    if (near.best.len && value->kind == FORM_VALUE_STRING)
        LINT(l, row, column, TEXT_LINT_CHOICE_NEAR, STR_ARG(q->name), STR_ARG(wanted),
             STR_ARG(near.best));
    else
        LINT(l, row, column, TEXT_LINT_CHOICE_UNKNOWN, STR_ARG(q->name), STR_ARG(wanted));
}

static bool selects(const struct lint *l, uint32_t question)
{
    if (question == DEF_NONE) return false;
    enum form_kind kind = l->def->nodes[question].kind;
    return (kind == FORM_SELECT_ONE || kind == FORM_SELECT_MULTIPLE || kind == FORM_RANK) &&
           !l->def->nodes[question].jobs[JOB_VALUE];
}

static void check_comparisons(struct lint *l, uint32_t node, enum def_job job,
                              struct form_scratch *scratch)
{
    const struct def_node *n = &l->def->nodes[node];
    const struct form_expr *expr = n->jobs[job];
    struct form_value value;
    for (uint32_t i = 0; i < expr->node_count; i++) {
        const struct expr_node *e = &expr->nodes[i];
        uint32_t question = DEF_NONE, other = 0;
        form_scratch_reset(scratch);
        if (e->op == EXPR_CHAIN && e->chain.count == 2 &&
            (expr->items[e->chain.first + 1].op == EXPR_EQ ||
             expr->items[e->chain.first + 1].op == EXPR_NE)) {
            uint32_t left = expr->items[e->chain.first].node;
            uint32_t right = expr->items[e->chain.first + 1].node;
            question = form_lint_question(l, expr, left, node);
            other = right;
            if (!selects(l, question)) {
                question = form_lint_question(l, expr, right, node);
                other = left;
            }
        } else if (e->op == EXPR_CALL && e->call.arg_count == 2 &&
                   (!strcmp(e->call.function->name, "selected") ||
                    !strcmp(e->call.function->name, "is-selected"))) {
            question = form_lint_question(l, expr, expr->items[e->call.first_arg].node, node);
            other = expr->items[e->call.first_arg + 1].node;
        }
        if (selects(l, question) && form_lint_constant(expr, other, &value, scratch))
            check_choice(l, node, n->job_columns[job], question, &value);
    }
}

// ---- questions that come before what they wait for ----

// The first question behind `node`, on another page, that its relevant reads.
static uint32_t later_question(const struct lint *l, uint32_t node)
{
    const struct def_node *n = &l->def->nodes[node];
    const struct form_expr *relevant = n->jobs[JOB_RELEVANT];
    for (uint32_t i = 0; i < relevant->path_count; i++) {
        uint32_t target = relevant->paths[i].target;
        if (target >= l->def->node_count || target < n->end) continue;
        const struct def_node *q = &l->def->nodes[target];
        if (!form_def_is_question(q) || q->page == n->page || has_start_value(q)) continue;
        return target;
    }
    return DEF_NONE;
}

void form_lint_reach(struct lint *l)
{
    struct form_def *def = l->def;
    uint32_t *culprits = ARENA_ARRAY(l->b->a, uint32_t, def->node_count);
    struct arena *a = arena_create(ARENA_PLAIN, SCRATCH_BYTES * 4);
    struct form_scratch *scratch = form_scratch_create(a, SCRATCH_BYTES);
    for (uint32_t i = 0; i < def->node_count; i++)
        culprits[i] = DEF_NONE;
    find_never(l, culprits);
    report_never(l, culprits);
    for (uint32_t i = 1; i < def->node_count; i++) {
        form_scratch_reset(scratch);
        for (enum def_job job = 0; job < JOB_COUNT; job++)
            if (def->nodes[i].jobs[job]) check_comparisons(l, i, job, scratch);
        if (l->never[i]) continue;
        check_answer(l, i, scratch);
        uint32_t later = def->nodes[i].jobs[JOB_RELEVANT] ? later_question(l, i) : DEF_NONE;
        if (later != DEF_NONE && shows_anything(def, i))
            LINT(l, def->nodes[i].row, def->nodes[i].job_columns[JOB_RELEVANT], TEXT_LINT_LATER,
                 STR_ARG(def->nodes[i].name), STR_ARG(def->nodes[later].name));
    }
    arena_destroy(a);
}
