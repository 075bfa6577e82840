// SPDX-License-Identifier: EUPL-1.2
// Rows that KoboToolbox writes and no other tool knows: begin_score and begin_rank. They become the
// standard rows that they stand for, in the places where they stood, before anything reads the
// sheet: a rating is a group with the appearance table-list, a ranking a page of select_one that
// may not take one choice twice.
#include "form/build_priv.h"

#include "form/kobo_priv.h"

#include <stdlib.h>

enum tool { TOOL_NONE, TOOL_SCORE, TOOL_RANK };
enum { LEVELS_MAX = 64 };

struct kobo {
    struct arena *a;
    const struct form_sheet *from;
    struct form_cell *cells; // with three more a row of ours
    size_t count;
    int32_t header_row, type, name;
    int32_t score_choices, rank_items, rank_message; // 0: the sheet has no such column
    int32_t appearance, constraint, message;
    enum tool tool;        // of the open group
    struct str list, said; // its choices; what is said where one is taken twice
    struct str levels[LEVELS_MAX];
    size_t level_count;
};

static const char *const openings[] = {"begin_score", "begin score", "begin_rank", "begin rank"};

static bool is_opening(struct str text, enum tool *out)
{
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (str_eq(text, str_of(openings[i]))) {
            *out = i < 2 ? TOOL_SCORE : TOOL_RANK;
            return true;
        }
    return false;
}

// ---- columns ----

static int32_t column_named(const struct form_sheet *sheet, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < sheet->cell_count && sheet->cells[i].row == sheet->cells[0].row; i++)
            if (str_eq_nocase(sheet->cells[i].text, str_of(*names))) return sheet->cells[i].column;
    return 0;
}

static bool find_columns(struct kobo *k)
{
    static const char *const types[] = {"type", "command", NULL};
    static const char *const names[] = {"name", "value", "tag", NULL};
    static const char *const choices[] = {"kobo--score-choices", NULL};
    static const char *const items[] = {"kobo--rank-items", NULL};
    static const char *const said[] = {"kobo--rank-constraint-message", NULL};
    static const char *const looks[] = {"appearance", "body::appearance", NULL};
    static const char *const rules[] = {"constraint", "bind::constraint", NULL};
    static const char *const texts[] = {"constraint_message", "constraint message", NULL};
    const struct form_sheet *s = k->from;
    k->type = column_named(s, types);
    k->name = column_named(s, names);
    k->score_choices = column_named(s, choices);
    k->rank_items = column_named(s, items);
    k->rank_message = column_named(s, said);
    k->appearance = column_named(s, looks);
    k->constraint = column_named(s, rules);
    k->message = column_named(s, texts);
    enum tool tool;
    for (size_t i = 0; k->type && i < s->cell_count; i++)
        if (s->cells[i].column == k->type && is_opening(s->cells[i].text, &tool)) return true;
    return false;
}

static void add(struct kobo *k, struct str text, int32_t row, int32_t column)
{
    k->cells[k->count++] = (struct form_cell){text, row, column};
}

// A column that the sheet lacks stands behind its last.
static void add_column(struct kobo *k, int32_t *column, int32_t *last, const char *name)
{
    if (*column) return;
    *column = ++*last;
    add(k, str_of(name), k->header_row, *column);
}

static void add_columns(struct kobo *k)
{
    const struct form_sheet *s = k->from;
    int32_t last = 0;
    for (size_t i = 0; i < s->cell_count; i++)
        if (s->cells[i].column > last) last = s->cells[i].column;
    add_column(k, &k->appearance, &last, "appearance");
    add_column(k, &k->constraint, &last, "constraint");
    add_column(k, &k->message, &last, "constraint_message");
}

// ---- rows ----

struct span { // one row's cells
    const struct form_cell *cells;
    size_t count;
};

static struct str text_in(const struct span *row, int32_t column)
{
    for (size_t i = 0; column && i < row->count; i++)
        if (row->cells[i].column == column) return row->cells[i].text;
    return STR("");
}

// A begin_score without its list gives a select without one, which is reported there.
static struct str with_list(struct kobo *k)
{
    return arena_printf(k->a, "select_one %.*s", STR_ARG(k->list));
}

// No choice of a level before.
static struct str other_choices(struct kobo *k)
{
    struct str all = STR("");
    for (size_t i = 0; i < k->level_count; i++)
        all = arena_printf(k->a, "%.*s%s. != ${%.*s}", STR_ARG(all), i ? " and " : "",
                           STR_ARG(k->levels[i]));
    return all;
}

// What the type becomes; "" where the row is an ordinary one.
static struct str read_type(struct kobo *k, const struct span *row, struct str type)
{
    if (is_opening(type, &k->tool)) {
        k->list = text_in(row, k->tool == TOOL_SCORE ? k->score_choices : k->rank_items);
        k->said = text_in(row, k->rank_message);
        k->level_count = 0;
        return STR("begin_group");
    }
    bool score = k->tool == TOOL_SCORE, rank = k->tool == TOOL_RANK;
    if ((score && (str_eq(type, STR("end_score")) || str_eq(type, STR("end score")))) ||
        (rank && (str_eq(type, STR("end_rank")) || str_eq(type, STR("end rank"))))) {
        k->tool = TOOL_NONE;
        return STR("end_group");
    }
    if ((score && str_eq(type, STR("score__row"))) || (rank && str_eq(type, STR("rank__level"))))
        return with_list(k);
    return STR("");
}

static void add_row(struct kobo *k, const struct span *row)
{
    struct str written = text_in(row, k->type), type = read_type(k, row, written);
    int32_t number = row->cells[0].row;
    struct str looks = STR(""), rule = STR(""), said = STR("");
    if (type.len && str_eq(type, STR("begin_group"))) {
        looks = k->tool == TOOL_SCORE ? STR("table-list") : STR("field-list");
    } else if (type.len && k->tool == TOOL_RANK) {
        looks = STR("minimal");
        rule = other_choices(k);
        said = k->level_count ? k->said : STR("");
        if (k->level_count < LEVELS_MAX) k->levels[k->level_count++] = text_in(row, k->name);
    }
    for (size_t i = 0; i < row->count; i++) {
        const struct form_cell *cell = &row->cells[i];
        bool ours = (looks.len && cell->column == k->appearance) ||
                    (rule.len && cell->column == k->constraint) ||
                    (said.len && cell->column == k->message);
        if (ours) continue;
        add(k, type.len && cell->column == k->type ? type : cell->text, number, cell->column);
    }
    if (looks.len) add(k, looks, number, k->appearance);
    if (rule.len) add(k, rule, number, k->constraint);
    if (said.len) add(k, said, number, k->message);
}

static int by_place(const void *left, const void *right)
{
    const struct form_cell *a = left, *b = right;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

const struct form_sheet *form_kobo_sheet(struct arena *a, const struct form_sheet *survey)
{
    if (!survey || !survey->cell_count) return survey;
    struct kobo k = {.a = a, .from = survey, .header_row = survey->cells[0].row};
    if (!find_columns(&k)) return survey;
    size_t rows = 1;
    for (size_t i = 1; i < survey->cell_count; i++)
        rows += survey->cells[i].row != survey->cells[i - 1].row;
    k.cells = ARENA_ARRAY(a, struct form_cell, survey->cell_count + 3 * rows);
    add_columns(&k);
    for (size_t at = 0; at < survey->cell_count;) {
        struct span row = {&survey->cells[at], 0};
        while (at < survey->cell_count && survey->cells[at].row == row.cells[0].row)
            at++, row.count++;
        if (row.cells[0].row == k.header_row)
            for (size_t i = 0; i < row.count; i++)
                add(&k, row.cells[i].text, k.header_row, row.cells[i].column);
        else
            add_row(&k, &row);
    }
    qsort(k.cells, k.count, sizeof *k.cells, by_place);
    struct form_sheet *out = ARENA_NEW(a, struct form_sheet);
    *out = (struct form_sheet){survey->name, k.cells, k.count};
    return out;
}
