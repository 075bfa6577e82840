// SPDX-License-Identifier: EUPL-1.2
// Containers: columns, rows, wrapping rows. Everything is laid out left to right; the last pass in
// layout_page.c mirrors it where the language asks for it.
#include "ui/layout_priv.h"

#include <math.h>

struct ui_box *ui_layout_box(struct ui_layout *l, struct ui_element *e)
{
    if (!e->priv) e->priv = ARENA_NEW(l->arena, struct ui_box);
    return e->priv;
}

// Children that stand in their parent's flow and take room.
static bool flows(const struct ui_element *e)
{
    const struct ui_box *box = e->priv;
    if (e->kind == UI_KIND_OVERLAY || e->over.len) return false;
    if (box && (box->rail || box->left_out)) return false;
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
    case UI_KIND_SLIDER:
    case UI_KIND_COUNT: break;
    }
    return true;
}

struct ui_element *ui_layout_flowing(struct ui_element *e)
{
    while (e && !flows(e))
        e = e->next;
    return e;
}

static double smaller_mm(double a, double b)
{
    return a < b ? a : b;
}

int ui_layout_gap(const struct ui_layout *l, const struct ui_element *e)
{
    static const double parts[] = {1, 0.75, 0.65, 0.65};
    double mm = e->gap_mm > 0 ? e->gap_mm : 0;
    bool of_choices = e->kind == UI_KIND_OPTIONS || e->kind == UI_KIND_SCALE;
    if (l->tight) {
        mm *= 0.7;
    } else if (!of_choices) {
        mm *= parts[l->density];
    } else if (l->density >= 2 && ui_measure_of_box(e->first)) {
        mm = smaller_mm(mm, 1.6); // inside each box there is room around what is touched
    } else if (l->density >= 2) {
        mm = smaller_mm(mm, 3); // closer than that a finger takes two for one
    }
    return ui_layout_px(l, mm);
}

// The room before a child: a hint stands close to the heading that it belongs to.
static int gap_before(const struct ui_layout *l, const struct ui_element *parent,
                      const struct ui_element *before, const struct ui_element *c)
{
    if (!before) return 0;
    int gap = ui_layout_gap(l, parent);
    bool belongs = before->role == UI_ROLE_HEADING && c->kind == UI_KIND_TEXT &&
                   c->look == UI_LOOK_PLAIN && before->size != UI_TEXT_TITLE;
    return belongs ? gap / 2 : gap;
}

static int pad_of(const struct ui_layout *l, const struct ui_element *e)
{
    double mm = e->pad_mm;
    if (mm <= 0 && e->look == UI_LOOK_CARD) mm = 6;
    if (ui_measure_of_box(e) && l->density >= 2) {
        mm *= 0.35;
    } else if (l->small || l->tight) {
        mm *= 0.6;
    }
    return ui_layout_px(l, mm > 0 ? mm : 0);
}

// What is drawn goes by the density that its place was found with.
static void note_density(struct ui_layout *l, struct ui_element *e)
{
    ui_layout_box(l, e)->density = l->density;
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
        int one = narrow ? ui_layout_least(l, c) : ui_layout_natural(l, c);
        w = sum ? w + one : larger(w, one);
        count++;
    }
    if (sum && count > 1) w += (count - 1) * ui_layout_gap(l, e);
    w += 2 * pad_of(l, e);
    return larger(w, ui_layout_px(l, e->min_w_mm));
}

int ui_layout_natural(struct ui_layout *l, struct ui_element *e)
{
    note_density(l, e);
    int w = e->kind == UI_KIND_SPACER ? ui_layout_px(l, e->min_w_mm) : width_of(l, e, false);
    return e->max_w_mm > 0 ? smaller(w, ui_layout_px(l, e->max_w_mm)) : w;
}

int ui_layout_least(struct ui_layout *l, struct ui_element *e)
{
    note_density(l, e);
    return e->kind == UI_KIND_SPACER ? ui_layout_px(l, e->min_w_mm) : width_of(l, e, true);
}

// The width a child takes in a column.
static int width_in_column(struct ui_layout *l, struct ui_element *c, int w)
{
    bool own = c->kind == UI_KIND_BUTTON || c->kind == UI_KIND_PICTURE ||
               (c->kind == UI_KIND_TEXT && c->look == UI_LOOK_NOTE);
    note_density(l, c);
    if (own) w = smaller(w, ui_layout_natural(l, c));
    if (c->max_w_mm > 0) w = smaller(w, ui_layout_px(l, c->max_w_mm));
    if (c->role == UI_ROLE_HEADING && c->kind == UI_KIND_TEXT && c->max_w_mm <= 0) {
        // About 46 characters a line.
        w = smaller(w, (int)lround(ui_measure_style(l, c, true).px * 25.5));
    }
    return w;
}

// ---- columns ----

int ui_layout_column_height(struct ui_layout *l, struct ui_element *e, int w)
{
    int pad = pad_of(l, e);
    int h = 0;
    const struct ui_element *before = NULL;
    FOR_FLOW(c, e)
    {
        h += gap_before(l, e, before, c) +
             ui_layout_height(l, c, width_in_column(l, c, w - 2 * pad));
        before = c;
    }
    return h + 2 * pad;
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

void ui_layout_column(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    r = ui_rect_inset(r, pad_of(l, e));
    int shares = 0;
    FOR_FLOW(c, e)
    {
        shares += c->grow;
    }
    int pad = pad_of(l, e);
    int left = r.h - (ui_layout_column_height(l, e, r.w + 2 * pad) - 2 * pad);
    int y = r.y;
    if (left > 0 && !shares) y += across(e->align_down, left);
    int missing = left < 0 ? -left : 0;
    if (left < 0) left = 0;
    const struct ui_element *before = NULL;
    FOR_FLOW(c, e)
    {
        y += gap_before(l, e, before, c);
        before = c;
        int w = width_in_column(l, c, r.w) + overhang(l, c);
        int h = ui_layout_height(l, c, w);
        if (c->grow) {
            int more = left * c->grow / shares;
            h += more;
            left -= more;
            shares -= c->grow;
        }
        // What is too high is taken from what can scroll, so that the rest stays in sight.
        if (c->kind == UI_KIND_SCROLL && missing > 0) {
            int less = smaller(missing, h);
            h -= less;
            missing -= less;
        }
        if (c->kind == UI_KIND_SCROLL && y + h > r.y + r.h) h = larger(r.y + r.h - y, 0);
        ui_layout_place(l, c, (struct ui_rect){r.x + across(e->align, r.w - w), y, w, h});
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

bool ui_layout_of_keys(const struct ui_element *e)
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
        row->w[i] = ui_layout_natural(l, c);
        smallest[i] = smaller(ui_layout_least(l, c), row->w[i]);
        wanted += row->w[i];
        slack += row->w[i] - smallest[i];
        shares += c->grow;
    }
    int left = w - wanted - (row->count - 1) * ui_layout_gap(l, e);
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
            double most_mm = row->items[i]->max_w_mm;
            if (most_mm > 0) {
                int room = larger(ui_layout_px(l, most_mm) - row->w[i], 0);
                more = smaller(more, room);
            }
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

static bool pushes(const struct ui_element *e)
{
    return e->kind == UI_KIND_SPACER && e->grow > 0;
}

// Rows that hold too much go on in further lines. What a growing spacer keeps at the end of the row
// stands at the end of its line.
static int flow_lines(struct ui_layout *l, struct ui_element *e, struct ui_rect r, bool really)
{
    int gap = ui_layout_gap(l, e);
    int y = r.y;
    bool pushed = false;
    for (struct ui_element *from = ui_layout_flowing(e->first); from;) {
        int x = 0;
        int line_h = 0;
        struct ui_element *end = from;
        while (end) {
            int w = smaller(ui_layout_natural(l, end), r.w);
            if (end != from && x + w > r.w) break;
            line_h = larger(line_h, ui_layout_height(l, end, w));
            x += w + gap;
            end = ui_layout_flowing(end->next);
        }
        int left = r.w - (x - gap);
        int start = r.x + (pushed ? left : across(row_align(e), left));
        for (struct ui_element *c = from; really && c != end; c = ui_layout_flowing(c->next)) {
            int w = smaller(ui_layout_natural(l, c), r.w);
            int h = ui_layout_height(l, c, w);
            ui_layout_place(l, c, (struct ui_rect){start, y + (line_h - h) / 2, w, h});
            start += w + gap;
            if (pushes(c) && !pushed) start += left;
            pushed = pushes(c);
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
    if (ui_layout_of_keys(e)) {
        int key_h = 0;
        for (struct ui_element *c = e->first; c; c = c->next)
            key_h = larger(key_h, ui_layout_height(l, c, w));
        return key_h;
    }
    if (e->kind == UI_KIND_WRAP || !fit_row(l, e, w - 2 * pad, &row)) {
        return flow_lines(l, e, (struct ui_rect){0, 0, w - 2 * pad, 0}, false) + 2 * pad;
    }
    int h = 0;
    for (int i = 0; i < row.count; i++)
        h = larger(h, ui_layout_height(l, row.items[i], row.w[i]));
    return h + 2 * pad;
}

// Keys stand on a grid of the row's units; rounding never adds up.
static void place_keys(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    double units = 0;
    for (struct ui_element *c = e->first; c; c = c->next)
        units += c->key_units;
    int gap = ui_layout_gap(l, e);
    double unit = (r.w + gap) / units;
    double at = 0;
    for (struct ui_element *c = e->first; c; c = c->next) {
        int x = (int)lround(at * unit);
        int end = (int)lround((at + c->key_units) * unit) - gap;
        ui_layout_place(l, c, (struct ui_rect){r.x + x, r.y, end - x, r.h});
        at += c->key_units;
    }
}

static void place_row(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    if (ui_layout_of_keys(e)) {
        place_keys(l, e, r);
        return;
    }
    r = ui_rect_inset(r, pad_of(l, e));
    struct row row;
    if (e->kind == UI_KIND_WRAP || !fit_row(l, e, r.w, &row)) {
        flow_lines(l, e, r, true);
        return;
    }
    int gap = ui_layout_gap(l, e);
    int all = (row.count - 1) * gap;
    for (int i = 0; i < row.count; i++)
        all += row.w[i];
    int x = r.x + across(row_align(e), r.w - all);
    for (int i = 0; i < row.count; i++) {
        int h = ui_layout_height(l, row.items[i], row.w[i]);
        int y = r.y + across(e->align_down, r.h - h);
        ui_layout_place(l, row.items[i], (struct ui_rect){x, y, row.w[i], h});
        x += row.w[i] + gap;
    }
}

// ---- all of them ----

int ui_layout_height(struct ui_layout *l, struct ui_element *e, int w)
{
    int h = 0;
    note_density(l, e);
    switch (e->kind) {
    case UI_KIND_COLUMN:
    case UI_KIND_OVERLAY: h = ui_layout_column_height(l, e, w); break;
    case UI_KIND_ROW:
    case UI_KIND_WRAP: h = row_height(l, e, w); break;
    case UI_KIND_OPTIONS:
    case UI_KIND_SCALE: h = ui_layout_grid(l, e, (struct ui_rect){0, 0, w, 0}, false); break;
    case UI_KIND_SCROLL:
        // Inside a dialog as high as its content; on a page it takes what is left.
        if (e->parent && e->parent->kind == UI_KIND_OVERLAY) {
            h = ui_layout_column_height(l, e, w) + 2 * ui_layout_scroll_edge(l);
        }
        break;
    case UI_KIND_SPACER: break;
    case UI_KIND_TEXT:
    case UI_KIND_BUTTON:
    case UI_KIND_CHOICE:
    case UI_KIND_FIELD:
    case UI_KIND_KEY:
    case UI_KIND_PROGRESS:
    case UI_KIND_PICTURE:
    case UI_KIND_SLIDER:
    case UI_KIND_COUNT: return ui_measure_height(l, e, w);
    }
    return larger(h, ui_layout_px(l, e->min_h_mm));
}

void ui_layout_place(struct ui_layout *l, struct ui_element *e, struct ui_rect r)
{
    ui_layout_box(l, e)->logical = r;
    note_density(l, e);
    switch (e->kind) {
    case UI_KIND_COLUMN: ui_layout_column(l, e, r); break;
    case UI_KIND_ROW:
    case UI_KIND_WRAP: place_row(l, e, r); break;
    case UI_KIND_OPTIONS:
    case UI_KIND_SCALE: ui_layout_grid(l, e, r, true); break;
    case UI_KIND_SCROLL: ui_layout_scroll(l, e, r); break;
    case UI_KIND_OVERLAY:
    case UI_KIND_SPACER:
    case UI_KIND_TEXT:
    case UI_KIND_BUTTON:
    case UI_KIND_CHOICE:
    case UI_KIND_FIELD:
    case UI_KIND_KEY:
    case UI_KIND_PROGRESS:
    case UI_KIND_PICTURE:
    case UI_KIND_SLIDER:
    case UI_KIND_COUNT: break;
    }
}
