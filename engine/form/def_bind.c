// SPDX-License-Identifier: EUPL-1.2
// Names in expressions to questions. Walks an expression once, following every path through the
// definition: what it can reach is what the expression reads, and a path that reaches one question
// by name alone is bound to it, so that evaluating it takes no search.
#include "form/bind_priv.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "form/suggest_priv.h"
#include "form/text_priv.h"

#include <stdio.h>
#include <stdlib.h>

void form_read_add(struct reads *reads, uint32_t node, uint32_t base)
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

void form_bind_mistake(struct binding *w, enum form_severity severity, uint32_t at,
                       const char *format, ...)
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

void form_bind_unknown(struct binding *w, uint32_t at, struct str name)
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
        form_bind_unknown(w, at, name);
        return false;
    }
    if (w->def->duplicate[*out]) {
        MISTAKE(w, FORM_ERROR, at, TEXT_NAME_AMBIGUOUS, STR_ARG(name));
        return false;
    }
    return true;
}

// ---- paths ----

static bool plain_steps(const struct form_expr *expr, const struct expr_path *path)
{
    if (path->filter_count) return false;
    for (uint32_t i = 0; i < path->step_count; i++) {
        const struct expr_step *step = &expr->steps[path->first_step + i];
        bool plain = step->axis == AXIS_PARENT || step->axis == AXIS_SELF ||
                     (step->axis == AXIS_CHILD && step->test == TEST_NAME);
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

static void bind_start(struct binding *w, struct expr_path *path, uint32_t at,
                       const struct reach *context, struct reach *out)
{
    uint32_t found;
    // pyxform adds it to every form, so it may be named, unless a question has that name.
    if (path->start == START_NAME && str_eq(path->name, STR("instanceID")) &&
        !form_map_get(&w->def->by_name, path->name, 0, &found))
        path->start = START_META;
    switch (path->start) {
    case START_CONTEXT:
        out->list = context->list;
        for (uint32_t i = 0; i < context->count; i++)
            form_reach_add(out, context->nodes[i]);
        return;
    case START_ROOT: form_reach_add(out, FORM_TREE_DOCUMENT); return;
    case START_NAME:
        if (find_name(w, at, path->name, &found)) form_reach_add(out, found);
        return;
    case START_META: return;
    case START_NOTHING:
        if (!find_name(w, at, path->name, &found)) return;
        return;
    case START_EXPR: form_bind_at(w, path->expr, context, out); return;
    }
}

static void bind_predicates(struct binding *w, uint32_t first, uint32_t count,
                            const struct reach *context)
{
    for (uint32_t i = 0; i < count; i++) {
        struct reach ignored = {.list = DEF_NONE};
        form_bind_at(w, w->expr->items[first + i].node, context, &ignored);
        form_reach_free(&ignored);
    }
}

// In the innermost repeat around the place where the expression stands.
static bool is_beside(const struct binding *w, uint32_t node)
{
    uint32_t frame = def_frame_of(&w->def->nodes[w->context]);
    uint32_t repeat = w->def->frames[frame].node;
    return frame && node > repeat && node < w->def->nodes[repeat].end;
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
        form_reach_step(w, step, &here, w->failed != failed);
        bind_predicates(w, step->first_predicate, step->predicate_count, &here);
    }
    bool plain = plain_steps(w->expr, path), bound = false;
    if (plain && start != DEF_NONE && here.list == DEF_NONE && here.count == 1 &&
        here.nodes[0] != FORM_TREE_DOCUMENT && (path->start != START_EXPR || current)) {
        uint32_t own = def_frame_of(&w->def->nodes[w->node]);
        // An absolute path within a repeat means the instance that it is seen from, as in ODK.
        bool shared = path->start == START_ROOT || (path->start == START_NAME && !path->step_count);
        path->base = shared ? form_def_common_frame(w->def, own, w->def->nodes[here.nodes[0]].frame)
                            : base_of(w, path, start);
        if (path->start == START_NAME && path->step_count) {
            uint32_t common = form_def_common_frame(w->def, own, w->def->nodes[start].frame);
            if (w->def->frames[common].depth < w->def->frames[path->base].depth)
                path->base = common;
        }
        path->target = here.nodes[0];
        path->from_current = named;
        // In the filter of choices from a repeat, what stands in that repeat is the choice's own.
        if (path->start == START_NAME && w->context && is_beside(w, here.nodes[0])) {
            path->base = form_def_common_frame(w->def, def_frame_of(&w->def->nodes[w->context]),
                                               w->def->nodes[here.nodes[0]].frame);
            path->from_current = false;
        }
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
            form_read_add(w->reads, here.nodes[i], base);
    form_reach_free(out);
    *out = here;
}

void form_bind_at(struct binding *w, uint32_t index, const struct reach *context, struct reach *out)
{
    struct expr_node *node = &w->expr->nodes[index];
    switch ((int)node->op) {
    case EXPR_CALL: form_bind_call(w, node, context, out); return;
    case EXPR_PATH: bind_path(w, &w->expr->paths[node->path], node->at, context, out); return;
    case EXPR_NEGATE: {
        struct reach ignored = {.list = DEF_NONE};
        form_bind_at(w, node->operand, context, &ignored);
        form_reach_free(&ignored);
        return;
    }
    case EXPR_CHAIN:
        for (uint32_t i = 0; i < node->chain.count; i++) {
            struct reach part = {.list = DEF_NONE};
            const struct expr_item *item = &w->expr->items[node->chain.first + i];
            form_bind_at(w, item->node, context, &part);
            for (uint32_t n = 0; n < part.count; n++) {
                if (w->expr->items[node->chain.first + 1].op != EXPR_UNION) break;
                out->list = part.list;
                form_reach_add(out, part.nodes[n]);
            }
            form_reach_free(&part);
        }
        return;
    default: return;
    }
}

void form_expression_bind(struct binding *w)
{
    uint32_t start = w->list != DEF_NONE ? (uint32_t)LIST_ITEM : w->context ? w->context : w->node;
    struct reach context = {.list = w->list, .nodes = &start, .count = 1, .room = 1};
    struct reach out = {.list = DEF_NONE};
    form_bind_at(w, w->expr->root, &context, &out);
    form_reach_free(&out);
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
