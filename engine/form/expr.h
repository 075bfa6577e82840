// SPDX-License-Identifier: EUPL-1.2
// Expressions in ODK's dialect of XPath 1.0: parsed once into compact nodes, evaluated over any
// tree that can say parent, children, name and value. A form's own expressions are bound to its
// questions when it is compiled (see form/def.h); the functions here serve `svar eval`, tests and
// tools. [any]
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"

// ---- trees ----
#define FORM_TREE_NONE UINT32_MAX
#define FORM_TREE_DOCUMENT (UINT32_MAX - 1) // what an absolute path starts from

// What a node is. Trees of forms and lists hold elements only.
enum form_tree_kind {
    FORM_TREE_ELEMENT,
    FORM_TREE_ATTRIBUTE,
    FORM_TREE_TEXT,
    FORM_TREE_COMMENT,
    FORM_TREE_INSTRUCTION,
};

struct form_tree;
// How to walk one kind of tree. FORM_TREE_NONE ends every walk. The document node never reaches
// these functions.
struct form_tree_type {
    uint32_t (*parent)(const struct form_tree *tree, uint32_t node); // NONE above the root element
    uint32_t (*first_child)(const struct form_tree *tree, uint32_t node);
    uint32_t (*next)(const struct form_tree *tree, uint32_t node); // next sibling
    struct str (*name)(const struct form_tree *tree, uint32_t node);
    struct str (*value)(const struct form_tree *tree, uint32_t node); // of a node without children
    // Which of its siblings of the same name a node is, from 1; NULL: they are counted.
    uint32_t (*position)(const struct form_tree *tree, uint32_t node);
    // ${name} that was not bound; may be NULL.
    uint32_t (*find)(const struct form_tree *tree, struct str name);
    // Nodes that a bound reference means, seen from `from`: at most max are written to out, all are
    // counted. May be NULL where nothing is ever bound.
    size_t (*bound)(const struct form_tree *tree, uint32_t from, uint32_t target, uint32_t base,
                    uint32_t *out, size_t max);
    // Negative where a stands before b in the document; NULL: node numbers grow with it.
    int (*order)(const struct form_tree *tree, uint32_t a, uint32_t b);
    // False for a node that counts as absent: count() and join() pass over it. NULL: all are there.
    bool (*there)(const struct form_tree *tree, uint32_t node);
    // The rest is for trees of whole XML; NULL where there are elements only.
    enum form_tree_kind (*kind)(const struct form_tree *tree, uint32_t node);
    // The others follow by next(), and parent() leads back.
    uint32_t (*first_attribute)(const struct form_tree *tree, uint32_t node);
    struct str (*space)(const struct form_tree *tree, uint32_t node); // namespace; "" where none
    // The namespace that a prefix stands for in an expression; "" where it is not known.
    struct str (*space_of)(const struct form_tree *tree, struct str prefix);
};
// Embed it first in a struct of your own.
struct form_tree {
    const struct form_tree_type *type;
    uint32_t root; // the root element
};

// ---- values ----
enum form_value_kind { FORM_VALUE_STRING, FORM_VALUE_NUMBER, FORM_VALUE_BOOLEAN, FORM_VALUE_NODES };
struct form_value {
    enum form_value_kind kind;
    bool boolean;
    double number;
    struct str text;
    const struct form_tree *tree; // of nodes, which stand in document order
    const uint32_t *nodes;
    size_t count;
};

// ---- memory for evaluation: a block that is used again and again ----
struct form_scratch; // opaque; lives in the arena it is made from
struct form_scratch *form_scratch_create(struct arena *a, size_t bytes_max);
void form_scratch_reset(struct form_scratch *s); // invalidates every value made with it
void *form_scratch_alloc(struct form_scratch *s, size_t bytes); // NULL when bytes_max is reached

// The device's zone: its offset at a moment, or one offset at all times.
struct form_zone {
    int32_t offset_min;                                // minutes east of UTC
    int32_t (*offset_at)(void *data, int64_t wall_ms); // NULL: offset_min always
    void *data;
};

// What an evaluation may ask of the world. Members may be NULL or zero: the functions that need
// them then fail with ERR_STATE.
struct form_expr_env {
    const struct form_tree *tree; // the primary instance
    const struct clock *clock;
    const struct rng *rng;
    struct form_zone zone;
    const struct form_tree *(*instance)(void *data, struct str id); // instance('id')
    // Label in the present language of a choice of a question (bound, or by path); false: none.
    bool (*choice_label)(void *data, uint32_t question, struct str path, struct str value,
                         struct str *out);
    // pulldata(): the cell in column `wanted` of the first row of a file whose column `key` is
    // value. NULL: instance(id) is searched.
    bool (*lookup)(void *data, struct str id, struct str wanted, struct str key, struct str value,
                   struct str *out);
    // jr:itext('id'), in the present language; false: there is no such text.
    bool (*itext)(void *data, struct str id, struct str *out);
    // See struct form_host; NULL: extract-signed() is not available.
    bool (*verify)(void *data, struct str message, const uint8_t signature[64],
                   const uint8_t key[32]);
    struct str version;     // of the form
    struct str instance_id; // "uuid:…"
    struct str language;    // code of the present language, for names of months and days
    // See struct form_host; NULL: digest() is not available.
    size_t (*digest)(void *data, struct str algorithm, struct str message, uint8_t out[64]);
    void *data;
};

// ---- expressions ----
struct form_expr; // immutable, in one arena; may be shared between threads

// Parses text of at most LIMIT_EXPRESSION_BYTES into a (source is copied). ERR_PARSE says what is
// wrong, near which character, and what to do.
enum err form_expr_parse(struct str source, struct arena *a, struct form_expr **out,
                         struct err_info *info) MUST_CHECK;

// Evaluates with context node (in env->tree; FORM_TREE_DOCUMENT will do where there is none). The
// value borrows from scratch, expression and tree.
enum err form_expr_eval(const struct form_expr *expr, const struct form_expr_env *env,
                        uint32_t context, struct form_scratch *scratch, struct form_value *out,
                        struct err_info *info) MUST_CHECK;

// Conversions as XPath 1.0 has them. Text may be made in scratch; "" when that is full.
struct str form_value_string(const struct form_value *v, struct form_scratch *scratch);
double form_value_number(const struct form_value *v, const struct form_zone *zone); // NULL: UTC
bool form_value_boolean(const struct form_value *v);
const char *form_value_kind_name(enum form_value_kind kind); // "string", "number", …

// Number as text: plain digits, never an exponent, "-0" as "0"; NaN, Infinity, -Infinity. out gets
// FORM_NUMBER_BYTES.
enum { FORM_NUMBER_BYTES = 352 };
size_t form_number_format(double number, char out[FORM_NUMBER_BYTES]);
// Text as number: [-]digits[.digits] with space around, else a date or date-time as days since
// 1970-01-01 UTC, else NaN. One without an offset is local.
double form_number_parse(struct str text, int32_t zone_offset_min);
double form_number_parse_in(struct str text, const struct form_zone *zone); // NULL: UTC
