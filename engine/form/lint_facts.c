// SPDX-License-Identifier: EUPL-1.2
// What expressions demand of answers. Each question has a set of possible answers: blank or not,
// between two numbers, among these choices, this very text. A comparison that shall be true makes
// the set smaller, and an empty set is a contradiction. What is not understood says nothing, so
// that a contradiction found is certain.
#include "form/lint_priv.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

enum {
    SETS_MAX = 48,
    CHOICES_MAX = 256,
    SCRATCH_BYTES = 1 << 16,
    NESTED_MAX = 40,
    VISITS_MAX = 20000000 // against forms made to take for ever; after that nothing is found
};

struct set { // of possible answers to one question
    uint32_t node;
    bool blank, filled;
    bool expanded; // what makes the question relevant is among the facts
    bool numeric;
    bool whole;
    double low, high;
    bool low_open, high_open;
    const struct def_list *list; // a select whose choices are counted
    uint32_t out[CHOICES_MAX / 32], in[CHOICES_MAX / 32];
    struct str text; // the only one, where ptr is set
};

struct facts {
    struct lint *l;
    uint32_t node; // whose expression is read
    struct set sets[SETS_MAX];
    size_t count;
    uint32_t only; // when reading a constraint: nothing is learnt of other questions
    uint32_t culprit;
    unsigned depth;
    struct form_scratch *scratch;
};

static bool require(struct facts *f, const struct form_expr *expr, uint32_t at, bool wanted);

// ---- sets ----

static bool bit(const uint32_t *bits, uint32_t i)
{
    return bits[i / 32] >> (i % 32) & 1;
}

static void add_bit(uint32_t *bits, uint32_t i)
{
    bits[i / 32] |= UINT32_C(1) << (i % 32);
}

static bool interval_empty(const struct set *s)
{
    if (s->low > s->high || (s->low == s->high && (s->low_open || s->high_open))) return true;
    if (!s->whole || !isfinite(s->low) || !isfinite(s->high)) return false;
    double first = ceil(s->low), last = floor(s->high);
    if (first == s->low && s->low_open) first++;
    if (last == s->high && s->high_open) last--;
    return first > last;
}

// Takes away `filled` where nothing is left to be filled with; false where nothing is left at all.
static bool settle(struct facts *f, struct set *s)
{
    if (s->filled && s->numeric && interval_empty(s)) s->filled = false;
    if (s->filled && s->list && f->l->def->nodes[s->node].kind == FORM_SELECT_ONE) {
        bool left = false;
        for (uint32_t i = 0; i < s->list->count && !left; i++)
            left = !bit(s->out, i);
        if (!left) s->filled = false;
    }
    if (s->filled && s->list)
        for (uint32_t i = 0; i < s->list->count; i++)
            if (bit(s->in, i) && bit(s->out, i)) s->filled = false;
    if (s->blank || s->filled) return true;
    f->culprit = s->node;
    return false;
}

// An answer may come from somewhere else than the respondent's finger.
static bool computed(const struct def_node *n)
{
    return n->jobs[JOB_VALUE] || n->triggered || n->kind == FORM_CALCULATE ||
           n->metadata != META_NONE;
}

static void number_bounds(const struct def_node *n, struct set *s)
{
    double start, end;
    if (n->kind != FORM_RANGE || !str_to_double(n->range_start, &start) ||
        !str_to_double(n->range_end, &end))
        return;
    s->low = fmin(start, end);
    s->high = fmax(start, end);
}

static struct set everything(const struct facts *f, uint32_t node)
{
    const struct def_node *n = &f->l->def->nodes[node];
    struct set s = {.node = node, .blank = true, .filled = true};
    s.low = -HUGE_VAL;
    s.high = HUGE_VAL;
    if (f->l->never[node] || (n->flags & DEF_EMPTY) || n->kind == FORM_NOTE) {
        // A note is blank, unless it shows a value that is computed.
        s.filled = !f->l->never[node] && !(n->flags & DEF_EMPTY) &&
                   (computed(n) || n->default_text.len || n->default_expr);
        return s;
    }
    if (computed(n) || n->default_expr) return s;
    s.numeric = n->type == FORM_INT || n->type == FORM_DECIMAL || n->type == FORM_DATE;
    s.whole = n->type == FORM_INT || n->type == FORM_DATE;
    number_bounds(n, &s);
    if (n->list != DEF_NONE && (n->kind == FORM_SELECT_ONE || n->kind == FORM_SELECT_MULTIPLE)) {
        const struct def_list *list = &f->l->def->lists[n->list];
        if (list->count <= CHOICES_MAX && !list->failed) s.list = list;
    }
    return s;
}

// Narrows the set by the question's own constraint, as far as that speaks of nothing else.
static void apply_constraint(const struct facts *f, struct set *s)
{
    const struct def_node *n = &f->l->def->nodes[s->node];
    const struct form_expr *constraint = n->jobs[JOB_CONSTRAINT];
    if (!constraint || computed(n) || !s->filled || n->default_text.len || f->depth > 2) return;
    struct facts *own = xcalloc(1, sizeof *own);
    *own = (struct facts){.l = f->l, .node = s->node, .only = s->node, .depth = f->depth + 1};
    own->scratch = f->scratch;
    own->sets[own->count++] = *s;
    own->sets[0].blank = false;
    bool possible = require(own, constraint, constraint->root, true);
    bool blank = s->blank;
    *s = own->sets[0];
    s->blank = blank;
    if (!possible) s->filled = false;
    free(own);
}

static struct set *set_of(struct facts *f, uint32_t node)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->sets[i].node == node) return &f->sets[i];
    if (f->only != DEF_NONE || f->count == SETS_MAX) return NULL;
    struct set s = everything(f, node);
    apply_constraint(f, &s);
    f->sets[f->count] = s;
    return &f->sets[f->count++];
}

// ---- comparisons ----

static bool holds(enum expr_op op, double a, double b)
{
    switch ((int)op) {
    case EXPR_EQ: return a == b;
    case EXPR_NE: return a != b;
    case EXPR_LT: return a < b;
    case EXPR_LE: return a <= b;
    case EXPR_GT: return a > b;
    default: return a >= b;
    }
}

static enum expr_op inverted(enum expr_op op)
{
    switch ((int)op) {
    case EXPR_EQ: return EXPR_NE;
    case EXPR_NE: return EXPR_EQ;
    case EXPR_LT: return EXPR_GE;
    case EXPR_LE: return EXPR_GT;
    case EXPR_GT: return EXPR_LE;
    default: return EXPR_LT;
    }
}

static enum expr_op mirrored(enum expr_op op)
{
    switch ((int)op) {
    case EXPR_LT: return EXPR_GT;
    case EXPR_LE: return EXPR_GE;
    case EXPR_GT: return EXPR_LT;
    case EXPR_GE: return EXPR_LE;
    default: return op;
    }
}

static void keep_choices(struct set *s, enum expr_op op, const struct form_value *value,
                         bool wanted)
{
    double number = form_value_number(value, 0);
    bool text = value->kind == FORM_VALUE_STRING && (op == EXPR_EQ || op == EXPR_NE);
    for (uint32_t i = 0; i < s->list->count; i++) {
        struct str name = s->list->choices[i].name;
        bool is_so = text ? str_eq(name, value->text) == (op == EXPR_EQ)
                          : holds(op, form_number_parse(name, 0), number);
        if (is_so != wanted) add_bit(s->out, i);
    }
}

static void keep_interval(struct set *s, enum expr_op op, double number)
{
    if (isnan(number)) { // every comparison with NaN is false but !=
        if (op != EXPR_NE) s->filled = false;
        return;
    }
    bool below = op == EXPR_LT || op == EXPR_LE || op == EXPR_EQ;
    bool above = op == EXPR_GT || op == EXPR_GE || op == EXPR_EQ;
    if (below && (number < s->high || (number == s->high && op == EXPR_LT))) {
        s->high = number;
        s->high_open = op == EXPR_LT;
    }
    if (above && (number > s->low || (number == s->low && op == EXPR_GT))) {
        s->low = number;
        s->low_open = op == EXPR_GT;
    }
    if (op == EXPR_NE && s->low == number && s->high == number) s->filled = false;
}

static void keep_text(struct set *s, enum expr_op op, struct str text)
{
    if (op == EXPR_EQ && s->text.ptr && !str_eq(s->text, text)) s->filled = false;
    if (op == EXPR_NE && s->text.ptr && str_eq(s->text, text)) s->filled = false;
    if (op == EXPR_EQ) s->text = text;
}

// `question op value` shall be true or false.
static bool compare(struct facts *f, uint32_t question, enum expr_op op,
                    const struct form_value *value, bool wanted)
{
    struct set *s = set_of(f, question);
    if (!s || value->kind == FORM_VALUE_BOOLEAN) return true;
    bool equality = op == EXPR_EQ || op == EXPR_NE;
    bool text = value->kind == FORM_VALUE_STRING && equality;
    // What the comparison gives for a blank answer: '' as a text, NaN as a number.
    bool of_blank = text ? (value->text.len == 0) == (op == EXPR_EQ) : op == EXPR_NE;
    if (of_blank != wanted) s->blank = false;
    if (text && !value->text.len) {
        if ((op == EXPR_EQ) == wanted) s->filled = false;
        return settle(f, s);
    }
    enum expr_op as = wanted ? op : inverted(op);
    enum form_kind kind = f->l->def->nodes[question].kind;
    double number = form_value_number(value, 0);
    if (s->list && kind == FORM_SELECT_ONE)
        keep_choices(s, op, value, wanted);
    else if (s->numeric && !(text && isnan(number)))
        keep_interval(s, as, number);
    else if (s->numeric && wanted && op == EXPR_EQ)
        s->filled = false; // a number is never that text
    else if (text && !s->list)
        keep_text(s, as, arena_dup(f->l->b->a, value->text));
    else if (!equality && wanted && !s->list)
        keep_interval(s, as, number); // of whatever the answer is as a number
    if (!s->numeric && !s->list && interval_empty(s)) s->filled = false;
    return settle(f, s);
}

// selected(question, 'name') shall be true or false.
static bool choose(struct facts *f, uint32_t question, struct str name, bool wanted)
{
    struct set *s = set_of(f, question);
    if (!s) return true;
    if (wanted) s->blank = false;
    if (s->list) {
        bool one = f->l->def->nodes[question].kind == FORM_SELECT_ONE, found = false;
        for (uint32_t i = 0; i < s->list->count; i++) {
            bool same = str_eq(s->list->choices[i].name, name);
            found = found || same;
            if (same && wanted) add_bit(s->in, i);
            if (wanted ? one && !same : same) add_bit(s->out, i);
        }
        if (wanted && !found) s->filled = false;
    }
    return settle(f, s);
}

// ---- expressions ----

uint32_t form_lint_question(const struct lint *l, const struct form_expr *expr, uint32_t at,
                            uint32_t node)
{
    const struct expr_node *e = &expr->nodes[at];
    if (e->op != EXPR_PATH) return DEF_NONE;
    const struct expr_path *path = &expr->paths[e->path];
    if (path->target >= l->def->node_count || path->step_count || path->filter_count)
        return DEF_NONE;
    const struct def_node *target = &l->def->nodes[path->target];
    if (!form_def_holds_value(target)) return DEF_NONE;
    // In a repeat that does not hold the node, the path means all its instances.
    uint32_t own = def_frame_of(&l->def->nodes[node]);
    return form_def_common_frame(l->def, own, target->frame) == target->frame ? path->target
                                                                              : DEF_NONE;
}

static bool free_of_answers(const struct form_expr *expr, uint32_t at, unsigned depth)
{
    static const char *const changing[] = {
        "now",        "today",    "random",         "uuid",           "once",
        "position",   "last",     "property",       "version",        "current",
        "instance",   "pulldata", "jr:choice-name", "jr:itext",       "name",
        "local-name", "digest",   "extract-signed", "indexed-repeat", "randomize"};
    const struct expr_node *n = &expr->nodes[at];
    if (depth > NESTED_MAX) return false;
    switch ((int)n->op) {
    case EXPR_NUMBER:
    case EXPR_TEXT: return true;
    case EXPR_NEGATE: return free_of_answers(expr, n->operand, depth + 1);
    case EXPR_CHAIN:
        for (uint32_t i = 0; i < n->chain.count; i++)
            if (!free_of_answers(expr, expr->items[n->chain.first + i].node, depth + 1))
                return false;
        return true;
    case EXPR_CALL:
        for (size_t i = 0; i < sizeof changing / sizeof *changing; i++)
            if (!strcmp(n->call.function->name, changing[i])) return false;
        if (n->call.function->args_min == 0 && !n->call.arg_count && // string() of the context
            strcmp(n->call.function->name, "true") != 0 &&
            strcmp(n->call.function->name, "false") != 0 &&
            strcmp(n->call.function->name, "pi") != 0)
            return false;
        for (uint32_t i = 0; i < n->call.arg_count; i++)
            if (!free_of_answers(expr, expr->items[n->call.first_arg + i].node, depth + 1))
                return false;
        return true;
    default: return false;
    }
}

bool form_lint_constant(const struct form_expr *expr, uint32_t at, struct form_value *out,
                        struct form_scratch *scratch)
{
    struct form_expr part = *expr;
    struct form_expr_env env = {0};
    part.root = at;
    return free_of_answers(expr, at, 0) &&
           form_expr_eval(&part, &env, FORM_TREE_DOCUMENT, scratch, out, NULL) == ERR_NONE;
}

static bool is_call(const struct expr_node *n, const char *name, uint32_t args)
{
    return n->op == EXPR_CALL && n->call.arg_count == args && !strcmp(n->call.function->name, name);
}

static bool require_all(struct facts *f, const struct form_expr *expr, const struct expr_node *n,
                        bool wanted)
{
    for (uint32_t i = 0; i < n->chain.count; i++)
        if (!require(f, expr, expr->items[n->chain.first + i].node, wanted)) return false;
    return true;
}

// One of the operands shall be so. Where only one can be, what it says is learnt.
static bool require_any(struct facts *f, const struct form_expr *expr, const struct expr_node *n,
                        bool wanted)
{
    struct facts *trial = xcalloc(2, sizeof *trial), *kept = trial + 1;
    size_t possible = 0;
    uint32_t culprit = DEF_NONE;
    for (uint32_t i = 0; i < n->chain.count && possible < 2; i++) {
        *trial = *f;
        trial->depth++;
        if (require(trial, expr, expr->items[n->chain.first + i].node, wanted)) {
            if (!possible++) *kept = *trial;
        } else {
            culprit = trial->culprit;
        }
    }
    if (possible == 1) {
        kept->depth = f->depth;
        *f = *kept;
    }
    if (!possible) f->culprit = culprit;
    free(trial);
    return possible > 0;
}

static bool require_comparison(struct facts *f, const struct form_expr *expr,
                               const struct expr_node *n, bool wanted)
{
    uint32_t left = expr->items[n->chain.first].node, right = expr->items[n->chain.first + 1].node;
    enum expr_op op = expr->items[n->chain.first + 1].op;
    uint32_t question = form_lint_question(f->l, expr, left, f->node);
    if (question == DEF_NONE) {
        uint32_t swap = left;
        left = right;
        right = swap;
        op = mirrored(op);
        question = form_lint_question(f->l, expr, left, f->node);
    }
    struct form_value value;
    if (question == DEF_NONE || !form_lint_constant(expr, right, &value, f->scratch)) return true;
    return compare(f, question, op, &value, wanted);
}

// Learns that the part of an expression is `wanted`; false where that cannot be.
static bool require(struct facts *f, const struct form_expr *expr, uint32_t at, bool wanted)
{
    const struct expr_node *n = &expr->nodes[at];
    struct form_value value;
    bool possible = true;
    if (f->depth > NESTED_MAX || f->l->visits++ > VISITS_MAX) return true;
    if (form_lint_constant(expr, at, &value, f->scratch))
        return form_value_boolean(&value) == wanted;
    f->depth++;
    if (is_call(n, "not", 1)) {
        possible = require(f, expr, expr->items[n->call.first_arg].node, !wanted);
    } else if (is_call(n, "selected", 2) || is_call(n, "is-selected", 2)) {
        uint32_t question =
            form_lint_question(f->l, expr, expr->items[n->call.first_arg].node, f->node);
        if (question != DEF_NONE &&
            form_lint_constant(expr, expr->items[n->call.first_arg + 1].node, &value, f->scratch))
            possible = choose(f, question, form_value_string(&value, f->scratch), wanted);
    } else if (n->op == EXPR_CHAIN && n->chain.count > 1) {
        enum expr_op op = expr->items[n->chain.first + 1].op;
        if (op == EXPR_AND || op == EXPR_OR)
            possible = (op == EXPR_AND) == wanted ? require_all(f, expr, n, wanted)
                                                  : require_any(f, expr, n, wanted);
        else if (op >= EXPR_EQ && op <= EXPR_GE && n->chain.count == 2)
            possible = require_comparison(f, expr, n, wanted);
    }
    f->depth--;
    return possible;
}

// What makes a node relevant, from the outside in.
static bool require_relevant(struct facts *f, uint32_t node)
{
    const struct form_def *def = f->l->def;
    for (uint32_t n = node; n; n = def->nodes[n].parent) {
        const struct form_expr *relevant = def->nodes[n].jobs[JOB_RELEVANT];
        f->node = n;
        if (relevant && !require(f, relevant, relevant->root, true)) return false;
    }
    return true;
}

// A question with an answer was relevant, so what made it so holds as well.
static bool expand(struct facts *f)
{
    for (size_t i = 0; i < f->count; i++) {
        if (f->sets[i].blank || f->sets[i].expanded) continue;
        f->sets[i].expanded = true;
        if (!require_relevant(f, f->sets[i].node)) {
            f->culprit = f->sets[i].node;
            return false;
        }
        i = SIZE_MAX; // what came in may have filled an earlier one
    }
    return true;
}

bool form_lint_possible(struct lint *l, uint32_t node, const struct form_expr *const *truths,
                        size_t truth_count, uint32_t filled, uint32_t *out_culprit)
{
    struct facts *f = xcalloc(1, sizeof *f);
    struct arena *a = arena_create(ARENA_PLAIN, SCRATCH_BYTES * 4);
    *f = (struct facts){.l = l, .only = DEF_NONE, .culprit = DEF_NONE};
    f->scratch = form_scratch_create(a, SCRATCH_BYTES);
    bool possible = true;
    struct set *s = filled == DEF_NONE ? NULL : set_of(f, filled);
    if (s) {
        s->blank = false;
        possible = settle(f, s);
    }
    // Twice, as what comes later may rule out what an “or” left open before.
    for (int round = 0; possible && round < 2; round++) {
        possible = require_relevant(f, node);
        f->node = node;
        for (size_t i = 0; possible && i < truth_count; i++)
            possible = require(f, truths[i], truths[i]->root, true);
        possible = possible && expand(f);
    }
    *out_culprit = f->culprit;
    arena_destroy(a);
    free(f);
    return possible;
}
