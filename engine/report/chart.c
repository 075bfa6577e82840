// SPDX-License-Identifier: EUPL-1.2
// Charts as inline SVG: bars for one question, diverging bars for all agreement scales together.
// Every number in a chart stands in a table too; colours come from the page's style, so that a dark
// screen and a printer get their own.
#include "report/page_priv.h"

#include "base/alloc.h"

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
    LABEL_CHARACTERS = 32, // that fit into LABEL_WIDTH, on the wide side
    LABEL_LINES_MAX = 4,
};

// ---- labels: broken at spaces ----

struct lines {
    struct str line[LABEL_LINES_MAX];
    size_t count;
    bool cut;
};

static struct lines break_lines(struct str text)
{
    struct lines out = {.count = 0};
    struct str rest = str_trim(text);
    while (rest.len > 0) {
        if (out.count == LABEL_LINES_MAX) {
            out.cut = true;
            break;
        }
        size_t at = 0, end = 0, characters = 0;
        while (at < rest.len) { // as many whole words as fit; a longer word stands alone
            size_t before = at;
            int32_t c = utf8_next(rest, &at);
            if (c == ' ' || c == '\n') end = before;
            if (++characters > LABEL_CHARACTERS && end > 0) break;
        }
        if (at >= rest.len && characters <= LABEL_CHARACTERS) end = rest.len;
        if (end == 0) end = rest.len;
        out.line[out.count++] = str_sub(rest, 0, end);
        rest = str_trim(str_sub(rest, end, rest.len));
    }
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
        report_page_percent(p, (struct stats_share){rows[i].count, q->asked});
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
        double width = BAR_WIDTH * (double)rows[i].count / (double)q->asked;
        draw_lines(p, &labels[i], 0, y + (row - (int)labels[i].count * LINE_HEIGHT) / 2 + 14);
        draw_bar(p, rows[i].tone, LABEL_WIDTH, top, width);
        buf_printf(p->out, "<text class=\"value\" y=\"%d\"", top + 16);
        coordinate(p->out, "x", LABEL_WIDTH + width + 8);
        report_page_html(p, ">");
        report_page_number(p, rows[i].count);
        report_page_html(p, "<tspan class=\"share\" dx=\"8\">");
        report_page_percent(p, (struct stats_share){rows[i].count, q->asked});
        report_page_html(p, "</tspan></text>\n");
        y += row + ROW_GAP;
    }
    buf_printf(p->out, "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"0\" y2=\"%d\"/>\n",
               LABEL_WIDTH, LABEL_WIDTH, height);
    report_page_html(p, "</svg>\n</figure>\n");
    free(labels);
}

// ---- all agreement scales that share their words ----

enum { OVERVIEW_GAP = 22, OVERVIEW_ROW_GAP = 24, OVERVIEW_MAX = 30, DIGIT_WIDTH = 10 };

struct overview {
    const struct report_question *question[OVERVIEW_MAX];
    size_t count;
    double agree, against, apart; // largest share on each side
};

static double share_of(uint64_t part, const struct report_question *q)
{
    return (double)part / (double)q->asked;
}

static size_t scale_of(const struct page *p, const struct report_question *q)
{
    size_t scale = 0;
    for (size_t i = 0; i < q->choice_count; i++)
        scale += form_choice_missing(p->form, q->node, i) == 0;
    return scale;
}

static void collect(const struct page *p, struct overview *o)
{
    struct str list = STR("");
    for (size_t i = 0; i < p->figures->question_count && o->count < OVERVIEW_MAX; i++) {
        const struct report_question *q = &p->figures->questions[i];
        if (!q->likert || q->withheld || q->asked == 0) continue;
        struct str own = form_node_list_name(p->form, q->node);
        if (o->count == 0) list = own;
        if (!str_eq(list, own)) continue;
        size_t scale = scale_of(p, q), place = 0;
        uint64_t agree = 0, against = 0;
        for (size_t c = 0; c < q->choice_count; c++) {
            if (form_choice_missing(p->form, q->node, c)) continue;
            if (place++ < scale / 2)
                agree += q->counts[c];
            else
                against += q->counts[c];
        }
        double apart = share_of(q->asked - agree - against, q);
        if (share_of(agree, q) > o->agree) o->agree = share_of(agree, q);
        if (share_of(against, q) > o->against) o->against = share_of(against, q);
        if (apart > o->apart) o->apart = apart;
        o->question[o->count++] = q;
    }
}

static void segment(struct page *p, const char *tone, double x, int y, double width, uint64_t count)
{
    if (count == 0) return;
    draw_bar(p, tone, x, y, width);
    int digits = 1;
    for (uint64_t rest = count; rest >= 10; rest /= 10)
        digits++;
    if (width < digits * DIGIT_WIDTH + 2) return; // the table below has it
    buf_printf(p->out, "<text class=\"on-%s\" text-anchor=\"middle\" y=\"%d\"", tone, y + 16);
    coordinate(p->out, "x", x + width / 2);
    report_page_html(p, ">");
    report_page_number(p, count);
    report_page_html(p, "</text>\n");
}

static void overview_row(struct page *p, const struct report_question *q, double middle,
                         double apart_x, double unit, int y)
{
    struct page_row *rows = xcalloc(report_page_rows_max(q), sizeof *rows);
    size_t count = report_page_rows(p, q, rows, report_page_rows_max(q)), scale = scale_of(p, q);
    double right = middle, left = middle;
    uint64_t apart = 0;
    for (size_t i = scale / 2; i-- > 0;) { // from the middle outwards
        double width = unit * share_of(rows[i].count, q);
        segment(p, rows[i].tone, right, y, width, rows[i].count);
        right += width;
    }
    for (size_t i = scale / 2; i < scale; i++) {
        double width = unit * share_of(rows[i].count, q);
        left -= width;
        segment(p, rows[i].tone, left, y, width, rows[i].count);
    }
    for (size_t i = scale; i < count; i++)
        apart += rows[i].count;
    segment(p, "apart", apart_x, y, unit * share_of(apart, q), apart);
    free(rows);
}

static void legend(struct page *p, const struct report_question *q)
{
    struct page_row *rows = xcalloc(report_page_rows_max(q), sizeof *rows);
    size_t count = report_page_rows(p, q, rows, report_page_rows_max(q));
    report_page_html(p, "<ul class=\"legend\">\n");
    for (size_t i = 0; i < count; i++) {
        if (rows[i].code && rows[i].code != TABLE_DONT_KNOW && rows[i].count == 0) continue;
        buf_printf(p->out,
                   "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"%s\" "
                   "x=\"1\" y=\"1\" width=\"12\" height=\"12\" rx=\"2\"/></svg>",
                   rows[i].tone);
        report_page_text(p, rows[i].label);
        report_page_html(p, "</li>\n");
    }
    report_page_html(p, "</ul>\n");
    free(rows);
}

static struct str numbered(struct buf *out, const struct page *p, const struct report_question *q)
{
    buf_clear(out);
    buf_printf(out, "%zu. ", q->number);
    buf_add_str(out, report_page_label(p, q->node));
    return buf_str(out);
}

static void describe_overview(struct page *p, const struct overview *o)
{
    report_page_html(p, "</title>\n<desc id=\"overview-d\">");
    for (size_t i = 0; i < o->count; i++) {
        const struct report_question *q = o->question[i];
        struct page_row *rows = xcalloc(report_page_rows_max(q), sizeof *rows);
        size_t count = report_page_rows(p, q, rows, report_page_rows_max(q));
        buf_printf(p->out, "%s%zu. ", i ? " " : "", q->number);
        describe(p, q, rows, count);
        free(rows);
    }
    report_page_html(p, "</desc>\n");
}

void report_page_overview(struct page *p)
{
    struct overview o = {.count = 0};
    collect(p, &o);
    if (o.count < 2) return;
    struct buf text = {0};
    int height = 0;
    for (size_t i = 0; i < o.count; i++) {
        struct lines lines = break_lines(numbered(&text, p, o.question[i]));
        height += row_height(&lines) + OVERVIEW_ROW_GAP;
    }
    double room = WIDTH - LABEL_WIDTH - 10 - (o.apart > 0 ? OVERVIEW_GAP : 0);
    double unit = room / (o.agree + o.against + o.apart);
    double middle = LABEL_WIDTH + 10 + unit * o.against;
    double apart_x = middle + unit * o.agree + OVERVIEW_GAP;

    report_page_html(p, "<section class=\"overview\">\n<h2>");
    report_page_word(p, WORD_OVERVIEW);
    report_page_html(p, "</h2>\n<p class=\"small\">");
    report_page_word(p, WORD_OVERVIEW_TEXT);
    report_page_html(p, "</p>\n");
    legend(p, o.question[0]);
    open_svg(p, "overview", height);
    report_page_word(p, WORD_OVERVIEW);
    describe_overview(p, &o);
    int y = OVERVIEW_ROW_GAP / 2;
    for (size_t i = 0; i < o.count; i++) {
        struct lines lines = break_lines(numbered(&text, p, o.question[i]));
        int row = row_height(&lines);
        draw_lines(p, &lines, 0, y + 14);
        overview_row(p, o.question[i], middle, apart_x, unit, y + (row - BAR_HEIGHT) / 2);
        y += row + OVERVIEW_ROW_GAP;
    }
    report_page_html(p, "<line class=\"axis\" y1=\"0\"");
    coordinate(p->out, "x1", middle);
    coordinate(p->out, "x2", middle);
    buf_printf(p->out, " y2=\"%d\"/>\n</svg>\n</figure>\n</section>\n", height);
    buf_finish(&text);
}
