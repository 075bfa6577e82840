// SPDX-License-Identifier: EUPL-1.2
// svar survey verify and svar survey pack: looking at a signed survey, and making one file of it.
#include "organizer/verbs.h"

#include "base/file.h"
#include "organizer/desk.h"

static enum verb_exit verify(const struct arguments *a)
{
    const char *key = arguments_text(a, "key");
    struct err_info info = {0};
    struct survey *s = NULL;
    struct seal_minisign_key trusted;
    enum err err = key ? keys_public_read(key, &trusted, &info) : ERR_NONE;
    if (err) return verb_fail(&info);
    err = desk_survey_path(a->words[0], key ? &trusted : NULL, &s, &info);
    if (err) {
        verb_fail(&info);
        return err == ERR_SIGNATURE || err == ERR_TAMPERED || err == ERR_KEY ? VERB_FOUND
                                                                             : VERB_FAILED;
    }
    struct buf line = {0};
    survey_sign_key(s, &trusted);
    seal_minisign_key_format(&trusted, &line);
    printf("%.*s, version %lld, %s: the signature and %zu %s are right\n", STR_ARG(survey_id(s)),
           (long long)survey_version(s),
           survey_mode(s) == SURVEY_PRODUCTION ? "production" : "test", survey_file_count(s),
           verb_count(survey_file_count(s), "file", "files"));
    printf("signed by %.*s%s\n", STR_ARG(str_trim(buf_str(&line))),
           key ? "" : ", which is named in the survey itself: compare it, or give --key");
    buf_finish(&line);
    survey_close(s);
    return VERB_DONE;
}

const struct verb verb_survey_verify = {
    .name = "survey verify",
    .arguments = "PATH",
    .summary = "Checks a survey's signature and every file in it.",
    .details = "PATH is a folder or a .svar file. The exit code is 1 where something does not "
               "match, and the file\nthat differs is named.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"key", ARGUMENT_TEXT, "KEY", "whose signature it must be: sign.pub or RW…"}, {0}},
    .run = verify,
};

static enum verb_exit pack(const struct arguments *a)
{
    struct err_info info = {0};
    struct survey *s = NULL;
    struct buf package = {0};
    enum err err = desk_survey_path(a->words[0], NULL, &s, &info);
    if (!err) err = survey_pack(s, &package, &info);
    if (!err) err = file_write(a->words[1], buf_str(&package), 0644, &info);
    if (!err) verb_say("%s, %zu bytes", a->words[1], package.len);
    buf_finish(&package);
    survey_close(s);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_survey_pack = {
    .name = "survey pack",
    .arguments = "DIR OUT.svar",
    .summary = "Makes one file of a signed survey, for kiosks and collectors.",
    .details = "",
    .least = 2,
    .most = 2,
    .options = (const struct argument_option[]){{0}},
    .run = pack,
};
