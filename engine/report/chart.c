// SPDX-License-Identifier: EUPL-1.2
// The chart of one question as inline SVG. Scales side by side are in overview.c.
// Every number in a chart stands in a table too; colours come from the page's style, so that a dark
// screen and a printer get their own.
#include "report/page_priv.h"

#include "base/alloc.h"
#include "report/wrap.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    WIDTH = 720,
    LABEL_WIDTH = 250,
    BAR_WIDTH = 340, // 100 per cent
    BAR_HEIGHT = 22,
    LINE_HEIGHT = 19,
    ROW_GAP = 14,
    APART_GAP = 10,
    LABEL_GAP = 12,
    LABEL_LINES_MAX = 4,
};

// ---- labels ----

struct lines {
    struct str line[LABEL_LINES_MAX];
    size_t count;
    bool cut;
};

static struct lines break_lines(struct str text)
{
    struct lines out = {.count = 0};
    out.count = report_wrap(text, LABEL_WIDTH - LABEL_GAP, out.line, LABEL_LINES_MAX, &out.cut);
    return out;
}

static void draw_lines(struct page *p, const struct lines *lines, int x, int y)
{
    for (size_t i = 0; i < lines->count; i++) {
        buf_printf(p->out, "<text class=\"label\" x=\"%d\" y=\"%d\">", x, y + (int)i * LINE_HEIGHT);
        report_page_text(p, lines->line[i]);
        if (lines->cut && i + 1 == lines->count) report_page_html(p, "\xE2\x80\xA6");
        report_page_html(p, "</text>\n");
    }
}

static int row_height(const struct lines *lines)
{
    int text = (int)lines->count * LINE_HEIGHT;
    return text > BAR_HEIGHT ? text : BAR_HEIGHT;
}

// Coordinates with one decimal, always with a point.
static void coordinate(struct buf *out, const char *name, double value)
{
    char text[32];
    stats_percent_text((int64_t)(value * 10 + 0.5), 1, '.', text);
    buf_printf(out, " %s=\"%s\"", name, text);
}

static void draw_bar(struct page *p, const char *tone, double x, int y, double width)
{
    buf_printf(p->out, "<rect class=\"%s\" y=\"%d\" height=\"%d\" rx=\"2\"", tone, y, BAR_HEIGHT);
    coordinate(p->out, "x", x);
    coordinate(p->out, "width", width);
    report_page_html(p, "/>\n");
}

static void open_svg(struct page *p, const char *id, int height)
{
    buf_printf(p->out,
               "<figure>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\">\n"
               "<title id=\"%s-t\">",
               WIDTH, height, id, id, id);
}

// ---- one question ----

static void describe(struct page *p, const struct report_question *q, const struct page_row *rows,
                     size_t count)
{
    report_page_word(p, WORD_CHART);
    for (size_t i = 0; i < count; i++) {
        report_page_html(p, i ? "; " : ": ");
        report_page_text(p, rows[i].label);
        report_page_html(p, " ");
        report_page_number(p, rows[i].count);
        report_page_html(p, " (");
        report_row_share(p, q, &rows[i], false, p->out);
        report_page_html(p, ")");
    }
    report_page_html(p, ".");
}

void report_page_chart(struct page *p, const struct report_question *q, const struct page_row *rows,
                       size_t count)
{
    if (q->asked == 0 || count == 0) return;
    struct lines *labels = xcalloc(count, sizeof *labels);
    int height = 0;
    bool parted = false;
    for (size_t i = 0; i < count; i++) {
        labels[i] = break_lines(rows[i].label);
        height += row_height(&labels[i]) + ROW_GAP;
        if (rows[i].code && !parted) height += APART_GAP;
        parted = rows[i].code != 0;
    }
    char id[32];
    snprintf(id, sizeof id, "chart%zu", q->number);
    open_svg(p, id, height);
    report_page_text(p, report_page_label(p, q->node));
    buf_printf(p->out, "</title>\n<desc id=\"%s-d\">", id);
    describe(p, q, rows, count);
    report_page_html(p, "</desc>\n");

    int y = ROW_GAP / 2;
    parted = false;
    for (size_t i = 0; i < count; i++) {
        int row = row_height(&labels[i]);
        if (rows[i].code && !parted) y += APART_GAP;
        parted = rows[i].code != 0;
        int top = y + (row - BAR_HEIGHT) / 2;
        double width =
            BAR_WIDTH * report_share_value(p->figures, q, rows[i].count, rows[i].weight, false);
        draw_lines(p, &labels[i], 0, y + (row - (int)labels[i].count * LINE_HEIGHT) / 2 + 14);
        draw_bar(p, rows[i].tone, LABEL_WIDTH, top, width);
        buf_printf(p->out, "<text class=\"value\" y=\"%d\"", top + 16);
        coordinate(p->out, "x", LABEL_WIDTH + width + 8);
        report_page_html(p, ">");
        report_page_number(p, rows[i].count);
        report_page_html(p, "<tspan class=\"share\" dx=\"8\">");
        report_row_share(p, q, &rows[i], false, p->out);
        report_page_html(p, "</tspan></text>\n");
        y += row + ROW_GAP;
    }
    buf_printf(p->out, "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"0\" y2=\"%d\"/>\n",
               LABEL_WIDTH, LABEL_WIDTH, height);
    report_page_html(p, "</svg>\n</figure>\n");
    free(labels);
}
