// SPDX-License-Identifier: EUPL-1.2
// The registry: plugins come and go as a whole, and what they offer is looked up by id.
#include "plugin/registry.h"

#include "base/alloc.h"
#include "base/check.h"
#include "plugin/registry_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct plugin_registry *plugin_registry_create(const struct plugin_host *host)
{
    struct plugin_registry *r = xcalloc(1, sizeof *r);
    r->host = *host;
    r->main = pthread_self();
    return r;
}

static void loaded_destroy(struct plugin_loaded *l)
{
    plugin_library_close(l->handle);
    free(l->path);
    free(l);
}

// Takes back what was offered after these counts.
static void offers_cut(struct plugin_registry *r, size_t questions, size_t questionnaires,
                       size_t functions)
{
    while (r->question_count > questions)
        free(r->questions[--r->question_count]);
    r->questionnaire_count = questionnaires;
    r->function_count = functions;
}

void plugin_registry_destroy(struct plugin_registry *r)
{
    if (!r) return;
    offers_cut(r, 0, 0, 0);
    while (r->loaded_count > 0) {
        struct plugin_loaded *l = r->loaded[--r->loaded_count];
        if (l->plugin->deinit) l->plugin->deinit();
        loaded_destroy(l);
    }
    free(r->loaded);
    free(r->questions);
    free(r->questionnaires);
    free(r->functions);
    free(r);
}

// ---- what a plugin sees of us ----

static void host_log(const struct svar_host *host, uint32_t level, const char *text)
{
    const struct plugin_loaded *l = host->host_data;
    const struct plugin_host *ours = &l->registry->host;
    if (ours->log && text) ours->log(ours->data, level, l->plugin->id, text);
}

// There are no further tables yet.
static const void *host_extension(const struct svar_host *host, const char *id)
{
    (void)host, (void)id;
    return NULL;
}

// ---- checks ----

bool plugin_id_valid(const char *id)
{
    size_t len = id ? strnlen(id, PLUGIN_ID_BYTES_MAX + 1) : 0;
    if (len == 0 || len > PLUGIN_ID_BYTES_MAX) return false;
    return strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == len;
}

bool plugin_text_valid(const char *text)
{
    if (!text) return false;
    size_t len = strnlen(text, PLUGIN_TEXT_BYTES_MAX + 1);
    return len <= PLUGIN_TEXT_BYTES_MAX && utf8_valid(str_make(text, len));
}

enum err plugin_entry_check(const struct svar_plugin *plugin, const char *label,
                            struct err_info *info)
{
    if (plugin->abi_major != SVAR_ABI_MAJOR)
        return err_set(info, ERR_UNSUPPORTED,
                       "%s was made for version %u of Svar's plugin interface, and this Svar has "
                       "version %u. Get the plugin for this version.",
                       label, (unsigned)plugin->abi_major, (unsigned)SVAR_ABI_MAJOR);
    if (!plugin_id_valid(plugin->id))
        return err_set(info, ERR_PLUGIN, "%s is a broken plugin: its id is missing or malformed",
                       label);
    if (!plugin_text_valid(plugin->name) || !plugin_text_valid(plugin->version) ||
        !plugin_text_valid(plugin->license))
        return err_set(info, ERR_PLUGIN,
                       "%s is a broken plugin: its name, version or license is missing", label);
    if (!plugin->get_factory)
        return err_set(info, ERR_PLUGIN, "%s is a broken plugin: it has no get_factory", label);
    return ERR_NONE;
}

enum err plugin_fault(const char *plugin, struct svar_error *error, const char *doing,
                      struct err_info *info)
{
    error->message[sizeof error->message - 1] = '\0';
    struct str words = str_of(error->message);
    if (words.len == 0 || !utf8_valid(words)) words = STR("it does not say why");
    return err_set(info, ERR_PLUGIN, "the plugin %s failed %s: %.*s", plugin, doing,
                   STR_ARG(words));
}

// ---- coming ----

// Takes over handle and path, also when it fails.
static enum err start(struct plugin_registry *r, const struct svar_plugin *plugin, void *handle,
                      char *path, struct err_info *info)
{
    struct plugin_loaded *l = xcalloc(1, sizeof *l);
    struct svar_error error = {{0}};
    size_t questions = r->question_count, questionnaires = r->questionnaire_count,
           functions = r->function_count;

    *l = (struct plugin_loaded){plugin, r, handle, path, {0}};
    l->host = (struct svar_host){SVAR_ABI_MAJOR, SVAR_ABI_MINOR, r->host.name, r->host.version, l,
                                 host_log,       host_extension};
    for (size_t i = 0; i < r->loaded_count; i++) {
        if (strcmp(r->loaded[i]->plugin->id, plugin->id) != 0) continue;
        enum err err =
            err_set(info, ERR_EXISTS, "a plugin with the id %s is loaded already", plugin->id);
        loaded_destroy(l);
        return err;
    }
    if (plugin->init && plugin->init(&l->host, path, &error) != 0) {
        enum err err = plugin_fault(plugin->id, &error, "to start", info);
        loaded_destroy(l);
        return err;
    }
    enum err err = plugin_offers_add(r, plugin, info);
    if (err) {
        offers_cut(r, questions, questionnaires, functions);
        if (plugin->deinit) plugin->deinit();
        loaded_destroy(l);
        return err;
    }
    r->loaded = xreallocarray(r->loaded, r->loaded_count + 1, sizeof(struct plugin_loaded *));
    r->loaded[r->loaded_count++] = l;
    return ERR_NONE;
}

enum err plugin_registry_load(struct plugin_registry *r, const char *path, enum plugin_trust trust,
                              struct err_info *info)
{
    const struct svar_plugin *plugin;
    void *handle;
    char *real;

    CHECK(pthread_equal(pthread_self(), r->main));
    enum err err = plugin_library_open(path, trust, &handle, &plugin, &real, info);
    return err ? err : start(r, plugin, handle, real, info);
}

enum err plugin_registry_add(struct plugin_registry *r, const struct svar_plugin *plugin,
                             struct err_info *info)
{
    CHECK(pthread_equal(pthread_self(), r->main));
    enum err err = plugin_entry_check(plugin, "a built-in plugin", info);
    return err ? err : start(r, plugin, NULL, xstrdup(""), info);
}

// ---- looking up ----

size_t plugin_registry_count(const struct plugin_registry *r)
{
    return r->loaded_count;
}

const struct svar_plugin *plugin_registry_at(const struct plugin_registry *r, size_t index)
{
    return index < r->loaded_count ? r->loaded[index]->plugin : NULL;
}

const char *plugin_registry_path(const struct plugin_registry *r, size_t index)
{
    return index < r->loaded_count ? r->loaded[index]->path : "";
}

size_t plugin_questionnaire_count(const struct plugin_registry *r)
{
    return r->questionnaire_count;
}

struct plugin_questionnaire plugin_questionnaire_at(const struct plugin_registry *r, size_t index)
{
    CHECK(index < r->questionnaire_count);
    return r->questionnaires[index];
}

enum err plugin_questionnaire_find(const struct plugin_registry *r, struct str name,
                                   struct plugin_questionnaire *out, struct err_info *info)
{
    struct buf names = {0};

    for (size_t i = 0; i < r->questionnaire_count; i++) {
        const struct plugin_questionnaire *q = &r->questionnaires[i];
        struct str plugin = str_of(q->plugin), id = str_of(q->form->id);
        if (name.len == plugin.len + 1 + id.len && str_starts(name, plugin) &&
            name.ptr[plugin.len] == '/' && str_ends(name, id)) {
            buf_finish(&names);
            *out = *q;
            return ERR_NONE;
        }
        buf_printf(&names, "%s%s/%s", i > 0 ? ", " : "", q->plugin, q->form->id);
    }
    enum err err;
    if (names.len == 0)
        err = err_set(info, ERR_MISSING,
                      "no questionnaire %.*s: no plugin that is loaded brings questionnaires",
                      STR_ARG(name));
    else
        err = err_set(info, ERR_MISSING, "no questionnaire %.*s. There are: %s", STR_ARG(name),
                      buf_text(&names));
    buf_finish(&names);
    return err;
}

const struct svar_function_1 *plugin_function_find(const struct plugin_registry *r, struct str name)
{
    for (size_t i = r->function_count; i-- > 0;) {
        if (str_eq(str_of(r->functions[i]->name), name)) return r->functions[i];
    }
    return NULL;
}

static bool type_is(const struct plugin_question *q, struct str type)
{
    return str_eq(str_of(q->type->type), type);
}

static bool has_word(struct str list, const char *word)
{
    return svar_text_has_word(plugin_text(list), svar_text_of(word));
}

const struct plugin_question *plugin_question_find(const struct plugin_registry *r, struct str type,
                                                   struct str appearance)
{
    const struct plugin_question *any = NULL;
    for (size_t i = r->question_count; i-- > 0;) {
        const struct plugin_question *q = r->questions[i];
        if (!type_is(q, type)) continue;
        if (q->type->appearance && has_word(appearance, q->type->appearance)) return q;
        if (!q->type->appearance && !any) any = q;
    }
    return any;
}

bool plugin_question_offered(void *data, struct str type, struct str appearance)
{
    const struct plugin_registry *r = data;
    for (size_t i = 0; i < r->question_count; i++) {
        const struct plugin_question *q = r->questions[i];
        if (!type_is(q, type)) continue;
        if (str_trim(appearance).len == 0) return true;
        if (q->type->appearance && has_word(appearance, q->type->appearance)) return true;
    }
    return plugin_function_find(r, type) != NULL;
}

const struct svar_question_type_1 *plugin_question_type(const struct plugin_question *q)
{
    return q->type;
}

const char *plugin_question_plugin(const struct plugin_question *q)
{
    return q->plugin;
}
