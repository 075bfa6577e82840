// SPDX-License-Identifier: EUPL-1.2
// The organizer's own part of a report: claims tied to their computation, notes, languages.
#include "report/figures.h"

enum { CLAIMS_MAX = 100 };

enum err report_language_find(struct str code, enum report_language *out, struct err_info *info)
{
    if (str_eq(code, STR("sv")))
        *out = REPORT_SWEDISH;
    else if (str_eq(code, STR("en")))
        *out = REPORT_ENGLISH;
    else
        return err_set(info, ERR_ARGUMENT, "reports are written in sv or en, not in \"%.*s\"",
                       STR_ARG(str_sub(code, 0, 40)));
    return ERR_NONE;
}

struct str report_text(const json_t *texts, enum report_language language)
{
    static const char *const codes[] = {[REPORT_SWEDISH] = "sv", [REPORT_ENGLISH] = "en"};
    const json_t *text = json_object_get(texts, codes[language]);
    if (!text) text = json_object_get(texts, codes[!language]);
    return str_make(json_string_value(text), json_string_length(text));
}

size_t report_form_language(const struct form_def *form, enum report_language language)
{
    int found = form_def_language_find(form, language == REPORT_SWEDISH ? STR("sv") : STR("en"));
    return found < 0 ? 0 : (size_t)found;
}

static int64_t choice_find(const struct form_def *form, size_t node, struct str name)
{
    for (size_t i = 0; i < form_node_choice_count(form, node); i++)
        if (str_eq(form_choice_name(form, node, i), name)) return (int64_t)i;
    return -1;
}

enum err report_share(const struct form_def *form, const struct report_question *q,
                      const json_t *choices, bool valid_base, struct stats_share *out,
                      struct err_info *info)
{
    if (q->kind != REPORT_CHOICES && (q->kind != REPORT_OPTIONS || json_array_size(choices) != 1))
        return err_set(info, ERR_PARSE,
                       "\"%.*s\" has no choices that can be added up: name a question with one "
                       "choice, or one choice of several",
                       STR_ARG(form_node_short_path(form, q->node)));
    out->part = 0;
    out->whole = valid_base ? q->valid : q->asked;
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const json_t *name = json_array_get(choices, i);
        int64_t choice = choice_find(form, q->node, str_of(json_string_value(name)));
        if (choice < 0)
            return err_set(info, ERR_PARSE, "\"%.*s\" has no choice \"%s\"",
                           STR_ARG(form_node_short_path(form, q->node)),
                           json_is_string(name) ? json_string_value(name) : "(not a text)");
        for (size_t j = 0; j < i; j++)
            if (json_equal(name, json_array_get(choices, j)))
                return err_set(info, ERR_PARSE, "choice \"%s\" stands there twice",
                               json_string_value(name));
        if (valid_base && form_choice_missing(form, q->node, (size_t)choice) != 0)
            return err_set(info, ERR_PARSE,
                           "choice \"%s\" of \"%.*s\" is a missing code: it is not in the base "
                           "\"valid\"; use the base \"all\"",
                           json_string_value(name), STR_ARG(form_node_short_path(form, q->node)));
        out->part += q->counts[choice];
    }
    return ERR_NONE;
}

static enum err check_texts(const json_t *texts, struct err_info *info)
{
    if (!json_is_object(texts) || json_object_size(texts) == 0)
        return err_set(info, ERR_PARSE, "a text must be an object such as {\"sv\": \"…\"}");
    const char *language;
    json_t *text;
    json_object_foreach(
        (json_t *)(uintptr_t)texts, language,
        text) if (!json_is_string(text)) return err_set(info, ERR_PARSE,
                                                        "the text for \"%s\" is not a text",
                                                        language);
    return ERR_NONE;
}

static enum err check_claim(const struct form_def *form, const json_t *claim, struct err_info *info)
{
    struct str name, base;
    json_t *choices;
    enum err err;
    if ((err = json_get_str(claim, "question", &name, info)) ||
        (err = json_get(claim, "choices", JSON_ARRAY, &choices, info)) ||
        (err = json_get_str_or(claim, "base", STR("all"), &base, info)))
        return err;
    if (json_array_size(choices) == 0)
        return err_set(info, ERR_PARSE, "\"choices\" is empty: name at least one");
    if ((err = check_texts(json_object_get(claim, "text"), info)))
        return err_prefix(info, err, "\"text\": ");
    const json_t *note = json_object_get(claim, "note");
    if (note && (err = check_texts(note, info))) return err;
    if (!str_eq(base, STR("all")) && !str_eq(base, STR("valid")))
        return err_set(info, ERR_PARSE, "\"base\" must be \"all\" or \"valid\"");
    int64_t node = form_def_node_find(form, name);
    if (node < 0)
        return err_set(info, ERR_PARSE, "the form has no question \"%.*s\"", STR_ARG(name));
    enum form_kind kind = form_node_kind(form, (size_t)node);
    size_t count = form_node_choice_count(form, (size_t)node);
    uint64_t none[1] = {0};
    struct report_question q = {.kind = kind == FORM_SELECT_ONE        ? REPORT_CHOICES
                                        : kind == FORM_SELECT_MULTIPLE ? REPORT_OPTIONS
                                                                       : REPORT_ANSWERED,
                                .node = (size_t)node,
                                .choice_count = count};
    // Only the names are looked at: the share of a question nobody has answered yet is not used.
    struct arena *a = arena_create(ARENA_PLAIN, (count + 1) * sizeof *q.counts + 4096);
    q.counts = count ? ARENA_ARRAY(a, uint64_t, count) : none;
    struct stats_share share;
    err = report_share(form, &q, choices, str_eq(base, STR("valid")), &share, info);
    arena_destroy(a);
    return err;
}

enum err report_settings_check(const struct form_def *form, const json_t *settings,
                               struct err_info *info)
{
    if (!settings) return ERR_NONE;
    if (!json_is_object(settings)) return err_set(info, ERR_PARSE, "\"report\" is not an object");
    const json_t *claims = json_object_get(settings, "claims");
    if (claims && !json_is_array(claims))
        return err_set(info, ERR_PARSE, "report.claims is not a list");
    if (json_array_size(claims) > CLAIMS_MAX)
        return err_set(info, ERR_LIMIT, "report.claims holds more than %d", CLAIMS_MAX);
    for (size_t i = 0; i < json_array_size(claims); i++) {
        enum err err = check_claim(form, json_array_get(claims, i), info);
        if (err) return err_prefix(info, err, "report.claims[%zu]: ", i);
    }
    json_t *notes = json_object_get(settings, "notes");
    if (notes && !json_is_object(notes))
        return err_set(info, ERR_PARSE, "report.notes is not an object");
    const char *name;
    json_t *texts;
    json_object_foreach(notes, name, texts)
    {
        bool known = strcmp(name, "about") == 0 || strcmp(name, "response") == 0 ||
                     form_def_node_find(form, str_of(name)) >= 0;
        if (!known)
            return err_set(info, ERR_PARSE,
                           "report.notes: the form has no question \"%s\" (other notes are "
                           "\"about\" and \"response\")",
                           name);
        enum err err = check_texts(texts, info);
        if (err) return err_prefix(info, err, "report.notes.%s: ", name);
    }
    return ERR_NONE;
}
