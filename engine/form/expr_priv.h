// SPDX-License-Identifier: EUPL-1.2
// What the expression files share: tokens, nodes, the evaluation's state, the function table.
#pragma once

#include "form/expr.h"

#include <math.h>

#define EXPR_NONE UINT32_MAX
#define EXPR_NAN ((double)NAN)

// ---- tokens (expr_lex.c) ----
enum expr_token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_TEXT,     // literal, quotes off
    TOKEN_NAME,     // name, prefix:name
    TOKEN_DOLLAR,   // ${name}, trimmed
    TOKEN_OPERATOR, // or and = != < <= > >= + - * div mod |
    TOKEN_STAR,     // * as a name test
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_BRACKET_OPEN,
    TOKEN_BRACKET_CLOSE,
    TOKEN_COMMA,
    TOKEN_SLASH,
    TOKEN_SLASH_SLASH,
    TOKEN_DOT,
    TOKEN_DOT_DOT,
    TOKEN_AT,
    TOKEN_AXIS, // ::
    TOKEN_BAD,  // text: what cannot be read
};

enum expr_op {
    EXPR_NUMBER,
    EXPR_TEXT,
    EXPR_CHAIN, // operands of one precedence, left to right: a deep sum needs no deep stack
    EXPR_NEGATE,
    EXPR_CALL,
    EXPR_PATH,
    // operators inside a chain, by precedence
    EXPR_OR,
    EXPR_AND,
    EXPR_EQ,
    EXPR_NE,
    EXPR_LT,
    EXPR_LE,
    EXPR_GT,
    EXPR_GE,
    EXPR_ADD,
    EXPR_SUB,
    EXPR_MUL,
    EXPR_DIV,
    EXPR_MOD,
    EXPR_UNION,
};

struct expr_token {
    enum expr_token_kind kind;
    enum expr_op op;
    struct str text;
    double number;
    uint32_t at; // byte offset
};

struct expr_lexer {
    struct str source;
    size_t at;
    bool after_operand; // decides whether "*", "and", "div", … are operators
};

void form_expr_lex_next(struct expr_lexer *lexer, struct expr_token *out);
// Whether a default is an expression, lexed as pyxform does: what could only be an expression is
// one. dates: its type is one where "-" stands between the parts of a value.
bool form_expr_default_is_dynamic(struct str text, bool dates);

// ---- nodes (expr_parse.c) ----
enum expr_axis {
    AXIS_CHILD,
    AXIS_PARENT,
    AXIS_SELF,
    AXIS_DESCENDANT_OR_SELF,
    AXIS_DESCENDANT,
    AXIS_ATTRIBUTE,
    AXIS_ANCESTOR,
    AXIS_ANCESTOR_OR_SELF,
    AXIS_FOLLOWING_SIBLING,
    AXIS_PRECEDING_SIBLING,
    AXIS_FOLLOWING,
    AXIS_PRECEDING,
};

enum expr_test {
    TEST_NAME,        // name, prefix:name
    TEST_STAR,        // *
    TEST_PREFIX,      // prefix:*
    TEST_NODE,        // node()
    TEST_TEXT,        // text()
    TEST_COMMENT,     // comment()
    TEST_INSTRUCTION, // processing-instruction(), with a name or without
};

struct expr_step {
    enum expr_axis axis;
    enum expr_test test;
    bool any;        // * or node(): every element passes
    struct str name; // TEST_NAME, TEST_INSTRUCTION; the prefix of TEST_PREFIX
    uint32_t at;
    uint32_t first_predicate, predicate_count; // in items
};

enum expr_start {
    START_CONTEXT,
    START_ROOT,
    START_NAME,
    START_EXPR,
    START_META,    // ${instanceID}: of the response as a whole, no question
    START_NOTHING, // ${last-saved#name}: earlier answers are not kept, so it is blank
};

struct expr_path {
    enum expr_start start;
    struct str name;                     // START_NAME: ${name}
    uint32_t expr;                       // START_EXPR: node index
    uint32_t first_filter, filter_count; // predicates on the start itself
    uint32_t first_step, step_count;
    // Set when a form binds the expression: the question meant and the repeat (or root) from whose
    // instance the way leads down to it. EXPR_NONE: walk the steps.
    uint32_t target, base;
    bool from_current; // seen from current(), also inside predicates
};

struct expr_item { // operand of a chain, argument of a call, or predicate
    enum expr_op op;
    uint32_t node;
};

struct expr_call {
    const struct expr_function *function;
    uint32_t first_arg, arg_count;
    uint32_t target; // jr:choice-name: the question, when bound
    void *regex;     // regex() with a literal pattern: compiled once
};

struct expr_node {
    enum expr_op op;
    uint32_t at; // byte offset in the source
    union {
        double number;
        struct str text;
        struct {
            uint32_t first, count;
        } chain;
        uint32_t operand;
        struct expr_call call;
        uint32_t path;
    };
};

struct form_expr {
    struct str source;
    struct expr_node *nodes;
    struct expr_item *items;
    struct expr_step *steps;
    struct expr_path *paths;
    uint32_t node_count, item_count, step_count, path_count;
    uint32_t root;
};

// ---- evaluation (expr_eval.c, expr_path.c) ----
struct expr_eval {
    const struct form_expr *expr;
    const struct form_expr_env *env;
    struct form_scratch *scratch;
    const struct form_tree *tree; // of the context node
    uint32_t context;
    uint32_t current; // in env->tree
    size_t position, size;
    uint32_t at;   // of the node being evaluated, in the source
    size_t budget; // node visits left: a bound on hostile or careless paths
    enum err code; // sticky
    struct err_info *info;
};

// A node set while it is gathered.
struct expr_nodes {
    const struct form_tree *tree;
    uint32_t *ids;
    size_t count, room;
};

void form_expr_eval_node(struct expr_eval *e, uint32_t node, struct form_value *out);
void form_expr_eval_path(struct expr_eval *e, const struct expr_path *path, struct form_value *out);
void form_expr_union(struct expr_eval *e, struct form_value *left, const struct form_value *right);
// Appends what a step finds from one node, nearest first on axes that lead back (expr_axes.c).
void form_expr_gather(struct expr_eval *e, const struct expr_step *step, uint32_t from,
                      struct expr_nodes *out);
bool form_expr_leads_back(enum expr_axis axis);
void form_expr_nodes_add(struct expr_eval *e, struct expr_nodes *set, uint32_t node);
// Document order, each node once.
void form_expr_nodes_sort(struct expr_eval *e, struct expr_nodes *set);
bool form_expr_visit(struct expr_eval *e, size_t nodes); // false, and an error, past the bound
// Evaluates with another context node, as choice filters need it.
enum err form_expr_eval_at(const struct form_expr *expr, const struct form_expr_env *env,
                           const struct form_tree *tree, uint32_t context, uint32_t current,
                           struct form_scratch *scratch, struct form_value *out,
                           struct err_info *info);
// Sets the sticky error; the value of everything after it is blank.
void form_expr_fail(struct expr_eval *e, enum err code, const char *format, ...) PRINTF_LIKE(3, 4);
void *form_expr_alloc(struct expr_eval *e, size_t bytes); // NULL when full, which is sticky
uint32_t form_expr_tree_parent(const struct form_tree *tree, uint32_t node);
uint32_t form_expr_tree_first_child(const struct form_tree *tree, uint32_t node);
enum form_tree_kind form_expr_tree_kind(const struct form_tree *tree, uint32_t node);
// Scratch memory in a block of the caller's, at least 16-byte aligned; nothing is kept in it.
struct form_scratch *form_scratch_borrow(void *block, size_t bytes);
bool form_expr_tree_there(const struct form_tree *tree, uint32_t node);
struct str form_expr_tree_string(const struct form_tree *tree, uint32_t node,
                                 struct form_scratch *s);

// ---- values (expr_value.c) ----
struct form_value form_expr_string(struct str text);
struct form_value form_expr_number(double number);
struct form_value form_expr_boolean(bool boolean);
bool form_expr_compare(struct expr_eval *e, enum expr_op op, const struct form_value *left,
                       const struct form_value *right);

// Which of its siblings of the same name a node is, from 1.
uint32_t form_expr_tree_position(const struct form_tree *tree, uint32_t node);
void form_shuffle(uint32_t *items, size_t count, int64_t seed); // functions_nodes.c
int64_t form_seed(const struct form_expr_env *env, const struct form_value *value,
                  struct form_scratch *scratch);

// ---- functions: one line each in a table (functions.c) ----
// Arguments are evaluated by the function itself, so that if() and coalesce() can be lazy.
typedef struct form_value (*expr_function_call)(struct expr_eval *e, const struct expr_call *call);
enum {
    FUNCTION_MANY = 255, // args_max without a bound
};
struct expr_function {
    const char *name;
    uint8_t args_min, args_max;
    expr_function_call call;
};
const struct expr_function *form_expr_function_find(struct str name);
// The nearest name in the table, "" when nothing is near.
struct str form_expr_function_suggest(struct str name);
// What to do without a function that SurveyCTO alone has; NULL where it is none of them.
const char *form_expr_function_elsewhere(struct str name);

void form_expr_arg(struct expr_eval *e, const struct expr_call *call, uint32_t index,
                   struct form_value *out);
struct str form_expr_arg_string(struct expr_eval *e, const struct expr_call *call, uint32_t index);
double form_expr_arg_number(struct expr_eval *e, const struct expr_call *call, uint32_t index);
bool form_expr_arg_boolean(struct expr_eval *e, const struct expr_call *call, uint32_t index);
// The string argument at index, or the context node's where there are fewer.
struct str form_expr_arg_or_context(struct expr_eval *e, const struct expr_call *call,
                                    uint32_t index);
// Every member of every argument from `first` on: node-sets count each node.
struct expr_each {
    struct expr_eval *e;
    const struct expr_call *call;
    uint32_t arg;
    size_t node;
    struct form_value value;
    bool open;
};
struct expr_each form_expr_each_from(struct expr_eval *e, const struct expr_call *call,
                                     uint32_t first);
bool form_expr_each_next(struct expr_each *each, struct str *out);

void form_expr_uuid(const struct rng *rng, char out[37]); // version 4, terminated

// Compiles a pattern once; ERR_PARSE with PCRE2's reason.
enum err form_expr_regex_compile(struct str pattern, struct arena *a, void **out,
                                 struct err_info *info);

// Declares or opens the function behind a line of the table.
#define EXPR_FUNCTION(name) \
    struct form_value form_fn_##name(struct expr_eval *e, const struct expr_call *call)

// ---- dates (date.c): proleptic Gregorian, days since 1970-01-01 ----
struct expr_date {
    int64_t day;    // local
    int32_t ms;     // of the local day
    int32_t offset; // minutes east of UTC
    bool has_time;
};
int64_t form_date_from_civil(int64_t year, unsigned month, unsigned day);
void form_date_to_civil(int64_t days, int64_t *year, unsigned *month, unsigned *day);
// YYYY-MM-DD, or with Thh:mm[:ss[.sss]][Z|±hh:mm]; month and day may lack their zero.
// A missing offset is the zone's at that local time.
bool form_date_parse(struct str text, const struct form_zone *zone, struct expr_date *out);
double form_date_number(const struct expr_date *date); // days since 1970-01-01 UTC, with fraction
// A whole number is that day wherever the device is; a fraction is a moment, seen in the zone.
struct expr_date form_date_of_number(double days, const struct form_zone *zone);
struct expr_date form_date_of_ms(int64_t wall_ms, const struct form_zone *zone);
// The same moment as the zone's clocks show it.
struct expr_date form_date_local(const struct expr_date *date, const struct form_zone *zone);
// "HH:MM[:SS[.sss]]" with or without an offset: milliseconds of its day, false where it is none.
bool form_time_parse(struct str text, int32_t *out_ms, bool *out_has_offset, int32_t *out_offset);
// "2026-01-31", or "2026-01-31T12:00:00.000+01:00"; out gets 48 bytes.
size_t form_date_format(const struct expr_date *date, bool with_time, char out[48]);
