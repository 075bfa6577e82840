// SPDX-License-Identifier: EUPL-1.2
// How each kind of element looks: the only file that knows.
#include "ui/paint.h"

#include <math.h>
#include <stdlib.h>

void ui_art_init(struct ui_art *art)
{
    art->arena = arena_create(ARENA_PLAIN, 1 << 20);
    for (int i = 0; i < UI_ICON_COUNT; i++)
        art->icons[i] = ui_picture_icon(art->arena, (enum ui_icon)i);
}

void ui_art_finish(struct ui_art *art)
{
    arena_destroy(art->arena);
    *art = (struct ui_art){0};
}

static uint32_t color(const struct ui_paint *p, enum ui_color role)
{
    return p->theme->argb[role];
}

static uint32_t mix(uint32_t a, uint32_t b, double part)
{
    uint32_t out = a & 0xFF000000;
    for (int shift = 0; shift <= 16; shift += 8) {
        double from = a >> shift & 255;
        double to = b >> shift & 255;
        out |= (uint32_t)lround(from + (to - from) * part) << shift;
    }
    return out;
}

static int px(const struct ui_paint *p, double mm)
{
    int n = ui_layout_px(p->layout, mm);
    return n > 0 ? n : 1;
}

// A part of an element from its start side, on the glass.
static struct ui_rect inside(const struct ui_paint *p, const struct ui_element *e, int start, int y,
                             int w, int h)
{
    int x = p->layout->rtl ? e->bounds.x + e->bounds.w - start - w : e->bounds.x + start;
    return (struct ui_rect){x, e->bounds.y + y, w, h};
}

// A picture from a file keeps its proportions, in the middle of its box.
static void image(struct ui_paint *p, const struct ui_picture *picture, struct ui_rect box)
{
    int pad = picture->plate ? px(p, UI_PLATE_MM) : 0;
    double scale = fmin((double)(box.w - 2 * pad) / (double)picture->w,
                        (double)(box.h - 2 * pad) / (double)picture->h);
    int w = (int)((double)picture->w * scale);
    int h = (int)((double)picture->h * scale);
    if (w < 1 || h < 1) return;
    struct ui_rect at = {box.x + (box.w - w) / 2, box.y + (box.h - h) / 2, w, h};
    if (pad) ui_draw_box(p->list, ui_rect_inset(at, -pad), 2 * pad, picture->plate, 0, 0);
    ui_draw_image(p->list, at, picture->image);
}

static void picture(struct ui_paint *p, const struct ui_picture *picture, struct ui_rect box,
                    uint32_t argb, double part)
{
    if (!picture) return;
    if (picture->image) {
        image(p, picture, box);
        return;
    }
    for (const struct ui_layer *layer = picture->layers; layer; layer = layer->next) {
        uint32_t own = layer->color == UI_COLOR_NONE ? argb : color(p, layer->color);
        ui_draw_layer(p->list, box, picture, layer, p->layout->rtl, (double)layer->part * part,
                      own);
    }
}

static void icon(struct ui_paint *p, enum ui_icon which, struct ui_rect box, uint32_t argb,
                 double part)
{
    picture(p, p->art->icons[which], box, argb, part);
}

static float pressed(struct ui_paint *p, const struct ui_element *e)
{
    return ui_motion_value(p->motion, UI_MOTION_PRESS, e->id,
                           e->state & UI_STATE_PRESSED ? 1.0F : 0.0F);
}

static void ring(struct ui_paint *p, const struct ui_element *e, double radius)
{
    if (!p->ring || !(e->state & UI_STATE_FOCUSED)) return;
    int away = px(p, 1.2);
    ui_draw_box(p->list, ui_rect_inset(e->bounds, -away), radius + away, 0, px(p, 0.8),
                color(p, UI_COLOR_FOCUS));
}

// ---- buttons and keys ----

struct coat {
    uint32_t fill;
    uint32_t edge;
    uint32_t ink;
    int edge_px;
};

static struct coat button_coat(struct ui_paint *p, const struct ui_element *e, float press,
                               const struct ui_insides *in)
{
    const struct ui_box *box = e->priv;
    struct coat c = {color(p, UI_COLOR_SURFACE), color(p, UI_COLOR_LINE), color(p, UI_COLOR_INK),
                     in->edge};
    if (e->color) c.ink = color(p, e->color);
    if (box && box->rail) {
        c.edge = c.ink = color(p, UI_COLOR_PRIMARY);
        c.edge_px = px(p, 0.7);
    }
    uint32_t tint = color(p, UI_COLOR_TINT);
    if (e->look == UI_LOOK_PRIMARY) {
        c.fill = color(p, UI_COLOR_PRIMARY);
        c.ink = color(p, UI_COLOR_ON_PRIMARY);
        tint = mix(c.fill, c.ink, 0.22);
    } else if (e->look == UI_LOOK_QUIET) {
        c.fill = tint & 0xFFFFFF;
    }
    if (e->state & UI_STATE_CHECKED) {
        c.fill = color(p, UI_COLOR_TINT);
        c.edge = color(p, UI_COLOR_PRIMARY);
        c.edge_px = px(p, 1);
    }
    if (e->state & UI_STATE_DISABLED) {
        c.ink = color(p, UI_COLOR_INK_2);
        if (e->look == UI_LOOK_PRIMARY) c.fill = color(p, UI_COLOR_TRACK);
        if (e->look == UI_LOOK_PLAIN || e->look == UI_LOOK_CHIP) {
            // Flat on its ground: there is nothing to press.
            c.fill = color(p, UI_COLOR_PAPER);
            c.edge = color(p, UI_COLOR_TRACK);
        }
    }
    if (e->look == UI_LOOK_QUIET) {
        c.fill |= (uint32_t)(press * 255) << 24;
    } else {
        c.fill = mix(c.fill, tint, (double)press);
    }
    return c;
}

// The word that is being read aloud has a line under it, in the text's own colour.
static void words(struct ui_paint *p, const struct ui_element *e, struct ui_rect at,
                  const struct ui_paragraph *text, uint32_t ink)
{
    ui_draw_text(p->list, at, text, ink);
    if (e->mark_from >= e->mark_to || e->mark_to > e->name.len) return;
    struct ui_rect from = ui_text_caret(p->layout->text, text, e->mark_from);
    struct ui_rect to = ui_text_caret(p->layout->text, text, e->mark_to);
    if (from.y != to.y) to.x = from.x; // broken inside the word: its place is enough
    int left = from.x < to.x ? from.x : to.x;
    int right = from.x < to.x ? to.x : from.x;
    struct ui_rect line = {at.x + left, at.y + from.y + from.h - px(p, 0.4),
                           right > left ? right - left : px(p, 4), px(p, 0.9)};
    ui_draw_box(p->list, line, line.h / 2.0, ink, 0, 0);
}

static void badge(struct ui_paint *p, const struct ui_element *e, float chosen);

static void button(struct ui_paint *p, struct ui_element *e)
{
    struct ui_insides in = ui_measure_insides(p->layout, e);
    const struct ui_box *box = e->priv;
    struct coat c = button_coat(p, e, pressed(p, e), &in);
    double radius = box && box->rail ? e->bounds.h / 2.0 : in.radius;
    if (e->look == UI_LOOK_CHIP && e->bounds.h > in.min_h) radius = ui_layout_px(p->layout, 8);
    ui_draw_box(p->list, e->bounds, radius, c.fill, c.edge_px, c.edge);
    ring(p, e, radius);
    // Chosen is never told by colour alone.
    bool choice = e->role == UI_ROLE_RADIO || e->role == UI_ROLE_CHECKBOX;
    if (choice && e->state & UI_STATE_CHECKED && e->icon != UI_ICON_CHECK) badge(p, e, 1);
    int middle = e->bounds.h / 2;
    if (!ui_measure_shows_name(e)) {
        int side = in.sign;
        icon(p, ui_measure_icon(e),
             inside(p, e, (e->bounds.w - side) / 2, middle - side / 2, side, side), c.ink, 1);
        return;
    }
    int box_w;
    const struct ui_paragraph *text = ui_measure_text(p->layout, e, e->bounds.w, e->bold, &box_w);
    int sign = in.sign ? in.sign + in.gap : 0;
    int room = e->bounds.w - text->w - sign;
    int start = e->align == UI_ALIGN_START ? in.pad_x : room / 2;
    bool behind = e->icon == UI_ICON_NEXT;
    int text_start = behind ? start : start + sign;
    // The lines stand in the middle of the paragraph's box (at its start where so aligned).
    int in_box = e->align == UI_ALIGN_START ? 0 : (box_w - text->w) / 2;
    words(p, e, inside(p, e, text_start - in_box, middle - text->h / 2, box_w, text->h), text,
          c.ink);
    if (sign) {
        int at = behind ? start + text->w + in.gap : start;
        icon(p, e->icon, inside(p, e, at, middle - in.sign / 2, in.sign, in.sign), c.ink, 1);
    }
}

static void key(struct ui_paint *p, struct ui_element *e)
{
    struct ui_insides in = ui_measure_insides(p->layout, e);
    float press = pressed(p, e);
    bool acts = e->key_text.len == 0;
    uint32_t fill = color(p, acts ? UI_COLOR_TRACK : UI_COLOR_SURFACE);
    if (e->state & UI_STATE_CHECKED) fill = color(p, UI_COLOR_TINT);
    fill = mix(fill, mix(color(p, UI_COLOR_TINT), color(p, UI_COLOR_PRIMARY), 0.25), (double)press);
    ui_draw_box(p->list, e->bounds, in.radius, fill, px(p, 0.25), color(p, UI_COLOR_LINE));
    ring(p, e, in.radius);
    uint32_t ink = color(p, UI_COLOR_INK);
    if (e->icon) {
        int side = in.sign;
        icon(p, e->icon,
             inside(p, e, (e->bounds.w - side) / 2, (e->bounds.h - side) / 2, side, side), ink, 1);
    } else if (e->name.len && !e->icon_only) {
        int box_w;
        const struct ui_paragraph *text =
            ui_measure_text(p->layout, e, e->bounds.w, e->bold, &box_w);
        ui_draw_text(p->list, inside(p, e, 0, (e->bounds.h - text->h) / 2, box_w, text->h), text,
                     ink);
    }
}

// ---- choices ----

// What stands in the mark instead of a check: the number in an order.
static void number(struct ui_paint *p, const struct ui_element *e, struct ui_rect box)
{
    struct ui_text_style style = {.px = box.h * 6 / 10,
                                  .bold = true,
                                  .align = UI_ALIGN_CENTER,
                                  .rtl = p->layout->rtl,
                                  .reading = p->layout->reading,
                                  .secret = true};
    memcpy(style.language, p->layout->language, sizeof style.language);
    const struct ui_paragraph *text = ui_text_paragraph(p->layout->text, e->sign, &style, box.w);
    struct ui_rect at = {box.x, box.y + (box.h - text->h) / 2, box.w, text->h};
    ui_draw_text(p->list, at, text, color(p, UI_COLOR_ON_PRIMARY));
}

// Two columns of three dots: here it is taken.
static void handle(struct ui_paint *p, const struct ui_element *e, const struct ui_insides *in)
{
    int dot = px(p, 1.3);
    int gap = px(p, 2.6);
    int start = e->bounds.w - in->pad_x - in->handle / 2 - gap / 2 - dot / 2;
    for (int i = 0; i < 6; i++) {
        struct ui_rect at = inside(p, e, start + i % 2 * gap,
                                   e->bounds.h / 2 + (i / 2 - 1) * gap - dot / 2, dot, dot);
        ui_draw_box(p->list, at, dot / 2.0, color(p, UI_COLOR_INK_2), 0, 0);
    }
}

static void indicator(struct ui_paint *p, const struct ui_element *e, struct ui_rect box,
                      float chosen)
{
    double radius = e->role == UI_ROLE_CHECKBOX ? box.w * 0.22 : box.w / 2.0;
    bool on = e->state & UI_STATE_CHECKED;
    if (e->movable) radius = box.w / 2.0;
    ui_draw_box(p->list, box, radius, color(p, on ? UI_COLOR_PRIMARY : UI_COLOR_SURFACE),
                on ? 0 : px(p, 0.4), color(p, UI_COLOR_LINE));
    if (!on) return;
    if (e->sign.len) {
        number(p, e, box);
        return;
    }
    int side = box.w * 3 / 4;
    struct ui_rect mark = {box.x + (box.w - side) / 2, box.y + (box.h - side) / 2, side, side};
    icon(p, UI_ICON_CHECK, mark, color(p, UI_COLOR_ON_PRIMARY), (double)chosen);
}

// The mark of a chosen picture sits on the card's corner, half outside, so that it hides nothing.
static void badge(struct ui_paint *p, const struct ui_element *e, float chosen)
{
    int side = px(p, 7);
    int out = px(p, 1.6);
    int halo = px(p, 0.8);
    struct ui_rect at = inside(p, e, e->bounds.w - side + out, -out, side, side);
    double radius = e->role == UI_ROLE_CHECKBOX ? side * 0.22 : side / 2.0;
    ui_draw_box(p->list, ui_rect_inset(at, -halo), radius + halo, color(p, UI_COLOR_SURFACE), 0, 0);
    indicator(p, e, at, chosen);
}

static void choice(struct ui_paint *p, struct ui_element *e)
{
    struct ui_insides in = ui_measure_insides(p->layout, e);
    const struct ui_box *box = e->priv;
    bool on = e->state & UI_STATE_CHECKED;
    float chosen = ui_motion_value(p->motion, UI_MOTION_CHECK, e->id, on ? 1.0F : 0.0F);
    uint32_t tint = color(p, UI_COLOR_TINT);
    uint32_t fill = on ? tint : mix(color(p, UI_COLOR_SURFACE), tint, (double)pressed(p, e));
    uint32_t edge = color(p, on ? UI_COLOR_PRIMARY : UI_COLOR_LINE);
    if (e->state & UI_STATE_INVALID) edge = color(p, UI_COLOR_BAD);
    ui_draw_box(p->list, e->bounds, in.radius, fill, on ? px(p, 1) : in.edge, edge);
    ring(p, e, in.radius);
    int box_w;
    const struct ui_paragraph *text =
        ui_measure_text(p->layout, e, e->bounds.w, on || e->bold, &box_w);
    uint32_t ink = color(p, e->state & UI_STATE_DISABLED ? UI_COLOR_INK_2 : UI_COLOR_INK);
    if (box && box->upright) {
        // The words' room is the highest in the row: signs on one line, words from the same top.
        bool alone = !ui_measure_shows_name(e);
        int y = alone ? (e->bounds.h - in.sign_h) / 2 : in.pad_y;
        int x = (e->bounds.w - in.sign) / 2;
        struct ui_rect sign = inside(p, e, x, y, in.sign, in.sign_h);
        if (e->picture) {
            picture(p, e->picture, sign, ink, 1);
        }
        if (e->picture || ui_measure_compact(e)) {
            if (on) badge(p, e, chosen);
        } else {
            indicator(p, e, sign, chosen);
        }
        if (alone) return;
        int room = e->bounds.h - 2 * in.pad_y - in.sign_h - in.gap;
        int text_y = y + in.sign_h + in.gap + (room - text->h) / 2;
        words(p, e, inside(p, e, in.pad_x, text_y, box_w, text->h), text, ink);
        return;
    }
    if (e->movable) handle(p, e, &in);
    int middle = e->bounds.h / 2;
    struct ui_rect sign = inside(p, e, in.pad_x, middle - in.sign_h / 2, in.sign, in.sign_h);
    if (e->picture) {
        picture(p, e->picture, sign, ink, 1);
        if (on) badge(p, e, chosen);
    } else {
        indicator(p, e, sign, chosen);
    }
    if (!ui_measure_shows_name(e)) return;
    int start = in.pad_x + in.sign + in.gap;
    words(p, e, inside(p, e, start, middle - text->h / 2, box_w, text->h), text, ink);
}

// ---- fields ----

// What is selected, line by line, behind the text that begins at at.
static void selection(struct ui_paint *p, const struct ui_element *e,
                      const struct ui_paragraph *text, struct ui_rect at)
{
    size_t from = e->anchor < e->caret ? e->anchor : e->caret;
    size_t to = e->anchor < e->caret ? e->caret : e->anchor;
    uint32_t fill = mix(color(p, UI_COLOR_TINT), color(p, UI_COLOR_PRIMARY), 0.2);
    for (uint32_t i = 0; i < text->line_count && from < to; i++) {
        const struct ui_line *line = &text->lines[i];
        for (uint32_t r = 0; r < line->run_count; r++) {
            const struct ui_run *run = &text->runs[line->run + r];
            size_t low = from > run->from ? from : run->from;
            size_t high = to < run->to ? to : run->to;
            if (low >= high) continue;
            int a = ui_text_along(p->layout->text, text, run, low);
            int b = ui_text_along(p->layout->text, text, run, high);
            struct ui_rect box = {at.x + (a < b ? a : b), at.y + line->y, abs(a - b), line->h};
            ui_draw_box(p->list, box, 0, fill, 0, 0);
        }
    }
}

// What an empty field asks for: clear of the caret, and lines whole or not at all.
static void invitation(struct ui_paint *p, struct ui_rect at, const struct ui_paragraph *text)
{
    struct ui_rect *clip = &p->list->clip;
    int end = clip->y + clip->h;
    for (uint32_t i = text->line_count; i-- > 1;) {
        int y = at.y + text->lines[i].y;
        if (y < end && y + text->lines[i].h > end) clip->h = y - clip->y;
    }
    at.x += px(p, p->layout->rtl ? -0.9 : 0.9);
    ui_draw_text(p->list, at, text, color(p, UI_COLOR_INK_2));
}

static void field(struct ui_paint *p, struct ui_element *e)
{
    struct ui_insides in = ui_measure_insides(p->layout, e);
    struct ui_box *box = ui_layout_box(p->layout, e);
    bool focused = e->state & UI_STATE_FOCUSED;
    bool invalid = e->state & UI_STATE_INVALID;
    bool strong = focused || invalid;
    uint32_t edge = color(p, invalid ? UI_COLOR_BAD : focused ? UI_COLOR_PRIMARY : UI_COLOR_LINE);
    ui_draw_box(p->list, e->bounds, in.radius, color(p, UI_COLOR_SURFACE),
                strong ? px(p, 1) : in.edge, edge);
    ring(p, e, in.radius);
    int box_w;
    const struct ui_paragraph *text = ui_measure_text(p->layout, e, e->bounds.w, e->bold, &box_w);
    struct ui_rect caret = {0, 0, 0, text->lines[0].h};
    if (e->value.len) {
        caret = ui_text_caret(p->layout->text, text, e->caret);
    } else if (p->layout->rtl) {
        caret.x = box_w;
    }
    int room = e->bounds.h - 2 * in.pad_y;
    // One line stands in the middle; more are as far up as shows the caret's line.
    box->text_y = caret.y + caret.h > room ? caret.y + caret.h - room : 0;
    if (e->lines == 1 && text->line_count == 1) box->text_y = -(room - text->lines[0].h) / 2;
    struct ui_rect at = inside(p, e, in.pad_x, in.pad_y - box->text_y, box_w, text->h);
    struct ui_rect kept = p->list->clip;
    int above = box->text_y > 0 ? in.pad_y : in.edge;
    struct ui_rect inner = {e->bounds.x + in.edge, e->bounds.y + above, e->bounds.w - 2 * in.edge,
                            e->bounds.h - above - in.edge};
    inner.x += p->list->dx;
    p->list->clip = ui_rect_common(kept, inner);
    if (e->value.len) {
        selection(p, e, text, at);
        ui_draw_text(p->list, at, text, color(p, UI_COLOR_INK));
    } else {
        invitation(p, at, text);
    }
    if (focused) {
        int thick = px(p, 0.5);
        struct ui_rect bar = {at.x + caret.x - thick / 2, at.y + caret.y + caret.h / 12, thick,
                              caret.h * 10 / 12};
        ui_draw_box(p->list, bar, 0, color(p, UI_COLOR_PRIMARY), 0, 0);
    }
    p->list->clip = kept;
}

// ---- text, progress, pictures ----

static void text(struct ui_paint *p, struct ui_element *e)
{
    struct ui_insides in = ui_measure_insides(p->layout, e);
    int box_w;
    const struct ui_paragraph *text = ui_measure_text(p->layout, e, e->bounds.w, e->bold, &box_w);
    int start = in.pad_x + (in.sign ? in.sign + in.gap : 0);
    uint32_t ink = color(p, e->color ? e->color : UI_COLOR_INK);
    if (e->look == UI_LOOK_NOTE) {
        uint32_t soft = mix(color(p, UI_COLOR_PAPER), ink, 0.1);
        ui_draw_box(p->list, e->bounds, in.radius, soft, in.edge, ink);
        int side = in.sign;
        int y = in.pad_y + (text->lines[0].h - side) / 2;
        if (side) icon(p, e->icon, inside(p, e, in.pad_x, y, side, side), ink, 1);
        ink = color(p, UI_COLOR_INK);
    }
    int y = (e->bounds.h - text->h) / 2;
    words(p, e, inside(p, e, start, y, box_w, text->h), text, ink);
}

static void progress(struct ui_paint *p, const struct ui_element *e)
{
    double radius = e->bounds.h / 2.0;
    ui_draw_box(p->list, e->bounds, radius, color(p, UI_COLOR_TRACK), 0, 0);
    double part = fmin(fmax(e->part, 0), 1);
    int w = (int)lround(e->bounds.w * part);
    if (w < e->bounds.h) w = part > 0 ? e->bounds.h : 0;
    if (w > 0) {
        ui_draw_box(p->list, inside(p, e, 0, 0, w, e->bounds.h), radius, color(p, UI_COLOR_PRIMARY),
                    0, 0);
    }
}

// ---- sliders ----

static void ticks(struct ui_paint *p, const struct ui_element *e, int thumb, int middle)
{
    int wide = px(p, 0.5);
    int high = px(p, 4);
    for (int i = 0; i < e->ticks; i++) {
        int x = thumb / 2 + (int)lround((e->bounds.w - thumb) * (double)i / (e->ticks - 1));
        ui_draw_box(p->list, inside(p, e, x - wide / 2, middle + px(p, 3), wide, high), 0,
                    color(p, UI_COLOR_LINE), 0, 0);
    }
}

static void slider(struct ui_paint *p, struct ui_element *e)
{
    int thumb = px(p, UI_THUMB_MM);
    int middle = e->bounds.h / 2;
    int high = px(p, 2.5);
    int room = e->bounds.w - thumb;
    uint32_t edge = color(p, e->state & UI_STATE_INVALID ? UI_COLOR_BAD : UI_COLOR_LINE);
    if (e->ticks > 1) ticks(p, e, thumb, middle);
    ui_draw_box(p->list, inside(p, e, thumb / 2, middle - high / 2, room, high), high / 2.0,
                color(p, UI_COLOR_SURFACE), px(p, 0.4), edge);
    int at = (int)lround(room * fmin(fmax(e->part, 0), 1));
    if (!e->blank) {
        ui_draw_box(p->list, inside(p, e, thumb / 2, middle - high / 2, at, high), high / 2.0,
                    color(p, UI_COLOR_PRIMARY), 0, 0);
        struct ui_rect knob = inside(p, e, at, middle - thumb / 2, thumb, thumb);
        uint32_t fill = mix(color(p, UI_COLOR_PRIMARY), color(p, UI_COLOR_ON_PRIMARY),
                            (double)pressed(p, e) * 0.22);
        ui_draw_box(p->list, knob, thumb / 2.0, fill, px(p, 1), color(p, UI_COLOR_SURFACE));
    }
    ring(p, e, px(p, 3));
}

// ---- containers ----

static void card(struct ui_paint *p, const struct ui_element *e)
{
    if (e->look != UI_LOOK_CARD) return;
    double radius = px(p, 4);
    struct ui_rect under = e->bounds;
    under.y += px(p, 1);
    ui_draw_shadow(p->list, under, radius, px(p, 4), color(p, UI_COLOR_SHADOW));
    bool edged = p->theme->kind == UI_THEME_CONTRAST;
    ui_draw_box(p->list, e->bounds, radius, color(p, UI_COLOR_SURFACE), edged ? px(p, 0.5) : 0,
                color(p, UI_COLOR_LINE));
}

static void tree(struct ui_paint *p, struct ui_element *e);

static void children(struct ui_paint *p, struct ui_element *e, bool rails)
{
    struct ui_element *lifted = NULL;
    for (struct ui_element *c = e->first; c; c = c->next) {
        const struct ui_box *box = c->priv;
        if (c == p->lifted) {
            lifted = c;
        } else if ((box && box->rail) == rails) {
            tree(p, c);
        }
    }
    if (lifted && !rails) {
        ui_draw_shadow(p->list, lifted->bounds, px(p, 3), px(p, 5), color(p, UI_COLOR_SHADOW));
        tree(p, lifted);
    }
}

static void scroll(struct ui_paint *p, struct ui_element *e)
{
    const struct ui_box *box = ui_layout_box(p->layout, e);
    struct ui_rect kept = p->list->clip;
    struct ui_rect wide = {p->layout->window.x, e->bounds.y, p->layout->window.w, e->bounds.h};
    p->list->clip = ui_rect_common(kept, wide);
    children(p, e, false);
    int most = box->content_h - e->bounds.h;
    int fade = px(p, 6);
    if (most > 0) {
        bool on_card = e->parent && e->parent->look == UI_LOOK_CARD;
        uint32_t ground = color(p, on_card ? UI_COLOR_SURFACE : UI_COLOR_PAPER);
        struct ui_rect band = on_card ? e->bounds : wide;
        if (fade > band.h / 2) fade = band.h / 2;
        struct ui_rect top = {band.x, band.y, band.w, fade};
        struct ui_rect bottom = {band.x, band.y + band.h - fade, band.w, fade};
        int dx = p->list->dx;
        p->list->dx = 0;
        if (box->offset > 0) ui_draw_fade(p->list, top, true, ground);
        if (box->offset < most) ui_draw_fade(p->list, bottom, false, ground);
        p->list->dx = dx;
    }
    p->list->clip = kept;
    children(p, e, true);
}

static void leaf(struct ui_paint *p, struct ui_element *e)
{
    switch (e->kind) {
    case UI_KIND_TEXT: text(p, e); break;
    case UI_KIND_BUTTON: button(p, e); break;
    case UI_KIND_CHOICE: choice(p, e); break;
    case UI_KIND_FIELD: field(p, e); break;
    case UI_KIND_KEY: key(p, e); break;
    case UI_KIND_PROGRESS: progress(p, e); break;
    case UI_KIND_SLIDER: slider(p, e); break;
    case UI_KIND_PICTURE:
        picture(p, e->picture, e->bounds, color(p, e->color ? e->color : UI_COLOR_INK), 1);
        break;
    case UI_KIND_COLUMN:
    case UI_KIND_ROW:
    case UI_KIND_WRAP:
    case UI_KIND_OPTIONS:
    case UI_KIND_SCALE:
    case UI_KIND_SCROLL:
    case UI_KIND_OVERLAY:
    case UI_KIND_SPACER:
    case UI_KIND_COUNT: break;
    }
}

static void tree(struct ui_paint *p, struct ui_element *e)
{
    int dx = p->list->dx;
    int opacity = p->list->opacity;
    if (e->moves) {
        float shift = ui_motion_shift(p->motion) * (p->layout->rtl ? -1.0F : 1.0F);
        p->list->dx += (int)lroundf(24 * shift);
        p->list->opacity = p->list->opacity * ui_motion_opacity(p->motion) / 255;
    }
    if (e->kind == UI_KIND_OVERLAY) {
        ui_draw_box(p->list, p->layout->window, 0, color(p, UI_COLOR_SHADE), 0, 0);
    }
    card(p, e);
    if (e->kind == UI_KIND_SCROLL) {
        scroll(p, e);
    } else {
        if (!ui_rect_empty(e->visible)) leaf(p, e);
        children(p, e, false);
    }
    p->list->dx = dx;
    p->list->opacity = opacity;
}

void ui_paint_tree(struct ui_paint *p, struct ui_element *root)
{
    bool any = false;
    for (struct ui_element *e = root; e; e = ui_element_after(e, root))
        any = any || e->moves;
    if (!any) root->moves = true;
    ui_draw_begin(p->list, p->layout->window);
    tree(p, root);
    if (!ui_rect_empty(p->scan)) {
        // Two lines, dark and light, so that it is seen on any ground.
        int away = px(p, 1.6);
        ui_draw_box(p->list, ui_rect_inset(p->scan, -away), px(p, 4), 0, px(p, 1.4),
                    color(p, UI_COLOR_FOCUS));
        ui_draw_box(p->list, ui_rect_inset(p->scan, -px(p, 0.2)), px(p, 3), 0, px(p, 0.5),
                    color(p, UI_COLOR_PAPER));
    }
    if (p->light_percent < 100) {
        uint32_t night = (uint32_t)(255 * (100 - p->light_percent) / 100) << 24;
        ui_draw_box(p->list, p->layout->window, 0, night, 0, 0);
    }
}
