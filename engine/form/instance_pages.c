// SPDX-License-Identifier: EUPL-1.2
// How many pages are relevant and which is the n-th, kept up to date as relevance changes: sums in
// a Fenwick tree over each frame's pages, so that neither walks the form.
#include "form/instance_priv.h"

#include "form/view.h"

static void sums_add(struct form_instance *in, uint32_t frame, uint32_t position, int change)
{
    struct frame *f = &in->frames[frame];
    uint32_t count = in->def->frames[f->def].position_count;
    for (uint32_t i = position + 1; i <= count; i += i & (~i + 1))
        f->sums[i] = (uint32_t)((int64_t)f->sums[i] + change);
    f->pages = (uint32_t)((int64_t)f->pages + change);
}

static uint32_t sums_before(const struct form_instance *in, uint32_t frame, uint32_t position)
{
    uint32_t sum = 0;
    for (uint32_t i = position; i > 0; i -= i & (~i + 1))
        sum += in->frames[frame].sums[i];
    return sum;
}

// The position that holds the page with this number in the frame; *number becomes the rest.
static uint32_t sums_find(const struct form_instance *in, uint32_t frame, uint32_t *number)
{
    uint32_t count = in->def->frames[in->frames[frame].def].position_count, at = 0, step = 1;
    while (step * 2 <= count)
        step *= 2;
    for (; step; step /= 2)
        if (at + step <= count && in->frames[frame].sums[at + step] <= *number) {
            at += step;
            *number -= in->frames[frame].sums[at];
        }
    return at;
}

form_ref form_pages_of(const struct form_instance *in, form_ref ref)
{
    uint32_t page = node_def(in, ref)->page;
    if (ref == 0 || page == DEF_NONE) return FORM_REF_NONE;
    const struct def_node *n = &in->def->nodes[page];
    uint32_t frame = form_frame_above(in, in->nodes[ref].frame, def_frame_of(n));
    return in->frames[frame].base + node_slot(n);
}

// Where a page stands in its frame: a repeat that is one page an instance heads its own frame.
static uint32_t position_of(const struct form_instance *in, form_ref page)
{
    const struct def_node *n = node_def(in, page);
    return n->kind == FORM_REPEAT ? 0 : n->position;
}

static void weigh(struct form_instance *in, form_ref page, int change)
{
    uint32_t frame = in->nodes[page].frame;
    sums_add(in, frame, position_of(in, page), change);
    while (frame) {
        const struct def_node *repeat =
            &in->def->nodes[in->def->frames[in->frames[frame].def].node];
        frame = in->frames[frame].parent;
        sums_add(in, frame, repeat->position, change);
    }
}

void form_pages_flip(struct form_instance *in, uint32_t ref, bool relevant)
{
    const struct def_node *n = node_def(in, ref);
    if (!form_def_holds_value(n) || !(n->flags & DEF_VISIBLE)) return;
    form_ref page = form_pages_of(in, ref);
    if (page == FORM_REF_NONE) return;
    uint32_t before = in->nodes[page].live;
    in->nodes[page].live = relevant ? before + 1 : before - 1;
    if (!before != !in->nodes[page].live) weigh(in, page, relevant ? 1 : -1);
}

size_t form_view_page_count(const struct form_instance *in)
{
    return in->frames[0].pages;
}

// First position of the frame that stands behind the node.
static uint32_t position_behind(const struct form_instance *in, uint32_t frame, uint32_t def_node)
{
    const struct def_frame *f = &in->def->frames[frame];
    uint32_t low = 0, high = f->position_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (f->positions[middle] < def_node)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t pages_before(const struct form_instance *in, form_ref ref)
{
    form_ref page = form_pages_of(in, ref);
    uint32_t frame = in->nodes[ref].frame, position;
    if (page != FORM_REF_NONE) {
        frame = in->nodes[page].frame;
        position = position_of(in, page);
    } else {
        position = position_behind(in, in->frames[frame].def, in->nodes[ref].def);
    }
    size_t count = sums_before(in, frame, position);
    while (frame) {
        const struct def_node *repeat =
            &in->def->nodes[in->def->frames[in->frames[frame].def].node];
        uint32_t around = in->frames[frame].parent;
        const struct range *range = in->nodes[in->frames[around].base + repeat->slot].range;
        for (uint32_t i = 0; i < in->frames[frame].position; i++)
            count += in->frames[range->frames[i]].pages;
        count += sums_before(in, around, repeat->position);
        frame = around;
    }
    return count;
}

size_t form_view_pages_before(const struct form_instance *in, form_ref page)
{
    return form_tree_has(in, page) ? pages_before(in, page) : 0;
}

static form_ref page_number(const struct form_instance *in, uint32_t number)
{
    uint32_t frame = 0;
    for (;;) {
        const struct def_frame *f = &in->def->frames[in->frames[frame].def];
        uint32_t node = f->positions[sums_find(in, frame, &number)];
        const struct def_node *n = &in->def->nodes[node];
        if (n->kind != FORM_REPEAT) return in->frames[frame].base + n->slot;
        if (node == f->node) return in->frames[frame].base;
        const struct range *range = in->nodes[in->frames[frame].base + n->slot].range;
        uint32_t i = 0;
        while (i + 1 < range->count && number >= in->frames[range->frames[i]].pages)
            number -= in->frames[range->frames[i++]].pages;
        frame = range->frames[i];
    }
}

static bool is_live(const struct form_instance *in, form_ref ref)
{
    form_ref page = form_pages_of(in, ref);
    return page != FORM_REF_NONE && in->nodes[page].live;
}

bool form_view_next(const struct form_instance *in, form_ref from, form_ref *out_page)
{
    size_t number = 0;
    if (from != FORM_REF_NONE) {
        if (!form_tree_has(in, from)) return false;
        number = pages_before(in, from) + is_live(in, from);
    }
    if (number >= in->frames[0].pages) return false;
    *out_page = page_number(in, (uint32_t)number);
    return true;
}

bool form_view_previous(const struct form_instance *in, form_ref from, form_ref *out_page)
{
    size_t number = in->frames[0].pages;
    if (from != FORM_REF_NONE) {
        if (!form_tree_has(in, from)) return false;
        number = pages_before(in, from);
    }
    if (!number) return false;
    *out_page = page_number(in, (uint32_t)number - 1);
    return true;
}
