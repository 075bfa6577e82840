// SPDX-License-Identifier: EUPL-1.2
// Where the desk lays rows aside that memory should not hold: a private file without a name,
// sealed under a key that only this process knows and that ends with it. The disk sees no answer.
#pragma once

#include "table/table.h"

struct aside; // opaque

// Of rows that the desk keeps in memory; of those that are read again and again, where reading them
// back would take longer than opening.
enum { DESK_ROWS_BYTES = 8 << 20, DESK_COLUMNS_BYTES = 32 << 20 };

// In folder, which must have room for about what the table's rows take as CSV, twice. ERR_IO and
// others where no file can be made there.
enum err aside_create(const char *folder, struct aside **out, struct err_info *info) MUST_CHECK;
void aside_destroy(struct aside *a); // accepts NULL; after the table that uses it
struct table_aside aside_place(struct aside *a);
