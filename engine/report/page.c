// SPDX-License-Identifier: EUPL-1.2
// The page: its frame, and writing into it. HTML in the syntax of XML, so that a plain XML parser
// can check it; no script, and nothing is fetched from anywhere.
#include "report/page_priv.h"

#include "base/check.h"

#include <stdint.h>

enum { NUMBERS_MAX = 4 };

void report_page_html(struct page *p, const char *html)
{
    buf_add_text(p->out, html);
}

void report_page_text(struct page *p, struct str text)
{
    size_t at = 0;
    for (size_t from = 0; from < text.len; from = at) {
        int32_t c = utf8_next(text, &at);
        switch (c) {
        case '<': buf_add_text(p->out, "&lt;"); break;
        case '>': buf_add_text(p->out, "&gt;"); break;
        case '&': buf_add_text(p->out, "&amp;"); break;
        case '"': buf_add_text(p->out, "&quot;"); break;
        default:
            // Control characters, and the two that are no characters, cannot stand in XML; bytes
            // that are no UTF-8 came out as U+FFFD already.
            if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || c == 0xFFFE || c == 0xFFFF ||
                c == 0xFFFD)
                buf_add_text(p->out, c == '\r' ? " " : "\xEF\xBF\xBD");
            else
                buf_add(p->out, text.ptr + from, at - from);
        }
    }
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
    struct str label = form_node_label(p->form, node, p->form_language);
    return label.len ? label : form_node_name(p->form, node);
}

struct str report_page_choice(const struct page *p, size_t node, size_t choice)
{
    struct str label = form_choice_label(p->form, node, choice, p->form_language);
    return label.len ? label : form_choice_name(p->form, node, choice);
}

struct str report_page_note(const struct page *p, struct str name)
{
    const json_t *notes = json_object_get(p->facts->settings, "notes");
    return report_text(json_object_getn(notes, name.ptr, name.len), p->language);
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
        report_day(str_of(f->first_day), p->language, &text);
        if (strcmp(f->first_day, f->last_day) != 0) {
            buf_add_text(&text, " \xE2\x80\x93 ");
            report_day(str_of(f->last_day), p->language, &text);
        }
        key_figure(p, buf_str(&text), WORD_WHEN);
    }
    report_page_html(p, "</dl>\n");
    buf_finish(&text);
}

void report_page_begin(struct page *p, enum report_word what, struct str lead)
{
    static const char *const codes[] = {[REPORT_SWEDISH] = "sv", [REPORT_ENGLISH] = "en"};
    buf_printf(p->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n",
               codes[p->language]);
    report_page_html(p,
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'\"/>\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                     "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
                     "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>");
    report_page_text(p, p->facts->title);
    report_page_html(p, "</title>\n<style>\n");
    for (size_t i = 0; report_style[i]; i++)
        report_page_html(p, report_style[i]);
    report_page_html(p, "</style>\n</head>\n<body>\n<header>\n<p class=\"eyebrow\">");
    report_page_word(p, what);
    if (p->facts->organizer.len) {
        report_page_html(p, " · ");
        report_page_text(p, p->facts->organizer);
    }
    report_page_html(p, "</p>\n<h1>");
    report_page_text(p, p->facts->title);
    report_page_html(p, "</h1>\n");
    if (lead.len) {
        report_page_html(p, "<p class=\"lead\">");
        report_page_text(p, lead);
        report_page_html(p, "</p>\n");
    }
}

static void head(struct page *p)
{
    report_page_begin(p, WORD_REPORT, report_page_note(p, STR("about")));
    if (p->facts->test) {
        report_page_html(p, "<p class=\"banner\">");
        report_page_word(p, WORD_TEST);
        report_page_html(p, "</p>\n");
    }
    key_figures(p);
    report_page_html(p, "</header>\n<main>\n");
}

enum err report_html(const struct table *t, const struct report_facts *facts, struct buf *out,
                     struct err_info *info)
{
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    enum err err = report_settings_check(table_form(t), facts->settings, info);
    if (!err) err = report_figures_make(t, facts, a, &figures, info);
    if (!err) {
        struct page page = {out,
                            t,
                            table_form(t),
                            facts,
                            &figures,
                            facts->language,
                            report_form_language(table_form(t), facts->language)};
        head(&page);
        if (!figures.withheld) {
            report_page_brief(&page);
            report_page_overview(&page);
        }
        report_page_response(&page);
        report_page_html(&page, "<h2 class=\"part\">");
        report_page_word(&page, WORD_ALL_QUESTIONS);
        report_page_html(&page, "</h2>\n");
        for (size_t i = 0; i < figures.question_count; i++)
            report_page_question(&page, &figures.questions[i]);
        report_page_method(&page);
        report_page_html(&page, "</main>\n</body>\n</html>\n");
    }
    arena_destroy(a);
    return err;
}
