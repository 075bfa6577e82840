// SPDX-License-Identifier: EUPL-1.2
// The parameters column: key=value pairs divided by spaces, commas or semicolons.
#include "form/build_priv.h"

#include "form/text_priv.h"

struct pair {
    struct str key, value;
};

// Next pair; false at the end. *bad is set for a word without "=".
static bool next_pair(struct str *rest, struct pair *out, bool *bad)
{
    while (rest->len && strchr(" ,;\t\n", rest->ptr[0]))
        *rest = str_sub(*rest, 1, rest->len);
    if (!rest->len) return false;
    size_t end = 0, equals = 0;
    bool found = false;
    // Spaces around "=" are allowed: "start = 1".
    while (end < rest->len) {
        char c = rest->ptr[end];
        if (c == '=' && !found) {
            found = true;
            equals = end++;
            while (end < rest->len && rest->ptr[end] == ' ')
                end++;
            continue;
        }
        if (strchr(",;\t\n", c)) break;
        if (c == ' ') {
            size_t ahead = end;
            while (ahead < rest->len && rest->ptr[ahead] == ' ')
                ahead++;
            if (found || ahead == rest->len || rest->ptr[ahead] != '=') break;
            end = ahead;
            continue;
        }
        end++;
    }
    struct str whole = str_sub(*rest, 0, end);
    *bad = !found;
    out->key = str_trim(found ? str_sub(whole, 0, equals) : whole);
    out->value = found ? str_trim(str_sub(whole, equals + 1, whole.len)) : STR("");
    *rest = str_sub(*rest, end, rest->len);
    return true;
}

static bool read_range(struct builder *b, struct def_node *n, const struct form_cell *cell,
                       const struct pair *pair)
{
    struct str *to = str_eq_nocase(pair->key, STR("start"))  ? &n->range_start
                     : str_eq_nocase(pair->key, STR("end"))  ? &n->range_end
                     : str_eq_nocase(pair->key, STR("step")) ? &n->range_step
                                                             : NULL;
    if (!to) return false;
    double number;
    if (!str_to_double(pair->value, &number))
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_PARAMETER_NUMBER, STR_ARG(pair->key),
                   STR_ARG(pair->value));
    else
        *to = pair->value;
    if (str_find_char(pair->value, '.') >= 0) n->type = FORM_DECIMAL;
    return true;
}

static bool read_select(struct builder *b, struct def_node *n, const struct form_cell *cell,
                        const struct pair *pair)
{
    if (str_eq_nocase(pair->key, STR("randomize"))) {
        if (form_cell_is_yes(pair->value))
            n->flags |= DEF_RANDOMIZE;
        else if (!form_cell_is_no(pair->value))
            PROBLEM_AT(b, FORM_ERROR, cell, TEXT_PARAMETER_BOOLEAN, STR_ARG(pair->key));
        return true;
    }
    if (!str_eq_nocase(pair->key, STR("seed"))) return false;
    n->seed = form_expression_parse(b, pair->value, cell->row, cell->column);
    return true;
}

static void check_range(struct builder *b, struct def_node *n, const struct form_cell *cell)
{
    if (!n->range_start.len) n->range_start = STR("1");
    if (!n->range_end.len) n->range_end = STR("10");
    if (!n->range_step.len) n->range_step = STR("1");
    double from = 0, to = 0, step = 0;
    if (!str_to_double(n->range_start, &from) || !str_to_double(n->range_end, &to) ||
        !str_to_double(n->range_step, &step))
        return;
    double width = to > from ? to - from : from - to;
    if (step <= 0 || step > width)
        PROBLEM(b, FORM_ERROR, cell ? cell->row : n->row, cell ? cell->column : n->column,
                TEXT_RANGE_STEP);
}

void form_parameters_read(struct builder *b, struct def_node *n, const struct form_cell *cell)
{
    struct str rest = cell ? cell->text : STR("");
    n->parameters = rest;
    struct pair pair;
    bool bad = false;
    while (next_pair(&rest, &pair, &bad)) {
        bool known = false;
        if (bad) {
            PROBLEM_AT(b, FORM_ERROR, cell, TEXT_PARAMETER_FORM, STR_ARG(pair.key));
            continue;
        }
        if (n->kind == FORM_RANGE)
            known = read_range(b, n, cell, &pair);
        else if (n->kind == FORM_SELECT_ONE || n->kind == FORM_SELECT_MULTIPLE)
            known = read_select(b, n, cell, &pair);
        else if (n->kind == FORM_INPUT && n->type == FORM_STRING)
            known = str_eq_nocase(pair.key, STR("rows"));
        if (!known && str_find_char(pair.key, ':') < 0)
            PROBLEM_AT(b, FORM_ERROR, cell, TEXT_PARAMETER_UNKNOWN, STR_ARG(pair.key),
                       STR_ARG(n->xlsform_type));
    }
    if (n->seed && !(n->flags & DEF_RANDOMIZE))
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_PARAMETER_SEED);
    if (n->kind == FORM_RANGE) check_range(b, n, cell);
}
