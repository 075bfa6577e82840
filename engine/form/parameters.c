// SPDX-License-Identifier: EUPL-1.2
// The parameters column: key=value pairs divided by spaces, commas or semicolons.
#include "form/build_priv.h"

#include "form/text_priv.h"

#include <math.h>

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
    struct str *to = str_eq_nocase(pair->key, STR("start"))           ? &n->range_start
                     : str_eq_nocase(pair->key, STR("end"))           ? &n->range_end
                     : str_eq_nocase(pair->key, STR("step"))          ? &n->range_step
                     : str_eq_nocase(pair->key, STR("tick_interval")) ? &n->range_tick
                     : str_eq_nocase(pair->key, STR("placeholder"))   ? &n->range_placeholder
                                                                      : NULL;
    if (!to) return str_eq_nocase(pair->key, STR("tick_labelset"));
    double number;
    if (!str_to_double(pair->value, &number))
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_PARAMETER_NUMBER, STR_ARG(pair->key),
                   STR_ARG(pair->value));
    else
        *to = pair->value;
    // 2.0 is whole, 2.5 is not.
    if (number != floor(number)) n->type = FORM_DECIMAL;
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
    int32_t row = cell ? cell->row : n->row, column = cell ? cell->column : n->column;
    struct range_units r;
    if (!form_range_units(n, &r)) {
        PROBLEM(b, FORM_ERROR, row, column, TEXT_RANGE_STEP);
        return;
    }
    int64_t width = r.end > r.start ? r.end - r.start : r.start - r.end;
    int64_t step = r.step < 0 ? -r.step : r.step;
    if (step > width) PROBLEM(b, FORM_ERROR, row, column, TEXT_RANGE_STEP);
    if (n->range_tick.len && !form_range_multiple(&r, n->range_tick))
        PROBLEM(b, FORM_ERROR, row, column, TEXT_RANGE_TICK);
    if (n->range_placeholder.len && !form_range_on_step(&r, n->range_placeholder, step))
        PROBLEM(b, FORM_ERROR, row, column, TEXT_RANGE_PLACEHOLDER);
}

// Columns of a data file: their names keep their case.
static bool read_columns(const struct pair *pair, struct file_columns *out)
{
    if (!out) return false;
    if (str_eq_nocase(pair->key, STR("value")))
        out->value = pair->value;
    else if (str_eq_nocase(pair->key, STR("label")))
        out->label = pair->value;
    else
        return false;
    return true;
}

// Parameters of what the device does not have: taken without a word, as the type is reported.
static bool of_stand_in(const struct def_node *n, struct str key)
{
    static const char *const keys[] = {"max-pixels",
                                       "app",
                                       "quality",
                                       "capture-accuracy",
                                       "warning-accuracy",
                                       "allow-mock-accuracy",
                                       "reference-geometry",
                                       "incremental",
                                       "location-priority",
                                       "location-min-interval",
                                       "location-max-age",
                                       "track-changes",
                                       "identify-user",
                                       "track-changes-reasons"};
    if (!(n->flags & (DEF_STAND_IN | DEF_EMPTY))) return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_eq_nocase(key, str_of(keys[i]))) return true;
    return false;
}

void form_parameters_read(struct builder *b, struct def_node *n, const struct form_cell *cell,
                          struct file_columns *out)
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
        else if (n->kind == FORM_SELECT_ONE || n->kind == FORM_SELECT_MULTIPLE ||
                 n->kind == FORM_RANK)
            known = read_select(b, n, cell, &pair) || read_columns(&pair, out);
        else if (n->kind == FORM_INPUT && n->type == FORM_STRING)
            known = str_eq_nocase(pair.key, STR("rows"));
        known = known || of_stand_in(n, pair.key);
        if (!known && str_find_char(pair.key, ':') < 0)
            PROBLEM_AT(b, FORM_ERROR, cell, TEXT_PARAMETER_UNKNOWN, STR_ARG(pair.key),
                       STR_ARG(n->xlsform_type));
    }
    if (n->seed && !(n->flags & DEF_RANDOMIZE))
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_PARAMETER_SEED);
    if (n->kind == FORM_RANGE) check_range(b, n, cell);
}
