// SPDX-License-Identifier: EUPL-1.2
// select_one ${name}: choices that are a question's answers in the instances of a repeat. They pass
// a filter that leaves out blank ones and stands where the question's siblings are.
#include "form/build_priv.h"

#include "base/alloc.h"
#include "form/text_priv.h"

#include <stdlib.h>

void form_source_note(struct builder *b, uint32_t node, struct str name,
                      const struct form_cell *cell, const struct form_cell *filter)
{
    if (b->source_count == b->source_room) {
        b->source_room = b->source_room ? b->source_room * 2 : 16;
        b->sources = xreallocarray(b->sources, b->source_room, sizeof *b->sources);
    }
    b->sources[b->source_count++] = (struct source_name){node, name, cell, filter};
}

static bool in_repeat(const struct form_def *def, uint32_t node)
{
    while (node && def->nodes[node].kind != FORM_REPEAT)
        node = def->nodes[node].parent;
    return node != 0;
}

static bool resolve(struct builder *b, const struct source_name *source, uint32_t *out)
{
    struct form_def *def = b->def;
    if (!form_map_get(&def->by_name, source->name, 0, out)) {
        form_unknown_name(b, source->name, source->cell);
        return false;
    }
    if (def->duplicate[*out]) {
        PROBLEM_AT(b, FORM_ERROR, source->cell, TEXT_NAME_AMBIGUOUS ".", STR_ARG(source->name));
        return false;
    }
    if (!form_def_holds_value(&def->nodes[*out]) || !in_repeat(def, *out)) {
        PROBLEM_AT(b, FORM_ERROR, source->cell, TEXT_SELECT_FROM_REPEAT, STR_ARG(source->name));
        return false;
    }
    return true;
}

void form_sources_link(struct builder *b)
{
    for (uint32_t i = 0; i < b->source_count; i++) {
        const struct source_name *source = &b->sources[i];
        struct def_node *n = &b->def->nodes[source->node];
        uint32_t found;
        bool wrong_filter = source->filter && !n->jobs[JOB_FILTER];
        if (!resolve(b, source, &found) || wrong_filter) continue;
        n->source = found;
        struct str name = b->def->nodes[found].name;
        struct str filter = source->filter
                                ? arena_printf(b->a, "./%.*s != '' and (%.*s)", STR_ARG(name),
                                               STR_ARG(source->filter->text))
                                : arena_printf(b->a, "./%.*s != ''", STR_ARG(name));
        const struct form_cell *place = source->filter ? source->filter : source->cell;
        n->jobs[JOB_FILTER] = form_expression_parse(b, filter, place->row, place->column);
        n->job_columns[JOB_FILTER] = place->column;
    }
    free(b->sources);
    b->sources = NULL;
}
