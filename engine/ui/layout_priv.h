// SPDX-License-Identifier: EUPL-1.2
// What layout.c (columns, rows), layout_choices.c and layout_page.c share.
#pragma once

#include "ui/layout.h"

static inline int larger(int a, int b)
{
    return a > b ? a : b;
}

static inline int smaller(int a, int b)
{
    return a < b ? a : b;
}

static inline int across(enum ui_align align, int room)
{
    return align == UI_ALIGN_CENTER ? room / 2 : align == UI_ALIGN_END ? room : 0;
}

// e, or the first of its later siblings that takes room in its parent's flow.
struct ui_element *ui_layout_flowing(struct ui_element *e);

#define FOR_FLOW(c, parent)                                            \
    for (struct ui_element *c = ui_layout_flowing((parent)->first); c; \
         c = ui_layout_flowing(c->next))

int ui_layout_gap(const struct ui_layout *l, const struct ui_element *e);
bool ui_layout_of_keys(const struct ui_element *e); // a row of the keyboard

int ui_layout_natural(struct ui_layout *l, struct ui_element *e); // width without wrapping
int ui_layout_least(struct ui_layout *l, struct ui_element *e);   // without breaking a word
int ui_layout_height(struct ui_layout *l, struct ui_element *e, int w);
void ui_layout_place(struct ui_layout *l, struct ui_element *e, struct ui_rect r);

int ui_layout_column_height(struct ui_layout *l, struct ui_element *e, int w);
void ui_layout_column(struct ui_layout *l, struct ui_element *e, struct ui_rect r);
// Options and scales: the height they take, and their places where really is set.
int ui_layout_grid(struct ui_layout *l, struct ui_element *e, struct ui_rect r, bool really);
// Room inside a scroll area, above and below, for focus rings and thick edges.
int ui_layout_scroll_edge(const struct ui_layout *l);
void ui_layout_scroll(struct ui_layout *l, struct ui_element *e, struct ui_rect r);

// The banner's parts at the edges of the page, so that the rest gets its room. False, and all as
// before, where the page has no progress or the foot no room. unfold undoes what an earlier layout
// of the same tree did; the page is to be placed afterwards.
bool ui_layout_fold(struct ui_layout *l, struct ui_element *root, struct ui_rect page);
// Makes one line of a foot that broke into several, with icons for words, where that is enough.
void ui_layout_foot_in_line(struct ui_layout *l, struct ui_element *root, struct ui_rect page);
void ui_layout_unfold(struct ui_layout *l, struct ui_element *root);
