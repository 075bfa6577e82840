// SPDX-License-Identifier: EUPL-1.2
// The codebook page: every column of the exports, with its question and its values. The same for
// every export, as columns depend on the form alone.
#include "report/page_priv.h"

static enum report_word meta_word(enum table_source source)
{
    switch (source) {
    case TABLE_ID: return WORD_META_ID;
    case TABLE_SURVEY_VERSION: return WORD_META_VERSION;
    case TABLE_WAVE: return WORD_META_WAVE;
    case TABLE_LANGUAGE: return WORD_META_LANGUAGE;
    case TABLE_TIME: return WORD_META_TIME;
    case TABLE_STATUS: return WORD_META_STATUS;
    case TABLE_RAPID: return WORD_META_RAPID;
    case TABLE_DURATION:
    case TABLE_POSITION:
    case TABLE_QUESTION:
    case TABLE_OPTION:
    case TABLE_REPEAT: break;
    }
    return WORD_META_DURATION;
}

static enum report_word type_word(enum table_kind kind)
{
    switch (kind) {
    case TABLE_TEXT: return WORD_TYPE_TEXT;
    case TABLE_CHOICE: return WORD_TYPE_CHOICE;
    case TABLE_FLAG: return WORD_TYPE_FLAG;
    case TABLE_INT: return WORD_TYPE_WHOLE;
    case TABLE_NUMBER: return WORD_TYPE_NUMBER;
    case TABLE_DATE: break;
    }
    return WORD_TYPE_DATE;
}

static void open_table(struct page *p, enum report_word first, enum report_word second)
{
    report_page_html(p, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    report_page_word(p, second);
    report_page_html(p, "\"><table class=\"narrow\">\n<thead><tr><th scope=\"col\">");
    report_page_word(p, first);
    report_page_html(p, "</th><th scope=\"col\">");
    report_page_word(p, second);
    report_page_html(p, "</th></tr></thead>\n<tbody>\n");
}

static void table_row(struct page *p, const char *class, struct str name, struct str meaning)
{
    buf_printf(p->out, "<tr class=\"%s\"><th scope=\"row\"><code>", class);
    report_page_text(p, name);
    report_page_html(p, "</code></th><td>");
    report_page_text(p, meaning);
    report_page_html(p, "</td></tr>\n");
}

static void close_table(struct page *p)
{
    report_page_html(p, "</tbody>\n</table></div>\n");
}

// The values of one choice each: names and codes. For several choices: one column each.
static void values(struct page *p, size_t node, size_t first, size_t columns)
{
    bool options = table_column_at(p->table, first)->source == TABLE_OPTION;
    open_table(p, options ? WORD_VARIABLE : WORD_VALUE, WORD_MEANING);
    for (size_t i = first; options && i < first + columns; i++) {
        const struct table_column *c = table_column_at(p->table, i);
        table_row(p, "", c->name, report_page_choice(p, node, c->choice));
    }
    for (size_t i = 0; i < form_node_choice_count(p->form, node); i++) {
        int code = form_choice_missing(p->form, node, i);
        char number[32];
        if (options && !code) continue;
        struct str name = form_choice_name(p->form, node, i);
        if (code) name = str_make(number, str_from_double(code, number));
        table_row(p, code ? "apart" : "", name, report_page_choice(p, node, i));
    }
    close_table(p);
}

static void question(struct page *p, size_t first, size_t columns)
{
    const struct table_column *c = table_column_at(p->table, first);
    report_page_html(p, "<section class=\"question\">\n<p class=\"eyebrow name\"><code>");
    report_page_text(p,
                     c->source == TABLE_OPTION ? form_node_short_path(p->form, c->node) : c->name);
    report_page_html(p, "</code></p>\n<h3>");
    report_page_text(p, report_page_label(p, c->node));
    report_page_html(p, "</h3>\n<p class=\"small\">");
    report_page_word(p, WORD_TYPE);
    report_page_html(p, ": ");
    report_page_word(p, type_word(c->kind));
    report_page_html(p, "</p>\n");
    struct str weight = p->facts->weight;
    if (weight.len && form_def_node_find(p->form, weight) == (int64_t)c->node) {
        report_page_html(p, "<p>");
        report_page_word(p, WORD_CODEBOOK_WEIGHT);
        report_page_html(p, "</p>\n");
    }
    if (table_code_shown(p->table, first, 0)) {
        report_page_html(p, "<p>");
        report_page_word(p, WORD_CODEBOOK_LOWER);
        report_page_html(p, "</p>\n");
    }
    if (form_node_choice_count(p->form, c->node)) values(p, c->node, first, columns);
    report_page_html(p, "</section>\n");
}

static void codes(struct page *p)
{
    report_page_html(p, "<section>\n<h2>");
    report_page_word(p, WORD_MISSING_CODES);
    report_page_html(p, "</h2>\n");
    open_table(p, WORD_VALUE, WORD_MEANING);
    for (size_t i = 0; i < TABLE_CODES; i++) {
        char number[32];
        struct str name = str_make(number, str_from_double(table_codes[i], number));
        const char *word = table_codes[i] == TABLE_NOT_ASKED
                               ? report_word(WORD_CODE_8, p->language)
                               : report_code_word(table_codes[i], p->language);
        table_row(p, "", name, str_of(word));
    }
    close_table(p);
    report_page_html(p, "</section>\n");
}

static void response_columns(struct page *p)
{
    report_page_html(p, "<section>\n<h2>");
    report_page_word(p, WORD_RESPONSE_COLUMNS);
    report_page_html(p, "</h2>\n");
    open_table(p, WORD_VARIABLE, WORD_MEANING);
    for (size_t i = 0; i < table_column_count(p->table); i++) {
        const struct table_column *c = table_column_at(p->table, i);
        if (c->source >= TABLE_QUESTION) break;
        table_row(p, "", c->name, str_of(report_word(meta_word(c->source), p->language)));
    }
    close_table(p);
    report_page_html(p, "</section>\n");
}

enum report_language report_language_of(const struct form_def *form, size_t language)
{
    return str_starts(form_def_language_code(form, language), STR("sv")) ? REPORT_SWEDISH
                                                                         : REPORT_ENGLISH;
}

enum err report_codebook(const struct table *t, const struct report_facts *facts, struct buf *out,
                         struct err_info *info)
{
    (void)info; // nothing here can fail
    const struct form_def *form = table_form(t);
    size_t language = report_form_language(form, facts->language);
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures = {0}; // words alone
    figures.choices = report_choices_make(form, language, a);
    figures.labels = report_labels_make(form, language, a);
    struct page page = {.out = out,
                        .table = t,
                        .form = form,
                        .facts = facts,
                        .figures = &figures,
                        .language = facts->language,
                        .form_language = language};
    struct page *p = &page;
    report_page_begin(p, WORD_CODEBOOK, str_of(report_word(WORD_CODEBOOK_ABOUT, p->language)));
    report_page_html(p, "</header>\n<main id=\"main\">\n");
    response_columns(p);
    codes(p);
    report_page_html(p, "<h2 class=\"part\">");
    report_page_word(p, WORD_VARIABLES);
    report_page_html(p, "</h2>\n");
    for (size_t i = TABLE_DURATION + 1; i < table_column_count(t); i++) {
        if (table_column_at(t, i)->source == TABLE_RAPID) continue;
        size_t first, columns = table_columns_of(t, table_column_at(t, i)->node, &first);
        question(p, first, columns);
        i = first + columns - 1;
    }
    report_page_html(p, "</main>\n</body>\n</html>\n");
    arena_destroy(a);
    return ERR_NONE;
}
