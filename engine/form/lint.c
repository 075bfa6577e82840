// SPDX-License-Identifier: EUPL-1.2
// Calls the parts of the linter, and finds the cells that they speak of.
#include "form/lint_priv.h"

static bool means(const struct header *header, enum column column, size_t language)
{
    if (header->column != column) return false;
    bool translatable = column >= COLUMN_LABEL && column <= COLUMN_VIDEO;
    return !translatable || header->language == language;
}

const struct form_cell *form_lint_cell(const struct sheet *sheet, int32_t row, enum column column,
                                       size_t language)
{
    size_t low = 0, high = sheet->cells ? sheet->cells->cell_count : 0, end = high;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sheet->cells->cells[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < end && sheet->cells->cells[low].row == row; low++) {
        const struct form_cell *cell = &sheet->cells->cells[low];
        if ((size_t)cell->column <= sheet->header_count &&
            means(&sheet->headers[cell->column - 1], column, language))
            return cell;
    }
    return NULL;
}

int32_t form_lint_column(const struct sheet *sheet, enum column column, size_t language)
{
    for (size_t i = 0; i < sheet->header_count; i++)
        if (means(&sheet->headers[i], column, language)) return (int32_t)i + 1;
    return 0;
}

struct str form_lint_text(const struct lint *l, uint32_t text, size_t language)
{
    if (text == DEF_NONE) return STR("");
    return l->def->texts[(size_t)text * l->def->language_count + language].source;
}

void form_lint(struct builder *b)
{
    struct lint lint = {.b = b, .def = b->def};
    if (!b->survey.cells || !b->def->node_count) return;
    lint.never = ARENA_ARRAY(b->a, bool, b->def->node_count);
    b->sheet_name = b->survey.cells->name;
    form_lint_reach(&lint);
    b->sheet_name = b->survey.cells->name;
    form_lint_words(&lint);
    form_lint_translations(&lint);
    form_lint_scales(&lint);
    b->sheet_name = b->survey.cells->name;
    form_lint_names(&lint);
    form_lint_own(&lint);
}
