// SPDX-License-Identifier: EUPL-1.2
// DDI-Codebook 2.5: what was asked of whom, variable by variable, for archives. Holds no answers
// and no counts, so that it may be handed on freely. Elements stand in the order of the schema.
#include "export/export.h"

#include "base/alloc.h"
#include "base/markup.h"
#include "export/variables_priv.h"
#include "table/words.h"

#include <stdio.h>
#include <stdlib.h>

struct ddi {
    const struct table *table;
    const struct form_def *form;
    const struct export_options *options;
    struct export_variables all;
    struct export_variables *in; // the same in each other language of the form
    struct buf out;
};

static void text(struct ddi *d, const char *element, const char *attributes, struct str content)
{
    buf_printf(&d->out, "<%s%s%s>", element, *attributes ? " " : "", attributes);
    markup_add(&d->out, content);
    buf_printf(&d->out, "</%s>\n", element);
}

// The same in a language of the form, where it is known which.
static void text_in(struct ddi *d, const char *element, size_t language, struct str content)
{
    struct str code = form_def_language_code(d->form, language);
    buf_printf(&d->out, "<%s", element);
    if (code.len) {
        buf_add_text(&d->out, " xml:lang=\"");
        markup_add(&d->out, code);
        buf_add_char(&d->out, '"');
    }
    buf_add_char(&d->out, '>');
    markup_add(&d->out, content);
    buf_printf(&d->out, "</%s>\n", element);
}

static struct str title_of(const struct ddi *d)
{
    struct str title = d->options->title;
    return title.len ? title : form_def_title(d->form, d->options->language);
}

static void root(struct ddi *d)
{
    struct str code = form_def_language_code(d->form, d->options->language);
    buf_add_text(&d->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<codeBook xmlns=\"ddi:codebook:2_5\" "
                          "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                          "xsi:schemaLocation=\"ddi:codebook:2_5 "
                          "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/"
                          "codebook.xsd\" version=\"2.5\"");
    if (code.len) {
        buf_add_text(&d->out, " xml:lang=\"");
        markup_add(&d->out, code);
        buf_add_char(&d->out, '"');
    }
    buf_add_text(&d->out, ">\n");
}

static void citation(struct ddi *d)
{
    buf_add_text(&d->out, "<citation>\n<titlStmt>\n");
    text(d, "titl", "", title_of(d));
    for (size_t i = 0; i < form_def_language_count(d->form); i++)
        if (i != d->options->language && !str_eq(form_def_title(d->form, i), title_of(d)))
            text_in(d, "parTitl", i, form_def_title(d->form, i));
    struct str id = d->options->survey_id.len ? d->options->survey_id : form_def_id(d->form);
    text(d, "IDNo", "", id);
    buf_add_text(&d->out, "</titlStmt>\n");
    if (d->options->organizer.len) {
        buf_add_text(&d->out, "<rspStmt>\n");
        text(d, "AuthEnty", "", d->options->organizer);
        buf_add_text(&d->out, "</rspStmt>\n");
    }
    buf_add_text(&d->out, "<prodStmt>\n<software>Svar</software>\n</prodStmt>\n");
    if (d->options->contact.len) {
        buf_add_text(&d->out, "<distStmt>\n");
        text(d, "contact", "", d->options->contact);
        buf_add_text(&d->out, "</distStmt>\n");
    }
    struct str version = form_def_version(d->form);
    buf_add_text(&d->out, "<verStmt>\n<version>");
    if (d->options->survey_version)
        buf_printf(&d->out, "%lld", (long long)d->options->survey_version);
    if (version.len) {
        buf_printf(&d->out, "%s", d->options->survey_version ? ", " : "");
        markup_add(&d->out, version);
    }
    buf_add_text(&d->out, "</version>\n</verStmt>\n</citation>\n");
}

// First and last day on which somebody answered.
static void dates(struct ddi *d)
{
    int64_t days, first = INT64_MAX, last = INT64_MIN;
    char day[16];
    for (size_t row = 0; row < table_row_count(d->table); row++) {
        struct table_cell cell = table_cell(d->table, row, TABLE_TIME);
        if (cell.missing || !table_date_parse(cell.text, &days)) continue;
        if (days < first) first = days;
        if (days > last) last = days;
    }
    if (first > last) return;
    table_date_format(first, day);
    buf_printf(&d->out, "<collDate date=\"%s\" event=\"start\">%s</collDate>\n", day, day);
    table_date_format(last, day);
    buf_printf(&d->out, "<collDate date=\"%s\" event=\"end\">%s</collDate>\n", day, day);
}

// Whom a wave was meant for, or all of them where it has no name.
static void universe_of(struct ddi *d, struct str wave, unsigned long long expected,
                        unsigned long long invited)
{
    if (!expected) return;
    buf_add_text(&d->out, "<universe>");
    if (wave.len) {
        buf_add_text(&d->out, d->all.swedish ? "Omgång " : "Wave ");
        markup_add(&d->out, wave);
        buf_add_text(&d->out, ": ");
    }
    buf_printf(&d->out, "%llu %s", expected,
               d->all.swedish ? "personer som enkäten var avsedd för"
                              : "people whom the survey was meant for");
    if (invited > expected)
        buf_printf(&d->out, " (%llu %s, %llu %s)", invited, d->all.swedish ? "inbjudna" : "invited",
                   invited - expected, d->all.swedish ? "undantagna" : "excluded");
    buf_add_text(&d->out, "</universe>\n");
}

static void universe(struct ddi *d)
{
    const struct export_options *o = d->options;
    for (size_t i = 0; i < o->round_count; i++)
        universe_of(d, o->rounds[i].wave, o->rounds[i].expected, o->rounds[i].invited);
    if (o->round_count == 0) universe_of(d, STR(""), o->expected, o->invited);
}

static void study(struct ddi *d)
{
    bool swedish = d->all.swedish;
    buf_add_text(&d->out, "<stdyDscr>\n");
    citation(d);
    buf_add_text(&d->out, "<stdyInfo>\n<sumDscr>\n");
    dates(d);
    text(d, "anlyUnit", "", swedish ? STR("Individ") : STR("Individual"));
    universe(d);
    text(d, "dataKind", "", swedish ? STR("Enkätdata") : STR("Survey data"));
    buf_add_text(&d->out, "</sumDscr>\n</stdyInfo>\n<method>\n<dataColl>\n");
    if (d->options->wave.len) text(d, "timeMeth", "", d->options->wave);
    text(d, "collMode", "",
         swedish ? STR("Självifylld enkät på pekskärm (kiosk eller surfplatta)")
                 : STR("Self-administered questionnaire on a touch screen (kiosk or tablet)"));
    text(d, "resInstru", "", swedish ? STR("Strukturerat formulär") : STR("Structured form"));
    if (d->all.weight) {
        struct buf words = {0};
        buf_printf(&words,
                   swedish ? "Variabeln %s väger svaren." : "The variable %s weighs the responses.",
                   d->all.weight->name);
        text(d, "weight", "", buf_str(&words));
        buf_finish(&words);
    }
    buf_add_text(&d->out, "</dataColl>\n</method>\n</stdyDscr>\n");
    buf_printf(&d->out,
               "<fileDscr ID=\"F1\">\n<fileTxt>\n<dimensns>\n<caseQnty>%zu</caseQnty>\n"
               "<varQnty>%zu</varQnty>\n</dimensns>\n</fileTxt>\n</fileDscr>\n",
               table_row_count(d->table), d->all.count);
}

static void questions(struct ddi *d, const struct export_variable *v)
{
    const struct table_column *c = table_column_at(d->table, v->column);
    if (c->source < TABLE_QUESTION || v->reason) return;
    buf_printf(&d->out, "<qstn ID=\"Q%zu\">\n", v->column + 1);
    for (size_t i = 0; i < form_def_language_count(d->form); i++) {
        if (form_node_label(d->form, c->node, i).len)
            text_in(d, "qstnLit", i, table_words_question(d->form, c->node, i, d->all.arena));
    }
    struct str hint = form_node_hint(d->form, c->node, d->options->language);
    if (hint.len) text_in(d, "ivuInstr", d->options->language, hint);
    buf_add_text(&d->out, "</qstn>\n");
}

// ---- labels in every language; words of ours are Swedish or English ----

static bool in_ours(const struct ddi *d, size_t language)
{
    return export_swedish(d->form, language) ||
           str_starts(form_def_language_code(d->form, language), STR("en"));
}

static void variable_labels(struct ddi *d, size_t index)
{
    const struct export_variable *v = &d->all.list[index];
    const struct table_column *c = table_column_at(d->table, v->column);
    text_in(d, "labl", d->options->language, v->label);
    for (size_t i = 0; i < form_def_language_count(d->form); i++) {
        if (i == d->options->language) continue;
        bool own = c->source >= TABLE_QUESTION && !v->reason;
        bool known = own ? form_node_label(d->form, c->node, i).len > 0 : in_ours(d, i);
        if (known) text_in(d, "labl", i, d->in[i].list[index].label);
    }
}

static void value_labels(struct ddi *d, size_t index, size_t value)
{
    const struct export_value_label *label = &d->all.list[index].labels[value];
    text_in(d, "labl", d->options->language, label->text);
    for (size_t i = 0; i < form_def_language_count(d->form); i++) {
        if (i == d->options->language) continue;
        struct str other = d->in[i].list[index].labels[value].text;
        struct str none = label->code ? str_of(export_code_word(label->code, false)) : label->name;
        bool choice = d->all.list[index].choices && !label->code;
        bool known =
            choice ? !str_eq(other, none) : in_ours(d, i) || (label->code && !str_eq(other, none));
        if (known) text_in(d, "labl", i, other);
    }
}

static void categories(struct ddi *d, size_t index)
{
    const struct export_variable *v = &d->all.list[index];
    for (size_t i = 0; i < v->label_count; i++) {
        const struct export_value_label *label = &v->labels[i];
        buf_printf(&d->out, "<catgry%s>\n<catValu>%lld</catValu>\n",
                   label->code ? " missing=\"Y\"" : "",
                   (long long)(label->code ? label->code + v->code_offset : label->value));
        value_labels(d, index, i);
        buf_add_text(&d->out, "</catgry>\n");
    }
}

static void variable(struct ddi *d, size_t index)
{
    static const char *const natures[] = {
        [EXPORT_NOMINAL] = "nominal", [EXPORT_ORDINAL] = "ordinal", [EXPORT_SCALE] = "ratio"};
    const struct export_variable *v = &d->all.list[index];
    const struct table_column *c = table_column_at(d->table, v->column);
    bool discrete = v->kind == EXPORT_CODED || v->kind == EXPORT_STRING;
    buf_printf(&d->out, "<var ID=\"V%zu\" name=\"%s\" ", index + 1, v->name);
    if (v->weight)
        buf_add_text(&d->out, "wgt=\"wgt\" ");
    else if (d->all.weight && c->source >= TABLE_QUESTION)
        buf_printf(&d->out, "wgt-var=\"V%zu\" ", (size_t)(d->all.weight - d->all.list) + 1);
    buf_printf(&d->out, "files=\"F1\" intrvl=\"%s\" nature=\"%s\">\n",
               discrete ? "discrete" : "contin",
               v->kind == EXPORT_DATE ? "interval" : natures[v->measure]);
    variable_labels(d, index);
    questions(d, v);
    if (c->source >= TABLE_QUESTION && v->kind != EXPORT_STRING)
        buf_printf(&d->out, "<invalrng>\n<range min=\"%lld\" max=\"%lld\"/>\n</invalrng>\n",
                   (long long)(TABLE_EMPTY + v->code_offset),
                   (long long)(TABLE_DONT_KNOW + v->code_offset));
    categories(d, index);
    if (v->kind == EXPORT_STRING)
        buf_add_text(&d->out, "<varFormat type=\"character\" schema=\"other\"/>\n");
    else if (v->kind == EXPORT_DATE)
        buf_add_text(&d->out, "<varFormat type=\"numeric\" schema=\"other\" category=\"date\"/>\n");
    else
        buf_add_text(&d->out, "<varFormat type=\"numeric\" schema=\"other\"/>\n");
    buf_add_text(&d->out, "</var>\n");
}

enum err export_ddi(const struct table *t, const struct export_options *options,
                    const struct export_sink *sink, struct err_info *info)
{
    struct ddi d = {.table = t, .form = table_form(t), .options = options};
    size_t languages = form_def_language_count(d.form);
    export_variables_make(t, options, &export_limits_none, &d.all);
    d.in = xcalloc(languages + 1, sizeof *d.in);
    for (size_t i = 0; i < languages; i++) {
        struct export_options other = *options;
        if (i == options->language) continue;
        other.language = i;
        export_variables_make(t, &other, &export_limits_none, &d.in[i]);
    }
    root(&d);
    study(&d);
    buf_add_text(&d.out, "<dataDscr>\n");
    // Groups stand before variables: the options of a question belong together.
    for (size_t i = 0; i < d.all.count; i++) {
        size_t count = export_variables_of_set(t, &d.all, i);
        if (count < 2) continue;
        struct buf label = {0};
        export_question_label(t, d.all.list[i].column, options->language, &label);
        buf_printf(&d.out, "<varGrp ID=\"G%zu\" type=\"multipleResp\" var=\"", i + 1);
        for (size_t k = 0; k < count; k++)
            buf_printf(&d.out, "%sV%zu", k ? " " : "", i + k + 1);
        buf_add_text(&d.out, "\">\n");
        text_in(&d, "labl", options->language, buf_str(&label));
        buf_add_text(&d.out, "</varGrp>\n");
        buf_finish(&label);
        i += count - 1;
    }
    enum err err = ERR_NONE;
    for (size_t i = 0; i < d.all.count && !err; i++) {
        variable(&d, i);
        err = export_flush(&d.out, sink, false, info);
    }
    buf_add_text(&d.out, "</dataDscr>\n</codeBook>\n");
    if (!err) err = export_flush(&d.out, sink, true, info);
    buf_finish(&d.out);
    for (size_t i = 0; i < languages; i++)
        export_variables_finish(&d.in[i]);
    free(d.in);
    export_variables_finish(&d.all);
    return err;
}
