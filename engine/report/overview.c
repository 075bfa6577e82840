// SPDX-License-Identifier: EUPL-1.2
// Scales side by side as diverging bars: the good answers to the right of one line, the bad ones to
// the left, the middle across it, and don't know and empty apart. One picture for every list of
// answers, in pieces that fit on a page.
#include "report/page_priv.h"
#include "report/sections.h"

#include "base/alloc.h"
#include "report/wrap.h"

#include <stdlib.h>

enum {
    LABEL_WIDTH = 250,
    LABEL_LINES = 4,
    LINE_HEIGHT = 19,
    BAR_HEIGHT = 22,
    ROW_GAP = 24,
    APART_GAP = 22,
    DIGIT_WIDTH = 10,
    // In one picture; high enough rows that paper holds it together with its heading.
    ROWS_MAX = 12,
    HEIGHT_MAX = 800,
};

static size_t wrap(struct out *o, struct str text, struct str *lines)
{
    bool cut;
    size_t count = report_wrap(text, LABEL_WIDTH - 4, lines, LABEL_LINES, &cut);
    if (cut)
        lines[count - 1] = arena_printf(o->memory, "%.*s\xE2\x80\xA6", STR_ARG(lines[count - 1]));
    return count;
}

struct part {
    const struct report_question *question[ROWS_MAX];
    size_t count;
    double good, bad, apart; // the longest on each side, as shares
};

static double share_of(const struct out *o, const struct report_question *q,
                       const struct page_row *row)
{
    return report_share_value(o->page->figures, q, row->count, row->weight, false);
}

static size_t rows_of(const struct out *o, const struct report_question *q, struct page_row **out)
{
    *out = xcalloc(report_page_rows_max(q), sizeof **out);
    return report_page_rows(o->page, q, *out, report_page_rows_max(q));
}

static void measure(const struct out *o, struct part *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct page_row *rows;
        const struct report_question *q = p->question[i];
        size_t count = rows_of(o, q, &rows), steps = report_scale_steps(o->page->form, q);
        double good = 0, bad = 0, apart = 0;
        for (size_t r = 0; r < count; r++) {
            double share = share_of(o, q, &rows[r]);
            bool middle = !rows[r].code && 2 * rows[r].place + 1 == steps;
            if (rows[r].code)
                apart += share;
            else if (middle)
                good += share / 2, bad += share / 2;
            else if (2 * rows[r].place < steps)
                good += share;
            else
                bad += share;
        }
        if (good > p->good) p->good = good;
        if (bad > p->bad) p->bad = bad;
        if (apart > p->apart) p->apart = apart;
        free(rows);
    }
}

static void segment(struct out *o, struct out_drawing *d, const struct page_row *row, double x,
                    double y, double width)
{
    if (row->count == 0) return;
    report_out_rect(d, row->tone, x, y, width, BAR_HEIGHT);
    int digits = 1;
    for (uint64_t rest = row->count; rest >= 10; rest /= 10)
        digits++;
    if (width < digits * DIGIT_WIDTH + 2) return; // the table has it
    const char *tone = arena_printf(o->memory, "on-%s", row->tone).ptr;
    report_out_label(d, tone, x + width / 2, y + 16, 2, report_out_number(o, row->count));
}

static const struct page_row *row_at(const struct page_row *rows, size_t count, size_t place)
{
    for (size_t i = 0; i < count; i++)
        if (!rows[i].code && rows[i].place == place) return &rows[i];
    return NULL;
}

static void draw_row(struct out *o, struct out_drawing *d, const struct report_question *q,
                     double middle, double apart_x, double unit, double y)
{
    struct page_row *rows;
    size_t count = rows_of(o, q, &rows), steps = report_scale_steps(o->page->form, q);
    double right = middle, left = middle, apart = apart_x;
    if (steps % 2) {
        const struct page_row *row = row_at(rows, count, steps / 2);
        double width = unit * share_of(o, q, row);
        segment(o, d, row, middle - width / 2, y, width);
        right += width / 2;
        left -= width / 2;
    }
    for (size_t place = steps / 2; place-- > 0;) { // from the middle outwards
        const struct page_row *row = row_at(rows, count, place);
        double width = unit * share_of(o, q, row);
        segment(o, d, row, right, y, width);
        right += width;
    }
    for (size_t place = (steps + 1) / 2; place < steps; place++) {
        const struct page_row *row = row_at(rows, count, place);
        double width = unit * share_of(o, q, row);
        left -= width;
        segment(o, d, row, left, y, width);
    }
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].code || rows[i].count == 0) continue;
        double width = unit * share_of(o, q, &rows[i]);
        segment(o, d, &rows[i], apart, y, width);
        apart += width;
    }
    free(rows);
}

// Whether any of the questions has answers in such a row: a legend without bars would puzzle.
static bool occurs(const struct out *o, const struct part *p, const struct page_row *like)
{
    bool found = like->code == 0;
    for (size_t i = 0; i < p->count && !found; i++) {
        struct page_row *rows;
        size_t count = rows_of(o, p->question[i], &rows);
        for (size_t r = 0; r < count; r++)
            found = found || (rows[r].code == like->code && rows[r].count > 0);
        free(rows);
    }
    return found;
}

static double legend(struct out *o, struct out_drawing *d, const struct part *p)
{
    // The question with most kinds of rows has all the words there are.
    struct page_row *rows = NULL;
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        struct page_row *own;
        size_t own_count = rows_of(o, p->question[i], &own);
        if (own_count <= count) {
            free(own);
            continue;
        }
        free(rows);
        rows = own;
        count = own_count;
    }
    double x = 0, y = 4;
    for (size_t i = 0; i < count; i++) {
        if (!occurs(o, p, &rows[i])) continue;
        double width = 24 + 8.2 * (double)utf8_count(rows[i].label) + 16;
        if (x > 0 && x + width > OUT_WIDTH) {
            x = 0;
            y += 24;
        }
        report_out_rect(d, rows[i].tone, x, y, 14, 14);
        report_out_label(d, "label", x + 22, y + 12, 0, rows[i].label);
        x += width;
    }
    free(rows);
    return y + 32;
}

static void describe(struct out *o, const struct part *p, struct buf *out)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct report_question *q = p->question[i];
        struct page_row *rows;
        size_t count = rows_of(o, q, &rows);
        buf_printf(out, "%s%zu. ", i ? " " : "", q->number);
        for (size_t r = 0; r < count; r++) {
            buf_add_text(out, r ? "; " : "");
            buf_add_str(out, rows[r].label);
            buf_add_char(out, ' ');
            report_number(rows[r].count, o->page->language, out);
            buf_add_text(out, " (");
            report_row_share(o->page, q, &rows[r], false, out);
            buf_add_char(out, ')');
        }
        buf_add_char(out, '.');
        free(rows);
    }
}

static size_t words_of(struct out *o, const struct report_question *q, struct str *lines)
{
    struct str label = report_page_label(o->page, q->node);
    return wrap(o, arena_printf(o->memory, "%zu. %.*s", q->number, STR_ARG(label)), lines);
}

static double row_height(size_t lines)
{
    return lines * LINE_HEIGHT < BAR_HEIGHT ? BAR_HEIGHT : (double)lines * LINE_HEIGHT;
}

static void draw_part(struct out *o, struct part *p)
{
    struct out_drawing d = {.width = OUT_WIDTH};
    struct buf description = {0};
    measure(o, p);
    double room = OUT_WIDTH - LABEL_WIDTH - 10 - (p->apart > 0 ? APART_GAP : 0);
    double sum = p->good + p->bad + p->apart, unit = sum > 0 ? room / sum : 0;
    double middle = LABEL_WIDTH + 10 + unit * p->bad;
    double apart_x = middle + unit * p->good + APART_GAP;
    double top = legend(o, &d, p), y = top;
    size_t axis = d.count; // behind the bars; how long it is shows at the end
    report_out_line(&d, "axis", middle, top - 6, middle, top);
    for (size_t i = 0; i < p->count; i++) {
        const struct report_question *q = p->question[i];
        struct str lines[LABEL_LINES];
        size_t count = words_of(o, q, lines);
        double height = row_height(count);
        for (size_t l = 0; l < count; l++)
            report_out_label(&d, "label", 0, y + 14 + (double)l * LINE_HEIGHT, 0, lines[l]);
        draw_row(o, &d, q, middle, apart_x, unit, y + (height - BAR_HEIGHT) / 2);
        y += height + ROW_GAP;
    }
    d.shapes[axis].y2 = y - ROW_GAP + 6;
    d.height = y - ROW_GAP + 8;
    describe(o, p, &description);
    o->kind->figure(o, report_out_word(o, WORD_OVERVIEW), buf_str(&description), &d);
    buf_finish(&description);
    report_out_drawing_finish(&d);
}

static bool belongs(const struct out *o, const struct report_question *q)
{
    return q->scale && !q->withheld && q->asked > 0 && report_scale_steps(o->page->form, q) >= 2;
}

// All scales with the list of q, from q on; true where they were drawn.
static void draw_list(struct out *o, size_t from, bool *done)
{
    const struct report_figures *f = o->page->figures;
    struct str list = form_node_list_name(o->page->form, f->questions[from].node);
    struct part part = {.count = 0};
    double height = 0;
    for (size_t i = from; i < f->question_count; i++) {
        const struct report_question *q = &f->questions[i];
        struct str lines[LABEL_LINES];
        if (done[i] || !belongs(o, q) || q->best != f->questions[from].best ||
            !str_eq(form_node_list_name(o->page->form, q->node), list))
            continue;
        done[i] = true;
        double own = row_height(words_of(o, q, lines)) + ROW_GAP;
        if (part.count == ROWS_MAX || height + own > HEIGHT_MAX) {
            draw_part(o, &part);
            part = (struct part){.count = 0};
            height = 0;
        }
        part.question[part.count++] = q;
        height += own;
    }
    if (part.count) draw_part(o, &part);
}

void report_section_overview(struct out *o)
{
    const struct report_figures *f = o->page->figures;
    bool *done = xcalloc(f->question_count + 1, sizeof *done), open = false;
    for (size_t i = 0; i < f->question_count && !f->withheld; i++) {
        if (done[i] || !belongs(o, &f->questions[i])) continue;
        if (!open) {
            o->kind->begin(o, "overview");
            o->kind->heading(o, 2, report_out_word(o, WORD_OVERVIEW));
            o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_OVERVIEW_TEXT));
            open = true;
        }
        draw_list(o, i, done);
    }
    if (open) o->kind->end(o);
    free(done);
}
