// SPDX-License-Identifier: EUPL-1.2
// Names in expressions to questions. Walks an expression once, following every path through the
// definition: what it can reach is what the expression reads, and a path that reaches one question
// by name alone is bound to it, so that evaluating it takes no search.
#include "form/build_priv.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "form/suggest_priv.h"
#include "form/text_priv.h"

#include <stdio.h>
#include <stdlib.h>

// Where a path may be: nodes of the definition, or of a choice list (whose ids are 0 root, 1 item,
// 2 name, 3 label, 4 … further columns).
enum { LIST_ITEM = 1, LIST_FIRST_COLUMN = 2 };
enum { VISITS_MAX = 5000000, FORM_VISITS_MAX = 200000000 };
struct reach {
    uint32_t list; // DEF_NONE: the form itself
    uint32_t *nodes;
    uint32_t count, room;
};

static void reach_add(struct reach *reach, uint32_t node)
{
    for (uint32_t i = 0; i < reach->count && i < 16; i++)
        if (reach->nodes[reach->count - 1 - i] == node) return;
    if (reach->count == reach->room) {
        reach->room = reach->room ? reach->room * 2 : 4;
        reach->nodes = xreallocarray(reach->nodes, reach->room, sizeof *reach->nodes);
    }
    reach->nodes[reach->count++] = node;
}

static void reach_free(struct reach *reach)
{
    free(reach->nodes);
    *reach = (struct reach){.list = DEF_NONE};
}

static void read_add(struct reads *reads, uint32_t node, uint32_t base)
{
    if (!reads) return;
    for (uint32_t i = 0; i < reads->count && i < 16; i++) {
        const struct read *old = &reads->items[reads->count - 1 - i];
        if (old->node == node && old->base == base) return;
    }
    if (reads->count == reads->room) {
        reads->room = reads->room ? reads->room * 2 : 16;
        reads->items = xreallocarray(reads->items, reads->room, sizeof *reads->items);
    }
    reads->items[reads->count++] = (struct read){node, base};
}

void form_reads_finish(struct reads *reads)
{
    free(reads->items);
    *reads = (struct reads){0};
}

#define MISTAKE(w, severity, at, ...) mistake((w), (severity), (at), __VA_ARGS__)
PRINTF_LIKE(4, 5)
static void mistake(struct binding *w, enum form_severity severity, uint32_t at, const char *format,
                    ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t character = utf8_count(str_sub(w->expr->source, 0, at)) + 1;
    if (w->b)
        PROBLEM(w->b, severity, w->row, w->column, TEXT_EXPR_AT, text, character);
    else if (severity == FORM_ERROR && !w->failed)
        err_ignore(err_set(w->info, ERR_PARSE, TEXT_EXPR_AT, text, character));
    if (severity == FORM_ERROR) w->failed = true;
}

static void unknown_name(struct binding *w, uint32_t at, struct str name)
{
    struct suggest near = form_suggest_begin(name);
    for (size_t i = 0; i < w->def->node_count; i++)
        form_suggest_offer(&near, w->def->nodes[i].name);
    if (near.best.len)
        MISTAKE(w, FORM_ERROR, at, TEXT_NAME_UNKNOWN_NEAR, STR_ARG(name), STR_ARG(near.best));
    else
        MISTAKE(w, FORM_ERROR, at, TEXT_NAME_UNKNOWN, STR_ARG(name));
}

void form_unknown_name(struct builder *b, struct str name, const struct form_cell *cell)
{
    struct suggest near = form_suggest_begin(name);
    for (size_t i = 0; i < b->def->node_count; i++)
        form_suggest_offer(&near, b->def->nodes[i].name);
    if (near.best.len)
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_NAME_UNKNOWN_NEAR, STR_ARG(name), STR_ARG(near.best));
    else
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_NAME_UNKNOWN ".", STR_ARG(name));
}

static bool find_name(struct binding *w, uint32_t at, struct str name, uint32_t *out)
{
    if (!form_map_get(&w->def->by_name, name, 0, out)) {
        if (str_eq(name, w->def->root_name)) {
            *out = 0;
            return true;
        }
        unknown_name(w, at, name);
        return false;
    }
    if (w->def->duplicate[*out]) {
        MISTAKE(w, FORM_ERROR, at, TEXT_NAME_AMBIGUOUS, STR_ARG(name));
        return false;
    }
    return true;
}

static void bind_at(struct binding *w, uint32_t node, const struct reach *context,
                    struct reach *out);

// ---- one step, in the form or in a list ----

static void step_form_child(struct binding *w, const struct expr_step *step, uint32_t node,
                            struct reach *out)
{
    if (node == FORM_TREE_DOCUMENT) {
        if (step->any || str_eq(step->name, w->def->root_name)) reach_add(out, 0);
        return;
    }
    if (!step->any) {
        uint32_t child = form_def_child(w->def, node, step->name);
        if (child != DEF_NONE) reach_add(out, child);
        return;
    }
    for (uint32_t at = node + 1; at < w->def->nodes[node].end; at = w->def->nodes[at].end)
        reach_add(out, at);
}

static bool name_is(const struct expr_step *step, struct str name)
{
    return step->any || str_eq(step->name, name);
}

static void step_form(struct binding *w, const struct expr_step *step, uint32_t node,
                      struct reach *out)
{
    const struct def_node *nodes = w->def->nodes;
    bool document = node == FORM_TREE_DOCUMENT;
    switch (step->axis) {
    case AXIS_CHILD: step_form_child(w, step, node, out); return;
    case AXIS_SELF:
        if (document ? step->any : name_is(step, nodes[node].name)) reach_add(out, node);
        return;
    case AXIS_PARENT:
        if (document) return;
        if (node == 0)
            reach_add(out, FORM_TREE_DOCUMENT);
        else if (name_is(step, nodes[nodes[node].parent].name))
            reach_add(out, nodes[node].parent);
        return;
    case AXIS_DESCENDANT:
    case AXIS_DESCENDANT_OR_SELF:
        if (document && step->any && step->axis == AXIS_DESCENDANT_OR_SELF)
            reach_add(out, FORM_TREE_DOCUMENT);
        for (uint32_t at = document ? 0 : node; at < (document ? nodes[0].end : nodes[node].end);
             at++)
            if ((at != node || step->axis == AXIS_DESCENDANT_OR_SELF) &&
                name_is(step, nodes[at].name))
                reach_add(out, at);
        return;
    case AXIS_ATTRIBUTE: return;
    case AXIS_ANCESTOR:
    case AXIS_ANCESTOR_OR_SELF:
        if (step->axis == AXIS_ANCESTOR_OR_SELF && !document && name_is(step, nodes[node].name))
            reach_add(out, node);
        while (!document && node != 0) {
            node = nodes[node].parent;
            if (name_is(step, nodes[node].name)) reach_add(out, node);
        }
        if (step->any) reach_add(out, FORM_TREE_DOCUMENT);
        return;
    case AXIS_FOLLOWING_SIBLING:
    case AXIS_PRECEDING_SIBLING: // in repeats either side may hold any of them
        if (document || node == 0) return;
        step_form_child(w, step, nodes[node].parent, out);
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
    uint32_t columns = LIST_FIRST_COLUMN + list->column_count;
    if (step->axis == AXIS_SELF) {
        reach_add(out, node);
    } else if (step->axis == AXIS_PARENT) {
        if (node != FORM_TREE_DOCUMENT)
            reach_add(out, node == 0           ? FORM_TREE_DOCUMENT
                           : node == LIST_ITEM ? 0
                                               : (uint32_t)LIST_ITEM);
    } else if (step->axis == AXIS_CHILD) {
        if (node == FORM_TREE_DOCUMENT) {
            if (name_is(step, STR("root"))) reach_add(out, 0);
        } else if (node == 0) {
            if (name_is(step, STR("item"))) reach_add(out, LIST_ITEM);
        } else if (node == LIST_ITEM) {
            for (uint32_t id = LIST_FIRST_COLUMN; id < columns; id++)
                if (name_is(step, list_column_name(list, id))) reach_add(out, id);
        }
    } else if (step->axis == AXIS_FOLLOWING_SIBLING || step->axis == AXIS_PRECEDING_SIBLING) {
        if (node == LIST_ITEM && name_is(step, STR("item"))) reach_add(out, LIST_ITEM);
    } else if (step->axis != AXIS_ATTRIBUTE) {
        reach_add(out, LIST_ITEM);
        for (uint32_t id = LIST_FIRST_COLUMN; id < columns; id++)
            reach_add(out, id);
    }
}

static void missed(struct binding *w, const struct expr_step *step, const struct reach *from)
{
    if (step->any || !from->count) return; // nothing above the root, or said already
    if (from->list == DEF_NONE) {
        unknown_name(w, step->at, step->name);
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
    bool wide = step->axis == AXIS_DESCENDANT || step->axis == AXIS_DESCENDANT_OR_SELF;
    uint64_t cost = (uint64_t)from->count * (wide ? w->def->node_count : 1);
    w->visits += cost;
    if (w->b) w->b->visits += cost;
    if (w->visits <= VISITS_MAX && (!w->b || w->b->visits <= FORM_VISITS_MAX)) return true;
    if (!w->failed) MISTAKE(w, FORM_ERROR, step->at, TEXT_EVAL_VISITS);
    return false;
}

// ---- paths ----

static bool plain_steps(const struct form_expr *expr, const struct expr_path *path)
{
    if (path->filter_count) return false;
    for (uint32_t i = 0; i < path->step_count; i++) {
        const struct expr_step *step = &expr->steps[path->first_step + i];
        bool plain = step->axis == AXIS_PARENT || step->axis == AXIS_SELF ||
                     (step->axis == AXIS_CHILD && !step->any);
        if (!plain || step->predicate_count) return false;
    }
    return true;
}

static bool is_current(const struct form_expr *expr, const struct expr_path *path)
{
    if (path->start != START_EXPR) return false;
    const struct expr_node *node = &expr->nodes[path->expr];
    return node->op == EXPR_CALL && !strcmp(node->call.function->name, "current");
}

// Base of a bound path: the innermost frame that the way up reached before it led down again.
static uint32_t base_of(struct binding *w, const struct expr_path *path, uint32_t from)
{
    const struct def_node *nodes = w->def->nodes;
    uint32_t at = from, base = from == FORM_TREE_DOCUMENT ? 0 : def_frame_of(&nodes[from]);
    for (uint32_t i = 0; i < path->step_count; i++) {
        const struct expr_step *step = &w->expr->steps[path->first_step + i];
        if (step->axis == AXIS_PARENT && at != FORM_TREE_DOCUMENT) {
            at = at == 0 ? FORM_TREE_DOCUMENT : nodes[at].parent;
            uint32_t frame = at == FORM_TREE_DOCUMENT ? 0 : def_frame_of(&nodes[at]);
            // Climbing again after going down: still no deeper than where it has been.
            if (w->def->frames[frame].depth < w->def->frames[base].depth) base = frame;
        } else if (step->axis == AXIS_CHILD) {
            at = at == FORM_TREE_DOCUMENT ? 0 : form_def_child(w->def, at, step->name);
            if (at == DEF_NONE) return 0;
        }
    }
    return base;
}

static void bind_start(struct binding *w, const struct expr_path *path, uint32_t at,
                       const struct reach *context, struct reach *out)
{
    uint32_t found;
    switch (path->start) {
    case START_CONTEXT:
        out->list = context->list;
        for (uint32_t i = 0; i < context->count; i++)
            reach_add(out, context->nodes[i]);
        return;
    case START_ROOT: reach_add(out, FORM_TREE_DOCUMENT); return;
    case START_NAME:
        if (find_name(w, at, path->name, &found)) reach_add(out, found);
        return;
    case START_NOTHING:
        if (!find_name(w, at, path->name, &found)) return;
        return;
    case START_EXPR: bind_at(w, path->expr, context, out); return;
    }
}

static void bind_predicates(struct binding *w, uint32_t first, uint32_t count,
                            const struct reach *context)
{
    for (uint32_t i = 0; i < count; i++) {
        struct reach ignored = {.list = DEF_NONE};
        bind_at(w, w->expr->items[first + i].node, context, &ignored);
        reach_free(&ignored);
    }
}

static void bind_path(struct binding *w, struct expr_path *path, uint32_t at,
                      const struct reach *context, struct reach *out)
{
    struct reach here = {.list = DEF_NONE};
    bool failed = w->failed;
    bind_start(w, path, at, context, &here);
    bool current = is_current(w->expr, path);
    bool named = path->start == START_NAME || path->start == START_ROOT || current;
    uint32_t start = here.list == DEF_NONE && here.count == 1 ? here.nodes[0] : DEF_NONE;
    bind_predicates(w, path->first_filter, path->filter_count, &here);
    for (uint32_t i = 0; i < path->step_count; i++) {
        const struct expr_step *step = &w->expr->steps[path->first_step + i];
        struct reach next = {.list = here.list};
        bool afford = affordable(w, step, &here);
        for (uint32_t n = 0; afford && n < here.count; n++) {
            if (here.list == DEF_NONE)
                step_form(w, step, here.nodes[n], &next);
            else
                step_list(w, step, here.nodes[n], &next);
        }
        if (!next.count && w->failed == failed) missed(w, step, &here);
        reach_free(&here);
        here = next;
        bind_predicates(w, step->first_predicate, step->predicate_count, &here);
    }
    bool plain = plain_steps(w->expr, path), bound = false;
    if (plain && start != DEF_NONE && here.list == DEF_NONE && here.count == 1 &&
        here.nodes[0] != FORM_TREE_DOCUMENT && (path->start != START_EXPR || current)) {
        uint32_t own = def_frame_of(&w->def->nodes[w->node]);
        path->base = path->start == START_NAME && !path->step_count
                         ? form_def_common_frame(w->def, own, w->def->nodes[here.nodes[0]].frame)
                         : base_of(w, path, start);
        if (path->start == START_NAME && path->step_count) {
            uint32_t common = form_def_common_frame(w->def, own, w->def->nodes[start].frame);
            if (w->def->frames[common].depth < w->def->frames[path->base].depth)
                path->base = common;
        }
        path->target = here.nodes[0];
        path->from_current = named;
        path->step_count = 0;
        bound = true;
    } else if (path->start == START_NAME && start != DEF_NONE && start != FORM_TREE_DOCUMENT) {
        // The name is bound; what follows is walked.
        path->target = start;
        path->base = form_def_common_frame(w->def, def_frame_of(&w->def->nodes[w->node]),
                                           w->def->nodes[start].frame);
        path->from_current = true;
    }
    // In a predicate the path starts at other nodes than the job's own: what counts for the job is
    // the frame that both stand in.
    uint32_t base =
        bound ? form_def_common_frame(w->def, def_frame_of(&w->def->nodes[w->node]), path->base)
              : 0;
    for (uint32_t i = 0; i < here.count; i++)
        if (here.list == DEF_NONE && here.nodes[i] != FORM_TREE_DOCUMENT)
            read_add(w->reads, here.nodes[i], base);
    reach_free(out);
    *out = here;
}

// ---- calls ----

// jr:choice-name(value, 'path'): the question that the text names, as ${q}, a path or a name.
static void bind_choice_name(struct binding *w, struct expr_call *call)
{
    const struct expr_node *arg = &w->expr->nodes[w->expr->items[call->first_arg + 1].node];
    if (arg->op == EXPR_PATH) { // ${q} without quotation marks is meant the same way
        const struct expr_path *path = &w->expr->paths[arg->path];
        if (path->target != EXPR_NONE) call->target = path->target;
    } else if (arg->op == EXPR_TEXT) {
        struct str text = str_trim(arg->text);
        if (str_starts(text, STR("${")) && str_ends(text, STR("}")))
            text = str_trim(str_sub(text, 2, text.len - 1));
        int64_t found = form_def_node_find(w->def, text);
        if (found < 0)
            unknown_name(w, arg->at, text);
        else
            call->target = (uint32_t)found;
    }
    if (call->target != EXPR_NONE && w->def->nodes[call->target].list == DEF_NONE)
        MISTAKE(w, FORM_ERROR, arg->at, TEXT_CHOICE_NAME_OF,
                STR_ARG(w->def->nodes[call->target].name));
    w->language = true;
}

static void bind_instance(struct binding *w, const struct expr_call *call, struct reach *out)
{
    const struct expr_node *arg = &w->expr->nodes[w->expr->items[call->first_arg].node];
    uint32_t list;
    if (arg->op != EXPR_TEXT) {
        MISTAKE(w, FORM_ERROR, arg->at, TEXT_INSTANCE_TEXT);
    } else if (!form_map_get(&w->def->list_names, arg->text, 0, &list)) {
        MISTAKE(w, FORM_ERROR, arg->at, TEXT_INSTANCE_UNKNOWN, STR_ARG(arg->text));
    } else {
        out->list = list;
        reach_add(out, FORM_TREE_DOCUMENT);
    }
}

// The path is meant from the root: all instances, wherever it stands.
static bool make_absolute(struct binding *w, uint32_t item)
{
    const struct expr_node *arg = &w->expr->nodes[w->expr->items[item].node];
    if (arg->op != EXPR_PATH) return false;
    struct expr_path *path = &w->expr->paths[arg->path];
    if (path->target == EXPR_NONE || path->filter_count || path->step_count) return false;
    path->base = 0;
    path->from_current = true;
    read_add(w->reads, path->target, 0);
    return true;
}

static void bind_indexed_repeat(struct binding *w, const struct expr_node *node)
{
    const struct expr_call *call = &node->call;
    const struct expr_item *args = &w->expr->items[call->first_arg];
    bool good = call->arg_count % 2 == 1 && make_absolute(w, call->first_arg);
    for (uint32_t i = 1; good && i < call->arg_count; i += 2)
        good = make_absolute(w, call->first_arg + i);
    if (!good) {
        if (!w->failed) MISTAKE(w, FORM_ERROR, node->at, TEXT_INDEXED);
        return;
    }
    uint32_t target = w->expr->paths[w->expr->nodes[args[0].node].path].target;
    for (uint32_t i = 1; i < call->arg_count; i += 2) {
        uint32_t repeat = w->expr->paths[w->expr->nodes[args[i].node].path].target;
        const struct def_node *r = &w->def->nodes[repeat];
        if (r->kind != FORM_REPEAT || target <= repeat || target >= r->end)
            MISTAKE(w, FORM_ERROR, node->at, TEXT_INDEXED_OUTSIDE,
                    STR_ARG(w->def->nodes[target].name), STR_ARG(r->name));
    }
}

// The file is read when the form is; its columns are checked where they are written out.
static void bind_pulldata(struct binding *w, const struct expr_node *node)
{
    const struct expr_call *call = &node->call;
    const struct expr_item *args = &w->expr->items[call->first_arg];
    const struct expr_node *file = &w->expr->nodes[args[0].node];
    if (file->op != EXPR_TEXT) {
        MISTAKE(w, FORM_ERROR, file->at, TEXT_INSTANCE_TEXT);
        return;
    }
    struct str name = file->text;
    if (str_ends(name, STR(".csv"))) name.len -= 4;
    uint32_t list;
    if (!w->b) {
        if (!form_map_get(&w->def->list_names, name, 0, &list))
            MISTAKE(w, FORM_ERROR, file->at, TEXT_INSTANCE_UNKNOWN, STR_ARG(name));
        return;
    }
    list =
        form_file_list(w->b, arena_printf(w->b->a, "%.*s.csv", STR_ARG(name)), w->row, w->column);
    for (uint32_t i = 1; i < 3 && list != DEF_NONE; i++) {
        const struct expr_node *column = &w->expr->nodes[args[i].node];
        if (column->op != EXPR_TEXT) continue;
        uint32_t found = form_file_column(w->b, list, column->text, w->row, w->column);
        if (i == 2 && found != DEF_NONE) form_list_index(w->b, &w->def->lists[list], found);
    }
}

static void check_available(struct binding *w, const struct expr_node *node)
{
    if (!strcmp(node->call.function->name, "extract-signed") && !w->def->services.verify)
        MISTAKE(w, FORM_ERROR, node->at, TEXT_NOT_HERE, node->call.function->name);
    if (!strcmp(node->call.function->name, "digest") && !w->def->host.digest)
        MISTAKE(w, FORM_ERROR, node->at, TEXT_NOT_HERE, node->call.function->name);
}

static void bind_call(struct binding *w, struct expr_node *node, const struct reach *context,
                      struct reach *out)
{
    struct expr_call *call = &node->call;
    const char *name = call->function->name;
    check_available(w, node);
    if (!strcmp(name, "instance")) {
        bind_instance(w, call, out);
        return;
    }
    if (!strcmp(name, "current")) {
        reach_add(out, w->node);
        return;
    }
    bool gives_nodes = !strcmp(name, "if") || !strcmp(name, "randomize") ||
                       !strcmp(name, "depend") || !strcmp(name, "indexed-repeat");
    uint32_t from = !strcmp(name, "if") ? 1 : 0, until = from ? 3 : 1;
    for (uint32_t i = 0; i < call->arg_count; i++) {
        struct reach arg = {.list = DEF_NONE};
        bind_at(w, w->expr->items[call->first_arg + i].node, context, &arg);
        for (uint32_t n = 0; gives_nodes && i >= from && i < until && n < arg.count; n++) {
            out->list = arg.list;
            reach_add(out, arg.nodes[n]);
        }
        reach_free(&arg);
    }
    if (!strcmp(name, "jr:choice-name")) bind_choice_name(w, call);
    if (!strcmp(name, "indexed-repeat")) bind_indexed_repeat(w, node);
    if (!strcmp(name, "pulldata")) bind_pulldata(w, node);
    if (!strcmp(name, "jr:itext") || !strncmp(name, "format-date", 11)) w->language = true;
    // string() and its like without an argument read the node itself; once() reads it too, but is
    // meant to, so that is no circle.
    bool reads_self = !call->arg_count && call->function->args_max == 1 &&
                      strcmp(name, "position") != 0 && strcmp(name, "uuid") != 0;
    if (reads_self && context->list == DEF_NONE && context->count == 1 &&
        context->nodes[0] != FORM_TREE_DOCUMENT)
        read_add(w->reads, context->nodes[0], def_frame_of(&w->def->nodes[context->nodes[0]]));
}

static void bind_at(struct binding *w, uint32_t index, const struct reach *context,
                    struct reach *out)
{
    struct expr_node *node = &w->expr->nodes[index];
    switch ((int)node->op) {
    case EXPR_CALL: bind_call(w, node, context, out); return;
    case EXPR_PATH: bind_path(w, &w->expr->paths[node->path], node->at, context, out); return;
    case EXPR_NEGATE: {
        struct reach ignored = {.list = DEF_NONE};
        bind_at(w, node->operand, context, &ignored);
        reach_free(&ignored);
        return;
    }
    case EXPR_CHAIN:
        for (uint32_t i = 0; i < node->chain.count; i++) {
            struct reach part = {.list = DEF_NONE};
            const struct expr_item *item = &w->expr->items[node->chain.first + i];
            bind_at(w, item->node, context, &part);
            for (uint32_t n = 0; n < part.count; n++) {
                if (w->expr->items[node->chain.first + 1].op != EXPR_UNION) break;
                out->list = part.list;
                reach_add(out, part.nodes[n]);
            }
            reach_free(&part);
        }
        return;
    default: return;
    }
}

void form_expression_bind(struct binding *w)
{
    uint32_t start = w->list == DEF_NONE ? w->node : (uint32_t)LIST_ITEM;
    struct reach context = {.list = w->list, .nodes = &start, .count = 1, .room = 1};
    struct reach out = {.list = DEF_NONE};
    bind_at(w, w->expr->root, &context, &out);
    reach_free(&out);
}

// Typographic quotation marks, which word processors put in, mean plain ones in an expression.
static struct str straighten(struct arena *a, struct str text)
{
    static const struct {
        const char *from;
        char to;
    } marks[] = {{"\u2018", '\''}, {"\u2019", '\''}, {"\u201c", '"'}, {"\u201d", '"'}};
    if (str_find(text, STR("\xe2\x80")) < 0) return text;
    char *copy = arena_text(a, text);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool found = false;
        for (size_t m = 0; m < 4 && !found; m++)
            if (str_starts(str_sub(text, i, text.len), str_of(marks[m].from))) {
                copy[len++] = marks[m].to;
                i += 2;
                found = true;
            }
        if (!found) copy[len++] = text.ptr[i];
    }
    return (struct str){copy, len};
}

struct form_expr *form_expression_parse(struct builder *b, struct str text, int32_t row,
                                        int32_t column)
{
    struct err_info info = {0};
    struct form_expr *expr;
    if (form_expr_parse(straighten(b->a, text), b->a, &expr, &info) == ERR_NONE) return expr;
    PROBLEM(b, FORM_ERROR, row, column, "%s", info.message);
    return NULL;
}
