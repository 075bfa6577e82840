// SPDX-License-Identifier: EUPL-1.2
// Parts of a report on the pages of a PDF, tagged.
#include "report/out.h"
#include "report/pdf_priv.h"

#include <string.h>

enum { HAIR = 0xDDD8CF, LINE = 0x818B92, PAD = 4, COLUMNS_MAX = 9 };

static void begin(struct out *o, const char *id)
{
    (void)id;
    report_pdf_tag(o->data, "Sect");
}

static void end(struct out *o)
{
    report_pdf_end(o->data, "Sect");
}

static void heading(struct out *o, int level, struct str text)
{
    report_pdf_words(o->data,
                     level <= 2   ? PDF_PART
                     : level == 3 ? PDF_HEADING
                                  : PDF_SUBHEADING,
                     text);
}

static void text(struct out *o, enum out_style style, struct str words)
{
    report_pdf_words(o->data,
                     style == OUT_SMALL || style == OUT_NOTE ? PDF_SMALL
                     : style == OUT_STRONG                   ? PDF_STRONG
                                                             : PDF_WORDS,
                     words);
}

// ---- tables ----

struct columns {
    double x[COLUMNS_MAX], width[COLUMNS_MAX];
    size_t count;
};

// The row heads get a third of the page, more where there are few columns.
static struct columns columns_of(const struct out_table *t)
{
    struct columns c = {.count = t->columns < COLUMNS_MAX ? t->columns : COLUMNS_MAX};
    double first = t->words ? 80 : c.count <= 4 ? 200 : c.count <= 7 ? 150 : 100;
    double rest = c.count > 1 ? (PDF_ROOM - first) / (double)(c.count - 1) : 0;
    for (size_t j = 0; j < c.count; j++) {
        c.x[j] = j ? first + (double)(j - 1) * rest : 0;
        c.width[j] = (j ? rest : first) - 6;
        if (j) c.x[j] += 6;
    }
    return c;
}

static double row_height(struct pdf *p, const struct columns *c, const struct str *cells,
                         const struct pdf_style *style)
{
    double height = 0;
    for (size_t j = 0; j < c->count; j++) {
        double own = report_pdf_height(p, c->width[j], style, cells[j]);
        if (own > height) height = own;
    }
    return height;
}

static void row(struct pdf *p, const struct columns *c, const struct str *cells,
                const struct pdf_style *style, bool head, bool words)
{
    double height = row_height(p, c, cells, style);
    report_pdf_tag(p, "TR");
    for (size_t j = 0; j < c->count; j++) {
        bool header = head || j == 0;
        report_pdf_tag(p, header ? "TH" : "TD");
        if (header && !p->measuring) buf_add_char(&p->scopes, head ? 'c' : 'r');
        report_pdf_text(p, PDF_LEFT + c->x[j], p->y + PAD / 2.0, c->width[j], j > 0 && !words,
                        style, cells[j]);
        report_pdf_end(p, header ? "TH" : "TD");
    }
    report_pdf_end(p, "TR");
    p->y += height + PAD;
    report_pdf_rule(p, p->y, head ? LINE : HAIR);
    p->y += 1;
}

static void narrow_table(struct out *o, const struct out_table *t)
{
    static const struct pdf_style plain = {8.5, false, 0x1A2024}, quiet = {8.5, false, 0x4B555C};
    struct pdf *p = o->data;
    struct columns c = columns_of(t);
    double head = row_height(p, &c, t->heads, &quiet) + PAD + 1, height = head;
    for (size_t i = 0; i < t->rows && i < 12; i++)
        height += row_height(p, &c, t->cells + i * t->columns, &plain) + PAD + 1;
    double label = t->named ? 0 : report_pdf_height(p, PDF_ROOM, &report_pdf_strong, t->label) + 4;
    report_pdf_need(p, height + label < PDF_BOTTOM - PDF_TOP ? height + label + 6 : 120);
    report_pdf_release(p);
    report_pdf_space(p, 6);
    if (!t->named) {
        report_pdf_paragraph(p, "P", &report_pdf_strong, t->label);
        p->y += 4;
    }
    report_pdf_tag(p, "Table");
    row(p, &c, t->heads, &quiet, true, t->words);
    for (size_t i = 0; i < t->rows; i++) {
        const struct str *cells = t->cells + i * t->columns;
        if (!p->measuring && p->y + row_height(p, &c, cells, &plain) + PAD > PDF_BOTTOM) {
            report_pdf_new_page(p);
            row(p, &c, t->heads, &quiet, true, t->words);
        }
        row(p, &c, cells, t->apart && t->apart[i] ? &quiet : &plain, false, t->words);
    }
    report_pdf_end(p, "Table");
    p->y += 6;
}

// A table with more columns than paper has room for: the next columns stand under the first ones,
// each piece with the heads of its rows.
static void table(struct out *o, const struct out_table *t)
{
    if (t->columns <= COLUMNS_MAX) {
        narrow_table(o, t);
        return;
    }
    size_t others = t->columns - 1, pieces = (others + COLUMNS_MAX - 2) / (COLUMNS_MAX - 1);
    for (size_t i = 0; i < pieces; i++) {
        size_t from = 1 + i * others / pieces, to = 1 + (i + 1) * others / pieces;
        size_t columns = to - from + 1;
        struct str *cells = ARENA_ARRAY(o->memory, struct str, columns * (t->rows + 1));
        for (size_t row = 0; row <= t->rows; row++) {
            const struct str *whole = row ? t->cells + (row - 1) * t->columns : t->heads;
            cells[row * columns] = whole[0];
            memcpy(cells + row * columns + 1, whole + from, (columns - 1) * sizeof *cells);
        }
        struct out_table piece = *t;
        piece.label = arena_printf(o->memory, "%.*s (%zu/%zu)", STR_ARG(t->label), i + 1, pieces);
        piece.columns = columns;
        piece.heads = cells;
        piece.cells = cells + columns;
        piece.named = t->named && i == 0;
        narrow_table(o, &piece);
    }
}

// ---- drawings ----

struct tone {
    const char *name;
    uint32_t colour;
    double width; // of a line
    bool strong;  // text
};

static struct tone tone_of(const char *name)
{
    static const struct tone tones[] = {
        {"place-1", 0xDDF0F0, 0, false},      {"on-place-1", 0x1A2024, 0, false},
        {"agree-1", 0x9CCFD2, 0, false},      {"against-1", 0xF3D9AE, 0, false},
        {"against-2", 0x8A5200, 0, false},    {"apart", 0xB9C0C5, 0, false},
        {"gone", 0xE1E5E7, 0, false},         {"empty", 0xFFFFFF, 0, false},
        {"on-gone", 0x1A2024, 0, false},      {"on-empty", 0x1A2024, 0, false},

        {"middle", 0xE6E0D4, 0, false},       {"axis", 0x818B92, 1, false},
        {"grid", 0xDDD8CF, 0.7, false},       {"median", 0x4B555C, 1.2, false},
        {"goal", 0x8A5200, 1.6, false},       {"limit", 0x818B92, 1, false},
        {"series", 0x0A5C66, 1.8, false},     {"label", 0x1A2024, 0, false},
        {"share", 0x4B555C, 0, false},        {"value", 0x1A2024, 0, true},
        {"warn", 0x8A5200, 1.6, true},        {"on-agree-2", 0xFFFFFF, 0, false},
        {"on-against-2", 0xFFFFFF, 0, false}, {"on-agree-1", 0x1A2024, 0, false},
        {"on-against-1", 0x1A2024, 0, false}, {"on-middle", 0x1A2024, 0, false},
        {"on-apart", 0x1A2024, 0, false}};
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++)
        if (strcmp(tones[i].name, name) == 0) return tones[i];
    return (struct tone){name, 0x0A5C66, 1.4, false};
}

static void shape(struct pdf *p, const struct out_shape *s, double scale, double top)
{
    struct tone tone = tone_of(s->tone);
    double x = PDF_LEFT + s->x * scale, y = top + s->y * scale;
    report_pdf_colour(p, tone.colour);
    switch (s->kind) {
    case OUT_RECT:
        cairo_rectangle(p->cr, x, y, s->x2 * scale, s->y2 * scale);
        cairo_fill_preserve(p->cr);
        report_pdf_outline(p, s->tone);
        break;
    case OUT_LINE:
        cairo_set_line_width(p->cr, tone.width > 0 ? tone.width : 1);
        if (strcmp(s->tone, "limit") == 0 || strcmp(s->tone, "goal") == 0)
            cairo_set_dash(p->cr, (double[]){4, 3}, 2, 0);
        cairo_move_to(p->cr, x, y);
        cairo_line_to(p->cr, PDF_LEFT + s->x2 * scale, top + s->y2 * scale);
        cairo_stroke(p->cr);
        cairo_set_dash(p->cr, NULL, 0, 0);
        break;
    case OUT_DOT:
        cairo_new_sub_path(p->cr);
        cairo_arc(p->cr, x, y, s->x2 * scale, 0, 6.283185307);
        cairo_fill(p->cr);
        break;
    case OUT_TEXT: {
        struct pdf_style style = {9, tone.strong, tone.colour};
        double width = report_pdf_width(p, &style, s->text) + 2;
        double left = s->anchor == 1 ? x - width : s->anchor == 2 ? x - width / 2 : x;
        report_pdf_text(p, left, y - 9, width, s->anchor, &style, s->text);
        break;
    }
    }
}

static void figure(struct out *o, struct str title, struct str description,
                   const struct out_drawing *d)
{
    struct pdf *p = o->data;
    double scale = (double)PDF_ROOM / d->width, height = d->height * scale;
    report_pdf_need(p, height + 10);
    if (!p->measuring) {
        report_pdf_release(p);
        // What no page holds together with its heading begins the next one.
        if (p->y + height > PDF_BOTTOM && p->y > PDF_TOP) report_pdf_new_page(p);
        buf_add_str(&p->alts, title);
        buf_add_text(&p->alts, ". ");
        buf_add_str(&p->alts, description);
        buf_add_char(&p->alts, '\0');
    }
    report_pdf_tag(p, "Figure");
    for (size_t i = 0; i < d->count && !p->measuring; i++)
        shape(p, &d->shapes[i], scale, p->y + 4);
    report_pdf_end(p, "Figure");
    p->y += height + 10;
}

const struct out_kind report_out_pdf = {begin, end, heading, text, table, figure};
