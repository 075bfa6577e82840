// SPDX-License-Identifier: EUPL-1.2
// Hashing draw commands into screen cells and joining changed cells to rectangles.
#include "ui/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

void ui_cells_size(struct ui_cells *c, int w, int h)
{
    ui_cells_finish(c);
    c->across = (w + UI_CELL_PX - 1) / UI_CELL_PX;
    c->down = (h + UI_CELL_PX - 1) / UI_CELL_PX;
    size_t count = (size_t)c->across * (size_t)c->down;
    c->now = xcalloc(count + 1, sizeof *c->now);
    c->before = xcalloc(count + 1, sizeof *c->before);
    c->changed = xcalloc(count + 1, sizeof *c->changed);
    c->all = true;
}

void ui_cells_finish(struct ui_cells *c)
{
    free(c->now);
    free(c->before);
    free(c->changed);
    *c = (struct ui_cells){0};
}

static void hash_commands(struct ui_cells *c, const struct ui_draw_list *list, uint32_t paper)
{
    size_t count = (size_t)c->across * (size_t)c->down;
    for (size_t i = 0; i < count; i++)
        c->now[i] = 0xCBF29CE484222325U ^ paper;
    for (uint32_t i = 0; i < list->count; i++) {
        struct ui_rect reach =
            ui_rect_common(ui_draw_reach(&list->items[i]),
                           (struct ui_rect){0, 0, c->across * UI_CELL_PX, c->down * UI_CELL_PX});
        if (ui_rect_empty(reach)) continue;
        int right = (reach.x + reach.w - 1) / UI_CELL_PX;
        int bottom = (reach.y + reach.h - 1) / UI_CELL_PX;
        for (int y = reach.y / UI_CELL_PX; y <= bottom; y++) {
            for (int x = reach.x / UI_CELL_PX; x <= right; x++) {
                uint64_t *cell = &c->now[(size_t)y * (size_t)c->across + (size_t)x];
                *cell = (*cell ^ list->items[i].hash) * 0x9E3779B97F4A7C15U;
                *cell ^= *cell >> 31;
            }
        }
    }
}

static bool differs(const struct ui_cells *c, int x, int y)
{
    size_t at = (size_t)y * (size_t)c->across + (size_t)x;
    return c->all || c->now[at] != c->before[at];
}

// A run of cells joins the rectangle right above it where that has the same sides.
static void add(struct ui_cells *c, struct ui_rect run)
{
    for (uint32_t i = c->changed_count; i > 0; i--) {
        struct ui_rect *above = &c->changed[i - 1];
        if (above->x == run.x && above->w == run.w && above->y + above->h == run.y) {
            above->h += run.h;
            return;
        }
    }
    c->changed[c->changed_count++] = run;
}

void ui_cells_compare(struct ui_cells *c, const struct ui_draw_list *list, uint32_t paper)
{
    hash_commands(c, list, paper);
    c->changed_count = 0;
    for (int y = 0; y < c->down; y++) {
        for (int x = 0; x < c->across; x++) {
            if (!differs(c, x, y)) continue;
            int from = x;
            while (x < c->across && differs(c, x, y))
                x++;
            add(c, (struct ui_rect){from * UI_CELL_PX, y * UI_CELL_PX, (x - from) * UI_CELL_PX,
                                    UI_CELL_PX});
        }
    }
    uint64_t *swap = c->before;
    c->before = c->now;
    c->now = swap;
    c->all = false;
}
