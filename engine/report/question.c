// SPDX-License-Identifier: EUPL-1.2
// One question on the page: its words, a chart, the same numbers as a table, or what people wrote.
#include "report/page_priv.h"

#include "base/alloc.h"

#include <stdlib.h>

// Bars of an agreement scale: full colour at the ends, a tint between.
static const char *tone_of(const struct report_question *q, size_t place, size_t scale)
{
    if (!q->likert) return "bar";
    if (place < scale / 2) return place == 0 ? "agree-2" : "agree-1";
    return place == scale - 1 ? "against-2" : "against-1";
}

size_t page_rows_max(const struct report_question *q)
{
    return q->choice_count + REPORT_CODES;
}

size_t page_rows(const struct page *p, const struct report_question *q, struct page_row *out,
                 size_t max)
{
    static const int codes[] = {TABLE_DONT_KNOW, TABLE_DECLINED, TABLE_NOT_APPLICABLE,
                                TABLE_NOT_REACHED, TABLE_EMPTY};
    size_t count = 0, place = 0, scale = 0;
    bool shown[REPORT_CODES] = {false};
    for (size_t i = 0; i < q->choice_count; i++)
        scale += form_choice_missing(p->form, q->node, i) == 0;
    for (size_t i = 0; i < q->choice_count && count < max; i++) {
        if (form_choice_missing(p->form, q->node, i)) continue;
        out[count++] = (struct page_row){page_choice(p, q->node, i), q->counts[i], 0,
                                         tone_of(q, place++, scale)};
    }
    for (size_t i = 0; i < q->choice_count && count < max; i++) {
        int code = form_choice_missing(p->form, q->node, i);
        if (!code || shown[-code]) continue;
        shown[-code] = true;
        out[count++] = (struct page_row){page_choice(p, q->node, i), q->counts[i], code, "apart"};
    }
    for (size_t i = 0; i < sizeof codes / sizeof codes[0] && count < max; i++) {
        uint64_t n = q->codes[-codes[i]];
        if (shown[-codes[i]] || (n == 0 && codes[i] != TABLE_EMPTY)) continue;
        out[count++] = (struct page_row){str_of(report_code_word(codes[i], p->language)), n,
                                         codes[i], "apart"};
    }
    return count;
}

static void header_cell(struct page *p, enum report_word word, uint64_t base, bool with_base)
{
    page_html(p, word == WORD_ANSWER ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">");
    page_word(p, word);
    if (with_base) {
        page_html(p, "<span class=\"base\">");
        page_fill_numbers(p, WORD_BASE, &base, 1);
        page_html(p, "</span>");
    }
    page_html(p, "</th>");
}

static void row(struct page *p, const struct report_question *q, const char *class,
                struct str label, uint64_t count, bool valid)
{
    struct stats_share all = {count, q->asked}, some = {count, valid ? q->valid : 0};
    buf_printf(p->out, "<tr%s%s%s><th scope=\"row\">", *class ? " class=\"" : "", class,
               *class ? "\"" : "");
    page_text(p, label);
    page_html(p, "</th><td class=\"n\">");
    page_number(p, count);
    page_html(p, "</td><td class=\"n\">");
    page_percent(p, all);
    page_html(p, "</td><td class=\"n\">");
    page_percent(p, some);
    page_html(p, "</td><td class=\"n\">");
    if (valid && q->asked)
        report_range(report_interval(p->figures, q, all), p->language, p->out);
    else
        page_html(p, "\xE2\x80\x93");
    page_html(p, "</td></tr>\n");
}

// What the first half of an agreement scale adds up to: the figure that gets quoted.
static void row_agree(struct page *p, const struct report_question *q, const struct page_row *rows,
                      size_t count)
{
    struct buf both = {0}, label = {0};
    size_t scale = 0;
    uint64_t sum = 0;
    while (scale < count && rows[scale].code == 0)
        scale++;
    for (size_t i = 0; i < scale / 2; i++) {
        if (i) buf_add_text(&both, report_word(WORD_AND, p->language));
        buf_add_str(&both, rows[i].label);
        sum += rows[i].count;
    }
    struct str argument = buf_str(&both);
    report_word_fill(WORD_BOTH, p->language, &argument, 1, &label);
    row(p, q, "sum", buf_str(&label), sum, true);
    buf_finish(&both);
    buf_finish(&label);
}

static void counts(struct page *p, const struct report_question *q)
{
    size_t max = page_rows_max(q);
    struct page_row *rows = xcalloc(max, sizeof *rows);
    size_t count = page_rows(p, q, rows, max);
    bool parted = false;
    page_chart(p, q, rows, count);
    // Where it does not fit it scrolls, by keyboard too.
    buf_printf(p->out,
               "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"q%zu-h\">"
               "<table>\n<thead><tr>",
               q->number);
    header_cell(p, WORD_ANSWER, 0, false);
    header_cell(p, WORD_COUNT, 0, false);
    header_cell(p, WORD_PERCENT_ALL, q->asked, true);
    header_cell(p, WORD_PERCENT_VALID, q->valid, true);
    header_cell(p, WORD_INTERVAL, 0, false);
    page_html(p, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        bool first_apart = rows[i].code != 0 && !parted;
        parted = rows[i].code != 0;
        row(p, q,
            first_apart ? "apart first"
            : parted    ? "apart"
                        : "",
            rows[i].label, rows[i].count, !parted);
    }
    page_html(p, "</tbody>\n<tfoot>\n");
    if (q->kind == REPORT_CHOICES) {
        page_html(p, "<tr class=\"total\"><th scope=\"row\">");
        page_word(p, WORD_TOTAL);
        page_html(p, "</th><td class=\"n\">");
        page_number(p, q->asked);
        page_html(p, "</td><td class=\"n\">");
        page_percent(p, (struct stats_share){q->asked, q->asked});
        page_html(p, "</td><td class=\"n\">");
        page_percent(p, (struct stats_share){q->valid, q->valid});
        page_html(p, "</td><td class=\"n\"></td></tr>\n");
    }
    if (q->likert) row_agree(p, q, rows, count);
    page_html(p, "</tfoot>\n</table></div>\n");
    if (q->kind == REPORT_OPTIONS) {
        page_html(p, "<p class=\"small\">");
        page_word(p, WORD_SEVERAL);
        page_html(p, "</p>\n");
    }
    free(rows);
}

static void answered(struct page *p, const struct report_question *q)
{
    struct page_row rows[REPORT_CODES];
    size_t count = page_rows(p, q, rows, REPORT_CODES);
    page_html(p, "<p>");
    page_fill_numbers(p, WORD_TEXTS_SHARE, (uint64_t[]){q->valid, q->asked}, 2);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].code == 0) continue;
        page_html(p, " ");
        page_text(p, rows[i].label);
        page_html(p, ": ");
        page_number(p, rows[i].count);
        page_html(p, ".");
    }
    page_html(p, "</p>\n");
}

static void texts(struct page *p, const struct report_question *q)
{
    answered(p, q);
    page_html(p, "<h4>");
    if (q->text_count == 0)
        page_word(p, WORD_TEXTS_0);
    else if (q->text_count == 1)
        page_word(p, WORD_TEXTS_1);
    else
        page_fill_numbers(p, WORD_TEXTS, (uint64_t[]){q->text_count}, 1);
    page_html(p, "</h4>\n");
    if (q->text_count == 0) return;
    page_html(p, "<ul class=\"texts\">\n");
    for (size_t i = 0; i < q->text_count; i++) {
        page_html(p, "<li dir=\"auto\">");
        page_text(p, q->texts[i]);
        page_html(p, "</li>\n");
    }
    page_html(p, "</ul>\n");
}

static void numbers(struct page *p, const struct report_question *q)
{
    answered(p, q);
    if (q->valid == 0) return;
    page_html(p, "<dl class=\"key\"><div><dt>");
    page_word(p, WORD_MEAN);
    page_html(p, "</dt><dd>");
    report_decimal(q->mean, p->language, p->out);
    page_html(p, "</dd></div><div><dt>");
    page_word(p, WORD_MEDIAN);
    page_html(p, "</dt><dd>");
    report_decimal(q->median, p->language, p->out);
    page_html(p, "</dd></div></dl>\n");
}

void page_question(struct page *p, const struct report_question *q)
{
    buf_printf(p->out, "<section class=\"question\" id=\"q%zu\">\n<p class=\"eyebrow\">",
               q->number);
    page_word(p, WORD_QUESTION_1);
    buf_printf(p->out, " %zu</p>\n<h3 id=\"q%zu-h\">", q->number, q->number);
    page_text(p, page_label(p, q->node));
    page_html(p, "</h3>\n");
    if (q->not_asked && !p->figures->withheld) {
        page_html(p, "<p class=\"small\">");
        page_fill_numbers(p, WORD_NOT_ASKED, &q->not_asked, 1);
        page_html(p, "</p>\n");
    }
    if (p->figures->withheld || q->withheld) {
        page_html(p, "<p class=\"withheld\">");
        page_fill_numbers(p, WORD_WITHHELD, &p->facts->k, 1);
        page_html(p, "</p>\n");
    } else {
        switch (q->kind) {
        case REPORT_CHOICES:
        case REPORT_OPTIONS: counts(p, q); break;
        case REPORT_NUMBERS: numbers(p, q); break;
        case REPORT_TEXTS: texts(p, q); break;
        case REPORT_ANSWERED: answered(p, q); break;
        }
    }
    struct str note = page_note(p, form_node_short_path(p->form, q->node));
    if (note.len) {
        page_html(p, "<p class=\"note\"><strong>");
        page_word(p, WORD_NOTE);
        page_html(p, ".</strong> ");
        page_text(p, note);
        page_html(p, "</p>\n");
    }
    page_html(p, "</section>\n");
}
