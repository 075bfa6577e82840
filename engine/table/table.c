// SPDX-License-Identifier: EUPL-1.2
// The table's columns: made from the form once, filled by add.c, read by cell.c.
#include "table/table.h"

#include "base/alloc.h"
#include "table/aside_priv.h"

#include <stdlib.h>

// Names and questions of a form; the cells have memory of their own.
enum { TABLE_ARENA_BYTES = 1 << 30 };

static const struct {
    const char *name;
    enum table_kind kind;
} meta[TABLE_META_COUNT + 1] = {
    [TABLE_ID] = {"_id", TABLE_TEXT},
    [TABLE_SURVEY_VERSION] = {"_survey_version", TABLE_INT},
    [TABLE_WAVE] = {"_wave", TABLE_TEXT},
    [TABLE_LANGUAGE] = {"_language", TABLE_TEXT},
    [TABLE_TIME] = {"_time", TABLE_TEXT},
    [TABLE_STATUS] = {"_status", TABLE_TEXT},
    [TABLE_DURATION] = {"_duration_s", TABLE_INT},
    [TABLE_RAPID] = {"_rapid", TABLE_INT},
};

// Choices that are answers of a repeat are other ones in every response: such a value is a text.
static bool has_list(const struct form_def *def, size_t node)
{
    return form_node_choices_from(def, node) < 0;
}

static bool has_options(const struct form_def *def, size_t node)
{
    enum form_kind kind = form_node_kind(def, node);
    return (kind == FORM_SELECT_MULTIPLE || kind == FORM_RANK) && has_list(def, node);
}

// How many columns a node has; for selects, one for every choice that is not a missing code.
static size_t columns_of(const struct form_def *def, size_t node)
{
    enum form_kind kind = form_node_kind(def, node);
    if (kind == FORM_ROOT || kind == FORM_GROUP) return 0;
    // A place is shown as a note where there is no receiver, but may come from elsewhere.
    if (kind == FORM_NOTE) return form_node_type(def, node) == FORM_GEOPOINT;
    if (!has_options(def, node)) return 1;
    size_t count = 0, choices = form_node_choice_count(def, node);
    for (size_t i = 0; i < choices; i++)
        count += form_choice_missing(def, node, i) == 0;
    return count;
}

static enum table_kind kind_of(const struct form_def *def, size_t node)
{
    enum form_kind kind = form_node_kind(def, node);
    if (!has_list(def, node)) return TABLE_TEXT;
    if (kind == FORM_SELECT_ONE) return TABLE_CHOICE;
    if (kind == FORM_SELECT_MULTIPLE || kind == FORM_TRIGGER) return TABLE_FLAG;
    if (kind == FORM_RANK || kind == FORM_REPEAT) return TABLE_INT;
    switch (form_node_type(def, node)) {
    case FORM_INT: return TABLE_INT;
    case FORM_DECIMAL: return TABLE_NUMBER;
    case FORM_DATE: return TABLE_DATE;
    case FORM_STRING:
    case FORM_BOOLEAN:
    case FORM_TIME:
    case FORM_DATETIME:
    case FORM_GEOPOINT:
    case FORM_BINARY:
    case FORM_STRUCTURE: break;
    }
    return TABLE_TEXT;
}

static uint8_t width_of(enum table_kind kind, size_t choices)
{
    switch (kind) {
    case TABLE_FLAG: return 1;
    case TABLE_CHOICE: return choices <= 0x100 ? 1 : choices <= 0x10000 ? 2 : 4;
    case TABLE_DATE: return 4;
    case TABLE_TEXT:
    case TABLE_INT:
    case TABLE_NUMBER: break;
    }
    return 8;
}

static enum table_geometry geometry_of(const struct form_def *def, size_t node)
{
    if (form_node_type(def, node) != FORM_GEOPOINT) return TABLE_NO_GEOMETRY;
    struct str type = form_node_written_type(def, node);
    return str_eq(type, STR("geotrace"))   ? TABLE_TRACE
           : str_eq(type, STR("geoshape")) ? TABLE_SHAPE
                                           : TABLE_POINT;
}

struct by_name {
    const struct form_def *def;
    size_t node;
};

static int compare_choices(const void *left, const void *right, void *data)
{
    const struct by_name *by = data;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order =
        str_compare(form_choice_name(by->def, by->node, a), form_choice_name(by->def, by->node, b));
    return order ? order : (a > b) - (a < b);
}

static void add_question(struct table *t, size_t node, size_t count)
{
    const struct form_def *def = t->def;
    enum form_kind kind = form_node_kind(def, node);
    struct question *q = &t->questions[t->question_count++];
    *q = (struct question){.node = node,
                           .path = form_node_short_path(def, node),
                           .first = t->column_count,
                           .count = count,
                           .geometry = geometry_of(def, node)};
    if ((kind == FORM_SELECT_ONE && has_list(def, node)) || has_options(def, node)) {
        struct by_name by = {def, node};
        q->choice_count = form_node_choice_count(def, node);
        q->choices = ARENA_ARRAY(t->arena, uint32_t, q->choice_count);
        q->names = ARENA_ARRAY(t->arena, struct str, q->choice_count);
        for (uint32_t i = 0; i < q->choice_count; i++) {
            q->choices[i] = i;
            q->names[i] = form_choice_name(def, node, i);
        }
        qsort_r(q->choices, q->choice_count, sizeof *q->choices, compare_choices, &by);
    }
    if (!has_options(def, node)) {
        struct column *column = &t->columns[t->column_count++];
        column->public.source = kind == FORM_REPEAT ? TABLE_REPEAT : TABLE_QUESTION;
        column->public.kind = kind_of(def, node);
        column->public.name = q->path;
        column->public.node = node;
        column->public.geometry = q->geometry != TABLE_NO_GEOMETRY;
        column->width = width_of(column->public.kind, q->choice_count);
        return;
    }
    q->option_column = ARENA_ARRAY(t->arena, int32_t, q->choice_count);
    for (size_t i = 0; i < q->choice_count; i++) {
        q->option_column[i] = -1;
        if (form_choice_missing(def, node, i) != 0) continue;
        q->option_column[i] = (int32_t)(t->column_count - q->first);
        struct column *column = &t->columns[t->column_count++];
        column->public.source = TABLE_OPTION;
        column->public.kind = kind_of(def, node);
        column->public.node = node;
        column->public.choice = i;
        column->public.name = arena_printf(t->arena, "%.*s/%.*s", STR_ARG(q->path),
                                           STR_ARG(form_choice_name(def, node, i)));
        column->width = width_of(column->public.kind, 0);
    }
}

static int compare_questions(const void *left, const void *right)
{
    const struct question *a = left, *b = right;
    return str_compare(a->path, b->path);
}

// Each question names the one behind it in the form; the last one names the first.
static void link_questions(struct table *t)
{
    size_t columns = t->column_count;
    uint32_t *at_column = xcalloc(columns + 1, sizeof *at_column); // index + 1
    for (uint32_t i = 0; i < t->question_count; i++)
        at_column[t->questions[i].first] = i + 1;
    uint32_t next = 0;
    for (size_t pass = 0; pass < 2; pass++) // the second one gives the last its next
        for (size_t column = columns; column > 0; column--) {
            if (!at_column[column - 1]) continue;
            t->questions[at_column[column - 1] - 1].next = next;
            next = at_column[column - 1] - 1;
        }
    t->first_question = next;
    free(at_column);
}

// Columns hang on the form alone: only one that is asked with one tap has rapid series.
static size_t meta_columns(const struct form_def *def)
{
    bool one_tap = str_eq(form_def_setting(def, STR("svar:mode")), STR("one-tap"));
    return TABLE_META_COUNT + (one_tap ? 1 : 0);
}

// The columns from the response come first. A form may own a name such as "_id": then ours gets one
// more underscore, until it is free.
static void add_meta(struct table *t)
{
    for (size_t i = 0; i < meta_columns(t->def); i++) {
        struct column *column = &t->columns[i];
        struct str name = str_of(meta[i].name);
        while (form_def_node_find(t->def, name) >= 0)
            name = arena_printf(t->arena, "_%.*s", STR_ARG(name));
        column->public = (struct table_column){
            .source = (enum table_source)i, .kind = meta[i].kind, .name = name};
        column->width = width_of(meta[i].kind, 0);
    }
    t->column_count = meta_columns(t->def);
}

// The key of a repeat's rows: the response, then a place for every repeat from the outermost in.
static void add_key(struct table *t)
{
    t->columns[0].public = (struct table_column){
        .source = TABLE_ID, .kind = TABLE_TEXT, .name = str_of(meta[TABLE_ID].name)};
    t->columns[0].width = width_of(TABLE_TEXT, 0);
    while (form_def_node_find(t->def, t->columns[0].public.name) >= 0)
        t->columns[0].public.name =
            arena_printf(t->arena, "_%.*s", STR_ARG(t->columns[0].public.name));
    size_t repeat = t->scope;
    for (size_t at = t->depth; at > 0; at--) {
        struct str path = form_node_short_path(t->def, repeat);
        t->columns[at].public = (struct table_column){
            .source = TABLE_POSITION,
            .kind = TABLE_INT,
            .name = arena_printf(t->arena, "_position/%.*s", STR_ARG(path)),
            .node = repeat,
        };
        t->columns[at].width = width_of(TABLE_INT, 0);
        repeat = table_enclosing_repeat(t->def, repeat);
    }
    t->column_count = 1 + t->depth;
}

static size_t key_columns(const struct form_def *def, size_t scope)
{
    return scope ? 1 + table_position_count(def, scope) : meta_columns(def);
}

// The part of the form in which nodes of a scope lie.
static size_t scope_end(const struct form_def *def, size_t scope)
{
    return scope ? form_node_end(def, scope) : form_def_node_count(def);
}

size_t table_columns_of_scope(const struct form_def *def, size_t scope)
{
    size_t count = key_columns(def, scope);
    for (size_t node = scope + (scope > 0); node < scope_end(def, scope); node++) {
        count += columns_of(def, node);
        if (form_node_kind(def, node) == FORM_REPEAT) node = form_node_end(def, node) - 1;
    }
    return count;
}

struct table *table_make(const struct form_def *def, size_t scope, int32_t *question_of_node)
{
    size_t columns = table_columns_of_scope(def, scope);
    struct table *t = xcalloc(1, sizeof *t);
    t->def = def;
    t->scope = scope;
    t->depth = scope ? table_position_count(def, scope) : 0;
    t->arena = arena_create(ARENA_PLAIN, TABLE_ARENA_BYTES);
    t->columns = xcalloc(columns, sizeof *t->columns);
    t->questions = ARENA_ARRAY(t->arena, struct question, columns);
    t->question_of_node = question_of_node;
    if (scope)
        add_key(t);
    else
        add_meta(t);
    for (size_t node = scope + (scope > 0); node < scope_end(def, scope); node++) {
        size_t count = columns_of(def, node);
        if (count > 0) add_question(t, node, count);
        if (form_node_kind(def, node) == FORM_REPEAT) node = form_node_end(def, node) - 1;
    }
    qsort(t->questions, t->question_count, sizeof *t->questions, compare_questions);
    for (size_t i = 0; i < t->question_count; i++)
        question_of_node[t->questions[i].node] = (int32_t)i;
    link_questions(t);
    for (size_t i = 0; i < t->column_count; i++)
        t->row_bytes += t->columns[i].width + (size_t)1;
    return t;
}

static size_t columns_in_all(const struct form_def *def)
{
    size_t count = table_columns_of_scope(def, 0);
    for (size_t node = 0; node < form_def_node_count(def); node++)
        if (form_node_kind(def, node) == FORM_REPEAT) count += table_columns_of_scope(def, node);
    return count;
}

enum err table_create(const struct form_def *def, const struct table_expect *expect,
                      struct table **out, struct err_info *info)
{
    size_t nodes = form_def_node_count(def), columns = columns_in_all(def);
    if (columns > TABLE_COLUMNS_MAX)
        return err_set(info, ERR_LIMIT, "the form gives %zu columns; %d is the most", columns,
                       TABLE_COLUMNS_MAX);
    int32_t *question_of_node = xcalloc(nodes, sizeof *question_of_node);
    for (size_t node = 0; node < nodes; node++)
        question_of_node[node] = -1;
    struct table *t = table_make(def, 0, question_of_node);
    if (expect) {
        t->expect.survey = arena_dup(t->arena, expect->survey);
        t->expect.form_hash = arena_dup(t->arena, expect->form_hash);
    }
    t->pending = xcalloc(t->column_count, sizeof *t->pending);
    t->pending_codes = xcalloc(t->column_count, 1);
    table_make_repeats(t);
    *out = t;
    return ERR_NONE;
}

void table_destroy(struct table *t)
{
    if (!t) return;
    table_destroy_repeats(t);
    table_destroy_versions(t);
    table_window_destroy(t->window);
    table_store_destroy(t);
    for (size_t i = 0; i < t->column_count; i++) {
        free(t->columns[i].values);
        free(t->columns[i].missing);
    }
    free(t->columns);
    free(t->ids);
    free(t->order);
    if (t->scope) { // the row being read is one of those below, and the rest is the responses'
        free(t->rows.raw);
        free(t->rows.codes);
        free(t->rows.positions);
    } else {
        free(t->pending);
        free(t->pending_codes);
        free(t->question_of_node);
    }
    buf_wipe(&t->pool);
    buf_wipe(&t->geometry);
    buf_wipe(&t->scan_keys);
    buf_wipe(&t->scan_values);
    arena_destroy(t->arena);
    free(t);
}

const struct question *table_question_find(struct table *t, struct str path)
{
    enum { TRIES = 4 };
    uint32_t at = t->next_question;
    for (int i = 0; i < TRIES && at < t->question_count; i++) {
        const struct question *q = &t->questions[at];
        if (str_eq(q->path, path)) {
            t->next_question = q->next;
            return q;
        }
        at = q->next;
    }
    size_t low = 0, high = t->question_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(t->questions[middle].path, path);
        if (order == 0) {
            t->next_question = t->questions[middle].next;
            return &t->questions[middle];
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

int64_t table_choice_find(const struct question *q, struct str name)
{
    enum { FEW = 12 }; // looked through faster than halved
    for (size_t i = 0; q->choice_count <= FEW && i < q->choice_count; i++)
        if (str_eq(q->names[i], name)) return (int64_t)i;
    if (q->choice_count <= FEW) return -1;
    size_t low = 0, high = q->choice_count;
    while (low < high) { // the first of that name: a list may hold a name twice, filtered apart
        size_t middle = low + (high - low) / 2;
        if (str_compare(q->names[q->choices[middle]], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == q->choice_count) return -1;
    uint32_t found = q->choices[low];
    return str_eq(q->names[found], name) ? (int64_t)found : -1;
}

void table_grow(struct table *t)
{
    if (t->row_count < t->row_capacity) return;
    size_t capacity = t->row_capacity ? t->row_capacity * 2 : 64;
    for (size_t i = 0; i < t->column_count; i++) {
        struct column *column = &t->columns[i];
        column->values = xreallocarray(column->values, capacity, column->width);
        column->missing = xreallocarray(column->missing, capacity, 1);
    }
    t->row_capacity = capacity;
}
