/* SPDX-License-Identifier: EUPL-1.2 */
/* How a plugin meets Svar. A plugin is a shared object that exports one data symbol and nothing
 * else: the const struct svar_plugin_entry. These headers are the whole contract: plain C99 and
 * C++11, no library to link. plugins/template/template.c is a working plugin of one file.
 *
 *   cc -std=c99 -fPIC -shared -fvisibility=hidden $(pkg-config --cflags svar) -o my.so my.c
 *
 * Versions
 *   The host looks at abi_major first, before anything else in the struct, and refuses another
 * major than its own. A newer minor loads: what one side does not know is not asked for. What a
 * plugin offers is found by string id ("svar.question/1"); the struct behind an id is frozen once
 * it is published, and a change is a new id ("svar.question/2") served beside the old one for a
 * release. Before Svar 1.0 a break raises the major. Ids of others are reverse domains:
 *   "org.example.name/1".
 *
 * Rules for both sides
 *   Text is UTF-8. Flags are uint8_t or bits of uint32_t; enumerations are uint32_t.
 *   Arguments are borrowed until the call returns. Nothing is freed on the other side: what a
 * plugin returns by pointer is static data, valid until deinit; what it writes goes to a buffer of
 * the host's. A call that can fail returns int32_t: 0 for success, anything else for failure, and
 * then says why in struct svar_error: one plain sentence for the person who set up the kiosk, never
 * an answer. Every function has a tag: [main] the host's main thread only, [any] any thread,
 * several at once. A plugin must not print, exit, change the locale, the signal handlers or the
 * working directory, open windows, start threads or keep answers between calls.
 *
 * Trust
 *   A plugin runs inside the host's process and can read all that the host can. The host therefore
 *   loads only files that it is told to load by name, which belong to root or to the user that runs
 *   it and which nobody else can write.
 */
#ifndef SVAR_PLUGIN_H
#define SVAR_PLUGIN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SVAR_ABI_MAJOR = 1, SVAR_ABI_MINOR = 1 };

/* Makes the one symbol visible; everything else stays hidden by -fvisibility=hidden. */
#if defined(__GNUC__)
#define SVAR_EXPORT __attribute__((visibility("default")))
#else
#define SVAR_EXPORT
#endif

/* Owned by the caller. A function that fails writes one terminated sentence. */
struct svar_error {
    char message[256];
};

enum { SVAR_LOG_DEBUG = 0, SVAR_LOG_INFO = 1, SVAR_LOG_WARNING = 2, SVAR_LOG_ERROR = 3 };

/* What the host lends to a plugin. Lives from init to the end of deinit. */
struct svar_host {
    uint32_t abi_major;
    uint32_t abi_minor;
    const char *name;    /* "svar-kiosk", "svar" */
    const char *version; /* "0.1" */
    void *host_data;     /* the host's own */

    /* [any] One line for the log. Never an answer or anything that a respondent wrote. */
    void (*log)(const struct svar_host *host, uint32_t level, const char *text);

    /* [any] Further tables of the host by id; NULL where the host has no such thing. */
    const void *(*get_extension)(const struct svar_host *host, const char *id);
};

/* The one symbol. All of it is static data of the plugin. */
struct svar_plugin {
    uint32_t abi_major; /* SVAR_ABI_MAJOR, always the first member */
    uint32_t abi_minor; /* SVAR_ABI_MINOR */

    /* Lower-case letters, digits, '-', '_' and '.', at most 63 bytes: "conference". What the plugin
     * offers is known as "id/name", for instance "conference/q-sam-2019". */
    const char *id;
    const char *name;    /* for people: "Conference questionnaires" */
    const char *version; /* the plugin's own, free text */
    const char *license; /* SPDX identifier */

    /* [main] Called once before anything else; path is the file that was loaded. May be NULL. When
     * it fails the host does not call deinit and does not use the plugin. */
    int32_t (*init)(const struct svar_host *host, const char *path, struct svar_error *error);

    /* [main] Called once, when nothing of the plugin is used any more. May be NULL. */
    void (*deinit)(void);

    /* [main] What the plugin offers under an id such as SVAR_QUESTION_1: a pointer to the struct
     * that the id's header names, or NULL for "not here". Must be quick and give the same answer
     * each time. Must not be NULL itself. */
    const void *(*get_factory)(const char *factory_id);
};

/* Define it so, in C and in C++:  const struct svar_plugin svar_plugin_entry = {SVAR_ABI_MAJOR, …};
 * Visibility and C linkage follow from this declaration. */
extern SVAR_EXPORT const struct svar_plugin svar_plugin_entry;

/* The name of the symbol, for hosts. */
#define SVAR_PLUGIN_SYMBOL "svar_plugin_entry"

/* Puts text into error (which may be NULL), cut where it does not fit. Returns -1, so that a
 * function can say  return svar_fail(error, "…");  */
static inline int32_t svar_fail(struct svar_error *error, const char *text)
{
    size_t bytes = strlen(text);
    if (error != NULL) {
        if (bytes >= sizeof error->message) bytes = sizeof error->message - 1;
        memcpy(error->message, text, bytes);
        error->message[bytes] = '\0';
    }
    return -1;
}

#ifdef __cplusplus
}
#endif

#endif
