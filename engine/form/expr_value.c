// SPDX-License-Identifier: EUPL-1.2
// XPath's conversions and comparisons, and numbers as text.
#include "form/expr_priv.h"

#include <math.h>
#include <stdalign.h>
#include <stdio.h>

struct form_value form_expr_string(struct str text)
{
    return (struct form_value){.kind = FORM_VALUE_STRING, .text = text};
}

struct form_value form_expr_number(double number)
{
    return (struct form_value){.kind = FORM_VALUE_NUMBER, .number = number};
}

struct form_value form_expr_boolean(bool boolean)
{
    return (struct form_value){.kind = FORM_VALUE_BOOLEAN, .boolean = boolean};
}

const char *form_value_kind_name(enum form_value_kind kind)
{
    static const char *const names[] = {"string", "number", "boolean", "nodeset"};
    return names[kind];
}

// Digits and exponent of the shortest text that reads back, written out without an exponent.
static size_t format_exponent(const char *shortest, size_t len, char out[FORM_NUMBER_BYTES])
{
    char digits[32];
    size_t count = 0, n = 0, point = 0;
    bool negative = shortest[0] == '-', after_point = false;
    long exponent = 0;
    for (size_t i = negative ? 1 : 0; i < len; i++) {
        char c = shortest[i];
        if (c == 'e' || c == 'E') {
            int64_t value = 0;
            size_t from = i + (shortest[i + 1] == '+' ? 2 : 1);
            if (str_to_int64((struct str){shortest + from, len - from}, &value))
                exponent = (long)value;
            break;
        }
        if (c == '.')
            after_point = true;
        else {
            digits[count++] = c;
            if (!after_point) point++;
        }
    }
    long places = (long)point + exponent; // digits before the point
    if (negative) out[n++] = '-';
    if (places <= 0) {
        out[n++] = '0';
        out[n++] = '.';
        for (long i = places; i < 0; i++)
            out[n++] = '0';
    }
    for (size_t i = 0; i < count || (long)i < places; i++) {
        if (i && (long)i == places) out[n++] = '.';
        out[n++] = i < count ? digits[i] : '0';
    }
    out[n] = 0;
    return n;
}

size_t form_number_format(double number, char out[FORM_NUMBER_BYTES])
{
    if (number == floor(number) && fabs(number) < 1e15)
        return (size_t)snprintf(out, FORM_NUMBER_BYTES, "%lld", (long long)number);
    char shortest[32];
    size_t len = str_from_double(number, shortest);
    if (memchr(shortest, 'e', len) && isfinite(number)) return format_exponent(shortest, len, out);
    memcpy(out, shortest, len);
    out[len] = 0;
    return len;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return true;
}

double form_number_parse(struct str text, int32_t zone_offset_min)
{
    const struct form_zone zone = {.offset_min = zone_offset_min};
    return form_number_parse_in(text, &zone);
}

double form_number_parse_in(struct str text, const struct form_zone *zone)
{
    text = str_trim(text);
    struct str digits = text;
    bool negative = digits.len && digits.ptr[0] == '-';
    if (negative) digits = str_sub(digits, 1, digits.len);
    if (!digits.len) return EXPR_NAN;
    if (digits.len <= 15 && all_digits(digits)) {
        double value = 0;
        for (size_t i = 0; i < digits.len; i++)
            value = value * 10 + (digits.ptr[i] - '0');
        return negative ? -value : value;
    }
    ptrdiff_t point = str_find_char(digits, '.');
    struct str whole = point < 0 ? digits : str_sub(digits, 0, (size_t)point);
    struct str part = point < 0 ? STR("") : str_sub(digits, (size_t)point + 1, digits.len);
    if (all_digits(whole) && all_digits(part) && whole.len + part.len) {
        // ".5" and "5." are numbers here and not to the stricter reader below.
        char plain[400];
        int len = snprintf(plain, sizeof plain, "%s%.*s.%.*s", whole.len ? "" : "0", STR_ARG(whole),
                           STR_ARG(part.len ? part : STR("0")));
        double value;
        if (len > 0 && (size_t)len < sizeof plain &&
            str_to_double((struct str){plain, (size_t)len}, &value))
            return negative ? -value : value;
        return EXPR_NAN;
    }
    struct expr_date date;
    return form_date_parse(text, zone, &date) ? form_date_number(&date) : EXPR_NAN;
}

struct str form_value_string(const struct form_value *v, struct form_scratch *scratch)
{
    switch (v->kind) {
    case FORM_VALUE_STRING: return v->text;
    case FORM_VALUE_BOOLEAN: return v->boolean ? STR("true") : STR("false");
    case FORM_VALUE_NODES:
        return v->count ? form_expr_tree_string(v->tree, v->nodes[0], scratch) : STR("");
    case FORM_VALUE_NUMBER: break;
    }
    char text[FORM_NUMBER_BYTES];
    size_t len = form_number_format(v->number, text);
    char *copy = form_scratch_alloc(scratch, len);
    if (!copy) return STR("");
    memcpy(copy, text, len);
    return (struct str){copy, len};
}

// The text of a node with several texts in it needs memory, of which there is none here; what is
// too long for a small block is no number.
static double node_number(const struct form_tree *tree, uint32_t node, const struct form_zone *zone)
{
    if (node != FORM_TREE_DOCUMENT && tree->type->first_child(tree, node) == FORM_TREE_NONE)
        return form_number_parse_in(tree->type->value(tree, node), zone);
    alignas(16) char block[1024];
    struct form_scratch *small = form_scratch_borrow(block, sizeof block);
    return form_number_parse_in(form_expr_tree_string(tree, node, small), zone);
}

double form_value_number(const struct form_value *v, const struct form_zone *zone)
{
    switch (v->kind) {
    case FORM_VALUE_NUMBER: return v->number;
    case FORM_VALUE_BOOLEAN: return v->boolean ? 1 : 0;
    case FORM_VALUE_STRING: return form_number_parse_in(v->text, zone);
    case FORM_VALUE_NODES: break;
    }
    return v->count ? node_number(v->tree, v->nodes[0], zone) : EXPR_NAN;
}

bool form_value_boolean(const struct form_value *v)
{
    switch (v->kind) {
    case FORM_VALUE_BOOLEAN: return v->boolean;
    case FORM_VALUE_NUMBER: return v->number != 0 && !isnan(v->number);
    case FORM_VALUE_STRING: return v->text.len > 0;
    case FORM_VALUE_NODES: break;
    }
    return v->count > 0;
}

static bool compare_numbers(enum expr_op op, double a, double b)
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

static bool is_equality(enum expr_op op)
{
    return op == EXPR_EQ || op == EXPR_NE;
}

// Neither side a node-set, or single nodes already taken as strings.
static bool compare_plain(struct expr_eval *e, enum expr_op op, const struct form_value *left,
                          const struct form_value *right)
{
    const struct form_zone *zone = &e->env->zone;
    if (is_equality(op)) {
        if (left->kind == FORM_VALUE_BOOLEAN || right->kind == FORM_VALUE_BOOLEAN)
            return (form_value_boolean(left) == form_value_boolean(right)) == (op == EXPR_EQ);
        if (left->kind == FORM_VALUE_STRING && right->kind == FORM_VALUE_STRING)
            return str_eq(left->text, right->text) == (op == EXPR_EQ);
    }
    return compare_numbers(op, form_value_number(left, zone), form_value_number(right, zone));
}

static struct form_value node_string(struct expr_eval *e, const struct form_value *v, size_t index)
{
    return form_expr_string(form_expr_tree_string(v->tree, v->nodes[index], e->scratch));
}

bool form_expr_compare(struct expr_eval *e, enum expr_op op, const struct form_value *left,
                       const struct form_value *right)
{
    bool left_nodes = left->kind == FORM_VALUE_NODES, right_nodes = right->kind == FORM_VALUE_NODES;
    if (!left_nodes && !right_nodes) return compare_plain(e, op, left, right);
    // With a boolean the set as a whole is converted: is there a node at all?
    if ((left->kind == FORM_VALUE_BOOLEAN || right->kind == FORM_VALUE_BOOLEAN)) {
        struct form_value a = form_expr_boolean(form_value_boolean(left));
        struct form_value b = form_expr_boolean(form_value_boolean(right));
        return compare_plain(e, op, &a, &b);
    }
    size_t left_count = left_nodes ? left->count : 1, right_count = right_nodes ? right->count : 1;
    for (size_t i = 0; i < left_count; i++) {
        struct form_value a = left_nodes ? node_string(e, left, i) : *left;
        for (size_t j = 0; j < right_count; j++) {
            struct form_value b = right_nodes ? node_string(e, right, j) : *right;
            if (e->budget == 0) {
                form_expr_fail(e, ERR_LIMIT, "the expression looks at too many answers");
                return false;
            }
            e->budget--;
            if (compare_plain(e, op, &a, &b)) return true;
        }
    }
    return false;
}
