// SPDX-License-Identifier: EUPL-1.2
// Names that SPSS, Stata and R all take: ASCII letters, digits and "_", unique without regard to
// case, no word that one of them keeps for itself.
#pragma once

#include "base/arena.h"
#include "table/table.h"

struct export_names; // opaque

struct export_names *export_names_create(size_t bytes_max);
void export_names_destroy(struct export_names *names); // accepts NULL
// The name of a column with an ending: the question's own name where that can be, "q2_opt" for an
// option, "svar_wave" for what comes from the response. Lives in the arena.
const char *export_names_add(struct export_names *names, const struct table *t, size_t column,
                             const char *ending, struct arena *a);
// The name of the question that an option's column belongs to, among names of their own.
const char *export_names_add_question(struct export_names *names, const struct table *t,
                                      size_t column, struct arena *a);
