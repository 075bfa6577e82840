// SPDX-License-Identifier: EUPL-1.2
// What others may ask of a checked survey. Reading it: read.c; what it must look like: check.c.
#include "survey/survey_priv.h"

#include "base/check.h"

#include <stdlib.h>

void survey_close(struct survey *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->file_count; i++)
        buf_finish(&s->files[i].bytes);
    free(s->files);
    free(s->languages);
    buf_finish(&s->json_text);
    buf_finish(&s->signature);
    json_decref(s->json);
    free(s);
}

const uint8_t *survey_hash(const struct survey *s)
{
    return s->hash;
}

struct str survey_id(const struct survey *s)
{
    return s->id;
}

int64_t survey_version(const struct survey *s)
{
    return s->version;
}

struct str survey_wave(const struct survey *s)
{
    return s->wave;
}

enum survey_mode survey_mode(const struct survey *s)
{
    return s->mode;
}

enum survey_time survey_time(const struct survey *s)
{
    return s->time;
}

size_t survey_language_count(const struct survey *s)
{
    return s->language_count;
}

struct str survey_language(const struct survey *s, size_t index)
{
    CHECK(index < s->language_count);
    return s->languages[index];
}

const struct seal_recipient *survey_recipients(const struct survey *s, size_t *out_count)
{
    *out_count = s->recipient_count;
    return s->recipients;
}

void survey_sign_key(const struct survey *s, struct seal_minisign_key *out)
{
    *out = s->sign_key;
}

struct str survey_collector_url(const struct survey *s)
{
    return s->collector_url;
}

const uint8_t (*survey_collector_keys(const struct survey *s, size_t *out_count))[32]
{
    *out_count = s->server_key_count;
    return s->server_keys;
}

int64_t survey_number(const struct survey *s, const char *name)
{
    if (strcmp(name, "version") == 0) return s->version;
    for (size_t i = 0; i < SURVEY_NUMBERS; i++)
        if (strcmp(survey_number_rules[i].name, name) == 0) return s->numbers[i];
    check_failed(__FILE__, __LINE__, "a whole-number setting of survey.json");
}

bool survey_keeps_break_off(const struct survey *s)
{
    return s->keeps_break_off;
}

struct str survey_admin_pin(const struct survey *s)
{
    return s->admin_pin;
}

struct str survey_colour(const struct survey *s)
{
    return s->colour;
}

struct str survey_logo(const struct survey *s)
{
    return s->logo;
}

static const json_t *member(const json_t *object, struct str name)
{
    char key[LIMIT_NAME_BYTES + 1];
    if (name.len > LIMIT_NAME_BYTES) return NULL;
    if (name.len) memcpy(key, name.ptr, name.len);
    key[name.len] = '\0';
    return json_object_get(object, key); // NULL also where object is not one
}

struct str survey_text(const struct survey *s, const char *path, struct str language)
{
    const json_t *at = s->json;
    struct str rest = str_of(path), part;
    while (str_split(&rest, '.', &part))
        at = member(at, part);
    const json_t *text = member(at, language);
    if (!json_string_length(text)) text = member(at, s->languages[0]);
    return str_make(json_string_value(text), json_string_length(text));
}

struct str survey_form_name(const struct survey *s)
{
    return s->form_name;
}

static const struct survey_entry *entry_of(const struct survey *s, struct str name)
{
    for (size_t i = 0; i < s->file_count; i++)
        if (str_eq(s->files[i].name, name)) return &s->files[i];
    return NULL;
}

enum err survey_file(const struct survey *s, struct str name, struct str *out,
                     struct err_info *info)
{
    const struct survey_entry *entry = entry_of(s, name);
    if (!entry) return err_set(info, ERR_MISSING, "the survey has no file %.*s", STR_ARG(name));
    *out = buf_str(&entry->bytes);
    return ERR_NONE;
}

struct str survey_file_hash(const struct survey *s, struct str name)
{
    const struct survey_entry *entry = entry_of(s, name);
    return entry ? entry->hash : STR("");
}

size_t survey_file_count(const struct survey *s)
{
    return s->file_count;
}

struct str survey_file_name(const struct survey *s, size_t index)
{
    CHECK(index < s->file_count);
    return s->files[index].name;
}

const json_t *survey_json(const struct survey *s)
{
    return s->json;
}

struct str survey_json_text(const struct survey *s)
{
    return buf_str(&s->json_text);
}
