// SPDX-License-Identifier: EUPL-1.2
// Functions whose arguments name parts of the form: choices, lists, files, repeats.
#include "form/bind_priv.h"

#include "form/text_priv.h"

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
            form_bind_unknown(w, arg->at, text);
        else
            call->target = (uint32_t)found;
    }
    if (call->target != EXPR_NONE && w->def->nodes[call->target].list == DEF_NONE &&
        w->def->nodes[call->target].source == DEF_NONE)
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
        form_reach_add(out, FORM_TREE_DOCUMENT);
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
    form_read_add(w->reads, path->target, 0);
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
    if (!strcmp(node->call.function->name, "extract-signed") && !w->def->host.verify)
        MISTAKE(w, FORM_ERROR, node->at, TEXT_NOT_HERE, node->call.function->name);
    if (!strcmp(node->call.function->name, "digest") && !w->def->host.digest)
        MISTAKE(w, FORM_ERROR, node->at, TEXT_NOT_HERE, node->call.function->name);
}

void form_bind_call(struct binding *w, struct expr_node *node, const struct reach *context,
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
        form_reach_add(out, w->node);
        return;
    }
    bool gives_nodes = !strcmp(name, "if") || !strcmp(name, "randomize") ||
                       !strcmp(name, "depend") || !strcmp(name, "indexed-repeat");
    uint32_t from = !strcmp(name, "if") ? 1 : 0, until = from ? 3 : 1;
    for (uint32_t i = 0; i < call->arg_count; i++) {
        struct reach arg = {.list = DEF_NONE};
        form_bind_at(w, w->expr->items[call->first_arg + i].node, context, &arg);
        for (uint32_t n = 0; gives_nodes && i >= from && i < until && n < arg.count; n++) {
            out->list = arg.list;
            form_reach_add(out, arg.nodes[n]);
        }
        form_reach_free(&arg);
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
        form_read_add(w->reads, context->nodes[0], def_frame_of(&w->def->nodes[context->nodes[0]]));
}
