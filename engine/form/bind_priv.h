// SPDX-License-Identifier: EUPL-1.2
// What the files that bind expressions share: where a path may be, steps, mistakes.
#pragma once

#include "form/build_priv.h"

// Where a path may be: nodes of the definition, or of a choice list (whose ids are 0 root, 1 item,
// 2 name, 3 label, 4 … further columns).
enum { LIST_ITEM = 1, LIST_FIRST_COLUMN = 2 };
struct reach {
    uint32_t list; // DEF_NONE: the form itself
    uint32_t *nodes;
    uint32_t count, room;
};

#define MISTAKE(w, severity, at, ...) form_bind_mistake((w), (severity), (at), __VA_ARGS__)
void form_bind_mistake(struct binding *w, enum form_severity severity, uint32_t at,
                       const char *format, ...) PRINTF_LIKE(4, 5);
void form_bind_unknown(struct binding *w, uint32_t at, struct str name);

// def_reach.c
void form_reach_add(struct reach *reach, uint32_t node);
void form_reach_free(struct reach *reach);
// Takes *here one step on; a name that leads nowhere is a mistake unless `quiet`.
void form_reach_step(struct binding *w, const struct expr_step *step, struct reach *here,
                     bool quiet);

// def_bind.c
void form_bind_at(struct binding *w, uint32_t node, const struct reach *context, struct reach *out);
void form_read_add(struct reads *reads, uint32_t node, uint32_t base);

// def_bind_calls.c
void form_bind_call(struct binding *w, struct expr_node *node, const struct reach *context,
                    struct reach *out);
