// SPDX-License-Identifier: EUPL-1.2
// See kiosk/choices.h.
#include "kiosk/choices.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LOOKED_AT_MAX = 256 };

// ---- one package ----
struct opening {
    const char *path;
    struct str bytes; // of a .svar file; ptr NULL: path is opened by the survey module
    const struct seal_minisign_key *key;
    struct survey *survey;
};

static enum err open_call(void *data, struct err_info *info)
{
    struct opening *o = data;
    return o->bytes.ptr ? survey_open_bytes(o->bytes, o->key, &o->survey, info)
                        : survey_open(o->path, o->key, &o->survey, info);
}

// A stranger's bytes are read where nothing else can be done. A folder, which only whoever starts
// the kiosk can name, is among the files that may be read there.
static enum err open_guarded(const struct kiosk_choosing *c, const char *path, struct survey **out,
                             struct err_info *info)
{
    struct stat st;
    struct buf package = {0};
    struct opening o = {.path = path, .key = &c->key};
    if (stat(path, &st) != 0) return err_set(info, ERR_MISSING, "there is no %s", path);
    enum err err = ERR_NONE;
    if (!S_ISDIR(st.st_mode)) {
        err = file_read(path, LIMIT_SURVEY_PACKAGE_BYTES, &package, info);
        o.bytes = buf_str(&package);
    }
    if (!err)
        err = c->guard ? kiosk_guard_read(c->guard, open_call, &o, info) : open_call(&o, info);
    if (!err && c->test_only && survey_mode(o.survey) == SURVEY_PRODUCTION) {
        err = err_set(info, ERR_DENIED, "%s is for production, which --automation is not", path);
        survey_close(o.survey);
        o.survey = NULL;
    }
    buf_finish(&package);
    if (!err) *out = o.survey;
    return err;
}

// ---- the list ----
struct finding {
    const struct kiosk_choosing *c;
    struct str language;
    struct kiosk_choices *out;
    size_t looked_at;
};

static void copy(char *out, size_t bytes, struct str text)
{
    size_t cut = utf8_cut(text, bytes - 1);
    if (cut) memcpy(out, text.ptr, cut);
    out[cut] = '\0';
}

// Where this survey stands in the list, or is to stand; NULL where it is not to be taken.
static struct kiosk_choice *place_for(struct kiosk_choices *list, struct str id, int64_t version)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(id, str_of(list->list[i].id)))
            return version > list->list[i].version ? &list->list[i] : NULL;
    }
    return list->count < KIOSK_CHOICES_MAX ? &list->list[list->count++] : NULL;
}

static void look_at(struct finding *f, const char *path, bool given)
{
    struct survey *survey = NULL;
    struct err_info info = {0};
    if (f->looked_at++ >= LOOKED_AT_MAX) return;
    enum err err = open_guarded(f->c, path, &survey, &info);
    if (err) {
        f->out->unusable += err != ERR_MISSING;
        log_warning("no survey to choose: %s", info.message);
        return;
    }
    int64_t version = survey_version(survey);
    struct kiosk_choice *choice = place_for(f->out, survey_id(survey), version);
    if (choice) {
        bool was_given = choice->given;
        *choice = (struct kiosk_choice){
            .version = version,
            .production = survey_mode(survey) == SURVEY_PRODUCTION,
            .given = given || was_given,
        };
        copy(choice->id, sizeof choice->id, survey_id(survey));
        copy(choice->title, sizeof choice->title, survey_text(survey, "title", f->language));
        copy(choice->path, sizeof choice->path, str_of(path));
    }
    survey_close(survey);
}

static void look_into(struct finding *f, const char *folder, struct str begin, bool folders)
{
    DIR *dir = folder ? opendir(folder) : NULL;
    const struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        char path[PATH_MAX], signature[PATH_MAX];
        struct stat st;
        struct str name = str_of(entry->d_name);
        if (entry->d_name[0] == '.' || !str_starts(name, begin) ||
            file_join(path, sizeof path, folder, entry->d_name, NULL) || lstat(path, &st) != 0)
            continue;
        bool package = S_ISREG(st.st_mode) && str_ends(name, STR(".svar"));
        bool open = folders && S_ISDIR(st.st_mode) &&
                    !file_join(signature, sizeof signature, path, "survey.json.minisig", NULL) &&
                    file_exists(signature);
        if (package || open) look_at(f, path, false);
    }
    if (dir) closedir(dir);
}

static int by_title(const void *a, const void *b)
{
    return strcmp(((const struct kiosk_choice *)a)->title, ((const struct kiosk_choice *)b)->title);
}

void kiosk_choices_find(const struct kiosk_choosing *c, const char *stick, struct str language,
                        struct kiosk_choices *out)
{
    struct finding f = {c, language, out, 0};
    *out = (struct kiosk_choices){0};
    look_at(&f, c->given, true);
    look_into(&f, c->folder, STR(""), true);
    look_into(&f, c->state, STR("survey-"), false);
    look_into(&f, stick, STR(""), false);
    qsort(out->list, out->count, sizeof out->list[0], by_title);
}

// ---- keeping one ----
// As kiosk/update.c has it, so that a newer version that comes later takes its place.
static enum err kept_path(const struct kiosk_choosing *c, const char *id, char out[PATH_MAX],
                          struct err_info *info)
{
    char name[KIOSK_SURVEY_ID_BYTES + 16];
    snprintf(name, sizeof name, "survey-%s.svar", id);
    if (strchr(id, '/') || !file_name_safe(str_of(name)))
        return err_set(info, ERR_ARGUMENT, "\"%s\" is no survey's id", id);
    return file_join(out, PATH_MAX, c->state, name, info);
}

enum err kiosk_choices_open(const struct kiosk_choosing *c, const char *id, struct survey **out,
                            struct err_info *info)
{
    char path[PATH_MAX];
    struct survey *survey = NULL;
    enum err err = kept_path(c, id, path, info);
    if (!err) err = open_guarded(c, path, &survey, info);
    if (!err && !str_eq(survey_id(survey), str_of(id))) {
        err = err_set(info, ERR_TAMPERED, "%s is another survey", path);
        survey_close(survey);
    }
    if (!err) *out = survey;
    return err;
}

enum err kiosk_choices_keep(const struct kiosk_choosing *c, const struct kiosk_choice *choice,
                            struct err_info *info)
{
    char path[PATH_MAX];
    struct survey *survey = NULL, *kept = NULL;
    struct buf package = {0};
    enum err err = kept_path(c, choice->id, path, info);
    if (!err) err = open_guarded(c, choice->path, &survey, info);
    if (!err && !str_eq(survey_id(survey), str_of(choice->id)))
        err = err_set(info, ERR_TAMPERED, "%s has changed since it was looked at", choice->path);
    bool newer = !err && kiosk_choices_open(c, choice->id, &kept, NULL) == ERR_NONE &&
                 survey_version(kept) >= survey_version(survey);
    if (!err && !newer) {
        err = survey_pack(survey, &package, info);
        if (!err) err = file_write(path, buf_str(&package), 0600, info);
    }
    survey_close(survey);
    survey_close(kept);
    buf_finish(&package);
    return err;
}
