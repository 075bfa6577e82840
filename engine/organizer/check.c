// SPDX-License-Identifier: EUPL-1.2
// svar check: everything that is wrong with a form, at once, each with its place and what to do.
#include "organizer/verbs.h"

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "organizer/desk.h"

static json_t *problem_json(const struct form_problem *p)
{
    return json_pack("{s:s,s:o,s:o,s:i,s:i,s:o}", "severity",
                     p->severity == FORM_ERROR ? "error" : "warning", "file", json_str(p->file),
                     "sheet", json_str(p->sheet), "row", (int)p->row, "column", (int)p->column,
                     "text", json_str(p->text));
}

static void print_json(const struct form_problems *problems)
{
    json_t *list = json_array();
    for (size_t i = 0; i < form_problems_total(problems); i++)
        json_array_append_new(list, problem_json(form_problems_at(problems, i)));
    json_t *all = json_pack(
        "{s:I,s:I,s:o}", "errors", (json_int_t)form_problems_count(problems, FORM_ERROR),
        "warnings", (json_int_t)form_problems_count(problems, FORM_WARNING), "problems", list);
    struct buf text = {0};
    json_write(all, &text);
    printf("%s\n", buf_text(&text));
    buf_finish(&text);
    json_decref(all);
}

static void print_text(const struct form_problems *problems, const char *path)
{
    struct buf text = {0};
    for (size_t i = 0; i < form_problems_total(problems); i++)
        form_problem_print(form_problems_at(problems, i), &text);
    printf("%s", buf_text(&text));
    buf_finish(&text);
    size_t errors = form_problems_count(problems, FORM_ERROR);
    size_t warnings = form_problems_count(problems, FORM_WARNING);
    if (errors || warnings)
        verb_say("%s: %zu error%s, %zu warning%s", path, errors, errors == 1 ? "" : "s", warnings,
                 warnings == 1 ? "" : "s");
    else
        verb_say("%s: nothing wrong", path);
}

static enum verb_exit run(const struct arguments *a)
{
    const char *path = a->words[0];
    struct err_info info = {0};
    struct form_def *form = NULL;
    struct buf bytes = {0};
    enum err err = file_read(path, LIMIT_WORKBOOK_BYTES, &bytes, &info);
    buf_finish(&bytes);
    if (err) return verb_fail(&info); // no form at all is another thing than a form with mistakes
    struct form_problems *problems = form_problems_create();
    err = form_def_check(path, desk_form_host(), problems, &form);
    if (arguments_flag(a, "json"))
        print_json(problems);
    else
        print_text(problems, path);
    bool errors = err || form_problems_count(problems, FORM_ERROR) > 0;
    form_def_destroy(form);
    form_problems_destroy(problems);
    return errors ? VERB_FOUND : VERB_DONE;
}

const struct verb verb_check = {
    .name = "check",
    .arguments = "FORM",
    .summary = "Finds mistakes in a form (.xlsx, .md or .csv).",
    .details =
        "Prints \"file:sheet:row:column: error: text\", one a line. The exit code is 0 where "
        "the form can be\nused (it may have warnings), 1 where it has errors, 2 where it "
        "cannot be read.",
    .least = 1,
    .most = 1,
    .options = (const struct argument_option[]){{"json", ARGUMENT_FLAG, NULL, "for programs"}, {0}},
    .run = run,
};
