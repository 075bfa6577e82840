// SPDX-License-Identifier: EUPL-1.2
// What happens once and stands in no graph: dynamic defaults when a form begins or a repeat gets an
// instance, and calculations with a trigger when that has changed. Each waits until everything else
// is computed, so that it sees the form as a respondent would.
#include "form/instance_priv.h"

#include "base/limits.h"
#include "form/text_priv.h"

// A form can make triggers that chase one another for ever.
enum { FIRED_MAX = 10000 };

static bool grow(struct form_instance *in, uint32_t **array, uint32_t count, uint32_t *room)
{
    if (count < *room) return true;
    uint32_t wanted = *room ? *room * 2 : 16;
    uint32_t *memory = form_instance_alloc(in, wanted * sizeof *memory);
    if (!memory) return false;
    if (count) memcpy(memory, *array, count * sizeof *memory);
    *array = memory;
    *room = wanted;
    return true;
}

bool form_once_fresh(struct form_instance *in, uint32_t frame)
{
    if (!in->def->frames[in->frames[frame].def].has_defaults) return true;
    if (!grow(in, &in->fresh, in->fresh_count, &in->fresh_room)) return false;
    in->fresh[in->fresh_count++] = frame;
    return true;
}

bool form_once_undecided(const struct form_instance *in, uint32_t ref)
{
    for (uint32_t i = 0; i < in->fresh_count; i++)
        if (in->fresh[i] == in->nodes[ref].frame) return true;
    return false;
}

static void fire_visit(struct form_instance *in, uint32_t ref, uint64_t data)
{
    (void)data;
    if (grow(in, &in->fired, in->fired_count, &in->fired_room)) in->fired[in->fired_count++] = ref;
}

void form_compute_fire(struct form_instance *in, uint32_t ref)
{
    const struct def_node *n = node_def(in, ref);
    for (uint32_t i = 0; i < n->triggered_count; i++) {
        uint32_t target = in->def->triggered[n->first_triggered + i];
        uint32_t common =
            form_def_common_frame(in->def, def_frame_of(n), def_frame_of(&in->def->nodes[target]));
        form_tree_each(in, form_frame_above(in, in->nodes[ref].frame, common), target, fire_visit,
                       0);
    }
}

bool form_once_waits(const struct form_instance *in)
{
    return in->fresh_count || in->fired_count;
}

// What the question cannot hold is no answer.
static void put(struct form_instance *in, uint32_t ref, struct str value)
{
    char checked[LIMIT_ANSWER_BYTES];
    size_t bytes;
    if (form_value_check(in->def, in->nodes[ref].def, value, checked, &bytes, NULL) != ERR_NONE)
        return;
    struct str kept = {checked, bytes};
    form_compute_forget_choices(in, ref);
    if (str_eq(kept, form_value_of(in, ref)) || !form_value_store(in, ref, kept)) return;
    in->nodes[ref].missing = 0;
    form_compute_value_changed(in, ref);
    form_compute_fire(in, ref);
}

// The frame's defaults one after the other, in the order of the form: each sees those before it.
static void first_values(struct form_instance *in)
{
    uint32_t frame = in->fresh[0];
    const struct def_frame *f = &in->def->frames[in->frames[frame].def];
    bool there = in->nodes[in->frames[frame].base].frame == frame;
    while (there && in->fresh_slot < f->slot_count) {
        uint32_t slot = in->fresh_slot++;
        const struct def_node *n = &in->def->nodes[f->nodes[slot]];
        if (!n->default_expr) continue;
        uint32_t ref = in->frames[frame].base + slot;
        put(in, ref, form_compute_text(in, n->default_expr, ref));
        return;
    }
    in->fresh_slot = 0;
    in->fresh_count--;
    memmove(in->fresh, in->fresh + 1, in->fresh_count * sizeof *in->fresh);
}

static void triggered(struct form_instance *in)
{
    uint32_t ref = in->fired[0];
    in->fired_count--;
    memmove(in->fired, in->fired + 1, in->fired_count * sizeof *in->fired);
    if (++in->fired_times > FIRED_MAX) {
        struct err_info info = {0};
        err_ignore(
            err_set(&info, ERR_LIMIT, TEXT_TRIGGERS_CHASE, STR_ARG(node_def(in, ref)->name)));
        form_compute_trouble(in, &info);
        in->fired_count = 0;
        return;
    }
    if (in->nodes[ref].frame == FORM_REF_NONE) return; // its instance has gone
    const struct def_node *n = node_def(in, ref);
    in->own = ref; // it may look at what it is: a counter
    struct str value = n->trigger_expr ? form_compute_text(in, n->trigger_expr, ref) : STR("");
    in->own = FORM_REF_NONE;
    put(in, ref, value);
}

void form_once_next(struct form_instance *in)
{
    if (in->fresh_count)
        first_values(in);
    else if (in->fired_count)
        triggered(in);
    if (!form_once_waits(in)) in->fired_times = 0;
}
