// SPDX-License-Identifier: EUPL-1.2
// One frame: the shown tree laid out, painted, compared with what is on the glass, presented where
// it differs.
#include "ui/ui_priv.h"

int ui_scroll_offset(struct ui *ui, struct str id)
{
    for (int i = 0; i < ui->scroll_count; i++) {
        if (str_eq(id, str_of(ui->scrolls[i].id))) return ui->scrolls[i].offset;
    }
    return 0;
}

static void remember_scroll(struct ui *ui, struct str id, int offset)
{
    int i = 0;
    while (i < ui->scroll_count && !str_eq(id, str_of(ui->scrolls[i].id)))
        i++;
    if (i == UI_SCROLLS) return; // a page with more scroll areas than that keeps them at the top
    if (i == ui->scroll_count) {
        ui_copy_id(ui->scrolls[i].id, id);
        ui->scroll_count++;
    }
    ui->scrolls[i].offset = offset;
}

static int scroll_get(void *data, struct str id)
{
    return ui_scroll_offset(data, id);
}

static void scroll_set(void *data, struct str id, int offset)
{
    remember_scroll(data, id, offset);
}

void ui_scroll_to(struct ui *ui, struct str id, int offset)
{
    int before = ui_scroll_offset(ui, id);
    remember_scroll(ui, id, offset);
    ui_frame_layout(ui);
    if (ui_scroll_offset(ui, id) != before) ui->generation++;
}

void ui_frame_layout(struct ui *ui)
{
    if (!ui->root) return;
    ui->layout.arena = ui->arenas[ui->shown];
    ui->layout.scroll_get = scroll_get;
    ui->layout.scroll_set = scroll_set;
    ui->layout.data = ui;
    ui_layout_run(&ui->layout, ui->root);
    ui_drag_arrange(ui);
    struct ui_element *focused = ui_focus_element(ui);
    struct ui_element *field = ui_focus_field(ui);
    if (!focused) focused = field;
    bool pressing = ui->touch.mode == UI_TOUCH_PRESS && ui->touch.inside && ui->touch.id[0];
    for (struct ui_element *e = ui->root; e; e = ui_element_after(e, ui->root)) {
        e->state &= ~(uint32_t)(UI_STATE_FOCUSED | UI_STATE_PRESSED);
        if (e == focused) e->state |= UI_STATE_FOCUSED;
        if (pressing && e->id.len && ui_element_acts(e) && str_eq(e->id, str_of(ui->touch.id))) {
            e->state |= UI_STATE_PRESSED;
        }
    }
    ui->dirty = true;
}

// The pixels to draw in now. Where they are others than before, every cell is drawn.
static void take_pixels(struct ui *ui)
{
    if (ui_window_lend(&ui->window, &ui->pixels))
        ui_cells_size(&ui->cells, ui->pixels.w, ui->pixels.h);
}

void ui_frame_resize(struct ui *ui)
{
    struct ui_layout *l = &ui->layout;
    l->window = (struct ui_rect){0, 0, ui->window.w, ui->window.h};
    int short_side = ui->window.w < ui->window.h ? ui->window.w : ui->window.h;
    double mm = ui->options.mm_per_pixel;
    // Nothing SDL says about millimetres can be trusted. A kiosk's screen is seen from half a
    // metre and is about 150 mm on its short side; a small one has larger pixels, not that many.
    if (mm <= 0) mm = 150.0 / short_side > 0.2 ? 0.2 : 150.0 / short_side;
    l->px_per_mm = 1 / mm;
    l->text_scale = ui->settings.text_scale;
    l->reading = ui->settings.reading;
    l->rtl = ui->settings.rtl;
    memcpy(l->language, ui->settings.language, sizeof l->language);
    take_pixels(ui);
}

void ui_frame_draw(struct ui *ui)
{
    if (!ui->root) return;
    ui->frame_ms = ui_now(ui);
    ui_motion_begin(&ui->motion, ui->frame_ms);
    struct ui_paint paint = {
        .art = &ui->art,
        .layout = &ui->layout,
        .theme = &ui->theme,
        .motion = &ui->motion,
        .list = &ui->list,
        .scan = ui_scan_box(ui),
        .light_percent = ui->screen.light_percent,
        .ring = ui->ring,
        .lifted = ui->touch.mode == UI_TOUCH_MOVE ? ui_element_find(ui->root, str_of(ui->touch.id))
                                                  : NULL,
    };
    ui_masks_trim(ui->masks);
    ui_paint_tree(&paint, ui->root);
    uint32_t paper = ui->theme.argb[UI_COLOR_PAPER];
    take_pixels(ui);
    // What the glass has lost is gone from the pixels as well, where they are the window's.
    if (ui->exposed) ui->cells.all = true;
    ui_cells_compare(&ui->cells, &ui->list, paper);
    struct ui_painter painter = {ui->text, ui->masks};
    for (uint32_t i = 0; i < ui->cells.changed_count; i++)
        ui_pixels_draw(&ui->pixels, &painter, &ui->list, ui->cells.changed[i], paper);
    if (ui->cells.changed_count) {
        ui_window_present(&ui->window, &ui->pixels, ui->cells.changed, ui->cells.changed_count);
    }
    ui->exposed = false;
    ui->dirty = false;
}
