// SPDX-License-Identifier: EUPL-1.2
// A table that is read by several threads.
#include "table/table.h"

#include "table/table_priv.h"

size_t table_block_rows(const struct table *t)
{
    enum { CELLS = 32768, ROWS_MAX = 4096 };
    size_t rows = CELLS / (t->column_count ? t->column_count : 1);
    return rows > ROWS_MAX ? ROWS_MAX : rows ? rows : 1;
}

const struct table *table_look(const struct table *t)
{
    return t;
}

void table_look_end(const struct table *t, const struct table *look)
{
    (void)t;
    (void)look;
}

enum err table_fault(const struct table *t, struct err_info *info)
{
    (void)t;
    (void)info;
    return ERR_NONE;
}
