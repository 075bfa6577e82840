// SPDX-License-Identifier: EUPL-1.2
// Data files that a form names: read once each, through the program that loads the form, into
// lists that expressions walk and that selects may take their choices from. search() in the
// appearance column becomes the same with a choice_filter.
#include "form/build_priv.h"

#include "base/limits.h"
#include "form/text_priv.h"

static struct str stem_of(struct str file)
{
    for (size_t i = file.len; i > 1; i--)
        if (file.ptr[i - 1] == '.') return str_sub(file, 0, i - 1);
    return file;
}

// A name in the form's own folder and nothing else: a form must not reach further.
static bool plain_name(struct str file)
{
    if (!file.len || file.len > LIMIT_NAME_BYTES || file.ptr[0] == '.') return false;
    for (size_t i = 0; i < file.len; i++)
        if (file.ptr[i] == '/' || file.ptr[i] == '\\' || (unsigned char)file.ptr[i] < 0x20)
            return false;
    return true;
}

static bool read_table(struct builder *b, struct str file, struct def_list *list,
                       struct err_info *info)
{
    const struct form_services *services = &b->def->services;
    if (!services->read_file) {
        err_ignore(err_set(info, ERR_MISSING, TEXT_FILE_NOT_HERE));
        return false;
    }
    struct buf bytes = {0};
    enum err code = services->read_file(services->data, file, LIMIT_WORKBOOK_BYTES, &bytes, info);
    if (!code && arena_left(b->a) < bytes.len + (1 << 20))
        code = err_set(info, ERR_LIMIT, TEXT_CSV_LARGE);
    if (!code)
        code = form_data_read(file, arena_dup(b->a, buf_str(&bytes)), b->a, list->table,
                              &list->whole, info);
    buf_finish(&bytes);
    return !code;
}

uint32_t form_file_list(struct builder *b, struct str file, int32_t row, int32_t column)
{
    struct form_def *def = b->def;
    struct str name = stem_of(file);
    uint32_t index;
    if (form_map_get(&def->list_names, name, 0, &index)) {
        if (def->lists[index].table) return def->lists[index].failed ? DEF_NONE : index;
        PROBLEM(b, FORM_ERROR, row, column, TEXT_FILE_AND_LIST, STR_ARG(file), STR_ARG(name));
        return DEF_NONE;
    }
    if (!plain_name(file) || !form_data_named(file)) {
        PROBLEM(b, FORM_ERROR, row, column, TEXT_FILE_NAME, STR_ARG(file));
        return DEF_NONE;
    }
    if (b->file_count == FILES_MAX) {
        PROBLEM(b, FORM_ERROR, row, column, TEXT_FILES_MANY, (int)FILES_MAX);
        return DEF_NONE;
    }
    b->file_count++;
    index = form_list_add(def, name, 0);
    struct def_list *list = &def->lists[index];
    list->table = ARENA_NEW(b->a, struct form_csv);
    list->file = file;
    struct err_info info = {0};
    list->failed = !read_table(b, file, list, &info);
    list->column_count = list->table->column_count;
    if (!list->failed) return index;
    PROBLEM(b, FORM_ERROR, row, column, TEXT_FILE_FAILED, STR_ARG(file), info.message);
    return DEF_NONE;
}

static bool find_column(const struct def_list *list, struct str name, uint32_t *out)
{
    for (*out = 0; *out < list->column_count; (*out)++)
        if (str_eq(form_list_column_name(list, *out), name)) return true;
    return false;
}

uint32_t form_file_column(struct builder *b, uint32_t list, struct str name, int32_t row,
                          int32_t column)
{
    uint32_t found;
    if (find_column(&b->def->lists[list], name, &found)) return found;
    PROBLEM(b, FORM_ERROR, row, column, TEXT_FILE_COLUMN ".", STR_ARG(b->def->lists[list].name),
            STR_ARG(name));
    return DEF_NONE;
}

// "label::Svenska (sv)" beside "label": the columns of one text by language.
static void read_label(struct builder *b, const struct def_list *list, struct str label,
                       uint32_t row, uint32_t text)
{
    struct form_def *def = b->def;
    for (uint32_t i = 0; i < list->column_count; i++) {
        struct str name = list->table->columns[i], value = form_list_value(list, row, i);
        int language = 0;
        if (!str_eq(name, label)) {
            ptrdiff_t colon = str_find(name, STR("::"));
            if (colon < 0 || !str_eq(str_trim(str_sub(name, 0, (size_t)colon)), label)) continue;
            language =
                form_def_language_find(def, str_trim(str_sub(name, (size_t)colon + 2, name.len)));
            if (language < 0) continue;
        }
        struct def_text *to = &def->texts[(size_t)text * def->language_count + (size_t)language];
        if (value.len) to->source = value;
    }
}

// Rows of the file as choices: `value` and `label` name the columns.
static void fill_choices(struct builder *b, struct def_list *list, uint32_t value, struct str label)
{
    list->count = list->table->row_count;
    list->choices = ARENA_ARRAY(b->a, struct def_choice, list->count + 1);
    form_map_init(&list->names, b->a, list->count + 1);
    for (uint32_t i = 0; i < list->count; i++) {
        struct def_choice *choice = &list->choices[i];
        choice->name = form_list_value(list, i, value);
        choice->row = 0;
        for (size_t t = 0; t < DEF_TEXT_KINDS; t++)
            choice->texts[t] = DEF_NONE;
        choice->texts[DEF_LABEL] = form_text_add(b->def);
        read_label(b, list, label, i, choice->texts[DEF_LABEL]);
        if (choice->name.len) form_map_add(&list->names, choice->name, 0, i, NULL);
    }
}

uint32_t form_file_choices(struct builder *b, uint32_t file, struct str value, struct str label,
                           int32_t row, int32_t column)
{
    struct form_def *def = b->def;
    uint32_t value_column = form_file_column(b, file, value, row, column);
    if (value_column == DEF_NONE) return DEF_NONE;
    struct def_list *list = &def->lists[file];
    if (!list->choices) {
        list->value = value;
        list->label = label;
        fill_choices(b, list, value_column, label);
        return file;
    }
    if (str_eq(list->value, value) && str_eq(list->label, label)) return file;
    // The same file with other columns: a list that shares its table.
    struct str name =
        arena_printf(b->a, "%.*s/%.*s/%.*s", STR_ARG(list->name), STR_ARG(value), STR_ARG(label));
    uint32_t index;
    if (form_map_get(&def->list_names, name, 0, &index)) return index;
    if (b->file_count == FILES_MAX) {
        PROBLEM(b, FORM_ERROR, row, column, TEXT_FILES_MANY, (int)FILES_MAX);
        return DEF_NONE;
    }
    b->file_count++;
    index = form_list_add(def, name, 0);
    struct def_list *other = &def->lists[index];
    other->table = def->lists[file].table;
    other->column_count = other->table->column_count;
    other->value = value;
    other->label = label;
    fill_choices(b, other, value_column, label);
    return index;
}

// ---- search() ----

enum { SEARCH_ARGS_MAX = 6 };

// The arguments between the brackets of search(…), as written. Returns how many; 0: not closed.
static size_t split_arguments(struct str s, struct str out[SEARCH_ARGS_MAX])
{
    size_t count = 0, from = 0;
    int depth = 0;
    char quote = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (quote) {
            if (c == quote) quote = 0;
            continue;
        }
        if (c == '\'' || c == '"') quote = c;
        if (c == '(') depth++;
        if ((c == ',' || c == ')') && depth == 0) {
            if (count == SEARCH_ARGS_MAX) return 0;
            out[count++] = str_trim(str_sub(s, from, i));
            from = i + 1;
            if (c == ')') return count;
        } else if (c == ')') {
            depth--;
        }
    }
    return 0;
}

static struct str literal(struct str s)
{
    bool quoted =
        s.len >= 2 && (s.ptr[0] == '\'' || s.ptr[0] == '"') && s.ptr[s.len - 1] == s.ptr[0];
    return quoted ? str_sub(s, 1, s.len - 1) : STR("");
}

// The filter that search()'s arguments mean: 'contains', 'column', value and, beside it, 'column',
// value again. Empty where they mean none.
static struct str search_filter(struct builder *b, const struct str *args, size_t count)
{
    static const char *const kinds[][2] = {
        {"contains", "contains"}, {"startswith", "starts-with"}, {"endswith", "ends-with"}};
    struct str kind = literal(args[1]), column = literal(args[2]), filter = STR("");
    if (str_eq_nocase(kind, STR("matches")))
        filter = arena_printf(b->a, "%.*s = %.*s", STR_ARG(column), STR_ARG(args[3]));
    for (size_t i = 0; i < 3; i++)
        if (str_eq_nocase(kind, str_of(kinds[i][0])))
            filter = arena_printf(b->a, "%s(%.*s, %.*s)", kinds[i][1], STR_ARG(column),
                                  STR_ARG(args[3]));
    if (count == 6 && filter.len)
        filter = arena_printf(b->a, "%.*s and %.*s = %.*s", STR_ARG(filter),
                              STR_ARG(literal(args[4])), STR_ARG(args[5]));
    return filter;
}

void form_search_read(struct builder *b, struct def_node *n, const struct row *row)
{
    const struct form_cell *cell = row->cells[COLUMN_APPEARANCE];
    ptrdiff_t at = cell ? str_find(cell->text, STR("search(")) : -1;
    if (at < 0) return;
    struct str args[SEARCH_ARGS_MAX];
    size_t count = split_arguments(str_sub(cell->text, (size_t)at + 7, cell->text.len), args);
    struct str file = count ? literal(args[0]) : STR("");
    bool good = file.len && (count == 1 || count == 4 || count == 6) && n->list != DEF_NONE;
    struct str filter = good && count > 1 ? search_filter(b, args, count) : STR("");
    if (!good || (count > 1 && !filter.len)) {
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_SEARCH);
        return;
    }
    // The choices sheet has one row that says which columns hold the value and the label.
    const struct def_list *shape = &b->def->lists[n->list];
    if (shape->table || !shape->count) {
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_SEARCH);
        return;
    }
    struct str value = shape->choices[0].name;
    struct str label = form_def_text_source(b->def, shape->choices[0].texts[DEF_LABEL], 0);
    if (!str_ends(file, STR(".csv"))) file = arena_printf(b->a, "%.*s.csv", STR_ARG(file));
    uint32_t list = form_file_list(b, file, cell->row, cell->column);
    n->list = list == DEF_NONE ? DEF_NONE
                               : form_file_choices(b, list, value, label, cell->row, cell->column);
    if (!filter.len || n->list == DEF_NONE) return;
    const struct form_cell *own = row->cells[COLUMN_CHOICE_FILTER];
    if (own) filter = arena_printf(b->a, "(%.*s) and (%.*s)", STR_ARG(filter), STR_ARG(own->text));
    n->jobs[JOB_FILTER] = form_expression_parse(b, filter, cell->row, cell->column);
    n->job_columns[JOB_FILTER] = cell->column;
}
