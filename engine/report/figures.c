// SPDX-License-Identifier: EUPL-1.2
// Counts from the table. One pass a column; which base a figure stands on is decided here and
// nowhere else.
#include "report/figures_priv.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

// The table that holds a node's answers: that of the innermost repeat around it, or NULL for the
// survey's own.
static const struct table *repeat_of(const struct table *t, size_t node)
{
    const struct form_def *form = table_form(t);
    size_t up = form_node_parent(form, node);
    while (up != 0 && form_node_kind(form, up) != FORM_REPEAT)
        up = form_node_parent(form, up);
    for (size_t i = 0; up != 0 && i < table_repeat_count(t); i++)
        if (table_scope(table_repeat(t, i)) == up) return table_repeat(t, i);
    return NULL;
}

// What kind of figure a node gives; false for what is no question to a respondent.
static bool kind_of(const struct form_def *form, size_t node, enum report_kind *out)
{
    if (!form_node_visible(form, node)) return false;
    switch (form_node_kind(form, node)) {
    case FORM_SELECT_ONE: *out = REPORT_CHOICES; return true;
    case FORM_SELECT_MULTIPLE: *out = REPORT_OPTIONS; return true;
    case FORM_RANK: *out = REPORT_RANKS; return true;
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
    case FORM_DATE:
    case FORM_TIME: *out = REPORT_DATES; return true;
    case FORM_BOOLEAN:
    case FORM_DATETIME:
    case FORM_GEOPOINT:
    case FORM_BINARY:
    case FORM_STRUCTURE: break;
    }
    *out = REPORT_ANSWERED;
    return true;
}

// ---- scales ----

static size_t substantive(const struct form_def *form, size_t node, size_t *out_first)
{
    size_t steps = 0;
    for (size_t i = 0; i < form_node_choice_count(form, node); i++) {
        if (form_choice_missing(form, node, i)) continue;
        if (steps++ == 0) *out_first = i;
    }
    return steps;
}

// Words that the bad end of a scale begins with, where it stands first.
static bool bad_first(const struct form_def *form, size_t node, size_t first)
{
    static const char *const words[] = {
        "inte alls",         "aldrig",         "mycket dålig",   "mycket svår",
        "finns inte",        "stämmer inte",   "instämmer inte", "mycket missnöjd",
        "mycket otrygg",     "not at all",     "never",          "very bad",
        "very poor",         "very difficult", "very hard",      "strongly disagree",
        "very dissatisfied", "not in place",   "does not agree"};
    for (size_t language = 0; language < form_def_language_count(form); language++) {
        struct str label = form_choice_label(form, node, first, language);
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            size_t length = strlen(words[i]);
            // The first letter may be a capital one; the rest is as in the list.
            if (label.len >= length && (label.ptr[0] | 0x20) == words[i][0] &&
                memcmp(label.ptr + 1, words[i] + 1, length - 1) == 0)
                return true;
        }
    }
    return false;
}

static struct str node_setting(const struct form_def *form, size_t node, struct str name,
                               struct str bound)
{
    struct str value = form_node_attribute(form, node, name);
    return value.len ? value : form_node_attribute(form, node, bound);
}

// A scale: by the organizer's word, by the form's (svar:best), or by its appearance. Faces rise; an
// agreement scale falls unless its first word says otherwise.
static void find_scale(const struct form_def *form, const struct report_facts *facts,
                       struct report_question *q)
{
    struct str appearance = form_node_appearance(form, q->node), word;
    size_t first = 0, steps = substantive(form, q->node, &first);
    bool likert = false, faces = false;
    while (str_word(&appearance, &word)) {
        likert = likert || str_eq(word, STR("likert"));
        faces = faces || str_starts(word, STR("svar:smile"));
    }
    if (q->kind != REPORT_CHOICES || steps < 2) return;
    struct str name = form_node_short_path(form, q->node);
    struct str best = str_of(json_string_value(
        json_object_getn(json_object_get(facts->settings, "best"), name.ptr, name.len)));
    if (best.len == 0) best = node_setting(form, q->node, STR("svar:best"), STR("bind::svar:best"));
    if (str_eq(best, STR("first")))
        q->best = STATS_BEST_FIRST;
    else if (str_eq(best, STR("last")) || faces)
        q->best = STATS_BEST_LAST;
    else if (likert)
        q->best = bad_first(form, q->node, first) ? STATS_BEST_LAST : STATS_BEST_FIRST;
    q->scale = q->best != STATS_BEST_UNKNOWN;
}

size_t report_scale_steps(const struct form_def *form, const struct report_question *q)
{
    size_t first;
    return substantive(form, q->node, &first);
}

size_t report_scale_top(size_t steps)
{
    return steps / 2;
}

static bool is_sensitive(const struct form_def *form, const struct report_facts *facts, size_t node)
{
    struct str name = form_node_short_path(form, node);
    struct str own = node_setting(form, node, STR("svar:sensitive"), STR("bind::svar:sensitive"));
    const json_t *list = json_object_get(facts->settings, "sensitive");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (str_eq(str_of(json_string_value(json_array_get(list, i))), name)) return true;
    return str_eq_nocase(own, STR("yes")) || str_eq_nocase(own, STR("true()")) ||
           str_eq_nocase(own, STR("true"));
}

// ---- counts ----

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

// Cells of a plan say where somebody is to be found.
static void find_few(const struct table *t, struct report_question *q, struct arena *a)
{
    q->few = ARENA_ARRAY(a, bool, q->choice_count + 1);
    for (size_t i = 0; i < q->choice_count; i++)
        q->few[i] = form_choice_missing(table_form(t), q->node, i) == 0 && q->counts[i] > 0 &&
                    stats_withheld(q->counts[i], q->k);
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

enum { TEXT_ARENA_SPARE = 64 << 20 }; // of a report's memory, for all but texts

// In the order of a hash of question and text: the same each time, and another one for every
// question, so that nobody can follow one respondent down the page. Copies: the table may have in
// memory only a part of the rows.
static enum err collect_texts(const struct table *t, const struct report_facts *facts,
                              struct report_question *q, size_t column, struct arena *a,
                              struct err_info *info)
{
    bool shown = facts->texts != REPORT_TEXTS_NONE, room = true;
    struct shuffled *all = xreallocarray(NULL, shown ? q->valid + 1 : 1, sizeof *all);
    uint64_t seed = str_hash(form_node_path(table_form(t), q->node));
    for (size_t row = 0; row < table_row_count(t) && room; row++) {
        struct table_cell cell = table_cell(t, row, column);
        struct str text = str_trim(cell.text);
        if (cell.missing || text.len == 0) continue;
        size_t at = q->text_count++;
        if (!shown) continue;
        uint64_t key = (str_hash(cell.text) ^ seed) * UINT64_C(0x9E3779B97F4A7C15);
        room = arena_left(a) > TEXT_ARENA_SPARE + text.len + (at + 1) * sizeof *q->texts;
        if (room) all[at] = (struct shuffled){key ^ key >> 29, arena_dup(a, text)};
    }
    if (room && shown) {
        qsort(all, q->text_count, sizeof *all, compare_shuffled);
        q->texts = ARENA_ARRAY(a, struct str, q->text_count);
        for (size_t i = 0; i < q->text_count; i++)
            q->texts[i] = all[i].text;
    }
    free(all);
    if (room) return ERR_NONE;
    return err_set(info, ERR_LIMIT,
                   "the free texts are more than a report can hold: leave them out with "
                   "--texts none");
}

// The same counts by weight.
static void weigh(const struct table *t, struct report_question *q, size_t first, size_t columns,
                  const double *weights, struct arena *a)
{
    const struct form_def *form = table_form(t);
    double squares_asked = 0, squares_valid = 0;
    bool choices = q->kind == REPORT_CHOICES || q->kind == REPORT_OPTIONS;
    if (choices) q->weights = ARENA_ARRAY(a, double, q->choice_count + 1);
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, first);
        if (cell.missing == TABLE_NOT_ASKED) continue;
        q->weight_asked += weights[row];
        squares_asked += weights[row] * weights[row];
        if (cell.missing) {
            q->weight_codes[-cell.missing] += weights[row];
            continue;
        }
        q->weight_valid += weights[row];
        squares_valid += weights[row] * weights[row];
        for (size_t i = first; i < first + columns && choices; i++) {
            cell = table_cell(t, row, i);
            if (q->kind == REPORT_CHOICES)
                q->weights[cell.integer] += weights[row];
            else if (cell.integer != 0)
                q->weights[table_column_at(t, i)->choice] += weights[row];
        }
    }
    for (size_t i = 0; i < q->choice_count && choices; i++) {
        int code = form_choice_missing(form, q->node, i);
        if (code) q->weights[i] = q->weight_codes[-code];
    }
    if (squares_asked > 0) q->effective_asked = q->weight_asked * q->weight_asked / squares_asked;
    if (squares_valid > 0) q->effective_valid = q->weight_valid * q->weight_valid / squares_valid;
}

// How many respondents gave the answers of a repeat's table, all or valid ones: rows of one
// respondent stand together.
static uint64_t people_of(const struct table *t, size_t column, bool valid)
{
    struct buf last = {0}; // a copy: the next row may be of another block
    uint64_t people = 0;
    for (size_t row = 0; row < table_row_count(t); row++) {
        int missing = table_cell(t, row, column).missing;
        if (missing == TABLE_NOT_ASKED || (valid && missing)) continue;
        struct str id = table_cell(t, row, TABLE_ID).text;
        if (people > 0 && str_eq(id, buf_str(&last))) continue;
        buf_clear(&last);
        buf_add_str(&last, id);
        people++;
    }
    buf_finish(&last);
    return people;
}

static uint64_t k_of(const struct report_facts *facts, bool sensitive)
{
    return sensitive && facts->k < REPORT_SENSITIVE_K ? REPORT_SENSITIVE_K : facts->k;
}

uint64_t report_k_most(const struct form_def *form, const struct report_facts *facts)
{
    uint64_t most = facts->k;
    enum report_kind kind;
    for (size_t node = 0; node < form_def_node_count(form); node++) {
        uint64_t k = k_of(facts, is_sensitive(form, facts, node));
        if (kind_of(form, node, &kind) && k > most) most = k;
    }
    return most;
}

static enum err make_question(const struct table *survey, const struct report_facts *facts,
                              struct report_question *q, const double *weights,
                              const struct report_weights *classes, struct arena *a,
                              struct err_info *info)
{
    enum err err = ERR_NONE;
    const struct table *t = q->repeat ? q->repeat : survey;
    size_t first = 0, columns = table_columns_of(t, q->node, &first);
    uint64_t rows = table_row_count(t);
    if (q->repeat) weights = NULL; // a response's weight says nothing of how often it answers
    for (size_t row = 0; row < rows && columns > 0; row++)
        q->codes[-table_cell(t, row, first).missing]++;
    q->valid = q->codes[0];
    q->codes[0] = 0;
    q->not_asked = q->codes[-TABLE_NOT_ASKED];
    q->asked = rows - q->not_asked;
    q->sensitive = is_sensitive(table_form(t), facts, q->node);
    q->k = k_of(facts, q->sensitive);
    q->withheld = stats_withheld(q->asked, q->k) || stats_withheld(q->valid, q->k);
    if (q->repeat && columns > 0) { // many answers of few people are a small group all the same
        q->people = people_of(t, first, false);
        q->withheld =
            stats_withheld(q->people, q->k) || stats_withheld(people_of(t, first, true), q->k);
    }
    switch (q->kind) {
    case REPORT_CHOICES:
    case REPORT_OPTIONS:
        q->choice_count = form_node_choice_count(table_form(t), q->node);
        q->counts = ARENA_ARRAY(a, uint64_t, q->choice_count);
        if (!q->repeat) find_scale(table_form(t), facts, q);
        count_choices(t, q, first, columns);
        q->pins = report_is_pins(table_form(t), q->node);
        if (q->pins) find_few(t, q, a);
        break;
    case REPORT_NUMBERS:
    case REPORT_DATES:
    case REPORT_RANKS:
        if (weights && columns > 0 && !report_weights_values(t, classes, q, first)) {
            q->coarse = REPORT_WEIGHT_NOT_SHOWN;
            weights = NULL;
        }
        report_bins_make(t, facts, q, first, columns, weights, a);
        break;
    case REPORT_TEXTS:
        if (q->valid > 0) err = collect_texts(t, facts, q, first, a, info);
        break;
    case REPORT_ANSWERED: break;
    }
    if (weights && columns > 0) {
        weigh(t, q, first, columns, weights, a);
        report_weights_guard(t, classes, q, first, columns);
    }
    return err;
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

// The weight of every response, or NULL without a weight variable.
static enum err read_weights(const struct table *t, const struct report_facts *facts,
                             struct arena *a, struct report_figures *out, double **out_weights,
                             struct err_info *info)
{
    *out_weights = NULL;
    if (facts->weight.len == 0) return ERR_NONE;
    int64_t node = form_def_node_find(table_form(t), facts->weight);
    size_t column = 0;
    if (node < 0 || table_columns_of(t, (size_t)node, &column) != 1)
        return err_set(info, ERR_ARGUMENT, "--weight: there is no variable \"%.*s\"",
                       STR_ARG(facts->weight));
    double *weights = ARENA_ARRAY(a, double, table_row_count(t) + 1), sum = 0, squares = 0;
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, column);
        double w = 0;
        if (cell.missing)
            w = 0;
        else if (cell.kind == TABLE_INT)
            w = (double)cell.integer;
        else if (cell.kind == TABLE_NUMBER)
            w = cell.number;
        else if (cell.kind != TABLE_TEXT || (cell.text.len && !str_to_double(cell.text, &w)))
            return err_set(info, ERR_ARGUMENT, "--weight: \"%.*s\" does not hold numbers",
                           STR_ARG(facts->weight));
        if (!(w >= 0 && w < 1e9))
            return err_set(info, ERR_ARGUMENT, "--weight: \"%.*s\" holds %g, which is no weight",
                           STR_ARG(facts->weight), w);
        weights[row] = w;
        out->unweighted += w <= 0;
        sum += w;
        squares += w * w;
    }
    if (table_row_count(t) > 0 && !(sum > 0))
        return err_set(info, ERR_ARGUMENT, "--weight: no response has a weight in \"%.*s\"",
                       STR_ARG(facts->weight));
    out->weighted = sum > 0;
    out->effective = squares > 0 ? sum * sum / squares : 0;
    *out_weights = weights;
    out->weights = out->weighted ? weights : NULL;
    report_weights_make(weights, table_row_count(t), a, &out->weight_classes);
    return ERR_NONE;
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
    if (facts->population > 0) {
        if (facts->population < out->respondents)
            return err_set(info, ERR_ARGUMENT,
                           "--population %llu: there are %llu responses, which is more than the "
                           "whole group",
                           (unsigned long long)facts->population,
                           (unsigned long long)out->respondents);
        out->population = facts->population;
    }
    double *weights;
    enum err err = read_weights(t, facts, a, out, &weights, info);
    if (err) return err;
    if (facts->expected > 0 && facts->invited > facts->expected)
        out->excluded = facts->invited - facts->expected;
    out->withheld = stats_withheld(out->respondents, facts->k);
    find_days(t, out);

    out->questions = ARENA_ARRAY(a, struct report_question, nodes);
    out->choices = report_choices_make(form, report_form_language(form, facts->language), a);
    out->labels = report_labels_make(form, report_form_language(form, facts->language), a);
    for (size_t node = 0; node < nodes; node++) {
        enum report_kind kind;
        if (!kind_of(form, node, &kind)) continue;
        number++;
        if (out->weights && form_def_node_find(form, facts->weight) == (int64_t)node)
            continue; // what the others are weighed by is no question itself
        struct report_question *q = &out->questions[out->question_count++];
        *q = (struct report_question){
            .kind = kind, .node = node, .number = number, .repeat = repeat_of(t, node)};
        err = make_question(t, facts, q, weights, &out->weight_classes, a, info);
        if (err) return err;
    }

    report_quality_make(t, facts, a, out);
    return report_claims_make(form, facts, a, out, info);
}

const struct report_question *report_question_find(const struct report_figures *f,
                                                   const struct form_def *form, struct str name)
{
    int64_t node = form_def_node_find(form, name);
    for (size_t i = 0; node >= 0 && i < f->question_count; i++)
        if (f->questions[i].node == (size_t)node) return &f->questions[i];
    return NULL;
}

// A population that a question's base is a sample of; 0 where some were not asked, as it is not
// known then how many of the others would have been.
static uint64_t population_of(const struct report_figures *f, const struct report_question *q)
{
    return q->not_asked == 0 ? f->population : 0;
}

struct stats_interval report_interval(const struct report_figures *f,
                                      const struct report_question *q, struct stats_share share)
{
    struct stats_interval interval;
    // Answers of one person are alike: as if each had answered once, which errs on the safe side.
    if (q->repeat && share.whole > 0)
        return stats_wilson_of((double)share.part / (double)share.whole,
                               q->people < share.whole ? (double)q->people : (double)share.whole);
    uint64_t population = population_of(f, q);
    if (population == 0 || stats_wilson_fpc(share, population, &interval, NULL))
        return stats_wilson(share);
    return interval;
}

double report_share_value(const struct report_figures *f, const struct report_question *q,
                          uint64_t count, double weight, bool valid_base)
{
    double whole = valid_base ? q->weight_valid : q->weight_asked;
    if (f->weighted && q->weights) return whole > 0 ? weight / whole : 0;
    return (double)count / (double)(valid_base ? q->valid : q->asked);
}

struct stats_interval report_interval_weighted(const struct report_figures *f,
                                               const struct report_question *q, double share,
                                               bool valid_base)
{
    double effective = valid_base ? q->effective_valid : q->effective_asked;
    if (!(effective > 0)) return (struct stats_interval){0, 1};
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return stats_wilson_weighted(share, effective, (double)population_of(f, q));
}
