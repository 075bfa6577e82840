// SPDX-License-Identifier: EUPL-1.2
// Groups of responses, and one pass over a question's column to count by group.
#include "report/matrix.h"

#include "base/alloc.h"
#include "table/words.h"
#include "report/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- groups ----

struct values {
    struct str value[REPORT_GROUPS_MAX + 1];
    size_t count;
};

static int compare_text(const void *left, const void *right)
{
    return str_compare(*(const struct str *)left, *(const struct str *)right);
}

static size_t values_find(const struct values *v, struct str value)
{
    for (size_t i = 0; i < v->count; i++)
        if (str_eq(v->value[i], value)) return i;
    return v->count;
}

static struct str cell_text(const struct table *t, size_t row, size_t column, struct arena *a)
{
    struct buf text = {0};
    table_text(t, row, column, &text);
    struct str out = arena_dup(a, buf_str(&text));
    buf_finish(&text);
    return out;
}

static enum err values_collect(const struct table *t, size_t column, struct arena *a,
                               struct values *v, struct err_info *info)
{
    struct arena *scratch = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    enum err err = ERR_NONE;
    for (size_t row = 0; row < table_row_count(t) && !err; row++) {
        if (table_cell(t, row, column).missing) continue;
        struct str value = cell_text(t, row, column, scratch);
        if (values_find(v, value) < v->count) continue;
        if (v->count == REPORT_GROUPS_MAX) {
            struct str name = table_column_at(t, column)->name;
            err = err_set(info, ERR_ARGUMENT,
                          "\"%.*s\" has more than %d different values: choose a variable with "
                          "fewer groups",
                          STR_ARG(name), REPORT_GROUPS_MAX);
        } else
            v->value[v->count++] = arena_dup(a, value);
    }
    arena_destroy(scratch);
    qsort(v->value, v->count, sizeof *v->value, compare_text);
    return err;
}

static void grouping_alloc(const struct table *t, size_t groups, struct arena *a,
                           struct report_grouping *out)
{
    out->count = groups;
    out->names = ARENA_ARRAY(a, struct str, groups + 1);
    out->labels = ARENA_ARRAY(a, struct str, groups + 1);
    out->sizes = ARENA_ARRAY(a, uint64_t, groups + 1);
    out->of = ARENA_ARRAY(a, uint32_t, table_row_count(t) + 1);
}

// A column of the response that groups make sense by.
static bool groups_by(enum table_source source)
{
    return source == TABLE_WAVE || source == TABLE_LANGUAGE || source == TABLE_SURVEY_VERSION ||
           source == TABLE_QUESTION;
}

static enum err find_column(const struct table *t, struct str variable, size_t *out,
                            struct err_info *info)
{
    const struct form_def *form = table_form(t);
    int64_t column = table_column_find(t, variable);
    int64_t node = column < 0 ? form_def_node_find(form, variable) : -1;
    if (node >= 0 && table_columns_of(t, (size_t)node, out) > 0) column = (int64_t)*out;
    if (column < 0 || !groups_by(table_column_at(t, (size_t)column)->source))
        return err_set(info, ERR_ARGUMENT,
                       "there is no variable \"%.*s\" to make groups by: name a question with one "
                       "choice, a value that the form computes, or _wave, _language",
                       STR_ARG(variable));
    *out = (size_t)column;
    const struct table_column *c = table_column_at(t, (size_t)column);
    if (c->source == TABLE_QUESTION && c->kind == TABLE_TEXT && form_node_visible(form, c->node))
        return err_set(info, ERR_ARGUMENT,
                       "\"%.*s\" is free text, which makes no groups: name a question with one "
                       "choice",
                       STR_ARG(variable));
    return ERR_NONE;
}

enum err report_grouping_make(const struct table *t, const struct report_facts *facts,
                              struct str variable, struct arena *a, struct report_grouping *out,
                              struct err_info *info)
{
    const struct form_def *form = table_form(t);
    size_t column, language = report_form_language(form, facts->language);
    struct values *values = xcalloc(1, sizeof *values);
    enum err err = find_column(t, variable, &column, info);
    *out = (struct report_grouping){.name = variable, .label = variable, .node = SIZE_MAX};
    const struct table_column *c = err ? NULL : table_column_at(t, column);
    bool choices = c && c->kind == TABLE_CHOICE;
    if (!err && !choices) err = values_collect(t, column, a, values, info);
    if (!err) {
        size_t groups = choices ? form_node_choice_count(form, c->node) : values->count;
        grouping_alloc(t, groups + 1, a, out);
        if (c->source == TABLE_QUESTION) out->node = c->node;
        struct str label =
            out->node == SIZE_MAX ? STR("") : form_node_label(form, c->node, language);
        if (label.len) out->label = table_words_plain(label, a);
        if (c->source == TABLE_WAVE)
            out->label = str_of(report_word(WORD_META_WAVE, facts->language));
        if (c->source == TABLE_LANGUAGE)
            out->label = str_of(report_word(WORD_META_LANGUAGE, facts->language));
        for (size_t i = 0; i < groups; i++) {
            out->names[i] = choices ? form_choice_name(form, c->node, i) : values->value[i];
            struct str own = choices ? form_choice_label(form, c->node, i, language) : STR("");
            own = table_words_plain(own, a);
            out->labels[i] = own.len ? own : out->names[i];
        }
        out->names[groups] = STR("-9");
        out->labels[groups] = str_of(report_word(WORD_GROUP_NONE, facts->language));
        for (size_t row = 0; row < table_row_count(t); row++) {
            struct table_cell cell = table_cell(t, row, column);
            size_t group = groups;
            if (!cell.missing && choices)
                group = (size_t)cell.integer;
            else if (!cell.missing) {
                struct buf text = {0};
                table_text(t, row, column, &text);
                group = values_find(values, buf_str(&text));
                buf_finish(&text);
            }
            out->of[row] = (uint32_t)group;
            out->sizes[group]++;
        }
    }
    free(values);
    return err;
}

// ---- periods ----

// The first day of the period that a day lies in.
static int64_t period_start(int64_t day, enum report_period period)
{
    char text[16];
    int64_t first = day;
    if (period == REPORT_PERIOD_WEEK) return day - ((day + 3) % 7 + 7) % 7; // day 0 was a Thursday
    if (period == REPORT_PERIOD_MONTH) {
        table_date_format(day, text);
        text[8] = '0', text[9] = '1';
        if (!table_date_parse(str_of(text), &first)) return day;
    }
    return first;
}

// A period in words: "v. 3 2026", "mars 2026", a day as it is.
static struct str period_label(int64_t first, enum report_period period,
                               enum report_language language, struct arena *a)
{
    char text[16];
    int64_t year, month, january;
    struct buf label = {0};
    table_date_format(first, text);
    struct str day = str_of(text);
    bool read = str_to_int64(str_sub(day, 0, 4), &year) && str_to_int64(str_sub(day, 5, 7), &month);
    if (read && period == REPORT_PERIOD_MONTH)
        report_month(year, month, language, &label);
    else if (read && period == REPORT_PERIOD_WEEK) {
        // A week belongs to the year of its Thursday, which is in its first week by ISO 8601.
        char thursday[16];
        table_date_format(first + 3, thursday);
        if (str_to_int64(str_sub(str_of(thursday), 0, 4), &year)) {
            memcpy(thursday + 5, "01-01", 6);
            if (table_date_parse(str_of(thursday), &january))
                buf_printf(&label, language == REPORT_SWEDISH ? "v. %lld %lld" : "W%lld %lld",
                           (long long)((first + 3 - january) / 7 + 1), (long long)year);
        }
    }
    struct str out = arena_dup(a, label.len ? buf_str(&label) : day);
    buf_finish(&label);
    return out;
}

static int compare_days(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void group_by_days(const struct table *t, enum report_period period,
                          enum report_language language, struct arena *a,
                          struct report_grouping *out)
{
    size_t rows = table_row_count(t), count = 0;
    int64_t *starts = xcalloc(rows + 1, sizeof *starts),
            *sorted = xcalloc(rows + 1, sizeof *sorted);
    for (size_t row = 0; row < rows; row++) {
        struct table_cell cell = table_cell(t, row, TABLE_TIME);
        int64_t day;
        starts[row] = INT64_MIN;
        if (cell.missing || !table_date_parse(cell.text, &day)) continue;
        sorted[count++] = starts[row] = period_start(day, period);
    }
    qsort(sorted, count, sizeof *sorted, compare_days);
    size_t groups = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || sorted[i] != sorted[i - 1]) sorted[groups++] = sorted[i];
    grouping_alloc(t, groups, a, out);
    for (size_t i = 0; i < groups; i++) {
        char text[16];
        table_date_format(sorted[i], text);
        out->names[i] = arena_dup(a, str_of(text));
        out->labels[i] = period_label(sorted[i], period, language, a);
    }
    for (size_t row = 0; row < rows; row++) {
        const int64_t *found = starts[row] == INT64_MIN ? NULL
                                                        : bsearch(&starts[row], sorted, groups,
                                                                  sizeof *sorted, compare_days);
        out->of[row] = found ? (uint32_t)(found - sorted) : UINT32_MAX;
        if (found) out->sizes[found - sorted]++;
    }
    free(starts);
    free(sorted);
}

void report_grouping_periods(const struct table *t, const struct report_facts *facts,
                             enum report_period period, struct arena *a,
                             struct report_grouping *out)
{
    *out = (struct report_grouping){.node = SIZE_MAX};
    if (period != REPORT_PERIOD_WAVE) {
        group_by_days(t, period, facts->language, a, out);
        return;
    }
    if (report_grouping_make(t, facts, STR("_wave"), a, out, NULL)) {
        grouping_alloc(t, 0, a, out); // more waves than anybody can have
        return;
    }
    out->count--; // those of no wave are in no period
    for (size_t row = 0; row < table_row_count(t); row++)
        if (out->of[row] == out->count) out->of[row] = UINT32_MAX;
}

// ---- the matrix ----

static void add_column(struct report_matrix *m, struct str label, int code, size_t choice)
{
    m->column[m->columns++] = (struct report_column){label, code, choice};
}

static size_t column_of_code(const struct report_matrix *m, int code)
{
    for (size_t j = 0; j < m->columns; j++)
        if (m->column[j].code == code) return j;
    return m->columns;
}

static void choose_columns(const struct form_def *form, const struct report_facts *facts,
                           struct arena *a, struct report_matrix *m)
{
    static const int codes[] = {TABLE_DONT_KNOW,   TABLE_DECLINED, TABLE_NOT_APPLICABLE,
                                TABLE_NOT_REACHED, TABLE_EMPTY,    TABLE_NOT_ASKED};
    const struct report_question *q = m->question;
    size_t language = report_form_language(form, facts->language);
    if (q->kind == REPORT_OPTIONS) {
        add_column(m, str_of(report_word(WORD_CHOSEN, facts->language)), 0, m->option);
        add_column(m, str_of(report_word(WORD_NOT_CHOSEN, facts->language)), 0, SIZE_MAX);
    }
    if (q->kind == REPORT_NUMBERS)
        add_column(m, str_of(report_word(WORD_MEAN, facts->language)), 0, SIZE_MAX);
    for (int pass = 0; pass < 2 && q->kind == REPORT_CHOICES; pass++)
        for (size_t i = 0; i < q->choice_count; i++) {
            int code = form_choice_missing(form, q->node, i);
            if ((code != 0) != (pass == 1) || (code && column_of_code(m, code) < m->columns))
                continue;
            add_column(m, table_words_choice(form, q->node, i, language, a), code, i);
        }
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (column_of_code(m, codes[i]) < m->columns) continue;
        if (q->codes[-codes[i]] == 0 && codes[i] != TABLE_EMPTY) continue;
        const char *word = codes[i] == TABLE_NOT_ASKED
                               ? report_word(WORD_CODE_8, facts->language)
                               : report_code_word(codes[i], facts->language);
        add_column(m, str_of(word), codes[i], SIZE_MAX);
    }
}

// Mean and standard deviation of each row's numbers. Deviations are from the first number seen, so
// that large numbers keep their digits.
static void make_means(const struct table *t, const double *weights,
                       const struct report_grouping *g, size_t column, struct arena *a,
                       struct report_matrix *out)
{
    struct sums {
        uint64_t n;
        double first, weight, sum, plain, squares;
    } *sums = xcalloc(out->rows + 1, sizeof *sums);
    out->mean = ARENA_ARRAY(a, double, out->rows + 1);
    out->spread = ARENA_ARRAY(a, double, out->rows + 1);
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, column);
        if (g->of[row] == UINT32_MAX || cell.missing) continue;
        struct sums *own = &sums[g->of[row]];
        double value = cell.kind == TABLE_NUMBER ? cell.number : (double)cell.integer;
        double weight = weights ? weights[row] : 1;
        if (own->n++ == 0) own->first = value;
        double off = value - own->first;
        own->weight += weight;
        own->sum += weight * off;
        own->plain += off;
        own->squares += off * off;
    }
    if (weights) out->mean_weighted = ARENA_ARRAY(a, double, out->rows + 1);
    for (size_t i = 0; i < out->rows; i++) {
        double n = (double)sums[i].n;
        if (n > 0) out->mean[i] = sums[i].first + sums[i].plain / n;
        if (weights && sums[i].weight > 0)
            out->mean_weighted[i] = sums[i].first + sums[i].sum / sums[i].weight;
        double rest = n > 1 ? (sums[i].squares - sums[i].plain * sums[i].plain / n) / (n - 1) : 0;
        out->spread[i] = rest > 0 ? sqrt(rest) : 0;
    }
    free(sums);
}

// Which column each response stands in.
static void find_places(const struct table *t, const struct report_matrix *m, uint32_t *out)
{
    const struct report_question *q = m->question;
    size_t first = 0, count = table_columns_of(t, q->node, &first), column = first;
    size_t *of_choice = xcalloc(q->choice_count + 1, sizeof *of_choice);
    for (size_t i = first; i < first + count && q->kind == REPORT_OPTIONS; i++)
        if (table_column_at(t, i)->choice == m->option) column = i;
    for (size_t j = 0; j < m->columns; j++)
        if (m->column[j].choice < q->choice_count) of_choice[m->column[j].choice] = j;
    for (size_t row = 0; row < table_row_count(t); row++) {
        out[row] = UINT32_MAX;
        if (count == 0) continue;
        struct table_cell cell = table_cell(t, row, column);
        size_t j = cell.missing                ? column_of_code(m, cell.missing)
                   : q->kind == REPORT_OPTIONS ? (size_t)(cell.integer == 0)
                   : q->kind == REPORT_NUMBERS ? 0
                                               : of_choice[cell.integer];
        out[row] = (uint32_t)j;
    }
    free(of_choice);
}

// Shares by weight of a table must not tell how few of one weight in one of its groups answered.
static bool weights_fine(const struct report_figures *f, const struct report_grouping *g,
                         const uint32_t *place, size_t responses, const struct report_matrix *m)
{
    const struct report_weights *w = &f->weight_classes;
    size_t group = w->classes * m->columns;
    uint64_t *cells = xcalloc(m->rows * group + 1, sizeof *cells);
    double *whole = xcalloc(m->rows + 1, sizeof *whole);
    bool fine = m->question->coarse == REPORT_WEIGHT_FINE;
    for (size_t row = 0; row < responses && fine; row++) {
        if (g->of[row] == UINT32_MAX || place[row] == UINT32_MAX ||
            m->column[place[row]].code == TABLE_NOT_ASKED)
            continue;
        cells[g->of[row] * group + w->class_of[row] * m->columns + place[row]]++;
        whole[g->of[row]] += w->of[row];
    }
    for (size_t i = 0; i < m->rows && fine; i++)
        fine = report_weights_fine(
            report_weights_unit(w, cells + i * group, m->columns, whole[i], m->question->k));
    free(cells);
    free(whole);
    return fine;
}

void report_matrix_make(const struct table *t, const struct report_facts *facts,
                        const struct report_figures *f, const struct report_question *q,
                        size_t option, const struct report_grouping *g,
                        const struct stats_set *sets_of, struct arena *a, struct report_matrix *out)
{
    size_t first = 0, rows = table_row_count(t);
    *out = (struct report_matrix){.question = q, .option = option, .rows = g->count};
    out->column = ARENA_ARRAY(a, struct report_column, q->choice_count + REPORT_CODES + 2);
    choose_columns(table_form(t), facts, a, out);
    size_t cells = out->rows * out->columns + 1;
    out->cells = ARENA_ARRAY(a, uint64_t, cells);
    if (sets_of) out->sets = ARENA_ARRAY(a, struct stats_set, cells);
    if (f->weights) {
        out->weights = ARENA_ARRAY(a, double, cells);
        out->squares = ARENA_ARRAY(a, double, out->rows + 1);
    }
    uint32_t *place =
        sets_of ? ARENA_ARRAY(a, uint32_t, rows + 1) : xcalloc(rows + 1, sizeof *place);
    find_places(t, out, place);
    for (size_t row = 0; row < rows; row++) {
        if (g->of[row] == UINT32_MAX || place[row] == UINT32_MAX) continue;
        size_t at = g->of[row] * out->columns + place[row];
        out->cells[at]++;
        if (sets_of) stats_set_join(&out->sets[at], sets_of[row]);
        if (!f->weights) continue;
        out->weights[at] += f->weights[row];
        if (out->column[place[row]].code != TABLE_NOT_ASKED)
            out->squares[g->of[row]] += f->weights[row] * f->weights[row];
    }
    if (f->weights && !weights_fine(f, g, place, rows, out)) out->weights = NULL;
    if (q->kind == REPORT_NUMBERS && table_columns_of(t, q->node, &first) > 0)
        make_means(t, f->weights, g, first, a, out);
    if (sets_of)
        out->place = place;
    else
        free(place);
}

static double weight_asked(const struct report_matrix *m, size_t row)
{
    double sum = 0;
    for (size_t j = 0; j < m->columns; j++)
        if (m->column[j].code != TABLE_NOT_ASKED) sum += m->weights[row * m->columns + j];
    return sum;
}

double report_matrix_share(const struct report_matrix *m, size_t row, size_t column, bool weighted)
{
    size_t at = row * m->columns + column;
    double whole = weighted && m->weights ? weight_asked(m, row) : 0;
    if (whole > 0) return m->weights[at] / whole;
    return (double)m->cells[at] / (double)report_matrix_asked(m, row);
}

struct stats_interval report_matrix_interval(const struct report_matrix *m, size_t row,
                                             size_t column, bool weighted)
{
    double whole = weighted && m->weights ? weight_asked(m, row) : 0;
    if (whole > 0)
        return stats_wilson_of(report_matrix_share(m, row, column, true),
                               whole * whole / m->squares[row]);
    return stats_wilson(
        (struct stats_share){m->cells[row * m->columns + column], report_matrix_asked(m, row)});
}

uint64_t report_matrix_asked(const struct report_matrix *m, size_t row)
{
    uint64_t sum = 0;
    for (size_t j = 0; j < m->columns; j++)
        if (m->column[j].code != TABLE_NOT_ASKED) sum += m->cells[row * m->columns + j];
    return sum;
}

uint64_t report_matrix_valid(const struct report_matrix *m, size_t row)
{
    uint64_t sum = 0;
    for (size_t j = 0; j < m->columns; j++)
        if (m->column[j].code == 0) sum += m->cells[row * m->columns + j];
    return sum;
}
