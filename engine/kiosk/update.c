// SPDX-License-Identifier: EUPL-1.2
// See kiosk/update.h.
#include "kiosk/update.h"

#include "base/file.h"
#include "base/limits.h"

#include <stdio.h>

enum { PATH_BYTES = 4096 };

static enum err path_of(const char *state, const struct survey *survey, char out[PATH_BYTES],
                        struct err_info *info)
{
    char name[128];
    snprintf(name, sizeof(name), "survey-%.*s.svar", STR_ARG(survey_id(survey)));
    return file_join(out, PATH_BYTES, state, name, info);
}

// Whether this may take the place of the survey that runs.
static enum err fits(const struct survey *newer, const struct survey *survey, bool test_only,
                     struct err_info *info)
{
    if (!str_eq(survey_id(newer), survey_id(survey))) {
        return err_set(info, ERR_ARGUMENT, "the package is of another survey, %.*s",
                       STR_ARG(survey_id(newer)));
    }
    if (survey_version(newer) <= survey_version(survey)) {
        return err_set(info, ERR_STATE, "version %lld is not newer than version %lld",
                       (long long)survey_version(newer), (long long)survey_version(survey));
    }
    if (test_only && survey_mode(newer) == SURVEY_PRODUCTION) {
        return err_set(info, ERR_DENIED,
                       "version %lld is for production, which --automation is not",
                       (long long)survey_version(newer));
    }
    return ERR_NONE;
}

// A stranger's bytes are read where nothing else can be done.
struct reading {
    struct str package;
    const struct seal_minisign_key *key;
    struct survey *survey;
};

static enum err read_package(void *data, struct err_info *info)
{
    struct reading *r = data;
    return survey_open_bytes(r->package, r->key, &r->survey, info);
}

static enum err read_guarded(const struct kiosk_guard *guard, struct str package,
                             const struct seal_minisign_key *key, struct survey **out,
                             struct err_info *info)
{
    struct reading r = {package, key, NULL};
    enum err err = guard ? kiosk_guard_read(guard, read_package, &r, info) : read_package(&r, info);
    if (!err) {
        *out = r.survey;
    }
    return err;
}

static enum err read_kept(const struct kiosk_guard *guard, const char *path,
                          const struct seal_minisign_key *key, struct survey **out,
                          struct err_info *info)
{
    struct buf package = {0};
    enum err err = file_read(path, LIMIT_SURVEY_PACKAGE_BYTES, &package, info);
    if (!err) {
        err = read_guarded(guard, buf_str(&package), key, out, info);
    }
    buf_finish(&package);
    return err;
}

static enum err take(struct kiosk_update *u, struct str package, const char *path,
                     struct err_info *info)
{
    struct survey *came = NULL, *kept = NULL;
    enum err err = read_guarded(u->guard, package, &u->key, &came, info);
    if (!err) {
        err = fits(came, u->survey, u->test_only, info);
    }
    if (!err && file_exists(path) && !read_kept(u->guard, path, &u->key, &kept, NULL) &&
        survey_version(kept) >= survey_version(came)) {
        err = err_set(info, ERR_STATE, "version %lld is here already",
                      (long long)survey_version(kept));
    }
    if (!err) {
        err = file_write(path, package, 0600, info);
    }
    survey_close(came);
    survey_close(kept);
    return err;
}

enum err kiosk_update_take(struct kiosk_update *u, struct str package, struct err_info *info)
{
    char path[PATH_BYTES];
    enum err err = path_of(u->state, u->survey, path, info);
    if (!err) {
        pthread_mutex_lock(&u->lock);
        err = take(u, package, path, info);
        pthread_mutex_unlock(&u->lock);
    }
    return err;
}

bool kiosk_update_use(const struct kiosk_update *u, struct survey **survey, struct err_info *info)
{
    char path[PATH_BYTES];
    struct survey *newer = NULL;
    if (path_of(u->state, *survey, path, info) || !file_exists(path) ||
        read_kept(u->guard, path, &u->key, &newer, info)) {
        return false;
    }
    enum err err = fits(newer, *survey, u->test_only, info);
    if (err) {
        survey_close(newer);
        if (err == ERR_STATE) {
            info->message[0] = '\0'; // the one that was given has caught up: nothing to tell
        }
        return false;
    }
    survey_close(*survey);
    *survey = newer;
    return true;
}
