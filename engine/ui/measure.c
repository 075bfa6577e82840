// SPDX-License-Identifier: EUPL-1.2
// How large the leaves of the tree want to be: text, buttons, choices, fields, keys, pictures.
#include <math.h>

#include "ui/layout.h"

int ui_layout_px(const struct ui_layout *l, double mm)
{
    return (int)lround(mm * l->px_per_mm);
}

static int at_least(int value, int least)
{
    return value > least ? value : least;
}

static double key_height(const struct ui_layout *l)
{
    return l->small ? 9 : l->tight ? 11 : 12.5;
}

static int density_of(const struct ui_element *e)
{
    const struct ui_box *box = e->priv;
    return box ? box->density : 0;
}

bool ui_measure_of_box(const struct ui_element *e)
{
    return e && e->kind == UI_KIND_ROW && e->look == UI_LOOK_CARD;
}

// Where rows of a grid or boxes with buttons stand close, what is touched is drawn lower by this;
// the room around it in its row takes the touches.
static double drawn_lower_mm(const struct ui_element *e)
{
    const struct ui_element *row = e->parent;
    if (row && row->kind == UI_KIND_SCALE) row = row->parent;
    bool small_one =
        e->kind == UI_KIND_CHOICE ? e->icon_only && !e->picture : e->look == UI_LOOK_CHIP;
    return small_one && ui_measure_of_box(row) && density_of(e) >= 2 ? 3 : 0;
}

// U+0600 to U+06FF, the block whose letters on keys are wider than they are high.
static bool is_arabic(struct str s)
{
    unsigned char first = s.len > 0 ? (unsigned char)s.ptr[0] : 0;
    return first >= 0xD8 && first <= 0xDB;
}

static int em(const struct ui_layout *l, const struct ui_element *e)
{
    // What is large from the start grows less; on a key the sign must stay on its key.
    double scale = l->text_scale;
    if (l->most_scale > 0 && scale > l->most_scale) scale = l->most_scale;
    if (e->size == UI_TEXT_TITLE) scale = 1 + (scale - 1) * 0.5;
    if (e->kind == UI_KIND_KEY && scale > 1.3) scale = 1.3;
    double mm = ui_theme_mm(e->size) * scale;
    double key = e->min_h_mm > 0 ? e->min_h_mm : key_height(l);
    // About thirteen keys stand in a row, and Arabic's letters are the widest and the highest.
    double wide = l->window.w / l->px_per_mm / 13;
    if (wide < key) key = wide;
    if (e->kind == UI_KIND_KEY && mm > key * 0.5) mm = key * 0.5;
    if (e->kind == UI_KIND_KEY && is_arabic(e->key_text)) mm *= 0.85;
    if (l->small && e->size == UI_TEXT_TITLE) mm *= 0.7;
    // A question gives way where not everything that answers it would be seen.
    bool close = e->role == UI_ROLE_HEADING && density_of(e) >= 3;
    if ((l->small || close) && e->size == UI_TEXT_QUESTION) mm *= 0.82;
    return at_least(ui_layout_px(l, mm), 8);
}

struct ui_text_style ui_measure_style(const struct ui_layout *l, const struct ui_element *e,
                                      bool bold)
{
    struct ui_text_style s = {
        .px = em(l, e),
        .bold = bold,
        .rtl = l->rtl,
        .clipped = e->clipped,
        .secret = e->secret,
        .align = e->align,
        // Keys stay in one style: they are looked for by their place.
        .reading = e->kind == UI_KIND_KEY ? UI_READING_USUAL : l->reading,
    };
    memcpy(s.language, l->language, sizeof s.language);
    // Text in a centred column is centred.
    if (e->kind == UI_KIND_TEXT && s.align == UI_ALIGN_START && e->parent &&
        e->look != UI_LOOK_NOTE) {
        s.align = e->parent->align;
    }
    if (e->kind == UI_KIND_KEY) s.align = UI_ALIGN_CENTER;
    // What is typed stays as it is typed.
    s.divided = e->kind != UI_KIND_KEY && e->kind != UI_KIND_FIELD && !e->clipped;
    s.balanced =
        e->kind == UI_KIND_TEXT && (e->role == UI_ROLE_HEADING || s.align == UI_ALIGN_CENTER);
    struct ui_box *box = e->priv;
    if (e->kind == UI_KIND_CHOICE && box && box->upright) s.align = UI_ALIGN_CENTER;
    return s;
}

bool ui_measure_shows_name(const struct ui_element *e)
{
    const struct ui_box *box = e->priv;
    return e->name.len > 0 && !e->icon_only && !(box && box->icon_alone);
}

enum ui_icon ui_measure_icon(const struct ui_element *e)
{
    const struct ui_box *box = e->priv;
    return box && box->icon_alone && !e->icon ? e->spare_icon : e->icon;
}

static void button_insides(const struct ui_layout *l, const struct ui_element *e,
                           struct ui_insides *in)
{
    bool tall = e->look == UI_LOOK_PRIMARY || e->look == UI_LOOK_PLAIN;
    in->pad_x = ui_layout_px(l, tall ? 8 : e->look == UI_LOOK_CHIP ? 6 : 4);
    // A scale's number is a place more than a word.
    bool place = e->parent && e->parent->kind == UI_KIND_SCALE;
    if (place) in->pad_x = ui_layout_px(l, 2);
    in->pad_y = ui_layout_px(l, 3);
    // What is lower than a finger wants takes touches in the room around it: see input.c.
    double low = ui_measure_shows_name(e) ? 14 : 12;
    in->min_h = ui_layout_px(l, !tall ? low : !l->tight && !l->small ? 20 : l->tight ? 14 : 16);
    in->min_w = ui_layout_px(l, place && e->min_w_mm > 0    ? e->min_w_mm
                                : !ui_measure_shows_name(e) ? 16
                                : tall                      ? 40
                                                            : 20);
    in->radius = e->look == UI_LOOK_CHIP ? in->min_h / 2 : ui_layout_px(l, 3);
    in->edge = e->look == UI_LOOK_QUIET || e->look == UI_LOOK_PRIMARY
                   ? 0
                   : at_least(ui_layout_px(l, 0.4), 1);
    if (ui_measure_icon(e)) in->sign = in->sign_h = em(l, e) * 5 / 4;
    in->gap = ui_layout_px(l, 2.5);
    if (!ui_measure_shows_name(e)) {
        in->pad_x = ui_layout_px(l, 3);
        in->gap = 0;
    }
}

bool ui_measure_compact(const struct ui_element *e)
{
    const struct ui_box *box = e->priv;
    return e->kind == UI_KIND_CHOICE && box && box->upright && box->compact &&
           ui_measure_shows_name(e);
}

static void choice_insides(const struct ui_layout *l, const struct ui_element *e,
                           struct ui_insides *in)
{
    const struct ui_box *box = e->priv;
    bool upright = box && box->upright;
    in->pad_x = ui_layout_px(l, upright ? 3 : 5.5);
    in->pad_y = ui_layout_px(l, 4);
    in->gap = ui_layout_px(l, upright ? 3 : 4.5);
    in->min_h = ui_layout_px(l, (l->small ? 16 : 20) - (l->small ? 0 : drawn_lower_mm(e)));
    in->min_w = ui_layout_px(l, 20);
    in->radius = ui_layout_px(l, 3);
    in->edge = at_least(ui_layout_px(l, 0.4), 1);
    in->sign = in->sign_h = ui_layout_px(l, 7.5);
    in->handle = ui_layout_px(l, 8);
    if (ui_measure_compact(e)) {
        in->pad_x = ui_layout_px(l, 1.5);
        in->pad_y = ui_layout_px(l, 2.5);
        in->gap = ui_layout_px(l, e->picture ? 1.5 : 0);
        in->sign_h = 0; // the mark of the one that is chosen sits on its corner
    }
    if (e->sign.len || e->movable) in->sign = in->sign_h = ui_layout_px(l, 9);
    if (e->picture) {
        in->sign_h = ui_layout_px(l, e->min_h_mm > 0 ? e->min_h_mm * 0.6 : 16);
        in->sign = (int)lround(in->sign_h * (double)(e->picture->w / e->picture->h));
    }
}

struct ui_insides ui_measure_insides(const struct ui_layout *l, const struct ui_element *e)
{
    struct ui_insides in = {.radius = ui_layout_px(l, 3)};
    switch (e->kind) {
    case UI_KIND_BUTTON: button_insides(l, e, &in); break;
    case UI_KIND_CHOICE: choice_insides(l, e, &in); break;
    case UI_KIND_FIELD:
        in.pad_x = ui_layout_px(l, 5);
        in.pad_y = ui_layout_px(l, l->small && l->tight ? 1.5 : l->small ? 2.5 : 4);
        in.min_h = ui_layout_px(l, l->small ? 13 : l->tight ? 16 : 20);
        in.min_w = ui_layout_px(l, e->min_w_mm > 0 ? e->min_w_mm : 40);
        in.edge = at_least(ui_layout_px(l, 0.4), 1);
        break;
    case UI_KIND_KEY:
        in.min_h = ui_layout_px(l, key_height(l));
        in.radius = ui_layout_px(l, 2);
        in.sign = in.sign_h = e->icon ? ui_layout_px(l, 6) : 0;
        break;
    case UI_KIND_TEXT:
        if (e->look == UI_LOOK_NOTE) {
            in.pad_x = ui_layout_px(l, 5);
            in.pad_y = ui_layout_px(l, 2.8);
            in.sign = in.sign_h = e->icon ? em(l, e) * 5 / 4 : 0;
            in.gap = e->icon ? ui_layout_px(l, 3) : 0;
        }
        break;
    case UI_KIND_PROGRESS:
        in.min_h = at_least(ui_layout_px(l, 2), 2);
        in.min_w = ui_layout_px(l, 30);
        break;
    case UI_KIND_SLIDER:
        in.min_h = ui_layout_px(l, l->small ? 16 : 20);
        in.min_w = ui_layout_px(l, 60);
        break;
    case UI_KIND_PICTURE:
        in.sign_h = ui_layout_px(l, e->min_h_mm);
        in.sign = in.sign_h;
        if (e->picture) {
            int plate = e->picture->plate ? 2 * ui_layout_px(l, UI_PLATE_MM) : 0;
            double wide = (double)(e->picture->w / e->picture->h);
            in.sign = (int)lround((in.sign_h - plate) * wide) + plate;
        }
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
    if (e->min_w_mm > 0) in.min_w = at_least(ui_layout_px(l, e->min_w_mm), in.min_w);
    if (e->min_h_mm > 0 && e->kind != UI_KIND_PICTURE) {
        in.min_h = at_least(ui_layout_px(l, e->min_h_mm - drawn_lower_mm(e)), in.min_h);
    }
    if (l->low_foot && e->kind == UI_KIND_BUTTON && e->parent &&
        e->parent->role == UI_ROLE_NAVIGATION) {
        int most = ui_layout_px(l, e->min_h_mm >= 25 ? 20 : 16); // of children, of others
        if (in.min_h > most) in.min_h = most;
    }
    return in;
}

// What stands beside the text, in the width.
static int beside(const struct ui_insides *in, const struct ui_element *e)
{
    const struct ui_box *box = e->priv;
    bool above = e->kind == UI_KIND_CHOICE && box && box->upright;
    int handle = e->movable ? in->gap + in->handle : 0;
    return 2 * in->pad_x + handle + (above || !in->sign ? 0 : in->sign + in->gap);
}

// Leaves whose name is drawn as a paragraph in them.
static bool has_words(const struct ui_element *e)
{
    return e->kind != UI_KIND_PROGRESS && e->kind != UI_KIND_PICTURE && e->kind != UI_KIND_SLIDER;
}

static struct str shown_text(const struct ui_element *e)
{
    if (e->kind == UI_KIND_KEY && e->sign.len) return e->sign;
    return e->kind == UI_KIND_FIELD && e->value.len ? e->value : e->name;
}

static bool bold_at_most(const struct ui_element *e)
{
    return e->bold || e->kind == UI_KIND_CHOICE;
}

int ui_measure_natural(struct ui_layout *l, struct ui_element *e)
{
    struct ui_insides in = ui_measure_insides(l, e);
    int w = beside(&in, e);
    // A field is as wide as its place, whatever is typed into it.
    if (e->kind == UI_KIND_FIELD) return in.min_w;
    if (ui_measure_shows_name(e) && has_words(e)) {
        struct ui_text_style style = ui_measure_style(l, e, bold_at_most(e));
        w += ui_text_paragraph(l->text, shown_text(e), &style, 0)->natural_w;
    } else if (e->kind == UI_KIND_BUTTON && !in.sign) {
        w = in.min_w;
    }
    return at_least(w, in.min_w);
}

int ui_measure_least(struct ui_layout *l, struct ui_element *e)
{
    struct ui_insides in = ui_measure_insides(l, e);
    int w = beside(&in, e);
    const struct ui_box *box = e->priv;
    if (box && box->upright && w < 2 * in.pad_x + in.sign) w = 2 * in.pad_x + in.sign;
    if (ui_measure_shows_name(e) && e->kind != UI_KIND_FIELD && has_words(e)) {
        struct ui_text_style style = ui_measure_style(l, e, bold_at_most(e));
        const struct ui_paragraph *p = ui_text_paragraph(l->text, e->name, &style, 0);
        int text = beside(&in, e) + (e->clipped ? em(l, e) * 3 : p->least_w);
        w = at_least(w, text);
    }
    return at_least(w, in.min_w);
}

const struct ui_paragraph *ui_measure_text(struct ui_layout *l, struct ui_element *e, int w,
                                           bool bold, int *out_box_w)
{
    struct ui_insides in = ui_measure_insides(l, e);
    struct ui_text_style style = ui_measure_style(l, e, bold);
    int box_w = at_least(w - beside(&in, e), 1);
    if (out_box_w) *out_box_w = box_w;
    const struct ui_paragraph *p = ui_text_paragraph(l->text, shown_text(e), &style, box_w);
    if (bold && e->kind == UI_KIND_CHOICE && !e->bold && p->line_count > 1) {
        // A card that is chosen keeps its lines: bolder letters that need another are a little
        // smaller.
        struct ui_text_style plain = ui_measure_style(l, e, false);
        uint32_t lines = ui_text_paragraph(l->text, shown_text(e), &plain, box_w)->line_count;
        for (int part = 98; p->line_count > lines && part >= 90; part -= 2) {
            style.px = plain.px * part / 100;
            p = ui_text_paragraph(l->text, shown_text(e), &style, box_w);
        }
    }
    if (p->least_w > box_w && e->kind != UI_KIND_FIELD && !e->clipped) {
        // A word that is a little longer than its line is set smaller; longer, it is divided as its
        // language does, and where that is not known set smaller all the same: to six tenths.
        int px = style.px * box_w / p->least_w - 1;
        if (px < style.px * 85 / 100 && !p->broke_word) return p;
        style.px = at_least(px, style.px * 6 / 10);
        p = ui_text_paragraph(l->text, shown_text(e), &style, box_w);
    }
    return p;
}

static int field_height(struct ui_layout *l, struct ui_element *e, int w,
                        const struct ui_insides *in)
{
    const struct ui_paragraph *text = ui_measure_text(l, e, w, e->bold, NULL);
    int lines = e->lines;
    if (l->tight && lines > 2) lines = 2;
    if (l->tight && (l->small || l->text_scale > 1.4)) lines = 1;
    return lines * text->lines[0].h + 2 * in->pad_y;
}

int ui_measure_height(struct ui_layout *l, struct ui_element *e, int w)
{
    struct ui_insides in = ui_measure_insides(l, e);
    int h = in.sign_h;
    if (e->kind == UI_KIND_FIELD) {
        h = field_height(l, e, w, &in);
    } else if (has_words(e) && e->kind != UI_KIND_KEY && ui_measure_shows_name(e)) {
        int text_h = ui_measure_text(l, e, w, e->bold, NULL)->h;
        // A chosen card is set bolder: room for it is there from the start.
        if (e->kind == UI_KIND_CHOICE) {
            text_h = at_least(text_h, ui_measure_text(l, e, w, true, NULL)->h);
        }
        const struct ui_box *box = e->priv;
        if (box && box->upright) {
            h = in.sign_h + in.gap + text_h;
        } else {
            h = at_least(h, text_h);
        }
    }
    if (e->kind == UI_KIND_BUTTON || e->kind == UI_KIND_CHOICE || e->look == UI_LOOK_NOTE) {
        h += 2 * in.pad_y;
    }
    return at_least(h, in.min_h);
}
