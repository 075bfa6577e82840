// SPDX-License-Identifier: EUPL-1.2
// The organizer's own part of a report: claims tied to their computation, notes, languages.
#include "report/figures.h"
#include "report/logo.h"
#include "table/words.h"

#include <stdio.h>

enum { CLAIMS_MAX = 100, LIST_MAX = 200 };

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

enum err report_period_find(struct str word, enum report_period *out, struct err_info *info)
{
    static const char *const words[] = {[REPORT_PERIOD_DAY] = "day",
                                        [REPORT_PERIOD_WEEK] = "week",
                                        [REPORT_PERIOD_MONTH] = "month",
                                        [REPORT_PERIOD_WAVE] = "wave"};
    for (int i = REPORT_PERIOD_DAY; i <= REPORT_PERIOD_WAVE; i++)
        if (str_eq(word, str_of(words[i]))) {
            *out = (enum report_period)i;
            return ERR_NONE;
        }
    return err_set(info, ERR_ARGUMENT, "run charts go by day, week, month or wave, not by \"%.*s\"",
                   STR_ARG(str_sub(word, 0, 40)));
}

enum err report_goal_find(struct str text, struct report_goal *out, struct err_info *info)
{
    size_t end = 0;
    double change;
    while (end < text.len &&
           (text.ptr[end] == '-' || text.ptr[end] == '+' || text.ptr[end] == '.' ||
            (text.ptr[end] >= '0' && text.ptr[end] <= '9')))
        end++;
    struct str number = str_sub(text, text.len && text.ptr[0] == '+', end),
               unit = str_trim(str_sub(text, end, text.len));
    bool relative = str_eq(unit, STR("%")),
         points = str_eq(unit, STR("p")) || str_eq(unit, STR("points"));
    if (!str_to_double(number, &change) || !(change >= -50 && change <= 50) || change == 0 ||
        (!relative && !points))
        return err_set(info, ERR_ARGUMENT,
                       "a goal is a change a year: \"2%%\" of where you began, or \"2points\" for "
                       "per cent units; \"-2%%\" where lower is better (not \"%.*s\")",
                       STR_ARG(str_sub(text, 0, 40)));
    *out = (struct report_goal){true, points ? STATS_GOAL_POINTS : STATS_GOAL_RELATIVE, change};
    return ERR_NONE;
}

struct str report_text(const json_t *texts, enum report_language language)
{
    static const char *const codes[] = {[REPORT_SWEDISH] = "sv", [REPORT_ENGLISH] = "en"};
    const json_t *text = json_object_get(texts, codes[language]);
    if (!text) text = json_object_get(texts, codes[!language]);
    return str_make(json_string_value(text), json_string_length(text));
}

const struct str *const *report_choices_make(const struct form_def *form, size_t language,
                                             struct arena *a)
{
    struct str **all = ARENA_ARRAY(a, struct str *, form_def_node_count(form) + 1);
    for (size_t node = 0; node < form_def_node_count(form); node++) {
        size_t count = form_node_choice_count(form, node);
        bool marks = false;
        for (size_t i = 0; i < count && !marks; i++)
            marks = table_words_marked(form_choice_label(form, node, i, language));
        if (!marks) continue;
        all[node] = ARENA_ARRAY(a, struct str, count);
        for (size_t i = 0; i < count; i++)
            all[node][i] = table_words_plain(form_choice_label(form, node, i, language), a);
    }
    return (const struct str *const *)all;
}

const struct str *report_labels_make(const struct form_def *form, size_t language, struct arena *a)
{
    struct str *labels = ARENA_ARRAY(a, struct str, form_def_node_count(form) + 1);
    for (size_t node = 0; node < form_def_node_count(form); node++)
        labels[node] = table_words_question(form, node, language, a);
    return labels;
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

// ---- the rest of the settings ----

static enum err need_question(const struct form_def *form, const json_t *name, int64_t *out_node,
                              struct err_info *info)
{
    struct str text = str_make(json_string_value(name), json_string_length(name));
    *out_node = text.len ? form_def_node_find(form, text) : -1;
    if (*out_node < 0)
        return err_set(info, ERR_PARSE, "the form has no question \"%.*s\"", STR_ARG(text));
    return ERR_NONE;
}

static enum err list_of(const json_t *settings, const char *name, const json_t **out,
                        struct err_info *info)
{
    *out = json_object_get(settings, name);
    if (*out && !json_is_array(*out))
        return err_set(info, ERR_PARSE, "report.%s is not a list", name);
    if (json_array_size(*out) > LIST_MAX)
        return err_set(info, ERR_LIMIT, "report.%s holds more than %d", name, LIST_MAX);
    return ERR_NONE;
}

static enum err check_best(const struct form_def *form, const json_t *settings,
                           struct err_info *info)
{
    json_t *best = json_object_get(settings, "best"), *end;
    const char *name;
    if (best && !json_is_object(best)) return err_set(info, ERR_PARSE, "report.best is no object");
    json_object_foreach(best, name, end)
    {
        int64_t node = form_def_node_find(form, str_of(name));
        const char *word = json_string_value(end);
        if (node < 0 || form_node_kind(form, (size_t)node) != FORM_SELECT_ONE)
            return err_set(info, ERR_PARSE, "report.best: \"%s\" is no question with one choice",
                           name);
        if (!word || (strcmp(word, "first") != 0 && strcmp(word, "last") != 0))
            return err_set(info, ERR_PARSE,
                           "report.best: say \"first\" or \"last\" for \"%s\": the end of the "
                           "scale that is the good one",
                           name);
    }
    return ERR_NONE;
}

static enum err check_lists(const struct form_def *form, const json_t *settings,
                            struct err_info *info)
{
    const json_t *list;
    int64_t node;
    enum err err = list_of(settings, "sensitive", &list, info);
    for (size_t i = 0; i < json_array_size(list) && !err; i++)
        err = need_question(form, json_array_get(list, i), &node, info);
    if (err) return err_prefix(info, err, "report.sensitive: ");
    err = list_of(settings, "indexes", &list, info);
    for (size_t i = 0; i < json_array_size(list) && !err; i++) {
        json_t *questions;
        const json_t *index = json_array_get(list, i);
        err = check_texts(json_object_get(index, "text"), info);
        if (!err) err = json_get(index, "questions", JSON_ARRAY, &questions, info);
        if (!err && json_array_size(questions) < 2)
            err = err_set(info, ERR_PARSE, "an index needs at least two questions");
        for (size_t j = 0; !err && j < json_array_size(questions); j++)
            err = need_question(form, json_array_get(questions, j), &node, info);
    }
    return err ? err_prefix(info, err, "report.indexes: ") : ERR_NONE;
}

static enum err check_day(const json_t *day, struct err_info *info)
{
    int64_t days;
    if (!json_is_string(day) || !table_date_parse(str_of(json_string_value(day)), &days))
        return err_set(info, ERR_PARSE, "a day is written 2026-12-01, not \"%s\"",
                       json_is_string(day) ? json_string_value(day) : "");
    return ERR_NONE;
}

static enum err check_runs(const struct form_def *form, const json_t *settings,
                           struct err_info *info)
{
    const json_t *list;
    enum err err = list_of(settings, "runs", &list, info);
    for (size_t i = 0; i < json_array_size(list) && !err; i++) {
        json_t *claim = json_deep_copy(json_array_get(list, i)),
               *text = json_pack("{s:s}", "sv", "-");
        json_object_set_new(claim, "text", text);
        err = check_claim(form, claim, info); // the same demands: a question and its choices
        json_decref(claim);
    }
    if (err) return err_prefix(info, err, "report.runs: ");
    err = list_of(settings, "events", &list, info);
    for (size_t i = 0; i < json_array_size(list) && !err; i++) {
        err = check_day(json_object_get(json_array_get(list, i), "day"), info);
        if (!err) err = check_texts(json_object_get(json_array_get(list, i), "text"), info);
    }
    return err ? err_prefix(info, err, "report.events: ") : ERR_NONE;
}

static enum err check_measure(const struct form_def *form, const json_t *settings,
                              struct err_info *info)
{
    static const char *const parts[] = {"date", "part", "whole", "team", "note"};
    const json_t *measure = json_object_get(settings, "measure");
    if (!measure) return ERR_NONE;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const json_t *name = json_object_get(measure, parts[i]);
        int64_t node;
        if (!name && i >= 3) continue;
        enum err err = need_question(form, name, &node, info);
        if (err) return err_prefix(info, err, "report.measure.%s: ", parts[i]);
        enum form_type type = form_node_type(form, (size_t)node);
        if ((i == 0 && type != FORM_DATE) ||
            ((i == 1 || i == 2) && type != FORM_INT && type != FORM_DECIMAL))
            return err_set(info, ERR_PARSE, "report.measure.%s: \"%s\" is no %s", parts[i],
                           json_string_value(name), i == 0 ? "date" : "number");
    }
    return ERR_NONE;
}

static enum err check_poster(const json_t *settings, struct err_info *info)
{
    const json_t *poster = json_object_get(settings, "poster"), *list;
    static const char *const parts[] = {"said", "did"};
    enum err err = ERR_NONE;
    for (size_t i = 0; i < 2 && poster && !err; i++) {
        err = list_of(poster, parts[i], &list, info);
        for (size_t j = 0; j < json_array_size(list) && !err; j++)
            err = check_texts(json_array_get(list, j), info);
    }
    if (!err && json_object_get(poster, "due"))
        err = check_day(json_object_get(poster, "due"), info);
    return err ? err_prefix(info, err, "report.poster: ") : ERR_NONE;
}

const char *const report_sections[] = {"brief", "overview", "response", "questions", "groups",
                                       "waves", "runs",     "method",   "codebook",  NULL};

static enum err check_look(const json_t *settings, struct err_info *info)
{
    const json_t *order, *title = json_object_get(settings, "title"),
                         *logo = json_object_get(settings, "logo");
    enum err err = list_of(settings, "order", &order, info);
    for (size_t i = 0; i < json_array_size(order) && !err; i++) {
        const char *name = json_string_value(json_array_get(order, i));
        size_t known = 0;
        while (report_sections[known] && (!name || strcmp(report_sections[known], name) != 0))
            known++;
        if (!report_sections[known])
            err = err_set(info, ERR_PARSE,
                          "there is no section \"%s\"; there are brief, overview, response, "
                          "questions, groups, waves, runs, method, codebook",
                          name ? name : "");
        for (size_t j = 0; j < i && !err; j++)
            if (json_equal(json_array_get(order, i), json_array_get(order, j)))
                err = err_set(info, ERR_PARSE, "section \"%s\" stands there twice", name);
    }
    if (err) return err_prefix(info, err, "report.order: ");
    if (title && (err = check_texts(title, info))) return err_prefix(info, err, "report.title: ");
    const json_t *colour = json_object_get(settings, "colour");
    const char *hex = json_string_value(colour);
    uint8_t bytes[3];
    if (colour && (!hex || hex[0] != '#' || strlen(hex) != 7 ||
                   !hex_decode(str_of(hex + 1), bytes, sizeof bytes)))
        return err_set(info, ERR_PARSE, "report.colour: a colour is written #0A5C66");
    if (!logo) return ERR_NONE;
    struct buf picture = {0};
    bool png;
    err = report_logo_read(logo, &png, &picture, info);
    buf_finish(&picture);
    return err ? err_prefix(info, err, "report.logo: ") : ERR_NONE;
}

// A number by itself: nothing else weighs.
static enum err check_weight(const struct form_def *form, const json_t *settings,
                             struct err_info *info)
{
    const json_t *weight = json_object_get(settings, "weight"),
                 *population = json_object_get(settings, "population");
    int64_t node;
    enum err err = weight ? need_question(form, weight, &node, info) : ERR_NONE;
    if (err) return err_prefix(info, err, "report.weight: ");
    if (weight) {
        enum form_kind kind = form_node_kind(form, (size_t)node);
        enum form_type type = form_node_type(form, (size_t)node);
        bool value = kind == FORM_INPUT || kind == FORM_RANGE || kind == FORM_CALCULATE;
        if (!value || (kind == FORM_INPUT && type != FORM_INT && type != FORM_DECIMAL))
            return err_set(info, ERR_PARSE,
                           "report.weight: \"%s\" does not hold a number: name an integer, a "
                           "decimal or a calculation",
                           json_string_value(weight));
    }
    if (population && (!json_is_integer(population) || json_integer_value(population) < 1 ||
                       json_integer_value(population) > REPORT_POPULATION_MAX))
        return err_set(info, ERR_PARSE, "report.population is a number from 1 to %d",
                       REPORT_POPULATION_MAX);
    return ERR_NONE;
}

void report_settings_apply(struct report_facts *facts)
{
    const json_t *weight = json_object_get(facts->settings, "weight"),
                 *population = json_object_get(facts->settings, "population");
    if (facts->weight.len == 0 && weight)
        facts->weight = str_make(json_string_value(weight), json_string_length(weight));
    if (str_eq(facts->weight, STR(REPORT_WEIGHT_NONE))) facts->weight = STR("");
    if (facts->population == 0 && population)
        facts->population = (uint64_t)json_integer_value(population);
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
                     strcmp(name, "method") == 0 || strcmp(name, "end") == 0 ||
                     form_def_node_find(form, str_of(name)) >= 0;
        if (!known)
            return err_set(info, ERR_PARSE,
                           "report.notes: the form has no question \"%s\" (other notes are "
                           "\"about\", \"response\", \"method\" and \"end\")",
                           name);
        enum err err = check_texts(texts, info);
        if (err) return err_prefix(info, err, "report.notes.%s: ", name);
    }
    enum err err = check_best(form, settings, info);
    if (!err) err = check_lists(form, settings, info);
    if (!err) err = check_runs(form, settings, info);
    if (!err) err = check_measure(form, settings, info);
    if (!err) err = check_poster(settings, info);
    if (!err) err = check_look(settings, info);
    if (!err) err = check_weight(form, settings, info);
    return err;
}
