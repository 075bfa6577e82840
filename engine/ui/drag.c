// SPDX-License-Identifier: EUPL-1.2
// Fingers that draw: a slider that follows, and cards that are put in order by their handles.
#include "ui/ui_priv.h"

void ui_drag_slide(struct ui *ui, struct ui_element *e, struct ui_point at)
{
    // The thumb stays inside the line, so its middle has less to go than the line is long.
    int thumb = ui_layout_px(&ui->layout, UI_THUMB_MM);
    double room = e->bounds.w - thumb;
    double part = room > 0 ? (at.x - e->bounds.x - thumb / 2) / room : 0;
    if (ui->settings.rtl) part = 1 - part;
    struct ui_event event = ui_event_make(UI_EVENT_SLIDE, e->id);
    event.number = part < 0 ? 0 : part > 1 ? 1 : part;
    ui_queue(ui, &event);
}

bool ui_drag_handle(const struct ui *ui, const struct ui_element *e, struct ui_point at)
{
    if (!e->movable) return false;
    int wide = ui_layout_px(&ui->layout, UI_HANDLE_MM);
    return ui->settings.rtl ? at.x < e->bounds.x + wide : at.x >= e->bounds.x + e->bounds.w - wide;
}

static struct ui_element *dragged(struct ui *ui)
{
    if (ui->touch.mode != UI_TOUCH_MOVE || !ui->root) return NULL;
    return ui_element_find(ui->root, str_of(ui->touch.id));
}

// Its place among the movable siblings, from 0, and the place that the finger is over.
static void places(struct ui *ui, const struct ui_element *e, int *out_from, int *out_to)
{
    int by = ui->touch.drag_y - ui->touch.start.y;
    int middle = e->bounds.y + e->bounds.h / 2 + by;
    int index = 0;
    *out_from = 0;
    *out_to = 0;
    for (const struct ui_element *c = e->parent->first; c; c = c->next) {
        if (!c->movable) continue;
        if (c == e) {
            *out_from = index;
        } else if (c->bounds.y + c->bounds.h / 2 < middle) {
            (*out_to)++;
        }
        index++;
    }
}

static void shift(struct ui_element *e, int by)
{
    e->bounds.y += by;
    e->visible.y += by;
}

void ui_drag_arrange(struct ui *ui)
{
    struct ui_element *e = dragged(ui);
    if (!e) return;
    int from = 0;
    int to = 0;
    places(ui, e, &from, &to);
    int step = e->bounds.h + ui_layout_px(&ui->layout, 4);
    int index = 0;
    for (struct ui_element *c = e->parent->first; c; c = c->next) {
        if (!c->movable) continue;
        if (c != e && index > from && index <= to) shift(c, -step);
        if (c != e && index < from && index >= to) shift(c, step);
        index++;
    }
    shift(e, ui->touch.drag_y - ui->touch.start.y);
    e->visible = e->bounds; // it may be carried over the edge
}

void ui_drag_drop(struct ui *ui)
{
    struct ui_element *e = dragged(ui);
    if (!e) return;
    // Places are counted where the cards lie without a finger.
    struct ui_touch kept = ui->touch;
    ui->touch.mode = UI_TOUCH_NONE;
    ui_frame_layout(ui);
    ui->touch = kept;
    int from = 0;
    int to = 0;
    places(ui, e, &from, &to);
    ui->touch.mode = UI_TOUCH_NONE;
    if (from == to) return;
    struct ui_event event = ui_event_make(UI_EVENT_MOVE, e->id);
    event.at = (size_t)to;
    ui_queue(ui, &event);
}
