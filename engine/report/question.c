// SPDX-License-Identifier: EUPL-1.2
// One question on the page: its words, a chart, the same numbers as a table, or what people wrote.
#include "report/page_priv.h"
#include "report/sections.h"

#include "base/alloc.h"

#include <stdlib.h>

// Bars of a scale: full colour at the ends, tints between, grey in the middle of an odd one.
static const char *tone_of(const struct report_question *q, size_t place, size_t scale)
{
    if (!q->scale) return "bar";
    if (place == 0) return "agree-2";
    if (place == scale - 1) return "against-2";
    if (2 * place + 1 == scale) return "middle";
    return 2 * place < scale ? "agree-1" : "against-1";
}

// Who said something that is no opinion, who left before, who left it empty: three greys.
static const char *tone_of_code(int code)
{
    return code == TABLE_EMPTY ? "empty" : code == TABLE_NOT_REACHED ? "gone" : "apart";
}

static size_t place_of(const struct report_question *q, size_t step, size_t scale)
{
    return q->best == STATS_BEST_LAST ? scale - 1 - step : step;
}

// What is missing about a row of a question, and its words: rows of numbers, dates and rankings are
// no choices of the form.
static int row_code(const struct page *p, const struct report_question *q, size_t i)
{
    return q->bins ? 0 : form_choice_missing(p->form, q->node, i);
}

static struct str row_label(const struct page *p, const struct report_question *q, size_t i)
{
    return q->bins ? q->bins[i] : report_page_choice(p, q->node, i);
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
        scale += row_code(p, q, i) == 0;
    for (size_t i = 0; i < q->choice_count && count < max; i++) {
        if (row_code(p, q, i)) continue;
        size_t own = place_of(q, place++, scale);
        bool few = q->few && q->few[i];
        out[count] = (struct page_row){.label = row_label(p, q, i),
                                       .count = few ? 0 : q->counts[i],
                                       .weight = q->weights && !few ? q->weights[i] : 0,
                                       .few = few,
                                       .tone = tone_of(q, own, scale),
                                       .place = own};
        count++;
    }
    for (size_t i = 0; i < q->choice_count && count < max; i++) {
        int code = row_code(p, q, i);
        if (!code || shown[-code]) continue;
        shown[-code] = true;
        out[count] = (struct page_row){.label = row_label(p, q, i),
                                       .count = q->counts[i],
                                       .weight = q->weight_codes[-code],
                                       .code = code,
                                       .tone = tone_of_code(code)};
        count++;
    }
    for (size_t i = 0; i < sizeof codes / sizeof codes[0] && count < max; i++) {
        uint64_t n = q->codes[-codes[i]];
        if (shown[-codes[i]] || (n == 0 && codes[i] != TABLE_EMPTY)) continue;
        out[count] = (struct page_row){.label = str_of(report_code_word(codes[i], p->language)),
                                       .count = n,
                                       .weight = q->weight_codes[-codes[i]],
                                       .code = codes[i],
                                       .tone = tone_of_code(codes[i])};
        count++;
    }
    return count;
}

// Index and mean of a scale by weight; false where nobody who gave an opinion has a weight.
static bool weighted_figures(const struct page *p, const struct report_question *q, size_t steps,
                             double *out_index, double *out_mean)
{
    double whole = 0, index = 0, mean = 0;
    size_t step = 0;
    for (size_t i = 0; i < q->choice_count; i++) {
        if (form_choice_missing(p->form, q->node, i)) continue;
        whole += q->weights[i];
        index += q->weights[i] * stats_scale_points(step, steps, q->best);
        mean += q->weights[i] * (double)++step;
    }
    if (!(whole > 0)) return false;
    *out_index = index / whole;
    *out_mean = mean / whole;
    return true;
}

bool report_scale_figures(const struct page *p, const struct report_question *q, struct buf *out)
{
    size_t steps = report_scale_steps(p->form, q), count = 0;
    if (!q->scale || q->valid == 0 || steps < 3) return false;
    uint64_t *counts = xcalloc(steps, sizeof *counts), base;
    for (size_t i = 0; i < q->choice_count; i++)
        if (form_choice_missing(p->form, q->node, i) == 0) counts[count++] = q->counts[i];
    double index = stats_scale_index(counts, steps, q->best, &base);
    double mean = stats_scale_mean(counts, steps, &base);
    free(counts);
    bool weighted = report_by_weight(q);
    if (weighted && !weighted_figures(p, q, steps, &index, &mean)) return false;
    struct buf texts[4] = {{0}};
    report_decimals(index, 1, p->language, &texts[0]);
    report_number(steps, p->language, &texts[1]);
    report_decimals(mean, 2, p->language, &texts[2]);
    report_number(base, p->language, &texts[3]);
    struct str arguments[] = {buf_str(&texts[0]), buf_str(&texts[1]), buf_str(&texts[2]),
                              buf_str(&texts[3])};
    report_word_fill(weighted ? WORD_SCALE_FIGURES_W : WORD_SCALE_FIGURES, p->language, arguments,
                     4, out);
    for (size_t i = 0; i < 4; i++)
        buf_finish(&texts[i]);
    return true;
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

void report_row_count(const struct page *p, const struct page_row *row, struct buf *out)
{
    if (row->few)
        buf_add_text(out, "\xC3\x97"); // ×, as among groups
    else
        report_number(row->count, p->language, out);
}

void report_row_share(const struct page *p, const struct report_question *q,
                      const struct page_row *row, bool valid_base, struct buf *out)
{
    uint64_t base = valid_base ? q->valid : q->asked;
    if (base == 0 || row->few || (valid_base && row->code))
        buf_add_text(out, "\xE2\x80\x93");
    else if (report_by_weight(q))
        report_share_of(report_share_value(p->figures, q, row->count, row->weight, valid_base),
                        p->language, out);
    else
        report_percent((struct stats_share){row->count, base}, p->language, out);
}

void report_row_range(const struct page *p, const struct report_question *q,
                      const struct page_row *row, struct buf *out)
{
    if (q->asked == 0 || row->few || row->code)
        buf_add_text(out, "\xE2\x80\x93");
    else if (report_by_weight(q)) {
        double share = report_share_value(p->figures, q, row->count, row->weight, false);
        report_range(report_interval_weighted(p->figures, q, share, false), p->language, out);
    } else
        report_range(report_interval(p->figures, q, (struct stats_share){row->count, q->asked}),
                     p->language, out);
}

struct page_row report_row_best(const struct page *p, const struct report_question *q,
                                const struct page_row *rows, size_t count, struct buf *label)
{
    struct page_row out = {.count = 0};
    struct buf both = {0};
    size_t top = report_scale_top(report_scale_steps(p->form, q)), used = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].code || rows[i].place >= top) continue;
        if (used++) buf_add_text(&both, report_word(WORD_AND, p->language));
        buf_add_str(&both, rows[i].label);
        out.count += rows[i].count;
        out.weight += rows[i].weight;
    }
    struct str argument = buf_str(&both);
    report_word_fill(WORD_BOTH, p->language, &argument, 1, label);
    buf_finish(&both);
    return out;
}

static void row(struct page *p, const struct report_question *q, const char *class,
                struct str label, const struct page_row *row)
{
    buf_printf(p->out, "<tr%s%s%s><th scope=\"row\">", *class ? " class=\"" : "", class,
               *class ? "\"" : "");
    report_page_text(p, label);
    report_page_html(p, "</th><td class=\"n\">");
    report_row_count(p, row, p->out);
    report_page_html(p, "</td><td class=\"n\">");
    report_row_share(p, q, row, false, p->out);
    report_page_html(p, "</td><td class=\"n\">");
    report_row_share(p, q, row, true, p->out);
    report_page_html(p, "</td><td class=\"n\">");
    report_row_range(p, q, row, p->out);
    report_page_html(p, "</td></tr>\n");
}

// Index and mean of a scale, under its table.
static void scale_figures(struct page *p, const struct report_question *q)
{
    struct buf text = {0};
    if (report_scale_figures(p, q, &text)) {
        report_page_html(p, "<p class=\"small\">");
        report_page_text(p, buf_str(&text));
        report_page_html(p, "</p>\n");
    }
    buf_finish(&text);
}

static void counts(struct page *p, const struct report_question *q)
{
    size_t max = report_page_rows_max(q);
    struct page_row *rows = xcalloc(max, sizeof *rows);
    size_t count = report_page_rows(p, q, rows, max);
    bool parted = false;
    if (q->pins) report_pins_figure(p->parts, q, rows, count);
    // Where chart and table do not fit they scroll, by keyboard too.
    buf_printf(p->out,
               "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
               "aria-labelledby=\"q%zu-h\">\n",
               q->number);
    if (!q->pins) report_page_chart(p, q, rows, count);
    report_page_html(p, "<table>\n<thead><tr>");
    header_cell(p, WORD_ANSWER, 0, false);
    header_cell(p, WORD_COUNT, 0, false);
    bool weighted = report_by_weight(q);
    header_cell(p, weighted ? WORD_PERCENT_ALL_W : WORD_PERCENT_ALL, q->asked, true);
    header_cell(p, weighted ? WORD_PERCENT_VALID_W : WORD_PERCENT_VALID, q->valid, true);
    header_cell(p, WORD_INTERVAL, 0, false);
    report_page_html(p, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        bool first_apart = rows[i].code != 0 && !parted;
        parted = rows[i].code != 0;
        row(p, q, first_apart ? "apart first" : parted ? "apart" : "", rows[i].label, &rows[i]);
    }
    report_page_html(p, "</tbody>\n<tfoot>\n");
    if (report_rows_sum(q)) {
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
    if (q->scale) {
        struct buf label = {0};
        struct page_row best = report_row_best(p, q, rows, count, &label);
        row(p, q, "sum", buf_str(&label), &best);
        buf_finish(&label);
    }
    report_page_html(p, "</tfoot>\n</table></div>\n");
    if (q->scale) scale_figures(p, q);
    struct buf below = {0};
    report_rows_remark(p, q, &below);
    if (below.len) {
        report_page_html(p, "<p class=\"small\">");
        report_page_text(p, buf_str(&below));
        report_page_html(p, "</p>\n");
    }
    buf_finish(&below);
    free(rows);
}

bool report_is_place(const struct form_def *form, size_t node)
{
    return form_node_kind(form, node) == FORM_INPUT && form_node_type(form, node) == FORM_GEOPOINT;
}

static void answered(struct page *p, const struct report_question *q)
{
    struct page_row rows[REPORT_CODES];
    size_t count = report_page_rows(p, q, rows, REPORT_CODES);
    report_page_html(p, "<p>");
    report_page_fill_numbers(p, q->kind == REPORT_TEXTS ? WORD_TEXTS_SHARE : WORD_ANSWERED_SHARE,
                             (uint64_t[]){q->valid, q->asked}, 2);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].code == 0) continue;
        report_page_html(p, " ");
        report_page_text(p, rows[i].label);
        report_page_html(p, ": ");
        report_page_number(p, rows[i].count);
        report_page_html(p, ".");
    }
    report_page_html(p, "</p>\n");
    if (report_is_place(p->form, q->node)) {
        report_page_html(p, "<p class=\"small\">");
        report_page_word(p, WORD_PLACES);
        report_page_html(p, "</p>\n");
    }
}

bool report_rows_sum(const struct report_question *q)
{
    return q->kind != REPORT_OPTIONS;
}

void report_rows_remark(const struct page *p, const struct report_question *q, struct buf *out)
{
    if (q->kind == REPORT_OPTIONS) buf_add_text(out, report_word(WORD_SEVERAL, p->language));
    if (q->coarse) {
        if (out->len) buf_add_char(out, ' ');
        buf_add_text(out, report_word(q->coarse == REPORT_WEIGHT_WHOLE ? WORD_WEIGHT_WHOLE
                                                                       : WORD_WEIGHT_NOT_SHOWN,
                                      p->language));
        if (q->kind == REPORT_RANKS) buf_add_char(out, ' ');
    }
    if (q->kind != REPORT_RANKS) return;
    struct buf list = {0};
    bool *done = xcalloc(q->choice_count + 1, sizeof *done);
    for (size_t n = 0; n < q->choice_count; n++) { // the best place first; few choices
        size_t best = SIZE_MAX;
        for (size_t i = 0; i < q->choice_count; i++)
            if (!done[i] && q->places[i] > 0 &&
                (best == SIZE_MAX || q->places[i] < q->places[best]))
                best = i;
        if (best == SIZE_MAX) break;
        done[best] = true;
        buf_add_text(&list, n ? "; " : "");
        buf_add_str(&list, q->bins[best]);
        buf_add_char(&list, ' ');
        report_decimals(q->places[best], 2, p->language, &list);
    }
    struct str argument = buf_str(&list);
    report_word_fill(WORD_RANKED, p->language, &argument, 1, out);
    buf_finish(&list);
    free(done);
}

// ---- free text ----

// The places of the texts in another order, for a page that sorts without a script.
struct sorted {
    struct str text;
    size_t index, characters;
};

static int shortest_first(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    if (a->characters != b->characters) return a->characters < b->characters ? -1 : 1;
    return str_compare(a->text, b->text);
}

static int by_alphabet(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    return str_compare(a->text, b->text);
}

static void places(const struct page_text *texts, size_t count,
                   int (*compare)(const void *left, const void *right), size_t *out)
{
    struct sorted *all = xcalloc(count + 1, sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[i] = (struct sorted){texts[i].text, i, utf8_count(texts[i].text)};
    qsort(all, count, sizeof *all, compare);
    for (size_t i = 0; i < count; i++)
        out[all[i].index] = i;
    free(all);
}

static void order_choice(struct page *p, const struct report_question *q)
{
    static const enum report_word words[] = {WORD_ORDER_MIXED, WORD_ORDER_SHORT,
                                             WORD_ORDER_ALPHABET};
    report_page_html(p, "<fieldset>\n<legend>");
    report_page_word(p, WORD_ORDER);
    report_page_html(p, "</legend>\n");
    for (size_t i = 0; i < 3; i++) {
        buf_printf(p->out,
                   "<input type=\"radio\" class=\"order-%zu\" name=\"order%zu\" "
                   "id=\"order%zu-%zu\"%s/><label for=\"order%zu-%zu\">",
                   i, q->number, q->number, i, i == 0 ? " checked=\"checked\"" : "", q->number, i);
        report_page_word(p, words[i]);
        report_page_html(p, "</label>\n");
    }
    report_page_html(p, "</fieldset>\n");
}

static void text_list(struct page *p, const struct report_question *q,
                      const struct page_text *texts, size_t count)
{
    size_t *shortest = xcalloc(count + 1, sizeof *shortest),
           *alphabet = xcalloc(count + 1, sizeof *alphabet);
    bool sorts = count > 2;
    if (sorts) {
        places(texts, count, shortest_first, shortest);
        places(texts, count, by_alphabet, alphabet);
        report_page_html(p, "<div class=\"sorts\">\n");
        order_choice(p, q);
    }
    report_page_html(p, "<ul class=\"texts\">\n");
    for (size_t i = 0; i < count; i++) {
        uint64_t times = texts[i].times;
        report_page_html(p, "<li dir=\"auto\"");
        if (sorts) buf_printf(p->out, " style=\"--s:%zu;--a:%zu\"", shortest[i], alphabet[i]);
        report_page_html(p, ">");
        report_page_text(p, texts[i].text);
        if (times > 1) {
            report_page_html(p, " <span class=\"small\">");
            report_page_fill_numbers(p, WORD_TEXT_TIMES, &times, 1);
            report_page_html(p, "</span>");
        }
        if (texts[i].naming) {
            report_page_html(p, " <mark>");
            report_page_word(p, WORD_TEXT_MARK);
            report_page_html(p, "</mark>");
        }
        report_page_html(p, "</li>\n");
    }
    report_page_html(p, sorts ? "</ul>\n</div>\n" : "</ul>\n");
    free(shortest);
    free(alphabet);
}

// Equal texts stand together in q->texts.
size_t report_texts_choose(const struct page *p, const struct report_question *q,
                           struct page_text *out, size_t *out_shown, size_t *out_naming)
{
    size_t count = 0;
    *out_shown = *out_naming = 0;
    for (size_t i = 0; i < q->text_count && p->facts->texts != REPORT_TEXTS_NONE; i++) {
        bool again = count > 0 && str_eq(out[count - 1].text, q->texts[i]);
        bool naming = again ? out[count - 1].naming : report_text_names(q->texts[i]);
        *out_naming += naming;
        if (naming && p->facts->texts == REPORT_TEXTS_UNNAMED) continue;
        if (!again) out[count++] = (struct page_text){q->texts[i], 0, naming};
        out[count - 1].times++;
        ++*out_shown;
    }
    return count;
}

static void texts(struct page *p, const struct report_question *q)
{
    struct page_text *all = xcalloc(q->text_count + 1, sizeof *all);
    size_t names, shown, count = report_texts_choose(p, q, all, &shown, &names);
    answered(p, q);
    report_page_html(p, "<h4>");
    if (p->facts->texts == REPORT_TEXTS_NONE)
        report_page_word(p, WORD_TEXTS_NONE);
    else if (shown == 0)
        report_page_word(p, WORD_TEXTS_0);
    else if (shown == 1)
        report_page_word(p, WORD_TEXTS_1);
    else
        report_page_fill_numbers(p, WORD_TEXTS, (uint64_t[]){shown}, 1);
    report_page_html(p, "</h4>\n");
    if (names > 0) {
        report_page_html(p, "<p class=\"note\">");
        report_page_fill_numbers(
            p, p->facts->texts == REPORT_TEXTS_UNNAMED ? WORD_TEXTS_LEFT_OUT : WORD_TEXTS_NAMING,
            (uint64_t[]){names}, 1);
        report_page_html(p, "</p>\n");
    }
    if (count) text_list(p, q, all, count);
    free(all);
}

// Mean and median, under the counts.
static void numbers(struct page *p, const struct report_question *q)
{
    report_page_html(p, "<dl class=\"key\"><div><dt>");
    report_page_word(p, WORD_MEAN);
    report_page_html(p, "</dt><dd>");
    report_decimal(q->mean, p->language, p->out);
    report_page_html(p, "</dd></div><div><dt>");
    report_page_word(p, WORD_MEDIAN);
    report_page_html(p, "</dt><dd>");
    report_median(q->median, p->language, p->out);
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
    if (q->repeat && !p->figures->withheld && !q->withheld) {
        report_page_html(p, "<p class=\"small\">");
        report_page_fill_numbers(p, WORD_REPEATED, (uint64_t[]){q->asked, q->people}, 2);
        report_page_html(p, "</p>\n");
    }
    if (p->figures->withheld || q->withheld) {
        report_page_html(p, "<p class=\"withheld\">");
        report_page_fill_numbers(p, WORD_WITHHELD, &q->k, 1);
        report_page_html(p, "</p>\n");
    } else {
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
