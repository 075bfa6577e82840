// SPDX-License-Identifier: EUPL-1.2
// Parts of a report as HTML.
#include "report/out.h"
#include "report/page_priv.h"

static void text_to(struct out *o, struct str text)
{
    report_page_text(o->data, text);
}

static void html(struct out *o, const char *text)
{
    report_page_html(o->data, text);
}

static struct buf *out_of(struct out *o)
{
    return ((struct page *)o->data)->out;
}

static void begin(struct out *o, const char *id)
{
    buf_printf(out_of(o), "<section class=\"part-%s\" id=\"%s\">\n", id, id);
}

static void end(struct out *o)
{
    html(o, "</section>\n");
}

static void heading(struct out *o, int level, struct str text)
{
    buf_printf(out_of(o), "<h%d>", level);
    text_to(o, text);
    buf_printf(out_of(o), "</h%d>\n", level);
}

static void text(struct out *o, enum out_style style, struct str words)
{
    static const char *const before[] = {
        [OUT_BODY] = "<p>",
        [OUT_SMALL] = "<p class=\"small\">",
        [OUT_STRONG] = "<p><strong>",
        [OUT_NOTE] = "<p class=\"note\">",
        [OUT_WITHHELD] = "<p class=\"withheld\">",
        [OUT_POINT] = "<p class=\"point\">",
    };
    html(o, before[style]);
    text_to(o, words);
    html(o, style == OUT_STRONG ? "</strong></p>\n" : "</p>\n");
}

static void table(struct out *o, const struct out_table *t)
{
    size_t number = ++o->figures;
    buf_printf(out_of(o),
               "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
               "aria-labelledby=\"table%zu\"><table class=\"free\">\n<caption id=\"table%zu\"%s>",
               number, number, t->named ? " class=\"heard\"" : "");
    text_to(o, t->label);
    html(o, "</caption>\n<thead><tr>");
    for (size_t j = 0; j < t->columns; j++) {
        html(o, j && !t->words ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        text_to(o, t->heads[j]);
        html(o, "</th>");
    }
    html(o, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < t->rows; i++) {
        html(o, t->apart && t->apart[i] ? "<tr class=\"apart\">" : "<tr>");
        for (size_t j = 0; j < t->columns; j++) {
            html(o, !j ? "<th scope=\"row\">" : t->words ? "<td>" : "<td class=\"n\">");
            text_to(o, t->cells[i * t->columns + j]);
            html(o, j ? "</td>" : "</th>");
        }
        html(o, "</tr>\n");
    }
    html(o, "</tbody>\n</table></div>\n");
}

// Coordinates with two decimals, always with a point.
static void coordinate(struct out *o, const char *name, double value)
{
    char number[32];
    stats_percent_text((int64_t)(value < 0 ? value * 100 - 0.5 : value * 100 + 0.5), 2, '.',
                       number);
    buf_printf(out_of(o), " %s=\"%s\"", name, number);
}

static void shape(struct out *o, const struct out_shape *s)
{
    static const char *const tags[] = {"rect", "line", "circle", "text"};
    static const char *const names[][4] = {{"x", "y", "width", "height"},
                                           {"x1", "y1", "x2", "y2"},
                                           {"cx", "cy", "r", NULL},
                                           {"x", "y", NULL, NULL}};
    const double values[] = {s->x, s->y, s->x2, s->y2};
    buf_printf(out_of(o), "<%s class=\"%s\"", tags[s->kind], s->tone);
    for (size_t i = 0; i < 4; i++)
        if (names[s->kind][i]) coordinate(o, names[s->kind][i], values[i]);
    if (s->kind != OUT_TEXT) {
        html(o, "/>\n");
        return;
    }
    if (s->anchor) html(o, s->anchor == 1 ? " text-anchor=\"end\"" : " text-anchor=\"middle\"");
    html(o, ">");
    text_to(o, s->text);
    html(o, "</text>\n");
}

static void figure(struct out *o, struct str title, struct str description,
                   const struct out_drawing *d)
{
    size_t number = ++o->figures;
    buf_printf(out_of(o),
               "<figure tabindex=\"0\">\n<svg viewBox=\"0 0 %d %d\" role=\"img\" "
               "aria-labelledby=\"figure%zu-t figure%zu-d\">\n<title id=\"figure%zu-t\">",
               (int)d->width, (int)d->height, number, number, number);
    text_to(o, title);
    buf_printf(out_of(o), "</title>\n<desc id=\"figure%zu-d\">", number);
    text_to(o, description);
    html(o, "</desc>\n");
    for (size_t i = 0; i < d->count; i++)
        shape(o, &d->shapes[i]);
    html(o, "</svg>\n</figure>\n");
}

const struct out_kind report_out_html = {begin, end, heading, text, table, figure};
