// SPDX-License-Identifier: EUPL-1.2
// Pages, paragraphs and tags of the PDF.
#include "report/pdf_priv.h"

#include <stdio.h>

const struct pdf_style report_pdf_title = {24, true, 0x1A2024},
                       report_pdf_part = {15, true, 0x1A2024},
                       report_pdf_heading = {12, true, 0x1A2024},
                       report_pdf_body = {10, false, 0x1A2024},
                       report_pdf_small = {9, false, 0x4B555C},
                       report_pdf_eyebrow = {9, true, 0x0A5C66},
                       report_pdf_strong = {10, true, 0x1A2024};

enum { FOOT_Y = 806, LINE_COLOUR = 0xDDD8CF };

void report_pdf_outline(struct pdf *p, const char *tone)
{
    if (strcmp(tone, "empty") == 0) { // white on white
        report_pdf_colour(p, 0x818B92);
        cairo_set_line_width(p->cr, 0.7);
        cairo_stroke(p->cr);
    }
    cairo_new_path(p->cr);
}

void report_pdf_colour(struct pdf *p, uint32_t colour)
{
    unsigned own;
    if ((colour == PDF_PRIMARY || colour == PDF_TINT) && report_page_colour(&p->page, &own))
        colour = colour == PDF_PRIMARY ? own : report_page_tint(own);
    cairo_set_source_rgb(p->cr, (colour >> 16 & 0xFF) / 255.0, (colour >> 8 & 0xFF) / 255.0,
                         (colour & 0xFF) / 255.0);
}

// Letters where the font puts them: paper has no pixels to round to.
static void set_fine(PangoLayout *layout)
{
    PangoContext *context = pango_layout_get_context(layout);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_layout_context_changed(layout);
    cairo_font_options_destroy(options);
}

static PangoLayout *layout_of(struct pdf *p, double width, int align, const struct pdf_style *style,
                              struct str text)
{
    PangoContext *context = pango_font_map_create_context(p->fonts);
    pango_cairo_update_context(p->cr, context);
    PangoLayout *layout = pango_layout_new(context);
    g_object_unref(context);
    set_fine(layout);
    PangoFontDescription *font = pango_font_description_from_string("Inter, Noto Sans, sans");
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"));
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    if (style->bold) pango_font_description_set_weight(font, PANGO_WEIGHT_SEMIBOLD);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_attributes(layout, attributes);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, style->size > 11 ? 1.15F : 1.3F);
    pango_layout_set_alignment(layout, align == 0   ? PANGO_ALIGN_LEFT
                                       : align == 1 ? PANGO_ALIGN_RIGHT
                                                    : PANGO_ALIGN_CENTER);
    pango_layout_set_text(layout, text.len ? text.ptr : "", (int)text.len);
    pango_attr_list_unref(attributes);
    pango_font_description_free(font);
    return layout;
}

static double height_of(PangoLayout *layout)
{
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    return (double)height / PANGO_SCALE;
}

double report_pdf_height(struct pdf *p, double width, const struct pdf_style *style,
                         struct str text)
{
    PangoLayout *layout = layout_of(p, width, 0, style, text);
    double height = height_of(layout);
    g_object_unref(layout);
    return height;
}

double report_pdf_width(struct pdf *p, const struct pdf_style *style, struct str text)
{
    PangoLayout *layout = layout_of(p, PDF_WIDTH, 0, style, text);
    int width, height;
    pango_layout_set_width(layout, -1);
    pango_layout_get_size(layout, &width, &height);
    g_object_unref(layout);
    return (double)width / PANGO_SCALE;
}

void report_pdf_bookmark(struct pdf *p, int level, struct str text)
{
    if (p->measuring) return;
    char place[64];
    struct buf title = {0};
    // Whole points: no decimal point that a locale could turn into a comma.
    snprintf(place, sizeof place, "page=%d pos=[%d %d]", p->number, PDF_LEFT,
             p->y < 24 ? 0 : (int)p->y - 24);
    size_t cut = utf8_cut(text, 120);
    buf_add_str(&title, str_sub(text, 0, cut));
    if (cut < text.len) buf_add_text(&title, "\xE2\x80\xA6");
    int parent = level == 1 ? CAIRO_PDF_OUTLINE_ROOT : p->outline;
    int entry = cairo_pdf_surface_add_outline(p->surface, parent, buf_text(&title), place,
                                              level == 1 ? CAIRO_PDF_OUTLINE_FLAG_BOLD : 0);
    if (level == 1) p->outline = entry;
    buf_finish(&title);
}

// One line without the space that it was broken at: cairo would mark that space as text of its own,
// which some readers take for the end of the paragraph.
static void show_line(struct pdf *p, PangoLayout *layout, PangoLayoutLine *line)
{
    const char *text = pango_layout_get_text(layout) + line->start_index;
    struct str whole = str_make(text, (size_t)line->length);
    struct str shown = str_trim(whole);
    if (shown.len == whole.len || line->resolved_dir == PANGO_DIRECTION_RTL) {
        pango_cairo_show_layout_line(p->cr, line);
        return;
    }
    PangoLayout *own = pango_layout_copy(layout);
    pango_layout_set_width(own, -1);
    pango_layout_set_alignment(own, PANGO_ALIGN_LEFT);
    pango_layout_set_text(own, shown.len ? shown.ptr : "", (int)shown.len);
    pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(own, 0));
    g_object_unref(own);
}

static void show(struct pdf *p, PangoLayout *layout, double x, double y)
{
    PangoLayoutIter *lines = pango_layout_get_iter(layout);
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(lines, NULL, &box);
        cairo_move_to(p->cr, x + (double)box.x / PANGO_SCALE,
                      y + (double)pango_layout_iter_get_baseline(lines) / PANGO_SCALE);
        show_line(p, layout, pango_layout_iter_get_line_readonly(lines));
    } while (pango_layout_iter_next_line(lines));
    pango_layout_iter_free(lines);
}

double report_pdf_text(struct pdf *p, double x, double y, double width, int align,
                       const struct pdf_style *style, struct str text)
{
    PangoLayout *layout = layout_of(p, width, align, style, text);
    double height = height_of(layout);
    if (!p->measuring) {
        report_pdf_colour(p, style->colour);
        show(p, layout, x, y);
    }
    g_object_unref(layout);
    return height;
}

void report_pdf_tag(struct pdf *p, const char *tag)
{
    if (p->measuring) return;
    if (p->held_count) report_pdf_release(p);
    cairo_tag_begin(p->cr, tag, NULL);
}

void report_pdf_end(struct pdf *p, const char *tag)
{
    if (p->measuring) return;
    if (p->held_count) report_pdf_release(p);
    cairo_tag_end(p->cr, tag);
}

void report_pdf_rule(struct pdf *p, double y, uint32_t colour)
{
    if (p->measuring) return;
    report_pdf_colour(p, colour);
    cairo_rectangle(p->cr, PDF_LEFT, y, PDF_ROOM, 0.6);
    cairo_fill(p->cr);
}

// ---- pages ----

// The foot is an ornament: no tag, so that nobody hears it read between two lines.
static void foot(struct pdf *p)
{
    char number[16];
    snprintf(number, sizeof number, "%d", p->number);
    report_pdf_rule(p, FOOT_Y - 6, LINE_COLOUR);
    struct str title = report_page_title(&p->page);
    size_t cut = utf8_cut(title, 90);
    report_pdf_text(p, PDF_LEFT, FOOT_Y, PDF_ROOM - 60, 0, &report_pdf_small,
                    str_sub(title, 0, cut));
    report_pdf_text(p, PDF_LEFT + PDF_ROOM - 60, FOOT_Y, 60, 1, &report_pdf_small, str_of(number));
}

void report_pdf_new_page(struct pdf *p)
{
    p->y = PDF_TOP;
    if (p->measuring) return;
    foot(p);
    cairo_show_page(p->cr);
    p->number++;
}

void report_pdf_need(struct pdf *p, double height)
{
    double held = report_pdf_held_height(p);
    if (held + height > PDF_BOTTOM - PDF_TOP) height = 0; // no page holds both
    if (!p->measuring && p->y + held + height > PDF_BOTTOM && p->y > PDF_TOP)
        report_pdf_new_page(p);
}

void report_pdf_space(struct pdf *p, double points)
{
    if (p->measuring || p->y > PDF_TOP) p->y += points;
}

void report_pdf_block(struct pdf *p, void (*draw)(struct pdf *p, const void *what),
                      const void *what)
{
    if (p->measuring) {
        draw(p, what);
        return;
    }
    double y = p->y;
    p->measuring = true;
    p->y = p->together = 0;
    draw(p, what);
    double height = p->y, least = p->together;
    p->measuring = false;
    p->y = y;
    // Of what no page holds, the beginning at least stays with its heading.
    if (height > PDF_BOTTOM - PDF_TOP)
        height = least > 0 && least < PDF_BOTTOM - PDF_TOP ? least : p->held_count ? 120 : 0;
    report_pdf_need(p, height);
    report_pdf_release(p);
    draw(p, what);
}

void report_pdf_paragraph(struct pdf *p, const char *tag, const struct pdf_style *style,
                          struct str text)
{
    PangoLayout *layout = layout_of(p, PDF_ROOM, 0, style, text);
    double height = height_of(layout);
    if (!p->measuring && p->held_count) {
        report_pdf_need(p, height < 60 ? height : 60);
        report_pdf_release(p);
    }
    if (p->measuring || p->y + height <= PDF_BOTTOM) {
        report_pdf_tag(p, tag);
        report_pdf_text(p, PDF_LEFT, p->y, PDF_ROOM, 0, style, text);
        report_pdf_end(p, tag);
        p->y += height;
        g_object_unref(layout);
        return;
    }
    // Line by line: a paragraph that goes on overleaf is a paragraph of its own there.
    PangoLayoutIter *lines = pango_layout_get_iter(layout);
    bool open = false;
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(lines, NULL, &box);
        double line = (double)box.height / PANGO_SCALE, x = (double)box.x / PANGO_SCALE;
        double base = (double)(pango_layout_iter_get_baseline(lines) - box.y) / PANGO_SCALE;
        if (p->y + line > PDF_BOTTOM) {
            if (open) report_pdf_end(p, tag);
            open = false;
            report_pdf_new_page(p);
        }
        if (!open) report_pdf_tag(p, tag);
        open = true;
        report_pdf_colour(p, style->colour);
        cairo_move_to(p->cr, PDF_LEFT + x, p->y + base);
        show_line(p, layout, pango_layout_iter_get_line_readonly(lines));
        p->y += line;
    } while (pango_layout_iter_next_line(lines));
    if (open) report_pdf_end(p, tag);
    pango_layout_iter_free(lines);
    g_object_unref(layout);
}

// ---- the file ----

static cairo_status_t append(void *data, const unsigned char *bytes, unsigned count)
{
    buf_add(data, bytes, count);
    return CAIRO_STATUS_SUCCESS;
}

static void set_metadata(struct pdf *p)
{
    struct buf text = {0};
    const struct report_facts *facts = p->page.facts;
    buf_add_str(&text, report_page_title(&p->page));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, buf_text(&text));
    buf_clear(&text);
    buf_add_str(&text, facts->organizer);
    if (text.len)
        cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR, buf_text(&text));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_SUBJECT,
                                   report_word(WORD_REPORT, p->page.language));
    // The day of the report and not the clock: the same answers give the same file.
    buf_clear(&text);
    buf_add_str(&text, facts->made.len ? facts->made : STR("2000-01-01"));
    buf_add_text(&text, "T12:00:00Z");
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, buf_text(&text));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_MOD_DATE, buf_text(&text));
    buf_finish(&text);
}

enum err report_pdf_draw(struct pdf *p, double scale, void (*contents)(struct pdf *p),
                         struct buf *out, struct err_info *info)
{
    struct buf file = {0};
    enum err err = report_pdf_logo_ready(p, info);
    if (err) return err;
    p->surface =
        cairo_pdf_surface_create_for_stream(append, &file, PDF_WIDTH * scale, PDF_HEIGHT * scale);
    p->cr = cairo_create(p->surface);
    cairo_scale(p->cr, scale, scale);
    p->fonts = pango_cairo_font_map_new();
    p->number = 1;
    p->y = PDF_TOP;
    set_metadata(p);
    report_pdf_tag(p, "Document");
    contents(p);
    report_pdf_end(p, "Document");
    report_pdf_held_finish(p);
    if (!p->single) foot(p);
    cairo_show_page(p->cr);
    cairo_status_t status = cairo_status(p->cr);
    cairo_destroy(p->cr);
    g_object_unref(p->fonts);
    cairo_surface_finish(p->surface);
    if (!status) status = cairo_surface_status(p->surface);
    cairo_surface_destroy(p->surface);
    buf_wipe(&p->text);
    if (status)
        err =
            err_set(info, ERR_IO, "the PDF could not be drawn: %s", cairo_status_to_string(status));
    if (!err) err = report_pdf_finish(p, &file, info);
    if (!err) buf_add_str(out, buf_str(&file));
    buf_wipe(&file);
    return err;
}

enum err report_pdf(const struct table *t, const struct report_facts *facts, struct buf *out,
                    struct err_info *info)
{
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    struct report_cuts cuts = {0};
    enum err err = report_settings_check(table_form(t), facts->settings, info);
    if (!err) err = report_figures_make(t, facts, a, &figures, info);
    if (!err) err = report_cuts_make(t, facts, &figures, a, &cuts, info);
    if (!err) {
        struct pdf p = {.page = report_page_of(t, facts, &figures)};
        p.page.cuts = &cuts;
        p.out = (struct out){.kind = &report_out_pdf, .data = &p, .page = &p.page, .memory = a};
        err = report_pdf_draw(&p, 1, report_pdf_contents, out, info);
        buf_wipe(&p.text);
        buf_finish(&p.alts);
        buf_finish(&p.scopes);
    }
    arena_destroy(a);
    return err;
}
