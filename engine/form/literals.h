// SPDX-License-Identifier: EUPL-1.2
// What numbers and texts a question's answer is compared with anywhere in the form: where its
// borders are. For whoever tries a form out.
#pragma once

#include "form/def.h"

// One literal; text is borrowed from the definition. number is NaN where it is none.
typedef void (*form_literal_visit)(struct str text, double number, void *data);

// Visits the literals of the node's own constraint, and of every expression that its answer leads
// to, by way of calculations too. The same literal may come again; at most max are visited. [any]
void form_node_literals(const struct form_def *def, size_t node, size_t max,
                        form_literal_visit visit, void *data);
