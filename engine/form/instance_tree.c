// SPDX-License-Identifier: EUPL-1.2
// Walking an instance: for callers (all nodes) and for expressions (relevant nodes only).
#include "form/instance_priv.h"

#include <assert.h>
#include <stdio.h>

bool form_tree_has(const struct form_instance *in, form_ref ref)
{
    return ref < in->node_count && in->nodes[ref].frame != FORM_REF_NONE && !is_range(in, ref);
}

form_ref form_instance_root(const struct form_instance *in)
{
    (void)in;
    return 0;
}

size_t form_ref_node(const struct form_instance *in, form_ref ref)
{
    assert(ref < in->node_count);
    return in->nodes[ref].def;
}

form_ref form_ref_parent(const struct form_instance *in, form_ref ref)
{
    if (ref == 0) return FORM_REF_NONE;
    const struct node *node = &in->nodes[ref];
    uint32_t frame = node->frame;
    // The head of a repeat's frame has its parent in the frame around it.
    if (ref == in->frames[frame].base) frame = in->frames[frame].parent;
    return in->frames[frame].base + node_slot(&in->def->nodes[in->def->nodes[node->def].parent]);
}

// First node that stands for a definition node in [from, end) of siblings, in this frame.
static form_ref first_from(const struct form_instance *in, uint32_t frame, uint32_t from,
                           uint32_t end)
{
    uint32_t base = in->frames[frame].base;
    for (; from < end; from = in->def->nodes[from].end) {
        const struct def_node *n = &in->def->nodes[from];
        if (n->kind != FORM_REPEAT) return base + n->slot;
        const struct range *range = in->nodes[base + n->slot].range;
        if (range && range->count) return in->frames[range->frames[0]].base;
    }
    return FORM_REF_NONE;
}

form_ref form_ref_first_child(const struct form_instance *in, form_ref ref)
{
    const struct node *node = &in->nodes[ref];
    return first_from(in, node->frame, node->def + 1, in->def->nodes[node->def].end);
}

form_ref form_ref_next(const struct form_instance *in, form_ref ref)
{
    if (ref == 0) return FORM_REF_NONE;
    const struct node *node = &in->nodes[ref];
    const struct def_node *n = &in->def->nodes[node->def];
    uint32_t frame = node->frame;
    if (ref == in->frames[frame].base) {
        uint32_t around = in->frames[frame].parent;
        const struct range *range = in->nodes[in->frames[around].base + n->slot].range;
        uint32_t next = in->frames[frame].position + 1;
        if (next < range->count) return in->frames[range->frames[next]].base;
        frame = around;
    }
    return first_from(in, frame, n->end, in->def->nodes[n->parent].end);
}

uint32_t form_ref_position(const struct form_instance *in, form_ref ref)
{
    const struct node *node = &in->nodes[ref];
    if (ref == 0 || ref != in->frames[node->frame].base) return 1;
    return in->frames[node->frame].position + 1;
}

void form_ref_path(const struct form_instance *in, form_ref ref, struct buf *out)
{
    if (ref != 0) form_ref_path(in, form_ref_parent(in, ref), out);
    buf_printf(out, "/%.*s", STR_ARG(node_def(in, ref)->name));
    if (node_def(in, ref)->kind == FORM_REPEAT) buf_printf(out, "[%u]", form_ref_position(in, ref));
}

uint32_t form_frame_above(const struct form_instance *in, uint32_t frame, uint32_t def_frame)
{
    while (frame && in->frames[frame].def != def_frame)
        frame = in->frames[frame].parent;
    return frame;
}

// The slot in every frame of the wanted kind below this one.
static void each_slot(struct form_instance *in, uint32_t frame, uint32_t wanted, uint32_t slot,
                      tree_visit visit, uint64_t data)
{
    if (in->frames[frame].def == wanted) {
        visit(in, in->frames[frame].base + slot, data);
        return;
    }
    // The repeat that leads from this frame towards the wanted one.
    uint32_t step = wanted;
    while (in->def->frames[step].parent != in->frames[frame].def) {
        if (step == 0) return;
        step = in->def->frames[step].parent;
    }
    const struct def_node *repeat = &in->def->nodes[in->def->frames[step].node];
    const struct range *range = in->nodes[in->frames[frame].base + repeat->slot].range;
    for (uint32_t i = 0; range && i < range->count; i++)
        each_slot(in, range->frames[i], wanted, slot, visit, data);
}

void form_tree_each(struct form_instance *in, uint32_t frame, uint32_t def_node, tree_visit visit,
                    uint64_t data)
{
    const struct def_node *n = &in->def->nodes[def_node];
    each_slot(in, frame, def_frame_of(n), node_slot(n), visit, data);
}

static void queue_visit(struct form_instance *in, uint32_t ref, uint64_t rank)
{
    form_compute_queue(in, ref, (uint32_t)rank);
}

void form_tree_queue(struct form_instance *in, uint32_t frame, uint32_t rank)
{
    const struct def_rank *r = &in->def->ranks[rank];
    const struct def_node *n = &in->def->nodes[r->node];
    each_slot(in, frame, form_def_job_frame(n, r->job), form_def_job_slot(n, r->job), queue_visit,
              rank);
}

// ---- finding by path ----

// One part, "name" or "name[2]"; position 0 where none is given.
static bool split_part(struct str part, struct str *name, uint64_t *position)
{
    ptrdiff_t open = str_find_char(part, '[');
    *position = 0;
    *name = part;
    if (open < 0) return part.len > 0;
    *name = str_sub(part, 0, (size_t)open);
    return str_ends(part, STR("]")) &&
           str_to_uint64(str_sub(part, (size_t)open + 1, part.len - 1), position) && *position > 0;
}

static form_ref child_named(const struct form_instance *in, form_ref parent, struct str part)
{
    struct str name;
    uint64_t position;
    if (!split_part(part, &name, &position)) return FORM_REF_NONE;
    uint32_t child = form_def_child(in->def, in->nodes[parent].def, name);
    if (child == DEF_NONE) return FORM_REF_NONE;
    const struct def_node *n = &in->def->nodes[child];
    uint32_t base = in->frames[in->nodes[parent].frame].base;
    if (n->kind != FORM_REPEAT) return position > 1 ? FORM_REF_NONE : base + n->slot;
    const struct range *range = in->nodes[base + n->slot].range;
    if (!position) position = 1;
    if (!range || position > range->count) return FORM_REF_NONE;
    return in->frames[range->frames[position - 1]].base;
}

form_ref form_instance_find(const struct form_instance *in, struct str path)
{
    const struct form_def *def = in->def;
    uint32_t named;
    if (str_starts(path, STR("/"))) {
        path = str_sub(path, 1, path.len);
        struct str part;
        if (!str_split(&path, '/', &part) || !str_eq(part, def->root_name)) return FORM_REF_NONE;
    } else if (str_find_char(path, '/') < 0 && form_map_get(&def->by_name, path, 0, &named) &&
               !def->duplicate[named]) {
        const struct def_node *n = &def->nodes[named];
        if (def_frame_of(n) == 0) return n->slot;
        path = n->short_path; // the first instance
    }
    form_ref at = 0;
    struct str part;
    while (at != FORM_REF_NONE && str_split(&path, '/', &part))
        if (part.len) at = child_named(in, at, part);
    return at;
}

// ---- as a tree for expressions ----

static const struct form_instance *of(const struct form_tree *tree)
{
    return (const struct form_instance *)(const void *)tree;
}

static bool relevant(const struct form_instance *in, uint32_t ref)
{
    return in->nodes[ref].state & FORM_RELEVANT;
}

static uint32_t skip_irrelevant(const struct form_instance *in, uint32_t ref)
{
    while (ref != FORM_REF_NONE && !relevant(in, ref))
        ref = form_ref_next(in, ref);
    return ref;
}

static uint32_t tree_parent(const struct form_tree *tree, uint32_t node)
{
    return form_ref_parent(of(tree), node);
}

static uint32_t tree_first_child(const struct form_tree *tree, uint32_t node)
{
    return skip_irrelevant(of(tree), form_ref_first_child(of(tree), node));
}

static uint32_t tree_next(const struct form_tree *tree, uint32_t node)
{
    return skip_irrelevant(of(tree), form_ref_next(of(tree), node));
}

static struct str tree_name(const struct form_tree *tree, uint32_t node)
{
    return node_def(of(tree), node)->name;
}

// Blank where it is not relevant, but for the very node that is being computed.
static struct str tree_value(const struct form_tree *tree, uint32_t node)
{
    const struct form_instance *in = of(tree);
    if (node == in->own) return in->undecided ? STR("") : form_value_of(in, node);
    return relevant(in, node) ? form_value_of(in, node) : STR("");
}

static uint32_t tree_position(const struct form_tree *tree, uint32_t node)
{
    return form_ref_position(of(tree), node);
}

static uint32_t tree_find(const struct form_tree *tree, struct str name)
{
    return form_instance_find(of(tree), name);
}

struct gathering {
    uint32_t *out;
    size_t count, max;
};

static void gather(const struct form_instance *in, uint32_t frame, uint32_t def_node,
                   struct gathering *g)
{
    const struct def_node *n = &in->def->nodes[def_node];
    uint32_t wanted = def_frame_of(n);
    if (in->frames[frame].def == wanted) {
        uint32_t ref = in->frames[frame].base + node_slot(n);
        if (!relevant(in, ref)) return;
        if (g->count < g->max) g->out[g->count] = ref;
        g->count++;
        return;
    }
    uint32_t step = wanted;
    while (in->def->frames[step].parent != in->frames[frame].def) {
        if (step == 0) return;
        step = in->def->frames[step].parent;
    }
    const struct def_node *repeat = &in->def->nodes[in->def->frames[step].node];
    const struct range *range = in->nodes[in->frames[frame].base + repeat->slot].range;
    for (uint32_t i = 0; range && i < range->count; i++)
        gather(in, range->frames[i], def_node, g);
}

// One node where the way leads through no repeat: it is there, blank when it is not relevant. Else
// the relevant ones of all instances.
static size_t tree_bound(const struct form_tree *tree, uint32_t from, uint32_t target,
                         uint32_t base, uint32_t *out, size_t max)
{
    const struct form_instance *in = of(tree);
    const struct def_node *n = &in->def->nodes[target];
    uint32_t frame = from == FORM_TREE_DOCUMENT ? 0 : in->nodes[from].frame;
    frame = form_frame_above(in, frame, base);
    if (def_frame_of(n) == base) {
        if (max) out[0] = in->frames[frame].base + node_slot(n);
        return 1;
    }
    struct gathering g = {.out = out, .max = max};
    gather(in, frame, target, &g);
    return g.count;
}

// Where a node of this frame or of one below it stands in the frame: the slot, and which instance
// of the repeat there.
struct place {
    uint32_t slot, position;
};

static struct place place_in(const struct form_instance *in, uint32_t ref, uint32_t frame)
{
    uint32_t at = in->nodes[ref].frame;
    if (at == frame) return (struct place){ref - in->frames[at].base, 0};
    while (in->frames[at].parent != frame)
        at = in->frames[at].parent;
    const struct def_node *repeat = &in->def->nodes[in->def->frames[in->frames[at].def].node];
    return (struct place){repeat->slot, in->frames[at].position + 1};
}

static uint32_t frame_depth(const struct form_instance *in, uint32_t frame)
{
    return in->def->frames[in->frames[frame].def].depth;
}

static int tree_order(const struct form_tree *tree, uint32_t a, uint32_t b)
{
    const struct form_instance *in = of(tree);
    uint32_t left = in->nodes[a].frame, right = in->nodes[b].frame;
    if (left == right) return a < b ? -1 : a > b;
    while (left != right)
        if (frame_depth(in, left) >= frame_depth(in, right))
            left = in->frames[left].parent;
        else
            right = in->frames[right].parent;
    struct place one = place_in(in, a, left), two = place_in(in, b, left);
    if (one.slot != two.slot) return one.slot < two.slot ? -1 : 1;
    return one.position < two.position ? -1 : 1;
}

static bool tree_there(const struct form_tree *tree, uint32_t node)
{
    return relevant(of(tree), node);
}

const struct form_tree_type form_instance_tree = {.parent = tree_parent,
                                                  .first_child = tree_first_child,
                                                  .next = tree_next,
                                                  .name = tree_name,
                                                  .value = tree_value,
                                                  .position = tree_position,
                                                  .find = tree_find,
                                                  .bound = tree_bound,
                                                  .order = tree_order,
                                                  .there = tree_there};
