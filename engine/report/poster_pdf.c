// SPDX-License-Identifier: EUPL-1.2
// The poster as one tagged page of A4 or A3: set as large as it can be for all of it to fit.
#include "report/pdf_priv.h"
#include "report/poster_priv.h"

#include <math.h>

enum { HAIR = 0xDDD8CF, LINE = 0x818B92, INK = 0x1A2024, INK_2 = 0x4B555C, STEPS = 12 };

struct drawing {
    struct pdf *p;
    const struct poster *poster;
    double scale; // of type and spaces
};

static void space(const struct drawing *d, double points)
{
    d->p->y += points * d->scale;
}

static void set(const struct drawing *d, const char *tag, double size, bool bold, uint32_t colour,
                struct str text)
{
    struct pdf_style style = {size * d->scale, bold, colour};
    struct pdf *p = d->p;
    report_pdf_tag(p, tag);
    p->y += report_pdf_text(p, PDF_LEFT, p->y, PDF_ROOM, 0, &style, text);
    report_pdf_end(p, tag);
}

static void word(const struct drawing *d, const char *tag, double size, uint32_t colour,
                 enum report_word code)
{
    set(d, tag, size, true, colour, str_of(report_word(code, d->p->page.language)));
}

// Ten people, an ornament: the sentence above says it.
static void ten(const struct drawing *d, int64_t filled)
{
    struct pdf *p = d->p;
    double unit = 0.78 * d->scale;
    for (int i = 0; i < POSTER_FIGURES && !p->measuring; i++) {
        double x = PDF_LEFT + 30 * unit * i;
        cairo_new_path(p->cr);
        cairo_arc(p->cr, x + 12 * unit, p->y + 10 * unit, 8 * unit, 0, 2 * M_PI);
        cairo_new_sub_path(p->cr);
        cairo_arc(p->cr, x + 12 * unit, p->y + 34 * unit, 12 * unit, M_PI, 0);
        cairo_line_to(p->cr, x + 24 * unit, p->y + 42 * unit);
        cairo_line_to(p->cr, x, p->y + 42 * unit);
        cairo_close_path(p->cr);
        report_pdf_colour(p, i < filled ? PDF_PRIMARY : LINE);
        cairo_set_line_width(p->cr, unit * 1.5);
        if (i < filled)
            cairo_fill(p->cr);
        else
            cairo_stroke(p->cr);
    }
    p->y += 46 * unit;
}

static void rule(const struct drawing *d, uint32_t colour)
{
    space(d, 8);
    report_pdf_rule(d->p, d->p->y, colour);
    space(d, 9);
}

static void lines(const struct drawing *d, const struct poster_line *list, size_t count)
{
    report_pdf_tag(d->p, "L");
    for (size_t i = 0; i < count; i++) {
        if (i) rule(d, HAIR);
        report_pdf_tag(d->p, "LI");
        set(d, "P", 17, true, INK, list[i].head);
        if (list[i].text.len) {
            space(d, 2);
            set(d, "P", 13, false, INK_2, list[i].text);
        }
        report_pdf_end(d->p, "LI");
        if (!list[i].has_figures) continue;
        space(d, 6);
        ten(d, list[i].figures);
    }
    report_pdf_end(d->p, "L");
}

static void draw(const struct drawing *d)
{
    struct pdf *p = d->p;
    const struct poster *poster = d->poster;
    report_pdf_logo(p, 60 * d->scale);
    word(d, "P", 13, PDF_PRIMARY, WORD_POSTER);
    space(d, 6);
    set(d, "H1", 36, true, INK, report_page_title(&p->page));
    space(d, 6);
    if (poster->lead.len) set(d, "P", 15, false, INK_2, poster->lead);
    space(d, 20);
    report_pdf_tag(p, "Sect");
    word(d, "H2", 25, PDF_PRIMARY, WORD_POSTER_SAID);
    space(d, 10);
    if (poster->few)
        set(d, "P", 15, false, INK, str_of(report_word(WORD_POSTER_FEW, p->page.language)));
    else
        lines(d, poster->said, poster->said_count);
    report_pdf_end(p, "Sect");
    space(d, 22);
    report_pdf_tag(p, "Sect");
    word(d, "H2", 25, PDF_PRIMARY, poster->did_count ? WORD_POSTER_DID : WORD_POSTER_WILL);
    space(d, 10);
    if (poster->did_count) {
        lines(d, poster->did, poster->did_count);
        space(d, 14);
    }
    set(d, "P", 17, true, INK, poster->due);
    for (int i = 0; i < 2 && poster->did_count == 0; i++) { // to be written by hand
        space(d, 34);
        report_pdf_rule(p, p->y, LINE);
    }
    report_pdf_end(p, "Sect");
    struct str note = report_page_note(&p->page, STR("end"));
    if (note.len) {
        space(d, 16);
        set(d, "P", 10, false, INK_2, note);
    }
}

// From large to small until it fits; the smallest is used however long it is then.
static void contents(struct pdf *p)
{
    struct drawing d = {p, p->data, 1.15};
    for (int step = 0; step < STEPS; step++) {
        p->measuring = true;
        p->y = PDF_TOP;
        draw(&d);
        p->measuring = false;
        if (p->y <= PDF_HEIGHT - PDF_TOP) break;
        d.scale *= 0.92;
    }
    p->y = PDF_TOP;
    draw(&d);
}

enum err report_poster_pdf(const struct table *t, const struct report_facts *facts, struct buf *out,
                           struct err_info *info)
{
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    enum err err = report_settings_check(table_form(t), facts->settings, info);
    if (!err) err = report_figures_make(t, facts, a, &figures, info);
    if (!err) {
        struct poster poster;
        struct pdf p = {
            .page = report_page_of(t, facts, &figures), .single = true, .data = &poster};
        report_poster_make(&p.page, a, &poster);
        // All sizes of A have one shape: the same drawing, larger.
        err =
            report_pdf_draw(&p, facts->paper == REPORT_PAPER_A3 ? sqrt(2) : 1, contents, out, info);
        buf_finish(&p.alts);
        buf_finish(&p.scopes);
    }
    arena_destroy(a);
    return err;
}
