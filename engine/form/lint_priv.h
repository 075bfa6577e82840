// SPDX-License-Identifier: EUPL-1.2
// The linter: what hurts respondents or data in a form that is otherwise correct. It runs for
// `svar check` alone, after a compile, and gives warnings. lint.c calls the rest: lint_reach.c
// finds what can never be shown or answered, lint_text.c reads labels, lint_scale.c compares lists,
// lint_names.c looks at names as statistics programs take them, lint_own.c at what Svar adds.
#pragma once

#include "form/build_priv.h"

struct lint {
    struct builder *b;
    struct form_def *def;
    bool *never;     // by node: can never be relevant
    uint64_t visits; // parts of expressions looked at
};

void form_lint(struct builder *b); // all of it

void form_lint_reach(struct lint *l);
void form_lint_words(struct lint *l);
void form_lint_translations(struct lint *l);
void form_lint_scales(struct lint *l);
void form_lint_names(struct lint *l);
void form_lint_own(struct lint *l);

// The cell of a row in a column that means this, in a language; NULL where there is none. A column
// that is not translatable ignores the language.
const struct form_cell *form_lint_cell(const struct sheet *sheet, int32_t row, enum column column,
                                       size_t language);
// The number of that column; 0 where the sheet has none.
int32_t form_lint_column(const struct sheet *sheet, enum column column, size_t language);
// A text in this very language; "" where it is not translated, or is DEF_NONE.
struct str form_lint_text(const struct lint *l, uint32_t text, size_t language);

// ---- what an expression says of the answers (lint_facts.c) ----

// Whether expressions can hold together, seen from a node. `truths` are expressions of `node` that
// shall be true; `filled` may name a node that shall have an answer, or DEF_NONE. False only where
// it is certain that no answers make it so; then *out_culprit is the question whose answer cannot
// be as it should, or DEF_NONE.
bool form_lint_possible(struct lint *l, uint32_t node, const struct form_expr *const *truths,
                        size_t truth_count, uint32_t filled, uint32_t *out_culprit);
// True where the part of an expression is the same whatever is answered; *out is what.
bool form_lint_constant(const struct form_expr *expr, uint32_t at, struct form_value *out,
                        struct form_scratch *scratch);
// An operand that is one question, seen from `node`, and nothing else; DEF_NONE otherwise.
uint32_t form_lint_question(const struct lint *l, const struct form_expr *expr, uint32_t at,
                            uint32_t node);
