// SPDX-License-Identifier: EUPL-1.2
// What the files of the registry share.
#pragma once

#include "plugin/registry.h"

#include <pthread.h>

enum {
    PLUGIN_OFFERS_MAX = 4096, // of one kind, from one plugin
    PLUGIN_ID_BYTES_MAX = 63,
    PLUGIN_TEXT_BYTES_MAX = 1024, // of a title, a version, …
};

struct plugin_loaded {
    const struct svar_plugin *plugin;
    struct plugin_registry *registry;
    void *handle;          // of dlopen; NULL for one that is part of the program
    char *path;            // "" likewise
    struct svar_host host; // what the plugin sees; host_data is this struct
};

struct plugin_question {
    const struct plugin_registry *registry;
    const char *plugin;
    const struct svar_question_factory_1 *factory;
    uint32_t index;
    const struct svar_question_type_1 *type;
};

struct plugin_registry {
    struct plugin_host host;
    pthread_t main;
    // Each entry is memory of its own, as pointers to it stay valid while more plugins are loaded.
    struct plugin_loaded **loaded;
    size_t loaded_count;
    struct plugin_question **questions;
    size_t question_count;
    struct plugin_questionnaire *questionnaires;
    size_t questionnaire_count;
    const struct svar_function_1 **functions;
    size_t function_count;
};

// Opens and checks a shared object; on success *out_handle and *out_plugin belong together. The
// entry has been checked for its version and size, nothing of the plugin has been called.
enum err plugin_library_open(const char *path, enum plugin_trust trust, void **out_handle,
                             const struct svar_plugin **out_plugin, char **out_path,
                             struct err_info *info) MUST_CHECK;
void plugin_library_close(void *handle);

// Version and members of an entry. label names it in messages.
enum err plugin_entry_check(const struct svar_plugin *plugin, const char *label,
                            struct err_info *info) MUST_CHECK;

// An id as svar/plugin.h demands it. NULL is none.
bool plugin_id_valid(const char *id);
// Text of the plugin's: not NULL, not too long, UTF-8.
bool plugin_text_valid(const char *text);

// Adds what a plugin offers to the registry's lists; the caller takes it back when it fails.
enum err plugin_offers_add(struct plugin_registry *r, const struct svar_plugin *plugin,
                           struct err_info *info) MUST_CHECK;

// Fails with ERR_PLUGIN, naming the plugin and its own words, which need not be terminated.
enum err plugin_fault(const char *plugin, struct svar_error *error, const char *doing,
                      struct err_info *info);
