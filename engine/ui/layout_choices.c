// SPDX-License-Identifier: EUPL-1.2
// Choices: how many columns they stand in, and when a scale is a row.
#include "ui/layout_priv.h"

static int count_flow(struct ui_element *e)
{
    int count = 0;
    FOR_FLOW(c, e)
    {
        count++;
    }
    return count;
}

static void set_upright(struct ui_layout *l, struct ui_element *e, bool upright)
{
    FOR_FLOW(c, e)
    {
        ui_layout_box(l, c)->upright = upright;
        ui_layout_box(l, c)->compact = l->density >= 2;
    }
}

static bool columns_fit(struct ui_layout *l, struct ui_element *e, int w, int columns)
{
    int room = (w - (columns - 1) * ui_layout_gap(l, e)) / columns;
    // A scale is seen whole rather than in large letters: a word may be set a little smaller, as
    // ui_measure_text does. Steps out of sight would be chosen less.
    int part = e->kind == UI_KIND_SCALE && e->first->kind == UI_KIND_CHOICE ? 85 : 100;
    FOR_FLOW(c, e)
    {
        if (ui_layout_least(l, c) * part / 100 > room) return false;
    }
    return true;
}

// As many columns as the rule and the density ask for, fewer where a word would break.
static int columns_of(struct ui_layout *l, struct ui_element *e, int w)
{
    int count = count_flow(e);
    if (count < 2) {
        set_upright(l, e, e->kind == UI_KIND_SCALE);
        return 1;
    }
    if (e->kind == UI_KIND_SCALE && count <= 11) {
        set_upright(l, e, true);
        if (columns_fit(l, e, w, count)) return count;
        set_upright(l, e, false);
        // Numbers go on in rows of one length.
        for (int rows = 2; e->first->kind == UI_KIND_BUTTON && rows < count; rows++) {
            int each = (count + rows - 1) / rows;
            if (columns_fit(l, e, w, each)) return each;
        }
    }
    // An upright screen has room below, not beside.
    bool wide = l->window.w > l->window.h;
    int columns = count > 4 && wide && e->kind == UI_KIND_OPTIONS ? 2 : 1;
    if (e->first->movable) return 1; // an order is read downwards
    if (e->kind == UI_KIND_SCALE && !wide) return 1;
    if (l->density >= 1) columns = count == 3 && columns_fit(l, e, w, 3) ? 3 : 2;
    if (l->density >= 3 && count > 4) columns = 3;
    if (e->want_columns > 0) columns = e->want_columns;
    // Pictures that stand close have their words below.
    bool pictures = e->want_columns > 1 && e->first->picture;
    if (pictures) set_upright(l, e, true);
    if (columns > count) columns = count;
    while (columns > 1 && !columns_fit(l, e, w, columns))
        columns--;
    return columns;
}

int ui_layout_grid(struct ui_layout *l, struct ui_element *e, struct ui_rect r, bool really)
{
    int columns = columns_of(l, e, r.w);
    int gap = ui_layout_gap(l, e);
    int y = r.y;
    e->columns = columns;
    for (struct ui_element *from = ui_layout_flowing(e->first); from;) {
        int line_h = 0;
        struct ui_element *end = from;
        for (int i = 0; i < columns && end; i++) {
            int x = i * (r.w + gap) / columns;
            int w = (i + 1) * (r.w + gap) / columns - gap - x;
            line_h = larger(line_h, ui_layout_height(l, end, w));
            end = ui_layout_flowing(end->next);
        }
        int i = 0;
        for (struct ui_element *c = from; really && c != end; c = ui_layout_flowing(c->next), i++) {
            int x = i * (r.w + gap) / columns;
            int w = (i + 1) * (r.w + gap) / columns - gap - x;
            ui_layout_place(l, c, (struct ui_rect){r.x + x, y, w, line_h});
        }
        y += line_h + gap;
        from = end;
    }
    return y == r.y ? 0 : y - gap - r.y;
}
