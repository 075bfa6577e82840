// SPDX-License-Identifier: EUPL-1.2
// Where a step of a path may lead: through the definition for a form's own paths, through the
// columns of a list for those of instance() and choice_filter.
#include "form/bind_priv.h"

#include "base/alloc.h"
#include "form/suggest_priv.h"
#include "form/text_priv.h"

#include <stdlib.h>

enum { VISITS_MAX = 5000000, FORM_VISITS_MAX = 200000000 };

void form_reach_add(struct reach *reach, uint32_t node)
{
    for (uint32_t i = 0; i < reach->count && i < 16; i++)
        if (reach->nodes[reach->count - 1 - i] == node) return;
    if (reach->count == reach->room) {
        reach->room = reach->room ? reach->room * 2 : 4;
        reach->nodes = xreallocarray(reach->nodes, reach->room, sizeof *reach->nodes);
    }
    reach->nodes[reach->count++] = node;
}

void form_reach_free(struct reach *reach)
{
    free(reach->nodes);
    *reach = (struct reach){.list = DEF_NONE};
}

// ---- one step, in the form or in a list ----

static bool name_is(const struct expr_step *step, struct str name)
{
    if (step->any) return true;
    if (step->test == TEST_PREFIX) // "prefix:*"
        return str_starts(name, step->name) && name.len > step->name.len &&
               name.ptr[step->name.len] == ':';
    return step->test == TEST_NAME && str_eq(step->name, name);
}

static void step_form_child(struct binding *w, const struct expr_step *step, uint32_t node,
                            struct reach *out)
{
    if (node == FORM_TREE_DOCUMENT) {
        if (step->any || str_eq(step->name, w->def->root_name)) form_reach_add(out, 0);
        return;
    }
    if (step->test == TEST_TEXT) { // a question's text is the question's own
        if (w->def->nodes[node].type != FORM_STRUCTURE) form_reach_add(out, node);
        return;
    }
    if (step->test == TEST_NAME) {
        uint32_t child = form_def_child(w->def, node, step->name);
        if (child != DEF_NONE) form_reach_add(out, child);
        return;
    }
    for (uint32_t at = node + 1; at < w->def->nodes[node].end; at = w->def->nodes[at].end)
        if (name_is(step, w->def->nodes[at].name)) form_reach_add(out, at);
}

static void step_form(struct binding *w, const struct expr_step *step, uint32_t node,
                      struct reach *out)
{
    const struct def_node *nodes = w->def->nodes;
    bool document = node == FORM_TREE_DOCUMENT;
    switch (step->axis) {
    case AXIS_CHILD: step_form_child(w, step, node, out); return;
    case AXIS_SELF:
        if (document ? step->any : name_is(step, nodes[node].name)) form_reach_add(out, node);
        return;
    case AXIS_PARENT:
        if (document) return;
        if (node == 0)
            form_reach_add(out, FORM_TREE_DOCUMENT);
        else if (name_is(step, nodes[nodes[node].parent].name))
            form_reach_add(out, nodes[node].parent);
        return;
    case AXIS_DESCENDANT:
    case AXIS_DESCENDANT_OR_SELF:
        if (document && step->any && step->axis == AXIS_DESCENDANT_OR_SELF)
            form_reach_add(out, FORM_TREE_DOCUMENT);
        for (uint32_t at = document ? 0 : node; at < (document ? nodes[0].end : nodes[node].end);
             at++)
            if ((at != node || step->axis == AXIS_DESCENDANT_OR_SELF) &&
                name_is(step, nodes[at].name))
                form_reach_add(out, at);
        return;
    case AXIS_ATTRIBUTE: return;
    case AXIS_ANCESTOR:
    case AXIS_ANCESTOR_OR_SELF:
        if (step->axis == AXIS_ANCESTOR_OR_SELF && !document && name_is(step, nodes[node].name))
            form_reach_add(out, node);
        while (!document && node != 0) {
            node = nodes[node].parent;
            if (name_is(step, nodes[node].name)) form_reach_add(out, node);
        }
        if (step->any) form_reach_add(out, FORM_TREE_DOCUMENT);
        return;
    case AXIS_FOLLOWING_SIBLING:
    case AXIS_PRECEDING_SIBLING: // in repeats either side may hold any of them
        if (document || node == 0) return;
        step_form_child(w, step, nodes[node].parent, out);
        return;
    case AXIS_FOLLOWING:
    case AXIS_PRECEDING: // and with repeats anything may stand on either side
        for (uint32_t at = 1; at < nodes[0].end; at++)
            if (name_is(step, nodes[at].name)) form_reach_add(out, at);
        return;
    }
}

static struct str list_column_name(const struct def_list *list, uint32_t id)
{
    return form_list_column_name(list, id - LIST_FIRST_COLUMN);
}

static void step_list(struct binding *w, const struct expr_step *step, uint32_t node,
                      struct reach *out)
{
    const struct def_list *list = &w->def->lists[out->list];
    if (list->whole) { // XML of any shape: what a path finds there is not known beforehand
        form_reach_add(out, LIST_ITEM);
        return;
    }
    uint32_t columns = LIST_FIRST_COLUMN + list->column_count;
    if (step->axis == AXIS_SELF) {
        form_reach_add(out, node);
    } else if (step->axis == AXIS_PARENT) {
        if (node != FORM_TREE_DOCUMENT)
            form_reach_add(out, node == 0           ? FORM_TREE_DOCUMENT
                                : node == LIST_ITEM ? 0
                                                    : (uint32_t)LIST_ITEM);
    } else if (step->axis == AXIS_CHILD && step->test == TEST_TEXT) {
        if (node != FORM_TREE_DOCUMENT && node > LIST_ITEM) form_reach_add(out, node);
    } else if (step->axis == AXIS_CHILD) {
        if (node == FORM_TREE_DOCUMENT) {
            if (name_is(step, STR("root"))) form_reach_add(out, 0);
        } else if (node == 0) {
            if (name_is(step, STR("item"))) form_reach_add(out, LIST_ITEM);
        } else if (node == LIST_ITEM) {
            for (uint32_t id = LIST_FIRST_COLUMN; id < columns; id++)
                if (name_is(step, list_column_name(list, id))) form_reach_add(out, id);
        }
    } else if (step->axis == AXIS_FOLLOWING_SIBLING || step->axis == AXIS_PRECEDING_SIBLING) {
        if (node == LIST_ITEM && name_is(step, STR("item"))) form_reach_add(out, LIST_ITEM);
    } else if (step->axis != AXIS_ATTRIBUTE) {
        form_reach_add(out, LIST_ITEM);
        for (uint32_t id = LIST_FIRST_COLUMN; id < columns; id++)
            form_reach_add(out, id);
    }
}

static void missed(struct binding *w, const struct expr_step *step, const struct reach *from)
{
    // Nothing above the root, or said already.
    if (step->test != TEST_NAME || !from->count) return;
    if (from->list == DEF_NONE) {
        form_bind_unknown(w, step->at, step->name);
        return;
    }
    struct suggest near = form_suggest_begin(step->name);
    const struct def_list *list = &w->def->lists[from->list];
    for (uint32_t i = 0; i < list->column_count; i++)
        form_suggest_offer(&near, form_list_column_name(list, i));
    if (list->table)
        MISTAKE(w, FORM_ERROR, step->at, TEXT_FILE_COLUMN, STR_ARG(list->name),
                STR_ARG(step->name));
    else if (near.best.len)
        MISTAKE(w, FORM_WARNING, step->at, TEXT_CHOICE_COLUMN_NEAR, STR_ARG(step->name),
                STR_ARG(near.best));
    else
        MISTAKE(w, FORM_WARNING, step->at, TEXT_CHOICE_COLUMN, STR_ARG(step->name));
}

// How many nodes a step may look at, all in all. False, and a mistake, past the bound.
static bool affordable(struct binding *w, const struct expr_step *step, const struct reach *from)
{
    bool wide = step->axis == AXIS_DESCENDANT || step->axis == AXIS_DESCENDANT_OR_SELF ||
                step->axis == AXIS_FOLLOWING || step->axis == AXIS_PRECEDING;
    uint64_t cost = (uint64_t)from->count * (wide ? w->def->node_count : 1);
    w->visits += cost;
    if (w->b) w->b->visits += cost;
    if (w->visits <= VISITS_MAX && (!w->b || w->b->visits <= FORM_VISITS_MAX)) return true;
    if (!w->failed) MISTAKE(w, FORM_ERROR, step->at, TEXT_EVAL_VISITS);
    return false;
}

void form_reach_step(struct binding *w, const struct expr_step *step, struct reach *here,
                     bool quiet)
{
    struct reach next = {.list = here->list};
    bool afford = affordable(w, step, here);
    for (uint32_t n = 0; afford && n < here->count; n++) {
        if (here->list == DEF_NONE)
            step_form(w, step, here->nodes[n], &next);
        else
            step_list(w, step, here->nodes[n], &next);
    }
    if (!next.count && !quiet) missed(w, step, here);
    form_reach_free(here);
    *here = next;
}
