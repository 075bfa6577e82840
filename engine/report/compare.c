// SPDX-License-Identifier: EUPL-1.2
// Our figures beside published ones, as a table for a terminal. Every published figure is compared;
// one that our data cannot give at all counts as different.
#include "report/figures.h"
#include "report/words.h"

#include <math.h>

enum { LABEL_COLUMNS = 52, FIGURE_COLUMNS = 16 };

struct comparison {
    const struct form_def *form;
    const struct report_facts *facts;
    const struct report_figures *figures;
    struct buf *out;
    size_t compared, differences;
};

// ---- the table ----

static void cell(struct buf *out, struct str text, size_t columns, bool right)
{
    size_t bytes = text.len, width = utf8_count(text);
    bool cut = width > columns;
    if (cut) {
        size_t at = 0;
        for (size_t i = 0; i + 1 < columns; i++)
            utf8_next(text, &at);
        bytes = at;
        width = columns;
    }
    for (size_t i = width; right && i < columns; i++)
        buf_add_char(out, ' ');
    buf_add(out, text.ptr, bytes);
    if (cut) buf_add_text(out, "\xE2\x80\xA6");
    for (size_t i = width; !right && i < columns; i++)
        buf_add_char(out, ' ');
}

static void line(struct comparison *c, struct str label, struct str published, struct str ours,
                 const char *verdict)
{
    cell(c->out, label, LABEL_COLUMNS, false);
    cell(c->out, published, FIGURE_COLUMNS, true);
    cell(c->out, ours, FIGURE_COLUMNS, true);
    buf_printf(c->out, "   %s\n", verdict);
}

static void compare(struct comparison *c, struct str label, const struct buf *published,
                    const struct buf *ours)
{
    bool same = str_eq(buf_str(published), buf_str(ours));
    c->compared++;
    c->differences += !same;
    line(c, label, buf_str(published), buf_str(ours),
         report_word(same ? CMP_SAME : CMP_DIFFERS, c->facts->language));
}

static void compare_numbers(struct comparison *c, struct str label, uint64_t published,
                            uint64_t ours)
{
    struct buf left = {0}, right = {0};
    report_number(published, c->facts->language, &left);
    report_number(ours, c->facts->language, &right);
    compare(c, label, &left, &right);
    buf_finish(&left);
    buf_finish(&right);
}

// Published per cent come as decimals ("47.6"): one decimal is what they were published with.
static void compare_percent(struct comparison *c, struct str label, double published,
                            struct stats_share ours)
{
    struct buf left = {0}, right = {0};
    struct stats_share tenths = {(uint64_t)llround(published * 10), 1000};
    report_percent(tenths, c->facts->language, &left);
    report_percent(ours, c->facts->language, &right);
    compare(c, label, &left, &right);
    buf_finish(&left);
    buf_finish(&right);
}

// ---- reading what was published ----

static enum err percent_of(const json_t *object, const char *name, double *out,
                           struct err_info *info)
{
    const json_t *value = json_object_get(object, name);
    double number = json_number_value(value);
    if (!json_is_number(value) || !(number >= 0 && number <= 1000))
        return err_set(info, ERR_PARSE, "\"%s\" must be a per cent figure such as 47.6", name);
    *out = number;
    return ERR_NONE;
}

static enum err compare_response(struct comparison *c, const json_t *published,
                                 struct err_info *info)
{
    int64_t number;
    double percent;
    enum err err = json_get_int(published, "respondents", 0, INT32_MAX, &number, info);
    if (err) return err;
    enum report_language language = c->facts->language;
    compare_numbers(c, str_of(report_word(CMP_RESPONDENTS, language)), (uint64_t)number,
                    c->figures->respondents);
    if (json_object_get(published, "expected")) {
        if ((err = json_get_int(published, "expected", 0, INT32_MAX, &number, info))) return err;
        compare_numbers(c, str_of(report_word(CMP_EXPECTED, language)), (uint64_t)number,
                        c->facts->expected);
    }
    if (json_object_get(published, "rate_percent")) {
        if ((err = percent_of(published, "rate_percent", &percent, info))) return err;
        compare_percent(c, str_of(report_word(WORD_ROW_RATE, language)), percent, c->figures->rate);
    }
    return ERR_NONE;
}

static struct str label_of(struct buf *label, const struct report_question *q, struct str what)
{
    buf_clear(label);
    buf_printf(label, "%zu. ", q->number);
    buf_add_str(label, what);
    return buf_str(label);
}

static enum err compare_choices(struct comparison *c, const struct report_question *q,
                                json_t *choices, struct buf *label, struct err_info *info)
{
    size_t language = report_form_language(c->form, c->facts->language);
    for (size_t i = 0; i < q->choice_count; i++) { // in the form's order
        struct str name = form_choice_name(c->form, q->node, i);
        const json_t *count = json_object_getn(choices, name.ptr, name.len);
        if (!count) continue;
        compare_numbers(c, label_of(label, q, form_choice_label(c->form, q->node, i, language)),
                        (uint64_t)json_integer_value(count), q->counts[i]);
    }
    const char *name;
    json_t *count;
    json_object_foreach(choices, name, count)
    {
        bool known = false;
        for (size_t i = 0; i < q->choice_count; i++)
            known = known || str_eq(form_choice_name(c->form, q->node, i), str_of(name));
        if (!known) return err_set(info, ERR_PARSE, "the form has no choice \"%s\" there", name);
        if (!json_is_integer(count) || json_integer_value(count) < 0)
            return err_set(info, ERR_PARSE, "the count of choice \"%s\" is no whole number", name);
    }
    return ERR_NONE;
}

static enum err compare_question(struct comparison *c, const struct report_question *q,
                                 const json_t *published, struct err_info *info)
{
    enum report_language language = c->facts->language;
    struct buf label = {0};
    json_t *choices = json_object_get(published, "choices");
    int64_t number;
    enum err err = ERR_NONE;
    if (choices && !json_is_object(choices))
        err = err_set(info, ERR_PARSE, "\"choices\" is not an object");
    if (!err && choices) err = compare_choices(c, q, choices, &label, info);
    const struct {
        const char *member;
        const char *word;
        uint64_t ours;
    } totals[] = {
        {"empty", report_word(WORD_CODE_9, language), q->codes[-TABLE_EMPTY]},
        {"total", report_word(WORD_TOTAL, language), q->asked},
        {"texts", report_word(WORD_ANSWERED_ROW, language), q->text_count},
    };
    for (size_t i = 0; !err && i < sizeof totals / sizeof totals[0]; i++) {
        if (!json_object_get(published, totals[i].member)) continue;
        err = json_get_int(published, totals[i].member, 0, INT32_MAX, &number, info);
        if (!err)
            compare_numbers(c, label_of(&label, q, str_of(totals[i].word)), (uint64_t)number,
                            totals[i].ours);
    }
    buf_finish(&label);
    return err;
}

static enum err compare_claim(struct comparison *c, const json_t *claim, struct err_info *info)
{
    struct str name, base;
    struct stats_share share;
    json_t *choices;
    int64_t count, of;
    double percent;
    enum err err;
    if ((err = json_get_str(claim, "question", &name, info)) ||
        (err = json_get(claim, "choices", JSON_ARRAY, &choices, info)) ||
        (err = json_get_str_or(claim, "base", STR("all"), &base, info)) ||
        (err = json_get_int(claim, "count", 0, INT32_MAX, &count, info)) ||
        (err = json_get_int(claim, "of", 0, INT32_MAX, &of, info)) ||
        (err = percent_of(claim, "percent", &percent, info)))
        return err;
    const struct report_question *q = report_question_find(c->figures, c->form, name);
    if (!q) return err_set(info, ERR_PARSE, "the form has no question \"%.*s\"", STR_ARG(name));
    err = report_share(c->form, q, choices, str_eq(base, STR("valid")), &share, info);
    if (err) return err;
    struct buf label = {0}, left = {0}, right = {0};
    buf_add_text(&label, "\xE2\x80\x9D");
    buf_add_str(&label, report_text(json_object_get(claim, "text"), c->facts->language));
    buf_add_text(&label, "\xE2\x80\x9D");
    buf_printf(&left, "%lld/%lld", (long long)count, (long long)of);
    buf_printf(&right, "%llu/%llu", (unsigned long long)share.part,
               (unsigned long long)share.whole);
    compare(c, buf_str(&label), &left, &right);
    compare_percent(c, STR(""), percent, share);
    buf_finish(&label);
    buf_finish(&left);
    buf_finish(&right);
    return ERR_NONE;
}

static enum err compare_all(struct comparison *c, const json_t *published, struct err_info *info)
{
    int64_t format;
    struct str form;
    enum err err;
    if ((err = json_get_int(published, "svar_published", 1, 1, &format, info)) ||
        (err = json_get_str(published, "form", &form, info)))
        return err;
    if (!str_eq(form, form_def_id(c->form)))
        return err_set(info, ERR_PARSE, "what was published is of form \"%.*s\", not of \"%.*s\"",
                       STR_ARG(form), STR_ARG(form_def_id(c->form)));
    if ((err = compare_response(c, published, info))) return err;
    const char *name;
    json_t *question;
    json_object_foreach(json_object_get(published, "questions"), name, question)
    {
        const struct report_question *q = report_question_find(c->figures, c->form, str_of(name));
        if (!q) return err_set(info, ERR_PARSE, "the form has no question \"%s\"", name);
        if ((err = compare_question(c, q, question, info)))
            return err_prefix(info, err, "questions.%s: ", name);
    }
    const json_t *claims = json_object_get(published, "claims");
    for (size_t i = 0; i < json_array_size(claims); i++)
        if ((err = compare_claim(c, json_array_get(claims, i), info)))
            return err_prefix(info, err, "claims[%zu]: ", i);
    return ERR_NONE;
}

enum err report_compare(const struct table *t, const struct report_facts *facts,
                        const json_t *published, struct buf *out, size_t *out_differences,
                        struct err_info *info)
{
    enum report_language language = facts->language;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures figures;
    struct buf table = {0}, all = {0}, some = {0};
    struct comparison c = {
        .form = table_form(t), .facts = facts, .figures = &figures, .out = &table};
    enum err err = report_settings_check(c.form, facts->settings, info);
    if (!err) err = report_figures_make(t, facts, a, &figures, info);
    if (!err) {
        buf_printf(&table, "%s\n", report_word(CMP_TITLE, language));
        struct str source = str_of(json_string_value(json_object_get(published, "source")));
        if (source.len) buf_printf(&table, "%.*s\n", STR_ARG(source));
        buf_add_char(&table, '\n');
        line(&c, str_of(report_word(CMP_FIGURE, language)),
             str_of(report_word(CMP_PUBLISHED, language)), str_of(report_word(CMP_OURS, language)),
             "");
        err = compare_all(&c, published, info);
    }
    if (!err) {
        report_number(c.compared, language, &all);
        report_number(c.differences, language, &some);
        struct str arguments[] = {buf_str(&some), buf_str(&all)};
        buf_add_char(&table, '\n');
        if (c.differences)
            report_word_fill(CMP_SOME_DIFFER, language, arguments, 2, &table);
        else
            report_word_fill(CMP_ALL_SAME, language, arguments + 1, 1, &table);
        buf_add_char(&table, '\n');
        buf_add_str(out, buf_str(&table));
        *out_differences = c.differences;
    }
    buf_finish(&table);
    buf_finish(&all);
    buf_finish(&some);
    arena_destroy(a);
    return err;
}
