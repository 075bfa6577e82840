// SPDX-License-Identifier: EUPL-1.2
// Computing what hangs on an answer, and nothing else: jobs wait in a heap by their rank in the
// definition's order, so each runs once, after all that it reads.
#include "form/instance_priv.h"

#include "base/limits.h"
#include "form/text_priv.h"

#include <math.h>

// ---- the heap ----

static void heap_push(struct form_instance *in, uint64_t job)
{
    size_t at = in->heap_count++; // there is room: a job stands in it once at most
    while (at > 0 && in->heap[(at - 1) / 2] > job) {
        in->heap[at] = in->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    in->heap[at] = job;
}

static uint64_t heap_pop(struct form_instance *in)
{
    uint64_t least = in->heap[0], last = in->heap[--in->heap_count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= in->heap_count) break;
        if (child + 1 < in->heap_count && in->heap[child + 1] < in->heap[child]) child++;
        if (in->heap[child] >= last) break;
        in->heap[at] = in->heap[child];
        at = child;
    }
    if (in->heap_count) in->heap[at] = last;
    return least;
}

void form_compute_queue(struct form_instance *in, uint32_t ref, uint32_t rank)
{
    uint8_t bit = (uint8_t)(1u << in->def->ranks[rank].job);
    if (in->nodes[ref].queued & bit) return;
    in->nodes[ref].queued |= bit;
    heap_push(in, (uint64_t)rank << 32 | ref);
}

void form_compute_queue_readers(struct form_instance *in, uint32_t ref)
{
    const struct form_def *def = in->def;
    const struct def_node *n = node_def(in, ref);
    for (uint32_t i = 0; i < n->reader_count; i++) {
        const struct def_reader *reader = &def->readers[n->first_reader + i];
        const struct def_node *theirs = &def->nodes[def->ranks[reader->rank].node];
        uint32_t frame = form_frame_above(in, in->nodes[ref].frame, reader->base);
        enum def_job job = def->ranks[reader->rank].job;
        if (form_def_job_frame(theirs, job) == reader->base)
            form_compute_queue(in, in->frames[frame].base + form_def_job_slot(theirs, job),
                               reader->rank);
        else
            form_tree_queue(in, frame, reader->rank);
    }
}

// ---- evaluating ----

void form_compute_trouble(struct form_instance *in, const struct err_info *info)
{
    if (in->trouble.code == ERR_NONE) in->trouble = *info;
}

static bool evaluate(struct form_instance *in, const struct form_expr *expr, uint32_t ref,
                     struct form_value *out)
{
    struct err_info info = {0};
    form_scratch_reset(in->scratch);
    if (form_expr_eval_at(expr, &in->env, &in->tree, ref, ref, in->scratch, out, &info) == ERR_NONE)
        return true;
    form_compute_trouble(in, &info);
    return false;
}

struct str form_compute_text(struct form_instance *in, const struct form_expr *expr, uint32_t ref)
{
    struct form_value value;
    if (!evaluate(in, expr, ref, &value)) return STR("");
    if (value.kind == FORM_VALUE_NUMBER && isnan(value.number)) return STR("");
    return form_value_string(&value, in->scratch);
}

static struct str calculated(struct form_instance *in, const struct def_node *n, uint32_t ref)
{
    struct form_value value;
    in->own = ref;
    in->undecided = in->fresh_count && form_once_undecided(in, ref);
    bool good = evaluate(in, n->jobs[JOB_VALUE], ref, &value);
    in->own = FORM_REF_NONE;
    in->undecided = false;
    if (!good) return STR("");
    if (n->type == FORM_INT) {
        double number = form_value_number(&value, &in->env.zone);
        value = (struct form_value){.kind = FORM_VALUE_NUMBER, .number = trunc(number)};
    }
    if (value.kind == FORM_VALUE_NUMBER && isnan(value.number)) return STR("");
    return form_value_string(&value, in->scratch);
}

static bool truth(struct form_instance *in, const struct form_expr *expr, uint32_t ref,
                  bool otherwise)
{
    struct form_value value;
    return evaluate(in, expr, ref, &value) ? form_value_boolean(&value) : otherwise;
}

static void set_state(struct form_instance *in, uint32_t ref, unsigned bit, bool on)
{
    uint8_t before = in->nodes[ref].state;
    uint8_t after = (uint8_t)(on ? before | bit : before & ~bit);
    if (before == after) return;
    in->nodes[ref].state = after;
    in->generation++;
}

void form_compute_value_changed(struct form_instance *in, uint32_t ref)
{
    in->generation++;
    form_compute_queue_readers(in, ref);
}

// ---- relevance ----

static void flip(struct form_instance *in, uint32_t ref, bool relevant)
{
    set_state(in, ref, FORM_RELEVANT, relevant);
    form_pages_flip(in, ref, relevant);
    form_compute_queue_readers(in, ref);
}

// Gives what stands above on to a run of slots, which are in document order: parents come first.
static void inherit(struct form_instance *in, uint32_t frame, uint32_t from, uint32_t to)
{
    for (uint32_t slot = from; slot < to; slot++) {
        uint32_t ref = in->frames[frame].base + slot;
        if (is_range(in, ref)) {
            const struct range *range = in->nodes[ref].range;
            for (uint32_t i = 0; range && i < range->count; i++)
                inherit(in, range->frames[i], 0,
                        in->def->frames[in->frames[range->frames[i]].def].slot_count);
            continue;
        }
        bool above = in->nodes[form_ref_parent(in, ref)].state & FORM_RELEVANT;
        bool relevant = above && (in->nodes[ref].state & NODE_OWN_RELEVANT);
        if (relevant != !!(in->nodes[ref].state & FORM_RELEVANT)) flip(in, ref, relevant);
    }
}

static void compute_relevant(struct form_instance *in, const struct def_node *n, uint32_t ref)
{
    bool own = truth(in, n->jobs[JOB_RELEVANT], ref, true);
    struct node *node = &in->nodes[ref];
    node->state =
        (uint8_t)(own ? node->state | NODE_OWN_RELEVANT : node->state & ~NODE_OWN_RELEVANT);
    if (n->kind == FORM_REPEAT)
        inherit(in, node->frame, 0, in->def->frames[n->own_frame].slot_count);
    else
        inherit(in, node->frame, n->slot, n->slot_end);
}

// ---- choices ----

static int64_t seed_of(struct form_instance *in, const struct def_node *n, uint32_t ref)
{
    struct choices *choices = in->nodes[ref].choices;
    if (n->seed) {
        struct form_value value;
        if (!evaluate(in, n->seed, ref, &value)) return 0;
        return form_seed(&in->env, &value, in->scratch);
    }
    if (!choices->seeded) {
        choices->seed = rng_below(&in->session.rng, 2147483646) + 1;
        choices->seeded = true;
    }
    return (int64_t)choices->seed;
}

// Whether the filter lets through what stands at a node of a tree.
static bool passes(struct form_instance *in, uint32_t ref, const struct def_node *n,
                   const struct form_tree *tree, uint32_t context)
{
    struct form_value value;
    struct err_info info = {0};
    form_scratch_reset(in->scratch);
    if (form_expr_eval_at(n->jobs[JOB_FILTER], &in->env, tree, context, ref, in->scratch, &value,
                          &info) == ERR_NONE)
        return form_value_boolean(&value);
    form_compute_trouble(in, &info);
    return true;
}

// The first row that an index offers, when the filter has one and its value is a text or one
// question: then no other row than those it chains can pass.
static bool look_up(struct form_instance *in, uint32_t ref, const struct def_node *n, uint32_t *out)
{
    struct form_value value;
    if (!n->lookup || !evaluate(in, n->lookup_value, ref, &value)) return false;
    *out = DEF_NONE;
    if (value.kind == FORM_VALUE_NODES && !value.count) return true;
    if (value.kind == FORM_VALUE_NUMBER || value.kind == FORM_VALUE_BOOLEAN ||
        (value.kind == FORM_VALUE_NODES && value.count > 1))
        return false;
    struct str text = form_value_string(&value, in->scratch);
    if (!text.ptr) text = STR("");
    form_map_get(&n->lookup->first, text, 0, out);
    return true;
}

static void filter(struct form_instance *in, uint32_t ref, const struct def_node *n,
                   const struct def_list *list, struct choices *choices)
{
    uint32_t row;
    choices->count = 0;
    if (n->jobs[JOB_FILTER] && look_up(in, ref, n, &row)) {
        for (; row != DEF_NONE; row = n->lookup->next[row])
            if (n->lookup_whole || passes(in, ref, n, &list->tree, form_list_item(list, row)))
                choices->indices[choices->count++] = row;
        return;
    }
    for (row = 0; row < list->count; row++)
        if (!n->jobs[JOB_FILTER] || passes(in, ref, n, &list->tree, form_list_item(list, row)))
            choices->indices[choices->count++] = row;
}

static bool room_for(struct form_instance *in, struct choices *choices, uint32_t count)
{
    if (choices->room >= count) return true;
    uint32_t room = count < 2 * choices->room ? 2 * choices->room : count;
    choices->count = choices->room = 0;
    choices->indices = form_instance_alloc(in, room * sizeof *choices->indices);
    if (!choices->indices) return false;
    choices->room = room;
    return true;
}

// Answers in the instances of a repeat: those below the innermost repeat around both.
static void gather_answers(struct form_instance *in, uint32_t ref, const struct def_node *n,
                           struct choices *choices)
{
    const struct def_node *source = &in->def->nodes[n->source];
    uint32_t frame = in->nodes[ref].frame;
    const struct def_node *repeat = &in->def->nodes[in->def->frames[def_frame_of(source)].node];
    uint32_t base = form_def_common_frame(in->def, in->frames[frame].def, repeat->frame);
    uint32_t from = in->frames[form_frame_above(in, frame, base)].base;
    size_t count = form_instance_tree.bound(&in->tree, from, source->parent, base, NULL, 0);
    choices->count = 0;
    if (!room_for(in, choices, (uint32_t)count)) return;
    form_instance_tree.bound(&in->tree, from, source->parent, base, choices->indices, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t context = choices->indices[i];
        if (n->jobs[JOB_FILTER] && !passes(in, ref, n, &in->tree, context)) continue;
        choices->indices[choices->count++] =
            in->frames[in->nodes[context].frame].base + source->slot;
    }
}

void form_compute_choices(struct form_instance *in, uint32_t ref)
{
    const struct def_node *n = node_def(in, ref);
    struct choices *choices = in->nodes[ref].choices;
    in->nodes[ref].state &= (uint8_t)~NODE_FILTER_STALE;
    if (!choices) {
        choices = form_instance_alloc(in, sizeof *choices);
        if (!choices) return;
        in->nodes[ref].choices = choices;
    }
    if (n->source != DEF_NONE) {
        gather_answers(in, ref, n, choices);
    } else {
        const struct def_list *list = &in->def->lists[n->list];
        if (!room_for(in, choices, list->count)) return;
        filter(in, ref, n, list, choices);
    }
    if (n->flags & DEF_RANDOMIZE)
        form_shuffle(choices->indices, choices->count, seed_of(in, n, ref));
}

static bool offered(const struct form_instance *in, uint32_t ref, struct str name)
{
    const struct choices *choices = in->nodes[ref].choices;
    for (uint32_t i = 0; choices && i < choices->count; i++)
        if (str_eq(form_choice_now(in, ref, choices->indices[i]), name)) return true;
    return false;
}

// Takes back what is chosen and not offered any more, and gives it back when it is offered again.
void form_compute_drop_choices(struct form_instance *in, uint32_t ref)
{
    char kept[LIMIT_ANSWER_BYTES];
    size_t len = 0;
    struct choices *choices = in->nodes[ref].choices;
    struct str value = form_value_of(in, ref);
    struct str whole = choices && choices->chosen.bytes
                           ? (struct str){choices->chosen.ptr, choices->chosen.bytes}
                           : value;
    if (!choices || !whole.len) return;
    struct str rest = whole, word;
    // An answer of one choice may have spaces in it, where it comes from a repeat.
    bool one = node_def(in, ref)->kind == FORM_SELECT_ONE;
    while (one ? (word = rest, rest = STR(""), word.len > 0) : str_word(&rest, &word)) {
        if (!offered(in, ref, word)) continue;
        if (len) kept[len++] = ' ';
        memcpy(kept + len, word.ptr, word.len);
        len += word.len;
    }
    if (str_eq((struct str){kept, len}, value)) return;
    if (whole.ptr == value.ptr && !form_block_store(in, &choices->chosen, value)) return;
    if (form_value_store(in, ref, (struct str){kept, len})) form_compute_value_changed(in, ref);
}

void form_compute_forget_choices(struct form_instance *in, uint32_t ref)
{
    const struct def_node *n = node_def(in, ref);
    struct choices *choices = form_has_choices(n) ? in->nodes[ref].choices : NULL;
    // Storing nothing cannot fail.
    if (choices && choices->chosen.bytes && !form_block_store(in, &choices->chosen, STR("")))
        return;
}

// ---- jobs ----

static void run_job(struct form_instance *in, uint32_t rank, uint32_t ref)
{
    const struct def_node *n = node_def(in, ref);
    switch (in->def->ranks[rank].job) {
    case JOB_VALUE: {
        struct str value = calculated(in, n, ref);
        form_compute_forget_choices(in, ref);
        if (str_eq(value, form_value_of(in, ref)) || !form_value_store(in, ref, value)) return;
        form_compute_value_changed(in, ref);
        if (!in->loading) form_compute_fire(in, ref);
        return;
    }
    case JOB_RELEVANT: compute_relevant(in, n, ref); return;
    case JOB_REQUIRED:
        set_state(in, ref, FORM_REQUIRED, truth(in, n->jobs[JOB_REQUIRED], ref, false));
        return;
    case JOB_READONLY:
        set_state(in, ref, FORM_READONLY, truth(in, n->jobs[JOB_READONLY], ref, false));
        return;
    case JOB_CONSTRAINT: {
        bool asked = (in->nodes[ref].state & FORM_RELEVANT) && in->nodes[ref].value_bytes;
        set_state(in, ref, FORM_VIOLATES_CONSTRAINT,
                  asked && !truth(in, n->jobs[JOB_CONSTRAINT], ref, true));
        return;
    }
    case JOB_FILTER:
        set_state(in, ref, NODE_FILTER_STALE, true);
        in->generation++;
        if (!in->nodes[ref].value_bytes &&
            (!in->nodes[ref].choices || !in->nodes[ref].choices->chosen.bytes))
            return; // nobody has looked: filtered when it is shown
        form_compute_choices(in, ref);
        form_compute_drop_choices(in, ref);
        return;
    case JOB_REPEAT: {
        struct form_value value;
        if (evaluate(in, n->jobs[JOB_REPEAT], ref, &value))
            form_repeat_resize(in, ref, form_value_number(&value, &in->env.zone));
        return;
    }
    case JOB_COUNT: return;
    }
}

void form_compute_run(struct form_instance *in)
{
    for (;;) {
        while (in->heap_count) {
            uint64_t job = heap_pop(in);
            uint32_t rank = (uint32_t)(job >> 32), ref = (uint32_t)job;
            in->nodes[ref].queued &= (uint8_t) ~(1u << in->def->ranks[rank].job);
            // It may have gone with its repeat since it was queued.
            if (in->nodes[ref].frame != FORM_REF_NONE) run_job(in, rank, ref);
        }
        if (!form_once_waits(in)) return;
        form_once_next(in);
    }
}
