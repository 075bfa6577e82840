// SPDX-License-Identifier: EUPL-1.2
// What stands around the questions: claims with the computation each rests on, who answered, and
// how the figures were made.
#include "report/page_priv.h"
#include "report/sections.h"

static void claim_source(struct page *p, const struct report_claim *claim)
{
    struct buf number = {0}, choices = {0};
    size_t node = claim->question->node;
    report_number(claim->question->number, p->language, &number);
    for (size_t i = 0; i < json_array_size(claim->choices); i++) {
        struct str name = str_of(json_string_value(json_array_get(claim->choices, i)));
        if (i) buf_add_text(&choices, report_word(WORD_AND, p->language));
        for (size_t c = 0; c < form_node_choice_count(p->form, node); c++)
            if (str_eq(form_choice_name(p->form, node, c), name))
                buf_add_str(&choices, report_page_choice(p, node, c));
    }
    struct str arguments[] = {buf_str(&number), buf_str(&choices)};
    buf_printf(p->out, "<a href=\"#q%zu\">", claim->question->number);
    report_page_fill(p, WORD_CLAIM_FROM, arguments, 2);
    report_page_html(p, "</a>");
    buf_finish(&number);
    buf_finish(&choices);
}

void report_claim_range(const struct page *p, const struct report_claim *claim, struct buf *out)
{
    const struct report_question *q = claim->question;
    report_range(report_by_weight(q)
                     ? report_interval_weighted(p->figures, q, claim->weighted, claim->valid_base)
                     : report_interval(p->figures, q, claim->share),
                 p->language, out);
}

static void claim_figures(struct page *p, const struct report_claim *claim)
{
    struct buf range = {0};
    report_page_html(p, "<p class=\"sum\"><b>");
    report_page_fill_numbers(p, WORD_OF, (uint64_t[]){claim->share.part, claim->share.whole}, 2);
    report_page_html(p, " = ");
    report_page_percent(p, claim->share);
    if (report_by_weight(claim->question)) {
        struct buf weighted = {0};
        report_share_of(claim->weighted, p->language, &weighted);
        struct str argument = buf_str(&weighted);
        report_page_html(p, ", ");
        report_page_fill(p, WORD_WEIGHTED, &argument, 1);
        buf_finish(&weighted);
    }
    report_page_html(p, "</b> ");
    report_page_word(p, claim->valid_base                 ? WORD_CLAIM_BASE_VALID
                        : claim->question->not_asked == 0 ? WORD_CLAIM_BASE_ALL
                                                          : WORD_CLAIM_BASE_ASKED);
    report_page_html(p, ". ");
    claim_source(p, claim);
    report_page_html(p, ". ");
    report_claim_range(p, claim, &range);
    struct str argument = buf_str(&range);
    report_page_fill(p, WORD_INTERVAL_SHORT, &argument, 1);
    report_page_html(p, ".</p>\n");
    buf_finish(&range);
}

void report_page_brief(struct page *p)
{
    if (p->figures->claim_count == 0) return;
    report_page_html(p, "<section class=\"brief\" id=\"brief\">\n<h2>");
    report_page_word(p, WORD_BRIEF);
    report_page_html(p, "</h2>\n<ul class=\"claims\">\n");
    for (size_t i = 0; i < p->figures->claim_count; i++) {
        const struct report_claim *claim = &p->figures->claims[i];
        report_page_html(p, "<li>\n");
        bool left_out = report_claim_left_out(claim);
        if (left_out) { // nor its note, which may say what the sentence said
            struct buf instead = {0};
            report_claim_instead(claim, p->language, &instead);
            report_page_html(p, "<p class=\"withheld\">");
            report_page_text(p, buf_str(&instead));
            report_page_html(p, "</p>\n");
            buf_finish(&instead);
        } else {
            report_page_html(p, "<p class=\"claim\">");
            report_page_text(p, claim->text);
            report_page_html(p, "</p>\n");
            claim_figures(p, claim);
        }
        if (claim->note.len && !left_out) {
            report_page_html(p, "<p class=\"small\">");
            report_page_text(p, claim->note);
            report_page_html(p, "</p>\n");
        }
        report_page_html(p, "</li>\n");
    }
    report_page_html(p, "</ul>\n</section>\n");
}

static void response_row(struct page *p, const char *class, enum report_word word, uint64_t number)
{
    buf_printf(p->out, "<tr class=\"%s\"><th scope=\"row\">", class);
    report_page_word(p, word);
    report_page_html(p, "</th><td class=\"n\">");
    report_page_number(p, number);
    report_page_html(p, "</td></tr>\n");
}

static void rate_sentences(struct page *p)
{
    const struct report_figures *f = p->figures;
    report_page_html(p, "<p>");
    if (f->excluded) {
        report_page_fill_numbers(p, WORD_EXCLUDED_SUM,
                                 (uint64_t[]){p->facts->invited, f->excluded, p->facts->expected},
                                 3);
        report_page_html(p, " ");
    }
    if (f->rate.whole) {
        struct buf part = {0}, whole = {0}, percent = {0};
        report_number(f->rate.part, p->language, &part);
        report_number(f->rate.whole, p->language, &whole);
        report_percent(f->rate, p->language, &percent);
        struct str arguments[] = {buf_str(&part), buf_str(&whole), buf_str(&percent)};
        report_page_fill(p, WORD_RATE_SUM, arguments, 3);
        buf_finish(&part);
        buf_finish(&whole);
        buf_finish(&percent);
    } else if (f->too_many) {
        report_page_fill_numbers(p, WORD_RATE_TOO_MANY,
                                 (uint64_t[]){f->respondents, p->facts->expected}, 2);
    } else
        report_page_word(p, WORD_RATE_UNKNOWN);
    report_page_html(p, "</p>\n");
    struct str note = report_page_note(p, STR("response"));
    if (note.len) {
        report_page_html(p, "<p>");
        report_page_text(p, note);
        report_page_html(p, "</p>\n");
    }
}

void report_page_response(struct page *p, struct out *o)
{
    const struct report_figures *f = p->figures;
    report_page_html(p, "<section class=\"response\" id=\"response\">\n<h2 id=\"response-h\">");
    report_page_word(p, WORD_RESPONSE);
    report_page_html(p, "</h2>\n");
    rate_sentences(p);
    report_page_html(
        p, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"response-h\">"
           "<table class=\"narrow\">\n<tbody>\n");
    if (f->excluded) {
        response_row(p, "", WORD_ROW_INVITED, p->facts->invited);
        response_row(p, "", WORD_ROW_EXCLUDED, f->excluded);
    }
    if (p->facts->expected) response_row(p, "total", WORD_ROW_EXPECTED, p->facts->expected);
    response_row(p, "", WORD_ROW_RESPONDENTS, f->respondents);
    if (f->partial) response_row(p, "sub", WORD_ROW_PARTIAL, f->partial);
    if (f->rate.whole) {
        response_row(p, "", WORD_ROW_NOT, f->rate.whole - f->respondents);
        report_page_html(p, "<tr class=\"total\"><th scope=\"row\">");
        report_page_word(p, WORD_ROW_RATE);
        report_page_html(p, "</th><td class=\"n\">");
        report_page_percent(p, f->rate);
        report_page_html(p, "</td></tr>\n");
    }
    report_page_html(p, "</tbody>\n</table></div>\n");
    report_section_quality(o);
    report_page_html(p, "</section>\n");
}

static void origin(struct page *p, enum report_word label, struct str text)
{
    if (text.len == 0) return;
    report_page_html(p, "<div><dt>");
    report_page_word(p, label);
    report_page_html(p, "</dt><dd>");
    report_page_text(p, text);
    report_page_html(p, "</dd></div>\n");
}

static void origins(struct page *p)
{
    const struct report_facts *facts = p->facts;
    struct buf text = {0}, number = {0};
    report_page_html(p, "<dl class=\"origin\">\n");
    buf_add_str(&text, facts->survey_id);
    buf_add_text(&text, ", ");
    report_number((uint64_t)facts->survey_version, p->language, &number);
    struct str argument = buf_str(&number);
    report_word_fill(WORD_VERSION, p->language, &argument, 1, &text);
    if (facts->wave.len) {
        buf_add_text(&text, ", ");
        report_word_fill(WORD_WAVE, p->language, &facts->wave, 1, &text);
    }
    if (facts->survey_id.len) origin(p, WORD_SURVEY, buf_str(&text));
    buf_clear(&text);
    buf_add_str(&text, form_def_id(p->form));
    struct str version = form_def_version(p->form);
    if (version.len) {
        buf_add_text(&text, ", ");
        report_word_fill(WORD_VERSION, p->language, &version, 1, &text);
    }
    origin(p, WORD_FORM, buf_str(&text));
    origin(p, WORD_FINGERPRINT, facts->form_hash);
    origin(p, WORD_ORGANIZER, facts->organizer);
    origin(p, WORD_CONTACT, facts->contact);
    buf_clear(&text);
    report_day(facts->made, p->language, &text);
    if (facts->made.len) origin(p, WORD_MADE, buf_str(&text));
    report_page_html(p, "</dl>\n");
    buf_finish(&text);
    buf_finish(&number);
}

// Questions that asked something else under another version: not pooled, and told.
static void method_changes(struct out *o, void (*point)(struct out *o, struct str text))
{
    static const enum report_word words[] = {
        [TABLE_CHANGE_ADDED] = WORD_CHANGE_ADDED,     [TABLE_CHANGE_REMOVED] = WORD_CHANGE_REMOVED,
        [TABLE_CHANGE_TYPE] = WORD_CHANGE_TYPE,       [TABLE_CHANGE_WORDS] = WORD_CHANGE_WORDS,
        [TABLE_CHANGE_CHOICES] = WORD_CHANGE_CHOICES,
    };
    for (size_t i = 0; i < table_change_count(o->page->table); i++) {
        const struct table_change *c = table_change_at(o->page->table, i);
        struct str arguments[] = {c->path, report_out_number(o, (uint64_t)c->version),
                                  report_out_number(o, c->answers)};
        point(o,
              report_out_fill(o, words[c->kind], arguments, c->kind == TABLE_CHANGE_ADDED ? 2 : 3));
    }
}

// What the method says, a point at a time: for page and PDF.
void report_method_points(struct out *o, void (*point)(struct out *o, struct str text))
{
    const struct page *p = o->page;
    const struct report_figures *f = p->figures;
    const struct report_facts *facts = p->facts;
    bool texts = false, scales = false, repeated = false;
    for (size_t i = 0; i < f->question_count; i++) {
        texts = texts || f->questions[i].kind == REPORT_TEXTS;
        scales = scales || f->questions[i].scale;
        repeated = repeated || f->questions[i].repeat;
    }
    point(o, report_out_fill(o, WORD_METHOD_COUNTS, NULL, 0));
    struct str population = report_out_number(o, f->population), k = report_out_number(o, facts->k);
    struct str wilson = report_out_fill(o, WORD_METHOD_WILSON, NULL, 0);
    struct str finite = f->population ? report_out_fill(o, WORD_METHOD_FPC, &population, 1)
                        : f->too_many ? report_out_word(o, WORD_METHOD_TOO_MANY)
                                      : report_out_word(o, WORD_METHOD_NO_FPC);
    point(o, arena_printf(o->memory, "%.*s %.*s", STR_ARG(wilson), STR_ARG(finite)));
    if (scales) point(o, report_out_word(o, WORD_METHOD_INDEX));
    if (f->weighted) {
        struct str effective = f->effective < 1000
                                   ? report_out_decimal(o, f->effective, 1)
                                   : report_out_number(o, (uint64_t)(f->effective + 0.5));
        struct str arguments[] = {facts->weight, effective};
        point(o, report_out_fill(o, WORD_METHOD_WEIGHT, arguments, 2));
        struct str without = report_out_number(o, f->unweighted);
        if (f->unweighted) point(o, report_out_fill(o, WORD_METHOD_UNWEIGHTED, &without, 1));
    }
    if (facts->k > 1) point(o, report_out_fill(o, WORD_METHOD_K, &k, 1));
    if (texts) {
        point(o, report_out_word(o, WORD_METHOD_TEXTS));
        point(o, report_out_word(o, WORD_METHOD_TEXTS_APART));
    }
    point(o, report_out_word(o, WORD_METHOD_SEALED));
    struct str lost = report_out_number(o, facts->not_opened + table_refused_count(p->table));
    if (facts->not_opened + table_refused_count(p->table))
        point(o, report_out_fill(o, WORD_METHOD_NOT_OPENED, &lost, 1));
    struct str other = report_out_number(o, table_other_form_count(p->table));
    method_changes(o, point);
    if (table_other_form_count(p->table))
        point(o, report_out_fill(o, WORD_METHOD_OTHER_FORM, &other, 1));
    if (repeated) point(o, report_out_word(o, WORD_METHOD_REPEATS));
    struct str own = report_page_note(p, STR("method"));
    if (own.len) point(o, own);
}

static void page_point(struct out *o, struct str text)
{
    struct page *p = o->data;
    report_page_html(p, "<li>");
    report_page_text(p, text);
    report_page_html(p, "</li>\n");
}

void report_page_method(struct page *p, struct out *o)
{
    report_page_html(p, "<section class=\"method\" id=\"method\">\n<h2>");
    report_page_word(p, WORD_METHOD);
    report_page_html(p, "</h2>\n<ul>\n");
    report_method_points(o, page_point);
    report_page_html(p, "</ul>\n");
    origins(p);
    report_page_html(p, "</section>\n");
}
