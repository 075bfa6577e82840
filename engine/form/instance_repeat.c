// SPDX-License-Identifier: EUPL-1.2
// Frames come and go: the form's own at the beginning, a repeat's with each of its instances.
#include "form/instance_priv.h"

#include "base/limits.h"
#include "form/text_priv.h"

#include <math.h>

// Room for more of an array in the arena: the old one is left there.
static void *grow(struct form_instance *in, void *old, size_t count, uint32_t *room, size_t least,
                  size_t bytes)
{
    size_t wanted = *room ? (size_t)*room * 2 : least;
    if (wanted < least) wanted = least;
    void *memory = form_instance_alloc(in, wanted * bytes);
    if (!memory) return NULL;
    if (count) memcpy(memory, old, count * bytes);
    *room = (uint32_t)wanted;
    return memory;
}

static size_t frame_jobs(const struct form_def *def, uint32_t def_frame)
{
    const struct def_frame *f = &def->frames[def_frame];
    size_t count = 0;
    for (uint32_t slot = 0; slot < f->slot_count; slot++) {
        const struct def_node *n = &def->nodes[f->nodes[slot]];
        if (slot && n->kind == FORM_REPEAT) { // but for its count they are its instances' jobs
            count += n->jobs[JOB_REPEAT] != NULL;
            continue;
        }
        for (size_t job = 0; job < JOB_COUNT; job++)
            count += n->jobs[job] != NULL;
    }
    return count;
}

static bool heap_reserve(struct form_instance *in, size_t more)
{
    if (in->job_count + more > in->heap_room) {
        size_t room = (in->job_count + more) * (in->heap_room ? 2 : 1) + 8;
        uint64_t *heap = form_instance_alloc(in, room * sizeof *heap);
        if (!heap) return false;
        if (in->heap_count) memcpy(heap, in->heap, in->heap_count * sizeof *heap);
        in->heap = heap;
        in->heap_room = room;
    }
    in->job_count += more;
    return true;
}

// A frame's memory: one that was given back, or new.
static bool frame_allocate(struct form_instance *in, uint32_t def_frame, uint32_t *out)
{
    const struct def_frame *f = &in->def->frames[def_frame];
    uint32_t frame = in->free_frames[def_frame];
    if (frame != FORM_REF_NONE) {
        in->free_frames[def_frame] = in->frames[frame].parent;
        memset(in->frames[frame].sums, 0, (f->position_count + 1) * sizeof(uint32_t));
        *out = frame;
        return true;
    }
    if (in->frame_count == in->frame_room) {
        struct frame *frames = grow(in, in->frames, in->frame_count, &in->frame_room,
                                    in->def->frame_count, sizeof *frames);
        if (!frames) return false;
        in->frames = frames;
    }
    if (f->slot_count > in->node_room - in->node_count) {
        struct node *nodes = grow(in, in->nodes, in->node_count, &in->node_room,
                                  in->node_count + f->slot_count, sizeof *nodes);
        if (!nodes) return false;
        in->nodes = nodes;
    }
    uint32_t *sums = form_instance_alloc(in, (f->position_count + 1) * sizeof *sums);
    if (!sums || !heap_reserve(in, frame_jobs(in->def, def_frame))) return false;
    in->frames[in->frame_count] = (struct frame){.base = in->node_count, .sums = sums};
    in->node_count += f->slot_count;
    *out = in->frame_count++;
    return true;
}

static void queue_jobs(struct form_instance *in, uint32_t ref)
{
    uint32_t node = in->nodes[ref].def;
    for (uint32_t job = 0; job < JOB_REPEAT; job++)
        if (in->def->nodes[node].jobs[job])
            form_compute_queue(in, ref, in->def->rank_of[node * JOB_COUNT + job]);
}

static void fill_node(struct form_instance *in, uint32_t frame, uint32_t ref)
{
    struct node *node = &in->nodes[ref];
    const struct def_node *n = node_def(in, ref);
    // Memory that served an instance before serves the next.
    node->frame = frame;
    node->state = NODE_OWN_RELEVANT;
    node->live = 0;
    node->missing = 0;
    if (is_range(in, ref)) {
        if (node->range) node->range->count = 0;
        return;
    }
    if (form_has_choices(n) && node->choices) {
        node->choices->seeded = false;
        node->state |= NODE_FILTER_STALE;
    }
    if (n->default_text.len && !(n->flags & DEF_DYNAMIC_DEFAULT)) {
        char text[LIMIT_ANSWER_BYTES];
        size_t bytes;
        if (form_value_check(in->def, node->def, n->default_text, text, &bytes, NULL) != ERR_NONE)
            return;
        if (n->type == FORM_DECIMAL) { // "1.50" is 1.5
            double number = form_number_parse((struct str){text, bytes}, 0);
            if (bytes && fabs(number) < 1e15) bytes = form_number_format(number, text);
        }
        if (!form_value_store(in, ref, (struct str){text, bytes})) return;
    }
}

static bool range_insert(struct form_instance *in, uint32_t range_ref, uint32_t frame)
{
    struct range *range = in->nodes[range_ref].range;
    if (!range) {
        range = form_instance_alloc(in, sizeof *range);
        if (!range) return false;
        in->nodes[range_ref].range = range;
    }
    if (range->count == range->room) {
        uint32_t *frames =
            grow(in, range->frames, range->count, &range->room, 4, sizeof *range->frames);
        if (!frames) return false;
        range->frames = frames;
    }
    in->frames[frame].position = range->count;
    range->frames[range->count++] = frame;
    return true;
}

bool form_frame_create(struct form_instance *in, uint32_t def_frame, uint32_t parent,
                       uint32_t range_ref, bool added, uint32_t *out)
{
    uint32_t frame;
    if (!frame_allocate(in, def_frame, &frame)) return false;
    const struct def_frame *f = &in->def->frames[def_frame];
    in->frames[frame].def = def_frame;
    in->frames[frame].parent = parent;
    in->frames[frame].pages = 0;
    if (def_frame && !range_insert(in, range_ref, frame)) return false;
    uint32_t base = in->frames[frame].base;
    for (uint32_t slot = 0; slot < f->slot_count; slot++) {
        in->nodes[base + slot].def = f->nodes[slot];
        fill_node(in, frame, base + slot);
    }
    for (uint32_t slot = 0; slot < f->slot_count; slot++) {
        uint32_t ref = base + slot;
        if (slot && node_def(in, ref)->kind == FORM_REPEAT) {
            const struct def_node *repeat = node_def(in, ref);
            if (repeat->jobs[JOB_REPEAT]) {
                form_compute_queue(in, ref,
                                   in->def->rank_of[in->nodes[ref].def * JOB_COUNT + JOB_REPEAT]);
                continue;
            }
            // As in ODK, a repeat begins with one instance; one that stands right in an instance
            // that was added is added by the respondent as well, where the host can offer that.
            uint32_t child;
            if (added && in->session.bare_repeats && repeat->parent == f->node) continue;
            if (!form_frame_create(in, node_def(in, ref)->own_frame, frame, ref, false, &child))
                return false;
            continue;
        }
        bool above = ref == 0 || (in->nodes[form_ref_parent(in, ref)].state & FORM_RELEVANT);
        if (above) {
            in->nodes[ref].state |= FORM_RELEVANT;
            form_pages_flip(in, ref, true);
        }
        queue_jobs(in, ref);
    }
    *out = frame;
    return form_once_fresh(in, frame);
}

// Everything that reads a node of the repeat, or its place, is computed anew.
static void queue_around(struct form_instance *in, size_t repeat_node)
{
    for (size_t node = repeat_node; node < in->def->nodes[repeat_node].end; node++) {
        const struct def_node *n = &in->def->nodes[node];
        for (uint32_t i = 0; i < n->reader_count; i++) {
            uint32_t rank = in->def->readers[n->first_reader + i].rank;
            form_tree_queue(in, 0, rank);
        }
    }
}

enum err form_instance_add(struct form_instance *in, form_ref parent, size_t repeat_node,
                           form_ref *out, struct err_info *info)
{
    if (!form_tree_has(in, parent) || repeat_node >= in->def->node_count)
        return err_set(info, ERR_MISSING, TEXT_VALUE_REF);
    const struct def_node *repeat = &in->def->nodes[repeat_node];
    if (repeat->kind != FORM_REPEAT || repeat->parent != in->nodes[parent].def)
        return err_set(info, ERR_ARGUMENT, TEXT_REPEAT_WRONG, STR_ARG(repeat->name));
    if (repeat->flags & DEF_COUNTED)
        return err_set(info, ERR_DENIED, TEXT_REPEAT_COUNTED, STR_ARG(repeat->name));
    uint32_t around = in->nodes[parent].frame;
    uint32_t range_ref = in->frames[around].base + repeat->slot;
    const struct range *range = in->nodes[range_ref].range;
    if (range && range->count >= LIMIT_REPEAT_COUNT)
        return err_set(info, ERR_LIMIT, TEXT_REPEAT_MANY, STR_ARG(repeat->name),
                       (int)LIMIT_REPEAT_COUNT);
    uint32_t frame;
    if (!form_frame_create(in, repeat->own_frame, around, range_ref, true, &frame))
        return err_set(info, ERR_LIMIT, TEXT_ARENA_SMALL);
    in->generation++;
    queue_around(in, repeat_node);
    form_compute_run(in);
    *out = in->frames[frame].base;
    return ERR_NONE;
}

static void frame_remove(struct form_instance *in, uint32_t frame)
{
    uint32_t def_frame = in->frames[frame].def, base = in->frames[frame].base;
    for (uint32_t slot = 0; slot < in->def->frames[def_frame].slot_count; slot++) {
        uint32_t ref = base + slot;
        if (slot && node_def(in, ref)->kind == FORM_REPEAT) {
            struct range *range = in->nodes[ref].range;
            for (uint32_t i = 0; range && i < range->count; i++)
                frame_remove(in, range->frames[i]);
            if (range) range->count = 0;
            in->nodes[ref].frame = FORM_REF_NONE;
            continue;
        }
        if (in->nodes[ref].state & FORM_RELEVANT) form_pages_flip(in, ref, false);
        form_compute_forget_choices(in, ref);
        in->nodes[ref].state = 0;
        // Storing nothing wipes the answer and cannot fail.
        if (in->nodes[ref].value_class && !form_value_store(in, ref, STR(""))) return;
        in->nodes[ref].frame = FORM_REF_NONE;
    }
    in->frames[frame].parent = in->free_frames[def_frame];
    in->free_frames[def_frame] = frame;
}

enum err form_instance_remove(struct form_instance *in, form_ref repeat, struct err_info *info)
{
    if (!form_tree_has(in, repeat)) return err_set(info, ERR_MISSING, TEXT_VALUE_REF);
    const struct def_node *n = node_def(in, repeat);
    if (n->kind != FORM_REPEAT)
        return err_set(info, ERR_ARGUMENT, TEXT_REPEAT_WRONG, STR_ARG(n->name));
    if (n->flags & DEF_COUNTED)
        return err_set(info, ERR_DENIED, TEXT_REPEAT_COUNTED, STR_ARG(n->name));
    size_t repeat_node = in->nodes[repeat].def;
    uint32_t frame = in->nodes[repeat].frame, around = in->frames[frame].parent;
    struct range *range = in->nodes[in->frames[around].base + n->slot].range;
    uint32_t position = in->frames[frame].position;
    frame_remove(in, frame);
    range->count--;
    for (uint32_t i = position; i < range->count; i++) {
        range->frames[i] = range->frames[i + 1];
        in->frames[range->frames[i]].position = i;
    }
    in->generation++;
    queue_around(in, repeat_node);
    form_compute_run(in);
    return ERR_NONE;
}

void form_repeat_resize(struct form_instance *in, uint32_t range_ref, double count)
{
    if (isnan(count)) return; // not known yet: those that are there stay
    uint32_t wanted = count >= LIMIT_REPEAT_COUNT ? (uint32_t)LIMIT_REPEAT_COUNT
                      : count >= 1                ? (uint32_t)count
                                                  : 0;
    uint32_t node = in->nodes[range_ref].def, around = in->nodes[range_ref].frame;
    uint32_t before = in->nodes[range_ref].range ? in->nodes[range_ref].range->count : 0;
    if (count > LIMIT_REPEAT_COUNT) {
        struct err_info info = {0};
        err_ignore(err_set(&info, ERR_LIMIT, TEXT_REPEAT_MANY, STR_ARG(in->def->nodes[node].name),
                           (int)LIMIT_REPEAT_COUNT));
        form_compute_trouble(in, &info);
    }
    if (wanted == before) return;
    for (uint32_t i = before; i < wanted; i++) {
        uint32_t frame;
        if (!form_frame_create(in, in->def->nodes[node].own_frame, around, range_ref, i > 0,
                               &frame))
            return;
    }
    for (uint32_t i = before; i > wanted; i--) {
        struct range *range = in->nodes[range_ref].range;
        frame_remove(in, range->frames[i - 1]);
        range->count--;
    }
    in->generation++;
    queue_around(in, node);
}
