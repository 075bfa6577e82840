// SPDX-License-Identifier: EUPL-1.2
// The page as a whole: margins, scroll areas with their arrows, dialogs, mirroring.
#include "ui/layout_priv.h"

#include <limits.h>

#include "base/check.h"

static const double SCALE_STEP = 0.2;
static const double LEAST_SCALE = 0.9;

// ---- scroll areas ----

enum { RAIL_MM = 14 };

// The arrow is made once a tree; later layouts of the same tree find it.
static struct ui_element *rail_arrow(struct ui_layout *l, struct ui_element *e, const char *end,
                                     enum ui_icon icon, struct str name)
{
    for (struct ui_element *c = e->first; c; c = c->next) {
        if (ui_layout_box(l, c)->rail && c->icon == icon) return c;
    }
    struct str id = arena_printf(l->arena, "%.*s/%s", STR_ARG(e->id), end);
    struct ui_element *arrow = ui_button(l->arena, e, id, UI_LOOK_PLAIN, icon, name);
    arrow->icon_only = true;
    ui_layout_box(l, arrow)->rail = true;
    return arrow;
}

static void place_rail(struct ui_layout *l, struct ui_element *e, struct ui_rect r, int x)
{
    struct ui_box *box = ui_layout_box(l, e);
    int side = ui_layout_px(l, RAIL_MM);
    struct ui_element *up = rail_arrow(l, e, "back", UI_ICON_UP, e->value);
    struct ui_element *down = rail_arrow(l, e, "more", UI_ICON_DOWN, e->name);
    bool can_up = box->offset > 0;
    bool can_down = box->offset < box->content_h - r.h;
    up->state = can_up ? 0 : UI_STATE_DISABLED;
    down->state = can_down ? 0 : UI_STATE_DISABLED;
    struct ui_rect at = {x, r.y, side, side};
    ui_layout_box(l, up)->logical = can_up ? at : (struct ui_rect){0, 0, 0, 0};
    at.y = r.y + r.h - side;
    ui_layout_box(l, down)->logical = can_down ? at : (struct ui_rect){0, 0, 0, 0};
}

// An earlier layout of the same tree may have made the arrows.
static void put_rail_away(struct ui_layout *l, struct ui_element *e)
{
    for (struct ui_element *c = e->first; c; c = c->next) {
        if (!ui_layout_box(l, c)->rail) continue;
        c->state = UI_STATE_DISABLED;
        ui_layout_box(l, c)->logical = (struct ui_rect){0, 0, 0, 0};
    }
}

// The least dense setting in which the content fits the area; else the one with least to scroll.
static int content_height(struct ui_layout *l, struct ui_element *e, int w, int room)
{
    int kept = l->density;
    int best = kept;
    int best_h = INT_MAX;
    for (int density = kept; density <= 3; density++) {
        l->density = density;
        int h = ui_layout_column_height(l, e, w);
        if (h < best_h) {
            best = density;
            best_h = h;
        }
        if (h <= room) break;
    }
    l->density = best;
    return best_h;
}

// How much narrower content must be for the arrows to stand beside it: the side margin is theirs
// too, but in a dialog they stay on its card.
static int rail_room(const struct ui_layout *l, const struct ui_element *e, struct ui_rect r)
{
    int needed = ui_layout_px(l, RAIL_MM + 4);
    if (e->parent && e->parent->kind == UI_KIND_OVERLAY) return needed;
    return larger(needed - (l->window.x + l->window.w - r.x - r.w), 0);
}

int ui_layout_scroll_edge(const struct ui_layout *l)
{
    return ui_layout_px(l, 1.5);
}

void ui_layout_scroll(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    struct ui_box *box = ui_layout_box(l, e);
    int kept = l->density;
    int edge = ui_layout_scroll_edge(l);
    int room = r.h - 2 * edge;
    int w = r.w;
    int content = content_height(l, e, w, room);
    bool overflows = content > room;
    int lane = 0; // of the arrows; on both sides of what is centred
    if (overflows) {
        l->density = kept;
        lane = rail_room(l, e, r);
        w -= e->align == UI_ALIGN_CENTER ? 2 * lane : lane;
        content = content_height(l, e, w, room);
    }
    box->content_h = content + 2 * edge;
    int most = larger(box->content_h - r.h, 0);
    box->offset = l->scroll_get ? l->scroll_get(l->data, e->id) : 0;
    box->offset = smaller(larger(box->offset, 0), most);
    if (l->scroll_set) l->scroll_set(l->data, e->id, box->offset);
    int left = e->align == UI_ALIGN_CENTER ? lane : 0;
    struct ui_rect inner = {r.x + left, r.y + edge - box->offset, w, larger(content, room)};
    // On an upright screen a short page starts a little lower, where eyes and hands are.
    bool upright = l->window.h > l->window.w;
    if (!overflows && upright && e->align_down == UI_ALIGN_START) {
        int down = smaller((room - content) / 3, l->window.h / 12);
        inner.y += down;
        inner.h -= down;
    }
    ui_layout_column(l, e, inner);
    if (overflows) {
        place_rail(l, e, r, r.x + r.w - lane + ui_layout_px(l, 2.5));
    } else {
        put_rail_away(l, e);
    }
    l->density = kept;
}

// ---- dialogs and the page ----

// Marks what is only decoration, so that words and buttons fit on little glass.
static void leave_out_decoration(struct ui_layout *l, struct ui_element *root, bool out)
{
    for (struct ui_element *e = root; e; e = ui_element_after(e, root)) {
        if (e->kind == UI_KIND_PICTURE && e->role == UI_ROLE_NONE) {
            ui_layout_box(l, e)->left_out = out;
            ui_layout_box(l, e)->logical = (struct ui_rect){0, 0, 0, 0};
        }
    }
}

static void place_overlay(struct ui_layout *l, struct ui_element *e)
{
    int margin = ui_layout_px(l, l->small ? 4 : 8);
    int w = smaller(l->window.w - 2 * margin, ui_layout_px(l, e->max_w_mm));
    int most = l->window.h - 2 * margin;
    leave_out_decoration(l, e, false);
    int h = ui_layout_height(l, e, w);
    if (h > most) {
        // Wider makes fewer lines.
        l->tight = true;
        w = smaller(l->window.w - 2 * margin, w * 3 / 2);
        h = ui_layout_height(l, e, w);
    }
    if (h > most) {
        leave_out_decoration(l, e, true);
        h = ui_layout_height(l, e, w);
    }
    h = smaller(h, most);
    struct ui_rect r = {(l->window.w - w) / 2, (l->window.h - h) / 2, w, h};
    ui_layout_box(l, e)->logical = r;
    ui_layout_column(l, e, r);
    l->tight = false;
}

// The last pass: logical rectangles to the glass, mirrored where asked for, with what of each can
// be seen. Keys keep their places: a keyboard is not mirrored.
static void to_glass(struct ui_layout *l, struct ui_element *e, struct ui_rect clip)
{
    struct ui_rect r = ui_layout_box(l, e)->logical;
    if (l->rtl && !ui_rect_empty(r)) {
        bool key = e->parent && ui_layout_of_keys(e->parent);
        if (key) {
            struct ui_rect row = ui_layout_box(l, e->parent)->logical;
            r.x = e->parent->bounds.x + (r.x - row.x);
        } else {
            r.x = l->window.w - r.x - r.w;
        }
    }
    e->bounds = r;
    if (e->kind == UI_KIND_OVERLAY) clip = l->window;
    e->visible = ui_rect_common(r, clip);
    if (e->kind == UI_KIND_SCROLL) {
        // Edges and rings may reach into the side margins.
        struct ui_rect wide = {l->window.x, r.y, l->window.w, r.h};
        clip = ui_rect_common(clip, wide);
    }
    for (struct ui_element *c = e->first; c; c = c->next)
        to_glass(l, c, clip);
}

static bool has_keys(struct ui_element *root)
{
    for (struct ui_element *e = root; e; e = ui_element_after(e, root)) {
        if (e->kind == UI_KIND_KEY) return true;
    }
    return false;
}

// Whether a part of the page has to scroll.
static bool hides_some(struct ui_layout *l, struct ui_element *root)
{
    for (struct ui_element *c = root->first; c; c = c->next) {
        const struct ui_box *box = ui_layout_box(l, c);
        if (c->kind == UI_KIND_SCROLL && box->content_h > box->logical.h) return true;
    }
    return false;
}

// Whether a field and the last line of the question above it are too high to be seen together.
static bool parts_question(struct ui_layout *l, struct ui_element *area)
{
    struct ui_element *question = NULL;
    for (struct ui_element *e = area; e; e = ui_element_after(e, area)) {
        if (e->kind == UI_KIND_TEXT && e->role == UI_ROLE_HEADING) question = e;
        if (e->kind != UI_KIND_FIELD || !question) continue;
        struct ui_rect of = ui_layout_box(l, question)->logical;
        struct ui_rect field = ui_layout_box(l, e)->logical;
        int line = ui_measure_text(l, question, of.w, question->bold, NULL)->lines[0].h;
        int needed = field.y + field.h - of.y - of.h + line + ui_layout_px(l, UI_TYPED_MM);
        if (needed > ui_layout_box(l, area)->logical.h) return true;
    }
    return false;
}

// Letters that were wished larger grow less while what is typed, and what it answers, would not be
// seen: a keyboard leaves little glass little room.
static void make_room_for_typing(struct ui_layout *l, struct ui_element *root, struct ui_rect page)
{
    struct ui_element *area = root->first;
    while (area && area->kind != UI_KIND_SCROLL)
        area = area->next;
    for (double scale = l->text_scale; area && parts_question(l, area);) {
        if (scale <= LEAST_SCALE) return;
        scale = scale - SCALE_STEP < LEAST_SCALE ? LEAST_SCALE : scale - SCALE_STEP;
        l->most_scale = scale;
        ui_layout_place(l, root, page);
    }
}

// On little glass the keyboard takes the banner's room: the field must be seen while one types.
static void leave_out_banner(struct ui_layout *l, struct ui_element *root, bool out)
{
    for (struct ui_element *c = root->first; c; c = c->next) {
        if (c->role != UI_ROLE_BANNER) continue;
        ui_layout_box(l, c)->left_out = out;
        for (struct ui_element *e = c; out && e; e = ui_element_after(e, c))
            ui_layout_box(l, e)->logical = (struct ui_rect){0, 0, 0, 0};
    }
}

// ---- what stands over the page ----

static void set_place(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    ui_layout_box(l, e)->logical = r;
    e->bounds = r;
    e->visible = ui_rect_common(r, l->window);
}

static bool covers_field(struct ui_element *root, struct ui_rect r)
{
    for (struct ui_element *e = root; e; e = ui_element_after(e, root)) {
        bool seen = e->kind == UI_KIND_FIELD && !ui_rect_empty(e->visible);
        if (seen && !ui_rect_empty(ui_rect_common(e->bounds, r))) return true;
    }
    return false;
}

// A row of keys over what it belongs to, where there is room above
// that is no field's, else below it. On the glass's
// own coordinates: keyboards are not mirrored.
static void place_over(struct ui_layout *l, struct ui_element *root, struct ui_element *row)
{
    const struct ui_element *of = ui_element_find(root, row->over);
    int gap = ui_layout_px(l, 1.5);
    int widths = gap;
    int count = 0;
    if (!of || ui_rect_empty(of->visible)) return;
    int one = of->kind == UI_KIND_KEY ? of->bounds.w : 0;
    int h = of->kind == UI_KIND_KEY ? of->bounds.h : ui_layout_px(l, l->small ? 10 : 13);
    for (struct ui_element *c = row->first; c; c = c->next, count++) {
        ui_layout_box(l, c)->logical.w =
            larger(one, ui_measure_natural(l, c) + ui_layout_px(l, one ? 2 : 8));
        widths += ui_layout_box(l, c)->logical.w + gap;
    }
    int margin = ui_layout_px(l, 1);
    int most = l->window.w - 2 * margin;
    int squeezed = widths > most && count > 0 ? (widths - most + count - 1) / count : 0;
    int w = smaller(widths, most);
    int x = of->bounds.x + (of->bounds.w - w) / 2;
    x = larger(smaller(x, l->window.x + l->window.w - margin - w), l->window.x + margin);
    struct ui_rect r = {x, of->bounds.y - h - 3 * gap, w, h + 2 * gap};
    if (r.y < l->window.y || covers_field(root, r)) r.y = of->bounds.y + of->bounds.h + gap;
    set_place(l, row, r);
    x += gap;
    for (struct ui_element *c = row->first; c; c = c->next) {
        int own = ui_layout_box(l, c)->logical.w - squeezed;
        set_place(l, c, (struct ui_rect){x, r.y + gap, own, h});
        x += own + gap;
    }
}

void ui_layout_run(struct ui_layout *l, struct ui_element *root)
{
    CHECK(!root->parent);
    int short_side = smaller(l->window.w, l->window.h);
    // Small glass gets small margins.
    l->small = short_side / l->px_per_mm < 110;
    double part = l->small ? 0.5 : 1;
    int side = ui_layout_px(l, 10 * part);
    int w = smaller(l->window.w - 2 * side, ui_layout_px(l, 230));
    int top = ui_layout_px(l, 3 * part);
    int bottom = ui_layout_px(l, 5.5 * part);
    struct ui_rect page = {(l->window.w - w) / 2, top, w, l->window.h - top - bottom};
    // With a keyboard on the page everything moves closer where the glass is not tall.
    bool keys = has_keys(root);
    l->tight = keys && l->window.h / l->px_per_mm < 190;
    bool little = l->tight && (l->small || l->text_scale > 1.4);
    l->most_scale = 0;
    l->low_foot = keys && l->small;
    ui_layout_unfold(l, root);
    leave_out_banner(l, root, little);
    ui_layout_place(l, root, page);
    // On little glass on every page, so that nothing changes its place between them.
    if (!keys && (l->small || hides_some(l, root)) && ui_layout_fold(l, root, page) &&
        hides_some(l, root)) {
        l->low_foot = true;
        ui_layout_fold(l, root, page);
    }
    ui_layout_foot_in_line(l, root, page);
    if (l->tight && !little && hides_some(l, root)) {
        // The question is to be read while it is answered.
        leave_out_banner(l, root, true);
        ui_layout_place(l, root, page);
    }
    if (l->tight) make_room_for_typing(l, root, page);
    l->tight = false;
    for (struct ui_element *c = root->first; c; c = c->next) {
        if (c->kind == UI_KIND_OVERLAY) place_overlay(l, c);
    }
    to_glass(l, root, l->window);
    for (struct ui_element *e = root; e; e = ui_element_after(e, root)) {
        if (e->over.len) place_over(l, root, e);
    }
}
