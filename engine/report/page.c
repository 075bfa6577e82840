// SPDX-License-Identifier: EUPL-1.2
// The page: its frame, and writing into it. HTML in the syntax of XML, so that a plain XML parser
// can check it; no script, and nothing is fetched from anywhere.
#include "report/page_priv.h"
#include "report/sections.h"

#include "base/check.h"
#include "base/markup.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { NUMBERS_MAX = 4 };

void report_page_html(struct page *p, const char *html)
{
    buf_add_text(p->out, html);
}

void report_page_text(struct page *p, struct str text)
{
    markup_add(p->out, text);
}

void report_page_word(struct page *p, enum report_word word)
{
    report_page_text(p, str_of(report_word(word, p->language)));
}

void report_page_fill(struct page *p, enum report_word word, const struct str *arguments,
                      size_t count)
{
    struct buf filled = {0};
    report_word_fill(word, p->language, arguments, count, &filled);
    report_page_text(p, buf_str(&filled));
    buf_finish(&filled);
}

void report_page_fill_numbers(struct page *p, enum report_word word, const uint64_t *numbers,
                              size_t count)
{
    struct buf texts[NUMBERS_MAX] = {{0}};
    struct str arguments[NUMBERS_MAX] = {{0}};
    CHECK(count <= NUMBERS_MAX);
    for (size_t i = 0; i < count; i++) {
        report_number(numbers[i], p->language, &texts[i]);
        arguments[i] = buf_str(&texts[i]);
    }
    report_page_fill(p, word, arguments, count);
    for (size_t i = 0; i < count; i++)
        buf_finish(&texts[i]);
}

void report_page_number(struct page *p, uint64_t number)
{
    report_number(number, p->language, p->out);
}

void report_page_percent(struct page *p, struct stats_share share)
{
    report_percent(share, p->language, p->out);
}

struct str report_page_label(const struct page *p, size_t node)
{
    if (p->figures && p->figures->labels) return p->figures->labels[node];
    struct str label = form_node_label(p->form, node, p->form_language);
    return label.len ? label : form_node_name(p->form, node);
}

struct str report_page_choice(const struct page *p, size_t node, size_t choice)
{
    bool plain = p->figures && p->figures->choices && p->figures->choices[node];
    struct str label = plain ? p->figures->choices[node][choice]
                             : form_choice_label(p->form, node, choice, p->form_language);
    return label.len ? label : form_choice_name(p->form, node, choice);
}

struct str report_page_note(const struct page *p, struct str name)
{
    const json_t *notes = json_object_get(p->facts->settings, "notes");
    return report_text(json_object_getn(notes, name.ptr, name.len), p->language);
}

bool report_page_heading(const struct page *p, const char *section, enum report_word *out)
{
    static const struct {
        const char *name;
        enum report_word word;
    } words[] = {{"brief", WORD_BRIEF},       {"overview", WORD_OVERVIEW},
                 {"response", WORD_RESPONSE}, {"questions", WORD_ALL_QUESTIONS},
                 {"groups", WORD_GROUPS},     {"waves", WORD_WAVES},
                 {"runs", WORD_RUNS},         {"method", WORD_METHOD},
                 {"codebook", WORD_CODEBOOK}};
    const struct report_figures *f = p->figures;
    bool scales = false;
    for (size_t i = 0; i < f->question_count; i++)
        scales = scales || (f->questions[i].scale && !f->questions[i].withheld);
    if ((strcmp(section, "brief") == 0 && (f->claim_count == 0 || f->withheld)) ||
        (strcmp(section, "overview") == 0 && (!scales || f->withheld)) ||
        (strcmp(section, "groups") == 0 && (!p->cuts || p->cuts->by_count == 0)) ||
        (strcmp(section, "waves") == 0 && (!p->facts->waves || f->withheld)) ||
        (strcmp(section, "runs") == 0 && (!p->facts->run || f->withheld)))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].name, section) == 0) {
            *out = words[i].word;
            return true;
        }
    return false;
}

static void key_figure(struct page *p, struct str value, enum report_word label)
{
    report_page_html(p, "<div><dt>");
    report_page_word(p, label);
    report_page_html(p, "</dt><dd>");
    report_page_text(p, value);
    report_page_html(p, "</dd></div>\n");
}

static void key_figures(struct page *p)
{
    const struct report_figures *f = p->figures;
    struct buf text = {0};
    report_page_html(p, "<dl class=\"key\">\n");
    if (f->rate.whole) {
        report_percent(f->rate, p->language, &text);
        key_figure(p, buf_str(&text), WORD_RATE);
        buf_clear(&text);
        struct buf part = {0}, whole = {0};
        report_number(f->respondents, p->language, &part);
        report_number(f->rate.whole, p->language, &whole);
        struct str arguments[] = {buf_str(&part), buf_str(&whole)};
        report_word_fill(WORD_OF, p->language, arguments, 2, &text);
        buf_finish(&part);
        buf_finish(&whole);
    } else
        report_number(f->respondents, p->language, &text);
    key_figure(p, buf_str(&text), WORD_ANSWERED);
    buf_clear(&text);
    report_number(f->question_count, p->language, &text);
    key_figure(p, buf_str(&text), f->question_count == 1 ? WORD_QUESTION_1 : WORD_QUESTIONS);
    buf_clear(&text);
    if (f->first_day[0]) {
        report_days(str_of(f->first_day), str_of(f->last_day), p->language, &text);
        key_figure(p, buf_str(&text), WORD_WHEN);
    }
    report_page_html(p, "</dl>\n");
    buf_finish(&text);
}

// ---- what the organizer changed ----

struct str report_page_title(const struct page *p)
{
    struct str own = report_text(json_object_get(p->facts->settings, "title"), p->language);
    return own.len ? own : p->facts->title;
}

// What the command line asked for is shown, at the end where the order does not name it.
static size_t add_asked(const char *out[REPORT_SECTIONS], size_t count, const char *name,
                        bool asked)
{
    for (size_t i = 0; i < count; i++)
        asked = asked && strcmp(out[i], name) != 0;
    if (asked && count < REPORT_SECTIONS) out[count++] = name;
    return count;
}

size_t report_page_order(const struct page *p, const char *out[REPORT_SECTIONS])
{
    const json_t *order = json_object_get(p->facts->settings, "order");
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(order) && count < REPORT_SECTIONS; i++)
        out[count++] = json_string_value(json_array_get(order, i));
    for (size_t i = 0; report_sections[i] && json_array_size(order) == 0; i++)
        out[count++] = report_sections[i];
    count = add_asked(out, count, "groups", p->facts->by_count > 0);
    count = add_asked(out, count, "waves", p->facts->waves);
    return add_asked(out, count, "runs", p->facts->run != REPORT_PERIOD_NONE);
}

static void logo(struct page *p)
{
    const json_t *logo = json_object_get(p->facts->settings, "logo");
    if (!logo) return;
    report_page_html(p, "<img class=\"logo\" src=\"data:");
    report_page_text(p, str_of(json_string_value(json_object_get(logo, "type"))));
    report_page_html(p, ";base64,");
    report_page_text(p, str_of(json_string_value(json_object_get(logo, "data"))));
    report_page_html(p, "\" alt=\"");
    struct str alt = report_text(json_object_get(logo, "alt"), p->language);
    report_page_text(p, alt.len ? alt : p->facts->organizer);
    report_page_html(p, "\"/>\n");
}

// Relative luminance as WCAG defines it; c is one channel in 0..255.
static double channel(unsigned c)
{
    double v = c / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned rgb)
{
    return 0.2126 * channel(rgb >> 16 & 255) + 0.7152 * channel(rgb >> 8 & 255) +
           0.0722 * channel(rgb & 255);
}

bool report_page_colour(const struct page *p, unsigned *out)
{
    const char *hex = json_string_value(json_object_get(p->facts->settings, "colour"));
    uint8_t rgb[3];
    if (!hex || strlen(hex) != 7 || !hex_decode(str_of(hex + 1), rgb, 3)) return false;
    unsigned value = (unsigned)rgb[0] << 16 | (unsigned)rgb[1] << 8 | rgb[2];
    double paper = luminance(0xFAF7F2);
    while ((paper + 0.05) / (luminance(value) + 0.05) < 7)
        value = (value >> 16 & 255) * 15 / 16 << 16 | (value >> 8 & 255) * 15 / 16 << 8 |
                (value & 255) * 15 / 16;
    *out = value;
    return true;
}

unsigned report_page_tint(unsigned colour)
{
    unsigned out = 0;
    for (int shift = 16; shift >= 0; shift -= 8)
        out |= (255 * 3 + (colour >> shift & 255) * 2) / 5 << shift;
    return out;
}

// On a dark screen our own colour stays.
static void colour(struct page *p)
{
    unsigned value;
    if (report_page_colour(p, &value))
        buf_printf(p->out,
                   "@media print,(prefers-color-scheme:light){:root{--primary:#%06X;"
                   "--agree-1:#%06X}}\n",
                   value, report_page_tint(value));
}

void report_page_begin(struct page *p, enum report_word what, struct str lead)
{
    static const char *const codes[] = {[REPORT_SWEDISH] = "sv", [REPORT_ENGLISH] = "en"};
    struct str title = report_page_title(p);
    buf_printf(p->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n",
               codes[p->language]);
    report_page_html(p,
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'; img-src data:\"/>\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                     "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
                     "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>");
    report_page_text(p, title);
    report_page_html(p, "</title>\n<style>\n");
    for (size_t i = 0; report_style[i]; i++)
        report_page_html(p, report_style[i]);
    if (p->style) report_page_html(p, p->style);
    colour(p);
    report_page_html(p, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
    report_page_word(p, WORD_JUMP);
    report_page_html(p, "</a>\n<header>\n");
    logo(p);
    report_page_html(p, "<p class=\"eyebrow\">");
    report_page_word(p, what);
    if (p->facts->organizer.len) {
        report_page_html(p, " · ");
        report_page_text(p, p->facts->organizer);
    }
    report_page_html(p, "</p>\n<h1>");
    report_page_text(p, title);
    report_page_html(p, "</h1>\n");
    if (lead.len) {
        report_page_html(p, "<p class=\"lead\">");
        report_page_text(p, lead);
        report_page_html(p, "</p>\n");
    }
}

void report_page_end(struct page *p)
{
    report_page_html(p, "</main>\n");
    struct str note = report_page_note(p, STR("end"));
    if (note.len) {
        report_page_html(p, "<footer>\n<p class=\"small\">");
        report_page_text(p, note);
        report_page_html(p, "</p>\n</footer>\n");
    }
    report_page_html(p, "</body>\n</html>\n");
}

static void banner(struct page *p, enum report_word word)
{
    report_page_html(p, "<p class=\"banner\">");
    report_page_word(p, word);
    report_page_html(p, "</p>\n");
}

// Where to find what, for pages longer than a screen.
static void contents(struct page *p)
{
    const char *order[REPORT_SECTIONS];
    size_t count = report_page_order(p, order);
    report_page_html(p, "<nav class=\"contents\" aria-label=\"");
    report_page_word(p, WORD_CONTENTS);
    report_page_html(p, "\">\n<ul>\n");
    for (size_t i = 0; i < count; i++) {
        enum report_word word;
        const char *anchor = order[i];
        if (!report_page_heading(p, order[i], &word)) continue;
        if (strcmp(anchor, "groups") == 0) anchor = "groups1";
        buf_printf(p->out, "<li><a href=\"#%s\">", anchor);
        report_page_word(p, word);
        report_page_html(p, "</a></li>\n");
    }
    report_page_html(p, "</ul>\n</nav>\n");
}

static void head(struct page *p)
{
    report_page_begin(p, WORD_REPORT, report_page_note(p, STR("about")));
    if (p->facts->test) banner(p, WORD_TEST);
    if (p->facts->draft) banner(p, WORD_DRAFT);
    key_figures(p);
    report_page_html(p, "</header>\n");
    contents(p);
    report_page_html(p, "<main id=\"main\">\n");
}

// Too few have answered for anything to be shown: what was asked, said once.
static void questions_alone(struct page *p)
{
    report_page_html(p, "<section class=\"question\" id=\"questions\">\n<h2>");
    report_page_word(p, WORD_WAS_ASKED);
    report_page_html(p, "</h2>\n<p class=\"withheld\">");
    report_page_fill_numbers(p, WORD_WITHHELD, &p->facts->k, 1);
    report_page_html(p, "</p>\n<ol class=\"asked\">\n");
    for (size_t i = 0; i < p->figures->question_count; i++) {
        const struct report_question *q = &p->figures->questions[i];
        buf_printf(p->out, "<li value=\"%zu\">", q->number);
        report_page_text(p, report_page_label(p, q->node));
        report_page_html(p, "</li>\n");
    }
    report_page_html(p, "</ol>\n</section>\n");
}

static void questions(struct page *p)
{
    if (p->figures->withheld) {
        questions_alone(p);
        return;
    }
    report_page_html(p, "<h2 class=\"part\" id=\"questions\">");
    report_page_word(p, WORD_ALL_QUESTIONS);
    report_page_html(p, "</h2>\n");
    for (size_t i = 0; i < p->figures->question_count; i++)
        report_page_question(p, &p->figures->questions[i]);
}

static void section(struct page *p, struct out *o, const char *name)
{
    bool shown = !p->figures->withheld;
    if (strcmp(name, "brief") == 0 && shown) report_page_brief(p);
    if (strcmp(name, "overview") == 0 && shown) {
        report_section_overview(o);
        report_section_indexes(o);
    }
    if (strcmp(name, "response") == 0) report_page_response(p, o);
    if (strcmp(name, "questions") == 0) questions(p);
    if (strcmp(name, "groups") == 0) report_section_groups(o, p->cuts->by, p->cuts->by_count);
    if (strcmp(name, "waves") == 0) report_section_waves(o, p->cuts->waves);
    if (strcmp(name, "runs") == 0) {
        report_section_runs(o);
        report_section_measures(o);
    }
    if (strcmp(name, "method") == 0) report_page_method(p, o);
    if (strcmp(name, "codebook") == 0) report_section_codebook(o);
}

struct page report_page_of(const struct table *t, const struct report_facts *facts,
                           const struct report_figures *figures)
{
    const struct form_def *form = table_form(t);
    return (struct page){.table = t,
                         .form = form,
                         .facts = facts,
                         .figures = figures,
                         .language = facts->language,
                         .form_language = report_form_language(form, facts->language)};
}

enum err report_html(const struct table *t, const struct report_facts *facts, struct buf *out,
                     struct err_info *info)
{
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    struct report_cuts cuts = {0};
    enum err err = report_settings_check(table_form(t), facts->settings, info);
    if (!err) err = report_figures_make(t, facts, a, &figures, info);
    if (!err) err = report_cuts_make(t, facts, &figures, a, &cuts, info);
    if (!err) {
        struct page page = report_page_of(t, facts, &figures);
        struct out o = {.kind = &report_out_html, .data = &page, .page = &page, .memory = a};
        page.out = out;
        page.cuts = &cuts;
        page.parts = &o;
        const char *order[REPORT_SECTIONS];
        size_t count = report_page_order(&page, order);
        head(&page);
        for (size_t i = 0; i < count; i++)
            section(&page, &o, order[i]);
        report_page_end(&page);
    }
    arena_destroy(a);
    return err;
}
