// SPDX-License-Identifier: EUPL-1.2
// survey.json → members, strictly: an unknown, missing or ill-formed member is refused by name, so
// that a misspelt setting never silently becomes its default.
#include "survey/survey_priv.h"

#include "base/alloc.h"

#include <stdlib.h>

enum {
    ID_BYTES_MAX = 64,
    WAVE_BYTES_MAX = 64,
    URL_BYTES_MAX = 512,
    PIN_BYTES_MAX = 127,
    TEXT_BYTES_MAX = 16384,
    YEAR_DAYS = 366,
};

// A fallback of -1 means: as k.
const struct survey_number_rule survey_number_rules[SURVEY_NUMBERS] = {
    {"k", 1, 1000, 5},
    {"least_batch", 1, LIMIT_BATCH_COUNT, -1},
    {"batch_delay_s", 0, 30 * 86400, 3600},
    {"expected", 0, 1000000000, 0},
    {"invited", 0, 1000000000, 0},
    {"idle_s", 5, 3600, 60},
    {"idle_warning_s", 3, 600, 20},
    {"retention_days", 0, 10 * YEAR_DAYS, 30},
    {"usual_bytes", 0, LIMIT_RESPONSE_BYTES, 2048},
};

static const char *const known_members[] = {
    "svar",           "id",        "version",     "wave",          "mode",      "title",
    "languages",      "form",      "organizer",   "recipients",    "collector", "expected",
    "invited",        "k",         "least_batch", "batch_delay_s", "idle_s",    "idle_warning_s",
    "retention_days", "break_off", "time",        "usual_bytes",   "admin_pin", "pages",
    "look",           "report",    "files",
};

static enum err check_known(json_t *object, const char *const *known, size_t count,
                            const char *where, struct err_info *info)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        size_t i = 0;
        while (i < count && strcmp(known[i], name) != 0)
            i++;
        if (i == count)
            return err_set(info, ERR_PARSE, "\"%s%.100s\" is not a setting; correct or remove it",
                           where, name);
    }
    return ERR_NONE;
}

// One of a few words; the index goes to *out.
static enum err check_word(const json_t *object, const char *name, const char *const *words,
                           size_t count, size_t *out, struct err_info *info)
{
    struct str text;
    enum err err = json_get_str_or(object, name, str_of(words[0]), &text, info);
    if (err) return err;
    for (size_t i = 0; i < count; i++) {
        if (str_eq(text, str_of(words[i]))) {
            *out = i;
            return ERR_NONE;
        }
    }
    return err_set(info, ERR_PARSE, "\"%s\" must be \"%s\", \"%s\"%s%s%s", name, words[0], words[1],
                   count > 2 ? " or \"" : "", count > 2 ? words[2] : "", count > 2 ? "\"" : "");
}

static bool id_valid(struct str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    }
    return id.len >= 1 && id.len <= ID_BYTES_MAX;
}

static bool language_valid(struct str code)
{
    size_t run = 0;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c == '-' && run >= 1)
            run = 0;
        else if (letter || (i > 0 && c >= '0' && c <= '9'))
            run++;
        else
            return false;
        if (run > 8) return false;
    }
    return run >= 1 && code.len >= 2 && code.len <= 35;
}

static enum err check_identity(struct survey *s, struct err_info *info)
{
    int64_t format;
    enum err err = json_get_int(s->json, "svar", 1, INT32_MAX, &format, info);
    if (err) return err;
    if (format != 1)
        return err_set(info, ERR_UNSUPPORTED,
                       "\"svar\" is %lld: made for a newer version of Svar than this one",
                       (long long)format);
    err = json_get_str(s->json, "id", &s->id, info);
    if (!err && !id_valid(s->id))
        err = err_set(info, ERR_PARSE, "\"id\" must be 1 to %d characters of a to z, 0 to 9 and -",
                      ID_BYTES_MAX);
    if (!err) err = json_get_int(s->json, "version", 1, INT32_MAX, &s->version, info);
    if (!err) err = json_get_str_or(s->json, "wave", STR(""), &s->wave, info);
    if (!err && s->wave.len > WAVE_BYTES_MAX)
        err = err_set(info, ERR_LIMIT, "\"wave\" is longer than %d bytes", WAVE_BYTES_MAX);
    return err;
}

static enum err check_languages(struct survey *s, struct err_info *info)
{
    json_t *list;
    enum err err = json_get(s->json, "languages", JSON_ARRAY, &list, info);
    if (err) return err;
    size_t count = json_array_size(list);
    if (count < 1 || count > LIMIT_FORM_LANGUAGES)
        return err_set(info, ERR_LIMIT, "\"languages\" must name 1 to %d languages",
                       LIMIT_FORM_LANGUAGES);
    s->languages = xcalloc(count, sizeof *s->languages);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        struct str code = str_make(json_string_value(item), json_string_length(item));
        if (!json_is_string(item) || !language_valid(code))
            return err_set(info, ERR_PARSE,
                           "\"languages\": number %zu is not a language code such as \"sv\"",
                           i + 1);
        for (size_t j = 0; j < i; j++)
            if (str_eq(s->languages[j], code))
                return err_set(info, ERR_PARSE, "\"languages\" names %.*s twice", STR_ARG(code));
        s->languages[i] = code;
        s->language_count = i + 1;
    }
    return ERR_NONE;
}

// {"sv": "…"}: texts in languages that the survey has.
static enum err check_text(const struct survey *s, json_t *object, const char *name, bool required,
                           struct err_info *info)
{
    json_t *text = json_object_get(object, name);
    if (!required && (!text || json_is_null(text))) return ERR_NONE;
    if (!text) return err_set(info, ERR_PARSE, "\"%s\" is missing", name);
    if (!json_is_object(text))
        return err_set(info, ERR_PARSE, "\"%s\" must give a text by language: {\"%.*s\": \"…\"}",
                       name, STR_ARG(s->languages[0]));
    const char *code;
    json_t *value;
    json_object_foreach(text, code, value)
    {
        size_t i = 0;
        while (i < s->language_count && !str_eq(s->languages[i], str_of(code)))
            i++;
        if (i == s->language_count)
            return err_set(info, ERR_PARSE, "\"%s\": %.40s is not one of \"languages\"", name,
                           code);
        if (!json_is_string(value))
            return err_set(info, ERR_PARSE, "\"%s.%.40s\" must be a text", name, code);
        if (json_string_length(value) > TEXT_BYTES_MAX)
            return err_set(info, ERR_LIMIT, "\"%s.%.40s\" is longer than %d bytes", name, code,
                           TEXT_BYTES_MAX);
    }
    // Terminated: json strings are.
    const char *first = s->languages[0].ptr;
    if (required && !json_string_length(json_object_get(text, first)))
        return err_set(info, ERR_PARSE, "\"%s\" needs a text in %s, the first language", name,
                       first);
    return ERR_NONE;
}

enum err survey_check_sign_key(const json_t *json, struct seal_minisign_key *out,
                               struct err_info *info)
{
    json_t *organizer;
    struct str text;
    enum err err = json_get(json, "organizer", JSON_OBJECT, &organizer, info);
    if (!err) err = json_get_str(organizer, "sign_key", &text, info);
    if (err) return err;
    err = seal_minisign_key_parse(text, out, info);
    return err ? err_prefix(info, err, "\"organizer.sign_key\": ") : ERR_NONE;
}

static enum err check_people(struct survey *s, bool draft, struct err_info *info)
{
    static const char *const known[] = {"name", "contact", "sign_key"};
    json_t *organizer;
    enum err err = json_get(s->json, "organizer", JSON_OBJECT, &organizer, info);
    if (!err) err = check_known(organizer, known, 3, "organizer.", info);
    if (!err) err = check_text(s, organizer, "name", true, info);
    if (!err) err = check_text(s, organizer, "contact", false, info);
    if (err) return err == ERR_PARSE ? err_prefix(info, err, "\"organizer\": ") : err;
    if (!draft || json_object_get(organizer, "sign_key"))
        err = survey_check_sign_key(s->json, &s->sign_key, info);
    if (err) return err;

    json_t *list;
    err = json_get(s->json, "recipients", JSON_ARRAY, &list, info);
    if (err) return err;
    size_t count = json_array_size(list);
    if (count < 1 || count > LIMIT_RECIPIENTS)
        return err_set(info, ERR_LIMIT,
                       "\"recipients\" must hold 1 to %d keys that begin with age1",
                       LIMIT_RECIPIENTS);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        struct str text = str_make(json_string_value(item), json_string_length(item));
        err = seal_recipient_parse(text, &s->recipients[i], info);
        if (err) return err_prefix(info, err, "\"recipients\": number %zu: ", i + 1);
        for (size_t j = 0; j < i; j++)
            if (memcmp(&s->recipients[j], &s->recipients[i], sizeof s->recipients[i]) == 0)
                return err_set(info, ERR_PARSE, "\"recipients\": number %zu is there twice", i + 1);
    }
    s->recipient_count = count;
    return ERR_NONE;
}

static enum err check_collector(struct survey *s, struct err_info *info)
{
    static const char *const known[] = {"url", "keys"};
    json_t *collector = json_object_get(s->json, "collector");
    if (!collector || json_is_null(collector)) return ERR_NONE; // a stick will do
    enum err err = json_get(s->json, "collector", JSON_OBJECT, &collector, info);
    if (!err) err = check_known(collector, known, 2, "collector.", info);
    if (!err) err = json_get_str_or(collector, "url", STR(""), &s->collector_url, info);
    if (err) return err;
    struct str url = s->collector_url;
    if (url.len == 0) return ERR_NONE;
    bool scheme = str_starts(url, STR("http://")) || str_starts(url, STR("https://"));
    if (!scheme || url.len > URL_BYTES_MAX || url.len < 10)
        return err_set(info, ERR_PARSE, "\"collector.url\" must begin with https:// or http://");
    for (size_t i = 0; i < url.len; i++)
        if (url.ptr[i] <= ' ' || url.ptr[i] > '~' || strchr("?#@\"<>\\", url.ptr[i]))
            return err_set(info, ERR_PARSE,
                           "\"collector.url\" must be an address alone, without ?, #, @ or spaces");
    json_t *keys;
    err = json_get(collector, "keys", JSON_ARRAY, &keys, info);
    if (err) return err_prefix(info, err, "\"collector\": ");
    size_t count = json_array_size(keys);
    if (count < 1 || count > SURVEY_SERVER_KEYS_MAX)
        return err_set(info, ERR_LIMIT,
                       "\"collector.keys\" must hold the collector's key and may "
                       "hold its next one");
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(keys, i);
        if (!hex_decode(str_make(json_string_value(item), json_string_length(item)),
                        s->server_keys[i], 32))
            return err_set(
                info, ERR_PARSE,
                "\"collector.keys\": number %zu must be 64 hex digits, as svar-collector "
                "--print-key shows them",
                i + 1);
    }
    s->server_key_count = count;
    return ERR_NONE;
}

static enum err check_settings(struct survey *s, struct err_info *info)
{
    static const char *const modes[] = {"test", "production"};
    static const char *const break_offs[] = {"discard", "keep"};
    static const char *const times[] = {"day", "hour", "none"};
    size_t mode, keep, coarse;
    if (!json_object_get(s->json, "mode"))
        return err_set(info, ERR_PARSE, "\"mode\" is missing: \"test\" or \"production\"");
    enum err err = check_word(s->json, "mode", modes, 2, &mode, info);
    if (!err) err = check_word(s->json, "break_off", break_offs, 2, &keep, info);
    if (!err) err = check_word(s->json, "time", times, 3, &coarse, info);
    for (size_t i = 0; !err && i < SURVEY_NUMBERS; i++) {
        const struct survey_number_rule *rule = &survey_number_rules[i];
        int64_t fallback = rule->fallback >= 0 ? rule->fallback : s->numbers[0];
        if (fallback > rule->most) fallback = rule->most;
        err = json_get_int_or(s->json, rule->name, rule->least, rule->most, fallback,
                              &s->numbers[i], info);
    }
    if (!err) err = json_get_str_or(s->json, "admin_pin", STR(""), &s->admin_pin, info);
    if (err) return err;
    s->mode = mode == 0 ? SURVEY_TEST : SURVEY_PRODUCTION;
    s->keeps_break_off = keep == 1;
    s->time = coarse == 0 ? SURVEY_TIME_DAY : coarse == 1 ? SURVEY_TIME_HOUR : SURVEY_TIME_NONE;
    if (s->admin_pin.len &&
        (!str_starts(s->admin_pin, STR("$argon2id$")) || s->admin_pin.len > PIN_BYTES_MAX))
        return err_set(info, ERR_PARSE, "\"admin_pin\" must be an Argon2id hash, or empty");
    int64_t expected = survey_number(s, "expected"), invited = survey_number(s, "invited");
    if (invited && invited < expected)
        return err_set(info, ERR_PARSE, "\"invited\" (%lld) must not be below \"expected\" (%lld)",
                       (long long)invited, (long long)expected);
    return ERR_NONE;
}

static enum err check_texts(struct survey *s, struct err_info *info)
{
    enum err err = check_text(s, s->json, "title", true, info);
    json_t *pages = json_object_get(s->json, "pages");
    if (err || !pages || json_is_null(pages)) return err;
    err = json_get(s->json, "pages", JSON_OBJECT, &pages, info);
    if (err) return err;
    const char *name;
    json_t *value;
    json_object_foreach(pages, name, value)
    {
        if (strlen(name) > LIMIT_NAME_BYTES)
            return err_set(info, ERR_LIMIT, "\"pages\": a page's name is too long");
        err = check_text(s, pages, name, false, info);
        if (err) return err_prefix(info, err, "\"pages\": ");
    }
    json_t *report = json_object_get(s->json, "report");
    if (report && !json_is_null(report))
        err = json_get(s->json, "report", JSON_OBJECT, &report, info);
    return err;
}

bool survey_colour_valid(struct str text)
{
    for (size_t i = 1; i < text.len; i++) {
        char c = text.ptr[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F'))
            return false;
    }
    return text.len == 7 && text.ptr[0] == '#';
}

static bool picture_name_valid(struct str name)
{
    static const char *const ends[] = {".png", ".jpg", ".jpeg"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (name.len > strlen(ends[i]) && str_ends_nocase(name, str_of(ends[i])))
            return file_name_safe(name);
    return false;
}

static enum err check_look(struct survey *s, struct err_info *info)
{
    static const char *const known[] = {"colour", "logo"};
    json_t *look = json_object_get(s->json, "look");
    if (!look || json_is_null(look)) return ERR_NONE;
    enum err err = json_get(s->json, "look", JSON_OBJECT, &look, info);
    if (!err) err = check_known(look, known, 2, "look.", info);
    if (!err) err = json_get_str_or(look, "colour", STR(""), &s->colour, info);
    if (!err) err = json_get_str_or(look, "logo", STR(""), &s->logo, info);
    if (err) return err;
    if (s->colour.len && !survey_colour_valid(s->colour))
        return err_set(info, ERR_PARSE, "\"look.colour\": a colour is written #0A5C66");
    if (s->logo.len && !picture_name_valid(s->logo))
        return err_set(info, ERR_PARSE,
                       "\"look.logo\" must be the name of a PNG or JPEG file in the survey");
    return ERR_NONE;
}

static int entry_compare(const void *a, const void *b)
{
    const struct survey_entry *left = a, *right = b;
    return str_compare(left->name, right->name);
}

static enum err check_file(const char *name, const json_t *value, struct survey_entry *out,
                           struct err_info *info)
{
    struct str text = str_of(name);
    if (!file_name_safe(text) || str_eq_nocase(text, STR(SURVEY_JSON_NAME)) ||
        str_eq_nocase(text, STR(SURVEY_SIGNATURE_NAME)))
        return err_set(info, ERR_PARSE,
                       "\"files\": \"%.100s\" is not a name that a survey's file may have", name);
    uint8_t digest[32];
    struct str hash = str_make(json_string_value(value), json_string_length(value));
    bool lower = true;
    for (size_t i = 0; i < hash.len; i++)
        if (hash.ptr[i] >= 'A' && hash.ptr[i] <= 'F') lower = false;
    if (!lower || !hex_decode(hash, digest, sizeof digest))
        return err_set(info, ERR_PARSE, "\"files.%.100s\" must be 64 lower-case hex digits", name);
    out->name = text;
    out->hash = hash;
    return ERR_NONE;
}

static enum err check_files(struct survey *s, bool draft, struct err_info *info)
{
    enum err err = json_get_str(s->json, "form", &s->form_name, info);
    if (!err && !file_name_safe(s->form_name))
        err = err_set(info, ERR_PARSE, "\"form\" must be the name of a file in the survey");
    if (err || draft) return err;
    json_t *files;
    err = json_get(s->json, "files", JSON_OBJECT, &files, info);
    if (err) return err;
    size_t count = json_object_size(files);
    if (count > LIMIT_SURVEY_FILES)
        return err_set(info, ERR_LIMIT, "\"files\" names more than %d files", LIMIT_SURVEY_FILES);
    s->files = xcalloc(count, sizeof *s->files);
    const char *name;
    json_t *value;
    json_object_foreach(files, name, value)
    {
        err = check_file(name, value, &s->files[s->file_count], info);
        if (err) return err;
        s->file_count++;
    }
    qsort(s->files, s->file_count, sizeof *s->files, entry_compare);
    bool form = false, logo = s->logo.len == 0;
    for (size_t i = 0; i < s->file_count; i++) {
        form = form || str_eq(s->files[i].name, s->form_name);
        logo = logo || str_eq(s->files[i].name, s->logo);
    }
    if (!form)
        return err_set(info, ERR_PARSE, "\"form\" is %.*s, which \"files\" does not name",
                       STR_ARG(s->form_name));
    if (!logo)
        return err_set(info, ERR_PARSE, "\"look.logo\" is %.*s, which \"files\" does not name",
                       STR_ARG(s->logo));
    return ERR_NONE;
}

enum err survey_check(struct survey *s, bool draft, struct err_info *info)
{
    if (!json_is_object(s->json)) return err_set(info, ERR_PARSE, "must be a JSON object");
    enum err err = check_identity(s, info);
    if (!err)
        err = check_known(s->json, known_members, sizeof known_members / sizeof *known_members, "",
                          info);
    if (!err) err = check_languages(s, info);
    if (!err) err = check_people(s, draft, info);
    if (!err) err = check_collector(s, info);
    if (!err) err = check_settings(s, info);
    if (!err) err = check_texts(s, info);
    if (!err) err = check_look(s, info);
    if (!err) err = check_files(s, draft, info);
    return err;
}
