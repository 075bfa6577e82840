// SPDX-License-Identifier: EUPL-1.2
// The trigger column: which questions, when they change, compute others. These stand in no graph:
// they happen once a change, like an answer given by the form itself.
#include "form/build_priv.h"

#include "base/alloc.h"
#include "form/text_priv.h"

#include <stdlib.h>

void form_trigger_read(struct builder *b, uint32_t node, const struct form_cell *cell)
{
    struct str rest = cell->text;
    size_t before = b->trigger_count;
    while (rest.len) {
        if (strchr(", \t\n", rest.ptr[0])) {
            rest = str_sub(rest, 1, rest.len);
            continue;
        }
        ptrdiff_t close = str_find_char(rest, '}');
        if (!str_starts(rest, STR("${")) || close < 0) break;
        if (b->trigger_count == b->trigger_room) {
            b->trigger_room = b->trigger_room ? b->trigger_room * 2 : 16;
            b->triggers = xreallocarray(b->triggers, b->trigger_room, sizeof *b->triggers);
        }
        b->triggers[b->trigger_count++] = (struct trigger_pair){
            .target = node, .name = str_trim(str_sub(rest, 2, (size_t)close)), .cell = cell};
        rest = str_sub(rest, (size_t)close + 1, rest.len);
    }
    if (rest.len || b->trigger_count == before)
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_TRIGGER_FORM, STR_ARG(cell->text));
}

static bool resolve(struct builder *b, struct trigger_pair *pair)
{
    struct form_def *def = b->def;
    if (!form_map_get(&def->by_name, pair->name, 0, &pair->source)) {
        form_unknown_name(b, pair->name, pair->cell);
        return false;
    }
    if (def->duplicate[pair->source]) {
        PROBLEM_AT(b, FORM_ERROR, pair->cell, TEXT_NAME_AMBIGUOUS ".", STR_ARG(pair->name));
        return false;
    }
    if (!form_def_holds_value(&def->nodes[pair->source])) {
        PROBLEM_AT(b, FORM_ERROR, pair->cell, TEXT_TRIGGER_GROUP, STR_ARG(pair->name));
        return false;
    }
    return true;
}

void form_triggers_link(struct builder *b)
{
    struct form_def *def = b->def;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->trigger_count; i++)
        if (resolve(b, &b->triggers[i])) b->triggers[kept++] = b->triggers[i];
    def->any_trigger = kept > 0;
    def->triggered = ARENA_ARRAY(b->a, uint32_t, kept + 1);
    for (uint32_t i = 0; i < kept; i++)
        def->nodes[b->triggers[i].source].triggered_count++;
    uint32_t first = 0;
    for (size_t i = 0; i < def->node_count; i++) {
        def->nodes[i].first_triggered = first;
        first += def->nodes[i].triggered_count;
        def->nodes[i].triggered_count = 0;
    }
    for (uint32_t i = 0; i < kept; i++) {
        struct def_node *source = &def->nodes[b->triggers[i].source];
        def->triggered[source->first_triggered + source->triggered_count++] = b->triggers[i].target;
    }
    free(b->triggers);
    b->triggers = NULL;
}
