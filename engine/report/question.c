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

size_t report_page_rows_max(const struct report_question *q)
{
    return q->choice_count + REPORT_CODES;
}

size_t report_page_rows(const struct page *p, const struct report_question *q, struct page_row *out,
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
        out[count++] = (struct page_row){report_page_choice(p, q->node, i), q->counts[i], 0,
                                         tone_of(q, place++, scale)};
    }
    for (size_t i = 0; i < q->choice_count && count < max; i++) {
        int code = form_choice_missing(p->form, q->node, i);
        if (!code || shown[-code]) continue;
        shown[-code] = true;
        out[count++] =
            (struct page_row){report_page_choice(p, q->node, i), q->counts[i], code, "apart"};
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
    report_page_html(p,
                     word == WORD_ANSWER ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">");
    report_page_word(p, word);
    if (with_base) {
        report_page_html(p, "<span class=\"base\">");
        report_page_fill_numbers(p, WORD_BASE, &base, 1);
        report_page_html(p, "</span>");
    }
    report_page_html(p, "</th>");
}

static void row(struct page *p, const struct report_question *q, const char *class,
                struct str label, uint64_t count, bool valid)
{
    struct stats_share all = {count, q->asked}, some = {count, valid ? q->valid : 0};
    buf_printf(p->out, "<tr%s%s%s><th scope=\"row\">", *class ? " class=\"" : "", class,
               *class ? "\"" : "");
    report_page_text(p, label);
    report_page_html(p, "</th><td class=\"n\">");
    report_page_number(p, count);
    report_page_html(p, "</td><td class=\"n\">");
    report_page_percent(p, all);
    report_page_html(p, "</td><td class=\"n\">");
    report_page_percent(p, some);
    report_page_html(p, "</td><td class=\"n\">");
    if (valid && q->asked)
        report_range(report_interval(p->figures, q, all), p->language, p->out);
    else
        report_page_html(p, "\xE2\x80\x93");
    report_page_html(p, "</td></tr>\n");
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
    size_t max = report_page_rows_max(q);
    struct page_row *rows = xcalloc(max, sizeof *rows);
    size_t count = report_page_rows(p, q, rows, max);
    bool parted = false;
    report_page_chart(p, q, rows, count);
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
    report_page_html(p, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        bool first_apart = rows[i].code != 0 && !parted;
        parted = rows[i].code != 0;
        row(p, q,
            first_apart ? "apart first"
            : parted    ? "apart"
                        : "",
            rows[i].label, rows[i].count, !parted);
    }
    report_page_html(p, "</tbody>\n<tfoot>\n");
    if (q->kind == REPORT_CHOICES) {
        report_page_html(p, "<tr class=\"total\"><th scope=\"row\">");
        report_page_word(p, WORD_TOTAL);
        report_page_html(p, "</th><td class=\"n\">");
        report_page_number(p, q->asked);
        report_page_html(p, "</td><td class=\"n\">");
        report_page_percent(p, (struct stats_share){q->asked, q->asked});
        report_page_html(p, "</td><td class=\"n\">");
        report_page_percent(p, (struct stats_share){q->valid, q->valid});
        report_page_html(p, "</td><td class=\"n\"></td></tr>\n");
    }
    if (q->likert) row_agree(p, q, rows, count);
    report_page_html(p, "</tfoot>\n</table></div>\n");
    if (q->kind == REPORT_OPTIONS) {
        report_page_html(p, "<p class=\"small\">");
        report_page_word(p, WORD_SEVERAL);
        report_page_html(p, "</p>\n");
    }
    free(rows);
}

static void answered(struct page *p, const struct report_question *q)
{
    struct page_row rows[REPORT_CODES];
    size_t count = report_page_rows(p, q, rows, REPORT_CODES);
    report_page_html(p, "<p>");
    report_page_fill_numbers(p, WORD_TEXTS_SHARE, (uint64_t[]){q->valid, q->asked}, 2);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].code == 0) continue;
        report_page_html(p, " ");
        report_page_text(p, rows[i].label);
        report_page_html(p, ": ");
        report_page_number(p, rows[i].count);
        report_page_html(p, ".");
    }
    report_page_html(p, "</p>\n");
}

static void texts(struct page *p, const struct report_question *q)
{
    answered(p, q);
    report_page_html(p, "<h4>");
    if (q->text_count == 0)
        report_page_word(p, WORD_TEXTS_0);
    else if (q->text_count == 1)
        report_page_word(p, WORD_TEXTS_1);
    else
        report_page_fill_numbers(p, WORD_TEXTS, (uint64_t[]){q->text_count}, 1);
    report_page_html(p, "</h4>\n");
    if (q->text_count == 0) return;
    report_page_html(p, "<ul class=\"texts\">\n");
    for (size_t i = 0; i < q->text_count; i++) {
        report_page_html(p, "<li dir=\"auto\">");
        report_page_text(p, q->texts[i]);
        report_page_html(p, "</li>\n");
    }
    report_page_html(p, "</ul>\n");
}

static void numbers(struct page *p, const struct report_question *q)
{
    answered(p, q);
    if (q->valid == 0) return;
    report_page_html(p, "<dl class=\"key\"><div><dt>");
    report_page_word(p, WORD_MEAN);
    report_page_html(p, "</dt><dd>");
    report_decimal(q->mean, p->language, p->out);
    report_page_html(p, "</dd></div><div><dt>");
    report_page_word(p, WORD_MEDIAN);
    report_page_html(p, "</dt><dd>");
    report_decimal(q->median, p->language, p->out);
    report_page_html(p, "</dd></div></dl>\n");
}

void report_page_question(struct page *p, const struct report_question *q)
{
    buf_printf(p->out, "<section class=\"question\" id=\"q%zu\">\n<p class=\"eyebrow\">",
               q->number);
    report_page_word(p, WORD_QUESTION_1);
    buf_printf(p->out, " %zu</p>\n<h3 id=\"q%zu-h\">", q->number, q->number);
    report_page_text(p, report_page_label(p, q->node));
    report_page_html(p, "</h3>\n");
    if (q->not_asked && !p->figures->withheld) {
        report_page_html(p, "<p class=\"small\">");
        report_page_fill_numbers(p, WORD_NOT_ASKED, &q->not_asked, 1);
        report_page_html(p, "</p>\n");
    }
    if (p->figures->withheld || q->withheld) {
        report_page_html(p, "<p class=\"withheld\">");
        report_page_fill_numbers(p, WORD_WITHHELD, &p->facts->k, 1);
        report_page_html(p, "</p>\n");
    } else {
        switch (q->kind) {
        case REPORT_CHOICES:
        case REPORT_OPTIONS: counts(p, q); break;
        case REPORT_NUMBERS: numbers(p, q); break;
        case REPORT_TEXTS: texts(p, q); break;
        case REPORT_ANSWERED: answered(p, q); break;
        }
    }
    struct str note = report_page_note(p, form_node_short_path(p->form, q->node));
    if (note.len) {
        report_page_html(p, "<p class=\"note\"><strong>");
        report_page_word(p, WORD_NOTE);
        report_page_html(p, ".</strong> ");
        report_page_text(p, note);
        report_page_html(p, "</p>\n");
    }
    report_page_html(p, "</section>\n");
}
