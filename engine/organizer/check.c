// SPDX-License-Identifier: EUPL-1.2
// svar check: everything that is wrong with forms, at once, each with its place and what to do; and
// what a plugin offers, after all that a host asks of one.
#include "organizer/verbs.h"

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "organizer/desk.h"
#include "organizer/locale.h"
#include "plugin/registry.h"

struct checking {
    const struct arguments *a;
    enum form_text_language language;
    struct plugin_registry *plugins;
    struct form_host host;
    json_t *list; // NULL: as text
    size_t errors, warnings;
    enum verb_exit exit; // the worst so far
};

static void worse(struct checking *c, enum verb_exit exit)
{
    if (exit > c->exit) c->exit = exit;
}

// ---- telling ----

// What to do stands behind the first sentence; marks around the form's own words are no end.
static struct str advice(struct str text)
{
    bool quoted = false, paired = str_find(text, STR("“")) >= 0;
    for (size_t i = 0; i + 2 < text.len; i++) {
        struct str rest = str_sub(text, i, text.len);
        if (str_starts(rest, STR("“"))) quoted = true;
        if (str_starts(rest, STR("”")))
            quoted = !paired && !quoted; // Swedish has one mark for both
        if (text.ptr[i] == '.' && text.ptr[i + 1] == ' ' && !quoted)
            return str_trim(str_sub(text, i + 1, text.len));
    }
    return STR("");
}

static json_t *problem_json(const struct checking *c, const struct form_problem *p)
{
    struct buf text = {0};
    form_problem_text(p, c->language, &text);
    json_t *one =
        json_pack("{s:s,s:o,s:o,s:i,s:i,s:o,s:o}", "severity",
                  p->severity == FORM_ERROR ? "error" : "warning", "file", json_str(p->file),
                  "sheet", json_str(p->sheet), "row", (int)p->row, "column", (int)p->column, "text",
                  json_str(buf_str(&text)), "suggestion", json_str(advice(buf_str(&text))));
    buf_finish(&text);
    return one;
}

static void say_count(const struct checking *c, const char *path, size_t errors, size_t warnings)
{
    bool swedish = c->language == FORM_TEXT_SWEDISH;
    if (!errors && !warnings)
        verb_say(swedish ? "%s: inget fel" : "%s: nothing wrong", path);
    else if (swedish)
        verb_say("%s: %zu fel, %zu varning%s", path, errors, warnings, warnings == 1 ? "" : "ar");
    else
        verb_say("%s: %zu error%s, %zu warning%s", path, errors, errors == 1 ? "" : "s", warnings,
                 warnings == 1 ? "" : "s");
}

static void tell(struct checking *c, const struct form_problems *problems, const char *path)
{
    size_t errors = form_problems_count(problems, FORM_ERROR);
    size_t warnings = form_problems_count(problems, FORM_WARNING);
    size_t told = form_problems_total(problems);
    struct buf text = {0};
    for (size_t i = 0; i < told; i++) {
        const struct form_problem *problem = form_problems_at(problems, i);
        if (c->list)
            json_array_append_new(c->list, problem_json(c, problem));
        else
            form_problem_print_in(problem, c->language, &text);
    }
    c->errors += errors;
    c->warnings += warnings;
    if (!c->list) {
        printf("%s", buf_text(&text));
        if (told < errors + warnings)
            verb_say(c->language == FORM_TEXT_SWEDISH ? "%s: de första %zu visas"
                                                      : "%s: the first %zu are shown",
                     path, told);
        say_count(c, path, errors, warnings);
    }
    buf_finish(&text);
}

static void print_json(const struct checking *c)
{
    json_t *all = json_pack("{s:I,s:I,s:O}", "errors", (json_int_t)c->errors, "warnings",
                            (json_int_t)c->warnings, "problems", c->list);
    struct buf text = {0};
    json_write(all, &text);
    printf("%s\n", buf_text(&text));
    buf_finish(&text);
    json_decref(all);
}

// ---- forms ----

static void check_form(struct checking *c, const char *path)
{
    struct err_info info = {0};
    struct form_def *form = NULL;
    struct buf bytes = {0};
    enum err err = file_read(path, LIMIT_WORKBOOK_BYTES, &bytes, &info);
    buf_finish(&bytes);
    if (err) { // no form at all is another thing than a form with mistakes
        worse(c, verb_fail(&info));
        return;
    }
    struct form_problems *problems = form_problems_create();
    err = form_def_check(path, &c->host, problems, &form);
    tell(c, problems, path);
    if (err || form_problems_count(problems, FORM_ERROR) > 0) worse(c, VERB_FOUND);
    form_def_destroy(form);
    form_problems_destroy(problems);
}

// ---- plugins ----

static void check_questionnaire(struct checking *c, const struct plugin_questionnaire *found)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *form = NULL;
    struct str bytes = str_make(found->form->form, (size_t)found->form->form_bytes);
    enum err err =
        form_def_check_bytes(bytes, str_of(found->form->file_name), &c->host, problems, &form);
    tell(c, problems, found->form->file_name);
    if (err) worse(c, VERB_FOUND);
    form_def_destroy(form);
    form_problems_destroy(problems);
}

// Loads it as a host would, which looks at the file's owner, the ABI, the entry and every type and
// function that it offers, and reads the forms that it brings.
static void check_plugin(struct checking *c, const char *path)
{
    struct err_info info = {0};
    size_t before = plugin_registry_count(c->plugins);
    size_t forms = plugin_questionnaire_count(c->plugins);
    if (plugin_registry_load(c->plugins, path, PLUGIN_TRUST_OWNER, &info)) {
        verb_fail(&info);
        worse(c, VERB_FOUND);
        return;
    }
    const struct svar_plugin *plugin = plugin_registry_at(c->plugins, before);
    verb_say(c->language == FORM_TEXT_SWEDISH
                 ? "%s: insticksmodulen %s %s (%s, ABI %u.%u), inget fel"
                 : "%s: plugin %s %s (%s, ABI %u.%u), nothing wrong",
             path, plugin->id, plugin->version, plugin->license, (unsigned)plugin->abi_major,
             (unsigned)plugin->abi_minor);
    for (size_t i = forms; i < plugin_questionnaire_count(c->plugins); i++) {
        struct plugin_questionnaire found = plugin_questionnaire_at(c->plugins, i);
        check_questionnaire(c, &found);
    }
}

// ---- the verb ----

static enum verb_exit run(const struct arguments *a)
{
    static const struct plugin_host host = {.name = "svar", .version = SVAR_VERSION};
    struct checking c = {.a = a, .language = locale_language(arguments_text(a, "lang"))};
    struct err_info info = {0};
    const char *file;
    c.plugins = plugin_registry_create(&host);
    c.host = *desk_form_host();
    for (int i = 0; (file = arguments_list(a, "plugin", i)); i++)
        if (plugin_registry_load(c.plugins, file, PLUGIN_TRUST_OWNER, &info))
            worse(&c, verb_fail(&info));
    if (plugin_registry_count(c.plugins) > 0) {
        c.host.has_question = plugin_question_offered;
        c.host.data = c.plugins;
    }
    if (arguments_flag(a, "json")) c.list = json_array();
    for (int i = 0; i < a->word_count; i++) {
        if (str_ends(str_of(a->words[i]), STR(".so")))
            check_plugin(&c, a->words[i]);
        else
            check_form(&c, a->words[i]);
    }
    if (c.list) print_json(&c);
    json_decref(c.list);
    plugin_registry_destroy(c.plugins);
    return c.exit;
}

const struct verb verb_check = {
    .name = "check",
    .arguments = "FORM…",
    .summary = "Finds mistakes in forms (.xlsx, .md or .csv) and plugins (.so).",
    .details =
        "Prints \"file:sheet:row:column: error: text\", one a line, and warnings in the same way: "
        "what hurts\nrespondents or data in a form that could be used. The text is Swedish or "
        "English, as LC_ALL,\nLC_MESSAGES or LANG say, or --lang. The exit code is 0 where every "
        "form can be used (it may have\nwarnings), 1 where one has errors, 2 where one cannot be "
        "read. The forms that a plugin brings are\nchecked with it.",
    .least = 1,
    .most = ARGUMENTS_VALUES_MAX,
    .options = (const struct argument_option[]){{"json", ARGUMENT_FLAG, NULL, "for programs"},
                                                {"lang", ARGUMENT_TEXT, "LANG", "sv or en"},
                                                {"plugin", ARGUMENT_LIST, "FILE",
                                                 "a plugin whose question types the forms use"},
                                                {0}},
    .run = run,
};
