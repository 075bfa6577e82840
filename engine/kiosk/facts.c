// SPDX-License-Identifier: EUPL-1.2
// Survey and form → the plain data of kiosk/facts.h.
#include "kiosk/facts.h"

#include "base/limits.h"

// The form's language for a survey language: by code, by our names for it ("Svenska (sv)" has a
// code, plain "Svenska" does not), or the form's default.
static size_t form_language(const struct form_def *def, struct str code)
{
    int found = form_def_language_find(def, code);
    return found >= 0 ? (size_t)found : 0;
}

enum err kiosk_facts_from(const struct survey *survey, const struct form_def *def,
                          struct kiosk_facts *out, struct err_info *info)
{
    struct str form_name = survey_form_name(survey);
    json_t *files = NULL;
    enum err err = json_get(survey_json(survey), "files", JSON_OBJECT, &files, info);
    if (err) {
        return err;
    }
    char name[LIMIT_NAME_BYTES + 1];
    if (form_name.len >= sizeof(name)) {
        return err_set(info, ERR_LIMIT, "the name of the survey's form is too long");
    }
    memcpy(name, form_name.ptr, form_name.len);
    name[form_name.len] = '\0';
    struct str hash;
    err = json_get_str(files, name, &hash, info);
    if (err) {
        return err;
    }
    *out = (struct kiosk_facts){
        .survey_id = survey_id(survey),
        .survey_version = survey_version(survey),
        .wave = survey_wave(survey),
        .form_id = form_def_id(def),
        .form_version = form_def_version(def),
        .form_hash = hash,
        .production = survey_mode(survey) == SURVEY_PRODUCTION,
        .time = survey_time(survey),
        .idle_ms = survey_number(survey, "idle_s") * 1000,
        .idle_warning_ms = survey_number(survey, "idle_warning_s") * 1000,
        .k = survey_number(survey, "k"),
        .keeps_break_off = survey_keeps_break_off(survey),
    };
    size_t count = survey_language_count(survey);
    for (size_t i = 0; i < count && i < KIOSK_LANGUAGES_MAX; i++) {
        struct str code = survey_language(survey, i);
        out->languages[out->language_count++] =
            (struct kiosk_language){code, form_language(def, code)};
    }
    if (out->language_count == 0) {
        return err_set(info, ERR_PARSE, "the survey names no language");
    }
    return ERR_NONE;
}

int kiosk_facts_language(const struct kiosk_facts *facts, struct str code)
{
    for (size_t i = 0; i < facts->language_count; i++) {
        if (str_eq_nocase(facts->languages[i].code, code)) {
            return (int)i;
        }
    }
    return -1;
}
