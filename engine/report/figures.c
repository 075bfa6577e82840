// SPDX-License-Identifier: EUPL-1.2
// Counts from the table. One pass a column; which base a figure stands on is decided here and
// nowhere else.
#include "report/figures.h"

#include "base/alloc.h"

#include <stdlib.h>

static bool in_repeat(const struct form_def *form, size_t node)
{
    for (size_t up = form_node_parent(form, node); up != 0; up = form_node_parent(form, up))
        if (form_node_kind(form, up) == FORM_REPEAT) return true;
    return false;
}

// What kind of figure a node gives; false for what is no question to a respondent.
static bool kind_of(const struct form_def *form, size_t node, enum report_kind *out)
{
    if (!form_node_visible(form, node)) return false;
    switch (form_node_kind(form, node)) {
    case FORM_SELECT_ONE: *out = REPORT_CHOICES; return true;
    case FORM_SELECT_MULTIPLE: *out = REPORT_OPTIONS; return true;
    case FORM_RANK:
    case FORM_UPLOAD: *out = REPORT_ANSWERED; return true;
    case FORM_RANGE: *out = REPORT_NUMBERS; return true;
    case FORM_INPUT: break;
    case FORM_ROOT:
    case FORM_GROUP:
    case FORM_REPEAT:
    case FORM_NOTE:
    case FORM_TRIGGER:
    case FORM_CALCULATE: return false;
    }
    switch (form_node_type(form, node)) {
    case FORM_INT:
    case FORM_DECIMAL: *out = REPORT_NUMBERS; return true;
    case FORM_STRING: *out = REPORT_TEXTS; return true;
    case FORM_BOOLEAN:
    case FORM_DATE:
    case FORM_TIME:
    case FORM_DATETIME:
    case FORM_GEOPOINT:
    case FORM_BINARY:
    case FORM_STRUCTURE: break;
    }
    *out = REPORT_ANSWERED;
    return true;
}

// An agreement scale: named so in the form, with as many choices that agree as disagree.
static bool is_likert(const struct form_def *form, size_t node)
{
    struct str appearance = form_node_appearance(form, node), word;
    size_t scale = 0;
    bool named = false;
    while (str_word(&appearance, &word))
        named = named || str_eq(word, STR("likert"));
    for (size_t i = 0; i < form_node_choice_count(form, node); i++)
        scale += form_choice_missing(form, node, i) == 0;
    return named && scale >= 2 && scale % 2 == 0;
}

static void count_choices(const struct table *t, struct report_question *q, size_t first,
                          size_t columns)
{
    const struct form_def *form = table_form(t);
    for (size_t row = 0; row < table_row_count(t); row++) {
        for (size_t i = first; i < first + columns; i++) {
            struct table_cell cell = table_cell(t, row, i);
            if (cell.missing) break; // the options of one question are missing together
            if (q->kind == REPORT_CHOICES)
                q->counts[cell.integer]++;
            else
                q->counts[table_column_at(t, i)->choice] += cell.integer != 0;
        }
    }
    for (size_t i = 0; i < q->choice_count; i++) {
        int code = form_choice_missing(form, q->node, i);
        if (code) q->counts[i] = q->codes[-code];
    }
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void count_numbers(const struct table *t, struct report_question *q, size_t column)
{
    double *values = xreallocarray(NULL, q->valid, sizeof *values);
    size_t count = 0;
    double sum = 0;
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, column);
        if (cell.missing) continue;
        values[count] = cell.kind == TABLE_INT ? (double)cell.integer : cell.number;
        sum += values[count++];
    }
    qsort(values, count, sizeof *values, compare_numbers);
    q->mean = sum / (double)count;
    q->median = count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
    free(values);
}

struct shuffled {
    uint64_t key;
    struct str text;
};

static int compare_shuffled(const void *left, const void *right)
{
    const struct shuffled *a = left, *b = right;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return str_compare(a->text, b->text);
}

// In the order of a hash of question and text: the same each time, and another one for every
// question, so that nobody can follow one respondent down the page.
static void collect_texts(const struct table *t, struct report_question *q, size_t column,
                          struct arena *a)
{
    struct shuffled *all = xreallocarray(NULL, q->valid + 1, sizeof *all);
    uint64_t seed = str_hash(form_node_path(table_form(t), q->node));
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, column);
        if (cell.missing || str_trim(cell.text).len == 0) continue;
        uint64_t key = (str_hash(cell.text) ^ seed) * UINT64_C(0x9E3779B97F4A7C15);
        all[q->text_count++] = (struct shuffled){key ^ key >> 29, str_trim(cell.text)};
    }
    qsort(all, q->text_count, sizeof *all, compare_shuffled);
    q->texts = ARENA_ARRAY(a, struct str, q->text_count);
    for (size_t i = 0; i < q->text_count; i++)
        q->texts[i] = all[i].text;
    free(all);
}

static void make_question(const struct table *t, struct report_question *q, uint64_t k,
                          struct arena *a)
{
    size_t first = 0, columns = table_columns_of(t, q->node, &first);
    uint64_t rows = table_row_count(t);
    for (size_t row = 0; row < rows && columns > 0; row++)
        q->codes[-table_cell(t, row, first).missing]++;
    q->valid = q->codes[0];
    q->codes[0] = 0;
    q->not_asked = q->codes[-TABLE_NOT_ASKED];
    q->asked = rows - q->not_asked;
    q->withheld = stats_withheld(q->asked, k) || stats_withheld(q->valid, k);
    switch (q->kind) {
    case REPORT_CHOICES:
    case REPORT_OPTIONS:
        q->choice_count = form_node_choice_count(table_form(t), q->node);
        q->counts = ARENA_ARRAY(a, uint64_t, q->choice_count);
        q->likert = q->kind == REPORT_CHOICES && is_likert(table_form(t), q->node);
        count_choices(t, q, first, columns);
        break;
    case REPORT_NUMBERS:
        if (q->valid > 0) count_numbers(t, q, first);
        break;
    case REPORT_TEXTS:
        if (q->valid > 0) collect_texts(t, q, first, a);
        break;
    case REPORT_ANSWERED: break;
    }
}

static void find_days(const struct table *t, struct report_figures *out)
{
    int64_t days, first = INT64_MAX, last = INT64_MIN;
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, TABLE_TIME);
        if (cell.missing || !table_date_parse(cell.text, &days)) continue;
        if (days < first) first = days;
        if (days > last) last = days;
    }
    if (first > last) return;
    table_date_format(first, out->first_day);
    table_date_format(last, out->last_day);
}

enum err report_figures_make(const struct table *t, const struct report_facts *facts,
                             struct arena *a, struct report_figures *out, struct err_info *info)
{
    const struct form_def *form = table_form(t);
    size_t nodes = form_def_node_count(form), number = 0;
    *out = (struct report_figures){.respondents = table_row_count(t)};
    for (size_t row = 0; row < out->respondents; row++)
        out->complete += table_row_complete(t, row);
    out->partial = out->respondents - out->complete;
    out->too_many = facts->expected > 0 && out->respondents > facts->expected;
    if (facts->expected > 0 && !out->too_many) {
        // Everybody who was expected and did not answer is eligible and not reached: RR2 is RR6.
        struct stats_dispositions d = {.complete = out->complete,
                                       .partial = out->partial,
                                       .not_reached = facts->expected - out->respondents};
        out->rate = stats_response_rate(&d, STATS_RR2);
        out->population = facts->expected;
    }
    if (facts->expected > 0 && facts->invited > facts->expected)
        out->excluded = facts->invited - facts->expected;
    out->withheld = stats_withheld(out->respondents, facts->k);
    find_days(t, out);

    out->questions = ARENA_ARRAY(a, struct report_question, nodes);
    for (size_t node = 0; node < nodes; node++) {
        enum report_kind kind;
        if (!kind_of(form, node, &kind)) continue;
        number++;
        if (in_repeat(form, node)) {
            out->left_out++;
            continue;
        }
        struct report_question *q = &out->questions[out->question_count++];
        *q = (struct report_question){.kind = kind, .node = node, .number = number};
        make_question(t, q, facts->k, a);
    }

    const json_t *claims = json_object_get(facts->settings, "claims");
    out->claims = ARENA_ARRAY(a, struct report_claim, json_array_size(claims));
    for (size_t i = 0; i < json_array_size(claims); i++) {
        const json_t *from = json_array_get(claims, i);
        struct report_claim *claim = &out->claims[out->claim_count];
        struct str question = str_of(json_string_value(json_object_get(from, "question")));
        claim->question = report_question_find(out, form, question);
        if (!claim->question) continue; // inside a repeat; report_settings_check told the rest
        claim->text = report_text(json_object_get(from, "text"), facts->language);
        claim->note = report_text(json_object_get(from, "note"), facts->language);
        claim->choices = json_object_get(from, "choices");
        const char *base = json_string_value(json_object_get(from, "base"));
        claim->valid_base = base && strcmp(base, "valid") == 0;
        enum err err = report_share(form, claim->question, claim->choices, claim->valid_base,
                                    &claim->share, info);
        if (err) return err_prefix(info, err, "report.claims[%zu]: ", i);
        claim->withheld = claim->question->withheld || stats_withheld(claim->share.whole, facts->k);
        out->claim_count++;
    }
    return ERR_NONE;
}

const struct report_question *report_question_find(const struct report_figures *f,
                                                   const struct form_def *form, struct str name)
{
    int64_t node = form_def_node_find(form, name);
    for (size_t i = 0; node >= 0 && i < f->question_count; i++)
        if (f->questions[i].node == (size_t)node) return &f->questions[i];
    return NULL;
}

struct stats_interval report_interval(const struct report_figures *f,
                                      const struct report_question *q, struct stats_share share)
{
    struct stats_interval interval;
    // Some were not asked: then the population of this question is not known.
    if (f->population == 0 || q->not_asked > 0 ||
        stats_wilson_fpc(share, f->population, &interval, NULL))
        return stats_wilson(share);
    return interval;
}
