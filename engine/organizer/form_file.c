// SPDX-License-Identifier: EUPL-1.2
// Loading a form by path, with its mistakes told where they are.
#include "organizer/form_file.h"

#include "base/file.h"
#include "base/limits.h"
#include "organizer/desk.h"

static void tell_errors(const struct form_problems *problems)
{
    struct buf text = {0};
    for (size_t i = 0; i < form_problems_total(problems); i++)
        if (form_problems_at(problems, i)->severity == FORM_ERROR)
            form_problem_print(form_problems_at(problems, i), &text);
    fprintf(stderr, "%s", buf_text(&text));
    buf_finish(&text);
}

enum err form_file_load(const char *path, struct form_def **out, struct err_info *info)
{
    struct buf bytes = {0};
    enum err err = file_read(path, LIMIT_WORKBOOK_BYTES, &bytes, info);
    buf_finish(&bytes);
    if (err) return err; // no form at all is another thing than a form with mistakes
    struct form_problems *problems = form_problems_create();
    err = form_def_load(path, desk_form_host(), problems, out);
    if (err) {
        tell_errors(problems);
        err_set(info, err, "the form %s has mistakes", path);
    }
    form_problems_destroy(problems);
    return err;
}

enum err form_file_language(const struct form_def *form, const char *lang, size_t *out,
                            struct err_info *info)
{
    *out = 0;
    if (!lang) return ERR_NONE;
    int found = form_def_language_find(form, str_of(lang));
    if (found >= 0) {
        *out = (size_t)found;
        return ERR_NONE;
    }
    struct buf names = {0};
    for (size_t i = 0; i < form_def_language_count(form); i++)
        buf_printf(&names, "%s%.*s", i ? ", " : "", STR_ARG(form_def_language_name(form, i)));
    enum err err = err_set(info, ERR_MISSING, "the form has no language \"%s\"; it has %s", lang,
                           buf_text(&names));
    buf_finish(&names);
    return err;
}
