// SPDX-License-Identifier: EUPL-1.2
// Tokens to nodes: recursive descent with a bound on depth; operators of one precedence become one
// chain, so that "a or b or c …" a thousand times over needs no deep stack.
#include "form/expr_priv.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "form/text_priv.h"

#include <stdio.h>
#include <stdlib.h>

struct parser {
    struct expr_lexer lexer;
    struct expr_token token;
    struct arena *a;
    struct expr_node *nodes;
    struct expr_item *items;
    struct expr_step *steps;
    struct expr_path *paths;
    uint32_t node_count, item_count, step_count, path_count;
    uint32_t node_room, item_room, step_room, path_room;
    unsigned depth;
    enum err code;
    struct err_info *info;
};

// Operands gathered before they go to their place in one run.
struct list {
    struct expr_item *items;
    uint32_t count, room;
};

static void *grow(void *array, uint32_t count, uint32_t *room, size_t bytes)
{
    if (count < *room) return array;
    *room = *room ? *room * 2 : 8;
    return xreallocarray(array, *room, bytes);
}

static void list_add(struct list *list, enum expr_op op, uint32_t node)
{
    list->items = grow(list->items, list->count, &list->room, sizeof *list->items);
    list->items[list->count++] = (struct expr_item){op, node};
}

// Moves the list into the expression and frees it.
static uint32_t list_store(struct parser *p, struct list *list)
{
    uint32_t first = p->item_count;
    for (uint32_t i = 0; i < list->count; i++) {
        p->items = grow(p->items, p->item_count, &p->item_room, sizeof *p->items);
        p->items[p->item_count++] = list->items[i];
    }
    free(list->items);
    *list = (struct list){0};
    return first;
}

static uint32_t node_add(struct parser *p, enum expr_op op, uint32_t at)
{
    p->nodes = grow(p->nodes, p->node_count, &p->node_room, sizeof *p->nodes);
    p->nodes[p->node_count] = (struct expr_node){.op = op, .at = at};
    return p->node_count++;
}

static size_t character_of(const struct parser *p, uint32_t at)
{
    return utf8_count(str_sub(p->lexer.source, 0, at)) + 1;
}

#define FAIL(p, at, ...) fail((p), (at), __VA_ARGS__)
PRINTF_LIKE(3, 4) static void fail(struct parser *p, uint32_t at, const char *format, ...)
{
    if (p->code != ERR_NONE) return;
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    p->code = err_set(p->info, ERR_PARSE, TEXT_EXPR_AT, text, character_of(p, at));
}

static void next(struct parser *p)
{
    form_expr_lex_next(&p->lexer, &p->token);
    if (p->token.kind == TOKEN_BAD)
        FAIL(p, p->token.at, TEXT_EXPR_BAD_TOKEN, STR_ARG(p->token.text));
}

static bool take(struct parser *p, enum expr_token_kind kind)
{
    if (p->token.kind != kind || p->code != ERR_NONE) return false;
    next(p);
    return true;
}

static void expect(struct parser *p, enum expr_token_kind kind, const char *what)
{
    if (take(p, kind) || p->code != ERR_NONE) return;
    if (p->token.kind == TOKEN_END)
        FAIL(p, p->token.at, TEXT_EXPR_ENDS, what);
    else
        FAIL(p, p->token.at, TEXT_EXPR_EXPECTED, what, STR_ARG(p->token.text));
}

static uint32_t parse_chain(struct parser *p, unsigned level);

static uint32_t parse_expr(struct parser *p)
{
    if (++p->depth > LIMIT_EXPRESSION_DEPTH) {
        FAIL(p, p->token.at, TEXT_EXPR_DEEP, (int)LIMIT_EXPRESSION_DEPTH);
        p->depth--;
        return 0;
    }
    uint32_t node = parse_chain(p, 0);
    p->depth--;
    return node;
}

static uint32_t parse_predicates(struct parser *p, uint32_t *out_first)
{
    struct list list = {0};
    while (p->code == ERR_NONE && take(p, TOKEN_BRACKET_OPEN)) {
        list_add(&list, EXPR_PATH, parse_expr(p));
        expect(p, TOKEN_BRACKET_CLOSE, "]");
    }
    uint32_t count = list.count;
    *out_first = list_store(p, &list);
    return count;
}

static bool parse_axis(struct str name, struct expr_step *step)
{
    static const struct {
        const char *name;
        enum expr_axis axis;
    } axes[] = {{"child", AXIS_CHILD},
                {"parent", AXIS_PARENT},
                {"self", AXIS_SELF},
                {"descendant", AXIS_DESCENDANT},
                {"descendant-or-self", AXIS_DESCENDANT_OR_SELF},
                {"attribute", AXIS_ATTRIBUTE},
                {"ancestor", AXIS_ANCESTOR},
                {"ancestor-or-self", AXIS_ANCESTOR_OR_SELF},
                {"following-sibling", AXIS_FOLLOWING_SIBLING},
                {"preceding-sibling", AXIS_PRECEDING_SIBLING},
                {"following", AXIS_FOLLOWING},
                {"preceding", AXIS_PRECEDING}};
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++)
        if (str_eq(name, str_of(axes[i].name))) {
            step->axis = axes[i].axis;
            return true;
        }
    return false;
}

static bool begins_step(const struct parser *p)
{
    return p->token.kind == TOKEN_NAME || p->token.kind == TOKEN_STAR ||
           p->token.kind == TOKEN_DOT || p->token.kind == TOKEN_DOT_DOT ||
           p->token.kind == TOKEN_AT;
}

static bool node_test(struct str name, enum expr_test *out)
{
    static const struct {
        const char *name;
        enum expr_test test;
    } tests[] = {{"node", TEST_NODE},
                 {"text", TEST_TEXT},
                 {"comment", TEST_COMMENT},
                 {"processing-instruction", TEST_INSTRUCTION}};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (str_eq(name, str_of(tests[i].name))) {
            *out = tests[i].test;
            return true;
        }
    return false;
}

// Behind a name and before its "(": only a node test may stand in a path.
static void finish_node_test(struct parser *p, struct str name, struct expr_step *step)
{
    if (!node_test(name, &step->test)) {
        FAIL(p, step->at, TEXT_EXPR_FUNCTION_IN_PATH, STR_ARG(name));
        return;
    }
    step->any = step->test == TEST_NODE;
    step->name = STR("");
    next(p);
    if (step->test == TEST_INSTRUCTION && p->token.kind == TOKEN_TEXT) {
        step->name = p->token.text;
        next(p);
    }
    expect(p, TOKEN_CLOSE, ")");
}

// "orx:*" is one name to the lexer.
static void set_name(struct expr_step *step, struct str name)
{
    step->test = TEST_NAME;
    step->name = name;
    if (!str_ends(name, STR(":*"))) return;
    step->test = TEST_PREFIX;
    step->name = str_sub(name, 0, name.len - 2);
}

static void parse_name_test(struct parser *p, struct expr_step *step)
{
    if (take(p, TOKEN_STAR)) {
        step->test = TEST_STAR;
        step->any = true;
        return;
    }
    if (p->token.kind != TOKEN_NAME) {
        expect(p, TOKEN_NAME, "a name");
        return;
    }
    struct str name = p->token.text;
    set_name(step, name);
    next(p);
    if (p->token.kind == TOKEN_OPEN) finish_node_test(p, name, step);
}

static void step_add(struct parser *p, struct expr_step step, struct list *steps)
{
    p->steps = grow(p->steps, p->step_count, &p->step_room, sizeof *p->steps);
    p->steps[p->step_count] = step;
    list_add(steps, EXPR_PATH, p->step_count++);
}

// `name` is a name token that was read already (to see whether a "(" follows), or NULL.
static void parse_step(struct parser *p, const struct expr_token *name, struct list *steps)
{
    struct expr_step step = {.axis = AXIS_CHILD, .at = name ? name->at : p->token.at};
    struct expr_token own = p->token;
    if (!name && own.kind == TOKEN_NAME) {
        next(p);
        name = &own;
    }
    if (name && p->token.kind == TOKEN_AXIS) {
        if (!parse_axis(name->text, &step)) FAIL(p, name->at, TEXT_EXPR_AXIS, STR_ARG(name->text));
        next(p);
        parse_name_test(p, &step);
    } else if (name && p->token.kind == TOKEN_OPEN) {
        finish_node_test(p, name->text, &step);
    } else if (name) {
        set_name(&step, name->text);
    } else if (take(p, TOKEN_DOT)) {
        step.axis = AXIS_SELF;
        step.test = TEST_NODE;
        step.any = true;
    } else if (take(p, TOKEN_DOT_DOT)) {
        step.axis = AXIS_PARENT;
        step.test = TEST_NODE;
        step.any = true;
    } else {
        if (take(p, TOKEN_AT)) step.axis = AXIS_ATTRIBUTE;
        parse_name_test(p, &step);
    }
    step.predicate_count = parse_predicates(p, &step.first_predicate);
    // Predicates may have stored steps of their own: ours are put in one run at the end.
    step_add(p, step, steps);
}

// "//name" is descendant-or-self::node()/child::name: without predicates, whose positions would
// count otherwise, that is descendant::name, which needs no sorting.
static void fold_descendants(struct parser *p, struct list *steps)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < steps->count; i++) {
        struct expr_step *step = &p->steps[steps->items[i].node];
        const struct expr_step *before = kept ? &p->steps[steps->items[kept - 1].node] : NULL;
        if (before && before->axis == AXIS_DESCENDANT_OR_SELF && before->test == TEST_NODE &&
            !before->predicate_count && step->axis == AXIS_CHILD && !step->predicate_count &&
            step->test != TEST_TEXT) {
            step->axis = AXIS_DESCENDANT;
            kept--;
        }
        steps->items[kept++] = steps->items[i];
    }
    steps->count = kept;
}

// The rest of a path: steps until no "/" follows. `needs_step` when one must come now.
static uint32_t parse_steps(struct parser *p, struct expr_path path, const struct expr_token *name,
                            bool needs_step, uint32_t at)
{
    struct list steps = {0};
    if (name || needs_step) parse_step(p, name, &steps);
    while (p->code == ERR_NONE &&
           (p->token.kind == TOKEN_SLASH || p->token.kind == TOKEN_SLASH_SLASH)) {
        if (p->token.kind == TOKEN_SLASH_SLASH)
            step_add(p,
                     (struct expr_step){.axis = AXIS_DESCENDANT_OR_SELF,
                                        .test = TEST_NODE,
                                        .any = true,
                                        .at = p->token.at},
                     &steps);
        next(p);
        if (!begins_step(p)) {
            expect(p, TOKEN_NAME, "a name");
            break;
        }
        parse_step(p, NULL, &steps);
    }
    fold_descendants(p, &steps);
    // One run of steps, in order.
    uint32_t first = p->step_count;
    for (uint32_t i = 0; i < steps.count; i++) {
        struct expr_step step = p->steps[steps.items[i].node];
        p->steps = grow(p->steps, p->step_count, &p->step_room, sizeof *p->steps);
        p->steps[p->step_count++] = step;
    }
    path.first_step = first;
    path.step_count = steps.count;
    free(steps.items);
    path.target = path.base = EXPR_NONE;
    p->paths = grow(p->paths, p->path_count, &p->path_room, sizeof *p->paths);
    p->paths[p->path_count] = path;
    uint32_t node = node_add(p, EXPR_PATH, at);
    p->nodes[node].path = p->path_count++;
    return node;
}

static void check_arg_count(struct parser *p, const struct expr_function *f, uint32_t count,
                            uint32_t at)
{
    if (count < f->args_min)
        FAIL(p, at, TEXT_EXPR_TOO_FEW, f->name, (unsigned)f->args_min, (unsigned)count);
    else if (f->args_max != FUNCTION_MANY && count > f->args_max)
        FAIL(p, at, TEXT_EXPR_TOO_MANY, f->name, (unsigned)f->args_max, (unsigned)count);
}

static uint32_t parse_call(struct parser *p, const struct expr_token *name)
{
    const struct expr_function *function = form_expr_function_find(name->text);
    if (!function) {
        struct str near = form_expr_function_suggest(name->text);
        const char *instead = form_expr_function_elsewhere(name->text);
        if (instead)
            FAIL(p, name->at, TEXT_EXPR_SURVEYCTO, STR_ARG(name->text), instead);
        else if (near.len)
            FAIL(p, name->at, TEXT_EXPR_UNKNOWN_FUNCTION_NEAR, STR_ARG(name->text), STR_ARG(near));
        else
            FAIL(p, name->at, TEXT_EXPR_UNKNOWN_FUNCTION, STR_ARG(name->text));
        return 0;
    }
    next(p); // "("
    struct list args = {0};
    if (p->token.kind != TOKEN_CLOSE) {
        do
            list_add(&args, EXPR_CALL, parse_expr(p));
        while (take(p, TOKEN_COMMA));
    }
    expect(p, TOKEN_CLOSE, ")");
    uint32_t count = args.count, first = list_store(p, &args);
    if (p->code == ERR_NONE) check_arg_count(p, function, count, name->at);
    uint32_t node = node_add(p, EXPR_CALL, name->at);
    p->nodes[node].call = (struct expr_call){function, first, count, EXPR_NONE, NULL};
    if (p->code == ERR_NONE && count == 2 && str_eq(name->text, STR("regex"))) {
        const struct expr_node *pattern = &p->nodes[p->items[first + 1].node];
        struct err_info why = {0};
        if (pattern->op == EXPR_TEXT &&
            form_expr_regex_compile(pattern->text, p->a, &p->nodes[node].call.regex, &why) !=
                ERR_NONE)
            FAIL(p, pattern->at, "%s", why.message);
    }
    return node;
}

static uint32_t parse_primary(struct parser *p)
{
    struct expr_token token = p->token;
    uint32_t node;
    switch ((int)token.kind) {
    case TOKEN_NUMBER:
        next(p);
        node = node_add(p, EXPR_NUMBER, token.at);
        p->nodes[node].number = token.number;
        return node;
    case TOKEN_TEXT:
        next(p);
        node = node_add(p, EXPR_TEXT, token.at);
        p->nodes[node].text = token.text;
        return node;
    case TOKEN_OPEN:
        next(p);
        node = parse_expr(p);
        expect(p, TOKEN_CLOSE, ")");
        return node;
    default: break;
    }
    if (token.kind == TOKEN_END)
        FAIL(p, token.at, TEXT_EXPR_ENDS, "a value");
    else
        FAIL(p, token.at, TEXT_EXPR_EXPECTED, "a value", STR_ARG(token.text));
    return 0;
}

static uint32_t parse_path(struct parser *p)
{
    struct expr_token token = p->token;
    struct expr_path path = {.start = START_CONTEXT};
    enum expr_test test;
    switch ((int)token.kind) {
    case TOKEN_SLASH:
    case TOKEN_SLASH_SLASH:
        path.start = START_ROOT;
        if (token.kind == TOKEN_SLASH) {
            next(p);
            return parse_steps(p, path, NULL, begins_step(p), token.at);
        }
        return parse_steps(p, path, NULL, false, token.at);
    case TOKEN_DOT:
    case TOKEN_DOT_DOT:
    case TOKEN_AT:
    case TOKEN_STAR: return parse_steps(p, path, NULL, true, token.at);
    case TOKEN_NAME:
        next(p);
        if (p->token.kind != TOKEN_OPEN || node_test(token.text, &test))
            return parse_steps(p, path, &token, false, token.at);
        path.expr = parse_call(p, &token);
        break;
    case TOKEN_DOLLAR:
        if (!token.text.len) FAIL(p, token.at, TEXT_EXPR_EMPTY_REFERENCE);
        next(p);
        path.start = START_NAME;
        path.name = token.text;
        if (str_starts(token.text, STR("last-saved#"))) {
            path.start = START_NOTHING;
            path.name = str_sub(token.text, 11, token.text.len);
        }
        path.filter_count = parse_predicates(p, &path.first_filter);
        return parse_steps(p, path, NULL, false, token.at);
    default: path.expr = parse_primary(p); break;
    }
    if (p->code != ERR_NONE || (p->token.kind != TOKEN_BRACKET_OPEN &&
                                p->token.kind != TOKEN_SLASH && p->token.kind != TOKEN_SLASH_SLASH))
        return path.expr;
    path.start = START_EXPR;
    path.filter_count = parse_predicates(p, &path.first_filter);
    return parse_steps(p, path, NULL, false, token.at);
}

static unsigned level_of(enum expr_op op)
{
    switch ((int)op) {
    case EXPR_OR: return 0;
    case EXPR_AND: return 1;
    case EXPR_EQ:
    case EXPR_NE: return 2;
    case EXPR_LT:
    case EXPR_LE:
    case EXPR_GT:
    case EXPR_GE: return 3;
    case EXPR_ADD:
    case EXPR_SUB: return 4;
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_MOD: return 5;
    default: return 7; // EXPR_UNION: binds tighter than the minus sign
    }
}

enum { LEVEL_NEGATE = 6, LEVEL_UNION = 7, LEVEL_PATH = 8 };

static uint32_t parse_negate(struct parser *p)
{
    uint32_t at = p->token.at;
    bool negate = false, any = false;
    while (p->code == ERR_NONE && p->token.kind == TOKEN_OPERATOR && p->token.op == EXPR_SUB) {
        negate = !negate;
        any = true;
        next(p);
    }
    uint32_t operand = parse_chain(p, LEVEL_UNION);
    if (!any) return operand;
    // An even number of signs is still a number, not what stands behind them.
    for (int times = negate ? 1 : 2; times > 0; times--) {
        uint32_t node = node_add(p, EXPR_NEGATE, at);
        p->nodes[node].operand = operand;
        operand = node;
    }
    return operand;
}

static uint32_t parse_chain(struct parser *p, unsigned level)
{
    if (level == LEVEL_PATH) return parse_path(p);
    if (level == LEVEL_NEGATE) return parse_negate(p);
    uint32_t at = p->token.at;
    uint32_t first = parse_chain(p, level + 1);
    struct list list = {0};
    while (p->code == ERR_NONE && p->token.kind == TOKEN_OPERATOR &&
           level_of(p->token.op) == level) {
        if (!list.count) list_add(&list, EXPR_CHAIN, first);
        enum expr_op op = p->token.op;
        next(p);
        list_add(&list, op, parse_chain(p, level + 1));
    }
    if (!list.count) return first;
    uint32_t node = node_add(p, EXPR_CHAIN, at);
    p->nodes[node].chain.count = list.count;
    p->nodes[node].chain.first = list_store(p, &list);
    return node;
}

static void *keep(struct arena *a, const void *array, uint32_t count, size_t bytes)
{
    void *copy = arena_array(a, count, bytes);
    if (count) memcpy(copy, array, count * bytes);
    return copy;
}

enum err form_expr_parse(struct str source, struct arena *a, struct form_expr **out,
                         struct err_info *info)
{
    if (source.len > LIMIT_EXPRESSION_BYTES)
        return err_set(info, ERR_LIMIT, TEXT_EXPR_LONG, (int)LIMIT_EXPRESSION_BYTES);
    if (!utf8_valid(source)) return err_set(info, ERR_PARSE, TEXT_NOT_UTF8);
    struct parser p = {.a = a, .info = info};
    p.lexer.source = arena_dup(a, source);
    next(&p);
    uint32_t root = 0;
    if (p.token.kind == TOKEN_END && p.code == ERR_NONE)
        p.code = err_set(info, ERR_PARSE, TEXT_EXPR_EMPTY);
    else
        root = parse_expr(&p);
    if (p.code == ERR_NONE && p.token.kind == TOKEN_CLOSE)
        FAIL(&p, p.token.at, TEXT_EXPR_CLOSE);
    else if (p.code == ERR_NONE && p.token.kind != TOKEN_END)
        FAIL(&p, p.token.at, TEXT_EXPR_REST, STR_ARG(p.token.text));
    if (p.code == ERR_NONE) {
        struct form_expr *expr = ARENA_NEW(a, struct form_expr);
        *expr = (struct form_expr){p.lexer.source,
                                   keep(a, p.nodes, p.node_count, sizeof *p.nodes),
                                   keep(a, p.items, p.item_count, sizeof *p.items),
                                   keep(a, p.steps, p.step_count, sizeof *p.steps),
                                   keep(a, p.paths, p.path_count, sizeof *p.paths),
                                   p.node_count,
                                   p.item_count,
                                   p.step_count,
                                   p.path_count,
                                   root};
        *out = expr;
    }
    free(p.nodes);
    free(p.items);
    free(p.steps);
    free(p.paths);
    return p.code;
}
