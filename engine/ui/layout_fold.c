// SPDX-License-Identifier: EUPL-1.2
// Where a page's height is short, its banner gives way to what is asked: progress stays as a thin
// line at the top of the glass, and language and aids stand at the foot, between back and next.
#include "ui/layout_priv.h"

static const double LINE_MM = 2;
static const double UNDER_MM = 1.5;

static struct ui_element *part_of(struct ui_element *root, enum ui_role role)
{
    for (struct ui_element *c = root->first; c; c = c->next) {
        if (c->role == role && c->first) return c;
    }
    return NULL;
}

static struct ui_element *child_of(const struct ui_element *row, enum ui_kind kind)
{
    struct ui_element *c = row->first;
    while (c && c->kind != kind)
        c = c->next;
    return c;
}

// Buttons of this look show their icon alone: the one that they have beside their name, or, if that
// is not enough, the one in reserve.
static void show_icons(struct ui_layout *l, const struct ui_element *row, enum ui_look look,
                       bool spare)
{
    for (struct ui_element *c = row->first; c; c = c->next) {
        if (c->kind == UI_KIND_BUTTON && c->look == look && (c->icon || (spare && c->spare_icon))) {
            ui_layout_box(l, c)->icon_alone = true;
        }
    }
}

static void show_words(struct ui_layout *l, const struct ui_element *row)
{
    for (struct ui_element *c = row->first; c; c = c->next)
        ui_layout_box(l, c)->icon_alone = false;
}

void ui_layout_unfold(struct ui_layout *l, struct ui_element *root)
{
    struct ui_element *banner = part_of(root, UI_ROLE_BANNER);
    struct ui_element *foot = part_of(root, UI_ROLE_NAVIGATION);
    if (banner) {
        ui_layout_box(l, banner)->left_out = false;
        show_words(l, banner);
    }
    if (foot) show_words(l, foot);
}

static bool in_one_line(struct ui_layout *l, struct ui_element *row)
{
    int below = ui_layout_box(l, row)->logical.y;
    for (struct ui_element *c = row->first; c; c = c->next) {
        struct ui_rect r = ui_layout_box(l, c)->logical;
        if (c != row->first && c->kind != UI_KIND_SPACER && r.y >= below) return false;
        if (c->kind != UI_KIND_SPACER) below = r.y + r.h;
        bool words = c->kind == UI_KIND_BUTTON && ui_measure_shows_name(c);
        if (words && ui_measure_text(l, c, r.w, c->bold, NULL)->line_count > 1) return false;
    }
    return true;
}

void ui_layout_foot_in_line(struct ui_layout *l, struct ui_element *root, struct ui_rect page)
{
    struct ui_element *foot = part_of(root, UI_ROLE_NAVIGATION);
    if (!foot || in_one_line(l, foot)) return;
    for (int spare = 0; spare < 2; spare++) {
        show_icons(l, foot, UI_LOOK_QUIET, spare);
        ui_layout_place(l, root, page);
        if (in_one_line(l, foot)) return;
    }
    show_words(l, foot);
    ui_layout_place(l, root, page);
}

// The banner's buttons in the middle of the room that the foot has between its own.
static bool seat(struct ui_layout *l, struct ui_element *banner, struct ui_element *foot)
{
    struct ui_rect all = ui_layout_box(l, foot)->logical;
    const struct ui_element *between = child_of(foot, UI_KIND_SPACER);
    if (!between || between->grow == 0) return false;
    struct ui_rect room = {0};
    for (struct ui_element *c = foot->first; c; c = c->next) {
        if (c == between) room = ui_layout_box(l, c)->logical;
    }
    int buttons = 0;
    int widths = 0;
    for (struct ui_element *c = banner->first; c; c = c->next) {
        if (c->kind != UI_KIND_BUTTON) continue;
        widths += ui_layout_natural(l, c);
        buttons++;
    }
    int gap = ui_layout_gap(l, foot);
    int needed = widths + (buttons - 1) * gap;
    // Twice closer, if need be: then some of the room between the foot's own is theirs as well.
    for (int i = 0; i < 2 && needed > room.w; i++) {
        int half = gap / 2;
        room.x -= gap - half;
        room.w += 2 * (gap - half);
        gap = half;
        needed = widths + (buttons - 1) * gap;
    }
    if (needed > room.w) return false;
    int x = room.x + (room.w - needed) / 2;
    for (struct ui_element *c = banner->first; c; c = c->next) {
        if (c->kind != UI_KIND_BUTTON) continue;
        int w = ui_layout_natural(l, c);
        int h = ui_layout_height(l, c, w);
        ui_layout_place(l, c, (struct ui_rect){x, all.y + (all.h - h) / 2, w, h});
        x += w + gap;
    }
    return true;
}

bool ui_layout_fold(struct ui_layout *l, struct ui_element *root, struct ui_rect page)
{
    struct ui_element *banner = part_of(root, UI_ROLE_BANNER);
    struct ui_element *foot = part_of(root, UI_ROLE_NAVIGATION);
    struct ui_element *progress = banner ? child_of(banner, UI_KIND_PROGRESS) : NULL;
    if (!progress || !foot) return false;
    int line = ui_layout_px(l, LINE_MM);
    int down = line + ui_layout_px(l, UNDER_MM);
    struct ui_rect rest = {page.x, page.y + down, page.w, page.h - down};
    ui_layout_box(l, banner)->left_out = true; // out of the flow
    for (int step = 0; step < 5; step++) {
        // First the language's name gives way to its icon, then the way back, out, and at last on.
        if (step == 1) show_icons(l, banner, UI_LOOK_QUIET, false);
        if (step == 2) show_icons(l, foot, UI_LOOK_QUIET, false);
        if (step == 3) show_icons(l, foot, UI_LOOK_QUIET, true);
        if (step == 4) show_icons(l, foot, UI_LOOK_PRIMARY, true);
        ui_layout_place(l, root, rest);
        if (!seat(l, banner, foot)) continue;
        struct ui_rect at = {page.x, page.y, page.w, line};
        ui_layout_box(l, banner)->logical = at;
        ui_layout_box(l, progress)->logical = at;
        return true;
    }
    ui_layout_unfold(l, root);
    ui_layout_place(l, root, page);
    return false;
}
