// SPDX-License-Identifier: EUPL-1.2
// A form's labels as reports and files show them: words alone, and a statement with the question
// that it goes on from. [any]
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "form/def.h"

// Appends a label without the marks of XLSForm's Markdown: "**Hur** mår du, ${namn}?" as
// "Hur mår du, [namn]?".
void table_words_add(struct str label, struct buf *out);
bool table_words_marked(struct str label); // whether there may be any marks
// The same, trimmed, in a, or the label itself where it holds no marks.
struct str table_words_plain(struct str label, struct arena *a);

// A node's own label, plain; its name where it has none.
struct str table_words_own(const struct form_def *form, size_t node, size_t language,
                           struct arena *a);
// The same of a choice.
struct str table_words_choice(const struct form_def *form, size_t node, size_t choice,
                              size_t language, struct arena *a);
// Plain, the question over a statement of a grid (table-list) or over a box of a group that one
// type asks whole (svar:dots): alone, "skolan" says nothing. Empty for every other node.
struct str table_words_stem(const struct form_def *form, size_t node, size_t language,
                            struct arena *a);
// Both, as they are read: "Hur mycket kan du påverka … skolan".
struct str table_words_question(const struct form_def *form, size_t node, size_t language,
                                struct arena *a);
