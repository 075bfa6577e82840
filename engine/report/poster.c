// SPDX-License-Identifier: EUPL-1.2
// A page to hang up where people answered: what you said, what we did, and the day by which there
// is an answer. Large type, ten figures for a share, no method; the k-rule holds here too.
#include "report/page_priv.h"

#include <string.h>

enum { AUTOMATIC_MAX = 5, FIGURES = 10 };

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

// ---- what they said ----

// The answer that most gave, missing ones aside.
static size_t top_choice(const struct page *p, const struct report_question *q)
{
    size_t best = q->choice_count;
    for (size_t i = 0; i < q->choice_count; i++)
        if (form_choice_missing(p->form, q->node, i) == 0 &&
            (best == q->choice_count || q->counts[i] > q->counts[best]))
            best = i;
    return best;
}

// Ten people in a row, as many filled as would have said so. Aria-hidden: the sentence says it.
static void ten(struct page *p, struct stats_share share)
{
    int64_t filled = (stats_percent(share, 0) + 5) / 10;
    report_page_html(p, "<svg class=\"ten\" viewBox=\"0 0 300 44\" aria-hidden=\"true\">\n");
    for (int64_t i = 0; i < FIGURES; i++) {
        const char *class = i < filled ? "on" : "off";
        buf_printf(p->out,
                   "<circle class=\"%s\" cx=\"%d\" cy=\"10\" r=\"8\"/><path class=\"%s\" d=\"M%d "
                   "42v-8a12 12 0 0 1 24 0v8z\"/>\n",
                   class, (int)i * 30 + 15, class, (int)i * 30 + 3);
    }
    report_page_html(p, "</svg>\n");
}

static void said_one(struct page *p, const struct report_question *q)
{
    size_t top = top_choice(p, q);
    struct stats_share share = {q->counts[top], q->valid};
    struct buf part = {0}, whole = {0};
    report_number(share.part, p->language, &part);
    report_number(share.whole, p->language, &whole);
    struct str arguments[] = {buf_str(&part), buf_str(&whole), report_page_choice(p, q->node, top)};
    report_page_html(p, "<li>");
    report_page_text(p, report_page_label(p, q->node));
    report_page_html(p, "<p>");
    report_page_fill(p, WORD_POSTER_TOP, arguments, 3);
    report_page_html(p, "</p>\n");
    ten(p, share);
    report_page_html(p, "</li>\n");
    buf_finish(&part);
    buf_finish(&whole);
}

static bool can_be_said(const struct page *p, const struct report_question *q)
{
    if ((q->kind != REPORT_CHOICES && q->kind != REPORT_OPTIONS) || q->withheld || q->repeat ||
        !q->valid || q->sensitive)
        return false;
    size_t top = top_choice(p, q);
    return top < q->choice_count && q->counts[top] >= p->facts->k;
}

static void lines(struct page *p, const json_t *list)
{
    report_page_html(p, "<ul>\n");
    for (size_t i = 0; i < json_array_size(list); i++) {
        report_page_html(p, "<li>");
        report_page_text(p, report_text(json_array_get(list, i), p->language));
        report_page_html(p, "</li>\n");
    }
    report_page_html(p, "</ul>\n");
}

static void said(struct page *p, const json_t *poster)
{
    const json_t *own = json_object_get(poster, "said");
    const struct report_figures *f = p->figures;
    report_page_html(p, "<section class=\"said\">\n<h2>");
    report_page_word(p, WORD_POSTER_SAID);
    report_page_html(p, "</h2>\n");
    if (f->withheld) {
        report_page_html(p, "<p>");
        report_page_word(p, WORD_POSTER_FEW);
        report_page_html(p, "</p>\n");
    } else if (json_array_size(own) > 0)
        lines(p, own);
    else {
        size_t shown = 0;
        report_page_html(p, "<ul>\n");
        for (size_t i = 0; i < f->question_count && shown < AUTOMATIC_MAX; i++)
            if (can_be_said(p, &f->questions[i])) {
                said_one(p, &f->questions[i]);
                shown++;
            }
        if (shown == 0) {
            report_page_html(p, "<li>");
            report_page_word(p, WORD_POSTER_FEW);
            report_page_html(p, "</li>\n");
        }
        report_page_html(p, "</ul>\n");
    }
    report_page_html(p, "</section>\n");
}

// ---- what was done ----

static void done(struct page *p, const json_t *poster)
{
    const json_t *did = json_object_get(poster, "did");
    struct str day = p->facts->due.len ? p->facts->due
                                       : str_of(json_string_value(json_object_get(poster, "due")));
    report_page_html(p, "<section class=\"did\">\n<h2>");
    report_page_word(p, json_array_size(did) ? WORD_POSTER_DID : WORD_POSTER_WILL);
    report_page_html(p, "</h2>\n");
    if (json_array_size(did)) lines(p, did);
    report_page_html(p, "<p class=\"due\">");
    if (day.len) {
        struct buf text = {0};
        report_day(day, p->language, &text);
        struct str argument = buf_str(&text);
        report_page_fill(p, WORD_POSTER_DUE, &argument, 1);
        buf_finish(&text);
    } else
        report_page_word(p, WORD_POSTER_NO_DUE);
    report_page_html(p, "</p>\n");
    if (json_array_size(did) == 0) // to be written by hand, until there is more to say
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
        struct page page = {.out = out,
                            .table = t,
                            .form = table_form(t),
                            .facts = facts,
                            .figures = &figures,
                            .language = facts->language,
                            .form_language = report_form_language(table_form(t), facts->language),
                            .style = poster_style};
        const json_t *poster = json_object_get(facts->settings, "poster");
        struct buf lead = {0}, number = {0};
        report_number(figures.respondents, facts->language, &number);
        struct str argument = buf_str(&number);
        if (!figures.withheld)
            report_word_fill(WORD_POSTER_MANY, facts->language, &argument, 1, &lead);
        report_page_begin(&page, WORD_POSTER, buf_str(&lead));
        report_page_html(&page, "</header>\n<main id=\"main\" class=\"poster\">\n");
        said(&page, poster);
        done(&page, poster);
        report_page_end(&page);
        buf_finish(&lead);
        buf_finish(&number);
    }
    arena_destroy(a);
    return err;
}
