// SPDX-License-Identifier: EUPL-1.2
// Which columns of a sheet have anything in them.
#include "form/write.h"

#include "base/alloc.h"

#include <stdlib.h>

struct form_write_columns form_write_columns_of(const struct form_sheet *sheet)
{
    struct form_write_columns columns = {0};
    for (size_t i = 0; i < sheet->cell_count; i++)
        if (sheet->cells[i].column > columns.old_count) columns.old_count = sheet->cells[i].column;
    columns.place = xcalloc((size_t)columns.old_count + 1, sizeof *columns.place);
    for (size_t i = 0; i < sheet->cell_count; i++)
        columns.place[sheet->cells[i].column] = 1;
    for (int32_t c = 0; c <= columns.old_count; c++)
        columns.place[c] = columns.place[c] ? columns.count++ : -1;
    return columns;
}

void form_write_columns_finish(struct form_write_columns *columns)
{
    free(columns->place);
    *columns = (struct form_write_columns){0};
}
