// SPDX-License-Identifier: EUPL-1.2
// Compiles a workbook, step by step, each step collecting its mistakes.
#include "form/build_priv.h"

#include "base/file.h"
#include "base/limits.h"
#include "form/instance_priv.h"
#include "form/kobo_priv.h"
#include "form/lint_priv.h"
#include "form/suggest_priv.h"
#include "form/text_priv.h"

#include <stdio.h>

enum { DEF_BYTES_MAX = 1 << 30 };

// A sheet by name, without regard to case.
static const struct form_sheet *find_sheet(const struct form_workbook *workbook, struct str name)
{
    for (size_t i = 0; i < workbook->sheet_count; i++)
        if (str_eq_nocase(str_trim(workbook->sheets[i].name), name)) return &workbook->sheets[i];
    return NULL;
}

static bool find_sheets(struct builder *b)
{
    const struct form_workbook *workbook = b->workbook;
    b->survey.cells = find_sheet(workbook, STR("survey"));
    b->choices.cells = find_sheet(workbook, STR("choices"));
    b->settings.cells = find_sheet(workbook, STR("settings"));
    static const char *const idle[] = {"external_choices", "entities", "osm"};
    for (size_t i = 0; i < 3; i++) {
        const struct form_sheet *sheet = find_sheet(workbook, str_of(idle[i]));
        if (!sheet || !sheet->cell_count) continue;
        b->sheet_name = sheet->name;
        PROBLEM(b, FORM_WARNING, 0, 0, TEXT_SHEET_IDLE, idle[i]);
    }
    if (!b->survey.cells && workbook->sheet_count == 1) b->survey.cells = &workbook->sheets[0];
    b->survey.cells = form_kobo_sheet(b->a, b->survey.cells);
    b->sheet_name = STR("");
    struct suggest near = form_suggest_begin(STR("survey")),
                   choices = form_suggest_begin(STR("choices"));
    for (size_t i = 0; i < workbook->sheet_count; i++) {
        if (!str_starts(workbook->sheets[i].name, STR("_")))
            form_suggest_offer(&near, workbook->sheets[i].name);
        form_suggest_offer(&choices, workbook->sheets[i].name);
    }
    if (!b->choices.cells && choices.best.len)
        PROBLEM(b, FORM_WARNING, 0, 0, TEXT_SHEET_NEAR, STR_ARG(choices.best), "choices");
    if (b->survey.cells && b->survey.cells->cell_count) return true;
    if (b->survey.cells)
        PROBLEM(b, FORM_ERROR, 0, 0, TEXT_SHEET_EMPTY);
    else if (near.best.len)
        PROBLEM(b, FORM_ERROR, 0, 0, TEXT_SHEET_NEAR, STR_ARG(near.best), "survey");
    else
        PROBLEM(b, FORM_ERROR, 0, 0, TEXT_NO_SURVEY_SHEET);
    return false;
}

static void check_default(struct builder *b, uint32_t node)
{
    const struct def_node *n = &b->def->nodes[node];
    if (!n->default_text.len || (n->flags & DEF_DYNAMIC_DEFAULT) || !form_def_holds_value(n))
        return;
    char out[LIMIT_ANSWER_BYTES];
    size_t bytes;
    struct err_info info = {0};
    if (form_value_check(b->def, node, n->default_text, out, &bytes, &info) != ERR_NONE)
        PROBLEM(b, FORM_ERROR, n->row, n->default_column, TEXT_DEFAULT_WRONG, info.message);
}

static void bind_once(struct builder *b, struct form_expr *expr, uint32_t node, int32_t row,
                      int32_t column)
{
    struct binding binding = {.def = b->def,
                              .b = b,
                              .expr = expr,
                              .node = node,
                              .list = DEF_NONE,
                              .row = row,
                              .column = column};
    form_expression_bind(&binding);
}

// Dynamic defaults are evaluated once, when a respondent begins, and so stand in no graph.
static void bind_defaults(struct builder *b)
{
    struct form_def *def = b->def;
    b->sheet_name = b->survey.cells->name;
    for (uint32_t i = 1; i < def->node_count; i++) {
        const struct def_node *n = &def->nodes[i];
        check_default(b, i);
        if (n->default_expr) bind_once(b, n->default_expr, i, n->row, n->default_column);
        if (n->trigger_expr) bind_once(b, n->trigger_expr, i, n->row, n->job_columns[JOB_VALUE]);
    }
    if (!def->instance_name) return;
    b->sheet_name = b->settings.cells->name;
    bind_once(b, def->instance_name, 0, b->settings.cells->cells[0].row + 1, 0);
}

static void compile_sheets(struct builder *b)
{
    if (!find_sheets(b)) return;
    form_settings_read(b);
    form_columns_read(b);
    form_choices_read(b);
    form_survey_sheet_read(b);
    form_frames_build(b);
    form_graph_build(b);
    bind_defaults(b);
    form_texts_bind(b);
}

static struct form_def *def_create(const struct form_host *host)
{
    struct arena *a = arena_create(ARENA_PLAIN, DEF_BYTES_MAX);
    struct form_def *def = ARENA_NEW(a, struct form_def);
    def->a = a;
    if (host) def->host = *host;
    return def;
}

// The workbook's text lives in the definition's arena.
static enum err compile(struct form_def *def, const struct form_workbook *workbook,
                        struct form_problems *problems, bool lint, struct form_def **out)
{
    struct builder b = {.def = def,
                        .a = def->a,
                        .workbook = workbook,
                        .problems = problems,
                        .file = workbook->file};
    size_t before = form_problems_count(problems, FORM_ERROR);
    compile_sheets(&b);
    if (lint) form_lint(&b);
    def->services.read_file = NULL; // the folder is not known any more
    form_problems_sort(problems, workbook);
    if (form_problems_count(problems, FORM_ERROR) > before) {
        form_def_destroy(def);
        return ERR_PARSE;
    }
    *out = def;
    return ERR_NONE;
}

enum err form_def_compile(const struct form_workbook *workbook, const struct form_host *host,
                          struct form_problems *problems, struct form_def **out)
{
    struct form_def *def = def_create(host);
    struct form_workbook own = {.file = arena_dup(def->a, workbook->file),
                                .sheet_count = workbook->sheet_count};
    struct form_sheet *sheets = ARENA_ARRAY(def->a, struct form_sheet, workbook->sheet_count);
    for (size_t i = 0; i < workbook->sheet_count; i++) {
        const struct form_sheet *from = &workbook->sheets[i];
        struct form_cell *cells = ARENA_ARRAY(def->a, struct form_cell, from->cell_count);
        for (size_t c = 0; c < from->cell_count; c++) {
            cells[c] = from->cells[c];
            cells[c].text = arena_dup(def->a, from->cells[c].text);
        }
        sheets[i] = (struct form_sheet){arena_dup(def->a, from->name), cells, from->cell_count};
    }
    own.sheets = sheets;
    return compile(def, &own, problems, false, out);
}

// The folder of the form, for the files that it names.
static enum err read_beside(void *data, struct str name, size_t bytes_max, struct buf *out,
                            struct err_info *info)
{
    const struct str *folder = data;
    char path[4096];
    int len = snprintf(path, sizeof path, "%.*s%.*s", STR_ARG(*folder), STR_ARG(name));
    if (len < 0 || (size_t)len >= sizeof path) return err_set(info, ERR_LIMIT, TEXT_FILE_NOT_HERE);
    return file_read(path, bytes_max, out, info);
}

static enum err load(const char *path, const struct form_host *host, struct form_problems *problems,
                     bool lint, struct form_def **out)
{
    struct form_def *def = def_create(host);
    struct form_workbook workbook = {0};
    struct str folder = str_of(path);
    while (folder.len && folder.ptr[folder.len - 1] != '/')
        folder.len--;
    def->services = (struct form_services){.read_file = read_beside, .data = &folder};
    enum err code = form_workbook_open(path, def->a, problems, &workbook);
    if (code == ERR_NONE) return compile(def, &workbook, problems, lint, out);
    form_def_destroy(def);
    return code;
}

enum err form_def_load(const char *path, const struct form_host *host,
                       struct form_problems *problems, struct form_def **out)
{
    return load(path, host, problems, false, out);
}

enum err form_def_check(const char *path, const struct form_host *host,
                        struct form_problems *problems, struct form_def **out)
{
    return load(path, host, problems, true, out);
}

static enum form_format format_of(struct str name)
{
    struct str end = str_sub(name, name.len > 5 ? name.len - 5 : 0, name.len);
    if (str_eq_nocase(end, STR(".xlsx")) || str_eq_nocase(end, STR(".xlsm"))) return FORM_XLSX;
    end = str_sub(name, name.len > 4 ? name.len - 4 : 0, name.len);
    return str_eq_nocase(end, STR(".csv")) ? FORM_CSV : FORM_MARKDOWN;
}

enum err form_def_load_bytes(struct str bytes, struct str file_name, const struct form_host *host,
                             struct form_problems *problems, struct form_def **out)
{
    return form_def_load_bytes_with(bytes, file_name, host, NULL, problems, out);
}

static enum err load_bytes(struct str bytes, struct str file_name, const struct form_host *host,
                           const struct form_services *services, struct form_problems *problems,
                           bool lint, struct form_def **out)
{
    struct form_def *def = def_create(host);
    if (services) def->services = *services;
    struct form_workbook workbook = {0};
    struct str name = arena_dup(def->a, file_name);
    enum err code = form_workbook_read(format_of(name), bytes, name, def->a, problems, &workbook);
    if (code == ERR_NONE) return compile(def, &workbook, problems, lint, out);
    form_def_destroy(def);
    return code;
}

enum err form_def_load_bytes_with(struct str bytes, struct str file_name,
                                  const struct form_host *host,
                                  const struct form_services *services,
                                  struct form_problems *problems, struct form_def **out)
{
    return load_bytes(bytes, file_name, host, services, problems, false, out);
}

enum err form_def_check_bytes(struct str bytes, struct str file_name, const struct form_host *host,
                              struct form_problems *problems, struct form_def **out)
{
    return load_bytes(bytes, file_name, host, NULL, problems, true, out);
}

void form_def_destroy(struct form_def *def)
{
    if (def) arena_destroy(def->a);
}
