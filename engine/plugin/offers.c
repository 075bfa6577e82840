// SPDX-License-Identifier: EUPL-1.2
// What a plugin offers, taken into the registry: each factory is asked once, and every descriptor
// is checked here, so that whoever looks one up later can rely on it.
#include "plugin/registry_priv.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/limits.h"

#include <stdlib.h>

static enum err broken(const struct svar_plugin *plugin, const char *factory, const char *why,
                       struct err_info *info)
{
    return err_set(info, ERR_PLUGIN, "the plugin %s is broken: %s: %s", plugin->id, factory, why);
}

// ---- questionnaires ----

static const char *media_fault(const struct svar_questionnaire_1 *form)
{
    uint64_t bytes = 0;

    if (form->media_count > LIMIT_SURVEY_FILES || (form->media_count > 0 && !form->media))
        return "a questionnaire's list of media is missing or too long";
    for (uint32_t i = 0; i < form->media_count; i++) {
        const struct svar_questionnaire_media_1 *m = &form->media[i];
        if (!plugin_text_valid(m->name) || !file_name_safe(str_of(m->name)) || strchr(m->name, '/'))
            return "a media file has no proper name";
        if (!m->data || m->bytes > LIMIT_SURVEY_PACKAGE_BYTES) return "a media file has no bytes";
        bytes += m->bytes;
        if (bytes > LIMIT_SURVEY_PACKAGE_BYTES) return "the media files are too large";
    }
    return NULL;
}

static const char *questionnaire_fault(const struct svar_questionnaire_1 *form)
{
    if (!form) return "get gives no questionnaire where count says there is one";
    if (!plugin_id_valid(form->id)) return "a questionnaire's id is missing or malformed";
    if (!plugin_text_valid(form->title) || !plugin_text_valid(form->language) ||
        !plugin_text_valid(form->version))
        return "a questionnaire's title, language or version is missing";
    if (!plugin_text_valid(form->file_name) || !file_name_safe(str_of(form->file_name)) ||
        strchr(form->file_name, '/'))
        return "a questionnaire's file has no proper name";
    if (!form->form || form->form_bytes == 0 || form->form_bytes > LIMIT_WORKBOOK_BYTES)
        return "a questionnaire has no form, or one that is too large";
    return media_fault(form);
}

static enum err add_questionnaires(struct plugin_registry *r, const struct svar_plugin *plugin,
                                   struct err_info *info)
{
    const struct svar_questionnaire_factory_1 *f = plugin->get_factory(SVAR_QUESTIONNAIRE_1);
    if (!f) return ERR_NONE;
    if (!f->count || !f->get)
        return broken(plugin, SVAR_QUESTIONNAIRE_1, "a function is missing", info);
    uint32_t count = f->count(f);
    if (count > PLUGIN_OFFERS_MAX)
        return broken(plugin, SVAR_QUESTIONNAIRE_1, "it offers too many", info);
    size_t first = r->questionnaire_count;
    r->questionnaires =
        xreallocarray(r->questionnaires, first + count + 1, sizeof *r->questionnaires);
    for (uint32_t i = 0; i < count; i++) {
        const struct svar_questionnaire_1 *form = f->get(f, i);
        const char *fault = questionnaire_fault(form);
        for (size_t k = first; k < r->questionnaire_count && !fault; k++) {
            if (strcmp(r->questionnaires[k].form->id, form->id) == 0)
                fault = "two questionnaires have one id";
        }
        if (fault) return broken(plugin, SVAR_QUESTIONNAIRE_1, fault, info);
        r->questionnaires[r->questionnaire_count++] =
            (struct plugin_questionnaire){plugin->id, form};
    }
    return ERR_NONE;
}

// ---- question types ----

static const char *type_fault(const struct svar_question_type_1 *type)
{
    if (!type) return "describe gives no type where count says there is one";
    if (!plugin_id_valid(type->id)) return "a type's id is missing or malformed";
    if (!plugin_text_valid(type->title) || !plugin_text_valid(type->type) || !*type->type)
        return "a type's title or XLSForm type is missing";
    if (type->appearance && (!plugin_text_valid(type->appearance) || !*type->appearance ||
                             strchr(type->appearance, ' ')))
        return "a type's appearance is not one word";
    if (type->columns && !plugin_text_valid(type->columns))
        return "a type's list of columns cannot be read";
    return NULL;
}

static enum err add_questions(struct plugin_registry *r, const struct svar_plugin *plugin,
                              struct err_info *info)
{
    const struct svar_question_factory_1 *f = plugin->get_factory(SVAR_QUESTION_1);
    if (!f) return ERR_NONE;
    if (!f->count || !f->describe || !f->build || !f->handle)
        return broken(plugin, SVAR_QUESTION_1, "a function is missing", info);
    uint32_t count = f->count(f);
    if (count > PLUGIN_OFFERS_MAX)
        return broken(plugin, SVAR_QUESTION_1, "it offers too many", info);
    r->questions = xreallocarray(r->questions, r->question_count + count + 1,
                                 sizeof(struct plugin_question *));
    for (uint32_t i = 0; i < count; i++) {
        const struct svar_question_type_1 *type = f->describe(f, i);
        const char *fault = type_fault(type);
        if (fault) return broken(plugin, SVAR_QUESTION_1, fault, info);
        struct plugin_question *q = xcalloc(1, sizeof *q);
        *q = (struct plugin_question){r, plugin->id, f, i, type};
        r->questions[r->question_count++] = q;
    }
    return ERR_NONE;
}

// ---- functions ----

static const char *function_fault(const struct svar_function_1 *function)
{
    if (!function) return "get gives no function where count says there is one";
    if (!plugin_text_valid(function->name) || !*function->name)
        return "a function's name is missing";
    if (function->args_min > function->args_max || function->args_max > SVAR_ARGS_ANY)
        return "a function's numbers of arguments are wrong";
    if (function->result_type > SVAR_VALUE_BOOLEAN) return "a function's result has no known type";
    return function->call ? NULL : "a function cannot be called";
}

static enum err add_functions(struct plugin_registry *r, const struct svar_plugin *plugin,
                              struct err_info *info)
{
    const struct svar_function_factory_1 *f = plugin->get_factory(SVAR_FUNCTION_1);
    if (!f) return ERR_NONE;
    if (!f->count || !f->get) return broken(plugin, SVAR_FUNCTION_1, "a function is missing", info);
    uint32_t count = f->count(f);
    if (count > PLUGIN_OFFERS_MAX)
        return broken(plugin, SVAR_FUNCTION_1, "it offers too many", info);
    r->functions = xreallocarray(r->functions, r->function_count + count + 1,
                                 sizeof(const struct svar_function_1 *));
    for (uint32_t i = 0; i < count; i++) {
        const struct svar_function_1 *function = f->get(f, i);
        const char *fault = function_fault(function);
        if (fault) return broken(plugin, SVAR_FUNCTION_1, fault, info);
        r->functions[r->function_count++] = function;
    }
    return ERR_NONE;
}

enum err plugin_offers_add(struct plugin_registry *r, const struct svar_plugin *plugin,
                           struct err_info *info)
{
    enum err err = add_questionnaires(r, plugin, info);
    if (!err) err = add_questions(r, plugin, info);
    return err ? err : add_functions(r, plugin, info);
}
