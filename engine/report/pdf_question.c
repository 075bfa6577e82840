// SPDX-License-Identifier: EUPL-1.2
// One question in the PDF: its words, a chart with an alternative text, the same numbers as a
// table, or what people wrote.
#include "report/pdf_priv.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS = 5, HAIR = 0xDDD8CF, LINE = 0x818B92, PAD = 3 };

static const double column_x[COLUMNS] = {0, 150, 186, 246, 378};
static const double column_width[COLUMNS] = {145, 34, 58, 130, 105};

struct counts {
    const struct report_question *q;
    struct page_row *rows;
    size_t count;
};

static uint32_t tone_colour(const char *tone)
{
    static const struct {
        const char *tone;
        uint32_t colour;
    } tones[] = {{"agree-1", 0x9CCFD2}, {"against-1", 0xF3D9AE}, {"against-2", 0x8A5200},
                 {"middle", 0xE6E0D4},  {"apart", 0xB9C0C5},     {"gone", 0xE1E5E7},
                 {"empty", 0xFFFFFF}};
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++)
        if (strcmp(tones[i].tone, tone) == 0) return tones[i].colour;
    return 0x0A5C66;
}

// ---- chart ----

enum { LABEL = 165, BAR = 250, BAR_HEIGHT = 12, GAP = 4, APART = 4 };

static void add_alt(struct pdf *p, const struct counts *c, size_t from, size_t to)
{
    if (p->measuring) return;
    buf_add_text(&p->alts, report_word(WORD_CHART, p->page.language));
    for (size_t i = from; i < to; i++) {
        buf_add_text(&p->alts, i > from ? "; " : ": ");
        buf_add_str(&p->alts, c->rows[i].label);
        buf_add_char(&p->alts, ' ');
        report_number(c->rows[i].count, p->page.language, &p->alts);
        buf_add_text(&p->alts, " (");
        report_row_share(&p->page, c->q, &c->rows[i], false, &p->alts);
        buf_add_char(&p->alts, ')');
    }
    buf_add_char(&p->alts, '\0');
}

static double bar_height(struct pdf *p, const struct page_row *row)
{
    double text = report_pdf_height(p, LABEL - 10, &report_pdf_small, row->label);
    return text > BAR_HEIGHT ? text : BAR_HEIGHT;
}

static double gap_before(const struct counts *c, size_t i)
{
    return i > 0 && c->rows[i].code && !c->rows[i - 1].code ? APART : 0;
}

static void bar(struct pdf *p, const struct counts *c, const struct page_row *row)
{
    double text = report_pdf_height(p, LABEL - 10, &report_pdf_small, row->label);
    double height = bar_height(p, row), top = p->y + (height - BAR_HEIGHT) / 2;
    double width = BAR * report_share_value(p->page.figures, c->q, row->count, row->weight, false);
    report_pdf_text(p, PDF_LEFT, p->y + (height - text) / 2, LABEL - 10, 0, &report_pdf_small,
                    row->label);
    if (!p->measuring && row->count) {
        report_pdf_colour(p, tone_colour(row->tone));
        cairo_rectangle(p->cr, PDF_LEFT + LABEL, top, width, BAR_HEIGHT);
        cairo_fill_preserve(p->cr);
        report_pdf_outline(p, row->tone);
    }
    buf_clear(&p->text);
    report_number(row->count, p->page.language, &p->text);
    report_pdf_text(p, PDF_LEFT + LABEL + width + 5, top, 60, 0, &report_pdf_strong,
                    buf_str(&p->text));
    p->y += height + GAP;
}

// The rows from here on that this page holds, at least one, as a figure; returns the first that is
// left. Of some hundred municipalities the chart goes on overleaf, never over the edge.
static size_t chart_part(struct pdf *p, const struct counts *c, size_t from)
{
    size_t to = from;
    double top = p->y, y = top;
    for (; to < c->count; to++) {
        y += gap_before(c, to) + bar_height(p, &c->rows[to]) + GAP;
        if (!p->measuring && to > from && y > PDF_BOTTOM) break;
    }
    add_alt(p, c, from, to);
    report_pdf_tag(p, "Figure");
    for (size_t i = from; i < to; i++) {
        if (i > from) p->y += gap_before(c, i);
        bar(p, c, &c->rows[i]);
    }
    if (!p->measuring) {
        report_pdf_colour(p, LINE);
        cairo_rectangle(p->cr, PDF_LEFT + LABEL - 0.4, top - 2, 0.8, p->y - top);
        cairo_fill(p->cr);
    }
    report_pdf_end(p, "Figure");
    return to;
}

static void chart(struct pdf *p, const struct counts *c)
{
    if (c->q->asked == 0) return;
    for (size_t i = 0; i < c->count;) {
        i = chart_part(p, c, i);
        if (i < c->count) report_pdf_new_page(p);
    }
    p->y += 6;
    p->together = p->y;
}

// ---- table ----

static void cell(struct pdf *p, int column, const char *tag, char scope,
                 const struct pdf_style *style, struct str text, double *height)
{
    report_pdf_tag(p, tag);
    if (!p->measuring && scope) buf_add_char(&p->scopes, scope);
    double own = report_pdf_text(p, PDF_LEFT + column_x[column], p->y + PAD / 2.0,
                                 column_width[column], column > 0, style, text);
    report_pdf_end(p, tag);
    if (own > *height) *height = own;
}

static void header(struct pdf *p, const struct report_question *q)
{
    bool weighted = report_by_weight(q);
    const enum report_word words[COLUMNS] = {
        WORD_ANSWER, WORD_COUNT, weighted ? WORD_PERCENT_ALL_W : WORD_PERCENT_ALL,
        weighted ? WORD_PERCENT_VALID_W : WORD_PERCENT_VALID, WORD_INTERVAL};
    uint64_t bases[COLUMNS] = {0, 0, q->asked, q->valid, 0};
    double height = 0;
    report_pdf_tag(p, "TR");
    for (int i = 0; i < COLUMNS; i++) {
        buf_clear(&p->text);
        buf_add_text(&p->text, report_word(words[i], p->page.language));
        if (i == 2 || i == 3) {
            buf_add_text(&p->text, "\nn = ");
            report_number(bases[i], p->page.language, &p->text);
        }
        cell(p, i, "TH", 'c', &report_pdf_small, buf_str(&p->text), &height);
    }
    report_pdf_end(p, "TR");
    p->y += height + PAD;
    report_pdf_rule(p, p->y, LINE);
    p->y += 1;
}

static void row(struct pdf *p, const struct report_question *q, struct str label,
                const struct page_row *what, bool total, bool strong)
{
    static const struct pdf_style light = {9, false, 0x1A2024}, heavy = {9, true, 0x1A2024};
    const struct pdf_style *style = strong ? &heavy : &light;
    double height = report_pdf_height(p, column_width[0], style, label);
    if (!p->measuring && p->y + height + PAD > PDF_BOTTOM) { // a table longer than a page
        report_pdf_new_page(p);
        header(p, q);
    }
    report_pdf_tag(p, "TR");
    cell(p, 0, "TH", 'r', style, label, &height);
    for (int i = 1; i < COLUMNS; i++) {
        buf_clear(&p->text);
        if (i == 1) report_row_count(&p->page, what, &p->text);
        if (i == 2) report_row_share(&p->page, q, what, false, &p->text);
        if (i == 3 && total)
            report_percent((struct stats_share){q->valid, q->valid}, p->page.language, &p->text);
        else if (i == 3)
            report_row_share(&p->page, q, what, true, &p->text);
        if (i == 4 && !total) report_row_range(&p->page, q, what, &p->text);
        cell(p, i, "TD", 0, style, buf_str(&p->text), &height);
    }
    report_pdf_end(p, "TR");
    p->y += height + PAD;
    report_pdf_rule(p, p->y, HAIR);
    p->y += 1;
}

static void scale_rows(struct pdf *p, const struct counts *c)
{
    struct buf label = {0};
    struct page_row best = report_row_best(&p->page, c->q, c->rows, c->count, &label);
    row(p, c->q, buf_str(&label), &best, false, true);
    buf_finish(&label);
}

static void counts(struct pdf *p, const struct report_question *q)
{
    size_t max = report_page_rows_max(q);
    struct counts c = {q, xcalloc(max, sizeof *c.rows), 0};
    c.count = report_page_rows(&p->page, q, c.rows, max);
    if (q->pins)
        report_pins_figure(&p->out, q, c.rows, c.count);
    else
        chart(p, &c);
    report_pdf_tag(p, "Table");
    header(p, q);
    for (size_t i = 0; i < c.count; i++)
        row(p, q, c.rows[i].label, &c.rows[i], false, false);
    struct page_row all = {.count = q->asked, .weight = q->weight_asked};
    if (report_rows_sum(q))
        row(p, q, str_of(report_word(WORD_TOTAL, p->page.language)), &all, true, true);
    if (q->scale) scale_rows(p, &c);
    report_pdf_end(p, "Table");
    struct buf figures = {0};
    if (report_scale_figures(&p->page, q, &figures)) {
        report_pdf_space(p, 4);
        report_pdf_paragraph(p, "P", &report_pdf_small, buf_str(&figures));
    }
    buf_finish(&figures);
    struct buf below = {0};
    report_rows_remark(&p->page, q, &below);
    if (below.len) {
        report_pdf_space(p, 4);
        report_pdf_paragraph(p, "P", &report_pdf_small, buf_str(&below));
    }
    buf_finish(&below);
    free(c.rows);
}

// ---- the rest ----

static void fill(struct pdf *p, enum report_word code, uint64_t first, uint64_t second,
                 size_t count)
{
    struct buf texts[2] = {{0}};
    report_number(first, p->page.language, &texts[0]);
    report_number(second, p->page.language, &texts[1]);
    struct str arguments[] = {buf_str(&texts[0]), buf_str(&texts[1])};
    buf_clear(&p->text);
    report_word_fill(code, p->page.language, arguments, count, &p->text);
    buf_finish(&texts[0]);
    buf_finish(&texts[1]);
}

static void answered(struct pdf *p, const struct report_question *q)
{
    struct page_row rows[REPORT_CODES];
    size_t count = report_page_rows(&p->page, q, rows, REPORT_CODES);
    fill(p, q->kind == REPORT_TEXTS ? WORD_TEXTS_SHARE : WORD_ANSWERED_SHARE, q->valid, q->asked,
         2);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].code == 0) continue;
        buf_printf(&p->text, " %.*s: ", STR_ARG(rows[i].label));
        report_number(rows[i].count, p->page.language, &p->text);
        buf_add_char(&p->text, '.');
    }
    report_pdf_paragraph(p, "P", &report_pdf_body, buf_str(&p->text));
    if (report_is_place(p->page.form, q->node))
        report_pdf_paragraph(p, "P", &report_pdf_small,
                             str_of(report_word(WORD_PLACES, p->page.language)));
}

static void texts(struct pdf *p, const struct report_question *q)
{
    struct page_text *all = xcalloc(q->text_count + 1, sizeof *all);
    size_t names, shown, count = report_texts_choose(&p->page, q, all, &shown, &names);
    if (names) {
        fill(p,
             p->page.facts->texts == REPORT_TEXTS_UNNAMED ? WORD_TEXTS_LEFT_OUT : WORD_TEXTS_NAMING,
             names, 0, 1);
        report_pdf_paragraph(p, "P", &report_pdf_small, buf_str(&p->text));
    }
    if (p->page.facts->texts == REPORT_TEXTS_NONE)
        report_pdf_paragraph(p, "P", &report_pdf_small,
                             str_of(report_word(WORD_TEXTS_NONE, p->page.language)));
    p->y += 6;
    if (count) report_pdf_tag(p, "L");
    for (size_t i = 0; i < count; i++) {
        report_pdf_need(p, 24);
        report_pdf_rule(p, p->y, HAIR);
        p->y += 4;
        buf_clear(&p->text);
        buf_add_str(&p->text, all[i].text);
        if (all[i].times > 1) {
            struct buf times = {0};
            report_number(all[i].times, p->page.language, &times);
            struct str argument = buf_str(&times);
            buf_add_char(&p->text, ' ');
            report_word_fill(WORD_TEXT_TIMES, p->page.language, &argument, 1, &p->text);
            buf_finish(&times);
        }
        if (all[i].naming)
            buf_printf(&p->text, "  [%s]", report_word(WORD_TEXT_MARK, p->page.language));
        report_pdf_paragraph(p, "LI", &report_pdf_body, buf_str(&p->text));
        p->y += 4;
    }
    if (count) report_pdf_end(p, "L");
    free(all);
}

static void numbers(struct pdf *p, const struct report_question *q)
{
    buf_clear(&p->text);
    buf_printf(&p->text, "%s: ", report_word(WORD_MEAN, p->page.language));
    report_decimal(q->mean, p->page.language, &p->text);
    buf_printf(&p->text, " · %s: ", report_word(WORD_MEDIAN, p->page.language));
    report_median(q->median, p->page.language, &p->text);
    report_pdf_paragraph(p, "P", &report_pdf_strong, buf_str(&p->text));
    p->y += 6;
}

static void note(struct pdf *p, const struct report_question *q)
{
    struct str text = report_page_note(&p->page, form_node_short_path(p->page.form, q->node));
    if (text.len == 0) return;
    report_pdf_space(p, 6);
    buf_clear(&p->text);
    buf_printf(&p->text, "%s. ", report_word(WORD_NOTE, p->page.language));
    buf_add_str(&p->text, text);
    report_pdf_paragraph(p, "P", &report_pdf_small, buf_str(&p->text));
}

// Everything but the free texts, which may go over many pages.
static void body(struct pdf *p, const void *what)
{
    const struct report_question *q = what;
    char number[64];
    snprintf(number, sizeof number, "%s %zu", report_word(WORD_QUESTION_1, p->page.language),
             q->number);
    number[0] = (char)(number[0] & ~0x20); // "Fråga", "Question": both begin in ASCII
    if (q == p->page.figures->questions) report_pdf_begin_part(p, WORD_ALL_QUESTIONS);
    report_pdf_space(p, q == p->page.figures->questions ? 4 : 18);
    report_pdf_paragraph(p, "P", &report_pdf_eyebrow, str_of(number));
    p->y += 3;
    buf_clear(&p->text);
    buf_printf(&p->text, "%zu. %.*s", q->number, STR_ARG(report_page_label(&p->page, q->node)));
    report_pdf_bookmark(p, 2, buf_str(&p->text));
    report_pdf_paragraph(p, "H3", &report_pdf_heading, report_page_label(&p->page, q->node));
    p->y += 6;
    if (p->page.figures->withheld || q->withheld) {
        fill(p, WORD_WITHHELD, q->k, 0, 1);
        report_pdf_paragraph(p, "P", &report_pdf_body, buf_str(&p->text));
        note(p, q);
        return;
    }
    if (q->not_asked) {
        fill(p, WORD_NOT_ASKED, q->not_asked, 0, 1);
        report_pdf_paragraph(p, "P", &report_pdf_small, buf_str(&p->text));
    }
    if (q->repeat) {
        fill(p, WORD_REPEATED, q->asked, q->people, 2);
        report_pdf_paragraph(p, "P", &report_pdf_small, buf_str(&p->text));
        p->y += 4;
    }
    switch (q->kind) {
    case REPORT_CHOICES:
    case REPORT_OPTIONS:
    case REPORT_DATES:
    case REPORT_RANKS:
    case REPORT_NUMBERS:
        if (q->valid == 0) {
            answered(p, q);
            break;
        }
        if (q->kind == REPORT_NUMBERS) numbers(p, q);
        counts(p, q);
        break;
    case REPORT_TEXTS:
    case REPORT_ANSWERED: answered(p, q); break;
    }
    note(p, q);
    // A heading never stands alone: two of the texts come with it.
    if (p->measuring && q->kind == REPORT_TEXTS && q->text_count) p->y += 60;
}

void report_pdf_question(struct pdf *p, const struct report_question *q)
{
    report_pdf_tag(p, "Sect");
    report_pdf_block(p, body, q);
    if (q->kind == REPORT_TEXTS && q->text_count && !p->page.figures->withheld && !q->withheld)
        texts(p, q);
    report_pdf_end(p, "Sect");
}
