// SPDX-License-Identifier: EUPL-1.2
// svar survey sign: the organizer's word for a survey. Production is signed only after a test
// response has been sealed as a kiosk seals it and opened again with the organizer's key.
#include "organizer/verbs.h"

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "organizer/desk.h"
#include "organizer/pictures.h"
#include "organizer/placeholders.h"
#include "report/report.h"

#include <limits.h>

static enum err read_draft(const char *dir, json_t **out, struct err_info *info)
{
    char path[PATH_MAX];
    struct buf text = {0};
    enum err err = file_join(path, sizeof path, dir, "survey.json", info);
    if (!err) err = file_read(path, LIMIT_SURVEY_JSON_BYTES, &text, info);
    if (!err) {
        err_place(info, path, NULL, 0, 0);
        err = json_parse(buf_str(&text), LIMIT_SURVEY_JSON_BYTES, out, info);
        if (!err && !json_is_object(*out)) err = err_set(info, ERR_PARSE, "must be an object");
        if (!err) verb_clear(info);
    }
    buf_finish(&text);
    return err;
}

// ---- prove that you can decrypt ----

static enum err read_recipients(const json_t *draft, struct keys_recipients *out,
                                struct err_info *info)
{
    const json_t *list = json_object_get(draft, "recipients");
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        err = keys_recipients_add(out, text && text[0] != '@' ? text : "", info);
        if (err) err_prefix(info, err, "\"recipients\": number %zu: ", i + 1);
    }
    if (!err && out->count == 0)
        err = err_set(info, ERR_PARSE, "\"recipients\" is empty: nobody could open the answers");
    return err;
}

// Seals one response through sealer and batch, exactly as a kiosk does, and appends the batch.
static enum err seal_test_batch(const struct keys_recipients *to, struct str response,
                                struct buf *out, struct err_info *info)
{
    static const uint8_t no_survey[32], no_link[32];
    struct rng rng = rng_system();
    struct seal_sealer *sealer = NULL;
    struct sealed *sealed = NULL;
    struct seal_signer *device = seal_signer_create();
    enum err err = seal_sealer_create(to->recipient, to->count, &rng, &sealer, info);
    if (!err) err = seal_sealer_seal(sealer, response, 0, &sealed, info);
    if (!err) {
        struct seal_batch_item item = {(const uint8_t *)sealed_slot_id(sealed).ptr,
                                       sealed_bytes(sealed)};
        seal_sealer_commit(sealer, sealed);
        err =
            seal_batch_encode(no_survey, 1, no_link, (const uint8_t *)sealed_aggregate(sealed).ptr,
                              sealed_seed(sealed), &item, 1, device, out, info);
    }
    sealed_destroy(sealed);
    seal_sealer_destroy(sealer);
    seal_signer_destroy(device);
    return err;
}

static enum err open_test_batch(const struct keys_identities *ids, struct str bytes,
                                struct str response, struct err_info *info)
{
    struct seal_batch batch = {0};
    struct seal_batch_opened *opened = NULL;
    struct buf json = {0};
    enum err err = seal_batch_decode(bytes, &batch, info);
    if (!err) err = seal_batch_open(&batch, ids->id, ids->count, &opened, info);
    if (err == ERR_KEY)
        err_set(info, err,
                "this key is not among the survey's recipients: answers sealed to them "
                "could not be opened with it");
    if (!err) err = seal_batch_open_response(opened, 0, &json, info);
    if (!err && !str_eq(str_trim(buf_str(&json)), response))
        err = err_set(info, ERR_CORRUPT, "the test response came back changed");
    buf_wipe(&json);
    seal_batch_opened_destroy(opened);
    seal_batch_finish(&batch);
    return err;
}

// With one key file, under the passphrase of the signing key.
static enum err prove_one(const struct arguments *a, int place, const struct keys_recipients *to,
                          struct str text, struct str batch, struct err_info *info)
{
    const char *path = arguments_list(a, "prove", place);
    struct keys_identities ids = {.count = 0};
    enum err err = keys_identities_read(path, arguments_text(a, "passphrase-file"), &ids, info);
    if (!err) {
        err = open_test_batch(&ids, batch, text, info);
        if (err) err_prefix(info, err, "%s: ", path);
    }
    if (!err) verb_say("a test response was sealed and opened again with %s", path);
    for (size_t i = 0; !err && i < ids.count; i++) {
        struct seal_recipient mine;
        seal_identity_recipient(ids.id[i], &mine);
        bool among = false;
        for (size_t j = 0; j < to->count; j++)
            among = among || memcmp(&to->recipient[j], &mine, sizeof mine) == 0;
        if (!among)
            verb_say("%s holds a key that is no recipient of this version; keep it: it opens what "
                     "was sealed to it before",
                     path);
    }
    keys_identities_finish(&ids);
    return err;
}

static enum err prove(const struct arguments *a, const json_t *draft, struct err_info *info)
{
    struct str text = STR("{\"svar\":1,\"answers\":{\"prov\":\"R\xC3\xA4ksm\xC3\xB6rg\xC3\xA5s\"},"
                          "\"missing\":{}}");
    struct keys_recipients to = {.count = 0};
    struct buf batch = {0};
    size_t proved = 0;
    enum err err = read_recipients(draft, &to, info);
    if (!err) err = seal_test_batch(&to, text, &batch, info);
    for (; !err && arguments_list(a, "prove", (int)proved); proved++)
        err = prove_one(a, (int)proved, &to, text, buf_str(&batch), info);
    if (!err && to.count > proved)
        verb_say("%zu of %zu recipients were not tried: let each of them prove the same with their "
                 "own key (--prove may be repeated)",
                 to.count - proved, to.count);
    buf_finish(&batch);
    return err;
}

// ---- what the survey module cannot know: the form behind the texts ----

// What somebody was to write before signing. A test may hold it; a survey for production only where
// its organizer says that the brackets belong there.
static enum err check_placeholders(const struct arguments *a, const json_t *draft,
                                   const struct form_def *form, struct err_info *info)
{
    struct buf lines = {0};
    const char *mode = json_string_value(json_object_get(draft, "mode"));
    bool production = mode && strcmp(mode, "production") == 0;
    size_t count = organizer_placeholders(draft, form, &lines);
    enum err err = ERR_NONE;
    bool meant = arguments_flag(a, "allow-placeholders");
    if (!meant) verb_say_lines("to be filled in: ", &lines);
    if (production && count > 0 && !meant)
        err = err_set(info, ERR_DENIED,
                      "respondents would read words in square brackets: write what belongs there, "
                      "or sign with --allow-placeholders where the brackets are meant");
    buf_finish(&lines);
    return err;
}

// A kiosk leaves out what it cannot show and says so in its log, which is late.
static void check_pictures(const char *dir, const json_t *draft, const struct form_def *form)
{
    struct buf lines = {0};
    const json_t *look = json_object_get(draft, "look");
    struct str logo = str_of(json_string_value(json_object_get(look, "logo")));
    size_t count = organizer_pictures(dir, form, logo, &lines);
    verb_say_lines("a kiosk cannot show the picture ", &lines);
    if (count > 0) verb_say("pictures that no kiosk shows: %zu", count);
    buf_finish(&lines);
}

static enum err check_form(const struct arguments *a, const char *dir, const json_t *draft,
                           struct err_info *info)
{
    char path[PATH_MAX];
    struct str name;
    struct form_def *form = NULL;
    enum err err = json_get_str(draft, "form", &name, info);
    if (!err && !file_name_safe(name))
        err = err_set(info, ERR_PARSE, "\"form\" must be the name of a file in the survey");
    if (!err) err = file_join(path, sizeof path, dir, name.ptr, info);
    if (err) return err;
    struct form_problems *problems = form_problems_create();
    err = form_def_load(path, desk_form_host(), problems, &form);
    if (err) {
        struct buf text = {0};
        for (size_t i = 0; i < form_problems_total(problems); i++)
            form_problem_print(form_problems_at(problems, i), &text);
        fprintf(stderr, "%s", buf_text(&text));
        buf_finish(&text);
        err_set(info, err, "the form has mistakes; mend them before signing");
    }
    if (!err) err = check_placeholders(a, draft, form, info);
    if (!err) check_pictures(dir, draft, form);
    const json_t *report = json_object_get(draft, "report");
    if (!err && report && !json_is_null(report)) {
        err = report_settings_check(form, report, info);
        if (err) err_prefix(info, err, "%s/survey.json: ", dir);
    }
    form_def_destroy(form);
    form_problems_destroy(problems);
    return err;
}

static void tell(const struct survey *s)
{
    char hash[65];
    size_t recipients;
    struct seal_minisign_key key;
    struct buf line = {0};
    survey_recipients(s, &recipients);
    survey_sign_key(s, &key);
    seal_minisign_key_format(&key, &line);
    hex_encode(survey_hash(s), 32, hash);
    printf("survey      %.*s, version %lld, %s\n", STR_ARG(survey_id(s)),
           (long long)survey_version(s),
           survey_mode(s) == SURVEY_PRODUCTION ? "production" : "test");
    printf("files       %zu\n", survey_file_count(s));
    printf("recipients  %zu\n", recipients);
    printf("signed by   %.*s\n", STR_ARG(str_trim(buf_str(&line))));
    printf("SHA-256     %s\n", hash);
    buf_finish(&line);
}

static enum verb_exit run(const struct arguments *a)
{
    const char *dir = a->words[0];
    struct err_info info = {0};
    struct seal_minisign_secret *secret = NULL;
    struct survey *survey = NULL;
    struct seal_minisign_key key;
    json_t *draft = NULL;
    enum err err = read_draft(dir, &draft, &info);
    const char *mode = json_string_value(json_object_get(draft, "mode"));
    bool production = mode && strcmp(mode, "production") == 0;
    if (!err && production && !arguments_list(a, "prove", 0))
        err = err_set(&info, ERR_DENIED,
                      "this survey is for production: show that its answers can be opened, with "
                      "--prove identity.age");
    if (!err) err = check_form(a, dir, draft, &info);
    if (!err && arguments_list(a, "prove", 0)) err = prove(a, draft, &info);
    if (!err)
        err = keys_signer_read(arguments_text(a, "sign-key"), arguments_text(a, "passphrase-file"),
                               &secret, &info);
    if (!err) err = survey_sign(dir, secret, &info);
    if (!err) {
        seal_minisign_public(secret, &key);
        err = desk_survey_path(dir, &key, &survey, &info);
    }
    if (!err) tell(survey);
    survey_close(survey);
    seal_minisign_destroy(secret);
    json_decref(draft);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_survey_sign = {
    .name = "survey sign",
    .arguments = "DIR",
    .summary = "Signs a survey, after checking it and its form.",
    .details =
        "A survey for production is signed only after a test response has been sealed and opened\n"
        "again with --prove, and without words in square brackets that were to be filled in, as\n"
        "\"[date]\". Whoever changes a file afterwards breaks the signature; count version up and\n"
        "sign again.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){DESK_OPTION_SIGN_KEY,
                                         {"prove", ARGUMENT_LIST, "FILE",
                                          "the identity that will open answers; same passphrase"},
                                         {"allow-placeholders", ARGUMENT_FLAG, NULL,
                                          "words in square brackets, as [date], are meant"},
                                         {0}},
    .run = run,
};
