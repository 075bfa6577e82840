// SPDX-License-Identifier: EUPL-1.2
// Literals along the graph of what hangs on what.
#include "form/literals.h"

#include "base/alloc.h"
#include "form/def_priv.h"

#include <stdlib.h>

struct visiting {
    const struct form_def *def;
    form_literal_visit visit;
    void *data;
    size_t left;     // literals
    uint32_t *nodes; // still to follow
    size_t count, room;
    bool *seen; // by rank
};

static void visit_expr(struct visiting *v, const struct form_expr *expr)
{
    for (uint32_t i = 0; expr && i < expr->node_count && v->left; i++) {
        const struct expr_node *n = &expr->nodes[i];
        if (n->op != EXPR_NUMBER && n->op != EXPR_TEXT) continue;
        v->left--;
        if (n->op == EXPR_TEXT) {
            v->visit(n->text, form_number_parse(n->text, 0), v->data);
            continue;
        }
        char text[FORM_NUMBER_BYTES];
        size_t len = form_number_format(n->number, text);
        v->visit(str_make(text, len), n->number, v->data);
    }
}

static void follow(struct visiting *v, uint32_t node)
{
    if (v->count == v->room) {
        v->room = v->room ? v->room * 2 : 16;
        v->nodes = xreallocarray(v->nodes, v->room, sizeof *v->nodes);
    }
    v->nodes[v->count++] = node;
}

static void visit_readers(struct visiting *v, uint32_t node)
{
    const struct form_def *def = v->def;
    const struct def_node *n = &def->nodes[node];
    for (uint32_t i = 0; i < n->reader_count && v->left; i++) {
        uint32_t rank = def->readers[n->first_reader + i].rank;
        if (v->seen[rank]) continue;
        v->seen[rank] = true;
        const struct def_rank *job = &def->ranks[rank];
        visit_expr(v, def->nodes[job->node].jobs[job->job]);
        if (job->job == JOB_VALUE) follow(v, job->node);
    }
}

void form_node_literals(const struct form_def *def, size_t node, size_t max,
                        form_literal_visit visit, void *data)
{
    if (node >= def->node_count) return;
    struct visiting v = {.def = def, .visit = visit, .data = data, .left = max};
    v.seen = xcalloc((size_t)def->rank_count + 1, sizeof *v.seen);
    visit_expr(&v, def->nodes[node].jobs[JOB_CONSTRAINT]);
    follow(&v, (uint32_t)node);
    while (v.count && v.left)
        visit_readers(&v, v.nodes[--v.count]);
    free(v.seen);
    free(v.nodes);
}
