// SPDX-License-Identifier: EUPL-1.2
// The instance's insides. Nodes stand in frames: one for the form outside repeats and one for each
// instance of a repeat, each a run of slots as the definition's frames have them, so that "question
// q, seen from here" is an addition and no search.
#pragma once

#include "form/def_priv.h"
#include "form/instance.h"

enum {
    // beside FORM_RELEVANT … in struct node's state
    NODE_OWN_RELEVANT = 32, // its own expression says so, whatever stands above it
    NODE_FILTER_STALE = 64, // choices must be filtered anew when somebody looks
};

enum { VALUE_CLASSES = 12 }; // of 16, 32, … bytes

struct text_block { // memory of a value
    char *ptr;
    uint32_t bytes;
    uint8_t class; // 0: no memory yet
};

struct choices { // those there are now, in the order shown
    // The whole answer, where a filter has taken choices from it: they come back with the filter.
    struct text_block chosen;
    uint32_t *indices;
    uint32_t count, room;
    uint64_t seed; // of a randomize() without one: drawn once
    bool seeded;
};

struct range { // a repeat's instances, standing in the slot of the repeat in the frame around it
    uint32_t *frames;
    uint32_t count, room;
};

struct node {
    uint32_t def;
    uint32_t frame;
    char *value;
    uint32_t value_bytes;
    uint32_t live;       // of a page: how many of its questions are relevant
    uint8_t value_class; // 0: no memory yet
    uint8_t state;
    uint8_t queued; // bit per job
    int8_t missing;
    union {
        struct choices *choices;
        struct range *range;
    };
};

struct frame {
    uint32_t def;  // definition's frame
    uint32_t base; // its first node
    uint32_t parent;
    uint32_t position; // among its siblings, from 0
    uint32_t pages;    // relevant ones in it and below
    uint32_t *sums;    // Fenwick tree over the frame's positions
};

struct form_instance {
    struct form_tree tree; // first: expressions see the instance as a tree
    const struct form_def *def;
    struct arena *a;
    struct form_session session;
    size_t language;
    struct node *nodes;
    uint32_t node_count, node_room;
    struct frame *frames;
    uint32_t frame_count, frame_room;
    uint32_t *free_frames; // by definition's frame: a frame to use again, linked by `parent`
    uint64_t *heap;        // jobs to do: rank in the upper half, node in the lower
    size_t heap_count, heap_room;
    size_t job_count; // of all nodes: what the heap may have to hold
    void *free_values[VALUE_CLASSES];
    struct form_scratch *scratch;
    struct form_expr_env env;
    uint32_t *all_choices; // 0, 1, 2, … for lists without a filter
    uint32_t *fresh;       // frames whose dynamic defaults wait
    uint32_t fresh_count, fresh_room;
    uint32_t fresh_slot;
    bool undecided;       // while what is computed once may still be computed anew
    uint32_t fired_times; // since everything was at rest
    uint32_t *fired;      // nodes whose trigger has changed
    uint32_t fired_count, fired_room;
    uint32_t own; // the node being computed: once() sees its value though it be irrelevant
    uint64_t generation;
    int64_t start_ms;
    char uuid[42]; // "uuid:" and the id
    bool out_of_memory;
    bool loading;            // what is computed for the first time has not changed
    struct err_info trouble; // the first expression that failed
};

// form_instance_tree.c
static inline uint32_t node_slot(const struct def_node *n)
{
    return n->kind == FORM_REPEAT ? 0 : n->slot;
}
static inline const struct def_node *node_def(const struct form_instance *in, uint32_t ref)
{
    return &in->def->nodes[in->nodes[ref].def];
}
static inline bool is_range(const struct form_instance *in, uint32_t ref)
{
    return node_def(in, ref)->kind == FORM_REPEAT && ref != in->frames[in->nodes[ref].frame].base;
}
// The instance's scratch memory and caches are not part of what a caller sees as constant.
static inline struct form_instance *form_inner(const struct form_instance *in)
{
    union {
        const struct form_instance *constant;
        struct form_instance *own;
    } both = {.constant = in};
    return both.own;
}
bool form_tree_has(const struct form_instance *in, form_ref ref); // a node that the tree shows
// The frame of kind `def_frame` that the node's frame stands in, or is.
uint32_t form_frame_above(const struct form_instance *in, uint32_t frame, uint32_t def_frame);
typedef void (*tree_visit)(struct form_instance *in, uint32_t ref, uint64_t data);
// All instances of a definition node below a frame.
void form_tree_each(struct form_instance *in, uint32_t frame, uint32_t def_node, tree_visit visit,
                    uint64_t data);
// Queues a job for all its nodes below a frame.
void form_tree_queue(struct form_instance *in, uint32_t frame, uint32_t rank);
extern const struct form_tree_type form_instance_tree;

// instance_value.c
void *form_instance_alloc(struct form_instance *in,
                          size_t bytes); // NULL, and out_of_memory, when full
bool form_value_store(struct form_instance *in, uint32_t ref, struct str value);
// Stores in a block; the empty text wipes it and cannot fail.
bool form_block_store(struct form_instance *in, struct text_block *block, struct str text);
struct str form_value_of(const struct form_instance *in, uint32_t ref);
// Checks and normalises: out gets LIMIT_ANSWER_BYTES.
enum err form_value_check(const struct form_def *def, uint32_t node, struct str value, char *out,
                          size_t *out_bytes, struct err_info *info);

// instance_compute.c
void form_compute_queue(struct form_instance *in, uint32_t ref, uint32_t rank);
void form_compute_queue_readers(struct form_instance *in, uint32_t ref);
void form_compute_run(struct form_instance *in);
void form_compute_value_changed(struct form_instance *in, uint32_t ref);
void form_compute_fire(struct form_instance *in, uint32_t ref); // triggers of a changed value
void form_compute_choices(struct form_instance *in, uint32_t ref);
void form_compute_drop_choices(struct form_instance *in, uint32_t ref);
// An answer of its own has come: what a filter took from the last one does not come back.
void form_compute_forget_choices(struct form_instance *in, uint32_t ref);
struct str form_compute_text(struct form_instance *in, const struct form_expr *expr, uint32_t ref);
void form_compute_trouble(struct form_instance *in, const struct err_info *info);

// instance_pages.c
void form_pages_flip(struct form_instance *in, uint32_t ref, bool relevant);
// The page that a node is on, FORM_REF_NONE where there is none.
form_ref form_pages_of(const struct form_instance *in, form_ref ref);

// instance_repeat.c
// added: an instance that joins those that the form begins with.
bool form_frame_create(struct form_instance *in, uint32_t def_frame, uint32_t parent,
                       uint32_t range_ref, bool added, uint32_t *out);

// Brings a counted repeat to its number of instances.
void form_repeat_resize(struct form_instance *in, uint32_t range_ref, double count);

// instance_once.c: what happens once and stands in no graph
bool form_once_waits(const struct form_instance *in);
// Does the next: a dynamic default, or a calculation whose trigger has changed.
void form_once_next(struct form_instance *in);
bool form_once_fresh(struct form_instance *in, uint32_t frame); // a frame has come
// True while dynamic defaults of the node's frame wait: what once() gives is settled after them.
bool form_once_undecided(const struct form_instance *in, uint32_t ref);

// view.c
bool form_has_choices(const struct def_node *n);
// A choice by the number that form_choices_now gives: of the list, or the answer in a repeat.
struct str form_choice_now(const struct form_instance *in, form_ref ref, uint32_t choice);
size_t form_choices_now(struct form_instance *in, form_ref ref, const uint32_t **out);
