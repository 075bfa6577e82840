// SPDX-License-Identifier: EUPL-1.2
// Frames: which nodes come and go together, and which pages stand in them in what order.
#include "form/build_priv.h"

static void place_nodes(struct form_def *def)
{
    for (uint32_t i = 0; i < def->node_count; i++) {
        struct def_node *n = &def->nodes[i];
        uint32_t frame = i == 0 ? 0 : def_frame_of(&def->nodes[n->parent]);
        n->frame = frame;
        n->slot = i == 0 ? 0 : def->frames[frame].slot_count;
        if (i) def->frames[frame].slot_count++;
        if (n->kind != FORM_REPEAT) continue;
        n->own_frame = def->frame_count;
        def->frames[def->frame_count++] = (struct def_frame){
            .node = i, .parent = frame, .depth = def->frames[frame].depth + 1, .slot_count = 1};
    }
}

// Slots grow with the nodes, so the end of a node's part of its frame is the slot of the next node
// of that frame behind it.
static void end_slots(struct form_def *def)
{
    for (uint32_t i = 0; i < def->node_count; i++) {
        struct def_node *n = &def->nodes[i];
        if (n->kind == FORM_REPEAT) {
            n->slot_end = n->slot + 1;
            continue;
        }
        uint32_t last = n->slot;
        for (uint32_t at = n->end - 1; at > i; at--)
            if (def->nodes[at].frame == n->frame) {
                last = def->nodes[at].slot;
                break;
            }
        n->slot_end = last + 1;
    }
}

static void list_nodes(struct builder *b)
{
    struct form_def *def = b->def;
    for (uint32_t f = 0; f < def->frame_count; f++) {
        def->frames[f].nodes = ARENA_ARRAY(b->a, uint32_t, def->frames[f].slot_count);
        def->frames[f].nodes[0] = def->frames[f].node;
    }
    for (uint32_t i = 1; i < def->node_count; i++) {
        struct def_frame *frame = &def->frames[def->nodes[i].frame];
        frame->nodes[def->nodes[i].slot] = i;
        if (def->nodes[i].default_expr) frame->has_defaults = true;
    }
}

// Pages: a field-list with something to show in it, else each question by itself. The outermost
// field-list is the page.
static void find_pages(struct form_def *def)
{
    for (uint32_t i = 1; i < def->node_count; i++) {
        struct def_node *n = &def->nodes[i];
        const struct def_node *parent = &def->nodes[n->parent];
        n->page = n->parent ? parent->page : DEF_NONE;
        if (n->page != DEF_NONE) continue;
        bool own = n->type == FORM_STRUCTURE ? (n->flags & DEF_FIELD_LIST) != 0 : true;
        if (own && (n->flags & DEF_VISIBLE)) n->page = i;
    }
}

// A repeat inside a page belongs to that page; one outside holds pages of its own.
static bool has_position(const struct def_node *n, uint32_t index)
{
    if (n->page == index && n->kind != FORM_REPEAT) return true;
    return n->kind == FORM_REPEAT && (n->page == DEF_NONE || n->page == index);
}

static void order_pages(struct builder *b)
{
    struct form_def *def = b->def;
    for (uint32_t i = 1; i < def->node_count; i++) {
        if (has_position(&def->nodes[i], i)) def->frames[def->nodes[i].frame].position_count++;
        // A repeat that is a field-list: every instance is one page, at its own frame's head.
        if (def->nodes[i].kind == FORM_REPEAT && def->nodes[i].page == i)
            def->frames[def->nodes[i].own_frame].position_count++;
    }
    for (uint32_t f = 0; f < def->frame_count; f++) {
        def->frames[f].positions = ARENA_ARRAY(b->a, uint32_t, def->frames[f].position_count + 1);
        def->frames[f].position_count = 0;
    }
    for (uint32_t i = 1; i < def->node_count; i++) {
        struct def_node *n = &def->nodes[i];
        if (has_position(n, i)) {
            struct def_frame *frame = &def->frames[n->frame];
            n->position = frame->position_count;
            frame->positions[frame->position_count++] = i;
        }
        if (n->kind == FORM_REPEAT && n->page == i) {
            struct def_frame *own = &def->frames[n->own_frame];
            own->positions[own->position_count++] = i;
        }
    }
}

void form_frames_build(struct builder *b)
{
    struct form_def *def = b->def;
    uint32_t repeats = 0;
    for (uint32_t i = 0; i < def->node_count; i++)
        repeats += def->nodes[i].kind == FORM_REPEAT;
    def->frames = ARENA_ARRAY(b->a, struct def_frame, repeats + 1);
    def->frames[0] = (struct def_frame){.slot_count = 1};
    def->frame_count = 1;
    place_nodes(def);
    end_slots(def);
    list_nodes(b);
    find_pages(def);
    order_pages(b);
}

uint32_t form_def_common_frame(const struct form_def *def, uint32_t a, uint32_t b)
{
    while (a != b) {
        if (def->frames[a].depth >= def->frames[b].depth)
            a = def->frames[a].parent;
        else
            b = def->frames[b].parent;
    }
    return a;
}
