// SPDX-License-Identifier: EUPL-1.2
// The variable that weighs responses: which column it is, and whether its values are weights. The
// same are taken as in reports.
#include "export/variables_priv.h"

static const double WEIGHT_BELOW = 1e9;

bool export_weight_column(const struct table *t, struct str variable, size_t *out_column)
{
    if (variable.len == 0 || table_scope(t) != 0) return false;
    int64_t node = form_def_node_find(table_form(t), variable);
    if (node < 0 || table_columns_of(t, (size_t)node, out_column) != 1) return false;
    enum table_kind kind = table_column_at(t, *out_column)->kind;
    return kind == TABLE_INT || kind == TABLE_NUMBER || kind == TABLE_TEXT;
}

// False where the cell is no number.
static bool weight_of(struct table_cell cell, double *out)
{
    *out = 0;
    if (cell.missing || (cell.kind == TABLE_TEXT && cell.text.len == 0)) return true;
    if (cell.kind == TABLE_TEXT) return str_to_double(cell.text, out);
    *out = cell.kind == TABLE_NUMBER ? cell.number : (double)cell.integer;
    return true;
}

enum err export_weight_check(const struct table *t, struct str variable, struct err_info *info)
{
    size_t column, rows = table_row_count(t);
    double sum = 0, w;
    if (form_def_node_find(table_form(t), variable) < 0)
        return err_set(info, ERR_ARGUMENT, "--weight: there is no variable \"%.*s\"",
                       STR_ARG(variable));
    bool numbers = export_weight_column(t, variable, &column);
    for (size_t row = 0; numbers && row < rows; row++) {
        numbers = weight_of(table_cell(t, row, column), &w);
        if (numbers && !(w >= 0 && w < WEIGHT_BELOW))
            return err_set(info, ERR_ARGUMENT, "--weight: \"%.*s\" holds %g, which is no weight",
                           STR_ARG(variable), w);
        sum += w;
    }
    if (!numbers)
        return err_set(info, ERR_ARGUMENT, "--weight: \"%.*s\" does not hold numbers",
                       STR_ARG(variable));
    if (rows > 0 && !(sum > 0))
        return err_set(info, ERR_ARGUMENT, "--weight: no response has a weight in \"%.*s\"",
                       STR_ARG(variable));
    return table_fault(t, info);
}
