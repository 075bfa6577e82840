// SPDX-License-Identifier: EUPL-1.2
// svar convert: a form from one format to another.
#include "organizer/verbs.h"

#include "base/file.h"
#include "base/limits.h"
#include "form/def.h"
#include "form/write.h"
#include "form/xform.h"
#include "organizer/desk.h"

#include <unistd.h>

enum { ARENA_BYTES = 1 << 30 };

struct conversion {
    const char *path;
    struct arena *arena;
    struct form_problems *problems;
    struct form_workbook workbook;
    struct buf out;
    bool warns; // its warnings are worth telling
};

static void tell_problems(const struct conversion *c)
{
    struct buf text = {0};
    for (size_t i = 0; i < form_problems_total(c->problems); i++)
        if (c->warns || form_problems_at(c->problems, i)->severity == FORM_ERROR)
            form_problem_print(form_problems_at(c->problems, i), &text);
    fprintf(stderr, "%s", buf_text(&text));
    buf_finish(&text);
}

static enum err to_markdown(struct conversion *c, struct err_info *info)
{
    size_t breaks;
    (void)info;
    form_write_markdown(&c->workbook, &c->out, &breaks);
    if (breaks)
        verb_say("%s: %zu line %s within cells became %s: Markdown tables cannot hold them",
                 c->path, breaks, verb_count(breaks, "break", "breaks"),
                 verb_count(breaks, "a space", "spaces"));
    return ERR_NONE;
}

static enum err to_xlsx(struct conversion *c, struct err_info *info)
{
    return form_write_xlsx(&c->workbook, &c->out, info);
}

// Only a form without mistakes can be carried over.
static enum err to_xform(struct conversion *c, struct err_info *info)
{
    struct form_def *form = NULL;
    enum err err = form_def_load(c->path, desk_form_host(), c->problems, &form);
    form_def_destroy(form);
    if (!err) {
        form_problems_destroy(c->problems); // of its warnings, svar check tells
        c->problems = form_problems_create();
        c->warns = true;
        err = form_xform_write(&c->workbook, c->problems, &c->out);
    }
    (void)info;
    return err;
}

static const struct format {
    const char *name;
    bool binary;
    enum err (*convert)(struct conversion *c, struct err_info *info);
} formats[] = {{"md", false, to_markdown}, {"xlsx", true, to_xlsx}, {"xform", false, to_xform}};

static enum err find_format(const char *name, const struct format **out, struct err_info *info)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0) {
            *out = &formats[i];
            return ERR_NONE;
        }
    return err_set(info, ERR_ARGUMENT, "there is no format \"%s\"; write --to xlsx, md or xform",
                   name);
}

static enum err write_out(struct conversion *c, const char *path, struct err_info *info)
{
    struct desk_file file;
    enum err err = desk_file_create(path, &file, info);
    if (err) return err;
    err = desk_file_write(&file, buf_str(&c->out), info);
    if (!err) err = desk_file_commit(&file, info);
    desk_file_discard(&file);
    return err;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct buf probe = {0};
    const char *out = arguments_text(a, "out");
    const struct format *format = NULL;
    struct conversion c = {.path = a->words[0],
                           .arena = arena_create(ARENA_PLAIN, ARENA_BYTES),
                           .problems = form_problems_create()};
    enum verb_exit exit = VERB_FAILED;
    enum err err = find_format(arguments_text(a, "to"), &format, &info);
    if (!err && !out && format->binary && isatty(STDOUT_FILENO))
        err = err_set(&info, ERR_ARGUMENT, "a workbook is not for a terminal; write --out FILE");
    if (!err) err = file_read(c.path, LIMIT_WORKBOOK_BYTES, &probe, &info);
    buf_finish(&probe);
    if (!err) {
        err = form_workbook_open(c.path, c.arena, c.problems, &c.workbook);
        if (!err) err = format->convert(&c, &info);
        tell_problems(&c);
        exit = err ? VERB_FOUND : VERB_FAILED;
        if (err && form_problems_count(c.problems, FORM_ERROR))
            err_set(&info, err, "the form %s has mistakes", c.path);
    }
    if (!err) err = write_out(&c, out ? out : "-", &info);
    if (err)
        verb_fail(&info);
    else
        exit = VERB_DONE;
    buf_finish(&c.out);
    form_problems_destroy(c.problems);
    arena_destroy(c.arena);
    return exit;
}

const struct verb verb_convert = {
    .name = "convert",
    .arguments = "FORM",
    .summary = "Writes a form in another format.",
    .details = "A form is .xlsx, .md or .csv. What is not cells (prose between Markdown tables, "
               "colours of a\n"
               "spreadsheet) is left behind.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"to", ARGUMENT_NEEDED, "FORMAT", "xlsx, md or xform"},
            {"out", ARGUMENT_TEXT, "FILE", "where to; standard output"},
            {0}},
    .run = run,
};
