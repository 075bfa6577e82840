// SPDX-License-Identifier: EUPL-1.2
// Containers: columns, rows, wrapping rows, options, scales, scroll areas, dialogs. Everything is
// laid out left to right; the last pass mirrors it where the language asks for it.
#include "ui/layout.h"

#include <limits.h>
#include <math.h>

#include "base/check.h"

static int natural(struct ui_layout *l, struct ui_element *e);
static int least(struct ui_layout *l, struct ui_element *e);
static int height(struct ui_layout *l, struct ui_element *e, int w);
static void place(struct ui_layout *l, struct ui_element *e, struct ui_rect r);

struct ui_box *ui_layout_box(struct ui_layout *l, struct ui_element *e)
{
    if (!e->priv) e->priv = ARENA_NEW(l->arena, struct ui_box);
    return e->priv;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

// Children that stand in their parent's flow and take room.
static bool flows(const struct ui_element *e)
{
    const struct ui_box *box = e->priv;
    if (e->kind == UI_KIND_OVERLAY || (box && (box->rail || box->left_out))) return false;
    switch (e->kind) {
    case UI_KIND_COLUMN:
    case UI_KIND_ROW:
    case UI_KIND_WRAP:
    case UI_KIND_OPTIONS:
    case UI_KIND_SCALE:
        for (const struct ui_element *c = e->first; c; c = c->next) {
            if (flows(c)) return true;
        }
        return e->min_h_mm > 0 || e->grow > 0;
    case UI_KIND_SCROLL:
    case UI_KIND_OVERLAY:
    case UI_KIND_SPACER:
    case UI_KIND_TEXT:
    case UI_KIND_BUTTON:
    case UI_KIND_CHOICE:
    case UI_KIND_FIELD:
    case UI_KIND_KEY:
    case UI_KIND_PROGRESS:
    case UI_KIND_PICTURE:
    case UI_KIND_COUNT: break;
    }
    return true;
}

static struct ui_element *flowing(struct ui_element *e)
{
    while (e && !flows(e))
        e = e->next;
    return e;
}

#define FOR_FLOW(c, parent) \
    for (struct ui_element *c = flowing((parent)->first); c; c = flowing(c->next))

static int gap_of(const struct ui_layout *l, const struct ui_element *e)
{
    static const double parts[] = {1, 0.75, 0.65, 0.65};
    double mm = e->gap_mm > 0 ? e->gap_mm : 0;
    bool of_choices = e->kind == UI_KIND_OPTIONS || e->kind == UI_KIND_SCALE;
    if (l->tight) {
        mm *= 0.7;
    } else if (!of_choices) {
        mm *= parts[l->density];
    } else if (l->density >= 2 && mm > 3) {
        mm = 3; // closer than that a finger takes two for one
    }
    return ui_layout_px(l, mm);
}

// The room before a child: a hint stands close to the heading that it belongs to.
static int gap_before(const struct ui_layout *l, const struct ui_element *parent,
                      const struct ui_element *before, const struct ui_element *c)
{
    if (!before) return 0;
    int gap = gap_of(l, parent);
    bool belongs = before->role == UI_ROLE_HEADING && c->kind == UI_KIND_TEXT &&
                   c->look == UI_LOOK_PLAIN && before->size != UI_TEXT_TITLE;
    return belongs ? gap / 2 : gap;
}

static int pad_of(const struct ui_layout *l, const struct ui_element *e)
{
    double mm = e->pad_mm;
    if (mm <= 0 && e->look == UI_LOOK_CARD) mm = 6;
    if (l->small || l->tight) mm *= 0.6;
    return ui_layout_px(l, mm > 0 ? mm : 0);
}

// ---- widths ----

static bool is_row(const struct ui_element *e)
{
    return e->kind == UI_KIND_ROW || e->kind == UI_KIND_WRAP || e->kind == UI_KIND_SCALE;
}

static bool is_container(const struct ui_element *e)
{
    return is_row(e) || e->kind == UI_KIND_COLUMN || e->kind == UI_KIND_OPTIONS ||
           e->kind == UI_KIND_SCROLL || e->kind == UI_KIND_OVERLAY;
}

static int width_of(struct ui_layout *l, struct ui_element *e, bool narrow)
{
    if (!is_container(e)) return narrow ? ui_measure_least(l, e) : ui_measure_natural(l, e);
    bool sum = is_row(e) && !(narrow && e->kind != UI_KIND_ROW);
    int w = 0;
    int count = 0;
    FOR_FLOW(c, e)
    {
        int one = narrow ? least(l, c) : natural(l, c);
        w = sum ? w + one : larger(w, one);
        count++;
    }
    if (sum && count > 1) w += (count - 1) * gap_of(l, e);
    w += 2 * pad_of(l, e);
    return larger(w, ui_layout_px(l, e->min_w_mm));
}

static int natural(struct ui_layout *l, struct ui_element *e)
{
    int w = e->kind == UI_KIND_SPACER ? ui_layout_px(l, e->min_w_mm) : width_of(l, e, false);
    return e->max_w_mm > 0 ? smaller(w, ui_layout_px(l, e->max_w_mm)) : w;
}

static int least(struct ui_layout *l, struct ui_element *e)
{
    return e->kind == UI_KIND_SPACER ? ui_layout_px(l, e->min_w_mm) : width_of(l, e, true);
}

// The width a child takes in a column.
static int width_in_column(struct ui_layout *l, struct ui_element *c, int w)
{
    bool own = c->kind == UI_KIND_BUTTON || c->kind == UI_KIND_PICTURE ||
               (c->kind == UI_KIND_TEXT && c->look == UI_LOOK_NOTE);
    if (own) w = smaller(w, natural(l, c));
    if (c->max_w_mm > 0) w = smaller(w, ui_layout_px(l, c->max_w_mm));
    if (c->role == UI_ROLE_HEADING && c->kind == UI_KIND_TEXT && c->max_w_mm <= 0) {
        // About 46 characters a line.
        w = smaller(w, (int)lround(ui_measure_style(l, c, true).px * 25.5));
    }
    return w;
}

// ---- columns ----

static int column_height(struct ui_layout *l, struct ui_element *e, int w)
{
    int pad = pad_of(l, e);
    int h = 0;
    const struct ui_element *before = NULL;
    FOR_FLOW(c, e)
    {
        h += gap_before(l, e, before, c) + height(l, c, width_in_column(l, c, w - 2 * pad));
        before = c;
    }
    return h + 2 * pad;
}

static int across(enum ui_align align, int room)
{
    return align == UI_ALIGN_CENTER ? room / 2 : align == UI_ALIGN_END ? room : 0;
}

// The last icon of a banner has no edge: its picture, not its room, ends where the page's text
// ends.
static int overhang(struct ui_layout *l, struct ui_element *c)
{
    const struct ui_element *last = c->last;
    if (c->role != UI_ROLE_BANNER || !last || last->kind != UI_KIND_BUTTON) return 0;
    if (last->look != UI_LOOK_QUIET || ui_measure_shows_name(last)) return 0;
    struct ui_insides in = ui_measure_insides(l, last);
    int over = (in.min_w - in.sign) / 2;
    int margin = l->window.w - ui_layout_box(l, c->parent)->logical.x -
                 ui_layout_box(l, c->parent)->logical.w;
    return smaller(over, larger(margin, 0));
}

static void place_column(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    r = ui_rect_inset(r, pad_of(l, e));
    int shares = 0;
    FOR_FLOW(c, e)
    {
        shares += c->grow;
    }
    int pad = pad_of(l, e);
    int left = r.h - (column_height(l, e, r.w + 2 * pad) - 2 * pad);
    int y = r.y;
    if (left > 0 && !shares) y += across(e->align_down, left);
    if (left < 0) left = 0;
    const struct ui_element *before = NULL;
    FOR_FLOW(c, e)
    {
        y += gap_before(l, e, before, c);
        before = c;
        int w = width_in_column(l, c, r.w) + overhang(l, c);
        int h = height(l, c, w);
        if (c->grow) {
            int more = left * c->grow / shares;
            h += more;
            left -= more;
            shares -= c->grow;
        }
        // A scroll area takes what is left of a page that is too high, and scrolls.
        if (c->kind == UI_KIND_SCROLL && y + h > r.y + r.h) h = larger(r.y + r.h - y, 0);
        place(l, c, (struct ui_rect){r.x + across(e->align, r.w - w), y, w, h});
        y += h;
    }
}

// ---- rows ----

enum { ROW_MAX = 64 };

struct row {
    struct ui_element *items[ROW_MAX];
    int w[ROW_MAX];
    int count;
};

static bool of_keys(const struct ui_element *e)
{
    return e->kind == UI_KIND_ROW && e->first && e->first->key_units > 0;
}

// Widths of a row in w. False: it does not fit, not even with every line broken at its words.
static bool fit_row(struct ui_layout *l, struct ui_element *e, int w, struct row *row)
{
    int wanted = 0;
    int shares = 0;
    int smallest[ROW_MAX];
    int slack = 0;
    row->count = 0;
    FOR_FLOW(c, e)
    {
        if (row->count == ROW_MAX) return false;
        int i = row->count++;
        row->items[i] = c;
        row->w[i] = natural(l, c);
        smallest[i] = smaller(least(l, c), row->w[i]);
        wanted += row->w[i];
        slack += row->w[i] - smallest[i];
        shares += c->grow;
    }
    int left = w - wanted - (row->count - 1) * gap_of(l, e);
    if (left + slack < 0) return false;
    for (int i = 0; i < row->count; i++) {
        if (left < 0 && slack > 0) {
            int own = row->w[i] - smallest[i];
            int less = (int)((int64_t)-left * own / slack);
            // The last one with slack takes the rounding.
            if (own == slack) less = -left;
            row->w[i] -= less;
            left += less;
            slack -= own;
        } else if (left > 0 && shares > 0 && row->items[i]->grow) {
            int more = left * row->items[i]->grow / shares;
            row->w[i] += more;
            left -= more;
            shares -= row->items[i]->grow;
        }
    }
    return true;
}

// A row in a centred column is centred, unless something in it grows.
static enum ui_align row_align(struct ui_element *e)
{
    if (e->align != UI_ALIGN_START || !e->parent) return e->align;
    FOR_FLOW(c, e)
    {
        if (c->grow) return e->align;
    }
    return e->parent->align;
}

// Rows that hold too much go on in further lines.
static int flow_lines(struct ui_layout *l, struct ui_element *e, struct ui_rect r, bool really)
{
    int gap = gap_of(l, e);
    int y = r.y;
    for (struct ui_element *from = flowing(e->first); from;) {
        int x = 0;
        int line_h = 0;
        struct ui_element *end = from;
        while (end) {
            int w = smaller(natural(l, end), r.w);
            if (end != from && x + w > r.w) break;
            line_h = larger(line_h, height(l, end, w));
            x += w + gap;
            end = flowing(end->next);
        }
        int start = r.x + across(row_align(e), r.w - (x - gap));
        for (struct ui_element *c = from; really && c != end; c = flowing(c->next)) {
            int w = smaller(natural(l, c), r.w);
            int h = height(l, c, w);
            place(l, c, (struct ui_rect){start, y + (line_h - h) / 2, w, h});
            start += w + gap;
        }
        y += line_h + gap;
        from = end;
    }
    return y == r.y ? 0 : y - gap - r.y;
}

static int row_height(struct ui_layout *l, struct ui_element *e, int w)
{
    int pad = pad_of(l, e);
    struct row row;
    if (of_keys(e)) {
        int key_h = 0;
        for (struct ui_element *c = e->first; c; c = c->next)
            key_h = larger(key_h, height(l, c, w));
        return key_h;
    }
    if (e->kind == UI_KIND_WRAP || !fit_row(l, e, w - 2 * pad, &row)) {
        return flow_lines(l, e, (struct ui_rect){0, 0, w - 2 * pad, 0}, false) + 2 * pad;
    }
    int h = 0;
    for (int i = 0; i < row.count; i++)
        h = larger(h, height(l, row.items[i], row.w[i]));
    return h + 2 * pad;
}

// Keys stand on a grid of the row's units; rounding never adds up.
static void place_keys(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    double units = 0;
    for (struct ui_element *c = e->first; c; c = c->next)
        units += c->key_units;
    int gap = gap_of(l, e);
    double unit = (r.w + gap) / units;
    double at = 0;
    for (struct ui_element *c = e->first; c; c = c->next) {
        int x = (int)lround(at * unit);
        int end = (int)lround((at + c->key_units) * unit) - gap;
        place(l, c, (struct ui_rect){r.x + x, r.y, end - x, r.h});
        at += c->key_units;
    }
}

static void place_row(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    if (of_keys(e)) {
        place_keys(l, e, r);
        return;
    }
    r = ui_rect_inset(r, pad_of(l, e));
    struct row row;
    if (e->kind == UI_KIND_WRAP || !fit_row(l, e, r.w, &row)) {
        flow_lines(l, e, r, true);
        return;
    }
    int gap = gap_of(l, e);
    int all = (row.count - 1) * gap;
    for (int i = 0; i < row.count; i++)
        all += row.w[i];
    int x = r.x + across(row_align(e), r.w - all);
    for (int i = 0; i < row.count; i++) {
        int h = height(l, row.items[i], row.w[i]);
        int y = r.y + across(e->align_down, r.h - h);
        place(l, row.items[i], (struct ui_rect){x, y, row.w[i], h});
        x += row.w[i] + gap;
    }
}

// ---- options and scales ----

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
    }
}

static bool columns_fit(struct ui_layout *l, struct ui_element *e, int w, int columns)
{
    int room = (w - (columns - 1) * gap_of(l, e)) / columns;
    FOR_FLOW(c, e)
    {
        if (least(l, c) > room) return false;
    }
    return true;
}

// As many columns as the rule and the density ask for, fewer where a word would break.
static int columns_of(struct ui_layout *l, struct ui_element *e, int w)
{
    int count = count_flow(e);
    if (count < 2) return 1;
    if (e->kind == UI_KIND_SCALE && count <= 11) {
        set_upright(l, e, true);
        if (columns_fit(l, e, w, count)) return count;
        set_upright(l, e, false);
    }
    // An upright screen has room below, not beside.
    bool wide = l->window.w > l->window.h;
    int columns = count > 4 && wide && e->kind == UI_KIND_OPTIONS ? 2 : 1;
    if (l->density >= 1) columns = 2;
    if (l->density >= 3 && count > 4) columns = 3;
    if (columns > count) columns = count;
    while (columns > 1 && !columns_fit(l, e, w, columns))
        columns--;
    return columns;
}

static int grid(struct ui_layout *l, struct ui_element *e, struct ui_rect r, bool really)
{
    int columns = columns_of(l, e, r.w);
    int gap = gap_of(l, e);
    int y = r.y;
    e->columns = columns;
    for (struct ui_element *from = flowing(e->first); from;) {
        int line_h = 0;
        struct ui_element *end = from;
        for (int i = 0; i < columns && end; i++) {
            int x = i * (r.w + gap) / columns;
            int w = (i + 1) * (r.w + gap) / columns - gap - x;
            line_h = larger(line_h, height(l, end, w));
            end = flowing(end->next);
        }
        int i = 0;
        for (struct ui_element *c = from; really && c != end; c = flowing(c->next), i++) {
            int x = i * (r.w + gap) / columns;
            int w = (i + 1) * (r.w + gap) / columns - gap - x;
            place(l, c, (struct ui_rect){r.x + x, y, w, line_h});
        }
        y += line_h + gap;
        from = end;
    }
    return y == r.y ? 0 : y - gap - r.y;
}

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

// The least dense setting in which the content fits the area; else the one with least to scroll.
static int content_height(struct ui_layout *l, struct ui_element *e, int w, int room)
{
    int kept = l->density;
    int best = kept;
    int best_h = INT_MAX;
    for (int density = kept; density <= 3; density++) {
        l->density = density;
        int h = column_height(l, e, w);
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

static void place_scroll(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    struct ui_box *box = ui_layout_box(l, e);
    int kept = l->density;
    int edge = ui_layout_px(l, 1.5); // room for focus rings and thick edges
    int room = r.h - 2 * edge;
    int w = r.w;
    int content = content_height(l, e, w, room);
    bool overflows = content > room;
    if (overflows) {
        l->density = kept;
        w -= rail_room(l, e, r);
        content = content_height(l, e, w, room);
    }
    box->content_h = content + 2 * edge;
    int most = larger(box->content_h - r.h, 0);
    box->offset = l->scroll_get ? l->scroll_get(l->data, e->id) : 0;
    box->offset = smaller(larger(box->offset, 0), most);
    if (l->scroll_set) l->scroll_set(l->data, e->id, box->offset);
    struct ui_rect inner = {r.x, r.y + edge - box->offset, w, larger(content, room)};
    // On an upright screen a short page starts a little lower, where eyes and hands are.
    bool upright = l->window.h > l->window.w;
    if (!overflows && upright && e->align_down == UI_ALIGN_START) {
        int down = smaller((room - content) / 3, l->window.h / 12);
        inner.y += down;
        inner.h -= down;
    }
    place_column(l, e, inner);
    if (overflows) place_rail(l, e, r, r.x + w + ui_layout_px(l, 2.5));
    l->density = kept;
}

// ---- all of them ----

static int height(struct ui_layout *l, struct ui_element *e, int w)
{
    int h = 0;
    switch (e->kind) {
    case UI_KIND_COLUMN:
    case UI_KIND_OVERLAY: h = column_height(l, e, w); break;
    case UI_KIND_ROW:
    case UI_KIND_WRAP: h = row_height(l, e, w); break;
    case UI_KIND_OPTIONS:
    case UI_KIND_SCALE: h = grid(l, e, (struct ui_rect){0, 0, w, 0}, false); break;
    case UI_KIND_SCROLL:
        // Inside a dialog as high as its content; on a page it takes what is left.
        if (e->parent && e->parent->kind == UI_KIND_OVERLAY) h = column_height(l, e, w);
        break;
    case UI_KIND_SPACER: break;
    case UI_KIND_TEXT:
    case UI_KIND_BUTTON:
    case UI_KIND_CHOICE:
    case UI_KIND_FIELD:
    case UI_KIND_KEY:
    case UI_KIND_PROGRESS:
    case UI_KIND_PICTURE:
    case UI_KIND_COUNT: return ui_measure_height(l, e, w);
    }
    return larger(h, ui_layout_px(l, e->min_h_mm));
}

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
    int h = height(l, e, w);
    if (h > most) {
        // Wider makes fewer lines.
        l->tight = true;
        w = smaller(l->window.w - 2 * margin, w * 3 / 2);
        h = height(l, e, w);
    }
    if (h > most) {
        leave_out_decoration(l, e, true);
        h = height(l, e, w);
    }
    h = smaller(h, most);
    struct ui_rect r = {(l->window.w - w) / 2, (l->window.h - h) / 2, w, h};
    ui_layout_box(l, e)->logical = r;
    place_column(l, e, r);
    l->tight = false;
}

static void place(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    ui_layout_box(l, e)->logical = r;
    switch (e->kind) {
    case UI_KIND_COLUMN: place_column(l, e, r); break;
    case UI_KIND_ROW:
    case UI_KIND_WRAP: place_row(l, e, r); break;
    case UI_KIND_OPTIONS:
    case UI_KIND_SCALE: grid(l, e, r, true); break;
    case UI_KIND_SCROLL: place_scroll(l, e, r); break;
    case UI_KIND_OVERLAY:
    case UI_KIND_SPACER:
    case UI_KIND_TEXT:
    case UI_KIND_BUTTON:
    case UI_KIND_CHOICE:
    case UI_KIND_FIELD:
    case UI_KIND_KEY:
    case UI_KIND_PROGRESS:
    case UI_KIND_PICTURE:
    case UI_KIND_COUNT: break;
    }
}

// The last pass: logical rectangles to the glass, mirrored where asked for, with what of each can
// be seen. Keys keep their places: a keyboard is not mirrored.
static void to_glass(struct ui_layout *l, struct ui_element *e, struct ui_rect clip)
{
    struct ui_rect r = ui_layout_box(l, e)->logical;
    if (l->rtl && !ui_rect_empty(r)) {
        bool key = e->parent && of_keys(e->parent);
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
    leave_out_banner(l, root, l->tight && (l->small || l->text_scale > 1.4));
    place(l, root, page);
    l->tight = false;
    for (struct ui_element *c = root->first; c; c = c->next) {
        if (c->kind == UI_KIND_OVERLAY) place_overlay(l, c);
    }
    to_glass(l, root, l->window);
}
