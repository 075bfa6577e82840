// SPDX-License-Identifier: EUPL-1.2
// What plugins offer, by string id: questionnaires, question types, functions. The built-in
// question types are added as a plugin like any other (question/question.h), so the host has one
// way to all. Everything is [main] unless it says otherwise: the thread that made the registry.
//
// A plugin is loaded only from a file named by the caller. What is found stays valid until the
// registry is destroyed, which ends (deinit) the plugins in reverse order.
#pragma once

#include "base/buf.h"

#include <svar/function.h>
#include <svar/question.h>
#include <svar/question_message.h>
#include <svar/questionnaire.h>

struct plugin_registry; // opaque

// Who is asking, and where a plugin's log lines go.
struct plugin_host {
    const char *name;    // "svar-kiosk"; borrowed until the registry is destroyed
    const char *version; // likewise
    // [any] May be NULL. plugin is its id, level one of SVAR_LOG_….
    void (*log)(void *data, uint32_t level, const char *plugin, const char *text);
    void *data;
};

// How much a file must be trusted before its code runs.
enum plugin_trust {
    PLUGIN_TRUST_OWNER, // it and its folder belong to root or to the user that runs us
    PLUGIN_TRUST_ROOT,  // they belong to root: for surveys in production
};

struct plugin_registry *plugin_registry_create(const struct plugin_host *host);
void plugin_registry_destroy(struct plugin_registry *r); // accepts NULL

// Loads the shared object at path. Refused, before any of its code runs: what is no regular file,
// is owned by somebody else, can be written by its group or others, or lies in such a folder
// (ERR_DENIED). Refused after: another major of the ABI (ERR_UNSUPPORTED); no or a broken entry, an
// init that fails, an id that is loaded already (ERR_PLUGIN, ERR_EXISTS). The registry is as before
// then. The message names the file and says what to do.
enum err plugin_registry_load(struct plugin_registry *r, const char *path, enum plugin_trust trust,
                              struct err_info *info) MUST_CHECK;

// Adds a plugin that is part of the program. The same checks, but for the file's. plugin is
// borrowed.
enum err plugin_registry_add(struct plugin_registry *r, const struct svar_plugin *plugin,
                             struct err_info *info) MUST_CHECK;

// Checks the owners and modes of a file and its folder, without loading it.
enum err plugin_file_check(const char *path, enum plugin_trust trust,
                           struct err_info *info) MUST_CHECK;

// ---- the plugins themselves, in the order of loading ----
size_t plugin_registry_count(const struct plugin_registry *r);
const struct svar_plugin *plugin_registry_at(const struct plugin_registry *r, size_t index);
const char *plugin_registry_path(const struct plugin_registry *r, size_t index); // "" if built in

// ---- questionnaires ----
struct plugin_questionnaire {
    const char *plugin; // id of the plugin that brings it
    const struct svar_questionnaire_1 *form;
};
size_t plugin_questionnaire_count(const struct plugin_registry *r);
struct plugin_questionnaire plugin_questionnaire_at(const struct plugin_registry *r, size_t index);
// By whole name, "conference/q-sam-2019". ERR_MISSING lists the names that there are.
enum err plugin_questionnaire_find(const struct plugin_registry *r, struct str name,
                                   struct plugin_questionnaire *out,
                                   struct err_info *info) MUST_CHECK;

// ---- question types ----
struct plugin_question; // opaque: one question type

// The type for a question: one that asks for a word of its appearance goes before one that takes
// every question of the type; among equals the plugin loaded last wins, so a plugin may replace a
// built-in type. NULL where there is none.
const struct plugin_question *plugin_question_find(const struct plugin_registry *r, struct str type,
                                                   struct str appearance);
const struct svar_question_type_1 *plugin_question_type(const struct plugin_question *q);
const char *plugin_question_plugin(const struct plugin_question *q); // id of its plugin

// For form_host.has_question: true where some type has this XLSForm type and asks for one of the
// words of the appearance, or where the appearance is empty; also where a function has this name.
// data is the registry.
bool plugin_question_offered(void *data, struct str type, struct str appearance);

// Asks the type to build its elements from a question message. out is cleared first; on success it
// holds an elements message that has been checked: known roles, depths, ids, UTF-8, sizes.
// ERR_PLUGIN names the plugin. CHECKs that it runs on the registry's thread.
enum err plugin_question_build(const struct plugin_question *q, struct str question,
                               struct buf *out, struct err_info *info) MUST_CHECK;

// Gives the type one event. out is cleared first; on success *out_result has been checked (flags,
// missing code, UTF-8, sizes) and borrows from out. What it holds is an answer: buf_wipe(out).
enum err plugin_question_handle(const struct plugin_question *q, struct str question,
                                const struct svar_event *event, struct buf *out,
                                struct svar_result *out_result, struct err_info *info) MUST_CHECK;

// ---- functions ----
// [any] once loading is over. NULL where there is none.
const struct svar_function_1 *plugin_function_find(const struct plugin_registry *r,
                                                   struct str name);

static inline struct svar_text plugin_text(struct str s)
{
    return svar_text_make(s.ptr, s.len);
}

static inline struct str plugin_str(struct svar_text text)
{
    return str_make(text.ptr, text.bytes);
}
