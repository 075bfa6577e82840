// SPDX-License-Identifier: EUPL-1.2
// A page to hang up where people answered: what you said, what we did, and the day by which there
// is an answer. Large type, ten figures for a share, no method; the k-rule holds here too.
#include "report/poster_priv.h"

#include <string.h>

static const char poster_style[] =
    "body{font-size:1.375rem;line-height:1.45}"
    "header,main{max-width:60rem}h1{font-size:3.25rem;max-width:18ch}"
    ".poster h2{font-size:2.25rem;color:var(--primary);margin:0 0 1rem}"
    ".poster section{padding:2rem 2.5rem}"
    ".poster ul{list-style:none;margin:0;padding:0}"
    ".poster li{padding:1.25rem 0;border-top:2px solid var(--hair);font-weight:600;"
    "font-size:1.625rem;line-height:1.3}.poster li:first-child{border-top:0;padding-top:0}"
    ".poster li p{font-weight:400;font-size:1.25rem;margin:.25rem 0 0;max-width:none;"
    "color:var(--ink-2)}"
    ".ten{display:block;max-width:30rem;margin:.75rem 0 0}.ten .on{fill:var(--primary)}"
    ".ten .off{fill:var(--paper);stroke:var(--line);stroke-width:1.5}"
    ".due{font-size:1.625rem;font-weight:650;max-width:none}"
    ".write{border-bottom:2px solid var(--line);height:3rem}"
    "@media print{body{font-size:14pt}h1{font-size:34pt}.poster h2{font-size:22pt}"
    ".poster li{font-size:16pt;break-inside:avoid}.poster li p{font-size:12pt}"
    ".poster section{border:0;padding:4mm 0}.due{font-size:16pt}}\n";

// ---- what it says ----

// The answer that most gave, missing ones aside.
static size_t top_choice(const struct page *p, const struct report_question *q)
{
    size_t best = q->choice_count;
    for (size_t i = 0; i < q->choice_count; i++)
        if (form_choice_missing(p->form, q->node, i) == 0 && !(q->few && q->few[i]) &&
            (best == q->choice_count || q->counts[i] > q->counts[best]))
            best = i;
    return best;
}

// The words of an answer and how many gave it: of a scale its better half, else what most chose.
static uint64_t answer_of(const struct page *p, const struct report_question *q, struct buf *out)
{
    size_t steps = report_scale_steps(p->form, q), step = 0, used = 0;
    uint64_t sum = 0;
    if (!q->scale || steps < 4) {
        size_t top = top_choice(p, q);
        if (top == q->choice_count) return 0;
        buf_add_str(out, report_page_choice(p, q->node, top));
        return q->counts[top];
    }
    for (size_t i = 0; i < q->choice_count; i++) {
        if (form_choice_missing(p->form, q->node, i)) continue;
        size_t place = q->best == STATS_BEST_LAST ? steps - 1 - step : step;
        step++;
        if (place >= report_scale_top(steps)) continue;
        if (used++) buf_add_text(out, report_word(WORD_POSTER_OR, p->language));
        buf_add_str(out, report_page_choice(p, q->node, i));
        sum += q->counts[i];
    }
    return sum;
}

static bool say(const struct page *p, const struct report_question *q, struct arena *a,
                struct poster_line *out)
{
    bool counted = q->kind == REPORT_CHOICES || q->kind == REPORT_OPTIONS;
    if (!counted || q->withheld || q->repeat || !q->valid || q->sensitive) return false;
    struct buf answer = {0}, part = {0}, whole = {0}, text = {0};
    uint64_t count = answer_of(p, q, &answer);
    report_number(count, p->language, &part);
    report_number(q->valid, p->language, &whole);
    struct str arguments[] = {buf_str(&part), buf_str(&whole), buf_str(&answer)};
    report_word_fill(WORD_POSTER_TOP, p->language, arguments, 3, &text);
    *out = (struct poster_line){
        .head = report_page_label(p, q->node),
        .text = arena_dup(a, buf_str(&text)),
        .figures = (stats_percent((struct stats_share){count, q->valid}, 0) + 5) / 10,
        .has_figures = true};
    buf_finish(&answer);
    buf_finish(&part);
    buf_finish(&whole);
    buf_finish(&text);
    return count >= p->facts->k;
}

static void lines_of(const struct page *p, const json_t *list, struct arena *a,
                     struct poster_line **out, size_t *out_count)
{
    *out = ARENA_ARRAY(a, struct poster_line, json_array_size(list) + POSTER_AUTOMATIC_MAX);
    *out_count = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        (*out)[(*out_count)++] =
            (struct poster_line){.head = report_text(json_array_get(list, i), p->language)};
}

void report_poster_make(const struct page *p, struct arena *a, struct poster *out)
{
    const json_t *poster = json_object_get(p->facts->settings, "poster");
    const struct report_figures *f = p->figures;
    struct str due = p->facts->due.len ? p->facts->due
                                       : str_of(json_string_value(json_object_get(poster, "due")));
    *out = (struct poster){.few = f->withheld};
    lines_of(p, json_object_get(poster, "said"), a, &out->said, &out->said_count);
    lines_of(p, json_object_get(poster, "did"), a, &out->did, &out->did_count);
    bool own = out->said_count > 0;
    for (int scales = 1; scales >= 0 && !own; scales--) // opinions before background
        for (size_t i = 0; i < f->question_count && out->said_count < POSTER_AUTOMATIC_MAX; i++)
            if (f->questions[i].scale == (scales == 1) &&
                say(p, &f->questions[i], a, &out->said[out->said_count]))
                out->said_count++;
    out->few = out->few || out->said_count == 0;
    struct buf text = {0}, part = {0};
    report_number(f->respondents, p->language, &part);
    struct str argument = buf_str(&part);
    if (!f->withheld) {
        report_word_fill(WORD_POSTER_MANY, p->language, &argument, 1, &text);
        out->lead = arena_dup(a, buf_str(&text));
    }
    buf_clear(&text);
    buf_clear(&part);
    report_day(due, p->language, &part);
    argument = buf_str(&part);
    if (due.len)
        report_word_fill(WORD_POSTER_DUE, p->language, &argument, 1, &text);
    else
        buf_add_text(&text, report_word(WORD_POSTER_NO_DUE, p->language));
    out->due = arena_dup(a, buf_str(&text));
    buf_finish(&text);
    buf_finish(&part);
}

// ---- as a page ----

// Ten people in a row, as many filled as would have said so. Aria-hidden: the sentence says it.
static void ten(struct page *p, int64_t filled)
{
    report_page_html(p, "<svg class=\"ten\" viewBox=\"0 0 300 44\" aria-hidden=\"true\">\n");
    for (int64_t i = 0; i < POSTER_FIGURES; i++) {
        const char *class = i < filled ? "on" : "off";
        buf_printf(p->out,
                   "<circle class=\"%s\" cx=\"%d\" cy=\"10\" r=\"8\"/><path class=\"%s\" d=\"M%d "
                   "42v-8a12 12 0 0 1 24 0v8z\"/>\n",
                   class, (int)i * 30 + 15, class, (int)i * 30 + 3);
    }
    report_page_html(p, "</svg>\n");
}

static void lines(struct page *p, const struct poster_line *list, size_t count)
{
    report_page_html(p, "<ul>\n");
    for (size_t i = 0; i < count; i++) {
        report_page_html(p, "<li>");
        report_page_text(p, list[i].head);
        if (list[i].text.len) {
            report_page_html(p, "<p>");
            report_page_text(p, list[i].text);
            report_page_html(p, "</p>\n");
        }
        if (list[i].has_figures) ten(p, list[i].figures);
        report_page_html(p, "</li>\n");
    }
    report_page_html(p, "</ul>\n");
}

static void show(struct page *p, const struct poster *poster)
{
    report_page_html(p, "<section class=\"said\">\n<h2>");
    report_page_word(p, WORD_POSTER_SAID);
    report_page_html(p, "</h2>\n");
    if (poster->few) {
        report_page_html(p, "<p>");
        report_page_word(p, WORD_POSTER_FEW);
        report_page_html(p, "</p>\n");
    } else
        lines(p, poster->said, poster->said_count);
    report_page_html(p, "</section>\n<section class=\"did\">\n<h2>");
    report_page_word(p, poster->did_count ? WORD_POSTER_DID : WORD_POSTER_WILL);
    report_page_html(p, "</h2>\n");
    if (poster->did_count) lines(p, poster->did, poster->did_count);
    report_page_html(p, "<p class=\"due\">");
    report_page_text(p, poster->due);
    report_page_html(p, "</p>\n");
    if (poster->did_count == 0) // to be written by hand, until there is more to say
        report_page_html(p, "<div class=\"write\"></div>\n<div class=\"write\"></div>\n");
    report_page_html(p, "</section>\n");
}

enum err report_poster(const struct table *t, const struct report_facts *facts, struct buf *out,
                       struct err_info *info)
{
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    enum err err = report_settings_check(table_form(t), facts->settings, info);
    if (!err) err = report_figures_make(t, facts, a, &figures, info);
    if (!err) {
        struct page page = report_page_of(t, facts, &figures);
        page.out = out;
        page.style = poster_style;
        struct poster poster;
        report_poster_make(&page, a, &poster);
        report_page_begin(&page, WORD_POSTER, poster.lead);
        report_page_html(&page, "</header>\n<main id=\"main\" class=\"poster\">\n");
        show(&page, &poster);
        report_page_end(&page);
    }
    arena_destroy(a);
    return err;
}
