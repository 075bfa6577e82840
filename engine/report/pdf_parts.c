// SPDX-License-Identifier: EUPL-1.2
// What stands around the questions in the PDF: title, key figures, claims, response, method.
#include "report/pdf_priv.h"

#include <stdio.h>
#include <string.h>

enum { HAIR = 0xDDD8CF };

static struct str fill_numbers(struct pdf *p, enum report_word word, const uint64_t *numbers,
                               size_t count)
{
    struct buf texts[4] = {{0}};
    struct str arguments[4] = {{0}};
    for (size_t i = 0; i < count; i++) {
        report_number(numbers[i], p->page.language, &texts[i]);
        arguments[i] = buf_str(&texts[i]);
    }
    buf_clear(&p->text);
    report_word_fill(word, p->page.language, arguments, count, &p->text);
    for (size_t i = 0; i < count; i++)
        buf_finish(&texts[i]);
    return buf_str(&p->text);
}

static struct str word(const struct pdf *p, enum report_word code)
{
    return str_of(report_word(code, p->page.language));
}

static void head(struct pdf *p)
{
    report_pdf_logo(p, 44);
    const struct report_facts *facts = p->page.facts;
    buf_clear(&p->text);
    buf_add_str(&p->text, word(p, WORD_REPORT));
    if (facts->organizer.len) {
        buf_add_text(&p->text, " · ");
        buf_add_str(&p->text, facts->organizer);
    }
    report_pdf_paragraph(p, "P", &report_pdf_eyebrow, buf_str(&p->text));
    report_pdf_space(p, 4);
    report_pdf_paragraph(p, "H1", &report_pdf_title, report_page_title(&p->page));
    report_pdf_space(p, 6);
    struct str about = report_page_note(&p->page, STR("about"));
    if (about.len) report_pdf_paragraph(p, "P", &report_pdf_body, about);
    if (facts->test) {
        report_pdf_space(p, 8);
        report_pdf_paragraph(p, "P", &report_pdf_strong, word(p, WORD_TEST));
    }
    if (facts->draft) {
        report_pdf_space(p, 8);
        report_pdf_paragraph(p, "P", &report_pdf_strong, word(p, WORD_DRAFT));
    }
    report_pdf_space(p, 14);
}

static void key(struct pdf *p, double *x, struct str value, enum report_word label)
{
    static const struct pdf_style large = {15, true, 0x1A2024};
    enum { KEY_WIDTH = 130 };
    // The last one, the days, has what is left of the line.
    double room = label == WORD_WHEN ? PDF_LEFT + PDF_ROOM - *x : KEY_WIDTH - 10;
    report_pdf_tag(p, "P");
    double height = report_pdf_text(p, *x, p->y, room, 0, &large, value) + 3;
    report_pdf_text(p, *x, p->y + height, room, 0, &report_pdf_small, word(p, label));
    report_pdf_end(p, "P");
    *x += KEY_WIDTH;
}

static void keys(struct pdf *p)
{
    const struct report_figures *f = p->page.figures;
    struct buf text = {0};
    double x = PDF_LEFT;
    if (f->rate.whole) {
        report_percent(f->rate, p->page.language, &text);
        key(p, &x, buf_str(&text), WORD_RATE);
        key(p, &x, fill_numbers(p, WORD_OF, (uint64_t[]){f->respondents, f->rate.whole}, 2),
            WORD_ANSWERED);
    } else {
        report_number(f->respondents, p->page.language, &text);
        key(p, &x, buf_str(&text), WORD_ANSWERED);
    }
    buf_clear(&text);
    if (f->first_day[0]) {
        report_days(str_of(f->first_day), str_of(f->last_day), p->page.language, &text);
        key(p, &x, buf_str(&text), WORD_WHEN);
    }
    p->y += 40;
    buf_finish(&text);
}

void report_pdf_begin_part(struct pdf *p, enum report_word title)
{
    report_pdf_words(p, PDF_PART, word(p, title));
}

static void claim(struct pdf *p, const void *what)
{
    const struct report_claim *c = what;
    struct buf text = {0};
    report_pdf_space(p, 9);
    if (report_claim_left_out(c)) {
        report_claim_instead(c, p->page.language, &text);
        report_pdf_paragraph(p, "P", &report_pdf_body, buf_str(&text));
        buf_finish(&text);
        return;
    }
    buf_add_text(&text, p->page.language == REPORT_SWEDISH ? "\xE2\x80\x9D" : "\xE2\x80\x9C");
    buf_add_str(&text, c->text);
    buf_add_text(&text, "\xE2\x80\x9D");
    report_pdf_paragraph(p, "P", &report_pdf_strong, buf_str(&text));
    p->y += 3;
    buf_clear(&text);
    struct buf range = {0};
    buf_add_str(&text, fill_numbers(p, WORD_OF, (uint64_t[]){c->share.part, c->share.whole}, 2));
    buf_add_text(&text, " = ");
    report_percent(c->share, p->page.language, &text);
    if (report_by_weight(c->question)) {
        struct buf weighted = {0};
        report_share_of(c->weighted, p->page.language, &weighted);
        struct str own = buf_str(&weighted);
        buf_add_text(&text, ", ");
        report_word_fill(WORD_WEIGHTED, p->page.language, &own, 1, &text);
        buf_finish(&weighted);
    }
    buf_add_char(&text, ' ');
    buf_add_str(&text, word(p, c->valid_base                 ? WORD_CLAIM_BASE_VALID
                               : c->question->not_asked == 0 ? WORD_CLAIM_BASE_ALL
                                                             : WORD_CLAIM_BASE_ASKED));
    buf_add_text(&text, ". ");
    report_claim_range(&p->page, c, &range);
    struct str argument = buf_str(&range);
    report_word_fill(WORD_INTERVAL_SHORT, p->page.language, &argument, 1, &text);
    buf_printf(&text, ". (%s %zu)", report_word(WORD_QUESTION_1, p->page.language),
               c->question->number);
    buf_finish(&range);
    report_pdf_paragraph(p, "P", &report_pdf_small, buf_str(&text));
    if (c->note.len) {
        p->y += 2;
        report_pdf_paragraph(p, "P", &report_pdf_small, c->note);
    }
    buf_finish(&text);
}

static void brief(struct pdf *p)
{
    const struct report_figures *f = p->page.figures;
    if (f->claim_count == 0 || f->withheld) return;
    report_pdf_begin_part(p, WORD_BRIEF);
    for (size_t i = 0; i < f->claim_count; i++)
        report_pdf_block(p, claim, &f->claims[i]);
}

// The same rows as on the page.
static void response_table(struct pdf *p)
{
    const struct report_figures *f = p->page.figures;
    const struct report_facts *facts = p->page.facts;
    struct out *o = &p->out;
    struct {
        bool there;
        enum report_word word;
        uint64_t number;
    } rows[] = {{f->excluded > 0, WORD_ROW_INVITED, facts->invited},
                {f->excluded > 0, WORD_ROW_EXCLUDED, f->excluded},
                {facts->expected > 0, WORD_ROW_EXPECTED, facts->expected},
                {true, WORD_ROW_RESPONDENTS, f->respondents},
                {f->partial > 0, WORD_ROW_PARTIAL, f->partial},
                {f->rate.whole > 0, WORD_ROW_NOT, f->rate.whole - f->rate.part}};
    enum { ROWS = sizeof rows / sizeof rows[0] + 1 };
    struct str *cells = ARENA_ARRAY(o->memory, struct str, 2 * ROWS);
    struct str heads[] = {report_out_word(o, WORD_RESPONSE), report_out_word(o, WORD_COUNT)};
    size_t count = 0;
    for (size_t i = 0; i + 1 < ROWS; i++) {
        if (!rows[i].there) continue;
        cells[2 * count] = report_out_word(o, rows[i].word);
        cells[2 * count++ + 1] = report_out_number(o, rows[i].number);
    }
    if (f->rate.whole) {
        cells[2 * count] = report_out_word(o, WORD_ROW_RATE);
        cells[2 * count++ + 1] = report_out_percent(o, f->rate);
    }
    struct out_table t = {.label = heads[0],
                          .columns = 2,
                          .rows = count,
                          .heads = heads,
                          .cells = cells,
                          .named = true};
    o->kind->table(o, &t);
}

static void response(struct pdf *p, const void *what)
{
    const struct report_figures *f = what;
    const struct report_facts *facts = p->page.facts;
    report_pdf_begin_part(p, WORD_RESPONSE);
    if (f->excluded)
        report_pdf_paragraph(
            p, "P", &report_pdf_body,
            fill_numbers(p, WORD_EXCLUDED_SUM,
                         (uint64_t[]){facts->invited, f->excluded, facts->expected}, 3));
    if (f->rate.whole) {
        struct buf part_text = {0}, whole = {0}, percent = {0};
        report_number(f->rate.part, p->page.language, &part_text);
        report_number(f->rate.whole, p->page.language, &whole);
        report_percent(f->rate, p->page.language, &percent);
        struct str arguments[] = {buf_str(&part_text), buf_str(&whole), buf_str(&percent)};
        buf_clear(&p->text);
        report_word_fill(WORD_RATE_SUM, p->page.language, arguments, 3, &p->text);
        report_pdf_paragraph(p, "P", &report_pdf_body, buf_str(&p->text));
        buf_finish(&part_text);
        buf_finish(&whole);
        buf_finish(&percent);
    } else if (f->too_many)
        report_pdf_paragraph(
            p, "P", &report_pdf_body,
            fill_numbers(p, WORD_RATE_TOO_MANY, (uint64_t[]){f->respondents, facts->expected}, 2));
    else
        report_pdf_paragraph(p, "P", &report_pdf_body, word(p, WORD_RATE_UNKNOWN));
    struct str note = report_page_note(&p->page, STR("response"));
    if (note.len) report_pdf_paragraph(p, "P", &report_pdf_body, note);
    response_table(p);
}

static void point(struct out *o, struct str text)
{
    struct pdf *p = o->data;
    report_pdf_space(p, 6);
    report_pdf_paragraph(p, "LI", &report_pdf_body, text);
}

static void origin(struct pdf *p, enum report_word label, struct str text)
{
    if (text.len == 0) return;
    struct buf line = {0};
    report_pdf_space(p, 3);
    buf_printf(&line, "%s: ", report_word(label, p->page.language));
    buf_add_str(&line, text);
    report_pdf_paragraph(p, "P", &report_pdf_small, buf_str(&line));
    buf_finish(&line);
}

static void method(struct pdf *p, const void *what)
{
    const struct report_facts *facts = p->page.facts;
    (void)what;
    report_pdf_begin_part(p, WORD_METHOD);
    report_pdf_tag(p, "L");
    report_method_points(&p->out, point);
    report_pdf_end(p, "L");
    report_pdf_space(p, 10);
    struct buf text = {0};
    buf_add_str(&text, facts->survey_id);
    if (facts->wave.len) {
        buf_add_text(&text, ", ");
        report_word_fill(WORD_WAVE, p->page.language, &facts->wave, 1, &text);
    }
    origin(p, WORD_SURVEY, buf_str(&text));
    buf_clear(&text);
    buf_add_str(&text, form_def_id(p->page.form));
    struct str version = form_def_version(p->page.form);
    if (version.len) buf_printf(&text, " %.*s", STR_ARG(version));
    origin(p, WORD_FORM, buf_str(&text));
    origin(p, WORD_FINGERPRINT, facts->form_hash);
    origin(p, WORD_ORGANIZER, facts->organizer);
    origin(p, WORD_CONTACT, facts->contact);
    buf_clear(&text);
    report_day(facts->made, p->page.language, &text);
    if (facts->made.len) origin(p, WORD_MADE, buf_str(&text));
    buf_finish(&text);
}

// Too few have answered for anything to be shown: what was asked, said once.
static void questions_alone(struct pdf *p)
{
    const struct report_figures *f = p->page.figures;
    report_pdf_begin_part(p, WORD_WAS_ASKED);
    report_pdf_paragraph(p, "P", &report_pdf_body,
                         fill_numbers(p, WORD_WITHHELD, &p->page.facts->k, 1));
    report_pdf_tag(p, "L");
    for (size_t i = 0; i < f->question_count; i++) {
        struct str label = report_page_label(&p->page, f->questions[i].node);
        buf_clear(&p->text);
        buf_printf(&p->text, "%zu. %.*s", f->questions[i].number, STR_ARG(label));
        report_pdf_space(p, 5);
        report_pdf_paragraph(p, "LI", &report_pdf_body, buf_str(&p->text));
    }
    report_pdf_end(p, "L");
}

static void section(struct pdf *p, const char *name)
{
    const struct report_figures *f = p->page.figures;
    struct out *o = &p->out;
    if (strcmp(name, "brief") == 0) brief(p);
    if (strcmp(name, "overview") == 0 && !f->withheld) {
        report_section_overview(o);
        report_section_indexes(o);
    }
    if (strcmp(name, "response") == 0) {
        report_pdf_block(p, response, f);
        report_section_quality(o);
    }
    if (strcmp(name, "questions") == 0 && f->withheld)
        questions_alone(p);
    else if (strcmp(name, "questions") == 0)
        for (size_t i = 0; i < f->question_count; i++)
            report_pdf_question(p, &f->questions[i]);
    if (strcmp(name, "groups") == 0)
        report_section_groups(o, p->page.cuts->by, p->page.cuts->by_count);
    if (strcmp(name, "waves") == 0) report_section_waves(o, p->page.cuts->waves);
    if (strcmp(name, "runs") == 0) {
        report_section_runs(o);
        report_section_measures(o);
    }
    if (strcmp(name, "method") == 0) report_pdf_block(p, method, f);
    if (strcmp(name, "codebook") == 0) report_section_codebook(o);
}

void report_pdf_contents(struct pdf *p)
{
    const char *order[REPORT_SECTIONS];
    size_t count = report_page_order(&p->page, order);
    head(p);
    keys(p);
    for (size_t i = 0; i < count; i++)
        section(p, order[i]);
    struct str note = report_page_note(&p->page, STR("end"));
    if (note.len) {
        report_pdf_space(p, 14);
        report_pdf_paragraph(p, "P", &report_pdf_small, note);
    }
}
